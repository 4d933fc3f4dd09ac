"""Profile likelihoods as objects: curves, grids, their intervals and contours; saved and loaded as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import CorruptDataError, MissingDataError
from nuscat._core.files import atomic_write

__all__ = ["Grid", "Profile", "contour", "read_json", "write_json"]

Floats = NDArray[np.float64]


def write_json(path: str | Path, kind: str, document: Mapping[str, Any]) -> None:
    """Write a result of a `kind` [text] as JSON; an interruption leaves an older file untouched."""
    text = json.dumps({"format": f"nuscat-{kind}-1", **document}, indent=1, ensure_ascii=False)
    atomic_write(Path(path), text + "\n")


def read_json(path: str | Path, kind: str) -> dict[str, Any]:
    """Document written by :func:`write_json` for the same `kind` [text].

    Raises
    ------
    MissingDataError
        If there is no such file.
    CorruptDataError
        If it is truncated or of another kind.
    """
    path = Path(path)
    if not path.is_file():
        raise MissingDataError(f"There is no file {str(path)!r}.", hint=f"Write one with the save method of a {kind}.")
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        found = document["format"]
    except (KeyError, TypeError, ValueError) as error:
        raise CorruptDataError(
            f"{str(path)!r} is no complete {kind} of nuscat ({error}).", hint="Make it again."
        ) from error
    if found != f"nuscat-{kind}-1":
        raise CorruptDataError(
            f"{str(path)!r} is a {found}, not a {kind}.", hint="Load it with the class that saved it."
        )
    return dict(document)


@dataclass(frozen=True, kw_only=True, eq=False)
class Profile:
    """Profile likelihood of one parameter.

    Parameters
    ----------
    name, unit : str
    values : array [unit], shape (n,)
    chi2 : array [1], shape (n,)
        −2 ln λ minimised over all other parameters.
    minimum : float [1]
        Global minimum (best fit).
    best : float [unit]
    cite : tuple of str
        INSPIRE keys.
    provenance : mapping
        Version, experiments, data hashes, bins, fixed parameters.
    wilks : tuple of str
        Reasons why Δχ² may not follow a χ² distribution, :func:`nuscat.inference.wilks_reasons`; levels then need toys.
    """

    name: str
    unit: str
    values: Floats
    chi2: Floats
    minimum: float
    best: float
    cite: tuple[str, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)
    wilks: tuple[str, ...] = ()

    @property
    def delta_chi2(self) -> Floats:
        """Δχ² above the minimum [1], shape (n,)."""
        return self.chi2 - self.minimum

    def intervals(self, level: float = 1.0) -> list[tuple[float, float]]:
        """Intervals [unit] with Δχ² ≤ `level` (1: 68.3 %, 2.71: 90 %), interpolated; open ends are the grid's."""
        inside = self.delta_chi2 <= level
        out: list[tuple[float, float]] = []
        x, y = self.values, self.delta_chi2
        i = 0
        while i < len(x):
            if not inside[i]:
                i += 1
                continue
            j = i
            while j + 1 < len(x) and inside[j + 1]:
                j += 1
            lo = x[i] if i == 0 else float(np.interp(level, [y[i], y[i - 1]], [x[i], x[i - 1]]))
            hi = x[j] if j == len(x) - 1 else float(np.interp(level, [y[j], y[j + 1]], [x[j], x[j + 1]]))
            out.append((float(lo), float(hi)))
            i = j + 1
        return out

    def open_ends(self, level: float = 1.0) -> list[tuple[bool, bool]]:
        """Whether the lower and upper end of every interval at Δχ² = `level` [1] is the end of the scan."""
        first, last = float(self.values[0]), float(self.values[-1])
        return [(lo == first, hi == last) for lo, hi in self.intervals(level)]

    def save(self, path: str | Path) -> None:
        """Write as JSON."""
        write_json(path, "profile", self.to_dict())

    @classmethod
    def load(cls, path: str | Path) -> Profile:
        """Profile written by :meth:`save`; errors as :func:`read_json`."""
        raw = read_json(path, "profile")
        return cls(
            name=raw["parameter"],
            unit=raw["unit"],
            values=np.array(raw["values"]),
            chi2=np.array(raw["delta_chi2"]) + raw["minimum"],
            minimum=raw["minimum"],
            best=raw["best"],
            cite=tuple(raw["cite"]),
            provenance=raw["provenance"],
            wilks=tuple(raw.get("wilks", ())),
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain mapping for JSON."""
        return {
            "parameter": self.name,
            "unit": self.unit,
            "values": self.values.tolist(),
            "delta_chi2": self.delta_chi2.tolist(),
            "minimum": self.minimum,
            "best": self.best,
            "interval_68": self.intervals(1.0),
            "interval_90": self.intervals(2.705543454),
            "interval_68_open": self.open_ends(1.0),
            "interval_90_open": self.open_ends(2.705543454),
            "cite": list(self.cite),
            "provenance": dict(self.provenance),
            "wilks": list(self.wilks),
        }


@dataclass(frozen=True, kw_only=True, eq=False)
class Grid:
    """Profile likelihood on a grid of two parameters.

    Parameters
    ----------
    names, units : tuple of str
    axes : tuple of array [units], shapes (n,), (m,)
        The second has shape (n, m) where its values depend on the first.
    chi2 : array [1], shape (n, m)
    minimum : float [1]
    best : tuple of float [units]
    cite : tuple of str
        INSPIRE keys.
    provenance : mapping
        Version, experiments, data hashes, bins, fixed parameters.
    wilks : tuple of str
        Reasons why Δχ² may not follow a χ² distribution, :func:`nuscat.inference.wilks_reasons`; levels then need toys.
    """

    names: tuple[str, str]
    units: tuple[str, str]
    axes: tuple[Floats, Floats]
    chi2: Floats
    minimum: float
    best: tuple[float, float]
    cite: tuple[str, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)
    wilks: tuple[str, ...] = ()

    @property
    def delta_chi2(self) -> Floats:
        """Δχ² above the minimum [1], shape (n, m)."""
        return self.chi2 - self.minimum

    @property
    def mesh(self) -> tuple[Floats, Floats]:
        """Both parameters at every point [units], shape (n, m) each."""
        shape = self.chi2.shape
        return np.broadcast_to(self.axes[0][:, None], shape), np.broadcast_to(self.axes[1], shape)

    def save(self, path: str | Path) -> None:
        """Write as JSON."""
        write_json(path, "grid", self.to_dict())

    @classmethod
    def load(cls, path: str | Path) -> Grid:
        """Grid written by :meth:`save`; errors as :func:`read_json`."""
        raw = read_json(path, "grid")
        (a, b), (ua, ub), (x, y) = raw["parameters"], raw["units"], raw["axes"]
        return cls(
            names=(a, b),
            units=(ua, ub),
            axes=(np.array(x), np.array(y)),
            chi2=np.array(raw["delta_chi2"]) + raw["minimum"],
            minimum=raw["minimum"],
            best=tuple(raw["best"]),
            cite=tuple(raw["cite"]),
            provenance=raw["provenance"],
            wilks=tuple(raw.get("wilks", ())),
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain mapping for JSON."""
        return {
            "parameters": list(self.names),
            "units": list(self.units),
            "axes": [a.tolist() for a in self.axes],
            "delta_chi2": self.delta_chi2.tolist(),
            "minimum": self.minimum,
            "best": list(self.best),
            "cite": list(self.cite),
            "provenance": dict(self.provenance),
            "wilks": list(self.wilks),
        }


def contour(scan: Grid, level: float = 2.295748929) -> list[Floats]:
    """Lines of constant Δχ² on a grid.

    Parameters
    ----------
    scan : Grid
    level : float [1]
        Δχ²; 2.30 is 68.3 %, 4.61 is 90 % for two parameters.

    Returns
    -------
    list of array [units of the parameters], shape (n, 2) each
    """
    import contourpy

    x, y = scan.mesh
    lines = contourpy.contour_generator(x.T, y.T, scan.delta_chi2.T).lines(level)
    return [np.asarray(line) for line in lines]
