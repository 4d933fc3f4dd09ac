"""3j, 6j, 9j symbols against SymPy's exact values and the identities that they obey."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise, permutations

import numpy as np
import pytest
from sympy import Rational
from sympy.physics import wigner as exact

from nuscat._core.errors import ValidityError
from nuscat.structure.angular import wigner_3j, wigner_6j, wigner_9j


@lru_cache
def sympy_value(name: str, arguments: tuple[int, ...]) -> float:
    value = getattr(exact, name)(*(Rational(a, 2) for a in arguments))
    return float(value.evalf(30)) if value != 0 else 0.0


def coupled(rng: random.Random, a: int, b: int, limit: int) -> int:
    """One of the values that a and b couple to."""
    return rng.choice(range(abs(a - b), min(a + b, limit) + 1, 2))


def random_3j(rng: random.Random, limit: int) -> tuple[int, ...]:
    while True:
        a, b = rng.randint(0, limit), rng.randint(0, limit)
        if abs(a - b) > limit:
            continue
        c = coupled(rng, a, b, limit)
        u, v = rng.randrange(-a, a + 1, 2), rng.randrange(-b, b + 1, 2)
        if abs(u + v) <= c:
            return a, b, c, u, v, -u - v


def random_6j(rng: random.Random, limit: int) -> tuple[int, ...]:
    while True:
        a, b, d = (rng.randint(0, limit) for _ in range(3))
        c = coupled(rng, a, b, limit)
        e = coupled(rng, d, c, limit)
        both = [
            f
            for f in range(max(abs(a - e), abs(d - b)), min(a + e, d + b, limit) + 1)
            if (a + e + f) % 2 == 0 and (d + b + f) % 2 == 0
        ]
        if both:
            return a, b, c, d, e, rng.choice(both)


def random_9j(rng: random.Random, limit: int) -> tuple[int, ...]:
    while True:
        a, b, d, e = (rng.randint(0, limit) for _ in range(4))
        c, f, g, h = (coupled(rng, *p, limit) for p in ((a, b), (d, e), (a, d), (b, e)))
        lower, upper = max(abs(c - f), abs(g - h)), min(c + f, g + h, limit)
        if lower <= upper and (c + f + g + h) % 2 == 0:
            return a, b, c, d, e, f, g, h, rng.choice(range(lower, upper + 1, 2))


@pytest.mark.parametrize(("limit", "count"), [(7, 150), (25, 100), (80, 40), (160, 12)])
def test_3j_is_that_of_sympy(limit: int, count: int) -> None:
    rng = random.Random(limit)
    for _ in range(count):
        arguments = random_3j(rng, limit)
        assert wigner_3j(*arguments) == pytest.approx(sympy_value("wigner_3j", arguments), rel=2e-15, abs=1e-20)


@pytest.mark.parametrize(("limit", "count"), [(7, 150), (25, 100), (80, 40), (160, 12)])
def test_6j_is_that_of_sympy(limit: int, count: int) -> None:
    rng = random.Random(limit)
    for _ in range(count):
        arguments = random_6j(rng, limit)
        assert wigner_6j(*arguments) == pytest.approx(sympy_value("wigner_6j", arguments), rel=2e-15, abs=1e-20)


@pytest.mark.parametrize(("limit", "count"), [(6, 100), (14, 40), (30, 5)])
def test_9j_is_that_of_sympy(limit: int, count: int) -> None:
    rng = random.Random(limit)
    for _ in range(count):
        arguments = random_9j(rng, limit)
        assert wigner_9j(*arguments) == pytest.approx(sympy_value("wigner_9j", arguments), rel=1e-12, abs=1e-17)


def test_zeros_of_the_sum_itself() -> None:
    for arguments in ((10, 10, 6, 6, 6, 6), (4, 4, 4, 3, 3, 3)):
        assert sympy_value("wigner_6j", arguments) == 0.0
        assert wigner_6j(*arguments) == pytest.approx(0.0, abs=1e-20)
    assert wigner_3j(6, 6, 4, 4, -4, 0) == pytest.approx(0.0, abs=1e-20)  # (3 3 2; 2 -2 0)


@pytest.mark.parametrize(
    "forbidden",
    [
        (4, 4, 4, 2, 2, 0),  # projections do not add up
        (2, 2, 6, 0, 0, 0),  # no triangle
        (2, 2, 3, 0, 0, 0),  # half an angular momentum too much
        (2, 2, 2, 4, -4, 0),  # projection beyond j
        (2, 2, 2, 1, -1, 0),  # projection of half an integer
        (2, 2, 2, 0, 0, 0),  # odd sum, all projections zero
    ],
)
def test_selection_rules_of_the_3j(forbidden: tuple[int, ...]) -> None:
    assert wigner_3j(*forbidden) == pytest.approx(0.0, abs=1e-30)


def test_selection_rules_of_the_others() -> None:
    assert wigner_6j(2, 2, 6, 2, 2, 2) == 0.0
    assert wigner_6j(2, 2, 1, 2, 2, 2) == 0.0
    assert wigner_6j(2, 2, 2, 9, 2, 2) == 0.0
    assert wigner_9j(2, 2, 2, 2, 2, 2, 2, 2, 8) == 0.0
    assert wigner_9j(8, 2, 2, 2, 2, 2, 2, 2, 2) == 0.0


@pytest.mark.parametrize(("a", "b"), [(3, 4), (11, 8), (41, 40), (80, 80)])
def test_orthogonality_of_the_3j(a: int, b: int) -> None:
    w = abs(a - b)
    u = np.arange(max(-a, w - b), min(a, w + b) + 1, 2)
    c = np.arange(w, a + b + 1, 2)[:, None]
    table = np.sqrt(c + 1.0) * wigner_3j(a, b, c, u, w - u, -w)
    assert table.shape == (min(a, b) + 1,) * 2
    assert np.allclose(table @ table.T, np.eye(min(a, b) + 1), atol=5e-15)


@pytest.mark.parametrize("j", [(3, 4, 5, 6), (9, 10, 12, 11), (39, 40, 41, 42), (80, 78, 76, 74)])
def test_orthogonality_of_the_6j(j: tuple[int, ...]) -> None:
    a, b, d, e = j
    x = np.arange(max(abs(a - b), abs(d - e)), min(a + b, d + e) + 1, 2)
    y = np.arange(max(abs(a - e), abs(b - d)), min(a + e, b + d) + 1, 2)
    table = np.sqrt(np.outer(x + 1.0, y + 1.0)) * wigner_6j(a, b, x[:, None], d, e, y)
    assert table.shape == (x.size, y.size)
    assert x.size == y.size > 1
    assert np.allclose(table @ table.T, np.eye(x.size), atol=1e-14)


def test_orthogonality_of_the_9j() -> None:
    a, b, d, e, total = 3, 4, 5, 2, 4
    rows = [(c, f) for c in range(1, 8, 2) for f in range(3, 8, 2) if abs(c - f) <= total <= c + f]
    columns = [(g, h) for g in range(2, 9, 2) for h in range(2, 7, 2) if abs(g - h) <= total <= g + h]
    table = np.array(
        [
            [
                np.sqrt((c + 1) * (f + 1) * (g + 1) * (h + 1)) * wigner_9j(a, b, c, d, e, f, g, h, total)
                for g, h in columns
            ]
            for c, f in rows
        ]
    )
    assert len(rows) == len(columns) > 4
    assert np.allclose(table @ table.T, np.eye(len(rows)), atol=1e-14)


def test_symmetries_of_the_9j() -> None:
    a, b, c, d, e, f, g, h, i = 3, 4, 5, 5, 2, 3, 4, 4, 4
    value = wigner_9j(a, b, c, d, e, f, g, h, i)
    assert abs(value) > 1e-4
    assert wigner_9j(a, d, g, b, e, h, c, f, i) == pytest.approx(value, rel=1e-13)
    sign = (-1) ** ((a + b + c + d + e + f + g + h + i) // 2)
    assert wigner_9j(d, e, f, a, b, c, g, h, i) == pytest.approx(sign * value, rel=1e-13)


def test_symmetries_of_the_3j() -> None:
    columns = ((9, 3), (6, -4), (11, 1))
    value = wigner_3j(9, 6, 11, 3, -4, 1)
    for order in permutations(range(3)):
        odd = sum(x > y for x, y in (*pairwise(order), (order[0], order[2]))) % 2
        j, m = zip(*(columns[k] for k in order), strict=True)
        assert wigner_3j(*j, *m) == pytest.approx((-1) ** (odd * 13) * value, rel=1e-14)
    assert wigner_3j(9, 6, 11, -3, 4, -1) == pytest.approx(-value, rel=1e-14)


def test_9j_with_a_zero_is_a_6j() -> None:
    for a, b, c, d, e, g in ((3, 4, 5, 6, 7, 3), (20, 21, 19, 18, 22, 20), (60, 61, 59, 62, 58, 60)):
        expected = (-1) ** ((b + d + c + g) // 2) / np.sqrt((c + 1.0) * (g + 1.0)) * wigner_6j(a, b, c, e, d, g)
        assert wigner_9j(a, b, c, d, e, c, g, g, 0) == pytest.approx(expected, rel=1e-12, abs=1e-18)


def fused(a: int, b: int, c: int, d: int, e: int, f: int, g: int, h: int, j: int) -> tuple[float, float]:
    """Both sides of the identity of Biedenharn and Elliott."""
    s = sum((a, b, c, d, e, f, g, h, j))
    x = np.arange(0, 81)
    # DLMF 34.5.19 in the notation {a b x; c d g}{c d x; e f h}{e f x; b a j}
    terms = wigner_6j(a, b, x, c, d, g) * wigner_6j(c, d, x, e, f, h) * wigner_6j(e, f, x, b, a, j)
    phase = np.where((s + x) % 2 == 0, (-1.0) ** ((s + x) // 2), 0.0)
    return float(np.sum(phase * (x + 1) * terms)), wigner_6j(g, h, j, e, a, d) * wigner_6j(g, h, j, f, b, c)


def test_sum_rule_of_biedenharn_and_elliott() -> None:
    rng = random.Random(5)
    found = 0
    for _ in range(4000):
        a, b, c, d, e, f = (rng.randint(0, 12) for _ in range(6))
        choice = [coupled(rng, a, d, 40), coupled(rng, d, e, 40), coupled(rng, a, e, 40)]
        left, right = fused(a, b, c, d, e, f, *choice)
        if right != 0.0:
            assert left == pytest.approx(right, rel=1e-11, abs=1e-16)
            found += 1
    assert found > 30


def test_arrays_broadcast_and_numbers_stay_numbers() -> None:
    x = np.arange(0, 9, 2)
    many = wigner_6j(4, 4, x[:, None], 4, 4, x)
    assert many.shape == (5, 5)
    assert many[2, 3] == wigner_6j(4, 4, 4, 4, 4, 6)
    assert isinstance(wigner_6j(np.int64(4), 4, 4, 4, 4, 6), float)
    assert wigner_3j(np.empty(0, dtype=int), 0, 0, 0, 0, 0).shape == (0,)


BAD = [
    (wigner_3j, (-2, 2, 2, 0, 0, 0), r"from 0 to 160, got \(-2, 2"),
    (wigner_3j, (162, 162, 0, 0, 0, 0), "from 0 to 160"),
    (wigner_6j, (2, np.array([2, -4]), 2, 2, 2, 2), r"got \(2, -4, 2"),
    (wigner_6j, (2.5, 2, 2, 2, 2, 2), "whole numbers, got 2.5"),
    (wigner_9j, (82, 82, 0, 0, 0, 0, 82, 82, 0), "9j .* from 0 to 80"),
]


@pytest.mark.parametrize(("function", "arguments", "message"), BAD)
def test_bad_arguments_are_refused(
    function: Callable[..., object], arguments: tuple[object, ...], message: str
) -> None:
    with pytest.raises(ValidityError, match=message):
        function(*arguments)


def test_the_import_is_light() -> None:
    code = "import nuscat.structure.angular, sys; print('numba' in sys.modules, 'scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
