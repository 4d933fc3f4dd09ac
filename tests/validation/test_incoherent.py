"""Incoherent scattering: published ratios for 133Cs and reactors, correction factors, exactly solvable nuclei."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def r(results):
    return results("incoherent")


def test_ten_to_twenty_per_cent_above_five_kev(r):
    low, high = r["rest"][5e-3].min(), r["rest"][5e-3].max()
    assert low == pytest.approx(0.10, abs=0.01)
    assert high == pytest.approx(0.20, abs=0.03)
    assert r["moving"][5e-3].max() < 0.23


def test_without_threshold_it_is_less(r):
    assert r["moving"][0.0][0] < 0.05
    assert r["rest"][0.0].max() < 0.12


def test_axial_currents_are_what_counts(r):
    assert r["vector"][0.0].max() < 0.012


def test_negligible_at_a_reactor(r):
    coherent, incoherent = r["ge"]
    assert incoherent / coherent < 2e-3
    assert r["ge_excited"][1] < incoherent


def test_excitation_energy_lowers_it(r):
    assert (r["excited"][5.0][5e-3] < r["excited"][2.0][5e-3]).all()
    assert (r["excited"][2.0][5e-3] < r["moving"][5e-3]).all()


def test_correction_factor_reaches_two_e_over_m(r):
    values = list(r["correction"].values())
    assert values[0] == pytest.approx(0.0, abs=1e-12)
    assert values[-1] == pytest.approx(2 * 40.0 / 939.0, rel=0.03)


def test_spring(r):
    for name, energy in (("before", 1 / 16), ("elastic", 1 / 16), ("rest", 1 / 4)):
        assert r["spring"][name] == pytest.approx([energy, energy], rel=1e-8)
