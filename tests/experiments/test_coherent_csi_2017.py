"""COHERENT CsI 2017: released counts, response, backgrounds, the joint likelihood of both samples, its limits."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from scipy.stats import poisson

from nuscat import experiments
from nuscat._core.citations import bibtex
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.experiments import PoissonStatistic
from nuscat.experiments.coherent_csi_2017 import ACCEPTANCE, NUISANCES, CoherentCsI2017
from nuscat.inference import Fit

U, N_A = {"Cs133": 132.905451958, "I127": 126.904472592}, 6.02214076e23


@pytest.fixture(scope="module")
def csi17():
    return experiments.load("coherent-csi-2017")


def cube(experiment, values):
    return np.asarray(values).reshape([a.bins for a in experiment.axes])


# ---- data ----------------------------------------------------------------------------------------------------------


def test_region_of_interest_holds_the_published_counts(csi17):
    """547 coincidence and 405 anti-coincidence counts with beam on (COHERENT:2017ipa)."""
    on, before = cube(csi17, csi17.data).sum(axis=(1, 2))
    assert (on, before) == (547.0, 405.0)


def test_counts_of_the_release_by_bin(csi17):
    """Rows of the original with beam on, such as two coincidences at 1 PE and 0.25 us, three at 49 PE and 11.25 us."""
    whole = experiments.load("coherent-csi-2017", pe_range=(0.0, 50.0), time_range=12.0)
    data = cube(whole, whole.data)
    assert data.shape == (2, 25, 24)
    assert (data[0, 0, 0], data[0, 0, 5], data[0, 24, 22], data[1, 24, 21]) == (2.0, 1.0, 3.0, 3.0)
    np.testing.assert_array_equal(data[:, 3:15, :12], cube(csi17, csi17.data))
    assert data[0].sum() == 1207.0


# ---- signal --------------------------------------------------------------------------------------------------------


def acceptance(x, a=0.6655, k=0.4942, x0=10.8507):
    return a / (1.0 + np.exp(-k * (x - x0))) * np.where(x < 5.0, 0.0, np.where(x < 6.0, 0.5, 1.0))


@pytest.fixture(scope="module")
def independent_counts(csi17, independent):
    """Counts by flavour and bin of photoelectrons without a time cut: dense quadrature, own constants."""
    total = 14.6e3 * N_A / sum(U.values())
    x = np.arange(6.0, 30.0) + 0.5

    def response(T):
        mean = 1e3 * T * 0.0878 * 13.348
        number = poisson.pmf(np.arange(6.0, 31.0)[:, None], mean)
        kept = 0.5 * (number[1:] + number[:-1]) * acceptance(x)[:, None]
        return kept.reshape(12, 2, -1).sum(axis=1)

    fluence = 1.76e23 * 0.08 / (4.0 * np.pi * 1930.0**2)
    return independent.counts({"Cs133": total, "I127": total}, fluence, response)


def test_signal_equals_an_independent_calculation(csi17, independent_counts):
    release = csi17._release
    prompt, delayed = release["time_prompt"][:12], release["time_delayed"][:12]
    expected = np.outer(independent_counts["nu_mu"], prompt)
    expected += np.outer(independent_counts["nu_e"] + independent_counts["anti_nu_mu"], delayed)
    got = cube(csi17, csi17.components({})["cevns"])
    np.testing.assert_allclose(got[0], expected, rtol=1e-4)
    assert not got[1].any()


def test_expected_signal_and_its_uncertainty_agree_with_the_published_numbers(csi17):
    """173 ± 48 (COHERENT:2017ipa): conventions move the count by a few per cent, see validation/csi_2017."""
    p = csi17.predict()
    assert p.counts("cevns") == pytest.approx(173.0, rel=0.06)
    assert p.uncertainty["cevns"] == pytest.approx(48.0, rel=0.2)


def test_quenching_moves_the_count_as_published(csi17):
    """19 % of the quenching factor are 25 % of the count (COHERENT:2017ipa)."""
    up, down = (csi17.components({"csi17_quenching": 0.0878 + s * 0.0166})["cevns"].sum() for s in (1, -1))
    assert (up - down) / (up + down) == pytest.approx(0.25, abs=0.05)


@pytest.mark.parametrize("value", [0.041, 0.0712, 0.0878, 0.1193])
def test_quenching_interpolates_to_the_folded_response(csi17, value):
    """Between the nodes of the grid the spline equals the response at that quenching factor."""
    from dataclasses import replace

    from nuscat.detectors import LightYield, LinearQuenching, PoissonSmearing

    def response(T):
        number = PoissonSmearing(LightYield(13.348)).bin_probabilities(
            LinearQuenching(value, 0.0)(T), np.arange(6.0, 32.0)
        )
        return 0.5 * (np.asarray(number)[:-1] + np.asarray(number)[1:])[None]

    direct = replace(csi17.signal, response=response).counts({})[:, 0]
    expected = (direct * acceptance(np.arange(6.0, 30.0) + 0.5)).reshape(3, 12, 2).sum(-1).T @ csi17.time_profiles
    got = cube(csi17, csi17.components({"csi17_quenching": value})["cevns"])[0]
    np.testing.assert_allclose(got, expected, atol=2e-4 * expected.max())


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("csi17_acceptance_height", "a"),
        ("csi17_acceptance_steepness", "k"),
        ("csi17_acceptance_middle", "x0"),
    ],
)
def test_acceptance_at_one_standard_deviation_is_the_released_curve(csi17, name, key):
    value, up, down = ACCEPTANCE[key]
    x = np.arange(6.0, 30.0) + 0.5
    np.testing.assert_allclose(csi17.acceptance({}), acceptance(x), rtol=1e-12)
    np.testing.assert_allclose(csi17.acceptance({name: 1.0}), acceptance(x, **{key: value + up}), rtol=1e-12)
    np.testing.assert_allclose(csi17.acceptance({name: -1.0}), acceptance(x, **{key: value - down}), rtol=1e-12)


# ---- backgrounds ---------------------------------------------------------------------------------------------------


def test_neutrons_are_the_released_spectrum_times_acceptance_and_time(csi17):
    release = csi17._release
    spectrum = 7.47594 * release["neutrons_per_gwh"] * acceptance(np.arange(50) + 0.5)
    expected = np.outer(spectrum.reshape(25, 2).sum(axis=1)[3:15], release["time_neutrons"][:12])
    got = cube(csi17, csi17.components({})["neutrons"])
    np.testing.assert_allclose(got[0], expected, rtol=1e-12)
    assert not got[1].any()
    assert got.sum() == pytest.approx(6.0, abs=1.3)  # published expectation


def test_steady_state_is_the_same_in_both_samples_and_falls_exponentially(csi17):
    counts = cube(csi17, csi17.components({"csi17_steady_state_slope": 0.3})["steady_state"])
    np.testing.assert_array_equal(counts[0], counts[1])
    np.testing.assert_allclose(counts[0, :, 1:] / counts[0, :, :-1], np.exp(-0.3 * 0.5), rtol=1e-12)
    np.testing.assert_allclose(counts[1].sum(axis=1), cube(csi17, csi17.data)[1].sum(axis=1), rtol=1e-12)
    flat = cube(csi17, csi17.components({"csi17_steady_state_slope": 0.0})["steady_state"])
    np.testing.assert_allclose(flat[0], flat[0, :, :1] * np.ones(12), rtol=1e-12)


# ---- likelihood ----------------------------------------------------------------------------------------------------


def test_without_signal_the_best_steady_state_is_the_mean_of_both_samples(csi17):
    """With nothing but b and a fixed slope the maximum of the Poisson likelihood is b = (C + AC)/2 in every PE bin."""
    fixed = {"csi17_steady_state_slope": 0.1, "csi17_neutrons": 0.0, "normalisation": 0.0}
    result = Fit([csi17], free=[], fixed=fixed).minimize(minos=False)
    mean = cube(csi17, csi17.data).sum(axis=(0, 2)) / 2.0
    got = [e.value for n, e in result.nuisances.items() if n.startswith("csi17_steady_state_pe")]
    np.testing.assert_allclose(got, mean, rtol=1e-4)
    errors = [e.error for n, e in result.nuisances.items() if n.startswith("csi17_steady_state_pe")]
    np.testing.assert_allclose(errors, np.sqrt(mean / 2.0), rtol=0.01)


def test_fitted_count_and_significance(csi17):
    """134 ± 22 at 6.7σ as published, with the background known; here its statistical error is part of the fit."""
    result = Fit([csi17], free=["normalisation"]).minimize()
    count = result.signal_counts[csi17.name]
    assert count.value == pytest.approx(134.0, abs=22.0)
    assert count.error == pytest.approx(22.0, rel=0.3)
    assert 5.0 < result.significance_sigma[csi17.name] < 6.7


def test_unused_nuisances_leave_the_other_components_alone(csi17):
    base = csi17.components({})
    moved = csi17.components({"csi17_neutrons": 1.5, "sns_flux": 0.9, "normalisation": 2.0, "csi17_form_factor": 1.1})
    np.testing.assert_allclose(moved["neutrons"], 1.5 * base["neutrons"])
    np.testing.assert_allclose(moved["cevns"], 0.9 * 2.0 * 1.1 * base["cevns"])
    np.testing.assert_array_equal(moved["steady_state"], base["steady_state"])


@pytest.mark.parametrize("name", [p.name for p in NUISANCES] + ["csi17_steady_state_pe10", "sin2w", "R_n_Cs133"])
def test_batches_equal_single_calls(csi17, name):
    start = {p.name: p.value for p in csi17.nuisances}.get(name, {"sin2w": 0.23, "R_n_Cs133": 4.9}.get(name))
    values = start * np.array([0.9, 1.0, 1.1]) + np.array([-0.1, 0.0, 0.1]) * (start == 0.0)
    batch = csi17.expected({name: values[:, None]})
    for i, value in enumerate(values):
        np.testing.assert_allclose(batch[i], csi17.expected({name: value}), rtol=1e-12)


def test_two_batched_parameters_together(csi17):
    theta = {"csi17_steady_state_pe8": np.array([[40.0], [50.0]]), "csi17_steady_state_slope": np.array([[0.1], [0.2]])}
    batch = csi17.expected(theta)
    for i in range(2):
        np.testing.assert_allclose(batch[i], csi17.expected({k: v[i, 0] for k, v in theta.items()}), rtol=1e-12)


def test_jax_gives_the_same_numbers_and_gradients(csi17):
    jax = pytest.importorskip("jax")
    jnp = jax.numpy
    names = (
        "csi17_quenching",
        "csi17_acceptance_middle",
        "csi17_steady_state_slope",
        "csi17_steady_state_pe6",
        "sin2w",
    )
    values = (0.085, 0.4, 0.12, 25.0, 0.24)
    statistic = PoissonStatistic()

    def chi2(x):
        return statistic.chi2(csi17.expected({n: x[i] for i, n in enumerate(names)}), csi17.data)

    with jax.enable_x64():
        value, gradient = jax.jit(jax.value_and_grad(chi2))(jnp.asarray(values))
    assert float(value) == pytest.approx(float(chi2(values)), rel=1e-12)
    for i, g in enumerate(gradient):
        step = 1e-5 * max(values[i], 0.1)
        up, down = ([*values[:i], values[i] + s, *values[i + 1 :]] for s in (step, -step))
        assert float(g) == pytest.approx((float(chi2(up)) - float(chi2(down))) / (2 * step), rel=1e-4)


def test_prepared_part_and_pickling(csi17):
    theta = {"sin2w": 0.22, "csi17_quenching": 0.09}
    np.testing.assert_array_equal(csi17.expected(theta, csi17.prepare({"sin2w": 0.22})), csi17.expected(theta))
    copy = pickle.loads(pickle.dumps(csi17))
    np.testing.assert_array_equal(copy.expected(theta), csi17.expected(theta))


def test_citations_are_in_the_bibliography(csi17):
    assert {"COHERENT:2017ipa", "COHERENT:2018imc", "Baker:1983tu"} <= set(csi17.cite)
    bibtex(csi17.cite)
    assert list(csi17.data_sha256) == ["experiments/coherent-csi-2017/release.npz"]


# ---- combinations and errors ---------------------------------------------------------------------------------------


def test_a_fit_refuses_both_csi_data_sets():
    for order in (("coherent-csi", "coherent-csi-2017"), ("coherent-csi-2017", "coherent-csi")):
        with pytest.raises(ValidityError, match="coherent-csi-2017 and coherent-csi share data"):
            Fit([experiments.load(name) for name in order], free=["normalisation"])


def test_the_flux_normalisation_is_shared_with_argon(csi17):
    fit = Fit([csi17, experiments.load("coherent-lar")], free=["normalisation"])
    assert [p.name for p in fit.model.nuisances].count("sns_flux") == 1


@pytest.mark.parametrize("pe_range", [(5.0, 30.0), (6.0, 60.0), (30.0, 6.0), (6.0,), "6-30", (6.0, float("nan"))])
def test_photoelectrons_off_the_bins_are_refused(pe_range):
    with pytest.raises(ValidityError, match="multiples of 2"):
        experiments.load("coherent-csi-2017", pe_range=pe_range)


@pytest.mark.parametrize("time_range", [0.0, 0.3, 13.0, "6"])
def test_times_off_the_bins_are_refused(time_range):
    with pytest.raises(ValidityError, match=r"multiple of 0\.5"):
        experiments.load("coherent-csi-2017", time_range=time_range)


def test_unknown_names_are_refused(csi17):
    with pytest.raises(UnknownNameError, match="csi17_quenching"):
        csi17.require_known(["csi17_quenchin"])
    with pytest.raises(UnknownNameError, match="pe_range"):
        experiments.load("coherent-csi-2017", pe_rang=(6, 30))
    with pytest.raises(ValidityError, match="Theory"):
        CoherentCsI2017(theory=None)
