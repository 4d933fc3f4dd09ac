"""Form factors that differ from nuclide to nuclide in one text: ``"helm:skin=0.9,r0=1.2;H1=point;else=helm"``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from nuscat._core.errors import CorruptDataError, MissingDataError, NuscatError, ValidityError

from .structured import Parts

if TYPE_CHECKING:
    from nuscat.nuclei import Nuclide

__all__ = ["ELSE", "Choices", "build", "split_choices"]

Build: TypeAlias = Callable[["Nuclide", str], Parts]

ELSE = "else"
"""Key of the specification for nuclides that lack the measured data which the first one asks for."""
_TRIED = ("helm:skin=0.9,r0=1.2", "point")
_SKIN = 0.3


@dataclass(frozen=True)
class Choices:
    """Specification `base` for all nuclides, those of single nuclides by name, and the one for missing data."""

    base: str
    own: dict[str, str]
    otherwise: str | None


def split_choices(spec: str) -> Choices:
    """Parts of a specification, which ``;`` separates [Choices]; raises :class:`ValidityError` for a bad part.

    Examples
    --------
    >>> split_choices("helm:skin=0.9,r0=1.2;H1=point;else=helm").own
    {'H1': 'point'}
    """
    from nuscat.nuclei import nuclide

    base, *rest = (part.strip() for part in spec.split(";"))
    given: dict[str, str] = {}
    for part in rest:
        name, equals, own = (text.strip() for text in part.partition("="))
        if not equals or not own or ":" in name:
            raise ValidityError(
                f"The part {part!r} of form factor {spec!r} is not of the form nuclide=form factor.",
                hint='For example "helm:skin=0.9,r0=1.2;H1=point;else=helm".',
            )
        name = ELSE if name.lower() == ELSE else nuclide(name).name
        if name in given:
            raise ValidityError(f"{name}= is given twice in form factor {spec!r}.", hint="Give it once.")
        given[name] = own
    otherwise = given.pop(ELSE, None)
    return Choices(base, given, otherwise)


def build(nuclide: Nuclide, spec: str, choices: Choices, make: Build) -> Parts:
    """Form factors that `make` gives for the specification which holds for `nuclide`; errors name both.

    Parameters
    ----------
    nuclide : Nuclide
    spec : str
        The whole text, for messages.
    choices : Choices
        Its parts.
    make : callable
        (nuclide, specification of one form factor) → (proton, neutron, axial response or None).
    """
    used = choices.own.get(nuclide.name, choices.base)
    try:
        try:
            return make(nuclide, used)
        except MissingDataError:
            if choices.otherwise is None or nuclide.name in choices.own:
                raise
            used = choices.otherwise
            return make(nuclide, used)
    except (ValidityError, MissingDataError, CorruptDataError) as error:
        hint = _what_works(nuclide, spec, used, choices, error, make) or error.hint
        raise type(error)(f'Form factor "{used}" for {nuclide.name}: {error.message}', hint=hint) from error


def _what_works(nuclide: Nuclide, spec: str, used: str, choices: Choices, error: NuscatError, make: Build) -> str:
    """Specifications, tried out, with which `nuclide` has a form factor [text]; empty if options are at fault."""
    works = [s for s in _TRIED if s != used and _succeeds(nuclide, s, make)]
    name = nuclide.name
    if isinstance(error, MissingDataError):
        kept = ";".join(p for p in spec.split(";") if p.partition("=")[0].strip() not in (name, ELSE))
        text = f'Give {name} its own: "{kept};{name}={works[0]}"'
        if choices.otherwise is None and works[0] == _TRIED[0]:
            text += f', or all nuclides without data: "{kept};{ELSE}={works[0]}"'
        return f"{error.hint} {text}.".strip()
    thin = _with_skin(used)
    if thin is None or not _succeeds(nuclide, thin, make):
        return ""
    kept = ";".join(p for p in spec.split(";") if p.partition("=")[0].strip() != name)
    return f'Use a smaller skin, "{thin}", or a point for this nuclide alone: "{kept};{name}=point".'


def _with_skin(used: str) -> str | None:
    """The specification with a thin skin; None for one that has no skin."""
    model, _, options = used.partition(":")
    if "helm" not in model and model.strip() != "lewin-smith":
        return None
    others = [o for o in options.split(",") if o and o.partition("=")[0].strip() != "skin"]
    return f"{model}:{','.join([f'skin={_SKIN}', *others])}"


def _succeeds(nuclide: Nuclide, spec: str, make: Build) -> bool:
    try:
        make(nuclide, spec)
    except (ValidityError, MissingDataError):
        return False
    return True
