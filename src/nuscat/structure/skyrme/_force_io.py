"""Skyrme functionals in files: TOML text that says every convention."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from nuscat._core.errors import CorruptDataError, MissingDataError, NuscatError, UnknownNameError, ValidityError

from .force import Pairing, SkyrmeForce

__all__ = ["from_mapping", "read_force", "to_mapping", "to_toml"]

_PARAMETERS = ("t0", "t1", "t2", "t3", "x0", "x1", "x2", "x3", "alpha", "b4", "b4p")
_COUPLINGS = (
    "C0rho0", "C0rhoD", "C1rho0", "C1rhoD", "C0tau", "C1tau", "C0Drho", "C1Drho", "C0nablaJ", "C1nablaJ", "alpha",
)  # fmt: skip
_STATED = ("hbar2_2m_n", "hbar2_2m_p", "j2", "cm")
_TEXT = ("name", "cm", "coulomb_exchange", "reference", "notes", "window", "source")
_SWITCHES = ("j2", "lipkin_nogami")


def read_force(path: str | os.PathLike[str]) -> SkyrmeForce:
    """Skyrme functional from a TOML file.

    Parameters
    ----------
    path : path
        Flat TOML with the fields of :class:`SkyrmeForce` [MeV, fm]: name, t0 … t3, x0 … x3, alpha, b4 and b4p (or W0),
        or a table `[couplings]` instead; hbar2_2m (or hbar2_2m_n and hbar2_2m_p), j2, cm; optional coulomb_exchange,
        te, to, e2, reference, notes, cite and a table `[pairing]`. `SkyrmeForce.to_toml()` writes one.

    Returns
    -------
    SkyrmeForce

    Raises
    ------
    MissingDataError
        If there is no such file.
    CorruptDataError
        If it is not TOML, or a value is missing, unknown or impossible; the message names the file and the key.

    Sources
    -------
    Format of this package. Checked: every default set written and read back is equal.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from nuscat.structure.skyrme.catalogue import force
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder) / "mine.toml"
    ...     _ = path.write_text(force("SkP").to_toml(), encoding="utf-8")
    ...     read_force(path) == force("SkP")
    True
    """
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8")
    except (FileNotFoundError, IsADirectoryError):
        raise MissingDataError(
            f"There is no file {os.fspath(path)!r} with a Skyrme force.",
            hint="Give the path of a .toml file, or the name of a set.",
        ) from None
    except UnicodeDecodeError as error:
        raise CorruptDataError(f"{file} is not text ({error}).", hint="A force file is TOML in UTF-8.") from None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CorruptDataError(f"{file} is not valid TOML: {error}.", hint="Is the file truncated?") from None
    try:
        return from_mapping(values)
    except NuscatError as error:
        raise CorruptDataError(f"{file}: {error.message}", hint=error.hint) from error


def from_mapping(values: Mapping[str, Any]) -> SkyrmeForce:
    """See :meth:`SkyrmeForce.from_mapping` [MeV, fm]."""
    given = dict(values)
    _split(given, "hbar2_2m", ("hbar2_2m_n", "hbar2_2m_p"), 1.0)
    couplings = given.pop("couplings", None)
    pairing = given.pop("pairing", None)
    known = {f.name for f in fields(SkyrmeForce)}
    if couplings is None:
        _split(given, "W0", ("b4", "b4p"), 0.5)
        _require(given, ("name", *_PARAMETERS, *_STATED), known, "a Skyrme force")
    else:
        _require(given, ("name", *_STATED), known - set(_PARAMETERS), "a Skyrme force given by couplings")
        if not isinstance(couplings, Mapping):
            raise ValidityError(f"The couplings of a Skyrme force must be a table, got {couplings!r}.")
        _require(couplings, _COUPLINGS, set(_COUPLINGS), "the couplings of a Skyrme force")
    if isinstance(pairing, Mapping):
        _require(pairing, ("V_n", "V_p"), {f.name for f in fields(Pairing)}, "the pairing of a Skyrme force")
        pairing = Pairing(**_typed(pairing))
    elif pairing is not None and not isinstance(pairing, Pairing):
        raise ValidityError(f"The pairing of a Skyrme force must be a table, got {pairing!r}.")
    clean = _typed(given) | {"pairing": pairing}
    if couplings is None:
        return SkyrmeForce(**clean)
    return SkyrmeForce.from_couplings(clean.pop("name"), **_typed(couplings), **clean)


def to_mapping(force: SkyrmeForce) -> dict[str, Any]:
    """See :meth:`SkyrmeForce.to_mapping` [MeV, fm]."""
    values = {f.name: getattr(force, f.name) for f in fields(force)}
    pairing = values.pop("pairing")
    values["cite"] = list(force.cite)
    if pairing is not None:
        values["pairing"] = {f.name: getattr(pairing, f.name) for f in fields(pairing)}
    return values


def to_toml(force: SkyrmeForce) -> str:
    """See :meth:`SkyrmeForce.to_toml` [TOML text, MeV, fm]."""
    values = to_mapping(force)
    pairing = values.pop("pairing", None)
    lines = [f"{key} = {_literal(value)}" for key, value in values.items()]
    if pairing is not None:
        lines += ["", "[pairing]", *(f"{key} = {_literal(value)}" for key, value in pairing.items())]
    return "\n".join(lines) + "\n"


def _literal(value: Any) -> str:
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value, ensure_ascii=False)


def _split(given: dict[str, Any], short: str, long: tuple[str, str], factor: float) -> None:
    """Replace one value that stands for two."""
    if short not in given:
        return
    both = [key for key in long if key in given]
    if both:
        raise ValidityError(
            f"A Skyrme force gives both {short} and {', '.join(both)}.", hint=f"Give {short}, or {' and '.join(long)}."
        )
    value = _number(short, given.pop(short))
    given.update(dict.fromkeys(long, factor * value))


def _require(given: Mapping[str, Any], needed: tuple[str, ...], known: set[str], what: str) -> None:
    for key in given:
        if key not in known:
            raise UnknownNameError.of(f"key of {what}", key, sorted(known))
    missing = [key for key in needed if key not in given]
    if missing:
        hint = "Every convention must be stated: energies and radii depend on them."
        if {"b4", "b4p"} & set(missing):
            hint += " W0 may stand for b4 = b4p = W0/2."
        raise ValidityError(f"{what[0].upper()}{what[1:]} needs {', '.join(missing)}.", hint=hint)


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in values.items():
        if key in _TEXT:
            if not isinstance(value, str):
                raise ValidityError(f"{key} must be text, got {value!r}.", hint="Put it in quotation marks.")
            out[key] = value
        elif key in _SWITCHES:
            if not isinstance(value, bool):
                raise ValidityError(f"{key} must be true or false, got {value!r}.")
            out[key] = value
        elif key == "cite":
            if isinstance(value, str) or not all(isinstance(item, str) for item in value):
                raise ValidityError(f"cite must be a list of texts, got {value!r}.")
            out[key] = tuple(value)
        else:
            out[key] = _number(key, value)
    return out


def _number(key: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValidityError(f"{key} must be a number, got {value!r}.")
    return float(value)
