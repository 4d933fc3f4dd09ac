"""Geoneutrinos: antineutrinos of the uranium, thorium and potassium chains in the Earth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from nuscat._core.errors import UnknownNameError, ValidityError, require_positive
from nuscat._core.frozen import FrozenMapping

from ._curves import packaged_columns
from ._mixing import averaged_survival
from .flux import Component, Flux
from .systematics import Systematic
from .tables import table_component

__all__ = ["GEO_CHAINS", "GEO_SITES", "GeoSite", "chain_spectrum", "geoneutrinos"]

GEO_CHAINS: dict[str, str] = {"U": "238U", "Th": "232Th", "K": "40K", "U235": "235U"}
"""Chains by element, with the nuclide at their head."""

_CITE = ("2007E&PSL.258..147E",)


@dataclass(frozen=True, kw_only=True)
class GeoSite:
    """Totals of the geoneutrino flux at a place, before oscillations.

    Parameters
    ----------
    name : str
    totals : mapping of str to float [cm⁻² s⁻¹]
        Antineutrinos of all energies, by chain (keys of :data:`GEO_CHAINS`).
    uncertainties : mapping of str to float [1]
        Relative standard deviations.
    cite : tuple of str
        INSPIRE keys.
    """

    name: str
    totals: Mapping[str, float]
    uncertainties: Mapping[str, float]
    cite: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "totals", FrozenMapping(self.totals))
        object.__setattr__(self, "uncertainties", FrozenMapping(self.uncertainties))


GEO_SITES: dict[str, GeoSite] = {
    "gran-sasso": GeoSite(
        name="gran-sasso",
        totals={"U": 4.34e6, "Th": 4.23e6, "K": 20.54e6},
        uncertainties={"U": 0.20, "Th": 0.257, "K": 0.168},
        cite=("2013GGG....14.2003H", "OHare:2021utq"),
    ),
}
"""Places with published totals; elsewhere give `totals`."""


def chain_spectrum(chain: str) -> Component:
    """Antineutrinos of one decay of the head of a chain in secular equilibrium.

    Parameters
    ----------
    chain : str
        A key of :data:`GEO_CHAINS`.

    Returns
    -------
    Component
        Spectrum normalised to 1 [1/MeV]; its intensity is the number of antineutrinos per decay. Neutrinos from
        electron capture of 40K (44 keV, 1.5 MeV; 10.7 %) are not included.

    Raises
    ------
    UnknownNameError

    Sources
    -------
    2007E&PSL.258..147E (tables of 2006). Checked: 6, 4 and 4 antineutrinos per decay of 238U, 235U and 232Th within
    0.8 %, 0.893 for 40K; radiogenic heat (Turcotte and Schubert, Geodynamics) from Q less the energy of the
    antineutrinos to 1 %; events of inverse beta decay per unit of flux (Fiorentini:2007te) to 3 %.

    Examples
    --------
    >>> round(float(chain_spectrum("U").intensity), 2)
    6.01
    """
    if chain not in GEO_CHAINS:
        raise UnknownNameError.of("decay chain", chain, GEO_CHAINS)
    head = GEO_CHAINS[chain]
    table = packaged_columns("fluxes/geo/chains.csv")
    rows = [i for i, name in enumerate(table["chain"]) if name == head]
    E = np.array([float(table["E_MeV"][i]) for i in rows])
    phi = np.array([float(table["per_MeV"][i]) for i in rows])
    return replace(table_component(E, phi, "anti_nu_e", what=f"chain of {head}"), label=f"{head} chain")


def geoneutrinos(
    site: str = "gran-sasso", *, totals: Mapping[str, float] | None = None, oscillated: bool = True
) -> Flux:
    """Flux of geoneutrinos.

    Parameters
    ----------
    site : str
        A key of :data:`GEO_SITES`, or any name with `totals`.
    totals : mapping of str to float [cm⁻² s⁻¹], optional
        Fluxes before oscillations, by chain (keys of :data:`GEO_CHAINS`); no uncertainties are known then.
    oscillated : bool
        Share the flux among flavours with the averaged survival probability (0.55); the total does not change. Without,
        all are electron antineutrinos, as produced.

    Returns
    -------
    Flux [cm⁻² s⁻¹]
        Systematics ``geo_U``, ``geo_Th``, ``geo_K``: independent, each common to its flavours.

    Raises
    ------
    UnknownNameError, ValidityError

    Sources
    -------
    2007E&PSL.258..147E (spectra), OHare:2021utq after 2013GGG....14.2003H (totals and uncertainties at Gran Sasso).
    The totals are those before oscillations: with the averaged survival probability they give the 40.3 (+7.3
    −5.8) events of 2013GGG....14.2003H in 10³² proton years (checked), without it far more.

    Examples
    --------
    >>> flux = geoneutrinos()
    >>> f"{float(flux.total()):.4g}", f"{float(flux.total('anti_nu_e')) / float(flux.total()):.2f}"
    ('2.911e+07', '0.55')
    """
    if totals is None:
        if site not in GEO_SITES:
            raise UnknownNameError.of("site with published geoneutrino fluxes", site, GEO_SITES)
        place = GEO_SITES[site]
    else:
        place = GeoSite(name=site, totals=_checked(totals), uncertainties={})
    p = averaged_survival() if oscillated else 1.0
    shares = {"anti_nu_e": p, "anti_nu_mu": 0.5 * (1.0 - p), "anti_nu_tau": 0.5 * (1.0 - p)}
    parts: list[Component] = []
    owners: list[str] = []
    for chain, total in place.totals.items():
        spectrum = chain_spectrum(chain)
        for flavour, share in shares.items():
            if share > 0.0:
                parts.append(replace(spectrum, flavour=flavour, intensity=share * total))
                owners.append(chain)
    return Flux(
        name=f"geo-{place.name}",
        components=tuple(parts),
        unit="cm^-2 s^-1",
        cite=(*_CITE, *place.cite, *(("Esteban:2020cvm",) if oscillated else ())),
        note=f"{place.name}; flavours {f'shared with P_ee = {p:.3f}' if oscillated else 'as produced'}",
        systematics=tuple(
            Systematic(
                name=f"geo_{chain}",
                changes=tuple(sigma if owner == chain else None for owner in owners),
                description=f"geoneutrino flux of the {GEO_CHAINS[chain]} chain",
                cite=place.cite,
            )
            for chain, sigma in place.uncertainties.items()
        ),
    )


def _checked(totals: Mapping[str, float]) -> dict[str, float]:
    if not totals:
        raise ValidityError("Geoneutrino fluxes need at least one chain.", hint=f"Valid: {', '.join(GEO_CHAINS)}.")
    for chain, total in totals.items():
        if chain not in GEO_CHAINS:
            raise UnknownNameError.of("decay chain", chain, GEO_CHAINS)
        require_positive(f"flux of the chain {chain}", total, unit="cm^-2 s^-1")
    return dict(totals)
