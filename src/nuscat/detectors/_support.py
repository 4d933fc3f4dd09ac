"""Checks and sums shared by the detector models: plain parameters, bin edges, probabilities of half-open bins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, is_plain, namespace, plain_array
from nuscat._core.errors import ValidityError, require_finite, require_positive

__all__ = ["bin_sums", "check_finite", "check_positive", "column", "read_edges", "refuse_nan"]

Floats = NDArray[np.float64]


def check_positive(name: str, value: Array, *, unit: str = "", zero: bool = False) -> None:
    """Raise :class:`ValidityError` unless a plain `value` [unit] is finite and positive (or zero, with `zero`)."""
    if is_plain(value):
        require_positive(name, value, unit=unit, zero=zero)


def check_finite(name: str, value: Array, *, unit: str = "") -> None:
    """Raise :class:`ValidityError` unless a plain `value` [unit] is a finite number."""
    if is_plain(value):
        require_finite(name, value, unit=unit)


def refuse_nan(x: Array) -> None:
    """Raise :class:`ValidityError` if plain `x` [any unit] holds NaN."""
    if is_plain(x) and np.any(np.isnan(plain_array("argument of an efficiency", x))):
        raise ValidityError("An efficiency was asked for at NaN.", hint="Correct the input.")


def column(name: str, values: object) -> Floats:
    """Read-only float64 copy of a one-dimensional, finite table column `values` [any unit]."""
    try:
        array = np.array(values, dtype=float)
    except (TypeError, ValueError):
        raise ValidityError(f"{name} must be numbers, got {values!r}.", hint="Give a sequence of numbers.") from None
    if array.ndim != 1 or array.size == 0 or not np.all(np.isfinite(array)):
        raise ValidityError(
            f"{name} must be a one-dimensional sequence of finite numbers, got shape {array.shape}.",
            hint="Remove rows with NaN or infinite values.",
        )
    array.setflags(write=False)
    return array


def read_edges(edges: object, *, unit: str, infinite: bool = True) -> Floats:
    """Bin edges as a read-only float64 array.

    Parameters
    ----------
    edges : sequence of float [unit], shape (n + 1,)
        Strictly increasing. The first may be −∞ and the last +∞ if `infinite`.
    unit : str
        Unit, for the message.
    infinite : bool
        Whether infinite outer edges are allowed.

    Returns
    -------
    array [unit], shape (n + 1,)

    Raises
    ------
    ValidityError
        If there are fewer than two edges, they do not increase, or hold NaN.
    """
    try:
        array = np.array(edges, dtype=float)
    except (TypeError, ValueError):
        raise ValidityError(f"Bin edges must be numbers in {unit}, got {edges!r}.") from None
    if array.ndim != 1 or array.size < 2:
        raise ValidityError(f"Bin edges must be at least two numbers in {unit}, got shape {array.shape}.")
    inner = array[1:-1] if infinite else array
    if np.any(np.isnan(array)) or not np.all(np.isfinite(inner)):
        raise ValidityError(
            f"Bin edges must be finite numbers in {unit}, got {array.tolist()}.",
            hint="Only the first may be -inf and the last inf." if infinite else "Give finite edges.",
        )
    falls = np.flatnonzero(~(array[1:] > array[:-1]))
    if falls.size:
        i = int(falls[0])
        raise ValidityError(
            f"Bin edges must increase, but edge {i + 1} is {array[i + 1]:g} after {array[i]:g}.",
            hint="Sort the edges and remove repeated ones.",
        )
    array.setflags(write=False)
    return array


def bin_sums(below: Callable[[Array, Array], Array], E_ee: Array, edges: Floats) -> Array:
    """Probability of each half-open bin [lower, upper) from P(x < edge).

    Parameters
    ----------
    below : callable
        (edge, E_ee) → P(x < edge | E_ee) [1]; called with finite edges only.
    E_ee : array [MeV], shape (…)
        Energies.
    edges : array [unit of x], shape (n + 1,)
        Concrete; the outer ones may be infinite.

    Returns
    -------
    array [1], shape (n, …)
        Differences of one cumulative array: the sum over bins telescopes, so edges that cover everything give 1
        to rounding.
    """
    xp: Any = namespace(E_ee)
    energy = xp.asarray(E_ee, dtype=float)
    shape = (-1,) + (1,) * energy.ndim
    finite = np.isfinite(edges)
    x = xp.asarray(np.where(finite, edges, 1.0).reshape(shape))
    known = xp.asarray(np.where(edges > 0, 1.0, 0.0).reshape(shape))
    cumulative = xp.where(xp.asarray(finite.reshape(shape)), below(x, energy[None, ...]), known)
    return cumulative[1:, ...] - cumulative[:-1, ...]
