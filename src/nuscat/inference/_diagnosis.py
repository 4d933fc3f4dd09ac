"""What went wrong in a fit, and what its result does not show at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import FitError

from .minima import WINDOW, Minimum
from .model import Model

__all__ = ["failure", "notes_of"]

Floats = NDArray[np.float64]


def failure(model: Model, minuit: Any) -> FitError:
    """Error of a fit without minimum: names the parameters at fault and what to try."""
    state, x = minuit.fmin, np.array(minuit.values)
    x = np.where(np.isfinite(x), x, model.guess)
    flat = [p.name for p in model.physics if is_flat(model, x, p.name)]
    what = f"The fit of {', '.join(model.names[: len(model.physics)]) or 'the nuisance parameters'} found no minimum"
    errors = np.array(minuit.errors)
    at_limit = [p.name for p in minuit.params if p.has_limits and np.isfinite(float(p.error)) and at_limit_of(p)]
    if flat:
        return FitError(
            f"{what}: {', '.join(flat)} does not change the expected counts.",
            hint="Leave it out, fix it (fixed={…}), or free what it acts with (a mass needs its coupling).",
        )
    if state.has_reached_call_limit:
        return FitError(
            f"{what}: the call limit was reached.", hint="Start closer (start={…}) or fix a parameter (fixed={…})."
        )
    if at_limit:
        return FitError(
            f"{what}: {', '.join(at_limit)} ran to its limit.",
            hint="Fix it (fixed={…}), start elsewhere (start={…}), or add an experiment that constrains it.",
        )
    loose = [n for n, e in zip(model.names, errors, strict=True) if not np.isfinite(e)] or [
        p.name for p in model.physics
    ]
    return FitError(
        f"{what}: a combination of {', '.join(loose[:4])} is hardly constrained (EDM {state.edm:.2g}).",
        hint="Fix one (fixed={…}), scan them with inference.grid or inference.profile, or add an experiment.",
    )


def notes_of(model: Model, minuit: Any, others: Sequence[Minimum]) -> tuple[str, ...]:
    """What a reader must know beyond value and error."""
    x = np.array(minuit.values)
    notes = [
        f"{e.name} has no data: its expectation stands for them (Asimov), errors are expected ones."
        for e in model.experiments
        if getattr(e, "asimov", False)
    ]
    degenerate = []
    correlation = np.abs(np.array(minuit.covariance.correlation()))
    for i, p in enumerate(model.physics):
        for j, q in enumerate(model.parameters[:i]):
            if correlation[i, j] > 0.98:
                degenerate.append(p.name)
                notes.append(f"{q.name} and {p.name} are degenerate: correlation {correlation[i, j]:.3f}.")
        if at_limit_of(minuit.params[p.name]):
            notes.append(f"{p.name} is at its limit; quote an upper or lower limit from its profile.")
    if not degenerate:
        for m in others:
            far = [i for i, p in enumerate(model.physics) if abs(m.x[i] - x[i]) > max(minuit.errors[i], 0.1 * p.step)]
            if far and m.chi2 - minuit.fval < WINDOW:
                where = ", ".join(f"{p.name} = {m.x[i]:.4g}" for i, p in enumerate(model.physics))
                notes.append(f"Another minimum at {where}, Δχ² = {max(m.chi2 - minuit.fval, 0.0):.2f}.")
    return tuple(notes)


def is_flat(model: Model, x: Floats, name: str) -> bool:
    """Whether χ² does not depend on a parameter around `x` [bool]."""
    i = model.index(name)
    low, high = model.limits
    other = np.stack([x, x])
    other[:, i] = np.clip(x[i] + 10.0 * model.parameters[i].step * np.array([-1.0, 1.0]), low[i], high[i])
    return bool(np.all(np.abs(model.chi2(other) - model.chi2(np.stack([x, x]))) < 1e-9))


def at_limit_of(parameter: Any) -> bool:
    size = max(abs(parameter.error), 1e-12)
    low, high = parameter.lower_limit, parameter.upper_limit
    return bool(
        (low is not None and parameter.value - low < 1e-3 * size)
        or (high is not None and high - parameter.value < 1e-3 * size)
    )
