"""A nucleus as elastic scattering sees it: one form factor for its protons and one for its neutrons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nuscat._core.arrays import Array, namespace
from nuscat._core.citations import collect
from nuscat._core.errors import MissingDataError, ValidityError
from nuscat._core.flavours import Flavour

from ._interfaces import FormFactor, check_momentum

if TYPE_CHECKING:
    from nuscat.nuclei import Nuclide

__all__ = [
    "PointNucleus",
    "has_neutron_radius",
    "neutron_by_radius",
    "neutron_radius",
    "neutron_radius_meaning",
    "with_neutron_radius",
]


def has_neutron_radius(neutron: FormFactor) -> bool:
    """Whether the rms radius of a neutron form factor can be varied [bool]: Helm shapes and nuclear structures."""
    return hasattr(neutron, "with_point_radius") or hasattr(neutron, "skin")


def neutron_radius(neutron: Any) -> float:
    """Radius that a fit varies as R_n [fm]: of the point neutrons for nuclear structures, else of the form factor."""
    return float(neutron.point_radius if hasattr(neutron, "with_point_radius") else neutron.rms_radius)


def neutron_radius_meaning(neutron: Any) -> str:
    """Which radius :func:`neutron_radius` is [text]: "point neutrons" or "form factor", which is larger.

    The form factor contains the size of the nucleon, ⟨r²⟩ ≈ 0.7 fm²: in the mean field SLy4 its radius is larger than
    that of the point neutrons by 0.06 fm in ²⁰⁸Pb, 0.07 fm in ¹³³Cs and 0.09 fm in ⁴⁰Ar.
    """
    return "point neutrons" if hasattr(neutron, "with_point_radius") else "form factor"


def neutron_by_radius(neutron: Any, q: Array) -> Callable[[Array], Array]:
    """Neutron form factor [1] at fixed momenta `q` [MeV] as a function of R_n [fm]; see :func:`neutron_radius`."""
    if hasattr(neutron, "by_point_radius"):
        return neutron.by_point_radius(q)  # type: ignore[no-any-return]
    return _ByRadius(neutron, q)


@dataclass(frozen=True, eq=False)
class _ByRadius:
    """Neutron form factor of a formula [1] at fixed momenta `q` [MeV]."""

    neutron: Any
    q: Array

    def __call__(self, radius: Array) -> Array:
        return with_neutron_radius(self.neutron, radius)(self.q)


def with_neutron_radius(neutron: Any, radius: Array) -> FormFactor:
    """The same form factor with R_n = `radius` [fm], any shape; see :func:`neutron_radius`."""
    if hasattr(neutron, "with_point_radius"):
        return neutron.with_point_radius(radius)  # type: ignore[no-any-return]
    return replace(neutron, rms_radius=radius)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class PointNucleus:
    r"""Elastic response of a nucleus with given proton and neutron form factors.

    .. math:: \mathcal Q(q) = g_p\, Z F_p(q) + g_n\, N F_n(q)

    The size of the nucleon is not added: a form factor made from a charge radius contains it, one made from point
    nucleons needs :class:`Folded`. The couplings' own dependence on Q² is in the couplings.

    Parameters
    ----------
    nuclide : Nuclide
        Anything with Z, N, A, spin, mass [MeV, nuclear] and name.
    proton, neutron : FormFactor
        Callables of q [MeV], 1 at q = 0.
    charge_form_factor : FormFactor, optional
        Charge form factor. Default: the proton form factor.
    axial_response : callable, optional
        q [MeV] → F_A(q) [1], normalised as in Hoferichter:2020osn: (4/3)((J+1)/J)[g_A(⟨S_p⟩ − ⟨S_n⟩) − …]² at q = 0.
        Without it elastic scattering off a nucleus with spin leaves the axial part out (below 10⁻³ of the rate for
        Cs and I).

    Raises
    ------
    ValidityError
        If a form factor is not callable, or an axial response is given to a nucleus of spin 0.

    Sources
    -------
    Hoferichter:2020osn, leading order. Checked: q = 0 limit; equality with the sum over protons and neutrons.

    Examples
    --------
    >>> from nuscat import nuclei, responses
    >>> ff = responses.Helm(rms_radius=3.43)
    >>> ar = responses.PointNucleus(nuclei.nuclide("Ar40"), proton=ff, neutron=ff)
    >>> ar.Z, ar.N, float(ar.charge(0.0))
    (18, 22, 1.0)
    """

    nuclide: Nuclide
    proton: FormFactor
    neutron: FormFactor
    charge_form_factor: FormFactor | None = None
    axial_response: Callable[[Array], Array] | None = None

    def __post_init__(self) -> None:
        for name in ("proton", "neutron", "charge_form_factor", "axial_response"):
            value = getattr(self, name)
            if not callable(value) and not (value is None and name not in ("proton", "neutron")):
                raise ValidityError(
                    f"{name} must be a form factor (a callable of q in MeV), got {value!r}.",
                    hint="Pass responses.Helm(...), say.",
                )
        if self.axial_response is not None and self.spin == 0:
            raise ValidityError(
                f"{self.nuclide.name} has spin 0: it has no axial response.", hint="Leave axial_response out."
            )

    @property
    def Z(self) -> int:
        """Number of protons."""
        return self.nuclide.Z

    @property
    def N(self) -> int:
        """Number of neutrons."""
        return self.nuclide.N

    @property
    def A(self) -> int:
        """Number of nucleons."""
        return self.nuclide.A

    @property
    def mass(self) -> float:
        """Nuclear mass [MeV]."""
        return self.nuclide.mass

    @property
    def spin(self) -> float | None:
        """Spin [ħ], None if unknown."""
        return self.nuclide.spin

    @property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of the nuclide and of every form factor used."""
        return collect(self.nuclide, self.proton, self.neutron, self.charge_form_factor, self.axial_response)

    def weak(self, q: Array, couplings: Any, flavour: Flavour = "nu_mu") -> Array:
        """Coherent weak amplitude g_p Z F_p + g_n N F_n [1] at momentum transfer `q` [MeV].

        Parameters
        ----------
        q : array [MeV]
        couplings : Couplings
            Named convention, e.g. ``electroweak.tree()``; asked for its values at Q² = q².
        flavour : str or int
            Neutrino flavour.

        Returns
        -------
        array [1]
            Shape of `q`; (1/2 − 2 sin²θ_W) Z − N/2 at q = 0 at tree level.
        """
        if isinstance(q, list | tuple | str):  # numbers and arrays are checked by the form factors
            check_momentum(q)
        xp: Any = namespace(q)
        q = xp.asarray(q, dtype=float)
        g_p, g_n = couplings.nucleon(flavour, q**2)
        F_p = self.proton(q)
        F_n = F_p if self.neutron is self.proton else self.neutron(q)
        return g_p * self.Z * F_p + g_n * self.N * F_n

    def charge(self, q: Array) -> Array:
        """Charge form factor [1], 1 at q = 0; `q` [MeV]."""
        return (self.charge_form_factor or self.proton)(q)

    def axial(self, q: Array) -> Array:
        """Axial response F_A [1] at momentum transfer `q` [MeV]: zero for spin 0.

        Raises
        ------
        MissingDataError
            If the nucleus has spin (or its spin is unknown) and no `axial_response` was given.
        """
        if self.axial_response is not None:
            return self.axial_response(q)
        if self.spin != 0:
            raise MissingDataError(
                f"{self.nuclide.name} has spin {self.spin} and no axial response was given.",
                hint="Pass axial_response=..., a callable of q in MeV; the vector part does not need it.",
            )
        xp: Any = namespace(q)
        return xp.zeros_like(xp.asarray(q, dtype=float))
