"""Measurements with different errors upwards and downwards, as terms of a likelihood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import ValidityError

__all__ = ["AsymmetricGaussianStatistic"]

Floats = NDArray[np.float64]
_NARROWEST = 1e-3
"""Smallest width [mean width], reached only where the straight line of the width would pass zero."""


@dataclass(frozen=True)
class AsymmetricGaussianStatistic:
    r"""Measurements :math:`d^{+\sigma_+}_{-\sigma_-}` with a width that varies with the expectation.

    .. math:: -2\ln\lambda = \sum \Big(\frac{\mu-d}{\sigma+\sigma'(\mu-d)}\Big)^2, \quad
              \sigma = \frac{2\sigma_+\sigma_-}{\sigma_++\sigma_-}, \quad
              \sigma' = \frac{\sigma_+-\sigma_-}{\sigma_++\sigma_-}

    which is 1 at μ = d + σ₊ and at μ = d − σ₋. Equal errors give :class:`~nuscat.experiments.GaussianStatistic`.

    Parameters
    ----------
    upper, lower : tuple of float [units of the data]
        σ₊ and σ₋, both positive, one pair for every measured number.

    Raises
    ------
    ValidityError
        If an error is not positive and finite, or the tuples differ in length.

    Sources
    -------
    Barlow:2004wg, "linear sigma" form. Checked: 0, 1, 1 at d, d + σ₊, d − σ₋; derivatives by differences; samples.

    Examples
    --------
    >>> s = AsymmetricGaussianStatistic(upper=(7.1,), lower=(6.3,))
    >>> d = np.array([20.6])
    >>> [round(float(s.chi2(np.array([mu]), d)), 12) for mu in (20.6, 27.7, 14.3)]
    [0.0, 1.0, 1.0]
    """

    upper: tuple[float, ...]
    lower: tuple[float, ...]
    cite: ClassVar[tuple[str, ...]] = ("Barlow:2004wg",)

    def __post_init__(self) -> None:
        values = (*self.upper, *self.lower)
        if len(self.upper) != len(self.lower) or not values or not all(np.isfinite(s) and s > 0.0 for s in values):
            raise ValidityError(
                f"Asymmetric errors must be positive pairs, got {self.upper!r} and {self.lower!r}.",
                hint="Give both errors as positive numbers, one pair for each measured number.",
            )

    @property
    def sigma(self) -> tuple[float, ...]:
        """Mean width σ [units of the data]."""
        return tuple(2.0 * u * d / (u + d) for u, d in zip(self.upper, self.lower, strict=True))

    @property
    def slope(self) -> tuple[float, ...]:
        """Change of the width with the expectation, σ′ [1]."""
        return tuple((u - d) / (u + d) for u, d in zip(self.upper, self.lower, strict=True))

    def _parts(self, expected: Array, data: Array) -> tuple[Array, Array]:
        """Deviation μ − d and width [units of the data]."""
        xp = namespace(expected, data)
        sigma, deviation = np.array(self.sigma), expected - data
        return deviation, xp.maximum(sigma + np.array(self.slope) * deviation, _NARROWEST * sigma)

    def chi2(self, expected: Array, data: Array) -> Array:
        """−2 ln λ [1] of `data` given `expected` [units of the data], summed over the last axis."""
        deviation, width = self._parts(expected, data)
        pulls = deviation / width
        return namespace(pulls).sum(pulls * pulls, axis=-1)

    def residual(self, expected: Floats, data: Floats) -> Floats:
        """½ ∂(−2 ln λ)/∂μ [1/unit of the data] at `expected`, same shape."""
        deviation, width = self._parts(expected, data)
        sigma = np.array(self.sigma)
        slope = np.where(width > _NARROWEST * sigma, np.array(self.slope), 0.0)
        return np.asarray(deviation * (width - slope * deviation) / width**3)

    def information(self, expected: Floats) -> Floats:
        """½ ∂²(−2 ln λ)/∂μ² at μ = d, 1/σ² [1/unit²], shape of `expected`."""
        return np.broadcast_to(1.0 / np.array(self.sigma) ** 2, np.shape(expected))

    def sample(self, expected: Floats, rng: np.random.Generator) -> Floats:
        """Pseudo-data around `expected` [units of the data] whose signed √(−2 ln λ) is a standard normal number."""
        pull = rng.standard_normal(np.shape(expected))
        return np.asarray(expected - pull * np.array(self.sigma) / (1.0 - pull * np.array(self.slope)))
