"""Solutions on disk, found again by the content of everything that enters them."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from nuscat._core.datasets import cache_folder
from nuscat._core.errors import CorruptDataError
from nuscat._core.files import atomic_write

from .solution import Solution, dump, parse

__all__ = ["cache_key", "enabled", "folder", "look_up", "solver_digest", "store"]

log = logging.getLogger(__name__)
_SWITCH = "NUSCAT_SKYRME_CACHE"


def enabled(argument: bool) -> bool:
    """Whether the cache is used [flag]: `argument`, unless the environment variable NUSCAT_SKYRME_CACHE is "0"."""
    return argument and os.environ.get(_SWITCH, "1") not in ("", "0")


def folder() -> Path:
    """Folder of the cached solutions (not created) [path]."""
    return cache_folder() / "skyrme"


_BESIDES = (
    "_core/arrays.py",
    "_core/quadrature.py",
    "_core/special.py",
    "constants.py",
    "structure/spherical_density.py",
)
"""Modules that the solvers compute with, besides those of this package."""


@lru_cache(maxsize=1)
def solver_digest() -> str:
    """SHA-256 of the source of the solvers and of what they compute with [64 hex digits]."""
    digest = hashlib.sha256()
    here, package = Path(__file__).parent, Path(__file__).parents[2]
    files = [*here.rglob("*.py"), *(package / name for name in _BESIDES)]
    for path in sorted(files):
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def cache_key(**inputs: Any) -> str:
    """SHA-256 of all inputs, of the source code of the solvers and of the NumPy version [64 hex digits].

    Parameters
    ----------
    **inputs
        Numbers, text, None, and mappings or sequences of them.

    Examples
    --------
    >>> cache_key(A=40, box=14.0) == cache_key(box=14.0, A=40) != cache_key(A=40, box=15.0)
    True
    """
    import numpy as np

    content = json.dumps({"code": solver_digest(), "numpy": np.__version__, "inputs": inputs}, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def look_up(key: str) -> Solution | None:
    """Cached solution [MeV, fm] of that key, or None.

    A damaged file, or one that was stored under another key, is logged as a warning and counts as none.
    """
    path = folder() / f"{key}.npz"
    try:
        content = path.read_bytes()
    except OSError:
        return None
    try:
        return parse(content, str(path), key=key)
    except CorruptDataError as error:
        log.warning("Cached solution ignored, it is computed again: %s", error)
        return None


def store(key: str, solution: Solution) -> None:
    """Write a solution [MeV, fm] into the cache; a disk that cannot be written is logged as a warning."""
    try:
        folder().mkdir(parents=True, exist_ok=True)
        atomic_write(folder() / f"{key}.npz", dump(solution, key=key))
    except OSError as error:
        log.warning("The solution could not be cached: %s", error)
