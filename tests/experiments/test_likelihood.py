"""Baker–Cousins statistic in closed form, its limits, and its slope."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nuscat.experiments import Experiment, poisson_chi2

COUNTS = st.lists(st.integers(0, 2000), min_size=1, max_size=8)


@pytest.mark.parametrize(("n", "mu"), [(3, 5.0), (10, 2.5), (1, 1.0), (100, 81.0)])
def test_one_bin_in_closed_form(n, mu):
    expected = 2 * (mu - n + n * np.log(n / mu))
    assert poisson_chi2(np.array([mu]), np.array([float(n)])) == pytest.approx(expected, rel=1e-14)


def test_no_observed_count_costs_twice_the_expectation():
    assert poisson_chi2(np.array([2.5, 1.0]), np.zeros(2)) == pytest.approx(7.0, rel=1e-14)


def test_perfect_agreement_costs_nothing():
    assert poisson_chi2(np.array([3.0, 0.0, 7.0]), np.array([3.0, 0.0, 7.0])) == pytest.approx(0.0, abs=1e-8)


def test_forbidden_event_is_rejected_but_finite():
    assert 30 < poisson_chi2(np.array([0.0]), np.array([1.0])) < 60


def test_large_counts_become_chi_square():
    n = 1e8 + np.array([1e4, -2e4, 0.5e4])
    mu = np.full(3, 1e8)
    assert poisson_chi2(mu, n) == pytest.approx(np.sum((n - mu) ** 2 / mu), rel=1e-4)


@given(COUNTS, st.floats(0.01, 1e4))
def test_never_negative_and_additive(counts, mu):
    n = np.array(counts, dtype=float)
    expected = np.full(n.size, mu)
    total = poisson_chi2(expected, n)
    assert total >= -1e-9
    parts = sum(poisson_chi2(expected[i : i + 1], n[i : i + 1]) for i in range(n.size))
    assert total == pytest.approx(parts, rel=1e-12, abs=1e-9)


@given(COUNTS)
def test_likelihood_ratio_of_the_poisson_distribution(counts):
    """Difference of two expectations equals −2 log of the ratio of probabilities."""
    from scipy.stats import poisson

    n = np.array(counts, dtype=float)
    a, b = np.linspace(1.0, 900.0, n.size), np.linspace(3.0, 700.0, n.size)
    expected = -2 * (poisson.logpmf(n, a).sum() - poisson.logpmf(n, b).sum())
    assert poisson_chi2(a, n) - poisson_chi2(b, n) == pytest.approx(expected, rel=1e-9, abs=1e-7)


def test_batches_broadcast():
    mu, n = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([2.0, 2.0])
    np.testing.assert_allclose(poisson_chi2(mu, n), [poisson_chi2(row, n) for row in mu])
    np.testing.assert_allclose(poisson_chi2(mu[0], mu), [poisson_chi2(mu[0], row) for row in mu])


def test_slope_is_one_minus_ratio():
    jax = pytest.importorskip("jax")
    mu, n = np.array([2.0, 5.0, 0.5]), np.array([0.0, 7.0, 1.0])
    slope = jax.grad(lambda m: poisson_chi2(m, n))(jax.numpy.asarray(mu))
    np.testing.assert_allclose(np.asarray(slope), 2 * (1 - n / mu), rtol=1e-13)
    assert float(poisson_chi2(jax.numpy.asarray(mu), n)) == pytest.approx(float(poisson_chi2(mu, n)), rel=1e-14)


def test_experiments_satisfy_the_interface(csi, lar):
    assert isinstance(csi, Experiment)
    assert isinstance(lar, Experiment)
