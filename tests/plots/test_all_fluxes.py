"""All fluxes on one page: what is drawn is what the sources say, and totals are the published ones."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat import fluxes, plots
from nuscat._core.errors import UnknownNameError, ValidityError


@pytest.fixture(scope="module")
def sources():
    return plots.flux_sources()


def test_totals_are_published_ones(sources):
    # B16-GS98 of Vinyoles:2016djt with its uncertainties; OHare:2021utq for the others
    total = {s.name: (s.total, s.uncertainty) for s in sources}
    expected = {
        "solar pp": (5.98e10, 0.006),
        "solar 7Be": (4.93e9, 0.06),
        "solar pep": (1.44e8, 0.01),
        "solar 8B": (5.46e6, 0.12),
        "solar hep": (7.98e3, 0.30),
        "solar 13N": (2.78e8, 0.15),
        "geo U": (4.34e6, 0.20),
        "geo Th": (4.23e6, 0.257),
        "geo K": (2.054e7, 0.168),
        "dsnb": (85.7, 0.5),
    }
    for name, (value, relative) in expected.items():
        assert total[name][0] == pytest.approx(value, rel=2e-3), name
        assert total[name][1] == pytest.approx(relative * value, rel=0.06), name
    assert total["atmospheric, gran-sasso"][0] == pytest.approx(10.7, rel=0.03)


def test_stopped_pion_by_hand(sources):
    # 1.4 MW of 1 GeV protons, 0.0848 per flavour, three flavours, 20 m
    (source,) = [s for s in sources if s.name.startswith("stopped pion")]
    protons = 1.4e6 / (1e9 * 1.602176634e-19)
    assert source.total == pytest.approx(3 * 0.0848 * protons / (4 * np.pi * 2000.0**2), rel=1e-9)
    ((energy, height),) = source.lines().items()
    assert energy == pytest.approx(29.792, abs=1e-3)
    assert height == pytest.approx(source.total / 3)
    assert source.uncertainty == pytest.approx(0.1 * source.total)


def test_supernova_is_spread_over_ten_seconds(sources):
    (source,) = [s for s in sources if s.name.startswith("supernova")]
    assert source.total == pytest.approx(float(fluxes.supernova().total()) / 10.0)
    (far,) = [s for s in plots.flux_sources(distance=20.0) if s.name.startswith("supernova")]
    assert far.total == pytest.approx(source.total / 4.0)


def test_every_source_has_unit_and_reference(sources):
    for s in sources:
        assert s.flux.unit == "cm^-2 s^-1", s.name
        assert s.flux.cite, s.name


def test_figure_shows_them(sources, check_figure, artists):
    figure = plots.all_fluxes(sources)
    check_figure(figure, 1)
    axes = figure.axes[0]
    assert axes.get_xlim() == (1e-2, 1e5)
    for s in sources:
        drawn = artists(axes, f"spectrum:{s.name}")
        if any(c.line is None for c in s.flux.components):
            (curve,) = drawn
            E, phi = np.array(curve.get_xdata())[:-1], np.array(curve.get_ydata())[:-1]
            assert phi == pytest.approx(s.flux.spectrum(E), rel=1e-9)
        else:
            assert not drawn
        assert len(artists(axes, f"line:{s.name}")) == len(s.lines())
        for line in artists(axes, f"line:{s.name}"):
            assert line.get_ydata()[1] == pytest.approx(s.lines()[line.get_xdata()[0]])
    assert artists(axes, "band:dsnb")
    assert artists(axes, "band:atmospheric, gran-sasso")


def test_labels_do_not_overlap(sources, artists):
    figure = plots.all_fluxes(sources)
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()
    texts = [t for t in figure.axes[0].texts if t.get_text()]
    boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in texts]
    inside = figure.axes[0].get_window_extent(renderer)
    for i, (name, box) in enumerate(boxes):
        assert inside.x0 <= box.x0
        assert box.x1 <= inside.x1
        for other, second in boxes[i + 1 :]:
            assert not box.overlaps(second), (name, other)


def test_refusals():
    with pytest.raises(ValidityError, match="no source"):
        plots.all_fluxes(())
    with pytest.raises(ValidityError, match="positive"):
        plots.flux_sources(baseline=0.0)
    with pytest.raises(UnknownNameError):
        plots.flux_sources(site="moon")
