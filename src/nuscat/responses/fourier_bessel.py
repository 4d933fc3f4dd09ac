"""Fourier–Bessel expansion of a density that ends at a cutoff radius."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import CorruptDataError, ValidityError
from nuscat._core.special import j0

from ._interfaces import check_length, check_momentum, momentum_in_fm

__all__ = ["FourierBessel", "fourier_bessel"]

_NORM_TOLERANCE = 0.003


def _orders(n: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """νπ and (−1)^(ν+1)/(νπ)² for ν = 1 … n."""
    nu = np.arange(1, n + 1)
    nu_pi: NDArray[np.float64] = math.pi * nu.astype(np.float64)
    moments: NDArray[np.float64] = np.where(nu % 2 == 1, 1.0, -1.0) / nu_pi**2
    return nu_pi, moments


def fourier_bessel(q: Array, coefficients: Array, cutoff_radius: Array) -> Array:
    r"""Form factor [1] of a Fourier–Bessel density, normalised to F(0) = 1 by its own norm.

    .. math::
       \rho = \sum_\nu a_\nu j_0(\nu\pi r/R)\ (r<R), \qquad
       F \propto \sum_\nu a_\nu \frac{(-1)^\nu \sin x}{x\,(x^2 - \nu^2\pi^2)}, \qquad x = qR

    At x = νπ, where numerator and denominator vanish, the regular form
    :math:`(-1)^\nu\sin x/(x-\nu\pi) = j_0(x - \nu\pi)` is used.

    Parameters
    ----------
    q : array [MeV]
        Momentum transfer ≥ 0.
    coefficients : array, shape (n,) [any unit]
        a₁ … a_n; only their ratios matter.
    cutoff_radius : array [fm]
        R; broadcast against `q`.

    Returns
    -------
    array [1]
        Shape of `q` broadcast with `cutoff_radius`.

    Sources
    -------
    DeVries:1987atn. Checked: numerical transform of the density, also at q = νπ/R; slope at q = 0.

    Examples
    --------
    >>> round(float(fourier_bessel(0.0, (0.05, 0.02), 8.0)), 12)
    1.0
    """
    xp, k = momentum_in_fm(q, coefficients, cutoff_radius)
    a = xp.asarray(coefficients, dtype=float)
    nu_pi, moments = (xp.asarray(v) for v in _orders(a.shape[-1]))
    x = (k * xp.asarray(cutoff_radius, dtype=float))[..., None]
    low = x < 1.5
    x_low, x_high = xp.where(low, x, 1.0), xp.where(low, 2.0, x)
    terms_low = moments * j0(x_low) / (1.0 - (x_low / nu_pi) ** 2)
    terms_high = j0(x_high - nu_pi) / (x_high * (x_high + nu_pi))
    return xp.sum(a * xp.where(low, terms_low, terms_high), axis=-1) / xp.sum(a * moments)


@dataclass(frozen=True, kw_only=True)
class FourierBessel:
    r"""Form factor of a density measured as a Fourier–Bessel series.

    .. math:: \rho(r) = \sum_\nu a_\nu\, j_0(\nu\pi r/R), \quad r < R; \qquad 0 \text{ outside}

    Parameters
    ----------
    coefficients : tuple of float [fm⁻³]
        a₁ … a_n.
    cutoff_radius : float [fm]
        R.
    charge : float [1], optional
        Number of protons Z that the density should integrate to: checked to 0.3 %. F is normalised by the integral.

    Raises
    ------
    ValidityError
        If there is no coefficient, one is not finite, the radius is not positive, or norm and mean square radius of the
        density are not positive.
    CorruptDataError
        If the norm is more than 0.3 % from `charge`: mistyped exponents and signs are found this way.

    Sources
    -------
    DeVries:1987atn. Checked: norm and rms radius of the packaged sets; see :func:`fourier_bessel`.

    Examples
    --------
    >>> ff = FourierBessel(coefficients=(0.05, 0.02), cutoff_radius=8.0)
    >>> round(float(ff(0.0)), 12)
    1.0
    """

    coefficients: tuple[float, ...]
    cutoff_radius: float
    charge: float | None = None

    cite: ClassVar[tuple[str, ...]] = ("DeVries:1987atn",)

    def __post_init__(self) -> None:
        values = tuple(float(a) for a in self.coefficients)
        object.__setattr__(self, "coefficients", values)
        check_length("cutoff radius", self.cutoff_radius)
        if not values or not all(math.isfinite(a) for a in values):
            raise ValidityError(
                f"Fourier–Bessel coefficients must be finite numbers, at least one, got {values!r}.",
                hint="Give a_1 … a_n in fm^-3.",
            )
        if self.integral <= 0 or self._mean_square() <= 0:
            raise ValidityError(
                f"These Fourier–Bessel coefficients integrate to {self.integral:.4g}: norm and mean square "
                "radius must be positive.",
                hint="Check signs and exponents of the coefficients.",
            )
        if self.charge is not None and not abs(self.integral - self.charge) <= _NORM_TOLERANCE * self.charge:
            raise CorruptDataError(
                f"The Fourier–Bessel density integrates to {self.integral:.4f}, expected {self.charge:g} within 0.3 %.",
                hint="A coefficient is mistyped (often an exponent or a sign), or R or Z is wrong.",
            )

    def __call__(self, q: Array) -> Array:
        """F [1] at momentum transfer `q` [MeV]."""
        check_momentum(q)
        return fourier_bessel(q, self.coefficients, self.cutoff_radius)

    @property
    def integral(self) -> float:
        """Volume integral 4πR³ Σ a_ν (−1)^(ν+1)/(νπ)² of the density [units of the coefficients × fm³]."""
        _, moments = _orders(len(self.coefficients))
        return float(4.0 * math.pi * self.cutoff_radius**3 * np.sum(np.asarray(self.coefficients) * moments))

    def _mean_square(self) -> float:
        nu_pi, moments = _orders(len(self.coefficients))
        terms = np.asarray(self.coefficients) * moments
        return float(self.cutoff_radius**2 * np.sum(terms * (1.0 - 6.0 / nu_pi**2)) / np.sum(terms))

    @property
    def rms_radius(self) -> float:
        """Root-mean-square radius [fm], normalised by the integral."""
        return math.sqrt(self._mean_square())

    def density(self, r: Array) -> Array:
        """Density [fm⁻³] normalised to 1, at distance `r` [fm]; zero beyond the cutoff radius."""
        xp: Any = namespace(r)
        x = xp.asarray(r, dtype=float)[..., None] / self.cutoff_radius
        nu_pi, _ = _orders(len(self.coefficients))
        total = xp.sum(xp.asarray(self.coefficients) * j0(x * xp.asarray(nu_pi)), axis=-1)
        return xp.where(x[..., 0] < 1.0, total, 0.0) / self.integral
