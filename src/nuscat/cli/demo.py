"""`nuscat demo`: the main job from end to end, with figures and a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ._options import Json

__all__ = ["demo"]


def demo(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="Folder for figures and report; made if needed.")
    ] = Path("nuscat-demo"),
    as_json: Json = False,
) -> None:
    """Predict and fit COHERENT, Dresden-II and XENONnT; six figures, a report, a table against published numbers."""
    from ._demo import run_demo
    from ._output import emit

    document, parts = run_demo(output)
    emit(document, parts, as_json=as_json)
