r"""What an elastic probe sees of a nuclear-structure result: weak, charge and axial responses, radii, densities.

The weak amplitude is linear in the couplings of the neutrino to proton and neutron,

.. math:: \mathcal Q = g_p\,Z F_P(q) + g_n\,N F_N(q),

so two "dressed" form factors hold everything that is nuclear: F_P, which is the charge form factor, and F_N, its
mirror with proton and neutron currents exchanged and strangeness added.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np

from nuscat._core.arrays import Array, check_energies, namespace
from nuscat._core.citations import collect
from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat._core.flavours import Flavour
from nuscat._core.quadrature import piecewise_rule
from nuscat._core.special import j0
from nuscat.constants import hbarc
from nuscat.electroweak import NucleonFormFactors, RadiusExpansion, TwoBodyCurrents
from nuscat.electroweak.nucleon_form_factors import nucleon_mass

from ._interfaces import OPERATORS, Multipoles

__all__ = ["DressedFormFactor", "ElasticStructure"]

_DARWIN_FOLDY = 0.75 * (hbarc.value / nucleon_mass) ** 2
"""3/4m² [fm²]."""


@dataclass(frozen=True, eq=False)
class _ByPointRadius:
    """F [1] at fixed momenta: fixed + weight · F^M_n(q R/r_n)."""

    multipoles: Multipoles
    q: Array
    fixed: Array
    weight: Array

    def __call__(self, radius: Array) -> Array:
        return self.fixed + self.weight * self.multipoles.M(self.q * (radius / self.multipoles.r_n))[1]


@dataclass(frozen=True)
class DressedFormFactor:
    """Form factor of the proton-like ("proton") or neutron-like ("neutron") vector coupling, nucleons included.

    Parameters
    ----------
    structure : ElasticStructure
    kind : str
        "proton": F_P = F_ch; "neutron": F_N.
    stretch : array [1]
        Neutron density stretched by this factor: F^M_n(q) → F^M_n(stretch · q); "neutron" only.
    """

    structure: ElasticStructure
    kind: str
    stretch: Array = 1.0

    def __call__(self, q: Array) -> Array:
        """F [1] at momentum transfer `q` [MeV]; 1 at q = 0.

        Raises
        ------
        ValidityError
            If there are no such nucleons (Z or N is 0); so do the radii.
        """
        number = self._number
        amplitudes = self.structure.amplitudes(q, stretch=self.stretch)
        return amplitudes[0 if self.kind == "proton" else 1] / number

    @property
    def _number(self) -> int:
        """Z or N [1], by which the amplitude is divided."""
        multipoles = self.structure.multipoles
        number = multipoles.Z if self.kind == "proton" else multipoles.N
        if number == 0:
            symbol, index = ("F_P", 0) if self.kind == "proton" else ("F_N", 1)
            raise ValidityError(
                f"A nucleus of Z = {multipoles.Z}, N = {multipoles.N} has no {self.kind}s: {symbol} is not defined.",
                hint=f"Take the amplitude, which is not divided: ElasticStructure.amplitudes(q)[{index}], or weak().",
            )
        return number

    @property
    def rms_radius(self) -> float:
        """Root-mean-square radius [fm] of the dressed distribution: F = 1 − q²⟨r²⟩/6 + …."""
        _ = self._number
        squares = self.structure.mean_square_radii
        return math.sqrt(squares[0] if self.kind == "proton" else squares[1])

    @property
    def point_radius(self) -> float:
        """Point-nucleon rms radius [fm] of protons or neutrons in the structure."""
        _, multipoles = self._number, self.structure.multipoles
        return multipoles.r_p if self.kind == "proton" else multipoles.r_n

    def with_point_radius(self, radius: Array) -> DressedFormFactor:
        """The same shape with neutrons of another point rms radius [fm] (scaled, the spin–orbit part kept)."""
        _ = self._number
        return replace(self, stretch=radius / self.structure.multipoles.r_n)

    def by_point_radius(self, q: Array) -> Callable[[Array], Array]:
        """F [1] at momenta `q` [MeV] as a function of the neutron rms radius [fm]; the rest is computed once."""
        number, structure = self._number, self.structure
        Q2 = q * q
        weight = structure.nucleon.electric(Q2)[0] + structure.nucleon.strange(Q2)[0]
        if structure.darwin_foldy:
            weight = weight * (1.0 + Q2 / (4.0 * nucleon_mass**2)) ** -0.5
        fixed = structure.amplitudes(q)[1] - weight * structure.multipoles.M(q)[1]
        return _ByPointRadius(structure.multipoles, q, fixed / number, weight / number)


@dataclass(frozen=True, kw_only=True)
class ElasticStructure:
    r"""Elastic weak, charge and axial responses of a nucleus from its one-body structure.

    .. math::
        Z F_{ch} = D\,[G_E^p F_p^M + G_E^n F_n^M] + \tfrac{q^2}{4m^2}
                   [(2G_M^p - G_E^p)F_p^{\Phi''} + (2G_M^n - G_E^n)F_n^{\Phi''}], \qquad
        D = (1 + q^2/4m^2)^{-1/2}

    and N F_N the same with p and n of the nucleon form factors exchanged and G^s added to both. The axial response is

    .. math:: F_A = \frac{8\pi}{2J+1}\sum_L\Big[G_A(1+\delta a)(F_p^{\Sigma'_L} - F_n^{\Sigma'_L})
              - G_A^s (F_p^{\Sigma'_L} + F_n^{\Sigma'_L})\Big]^2

    Parameters
    ----------
    multipoles : Multipoles
        Mean-field, shell-model or measured structure.
    nucleon : NucleonFormFactors
        Default: radius expansion (q below about 200 MeV). Densities in r space need a set for all q, e.g. ``Kelly()``.
    operators : iterable of str, optional
        Of "M", "Phi2", "Sigma1"; default: all that the structure knows. M is always needed.
    darwin_foldy : bool
        Include D.
    two_body : TwoBodyCurrents, optional
        Reduce g_A by two-body currents. Default: one-body only, which overestimates F_A by tens of percent.

    Raises
    ------
    UnknownNameError
        If an operator is not known.
    MissingDataError
        If the structure does not have an operator that is asked for.

    Sources
    -------
    Hoferichter:2020osn; spin–orbit part Bertozzi:1972jff, Horowitz:2012we. Checked: F(0) = 1 and slopes −R²/6 against
    the radius formulas; eight f7/2 neutrons lower the charge radius squared of 48Ca by 0.1 fm²; free proton
    F_A = (g_A − g_A^s)².
    """

    multipoles: Multipoles
    nucleon: NucleonFormFactors = field(default_factory=RadiusExpansion)
    operators: tuple[str, ...] | None = None
    darwin_foldy: bool = True
    two_body: TwoBodyCurrents | None = None

    model_cite: ClassVar[tuple[str, ...]] = ("Hoferichter:2020osn",)

    def __post_init__(self) -> None:
        known = self.multipoles.operators
        chosen = tuple(o for o in OPERATORS if o in known) if self.operators is None else tuple(self.operators)
        for name in chosen:
            if name not in OPERATORS:
                raise UnknownNameError.of("operator", name, OPERATORS)
            if name not in known:
                raise MissingDataError(
                    f"The nuclear structure at hand has no {name} response; it has {', '.join(sorted(known))}.",
                    hint="Leave the operator out, or take a shell-model density (Sigma1) or a mean field (Phi2).",
                )
        if "M" not in chosen:
            raise ValidityError(f"operators={chosen!r} leave out M.", hint='Start with "M".')
        object.__setattr__(self, "operators", chosen)

    # -- identity --
    @property
    def Z(self) -> int:
        """Number of protons [1]."""
        return self.multipoles.Z

    @property
    def N(self) -> int:
        """Number of neutrons [1]."""
        return self.multipoles.N

    @property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of the structure, the nucleon form factors and the response formulas [text]."""
        return tuple(sorted({*self.model_cite, *collect(self.multipoles, self.nucleon, self.two_body)}))

    @property
    def conventions(self) -> dict[str, str]:
        """Recipes in words: operators, nucleon form factors, Darwin–Foldy term, two-body currents [text]."""
        two_body = "none" if self.two_body is None else f"g_A(1 + {self.two_body.delta_a:.2f})"
        return {
            "operators": "+".join(self.operators or ()),
            "nucleon_form_factors": self.nucleon.name,
            "darwin_foldy": "D = (1 + q²/4m²)^-1/2, 3/4m² in radii" if self.darwin_foldy else "not included",
            "spin_orbit": "Φ″, physical sign" if "Phi2" in (self.operators or ()) else "not included",
            "two_body_axial_currents": two_body,
            "centre_of_mass": "no correction of the form factors",
        }

    # -- responses --
    def amplitudes(self, q: Array, *, stretch: Array = 1.0) -> tuple[Array, Array]:
        """Z F_P and N F_N [1] at momentum transfer `q` [MeV]; neutrons optionally stretched by `stretch` [1]."""
        check_energies("momentum transfer q", q)
        xp: Any = namespace(q, stretch)
        q = xp.asarray(q, dtype=float)
        Q2 = q * q
        M_p, M_n = self.multipoles.M(q)
        if not (isinstance(stretch, float) and stretch == 1.0):
            M_n = self.multipoles.M(q * stretch)[1]
        (E_p, E_n), (E_s, G_s) = self.nucleon.electric(Q2), self.nucleon.strange(Q2)
        x = Q2 / (4.0 * nucleon_mass**2)
        D = (1.0 + x) ** -0.5 if self.darwin_foldy else 1.0
        first = D * (E_p * M_p + E_n * M_n)
        second = D * ((E_n + E_s) * M_p + (E_p + E_s) * M_n)
        if "Phi2" in (self.operators or ()):
            (G_p, G_n), (S_p, S_n) = self.nucleon.magnetic(Q2), self.multipoles.Phi2(q)
            c_p, c_n, c_s = 2.0 * G_p - E_p, 2.0 * G_n - E_n, 2.0 * G_s - E_s
            first = first + x * (c_p * S_p + c_n * S_n)
            second = second + x * ((c_n + c_s) * S_p + (c_p + c_s) * S_n)
        return first, second

    @property
    def proton(self) -> DressedFormFactor:
        """Form factor F_P of the proton coupling [1], equal to the charge form factor."""
        return DressedFormFactor(self, "proton")

    @property
    def neutron(self) -> DressedFormFactor:
        """Form factor F_N of the neutron coupling [1]."""
        return DressedFormFactor(self, "neutron")

    def weak(self, q: Array, couplings: Any, flavour: Flavour = "nu_mu") -> Array:
        """Weak amplitude 𝒬 = g_p Z F_P + g_n N F_N [1] at momentum transfer `q` [MeV]; Q_W F_W = 2𝒬."""
        xp: Any = namespace(q)
        g_p, g_n = couplings.nucleon(flavour, xp.asarray(q, dtype=float) ** 2)
        first, second = self.amplitudes(q)
        return g_p * first + g_n * second

    def weak_form_factor(self, q: Array, couplings: Any, flavour: Flavour = "nu_mu") -> Array:
        """Weak form factor F_W [1] at momentum transfer `q` [MeV], with the couplings at Q² = 0; 1 at q = 0."""
        g_p, g_n = couplings.nucleon(flavour, 0.0)
        first, second = self.amplitudes(q)
        return (g_p * first + g_n * second) / (g_p * self.Z + g_n * self.N)

    def charge(self, q: Array) -> Array:
        """Charge form factor F_ch [1] at momentum transfer `q` [MeV]; 1 at q = 0."""
        return self.proton(q)

    @property
    def has_axial(self) -> bool:
        """Whether there is an axial response to add [bool]: spin and Σ′ known and switched on."""
        return bool(self.multipoles.spin) and "Sigma1" in (self.operators or ())

    def axial(self, q: Array) -> Array:
        """Axial response F_A [1] at momentum transfer `q` [MeV]; zero for spin 0.

        Raises
        ------
        MissingDataError
            If the nucleus has (or may have) spin and the structure has no Σ′ response.
        """
        check_energies("momentum transfer q", q)
        xp: Any = namespace(q)
        q = xp.asarray(q, dtype=float)
        spin = self.multipoles.spin
        if spin == 0:
            return xp.zeros_like(q)
        if spin is None or "Sigma1" not in (self.operators or ()):
            raise MissingDataError(
                "This structure has no axial (Σ′) response.", hint="Take a shell-model density, or the vector part."
            )
        g_A, g_s = self.nucleon.axial(q * q)
        if self.two_body is not None:
            g_A = g_A * (1.0 + self.two_body.delta_a)
        total: Any = 0.0
        for F_p, F_n in self.multipoles.Sigma1(q):
            total = total + (g_A * (F_p - F_n) - g_s * (F_p + F_n)) ** 2
        return 8.0 * math.pi / (2.0 * spin + 1.0) * total

    # -- radii --
    @property
    def mean_square_radii(self) -> tuple[float, float]:
        """Mean square radii [fm²] of the dressed distributions F_P (charge) and F_N; NaN without such nucleons."""
        first, second = self._second_moments
        m = self.multipoles
        return first / m.Z if m.Z else math.nan, second / m.N if m.N else math.nan

    @property
    def _second_moments(self) -> tuple[float, float]:
        """Z and N times the mean square radii [fm²], which exist without protons or neutrons as well."""
        m, (E_p, E_n, E_s) = self.multipoles, self.nucleon.electric_radii2
        base = _DARWIN_FOLDY if self.darwin_foldy else 0.0
        r2_p, r2_n = (m.r_p**2 if m.Z else 0.0), (m.r_n**2 if m.N else 0.0)
        first = m.Z * (r2_p + E_p + base) + m.N * E_n
        second = m.N * (r2_n + E_p + E_s + base) + m.Z * (E_n + E_s)
        if "Phi2" in (self.operators or ()):
            (G_p, G_n), (_, G_s) = self.nucleon.magnetic(0.0), self.nucleon.strange(0.0)
            S_p, S_n = (float(s) for s in m.Phi2(0.0))
            unit = -1.5 * (hbarc.value / nucleon_mass) ** 2
            c_p, c_n, c_s = 2.0 * float(G_p) - 1.0, 2.0 * float(G_n), 2.0 * float(G_s)
            first += unit * (c_p * S_p + c_n * S_n)
            second += unit * ((c_n + c_s) * S_p + (c_p + c_s) * S_n)
        return first, second

    @property
    def charge_radius(self) -> float:
        """Charge rms radius [fm], with the nucleon radii, Darwin–Foldy and spin–orbit terms of `conventions`."""
        return self.proton.rms_radius

    def weak_radius(self, couplings: Any, flavour: Flavour = "nu_e") -> float:
        """Weak rms radius R_W [fm] for the couplings of a flavour at Q² = 0; it depends on them weakly."""
        g_p, g_n = (float(g) for g in couplings.nucleon(flavour, 0.0))
        first, second = self._second_moments
        return math.sqrt((g_p * first + g_n * second) / (g_p * self.Z + g_n * self.N))

    # -- densities --
    def charge_density(self, r: Array, *, q_max: float = 10.0) -> Array:
        """Charge density [fm⁻³] at radius `r` [fm], normalised to Z; Fourier transform of F_ch up to `q_max` [1/fm]."""
        return self._density(r, lambda a: a[0], q_max)

    def weak_density(self, r: Array, couplings: Any, flavour: Flavour = "nu_e", *, q_max: float = 10.0) -> Array:
        """Weak density [fm⁻³] at radius `r` [fm], of norm Q_W = 2(g_p Z + g_n N), negative; couplings at Q² = 0."""
        g_p, g_n = (2.0 * float(g) for g in couplings.nucleon(flavour, 0.0))
        return self._density(r, lambda a: g_p * a[0] + g_n * a[1], q_max)

    def _density(self, r: Array, combine: Any, q_max: float) -> Array:
        if not self.nucleon.all_q:
            raise ValidityError(
                f"Nucleon form factors {self.nucleon.name!r} hold for small q only: no density in r space.",
                hint="Pass nucleon=electroweak.Kelly().",
            )
        q, w = piecewise_rule(np.linspace(0.0, q_max, 41), 12)
        values = combine(self.amplitudes(q * hbarc.value))
        kernel = j0(np.asarray(r, dtype=float)[..., None] * q)
        return np.asarray(kernel @ (w * q * q * values)) / (2.0 * math.pi**2)
