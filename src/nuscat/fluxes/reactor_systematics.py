"""Uncertainties of reactor fluxes: spectra as published, fuel, energy per fission, power, captures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from nuscat._core.arrays import Array, namespace

from .reactor_fuel import FRACTION_CORRELATIONS, FRACTION_UNCERTAINTY, EnergiesPerFission, FissionFractions
from .reactor_models import ReactorModel
from .reactor_spectra import ISOTOPES, read_table
from .systematics import Change, Systematic

__all__ = ["BinErrors", "Shape", "fuel_systematics", "spectrum_systematics"]

BinErrors = Literal["correlated", "independent"]

_BESTIOLE = ((0.0, 4.0, 8.0), (0.04, 0.04, 0.20))
"""Energies [MeV] and relative uncertainty [1]: "a few percent at low energies … up to 20 % at high energies"."""


@dataclass(frozen=True)
class Shape:
    """Relative change, linear between points [MeV → 1], inside or outside the window [low, high] and zero elsewhere."""

    energies: tuple[float, ...]
    values: tuple[float, ...]
    window: tuple[float, float]
    inside: bool = True

    def __call__(self, E_nu: Array) -> Array:
        """Relative change [1] at `E_nu` [MeV]."""
        xp: Any = namespace(E_nu)
        energy = xp.asarray(E_nu, dtype=float)
        within = (energy >= self.window[0]) & (energy <= self.window[1])
        value = xp.interp(energy, xp.asarray(self.energies), xp.asarray(self.values))
        return xp.where(within == self.inside, value, 0.0)


def _changes(labels: Sequence[str], shapes: dict[str, Change]) -> tuple[Change, ...]:
    return tuple(shapes.get(label) for label in labels)


def _column(table: str, isotope: str, column: str) -> Shape:
    content = read_table(table)[isotope]
    E = tuple(content["E_nu"].tolist())
    return Shape(E, tuple(content[column].tolist()), (E[0], E[-1]))


def _hats(shape: Shape) -> list[Shape]:
    """One shape per point: its value there, zero at the neighbours."""
    identity = np.eye(len(shape.energies)) * np.asarray(shape.values)
    return [Shape(shape.energies, tuple(row.tolist()), shape.window) for row in identity]


def spectrum_systematics(model: ReactorModel, labels: Sequence[str], bin_errors: BinErrors) -> tuple[Systematic, ...]:
    """Systematics of the spectra of a model for components `labels` (isotopes, and captures which are not changed)."""
    present = [i for i in labels if i in ISOTOPES]
    if model.polynomial:
        return ()
    out: list[Systematic] = []
    huber = [i for i in present if model.tables[i] == "huber"]
    if huber:
        for name, column, text in (
            ("huber_normalisation", "normalisation", "normalisation of the beta spectra"),
            ("huber_weak_magnetism", "weak_magnetism", "weak magnetism; symmetric, the larger side"),
            ("huber_Z", "Z", "effective nuclear charge; one-sided in the paper, taken as symmetric"),
        ):
            shapes: dict[str, Change] = {i: _column("huber", i, column) for i in huber}
            out.append(
                Systematic(
                    name=name,
                    changes=_changes(labels, shapes),
                    description=f"{text}; correlated between energies and isotopes",
                    cite=("Huber:2011wv",),
                )
            )
        for i in huber:
            whole = _column("huber", i, "uncorrelated")
            if bin_errors == "correlated":
                text = "statistics and bias; published as independent between energies, here correlated (conservative)"
                parts = [(f"huber_bins_{i}", whole, text)]
            else:
                text = "statistics and bias at one energy of the table"
                hats = zip(whole.energies, _hats(whole), strict=True)
                parts = [(f"huber_bins_{i}_{E:g}", hat, text) for E, hat in hats]
            for name, shape, text in parts:
                changes = _changes(labels, {i: shape})
                out.append(Systematic(name=name, changes=changes, description=text, cite=("Huber:2011wv",)))
    for table, key in (("mueller", "Mueller:2011nm"), ("kopeikin", "Kopeikin:2021ugh")):
        for i in present:
            if model.tables[i] == table and np.any(read_table(table)[i]["total"] > 0.0):
                changes = _changes(labels, {i: _column(table, i, "total")})
                text = f"total error of {i}, taken as correlated between energies"
                out.append(Systematic(name=f"{table}_{i}", changes=changes, description=text, cite=(key,)))
    shapes = {}
    for i in present:
        if model.tables[i] == "bestiole":
            shapes[i] = Shape(*_BESTIOLE, window=model.support(i))
        elif model.fill == "bestiole":
            shapes[i] = Shape(*_BESTIOLE, window=model.own_range(i), inside=False)
    if shapes:
        text = "summation: 4 % to 4 MeV, 20 % from 8 MeV after the abstract of the paper; taken as correlated"
        cite = ("Perisse:2023efm",)
        out.append(Systematic(name="bestiole", changes=_changes(labels, shapes), description=text, cite=cite))
    return tuple(out)


def fuel_systematics(
    labels: Sequence[str],
    fractions: FissionFractions,
    energies: EnergiesPerFission,
    *,
    power: float,
    fraction: float = FRACTION_UNCERTAINTY,
    captures: float,
) -> tuple[Systematic, ...]:
    r"""Systematics of the number of fissions and captures.

    A change δ_i of the fission fractions at fixed power changes component i by
    :math:`\delta_i - \sum_j w_j\delta_j`, :math:`w_j = f_jE_j/\sum fE`; a common δ changes nothing.
    """
    n = len(labels)
    out = [
        Systematic(name="thermal_power", changes=(power,) * n, description="thermal power of the reactor"),
        Systematic(
            name="energy_per_fission",
            changes=(-energies.relative_uncertainty(fractions),) * n,
            description="energy per fission of the isotopes, independent errors combined",
            cite=energies.cite,
        ),
    ]
    f, E = np.asarray(fractions.values), np.asarray(energies.values)
    weights = f * E / np.sum(f * E)
    values, vectors = np.linalg.eigh(fraction**2 * np.asarray(FRACTION_CORRELATIONS))
    for k in range(4):
        v = vectors[:, k] * np.sign(vectors[np.argmax(np.abs(vectors[:, k])), k])
        delta = np.sqrt(values[k]) * np.where(f > 0.0, v, 0.0)
        common = float(weights @ delta)
        each = {i: float(d) - common for i, d in zip(ISOTOPES, delta, strict=True)}
        changes = tuple(each.get(label, -common) for label in labels)
        if max(abs(c) for c in changes) > 1e-12:
            text = (
                f"eigenvector {k} of the covariance of the fission fractions at fixed power; 5 % each, to be confirmed"
            )
            name = f"fission_fractions_{k}"
            out.append(Systematic(name=name, changes=changes, description=text, cite=("DayaBay:2016ssb",)))
    captured = tuple(captures if label not in ISOTOPES else None for label in labels)
    if any(c is not None for c in captured):
        text = "captures of neutrons by 238U per fission (assumed uncertainty)"
        out.append(Systematic(name="captures", changes=captured, description=text))
    return tuple(out)
