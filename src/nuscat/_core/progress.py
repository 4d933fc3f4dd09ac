"""Progress of a long job on a terminal; silent everywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Advance", "progress"]

Advance = Callable[[int], None]
"""Report `n` more units of work done."""


def _nothing(_steps: int) -> None:
    pass


@contextmanager
def progress(total: int | None, description: str) -> Iterator[Advance]:
    """Context that shows a progress bar on standard error, if that is a terminal.

    Parameters
    ----------
    total : int or None
        Units of work; None if not known.
    description : str
        What is being done.

    Yields
    ------
    callable
        Call it with the number of units just finished.

    Examples
    --------
    >>> with progress(3, "folding") as advance:
    ...     for _ in range(3):
    ...         advance(1)
    """
    if not sys.stderr.isatty():
        yield _nothing
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(file=sys.stderr, force_terminal=True), transient=True) as bar:
        task = bar.add_task(description, total=total)

        def advance(steps: int) -> None:
            bar.advance(task, steps)

        yield advance
