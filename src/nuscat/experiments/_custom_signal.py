"""Responses by element, their quadrature pieces, and signals of several elements seen as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import UnknownNameError
from nuscat.detectors import DetectorResponse, LightYield, TabulatedQuenching
from nuscat.fluxes import Flux
from nuscat.nuclei import Material
from nuscat.processes import T_max

from .parameters import Parameter
from .signal import FoldedSignal

__all__ = ["ElementResponse", "JoinedSignals", "recoil_breakpoints"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ElementResponse:
    """Detector response of some elements of a target.

    Parameters
    ----------
    elements : tuple of str
        Symbols; empty for all.
    responses : tuple of DetectorResponse
        Nominal, then +1σ and −1σ of every parameter.
    parameters : tuple of Parameter
        Nuisance parameters of the variations.
    cite : tuple of str
    """

    elements: tuple[str, ...]
    responses: tuple[DetectorResponse, ...]
    parameters: tuple[Parameter, ...] = ()
    cite: tuple[str, ...] = ()

    def __call__(self, T_nr: Floats) -> Floats:
        """Response matrices [1] at recoil energies `T_nr` [MeV], shape (variations, bins, n)."""
        return np.stack([np.asarray(r.matrix(T_nr)) for r in self.responses])

    def _components(self, material: Material) -> tuple[Any, ...]:
        if not self.elements:
            return material.components
        return tuple((n, count) for n, count in material.components if n.symbol in self.elements)

    def target(self, material: Material) -> Material:
        """Material of these elements only, under the name of the whole."""
        return Material(name=material.name, components=self._components(material))

    def mass_fraction(self, material: Material) -> float:
        """Fraction of the mass that these elements are [1]."""
        fractions = material.mass_fractions
        return float(sum(fractions[n] for n, _ in self._components(material)))


def recoil_breakpoints(group: ElementResponse, target: Material, flux: Flux, edges: int = 40) -> tuple[float, ...]:
    """Recoil energies [MeV] at which the recoil integral is cut.

    Three a decade from 1 eV, those of at most `edges` bin edges, and the steps of efficiencies.
    """
    response = group.responses[0]
    top = max(float(T_max(flux.E_max, n.mass)) for n, _ in target.components)
    points = list(np.geomspace(1e-6, top, max(int(3 * np.log10(top / 1e-6)), 2))[:-1])
    last = top
    if isinstance(response.quenching, TabulatedQuenching):
        last = min(top, float(response.quenching.T_nr[-1]))
    grid = np.geomspace(1e-7, last * (1.0 - 1e-12), 4000)
    E_ee = np.maximum.accumulate(np.asarray(response.quenching(grid)))
    bins = np.asarray(response.edges)[np.isfinite(response.edges)]
    chosen = bins[np.unique(np.linspace(0, bins.size - 1, min(edges, bins.size)).astype(int))]
    targets = {"reco": list(chosen), "true_nr": [], "true_ee": []}
    for efficiency, axis in ((response.efficiency, response.efficiency_axis), *response.further_efficiencies):
        targets[axis] += list(efficiency.breakpoints)[:edges]
    reco = np.array(targets["reco"])
    if isinstance(response.light_yield, LightYield):
        reco = np.asarray(response.light_yield.energy(reco))
    for energies in (reco, np.array(targets["true_ee"])):
        inside = energies[(energies > E_ee[0]) & (energies < E_ee[-1])] if energies.size else energies
        points += list(np.interp(inside, E_ee, grid))
    points += targets["true_nr"]
    ordered = np.unique(np.array([p for p in points if 0.0 < p < top]))
    keep = np.concatenate([[True], np.diff(ordered) > 1e-6 * ordered[1:]]) if ordered.size else np.array([], dtype=bool)
    return tuple(float(p) for p in ordered[keep])


@dataclass(frozen=True, eq=False)
class JoinedSignals:
    """Signals of the element groups of one target, with the questions that fits ask of a signal.

    Parameters
    ----------
    parts : tuple of FoldedSignal
    material : Material
        The whole target.
    """

    parts: tuple[FoldedSignal, ...]
    material: Material

    @property
    def flux(self) -> Flux:
        """Flux, the same for all."""
        return self.parts[0].flux

    @property
    def nuclei(self) -> tuple[Any, ...]:
        """Elastic response of every nuclide."""
        return tuple(n for part in self.parts for n in part.nuclei)

    def understands(self, name: str) -> bool:
        """Whether a neutron radius parameter called `name` concerns one of the nuclides [bool]."""
        return any(part.understands(name) for part in self.parts)

    def check_parameters(self, names: Sequence[str]) -> None:
        """Raise :class:`ValidityError` if a neutron radius among `names` cannot be varied."""
        for part in self.parts:
            part.check_parameters(names)

    def radius(self, name: str) -> float:
        """Mean neutron rms radius [fm] of the nuclides that the parameter `name` concerns."""
        return float(np.mean([part.radius(name) for part in self.parts if part.understands(name)]))

    def radius_meaning(self, name: str) -> str:
        """Which radius the parameter `name` is [text]."""
        return ", ".join(dict.fromkeys(p.radius_meaning(name) for p in self.parts if p.understands(name)))

    def require_known(self, names: Sequence[str]) -> None:
        """Raise :class:`UnknownNameError` for radius parameters that name none of the nuclides."""
        for name in names:
            if name.startswith("R_n") and not self.understands(name):
                valid = dict.fromkeys(
                    r for part in self.parts for n, _ in part.material.components for r in part.radius_names(n)
                )
                raise UnknownNameError.of("neutron radius", name, valid)
