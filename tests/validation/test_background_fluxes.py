"""Earth, atmosphere and supernovae: published totals, events and energies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest


@pytest.fixture(scope="module")
def page(results: Callable[[str], dict]) -> dict:
    return results("background_fluxes")


def test_antineutrinos_per_decay(page):
    # beta decays of each chain in equilibrium
    for chain, number in (("U", 6.0), ("U235", 4.0), ("Th", 4.0), ("K", 0.8928)):
        assert page["antineutrinos"][chain] == pytest.approx(number, rel=0.008)


def test_events_in_scintillator(page):
    # 2013GGG....14.2003H 40.3 +7.3 −5.8; Borexino:2019gps 84.5; cross section to zeroth order
    assert page["geo_events"] == pytest.approx(40.3, abs=2.0)
    assert page["geo_events_produced"] > 40.3 + 4 * 7.3
    assert page["reactor_events"] == pytest.approx(84.5, rel=0.10)


def test_atmospheric_totals_and_sites(page):
    # OHare:2021utq 10.7; Battistoni:2005pd at Super-Kamiokande; ratio of the sites 1.5
    assert page["atmospheric"]["gran-sasso"] == pytest.approx(10.7, rel=0.03)
    assert page["below_1GeV"] == pytest.approx(10.5, abs=0.15)
    for flavour, ratio in page["super_k"].items():
        assert ratio == pytest.approx(np.ones(ratio.size), abs=0.05), flavour
        assert np.mean(page["site_ratio"][flavour]) == pytest.approx(1.51, abs=0.03)


def test_tables_meet_at_a_gigaelectronvolt(page):
    E, ratio = page["join"]["gran-sasso"]
    for values in ratio.values():
        assert values[-2] == pytest.approx(1.0, abs=0.03)
        assert np.all(np.abs(values[E > 300.0] - 1.0) < 0.12)


def test_diffuse_background(page):
    assert page["floor"] == pytest.approx(np.ones(page["floor"].size), abs=0.12)
    assert page["physical"] == pytest.approx(85.7, rel=0.1)
    # Horiuchi:2008jz: 1.2 events at the lower end
    assert page["diffuse_events"][(4.0, "-lower")] == pytest.approx(1.2, rel=0.1)
    assert page["diffuse_events"][(6.0, "-upper")] < 5.6


def test_supernova_energy(page):
    # Lang:2016zhv
    assert page["supernova"]["ls220-s11.2"] == pytest.approx(1.9e53, rel=0.03)
