"""Results of an ensemble of functionals: distributions, correlations, failures."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat._core.flavours import Flavour
from nuscat.nuclei import NuclideLike, nuclide

from .nuclear_matter import nuclear_matter

if TYPE_CHECKING:
    from .ensemble import Ensemble
    from .solution import Solution

__all__ = ["NAMED", "Distribution", "EnsembleResults", "Failure", "Observable", "weak_form_factor", "weak_radius"]

Vector = NDArray[np.float64]
Observable = Callable[["Solution"], Any]
"""Number or array of any unit from a solution; arrays must have the same shape for every functional."""

NAMED: Mapping[str, Observable] = {
    "energy": lambda s: s.energy,
    "r_n": lambda s: s.r_n,
    "r_p": lambda s: s.r_p,
    "skin": lambda s: s.skin,
    "r_ch": lambda s: s.elastic().charge_radius,
}
"""Observables that have a name [MeV for the energy, else fm]."""

MATTER = ("rho0", "E/A", "K", "J", "L", "Ksym", "effective_mass", "kappa")
"""Nuclear-matter properties with which observables can be correlated [names]."""


def weak_radius(couplings: Any, flavour: Flavour = "nu_e") -> Observable:
    """Observable R_W [fm] for the couplings of a flavour (electroweak layer) at Q² = 0."""
    return lambda s: s.elastic().weak_radius(couplings, flavour)


def weak_form_factor(q: ArrayLike, couplings: Any, flavour: Flavour = "nu_mu") -> Observable:
    """Observable F_W(q) [1] on momentum transfers `q` [MeV] for the couplings of a flavour at Q² = 0."""
    momenta = np.asarray(q, dtype=float)
    return lambda s: s.elastic().weak_form_factor(momenta, couplings, flavour)


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A calculation of an ensemble that gave no result, and why.

    Parameters
    ----------
    force : str
    nuclide : str
    reason : str
    """

    force: str
    nuclide: str
    reason: str


@dataclass(frozen=True, eq=False, kw_only=True)
class Distribution:
    """Values of an observable over an ensemble.

    Parameters
    ----------
    values : array, shape (n, ...) [unit of the observable]
        One entry for each functional that has a result.
    weights : array, shape (n,) [1]
        Normalised to one.
    forces : tuple of str

    Sources
    -------
    Definition. Checked: moments and quantiles of weighted Gaussian samples.

    Examples
    --------
    >>> import numpy as np
    >>> d = Distribution(values=np.array([1.0, 2.0, 3.0]), weights=np.full(3, 1 / 3), forces=("a", "b", "c"))
    >>> float(d.mean), round(float(d.std), 3)
    (2.0, 1.0)
    """

    values: Vector
    weights: Vector
    forces: tuple[str, ...]

    def __repr__(self) -> str:
        if self.values.ndim > 1:
            return f"Distribution({len(self.forces)} functionals, values of shape {self.values.shape[1:]})"
        low, high = (float(x) for x in self.band)
        return f"Distribution({len(self.forces)} functionals: {float(self.mean):.6g}, 68 % {low:.6g} to {high:.6g})"

    @property
    def mean(self) -> Vector:
        """Weighted mean [unit of the observable]."""
        return np.asarray(np.tensordot(self.weights, self.values, axes=1))

    @property
    def std(self) -> Vector:
        """Weighted standard deviation [unit of the observable], unbiased; NaN for a single functional."""
        square = np.tensordot(self.weights, (self.values - self.mean) ** 2, axes=1)
        freedom = 1.0 - float(np.sum(self.weights**2))
        return np.asarray(np.sqrt(square / freedom) if freedom > 1e-12 else np.full_like(square, math.nan))

    def quantile(self, p: float) -> Vector:
        """Value [unit of the observable] below which a weight `p` lies.

        Linear between the functionals, each at the middle of its weight; equal weights give the (n p + ½)th value.
        """
        if not 0 <= p <= 1:
            raise ValidityError(f"A quantile is between 0 and 1, got {p!r}.")
        order = np.argsort(self.values, axis=0, kind="stable")
        ranked = np.take_along_axis(self.values, order, axis=0)
        weights = self.weights[order]
        middle = np.cumsum(weights, axis=0) - 0.5 * weights
        flat_x, flat_y = (a.reshape(a.shape[0], -1) for a in (middle, ranked))
        found = [np.interp(p, flat_x[:, i], flat_y[:, i]) for i in range(flat_x.shape[1])]
        return np.array(found).reshape(self.values.shape[1:])

    @property
    def band(self) -> tuple[Vector, Vector]:
        """16 % and 84 % quantiles [unit of the observable]."""
        return self.quantile(0.16), self.quantile(0.84)


