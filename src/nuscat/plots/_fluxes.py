"""Neutrino fluxes: energy spectra by flavour, lines, and arrival times."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import ValidityError
from nuscat.fluxes import Component, Flux

from ._labels import FLAVOUR_LABELS, power_of_ten
from ._style import COLOURS, LINES, draw_legend, footer, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["flux"]

Floats = NDArray[np.float64]
_ENERGY_LABELS = {
    "normalised": "spectrum [1/MeV]",
    "per proton": "neutrinos per proton [1/MeV]",
    "cm^-2": "fluence [cm⁻² MeV⁻¹]",
    "cm^-2 s^-1": "flux [cm⁻² s⁻¹ MeV⁻¹]",
}
_TIME_LABELS = {
    "normalised": "arrivals [1/µs]",
    "per proton": "neutrinos per proton [1/µs]",
    "cm^-2": "fluence per time [cm⁻² µs⁻¹]",
    "cm^-2 s^-1": "average flux per time after the pulse\n[cm⁻² s⁻¹ µs⁻¹]",
}
_UNIT_WORDS = {"normalised": "", "per proton": " per proton", "cm^-2": " cm⁻²", "cm^-2 s^-1": " cm⁻² s⁻¹"}
_TIME_BINS = 400


_STEEP = 1e-3, 0.15
"""A logarithmic ordinate is drawn where a spectrum is below this part of its maximum over this part of its range."""
_DECADES = 1e-6


def flux(flux: Flux, *, log: bool | None = None) -> Figure:
    """Energy spectra of a flux by flavour, its lines, and its arrival times if it is pulsed.

    Parameters
    ----------
    flux : Flux
        In any of its units; the axes say which.
    log : bool, optional
        Logarithmic axes of energy and spectrum, or both linear; by default energies are linear, and the ordinate is
        logarithmic for spectra that fall by more than three decades.

    Returns
    -------
    Figure
        A line spectrum is a vertical line of arbitrary height, its intensity stands in the legend. Arrival times
        are averages over narrow bins. Bands are ±1σ where the flux has systematics.

    Raises
    ------
    ValidityError
        If all intensities are zero.

    Examples
    --------
    >>> from nuscat import fluxes, plots
    >>> [a.get_xlabel() for a in plots.flux(fluxes.PionDecayAtRest()).axes]
    ['neutrino energy [MeV]']
    """
    if float(flux.total()) <= 0:
        raise ValidityError(
            f"Flux {flux.name!r} has zero intensity, there is nothing to draw.", hint="Set an intensity > 0."
        )
    timed = [c for c in flux.components if c.time is not None]
    with styled():
        figure, panels = new_figure(f"flux {flux.name}", columns=2 if timed else 1, size=(9.6 if timed else 6.4, 5.2))
        handles, texts = _energies(panels[0][0], flux, bool(log), _steep(flux) if log is None else log)
        if timed:
            _times(panels[0][1], flux, timed)
        draw_legend(figure, handles, texts, title=f"Flux {flux.name}")
        footer(figure, flux.cite, "Bands: ±1σ of the systematics" if flux.systematics else "", flux.note)
    return figure


def _styles(flux: Flux) -> dict[int, dict[str, Any]]:
    return {
        f: {"color": COLOURS[i % len(COLOURS)], "linestyle": LINES[i % len(LINES)]} for i, f in enumerate(flux.flavours)
    }


def _steep(flux: Flux) -> bool:
    """Whether the spectrum of a flavour is below a thousandth of its maximum over a good part of its range [bool]."""
    below, part = _STEEP
    for flavour in flux.flavours:
        parts = [c for c in flux.of(flavour) if c.spectrum is not None]
        if parts:
            x = np.linspace(min(c.support[0] for c in parts), max(c.support[1] for c in parts), 1001)
            y = np.asarray(sum(float(c.intensity) * _inside(c, x) for c in parts), dtype=float)
            if np.mean((y > 0.0) & (y < below * y.max())) > part:
                return True
    return False


def _energies(axes: Axes, flux: Flux, log: bool, ordinate: bool) -> tuple[list[Any], list[str]]:
    handles: list[Any] = []
    texts: list[str] = []
    unit = _UNIT_WORDS[flux.unit]
    highest = 0.0
    for flavour, style in _styles(flux).items():
        name = FLAVOUR_LABELS[flavour]
        parts = [c for c in flux.of(flavour) if c.spectrum is not None]
        if parts:
            x = _grid(parts, log)
            y = np.asarray(sum(float(c.intensity) * _inside(c, x) for c in parts), dtype=float)
            top = y + _error(flux, flavour, x, y)
            highest = max(highest, float(top.max()))
            (curve,) = axes.plot(x, y, gid=f"spectrum:{flavour}", **style)
            if np.any(top > y):
                bottom = np.maximum(2.0 * y - top, 0.0)
                axes.fill_between(
                    x, bottom, top, color=style["color"], alpha=0.25, linewidth=0.0, gid=f"band:{flavour}"
                )
            handles.append(curve)
            texts.append(f"{name}: {_total(sum(float(c.intensity) for c in parts))}{unit}")
        for c in flux.of(flavour):
            if c.line is not None:
                handles.append(axes.axvline(float(c.line), gid=f"line:{flavour}", **style))
                texts.append(f"{name} line at {c.line:.4g} MeV: {_total(float(c.intensity))}{unit}")
    low = min(c.support[0] for c in flux.components)
    if ordinate:
        axes.set_yscale("log")
        if highest > 0:
            axes.set_ylim(_DECADES * highest, 3.0 * highest)
    else:
        axes.set_ylim(0.0, 1.08 * highest if highest > 0 else 1.0)
    if log:
        axes.set_xscale("log")
        axes.set_xlim(max(low, 1e-3 * flux.E_max), 1.05 * flux.E_max)
    else:
        axes.set_xlim(0.0 if low < 0.3 * flux.E_max else low - 0.05 * flux.E_max, 1.05 * flux.E_max)
    if highest == 0:
        axes.set_yticks([])
    axes.set_xlabel("neutrino energy [MeV]")
    axes.set_ylabel(_ENERGY_LABELS[flux.unit] if highest > 0 else "lines, arbitrary height")
    return handles, texts


def _error(flux: Flux, flavour: int, x: Floats, y: Floats) -> Floats:
    """One standard deviation of the spectrum `y` of a `flavour` at energies `x` [MeV], in the unit of `y`."""
    error = np.zeros_like(y)
    inside = y > 0.0
    if flux.systematics and inside.any():
        error[inside] = y[inside] * np.asarray(flux.relative_uncertainty(x[inside], flavour), dtype=float)
    return error


def _total(value: float) -> str:
    """An intensity with four digits [text], with a power of ten where it is large or small."""
    if value == 0.0 or 1e-3 <= abs(value) < 1e5:
        return f"{value:.4g}"
    power = math.floor(math.log10(abs(value)))
    return f"{value / 10.0**power:.4g}×{power_of_ten(power)}"


def _inside(component: Component, x: Floats) -> Floats:
    """Spectrum [1/MeV] of a component, zero outside its support."""
    inside = (x >= component.support[0]) & (x <= component.support[1])
    assert component.spectrum is not None  # chosen by the caller
    values = np.asarray(component.spectrum(np.clip(x, *component.support)), dtype=float)
    return np.where(inside, values, 0.0)


def _grid(parts: list[Component], log: bool) -> Floats:
    """Energies [MeV] that resolve every piece; ends are doubled so that edges are vertical."""
    edges = sorted({e for c in parts for e in (*c.support, *c.breakpoints)})
    out = [np.array([np.nextafter(edges[0], -np.inf)])] if edges[0] > 0 else []
    for lo, hi in pairwise(edges):
        start = max(lo, 1e-4 * hi)
        out.append(np.geomspace(start, hi, 200) if log else np.linspace(lo, hi, 200))
    out.append(np.array([np.nextafter(edges[-1], np.inf)]))
    return np.concatenate(out)


def _times(axes: Axes, flux: Flux, timed: list[Component]) -> None:
    styles = _styles(flux)
    grouped: dict[int, list[Component]] = defaultdict(list)
    for c in timed:
        grouped[int(c.flavour)].append(c)
    lo, hi = zip(*(_span(c) for c in timed), strict=True)
    edges = np.linspace(min(lo), max(hi), _TIME_BINS + 1)
    width = 1e6 * np.diff(edges)
    for flavour, parts in grouped.items():
        style = styles[flavour]
        y = np.asarray(
            sum(float(c.intensity) * np.asarray(c.time.bin_fractions(edges)) for c in parts if c.time), dtype=float
        )
        axes.plot(1e6 * 0.5 * (edges[1:] + edges[:-1]), y / width, gid=f"time:{flavour}", **style)
    axes.set_xlim(1e6 * edges[0], 1e6 * edges[-1])
    axes.set_ylim(bottom=0.0)
    axes.set_xlabel("arrival time [µs]")
    axes.set_ylabel(_TIME_LABELS[flux.unit])


def _span(component: Component) -> tuple[float, float]:
    """Times [s] before which 0.1 % and after which 2 % of the neutrinos arrive, with a margin."""
    profile = component.time
    assert profile is not None  # chosen by the caller
    mean = float(profile.mean)
    ends = []
    for fraction, sign in ((1e-3, -1.0), (0.98, 1.0)):
        step = 1e-9
        while (float(profile.cdf(mean + sign * step)) - fraction) * sign < 0 and step < 1e3:
            step *= 1.5
        ends.append(mean + sign * step)
    margin = 0.03 * (ends[1] - ends[0])
    return ends[0] - margin, ends[1] + margin
