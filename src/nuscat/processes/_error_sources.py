"""Parts of the error budget: how far σ(E) moves with the nucleus, the nucleon and the inputs of the couplings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat._core.flavours import Flavour
from nuscat.electroweak import Couplings, RadiusExpansion, nucleon_form_factors
from nuscat.electroweak.tomalak import ALPHA_2GEV

from .cevns import CEvNS

if TYPE_CHECKING:
    from nuscat.nuclei import Nuclide

__all__ = [
    "NUCLEON_ERRORS",
    "SPREADS",
    "ErrorInput",
    "ErrorSource",
    "hadronic_source",
    "nuclear_source",
    "nucleon_source",
    "perturbative_source",
    "quark_source",
    "remembering",
    "structure_of",
]

Floats = NDArray[np.float64]
_HADRONIC = "delta_qcd"


@dataclass(frozen=True, kw_only=True)
class ErrorInput:
    """A number that an error source rests on.

    Parameters
    ----------
    name : str
        Field of the model that varies, or a description.
    uncertainty : float [unit]
        Standard uncertainty.
    unit : str
    source : str
        Where the uncertainty comes from.
    status : str
        "published": printed in the paper; "to confirm": quoted second hand; "inferred": derived from a printed number;
        "estimate": nuscat's own; "given": by the caller.
    """

    name: str
    uncertainty: float
    unit: str
    source: str
    status: str


@dataclass(frozen=True, kw_only=True)
class ErrorSource:
    """One source of the budget on the energies of the budget.

    Parameters
    ----------
    name, label : str
        Key, and words for tables and legends.
    relative : array (n,) [1]
        Uncertainty of σ over σ, not negative.
    parts : mapping of str to array (n,) [1]
        Signed relative changes of σ of which `relative` is made: by one standard uncertainty of an input, or against
        the central model.
    method : str
        How the parts become `relative`.
    inputs : tuple of ErrorInput
        Uncertainties used; empty for a spread of models.
    cite : tuple of str
        INSPIRE keys.
    """

    name: str
    label: str
    relative: Floats
    parts: Mapping[str, Floats]
    method: str
    inputs: tuple[ErrorInput, ...] = ()
    cite: tuple[str, ...] = ()


_HMS = "constants of the responses of Hoferichter:2020osn"
NUCLEON_ERRORS: tuple[ErrorInput, ...] = (
    ErrorInput(name="rE2_p", uncertainty=0.0007, unit="fm²", source=f"{_HMS}: 0.7071(7)", status="to confirm"),
    ErrorInput(name="rE2_n", uncertainty=0.0022, unit="fm²", source=f"{_HMS}: -0.1161(22)", status="to confirm"),
    ErrorInput(name="rE2_s", uncertainty=0.0006, unit="fm²", source=f"{_HMS}: -0.0048(6)", status="to confirm"),
    ErrorInput(name="kappa_s", uncertainty=0.004, unit="μ_N", source=f"{_HMS}: -0.017(4)", status="to confirm"),
)
"""Standard uncertainties of the nucleon constants of ``RadiusExpansion`` that enter the vector part [fm², μ_N]."""

SPREADS: dict[str, str] = {
    "half-range": "half the distance between the largest and the smallest cross section",
    "rms": "standard deviation of the models (n - 1)",
    "largest": "largest distance of a model from the central one",
}
"""Names of what the spread of the nuclear models means [name: meaning]."""


def _relative(process: CEvNS, reference: Floats, E: Floats, flavour: Flavour) -> Floats:
    return np.asarray(process.sigma(E, flavour), dtype=float) / reference - 1.0


def _quadrature(parts: Mapping[str, Floats], E: Floats) -> Floats:
    return np.sqrt(sum((p * p for p in parts.values()), start=np.zeros_like(E)))


def structure_of(nucleus: Any) -> Any:
    """Nuclear structure [ElasticStructure] behind a nucleus, None for a form factor in one formula."""
    return getattr(nucleus.proton, "structure", None)


def _kept(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """`function` of q [MeV] that keeps its results: all variations need the same momenta."""
    known: dict[bytes, Any] = {}

    def call(q: Any) -> Any:
        key = np.asarray(q, dtype=float).tobytes()
        if key not in known:
            known[key] = function(q)
        return known[key]

    return call


class _KeptMultipoles:
    """Multipoles [1] that keep their results; everything else is asked of the original."""

    def __init__(self, multipoles: Any) -> None:
        self._original = multipoles
        self.M, self.Phi2, self.Sigma1 = (_kept(getattr(multipoles, name)) for name in ("M", "Phi2", "Sigma1"))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._original, name)


def remembering(nucleus: Any) -> Any:
    """The same nucleus; form factors [1] of a PointNucleus are computed once per set of momenta."""
    from nuscat.responses import PointNucleus

    if type(nucleus) is not PointNucleus:
        return nucleus
    proton: Any = _kept(nucleus.proton)
    neutron: Any = proton if nucleus.neutron is nucleus.proton else _kept(nucleus.neutron)
    return replace(nucleus, proton=proton, neutron=neutron)


def nuclear_source(sigmas: Mapping[str, Floats], central: str, spread: str, cite: tuple[str, ...]) -> ErrorSource:
    """Spread [1] of the cross sections of nuclear models, relative to the central one."""
    if spread not in SPREADS:
        raise UnknownNameError.of("spread of nuclear models", spread, SPREADS)
    if len(sigmas) < 2:
        raise ValidityError(
            f"The nuclear error is a spread among models: it needs at least two, got {len(sigmas)}.",
            hint='Give several, e.g. ["skyrme:SLy4", "skyrme:SV-min", "shell-model"].',
        )
    reference = sigmas[central]
    parts = {label: sigma / reference - 1.0 for label, sigma in sigmas.items()}
    values = np.stack(list(parts.values()))
    if spread == "half-range":
        relative = 0.5 * (values.max(0) - values.min(0))
    elif spread == "rms":
        relative = values.std(0, ddof=1)
    else:
        relative = np.abs(values).max(0)
    return ErrorSource(
        name="nuclear",
        label="nuclear structure",
        relative=relative,
        parts=parts,
        method=f"{SPREADS[spread]}; {len(parts)} models: {', '.join(parts)}",
        cite=cite,
    )


def nucleon_source(
    nuclide: Nuclide,
    structure: Any,
    couplings: Couplings,
    E: Floats,
    flavour: Flavour,
    errors: Sequence[ErrorInput],
    sets: Sequence[str],
) -> ErrorSource:
    """Effect [1] of the nucleon's radii and of the choice of form factors, point densities unchanged."""
    from nuscat.responses import structure_nucleus

    label = "nucleon form factors"
    if not errors and not sets:
        return ErrorSource(
            name="nucleon", label=label, relative=np.zeros_like(E), parts={}, method="left out by the caller"
        )
    if structure is None:
        raise MissingDataError(
            "The nucleon form factors cannot be varied: no model is a nuclear structure of point nucleons.",
            hint="Add one, e.g. 'skyrme:SLy4', or leave the source out by nucleon_errors=(), nucleon_sets=().",
        )

    kept: Any = _KeptMultipoles(structure.multipoles)

    def process(nucleon: Any) -> CEvNS:
        return CEvNS(structure_nucleus(nuclide, replace(structure, multipoles=kept, nucleon=nucleon)), couplings)

    base = RadiusExpansion()
    reference = np.asarray(process(base).sigma(E, flavour), dtype=float)
    parts: dict[str, Floats] = {}
    for one in errors:
        if not hasattr(base, one.name):
            raise UnknownNameError.of("nucleon constant", one.name, ("rE2_p", "rE2_n", "rE2_s", "kappa_s"))
        value = getattr(base, one.name)
        up, down = (
            _relative(process(replace(base, **{one.name: value + s * one.uncertainty})), reference, E, flavour)
            for s in (1.0, -1.0)
        )
        parts[one.name] = 0.5 * (up - down)
    method = "one standard uncertainty each, in quadrature" if parts else ""
    if sets:
        found = np.stack([_relative(process(nucleon_form_factors(name)), reference, E, flavour) for name in sets])
        parts["choice of set"] = 0.5 * (found.max(0) - found.min(0))
        method += ("; with " if method else "") + f"half the range of the sets {', '.join(sets)}"
    cite = tuple(sorted({"Hoferichter:2020osn", *(k for name in sets for k in nucleon_form_factors(name).cite)}))
    return ErrorSource(
        name="nucleon",
        label=label,
        relative=_quadrature(parts, E),
        parts=parts,
        method=method,
        inputs=tuple(errors),
        cite=cite,
    )


