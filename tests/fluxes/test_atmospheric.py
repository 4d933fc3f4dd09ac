"""Atmospheric neutrinos: published totals and tables, the join, uncertainties."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat import fluxes
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.fluxes._curves import LogLogSpectrum
from nuscat.fluxes.atmospheric import join_ratio

# Battistoni:2005pd, FLUKA at Super-Kamiokande: E [MeV], nu_mu, anti_nu_mu, nu_e, anti_nu_e [1e-2 cm⁻² s⁻¹ MeV⁻¹]
SUPER_K = np.array(
    [
        (13, 1.14, 1.16, 0.696, 0.637),
        (19, 1.46, 1.50, 0.874, 0.842),
        (27, 1.69, 1.70, 1.03, 0.993),
        (38, 1.79, 1.82, 1.07, 1.01),
        (53, 1.53, 1.55, 0.696, 0.659),
    ]
)
HAKKM_FREJUS_1GEV = (
    148.44,
    151.79,
    155.4,
    159.29,
    163.39,
    167.3,
    170.11,
    172.68,
    178.8,
    198.44,
    196.89,
    169.74,
    153.16,
    143.59,
    139.01,
    138.83,
    138.22,
    132.26,
    126.82,
    133.68,
)
FLAVOURS = ("nu_mu", "anti_nu_mu", "nu_e", "anti_nu_e")


def test_total_of_the_floor_convention():
    # OHare:2021utq: 10.7 cm⁻² s⁻¹ ± 25 %; of the same tables 10.4–10.5 below 1 GeV
    flux = fluxes.load("atmospheric")
    assert float(flux.total()) == pytest.approx(10.7, rel=0.03)
    below = flux.components
    E = np.geomspace(13.2, 1000.0, 20001)
    partial = sum(np.trapezoid(float(c.intensity) * c.spectrum(E), E) for c in below)
    assert partial == pytest.approx(10.5, abs=0.15)


def test_kamioka_agrees_with_fluka_at_super_kamiokande():
    flux = fluxes.load("atmospheric-kamioka")
    for i, flavour in enumerate(FLAVOURS, start=1):
        E = np.maximum(SUPER_K[:, 0], 13.19)
        assert flux.spectrum(E, flavour) * 100 == pytest.approx(SUPER_K[:, i], rel=0.05), flavour


def test_hakkm_is_averaged_over_the_table():
    # rows of Honda:2015fha at 1 GeV, Fréjus, nu_mu [(m² s sr GeV)⁻¹], by cos(zenith) from 0.95 to −0.95 in steps of 0.1
    rows = HAKKM_FREJUS_1GEV
    flux = fluxes.load("atmospheric-frejus")
    expected = 4.0 * np.pi * np.mean(rows) * 1e-7
    assert float(flux.spectrum(np.array(1000.0), "nu_mu")) == pytest.approx(expected, rel=1e-3)


def test_tables_agree_in_the_overlap():
    _, near = join_ratio("gran-sasso")
    for ratio in near.values():
        assert np.all(np.abs(ratio - 0.93) < 0.16)  # 0.78 at 100 MeV to 1.0 at 1 GeV
        assert abs(ratio[-2] - 1.0) < 0.03


def test_join_is_smooth_and_monotonic():
    flux = fluxes.load("atmospheric")
    E = np.geomspace(250.0, 1200.0, 400)
    for flavour in FLAVOURS:
        slope = np.diff(np.log(flux.spectrum(E, flavour))) / np.diff(np.log(E))
        assert np.all(slope < -0.8)
        assert np.all(slope > -4.0)


def test_join_keeps_each_table_outside():
    E = np.array([200.0, 2000.0, 5e4])
    default = fluxes.atmospheric()
    other = fluxes.atmospheric(join=(250.0, 900.0))
    assert other.spectrum(E) == pytest.approx(default.spectrum(E), rel=1e-12)
    middle = np.array([500.0])
    ratio = join_ratio()[1]["nu_mu"]
    change = other.spectrum(middle, "nu_mu") / default.spectrum(middle, "nu_mu") - 1.0
    assert 0.0 < abs(float(change[0])) < abs(1.0 - float(ratio.min()))


def test_quadrature_is_exact_for_power_laws():
    for c in fluxes.load("atmospheric").components:
        _, w = c.quadrature()
        assert w.sum() == pytest.approx(1.0, rel=1e-9)
    table = LogLogSpectrum((1.0, 10.0, 100.0), (1.0, 0.1, 0.001))  # 1/E, then 10/E²
    assert table.integral == pytest.approx(np.log(10.0) + 10.0 * (0.1 - 0.01), rel=1e-12)
    assert table(np.array([0.5, 200.0])) == pytest.approx([0.0, 0.0], abs=0.0)


def test_uncertainties_as_in_super_kamiokande():
    # Super-Kamiokande:2017yvm: 25 % at 0.1 GeV to 7 % at 1 GeV, 7 % to 10 GeV, 12 % at 100 GeV, linear in log E
    flux = fluxes.load("atmospheric")
    E = np.array([20.0, 100.0, np.sqrt(1e5), 999.0, 5e3, 1e5])
    assert flux.relative_uncertainty(E) == pytest.approx([0.25, 0.25, 0.16, 0.07, 0.07, 0.12], abs=1e-3)


def test_refusals():
    with pytest.raises(UnknownNameError, match="kamiokaa"):
        fluxes.atmospheric("kamiokaa")
    with pytest.raises(ValidityError, match="joined"):
        fluxes.atmospheric(join=(50.0, 300.0))
    with pytest.raises(ValidityError, match="E_max"):
        fluxes.atmospheric(E_max=500.0)
    assert fluxes.atmospheric(E_max=2000.0).E_max == 2000.0
