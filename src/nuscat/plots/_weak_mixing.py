"""Weak mixing angle against momentum transfer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from nuscat._core.errors import ValidityError
from nuscat.electroweak import MixingMeasurement, RunningMixingAngle, mixing_measurements

from ._style import BLACK, COLOURS, draw_legend, footer, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["weak_mixing"]

_SPREAD = 1.25
"""Factor in Q between results at the same momentum transfer, so that their error bars can be told apart."""


def weak_mixing(
    fits: Mapping[str, tuple[float, float, float, float, float]] | None = None,
    *,
    running: RunningMixingAngle | None = None,
    measurements: Mapping[str, MixingMeasurement] | None = None,
    limits: tuple[float, float] | None = None,
) -> Figure:
    """Weak mixing angle in the MS-bar scheme against Q: running, published measurements, and fits.

    Parameters
    ----------
    fits : mapping of label to (Q low, Q high, value, low, high), optional
        Range of momentum transfers [MeV]; best value and ends of the 68 % interval [1].
    running : RunningMixingAngle, optional
        Default: that of :class:`nuscat.electroweak.RunningMixingAngle`.
    measurements : mapping of name to MixingMeasurement, optional
        Default :func:`nuscat.electroweak.mixing_measurements`; empty for none.
    limits : tuple of float [1], optional
        Ends of the ordinate; default around everything drawn.

    Returns
    -------
    Figure
        Open symbols: values that are second hand. Results at the same Q are drawn side by side.

    Raises
    ------
    ValidityError
        If the numbers of a fit are not in order.

    Examples
    --------
    >>> from nuscat import plots
    >>> plots.weak_mixing({"a fit": (40.0, 80.0, 0.23, 0.21, 0.26)}).axes[0].get_xscale()
    'log'
    """
    run = running or RunningMixingAngle()
    published = mixing_measurements() if measurements is None else measurements
    own = dict(fits or {})
    for label, (first, last, value, low, high) in own.items():
        if not (0.0 < first <= last and low <= value <= high and math.isfinite(high - low)):
            raise ValidityError(
                f"The fit {label!r} = {own[label]!r} is not in order.",
                hint="Give (Q low, Q high, value, low, high) with the ends of the interval, not the sizes of errors.",
            )
    handles: list[Any] = []
    texts: list[str] = []
    with styled():
        figure, panels = new_figure("weak mixing angle", size=(8.2, 5.4))
        axes = panels[0][0]
        Q = np.geomspace(0.1, 1e6, 1201)
        handles += axes.plot(Q, run(Q), color=BLACK, lw=1.4)
        texts.append("running (MS-bar)")
        for m, position in zip(published.values(), _positions([m.Q for m in published.values()]), strict=True):
            confirmed = m.status == "published"
            axes.errorbar(
                [position],
                [m.msbar],
                m.sigma,
                fmt="s",
                color=COLOURS[7],
                markerfacecolor=COLOURS[7] if confirmed else "white",
                markersize=5,
                lw=1.2,
                gid=f"published:{m.name}",
            )
            above = m.msbar > float(run(m.Q))
            axes.annotate(
                m.label,
                (position, m.msbar + (m.sigma if above else -m.sigma)),
                xytext=(0, 5 if above else -5),
                textcoords="offset points",
                ha="center",
                va="bottom" if above else "top",
                rotation=90 if position != m.Q else 0,
                fontsize=9,
            )
        where = _positions([math.sqrt(fit[0] * fit[1]) for fit in own.values()], near=1.15, spread=1.1)
        for i, (label, (first, last, value, low, high)) in enumerate(own.items()):
            colour = COLOURS[i % 7]
            axes.plot([first, last], [value, value], color=colour, lw=1.0, alpha=0.6)
            handles.append(
                axes.errorbar(
                    [where[i]],
                    [value],
                    yerr=[[value - low], [high - value]],
                    fmt="oD^vP*X"[i % 7],
                    color=colour,
                    markersize=6,
                    lw=1.6,
                    gid=f"fit:{label}",
                )
            )
            texts.append(label)
        if limits is not None:
            axes.set_ylim(*limits)
        else:
            ends = [m.msbar + s * m.sigma for m in published.values() for s in (-1.0, 1.0)]
            ends += [float(v) for v in run(Q)] + [v for fit in own.values() for v in fit[3:]]
            room = 0.08 * (max(ends) - min(ends))
            axes.set_ylim(min(ends) - room, max(ends) + room)
        axes.set(xscale="log", xlim=(0.3, 1e6), xlabel="Q [MeV]", ylabel=r"$\sin^2\hat\theta_W(Q)$")
        draw_legend(figure, handles, texts, title="Weak mixing angle")
        footer(
            figure,
            [*run.cite, *(key for m in published.values() for key in m.cite)],
            "On-shell results are scaled to MS-bar" if any(m.scheme == "on-shell" for m in published.values()) else "",
            "Open squares: second hand, to confirm" if any(m.status != "published" for m in published.values()) else "",
            "Results at the same Q are drawn side by side; bars along Q: range of the recoils",
        )
    return figure


def _positions(scales: list[float], near: float = 1.0 + 1e-9, spread: float = _SPREAD) -> list[float]:
    """Where to draw results at `scales` [MeV]: those within a factor `near` next to each other, around their mean."""
    out = []
    for i, Q in enumerate(scales):
        same = [j for j, other in enumerate(scales) if 1.0 / near <= other / Q <= near]
        centre = math.exp(sum(math.log(scales[j]) for j in same) / len(same)) if len(same) > 1 else Q
        out.append(centre * spread ** (2.0 * same.index(i) - (len(same) - 1)))
    return out
