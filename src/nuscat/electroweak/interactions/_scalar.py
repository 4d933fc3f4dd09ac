"""Scalar mediators of any mass: an incoherent term, since the neutrino changes its helicity."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from nuscat import constants
from nuscat._core.arrays import Array, namespace
from nuscat._core.flavours import Flavour

from ._base import Terms, check_charges, check_value, inverse, named_charges, pick

__all__ = ["SCALAR_CHARGES", "ScalarMediator"]

SCALAR_CHARGES: dict[str, tuple[float, float]] = {"older": (15.1, 14.0), "newer": (13.78, 13.8)}
"""Scalar charges (proton, neutron) [1] per unit universal quark coupling: ``"older"`` is 14 A + 1.1 Z
(Cerdeno:2016sfi), ``"newer"`` is 13.8 A − 0.02 Z."""


@dataclass(frozen=True, kw_only=True)
class ScalarMediator:
    r"""Scalar mediator with coupling g, universal in the quarks, with charges of the neutrinos.

    .. math:: \mathcal L = g\,\phi\Big(\sum_\ell x_\ell\,\bar\nu_{\ell R}\nu_{\ell L} + \mathrm{h.c.}
              + \sum_q\bar qq\Big), \qquad
              \frac{d\sigma}{dT} = \frac{M T}{E^2}\Big(1+\frac{T}{2M}\Big)\,
              \frac{M\,g^4x_\ell^2\,[c_pZF_p + c_nNF_n]^2}{4\pi(q^2+m^2)^2}

    Parameters
    ----------
    mass : array [MeV]
        Mediator mass m ≥ 0. For m = 0 the pole at q = 0 is excluded: the strength is set to 0 at exactly q = 0.
    g : array [1]
        Coupling, g² = g_ν g_q; the cross section is proportional to g⁴.
    nu_e, nu_mu, nu_tau : array [1]
        Charges of the neutrinos, in units of g (default 1 each).
    e : array [1]
        Charge of the electron, for neutrino–electron scattering (default 1); no effect on nuclei.
    charges : str or (array, array) [1]
        Scalar charges (c_p, c_n) of the nucleons: a name of `SCALAR_CHARGES` or the pair itself. The nuclear charge is
        c_p Z F_p + c_n N F_n. Default ``"older"``, the set whose publication is known here.

    Raises
    ------
    ValidityError
        If a concrete value is not finite, or the mass negative.
    UnknownNameError
        If the name of the charges is not known.

    Sources
    -------
    Cerdeno:2016sfi (cross section and ``"older"`` charges). Checked: the trace
    2k·k′ · 4M²(1 + T/2M)/(32πME²), and a computation in natural units with explicit ħc. The ``"newer"`` set is in
    use in the later literature; its derivation was not checked.

    Examples
    --------
    >>> scalar = ScalarMediator(mass=10.0, g=1e-5)
    >>> ((kernel, strength),) = scalar.terms(30.0, 0.012, 37215.5, "nu_mu", 18, 22, 1.0, 1.0)
    >>> kernel, f"{strength:.3e}"                                        # cm²/MeV
    ('scalar', '3.877e-39')
    """

    mass: Array
    g: Array
    nu_e: Array = 1.0
    nu_mu: Array = 1.0
    nu_tau: Array = 1.0
    e: Array = 1.0
    charges: str | tuple[Array, Array] = "older"

    cite: ClassVar[tuple[str, ...]] = ("Cerdeno:2016sfi",)
    parameters: ClassVar[tuple[str, ...]] = ("mass", "g", "nu_e", "nu_mu", "nu_tau", "e")

    def __post_init__(self) -> None:
        check_value("Mass of the scalar mediator", self.mass, unit="MeV", negative=False)
        for name in ("g", "nu_e", "nu_mu", "nu_tau", "e"):
            check_value(f"Parameter {name} of the scalar mediator", getattr(self, name))
        check_charges("scalar", self.charges, SCALAR_CHARGES)

    @property
    def nucleon_charges(self) -> tuple[Array, Array]:
        """Scalar charges (proton, neutron) per unit quark coupling [1]."""
        return named_charges(self.charges, SCALAR_CHARGES)

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
        """Strength [cm²/MeV] of the kernel ``"scalar"`` [1]; `mass` [MeV] of the nucleus, see :class:`Interaction`."""
        xp: Any = namespace(q, self.mass)
        proton, neutron = self.nucleon_charges
        coupling = self.g * self.g * pick(flavour, self.nu_e, self.nu_mu, self.nu_tau)
        charge = coupling * (proton * (Z * F_p) + neutron * (N * F_n))
        propagator = inverse(xp, q * q + self.mass * self.mass)
        amplitude = charge * propagator
        return (("scalar", constants.MeV2_to_cm2.value / (4.0 * math.pi) * mass * amplitude * amplitude),)
