"""Uncertainty of the coherent cross section by source: nuclear, nucleon, hadronic, quark, perturbative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, check_energies
from nuscat._core.citations import collect
from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat._core.flavours import Flavour, pdg_code
from nuscat.electroweak import Couplings

from ._error_sources import (
    NUCLEON_ERRORS,
    SPREADS,
    ErrorInput,
    ErrorSource,
    hadronic_source,
    nuclear_source,
    nucleon_source,
    perturbative_source,
    quark_source,
    remembering,
    structure_of,
)
from .cevns import CEvNS

if TYPE_CHECKING:
    from nuscat.nuclei import Nuclide

__all__ = ["NUCLEON_ERRORS", "SPREADS", "ErrorBudget", "ErrorInput", "ErrorSource", "error_budget"]

Floats = NDArray[np.float64]
_TOTALS = ("quadrature", "linear")


@dataclass(frozen=True, kw_only=True)
class ErrorBudget:
    """Uncertainty of σ(E) by source.

    Parameters
    ----------
    nuclide : str
    flavour : int
        PDG code.
    E_nu : array (n,) [MeV]
        Neutrino energies.
    sigma : array (n,) [cm²]
        Cross section of the central model.
    central : str
        Label of the central model.
    couplings : str
        Label of the couplings.
    sources : tuple of ErrorSource
        In the order of the tables.

    Sources
    -------
    Tomalak:2020zfh (division by source). Checked: quadrature and linear sums; no spread between equal models.
    """

    nuclide: str
    flavour: int
    E_nu: Floats
    sigma: Floats
    central: str
    couplings: str
    sources: tuple[ErrorSource, ...]
    own_cite: ClassVar[tuple[str, ...]] = ("Tomalak:2020zfh",)

    @property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of all sources [text]."""
        return tuple(sorted({*self.own_cite, *(key for source in self.sources for key in source.cite)}))

    @property
    def relative(self) -> dict[str, Floats]:
        """Relative uncertainty of σ by source [1], arrays (n,)."""
        return {source.name: source.relative for source in self.sources}

    def source(self, name: str) -> ErrorSource:
        """Source by name, uncertainties [1].

        Raises
        ------
        UnknownNameError
            If there is none of that name.
        """
        for one in self.sources:
            if one.name == name:
                return one
        raise UnknownNameError.of("error source", name, [one.name for one in self.sources])

    def total(self, how: str = "quadrature") -> Floats:
        """Relative uncertainty of σ of all sources together [1], array (n,).

        Parameters
        ----------
        how : str
            "quadrature" (independent sources) or "linear" (upper limit: all of one sign).

        Raises
        ------
        UnknownNameError
            If `how` is neither.
        """
        if how not in _TOTALS:
            raise UnknownNameError.of("sum of errors", how, _TOTALS)
        stacked = np.stack([source.relative for source in self.sources])
        return np.asarray(np.sqrt((stacked**2).sum(0)) if how == "quadrature" else stacked.sum(0))

    def to_dict(self) -> dict[str, Any]:
        """Plain lists, numbers and text for JSON; energies [MeV], σ [cm²], uncertainties relative [1]."""
        return {
            "nuclide": self.nuclide,
            "flavour": self.flavour,
            "central": self.central,
            "couplings": self.couplings,
            "E_nu_MeV": self.E_nu.tolist(),
            "sigma_cm2": self.sigma.tolist(),
            "sources": {
                s.name: {
                    "relative": s.relative.tolist(),
                    "parts": {label: part.tolist() for label, part in s.parts.items()},
                    "method": s.method,
                    "inputs": [asdict(i) for i in s.inputs],
                }
                for s in self.sources
            },
            "total": {how: self.total(how).tolist() for how in _TOTALS},
            "cite": list(self.cite),
        }

    def table(self) -> str:
        """Text of the budget: one line an energy [MeV], σ [10⁻⁴⁰ cm²], uncertainties [%]; the methods below."""
        heads = ["E [MeV]", "σ [1e-40 cm²]", *(s.name for s in self.sources), "total", "linear"]
        columns = [self.E_nu, self.sigma * 1e40, *(100.0 * s.relative for s in self.sources)]
        columns += [100.0 * self.total(how) for how in _TOTALS]
        rows = [[f"{row[0]:g}", f"{row[1]:.4g}", *(f"{x:.3f}" for x in row[2:])] for row in zip(*columns, strict=True)]
        widths = [max(len(line[i]) for line in (heads, *rows)) for i in range(len(heads))]
        lines = ["  ".join(cell.rjust(w) for cell, w in zip(line, widths, strict=True)) for line in (heads, *rows)]
        title = f"{self.nuclide}, {self.central}, {self.couplings}; uncertainties in %"
        return "\n".join([title, *lines, *(f"{s.name}: {s.method}" for s in self.sources)])


def _models(models: Mapping[str, Any] | Sequence[Any] | str) -> dict[str, Any]:
    if isinstance(models, Mapping):
        return {str(label): spec for label, spec in models.items()}
    found = [models] if isinstance(models, str) else list(models)
    for one in found:
        if not isinstance(one, str):
            raise ValidityError(
                f"A model without a label must be text, got {type(one).__name__}.",
                hint='Give a mapping {"my model": structure}.',
            )
    if len(set(found)) != len(found):
        raise ValidityError(f"A model is given twice in {found!r}.", hint="Give each once.")
    return {one: one for one in found}


def _nucleus(nuclide: Nuclide, spec: Any) -> Any:
    from nuscat.responses import nucleus

    if isinstance(spec, str | Mapping) or callable(spec):
        return nucleus(nuclide, spec)
    return nucleus(nuclide, {nuclide.name: spec})


