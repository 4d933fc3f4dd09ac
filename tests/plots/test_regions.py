"""Two-parameter regions: contours where the closed form has them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nuscat import inference, plots
from nuscat._core.errors import ValidityError


def legend(figure):
    return [t.get_text() for t in figure.legends[0].get_texts()]


def test_contours_are_the_ellipses(paraboloid, check_figure):
    figure = plots.grid(paraboloid, point=(0.45, 4.1))
    check_figure(figure, 1)
    lines = [c for c in figure.axes[0].collections if not c.get_facecolor().size and c.get_paths()[0].vertices.size]
    radii = []
    for line in lines:
        x, y = line.get_paths()[0].vertices.T
        r2 = ((x - 0.5) / 0.1) ** 2 + ((y - 4.0) / 0.2) ** 2
        assert np.ptp(r2) < 0.05
        radii.append(float(r2.mean()))
    assert sorted(radii) == pytest.approx([-2.0 * np.log(1.0 - 0.6827), -2.0 * np.log(0.1)], abs=0.02)
    assert legend(figure) == ["68.3 % (Δχ² ≤ 2.30)", "90 % (Δχ² ≤ 4.61)", "best fit: 0.500, 4.000 fm", "Standard Model"]
    assert figure.axes[0].get_ylabel() == "neutron rms radius $R_n$ [fm]"


def test_markers_stand_where_they_are_asked(paraboloid, artists):
    axes = plots.grid(paraboloid, point=(0.45, 4.1)).axes[0]
    (best,), (point,) = artists(axes, "best"), artists(axes, "point")
    assert (best.get_xdata()[0], best.get_ydata()[0]) == (0.5, 4.0)
    assert (point.get_xdata()[0], point.get_ydata()[0]) == (0.45, 4.1)
    assert not artists(plots.grid(paraboloid).axes[0], "point")


def test_the_first_axis_of_the_grid_is_horizontal(paraboloid):
    moved = replace(
        paraboloid, chi2=((paraboloid.axes[0][:, None] - 0.2) / 0.05) ** 2 + 0.0 * paraboloid.axes[1], best=(0.2, 4.0)
    )
    axes = plots.grid(moved, levels=(0.6827,)).axes[0]
    lines = [c for c in axes.collections if not c.get_facecolor().size]
    x = np.concatenate([p.vertices[:, 0] for p in lines[0].get_paths()])
    assert np.allclose(np.abs(x - 0.2), 0.05 * np.sqrt(2.2958), atol=2e-3)


def test_a_region_larger_than_the_grid_fills_it(paraboloid, check_figure):
    flat = replace(paraboloid, chi2=0.01 * paraboloid.chi2)
    check_figure(plots.grid(flat), 1)


def test_bad_input(paraboloid):
    with pytest.raises(ValidityError, match="must increase"):
        plots.grid(paraboloid, levels=(0.9, 0.68))
    with pytest.raises(ValidityError, match="not finite"):
        plots.grid(replace(paraboloid, chi2=np.full((81, 81), np.nan)))


@pytest.mark.parametrize(("space", "scale"), [(np.linspace, "linear"), (np.geomspace, "log")])
def test_second_axis_that_follows_the_first(space, scale):
    """Couplings tabulated for every mass; rows of equal ratios make a logarithmic axis."""
    mass = np.linspace(1.0, 3.0, 5)
    coupling = np.stack([space(m, 2.0 * m, 15) for m in mass])
    scan = inference.Grid(
        names=("m_universal", "g_universal"),
        units=("MeV", "1"),
        axes=(mass, coupling),
        chi2=(20.0 * (coupling / mass[:, None] - 1.4)) ** 2,
        minimum=0.0,
        best=(2.0, 2.8),
    )
    figure = plots.grid(scan)
    axes = figure.axes[0]
    assert (axes.get_xscale(), axes.get_yscale()) == ("linear", scale)
    assert axes.get_ylim() == (1.0, 6.0)
    assert "outside" not in " ".join(legend(figure))
