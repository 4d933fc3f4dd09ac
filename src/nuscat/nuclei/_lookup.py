"""Finding nuclides by name or number, and the natural isotopes of an element."""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from typing import Any, TypeAlias

from nuscat._core.errors import UnknownNameError, ValidityError

from ._elements import SYMBOLS, element, find, names as element_names
from ._nuclide import Nuclide, ground_state
from ._table import Key, rows

__all__ = ["NuclideLike", "isotopes", "nuclide", "nuclides"]

_SPECIAL: dict[str, Key] = {
    "n": (0, 1, ""),
    "n1": (0, 1, ""),
    "1n": (0, 1, ""),
    "neutron": (0, 1, ""),
    "p": (1, 1, ""),
    "proton": (1, 1, ""),
    "d": (1, 2, ""),
    "D": (1, 2, ""),
    "deuteron": (1, 2, ""),
    "deuterium": (1, 2, ""),
    "t": (1, 3, ""),
    "T": (1, 3, ""),
    "triton": (1, 3, ""),
    "tritium": (1, 3, ""),
    "alpha": (2, 4, ""),
}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ᵐ", "0123456789m")
_FORMS = (
    re.compile(r"(?P<element>[A-Za-z]+)[-_ ]?(?P<A>\d{1,3})(?P<state>m?)"),
    re.compile(r"(?P<A>\d{1,3})(?P<state>m?)[-_ ]?(?P<element>[A-Z][A-Za-z]*)"),
    re.compile(r"(?P<A>\d{1,3})(?P<state>)[-_ ]?(?P<element>[a-z]+)"),
)
NuclideLike: TypeAlias = str | int | tuple[int, int] | Nuclide
"""What `nuclide` accepts."""


def nuclide(
    which: NuclideLike | None = None, *, Z: int | None = None, A: int | None = None, N: int | None = None
) -> Nuclide:
    """Nuclide by name, by (Z, A), by PDG code, or by two of Z, N and A.

    Parameters
    ----------
    which : str, tuple of int, int or Nuclide, optional
        ``"Ar40"``, ``"40Ar"``, ``"Ar-40"``, ``"ar40"``, ``"argon-40"``, ``"⁴⁰Ar"``, ``(18, 40)``, ``1000180400``,
        ``"alpha"``, ``"D"``, ``"Ta180m"``…
    Z, A, N : int [1]
        Instead of `which`: two of them.

    Returns
    -------
    Nuclide

    Raises
    ------
    UnknownNameError
        If there is no such nuclide in NUBASE2020; the message lists the closest ones.
    ValidityError
        If neither a name nor two of Z, A, N are given, or they contradict each other.

    Sources
    -------
    Kondev:2021lzi. Checked: every spelling of every nuclide gives the same object.

    Examples
    --------
    >>> nuclide("argon-40") is nuclide((18, 40)) is nuclide(Z=18, N=22)
    True
    """
    if isinstance(which, Nuclide) and Z is A is N is None:
        return which
    if which is None:
        return _from_numbers(Z, A, N)
    if Z is not None or A is not None or N is not None:
        raise ValidityError(
            "Give a nuclide by name or by Z, A, N, not both.", hint='nuclide("Ar40") or nuclide(Z=18, A=40).'
        )
    if isinstance(which, str):
        return _from_text(which)
    if isinstance(which, int) and not isinstance(which, bool):
        return _from_pdg(which)
    if isinstance(which, tuple | list) and len(which) == 2:
        return _from_numbers(which[0], which[1], None)
    raise ValidityError(
        f"A nuclide cannot be {which!r}.", hint='Write "Ar40", "40Ar", "argon-40" or (Z, A) = (18, 40).'
    )


def _from_numbers(Z: Any, A: Any, N: Any) -> Nuclide:
    given = {k: v for k, v in (("Z", Z), ("A", A), ("N", N)) if v is not None}
    if len(given) < 2:
        raise ValidityError(f"Give two of Z, A and N, got {given or 'none'}.", hint="For example nuclide(Z=18, A=40).")
    try:
        whole = {k: int(v) for k, v in given.items() if int(v) == v and not isinstance(v, bool)}
    except (TypeError, ValueError, OverflowError):
        whole = {}
    if whole.keys() != given.keys():
        raise ValidityError(f"Z, A and N must be whole numbers, got {given}.")
    z = whole["Z"] if "Z" in whole else whole["A"] - whole["N"]
    a = whole["A"] if "A" in whole else z + whole["N"]
    if whole.get("N", a - z) != a - z:
        raise ValidityError(f"Z + N must be A, got {given}.")
    if (z, a, "") not in rows():
        raise _unknown(f"(Z, A) = ({z}, {a})", z, a)
    return ground_state((z, a, ""))


