"""Parameters of a prediction: physics parameters known out of the box, and nuisance parameters of the experiments."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nuscat._core.errors import UnknownNameError, ValidityError, require_finite

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


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A named parameter of a prediction.

    Parameters
    ----------
    name : str
    value : float [unit]
        Default (physics) or central value (nuisance).
    step : float [unit]
        Typical size of a change, used for first steps and finite differences.
    sigma : float [unit] or None
        Standard deviation of the Gaussian constraint around `value`; None for an unconstrained parameter.
    lower, upper : float [unit] or None
        Hard limits.
    unit : str
    description : str
    superseded_by : tuple of str
        Prefixes of physics parameters whose presence in a fit removes this nuisance parameter (it would count
        the same effect twice).
    scales : tuple of str
        Components that are proportional to this parameter and in which it does nothing else; empty for any
        other dependence.
    search : tuple of float [unit]
        Starting points from which fits look for further minima.
    """

    name: str
    value: float
    step: float
    sigma: float | None = None
    lower: float | None = None
    upper: float | None = None
    unit: str = "1"
    description: str = ""
    superseded_by: tuple[str, ...] = ()
    scales: tuple[str, ...] = ()
    search: tuple[float, ...] = ()


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


def _p(name: str, value: float, step: float, unit: str, text: str, **limits: Any) -> Parameter:
    return Parameter(name=name, value=value, step=step, unit=unit, description=text, **limits)


_LOGARITHMIC = tuple(10.0 ** (-7.0 + 0.25 * i) for i in range(21))
_FAMILIES = ("ee", "mumu", "tautau", "emu", "etau", "mutau")
_LIST = [
    _p("normalisation", 1.0, 0.1, "1", "CEvNS signal relative to the prediction", lower=0.0, scales=("cevns",)),
    _p(
        "sin2w",
        0.23857,
        0.02,
        "1",
        "weak mixing angle in the low-energy MS-bar convention of the chosen couplings",
        lower=0.0,
        upper=0.6,
        search=(0.1, 0.35, 0.5),
    ),
    *(
        _p(
            f"eps_{ab}_{quark}",
            0.0,
            0.1,
            "1",
            f"vector NSI of flavours {ab} with {quark} quarks (P_X convention, sum of chiralities)",
            lower=-10.0,
            upper=10.0,
            search=(-0.8, -0.4, -0.2, 0.1, 0.2, 0.3, 0.4, 0.5, 0.8),
        )
        for quark in "ud"
        for ab in _FAMILIES
    ),
    *(
        p
        for model, text in (
            ("universal", "universal vector mediator"),
            ("b_minus_l", "B-L vector mediator"),
            ("l_mu_minus_l_tau", "L_mu-L_tau vector mediator"),
            ("scalar", "scalar mediator"),
        )
        for p in (
            _p(f"m_{model}", 100.0, 10.0, "MeV", f"mass of the {text}", lower=0.0),
            _p(f"g_{model}", 0.0, 1e-5, "1", f"coupling of the {text}", lower=0.0, search=_LOGARITHMIC),
        )
    ),
    *(
        _p(
            f"mu_nu_{f}",
            0.0,
            10.0,
            "1e-10 mu_B",
            f"effective magnetic moment of nu_{f}",
            lower=0.0,
            search=(3.0, 30.0, 100.0),
        )
        for f in ("e", "mu")
    ),
    *(
        _p(
            f"r2_nu_{f}",
            0.0,
            5.0,
            "1e-32 cm²",
            f"charge radius squared of nu_{f} beyond the Standard Model",
            lower=-1e3,
            upper=1e3,
            search=(-80.0, -60.0, -40.0, -20.0, 20.0, 40.0),
        )
        for f in ("e", "mu")
    ),
    *(
        _p(
            f"q_nu_{f}",
            0.0,
            1.0,
            "1e-7 e",
            f"electric charge of nu_{f}",
            lower=-1e3,
            upper=1e3,
            search=(-3.0, -1.0, 1.0, 3.0),
        )
        for f in ("e", "mu")
    ),
]
PHYSICS_PARAMETERS: dict[str, Parameter] = {p.name: p for p in _LIST}
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
        return _p(
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
