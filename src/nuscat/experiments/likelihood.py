r"""Binned Poisson likelihood with constrained nuisance parameters; Gaussian terms for measurements that are no counts.

.. math:: -2\ln\lambda = 2\sum_b \Big[\mu_b - n_b + n_b\ln\frac{n_b}{\mu_b}\Big]
          + \sum_j \frac{(\nu_j-\hat\nu_j)^2}{\sigma_j^2}

Baker:1983tu, Eq. (11): the likelihood ratio to the saturated model, distributed as χ² for large counts. An experiment
that measured numbers with errors states :class:`GaussianStatistic` instead, which adds Σ((μ − d)/σ)².
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import ValidityError

from .parameters import Parameter
from .prediction import Axis, Prediction

__all__ = [
    "POISSON",
    "Experiment",
    "GaussianStatistic",
    "PoissonStatistic",
    "Statistic",
    "poisson_chi2",
    "statistic_of",
]

Floats = NDArray[np.float64]
_FLOOR = 1e-9


@runtime_checkable
class Experiment(Protocol):
    """What a fit needs of an experiment: data, nuisance parameters and expected counts as a function of parameters.

    Three more attributes are optional: `statistic`, a :class:`Statistic` (without it the data are Poisson counts),
    `physics`, a tuple of :class:`Parameter` that only this experiment knows, beside `PHYSICS_PARAMETERS`, and
    `excludes`, names of experiments whose data overlap with these, so that no fit may use both.
    """

    @property
    def name(self) -> str:
        """Name, as in `EXPERIMENTS`."""

    @property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys."""

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Axes of the bins."""

    @property
    def data(self) -> Floats:
        """Observed counts, flattened [counts]."""

    @property
    def nuisances(self) -> tuple[Parameter, ...]:
        """Nuisance parameters."""

    @property
    def data_sha256(self) -> dict[str, str]:
        """Hashes of the data files."""

    @property
    def theory(self) -> Any:
        """Couplings, form factors and interactions assumed."""

    def prepare(self, theta: Mapping[str, Array]) -> Array:
        """Part of the prediction that depends on physics parameters only."""

    def components(self, theta: Mapping[str, Array], prepared: Array = None) -> dict[str, Array]:
        """Expected counts per component [counts], shape (…, bins)."""

    def expected(self, theta: Mapping[str, Array], prepared: Array = None) -> Array:
        """Expected total counts [counts], shape (…, bins)."""

    def predict(self, theta: Mapping[str, float] | None = None) -> Prediction:
        """Expected counts with axes, units and uncertainties."""

    def require_known(self, names: Sequence[str]) -> None:
        """Raise UnknownNameError for a name that is no parameter of it."""

    def understands(self, name: str) -> bool:
        """Whether the prediction depends on a parameter of this name."""


def poisson_chi2(expected: Array, data: Array) -> Array:
    """Baker–Cousins −2 ln λ of Poisson counts, summed over bins.

    Parameters
    ----------
    expected : array [counts], shape (…, bins)
        Values below 1e-9 are raised to it, so that a model that forbids an observed event is rejected, not undefined.
    data : array [counts], shape (…, bins)

    Returns
    -------
    array [1], shape (…)

    Sources
    -------
    Baker:1983tu, Eq. (11). Checked: equals Σ(n−μ)²/μ for large counts; 0 at n = μ.
    """
    xp = namespace(expected, data)
    mu = xp.maximum(expected, _FLOOR)
    safe = xp.where(data > 0, data, 1.0)
    log = xp.where(data > 0, data * (xp.log(safe) - xp.log(mu)), 0.0)
    return 2.0 * xp.sum(mu - data + log, axis=-1)


class Statistic(Protocol):
    """How data scatter around their expectation: what a fit needs to minimise, and toys to draw."""

    def chi2(self, expected: Array, data: Array) -> Array:
        """−2 ln λ [1] of `data` given `expected` [units of the data], summed over the last axis."""

    def residual(self, expected: Floats, data: Floats) -> Floats:
        """½ ∂(−2 ln λ)/∂μ [1/unit of the data], shape of `expected`."""

    def information(self, expected: Floats) -> Floats:
        """Expected ½ ∂²(−2 ln λ)/∂μ² [1/unit²], shape of `expected`."""

    def sample(self, expected: Floats, rng: np.random.Generator) -> Floats:
        """Pseudo-data [units of the data] drawn around `expected`, same shape."""


@dataclass(frozen=True)
class PoissonStatistic:
    """Independent Poisson counts.

    Sources
    -------
    Baker:1983tu, Eq. (11). Checked: `residual` and the mean of the curvature by differences of :func:`poisson_chi2`.
    """

    def chi2(self, expected: Array, data: Array) -> Array:
        """−2 ln λ [1], :func:`poisson_chi2`; `expected` and `data` [counts]."""
        return poisson_chi2(expected, data)

    def residual(self, expected: Floats, data: Floats) -> Floats:
        """1 − n/μ [1/counts] of `data` n and `expected` μ [counts]."""
        return np.asarray(1.0 - data / np.maximum(expected, _FLOOR))

    def information(self, expected: Floats) -> Floats:
        """1/μ [1/counts²] of `expected` [counts]."""
        xp = namespace(expected)
        return xp.asarray(1.0 / xp.maximum(expected, _FLOOR))  # type: ignore[no-any-return]

    def sample(self, expected: Floats, rng: np.random.Generator) -> Floats:
        """Poisson counts [counts] around `expected` [counts]."""
        return rng.poisson(np.maximum(expected, 0.0)).astype(float)


@dataclass(frozen=True)
class GaussianStatistic:
    r"""Independent measurements with Gaussian errors, :math:`-2\ln\lambda = \sum ((\mu-d)/\sigma)^2`.

    Parameters
    ----------
    sigma : tuple of float [units of the data]
        One standard deviation for every measured number; they do not depend on the parameters.

    Raises
    ------
    ValidityError
        If an error is not positive and finite.

    Sources
    -------
    Definition. Checked: derivatives by differences; mean and spread of samples.

    Examples
    --------
    >>> float(GaussianStatistic(sigma=(0.5,)).chi2(np.array([2.0]), np.array([1.0])))
    4.0
    """

    sigma: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.sigma or not all(np.isfinite(s) and s > 0.0 for s in self.sigma):
            raise ValidityError(
                f"The errors of Gaussian measurements must be positive, got {self.sigma!r}.",
                hint="Give one standard deviation for each measured number.",
            )

    def chi2(self, expected: Array, data: Array) -> Array:
        """Σ((μ − d)/σ)² [1] of `expected` μ and `data` d [units of the data]."""
        xp = namespace(expected, data)
        pulls = (expected - data) / np.array(self.sigma)
        return xp.sum(pulls * pulls, axis=-1)

    def residual(self, expected: Floats, data: Floats) -> Floats:
        """(μ − d)/σ² [1/unit] of `expected` μ and `data` d [units of the data]."""
        return np.asarray((expected - data) / np.array(self.sigma) ** 2)

    def information(self, expected: Floats) -> Floats:
        """1/σ² [1/unit²], shape of `expected` [units of the data]."""
        return np.broadcast_to(1.0 / np.array(self.sigma) ** 2, np.shape(expected))

    def sample(self, expected: Floats, rng: np.random.Generator) -> Floats:
        """Gaussian draws around `expected` [units of the data]."""
        return np.asarray(expected + np.array(self.sigma) * rng.standard_normal(np.shape(expected)))


POISSON = PoissonStatistic()
"""The statistic of experiments that state none."""


def statistic_of(experiment: Any) -> Statistic:
    """What the data of an experiment follow: its `statistic` [units of its data], Poisson counts if it states none."""
    found: Statistic = getattr(experiment, "statistic", POISSON)
    return found
