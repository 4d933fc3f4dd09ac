"""New interactions: page of spectra, limits, spinor sums, traps and upper limits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest


@pytest.fixture(scope="module")
def page(results: Callable[[str], dict]) -> dict:
    return results("new_interactions")


def test_every_cross_section_agrees_with_sums_over_spinors(page):
    assert len(page["spinors"]) == 9
    for name, difference in page["spinors"].items():
        assert difference < 1e-10, name


def test_limits_agree(page):
    for name, (_, difference) in page["limits"].items():
        assert difference < 1e-8, name
    assert page["limits"]["all couplings 0"][1] == 0.0
    assert page["limits"]["pseudoscalar on spin 0"][1] == 0.0


def test_each_interaction_changes_a_spectrum(page):
    for label, curves in page["spectra"].items():
        for name, values in curves.items():
            if name in ("T", "standard"):
                continue
            assert np.all(values >= 0.0), name
            if name.startswith("pseudoscalar") and label.startswith("Ar40"):
                assert np.array_equal(values, curves["standard"])
            else:
                assert np.max(np.abs(values / curves["standard"] - 1.0)) > 0.01, (label, name)


def test_traps_are_visible_and_the_right_side_is_by_hand(page):
    """¹³³Cs with equal form factors: 𝒬 = (½ − 2s²)Z − N/2, u quarks add (2Z + N)ε."""
    Q = (0.5 - 2 * 0.23857) * 55 - 0.5 * 78
    nsi = page["traps"]["ε = (ε^L + ε^R)/2 = 0.05 read as ε^L + ε^R"]
    assert nsi == pytest.approx((((Q + 18.8) / Q) ** 2, ((Q + 9.4) / Q) ** 2), rel=1e-9)
    radius = page["traps"]["sign of ⟨r²⟩ = −4·10⁻³¹ cm² turned for ν̄_μ"]
    shift = np.sqrt(2) * np.pi / 137.036 / (3 * 1.1663787e-11) * 4e-31 / (197.32698e-13) ** 2 * 55
    assert radius == pytest.approx((((Q + shift) / Q) ** 2, ((Q - shift) / Q) ** 2), rel=1e-5)
    twice = page["traps"]["standard-model radius of ν_μ added to couplings that contain it (erler_su)"]
    assert twice[0] == pytest.approx(1.0, abs=1e-12)
    assert twice[1] == pytest.approx((1 + 0.0114381 * 55 / (0.0300 * 55 - 0.5117 * 78)) ** 2, rel=1e-3)


def test_upper_limits_of_the_magnetic_moments(page):
    """ν_μ: 24–26·10⁻¹⁰ μ_B is quoted for CsI + LAr; ν_e has fewer events, so its limit is weaker."""
    both = page["upper"]["CsI + LAr"]
    assert both["mu_nu_mu"] == pytest.approx(25.0, rel=0.1)
    for column in page["upper"].values():
        assert column["mu_nu_e"] > column["mu_nu_mu"]
        assert column["d_nu_mu"] > column["mu_nu_mu"]  # m_N = 10 MeV costs phase space
