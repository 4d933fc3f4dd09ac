"""Pseudo-experiments, each fitted; Feldman–Cousins confidence intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import FitError, UnknownNameError, ValidityError

from ._chunks import Arrays, chunks, run_chunks
from .curves import read_json, write_json
from .fit import Fit
from .model import Model
from .newton import minimise_batch
from .scan import _axis

__all__ = ["FeldmanCousins", "Toys", "feldman_cousins", "toys"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Toys:
    """Fitted pseudo-experiments.

    Parameters
    ----------
    names : tuple of str
    truth : mapping of name to float [units of the parameters]
        Parameters they were generated with.
    values : array [units of the parameters], shape (n, n_parameters)
        Best fit of each.
    statistic : array [1], shape (n,)
        −2 ln λ at the minimum (goodness of fit).
    test_statistic : array [1], shape (n,)
        χ² with the physics parameters at their true values minus χ² at the best fit.
    converged : array of bool, shape (n,)
    seed : int
    """

    names: tuple[str, ...]
    truth: Mapping[str, float]
    values: Floats
    statistic: Floats
    test_statistic: Floats
    converged: NDArray[np.bool_]
    seed: int
    cite: tuple[str, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def parameter(self, name: str) -> Floats:
        """Fitted values of one parameter [unit of the parameter], shape (n,)."""
        if name not in self.names:
            raise UnknownNameError.of("parameter of the toys", name, self.names)
        return self.values[:, self.names.index(name)]

    def save(self, path: str | Path) -> None:
        """Write as JSON."""
        document = {f.name: getattr(self, f.name) for f in fields(self)}
        arrays = {k: v.tolist() for k, v in document.items() if isinstance(v, np.ndarray)}
        write_json(path, "toys", {**document, **arrays})

    @classmethod
    def load(cls, path: str | Path) -> Toys:
        """Toys written by :meth:`save`; errors as :func:`nuscat.inference.curves.read_json`."""
        raw = read_json(path, "toys")
        arrays = {k: np.array(raw[k]) for k in ("values", "statistic", "test_statistic", "converged")}
        return cls(
            names=tuple(raw["names"]),
            truth=raw["truth"],
            seed=raw["seed"],
            cite=tuple(raw["cite"]),
            provenance=raw["provenance"],
            **arrays,
        )

    def p_value(self, statistic: float) -> float:
        """Fraction [1] of toys with a larger goodness-of-fit statistic."""
        return float(np.mean(self.statistic[self.converged] >= statistic))


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

    def interval(self, level: float = 0.9) -> tuple[float, float]:
        """Outermost accepted values [unit] at confidence `level` [1], to the resolution of the grid."""
        accepted = self.values[self.p_value > 1.0 - level]
        if accepted.size == 0:
            raise FitError(
                f"No scanned value of {self.name} is accepted at {level:.1%}.", hint="Scan a wider or finer range."
            )
        return float(accepted[0]), float(accepted[-1])


@dataclass(frozen=True)
class _ToyFits:
    """Work on a range of toys; picklable, every toy has its own random stream."""

    model: Model
    truth: Floats
    starts: Floats
    seed: int
    stream: int

    def __call__(self, lo: int, hi: int) -> Arrays:
        model = self.model
        expected = [np.asarray(e.expected(model.theta(self.truth))) for e in model.experiments]
        sigma = np.array([0.0 if p.sigma is None else p.sigma for p in model.nuisances])
        counts: list[list[Floats]] = []
        centres = []
        for i in range(lo, hi):
            rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(self.stream, i)))
            counts.append([rng.poisson(np.maximum(mu, 0.0)).astype(float) for mu in expected])
            centres.append(self.truth[len(model.physics) :] + sigma * rng.standard_normal(sigma.size))
        data = [np.stack([c[k] for c in counts]) for k in range(len(expected))]
        toy = model.with_data(data, np.stack(centres))
        n = hi - lo
        free = [minimise_batch(toy, np.tile(s, (n, 1))) for s in self.starts]
        chi2 = np.stack([np.where(f.converged, f.chi2, np.inf) for f in free])
        which = np.argmin(chi2, axis=0)
        best = chi2[which, np.arange(n)]
        x = np.stack([f.x for f in free])[which, np.arange(n)]
        hold = np.arange(len(model.names)) < len(model.physics)
        true = minimise_batch(toy, np.tile(self.truth, (n, 1)), hold=hold) if hold.any() else free[0]
        return {
            "values": x,
            "statistic": best,
            "test_statistic": np.maximum(true.chi2 - best, 0.0),
            "converged": np.isfinite(best) & true.converged,
        }


def _starts(model: Model, truth: Floats, extra: Sequence[Mapping[str, float]]) -> Floats:
    rows = [truth]
    for mapping in extra:
        row = truth.copy()
        for name, value in mapping.items():
            i = model.index(name)
            low, high = (float(limit[i]) for limit in model.limits)
            if not (np.isfinite(value) and low <= value <= high):
                raise ValidityError(f"{name} cannot be {value!r} in toys.", hint=f"Stay in {low:g} to {high:g}.")
            row[i] = value
        rows.append(row)
    return np.stack(rows)


def toys(
    fit: Fit,
    n: int,
    *,
    seed: int,
    truth: Mapping[str, float] | None = None,
    starts: Sequence[Mapping[str, float]] = (),
    workers: int = 1,
    checkpoint: str | Path | None = None,
) -> Toys:
    """Pseudo-experiments generated at `truth` and fitted like the data.

    Counts are Poisson, the central values of the constraints Gaussian around the true nuisance parameters.

    Parameters
    ----------
    fit : Fit
    n : int
    seed : int
        Every toy has its own stream derived from it: results do not depend on `workers` or chunks.
    truth : mapping of name to float [units of the parameters], optional
        Default: nominal values; parameters left out are nominal.
    starts : sequence of mapping, optional
        Further starting points for the free fits (degenerate minima).
    workers : int
    checkpoint : path, optional
        Folder to resume from.

    Returns
    -------
    Toys
    """
    if n < 1:
        raise ValidityError(f"The number of toys must be at least 1, got {n}.")
    model = fit.model
    x = _starts(model, model.start, [truth or {}])[1]
    work = _ToyFits(model, x, _starts(model, x, starts), seed, 0)
    settings = model.settings(truth=x.tolist(), starts=work.starts.tolist(), seed=seed)
    out = run_chunks(
        work, chunks(n, 128), description="toys", workers=workers, checkpoint=checkpoint, settings=settings
    )
    return Toys(
        names=model.names,
        truth=dict(zip(model.names, x.tolist(), strict=True)),
        values=out["values"],
        statistic=out["statistic"],
        test_statistic=out["test_statistic"],
        converged=out["converged"].astype(bool),
        seed=seed,
        cite=model.cite,
        provenance=model.settings(),
    )


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
            result = _ToyFits(self.model, self.truths[point], starts, self.seed, point + 1)(0, self.n)
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
    workers: int = 1,
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
    workers : int
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
    if tuple(p.name for p in model.physics) != (name,):
        raise ValidityError(
            f"Feldman–Cousins needs only {name!r} free, the fit has {[p.name for p in model.physics]}.",
            hint=f"Use Fit(experiments, free=[{name!r}]).",
        )
    if n < 1:
        raise ValidityError(f"The number of toys must be at least 1, got {n}.")
    grid = _axis(model, name, values)
    hold = np.zeros(len(model.names), dtype=bool)
    hold[0] = True
    best = fit.minimize(minos=False)
    x_best = np.array([best.values[p] for p in model.names])
    start = np.tile(x_best, (len(grid), 1))
    start[:, 0] = grid
    conditional = minimise_batch(model, start, hold=hold)
    if not conditional.converged.all():
        raise FitError(f"The nuisance parameters could not be fitted at {name} = {grid[~conditional.converged][0]:g}.")
    minimum = min(best.goodness_of_fit.statistic, float(conditional.chi2.min()))
    observed = conditional.chi2 - minimum
    work = _PointToys(model, conditional.x, _starts(model, x_best, starts), n, seed)
    settings = model.settings(values=grid.tolist(), n=n, seed=seed, starts=work.starts.tolist())
    out = run_chunks(
        work,
        chunks(len(grid), 1),
        description="Feldman–Cousins",
        workers=workers,
        checkpoint=checkpoint,
        settings=settings,
    )
    t = out["test_statistic"]
    lost = np.mean(~np.isfinite(t), axis=1)
    if np.any(lost > 0.1):
        raise FitError(
            f"{lost.max():.0%} of the toys at {name} = {grid[int(np.argmax(lost))]:g} could not be fitted.",
            hint="Scan a range closer to the best fit, or fix a nuisance parameter.",
        )
    return FeldmanCousins(
        name=name,
        unit=model.parameters[0].unit,
        values=grid,
        observed=observed,
        critical={level: np.nanquantile(t, level, axis=1) for level in levels},
        p_value=np.array([np.mean(row[np.isfinite(row)] >= o - 1e-9) for row, o in zip(t, observed, strict=True)]),
        seed=seed,
        cite=(*model.cite, "Feldman:1997qc"),
        provenance=model.settings(),
    )
