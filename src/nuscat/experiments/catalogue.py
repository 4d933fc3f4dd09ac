"""Experiments on coherent scattering: source, detector, status, and the events that nuscat predicts for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import UnknownNameError
from nuscat.detectors import DETECTORS, DetectorPreset
from nuscat.fluxes import FACILITIES, REACTOR_SITES, Flux, ReactorSite, reactor, solar, stopped_pion
from nuscat.nuclei import material
from nuscat.processes import T_max

from .recoil_rate import counts_above
from .theory import Theory

__all__ = ["PROGRAMMES", "Programme", "Reach", "programme"]

Floats = NDArray[np.float64]
DAY, HOUR, YEAR = 86400.0, 3600.0, 365.25 * 86400.0
CONFIRM = "to be confirmed"


def _beam(facility: str, baseline: float | None = None) -> Flux:
    """Flux of a stopped-pion source at full power [cm⁻² s⁻¹], at another `baseline` [m] if given."""
    found = FACILITIES[facility]
    place = found if baseline is None else replace(found, baseline=baseline)
    per_proton = float(place.fluence(1.0)) / place.neutrinos_per_proton
    return stopped_pion(place).scaled(per_proton * float(place.protons_per_second()), "cm^-2 s^-1")


_TRIGA = ReactorSite(
    name="triga",
    experiment="MINER, Texas A&M",
    power=1.0e6,
    distances=(4.0,),
    fission_fractions="heu",
    captures_per_fission=0.0,
    source="1 MW and about 4 m (arXiv:2504.20960); all fissions taken in 235U, captures neglected",
)


@lru_cache(maxsize=1)
def _solar() -> Flux:
    return solar(components=("8B",), oscillated=False)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What a programme sees in the Standard Model.

    Parameters
    ----------
    flux : float [cm⁻² s⁻¹]
        Neutrinos of all flavours while the source runs.
    rate : float [1/(kg day)]
        CEvNS events above the threshold while the source runs.
    per_year : float
        The same for the mass of the detector and the running time of the source in a year.
    recoil : float [keV]
        Recoil energy where the efficiency passes half of its highest value (first element of the target).
    """

    flux: float
    rate: float
    per_year: float
    recoil: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Programme:
    """An experiment on coherent scattering.

    Parameters
    ----------
    name, title : str
    source : str
        Where the neutrinos come from.
    make_flux : callable
        Makes the flux at the detector [cm⁻² s⁻¹] while the source runs.
    detector : DetectorPreset
        Target, mass, threshold and response.
    seconds : float [s]
        Running time of the source in a year.
    running : str
        What this time is.
    status : str
        "finished", "running", "commissioning", "planned", …
    published : str
        Published numbers of events, beside which the prediction stands.
    likelihood : str
        Name for :func:`nuscat.experiments.load`, or empty.
    cite : tuple of str
        INSPIRE keys.
    """

    name: str
    title: str
    source: str
    make_flux: Callable[[], Flux]
    detector: DetectorPreset
    seconds: float
    running: str
    status: str
    published: str = ""
    likelihood: str = ""
    cite: tuple[str, ...] = ()

    @property
    def flux(self) -> Flux:
        """Flux at the detector while the source runs [cm⁻² s⁻¹]."""
        return self.make_flux()

    @property
    def target(self) -> str:
        """Material of the target [text]."""
        return self.detector.material

    @property
    def mass(self) -> float:
        """Mass of the target [kg]."""
        return self.detector.mass

    @property
    def threshold(self) -> str:
        """Threshold with its unit [text]."""
        d = self.detector
        value = d.threshold * (1e3 if d.threshold_of.startswith("keV") else 1.0)
        return f"{value:.3g} {d.threshold_of}"

    @property
    def numbers(self) -> str:
        """Status of mass and threshold [text]: "published", or "to be confirmed" where one is second hand."""
        return self.detector.status

    @property
    def quenching(self) -> str:
        """Quenching models of the elements [names of `detectors.QUENCHING_MODELS`]."""
        return ", ".join(model for _, model in self.detector.quenching)

    @property
    def acceptance(self) -> str:
        """Acceptance of the analysis in the prediction [text]; "full": none is known, the counts are upper bounds."""
        return _ACCEPTANCE.get(self.name, "full")

    @property
    def published_flux(self) -> float | None:
        """Flux that was stated for the site [cm⁻² s⁻¹]; None if it is not a reactor or none was stated."""
        return self.make_flux.site.published_flux if isinstance(self.make_flux, _Reactor) else None

    def efficiencies(self) -> Mapping[str, Any]:
        """Probability that a recoil T_nr [MeV] is seen [1], a function for every element.

        Above the range of a quenching table it keeps its last value: there are hardly any recoils.
        """
        symbols = dict.fromkeys(nuclide.symbol for nuclide, _ in material(self.target).components)
        return {symbol: partial(self._efficiency, symbol) for symbol in symbols}

    def _efficiency(self, symbol: str, T_nr: Floats) -> Floats:
        last = self.detector.quenching_of(symbol).T_range[1]
        return np.asarray(self.detector.response_of(symbol).efficiency_curve(np.minimum(T_nr, last)))

    def reach(self, theory: Theory | None = None) -> Reach:
        """Events that the Standard Model (or `theory`: couplings, form factors) predicts.

        Examples
        --------
        >>> f"{programme('coherent-lar-750').reach().per_year:.0e}"  # "order of 3000 a year"
        '3e+03'
        """
        flux, seen = self.flux, self.efficiencies()
        rate = DAY * counts_above(flux, self.target, seen, theory)
        return Reach(
            flux=float(flux.total()),
            rate=rate,
            per_year=rate * self.mass * self.seconds / DAY,
            recoil=self._half(flux, next(iter(seen.values()))),
        )

    def _half(self, flux: Flux, efficiency: Any) -> float:
        top = float(T_max(flux.E_max, material(self.target).components[0][0].mass))
        T = np.geomspace(1e-4 * top, top, 200)
        values = np.asarray(efficiency(T))
        return 1e3 * float(T[np.argmax(values >= 0.5 * values.max())])

    def to_dict(self, theory: Theory | None = None) -> dict[str, Any]:
        """Plain mapping for JSON."""
        reach = self.reach(theory)
        return {
            "title": self.title,
            "source": self.source,
            "target": self.target,
            "mass_kg": self.mass,
            "threshold": self.threshold,
            "recoil_at_half_efficiency_keV": reach.recoil,
            "flux_per_cm2_s": reach.flux,
            "published_flux_per_cm2_s": self.published_flux,
            "quenching": self.quenching,
            "acceptance": self.acceptance,
            "cevns_per_kg_day": reach.rate,
            "cevns_per_year": reach.per_year,
            "running_days_per_year": self.seconds / DAY,
            "running": self.running,
            "status": self.status,
            "published": self.published,
            "likelihood": self.likelihood,
            "numbers": self.numbers,
            "note": "; ".join(t for t in (self.detector.source, self.flux.note) if t),
            "cite": list(dict.fromkeys((*self.cite, *self.detector.cite))),
        }


