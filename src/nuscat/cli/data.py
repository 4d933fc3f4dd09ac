"""`nuscat data`: the packaged data sets, where they come from, and whether they are whole."""

from __future__ import annotations

import typer

from ._help import Command, Group
from ._options import Json

__all__ = ["data"]

data = typer.Typer(cls=Group, no_args_is_help=True, help="Packaged data sets: sources, licences, integrity.")


@data.command("list", cls=Command)
def list_(as_json: Json = False) -> None:
    """List data sets with source, licence and size."""
    from nuscat._core.datasets import packaged_sources

    from ._data_sets import data_files
    from ._output import Table, emit

    document = {}
    rows = []
    for folder, source in packaged_sources().items():
        size = sum(path.stat().st_size for path in data_files(folder))
        document[folder] = {
            **{k: source.get(k) for k in ("title", "paper", "doi", "url", "licence", "obtained")},
            "bytes": size,
        }
        rows.append(
            (
                folder,
                str(source.get("title", "–")),
                _text(source.get("paper")),
                str(source.get("licence", "–")),
                f"{size / 1024:.0f}",
            )
        )
    table = Table(columns=("data set", "title", "source", "licence", "size [kB]"), rows=rows, title="Packaged data")
    emit({"data": document}, [table], as_json=as_json)


@data.command(cls=Command)
def check(as_json: Json = False) -> None:
    """Check every packaged file (readable, finite, as installed), and the originals in NUSCAT_DATA."""
    from ._data_sets import check_data, check_originals
    from ._output import Table, emit

    found = [*check_data(), *check_originals()]
    bad = [c for c in found if not c.good]
    rows = [(c.data_set, c.file, "ok" if c.good else "BROKEN", c.detail, c.sha256[:12]) for c in found]
    document = {
        "ok": not bad,
        "files": [
            {"data_set": c.data_set, "file": c.file, "ok": c.good, "detail": c.detail, "sha256": c.sha256}
            for c in found
        ],
    }
    summary = f"{len(found)} files, {len(bad)} broken." + (" Reinstall nuscat." if bad else "")
    emit(
        document,
        [Table(columns=("data set", "file", "state", "detail", "sha256"), rows=rows, title="Data files"), summary],
        as_json=as_json,
    )
    if bad:
        raise typer.Exit(1)


@data.command(cls=Command)
def path(as_json: Json = False) -> None:
    """Print the folders in which data are looked for."""
    import os

    from nuscat._core.datasets import cache_folder, data_root

    from ._output import Table, emit

    folders = {
        "packaged": (str(data_root()), "tables that travel with nuscat"),
        "NUSCAT_DATA": (
            os.environ.get("NUSCAT_DATA") or None,
            "your copies of the originals; not set"
            if not os.environ.get("NUSCAT_DATA")
            else "your copies of the originals",
        ),
        "cache": (str(cache_folder()), "originals that were downloaded"),
    }
    offline = os.environ.get("NUSCAT_OFFLINE", "0") not in ("", "0")
    rows = [(name, where or "–", what) for name, (where, what) in folders.items()]
    document = {"folders": {name: where for name, (where, _) in folders.items()}, "offline": offline}
    downloads = "Downloads: not allowed (--offline)" if offline else "Downloads: allowed where an original is asked for"
    emit(document, [Table(columns=("folder", "path", "what it holds"), rows=rows), downloads], as_json=as_json)


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "–" if value is None else str(value)
