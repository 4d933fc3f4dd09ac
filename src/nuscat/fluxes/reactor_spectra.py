"""Reactor spectra as functions: tables with exponential interpolation, polynomials, and how two are joined."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, namespace
from nuscat._core.datasets import packaged_path
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat._core.frozen import FrozenMapping

__all__ = [
    "ISOTOPES",
    "POLYNOMIALS",
    "POLYNOMIAL_RANGE",
    "Spectrum",
    "capture_spectrum",
    "fission_spectrum",
    "isotope_name",
    "read_table",
]

ISOTOPES = ("U235", "U238", "Pu239", "Pu241")
"""Fissile isotopes, in the order used everywhere."""

Floats = NDArray[np.float64]

POLYNOMIALS: dict[str, dict[str, tuple[float, ...]]] = {
    "huber": {
        "U235": (4.367, -4.577, 2.100, -0.5294, 0.06186, -0.002777),
        "Pu239": (4.757, -5.392, 2.563, -0.6596, 0.07820, -0.003536),
        "Pu241": (2.990, -2.882, 1.278, -0.3343, 0.03905, -0.001754),
    },
    "mueller": {
        "U235": (3.217, -3.111, 1.395, -0.3690, 0.04445, -0.002053),
        "U238": (0.4833, 0.1927, -0.1283, -0.006762, 0.002233, -1.536e-4),
        "Pu239": (6.413, -7.432, 3.535, -0.8820, 0.1025, -0.004550),
        "Pu241": (3.251, -3.204, 1.428, -0.3675, 0.04254, -0.001896),
    },
}
"""Coefficients a_k [MeV⁻ᵏ] of S = exp Σ a_k E^k, valid from 2 to 8 MeV."""

POLYNOMIAL_RANGE = (2.0, 8.0)
"""Energies between which the polynomials hold [MeV]."""


@dataclass(frozen=True)
class Spectrum:
    """Spectrum between points of a table, exponential from one to the next, or exp of a polynomial; zero outside.

    Parameters
    ----------
    energies : tuple of float [MeV]
        Not decreasing; a repeated energy is a step. For a polynomial its range.
    logs : tuple of float
        Logarithms of the values [1/MeV]; for a polynomial its coefficients.
    polynomial : bool
    """

    energies: tuple[float, ...]
    logs: tuple[float, ...]
    polynomial: bool = False

    def __call__(self, E_nu: Array) -> Array:
        """Values [1/MeV] at `E_nu` [MeV], shape of `E_nu`."""
        xp: Any = namespace(E_nu)
        energy = xp.asarray(E_nu, dtype=float)
        inside = (energy >= self.energies[0]) & (energy <= self.energies[-1])
        safe = xp.where(inside, energy, self.energies[0])
        if self.polynomial:
            value = xp.zeros(energy.shape)
            for a in reversed(self.logs):
                value = value * safe + a
        else:
            value = xp.interp(safe, xp.asarray(self.energies), xp.asarray(self.logs))
        return xp.where(inside, xp.exp(value), 0.0)

    @property
    def breakpoints(self) -> tuple[float, ...]:
        """Energies inside the range where the spectrum is not smooth [MeV]."""
        if self.polynomial:
            return (4.0, 6.0)
        return tuple(e for e in dict.fromkeys(self.energies) if self.energies[0] < e < self.energies[-1])

    @property
    def order(self) -> int:
        """Quadrature nodes per piece for an integral to 1e-6."""
        if self.polynomial:
            return 12
        return 3 if np.max(np.abs(np.diff(self.logs))) < 2.0 else 5  # more where a spectrum ends within one bin

    def integral(self) -> float:
        """Integral over the range [1]."""
        if self.polynomial:
            x, w = np.polynomial.legendre.leggauss(64)
            lo, hi = self.energies
            return float(0.5 * (hi - lo) * np.sum(w * self(0.5 * (lo + hi) + 0.5 * (hi - lo) * x)))
        h, step = np.diff(self.energies), np.diff(self.logs)
        small = np.abs(step) < 1e-9
        mean = np.where(small, 1.0 + 0.5 * step, np.expm1(step) / np.where(small, 1.0, step))
        return float(np.sum(h * np.exp(np.asarray(self.logs[:-1])) * mean))

    def scaled(self, factor: float) -> Spectrum:
        """Spectrum times a positive `factor` [1]."""
        change = float(np.log(factor))
        if self.polynomial:
            return replace(self, logs=(self.logs[0] + change, *self.logs[1:]))
        return replace(self, logs=tuple(x + change for x in self.logs))


@lru_cache(maxsize=16)
def read_table(name: str) -> Mapping[str, Mapping[str, Floats]]:
    """Columns of a packaged table by isotope: E_nu [MeV], S [1/MeV/fission] and relative errors [1]."""
    columns: dict[str, dict[str, list[float]]] = {}
    with packaged_path(f"fluxes/reactor/{name}.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            found = columns.setdefault(row.pop("isotope"), {})
            for key, value in row.items():
                found.setdefault(key, []).append(float(value))
    out: dict[str, Mapping[str, Floats]] = {}
    for isotope, content in columns.items():
        arrays = {key: np.array(values) for key, values in content.items()}
        for a in arrays.values():
            a.setflags(write=False)
        out[isotope] = FrozenMapping(arrays)
    return FrozenMapping(out)


def isotope_name(isotope: str) -> str:
    """Name as in :data:`ISOTOPES`, also from "235U" or "u-235"; raises :class:`UnknownNameError`."""
    text = str(isotope).replace("-", "").lower()
    for name in ISOTOPES:
        element, mass = name.rstrip("0123456789"), name.lstrip("PUu")
        if text in (name.lower(), f"{mass}{element}".lower()):
            return name
    raise UnknownNameError.of("fissile isotope", isotope, ISOTOPES)


@lru_cache(maxsize=128)
def fission_spectrum(table: str, isotope: str, fill: str, polynomial: bool) -> Spectrum:
    """Spectrum per fission from a table or polynomial by name, with `fill` joined below and above if not empty."""
    if polynomial:
        return Spectrum(POLYNOMIAL_RANGE, POLYNOMIALS[table][isotope], polynomial=True)
    main = _nodal(table, isotope)
    return main if not fill else _joined(main, _nodal(fill, isotope))


def _nodal(table: str, isotope: str) -> Spectrum:
    content = read_table(table)[isotope]
    return Spectrum(tuple(content["E_nu"].tolist()), tuple(np.log(content["S"]).tolist()))


def _joined(main: Spectrum, fill: Spectrum) -> Spectrum:
    """`main` on its range, `fill` elsewhere: a step where both have values, a line in log S across a gap."""
    energies, logs = np.asarray(fill.energies), np.asarray(fill.logs)
    lo, hi = main.energies[0], main.energies[-1]
    x, y = [*main.energies], [*main.logs]
    below, above = energies < lo, energies > hi
    step = [] if energies[-1] < lo else [(lo, float(np.interp(lo, energies, logs)))]
    x = [*energies[below].tolist(), *(s[0] for s in step if below.any()), *x]
    y = [*logs[below].tolist(), *(s[1] for s in step if below.any()), *y]
    if above.any():
        x += [hi, *energies[above].tolist()]
        y += [float(np.interp(hi, energies, logs)), *logs[above].tolist()]
    return Spectrum(tuple(x), tuple(y))


@lru_cache(maxsize=2)
def capture_spectrum(nuclide: str) -> Spectrum:
    """Spectrum of 239U ("U239") or 239Np ("Np239") per decay [1/MeV], normalised to 1: a :class:`Spectrum`.

    Both follow the capture of a neutron by 238U, with endpoints 1.26 and 0.72 MeV.

    Sources
    -------
    Perisse:2023efm (25-keV bins). Checked: norm 1.
    """
    if nuclide not in ("U239", "Np239"):
        raise ValidityError(f"No capture spectrum of {nuclide!r}.", hint="Give 'U239' or 'Np239'.")
    found = _nodal("captures", nuclide)
    return found.scaled(1.0 / found.integral())
