"""Gaussian terms of a likelihood: closed forms, together with Poisson counts, toys, NumPy = JAX."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.stats import chi2, kstest

from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.experiments import Axis, GaussianStatistic, Parameter
from nuscat.inference import Fit, Model, feldman_cousins, profile, toys
from nuscat.inference.newton import minimise_batch

SLOPE = Parameter(name="slope", value=1.0, step=0.2, lower=-50.0, upper=50.0, description="slope of a line")


@dataclass(frozen=True, eq=False)
class Line:
    """Numbers y_i = slope · x_i measured with errors."""

    name: str
    x: tuple[float, ...]
    data: Any
    sigma: tuple[float, ...]
    physics: tuple[Parameter, ...] = (SLOPE,)
    nuisances: tuple[Parameter, ...] = ()
    cite: tuple[str, ...] = ()
    data_sha256: Any = field(default_factory=dict)
    theory: Any = field(default_factory=lambda: SimpleNamespace(modified=lambda _: ()))

    @property
    def statistic(self):
        return GaussianStatistic(self.sigma)

    @property
    def axes(self):
        return (Axis(name="x", unit="1", edges=tuple(float(i) for i in range(len(self.x) + 1))),)

    def prepare(self, theta):
        return theta.get("slope", 1.0) * np.array(self.x)

    def components(self, theta, prepared=None):
        return {"line": self.prepare(theta)}

    def expected(self, theta, prepared=None):
        return self.prepare(theta)

    def predict(self, theta=None):
        raise NotImplementedError

    def understands(self, name):
        return name == "slope"

    def require_known(self, names):
        for name in names:
            if name != "slope":
                raise UnknownNameError.of("parameter", name, ["slope"])


FIRST = Line("first", (1.0, 2.0), np.array([1.3, 1.9]), (0.2, 0.3))
SECOND = Line("second", (1.0,), np.array([0.2]), (0.25,))
# weighted least squares: slope = Σ x y/σ² / Σ x²/σ², variance = 1/Σ x²/σ²
X = np.array([1.0, 2.0, 1.0])
Y = np.array([1.3, 1.9, 0.2])
S = np.array([0.2, 0.3, 0.25])
BEST = float(np.sum(X * Y / S**2) / np.sum(X**2 / S**2))
ERROR = float(np.sum(X**2 / S**2) ** -0.5)
CHI2 = float(np.sum(((Y - BEST * X) / S) ** 2))


@pytest.mark.parametrize("backend", ["numpy", "jax"])
def test_weighted_least_squares(backend):
    if backend == "jax":
        pytest.importorskip("jax")
    r = Fit([FIRST, SECOND], free=["slope"], backend=backend).minimize()
    e = r.parameters["slope"]
    assert e.value == pytest.approx(BEST, abs=1e-3 * ERROR)
    assert e.error == pytest.approx(ERROR, rel=1e-4)
    assert (e.lower, e.upper) == pytest.approx((-ERROR, ERROR), rel=1e-3)
    g = r.goodness_of_fit
    assert g.statistic == pytest.approx(CHI2, rel=1e-8)
    assert g.dof == 2
    assert g.p_value == pytest.approx(chi2.sf(CHI2, 2), rel=1e-8)
    assert sum(g.by_experiment.values()) == pytest.approx(CHI2, rel=1e-8)
    assert r.signal_counts == {}


def test_profile_is_a_parabola():
    scan = profile(Fit([FIRST, SECOND], free=["slope"]), "slope", np.linspace(BEST - 1.0, BEST + 1.0, 21))
    assert scan.delta_chi2 == pytest.approx(((scan.values - BEST) / ERROR) ** 2, abs=1e-8)


def test_newton_needs_one_step():
    model = Model.build([FIRST, SECOND], ["slope"])
    found = minimise_batch(model, np.array([[20.0], [-3.0]]), iterations=2)
    assert found.x[:, 0] == pytest.approx([BEST, BEST], abs=1e-8)
    assert found.information[:, 0, 0] == pytest.approx([ERROR**-2] * 2)


def test_toys_scatter_with_the_error_and_reach_the_chi2_distribution():
    made = toys(Fit([FIRST, SECOND], free=["slope"]), 2000, seed=3, truth={"slope": 0.7})
    values = made.parameter("slope")
    assert made.converged.all()
    assert values.mean() == pytest.approx(0.7, abs=4.0 * ERROR / np.sqrt(2000))
    assert values.std() == pytest.approx(ERROR, rel=4.0 / np.sqrt(2 * 2000))
    assert kstest(made.statistic, chi2(2).cdf).pvalue > 0.01
    assert kstest(made.test_statistic, chi2(1).cdf).pvalue > 0.01
    assert made.p_value(CHI2) == pytest.approx(chi2.sf(CHI2, 2), abs=0.03)


def test_feldman_cousins_reduces_to_the_gaussian_interval():
    values = np.linspace(BEST - 3.0 * ERROR, BEST + 3.0 * ERROR, 61)
    low, high = feldman_cousins(Fit([FIRST, SECOND], free=["slope"]), "slope", values, n=400, seed=1).interval(0.683)
    assert (low, high) == pytest.approx((BEST - ERROR, BEST + ERROR), abs=0.2 * ERROR)


def test_together_with_poisson_counts(counting):
    """Different parameters: the minima and statistics of the parts add up."""
    counts = counting(10.0, 50.0, 0.1, np.full(6, 63.0))
    alone = Fit([counts], free=["normalisation"]).minimize()
    both = Fit([counts, FIRST, SECOND], free=["normalisation", "slope"]).minimize()
    assert both.parameters["slope"].value == pytest.approx(BEST, abs=1e-4)
    assert both.parameters["normalisation"].value == pytest.approx(alone.parameters["normalisation"].value, abs=1e-3)
    assert both.goodness_of_fit.statistic == pytest.approx(alone.goodness_of_fit.statistic + CHI2, abs=1e-4)
    assert both.goodness_of_fit.dof == alone.goodness_of_fit.dof + 2
    assert list(both.signal_counts) == ["counting"]


def test_fixed_own_parameter_and_its_limits(counting):
    counts = counting(10.0, 50.0, 0.1, np.full(6, 63.0))
    r = Fit([counts, FIRST], fixed={"slope": 1.0}).minimize(minos=False)
    assert r.goodness_of_fit.by_experiment["first"] == pytest.approx((0.3 / 0.2) ** 2 + (0.1 / 0.3) ** 2)
    with pytest.raises(ValidityError, match="slope"):
        Fit([FIRST], fixed={"slope": 60.0})


def test_nothing_to_fit():
    with pytest.raises(ValidityError, match="nothing to fit"):
        Fit([FIRST], fixed={"slope": 1.0}).minimize()


def test_one_name_means_one_thing():
    other = Line("other", (1.0,), np.array([1.0]), (1.0,), physics=(Parameter(name="slope", value=0.0, step=1.0),))
    with pytest.raises(ValidityError, match="two things"):
        Fit([FIRST, other], free=["slope"])


def test_parameter_that_no_experiment_knows():
    with pytest.raises(UnknownNameError, match="sin2w"):
        Fit([FIRST], free=["sin2w"])