@dataclass(frozen=True, eq=False, kw_only=True)
class EnsembleResults:
    """Solutions of an ensemble of functionals for some nuclides.

    Parameters
    ----------
    ensemble : Ensemble
    nuclides : tuple of str
    solutions : mapping of (number of the functional, nuclide) to Solution
        With densities; without what a warm start needs.
    failures : tuple of Failure
        Every calculation that is missing in `solutions`.

    Sources
    -------
    Definition. Checked: results do not depend on the number of workers or on an interruption.
    """

    ensemble: Ensemble
    nuclides: tuple[str, ...]
    solutions: Mapping[tuple[int, str], Solution]
    failures: tuple[Failure, ...]

    def __repr__(self) -> str:
        return (
            f"EnsembleResults({len(self.ensemble)} functionals, {', '.join(self.nuclides)}: "
            f"{len(self.solutions)} solutions, {len(self.failures)} failures)"
        )

    @property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of the functionals and the method [text]."""
        return tuple(sorted({key for s in self.solutions.values() for key in s.cite}))

    def _name(self, which: NuclideLike) -> str:
        name = nuclide(which).name
        if name not in self.nuclides:
            raise UnknownNameError.of("nuclide of the ensemble", name, self.nuclides)
        return name

    def of(self, which: NuclideLike) -> dict[int, Solution]:
        """Solutions of a nuclide by the number of the functional in the ensemble [mapping]."""
        name = self._name(which)
        return {i: self.solutions[i, name] for i in range(len(self.ensemble)) if (i, name) in self.solutions}

    def distribution(self, which: NuclideLike, observable: str | Observable) -> Distribution:
        """Distribution of an observable [its unit] over the functionals that have a result.

        Parameters
        ----------
        which : nuclide
        observable : str or callable
            One of :data:`NAMED`, or any function of a Solution that returns a number or an array.

        Raises
        ------
        ValidityError
            If no functional has a result, or the observable is not finite.
        """
        call = _observable(observable)
        found = self.of(which)
        if not found:
            reasons = [f.reason for f in self.failures if f.nuclide == self._name(which)]
            raise ValidityError(
                f"No functional of the ensemble has a result for {self._name(which)}.",
                hint=f"First reason: {reasons[0]}" if reasons else "",
            )
        values = np.stack([np.asarray(call(solution), dtype=float) for solution in found.values()])
        if not np.all(np.isfinite(values)):
            bad = self.ensemble.forces[list(found)[int(np.argmax(~np.isfinite(values).reshape(len(found), -1).all(1)))]]
            raise ValidityError(f"The observable is not finite for {bad.name}.", hint="Check the observable.")
        weights = self.ensemble.normalised[list(found)]
        return Distribution(
            values=values,
            weights=weights / weights.sum(),
            forces=tuple(self.ensemble.forces[i].name for i in found),
        )

    def correlation(
        self, first: tuple[NuclideLike, str | Observable] | str, second: tuple[NuclideLike, str | Observable] | str
    ) -> float:
        """Linear (Pearson) correlation coefficient [1] of two scalar quantities over the ensemble.

        Parameters
        ----------
        first, second : (nuclide, observable), or str
            A string names a nuclear-matter property: "rho0", "E/A", "K", "J", "L", "Ksym", "effective_mass", "kappa".

        Returns
        -------
        float
            From the functionals that have both: a result, and matter that saturates.
        """
        columns = [self._column(first), self._column(second)]
        common = [i for i in columns[0] if i in columns[1]]
        if len(common) < 3:
            raise ValidityError(f"A correlation needs at least 3 functionals with both quantities, got {len(common)}.")
        weights = self.ensemble.normalised[common]
        weights = weights / weights.sum()
        x, y = (np.array([column[i] for i in common]) for column in columns)
        dx, dy = x - weights @ x, y - weights @ y
        return float(weights @ (dx * dy) / math.sqrt((weights @ dx**2) * (weights @ dy**2)))

    def _column(self, what: tuple[NuclideLike, str | Observable] | str) -> dict[int, float]:
        if isinstance(what, str):
            if what not in MATTER:
                raise UnknownNameError.of("nuclear-matter property", what, MATTER)
            attribute = "energy" if what == "E/A" else what
            properties: dict[int, float] = {}
            for i, member in enumerate(self.ensemble.forces):
                try:
                    properties[i] = float(getattr(nuclear_matter(member), attribute))
                except ValidityError:  # no saturation, so no such property
                    continue
            return properties
        which, observable = what
        call = _observable(observable)
        out = {}
        for i, solution in self.of(which).items():
            value = np.asarray(call(solution), dtype=float)
            if value.ndim:
                raise ValidityError(f"A correlation is of scalars, the observable has shape {value.shape}.")
            out[i] = float(value)
        return out

    def screened(self, tolerance: float = 0.01) -> Ensemble:
        """The functionals whose energy is within `tolerance` [1] of the measured one for every nuclide computed.

        Functionals with a failed calculation are left out too.
        """
        keep = []
        for i in range(len(self.ensemble)):
            runs = [self.solutions.get((i, name)) for name in self.nuclides]
            measured = [-nuclide(name).binding_energy for name in self.nuclides]
            if all(s is not None and abs(s.energy / e - 1) < tolerance for s, e in zip(runs, measured, strict=True)):
                keep.append(i)
        return self.ensemble.subset(keep, f"{self.ensemble.label}, energies within {100 * tolerance:g} %")

    def table(self) -> str:
        """Mean, standard deviation and 16–84 % band of r_n, r_p and the skin [fm] by nuclide, and failures, as text."""
        lines = [f"{self.ensemble.label} ({len(self.ensemble)} functionals): {self.ensemble.meaning}"]
        for name in self.nuclides:
            if not self.of(name):
                lines.append(f"{name:<8} no result")
                continue
            for what in ("r_n", "r_p", "skin"):
                d = self.distribution(name, what)
                low, high = d.band
                lines.append(
                    f"{name:<8}{what:<6}{float(d.mean):>9.4f} ± {float(d.std):.4f} fm   "
                    f"{float(low):.4f} … {float(high):.4f}   ({len(d.forces)})"
                )
        lines += [f"failed: {f.force} {f.nuclide}: {f.reason}" for f in self.failures]
        return "\n".join(lines)


def _observable(observable: str | Observable) -> Observable:
    if callable(observable):
        return observable
    if observable not in NAMED:
        raise UnknownNameError.of("observable", observable, NAMED)
    return NAMED[observable]
