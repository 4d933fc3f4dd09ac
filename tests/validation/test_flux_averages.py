"""Published flux-averaged cross sections: 2003.10630, 2110.07730 (COHERENT), 2405.20060 (Abdel Khaleq et al.)."""

from __future__ import annotations

import math

import pytest

ENGEL = "Helm, Engel, s = 0.9 (default)"
ENGEL_THIN = "Helm, Engel, s = 0.5"
CHARGE_RADIUS = "Helm, R_n = R_p = R_ch"
SKYRME, SHELL_MODEL = "Helm, Skyrme–HF radii", "Helm, shell-model radii"


@pytest.fixture(scope="module")
def found(results):
    return results("flux_averaged_cross_sections")


@pytest.mark.parametrize("form_factor", [ENGEL, ENGEL_THIN])
def test_charge_column_is_tree_level_with_engel(found, form_factor):
    ours = found["ours"]["tree", form_factor]
    assert ours["Ar"] == pytest.approx(18.65, rel=0.01)
    assert ours["CsI"] == pytest.approx(189.0, rel=0.01)
    assert ours["Ge"] == pytest.approx(59.0, abs=0.01 * 59.0 + 0.5)  # printed without decimals


def test_charge_column_with_thin_skin_is_within_one_per_cent_as_printed(found):
    ours = found["ours"]["tree", ENGEL_THIN]
    for target, printed in {"Ar": 18.65, "Ge": 59.0, "CsI": 189.0}.items():
        assert ours[target] == pytest.approx(printed, rel=0.01)


def test_coherent_predictions_together_within_one_per_cent(found):
    ours = found["ours"]["tree", CHARGE_RADIUS]
    assert ours["Ar"] == pytest.approx(18.0, rel=0.01)
    assert ours["CsI"] == pytest.approx(189.0, rel=0.01)
    assert found["candidates"]["COHERENT both"] == [("tree", CHARGE_RADIUS)]


def test_coherent_argon_is_not_tree_level_with_engel(found):
    """3.5 % high: the package default reproduces CsI but not Ar, and says so."""
    ours = found["ours"]["tree", ENGEL]
    assert ours["CsI"] == pytest.approx(189.0, rel=0.01)
    assert 0.03 < ours["Ar"] / 18.0 - 1.0 < 0.04


def test_candidates_are_within_one_per_cent(found, script):
    average = script("conventions").flux_average
    for key, printed in {"COHERENT Ar": {"Ar": 18.0}, "COHERENT CsI": {"CsI": 189.0}}.items():
        assert found["candidates"][key]
        for couplings, form_factor in found["candidates"][key]:
            for target, value in printed.items():
                assert average(target, couplings, form_factor) == pytest.approx(value, rel=0.01)


@pytest.mark.parametrize(
    ("form_factor", "printed"),
    [(SKYRME, {"Ar": 18.68, "Ge": 59.8, "CsI": 189.3}), (SHELL_MODEL, {"Ar": 18.64, "Ge": 59.2, "CsI": 186.3})],
)
def test_printed_radii_give_the_printed_cross_sections_within_the_known_gap(found, form_factor, printed):
    """Up to 1.3 % low for Ar; Ge and CsI within 1 %."""
    ours = found["ours"]["tomalak2021", form_factor]
    for target in ("Ge", "CsI"):
        assert ours[target] == pytest.approx(printed[target], rel=0.01)
    assert -0.02 < ours["Ar"] / printed["Ar"] - 1.0 < 0.0


@pytest.mark.parametrize("weak_radius", [False, True])
def test_skyrme_over_shell_model(found, weak_radius):
    over = found["skyrme_over_shell_model"]
    mean = over["shell model", weak_radius]
    assert mean["Ar"] == pytest.approx(1.0021, rel=0.002)
    assert mean["Ge"] == pytest.approx(1.0101, rel=0.002)
    assert over["shell model, SN100PN", weak_radius]["CsI"] == pytest.approx(1.0161, rel=0.002)
    rounding = 0.05 / 189.3 + 0.05 / 186.3
    assert mean["CsI"] == pytest.approx(1.0161, rel=0.002 + rounding)


def test_ratios_between_targets(found):
    skyrme = found["ratio_to_Ar"]["tomalak2021", SKYRME]
    assert skyrme["Ge"] == pytest.approx(3.20, rel=0.01)
    assert skyrme["CsI"] == pytest.approx(189.3 / 18.68, rel=0.01)
    engel = found["ratio_to_Ar"]["tree", ENGEL]
    assert engel["Ge"] == pytest.approx(3.20, rel=0.01)
    assert engel["CsI"] == pytest.approx(10.1, rel=0.01)


def test_point_nucleus_against_closed_form(script):
    """⟨σ⟩ = G_F² Q_W² ⟨E²⟩ / 4π with ⟨x²⟩ = 2/5 and 8/15 of the Michel spectra, up to E/M = 4e-4 of Cs."""
    conventions = script("conventions")
    from nuscat import electroweak, processes, responses
    from nuscat.fluxes import average

    xs = processes.CEvNS(responses.nucleus("Cs133", "point"), electroweak.tree(0.23857))
    line = (139.57039**2 - 105.6583755**2) / (2 * 139.57039)
    half = 105.6583755 / 2
    mean_square = (line**2 + (2 / 5 + 8 / 15) * half**2) / 3
    weak_charge = 55 * (1 - 4 * 0.23857) - 78
    expected = (1.1663787e-11 * weak_charge) ** 2 * mean_square / (4 * math.pi) * (197.3269804e-13) ** 2
    assert float(average(xs, conventions.FLUX)) == pytest.approx(expected, rel=2e-3)
