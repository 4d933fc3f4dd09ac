"""`nuscat plot fluxes`: all sources on one page."""

from __future__ import annotations

from typing import Annotated

import typer

from ._help import Command
from ._options import Json
from .plot import Output, _finish, _place, plot

__all__ = ["fluxes", "plot"]


@plot.command(cls=Command)
def fluxes(
    reactor: Annotated[
        str, typer.Option("--reactor", metavar="NAME", help="Reactor site, one of 'nuscat models fluxes'.")
    ] = "dresden-ii",
    site: Annotated[
        str, typer.Option("--site", metavar="NAME", help="Atmospheric flux: gran-sasso, frejus, kamioka.")
    ] = "gran-sasso",
    baseline: Annotated[
        str, typer.Option("--baseline", metavar="LENGTH", help="Distance to the stopped-pion source, m.")
    ] = "20 m",
    distance: Annotated[
        float, typer.Option("--distance", metavar="KPC", help="Distance of the supernova, kpc; its fluence over 10 s.")
    ] = 10.0,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """All neutrino sources on one page, 10 keV to 100 GeV, with totals and references."""
    from nuscat import plots

    from ._output import number
    from ._parse import quantity

    where = _place(output, "fluxes.png", as_json)
    found = plots.flux_sources(
        reactor=reactor, site=site, baseline=quantity(baseline, "m", "--baseline"), distance=distance
    )
    rows = [
        {
            "name": s.name,
            "total": s.total,
            "uncertainty": s.uncertainty,
            "unit": s.flux.unit,
            "lines": [{"energy_MeV": E, "flux": value} for E, value in s.lines().items()],
            "note": s.flux.note,
            "cite": list(s.flux.cite),
        }
        for s in found
    ]
    cite = list(dict.fromkeys(key for s in found for key in s.flux.cite))
    lines = [
        f"{s.name}: {number(s.total)}{'' if s.uncertainty is None else f' ± {number(s.uncertainty, 2)}'} cm⁻² s⁻¹"
        for s in found
    ]
    document = {"sources": rows, "cite": cite}
    _finish(document, lambda: plots.all_fluxes(found), where, lines, as_json)
