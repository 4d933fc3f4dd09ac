"""The application: commands, options that hold for all of them, and the way errors leave."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from ._errors import guarded
from ._help import Command, Group
from ._plot_fluxes import plot
from .cite import cite
from .data import data
from .demo import demo
from .doctor import doctor
from .fit import fit
from .init import init
from .models import models
from .nuclide import nuclide
from .rate import rate
from .reach import reach
from .structure import StructureCommand, structure
from .xsec import xsec

__all__ = ["app", "main", "run"]

app = typer.Typer(
    name="nuscat",
    cls=Group,
    help="Neutrino scattering off nuclei, from the nucleus to the fit.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(cls=Command)(xsec)
app.command(cls=Command)(rate)
app.command(cls=Command)(fit)
app.command(cls=Command)(reach)
app.command(cls=Command)(init)
app.command(cls=StructureCommand)(structure)
app.add_typer(plot, name="plot")
app.command(cls=Command)(models)
app.add_typer(data, name="data")
app.command(cls=Command)(cite)
app.command(cls=Command)(doctor)
app.command(cls=Command)(demo)
app.command(cls=Command)(nuclide)


def _version(asked: bool) -> None:
    if asked:
        from nuscat import __version__

        typer.echo(f"nuscat {__version__}")
        raise typer.Exit


@app.callback()
def _global(
    _version_asked: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Never download; use local data only.")] = False,
    _debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Neutrino scattering off nuclei, from the nucleus to the fit.

    Every command prints a table with units and sources, or one JSON document with --json.
    """
    if offline:
        os.environ["NUSCAT_OFFLINE"] = "1"


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with `arguments` (default: those of the process) and return its exit status.

    Returns
    -------
    int
        0; 2 for bad input; 1 for a failure; 130 if interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    return guarded(lambda: app(args=_hoisted(given), prog_name="nuscat", standalone_mode=False), given)


def _hoisted(arguments: list[str]) -> list[str]:
    """Arguments with the options of all commands moved to the front, where they may also be written last."""
    everywhere = [a for a in arguments if a in ("--offline", "--debug")]
    return [*everywhere, *(a for a in arguments if a not in ("--offline", "--debug"))]


def main() -> None:
    """Entry point of the command `nuscat`."""
    sys.exit(run())
