"""Profile likelihoods in one and two parameters, and their contours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import FitError, ValidityError

from ._chunks import Arrays, chunks, run_chunks
from .fit import Fit
from .model import Model
from .newton import minimise_batch

__all__ = ["Grid", "Profile", "contour", "grid", "profile"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Profile:
    """Profile likelihood of one parameter.

    Parameters
    ----------
    name, unit : str
    values : array [unit], shape (n,)
    chi2 : array [1], shape (n,)
        −2 ln λ minimised over all other parameters.
    minimum : float [1]
        Global minimum (best fit).
    best : float [unit]
    cite : tuple of str
        INSPIRE keys.
    provenance : mapping
        Version, experiments, data hashes, bins, fixed parameters.
    """

    name: str
    unit: str
    values: Floats
    chi2: Floats
    minimum: float
    best: float
    cite: tuple[str, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @property
    def delta_chi2(self) -> Floats:
        """Δχ² above the minimum [1], shape (n,)."""
        return self.chi2 - self.minimum

    def intervals(self, level: float = 1.0) -> list[tuple[float, float]]:
        """Intervals [unit] with Δχ² ≤ `level` (1: 68.3 %, 2.71: 90 %), interpolated; open ends are the grid's."""
        inside = self.delta_chi2 <= level
        out: list[tuple[float, float]] = []
        x, y = self.values, self.delta_chi2
        i = 0
        while i < len(x):
            if not inside[i]:
                i += 1
                continue
            j = i
            while j + 1 < len(x) and inside[j + 1]:
                j += 1
            lo = x[i] if i == 0 else float(np.interp(level, [y[i], y[i - 1]], [x[i], x[i - 1]]))
            hi = x[j] if j == len(x) - 1 else float(np.interp(level, [y[j], y[j + 1]], [x[j], x[j + 1]]))
            out.append((float(lo), float(hi)))
            i = j + 1
        return out

    def to_dict(self) -> dict[str, Any]:
        """Plain mapping for JSON."""
        return {
            "parameter": self.name,
            "unit": self.unit,
            "values": self.values.tolist(),
            "delta_chi2": self.delta_chi2.tolist(),
            "minimum": self.minimum,
            "best": self.best,
            "interval_68": self.intervals(1.0),
            "interval_90": self.intervals(2.705543454),
            "cite": list(self.cite),
            "provenance": dict(self.provenance),
        }


