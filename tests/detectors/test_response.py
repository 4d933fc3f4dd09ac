"""Response matrices: conservation, composition accuracy of sub-bins, refusal of what is missing."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import integrate, stats

from nuscat._core.citations import bibtex, collect
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.detectors import (
    ConstantEfficiency,
    DetectorResponse,
    GammaSmearing,
    GaussianSmearing,
    LightYield,
    LinearQuenching,
    LogisticEfficiency,
    NoLightYield,
    NoQuenching,
    NoSmearing,
    PoissonSmearing,
    PolynomialQuenching,
    StepEfficiency,
    TabulatedEfficiency,
)

ONE = ConstantEfficiency(1.0)
QUENCHING = PolynomialQuenching((0.0554628, 4.30681, -111.707, 840.384))
LOGISTIC = LogisticEfficiency(1.32045, 0.285979, 10.8646, -0.333322)
PE_EDGES = np.linspace(0.0, 60.0, 7)
T = np.array([0.0, 1e-6, 0.002, 0.008, 0.015, 0.03, 0.045])

CSI = DetectorResponse(
    quenching=QUENCHING,
    light_yield=LightYield(13.35),
    smearing=GammaSmearing(a=0.0749, b=9.56),
    efficiency=LOGISTIC,
    efficiency_axis="reco",
    edges=PE_EDGES,
)
ARGON = DetectorResponse(
    quenching=LinearQuenching.per_keV(0.246, 0.00078),
    light_yield=NoLightYield(),
    smearing=GaussianSmearing(resolution=0.58),
    efficiency=TabulatedEfficiency((0.0, 0.005, 0.02, 0.2), (0.0, 0.5, 0.9, 0.96)),
    efficiency_axis="true_ee",
    edges=np.arange(0.0, 0.121, 0.01),
)
POISSON = dataclasses.replace(CSI, smearing=PoissonSmearing(LightYield(13.35)))


@pytest.mark.parametrize(
    ("base", "edges"),
    [
        (CSI, [0.0, 5.0, 20.0, np.inf]),
        (POISSON, [0.0, 5.0, 20.0, np.inf]),
        (ARGON, [-np.inf, 0.0, 0.01, np.inf]),
        (dataclasses.replace(ARGON, smearing=NoSmearing()), [0.0, 0.01, np.inf]),
    ],
    ids=["gamma", "poisson", "gauss", "none"],
)
def test_columns_sum_to_one_without_losses(base, edges):
    response = dataclasses.replace(base, efficiency=ONE, edges=edges)
    np.testing.assert_allclose(response.matrix(T).sum(axis=0), 1.0, rtol=0, atol=1e-12)
    np.testing.assert_allclose(response.efficiency_curve(T), 1.0, rtol=0, atol=1e-12)


@pytest.mark.parametrize("base", [CSI, POISSON], ids=["gamma", "poisson"])
def test_sub_bins_conserve_probability(base):
    # an efficiency that varies nominally (steps of equal height) takes the path through sub-bins
    edges = np.array([0.0, 7.3, 40.0, 4000.0])
    response = dataclasses.replace(base, efficiency=StepEfficiency((9.0, 31.0), (1.0, 1.0, 1.0)), edges=edges)
    np.testing.assert_allclose(response.matrix(T).sum(axis=0), 1.0, rtol=0, atol=1e-12)
    plain = dataclasses.replace(response, efficiency=ONE)
    np.testing.assert_allclose(response.matrix(T), plain.matrix(T), rtol=0, atol=1e-13)


def integral(response, energy, lower, upper):
    """Adaptive quadrature of efficiency × density."""
    E_ee = float(response.quenching(energy))
    points = [p for p in response.efficiency.breakpoints if lower < p < upper]
    value, _ = integrate.quad(
        lambda x: float(response.efficiency(x)) * float(response.smearing.pdf(x, E_ee)), lower, upper,
        points=points or None, epsabs=1e-13, epsrel=1e-11, limit=200,
    )  # fmt: skip
    return value


def test_against_quadrature_and_documented_error():
    energies = np.array([0.004, 0.008, 0.015, 0.03])
    exact = np.array([[integral(CSI, e, lo, hi) for e in energies] for lo, hi in pairwise(PE_EDGES)])
    error = {n: np.abs(dataclasses.replace(CSI, substeps=n).matrix(energies) - exact).max() for n in (4, 8, 16)}
    assert error[16] < 1e-6
    # fourth order: halving the step divides the error by sixteen
    assert error[4] / error[8] == pytest.approx(16.0, rel=0.3)
    assert error[8] / error[16] == pytest.approx(16.0, rel=0.3)


def test_documented_error_in_the_folded_signal():
    nodes = np.linspace(0.0, 0.045, 181)
    spectrum = np.exp(-nodes / 0.006)  # about the shape of the recoils of a stopped-pion source
    weights = np.full(nodes.size, nodes[1])
    coarse = CSI.expected(nodes, weights, spectrum)
    fine = dataclasses.replace(CSI, substeps=512).expected(nodes, weights, spectrum)
    np.testing.assert_allclose(coarse, fine, rtol=1e-5)


def test_true_efficiencies_multiply():
    table = ARGON.efficiency
    plain = dataclasses.replace(ARGON, efficiency=ONE)
    E_ee = ARGON.quenching(T)
    np.testing.assert_allclose(ARGON.matrix(T), plain.matrix(T) * table(E_ee), rtol=1e-15)
    recoil = dataclasses.replace(ARGON, efficiency_axis="true_nr")
    np.testing.assert_allclose(recoil.matrix(T), plain.matrix(T) * table(T), rtol=1e-15)
    both = dataclasses.replace(ARGON, further_efficiencies=((table, "true_nr"), (ConstantEfficiency(0.5), "reco")))
    np.testing.assert_allclose(both.matrix(T), 0.5 * ARGON.matrix(T) * table(T), rtol=1e-15)


def test_reco_times_true():
    threshold = StepEfficiency((0.005,), (0.0, 1.0))
    response = dataclasses.replace(CSI, further_efficiencies=((threshold, "true_nr"),))
    np.testing.assert_allclose(response.matrix(T), CSI.matrix(T) * (T >= 0.005), rtol=1e-15)


def test_integer_counts_take_the_efficiency_at_each_count():
    keV, n = float(QUENCHING(0.008)) * 1e3, np.arange(0, 60)
    kept = stats.poisson(13.35 * keV).pmf(n) * LOGISTIC(n.astype(float))
    expected = kept.reshape(6, 10).sum(axis=1)
    np.testing.assert_allclose(POISSON.matrix(0.008), expected, rtol=0, atol=1e-13)
    empty = dataclasses.replace(POISSON, edges=[10.2, 10.8])
    assert empty.matrix(0.008).tolist() == [0.0]


def test_no_smearing_takes_the_efficiency_at_the_energy():
    sharp = dataclasses.replace(CSI, smearing=NoSmearing())
    pe = 13.35 * QUENCHING(T) * 1e3
    expected = np.zeros((6, T.size))
    for k, x in enumerate(pe):
        if x < 60.0:
            expected[int(x // 10), k] = LOGISTIC(x)
    np.testing.assert_allclose(sharp.matrix(T), expected, rtol=1e-14)


def test_gaussian_on_an_axis_of_photoelectrons():
    in_energy = dataclasses.replace(ARGON, efficiency=ONE, edges=[0.0, 0.005, 0.02])
    in_pe = dataclasses.replace(in_energy, light_yield=LightYield(4.5), edges=[0.0, 22.5, 90.0])
    assert (in_energy.axis, in_pe.axis) == ("MeV", "PE")
    np.testing.assert_allclose(in_pe.matrix(T), in_energy.matrix(T), rtol=0, atol=1e-14)


def test_shapes():
    assert CSI.matrix(0.01).shape == (6,)
    assert CSI.matrix(np.full((2, 3), 0.01)).shape == (6, 2, 3)
    assert CSI.expected(T, T, np.ones((4, T.size))).shape == (4, 6)


@given(
    first=st.lists(st.floats(0.0, 1e3), min_size=7, max_size=7),
    second=st.lists(st.floats(0.0, 1e3), min_size=7, max_size=7),
    factor=st.floats(-10.0, 10.0),
)
def test_folding_is_linear(first, second, factor):
    weights = np.linspace(0.5, 1.5, T.size)
    a, b = np.array(first), np.array(second)
    together = CSI.expected(T, weights, a + factor * b)
    np.testing.assert_allclose(
        together, CSI.expected(T, weights, a) + factor * CSI.expected(T, weights, b), rtol=1e-9, atol=1e-9
    )


@given(energy=st.floats(0.0, 0.06))
def test_probabilities(energy):
    for response in (CSI, ARGON, POISSON):
        matrix = response.matrix(energy)
        assert np.all(matrix >= 0.0)
        assert matrix.sum() <= 1.0 + 1e-12


FULL = {f.name: getattr(CSI, f.name) for f in dataclasses.fields(CSI)}


@pytest.mark.parametrize("name", ["quenching", "light_yield", "smearing", "efficiency", "efficiency_axis", "edges"])
def test_missing_parts_are_named(name):
    parts = {k: v for k, v in FULL.items() if k != name}
    with pytest.raises(ValidityError, match=f"no {name} was given"):
        DetectorResponse(**parts)


@pytest.mark.parametrize("name", ["quenching", "light_yield", "smearing", "efficiency"])
def test_wrong_parts_are_named(name):
    with pytest.raises(ValidityError, match=f"{name} cannot be"):
        DetectorResponse(**{**FULL, name: 1.0})


def test_contradictions():
    with pytest.raises(ValidityError, match="contradicts"):
        dataclasses.replace(CSI, light_yield=LightYield(13.0))
    with pytest.raises(ValidityError, match="photoelectrons"):
        dataclasses.replace(CSI, light_yield=NoLightYield())
    with pytest.raises(ValidityError, match="infinite"):
        dataclasses.replace(CSI, edges=[0.0, np.inf])
    with pytest.raises(ValidityError, match="must increase"):
        dataclasses.replace(CSI, edges=[0.0, 2.0, 1.0])
    with pytest.raises(ValidityError, match="substeps"):
        dataclasses.replace(CSI, substeps=0)
    with pytest.raises(UnknownNameError, match="true_nr"):
        dataclasses.replace(CSI, efficiency_axis="true_nR")
    with pytest.raises(ValidityError, match="shapes"):
        CSI.expected(T, T[:-1], T)
    for bad in (-1e-3, float("nan")):
        with pytest.raises(ValidityError, match="T_nr"):
            CSI.matrix(bad)


def test_reco_table_that_does_not_reach_is_an_error():
    short = TabulatedEfficiency((0.0, 50.0), (0.0, 1.0))
    with pytest.raises(ValidityError, match="outside the table"):
        dataclasses.replace(CSI, efficiency=short).matrix(T)


def test_citations_can_be_printed():
    keys = collect(CSI, ARGON)
    assert {"COHERENT:2021xmm", "COHERENT:2020iec", "COHERENT:2020ybo"} <= set(keys)
    assert "2110.07730" in bibtex(keys)


@pytest.mark.parametrize(
    "response",
    [CSI, ARGON, POISSON, dataclasses.replace(ARGON, quenching=NoQuenching(), smearing=NoSmearing())],
    ids=["gamma", "gauss", "poisson", "none"],
)
def test_jax_agrees(response):
    jax = pytest.importorskip("jax")
    ours = jax.jit(response.matrix)(jax.numpy.asarray(T))
    np.testing.assert_allclose(np.asarray(ours), response.matrix(T), rtol=0, atol=1e-12)


def test_jax_gradient_in_a_quenching_nuisance():
    jax = pytest.importorskip("jax")
    delta = np.array([[0.0059004, -0.79134, 26.15, -244.82]])

    def counts(alpha):
        response = dataclasses.replace(CSI, quenching=QUENCHING.vary(delta, alpha))
        return response.expected(T, np.ones(T.size), np.ones(T.size))

    slope = jax.jacfwd(lambda a: counts(a[None]))(jax.numpy.asarray(0.3))
    h = 1e-5
    numeric = (counts(np.array([0.3 + h])) - counts(np.array([0.3 - h]))) / (2 * h)
    np.testing.assert_allclose(np.asarray(slope), numeric, rtol=1e-6, atol=1e-9)


def test_breakpoint_that_is_an_edge_up_to_rounding():
    """A row of an efficiency table at 1e-4·(1 + 2⁻⁵²) beside the bin edge 1e-4: one cut, not two of no width."""

    def matrix(row):
        eff = TabulatedEfficiency((0.0, row, 3e-4), (0.0, 1.0, 0.5))
        response = DetectorResponse(
            quenching=NoQuenching(), light_yield=NoLightYield(), smearing=GaussianSmearing(0.1), efficiency=eff,
            efficiency_axis="reco", edges=[0.0, 1e-4, 2e-4],
        )  # fmt: skip
        return response.matrix([5e-5, 1e-4, 1.5e-4])

    assert matrix(np.nextafter(1e-4, 1.0)) == pytest.approx(matrix(1e-4), rel=1e-12)