def _propagated(
    nucleus: Any, couplings: Any, reference: Floats, E: Floats, flavour: Flavour, errors: Sequence[tuple[str, float]]
) -> dict[str, Floats]:
    parts = {}
    for field, sigma in errors:
        value = getattr(couplings, field)
        up, down = (
            _relative(CEvNS(nucleus, replace(couplings, **{field: value + s * sigma})), reference, E, flavour)
            for s in (1.0, -1.0)
        )
        parts[field] = 0.5 * (up - down)
    return parts


@dataclass(frozen=True)
class _Shifted:
    """Couplings with another g_p."""

    base: Any
    shift: float

    def nucleon(self, flavour: Flavour, Q2: Any = 0.0) -> tuple[Any, Any]:
        g_p, g_n = self.base.nucleon(flavour, Q2)
        return g_p + self.shift, g_n


def hadronic_source(
    nucleus: Any, couplings: Any, reference: Floats, E: Floats, flavour: Flavour, given: float | None
) -> ErrorSource:
    """Effect [1] of the light-quark loop, an uncertainty of g_p common to all flavours."""
    errors = dict(couplings.errors)
    if given is not None:
        up, down = (
            _relative(CEvNS(nucleus, _Shifted(couplings, s * given)), reference, E, flavour)  # type: ignore[arg-type]
            for s in (1.0, -1.0)
        )
        parts = {"g_p": 0.5 * (up - down)}
        inputs = (ErrorInput(name="g_p", uncertainty=given, unit="1", source="caller", status="given"),)
    elif _HADRONIC in errors:
        parts = _propagated(nucleus, couplings, reference, E, flavour, [(_HADRONIC, errors[_HADRONIC])])
        inputs = (
            ErrorInput(
                name=_HADRONIC,
                uncertainty=errors[_HADRONIC],
                unit="1",
                source="printed uncertainty 0.0034 of Q_p(ν_e), which the light-quark loop dominates",
                status="inferred",
            ),
        )
    else:
        raise MissingDataError(
            f"Couplings {couplings.name!r} have no light-quark loop whose uncertainty is stated.",
            hint="Take couplings='tomalak2021', or give the uncertainty of g_p as hadronic=0.0017.",
        )
    return ErrorSource(
        name="hadronic",
        label="hadronic loop",
        relative=_quadrature(parts, E),
        parts=parts,
        method="one standard uncertainty, at all Q² alike",
        inputs=inputs,
        cite=tuple(couplings.cite),
    )


