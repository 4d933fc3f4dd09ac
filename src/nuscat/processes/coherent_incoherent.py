"""Elastic and inelastic scattering side by side, in one normalisation, for nuclides, elements and materials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import UnknownNameError
from nuscat._core.flavours import Flavour
from nuscat.electroweak import Couplings

from ._arguments import plain
from ._interfaces import ElasticProcess
from .incoherent import Incoherent
from .targets import MaterialCEvNS, _resolve, cevns, target_average

if TYPE_CHECKING:
    from nuscat.nuclei import Material, Nuclide
    from nuscat.responses.specs import NucleusSpec

__all__ = ["CoherentIncoherent", "coherent_incoherent", "incoherent"]


@dataclass(frozen=True)
class CoherentIncoherent:
    """Sum of an elastic and an inelastic process on the same target, and their ratio.

    Parameters
    ----------
    coherent, incoherent : ElasticProcess
        Cross sections [cm²] per nucleus; see :func:`coherent_incoherent`.

    Sources
    -------
    Bednyakov:2018mjd. Checked: total strength A² for q → 0 and A for q → ∞.

    Examples
    --------
    >>> both = coherent_incoherent("Cs133")
    >>> 0.0 < both.ratio(30.0) < both.ratio(30.0, T_min=5e-3)
    True
    """

    coherent: ElasticProcess
    incoherent: ElasticProcess
    cite: ClassVar[tuple[str, ...]] = ("Bednyakov:2018mjd",)

    def dsigma_dT(self, E_nu: Array, T_nr: Array, flavour: Flavour = "nu_mu") -> Array:
        """Sum of both recoil spectra [cm²/MeV]; `E_nu`, `T_nr` [MeV]."""
        return plain(self.coherent.dsigma_dT(E_nu, T_nr, flavour) + self.incoherent.dsigma_dT(E_nu, T_nr, flavour))

    def dsigma_dq2(self, E_nu: Array, q2: Array, flavour: Flavour = "nu_mu") -> Array:
        """Sum of both distributions in q² [cm²/MeV²]; `E_nu` [MeV], `q2` [MeV²]."""
        return plain(self.coherent.dsigma_dq2(E_nu, q2, flavour) + self.incoherent.dsigma_dq2(E_nu, q2, flavour))

    def dsigma_dcos(self, E_nu: Array, cos_theta: Array, flavour: Flavour = "nu_mu") -> Array:
        """Sum of both angular distributions [cm²]; `E_nu` [MeV], `cos_theta` [1]."""
        return plain(
            self.coherent.dsigma_dcos(E_nu, cos_theta, flavour) + self.incoherent.dsigma_dcos(E_nu, cos_theta, flavour)
        )

    def sigma(self, E_nu: Array, flavour: Flavour = "nu_mu", *, T_min: Array = 0.0, order: int | None = None) -> Array:
        """Sum of both cross sections [cm²]; arguments as :meth:`Incoherent.sigma`."""
        parts = (p.sigma(E_nu, flavour, T_min=T_min, order=order) for p in (self.coherent, self.incoherent))
        return plain(sum(parts))

    def T_max(self, E_nu: Array) -> Array:
        """Largest recoil energy [MeV] of either at `E_nu` [MeV]."""
        return self._larger(self.coherent.T_max(E_nu), self.incoherent.T_max(E_nu))

    def q2_max(self, E_nu: Array) -> Array:
        """Largest squared momentum transfer [MeV²] of either at `E_nu` [MeV]."""
        return self._larger(self.coherent.q2_max(E_nu), self.incoherent.q2_max(E_nu))

    @staticmethod
    def _larger(a: Array, b: Array) -> Array:
        xp: Any = namespace(a, b)
        return plain(xp.maximum(a, b))

    def ratio(self, E_nu: Array, flavour: Flavour = "nu_mu", *, T_min: Array = 0.0) -> Array:
        """Inelastic over elastic cross section [1] for recoils above `T_min` [MeV]; NaN where neither has any."""
        elastic = self.coherent.sigma(E_nu, flavour, T_min=T_min)
        inelastic = self.incoherent.sigma(E_nu, flavour, T_min=T_min)
        xp: Any = namespace(elastic, inelastic)
        some = xp.asarray(elastic) > 0.0
        return plain(xp.where(some, inelastic / xp.where(some, elastic, 1.0), xp.nan))


def incoherent(
    target: str | Nuclide | Material,
    form_factor: NucleusSpec = "helm:skin=0.9,r0=1.2",
    couplings: str | Couplings = "tree",
    **options: Any,
) -> Incoherent | MaterialCEvNS:
    """Incoherent scattering off a nuclide, element or material given by name.

    Parameters
    ----------
    target, form_factor, couplings
        As for :func:`nuscat.processes.cevns`.
    **options
        Fields of :class:`Incoherent`, e.g. ``excitation=5.0`` [MeV], ``g_A=1.2754``.

    Returns
    -------
    Incoherent or MaterialCEvNS [cm² per nucleus]
        The latter is the average over the nuclei of elements and materials.

    Examples
    --------
    >>> len(incoherent("CsI").components)
    2
    """
    from nuscat import electroweak, nuclei, responses

    chosen = electroweak.couplings(couplings) if isinstance(couplings, str) else couplings

    def make(nuclide: Nuclide) -> Incoherent:
        return Incoherent(responses.nucleus(nuclide, form_factor), chosen, **options)

    if isinstance(target, str):
        target = _resolve(target)
    if isinstance(target, nuclei.Nuclide):
        return make(target)
    given: object = target
    if not isinstance(given, nuclei.Material):
        raise UnknownNameError.of("target", given, nuclei.MATERIALS)
    return target_average(given, make)


def coherent_incoherent(
    target: str | Nuclide | Material,
    form_factor: NucleusSpec = "helm:skin=0.9,r0=1.2",
    couplings: str | Couplings = "tree",
    **options: Any,
) -> CoherentIncoherent:
    """Elastic and inelastic scattering off a nuclide, element or material [cm² per nucleus].

    Arguments as for :func:`incoherent`; the options are of the inelastic part.

    Examples
    --------
    >>> both = coherent_incoherent("Ge")
    >>> both.sigma(30.0) > both.coherent.sigma(30.0)
    True
    """
    return CoherentIncoherent(
        cevns(target, form_factor, couplings), incoherent(target, form_factor, couplings, **options)
    )
