"""What an ensemble of nuclear structures says about cross sections and event rates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from nuscat._core.errors import MissingDataError, ValidityError
from nuscat.electroweak import Couplings
from nuscat.fluxes import Flux, average
from nuscat.nuclei import Nuclide
from nuscat.processes import cevns

from .likelihood import Experiment

if TYPE_CHECKING:
    from nuscat.structure.skyrme import Distribution, EnsembleResults

__all__ = ["count_distribution", "cross_section_distribution", "ensemble_distribution"]

Nuclei = Callable[[Nuclide], Any]


def ensemble_distribution(
    results: EnsembleResults, observable: Callable[[Nuclei], Any], *, otherwise: str | None = None
) -> Distribution:
    """Distribution of anything that is computed from the structures of several nuclides [unit of the observable].

    Parameters
    ----------
    results : EnsembleResults
    observable : callable
        Gets the nuclei of one functional, as ``form_factor`` of :func:`nuscat.processes.cevns` or of
        :func:`nuscat.experiments.load` accepts them, and returns a number or an array.
    otherwise : str, optional
        Form factor of nuclides that the ensemble was not evaluated for, e.g. of rare isotopes. Default: an error.

    Returns
    -------
    Distribution [unit of the observable]
        Over the functionals that have a solution for every nuclide of the ensemble.

    Raises
    ------
    ValidityError
        If no functional has all nuclides, or a value is not finite.
    MissingDataError
        If a nuclide is needed that the ensemble does not have, and `otherwise` is not given.

    Examples
    --------
    >>> from nuscat.structure.skyrme import Ensemble
    >>> results = Ensemble.curated(("SLy4", "SkM*")).evaluate(["O16"], workers=1)
    >>> sigma = ensemble_distribution(results, lambda nuclei: cevns("O16", nuclei).sigma(30.0))
    >>> bool(0 < sigma.std / sigma.mean < 0.01)
    True
    """
    from nuscat.structure.skyrme import Distribution

    complete = [
        i for i in range(len(results.ensemble)) if all((i, name) in results.solutions for name in results.nuclides)
    ]
    if not complete:
        reasons = [f"{f.force}, {f.nuclide}: {f.reason}" for f in results.failures]
        raise ValidityError(
            f"No functional has a solution for all of {', '.join(results.nuclides)}.",
            hint=f"First reason: {reasons[0]}" if reasons else "",
        )
    values = []
    for i in complete:
        solutions = {name: results.solutions[i, name] for name in results.nuclides}
        values.append(np.asarray(observable(_nuclei(solutions, otherwise)), dtype=float))
    stacked = np.stack(values)
    if not np.all(np.isfinite(stacked)):
        raise ValidityError("The observable is not finite for some functional.", hint="Check the observable.")
    weights = results.ensemble.normalised[complete]
    names = tuple(results.ensemble.forces[i].name for i in complete)
    return Distribution(values=stacked, weights=weights / weights.sum(), forces=names)


def _nuclei(solutions: Mapping[str, Any], otherwise: str | None) -> Nuclei:
    def of(nuclide: Nuclide) -> Any:
        if nuclide.name in solutions:
            return solutions[nuclide.name]
        if otherwise is None:
            raise MissingDataError(
                f"The ensemble was not evaluated for {nuclide.name}, only for {', '.join(solutions)}.",
                hint='Evaluate it too, or pass otherwise="helm:skin=0.9,r0=1.2" for rare isotopes.',
            )
        return otherwise

    return of


def cross_section_distribution(
    results: EnsembleResults,
    target: str,
    flux: Flux,
    couplings: str | Couplings = "tree",
    *,
    otherwise: str | None = None,
) -> Distribution:
    """Distribution of the flux-averaged cross section of a target [cm² per nucleus].

    Parameters
    ----------
    results : EnsembleResults
        Evaluated for the nuclides of the target.
    target : str
        Nuclide, element or material.
    flux : Flux
    couplings : str or Couplings
    otherwise : str, optional
        Form factor of nuclides that the ensemble lacks.

    Sources
    -------
    Sum over nuclides, one functional at a time. Checked: a single functional equals its own cross section.

    Examples
    --------
    >>> from nuscat import fluxes
    >>> from nuscat.structure.skyrme import Ensemble
    >>> results = Ensemble.curated(("SLy4", "SkM*")).evaluate(["O16"], workers=1)
    >>> d = cross_section_distribution(results, "O16", fluxes.stopped_pion("sns-csi"))
    >>> d.forces
    ('SLy4', 'SkM*')
    """
    return ensemble_distribution(
        results, lambda nuclei: average(cevns(target, nuclei, couplings), flux), otherwise=otherwise
    )


def count_distribution(
    results: EnsembleResults, experiment: Experiment, *, component: str = "cevns", otherwise: str | None = None
) -> Distribution:
    """Distribution of the expected counts of an experiment [counts], all nuisance parameters at their central values.

    Parameters
    ----------
    results : EnsembleResults
        Evaluated for the nuclides of the detector.
    experiment : Experiment
        From :func:`nuscat.experiments.load`; its couplings and interactions are kept.
    component : str
        Of the prediction.
    otherwise : str, optional
        Form factor of nuclides that the ensemble lacks.

    Sources
    -------
    One prediction a functional. Checked: a single functional equals the experiment loaded with it.
    """

    def counts(nuclei: Nuclei) -> float:
        given: Any = experiment
        changed = replace(given, theory=replace(given.theory, form_factor=nuclei))
        return float(changed.predict().counts(component))

    return ensemble_distribution(results, counts, otherwise=otherwise)
