"""Where Δχ² cannot be trusted to follow a χ² distribution (Wilks), so that limits need pseudo-experiments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat.experiments import PoissonStatistic, statistic_of

from .minima import Minimum, local_minima
from .model import Model

__all__ = ["wilks_reasons"]

Floats = NDArray[np.float64]
_FEW = 5.0


def wilks_reasons(model: Model, names: Sequence[str] | None = None, minima: Sequence[Minimum] = ()) -> tuple[str, ...]:
    r"""Reasons why the test statistic of some parameters may not follow Wilks' theorem [text]; empty if none is found.

    Looked for: a parameter at or near a physical limit; a parameter that enters squared (the expectation does not
    change to first order where it is zero); a parameter that means nothing where another is zero (the mass of a
    mediator); several minima within Δχ² < 9; few expected events where the parameters act.

    Parameters
    ----------
    model : Model
    names : sequence of str, optional
        Physics parameters of interest; default all that are free.
    minima : sequence of Minimum, optional
        What :func:`nuscat.inference.local_minima` found; searched for if not given.

    Returns
    -------
    tuple of str
        Sentences; not a proof that Wilks holds when empty.

    Sources
    -------
    Conditions of Wilks:1938dza; parameters that exist only under the alternative: Davies:1987zz; limits:
    Feldman:1997qc. Checked: each reason on a model built to have it, and none for a Gaussian one; against the quantiles
    of toys for a magnetic moment.
    """
    wanted = [p for p in model.physics if names is None or p.name in names]
    if not wanted:
        return ()
    found = list(minima) or local_minima(model, model.guess)
    if not found:
        return ("no minimum was found",)
    best = found[0]
    reasons = []
    for p in wanted:
        i = model.index(p.name)
        error = best.errors[i] if np.isfinite(best.errors[i]) else p.step
        wide = p.lower is not None and p.upper is not None and error > 0.5 * (p.upper - p.lower)
        near = [
            (limit, side)
            for limit, side in ((p.lower, "lower"), (p.upper, "upper"))
            if limit is not None and abs(best.x[i] - limit) < error
        ]
        coupling = f"g_{p.name.removeprefix('m_')}"
        held_by = [n for n in {*p.needs, coupling} if p.name.startswith("m_") and n in model.names]
        if held_by:
            degenerate = ", and is degenerate with it at the best fit" if wide or near else ""
            reasons.append(f"{p.name} means nothing where {' or '.join(sorted(held_by))} is zero{degenerate}")
        elif wide:
            reasons.append(f"{p.name} is not determined at the best fit (a degenerate direction)")
        else:
            reasons += [f"{p.name} is within one error of its {side} limit {limit:g}" for limit, side in near]
        if _is_even(model, best.x, i, float(best.errors[i])):
            reasons.append(f"{p.name} enters squared: the expectation does not change to first order at {p.value:g}")
        if p.name == "dm2_41":
            reasons.append("dm2_41 means nothing where the mixing is zero")
    if len(found) > 1:
        where = "; ".join(
            ", ".join(f"{p.name} = {m.x[model.index(p.name)]:.3g}" for p in wanted) + f" (Δχ² {m.chi2 - best.chi2:.1f})"
            for m in found[1:4]
        )
        reasons.append(f"{len(found)} minima within Δχ² < 9: also {where}")
    reasons += _few_events(model, best.x, wanted)
    return tuple(reasons)


def _expected(model: Model, x: Floats) -> Floats:
    theta = model.theta(x)
    return np.concatenate([np.asarray(e.expected(theta)).ravel() for e in model.experiments])


def _is_even(model: Model, x: Floats, i: int, error: float) -> bool:
    """Whether the expectation changes much less by 1e-3 of a scale than by the scale, away from the default value.

    The scale is the `error` [unit of the parameter] or its step, whichever is smaller: on one much larger than what the
    data resolve, a square would hide an interference that matters.
    """
    p = model.parameters[i]
    scale = min(p.step, error) if error > 0.0 else p.step
    base = x.copy()
    base[i] = p.value
    low, high = (float(limit[i]) for limit in model.limits)
    sign = 1.0 if p.value + scale <= high else -1.0
    if not low <= p.value + sign * scale <= high:
        return False
    small, large = base.copy(), base.copy()
    small[i] += sign * 1e-3 * scale
    large[i] += sign * scale
    mu = _expected(model, base)
    first, second = (float(np.abs(_expected(model, y) - mu).sum()) for y in (small, large))
    return second > 0.0 and first < 0.05e-3 * second


def _few_events(model: Model, x: Floats, wanted: Sequence[Any]) -> list[str]:
    """Experiments with Poisson counts where most of what the parameters change lies in bins with few events."""
    out = []
    theta = model.theta(x)
    for e in model.experiments:
        if not isinstance(statistic_of(e), PoissonStatistic):
            continue
        mu = np.asarray(e.expected(theta)).ravel()
        change = np.zeros_like(mu)
        for p in wanted:
            moved = x.copy()
            i = model.index(p.name)
            low, high = (float(limit[i]) for limit in model.limits)
            moved[i] = min(max(x[i] + p.step, low), high)
            change += np.abs(np.asarray(e.expected(model.theta(moved))).ravel() - mu)
        if change.sum() > 0.0 and mu @ change / change.sum() < _FEW and mu.sum() < 30.0:
            out.append(f"{e.name} has few events ({mu.sum():.1f} expected in all)")
    return out