def quark_source(nucleus: Any, couplings: Any, reference: Floats, E: Floats, flavour: Flavour) -> ErrorSource:
    """Effect [1] of the neutrino–quark (and neutrino–lepton) coefficients, or the other inputs of a convention."""
    errors = [(field, sigma) for field, sigma in couplings.errors if field != _HADRONIC]
    parts = _propagated(nucleus, couplings, reference, E, flavour, errors)
    source = f"inputs of the couplings {couplings.name}"
    return ErrorSource(
        name="quark",
        label="quark couplings",
        relative=_quadrature(parts, E),
        parts=parts,
        method="one standard uncertainty each, in quadrature: correlations are not published here",
        inputs=tuple(
            ErrorInput(name=field, uncertainty=sigma, unit="unit of the field", source=source, status="to confirm")
            for field, sigma in errors
        ),
        cite=tuple(couplings.cite),
    )


def perturbative_source(
    nucleus: Any, couplings: Any, reference: Floats, E: Floats, flavour: Flavour, given: float | None
) -> ErrorSource:
    """Effect [1] of missing orders: the change of σ when α of the loops is taken at the scale of the coefficients.

    Lepton and light-quark loops count separately: together they cancel by half or more, by accident.
    """
    inputs: tuple[ErrorInput, ...]
    if given is not None:
        parts = {"missing orders": np.full_like(E, given)}
        inputs = (ErrorInput(name="σ", uncertainty=given, unit="1, relative", source="caller", status="given"),)
        method = "given by the caller"
    elif _HADRONIC in dict(couplings.errors) and hasattr(couplings, "alpha"):
        ratio = ALPHA_2GEV / couplings.alpha
        quarks = replace(couplings, delta_qcd=couplings.delta_qcd * ratio)
        leptons = replace(couplings, alpha=ALPHA_2GEV, delta_qcd=couplings.delta_qcd / ratio)
        parts = {
            "lepton loops": _relative(CEvNS(nucleus, leptons), reference, E, flavour),
            "light-quark loop": _relative(CEvNS(nucleus, quarks), reference, E, flavour),
        }
        shift = ALPHA_2GEV - couplings.alpha
        inputs = (
            ErrorInput(name="alpha", uncertainty=shift, unit="1", source="α(0) against α(2 GeV)", status="estimate"),
        )
        method = "α(2 GeV) instead of α(0) in either loop, a change of the next order, in quadrature; our estimate"
    else:
        raise MissingDataError(
            f"Missing orders of the couplings {couplings.name!r} are not estimated here.",
            hint="Take couplings='tomalak2021', or give a relative uncertainty of σ as perturbative=0.001.",
        )
    return ErrorSource(
        name="perturbative",
        label="missing orders",
        relative=_quadrature(parts, E),
        parts=parts,
        method=method,
        inputs=inputs,
        cite=tuple(couplings.cite),
    )
