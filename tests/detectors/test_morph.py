"""Interpolation between variations: exact at the three points, smooth between and beyond."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nuscat._core.errors import ValidityError
from nuscat.detectors import morph, morph_all, morph_weights

NOMINAL = np.array([[10.0, 5.0], [1.0, 0.0]])
UP = np.array([[12.0, 4.0], [1.5, 0.2]])
DOWN = np.array([[9.0, 5.5], [0.3, 0.1]])
counts = st.floats(0.0, 1e4)


@given(nominal=counts, up=counts, down=counts)
def test_exact_at_the_three_points(nominal, up, down):
    scale = 1.0 + nominal + up + down
    for alpha, value in ((0.0, nominal), (1.0, up), (-1.0, down)):
        assert float(morph(nominal, up, down, alpha)) == pytest.approx(value, abs=4e-15 * scale)


@given(nominal=counts, up=counts, down=counts, sign=st.sampled_from([-1.0, 1.0]))
def test_value_and_slope_are_continuous(nominal, up, down, sign):
    h = 1e-6
    at, below, above = (float(morph(nominal, up, down, sign * a)) for a in (1.0, 1.0 - h, 1.0 + h))
    scale = 1.0 + nominal + up + down
    assert abs((above - at) - (at - below)) < 3.0 * h * h * scale + 1e-14 * scale


def test_quadratic_inside_linear_outside():
    a = np.linspace(-1.0, 1.0, 9)
    fit = np.polyfit([-1.0, 0.0, 1.0], [9.0, 10.0, 12.0], 2)
    np.testing.assert_allclose(morph(10.0, 12.0, 9.0, a), np.polyval(fit, a), rtol=1e-14)
    slope = np.polyval(np.polyder(fit), 1.0)
    np.testing.assert_allclose(morph(10.0, 12.0, 9.0, np.array([2.0, 5.0])), 12.0 + slope * np.array([1.0, 4.0]))


def test_one_sided_is_mirrored_and_linear():
    a = np.array([-3.0, -1.0, 0.0, 0.4, 1.0, 3.0])
    ours = morph(NOMINAL, UP, None, a)
    np.testing.assert_allclose(ours, NOMINAL + a[:, None, None] * (UP - NOMINAL), rtol=1e-13, atol=1e-14)


def test_batches():
    a = np.linspace(-2.0, 2.0, 6).reshape(2, 3)
    assert morph(NOMINAL, UP, DOWN, a).shape == (2, 3, 2, 2)
    np.testing.assert_array_equal(morph(NOMINAL, UP, DOWN, a)[1, 2], morph(NOMINAL, UP, DOWN, 2.0))


@given(nominal=counts, up=counts, down=counts, alpha=st.floats(-5.0, 5.0))
def test_weights_are_those_of_the_interpolation(nominal, up, down, alpha):
    plus, minus = morph_weights(alpha)
    combined = (1.0 - plus - minus) * nominal + plus * up + minus * down
    assert combined == pytest.approx(float(morph(nominal, up, down, alpha)), abs=1e-13 * (1.0 + nominal + up + down))
    for same in (np.float64(alpha), np.array(alpha), [alpha]):
        np.testing.assert_array_equal(np.ravel(morph_weights(same)), (plus, minus))


def test_weights_at_the_points_and_of_integers():
    assert [morph_weights(a) for a in (0.0, 1.0, -1.0)] == [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]
    plus, minus = morph_weights(np.array([[0, 1], [-1, 3]]))
    np.testing.assert_array_equal(plus, [[0.0, 1.0], [0.0, 4.0]])
    np.testing.assert_array_equal(minus, [[0.0, 0.0], [1.0, 1.0]])
    for missing in (float("nan"), np.array([np.nan])):
        assert np.all(np.isnan(morph_weights(missing)))
    with pytest.raises(ValidityError, match="alpha"):
        morph_weights("1 sigma")
    with pytest.raises(ValidityError, match="alpha"):
        morph(1.0, 2.0, 0.5, [[0.0], [1.0, 2.0]])


def test_weights_in_jax():
    jax = pytest.importorskip("jax")
    a = np.array([-2.0, -1.0, 0.0, 0.4, 1.0, 3.0])
    for ours, theirs in zip(morph_weights(a), jax.jit(morph_weights)(jax.numpy.asarray(a)), strict=True):
        np.testing.assert_allclose(theirs, ours, rtol=1e-15)


def test_several_nuisances_add():
    pairs = [(UP, DOWN), (DOWN, None)]
    np.testing.assert_allclose(morph_all(NOMINAL, pairs, [0.7, 0.0]), morph(NOMINAL, UP, DOWN, 0.7), rtol=1e-14)
    both = morph_all(NOMINAL, pairs, np.array([[0.7, -0.3], [0.0, 0.0]]))
    expected = morph(NOMINAL, UP, DOWN, 0.7) + morph(NOMINAL, DOWN, None, -0.3) - NOMINAL
    np.testing.assert_allclose(both[0], expected, rtol=1e-13, atol=1e-14)
    np.testing.assert_array_equal(both[1], NOMINAL)
    np.testing.assert_array_equal(morph_all(NOMINAL, [], np.zeros(0)), NOMINAL)


def test_bad_shapes():
    with pytest.raises(ValidityError, match="different shapes"):
        morph(NOMINAL, UP[0], DOWN, 0.0)
    with pytest.raises(ValidityError, match="2 variations"):
        morph_all(NOMINAL, [(UP, DOWN), (UP, DOWN)], [0.0])
    with pytest.raises(ValidityError, match="1 variations"):
        morph_all(NOMINAL, [(UP, DOWN)], 0.0)


def test_jax_agrees_and_gradient():
    jax = pytest.importorskip("jax")
    a = np.array([-2.0, -0.4, 0.0, 0.9, 1.7])
    ours = jax.jit(lambda v: morph(NOMINAL, UP, DOWN, v))(jax.numpy.asarray(a))
    np.testing.assert_allclose(np.asarray(ours), morph(NOMINAL, UP, DOWN, a), rtol=1e-14, atol=1e-15)
    slope = jax.grad(lambda v: morph(10.0, 12.0, 9.0, v))
    # inside: (up − down)/2 + α (up + down − 2 nominal); beyond ±1 constant
    for alpha, value in ((0.0, 1.5), (0.5, 2.0), (1.0, 2.5), (3.0, 2.5), (-1.0, 0.5), (-3.0, 0.5)):
        assert float(slope(alpha)) == pytest.approx(value, rel=1e-14)