@dataclass(frozen=True, kw_only=True, eq=False)
class Grid:
    """Profile likelihood on a grid of two parameters.

    Parameters
    ----------
    names, units : tuple of str
    axes : tuple of array [units], shapes (n,), (m,)
    chi2 : array [1], shape (n, m)
    minimum : float [1]
    best : tuple of float [units]
    cite : tuple of str
        INSPIRE keys.
    provenance : mapping
        Version, experiments, data hashes, bins, fixed parameters.
    """

    names: tuple[str, str]
    units: tuple[str, str]
    axes: tuple[Floats, Floats]
    chi2: Floats
    minimum: float
    best: tuple[float, float]
    cite: tuple[str, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @property
    def delta_chi2(self) -> Floats:
        """Δχ² above the minimum [1], shape (n, m)."""
        return self.chi2 - self.minimum

    def to_dict(self) -> dict[str, Any]:
        """Plain mapping for JSON."""
        return {
            "parameters": list(self.names),
            "units": list(self.units),
            "axes": [a.tolist() for a in self.axes],
            "delta_chi2": self.delta_chi2.tolist(),
            "minimum": self.minimum,
            "best": list(self.best),
            "cite": list(self.cite),
            "provenance": dict(self.provenance),
        }


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
        for start in self.starts:
            todo = np.flatnonzero(~np.isfinite(chi2))
            if todo.size == 0:
                break
            x0 = np.tile(start, (todo.size, 1))
            x0[:, list(self.indices)] = self.points[lo:hi][todo]
            result = minimise_batch(self.model, x0, hold=hold)
            chi2[todo] = np.where(result.converged, result.chi2, np.inf)
        return {"chi2": chi2}


def _scan(
    fit: Fit, names: Sequence[str], points: Floats, workers: int, checkpoint: str | Path | None, description: str
) -> tuple[Floats, float, Floats]:
    """χ² at the points, global minimum and its position in the scanned parameters."""
    model = fit.model
    first = minimise_batch(model, model.guess)
    starts = np.concatenate([first.x, [model.start]])
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
    return chi2, minimum, np.asarray(position)


def profile(
    fit: Fit,
    name: str,
    values: Sequence[float] | Floats | None = None,
    *,
    points: int = 41,
    workers: int = 1,
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
    workers : int
        Processes.
    checkpoint : path, optional
        Folder to resume from.

    Returns
    -------
    Profile
    """
    model = fit.model
    i = model.index(name)
    if values is None:
        best = fit.minimize(minos=name in fit.free)
        e = {**best.parameters, **best.nuisances}[name]
        low, high = (limit[i] for limit in model.limits)
        down, up = (e.error if d is None else abs(d) for d in (e.lower, e.upper))
        values = np.linspace(max(low, e.value - 3 * down), min(high, e.value + 3 * up), points)
    x = _axis(model, name, values)
    chi2, minimum, position = _scan(fit, [name], x[:, None], workers, checkpoint, f"profile {name}")
    return Profile(
        name=name,
        unit=model.parameters[i].unit,
        values=x,
        chi2=chi2,
        minimum=minimum,
        best=float(position[0]),
        cite=model.cite,
        provenance=model.settings(),
    )


def grid(
    fit: Fit,
    axes: Mapping[str, Sequence[float] | Floats],
    *,
    workers: int = 1,
    checkpoint: str | Path | None = None,
) -> Grid:
    """Profile likelihood on a grid of two parameters, all others minimised at each point.

    Parameters
    ----------
    fit : Fit
    axes : mapping of two names to arrays [units of the parameters]
    workers : int
        Processes.
    checkpoint : path, optional
        Folder to resume from.

    Returns
    -------
    Grid
    """
    if len(axes) != 2:
        raise ValidityError(f"A grid needs two parameters, got {len(axes)}.", hint="For one parameter use profile.")
    (a, va), (b, vb) = axes.items()
    x, y = _axis(fit.model, a, va), _axis(fit.model, b, vb)
    points = np.stack([g.ravel() for g in np.meshgrid(x, y, indexing="ij")], axis=1)
    chi2, minimum, position = _scan(fit, [a, b], points, workers, checkpoint, f"grid {a} × {b}")
    units = tuple(fit.model.parameters[fit.model.index(n)].unit for n in (a, b))
    return Grid(
        names=(a, b),
        units=(units[0], units[1]),
        axes=(x, y),
        chi2=chi2.reshape(len(x), len(y)),
        minimum=minimum,
        best=(float(position[0]), float(position[1])),
        cite=fit.model.cite,
        provenance=fit.model.settings(),
    )


def contour(scan: Grid, level: float = 2.295748929) -> list[Floats]:
    """Lines of constant Δχ² on a grid.

    Parameters
    ----------
    scan : Grid
    level : float [1]
        Δχ²; 2.30 is 68.3 %, 4.61 is 90 % for two parameters.

    Returns
    -------
    list of array [units of the parameters], shape (n, 2) each
    """
    import contourpy

    lines = contourpy.contour_generator(scan.axes[0], scan.axes[1], scan.delta_chi2.T).lines(level)
    return [np.asarray(line) for line in lines]


def _axis(model: Model, name: str, values: Sequence[float] | Floats) -> Floats:
    x = np.asarray(values, dtype=float)
    if x.ndim != 1 or x.size < 2 or not np.all(np.isfinite(x)) or not np.all(np.diff(x) > 0):
        raise ValidityError(f"The scan values of {name} must be at least two increasing finite numbers.")
    low, high = (float(limit[model.index(name)]) for limit in model.limits)
    if x[0] < low or x[-1] > high:
        raise ValidityError(
            f"The scan of {name} from {x[0]:g} to {x[-1]:g} leaves its limits.", hint=f"Stay in {low:g} to {high:g}."
        )
    return x
