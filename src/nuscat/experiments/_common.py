"""Pieces that every experiment shares: fluence, release files, error budget, parameter names."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.datasets import packaged_path
from nuscat._core.errors import CorruptDataError, UnknownNameError, ValidityError
from nuscat.fluxes import Flux

from ._sterile import check_mixings
from .likelihood import GaussianStatistic, statistic_of
from .parameters import PHYSICS_PARAMETERS, check_values, is_radius, physics_parameter
from .prediction import Prediction

Floats = NDArray[np.float64]


def protons_per_area(protons: float, distance: float) -> float:
    """Protons over the sphere at `distance` [m], N/(4πL²) [cm⁻²]: times neutrinos per proton it is the fluence."""
    return protons / (4.0 * np.pi * (100.0 * distance) ** 2)


@lru_cache(maxsize=8)
def load_release(relative: str) -> dict[str, Floats]:
    """Arrays of a packaged release file, read-only [units in its SOURCE.toml]."""
    path = packaged_path(relative)
    try:
        with path.open("rb") as handle, np.load(handle, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
        raise CorruptDataError(
            f"The packaged data file {path} cannot be read: {error}.",
            hint="It is truncated or damaged: reinstall nuscat.",
        ) from error
    for array in arrays.values():
        array.setflags(write=False)
    return arrays


def component_uncertainties(experiment: Any, theta: Mapping[str, float]) -> dict[str, float]:
    """Uncertainty [counts] of the sum of every component: ±1σ of each constrained nuisance, in quadrature."""
    variance: dict[str, float] = dict.fromkeys(experiment.components(theta), 0.0)
    for parameter in experiment.nuisances:
        if parameter.sigma is None:
            continue
        centre = theta.get(parameter.name, parameter.value)
        low = centre - parameter.sigma if parameter.lower is None else max(centre - parameter.sigma, parameter.lower)
        up = experiment.components({**theta, parameter.name: centre + parameter.sigma})
        down = experiment.components({**theta, parameter.name: low})
        scale = 2.0 * parameter.sigma / (centre + parameter.sigma - low)
        for name in variance:
            variance[name] += (0.5 * scale * float(np.sum(up[name]) - np.sum(down[name]))) ** 2
    return {name: float(np.sqrt(v)) for name, v in variance.items()}


def require_known(experiment: Any, names: Sequence[str]) -> None:
    """Raise :class:`UnknownNameError` unless every name is a physics or nuisance parameter of `experiment`."""
    nuisances = [p.name for p in experiment.nuisances]
    for name in names:
        if is_radius(name):
            experiment.signal.require_known([name])
            experiment.signal.check_parameters([name])
        elif name not in nuisances and name not in PHYSICS_PARAMETERS:
            raise UnknownNameError.of(f"parameter of {experiment.name}", name, [*PHYSICS_PARAMETERS, "R_n", *nuisances])


def understands(experiment: Any, name: str) -> bool:
    """Whether the prediction of `experiment` depends on a parameter called `name` [bool]."""
    if is_radius(name):
        return bool(experiment.signal.understands(name))
    return name in PHYSICS_PARAMETERS or any(name == p.name for p in experiment.nuisances)


def predict(experiment: Any, theta: Mapping[str, float] | None) -> Prediction:
    """Expected counts of `experiment` per bin and component at parameter values `theta` [units of the parameters]."""
    theta = dict(theta or {})
    experiment.require_known(tuple(theta))
    physics = [physics_parameter(name) for name in theta if is_radius(name) or name in PHYSICS_PARAMETERS]
    check_values([*physics, *getattr(experiment, "physics", ()), *experiment.nuisances], theta)
    check_mixings(theta)
    shape = tuple(a.bins for a in experiment.axes)
    statistic = statistic_of(experiment)
    gaussian = np.array(statistic.sigma).reshape(shape) if isinstance(statistic, GaussianStatistic) else None
    return Prediction(
        experiment=experiment.name,
        axes=experiment.axes,
        components={k: np.array(v).reshape(shape) for k, v in experiment.components(theta).items()},
        uncertainty=component_uncertainties(experiment, theta),
        data=experiment.data.reshape(shape).copy(),
        cite=experiment.cite,
        data_error=gaussian,
    )


def time_fractions(flux: Flux, edges: Floats, shift: float = 0.0) -> Floats:
    """Fraction of every flux component per bin of time `edges` [s] at a `shift` [s]; array [1], (components, bins).

    Raises
    ------
    ValidityError
        If a component has no time profile.
    """
    done: dict[int, Floats] = {}
    rows = []
    for component in flux.components:
        if component.time is None:
            raise ValidityError(
                f"Component {component.label!r} of the flux {flux.name!r} has no arrival times.",
                hint="Give time=TimeProfile(…), or use stopped_pion(…).",
            )
        if id(component.time) not in done:
            done[id(component.time)] = np.asarray(component.time.bin_fractions(edges, shift=shift))
        rows.append(done[id(component.time)])
    return np.stack(rows)


def frozen(array: Floats) -> Floats:
    """The same array, made read-only: what an experiment caches cannot be changed through a view."""
    array = np.asarray(array)
    array.setflags(write=False)
    return array
