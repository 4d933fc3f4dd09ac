"""The five normalisations in the literature are one cross section."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat._core.errors import ValidityError
from nuscat.constants import G_F, hbarc
from nuscat.processes import normalisations as n

Z, N, M, S2 = 55, 78, 123.8e3, 0.23857
G_P, G_N = 0.5 - 2 * S2, -0.5
Q_W = Z * (1 - 4 * S2) - N
X, W = np.polynomial.legendre.leggauss(8)


def integral(function, upper: float, lower: float = 0.0) -> float:  # type: ignore[no-untyped-def]
    half = 0.5 * (upper - lower)
    return float(half * np.sum(W * function(lower + half * (X + 1))))


@pytest.mark.parametrize("E", [1.0, 29.79, 52.0])
def test_all_integrate_to_the_point_cross_section(E: float) -> None:
    expected = G_F.value**2 * Q_W**2 * E**2 / (4 * np.pi) * (hbarc.value * 1e-13) ** 2
    T_top = 2 * E**2 / M
    totals = {
        "C.1a": integral(lambda T: n.dsigma_dT_c1a(E, T, M, G_P, G_N, Z, N), T_top),
        "C.1b": integral(lambda T: n.dsigma_dT_c1b(E, T, M, Q_W), T_top),
        "C.1c": integral(lambda T: n.dsigma_dT_c1c(E, T, M, Q_W), T_top),
        "C.2": integral(lambda q2: n.dsigma_dq2_c2(E, q2, 1 - 4 * S2, Z, N), 4 * E**2),
        "C.3": integral(lambda c: n.dsigma_dcos_c3(E, c, Q_W), 1.0, -1.0),
    }
    assert totals.keys() == n.NORMALISATIONS.keys()
    for name, total in totals.items():
        assert total == pytest.approx(expected, rel=1e-10), name
    assert n.sigma_point(E, Q_W) == pytest.approx(expected, rel=1e-12)
    assert n.sigma_point(E, -Q_W) == n.sigma_point(E, Q_W)


def test_differential_forms_agree_after_change_of_variable() -> None:
    E = 30.0
    c = np.linspace(-0.999, 1.0, 50)
    q2 = 2 * E**2 * (1 - c)
    T = q2 / (2 * M)
    F_p, F_n = np.exp(-q2 / 2e4), np.exp(-q2 / 1.8e4)
    F_W = (Z * (1 - 4 * S2) * F_p - N * F_n) / Q_W
    reference = n.dsigma_dT_c1a(E, T, M, G_P, G_N, Z, N, F_p, F_n)
    assert np.allclose(n.dsigma_dT_c1b(E, T, M, Q_W, F_W), reference, rtol=1e-12)
    assert np.allclose(n.dsigma_dT_c1c(E, T, M, Q_W, F_W), reference, rtol=1e-12)
    assert np.allclose(n.dsigma_dq2_c2(E, q2, 1 - 4 * S2, Z, N, F_p, F_n) * 2 * M, reference, rtol=1e-12)
    assert np.allclose(n.dsigma_dcos_c3(E, c, Q_W, F_W) * M / E**2, reference, rtol=1e-12)


def test_mixing_prefactor_and_couplings_costs_a_factor_of_four() -> None:
    """G_F²M/4π with g_n = −1/2 in place of Q_n = −1."""
    E, T = 30.0, 1e-3
    wrong = n.dsigma_dT_c1b(E, T, M, G_P * Z + G_N * N)
    assert n.dsigma_dT_c1a(E, T, M, G_P, G_N, Z, N) / wrong == pytest.approx(4.0, rel=1e-12)


def test_zero_outside() -> None:
    E = 30.0
    assert n.dsigma_dT_c1a(E, 2.001 * E**2 / M, M, G_P, G_N, Z, N) == 0.0
    assert n.dsigma_dq2_c2(E, 4.001 * E**2, 1 - 4 * S2, Z, N) == 0.0
    for form in (n.dsigma_dT_c1b, n.dsigma_dT_c1c):
        assert form(0.0, 1e-3, M, Q_W) == 0.0


@pytest.mark.parametrize("bad", [-30.0, float("nan"), float("inf"), [30.0, -1.0]])
def test_impossible_energies(bad: object) -> None:
    for call in (
        lambda: n.dsigma_dT_c1a(bad, 1e-3, M, G_P, G_N, Z, N),
        lambda: n.dsigma_dT_c1a(30.0, bad, M, G_P, G_N, Z, N),
        lambda: n.dsigma_dT_c1a(30.0, 1e-3, bad, G_P, G_N, Z, N),
        lambda: n.dsigma_dT_c1b(bad, 1e-3, M, Q_W),
        lambda: n.dsigma_dT_c1c(bad, 1e-3, M, Q_W),
        lambda: n.dsigma_dq2_c2(bad, 1.0, 1 - 4 * S2, Z, N),
        lambda: n.dsigma_dq2_c2(30.0, bad, 1 - 4 * S2, Z, N),
        lambda: n.dsigma_dcos_c3(bad, 0.0, Q_W),
        lambda: n.dsigma_dcos_c3(30.0, bad, Q_W),
        lambda: n.sigma_point(bad, Q_W),
    ):
        with pytest.raises(ValidityError):
            call()


def test_jax_agrees_and_gives_no_number_for_what_is_none() -> None:
    jax = pytest.importorskip("jax")
    E, T = np.array([30.0, 0.0])[:, None], np.array([0.0, 1e-3, 5.0])
    forms = {
        "a": lambda E, T: n.dsigma_dT_c1a(E, T, M, G_P, G_N, Z, N),
        "b": lambda E, T: n.dsigma_dT_c1b(E, T, M, Q_W),
        "c": lambda E, T: n.dsigma_dT_c1c(E, T, M, Q_W),
        "q2": lambda E, T: n.dsigma_dq2_c2(E, T, 1 - 4 * S2, Z, N),
    }
    for name, form in forms.items():
        np.testing.assert_allclose(jax.jit(form)(jax.numpy.asarray(E), jax.numpy.asarray(T)), form(E, T), rtol=1e-13)
        assert np.all(np.isnan(jax.jit(form)(jax.numpy.array([-30.0, np.nan]), 1e-3))), name
        assert np.all(np.isfinite(jax.grad(form, argnums=(0, 1))(0.0, 0.0))), name
