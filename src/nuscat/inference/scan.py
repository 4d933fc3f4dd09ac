"""Profile likelihoods in one and two parameters, and their contours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import FitError, ValidityError
from nuscat._core.executors import Executor

from ._chunks import Arrays, chunks, run_chunks
from .curves import Grid, Profile
from .fit import Fit
from .minima import local_minima
from .model import Model
from .newton import minimise_batch
from .wilks import wilks_reasons

__all__ = ["grid", "profile", "scan_axis"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _ProfilePoints:
    """Work on a range of points: all other parameters minimised; picklable."""

    model: Model
    indices: tuple[int, ...]
    points: Floats
    starts: Floats

    def __call__(self, lo: int, hi: int) -> Arrays:
        hold = np.zeros(len(self.model.names), dtype=bool)
        hold[list(self.indices)] = True
        chi2 = np.full(hi - lo, np.inf)
        several = not hold[: len(self.model.physics)].all()  # free physics may have several minima at every point
        for start in self.starts:
            todo = np.arange(hi - lo) if several else np.flatnonzero(~np.isfinite(chi2))
            if todo.size == 0:
                break
            x0 = np.tile(start, (todo.size, 1))
            x0[:, list(self.indices)] = self.points[lo:hi][todo]
            result = minimise_batch(self.model, x0, hold=hold)
            chi2[todo] = np.minimum(chi2[todo], np.where(result.converged, result.chi2, np.inf))
        return {"chi2": chi2}


def _scan(
    fit: Fit,
    names: Sequence[str],
    points: Floats,
    workers: int | Executor,
    checkpoint: str | Path | None,
    description: str,
) -> tuple[Floats, float, Floats, tuple[str, ...]]:
    """χ² at the points, global minimum, its position in the scanned parameters, and what speaks against Wilks."""
    model = fit.model
    known = local_minima(model, model.guess)
    first = minimise_batch(model, known[0].x if known else model.guess)
    starts = np.stack([first.x[0], *(m.x for m in known[1:]), model.start])
    indices = tuple(model.index(n) for n in names)
    settings = model.settings(scan=list(names), points=points.tolist())
    work = _ProfilePoints(model, indices, points, starts)
    out = run_chunks(
        work,
        chunks(len(points), 128),
        description=description,
        workers=workers,
        checkpoint=checkpoint,
        settings=settings,
    )
    chi2 = out["chi2"]
    if not np.all(np.isfinite(chi2)):
        bad = points[int(np.argmin(np.isfinite(chi2)))]
        raise FitError(
            f"The nuisance parameters could not be fitted at {dict(zip(names, bad.tolist(), strict=True))}.",
            hint="Scan a range closer to the best fit, or fix a nuisance parameter.",
        )
    lowest = int(np.argmin(chi2))
    start = first.x[0].copy()
    start[list(indices)] = points[lowest]
    refined = minimise_batch(model, start)
    candidates = [(float(chi2[lowest]), points[lowest])]
    candidates += [(float(m.chi2[0]), m.x[0, list(indices)]) for m in (first, refined) if np.isfinite(m.chi2[0])]
    minimum, position = min(candidates, key=lambda c: c[0])
    return chi2, minimum, np.asarray(position), wilks_reasons(model, names, known)


def profile(
    fit: Fit,
    name: str,
    values: Sequence[float] | Floats | None = None,
    *,
    points: int = 41,
    workers: int | Executor = 1,
    checkpoint: str | Path | None = None,
) -> Profile:
    """Profile likelihood of one parameter, all others minimised at each value.

    Parameters
    ----------
    fit : Fit
    name : str
        A free physics or a nuisance parameter of the fit.
    values : array [unit of the parameter], optional
        Default: `points` values over three (asymmetric) errors on each side of the best fit.
    points : int
    workers : int or Executor
        Local processes, or an executor such as :class:`nuscat.inference.DaskCluster`.
    checkpoint : path, optional
        Folder to resume from.

    Returns
    -------
    Profile
    """
    model = fit.model
    i = model.index(name)
    if values is None:
        values = _default_range(fit, name, points)
    x = scan_axis(model, name, values)
    chi2, minimum, position, wilks = _scan(fit, [name], x[:, None], workers, checkpoint, f"profile {name}")
    return Profile(
        name=name,
        unit=model.parameters[i].unit,
        values=x,
        chi2=chi2,
        minimum=minimum,
        best=float(position[0]),
        cite=model.cite,
        provenance=model.settings(),
        wilks=wilks,
    )


def _default_range(fit: Fit, name: str, points: int) -> Floats:
    """Values over three errors on each side of every minimum, and in between [unit of the parameter]."""
    model = fit.model
    i = model.index(name)
    low, high = (float(limit[i]) for limit in model.limits)
    best = fit.minimize(minos=name in fit.free)
    e = {**best.parameters, **best.nuisances}[name]
    # an error may be missing (limit first) or, at a limit, meaningless (HESSE)
    known = [abs(d) for d in (e.lower, e.upper) if d is not None]
    down, up = (abs(d) if d is not None else max(known, default=e.error) for d in (e.lower, e.upper))
    windows = [(e.value - 3 * down, e.value + 3 * up)]
    windows += [
        (m.x[i] - 3 * m.errors[i], m.x[i] + 3 * m.errors[i])
        for m in local_minima(model, np.array([best.values[n] for n in model.names]))
        if np.isfinite(m.errors[i]) and abs(m.x[i] - e.value) > max(down, up)
    ]
    windows = [(max(low, a), min(high, b)) for a, b in windows]
    whole = min(a for a, _ in windows), max(b for _, b in windows)
    parts = [np.linspace(a, b, points) for a, b in ([whole, *windows] if len(windows) > 1 else windows)]
    return np.unique(np.concatenate(parts))


def grid(
    fit: Fit,
    axes: Mapping[str, Sequence[float] | Floats],
    *,
    workers: int | Executor = 1,
    checkpoint: str | Path | None = None,
) -> Grid:
    """Profile likelihood on a grid of two parameters, all others minimised at each point.

    Parameters
    ----------
    fit : Fit
    axes : mapping of two names to arrays [units of the parameters], shapes (n,), (m,)
        The second may have shape (n, m): values of the second parameter for each of the first, where what the data
        tell follows a curve (couplings against masses).
    workers : int or Executor
        Local processes, or an executor such as :class:`nuscat.inference.DaskCluster`.
    checkpoint : path, optional
        Folder to resume from.

    Returns
    -------
    Grid
    """
    if len(axes) != 2:
        raise ValidityError(f"A grid needs two parameters, got {len(axes)}.", hint="For one parameter use profile.")
    (a, va), (b, vb) = axes.items()
    x, y = scan_axis(fit.model, a, va), _second_axis(fit.model, b, vb, len(va))
    points = np.stack([np.repeat(x, y.shape[-1]), np.broadcast_to(y, (x.size, y.shape[-1])).ravel()], axis=1)
    chi2, minimum, position, wilks = _scan(fit, [a, b], points, workers, checkpoint, f"grid {a} × {b}")
    units = tuple(fit.model.parameters[fit.model.index(n)].unit for n in (a, b))
    return Grid(
        names=(a, b),
        units=(units[0], units[1]),
        axes=(x, y),
        chi2=chi2.reshape(x.size, y.shape[-1]),
        minimum=minimum,
        best=(float(position[0]), float(position[1])),
        cite=fit.model.cite,
        provenance=fit.model.settings(),
        wilks=wilks,
    )


def _second_axis(model: Model, name: str, values: Sequence[float] | Floats, rows: int) -> Floats:
    """Scan `values` [unit of the parameter] of shape (m,) or (rows, m), checked as by :func:`scan_axis`."""
    y = np.asarray(values, dtype=float)
    if y.ndim != 2:
        return scan_axis(model, name, values)
    if len(y) != rows:
        raise ValidityError(
            f"The table of {name} has {len(y)} rows for {rows} values of the other parameter.",
            hint="Give one row for each of them.",
        )
    return np.stack([scan_axis(model, name, row) for row in y])


def scan_axis(model: Model, name: str, values: Sequence[float] | Floats) -> Floats:
    """Scan `values` [unit of the parameter] as array; refused unless increasing and within the limits."""
    x = np.asarray(values, dtype=float)
    if x.ndim != 1 or x.size < 2 or not np.all(np.isfinite(x)) or not np.all(np.diff(x) > 0):
        raise ValidityError(f"The scan values of {name} must be at least two increasing finite numbers.")
    low, high = (float(limit[model.index(name)]) for limit in model.limits)
    if x[0] < low or x[-1] > high:
        raise ValidityError(
            f"The scan of {name} from {x[0]:g} to {x[-1]:g} leaves its limits.", hint=f"Stay in {low:g} to {high:g}."
        )
    return x
