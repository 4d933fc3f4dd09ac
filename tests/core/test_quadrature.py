"""Gauss–Legendre rules against exact integrals of polynomials and closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nuscat._core.errors import ValidityError
from nuscat._core.quadrature import gauss_legendre, legendre_rule, piecewise_rule


@pytest.mark.parametrize("order", [1, 2, 5, 16, 32])
def test_polynomials_are_exact_to_twice_the_order_minus_one(order: int) -> None:
    x, w = legendre_rule(order)
    for degree in range(2 * order):
        exact = 2.0 / (degree + 1) if degree % 2 == 0 else 0.0
        assert np.sum(w * x**degree) == pytest.approx(exact, abs=2e-14)


@pytest.mark.parametrize("order", [1, 2, 5])
def test_the_next_degree_is_not_exact(order: int) -> None:
    x, w = legendre_rule(order)
    exact = 2.0 / (2 * order + 1)
    assert abs(np.sum(w * x ** (2 * order)) / exact - 1.0) > 1e-4


@given(st.floats(-50, 50), st.floats(1e-3, 100), st.integers(0, 7))
def test_shifted_interval_integrates_powers(lower: float, width: float, degree: int) -> None:
    nodes, weights = gauss_legendre(lower, lower + width, 4)
    exact = sum(  # of (x - lower)^degree, free of cancellation
        [width ** (degree + 1) / (degree + 1)]
    )
    assert float(np.sum(weights * (nodes - lower) ** degree)) == pytest.approx(exact, rel=1e-10)
    assert np.all((nodes > lower) & (nodes < lower + width))


def test_limits_broadcast_and_an_empty_interval_weighs_nothing() -> None:
    lower = np.array([[0.0], [2.0]])
    upper = np.array([1.0, 2.0, 5.0])
    nodes, weights = gauss_legendre(lower, upper, 3)
    assert nodes.shape == weights.shape == (2, 3, 3)
    np.testing.assert_allclose(weights.sum(-1), [[1.0, 2.0, 5.0], [0.0, 0.0, 3.0]], rtol=1e-15)


def test_a_kink_at_a_breakpoint_costs_nothing() -> None:
    nodes, weights = piecewise_rule([0.0, 0.3, 1.0], 4)
    assert nodes.shape == (8,)
    exact = 0.3**2 / 2 + 0.7**2 / 2  # integral of |x - 0.3|
    assert np.sum(weights * np.abs(nodes - 0.3)) == pytest.approx(exact, rel=1e-14)
    coarse, w = gauss_legendre(0.0, 1.0, 8)
    assert abs(np.sum(w * np.abs(coarse - 0.3)) - exact) > 1e-4


def test_variable_lower_limit() -> None:
    edges = [1.0, 2.0, 4.0]
    lower = np.array([[0.0, 1.0, 1.5], [2.0, 3.0, 9.0]])
    nodes, weights = piecewise_rule(edges, 5, lower=lower)
    assert nodes.shape == (2, 3, 10)
    start = np.clip(lower, 1.0, 4.0)
    np.testing.assert_allclose((weights * nodes**3).sum(-1), (4.0**4 - start**4) / 4.0, rtol=1e-14, atol=1e-14)
    assert np.all(weights[1, 2] == 0.0)
    assert np.all((nodes >= 1.0) & (nodes <= 4.0))


def test_jax_agrees_and_differentiates_the_lower_limit() -> None:
    jax = pytest.importorskip("jax")

    def integral(lower: object) -> object:
        nodes, weights = piecewise_rule([0.0, 1.0, 3.0], 6, lower=lower)
        return (weights * nodes**2).sum()

    assert float(jax.jit(integral)(1.7)) == pytest.approx((27.0 - 1.7**3) / 3.0, rel=1e-14)
    assert float(jax.grad(integral)(1.7)) == pytest.approx(-(1.7**2), rel=1e-13)  # fundamental theorem


@pytest.mark.parametrize("edges", [[1.0], [1.0, 1.0], [2.0, 1.0], [[0.0, 1.0]], [0.0, np.nan], [0.0, np.inf]])
def test_bad_breakpoints(edges: list[float]) -> None:
    with pytest.raises(ValidityError, match="increasing"):
        piecewise_rule(edges)


@pytest.mark.parametrize("order", [0, -1, 1.5, np.float64(4.0), "4", None, True, [4]])
def test_bad_order(order: object) -> None:
    with pytest.raises(ValidityError, match="at least 1, got"):
        legendre_rule(order)
    with pytest.raises(ValidityError, match="at least 1, got"):
        piecewise_rule([0.0, 1.0], order)


def test_integers_of_numpy_are_orders() -> None:
    np.testing.assert_array_equal(legendre_rule(np.int64(4))[0], legendre_rule(4)[0])


def test_shared_rule_cannot_be_changed() -> None:
    x, _ = legendre_rule(3)
    with pytest.raises(ValueError, match="read-only"):
        x[0] = 0.0
