"""Smearing: distribution of the reconstructed quantity (photoelectrons or energy) at given electron-equivalent energy.

Bins are half open, [lower, upper); probabilities are differences of one cumulative distribution, so their sum over bins
that cover everything is 1 to rounding. At zero energy all of it lies at x = 0 (or in the noise, if any).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from nuscat._core.arrays import Array, check_energies, namespace
from nuscat._core.errors import ValidityError
from nuscat._core.special import erf, gammainc, gammaincc, gammaln

from ._support import bin_sums, check_positive, read_edges
from .light import LightYield
from .resolution import InverseRootResolution

__all__ = ["GammaSmearing", "GaussianSmearing", "NoSmearing", "PoissonSmearing"]


@dataclass(frozen=True)
class GammaSmearing:
    r"""Gamma distribution of photoelectrons n.

    .. math::

        P(n|E) = \frac{(a'(1+b'))^{1+b'}}{\Gamma(1+b')}\, n^{b'} e^{-a'(1+b')n}, \quad
        a' = \frac{a}{E[\mathrm{keVee}]}, \quad b' = b\,E[\mathrm{keVee}]

    of mean 1/a' and standard deviation 1/(a'√(1+b')).

    Parameters
    ----------
    a : float [keVee/PE]
        Inverse of the light yield.
    b : float [1/keVee]
        Growth of the shape.

    Sources
    -------
    COHERENT:2021xmm (0.0749, 9.56). Checked: norm and moments by quadrature; mean 13.35 PE at 1 keVee;
    E → 0 puts all probability at n = 0.

    Examples
    --------
    >>> s = GammaSmearing(a=0.0749, b=9.56)
    >>> mean, std = s.moments(0.001)
    >>> round(float(mean), 2), round(float(std), 2)
    (13.35, 4.11)
    """

    a: Array
    b: Array
    axis: ClassVar[Literal["PE", "MeV"]] = "PE"
    support: ClassVar[Literal["continuous", "integer", "exact"]] = "continuous"
    cite: ClassVar[tuple[str, ...]] = ("COHERENT:2021xmm",)

    def __post_init__(self) -> None:
        check_positive("Gamma smearing a", self.a, unit="keVee/PE")
        check_positive("Gamma smearing b", self.b, unit="1/keVee", zero=True)

    @property
    def light_yield(self) -> LightYield:
        """Light yield 1/a [PE/keVee]."""
        return LightYield(1.0 / self.a)

    def moments(self, E_ee: Array) -> tuple[Array, Array]:
        """Mean and standard deviation [PE] at `E_ee` [MeV], same shape."""
        xp = namespace(E_ee, self.a, self.b)
        keV = 1000.0 * xp.asarray(E_ee, dtype=float)
        mean = keV / self.a
        return mean, mean / xp.sqrt(1.0 + self.b * keV)

    def _shape_rate(self, E_ee: Array) -> tuple[Array, Array, Array]:
        xp: Any = namespace(E_ee, self.a, self.b)
        keV = 1000.0 * xp.asarray(E_ee, dtype=float)
        positive = keV > 1e-100  # below: a delta function, and the rate would overflow
        safe = xp.where(positive, keV, 1.0)
        shape = 1.0 + self.b * safe
        return positive, shape, self.a * shape / safe

    def bin_probabilities(self, E_ee: Array, edges: Array) -> Array:
        """Probability of each bin.

        Parameters
        ----------
        E_ee : array [MeV], shape (…)
        edges : array [PE], shape (n + 1,)

        Returns
        -------
        array [1], shape (n, …)
        """
        check_energies("E_ee", E_ee)

        def below(x: Array, energy: Array) -> Array:
            xp = namespace(x, energy, self.a, self.b)
            positive, shape, rate = self._shape_rate(energy)
            inside = x > 0.0
            value = gammainc(shape, rate * xp.where(inside, x, 1.0))
            return xp.where(inside, xp.where(positive, value, 1.0), 0.0)

        return bin_sums(below, E_ee, read_edges(edges, unit="PE"))

    def pdf(self, x: Array, E_ee: Array) -> Array:
        """Density [1/PE] of `x` [PE] at `E_ee` [MeV], broadcast; a delta function (inf at 0) for E_ee = 0."""
        check_energies("E_ee", E_ee)
        xp: Any = namespace(x, E_ee, self.a, self.b)
        x = xp.asarray(x, dtype=float)
        positive, shape, rate = self._shape_rate(E_ee)
        inside = x > 0.0
        safe = xp.where(inside, x, 1.0)
        log = shape * xp.log(rate) + (shape - 1.0) * xp.log(safe) - rate * safe - gammaln(shape)
        at_zero = xp.where(x == 0.0, xp.where(positive, xp.where(shape == 1.0, rate, 0.0), np.inf), 0.0)
        return xp.where(inside, xp.where(positive, xp.exp(log), 0.0), at_zero)


@dataclass(frozen=True)
class GaussianSmearing:
    """Gaussian distribution of the reconstructed energy around E_ee, not cut at zero: bins from 0 lose what is below.

    Parameters
    ----------
    resolution : float [keVee^(1/2)] or callable
        a of σ/E = a/√(E[keVee]), or a function σ(E_ee), both MeV, such as :class:`FanoResolution`.

    Sources
    -------
    COHERENT:2020ybo (a = 0.58; the release speaks of the reconstructed energy, here σ is taken at the true one, which
    keeps the distribution normalised). Checked: moments by quadrature; 68.27 % within one standard deviation.

    Examples
    --------
    >>> p = GaussianSmearing(resolution=0.58).bin_probabilities(0.02, [0.0, 0.02, 0.04])
    >>> [round(float(v), 4) for v in p]
    [0.5, 0.5]
    """

    resolution: Any
    axis: ClassVar[Literal["PE", "MeV"]] = "MeV"
    support: ClassVar[Literal["continuous", "integer", "exact"]] = "continuous"
    cite: ClassVar[tuple[str, ...]] = ("COHERENT:2020ybo",)

    def __post_init__(self) -> None:
        if not callable(self.resolution):
            check_positive("Resolution a", self.resolution, unit="keVee^(1/2)")

    @property
    def sigma(self) -> Callable[[Array], Array]:
        """Function σ(E_ee), both in MeV."""
        return self.resolution if callable(self.resolution) else InverseRootResolution(self.resolution)

    def moments(self, E_ee: Array) -> tuple[Array, Array]:
        """Mean and standard deviation [MeV] at `E_ee` [MeV], same shape."""
        return namespace(E_ee).asarray(E_ee, dtype=float), self.sigma(E_ee)

    def _spread(self, E_ee: Array) -> Array:
        sigma = self.sigma(E_ee)
        if isinstance(sigma, float | np.ndarray) and not np.all(np.asarray(sigma) >= 0.0):
            raise ValidityError(
                "The resolution gives a negative or undefined standard deviation.", hint="Correct σ(E_ee)."
            )
        return sigma

    def bin_probabilities(self, E_ee: Array, edges: Array) -> Array:
        """Probability of each bin.

        Parameters
        ----------
        E_ee : array [MeV], shape (…)
        edges : array [MeV], shape (n + 1,)

        Returns
        -------
        array [1], shape (n, …)
        """
        check_energies("E_ee", E_ee)

        def below(x: Array, energy: Array) -> Array:
            sigma = self._spread(energy)
            xp = namespace(x, energy, sigma)
            spread = sigma > 0.0
            z = (x - energy) / xp.where(spread, sigma, 1.0)
            return xp.where(spread, 0.5 * (1.0 + erf(z / np.sqrt(2.0))), xp.where(x > energy, 1.0, 0.0))

        return bin_sums(below, E_ee, read_edges(edges, unit="MeV"))

    def pdf(self, x: Array, E_ee: Array) -> Array:
        """Density [1/MeV] of `x` [MeV] at `E_ee` [MeV], broadcast; a delta function (inf at the mean) where σ = 0."""
        check_energies("E_ee", E_ee)
        sigma = self._spread(E_ee)
        xp: Any = namespace(x, E_ee, sigma)
        spread = sigma > 0.0
        safe = xp.where(spread, sigma, 1.0)
        z = xp.clip((x - xp.asarray(E_ee, dtype=float)) / safe, -1e100, 1e100)  # the square must not overflow
        return xp.where(spread, xp.exp(-0.5 * z * z) / (np.sqrt(2.0 * np.pi) * safe), xp.where(z == 0.0, np.inf, 0.0))


@dataclass(frozen=True)
class PoissonSmearing:
    """Poisson distribution of the number of photoelectrons around the mean light.

    Parameters
    ----------
    light_yield : LightYield
        Mean photoelectrons per energy.

    Sources
    -------
    Counting statistics. Checked: scipy.stats.poisson in every bin; moments; all at n = 0 for E = 0.

    Examples
    --------
    >>> [round(float(v), 4) for v in PoissonSmearing(LightYield(1.17)).bin_probabilities(0.001, [0, 1, 2])]
    [0.3104, 0.3631]
    """

    light_yield: LightYield
    axis: ClassVar[Literal["PE", "MeV"]] = "PE"
    support: ClassVar[Literal["continuous", "integer", "exact"]] = "integer"
    cite: ClassVar[tuple[str, ...]] = ()

    def moments(self, E_ee: Array) -> tuple[Array, Array]:
        """Mean and standard deviation [PE] at `E_ee` [MeV], same shape."""
        mean = self.light_yield(E_ee)
        return mean, namespace(mean).sqrt(mean)

    def bin_probabilities(self, E_ee: Array, edges: Array) -> Array:
        """Probability of each bin; an integer n belongs to the bin with lower ≤ n < upper.

        Parameters
        ----------
        E_ee : array [MeV], shape (…)
        edges : array [PE], shape (n + 1,)

        Returns
        -------
        array [1], shape (n, …)
        """
        check_energies("E_ee", E_ee)

        def below(x: Array, energy: Array) -> Array:
            mean = self.light_yield(energy)
            xp = namespace(x, mean)
            first = xp.ceil(x)  # numbers 0 … first − 1 lie below x
            positive = mean > 0.0
            value = gammaincc(xp.maximum(first, 1.0), xp.where(positive, mean, 1.0))
            return xp.where(first > 0.0, xp.where(positive, value, 1.0), 0.0)

        return bin_sums(below, E_ee, read_edges(edges, unit="PE"))

    def pdf(self, x: Array, E_ee: Array) -> Array:
        """Probability [1] of `x` photoelectrons at `E_ee` [MeV], broadcast; 0 unless x is a whole number ≥ 0."""
        check_energies("E_ee", E_ee)
        mean = self.light_yield(E_ee)
        xp: Any = namespace(x, mean)
        x = xp.asarray(x, dtype=float)
        whole = (x >= 0.0) & (xp.floor(x) == x)
        safe = xp.where(whole, x, 0.0)
        positive = mean > 0.0
        log = safe * xp.log(xp.where(positive, mean, 1.0)) - mean - gammaln(safe + 1.0)
        return xp.where(whole, xp.where(positive, xp.exp(log), xp.where(safe == 0.0, 1.0, 0.0)), 0.0)


@dataclass(frozen=True)
class NoSmearing:
    """Reconstructed energy equal to E_ee, to be asked for by name.

    Examples
    --------
    >>> NoSmearing().bin_probabilities(0.02, [0.0, 0.02, 0.04]).tolist()
    [0.0, 1.0]
    """

    axis: ClassVar[Literal["PE", "MeV"]] = "MeV"
    support: ClassVar[Literal["continuous", "integer", "exact"]] = "exact"
    cite: ClassVar[tuple[str, ...]] = ()

    def moments(self, E_ee: Array) -> tuple[Array, Array]:
        """Mean and (zero) standard deviation [MeV] at `E_ee` [MeV], same shape."""
        energy = namespace(E_ee).asarray(E_ee, dtype=float)
        return energy, 0.0 * energy

    def bin_probabilities(self, E_ee: Array, edges: Array) -> Array:
        """1 in the bin of `edges` [MeV], shape (n + 1,), that holds `E_ee` [MeV], shape (…); [1], shape (n, …)."""
        check_energies("E_ee", E_ee)

        def below(x: Array, energy: Array) -> Array:
            return namespace(x, energy).where(x > energy, 1.0, 0.0)

        return bin_sums(below, E_ee, read_edges(edges, unit="MeV"))

    def pdf(self, x: Array, E_ee: Array) -> Array:
        """Not defined: a delta function has no density to evaluate at `x`, `E_ee` [MeV]."""
        raise ValidityError("NoSmearing has no density (a delta function).", hint="Use bin_probabilities.")
