"""Fits: maximum likelihood with MIGRAD, HESSE and MINOS, any set of experiments and parameters."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat import __version__
from nuscat._core.errors import FitError, ValidityError, require_finite
from nuscat.experiments import Experiment

from ._diagnosis import failure, notes_of
from .minima import Minimum, local_minima
from .model import Model
from .newton import minimise_batch
from .result import Estimate, FitResult, GoodnessOfFit

__all__ = ["Fit"]

Floats = NDArray[np.float64]
_LOG = logging.getLogger("nuscat.inference")


@dataclass(frozen=True, eq=False)
class Fit:
    """Maximum-likelihood fit of one or more experiments.

    Parameters
    ----------
    experiments : sequence of Experiment
    free : sequence of str
        Physics parameters to fit; nuisance parameters are always fitted within their constraints.
    fixed : mapping of name to float [units of the parameters]
        Physics or nuisance parameters held at a value.
    backend : str
        ``"numpy"`` (MIGRAD differentiates numerically) or ``"jax"`` (exact gradients; same numbers). With
        ``"jax"`` profiles, grids and toys are minimised in compiled batches, on a GPU if JAX finds one.

    Examples
    --------
    >>> from nuscat import experiments
    >>> result = Fit([experiments.load("coherent-csi")], free=["normalisation"]).minimize()
    >>> 0.7 < result.parameters["normalisation"].value < 1.1
    True
    """

    experiments: Sequence[Experiment]
    free: Sequence[str] = ()
    fixed: Mapping[str, float] = field(default_factory=dict)
    backend: str = "numpy"

    def __post_init__(self) -> None:
        if self.backend not in ("numpy", "jax"):
            raise ValidityError(f"Unknown backend {self.backend!r}.", hint='Choose "numpy" or "jax".')
        _ = self.model

    @cached_property
    def model(self) -> Model:
        """The joint likelihood."""
        return replace(Model.build(self.experiments, self.free, self.fixed), backend=self.backend)

    def minimize(self, *, minos: bool = True, start: Mapping[str, float] | None = None) -> FitResult:
        """Best fit with errors.

        Parameters
        ----------
        minos : bool
            Asymmetric errors of the free physics parameters from the profile likelihood (Δχ² = 1).
        start : mapping of name to float [units of the parameters], optional
            Starting values; the fit then stays in the minimum that it finds from there. Without them it looks for
            further minima (:func:`local_minima`), takes the lowest and notes the others.

        Returns
        -------
        FitResult

        Raises
        ------
        FitError
            If no valid minimum is found; names the parameters at fault and what to try.
        """
        if not self.model.parameters:
            raise ValidityError("There is nothing to fit.", hint='Free a parameter, e.g. free=["R_n_Pb208"].')
        minuit = self._minuit(start)
        minuit.migrad(ncall=20000)
        if not minuit.valid:
            minuit.simplex().migrad(ncall=20000)
        if not minuit.valid:
            raise failure(self.model, minuit)
        others = [] if start else self._search(minuit)
        minuit.hesse()
        minos = minos and bool(self.model.physics)
        if minos and self._leads_elsewhere(minuit):
            minuit.migrad(ncall=20000)
            minuit.hesse()
        if minuit.covariance is None or not np.all(np.isfinite(minuit.covariance)):
            raise failure(self.model, minuit)
        errors = self._minos(minuit) if minos else {}
        return self._result(minuit, errors, others)

    def _search(self, minuit: Any) -> list[Minimum]:
        """Other minima near in χ²; the fit moves to the lowest."""
        minima = local_minima(self.model, np.array(minuit.values)) if self.model.physics else []
        if minima and minima[0].chi2 < minuit.fval - 1e-2:
            before = np.array(minuit.values), minuit.fval
            minuit.values = minima[0].x
            minuit.migrad(ncall=20000)
            if not (minuit.valid and minuit.fval < before[1]):
                minuit.values = before[0]
                minuit.migrad(ncall=20000)
        return minima

    def _minuit(self, start: Mapping[str, float] | None) -> Any:
        from iminuit import Minuit

        model = self.model
        x0 = model.guess.copy()
        for name, value in (start or {}).items():
            require_finite(f"Start of {name}", value)
            x0[model.index(name)] = value
        if self.backend == "jax":
            from .jax_backend import value_and_gradient

            function = value_and_gradient(model)
            minuit = Minuit(
                lambda x: float(function(x)[0]), x0, grad=lambda x: np.asarray(function(x)[1]), name=model.names
            )
        else:
            minuit = Minuit(_Chi2(model), x0, name=model.names)
        minuit.errordef = Minuit.LEAST_SQUARES
        minuit.strategy = 1
        minuit.tol = 0.01
        for parameter in model.parameters:
            minuit.limits[parameter.name] = (parameter.lower, parameter.upper)
            minuit.errors[parameter.name] = parameter.sigma if parameter.sigma is not None else parameter.step
        return minuit

    def _minos(self, minuit: Any) -> dict[str, tuple[float | None, float | None]]:
        errors: dict[str, tuple[float | None, float | None]] = {}
        for parameter in self.model.physics:
            lower = upper = None
            m = minuit.merrors.get(parameter.name)
            if m is not None:
                lower = m.lower if m.lower_valid and not m.at_lower_limit else None
                upper = m.upper if m.upper_valid and not m.at_upper_limit else None
            x, minimum = np.array(minuit.values), float(minuit.fval)
            if lower is None:
                lower = _crossing(self.model, x, minimum, parameter.name, -1.0)
            if upper is None:
                upper = _crossing(self.model, x, minimum, parameter.name, +1.0)
            errors[parameter.name] = (lower, upper)
        return errors

    def _leads_elsewhere(self, minuit: Any) -> bool:
        """Run MINOS; whether it met a lower minimum, to which the parameters are then moved."""
        for parameter in self.model.physics:
            try:
                minuit.minos(parameter.name)
            except RuntimeError as error:
                _LOG.info("MINOS failed for %s (%s); the profile is used", parameter.name, error)
                continue
            m = minuit.merrors[parameter.name]
            for new, sign in ((m.lower_new_min, -1.0), (m.upper_new_min, 1.0)):
                if new:
                    i = self.model.index(parameter.name)
                    low, high = (limit[i] for limit in self.model.limits)
                    span = 3.0 * sign * minuit.errors[parameter.name]
                    minuit.values[parameter.name] = float(np.clip(minuit.values[parameter.name] + span, low, high))
                    return True
        return False

    def _result(
        self, minuit: Any, minos: Mapping[str, tuple[float | None, float | None]], others: Sequence[Minimum]
    ) -> FitResult:
        model = self.model
        x = np.array(minuit.values)
        covariance = np.array(minuit.covariance)
        estimates = {
            p.name: Estimate(
                value=float(minuit.values[p.name]),
                error=float(minuit.errors[p.name]),
                lower=_error(minos.get(p.name, (None, None))[0], -minuit.errors[p.name], p.name in minos),
                upper=_error(minos.get(p.name, (None, None))[1], minuit.errors[p.name], p.name in minos),
                unit=p.unit,
                prior=None if p.sigma is None else (p.value, p.sigma),
            )
            for p in model.parameters
        }
        physics = {p.name: estimates[p.name] for p in model.physics}
        nuisances = {p.name: estimates[p.name] for p in model.nuisances}
        counting = [e for e in model.experiments if "cevns" in e.components(model.theta(x))]
        unconstrained = len(model.physics) + sum(p.sigma is None for p in model.nuisances)
        return FitResult(
            experiments=tuple(e.name for e in model.experiments),
            parameters=physics,
            nuisances=nuisances,
            fixed=dict(model.fixed),
            names=model.names,
            covariance=covariance,
            signal_counts={e.name: self._signal(e, x, covariance) for e in counting},
            significance_sigma={e.name: _significance(e, model.fixed) for e in counting},
            goodness_of_fit=GoodnessOfFit(
                statistic=float(minuit.fval),
                dof=model.n_bins - unconstrained,
                by_experiment=model.chi2_by_experiment(x),
            ),
            notes=notes_of(model, minuit, others),
            cite=tuple(sorted({*model.cite, "James:1975dr"})),
            provenance={
                "version": __version__,
                "seed": None,
                "backend": self.backend,
                "data_sha256": {k: v for e in model.experiments for k, v in e.data_sha256.items()},
                "function_calls": int(minuit.nfcn),
            },
        )

    def _signal(self, experiment: Experiment, x: Floats, covariance: Floats) -> Estimate:
        """Fitted CEvNS counts; the error propagates the covariance of all parameters."""
        model = self.model
        low, high = model.limits

        def counts(y: Floats) -> float:
            return float(np.sum(experiment.components(model.theta(y))["cevns"]))

        gradient = np.zeros(len(x))
        for i, parameter in enumerate(model.parameters):
            if experiment.understands(parameter.name):
                up, down = x.copy(), x.copy()
                up[i] = min(x[i] + 0.01 * parameter.step, high[i])
                down[i] = max(x[i] - 0.01 * parameter.step, low[i])
                gradient[i] = (counts(up) - counts(down)) / (up[i] - down[i])
        error = float(np.sqrt(max(float(gradient @ covariance @ gradient), 0.0)))
        return Estimate(value=counts(x), error=error, lower=-error, upper=error, unit="counts", prior=None)


def _crossing(model: Model, x: Floats, minimum: float, name: str, direction: float) -> float | None:
    """Distance to Δχ² = 1 of the profile where MINOS gives up; None if a limit of the parameter comes first."""
    from scipy.optimize import brentq

    i = model.index(name)
    hold = np.arange(len(x)) == i
    low, high = model.limits
    room = float((high[i] - x[i]) if direction > 0 else (x[i] - low[i]))

    def excess(distance: float) -> float:
        start = x.copy()
        start[i] += direction * distance
        return float(minimise_batch(model, start, hold=hold).chi2[0]) - minimum - 1.0

    near, far = 0.0, min(model.parameters[i].step, room)
    for _ in range(60):
        if excess(far) > 0.0:
            return direction * float(brentq(excess, near, far, rtol=1e-4))
        if far >= room:
            return None
        near, far = far, min(2.0 * far, room)
    return None


class _Chi2:
    """χ² [1] of a vector, infinite where a minimiser that lost its way asks for undefined parameters.

    The part that depends on physics parameters only is kept while they stand still, as they do in most steps.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.physics: Floats | None = None
        self.prepared: list[Any] = []

    def __call__(self, x: Floats) -> float:
        x = np.asarray(x, dtype=float)
        if not np.all(np.isfinite(x)):
            return np.inf
        physics = x[: len(self.model.physics)]
        if self.physics is None or not np.array_equal(physics, self.physics):
            theta = self.model.theta(x)
            self.prepared = [e.prepare(theta) for e in self.model.experiments]
            self.physics = physics.copy()
        return float(self.model.chi2(x, self.prepared))


def _error(minos: float | None, hesse: float, asked: bool) -> float | None:
    return minos if asked else float(hesse)


def _significance(experiment: Experiment, fixed: Mapping[str, float]) -> float:
    """√Δχ² between no CEvNS and the best CEvNS normalisation of this experiment alone, its free nuisances profiled."""
    held = {p.name: fixed[p.name] for p in experiment.nuisances if p.name in fixed}
    model = Model.build([experiment], ["normalisation"], held)
    best = minimise_batch(model, model.start)
    hold = np.zeros(len(model.names), dtype=bool)
    hold[0] = True
    nothing = model.start.copy()
    nothing[0] = 0.0
    none = minimise_batch(model, nothing, hold=hold)
    if not (best.converged.all() and none.converged.all()):
        raise FitError(f"The significance of {experiment.name} could not be computed: a profile fit did not converge.")
    return float(np.sqrt(max(none.chi2[0] - best.chi2[0], 0.0)))
