"""Reactor fluxes: normalisation, sites, fuel and burn-up, uncertainties."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.fluxes import (
    ENERGIES_PER_FISSION,
    FISSION_FRACTIONS,
    REACTOR_SITES,
    FissionFractions,
    FuelEvolution,
    ReactorSite,
    fission_rate,
    load,
    neutrinos_per_fission,
    pwr_cycle,
    reactor,
)
from nuscat.fluxes.reactor_fuel import FRACTION_CORRELATIONS, fission_fractions
from nuscat.fluxes.reactor_spectra import ISOTOPES, read_table
from nuscat.fluxes.reactor_systematics import Shape
from nuscat.fluxes.systematics import budget

MEV = 1.602176634e-13
EXPLAINED = {"leibstadt": 1.45e13, "brokdorf": 2.3e13, "kuo-sheng": 6.4e12, "ill": 1.1e12}
"""Published fluxes [cm⁻² s⁻¹] that 7.2 antineutrinos per fission (ILL: 6.1) reproduce without further assumption."""


def test_flux_by_hand():
    """Four numbers of the fuel, the power and the distance, without the classes of the package."""
    f, E = (0.58, 0.07, 0.30, 0.05), (201.92, 205.52, 209.99, 213.60)
    rate = 3.6e9 / (sum(a * b for a, b in zip(f, E, strict=True)) * MEV)
    per_fission = sum(a * neutrinos_per_fission("bestiole", i) for a, i in zip(f, ISOTOPES, strict=True)) + 2.0 * 0.6
    expected = rate * per_fission / (4.0 * np.pi * 2070.0**2)
    assert reactor("leibstadt", model="bestiole").total() == pytest.approx(expected, rel=1e-12)
    assert fission_rate(3.6e9, FISSION_FRACTIONS["pwr"]) == pytest.approx(rate, rel=1e-12)


@pytest.mark.parametrize("name", EXPLAINED)
def test_published_total_fluxes(name):
    """Two digits are published: 1.1e12 alone is ±4.5 %; the rest within 2 %, the difference of 7.27 and 7.2."""
    assert load(name).total() == pytest.approx(EXPLAINED[name], rel=0.045 if name == "ill" else 0.02)


def test_neutrinos_per_fission_and_the_fraction_below_the_threshold():
    """About 6 per fission from fission products, 7.2 with captures; more than 70 % below 1.8 MeV."""
    flux = reactor("leibstadt")
    fissions = fission_rate(3.6e9, FISSION_FRACTIONS["pwr"]) * REACTOR_SITES["leibstadt"].per_area
    products = sum(c.intensity for c in flux.components if c.label in ISOTOPES)
    assert products / fissions == pytest.approx(6.0, abs=0.15)
    assert flux.total() / fissions == pytest.approx(7.2, abs=0.15)
    E, w = flux.quadrature()
    assert 0.70 < np.sum(w[E < 1.8]) / np.sum(w) < 0.80
    captured = [c for c in flux.components if c.label not in ISOTOPES]
    assert max(c.support[1] for c in captured) < 1.3
    assert sum(c.intensity for c in captured) / fissions == pytest.approx(1.2, rel=1e-12)


@pytest.mark.parametrize("name", REACTOR_SITES)
def test_every_site_can_be_loaded_and_says_what_is_not_confirmed(name):
    site, flux = REACTOR_SITES[name], load(name)
    assert flux.flavours == (-12,)
    assert flux.unit == "cm^-2 s^-1"
    assert site.name == name
    assert site.source
    assert site.status in ("published", "to be confirmed")
    assert (site.counts != "") == (site.published_flux is not None)
    assert "bestiole" in flux.note
    for c in flux.components:
        assert len(c.breakpoints) <= 300
        _, w = c.quadrature()
        assert np.sum(w) == pytest.approx(1.0, abs=2e-6)
        _, fine = c.quadrature(12)
        assert np.sum(fine) == pytest.approx(1.0, abs=1e-10)


def test_two_cores_add():
    near = reactor("chooz", distance=72.0).total()
    far = reactor("chooz", distance=102.0).total()
    assert load("chooz").total() == pytest.approx(near + far, rel=1e-12)
    for both in ([72.0, 102.0], np.array([72.0, 102.0])):
        assert reactor("chooz", distance=both).total() == pytest.approx(near + far, rel=1e-12)


def test_scaling_with_power_distance_and_duty_factor():
    total = load("knpp").total()
    assert reactor("knpp", power=1.55e9).total() == pytest.approx(0.5 * total, rel=1e-12)
    assert reactor("knpp", distance=22.0).total() == pytest.approx(0.25 * total, rel=1e-12)
    assert reactor("knpp", duty_factor=0.8).total() == pytest.approx(0.8 * total, rel=1e-12)


def test_highly_enriched_fuel_is_one_isotope():
    assert [c.label for c in load("ill").components] == ["U235"]


def test_energies_per_fission_are_not_mixed():
    """Kopeikin 2004 has 209.99 MeV for 239Pu; 210.99 stands in another program. Ma 2013 is higher for all."""
    kopeikin, ma = ENERGIES_PER_FISSION["kopeikin2004"].values, ENERGIES_PER_FISSION["ma2013"].values
    assert kopeikin == (201.92, 205.52, 209.99, 213.60)
    assert ma == (202.36, 205.99, 211.12, 214.26)
    ratio = reactor("brokdorf", energies="ma2013").total() / load("brokdorf").total()
    assert ratio == pytest.approx(1.0 - 0.0032, abs=3e-4)  # arXiv:1212.6625, abstract: 0.32 %


def test_captures_need_a_table_at_low_energy():
    assert [c.label for c in reactor("knpp", model="huber-mueller").components] == list(ISOTOPES)
    assert [c.label for c in reactor("knpp", captures_per_fission=0.0).components] == list(ISOTOPES)


def test_captures_asked_for_are_not_dropped():
    """A model without a table at low energy has none by default, but a number that is given is used."""
    without, given = (reactor("knpp", model="huber-mueller", captures_per_fission=c) for c in (None, 0.6))
    fissions = fission_rate(3.1e9, FISSION_FRACTIONS["pwr"]) / (4.0 * np.pi * 1100.0**2)
    assert given.total() - without.total() == pytest.approx(1.2 * fissions, rel=1e-9)


def test_huber_alone_cannot_describe_a_power_reactor():
    with pytest.raises(UnknownNameError, match="no spectrum of U238"):
        reactor("knpp", model="huber")
    assert reactor("ill", model="huber").total() > 0.0


# Fuel


@pytest.mark.parametrize("burnup", [150.0, 777.0, 5000.0, 12345.0, 20000.0])
def test_burnup_gives_fractions_that_add_up_to_one(burnup):
    found = pwr_cycle().at(burnup)
    assert sum(found.values) == pytest.approx(1.0, abs=1e-12)
    assert min(found.values) > 0.0


def test_burnup_turns_uranium_into_plutonium():
    start, end = pwr_cycle().at(150.0), pwr_cycle().at(20000.0)
    assert start.U235 > end.U235 + 0.2
    assert end.Pu239 > start.Pu239 + 0.2
    assert end.Pu241 > 2.0 * start.Pu241


def test_mean_over_the_cycle_is_the_average_of_daya_bay():
    """0.564, 0.076, 0.304, 0.056: another source than the table, which was read off to ±0.005."""
    assert pwr_cycle().mean().values == pytest.approx(FISSION_FRACTIONS["daya-bay"].values, abs=0.01)


def test_user_evolution_is_linear():
    ends = (FissionFractions(U235=1.0), FissionFractions(U235=0.5, Pu239=0.5))
    own = FuelEvolution(burnup=(0.0, 10000.0), fractions=ends)
    assert own.at(2500.0).values == pytest.approx((0.875, 0.0, 0.125, 0.0), abs=1e-14)
    assert own.mean().values == pytest.approx((0.75, 0.0, 0.25, 0.0), abs=1e-14)
    assert own.mean(0.0, 5000.0).Pu239 == pytest.approx(0.125, abs=1e-14)
    assert own.at_time(100.0, specific_power=0.04).values[0] == pytest.approx(0.8, abs=1e-14)  # 4000 MWd/tU
    with pytest.raises(ValidityError, match="covers 0 to 10000"):
        own.at(10001.0)
    with pytest.raises(ValidityError, match="increasing"):
        FuelEvolution(burnup=(1.0, 1.0), fractions=ends)


def test_flux_falls_along_the_cycle():
    """239Pu gives fewer antineutrinos and more energy per fission than 235U."""
    totals = [
        reactor("knpp", fission_fractions=pwr_cycle().at(b), captures_per_fission=0.0).total()
        for b in (200.0, 9000.0, 19000.0)
    ]
    assert totals[0] > totals[1] > totals[2]


def test_fractions_are_checked():
    assert fission_fractions({"235U": 0.9, "Pu239": 0.1}).values == (0.9, 0.0, 0.1, 0.0)
    with pytest.raises(ValidityError, match=r"add up to 0\.9"):
        FissionFractions(U235=0.9)
    with pytest.raises(ValidityError, match="zero or positive"):
        FissionFractions(U235=1.1, U238=-0.1)
    with pytest.raises(UnknownNameError, match="daya-bay"):
        fission_fractions("daya bay")


# Uncertainties


def test_errors_of_huber_add_up_to_his_total():
    """Pure 235U, everything but his columns switched off: column 13/14 of his table, the larger side."""
    site = replace(REACTOR_SITES["ill"], power_uncertainty=0.0)
    exact = replace(ENERGIES_PER_FISSION["kopeikin2004"], uncertainties=(0.0, 0.0, 0.0, 0.0))
    published = {2.0: 0.0182689, 4.0: 0.0214421, 6.0: 0.032096, 7.25: 0.0446895}
    for bins in ("correlated", "independent"):
        flux = reactor(site, model="huber", energies=exact, bin_errors=bins)
        E = np.array(list(published))
        assert flux.relative_uncertainty(E) == pytest.approx(list(published.values()), rel=0.03)


def test_independent_bins_average_out():
    """Correlated bin errors are the conservative choice: larger on an integral, equal at every point."""
    one = reactor("ill", model="huber")
    many = reactor("ill", model="huber", bin_errors="independent")
    assert len(many.systematics) == len(one.systematics) + 24
    single = abs(budget(one)["huber_bins_U235"])
    split = np.sqrt(sum(v**2 for k, v in budget(many).items() if k.startswith("huber_bins")))
    assert 0.1 * single < split < 0.6 * single
    assert sum(v for k, v in budget(many).items() if k.startswith("huber_bins")) == pytest.approx(single, rel=1e-3)


def test_fraction_systematics_have_the_covariance_of_the_fractions():
    """Eigenvectors against J C Jᵀ at fixed power, with the Jacobian from finite differences of the total flux."""
    flux = reactor("leibstadt", captures_per_fission=0.0)
    variance = sum(v**2 for k, v in budget(flux).items() if k.startswith("fission_fractions"))
    f, E = np.array(FISSION_FRACTIONS["pwr"].values), np.array(ENERGIES_PER_FISSION["kopeikin2004"].values)
    per = np.array([neutrinos_per_fission("huber-mueller+bestiole", i) for i in ISOTOPES])

    def ratio(delta: np.ndarray) -> float:
        return float((f * (1.0 + delta)) @ per / ((f * (1.0 + delta)) @ E))

    h = 1e-5
    slope = np.array([(ratio(h * row) - ratio(-h * row)) / (2.0 * h) for row in np.eye(4)]) / ratio(np.zeros(4))
    expected = slope @ (0.05**2 * np.array(FRACTION_CORRELATIONS)) @ slope
    assert np.sqrt(variance) / flux.total() == pytest.approx(np.sqrt(expected), rel=1e-6)


def test_thermal_power_moves_everything():
    flux = load("brokdorf")
    assert flux.varied({"thermal_power": 1.0}).total() == pytest.approx(1.02 * flux.total(), rel=1e-12)
    assert budget(flux)["energy_per_fission"] / flux.total() == pytest.approx(-0.0016, abs=2e-4)


def test_uncertainty_of_the_summation_spectra_acts_outside_the_table_of_huber():
    flux = load("ill")
    (change,) = next(s for s in flux.systematics if s.name == "bestiole").changes
    assert isinstance(change, Shape)
    assert change(np.array([1.0, 1.99, 2.5, 7.9, 8.5])) == pytest.approx([0.04, 0.04, 0.0, 0.0, 0.2])


def test_models_without_published_errors_have_none():
    names = {s.name for s in reactor("knpp", model="estienne2018").systematics}
    assert not {n for n in names if n.startswith(("huber", "mueller", "bestiole"))}
    assert np.all(read_table("mueller")["U235"]["total"] == 0.0)


def test_fluxes_travel_between_processes():
    flux = load("chooz")
    again = pickle.loads(pickle.dumps(flux))
    E = np.array([0.5, 3.0])
    assert np.array_equal(again.spectrum(E), flux.spectrum(E))
    assert again.varied({"bestiole": 1.0}).total() == flux.varied({"bestiole": 1.0}).total()


# Errors


def test_bad_input_is_refused():
    with pytest.raises(UnknownNameError, match="dresden-ii"):
        reactor("dresden")
    with pytest.raises(UnknownNameError, match="ma2013"):
        reactor("knpp", energies="ma2012")
    with pytest.raises(ValidityError, match="duty factor"):
        reactor("knpp", duty_factor=1.1)
    with pytest.raises(ValidityError, match="bin_errors"):
        reactor("knpp", bin_errors="none")
    with pytest.raises(ValidityError, match="positive"):
        reactor("knpp", power=-1.0)
    assert ReactorSite(name="mine", experiment="", power=1e9, distances=25.0).distances == (25.0,)
    with pytest.raises(ValidityError, match="distance"):
        reactor("knpp", distance="11 m")
    with pytest.raises(ValidityError, match="no distance"):
        ReactorSite(name="mine", experiment="", power=1e9, distances=())
