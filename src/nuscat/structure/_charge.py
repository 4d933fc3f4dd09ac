"""A measured charge density in closed form: radii, form factor, moments and how well it reproduces its own numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, check_energies, namespace
from nuscat._core.errors import MissingDataError, ValidityError
from nuscat._core.quadrature import check_order, piecewise_rule
from nuscat._core.special import j0
from nuscat.constants import hbarc
from nuscat.nuclei import Nuclide

from ._shapes import FourierBesselShape, Shape

__all__ = ["ChargeDensity", "Integrity", "panels"]

Vector = NDArray[np.float64]
_ORDER = 16  # nodes per panel of at most 1 fm: 3e-11 in F for q up to 8/fm (tested)


@dataclass(frozen=True, kw_only=True)
class Integrity:
    """How well a published distribution reproduces its own numbers.

    Parameters
    ----------
    norm : float or None [1]
        Volume integral as published; None if only the shape is published.
    norm_deviation : float or None [1]
        Relative deviation of `norm` from Z, which is divided out of the density.
    rms : float [fm]
        rms radius computed.
    rms_published : float or None [fm]
        As printed, where the table has it.
    lowest : float [1]
        Smallest density relative to the largest, inside the cutoff radius less 1 fm (Fourier–Bessel) or everywhere.
    lowest_at : float [fm]
        Where.
    """

    norm: float | None
    norm_deviation: float | None
    rms: float
    rms_published: float | None
    lowest: float
    lowest_at: float

    @property
    def positive(self) -> bool:
        """Whether the density is nowhere negative in that range [bool]."""
        return self.lowest >= 0.0


@dataclass(frozen=True, eq=False, kw_only=True)
class ChargeDensity:
    r"""Spherical charge density of a nucleus, in closed form, renormalised to :math:`\int\rho\,d^3r = Z`.

    The size of the nucleon is included: :func:`nuscat.structure.unfold.unfold` takes it out. Obtain one with
    :func:`nuscat.structure.density`.

    Parameters
    ----------
    nuclide : Nuclide
    source : str
        Key of `DENSITY_SOURCES`.
    kind : str
        "FB", "SOG", "2pF", "3pF", "3pG", "HO" or "MHO".
    shape : callable
        Distribution at r [fm] as published, with its `end` [fm].
    absolute : bool
        Whether the published numbers fix the norm.
    analysis : int
        Number among the analyses of the compilation, from 1; 0 for an estimate.
    choice : str
        How it was chosen among several, for legends and tables.
    rms_published : float, optional [fm]
    reference, flag : str
        Label of the measurement; why the row is refused by default (empty if it is not).
    alternatives : tuple of pairs of ChargeDensity
        Lower and upper variations of what an estimate assumes.
    cite : tuple of str

    Raises
    ------
    ValidityError
        If norm or mean square radius are not positive.

    Sources
    -------
    DeVries:1987atn. Checked: norm, rms radius and sign of every packaged row; own transform against the closed forms
    of the form factors.

    Examples
    --------
    >>> from nuscat.structure.measured import density
    >>> ar = density("Ar40")
    >>> round(ar.rms_radius, 4), round(float(ar.rho(0.0)), 4)
    (3.4235, 0.0762)
    """

    nuclide: Nuclide
    source: str
    kind: str
    shape: Shape
    absolute: bool
    analysis: int = 0
    choice: str = ""
    rms_published: float | None = None
    reference: str = ""
    flag: str = ""
    alternatives: tuple[tuple[ChargeDensity, ChargeDensity], ...] = ()
    cite: tuple[str, ...] = ("DeVries:1987atn",)
    _nodes: Vector = field(init=False, repr=False)
    _weights: Vector = field(init=False, repr=False)  # 4πr²ρ dr, sums to Z
    _scale: float = field(init=False, repr=False)

    def __post_init__(self) -> None:
        r, step = panels(self.shape.end)
        weights = 4.0 * math.pi * step * r**2 * np.asarray(self.shape(r))
        norm, second = float(np.sum(weights)), float(np.sum(weights * r**2))
        if not (norm > 0 and second > 0):
            raise ValidityError(
                f"The {self.kind} density of {self.nuclide.name} integrates to {norm:.4g}: norm and mean square radius "
                "must be positive.",
                hint="Check signs and exponents of its parameters.",
            )
        scale = self.nuclide.Z / norm
        for name, value in (("_nodes", r), ("_weights", scale * weights), ("_scale", scale)):
            if isinstance(value, np.ndarray):
                value.setflags(write=False)
            object.__setattr__(self, name, value)

    def __str__(self) -> str:
        norm = f", renormalised to Z by {self._scale:.6f}" if self.absolute else ""
        return f"{self.nuclide.name} {self.source} ({self.choice or self.kind}{norm}): r_ch = {self.rms_radius:.4f} fm"

    @property
    def Z(self) -> int:
        """Number of protons [1]."""
        return self.nuclide.Z

    @property
    def N(self) -> int:
        """Number of neutrons [1]."""
        return self.nuclide.N

    @property
    def end(self) -> float:
        """Radius beyond which the density is zero or negligible [fm]."""
        return self.shape.end

    @property
    def norm(self) -> float | None:
        """Volume integral [1] as published, before renormalisation to Z; None if only the shape is published."""
        return self.Z / self._scale if self.absolute else None

    def rho(self, r: Array) -> Array:
        """Charge density [fm⁻³, in units of e] at distance `r` [fm], any shape; its volume integral is Z."""
        check_energies("distance r", r, unit="fm")
        return self._scale * self.shape(r)

    @property
    def rms_radius(self) -> float:
        """Root-mean-square charge radius [fm]."""
        return math.sqrt(float(self._weights @ self._nodes**2) / self.Z)

    def form_factor(self, q: Array) -> Array:
        """F_ch [1] at momentum transfer `q` [MeV] by Gauss–Legendre quadrature of the density; F_ch(0) = 1."""
        check_energies("momentum transfer q", q)
        xp: Any = namespace(q)
        k = xp.asarray(q, dtype=float)[..., None] / hbarc.value
        return xp.matmul(j0(k * xp.asarray(self._nodes)), xp.asarray(self._weights / self.Z))

    def form_factor_error(self, q: Array) -> Array:
        """Standard error of F_ch [1] of an estimate at `q` [MeV]: half the spread of each of its `alternatives`.

        Raises
        ------
        MissingDataError
            For a measured shape: its error is not in the compilation.
        """
        if not self.alternatives:
            raise MissingDataError(
                f"The compilation has no errors of the {self.kind} density of {self.nuclide.name}.",
                hint="Compare independent analyses (analysis=…, other sources) instead.",
            )
        xp: Any = namespace(q)
        halves = [0.5 * (high.form_factor(q) - low.form_factor(q)) for low, high in self.alternatives]
        return xp.sqrt(sum(h**2 for h in halves))

    def barrett_moment(self, k: float, alpha: float) -> float:
        """Barrett moment ⟨r^k e^(−αr)⟩ [fm^k], `alpha` [1/fm]: what a muonic atom measures."""
        r = self._nodes
        return float(self._weights @ (r**k * np.exp(-alpha * r))) / self.Z

    def on_grid(self, n: int = 256) -> tuple[Vector, Vector, Vector]:
        """Radii [fm], quadrature weights of dr [fm] and density [fm⁻³] on Gauss–Legendre nodes, at least `n` of them.

        Panels of equal width with 16 nodes each, from 0 to `end`.
        """
        r, step = panels(self.end, self.end / math.ceil(check_order(n) / _ORDER))
        return r, step, np.asarray(self.rho(r))

    @property
    def integrity(self) -> Integrity:
        """Norm, rms radius and sign of the density against what is published [record]."""
        r = self._nodes
        inside = r < self.end - 1.0 if isinstance(self.shape, FourierBesselShape) else r > 0
        profile = np.asarray(self.rho(r))[inside]
        worst = int(np.argmin(profile))
        return Integrity(
            norm=self.norm,
            norm_deviation=None if self.norm is None else self.norm / self.Z - 1.0,
            rms=self.rms_radius,
            rms_published=self.rms_published,
            lowest=float(profile[worst] / np.max(profile)),
            lowest_at=float(r[inside][worst]),
        )


def panels(end: float, width: float = 1.0) -> tuple[Vector, Vector]:
    """Nodes and weights [fm] of 16-point Gauss–Legendre panels from 0 to `end`, none wider than `width` [fm]."""
    return piecewise_rule(np.linspace(0.0, end, math.ceil(end / width * (1.0 - 1e-12)) + 1), _ORDER)
