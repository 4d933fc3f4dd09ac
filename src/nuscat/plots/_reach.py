"""Expected significance against exposure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ._style import COLOURS, footer, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["reach"]


def reach(curve: Any, *, exposures: Sequence[float] | None = None, unit: str = "", cite: Sequence[str] = ()) -> Figure:
    """Expected significance of CEvNS [σ] against exposure, with lines at 3 and 5σ.

    Parameters
    ----------
    curve : ExposureCurve
        As made by :func:`nuscat.inference.exposure_curve`.
    exposures : sequence of float [unit], optional
        In place of the factors of the curve.
    unit : str
        Unit of `exposures`.
    cite : sequence of str
        INSPIRE keys for the line below.

    Returns
    -------
    Figure
    """
    x = list(curve.factors if exposures is None else exposures)
    with styled():
        figure, panels = new_figure(f"Reach of {curve.experiment}", size=(5.6, 4.2))
        axes = panels[0][0]
        axes.loglog(x, curve.significance, marker="o", ms=4, color=COLOURS[0])
        low, high = axes.get_ylim()
        for sigmas in (3.0, 5.0):
            if low < sigmas < high:
                axes.axhline(sigmas, color="0.6", lw=0.8, zorder=0)
                axes.annotate(f"{sigmas:g}σ", (x[0], sigmas), xytext=(2, 2), textcoords="offset points", fontsize=8)
        axes.set(
            xlabel="exposure relative to the experiment's" if exposures is None else f"exposure [{unit}]",
            ylabel="expected significance of CEvNS [σ]",
            title=curve.experiment,
        )
        footer(figure, [*curve.cite, *cite], "Profile likelihood of Asimov data")
    return figure
