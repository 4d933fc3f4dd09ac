"""Array namespace from the arguments: NumPy in, NumPy out; JAX in, JAX out."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .errors import PrecisionError, ValidityError

__all__ = ["Array", "check_energies", "is_jax", "is_plain", "namespace", "plain_array"]

Array: TypeAlias = Any
"""A float, a NumPy array or a JAX array of float64."""

_PLAIN = (float, int, np.ndarray, np.generic, list, tuple, complex, str, bytes, type(None))


def is_plain(value: object) -> bool:
    """Whether `value` is of Python or NumPy, so that it can be checked now: an array of JAX may not have a value yet.

    Numbers, sequences and NumPy arrays are plain, and so are texts and None, for a check to refuse them.

    Examples
    --------
    >>> is_plain(1.0), is_plain([1.0, 2.0])
    (True, True)
    """
    return isinstance(value, _PLAIN)


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
        If a JAX array has less than double precision, or holds integers while JAX is set to compute in float32.
    ValidityError
        If an argument is neither a number nor an array, or arrays of two libraries other than NumPy are mixed.
    """
    other = [a for a in arrays if not isinstance(a, _PLAIN)]
    if not other:
        return np
    import array_api_compat

    try:
        xp = array_api_compat.array_namespace(*other)
    except TypeError as error:
        kinds = ", ".join(sorted({type(a).__name__ for a in other}))
        raise ValidityError(f"Expected numbers or arrays, got {kinds}.", hint="Use floats, NumPy or JAX.") from error
    for a in other:
        name = str(getattr(a, "dtype", ""))
        if name in ("float64", "complex128"):
            continue
        if name in ("float32", "float16", "bfloat16", "complex64") or str(xp.asarray(0.0).dtype) == "float32":
            raise PrecisionError(
                f"nuscat computes in float64, got an array of {name}.",
                hint='Enable it first: jax.config.update("jax_enable_x64", True).',
            )
    return xp


def is_jax(xp: Any) -> bool:
    """Whether the namespace `xp` is `jax.numpy`."""
    return "jax" in getattr(xp, "__name__", "")


def plain_array(name: str, value: Array, *, unit: str = "") -> NDArray[np.float64]:
    """Float64 array of a plain `value` (see :func:`is_plain`), after refusing what is not a number or array of them.

    Parameters
    ----------
    name : str
        Name for the message, e.g. ``"E_nu"``.
    value : array [unit]
        Any shape.
    unit : str
        Unit, for the message.

    Raises
    ------
    ValidityError
        If the values are not real numbers, or the rows of a sequence have different lengths.
    """
    try:
        array = np.asarray(value)
        if array.dtype.kind in "fiu":
            return array.astype(float, copy=False)
        if array.dtype.kind == "O":  # numbers of other libraries, such as decimals or fractions
            return np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        pass
    shown = repr(value)
    raise ValidityError(
        f"{name} must be a number or an array of numbers, got {shown if len(shown) < 60 else shown[:57] + '...'}.",
        hint=f"Give {name} as number{f' in {unit}' if unit else ''}.",
    )


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
    if isinstance(value, float) and 0.0 <= value < math.inf:  # by far the most frequent case
        return
    if not isinstance(value, _PLAIN):
        return
    arr = plain_array(name, value, unit=unit)
    if arr.size == 0 or (arr.min() >= 0.0 and arr.max() < np.inf):  # false for NaN too, without temporary arrays
        return
    bad = float(arr[~np.isfinite(arr) | (arr < 0)].flat[0])
    raise ValidityError(
        f"{name} must be finite and not negative, got {bad!r}.", hint=f"Give {name} in {unit}, zero or larger."
    )
