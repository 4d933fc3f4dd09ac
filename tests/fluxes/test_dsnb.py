"""Diffuse supernova background: closed forms of the integral, totals, the floor table."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat import fluxes
from nuscat._core.errors import UnknownNameError, ValidityError

C_CM = 2.99792458e10
MPC_CM = 3.0856775814913673e24
YEAR_S = 3.15576e7

# normalised shape distributed with OHare:2021utq: E [MeV], [1/MeV]
FLOOR_TABLE = {5.0: 0.09916, 10.0: 0.03448, 20.0: 0.005415, 30.0: 0.0011287, 40.0: 0.00027583}


def constant(z):
    return 1e-4 * np.ones(np.shape(z))


def test_constant_rate_in_de_sitter_space():
    # H = H0: φ(E) = (c R N/H0) [e^(−E/T) − e^(−E(1+z)/T)]/E for φ = e^(−E/T)/T at the source
    T, z_max, N = 4.0, 4.0, 1e57
    E = np.array([0.5, 3.0, 10.0, 40.0])
    universe = fluxes.Cosmology(H0=70.0, omega_m=0.0, omega_lambda=1.0)
    emitted = fluxes.Pinched(T, 0.0)
    got = fluxes.diffuse_spectrum(E, emitted, N, constant, cosmology=universe, z_max=z_max)
    length = C_CM / (70.0e5 / MPC_CM)
    scale = length * 1e-4 / (YEAR_S * MPC_CM**3) * N
    expected = scale * (np.exp(-E / T) - np.exp(-E * (1.0 + z_max) / T)) / E
    assert got == pytest.approx(expected, rel=1e-9)


def test_number_in_einstein_de_sitter_space():
    # ∫φ dE = (c/H0) R N ∫ dz/(1+z)^(5/2) = (2/3)(c/H0) R N [1 − (1+z)^(−3/2)]
    z_max, N = 3.0, 1e57
    universe = fluxes.Cosmology(H0=70.0, omega_m=1.0, omega_lambda=0.0)
    E = np.linspace(0.0, 150.0, 15001)
    phi = fluxes.diffuse_spectrum(E, fluxes.FermiDirac(5.0), N, constant, cosmology=universe, z_max=z_max)
    length = C_CM / (70.0e5 / MPC_CM)
    expected = 2.0 / 3.0 * length * 1e-4 / (YEAR_S * MPC_CM**3) * N * (1.0 - 4.0**-1.5)
    assert np.trapezoid(phi, E) == pytest.approx(expected, rel=1e-4)


def test_rates_today_and_at_the_peak():
    # Horiuchi:2008jz: 1.25e-4 yr⁻¹ Mpc⁻³ today, ×10 at z = 1; Madau:2014bja peaks at z ≈ 1.9 and is 0.015 today
    rate = fluxes.COLLAPSE_RATES["horiuchi2009"]
    assert float(rate(0.0)) == pytest.approx(1.25e-4, rel=0.01)
    assert float(rate(1.0) / rate(0.0)) == pytest.approx(2.0**3.4, rel=0.08)  # the join rounds the corner
    low, high = (fluxes.COLLAPSE_RATES[f"horiuchi2009-{x}"](1.0) for x in ("lower", "upper"))
    assert low < rate(1.0) < high
    z = np.linspace(0.0, 5.0, 5001)
    madau = fluxes.COLLAPSE_RATES["madau-dickinson2014"](z)
    assert z[np.argmax(madau)] == pytest.approx(1.86, abs=0.02)
    # Strolger:2015kra: about 0.9–1.0e-4 today at 0.0091 per solar mass
    assert float(fluxes.COLLAPSE_RATES["strolger2015"](0.0)) == pytest.approx(
        0.0091 * 0.015 / (1 + 1.5**-6.1), rel=1e-9
    )


def test_floor_total_and_shape():
    flux = fluxes.load("dsnb")
    assert float(flux.total()) == pytest.approx(85.7, rel=1e-12)
    assert flux.relative_uncertainty(np.array([1.0, 30.0])) == pytest.approx([0.5, 0.5])
    E = np.array(list(FLOOR_TABLE))
    table = np.array(list(FLOOR_TABLE.values()))
    assert flux.spectrum(E) / 85.7 == pytest.approx(table, rel=0.12)
    assert flux.mean_energy() == pytest.approx(6.62, rel=0.04)


def test_physical_flux_is_near_the_convention():
    # six species, 3e53 erg: of the order of the 85.7 ± 50 % of the convention
    flux = fluxes.load("dsnb-physical")
    assert 0.5 * 85.7 < float(flux.total()) < 1.5 * 85.7
    heavy = [float(flux.total(f)) for f in ("nu_mu", "anti_nu_mu", "nu_tau", "anti_nu_tau")]
    assert np.ptp(heavy) < 1e-9
    # same energy per species: numbers go with 1/T
    assert float(flux.total("nu_e")) / heavy[0] == pytest.approx(8.0 / 3.0, rel=1e-3)


def test_uncertainty_of_the_rate():
    # Horiuchi:2008jz: ±40 % in the spectrum
    flux = fluxes.load("dsnb-physical")
    E = np.array([10.0, 20.0, 30.0])
    sigma = flux.relative_uncertainty(E)
    assert np.all((sigma > 0.2) & (sigma < 0.45))
    assert np.all(np.diff(sigma) < 0.0)  # high energies come from nearby
    up = flux.varied({"dsnb": 1.0}).spectrum(E)
    assert up / flux.spectrum(E) == pytest.approx(1.0 + sigma, rel=1e-3)


def test_own_spectra_and_refusals():
    pinched = {s: fluxes.Pinched(12.0, 2.3) for s in ("nu_e", "anti_nu_e", "nu_x")}
    flux = fluxes.dsnb("physical", spectra=pinched, rate="madau-dickinson2014")
    assert flux.systematics == ()
    assert float(flux.total("nu_e")) == pytest.approx(float(flux.total("nu_tau")))
    with pytest.raises(UnknownNameError, match="horiuchi"):
        fluxes.dsnb(rate="horiuchi")
    with pytest.raises(UnknownNameError):
        fluxes.dsnb("flor")
    with pytest.raises(UnknownNameError, match="nu_x"):
        fluxes.dsnb(spectra={"nu_e": fluxes.FermiDirac(3.0), "anti_nu_e": fluxes.FermiDirac(5.0)})


def test_universe_and_redshift_are_checked():
    with pytest.raises(ValidityError, match="z_max"):
        fluxes.dsnb("physical", z_max=-1.0)
    with pytest.raises(ValidityError, match="Hubble"):
        fluxes.Cosmology(H0=-70.0)
    with pytest.raises(ValidityError, match="E_nu"):
        fluxes.diffuse_spectrum(-3.0, fluxes.FermiDirac(4.0), 1e57, constant)
