"""One page per validation: a markdown file with tables and a figure, written whole or not at all, and the index."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import nuscat
from nuscat._core.files import atomic_write

__all__ = ["COLOURS", "FOLDER", "LINES", "Table", "new_figure", "percent", "write_index", "write_page"]

FOLDER = Path(__file__).resolve().parent
"""Where pages and figures go."""
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7A5195", "#5A5A5A")
"""Distinguishable with the common kinds of colour blindness."""
LINES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1, 1.3)), (0, (6, 1.5, 1, 1.5)), (0, (3, 1, 1, 1, 1, 1)))
"""Line styles to go with the colours."""

_STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10.5,
    "axes.titlesize": 11.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.linewidth": 0.9,
    "lines.linewidth": 1.7,
    "legend.frameon": False,
    "legend.fontsize": 9.5,
    "xtick.direction": "in",
    "ytick.direction": "in",
    "xtick.top": True,
    "ytick.right": True,
    "axes.formatter.use_mathtext": True,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "path.simplify": False,
}
_SOURCE_SIZE = 7.5
_DPI = 160.0


@dataclass(frozen=True)
class Table:
    """A table of a page.

    Parameters
    ----------
    columns : sequence of str
        Heads.
    rows : sequence of sequences
        Cells, any objects; floats are better formatted by the caller.
    caption : str
        Sentence above the table.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    caption: str = ""

    def markdown(self) -> str:
        r"""Text of the table: first column to the left, the others to the right.

        Examples
        --------
        >>> print(Table(("target", "ours"), [("Ar", "18.65")]).markdown())
        | target | ours |
        |:--|--:|
        | Ar | 18.65 |
        """
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"A row has {len(row)} cells, the table {len(self.columns)} columns: {row!r}.")
        lines = [_line(self.columns), "|:--|" + "--:|" * (len(self.columns) - 1), *map(_line, self.rows)]
        return (f"{self.caption}\n\n" if self.caption else "") + "\n".join(lines)


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(c).replace("|", "\\|") for c in cells) + " |"


def percent(ours: float, published: float, digits: int = 1) -> str:
    """Difference in percent, with sign.

    Examples
    --------
    >>> percent(18.65, 18.0)
    '+3.6 %'
    """
    return f"{100.0 * (ours / published - 1.0):+.{digits}f} %"


@contextmanager
def _styled() -> Iterator[None]:
    with style.context(["default", _STYLE]):
        yield


def new_figure(
    rows: int = 1, columns: int = 1, *, size: tuple[float, float] = (7.0, 4.6), **options: Any
) -> tuple[Figure, list[list[Axes]]]:
    """Figure of `rows` × `columns` panels that belongs to no window; `options` as for ``Figure.subplots``."""
    with _styled():
        figure = Figure(figsize=size, layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.subplots(rows, columns, squeeze=False, **options)
    return figure, [list(row) for row in axes]


def _source_line(figure: Figure, text: str) -> None:
    width = int(figure.get_figwidth() * 72.0 / (0.55 * _SOURCE_SIZE))
    wrapped = "\n".join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False))
    figure.supxlabel(wrapped, x=0.01, ha="left", fontsize=_SOURCE_SIZE, color="#4d4d4d")


def _png(figure: Figure, title: str) -> bytes:
    buffer = io.BytesIO()
    with _styled():  # no time stamp and no version of matplotlib: the same figure gives the same bytes
        figure.savefig(buffer, format="png", dpi=_DPI, metadata={"Title": title, "Software": "nuscat"})
    return buffer.getvalue()


def write_page(
    name: str,
    title: str,
    text: str | Sequence[str],
    tables: Sequence[Table] = (),
    figure: Figure | None = None,
    *,
    source: str = "",
    folder: Path = FOLDER,
) -> Path:
    """Write ``<name>.md``, ``<name>.png`` and the index of all pages.

    Parameters
    ----------
    name : str
        That of the script, without suffix.
    title : str
        Heading of the page.
    text : str or sequence of str
        Markdown. The first paragraph says what is compared and the outcome: the index shows it. Of several texts the
        first stands above the figure, the others follow the tables, one after each table as far as they go.
    tables : sequence of Table
    figure : Figure, optional
        As made by :func:`new_figure`.
    source : str
        References, for the line below the figure.
    folder : path
        For tests; default: where this file is.

    Returns
    -------
    path
        The page.
    """
    texts = [text] if isinstance(text, str) else list(text)
    parts = [f"# {title}", texts[0].strip()]
    if figure is not None:
        line = f"{source.rstrip('.')}. " if source else ""
        _source_line(figure, f"{line}Made by validation/{name}.py, nuscat {nuscat.__version__}.")
        atomic_write(folder / f"{name}.png", _png(figure, title))
        parts.append(f"![{title}]({name}.png)")
    after = texts[1:]
    for position, table in enumerate(tables):
        parts.append(table.markdown())
        if position < len(after):
            parts.append(after[position].strip())
    parts += [t.strip() for t in after[len(tables) :]]
    parts.append(f"*Written by `python validation/{name}.py`; do not edit.*")
    page = atomic_write(folder / f"{name}.md", "\n\n".join(p for p in parts if p) + "\n")
    write_index(folder)
    return page


def write_index(folder: Path = FOLDER) -> Path:
    """Write ``README.md``: title and first paragraph of every page in the folder."""
    parts = [
        "# Validation",
        (
            "nuscat against published numbers. Each page is written by the script of the same name (`python "
            "validation/<name>.py`); the functions `results()` of the scripts are called by `tests/validation`, where "
            "the published numbers and the tolerances stand. Nothing is tuned: where a published number is not "
            "reproduced, the page says so."
        ),
    ]
    for page in sorted(folder.glob("*.md")):
        if page.name == "README.md":
            continue
        heading, *paragraphs = page.read_text(encoding="utf-8").split("\n\n")
        parts.append(f"## [{heading.removeprefix('# ').strip()}]({page.name})")
        parts += [p.strip() for p in paragraphs[:1]]
    return atomic_write(folder / "README.md", "\n\n".join(parts) + "\n")