def _from_pdg(code: int) -> Nuclide:
    if code in (2112, 2212):
        return ground_state((0 if code == 2112 else 1, 1, ""))
    z, a, level = code // 10_000 % 1000, code // 10 % 1000, code % 10
    key = (z, a, "m" if level == 1 else "")
    if code // 10_000_000 != 100 or level > 1 or key not in rows():
        raise UnknownNameError(
            f"Unknown nuclear PDG code {code}.", hint="The form is 10LZZZAAAI, e.g. 1000180400 for Ar40."
        )
    return ground_state(key)


def _from_text(text: str) -> Nuclide:
    plain = text.strip().translate(_SUPERSCRIPTS)
    if plain in _SPECIAL or (plain.lower() in _SPECIAL and len(plain) > 2):
        return ground_state(_SPECIAL[plain] if plain in _SPECIAL else _SPECIAL[plain.lower()])
    z = find(plain)
    if z is not None:
        natural = ", ".join(n.name for n, _ in isotopes(z)) or "none natural"
        raise UnknownNameError(
            f"{text!r} is an element, not a nuclide.",
            hint=f'Add a mass number (isotopes: {natural}), or use nuscat.nuclei.material("{SYMBOLS[z]}").',
        )
    for form in _FORMS:
        if match := form.fullmatch(plain):
            z, a, state = find(match["element"]), int(match["A"]), match["state"]
            if z is not None and (z, a, state) in rows():
                return ground_state((z, a, state))
            if z is not None:
                raise _unknown(repr(text), z, a)
            same = [f"{SYMBOLS[k[0]]}{a}" for k in rows() if k[1] == a and k[0]]
            raise UnknownNameError.of("nuclide", text, same + [f"{e}-{a}" for e in element_names() if len(e) > 2])
    raise UnknownNameError.of("nuclide", text, [f"{c[3]}{c[1]}{c[2]}" for c in rows().values()])


def _unknown(shown: str, z: int, a: int) -> UnknownNameError:
    known = [k[1] for k in rows() if k[0] == z]
    if not known:
        return UnknownNameError(f"Unknown nuclide {shown}.", hint=f"Z must be 0 to {len(SYMBOLS) - 1}.")
    close = sorted(sorted(known, key=lambda b: abs(b - a))[:3])
    symbol = SYMBOLS[z]
    closest = ", ".join(f"{symbol}{b}" for b in close)
    return UnknownNameError(
        f"Unknown nuclide {shown}.",
        hint=f"{symbol} is known from A = {min(known)} to {max(known)}; closest: {closest}.",
    )


@lru_cache(maxsize=1)
def nuclides() -> tuple[Nuclide, ...]:
    """All ground-state nuclides of NUBASE2020 in order of Z and A, the free neutron first [tuple of Nuclide].

    Isomers are left out, so (Z, A) is unique; ``nuclide("Ta180m")``, which occurs in nature, must be asked for.

    Examples
    --------
    >>> len(nuclides())
    3558
    """
    return tuple(ground_state(key) for key in rows() if not key[2])


def isotopes(which: str | int) -> tuple[tuple[Nuclide, float], ...]:
    """Natural isotopes of an element with their fractions of atoms.

    Parameters
    ----------
    which : str or int
        Symbol, English name or Z.

    Returns
    -------
    tuple of (Nuclide, float [1])
        In order of A; the published abundances scaled to sum to 1. Empty for an element without natural isotopes (Tc…).
        Tantalum holds ¹⁸⁰Ta in its isomeric state, the one found in nature.

    Raises
    ------
    UnknownNameError
        With the closest elements.

    Sources
    -------
    Kondev:2021lzi. Checked: published abundances of each element sum to 1 within 1e-4 (a rounding of the source).

    Examples
    --------
    >>> [(n.name, round(f, 4)) for n, f in isotopes("Ge")]
    [('Ge70', 0.2052), ('Ge72', 0.2745), ('Ge73', 0.0776), ('Ge74', 0.3652), ('Ge76', 0.0775)]
    """
    return _isotopes(element(which))


@cache
def _isotopes(z: int) -> tuple[tuple[Nuclide, float], ...]:
    found = [ground_state(key) for key, cells in rows().items() if key[0] == z and cells[10]]
    total = math.fsum(n.abundance for n in found)
    return tuple((n, n.abundance / total) for n in found)
