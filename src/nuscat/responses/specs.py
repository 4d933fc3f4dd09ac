"""Form factors from text such as ``"helm:skin=0.9,r0=1.2"``, for the command line and configuration files."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError

from . import structured
from ._choices import build, split_choices
from ._recipes import FORM_FACTORS, Options, Pair, Recipe
from .nucleus import PointNucleus
from .structured import Parts

if TYPE_CHECKING:
    from nuscat.nuclei import Nuclide

__all__ = ["DEFAULT", "FORM_FACTORS", "NucleusSpec", "Recipe", "default_nucleus", "nucleus", "parse_form_factor"]

NucleusSpec: TypeAlias = "str | Mapping[str, Any] | Callable[[Nuclide], Any]"
"""Text, a mapping of nuclide names to structures or responses, or a callable that gives one for a nuclide."""

DEFAULT = "helm:skin=0.9,r0=1.2"
"""Specification of the package default: Engel-type Helm for protons and neutrons."""


def _number(name: str, key: str, text: str, *, signed: bool) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and (signed or value >= 0)):
        allowed = "a finite number" if signed else "a number, zero or positive"
        raise ValidityError(
            f'Option {key}={text} of form factor "{name}" is not {allowed}.',
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
    recipe = FORM_FACTORS[name]
    for i, item in enumerate(rest.split(",") if rest else []):
        key, equals, value = (part.strip() for part in item.partition("="))
        if not equals and i == 0 and recipe.first and key:
            key, equals, value = recipe.first, "=", key
        if not equals or not value:
            raise ValidityError(
                f"Option {item!r} of form factor {spec!r} has no value.", hint="Write key=value,key=value."
            )
        if key not in recipe.keys:
            raise UnknownNameError.of(f'option of form factor "{name}"', key, recipe.keys)
        if key in options:
            raise ValidityError(f"Option {key}= is given twice in {spec!r}.", hint="Give it once.")
        options[key] = value if key in recipe.text else _number(name, key, value, signed=key in recipe.signed)
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
    parts = _parts(spec, _resolve(nuclide))
    return parts.proton, parts.neutron


def _parts(spec: str, nuclide: Nuclide) -> Parts:
    choices = split_choices(spec)
    for one in (choices.base, *choices.own.values(), *filter(None, (choices.otherwise,))):
        _split(one)
    return build(nuclide, spec, choices, _one)


def _one(nuclide: Nuclide, spec: str) -> Parts:
    name, options = _split(spec)
    return Parts(*FORM_FACTORS[name].build(nuclide, options))


def _resolve(nuclide: Nuclide | str) -> Nuclide:
    if isinstance(nuclide, str):
        from nuscat.nuclei import nuclide as lookup

        return lookup(nuclide)
    return nuclide


def nucleus(nuclide: Nuclide | str, spec: NucleusSpec = DEFAULT) -> PointNucleus:
    """Elastic response of a nuclide from a specification in text, or from nuclear structures at hand.

    Parameters
    ----------
    nuclide : Nuclide or str
    spec : str, mapping or callable
        Text as for :func:`parse_form_factor`; or a mapping of nuclide names to responses or structures (as accepted by
        :func:`structure_nucleus`), or a callable that gives one for a nuclide.

    Returns
    -------
    PointNucleus
        Form factors [1] of q [MeV].

    Raises
    ------
    MissingDataError
        If a mapping has no entry for the nuclide, or the specification needs data that are not there.

    Examples
    --------
    >>> nucleus("Ar40", "helm").proton.rms_radius
    3.4274
    """
    resolved = _resolve(nuclide)
    if not isinstance(spec, str):
        return _given(resolved, spec)
    parts = _parts(spec, resolved)
    return PointNucleus(resolved, proton=parts.proton, neutron=parts.neutron, axial_response=parts.axial)


def _given(nuclide: Nuclide, spec: Mapping[str, Any] | Callable[[Nuclide], Any]) -> PointNucleus:
    if isinstance(spec, Mapping):
        if nuclide.name not in spec:
            raise MissingDataError(
                f"No nuclear structure is given for {nuclide.name}; there is one for {', '.join(spec)}.",
                hint=f'Add an entry "{nuclide.name}".',
            )
        found = spec[nuclide.name]
    elif callable(spec):
        found = spec(nuclide)
    else:
        raise ValidityError(
            f"A form factor is text, a mapping or a callable, got {spec!r}.", hint='For example "skyrme:SLy4".'
        )
    if isinstance(found, str):
        return nucleus(nuclide, found)
    if hasattr(found, "weak") and hasattr(found, "proton") and hasattr(found, "nuclide") and hasattr(found, "mass"):
        return found  # type: ignore[no-any-return]
    return structured.structure_nucleus(nuclide, found)


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
