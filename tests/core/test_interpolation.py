"""Linear interpolation: exact on straight lines, loud outside its table."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat._core.errors import ValidityError
from nuscat._core.interpolation import check_table, linear

X = np.array([1.0, 2.0, 4.0])
Y = np.array([10.0, 20.0, 0.0])


def test_straight_between_rows_and_exact_on_them() -> None:
    np.testing.assert_allclose(linear(np.array([1.0, 1.5, 2.0, 3.0, 4.0]), X, Y), [10.0, 15.0, 20.0, 10.0, 0.0])


@pytest.mark.parametrize(("x", "shown"), [(0.5, "0.5"), (4.1, "4.1"), (np.array([2.0, 7.0]), "7")])
def test_outside_is_an_error_that_gives_the_range(x: object, shown: str) -> None:
    with pytest.raises(ValidityError, match=rf"{shown} is outside the table, which covers 1 to 4"):
        linear(x, X, Y)


def test_a_stated_value_outside_holds_on_its_side_only() -> None:
    assert float(linear(0.0, X, Y, left=-1.0)) == -1.0
    assert float(linear(9.0, X, Y, right=5.0)) == 5.0
    with pytest.raises(ValidityError, match="outside"):
        linear(9.0, X, Y, left=0.0)


def test_not_a_number_is_not_interpolated() -> None:
    with pytest.raises(ValidityError, match="nan"):
        linear(np.nan, X, Y)


def test_empty_input_stays_empty() -> None:
    assert linear(np.array([]), X, Y).shape == (0,)


def test_jax_agrees_and_gives_the_slope() -> None:
    jax = pytest.importorskip("jax")
    assert float(jax.jit(lambda x: linear(x, X, Y))(1.25)) == pytest.approx(12.5, rel=1e-15)
    assert float(jax.grad(lambda x: linear(x, X, Y))(3.0)) == pytest.approx(-10.0, rel=1e-15)


@pytest.mark.parametrize(
    ("x", "y", "reason"),
    [
        ([1.0], [1.0], "at least 2 rows"),
        ([1.0, 2.0], [1.0], "equal length"),
        ([1.0, np.nan], [1.0, 2.0], "NaN"),
        ([1.0, 2.0, 2.0], [1.0, 2.0, 3.0], "row 3"),
        ([1.0, 2.0], [1.0, np.inf], "infinite"),
    ],
)
def test_tables_are_checked(x: list[float], y: list[float], reason: str) -> None:
    with pytest.raises(ValidityError, match=rf"efficiency.*{reason}"):
        check_table("efficiency", np.array(x), np.array(y))
