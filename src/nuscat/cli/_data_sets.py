"""Checks of data files: packaged tables, and originals in the user's own folder."""

from __future__ import annotations

import base64
import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nuscat._core.datasets import data_root, packaged_sources, sha256

__all__ = ["FileCheck", "check_data", "check_originals", "data_files"]

_REQUIRED = ("title", "licence", "obtained", "changed")


@dataclass(frozen=True, kw_only=True)
class FileCheck:
    """State of one file; `detail` says what was found."""

    data_set: str
    file: str
    good: bool
    detail: str
    sha256: str = ""


def data_files(folder: str) -> list[Path]:
    """Files of a packaged data folder."""
    return [p for p in sorted((data_root() / folder).iterdir()) if p.is_file()]


def check_data() -> Iterator[FileCheck]:
    """State of every packaged file."""
    recorded = _installed_hashes()
    for folder, source in packaged_sources().items():
        missing = [key for key in _REQUIRED if not source.get(key)]
        if missing:
            yield FileCheck(
                data_set=folder, file="SOURCE.toml", good=False, detail=f"does not state {', '.join(missing)}"
            )
        for path in data_files(folder):
            yield _check(folder, path, recorded)
    for path in sorted((data_root() / "bibliography").glob("*.bib")):
        yield _check("bibliography", path, recorded)


def _check(folder: str, path: Path, recorded: dict[Path, str]) -> FileCheck:
    found = sha256(path)
    try:
        detail, good = _content(path), True
    except Exception as error:  # noqa: BLE001 - whatever a damaged file raises, it is damaged
        detail, good = f"cannot be read: {error}", False
    expected = recorded.get(path.resolve())
    if good and expected is not None:
        good = expected == found
        detail += ", as installed" if good else ", but not the file that was installed"
    return FileCheck(data_set=folder, file=path.name, good=good, detail=detail, sha256=found)


def _content(path: Path) -> str:
    if path.suffix == ".npz":
        import numpy as np

        with path.open("rb") as handle, np.load(handle, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        for name, array in arrays.items():
            if array.size == 0 or (array.dtype.kind == "f" and np.isnan(array).any()):
                raise ValueError(f"array {name} is empty or has NaN")
        return f"{len(arrays)} arrays"
    text = path.read_text(encoding="utf-8")
    if not text.endswith("\n"):
        raise ValueError("the last line is cut off")
    if path.suffix == ".csv":
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        rows = [len(row) for row in csv.reader(lines)]
        if len(rows) < 2 or len(set(rows)) != 1:
            raise ValueError("rows do not have the same number of columns")
        return f"{len(rows) - 1} rows"
    if path.suffix == ".bib":
        if text.count("{") != text.count("}"):
            raise ValueError("braces do not match")
        return f"{text.count('@')} entries"
    return f"{len(text.splitlines())} lines"


def _installed_hashes() -> dict[Path, str]:
    """SHA-256 of the files as installed from a wheel; empty for a development install, which records none."""
    from importlib.metadata import PackageNotFoundError, files

    try:
        installed = files("nuscat") or []
    except PackageNotFoundError:
        return {}
    return {
        Path(str(f.locate())).resolve(): base64.urlsafe_b64decode(f.hash.value + "=" * (-len(f.hash.value) % 4)).hex()
        for f in installed
        if f.hash is not None and f.hash.mode == "sha256" and "data" in f.parts
    }


def check_originals() -> Iterator[FileCheck]:
    """State of the originals found in NUSCAT_DATA, against the hashes in the SOURCE.toml files."""
    if not os.environ.get("NUSCAT_DATA"):
        return
    root = Path(os.environ["NUSCAT_DATA"])
    if not root.is_dir():
        yield FileCheck(data_set="NUSCAT_DATA", file=str(root), good=False, detail="is not a folder")
        return
    for folder, source in packaged_sources().items():
        for name, expected in source.get("original", {}).items():
            path = root / name
            if path.is_file():
                found = sha256(path)
                good = found == expected
                detail = "original, hash as pinned" if good else f"original, but its hash should be {expected[:12]}…"
                yield FileCheck(data_set=folder, file=str(path), good=good, detail=detail, sha256=found)
