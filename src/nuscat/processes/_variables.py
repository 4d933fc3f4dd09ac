"""Variables of elastic scattering off a nucleus at rest: recoil energy, momentum transfer, angles and their limits.

Massless neutrino of energy E, nucleus of mass M, recoil kinetic energy T, c = cosine of the angle of the outgoing
neutrino. All relations are exact.

Numbers, sequences and NumPy arrays are checked: an energy that is negative, NaN or infinite raises ValidityError.
JAX values cannot be checked while traced: there the result is NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import UnknownNameError

from ._arguments import check_angle, checked, checked_cosine, checked_mass, highest_recoil, plain

__all__ = [
    "MOMENTUM_TRANSFERS",
    "E_min",
    "T_max",
    "T_of_cos",
    "T_of_q",
    "cos_of_T",
    "cos_recoil",
    "dT_dcos",
    "q2_max",
    "q_of_T",
]


def _sqrt(xp: Any, x: Array) -> Array:
    """Square root of `x` ≥ 0 with a finite (zero) gradient at 0, NaN for NaN [unit of x to the power 1/2]."""
    positive = x > 0.0
    return xp.where(positive, xp.sqrt(xp.where(positive, x, 1.0)), x - x)


def T_max(E_nu: Array, mass: Array) -> Array:
    r"""Largest recoil energy, for a neutrino scattered backwards.

    .. math:: T_\mathrm{max} = \frac{2E^2}{M + 2E}

    Parameters
    ----------
    E_nu : array [MeV]
        Neutrino energy.
    mass : array [MeV]
        Nuclear mass M (not the atomic one); broadcast against `E_nu`.

    Returns
    -------
    array [MeV]
        Broadcast shape.

    Raises
    ------
    ValidityError
        If an energy is negative or not finite, or a mass not positive.

    Sources
    -------
    Freedman:1973yd (kinematics). Checked: four-momentum conservation; inverse of :func:`E_min` to 1e-12;
    2 M T_max = q²_max. A form 2E²/(M + 2E²) in circulation is dimensionally wrong.

    Examples
    --------
    >>> round(T_max(30.0, 123.8e3) * 1e3, 3)  # keV, on Cs
    14.533
    """
    E, M = checked("E_nu", E_nu), checked_mass(mass)
    return plain(highest_recoil(E, M))


def q2_max(E_nu: Array, mass: Array) -> Array:
    """Largest squared momentum transfer, 4E²M/(M + 2E) = 2M T_max [MeV²]; `E_nu`, `mass` [MeV] broadcast.

    Sources
    -------
    Freedman:1973yd (kinematics). Checked: equals 2 M T_max.
    """
    E, M = checked("E_nu", E_nu), checked_mass(mass)
    return plain(4.0 * E * E * M / (M + 2.0 * E))


def E_min(T_nr: Array, mass: Array) -> Array:
    r"""Smallest neutrino energy that can give the recoil energy T.

    .. math:: E_\mathrm{min} = \tfrac12 \left[T + \sqrt{T^2 + 2MT}\right]

    Parameters
    ----------
    T_nr : array [MeV]
        Recoil energy, not negative.
    mass : array [MeV]
        Nuclear mass M; broadcast.

    Returns
    -------
    array [MeV]
        Broadcast shape; value and gradient finite at T = 0 (the gradient is set to 1/2 there).

    Raises
    ------
    ValidityError
        If an energy is negative or not finite, or a mass not positive.

    Sources
    -------
    Freedman:1973yd (kinematics). Checked: inverse of :func:`T_max` to 1e-12.

    Examples
    --------
    >>> round(E_min(T_max(30.0, 37e3), 37e3), 9)
    30.0
    """
    T, M = checked("T_nr", T_nr), checked_mass(mass)
    xp: Any = namespace(T, M)
    return plain(0.5 * (T + _sqrt(xp, T * (T + 2.0 * M))))


def _four_momentum(T: Array, mass: Array) -> Array:
    return 2.0 * mass * T


def _three_momentum(T: Array, mass: Array) -> Array:
    return T * (2.0 * mass + T)


MOMENTUM_TRANSFERS: dict[str, Callable[[Array, Array], Array]] = {"four": _four_momentum, "three": _three_momentum}
"""Squared momentum transfer [MeV²] as a function of (T_nr, mass): "four" is −t = 2MT, "three" is |q|² = 2MT + T²."""


def q_of_T(T_nr: Array, mass: Array, kind: str = "four") -> Array:
    r"""Momentum transfer that belongs to a recoil energy.

    .. math:: q = \sqrt{2MT} \;\text{(four)}, \qquad |\vec q| = \sqrt{2MT + T^2} \;\text{(three)}

    Parameters
    ----------
    T_nr : array [MeV]
        Recoil energy, not negative.
    mass : array [MeV]
        Nuclear mass M; broadcast.
    kind : {"four", "three"}
        Invariant (default, used in form factors) or three-momentum transfer. They differ by about 1e-7.

    Returns
    -------
    array [MeV]
        Broadcast shape; value and gradient finite at T = 0 (the gradient is set to 0 there, where q → 0).

    Raises
    ------
    UnknownNameError
        For an unknown `kind`.
    ValidityError
        If an energy is negative or not finite, or a mass not positive.

    Sources
    -------
    Two-body kinematics. Checked: q² at T_max equals 4E²M/(M + 2E); three-momentum against conservation.

    Examples
    --------
    >>> q_of_T(0.005, 100e3)
    31.622776601683793
    """
    if kind not in MOMENTUM_TRANSFERS:
        raise UnknownNameError.of("momentum transfer", kind, MOMENTUM_TRANSFERS)
    T, M = checked("T_nr", T_nr), checked_mass(mass)
    xp: Any = namespace(T, M)
    return plain(_sqrt(xp, MOMENTUM_TRANSFERS[kind](T, M)))


def T_of_q(q: Array, mass: Array) -> Array:
    """Recoil energy q²/2M [MeV] of an invariant momentum transfer `q` [MeV] on a nucleus of `mass` [MeV]."""
    momentum, M = checked("q", q), checked_mass(mass)
    return plain(momentum * momentum / (2.0 * M))


def T_of_cos(E_nu: Array, cos_theta: Array, mass: Array) -> Array:
    r"""Recoil energy when the neutrino leaves at angle θ.

    .. math:: T = \frac{E^2 (1 - c)}{M + E(1 - c)}

    Parameters
    ----------
    E_nu, mass : array [MeV]
    cos_theta : array [1]
        Cosine c of the angle between incoming and outgoing neutrino; broadcast.

    Returns
    -------
    array [MeV]
        Broadcast shape: 0 at c = 1, T_max at c = −1.

    Raises
    ------
    ValidityError
        If an energy is negative or not finite, a cosine outside [−1, 1], or a mass not positive.

    Sources
    -------
    Two-body kinematics. Checked: limits, inverse of :func:`cos_of_T`.

    Examples
    --------
    >>> T_of_cos(30.0, -1.0, 37e3) == T_max(30.0, 37e3)
    True
    """
    E, M = checked("E_nu", E_nu), checked_mass(mass)
    x = E * (1.0 - checked_cosine(cos_theta))
    return plain(E * x / (M + x))


def cos_of_T(E_nu: Array, T_nr: Array, mass: Array) -> Array:
    """Cosine of the neutrino's angle, 1 − MT/(E(E − T)) [1]; `E_nu`, `T_nr`, `mass` [MeV] broadcast, 0 ≤ T ≤ T_max.

    Raises :class:`ValidityError` outside this range and for E = 0, where there is no angle.
    """
    E, T, M = checked("E_nu", E_nu), checked("T_nr", T_nr), checked_mass(mass)
    check_angle(E, T, M)
    return plain(1.0 - M * T / (E * (E - T)))


def dT_dcos(E_nu: Array, cos_theta: Array, mass: Array) -> Array:
    r"""Derivative of the recoil energy with respect to cos θ (negative).

    .. math:: \frac{dT}{dc} = -\frac{E^2 M}{[M + E(1 - c)]^2}

    Parameters
    ----------
    E_nu, mass : array [MeV]
    cos_theta : array [1]

    Returns
    -------
    array [MeV]
        Broadcast shape.

    Sources
    -------
    Derivative of :func:`T_of_cos`. Checked: automatic differentiation; ∫ dc gives T_max.

    Examples
    --------
    >>> dT_dcos(10.0, 1.0, 100.0)
    -1.0
    """
    E, M = checked("E_nu", E_nu), checked_mass(mass)
    d = M + E * (1.0 - checked_cosine(cos_theta))
    return plain(-E * E * M / (d * d))


def cos_recoil(E_nu: Array, T_nr: Array, mass: Array) -> Array:
    r"""Cosine of the angle of the recoiling nucleus to the neutrino beam.

    .. math:: \cos\beta = \frac{E + M}{E} \sqrt{\frac{T}{T + 2M}}

    Parameters
    ----------
    E_nu, T_nr, mass : array [MeV]
        Broadcast; 0 ≤ T ≤ T_max.

    Returns
    -------
    array [1]
        0 (sideways) for T → 0, 1 (forward) at T_max; finite gradient at T = 0.

    Raises
    ------
    ValidityError
        If an energy is negative or not finite, E is 0, T exceeds T_max, or a mass is not positive.

    Sources
    -------
    Two-body kinematics. Checked: momentum conservation along and across the beam to 1e-12.

    Examples
    --------
    >>> round(cos_recoil(30.0, T_max(30.0, 37e3), 37e3), 12)
    1.0
    """
    E, T, M = checked("E_nu", E_nu), checked("T_nr", T_nr), checked_mass(mass)
    check_angle(E, T, M)
    xp: Any = namespace(E, T, M)
    return plain((E + M) / E * _sqrt(xp, T / (T + 2.0 * M)))
