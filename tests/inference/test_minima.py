"""Further minima: amplitudes enter squared, so a fit that stops in the first one it meets would mislead."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat.inference import Fit, Model, local_minima, profile

# (2Z + N) and 𝒬 of Cs and I at tree level, g_p = 1/2 - 2·0.23857, g_n = -1/2: ε = -2𝒬/(2Z + N), by hand
_MIRROR = np.mean([-2.0 * (0.02286 * Z - 0.5 * N) / (2 * Z + N) for Z, N in ((55, 78), (53, 74))])


def test_both_nsi_solutions_are_found_and_noted(csi):
    result = Fit([csi], free=["eps_mumu_u"]).minimize()
    minima = local_minima(Model.build([csi], ["eps_mumu_u"]), Model.build([csi], ["eps_mumu_u"]).start)
    assert len(minima) == 2
    assert sum(m.x[0] for m in minima) == pytest.approx(_MIRROR, rel=0.01)
    assert any("Another minimum" in note for note in result.notes)
    assert "Note: Another minimum" in str(result)


def test_the_fit_takes_the_lower_of_two_minima(csi):
    """A universal mediator flips the sign of the amplitude: the flipped solution fits the CsI data better."""
    free = ["g_universal"]
    result = Fit([csi], free=free).minimize()
    scan = profile(Fit([csi], free=free), "g_universal", np.linspace(0.0, 4e-4, 81))
    assert result.goodness_of_fit.statistic <= scan.chi2.min() + 1e-3
    near = Fit([csi], free=free).minimize(start={"g_universal": 3e-5})
    assert near.goodness_of_fit.statistic > result.goodness_of_fit.statistic + 2.0


def test_default_profile_covers_every_minimum(csi):
    scan = profile(Fit([csi], free=["eps_ee_u"]), "eps_ee_u", points=31)
    intervals = scan.intervals(1.0)
    assert len(intervals) == 2
    assert not any(end for pair in scan.open_ends(1.0) for end in pair)
    assert not any(end for pair in scan.open_ends(2.71) for end in pair)


def test_ends_of_a_scan_are_no_bounds(csi):
    scan = profile(Fit([csi], free=["sin2w"]), "sin2w", [0.20, 0.205, 0.21])
    assert scan.open_ends(1.0) == [(True, True)]


def test_degenerate_parameters_are_noted(csi):
    notes = Fit([csi], free=["sin2w", "normalisation"]).minimize(minos=False).notes
    assert any("degenerate" in note for note in notes)


def test_a_parameter_at_its_limit_is_noted(csi):
    notes = Fit([csi], free=["mu_nu_mu"]).minimize().notes
    assert any("mu_nu_mu is at its limit" in note for note in notes)


def test_a_given_start_is_respected(csi):
    second = Fit([csi], free=["eps_mumu_u"]).minimize(start={"eps_mumu_u": 0.4})
    assert second.parameters["eps_mumu_u"].value > 0.3
