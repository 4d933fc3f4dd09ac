"""Kinematics of elastic neutrino scattering off a nucleus at rest: limits, variables, kinematic factors by name.

Massless neutrino of energy E, nucleus of mass M, recoil kinetic energy T, c = cosine of the angle of the
outgoing neutrino. All relations are exact unless the name of a bracket says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import UnknownNameError

__all__ = [
    "BRACKETS",
    "KERNELS",
    "MOMENTUM_TRANSFERS",
    "E_min",
    "Kernel",
    "T_max",
    "T_of_cos",
    "T_of_q",
    "axial_bracket",
    "bracket",
    "cos_of_T",
    "cos_recoil",
    "cosine_bracket",
    "dT_dcos",
    "exact_bracket",
    "leading_bracket",
    "magnetic_kernel",
    "q2_max",
    "q_of_T",
    "scalar_kernel",
    "spin_half_bracket",
]

Kernel = Callable[[Array, Array, Array], Array]
"""Function of (E_nu, T_nr, mass), all in MeV, that is zero outside the kinematic range."""


def plain(value: Array) -> Array:
    """A Python float for a NumPy result without dimensions, otherwise `value`."""
    return float(value) if isinstance(value, np.ndarray | np.generic) and value.ndim == 0 else value


def _sqrt(xp: Any, x: Array) -> Array:
    """Square root of max(x, 0) with a finite (zero) gradient at and below 0 [unit of x to the power 1/2]."""
    positive = x > 0.0
    return xp.where(positive, xp.sqrt(xp.where(positive, x, 1.0)), 0.0)


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

    Sources
    -------
    Freedman:1973yd (kinematics). Checked: four-momentum conservation; inverse of :func:`E_min` to 1e-12;
    2 M T_max = q²_max. A form 2E²/(M + 2E²) in circulation is dimensionally wrong.

    Examples
    --------
    >>> round(T_max(30.0, 123.8e3) * 1e3, 3)  # keV, on Cs
    14.532
    """
    return 2.0 * E_nu * E_nu / (mass + 2.0 * E_nu)


def q2_max(E_nu: Array, mass: Array) -> Array:
    """Largest squared momentum transfer, 4E²M/(M + 2E) = 2M T_max [MeV²]; `E_nu`, `mass` [MeV] broadcast.

    Sources
    -------
    Freedman:1973yd (kinematics). Checked: equals 2 M T_max.
    """
    return 4.0 * E_nu * E_nu * mass / (mass + 2.0 * E_nu)


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

    Sources
    -------
    Freedman:1973yd (kinematics). Checked: inverse of :func:`T_max` to 1e-12.

    Examples
    --------
    >>> round(E_min(T_max(30.0, 37e3), 37e3), 9)
    30.0
    """
    xp: Any = namespace(T_nr, mass)
    T = xp.asarray(T_nr, dtype=float)
    return plain(0.5 * (T + _sqrt(xp, T * (T + 2.0 * mass))))


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
    xp: Any = namespace(T_nr, mass)
    return plain(_sqrt(xp, MOMENTUM_TRANSFERS[kind](xp.asarray(T_nr, dtype=float), mass)))


def T_of_q(q: Array, mass: Array) -> Array:
    """Recoil energy q²/2M [MeV] of an invariant momentum transfer `q` [MeV] on a nucleus of `mass` [MeV]."""
    return q * q / (2.0 * mass)


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

    Sources
    -------
    Two-body kinematics. Checked: limits, inverse of :func:`cos_of_T`.

    Examples
    --------
    >>> T_of_cos(30.0, -1.0, 37e3) == T_max(30.0, 37e3)
    True
    """
    x = E_nu * (1.0 - cos_theta)
    return E_nu * x / (mass + x)


