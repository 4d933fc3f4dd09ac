"""Rows of the packaged compilation of charge distributions measured by elastic electron scattering."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from nuscat._core.datasets import packaged_path
from nuscat._core.errors import CorruptDataError

__all__ = ["FOLDER", "TABLES", "Row", "read_rows", "rows"]

FOLDER = "charge_density/devries1987"
TABLES: dict[str, str] = {
    "fourier-bessel": "fourier_bessel.csv",
    "sum-of-gaussians": "sum_of_gaussians.csv",
    "fermi": "fermi.csv",
}
"""Packaged tables by model; "fermi" holds 2pF, 3pF, 3pG and harmonic-oscillator fits."""
_SIZE = {"fourier-bessel": 6, "sum-of-gaussians": 8, "fermi": 10}
_KINDS = ("HO", "MHO", "2pF", "3pF", "3pG")
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One published analysis as it stands in a table.

    Parameters
    ----------
    Z, A : int
    number : int
        Among the analyses of this nuclide and table, from 1, in the order of the compilation.
    kind : str
        "FB", "SOG", "2pF", "3pF", "3pG", "HO" or "MHO".
    parameters : tuple of float
        FB: cutoff radius R [fm]. SOG: rms radius of one Gaussian [fm]. Else: c or oscillator length [fm], diffuseness
        [fm] or α [1], w [1].
    series : tuple of tuple of float
        FB: the coefficients [fm⁻³]. SOG: radii [fm] and fractions [1]. Else empty.
    rms_published : float or None [fm]
        None if the table has none.
    reference : str
        Label of the measurement in the compilation, where given.
    flag : str
        Why this analysis is refused by default; empty if it is not.
    """

    Z: int
    A: int
    number: int
    kind: str
    parameters: tuple[float, ...]
    series: tuple[tuple[float, ...], ...]
    rms_published: float | None
    reference: str
    flag: str


def read_rows(path: Path, model: str, build: Callable[[Row], T]) -> dict[tuple[int, int], tuple[T, ...]]:
    """What `build` makes of the rows [lengths in fm] in a table of a `model`, by (Z, A).

    Raises
    ------
    CorruptDataError
        If a row is truncated or not numeric, or `build` raises ValueError for it; names file and line.
    """
    found: dict[tuple[int, int], list[T]] = {}
    with path.open(encoding="utf-8", newline="") as handle:
        table = csv.reader(handle)
        header = next(table, [])
        if len(header) != _SIZE[model] or header[:3] != ["Z", "A", "analysis"] or header[-1] != "flag":
            raise CorruptDataError(f"{path} does not have the columns of a {model} table.", hint="Reinstall nuscat.")
        for line, cells in enumerate(table, start=2):
            try:
                if len(cells) != len(header):
                    raise ValueError(f"{len(cells)} columns, expected {len(header)}")
                row = _row(cells, model)
                entry = build(row)
            except (ValueError, IndexError) as error:
                raise CorruptDataError(f"{path}, line {line}: {error}.", hint="Reinstall nuscat.") from error
            found.setdefault((row.Z, row.A), []).append(entry)
    if not found:
        raise CorruptDataError(f"{path} holds no rows.", hint="Reinstall nuscat.")
    return {key: tuple(entries) for key, entries in found.items()}


@lru_cache(maxsize=3)
def rows(model: str) -> dict[tuple[int, int], tuple[Row, ...]]:
    """Packaged rows of a `model` in :data:`TABLES` [lengths in fm], by (Z, A)."""
    return read_rows(packaged_path(f"{FOLDER}/{TABLES[model]}"), model, lambda row: row)


def _row(cells: list[str], model: str) -> Row:
    kind = {"fourier-bessel": "FB", "sum-of-gaussians": "SOG"}.get(model, cells[3])
    parameters: tuple[float, ...]
    series: tuple[tuple[float, ...], ...] = ()
    rms, reference = "", ""
    if model == "fourier-bessel":
        parameters, series = (float(cells[3]),), (_floats(cells[4]),)
    elif model == "sum-of-gaussians":
        parameters, series, rms = (float(cells[3]),), (_floats(cells[4]), _floats(cells[5])), cells[6]
    else:
        if kind not in _KINDS:
            raise ValueError(f"unknown model {kind!r}")
        parameters, rms, reference = _floats(" ".join(cells[4:7])), cells[7], cells[8]
    return Row(
        Z=int(cells[0]),
        A=int(cells[1]),
        number=int(cells[2]),
        kind=kind,
        parameters=parameters,
        series=series,
        rms_published=float(rms) if rms else None,
        reference=reference,
        flag=cells[-1],
    )


def _floats(cell: str) -> tuple[float, ...]:
    return tuple(float(v) for v in cell.split())
