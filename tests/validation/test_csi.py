"""COHERENT CsI[Na]: published prediction, fit and cross section (COHERENT:2021xmm)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest


@pytest.fixture(scope="module")
def csi(results: Callable[[str], dict]) -> dict:
    return results("csi_prediction_and_fit")


def test_prediction(csi):
    assert csi["prediction"] == pytest.approx(341.0, rel=0.05)
    assert csi["chain"]["nuclei"] == pytest.approx(csi["chain"]["nuclei_published"], rel=1e-3)
    assert csi["sigma_sm"] == pytest.approx(189.0, abs=6.0)


def test_prediction_is_the_product_of_its_steps(csi):
    steps = csi["chain"]
    product = steps["below_60_PE"] * steps["time_window"] * steps["time_efficiency"]
    assert product == pytest.approx(csi["prediction"], rel=1e-4)  # 25 ns sub-bins of the time efficiency on both sides


def test_region_of_interest_holds_the_published_events(csi):
    assert csi["data"] == 1578.0


def test_fitted_count(csi):
    assert csi["count"] == pytest.approx(306.0, abs=20.0)


def test_significance(csi):
    assert csi["significance"] == pytest.approx(11.6, abs=0.1)


def test_measured_cross_section(csi):
    value, up, down = csi["sigma"]
    assert abs(value - 165.0) < 0.5 * 25.0
    assert up == pytest.approx(30.0, rel=0.3)
    assert down == pytest.approx(25.0, rel=0.3)


def test_published_error_of_the_count_is_below_the_information_in_the_data(csi):
    errors = [f["error"] for f in csi["fisher"].values()]
    bins = [f["bins"] for f in csi["fisher"].values()]
    assert bins == sorted(bins)
    assert all(np.diff(errors) < 0.0)  # finer bins never lose information
    assert min(errors) > 1.3 * 20.0  # so ± 20 is beyond 30 %, whatever the binning
    assert errors[1] / errors[-1] < 1.03  # and our default bins lose next to nothing
    root = csi["fisher"]["120 × 240"]["root"]
    assert root == pytest.approx(np.sqrt(csi["count"]), rel=1e-6)
    assert root < 20.0


def test_significance_bounds_the_error(csi):
    known = csi["fisher"]["9 × 11 (default)"]
    assert csi["q0_known"] >= csi["count"] / known["error"]  # √q₀ ≥ N/σ_N
    assert csi["count_error_statistical"] == pytest.approx(known["error"], rel=0.05)
    assert known["error"] < csi["count_error_backgrounds"] < csi["count_error"]
    assert csi["q0_known"] < 306.0 / 20.0 - 2.0  # what ± 20 would need at least


def test_error_of_the_cross_section_implies_our_statistical_error(csi):
    value, up, down = 165.0, 30.0, 25.0
    systematic = np.sqrt(0.10**2 + 0.038**2 + 0.041**2)
    low = np.sqrt((down / value) ** 2 - systematic**2)
    high = np.sqrt((up / value) ** 2 - systematic**2)
    ours = csi["count_error_statistical"] / csi["count"]
    assert ours == pytest.approx(low, rel=0.10)
    assert ours < high


def test_released_neutron_pdfs(csi):
    n = csi["neutrons"]
    for kind, total in (("brn", 18.4), ("nin", 5.6)):
        assert n[f"{kind}_below_60"] == pytest.approx(1.0, abs=1e-6)
        assert n[f"{kind}_before_in_window"] == pytest.approx(total, abs=0.06)
        assert n[f"{kind}_after"] < n[f"{kind}_before_in_window"]
    variant = csi["variants"]["BRN, NIN normalised before the time efficiency"]
    assert abs(variant["count"] - csi["count"]) < 0.02 * csi["count_error"]


def test_choices_of_the_analysis_matter_less_than_the_errors(csi):
    default = csi["variants"]["default"]
    for name, row in csi["variants"].items():
        assert abs(row["normalisation"] - default["normalisation"]) < 0.4 * default["down"], name
        assert abs(row["sin2w"] - default["sin2w"]) < 0.4 * default["sin2w_error"], name
        assert abs(row["R_n"] - default["R_n"]) < 0.2 * default["R_n_error"], name


def test_quenching_and_flux_budget(csi):
    b = csi["budget"]
    assert b["sns_flux"] == pytest.approx(0.10)
    assert b["csi_form_factor"] == pytest.approx(11.0 / 341.0)
    assert np.hypot(b["csi_quenching_0"], b["csi_quenching_1"]) == pytest.approx(0.038, rel=0.3)


def test_goodness_of_fit(csi):
    g = csi["goodness"]
    assert g["converged"] > 0.99
    assert g["dof"] == 97.0  # 9 × 11 bins, normalisation and pulse time free
    assert 0.05 < g["p_toys"] < 0.99
    error = g["toys_std"] / np.sqrt(400)
    assert g["toys_mean"] - g["dof"] > -3.0 * error  # Poisson bins of few counts: never below
    assert g["toys_mean"] / g["dof"] < 1.15
