"""Regions of several scans in one figure."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat import plots
from nuscat._core.errors import ValidityError
from nuscat.inference import FeldmanCousinsGrid, Grid

X, Y = np.linspace(-1.0, 1.0, 81), np.linspace(-2.0, 2.0, 61)


def _grid(width: float, wilks: tuple[str, ...] = ()) -> Grid:
    chi2 = (X[:, None] ** 2 + 0.25 * Y**2) / width**2
    return Grid(
        names=("eps_ee_u", "eps_ee_d"),
        units=("1", "1"),
        axes=(X, Y),
        chi2=chi2,
        minimum=0.0,
        best=(0.0, 0.0),
        wilks=wilks,
    )


def _toys() -> FeldmanCousinsGrid:
    p = np.exp(-(X[:, None] ** 2 + 0.25 * Y**2) / 0.2)
    return FeldmanCousinsGrid(
        names=("eps_ee_u", "eps_ee_d"),
        units=("1", "1"),
        axes=(X, Y),
        observed=-np.log(p),
        critical={},
        p_value=p,
        seed=1,
    )


def _outer(figure, index: int) -> float:
    """Largest abscissa of the contour with this number among the line contours."""
    found = [c for c in figure.axes[0].collections if c.get_linewidth()[0] > 1.5]
    return max(float(v[:, 0].max()) for path in [found[index].get_paths()] for v in [path[0].vertices])


def test_lines_lie_at_the_level():
    """Semi-axis of the 90 % region: √4.605 · width with two parameters, √2.706 · width with one."""
    figure = plots.regions({"a": _grid(0.2), "b": _grid(0.3)}, level=0.9)
    assert _outer(figure, 0) == pytest.approx(0.2 * np.sqrt(4.60517), rel=5e-3)
    assert _outer(figure, 1) == pytest.approx(0.3 * np.sqrt(4.60517), rel=5e-3)
    one = plots.regions({"a": _grid(0.2)}, parameters=1)
    assert _outer(one, 0) == pytest.approx(0.2 * np.sqrt(2.70554), rel=5e-3)


def test_toys_are_cut_at_their_p_value():
    """p = e^{−x²/0.2} falls to 0.1 at x = √(0.2 ln 10)."""
    figure = plots.regions({"toys": _toys()})
    assert _outer(figure, 0) == pytest.approx(np.sqrt(0.2 * np.log(10.0)), rel=5e-3)
    assert "Toys at every point" in figure.get_supxlabel().replace("\n", " ")


def test_doubtful_scans_are_marked():
    figure = plots.regions({"good": _grid(0.2), "bad": _grid(0.3, ("eps_ee_u enters squared",))})
    labels = [t.get_text() for legend in figure.legends for t in legend.get_texts()]
    assert labels == ["good", "bad*"]
    assert "Wilks" in figure.get_supxlabel()


def test_logarithmic_axes_and_points():
    scan = Grid(
        names=("m_universal", "g_universal"), units=("MeV", "1"),
        axes=(np.geomspace(1, 1e3, 20), np.geomspace(1e-6, 1e-2, 30)),
        chi2=np.geomspace(0.1, 100.0, 600).reshape(20, 30), minimum=0.0, best=(10.0, 0.0),
    )  # fmt: skip
    figure = plots.regions({"CsI": scan}, logarithmic=(True, True), points={"here": (10.0, 1e-4)})
    axes = figure.axes[0]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")


def test_other_parameters_are_refused():
    other = Grid(names=("a", "b"), units=("1", "1"), axes=(X, Y), chi2=np.ones((81, 61)), minimum=0.0, best=(0.0, 0.0))
    with pytest.raises(ValidityError, match="same two parameters"):
        plots.regions({"one": _grid(0.2), "two": other})
    with pytest.raises(ValidityError, match="no scan"):
        plots.regions({})


def test_one_note_for_several_doubtful_scans():
    doubtful = {"a": _grid(0.2, ("eps_ee_u enters squared",)), "b": _grid(0.3, ("few events", "2 minima"))}
    text = plots.regions(doubtful, note="Quenching of x: y").get_supxlabel().replace("\n", " ")
    assert text.count("Wilks") == 1
    assert "eps_ee_u enters squared and 2 more" in text
    assert "Quenching of x: y" in text