def cos_of_T(E_nu: Array, T_nr: Array, mass: Array) -> Array:
    """Cosine of the neutrino's angle, 1 − MT/(E(E − T)) [1]; `E_nu`, `T_nr`, `mass` [MeV] broadcast, 0 ≤ T ≤ T_max."""
    return 1.0 - mass * T_nr / (E_nu * (E_nu - T_nr))


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
    d = mass + E_nu * (1.0 - cos_theta)
    return -E_nu * E_nu * mass / (d * d)


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

    Sources
    -------
    Two-body kinematics. Checked: momentum conservation along and across the beam to 1e-12.

    Examples
    --------
    >>> round(cos_recoil(30.0, T_max(30.0, 37e3), 37e3), 12)
    1.0
    """
    xp: Any = namespace(E_nu, T_nr, mass)
    T = xp.asarray(T_nr, dtype=float)
    return plain((E_nu + mass) / E_nu * _sqrt(xp, T / (T + 2.0 * mass)))


def _range(E_nu: Array, T_nr: Array, mass: Array) -> tuple[Any, Array, Array, Array]:
    """Namespace, mask of 0 ≤ T ≤ T_max, 1/E with E = 1 where not positive, T as array."""
    xp: Any = namespace(E_nu, T_nr, mass)
    E = xp.asarray(E_nu, dtype=float)
    T = xp.asarray(T_nr, dtype=float)
    positive = E > 0.0
    highest = xp.where(positive, T_max(E, mass), -1.0)
    return xp, (T >= 0.0) & (highest >= T), 1.0 / xp.where(positive, E, 1.0), T


def exact_bracket(E_nu: Array, T_nr: Array, mass: Array) -> Array:
    r"""Kinematic factor of coherent scattering off a spin-0 nucleus, exact.

    .. math:: K = 1 - \frac{T}{E} - \frac{MT}{2E^2} = 1 - \frac{T}{T_\mathrm{max}}

    Parameters
    ----------
    E_nu, T_nr, mass : array [MeV]
        Neutrino energy, recoil energy, nuclear mass; broadcast.

    Returns
    -------
    array [1]
        Broadcast shape, between 0 and 1; zero outside 0 ≤ T ≤ T_max. Gradients are finite everywhere.

    Sources
    -------
    Freedman:1973yd; Hoferichter:2020osn (vector part). Checked: vanishes at T_max; ∫ K dT = T_max/2.

    Examples
    --------
    >>> exact_bracket(30.0, 0.0, 37e3), exact_bracket(30.0, 1.0, 37e3)
    (1.0, 0.0)
    """
    xp, inside, e, T = _range(E_nu, T_nr, mass)
    return plain(xp.where(inside, xp.maximum(1.0 - T * (e + 0.5 * mass * e * e), 0.0), 0.0))


def spin_half_bracket(E_nu: Array, T_nr: Array, mass: Array) -> Array:
    """Kinematic factor for a pointlike spin-½ target, 1 − T/E − MT/(2E²) + T²/(2E²) [1]; as :func:`exact_bracket`.

    Sources
    -------
    Dirac trace of a vector current. Checked: equals ½[1 + (1 − T/E)² − MT/E²].
    """
    xp, inside, e, T = _range(E_nu, T_nr, mass)
    return plain(xp.where(inside, 1.0 - T * (e + 0.5 * (mass - T) * e * e), 0.0))


def leading_bracket(E_nu: Array, T_nr: Array, mass: Array) -> Array:
    """Kinematic factor at leading order in E/M, 1 − MT/(2E²) = 1 − q²/(4E²) [1]; as :func:`exact_bracket`.

    The range stays the exact one, T ≤ 2E²/(M + 2E). Differs from the exact factor by about 1e-3 in the cross
    section of Ar at a stopped-pion source.
    """
    xp, inside, e, T = _range(E_nu, T_nr, mass)
    return plain(xp.where(inside, 1.0 - 0.5 * mass * T * e * e, 0.0))


def cosine_bracket(E_nu: Array, T_nr: Array, mass: Array) -> Array:
    """Kinematic factor (1 + cos θ)/2 with the exact angle, 1 − MT/(2E(E − T)) [1]; as :func:`exact_bracket`.

    What follows from dσ/dcosθ ∝ 1 + cos θ when only the angle, not the flux factor, is treated exactly.
    """
    xp, inside, e, T = _range(E_nu, T_nr, mass)
    left = xp.where(inside, 1.0 - T * e, 1.0)
    return plain(xp.where(inside, xp.maximum(1.0 - 0.5 * mass * T * e * e / left, 0.0), 0.0))


def axial_bracket(E_nu: Array, T_nr: Array, mass: Array) -> Array:
    """Kinematic factor of the axial (transverse) part, 1 − T/E + MT/(2E²) [1]; as :func:`exact_bracket`.

    Sources
    -------
    Hoferichter:2020osn. Checked: not negative in the range; 2(1 − T_max/E) at T_max, where the vector part vanishes.
    """
    xp, inside, e, T = _range(E_nu, T_nr, mass)
    return plain(xp.where(inside, 1.0 - T * (e - 0.5 * mass * e * e), 0.0))


def scalar_kernel(E_nu: Array, T_nr: Array, mass: Array) -> Array:
    """Kinematic factor of scalar exchange, M T (1 + T/2M)/E² [1]; as :func:`exact_bracket`.

    Sources
    -------
    Cerdeno:2016sfi, exact in T/M. Checked: positive; ∫ dT = M(T_max²/2 + T_max³/6M)/E².
    """
    xp, inside, e, T = _range(E_nu, T_nr, mass)
    return plain(xp.where(inside, T * (mass + 0.5 * T) * e * e, 0.0))


def magnetic_kernel(E_nu: Array, T_nr: Array, mass: Array) -> Array:
    """Kinematic factor of magnetic-moment scattering off spin 0, 1/T − 1/E + T/(4E²) [1/MeV].

    Shapes, range and gradients as :func:`exact_bracket`, but zero also at T = 0, where it would diverge.

    Sources
    -------
    Vogel:1989iv for 1/T − 1/E. Checked: equals (1 − T/2E)²/T, positive.
    """
    xp, inside, e, T = _range(E_nu, T_nr, mass)
    inside = inside & (T > 0.0)
    return plain(xp.where(inside, 1.0 / xp.where(T > 0.0, T, 1.0) - e + 0.25 * T * e * e, 0.0))


BRACKETS: dict[str, Kernel] = {
    "exact": exact_bracket,
    "spin-half": spin_half_bracket,
    "leading": leading_bracket,
    "cosine": cosine_bracket,
}
"""Kinematic factors K(E_nu, T_nr, mass) [1] of the coherent vector part, by name."""

KERNELS: dict[str, Kernel] = {
    "vector": exact_bracket,
    "axial": axial_bracket,
    "scalar": scalar_kernel,
    "magnetic": magnetic_kernel,
}
"""Kinematic factors of the terms that add without interference, by name: [1], "magnetic" in [1/MeV]."""


def bracket(name: str) -> Kernel:
    """Kinematic factor of the given name; raises :class:`UnknownNameError` with the closest names."""
    if name not in BRACKETS:
        raise UnknownNameError.of("kinematic bracket", name, BRACKETS)
    return BRACKETS[name]
