"""Which nuclear structure the options of `nuscat structure` ask for, and its computation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nuscat._core.errors import NuscatError, UnknownNameError, ValidityError

__all__ = ["DEFAULT", "DEFORMATIONS", "Found", "StructureRequest", "find", "load_force"]

DEFAULT = "default"
"""Value of an option that was given without one."""
DEFORMATIONS = ("spherical", "axial")
_LIMIT = 200
"""Iterations of a mean field at most."""
_HMS = "hms"
_LARGEST_SKIN = 1.0
"""Of either sign [fm]."""


@dataclass(frozen=True, kw_only=True)
class StructureRequest:
    """Options of `nuscat structure`, as text; None where not given."""

    nuclide: str
    force: str | None = None
    shell_model: str | None = None
    density: Path | None = None
    measured: str | None = None
    pairing: str | None = None
    deformation: str | None = None
    skin: float | None = None
    nucleon: str | None = None
    cache: bool = True


@dataclass(frozen=True, kw_only=True)
class Found:
    """Structure of a nuclide.

    Parameters
    ----------
    nuclide : Nuclide
    model : str
        "skyrme", "shell-model", "density" or "measured".
    name : str
        Force, interaction, file or source.
    label : str
        For titles.
    elastic : ElasticStructure
        Dressed form factors.
    solution : Solution, optional
        Of a mean field.
    conventions : mapping of str to str
        What the structure assumes.
    """

    nuclide: Any
    model: str
    name: str
    label: str
    elastic: Any
    conventions: Mapping[str, str]
    solution: Any = None

    @property
    def density(self) -> Any:
        """Densities [fm⁻³], or None of a shell-model response."""
        from nuscat.structure import SphericalDensity

        multipoles = self.elastic.multipoles
        return multipoles if isinstance(multipoles, SphericalDensity) else None


def find(request: StructureRequest) -> Found:
    """Structure that the options ask for [Found]; errors name the options."""
    from nuscat.nuclei import nuclide

    nucleus = nuclide(request.nuclide)
    make = {"skyrme": _skyrme, "shell-model": _shell_model, "density": _density, "measured": _measured}[_kind(request)]
    with _options_in_hints():
        return make(nucleus, request)


def _kind(request: StructureRequest) -> str:
    """Model asked for; refuses two of them, and options that belong to another one."""
    given = {
        "--force": request.force,
        "--shell-model": request.shell_model,
        "--density": request.density,
        "--measured": request.measured,
    }
    chosen = [option for option, value in given.items() if value is not None] or ["--force"]
    if len(chosen) > 1:
        raise ValidityError(f"{' and '.join(chosen)} exclude each other.", hint="Give one of them.")
    for option, value, owner in (
        ("--pairing", request.pairing, "--force"),
        ("--deformation", request.deformation, "--force"),
        ("--skin", request.skin, "--measured"),
    ):
        if value is not None and chosen != [owner]:
            raise ValidityError(f"{option} belongs to {owner}, not to {chosen[0]}.", hint=f"Leave {option} out.")
    return {"--force": "skyrme"}.get(chosen[0], chosen[0].removeprefix("--"))


def _skyrme(nucleus: Any, request: StructureRequest) -> Found:
    from nuscat.structure import skyrme

    force = load_force(request.force or "SLy4")
    deformation = request.deformation or "spherical"
    if deformation not in DEFORMATIONS:
        raise UnknownNameError.of("deformation", deformation, DEFORMATIONS)
    pairing = request.pairing or "default"
    with _advancing(f"{nucleus.name} {force.name}, iterations") as progress:
        if deformation == "axial":
            from nuscat.structure.skyrme.axial import solve_axial

            solution = solve_axial(nucleus, force, pairing=pairing, cache=request.cache, progress=progress)
        else:
            solution = skyrme.solve(
                nucleus, force, pairing=pairing, max_iterations=_LIMIT, cache=request.cache, progress=progress
            )
    return Found(
        nuclide=nucleus,
        model="skyrme",
        name=force.name,
        label=f"{nucleus.name}, {force.name}, {solution.geometry}, pairing {solution.pairing}",
        elastic=_dressed(solution.density, request.nucleon or "radius"),
        solution=solution,
        conventions=dict(solution.conventions),
    )


def load_force(name: str) -> Any:
    """Force by name or from a file, which any name with a folder or the ending .toml is."""
    from nuscat.structure.skyrme import force

    looks_like_file = name.endswith(".toml") or "/" in name or "\\" in name
    return force(Path(name) if looks_like_file else name)


@contextmanager
def _advancing(description: str) -> Iterator[Any]:
    """Context with a callable for solvers that shows iterations on a terminal."""
    from nuscat._core.progress import progress

    with progress(_LIMIT, description) as advance:
        yield lambda _iteration, _energy: advance(1)


@contextmanager
def _options_in_hints() -> Iterator[None]:
    """Context in which the advice of the solvers names options of the command."""
    pairings = "Write --pairing default or --no-pairing, or put a [pairing] of your own into a force file."
    replacements = {
        "Give a Pairing with strengths and window.": pairings,
        'Ask for "hfb", or give a Pairing with strengths for the other window.': pairings,
        'Ask for "bcs", or give a Pairing with strengths for the other window.': pairings,
        'deformation="axial"': "--deformation axial",
        'deformation="spherical"': "--deformation spherical",
        'pairing="none"': "--no-pairing",
        ', or leave them out by name: j2="drop"': "",
        "Read your own with read_dres or read_isospin, or use a mean field (nuscat.structure.skyrme)": (
            "Use a mean field: --force SLy4; for Cs133 also --shell-model hms"
        ),
        "Use Kelly(), or a smaller q_max": "Take --nucleon kelly or dipole",
        "Pass renormalise=True to rescale it (up to 2 %)": "Rescale the column",
    }
    try:
        yield
    except NuscatError as error:
        for text, option in replacements.items():
            error.hint = error.hint.replace(text, option)
        raise


def _shell_model(nucleus: Any, request: StructureRequest) -> Found:
    from nuscat.structure import shell_model

    asked = None if request.shell_model == DEFAULT else request.shell_model
    if asked is not None and asked.lower() == _HMS:
        from nuscat.structure.shell_model.hms import hms_responses

        responses: Any = hms_responses(nucleus)
        name, conventions = _HMS, {"responses": "published polynomials (Hoferichter, Menéndez, Schwenk 2020)"}
    else:
        density = shell_model.density(nucleus, asked)
        responses = shell_model.ShellModelResponses.from_density(density)
        name = density.label.removeprefix(f"{nucleus.name} ")
        row = next(r for r in shell_model.coverage() if (r.nuclide, r.interaction) == (nucleus.name, name))
        conventions = {
            "interaction": name,
            "space": row.space,
            "core": row.core,
            "oscillator length": f"b = {density.b:.4f} fm",
        }
    return Found(
        nuclide=nucleus,
        model="shell-model",
        name=name,
        label=f"{nucleus.name}, shell model, {name}",
        elastic=_dressed(responses, request.nucleon or "radius"),
        conventions=conventions,
    )


def _density(nucleus: Any, request: StructureRequest) -> Found:
    from nuscat.structure import read_density

    assert request.density is not None
    density = read_density(request.density, nucleus)
    return Found(
        nuclide=nucleus,
        model="density",
        name=request.density.name,
        label=f"{nucleus.name}, {request.density.name}",
        elastic=_dressed(density, request.nucleon or "radius"),
        conventions={"density": f"table {request.density.name}, point nucleons"},
    )


def _measured(nucleus: Any, request: StructureRequest) -> Found:
    from nuscat.electroweak import nucleon_form_factors
    from nuscat.structure import measured_nucleus

    skin = request.skin or 0.0
    if not abs(skin) <= _LARGEST_SKIN:
        raise ValidityError(
            f"--skin must lie between −{_LARGEST_SKIN:g} and {_LARGEST_SKIN:g} fm, got {skin:g}.",
            hint="It is r_n − r_p in fm: 0.2 in heavy nuclei.",
        )
    source = "devries-fb" if request.measured in (None, DEFAULT) else str(request.measured)
    nucleon = request.nucleon or "kelly"
    density = measured_nucleus(nucleus, skin=skin, source=source, nucleon=nucleon_form_factors(nucleon))
    return Found(
        nuclide=nucleus,
        model="measured",
        name=source,
        label=f"{nucleus.name}, measured, {source}",
        elastic=_dressed(density, nucleon),
        conventions={
            "density": density.label,
            "neutrons": f"shape of the protons, stretched to r_n = r_p + {skin:g} fm: an assumption",
        },
    )


def _dressed(multipoles: Any, nucleon: str) -> Any:
    from nuscat.electroweak import nucleon_form_factors
    from nuscat.structure import ElasticStructure

    return ElasticStructure(multipoles=multipoles, nucleon=nucleon_form_factors(nucleon))
