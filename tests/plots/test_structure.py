"""Figures of nuclear structure draw what the models compute, with units, and nothing overlaps."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat import electroweak, plots, structure
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.constants import hbarc
from nuscat.plots._levels import spread
from nuscat.structure import skyrme

TREE = electroweak.couplings("tree")


def gauss(b=2.0, Z=8, N=10):
    """Gaussian nucleus: ρ ∝ exp(−r²/b²), F = exp(−q²b²/4), neutrons 10 % wider."""
    r = np.linspace(0.0, 20.0, 1001)
    rho = {k: n * np.exp(-((r / w) ** 2)) / (np.pi * w**2) ** 1.5 for k, n, w in (("p", Z, b), ("n", N, 1.1 * b))}
    return structure.SphericalDensity(
        Z=Z, N=N, r=r, weights=np.full(r.size, 0.02), proton=rho["p"], neutron=rho["n"], label="Gaussian"
    )


@pytest.fixture(scope="module")
def oxygen():
    return skyrme.solve("O16", "SLy4", pairing="none")


@pytest.fixture(scope="module")
def argon():
    return skyrme.solve("Ar40", "SLy4")


def legend(figure):
    return [t.get_text() for t in figure.legends[0].get_texts()]


def test_densities(check_figure, artists):
    figure = plots.densities({"a": gauss(), "b": gauss(2.2)}, charge=True, couplings=TREE)
    check_figure(figure, 1)
    (line,) = artists(figure.axes[0], "neutron:b")
    r, w = line.get_xdata(), 2.2 * 1.1
    assert np.allclose(line.get_ydata(), 10 * np.exp(-((r / w) ** 2)) / (np.pi * w**2) ** 1.5, atol=1e-6)
    assert len(legend(figure)) == 8
    assert "Kelly:2004hm" in figure._supxlabel.get_text()
    # the charge and weak densities hold Z and −Q_W
    r = np.linspace(0.0, 15.0, 601)
    wide = plots.densities({"a": gauss()}, r, charge=True, couplings=TREE)
    shell = 4 * np.pi * r**2
    assert np.trapezoid(shell * artists(wide.axes[0], "charge:a")[0].get_ydata(), r) == pytest.approx(8, rel=1e-3)
    g_p, g_n = TREE.nucleon("nu_e", 0.0)
    weak = np.trapezoid(shell * artists(wide.axes[0], "weak:a")[0].get_ydata(), r)
    assert weak == pytest.approx(-2 * (8 * g_p + 10 * g_n), rel=1e-3)


def test_densities_without_a_nucleon_do_not_cite_one(check_figure):
    figure = plots.densities({"a": gauss()})
    check_figure(figure, 1)
    assert "Kelly" not in figure._supxlabel.get_text()
    assert legend(figure) == [r"a: $\rho_p$", r"a: $\rho_n$"]


def test_measured_charge_density_beside_a_calculation(check_figure, artists, argon):
    measured = structure.density("Ar40")
    figure = plots.densities({"SLy4": argon.density}, charge=True, measured=measured)
    check_figure(figure, 1)
    y = artists(figure.axes[0], "measured")[0].get_ydata()
    assert y[0] == pytest.approx(0.0762, abs=1e-4)  # DeVries:1987atn, central density of the Fourier–Bessel series
    assert np.isnan(y[-1])  # nothing beyond the cut-off radius of 9 fm


def test_form_factors_of_point_nucleons(check_figure, artists):
    own = structure.ElasticStructure(multipoles=gauss())
    figure = plots.structure_form_factors({"a": own}, (0.0, 3.0), quantities=("proton", "neutron"))
    check_figure(figure, 1)
    assert figure.axes[0].get_yscale() == "log"
    for kind, b in (("proton", 2.0), ("neutron", 2.2)):
        (line,) = artists(figure.axes[0], f"{kind}:a")
        k = line.get_xdata()
        assert (k[0], k[-1]) == (0.0, 3.0)
        assert np.allclose(line.get_ydata(), np.exp(-((k * b) ** 2) / 4), atol=1e-9)


def test_dressed_form_factors(check_figure, artists, argon):
    dressed = {"SLy4": argon.elastic(electroweak.Kelly())}
    measured = structure.density("Ar40")
    figure = plots.structure_form_factors(dressed, couplings=TREE, measured=measured)
    check_figure(figure, 1)
    assert len(legend(figure)) == 5
    (line,) = artists(figure.axes[0], "charge:SLy4")
    k = line.get_xdata()
    # first minimum of the charge form factor where that of the measurement is
    minima = [
        k[np.argmin(np.where(k < 1.6, artists(figure.axes[0], gid)[0].get_ydata(), 1.0))]
        for gid in ("charge:SLy4", "measured")
    ]
    assert minima[0] == pytest.approx(minima[1], abs=0.03)
    without = plots.structure_form_factors(dressed)
    assert len(legend(without)) == 3  # no weak form factor without couplings


def test_small_q_nucleons_are_not_drawn_at_large_q():
    small = structure.ElasticStructure(multipoles=gauss())
    with pytest.raises(ValidityError, match="small q") as caught:
        plots.structure_form_factors({"a": small}, (0.0, 3.0))
    assert "Kelly" in caught.value.hint
    figure = plots.structure_form_factors({"a": small}, (0.0, 1.0))
    assert figure.axes[0].get_xlim()[1] == 1.0


def test_form_factor_errors():
    own = {"a": structure.ElasticStructure(multipoles=gauss())}
    with pytest.raises(UnknownNameError, match="'axial'"):
        plots.structure_form_factors(own, quantities=("axial",))
    with pytest.raises(ValidityError, match="no structure"):
        plots.structure_form_factors({})
    with pytest.raises(ValidityError, match="no density"):
        plots.densities({})
    with pytest.raises(ValidityError, match="increasing"):
        plots.densities({"a": gauss()}, (5.0, 0.0))


def test_overview_has_the_curves_of_the_single_figures(check_figure, artists, argon):
    elastic, measured = argon.elastic(electroweak.Kelly()), structure.density("Ar40")
    figure = plots.nucleus(elastic, title="40Ar", couplings=TREE, measured=measured, note="A note")
    check_figure(figure, 2)
    assert figure.legends[0].get_title().get_text() == "40Ar"
    assert figure._supxlabel.get_text().startswith("A note. Beyond the")
    assert len(legend(figure)) == len(figure.axes[0].get_lines()) == len(figure.axes[1].get_lines()) == 5
    (line,) = artists(figure.axes[1], "weak:")
    expected = elastic.weak_form_factor(line.get_xdata() * hbarc.value, TREE, "nu_e")
    assert np.allclose(line.get_ydata(), np.abs(expected))


def test_shell_model_has_form_factors_only(check_figure):
    from nuscat.structure import shell_model

    responses = shell_model.ShellModelResponses.from_density(shell_model.density("Ar40"))
    elastic = structure.ElasticStructure(multipoles=responses, nucleon=electroweak.Kelly())
    check_figure(plots.nucleus(elastic), 1)


def test_levels_without_pairing(check_figure, artists, oxygen):
    figure = plots.levels(oxygen)
    check_figure(figure, 1)
    axes = figure.axes[0]
    for s in oxygen.levels:
        (line,) = artists(axes, f"{s.species} {s.label}")
        assert np.all(line.get_ydata() == s.energy)
    shown = [t.get_text().split()[0] for t in axes.texts]
    assert shown.count("1p1/2") == 2  # doubly magic: neutrons and protons alike
    assert [t.get_text() for t in axes.get_xticklabels()] == ["neutrons", "protons"]
    assert len(legend(figure)) == 3  # no Fermi energy
    with pytest.raises(ValidityError, match="no level"):
        plots.levels(oxygen, highest=-100.0)


def test_occupations_are_drawn_as_lengths(check_figure, artists, argon):
    figure = plots.levels(argon)
    check_figure(figure, 1)
    axes = figure.axes[0]
    level = argon.level("n", "1f7/2")
    (whole,), (part,) = artists(axes, "n 1f7/2"), artists(axes, "v2 n 1f7/2")
    ratio = np.ptp(part.get_xdata()) / np.ptp(whole.get_xdata())
    assert ratio == pytest.approx(level.occupation)
    assert 0.15 < ratio < 0.35  # two of eight places
    assert legend(figure)[-1] == "Fermi energy"
    renderer = figure.canvas.get_renderer()
    boxes = [t.get_window_extent(renderer) for t in axes.texts]
    for i, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[i + 1 :])
        assert axes.bbox.x0 < box.x0
        assert box.x1 < axes.bbox.x1


def test_labels_are_spread_as_little_as_possible():
    wanted = np.array([0.0, 0.1, 0.2, 5.0, 9.9])
    found = spread(wanted, 1.0, (-10.0, 10.0))
    assert np.all(np.diff(found) > 1.0 - 1e-12)
    assert found[:3] == pytest.approx([-0.9, 0.1, 1.1])  # centred on the group
    assert found[3] == 5.0
    assert found[4] == 9.5  # half a step inside
    many = spread(np.zeros(40), 1.0, (0.0, 10.0))  # no room: closer, but in order and inside
    assert np.all(np.diff(many) > 0)
    assert many[0] >= 0
    assert many[-1] <= 10.0


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Helm", "ratio to Helm"),
        ("Ar40, skyrme:SLy4, protons", "ratio to Ar40,\nskyrme:SLy4, protons"),
        ("Ar40, skyrme:SLy4,pairing=none,nucleon=kelly, protons", "ratio to curve 1"),
    ],
)
def test_long_names_of_structures_fit_beside_the_ratios(check_figure, label, expected):
    elastic = structure.ElasticStructure(multipoles=gauss())
    figure = plots.form_factors({label: elastic.proton, "neutrons": elastic.neutron})
    check_figure(figure, 2)
    assert figure.axes[1].get_ylabel() == expected
