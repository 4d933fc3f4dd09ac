"""Spectra of solar neutrinos: tables of the papers, normalised to 1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array
from nuscat._core.datasets import packaged_path
from nuscat._core.errors import UnknownNameError

from ._curves import TableFunction

__all__ = ["B8_SHAPES", "LINES", "SHAPE_CITE", "SolarShape", "shape", "sno_survival"]

Floats = NDArray[np.float64]

B8_SHAPES: dict[str, str] = {
    "winter2006": "Winter:2004kf",
    "ortiz2000": "Ortiz:2000nf",
    "bahcall1996": "Bahcall:1996qv",
}
"""Spectra of 8B by name, with their papers. That of Ortiz et al. is digitised: not reliable below 0.6, above 14 MeV."""

LINES: dict[str, tuple[tuple[str, float, float], ...]] = {
    "pep": (("pep", 1.442, 1.0),),
    "7Be": (("7Be862", 0.8618, 0.897), ("7Be384", 0.3843, 0.103)),
}
"""Lines by source: table of the profile, energy [MeV], share [1]. 7Be: Bahcall:1994cf."""

SHAPE_CITE: dict[str, str] = {
    "pp": "Bahcall:1997eg",
    "hep": "Bahcall:1997eg",
    "pep": "Bahcall:1987jc",
    "7Be": "Bahcall:1994cf",
    "13N": "Bahcall:1987jc",
    "15O": "Bahcall:1987jc",
    "17F": "Bahcall:1987jc",
}
"""Paper of the spectrum of each source other than 8B."""


@dataclass(frozen=True, eq=False)
class SolarShape:
    """Normalised spectrum as a table, linear between its points.

    Parameters
    ----------
    energies : array [MeV], shape (n,)
    values : array [1/MeV], shape (n,)
        Integral 1 (trapezoidal rule).
    change : TableFunction, optional
        Relative change for +1σ of the shape.
    cite : str
    """

    energies: Floats
    values: Floats
    change: Callable[[Array], Array] | None
    cite: str


@lru_cache(maxsize=1)
def _tables() -> dict[str, Floats]:
    with np.load(packaged_path("fluxes/solar/shapes.npz")) as archive:
        tables = {name: archive[name] for name in archive.files}
    for table in tables.values():
        table.setflags(write=False)
    return tables


def _relative(E: Floats, change: Floats, y: Floats) -> TableFunction:
    """Change/spectrum, continued as a constant where the spectrum is printed as zero."""
    inside = np.flatnonzero(y > 0.0)
    ratio = np.interp(E, E[inside], change[inside] / y[inside])
    return TableFunction(tuple(E.tolist()), tuple(ratio.tolist()))


@lru_cache(maxsize=16)
def shape(name: str) -> SolarShape:
    """Spectrum by name: a continuous source, a form of the 8B spectrum, or a line profile "7Be862", "7Be384".

    Raises
    ------
    UnknownNameError
        With the valid names.

    Sources
    -------
    The papers in :data:`SHAPE_CITE` and :data:`B8_SHAPES`. Checked: mean energies of pp, hep, 13N, 15O and 8B (1996) as
    printed; mean thermal shifts 1.29 and 1.24 keV of the 7Be lines (Bahcall:1994cf).

    Examples
    --------
    >>> s = shape("winter2006")
    >>> round(float(np.trapezoid(s.energies * s.values, s.energies)), 3)
    6.77
    """
    t = _tables()
    if f"{name}_shape" not in t:
        raise UnknownNameError.of("solar spectrum", name, [k.removesuffix("_shape") for k in t if k.endswith("_shape")])
    E, y = t[f"{name}_E"], t[f"{name}_shape"]
    change = None
    if name == "winter2006":
        change = _relative(E, t["winter2006_error"], y)
    elif name == "bahcall1996":
        change = _relative(E, (t["bahcall1996_plus3"] - t["bahcall1996_minus3"]) / 6.0, y)
    source = "7Be" if name.startswith("7Be") else name
    cite = B8_SHAPES.get(name) or SHAPE_CITE[source]
    return SolarShape(E, y / np.trapezoid(y, E), change, cite)


def sno_survival(source: str = "8B") -> tuple[Floats, Floats]:
    """Survival probability of electron neutrinos by day, a curve of SNO for "8B" or "hep": E [MeV], P_ee [1].

    The oscillation parameters of the curve are not stated in the collection that it comes from.
    """
    t = _tables()
    if f"sno{source}_E" not in t:
        raise UnknownNameError.of("source with a survival curve of SNO", source, ("8B", "hep"))
    return t[f"sno{source}_E"], t[f"sno{source}_probability"]
