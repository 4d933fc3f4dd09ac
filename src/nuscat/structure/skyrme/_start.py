"""Where the iteration starts: Woods–Saxon fields."""

# ruff: noqa: E741 - l is the orbital angular momentum

from __future__ import annotations

import math

import numpy as np

from .functional import Fields, Vector

__all__ = ["box_radius", "highest_l", "woods_saxon"]


def woods_saxon(r: Vector, Z: int, N: int, hbar2_2m: tuple[float, float], e2: float) -> Fields:
    r"""Woods–Saxon fields [MeV, MeV fm², MeV fm] of a nucleus on the radii `r` [fm].

    .. math:: U = V_0f,\quad V_0 = -51 \pm 33\tfrac{N-Z}{A}\text{ MeV},\quad W = 0.44\cdot1.27^2\,V_0f',\quad
        f = \frac{1}{1+e^{(r-R)/a}}

    with R = 1.27 A^⅓ fm, a = 0.67 fm and the Coulomb potential of a uniform sphere.

    Sources
    -------
    Bohr:1969nst. Checked: as a start only; converged results do not depend on it.
    """
    A = Z + N
    R, a = 1.27 * A ** (1.0 / 3.0), 0.67
    f = 1.0 / (1.0 + np.exp((r - R) / a))
    slope = -f * (1.0 - f) / a
    asymmetry = 33.0 * (N - Z) / A
    depth = np.array([[-51.0 + asymmetry], [-51.0 - asymmetry]])
    U = depth * f
    U[1] += Z * e2 * np.where(r < R, (3.0 - (r / R) ** 2) / (2.0 * R), 1.0 / np.maximum(r, R))
    B = np.array(hbar2_2m)[:, None] * np.ones_like(U)
    return Fields(U, B, 0.44 * 1.27**2 * depth * slope)


def highest_l(Z: int, N: int, scheme: str) -> int:
    """Highest orbital angular momentum needed [1]; in HFB, states to 60 MeV above the Fermi energy count."""
    number = max(Z, N)
    if scheme == "hfb":
        return 6 + math.ceil(1.1 * math.cbrt(Z + N))
    for limit, l in ((14, 3), (28, 4), (50, 6), (126, 7)):
        if number <= limit:
            return l
    return 8


def box_radius(Z: int, N: int) -> float:
    """Default radius of the box [fm]: 14 up to calcium, 16 up to tin, 17 above; 2 fm more change E by < 1 keV."""
    if Z <= 20 and N <= 28:
        return 14.0
    return 16.0 if Z + N <= 140 else 17.0
