"""Experiments whose nuclei all move together with one parameter of a family of functionals, such as L_sym."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.nuclei import Nuclide
from nuscat.responses import PointNucleus

from ._common import predict
from .likelihood import Statistic, statistic_of
from .parameters import Parameter, is_radius
from .prediction import Axis, Prediction

if TYPE_CHECKING:
    from nuscat.structure.skyrme import NuclearFamily

__all__ = ["FamilyExperiment", "FamilyFormFactor", "FamilyNuclei", "Member", "with_family"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Member:
    """Place in a family: what a nucleus of a family takes instead of a neutron radius.

    Parameters
    ----------
    value : array [unit of the family's parameter]
    """

    value: Array


@dataclass(frozen=True, eq=False)
class FamilyFormFactor:
    r"""Form factor of protons or neutrons of a nucleus along a family of functionals.

    .. math:: F(q; p) = \sum_j c_j(q)\, T_j(x), \qquad x \in [-1, 1] \text{ linear in the parameter } p

    Every functional has its own densities, spin–orbit part included: a larger neutron radius comes with the surface and
    the protons that go with it, not with a stretched density.

    Parameters
    ----------
    family : NuclearFamily
    nuclide : str
    kind : str
        "proton" or "neutron".
    member : Member
        Place in the family.

    Sources
    -------
    Polynomials of converged calculations. Checked: against calculations between the nodes; F(0) = 1.
    """

    family: NuclearFamily
    nuclide: str
    kind: str
    member: Member
    _cache: dict[bytes, Floats] = field(default_factory=dict, repr=False)

    def __call__(self, q: Array) -> Array:
        """F [1] at momentum transfer `q` [MeV]; 1 at q = 0. Momenta are plain numbers; the member may be traced."""
        momenta = np.asarray(q, dtype=float)
        key = momenta.tobytes()
        at = self.family.interpolant
        if key not in self._cache:
            rows = [getattr(s.elastic(), self.kind)(momenta) for s in self.family.members(self.nuclide)]
            self._cache[key] = at.coefficients(np.stack(rows))
        return at.evaluate(self._cache[key], self.member.value)

    @property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of the functionals and the response formulas [text]."""
        return tuple(sorted({*self.family.cite, *self.family.members(self.nuclide)[0].elastic().cite}))

    @property
    def rms_radius(self) -> float:
        """Root-mean-square radius [fm] of the distribution with the size of the nucleons."""
        rows = [getattr(s.elastic(), self.kind).rms_radius for s in self.family.members(self.nuclide)]
        return float(self.family.interpolant(rows, self.member.value))

    @property
    def point_radius(self) -> float:
        """Point-neutron rms radius [fm], whichever `kind`."""
        return float(self.family.radius(self.nuclide, "r_n", self.member.value))

    def with_point_radius(self, radius: Array | Member) -> FamilyFormFactor:
        """The form factor [1] of another member of the family.

        Raises
        ------
        ValidityError
            If `radius` is a number [fm]: in a family the parameter decides, not a radius of one nuclide.
        """
        if not isinstance(radius, Member):
            name = self.family.family.parameter
            raise ValidityError(
                f"The neutron radius of {self.nuclide} follows {name!r} of its family and cannot be given.",
                hint=f"Vary {name!r}; for a free radius take one structure, e.g. skyrme:SLy4.",
            )
        return replace(self, member=radius)


@dataclass(frozen=True, eq=False)
class FamilyNuclei:
    """Nuclei of a family at its centre [MeV, fm], as the `form_factor` of a theory; to be called with a nuclide.

    Parameters
    ----------
    family : NuclearFamily
    """

    family: NuclearFamily

    def __call__(self, nuclide: Nuclide) -> PointNucleus:
        """Elastic response [1] of `nuclide` at the centre of the family."""
        self.family.members(nuclide)
        center = Member(self.family.family.center)
        proton, neutron = (FamilyFormFactor(self.family, nuclide.name, kind, center) for kind in ("proton", "neutron"))
        return PointNucleus(nuclide, proton=proton, neutron=neutron)

    def __repr__(self) -> str:
        f = self.family.family
        return f"FamilyNuclei({f.label}, {f.parameter} = {f.center:.6g} {f.unit}, {', '.join(self.family.nuclides)})"


@dataclass(frozen=True, eq=False)
class FamilyExperiment:
    """An experiment whose nuclei follow one parameter of a family of functionals.

    The parameter takes the place of the neutron radii: the radius of every nuclide is that of the functional. Nuisance
    parameters that stand for the uncertainty of the form factor leave the fit, as for a free radius.

    Parameters
    ----------
    experiment : Experiment
        Its theory has the nuclei of the family; made by :func:`with_family`.
    family : NuclearFamily

    Sources
    -------
    As the experiment and the family. Checked: equal to the experiment with the structures of single functionals.
    """

    experiment: Any
    family: NuclearFamily

    @property
    def parameter(self) -> Parameter:
        """The parameter of the family [its unit], limited to its range."""
        f = self.family.family
        low, high = float(f.values[0]), float(f.values[-1])
        return Parameter(
            name=f.parameter,
            value=f.center,
            step=0.1 * (high - low),
            lower=low,
            upper=high,
            unit=f.unit,
            description=f"family of functionals: {f.label}",
        )

    @property
    def physics(self) -> tuple[Parameter, ...]:
        """The parameter of the family [its unit]."""
        return (self.parameter,)

    @property
    def name(self) -> str:
        """Name of the experiment [text]."""
        return str(self.experiment.name)

    @property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of the experiment and the family [text]."""
        return tuple(sorted({*self.experiment.cite, *self.family.cite}))

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Axes of the bins [their units]."""
        return tuple(self.experiment.axes)

    @property
    def data(self) -> Floats:
        """Data of the experiment, flattened [its unit]."""
        return np.asarray(self.experiment.data)

    @property
    def data_sha256(self) -> dict[str, str]:
        """Hashes of the data files [hex]."""
        return dict(self.experiment.data_sha256)

    @property
    def theory(self) -> Any:
        """Theory with the nuclei of the family [any]."""
        return self.experiment.theory

    @property
    def signal(self) -> Any:
        """Folded signal of the experiment [counts]."""
        return self.experiment.signal

    @property
    def nuclei(self) -> tuple[PointNucleus, ...]:
        """Elastic responses [1] of the nuclei at the centre of the family."""
        return tuple(getattr(self.experiment, "signal", self.experiment).nuclei)

    @property
    def statistic(self) -> Statistic:
        """What the data follow [units of the data]."""
        return statistic_of(self.experiment)

    @cached_property
    def nuisances(self) -> tuple[Parameter, ...]:
        """Nuisance parameters [their units]; those superseded by a neutron radius are so by the family too."""
        name = self.family.family.parameter
        return tuple(
            replace(p, superseded_by=(*p.superseded_by, name)) if any(map(is_radius, p.superseded_by)) else p
            for p in self.experiment.nuisances
        )

    @cached_property
    def _radii(self) -> tuple[str, ...]:
        """Names of the neutron radii of the experiment."""
        return tuple(name for name in (f"R_n_{n}" for n in self.family.nuclides) if self.experiment.understands(name))

    def translate(self, theta: Mapping[str, Array]) -> dict[str, Any]:
        """Parameters [their units] of the experiment itself: every neutron radius is that of the member asked for."""
        name = self.family.family.parameter
        rest = {key: value for key, value in theta.items() if key != name and not is_radius(key)}
        return rest if name not in theta else {**rest, **dict.fromkeys(self._radii, Member(theta[name]))}

    def prepare(self, theta: Mapping[str, Array]) -> Array:
        """The part of a prediction that depends on physics parameters only [as the experiment's]."""
        return self.experiment.prepare(self.translate(theta))

    def components(self, theta: Mapping[str, Array], prepared: Array = None) -> dict[str, Array]:
        """Expected components [units of the data], each of shape (…, bins)."""
        found: dict[str, Array] = self.experiment.components(self.translate(theta), prepared)
        return found

    def expected(self, theta: Mapping[str, Array], prepared: Array = None) -> Array:
        """Expectation [units of the data], shape (…, bins)."""
        return self.experiment.expected(self.translate(theta), prepared)

    def predict(self, theta: Mapping[str, float] | None = None) -> Prediction:
        """Expectation with axes, units and sources at `theta` [units of the parameters]."""
        return predict(self, theta)

    def understands(self, name: str) -> bool:
        """Whether the prediction depends on a parameter called `name` [bool]."""
        if name == self.family.family.parameter:
            return True
        return not is_radius(name) and bool(self.experiment.understands(name))

    def require_known(self, names: Sequence[str]) -> None:
        """Raise :class:`UnknownNameError` if one of `names` is no parameter of this experiment [text]."""
        own = self.family.family.parameter
        for name in names:
            if is_radius(name):
                raise UnknownNameError.of(f"parameter of {self.name} in a family of functionals", name, [own])
        self.experiment.require_known([name for name in names if name != own])


def with_family(experiment: Any, family: NuclearFamily) -> FamilyExperiment:
    """The experiment with all its nuclei on one family of functionals.

    Parameters
    ----------
    experiment : CoherentCsI, CoherentLAr or ParityViolation
    family : NuclearFamily
        Solved for every nuclide of the experiment; for argon that is Ar36, Ar38 and Ar40.

    Returns
    -------
    FamilyExperiment
        To be fitted with ``free=["L_sym"]`` or what the family's parameter is called [its unit].

    Raises
    ------
    ValidityError
        If `family` is not solved, or the experiment is already on a family.
    MissingDataError
        If the family lacks a nuclide of the experiment.
    """
    from nuscat.structure.skyrme import NuclearFamily

    if not isinstance(family, NuclearFamily):
        raise ValidityError(
            f"family must be a solved family of functionals, got {type(family).__name__}.",
            hint='Call FunctionalFamily.slope("SV-min").solve(["Cs133", "I127"]).',
        )
    if isinstance(experiment, FamilyExperiment):
        raise ValidityError(f"{experiment.name} is already on a family.", hint="Give the experiment itself.")
    moved = replace(experiment, theory=replace(experiment.theory, form_factor=FamilyNuclei(family)))
    _ = getattr(moved, "signal", moved).nuclei
    return FamilyExperiment(moved, family)
