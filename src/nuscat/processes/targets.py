"""Coherent scattering off elements, compounds and isotope mixtures: averages per nucleus."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat._core.flavours import Flavour
from nuscat.electroweak import Couplings, Interaction

from ._arguments import plain
from ._interfaces import ElasticProcess
from .cevns import CEvNS

if TYPE_CHECKING:
    from nuscat.nuclei import Material, Nuclide
    from nuscat.responses.specs import NucleusSpec

__all__ = ["MaterialCEvNS", "cevns", "target_average"]


@dataclass(frozen=True)
class MaterialCEvNS:
    r"""Coherent elastic scattering off a mixture of nuclei, per average nucleus.

    .. math:: \sigma = \sum_i f_i \sigma_i, \qquad \sum_i f_i = 1

    Parameters
    ----------
    components : tuple of (CEvNS, float)
        Process on each kind of nucleus and its fraction f of the number of nuclei. CsI is one half each: its value is
        per nucleus, not per CsI unit.

    Raises
    ------
    ValidityError
        If there is no component, a fraction is not positive, or they do not sum to 1 (within 1e-9).

    Sources
    -------
    Sum of independent scatterers. Checked: additivity; CsI = (Cs + I)/2.

    Examples
    --------
    >>> from nuscat import processes
    >>> csi = processes.cevns("CsI")
    >>> [round(fraction, 3) for _, fraction in csi.components]
    [0.5, 0.5]
    """

    components: tuple[tuple[ElasticProcess, float], ...]
    cite: ClassVar[tuple[str, ...]] = ()
    accepts_states: ClassVar[bool] = True

    def __post_init__(self) -> None:
        fractions = [fraction for _, fraction in self.components]
        if (
            not fractions
            or not all(math.isfinite(f) and f > 0 for f in fractions)
            or abs(math.fsum(fractions) - 1.0) > 1e-9
        ):
            raise ValidityError(
                f"Fractions of the components must be positive and sum to 1, got {fractions!r}.",
                hint="Divide the numbers of atoms by their sum; target_average(material, make) does it.",
            )

    def _sum(self, values: list[Array]) -> Array:
        total: Array = 0.0
        for value, (_, fraction) in zip(values, self.components, strict=True):
            total = total + fraction * value
        return plain(total)

    def _largest(self, values: list[Array]) -> Array:
        xp: Any = namespace(*values)
        largest = values[0]
        for value in values[1:]:
            largest = xp.maximum(largest, value)
        return plain(largest)

    def T_max(self, E_nu: Array) -> Array:
        """Largest recoil energy [MeV] of any component (the lightest nucleus) at neutrino energy `E_nu` [MeV]."""
        return self._largest([xs.T_max(E_nu) for xs, _ in self.components])

    def q2_max(self, E_nu: Array) -> Array:
        """Largest squared momentum transfer [MeV²] of any component at neutrino energy `E_nu` [MeV]."""
        return self._largest([xs.q2_max(E_nu) for xs, _ in self.components])

    def dsigma_dT(self, E_nu: Array, T_nr: Array, flavour: Flavour = "nu_mu") -> Array:
        """Recoil spectrum [cm²/MeV] per average nucleus; arguments as :meth:`CEvNS.dsigma_dT`."""
        return self._sum([xs.dsigma_dT(E_nu, T_nr, flavour) for xs, _ in self.components])

    def dsigma_dcos(self, E_nu: Array, cos_theta: Array, flavour: Flavour = "nu_mu") -> Array:
        """Angular distribution [cm²] per average nucleus; arguments as :meth:`CEvNS.dsigma_dcos`."""
        return self._sum([xs.dsigma_dcos(E_nu, cos_theta, flavour) for xs, _ in self.components])

    def dsigma_dq2(self, E_nu: Array, q2: Array, flavour: Flavour = "nu_mu") -> Array:
        """Distribution in q² [cm²/MeV²] per average nucleus; arguments as :meth:`CEvNS.dsigma_dq2`."""
        return self._sum([xs.dsigma_dq2(E_nu, q2, flavour) for xs, _ in self.components])

    def sigma(self, E_nu: Array, flavour: Flavour = "nu_mu", *, T_min: Array = 0.0, order: int | None = None) -> Array:
        """Cross section [cm²] per average nucleus; arguments as :meth:`CEvNS.sigma`."""
        return self._sum([xs.sigma(E_nu, flavour, T_min=T_min, order=order) for xs, _ in self.components])


def target_average(material: Material, make: Callable[[Nuclide], ElasticProcess]) -> MaterialCEvNS:
    """Coherent scattering off a material, per average nucleus, weighted by number of atoms.

    Parameters
    ----------
    material : Material
        Its `components` are (nuclide, atoms per formula unit), natural isotopes expanded.
    make : callable
        Nuclide → process on that nucleus, e.g. a :class:`CEvNS`.

    Returns
    -------
    MaterialCEvNS [cm² per average nucleus]
        One component a nuclide, in the order of the material.

    Examples
    --------
    >>> from nuscat import nuclei, processes
    >>> ge = processes.target_average(nuclei.material("Ge"), processes.cevns)
    >>> len(ge.components)
    5
    """
    atoms = math.fsum(n for _, n in material.components)
    return MaterialCEvNS(tuple((make(nuclide), n / atoms) for nuclide, n in material.components))


def cevns(
    target: str | Nuclide | Material,
    form_factor: NucleusSpec = "helm:skin=0.9,r0=1.2",
    couplings: str | Couplings = "tree",
    *,
    interactions: tuple[Interaction, ...] = (),
    bracket: str = "exact",
) -> CEvNS | MaterialCEvNS:
    """Coherent scattering off a nuclide, element or material given by name.

    Parameters
    ----------
    target : str, Nuclide or Material
        "Ar40" (one nuclide), "Ge" (element, natural isotopes), "CsI" (material).
    form_factor : str, mapping or callable
        Specification understood by :func:`nuscat.responses.nucleus`, e.g. "helm:skin=0.9,r0=1.2", "skyrme:SLy4", or
        {"Ar40": structure}; nuclides of their own after a semicolon, e.g. "helm:skin=0.9,r0=1.2;H1=point;H2=point" for
        water.
    couplings : str or Couplings
        Convention by name (see :data:`nuscat.electroweak.COUPLINGS`) or as an object.
    interactions : tuple of Interaction
    bracket : str
        See :data:`nuscat.processes.kinematics.BRACKETS`.

    Returns
    -------
    CEvNS or MaterialCEvNS [cm² per nucleus]
        The latter for elements and materials (average per nucleus).

    Raises
    ------
    UnknownNameError
        If a name is not known.

    Examples
    --------
    >>> from nuscat import processes
    >>> f"{processes.cevns('Cs133').sigma(30.0, 'nu_mu'):.0e}"
    '2e-38'
    """
    from nuscat import electroweak, nuclei, responses

    chosen = electroweak.couplings(couplings) if isinstance(couplings, str) else couplings

    def make(nuclide: Nuclide) -> CEvNS:
        return CEvNS(responses.nucleus(nuclide, form_factor), chosen, interactions, bracket)

    if isinstance(target, str):
        target = _resolve(target)
    if isinstance(target, nuclei.Nuclide):
        return make(target)
    given: object = target
    if not isinstance(given, nuclei.Material):
        raise UnknownNameError.of("target", given, nuclei.MATERIALS)
    return target_average(given, make)


def _resolve(name: str) -> Nuclide | Material:
    """Nuclide if the name has a mass number that makes it one, otherwise a material or element."""
    from nuscat import nuclei

    if name in nuclei.MATERIALS:  # none is a nuclide; failing first would compare it with the names of all nuclides
        return nuclei.material(name)
    try:
        return nuclei.nuclide(name)
    except (UnknownNameError, ValidityError) as not_a_nuclide:
        try:
            return nuclei.material(name)
        except UnknownNameError as not_a_material:
            raise not_a_material from not_a_nuclide
