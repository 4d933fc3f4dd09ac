"""Which sources to name where there is room for a few only: data first, then couplings, then form factors."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

__all__ = ["SHOWN", "by_relevance"]

SHOWN = 6
"""Number of keys that lines and figures show."""


def by_relevance(cite: Iterable[str], first: Iterable[str] = ()) -> list[str]:
    """INSPIRE keys `cite` without repetition [list]: data releases, the keys `first` (of the models at work), new
    interactions, couplings, form factors, then the rest in the order given.
    """
    keys = list(dict.fromkeys(cite))
    data, interactions, couplings, shapes = _tiers()
    order = dict.fromkeys((*data, *first, *interactions, *couplings, *shapes))
    rank = {key: i for i, key in enumerate(order)}
    return sorted(keys, key=lambda key: rank.get(key, len(rank)))


@lru_cache(maxsize=1)
def _tiers() -> tuple[tuple[str, ...], ...]:
    """Keys of data releases, interactions, couplings and form factors, as the models themselves state them."""
    from nuscat import electroweak, responses
    from nuscat._core.citations import bibliography
    from nuscat._core.datasets import packaged_sources

    known = bibliography()
    data: list[str] = []
    for folder, source in packaged_sources().items():
        if folder.startswith("experiments/"):
            data += [source["paper"], *(key for key, entry in known.items() if f'"{source["doi"]}"' in entry)]
    couplings = [key for make in electroweak.COUPLINGS.values() for key in make().cite]
    return (
        tuple(data),
        tuple(key for key in _stated(electroweak) if key not in couplings),
        tuple(couplings),
        _stated(responses),
    )


def _stated(module: Any) -> tuple[str, ...]:
    """Keys in the `cite` of the public classes of a module."""
    stated = (getattr(getattr(module, name), "cite", ()) for name in module.__all__)
    return tuple(key for cite in stated if isinstance(cite, tuple) for key in cite)
