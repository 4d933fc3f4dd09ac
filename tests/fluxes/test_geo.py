"""Geoneutrinos and the reactor background: decays counted, heat, events of published models, totals."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat import fluxes
from nuscat._core.errors import UnknownNameError, ValidityError

YEAR, PROTONS = 3.15576e7, 1e32
MEV_J, N_A, LN2 = 1.602176634e-13, 6.02214076e23, np.log(2.0)


class InverseBetaDecay:
    """Zeroth order in 1/M: σ = 9.52e-44 p_e E_e cm² (Vogel and Beacom)."""

    def sigma(self, E_nu, flavour=None):
        E_e = np.asarray(E_nu) - 1.29333
        p_e = np.sqrt(np.maximum(E_e**2 - 0.510999**2, 0.0))
        return np.where(E_nu > 1.806, 9.52e-44 * p_e * E_e, 0.0)


@pytest.mark.parametrize(("chain", "number"), [("U", 6), ("U235", 4), ("Th", 4), ("K", 0.8928)])
def test_antineutrinos_per_decay(chain, number):
    # beta decays of the chain in equilibrium; 40K: branching of the beta decay
    assert float(fluxes.chain_spectrum(chain).intensity) == pytest.approx(number, rel=0.008)


@pytest.mark.parametrize(
    ("chain", "Q", "half_life", "mass", "heat"),
    [
        ("U", 51.70, 4.468e9, 238.05, 9.46e-5),
        ("U235", 46.40, 7.04e8, 235.04, 5.69e-4),
        ("Th", 42.65, 1.405e10, 232.04, 2.64e-5),
    ],
)
def test_radiogenic_heat(chain, Q, half_life, mass, heat):
    # Turcotte and Schubert, Geodynamics, Table 4.2 [W/kg]: what the antineutrinos carry away is not heat
    part = fluxes.chain_spectrum(chain)
    escaped = part.mean_energy * float(part.intensity)
    activity = LN2 / (half_life * YEAR) * N_A / (mass * 1e-3)
    assert (Q - escaped) * MEV_J * activity == pytest.approx(heat, rel=0.01)


@pytest.mark.parametrize(("chain", "E_max"), [("U", 3.27), ("Th", 2.25), ("K", 1.311)])
def test_endpoints(chain, E_max):
    # highest energies with a measurable intensity (214Bi, 228Ac after 212Bi, 40K); 238U has a weak branch to 4.5 MeV
    part = fluxes.chain_spectrum(chain)
    E = np.linspace(0.0, 5.0, 5001)
    tail = np.trapezoid(np.where(E_max + 0.01 < E, part.spectrum(E), 0.0), E) * float(part.intensity)
    assert tail < 1e-4
    assert float(part.spectrum(np.array(E_max - 0.05))) > 0.0


@pytest.mark.parametrize(("chain", "flux_per_event"), [("U", 7.67e4), ("Th", 2.48e5)])
def test_events_per_flux(chain, flux_per_event):
    # Fiorentini:2007te: one event in 1e32 proton years is 7.67e4 (U), 2.48e5 (Th) cm⁻² s⁻¹; recoil not in σ here
    part = fluxes.chain_spectrum(chain)
    E, w = part.quadrature(12)
    events = float(np.sum(w * InverseBetaDecay().sigma(E))) * PROTONS * YEAR
    assert 1.0 / events == pytest.approx(flux_per_event, rel=0.03)


def test_totals_and_uncertainties_of_gran_sasso():
    flux = fluxes.load("geo")
    assert flux.unit == "cm^-2 s^-1"
    assert float(flux.total()) == pytest.approx(4.34e6 + 4.23e6 + 20.54e6, rel=1e-12)
    up = flux.varied({"geo_U": 1.0})
    assert float(up.total() - flux.total()) == pytest.approx(0.2 * 4.34e6, rel=1e-9)
    at = np.array([3.0])  # only uranium
    assert flux.relative_uncertainty(at) == pytest.approx([0.2], rel=1e-9)


def test_totals_are_before_oscillations():
    # 2013GGG....14.2003H: 40.3 +7.3 −5.8 events at Gran Sasso; with all as electron antineutrinos far outside
    events = [
        fluxes.fold(InverseBetaDecay(), fluxes.geoneutrinos(oscillated=o), "anti_nu_e", order=8) * PROTONS * YEAR
        for o in (True, False)
    ]
    assert events[0] == pytest.approx(40.3, abs=2.0)
    assert events[1] > 60.0


def test_other_sites_need_totals():
    with pytest.raises(UnknownNameError, match="snolab"):
        fluxes.geoneutrinos("snolab")
    flux = fluxes.geoneutrinos("snolab", totals={"U": 5e6, "Th": 4e6}, oscillated=False)
    assert float(flux.total("anti_nu_e")) == pytest.approx(9e6)
    assert flux.flavours == (-12,)
    assert flux.systematics == ()
    with pytest.raises(ValidityError):
        fluxes.geoneutrinos("here", totals={})
    with pytest.raises(UnknownNameError, match="Ra"):
        fluxes.geoneutrinos("here", totals={"Ra": 1.0})
    with pytest.raises(UnknownNameError):
        fluxes.chain_spectrum("238")
    with pytest.raises(TypeError):  # presets cannot be changed
        fluxes.GEO_SITES["gran-sasso"].totals["U"] = 0.0


def test_reactor_background_of_gran_sasso_agrees_with_borexino():
    # Borexino:2019gps, Table 6: 84.5 events in 1e32 proton years (2007-2019); the table as distributed would give 460
    flux = fluxes.load("reactor-background-gran-sasso")
    assert float(flux.total()) == pytest.approx(3.06e6, rel=1e-9)
    events = fluxes.fold(InverseBetaDecay(), flux, "anti_nu_e", order=6) * PROTONS * YEAR
    assert events == pytest.approx(84.5, rel=0.10)
    assert flux.relative_uncertainty(np.array([2.0])) == pytest.approx([0.08])


def test_reactor_background_of_boulby_is_hartlepool():
    # 3 GW thermal at 26 km: 6 antineutrinos per 205 MeV are most of the flux
    fissions = 3.0e9 / (205.0 * MEV_J)
    near = 6.0 * fissions / (4.0 * np.pi * 2.6e6**2)
    total = float(fluxes.reactor_background("boulby").total())
    assert 0.6 * near < total < 1.6 * near
    with pytest.raises(UnknownNameError):
        fluxes.reactor_background("snolab")
