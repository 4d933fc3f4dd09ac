"""Nuclei whose elastic response comes from nuclear structure, and the specifications in text that name them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from nuscat._core.arrays import Array
from nuscat._core.errors import CorruptDataError, MissingDataError, UnknownNameError, ValidityError
from nuscat._core.progress import progress
from nuscat.electroweak import NucleonFormFactors, TwoBodyCurrents, nucleon_form_factors
from nuscat.structure import ElasticStructure, Multipoles

from ._interfaces import FormFactor
from .nucleus import PointNucleus

if TYPE_CHECKING:
    from nuscat.nuclei import Nuclide

__all__ = ["Parts", "hms", "measured", "shell_model", "skyrme", "structure_nucleus", "user_density"]

_LIGHTEST = 4
"""Mass number from which there are mean fields [1]."""
_LARGEST_SKIN = 1.0
"""Of either sign [fm]."""


class Parts(NamedTuple):
    """Form factors of protons and neutrons, and the axial response where the model has one."""

    proton: FormFactor
    neutron: FormFactor
    axial: Callable[[Array], Array] | None = None


def structure_nucleus(
    nuclide: Nuclide | str,
    structure: Any,
    *,
    nucleon: NucleonFormFactors | None = None,
    operators: tuple[str, ...] | None = None,
    two_body: TwoBodyCurrents | None = None,
) -> PointNucleus:
    """Elastic response of a nuclide from a nuclear-structure result.

    Parameters
    ----------
    nuclide : Nuclide or str
    structure : Multipoles, ElasticStructure, or object with `density`
        A :class:`~nuscat.structure.SphericalDensity`, a shell-model response, a mean-field solution, or an
        :class:`~nuscat.structure.ElasticStructure` that states all recipes itself (then the options below must be left
        out).
    nucleon : NucleonFormFactors, optional
        Default: radius expansion.
    operators : tuple of str, optional
        Of "M", "Phi2", "Sigma1"; default: all that the structure knows.
    two_body : TwoBodyCurrents, optional

    Returns
    -------
    PointNucleus
        Form factors [1] with the nucleon's size, Darwin–Foldy and spin–orbit terms; axial response if known.

    Raises
    ------
    ValidityError
        If the structure is of another nucleus, or is none.

    Examples
    --------
    >>> import numpy as np
    >>> from nuscat.structure import SphericalDensity
    >>> r = np.linspace(0.0, 12.0, 601)
    >>> rho = 2.0 * np.exp(-((r / 1.2) ** 2)) / (np.pi * 1.44) ** 1.5
    >>> he4 = SphericalDensity(Z=2, N=2, r=r, weights=np.full(601, 0.02), proton=rho, neutron=rho)
    >>> round(structure_nucleus("He4", he4).proton.rms_radius, 3)  # measured charge radius: 1.675 fm
    1.669
    """
    nuclide = _resolve(nuclide)
    if isinstance(structure, ElasticStructure):
        if nucleon is not None or operators is not None or two_body is not None:
            raise ValidityError(
                "An ElasticStructure states its nucleon form factors and operators itself.",
                hint="Leave the options out, or pass its multipoles.",
            )
        elastic = structure
    else:
        multipoles = structure if isinstance(structure, Multipoles) else getattr(structure, "density", None)
        if not isinstance(multipoles, Multipoles):
            raise ValidityError(
                f"{type(structure).__name__} is no nuclear structure.",
                hint="Pass a SphericalDensity, a shell-model response, a mean-field solution or an ElasticStructure.",
            )
        options: dict[str, Any] = {} if nucleon is None else {"nucleon": nucleon}
        elastic = ElasticStructure(multipoles=multipoles, operators=operators, two_body=two_body, **options)
    if (elastic.Z, elastic.N) != (nuclide.Z, nuclide.N):
        raise ValidityError(
            f"The structure has Z = {elastic.Z}, N = {elastic.N}; {nuclide.name} has Z = {nuclide.Z}, N = {nuclide.N}.",
            hint="Take the structure of the same nuclide.",
        )
    parts = _parts(elastic)
    return PointNucleus(nuclide, proton=parts.proton, neutron=parts.neutron, axial_response=parts.axial)


def _resolve(nuclide: Nuclide | str) -> Nuclide:
    if isinstance(nuclide, str):
        from nuscat.nuclei import nuclide as lookup

        return lookup(nuclide)
    return nuclide


def _parts(elastic: ElasticStructure) -> Parts:
    return Parts(elastic.proton, elastic.neutron, elastic.axial if elastic.has_axial else None)


def _elastic(multipoles: Any, options: Mapping[str, Any]) -> Parts:
    """Parts from multipoles with the options every structure takes."""
    operators = options.get("operators")
    two_body = _switch(options, "two-body", False)
    with _options_at_fault():
        elastic = ElasticStructure(
            multipoles=multipoles,
            nucleon=nucleon_form_factors(options.get("nucleon", "radius")),
            operators=None if operators is None else tuple(o.strip() for o in operators.split("+")),
            darwin_foldy=_switch(options, "darwin-foldy", True),
            two_body=TwoBodyCurrents() if two_body else None,
        )
    return _parts(elastic)


@contextmanager
def _options_at_fault() -> Iterator[None]:
    """Context in which what is missing is missing for every nuclide: no case for "else=", which is for single ones."""
    try:
        yield
    except MissingDataError as error:
        raise ValidityError(error.message, hint=error.hint) from error


def _file(options: Mapping[str, Any]) -> Path:
    """The user's file; a mistyped name is no lack of data, for which "else=" would stand in."""
    path = Path(options["file"])
    if not path.is_file():
        raise ValidityError(f"There is no file {str(path)!r}.", hint="Check the path.")
    return path


