"""Forecasts against the closed forms of counting experiments, and against toys."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log, sqrt

import numpy as np
import pytest

from nuscat._core.errors import ValidityError
from nuscat.experiments import Axis, GaussianStatistic, Parameter, Theory
from nuscat.inference import expected_error, expected_limit, exposure_curve, scaled, significance
from nuscat.inference.fit import Fit
from nuscat.inference.newton import minimise_batch


@dataclass(frozen=True, eq=False)
class Counting:
    """Bins with signal s and background b; the background may have a nuisance parameter common to all bins."""

    s: tuple[float, ...]
    b: tuple[float, ...]
    sigma: float | None = 0.0  # 0: known; None: free
    theory: Theory = field(default_factory=Theory)
    name: str = "counting"
    title: str = "counting"
    cite: tuple[str, ...] = ()

    @property
    def axes(self):
        return (Axis(name="bin", unit="1", edges=tuple(float(i) for i in range(len(self.s) + 1))),)

    @property
    def nuisances(self):
        if self.sigma == 0.0:
            return ()
        step = 0.1 if self.sigma is None else self.sigma
        return (Parameter(name="bg", value=1.0, step=step, sigma=self.sigma, lower=0.0, scales=("background",)),)

    @property
    def data(self):
        return np.asarray(self.expected({}))

    @property
    def data_sha256(self):
        return {}

    def prepare(self, theta):
        return np.array(self.s)

    def components(self, theta, prepared=None):
        return {
            "cevns": theta.get("normalisation", 1.0) * np.array(self.s),
            "background": theta.get("bg", 1.0) * np.array(self.b),
        }

    def expected(self, theta, prepared=None):
        c = self.components(theta)
        return c["cevns"] + c["background"]

    def predict(self, theta=None):
        raise NotImplementedError

    def understands(self, name):
        return name in ("normalisation", "bg")

    def require_known(self, names):
        pass


def known(s, b):
    """Cowan:2010js, Eq. (97)."""
    return sqrt(2.0 * ((s + b) * log(1.0 + s / b) - s))


@pytest.mark.parametrize(("s", "b"), [(10.0, 100.0), (5.0, 0.5), (300.0, 20.0), (0.2, 3.0)])
def test_known_background(s, b):
    assert significance(Counting((s,), (b,))) == pytest.approx(known(s, b), rel=1e-6)


def test_bins_add_in_quadrature():
    s, b = (3.0, 8.0, 1.0), (10.0, 20.0, 0.1)
    expected = sqrt(sum(known(x, y) ** 2 for x, y in zip(s, b, strict=True)))
    assert significance(Counting(s, b)) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(("s", "b", "tau"), [(30.0, 100.0, 1.0), (20.0, 50.0, 0.3), (15.0, 10.0, 4.0)])
def test_background_measured_beside_is_li_and_ma(s, b, tau):
    """Counts n = s + b and m = τb with a free common background: the profile form of Li and Ma (Cowan's σ² = b/τ)."""
    n, m = s + b, tau * b
    li_ma = sqrt(2.0 * (n * log((1.0 + tau) * n / (n + m)) + m * log((1.0 + tau) * m / (tau * (n + m)))))
    v = b / tau
    cowan = sqrt(2.0 * (n * log(n * (b + v) / (b * b + n * v)) - b * b / v * log(1.0 + v * s / (b * (b + v)))))
    assert li_ma == pytest.approx(cowan, rel=1e-12)
    assert significance(Counting((s, 0.0), (b, m), None)) == pytest.approx(li_ma, rel=1e-5)


@pytest.mark.parametrize(("s", "b", "r"), [(30.0, 100.0, 0.1), (50.0, 20.0, 0.5), (200.0, 1000.0, 0.02)])
def test_gaussian_background_constraint(s, b, r):
    """Without signal the background factor ν solves ν² + ν(br² − 1) − nr² = 0."""
    n = s + b
    nu = 0.5 * (1.0 - b * r * r + sqrt((1.0 - b * r * r) ** 2 + 4.0 * n * r * r))
    q0 = 2.0 * (b * nu - n + n * log(n / (b * nu))) + ((nu - 1.0) / r) ** 2
    assert significance(Counting((s,), (b,), r)) == pytest.approx(sqrt(q0), rel=1e-5)


def test_uncertainty_of_the_background_limits_what_exposure_can_do():
    """For a relative error r of the background and s ≪ b, Z → s/(rb) however long one measures."""
    e = Counting((10.0,), (1000.0,), 0.05)
    curve = exposure_curve(e, [1.0, 100.0, 1e4])
    assert curve.significance[0] < 0.35
    assert curve.significance[2] == pytest.approx(10.0 / (0.05 * 1000.0), rel=0.02)


def test_known_background_grows_as_the_root_of_exposure():
    curve = exposure_curve(Counting((10.0,), (1000.0,)), [1.0, 4.0, 16.0])
    assert np.array(curve.significance) / curve.significance[0] == pytest.approx([1.0, 2.0, 4.0], rel=1e-6)
    assert curve.signal == pytest.approx((10.0, 40.0, 160.0))
    assert curve.background == pytest.approx((1000.0, 4000.0, 16000.0))
    assert curve.factor_for(2.0 * curve.significance[0]) == pytest.approx(4.0, rel=1e-6)
    assert curve.factor_for(100.0) is None


def test_error_and_limit_of_a_large_count_are_gaussian():
    s, b = 4000.0, 36000.0
    e = Counting((s,), (b,))
    up, down = expected_error(e, "normalisation")
    assert up == pytest.approx(sqrt(s + b) / s, rel=0.01)
    assert down == pytest.approx(sqrt(s + b) / s, rel=0.01)
    # limit at 90 % of data without signal: 1.2816 σ above zero, σ of the background alone
    limit = expected_limit(e, "normalisation", truth=0.0)
    assert limit == pytest.approx(1.281552 * sqrt(b) / s, rel=0.01)
    assert expected_limit(e, "normalisation", truth=0.0, sides=2) == pytest.approx(1.644854 * sqrt(b) / s, rel=0.01)


def test_limit_is_the_median_of_toys():
    """400 experiments of background 20 only, each with its own limit: their median is the expected limit."""
    e = Counting((10.0,), (20.0,))
    expected = expected_limit(e, "normalisation", truth=0.0)
    rng = np.random.default_rng(7)
    counts = rng.poisson(20.0, 400).astype(float)
    model = Fit([e], free=["normalisation"]).model

    def limit(n):
        """Largest μ with q̃_μ below 1.2816², from the likelihood written out."""
        best = max((n - 20.0) / 10.0, 0.0)
        grid = best + np.linspace(0.0, 4.0, 2001)
        mu, mu0 = 20.0 + 10.0 * grid, 20.0 + 10.0 * best
        return grid[np.searchsorted(2.0 * (mu - mu0 - n * np.log(mu / mu0)), 1.281552**2)]

    limits = np.array([limit(n) for n in counts])
    assert np.median(limits) == pytest.approx(expected, abs=0.06)  # counts are whole: limits come in steps of 0.1
    # the fits that the package makes of the same toys agree with the likelihood written out
    toys = model.with_data([counts[:50, None]], np.zeros((50, 0)))
    best = minimise_batch(toys, np.full((50, 1), 0.5))
    assert best.x[:, 0] == pytest.approx(np.maximum((counts[:50] - 20.0) / 10.0, 0.0), abs=1e-3)


def test_coverage_of_the_expected_significance():
    """The median of √q₀ of 2000 toys with signal is the Asimov value."""
    s, b = 20.0, 40.0
    n = np.random.default_rng(3).poisson(s + b, 2000).astype(float)
    observed = np.where(n > b, np.sqrt(2.0 * np.maximum(n * np.log(n / b) - n + b, 0.0)), 0.0)
    assert np.median(observed) == pytest.approx(significance(Counting((s,), (b,))), abs=0.12)


def test_real_experiment_and_its_scaling():
    from nuscat import experiments

    lar = experiments.load("coherent-lar")
    one = significance(lar)
    assert one == pytest.approx(3.5, abs=1.2)  # 128 ± 36 to 43 expected
    assert significance(scaled(lar, 4.0)) > 1.2 * one


def test_bad_questions():
    e = Counting((1.0,), (1.0,))
    with pytest.raises(ValidityError, match="between 0 and 1"):
        expected_limit(e, "normalisation", level=90.0)
    with pytest.raises(ValidityError, match="sides"):
        expected_limit(e, "normalisation", sides=3)
    with pytest.raises(ValidityError, match="positive"):
        scaled(e, 0.0)
    with pytest.raises(ValidityError, match="rising"):
        exposure_curve(e, [1.0, 1.0])
    with pytest.raises(ValidityError, match="no prediction"):
        scaled(e, 2.0).predict()


def test_measurements_without_counts_are_refused():
    from nuscat import experiments

    prex = experiments.load("prex-2")
    assert isinstance(prex.statistic, GaussianStatistic)
    with pytest.raises(ValidityError, match="does not count"):
        scaled(prex, 2.0)
