"""Pseudo-experiments: reproducible, unbiased, and with the known distribution of the test statistic."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2, kstest, poisson

from nuscat import experiments
from nuscat._core.errors import FitError, UnknownNameError, ValidityError
from nuscat.inference import FeldmanCousins, Fit, Toys, feldman_cousins, toys


@pytest.fixture(scope="module")
def fit(csi):
    return Fit([csi], free=["sin2w"])


@pytest.fixture(scope="module")
def sample(fit):
    return toys(fit, 600, seed=11)


def test_seed_decides(fit, sample):
    again = toys(fit, 600, seed=11)
    np.testing.assert_array_equal(again.values, sample.values)
    np.testing.assert_array_equal(again.test_statistic, sample.test_statistic)
    other = toys(fit, 20, seed=12)
    assert not np.allclose(other.statistic, sample.statistic[:20])


def test_a_toy_does_not_depend_on_the_number_of_others(fit, sample):
    few = toys(fit, 130, seed=11)  # other chunks
    np.testing.assert_allclose(few.statistic, sample.statistic[:130], atol=1e-6)
    np.testing.assert_allclose(few.values, sample.values[:130], rtol=1e-4, atol=1e-4)


def test_two_processes_give_the_same_bits(fit, sample):
    np.testing.assert_array_equal(toys(fit, 600, seed=11, workers=2).values, sample.values)


def test_fits_converge_and_are_unbiased(fit, sample):
    """Mean and width of the pull of sin²θ_W, with the error of the nominal experiment."""
    assert sample.converged.mean() > 0.99
    model = fit.model
    from nuscat.inference import minimise_batch

    nominal = model.with_data([e.expected({}) for e in model.experiments], model.centres)
    information = minimise_batch(nominal, model.start).information[0]
    error = np.sqrt(np.linalg.inv(information)[0, 0])
    pull = (sample.parameter("sin2w")[sample.converged] - 0.23857) / error
    n = pull.size
    assert abs(np.median(pull)) < 4 * 1.2533 / np.sqrt(n)
    inner = np.mean(np.abs(pull) < 1)
    assert inner == pytest.approx(0.6827, abs=4 * np.sqrt(0.6827 * 0.3173 / n) + 0.01)
    assert np.std(pull) == pytest.approx(1.0, abs=4 / np.sqrt(2 * n) + 0.05)


def test_test_statistic_follows_chi_square_with_one_degree(sample):
    assert kstest(sample.test_statistic[sample.converged], chi2(1).cdf).pvalue > 1e-3


def test_constraint_centres_fluctuate_with_the_counts(fit, sample):
    """Fitted nuisance parameters scatter like their prior where the data say little."""
    for name, sigma in (("csi_quenching_0", 1.0), ("csi_nin", 0.35)):
        assert np.std(sample.parameter(name)) == pytest.approx(sigma, rel=0.15)


def test_goodness_of_fit_is_calibrated(fit, sample):
    """Low counts: larger than its number of degrees of freedom would say, smaller than twice; p-values order."""
    mean = sample.statistic[sample.converged].mean()
    assert 0.8 * 97 < mean < 1.3 * 97
    assert sample.p_value(0.0) == 1.0
    assert sample.p_value(1e9) == 0.0
    assert sample.p_value(float(np.median(sample.statistic))) == pytest.approx(0.5, abs=0.01)


def test_gaussian_limit_in_closed_form(counting):
    """Many counts: estimate = (n − B b̂)/s, so its variance is (n + (Bσ)²)/s²."""
    e = counting(signal=4000.0, background=6000.0, sigma=0.02, data=np.array([10000.0]))
    t = toys(Fit([e], free=["normalisation"]), 1500, seed=3)
    width = np.sqrt(10000 + 120.0**2) / 4000
    estimates = t.parameter("normalisation")
    assert estimates.mean() == pytest.approx(1.0, abs=4 * width / np.sqrt(1500))
    assert estimates.std() == pytest.approx(width, rel=4 / np.sqrt(3000))
    assert kstest(t.test_statistic, chi2(1).cdf).pvalue > 1e-3
    np.testing.assert_allclose(t.statistic, 0.0, atol=1e-4)


def test_truth_is_used(fit):
    t = toys(fit, 60, seed=1, truth={"sin2w": 0.30, "csi_brn": 1.4})
    assert t.truth["sin2w"] == 0.30
    assert t.parameter("sin2w").mean() == pytest.approx(0.30, abs=0.015)
    assert t.parameter("csi_brn").mean() == pytest.approx(1.4, abs=0.15)


def test_checkpoint_of_other_bins_is_refused(fit, tmp_path):
    folder = tmp_path / "toys"
    a = toys(fit, 10, seed=1, checkpoint=folder)
    np.testing.assert_array_equal(toys(fit, 10, seed=1, checkpoint=folder).values, a.values)
    coarse = experiments.load("coherent-csi", pe_edges=(0.0, 20.0, 60.0))
    for other, n, seed in ((Fit([coarse], free=["sin2w"]), 10, 1), (fit, 10, 2), (fit, 11, 1)):
        with pytest.raises(ValidityError, match="other settings"):
            toys(other, n, seed=seed, checkpoint=folder)


def test_bad_arguments(fit):
    with pytest.raises(ValidityError, match="at least 1"):
        toys(fit, 0, seed=1)
    with pytest.raises(UnknownNameError, match="sin2w"):
        toys(fit, 5, seed=1, truth={"sin2": 0.2})
    for bad in (-0.1, 0.7, float("nan")):
        with pytest.raises(ValidityError, match="sin2w"):
            toys(fit, 5, seed=1, truth={"sin2w": bad})
        with pytest.raises(ValidityError, match="sin2w"):
            toys(fit, 5, seed=1, starts=[{"sin2w": bad}])


# ---- Feldman–Cousins -----------------------------------------------------------------------------------------------


def test_critical_value_is_that_of_chi_square_in_the_gaussian_limit(counting):
    """90 % of χ²(1) is 2.706, 68.3 % is 1.0; error of a quantile: √(p(1−p)/n)/density."""
    e = counting(signal=4000.0, background=6000.0, sigma=0.02, data=np.array([10100.0]))
    fc = feldman_cousins(Fit([e], free=["normalisation"]), "normalisation", [0.97, 1.03], n=1500, seed=5)
    for level, expected in ((0.683, 1.001), (0.9, 2.706)):
        width = np.sqrt(level * (1 - level) / 1500) / chi2(1).pdf(expected)
        np.testing.assert_allclose(fc.critical[level], expected, atol=4 * width)
    width = np.sqrt(10000 + 120.0**2) / 4000
    best = 1.0 + 100 / 4000
    np.testing.assert_allclose(fc.observed, ((np.array([0.97, 1.03]) - best) / width) ** 2, rtol=0.03, atol=0.01)


def test_mixing_angle_at_the_standard_value(fit):
    fc = feldman_cousins(fit, "sin2w", [0.21, 0.23857], n=400, seed=2)
    width = np.sqrt(0.09 / 400) / chi2(1).pdf(2.706)
    np.testing.assert_allclose(fc.critical[0.9], 2.706, atol=4 * width)
    assert np.all((fc.p_value >= 0) & (fc.p_value <= 1))
    np.testing.assert_allclose(fc.p_value, chi2(1).sf(fc.observed), atol=0.1)


def test_interval_keeps_accepted_values():
    fc = FeldmanCousins(
        name="x",
        unit="1",
        values=np.arange(5.0),
        observed=np.array([9.0, 1.0, 0.0, 1.0, 9.0]),
        critical={0.9: np.full(5, 2.7)},
        p_value=np.array([0.01, 0.3, 1.0, 0.3, 0.02]),
        seed=1,
    )
    assert fc.interval(0.9) == (1.0, 3.0)
    assert fc.interval(0.5) == (2.0, 2.0)
    empty = FeldmanCousins(**{**fc.__dict__, "p_value": np.zeros(5)})
    with pytest.raises(FitError, match="x"):
        empty.interval(0.9)


@pytest.mark.parametrize("observed", [0, 6])
def test_counts_below_and_above_a_known_background(counting, observed):
    """One Poisson bin with b = 3 known (Feldman:1997qc, Sec. IV): p summed over n, equal counts included.

    Without signal every n ≤ 3 has Δχ² = 0, so no count is less extreme than none.
    """
    e = counting(signal=1.0, background=3.0, sigma=0.1, data=np.array([float(observed)]))
    fit = Fit([e], free=["normalisation"], fixed={"toy_background": 1.0})
    values = np.array([0.0, 0.05, 0.5, 1.2, 3.0, 8.0])
    fc = feldman_cousins(fit, "normalisation", values, n=1500, seed=3)
    n = np.arange(80.0)
    best = np.maximum(n - 3.0, 0.0) + 3.0
    for s, p in zip(values, fc.p_value, strict=True):
        statistic = 2.0 * (s + 3.0 - best + n * np.log(best / (s + 3.0)))
        exact = min(1.0, float(poisson.pmf(n, s + 3.0)[statistic >= statistic[observed] - 1e-12].sum()))
        assert p == pytest.approx(exact, abs=4.0 * np.sqrt(exact * (1.0 - exact) / 1500) + 1e-9)


def test_accepted_runs_and_open_ends():
    """Two solutions, the upper one cut by the end of the scan; p = 2/20 does not exceed 1 − 0.9."""
    fc = FeldmanCousins(
        name="x",
        unit="1",
        values=np.arange(7.0),
        observed=np.zeros(7),
        critical={},
        p_value=np.array([0.0, 0.1, 0.4, 1.0, 2 / 20, 0.15, 0.6]),
        seed=1,
    )
    assert fc.accepted(0.9).tolist() == [False, False, True, True, False, True, True]
    assert fc.intervals(0.9) == [(2.0, 3.0), (5.0, 6.0)]
    assert fc.open_ends(0.9) == [(False, False), (False, True)]
    assert fc.interval(0.9) == (2.0, 6.0)


def test_feldman_cousins_needs_one_free_parameter(csi, fit):
    with pytest.raises(ValidityError, match="sin2w"):
        feldman_cousins(Fit([csi], free=["sin2w", "eps_ee_u"]), "sin2w", [0.2, 0.3], n=10, seed=1)
    with pytest.raises(ValidityError, match="limits"):
        feldman_cousins(fit, "sin2w", [0.2, 0.7], n=10, seed=1)
    with pytest.raises(ValidityError, match="at least 1"):
        feldman_cousins(fit, "sin2w", [0.2, 0.3], n=0, seed=1)


def test_p_value_counts_only_converged_toys():
    t = Toys(
        names=("a",),
        truth={"a": 1.0},
        values=np.zeros((4, 1)),
        statistic=np.array([1.0, 2.0, 3.0, np.inf]),
        test_statistic=np.zeros(4),
        converged=np.array([True, True, True, False]),
        seed=0,
    )
    assert t.p_value(2.0) == pytest.approx(2 / 3)


def test_toys_find_the_mirror_minimum(csi):
    """ε_μμ has two solutions of almost equal χ²: toys thrown at one are often fitted by the other, as data would be."""
    made = toys(Fit([csi], free=["eps_mumu_u"]), 60, seed=4)
    mirrored = np.mean(made.parameter("eps_mumu_u") > 0.2)
    assert 0.2 < mirrored < 0.8
    assert made.converged.all()
