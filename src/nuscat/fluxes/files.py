"""Fluxes from text files, with units that must be stated."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field
from pathlib import Path

from nuscat._core.errors import CorruptDataError, MissingDataError, UnitError, UnknownNameError, ValidityWarning
from nuscat._core.flavours import Flavour, pdg_code

from ._unit_text import closest_unit
from .flux import Flux
from .tables import table_component

__all__ = ["ENERGY_UNITS", "FLUX_UNITS", "from_file"]

ENERGY_UNITS: dict[str, float] = {"eV": 1e-6, "keV": 1e-3, "MeV": 1.0, "GeV": 1e3}
"""Energy units accepted in files, in MeV."""

_PER_AREA = {"cm^-2": 1.0, "m^-2": 1e-4, "km^-2": 1e-10}

FLUX_UNITS: dict[str, tuple[float, str]] = (
    {f"{a} s^-1 {e}^-1": (fa / fe, "cm^-2 s^-1") for a, fa in _PER_AREA.items() for e, fe in ENERGY_UNITS.items()}
    | {f"{a} {e}^-1": (fa / fe, "cm^-2") for a, fa in _PER_AREA.items() for e, fe in ENERGY_UNITS.items()}
    | {f"{e}^-1 per proton": (1.0 / fe, "per proton") for e, fe in ENERGY_UNITS.items()}
    | {f"{e}^-1": (1.0 / fe, "normalised") for e, fe in ENERGY_UNITS.items()}
)
"""Spectrum units accepted in files: factor to the unit of the package per MeV, and that unit."""

_HIGH, _HIGH_MEDIAN = 1000.0, 300.0
"""Largest and median energy [MeV] of a flux above both of which its unit is doubted."""
_META = re.compile(r"^#\s*(energy_unit|flux_unit|flavour|cite)\s*[:=]\s*(.+?)\s*$", re.IGNORECASE)
_SPLIT = re.compile(r"[,;\s]+")


@dataclass
class _Content:
    meta: dict[str, str] = field(default_factory=dict)
    header: list[str] | None = None
    places: list[str] = field(default_factory=list)
    rows: list[list[float]] = field(default_factory=list)


def from_file(
    path: str | Path,
    *,
    flavour: Flavour | None = None,
    energy_unit: str | None = None,
    flux_unit: str | None = None,
    name: str | None = None,
) -> Flux:
    r"""Flux from a text file: a column of energies and one column of values per flavour.

    Columns are separated by blanks, commas or semicolons; ``#`` starts a comment. A first row of names
    (``E nu_e anti_nu_mu``) assigns the columns; a file of two columns may instead get its flavour as argument. Comment
    lines ``# energy_unit: GeV``, ``# flux_unit: cm^-2 s^-1 GeV^-1``, ``# flavour: nu_e`` and ``# cite: Key1 Key2`` are
    read.

    Parameters
    ----------
    path : path
        Text file, UTF-8.
    flavour : str or int, optional
        Flavour of a file with two columns and no names.
    energy_unit : str, optional
        One of :data:`ENERGY_UNITS`; default what the file says, else MeV.
    flux_unit : str, optional
        One of :data:`FLUX_UNITS`; default what the file says. One of the two is needed.
    name : str, optional
        Name of the flux; default that of the file.

    Returns
    -------
    Flux [cm⁻² s⁻¹, cm⁻², per proton or normalised; spectra per MeV]
        As the unit of the file says; the note states the integral of each column.

    Warns
    -----
    ValidityWarning
        If energies reach beyond 1 GeV and half of the neutrinos are above 300 MeV: often another unit of energy.

    Raises
    ------
    MissingDataError
        No such file.
    CorruptDataError
        Empty or truncated file, text in the numbers, wrong number of columns, NaN, negative flux, energies that do not
        increase; with the line.
    UnitError
        A unit is missing, unknown, or contradicts the file.
    UnknownNameError
        A column is not a flavour.

    Sources
    -------
    None: the numbers are the user's. Checked: every conversion against the same table in MeV and cm.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "box.txt"
    >>> _ = path.write_text("# flux_unit: cm^-2 s^-1 MeV^-1\nE nu_e\n0 2\n5 2\n")
    >>> float(from_file(path).total("nu_e"))
    10.0
    """
    path = Path(path)
    content = _read(path)
    energy = _unit(path, "energy_unit", energy_unit, content, ENERGY_UNITS, default="MeV")
    flux = _unit(path, "flux_unit", flux_unit, content, FLUX_UNITS)
    codes = _flavours(path, content, flavour)
    to_MeV, (factor, unit) = ENERGY_UNITS[energy], FLUX_UNITS[flux]
    energies = [row[0] * to_MeV for row in content.rows]
    parts = tuple(
        table_component(
            energies, [row[1 + i] * factor for row in content.rows], code, what=str(path), rows=content.places
        )
        for i, code in enumerate(codes)
    )
    _check_energies(path, energies, content.rows, energy)
    sums = ", ".join(f"{p.label} {p.intensity:.6g}" for p in parts)
    cite = tuple(k for k in _SPLIT.split(content.meta.get("cite", "")) if k)
    return Flux(
        name=name or path.stem,
        components=parts,
        unit=unit,
        cite=cite,
        note=f"{path.name}: {len(energies)} points, {energies[0]:g}–{energies[-1]:g} MeV; integral {sums} {unit}",
    )


def _check_energies(path: Path, energies: list[float], rows: list[list[float]], unit: str) -> None:
    """Warn of a flux whose energies [MeV] say that they are in another unit than the file or call states."""
    import numpy as np

    E, values = np.asarray(energies), np.asarray(rows)[:, 1:].sum(axis=1)
    if E[-1] <= _HIGH:
        return
    integral = np.concatenate([[0.0], np.cumsum(0.5 * np.diff(E) * (values[1:] + values[:-1]))])
    median = float(np.interp(0.5 * integral[-1], integral, E))
    if median > _HIGH_MEDIAN:
        warnings.warn(
            f"{path}: energies reach {E[-1]:g} MeV and half of the neutrinos are above {median:.3g} MeV, read with"
            f" energy_unit {unit}: far above the energies of coherent scattering. If the column is in another unit,"
            " state it: energy_unit='keV', or '# energy_unit: keV' in the file.",
            ValidityWarning,
            stacklevel=3,
        )


def _read(path: Path) -> _Content:
    if not path.is_file():
        raise MissingDataError(f"Flux file {str(path)!r} does not exist.", hint="Check the path.")
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise CorruptDataError(f"{path}: not a text file ({error.reason}).", hint="Export it as UTF-8 text.") from error
    content = _Content()
    for number, line in enumerate(lines, start=1):
        if match := _META.match(line.strip()):
            content.meta[match[1].lower()] = match[2]
        words = [w for w in _SPLIT.split(line.split("#", 1)[0].strip()) if w]
        if words:
            _add_row(path, content, number, words)
    if not content.rows:
        raise CorruptDataError(f"{path}: no rows of numbers.", hint="The file is empty or truncated: fetch it again.")
    return content


def _add_row(path: Path, content: _Content, number: int, words: list[str]) -> None:
    try:
        row = [float(w) for w in words]
    except ValueError as error:
        if content.rows or content.header is not None:
            raise CorruptDataError(
                f"{path}, line {number}: {' '.join(words)!r} are not all numbers.",
                hint="Put # before comments; names of columns belong in the first row.",
            ) from error
        content.header = words
        return
    width = len(content.header) if content.header else len(content.rows[0]) if content.rows else len(row)
    if len(row) != width or width < 2:
        raise CorruptDataError(
            f"{path}, line {number}: {len(row)} columns, expected {max(width, 2)}.",
            hint="Each row needs an energy and one value per flavour; a short last row means a truncated file.",
        )
    content.rows.append(row)
    content.places.append(f"line {number}")


def _unit(
    path: Path,
    what: str,
    given: str | None,
    content: _Content,
    valid: dict[str, object] | dict[str, float] | dict[str, tuple[float, str]],
    default: str = "",
) -> str:
    stated = content.meta.get(what)
    found = {key: " ".join(text.split()) for key, text in (("argument", given), ("file", stated)) if text is not None}
    for unit in found.values():
        if unit not in valid:
            hint = closest_unit(unit, list(valid)) if what == "flux_unit" else f"Valid: {', '.join(map(repr, valid))}."
            raise UnitError(f"{path}: unknown {what} {unit!r}.", hint=hint)
    if len(set(found.values())) == 2:
        raise UnitError(
            f"{path}: {what} is {given!r} in the call, but the file says {stated!r}.",
            hint="Give the one that is right.",
        )
    unit = next(iter(found.values()), default)
    if not unit:
        raise UnitError(
            f"{path}: the {what} is not stated.",
            hint=f"Give {what}=…, or write it into the file: '# {what}: cm^-2 s^-1 MeV^-1'; also 'cm^-2 MeV^-1', "
            "'MeV^-1 per proton', 'MeV^-1' and others of fluxes.FLUX_UNITS.",
        )
    return unit


def _flavours(path: Path, content: _Content, flavour: Flavour | None) -> list[int]:
    columns = len(content.rows[0]) - 1
    if content.header is not None:
        codes = [pdg_code(name) for name in content.header[1:]]
        if len(set(codes)) < len(codes):
            raise CorruptDataError(
                f"{path}: a flavour appears twice in {content.header}.", hint="Name each column once."
            )
        if flavour is None:
            return codes
        if codes == [pdg_code(flavour)]:
            return codes
        raise UnknownNameError.of(f"flavour for the columns of {path}:", flavour, content.header[1:])
    stated = flavour if flavour is not None else content.meta.get("flavour")
    if columns != 1 or stated is None:
        raise CorruptDataError(
            f"{path}: {columns} column(s) of values and no flavour for {'them' if columns > 1 else 'it'}.",
            hint="Write a first row of names such as 'E nu_e anti_nu_mu', or give flavour=… for a file of two columns.",
        )
    return [pdg_code(stated)]
