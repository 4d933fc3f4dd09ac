"""Facilities: absolute flux by hand, consistency of the presets, names."""

from __future__ import annotations

import math

import pytest

from nuscat import fluxes
from nuscat._core.citations import bibtex
from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat.fluxes import FACILITIES


def test_sns_flux_at_20_m_by_hand() -> None:
    """1.4 MW / (1 GeV · 1.602e-19 J/eV) = 8.738e15 protons/s; × f / (4π (2000 cm)²) = 5.0265e7 cm²."""
    sns = FACILITIES["sns"]
    assert sns.protons_per_second() == pytest.approx(8.7381e15, rel=1e-4)
    for f in (0.08, 0.0848, 0.09):
        by_hand = 8.7381e15 * f / 5.02655e7
        assert 1.3e7 < by_hand < 1.6e7
        flux = sns.flux_per_flavour(1.4e6, baseline=20.0) * f / sns.neutrinos_per_proton
        assert flux == pytest.approx(by_hand, rel=1e-4)


@pytest.mark.parametrize(("name", "energy_GWh"), [("sns-csi", 13.99), ("sns-lar", 6.12)])
def test_published_beam_energy_and_protons_agree_with_the_proton_energy(name: str, energy_GWh: float) -> None:
    facility = FACILITIES[name]
    per_proton = energy_GWh * 1e9 * 3600 / facility.protons / 1.602176634e-13
    assert facility.proton_energy == pytest.approx(per_proton, rel=2e-3)


def test_published_presets() -> None:
    csi, lar = FACILITIES["sns-csi"], FACILITIES["sns-lar"]
    assert (csi.baseline, csi.neutrinos_per_proton, csi.protons) == (19.3, 0.0848, 3.198e23)
    assert (lar.baseline, lar.neutrinos_per_proton, lar.protons) == (27.5, 0.09, 1.38e23)
    assert (lar.pulse.mean, lar.pulse.sigma) == (440e-9, 150e-9)
    assert csi.fluence() == pytest.approx(3.198e23 * 0.0848 / (4 * math.pi * 1930.0**2), rel=1e-14)


@pytest.mark.parametrize("name", sorted(FACILITIES))
def test_every_preset_gives_a_flux_with_times_and_citations(name: str) -> None:
    flux = fluxes.load(name)
    facility = FACILITIES[name]
    assert flux.unit == "per proton"
    assert flux.total() == pytest.approx(3 * facility.neutrinos_per_proton)
    assert flux.facility is facility
    assert facility.status in flux.note
    assert all(c.time is not None for c in flux.components)
    assert 0 < facility.neutrinos_per_proton_uncertainty < facility.neutrinos_per_proton
    assert "Michel" in bibtex(flux.cite)


def test_own_pulse_replaces_that_of_the_preset() -> None:
    flux = fluxes.stopped_pion("sns-csi", pulse=fluxes.Gaussian(1e-6, 1e-7))
    assert flux.components[0].time.mean == pytest.approx(1e-6 + 26.033e-9)


def test_bad_input() -> None:
    with pytest.raises(UnknownNameError, match="sns-csi"):
        fluxes.stopped_pion("sns-cis")
    with pytest.raises(UnknownNameError, match="pion-dar"):
        fluxes.load("pion_dar")
    with pytest.raises(MissingDataError, match="does not exist"):
        fluxes.load("no/such/flux.txt")
    with pytest.raises(ValidityError, match="protons=") as error:
        FACILITIES["ess"].fluence()
    assert "ess" in str(error.value)
