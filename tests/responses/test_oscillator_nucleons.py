"""Exactly solvable nuclei: completeness, covariance, limits and pair correlations of nucleons in an oscillator."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy.linalg import expm

from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.constants import hbarc
from nuscat.responses import FunctionPairs, OscillatorNucleons, OscillatorPairs, UncorrelatedPairs, oscillator_overlap

MODELS = [OscillatorNucleons(A=A, length=1.5) for A in (2, 3, 4)]


def _q(y: float, length: float = 1.5) -> float:
    """Momentum [MeV] with q²b²/2 = y."""
    return math.sqrt(2.0 * y) / length * hbarc.value


# -- one oscillator --------------------------------------------------------------------------------------------------
def test_overlaps_against_the_matrix_exponential():
    size, y = 80, 0.9
    a = np.diag(np.sqrt(np.arange(1.0, size)), 1)
    kick = expm(1j * math.sqrt(y) * (a + a.T))  # z = b (a + a†)/√2, q z = √y (a + a†)
    found = np.array([[oscillator_overlap(m, n, y) for n in range(6)] for m in range(6)])
    assert found == pytest.approx(kick[:6, :6], abs=1e-12)


@pytest.mark.parametrize("n", [0, 1, 3, 6])
@pytest.mark.parametrize("y", [0.05, 1.0, 6.0])
def test_completeness_for_every_initial_state(n, y):
    total = sum(abs(oscillator_overlap(m, n, y)) ** 2 for m in range(90))
    assert total == pytest.approx(1.0, abs=1e-12)


def test_inelastic_strength_of_the_ground_state_is_one_minus_f_squared():
    y = 0.7
    inelastic = sum(abs(oscillator_overlap(m, 0, y)) ** 2 for m in range(1, 60))
    assert inelastic == pytest.approx(1.0 - math.exp(-y), abs=1e-13)  # Σ = 1 − e^{−q²b²/2}


# -- A nucleons without the centre of mass -----------------------------------------------------------------------------
@pytest.mark.parametrize("model", MODELS, ids=lambda m: f"A={m.A}")
def test_directions_belong_to_relative_coordinates(model):
    v = model.directions
    assert v @ v.T == pytest.approx(np.eye(model.A) - 1.0 / model.A, abs=1e-14)


@pytest.mark.parametrize("model", MODELS, ids=lambda m: f"A={m.A}")
def test_completeness_and_covariance(model):
    q = _q(0.8)
    f = model.transitions(q, quanta=16)
    products = f @ f.conj().T
    assert np.diag(products).real == pytest.approx(np.ones(model.A), abs=1e-9)
    off = products[~np.eye(model.A, dtype=bool)]
    assert off.real == pytest.approx(np.full(off.size, model.pair(q)), abs=1e-9)
    assert np.abs(off.imag).max() < 1e-12
    assert f[:, 0].real == pytest.approx(np.full(model.A, model.form_factor(q)), abs=1e-14)
    covariance = off.real - f[0, 0].real ** 2
    assert covariance == pytest.approx(np.full(off.size, model.covariance(q)), abs=1e-9)


def test_covariance_vanishes_at_both_limits_and_is_negative_between():
    # all nucleons recoil against one: the kick of one pushes the others back
    model = OscillatorNucleons(A=4, length=1.5)
    q = np.array([0.0, _q(1e-6), _q(1.0), _q(40.0)])
    c = model.covariance(q)
    assert c[0] == 0.0
    assert abs(c[1]) < 1e-6
    assert c[2] < -0.05
    assert abs(c[3]) < 1e-12


@pytest.mark.parametrize("model", MODELS, ids=lambda m: f"A={m.A}")
def test_elastic_and_inelastic_limits(model):
    A = model.A
    assert A * A * model.form_factor(0.0) ** 2 == A * A
    assert model.inelastic(0.0) == pytest.approx(0.0, abs=1e-12)
    assert model.form_factor(_q(80.0)) ** 2 < 1e-16
    assert model.inelastic(_q(80.0)) == pytest.approx(A, rel=1e-12)


def test_inelastic_strength_is_the_sum_over_states():
    model = OscillatorNucleons(A=3, length=1.5)
    q = _q(1.2)
    total = model.transitions(q, quanta=24).sum(axis=0)
    assert (np.abs(total[1:]) ** 2).sum() == pytest.approx(float(model.inelastic(q)), abs=1e-9)
    assert abs(total[1]) < 1e-14  # one quantum cannot be excited by all nucleons together: that is the centre of mass


def test_independent_nucleons_overestimate_small_momenta():
    # A(1 − F²) ∝ q² contains the motion of the whole; the exact strength begins with q⁴
    model = OscillatorNucleons(A=4, length=1.5)
    q = np.array([_q(0.01), _q(0.02)])
    exact, naive = model.inelastic(q), 4.0 * (1.0 - model.form_factor(q) ** 2)
    assert np.log2(exact[1] / exact[0]) == pytest.approx(2.0, abs=0.05)  # in y = q²b²/2
    assert np.log2(naive[1] / naive[0]) == pytest.approx(1.0, abs=0.05)


# -- closed shells -----------------------------------------------------------------------------------------------------
def _slater(q: float, b: float, shells: int) -> tuple[float, float, float]:
    """F, G_pn and G_pp of filled s (and p) shells by summing over orbitals; F with the centre of mass removed."""
    y = 0.5 * (q * b / hbarc.value) ** 2
    orbitals = [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)][: 4 if shells == 2 else 1]

    def element(i: tuple[int, ...], j: tuple[int, ...]) -> complex:
        return complex(oscillator_overlap(i[2], j[2], y)) if i[:2] == j[:2] else 0j

    n = len(orbitals)
    direct = sum(element(i, i) for i in orbitals).real / n
    exchange = sum(abs(element(i, j)) ** 2 for i, j in itertools.product(orbitals, orbitals))
    protons = 2 * n
    same = (protons**2 * direct**2 - 2 * exchange) / (protons * (protons - 1))
    return direct * math.exp(0.5 * y / (4 * n)), direct**2, same


@pytest.mark.parametrize(("A", "shells"), [(4, 1), (16, 2)])
@pytest.mark.parametrize("q", [20.0, 120.0, 300.0])
def test_closed_shells_against_slater_determinants(A, shells, q):
    pairs = OscillatorPairs(A=A, length=1.7)
    F, pn, pp = _slater(q, 1.7, shells)
    assert pairs(q) == pytest.approx(F, abs=1e-14)
    assert pairs.pair("pn", q) == pytest.approx(pn, abs=1e-14)
    assert pairs.pair("pp", q) == pytest.approx(pp, abs=1e-14)
    assert pairs.pair("nn", q) == pairs.pair("pp", q)


@pytest.mark.parametrize("A", [4, 16])
def test_radius_is_the_slope(A):
    pairs = OscillatorPairs(A=A, length=1.7)
    q = 0.5
    slope = (1.0 - pairs(q)) * 6.0 / (q / hbarc.value) ** 2
    assert math.sqrt(slope) == pytest.approx(pairs.rms_radius, rel=1e-4)


def test_helium_is_the_s_shell_model():
    pairs, model = OscillatorPairs(A=4, length=1.4), OscillatorNucleons(A=4, length=1.4)
    q = np.array([0.0, 80.0, 200.0])
    assert pairs(q) == pytest.approx(model.form_factor(q), rel=1e-14)
    assert pairs.pair("pp", q) == pytest.approx(model.pair(q), rel=1e-14)


def test_pairs_of_functions_and_of_form_factors():
    f = OscillatorPairs(A=16, length=1.7)
    free = UncorrelatedPairs(f, f)
    assert free.pair("pn", 90.0) == f(90.0) ** 2
    own = FunctionPairs(pp=f, nn=f, pn=lambda q: 1.0 - q / 180.0)
    assert own.pair("pn", 90.0) == 0.5
    for one in (free, own, f):
        with pytest.raises(UnknownNameError, match="pp"):
            one.pair("np", 1.0)


def test_refusals():
    with pytest.raises(ValidityError, match="2 to 5"):
        OscillatorNucleons(A=1, length=1.5)
    with pytest.raises(ValidityError, match="oscillator length"):
        OscillatorNucleons(A=2, length=-1.0)
    with pytest.raises(ValidityError, match="4 and 16"):
        OscillatorPairs(A=12, length=1.5)
    with pytest.raises(ValidityError, match="quanta"):
        oscillator_overlap(-1, 0, 1.0)
