"""Trains of proton pulses."""

from __future__ import annotations

from dataclasses import dataclass

from nuscat._core.arrays import Array
from nuscat._core.errors import ValidityError, require_positive

from .pulses import Pulse

__all__ = ["Bunches"]


@dataclass(frozen=True)
class Bunches:
    """Several pulses with given shares of the protons.

    Parameters
    ----------
    pulses : tuple of Pulse
    shares : tuple of float [1], optional
        Relative number of protons; default equal.

    Examples
    --------
    >>> from nuscat.fluxes import Rectangular
    >>> pair = Bunches((Rectangular(100e-9), Rectangular(100e-9, start=540e-9)))
    >>> round(float(pair.mean) * 1e9)
    320
    """

    pulses: tuple[Pulse, ...]
    shares: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "pulses", tuple(self.pulses))
        shares = self.shares if self.shares is not None else (1.0,) * len(self.pulses)
        if not self.pulses or len(shares) != len(self.pulses):
            raise ValidityError(
                f"Got {len(self.pulses)} pulses and {len(shares)} shares.", hint="Give one positive share a pulse."
            )
        for share in shares:
            require_positive("share of a bunch", share)
        object.__setattr__(self, "shares", tuple(float(s) / sum(shares) for s in shares))

    def _sum(self, values: list[Array]) -> Array:
        return sum(s * v for s, v in zip(self.shares or (), values, strict=True))

    @property
    def mean(self) -> Array:
        """Mean time [s]."""
        return self._sum([p.mean for p in self.pulses])

    def pdf(self, t: Array) -> Array:
        """Density [1/s] at `t` [s], same shape."""
        return self._sum([p.pdf(t) for p in self.pulses])

    def cdf(self, t: Array) -> Array:
        """Fraction before `t` [s], same shape."""
        return self._sum([p.cdf(t) for p in self.pulses])

    def decayed(self, t: Array, lifetime: float) -> Array:
        """Density [1/s] at `t` [s] of pulses ⊗ exp(−t/τ)/τ, `lifetime` τ [s]."""
        return self._sum([p.decayed(t, lifetime) for p in self.pulses])
