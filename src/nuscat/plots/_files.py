"""Figures as files: whole or not at all, the same bytes for the same figure."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nuscat import __version__
from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat._core.files import atomic_write

from ._style import styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["FORMATS", "render", "save"]

FORMATS = ("png", "pdf", "svg")
"""File formats, by suffix."""


def _metadata(figure: Figure, form: str) -> dict[str, Any]:
    title, creator = str(figure.get_label()) or "nuscat figure", f"nuscat {__version__}"
    if form == "png":
        return {"Title": title, "Software": creator}
    if form == "pdf":
        return {"Title": title, "Creator": creator, "Producer": "matplotlib", "CreationDate": None}
    return {"Title": title, "Creator": creator, "Date": None}


def render(figure: Figure, form: str = "png", *, dpi: float = 200.0) -> bytes:
    """Figure as the content of a file, without time stamps.

    Parameters
    ----------
    figure : Figure
    form : str
        One of ``FORMATS``.
    dpi : float [1/inch]
        Resolution of a png.

    Returns
    -------
    bytes
        Identical for identical figures and versions of matplotlib.

    Raises
    ------
    UnknownNameError
        If the format is not known.

    Examples
    --------
    >>> from nuscat.plots._style import new_figure
    >>> render(new_figure("empty")[0])[1:4]
    b'PNG'
    """
    if form not in FORMATS:
        raise UnknownNameError(f"Unknown figure format {form!r}.", hint=f"Valid: {', '.join(FORMATS)}.")
    buffer = io.BytesIO()
    with styled(), _settled(figure, dpi if form == "png" else 72.0):
        figure.savefig(buffer, format=form, dpi=figure.dpi, metadata=_metadata(figure, form))
    return buffer.getvalue()


@contextmanager
def _settled(figure: Figure, dpi: float) -> Iterator[None]:
    """Lay the figure out once at `dpi` [1/inch] and hold it, rounded: repeated layouts differ in the last digits."""
    engine, before = figure.get_layout_engine(), figure.dpi
    figure.dpi = dpi
    try:
        if engine is not None:
            figure.draw_without_rendering()
            figure.set_layout_engine("none")
            for axes in figure.axes:
                axes.set_position([round(x, 6) for x in axes.get_position().bounds])  # type: ignore[arg-type]
                axes.set_in_layout(True)
        yield
    finally:
        figure.dpi = before
        if engine is not None:
            figure.set_layout_engine(engine)


def save(figure: Figure, path: str | os.PathLike[str], *, dpi: float = 200.0) -> Path:
    """Write a figure to a file; the suffix says the format.

    Parameters
    ----------
    figure : Figure
    path : path
        Ends in ``.png``, ``.pdf`` or ``.svg``. A file already there is replaced, or kept if anything fails.
    dpi : float [1/inch]
        Resolution of a png.

    Returns
    -------
    path
        The file written.

    Raises
    ------
    ValidityError
        If the suffix is none of these.
    MissingDataError
        If the folder does not exist.

    Examples
    --------
    >>> from nuscat.plots._style import new_figure
    >>> save(new_figure("empty")[0], "figure.jpeg")
    Traceback (most recent call last):
    ...
    nuscat._core.errors.ValidityError: Cannot write a figure to 'figure.jpeg': its suffix is '.jpeg'. Use one of ...
    """
    target = Path(path)
    form = target.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        what = f"its suffix is {target.suffix!r}" if target.suffix else "it has no suffix"
        raise ValidityError(
            f"Cannot write a figure to {str(path)!r}: {what}.",
            hint=f"Use one of {', '.join('.' + f for f in FORMATS)}.",
        )
    require_folder(target)
    return atomic_write(target, render(figure, form, dpi=dpi))


def require_folder(target: Path) -> None:
    """Raise :class:`MissingDataError` unless the folder of `target` exists."""
    if not target.parent.is_dir():
        raise MissingDataError(
            f"Cannot write {target.name!r}: there is no folder {str(target.parent)!r}.",
            hint="Make the folder first, or write elsewhere.",
        )
