"""Quadrature in the recoil energy of all nuclides of a material."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nuscat._core.quadrature import piecewise_rule
from nuscat.fluxes import Flux
from nuscat.nuclei import Material
from nuscat.processes import T_max

__all__ = ["Nodes"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Nodes:
    """Recoil quadrature nodes of all nuclides, one after the other; every array has shape (n_nodes,).

    Parameters
    ----------
    T, weight : array [MeV]
    mass : array [MeV]
    Z, N : array [1]
    slices : mapping of nuclide name to slice
    """

    T: Floats
    weight: Floats
    mass: Floats
    Z: Floats
    N: Floats
    targets: Floats
    slices: Mapping[str, slice]

    @cached_property
    def Q2(self) -> Floats:
        """Squared four-momentum transfer 2MT [MeV²]."""
        return 2.0 * self.mass * self.T

    @cached_property
    def q(self) -> Floats:
        """Momentum transfer √(2MT) [MeV]."""
        return np.sqrt(self.Q2)

    @cached_property
    def cells(self) -> tuple[Floats, Floats]:
        """Recoil energies between which each node stands for its weight: lower and upper ends [MeV]."""
        upper = np.concatenate([np.cumsum(self.weight[s]) for s in self.slices.values()])
        return np.maximum(upper - self.weight, 1e-6 * self.weight), upper  # above 0, where terms may diverge

    @classmethod
    def build(cls, material: Material, flux: Flux, order: int, breakpoints: Sequence[float] = ()) -> Nodes:
        """Nodes [MeV] on [0, T_max] of every nuclide, `order` a piece.

        Pieces end where a line or spectrum ends, and at the `breakpoints` [MeV].
        """
        ends = sorted({float(c.support[1]) for c in flux.components})
        parts: list[list[Floats]] = []
        slices: dict[str, slice] = {}
        start = 0
        for nuclide, _ in material.components:
            limits = [float(T_max(e, nuclide.mass)) for e in ends]
            breaks = np.unique([0.0, *limits, *(b for b in breakpoints if 0.0 < b < limits[-1])])
            T, w = piecewise_rule(breaks, order)
            one = np.ones_like(T)
            parts.append(
                [T, w, nuclide.mass * one, nuclide.Z * one, nuclide.N * one, material.nuclei_per_kg(nuclide) * one]
            )
            slices[nuclide.name] = slice(start, start + T.size)
            start += T.size
        T, w, mass, Z, N, targets = (np.concatenate(column) for column in zip(*parts, strict=True))
        return cls(T, w, mass, Z, N, targets, slices)
