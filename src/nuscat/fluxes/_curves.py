"""Packaged tables: columns of a CSV file, lines between points, curves that are straight in log–log scale."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, namespace
from nuscat._core.datasets import packaged_path
from nuscat._core.errors import CorruptDataError
from nuscat._core.flavours import Flavour
from nuscat._core.frozen import FrozenMapping

from .flux import Component

__all__ = ["LogLogSpectrum", "TableFunction", "loglog_component", "packaged_columns"]

Floats = NDArray[np.float64]


@lru_cache(maxsize=32)
def packaged_columns(relative: str) -> Mapping[str, tuple[str, ...]]:
    """Columns of a packaged CSV file, as text, by name [mapping]."""
    with packaged_path(relative).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    if len(rows) < 2 or any(len(row) != len(rows[0]) for row in rows):
        raise CorruptDataError(f"{relative}: rows of unequal length, or none.", hint="Reinstall nuscat.")
    return FrozenMapping({name: tuple(row[i] for row in rows[1:]) for i, name in enumerate(rows[0])})


@dataclass(frozen=True)
class TableFunction:
    """Function of the energy, linear between the points of a table, constant outside."""

    energies: tuple[float, ...]
    values: tuple[float, ...]

    def __call__(self, E_nu: Array) -> Array:
        """Value at `E_nu` [MeV]."""
        xp: Any = namespace(E_nu)
        return xp.interp(xp.asarray(E_nu, dtype=float), xp.asarray(self.energies), xp.asarray(self.values))


@dataclass(frozen=True)
class LogLogSpectrum:
    """Spectrum [1/MeV] that is a power law between the points of a table; zero outside."""

    energies: tuple[float, ...]
    values: tuple[float, ...]

    def __call__(self, E_nu: Array) -> Array:
        """Spectrum [1/MeV] at `E_nu` [MeV]; its shape."""
        xp: Any = namespace(E_nu)
        E = xp.asarray(E_nu, dtype=float)
        lo, hi = self.energies[0], self.energies[-1]
        inside = (lo <= E) & (hi >= E)
        at = xp.log(xp.where(inside, E, lo))
        log_phi = xp.interp(at, xp.log(xp.asarray(self.energies)), xp.log(xp.asarray(self.values)))
        return xp.where(inside, xp.exp(log_phi), 0.0)

    @property
    def integral(self) -> float:
        """Integral over the table [1], closed form of every power law."""
        E, phi = np.asarray(self.energies), np.asarray(self.values)
        slope = np.diff(np.log(phi)) / np.diff(np.log(E)) + 1.0
        ratio = np.log(E[1:] / E[:-1])
        safe = np.where(np.abs(slope) < 1e-12, 1.0, slope)
        pieces = np.where(np.abs(slope) < 1e-12, ratio, np.expm1(slope * ratio) / safe)
        return float(np.sum(E[:-1] * phi[:-1] * pieces))


def loglog_component(energies: Floats, values: Floats, flavour: Flavour, *, label: str, order: int = 4) -> Component:
    """Component [unit] from a table of energies [MeV] and positive values [unit/MeV], straight in log–log scale."""
    table = LogLogSpectrum(tuple(map(float, energies)), tuple(map(float, values)))
    total = table.integral
    return Component(
        flavour=flavour,
        spectrum=LogLogSpectrum(table.energies, tuple(v / total for v in table.values)),
        support=(table.energies[0], table.energies[-1]),
        breakpoints=table.energies[1:-1],
        intensity=total,
        label=label,
        order=order,
    )
