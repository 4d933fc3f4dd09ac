"""Quenching of a configuration: a named model, a formula or a table, for the target or for each of its elements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import CorruptDataError, MissingDataError
from nuscat.detectors import (
    QUENCHING_MODELS,
    DetectorResponse,
    LightYield,
    Lindhard,
    LinearQuenching,
    NoQuenching,
    PolynomialQuenching,
    Quenching,
    QuenchingModel,
    TabulatedQuenching,
    lindhard_k,
    quenching_model,
)
from nuscat.nuclei import Material, material as find_material

from ._custom_reader import Section

__all__ = ["QuenchingChoice", "impossible", "lines_of", "read_quenching", "two_columns", "unsuited"]

Floats = NDArray[np.float64]
_TYPES = ("model", "none", "constant", "linear", "lindhard", "polynomial", "table")


@dataclass(frozen=True)
class QuenchingChoice:
    """Quenching of some elements (empty: all) with its ±1σ variations."""

    elements: tuple[str, ...]
    nominal: Quenching
    variations: tuple[tuple[Quenching, Quenching], ...] = ()
    cite: tuple[str, ...] = ()


def lines_of(path: Path) -> list[str]:
    """Lines of a text file in UTF-8; :class:`MissingDataError` or :class:`CorruptDataError` if there is none."""
    if not path.is_file():
        raise MissingDataError(f"There is no file {str(path)!r}.", hint="Paths are relative to the configuration.")
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise CorruptDataError(f"{path.name} is no text in UTF-8: {error}.", hint="Save it as UTF-8.") from None


def impossible(response: DetectorResponse, top: float) -> str | None:
    """What is wrong with a quenching below the recoil energy `top` [MeV], None if nothing is.

    A formula must not fall anywhere (measured tables may); no energy in the range of the bins may be above that of
    the recoil.
    """
    T = np.linspace(0.0, top, 4001)
    E = np.asarray(response.quenching(T))
    falls = np.flatnonzero(np.diff(E) < -1e-12 * top)
    if falls.size and isinstance(response.quenching, LinearQuenching | PolynomialQuenching | Lindhard):
        return f"detector.quenching: the energy seen falls for recoils above {1e3 * T[falls[0]]:.2g} keV."
    last = response.edges[-1]
    if isinstance(response.light_yield, LightYield):
        last = float(response.light_yield.energy(last))
    over = np.flatnonzero((E > T * (1.0 + 1e-9)) & (last >= E))
    if over.size:
        return f"detector.quenching: recoils of {1e3 * T[over[0]]:.2g} keV give more than their energy."
    return None


def unsuited(model: QuenchingModel, symbols: Sequence[str]) -> str | None:
    """What is wrong if a named model quenches elements called `symbols`, None if nothing is."""
    if model.target == "any":
        return None
    known = {n.symbol for n, _ in find_material(model.target).components}
    others = [x for x in dict.fromkeys(symbols) if x not in known]
    if not others:
        return None
    return f"{model.name!r} is a quenching of {model.target}, not of {' and '.join(others)}."


def two_columns(path: Path) -> tuple[Floats, Floats]:
    """Two columns of numbers from a text file, separated by blanks or commas; ``#`` starts a comment.

    Raises
    ------
    MissingDataError, CorruptDataError
        Names the file and the row.
    """
    rows = []
    for i, line in enumerate(lines_of(path), start=1):
        words = line.split("#")[0].replace(",", " ").split()
        if not words:
            continue
        try:
            values = [float(w) for w in words]
        except ValueError:
            raise CorruptDataError(f"{path.name}, line {i}: {line.strip()!r} holds no numbers.") from None
        if len(values) != 2:
            raise CorruptDataError(f"{path.name}, line {i}: two columns are needed, got {len(values)}.")
        rows.append(values)
    if len(rows) < 2:
        raise CorruptDataError(f"{path.name} has {len(rows)} rows, two or more are needed.")
    x, y = np.array(rows).T
    return x, y


def read_quenching(detector: Section, material: Material | None, folder: Path) -> list[QuenchingChoice]:
    """Quenching from the key `quenching` of the detector; empty if it is not given or wrong."""
    if not detector.has("quenching"):
        return []
    value = detector.raw("quenching")
    if isinstance(value, dict) and "type" not in value:
        section = detector.section("quenching")
        symbols = [] if material is None else list(dict.fromkeys(n.symbol for n, _ in material.components))
        found = []
        for symbol in symbols:
            if not section.has(symbol):
                section.problem(symbol, f"is missing: {material.name if material else ''} contains {symbol}.")
                continue
            found.append(_one(section, symbol, (symbol,), material, folder))
        if material is not None:
            section.finish()
        return [c for c in found if c is not None]
    one = _one(detector, "quenching", (), material, folder)
    return [] if one is None else [one]


def _one(
    parent: Section, key: str, elements: tuple[str, ...], material: Material | None, folder: Path
) -> QuenchingChoice | None:
    value = parent.raw(key)
    if isinstance(value, str):
        return _named(parent, key, value, elements, material)
    s = parent.section(key)
    kind = s.choice("type", _TYPES)
    made: QuenchingChoice | None = None
    if kind == "model":
        name = s.text("name", what="a name of 'nuscat models quenching'")
        made = None if name is None else _named(s, "name", name, elements, material)
    elif kind == "none":
        made = QuenchingChoice(elements, NoQuenching())
    elif kind == "constant":
        factor, error = s.fraction("factor", upper=1.0), s.fraction("error", 0.0)
        if _error_below(s, "error", error, factor):
            made = _varied(elements, lambda x: LinearQuenching(x, 0.0), factor, error)
    elif kind == "linear":
        a, b, error = s.fraction("a", upper=1.0), s.number("b_per_keV"), s.fraction("a_error", 0.0)
        if b is not None and _error_below(s, "a_error", error, a):
            made = _varied(elements, lambda x: LinearQuenching.per_keV(x, b), a, error)
    elif kind == "lindhard":
        made = _lindhard(s, elements, material)
    elif kind == "polynomial":
        c = s.numbers("coefficients")
        made = (
            None if c is None else s.attempt("coefficients", lambda: _checked(elements, PolynomialQuenching(tuple(c))))
        )
    elif kind == "table":
        made = _table(s, elements, folder)
    if kind is not None:
        s.finish()
    return made


def _named(
    section: Section, key: str, name: str, elements: tuple[str, ...], material: Material | None
) -> QuenchingChoice | None:
    model = section.attempt(key, lambda: quenching_model(name))
    if model is None or name not in QUENCHING_MODELS or material is None:
        return None
    wrong = unsuited(model, elements or [n.symbol for n, _ in material.components])
    if wrong is not None:
        section.problem(key, wrong)
        return None
    return QuenchingChoice(elements, model.nominal, model.variations, model.cite)


def _checked(elements: tuple[str, ...], quenching: Quenching) -> QuenchingChoice:
    return QuenchingChoice(elements, quenching, (), tuple(getattr(quenching, "cite", ())))


def _error_below(s: Section, key: str, error: float | None, value: float | None) -> bool:
    """Whether an error and its value are given and the error is smaller; a problem at `key` if it is not."""
    if error is None or value is None:
        return False
    if error > value:
        s.problem(key, f"{error:g} is larger than the value {value:g}: −1σ would be negative.")
        return False
    return True


def _varied(elements: tuple[str, ...], make: Any, value: float, error: float) -> QuenchingChoice:
    pairs = ((make(value + error), make(value - error)),) if error else ()
    return QuenchingChoice(elements, make(value), pairs)


def _lindhard(s: Section, elements: tuple[str, ...], material: Material | None) -> QuenchingChoice | None:
    k, error = s.number("k", None, lower=0.0, upper=1.0), s.number("k_error", 0.0, lower=0.0, upper=1.0)
    if material is None or error is None:
        return None
    nuclides = [(n, c) for n, c in material.components if not elements or n.symbol in elements]
    charges = {n.Z for n, _ in nuclides}
    if len(charges) != 1:
        s.problem("type", "Lindhard theory is for one element; give the quenching of each, e.g. Na = …, I = ….")
        return None
    A = round(sum(n.A * c for n, c in nuclides) / sum(c for _, c in nuclides))
    Z = charges.pop()
    strength = lindhard_k(Z, A) if k is None else k
    if not _error_below(s, "k_error", error, strength):
        return None
    return _varied(elements, lambda x: Lindhard(Z, A, x), strength, error)


def _table(s: Section, elements: tuple[str, ...], folder: Path) -> QuenchingChoice | None:
    file, error = s.text("file", None), s.fraction("error", 0.0)
    T, factor = s.numbers("T", None, unit="MeV"), s.numbers("factor", None)
    if file is not None and T is None:
        columns = s.attempt("file", lambda: two_columns(folder / file))
        if columns is None:
            return None
        T, factor = columns[0] * 1e-3, columns[1]
    elif T is None or factor is None or file is not None:
        s.problem("file", "give either file (columns: recoil energy in keV, factor) or T and factor.")
        return None
    if not _error_below(s, "error", error, 1.0):
        return None

    def make() -> QuenchingChoice:
        def table(x: float) -> TabulatedQuenching:
            return TabulatedQuenching(np.asarray(T), np.asarray(factor) * x, kind="factor")

        return _varied(elements, table, 1.0, error)

    return s.attempt("T" if file is None else "file", make)
