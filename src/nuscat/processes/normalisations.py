r"""The same coherent cross section in the five normalisations found in the literature, at leading order in E/M.

Each function is written from its own formula and in its own variable, so that a number from a paper can be
compared without translating by hand. With unit form factors all integrate to :func:`sigma_point`. At this order
T = q²/2M and q² = 2E²(1 − cos θ), with T in [0, 2E²/M], q² in [0, 4E²] and cos θ in [−1, 1]; above the range of T
or q² they are 0. Energies, q² or masses that are negative, NaN or infinite and cosines outside [−1, 1] raise
ValidityError (JAX: NaN).

Two conventions for the couplings are in use: g_p = 1/2 − 2 sin²θ_W, g_n = −1/2 (C.1a) and twice that,
Q_p = 1 − 4 sin²θ_W, Q_n = −1 (the others). Mixing the prefactor of one with the couplings of the other is wrong
by a factor of 4. :class:`nuscat.processes.CEvNS` has exact kinematics and is what predictions should use.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from nuscat._core.arrays import Array, namespace
from nuscat.constants import G_F, MeV2_to_cm2

from ._arguments import checked, checked_cosine, checked_mass, plain

__all__ = [
    "NORMALISATIONS",
    "dsigma_dT_c1a",
    "dsigma_dT_c1b",
    "dsigma_dT_c1c",
    "dsigma_dcos_c3",
    "dsigma_dq2_c2",
    "sigma_point",
]

_GF2_CM2 = G_F.value**2 * MeV2_to_cm2.value


def _between(x: Array, upper: Array, value: Array) -> Array:
    """`value` where 0 ≤ x ≤ upper, 0 outside, NaN where x or upper is NaN."""
    xp: Any = namespace(x, upper, value)
    outside = xp.where(xp.isnan(x) | xp.isnan(upper), xp.nan, 0.0)
    return plain(xp.where((x >= 0.0) & (x <= upper), value, outside))


def _energy(E_nu: Array) -> tuple[Array, Array]:
    """Checked neutrino energy [MeV], and the same with 1 in place of 0, to divide by."""
    E = checked("E_nu", E_nu)
    xp: Any = namespace(E)
    return E, xp.where(E == 0.0, 1.0, E)


def dsigma_dT_c1a(
    E_nu: Array, T_nr: Array, mass: Array, g_p: Array, g_n: Array, Z: int, N: int, F_p: Array = 1.0, F_n: Array = 1.0
) -> Array:
    r"""Recoil spectrum from half-normalised nucleon couplings (C.1a).

    .. math:: \frac{d\sigma}{dT} = \frac{G_F^2 M}{\pi}\Big(1 - \frac{MT}{2E^2}\Big)\,|g_p Z F_p + g_n N F_n|^2

    Parameters
    ----------
    E_nu, T_nr, mass : array [MeV]
        Neutrino energy, recoil energy, nuclear mass.
    g_p, g_n : array [1]
        Couplings with g_n = −1/2 at tree level.
    Z, N : int
    F_p, F_n : array [1]
        Form factors at q = √(2MT).

    Returns
    -------
    array [cm²/MeV]
        Broadcast shape.

    Sources
    -------
    Drukier:1984vhf (normalisation). Checked: integral equals :func:`sigma_point` to 1e-12.

    Examples
    --------
    >>> f"{dsigma_dT_c1a(30.0, 0.0, 37e3, 0.0229, -0.5, 18, 22):.4e}"
    '6.9938e-38'
    """
    (E, e), T, M = _energy(E_nu), checked("T_nr", T_nr), checked_mass(mass)
    amplitude = g_p * Z * F_p + g_n * N * F_n
    value = _GF2_CM2 * M / math.pi * (1.0 - M * T / (2.0 * e * e)) * amplitude * amplitude
    return _between(T, 2.0 * E * E / M, value)


def dsigma_dT_c1b(E_nu: Array, T_nr: Array, mass: Array, Q_W: Array, F_W: Array = 1.0) -> Array:
    r"""Recoil spectrum from the weak charge (C.1b).

    .. math:: \frac{d\sigma}{dT} = \frac{G_F^2 M}{4\pi}\Big(1 - \frac{MT}{2E^2}\Big)\, Q_W^2 F_W^2

    Parameters
    ----------
    E_nu, T_nr, mass : array [MeV]
    Q_W : array [1]
        Weak charge Q_p Z + Q_n N with Q_n = −1 at tree level.
    F_W : array [1]
        Weak form factor at q = √(2MT).

    Returns
    -------
    array [cm²/MeV]

    Sources
    -------
    Hoferichter:2020osn. Checked: as :func:`dsigma_dT_c1a`.

    Examples
    --------
    >>> f"{dsigma_dT_c1b(30.0, 0.0, 37e3, 18 * 0.0458 - 22):.4e}"
    '6.9938e-38'
    """
    (E, e), T, M = _energy(E_nu), checked("T_nr", T_nr), checked_mass(mass)
    value = _GF2_CM2 * M / (4.0 * math.pi) * (1.0 - M * T / (2.0 * e**2)) * Q_W**2 * F_W**2
    return _between(T, 2.0 * E**2 / M, value)


def dsigma_dT_c1c(E_nu: Array, T_nr: Array, mass: Array, Q_W: Array, F_W: Array = 1.0) -> Array:
    r"""Recoil spectrum with the quarter in the weak charge (C.1c).

    .. math:: \frac{d\sigma}{dT} = \frac{G_F^2}{\pi} M \Big(1 - \frac{MT}{2E^2}\Big)\, \frac{Q_W^2}{4} F_W^2

    Parameters
    ----------
    E_nu, T_nr, mass : array [MeV]
    Q_W, F_W : array [1]
        As in :func:`dsigma_dT_c1b`.

    Returns
    -------
    array [cm²/MeV]

    Sources
    -------
    VanDessel:2020epd. Checked: as :func:`dsigma_dT_c1a`.

    Examples
    --------
    >>> f"{dsigma_dT_c1c(30.0, 0.0, 37e3, 18 * 0.0458 - 22):.4e}"
    '6.9938e-38'
    """
    (E, e), T, M = _energy(E_nu), checked("T_nr", T_nr), checked_mass(mass)
    quarter = 0.25 * Q_W * Q_W
    value = (_GF2_CM2 / math.pi) * M * (1.0 - M * T / (2.0 * e * e)) * quarter * F_W * F_W
    return _between(T, 2.0 * E * E / M, value)


def dsigma_dq2_c2(E_nu: Array, q2: Array, epsilon: Array, Z: int, N: int, F_Z: Array = 1.0, F_N: Array = 1.0) -> Array:
    r"""Distribution in the squared momentum transfer (C.2).

    .. math:: \frac{d\sigma}{dq^2} = \frac{G_F^2}{8\pi}\Big(1 - \frac{q^2}{4E^2}\Big)\,[\varepsilon Z F_Z - N F_N]^2

    Parameters
    ----------
    E_nu : array [MeV]
    q2 : array [MeV²]
        Squared momentum transfer.
    epsilon : array [1]
        1 − 4 sin²θ_W.
    Z, N : int
    F_Z, F_N : array [1]
        Proton and neutron form factors at q.

    Returns
    -------
    array [cm²/MeV²]

    Sources
    -------
    arXiv:2010.06810. Checked: as :func:`dsigma_dT_c1a`, and against it with dT = dq²/2M. The square of the
    bracket belongs to the definition of Γ; without it (as printed in places) the dimensions still match.

    Examples
    --------
    >>> f"{2 * 37e3 * dsigma_dq2_c2(30.0, 0.0, 0.0458, 18, 22):.4e}"  # dσ/dT = 2M dσ/dq²
    '6.9938e-38'
    """
    (E, e), square = _energy(E_nu), checked("q2", q2, "MeV²")
    gamma = (epsilon * Z * F_Z - N * F_N) ** 2
    return _between(square, 4.0 * E**2, _GF2_CM2 / (8.0 * math.pi) * (1.0 - square / (4.0 * e**2)) * gamma)


def dsigma_dcos_c3(E_nu: Array, cos_theta: Array, Q_W: Array, F_W: Array = 1.0) -> Array:
    r"""Angular distribution of the neutrino (C.3).

    .. math:: \frac{d\sigma}{d\cos\theta} = \frac{G_F^2}{2\pi} E^2 (1 + \cos\theta)\, \frac{Q_W^2}{4} F_W^2

    Parameters
    ----------
    E_nu : array [MeV]
    cos_theta : array [1]
    Q_W, F_W : array [1]
        As in :func:`dsigma_dT_c1b`, at q² = 2E²(1 − cos θ).

    Returns
    -------
    array [cm²]

    Sources
    -------
    Drukier:1984vhf (angular shape). Checked: as :func:`dsigma_dT_c1a`, with dq² = 2E² dcosθ.

    Examples
    --------
    >>> float(dsigma_dcos_c3(30.0, -1.0, -21.0))
    0.0
    """
    E, c = checked("E_nu", E_nu), checked_cosine(cos_theta)
    return plain(_GF2_CM2 / (2.0 * math.pi) * E**2 * (1.0 + c) * (Q_W**2 / 4.0) * F_W**2)


def sigma_point(E_nu: Array, Q_W: Array) -> Array:
    r"""Cross section of a pointlike nucleus at leading order in E/M.

    .. math:: \sigma = \frac{G_F^2 Q_W^2 E^2}{4\pi} (\hbar c)^2

    Parameters
    ----------
    E_nu : array [MeV]
    Q_W : array [1]
        Weak charge with Q_n = −1 at tree level; the sign does not matter.

    Returns
    -------
    array [cm²]

    Sources
    -------
    Drukier:1984vhf. Checked: integral of all five forms.

    Examples
    --------
    >>> f"{sigma_point(30.0, 18 * 0.0458 - 22):.3e}"
    '1.701e-39'
    """
    return plain(_GF2_CM2 * Q_W**2 * checked("E_nu", E_nu) ** 2 / (4.0 * math.pi))


NORMALISATIONS: dict[str, Callable[..., Array]] = {
    "C.1a": dsigma_dT_c1a,
    "C.1b": dsigma_dT_c1b,
    "C.1c": dsigma_dT_c1c,
    "C.2": dsigma_dq2_c2,
    "C.3": dsigma_dcos_c3,
}
"""The five forms by name."""
