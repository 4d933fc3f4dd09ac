"""Parity-violating electron scattering as a term of a likelihood: PREX-1, PREX-2 and CREX."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, plain_array
from nuscat._core.citations import collect
from nuscat._core.datasets import packaged_path, sha256
from nuscat._core.errors import UnknownNameError, ValidityError, require_finite
from nuscat.electroweak import Kelly
from nuscat.nuclei import nuclide
from nuscat.processes import ElectronScattering, ElectronWeakCharges, PVESMeasurement, pves_results
from nuscat.responses import PointNucleus, nucleus
from nuscat.responses.nucleus import has_neutron_radius, neutron_radius, neutron_radius_meaning, with_neutron_radius

from .family import FamilyFormFactor, Member
from .likelihood import GaussianStatistic
from .parameters import Parameter, physics_parameter
from .prediction import Axis, Prediction
from .theory import form_factor_text

if TYPE_CHECKING:
    from nuscat.structure.skyrme.family import Interpolant

__all__ = ["Acceptance", "ElectronTheory", "ParityViolation", "parity_violation"]

Floats = NDArray[np.float64]
_DATA = "electron_scattering/parity_violation.csv"
_KINDS = ("F_W", "F_ch-F_W", "A_PV")
_SPREAD = np.linspace(-0.45, 0.45, 7)
"""Changes of the neutron radius [fm] at which A_PV is computed for one structure; a polynomial joins them."""


@dataclass(frozen=True, eq=False)
class Acceptance:
    """Angles that a spectrometer accepts, for A_PV.

    Parameters
    ----------
    theta : array, shape (n,) [rad]
        Increasing.
    weight : array, shape (n,) [any unit]
        Acceptance per solid angle, not negative.
    """

    theta: Floats
    weight: Floats

    def __post_init__(self) -> None:
        for name, unit in (("theta", "rad"), ("weight", "")):
            object.__setattr__(self, name, plain_array(name, getattr(self, name), unit=unit))


@dataclass(frozen=True, kw_only=True)
class ElectronTheory:
    """What is assumed about the nucleus and the weak charges that electrons see.

    Parameters
    ----------
    form_factor : str, mapping or callable
        As accepted by :func:`nuscat.responses.nucleus`, e.g. "skyrme:SLy4".
    charges : ElectronWeakCharges [1]
    """

    form_factor: Any
    charges: ElectronWeakCharges = field(default_factory=ElectronWeakCharges)
    cite: ClassVar[tuple[str, ...]] = ("Horowitz:2012tj",)

    def __str__(self) -> str:
        """Form factor and weak charges [text], short and the same in every process: part of checkpoints."""
        return f"ElectronTheory(form_factor={form_factor_text(self.form_factor)}, charges={self.charges!r})"

    def modified(self, theta: Mapping[str, Array]) -> ElectronTheory:
        """The same theory: parameters `theta` [their units] of neutrino interactions do not concern electrons."""
        return self


@dataclass(frozen=True, eq=False, kw_only=True)
class ParityViolation:
    r"""A parity-violation measurement as a Gaussian likelihood term of the neutron radius.

    .. math:: F_W(q) = \frac{Q_p Z F_P(q) + Q_n N F_N(q)}{Q_p Z + Q_n N}, \qquad -2\ln L = \Big(\frac{F_W - F_W^{exp}}
              {\sigma}\Big)^2

    with the dressed form factors of the structure at q = √⟨Q²⟩ and the error of the paper, which contains its own
    model error (shape of the density, Coulomb corrections). The kind "A_PV" instead compares the Coulomb-distorted
    asymmetry, which needs the acceptance of the spectrometer: without it the effective point is too high by up to 4 %
    (see :class:`~nuscat.processes.PVESMeasurement`), more than `model_error`.

    Parameters
    ----------
    measurement : PVESMeasurement
    theory : ElectronTheory
    kind : str
        "F_W", "F_ch-F_W" or "A_PV".
    model_error : float [1]
        For "A_PV": of the measured value, added in quadrature.
    acceptance : Acceptance, optional
        For "A_PV".

    Raises
    ------
    UnknownNameError
        If the kind is not known.
    ValidityError
        If an acceptance is given for a form factor.

    Sources
    -------
    The measurement's papers. Checked: F_W against :class:`~nuscat.processes.ElectronScattering` of the same density;
    A_PV against its direct calculation between the nodes.
    """

    measurement: PVESMeasurement
    theory: ElectronTheory
    kind: str = "F_W"
    model_error: float = 0.01
    acceptance: Acceptance | None = None
    nuisances: ClassVar[tuple[Parameter, ...]] = ()

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise UnknownNameError.of("kind of parity-violation measurement", self.kind, _KINDS)
        if self.acceptance is not None and self.kind != "A_PV":
            raise ValidityError(
                f"An acceptance has no meaning for {self.kind}: it is at one momentum transfer.", hint='kind="A_PV".'
            )
        self.measurement.measured(self.kind)

    @property
    def name(self) -> str:
        """Name of the experiment [text]."""
        return self.measurement.name.lower()

    @property
    def title(self) -> str:
        """What was measured, for people [text]."""
        at = f"at q = {self.measurement.q:.1f} MeV" if self.kind != "A_PV" else f"at {self.measurement.E.value:g} MeV"
        return f"{self.measurement.name}: {self.kind} of {self.measurement.nuclide} {at}"

    @property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of the measurement and the nuclear model [text]."""
        return tuple(sorted({*self.measurement.cite, *collect(self.nuclei[0], self.theory, self.theory.charges)}))

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The mean momentum transfer [MeV], as a bin of ±0.5 MeV."""
        q = self.measurement.q
        return (Axis(name="momentum transfer", unit="MeV", edges=(q - 0.5, q + 0.5)),)

    @property
    def data(self) -> Floats:
        """The measured value [1], shape (1,)."""
        return np.array([self.measurement.measured(self.kind).value])

    @property
    def statistic(self) -> GaussianStatistic:
        """Gaussian with the error [1] of the measurement and, for A_PV, of the model."""
        return GaussianStatistic((self.measurement.sigma(self.kind, model_error=self.model_error),))

    @property
    def data_sha256(self) -> dict[str, str]:
        """Hash of the packaged table [hex]."""
        return {_DATA: sha256(packaged_path(_DATA))}

    @cached_property
    def nuclei(self) -> tuple[PointNucleus, ...]:
        """Elastic response [1] of the nucleus."""
        return (nucleus(self.measurement.nuclide, self.theory.form_factor),)

    @property
    def radius_names(self) -> tuple[str, ...]:
        """Parameter names [text] that set its neutron radius."""
        record = nuclide(self.measurement.nuclide)
        return f"R_n_{record.name}", f"R_n_{record.symbol}"

    def radius(self, name: str) -> float:
        """Neutron rms radius [fm] of the chosen structure; `name` is one of `radius_names`."""
        self.require_known([name])
        return neutron_radius(self.nuclei[0].neutron)

    def radius_meaning(self, name: str) -> str:
        """Which radius the parameter `name` is [text]: "point neutrons" or "form factor"."""
        self.require_known([name])
        return neutron_radius_meaning(self.nuclei[0].neutron)

    def understands(self, name: str) -> bool:
        """Whether the prediction depends on a parameter called `name` [bool]."""
        return name in self.radius_names

    def require_known(self, names: Sequence[str]) -> None:
        """Raise :class:`UnknownNameError` unless every name [text] is a neutron radius of this nucleus."""
        for name in names:
            if name not in self.radius_names:
                raise UnknownNameError.of(f"parameter of {self.name}", name, self.radius_names)
            if not has_neutron_radius(self.nuclei[0].neutron):
                raise ValidityError(
                    f"The form factor {form_factor_text(self.theory.form_factor)} has no neutron radius to vary "
                    f"({self.measurement.nuclide}).",
                    hint="Choose a structure, e.g. skyrme:SLy4, or a Helm form factor.",
                )

    def _form_factors(self, radius: Array | Member | None) -> tuple[Array, Array]:
        """F_P and F_N [1] at the mean momentum transfer."""
        proton, neutron = self.nuclei[0].proton, self.nuclei[0].neutron
        q = np.array([self.measurement.q])
        if radius is None:
            return proton(q), neutron(q)
        if isinstance(proton, FamilyFormFactor):
            proton = proton.with_point_radius(radius)
        return proton(q), with_neutron_radius(neutron, radius)(q)

    @cached_property
    def _asymmetries(self) -> tuple[Interpolant, Floats]:
        """A_PV [1] as a polynomial in the neutron radius or the parameter of the family."""
        radii, structures = self._structures
        record = nuclide(self.measurement.nuclide)
        values = []
        for structure in structures:
            scattering = ElectronScattering.from_structure(record, structure, charges=self.theory.charges)
            if self.acceptance is None:
                values.append(float(scattering.asymmetry(self.measurement.E.value, self.measurement.theta)))
            else:
                A, _ = scattering.mean_asymmetry(
                    self.measurement.E.value, self.acceptance.theta, self.acceptance.weight
                )
                values.append(A)
        from nuscat.structure.skyrme.family import Interpolant

        at = Interpolant(radii, min(5, radii.size - 1))
        return at, at.coefficients(np.array(values)[:, None])

    @cached_property
    def _structures(self) -> tuple[Floats, list[Any]]:
        from nuscat.structure import DressedFormFactor, ElasticStructure, SphericalDensity

        neutron = self.nuclei[0].neutron
        if isinstance(neutron, FamilyFormFactor):
            rows = neutron.family.members(neutron.nuclide)
            return neutron.family.family.values, [s.elastic(Kelly()) for s in rows]
        density = neutron.structure.multipoles if isinstance(neutron, DressedFormFactor) else None
        if not isinstance(density, SphericalDensity):
            raise ValidityError(
                "The asymmetry needs densities, which the form factor "
                f"{form_factor_text(self.theory.form_factor)} does not have.",
                hint='Choose a structure such as "skyrme:SLy4", or kind="F_W".',
            )
        radii = density.r_n + _SPREAD
        return radii, [ElasticStructure(multipoles=density.with_radii(r_n=float(r)), nucleon=Kelly()) for r in radii]

    def prepare(self, theta: Mapping[str, Array]) -> Array:
        """The predicted number [1], shape (…, 1); `theta` may hold the neutron radius [fm]."""
        radius = next((theta[name] for name in self.radius_names if name in theta), None)
        if self.kind == "A_PV":
            at, coefficients = self._asymmetries
            return at.evaluate(coefficients, self._coordinate(radius))
        F_P, F_N = self._form_factors(radius)
        record, c = nuclide(self.measurement.nuclide), self.theory.charges
        weak = (c.Q_p * record.Z * F_P + c.Q_n * record.N * F_N) / c.weak_charge(record.Z, record.N)
        return weak if self.kind == "F_W" else F_P - weak

    def _coordinate(self, radius: Array | Member | None) -> Array:
        """Where in `_asymmetries`: parameter of the family, or neutron radius [fm]."""
        neutron = self.nuclei[0].neutron
        if isinstance(neutron, FamilyFormFactor):
            return (neutron if radius is None else neutron.with_point_radius(radius)).member.value
        return neutron_radius(neutron) if radius is None else radius

    def components(self, theta: Mapping[str, Array], prepared: Array = None) -> dict[str, Array]:
        """The predicted number [1] by its name, shape (…, 1)."""
        return {self.kind: self.prepare(theta) if prepared is None else prepared}

    def expected(self, theta: Mapping[str, Array], prepared: Array = None) -> Array:
        """The predicted number [1], shape (…, 1)."""
        return self.components(theta, prepared)[self.kind]

    def predict(self, theta: Mapping[str, float] | None = None) -> Prediction:
        """The predicted number [1] with the measured one, at a neutron radius `theta` [fm]."""
        given = dict(theta or {})
        self.require_known(tuple(given))
        for name, value in given.items():
            require_finite(physics_parameter(name).name, value, unit="fm")
        return Prediction(
            experiment=self.name,
            axes=self.axes,
            components={self.kind: np.asarray(self.expected(given))},
            uncertainty={self.kind: 0.0},
            data=self.data,
            cite=self.cite,
        )


def parity_violation(
    name: str,
    form_factor: Any = "skyrme:SLy4",
    *,
    kind: str = "F_W",
    model_error: float = 0.01,
    acceptance: Acceptance | None = None,
    charges: ElectronWeakCharges | None = None,
) -> ParityViolation:
    """A published parity-violation measurement as an experiment of a fit.

    Parameters
    ----------
    name : str
        "PREX-1", "PREX-2" or "CREX", upper or lower case.
    form_factor : str, mapping or callable
        As accepted by :func:`nuscat.responses.nucleus`.
    kind : str
        "F_W" (default), "F_ch-F_W" or "A_PV".
    model_error : float [1]
        Of the measured A_PV; not used for form factors.
    acceptance : Acceptance, optional
        For A_PV.
    charges : ElectronWeakCharges [1], optional

    Returns
    -------
    ParityViolation
        With the free parameter R_n_Pb208 or R_n_Ca48 [fm].

    Raises
    ------
    UnknownNameError
        If there is no such measurement or kind.

    Examples
    --------
    >>> prex2 = parity_violation("PREX-2", "helm:rms=5.50,rn=5.75")
    >>> round(float(prex2.expected({})[0]), 3), float(prex2.data[0])
    (0.367, 0.368)
    """
    known = {key.lower(): value for key, value in pves_results().items()}
    if name.lower() not in known:
        raise UnknownNameError.of("parity-violation measurement", name, pves_results())
    theory = ElectronTheory(form_factor=form_factor, charges=charges or ElectronWeakCharges())
    return ParityViolation(
        measurement=known[name.lower()], theory=theory, kind=kind, model_error=model_error, acceptance=acceptance
    )
