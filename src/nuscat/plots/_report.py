"""One-page report: text, tables and figures in a single HTML file without outside resources."""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING

from nuscat import __version__
from nuscat._core.errors import ValidityError
from nuscat._core.files import atomic_write

from ._files import render, require_folder

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Section", "Table", "html_report", "report"]

_FIGURE_DPI = 130.0
_CSS = """
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #ffffff; --line: #d0d0d0; --soft: #5a5a5a; --head: #f3f5f7; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --paper: #15181c; --line: #3d434a; --soft: #a9b0b8; --head: #20252b; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.2rem; max-width: 64rem; background: var(--paper); color: var(--ink);
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.55rem; margin: 0 0 .8rem; }
h2 { font-size: 1.12rem; margin: 0 0 .35rem; }
p { margin: 0 0 .6rem; }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(27rem, 100%), 1fr)); gap: 1.1rem 1.6rem; }
section { min-width: 0; border-top: 1px solid var(--line); padding-top: .7rem; }
section.wide { grid-column: 1 / -1; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; margin: 0 0 .6rem; }
th, td { padding: .18rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { background: var(--head); font-weight: 600; }
td.number, th.number { text-align: right; white-space: nowrap; }
figure { margin: 0; }
img { display: block; max-width: 100%; height: auto; background: #ffffff; border-radius: 4px; }
figcaption, footer { color: var(--soft); font-size: .85rem; }
footer { margin-top: 1rem; border-top: 1px solid var(--line); padding-top: .5rem; }
@media print {
  :root { font-size: 9pt; --ink: #000000; --paper: #ffffff; --line: #b0b0b0; --soft: #404040; --head: #f0f0f0; }
  @page { size: A4; margin: 11mm; }
  body { padding: 0; max-width: none; font-size: 9pt; }
  main { display: block; }
  section { display: inline-block; width: 48.5%; vertical-align: top; margin: 0 1% 3mm 0; }
  section.wide { display: block; width: 100%; }
  section, figure, table { break-inside: avoid; }
  table { font-size: 8pt; }
  img { width: 100%; border-radius: 0; }
  section.wide img { width: 72%; }
}
"""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of a report.

    Parameters
    ----------
    columns : sequence of str
        Heads, with units.
    rows : sequence of sequence of object
        Cells, one per column; numbers are written with `digits` significant digits, anything else as its text.
    digits : int
        Significant digits of floats.

    Raises
    ------
    ValidityError
        If there are no columns, a row has another number of cells, or `digits` is less than 1.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    digits: int = 5

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValidityError("A table needs at least one column.", hint='Give columns=("quantity", "value [unit]").')
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValidityError(
                    f"A row of a table has {len(row)} cells, its head has {len(self.columns)}: {tuple(row)!r}.",
                    hint="Give one cell a column.",
                )
        if self.digits < 1:
            raise ValidityError(f"A table needs at least one digit, got {self.digits!r}.")


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a report: a heading with any of text, table and figure.

    Parameters
    ----------
    heading : str
    text : str
        Paragraphs, separated by empty lines.
    table : Table, optional
    figure : Figure, optional
    caption : str
        Of the figure; also read out in its place. Default: the title of the figure.
    wide : bool
        Over the whole width instead of half of it.
    """

    heading: str
    text: str = ""
    table: Table | None = None
    figure: Figure | None = None
    caption: str = ""
    wide: bool = False


def html_report(title: str, sections: Sequence[Section]) -> str:
    """One-page report as a complete HTML document.

    Figures are PNG images inside the document, nothing is loaded from elsewhere, and there is no time stamp: equal
    input gives equal text. Readable in light and dark, prints on one or two pages.

    Parameters
    ----------
    title : str
    sections : sequence of Section

    Returns
    -------
    str
        HTML5; every text is escaped.

    Raises
    ------
    ValidityError
        If there is no section, or the title is empty.

    Examples
    --------
    >>> counts = Table(columns=("bin", "counts"), rows=[(1, 3.5)])
    >>> page = html_report("Run 1", [Section(heading="Counts", table=counts)])
    >>> '<td class="number">3.5</td>' in page
    True
    """
    if not sections or not title.strip():
        raise ValidityError(
            f"A report needs a title and at least one section, got {title!r} and {len(sections)} sections.",
            hint="Give Section(heading=…, …).",
        )
    body = "\n".join(_section(s) for s in sections)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_CSS}</style>\n</head>\n<body>\n"
        f"<header><h1>{escape(title)}</h1></header>\n<main>\n{body}\n</main>\n"
        f"<footer>Made with nuscat {escape(__version__)}.</footer>\n</body>\n</html>\n"
    )


def report(path: str | os.PathLike[str], title: str, sections: Sequence[Section]) -> Path:
    """Write :func:`html_report` to a file, whole or not at all.

    Parameters
    ----------
    path : path
        Ends in ``.html`` or ``.htm``; the folder must exist.
    title : str
    sections : sequence of Section

    Returns
    -------
    path
        The file written.

    Raises
    ------
    ValidityError
        If the suffix is another one, or there is nothing to report.
    MissingDataError
        If the folder does not exist.
    """
    target = Path(path)
    if target.suffix.lower() not in (".html", ".htm"):
        raise ValidityError(f"Cannot write a report to {str(path)!r}: it is HTML.", hint="Use the suffix .html.")
    require_folder(target)
    return atomic_write(target, html_report(title, sections))


def _section(section: Section) -> str:
    parts = [f"<h2>{escape(section.heading)}</h2>"]
    parts += [f"<p>{escape(' '.join(p.split()))}</p>" for p in section.text.split("\n\n") if p.strip()]
    if section.table is not None:
        parts.append(_table(section.table))
    if section.figure is not None:
        data = base64.b64encode(render(section.figure, "png", dpi=_FIGURE_DPI)).decode("ascii")
        words = section.caption or str(section.figure.get_label()) or section.heading
        caption = f"<figcaption>{escape(section.caption)}</figcaption>" if section.caption else ""
        parts.append(f'<figure><img alt="{escape(words)}" src="data:image/png;base64,{data}">{caption}</figure>')
    attribute = ' class="wide"' if section.wide else ""
    return f"<section{attribute}>\n" + "\n".join(parts) + "\n</section>"


def _table(table: Table) -> str:
    numeric = [all(_is_number(row[i]) for row in table.rows) and bool(table.rows) for i in range(len(table.columns))]
    head = "".join(
        f'<th scope="col"{" class=" + chr(34) + "number" + chr(34) if n else ""}>{escape(c)}</th>'
        for c, n in zip(table.columns, numeric, strict=True)
    )
    rows = []
    for row in table.rows:
        cells = [
            f'<td class="number">{escape(_cell(v, table.digits))}</td>'
            if _is_number(v)
            else f"<td>{escape(_cell(v, table.digits))}</td>"
            for v in row
        ]
        rows.append("<tr>" + "".join(cells) + "</tr>")
    return (
        f'<div class="scroll"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n'
        + "\n".join(rows)
        + "\n</tbody>\n</table></div>"
    )


def _is_number(value: object) -> bool:
    return not isinstance(value, bool) and hasattr(value, "__float__")


def _cell(value: object, digits: int) -> str:
    if value is None:
        return "–"
    if isinstance(value, Integral) or not _is_number(value):
        return str(value)
    return f"{float(value):.{digits}g}"  # type: ignore[arg-type]
