"""Skyrme parameter sets by name, and from files."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from nuscat._core.datasets import packaged_path
from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError

from ._force_io import read_force
from .force import Pairing, SkyrmeForce

__all__ = ["CATALOGUES", "FORCES", "force", "force_names", "pairings", "read_force", "reference_results"]

CATALOGUES = MappingProxyType(
    {
        "curated": "18 sets checked between programs; the default",
        "sky3d": "39 sets of the program Sky3D, with pairing for its smooth cut-off",
        "collected": "263 sets collected by nucleiHF; conventions partly unknown",
    }
)
"""Catalogues of parameter sets [name: meaning]; ``force("sky3d:SkI2")`` names a set of one that is not the default."""

FORCES = (
    "SIII", "SkM*", "SLy4", "SLy5", "SLy6", "SkI3", "SkI4", "SV-bas", "SV-min", "UNEDF0", "UNEDF1", "SkP", "SGII",
    "SkX", "BSk17", "SAMi", "T44", "SkO",
)  # fmt: skip
"""Names of the default catalogue."""

_ALIASES = {"skms": "SkM*", "skm*": "SkM*", "sko'": "SkOp", "sko′": "SkOp"}
_OWN_NAMES = {"sky3d": {"SkM*": "SkMs", "SkO": "SkO4", "SkOp": "SkO4p"}, "collected": {"SkM*": "SkMs"}}

_SKE2 = (
    "SkE2 cannot be computed: its momentum-dependent three-body term t4 enters finite nuclei with gradient, spin–orbit "
    "and isospin pieces that no source available here gives, and nothing tests its x0, x3 and W0."
)


def force(name: str | os.PathLike[str]) -> SkyrmeForce:
    """Skyrme functional by name, or from a file.

    Parameters
    ----------
    name : str or path
        One of :data:`FORCES` (upper or lower case), ``"catalogue:name"`` for a set of another of :data:`CATALOGUES`,
        or the path of a ``.toml`` file as :func:`read_force` reads it. "SkM*" and "SkMs" are one set; "SkM" is another
        one, in the catalogue "collected".

    Returns
    -------
    SkyrmeForce
        With the conventions of its fit: centre of mass, ħ²/2m, J² terms, Coulomb exchange, default pairing [MeV, fm].

    Raises
    ------
    UnknownNameError
        If there is no such set; the message names similar ones.
    ValidityError
        If the set needs terms that the functional does not have (momentum-dependent or further density-dependent ones),
        or is misprinted in its collection.
    MissingDataError
        For "SkE2", with the reason; or if a file is not there.

    Sources
    -------
    The paper of each set, see `reference` and `cite`. Checked: nuclear-matter properties of all default sets.

    Examples
    --------
    >>> force("SkMs").name, force("SLy4").cm, force("collected:SkI5").hbar2_2m_n
    ('SkM*', '1body', 20.7525)
    """
    text = os.fspath(name)
    if not isinstance(name, str) or text.endswith(".toml"):
        return read_force(text)
    catalogue, _, plain = text.rpartition(":")
    catalogue = _check(catalogue.strip().lower() or "curated")
    return _build(catalogue, _key(plain.strip(), catalogue))


def force_names(catalogue: str = "curated", *, supported: bool = True) -> tuple[str, ...]:
    """Names of the sets of a catalogue [text].

    Parameters
    ----------
    catalogue : str
        One of :data:`CATALOGUES`.
    supported : bool
        Leave out sets that cannot be used.

    Examples
    --------
    >>> len(force_names("collected")), len(force_names("collected", supported=False))
    (239, 263)
    """
    rows = _rows(_check(catalogue))
    return tuple(name for name, row in rows.items() if not (supported and row["unsupported"]))


def _check(catalogue: str) -> str:
    if catalogue not in CATALOGUES:
        raise UnknownNameError.of("catalogue of Skyrme forces", catalogue, CATALOGUES)
    return catalogue


def pairings(name: str) -> Mapping[str, Pairing]:
    """Published pairing strengths of a set by window, "energy" (HFB) or "soft" (BCS) [MeV fm³].

    Parameters
    ----------
    name : str
        As for :func:`force`, without files.

    Returns
    -------
    mapping of str to Pairing
        Empty if none is known. A strength is valid in its own window only.

    Examples
    --------
    >>> sorted(pairings("SLy4"))
    ['energy', 'soft']
    """
    catalogue, _, plain = name.rpartition(":")
    catalogue = _check(catalogue.strip().lower() or "curated")
    found: dict[str, Pairing] = {}
    for pairing in _pairings(catalogue).get(_key(plain.strip(), catalogue), ()):
        found.setdefault(pairing.window, pairing)
    return found


def reference_results() -> Mapping[str, Mapping[tuple[int, int], tuple[float, float, float]]]:
    """Closed-shell nuclei computed with sets of the catalogue "collected" by an independent program.

    Returns
    -------
    mapping of name to mapping of (Z, N) to (energy [MeV], r_n [fm], r_p [fm])
        Only runs that describe their set: converged, with its centre-of-mass term, spin–orbit strength and Coulomb
        exchange. They include that program's pairing, which nuclei lighter than ¹³²Sn have with some sets, and terms
        beyond the functional for BSk sets (2 MeV).

    Sources
    -------
    Carlson:2022nfc. Checked: SLy4 against the spherical Hartree–Fock reference within 0.06 MeV; ¹³²Sn and ²⁰⁸Pb come
    out within 0.05 MeV and 4·10⁻⁴ fm with 58 of its 67 sets.
    """
    return _results()


def _key(plain: str, catalogue: str) -> str:
    """Name of a set as its catalogue spells it."""
    if plain.lower() in ("ske2", "ske4"):
        raise MissingDataError(
            _SKE2.replace("SkE2", plain),
            hint="For Hartree–Fock with RPA use SGII, SkM*, SLy5, SAMi or SV-bas.",
        )
    rows = _rows(catalogue)
    wanted = _ALIASES.get(plain.lower(), plain)
    wanted = _OWN_NAMES.get(catalogue, {}).get(wanted, wanted)
    if wanted in rows:
        return wanted
    same = [name for name in rows if name.lower() == wanted.lower()]
    if len(same) == 1:
        return same[0]
    elsewhere = [f"{other}:{plain}" for other in CATALOGUES if other != catalogue and plain in _rows(other)]
    if elsewhere:
        raise UnknownNameError(
            f"There is no Skyrme force {plain!r} in the catalogue {catalogue!r}.",
            hint=f"Another one has it: {' or '.join(elsewhere)}.",
        )
    raise UnknownNameError.of("Skyrme force", plain, rows)


def _table(relative: str) -> list[dict[str, str]]:
    with packaged_path(f"skyrme/{relative}").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@lru_cache(maxsize=4)
def _rows(catalogue: str) -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in _table(f"{catalogue}/forces.csv")}


@lru_cache(maxsize=4)
def _pairings(catalogue: str) -> dict[str, tuple[Pairing, ...]]:
    found: dict[str, tuple[Pairing, ...]] = {}
    if catalogue == "collected":
        return found
    for row in _table(f"{catalogue}/pairing.csv"):
        numbers = {key: float(row[key]) for key in ("V_n", "V_p", "beta", "rho_c", "cutoff")}
        pairing = Pairing(
            window=row["window"], lipkin_nogami=row["lipkin_nogami"] == "1", source=row["source"], **numbers
        )
        found[row["name"]] = (*found.get(row["name"], ()), pairing)
    return found


@lru_cache(maxsize=1)
def _results() -> Mapping[str, Mapping[tuple[int, int], tuple[float, float, float]]]:
    found: dict[str, dict[tuple[int, int], tuple[float, float, float]]] = {}
    for row in _table("collected/results.csv"):
        if not row["flag"]:
            values = (float(row["E_MeV"]), float(row["r_n_fm"]), float(row["r_p_fm"]))
            found.setdefault(row["name"], {})[int(row["Z"]), int(row["N"])] = values
    return MappingProxyType({name: MappingProxyType(runs) for name, runs in found.items()})


_NUMBERS = (
    "t0", "t1", "t2", "t3", "x0", "x1", "x2", "x3", "alpha", "b4", "b4p", "hbar2_2m_n", "hbar2_2m_p", "te", "to",
)  # fmt: skip
_COLLECTIONS = {"curated": (), "sky3d": ("Schuetrumpf:2018bsu",), "collected": ("Carlson:2022nfc",)}


@lru_cache(maxsize=512)
def _build(catalogue: str, key: str) -> SkyrmeForce:
    row = _rows(catalogue)[key]
    if row["unsupported"]:
        raise ValidityError(
            f"The Skyrme force {key!r} of the catalogue {catalogue!r} cannot be used: {row['unsupported']}.",
            hint="Choose another set, or write it to a file and correct it there: read_force(path).",
        )
    notes = [row["notes"]] if row["notes"] else []
    if row["cm_status"] != "known":
        notes.append(
            "centre-of-mass prescription of the fit not known, one-body assumed"
            if row["cm_status"] == "assumed"
            else "centre-of-mass prescription as the collection states it"
        )
    if catalogue == "collected":
        notes.append("J² terms as the collection states them")
    label = key if catalogue == "curated" else f"{catalogue}:{key}"
    pairing = _pairings(catalogue).get(key, ())
    numbers: dict[str, Any] = {number: float(row[number]) for number in _NUMBERS}
    cite = ((row["cite"],) if row["cite"] else ()) + _COLLECTIONS[catalogue]
    plain = SkyrmeForce(
        name=label,
        j2=row["j2"] == "1",
        cm=row["cm"],
        coulomb_exchange=row["coulomb_exchange"],
        reference=row["reference"],
        notes="; ".join(notes),
        cite=cite,
        **numbers,
    )
    return replace(plain, pairing=pairing[0]) if pairing else plain
