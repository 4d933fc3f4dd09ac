"""Efficiency: probability to keep an event, as a function of signal or energy."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from nuscat._core.arrays import Array, is_plain, namespace
from nuscat._core.errors import ValidityError, require_finite
from nuscat._core.interpolation import check_table, linear

from ._interfaces import Efficiency
from ._support import Floats, check_finite, column, refuse_nan

__all__ = [
    "ConstantEfficiency",
    "LogisticEfficiency",
    "ProductEfficiency",
    "StepEfficiency",
    "TabulatedEfficiency",
]


def _check_probability(name: str, values: Array) -> None:
    array = np.asarray(values, dtype=float)
    if not np.all((array >= 0.0) & (array <= 1.0)):
        bad = array[~((array >= 0.0) & (array <= 1.0))].ravel()[0]
        raise ValidityError(
            f"{name} must be between 0 and 1, got {bad!r}.", hint="Percentages are to be divided by 100."
        )


@dataclass(frozen=True)
class ConstantEfficiency:
    """Efficiency that does not depend on anything; `ConstantEfficiency(1.0)` keeps every event.

    Parameters
    ----------
    value : float [1]
        Between 0 and 1.

    Examples
    --------
    >>> float(ConstantEfficiency(0.9)(12.0))
    0.9
    """

    value: Array
    breakpoints: ClassVar[tuple[float, ...]] = ()
    cite: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        if is_plain(self.value):
            require_finite("Efficiency", self.value)
            _check_probability("Efficiency", self.value)

    def __call__(self, x: Array) -> Array:
        """Efficiency [1], in the shape of `x` [any unit]."""
        refuse_nan(x)
        xp = namespace(x, self.value)
        return self.value + xp.zeros(xp.asarray(x).shape)


@dataclass(frozen=True)
class LogisticEfficiency:
    r"""Rising efficiency, clipped to [0, 1]: :math:`\epsilon(x) = \frac{a}{1 + e^{-b(x - c)}} + d`.

    Parameters
    ----------
    a : float [1]
        Height of the step.
    b : float [1/unit of x]
        Steepness.
    c : float [unit of x]
        Middle of the step.
    d : float [1]
        Offset.

    Sources
    -------
    COHERENT:2021xmm (x in PE: 1.32045, 0.285979, 10.8646, −0.333322). Checked: values by hand; zero crossing.

    Examples
    --------
    >>> eff = LogisticEfficiency(1.32045, 0.285979, 10.8646, -0.333322)
    >>> round(float(eff(10.8646)), 6), float(eff(0.0))
    (0.326903, 0.0)
    """

    a: Array
    b: Array
    c: Array
    d: Array = 0.0
    cite: ClassVar[tuple[str, ...]] = ("COHERENT:2021xmm",)

    def __post_init__(self) -> None:
        for name in "abcd":
            check_finite(f"Logistic efficiency {name}", getattr(self, name))

    @property
    def breakpoints(self) -> tuple[float, ...]:
        """Where the curve meets 0 or 1 [unit of x]; empty for JAX tracers."""
        if not all(is_plain(getattr(self, n)) for n in "abcd") or self.b == 0.0:
            return ()
        ratios = [self.a / (level - self.d) - 1.0 for level in (0.0, 1.0) if level != self.d]
        return tuple(sorted(float(self.c - math.log(ratio) / self.b) for ratio in ratios if ratio > 0.0))

    def __call__(self, x: Array) -> Array:
        """Efficiency [1] at `x` [unit of c], same shape."""
        refuse_nan(x)
        xp: Any = namespace(x, self.a, self.b, self.c, self.d)
        half = 0.5 * self.b * (xp.asarray(x, dtype=float) - self.c)
        return xp.clip(self.a * 0.5 * (1.0 + xp.tanh(half)) + self.d, 0.0, 1.0)


@dataclass(frozen=True, eq=False)
class TabulatedEfficiency:
    """Measured efficiency, linear between the rows of a table; values outside it must be stated.

    Parameters
    ----------
    x : sequence of float [any unit], shape (n,)
        Increasing.
    efficiency : sequence of float [1], shape (n,)
        Between 0 and 1.
    below, above : float [1], optional
        Value below the first and above the last row. None: asking there is an error (NaN under JAX).

    Sources
    -------
    Checked: nodes reproduced; both sides refused unless stated.

    Examples
    --------
    >>> eff = TabulatedEfficiency((0.0, 10.0, 20.0), (0.0, 0.8, 0.9), above=0.9)
    >>> round(float(eff(5.0)), 6), float(eff(100.0))
    (0.4, 0.9)
    """

    x: Floats = field(repr=False)
    efficiency: Floats = field(repr=False)
    below: float | None = None
    above: float | None = None
    cite: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "x", column("x of the efficiency table", self.x))
        object.__setattr__(self, "efficiency", column("Efficiencies", self.efficiency))
        check_table("Efficiency table", self.x, self.efficiency)
        _check_probability("Efficiency", self.efficiency)
        for side in (self.below, self.above):
            if side is not None:
                require_finite("Efficiency outside the table", side)
                _check_probability("Efficiency outside the table", side)

    @property
    def breakpoints(self) -> tuple[float, ...]:
        """Rows of the table [unit of x]."""
        return tuple(float(v) for v in self.x)

    def __call__(self, x: Array) -> Array:
        """Efficiency [1] at `x` [unit of the table], same shape."""
        refuse_nan(x)
        outside = None if is_plain(x) else float("nan")
        left = outside if self.below is None else self.below
        right = outside if self.above is None else self.above
        return linear(x, self.x, self.efficiency, left=left, right=right)


@dataclass(frozen=True, eq=False)
class StepEfficiency:
    """Efficiency constant between edges, intervals [lower, upper).

    Parameters
    ----------
    edges : sequence of float [any unit], shape (n,)
        Increasing, finite.
    values : sequence of float [1], shape (n + 1,)
        Below the first edge, between the edges, from the last edge on.

    Sources
    -------
    COHERENT:2017ipa (0 below 5 PE, 1/2 from 5 to 6 PE, 1 above, times a logistic). Checked: values on and beside edges.

    Examples
    --------
    >>> StepEfficiency((5.0, 6.0), (0.0, 0.5, 1.0))([4.9, 5.0, 6.0]).tolist()
    [0.0, 0.5, 1.0]
    """

    edges: Floats
    values: Floats
    cite: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "edges", column("Edges of the efficiency", self.edges))
        object.__setattr__(self, "values", column("Efficiencies", self.values))
        if self.values.size != self.edges.size + 1 or np.any(np.diff(self.edges) <= 0.0):
            raise ValidityError(
                f"StepEfficiency needs n rising edges and n + 1 values, got {self.edges.size} and {self.values.size}.",
                hint="The first value holds below the first edge, the last from the last edge on.",
            )
        _check_probability("Efficiency", self.values)

    @property
    def breakpoints(self) -> tuple[float, ...]:
        """The edges [unit of x]."""
        return tuple(float(v) for v in self.edges)

    def __call__(self, x: Array) -> Array:
        """Efficiency [1] at `x` [unit of the edges], same shape."""
        refuse_nan(x)
        xp: Any = namespace(x)
        return xp.asarray(self.values)[
            xp.searchsorted(xp.asarray(self.edges), xp.asarray(x, dtype=float), side="right")
        ]


@dataclass(frozen=True)
class ProductEfficiency:
    """Product of efficiencies of the same variable.

    Parameters
    ----------
    factors : tuple of Efficiency
        At least one.

    Examples
    --------
    >>> float(ProductEfficiency((ConstantEfficiency(0.5), ConstantEfficiency(0.5)))(1.0))
    0.25
    """

    factors: tuple[Efficiency, ...]
    cite: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "factors", tuple(self.factors))
        if not self.factors:
            raise ValidityError("ProductEfficiency needs at least one factor.", hint="Use ConstantEfficiency(1.0).")

    @property
    def breakpoints(self) -> tuple[float, ...]:
        """Those of all factors [unit of x]."""
        return tuple(sorted({p for f in self.factors for p in f.breakpoints}))

    def __call__(self, x: Array) -> Array:
        """Efficiency [1] at `x` [unit of the factors], same shape."""
        return math.prod(f(x) for f in self.factors)
