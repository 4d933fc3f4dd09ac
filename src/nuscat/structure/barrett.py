"""Barrett moments of charge distributions measured in muonic atoms: a check of every charge density."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from nuscat._core.datasets import packaged_path
from nuscat._core.errors import CorruptDataError
from nuscat.nuclei import NuclideLike, nuclide as lookup

from ._charge import ChargeDensity

__all__ = ["BarrettMoment", "barrett_moments"]

_FILE = "charge_density/fricke1995/moments.csv"
_COLUMNS = ["Z", "A", "level", "k", "alpha_fm-1", "moment_fm^k", "uncertainty_stat_fm^k", "uncertainty_pol_fm^k"]


@dataclass(frozen=True, kw_only=True)
class BarrettMoment:
    r"""Moment :math:`\langle r^k e^{-\alpha r}\rangle` of a charge distribution, nearly independent of its shape.

    Parameters
    ----------
    Z, A : int
    level : str
        Muonic level of the transition to 1s: "2p", "2p1/2" or "2p3/2".
    k : float [1]
    alpha : float [1/fm]
    value : float [fm^k]
    statistical, polarisation : float [fm^k]
        Errors of the energy and of the calculated nuclear polarisation.

    Sources
    -------
    Fricke:1995zz. Checked: Fourier–Bessel densities that include muonic data, to 0.1 %.
    """

    Z: int
    A: int
    level: str
    k: float
    alpha: float
    value: float
    statistical: float
    polarisation: float

    cite: ClassVar[tuple[str, ...]] = ("Fricke:1995zz",)

    @property
    def uncertainty(self) -> float:
        """Both errors in quadrature [fm^k]."""
        return math.hypot(self.statistical, self.polarisation)

    def pull(self, density: ChargeDensity) -> float:
        """(Moment of a charge density − measured)/error [1]."""
        return (density.barrett_moment(self.k, self.alpha) - self.value) / self.uncertainty


def barrett_moments(nuclide: NuclideLike) -> tuple[BarrettMoment, ...]:
    """Measured Barrett moments [fm^k] of a nuclide, empty if there are none.

    Parameters
    ----------
    nuclide : str, Nuclide, …

    Returns
    -------
    tuple of BarrettMoment

    Sources
    -------
    Fricke:1995zz.

    Examples
    --------
    >>> [(m.level, m.value) for m in barrett_moments("Pb208")]
    [('2p1/2', 21.0982), ('2p3/2', 21.2294)]
    """
    nucleus = lookup(nuclide)
    return _table().get((nucleus.Z, nucleus.A), ())


@lru_cache(maxsize=1)
def _table() -> dict[tuple[int, int], tuple[BarrettMoment, ...]]:
    return read_moments(packaged_path(_FILE))


def read_moments(path: Path) -> dict[tuple[int, int], tuple[BarrettMoment, ...]]:
    """Moments [fm^k] in a table, by (Z, A); :class:`CorruptDataError` names file and line."""
    found: dict[tuple[int, int], list[BarrettMoment]] = {}
    with path.open(encoding="utf-8", newline="") as handle:
        rows = csv.reader(handle)
        if next(rows, []) != _COLUMNS:
            raise CorruptDataError(f"{path} does not have the columns of Barrett moments.", hint="Reinstall nuscat.")
        for line, cells in enumerate(rows, start=2):
            try:
                z, a, level, *texts = cells
                k, alpha, value, statistical, polarisation = map(float, texts)
                if not (value > 0 and statistical > 0 and polarisation > 0):
                    raise ValueError("a moment or its error is not positive")
            except ValueError as error:
                raise CorruptDataError(f"{path}, line {line}: {error}.", hint="Reinstall nuscat.") from error
            found.setdefault((int(z), int(a)), []).append(
                BarrettMoment(
                    Z=int(z),
                    A=int(a),
                    level=level,
                    k=k,
                    alpha=alpha,
                    value=value,
                    statistical=statistical,
                    polarisation=polarisation,
                )
            )
    return {key: tuple(moments) for key, moments in found.items()}
