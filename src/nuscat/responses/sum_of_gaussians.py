"""Sum-of-Gaussians density: shells of equal width."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import CorruptDataError, ValidityError
from nuscat._core.special import j0

from ._interfaces import check_length, check_momentum, momentum_in_fm

__all__ = ["SumOfGaussians", "sum_of_gaussians"]


def sum_of_gaussians(q: Array, radii: Array, fractions: Array, gamma: Array) -> Array:
    r"""Form factor [1] of a sum-of-Gaussians density, normalised to F(0) = 1.

    .. math::
       F = e^{-\gamma^2q^2/4}\,\frac{1}{\sum_i Q_i}\sum_i \frac{Q_i}{1 + 2R_i^2/\gamma^2}
       \left[\cos qR_i + \frac{2R_i^2}{\gamma^2}\,j_0(qR_i)\right]

    Parameters
    ----------
    q : array [MeV]
        Momentum transfer.
    radii : array, shape (n,) [fm]
        R_i.
    fractions : array, shape (n,) [1]
        Q_i, fractions of the charge.
    gamma : float [fm]
        Width γ = √(2/3) × rms radius of one Gaussian.

    Returns
    -------
    array [1]
        Shape of `q`.

    Sources
    -------
    DeVries:1987atn. Checked: numerical transform of the density; slope at q = 0.

    Examples
    --------
    >>> round(float(sum_of_gaussians(0.0, (0.5, 2.0), (0.4, 0.6), 1.0)), 12)
    1.0
    """
    xp, k = momentum_in_fm(q, radii, fractions, gamma)
    r, share = xp.asarray(radii, dtype=float), xp.asarray(fractions, dtype=float)
    shell = 2.0 * (r / gamma) ** 2
    x = k[..., None] * r
    terms = share / (1.0 + shell) * (xp.cos(x) + shell * j0(x))
    return xp.exp(-0.25 * (gamma * k) ** 2) * xp.sum(terms, axis=-1) / xp.sum(share)


@dataclass(frozen=True, kw_only=True)
class SumOfGaussians:
    r"""Form factor of a density measured as a sum of Gaussians.

    .. math::
       \rho = \sum_i A_i\left\{e^{-(r-R_i)^2/\gamma^2} + e^{-(r+R_i)^2/\gamma^2}\right\}, \qquad
       A_i = \frac{Q_i}{2\pi^{3/2}\gamma^3(1 + 2R_i^2/\gamma^2)}

    Parameters
    ----------
    radii : tuple of float [fm]
        R_i ≥ 0.
    fractions : tuple of float [1]
        Q_i ≥ 0; must sum to 1 within 0.1 %, then normalised.
    gaussian_rms : float [fm]
        rms radius RP of one Gaussian; γ = √(2/3) RP.

    Raises
    ------
    ValidityError
        If the lists differ in length or are empty, or a value is negative or not finite.
    CorruptDataError
        If the fractions do not sum to 1.

    Sources
    -------
    DeVries:1987atn. Checked: rms radii of the packaged sets; see :func:`sum_of_gaussians`.

    Examples
    --------
    >>> ff = SumOfGaussians(radii=(0.5, 2.0), fractions=(0.4, 0.6), gaussian_rms=1.2)
    >>> round(ff.rms_radius, 4)
    2.1414
    """

    radii: tuple[float, ...]
    fractions: tuple[float, ...]
    gaussian_rms: float

    cite: ClassVar[tuple[str, ...]] = ("DeVries:1987atn",)

    def __post_init__(self) -> None:
        radii, fractions = tuple(map(float, self.radii)), tuple(map(float, self.fractions))
        object.__setattr__(self, "radii", radii)
        object.__setattr__(self, "fractions", fractions)
        check_length("rms radius of a Gaussian", self.gaussian_rms)
        if not radii or len(radii) != len(fractions):
            raise ValidityError(
                f"A sum of Gaussians needs as many radii as fractions, at least one, got {len(radii)} and "
                f"{len(fractions)}.",
                hint="Give R_i in fm and Q_i, in the same order.",
            )
        if not all(math.isfinite(v) and v >= 0 for v in radii + fractions):
            raise ValidityError(
                f"Radii and fractions must be finite and not negative, got {radii!r} and {fractions!r}.",
                hint="A published set has Q_i ≥ 0 by construction.",
            )
        if abs(math.fsum(fractions) - 1.0) > 1e-3:
            raise CorruptDataError(
                f"The fractions of the Gaussians sum to {math.fsum(fractions):.5f}, expected 1.",
                hint="A fraction is mistyped or missing.",
            )

    @property
    def gamma(self) -> float:
        """Width γ of the Gaussians [fm]."""
        return math.sqrt(2.0 / 3.0) * self.gaussian_rms

    def __call__(self, q: Array) -> Array:
        """F [1] at momentum transfer `q` [MeV]."""
        check_momentum(q)
        return sum_of_gaussians(q, self.radii, self.fractions, self.gamma)

    @property
    def rms_radius(self) -> float:
        """Root-mean-square radius [fm]."""
        g2 = self.gamma**2
        terms = (
            share * (1.5 * g2 + 6.0 * r**2 + 2.0 * r**4 / g2) / (1.0 + 2.0 * r**2 / g2)
            for r, share in zip(self.radii, self.fractions, strict=True)
        )
        return math.sqrt(math.fsum(terms) / math.fsum(self.fractions))

    def density(self, r: Array) -> Array:
        """Density [fm⁻³], normalised to 1, at distance `r` [fm]."""
        xp: Any = namespace(r)
        x, centres = xp.asarray(r, dtype=float)[..., None], xp.asarray(self.radii)
        g = self.gamma
        share = xp.asarray(self.fractions) / math.fsum(self.fractions)
        height = share / (2.0 * math.pi**1.5 * g**3 * (1.0 + 2.0 * (centres / g) ** 2))
        return xp.sum(height * (xp.exp(-(((x - centres) / g) ** 2)) + xp.exp(-(((x + centres) / g) ** 2))), axis=-1)
