"""Pseudo-experiments, each fitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat._core.executors import Executor
from nuscat.experiments import statistic_of

from ._chunks import Arrays, chunks, run_chunks
from .curves import read_json, write_json
from .fit import Fit
from .minima import local_minima
from .model import Model
from .newton import minimise_batch

__all__ = ["ToyFits", "Toys", "starting_points", "toys", "with_degenerate_minima"]

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


@dataclass(frozen=True)
class ToyFits:
    """Work on a range of toys; picklable, every toy has its own random stream."""

    model: Model
    truth: Floats
    starts: Floats
    seed: int
    stream: int

    def __call__(self, lo: int, hi: int) -> Arrays:
        """Fits of the toys `lo` to `hi`."""
        model = self.model
        expected = [np.asarray(e.expected(model.theta(self.truth))) for e in model.experiments]
        statistics = [statistic_of(e) for e in model.experiments]
        sigma = np.array([0.0 if p.sigma is None else p.sigma for p in model.nuisances])
        counts: list[list[Floats]] = []
        centres = []
        for i in range(lo, hi):
            rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(self.stream, i)))
            counts.append([s.sample(mu, rng) for s, mu in zip(statistics, expected, strict=True)])
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


def with_degenerate_minima(model: Model, truth: Floats, starts: Floats) -> Floats:
    """`starts` and the further minima of the expectation at `truth` [units of the parameters], shape (more, n).

    Fits of data look for every minimum; those of toys must do the same, or the test statistic comes out too small.
    """
    if not model.physics:
        return starts
    expected = [np.asarray(e.expected(model.theta(truth))) for e in model.experiments]
    asimov = model.with_data(expected, truth[len(model.physics) :])
    return np.concatenate([starts, *(m.x[None] for m in local_minima(asimov, truth)[1:])])


def starting_points(model: Model, truth: Floats, extra: Sequence[Mapping[str, float]]) -> Floats:
    """The `truth` and copies of it with `extra` values [units of the parameters], shape (1 + extra, n)."""
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
    workers: int | Executor = 1,
    checkpoint: str | Path | None = None,
) -> Toys:
    """Pseudo-experiments generated at `truth` and fitted like the data.

    Counts are Poisson (other data follow the statistic of their experiment), the central values of the constraints
    Gaussian around the true nuisance parameters.

    Parameters
    ----------
    fit : Fit
    n : int
    seed : int
        Every toy has its own stream derived from it: results do not depend on `workers` or chunks.
    truth : mapping of name to float [units of the parameters], optional
        Default: nominal values; parameters left out are nominal.
    starts : sequence of mapping, optional
        Further starting points for the free fits, besides the truth and the minima degenerate with it.
    workers : int or Executor
        Local processes, or an executor such as :class:`nuscat.inference.DaskCluster`.
    checkpoint : path, optional
        Folder to resume from.

    Returns
    -------
    Toys
    """
    if n < 1:
        raise ValidityError(f"The number of toys must be at least 1, got {n}.")
    model = fit.model
    x = starting_points(model, model.start, [truth or {}])[1]
    work = ToyFits(model, x, with_degenerate_minima(model, x, starting_points(model, x, starts)), seed, 0)
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
