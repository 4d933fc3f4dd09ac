"""Measured quenching: points of Ge, Si and CsI, and the two curves of Dresden-II."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from nuscat._core.datasets import packaged_path
from nuscat._core.errors import CorruptDataError, UnknownNameError

from ._support import Floats, column
from .quenching import TabulatedQuenching

__all__ = ["QUENCHING_DATA", "QuenchingData", "dresden2_curve", "quenching_data"]

_FOLDER = "detectors/quenching"


@dataclass(frozen=True, eq=False)
class QuenchingData:
    """Measured quenching factors.

    Parameters
    ----------
    name : str
    target : str
        Element or crystal.
    T_nr, T_error : array [MeV], shape (n,)
        Recoil energies and their standard deviations.
    factor, factor_error : array [1], shape (n,)
        Electron-equivalent over recoil energy.
    cite : tuple of str
        INSPIRE keys.
    """

    name: str
    target: str
    T_nr: Floats = field(repr=False)
    T_error: Floats = field(repr=False)
    factor: Floats = field(repr=False)
    factor_error: Floats = field(repr=False)
    cite: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("T_nr", "T_error", "factor", "factor_error"):
            object.__setattr__(self, name, column(name, getattr(self, name)))


QUENCHING_DATA: dict[str, tuple[str, str]] = {
    "ge-edelweiss": ("Ge", "EDELWEISS:2007zz"),
    "si-damic": ("Si", "Chavarria:2016xsi"),
    "si-dougherty": ("Si", "Dougherty:1992zz"),
    "si-gerbier": ("Si", "Gerbier:1990zz"),
    "csi-chicago": ("CsI", "COHERENT:2017ipa"),
    "csi-tunl": ("CsI", "COHERENT:2017ipa"),
}
"""Target and INSPIRE key of the packaged measurements, by name."""


@lru_cache(maxsize=4)
def _rows(file: str) -> tuple[dict[str, str], ...]:
    path = packaged_path(f"{_FOLDER}/{file}")
    with path.open(encoding="utf-8", newline="") as handle:
        rows = tuple(csv.DictReader(handle))
    if not rows:
        raise CorruptDataError(f"The packaged table {path} is empty.", hint="Reinstall nuscat.")
    return rows


def quenching_data(name: str) -> QuenchingData:
    """Measured points by name.

    Parameters
    ----------
    name : str
        A key of :data:`QUENCHING_DATA`.

    Returns
    -------
    QuenchingData
        In rising order of the recoil energy.

    Raises
    ------
    UnknownNameError
        With the closest names.

    Sources
    -------
    See `cite`. Checked: numbers of points; two values of every original read by eye.

    Examples
    --------
    >>> d = quenching_data("si-damic")
    >>> d.T_nr.size, round(float(d.factor[0]), 4)
    (34, 0.097)
    """
    if name not in QUENCHING_DATA:
        raise UnknownNameError.of("quenching measurement", name, QUENCHING_DATA)
    target, key = QUENCHING_DATA[name]
    keys = ("T_nr_keV", "T_nr_error_keV", "factor", "factor_error")
    found = [[float(r[k]) for k in keys] for r in _rows("points.csv") if r["measurement"] == name]
    T, dT, Q, dQ = np.array(sorted(found)).T
    return QuenchingData(name, target, T / 1000.0, dT / 1000.0, Q, dQ, (key,))


def dresden2_curve(kind: str) -> TabulatedQuenching:
    """Quenching of germanium as given with the data of Dresden-II.

    Parameters
    ----------
    kind : {"fef", "ybe"}
        Iron-filtered neutrons, or photo-neutrons.

    Returns
    -------
    TabulatedQuenching
        Above 4.5 keV, where the release ends (antineutrinos of 12 MeV), the factor keeps its last value; recoils above
        10 keV are refused. The electron-equivalent energy of the
        iron-filter curve falls by 3 % between 1.14 and 1.34 keV: it has no inverse there.

    Sources
    -------
    Colaresi:2022obx (curves), Collar:2021fcl (measurement). Checked: end points and the value at 1 keV of the original.

    Examples
    --------
    >>> round(float(dresden2_curve("fef")(0.001)) * 1e3, 4)  # keVee at 1 keV
    0.244
    """
    if kind not in ("fef", "ybe"):
        raise UnknownNameError.of("quenching curve of Dresden-II", kind, ("fef", "ybe"))
    rows = _rows("dresden2.csv")
    T = np.array([float(r["T_nr_keV"]) for r in rows] + [10.0]) / 1000.0
    factor = [float(r[kind]) for r in rows]
    return TabulatedQuenching(T, np.array([*factor, factor[-1]]), kind="factor")
