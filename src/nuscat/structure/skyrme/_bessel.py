"""Spherical Bessel functions, their zeros, and integration matrices on Gauss–Legendre panels."""

# ruff: noqa: E741 - l is the orbital angular momentum

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nuscat._core.quadrature import legendre_rule

__all__ = ["bessel_pair", "bessel_zeros", "cumulative_matrix"]

Vector = NDArray[np.float64]
_TERMS = 40


def _series(l: int, x: Vector) -> Vector:
    """j_l(x) [1] by its power series, for x ≲ l + 2."""
    out = np.ones_like(x)
    term = np.ones_like(x)
    half = -0.5 * x * x
    for k in range(1, _TERMS):
        term = term * half / (k * (2 * l + 2 * k + 1))
        out += term
    prefactor = np.ones_like(x)
    for m in range(1, l + 1):
        prefactor = prefactor * x / (2 * m + 1)
    result: Vector = out * prefactor
    return result


def bessel_pair(l: int, x: Vector) -> tuple[Vector, Vector]:
    """j_l(x) and j_{l+1}(x) [1] for x ≥ 0: recurrence upwards above x = l + 2, power series below.

    Parameters
    ----------
    l : int
    x : array [1]
        Any shape.

    Sources
    -------
    Abramowitz & Stegun, Eqs. (10.1.2), (10.1.19). Checked: scipy.special.spherical_jn to 1e-12 of the largest value.
    """
    x = np.asarray(x, dtype=float)
    low, high = np.empty_like(x), np.empty_like(x)
    small = x < l + 2.0
    xs = x[small]
    low[small], high[small] = _series(l, xs), _series(l + 1, xs)
    xl = x[~small]
    s, c = np.sin(xl), np.cos(xl)
    a = s / xl
    b = (a - c) / xl
    for m in range(1, l + 1):
        a, b = b, (2 * m + 1) / xl * b - a
    low[~small], high[~small] = a, b
    return low, high


@lru_cache(maxsize=8)
def bessel_zeros(l_max: int, count: int) -> Vector:
    """First `count` positive zeros of j_l [1] for l = 0 … l_max, shape (l_max + 1, count).

    The zeros of j_l lie between successive zeros of j_{l−1}: bisection, then Newton.

    Parameters
    ----------
    l_max, count : int

    Sources
    -------
    Abramowitz & Stegun, section 10.1 (interlacing). Checked: j_l vanishes there; zeros counted by sign changes.
    """
    zeros = np.empty((l_max + 1, count))
    row: Vector = math.pi * np.arange(1.0, count + l_max + 1)
    zeros[0] = row[:count]
    for l in range(1, l_max + 1):
        lower: Vector = row[:-1].copy()
        upper: Vector = row[1:].copy()
        sign = np.sign(bessel_pair(l, lower)[0])
        for _ in range(8):
            middle = 0.5 * (lower + upper)
            left = np.sign(bessel_pair(l, middle)[0]) == sign
            lower, upper = np.where(left, middle, lower), np.where(left, upper, middle)
        x = 0.5 * (lower + upper)
        for _ in range(4):
            value, following = bessel_pair(l, x)
            x = x - value / (l / x * value - following)
        row = x
        zeros[l] = row[:count]
    zeros.setflags(write=False)
    return zeros


@lru_cache(maxsize=8)
def cumulative_matrix(order: int) -> Vector:
    """Matrix S [1] with ∫_{−1}^{x_i} f = Σ_j S_ij f(x_j) on the Gauss–Legendre nodes, shape (order, order).

    Parameters
    ----------
    order : int

    Sources
    -------
    Antiderivative of the interpolating Legendre series. Checked: polynomials of degree below `order`.
    """
    x, w = legendre_rule(order)
    P = np.polynomial.legendre.legvander(x, order)
    k = np.arange(order)
    coefficients = (k[:, None] + 0.5) * (P[:, :order] * w[:, None]).T
    integrals = np.empty((order, order))
    integrals[:, 0] = x + 1.0
    integrals[:, 1:] = (P[:, 2:] - P[:, :-2]) / (2 * k[1:] + 1)
    matrix: Vector = integrals @ coefficients
    matrix.setflags(write=False)
    return matrix
