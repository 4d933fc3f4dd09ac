r"""Form factors of the nucleon: electric, magnetic, strange and axial.

Three sets by name: the radius expansion of the response analysis for neutrinos (default, for q below about 200 MeV),
Kelly's parametrisation and the dipole with Galster's neutron (both for all q). They differ in the proton radius
(0.8409, 0.863, 0.811 fm); choose one and keep it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, runtime_checkable

from nuscat import constants
from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import UnknownNameError
from nuscat.constants import hbarc

__all__ = [
    "NUCLEON_FORM_FACTORS",
    "DipoleGalster",
    "Kelly",
    "NucleonFormFactors",
    "RadiusExpansion",
    "nucleon_form_factors",
    "nucleon_mass",
]

nucleon_mass: float = 0.5 * (constants.m_p.value + constants.m_n.value)
"""Mean nucleon mass [MeV], the m of τ = Q²/4m²."""
_DIPOLE = 0.71e6
"""Dipole parameter [MeV²]."""


@runtime_checkable
class NucleonFormFactors(Protocol):
    """Form factors of proton and neutron at Q² [MeV²], normalised to charge and magnetic moment at Q² = 0."""

    cite: ClassVar[tuple[str, ...]]
    name: ClassVar[str]
    all_q: ClassVar[bool]

    @property
    def electric_radii2(self) -> tuple[float, float, float]:
        """Mean square electric radii of proton, neutron and strangeness [fm²], −6 dG_E/dQ² at 0."""
        ...

    def electric(self, Q2: Array) -> tuple[Array, Array]:
        """(G_E^p, G_E^n) [1] at `Q2` [MeV²]."""
        ...

    def magnetic(self, Q2: Array) -> tuple[Array, Array]:
        """(G_M^p, G_M^n) [nuclear magnetons] at `Q2` [MeV²]."""
        ...

    def strange(self, Q2: Array) -> tuple[Array, Array]:
        """(G_E^s, G_M^s) [1] at `Q2` [MeV²], equal for proton and neutron."""
        ...

    def axial(self, Q2: Array) -> tuple[Array, Array]:
        """(G_A, G_A^s) [1] at `Q2` [MeV²]: isovector and strange."""
        ...


def _as_fm2(Q2: Array) -> tuple[Any, Array]:
    xp: Any = namespace(Q2)
    return xp, xp.asarray(Q2, dtype=float) / hbarc.value**2


@dataclass(frozen=True, kw_only=True)
class RadiusExpansion:
    r"""Nucleon form factors to first order in Q².

    .. math:: G_E^N = e_N - \tfrac16\langle r_E^2\rangle_N Q^2, \qquad G_M^N = \mu_N, \qquad
              G_A = g_A\,(1 - \tfrac16\langle r_A^2\rangle Q^2)

    Parameters
    ----------
    rE2_p, rE2_n, rE2_s : float [fm²]
        Mean square electric radii of proton, neutron and of the strangeness current.
    kappa_p, kappa_n, kappa_s : float [nuclear magnetons]
        Anomalous magnetic moments.
    g_A, g_A_s : float [1]
        Isovector and strange axial charge.
    rA2 : float [fm²]
        Mean square axial radius.

    Sources
    -------
    Hoferichter:2020osn (constants of its responses). For q below about 200 MeV: the next order is 1e-3 at 100 MeV.
    Checked: radii, moments and charges at Q² = 0.

    Examples
    --------
    >>> G_Ep, G_En = RadiusExpansion().electric(0.0)
    >>> float(G_Ep), float(G_En)
    (1.0, 0.0)
    """

    rE2_p: float = 0.7071
    rE2_n: float = -0.1161
    rE2_s: float = -0.0048
    kappa_p: float = 1.79284734462
    kappa_n: float = -1.91304273
    kappa_s: float = -0.017
    g_A: float = 1.27641
    g_A_s: float = -0.085
    rA2: float = 0.46
    name: ClassVar[str] = "radius"
    all_q: ClassVar[bool] = False
    cite: ClassVar[tuple[str, ...]] = ("Hoferichter:2020osn",)

    @property
    def electric_radii2(self) -> tuple[float, float, float]:
        """Mean square electric radii of proton, neutron and strangeness [fm²]."""
        return self.rE2_p, self.rE2_n, self.rE2_s

    def electric(self, Q2: Array) -> tuple[Array, Array]:
        """(G_E^p, G_E^n) [1] at `Q2` [MeV²]."""
        _, x = _as_fm2(Q2)
        return 1.0 - self.rE2_p * x / 6.0, -self.rE2_n * x / 6.0

    def magnetic(self, Q2: Array) -> tuple[Array, Array]:
        """(G_M^p, G_M^n) [nuclear magnetons] at `Q2` [MeV²]: the moments."""
        _, x = _as_fm2(Q2)
        return 1.0 + self.kappa_p + 0.0 * x, self.kappa_n + 0.0 * x

    def strange(self, Q2: Array) -> tuple[Array, Array]:
        """(G_E^s, G_M^s) [1] at `Q2` [MeV²]."""
        _, x = _as_fm2(Q2)
        return -self.rE2_s * x / 6.0, self.kappa_s + 0.0 * x

    def axial(self, Q2: Array) -> tuple[Array, Array]:
        """(G_A, G_A^s) [1] at `Q2` [MeV²]; the strange part has no radius."""
        _, x = _as_fm2(Q2)
        return self.g_A * (1.0 - self.rA2 * x / 6.0), self.g_A_s + 0.0 * x


@dataclass(frozen=True, kw_only=True)
class _Tail:
    """Strange and axial form factors [1] of the sets for all q: constants of Hoferichter:2020osn times dipoles."""

    rE2_s: float = -0.0048
    kappa_s: float = -0.017
    g_A: float = 1.27641
    g_A_s: float = -0.085
    rA2: float = 0.46

    def strange(self, Q2: Array) -> tuple[Array, Array]:
        _, x = _as_fm2(Q2)
        dipole = _dipole(Q2)
        return -self.rE2_s * x / 6.0 * dipole, self.kappa_s * dipole

    def axial(self, Q2: Array) -> tuple[Array, Array]:
        _, x = _as_fm2(Q2)
        dipole = (1.0 + self.rA2 * x / 12.0) ** -2
        return self.g_A * dipole, self.g_A_s * dipole


def _dipole(Q2: Array) -> Array:
    xp: Any = namespace(Q2)
    return (1.0 + xp.asarray(Q2, dtype=float) / _DIPOLE) ** -2


def _tau(Q2: Array) -> Array:
    xp: Any = namespace(Q2)
    return xp.asarray(Q2, dtype=float) / (4.0 * nucleon_mass**2)


_PER_TAU = 6.0 * hbarc.value**2 / (4.0 * nucleon_mass**2)
"""−6 dG/dQ² [fm²] per unit of −dG/dτ."""
_PER_DIPOLE = 12.0 * hbarc.value**2 / _DIPOLE
"""Mean square radius [fm²] of the dipole."""


@dataclass(frozen=True, kw_only=True)
class Kelly:
    r"""Kelly's rational form factors; G_E^n of Galster form.

    .. math::
        G = G(0)\,\frac{1 + a_1\tau}{1 + b_1\tau + b_2\tau^2 + b_3\tau^3}, \qquad
        G_E^n = \frac{1.70\,\tau}{1 + 3.30\,\tau}\, G_D

    Strange and axial parts: the constants of Hoferichter:2020osn with dipole fall-off.

    Parameters
    ----------
    tail : object
        Strange and axial constants [fm², 1].

    Sources
    -------
    Kelly:2004hm, Table I (coefficients). Checked: G_E^p radius 0.863 fm, neutron −0.112 fm², moments at Q² = 0.

    Examples
    --------
    >>> round(Kelly().electric_radii2[0] ** 0.5, 3)
    0.862
    """

    tail: _Tail = _Tail()
    name: ClassVar[str] = "kelly"
    all_q: ClassVar[bool] = True
    cite: ClassVar[tuple[str, ...]] = ("Kelly:2004hm", "Hoferichter:2020osn")

    @property
    def electric_radii2(self) -> tuple[float, float, float]:
        """Mean square electric radii of proton, neutron and strangeness [fm²]."""
        return _PER_TAU * (10.98 + 0.24), -_PER_TAU * 1.70, self.tail.rE2_s

    def electric(self, Q2: Array) -> tuple[Array, Array]:
        """(G_E^p, G_E^n) [1] at `Q2` [MeV²]."""
        t = _tau(Q2)
        proton = (1.0 - 0.24 * t) / (1.0 + t * (10.98 + t * (12.82 + t * 21.97)))
        return proton, 1.70 * t / (1.0 + 3.30 * t) * _dipole(Q2)

    def magnetic(self, Q2: Array) -> tuple[Array, Array]:
        """(G_M^p, G_M^n) [nuclear magnetons] at `Q2` [MeV²]."""
        t = _tau(Q2)
        proton = (1.0 + 0.12 * t) / (1.0 + t * (10.97 + t * (18.86 + t * 6.55)))
        neutron = (1.0 + 2.33 * t) / (1.0 + t * (14.72 + t * (24.20 + t * 84.1)))
        return constants.mu_p.value * proton, constants.mu_n.value * neutron

    def strange(self, Q2: Array) -> tuple[Array, Array]:
        """(G_E^s, G_M^s) [1] at `Q2` [MeV²]."""
        return self.tail.strange(Q2)

    def axial(self, Q2: Array) -> tuple[Array, Array]:
        """(G_A, G_A^s) [1] at `Q2` [MeV²]."""
        return self.tail.axial(Q2)


@dataclass(frozen=True, kw_only=True)
class DipoleGalster:
    r"""Dipole form factors with Galster's electric form factor of the neutron.

    .. math::
        G_D = (1 + Q^2/0.71\,\mathrm{GeV}^2)^{-2}, \qquad G_M^N = \mu_N G_D, \qquad
        G_E^n = -\frac{\mu_n\tau}{1 + 5.6\,\tau} G_D

    Strange and axial parts: the constants of Hoferichter:2020osn with dipole fall-off.

    Parameters
    ----------
    tail : object
        Strange and axial constants [fm², 1].

    Sources
    -------
    Galster:1971kv. Checked: proton radius 0.811 fm; moments at Q² = 0.

    Examples
    --------
    >>> round(DipoleGalster().electric_radii2[0] ** 0.5, 3)
    0.811
    """

    tail: _Tail = _Tail()
    name: ClassVar[str] = "dipole"
    all_q: ClassVar[bool] = True
    cite: ClassVar[tuple[str, ...]] = ("Galster:1971kv", "Hoferichter:2020osn")

    @property
    def electric_radii2(self) -> tuple[float, float, float]:
        """Mean square electric radii of proton, neutron and strangeness [fm²]."""
        return _PER_DIPOLE, _PER_TAU * constants.mu_n.value, self.tail.rE2_s

    def electric(self, Q2: Array) -> tuple[Array, Array]:
        """(G_E^p, G_E^n) [1] at `Q2` [MeV²]."""
        t, dipole = _tau(Q2), _dipole(Q2)
        return dipole, -constants.mu_n.value * t / (1.0 + 5.6 * t) * dipole

    def magnetic(self, Q2: Array) -> tuple[Array, Array]:
        """(G_M^p, G_M^n) [nuclear magnetons] at `Q2` [MeV²]."""
        dipole = _dipole(Q2)
        return constants.mu_p.value * dipole, constants.mu_n.value * dipole

    def strange(self, Q2: Array) -> tuple[Array, Array]:
        """(G_E^s, G_M^s) [1] at `Q2` [MeV²]."""
        return self.tail.strange(Q2)

    def axial(self, Q2: Array) -> tuple[Array, Array]:
        """(G_A, G_A^s) [1] at `Q2` [MeV²]."""
        return self.tail.axial(Q2)


NUCLEON_FORM_FACTORS: dict[str, Callable[[], NucleonFormFactors]] = {
    "radius": RadiusExpansion,
    "kelly": Kelly,
    "dipole": DipoleGalster,
}
"""Nucleon form factors by name."""


def nucleon_form_factors(name: str) -> NucleonFormFactors:
    """Nucleon form factors [1] by name: "radius", "kelly" or "dipole".

    Raises
    ------
    UnknownNameError
        If the name is not known.

    Examples
    --------
    >>> nucleon_form_factors("kelly").all_q
    True
    """
    key = name.strip().lower()
    if key not in NUCLEON_FORM_FACTORS:
        raise UnknownNameError.of("nucleon form factor", name, NUCLEON_FORM_FACTORS)
    return NUCLEON_FORM_FACTORS[key]()
