"""Smearing models: norm, moments, limits, and agreement with scipy.stats."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import integrate, stats

from nuscat._core.errors import ValidityError
from nuscat.detectors import (
    SMEARING,
    FanoResolution,
    GammaSmearing,
    GaussianSmearing,
    LightYield,
    NoSmearing,
    PoissonSmearing,
)

GAMMA = GammaSmearing(a=0.0749, b=9.56)  # COHERENT CsI (arXiv:2110.07730)
GAUSS = GaussianSmearing(resolution=0.58)  # COHERENT LAr (arXiv:2006.12659)
POISSON = PoissonSmearing(LightYield(13.35))
FANO = GaussianSmearing(resolution=FanoResolution(noise=68.5e-6, pair_energy=2.96e-6, fano=0.11))
EVERYTHING = {"PE": [0.0, 3.0, 7.5, 20.0, 60.0, np.inf], "MeV": [-np.inf, 0.0, 0.001, 0.005, 0.02, np.inf]}
ALL = [GAMMA, GAUSS, POISSON, FANO, NoSmearing()]
E = np.array([0.0, 1e-9, 1e-6, 1e-4, 1e-3, 5e-3, 0.05])


@pytest.mark.parametrize("model", ALL, ids=repr)
def test_probability_is_conserved(model):
    p = model.bin_probabilities(E, EVERYTHING[model.axis])
    assert p.shape == (5, E.size)
    assert np.all(p >= 0.0)
    np.testing.assert_allclose(p.sum(axis=0), 1.0, rtol=0, atol=1e-14)


@given(energy=st.floats(0.0, 0.1), cuts=st.lists(st.floats(0.01, 500.0), min_size=1, max_size=6, unique=True))
def test_probability_is_conserved_whatever_the_bins(energy, cuts):
    edges = [0.0, *sorted(cuts), np.inf]
    for model in (GAMMA, POISSON):
        p = model.bin_probabilities(energy, edges)
        assert np.all(p >= 0.0)
        assert abs(p.sum() - 1.0) < 1e-13


@given(energy=st.floats(0.0, 0.1))
def test_finite_bins_hold_at_most_all(energy):
    for model, edges in ((GAMMA, [5.0, 10.0, 60.0]), (GAUSS, [0.0, 0.01, 0.02]), (POISSON, [5.0, 10.0, 60.0])):
        assert model.bin_probabilities(energy, edges).sum() <= 1.0 + 1e-14


@pytest.mark.parametrize("model", [GAMMA, GAUSS, POISSON, NoSmearing()], ids=repr)
def test_zero_energy_is_all_at_zero(model):
    edges = [-1.0, 0.0, 1e-3, 2.0]
    # half-open bins: x = 0 belongs to [0, 0.001)
    np.testing.assert_array_equal(model.bin_probabilities(0.0, edges), [0.0, 1.0, 0.0])


@pytest.mark.parametrize("model", [GAMMA, POISSON], ids=repr)
def test_tiny_energy_tends_to_zero_signal(model):
    np.testing.assert_allclose(model.bin_probabilities(1e-10, [0.0, 0.01, 10.0]), [1.0, 0.0], atol=2e-6)


def test_gamma_is_scipys_gamma():
    for keV in (0.1, 1.0, 4.0):
        shape = 1.0 + 9.56 * keV
        ref = stats.gamma(shape, scale=keV / (0.0749 * shape))
        edges = np.array([0.0, 2.0, 10.0, 30.0, 100.0])
        np.testing.assert_allclose(GAMMA.bin_probabilities(keV * 1e-3, edges), np.diff(ref.cdf(edges)), atol=1e-14)
        x = np.array([0.5, 8.0, 40.0])
        np.testing.assert_allclose(GAMMA.pdf(x, keV * 1e-3), ref.pdf(x), rtol=1e-11)


def test_gamma_mean_is_the_light_yield():
    assert GAMMA.light_yield.pe_per_keVee == pytest.approx(13.35, abs=5e-3)
    mean, std = GAMMA.moments(1e-3)
    assert mean == pytest.approx(1 / 0.0749, rel=1e-14)
    assert std == pytest.approx(1 / 0.0749 / np.sqrt(10.56), rel=1e-14)


@pytest.mark.parametrize(
    ("model", "upper"), [(GAMMA, 600.0), (GAUSS, 0.05), (FANO, 0.01)], ids=["gamma", "gauss", "fano"]
)
def test_moments_by_quadrature(model, upper):
    energy = 2e-3
    mean, std = model.moments(energy)
    lower = 0.0 if model.axis == "PE" else -upper

    def moment(power):
        value, _ = integrate.quad(
            lambda x: (x - mean) ** power * model.pdf(x, energy), lower, upper,
            points=[mean - 4 * std, mean, mean + 4 * std], limit=400, epsabs=0, epsrel=1e-11,
        )  # fmt: skip
        return value

    assert moment(0) == pytest.approx(1.0, rel=1e-9)
    assert moment(2) == pytest.approx(std**2, rel=1e-8)


def test_gaussian_argon_width_and_one_sigma_content():
    sigma = float(GAUSS.sigma(0.01))
    assert sigma == pytest.approx(0.58 * np.sqrt(10.0) * 1e-3, rel=1e-14)
    inside = GAUSS.bin_probabilities(0.01, [0.01 - sigma, 0.01 + sigma])
    assert inside[0] == pytest.approx(0.6826894921370859, rel=1e-13)


def test_fano_width_in_both_limits():
    resolution = FanoResolution(noise=68.5e-6, pair_energy=2.96e-6, fano=0.11)
    assert resolution(0.0) == pytest.approx(68.5e-6)
    assert resolution(100.0) == pytest.approx(np.sqrt(2.96e-6 * 0.11 * 100.0), rel=1e-4)


def test_poisson_is_scipys_poisson():
    ref = stats.poisson(13.35 * 0.4)
    n = np.arange(0, 30)
    p = POISSON.bin_probabilities(0.4e-3, np.arange(0, 31))
    np.testing.assert_allclose(p, ref.pmf(n), rtol=0, atol=1e-14)
    np.testing.assert_allclose(POISSON.pdf(n, 0.4e-3), ref.pmf(n), rtol=1e-11)
    assert POISSON.pdf(2.5, 0.4e-3) == 0.0
    assert p @ n == pytest.approx(13.35 * 0.4, rel=1e-10)
    assert p @ (n - 13.35 * 0.4) ** 2 == pytest.approx(13.35 * 0.4, rel=1e-8)


def test_poisson_bins_between_integers():
    # [2.5, 5) holds 3 and 4; [5, 5.5) holds 5
    p = POISSON.bin_probabilities(0.4e-3, [2.5, 5.0, 5.5, 5.7])
    ref = stats.poisson(13.35 * 0.4).pmf
    np.testing.assert_allclose(p, [ref(3) + ref(4), ref(5), 0.0], atol=1e-14)


def test_no_smearing_is_a_step():
    p = NoSmearing().bin_probabilities(np.array([0.001, 0.002, 0.0035]), [0.001, 0.002, 0.003])
    np.testing.assert_array_equal(p, [[1, 0, 0], [0, 1, 0]])
    with pytest.raises(ValidityError, match="delta"):
        NoSmearing().pdf(0.1, 0.1)


@pytest.mark.parametrize(
    "edges", [[1.0], [2.0, 1.0], [1.0, 1.0], [0.0, np.nan], [0.0, np.inf, np.inf], [[0.0, 1.0]], "ab"]
)
@pytest.mark.parametrize("model", ALL, ids=repr)
def test_bad_edges(model, edges):
    with pytest.raises(ValidityError, match="Bin edges"):
        model.bin_probabilities(1e-3, edges)


@pytest.mark.parametrize("bad", [-1e-6, float("nan")])
@pytest.mark.parametrize("model", ALL, ids=repr)
def test_bad_energy(model, bad):
    with pytest.raises(ValidityError, match="E_ee"):
        model.bin_probabilities(bad, [0.0, 1.0])


def test_bad_parameters():
    for make in (
        lambda: GammaSmearing(a=0.0, b=1.0),
        lambda: GammaSmearing(a=0.1, b=-1.0),
        lambda: GaussianSmearing(resolution=-0.5),
        lambda: GaussianSmearing(resolution=lambda e: -1.0 + 0.0 * e).bin_probabilities(np.array([0.1]), [0.0, 1.0]),
        lambda: FanoResolution(noise=-1.0, pair_energy=1.0, fano=0.1),
    ):
        with pytest.raises(ValidityError):
            make()
    assert SMEARING["gamma"] is GammaSmearing


@pytest.mark.parametrize("model", ALL, ids=repr)
def test_jax_agrees(model):
    jax = pytest.importorskip("jax")
    edges = EVERYTHING[model.axis]
    ours = jax.jit(lambda e: model.bin_probabilities(e, edges))(jax.numpy.asarray(E))
    np.testing.assert_allclose(np.asarray(ours), model.bin_probabilities(E, edges), rtol=0, atol=1e-12)


@pytest.mark.parametrize("model", [GAMMA, GAUSS, POISSON, FANO], ids=["gamma", "gauss", "poisson", "fano"])
def test_jax_gradient(model):
    jax = pytest.importorskip("jax")
    edges = EVERYTHING[model.axis]
    slope = jax.jacfwd(lambda e: model.bin_probabilities(e, edges))
    assert np.all(np.isfinite(slope(0.0)))
    h = 1e-8
    numeric = (model.bin_probabilities(1e-3 + h, edges) - model.bin_probabilities(1e-3 - h, edges)) / (2 * h)
    np.testing.assert_allclose(np.asarray(slope(1e-3)), numeric, rtol=1e-5, atol=1e-4)
