r"""Uncertainty of a Skyrme functional: covariances of its parameters, and an estimate of one of our own.

No authors' covariance is shipped. :func:`estimate_covariance` makes a "nuscat estimate": what energies and charge radii
of closed-shell nuclei, with adopted model errors, say about the parameters around a given functional,

.. math:: C = \big(G^T W G + P\big)^{-1}, \qquad G = \partial O/\partial\theta,\quad W = \mathrm{diag}(1/\sigma_O^2)

with a stated prior P = diag(1/σ²) for the directions that these data do not see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError, require_positive
from nuscat._core.frozen import FrozenMapping
from nuscat.nuclei import NuclideLike, nuclide

from ._matter_response import (
    OBSERVABLES,
    PARAMETERS,
    STEPS,
    LinearEmulator,
    at_parameters,
    linear_emulator,
    observe,
)
from .force import SkyrmeForce
from .nuclear_matter import MATTER_PARAMETERS, matter_parameters

__all__ = [
    "CLOSED_SHELLS",
    "OBSERVABLES",
    "PARAMETERS",
    "PRIORS",
    "STEPS",
    "CovarianceEstimate",
    "LinearEmulator",
    "ParameterCovariance",
    "at_parameters",
    "estimate_covariance",
    "linear_emulator",
    "observe",
]

Vector = NDArray[np.float64]

CLOSED_SHELLS = ("O16", "Ca40", "Ca48", "Ni56", "Zr90", "Sn100", "Sn132", "Pb208")
"""Nuclides of the estimate [names]: closed shells, so that no pairing enters."""

PRIORS: Mapping[str, float] = FrozenMapping(
    {
        "rho0": 0.005,
        "energy": 0.5,
        "K": 20.0,
        "J": 3.0,
        "L": 30.0,
        "inverse_mass": 0.2,
        "inverse_vector_mass": 0.3,
        "C0Drho": 20.0,
        "C1Drho": 60.0,
        "C0nablaJ": 20.0,
        "C1nablaJ": 40.0,
    }
)
"""Standard deviations of the prior, centred on the functional [fm⁻³, MeV, 1, MeV fm⁵]: about the spread of published
functionals for the matter parameters (K also from giant resonances), and wide for the rest."""

_DRAWS = 20


@dataclass(frozen=True, eq=False, kw_only=True)
class ParameterCovariance:
    """Gaussian uncertainty of nuclear-matter parameters around a functional.

    Parameters
    ----------
    force : SkyrmeForce
        Centre.
    parameters : tuple of str
        Of :data:`~nuscat.structure.skyrme.nuclear_matter.MATTER_PARAMETERS`.
    matrix : array, shape (n, n) [product of the units: fm⁻³, MeV, 1, MeV fm⁵]
        Symmetric, positive semi-definite.
    label : str
        Whose covariance this is.

    Raises
    ------
    ValidityError
        If the matrix has the wrong shape, is not finite, not symmetric or has a negative eigenvalue.
    UnknownNameError
        If a parameter is not known.

    Sources
    -------
    Definition. Checked: sampled moments; propagation against sampling.

    Examples
    --------
    >>> from nuscat.structure.skyrme.catalogue import force
    >>> given = ParameterCovariance(
    ...     force=force("UNEDF1"), parameters=("J", "L"), matrix=[[0.36, 6.0], [6.0, 171.6]], label="by hand"
    ... )
    >>> round(float(given.correlation[0, 1]), 2), [f.name for f in given.sample(2, seed=1)]
    (0.76, ['UNEDF1#1', 'UNEDF1#2'])
    """

    force: SkyrmeForce
    parameters: tuple[str, ...]
    matrix: Vector
    label: str

    def __post_init__(self) -> None:
        for key in self.parameters:
            if key not in MATTER_PARAMETERS:
                raise UnknownNameError.of("nuclear-matter parameter", key, MATTER_PARAMETERS)
        matrix, n = np.array(self.matrix, dtype=float), len(self.parameters)
        if n == 0 or len(set(self.parameters)) < n:
            raise ValidityError("A covariance needs at least one parameter, each given once.")
        if matrix.shape != (n, n):
            raise ValidityError(f"The covariance of {n} parameters must have shape {(n, n)}, got {matrix.shape}.")
        if not np.all(np.isfinite(matrix)):
            raise ValidityError("The covariance holds NaN or infinities.")
        scale = np.sqrt(np.abs(np.diag(matrix)))
        outer = np.outer(scale, scale)
        if np.any(np.abs(matrix - matrix.T) > 1e-9 * outer):
            raise ValidityError("The covariance is not symmetric.", hint="Give (C + Cᵀ)/2.")
        matrix = 0.5 * (matrix + matrix.T)
        scaled = np.divide(matrix, outer, out=np.zeros_like(matrix), where=outer > 0)
        if np.any(np.diag(matrix) < 0) or np.linalg.eigvalsh(scaled).min() < -1e-9 or np.any(matrix[outer == 0]):
            raise ValidityError("The covariance has a negative eigenvalue.", hint="Is a correlation larger than 1?")
        matrix.setflags(write=False)
        object.__setattr__(self, "matrix", matrix)

    @property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of the functional [text]."""
        return self.force.cite

    @property
    def center(self) -> Vector:
        """Parameters of the functional [fm⁻³, MeV, 1, MeV fm⁵]."""
        values = matter_parameters(self.force)
        return np.array([values[key] for key in self.parameters])

    @property
    def std(self) -> Vector:
        """Standard deviations [fm⁻³, MeV, 1, MeV fm⁵]."""
        return np.sqrt(np.diag(self.matrix))

    @property
    def correlation(self) -> Vector:
        """Correlation matrix [1]; zero where a parameter is fixed."""
        outer = np.outer(self.std, self.std)
        return np.divide(self.matrix, outer, out=np.zeros_like(self.matrix), where=outer > 0)

    def sample(self, n: int, seed: int | np.random.Generator = 0) -> tuple[SkyrmeForce, ...]:
        """Functionals [MeV, fm] drawn from the Gaussian; draws without a functional (α ≤ 0) are drawn again.

        Parameters
        ----------
        n : int
        seed : int or Generator

        Raises
        ------
        ValidityError
            If almost no draw gives a functional: the covariance is too wide for this form.
        """
        rng = np.random.default_rng(seed)
        scale = np.where(self.std > 0, self.std, 1.0)
        eigenvalues, vectors = np.linalg.eigh(self.matrix / np.outer(scale, scale))
        root = vectors * np.sqrt(np.clip(eigenvalues, 0.0, None))
        center = self.center
        out: list[SkyrmeForce] = []
        for _ in range(_DRAWS * max(n, 1)):
            if len(out) == n:
                return tuple(out)
            theta = center + scale * (root @ rng.standard_normal(len(self.parameters)))
            values = dict(zip(self.parameters, (float(v) for v in theta), strict=True))
            try:
                out.append(at_parameters(self.force, values, f"{self.force.name}#{len(out) + 1}"))
            except ValidityError:
                continue
        if len(out) == n:
            return tuple(out)
        raise ValidityError(
            f"Only {len(out)} of {_DRAWS * n} draws from the covariance {self.label!r} give a functional.",
            hint="It is too wide for this form; narrow K, m/m* or the energy.",
        )

    def propagate(self, gradient: ArrayLike) -> Vector:
        """Standard deviation [unit of the observable] of observables that depend linearly on the parameters.

        Parameters
        ----------
        gradient : array, shape (n, ...)
            Derivatives, parameters along the first axis.

        Returns
        -------
        array
            Of the trailing shape.
        """
        g = np.asarray(gradient, dtype=float)
        sigma: Vector = np.sqrt(np.einsum("i...,ij,j...->...", g, self.matrix, g))
        return sigma


