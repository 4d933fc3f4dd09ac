"""What commands print: tables with units and sources for people, one JSON document for scripts."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from nuscat._core.errors import ValidityError

__all__ = ["WARNINGS", "Table", "emit", "figure_path", "number", "sources", "writable"]

WARNINGS: list[str] = []
"""Warnings of the running command; emptied by :func:`nuscat.cli._errors.guarded`."""

FIGURES = (".png", ".pdf", ".svg")
"""Formats of figures."""
_WIDTH = 160
_NO_NUMBER = ("", "–", "limit", "open")
"""Cells that may stand in a column of numbers."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table: `columns` with units in their names, `rows` of text, and a `title`; numbers align right."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""

    def print(self, console: Any) -> None:
        """Write the table to a rich console."""
        from rich import box
        from rich.table import Table as RichTable
        from rich.text import Text

        if self.title:
            console.print(Text(self.title, style="bold"))
        table = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
        for i, column in enumerate(self.columns):
            cells = [row[i] for row in self.rows if row[i] not in _NO_NUMBER]
            numeric = bool(cells) and all(_numeric(cell) for cell in cells)
            table.add_column(Text(column), justify="right" if numeric else "left", overflow="fold")
        for row in self.rows:
            table.add_row(*(Text(cell) for cell in row))
        console.print(table)


def _numeric(text: str) -> bool:
    try:
        float(text.split(maxsplit=1)[0].replace("−", "-"))
    except (ValueError, IndexError):
        return False
    return True


def number(value: float | None, digits: int = 4) -> str:
    """`value` with `digits` significant digits, or a dash for None and NaN [text]."""
    if value is None or math.isnan(value):
        return "–"
    return f"{value:.{digits}g}"


def sources(keys: Iterable[str], first: Iterable[str] = (), experiments: Sequence[str] = ()) -> str:
    """Line that names the most relevant sources by INSPIRE key, and how to see all of them [text].

    Data releases come before the keys `first` of the models at work; `experiments` are those that the result is of.
    """
    from nuscat.plots._sources import SHOWN, by_relevance

    keys = by_relevance(keys, first)
    shown, more = keys[:SHOWN], len(keys) - SHOWN
    line = f"Sources: {', '.join(shown)}"
    if more <= 0:
        return f"{line}  (BibTeX: nuscat cite KEY…)"
    if not experiments:
        return f"{line} … and {more} more with --json  (BibTeX: nuscat cite KEY…)"
    named = [name for name in experiments if _packaged(name)]
    if not named:
        return f"{line} … and {more} more with --json  (BibTeX: nuscat cite KEY…)"
    return f"{line} … and {more} more: nuscat cite {' '.join((*named, *_unusual(keys, named)))}"


def _packaged(name: str) -> bool:
    from nuscat.experiments import EXPERIMENTS

    return name in EXPERIMENTS


def _unusual(keys: Iterable[str], names: Sequence[str]) -> list[str]:
    """Keys that the packaged experiments called `names` do not have by default."""
    from nuscat import experiments

    usual = {key for name in names for key in experiments.load(name).cite}
    return [key for key in keys if key not in usual]


def emit(document: Mapping[str, Any], parts: Sequence[Table | str], *, as_json: bool) -> None:
    """Print `document` as JSON, or `parts` (tables and lines of text) for people."""
    if as_json:
        complete = _plain({**document, "warnings": list(dict.fromkeys(WARNINGS))} if WARNINGS else document)
        unicode = "utf" in (getattr(sys.stdout, "encoding", "") or "").lower()
        typer.echo(json.dumps(complete, indent=2, ensure_ascii=not unicode, allow_nan=False))
        return
    from rich.console import Console
    from rich.text import Text

    terminal = sys.stdout.isatty()
    console = Console(file=sys.stdout, highlight=False, width=None if terminal else _WIDTH)
    for part in parts:
        if isinstance(part, Table):
            part.print(console)
        else:
            console.print(Text(part), soft_wrap=not terminal)


def _plain(value: Any) -> Any:
    """`value` as JSON knows it: arrays become lists, numbers that are not finite become null."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, str) or value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if isinstance(value, Iterable):
        return [_plain(v) for v in value]
    raise TypeError(f"{value!r} cannot be written as JSON")


def writable(path: Path) -> Path:
    """`path`, after refusing one that cannot be written, before time is spent on what goes into it."""
    import os

    folder = path.parent
    if path.is_dir():
        raise ValidityError(f"{str(path)!r} is a folder.", hint="Give the name of a file in it.")
    if not folder.is_dir():
        raise ValidityError(f"The folder {str(folder)!r} does not exist.", hint="Create it first, or write elsewhere.")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise ValidityError(f"{str(path)!r} cannot be written.", hint="Check the permissions, or write elsewhere.")
    return path


def figure_path(path: Path) -> Path:
    """`path` of a figure, after refusing unknown formats and places that cannot be written."""
    if path.suffix.lower() not in FIGURES:
        raise ValidityError(
            f"A figure cannot be written as {path.name!r}: the format {path.suffix or '(none)'} is not known.",
            hint=f"End the name in {', '.join(FIGURES)}.",
        )
    return writable(path)
