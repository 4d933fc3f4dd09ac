"""Limits on electromagnetic properties: conventions, orders of magnitude and directions, not second-hand numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page(results: Callable[[str], dict]) -> dict:
    return results("electromagnetic")


def test_asimov_limits_do_not_depend_on_the_time_bins(page):
    """All binnings that tell the prompt line from the muon's decay expect the same limit on the moment of ν_e."""
    limits = [v["mu_nu_e"][1] for label, v in page["times"].items() if label != "no time"]
    assert max(limits) < 1.1 * min(limits)
    assert page["times"]["no time"]["mu_nu_e"][1] > max(limits)


def test_observed_limit_of_the_electron_flavour_is_a_downward_fluctuation(page):
    assert page["moments"]["mu_nu_e"] < 0.9 * page["expected"]["mu_nu_e"]
    assert page["moments"]["mu_nu_mu"] == pytest.approx(page["expected"]["mu_nu_mu"], rel=0.15)


def test_photo_neutron_quenching_leaves_more_room(page):
    """It predicts fewer events near threshold than iron-filter quenching does, and the data have an excess there."""
    limits = page["dresden"]
    assert limits["iron-filter"]["observed"] < limits["photo-neutron"]["observed"]
    assert limits["iron-filter"]["observed"] < 0.3 * page["moments"]["mu_nu_e"]


def test_two_signs_of_the_weak_amplitude(page):
    """𝒬 → −𝒬 of caesium for ν_μ: g_p shifted by −2𝒬/Z with F = 1, i.e. ⟨r²⟩ = 2𝒬/(Z·2.38·10⁻²) in 10⁻³² cm²."""
    scale = 0.0238  # |δg_p| per 10⁻³² cm²: √2πα/3G_F = 2.3797·10³⁰ cm⁻²
    mirror = 2 * ((0.5 - 2 * 0.23857) * 55 - 0.5 * 78) / (55 * scale)
    for found in page["radii"].values():
        assert len(found) == 2
        assert found[0][0] < mirror < found[0][1]
        assert found[1][0] < 0.0 < found[1][1]


def test_erler_su_interval_is_shifted_by_the_radius_of_the_standard_model(page):
    """Deviations against totals: by 0.48 (ν_μ) within the other differences of the couplings, 0.5 (10⁻³² cm²)."""
    tree, corrected = (page["radii"][k][-1][1] for k in ("tree, radius of ν_e free", "Erler–Su, radius of ν_e free"))
    assert tree - corrected == pytest.approx(0.48, abs=0.5)


def test_noise_lifts_the_millicharge_signal(page):
    wide, narrow = (page["charges"][f"Dresden-II, iron filter, from {t} keVee", "q_nu_e"] for t in (0.2, 0.3))
    assert narrow[-1][1] - narrow[0][0] > 4.0 * (wide[-1][1] - wide[0][0])
    assert page["lifted"][0.2] > 10.0 * page["lifted"][0.3]
