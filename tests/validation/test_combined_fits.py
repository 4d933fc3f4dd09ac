"""Combined fits: the joint limits follow from the parts, and published ones lie near (all of them second hand)."""

from __future__ import annotations

import numpy as np
import pytest

FIRST_PUBLISHED_ANGLE, ITS_ERROR = 0.237, 0.029
"""sin²θ_W from CsI + LAr, arXiv:2211.11905 (to confirm)."""


@pytest.fixture(scope="module")
def page(script):
    return script("combined_fits")


@pytest.fixture(scope="module")
def angle(page):
    return page.summary(page.one("sin2w", np.linspace(0.1, 0.4, 31)))


@pytest.fixture(scope="module")
def moment(page):
    return page.summary(page.one("mu_nu_e", np.append(0.0, np.geomspace(1.0, 60.0, 30))))


def test_mixing_angle_against_the_published_one(angle):
    row = angle["CsI + LAr"]
    ((low, high),) = row["68 %"]
    assert abs(row["best"] - FIRST_PUBLISHED_ANGLE) < 0.75 * ITS_ERROR
    assert 0.5 * (high - low) == pytest.approx(ITS_ERROR, rel=0.3)


def test_errors_shrink_together(angle):
    def width(label):
        ((low, high),) = angle[label]["68 %"]
        return high - low

    parts = [width(label) for label in ("CsI + LAr", "Dresden-II (iron filter)", "XENONnT")]
    assert width("all, iron filter") < min(parts)
    # of independent Gaussian measurements the weights add; the likelihoods are nearly Gaussian
    assert width("all, iron filter") == pytest.approx(sum(w**-2 for w in parts) ** -0.5, rel=0.15)
    assert width("CsI + LAr") > (width("CsI") ** -2 + width("LAr") ** -2) ** -0.5  # one flux for both


def test_magnetic_moment_is_that_of_the_reactor(moment):
    limit = {label: row["90 %"][-1][1] for label, row in moment.items()}
    assert 25.0 < limit["CsI + LAr"] < 40.0  # published 36 to 40
    assert 2.13 < limit["Dresden-II (iron filter)"] < limit["Dresden-II (photo-neutrons)"]  # 2.13 with electrons
    assert limit["all, iron filter"] == pytest.approx(limit["Dresden-II (iron filter)"], rel=0.1)
    assert moment["all, iron filter"]["wilks"]


def test_a_reactor_has_no_muon_neutrinos(page):
    assert not page.sees("Dresden-II (iron filter)", "r2_nu_mu")
    assert not page.sees("Dresden-II (iron filter)", "eps_mumu_d")
    assert page.sees("Dresden-II (iron filter)", "eps_ee_d")
    assert page.sees("XENONnT", "mu_nu_mu")


def test_germanium_with_one_k(page):
    """arXiv:2502.12308: no quenching for all three; Ge-Mini goes with either reactor, at very different quenching."""
    fits = {names: page.germanium(names) for names in page.GERMANIUM_FITS}
    known = {names: page.germanium(names, "lindhard-conus") for names in page.GERMANIUM_FITS}
    with_mini = [fits[(reactor, "coherent-ge")]["k"] for reactor in ("dresden-ii", "conus-plus")]
    assert with_mini[0] > 2.0 * with_mini[1]
    rise, p = page.tension(fits, tuple(page.GERMANIUM))
    assert p < 0.1
    for names, row in fits.items():  # more freedom fits better, and sharing costs
        assert row["chi2"] <= known[names]["chi2"] + 1e-3
        assert page.tension(fits, names)[0] > -1e-3 if len(names) > 1 else True
        assert sum(row["parts"].values()) <= row["chi2"] + 1e-9
    assert f"{rise:.1f}" in page.germanium_text(fits, known)
    assert page.germanium_table(fits, known).markdown().count("\n") == len(fits) + 3


def test_intervals_as_text(page):
    row = {"first": 0.0, "last": 10.0, "90 %": [(0.0, 4.0), (6.0, 10.0)]}
    assert page.text_of(row) == "< 4 ∪ [6, …]"
    assert page.text_of({"first": -2.0, "last": 2.0, "90 %": [(-2.0, 1.0)]}) == "[…, 1]"


@pytest.mark.slow
def test_limits_of_mediators(page):
    """Heavy: only g/M counts. Light: no dependence on the mass. The reactor has the smallest momentum transfer."""
    heavy = {m: page.summary(page.one("g_scalar", page.couplings(m), {"m_scalar": m})) for m in (1000.0, 2000.0)}
    a, b = (heavy[m]["CsI"]["90 %"][0][1] for m in (1000.0, 2000.0))
    assert b / a == pytest.approx(2.0, rel=0.03)
    light = page.summary(page.one("g_scalar", page.couplings(1.0), {"m_scalar": 1.0}))
    limit = {label: row["90 %"][0][1] for label, row in light.items()}
    assert limit["Dresden-II (iron filter)"] < 0.3 * min(limit["CsI"], limit["LAr"])
