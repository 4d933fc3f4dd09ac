r"""Minimisation of many likelihoods at once: Fisher scoring with limits.

For a batch of parameter vectors (grid points, toys) the step solves :math:`H\delta = -g` with
:math:`g = \partial\chi^2/\partial x` and the expected Fisher information
:math:`H_{ab} = 2\sum_b \partial_a\mu_b\,\partial_b\mu_b/\mu_b + 2/\sigma_a^2`
(for a Gaussian measurement the square of its error stands for μ_b);
steps that do not lower χ² are halved, parameters
at a limit with the gradient pointing outwards are held. It stops at an estimated distance to the minimum below
`tolerance`.

Where H is not the Hessian, scoring only converges linearly. A member near its minimum that still needs steps gets a
symmetric rank-one correction of H from the changes of the gradient, if H stays positive definite; its distance is then
the larger one of both matrices.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat.experiments import statistic_of

from .jax_newton import CHUNK, NEAR, SECANT_AFTER, minimise_compiled
from .model import Model

__all__ = ["BatchMinimum", "minimise_batch"]

Floats = NDArray[np.float64]
_FLOOR = 1e-9
_CHUNK = 64
_FACTORS = tuple(np.split(0.5 ** np.arange(12), [1, 4, 8]))


@dataclass(frozen=True, eq=False)
class BatchMinimum:
    """Minima of a batch.

    Parameters
    ----------
    x : array [units of the parameters], shape (batch, n)
    chi2 : array [1], shape (batch,)
    edm : array [1], shape (batch,)
        Estimated distance of χ² to its minimum.
    information : array, shape (batch, n, n)
        Fisher information of χ²/2 at the minimum; its inverse is the covariance of the parameters that were free.
    """

    x: Floats
    chi2: Floats
    edm: Floats
    information: Floats

    @cached_property
    def converged(self) -> NDArray[np.bool_]:
        """Whether χ² is within 0.02 of its minimum [shape (batch,)]; kinks of clipped templates stop it above zero."""
        return np.isfinite(self.chi2) & (self.edm < 0.02)


def minimise_batch(
    model: Model, start: Floats, *, hold: NDArray[np.bool_] | None = None, tolerance: float = 1e-6, iterations: int = 60
) -> BatchMinimum:
    """Minima of χ² from a batch of starting points.

    Parameters
    ----------
    model : Model
        Its data and centres may carry a leading batch axis of the same length.
    start : array [units of the parameters], shape (batch, n)
    hold : array of bool, shape (n,), optional
        Parameters kept at their starting value.
    tolerance : float [1]
        Estimated distance to the minimum at which a member is done.
    iterations : int
        Most steps; members that need more are returned with their larger `edm`.

    Returns
    -------
    BatchMinimum
        Checked: equals MIGRAD's χ² to 1e-4 on the COHERENT likelihoods.
    """
    start = np.atleast_2d(np.asarray(start, dtype=float))
    held = np.zeros(start.shape[1], dtype=bool) if hold is None else np.asarray(hold, dtype=bool)
    pieces = []
    chunk = _CHUNK if model.backend == "numpy" else CHUNK
    for lo in range(0, len(start), chunk):
        part = slice(lo, lo + chunk)
        data = [d[part] if d.ndim == 2 else d for d in model.data]
        centres = model.centres[part] if model.centres.ndim == 2 else model.centres
        piece = model.with_data(data, centres)
        pieces.append(
            _leave_saddles(
                piece, _minimise(piece, start[part], held, tolerance, iterations), held, tolerance, iterations
            )
        )
    return BatchMinimum(*(np.concatenate([getattr(p, f) for p in pieces]) for f in ("x", "chi2", "edm", "information")))


def _minimise(model: Model, start: Floats, held: NDArray[np.bool_], tolerance: float, iterations: int) -> BatchMinimum:
    if model.backend == "numpy":
        batch = _Batch(model, start, held)
        return batch.polish(batch.run(tolerance, iterations))
    found = BatchMinimum(*minimise_compiled(model, start, held, tolerance, iterations))
    open_ = np.flatnonzero(~(found.edm <= tolerance))
    if open_.size:  # the slow ones are finished by the other minimiser
        data = [d[open_] if d.ndim == 2 else d for d in model.data]
        centres = model.centres[open_] if model.centres.ndim == 2 else model.centres
        rest = _Batch(replace(model.with_data(data, centres), backend="numpy"), found.x[open_], held)
        polished = rest.polish(rest.run(tolerance, iterations))
        for name in ("x", "chi2", "edm", "information"):
            getattr(found, name)[open_] = getattr(polished, name)
    return found


def _leave_saddles(
    model: Model, found: BatchMinimum, held: NDArray[np.bool_], tolerance: float, iterations: int
) -> BatchMinimum:
    """A second search one step away where the slope of a free physics parameter vanished; the lower wins."""
    for i, p in enumerate(model.physics):
        flat = np.flatnonzero(found.information[:, i, i] * p.step**2 < 1e-6) if not held[i] else np.zeros(0, dtype=int)
        if flat.size == 0:
            continue
        start = found.x[flat].copy()
        up = start[:, i] + p.step
        start[:, i] = np.where(up <= model.limits[1][i], up, start[:, i] - p.step)
        data = [d[flat] if d.ndim == 2 else d for d in model.data]
        centres = model.centres[flat] if model.centres.ndim == 2 else model.centres
        other = _minimise(model.with_data(data, centres), start, held, tolerance, iterations)
        better = other.converged & ~(other.chi2 >= found.chi2[flat] - 1e-9)
        for mine, theirs in zip(
            (found.x, found.chi2, found.edm, found.information),
            (other.x, other.chi2, other.edm, other.information),
            strict=True,
        ):
            mine[flat[better]] = theirs[better]
    return found


class _Batch:
    """State of one chunk of a batch minimisation."""

    def __init__(self, model: Model, start: Floats, held: NDArray[np.bool_]) -> None:
        self.model = model
        low, self.high = model.limits
        scaling = np.array([bool(p.scales) for p in model.parameters])
        self.low = np.where(scaling, np.maximum(low, _FLOOR), low)  # slopes are component / value
        self.x = np.clip(start, self.low, self.high)
        self.free = np.flatnonzero(~held)
        self.n_physics = len(model.physics)
        self.steps = np.array([1e-3 * p.step for p in model.parameters])
        physics_fixed = bool(np.all(held[: self.n_physics]))
        theta = model.theta(self.x)
        self.prepared = [e.prepare(theta) for e in model.experiments] if physics_fixed else None
        self.scalar_ndim = (
            [np.ndim(e.prepare(model.theta(self.x[0]))) for e in model.experiments] if physics_fixed else []
        )
        self.inverse_variance = np.concatenate([np.zeros(self.n_physics), model._inverse_sigma**2])

    def run(self, tolerance: float, iterations: int) -> BatchMinimum:
        batch, n = self.x.shape
        chi2 = np.full(batch, np.inf)
        edm = np.full(batch, np.inf)
        information = np.zeros((batch, n, n))
        todo = np.arange(batch)
        secant = _Secant(batch, n)
        for k in range(iterations):
            value, gradient, fisher = self._derivatives(todo)
            chi2[todo] = value
            information[todo] = fisher
            step, distance = self._step(todo, gradient, 2.0 * fisher)
            if k >= SECANT_AFTER:
                secant.update(todo, self.x[todo], gradient, fisher)
                near = np.flatnonzero((distance < NEAR) & (distance > tolerance) & secant.known[todo])
                if near.size:
                    rows = todo[near]
                    hessian = 2.0 * fisher[near] + secant.matrix[rows]
                    step[near], distance[near] = self._corrected(
                        rows, gradient[near], hessian, step[near], distance[near]
                    )
            edm[todo] = distance
            active = distance > tolerance
            if not active.any():
                break
            stalled = self._advance(todo[active], step[active], value[active])
            keep = active.copy()
            keep[np.flatnonzero(active)[stalled]] = False
            todo = todo[keep]
            if todo.size == 0:
                break
        else:  # the last step was not followed by an evaluation
            chi2[todo] = self._chi2(todo, self.x[todo])
        return BatchMinimum(self.x, chi2, edm, information)

    def polish(self, found: BatchMinimum) -> BatchMinimum:
        """Members that are not converged (a direction that is almost unconstrained) finished by MIGRAD, one by one."""
        from iminuit import Minuit

        chi2, edm = found.chi2.copy(), found.edm.copy()
        for row in np.flatnonzero(~found.converged):
            names = [self.model.names[i] for i in self.free]
            minuit = Minuit(partial(self._chi2_of_row, int(row)), self.x[row, self.free], name=names)
            minuit.errordef = Minuit.LEAST_SQUARES
            minuit.limits = [(self.low[i], self.high[i]) for i in self.free]
            minuit.errors = [p.sigma or p.step for p in (self.model.parameters[i] for i in self.free)]
            minuit.strategy = 0
            minuit.migrad(ncall=5000)
            if np.isfinite(minuit.fval) and not minuit.fval > chi2[row]:
                self.x[row, self.free] = np.array(minuit.values)
                chi2[row], edm[row] = minuit.fval, abs(minuit.fmin.edm)
        return BatchMinimum(self.x, chi2, edm, found.information)

    def _chi2_of_row(self, row: int, free: Floats) -> float:
        x = self.x[row : row + 1].copy()
        x[0, self.free] = free
        return float(self._chi2(np.array([row]), x)[0])

    def _take(self, rows: NDArray[np.intp]) -> tuple[list[Floats], Floats]:
        data = [d[rows] if d.ndim == 2 else d for d in self.model.data]
        centres = self.model.centres[rows] if self.model.centres.ndim == 2 else self.model.centres
        return data, centres

    def _chi2(self, rows: NDArray[np.intp], x: Floats) -> Floats:
        data, centres = self._take(rows)
        theta = self.model.theta(x)
        pulls = x[:, self.n_physics :] - centres
        value: Floats = np.sum(pulls**2 * self.inverse_variance[self.n_physics :], axis=1)
        for k, (experiment, counts) in enumerate(zip(self.model.experiments, data, strict=True)):
            expected = experiment.expected(theta, self._prepared(k, rows, theta))
            value = value + statistic_of(experiment).chi2(expected, counts)
        return value

    def _derivatives(self, rows: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
        """χ², gradient and information of the rows."""
        x = self.x[rows]
        data, centres = self._take(rows)
        theta = self.model.theta(x)
        batch, n = x.shape
        offset = np.concatenate(
            [
                np.zeros((batch, self.n_physics)),
                np.broadcast_to(x[:, self.n_physics :] - centres, (batch, n - self.n_physics)),
            ],
            axis=1,
        )
        value = np.sum(offset**2 * self.inverse_variance, axis=1)
        gradient = 2.0 * offset * self.inverse_variance
        fisher = np.zeros((batch, n, n))
        for k, (experiment, counts) in enumerate(zip(self.model.experiments, data, strict=True)):
            prepared = self._prepared(k, rows, theta)
            parts = experiment.components(theta, prepared)
            total = sum(parts.values())
            mu = np.broadcast_to(total, (batch, counts.shape[-1]))
            statistic = statistic_of(experiment)
            value += statistic.chi2(mu, counts)
            concerned = [i for i in self.free if experiment.understands(self.model.names[i])]
            slopes = np.zeros((batch, len(concerned), mu.shape[-1]))
            for row, i in enumerate(concerned):
                slopes[:, row] = self._slope(experiment, parts, theta, prepared, x, int(i))
            residual = statistic.residual(mu, counts)
            gradient[:, concerned] += 2.0 * np.einsum("bpk,bk->bp", slopes, np.broadcast_to(residual, mu.shape))
            scaled = slopes * np.sqrt(statistic.information(mu))[:, None, :]
            fisher[np.ix_(np.arange(batch), concerned, concerned)] += scaled @ scaled.swapaxes(1, 2)
        diagonal = np.arange(n)
        fisher[:, diagonal, diagonal] += self.inverse_variance
        return value, gradient, fisher

    def _prepared(self, k: int, rows: NDArray[np.intp], theta: dict[str, Any]) -> Any:
        """Physics part of experiment k for the rows; computed once if no physics parameter moves."""
        if self.prepared is None:
            return self.model.experiments[k].prepare(theta)
        prepared = self.prepared[k]
        return prepared[rows] if np.ndim(prepared) > self.scalar_ndim[k] else prepared

    def _slope(
        self, experiment: Any, parts: dict[str, Any], theta: dict[str, Any], prepared: Any, x: Floats, i: int
    ) -> Floats:
        """∂μ/∂x_i, shape (batch, bins): exact for a normalisation, else central differences."""
        scales = self.model.parameters[i].scales
        if scales:
            return np.asarray(sum(parts[name] for name in scales if name in parts) / x[:, i : i + 1])
        h = self.steps[i]
        up = np.minimum(x[:, i] + h, self.high[i])
        down = np.maximum(x[:, i] - h, self.low[i])
        varied = {**theta, self.model.names[i]: np.stack([up, down])[..., None]}
        mu = experiment.expected(varied, None if i < self.n_physics else prepared)
        mu = np.broadcast_to(mu, (2, x.shape[0], mu.shape[-1]))
        return np.asarray((mu[0] - mu[1]) / (up - down)[:, None])

    def _corrected(
        self, rows: NDArray[np.intp], gradient: Floats, matrix: Floats, step: Floats, distance: Floats
    ) -> tuple[Floats, Floats]:
        """Step and distance with another `matrix` where that is positive definite, else the given ones."""
        sizes = np.array([p.step for p in self.model.parameters])[self.free]
        usable = np.array([_positive(m[np.ix_(self.free, self.free)] * np.outer(sizes, sizes)) for m in matrix])
        other, far = self._step(rows[usable], gradient[usable], matrix[usable])
        step, distance = step.copy(), distance.copy()
        step[usable] = other
        distance[usable] = np.maximum(far, distance[usable])
        return step, distance

    def _step(self, rows: NDArray[np.intp], gradient: Floats, hessian: Floats) -> tuple[Floats, Floats]:
        """Newton step within the limits and the estimated distance to the minimum."""
        x, free = self.x[rows], self.free
        g = gradient[:, free]
        tiny = 1e-12 * np.maximum(1.0, np.abs(x[:, free]))
        blocked = ((x[:, free] <= self.low[free] + tiny) & (g > 0)) | ((x[:, free] >= self.high[free] - tiny) & (g < 0))
        g = np.where(blocked, 0.0, g)
        matrix = hessian[np.ix_(np.arange(len(rows)), free, free)]
        mask = blocked[:, :, None] | blocked[:, None, :]
        matrix = np.where(mask, 0.0, matrix)
        diagonal = np.arange(free.size)
        scale = np.array([1.0 / self.model.parameters[i].step ** 2 for i in free])
        matrix[:, diagonal, diagonal] += np.where(blocked, scale, 1e-9 * scale)
        delta = _solve(matrix, -g)
        distance = -0.5 * np.sum(g * delta, axis=1)
        step = np.zeros_like(x)
        step[:, free] = delta
        return step, np.abs(distance)

    def _advance(self, rows: NDArray[np.intp], step: Floats, value: Floats) -> NDArray[np.intp]:
        """Move each row along its step, halved until χ² falls; positions (within rows) where nothing helps."""
        origin = self.x[rows].copy()
        waiting = np.arange(len(rows))
        for factors in _FACTORS:  # several at once: what is left is few, and a call costs more than its members
            trials = np.clip(origin[waiting] + factors[:, None, None] * step[waiting], self.low, self.high)
            again = np.tile(rows[waiting], factors.size)
            chi2 = self._chi2(again, trials.reshape(again.size, -1)).reshape(factors.size, -1)
            better = chi2 <= value[waiting] + 1e-12
            found = better.any(axis=0)
            self.x[rows[waiting[found]]] = trials[np.argmax(better, axis=0), np.arange(waiting.size)][found]
            waiting = waiting[~found]
            if waiting.size == 0:
                break
        return waiting


def _solve(matrix: Floats, right: Floats) -> Floats:
    """Solutions of linear systems, shape (batch, n); where parameters are degenerate, with a little of the diagonal.

    Two parameters that change one bin alike make a matrix of rank one, which may have no inverse in floating point.
    """
    try:
        return np.asarray(np.linalg.solve(matrix, right[..., None])[..., 0])
    except np.linalg.LinAlgError:
        if len(matrix) > 1:  # the others of the batch keep their numbers
            return np.concatenate([_solve(m[None], r[None]) for m, r in zip(matrix, right, strict=True)])
        damped = matrix * (1.0 + 1e-9 * np.eye(matrix.shape[-1]))
        return np.asarray(np.linalg.solve(damped, right[..., None])[..., 0])


class _Secant:
    """Difference between the Hessian and twice the information, learnt from the gradients on the way."""

    def __init__(self, batch: int, n: int) -> None:
        self.matrix = np.zeros((batch, n, n))
        self.known = np.zeros(batch, dtype=bool)
        self._x = np.full((batch, n), np.nan)
        self._gradient = np.zeros((batch, n))

    def update(self, rows: NDArray[np.intp], x: Floats, gradient: Floats, fisher: Floats) -> None:
        """Symmetric rank-one update by the last move of the `rows`."""
        moved, rise = x - self._x[rows], gradient - self._gradient[rows]
        self._x[rows], self._gradient[rows] = x, gradient
        model = 2.0 * fisher + self.matrix[rows]
        rest = rise - np.einsum("bij,bj->bi", model, moved)
        product = np.sum(rest * moved, axis=1)
        floor = 1e-8 * np.linalg.norm(rest, axis=1) * np.linalg.norm(moved, axis=1)
        good = np.flatnonzero(np.isfinite(product) & (np.abs(product) > floor))
        pick = rows[good]
        self.matrix[pick] += rest[good][:, :, None] * rest[good][:, None, :] / product[good][:, None, None]
        self.known[pick] = True


def _positive(matrix: Floats) -> bool:
    try:
        np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        return False
    return True
