"""Components and fluxes: quadrature with variable lower limit, lines, units."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nuscat import fluxes
from nuscat._core.errors import UnitError, UnknownNameError, ValidityError
from nuscat.constants import m_mu

DAR = fluxes.PionDecayAtRest()


@given(st.floats(0.0, 1.0))
def test_lower_limit_gives_the_closed_form_tail(x: float) -> None:
    """∫_x^1 12t²(1−t) dt = 1 − 4x³ + 3x⁴ and ∫_x^1 2t²(3−2t) dt = 1 − 2x³ + x⁴."""
    lower = 0.5 * m_mu.value * x
    _, e = DAR.quadrature("nu_e", lower=np.array([lower]))
    _, mu = DAR.quadrature("anti_nu_mu", lower=np.array([lower]))
    assert e.sum() == pytest.approx(1 - 4 * x**3 + 3 * x**4, abs=1e-13)
    assert mu.sum() == pytest.approx(1 - 2 * x**3 + x**4, abs=1e-13)


def test_lower_limit_cuts_the_line() -> None:
    E0 = fluxes.line_energy()
    nodes, weights = DAR.quadrature("nu_mu", lower=np.array([[0.0, E0], [E0 + 1e-9, 60.0]]))
    assert nodes.shape == (2, 2, 1)
    assert np.all(nodes == E0)
    np.testing.assert_array_equal(weights[..., 0], [[1, 1], [0, 0]])


def test_all_flavours_together() -> None:
    nodes, weights = DAR.scaled(0.5).quadrature(lower=np.zeros(3))
    assert nodes.shape == weights.shape == (3, 65)
    np.testing.assert_allclose(weights.sum(-1), 1.5, rtol=1e-14)


def test_breakpoints_make_a_kinked_spectrum_exact() -> None:
    def tent(E: object) -> object:
        return np.where(np.asarray(E) < 3.0, np.asarray(E) / 3.0, (10.0 - np.asarray(E)) / 7.0) / 5.0

    part = fluxes.Component(flavour=12, spectrum=tent, support=(0.0, 10.0), breakpoints=(3.0,), order=3)
    _, w = part.quadrature()
    assert w.sum() == pytest.approx(1.0, abs=1e-15)
    assert part.mean_energy == pytest.approx(13 / 3, abs=1e-13)  # mean of a triangular distribution: (0 + 3 + 10)/3


def test_scaled_changes_intensity_and_unit() -> None:
    flux = DAR.scaled(2e7, "cm^-2 s^-1")
    assert flux.total("nu_e") == 2e7
    assert flux.unit == "cm^-2 s^-1"
    assert flux.spectrum(20.0, "nu_e") == pytest.approx(2e7 * DAR.spectrum(20.0, "nu_e"))
    assert DAR.unit == "normalised"


@pytest.mark.parametrize("order", [0, -2, 1.5, "32", np.nan])
def test_orders_that_are_none(order: object) -> None:
    for part in DAR.components:  # the line has no nodes to choose, but the order is wrong all the same
        with pytest.raises(ValidityError, match="order must be an integer"):
            part.quadrature(order)
    with pytest.raises(ValidityError, match="order must be an integer"):
        DAR.quadrature("nu_e", order)
    with pytest.raises(ValidityError, match="order must be an integer"):
        fluxes.Component(flavour=12, line=1.0, order=order)


@pytest.mark.parametrize("intensity", [np.nan, "many", None, np.array([1.0, 2.0]), [1.0, -2.0]])
def test_intensities_that_are_none(intensity: object) -> None:
    with pytest.raises(ValidityError, match="intensity"):
        fluxes.Component(flavour=12, line=1.0, intensity=intensity)


def test_what_is_no_number_is_refused_or_nan() -> None:
    for part in DAR.components:
        for bad in (np.nan, -1.0, "x", [1.0, np.nan]):
            with pytest.raises(ValidityError, match="lower"):
                part.quadrature(lower=bad)
    for bad in (np.nan, -1.0, "x", None, [1.0, 2.0]):
        with pytest.raises(ValidityError, match="factor"):
            DAR.scaled(bad)
    with pytest.raises(UnknownNameError, match="facility"):
        fluxes.stopped_pion(3.0)
    for columns in (([1.0, "x"], [1.0, 2.0]), ([1.0, 2.0], [1.0, [2.0, 3.0]])):
        with pytest.raises(ValidityError, match="must be a number"):
            fluxes.from_arrays(*columns, "nu_e", unit="cm^-2")
    jax = pytest.importorskip("jax")
    values = jax.numpy.array([np.nan, -1.0, 30.0])
    assert np.isnan(jax.jit(DAR.spectrum)(values)).tolist() == [True, True, False]
    for part in DAR.components:
        weights = jax.jit(lambda x, part=part: part.quadrature(lower=x)[1].sum(-1))(values[::2])
        assert np.isnan(weights).tolist() == [True, False]


def test_bad_input() -> None:
    with pytest.raises(UnitError, match="cm\\^-2 s\\^-1"):
        DAR.scaled(1.0, "per second")
    with pytest.raises(UnknownNameError, match="nu_e"):
        DAR.total("anti_nu_e")
    with pytest.raises(ValidityError, match="no components"):
        fluxes.Flux(name="empty", components=())
    with pytest.raises(ValidityError, match="not both"):
        fluxes.Component(flavour=12)
    with pytest.raises(ValidityError, match="breakpoints"):
        fluxes.Component(flavour=12, spectrum=np.sin, support=(1.0, 2.0), breakpoints=(3.0,))
    with pytest.raises(ValidityError, match="intensity"):
        fluxes.Component(flavour=12, line=1.0, intensity=-1.0)
    with pytest.raises(ValidityError, match="E_nu"):
        DAR.spectrum(np.nan)
    with pytest.raises(ValidityError, match="undefined"):
        DAR.scaled(0.0).mean_energy()


def test_quadrature_in_jax() -> None:
    jax = pytest.importorskip("jax")
    lower = np.array([0.0, 10.0, 29.0, 30.0, 60.0])
    ours = DAR.quadrature(lower=lower)
    theirs = jax.jit(lambda lo, s: DAR.scaled(s).quadrature(lower=lo))(jax.numpy.asarray(lower), 2.0)
    np.testing.assert_allclose(np.asarray(theirs[1]), 2 * ours[1], rtol=1e-12, atol=1e-16)
    np.testing.assert_allclose(np.asarray(theirs[0]), ours[0], rtol=1e-14)
    grad = jax.grad(lambda lo: DAR.quadrature("nu_e", lower=lo)[1].sum())(20.0)
    assert float(grad) == pytest.approx(-float(DAR.spectrum(20.0, "nu_e")), rel=1e-12)
