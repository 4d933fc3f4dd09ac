"""Kinematics of scattering that leaves the nucleus excited: exact two-body relations with another final mass."""

from __future__ import annotations

from typing import Any

from nuscat._core.arrays import Array, namespace

__all__ = ["Q2_range", "momenta", "recoil_of_Q2", "threshold"]


def threshold(mass: Array, excitation: Array) -> Array:
    """Smallest neutrino energy Δ + Δ²/2M [MeV] that excites a nucleus of `mass` by `excitation` Δ [MeV]."""
    return excitation * (1.0 + 0.5 * excitation / mass)


def Q2_range(E_nu: Array, mass: Array, excitation: Array) -> Array:
    r"""Largest invariant squared momentum transfer.

    .. math:: Q^2_\mathrm{max} = \frac{(s - M^2)(s - M^{*2})}{s}, \quad s = M^2 + 2ME, \quad M^* = M + \Delta

    Parameters
    ----------
    E_nu, mass, excitation : array [MeV]

    Returns
    -------
    array [MeV²]
        0 below the threshold; the smallest is 0.

    Sources
    -------
    Two-body kinematics. Checked: Δ = 0 gives 4E²M/(M + 2E); four-vectors at 0 and 180 degrees.
    """
    xp: Any = namespace(E_nu, mass, excitation)
    first = 2.0 * mass * E_nu
    second = first - excitation * (2.0 * mass + excitation)
    return xp.where(second > 0.0, first * second / (mass * mass + first), 0.0)


def recoil_of_Q2(Q2: Array, mass: Array, excitation: Array) -> Array:
    """Recoil energy T = (Q² + Δ²)/2M [MeV] of the excited nucleus; `Q2` [MeV²], `mass`, `excitation` [MeV]."""
    return (Q2 + excitation * excitation) / (2.0 * mass)


def momenta(T_nr: Array, mass: Array, excitation: Array) -> tuple[Array, Array, Array]:
    """Three-momentum |q| [MeV], Q² [MeV²] and energy transfer ω = T + Δ [MeV] at recoil energy `T_nr` [MeV].

    |q|² = T² + 2M*T and Q² = 2MT − Δ², not below 0.
    """
    xp: Any = namespace(T_nr, mass, excitation)
    square = T_nr * (T_nr + 2.0 * (mass + excitation))
    positive = square > 0.0
    q = xp.where(positive, xp.sqrt(xp.where(positive, square, 1.0)), 0.0)
    return q, xp.maximum(2.0 * mass * T_nr - excitation * excitation, 0.0), T_nr + excitation
