r"""Binned Poisson likelihood with constrained nuisance parameters.

.. math:: -2\ln\lambda = 2\sum_b \Big[\mu_b - n_b + n_b\ln\frac{n_b}{\mu_b}\Big]
          + \sum_j \frac{(\nu_j-\hat\nu_j)^2}{\sigma_j^2}

Baker:1983tu, Eq. (11): the likelihood ratio to the saturated model, distributed as χ² for large counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, namespace

from .parameters import Parameter
from .prediction import Axis, Prediction

__all__ = ["Experiment", "poisson_chi2"]

Floats = NDArray[np.float64]
_FLOOR = 1e-9


@runtime_checkable
class Experiment(Protocol):
    """What a fit needs of an experiment: data, nuisance parameters and expected counts as a function of parameters."""

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
