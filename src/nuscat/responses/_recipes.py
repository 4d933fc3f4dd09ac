"""Form factors by name: how each is built from its options."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from nuscat._core.errors import MissingDataError, ValidityError

from . import structured
from ._interfaces import FormFactor
from .charge_density import charge_form_factor
from .fermi import TwoParameterFermi
from .helm import Helm
from .klein_nystrand import KleinNystrand
from .point import Point
from .structured import Parts
from .symmetrized_fermi import SymmetrizedFermi

if TYPE_CHECKING:
    from nuscat.nuclei import Nuclide

__all__ = ["FORM_FACTORS", "Options", "Pair", "Recipe"]

Options: TypeAlias = dict[str, Any]
Pair: TypeAlias = tuple[FormFactor, FormFactor]


@dataclass(frozen=True)
class Recipe:
    """How text becomes form factors.

    Parameters
    ----------
    build : callable
        (nuclide, options) → (proton, neutron) form factors, with the axial response of models that have one.
    keys : dict
        Options it takes, with their meaning.
    text : tuple of str
        Options whose values are words, not numbers.
    first : str
        Option that a first item without ``=`` gives, e.g. the force in "skyrme:SLy4".
    signed : tuple of str
        Options whose numbers may be negative.
    """

    build: Callable[[Nuclide, Options], Pair | Parts]
    keys: dict[str, str]
    text: tuple[str, ...] = ()
    first: str = ""
    signed: tuple[str, ...] = ()


def _measured_radius(nuclide: Nuclide) -> float:
    if nuclide.charge_radius is None:
        raise MissingDataError(
            f"No charge radius of {nuclide.name} is packaged.", hint="Give the rms radius (rms=4.8, in fm) or r0=1.2."
        )
    return float(nuclide.charge_radius)


def _exclusive(options: Options, one: str, other: str) -> None:
    if one in options and other in options:
        raise ValidityError(f"{one}= and {other}= exclude each other.", hint="Give one of them.")


def _neutron(proton: FormFactor, options: Options, make: Callable[[float], FormFactor]) -> Pair:
    return proton, make(options["rn"]) if "rn" in options else proton


def _helm(nuclide: Nuclide, options: Options) -> Pair:
    _exclusive(options, "r0", "rms")
    skin = options.get("skin", 0.9)
    if "r0" in options:
        proton = Helm.from_mass_number(nuclide.A, skin=skin, r0=options["r0"])
    else:
        proton = Helm(options["rms"] if "rms" in options else _measured_radius(nuclide), skin)
    return _neutron(proton, options, lambda radius: Helm(radius, skin))


def _lewin_smith(nuclide: Nuclide, options: Options) -> Pair:
    skin = options.get("skin", 0.9)
    proton = Helm.lewin_smith(nuclide.A, skin=skin, diffuseness=options.get("a", 0.52))
    return _neutron(proton, options, lambda radius: Helm(radius, skin))


def _helm_plain(nuclide: Nuclide, options: Options) -> Pair:
    skin = options.get("skin", 0.9)
    proton = Helm.plain(nuclide.A, skin=skin, r0=options.get("r0", 1.2))
    return _neutron(proton, options, lambda radius: Helm(radius, skin))


def _klein_nystrand(nuclide: Nuclide, options: Options) -> Pair:
    reach = options.get("range", 0.7)
    proton = KleinNystrand.from_mass_number(nuclide.A, r0=options.get("r0", 1.2), yukawa_range=reach)
    return _neutron(proton, options, lambda radius: KleinNystrand.adapted(radius, yukawa_range=reach))


def _klein_nystrand_adapted(nuclide: Nuclide, options: Options) -> Pair:
    reach = options.get("range", 0.7)
    radius = options["rms"] if "rms" in options else _measured_radius(nuclide)
    proton = KleinNystrand.adapted(radius, yukawa_range=reach)
    return _neutron(proton, options, lambda value: KleinNystrand.adapted(value, yukawa_range=reach))


def _symmetrized_fermi(nuclide: Nuclide, options: Options) -> Pair:
    _exclusive(options, "c", "rms")
    a = options.get("a", 0.52)
    if "rms" in options:
        proton = SymmetrizedFermi.from_rms(options["rms"], diffuseness=a)
    elif "c" in options:
        proton = SymmetrizedFermi(half_density_radius=options["c"], diffuseness=a)
    else:
        proton = SymmetrizedFermi.from_mass_number(nuclide.A, diffuseness=a)
    return _neutron(proton, options, lambda radius: SymmetrizedFermi.from_rms(radius, diffuseness=a))


def _two_parameter_fermi(nuclide: Nuclide, options: Options) -> Pair:
    c = options.get("c", 1.23 * nuclide.A ** (1.0 / 3.0) - 0.60)
    proton = TwoParameterFermi(half_density_radius=c, diffuseness=options.get("a", 0.52))
    return proton, proton


def _measured(model: str) -> Callable[[Nuclide, Options], Pair]:
    def build(nuclide: Nuclide, options: Options) -> Pair:
        number = options.get("analysis")
        if number is not None and number != int(number):
            raise ValidityError(f"analysis= must be a whole number, got {number:g}.", hint="Count from 1.")
        proton = charge_form_factor(nuclide, model, analysis=None if number is None else int(number))
        return _neutron(proton, options, lambda radius: Helm(radius, options.get("skin", 0.9)))

    return build


def _point(_nuclide: Nuclide, _options: Options) -> Pair:
    return Point(), Point()


_SKIN = "surface thickness s [fm], 0.9"
_RN = "rms radius of the neutrons [fm]; default: as the protons"
_RMS = "rms radius [fm]; default: measured charge radius"
_A = "diffuseness [fm], 0.52"
_RANGE = "Yukawa range [fm], 0.7"
_MEASURED = {
    "analysis": "number of the analysis; default: the last not flagged",
    "rn": "rms radius of the neutrons [fm], as a Helm shape; default: the distribution of the charge",
    "skin": "surface thickness [fm] of that Helm shape, 0.9",
}
_STRUCTURE = {
    "nucleon": "nucleon form factors: radius (default), kelly or dipole",
    "operators": "M, M+Phi2 or M+Phi2+Sigma1; default: all that the model has",
    "darwin-foldy": "on (default) or off",
}
FORM_FACTORS: dict[str, Recipe] = {
    "helm": Recipe(_helm, {"rms": _RMS, "r0": "Engel: R0² = (r0 A^⅓)² − 5s² [fm]", "skin": _SKIN, "rn": _RN}),
    "lewin-smith": Recipe(_lewin_smith, {"skin": _SKIN, "a": _A, "rn": _RN}),
    "helm-plain": Recipe(_helm_plain, {"r0": "R0 = r0 A^⅓ [fm], 1.2", "skin": _SKIN, "rn": _RN}),
    "klein-nystrand": Recipe(_klein_nystrand, {"r0": "R_A = r0 A^⅓ [fm], 1.2", "range": _RANGE, "rn": _RN}),
    "klein-nystrand-adapted": Recipe(_klein_nystrand_adapted, {"rms": _RMS, "range": _RANGE, "rn": _RN}),
    "symmetrized-fermi": Recipe(
        _symmetrized_fermi,
        {"c": "half-density radius [fm], 1.23 A^⅓ − 0.60", "rms": "rms radius [fm]", "a": _A, "rn": _RN},
    ),
    "two-parameter-fermi": Recipe(_two_parameter_fermi, {"c": "half-density radius [fm], 1.23 A^⅓ − 0.60", "a": _A}),
    "fourier-bessel": Recipe(_measured("fourier-bessel"), _MEASURED),
    "sum-of-gaussians": Recipe(_measured("sum-of-gaussians"), _MEASURED),
    "fermi": Recipe(_measured("fermi"), _MEASURED),
    "point": Recipe(_point, {}),
    "skyrme": Recipe(
        structured.skyrme,
        {
            "force": "Skyrme force, SLy4",
            "pairing": "default, none, hfb or bcs",
            "deformation": "spherical (default) or axial",
            **_STRUCTURE,
        },
        ("force", "pairing", "deformation", *_STRUCTURE),
        "force",
    ),
    "shell-model": Recipe(
        structured.shell_model,
        {
            "interaction": "shell-model interaction; default: the one recommended for the nuclide",
            "file": "one-body density matrix of your own (.dres or isospin format) instead",
            **_STRUCTURE,
            "two-body": "on: reduce the axial coupling by two-body currents; off",
        },
        ("interaction", "file", "two-body", *_STRUCTURE),
        "interaction",
    ),
    "hms": Recipe(
        structured.hms,
        {**_STRUCTURE, "two-body": "on: reduce the axial coupling by two-body currents; off"},
        ("two-body", *_STRUCTURE),
    ),
    "measured": Recipe(
        structured.measured,
        {
            "skin": "neutron skin r_n − r_p [fm], 0",
            "source": "devries-fb (default), devries-sog, devries-fermi or fermi-estimate",
            **_STRUCTURE,
            "nucleon": "nucleon form factors: kelly (default) or dipole",
        },
        ("source", *_STRUCTURE),
        "source",
        ("skin",),
    ),
    "density": Recipe(
        structured.user_density,
        {
            "file": "table of r, rho_p, rho_n [fm, fm⁻³] with optional J_p, J_n [fm⁻⁴]",
            "renormalise": "on: rescale norms that are off by up to 2 %; off",
            **_STRUCTURE,
        },
        ("file", "renormalise", *_STRUCTURE),
        "file",
    ),
}
"""Form factors by name, with the options that each takes."""
