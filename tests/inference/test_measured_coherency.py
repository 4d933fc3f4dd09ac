"""Coherency measured in COHERENT data: consistency of values, limits and p-values."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from scipy.stats import norm

from nuscat import experiments
from nuscat._core.errors import FitError, ValidityError
from nuscat.inference import measure_coherency


@pytest.fixture(scope="module")
def csi():
    return measure_coherency(experiments.load("coherent-csi"), (0.0, 20.0, 60.0))


def test_bins_follow_the_form_factor(csi):
    """Both extremes are excluded, α falls with q², F² of Helm lies within two errors."""
    helm = {"low": 0.595, "high": 0.355}  # F² averaged over the bins, from the predicted counts
    first, second = csi.bins
    assert first.alpha[0] > second.alpha[0]
    for b, expected in zip(csi.bins, helm.values(), strict=True):
        assert b.physical
        assert abs(b.xi[0] - expected) < 2.0 * (b.xi[2] - b.xi[1]) / 2.0
        assert b.p_coherent < 1e-3
        assert b.p_decoherent < 1e-3


def test_alpha_is_xi_without_the_decoherent_part(csi):
    for b in csi.bins:
        r = b.momentum.ratio
        assert b.alpha == pytest.approx([(x - r) / (1 - r) for x in b.xi], rel=1e-12)


def test_limits_are_where_the_profile_crosses(csi):
    threshold = norm.ppf(0.9) ** 2
    for b, p in zip(csi.bins, csi.profiles, strict=True):
        r = b.momentum.ratio
        for limit in (b.alpha_below, b.alpha_above):
            assert np.interp(r + (1 - r) * limit, p.values, p.delta_chi2) == pytest.approx(threshold, abs=0.1)
        assert b.alpha_above < b.alpha[0] < b.alpha_below


def test_p_values_are_tails_of_the_profile(csi):
    for b, p in zip(csi.bins, csi.profiles, strict=True):
        for value, found in ((1.0, b.p_coherent), (b.momentum.ratio, b.p_decoherent)):
            delta = p.delta_chi2[np.argmin(np.abs(p.values - value))]
            assert found == pytest.approx(norm.sf(math.sqrt(delta)), rel=1e-9)


def test_a_value_above_complete_coherency_is_kept_and_flagged():
    lar = measure_coherency(experiments.load("coherent-lar"), (0.0, 10.0, 20.0, 120.0))
    second = lar.bins[1]
    assert second.alpha[0] > 1.0
    assert not second.physical
    assert second.p_coherent > 0.5
    assert "outside [0, 1]" in str(lar)
    assert json.loads(json.dumps(lar.to_dict()))["bins"][1]["physical"] is False


def test_goodness_of_fit_is_reported(csi):
    gof = csi.fit.goodness_of_fit
    assert gof.p_value > 0.05
    assert f"{gof.statistic:.1f}" in str(csi)
    assert "COHERENT:2021xmm" in csi.cite


def test_refusals():
    csi = experiments.load("coherent-csi")
    with pytest.raises(ValidityError, match="level"):
        measure_coherency(csi, level=90.0)
    with pytest.raises(FitError, match="larger span"):
        measure_coherency(experiments.load("coherent-lar"), (0.0, 120.0), level=1.0 - 1e-7)