def _switch(options: Mapping[str, Any], key: str, default: bool) -> bool:
    text = str(options.get(key, "on" if default else "off")).lower()
    if text not in ("on", "off"):
        raise UnknownNameError.of(f"value of {key}=", text, ("on", "off"))
    return text == "on"


def skyrme(nuclide: Nuclide, options: Mapping[str, Any]) -> Parts:
    """Form factors [1] of a Skyrme mean field; `options` as in FORM_FACTORS["skyrme"]. Solutions are cached on disk."""
    from nuscat.structure.skyrme import force as find_force, solve

    name = options.get("force", "SLy4")
    with _options_at_fault():
        force = find_force(name)
    if nuclide.A < _LIGHTEST:  # hydrogen in a compound: nothing is wrong with the text
        raise MissingDataError(
            f"{nuclide.name} has too few nucleons for a mean field.", hint=f"Mean fields start at A = {_LIGHTEST}."
        )
    with progress(None, f"mean field of {nuclide.name} with {name}") as advance:
        solution = solve(
            nuclide,
            force,
            pairing=options.get("pairing", "default"),
            deformation=options.get("deformation", "spherical"),
            progress=lambda _iteration, _energy: advance(1),
        )
    return _elastic(solution.density, options)


def shell_model(nuclide: Nuclide, options: Mapping[str, Any]) -> Parts:
    """Form factors [1] of a packaged shell-model density matrix or one of the user's; `options` as in FORM_FACTORS."""
    from nuscat.structure import shell_model as sm
    from nuscat.structure.shell_model.responses import ShellModelResponses

    if "file" in options and "interaction" in options:
        raise ValidityError("interaction= and file= exclude each other.", hint="Give one of them.")
    if "file" in options:
        path = _file(options)
        density = sm.read_dres(path) if path.suffix == ".dres" else sm.read_isospin(path, nuclide.Z, nuclide.N)
        if (density.Z, density.N) != (nuclide.Z, nuclide.N):
            raise ValidityError(
                f"{path} describes Z = {density.Z}, N = {density.N}, not {nuclide.name}.",
                hint='Name the file for its nuclide alone: "helm;Ar40=shell-model:file=ar40.dres".',
            )
    else:
        density = sm.density(nuclide, options.get("interaction"))
    return _elastic(ShellModelResponses.from_density(density), options)


def hms(nuclide: Nuclide, options: Mapping[str, Any]) -> Parts:
    """Form factors [1] of the polynomials published in Hoferichter:2020osn; `options` as in FORM_FACTORS."""
    from nuscat.structure.shell_model.hms import hms_responses

    return _elastic(hms_responses(nuclide), options)


def measured(nuclide: Nuclide, options: Mapping[str, Any]) -> Parts:
    """Form factors [1] of the measured charge distribution, unfolded, with neutrons that reach farther by a skin."""
    from nuscat.structure import measured_nucleus

    skin = float(options.get("skin", 0.0))
    if abs(skin) > _LARGEST_SKIN:
        raise ValidityError(
            f"skin= must lie between −{_LARGEST_SKIN:g} and {_LARGEST_SKIN:g} fm, got {skin:g}.",
            hint="It is r_n − r_p in fm: 0.2 in heavy nuclei.",
        )
    chosen = options.get("nucleon", "kelly")
    nucleon = nucleon_form_factors(chosen)
    if not nucleon.all_q:
        raise ValidityError(
            f"Taking the nucleon out of a measured density needs its form factors at all q, unlike {chosen!r}.",
            hint="Write nucleon=kelly or nucleon=dipole.",
        )
    density = measured_nucleus(nuclide, skin=skin, source=options.get("source", "devries-fb"), nucleon=nucleon)
    return _elastic(density, {**options, "nucleon": chosen})


def user_density(nuclide: Nuclide, options: Mapping[str, Any]) -> Parts:
    """Form factors [1] of point densities in the user's own table; `options` as in FORM_FACTORS["density"]."""
    from nuscat.structure import read_density

    if "file" not in options:
        raise ValidityError("The form factor density needs a file.", hint='Write "density:my_ar40.csv".')
    renormalise = _switch(options, "renormalise", False)
    try:
        density = read_density(_file(options), nuclide, renormalise=renormalise)
    except CorruptDataError as error:
        error.hint = error.hint.replace("Pass renormalise=True", "Add renormalise=on")
        raise
    return _elastic(density, options)
