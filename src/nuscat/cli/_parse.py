"""Text of the command line into numbers, in the units of the package."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nuscat._core.errors import UnitError, ValidityError, require_finite
from nuscat._core.units import parse_quantity

__all__ = ["assignments", "axis", "energies", "names", "plain_text", "quantity"]

_MAX_POINTS = 100_000


def quantity(text: str, unit: str, what: str) -> float:
    """Number with or without a unit, in `unit`: ``"30"``, ``"30 MeV"``, ``"0.03 GeV"``; `what` it is, for messages."""
    try:
        value = float(text)
    except ValueError:
        return parse_quantity(text, unit)
    require_finite(what, value, unit=unit)
    return value


def energies(text: str) -> list[float]:
    """Energies [MeV] from ``"10,30,50"``, ``"30 MeV, 0.05 GeV"`` or ``"10:50:5"`` (from:to:number of values)."""
    found: list[float] = []
    for item in text.split(","):
        if ":" in item:
            found += _linear(item, "MeV", "Energy")
        elif item.strip():
            found.append(quantity(item.strip(), "MeV", "Energy"))
        else:
            raise ValidityError(f"There is an empty energy in {text!r}.", hint="Write 10,30,50 or 10:50:5, in MeV.")
    for value in found:
        if value < 0:
            raise ValidityError(f"Energy must not be negative, got {value:g} MeV.", hint="Give energies ≥ 0, in MeV.")
    return found


def _linear(text: str, unit: str, what: str) -> list[float]:
    parts = [p.strip() for p in text.split(":")]
    logarithmic = len(parts) == 4 and parts[3] == "log"
    points = parts[2] if len(parts) == 3 or logarithmic else ""
    if not points.isdigit() or not 2 <= int(points) <= _MAX_POINTS:
        raise ValidityError(
            f"{text!r} is not a range.",
            hint="Write from:to:number of values, for example 10:50:5, or 1:100:5:log, with at least 2 values.",
        )
    low, high = (quantity(p, unit, what) for p in parts[:2])
    if not low < high:
        raise ValidityError(f"The range {text!r} does not increase.", hint="Write the smaller end first.")
    n = int(points)
    if logarithmic:
        if not low > 0:
            raise ValidityError(
                f"The logarithmic range {text!r} does not start above 0.", hint="For example 1:100:5:log."
            )
        return [low * (high / low) ** (i / (n - 1)) for i in range(n - 1)] + [high]
    return [low + (high - low) * i / (n - 1) for i in range(n)]


def names(given: Sequence[str] | None) -> list[str]:
    """Names from repeated options, each of them also a list with commas."""
    return [name.strip() for item in given or () for name in item.split(",") if name.strip()]


def plain_text(text: str) -> str:
    """The line of a docstring `text` without mark-up: roles and quotes go, formulas lose braces and spacing."""
    text = re.sub(r"[;,]? ?see :\w+:`[^`]*`", "", text)
    text = re.sub(r":math:`([^`]*)`", lambda m: _plain_formula(m[1]), text)
    text = re.sub(r":[\w:]+:`~?(?:[\w.]*\.)?([^`]*)`", r"\1", text)
    return re.sub(r"`+", "", text)


def _plain_formula(text: str) -> str:
    text = re.sub(r"\\(?:mathrm|text) ?\{(\w+)\}", r"\1", text)
    text = re.sub(r"\\mathrm ", "", text)
    text = re.sub(r"\\(?:epsilon|varepsilon)\b", "ε", re.sub(r"\\xi\b", "ξ", text))
    text = re.sub(r"\^\{([^{}]{3,})\}", r"^(\1)", text)
    return re.sub(r"\\(\w+)", r"\1", re.sub(r"[{}]", "", re.sub(r" ?\\[,;:! ]", " ", text)))


def _unit_of(name: str) -> str:
    from nuscat.experiments import PHYSICS_PARAMETERS
    from nuscat.experiments.parameters import is_radius

    return "fm" if is_radius(name) else PHYSICS_PARAMETERS[name].unit if name in PHYSICS_PARAMETERS else "1"


def assignments(given: Sequence[str] | None, option: str) -> dict[str, float]:
    """Parameters with values [units of the parameters] from ``name=value``, repeated or with commas."""
    values: dict[str, float] = {}
    for item in names(given):
        name, equals, text = (part.strip() for part in item.partition("="))
        if not equals or not name or not text:
            raise ValidityError(
                f"{option} {item!r} is not of the form name=value.", hint=f"For example {option} sin2w=0.24."
            )
        if name in values:
            raise ValidityError(f"{option} gives {name!r} twice.", hint="Give it once.")
        unit = _unit_of(name)
        if name in ("quenching", "quenching_error", "constraint", "runs", "period"):
            raise ValidityError(
                f"{name!r} is an option of an experiment, not a parameter.",
                hint=f"Write it behind the name of the experiment, for example dresden-ii:{name}={text}."
                if name in ("quenching", "quenching_error", "period")
                else f"Write it behind the name of the experiment, for example xenonnt-8b:{name}={text}.",
            )
        try:
            values[name] = quantity(text, unit if unit in ("fm", "MeV") else "1", name)
        except UnitError as error:
            raise UnitError(f"The value of {name} is not valid: {error.message}", hint=error.hint) from error
    return values


def axis(text: str, option: str) -> tuple[str, list[float]]:
    """Parameter and its values [unit of the parameter] from ``name=from:to:number``."""
    name, equals, rest = (part.strip() for part in text.partition("="))
    if not equals or not name:
        raise ValidityError(
            f"{option} {text!r} is not of the form name=from:to:number.",
            hint=f"For example {option} eps_ee_u=-0.2:0.6:40.",
        )
    unit = _unit_of(name)
    return name, _linear(rest, unit if unit in ("fm", "MeV") else "1", name)
