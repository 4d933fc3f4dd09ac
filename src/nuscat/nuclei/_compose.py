"""Materials by name or formula, with natural or given isotopic composition."""

from __future__ import annotations

import dataclasses
import difflib
import math
import re
from collections.abc import Mapping
from functools import lru_cache

from nuscat._core.errors import UnknownNameError, ValidityError

from ._elements import SYMBOLS, find, names as element_names
from ._formula import parse_formula
from ._lookup import isotopes, nuclide
from ._material import Material
from ._nuclide import Nuclide
from ._presets import ALIASES, MATERIALS
from ._table import rows

__all__ = ["enriched", "material"]

Isotopes = tuple[tuple[Nuclide, float], ...]


def _expand(formula: str, replaced: Mapping[int, Isotopes] | None = None) -> Isotopes:
    found: dict[Nuclide, float] = {}
    for symbol, count in parse_formula(formula).items():
        if symbol in ("D", "T"):
            parts: Isotopes = ((nuclide(symbol), 1.0),)
        else:
            z = SYMBOLS.index(symbol)
            parts = (replaced or {}).get(z) or isotopes(z)
        if not parts:
            raise ValidityError(
                f"{symbol} in {formula!r} has no natural isotopes.",
                hint=f'Name them: nuclei.enriched("{formula}", {{"{symbol}…": 1.0}}).',
            )
        for nucleus, fraction in parts:
            if fraction > 0.0:
                found[nucleus] = found.get(nucleus, 0.0) + count * fraction
    return tuple(found.items())


def _preset(name: str) -> str | None:
    """Canonical preset of a name, spelled exactly or in another case; None if it is none."""
    every = {**{k: k for k in MATERIALS}, **ALIASES}
    return every.get(name) or {k.lower(): v for k, v in reversed(every.items())}.get(name.lower())


def _from_preset(key: str) -> Material:
    preset = MATERIALS[key]
    return Material(
        name=key,
        components=_expand(preset.formula),
        density=preset.density,
        conditions=preset.conditions,
        note=preset.note,
    )


def _single(nucleus: Nuclide) -> Material:
    return Material(name=nucleus.name, components=((nucleus, 1.0),))


_NUMBERED = re.compile(r"(?P<symbol>[A-Z][a-z]?)(?P<number>\d+)")
_MOLECULES = 8  # largest number of atoms of one element that is read as a molecule (S8)


@lru_cache(maxsize=256)
def _from_text(text: str) -> Material:
    name = text.strip()
    if name in MATERIALS or name in ALIASES:
        return _from_preset(ALIASES.get(name, name))
    if name == "H2":
        raise ValidityError(
            '"H2" can mean the molecule or deuterium.', hint='Write "H" for natural hydrogen, "D" or "2H".'
        )
    if match := _NUMBERED.fullmatch(name):
        z, number = find(match["symbol"]), int(match["number"])
        if z is not None and (number > _MOLECULES or (z, number, "") in rows()):
            return _single(nuclide(name))  # raises for Ar99, which would else be read as 99 atoms of argon
    z = find(name)
    if z and (len(name) > 2 or SYMBOLS[z] == name):
        return Material(name=name, components=_expand(SYMBOLS[z]))
    try:
        return Material(name=name, components=_expand(name))
    except (UnknownNameError, ValidityError) as error:
        key = _preset(name)
        if key is not None:
            return _from_preset(key)
        if re.search(r"[\[\]:]", name):
            raise ValidityError(
                f"Material {text!r}: a dopant is known only for {', '.join(k for k in MATERIALS if '[' in k)}.",
                hint="Give the formula of the host alone.",
            ) from None
        if re.fullmatch(r"\d+m?[-_ ]?[A-Za-z]+|[A-Za-z]+[-_ ]\d+m?|[a-z]+\d+m?", name):
            return _single(nuclide(name))
        valid = {k.lower(): k for k in [*MATERIALS, *ALIASES, *(e for e in element_names() if len(e) > 2)]}
        if close := difflib.get_close_matches(name.lower(), valid, n=3, cutoff=0.75):
            raise UnknownNameError(
                f"Unknown material {text!r} ({error.message.rstrip('.')}).",
                hint=f"Did you mean {', '.join(valid[c] for c in close)}?",
            ) from None
        raise


