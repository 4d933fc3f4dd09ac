"""What every form factor offers, and the checks that all of them share."""

from __future__ import annotations

import math
from typing import Any, Protocol, runtime_checkable

import numpy as np

from nuscat._core.arrays import Array, check_energies, is_plain, namespace
from nuscat._core.errors import ValidityError
from nuscat.constants import hbarc

__all__ = ["FormFactor", "check_length", "check_momentum", "momentum_in_fm", "square_root_length"]


@runtime_checkable
class FormFactor(Protocol):
    """Form factor of a distribution, normalised to F(0) = 1."""

    def __call__(self, q: Array, /) -> Array:
        """F(q) [1] at momentum transfer `q` [MeV], any shape."""
        ...

    @property
    def rms_radius(self) -> Array:
        """Root-mean-square radius of the distribution [fm]; F = 1 − q²⟨r²⟩/6 + …."""
        ...


def check_length(name: str, value: Array, *, zero: bool = False) -> None:
    """Raise :class:`ValidityError` unless a concrete length is finite and positive (or zero, with `zero`).

    Parameters
    ----------
    name : str
        What it is, for the message.
    value : array [fm]
        JAX values pass unchecked: they may be traced.
    zero : bool
        Whether 0 is valid.
    """
    if isinstance(value, float) and 0.0 < value < math.inf:  # by far the most frequent case
        return
    if isinstance(value, str | bytes | bool) or value is None:
        raise ValidityError(f"{name} must be a number, got {value!r}.", hint=f"Give {name} in fm.")
    if not is_plain(value):
        return
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise ValidityError(f"{name} must be a number, got {value!r}.", hint=f"Give {name} in fm.") from None
    bad = ~np.isfinite(array) | (array < 0) if zero else ~(np.isfinite(array) & (array > 0))
    if array.size == 0 or np.any(bad):
        first = float(array[bad].ravel()[0]) if array.size else "an empty array"
        bound = "zero or positive" if zero else "positive"
        raise ValidityError(f"{name} must be finite and {bound}, got {first!r}.", hint=f"Give {name} in fm.")


def check_momentum(q: Array) -> None:
    """Raise :class:`ValidityError` if a concrete `q` [MeV] holds NaN, infinities or negative values."""
    check_energies("momentum transfer q", q)


def momentum_in_fm(q: Array, *parameters: Array) -> tuple[Any, Array]:
    """Array namespace of all arguments, and the momentum transfer `q` [MeV] in [1/fm]."""
    xp: Any = namespace(q, *parameters)
    return xp, xp.asarray(q, dtype=float) / hbarc.value


def square_root_length(name: str, square: Array, explain: str) -> Array:
    """Square root [fm] of a `square` [fm²], with an error that says which parameters made it negative.

    Parameters
    ----------
    name : str
        The length, for the message.
    square : array [fm²]
    explain : str
        Hint: how to make it positive.

    Raises
    ------
    ValidityError
        If a concrete `square` is not positive. Traced values give NaN instead.
    """
    if isinstance(square, float) and square > 0.0:
        return np.sqrt(square)
    xp: Any = namespace(square)
    if xp is np:
        array = np.asarray(square, dtype=float)
        if not np.all(array > 0):
            bad = float(array[~(array > 0)].ravel()[0])
            raise ValidityError(f"The squared {name} would be {bad:.4g} fm², it must be positive.", hint=explain)
    return xp.sqrt(xp.asarray(square, dtype=float))
