"""Atmospheric neutrinos: FLUKA at low energies joined to HAKKM above."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import UnknownNameError, ValidityError

from ._curves import LogLogSpectrum, loglog_component, packaged_columns
from .flux import Component, Flux
from .systematics import Systematic

__all__ = ["ATMOSPHERIC_SITES", "AtmosphericSite", "atmospheric", "join_ratio"]

Floats = NDArray[np.float64]
FLAVOURS = ("nu_e", "anti_nu_e", "nu_mu", "anti_nu_mu")
_FLUKA = "fluxes/atmospheric/fluka_gran_sasso.csv"


@dataclass(frozen=True, kw_only=True)
class AtmosphericSite:
    """Tables of a place and where they are joined.

    Parameters
    ----------
    name : str
    hakkm : str
        Place of the HAKKM table: "kamioka" or "frejus".
    scale : float [1]
        FLUKA flux at the site relative to Gran Sasso, for low energies (geomagnetic cut-off).
    join : tuple of float [MeV]
        FLUKA below, HAKKM above, between them a smooth transition in log E.
    """

    name: str
    hakkm: str
    scale: float
    join: tuple[float, float]


ATMOSPHERIC_SITES: dict[str, AtmosphericSite] = {
    "gran-sasso": AtmosphericSite(name="gran-sasso", hakkm="frejus", scale=1.0, join=(300.0, 944.0)),
    "frejus": AtmosphericSite(name="frejus", hakkm="frejus", scale=1.0, join=(100.0, 300.0)),
    "kamioka": AtmosphericSite(name="kamioka", hakkm="kamioka", scale=1.0 / 1.51, join=(100.0, 300.0)),
}
"""Sites: Gran Sasso keeps FLUKA up to 300 MeV and takes HAKKM of Fréjus, which agrees within 3 % at 1 GeV; Kamioka and
Fréjus take HAKKM from 100 MeV, and the shape of FLUKA below. 1.51 is the mean ratio of the FLUKA tables of Gran Sasso
and Super-Kamiokande at 13–53 MeV (1.47–1.55)."""


def _table(relative: str) -> tuple[Floats, dict[str, Floats]]:
    columns = {name: np.array([float(x) for x in text]) for name, text in packaged_columns(relative).items()}
    return columns["E_MeV"], {f: columns[f] for f in FLAVOURS}


def _at(table: tuple[Floats, dict[str, Floats]], flavour: str, E: Floats) -> Floats:
    return np.asarray(LogLogSpectrum(tuple(table[0]), tuple(table[1][flavour]))(E))


def _site(site: str) -> AtmosphericSite:
    if site not in ATMOSPHERIC_SITES:
        raise UnknownNameError.of("site with an atmospheric flux", site, ATMOSPHERIC_SITES)
    return ATMOSPHERIC_SITES[site]


def join_ratio(site: str = "gran-sasso") -> tuple[Floats, dict[str, Floats]]:
    """Ratio of FLUKA (scaled to the site) to HAKKM where both exist.

    Parameters
    ----------
    site : str
        A key of :data:`ATMOSPHERIC_SITES`.

    Returns
    -------
    E_nu : array [MeV], shape (n,)
        From 100 MeV to 891 MeV.
    ratios : mapping of str to array [1], shape (n,)
        By flavour.

    Sources
    -------
    Battistoni:2005pd, Honda:2015fha.

    Examples
    --------
    >>> E, ratio = join_ratio("gran-sasso")
    >>> round(float(ratio["nu_mu"][0]), 2), round(float(ratio["nu_mu"][-1]), 2)
    (0.84, 0.97)
    """
    place = _site(site)
    fluka, hakkm = _table(_FLUKA), _table(f"fluxes/atmospheric/hakkm_{place.hakkm}.csv")
    E = hakkm[0][hakkm[0] <= fluka[0][-1]]
    return E, {f: place.scale * _at(fluka, f, E) / _at(hakkm, f, E) for f in FLAVOURS}


def atmospheric(site: str = "gran-sasso", *, E_max: float = 1e5, join: tuple[float, float] | None = None) -> Flux:
    """Flux of atmospheric neutrinos of all directions, without oscillations.

    Parameters
    ----------
    site : str
        A key of :data:`ATMOSPHERIC_SITES`.
    E_max : float [MeV]
        Where to stop, at most 100 GeV.
    join : tuple of float [MeV], optional
        Other limits of the transition from FLUKA to HAKKM, within 100–981 MeV, where both tables exist.

    Returns
    -------
    Flux [cm⁻² s⁻¹]
        ν_e, ν̄_e, ν_μ, ν̄_μ from 13.2 MeV (the tables know nothing below) to `E_max`.
        Systematics: ``atmospheric_low`` (25 % up to 100 MeV, falling linearly in log E to 7 % at 1 GeV) and
        ``atmospheric_high`` (7 % up to 10 GeV, rising to 12 % at 100 GeV), each common to all flavours.

    Raises
    ------
    UnknownNameError, ValidityError

    Sources
    -------
    Battistoni:2005pd (as distributed with OHare:2021utq; the site is inferred), Honda:2015fha. Uncertainties:
    Super-Kamiokande:2017yvm, after Honda:2006qj; 25 % below 100 MeV as in neutrino-floor work (OHare:2021utq).
    Checked: 10.5 cm⁻² s⁻¹ below 1 GeV and 10.9 in total, quoted 10.7; ratio of sites 1.5 at low energies.

    Examples
    --------
    >>> f"{float(atmospheric().total()):.3g}", f"{float(atmospheric('kamioka').total()):.2g}"
    ('10.9', '7.7')
    """
    place = _site(site)
    lo, hi = place.join if join is None else join
    fluka, hakkm = _table(_FLUKA), _table(f"fluxes/atmospheric/hakkm_{place.hakkm}.csv")
    if not hakkm[0][0] <= lo < hi <= fluka[0][-1]:
        raise ValidityError(
            f"The tables can be joined between {hakkm[0][0]:g} and {fluka[0][-1]:g} MeV, got {lo:g}–{hi:g} MeV.",
            hint="Leave join out for the default of the site.",
        )
    if not 1000.0 <= E_max <= hakkm[0][-1]:
        raise ValidityError(f"E_max must be 1000 to {hakkm[0][-1]:g} MeV, got {E_max:g}.")
    ends = np.array([lo, hi, 1000.0, E_max])
    E = np.unique(np.concatenate([fluka[0][fluka[0] < hi], hakkm[0][hakkm[0] > lo], ends]))
    E = E[: int(np.searchsorted(E, E_max, side="right"))]
    parts = tuple(_joined(place.scale, fluka, hakkm, f, E, (lo, hi)) for f in FLAVOURS)
    return Flux(
        name=f"atmospheric-{place.name}",
        components=parts,
        unit="cm^-2 s^-1",
        cite=("Battistoni:2005pd", "Honda:2015fha", "OHare:2021utq"),
        note=(
            f"FLUKA{'' if place.scale == 1.0 else ' scaled to the site'} below {lo:g} MeV, HAKKM ({place.hakkm}) above"
            f" {hi:g} MeV; no flux below {E[0]:.3g} MeV; no oscillations"
        ),
        systematics=(
            Systematic(
                name="atmospheric_low",
                changes=(_low,) * len(parts),
                description="atmospheric flux below 1 GeV",
                cite=("Super-Kamiokande:2017yvm", "Honda:2006qj"),
            ),
            Systematic(
                name="atmospheric_high",
                changes=(_high,) * len(parts),
                description="atmospheric flux above 1 GeV",
                cite=("Super-Kamiokande:2017yvm", "Honda:2006qj"),
            ),
        ),
    )


def _joined(
    scale: float,
    fluka: tuple[Floats, dict[str, Floats]],
    hakkm: tuple[Floats, dict[str, Floats]],
    flavour: str,
    E: Floats,
    join: tuple[float, float],
) -> Component:
    """Geometric mean of both tables, with a weight that goes smoothly from 0 to 1 in log E between the limits."""
    x = np.clip(np.log(E / join[0]) / np.log(join[1] / join[0]), 0.0, 1.0)
    weight = x * x * (3.0 - 2.0 * x)
    with np.errstate(divide="ignore"):
        low, high = np.log(scale * _at(fluka, flavour, E)), np.log(_at(hakkm, flavour, E))
    log_phi = np.where(weight <= 0.0, low, np.where(weight >= 1.0, high, 0.0))
    inside = (weight > 0.0) & (weight < 1.0)
    log_phi[inside] = (1.0 - weight[inside]) * low[inside] + weight[inside] * high[inside]
    part = loglog_component(E, np.exp(log_phi), flavour, label=flavour)
    return replace(part, label="atmospheric")


def _low(E_nu: Array) -> Array:
    xp = namespace(E_nu)
    E = xp.asarray(E_nu, dtype=float)
    slope = 0.25 - 0.18 * xp.log10(xp.clip(E, 100.0, 1000.0) / 100.0)
    return xp.where(E < 1000.0, slope, 0.0)


def _high(E_nu: Array) -> Array:
    xp = namespace(E_nu)
    E = xp.asarray(E_nu, dtype=float)
    slope = 0.07 + 0.05 * xp.log10(xp.clip(E, 1e4, 1e5) / 1e4)
    return xp.where(E >= 1000.0, slope, 0.0)
