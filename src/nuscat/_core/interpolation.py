"""Linear interpolation that refuses to invent values outside its table."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .arrays import Array, namespace
from .errors import ValidityError

__all__ = ["check_table", "linear"]


def check_table(what: str, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    """Raise :class:`ValidityError` unless `x` increases strictly and `x`, `y` are finite, 1-D, of equal length ≥ 2."""
    if x.ndim != 1 or x.shape != y.shape or x.size < 2:
        raise ValidityError(
            f"{what}: needs two columns of equal length (at least 2 rows), got {x.shape} and {y.shape}."
        )
    if not (np.all(np.isfinite(x)) and np.all(np.isfinite(y))):
        raise ValidityError(f"{what}: the table holds NaN or infinite values.", hint="Remove those rows.")
    if not np.all(np.diff(x) > 0):
        row = int(np.flatnonzero(np.diff(x) <= 0)[0]) + 1
        raise ValidityError(
            f"{what}: the first column must increase, it does not at row {row + 1}.", hint="Sort the table."
        )


def linear(x: Array, xs: Array, ys: Array, *, left: float | None = None, right: float | None = None) -> Array:
    """Linear interpolation of a table.

    Parameters
    ----------
    x : array [unit of xs]
        Where to evaluate, any shape.
    xs, ys : array, shape (n,)
        Table; `xs` strictly increasing.
    left, right : float, optional
        Values below/above the table. Default None: NumPy input outside the table raises.

    Returns
    -------
    array [unit of ys]
        Shape of `x`.

    Raises
    ------
    ValidityError
        If `x` leaves the table on a side for which no value was given.
    """
    xp: Any = namespace(x, xs, ys)
    if xp is np and (left is None or right is None):
        arr = np.asarray(x, dtype=float)
        lo, hi = float(xs[0]), float(xs[-1])
        # the negated comparisons also catch NaN
        low = left is None and arr.size and not np.min(arr) >= lo
        high = right is None and arr.size and not np.max(arr) <= hi
        if low or high:
            bad = float(np.min(arr)) if low else float(np.max(arr))
            raise ValidityError(
                f"{bad:g} is outside the table, which covers {lo:g} to {hi:g}.",
                hint="Extend the table or state the value outside it.",
            )
    return xp.interp(x, xs, ys, left=left, right=right)
