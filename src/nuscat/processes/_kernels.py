"""Kinematic factors of elastic scattering by name: dσ/dT = strength × factor(E, T, M), zero outside 0 ≤ T ≤ T_max."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import UnknownNameError

from ._arguments import highest_recoil, plain

__all__ = [
    "BRACKETS",
    "KERNELS",
    "Kernel",
    "axial_bracket",
    "bracket",
    "cosine_bracket",
    "exact_bracket",
    "leading_bracket",
    "magnetic_kernel",
    "pseudoscalar_kernel",
    "recoil_kernel",
    "scalar_kernel",
    "spin_half_bracket",
    "tensor_kernel",
]

Kernel = Callable[[Array, Array, Array], Array]
"""Function of (E_nu, T_nr, mass), all in MeV, that is zero outside the kinematic range."""


_TINY = 1e-300
"""Recoil energy [MeV] below which 1/T overflows."""


def _range(E_nu: Array, T_nr: Array, mass: Array) -> tuple[Any, Array, Array, Array, Array]:
    """Namespace, mask of 0 ≤ T ≤ T_max, 1/E with E = 1 where not positive, T, value outside: 0, or NaN for NaN."""
    xp: Any = namespace(E_nu, T_nr, mass)
    E = xp.asarray(E_nu, dtype=float)
    T = xp.asarray(T_nr, dtype=float)
    positive = E > 0.0
    highest = xp.where(positive, highest_recoil(E, mass), -1.0)
    outside = _nan_of(xp, E) + _nan_of(xp, T) + _nan_of(xp, mass)
    return xp, (T >= 0.0) & (highest >= T), 1.0 / xp.where(positive, E, 1.0), T, outside


def _nan_of(xp: Any, x: Array) -> Array:
    """NaN where `x` is NaN, otherwise 0, so that what has no answer is not answered with 0."""
    if xp is np:  # hot: no array unless one is needed
        missing = np.isnan(x)
        return np.where(missing, np.nan, 0.0) if missing.any() else 0.0
    return xp.where(xp.isnan(x), xp.nan, 0.0)


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
        Broadcast shape, between 0 and 1; zero outside 0 ≤ T ≤ T_max, NaN for NaN. Gradients are finite everywhere.

    Sources
    -------
    Freedman:1973yd; Hoferichter:2020osn (vector part). Checked: vanishes at T_max; ∫ K dT = T_max/2.

    Examples
    --------
    >>> exact_bracket(30.0, 0.0, 37e3), exact_bracket(30.0, 1.0, 37e3)
    (1.0, 0.0)
    """
    xp, inside, e, T, outside = _range(E_nu, T_nr, mass)
    return plain(xp.where(inside, xp.maximum(1.0 - T * (e + 0.5 * mass * e * e), 0.0), outside))


def spin_half_bracket(E_nu: Array, T_nr: Array, mass: Array) -> Array:
    """Kinematic factor for a pointlike spin-½ target, 1 − T/E − MT/(2E²) + T²/(2E²) [1]; as :func:`exact_bracket`.

    Sources
    -------
    Dirac trace of a vector current. Checked: equals ½[1 + (1 − T/E)² − MT/E²].
    """
    xp, inside, e, T, outside = _range(E_nu, T_nr, mass)
    return plain(xp.where(inside, 1.0 - T * (e + 0.5 * (mass - T) * e * e), outside))


def leading_bracket(E_nu: Array, T_nr: Array, mass: Array) -> Array:
    """Kinematic factor at leading order in E/M, 1 − MT/(2E²) = 1 − q²/(4E²) [1]; as :func:`exact_bracket`.

    The range stays the exact one, T ≤ 2E²/(M + 2E). Differs from the exact factor by about 1e-3 in the cross
    section of Ar at a stopped-pion source.
    """
    xp, inside, e, T, outside = _range(E_nu, T_nr, mass)
    return plain(xp.where(inside, 1.0 - 0.5 * mass * T * e * e, outside))


def cosine_bracket(E_nu: Array, T_nr: Array, mass: Array) -> Array:
    """Kinematic factor (1 + cos θ)/2 with the exact angle, 1 − MT/(2E(E − T)) [1]; as :func:`exact_bracket`.

    What follows from dσ/dcosθ ∝ 1 + cos θ when only the angle, not the flux factor, is treated exactly.
    """
    xp, inside, e, T, outside = _range(E_nu, T_nr, mass)
    left = xp.where(inside, 1.0 - T * e, 1.0)
    return plain(xp.where(inside, xp.maximum(1.0 - 0.5 * mass * T * e * e / left, 0.0), outside))


