"""Tensor mediators of any mass: an incoherent term, since the neutrino changes its helicity."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from nuscat import constants
from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import UnknownNameError
from nuscat._core.flavours import Flavour

from ._base import Terms, check_charges, check_value, inverse, named_charges, pick
from ._spins import Spins, check_spins, spin_sums

__all__ = ["TENSOR_CHARGES", "TENSOR_NUCLEI", "TensorMediator"]

TENSOR_CHARGES: dict[str, tuple[float, float]] = {
    "older": (0.31, 0.31),
    "lattice": (0.580, 0.580),
    "nucleon": (1.0, 1.0),
}
"""Tensor charges (proton, neutron) [1] per unit universal quark coupling, δ_u + δ_d: ``"older"`` 0.54 − 0.23
(Anselmino:2008jk, as in most of the CEvNS literature), ``"lattice"`` 0.784 − 0.204 (Gupta:2018lvp); ``"nucleon"``: g is
the coupling to the nucleons."""

TENSOR_NUCLEI = ("coherent", "spin")
"""How the nucleons add up: ``"coherent"`` Q_T = c_p Z F_p + c_n N F_n, ``"spin"`` Q_T = c_p s_p F_p + c_n s_n F_n."""


@dataclass(frozen=True, kw_only=True)
class TensorMediator:
    r"""Tensor interaction with a propagator 1/(q² + m²), universal in the quarks.

    .. math:: \mathcal L = \frac{g^2}{q^2+m^2}\,x_\ell\,(\bar\nu_\ell\sigma^{\mu\nu}P_L\nu_\ell)
              (\bar q\sigma_{\mu\nu}q) + \mathrm{h.c.}, \qquad
              \frac{d\sigma}{dT} = \Big(1 - \frac TE + \frac{T^2}{4E^2} - \frac{MT}{4E^2}\Big)\,
              \frac{4M\,g^4x_\ell^2Q_T^2}{\pi(q^2+m^2)^2}

    The formula is that of a pointlike spin-½ target with tensor charge Q_T. The tensor current of slow nucleons is
    their spin: nuclei of spin 0 do not have one at leading order. The literature nevertheless adds the charges of all
    nucleons (``nuclei="coherent"``, default, for comparison with published limits); ``nuclei="spin"`` is the leading
    order of the currents, zero for spin 0. Neither contains the recoil-suppressed coherent part.

    Parameters
    ----------
    mass : array [MeV]
        Mediator mass m ≥ 0. For m = 0 the pole at q = 0 is excluded: the strength is set to 0 at exactly q = 0.
    g : array [1]
        Coupling, g² = g_ν g_q; the cross section is proportional to g⁴.
    nu_e, nu_mu, nu_tau : array [1]
        Charges of the neutrinos, in units of g (default 1 each).
    e : array [1]
        Charge of the electron, for neutrino–electron scattering; no effect on nuclei.
    charges : str or (array, array) [1]
        Tensor charges (c_p, c_n) of the nucleons: a name of `TENSOR_CHARGES` or the pair itself.
    nuclei : str
        A name of `TENSOR_NUCLEI`.
    spins : str or mapping
        For ``nuclei="spin"``: as for :class:`PseudoscalarMediator`.

    Raises
    ------
    ValidityError
        If a concrete value is not finite, or the mass negative.
    UnknownNameError
        If the name of the charges, of the spins or of `nuclei` is not known.
    MissingDataError
        On evaluation, if a nucleus with spin is not in `spins` and they are needed.

    Sources
    -------
    AristizabalSierra:2018eqm, Lindner:2016wff (kinematics); Anselmino:2008jk, Gupta:2018lvp (charges). Checked:
    explicit sums over Dirac spinors. Papers with M/2π (not M/π) in front of 4(1 − T/2E)² − MT/E² have half of this:
    another normalisation of the coupling.

    Examples
    --------
    >>> tensor = TensorMediator(mass=10.0, g=1e-5)
    >>> ((kernel, strength),) = tensor.terms(30.0, 0.012, 37215.5, "nu_mu", 18, 22, 1.0, 1.0)
    >>> kernel, f"{strength:.3e}"                                        # cm²/MeV
    ('tensor', '2.837e-41')
    """

    mass: Array
    g: Array
    nu_e: Array = 1.0
    nu_mu: Array = 1.0
    nu_tau: Array = 1.0
    e: Array = 1.0
    charges: str | tuple[Array, Array] = "older"
    nuclei: str = "coherent"
    spins: Spins = "klos2013"

    cite: ClassVar[tuple[str, ...]] = (
        "AristizabalSierra:2018eqm",
        "Lindner:2016wff",
        "Anselmino:2008jk",
        "Gupta:2018lvp",
    )
    parameters: ClassVar[tuple[str, ...]] = ("mass", "g", "nu_e", "nu_mu", "nu_tau", "e")

    def __post_init__(self) -> None:
        check_value("Mass of the tensor mediator", self.mass, unit="MeV", negative=False)
        for name in ("g", "nu_e", "nu_mu", "nu_tau", "e"):
            check_value(f"Parameter {name} of the tensor mediator", getattr(self, name))
        check_charges("tensor", self.charges, TENSOR_CHARGES)
        if self.nuclei not in TENSOR_NUCLEI:
            raise UnknownNameError.of("sum over nucleons of the tensor mediator", self.nuclei, TENSOR_NUCLEI)
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
        """Strength [cm²/MeV] of the kernel ``"tensor"`` [1]; `mass` [MeV] of the nucleus, see :class:`Interaction`."""
        xp: Any = namespace(q, self.mass)
        proton, neutron = named_charges(self.charges, TENSOR_CHARGES)
        protons, neutrons = (Z, N) if self.nuclei == "coherent" else spin_sums(self.spins, Z, N)
        coupling = self.g * self.g * pick(flavour, self.nu_e, self.nu_mu, self.nu_tau)
        charge = coupling * (proton * (protons * F_p) + neutron * (neutrons * F_n))
        amplitude = charge * inverse(xp, q * q + self.mass * self.mass)
        return (("tensor", 4.0 * constants.MeV2_to_cm2.value / math.pi * mass * amplitude * amplitude),)
