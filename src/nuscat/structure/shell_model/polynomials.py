"""Polynomials times a Gaussian: matrix elements between oscillator functions as functions of momentum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, namespace
from nuscat.constants import hbarc

__all__ = ["DampedPolynomial", "horner", "momentum_to_y"]


def momentum_to_y(q: Array, b: float) -> Array:
    """y = (qb/2ħc)² [1] of momentum transfers `q` [MeV] for the oscillator length `b` [fm], shape of `q`.

    Sources
    -------
    Donnelly:1979ezn. Checked: by hand.

    Examples
    --------
    >>> round(float(momentum_to_y(100.0, 1.7623)), 6)
    0.199401
    """
    xp: Any = namespace(q)
    half = xp.asarray(q, dtype=float) * (0.5 * b / hbarc.value)
    return half * half


def horner(y: Array, coefficients: Sequence[float] | NDArray[np.float64]) -> Array:
    """Σ c_k y^k [1] of `y` [1] with `coefficients` c_0, c_1, … [1], shape of `y`.

    Examples
    --------
    >>> float(horner(2.0, [1.0, 0.0, 3.0]))
    13.0
    """
    xp: Any = namespace(y)
    y = xp.asarray(y, dtype=float)
    total = xp.zeros_like(y)
    for c in reversed(coefficients):
        total = total * y + float(c)
    return total


@dataclass(frozen=True)
class DampedPolynomial:
    r"""A function :math:`y^{s/2} e^{-y} \sum_k c_k y^k` [1] of y = (qb/2)².

    Parameters
    ----------
    power : int [1]
        s, may be odd.
    coefficients : tuple of float [1]
        c_0, c_1, …; empty for zero.

    Examples
    --------
    >>> round(float(DampedPolynomial(2, (1.0, -0.5))(1.0)), 6)
    0.18394
    """

    power: int
    coefficients: tuple[float, ...]

    def __call__(self, y: Array) -> Array:
        """Value [1] at `y` [1], same shape; y > 0 if `power` is odd or negative."""
        xp: Any = namespace(y)
        y = xp.asarray(y, dtype=float)
        return y ** (0.5 * self.power) * xp.exp(-y) * horner(y, self.coefficients)

    def __add__(self, other: DampedPolynomial) -> DampedPolynomial:
        """Sum [1]; the powers must differ by an even number."""
        if not other.coefficients:
            return self
        if not self.coefficients:
            return other
        low, high = sorted((self, other), key=lambda f: f.power)
        if (high.power - low.power) % 2:
            raise ValueError(f"The powers {low.power}/2 and {high.power}/2 of y do not differ by a whole number.")
        shifted = (0.0,) * ((high.power - low.power) // 2) + high.coefficients
        size = max(len(shifted), len(low.coefficients))
        padded = [c + (0.0,) * (size - len(c)) for c in (low.coefficients, shifted)]
        return DampedPolynomial(low.power, tuple(x + y for x, y in zip(*padded, strict=True)))

    def scaled(self, factor: float) -> DampedPolynomial:
        """The same times a `factor` [1]; the zero function for the factor 0."""
        return DampedPolynomial(self.power, tuple(factor * c for c in self.coefficients) if factor else ())

    def in_y(self, size: int) -> NDArray[np.float64]:
        """Coefficients [1] of y⁰ … y^(size−1) with y^(s/2) multiplied out, shape (size,); s must be even and ≥ 0."""
        start, odd = divmod(self.power, 2)
        if self.coefficients and (odd or start < 0):
            raise ValueError(f"y^({self.power}/2) is no polynomial.")
        out = np.zeros(size)
        if self.coefficients:
            out[start : start + len(self.coefficients)] = self.coefficients
        return out