def error_budget(
    target: str | Nuclide,
    models: Mapping[str, Any] | Sequence[Any],
    E_nu: Array,
    couplings: str | Couplings = "tomalak2021",
    flavour: Flavour = "nu_mu",
    *,
    central: str | None = None,
    spread: str = "half-range",
    nucleon_errors: Sequence[ErrorInput] = NUCLEON_ERRORS,
    nucleon_sets: Sequence[str] = ("radius", "kelly"),
    hadronic: float | None = None,
    perturbative: float | None = None,
) -> ErrorBudget:
    r"""Uncertainty of the coherent cross section by source.

    .. math:: \frac{\delta\sigma}{\sigma}\Big|_x = \frac{\sigma(x + \delta x) - \sigma(x - \delta x)}{2\,\sigma}

    Five sources as Tomalak et al. divide them: "nuclear", the spread among `models`; "nucleon", radii of the nucleon
    and the choice of form factors at fixed point densities; "hadronic", the light-quark loop in g_p; "quark", the
    other inputs of the couplings; "perturbative", missing orders.

    Parameters
    ----------
    target : str or Nuclide
        One nuclide, e.g. "Ar40".
    models : sequence of str, or mapping of label to specification
        At least two nuclear models: text such as "skyrme:SLy4", a structure, or a response, as in
        :func:`nuscat.responses.nucleus`.
    E_nu : array [MeV]
        Neutrino energies > 0, one or several.
    couplings : str or Couplings
    flavour : str or int
    central : str, optional
        Label of the model that gives σ; default: the first.
    spread : str
        What the spread of the models means, a name in ``SPREADS``.
    nucleon_errors : sequence of ErrorInput
        Uncertainties of fields of ``RadiusExpansion`` [fm², μ_N].
    nucleon_sets : sequence of str
        Sets of ``NUCLEON_FORM_FACTORS`` whose half range counts as the error of the choice. With both empty the source
        is left out.
    hadronic : float, optional [1]
        Uncertainty of g_p by the light-quark loop; default: that of the couplings' own `delta_qcd`.
    perturbative : float, optional [1]
        Relative uncertainty of σ by missing orders; default: what α(2 GeV) for α(0) changes, in the lepton loops
        and in the light-quark loop. That is nuscat's estimate; the method of the paper is not known here.

    Returns
    -------
    ErrorBudget

    Raises
    ------
    UnknownNameError
        If a name is not known.
    ValidityError
        If there are fewer than two models, or an energy or uncertainty is not valid.
    MissingDataError
        If the couplings or models state nothing from which a source follows; the message says what to give.

    Sources
    -------
    Tomalak:2020zfh; Hoferichter:2020osn (nucleon constants). Checked: closed forms for a pointlike nucleus and for
    Gaussian densities; equal models have no spread; derivatives against couplings shifted by hand.

    Examples
    --------
    >>> from nuscat.processes.budget import error_budget
    >>> budget = error_budget("Ar40", ["measured", "measured:skin=0.1", "klein-nystrand"], [10.0, 30.0])
    >>> [s.name for s in budget.sources]
    ['nuclear', 'nucleon', 'hadronic', 'quark', 'perturbative']
    >>> [round(100 * float(x), 2) for x in budget.relative["hadronic"]]  # per cent
    [0.57, 0.57]
    """
    from nuscat import electroweak, nuclei

    nuclide = nuclei.nuclide(target) if isinstance(target, str) else target
    chosen: Any = electroweak.couplings(couplings) if isinstance(couplings, str) else couplings
    check_energies("E_nu", E_nu)
    E = np.atleast_1d(np.asarray(E_nu, dtype=float))
    if E.ndim != 1 or not E.size or np.any(E <= 0.0):
        raise ValidityError(f"E_nu must be one or several positive energies, got {E_nu!r}.", hint="Energies in MeV.")
    for name, value in (("hadronic", hadronic), ("perturbative", perturbative)):
        if value is not None and not 0.0 <= value < np.inf:
            raise ValidityError(
                f"{name} must be a finite uncertainty ≥ 0, got {value!r}.", hint="Give a standard deviation."
            )
    if not hasattr(chosen, "errors"):
        raise MissingDataError(
            f"Couplings {getattr(chosen, 'name', chosen)!r} state no uncertainties of their inputs.",
            hint="Take couplings='tomalak2021', or add a field `errors`.",
        )
    specs = _models(models)
    first = next(iter(specs), "") if central is None else central
    if specs and first not in specs:
        raise UnknownNameError.of("nuclear model", first, specs)
    code = pdg_code(flavour)
    nuclear = {label: _nucleus(nuclide, spec) for label, spec in specs.items()}
    fast = {label: remembering(n) for label, n in nuclear.items()}
    sigmas = {label: np.asarray(CEvNS(n, chosen).sigma(E, code), dtype=float) for label, n in fast.items()}
    spreading = nuclear_source(sigmas, first, spread, collect(*nuclear.values()))
    structures = (structure_of(nuclear[label]) for label in (first, *nuclear))
    structure = next((s for s in structures if s is not None), None)
    common = (fast[first], chosen, sigmas[first], E, code)
    return ErrorBudget(
        nuclide=nuclide.name,
        flavour=code,
        E_nu=E,
        sigma=sigmas[first],
        central=first,
        couplings=chosen.label,
        sources=(
            spreading,
            nucleon_source(nuclide, structure, chosen, E, code, nucleon_errors, nucleon_sets),
            hadronic_source(*common, hadronic),
            quark_source(*common),
            perturbative_source(*common, perturbative),
        ),
    )
