"""What the parts of a detector response must offer."""

from __future__ import annotations

from typing import Literal, Protocol, runtime_checkable

from nuscat._core.arrays import Array

__all__ = ["Efficiency", "Quenching", "Smearing"]


@runtime_checkable
class Quenching(Protocol):
    """Electron-equivalent energy of a nuclear recoil."""

    def __call__(self, T_nr: Array) -> Array:
        """Electron-equivalent energy [MeV] of recoils `T_nr` [MeV], same shape."""
        ...

    def check(self, T_max: float) -> None:
        """Raise :class:`ValidityError` unless E_ee rises without exceeding T from 0 to `T_max` [MeV]."""
        ...


@runtime_checkable
class Smearing(Protocol):
    """Distribution of the reconstructed quantity x at given electron-equivalent energy."""

    @property
    def axis(self) -> Literal["PE", "MeV"]:
        """Unit of the reconstructed quantity."""
        ...

    @property
    def support(self) -> Literal["continuous", "integer", "exact"]:
        """Whether x is continuous, an integer count, or equal to its mean."""
        ...

    def bin_probabilities(self, E_ee: Array, edges: Array) -> Array:
        """Probability [1], shape (n, …), of bins [lower, upper) of `edges` [axis unit] at `E_ee` [MeV], shape (…)."""
        ...

    def pdf(self, x: Array, E_ee: Array) -> Array:
        """Density [1/axis unit] (probability for integers) of `x` [axis unit] at `E_ee` [MeV], broadcast."""
        ...


@runtime_checkable
class Efficiency(Protocol):
    """Probability to keep an event as a function of one variable."""

    @property
    def breakpoints(self) -> tuple[float, ...]:
        """Where value or slope jumps [unit of x]; sums over bins are broken there."""
        ...

    def __call__(self, x: Array) -> Array:
        """Probability [1] at `x`, same shape."""
        ...
