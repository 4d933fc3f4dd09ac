"""Closed forms of measured charge distributions in position space, as published (not renormalised)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Protocol

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import ValidityError
from nuscat._core.special import j0

from ._devries import Row

__all__ = ["FermiShape", "FourierBesselShape", "GaussiansShape", "OscillatorShape", "Shape", "shape_of"]


class Shape(Protocol):
    """A spherical distribution known in closed form."""

    @property
    def end(self) -> float:
        """Radius beyond which the distribution is zero or below 1e-17 of its centre [fm]."""
        ...

    def __call__(self, r: Array) -> Array:
        """Distribution [unit of its parameters] at `r` [fm]."""
        ...


@dataclass(frozen=True)
class FourierBesselShape:
    """Σ a_ν j₀(νπr/R) below R [fm], zero beyond; coefficients [fm⁻³]."""

    coefficients: tuple[float, ...]
    cutoff_radius: float

    @property
    def end(self) -> float:
        """The cutoff radius [fm]."""
        return self.cutoff_radius

    def __call__(self, r: Array) -> Array:
        """Density [fm⁻³] at `r` [fm]."""
        xp: Any = namespace(r)
        x = xp.asarray(r, dtype=float)
        wave = (math.pi / self.cutoff_radius) * xp.arange(1, len(self.coefficients) + 1)
        series = xp.matmul(j0(x[..., None] * wave), xp.asarray(self.coefficients))
        return xp.where(x < self.cutoff_radius, series, 0.0)


@dataclass(frozen=True)
class GaussiansShape:
    """Sum of Gaussian shells at radii R_i [fm] with fractions Q_i [1] of the charge Z; rms radius of each Gaussian."""

    radii: tuple[float, ...]
    fractions: tuple[float, ...]
    gaussian_rms: float
    charge: float

    @property
    def gamma(self) -> float:
        """Width γ of the Gaussians [fm]."""
        return math.sqrt(2.0 / 3.0) * self.gaussian_rms

    @property
    def end(self) -> float:
        """Outermost shell plus 6.5 γ [fm]."""
        return max(self.radii) + 6.5 * self.gamma

    def __call__(self, r: Array) -> Array:
        """Density [fm⁻³] at `r` [fm]."""
        xp: Any = namespace(r)
        x, centres, g = xp.asarray(r, dtype=float)[..., None], xp.asarray(self.radii), self.gamma
        height = self.charge * xp.asarray(self.fractions) / (2.0 * math.pi**1.5 * g**3 * (1 + 2 * (centres / g) ** 2))
        return xp.sum(height * (xp.exp(-(((x - centres) / g) ** 2)) + xp.exp(-(((x + centres) / g) ** 2))), axis=-1)


@dataclass(frozen=True)
class FermiShape:
    """(1 + w r²/c²)/(1 + e^((r−c)/a)) [1], or with the exponent (r²−c²)/a² (Gaussian surface); c, a [fm], w [1]."""

    c: float
    a: float
    w: float = 0.0
    gaussian: bool = False

    @property
    def end(self) -> float:
        """Where the surface has fallen by e^−40 [fm]."""
        return math.sqrt(self.c**2 + 40.0 * self.a**2) if self.gaussian else self.c + 40.0 * self.a

    def __call__(self, r: Array) -> Array:
        """Profile [1] at `r` [fm]."""
        xp: Any = namespace(r)
        x = xp.asarray(r, dtype=float)
        exponent = (x**2 - self.c**2) / self.a**2 if self.gaussian else (x - self.c) / self.a
        # e^(−t/2)/(2 cosh(t/2)) keeps the digits of the tail and never overflows for the lengths in use
        half = 0.5 * xp.clip(exponent, -600.0, 600.0)
        return (1.0 + self.w * (x / self.c) ** 2) * xp.exp(-half) / (2.0 * xp.cosh(half))


@dataclass(frozen=True)
class OscillatorShape:
    """(1 + α r²/a²) e^(−r²/a²) [1]; oscillator length a [fm], α [1]."""

    length: float
    alpha: float

    @property
    def end(self) -> float:
        """6.5 oscillator lengths [fm]."""
        return 6.5 * self.length

    def __call__(self, r: Array) -> Array:
        """Profile [1] at `r` [fm]."""
        xp: Any = namespace(r)
        x2 = (xp.asarray(r, dtype=float) / self.length) ** 2
        return (1.0 + self.alpha * x2) * xp.exp(-x2)


def shape_of(row: Row) -> tuple[Shape, bool]:
    """Closed form of a row [its parameters in fm], and whether the row fixes its norm (FB and SOG do)."""
    if row.kind == "FB":
        return FourierBesselShape(row.series[0], row.parameters[0]), True
    if row.kind == "SOG":
        return GaussiansShape(row.series[0], row.series[1], row.parameters[0], float(row.Z)), True
    first, second, w = row.parameters
    if row.kind in ("HO", "MHO"):
        return OscillatorShape(first, second), False
    if row.kind in ("2pF", "3pF", "3pG"):
        return FermiShape(first, second, w, gaussian=row.kind == "3pG"), False
    raise ValidityError(
        f"The model {row.kind!r} of the charge distribution of Z = {row.Z}, A = {row.A} has no closed form here.",
        hint="Valid: FB, SOG, 2pF, 3pF, 3pG, HO, MHO.",
    )
