"""COHERENT CENNS-10: published predictions, fits and templates (COHERENT:2020iec and its release)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

FITTED = {"cevns": (159.0, 43.0), "brn": (553.0, 34.0), "delayed_brn": (10.0, 11.0), "steady_state": (3131.0, 23.0)}
PREDICTED = {"cevns": (128.0, 17.0), "brn": (497.0, 160.0), "delayed_brn": (33.0, 33.0), "steady_state": (3154.0, 25.0)}


@pytest.fixture(scope="module")
def lar(results: Callable[[str], dict]) -> dict:
    return results("lar_prediction_and_fit")


@pytest.fixture(scope="module")
def mapping(results: Callable[[str], dict]) -> dict:
    return results("lar_mapping")


def test_absolute_prediction(lar):
    assert lar["absolute"] == pytest.approx(128.0, rel=0.05)


@pytest.mark.parametrize("component", PREDICTED)
def test_predicted_components(lar, component):
    value, error = lar["prediction"][component]
    assert value == pytest.approx(PREDICTED[component][0], rel=1e-3)
    assert error == pytest.approx(PREDICTED[component][1], rel=0.01)


def test_fitted_count(lar):
    fit = lar["fits"]["default: shapes free"]
    assert abs(fit["counts"]["cevns"] - 159.0) < 0.3 * 43.0
    assert fit["errors"]["cevns"] == pytest.approx(43.0, rel=0.3)
    assert fit["dof"] == 959  # 12 × 8 × 10 bins less one free normalisation


@pytest.mark.parametrize("component", FITTED)
def test_fit_with_nominal_shapes_is_the_published_one(lar, component):
    fit = lar["fits"]["… and CEvNS normalisation known"]
    value, error = FITTED[component]
    assert abs(fit["counts"][component] - value) < 0.15 * error
    assert fit["errors"][component] == pytest.approx(error, rel=0.05)


def test_measured_cross_section(lar):
    value, up, down = lar["sigma"]
    assert abs(value - 22.0) < 0.5 * 7.0
    assert 0.5 * (up + down) == pytest.approx(7.0, rel=0.3)
    assert lar["sigma_sm"] == pytest.approx(18.0, rel=0.05)


def test_significance_exceeds_three(lar):
    default = lar["fits"]["default: shapes free"]
    assert default["significance"] > 3.0
    assert lar["significance_shapes_fixed"] > 3.0


def test_errors_grow_with_what_is_unknown(lar):
    known, shapes, free = (
        lar["fits"][name]["errors"]["cevns"]
        for name in ("everything but CEvNS known", "shapes at nominal", "default: shapes free")
    )
    assert known < shapes < free


def test_neutron_time_variation_is_not_normalised_like_the_others(lar):
    sums = lar["brn_sums"]
    assert sums.pop("brn_time_up") == pytest.approx(523.67, abs=0.01)
    assert list(sums.values()) == pytest.approx([497.0] * 5, abs=1e-3)


def test_goodness_of_fit(lar):
    g = lar["goodness"]
    assert g["observed"] == pytest.approx(lar["fits"]["default: shapes free"]["statistic"], abs=1e-3)
    assert 0.02 < g["p_toys"] < 0.98
    assert g["gain"] < 0.1  # what the batch minimiser leaves


def test_nominal_mapping_returns_the_release(mapping):
    assert mapping["same"] < 1e-10
    assert mapping["released"].sum() == pytest.approx(128.0, abs=1e-3)


def test_energy_distribution(mapping):
    ours, released = mapping["ours"].sum(axis=1), mapping["released"].sum(axis=1)
    assert ours[:4] == pytest.approx(released[:4], rel=0.07)  # 99.9 % of the released template
    assert np.abs(ours[4:] - released[4:]).sum() < 0.5
    assert mapping["mean_energy"][0] == pytest.approx(mapping["mean_energy"][1], rel=0.02)


def test_time_distribution(mapping):
    ours, released = mapping["ours"].sum(axis=0), mapping["released"].sum(axis=0)
    assert ours[0] == pytest.approx(released[0], rel=0.10)  # rise of the pulse
    assert ours[1:] == pytest.approx(released[1:], rel=0.03)


def test_late_bins_fall_with_the_muon_lifetime(mapping):
    late = mapping["released"].sum(axis=0)[3:]
    assert late[1:] / late[:-1] == pytest.approx(np.full(6, np.exp(-0.5 / 2.197)), rel=0.01)
    ours = mapping["ours"].sum(axis=0)[3:]
    assert ours[1:] / ours[:-1] == pytest.approx(np.full(6, np.exp(-0.5 / 2.197)), rel=0.002)


def test_release_is_a_product_and_the_prediction_is_not(mapping):
    assert mapping["not_factorised"] < 1e-5
    assert mapping["not_factorised_ours"] > 0.5


def test_both_mappings_agree_within_half_an_error(mapping):
    ratio, absolute = mapping["fits"].values()
    for name in ("normalisation", "sin2w", "eps_mumu_u"):
        assert abs(ratio[name] - absolute[name]) < 0.5 * ratio[f"{name}_error"], name
    assert absolute["prediction"] == pytest.approx(mapping["ours"].sum(), rel=1e-3)
