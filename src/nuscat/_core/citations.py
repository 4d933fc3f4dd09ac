"""Citations: which papers a model or result rests on, as BibTeX."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from .datasets import data_root
from .errors import CorruptDataError, UnknownNameError

__all__ = ["bibliography", "bibtex", "collect"]

_ENTRY = re.compile(r"^@\w+\{\s*([^,\s]+)\s*,", re.MULTILINE)


@lru_cache(maxsize=1)
def bibliography() -> dict[str, str]:
    """All BibTeX entries shipped with the package, by key [mapping of text].

    Keys are those of INSPIRE, or of ADS for the few works that INSPIRE does not list.

    Raises
    ------
    CorruptDataError
        If two entries have the same key: which of them is right cannot be known.
    """
    entries: dict[str, str] = {}
    for path in sorted((data_root() / "bibliography").glob("*.bib")):
        text = path.read_text(encoding="utf-8")
        starts = [(m.start(), m.group(1)) for m in _ENTRY.finditer(text)]
        ends = [s for s, _ in starts[1:]] + [len(text)]
        for (start, key), end in zip(starts, ends, strict=True):
            if key in entries:
                raise CorruptDataError(
                    f"The bibliography has two entries {key!r}, the second in {path.name}.",
                    hint="Keep the one that agrees with the published paper and remove the other.",
                )
            entries[key] = text[start:end].strip()
    return entries


def bibtex(keys: Iterable[str]) -> str:
    """BibTeX of the given INSPIRE keys, one entry per key in the order given [text]."""
    keys = list(keys)
    known = bibliography()
    missing = [k for k in keys if k not in known]
    if missing:
        raise UnknownNameError.of("citation key", missing[0], known)
    return "\n\n".join(known[k] for k in dict.fromkeys(keys))


def collect(*objects: Any) -> tuple[str, ...]:
    """INSPIRE keys of every model inside `objects`: their `cite` and that of their fields [keys, sorted]."""
    found: set[str] = set()
    seen: set[int] = set()

    def visit(obj: Any) -> None:
        if id(obj) in seen or isinstance(obj, str | bytes | int | float | complex | type(None)):
            return
        seen.add(id(obj))
        found.update(getattr(obj, "cite", ()) or ())
        if dataclasses.is_dataclass(obj) and not isinstance(obj, type):
            for field in dataclasses.fields(obj):
                visit(getattr(obj, field.name))
        elif isinstance(obj, dict):
            for value in obj.values():
                visit(value)
        elif isinstance(obj, tuple | list | set | frozenset):
            for value in obj:
                visit(value)

    for obj in objects:
        visit(obj)
    return tuple(sorted(found))
