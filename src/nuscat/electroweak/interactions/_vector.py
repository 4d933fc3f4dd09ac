"""Vector mediators (Z′) of any mass coupled to quarks and neutrinos, or to nucleons through γ–Z′ mixing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from nuscat import constants
from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat._core.flavours import Flavour
from nuscat.electroweak.tomalak import vacuum_polarisation

from ._base import Terms, check_value, inverse, pick

__all__ = ["VectorMediator"]

_LOOPS = ("log", "full")
_LEPTONS = {"e": constants.m_e.value, "mu": constants.m_mu.value, "tau": constants.m_tau.value}


@dataclass(frozen=True, kw_only=True)
class VectorMediator:
    r"""Vector mediator with coupling g and charges of quarks and neutrinos, added coherently to 𝒬.

    .. math:: \mathcal L = g Z'_\mu\Big(\sum_\ell x_\ell \bar\nu_{\ell L}\gamma^\mu\nu_{\ell L}
              + \sum_q x_q\bar q\gamma^\mu q\Big), \qquad
              \delta\mathcal Q = \frac{g^2 x_\ell\,[(2x_u+x_d + \kappa)ZF_p + (x_u+2x_d)NF_n]}{\sqrt2 G_F (q^2+M^2)}

    κ is 0 unless two charged leptons a and b carry charges +1 and −1 (`loop`); then, from the mixing with the photon,

    .. math:: \kappa = \pm\frac{2\alpha}{\pi}\int_0^1 x(1-x)\ln\frac{m_b^2+x(1-x)q^2}{m_a^2+x(1-x)q^2}\,dx
              \;\xrightarrow{q\to0}\; \pm\frac{\alpha}{3\pi}\ln\frac{m_b^2}{m_a^2}

    Parameters
    ----------
    mass : array [MeV]
        Mediator mass M ≥ 0. For M = 0 the pole at q = 0 is excluded: the amplitude is set to 0 at exactly q = 0.
    g : array [1]
        Coupling g; the amplitude is proportional to g².
    u, d : array [1]
        Charges of the quarks, in units of g.
    nu_e, nu_mu, nu_tau : array [1]
        Charges of the neutrinos, in units of g.
    e : array [1]
        Charge of the electron at tree level, in units of g, for neutrino–electron scattering; no effect on nuclei.
    loop : float [1]
        Sign of the γ–Z′ mixing of two charged leptons with charges +1 and −1; 0 without it.
    loop_form : str
        ``"log"`` (q → 0 limit) or ``"full"`` (with its dependence on q, needed for electrons since q ≫ m_e).
    loop_leptons : (str, str)
        Leptons of charge +1 and −1 in the loop, default ``("mu", "tau")``.

    Raises
    ------
    ValidityError
        If a concrete value is not finite, or the mass negative.
    UnknownNameError
        If `loop_form` or a lepton is not known.

    Sources
    -------
    Cadeddu:2020nbr, AtzoriCorona:2022moj (models and loops). Checked: M → ∞ equals NSI with
    ε^{qV} = g² x_ℓ x_q/(√2 G_F M²); the sign of κ follows from vacuum polarisation (the charge grows with q²), so that
    ν_μ with unit charge and no mixing at tree level has κ > 0; ``"full"`` → ``"log"`` for q → 0, and against
    adaptive integration.

    Examples
    --------
    >>> vector = VectorMediator.universal(mass=1000.0, g=1e-3)
    >>> float(vector.amplitude(0.0, "nu_mu", 18, 22, 1.0, 1.0)) > 0      # against the standard model, 𝒬 < 0
    True
    """

    mass: Array
    g: Array
    u: Array = 0.0
    d: Array = 0.0
    nu_e: Array = 0.0
    nu_mu: Array = 0.0
    nu_tau: Array = 0.0
    e: Array = 0.0
    loop: Array = 0.0
    loop_form: str = "log"
    loop_leptons: tuple[str, str] = ("mu", "tau")

    cite: ClassVar[tuple[str, ...]] = ("Cadeddu:2020nbr", "AtzoriCorona:2022moj")
    parameters: ClassVar[tuple[str, ...]] = ("mass", "g", "u", "d", "nu_e", "nu_mu", "nu_tau", "e")

    def __post_init__(self) -> None:
        check_value("Mass of the vector mediator", self.mass, unit="MeV", negative=False)
        for name in ("g", "u", "d", "nu_e", "nu_mu", "nu_tau", "e", "loop"):
            check_value(f"Parameter {name} of the vector mediator", getattr(self, name))
        if self.loop_form not in _LOOPS:
            raise UnknownNameError.of("loop form of the vector mediator", self.loop_form, _LOOPS)
        for lepton in self.loop_leptons:
            if lepton not in _LEPTONS:
                raise UnknownNameError.of("lepton of the vector mediator", lepton, _LEPTONS)

    @classmethod
    def universal(cls, mass: Array, g: Array) -> VectorMediator:
        """Universal vector mediator: charge 1 of all quarks and leptons; `mass` [MeV], coupling `g` [1]."""
        return cls(mass=mass, g=g, u=1.0, d=1.0, nu_e=1.0, nu_mu=1.0, nu_tau=1.0, e=1.0)

    @classmethod
    def u1(
        cls, mass: Array, g: Array, *, B: Array = 0.0, L_e: Array = 0.0, L_mu: Array = 0.0, L_tau: Array = 0.0
    ) -> VectorMediator:
        """Gauge boson of any combination of baryon and lepton numbers, at tree level.

        Parameters
        ----------
        mass : array [MeV]
            Mediator mass.
        g : array [1]
            Coupling.
        B, L_e, L_mu, L_tau : array [1]
            Factors of the numbers: quarks have the charge B/3, ν_ℓ and ℓ the charge L_ℓ. Free of anomalies (with
            right-handed neutrinos) for 3B + L_e + L_mu + L_tau = 0. Mixing with the photon is not included.

        Returns
        -------
        VectorMediator

        Examples
        --------
        >>> VectorMediator.u1(10.0, 1e-4, B=1, L_e=-2, L_mu=-1).nu_e
        -2
        """
        return cls(mass=mass, g=g, u=B / 3.0, d=B / 3.0, nu_e=L_e, nu_mu=L_mu, nu_tau=L_tau, e=L_e)

    @classmethod
    def b_minus_l(cls, mass: Array, g: Array) -> VectorMediator:
        """Gauge boson of B − L: charge 1/3 of quarks, −1 of leptons; `mass` [MeV], coupling `g` [1]."""
        return cls.u1(mass, g, B=1.0, L_e=-1.0, L_mu=-1.0, L_tau=-1.0)

    @classmethod
    def b_minus_3l_e(cls, mass: Array, g: Array) -> VectorMediator:
        """Gauge boson of B − 3L_e; `mass` [MeV], coupling `g` [1]."""
        return cls.u1(mass, g, B=1.0, L_e=-3.0)

    @classmethod
    def b_minus_3l_mu(cls, mass: Array, g: Array) -> VectorMediator:
        """Gauge boson of B − 3L_μ; `mass` [MeV], coupling `g` [1]."""
        return cls.u1(mass, g, B=1.0, L_mu=-3.0)

    @classmethod
    def b_minus_3l_tau(cls, mass: Array, g: Array) -> VectorMediator:
        """Gauge boson of B − 3L_τ; `mass` [MeV], coupling `g` [1]."""
        return cls.u1(mass, g, B=1.0, L_tau=-3.0)

    @classmethod
    def b_minus_2l_e_minus_l_mu(cls, mass: Array, g: Array) -> VectorMediator:
        """Gauge boson of B − 2L_e − L_μ; `mass` [MeV], coupling `g` [1]."""
        return cls.u1(mass, g, B=1.0, L_e=-2.0, L_mu=-1.0)

    @classmethod
    def b_minus_l_e_minus_2l_mu(cls, mass: Array, g: Array) -> VectorMediator:
        """Gauge boson of B − L_e − 2L_μ; `mass` [MeV], coupling `g` [1]."""
        return cls.u1(mass, g, B=1.0, L_e=-1.0, L_mu=-2.0)

    @classmethod
    def baryonic(cls, mass: Array, g: Array, *, nu: Array = 1.0) -> VectorMediator:
        """Gauge boson of baryon number, charge 1/3 of quarks, under which neutrinos carry a charge of their own.

        Parameters
        ----------
        mass : array [MeV]
            Mediator mass.
        g : array [1]
            Coupling.
        nu : array [1]
            Charge of all neutrinos, in units of g: baryon number does not fix it, and without one nothing happens.

        Returns
        -------
        VectorMediator
        """
        return cls(mass=mass, g=g, u=1.0 / 3.0, d=1.0 / 3.0, nu_e=nu, nu_mu=nu, nu_tau=nu)

    @classmethod
    def dark_photon(cls, mass: Array, g: Array, *, nu: Array = 1.0) -> VectorMediator:
        """Dark photon mixed with the photon: couples to electric charge, so to the protons of a nucleus only.

        Parameters
        ----------
        mass : array [MeV]
            Mediator mass.
        g : array [1]
            Coupling, g² = ε e g_D for the mixing ε and the coupling g_D of the dark charge.
        nu : array [1]
            Dark charge of all neutrinos; with 0 (neutral under the dark group) nothing happens.

        Returns
        -------
        VectorMediator
        """
        return cls(mass=mass, g=g, u=2.0 / 3.0, d=-1.0 / 3.0, nu_e=nu, nu_mu=nu, nu_tau=nu, e=-1.0)

    @classmethod
    def l_mu_minus_l_tau(cls, mass: Array, g: Array, *, sign: int = 1, loop_form: str = "log") -> VectorMediator:
        """Gauge boson of L_μ − L_τ: nucleons (protons) couple through the mixing of γ and Z′ by μ and τ loops.

        Parameters
        ----------
        mass : array [MeV]
            Mediator mass.
        g : array [1]
            Coupling.
        sign : int
            +1 (default): sign of vacuum polarisation, δg_p > 0 for ν_μ and < 0 for ν_τ; −1: the opposite, as some
            papers have it.
        loop_form : str
            ``"log"`` or ``"full"``, see the class.

        Returns
        -------
        VectorMediator

        Raises
        ------
        ValidityError
            If `sign` is not +1 or −1.
        """
        return cls._difference(mass, g, ("mu", "tau"), sign, loop_form)

    @classmethod
    def l_e_minus_l_mu(cls, mass: Array, g: Array, *, sign: int = 1, loop_form: str = "full") -> VectorMediator:
        """Gauge boson of L_e − L_μ, mixing through e and μ loops; arguments as :meth:`l_mu_minus_l_tau`."""
        return cls._difference(mass, g, ("e", "mu"), sign, loop_form)

    @classmethod
    def l_e_minus_l_tau(cls, mass: Array, g: Array, *, sign: int = 1, loop_form: str = "full") -> VectorMediator:
        """Gauge boson of L_e − L_τ, mixing through e and τ loops; arguments as :meth:`l_mu_minus_l_tau`."""
        return cls._difference(mass, g, ("e", "tau"), sign, loop_form)

    @classmethod
    def _difference(cls, mass: Array, g: Array, leptons: tuple[str, str], sign: int, loop_form: str) -> VectorMediator:
        if sign not in (1, -1):
            raise ValidityError(f"sign of the γ–Z′ mixing must be +1 or -1, got {sign!r}.", hint="Default: +1.")
        charges: dict[str, Array] = {f"nu_{leptons[0]}": 1.0, f"nu_{leptons[1]}": -1.0}
        if leptons[0] == "e":
            charges["e"] = 1.0
        return cls(mass=mass, g=g, loop=float(sign), loop_form=loop_form, loop_leptons=leptons, **charges)

    def mixing(self, q: Array) -> Array:
        """Charge κ of the proton from γ–Z′ mixing [1] at `q` [MeV], for `loop` = ±1; 0 without loop."""
        if isinstance(self.loop, int | float) and self.loop == 0.0:
            return 0.0
        plus, minus = (_LEPTONS[lepton] for lepton in self.loop_leptons)
        if self.loop_form == "log":
            return self.loop * (constants.alpha.value / (3.0 * math.pi) * math.log(minus**2 / plus**2))
        Q2 = q * q
        difference = vacuum_polarisation(Q2, plus, minus) - vacuum_polarisation(Q2, minus, minus)
        return self.loop * (constants.alpha.value / math.pi) * difference

    def electron_charge(self, q: Array) -> Array:
        """Charge of the electron in units of g [1] at `q` [MeV], mixing included; for neutrino–electron scattering."""
        return self.e - self.mixing(q)

    def amplitude(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> Array:
        """Amplitude added to 𝒬 [1], the same for antineutrinos; arguments as in :class:`Interaction`."""
        xp: Any = namespace(q, self.mass)
        charge = pick(flavour, self.nu_e, self.nu_mu, self.nu_tau)
        proton = 2.0 * self.u + self.d + self.mixing(q)
        neutron = self.u + 2.0 * self.d
        propagator = inverse(xp, q * q + self.mass * self.mass)
        strength = self.g * self.g * charge / (math.sqrt(2.0) * constants.G_F.value)
        return strength * propagator * (proton * (Z * F_p) + neutron * (N * F_n))

    def transitions(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> dict[str, Array]:
        """No flavour change (empty)."""
        return {}

    def flavour_changing(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> Array:
        """No flavour change, 0.0 [1]."""
        return 0.0

    def terms(
        self, q: Array, T_nr: Array, mass: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array
    ) -> Terms:
        """No incoherent terms (empty)."""
        return ()
