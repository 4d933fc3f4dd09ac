"""First-order response of nuclear observables to nuclear-matter parameters: linear emulators."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat._core.frozen import FrozenMapping
from nuscat._core.progress import progress
from nuscat.nuclei import NuclideLike, nuclide

from .force import SkyrmeForce
from .nuclear_matter import MATTER_PARAMETERS, force_from_matter, matter_parameters

if TYPE_CHECKING:
    from .solution import Solution

__all__ = ["OBSERVABLES", "PARAMETERS", "STEPS", "LinearEmulator", "at_parameters", "linear_emulator", "observe"]

Vector = NDArray[np.float64]

PARAMETERS = tuple(name for name in MATTER_PARAMETERS if name != "inverse_vector_mass")
"""Parameters varied by default [names]; not the isovector effective mass, which ground states do not know."""

STEPS: Mapping[str, float] = FrozenMapping(
    {
        "rho0": 5e-4,
        "energy": 0.03,
        "K": 2.0,
        "J": 0.4,
        "L": 3.0,
        "inverse_mass": 0.02,
        "inverse_vector_mass": 0.03,
        "C0Drho": 0.7,
        "C1Drho": 5.0,
        "C0nablaJ": 1.5,
        "C1nablaJ": 4.0,
    }
)
"""Half-widths of the central differences [fm⁻³, MeV, 1, MeV fm⁵]."""

OBSERVABLES = ("energy", "r_p", "r_n", "skin", "r_ch", "F_p", "F_n")
"""Observables of :func:`observe` [names]: MeV, fm, and point form factors [1] with F(0) = 1."""


def at_parameters(force: SkyrmeForce, values: Mapping[str, float], name: str) -> SkyrmeForce:
    """The functional with some of its matter parameters [MeV, fm] changed and all conventions kept.

    Parameters
    ----------
    force : SkyrmeForce
    values : mapping of str to float
        Any of :data:`MATTER_PARAMETERS`.
    name : str
    """
    for key in values:
        if key not in MATTER_PARAMETERS:
            raise UnknownNameError.of("nuclear-matter parameter", key, MATTER_PARAMETERS)
    kept = ("j2", "cm", "coulomb_exchange", "te", "to", "e2", "pairing", "reference", "cite")
    conventions: dict[str, Any] = {key: getattr(force, key) for key in kept}
    return force_from_matter(
        name, **(matter_parameters(force) | dict(values)), notes=f"varied from {force.name}", **conventions
    )


def observe(solution: Solution, q: ArrayLike) -> dict[str, Vector]:
    """Observables of a solution, :data:`OBSERVABLES`, as arrays [MeV, fm, 1].

    Parameters
    ----------
    solution : Solution
    q : array, shape (n,) [MeV]
        For the form factors.
    """
    elastic = solution.elastic()
    M_p, M_n = solution.density.M(np.asarray(q, dtype=float))
    scalars = (solution.energy, solution.r_p, solution.r_n, solution.skin, elastic.charge_radius)
    out = {name: np.array(float(value)) for name, value in zip(OBSERVABLES, scalars, strict=False)}
    return out | {"F_p": np.asarray(M_p) / solution.Z, "F_n": np.asarray(M_n) / solution.N}


@dataclass(frozen=True, eq=False, kw_only=True)
class LinearEmulator:
    """Nuclear observables as linear functions of nuclear-matter parameters around a functional.

    Parameters
    ----------
    force : SkyrmeForce
        Where the expansion is made.
    parameters : tuple of str
        Of :data:`MATTER_PARAMETERS`.
    center, steps : array, shape (n,) [MeV, fm]
        Values there and half-widths of the central differences.
    nuclides : tuple of str
    q : array, shape (m,) [MeV]
        Grid of the form factors.
    values, gradients, curvatures : mapping of (nuclide, observable) to array
        Value v of shape s, dv/dθ and d²v/dθ² (the diagonal) of shape (n, *s).

    Sources
    -------
    Central differences of converged calculations. Checked: against full calculations away from the centre.
    """

    force: SkyrmeForce
    parameters: tuple[str, ...]
    center: Vector
    steps: Vector
    nuclides: tuple[str, ...]
    q: Vector
    values: Mapping[tuple[str, str], Vector]
    gradients: Mapping[tuple[str, str], Vector]
    curvatures: Mapping[tuple[str, str], Vector]

    def _find(self, which: NuclideLike, observable: str) -> tuple[str, str]:
        name = nuclide(which).name
        if name not in self.nuclides:
            raise UnknownNameError.of("nuclide of the emulator", name, self.nuclides)
        if observable not in OBSERVABLES:
            raise UnknownNameError.of("observable", observable, OBSERVABLES)
        return name, observable

    def value(self, which: NuclideLike, observable: str) -> Vector:
        """Observable [MeV, fm or 1] at the centre."""
        return self.values[self._find(which, observable)]

    def gradient(self, which: NuclideLike, observable: str) -> Vector:
        """Derivatives of an observable [its unit per unit of the parameter], parameters along the first axis."""
        return self.gradients[self._find(which, observable)]

    def predict(self, which: NuclideLike, observable: str, parameters: Mapping[str, float] | ArrayLike) -> Vector:
        """Observable [MeV, fm or 1] at other parameters, to first order.

        Parameters
        ----------
        which : nuclide
        observable : str
            One of :data:`OBSERVABLES`.
        parameters : mapping of str to float, or array, shape (..., n) [MeV, fm]
            Parameters that differ from the centre, or all of them in order.

        Returns
        -------
        array
            Of shape (..., *s).
        """
        key = self._find(which, observable)
        return np.asarray(self.values[key] + np.tensordot(self._offset(parameters), self.gradients[key], axes=1))

    def _offset(self, parameters: Mapping[str, float] | ArrayLike) -> Vector:
        if isinstance(parameters, Mapping):
            offset = np.zeros(len(self.parameters))
            for key, value in parameters.items():
                if key not in self.parameters:
                    raise UnknownNameError.of("parameter of the emulator", key, self.parameters)
                i = self.parameters.index(key)
                offset[i] = value - self.center[i]
            return offset
        theta = np.asarray(parameters, dtype=float)
        if theta.shape[-1:] != (len(self.parameters),):
            raise ValidityError(
                f"Parameters of the emulator have shape (..., {len(self.parameters)}), got {theta.shape}.",
                hint=f"The order is {', '.join(self.parameters)}.",
            )
        return theta - self.center


def linear_emulator(
    force: SkyrmeForce,
    nuclides: Sequence[NuclideLike],
    *,
    parameters: Sequence[str] = PARAMETERS,
    steps: Mapping[str, float] = STEPS,
    q: ArrayLike = tuple(range(0, 251, 10)),
    solver: Callable[..., Solution] | None = None,
    **settings: Any,
) -> LinearEmulator:
    """Linear emulator of energies, radii and form factors around a functional.

    Parameters
    ----------
    force : SkyrmeForce
    nuclides : sequence of nuclide
    parameters : sequence of str
        Of :data:`MATTER_PARAMETERS`; the others stay fixed.
    steps : mapping of str to float [MeV, fm]
        Half-widths of the central differences.
    q : array [MeV]
        Grid of the form factors.
    solver : callable, optional
        Default: :func:`nuscat.structure.skyrme.solve`.
    **settings
        Passed to the solver; by default `pairing` is "none" (closed shells) and the tolerance 1e-9.

    Returns
    -------
    LinearEmulator

    Raises
    ------
    ConvergenceError
        If a nucleus cannot be solved at a displaced point.

    Sources
    -------
    Two calculations for each parameter and nuclide, each started from the central one. Checked: see
    :class:`LinearEmulator`.
    """
    from threadpoolctl import threadpool_limits

    run = _solver() if solver is None else solver
    chosen = tuple(parameters)
    for key in chosen:
        if key not in MATTER_PARAMETERS:
            raise UnknownNameError.of("nuclear-matter parameter", key, MATTER_PARAMETERS)
    names = tuple(nuclide(which).name for which in nuclides)
    if not chosen or not names or len(set(chosen)) < len(chosen) or len(set(names)) < len(names):
        raise ValidityError("An emulator needs at least one parameter and one nuclide, each given once.")
    start = matter_parameters(force)
    center = np.array([start[key] for key in chosen])
    widths = np.array([steps[key] if key in steps else STEPS[key] for key in chosen])
    if not np.all(widths > 0):
        raise ValidityError("Steps of an emulator must be positive.")
    grid = np.asarray(q, dtype=float)
    options: dict[str, Any] = {"pairing": "none", "tolerance": 1e-9} | settings
    values: dict[tuple[str, str], Vector] = {}
    gradients: dict[tuple[str, str], Vector] = {}
    curvatures: dict[tuple[str, str], Vector] = {}
    steps_in_all = len(names) * (2 * len(chosen) + 1)
    with threadpool_limits(1), progress(steps_in_all, "nuclear response") as advance:  # small matrices
        for name in names:
            central = run(name, force, cache=False, **options)
            advance(1)
            middle = observe(central, grid)
            first: dict[str, list[Vector]] = {key: [] for key in middle}
            second: dict[str, list[Vector]] = {key: [] for key in middle}
            for key, value, width in zip(chosen, center, widths, strict=True):
                ends = []
                for sign in (1.0, -1.0):
                    moved = at_parameters(force, {key: float(value + sign * width)}, f"{force.name} {key}{sign:+.0f}")
                    ends.append(observe(run(name, moved, start=central, **options), grid))
                    advance(1)
                for what, here in middle.items():
                    up, down = ends[0][what], ends[1][what]
                    first[what].append((up - down) / (2 * width))
                    second[what].append((up - 2 * here + down) / width**2)
            for what, here in middle.items():
                values[name, what] = here
                gradients[name, what] = np.stack(first[what])
                curvatures[name, what] = np.stack(second[what])
    return LinearEmulator(
        force=force,
        parameters=chosen,
        center=center,
        steps=widths,
        nuclides=names,
        q=grid,
        values=FrozenMapping(values),
        gradients=FrozenMapping(gradients),
        curvatures=FrozenMapping(curvatures),
    )


def _solver() -> Callable[..., Solution]:
    from ._solve import solve

    return solve
