"""Quenching models against values worked out by hand and published coefficients."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat._core.errors import ValidityError
from nuscat.detectors import (
    QUENCHING,
    LightYield,
    Lindhard,
    LinearQuenching,
    NoQuenching,
    PolynomialQuenching,
    TabulatedQuenching,
    inverse,
)

# COHERENT CsI[Na] release (arXiv:2110.07730): nominal and two variations, ±1σ each
CSI = (0.0554628, 4.30681, -111.707, 840.384)
UP = ((0.0613632, 3.51547, -85.5548, 595.562), (0.055413, 3.93597, -93.1045, 630.092))
DOWN = ((0.0495624, 5.09815, -137.858, 1085.2), (0.0555126, 4.67765, -130.309, 1050.68))

MODELS = [
    NoQuenching(),
    PolynomialQuenching(CSI),
    LinearQuenching.per_keV(0.246, 0.00078),
    Lindhard(32, 73),
    TabulatedQuenching((0.0, 0.01, 0.06), (0.0, 0.001, 0.02)),
    TabulatedQuenching((0.0, 0.01, 0.06), (0.1, 0.2, 0.3), kind="factor"),
]
T = np.linspace(0.0, 0.06, 61)


def test_polynomial_by_hand():
    x = 0.02
    expected = 0.0554628 * x + 4.30681 * x**2 - 111.707 * x**3 + 840.384 * x**4
    assert PolynomialQuenching(CSI)(x) == pytest.approx(expected, rel=1e-14)
    np.testing.assert_allclose(PolynomialQuenching(CSI)(T), np.polyval([*CSI[::-1], 0.0], T), rtol=1e-13, atol=0)


def test_polynomial_clips_negative_values_at_zero():
    assert PolynomialQuenching((-1.0,))(0.01) == 0.0


@pytest.mark.parametrize("k", [0, 1])
def test_variations_reach_the_released_rows(k):
    csi = PolynomialQuenching(CSI)
    deltas = [csi.delta(u, d) for u, d in zip(UP, DOWN, strict=True)]
    unit = np.eye(2)[k]
    np.testing.assert_allclose(csi.vary(deltas, unit).coefficients, UP[k], rtol=3e-5)
    np.testing.assert_allclose(csi.vary(deltas, -unit).coefficients, DOWN[k], rtol=3e-5)
    assert csi.vary(deltas, np.zeros(2)) == csi
    both = csi.vary(deltas, [0.5, -2.0])
    np.testing.assert_allclose(both.coefficients, np.array(CSI) + 0.5 * deltas[0] - 2.0 * deltas[1], rtol=1e-14)


def test_vary_refuses_wrong_shapes():
    csi = PolynomialQuenching(CSI)
    with pytest.raises(ValidityError, match="4 numbers per alpha"):
        csi.vary([(1.0, 2.0)], [1.0])
    with pytest.raises(ValidityError, match="2 alphas"):
        csi.vary([CSI], [1.0, 1.0])


def test_csi_factor_is_near_nine_per_cent_between_8_and_20_keV():
    # the flat factor of the 2017 analysis (1708.01294) is 8.78 ± 1.66 %
    E = np.linspace(0.008, 0.02, 20)
    factor = PolynomialQuenching(CSI)(E) / E
    assert np.all(np.abs(factor - 0.0878) < 0.0166)


def test_linear_argon_by_hand():
    argon = LinearQuenching.per_keV(0.246, 0.00078)
    assert argon(0.05) == pytest.approx(0.05 * (0.246 + 0.039), rel=1e-14)


def test_linear_argon_reproduces_the_released_energy_columns():
    # rows of the efficiency table of arXiv:2006.12659: keVee, keVnr; they follow the unrounded slope 0.000784/keV
    keVee, keVnr = np.array([0.25, 9.75, 38.25, 39.75]), np.array([1.01299, 35.596, 114.04, 117.549])
    argon = LinearQuenching.per_keV(0.246, 0.000784)
    np.testing.assert_allclose(inverse(argon, keVee * 1e-3, 0.2) * 1e3, keVnr, rtol=1e-5)
    # the rounded slope of the parameter file agrees to 0.2 %
    rounded = LinearQuenching.per_keV(0.246, 0.00078)
    np.testing.assert_allclose(inverse(rounded, keVee * 1e-3, 0.2) * 1e3, keVnr, rtol=2e-3)


def test_lindhard_k_and_value_by_hand():
    germanium = Lindhard(32, 73)
    assert germanium.k == pytest.approx(0.157, abs=5e-4)
    eps = 11.5 * 32 ** (-7 / 3) * 10.0
    g = 3 * eps**0.15 + 0.7 * eps**0.6 + eps
    assert Lindhard(32, 73, k=0.157)(0.01) == pytest.approx(0.01 * 0.157 * g / (1 + 0.157 * g), rel=1e-14)
    # high-energy limit: all energy goes to electrons
    assert germanium(1e4) / 1e4 == pytest.approx(1.0, abs=1e-3)
    assert germanium(0.0) == 0.0


def test_table_nodes_and_midpoints():
    energy, factor = MODELS[4], MODELS[5]
    assert energy(0.005) == pytest.approx(0.0005)
    assert factor(0.005) == pytest.approx(0.005 * 0.15)
    assert factor(0.06) == pytest.approx(0.06 * 0.3)


@pytest.mark.parametrize("x", [0.0009, 0.07])
def test_table_refuses_outside(x):
    table = TabulatedQuenching((0.001, 0.06), (0.0001, 0.02))
    with pytest.raises(ValidityError, match="outside the table"):
        table(x)


def test_table_refuses_bad_columns():
    for xs, ys in [((0.0, 0.0), (0.0, 1.0)), ((0.0, 1.0), (0.0, np.nan)), ((0.0, 1.0), (0.0, -1.0)), ((1.0,), (1.0,))]:
        with pytest.raises(ValidityError):
            TabulatedQuenching(xs, ys)
    with pytest.raises(ValidityError, match="kind"):
        TabulatedQuenching((0.0, 1.0), (0.0, 1.0), kind="yield")


@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_check_inverse_and_positivity(model):
    model.check(0.06)
    E = model(T)
    assert np.all(E >= 0.0)
    assert np.all(E <= T * (1 + 1e-12))
    np.testing.assert_allclose(inverse(model, E, 0.06), T, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("bad", [-1e-6, float("nan"), float("inf")])
@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_bad_energies_are_refused(model, bad):
    with pytest.raises(ValidityError, match="T_nr"):
        model(np.array([0.01, bad]))


def test_check_finds_falling_and_excessive_responses():
    with pytest.raises(ValidityError, match="does not increase"):
        PolynomialQuenching((0.1, -2.0)).check(0.06)  # turns over at 0.025 MeV
    PolynomialQuenching((0.1, -2.0)).check(0.0249)
    with pytest.raises(ValidityError, match="more than the recoil energy"):
        LinearQuenching(1.1, 0.0).check(0.06)
    with pytest.raises(ValidityError, match="ends at"):
        MODELS[4].check(0.1)
    with pytest.raises(ValidityError, match="does not increase"):
        TabulatedQuenching((0.0, 0.01, 0.06), (0.0, 0.002, 0.001)).check(0.06)


def test_inverse_refuses_what_cannot_be_reached():
    with pytest.raises(ValidityError, match="larger T_max"):
        inverse(PolynomialQuenching(CSI), 1.0, 0.06)


def test_bad_parameters():
    for make in (
        lambda: PolynomialQuenching(()),
        lambda: PolynomialQuenching((float("nan"),)),
        lambda: LinearQuenching(float("inf"), 0.0),
        lambda: Lindhard(74, 73),
        lambda: Lindhard(32, 73, k=-0.1),
        lambda: LightYield(0.0),
        lambda: LightYield(float("nan")),
    ):
        with pytest.raises(ValidityError):
            make()


def test_names():
    assert QUENCHING["lindhard"] is Lindhard
    assert LightYield(13.35).energy(LightYield(13.35)(0.002)) == pytest.approx(0.002)


@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_jax_agrees_and_gradient(model):
    jax = pytest.importorskip("jax")
    np.testing.assert_allclose(np.asarray(jax.jit(model)(jax.numpy.asarray(T))), model(T), rtol=1e-13, atol=1e-300)
    slope = jax.grad(model)
    assert np.isfinite(slope(0.0))
    h = 1e-7
    assert float(slope(0.021)) == pytest.approx((model(0.021 + h) - model(0.021 - h)) / (2 * h), rel=1e-6)


def test_jax_gradient_in_the_nuisance():
    jax = pytest.importorskip("jax")
    csi = PolynomialQuenching(CSI)
    deltas = [csi.delta(u, d) for u, d in zip(UP, DOWN, strict=True)]
    slope = jax.grad(lambda a: csi.vary(deltas, a)(0.01))(jax.numpy.zeros(2))
    powers = 0.01 ** np.arange(1, 5)
    np.testing.assert_allclose(slope, [d @ powers for d in deltas], rtol=1e-12)


def test_jax_table_is_nan_outside():
    jax = pytest.importorskip("jax")
    table = TabulatedQuenching((0.001, 0.06), (0.0001, 0.02))
    assert np.isnan(table(jax.numpy.asarray([0.0001, 0.1]))).all()
