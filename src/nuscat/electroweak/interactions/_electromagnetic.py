"""Electromagnetic properties of neutrinos: magnetic moment, charge radius, millicharge."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from nuscat import constants
from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import UnknownNameError
from nuscat._core.flavours import Flavour

from ._base import Terms, check_value, inverse, pick, to_others
from ._moments import effective_moment

__all__ = ["ChargeRadius", "MagneticMoment", "Millicharge", "sm_charge_radius"]

_REFERENCES = ("sm", "absolute")


@dataclass(frozen=True, kw_only=True)
class MagneticMoment:
    r"""Effective magnetic moments of the neutrinos, scattering off the nuclear charge with change of helicity.

    .. math:: \frac{d\sigma}{dT} = \Big(\frac1T - \frac1E + \frac{T}{4E^2}\Big)\,
              \frac{\pi\alpha^2}{m_e^2}\Big(\frac{\mu_\ell}{\mu_B}\Big)^2 Z^2F_p^2

    Parameters
    ----------
    mu_e, mu_mu, mu_tau : array [Bohr magneton]
        Effective moment of each flavour, μ_ℓ² = Σ_k |μ_ℓk|² (transitions included; same for antineutrinos):
        :meth:`from_matrix` makes it from a matrix of moments.

    Raises
    ------
    ValidityError
        If a concrete value is not finite.

    Sources
    -------
    Vogel:1989iv; Giunti:2014ixa. Checked: amplitude by the Gordon identity for a spin-0 nucleus,
    |𝓜|² = 2M e² μ² Z² (2E − T)²/T, which gives the term T/4E².

    Examples
    --------
    >>> moment = MagneticMoment(mu_mu=1e-10)
    >>> ((kernel, strength),) = moment.terms(30.0, 0.012, 37215.5, "nu_mu", 18, 22, 1.0, 1.0)
    >>> kernel, f"{strength:.4g}"                                        # cm² = cm²/MeV per 1/MeV
    ('magnetic', '8.083e-43')
    """

    mu_e: Array = 0.0
    mu_mu: Array = 0.0
    mu_tau: Array = 0.0

    cite: ClassVar[tuple[str, ...]] = ("Giunti:2014ixa", "Vogel:1989iv")
    parameters: ClassVar[tuple[str, ...]] = ("mu_e", "mu_mu", "mu_tau")

    def __post_init__(self) -> None:
        for name in self.parameters:
            check_value(f"Magnetic moment {name}", getattr(self, name), unit="Bohr magnetons")

    @classmethod
    def from_matrix(cls, matrix: Any, *, pmns: Any = None, kind: str = "dirac") -> MagneticMoment:
        """Effective moments from diagonal and transition moments of flavour or mass eigenstates.

        Parameters
        ----------
        matrix : array [Bohr magneton], shape (3, 3)
            Of flavour eigenstates, or with `pmns` of mass eigenstates; may be complex.
        pmns : array [1], shape (3, 3), optional
            Mixing matrix U_αk.
        kind : str
            ``"dirac"`` or ``"majorana"`` (antisymmetric), see :func:`effective_moment`.

        Returns
        -------
        MagneticMoment

        Examples
        --------
        >>> transition = [[0.0, 3e-11, 0.0], [-3e-11, 0.0, 4e-11], [0.0, -4e-11, 0.0]]
        >>> f"{MagneticMoment.from_matrix(transition, kind='majorana').mu_mu:.1e}"
        '5.0e-11'
        """
        mu_e, mu_mu, mu_tau = (effective_moment(matrix, f, pmns=pmns, kind=kind) for f in ("nu_e", "nu_mu", "nu_tau"))
        return cls(mu_e=mu_e, mu_mu=mu_mu, mu_tau=mu_tau)

    def amplitude(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> Array:
        """No interference with the standard model for massless neutrinos, 0.0 [1]."""
        return 0.0

    def transitions(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> dict[str, Array]:
        """No transition with conserved helicity (empty)."""
        return {}

    def flavour_changing(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> Array:
        """No flavour change with conserved helicity, 0.0 [1]."""
        return 0.0

    def terms(
        self, q: Array, T_nr: Array, mass: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array
    ) -> Terms:
        """Strength [cm²] of the kernel ``"magnetic"`` [1/MeV]; arguments as in :class:`Interaction`."""
        scale = math.pi * (constants.alpha.value / constants.m_e.value) ** 2 * constants.MeV2_to_cm2.value
        amplitude = pick(flavour, self.mu_e, self.mu_mu, self.mu_tau) * (Z * F_p)
        return (("magnetic", scale * amplitude * amplitude),)


def sm_charge_radius(flavour: Flavour) -> float:
    r"""Charge radius of a neutrino in the standard model [cm²].

    .. math:: \langle r^2_\ell\rangle = -\frac{G_F}{2\sqrt2\,\pi^2}\Big[3 + 2\ln\frac{M_W^2}{m_\ell^2}\Big]

    Parameters
    ----------
    flavour : str or int
        Name or PDG code; the same for neutrino and antineutrino.

    Returns
    -------
    float [cm²]
        Negative. Normalised so that δg_p = −(√2πα/3G_F)⟨r²⟩ equals the flavour part −2φ_ℓ of the radiatively corrected
        couplings; papers in which the radius is half of this have another convention for the vertex.

    Sources
    -------
    Cadeddu:2018dux; −2φ_ℓ of Erler:2013xha. Checked: (−0.83, −0.48, −0.30)·10⁻³² cm² for e, μ, τ.

    Examples
    --------
    >>> f"{sm_charge_radius('nu_mu'):.2g}"
    '-4.8e-33'
    """
    lepton = pick(flavour, constants.m_e.value, constants.m_mu.value, constants.m_tau.value)
    bracket = 3.0 + 4.0 * math.log(constants.m_W.value / lepton)
    radius = -constants.G_F.value / (2.0 * math.sqrt(2.0) * math.pi**2) * bracket * constants.MeV2_to_cm2.value
    return float(radius)


@dataclass(frozen=True, kw_only=True)
class ChargeRadius:
    r"""Charge radii of the neutrinos: shift of the proton coupling, and transition radii.

    .. math:: g_p \to g_p - \frac{\sqrt2\pi\alpha}{3G_F}\langle r^2_{\ell\ell}\rangle, \qquad
              \mathcal Q_{\ell\ell'} = -\frac{\sqrt2\pi\alpha}{3G_F}\langle r^2_{\ell\ell'}\rangle ZF_p

    Couplings with radiative corrections that depend on the flavour (``pdg``, ``erler_su``, ``tomalak2021``) already
    contain the radii of the standard model: a total radius must not be added to them (double counting).

    Parameters
    ----------
    r2_e, r2_mu, r2_tau : array [cm²]
        Diagonal radii ⟨r²_ℓℓ⟩, as deviations or totals, see `relative_to`.
    r2_emu, r2_etau, r2_mutau : array [cm²]
        Transition radii, real; zero in the standard model.
    relative_to : str
        ``"sm"`` (default): the diagonal values are added to what the couplings contain, so zero is the standard model
        (and a total radius is right only with flavour-blind couplings such as ``tree``, which contain none).
        ``"absolute"``: the diagonal values are total radii and the couplings contain the standard-model radii, which
        are subtracted first (:func:`sm_charge_radius`, at q = 0); zero then means a neutrino without charge radius.

    Raises
    ------
    ValidityError
        If a concrete value is not finite.
    UnknownNameError
        If `relative_to` is not known.

    Sources
    -------
    Cadeddu:2018dux with its 2020 erratum (same sign for neutrino and antineutrino); Giunti:2014ixa. Checked: equals a
    millicharge −q²⟨r²⟩/6; standard-model radii reproduce −2φ_ℓ of Erler:2013xha to 1e-4.

    Examples
    --------
    >>> radius = ChargeRadius(r2_mu=-0.48e-32)
    >>> round(radius.amplitude(30.0, "nu_mu", 1, 0, 1.0, 0.0), 4)
    0.0114
    """

    r2_e: Array = 0.0
    r2_mu: Array = 0.0
    r2_tau: Array = 0.0
    r2_emu: Array = 0.0
    r2_etau: Array = 0.0
    r2_mutau: Array = 0.0
    relative_to: str = "sm"

    cite: ClassVar[tuple[str, ...]] = ("Cadeddu:2018dux", "Giunti:2014ixa")
    parameters: ClassVar[tuple[str, ...]] = ("r2_e", "r2_mu", "r2_tau", "r2_emu", "r2_etau", "r2_mutau")

    def __post_init__(self) -> None:
        for name in self.parameters:
            check_value(f"Charge radius {name}", getattr(self, name), unit="cm²")
        if self.relative_to not in _REFERENCES:
            raise UnknownNameError.of("reference of the charge radius", self.relative_to, _REFERENCES)

    def amplitude(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> Array:
        """Amplitude added to 𝒬 [1]; arguments as in :class:`Interaction`."""
        radius = pick(flavour, self.r2_e, self.r2_mu, self.r2_tau)
        if self.relative_to == "absolute":
            radius = radius - sm_charge_radius(flavour)
        return _radius_scale() * radius * (Z * F_p)

    def transitions(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> dict[str, Array]:
        """Amplitudes [1] to the two other families; arguments as in :class:`Interaction`."""
        radii = to_others(flavour, self.r2_emu, self.r2_etau, self.r2_mutau)
        return {name: _radius_scale() * radius * (Z * F_p) for name, radius in radii.items()}

    def flavour_changing(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> Array:
        """Sum of the squared transition amplitudes [1]; arguments as in :class:`Interaction`."""
        return sum(a * a for a in self.transitions(q, flavour, Z, N, F_p, F_n).values())

    def terms(
        self, q: Array, T_nr: Array, mass: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array
    ) -> Terms:
        """No incoherent terms (empty)."""
        return ()


def _radius_scale() -> float:
    """Proton coupling per charge radius, −√2πα/(3G_F) [1/cm²]."""
    natural = -math.sqrt(2.0) * math.pi * constants.alpha.value / (3.0 * constants.G_F.value)
    return float(natural / constants.MeV2_to_cm2.value)


@dataclass(frozen=True, kw_only=True)
class Millicharge:
    r"""Electric charges of the neutrinos (and off-diagonal ones), added coherently through photon exchange.

    .. math:: \mathcal Q_{\ell\ell'} \to \mathcal Q_{\ell\ell'}
              + \frac{2\sqrt2\pi\alpha}{G_F}\frac{q_{\ell\ell'}}{q^2}ZF_p

    The pole is excluded: at exactly q = 0 the amplitude is set to 0.

    Parameters
    ----------
    q_e, q_mu, q_tau : array [elementary charge]
        Charges of the neutrinos; those of the antineutrinos are opposite, which leaves the cross section unchanged.
    q_emu, q_etau, q_mutau : array [elementary charge]
        Off-diagonal charges, real.

    Raises
    ------
    ValidityError
        If a concrete value is not finite.

    Sources
    -------
    Giunti:2014ixa; Cadeddu:2020lky. Checked: equals a massless vector mediator with g_ν g_p = e² q_ν = 4πα q_ν.

    Examples
    --------
    >>> charge = Millicharge(q_mu=1e-8)
    >>> f"{charge.amplitude(50.0, 'nu_mu', 1, 0, 1.0, 0.0):.3e}"
    '2.224e-02'
    """

    q_e: Array = 0.0
    q_mu: Array = 0.0
    q_tau: Array = 0.0
    q_emu: Array = 0.0
    q_etau: Array = 0.0
    q_mutau: Array = 0.0

    cite: ClassVar[tuple[str, ...]] = ("Cadeddu:2020lky", "Giunti:2014ixa")
    parameters: ClassVar[tuple[str, ...]] = ("q_e", "q_mu", "q_tau", "q_emu", "q_etau", "q_mutau")

    def __post_init__(self) -> None:
        for name in self.parameters:
            check_value(f"Millicharge {name}", getattr(self, name), unit="elementary charges")

    def amplitude(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> Array:
        """Amplitude added to 𝒬 [1]; arguments as in :class:`Interaction`."""
        return pick(flavour, self.q_e, self.q_mu, self.q_tau) * _photon(q) * (Z * F_p)

    def transitions(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> dict[str, Array]:
        """Amplitudes [1] to the two other families; arguments as in :class:`Interaction`."""
        charges = to_others(flavour, self.q_emu, self.q_etau, self.q_mutau)
        return {name: charge * _photon(q) * (Z * F_p) for name, charge in charges.items()}

    def flavour_changing(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> Array:
        """Sum of the squared transition amplitudes [1]; arguments as in :class:`Interaction`."""
        return sum(a * a for a in self.transitions(q, flavour, Z, N, F_p, F_n).values())

    def terms(
        self, q: Array, T_nr: Array, mass: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array
    ) -> Terms:
        """No incoherent terms (empty)."""
        return ()


def _photon(q: Array) -> Array:
    """Proton coupling per unit charge of the neutrino, 2√2πα/(G_F q²) [1], 0 at the pole; `q` [MeV]."""
    xp: Any = namespace(q)
    return 2.0 * math.sqrt(2.0) * math.pi * constants.alpha.value / constants.G_F.value * inverse(xp, q * q)