_SNS = 5000.0 * HOUR, "5000 h of beam a year at 1.4 MW"
_LUJAN = 3000.0 * HOUR, "3000 h of beam a year (assumed)"
_POWER = 0.9 * YEAR, "reactor on for 90 % of the year (assumed)"
_ILL = 150.0 * DAY, "150 days of reactor a year (assumed)"
_CAMPUS = 0.2 * YEAR, "reactor on for 20 % of the year (assumed)"
_ALWAYS = YEAR, "all year"


def _detector(base: str, /, **changes: Any) -> DetectorPreset:
    return replace(DETECTORS[base], **changes)


_CENNS10 = _detector(
    "coherent-lar-750",
    name="coherent-lar",
    title="COHERENT CENNS-10",
    mass=24.4,
    status="published",
    source="24.4 kg and 20 keVnr published",
)
_DARKSIDE = _detector(
    "darkside",
    name="darkside-20k",
    title="DarkSide-20k, ionisation only",
    mass=17400.0,
    status=CONFIRM,
    source="17.4 t fiducial second hand, of 50 t of argon; threshold of 4 electrons as in DarkSide-50",
    cite=("DarkSide-20k:2024yfq",),
)


def _of(
    name: str,
    source: str,
    make_flux: Callable[[], Flux],
    time: tuple[float, str],
    status: str,
    detector: DetectorPreset | None = None,
    **more: Any,
) -> Programme:
    found = DETECTORS[name] if detector is None else detector
    seconds, running = time
    return Programme(
        name=name,
        title=more.pop("title", found.title),
        source=source,
        make_flux=make_flux,
        detector=found,
        seconds=seconds,
        running=running,
        status=status,
        **more,
    )


@dataclass(frozen=True)
class _Reactor:
    """Flux at a reactor `site`."""

    site: ReactorSite

    def __call__(self) -> Flux:
        return reactor(self.site)


def _at(site: str | ReactorSite) -> Callable[[], Flux]:
    return _Reactor(REACTOR_SITES[site] if isinstance(site, str) else site)


