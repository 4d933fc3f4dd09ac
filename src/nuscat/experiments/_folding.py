"""Integrals over the neutrino energy that signals need: kernels on recoil nodes, and moments of the spectra."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, namespace
from nuscat._core.quadrature import gauss_legendre
from nuscat.fluxes import Component, Flux
from nuscat.fluxes._phase import half_periods, oscillation_phase
from nuscat.processes import KERNELS, E_min

__all__ = ["FluxMoments", "cell_share", "kernel_integrals"]

Floats = NDArray[np.float64]

_MOMENTS = 4
_CELLS = 256


def kernel_integrals(
    flux: Flux, kernel: str, T: Floats, mass: Floats, *, dm2: float | None = None, baseline: float | None = None
) -> Floats:
    r"""Kernel folded with every flux component, on recoil nodes.

    .. math:: I_c \int_{E_\mathrm{min}(T)} \varphi_c(E)\, k(E, T, M)\, [\sin^2 X(E)]\, dE

    Parameters
    ----------
    flux : Flux
    kernel : str
        A key of :data:`nuscat.processes.KERNELS`.
    T, mass : array [MeV], shape (nodes,)
    dm2 : float [eV²], optional
        With it the integrand has the factor sin²(1.267 Δm² L/E).
    baseline : float [m], optional
        L, needed with `dm2`.

    Returns
    -------
    array [unit of kernel × unit of the flux], shape (components, nodes)
    """
    function, lowest = KERNELS[kernel], E_min(T, mass)
    rows = []
    for given in flux.components:
        component, weight, order = given, None, min(24, given.order)
        if dm2 is not None and baseline is not None:
            component, weight = _oscillating(given, dm2, baseline)
            order = min(12, order)  # of pieces of half a period
        E, w = component.quadrature(order=order, lower=lowest)
        values = function(E, T[:, None], mass[:, None])
        if weight is not None:
            values = values * weight(E)
        rows.append(component.intensity * np.sum(w * values, axis=-1))
    return np.stack(rows)


def _oscillating(component: Component, dm2: float, baseline: float) -> tuple[Component, Callable[[Floats], Floats]]:
    """The component broken at half periods, and sin²X; in a continuous spectrum ½ where it is too fast to see."""

    def weight(E_nu: Floats) -> Floats:
        return np.asarray(np.sin(oscillation_phase(np.maximum(E_nu, 1e-300), dm2, baseline)) ** 2)

    if component.spectrum is None:
        return component, weight
    energies = half_periods(dm2, baseline)
    low, high = component.support
    inside = {e for e in energies if low < e < high}
    slowest = energies[-1] if energies else 0.0
    broken = replace(component, breakpoints=tuple(sorted({*component.breakpoints, *inside})))
    return broken, lambda E: np.where(slowest < E, weight(E), 0.5 if energies else 0.0)


@dataclass(frozen=True, eq=False)
class FluxMoments:
    r"""Moments of the components of a flux above a variable energy, by cubic interpolation.

    .. math:: m_{ck}(E_0) = I_c \int_{E_0}^\infty \varphi_c(E)\, E^{-k}\, dE, \qquad k = 0 \dots 3

    Parameters
    ----------
    flux : Flux

    Sources
    -------
    Definition. Checked: closed forms for the decay-at-rest spectra to 1e-8.
    """

    flux: Flux

    def __post_init__(self) -> None:
        object.__setattr__(self, "_tables", tuple(_table(c) for c in self.flux.components))

    def __call__(self, k: int, E_min: Array) -> tuple[Array, ...]:
        """m_ck [unit of the flux · MeV^-k] at `E_min` [MeV] (may be infinite), one array of its shape a component."""
        return tuple(_lookup(t, k, E_min) for t in self._tables)  # type: ignore[attr-defined]


@dataclass(frozen=True, eq=False)
class _Table:
    """Cumulative moments at grid energies and their slopes just above and below; or a line."""

    energies: Floats
    values: Floats  # (4, n)
    left: Floats  # slope at the lower end of each cell, (4, n − 1)
    right: Floats  # slope at the upper end


def _table(component: Component) -> _Table:
    intensity = float(component.intensity)
    if component.spectrum is None:
        E = np.array([float(component.support[0])])
        powers = E[0] ** -np.arange(_MOMENTS, dtype=float)
        return _Table(E, intensity * powers[:, None], np.zeros((_MOMENTS, 0)), np.zeros((_MOMENTS, 0)))
    edges = np.array([component.support[0], *component.breakpoints, component.support[1]])
    cells = max(1, _CELLS // (edges.size - 1))
    low = max(edges[0], 1e-4 * edges[-1])  # below, 1/E^3 of a finite spectrum would not be integrable
    edges = np.concatenate([[low], edges[edges > low]])
    parts = [np.linspace(a, b, cells + 1) for a, b in pairwise(edges)]
    if edges[1] > 4.0 * low:  # powers of 1/E vary fast at the low end
        parts.append(np.geomspace(low, edges[1], _CELLS))
    grid = np.unique(np.concatenate(parts))
    E, w = gauss_legendre(grid[:-1], grid[1:], 8)
    density = intensity * np.asarray(component.spectrum(E))
    k = np.arange(_MOMENTS)[:, None, None]
    pieces = np.sum(w * density * E ** -k.astype(float), axis=-1)
    values = np.concatenate([np.cumsum(pieces[:, ::-1], axis=1)[:, ::-1], np.zeros((_MOMENTS, 1))], axis=1)
    width = np.diff(grid)
    inside = 1e-9 * width
    powers = np.arange(_MOMENTS, dtype=float)[:, None]

    def slope(x: Floats) -> Floats:
        return np.asarray(-intensity * np.asarray(component.spectrum(x)) * x**-powers)  # type: ignore[misc]

    return _Table(grid, values, slope(grid[:-1] + inside), slope(grid[1:] - inside))


def _lookup(table: _Table, k: int, E_min: Array) -> Array:
    xp: Any = namespace(E_min)
    E = xp.asarray(E_min, dtype=float)
    grid = xp.asarray(table.energies)
    values = xp.asarray(table.values[k])
    if table.energies.size == 1:
        return xp.where(grid[0] >= E, values[0], 0.0)
    inside = xp.clip(E, table.energies[0], table.energies[-1])
    i = xp.clip(xp.searchsorted(grid, inside, side="right") - 1, 0, table.energies.size - 2)
    h = grid[i + 1] - grid[i]
    t = (inside - grid[i]) / h
    d0, d1 = xp.asarray(table.left[k])[i] * h, xp.asarray(table.right[k])[i] * h
    y0, y1 = values[i], values[i + 1]
    cubic = y0 + t * (d0 + t * (3.0 * (y1 - y0) - 2.0 * d0 - d1 + t * (2.0 * (y0 - y1) + d0 + d1)))
    return xp.where(table.energies[-1] > E, cubic, 0.0)


def cell_share(energy: float, below: Array, middle: Array, above: Array) -> Array:
    """Share of a quadrature cell in which `energy` [MeV] is enough, for lowest energies linear in both its halves [1].

    Parameters
    ----------
    energy : float [MeV]
        Of a line.
    below, middle, above : array [MeV]
        Lowest energies at the lower end, the node and the upper end of every cell.
    """
    xp: Any = namespace(below, middle, above)

    def half(a: Array, b: Array) -> Array:
        low, high = xp.minimum(a, b), xp.maximum(a, b)
        width = high - low
        sloped = (width > 0.0) & xp.isfinite(high)
        ramp = xp.clip((energy - low) / xp.where(sloped, width, 1.0), 0.0, 1.0)
        return xp.where(sloped, ramp, xp.where(high <= energy, 1.0, 0.0))

    return 0.5 * (half(below, middle) + half(middle, above))
