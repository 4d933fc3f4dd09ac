"""Degree of coherency: the numbers of Kerman:2016jqp and Sharma:2020mnr, and COHERENT data bin by bin."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def page(script):
    return script("coherency")


def test_reach_of_the_sources(page):
    reach = page.reach()
    assert reach["Ge"]["reactor"] > 0.95  # published for reactor neutrinos on Ge
    for row in reach.values():
        assert row["reactor"] > row["solar (hep)"] > row["stopped pion"] > 0.0
    assert reach["Xe"]["stopped pion"] < 0.2


def test_csi_2021_follows_the_form_factor_and_excludes_both_extremes(page):
    m = page.measured("CsI 2021")
    assert m.fit.goodness_of_fit.p_value > 0.05
    best = [b.alpha[0] for b in m.bins]
    assert best[0] > best[2] > best[4] > best[-1]
    assert min(b.p_coherent for b in m.bins) < PUBLISHED_COHERENT
    assert min(b.p_decoherent for b in m.bins) < PUBLISHED_DECOHERENT
    assert [b.physical for b in m.bins] == [True] * 7 + [False]  # below 0 in the last bin: kept, not clipped


PUBLISHED_COHERENT, PUBLISHED_DECOHERENT = 0.004, 0.016


@pytest.mark.slow
def test_published_p_values_lie_between_those_of_neighbouring_narrow_bins_of_2017(page):
    """Complete coherency is reproduced within a factor; for decoherency the two bins differ by two orders."""
    narrow = page.measured("CsI 2017, bins of 2 PE")
    low, high = page.nearest(narrow, 3100.0)
    assert low.p_coherent < PUBLISHED_COHERENT < high.p_coherent
    assert page.at(narrow, "coherent", 3100.0) == pytest.approx(PUBLISHED_COHERENT, rel=0.5)
    low, high = page.nearest(narrow, 2300.0)
    assert low.p_decoherent < PUBLISHED_DECOHERENT < high.p_decoherent
    assert narrow.fit.goodness_of_fit.p_value > 0.01


def test_argon_excludes_decoherency_only(page):
    m = page.measured("LAr 2020")
    assert all(b.p_coherent > 0.05 for b in m.bins)
    assert min(b.p_decoherent for b in m.bins) < 1e-3
    assert m.fit.goodness_of_fit.p_value > 0.01
