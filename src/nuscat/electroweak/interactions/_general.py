"""General neutrino interactions: heavy scalar, vector and tensor exchange in the parameters of the literature."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nuscat import constants
from nuscat._core.arrays import Array, is_plain, namespace
from nuscat._core.errors import ValidityError
from nuscat._core.flavours import Flavour, is_antineutrino

from ._base import Terms, check_value, pick

__all__ = ["GeneralInteraction"]


@dataclass(frozen=True, kw_only=True)
class GeneralInteraction:
    r"""Heavy new physics of any Lorentz structure, ξ_S, ξ_V, ξ_T in units of G_F and of the neutron number.

    .. math:: \frac{d\sigma}{dT} = \frac{G_F^2M}{4\pi}N^2F_n^2\Big[\xi_S^2\frac{MT}{2E^2}\Big(1+\frac{T}{2M}\Big)
              + (\xi_V^\mathrm{SM}+\xi_V)^2\Big(1-\frac TE-\frac{MT}{2E^2}\Big)
              + \xi_T^2\Big(1-\frac TE+\frac{T^2}{4E^2}-\frac{MT}{4E^2}\Big)
              \mp R\,\frac TE\Big(1-\frac{T}{2E}\Big)\Big]

    Upper sign for neutrinos, lower for antineutrinos. The literature drops T/2M and T²/E²; they make the expression
    that of a pointlike spin-½ target and never negative.

    Parameters
    ----------
    xi_S, xi_T : array [1]
        Scalar and tensor parameters; only their squares matter (and R).
    xi_V : array [1]
        Vector parameter beyond the standard model, added in the amplitude: 𝒬 + ½ξ_V N F_n. Papers include the
        standard model, ξ_V^SM = (Q_p Z F_p + Q_n N F_n)/(N F_n) ≈ −1; 0 here is their ξ_V^SM.
    R : array [1]
        Interference of scalar and tensor exchange, |R| ≤ |ξ_S ξ_T|/√2; reached for real couplings: the terms
        a_S(ν̄P_Lν)(ψ̄ψ) + a_T(ν̄σP_Lν)(ψ̄σψ) have R = ξ_Sξ_T/√2 for a_S a_T > 0. 0: relative phase of 90°.
    nu_e, nu_mu, nu_tau : array [1]
        Factors of each flavour, on amplitudes (squared in R; default 1 each).

    Raises
    ------
    ValidityError
        If a concrete value is not finite, or |R| larger than |ξ_S ξ_T|/√2.

    Sources
    -------
    AristizabalSierra:2018eqm, Lindner:2016wff. Checked: explicit sums over Dirac spinors for neutrino and antineutrino,
    with interference; the limits of heavy scalar and tensor mediators.

    Examples
    --------
    >>> general = GeneralInteraction(xi_S=0.5, xi_T=0.2)
    >>> [name for name, _ in general.terms(30.0, 0.012, 37215.5, "nu_mu", 18, 22, 1.0, 1.0)]
    ['scalar', 'tensor', 'recoil']
    >>> GeneralInteraction(xi_V=0.1).amplitude(30.0, "nu_mu", 18, 22, 1.0, 1.0)
    1.1
    """

    xi_S: Array = 0.0
    xi_V: Array = 0.0
    xi_T: Array = 0.0
    R: Array = 0.0
    nu_e: Array = 1.0
    nu_mu: Array = 1.0
    nu_tau: Array = 1.0

    cite: ClassVar[tuple[str, ...]] = ("AristizabalSierra:2018eqm", "Lindner:2016wff")
    parameters: ClassVar[tuple[str, ...]] = ("xi_S", "xi_V", "xi_T", "R", "nu_e", "nu_mu", "nu_tau")
    tells_antineutrinos: ClassVar[bool] = True

    def __post_init__(self) -> None:
        for name in self.parameters:
            check_value(f"Parameter {name} of the general interaction", getattr(self, name))
        if is_plain(self.R) and is_plain(self.xi_S) and is_plain(self.xi_T):
            bound = np.abs(np.asarray(self.xi_S) * np.asarray(self.xi_T)) / math.sqrt(2.0)
            if np.any(np.abs(self.R) > bound * (1.0 + 1e-12)):
                raise ValidityError(
                    f"The interference R = {self.R!r} is larger than |xi_S·xi_T|/√2 allows.",
                    hint="Give R between -|xi_S·xi_T|/√2 and +|xi_S·xi_T|/√2.",
                )

    def amplitude(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> Array:
        """Amplitude ½ ξ_V N F_n added to 𝒬 [1]; arguments as in :class:`Interaction`."""
        return 0.5 * self.xi_V * pick(flavour, self.nu_e, self.nu_mu, self.nu_tau) * (N * F_n)

    def transitions(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> dict[str, Array]:
        """No transition with conserved helicity (empty)."""
        return {}

    def flavour_changing(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> Array:
        """No flavour change, 0.0 [1]."""
        return 0.0

    def terms(
        self, q: Array, T_nr: Array, mass: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array
    ) -> Terms:
        """Strengths [cm²/MeV] of ``"scalar"``, ``"tensor"`` and ``"recoil"`` [1]; arguments: :class:`Interaction`."""
        xp: Any = namespace(q, self.xi_S, self.xi_T, self.R)
        charge = pick(flavour, self.nu_e, self.nu_mu, self.nu_tau) * (N * F_n)
        scale = 0.25 * constants.G_F2_over_pi.value * mass * (charge * charge) * xp.ones_like(xp.asarray(q))
        sign = 1.0 if is_antineutrino(flavour) else -1.0
        return (
            ("scalar", 0.5 * scale * self.xi_S * self.xi_S),
            ("tensor", scale * self.xi_T * self.xi_T),
            ("recoil", sign * scale * self.R),
        )
