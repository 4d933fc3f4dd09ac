"""Anderson mixing on fixed-point problems with known solutions."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat._core.errors import ValidityError
from nuscat.structure.skyrme.mixing import Anderson


def _matrix(n: int, radius: float) -> np.ndarray:
    rng = np.random.default_rng(7)
    A = rng.normal(size=(n, n))
    return A * radius / np.abs(np.linalg.eigvals(A)).max()


@pytest.mark.parametrize("radius", [0.5, 0.99, 3.0])
def test_linear_problem_is_solved_in_as_many_steps_as_unknowns(radius: float) -> None:
    n = 6
    A, c = _matrix(n, radius), np.arange(1.0, n + 1)
    x = np.zeros(n)
    mixer = Anderson(np.ones(n), mixing=0.4, depth=n + 2, start=1, first=0.3)
    for _ in range(n + 3):
        x = mixer.next(x, A @ x + c)
    np.testing.assert_allclose(x, np.linalg.solve(np.eye(n) - A, c), rtol=1e-6)


def test_depth_zero_is_linear_mixing() -> None:
    mixer = Anderson(np.ones(1), mixing=0.25, depth=0, start=0)
    x = np.array([1.0])
    for _ in range(5):
        expected = 0.75 * x + 0.25 * np.cos(x)
        x = mixer.next(x, np.cos(x))
        np.testing.assert_allclose(x, expected)


def test_nonlinear_problem_faster_than_linear_mixing() -> None:
    solution = 0.7390851332151607  # cos x = x
    mixer, x = Anderson(np.ones(1), mixing=0.5, depth=3, start=1), np.array([0.0])
    for _ in range(7):
        x = mixer.next(x, np.cos(x))
    assert abs(float(x[0]) - solution) < 1e-10


def test_a_fixed_point_stays() -> None:
    mixer, x = Anderson(np.ones(3)), np.array([1.0, 2.0, 3.0])
    for _ in range(5):
        x = mixer.next(x, x.copy())
    np.testing.assert_array_equal(x, [1.0, 2.0, 3.0])


@pytest.mark.parametrize("bad", [{"mixing": 0.0}, {"mixing": 1.5}, {"first": -0.1}, {"depth": -1}])
def test_bad_settings(bad: dict) -> None:
    with pytest.raises(ValidityError, match="Mixing must lie"):
        Anderson(np.ones(2), **bad)
