"""Baker–Cousins statistic in closed form, its limits, and its slope."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nuscat._core.errors import ValidityError
from nuscat.experiments import Experiment, GaussianStatistic, PoissonStatistic, poisson_chi2, statistic_of

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


# ---- statistics ----------------------------------------------------------------------------------------------------

STATISTICS = {"poisson": PoissonStatistic(), "gaussian": GaussianStatistic((0.5, 2.0, 0.1))}


@pytest.mark.parametrize("name", STATISTICS)
def test_residual_is_half_the_derivative(name):
    s = STATISTICS[name]
    mu, n, h = np.array([3.0, 7.5, 0.4]), np.array([2.0, 9.0, 0.0]), 1e-5
    for i in range(3):
        step = h * np.eye(3)[i]
        slope = (s.chi2(mu + step, n) - s.chi2(mu - step, n)) / (2.0 * h)
        assert s.residual(mu, n)[i] == pytest.approx(0.5 * float(slope), rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("name", STATISTICS)
def test_information_is_the_variance_of_the_residual(name):
    s = STATISTICS[name]
    mu = np.broadcast_to(np.array([3.0, 7.5, 20.0]), (100_000, 3))
    drawn = s.sample(mu, np.random.default_rng(7))
    r = s.residual(mu, drawn)
    assert r.mean(axis=0) == pytest.approx(np.zeros(3), abs=5.0 * float(r.std(axis=0).max()) / np.sqrt(1e5))
    assert r.var(axis=0) == pytest.approx(s.information(mu)[0], rel=0.02)


def test_experiments_are_poisson_unless_they_say_otherwise():
    class Plain:
        pass

    class Measured:
        statistic = GaussianStatistic((1.0,))

    assert statistic_of(Plain()) == PoissonStatistic()
    assert statistic_of(Measured()) == GaussianStatistic((1.0,))


@pytest.mark.parametrize("sigma", [(), (0.0,), (1.0, -1.0), (float("nan"),)])
def test_errors_must_be_positive(sigma):
    with pytest.raises(ValidityError, match="positive"):
        GaussianStatistic(sigma)


def test_gaussian_with_jax_equals_numpy():
    jax = pytest.importorskip("jax")
    s = GaussianStatistic((0.5, 2.0))
    mu, d = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([0.5, 0.5])
    assert np.asarray(s.chi2(jax.numpy.asarray(mu), d)) == pytest.approx(s.chi2(mu, d), rel=1e-14)
