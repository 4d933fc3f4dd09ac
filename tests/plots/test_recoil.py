"""Recoil spectra: integrals against total cross sections, units of rates."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat import electroweak, fluxes, nuclei, plots, processes, responses
from nuscat._core.errors import ValidityError
from nuscat.nuclei import material
from nuscat.plots._recoil import recoil_spectrum

FLUX = fluxes.PionDecayAtRest()


@pytest.mark.parametrize("target", ["Ar40", "CsI"])
def test_the_integral_of_the_folded_spectrum_is_the_folded_cross_section(target):
    xs = processes.cevns(target)
    parts = getattr(xs, "components", ((xs, 1.0),))
    lines = [c.line for c in FLUX.components if c.line is not None]
    ends = sorted({float(one.T_max(E)) for one, _ in parts for E in (*lines, FLUX.E_max)})
    x, w = np.polynomial.legendre.leggauss(60)
    total = 0.0
    for lo, hi in zip([0.0, *ends[:-1]], ends, strict=True):
        T = 0.5 * (hi - lo) * x + 0.5 * (hi + lo)
        total += 0.5 * (hi - lo) * float(w @ recoil_spectrum(xs, T, FLUX))
    assert total == pytest.approx(float(fluxes.fold(xs, FLUX)), rel=1e-5)


def test_one_energy(check_figure, artists):
    xs = processes.cevns("Ar40")
    figure = plots.spectrum({"Ar": xs}, E_nu=30.0)
    check_figure(figure, 1)
    (line,) = artists(figure.axes[0], "spectrum:Ar")
    T = 1e-3 * line.get_xdata()
    assert np.allclose(line.get_ydata(), xs.dsigma_dT(30.0, T, "nu_mu"), rtol=1e-9)
    assert figure.axes[0].get_ylabel() == "dσ/dT [cm²/MeV]"


def test_flux_average_and_rate(check_figure, artists):
    xs, csi = processes.cevns("CsI"), material("CsI")
    T = np.linspace(1e-3, 4e-2, 30)
    average = plots.spectrum({"CsI": xs}, T, flux=FLUX)
    check_figure(average, 1)
    y = artists(average.axes[0], "spectrum:CsI")[0].get_ydata()
    assert np.allclose(y, recoil_spectrum(xs, T, FLUX) / 3.0)
    flux = FLUX.scaled(1e6, "cm^-2 s^-1")
    rate = plots.spectrum({"CsI": xs}, T, flux=flux, material=csi, log=False)
    check_figure(rate, 1)
    expected = 3e6 * y * 1e-3 * 86400.0 * 2 * 6.02214076e23 / (csi.molar_mass * 1e-3)
    assert np.allclose(artists(rate.axes[0], "spectrum:CsI")[0].get_ydata(), expected)
    assert rate.axes[0].get_ylabel() == "recoil rate [1/(keV kg day)]"
    fluence = plots.spectrum({"CsI": xs}, T, flux=FLUX.scaled(86400e6, "cm^-2"), material=csi)
    assert np.allclose(artists(fluence.axes[0], "spectrum:CsI")[0].get_ydata(), expected)
    assert fluence.axes[0].get_ylabel() == "recoils [1/(keV kg)]"


def test_one_flavour():
    T = np.linspace(1e-3, 4e-2, 5)
    xs = processes.cevns("CsI")
    parts = [recoil_spectrum(xs, T, FLUX, f) for f in ("nu_e", "nu_mu", "anti_nu_mu")]
    assert np.allclose(sum(parts), recoil_spectrum(xs, T, FLUX))


def test_errors():
    xs = {"Ar": processes.cevns("Ar40")}
    with pytest.raises(ValidityError, match="energy or a flux"):
        plots.spectrum(xs)
    with pytest.raises(ValidityError, match="energy or a flux"):
        plots.spectrum(xs, E_nu=30.0, flux=FLUX)
    with pytest.raises(ValidityError, match="'normalised'"):
        plots.spectrum(xs, flux=FLUX, material=material("Ar"))
    with pytest.raises(ValidityError, match="needs a flux"):
        plots.spectrum(xs, E_nu=30.0, material=material("Ar"))
    with pytest.raises(ValidityError, match="No recoils"):
        plots.spectrum(xs, (1.0, 2.0), E_nu=30.0)


def test_recoil_spectrum_of_mass_eigenstates():
    """Interactions that change flavour see the amplitudes of a state, not the flavour that it is labelled with."""
    xs = processes.CEvNS(
        responses.nucleus(nuclei.nuclide("Ar40"), "point"), interactions=(electroweak.NSI(eps_emu_u=0.2),)
    )
    flux = fluxes.solar(components=("pep",), basis="mass")
    states = np.array([c.state for c in flux.components])
    Q = np.array([float(xs.sigma(1.442, tuple(s))) for s in states])
    T_max = 2.0 * 1.442**2 / (xs.nucleus.mass + 2.0 * 1.442)
    x, w = np.polynomial.legendre.leggauss(40)
    T = 0.5 * T_max * (1.0 + x)
    integral = 0.5 * T_max * float(w @ recoil_spectrum(xs, T, flux))
    assert integral == pytest.approx(sum(c.intensity * q for c, q in zip(flux.components, Q, strict=True)), rel=1e-5)
