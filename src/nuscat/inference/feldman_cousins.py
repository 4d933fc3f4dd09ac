"""Feldman–Cousins confidence intervals: the test statistic calibrated by toys at every value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import FitError, ValidityError
from nuscat._core.executors import Executor

from ._chunks import Arrays, chunks, run_chunks
from .curves import read_json, write_json
from .fit import Fit
from .model import Model
from .newton import minimise_batch
from .scan import scan_axis
from .toys import ToyFits, starting_points, with_degenerate_minima

__all__ = ["FeldmanCousins", "FeldmanCousinsGrid", "feldman_cousins", "feldman_cousins_grid"]

Floats = NDArray[np.float64]
_TIE = 1e-4
"""Test statistics [1] nearer than this are equal, above what minimisers leave: toys with the counts of the data, or at
a limit, must count as extreme as the data."""


@dataclass(frozen=True, kw_only=True, eq=False)
class FeldmanCousins:
    """Feldman–Cousins construction in one parameter.

    Parameters
    ----------
    name, unit : str
    values : array [unit], shape (n,)
    observed : array [1], shape (n,)
        Δχ² of the data at each value.
    critical : mapping of confidence level to array [1], shape (n,)
        Quantiles of the test statistic of the toys.
    p_value : array [1], shape (n,)
        Fraction of toys at least as extreme as the data.
    """

    name: str
    unit: str
    values: Floats
    observed: Floats
    critical: Mapping[float, Floats]
    p_value: Floats
    seed: int
    cite: tuple[str, ...] = ("Feldman:1997qc",)
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def save(self, path: str | Path) -> None:
        """Write as JSON."""
        write_json(path, "feldman-cousins", self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """Plain mapping for JSON."""
        return {
            "name": self.name,
            "unit": self.unit,
            "values": self.values.tolist(),
            "observed": self.observed.tolist(),
            "critical": {str(level): c.tolist() for level, c in self.critical.items()},
            "p_value": self.p_value.tolist(),
            "seed": self.seed,
            "cite": list(self.cite),
            "provenance": dict(self.provenance),
        }

    @classmethod
    def load(cls, path: str | Path) -> FeldmanCousins:
        """Construction written by :meth:`save`; errors as :func:`nuscat.inference.curves.read_json`."""
        raw = read_json(path, "feldman-cousins")
        return cls(
            name=raw["name"],
            unit=raw["unit"],
            values=np.array(raw["values"]),
            observed=np.array(raw["observed"]),
            critical={float(level): np.array(c) for level, c in raw["critical"].items()},
            p_value=np.array(raw["p_value"]),
            seed=raw["seed"],
            cite=tuple(raw["cite"]),
            provenance=raw["provenance"],
        )

    def accepted(self, level: float = 0.9) -> NDArray[np.bool_]:
        """Whether each value is in the interval of confidence `level` [1], shape (n,)."""
        return _exceeds(self.p_value, level)

    def intervals(self, level: float = 0.9) -> list[tuple[float, float]]:
        """First and last value [unit] of every run of accepted ones at confidence `level` [1]."""
        inside = np.flatnonzero(self.accepted(level))
        runs = np.split(inside, np.flatnonzero(np.diff(inside) > 1) + 1) if inside.size else []
        return [(float(self.values[run[0]]), float(self.values[run[-1]])) for run in runs]

    def open_ends(self, level: float = 0.9) -> list[tuple[bool, bool]]:
        """Whether the lower and upper end of each of :meth:`intervals` at `level` [1] is the end of the scan."""
        first, last = float(self.values[0]), float(self.values[-1])
        return [(low == first, high == last) for low, high in self.intervals(level)]

    def interval(self, level: float = 0.9) -> tuple[float, float]:
        """Outermost accepted values [unit] at confidence `level` [1], to the resolution of the grid."""
        runs = self.intervals(level)
        if not runs:
            raise FitError(
                f"No scanned value of {self.name} is accepted at {level:.1%}.", hint="Scan a wider or finer range."
            )
        return runs[0][0], runs[-1][1]


@dataclass(frozen=True, kw_only=True, eq=False)
class FeldmanCousinsGrid:
    """Feldman–Cousins construction in two parameters.

    Parameters
    ----------
    names, units : tuple of str
    axes : tuple of array [units], shapes (n,), (m,)
    observed : array [1], shape (n, m)
        Δχ² of the data at each point.
    critical : mapping of confidence level to array [1], shape (n, m)
        Quantiles of the test statistic of the toys.
    p_value : array [1], shape (n, m)
        Fraction of toys at least as extreme as the data; a point is in the region of level L if it exceeds 1 − L.
    """

    names: tuple[str, str]
    units: tuple[str, str]
    axes: tuple[Floats, Floats]
    observed: Floats
    critical: Mapping[float, Floats]
    p_value: Floats
    seed: int
    cite: tuple[str, ...] = ("Feldman:1997qc",)
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def accepted(self, level: float = 0.9) -> NDArray[np.bool_]:
        """Whether each point is in the region of confidence `level` [1], shape (n, m)."""
        return _exceeds(self.p_value, level)

    def to_dict(self) -> dict[str, Any]:
        """Plain mapping for JSON."""
        return {
            "names": list(self.names),
            "units": list(self.units),
            "axes": [a.tolist() for a in self.axes],
            "observed": self.observed.tolist(),
            "critical": {str(level): c.tolist() for level, c in self.critical.items()},
            "p_value": self.p_value.tolist(),
            "seed": self.seed,
            "cite": list(self.cite),
            "provenance": dict(self.provenance),
        }

    def save(self, path: str | Path) -> None:
        """Write as JSON."""
        write_json(path, "feldman-cousins-grid", self.to_dict())

    @classmethod
    def load(cls, path: str | Path) -> FeldmanCousinsGrid:
        """Construction written by :meth:`save`; errors as :func:`nuscat.inference.curves.read_json`."""
        raw = read_json(path, "feldman-cousins-grid")
        (a, b), (ua, ub), (x, y) = raw["names"], raw["units"], raw["axes"]
        return cls(
            names=(a, b),
            units=(ua, ub),
            axes=(np.array(x), np.array(y)),
            observed=np.array(raw["observed"]),
            critical={float(level): np.array(c) for level, c in raw["critical"].items()},
            p_value=np.array(raw["p_value"]),
            seed=raw["seed"],
            cite=tuple(raw["cite"]),
            provenance=raw["provenance"],
        )


def _exceeds(p_value: Floats, level: float) -> NDArray[np.bool_]:
    """Whether p-values exceed 1 − level, which is not a round number: 2 of 20 toys do not exceed 1 − 0.9."""
    return np.asarray(p_value > 1.0 - level + 1e-12)


@dataclass(frozen=True)
class _PointToys:
    """Feldman–Cousins work: all toys of a range of scan points; picklable."""

    model: Model
    truths: Floats
    starts: Floats
    n: int
    seed: int

    def __call__(self, lo: int, hi: int) -> Arrays:
        rows = []
        for point in range(lo, hi):
            starts = np.concatenate([self.truths[point : point + 1], self.starts])
            starts = with_degenerate_minima(self.model, self.truths[point], starts)
            result = ToyFits(self.model, self.truths[point], starts, self.seed, point + 1)(0, self.n)
            rows.append(np.where(result["converged"].astype(bool), result["test_statistic"], np.nan))
        return {"test_statistic": np.stack(rows)}


def feldman_cousins(
    fit: Fit,
    name: str,
    values: Sequence[float] | Floats,
    *,
    n: int,
    seed: int,
    levels: Sequence[float] = (0.683, 0.9),
    starts: Sequence[Mapping[str, float]] = (),
    workers: int | Executor = 1,
    checkpoint: str | Path | None = None,
) -> FeldmanCousins:
    """Confidence intervals with the test statistic calibrated by toys at every value.

    Nuisance parameters are generated at their profiled values (profile construction).

    Parameters
    ----------
    fit : Fit
        With one free physics parameter.
    name : str
    values : array [unit of the parameter]
    n : int
        Toys per value.
    seed : int
    levels : sequence of float [1]
    starts : sequence of mapping, optional
        Further starting points of the free fits.
    workers : int or Executor
        Local processes, or an executor such as :class:`nuscat.inference.DaskCluster`.
    checkpoint : path, optional

    Returns
    -------
    FeldmanCousins

    Sources
    -------
    Feldman:1997qc, Sec. IV; nuisance parameters by profiling. Checked: χ²-distributed test statistic in the
    Gaussian limit.
    """
    model = fit.model
    grid = scan_axis(model, name, values) if name in model.names else np.asarray(values, dtype=float)
    t, observed, p_value = _construct(fit, (name,), grid[:, None], n, seed, starts, workers, checkpoint)
    return FeldmanCousins(
        name=name,
        unit=model.parameters[0].unit,
        values=grid,
        observed=observed,
        critical={level: np.nanquantile(t, level, axis=1) for level in levels},
        p_value=p_value,
        seed=seed,
        cite=(*model.cite, "Feldman:1997qc"),
        provenance=model.settings(),
    )


def feldman_cousins_grid(
    fit: Fit,
    axes: Mapping[str, Sequence[float] | Floats],
    *,
    n: int,
    seed: int,
    levels: Sequence[float] = (0.683, 0.9),
    starts: Sequence[Mapping[str, float]] = (),
    workers: int | Executor = 1,
    checkpoint: str | Path | None = None,
) -> FeldmanCousinsGrid:
    """Confidence regions in two parameters with the test statistic calibrated by toys at every grid point.

    Parameters
    ----------
    fit : Fit
        With exactly the two free physics parameters of the axes.
    axes : mapping of two names to arrays [units of the parameters]
    n : int
        Toys per point; every point and toy has its own random stream.
    seed : int
    levels : sequence of float [1]
    starts : sequence of mapping, optional
        Further starting points of the free fits.
    workers : int or Executor
        Local processes, or an executor such as :class:`nuscat.inference.DaskCluster`.
    checkpoint : path, optional
        Folder to resume from.

    Returns
    -------
    FeldmanCousinsGrid

    Sources
    -------
    Feldman:1997qc, Sec. V; nuisance parameters by profiling. Checked: quantiles of χ² with two degrees of freedom in
    the Gaussian limit.
    """
    if len(axes) != 2:
        raise ValidityError(f"A grid needs two parameters, got {len(axes)}.", hint="For one use feldman_cousins.")
    model = fit.model
    (a, va), (b, vb) = axes.items()
    x, y = scan_axis(model, a, va), scan_axis(model, b, vb)
    points = np.stack([g.ravel() for g in np.meshgrid(x, y, indexing="ij")], axis=1)
    t, observed, p_value = _construct(fit, (a, b), points, n, seed, starts, workers, checkpoint)
    shape = (x.size, y.size)
    return FeldmanCousinsGrid(
        names=(a, b),
        units=(model.parameters[model.index(a)].unit, model.parameters[model.index(b)].unit),
        axes=(x, y),
        observed=observed.reshape(shape),
        critical={level: np.nanquantile(t, level, axis=1).reshape(shape) for level in levels},
        p_value=p_value.reshape(shape),
        seed=seed,
        cite=(*model.cite, "Feldman:1997qc"),
        provenance=model.settings(),
    )


def _construct(
    fit: Fit,
    names: tuple[str, ...],
    points: Floats,
    n: int,
    seed: int,
    starts: Sequence[Mapping[str, float]],
    workers: int | Executor,
    checkpoint: str | Path | None,
) -> tuple[Floats, Floats, Floats]:
    """Test statistics of the toys (points, n), Δχ² of the data and p-values (points,) of scanned `points`."""
    model = fit.model
    if sorted(p.name for p in model.physics) != sorted(names):
        raise ValidityError(
            f"Feldman–Cousins needs only {' and '.join(map(repr, names))} free, the fit has"
            f" {[p.name for p in model.physics]}.",
            hint=f"Use Fit(experiments, free={list(names)!r}).",
        )
    if n < 1:
        raise ValidityError(f"The number of toys must be at least 1, got {n}.")
    indices = [model.index(name) for name in names]
    hold = np.zeros(len(model.names), dtype=bool)
    hold[indices] = True
    best = fit.minimize(minos=False)
    x_best = np.array([best.values[p] for p in model.names])
    start = np.tile(x_best, (len(points), 1))
    start[:, indices] = points
    conditional = minimise_batch(model, start, hold=hold)
    if not conditional.converged.all():
        bad = dict(zip(names, points[~conditional.converged][0].tolist(), strict=True))
        where = ", ".join(f"{name} = {value:g}" for name, value in bad.items())
        raise FitError(f"The nuisance parameters could not be fitted at {where}.")
    minimum = min(best.goodness_of_fit.statistic, float(conditional.chi2.min()))
    observed = conditional.chi2 - minimum
    work = _PointToys(model, conditional.x, starting_points(model, x_best, starts), n, seed)
    settings = model.settings(
        **({"values": points[:, 0].tolist()} if len(names) == 1 else {"points": points.tolist(), "names": list(names)}),
        n=n,
        seed=seed,
        starts=work.starts.tolist(),
    )
    out = run_chunks(
        work,
        chunks(len(points), 1),
        description="Feldman–Cousins",
        workers=workers,
        checkpoint=checkpoint,
        settings=settings,
    )
    t = out["test_statistic"]
    lost = np.mean(~np.isfinite(t), axis=1)
    if np.any(lost > 0.1):
        worst = points[int(np.argmax(lost))].tolist()
        where = ", ".join(f"{name} = {value:g}" for name, value in zip(names, worst, strict=True))
        raise FitError(
            f"{lost.max():.0%} of the toys at {where} could not be fitted.",
            hint="Scan a range closer to the best fit, or fix a nuisance parameter.",
        )
    p_value = np.array([np.mean(row[np.isfinite(row)] >= o - _TIE) for row, o in zip(t, observed, strict=True)])
    return t, observed, p_value
