"""Edges of the arguments: plain input is checked and made float64, plain results become floats."""

from __future__ import annotations

import numpy as np

from nuscat._core.arrays import Array, check_energies
from nuscat._core.errors import ValidityError

__all__ = ["checked", "checked_cosine", "plain"]

_PLAIN = (float, int, np.ndarray, np.generic, list, tuple)


def checked(name: str, value: Array, unit: str = "MeV") -> Array:
    """`value` as float64 array of its own library, after refusing NaN, infinite and negative plain input."""
    check_energies(name, value, unit=unit)
    return np.asarray(value, dtype=float) if isinstance(value, _PLAIN) else value


def checked_cosine(value: Array) -> Array:
    """`value` [1] as float64 array of its own library, after refusing plain input outside [-1, 1]."""
    if not isinstance(value, _PLAIN):
        return value
    c = np.asarray(value, dtype=float)
    inside = np.abs(c) <= 1.0
    if not np.all(inside):
        bad = float(c[~inside].ravel()[0])
        raise ValidityError(
            f"cos_theta must lie between -1 and 1, got {bad!r}.", hint="Give the cosine, not the angle."
        )
    return c


def plain(value: Array) -> Array:
    """A Python float for a NumPy result without dimensions, otherwise `value`."""
    return float(value) if isinstance(value, np.ndarray | np.generic) and value.ndim == 0 else value
