"""Form factors and cross sections as drawn equal those computed."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat import fluxes, plots, processes, responses
from nuscat._core.errors import UnknownNameError, ValidityError

HELM = responses.Helm(rms_radius=4.8, skin=0.9)
WIDE = responses.Helm(rms_radius=5.0, skin=0.9)


def legend(figure):
    return [t.get_text() for t in figure.legends[0].get_texts()]


def test_form_factors_and_their_ratio(check_figure, artists):
    figure = plots.form_factors({"a": HELM, "b": WIDE}, (0.0, 100.0))
    check_figure(figure, 2)
    (line,), (ratio,) = artists(figure.axes[0], "F:b"), artists(figure.axes[1], "ratio:b")
    q = line.get_xdata()
    assert (q[0], q[-1]) == (0.0, 100.0)
    assert np.array_equal(line.get_ydata(), WIDE(q))
    assert np.allclose(ratio.get_ydata(), WIDE(q) / HELM(q))
    assert legend(figure) == ["a (rms radius 4.800 fm)", "b (rms radius 5.000 fm)"]
    assert "Helm:1956zz" in figure._supxlabel.get_text()
    other = plots.form_factors({"a": HELM, "b": WIDE}, q, reference="b")
    assert np.allclose(artists(other.axes[1], "ratio:a")[0].get_ydata(), HELM(q) / WIDE(q))


def test_zeros_of_the_form_factor(check_figure, artists):
    figure = plots.form_factors({"a": HELM, "b": WIDE}, (0.0, 400.0), log=True)
    check_figure(figure, 2)
    assert np.all(artists(figure.axes[0], "F:a")[0].get_ydata() >= 0)
    ratio = artists(figure.axes[1], "ratio:b")[0].get_ydata()
    near_zero = np.abs(HELM(np.linspace(0.0, 400.0, 400))) <= 1e-3
    assert near_zero.any()
    assert np.array_equal(np.isnan(ratio), near_zero)


def test_one_form_factor_has_no_ratio(check_figure):
    check_figure(plots.form_factors({"a": HELM}), 1)


def test_form_factor_errors():
    with pytest.raises(UnknownNameError, match="'c'"):
        plots.form_factors({"a": HELM, "b": WIDE}, reference="c")
    with pytest.raises(ValidityError, match="no form factor"):
        plots.form_factors({})
    for q in ((100.0, 0.0), (0.0,), (-1.0, 5.0), (0.0, float("nan"))):
        with pytest.raises(ValidityError, match="increasing"):
            plots.form_factors({"a": HELM}, q)


def test_cross_sections(check_figure, artists):
    ar = processes.cevns("Ar40")
    figure = plots.cross_section({"Ar": ar}, (5.0, 60.0), flavour="nu_e")
    check_figure(figure, 1)
    (line,) = artists(figure.axes[0], "sigma:Ar")
    assert np.allclose(line.get_ydata(), ar.sigma(line.get_xdata(), "nu_e"), rtol=1e-12)
    assert figure.axes[0].get_ylabel() == "cross section σ [cm²]"
    check_figure(plots.cross_section({"Ar": ar}, log=False), 1)


def test_the_flux_average_stands_in_the_legend(check_figure):
    ar, flux = processes.cevns("Ar40"), fluxes.PionDecayAtRest()
    figure = plots.cross_section({"Ar": ar, "Ge": processes.cevns("Ge")}, flux=flux)
    check_figure(figure, 1)
    mantissa, exponent = f"{fluxes.average(ar, flux):.3e}".split("e")
    assert legend(figure)[0] == rf"Ar: flux average ${mantissa}\times10^{{{int(exponent)}}}$ cm²"
    assert figure.axes[0].get_xlim()[1] == flux.E_max


def test_logarithmic_cross_section_begins_above_zero_energy():
    argon = {"Ar": processes.cevns("Ar40")}
    figure = plots.cross_section(argon, [0.0, 10.0, 20.0], note="Couplings: tree")
    (line,) = figure.axes[0].lines
    assert line.get_xdata().tolist() == [10.0, 20.0]
    assert figure.axes[0].get_xlim()[0] == 10.0
    assert "Couplings: tree" in figure.get_supxlabel()
    (line,) = plots.cross_section(argon, [0.0, 10.0, 20.0], log=False).axes[0].lines
    assert line.get_xdata()[0] == 0.0
