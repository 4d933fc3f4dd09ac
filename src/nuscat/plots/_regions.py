"""Confidence regions of two parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nuscat._core.errors import ValidityError
from nuscat.inference import Grid

from ._labels import axis_label, parameter_label, rounded, unit_label
from ._scans import LEVELS, delta_chi2, percent, wilks_note
from ._style import BLACK, COLOURS, draw_legend, footer, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["grid"]


def grid(
    grid: Grid,
    *,
    levels: Sequence[float] = LEVELS,
    point: tuple[float, float] | None = None,
    point_label: str = "Standard Model",
    note: str = "",
) -> Figure:
    """Confidence regions of two parameters from a profile-likelihood grid.

    Parameters
    ----------
    grid : Grid
        Result of :func:`nuscat.inference.grid` [units of its parameters]. Values with equal ratios, as from
        ``numpy.geomspace``, get a logarithmic axis.
    levels : sequence of float [1]
        Confidence levels (two parameters), increasing.
    point : tuple of float [units of the parameters], optional
        A point to mark, such as the Standard Model.
    point_label : str
        What it is.
    note : str
        For the small print, such as what is held.

    Returns
    -------
    Figure

    Raises
    ------
    ValidityError
        If there are no levels, they do not increase, or the grid is not finite.

    Examples
    --------
    >>> import numpy as np
    >>> from nuscat import inference, plots
    >>> x = np.linspace(-1.0, 1.0, 21)
    >>> scan = inference.Grid(names=("eps_ee_u", "eps_ee_d"), units=("1", "1"), axes=(x, x),
    ...     chi2=20 * (x[:, None] ** 2 + x**2), minimum=0.0, best=(0.0, 0.0))
    >>> len(plots.grid(scan, point=(0.0, 0.0)).axes)
    1
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    if not levels or list(levels) != sorted(set(levels)):
        raise ValidityError(
            f"Confidence levels must increase, got {tuple(levels)}.", hint="Write levels=(0.6827, 0.9)."
        )
    if not np.all(np.isfinite(grid.delta_chi2)):
        raise ValidityError("The grid has values of χ² that are not finite.", hint="Run inference.grid again.")
    heights = [delta_chi2(level, 2) for level in levels]
    shades = _shades(len(levels))
    names = [parameter_label(n) for n in grid.names]
    with styled():
        figure, panels = new_figure(f"confidence regions of {grid.names[0]} and {grid.names[1]}", size=(6.2, 5.6))
        axes = panels[0][0]
        (x, y), z = grid.mesh, grid.delta_chi2
        handles: list[Any] = []
        texts: list[str] = []
        for height, shade, level in reversed(list(zip(heights, shades, levels, strict=True))):
            axes.contourf(x, y, z, levels=[min(float(z.min()), 0.0) - 1.0, height], colors=[shade])
            if float(z.min()) < height < float(z.max()):
                axes.contour(x, y, z, levels=[height], colors=[COLOURS[0]], linewidths=1.3)
            handles.insert(0, Patch(facecolor=shade, edgecolor=COLOURS[0]))
            texts.insert(0, f"{percent(level)} (Δχ² ≤ {height:.2f})")
        axes.plot(*[[v] for v in grid.best], "o", color=BLACK, markersize=6, gid="best")
        handles.append(Line2D([], [], linestyle="none", marker="o", color=BLACK, markersize=6))
        best = zip(grid.best, grid.axes, grid.units, strict=True)
        inside = all(a.min() <= b <= a.max() for b, a in zip(grid.best, grid.axes, strict=True))
        texts.append("best fit: " + (", ".join(_coordinate(*c) for c in best) if inside else "outside the figure"))
        if point is not None:
            axes.plot(
                [point[0]], [point[1]], "*", color=COLOURS[1], markersize=14, markeredgecolor="white", gid="point"
            )
            handles.append(Line2D([], [], linestyle="none", marker="*", color=COLOURS[1], markersize=12))
            texts.append(point_label)
        if _logarithmic(grid.axes[0]):
            axes.set_xscale("log")
        if _logarithmic(grid.axes[1]):
            axes.set_yscale("log")
        axes.set_xlim(x.min(), x.max())
        axes.set_ylim(y.min(), y.max())
        axes.set_xlabel(axis_label(names[0], grid.units[0]))
        axes.set_ylabel(axis_label(names[1], grid.units[1]))
        draw_legend(figure, handles, texts, title="Confidence regions, two parameters")
        footer(figure, grid.cite, "All other parameters minimised at each point", note, wilks_note(grid.wilks))
    return figure


def _logarithmic(values: Any) -> bool:
    """Whether scanned values, or every row of a table of them, have equal ratios: a logarithmic axis [bool]."""
    rows = np.atleast_2d(np.asarray(values, dtype=float))
    if rows.shape[-1] < 3 or not np.all(rows > 0.0):
        return False
    ratios = rows[:, 1:] / rows[:, :-1]
    return bool(np.allclose(ratios, ratios[:, :1], rtol=1e-6))


def _coordinate(value: float, axis: Any, unit: str) -> str:
    text = rounded(value, 0.02 * float(np.ptp(axis)))
    return text if unit in ("1", "") else f"{text} {unit_label(unit)}"


def _shades(n: int) -> list[tuple[float, float, float]]:
    """`n` tints of the first colour, darkest first."""
    from matplotlib.colors import to_rgb

    rgb = np.array(to_rgb(COLOURS[0]))
    return [tuple(float(c) for c in 1.0 - (1.0 - rgb) * t) for t in np.linspace(0.6, 0.2, n)]  # type: ignore[misc]
