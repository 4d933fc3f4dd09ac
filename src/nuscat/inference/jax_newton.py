r"""The batched minimiser of :mod:`nuscat.inference.newton` in JAX: one compiled loop for many likelihoods.

The same Fisher scoring with limits, halved steps and corrections of H near the minimum, with exact derivatives of the
expectation; every member of the batch has its own loop state, finished ones stand still. On a GPU, if JAX finds one,
the whole batch advances together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat.experiments import statistic_of

from .jax_backend import in_float64, jax_module
from .model import Model

__all__ = ["CHUNK", "NEAR", "SECANT_AFTER", "minimise_compiled"]

Floats = NDArray[np.float64]
CHUNK = 128
"""Members of a compiled batch; shorter batches are filled up, so that a shape is compiled once."""
_FLOOR = 1e-9
_ITERATIONS, _HALVINGS = 15, 4
"""Most steps and halvings here: the batch waits for its slowest member, so the few that need more go elsewhere."""
SECANT_AFTER = 5
"""Steps before H is corrected."""
NEAR = 1.0
"""Estimated distance to the minimum [1] below which it is."""


def minimise_compiled(
    model: Model, start: Floats, held: NDArray[np.bool_], tolerance: float, iterations: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Positions, χ², estimated distances and information of at most :data:`CHUNK` members, as `BatchMinimum` has them.

    Parameters
    ----------
    model : Model
        Its data and centres may carry a leading batch axis.
    start : array [units of the parameters], shape (batch, n)
    held : array of bool, shape (n,)
    tolerance : float [1]
    iterations : int

    Returns
    -------
    x, chi2, edm, information : array
        Members whose `edm` is above `tolerance` are not finished. Checked: equal to the NumPy minimiser to 1e-5 in χ².
    """
    n = len(start)
    fill = CHUNK - n

    def padded(array: Floats) -> Floats:
        return np.concatenate([array, np.broadcast_to(array[-1:], (fill, *array.shape[1:]))]) if fill else array

    data = tuple(padded(np.broadcast_to(d, (n, d.shape[-1]))) for d in model.data)
    centres = padded(np.broadcast_to(model.centres, (n, model.centres.shape[-1])))
    key = ("minimise", held.tobytes(), float(tolerance), int(iterations))
    if key not in model.compiled:
        model.compiled[key] = in_float64(_program(model, held, tolerance, min(iterations, _ITERATIONS)))
    out = model.compiled[key](padded(start), data, centres)
    return tuple(np.array(o[:n]) for o in out)  # type: ignore[return-value]


