"""Couplings, form factor and new interactions from options, and their names for the output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nuscat._core.errors import UnknownNameError, ValidityError

__all__ = ["conventions", "convention_lines", "couplings", "load_experiment", "theory"]


def couplings(name: str, sin2w: float | None = None) -> Any:
    """Coupling convention `name`, with another low-energy sin²θ_W [1] if given."""
    from nuscat import electroweak

    found = electroweak.couplings(name)
    if sin2w is None:
        return found
    if not 0.0 < sin2w < 1.0:
        raise ValidityError(f"sin²θ_W must lie between 0 and 1, got {sin2w!r}.", hint="For example --sin2w 0.23857.")
    return replace(found, sin2w=sin2w)  # type: ignore[type-var]


def theory(name: str, sin2w: float | None, form_factor: str | None, values: Mapping[str, float]) -> Any:
    """Theory with couplings and form factor by name and the physics parameters `values` [their units] applied."""
    from nuscat.experiments import DEFAULT_FORM_FACTOR, PHYSICS_PARAMETERS, Theory
    from nuscat.experiments.parameters import is_radius

    for key in values:
        if is_radius(key) or key == "normalisation":
            option = "--form-factor helm:rms=4.8,rn=5.0" if is_radius(key) else "a factor of your own"
            raise ValidityError(f"{key!r} cannot be set for a cross section.", hint=f"Use {option} instead.")
        if key not in PHYSICS_PARAMETERS:
            raise UnknownNameError.of("physics parameter", key, PHYSICS_PARAMETERS)
    if sin2w is not None and "sin2w" in values:
        raise ValidityError("sin2w is given twice, by --sin2w and by --set.", hint="Give it once.")
    plain = Theory(couplings=couplings(name, sin2w), form_factor=form_factor or DEFAULT_FORM_FACTOR)
    return plain.modified(values)


def load_experiment(name: str, coupling: str, form_factor: str | None, sin2w: float | None = None) -> Any:
    """Experiment with couplings and form factor by name, which is read at once so that errors come early."""
    from nuscat import experiments

    loaded = experiments.load(name, couplings=couplings(coupling, sin2w), form_factor=form_factor)
    _ = loaded.signal.nuclei
    return loaded


def conventions(model: Any) -> dict[str, Any]:
    """Names and numbers of what a theory assumes, for JSON [mapping]."""
    c = model.couplings
    g_p, g_n = c.nucleon("nu_mu", 0.0)
    return {
        "couplings": c.name,
        "couplings_label": c.label,
        "sin2w": float(c.sin2w),
        "g_p": float(g_p),
        "g_n": float(g_n),
        "form_factor": model.form_factor,
        "interactions": [str(i) for i in model.interactions],
        "kinematics": "exact",
    }


def convention_lines(model: Any) -> Sequence[str]:
    """The same for people [lines]."""
    c = conventions(model)
    values = f"g_p = {c['g_p']:.5f}, g_n = {c['g_n']:.5f} (ν_μ, Q² = 0)"
    lines = [
        f"Couplings: {c['couplings']} ({c['couplings_label']}), sin²θ_W = {c['sin2w']:.5f}, {values}",
        f"Form factor: {c['form_factor']}",
    ]
    if c["interactions"]:
        lines.append(f"New interactions: {', '.join(c['interactions'])}")
    return lines
