"""Form factors from text such as ``"helm:skin=0.9,r0=1.2"``, for the command line and configuration files."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError

from ._choices import build, split_choices
from ._interfaces import FormFactor
from .charge_density import charge_form_factor
from .fermi import TwoParameterFermi
from .helm import Helm
from .klein_nystrand import KleinNystrand
from .nucleus import PointNucleus
from .point import Point
from .symmetrized_fermi import SymmetrizedFermi

if TYPE_CHECKING:
    from nuscat.nuclei import Nuclide

__all__ = ["DEFAULT", "FORM_FACTORS", "Recipe", "default_nucleus", "nucleus", "parse_form_factor"]

Options: TypeAlias = dict[str, float]
Pair: TypeAlias = tuple[FormFactor, FormFactor]

DEFAULT = "helm:skin=0.9,r0=1.2"
"""Specification of the package default: Engel-type Helm for protons and neutrons."""


@dataclass(frozen=True)
class Recipe:
    """How text becomes form factors.

    Parameters
    ----------
    build : callable
        (nuclide, options) → (proton, neutron) form factors.
    keys : dict
        Options it takes, with their meaning.
    """

    build: Callable[[Nuclide, Options], Pair]
    keys: dict[str, str]


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
}
"""Form factors by name, with the options that each takes."""


def _number(name: str, key: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        raise ValidityError(
            f'Option {key}={text} of form factor "{name}" is not a number, zero or positive.',
            hint="Lengths are in fm, without unit.",
        )
    return value


def _split(spec: str) -> tuple[str, Options]:
    name, _, rest = spec.strip().partition(":")
    name = name.strip().lower().replace("_", "-")
    if name not in FORM_FACTORS:
        raise UnknownNameError.of("form factor", name, FORM_FACTORS)
    options: Options = {}
    if spec.rstrip().endswith(":"):
        raise ValidityError(f"Form factor {spec!r} ends in a colon.", hint=f'Write "{name}" or "{name}:key=value,…".')
    for item in rest.split(",") if rest else []:
        key, equals, value = (part.strip() for part in item.partition("="))
        if not equals:
            raise ValidityError(
                f"Option {item!r} of form factor {spec!r} has no value.", hint="Write key=value,key=value."
            )
        if key not in FORM_FACTORS[name].keys:
            raise UnknownNameError.of(f'option of form factor "{name}"', key, FORM_FACTORS[name].keys)
        if key in options:
            raise ValidityError(f"Option {key}= is given twice in {spec!r}.", hint="Give it once.")
        options[key] = _number(name, key, value)
    return name, options


def parse_form_factor(spec: str, nuclide: Nuclide | str) -> Pair:
    """Proton and neutron form factors of a nuclide from a specification in text.

    Parameters
    ----------
    spec : str
        ``"name"`` or ``"name:key=value,key=value"``, names and keys as in :data:`FORM_FACTORS`; lengths in fm. "helm"
        takes the measured charge radius, "helm:skin=0.9,r0=1.2" is the Engel variant, "helm:rms=3.43,rn=3.5" gives
        both radii. Nuclides may differ, separated by ``;``: "helm:skin=0.9,r0=1.2;H1=point;H2=point". ``else=`` is for
        nuclides without the measured data that the first asks for: "fourier-bessel;else=helm:skin=0.9,r0=1.2".
    nuclide : Nuclide or str

    Returns
    -------
    proton, neutron : FormFactor
        The same object if the specification does not tell them apart.

    Raises
    ------
    UnknownNameError
        If the name or an option is not known.
    ValidityError
        If a value is not a valid number, or options exclude each other.
        A skin too thick for a light nucleus is one; the message names the nuclide and what works.
    MissingDataError
        If the nuclide lacks the measurement that the specification asks for.

    Examples
    --------
    >>> parse_form_factor("helm:skin=0.9,r0=1.2;H1=point", "H1")[0].rms_radius
    0.0
    >>> proton, neutron = parse_form_factor("helm:rms=3.43,rn=3.50", "Ar40")
    >>> proton.rms_radius, neutron.rms_radius
    (3.43, 3.5)
    """
    if not isinstance(spec, str):
        raise ValidityError(
            f"A form factor is specified by text, got {spec!r}.", hint='For example "helm:skin=0.9,r0=1.2".'
        )
    choices = split_choices(spec)
    for one in (choices.base, *choices.own.values(), *filter(None, (choices.otherwise,))):
        _split(one)
    return build(_resolve(nuclide), spec, choices, _one)


def _one(nuclide: Nuclide, spec: str) -> Pair:
    name, options = _split(spec)
    return FORM_FACTORS[name].build(nuclide, options)


def _resolve(nuclide: Nuclide | str) -> Nuclide:
    if isinstance(nuclide, str):
        from nuscat.nuclei import nuclide as lookup

        return lookup(nuclide)
    return nuclide


def nucleus(nuclide: Nuclide | str, spec: str = DEFAULT) -> PointNucleus:
    """Elastic response of a nuclide with form factors from a specification in text.

    Parameters
    ----------
    nuclide : Nuclide or str
    spec : str
        See :func:`parse_form_factor`.

    Returns
    -------
    PointNucleus
        Form factors [1] of q [MeV].

    Examples
    --------
    >>> nucleus("Ar40", "helm").proton.rms_radius
    3.4274
    """
    resolved = _resolve(nuclide)
    proton, neutron = parse_form_factor(spec, resolved)
    return PointNucleus(resolved, proton=proton, neutron=neutron)


def default_nucleus(nuclide: Nuclide | str) -> PointNucleus:
    """Elastic response of a nuclide with the package default form factor for protons and neutrons.

    Engel-type Helm, r₀ = 1.2 fm and s = 0.9 fm, close to the convention of the COHERENT predictions. Alternatives by
    name: "helm" (measured charge radius), "lewin-smith" and others of :data:`FORM_FACTORS`; they differ by up to 3 % in
    rates at a stopped-pion source.

    Parameters
    ----------
    nuclide : Nuclide or str

    Returns
    -------
    PointNucleus
        Form factors [1] of q [MeV].

    Examples
    --------
    >>> round(float(default_nucleus("Cs133").neutron.rms_radius), 3)
    4.745
    """
    return nucleus(nuclide, DEFAULT)
