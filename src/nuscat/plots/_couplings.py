"""Weak couplings of the proton and the neutron in the named conventions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nuscat._core.errors import ValidityError
from nuscat._core.flavours import pdg_code
from nuscat.electroweak import CouplingRow

from ._labels import FLAVOUR_LABELS
from ._style import COLOURS, draw_legend, footer, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["couplings"]

_MARKERS = ("o", "s", "D")


def couplings(rows: Sequence[CouplingRow]) -> Figure:
    """Couplings g_p and g_n [1] at Q = 0 by convention and flavour, with their uncertainties.

    Parameters
    ----------
    rows : sequence of CouplingRow
        For example :func:`nuscat.electroweak.table`.

    Returns
    -------
    Figure
        Two panels, one line a convention; normalisation g_p = ½ − 2 sin²θ_W, g_n = −½ at tree level.

    Raises
    ------
    ValidityError
        If there are no rows.

    Examples
    --------
    >>> from nuscat import electroweak, plots
    >>> [a.get_xlabel() for a in plots.couplings(electroweak.table()).axes]
    ['proton coupling $g_p$', 'neutron coupling $g_n$']
    """
    if not rows:
        raise ValidityError("There are no couplings to draw.", hint="Give electroweak.table().")
    names = list(dict.fromkeys(r.name for r in rows))
    flavours = list(dict.fromkeys(r.flavour for r in rows))
    with styled():
        figure, panels = new_figure("weak couplings", columns=2, size=(9.6, 1.9 + 0.48 * len(names)))
        handles = []
        for j, flavour in enumerate(flavours):
            chosen = [r for r in rows if r.flavour == flavour]
            y = [-names.index(r.name) + 0.2 * (0.5 * (len(flavours) - 1) - j) for r in chosen]
            style: dict[str, Any] = {
                "fmt": _MARKERS[j % 3],
                "color": COLOURS[j % len(COLOURS)],
                "markersize": 5.5,
                "capsize": 2.5,
            }
            handles.append(
                panels[0][0].errorbar(
                    [r.g_p for r in chosen], y, xerr=[r.sigma_g_p for r in chosen], gid=f"g_p:{flavour}", **style
                )
            )
            panels[0][1].errorbar(
                [r.g_n for r in chosen], y, xerr=[r.sigma_g_n for r in chosen], gid=f"g_n:{flavour}", **style
            )
        for axes, label in zip(panels[0], ("proton coupling $g_p$", "neutron coupling $g_n$"), strict=True):
            axes.set_xlabel(label)
            axes.set_ylim(-len(names) + 0.4, 0.6)
            axes.set_yticks([-float(i) for i in range(len(names))], names)
            axes.tick_params(axis="y", which="both", length=0)
            axes.set_yticks([], minor=True)
            axes.set_yticks([0.5 - float(i) for i in range(1, len(names))], minor=True)
            axes.grid(axis="y", which="minor", color="#d9d9d9", linewidth=0.7)
            axes.locator_params(axis="x", nbins=5)
            axes.ticklabel_format(axis="x", useOffset=False)
        panels[0][1].set_yticklabels([])
        texts = [FLAVOUR_LABELS[pdg_code(f)] for f in flavours]
        draw_legend(figure, handles, texts, title="Weak couplings of the nucleons at Q = 0")
        footer(figure, [key for r in rows for key in r.cite])
    return figure
