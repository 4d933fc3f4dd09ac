"""Array namespace from the arguments: NumPy in, NumPy out; JAX in, JAX out."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from .errors import PrecisionError, ValidityError

__all__ = ["Array", "check_energies", "is_jax", "namespace"]

Array: TypeAlias = Any
"""A float, a NumPy array or a JAX array of float64."""

_PLAIN = (float, int, np.ndarray, np.generic, list, tuple)


def namespace(*arrays: Array) -> Any:
    """Array namespace of the arguments: `numpy` for floats and NumPy arrays, `jax.numpy` for JAX arrays.

    Parameters
    ----------
    *arrays : array
        Arguments of a kernel, any shapes. ``None`` is skipped.

    Returns
    -------
    module
        `numpy`, or the array-API namespace of the (single) other library found.

    Raises
    ------
    PrecisionError
        If a JAX array has less than double precision.
    """
    other = [a for a in arrays if a is not None and not isinstance(a, _PLAIN)]
    if not other:
        return np
    import array_api_compat

    xp = array_api_compat.array_namespace(*other)
    for a in other:
        name = str(getattr(a, "dtype", ""))
        if name in ("float32", "float16", "bfloat16"):
            raise PrecisionError(
                f"nuscat computes in float64, got an array of {name}.",
                hint='Enable it first: jax.config.update("jax_enable_x64", True).',
            )
    return xp


def is_jax(xp: Any) -> bool:
    """Whether the namespace `xp` is `jax.numpy`."""
    return "jax" in getattr(xp, "__name__", "")


def check_energies(name: str, value: Array, *, unit: str = "MeV") -> None:
    """Raise :class:`ValidityError` if concrete NumPy input holds NaN, infinities or negative values.

    Traced or JAX arrays pass unchecked (their values may not exist yet).

    Parameters
    ----------
    name : str
        Name for the message, e.g. ``"E_nu"``.
    value : array [unit]
        Energies or momenta, any shape.
    unit : str
        Unit for the message.
    """
    if not isinstance(value, _PLAIN):
        return
    arr = np.asarray(value, dtype=float)
    if arr.size == 0:
        return
    if not np.all(np.isfinite(arr)) or np.min(arr) < 0:
        bad = arr[~np.isfinite(arr) | (arr < 0)].ravel()[0]
        raise ValidityError(
            f"{name} must be finite and not negative, got {bad!r}.", hint=f"Give {name} in {unit}, zero or larger."
        )
