"""Experiments: flux, target, detector, exposure and published data, as rates and likelihood terms."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from nuscat._core.datasets import find_local
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.electroweak import Couplings, Interaction, couplings as named_couplings

from .coherent_csi import CoherentCsI
from .coherent_lar import CoherentLAr
from .ensembles import count_distribution, cross_section_distribution, ensemble_distribution
from .family import FamilyExperiment, with_family
from .likelihood import Experiment, GaussianStatistic, PoissonStatistic, Statistic, poisson_chi2, statistic_of
from .parameters import PHYSICS_PARAMETERS, Parameter, check_values, physics_parameter
from .prediction import Axis, Prediction
from .pves import ParityViolation, parity_violation
from .signal import FoldedSignal
from .sns_histogram import read_sns_histogram
from .theory import DEFAULT_FORM_FACTOR, Theory

__all__ = [
    "count_distribution",
    "cross_section_distribution",
    "ensemble_distribution",
    "DEFAULT_FORM_FACTOR",
    "EXPERIMENTS",
    "PHYSICS_PARAMETERS",
    "Axis",
    "CoherentCsI",
    "CoherentLAr",
    "Experiment",
    "FamilyExperiment",
    "FoldedSignal",
    "GaussianStatistic",
    "Parameter",
    "ParityViolation",
    "PoissonStatistic",
    "Prediction",
    "Statistic",
    "Theory",
    "check_values",
    "load",
    "parity_violation",
    "physics_parameter",
    "poisson_chi2",
    "read_sns_histogram",
    "statistic_of",
    "with_family",
]


_HISTOGRAM = ("snsFlux2D.root", "snsFlux2D.npz")
_HISTOGRAM_HINT = (
    "Download snsFlux2D.root from the ancillary files of arXiv:2110.07730 into a folder and set NUSCAT_DATA to it, "
    "or leave `flux` out for the analytic decay-at-rest flux."
)


def _csi(theory: Theory, **options: Any) -> CoherentCsI:
    flux = options.get("flux")
    if isinstance(flux, str | Path):
        path = find_local(_HISTOGRAM, _HISTOGRAM_HINT) if str(flux) == "histogram" else Path(flux)
        options["flux"] = read_sns_histogram(path)
    return CoherentCsI(theory=theory, **options)


def _lar(theory: Theory, **options: Any) -> CoherentLAr:
    options.setdefault("reference", Theory())
    return CoherentLAr(theory=theory, **options)


EXPERIMENTS = {"coherent-csi": _csi, "coherent-lar": _lar}
"""Experiments by name."""


def load(
    name: str,
    *,
    couplings: Any = None,
    form_factor: Any = None,
    interactions: tuple[Any, ...] = (),
    **options: Any,
) -> CoherentCsI | CoherentLAr:
    """Experiment with its published data, ready to predict and to fit.

    Parameters
    ----------
    name : str
        One of `EXPERIMENTS`.
    couplings : Couplings or str, optional
        Electroweak convention or its name; default :func:`nuscat.electroweak.tree`.
    form_factor : str, mapping or callable, optional
        As accepted by :func:`nuscat.responses.nucleus`, e.g. "skyrme:SLy4" or {"Ar40": solution};
        default Helm with R₀² = (1.2 A^⅓)² − 5 s², s = 0.9 fm.
    interactions : tuple of Interaction
        New interactions that are always present.
    **options
        Options of the experiment. ``coherent-csi``: `pe_edges` [PE], `time_edges` [µs], `flux` (a Flux, a path to the
        collaboration's histogram, or ``"histogram"`` to find it in ``NUSCAT_DATA``).

    Returns
    -------
    CoherentCsI or CoherentLAr
        Expected counts [counts] by `predict()`.

    Raises
    ------
    UnknownNameError
        If there is no such experiment.

    Examples
    --------
    >>> csi = load("coherent-csi")
    >>> round(csi.predict().counts("steady_state"))
    1286
    """
    if name not in EXPERIMENTS:
        raise UnknownNameError.of("experiment", name, EXPERIMENTS)
    kind = {"coherent-csi": CoherentCsI, "coherent-lar": CoherentLAr}[name]
    valid = [f.name for f in fields(kind) if f.name != "theory"]
    for option in options:
        if option not in valid:
            raise UnknownNameError.of(f"option of {name}", option, [*valid, "couplings", "form_factor", "interactions"])
    if isinstance(interactions, Interaction):
        interactions = (interactions,)
    for interaction in interactions:
        if not isinstance(interaction, Interaction):
            raise ValidityError(
                f"{interaction!r} is no interaction.", hint="For example electroweak.NSI(eps_ee_u=0.1)."
            )
    theory = Theory(interactions=tuple(interactions))
    if couplings is not None:
        theory = replace(theory, couplings=named_couplings(couplings) if isinstance(couplings, str) else couplings)
        if not isinstance(theory.couplings, Couplings):
            raise ValidityError(f"{couplings!r} is no set of couplings.", hint="For example electroweak.tomalak2021().")
    if form_factor is not None:
        theory = replace(theory, form_factor=form_factor)
    make: Any = EXPERIMENTS[name]
    return make(theory, **options)  # type: ignore[no-any-return]
