"""Families of Skyrme functionals along one parameter, such as the slope L of the symmetry energy, and their nuclei."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nuscat._core.arrays import Array
from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat._core.executors import Executor, executor_of
from nuscat._core.progress import progress
from nuscat.nuclei import Nuclide, NuclideLike, nuclide
from nuscat.structure.spherical_density import SphericalDensity

from ._interpolant import Interpolant
from ._matter_response import at_parameters
from .force import SkyrmeForce
from .nuclear_matter import MATTER_PARAMETERS, matter_parameters

if TYPE_CHECKING:
    from .covariance import ParameterCovariance
    from .solution import Solution

__all__ = ["RADII", "FunctionalFamily", "Interpolant", "NuclearFamily"]

Vector = NDArray[np.float64]

_MAGIC = frozenset({2, 8, 20, 28, 50, 82, 126})
_DEGREE = 4
RADII = ("r_n", "r_p", "skin", "r_ch")
"""Radii of :meth:`NuclearFamily.radius` [names]: point neutrons, point protons, their difference, charge; in fm."""


@dataclass(frozen=True, eq=False, kw_only=True)
class FunctionalFamily:
    r"""Skyrme functionals along a line, labelled by one number.

    Parameters
    ----------
    parameter : str
        Name of the number in fits, such as "L_sym".
    unit : str
    values : array, shape (m,) [unit]
        Increasing.
    forces : tuple of SkyrmeForce
        One functional per value.
    center : float [unit]
        Value of the functional that the family is built around, inside the range.
    label : str
        What is held along the line.

    Sources
    -------
    The map between matter properties and couplings, Kortelainen:2010hv. Checked: nuclear-matter properties of every
    member from its couplings.

    Examples
    --------
    >>> from nuscat.structure.skyrme import nuclear_matter
    >>> family = FunctionalFamily.slope("SLy4", values=(20.0, 60.0, 100.0))
    >>> [f"{f.name}: J = {nuclear_matter(f).J:.2f} MeV" for f in family.forces]
    ['SLy4 L=20: J = 29.71 MeV', 'SLy4 L=60: J = 33.24 MeV', 'SLy4 L=100: J = 36.78 MeV']
    """

    parameter: str
    unit: str
    values: Vector
    forces: tuple[SkyrmeForce, ...]
    center: float
    label: str

    def __post_init__(self) -> None:
        values = Interpolant(np.asarray(self.values, dtype=float), 1).nodes
        object.__setattr__(self, "values", values)
        if len(self.forces) != values.size:
            raise ValidityError(f"A family of {values.size} values has {len(self.forces)} functionals.")
        if not values[0] <= self.center <= values[-1]:
            raise ValidityError(
                f"The centre {self.center:g} lies outside the family, {values[0]:g} to {values[-1]:g} {self.unit}.",
                hint="Extend the values.",
            )

    @property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of the functionals and of the map [text]."""
        return tuple(sorted({"Kortelainen:2010hv", *(key for f in self.forces for key in f.cite)}))

    @classmethod
    def slope(
        cls,
        force: SkyrmeForce | str,
        values: ArrayLike = tuple(range(0, 121, 15)),
        *,
        line: str | float = "subsaturation",
        density: float = 0.11,
    ) -> FunctionalFamily:
        r"""Functionals with other slopes L of the symmetry energy, all other matter properties but J kept.

        Parameters
        ----------
        force : SkyrmeForce or str
        values : array [MeV]
            L.
        line : "subsaturation", "fixed" or float [1]
            How J follows L: the symmetry energy at `density` stays what it is; J stays; or dJ/dL is given. Energies of
            nuclei know the symmetry energy at about 0.11 fm⁻³, so that the first keeps them within 0.6 %, while a fixed
            J changes that of ²⁰⁸Pb by 4 % over 110 MeV in L.
        density : float [fm⁻³]

        Returns
        -------
        FunctionalFamily
            Parameter "L_sym".

        Sources
        -------
        For Skyrme functionals dJ/dL = (1 − u^α)/3(α + 1 − u^α) at fixed symmetry energy at the density uρ₀ (derived
        here). Checked: symmetry energy of every member at that density from second differences of the energy.
        """
        base = _as_force(force)
        start = matter_parameters(base)
        if line == "subsaturation":
            u = density / start["rho0"]
            if not 0.0 < u < 1.0:
                raise ValidityError(f"density must lie below saturation, got {density!r} fm⁻³.", hint="About 0.11.")
            power = u**base.alpha
            dJ_dL = (1.0 - power) / (3.0 * (base.alpha + 1.0 - power))
            held = f"symmetry energy at {density:g} fm⁻³ held"
        elif line == "fixed":
            dJ_dL, held = 0.0, "J held"
        elif isinstance(line, int | float) and math.isfinite(line):
            dJ_dL, held = float(line), f"dJ/dL = {line:g}"
        else:
            raise UnknownNameError.of("line J(L)", str(line), ("subsaturation", "fixed", "a number dJ/dL"))
        grid = np.asarray(values, dtype=float)
        forces = tuple(
            at_parameters(
                base,
                {"L": float(L), "J": start["J"] + dJ_dL * (float(L) - start["L"])},
                f"{base.name} L={L:g}",
            )
            for L in grid
        )
        return cls(
            parameter="L_sym",
            unit="MeV",
            values=grid,
            forces=forces,
            center=float(np.clip(start["L"], grid[0], grid[-1])),
            label=f"{base.name} with other L, {held}",
        )

    @classmethod
    def along(cls, covariance: ParameterCovariance, key: str, values: ArrayLike) -> FunctionalFamily:
        """Functionals along the ridge of a covariance: all parameters at their conditional mean for a value of one.

        Parameters
        ----------
        covariance : ParameterCovariance
        key : str
            One of its parameters, such as "L".
        values : array [unit of the parameter]

        Returns
        -------
        FunctionalFamily
            Parameter "L_sym", "J_sym" or the name itself.
        """
        if key not in covariance.parameters:
            raise UnknownNameError.of("parameter of the covariance", key, covariance.parameters)
        k = covariance.parameters.index(key)
        center, column = covariance.center, covariance.matrix[:, k]
        if not column[k] > 0.0:
            raise ValidityError(f"{key} is fixed in this covariance.", hint="Choose a parameter that varies.")
        grid = np.asarray(values, dtype=float)
        forces = []
        for value in grid:
            theta = center + column / column[k] * (float(value) - center[k])
            chosen = dict(zip(covariance.parameters, (float(t) for t in theta), strict=True))
            forces.append(at_parameters(covariance.force, chosen, f"{covariance.force.name} {key}={value:g}"))
        return cls(
            parameter=_fit_name(key),
            unit=_unit(key),
            values=grid,
            forces=tuple(forces),
            center=float(np.clip(center[k], grid[0], grid[-1])),
            label=f"{covariance.force.name} along the ridge of the {covariance.label} in {key}",
        )

    @classmethod
    def of_forces(cls, forces: Sequence[SkyrmeForce | str], key: str = "L") -> FunctionalFamily:
        """Published functionals that form a family, ordered by one of their matter properties.

        Parameters
        ----------
        forces : sequence of SkyrmeForce or str
            For example "sky3d:SV-sym28", "sky3d:SV-bas", "sky3d:SV-sym32", "sky3d:SV-sym34".
        key : str
            "L", "J" or another of :data:`~nuscat.structure.skyrme.nuclear_matter.MATTER_PARAMETERS` [MeV, fm⁻³, …].
        """
        if key not in MATTER_PARAMETERS:
            raise UnknownNameError.of("nuclear-matter parameter", key, MATTER_PARAMETERS)
        found = [_as_force(f) for f in forces]
        values = np.array([matter_parameters(f)[key] for f in found])
        order = np.argsort(values)
        return cls(
            parameter=_fit_name(key),
            unit=_unit(key),
            values=values[order],
            forces=tuple(found[i] for i in order),
            center=float(np.median(values)),
            label=", ".join(found[i].name for i in order),
        )

    def solve(
        self,
        nuclides: Sequence[NuclideLike],
        *,
        pairing: str = "auto",
        degree: int | None = None,
        workers: int | Executor = 1,
        **settings: Any,
    ) -> NuclearFamily:
        """Ground states of nuclides with every functional [MeV, fm]; solutions are cached on disk.

        Parameters
        ----------
        nuclides : sequence of nuclide
        pairing : str
            As for :func:`~nuscat.structure.skyrme.solve`, or "auto": none for doubly magic nuclei, else the default.
        degree : int, optional
            Of the interpolating polynomial; default 4, or one less than the number of functionals.
        workers : int or Executor
            Local processes (a script must then run under ``if __name__ == "__main__"``), or where else to run.
        **settings
            Further arguments of the solver.

        Raises
        ------
        ConvergenceError
            If a nucleus cannot be solved.
        """
        executor = executor_of(workers)
        found = [nuclide(which) for which in nuclides]
        if not found or len({n.name for n in found}) < len(found):
            raise ValidityError("A family is solved for at least one nuclide, each named once.")
        pairs = [(n, f) for n in found for f in self.forces]
        tasks = {i: (n.name, f, {"pairing": _pairing(pairing, n), **settings}) for i, (n, f) in enumerate(pairs)}
        results: dict[int, Solution] = {}
        with progress(len(tasks), f"family {self.parameter}") as advance:
            for i, solution in executor.run(_one, None, tasks):
                results[i] = solution
                advance(1)
        solutions = [results[i] for i in range(len(tasks))]
        m = len(self.forces)
        return NuclearFamily(
            family=self,
            solutions={n.name: tuple(solutions[i * m : (i + 1) * m]) for i, n in enumerate(found)},
            degree=min(_DEGREE, m - 1) if degree is None else degree,
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class NuclearFamily:
    """Nuclei as smooth functions of the parameter of a family of functionals.

    Parameters
    ----------
    family : FunctionalFamily
    solutions : mapping of nuclide name to tuple of Solution
        One per functional.
    degree : int
        Of the polynomial in the parameter.

    Sources
    -------
    Least-squares polynomials of converged calculations. Checked: against calculations between the nodes; `error`.
    """

    family: FunctionalFamily
    solutions: Mapping[str, tuple[Solution, ...]]
    degree: int

    @property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of the functionals and of the calculations [text]."""
        return tuple(
            sorted({*self.family.cite, *(key for row in self.solutions.values() for s in row for key in s.cite)})
        )

    @cached_property
    def interpolant(self) -> Interpolant:
        """Polynomial in the parameter of the family [its unit]."""
        return Interpolant(self.family.values, self.degree)

    @property
    def nuclides(self) -> tuple[str, ...]:
        """Names of the nuclides solved [text]."""
        return tuple(self.solutions)

    def members(self, which: NuclideLike) -> tuple[Solution, ...]:
        """Solutions [MeV, fm] of a nuclide, one per functional.

        Raises
        ------
        MissingDataError
            If the family was not solved for it.
        """
        name = nuclide(which).name
        if name not in self.solutions:
            raise MissingDataError(
                f"The family of functionals was not solved for {name}, only for {', '.join(self.solutions)}.",
                hint="Name it in FunctionalFamily.solve.",
            )
        return self.solutions[name]

    def table(self, which: NuclideLike, what: str) -> Vector:
        """Radius [fm] of :data:`RADII` of every member, shape (m,)."""
        if what not in RADII:
            raise UnknownNameError.of("radius of a family", what, RADII)
        if what == "r_ch":
            return np.array([float(s.elastic().charge_radius) for s in self.members(which)])
        return np.array([float(getattr(s, what)) for s in self.members(which)])

    def radius(self, which: NuclideLike, what: str, at: Array) -> Array:
        """Radius [fm] of :data:`RADII` at the parameter value `at` [its unit], any shape."""
        return self.interpolant(self.table(which, what), at)

    def density(self, which: NuclideLike, at: float) -> SphericalDensity:
        """Densities [fm⁻³] at the parameter value `at` [its unit]: interpolated point by point, so the norms are kept.

        Raises
        ------
        ValidityError
            If `at` lies outside the family.
        """
        low, high = float(self.family.values[0]), float(self.family.values[-1])
        if not low <= at <= high:
            raise ValidityError(
                f"{self.family.parameter} = {at:g} lies outside the family, {low:g} to {high:g} {self.family.unit}.",
                hint="Build a family with a wider range.",
            )
        rows = [s.density for s in self.members(which)]
        weights = self.interpolant.weights(at)

        def mean(name: str) -> Vector:
            return np.asarray(np.tensordot(weights, np.stack([getattr(d, name) for d in rows]), axes=1))

        columns: tuple[str, ...] = ("proton", "neutron")
        if rows[0].spin_orbit_proton is not None:
            columns += ("spin_orbit_proton", "spin_orbit_neutron")
        values: dict[str, Any] = {name: mean(name) for name in columns}
        return replace(rows[0], **values, label=f"{self.family.label}, {self.family.parameter} = {at:g}")

    def error(self, which: NuclideLike, what: str) -> float:
        """Largest error [fm] of a radius of :data:`RADII` at an inner member left out of the interpolation."""
        table, nodes = self.table(which, what), self.family.values
        if nodes.size < self.degree + 2:
            raise ValidityError(
                f"{nodes.size} functionals leave nothing to test a polynomial of degree {self.degree} with.",
                hint="Solve more functionals, or lower the degree.",
            )
        worst = 0.0
        for i in range(1, nodes.size - 1):
            rest = Interpolant(np.delete(nodes, i), self.degree)
            worst = max(worst, abs(float(rest(np.delete(table, i), float(nodes[i]))) - float(table[i])))
        return worst


def _as_force(force: SkyrmeForce | str) -> SkyrmeForce:
    if isinstance(force, SkyrmeForce):
        return force
    from .catalogue import force as find

    return find(force)


def _fit_name(key: str) -> str:
    return f"{key}_sym" if key in ("J", "L") else key


def _unit(key: str) -> str:
    if key in ("energy", "K", "J", "L"):
        return "MeV"
    if key == "rho0":
        return "fm⁻³"
    return "MeV fm⁵" if key.startswith("C") else "1"


def _pairing(asked: str, which: Nuclide) -> str:
    if asked != "auto":
        return asked
    return "none" if which.Z in _MAGIC and which.N in _MAGIC else "default"


def _one(_shared: None, name: str, force: SkyrmeForce, settings: dict[str, Any]) -> Solution:
    from ._solve import solve

    return solve(name, force, **settings)
