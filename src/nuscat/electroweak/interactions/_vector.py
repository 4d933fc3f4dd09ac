"""Vector mediators (Z′) of any mass coupled to quarks and neutrinos, or to μ − τ through γ–Z′ mixing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from nuscat import constants
from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat._core.flavours import Flavour
from nuscat._core.quadrature import legendre_rule

from ._base import Terms, check_value, inverse, pick

__all__ = ["VectorMediator"]

_LOOPS = ("log", "full")


@dataclass(frozen=True, kw_only=True)
class VectorMediator:
    r"""Vector mediator with coupling g and charges of quarks and neutrinos, added coherently to 𝒬.

    .. math:: \mathcal L = g Z'_\mu\Big(\sum_\ell x_\ell \bar\nu_{\ell L}\gamma^\mu\nu_{\ell L}
              + \sum_q x_q\bar q\gamma^\mu q\Big), \qquad
              \delta\mathcal Q = \frac{g^2 x_\ell\,[(2x_u+x_d + \kappa)ZF_p + (x_u+2x_d)NF_n]}{\sqrt2 G_F (q^2+M^2)}

    κ is 0 unless the μ and τ leptons carry charge ±1 (`loop`); then, from the mixing with the photon,

    .. math:: \kappa = \pm\frac{2\alpha}{\pi}\int_0^1 x(1-x)\ln\frac{m_\tau^2+x(1-x)q^2}{m_\mu^2+x(1-x)q^2}\,dx
              \;\xrightarrow{q\to0}\; \pm\frac{\alpha}{3\pi}\ln\frac{m_\tau^2}{m_\mu^2}

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
    loop : float [1]
        Sign of the γ–Z′ mixing of charged leptons with charges +1 (μ) and −1 (τ); 0 without it.
    loop_form : str
        ``"log"`` (q → 0 limit, as in most papers) or ``"full"`` (integral over the Feynman parameter, 16 nodes).

    Raises
    ------
    ValidityError
        If a concrete value is not finite, or the mass negative.
    UnknownNameError
        If `loop_form` is not known.

    Sources
    -------
    Cadeddu:2020nbr (models); relation to G_F by integrating out Z′. Checked: M → ∞ equals NSI with
    ε^{qV} = g² x_ℓ x_q/(√2 G_F M²); the sign of κ follows from vacuum polarisation (the charge grows with q²), so that
    ν_μ with unit charge and no mixing at tree level has κ > 0; ``"full"`` → ``"log"`` for q → 0.

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
    loop: Array = 0.0
    loop_form: str = "log"

    cite: ClassVar[tuple[str, ...]] = ("Cadeddu:2020nbr",)
    parameters: ClassVar[tuple[str, ...]] = ("mass", "g", "u", "d", "nu_e", "nu_mu", "nu_tau")

    def __post_init__(self) -> None:
        check_value("Mass of the vector mediator", self.mass, unit="MeV", negative=False)
        for name in ("g", "u", "d", "nu_e", "nu_mu", "nu_tau", "loop"):
            check_value(f"Parameter {name} of the vector mediator", getattr(self, name))
        if self.loop_form not in _LOOPS:
            raise UnknownNameError.of("loop form of the vector mediator", self.loop_form, _LOOPS)

    @classmethod
    def universal(cls, mass: Array, g: Array) -> VectorMediator:
        """Universal vector mediator: charge 1 of all quarks and neutrinos; `mass` [MeV], coupling `g` [1]."""
        return cls(mass=mass, g=g, u=1.0, d=1.0, nu_e=1.0, nu_mu=1.0, nu_tau=1.0)

    @classmethod
    def b_minus_l(cls, mass: Array, g: Array) -> VectorMediator:
        """Gauge boson of B − L: charge 1/3 of quarks, −1 of neutrinos; `mass` [MeV], coupling `g` [1]."""
        return cls(mass=mass, g=g, u=1.0 / 3.0, d=1.0 / 3.0, nu_e=-1.0, nu_mu=-1.0, nu_tau=-1.0)

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
        if sign not in (1, -1):
            raise ValidityError(f"sign of the γ–Z′ mixing must be +1 or -1, got {sign!r}.", hint="Default: +1.")
        return cls(mass=mass, g=g, nu_mu=1.0, nu_tau=-1.0, loop=float(sign), loop_form=loop_form)

    def mixing(self, q: Array) -> Array:
        """Charge κ of the proton from γ–Z′ mixing [1] at `q` [MeV], for `loop` = ±1; 0 without loop."""
        if isinstance(self.loop, int | float) and self.loop == 0.0:
            return 0.0
        mu2, tau2 = constants.m_mu.value**2, constants.m_tau.value**2
        if self.loop_form == "log":
            return self.loop * (constants.alpha.value / (3.0 * math.pi) * math.log(tau2 / mu2))
        xp: Any = namespace(q)
        x, w = legendre_rule(16)
        y = xp.asarray(0.25 * (1.0 + x) * (3.0 - x) / 4.0)  # x(1−x) on half the symmetric range
        q2 = (xp.asarray(q, dtype=float) ** 2)[..., None]
        integral = xp.sum(xp.asarray(0.5 * w) * y * xp.log((tau2 + y * q2) / (mu2 + y * q2)), axis=-1)
        return self.loop * (2.0 * constants.alpha.value / math.pi) * integral

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
