"""Lindhard's k of germanium as one parameter that experiments share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array

from .parameters import Parameter
from .variations import ShiftedTemplates, combine, grid_weights

__all__ = ["GE_K_NAME", "GE_K_RANGE", "GE_LINDHARD", "GE_LINDHARD_K", "KInterpolation", "ge_lindhard_k"]

Floats = NDArray[np.float64]

GE_K_NAME = "ge_lindhard_k"
GE_LINDHARD_K, GE_K_ERROR = 0.162, 0.004
"""k of germanium and its error [1], measured from 0.4 to 6.3 keV (Bonhomme:2022lcz)."""
GE_K_RANGE = (0.08, 0.40)
"""Limits of k [1]: a factor of two and more on both sides of the theory (0.157) and of the measurement."""
GE_LINDHARD: dict[str, float | None] = {"lindhard": None, "lindhard-conus": GE_K_ERROR}
"""Options `quenching` with the shared k, and the error of its constraint [1]; None: free, the data decide."""
GE_K_CITE = ("Bonhomme:2022lcz",)

_INTERVALS = 40


def ge_lindhard_k(quenching: str) -> Parameter:
    """The nuisance parameter ``ge_lindhard_k`` [1], equal for all experiments with the same option `quenching`.

    Parameters
    ----------
    quenching : str
        ``"lindhard"``: free within `GE_K_RANGE`, starting at 0.162. ``"lindhard-conus"``: 0.162 ± 0.004.

    Examples
    --------
    >>> free, known = ge_lindhard_k("lindhard"), ge_lindhard_k("lindhard-conus")
    >>> free.sigma, known.sigma, free.lower, free.upper
    (None, 0.004, 0.08, 0.4)
    """
    sigma = GE_LINDHARD[quenching]
    text = "free" if sigma is None else "as measured for CONUS"
    return Parameter(
        name=GE_K_NAME,
        value=GE_LINDHARD_K,
        step=0.02 if sigma is None else sigma,
        sigma=sigma,
        lower=GE_K_RANGE[0],
        upper=GE_K_RANGE[1],
        description=f"Lindhard's k of germanium, one for all experiments ({text})",
    )


@dataclass(frozen=True)
class KInterpolation:
    r"""Counts as a smooth function of k, exact at the `nominal` one.

    .. math:: N(k) = N(k_0) + \sum_j \big[w_j(k) - w_j(k_0)\big] N(k_j)

    with the weights w of cubic splines on a grid k_j of `GE_K_RANGE`.

    Parameters
    ----------
    nominal : float [1]
        k₀ of the published analysis.

    Sources
    -------
    Checked: counts folded with the stated k, to 2e-5 of the largest; exact at k₀; derivatives by differences.
    """

    nominal: float

    @cached_property
    def values(self) -> Floats:
        """k of every set of counts [1]: the nominal one, then the grid; shape (1 + grid,)."""
        return np.append(self.nominal, np.linspace(*GE_K_RANGE, _INTERVALS + 1))

    @cached_property
    def _weights(self) -> ShiftedTemplates:
        return grid_weights(*GE_K_RANGE, _INTERVALS)

    @cached_property
    def _at_nominal(self) -> Floats:
        weights: Floats = np.asarray(self._weights(self.nominal))[0]
        return weights

    def __call__(self, k: Array, counts: Array) -> Array:
        """Counts at `k` [1], a scalar or a column (batch, 1).

        Parameters
        ----------
        k : array [1]
        counts : array [counts], shape (…, 1 + grid, bins)
            For every one of `values`.

        Returns
        -------
        array [counts], shape (…, bins)
        """
        weights = self._weights(k)[..., 0, :] - self._at_nominal
        return counts[..., 0, :] + combine(weights, counts[..., 1:, :])