def axial_bracket(E_nu: Array, T_nr: Array, mass: Array) -> Array:
    """Kinematic factor of the axial (transverse) part, 1 − T/E + MT/(2E²) [1]; as :func:`exact_bracket`.

    Sources
    -------
    Hoferichter:2020osn. Checked: not negative in the range; 2(1 − T_max/E) at T_max, where the vector part vanishes.
    """
    xp, inside, e, T, outside = _range(E_nu, T_nr, mass)
    return plain(xp.where(inside, 1.0 - T * (e - 0.5 * mass * e * e), outside))


def scalar_kernel(E_nu: Array, T_nr: Array, mass: Array) -> Array:
    """Kinematic factor of scalar exchange, M T (1 + T/2M)/E² [1]; as :func:`exact_bracket`.

    Sources
    -------
    Cerdeno:2016sfi, exact in T/M. Checked: positive; ∫ dT = M(T_max²/2 + T_max³/6M)/E².
    """
    xp, inside, e, T, outside = _range(E_nu, T_nr, mass)
    return plain(xp.where(inside, T * (mass + 0.5 * T) * e * e, outside))


def pseudoscalar_kernel(E_nu: Array, T_nr: Array, mass: Array) -> Array:
    """Kinematic factor of pseudoscalar exchange, T²/E² [1]; as :func:`exact_bracket`.

    Sources
    -------
    Cerdeno:2016sfi. Checked: sums over Dirac spinors; ∫ dT = T_max³/(3E²).
    """
    xp, inside, e, T, outside = _range(E_nu, T_nr, mass)
    return plain(xp.where(inside, T * T * e * e, outside))


def tensor_kernel(E_nu: Array, T_nr: Array, mass: Array) -> Array:
    """Kinematic factor of tensor exchange off spin ½, 1 − T/E + T²/(4E²) − MT/(4E²) [1]; as :func:`exact_bracket`.

    Sources
    -------
    AristizabalSierra:2018eqm, exact in T/E. Checked: sums over Dirac spinors; at T_max it is
    ½(1 − T_max/E + T_max²/2E²), positive.
    """
    xp, inside, e, T, outside = _range(E_nu, T_nr, mass)
    return plain(xp.where(inside, 1.0 - T * (e - 0.25 * (T - mass) * e * e), outside))


def recoil_kernel(E_nu: Array, T_nr: Array, mass: Array) -> Array:
    """Kinematic factor of the interference of scalar and tensor exchange, (T/E)(1 − T/2E) [1].

    Shapes, range and gradients as :func:`exact_bracket`.

    Sources
    -------
    AristizabalSierra:2018eqm (T/E), exact in T/E. Checked: sums over Dirac spinors.
    """
    xp, inside, e, T, outside = _range(E_nu, T_nr, mass)
    return plain(xp.where(inside, T * e * (1.0 - 0.5 * T * e), outside))


def magnetic_kernel(E_nu: Array, T_nr: Array, mass: Array) -> Array:
    """Kinematic factor of magnetic-moment scattering off spin 0, 1/T − 1/E + T/(4E²) [1/MeV].

    Shapes, range and gradients as :func:`exact_bracket`, but zero also at T = 0, where it would diverge.

    Sources
    -------
    Vogel:1989iv for 1/T − 1/E. Checked: equals (1 − T/2E)²/T, positive.
    """
    xp, inside, e, T, outside = _range(E_nu, T_nr, mass)
    positive = T > _TINY
    inside = inside & positive
    return plain(xp.where(inside, 1.0 / xp.where(positive, T, 1.0) - e + 0.25 * T * e * e, outside))


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
    "pseudoscalar": pseudoscalar_kernel,
    "tensor": tensor_kernel,
    "recoil": recoil_kernel,
    "magnetic": magnetic_kernel,
}
"""Kinematic factors of the terms that add without interference, by name: [1], "magnetic" in [1/MeV]."""


def bracket(name: str) -> Kernel:
    """Kinematic factor of the given name; raises :class:`UnknownNameError` with the closest names."""
    if name not in BRACKETS:
        raise UnknownNameError.of("kinematic bracket", name, BRACKETS)
    return BRACKETS[name]
