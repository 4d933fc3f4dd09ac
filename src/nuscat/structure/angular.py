r"""Coupling of angular momenta: Wigner's 3j, 6j and 9j symbols.

All arguments are **twice** the angular momenta, so that they are whole numbers: j = 5/2 is 5, l = 2 is 4.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from nuscat._core.arrays import Array
from nuscat._core.errors import ValidityError

__all__ = ["wigner_3j", "wigner_6j", "wigner_9j"]

_LIMIT = 160


def wigner_3j(two_j1: Array, two_j2: Array, two_j3: Array, two_m1: Array, two_m2: Array, two_m3: Array) -> Array:
    r"""Wigner's 3j symbol [1].

    .. math:: \begin{pmatrix} j_1 & j_2 & j_3 \\ m_1 & m_2 & m_3 \end{pmatrix}

    Parameters
    ----------
    two_j1, two_j2, two_j3 : int or array of int [1]
        Twice the angular momenta, at most 160.
    two_m1, two_m2, two_m3 : int or array of int [1]
        Twice the projections.

    Returns
    -------
    float or array [1]
        Broadcast shape; exactly 0 where a selection rule forbids the coupling. Relative error below 2·10⁻¹⁵; where
        the sum itself cancels to zero, the result is below 10⁻²⁰.

    Raises
    ------
    ValidityError
        If an argument is not a whole number, or an angular momentum is negative or above the limit.

    Sources
    -------
    DLMF 34.2.4 (phases of Condon and Shortley). Checked: SymPy up to j = 80, orthogonality, symmetries.

    Examples
    --------
    >>> round(wigner_3j(4, 4, 0, 2, -2, 0), 12)  # (2 2 0; 1 -1 0) = -1/sqrt(5)
    -0.4472135955
    """
    return _evaluate("three_j", 3, (two_j1, two_j2, two_j3, two_m1, two_m2, two_m3))


def wigner_6j(two_j1: Array, two_j2: Array, two_j3: Array, two_j4: Array, two_j5: Array, two_j6: Array) -> Array:
    r"""Wigner's 6j symbol [1].

    .. math:: \begin{Bmatrix} j_1 & j_2 & j_3 \\ j_4 & j_5 & j_6 \end{Bmatrix}

    Parameters
    ----------
    two_j1, two_j2, two_j3, two_j4, two_j5, two_j6 : int or array of int [1]
        Twice the angular momenta, at most 160.

    Returns
    -------
    float or array [1]
        Broadcast shape; 0 where a triangle is not closed. Relative error as of :func:`wigner_3j`.

    Raises
    ------
    ValidityError
        If an argument is not a whole number, negative or above the limit.

    Sources
    -------
    DLMF 34.4.2. Checked: SymPy up to j = 80, orthogonality, the sum rule of Biedenharn and Elliott.

    Examples
    --------
    >>> round(wigner_6j(2, 2, 2, 2, 2, 2), 12)  # {1 1 1; 1 1 1} = 1/6
    0.166666666667
    """
    return _evaluate("six_j", 6, (two_j1, two_j2, two_j3, two_j4, two_j5, two_j6))


def wigner_9j(
    two_j1: Array,
    two_j2: Array,
    two_j3: Array,
    two_j4: Array,
    two_j5: Array,
    two_j6: Array,
    two_j7: Array,
    two_j8: Array,
    two_j9: Array,
) -> Array:
    r"""Wigner's 9j symbol [1].

    .. math:: \begin{Bmatrix} j_1 & j_2 & j_3 \\ j_4 & j_5 & j_6 \\ j_7 & j_8 & j_9 \end{Bmatrix}

    Parameters
    ----------
    two_j1, two_j2, two_j3, two_j4, two_j5, two_j6, two_j7, two_j8, two_j9 : int or array of int [1]
        Twice the angular momenta, at most 80.

    Returns
    -------
    float or array [1]
        Broadcast shape; 0 where a triangle is not closed. The error is that of a sum over 6j symbols: below 10⁻¹⁵ of
        its largest term.

    Raises
    ------
    ValidityError
        If an argument is not a whole number, negative or above the limit.

    Sources
    -------
    DLMF 34.6.2. Checked: SymPy, orthogonality, reduction to a 6j symbol.

    Examples
    --------
    >>> round(wigner_9j(2, 2, 2, 2, 2, 2, 2, 2, 0), 12)  # {1 1 1; 1 1 1; 1 1 0} = 1/18
    0.055555555556
    """
    return _evaluate(
        "nine_j", 9, (two_j1, two_j2, two_j3, two_j4, two_j5, two_j6, two_j7, two_j8, two_j9), limit=_LIMIT // 2
    )


def _evaluate(name: str, momenta: int, arguments: tuple[Array, ...], limit: int = _LIMIT) -> Array:
    """Symbol `name` of the compiled kernels; the first `momenta` arguments are angular momenta."""
    from . import _angular_kernels as kernels

    if all(isinstance(a, int) for a in arguments):
        if min(arguments[:momenta]) < 0 or max(arguments[:momenta]) > limit:
            _refuse(name, arguments, limit)
        return float(getattr(kernels, name)(*arguments))
    columns = np.broadcast_arrays(*(_whole(name, a) for a in arguments))
    rows = np.stack([c.ravel() for c in columns], axis=-1)
    used = rows[:, :momenta]
    if used.size and (used.min() < 0 or used.max() > limit):
        bad = int(np.argmax(np.any((used < 0) | (used > limit), axis=1)))
        _refuse(name, tuple(rows[bad].tolist()), limit)
    out = np.empty(len(rows))
    getattr(kernels, f"{name}_many")(rows, out)
    return float(out[0]) if columns[0].ndim == 0 else out.reshape(columns[0].shape)


def _whole(name: str, value: Array) -> np.ndarray:
    array: np.ndarray = np.asarray(value)
    if array.dtype.kind not in "iu":
        raise ValidityError(
            f"A {_title(name)} symbol takes whole numbers, got {value!r}.",
            hint="Arguments are twice the angular momenta: j = 5/2 is 5.",
        )
    return array.astype(np.int64)


def _refuse(name: str, arguments: tuple[Any, ...], limit: int) -> None:
    shown = ", ".join(str(operator.index(a)) for a in arguments)
    raise ValidityError(
        f"A {_title(name)} symbol takes twice the angular momenta from 0 to {limit}, got ({shown}).",
        hint="Check the signs and the order of the arguments.",
    )


def _title(name: str) -> str:
    return {"three_j": "3j", "six_j": "6j", "nine_j": "9j"}[name]
