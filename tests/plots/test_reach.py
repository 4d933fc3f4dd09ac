"""Figure of a forecast: points, lines and labels."""

from __future__ import annotations

import pytest

from nuscat import plots
from nuscat.inference import ExposureCurve


@pytest.fixture
def curve():
    return ExposureCurve(
        experiment="mine",
        factors=(0.1, 1.0, 10.0),
        signal=(1.0, 10.0, 100.0),
        background=(2.0, 20.0, 200.0),
        significance=(0.6, 2.0, 6.4),
        parameter="normalisation",
        unit="1",
        limit=(2.0, 0.7, 0.2),
        error_up=(1.9, 0.6, 0.2),
        error_down=(1.0, 0.5, 0.2),
        level=0.9,
    )


def test_points_and_lines(curve):
    axes = plots.reach(curve).axes[0]
    x, y = axes.lines[0].get_data()
    assert list(x) == [0.1, 1.0, 10.0]
    assert list(y) == [0.6, 2.0, 6.4]
    assert {t.get_text() for t in axes.texts} == {"3σ", "5σ"}
    assert axes.get_xscale() == axes.get_yscale() == "log"
    assert "relative" in axes.get_xlabel()


def test_exposures_with_a_unit(curve):
    axes = plots.reach(curve, exposures=[30.0, 300.0, 3000.0], unit="kg d").axes[0]
    assert list(axes.lines[0].get_xdata()) == [30.0, 300.0, 3000.0]
    assert axes.get_xlabel() == "exposure [kg d]"


def test_factor_for_a_significance(curve):
    assert 1.0 < curve.factor_for(3.0) < 10.0
    assert curve.factor_for(0.1) is None
