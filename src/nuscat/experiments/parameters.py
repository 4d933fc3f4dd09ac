"""Parameters of a prediction: physics parameters known out of the box, and nuisance parameters of the experiments."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from nuscat._core.errors import UnknownNameError, ValidityError, require_finite

from ._physics_parameters import PARAMETERS, Parameter, physics

__all__ = [
    "PHYSICS_PARAMETERS",
    "SNS_FLUX",
    "Parameter",
    "check_values",
    "is_radius",
    "physics_parameter",
    "scale_nuisance",
    "shape_nuisance",
]


def scale_nuisance(
    name: str, sigma: float, component: str, description: str, *, superseded_by: tuple[str, ...] = ()
) -> Parameter:
    """Nuisance parameter [1] that multiplies one `component` (part of one if empty): 1 ± `sigma`, not negative."""
    return Parameter(
        name=name,
        value=1.0,
        step=min(sigma, 0.3),
        sigma=sigma,
        lower=0.0,
        description=description,
        superseded_by=superseded_by,
        scales=(component,) if component else (),
    )


def shape_nuisance(name: str, description: str, *, lower: float = -5.0) -> Parameter:
    """Nuisance parameter [σ] that interpolates between released variations: 0 ± 1, limited to `lower` … 5."""
    return Parameter(
        name=name, value=0.0, step=0.5, sigma=1.0, lower=lower, upper=5.0, unit="σ", description=description
    )


def check_values(parameters: Iterable[Parameter], values: Mapping[str, object]) -> None:
    """Raise :class:`ValidityError` for one of `values` [units of the parameters] that is no number in its limits."""
    for p in parameters:
        if p.name not in values:
            continue
        value = values[p.name]
        require_finite(p.name, value, unit="" if p.unit == "1" else p.unit)
        low = -math.inf if p.lower is None else p.lower
        high = math.inf if p.upper is None else p.upper
        if not low <= float(value) <= high:  # type: ignore[arg-type]
            raise ValidityError(
                f"{p.name} = {value!r} {'' if p.unit == '1' else p.unit} is outside its limits.".replace("  ", " "),
                hint=f"Stay within {low:g} to {high:g}.",
            )


SNS_FLUX = scale_nuisance("sns_flux", 0.10, "cevns", "SNS neutrinos per proton, common to its experiments (10 %)")
"""Flux normalisation shared by all experiments at the SNS (COHERENT:2021yvp)."""


PHYSICS_PARAMETERS: dict[str, Parameter] = {p.name: p for p in PARAMETERS}
"""Physics parameters by name; neutron radii ``R_n``, ``R_n_<element, material or nuclide>`` are made on demand."""


_RADII = {"Ar": 3.4, "Ca": 3.5, "Pb": 5.7}
"""Neutron radii [fm] by element, where a fit has no better start."""


def is_radius(name: str) -> bool:
    """Whether `name` is a neutron rms radius, ``R_n`` or ``R_n_…`` [bool]."""
    return name == "R_n" or name.startswith("R_n_")


def physics_parameter(name: str) -> Parameter:
    """The physics parameter called `name` [unit in its record]; :class:`UnknownNameError` if there is none."""
    if is_radius(name):
        target = name.removeprefix("R_n").removeprefix("_") or "all target nuclides"
        return physics(
            name,
            _RADII.get(target.rstrip("0123456789"), 4.7),
            0.2,
            "fm",
            f"neutron rms radius of {target}: of point neutrons for a nuclear structure, of the form factor for Helm "
            "(0.06 to 0.09 fm larger)",
            lower=1.6,
            upper=12.0,
            search=(2.5, 3.5, 6.5, 8.5),
        )
    if name not in PHYSICS_PARAMETERS:
        raise UnknownNameError.of(
            "physics parameter",
            name,
            [*PHYSICS_PARAMETERS, "R_n", "R_n_CsI", "R_n_Cs133", "R_n_I127", "R_n_Ar", "R_n_Pb208", "R_n_Ca48"],
        )
    return PHYSICS_PARAMETERS[name]
