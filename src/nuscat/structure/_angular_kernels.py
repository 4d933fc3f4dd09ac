"""Compiled 3j, 6j and 9j symbols. All arguments are twice the angular momenta; the sums are carried in two doubles."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeVar, cast

import numba
import numpy as np

__all__ = ["MAX_TWICE_J", "nine_j", "six_j", "three_j"]

MAX_TWICE_J = 160
"""Largest argument, twice the largest angular momentum [1]."""

F = TypeVar("F", bound=Callable[..., object])


def _jit(function: F) -> F:
    return cast("F", numba.njit(cache=True)(function))


def _factorials(largest: int) -> tuple[np.ndarray, np.ndarray]:
    """Mantissas, each rounded once, and binary exponents of 0! … `largest`!."""
    mantissas, exponents = np.empty(largest + 1), np.empty(largest + 1, dtype=np.int64)
    value = 1
    for n in range(largest + 1):
        value *= max(n, 1)
        bits = value.bit_length()
        mantissas[n], exponents[n] = value / (1 << bits), bits
    return mantissas, exponents


_MANTISSA, _EXPONENT = _factorials(3 * MAX_TWICE_J // 2 + 1)
_SPLIT = 134217729.0  # 2^27 + 1


@_jit
def _product_error(a: float, b: float, p: float) -> float:
    """Rounding error of p = a·b, exactly (Dekker)."""
    c = _SPLIT * a
    a1 = c - (c - a)
    a2 = a - a1
    c = _SPLIT * b
    b1 = c - (c - b)
    b2 = b - b1
    return ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2


@_jit
def _scaled(high: float, low: float, numerator: float, denominator: float) -> tuple[float, float]:
    """(high + low)·numerator/denominator to about 31 digits; numerator and denominator are whole numbers below 2⁵³."""
    p = high * numerator
    e = _product_error(high, numerator, p) + low * numerator
    a = p + e
    b = e - (a - p)
    q = a / denominator
    t = q * denominator
    r = ((a - t) - _product_error(q, denominator, t) + b) / denominator
    s = q + r
    return s, r - (s - q)


@_jit
def _added(high: float, low: float, x: float, y: float) -> tuple[float, float]:
    """(high + low) + (x + y) to about 31 digits."""
    s = high + x
    v = s - high
    e = (high - (s - v)) + (x - v)
    t = low + y
    v = t - low
    f = (low - (t - v)) + (y - v)
    e += t
    a = s + e
    e = e - (a - s) + f
    s = a + e
    return s, e - (s - a)


@_jit
def _triangle(a: int, b: int, c: int) -> bool:
    """Whether a, b, c [twice] can couple to zero."""
    return (a + b + c) % 2 == 0 and abs(a - b) <= c <= a + b


@_jit
def _rooted(mantissa: float, exponent: int, first: float, shift: int, total: float) -> float:
    """√(mantissa·2^exponent)·first·2^shift·total."""
    if exponent % 2:
        mantissa *= 2.0
        exponent -= 1
    return math.ldexp(math.sqrt(mantissa) * first * total, exponent // 2 + shift)


@_jit
def _delta(a: int, b: int, c: int) -> tuple[float, int]:
    """Triangle coefficient (a+b−c)!(a−b+c)!(−a+b+c)!/(a+b+c+1)! of doubled arguments: mantissa, binary exponent."""
    i, j, k, n = (a + b - c) // 2, (a - b + c) // 2, (b + c - a) // 2, (a + b + c) // 2 + 1
    mantissa = _MANTISSA[i] * _MANTISSA[j] * _MANTISSA[k] / _MANTISSA[n]
    return mantissa, _EXPONENT[i] + _EXPONENT[j] + _EXPONENT[k] - _EXPONENT[n]


@_jit
def three_j(a: int, b: int, c: int, u: int, v: int, w: int) -> float:
    """3j symbol [1] of twice (j₁ j₂ j₃; m₁ m₂ m₃)."""
    if u + v + w != 0 or not _triangle(a, b, c) or abs(u) > a or abs(v) > b or abs(w) > c:
        return 0.0
    if (a + u) % 2 or (b + v) % 2 or (c + w) % 2:
        return 0.0
    A, B, C = (a + b - c) // 2, (a - u) // 2, (b + v) // 2
    D, E = (c - b + u) // 2, (c - a - v) // 2
    t = max(0, -D, -E)
    last = min(A, B, C)
    mantissa, exponent = _delta(a, b, c)
    for n in ((a + u) // 2, B, C, (b - v) // 2, (c + w) // 2, (c - w) // 2):
        mantissa *= _MANTISSA[n]
        exponent += _EXPONENT[n]
    first, shift = 1.0, 0
    for n in (t, A - t, B - t, C - t, D + t, E + t):
        first /= _MANTISSA[n]
        shift -= _EXPONENT[n]
    if (t + (a - b - w) // 2) % 2:
        first = -first
    high, low, x, y = 1.0, 0.0, 1.0, 0.0
    while t < last:
        x, y = _scaled(x, y, -1.0 * (A - t) * (B - t) * (C - t), 1.0 * (t + 1) * (D + t + 1) * (E + t + 1))
        high, low = _added(high, low, x, y)
        t += 1
    return _rooted(mantissa, exponent, first, shift, high)


@_jit
def six_j(a: int, b: int, c: int, d: int, e: int, f: int) -> float:
    """6j symbol [1] of twice {j₁ j₂ j₃; j₄ j₅ j₆}."""
    if not (_triangle(a, b, c) and _triangle(a, e, f) and _triangle(d, b, f) and _triangle(d, e, c)):
        return 0.0
    p1, p2, p3, p4 = (a + b + c) // 2, (a + e + f) // 2, (d + b + f) // 2, (d + e + c) // 2
    q1, q2, q3 = (a + b + d + e) // 2, (b + c + e + f) // 2, (a + c + d + f) // 2
    z = max(p1, p2, p3, p4)
    last = min(q1, q2, q3)
    m1, e1 = _delta(a, b, c)
    m2, e2 = _delta(a, e, f)
    m3, e3 = _delta(d, b, f)
    m4, e4 = _delta(d, e, c)
    first, shift = _MANTISSA[z + 1], _EXPONENT[z + 1]
    for n in (z - p1, z - p2, z - p3, z - p4, q1 - z, q2 - z, q3 - z):
        first /= _MANTISSA[n]
        shift -= _EXPONENT[n]
    if z % 2:
        first = -first
    high, low, x, y = 1.0, 0.0, 1.0, 0.0
    while z < last:
        numerator = -1.0 * (z + 2) * (q1 - z) * (q2 - z) * (q3 - z)
        z += 1
        x, y = _scaled(x, y, numerator, 1.0 * (z - p1) * (z - p2) * (z - p3) * (z - p4))
        high, low = _added(high, low, x, y)
    return _rooted(m1 * m2 * m3 * m4, e1 + e2 + e3 + e4, first, shift, high)


@_jit
def nine_j(a: int, b: int, c: int, d: int, e: int, f: int, g: int, h: int, i: int) -> float:
    """9j symbol [1] of twice {j₁ j₂ j₃; j₄ j₅ j₆; j₇ j₈ j₉}, summed over 6j symbols."""
    if not (_triangle(a, b, c) and _triangle(d, e, f) and _triangle(g, h, i)):
        return 0.0
    if not (_triangle(a, d, g) and _triangle(b, e, h) and _triangle(c, f, i)):
        return 0.0
    total = 0.0
    for x in range(max(abs(a - i), abs(d - h), abs(b - f)), min(a + i, d + h, b + f) + 1, 2):
        term = six_j(a, b, c, f, i, x) * six_j(d, e, f, b, x, h) * six_j(g, h, i, x, a, d)
        total += -(x + 1) * term if x % 2 else (x + 1) * term
    return total


@_jit
def three_j_many(arguments: np.ndarray, out: np.ndarray) -> None:
    """3j symbols of the rows of `arguments`, shape (n, 6), into `out`, shape (n,)."""
    for k in range(out.size):
        r = arguments[k]
        out[k] = three_j(r[0], r[1], r[2], r[3], r[4], r[5])


@_jit
def six_j_many(arguments: np.ndarray, out: np.ndarray) -> None:
    """6j symbols of the rows of `arguments`, shape (n, 6), into `out`, shape (n,)."""
    for k in range(out.size):
        r = arguments[k]
        out[k] = six_j(r[0], r[1], r[2], r[3], r[4], r[5])


@_jit
def nine_j_many(arguments: np.ndarray, out: np.ndarray) -> None:
    """9j symbols of the rows of `arguments`, shape (n, 9), into `out`, shape (n,)."""
    for k in range(out.size):
        r = arguments[k]
        out[k] = nine_j(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8])
