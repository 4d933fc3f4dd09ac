"""`nuscat cite`: BibTeX of the papers that a result, an experiment or a model rests on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ._options import Json

__all__ = ["cite"]


def cite(
    what: Annotated[
        list[str], typer.Argument(metavar="WHAT…", help="INSPIRE keys, experiments, JSON results of nuscat, or 'all'.")
    ],
    as_json: Json = False,
) -> None:
    """BibTeX of what was used."""
    from nuscat._core.citations import bibliography, bibtex

    from ._output import emit

    known = bibliography()
    keys: list[str] = []
    for one in what:
        keys += _keys(one)
    keys = list(dict.fromkeys(keys))
    missing = [key for key in keys if key not in known]
    if as_json:
        emit({"cite": keys, "bibtex": {k: known[k] for k in keys if k in known}, "missing": missing}, [], as_json=True)
        return
    typer.echo(bibtex([key for key in keys if key in known]))
    for key in missing:  # a flux file of the user may name papers of its own
        typer.echo(f"Warning: no BibTeX of {key!r} is packaged; look it up by this key at inspirehep.net.", err=True)


def _keys(what: str) -> list[str]:
    from nuscat import experiments
    from nuscat._core.citations import bibliography
    from nuscat._core.errors import UnknownNameError

    known = bibliography()
    if what == "all":
        return sorted(known)
    if what in known:
        return [what]
    if what in experiments.EXPERIMENTS:
        return list(experiments.load(what).cite)
    if what.endswith(".json") or Path(what).is_file():
        return _from_file(Path(what))
    raise UnknownNameError.of(
        "citation key, experiment or result file", what, [*known, *experiments.EXPERIMENTS, "all"]
    )


def _from_file(path: Path) -> list[str]:
    import json

    from nuscat._core.errors import CorruptDataError, MissingDataError

    if not path.is_file():
        raise MissingDataError(
            f"There is no file {str(path)!r}.", hint="Write one with 'nuscat fit … --save FILE' or '--json > FILE'."
        )
    try:
        cited = json.loads(path.read_text(encoding="utf-8"))["cite"]
        if not isinstance(cited, list) or not all(isinstance(key, str) for key in cited):
            raise TypeError("its list of sources is not a list of keys")
    except (ValueError, KeyError, TypeError) as error:
        raise CorruptDataError(
            f"{str(path)!r} is not a complete result of nuscat ({error}).", hint="It may be truncated: make it again."
        ) from error
    return list(cited)
