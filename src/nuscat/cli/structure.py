"""`nuscat structure`: energies, radii, levels and form factors of a nucleus."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ._help import Command
from ._options import CouplingsName, Json, Sin2w
from ._structure_models import DEFAULT

__all__ = ["StructureCommand", "structure"]

_OPTIONAL = ("--shell-model", "--measured")
"""Options whose value may be left out."""
_MAX_POINTS = 100_000


class StructureCommand(Command):
    """A command with options whose value may be left out; the next word is their value unless it is an option."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """Parse the command line after writing out the values that were left out."""
        complete = []
        for word, after in zip(args, [*args[1:], "--"], strict=False):
            bare = word in _OPTIONAL and after.startswith("-")
            complete.append(f"{word}={DEFAULT}" if bare else word)
        return super().parse_args(ctx, complete)


def structure(
    what: Annotated[
        str,
        typer.Argument(metavar="NUCLIDE", help="Ar40, 40Ar, …; or 'list': what there is; or 'matter', then a force."),
    ],
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="With 'matter' a force; with 'list' a catalogue of forces.")
    ] = None,
    force: Annotated[
        str | None, typer.Option("--force", metavar="NAME|FILE", help="Skyrme force, or a .toml file; default SLy4.")
    ] = None,
    shell_model: Annotated[
        str | None,
        typer.Option("--shell-model", metavar="[INTERACTION]", help="Shell model instead; 'hms': published responses."),
    ] = None,
    density: Annotated[
        Path | None, typer.Option("--density", metavar="FILE", help="Own table of r, rho_p, rho_n instead (fm, fm⁻³).")
    ] = None,
    measured: Annotated[
        str | None, typer.Option("--measured", metavar="[SOURCE]", help="Measured charge density instead.")
    ] = None,
    skin: Annotated[
        float | None, typer.Option("--skin", metavar="FM", help="With --measured: neutron skin, default 0.")
    ] = None,
    pairing: Annotated[
        str | None, typer.Option("--pairing", metavar="NAME", help="default (that of the force), none, hfb or bcs.")
    ] = None,
    no_pairing: Annotated[bool, typer.Option("--no-pairing", help="The same as --pairing none.")] = False,
    deformation: Annotated[
        str | None, typer.Option("--deformation", metavar="NAME", help="spherical (default) or axial.")
    ] = None,
    nucleon: Annotated[
        str | None,
        typer.Option("--nucleon", metavar="NAME", help="Nucleon form factors: radius, kelly or dipole."),
    ] = None,
    couplings: CouplingsName = "tree",
    sin2w: Sin2w = None,
    flavour: Annotated[
        str, typer.Option("--flavour", metavar="NAME", help="Neutrino flavour of the weak couplings.")
    ] = "nu_e",
    levels: Annotated[
        bool, typer.Option("--levels", help="Also the single-particle levels (canonical states with pairing).")
    ] = False,
    q_max: Annotated[
        str, typer.Option("--q-max", metavar="MOMENTUM", help="Largest momentum transfer of the form factors in JSON.")
    ] = "200 MeV",
    points: Annotated[
        int, typer.Option("--points", metavar="N", min=2, max=_MAX_POINTS, help="Number of their values.")
    ] = 41,
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="Also write a figure (.png, .pdf or .svg).")
    ] = None,
    figure: Annotated[
        str | None,
        typer.Option("--figure", metavar="NAME", help="overview (default), densities, form-factors or levels."),
    ] = None,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="FILE", help="Write the densities as a table for --density.")
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Compute again, and do not store.")] = False,
    as_json: Json = False,
) -> None:
    """Energies, radii, densities and form factors of a nucleus from a mean field, the shell model or measurements.

    'nuscat structure list' shows forces and densities, 'nuscat structure matter SLy4' the nuclear matter of a force.
    """
    if what in ("list", "matter"):
        _lists(what, name, as_json)
        return
    from nuscat._core.errors import UnknownNameError, ValidityError, require_positive
    from nuscat._core.flavours import flavour_name

    from ._output import emit, figure_path, sources, writable
    from ._parse import quantity
    from ._structure_models import StructureRequest, find
    from ._structure_output import FIGURES, check_figure, document, figure as draw, level_table, tables
    from ._theory import couplings as find_couplings

    if name is not None:
        raise ValidityError(f"There is one word too many: {name!r}.", hint="Name one nuclide; see --help for options.")
    if no_pairing and pairing not in (None, "none"):
        raise ValidityError(f"--no-pairing contradicts --pairing {pairing}.", hint="Give one of them.")
    if figure is not None and figure not in FIGURES:
        raise UnknownNameError.of("figure", figure, FIGURES)
    if figure is not None and plot is None:
        raise ValidityError("--figure says what to draw, --plot where.", hint="Add --plot FILE.png.")
    if plot is not None:
        figure_path(plot)
    if save is not None:
        writable(save)
    highest = quantity(q_max, "MeV", "--q-max")
    require_positive("--q-max", highest, unit="MeV")
    weak, neutrino = find_couplings(couplings, sin2w), flavour_name(flavour)
    found = find(
        StructureRequest(
            nuclide=what,
            force=force,
            shell_model=shell_model,
            density=density,
            measured=measured,
            pairing="none" if no_pairing else pairing,
            deformation=deformation,
            skin=skin,
            nucleon=nucleon,
            cache=not no_cache,
        )
    )
    kind = figure or "overview"
    if plot is not None:
        check_figure(kind, found)
    if levels:
        check_figure("levels", found)
    if save is not None:
        check_figure("densities", found)
    import numpy as np

    d = document(found, weak, neutrino, np.linspace(0.0, highest, points))
    parts: list[Any] = tables(found, d)
    if levels:
        parts.append(level_table(d))
    parts += [f"{key.replace('_', ' ')}: {text}" for key, text in d["conventions"].items() if text]
    parts += [f"Note: {note}" for note in d["notes"]]
    if save is not None:
        from nuscat.structure import write_density

        d["density_file"] = str(write_density(save, found.density))
        parts.append(f"Density: {save}")
    if plot is not None:
        from ._figures import save as save_figure

        drawn, note = draw(kind, found, weak, neutrino)
        d["figure"] = save_figure(drawn, plot)
        parts += [f"Figure: {plot}", *([note] if note else [])]
    emit(d, [*parts, sources(d["cite"], found.elastic.cite)], as_json=as_json)


def _lists(what: str, name: str | None, as_json: bool) -> None:
    """`nuscat structure list [CATALOGUE]` and `nuscat structure matter FORCE`."""
    from nuscat._core.errors import UnknownNameError, ValidityError
    from nuscat.structure.skyrme.catalogue import CATALOGUES

    from . import _structure_lists as lists
    from ._output import emit

    if what == "matter":
        if name is None:
            raise ValidityError("Nuclear matter of which force?", hint="For example 'nuscat structure matter SLy4'.")
        document, parts = lists.matter(name)
        emit(document, parts, as_json=as_json)
        return
    if name is not None and name not in CATALOGUES:
        raise UnknownNameError.of("catalogue of Skyrme forces", name, CATALOGUES)
    found = {"forces": lists.forces(name or "curated")}
    if name is None:
        found |= {"shell_model": lists.shell_model(), "measured": lists.measured()}
    emit({key: d for key, (d, _) in found.items()}, [p for _, ps in found.values() for p in ps], as_json=as_json)
