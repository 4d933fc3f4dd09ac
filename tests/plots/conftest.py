"""Checks that every figure must pass, and made-up inputs with known numbers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from nuscat.experiments import Axis, Prediction
from nuscat.inference import Grid, Profile

DIMENSIONLESS = (
    "F90",
    "form factor",
    "ratio to",
    "Δχ²",
    "proton coupling",
    "neutron coupling",
    "lines, arbitrary height",
)


def _label_has_unit(label: str) -> bool:
    return "[" in label or "per " in label or label.startswith(DIMENSIONLESS) or "varepsilon" in label or "sin" in label


@pytest.fixture
def check_figure():
    """Function that draws a figure and fails on missing units, clipped or overlapping text, and empty panels."""

    def check(figure, panels):
        figure.draw_without_rendering()
        renderer = figure.canvas.get_renderer()
        assert len(figure.axes) == panels
        page = figure.bbox
        (legend,) = figure.legends
        legend_box = legend.get_window_extent(renderer)
        footer = figure._supxlabel
        assert "nuscat" in footer.get_text()
        footer_box = footer.get_window_extent(renderer)
        boxes = [a.get_tightbbox(renderer) for a in figure.axes]
        for box in [legend_box, footer_box, *boxes]:
            assert box.x0 >= page.x0 - 1
            assert box.x1 <= page.x1 + 1
            assert box.y0 >= page.y0 - 1
            assert box.y1 <= page.y1 + 1
        for axes, box in zip(figure.axes, boxes, strict=True):
            assert not legend_box.overlaps(box)
            assert not footer_box.overlaps(box)
            assert axes.has_data()
            for label in (axes.get_xlabel(), axes.get_ylabel()):
                assert not label or _label_has_unit(label), label
            low, high = sorted(axes.get_xlim())
            ticks = [
                t.get_window_extent(renderer)
                for t, x in zip(axes.get_xticklabels(), axes.get_xticks(), strict=False)  # shared axes have no labels
                if t.get_text() and low <= x <= high
            ]
            assert all(a.x1 < b.x0 for a, b in pairwise(ticks))
        for i, a in enumerate(boxes):
            assert not any(a.overlaps(b) for b in boxes[i + 1 :])

    return check


@pytest.fixture
def artists():
    """Function: artists of a figure with a gid, by panel."""

    def find(axes, gid):
        found = [a for a in axes.get_children() if a.get_gid() == gid]
        found += [c for c in axes.containers if c.get_label() == gid]
        return found

    return find


@pytest.fixture
def prediction():
    """Two axes, one with unequal bins, three components; every count different."""
    axes = (
        Axis(name="photoelectrons", unit="PE", edges=(0.0, 10.0, 15.0, 35.0)),
        Axis(name="time", unit="µs", edges=(0.0, 1.0, 2.0)),
    )
    return Prediction(
        experiment="coherent-csi",
        axes=axes,
        components={
            "cevns": np.array([[10.0, 4.0], [6.0, 3.0], [2.0, 1.0]]),
            "brn": np.array([[1.0, 0.5], [0.25, 0.75], [0.1, 0.2]]),
            "steady_state": np.array([[20.0, 21.0], [22.0, 23.0], [24.0, 25.0]]),
        },
        uncertainty={"cevns": 3.9, "brn": 0.7, "steady_state": 2.7},
        data=np.array([[30.0, 28.0], [31.0, 22.0], [20.0, 29.0]]),
        cite=("COHERENT:2021xmm",),
    )


@pytest.fixture
def parabola():
    """Profile (x − 0.24)²/0.02²."""
    x = np.linspace(0.14, 0.34, 41)
    return Profile(name="sin2w", unit="1", values=x, chi2=7.0 + ((x - 0.24) / 0.02) ** 2, minimum=7.0, best=0.24)


@pytest.fixture
def two_minima():
    """Profile with minima at ±1, that at −1 higher by 0.2."""
    x = np.linspace(-2.0, 2.0, 161)
    chi2 = 10.0 * (x**2 - 1.0) ** 2 + np.where(x < 0, 0.2, 0.0)
    return Profile(name="eps_ee_u", unit="1", values=x, chi2=chi2, minimum=0.0, best=1.0)


@pytest.fixture
def paraboloid():
    """Grid x²/0.1² + y²/0.2² around (0.5, 4)."""
    x, y = np.linspace(0.0, 1.0, 81), np.linspace(3.0, 5.0, 81)
    chi2 = ((x[:, None] - 0.5) / 0.1) ** 2 + ((y - 4.0) / 0.2) ** 2
    return Grid(names=("sin2w", "R_n"), units=("1", "fm"), axes=(x, y), chi2=chi2, minimum=0.0, best=(0.5, 4.0))
