"""Data sets: compact tables inside the package, and larger originals in the user's cache or a local folder."""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from .errors import CorruptDataError, MissingDataError

__all__ = [
    "RemoteFile",
    "cache_folder",
    "data_root",
    "fetch",
    "find_local",
    "local_folders",
    "packaged_path",
    "packaged_sources",
    "sha256",
    "source",
]


def data_root() -> Path:
    """Folder of the packaged tables [path]."""
    return Path(str(files("nuscat.data")))


def packaged_path(relative: str) -> Path:
    """Path of a packaged table, e.g. ``"nuclei/nubase2020/nuclides.csv"`` [path].

    Raises
    ------
    MissingDataError
        If the file is not in the installation.
    """
    path = data_root() / relative
    if not path.is_file():
        raise MissingDataError(
            f"The packaged data file {relative!r} is missing from this installation of nuscat.",
            hint="Reinstall nuscat; in a checkout, run the script tools/make_*.py that writes it.",
        )
    return path


@lru_cache(maxsize=64)
def source(folder: str) -> dict[str, Any]:
    """Contents of the SOURCE.toml of a packaged data folder, e.g. ``"nuclei/nubase2020"`` [mapping]."""
    with packaged_path(f"{folder}/SOURCE.toml").open("rb") as handle:
        return tomllib.load(handle)


def packaged_sources() -> dict[str, dict[str, Any]]:
    """SOURCE.toml contents of every packaged data folder, by folder name [mapping]."""
    root = data_root()
    return {
        p.parent.relative_to(root).as_posix(): source(p.parent.relative_to(root).as_posix())
        for p in sorted(root.rglob("SOURCE.toml"))
    }


def sha256(path: Path) -> str:
    """SHA-256 of a file [64 hex digits]."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


@dataclass(frozen=True, kw_only=True)
class RemoteFile:
    """An original data file pinned by hash, fetched on demand.

    Parameters
    ----------
    name : str
        File name, also the name looked for under ``NUSCAT_DATA``.
    url : str
        Where it is published (DOI-resolved).
    sha256 : str
        Pinned hash, 64 hex digits.
    """

    name: str
    url: str
    sha256: str


def cache_folder() -> Path:
    """User cache folder for fetched originals and computed results (not created): ``NUSCAT_CACHE`` if set [path]."""
    if given := os.environ.get("NUSCAT_CACHE"):
        return Path(given)
    import pooch

    return Path(pooch.os_cache("nuscat"))


def local_folders() -> tuple[Path, ...]:
    """Folders searched for originals, in order: ``NUSCAT_DATA`` if set, then the user cache [paths]."""
    given = os.environ.get("NUSCAT_DATA")
    return (*((Path(given),) if given else ()), cache_folder())


def find_local(names: Sequence[str], hint: str) -> Path:
    """First of the files `names` found in the local folders [path].

    Raises
    ------
    MissingDataError
        If none is there; names the folders searched and says `hint`.
    """
    folders = local_folders()
    for folder in folders:
        for name in names:
            if (folder / name).is_file():
                return folder / name
    raise MissingDataError(f"Found no {' or '.join(names)} in {' or '.join(map(str, folders))}.", hint=hint)


def fetch(remote: RemoteFile, *, offline: bool | None = None) -> Path:
    """Local path of a pinned original: ``NUSCAT_DATA``, then the user cache, then a download into the cache.

    A download goes to a temporary file that gets its name only after its hash is verified: one that is interrupted
    leaves nothing behind and starts again from the beginning.

    Parameters
    ----------
    remote : RemoteFile
    offline : bool, optional
        Never download. Default: true if the environment variable ``NUSCAT_OFFLINE`` is set and not ``0``.

    Returns
    -------
    path
        The file, its hash verified.

    Raises
    ------
    MissingDataError
        If not found locally, and offline or the download fails.
    CorruptDataError
        If a local copy or the download does not have the pinned hash.
    """
    if offline is None:
        offline = os.environ.get("NUSCAT_OFFLINE", "0") not in ("", "0")
    folders = local_folders()
    for folder in folders:
        path = folder / remote.name
        if path.is_file():
            found = sha256(path)
            if found != remote.sha256:
                raise CorruptDataError(
                    f"{path} has sha256 {found[:12]}…, expected {remote.sha256[:12]}….",
                    hint="The file is truncated or another version: delete it and fetch it again.",
                )
            return path
    if offline:
        raise MissingDataError(
            f"{remote.name} is not available offline (looked in {', '.join(map(str, folders))}).",
            hint=f"Download it from {remote.url} into one of these folders, or allow downloads (no --offline).",
        )
    return _download(remote)


def _download(remote: RemoteFile) -> Path:
    import pooch

    downloader = pooch.HTTPDownloader(progressbar=False, timeout=60)
    try:
        path = pooch.retrieve(
            remote.url,
            known_hash=f"sha256:{remote.sha256}",
            fname=remote.name,
            path=cache_folder(),
            downloader=downloader,
        )
    except ValueError as error:
        if not isinstance(error, OSError):  # requests derives some errors of the connection from both
            raise CorruptDataError(
                f"The download of {remote.name} does not have the pinned hash.", hint=str(error)
            ) from error
        raise _unreachable(remote, error) from error
    except Exception as error:
        raise _unreachable(remote, error) from error
    return Path(path)


def _unreachable(remote: RemoteFile, error: Exception) -> MissingDataError:
    by_hand = f"Download {remote.url} by hand into {cache_folder()}, or set NUSCAT_DATA to a folder that has it."
    return MissingDataError(f"Cannot download {remote.name}: {error}.", hint=by_hand)
