"""House style of all figures: colours, fonts, sizes, the source line below the axes."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from nuscat import __version__

from ._sources import SHOWN, by_relevance

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["BLACK", "COLOURS", "LINES", "draw_legend", "footer", "new_figure", "sources", "styled"]

BLACK = "#1a1a1a"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7A5195", "#5A5A5A")
"""Distinguishable with every common kind of colour blindness; the first three also in grey."""
LINES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1, 1.3)), (0, (6, 1.5, 1, 1.5)), (0, (3, 1, 1, 1, 1, 1)))
"""Line styles that go with the colours, so that no curve is told apart by colour alone."""

_STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "mathtext.fontset": "dejavusans",
    "font.size": 12.0,
    "axes.labelsize": 12.5,
    "axes.titlesize": 12.5,
    "xtick.labelsize": 11.0,
    "ytick.labelsize": 11.0,
    "legend.fontsize": 11.0,
    "legend.title_fontsize": 12.5,
    "legend.frameon": False,
    "legend.handlelength": 1.8,
    "axes.edgecolor": BLACK,
    "axes.labelcolor": BLACK,
    "text.color": BLACK,
    "xtick.color": BLACK,
    "ytick.color": BLACK,
    "axes.linewidth": 0.9,
    "lines.linewidth": 1.8,
    "xtick.major.pad": 6.0,
    "ytick.major.pad": 6.0,
    "xtick.direction": "in",
    "ytick.direction": "in",
    "xtick.top": True,
    "ytick.right": True,
    "xtick.minor.visible": True,
    "ytick.minor.visible": True,
    "axes.formatter.use_mathtext": True,
    "axes.formatter.limits": (-3, 5),  # labels of small couplings would run into each other
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "savefig.facecolor": "white",
    "figure.dpi": 100.0,
    "savefig.dpi": 200.0,
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "nuscat",
    "path.simplify": False,
}
_FOOTER_SIZE = 7.5
_MATH = re.compile(r"[$\\{}^_]")


@contextmanager
def styled() -> Iterator[None]:
    """Context with the house style, whatever the user's own settings are; those are back afterwards."""
    import matplotlib.style

    with matplotlib.style.context(["default", _STYLE]):
        yield


def new_figure(
    title: str,
    *,
    rows: int = 1,
    columns: int = 1,
    size: tuple[float, float] = (5.6, 4.4),
    ratios: Sequence[float] | None = None,
    sharex: Any = False,
) -> tuple[Figure, list[list[Axes]]]:
    """Figure of `rows` × `columns` panels that belongs to no window system.

    Parameters
    ----------
    title : str
        What it shows; written into the metadata of saved files.
    rows, columns : int
    size : tuple of float [inch]
    ratios : sequence of float [1], optional
        Relative heights of the rows.
    sharex : bool or str
        As for ``Figure.subplots``.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)
    figure.set_label(title)
    axes = figure.subplots(rows, columns, squeeze=False, sharex=sharex, height_ratios=ratios)
    return figure, [list(row) for row in axes]


def sources(cite: Iterable[str]) -> str:
    """Text "Sources: …" of the most relevant INSPIRE keys and how many more there are; empty without keys."""
    keys = by_relevance(cite)
    more = f" and {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
    return f"Sources (INSPIRE): {', '.join(keys[:SHOWN])}{more}" if keys else ""


def footer(figure: Figure, cite: Iterable[str], *notes: str) -> None:
    """Write notes, sources and the version of nuscat below the axes, in small type."""
    parts = [*(n for n in notes if n), sources(cite), f"nuscat\u00a0{__version__}"]
    text = ". ".join(p.rstrip(".") for p in parts if p) + "."
    characters = int(figure.get_figwidth() * 72.0 / (0.63 * _FOOTER_SIZE))  # keys have many capitals
    wrapped = "\n".join(textwrap.wrap(text, characters, break_long_words=False, break_on_hyphens=False))
    figure.supxlabel(wrapped, x=0.01, ha="left", fontsize=_FOOTER_SIZE, color="#4d4d4d", linespacing=1.3)


def draw_legend(figure: Figure, handles: Sequence[Any], labels: Sequence[str], *, title: str) -> None:
    """Legend above the axes, so that it never hides data, with the title of the figure as its own; as wide as fits."""
    longest = max((len(_MATH.sub("", label)) for label in labels), default=0)
    characters = 72.0 * figure.get_figwidth() / (0.56 * _STYLE["legend.fontsize"])
    columns = max(1, min(len(labels), int(characters / (longest + 6.0))))
    columns = math.ceil(len(labels) / math.ceil(len(labels) / columns)) if labels else 1
    legend = figure.legend(
        list(handles), list(labels), loc="outside upper left", ncols=columns, title=title, alignment="left",
        columnspacing=1.4, borderaxespad=0.3,
    )  # fmt: skip
    legend.get_title().set_multialignment("left")
    legend.get_title().set_fontweight("bold")
