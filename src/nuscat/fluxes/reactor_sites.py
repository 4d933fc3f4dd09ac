"""Reactors at which neutrino scattering is or was measured: power, distance, fuel, and the flux that was published."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np

from nuscat._core.arrays import plain_array
from nuscat._core.errors import UnknownNameError, ValidityError, require_positive

__all__ = ["REACTOR_SITES", "ReactorSite", "reactor_site"]

_CONFIRM = "to be confirmed"


@dataclass(frozen=True, kw_only=True)
class ReactorSite:
    """A place at a reactor.

    Parameters
    ----------
    name : str
    experiment : str
    power : float [W]
        Thermal power of each core.
    distances : tuple of float [m]
        From the centre of every core to the detector; a number for one core.
    fission_fractions : str
        Name in :data:`nuscat.fluxes.reactor_fuel.FISSION_FRACTIONS`.
    captures_per_fission : float [1]
        Captures of neutrons by 238U per fission; each leads to two antineutrinos, of 239U and 239Np.
    power_uncertainty : float [1]
        Relative.
    published_flux : float [cm⁻² s⁻¹], optional
        Total flux stated for the site.
    counts : str
        What the published flux would have to count to agree: inferred from its value, not stated by the paper.
    status : str
        "published", or "to be confirmed" for numbers quoted second hand; `source` says which.
    source : str
        Where the numbers are from.
    cite : tuple of str
        INSPIRE keys.

    Raises
    ------
    ValidityError
        If a number is not positive or there is no distance.

    Examples
    --------
    >>> site = REACTOR_SITES["chooz"]
    >>> len(site.distances), round(site.effective_distance, 1)
    (2, 58.8)
    """

    name: str
    experiment: str
    power: float
    distances: tuple[float, ...]
    fission_fractions: str = "pwr"
    captures_per_fission: float = 0.6
    power_uncertainty: float = 0.02
    published_flux: float | None = None
    counts: str = ""
    status: str = _CONFIRM
    source: str = ""
    cite: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        distances = np.atleast_1d(plain_array("distance of the cores", self.distances, unit="m"))
        object.__setattr__(self, "distances", tuple(distances.tolist()))
        require_positive(f"power of the reactor site {self.name}", self.power, unit="W")
        require_positive(f"captures per fission at {self.name}", self.captures_per_fission, zero=True)
        require_positive(f"uncertainty of the power at {self.name}", self.power_uncertainty, zero=True)
        if not self.distances:
            raise ValidityError(
                f"The reactor site {self.name!r} has no distance.", hint="Give one distance in m for every core."
            )
        for distance in self.distances:
            require_positive(f"distance of a core at {self.name}", distance, unit="m")

    @property
    def effective_distance(self) -> float:
        """Distance at which one core gives the flux of all [m]."""
        return float(sum(d**-2 for d in self.distances) ** -0.5)

    @property
    def per_area(self) -> float:
        """Σ 1/(4πL²) over the cores [cm⁻²]."""
        return sum(1.0 / (4.0 * pi * (100.0 * d) ** 2) for d in self.distances)


_WITH_CAPTURES = "7.2 antineutrinos per fission: all energies, captures on 238U included"

REACTOR_SITES: dict[str, ReactorSite] = {
    "dresden-ii": ReactorSite(
        name="dresden-ii",
        experiment="Dresden-II (NCC-1701)",
        power=2.96e9,
        distances=(10.39,),
        published_flux=4.8e13,
        counts="7.2 antineutrinos per fission at 10.4 m; the flux chose this distance, no independent check",
        source="all second hand; 8 to 10.4 m are quoted, the flux decides for 10.4: it is no check of the distance",
        cite=("Colaresi:2022obx",),
    ),
    "knpp": ReactorSite(
        name="knpp",
        experiment="nuGeN, Kalinin unit 3",
        power=3.1e9,
        distances=(11.0,),
        source="3.1 GW published; 10.9 to 12.2 m with the lift, second hand",
        cite=("nuGeN:2022bmg",),
    ),
    "leibstadt": ReactorSite(
        name="leibstadt",
        experiment="CONUS+",
        power=3.6e9,
        distances=(20.7,),
        published_flux=1.45e13,
        counts=_WITH_CAPTURES,
        source="power and distance published; flux second hand",
        cite=("Ackermann:2025obx",),
    ),
    "brokdorf": ReactorSite(
        name="brokdorf",
        experiment="CONUS",
        power=3.9e9,
        distances=(17.1,),
        published_flux=2.3e13,
        counts=_WITH_CAPTURES,
        source="power and distance published; flux second hand",
        cite=("CONUS:2020skt",),
    ),
    "kuo-sheng": ReactorSite(
        name="kuo-sheng",
        experiment="TEXONO",
        power=2.9e9,
        distances=(28.0,),
        fission_fractions="texono",
        published_flux=6.4e12,
        counts=_WITH_CAPTURES,
        source="TEXONO:2006xds, second hand",
        cite=("TEXONO:2006xds",),
    ),
    "ill": ReactorSite(
        name="ill",
        experiment="Ricochet",
        power=58.0e6,
        distances=(8.8,),
        fission_fractions="heu",
        captures_per_fission=0.0,
        published_flux=1.1e12,
        counts="6.1 antineutrinos per fission of 235U, no captures",
        source="power and distance published; flux second hand; highly enriched fuel, captures neglected",
        cite=("Ricochet:2022pzj",),
    ),
    "chooz": ReactorSite(
        name="chooz",
        experiment="NUCLEUS, very near site",
        power=4.25e9,
        distances=(72.0, 102.0),
        published_flux=1.7e12,
        counts="not explained: 21 % below 7.2 per fission; 1.8e12 without captures, 1.73e12 at 80 % of the time",
        source="power and distances published; flux second hand",
        cite=("NUCLEUS:2019igx",),
    ),
    "angra": ReactorSite(
        name="angra",
        experiment="CONNIE",
        power=3.8e9,
        distances=(30.0,),
        published_flux=7.8e12,
        counts="not explained: 5 % above 7.2 per fission, 1 % at 3.95 GW, which is also quoted",
        source="3.8 GW and 30 m published; flux second hand",
        cite=("CONNIE:2019swq",),
    ),
    "hanbit": ReactorSite(
        name="hanbit",
        experiment="NEON",
        power=2.8e9,
        distances=(23.7,),
        published_flux=8.1e12,
        counts="not explained: 7.2 per fission are 8 % more; proceedings state 7.1e12 at 24 m, as 6 per fission give",
        source="power and distance published; flux second hand",
        cite=("NEON:2022hbk",),
    ),
    "sanmen": ReactorSite(
        name="sanmen",
        experiment="RELICS",
        power=3.0e9,
        distances=(25.0,),
        published_flux=1.0e13,
        counts="an order of magnitude; 3.4 GW, also quoted for the reactor, give 0.96e13",
        source="3 GW and 25 m published; flux second hand",
        cite=("RELICS:2024opj",),
    ),
}
"""Sites by name. Those marked "to be confirmed" have at least one number quoted second hand, named in `source`."""


def reactor_site(name: str | ReactorSite) -> ReactorSite:
    """Site by name, or as it is; raises :class:`UnknownNameError` with the closest names."""
    if isinstance(name, ReactorSite):
        return name
    if name not in REACTOR_SITES:
        raise UnknownNameError.of("reactor site", name, REACTOR_SITES)
    return REACTOR_SITES[name]
