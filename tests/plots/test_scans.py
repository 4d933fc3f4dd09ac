"""Profiles: curves, levels, minima, intervals and published values."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from nuscat import plots
from nuscat._core.errors import ValidityError
from nuscat.plots._scans import delta_chi2


def legend(figure):
    return [t.get_text() for t in figure.legends[0].get_texts()]


@pytest.mark.parametrize("level", [0.1, 0.6827, 0.9, 0.9973])
@pytest.mark.parametrize("n", [1, 2])
def test_levels_are_quantiles_of_chi2(level, n):
    assert delta_chi2(level, n) == pytest.approx(stats.chi2.ppf(level, n), rel=1e-12)


@pytest.mark.parametrize("bad", [0.0, 1.0, 68.0, float("nan")])
def test_a_level_is_a_fraction(bad):
    with pytest.raises(ValidityError, match="between 0 and 1"):
        delta_chi2(bad, 1)


def test_curve_levels_and_interval(parabola, check_figure, artists):
    figure = plots.profile(parabola)
    check_figure(figure, 1)
    (curve,) = artists(figure.axes[0], "profile:")
    assert np.allclose(curve.get_ydata(), ((curve.get_xdata() - 0.24) / 0.02) ** 2)
    assert set(parabola.values) <= set(curve.get_xdata())
    levels = [line.get_ydata()[0] for line in artists(figure.axes[0], "level")]
    assert levels == pytest.approx([1.0, 2.7055], abs=1e-4)
    assert legend(figure) == ["best fit 0.240; 68.3 %: 0.220 … 0.260"]


def test_the_curve_passes_through_a_best_fit_between_the_points(parabola, artists):
    shifted = replace(parabola, best=0.2412)
    (curve,) = artists(plots.profile(shifted).axes[0], "profile:")
    x, y = curve.get_xdata(), curve.get_ydata()
    assert y[list(x).index(0.2412)] == 0.0
    assert np.all(np.diff(x) > 0)


def test_degenerate_minima_are_all_marked_and_listed(two_minima, check_figure, artists):
    figure = plots.profile(two_minima)
    check_figure(figure, 1)
    markers = artists(figure.axes[0], "minimum")
    assert [(m.get_xdata()[0], round(m.get_ydata()[0], 6)) for m in markers] == [(-1.0, 0.2), (1.0, 0.0)]
    assert [m.get_markerfacecolor() == "white" for m in markers] == [True, False]
    (text,) = legend(figure)
    assert " or " in text
    assert text.startswith("best fit 1.00; 68.3 %: −1.1")


def test_an_interval_that_leaves_the_scan_is_open(parabola):
    cut = replace(parabola, values=parabola.values[20:], chi2=parabola.chi2[20:])
    assert legend(plots.profile(cut)) == ["best fit 0.240; 68.3 %: … 0.260 (end of scan)"]
    inner = slice(18, 22)
    both = replace(parabola, values=parabola.values[inner], chi2=parabola.chi2[inner])
    assert "all of" in legend(plots.profile(both))[0]
    at_limit = replace(cut, name="mu_nu_e", values=cut.values - cut.values[0], best=0.0)
    assert legend(plots.profile(at_limit)) == ["best fit 0.000; 68.3 %: 0.000 … 0.020"]


def test_several_profiles_need_labels_and_one_parameter(parabola, two_minima, check_figure):
    wider = replace(parabola, chi2=7.0 + ((parabola.values - 0.24) / 0.05) ** 2)
    figure = plots.profile([parabola, wider], labels=["CsI", "LAr"])
    check_figure(figure, 1)
    assert [t.split(":")[0] for t in legend(figure)] == ["CsI", "LAr"]
    assert legend(plots.profile({"CsI": parabola, "LAr": wider})) == legend(figure)
    with pytest.raises(ValidityError, match="different labels"):
        plots.profile([parabola, wider])
    with pytest.raises(ValidityError, match="eps_ee_u, sin2w"):
        plots.profile({"a": parabola, "b": two_minima})
    with pytest.raises(ValidityError, match="no profile"):
        plots.profile({})


def test_published_values_share_the_axis(parabola, check_figure):
    figure = plots.profile(parabola, published={"COHERENT:2021xmm": (0.22, 0.192, 0.248)})
    check_figure(figure, 2)
    strip = figure.axes[1]
    assert [t.get_text() for t in strip.get_yticklabels()] == ["this profile", "COHERENT:2021xmm"]
    ends = [container.lines[2][0].get_segments()[0][:, 0] for container in strip.containers]
    assert np.allclose(ends, [[0.22, 0.26], [0.192, 0.248]])
    with pytest.raises(ValidityError, match="ends of the interval"):
        plots.profile(parabola, published={"wrong": (0.22, 0.03, 0.03)})


def test_units_stand_in_axis_and_legend(parabola):
    radius = replace(parabola, name="R_n_CsI", unit="fm")
    figure = plots.profile(radius)
    assert figure.axes[0].get_xlabel() == "neutron rms radius $R_n$ (CsI) [fm]"
    assert legend(figure)[0].endswith("0.260 fm")


def test_sources_of_every_profile_are_named(parabola):
    figure = plots.profile(
        {"a": replace(parabola, cite=("COHERENT:2021xmm",)), "b": replace(parabola, cite=("Helm:1956zz",))}
    )
    assert "COHERENT:2021xmm, Helm:1956zz" in figure._supxlabel.get_text().replace("\n", " ")


def test_long_keys_stay_on_the_page(parabola, check_figure):
    keys = ("COHERENT:2021xmm", "COHERENT:2020iec", "COHERENT:2020ybo", "Freedman:1973yd", "ParticleDataGroup:2022pth")
    published = {"COHERENT 2021 (CsI)": (0.22, 0.194, 0.248)}
    check_figure(plots.profile(replace(parabola, cite=(*keys, "Helm:1956zz")), published=published), 2)
    check_figure(plots.profile(replace(parabola, cite=5 * ("ParticleDataGroup:2024cfk",)), published=published), 2)
