"""Published counts: what was published comes back, ratios follow the recoil region, asymmetric errors."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from nuscat import experiments
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.experiments import AsymmetricGaussianStatistic, GaussianStatistic, Theory
from nuscat.experiments.count_records import COUNTS
from nuscat.inference import Fit


@pytest.fixture(scope="module")
def terms():
    return {name: experiments.load(name) for name in COUNTS}


def test_standard_model_prediction_is_the_published_one(terms):
    """Ackermann:2025obx, COHERENT:2024axu; PandaX:2024muv: 3.5 and 75 events at 8.4e6, here at 5.25e6."""
    assert terms["conus-plus"].predict().counts("cevns") == pytest.approx(347.0)
    assert terms["conus-plus"].predict().uncertainty["cevns"] == pytest.approx(59.0)
    assert terms["coherent-ge"].predict().counts("cevns") == pytest.approx(35.1)
    assert terms["coherent-ge"].predict().uncertainty["cevns"] == pytest.approx(3.6)
    pandax = terms["pandax-4t-8b"].predict()
    np.testing.assert_allclose(pandax.components["cevns"], np.array([3.5, 75.0]) * 5.25 / 8.4)
    np.testing.assert_allclose(pandax.components["background"], [2.8, 251.0])
    np.testing.assert_array_equal(pandax.data, [3.0, 332.0])


def test_own_prediction_agrees_with_the_published_one(terms):
    """nuscat without scaling, inside the published errors: 347 ± 59 and 35.1 ± 3.6."""
    assert terms["conus-plus"].absolute_prediction()[0] == pytest.approx(347.0, abs=59.0)
    assert terms["coherent-ge"].absolute_prediction()[0] == pytest.approx(35.1, abs=3.6)
    for name in ("conus-plus", "coherent-ge"):
        plain = experiments.load(name, normalised=False)
        np.testing.assert_allclose(plain.components({})["cevns"], terms[name].absolute_prediction())


def test_absolute_prediction_does_not_depend_on_the_cut_of_the_integral(terms):
    """Quadrature: a quarter and twice the nodes."""
    from dataclasses import replace

    for name in ("conus-plus", "coherent-ge"):
        signal = terms[name].signal
        counts = [float(replace(signal, order=order).counts({}).sum()) for order in (4, 8, 16)]
        assert counts[1] == pytest.approx(counts[2], rel=3e-5)
        assert counts[0] == pytest.approx(counts[2], rel=2e-3)


def test_pandax_without_an_efficiency_has_no_absolute_prediction(terms):
    with pytest.raises(ValidityError, match="efficiency"):
        terms["pandax-4t-8b"].absolute_prediction()
    with pytest.raises(ValidityError, match="efficiency"):
        experiments.load("pandax-4t-8b", normalised=False)


def test_fits_return_the_published_measurements(terms):
    """Observed counts, and the significances of the abstracts: 3.7σ (CONUS+), 3.9σ (Ge-Mini, counts alone 3.8)."""
    conus = Fit([terms["conus-plus"]], free=["normalisation"]).minimize()
    assert conus.parameters["normalisation"].value == pytest.approx(395.0 / 347.0, rel=1e-4)
    assert conus.signal_counts["conus-plus"].error == pytest.approx(106.0, rel=1e-3)
    assert conus.significance_sigma["conus-plus"] == pytest.approx(3.7, abs=0.05)
    germanium = Fit([terms["coherent-ge"]], free=["normalisation"], fixed={"sns_flux": 1.0}).minimize()
    assert germanium.parameters["normalisation"].value == pytest.approx(20.6 / 35.1, rel=1e-3)
    assert germanium.significance_sigma["coherent-ge"] == pytest.approx(3.9, abs=0.15)


def test_pandax_counts_alone_are_weaker_than_the_published_spectra():
    """PandaX:2024muv finds 8.4 ± 3.1 (2.64σ) with the spectra; two counts alone must agree and know less."""
    fit = Fit([experiments.load("pandax-4t-8b", constraint="free")], free=["flux_8B"]).minimize()
    flux = fit.parameters["flux_8B"]
    assert abs(flux.value - 8.4) < 3.1
    assert flux.error > 3.1
    assert fit.significance_sigma["pandax-4t-8b"] < 2.64


def test_doubled_weak_charge_gives_four_times_the_counts(terms):
    class Doubled:
        name, cite, sin2w = "doubled", (), 0.23857

        def nucleon(self, flavour, Q2):
            from nuscat import electroweak

            p, n = electroweak.tree().nucleon(flavour, Q2)
            return 2.0 * p, 2.0 * n

    from dataclasses import replace

    for term in terms.values():
        other = replace(term, theory=Theory(couplings=Doubled()))
        np.testing.assert_allclose(other.components({})["cevns"], 4.0 * term.components({})["cevns"], rtol=1e-10)


def test_light_mediators_grow_where_recoils_are_small(terms):
    """A light B−L mediator (1/q²) changes CONUS+ (recoils of 1 keV) more than Ge-Mini (10 keV)."""
    theta = {"g_b_minus_l": 3e-5, "m_b_minus_l": 0.1}
    grown = {n: terms[n].expected(theta)[0] / terms[n].expected({})[0] for n in ("conus-plus", "coherent-ge")}
    assert grown["conus-plus"] > grown["coherent-ge"] > 1.0


def test_nuisances_scale_what_they_name(terms):
    pandax = terms["pandax-4t-8b"]
    changed = pandax.components({"pandax_background_us2": 1.1, "flux_8B": 10.5})
    np.testing.assert_allclose(changed["background"], [2.8, 276.1])
    np.testing.assert_allclose(changed["cevns"], 2.0 * pandax.components({})["cevns"])
    assert [p.name for p in terms["coherent-ge"].nuisances] == ["sns_flux", "coherent_ge_prediction"]
    total = np.hypot(*(p.sigma for p in terms["coherent-ge"].nuisances))
    assert total == pytest.approx(3.6 / 35.1)


def test_batches_are_rows_and_copies_travel(terms):
    for term in terms.values():
        rows = term.expected({"sin2w": np.array([[0.2], [0.24]])})
        assert rows.shape == (2, term.data.size)
        np.testing.assert_allclose(rows[0], term.expected({"sin2w": 0.2}), rtol=1e-12)
        np.testing.assert_allclose(pickle.loads(pickle.dumps(term)).expected({}), term.expected({}))


@pytest.mark.parametrize("options", [{"constraint": "sno"}, {"source": "coherent-ge"}, {"runs": ("sr0",)}])
def test_options_of_others_are_refused(options):
    with pytest.raises((UnknownNameError, ValidityError)):
        experiments.load("conus-plus", **options)


# ---- asymmetric errors


@pytest.fixture
def asymmetric():
    return AsymmetricGaussianStatistic(upper=(7.1,), lower=(6.3,))


def test_one_sigma_is_where_it_was_published(asymmetric):
    data = np.array([20.6])
    for mu, expected in ((20.6, 0.0), (27.7, 1.0), (14.3, 1.0)):
        assert asymmetric.chi2(np.array([mu]), data) == pytest.approx(expected, abs=1e-12)


def test_equal_errors_are_a_gaussian():
    mu, data = np.array([3.0, 9.0]), np.array([4.0, 7.0])
    plain = GaussianStatistic((0.5, 2.0))
    same = AsymmetricGaussianStatistic(upper=(0.5, 2.0), lower=(0.5, 2.0))
    for part in ("chi2", "residual"):
        np.testing.assert_allclose(getattr(same, part)(mu, data), getattr(plain, part)(mu, data))
    np.testing.assert_allclose(same.information(mu), plain.information(mu))


def test_derivatives_by_differences(asymmetric):
    data, h = np.array([20.6]), 1e-4
    for mu in (2.0, 15.0, 30.0, 60.0):
        up, down = (asymmetric.chi2(np.array([mu + s * h]), data) for s in (1, -1))
        assert asymmetric.residual(np.array([mu]), data)[0] == pytest.approx(0.25 * (up - down) / h, rel=1e-5)
    h = 1e-3
    at = [float(asymmetric.chi2(data + s * h, data)) for s in (-1, 0, 1)]
    assert asymmetric.information(data)[0] == pytest.approx(0.5 * (at[0] - 2 * at[1] + at[2]) / h**2, rel=1e-3)


def test_samples_have_standard_normal_pulls(asymmetric):
    mu = np.full((40_000, 1), 25.0)
    data = asymmetric.sample(mu, np.random.default_rng(1))
    chi2 = asymmetric.chi2(mu, data)
    assert chi2.mean() == pytest.approx(1.0, abs=0.03)
    assert (chi2 < 1.0).mean() == pytest.approx(0.6827, abs=0.01)


@pytest.mark.parametrize(("upper", "lower"), [((1.0,), (1.0, 2.0)), ((0.0,), (1.0,)), ((), ()), ((np.nan,), (1.0,))])
def test_errors_must_be_positive_pairs(upper, lower):
    with pytest.raises(ValidityError):
        AsymmetricGaussianStatistic(upper=upper, lower=lower)
