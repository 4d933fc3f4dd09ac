"""Published CEvNS counts: what was observed and predicted, and which recoils were seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat.detectors import (
    ConstantEfficiency,
    DetectorResponse,
    FanoResolution,
    GaussianSmearing,
    Lindhard,
    NoLightYield,
)
from nuscat.fluxes import FACILITIES, Flux, reactor, stopped_pion

from ._common import protons_per_area
from .asymmetric import AsymmetricGaussianStatistic
from .likelihood import POISSON, GaussianStatistic, Statistic
from .parameters import SNS_FLUX, Parameter, scale_nuisance
from .prediction import Axis
from .solar_flux import b8_flux

__all__ = ["COUNTS", "CountRecord"]

Floats = NDArray[np.float64]
DAY, YEAR = 86400.0, 365.25 * 86400.0


@dataclass(frozen=True, kw_only=True, eq=False)
class CountRecord:
    """A published number of CEvNS events and how nuscat calculates it.

    Parameters
    ----------
    name, title : str
    observed : tuple of float [counts]
        One per sample: events, or fitted CEvNS events where the background was subtracted.
    predicted : tuple of float [counts]
        The collaboration's own Standard Model expectation of CEvNS in each sample; per 1e6 cm⁻² s⁻¹ of ⁸B if `solar`.
    background : tuple of float [counts]
        Expected background; zero where it was subtracted.
    statistic : Statistic
        How the observed numbers scatter.
    nuisances : tuple of Parameter
        Scales of the prediction (`scales` = ("cevns",)) or of the background of one sample (``("background",)``).
    material : str
    exposure : float
        kg s for a flux in cm⁻² s⁻¹, kg × protons cm⁻² for one per proton.
    flux : callable
        Makes the flux.
    response : callable
        T_nr [MeV] (n,) → probability of every sample [1], shape (samples, n).
    breakpoints : tuple of float [MeV]
        Where the response has edges.
    axis : Axis
        The samples.
    solar : bool
        Whether ``flux_8B`` multiplies the prediction.
    quenching : object or None
        For its citation and, in germanium, its k.
    response_of_k : callable or None
        Germanium: T_nr [MeV] (n,) and Lindhard's k [1] → as `response`, which has the published k.
    cite : tuple of str
    """

    name: str
    title: str
    observed: tuple[float, ...]
    predicted: tuple[float, ...]
    background: tuple[float, ...]
    statistic: Statistic
    nuisances: tuple[Parameter, ...]
    material: str
    exposure: float
    flux: Callable[[], Flux]
    response: Callable[[Floats], Floats]
    breakpoints: tuple[float, ...]
    axis: Axis
    solar: bool = False
    quenching: Any = None
    response_of_k: Callable[[Floats, float], Floats] | None = None
    cite: tuple[str, ...] = ()


def _quenched(quenching: Any, resolution: Any, edges: tuple[float, float]) -> DetectorResponse:
    return DetectorResponse(
        quenching=quenching,
        light_yield=NoLightYield(),
        smearing=GaussianSmearing(resolution),
        efficiency=ConstantEfficiency(1.0),
        efficiency_axis="reco",
        edges=np.array(edges),
    )


def _logarithmic(start: float, stop: float, n: int) -> tuple[float, ...]:
    return tuple(np.geomspace(start, stop, n).tolist())


# CONUS+: three detectors, thresholds 160, 170 and 180 eV, equal shares; below 0.8 keV
_CONUS_QUENCHING = Lindhard(32, 73, k=0.162)
_CONUS_RESOLUTION = FanoResolution(noise=48e-6 / 2.3548, pair_energy=2.96e-6, fano=0.11)
_CONUS_THRESHOLDS = (160.0, 170.0, 180.0)


def _conus_flux() -> Flux:
    return reactor("leibstadt")


def _conus_response(T_nr: Floats, k: float = _CONUS_QUENCHING.k) -> Floats:
    windows = ((1e-6 * threshold, 0.8e-3) for threshold in _CONUS_THRESHOLDS)
    responses = (_quenched(Lindhard(32, 73, k=k), _CONUS_RESOLUTION, edges) for edges in windows)
    return np.asarray(np.mean([np.asarray(r.matrix(T_nr)) for r in responses], axis=0))


# COHERENT Ge-Mini: 1.5 to 8.5 keVee, prompt and delayed
_GE_QUENCHING = Lindhard(32, 73, k=0.157)
_GE_RESOLUTION = FanoResolution(noise=70e-6, pair_energy=2.96e-6, fano=0.11)
_GE_BASELINE, _GE_ENERGY = 19.2, 10.22
"""Distance [m] and exposure [GWh kg] of COHERENT:2024axu."""


def _ge_exposure() -> float:
    protons = _GE_ENERGY * 1e9 * 3600.0 / (FACILITIES["sns"].proton_energy * 1e6 * 1.602176634e-19)
    return protons_per_area(protons, _GE_BASELINE)


def _ge_response(T_nr: Floats, k: float = _GE_QUENCHING.k) -> Floats:
    return np.asarray(_quenched(Lindhard(32, 73, k=k), _GE_RESOLUTION, (1.5e-3, 8.5e-3)).matrix(T_nr))


# PandaX-4T: paired and ionisation-only data
_PANDAX_THRESHOLDS = (1.1e-3, 0.33e-3)
_PANDAX_EXPOSURES = (1.20, 1.04)
"""Recoil thresholds [MeV] and exposures [t yr] of PandaX:2024muv, paired and ionisation only."""
_PANDAX_FIT, _PANDAX_FLUX = (3.5, 75.0), 8.4
"""Best-fit signal events and the flux [1e6 cm⁻² s⁻¹] that goes with them: their ratio is the published response."""


def _pandax_response(T_nr: Floats) -> Floats:
    shares = np.array(_PANDAX_EXPOSURES) / _PANDAX_EXPOSURES[0]
    return shares[:, None] * (np.asarray(T_nr) >= np.array(_PANDAX_THRESHOLDS)[:, None])


_OTHER_GE = float(np.sqrt((3.6 / 35.1) ** 2 - 0.1**2))

COUNTS: dict[str, CountRecord] = {
    "conus-plus": CountRecord(
        name="conus-plus",
        title="CONUS+ (Ge, Leibstadt), 327 kg d",
        observed=(395.0,),
        predicted=(347.0,),
        background=(0.0,),
        statistic=GaussianStatistic((106.0,)),
        nuisances=(
            scale_nuisance("conus_plus_prediction", 59.0 / 347.0, "cevns", "predicted counts of CONUS+ (59 of 347)"),
        ),
        material="Ge",
        exposure=327.0 * DAY,
        flux=_conus_flux,
        response=_conus_response,
        breakpoints=_logarithmic(0.3e-3, 3.0e-3, 24),
        axis=Axis(name="ionisation energy", unit="keVee", edges=(0.16, 0.8)),
        quenching=_CONUS_QUENCHING,
        response_of_k=_conus_response,
        cite=("Ackermann:2025obx",),
    ),
    "coherent-ge": CountRecord(
        name="coherent-ge",
        title="COHERENT Ge-Mini, 10.22 GWh kg",
        observed=(20.6,),
        predicted=(35.1,),
        background=(0.0,),
        statistic=AsymmetricGaussianStatistic(upper=(7.1,), lower=(6.3,)),
        nuisances=(
            SNS_FLUX,
            scale_nuisance(
                "coherent_ge_prediction",
                _OTHER_GE,
                "cevns",
                "predicted counts of Ge-Mini other than the flux: √((3.6/35.1)² − 0.1²)",
            ),
        ),
        material="Ge",
        exposure=_ge_exposure(),
        flux=lambda: stopped_pion("sns"),
        response=_ge_response,
        breakpoints=(*_logarithmic(2.9e-3, 3.8e-3, 5), *_logarithmic(4e-3, 45e-3, 40), *_logarithmic(47e-3, 80e-3, 12)),
        axis=Axis(name="ionisation energy", unit="keVee", edges=(1.5, 8.5)),
        quenching=_GE_QUENCHING,
        response_of_k=_ge_response,
        cite=("COHERENT:2024axu", "Barlow:2004wg"),
    ),
    "pandax-4t-8b": CountRecord(
        name="pandax-4t-8b",
        title="PandaX-4T solar 8B neutrinos, paired and ionisation-only data",
        observed=(3.0, 332.0),
        predicted=tuple(n / _PANDAX_FLUX for n in _PANDAX_FIT),
        background=(2.8, 251.0),
        statistic=POISSON,
        nuisances=(
            scale_nuisance("pandax_background_paired", 0.5 / 2.8, "", "background of paired data (0.5 of 2.8)"),
            scale_nuisance("pandax_background_us2", 32.0 / 251.0, "", "background of ionisation-only data (32 of 251)"),
        ),
        material="Xe",
        exposure=_PANDAX_EXPOSURES[0] * 1000.0 * YEAR,
        flux=b8_flux,
        response=_pandax_response,
        breakpoints=tuple(sorted({*_PANDAX_THRESHOLDS, 0.6e-3, 2e-3, 3e-3})),
        axis=Axis(name="sample (0 paired, 1 ionisation only)", unit="1", edges=(-0.5, 0.5, 1.5)),
        solar=True,
        cite=("PandaX:2024muv", "Baker:1983tu"),
    ),
}
"""Published counts by name."""
