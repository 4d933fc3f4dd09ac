"""Kinematics: limits, inverses, momentum conservation, kinematic factors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nuscat._core.errors import PrecisionError, UnknownNameError, ValidityError
from nuscat.processes import kinematics as k

energies = st.floats(1e-3, 2e3)
masses = st.floats(9e2, 2.5e5)
fractions = st.floats(1e-4, 1.0 - 1e-9)
ALL_KERNELS = {**k.BRACKETS, **k.KERNELS}


@given(energies, masses)
def test_E_min_inverts_T_max(E: float, M: float) -> None:
    assert k.E_min(k.T_max(E, M), M) == pytest.approx(E, rel=1e-12)


@given(energies, masses)
def test_q2_max_is_2M_T_max(E: float, M: float) -> None:
    assert k.q2_max(E, M) == pytest.approx(2.0 * M * k.T_max(E, M), rel=1e-14)
    assert k.q_of_T(k.T_max(E, M), M) == pytest.approx(np.sqrt(k.q2_max(E, M)), rel=1e-14)


@given(energies, masses, fractions)
def test_energy_and_momentum_are_conserved(E: float, M: float, x: float) -> None:
    T = x * k.T_max(E, M)
    c, beta = k.cos_of_T(E, T, M), k.cos_recoil(E, T, M)
    p = k.q_of_T(T, M, "three")
    out = E - T
    assert p * p == pytest.approx((E - out * c) ** 2 + out * out * (1 - c) * (1 + c), rel=1e-9, abs=1e-13 * E * E)
    assert out * c + p * beta == pytest.approx(E, rel=1e-12)
    assert p * p * (1 - beta**2) == pytest.approx(out * out * (1 - c) * (1 + c), rel=1e-9, abs=1e-12 * E * E)
    assert k.q_of_T(T, M) ** 2 == pytest.approx(
        2 * E * out * (1 - c), rel=1e-9, abs=1e-13 * E * E
    )  # −t from both sides
    assert k.T_of_cos(E, c, M) == pytest.approx(T, rel=1e-9, abs=1e-13 * k.T_max(E, M))


def test_T_of_cos_limits_and_jacobian() -> None:
    E, M = 40.0, 37215.0
    assert k.T_of_cos(E, 1.0, M) == 0.0
    assert k.T_of_cos(E, -1.0, M) == k.T_max(E, M)
    x, w = np.polynomial.legendre.leggauss(20)
    assert np.sum(w * k.dT_dcos(E, x, M)) == pytest.approx(-k.T_max(E, M), rel=1e-13)
    h = 1e-5
    slope = (k.T_of_cos(E, 0.3 + h, M) - k.T_of_cos(E, 0.3 - h, M)) / (2 * h)
    assert k.dT_dcos(E, 0.3, M) == pytest.approx(slope, rel=1e-8)


def test_wrong_T_max_in_circulation_is_excluded() -> None:
    """2E²/(M + 2E²) with energies in GeV is several percent off; ours is the exact one (Cs, 53 MeV)."""
    E, M = 52.83e-3, 123.8
    wrong = 2 * E**2 / (M + 2 * E**2)
    right = 2 * E**2 / (M + 2 * E)
    assert abs(k.T_max(E, M) / right - 1) < 1e-15
    assert abs(k.T_max(E, M) / wrong - 1) > 5e-4
    # dimensional test: scaling all energies scales T_max
    assert k.T_max(1e3 * E, 1e3 * M) == pytest.approx(1e3 * k.T_max(E, M), rel=1e-14)


def test_three_and_four_momentum_differ_by_1e_7() -> None:
    ratio = k.q_of_T(0.02, 1e5, "three") / k.q_of_T(0.02, 1e5)
    assert ratio == pytest.approx(np.sqrt(1 + 0.02 / 2e5), rel=1e-14)
    with pytest.raises(UnknownNameError, match="four"):
        k.q_of_T(0.02, 1e5, "fuor")


@given(energies, masses, st.floats(0.0, 3.0))
def test_brackets_are_bounded(E: float, M: float, x: float) -> None:
    T = x * k.T_max(E, M)
    for kernel in (k.exact_bracket, k.leading_bracket, k.cosine_bracket, k.spin_half_bracket):
        assert 0.0 <= kernel(E, T, M) <= 1.0 + 1e-12
    for name in k.KERNELS:
        assert k.KERNELS[name](E, T, M) >= 0.0


@pytest.mark.parametrize("name", ALL_KERNELS)
def test_zero_outside_the_range(name: str) -> None:
    E, M = 30.0, 37e3
    top = k.T_max(E, M)
    assert ALL_KERNELS[name](E, 1.0001 * top, M) == 0.0
    assert ALL_KERNELS[name](0.0, 0.0, M) == 0.0
    assert ALL_KERNELS[name](0.0, 1e-3, M) == 0.0
    assert ALL_KERNELS[name](E, 0.5 * top, M) > 0.0


@pytest.mark.parametrize("name", ALL_KERNELS)
@pytest.mark.parametrize(("E", "M"), [(30.0, 37e3), (900.0, 938.0)])
def test_closed_form_integrals(name: str, E: float, M: float) -> None:
    a, b = 0.1 * k.T_max(E, M), k.T_max(E, M)
    primitive = {
        "exact": lambda T: T - T**2 / (2 * E) - M * T**2 / (4 * E**2),
        "spin-half": lambda T: T - T**2 / (2 * E) - M * T**2 / (4 * E**2) + T**3 / (6 * E**2),
        "leading": lambda T: T - M * T**2 / (4 * E**2),
        "cosine": lambda T: T + M / (2 * E) * (T + E * np.log1p(-T / E)),
        "vector": lambda T: T - T**2 / (2 * E) - M * T**2 / (4 * E**2),
        "axial": lambda T: T - T**2 / (2 * E) + M * T**2 / (4 * E**2),
        "scalar": lambda T: (M * T**2 / 2 + T**3 / 6) / E**2,
        "pseudoscalar": lambda T: T**3 / (3 * E**2),
        "tensor": lambda T: T - T**2 / (2 * E) + T**3 / (12 * E**2) - M * T**2 / (8 * E**2),
        "recoil": lambda T: T**2 / (2 * E) - T**3 / (6 * E**2),
        "magnetic": lambda T: np.log(T) - T / E + T**2 / (8 * E**2),
    }[name]
    x, w = np.polynomial.legendre.leggauss(64)
    T = 0.5 * (a + b) + 0.5 * (b - a) * x
    assert 0.5 * (b - a) * np.sum(w * ALL_KERNELS[name](E, T, M)) == pytest.approx(
        primitive(b) - primitive(a), rel=1e-11
    )


def test_exact_bracket_vanishes_at_T_max_and_axial_does_not() -> None:
    E, M = 30.0, 37e3
    T = k.T_max(E, M)
    assert k.exact_bracket(E, T, M) == pytest.approx(0.0, abs=1e-15)
    assert k.exact_bracket(E, 0.25 * T, M) == pytest.approx(0.75, rel=1e-14)
    assert k.axial_bracket(E, T * (1 - 1e-12), M) == pytest.approx(2 * (1 - T / E), rel=1e-9)
    assert k.spin_half_bracket(E, T / 3, M) == pytest.approx(
        0.5 * (1 + (1 - T / 3 / E) ** 2 - M * T / 3 / E**2), rel=1e-13
    )


def test_unknown_bracket() -> None:
    with pytest.raises(UnknownNameError, match="exact"):
        k.bracket("exakt")


@pytest.mark.parametrize("name", ALL_KERNELS)
def test_jax_agrees_and_gradients_are_finite(name: str) -> None:
    jax = pytest.importorskip("jax")
    jnp = jax.numpy
    kernel, M = ALL_KERNELS[name], 37e3
    E = np.array([0.0, 1e-3, 30.0, 52.8])[:, None]
    T = np.concatenate([[0.0], np.geomspace(1e-8, 1.0, 40)])
    assert np.allclose(jax.jit(kernel)(jnp.asarray(E), jnp.asarray(T), M), kernel(E, T, M), rtol=1e-13, atol=1e-15)
    top = k.T_max(30.0, M)
    for E0, T0 in [(0.0, 0.0), (30.0, 0.0), (30.0, float(top)), (30.0, 30.0), (30.0, 2 * float(top)), (0.0, 0.1)]:
        assert np.all(np.isfinite(jax.grad(kernel, argnums=(0, 1))(E0, T0, M)))
    T0, h = 0.4 * top, 1e-5 * top
    numeric = (kernel(30.0, T0 + h, M) - kernel(30.0, T0 - h, M)) / (2 * h)
    assert jax.grad(kernel, argnums=1)(30.0, T0, M) == pytest.approx(numeric, rel=1e-8)
    numeric = (kernel(30.0 + 1e-4, T0, M) - kernel(30.0 - 1e-4, T0, M)) / 2e-4
    assert jax.grad(kernel)(30.0, T0, M) == pytest.approx(numeric, rel=1e-7)


def test_gradients_at_rest_are_finite() -> None:
    jax = pytest.importorskip("jax")
    for function in (k.E_min, k.q_of_T):
        assert np.isfinite(jax.grad(function)(0.0, 37e3))
    assert jax.grad(k.q_of_T)(0.01, 37e3) == pytest.approx(np.sqrt(37e3 / 0.02), rel=1e-13)


@pytest.mark.parametrize("name", ALL_KERNELS)
def test_no_number_for_nan(name: str) -> None:
    kernel, nan = ALL_KERNELS[name], float("nan")
    for arguments in ((nan, 0.1, 37e3), (30.0, nan, 37e3), (30.0, 1e-3, nan)):
        assert np.isnan(kernel(*arguments))
    E, T = np.array([30.0, nan, 30.0])[:, None], np.array([1e-3, nan, 1.0])
    assert np.isnan(kernel(E, T, 37e3)).tolist() == [[False, True, False], [True] * 3, [False, True, False]]
    jax = pytest.importorskip("jax")
    jitted = jax.jit(kernel)(jax.numpy.asarray(E), jax.numpy.asarray(T), 37e3)
    np.testing.assert_allclose(jitted, kernel(E, T, 37e3), rtol=1e-13)  # NaN in the same places


M_AR = 37215.0
OF_TWO = {"T_max": k.T_max, "q2_max": k.q2_max, "E_min": k.E_min, "q_of_T": k.q_of_T, "T_of_q": k.T_of_q}


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf, [1.0, -5.0], "thirty", None, [[1.0], [1.0, 2.0]]])
def test_impossible_energies(bad: object) -> None:
    calls = {name: (lambda f=f: f(bad, M_AR)) for name, f in OF_TWO.items()}
    calls |= {f.__name__: (lambda f=f: f(bad, 0.5, M_AR)) for f in (k.T_of_cos, k.dT_dcos)}
    calls |= {f.__name__: (lambda f=f: f(bad, 0.0, M_AR)) for f in (k.cos_of_T, k.cos_recoil)}
    for name, call in calls.items():
        with pytest.raises(ValidityError) as caught:
            call()
        assert "np.float64" not in str(caught.value), name


@pytest.mark.parametrize("bad", [0.0, -M_AR, np.nan, np.inf, "Ar", [M_AR, 0.0]])
def test_impossible_masses_and_cosines(bad: object) -> None:
    for function in OF_TWO.values():
        with pytest.raises(ValidityError, match="mass"):
            function(1.0, bad)
    for function in (k.T_of_cos, k.dT_dcos):
        with pytest.raises(ValidityError, match="cos_theta"):
            function(30.0, 1.001, M_AR)


def test_no_angle_without_energy_or_beyond_T_max() -> None:
    for function in (k.cos_of_T, k.cos_recoil):
        for E in (0.0, np.array([30.0, 0.0])):
            with pytest.raises(ValidityError, match="E_nu must be positive"):
                function(E, 0.0, M_AR)
        with pytest.raises(ValidityError, match="T_max"):
            function(30.0, 1.001 * k.T_max(30.0, M_AR), M_AR)
        assert abs(function(30.0, k.T_max(30.0, M_AR), M_AR)) == pytest.approx(1.0, rel=1e-12)


def test_sequences_integers_and_empty_arrays() -> None:
    for function in OF_TWO.values():
        expected = [function(1.0, M_AR), function(2.0, M_AR)]
        for two in ([1, 2], (1.0, 2.0), np.array([1, 2]), np.array([1, 2], dtype=np.float32)):
            np.testing.assert_array_equal(function(two, M_AR), expected)
            assert function(two, M_AR).dtype == np.float64
        assert function(np.array([]), M_AR).shape == (0,)
        assert type(function(1, M_AR)) is float


def test_jax_values_that_cannot_be_checked_become_nan() -> None:
    jax = pytest.importorskip("jax")
    values = jax.numpy.array([-1.0, np.nan, 1.0])
    for function in OF_TWO.values():
        result = jax.jit(function)(values, M_AR)
        assert np.isnan(result).tolist() == [True, True, False]
        assert float(result[2]) == pytest.approx(function(1.0, M_AR), rel=1e-15)
        assert np.isfinite(jax.grad(function)(0.0, M_AR))
    assert np.isnan(jax.jit(k.T_of_cos)(30.0, jax.numpy.array([1.5, 0.5]), M_AR)).tolist() == [True, False]


def test_integers_of_jax_in_single_precision_are_refused() -> None:
    jax = pytest.importorskip("jax")
    assert k.T_max(jax.numpy.array([10, 20]), M_AR).dtype == np.float64
    with jax.enable_x64(False):
        integers = jax.numpy.array([10, 20])
        for function in OF_TWO.values():
            with pytest.raises(PrecisionError, match="jax_enable_x64"):
                function(integers, M_AR)
