"""Fluxes by name or from a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from nuscat._core.errors import UnknownNameError

from .atmospheric import atmospheric
from .dsnb import dsnb
from .facilities import stopped_pion
from .files import from_file
from .flux import Flux
from .geo import geoneutrinos
from .pion_dar import PionDecayAtRest
from .radioactive import radioactive_source
from .reactor_background import BACKGROUND_SITES, reactor_background
from .reactor_flux import reactor
from .reactor_sites import REACTOR_SITES
from .solar import solar
from .supernova import supernova, supernova_fluence

__all__ = ["FLUXES", "load"]

FLUXES: dict[str, Callable[[], Flux]] = {
    "pion-dar": PionDecayAtRest,
    "sns": partial(stopped_pion, "sns"),
    "sns-csi": partial(stopped_pion, "sns-csi"),
    "sns-lar": partial(stopped_pion, "sns-lar"),
    "lujan": partial(stopped_pion, "lujan"),
    "jparc-mlf": partial(stopped_pion, "jparc-mlf"),
    "ess": partial(stopped_pion, "ess"),
    "isis": partial(stopped_pion, "isis"),
    "csns": partial(stopped_pion, "csns"),
    **{name: partial(reactor, name) for name in REACTOR_SITES},
    "atmospheric": atmospheric,
    "atmospheric-kamioka": partial(atmospheric, "kamioka"),
    "atmospheric-frejus": partial(atmospheric, "frejus"),
    "dsnb": dsnb,
    "dsnb-physical": partial(dsnb, "physical"),
    "geo": geoneutrinos,
    "solar": solar,
    "solar-agss09": partial(solar, "B16-AGSS09"),
    "solar-8b": partial(solar, components=("8B",)),
    "cr51": partial(radioactive_source, "Cr51", activity=3.7e16, distance=1.0),
    "ar37": partial(radioactive_source, "Ar37", activity=3.7e16, distance=1.0),
    "ce144": partial(radioactive_source, "Ce144", activity=3.7e15, distance=1.0),
    "li8": partial(radioactive_source, "Li8", activity=1e15, distance=1.0),
    "supernova": supernova,
    "supernova-gvkm": partial(supernova_fluence, "gvkm"),
    "supernova-livermore": partial(supernova_fluence, "livermore"),
    "supernova-ls220-s11.2": partial(supernova_fluence, "ls220-s11.2"),
    **{f"reactor-background-{site}": partial(reactor_background, site) for site in BACKGROUND_SITES},
}
"""Fluxes by name."""


def load(name: str | Path | Flux) -> Flux:
    """Flux by name, or from a file that states its units and flavours (see :func:`nuscat.fluxes.from_file`).

    Parameters
    ----------
    name : str, path or Flux
        A key of :data:`FLUXES`, or the path of a file; a Flux is returned as it is.

    Returns
    -------
    Flux

    Raises
    ------
    UnknownNameError
        With the closest names.
    MissingDataError, CorruptDataError, UnitError
        From a file.

    Sources
    -------
    See `cite` of the flux.

    Examples
    --------
    >>> load("pion-dar").flavours
    (14, 12, -14)
    """
    if isinstance(name, Flux):
        return name
    if isinstance(name, str) and name.strip().lower() in FLUXES:
        return FLUXES[name.strip().lower()]()
    path = Path(name).expanduser()
    if isinstance(name, Path) or path.is_file() or path.suffix or len(path.parts) > 1:
        return from_file(path)
    raise UnknownNameError.of("flux (nor is it a file)", name, FLUXES)
