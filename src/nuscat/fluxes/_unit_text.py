"""What is wrong with the text of a flux unit, part by part."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

__all__ = ["closest_unit"]

_SHOWN = 3
_USUAL = ("cm^-2 s^-1 MeV^-1", "cm^-2 MeV^-1", "MeV^-1 per proton", "MeV^-1")
_PREFERRED = ("MeV^-1", "keV^-1", "GeV^-1")


def _parts(unit: str) -> list[str]:
    """Factors of a unit in the spelling of the valid ones: ``/cm2/s/MeV`` gives cm^-2, s^-1, MeV^-1."""
    text = re.sub(r"\bper\s+protons?\b", "per_proton", unit.replace("**", "^").replace("²", "2").replace("⁻", "-"))
    text = re.sub(r"/\s*([A-Za-z]+)\^?(\d*)", lambda m: f" {m[1]}^-{m[2] or 1} ", text.replace("¹", "1"))
    found = re.sub(r"\b([A-Za-z]+)-(\d)", r"\1^-\2", text).replace("*", " ").split()
    lower = {p.lower(): p for p in ("eV^-1", "keV^-1", "MeV^-1", "GeV^-1", "cm^-2", "m^-2", "km^-2", "s^-1")}
    return [part if part in lower.values() else lower.get(part.lower(), part) for part in found]


def closest_unit(given: str, valid: Sequence[str]) -> str:
    """Hint [text] for the unknown unit `given`: what it lacks or has too much, and the closest of the `valid` ones.

    Examples
    --------
    >>> closest_unit("m^-2 s^-1", ["m^-2 s^-1 GeV^-1", "m^-2 s^-1 MeV^-1", "MeV^-1"])
    "'m^-2 s^-1' lacks MeV^-1: write 'm^-2 s^-1 MeV^-1', or 'm^-2 s^-1 GeV^-1'."
    """
    own = _parts(given)

    def distance(unit: str) -> tuple[int, int, float]:
        parts = _parts(unit)
        energy = next((i for i, e in enumerate(_PREFERRED) if e in parts), len(_PREFERRED))
        likeness = difflib.SequenceMatcher(None, given.lower(), unit.lower()).ratio()
        return len(set(own) ^ set(parts)), energy, -likeness

    near = sorted(valid, key=distance)[:_SHOWN]
    best = _parts(near[0])
    if not set(own) & set(best):
        known = [unit for unit in _USUAL if unit in valid] or near
        return f"For example {', '.join(map(repr, known))}; {len(valid)} are valid, see fluxes.FLUX_UNITS."
    lacks = [p.replace("_", " ") for p in best if p not in own]
    more = [p.replace("_", " ") for p in own if p not in best]
    if lacks and more:
        what = f"has {' '.join(more)} where {' '.join(lacks)} is expected"
    elif lacks:
        what = f"lacks {' '.join(lacks)}"
    elif more:
        what = f"has {' '.join(more)} too much"
    else:
        what = "is spelled or ordered in another way"
    others = [unit for unit in near[1:] if distance(unit)[0] == distance(near[0])[0]]
    return f"{given!r} {what}: write {near[0]!r}" + (f", or {', '.join(map(repr, others))}." if others else ".")
