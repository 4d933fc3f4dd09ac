"""Spread between named conventions, and the five normalisations of the literature."""

from __future__ import annotations

import math

import pytest

TARGETS = ("Ar", "Ge", "CsI")


@pytest.fixture(scope="module")
def found(results):
    return results("conventions")


@pytest.mark.parametrize("target", TARGETS)
def test_electroweak_spread_is_of_order_six_per_cent(found, target):
    """Published programs spread by about 6 %, from tree level to one-loop couplings without a charge radius."""
    assert 0.05 < found["electroweak_spread_programs"][target] < 0.075
    assert 0.02 < found["electroweak_spread"][target] < found["electroweak_spread_programs"][target]


@pytest.mark.parametrize("target", TARGETS)
def test_form_factor_spread_is_of_order_three_per_cent(found, target):
    assert 0.015 < found["form_factor_spread"][target] < 0.06


@pytest.mark.parametrize(("target", "Z", "N"), [("Ar", 18, 22), ("Ge", 32, 40.71), ("CsI", 54, 76)])
def test_mixing_angle_at_the_z_mass_lowers_rates_by_about_five_per_cent(found, target, Z, N):
    """Against the ratio of squared weak charges, exact for equal proton and neutron form factors."""
    low, high = ((1 - 4 * s) * Z - N for s in (0.23857, 0.23122))
    expected = high**2 / low**2 - 1.0
    assert found["mz_trap"][target] == pytest.approx(expected, abs=3e-4)
    assert -0.055 < found["mz_trap"][target] < -0.04


def test_couplings_scale_with_the_squared_weak_charge(found):
    """PDG 2004–10: g_p = 0.0304, g_n = −0.5122 against tree level, for argon."""
    engel = "Helm, Engel, s = 0.9 (default)"
    ratio = found["table"]["pdg_legacy", engel]["Ar"] / found["table"]["tree", engel]["Ar"]
    expected = ((0.0304 * 18 - 0.5122 * 22) / ((0.5 - 2 * 0.23857) * 18 - 0.5 * 22)) ** 2
    assert ratio == pytest.approx(expected, rel=1e-3)


def test_all_pairs_are_there(found, script):
    conventions = script("conventions")
    assert len(found["table"]) == len(conventions.COUPLINGS) * len(conventions.FORM_FACTORS)
    from nuscat.electroweak import COUPLINGS

    assert set(COUPLINGS) < set(conventions.COUPLINGS)


def test_normalisations_agree(results):
    found = results("normalisations")
    E, Z, N, s2 = 30.0, 18, 22, 0.23857
    weak_charge = Z * (1 - 4 * s2) - N
    expected = (1.1663787e-11 * weak_charge * E * 197.3269804e-13) ** 2 / (4 * math.pi)
    assert set(found["sigma"]) == {"C.1a", "C.1b", "C.1c", "C.2", "C.3"}
    for value in found["sigma"].values():
        assert value == pytest.approx(found["closed_form"], rel=1e-10)
    assert found["closed_form"] == pytest.approx(expected, rel=1e-6)  # constants to six digits
    for value in found["with_form_factor"].values():
        assert value == pytest.approx(found["with_form_factor"]["C.1a"], rel=1e-10)
    assert found["mixed_prefactor"] == pytest.approx(0.25, rel=1e-10)