@dataclass(frozen=True, eq=False, kw_only=True)
class CovarianceEstimate:
    """A nuscat estimate of the covariance of a functional, and what it rests on.

    Parameters
    ----------
    covariance : ParameterCovariance
    emulator : LinearEmulator
        Values and gradients of the observables.
    data : tuple of (nuclide, observable, measured, error)
        What was compared [MeV, fm].
    priors : mapping of str to float
        Standard deviations of the prior.
    data_share : array, shape (n,) [1]
        Part of the information on each parameter that comes from the data: 1 fixed by them, 0 by the prior.
    chi2 : float [1]
        χ² of the functional itself, not refitted.

    Sources
    -------
    Linear response. Checked: against the inverse by singular values of the stacked problem; against a refit.
    """

    covariance: ParameterCovariance
    emulator: LinearEmulator
    data: tuple[tuple[str, str, float, float], ...]
    priors: Mapping[str, float]
    data_share: Vector
    chi2: float

    label: ClassVar[str] = "nuscat estimate"

    @property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of the functional [text]; the covariance is not its authors'."""
        return self.covariance.cite

    @property
    def conventions(self) -> dict[str, str]:
        """How the estimate was made [names and text, units in the text]."""
        errors: dict[str, list[str]] = {}
        for name, what, _, error in self.data:
            errors.setdefault(f"{what} ± {error:g} {'MeV' if what == 'energy' else 'fm'}", []).append(name)
        return {
            "covariance": f"{self.label} around {self.covariance.force.name}, not the authors' covariance",
            "data": "; ".join(f"{what}: {', '.join(names)}" for what, names in errors.items()),
            "errors": "adopted, uncorrelated; binding energies from atomic masses, electron binding neglected",
            "method": "linear response at the functional, not refitted; closed shells without pairing",
            "prior": "Gaussian, " + ", ".join(f"{key} ± {value:g}" for key, value in self.priors.items()),
        }

    def uncertainty(self, which: NuclideLike, observable: str) -> Vector:
        """Standard deviation [MeV, fm or 1] of an observable of one of the nuclides of the emulator."""
        return self.covariance.propagate(self.emulator.gradient(which, observable))

    def table(self) -> str:
        """Parameters with standard deviations and shares of the data, and every pull, as text [MeV, fm]."""
        lines = [self.conventions["covariance"], f"{'parameter':<20}{'value':>12}{'± ':>10}{'from data':>12}"]
        rows = zip(
            self.covariance.parameters, self.covariance.center, self.covariance.std, self.data_share, strict=True
        )
        lines += [f"{name:<20}{value:>12.5g}{error:>10.3g}{share:>12.2f}" for name, value, error, share in rows]
        lines.append(f"{'datum':<20}{'measured':>12}{'computed':>12}{'pull':>8}")
        for name, what, measured, error in self.data:
            value = float(self.emulator.values[name, what])
            lines.append(f"{name + ' ' + what:<20}{measured:>12.4f}{value:>12.4f}{(value - measured) / error:>8.2f}")
        return "\n".join(lines)


