"""Reactor antineutrinos of the whole world at underground laboratories."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nuscat._core.errors import UnknownNameError

from ._curves import packaged_columns
from ._mixing import averaged_survival
from .flux import Flux
from .systematics import Systematic
from .tables import table_component

__all__ = ["BACKGROUND_SITES", "reactor_background"]

GRAN_SASSO = 3.06e6
"""Total flux at Gran Sasso before oscillations [cm⁻² s⁻¹], OHare:2021utq."""
UNCERTAINTY = 0.08
"""Relative [1], OHare:2021utq."""

BACKGROUND_SITES: dict[str, str] = {
    "andes": "Andes",
    "boulby": "Boulby",
    "gran-sasso": "GranSasso",
    "kamioka": "Kamioka",
    "surf": "Lead",
    "stawell": "Stawell",
}
"""Laboratories, with their names in the table."""


def reactor_background(site: str = "gran-sasso", *, oscillated: bool = True) -> Flux:
    """Flux of antineutrinos from all power reactors at an underground laboratory.

    Parameters
    ----------
    site : str
        A key of :data:`BACKGROUND_SITES`.
    oscillated : bool
        Share the flux among flavours with the averaged survival probability (0.55); the total does not change. Single
        reactors nearby (Boulby: Hartlepool at 26 km) keep a pattern in energy that this average does not have.

    Returns
    -------
    Flux [cm⁻² s⁻¹]
        One spectrum for all sites; systematic ``reactor_background``.

    Raises
    ------
    UnknownNameError

    Sources
    -------
    OHare:2021utq: 3.06e6 cm⁻² s⁻¹ (8 %) at Gran Sasso; other sites by the ratio of the tables distributed with it,
    whose own sizes are 5.01 times larger. Checked: the quoted total gives 92 events of inverse beta decay in 10³²
    proton years with oscillations, Borexino:2019gps expects 84.5; the tables themselves would give 460.

    Examples
    --------
    >>> f"{float(reactor_background('surf').total()):.3g}"
    '1.31e+06'
    """
    if site not in BACKGROUND_SITES:
        raise UnknownNameError.of("site with a reactor background", site, BACKGROUND_SITES)
    shape = packaged_columns("fluxes/geo/reactor.csv")
    E, phi = (np.array([float(x) for x in shape[c]]) for c in ("E_MeV", "per_MeV"))
    relative = dict(zip(*packaged_columns("fluxes/geo/reactor_sites.csv").values(), strict=True))
    total = GRAN_SASSO * float(relative[BACKGROUND_SITES[site]])
    part = table_component(E, phi, "anti_nu_e", what="reactor background")
    p = averaged_survival() if oscillated else 1.0
    shares = {"anti_nu_e": p, "anti_nu_mu": 0.5 * (1.0 - p), "anti_nu_tau": 0.5 * (1.0 - p)}
    parts = tuple(replace(part, flavour=f, intensity=s * total) for f, s in shares.items() if s > 0.0)
    return Flux(
        name=f"reactor-background-{site}",
        components=parts,
        unit="cm^-2 s^-1",
        cite=("OHare:2021utq", *(("Esteban:2020cvm",) if oscillated else ())),
        note="all power reactors, 10 keV to 11.4 MeV; other sites than Gran Sasso by ratio",
        systematics=(
            Systematic(
                name="reactor_background",
                changes=(UNCERTAINTY,) * len(parts),
                description="reactor flux at underground laboratories",
                cite=("OHare:2021utq",),
            ),
        ),
    )
