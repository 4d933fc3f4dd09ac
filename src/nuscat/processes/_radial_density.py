"""Spherical densities on Gauss panels: norms, form factors and the potential of a charge distribution."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray

from nuscat._core.arrays import Array
from nuscat._core.errors import ValidityError
from nuscat._core.interpolation import check_table
from nuscat._core.special import j0
from nuscat.constants import hbarc

__all__ = ["RadialDensity", "as_density", "default_cutoff"]

Vector = NDArray[np.float64]
_ORDER = 8
_WIDTH = 0.125
"""Nodes per panel and largest width of a panel [fm]: densities with a surface of 0.4 fm to 1e-12."""


def default_cutoff(A: int) -> float:
    """Radius 1.2 A^{1/3} + 8 fm [fm] beyond which less than 10⁻⁶ of a nuclear density lies."""
    return 1.2 * math.cbrt(A) + 8.0


@lru_cache(maxsize=1)
def _rule() -> tuple[Vector, Vector, Vector, Vector]:
    """Nodes and weights on [−1, 1], values → Legendre coefficients, values → integrals from −1 to each node."""
    x, w = legendre.leggauss(_ORDER)
    to_coefficients = np.array([(n + 0.5) * w * legendre.legval(x, np.eye(_ORDER)[n]) for n in range(_ORDER)])
    integrals = np.array([legendre.legval(x, legendre.legint(column, lbnd=-1)) for column in np.eye(_ORDER)]).T
    return x, w, to_coefficients, integrals @ to_coefficients


@dataclass(frozen=True, eq=False)
class RadialDensity:
    r"""A spherical density ρ(r), zero beyond a cutoff, with its integral set to a given norm.

    Parameters
    ----------
    function : callable
        ρ [fm⁻³] of r [fm]; array in, array of the same shape out.
    cutoff : float [fm]
        ρ = 0 beyond.
    norm : float [1], optional
        What 4π∫r²ρ dr is set to; default: left as it is.
    tolerance : float [1]
        Largest relative deviation of the integral from `norm` before it is divided out.
    label : str
        What it is, for messages.

    Raises
    ------
    ValidityError
        If values are not finite or of the wrong shape, or the integral is off by more than `tolerance`.

    Sources
    -------
    Definition. Checked: uniform sphere, Fourier–Bessel density and potential in closed form.

    Examples
    --------
    >>> import numpy as np
    >>> ball = RadialDensity(lambda r: np.full(r.shape, 3.0 / (4.0 * np.pi)), 1.0)
    >>> round(ball.integral, 12), round(ball.rms_radius**2, 12)
    (1.0, 0.6)
    """

    function: Callable[[Vector], Any]
    cutoff: float
    norm: float | None = None
    tolerance: float = 3e-3
    label: str = "density"
    integral: float = field(init=False, default=0.0)
    _edges: Vector = field(init=False, repr=False, default_factory=lambda: np.zeros(0))
    _values: Vector = field(init=False, repr=False, default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        if not (math.isfinite(self.cutoff) and 0.1 <= self.cutoff <= 100.0):
            raise ValidityError(
                f"The cutoff radius of the {self.label} must lie between 0.1 and 100 fm, got {self.cutoff!r}.",
                hint="Give the radius in fm beyond which the density is zero.",
            )
        edges = np.linspace(0.0, self.cutoff, max(math.ceil(self.cutoff / _WIDTH), 8) + 1)
        object.__setattr__(self, "_edges", edges)
        r = self._nodes
        values = np.asarray(self.function(r.ravel()), dtype=float)
        if values.shape != (r.size,) or not np.all(np.isfinite(values)):
            raise ValidityError(
                f"The {self.label} must give one finite number for every radius; for {r.size} radii it gave an array "
                f"of shape {values.shape}{' with NaN or infinities' if values.shape == (r.size,) else ''}.",
                hint="The function takes an array of radii in fm and returns ρ in fm⁻³.",
            )
        values = values.reshape(r.shape)
        integral = float(np.sum(self._volume * values))
        if self.norm is not None:
            if not abs(integral - self.norm) <= self.tolerance * abs(self.norm):
                raise ValidityError(
                    f"The {self.label} integrates to {integral:.6g}, expected {self.norm:.6g} within "
                    f"{100 * self.tolerance:g} %.",
                    hint="r is in fm and ρ in fm⁻³; check normalisation, sign and cutoff radius.",
                )
            values = values * (self.norm / integral)
            integral = self.norm
        object.__setattr__(self, "_values", values)
        object.__setattr__(self, "integral", integral)

    @property
    def _half(self) -> float:
        return float(0.5 * (self._edges[1] - self._edges[0]))

    @property
    def _nodes(self) -> Vector:
        nodes: Vector = self._edges[:-1, None] + self._half * (1.0 + _rule()[0])
        return nodes

    @property
    def _volume(self) -> Vector:
        volume: Vector = 4.0 * math.pi * self._half * _rule()[1] * self._nodes**2
        return volume

    @property
    def rms_radius(self) -> float:
        """Root-mean-square radius [fm]."""
        return math.sqrt(float(np.sum(self._volume * self._values * self._nodes**2)) / self.integral)

    def __call__(self, r: Array) -> Vector:
        """ρ [fm⁻³] at distances `r` [fm], interpolated by polynomials of seventh degree; 0 beyond the cutoff."""
        return np.where(np.asarray(r) < self.cutoff, self._interpolate(self._values, r), 0.0)

    def form_factor(self, q: Array) -> Vector:
        """∫ρ j₀(qr) d³r/∫ρ d³r [1] at momentum transfer `q` [MeV], same shape."""
        k = np.asarray(q, dtype=float)[..., None] / hbarc.value
        kernel: Vector = np.asarray(j0(k * self._nodes.ravel()))
        return kernel @ (self._volume * self._values).ravel() / self.integral

    def potential(self, r: Array) -> Vector:
        r"""∫ρ(r′)/|r − r′| d³r′ [fm⁻¹] at distances `r` [fm], same shape.

        .. math:: \frac{4\pi}{r}\int_0^r r'^2\rho\, dr' + 4\pi\int_r^R r'\rho\, dr'
        """
        r = np.asarray(r, dtype=float)
        inside = self._interpolate(self._inner_potential(), np.minimum(r, self.cutoff))
        return np.where(r < self.cutoff, inside, self.integral / np.maximum(r, 1e-3))

    def _inner_potential(self) -> Vector:
        _, w, _, upto = _rule()
        nodes = self._nodes
        charge, outer = (4.0 * math.pi * self._half * nodes**p * self._values for p in (2, 1))
        before = np.concatenate([[0.0], np.cumsum(charge @ w)])[:-1, None]
        after = np.cumsum((outer @ w)[::-1])[::-1][:, None]
        inside: Vector = (before + charge @ upto.T) / nodes + after - outer @ upto.T
        return inside

    def _interpolate(self, values: Vector, r: Array) -> Vector:
        r = np.asarray(r, dtype=float)
        panel = np.clip((r / (2.0 * self._half)).astype(int), 0, values.shape[0] - 1)
        x = (r - self._edges[panel]) / self._half - 1.0
        coefficients = _rule()[2] @ values.T
        return np.asarray(legendre.legval(x, coefficients[:, panel], tensor=False))


def as_density(given: Any, norm: float | None, label: str, cutoff: float) -> RadialDensity:
    """`given` as :class:`RadialDensity` whose integral is `norm` [1].

    Parameters
    ----------
    given : object
        A RadialDensity; (function, cutoff [fm]); arrays (r [fm], ρ [fm⁻³]); an object with `density(r)`, normalised to
        1, such as a form factor of :mod:`nuscat.responses`; or a function ρ(r).
    norm : float [1] or None
        Integral; None takes the one of the density (1 for an object with `density`: then needed).
    label : str
    cutoff : float [fm]
        Used if the object does not bring its own.

    Raises
    ------
    ValidityError
        If it is none of these, or does not integrate to `norm`.
    """
    if isinstance(given, RadialDensity):
        return given if norm is None else RadialDensity(given, given.cutoff, norm, label=label)
    if isinstance(given, tuple | list) and len(given) == 2:
        first, second = given
        if callable(first):
            return RadialDensity(first, _number(second, label), norm, label=label)
        return _from_table(first, second, norm, label)
    if callable(getattr(given, "density", None)):
        if norm is None:
            raise ValidityError(f"The {label} is a shape normalised to 1.", hint="Give its charge too.")
        scale = norm
        return RadialDensity(
            lambda r: scale * np.asarray(given.density(r), dtype=float),
            float(getattr(given, "cutoff_radius", cutoff)),
            norm,
            label=label,
        )
    if callable(given):
        return RadialDensity(given, cutoff, norm, label=label)
    raise ValidityError(
        f"The {label} must be a density, got {type(given).__name__}.",
        hint="Give (r, rho) arrays, (function, cutoff radius), a function of r, or an object with density(r).",
    )


def _number(value: Any, label: str) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ValidityError(f"The cutoff radius of the {label} must be a number, got {value!r}.") from None


def _from_table(r: Any, rho: Any, norm: float | None, label: str) -> RadialDensity:
    try:
        x, y = np.array(r, dtype=float), np.array(rho, dtype=float)
    except (TypeError, ValueError):
        raise ValidityError(f"The table of the {label} must hold numbers.", hint="Give arrays r and rho.") from None
    check_table(f"{label} (r, rho)", x, y)
    if x.size < 8 or x[0] < 0 or x[0] > 2.0 * (x[1] - x[0]) * (1 + 1e-9):
        raise ValidityError(
            f"The table of the {label} has {x.size} radii from {x[0]:g} fm; it needs at least 8, from 0 or within two "
            "spacings of it.",
            hint="Extend it to the origin.",
        )
    if abs(y[-1]) > 1e-3 * np.max(np.abs(y)):
        raise ValidityError(
            f"The {label} is cut off: at the last radius, {x[-1]:g} fm, it is still "
            f"{abs(y[-1]) / np.max(np.abs(y)):.2g} of its peak.",
            hint="Extend the table to where the density is negligible.",
        )
    from scipy.interpolate import CubicSpline

    return RadialDensity(CubicSpline(x, y), float(x[-1]), norm, label=label)