_ACCEPTANCE = {
    "coherent-csi": "as released",
    "dresden-ii": "corrected for in the data",
    "xenon-nt": "in the threshold",
}
""""in the threshold": it is chosen so that the published events come out (see the source of the detector)."""


_LIST = (
    _of("coherent-csi", "SNS, 19.3 m", partial(_beam, "sns", 19.3), _SNS, "finished 2019",
        likelihood="coherent-csi", published="306 ± 20 seen, 341 ± 43 expected in 13.99 GWh"),
    _of("coherent-lar", "SNS, 27.5 m", partial(_beam, "sns", 27.5), _SNS, "finished 2021", _CENNS10,
        likelihood="coherent-lar", published="159 ± 43 seen, 128 ± 17 expected in 6.12 GWh"),
    _of("coherent-ge", "SNS, 19.2 m", partial(_beam, "sns", 19.2), _SNS, "running",
        likelihood="coherent-ge", published="20.6 +7.1 −6.3 seen, 35.1 ± 3.6 expected in 10.22 GWh kg"),
    _of("coherent-nai", "SNS, 22 m", partial(_beam, "sns", 22.0), _SNS, "being built up"),
    _of("coherent-lar-750", "SNS, 27.5 m", partial(_beam, "sns", 27.5), _SNS, "under construction",
        published="order of 3000 a year expected", cite=("Akimov:2022oyb",)),
    _of("ccm", "Lujan centre, 23 m", partial(_beam, "lujan"), _LUJAN, "running"),
    _of("connie", "Angra 2, 30 m", _at("angra"), _POWER, "running", published="limits"),
    _of("conus-plus", "Leibstadt, 20.7 m", _at("leibstadt"), _POWER, "running",
        likelihood="conus-plus", published="395 ± 106 seen, 347 ± 59 expected in 327 kg d"),
    _of("miner", "TRIGA of Texas A&M, 4 m", _at(_TRIGA), _CAMPUS, "moves to HFIR",
        published="no signal in 0.158 kg d", cite=("MINER:2016igy",)),
    _of("neon", "Hanbit 6, 23.7 m", _at("hanbit"), _POWER, "running"),
    _of("nucleus", "Chooz, 72 and 102 m", _at("chooz"), _POWER, "commissioning"),
    _of("ricochet", "ILL, 8.8 m", _at("ill"), _ILL, "commissioning", cite=("Ricochet:2022pzj",)),
    _of("texono", "Kuo-Sheng, 28 m", _at("kuo-sheng"), _POWER, "finished (reactor shut down 2023)", published="limits"),
    _of("relics", "Sanmen, 25 m", _at("sanmen"), _ALWAYS, "planned", published="4640 expected in 32 kg yr"),
    _of("nugen", "Kalinin 3, 11 m", _at("knpp"), _POWER, "running", published="limits"),
    _of("dresden-ii", "Dresden-II, 10.4 m", _at("dresden-ii"), _POWER, "finished 2021",
        likelihood="dresden-ii", published="excess in 96.4 d, p < 1.2e-3"),
    _of("xenon-nt", "Sun, 8B", _solar, _ALWAYS, "running", title="XENONnT",
        likelihood="xenonnt-8b", published="10.7 +3.7 −4.2 seen, 11.9 expected in 3.51 t yr after all cuts"),
    _of("pandax", "Sun, 8B", _solar, _ALWAYS, "running", title="PandaX-4T, paired",
        likelihood="pandax-4t-8b", published="3.5 fitted in 1.20 t yr after all cuts"),
    _of("pandax-s2", "Sun, 8B", _solar, _ALWAYS, "running", title="PandaX-4T, ionisation only",
        likelihood="pandax-4t-8b", published="75 fitted in 1.04 t yr after all cuts"),
    _of("darkside", "Sun, 8B", _solar, _ALWAYS, "finished"),
    _of("darkside-20k", "Sun, 8B", _solar, _ALWAYS, "under construction", _DARKSIDE),
)  # fmt: skip
PROGRAMMES: dict[str, Programme] = {p.name: p for p in _LIST}
"""Programmes by name. Predictions are for recoils above the threshold; cuts of an analysis (time windows, the search
regions of XENONnT and PandaX-4T) are not in them, which is why published counts can be far lower. The status of a
programme is as generally known in 2026, not taken from a paper."""


def programme(name: str) -> Programme:
    """Programme by name; raises :class:`UnknownNameError` with the closest names.

    Examples
    --------
    >>> programme("conus-plus").threshold
    '0.16 keVee'
    """
    if name not in PROGRAMMES:
        raise UnknownNameError.of("programme", name, PROGRAMMES)
    return PROGRAMMES[name]
