"""Coulomb-distorted scattering of massless electrons: phases by `solve_ivp`, Coulomb functions by mpmath.

No code is shared with nuscat. Densities fm⁻³, lengths fm, energies MeV.
"""

# ruff: noqa: E741 - l is the orbital angular momentum

from __future__ import annotations

from collections.abc import Callable

import mpmath
import numpy as np
from scipy.integrate import cumulative_simpson, solve_ivp
from scipy.interpolate import CubicSpline
from scipy.special import loggamma

ALPHA, HBARC, G_F = 7.2973525643e-3, 197.3269804, 1.1663788e-11
Density = Callable[[np.ndarray], np.ndarray]


def _exterior(kappa: np.ndarray, gamma: np.ndarray, nu: float, x: float) -> np.ndarray:
    """Regular (G, F) and irregular (G, F) solutions outside, shape (κ, 2, 2)."""
    out = np.empty((kappa.size, 2, 2))
    for i, (K, g) in enumerate(zip(kappa, gamma, strict=True)):
        for j, function in enumerate((mpmath.coulombf, mpmath.coulombg)):
            here, below = (float(function(order, -nu, x).real) for order in (g, g - 1))
            out[i, j] = nu * here + (K - g) * below, (K - g) * here + nu * below
    return out


def electrons(
    Z: int,
    M: float,
    charge: Density,
    cutoff: float,
    E: float,
    theta: np.ndarray,
    weak: tuple[Density, float] | None = None,
    precision: float = 1e-10,
) -> tuple[np.ndarray, np.ndarray]:
    """dσ/dΩ [cm²/sr] and A_PV [1] in the laboratory; `weak` is a shape and its weak charge."""
    k, beta, nu = E / np.sqrt(1 + 2 * E / M) / HBARC, E / (E + M), Z * ALPHA
    mesh = np.linspace(0.0, cutoff, 3001)
    inner = cumulative_simpson(mesh**2 * charge(mesh), x=mesh, initial=0)
    outer = cumulative_simpson(mesh * charge(mesh), x=mesh, initial=0)
    potential = np.append(outer[-1], inner[1:] / mesh[1:] + outer[-1] - outer[1:])
    V = CubicSpline(mesh, -nu / inner[-1] * potential)
    signs = np.array([0.0])
    if weak is not None:
        signs = np.array([1.0, -1.0])
        shape, total = weak
        norm = 4 * np.pi * cumulative_simpson(mesh**2 * shape(mesh), x=mesh)[-1]
        strength = G_F * HBARC**2 / (2 * np.sqrt(2)) * total / norm
    end = (k * cutoff + 12 + 3 * (k * cutoff) ** (1 / 3)) / k
    kappa = np.arange(1, int(k * end) - 1)
    n = kappa.size

    def inside(r: float, y: np.ndarray) -> np.ndarray:
        wave = k - V(r) - (signs * strength * shape(r) if weak is not None else signs)
        return (wave[:, None] - kappa / r * np.sin(2 * y.reshape(-1, n))).ravel()

    def outside(r: float, y: np.ndarray) -> np.ndarray:
        return (k + nu / r - kappa / r * np.sin(2 * y.reshape(-1, n))).ravel()

    start = 0.02 / k
    y = np.tile((k - V(0.0)) * start / (2 * kappa + 1), signs.size)
    for f, a, b in ((inside, start, cutoff), (outside, cutoff, end)):
        y = solve_ivp(f, (a, b), y, method="DOP853", rtol=precision, atol=precision * 1e-2).y[:, -1]
    phi = y.reshape(-1, n)
    every = np.arange(1, n + 400)
    gamma = np.sqrt(every**2 - nu**2)
    (Gr, Fr), (Gi, Fi) = _exterior(kappa, gamma[:n], nu, k * end).transpose(1, 2, 0)
    delta = np.arctan2(Gr * np.cos(phi) - Fr * np.sin(phi), Fi * np.sin(phi) - Gi * np.cos(phi))
    point = (every - gamma) * np.pi / 2 + loggamma(gamma + 1 - 1j * nu).imag + np.arctan((every - gamma) / nu)
    S = np.exp(2j * point) * np.exp(2j * np.pad(delta, ((0, 0), (0, every.size - n))))
    cosine = np.cos(theta)
    x = (cosine - beta) / (1 - beta * cosine)
    P = np.polynomial.legendre.legvander(x, every.size)
    a = np.pad(every * S, ((0, 0), (1, 0))) + np.pad(every * S, ((0, 0), (0, 1)))
    a = a[:, :-1]
    for _ in range(3):  # series of (1 − cos θ) f
        l = np.arange(a.shape[1] - 1)
        below = np.pad(a[:, :-1], ((0, 0), (1, 0)))[:, : l.size]
        a = a[:, :-1] - l * below / np.where(l, 2 * l - 1, 1) - (l + 1) * a[:, 1:] / (2 * l + 3)
    f = a @ P[:, : a.shape[1]].T / (2j * k) / (1 - x) ** 3
    mean = f.mean(0)
    change = kappa * (S[0] - S[-1])[:n] @ (P[:, 1 : n + 1] + P[:, :n]).T / (2j * k)
    square = np.abs(mean) ** 2 + 0.25 * np.abs(change) ** 2
    frame = (1 - beta**2) / (1 - beta * cosine) ** 2
    return 1e-26 * frame * square / (0.5 * (1 + x)), np.real(np.conj(change) * mean) / square