def material(which: str | Nuclide | Material) -> Material:
    """Target material by name, formula or nuclide.

    Parameters
    ----------
    which : str, Nuclide or Material
        A name in `MATERIALS` (``"CsI[Na]"``, ``"LAr"``…; the dopant is left out), an element (``"Ge"``, ``"xenon"``),
        any formula with natural isotopes (``"Gd2(SO4)3"``; ``D`` and ``T`` are allowed), or a nuclide (``"Ar40"``).
        One element with a number is a nuclide if there is one (``"Be9"``), else a molecule (``"O2"``).

    Returns
    -------
    Material

    Raises
    ------
    UnknownNameError, ValidityError
        With the position of the mistake in a formula, or the closest names.

    Sources
    -------
    Kondev:2021lzi. Checked: standard atomic weights of stable elements.

    Examples
    --------
    >>> round(material("CaWO4").molar_mass, 1), material("Ar40").components[0][1]
    (287.9, 1.0)
    """
    if isinstance(which, Material):
        return which
    if isinstance(which, Nuclide):
        return _single(which)
    if isinstance(which, str):
        return _from_text(which)
    raise ValidityError(
        f"A material cannot be {which!r}.", hint='Write a name or formula such as "CsI" or "Gd2(SO4)3".'
    )


def enriched(formula: str, composition: Mapping[str, float], *, name: str | None = None) -> Material:
    """Material in which some elements have a given isotopic composition; the others stay natural.

    Parameters
    ----------
    formula : str
        A formula or a name in `MATERIALS`.
    composition : mapping of str to float [1]
        Fractions of **atoms** (not of mass) by nuclide. Those of one element must sum to 1 within 0.005 (published
        assays are rounded) and are scaled to sum to 1.
    name : str, optional
        Default: the formula, with the enriched nuclides.

    Returns
    -------
    Material
        A preset density is scaled by the molar mass: same number of atoms per volume.

    Raises
    ------
    ValidityError
        If fractions are negative or do not sum to 1, or an element is not in the formula.
    UnknownNameError
        For an unknown nuclide.

    Sources
    -------
    Kondev:2021lzi (masses). Checked: with the natural composition it equals :func:`material`.

    Examples
    --------
    >>> ge = enriched("Ge", {"Ge76": 0.87, "Ge74": 0.13})
    >>> round(ge.molar_mass, 3)
    75.661
    """
    key = _preset(formula)
    plain = MATERIALS[key].formula if key else formula
    present = {SYMBOLS.index(s) for s in parse_formula(plain) if s not in ("D", "T")}
    by_element: dict[int, dict[Nuclide, float]] = {}
    for which, fraction in composition.items():
        nucleus = nuclide(which)
        if nucleus.Z not in present:
            raise ValidityError(
                f"{nucleus.name} cannot be in {formula!r}.", hint=f"{nucleus.symbol} is not in the formula."
            )
        if not 0.0 <= fraction <= 1.0:
            raise ValidityError(
                f"The fraction of {nucleus.name} must lie in 0 to 1, got {fraction!r}.", hint="Not in %."
            )
        by_element.setdefault(nucleus.Z, {})[nucleus] = fraction
    if not by_element:
        raise ValidityError("The isotopic composition is empty.", hint='For example {"Ge76": 0.88, "Ge74": 0.12}.')
    scaled: dict[int, Isotopes] = {}
    for z, shares in by_element.items():
        total = math.fsum(shares.values())
        if abs(total - 1.0) > 0.005:
            raise ValidityError(
                f"The fractions of {SYMBOLS[z]} sum to {total:.4f}, not 1.", hint="List every isotope present."
            )
        scaled[z] = tuple((n, f / total) for n, f in shares.items())
    label = ", ".join(f"{n.name} {f:.4g}" for part in scaled.values() for n, f in part)
    made = Material(name=name or f"{formula} ({label})", components=_expand(plain, scaled))
    if key is None:
        return made
    natural = _from_preset(key)
    if natural.density is None:
        return dataclasses.replace(made, note=natural.note)
    return dataclasses.replace(
        made,
        density=natural.density * made.molar_mass / natural.molar_mass,
        conditions=f"{natural.conditions}; scaled by molar mass",
        note=natural.note,
    )
