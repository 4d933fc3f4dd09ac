"""All neutrino sources on one page: flux against energy from 10 keV to 100 GeV."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nuscat import fluxes
from nuscat._core.errors import ValidityError
from nuscat.fluxes import Component, Facility, Flux
from nuscat.fluxes.systematics import budget

from ._style import COLOURS, LINES, draw_legend, footer, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["FluxSource", "all_fluxes", "flux_sources"]

Floats = NDArray[np.float64]
E_RANGE = (1e-2, 1e5)
Y_RANGE = (1e-9, 1e15)
_POINTS = 600
_SECONDS = 10.0
_GEV_J = 1.602176634e-10
_GROUPS = ("Sun", "reactor", "Earth", "stopped pion", "supernova", "", "diffuse supernovae", "atmosphere")


@dataclass(frozen=True, kw_only=True)
class FluxSource:
    """A source on the page.

    Parameters
    ----------
    name : str
    label : str
        Text at the curve.
    flux : Flux [cm⁻² s⁻¹]
    group : int
        Sources of one group have one colour; the index of it.
    at : tuple of float [MeV], [1]
        Where the label stands: energy, and height relative to the curve.
    """

    name: str
    label: str
    flux: Flux
    group: int
    at: tuple[float, float]

    @property
    def total(self) -> float:
        """Flux of all flavours [cm⁻² s⁻¹]."""
        return float(self.flux.total())

    @property
    def uncertainty(self) -> float | None:
        """Standard deviation of the total [cm⁻² s⁻¹]; None if none is given with the flux."""
        if not self.flux.systematics:
            return None
        return math.sqrt(sum(change**2 for change in budget(self.flux).values()))

    def lines(self) -> dict[float, float]:
        """Energies [MeV] of the lines and their fluxes [cm⁻² s⁻¹], flavours together."""
        out: dict[float, float] = {}
        for c in self.flux.components:
            if c.line is not None:
                out[float(c.line)] = out.get(float(c.line), 0.0) + float(c.intensity)
        return out


def _part(flux: Flux, keep: Callable[[Component], bool]) -> Flux:
    """Components that fulfil a condition, with their systematics."""
    index = [i for i, c in enumerate(flux.components) if keep(c)]
    return replace(
        flux,
        components=tuple(flux.components[i] for i in index),
        systematics=tuple(replace(s, changes=tuple(s.changes[i] for i in index)) for s in flux.systematics),
    )


def _stopped_pion(baseline: float) -> Flux:
    """SNS at a distance [m], averaged over time [cm⁻² s⁻¹]."""
    flux = fluxes.load("sns")
    facility = flux.facility
    assert isinstance(facility, Facility)  # that of a preset
    protons = facility.power / (facility.proton_energy * 1e-3 * _GEV_J)
    flux = flux.scaled(protons / (4.0 * math.pi * (100.0 * baseline) ** 2), "cm^-2 s^-1")
    relative = (facility.neutrinos_per_proton_uncertainty or 0.0) / facility.neutrinos_per_proton
    name = fluxes.Systematic(name="neutrinos_per_proton", changes=(relative,) * len(flux.components))
    return replace(flux, systematics=(name,), facility=None) if relative else replace(flux, facility=None)


def flux_sources(
    *, reactor: str = "dresden-ii", site: str = "gran-sasso", baseline: float = 20.0, distance: float = 10.0
) -> tuple[FluxSource, ...]:
    """Sources of the page, each with its flux [cm⁻² s⁻¹] and references.

    Parameters
    ----------
    reactor : str
        A key of :data:`nuscat.fluxes.REACTOR_SITES`.
    site : str
        A key of :data:`nuscat.fluxes.ATMOSPHERIC_SITES`.
    baseline : float [m]
        Distance to the stopped-pion source (SNS).
    distance : float [kpc]
        Distance of the supernova; its fluence is spread over 10 s.

    Returns
    -------
    tuple of FluxSource

    Examples
    --------
    >>> [s.name for s in flux_sources()][:3]
    ['solar pp', 'solar 13N', 'solar 15O']
    """
    if not baseline > 0.0 or not distance > 0.0:
        raise ValidityError("Distances of sources must be positive.", hint="baseline in m, distance in kpc.")
    sun = fluxes.load("solar")

    def solar(name: str, *prefixes: str) -> Flux:
        return _part(sun, lambda c: c.label.split()[0] == name or any(c.label.startswith(p) for p in prefixes))

    burst = fluxes.supernova(distance=distance).scaled(1.0 / _SECONDS, "cm^-2 s^-1")
    geo = fluxes.load("geo")
    chains = {"U": "238U", "Th": "232Th", "K": "40K"}
    return (
        FluxSource(name="solar pp", label="pp", flux=solar("pp"), group=0, at=(0.045, 3.0)),
        FluxSource(name="solar 13N", label="¹³N", flux=solar("13N"), group=0, at=(0.5, 2.4)),
        FluxSource(name="solar 15O", label="¹⁵O", flux=solar("15O"), group=0, at=(1.84, 0.6)),
        FluxSource(name="solar 17F", label="¹⁷F", flux=solar("17F"), group=0, at=(1.84, 0.7)),
        FluxSource(name="solar 7Be", label="⁷Be", flux=solar("7Be"), group=0, at=(0.0, 0.0)),
        FluxSource(name="solar pep", label="pep", flux=solar("pep"), group=0, at=(0.0, 0.0)),
        FluxSource(name="solar 8B", label="⁸B", flux=solar("8B"), group=0, at=(3.4, 2.2)),
        FluxSource(name="solar hep", label="hep", flux=solar("hep"), group=0, at=(6.5, 0.22)),
        FluxSource(
            name=f"reactor {reactor}",
            label=f"reactor\n({_readable(reactor)})",
            flux=fluxes.load(reactor),
            group=1,
            at=(3.0, 6.0),
        ),
        *(
            FluxSource(
                name=f"geo {k}",
                label=f"geo {k}",
                flux=_part(geo, lambda c, head=chains[k]: c.label.startswith(head)),  # type: ignore[misc]
                group=2,
                at={"U": (3.4, 0.02), "Th": (0.0205, 2.6), "K": (0.0112, 0.33)}[k],
            )
            for k in chains
        ),
        FluxSource(
            name=f"stopped pion, {baseline:g} m",
            label=f"stopped\npion\n{baseline:g} m",
            flux=_stopped_pion(baseline),
            group=3,
            at=(19.5, 0.008),
        ),
        FluxSource(
            name=f"supernova, {distance:g} kpc, mean of {_SECONDS:g} s",
            label=f"supernova at {distance:g} kpc\n(mean of {_SECONDS:g} s)",
            flux=replace(burst, note=f"{burst.note}; fluence divided by {_SECONDS:g} s"),
            group=4,
            at=(22.0, 4.0),
        ),
        FluxSource(
            name="dsnb", label="diffuse\nsupernova\nbackground", flux=fluxes.load("dsnb"), group=6, at=(0.04, 0.012)
        ),
        FluxSource(
            name=f"atmospheric, {site}",
            label=f"atmospheric ({_readable(site)})",
            flux=fluxes.atmospheric(site),
            group=7,
            at=(500.0, 6.0),
        ),
    )


def _readable(name: str) -> str:
    return " ".join(w.upper() if w in ("ii", "ill", "knpp") else w.capitalize() for w in name.split("-"))


def all_fluxes(sources: tuple[FluxSource, ...] | None = None) -> Figure:
    """All sources on one page: flux of all flavours against energy, 10 keV to 100 GeV.

    Parameters
    ----------
    sources : tuple of FluxSource, optional
        Default :func:`flux_sources`.

    Returns
    -------
    Figure
        Bands are ±1σ of the flux (systematics added in quadrature). Lines are stems, their height is the flux in
        cm⁻² s⁻¹.

    Examples
    --------
    >>> all_fluxes(flux_sources()[:1]).axes[0].get_xlabel()
    'neutrino energy [MeV]'
    """
    chosen = flux_sources() if sources is None else sources
    if not chosen:
        raise ValidityError("There is no source to draw.")
    with styled():
        figure, panels = new_figure("all neutrino fluxes", size=(10.0, 7.6))
        axes = panels[0][0]
        axes.set_xscale("log")
        axes.set_yscale("log")
        handles: dict[int, Any] = {}
        for i, source in enumerate(chosen):
            style = LINES[sum(s.group == source.group for s in chosen[:i]) % len(LINES)]
            handles.setdefault(source.group, _curve(axes, source, style))
        axes.set_xlim(*E_RANGE)
        axes.set_ylim(*Y_RANGE)
        axes.set_xlabel("neutrino energy [MeV]")
        axes.set_ylabel("flux of all flavours [cm⁻² s⁻¹ MeV⁻¹]")
        draw_legend(figure, list(handles.values()), [_GROUPS[g] for g in handles], title="Neutrino fluxes at Earth")
        cite = dict.fromkeys(key for s in chosen for key in s.flux.cite)
        footer(figure, cite, "Bands: ±1σ where given. Stems: lines, height in cm⁻² s⁻¹")
    return figure


def _curve(axes: Axes, source: FluxSource, line: Any) -> Any:
    """Draw a source and return the artist that stands for it."""
    from matplotlib.patheffects import withStroke

    colour = COLOURS[source.group]
    text: dict[str, Any] = {
        "color": colour,
        "fontsize": 10,
        "path_effects": [withStroke(linewidth=2.5, foreground="white")],
        "gid": f"label:{source.name}",
    }
    artist: Any = None
    parts = [c for c in source.flux.components if c.spectrum is not None]
    for energy, height in source.lines().items():
        (artist,) = axes.plot([energy, energy], [Y_RANGE[0], height], color=colour, lw=0.9, gid=f"line:{source.name}")
        axes.plot([energy], [height], marker="o", ms=4.0, color=colour, ls="none")
        if not parts:
            place: dict[str, Any] = {"xytext": (0, 5), "textcoords": "offset points", "ha": "center"}
            axes.annotate(source.label, (energy, height), **place, **text)
    if not parts:
        return artist
    low = max(min(c.support[0] for c in parts), E_RANGE[0])
    high = min(max(c.support[1] for c in parts), E_RANGE[1])
    E = np.geomspace(low, high, _POINTS)
    E[-1] = high
    phi = np.asarray(source.flux.spectrum(E), dtype=float)
    sigma = np.asarray(source.flux.relative_uncertainty(E), dtype=float)
    E, phi, sigma = E[phi > 0.0], phi[phi > 0.0], sigma[phi > 0.0]
    if np.any(sigma > 0.0):
        band = (phi * np.maximum(1.0 - sigma, 1e-3), phi * (1.0 + sigma))
        axes.fill_between(E, *band, color=colour, alpha=0.22, lw=0, gid=f"band:{source.name}")
    (artist,) = axes.plot(
        np.append(E, E[-1]), np.append(phi, Y_RANGE[0]), color=colour, ls=line, lw=1.5, gid=f"spectrum:{source.name}"
    )
    where, factor = source.at
    height = math.exp(float(np.interp(np.log(where), np.log(E), np.log(phi))))
    axes.annotate(source.label, (where, factor * height), ha="left", va="center", **text)
    return artist
