"""Quenching formulas as functions of arrays, their inverse and the check that a response makes sense."""

from __future__ import annotations

from typing import Any

import numpy as np

from nuscat._core.arrays import Array, check_energies, namespace
from nuscat._core.errors import ValidityError, require_positive

from ._interfaces import Quenching
from ._support import Floats

__all__ = ["check_response", "inverse", "lindhard", "lindhard_k", "polynomial"]


def polynomial(T_nr: Array, coefficients: Array) -> Array:
    r"""Electron-equivalent energy as a polynomial, :math:`E_{ee} = \max(0, \sum_{i\ge1} c_i T^i)`.

    Parameters
    ----------
    T_nr : array [MeV]
        Recoil energy, shape (…).
    coefficients : array [MeV^(1−i)], shape (n,)
        c_1 … c_n.

    Returns
    -------
    array [MeV]
        Shape (…); clipped at zero.

    Sources
    -------
    COHERENT:2021xmm (form used with its release). Checked: hand-evaluated quartic; numpy.polyval.

    Examples
    --------
    >>> round(float(polynomial(0.01, (0.0554628, 4.30681, -111.707, 840.384))) * 1e3, 4)  # keVee at 10 keV in CsI[Na]
    0.882
    """
    xp: Any = namespace(T_nr, *coefficients)
    T = xp.asarray(T_nr, dtype=float)
    total = 0.0 * T
    for c in reversed(tuple(coefficients)):
        total = (total + c) * T
    return xp.maximum(total, 0.0)


def lindhard_k(Z: int, A: int) -> float:
    """Lindhard's k = 0.133 Z^(2/3) A^(−1/2) [1] of an element of charge `Z` and mass number `A` [1] (0.157 for Ge)."""
    return float(0.133 * Z ** (2.0 / 3.0) * A**-0.5)


def lindhard(T_nr: Array, Z: int, k: Array) -> Array:
    r"""Electron-equivalent energy in Lindhard theory.

    .. math::

        E_{ee} = T\,\frac{k\,g(\epsilon)}{1 + k\,g(\epsilon)}, \quad \epsilon = 11.5\,Z^{-7/3}\,T[\mathrm{keV}], \quad
        g = 3\epsilon^{0.15} + 0.7\epsilon^{0.6} + \epsilon

    Parameters
    ----------
    T_nr : array [MeV]
        Recoil energy.
    Z : int
        Charge of the recoiling (and stopping) atom.
    k : array [1]
        Strength of electronic stopping, see :func:`lindhard_k`.

    Returns
    -------
    array [MeV]
        Broadcast shape; 0 with zero slope at T = 0.

    Sources
    -------
    Lewin:1995rx (parametrisation of Lindhard's result). Without binding or threshold: too large near zero energy.
    Checked: Ge k = 0.157; E_ee/T tends to 1 at high energy; hand evaluation at 10 keV.

    Examples
    --------
    >>> round(float(lindhard(0.01, 32, 0.157)) * 1e3, 3)  # keVee for 10 keV in Ge
    2.341
    """
    xp: Any = namespace(T_nr, k)
    T = xp.asarray(T_nr, dtype=float)
    positive = T > 0.0
    eps = 11.5 * Z ** (-7.0 / 3.0) * 1000.0 * xp.where(positive, T, 1.0)
    kg = k * (3.0 * eps**0.15 + 0.7 * eps**0.6 + eps)
    return xp.where(positive, T * kg / (1.0 + kg), 0.0)


def inverse(quenching: Quenching, E_ee: Array, T_max: float, *, T_min: float = 0.0) -> Floats:
    """Recoil energy that gives an electron-equivalent energy, by bisection.

    Parameters
    ----------
    quenching : Quenching
        Increasing up to `T_max` (checked).
    E_ee : array [MeV]
        Between E_ee(`T_min`) and E_ee(`T_max`), any shape; NumPy only.
    T_max, T_min : float [MeV]
        Ends of the search; a table that does not start at 0 needs `T_min`.

    Returns
    -------
    array [MeV]
        Shape of `E_ee`, to 1e-15 of `T_max`.

    Raises
    ------
    ValidityError
        If the model does not increase or `E_ee` is out of reach.

    Sources
    -------
    Checked: round trip of every model to 1e-12.

    Examples
    --------
    >>> from nuscat.detectors import LinearQuenching
    >>> round(float(inverse(LinearQuenching(0.25, 0.0), 0.005, 0.1)), 12)
    0.02
    """
    quenching.check(T_max)
    target = np.asarray(E_ee, dtype=float)
    check_energies("E_ee", target)
    bottom, top = float(quenching(T_min)), float(quenching(T_max))
    if target.size and (np.max(target) > top or np.min(target) < bottom):
        raise ValidityError(
            f"E_ee from {np.min(target):g} to {np.max(target):g} MeV leaves the range {bottom:g} to {top:g} MeV "
            f"of recoils between {T_min:g} and {T_max:g} MeV.",
            hint="Give a larger T_max or smaller T_min.",
        )
    low, high = np.full_like(target, T_min), np.full_like(target, T_max)
    for _ in range(54):
        middle = 0.5 * (low + high)
        above = np.asarray(quenching(middle)) > target
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    result: Floats = 0.5 * (low + high)
    return result


def check_response(quenching: Quenching, T_max: float, points: int = 2001) -> None:
    """Raise :class:`ValidityError` unless `quenching` rises and stays below T at `points` energies to `T_max` [MeV]."""
    require_positive("T_max", T_max, unit="MeV")
    T = np.linspace(0.0, T_max, points)
    E = np.asarray(quenching(T))
    name = type(quenching).__name__
    if not np.all(np.isfinite(E)):
        raise ValidityError(
            f"{name} gives NaN or infinite energies below {T_max:g} MeV.", hint="Correct its parameters."
        )
    falls = np.flatnonzero(np.diff(E) <= 0.0)
    if falls.size:
        raise ValidityError(
            f"{name} does not increase at T = {T[falls[0]]:g} MeV (E_ee = {E[falls[0]]:g} MeV).",
            hint="Use it below that energy only, or correct its parameters.",
        )
    over = np.flatnonzero(E > T * (1.0 + 1e-12))
    if over.size:
        raise ValidityError(
            f"{name} gives E_ee = {E[over[0]]:g} MeV, more than the recoil energy {T[over[0]]:g} MeV.",
            hint="Check units: energies are in MeV.",
        )
