"""Sterile dipole portal: a photon turns the neutrino into a heavy one, with a threshold of its own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from nuscat import constants
from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import UnknownNameError
from nuscat._core.flavours import Flavour

from ._base import EnergyMoments, Terms, check_value, inverse, pick

__all__ = ["DIPOLE_TARGETS", "DipolePortal"]

DIPOLE_TARGETS = ("spin-0", "spin-half")
"""Pointlike targets for which the cross section is exact."""
_TINY = 1e-100


@dataclass(frozen=True, kw_only=True)
class DipolePortal:
    r"""Upscattering ν A → N A into a neutrino of mass m₄ through a transition dipole moment μ.

    .. math:: \mathcal L = \tfrac{\mu_\ell}{2}\,\bar N\sigma^{\mu\nu}P_L\nu_\ell F_{\mu\nu} + \mathrm{h.c.}, \qquad
              \frac{d\sigma}{dT} = \frac{\pi\alpha^2}{m_e^2}\Big(\frac{\mu_\ell}{\mu_B}\Big)^2Z^2F_p^2\,B(E, T)
    .. math:: B_{1/2} = \frac1T - \frac1E - \frac{m_4^2}{2ETM}\Big(1-\frac{T}{2E}+\frac{M}{2E}\Big)
              + \frac{m_4^4(T-M)}{8E^2T^2M^2}, \qquad
              B_0 = B_{1/2} + \frac{T}{4E^2} - \frac{m_4^2}{8ME^2} - \frac{m_4^4}{8E^2TM^2}

    The recoil needs a neutrino energy of at least

    .. math:: E_\mathrm{min}(T) = \tfrac12\big(T+\sqrt{T^2+2MT}\big)\Big(1+\frac{m_4^2}{2MT}\Big)
              \;\ge\; m_4+\frac{m_4^2}{2M}

    Parameters
    ----------
    mass : array [MeV]
        Mass m₄ ≥ 0 of the heavy neutrino; 0 is the magnetic moment exactly.
    mu_e, mu_mu, mu_tau : array [Bohr magneton]
        Transition moment of each flavour. Papers with L = d ν̄σN F have μ = 2d; 1 μ_B = e/2m_e.
    target : str
        ``"spin-0"`` (default) or ``"spin-half"``: pointlike target for which the formula is exact; of relative size
        T/E in between. The magnetic moment of the nucleus is neglected.

    Raises
    ------
    ValidityError
        If a concrete value is not finite, or the mass negative.
    UnknownNameError
        If `target` is not known.

    Sources
    -------
    Magill:2018jla, Miranda:2021kre (spin ½). Spin 0 from the trace. Checked: both against explicit sums over Dirac
    spinors; E_min as the inverse of the range T_± in closed form; m₄ → 0 equals :class:`MagneticMoment`. The same for
    antineutrinos, and for a Dirac or Majorana N.

    Examples
    --------
    >>> portal = DipolePortal(mass=10.0, mu_mu=1e-10)
    >>> (moment,) = portal.moments(30.0, 0.012, 37215.5, "nu_mu", 18, 22, 1.0, 1.0)
    >>> round(float(moment.E_min), 3)                                    # MeV
    16.623
    >>> [f"{c:.3e}" for c in moment.coefficients]
    ['6.736e-41', '-8.988e-43', '-1.872e-39']
    """

    mass: Array
    mu_e: Array = 0.0
    mu_mu: Array = 0.0
    mu_tau: Array = 0.0
    target: str = "spin-0"

    cite: ClassVar[tuple[str, ...]] = ("Magill:2018jla", "Miranda:2021kre")
    parameters: ClassVar[tuple[str, ...]] = ("mass", "mu_e", "mu_mu", "mu_tau")

    def __post_init__(self) -> None:
        check_value("Mass of the heavy neutrino", self.mass, unit="MeV", negative=False)
        for name in ("mu_e", "mu_mu", "mu_tau"):
            check_value(f"Transition moment {name}", getattr(self, name), unit="Bohr magnetons")
        if self.target not in DIPOLE_TARGETS:
            raise UnknownNameError.of("target of the dipole portal", self.target, DIPOLE_TARGETS)

    def amplitude(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> Array:
        """No interference with the standard model: another final particle, 0.0 [1]."""
        return 0.0

    def transitions(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> dict[str, Array]:
        """No transition between light neutrinos (empty)."""
        return {}

    def flavour_changing(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> Array:
        """No transition between light neutrinos, 0.0 [1]."""
        return 0.0

    def terms(
        self, q: Array, T_nr: Array, mass: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array
    ) -> Terms:
        """No terms within the range of a massless final neutrino (empty): see :meth:`moments`."""
        return ()

    def moments(
        self, q: Array, T_nr: Array, mass: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array
    ) -> tuple[EnergyMoments, ...]:
        """Cross section as a polynomial in 1/E above E_min(T); arguments as `terms` of :class:`Interaction`."""
        xp: Any = namespace(q, T_nr, mass, F_p, self.mass, self.mu_e, self.mu_mu, self.mu_tau)
        T, M = xp.asarray(T_nr, dtype=float), mass
        positive = T > _TINY
        t = xp.where(positive, T, 1.0)
        m2 = self.mass * self.mass
        scale = math.pi * (constants.alpha.value / constants.m_e.value) ** 2 * constants.MeV2_to_cm2.value
        charge = pick(flavour, self.mu_e, self.mu_mu, self.mu_tau) * (Z * F_p)
        strength = xp.where(positive, scale * charge * charge, 0.0)
        second = m2 / (4.0 * M) - m2 / (4.0 * t) + m2 * m2 * (t - M) / (8.0 * t * t * M * M)
        if self.target == "spin-0":
            second = second + 0.25 * t - m2 / (8.0 * M) - m2 * m2 / (8.0 * t * M * M)
        lowest = 0.5 * (t + xp.sqrt(t * t + 2.0 * M * t)) * (1.0 + m2 / (2.0 * M * t))
        one = xp.ones_like(lowest)
        return (
            EnergyMoments(
                E_min=xp.where(positive, lowest, xp.inf),
                coefficients=(strength / t * one, -strength * (1.0 + m2 / (2.0 * M * t)), strength * second),
            ),
        )

    def threshold(self, mass: Array) -> Array:
        """Lowest neutrino energy m₄ + m₄²/2M [MeV] that makes the heavy neutrino; `mass` [MeV] of the nucleus."""
        return self.mass + self.mass * self.mass / (2.0 * mass)

    def recoil_range(self, E_nu: Array, mass: Array) -> tuple[Array, Array]:
        r"""Recoil energies (T₋, T₊) [MeV] that the heavy neutrino allows; both 0 below threshold.

        .. math:: T_\pm = \frac{2ME^2-m_4^2(E+M)\pm E\sqrt{4M^2E^2-4Mm_4^2(E+M)+m_4^4}}{2M(M+2E)}

        Parameters
        ----------
        E_nu : array [MeV]
        mass : array [MeV]
            Mass M of the nucleus.

        Returns
        -------
        T_minus, T_plus : array [MeV]
            Broadcast shape. T₋ from the product T₋T₊ = m₄⁴/4M(M+2E), which does not cancel.
        """
        xp: Any = namespace(E_nu, mass, self.mass)
        E, M, m2 = xp.asarray(E_nu, dtype=float), mass, self.mass * self.mass
        # 4M²E² − 4Mm²(E+M) + m⁴ = (2ME − m²)² − (2Mm)²
        root2 = (2.0 * M * E - m2 - 2.0 * M * self.mass) * (2.0 * M * E - m2 + 2.0 * M * self.mass)
        open_ = (self.threshold(M) <= E) & (E > 0.0)
        inside = open_ & (root2 > 0.0)
        root = xp.where(inside, xp.sqrt(xp.where(inside, root2, 1.0)), 0.0)
        upper = (2.0 * M * E * E - m2 * (E + M) + E * root) / (2.0 * M * (M + 2.0 * E))
        upper = xp.where(open_, upper, 0.0)
        lower = m2 * m2 / (4.0 * M * (M + 2.0 * E)) * inverse(xp, upper)
        return lower, upper
