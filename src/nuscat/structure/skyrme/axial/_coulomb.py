"""Coulomb potential of an oscillator-basis density, without any singular integral."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ._basis import Basis, hermite_functions, laguerre_functions

__all__ = ["Coulomb", "coulomb"]

Vector = NDArray[np.float64]
_NODES = 48


@dataclass(frozen=True, eq=False)
class Coulomb:
    r"""Coulomb potential of an axial density as a sum of separable Gaussian foldings.

    .. math:: \frac{1}{|r-r'|} = \frac{2}{\sqrt\pi}\int_0^\infty e^{-t^2|r-r'|^2}dt

    A Gaussian folded with h_k(ξ)e^(−ξ²) or L_m(η)e^(−η) is known in closed form, so that only the integral over t is
    done numerically.

    Parameters
    ----------
    along, across : array, shapes (T, n_z, n_z), (T, n_r, n_r) [fm, fm²]
        Folding in either direction for each t, weights included.
    """

    along: NDArray[np.float64]
    across: NDArray[np.float64]

    def potential(self, rho: Vector) -> Vector:
        """∫ρ(r′)/|r − r′| d³r′, (M,) from (M,) [fm⁻¹ for ρ in fm⁻³]."""
        grid = rho.reshape(self.along.shape[1], self.across.shape[1])
        out: Vector = np.matmul(np.matmul(self.along, grid), self.across.transpose(0, 2, 1)).sum(axis=0).ravel()
        return out


@lru_cache(maxsize=4)
def coulomb(basis: Basis) -> Coulomb:
    """Folding matrices of a `basis` [fm, fm²]; Checked: a Gaussian density against erf(r)/r."""
    x, w = np.polynomial.legendre.leggauss(_NODES)
    s, w = 0.5 * (x + 1.0), 0.5 * w
    b0 = (basis.b_z * basis.b_r**2) ** (1.0 / 3.0)
    t2 = (s / b0) ** 2 / (1.0 - s * s)
    dt = w / (b0 * (1.0 - s * s) ** 1.5)
    ex = basis.expansion
    k, m = ex.even, np.arange(ex.to_r.shape[0])
    along = np.empty((_NODES, basis.z.size, basis.z.size))
    across = np.empty((_NODES, basis.r.size, basis.r.size))
    for i in range(_NODES):
        tau = t2[i] * basis.b_z**2
        g = tau / (1.0 + tau)
        y = math.sqrt(g) * basis.z / basis.b_z
        h = hermite_functions(y, int(k[-1]))[k] * np.exp(-0.5 * y * y) * (g ** (0.5 * k))[:, None]
        along[i] = math.sqrt(math.pi / (1.0 + tau)) * basis.b_z * (h.T @ ex.to_z) * (2.0 / math.sqrt(math.pi) * dt[i])
        tau = t2[i] * basis.b_r**2
        g = tau / (1.0 + tau)
        y = g * (basis.r / basis.b_r) ** 2
        lag = laguerre_functions(y, 0, int(m[-1])) * np.exp(-0.5 * y) * (g**m)[:, None]
        across[i] = math.pi / (1.0 + tau) * basis.b_r**2 * (lag.T @ ex.to_r)
    return Coulomb(along, across)
