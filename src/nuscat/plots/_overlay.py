"""Confidence regions of several fits in one figure: experiments and their combination, or Wilks and toys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nuscat._core.errors import ValidityError
from nuscat.inference import FeldmanCousinsGrid, Grid

from ._labels import axis_label, parameter_label
from ._scans import delta_chi2, percent, wilks_note
from ._style import BLACK, COLOURS, LINES, draw_legend, footer, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["regions"]


def regions(
    scans: Mapping[str, Grid | FeldmanCousinsGrid],
    *,
    level: float = 0.9,
    parameters: int = 2,
    logarithmic: tuple[bool, bool] = (False, False),
    points: Mapping[str, tuple[float, float]] | None = None,
    fill: str | None = None,
    title: str = "",
    note: str = "",
) -> Figure:
    """Regions of one confidence level of several scans of the same two parameters.

    Parameters
    ----------
    scans : mapping of label to Grid or FeldmanCousinsGrid
        Of the same parameters [their units]; the axes may differ. Profile likelihoods are cut at Δχ² of a χ²
        distribution, constructions with toys at their own p-value.
    level : float [1]
    parameters : int
        Degrees of freedom of the χ² distribution: 2 for a region in both parameters, 1 for an interval of the
        ordinate at every value of the abscissa (limits on a coupling against a mass); the best fit is then that of the
        whole plane.
    logarithmic : tuple of bool
        Axes drawn logarithmically.
    points : mapping of label to (x, y) [units of the parameters], optional
        Points to mark.
    fill : str, optional
        Label of the scan whose region is shaded; default the last.
    title : str
        Title of the legend.
    note : str
        For the small print, such as what is held.

    Returns
    -------
    Figure
        Labels end in "*" where Wilks' theorem is not justified; the reason is in the small print.

    Raises
    ------
    ValidityError
        If there is no scan, or the parameters differ.

    Examples
    --------
    >>> import numpy as np
    >>> from nuscat import inference, plots
    >>> x = np.linspace(-1.0, 1.0, 21)
    >>> scan = inference.Grid(names=("eps_ee_u", "eps_ee_d"), units=("1", "1"), axes=(x, x),
    ...     chi2=20 * (x[:, None] ** 2 + x**2), minimum=0.0, best=(0.0, 0.0))
    >>> len(plots.regions({"CsI": scan}).axes)
    1
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    first = _check(scans)
    shaded = fill if fill is not None else list(scans)[-1]
    names = [parameter_label(n) for n in first.names]
    threshold = delta_chi2(level, parameters)
    handles: list[Any] = []
    texts: list[str] = []
    reasons: list[str] = []
    with styled():
        figure, panels = new_figure(f"regions of {first.names[0]} and {first.names[1]}", size=(6.6, 5.8))
        axes = panels[0][0]
        for i, (label, scan) in enumerate(scans.items()):
            colour, line = COLOURS[i % len(COLOURS)], LINES[i % len(LINES)]
            x, y = _mesh(scan)
            z, height = _height(scan, level, threshold)
            if label == shaded:
                axes.contourf(x, y, z, levels=[min(float(z.min()), height) - 1.0, height], colors=[colour], alpha=0.2)
            if float(z.min()) < height < float(z.max()):
                axes.contour(x, y, z, levels=[height], colors=[colour], linestyles=[line], linewidths=1.6)
            doubtful = isinstance(scan, Grid) and bool(scan.wilks)
            handles.append(
                Patch(facecolor=colour, alpha=0.35) if label == shaded else Line2D([], [], color=colour, ls=line)
            )
            texts.append(label + ("*" if doubtful else ""))
            if isinstance(scan, Grid) and doubtful:
                reasons += scan.wilks
            if (
                isinstance(scan, Grid)
                and (not logarithmic[0] or scan.best[0] > 0)
                and (not logarithmic[1] or scan.best[1] > 0)
            ):
                axes.plot([scan.best[0]], [scan.best[1]], "o", color=colour, markersize=5, gid=f"best:{label}")
        for label, (px, py) in (points or {}).items():
            axes.plot([px], [py], "*", color=BLACK, markersize=12, markeredgecolor="white", gid="point")
            handles.append(Line2D([], [], linestyle="none", marker="*", color=BLACK, markersize=11))
            texts.append(label)
        if logarithmic[0]:
            axes.set_xscale("log")
        if logarithmic[1]:
            axes.set_yscale("log")
        axes.set_xlim(min(s.axes[0].min() for s in scans.values()), max(s.axes[0].max() for s in scans.values()))
        axes.set_ylim(min(s.axes[1].min() for s in scans.values()), max(s.axes[1].max() for s in scans.values()))
        axes.set_xlabel(axis_label(names[0], first.units[0]))
        axes.set_ylabel(axis_label(names[1], first.units[1]))
        draw_legend(figure, handles, texts, title=title or f"{percent(level)} confidence regions")
        how = (
            f"Profile likelihoods at Δχ² = {threshold:.2f}" if any(isinstance(s, Grid) for s in scans.values()) else ""
        )
        toys = "Toys at every point" if any(isinstance(s, FeldmanCousinsGrid) for s in scans.values()) else ""
        cited = dict.fromkeys(key for s in scans.values() for key in s.cite)
        footer(figure, cited, how, toys, note, f"* {wilks_note(reasons)}" if reasons else "")
    return figure


def _check(scans: Mapping[str, Grid | FeldmanCousinsGrid]) -> Grid | FeldmanCousinsGrid:
    if not scans:
        raise ValidityError("There is no scan to draw.", hint="Give at least one result of inference.grid.")
    first = next(iter(scans.values()))
    for label, scan in scans.items():
        if scan.names != first.names or scan.units != first.units:
            raise ValidityError(
                f"The scan {label!r} is of {scan.names}, the first of {first.names}.",
                hint="Draw scans of the same two parameters, in the same order.",
            )
    return first


def _mesh(scan: Grid | FeldmanCousinsGrid) -> tuple[Any, Any]:
    """Both parameters at every point [their units], shape (n, m) each."""
    import numpy as np

    if isinstance(scan, Grid):
        return scan.mesh
    x, y = np.meshgrid(*scan.axes, indexing="ij")
    return x, y


def _height(scan: Grid | FeldmanCousinsGrid, level: float, threshold: float) -> tuple[Any, float]:
    """Values on the grid, shape (n, m), and the height at which the region ends."""
    if isinstance(scan, Grid):
        return scan.delta_chi2, threshold
    return 1.0 - scan.p_value, level
