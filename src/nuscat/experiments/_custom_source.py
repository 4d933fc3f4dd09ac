"""The source of a configuration: flux, neutrinos per area, and the uncertainty of its normalisation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import ValidityError
from nuscat.fluxes import FLUXES, REACTOR_MODELS, REACTOR_SITES, Facility, Flux, load, reactor
from nuscat.fluxes.systematics import budget
from nuscat.processes import T_max

from ._common import protons_per_area
from ._custom_reader import Section
from .parameters import SNS_FLUX, Parameter, scale_nuisance

__all__ = ["Source", "flux_parameter", "read_source"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Source:
    """Flux, neutrinos per cm² of a component of unit intensity [cm⁻² per unit], distance [m] and relative error [1]."""

    flux: Flux
    fluence: float
    time: float
    baseline: float | None
    uncertainty: float | None


def read_source(config: Section, folder: Path) -> Source | None:
    """Source from the tables [source] and [exposure] of a configuration; relative paths start at `folder`."""
    s, e = config.section("source", required=True), config.section("exposure", required=True)
    name = s.text("flux", what="a flux of 'nuscat models fluxes' or a file")
    distance, power = s.quantity("distance", "m", None), s.quantity("power", "W", None)
    model = s.choice("model", REACTOR_MODELS, None)
    scale, total = s.number("scale", 1.0, lower=0.0), s.number("total", None, lower=0.0, unit="cm^-2 s^-1")
    uncertainty = s.fraction("uncertainty", None)
    protons = e.number("protons", None, lower=0.0)
    time = e.quantity("time", "s", None)
    live = e.fraction("live_fraction", 1.0, upper=1.0)
    s.finish()
    e.finish()
    for table, key, value in ((e, "live_fraction", live), (s, "scale", scale), (s, "total", total)):
        if value == 0.0:
            table.problem(key, "must be larger than 0.")
    if name is None or not scale or not live or total == 0.0:
        return None
    flux = s.attempt("flux", lambda: _flux(name, folder, power, distance, model))
    if flux is None:
        return None
    used = name in REACTOR_SITES or flux.facility is not None
    for key, value in (("distance", distance), ("power", power)):
        if value is not None and not used:
            s.problem(key, f"means nothing for the flux {name!r}, whose intensity is fixed; use scale or total.")
    if model is not None and name not in REACTOR_SITES:
        s.problem("model", f"is for reactors; {name!r} is none.")
    if total is not None:
        if power is not None:
            s.problem("power", "means nothing beside source.total, which fixes the intensity; give one of the two.")
        flux = flux.scaled(total / float(flux.total()), "cm^-2 s^-1")
    if protons is not None and flux.unit != "per proton":
        e.problem("protons", f"means nothing for the flux {name!r}, which is in {flux.unit}.")
    flux = flux.scaled(scale)
    fluence = _fluence(s, e, flux, time, live, protons, power, distance)
    if fluence is None:
        return None
    baseline = distance if distance is not None else getattr(flux.facility, "baseline", None)
    if baseline is None and name in REACTOR_SITES and len(REACTOR_SITES[name].distances) == 1:
        baseline = REACTOR_SITES[name].distances[0]
    return Source(flux, fluence, (time or 0.0) * live, baseline, uncertainty)


def _flux(name: str, folder: Path, power: float | None, distance: float | None, model: str | None) -> Flux:
    if name in REACTOR_SITES:
        options: dict[str, Any] = {"power": power, "distance": distance}
        return reactor(name, **options) if model is None else reactor(name, model=model, **options)
    if name in FLUXES:
        return load(name)
    path = folder / name
    return load(path) if path.is_file() else load(name)


def _fluence(
    s: Section,
    e: Section,
    flux: Flux,
    time: float | None,
    live: float,
    protons: float | None,
    power: Any,
    distance: Any,
) -> float | None:
    if flux.unit == "cm^-2":
        return live  # neutrinos of one burst; its time is that of the backgrounds
    if flux.unit == "normalised":
        s.problem("total", f"is needed: the flux {flux.name!r} is a shape only. Give its total in cm^-2 s^-1.")
        return None
    if flux.unit == "per proton":
        return _per_proton(s, e, flux.facility, time, live, protons, power, distance)
    if time is None:
        if not e.has("time"):
            e.problem("time", 'is missing; write for example "1 yr".')
        return None
    return time * live


def _per_proton(
    s: Section,
    e: Section,
    facility: Facility | None,
    time: float | None,
    live: float,
    protons: float | None,
    power: float | None,
    distance: float | None,
) -> float | None:
    if distance is None and facility is not None:
        distance = facility.baseline
    if protons is None and time is not None and facility is not None:
        protons = float(facility.protons_per_second(power)) * time
    if protons is None and time is None and (e.has("time") or e.has("protons")):
        return None  # given wrongly, and said
    if protons is None:
        needed = "time or protons" if facility is not None else "protons (the flux belongs to no accelerator)"
        e.problem("protons", f"give {needed}.")
    elif power is not None and e.has("protons"):
        s.problem("power", "and exposure.protons say the same twice; give one.")
    if distance is None:
        s.problem("distance", "is needed, because the flux belongs to no place.")
    if protons is None or distance is None:
        return None
    return protons_per_area(protons * live, distance)


def flux_parameter(source: Source, name: str, threshold: float, mass: float) -> Parameter | None:
    """Nuisance parameter of the normalisation of the flux.

    Its error is that of the configuration; else that of the facility (shared between experiments of the SNS); else the
    systematics of the flux, weighted with the CEvNS count above a recoil `threshold` [MeV] of nuclei of a `mass` [MeV].
    None if nothing is known or the error is 0.
    """
    own = f"{name}_flux".replace("-", "_")
    sigma = source.uncertainty
    if sigma is not None:
        text = "flux, as configured"
    elif source.flux.facility is not None:
        facility = source.flux.facility
        if facility.name.startswith("sns"):
            return SNS_FLUX
        sigma = facility.neutrinos_per_proton_uncertainty / facility.neutrinos_per_proton
        text = f"neutrinos per proton of {facility.name}"
    elif source.flux.systematics:
        sigma, text = _systematic_error(source.flux, threshold, mass), "systematics of the flux, on the CEvNS count"
    if not sigma:
        return None
    return replace(scale_nuisance(own, sigma, "cevns", text), scales=("cevns",))


def _systematic_error(flux: Flux, threshold: float, mass: float) -> float:
    """Relative error [1] of the count, with σ(T > T₀) ∝ E² (1 − T₀/T_max)²."""

    def weight(E_nu: Any, flavour: Any) -> Any:  # noqa: ARG001
        E = np.asarray(E_nu, dtype=float)
        part = 1.0 - threshold / np.maximum(np.asarray(T_max(E, mass)), 1e-300)
        return E**2 * np.maximum(part, 0.0) ** 2

    total = 0.0
    for c in flux.components:
        E, w = c.quadrature()
        total += float(c.intensity) * float(np.sum(w * weight(E, c.flavour)))
    if total == 0.0:
        raise ValidityError(
            f"No neutrino of the flux {flux.name!r} makes a recoil above {1e3 * threshold:g} keV.",
            hint="Lower the threshold, or take another source.",
        )
    return float(np.sqrt(sum(v * v for v in budget(flux, weight).values()))) / total
