"""Level schemes of mean fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nuscat._core.citations import collect
from nuscat._core.errors import ValidityError, require_finite

from ._style import BLACK, COLOURS, draw_legend, footer, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nuscat.structure.skyrme import Level, Solution

__all__ = ["levels"]

_EMPTY = "#B0B0B0"
_COLUMNS = {"n": (0.0, "neutrons", COLOURS[0]), "p": (1.0, "protons", COLOURS[1])}
_HALF = 0.22
"""Half the length of a level, in distances of the columns."""
_HEIGHT = 6.0
"""Height of the axes [inch]."""
_ON_WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
_LINE = 0.165
"""Height of a label [inch]."""


def levels(solution: Solution, *, highest: float = 5.0) -> Figure:
    """Single-particle levels [MeV] of neutrons and protons; the coloured part of a level is its occupation v² [1].

    Parameters
    ----------
    solution : Solution
        Of :func:`nuscat.structure.skyrme.solve`.
    highest : float [MeV]
        Upper end of the axis; levels above are left out.

    Returns
    -------
    Figure

    Raises
    ------
    ValidityError
        If there is no level below the upper end.

    Examples
    --------
    >>> from nuscat import plots
    >>> from nuscat.structure import skyrme
    >>> oxygen = skyrme.solve("O16", "SLy4", pairing="none")
    >>> plots.levels(oxygen).axes[0].get_ylabel()
    'single-particle energy [MeV]'
    """
    from matplotlib.lines import Line2D

    require_finite("the upper end of the energies", highest, unit="MeV")
    shown = [s for s in solution.levels if s.energy <= highest]
    if not shown:
        raise ValidityError(
            f"{solution.name} has no level below {highest:g} MeV.", hint="Give a larger `highest`, in MeV."
        )
    lowest = min(s.energy for s in shown)
    bottom = lowest - 0.05 * (highest - lowest)
    with styled():
        figure, panels = new_figure("levels", size=(6.4, _HEIGHT + 1.4))
        axes = panels[0][0]
        axes.set_ylim(bottom, highest)
        axes.set_xlim(-0.4, 1.6)
        handles, texts = [], []
        for q, (species, (x, name, colour)) in enumerate(_COLUMNS.items()):
            own = sorted((s for s in shown if s.species == species), key=lambda s: s.energy)
            for s in own:
                axes.plot([x - _HALF, x + _HALF], [s.energy] * 2, color=_EMPTY, lw=1.6, gid=f"{species} {s.label}")
                if s.occupation > 0.0:
                    end = x - _HALF + 2 * _HALF * min(s.occupation, 1.0)
                    axes.plot([x - _HALF, end], [s.energy] * 2, color=colour, lw=2.4, gid=f"v2 {species} {s.label}")
            _label(axes, x + _HALF, own, (highest - bottom) * _LINE / _HEIGHT)
            if solution.pairing != "none" and bottom < solution.chemical[q] < highest:
                axes.plot([x - 1.3 * _HALF, x + 1.3 * _HALF], [solution.chemical[q]] * 2, color=BLACK, lw=1.0, ls=":")
            handles.append(Line2D([], [], color=colour, lw=2.4))
            texts.append(f"{name}, occupied part v²")
        handles.append(Line2D([], [], color=_EMPTY, lw=1.6))
        texts.append("empty part")
        if solution.pairing != "none":
            handles.append(Line2D([], [], color=BLACK, lw=1.0, ls=":"))
            texts.append("Fermi energy")
        axes.axhline(0.0, color=BLACK, lw=0.6, zorder=0.5)
        axes.set_xticks([c[0] for c in _COLUMNS.values()], [c[1] for c in _COLUMNS.values()])
        axes.tick_params(axis="x", which="both", top=False, bottom=False)
        axes.minorticks_off()
        axes.set_ylabel("single-particle energy [MeV]")
        what = f"{solution.name}, {solution.force.name}, {solution.geometry}, pairing {solution.pairing}"
        draw_legend(figure, handles, texts, title=f"Levels of {what}")
        note = "" if solution.geometry == "spherical" else "Levels of a deformed nucleus: Ω with parity"
        footer(figure, collect(solution), note)
    return figure


def _label(axes: Any, x: float, own: list[Level], step: float) -> None:
    """Names of levels to the right of them, moved apart, with a thin line to the level."""
    heights = spread(np.array([s.energy for s in own]), step, axes.get_ylim())
    for s, y in zip(own, heights, strict=True):
        axes.plot([x + 0.01, x + 0.06], [s.energy, y], color=BLACK, lw=0.5)
        text = f"{s.label}  {s.energy:.1f}".replace("-", "−")
        axes.text(x + 0.075, y, text, fontsize=8.0, va="center", ha="left", bbox=_ON_WHITE, gid=f"label {s.label}")


def spread(wanted: np.ndarray, step: float, limits: tuple[float, float]) -> np.ndarray:
    """Increasing positions as close to `wanted` as they can be with at least `step` between them, inside `limits`.

    Parameters
    ----------
    wanted : array [any unit]
        Increasing.
    step : float [unit of `wanted`]
        Made smaller if the limits leave no room.
    limits : tuple of two floats [unit of `wanted`]

    Examples
    --------
    >>> spread(np.array([0.0, 0.1, 5.0]), 1.0, (-10.0, 10.0)).tolist()
    [-0.45, 0.55, 5.0]
    """
    n = wanted.size
    low, high = limits[0] + 0.5 * step, limits[1] - 0.5 * step
    step = min(step, (high - low) / max(n - 1, 1))
    blocks: list[list[float]] = []  # sum of (wanted − offset), size: isotonic regression of wanted − i·step
    for value in wanted - step * np.arange(n):
        blocks.append([float(value), 1.0])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, size = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += size
    base = np.concatenate([np.full(int(size), total / size) for total, size in blocks]) if blocks else np.zeros(0)
    positions: np.ndarray = np.clip(base, low, max(high - step * (n - 1), low)) + step * np.arange(n)
    return positions