def _program(model: Model, held: NDArray[np.bool_], tolerance: float, iterations: int) -> Callable[..., Any]:
    """Function of (start, data, centres) to be compiled; everything else of `model` is constant in it."""
    jax = jax_module()
    xp, lax = jax.numpy, jax.lax
    limits = model.limits
    scaling = np.array([bool(p.scales) for p in model.parameters])
    low, high = np.where(scaling, np.maximum(limits[0], _FLOOR), limits[0]), limits[1]
    n_physics = len(model.physics)
    inverse = np.concatenate([np.zeros(n_physics), model._inverse_sigma**2])
    units = np.array([1.0 / p.step for p in model.parameters])
    held_inside = np.asarray(held, dtype=bool)
    statistics = [statistic_of(e) for e in model.experiments]
    reuse = bool(np.all(held_inside[:n_physics]))

    def prepared(x: Any) -> list[Any]:
        theta = model.theta(x)
        return [e.prepare(theta) for e in model.experiments] if reuse else [None] * len(model.experiments)

    def expectation(x: Any, ready: list[Any]) -> list[Any]:
        theta = model.theta(x)
        return [e.expected(theta, p) for e, p in zip(model.experiments, ready, strict=True)]

    def chi2_of(x: Any, data: Any, centres: Any, ready: list[Any]) -> Any:
        pulls = x[n_physics:] - centres
        total = xp.sum(pulls * pulls * inverse[n_physics:])
        for s, mu, d in zip(statistics, expectation(x, ready), data, strict=True):
            total = total + s.chi2(mu, d)
        return total

    def derivatives(x: Any, data: Any, centres: Any, ready: list[Any]) -> tuple[Any, Any, Any]:
        value, gradient = jax.value_and_grad(chi2_of)(x, data, centres, ready)
        slopes = jax.jacfwd(expectation)(x, ready)
        fisher = xp.diag(xp.asarray(inverse))
        for s, mu, slope in zip(statistics, expectation(x, ready), slopes, strict=True):
            fisher = fisher + (slope * s.information(mu)[:, None]).T @ slope
        return value, gradient, fisher

    def newton(x: Any, gradient: Any, hessian: Any) -> tuple[Any, Any, Any]:
        """Step, estimated distance, and whether the matrix is positive definite."""
        tiny = 1e-12 * xp.maximum(1.0, xp.abs(x))
        blocked = held_inside | ((x <= low + tiny) & (gradient > 0)) | ((x >= high - tiny) & (gradient < 0))
        g = xp.where(blocked, 0.0, gradient)
        matrix = xp.where(blocked[:, None] | blocked[None, :], 0.0, hessian / (units[:, None] * units[None, :]))
        matrix = matrix + xp.diag(xp.where(blocked, 1.0, 1e-9))
        solution, positive = _solve(matrix, -g / units)
        step = xp.where(blocked, 0.0, solution / units)
        return step, xp.abs(-0.5 * xp.sum(g * step)), positive

    def learnt(secant: tuple[Any, ...], x: Any, gradient: Any, fisher: Any, count: Any) -> tuple[Any, Any]:
        """Symmetric rank-one update of Hessian − 2·information, and whether there is one."""
        matrix, known, origin, slope = secant
        moved = x - origin
        rest = gradient - slope - (2.0 * fisher + matrix) @ moved
        product = xp.sum(rest * moved)
        floor = 1e-8 * xp.sqrt(xp.sum(rest * rest) * xp.sum(moved * moved))
        good = (count > SECANT_AFTER) & xp.isfinite(product) & (xp.abs(product) > floor)
        change = xp.where(good, rest[:, None] * rest[None, :] / xp.where(good, product, 1.0), 0.0)
        return matrix + change, known | good

    def member(start: Any, data: Any, centres: Any) -> tuple[Any, Any, Any, Any]:
        ready = prepared(start)

        def proceed(state: tuple[Any, ...]) -> Any:
            return (state[4] < iterations) & ~state[5]

        def advance(state: tuple[Any, ...]) -> tuple[Any, ...]:
            x, _, _, _, count, _, secant = state
            value, gradient, fisher = derivatives(x, data, centres, ready)
            step, distance, _ = newton(x, gradient, 2.0 * fisher)
            matrix, known = learnt(secant, x, gradient, fisher, count)
            other, far, positive = newton(x, gradient, 2.0 * fisher + matrix)
            use = known & (distance < NEAR) & (distance > tolerance) & positive
            step = xp.where(use, other, step)
            distance = xp.where(use, xp.maximum(far, distance), distance)

            def worse(trial: tuple[Any, Any, Any]) -> Any:
                return (trial[0] < _HALVINGS) & ~trial[2]

            def halve(trial: tuple[Any, Any, Any]) -> tuple[Any, Any, Any]:
                k, _, _ = trial
                position = xp.clip(x + step * 0.5**k, low, high)
                return k + 1, position, chi2_of(position, data, centres, ready) <= value + 1e-12

            _, position, better = lax.while_loop(worse, halve, (0, x, False))
            done = ~(distance > tolerance)
            moved = xp.where(done | ~better, x, position)
            return moved, value, distance, fisher, count + 1, done | ~better, (matrix, known, x, gradient)

        begin = xp.clip(start, low, high)
        n = begin.shape[0]
        secant = (xp.zeros((n, n)), False, begin, xp.zeros(n))
        state = (begin, xp.inf, xp.inf, xp.zeros((n, n)), 0, False, secant)
        x, _, distance, fisher, _, _, _ = lax.while_loop(proceed, advance, state)
        return x, chi2_of(x, data, centres, ready), distance, fisher

    return jax.vmap(member)  # type: ignore[no-any-return]


def _solve(matrix: Any, right: Any) -> tuple[Any, Any]:
    """Solution for a symmetric positive definite matrix, and whether all pivots are positive.

    Elimination in elementary operations: on processors, LAPACK calls of a compiled program that run at the same time
    can wait for one another for ever, each on a thread of the pool that its batch is to be shared with.
    """
    jax = jax_module()
    xp = jax.numpy
    n = right.shape[0]

    def eliminate(k: Any, state: tuple[Any, Any]) -> tuple[Any, Any]:
        table, smallest = state
        pivot = table[k, k]
        row = table[k] / pivot
        factor = xp.where(xp.arange(n) == k, 0.0, table[:, k])
        table = xp.where((xp.arange(n) == k)[:, None], row[None, :], table - factor[:, None] * row[None, :])
        return table, xp.minimum(smallest, pivot)

    start = xp.concatenate([matrix, right[:, None]], axis=1)
    table, smallest = jax.lax.fori_loop(0, n, eliminate, (start, xp.inf))
    return table[:, n], smallest > 0.0
