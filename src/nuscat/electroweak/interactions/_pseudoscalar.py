"""Pseudoscalar mediators of any mass: an incoherent term that sees the spin of the nucleus only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from nuscat import constants
from nuscat._core.arrays import Array, namespace
from nuscat._core.flavours import Flavour

from ._base import Terms, check_charges, check_value, inverse, named_charges, pick
from ._spins import Spins, check_spins, spin_sums

__all__ = ["PSEUDOSCALAR_CHARGES", "PseudoscalarMediator"]

PSEUDOSCALAR_CHARGES: dict[str, tuple[float, float]] = {"nucleon": (1.0, 1.0), "isovector": (1.0, -1.0)}
"""Pseudoscalar charges (proton, neutron) [1] in units of g: ``"nucleon"``: the coupling is that of both nucleons;
``"isovector"``: that of the proton, opposite for the neutron, as the exchange of a pion-like particle has it."""


@dataclass(frozen=True, kw_only=True)
class PseudoscalarMediator:
    r"""Pseudoscalar mediator with coupling g to nucleons and neutrinos; it needs a nucleus with spin.

    .. math:: \mathcal L = g\,\phi\Big(\sum_\ell x_\ell\,\bar\nu_{\ell R}\nu_{\ell L} + \mathrm{h.c.}
              + \sum_N c_N\,\bar N i\gamma_5 N\Big), \qquad
              \frac{d\sigma}{dT} = \frac{T^2}{E^2}\,\frac{M g^4x_\ell^2Q_P^2}{8\pi(q^2+m^2)^2}
    .. math:: Q_P = c_ps_pF_p\frac{M}{m_p} + c_ns_nF_n\frac{M}{m_n}, \qquad
              s_i = 2\langle S_i\rangle\sqrt{\frac{J+1}{3J}}

    Exactly zero for nuclei of spin 0 (even Z and even N). For a free proton Q_P = c_p and the formula is that of a
    pointlike spin-½ target. In nuclei σ·q/2m_N of the nucleons stands for the γ₅ vertex, at leading order in q/m_N,
    and the form factors of the densities for those of the spins, which is an approximation.

    Parameters
    ----------
    mass : array [MeV]
        Mediator mass m ≥ 0. For m = 0 the pole at q = 0 is excluded: the strength is set to 0 at exactly q = 0.
    g : array [1]
        Coupling, g² = g_ν g_N; the cross section is proportional to g⁴.
    nu_e, nu_mu, nu_tau : array [1]
        Charges of the neutrinos, in units of g (default 1 each).
    e : array [1]
        Charge of the electron, for neutrino–electron scattering; no effect on nuclei.
    charges : str or (array, array) [1]
        Charges (c_p, c_n) of the nucleons: a name of `PSEUDOSCALAR_CHARGES` or the pair itself. Those that follow from
        couplings to quarks depend on quark masses and on the spin fractions of the nucleon: give the pair.
    spins : str or mapping
        J, ⟨S_p⟩ and ⟨S_n⟩ of the nuclei: a name of :data:`NUCLEAR_SPINS` or {(Z, N): NuclearSpin(J, S_p, S_n)}.

    Raises
    ------
    ValidityError
        If a concrete value is not finite, or the mass negative.
    UnknownNameError
        If the name of the charges or of the spins is not known.
    MissingDataError
        On evaluation, if a nucleus with spin is not in `spins`.

    Sources
    -------
    Cerdeno:2016sfi (pointlike target); Klos:2013rwa (spins). Checked: explicit sums over Dirac spinors; the nucleus
    against an explicit average over orientations for J = ½, 3/2, 7/2.

    Examples
    --------
    >>> pseudoscalar = PseudoscalarMediator(mass=10.0, g=1e-3)
    >>> ((_, argon),) = pseudoscalar.terms(30.0, 0.012, 37215.5, "nu_mu", 18, 22, 1.0, 1.0)
    >>> ((kernel, xenon),) = pseudoscalar.terms(30.0, 0.004, 120e3, "nu_mu", 54, 75, 1.0, 1.0)
    >>> kernel, float(argon), f"{xenon:.3e}"                            # cm²/MeV
    ('pseudoscalar', 0.0, '1.394e-32')
    """

    mass: Array
    g: Array
    nu_e: Array = 1.0
    nu_mu: Array = 1.0
    nu_tau: Array = 1.0
    e: Array = 1.0
    charges: str | tuple[Array, Array] = "nucleon"
    spins: Spins = "klos2013"

    cite: ClassVar[tuple[str, ...]] = ("Cerdeno:2016sfi", "Klos:2013rwa", "Iachello:1990ut")
    parameters: ClassVar[tuple[str, ...]] = ("mass", "g", "nu_e", "nu_mu", "nu_tau", "e")

    def __post_init__(self) -> None:
        check_value("Mass of the pseudoscalar mediator", self.mass, unit="MeV", negative=False)
        for name in ("g", "nu_e", "nu_mu", "nu_tau", "e"):
            check_value(f"Parameter {name} of the pseudoscalar mediator", getattr(self, name))
        check_charges("pseudoscalar", self.charges, PSEUDOSCALAR_CHARGES)
        check_spins(self.spins)

    def amplitude(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> Array:
        """No interference with the standard model for massless neutrinos, 0.0 [1]."""
        return 0.0

    def transitions(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> dict[str, Array]:
        """No transition with conserved helicity (empty)."""
        return {}

    def flavour_changing(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> Array:
        """No flavour change, 0.0 [1]."""
        return 0.0

    def terms(
        self, q: Array, T_nr: Array, mass: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array
    ) -> Terms:
        """Strength [cm²/MeV] of the kernel ``"pseudoscalar"`` [1]; `mass` [MeV] of the nucleus."""
        xp: Any = namespace(q, self.mass)
        proton, neutron = named_charges(self.charges, PSEUDOSCALAR_CHARGES)
        spin = spin_sums(self.spins, Z, N)
        coupling = self.g * self.g * pick(flavour, self.nu_e, self.nu_mu, self.nu_tau)
        protons = proton / constants.m_p.value * (spin.proton * F_p)
        charge = coupling * mass * (protons + neutron / constants.m_n.value * (spin.neutron * F_n))
        amplitude = charge * inverse(xp, q * q + self.mass * self.mass)
        return (("pseudoscalar", constants.MeV2_to_cm2.value / (8.0 * math.pi) * mass * amplitude * amplitude),)
