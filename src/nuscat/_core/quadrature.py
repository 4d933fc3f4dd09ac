"""Fixed Gauss–Legendre quadrature, on one interval or broken at given points."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .arrays import Array, namespace
from .errors import ValidityError

__all__ = ["check_order", "gauss_legendre", "legendre_rule", "piecewise_rule"]


def check_order(order: object) -> int:
    """`order` as a number of quadrature nodes; :class:`ValidityError` unless it is an integer of at least 1."""
    if not isinstance(order, int | np.integer) or isinstance(order, bool) or order < 1:
        raise ValidityError(
            f"Quadrature order must be an integer of at least 1, got {order!r}.",
            hint="Give the number of nodes, or leave it out for the default.",
        )
    return int(order)


def legendre_rule(order: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Nodes and weights [1] of the Gauss–Legendre rule of `order` points on [-1, 1] (exact to degree 2·order − 1)."""
    return _rule(check_order(order))


@lru_cache(maxsize=64)
def _rule(order: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x, w = np.polynomial.legendre.leggauss(order)
    x.setflags(write=False)
    w.setflags(write=False)
    return x, w


def gauss_legendre(lower: Array, upper: Array, order: int = 32) -> tuple[Array, Array]:
    r"""Gauss–Legendre nodes and weights on [lower, upper].

    Parameters
    ----------
    lower, upper : array [any unit]
        Limits, broadcast against each other, shape (…). Where upper ≤ lower all weights are zero.
    order : int
        Number of nodes; a polynomial of degree 2·order − 1 is integrated exactly.

    Returns
    -------
    nodes, weights : array [unit of the limits]
        Shape (…, order).

    Raises
    ------
    ValidityError
        If `order` is not an integer of at least 1.

    Sources
    -------
    Abramowitz & Stegun, Eq. (25.4.30). Checked: polynomials to degree 2n − 1 to 1e-14.
    """
    xp: Any = namespace(lower, upper)
    x, w = legendre_rule(order)
    lo = xp.asarray(lower, dtype=float)[..., None]
    half = 0.5 * xp.maximum(xp.asarray(upper, dtype=float)[..., None] - lo, 0.0)
    return lo + half * (1.0 + xp.asarray(x)), half * xp.asarray(w)


def piecewise_rule(
    breakpoints: Sequence[float] | NDArray[np.float64], order: int = 16, *, lower: Array = None
) -> tuple[Array, Array]:
    """Composite Gauss–Legendre rule broken at `breakpoints`, optionally from a variable lower limit.

    Parameters
    ----------
    breakpoints : sequence of float [any unit], shape (n + 1,)
        Increasing; includes both ends.
    order : int
        Nodes per piece.
    lower : array [same unit], optional
        Lower limit(s), shape (…); pieces below it get zero weight, the piece that contains it is cut there.

    Returns
    -------
    nodes, weights : array [unit of the breakpoints]
        Shape (n·order,), or (…, n·order) with `lower`.

    Raises
    ------
    ValidityError
        If the breakpoints are not finite and increasing, or `order` is not an integer of at least 1.
    """
    edges = np.asarray(breakpoints, dtype=float)
    if edges.ndim != 1 or edges.size < 2 or not np.all(np.isfinite(edges)) or not np.all(edges[1:] > edges[:-1]):
        raise ValidityError(f"Quadrature breakpoints must be at least two increasing numbers, got {edges.tolist()}.")
    if lower is None:
        nodes, weights = gauss_legendre(edges[:-1], edges[1:], order)
        return nodes.reshape(-1), weights.reshape(-1)
    xp: Any = namespace(lower)
    lo = xp.maximum(xp.asarray(lower, dtype=float)[..., None], xp.asarray(edges[:-1]))
    hi = xp.broadcast_to(xp.asarray(edges[1:]), lo.shape)
    nodes, weights = gauss_legendre(xp.minimum(lo, hi), hi, order)
    shape = (*lo.shape[:-1], (edges.size - 1) * order)
    return nodes.reshape(shape), weights.reshape(shape)
