"""Form factors from tables: any density ρ(r), or F(q) itself."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import ValidityError
from nuscat._core.interpolation import check_table
from nuscat._core.quadrature import piecewise_rule
from nuscat._core.special import j0
from nuscat.constants import hbarc

from ._interfaces import check_momentum, momentum_in_fm

__all__ = ["TabulatedDensity", "TabulatedFormFactor"]

Vector = NDArray[np.float64]
_CUT = 1e-3
"""Largest density at the end of the table, relative to the peak."""


def _vector(what: str, values: Array) -> Vector:
    try:
        vector = np.array(values, dtype=float)
    except (TypeError, ValueError):
        raise ValidityError(f"{what} must be a column of numbers, got {type(values).__name__}.") from None
    vector.setflags(write=False)
    return vector


def _transform(q: Array, nodes: Vector, weights: Vector) -> Array:
    xp, k = momentum_in_fm(q)
    return xp.sum(xp.asarray(weights) * j0(k[..., None] * xp.asarray(nodes)), axis=-1)


@dataclass(frozen=True, eq=False)
class TabulatedDensity:
    r"""Form factor of any tabulated spherical density.

    .. math:: F(q) = \frac{\int r^2\rho(r)\,j_0(qr)\,dr}{\int r^2\rho(r)\,dr}

    The table is interpolated by a cubic spline and integrated with four Gauss–Legendre nodes between its points: the
    error falls with the fourth power of the spacing (1e-6 in F for 0.1 fm and a realistic surface).

    Parameters
    ----------
    r : array, shape (n,) [fm]
        Increasing, n ≥ 4; must start at 0 or within two spacings of it (the spline is continued to the origin).
    rho : array, shape (n,) [any unit]
        Density; only its shape matters. It must have fallen below 1/1000 of its largest value at the last point.
    charge : float [units of rho × fm³], optional
        What 4π∫r²ρ dr should be; checked to 1 %.
    require_positive : bool
        Raise if the density is negative anywhere. Default False: measured densities oscillate in the tail.

    Raises
    ------
    ValidityError
        If the table is too short, not increasing, has NaN, is cut off, misses the origin or does not integrate to a
        positive number (or to `charge`).

    Sources
    -------
    Definition. Checked: Helm, Fermi and Gaussian densities against their form factors.

    Examples
    --------
    >>> import numpy as np
    >>> r = np.linspace(0.0, 10.0, 101)
    >>> ff = TabulatedDensity(r, np.exp(-(r**2) / 4.0))
    >>> round(ff.rms_radius, 4)
    2.4495
    """

    r: Array
    rho: Array
    charge: float | None = None
    require_positive: bool = False
    _nodes: Vector = field(init=False, repr=False)
    _weights: Vector = field(init=False, repr=False)

    cite: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        r, rho = _vector("r", self.r), _vector("rho", self.rho)
        check_table("density table (r, rho)", r, rho)
        self._check(r, rho)
        from scipy.interpolate import CubicSpline

        spline = CubicSpline(r, rho)
        edges = r if r[0] == 0 else np.concatenate([[0.0], r])
        nodes, steps = piecewise_rule(edges, 4)
        weights = steps * nodes**2 * spline(nodes)
        norm = float(np.sum(weights))
        if not norm > 0:
            raise ValidityError(
                f"The density integrates to {4 * math.pi * norm:.4g}, it must be positive.", hint="Check its sign."
            )
        if self.charge is not None and not abs(4 * math.pi * norm - self.charge) <= 0.01 * abs(self.charge):
            raise ValidityError(
                f"The density integrates to {4 * math.pi * norm:.5g}, expected {self.charge:g} within 1 %.",
                hint="Check the units of r (fm) and rho, or leave `charge` out.",
            )
        for name, value in (("r", r), ("rho", rho), ("_nodes", nodes), ("_weights", weights / norm)):
            object.__setattr__(self, name, value)

    def _check(self, r: Vector, rho: Vector) -> None:
        if r.size < 4:
            raise ValidityError(
                f"A density table needs at least 4 points, got {r.size}.", hint="Is the file truncated?"
            )
        if r[0] < 0 or r[0] > 2.0 * (r[1] - r[0]) * (1 + 1e-9):
            raise ValidityError(
                f"The density table starts at r = {r[0]:g} fm with spacing {r[1] - r[0]:g} fm.",
                hint="Start it at 0, or within two spacings of it.",
            )
        peak = float(np.max(np.abs(rho)))
        if abs(rho[-1]) > _CUT * peak:
            raise ValidityError(
                f"The density is cut off: at the last point, r = {r[-1]:g} fm, it is still "
                f"{abs(rho[-1]) / peak:.2g} of its peak.",
                hint="Extend the table to where the density is negligible; is the file truncated?",
            )
        if self.require_positive and np.any(rho < 0):
            where = float(r[int(np.argmax(rho < 0))])
            raise ValidityError(
                f"The density is negative at r = {where:g} fm.", hint="Leave require_positive out to accept it."
            )

    def __call__(self, q: Array) -> Array:
        """F [1] at momentum transfer `q` [MeV]."""
        check_momentum(q)
        return _transform(q, self._nodes, self._weights)

    @property
    def rms_radius(self) -> float:
        """Root-mean-square radius [fm]."""
        return math.sqrt(float(np.sum(self._weights * self._nodes**2)))


@dataclass(frozen=True, eq=False)
class TabulatedFormFactor:
    r"""Form factor interpolated in a table, never continued beyond it.

    Cubic spline with zero slope at q = 0 (F is even in q).

    Parameters
    ----------
    q : array, shape (n,) [MeV]
        Increasing from 0, n ≥ 4.
    F : array, shape (n,) [any unit]
        Form factor; divided by its value at q = 0. The amplitude, not its square.

    Raises
    ------
    ValidityError
        If the table is too short, not increasing, has NaN, does not start at q = 0 or has F(0) ≤ 0; on evaluation, if q
        lies beyond the table (traced JAX values, which cannot raise, give NaN there).

    Sources
    -------
    Definition. Checked: a tabulated Helm form factor, value and rms radius.

    Examples
    --------
    >>> import numpy as np
    >>> q = np.linspace(0.0, 200.0, 81)
    >>> ff = TabulatedFormFactor(q, np.exp(-((q / 100.0) ** 2)))
    >>> round(float(ff(33.0)), 5)
    0.89682
    """

    q: Array
    F: Array
    _coefficients: NDArray[np.float64] = field(init=False, repr=False)

    cite: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        q, f = _vector("q", self.q), _vector("F", self.F)
        check_table("form factor table (q, F)", q, f)
        if q.size < 4:
            raise ValidityError(
                f"A form factor table needs at least 4 points, got {q.size}.", hint="Is the file truncated?"
            )
        if q[0] != 0:
            raise ValidityError(f"The form factor table starts at q = {q[0]:g} MeV.", hint="It must start at q = 0.")
        if not f[0] > 0:
            raise ValidityError(f"F(0) = {f[0]:g}, it must be positive.", hint="Check the sign; give F, not log F.")
        from scipy.interpolate import CubicSpline

        spline = CubicSpline(q, f / f[0], bc_type=((1, np.zeros(())), "not-a-knot"))
        for name, value in (("q", q), ("F", f / f[0]), ("_coefficients", spline.c)):
            object.__setattr__(self, name, value)

    def __call__(self, q: Array) -> Array:
        """F [1] at momentum transfer `q` [MeV] inside the table."""
        check_momentum(q)
        xp: Any = namespace(q)
        x, end = xp.asarray(q, dtype=float), float(self.q[-1])
        if xp is np and np.any(x > end):
            raise ValidityError(
                f"q = {float(np.max(x)):g} MeV is beyond the form factor table, which ends at {end:g} MeV.",
                hint="Extend the table; it is not extrapolated.",
            )
        row = xp.clip(xp.searchsorted(xp.asarray(self.q), x, side="right") - 1, 0, self.q.size - 2)
        c = xp.asarray(self._coefficients)
        d = x - xp.take(xp.asarray(self.q), row)
        c3, c2, c1, c0 = (xp.take(c[i], row) for i in range(4))
        value = ((c3 * d + c2) * d + c1) * d + c0
        return xp.where(x > end, xp.nan, value)

    @property
    def rms_radius(self) -> float:
        """Root-mean-square radius [fm], from the curvature of the spline at q = 0."""
        return math.sqrt(max(-6.0 * float(self._coefficients[1, 0]), 0.0)) * hbarc.value
