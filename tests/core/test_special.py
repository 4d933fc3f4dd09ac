"""Special functions against mpmath at thirty digits, and their gradients against derived formulas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nuscat._core import special

mpmath = pytest.importorskip("mpmath")

POINTS = [0.0, 1e-9, 1e-4, 0.049999, 0.05, 0.050001, 0.1, 0.2999, 0.3, 0.30001, 1.0, 3.0, 7.7, 20.0, 100.0]


def exact_j0(x: float) -> float:
    with mpmath.workdps(40):
        z = mpmath.mpf(x)
        return float(mpmath.sin(z) / z) if x else 1.0


def exact_sphere(x: float) -> float:
    if x < 1e-9:
        return 1.0  # 1 - x²/10 in double precision
    with mpmath.workdps(60):
        z = mpmath.mpf(x)
        return float(3 * (mpmath.sin(z) - z * mpmath.cos(z)) / z**3)


@pytest.mark.parametrize("x", POINTS)
def test_spherical_bessel(x: float) -> None:
    assert float(special.j0(x)) == pytest.approx(exact_j0(x), rel=0, abs=2e-15)
    assert float(special.three_j1_over_x(x)) == pytest.approx(exact_sphere(x), rel=0, abs=1e-13)


@given(st.floats(0.0, 60.0))
def test_spherical_bessel_everywhere(x: float) -> None:
    assert abs(float(special.j0(x)) - exact_j0(x)) < 1e-14
    assert abs(float(special.three_j1_over_x(x)) - exact_sphere(x)) < 1e-13
    assert float(special.j0(-x)) == float(special.j0(x))


@pytest.mark.parametrize("x", [0.0, 0.3, 1.0, 2.5, 6.0])
def test_error_function_and_gammas(x: float) -> None:
    assert float(special.erf(x)) == pytest.approx(float(mpmath.erf(x)), abs=1e-15)
    for a in (0.5, 1.0, 3.7, 40.0):
        below = float(mpmath.gammainc(a, 0, x, regularized=True))
        assert float(special.gammainc(a, x)) == pytest.approx(below, rel=1e-13, abs=1e-300)
        assert float(special.gammaincc(a, x)) == pytest.approx(
            float(mpmath.gammainc(a, x, mpmath.inf, regularized=True)), rel=1e-13
        )
        assert float(special.gammaln(a)) == pytest.approx(float(mpmath.loggamma(a)), rel=1e-14, abs=1e-15)


def test_jax_agrees_with_numpy() -> None:
    jnp = pytest.importorskip("jax.numpy")
    x = np.array(POINTS)
    for name in ("j0", "three_j1_over_x", "erf"):
        function = getattr(special, name)
        np.testing.assert_allclose(np.asarray(function(jnp.asarray(x))), function(x), rtol=0, atol=1e-13)
    for name in ("gammainc", "gammaincc"):
        function = getattr(special, name)
        np.testing.assert_allclose(np.asarray(function(2.5, jnp.asarray(x))), function(2.5, x), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("x", [0.0, 1e-6, 0.02, 0.0499, 0.0501, 0.2999, 0.3001, 1.0, 4.0])
def test_gradients_are_finite_and_right(x: float) -> None:
    jax = pytest.importorskip("jax")
    with mpmath.workdps(50):
        j0 = float(mpmath.diff(mpmath.sinc, x)) if x else 0.0
        sphere = (
            float(mpmath.diff(lambda z: 3 * (mpmath.sin(z) - z * mpmath.cos(z)) / z**3, mpmath.mpf(x))) if x else 0.0
        )
    assert float(jax.grad(special.j0)(x)) == pytest.approx(j0, rel=1e-11, abs=1e-13)
    assert float(jax.grad(special.three_j1_over_x)(x)) == pytest.approx(sphere, rel=1e-10, abs=1e-12)


def test_second_derivative_at_the_origin_is_the_mean_square_radius() -> None:
    jax = pytest.importorskip("jax")
    assert float(jax.grad(jax.grad(special.j0))(0.0)) == pytest.approx(-1.0 / 3.0, rel=1e-14)
    assert float(jax.grad(jax.grad(special.three_j1_over_x))(0.0)) == pytest.approx(-1.0 / 5.0, rel=1e-14)
