"""Efficiencies: values by hand, refusal outside tables, averages over time bins against quadrature."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import integrate

from nuscat._core.errors import ValidityError
from nuscat.detectors import (
    EFFICIENCIES,
    ConstantEfficiency,
    Efficiency,
    ExponentialTimeEfficiency,
    LogisticEfficiency,
    ProductEfficiency,
    StepEfficiency,
    TabulatedEfficiency,
)

CSI = LogisticEfficiency(1.32045, 0.285979, 10.8646, -0.333322)  # arXiv:2110.07730, nominal
TIME = ExponentialTimeEfficiency(plateau_end=0.52e-6, rate=0.0494e6)
TABLE = TabulatedEfficiency((0.0, 10.0, 20.0), (0.0, 0.8, 0.9))


def test_logistic_by_hand():
    for x in (7.0, 10.8646, 15.0, 30.0, 60.0):
        expected = 1.32045 / (1.0 + math.exp(-0.285979 * (x - 10.8646))) - 0.333322
        assert CSI(x) == pytest.approx(max(expected, 0.0), abs=1e-15)
    assert CSI(1e6) == pytest.approx(1.32045 - 0.333322)


def test_logistic_is_clipped_and_knows_where():
    np.testing.assert_array_equal(CSI(np.array([-1e9, 0.0, 5.0])), 0.0)
    (start,) = CSI.breakpoints
    assert 1.32045 / (1.0 + math.exp(-0.285979 * (start - 10.8646))) == pytest.approx(0.333322, rel=1e-12)
    assert CSI(start - 0.01) == 0.0
    assert CSI(start + 0.01) > 0.0
    over = LogisticEfficiency(1.3439, 0.285366, 9.84596, 0.1)
    assert over(100.0) == 1.0
    assert len(over.breakpoints) == 1


@given(x=st.floats(-1e3, 1e3), a=st.floats(-3, 3), b=st.floats(-5, 5), c=st.floats(-50, 50), d=st.floats(-2, 2))
def test_logistic_is_a_probability(x, a, b, c, d):
    assert 0.0 <= LogisticEfficiency(a, b, c, d)(x) <= 1.0


def test_table_refuses_outside_unless_stated():
    assert TABLE(5.0) == pytest.approx(0.4)
    with pytest.raises(ValidityError, match="outside the table"):
        TABLE(-0.1)
    with pytest.raises(ValidityError, match="outside the table"):
        TABLE(20.1)
    stated = TabulatedEfficiency((0.0, 10.0), (0.1, 0.8), below=0.0, above=0.7)
    np.testing.assert_array_equal(stated(np.array([-1.0, 11.0])), [0.0, 0.7])
    half = TabulatedEfficiency((0.0, 10.0), (0.1, 0.8), below=0.0)
    assert half(-1.0) == 0.0
    with pytest.raises(ValidityError):
        half(11.0)


def test_steps_times_logistic_as_in_2017():
    logistic = LogisticEfficiency(0.6655, 0.4942, 10.8507)
    eff = ProductEfficiency((logistic, StepEfficiency((5.0, 6.0), (0.0, 0.5, 1.0))))
    assert eff(4.999) == 0.0
    assert eff(5.0) == pytest.approx(0.5 * logistic(5.0))
    assert eff(6.0) == pytest.approx(logistic(6.0))
    assert {5.0, 6.0} <= set(eff.breakpoints)


BAD = [
    lambda: ConstantEfficiency(1.1),
    lambda: ConstantEfficiency(float("nan")),
    lambda: ConstantEfficiency(-0.1),
    lambda: LogisticEfficiency(float("nan"), 1.0, 1.0),
    lambda: TabulatedEfficiency((0.0, 1.0), (0.0, 95.0)),
    lambda: TabulatedEfficiency((1.0, 0.0), (0.0, 0.5)),
    lambda: TabulatedEfficiency((0.0, 1.0), (0.0, 0.5), above=2.0),
    lambda: TabulatedEfficiency((0.0, np.nan), (0.0, 0.5)),
    lambda: StepEfficiency((5.0, 6.0), (0.0, 1.0)),
    lambda: StepEfficiency((6.0, 5.0), (0.0, 0.5, 1.0)),
    lambda: ProductEfficiency(()),
    lambda: ExponentialTimeEfficiency(plateau_end=0.0, rate=-1.0),
    lambda: ExponentialTimeEfficiency(plateau_end=float("nan"), rate=1.0),
]


@pytest.mark.parametrize("make", BAD, ids=range(len(BAD)))
def test_bad_parameters(make):
    with pytest.raises(ValidityError):
        make()


@pytest.mark.parametrize(
    "eff", [CSI, TABLE, TIME, ConstantEfficiency(1.0), StepEfficiency((1.0,), (0.0, 1.0))], ids=repr
)
def test_nan_is_refused(eff):
    assert isinstance(eff, Efficiency)
    with pytest.raises(ValidityError, match="NaN"):
        eff(np.array([1.0, np.nan]))


def test_time_by_hand():
    assert TIME(0.3e-6) == 1.0
    assert TIME(0.52e-6) == 1.0
    assert TIME(1.52e-6) == pytest.approx(math.exp(-0.0494))


def test_time_bin_averages_against_quadrature():
    edges = np.array([-1.0, 0.0, 0.25, 0.5, 0.75, 1.0, 2.0, 6.0, 12.0]) * 1e-6
    for (lo, hi), mean in zip(pairwise(edges), TIME.bin_average(edges), strict=True):
        value, _ = integrate.quad(
            lambda t: float(TIME(t * 1e-6)), lo * 1e6, hi * 1e6, points=[0.52], epsabs=0, epsrel=1e-13
        )
        assert mean == pytest.approx(value / (hi - lo) * 1e-6, rel=1e-12)


@given(rate=st.floats(0.0, 1e8), end=st.floats(-1e-6, 8e-6))
def test_time_averages_add_up(rate, end):
    eff = ExponentialTimeEfficiency(plateau_end=end, rate=rate)
    fine = eff.bin_average(np.linspace(0.0, 6e-6, 13))
    assert fine.mean() == pytest.approx(eff.bin_average([0.0, 6e-6])[0], rel=1e-11)
    assert np.all(np.diff(fine) <= 1e-12)


def test_time_bad_edges():
    for edges in ([1e-6, 0.0], [0.0, np.inf], [0.0, np.nan]):
        with pytest.raises(ValidityError, match="Bin edges"):
            TIME.bin_average(edges)


def test_names():
    assert EFFICIENCIES["logistic"] is LogisticEfficiency


@pytest.mark.parametrize(
    "eff", [CSI, TABLE, ConstantEfficiency(0.5), StepEfficiency((5.0, 6.0), (0.0, 0.5, 1.0))], ids=repr
)
def test_jax_agrees(eff):
    jax = pytest.importorskip("jax")
    x = np.linspace(0.0, 20.0, 41)
    np.testing.assert_allclose(np.asarray(jax.jit(eff)(jax.numpy.asarray(x))), eff(x), rtol=1e-13, atol=1e-15)


def test_jax_table_is_nan_outside_and_time_gradient():
    jax = pytest.importorskip("jax")
    assert np.isnan(TABLE(jax.numpy.asarray([-1.0, 21.0]))).all()
    edges = np.array([0.0, 0.5, 1.0, 6.0]) * 1e-6

    def average(end):
        return ExponentialTimeEfficiency(plateau_end=end, rate=0.0494e6).bin_average(edges)

    np.testing.assert_allclose(average(jax.numpy.asarray(0.52e-6)), TIME.bin_average(edges), rtol=1e-14)
    h = 1e-10
    numeric = (average(0.52e-6 + h) - average(0.52e-6 - h)) / (2 * h)
    np.testing.assert_allclose(jax.jacfwd(average)(0.52e-6), numeric, rtol=1e-6, atol=1e-3)
