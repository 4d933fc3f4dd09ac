"""Errors at the edge: one readable message on stderr (a JSON object with --json) and an exit status to test."""

from __future__ import annotations

import json
import os
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import typer

from nuscat._core.errors import (
    NuscatError,
    PrecisionError,
    UnitError,
    UnknownNameError,
    ValidityError,
)

from ._output import WARNINGS

__all__ = ["FAILED", "INPUT", "guarded"]

FAILED, INPUT, INTERRUPTED = 1, 2, 130
"""Exit status of a failure, of bad input, of an interruption."""

_INPUT_ERRORS = (ValidityError, UnknownNameError, UnitError, PrecisionError)
_USAGE: Any = typer.BadParameter.__mro__[1]


def guarded(call: Callable[[], Any], arguments: Sequence[str]) -> int:
    """Exit status of `call`, its errors printed in the form that `arguments` ask for [int]."""
    as_json, debug = "--json" in arguments, "--debug" in arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and "utf" not in (stream.encoding or "").lower():
            stream.reconfigure(errors="replace")
    WARNINGS.clear()
    with warnings.catch_warnings():
        previous = warnings.showwarning

        def collect(message: Warning | str, category: type[Warning], *more: Any, **named: Any) -> None:
            if issubclass(category, UserWarning):
                WARNINGS.append(str(message))
            elif debug:
                previous(message, category, *more, **named)

        warnings.showwarning = collect
        try:
            status = call()
            sys.stdout.flush()
            if status == INTERRUPTED:  # the command framework turns Ctrl-C into this status
                raise KeyboardInterrupt
        except Exception as error:  # noqa: BLE001 - the last place where an error can be turned into a message
            if debug:
                traceback.print_exc()
            return _report(error, as_json=as_json, debug=debug)
        except KeyboardInterrupt:
            _interrupted(arguments, as_json=as_json)
            return INTERRUPTED
        finally:
            if WARNINGS and not as_json:
                for text in dict.fromkeys(WARNINGS):
                    typer.echo(f"Warning: {text}", err=True)
    return status if isinstance(status, int) else 0


def _interrupted(arguments: Sequence[str], *, as_json: bool) -> None:
    hint = ""
    if "--checkpoint" in arguments:
        hint = "Finished pieces are kept: the same command continues from them."
    elif {"fit", "profile", "grid"} & set(arguments):
        hint = "With --checkpoint FOLDER the same command would continue where it stopped."
    if as_json:
        document = {"error": {"type": "KeyboardInterrupt", "message": "Interrupted.", "hint": hint}}
        typer.echo(json.dumps(document), err=True)
    else:
        typer.echo(f"Interrupted. {hint}".strip(), err=True)


def _report(error: Exception, *, as_json: bool, debug: bool) -> int:
    if isinstance(error, BrokenPipeError):
        # the reader of a pipe has gone: nothing to say, and no second failure when Python flushes at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    kind, message, hint, status = _describe(error, debug=debug)
    if as_json:
        document = {"error": {"type": kind, "message": message, "hint": hint}}
        typer.echo(json.dumps(document, ensure_ascii=False), err=True)
    elif message:
        typer.echo(f"Error: {message}" + (f"\n{hint}" if hint else ""), err=True)
    return status


_IN_OPTIONS = (
    (r"Start closer \(start=\{…\}\) or fix", "Fix"),
    (r",? ?(or )?start elsewhere \(start=\{…\}\)", ""),
    (r"fixed=\{…\}", "--fix name=value"),
    (r"inference\.(grid|profile)", r"'nuscat plot \1'"),
    (r"`free`", "--free"),
    (r"`flux`", "--flux-histogram"),
)


def _for_options(hint: str) -> str:
    """A hint in arguments of functions, in the options that do the same [text]."""
    for pattern, option in _IN_OPTIONS:
        hint = re.sub(pattern, option, hint)
    return hint


def _describe(error: Exception, *, debug: bool) -> tuple[str, str, str, int]:
    kind = type(error).__name__
    if isinstance(error, NuscatError):
        return kind, error.message, _for_options(error.hint), INPUT if isinstance(error, _INPUT_ERRORS) else FAILED
    if isinstance(error, _USAGE):
        usage: Any = error
        context = getattr(usage, "ctx", None)
        path = context.command_path if context is not None else "nuscat"
        if kind == "NoArgsIsHelpError":
            typer.echo(usage.message if not usage.message.endswith("\n") else usage.message.rstrip(), err=True)
            return kind, "", "", INPUT
        return kind, usage.format_message(), f"Run '{path} --help' for the options.", INPUT
    if isinstance(error, typer.Abort):
        return kind, "Aborted.", "", FAILED
    if isinstance(error, OSError):
        return kind, str(error), "Check the path, its permissions and the free space.", FAILED
    if isinstance(error, MemoryError):
        return kind, "Not enough memory.", "Ask for fewer points, toys or workers.", FAILED
    hint = (
        "" if debug else "This is a fault of nuscat: please report it with the output of the same command and --debug."
    )
    return kind, f"Unexpected {kind}: {error}", hint, FAILED
