"""Text tables of densities: named columns, units in the header, errors that name file and line."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import CorruptDataError, MissingDataError

__all__ = ["TextTable", "parse"]

Vector = NDArray[np.float64]
_NAMES = {"r": "r", "rho_p": "rho_p", "rhop": "rho_p", "rho_n": "rho_n", "rhon": "rho_n", "j_p": "J_p", "jp": "J_p",
          "j_n": "J_n", "jn": "J_n"}  # fmt: skip
_POWER = {"r": 1, "rho_p": -3, "rho_n": -3, "J_p": -4, "J_n": -4}
_HEADER = re.compile(
    r"(?P<name>[A-Za-zρ_]+?)_?\s*[\[(]?\s*(?P<unit>1/fm|/fm|fm)?\s*(?:\^|\*\*)?\s*(?P<power>-?\d)?\s*[\])]?"
)
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


@dataclass(frozen=True)
class TextTable:
    """Columns of a density table with the lines that they stand on; values [fm, fm⁻³, fm⁻⁴], shape (rows, columns)."""

    path: Path
    names: tuple[str, ...]
    lines: tuple[int, ...]
    values: Vector  # (rows, columns)

    def column(self, name: str) -> Vector:
        """Values of a column [its unit]."""
        column: Vector = self.values[:, self.names.index(name)]
        return column

    def fail(self, row: int, problem: str, hint: str) -> NoReturn:
        """Raise for a row of the table [text]."""
        raise CorruptDataError(f"{self.path}, line {self.lines[row]}: {problem}.", hint=hint)


def parse(path: Path) -> TextTable:
    """Table in a file [fm, fm⁻³, fm⁻⁴]: columns separated by commas, semicolons, tabs or blanks, under a header."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
        raise MissingDataError(f"There is no density table {str(path)!r}.", hint="Check the path.") from None
    except UnicodeDecodeError:
        raise CorruptDataError(f"{path} is not a text file.", hint="Save the table as CSV.") from None
    names: tuple[str, ...] = ()
    comment: tuple[int, str] | None = None
    lines, rows = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        plain = line.strip()
        if plain.startswith("#"):
            comment = (number, plain.lstrip("#").strip())
            continue
        if not plain:
            continue
        if not names:
            if _is_numbers(plain):
                if comment is None or not _looks_like_header(comment[1]):
                    raise CorruptDataError(
                        f"{path}, line {number}: the table has no header.", hint="Write a line: r, rho_p, rho_n"
                    )
                names = _header(path, *comment)
            else:
                names = _header(path, number, plain)
                continue
        cells = _cells(plain)
        if len(cells) != len(names):
            raise CorruptDataError(
                f"{path}, line {number}: {len(cells)} columns, the header has {len(names)} ({', '.join(names)}).",
                hint="Is the file truncated, or a number missing?",
            )
        lines.append(number)
        rows.append([_number(path, number, name, cell) for name, cell in zip(names, cells, strict=True)])
    if len(rows) < 8:
        raise CorruptDataError(
            f"{path} holds {len(rows)} rows; a density needs at least 8.", hint="Is the file truncated?"
        )
    return TextTable(path, names, tuple(lines), np.array(rows))


def _cells(line: str) -> list[str]:
    for separator in (";", ",", "\t"):
        if separator in line:
            cells = [c.strip() for c in line.split(separator)]
            return cells[:-1] if cells[-1] == "" else cells
    return line.split()


def _is_numbers(line: str) -> bool:
    try:
        return bool([float(c) for c in _cells(line)])
    except ValueError:
        return False


def _looks_like_header(text: str) -> bool:
    return {"rho_p", "rhop"} & {c.lower()[:5].rstrip("[( ") for c in re.split(r"[,;\s]+", text)} != set()


def _header(path: Path, number: int, line: str) -> tuple[str, ...]:
    # units may stand apart from the names ("r [fm] rho_p [fm^-3]"): join them before blanks separate
    cells = _cells(re.sub(r"\s+(?=[\[(])", "", line.translate(_SUPERSCRIPTS)))
    names = []
    for cell in cells:
        match = _HEADER.fullmatch(cell.strip().strip('"'))
        name = _NAMES.get(match["name"].lower().replace("ρ", "rho")) if match else None
        if match is None or name is None:
            raise CorruptDataError(
                f"{path}, line {number}: column {cell!r} is not known.",
                hint="Valid: r, rho_p, rho_n and optionally J_p, J_n; units, if given, are fm, fm^-3 and fm^-4.",
            )
        if match["unit"]:
            power = int(match["power"] or 1) * (1 if match["unit"] == "fm" else -1)
            if power != _POWER[name]:
                raise CorruptDataError(
                    f"{path}, line {number}: column {cell!r} is in fm^{power}.", hint=f"Valid: fm^{_POWER[name]}."
                )
        names.append(name)
    missing = [n for n in ("r", "rho_p", "rho_n") if n not in names]
    missing += [n for n in ("J_p", "J_n") if (n not in names) and {"J_p", "J_n"} & set(names)]
    if missing or len(set(names)) != len(names):
        what = f"no column {' or '.join(missing)}" if missing else "a column occurs twice"
        raise CorruptDataError(
            f"{path}, line {number}: {what} in the header {line!r}.", hint="Write: r, rho_p, rho_n[, J_p, J_n]"
        )
    return tuple(names)


def _number(path: Path, line: int, name: str, cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        raise CorruptDataError(
            f"{path}, line {line}: {name} = {cell!r} is not a number.", hint="Write numbers as 0.0123 or 1.23e-2."
        ) from None
    if not math.isfinite(value):
        raise CorruptDataError(f"{path}, line {line}: {name} is {cell}.", hint="Every value must be finite.")
    return value
