"""Local minima of a likelihood: amplitudes enter squared, so new interactions often fit the data twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .model import Model
from .newton import BatchMinimum, minimise_batch

__all__ = ["WINDOW", "Minimum", "distinct_minima", "local_minima"]

Floats = NDArray[np.float64]
WINDOW = 9.0
"""Minima are kept up to this Δχ² above the lowest."""


@dataclass(frozen=True, eq=False)
class Minimum:
    """A local minimum.

    Parameters
    ----------
    x : array [units of the parameters], shape (n,)
    chi2 : float [1]
    errors : array [units of the parameters], shape (n,)
        From the Fisher information; infinite for unconstrained parameters.
    """

    x: Floats
    chi2: float
    errors: Floats


def local_minima(model: Model, x: Floats) -> list[Minimum]:
    """Distinct local minima within Δχ² < 9 of the lowest, the lowest first.

    Starts at `x` and, one physics parameter at a time, at the points of its `Parameter.search`.

    Parameters
    ----------
    model : Model
    x : array [units of the parameters], shape (n,)
        A minimum already known, or a starting point.

    Returns
    -------
    list of Minimum
        Checked: both NSI solutions 𝒬 → −𝒬 and both solutions of a destructive mediator are found.
    """
    starts = [x]
    low, high = model.limits
    for i, p in enumerate(model.physics):
        for value in p.search:
            if low[i] <= value <= high[i]:
                start = x.copy()
                start[i] = value
                starts.append(start)
    return distinct_minima(model, np.stack(starts))


def distinct_minima(model: Model, starts: Floats) -> list[Minimum]:
    """Minima reached from `starts` [units of the parameters], shape (k, n), as :func:`local_minima` lists them."""
    found = minimise_batch(model, starts)
    order = [i for i in np.argsort(found.chi2) if found.converged[i]]
    kept: list[Minimum] = []
    for i in order:
        if kept and found.chi2[i] > kept[0].chi2 + WINDOW:
            break
        minimum = Minimum(found.x[i], float(found.chi2[i]), _errors(found, i))
        if not any(_same(model, minimum, other) for other in kept):
            kept.append(minimum)
    return kept


def _errors(found: BatchMinimum, i: int) -> Floats:
    information = found.information[i]
    try:
        variance = np.diag(np.linalg.inv(information))
    except np.linalg.LinAlgError:
        variance = np.full(len(information), np.inf)
    return np.sqrt(np.where(variance > 0.0, variance, np.inf))


def _same(model: Model, a: Minimum, b: Minimum) -> bool:
    """Whether the physics parameters of two minima agree within half an error (or a hundredth of a step)."""
    n = len(model.physics)
    steps = np.array([1e-2 * p.step for p in model.physics])
    near = np.maximum(0.5 * np.minimum(a.errors, b.errors)[:n], steps)
    return bool(np.all(np.abs(a.x - b.x)[:n] <= near))
