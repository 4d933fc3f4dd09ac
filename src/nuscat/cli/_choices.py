"""Choices that decide a result, and what of them is not in its uncertainty."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

__all__ = [
    "default_lines",
    "defaults",
    "figure_note",
    "held_choices",
    "held_lines",
    "option_lines",
    "options",
    "source_lines",
]

_CHOICES = {"quenching": "Quenching", "constraint": "⁸B flux", "runs": "Science runs"}
"""Options of experiments that decide their counts, and what they are called."""


def options(loaded: Any) -> dict[str, str]:
    """Quenching model, flux constraint and runs of an experiment, where these are a choice [mapping]."""
    found = {option: getattr(loaded, option, None) for option in _CHOICES}
    joined = {option: "+".join(value) if isinstance(value, tuple) else value for option, value in found.items()}
    return {option: value for option, value in joined.items() if isinstance(value, str)}


def option_lines(loaded: Sequence[Any], *, how: bool = True) -> list[str]:
    """The same of several experiments, with how to choose another unless not `how` [lines]."""
    return [
        f"{_CHOICES[option]} of {e.name}: {value}" + (f" (another: {e.name}:{option}=…)" if how else "")
        for e in loaded
        for option, value in options(e).items()
    ]


def defaults(free: Collection[str], fixed: Collection[str]) -> str:
    """Parameters that a fitted one depends on and that keep their default, such as the mass of a mediator [text]."""
    from nuscat.experiments import PHYSICS_PARAMETERS

    return ", ".join(
        f"{p.name} = {p.value:g}" + ("" if p.unit == "1" else f" {p.unit}")
        for p in PHYSICS_PARAMETERS.values()
        if set(p.needs) & set(free) and p.name not in free and p.name not in fixed
    )


def default_lines(free: Collection[str], fixed: Collection[str]) -> list[str]:
    """The same with how to change them [lines]."""
    held = defaults(free, fixed)
    return [f"At the default: {held} (another with --fix or --free)"] if held else []


def figure_note(loaded: Sequence[Any], free: Collection[str] = (), fixed: Mapping[str, float] | None = None) -> str:
    """Choices of the experiments, and parameters that are held, for the small print of a figure [text]."""
    held = ", ".join(filter(None, [defaults(free, fixed or {}), *(f"{k} = {v:g}" for k, v in (fixed or {}).items())]))
    return ". ".join([*option_lines(loaded, how=False), *([f"Held: {held}"] if held else [])])


def held_choices(loaded: Any, theta: Mapping[str, float]) -> dict[str, dict[str, Any]]:
    """Choices whose error no nuisance parameter carries, with the CEvNS counts of the others [mapping]."""
    from dataclasses import replace

    quenching = options(loaded).get("quenching")
    if quenching is None or any("quenching" in p.description or "Lindhard" in p.description for p in loaded.nuisances):
        return {}
    others = {}
    for name in _measured(loaded):
        if name != quenching:
            others[name] = float(replace(loaded, quenching=name).predict(theta).counts("cevns"))
    return {"quenching": {"value": quenching, "cevns_counts_with_others": others}}


def _measured(loaded: Any) -> tuple[str, ...]:
    """Other quenching models of an experiment, those with a parameter of their own left out, and the theory [names]."""
    from nuscat.experiments import DresdenII
    from nuscat.experiments.dresden import DRESDEN_QUENCHING

    if not isinstance(loaded, DresdenII):
        return ()
    return (*(name for name in DRESDEN_QUENCHING if not name.startswith("lindhard")), "lindhard:k=0.157")


def held_lines(held: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The same for people [lines]."""
    lines = []
    for option, choice in held.items():
        counts = ", ".join(f"{name}: cevns {n:.4g}" for name, n in choice["cevns_counts_with_others"].items())
        line = f"Not in ±: the error of the {option} ({choice['value']} is held"
        lines.append(f"{line}; {counts} counts)" if counts else f"{line})")
    return lines


def source_lines(loaded: Any) -> list[str]:
    """Flux and quenching of an experiment of one's own, with the nuisance parameters that vary them [lines]."""
    flux = getattr(loaded, "flux_uncertainty", None)
    lines = [f"Flux: {loaded.flux.name}, {float(loaded.flux.total()):.4g} ({loaded.flux.unit})" + _varied(flux)]
    for group in loaded.responses:
        of = f" of {', '.join(group.elements)}" if group.elements else ""
        model = repr(group.responses[0].quenching)
        lines.append(f"Quenching{of}: {model}{_varied(*group.parameters)}")
    return lines


def _varied(*parameters: Any) -> str:
    names = [p.name for p in parameters if p is not None]
    return f"; varied by {', '.join(names)}" if names else "; held, its error is not in ±"
