"""Fluxes: spectra by flavour, lines and arrival times as drawn."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat import fluxes, plots
from nuscat._core.errors import ValidityError


def legend(figure):
    return [t.get_text() for t in figure.legends[0].get_texts()]


def test_decay_at_rest(check_figure, artists):
    flux = fluxes.PionDecayAtRest()
    figure = plots.flux(flux)
    check_figure(figure, 1)
    for flavour in (12, -14):
        (curve,) = artists(figure.axes[0], f"spectrum:{flavour}")
        E, y = curve.get_xdata(), curve.get_ydata()
        inside = (E > 0.1) & (E < 52.0)
        assert np.allclose(y[inside], flux.spectrum(E[inside], flavour), rtol=1e-12)
        assert np.trapezoid(y, E) == pytest.approx(1.0, abs=1e-3)
    (line,) = artists(figure.axes[0], "line:14")
    assert line.get_xdata()[0] == pytest.approx(29.79, abs=0.01)
    assert figure.axes[0].get_ylabel() == "spectrum [1/MeV]"
    assert r"$\nu_\mu$ line at 29.79 MeV: 1" in legend(figure)


def test_pulsed_flux(check_figure, artists):
    flux = fluxes.stopped_pion("sns-csi")
    figure = plots.flux(flux)
    check_figure(figure, 2)
    for flavour, share in ((14, 1.0), (12, 0.98)):
        (curve,) = artists(figure.axes[1], f"time:{flavour}")
        integral = np.trapezoid(curve.get_ydata(), curve.get_xdata())
        assert integral == pytest.approx(share * float(flux.total(flavour)), rel=0.01)
    assert figure.axes[1].get_xlabel() == "arrival time [µs]"
    assert figure.axes[0].get_ylabel() == "neutrinos per proton [1/MeV]"
    prompt, delayed = (artists(figure.axes[1], f"time:{f}")[0] for f in (14, 12))
    peak = prompt.get_xdata()[np.argmax(prompt.get_ydata())]
    assert peak == pytest.approx(1e6 * float(flux.of("nu_mu")[0].time.mean), abs=0.05)
    assert delayed.get_xdata()[np.argmax(delayed.get_ydata())] > peak


def test_logarithmic_and_lines_alone(check_figure):
    check_figure(plots.flux(fluxes.PionDecayAtRest(), log=True), 1)
    figure = plots.flux(fluxes.monoenergetic(0.862, "nu_e", intensity=4.8e9, unit="cm^-2 s^-1"))
    check_figure(figure, 1)
    assert legend(figure) == [r"$\nu_e$ line at 0.862 MeV: 4.8×10⁹ cm⁻² s⁻¹"]


def test_a_flux_without_neutrinos():
    with pytest.raises(ValidityError, match="zero intensity"):
        plots.flux(fluxes.PionDecayAtRest().scaled(0.0))


def test_ordinate_is_logarithmic_for_spectra_that_fall_by_decades():
    assert plots.flux(fluxes.load("leibstadt")).axes[0].get_yscale() == "log"
    assert plots.flux(fluxes.load("leibstadt")).axes[0].get_xscale() == "linear"
    for name in ("pion-dar", "solar-8b"):
        assert plots.flux(fluxes.load(name)).axes[0].get_yscale() == "linear"
    assert plots.flux(fluxes.load("leibstadt"), log=False).axes[0].get_yscale() == "linear"


def test_band_of_the_systematics():
    """The spectrum 2/(1 MeV) ± 10 %: the band goes from 1.8 to 2.2."""
    flat = fluxes.Component(flavour="nu_e", spectrum=lambda E: 0.0 * E + 1.0, support=(1.0, 2.0), intensity=2.0)
    tenth = fluxes.Systematic(name="norm", changes=(0.1,), description="10 %")
    plain = fluxes.Flux(name="flat", components=(flat,), unit="cm^-2 s^-1")
    assert not plots.flux(plain).axes[0].collections
    figure = plots.flux(fluxes.Flux(name="flat", components=(flat,), unit="cm^-2 s^-1", systematics=(tenth,)))
    (band,) = figure.axes[0].collections
    ordinates = band.get_paths()[0].vertices[:, 1]
    inside = ordinates[ordinates > 0.0]
    np.testing.assert_allclose([inside.min(), inside.max()], [1.8, 2.2], rtol=1e-12)
    assert "±1σ" in figure.get_supxlabel()