def estimate_covariance(
    force: SkyrmeForce,
    nuclides: Sequence[NuclideLike] = CLOSED_SHELLS,
    *,
    parameters: Sequence[str] = PARAMETERS,
    energy_error: float = 1.0,
    radius_error: float = 0.02,
    priors: Mapping[str, float] = PRIORS,
    steps: Mapping[str, float] = STEPS,
    **settings: Any,
) -> CovarianceEstimate:
    """Covariance of the parameters of a functional from energies and charge radii: a nuscat estimate.

    Parameters
    ----------
    force : SkyrmeForce
    nuclides : sequence of nuclide
        Closed shells. Energies of all, charge radii where one is tabulated.
    parameters : sequence of str
        Of :data:`~nuscat.structure.skyrme.nuclear_matter.MATTER_PARAMETERS`; the others stay fixed.
    energy_error : float [MeV]
        Adopted error of every energy.
    radius_error : float [fm]
        Adopted error of every charge radius.
    priors : mapping of str to float
        Standard deviations of the prior [units of the parameters]; parameters that are missing have none.
    steps : mapping of str to float
        Half-widths of the central differences.
    **settings
        Passed to :func:`linear_emulator` (`q`, and arguments of the solver).

    Returns
    -------
    CovarianceEstimate

    Raises
    ------
    ValidityError
        If data and prior leave a direction of the parameters open.
    MissingDataError
        If a nuclide has no measured mass.

    Sources
    -------
    Kortelainen:2010hv (the parametrisation); masses and radii of `nuscat.nuclei`. Checked: see
    :class:`CovarianceEstimate`.
    """
    require_positive("energy_error", energy_error, unit="MeV")
    require_positive("radius_error", radius_error, unit="fm")
    data: list[tuple[str, str, float, float]] = []
    for which in nuclides:
        nucleus = nuclide(which)
        if nucleus.mass_estimated:
            raise MissingDataError(f"The mass of {nucleus.name} is not measured.", hint="Take another nuclide.")
        data.append((nucleus.name, "energy", -nucleus.binding_energy, energy_error))
        if nucleus.charge_radius is not None:
            data.append((nucleus.name, "r_ch", nucleus.charge_radius, radius_error))
    emulator = linear_emulator(force, nuclides, parameters=parameters, steps=steps, **settings)
    used = {key: float(priors[key]) for key in emulator.parameters if key in priors}
    for key, value in used.items():
        require_positive(f"prior of {key}", value)
    G = np.stack([emulator.gradients[name, what] / error for name, what, _, error in data])
    prior = np.array([1.0 / used[key] ** 2 if key in used else 0.0 for key in emulator.parameters])
    information = G.T @ G
    total = information + np.diag(prior)
    scale = 1.0 / np.sqrt(np.diag(total))
    scaled = total * np.outer(scale, scale)
    weakest = float(np.linalg.eigvalsh(scaled).min())
    if weakest < 1e-10:
        raise ValidityError(
            "Data and priors leave a direction of the parameters open.",
            hint="Give priors for more parameters, or vary fewer.",
        )
    matrix = np.linalg.inv(scaled) * np.outer(scale, scale)
    pulls = [(float(emulator.values[name, what]) - measured) / error for name, what, measured, error in data]
    return CovarianceEstimate(
        covariance=ParameterCovariance(
            force=force,
            parameters=emulator.parameters,
            matrix=0.5 * (matrix + matrix.T),
            label=CovarianceEstimate.label,
        ),
        emulator=emulator,
        data=tuple(data),
        priors=FrozenMapping(used),
        data_share=np.diag(matrix @ information),
        chi2=float(np.sum(np.square(pulls))),
    )
