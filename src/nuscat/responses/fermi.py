"""Two- and three-parameter Fermi and Gaussian distributions: form factors by fixed quadrature."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import ValidityError
from nuscat._core.quadrature import gauss_legendre
from nuscat._core.special import j0

from ._interfaces import check_length, check_momentum, momentum_in_fm

__all__ = ["ThreeParameterFermi", "ThreeParameterGaussian", "TwoParameterFermi", "fermi", "fermi_density"]

_ORDER = 64
"""Nodes in each of [0, c] and [c, r_max]: 1e-12 in F for q c/ħc < 25 (tested against mpmath)."""
_TAIL = 45.0
"""The density is cut where it has fallen by e^−45."""


def _profile(xp: Any, r: Array, c: Array, a: Array, w: Array, gaussian: bool) -> Array:
    exponent = (r**2 - c**2) / a**2 if gaussian else (r - c) / a
    # 1/(1 + e^x) = [1 − tanh(x/2)]/2 never overflows; the exponential tail is kept where tanh rounds to 1
    far = exponent > 15.0
    near = 0.5 * (1.0 - xp.tanh(0.5 * xp.where(far, 0.0, exponent)))
    tail = xp.exp(-xp.where(far, exponent, 15.0))
    return (1.0 + w * (r / c) ** 2) * xp.where(far, tail / (1.0 + tail), near)


def _rule(xp: Any, c: Array, a: Array, gaussian: bool) -> tuple[Array, Array]:
    """Nodes and weights [fm] on [0, c] and [c, end of the tail], last axis 2·order."""
    end = xp.sqrt(c**2 + _TAIL * a**2) if gaussian else c + _TAIL * a
    inner, w_inner = gauss_legendre(xp.zeros_like(c), c, _ORDER)
    outer, w_outer = gauss_legendre(c, end, _ORDER)
    return xp.concat([inner, outer], axis=-1), xp.concat([w_inner, w_outer], axis=-1)


def _prepare(xp: Any, c: Array, a: Array, w: Array, gaussian: bool) -> tuple[Array, Array]:
    """Nodes r [fm] and weights w·r²ρ [fm³, unnormalised], last axis the nodes."""
    c, a, w = xp.broadcast_arrays(*(xp.asarray(v, dtype=float) for v in (c, a, w)))
    r, weights = _rule(xp, c, a, gaussian)
    return r, weights * r**2 * _profile(xp, r, c[..., None], a[..., None], w[..., None], gaussian)


def fermi(q: Array, half_density_radius: Array, diffuseness: Array, w: Array = 0.0, *, gaussian: bool = False) -> Array:
    r"""Form factor [1] of a two- or three-parameter Fermi (or Gaussian) density, normalised to F(0) = 1.

    .. math:: \rho \propto \frac{1 + w r^2/c^2}{1 + e^{(r-c)/a}} \quad\text{(3pF; 2pF: } w = 0), \qquad
              \rho \propto \frac{1 + w r^2/c^2}{1 + e^{(r^2-c^2)/a^2}} \quad\text{(3pG)}

    Parameters
    ----------
    q : array [MeV]
        Momentum transfer.
    half_density_radius : array [fm]
        c; broadcast against `q`.
    diffuseness : array [fm]
        a (often called z); broadcast against `q`.
    w : array [1]
        Central depression parameter; broadcast against `q`.
    gaussian : bool
        Whether the surface falls as a Gaussian (3pG).

    Returns
    -------
    array [1]
        Shape of the broadcast inputs. Works through an array 128 times larger: give at most some 10⁵ values at once.

    Sources
    -------
    DeVries:1987atn. Gauss–Legendre, 64 nodes up to c and 64 beyond. Checked: mpmath to 1e-12 for q c/ħc < 25.

    Examples
    --------
    >>> round(float(fermi(0.0, 3.53, 0.542)), 12)
    1.0
    """
    xp, k = momentum_in_fm(q, half_density_radius, diffuseness, w)
    r, weights = _prepare(xp, half_density_radius, diffuseness, w, gaussian)
    return xp.sum(weights * j0(k[..., None] * r), axis=-1) / xp.sum(weights, axis=-1)


def fermi_density(
    r: Array, half_density_radius: Array, diffuseness: Array, w: Array = 0.0, *, gaussian: bool = False
) -> Array:
    """Two- or three-parameter Fermi (or Gaussian) density, normalised to 1 [fm⁻³].

    Parameters
    ----------
    r : array [fm]
        Distance from the centre.
    half_density_radius, diffuseness, w, gaussian
        As for :func:`fermi`.

    Returns
    -------
    array [fm⁻³]

    Sources
    -------
    DeVries:1987atn. Checked: norm of 2pF against its closed form.

    Examples
    --------
    >>> round(float(fermi_density(3.53, 3.53, 0.542) / fermi_density(0.0, 3.53, 0.542)), 3)
    0.501
    """
    xp: Any = namespace(r, half_density_radius, diffuseness, w)
    c, a = xp.asarray(half_density_radius, dtype=float), xp.asarray(diffuseness, dtype=float)
    _, weights = _prepare(xp, c, a, w, gaussian)
    norm = 4.0 * math.pi * xp.sum(weights, axis=-1)
    return _profile(xp, xp.asarray(r, dtype=float), c, a, xp.asarray(w, dtype=float), gaussian) / norm


def _rms(c: Array, a: Array, w: Array, gaussian: bool) -> Array:
    xp: Any = namespace(c, a, w)
    r, weights = _prepare(xp, c, a, w, gaussian)
    square = xp.sum(weights * r**2, axis=-1) / xp.sum(weights, axis=-1)
    if xp is np and not np.all(square > 0):
        raise ValidityError(
            f"w = {w!r} makes the mean square radius negative.",
            hint="w must leave the density positive nearly everywhere.",
        )
    return xp.sqrt(square)


def _check(c: Array, a: Array, w: Array) -> None:
    check_length("half-density radius", c)
    check_length("diffuseness", a)
    if isinstance(w, int | float | np.ndarray) and not np.all(np.isfinite(w)):
        raise ValidityError(f"w must be finite, got {w!r}.", hint="Give the pure number of the published fit.")


@dataclass(frozen=True, kw_only=True)
class TwoParameterFermi:
    r"""Form factor of the two-parameter Fermi density (2pF), :math:`\rho \propto 1/(1 + e^{(r-c)/a})`.

    Parameters
    ----------
    half_density_radius : array [fm]
        c.
    diffuseness : array [fm]
        a.

    Raises
    ------
    ValidityError
        If a length is not positive and finite.

    Sources
    -------
    DeVries:1987atn. Checked: see :func:`fermi`; rms² = 3/5 c² + 7/5 π²a² up to e^(−c/a).

    Examples
    --------
    >>> round(float(TwoParameterFermi(half_density_radius=3.53, diffuseness=0.542).rms_radius), 4)
    3.3964
    """

    half_density_radius: Array
    diffuseness: Array

    cite: ClassVar[tuple[str, ...]] = ("DeVries:1987atn",)

    def __post_init__(self) -> None:
        _check(self.half_density_radius, self.diffuseness, 0.0)

    def __call__(self, q: Array) -> Array:
        """F [1] at momentum transfer `q` [MeV]."""
        check_momentum(q)
        return fermi(q, self.half_density_radius, self.diffuseness)

    @property
    def rms_radius(self) -> Array:
        """Root-mean-square radius [fm], by the same quadrature."""
        return _rms(self.half_density_radius, self.diffuseness, 0.0, False)

    def density(self, r: Array) -> Array:
        """Density [fm⁻³], normalised to 1, at distance `r` [fm]."""
        return fermi_density(r, self.half_density_radius, self.diffuseness)


@dataclass(frozen=True, kw_only=True)
class ThreeParameterFermi:
    r"""Form factor of the three-parameter Fermi density (3pF), :math:`\rho \propto (1 + wr^2/c^2)/(1 + e^{(r-c)/a})`.

    Parameters
    ----------
    half_density_radius, diffuseness : array [fm]
        c and a.
    w : array [1]

    Raises
    ------
    ValidityError
        If a length is not positive and finite, or w is not finite.

    Sources
    -------
    DeVries:1987atn. Checked: see :func:`fermi`.

    Examples
    --------
    >>> round(float(ThreeParameterFermi(half_density_radius=3.73, diffuseness=0.62, w=-0.19).rms_radius), 4)
    3.4712
    """

    half_density_radius: Array
    diffuseness: Array
    w: Array

    cite: ClassVar[tuple[str, ...]] = ("DeVries:1987atn",)

    def __post_init__(self) -> None:
        _check(self.half_density_radius, self.diffuseness, self.w)

    def __call__(self, q: Array) -> Array:
        """F [1] at momentum transfer `q` [MeV]."""
        check_momentum(q)
        return fermi(q, self.half_density_radius, self.diffuseness, self.w)

    @property
    def rms_radius(self) -> Array:
        """Root-mean-square radius [fm], by the same quadrature."""
        return _rms(self.half_density_radius, self.diffuseness, self.w, False)

    def density(self, r: Array) -> Array:
        """Density [fm⁻³], normalised to 1, at distance `r` [fm]."""
        return fermi_density(r, self.half_density_radius, self.diffuseness, self.w)


@dataclass(frozen=True, kw_only=True)
class ThreeParameterGaussian:
    r"""Form factor of the three-parameter Gaussian density (3pG).

    .. math:: \rho \propto \frac{1 + wr^2/c^2}{1 + e^{(r^2-c^2)/a^2}}

    Parameters
    ----------
    half_density_radius, diffuseness : array [fm]
        c and a.
    w : array [1]

    Raises
    ------
    ValidityError
        If a length is not positive and finite, or w is not finite.

    Sources
    -------
    DeVries:1987atn. Checked: see :func:`fermi`.

    Examples
    --------
    >>> round(float(ThreeParameterGaussian(half_density_radius=6.3032, diffuseness=2.8882, w=0.3379).rms_radius), 4)
    5.5014
    """

    half_density_radius: Array
    diffuseness: Array
    w: Array

    cite: ClassVar[tuple[str, ...]] = ("DeVries:1987atn",)

    def __post_init__(self) -> None:
        _check(self.half_density_radius, self.diffuseness, self.w)

    def __call__(self, q: Array) -> Array:
        """F [1] at momentum transfer `q` [MeV]."""
        check_momentum(q)
        return fermi(q, self.half_density_radius, self.diffuseness, self.w, gaussian=True)

    @property
    def rms_radius(self) -> Array:
        """Root-mean-square radius [fm], by the same quadrature."""
        return _rms(self.half_density_radius, self.diffuseness, self.w, True)

    def density(self, r: Array) -> Array:
        """Density [fm⁻³], normalised to 1, at distance `r` [fm]."""
        return fermi_density(r, self.half_density_radius, self.diffuseness, self.w, gaussian=True)
