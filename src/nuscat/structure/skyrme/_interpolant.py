"""Polynomials through tabulated values of a parameter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nuscat._core.arrays import Array
from nuscat._core.errors import ValidityError

__all__ = ["Interpolant"]

Vector = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Interpolant:
    """Polynomial through tabulated values, fitted by least squares in Chebyshev polynomials.

    Parameters
    ----------
    nodes : array, shape (m,) [unit of the parameter]
        Increasing.
    degree : int
        At most m − 1.

    Sources
    -------
    Definition. Checked: polynomials of that degree are reproduced; constants exactly (the weights add up to 1).

    Examples
    --------
    >>> line = Interpolant(np.array([0.0, 1.0, 3.0]), 1)
    >>> round(float(line(np.array([1.0, 3.0, 7.0]), 2.0)), 12)
    5.0
    """

    nodes: Vector
    degree: int

    def __post_init__(self) -> None:
        nodes = np.array(self.nodes, dtype=float)
        if nodes.ndim != 1 or nodes.size < 2 or not np.all(np.diff(nodes) > 0):
            raise ValidityError("The values of a family must be at least two increasing numbers.", hint="Sort them.")
        if not 1 <= self.degree < nodes.size:
            raise ValidityError(
                f"A polynomial through {nodes.size} values has degree 1 to {nodes.size - 1}, got {self.degree}."
            )
        nodes.setflags(write=False)
        object.__setattr__(self, "nodes", nodes)

    def _basis(self, at: Array) -> list[Array]:
        low, high = float(self.nodes[0]), float(self.nodes[-1])
        x = (2.0 * at - (low + high)) / (high - low)
        terms: list[Array] = [1.0 + 0.0 * x, x]
        while len(terms) <= self.degree:
            terms.append(2.0 * x * terms[-1] - terms[-2])
        return terms

    @cached_property
    def _solve(self) -> Vector:
        return np.linalg.pinv(np.stack(self._basis(self.nodes), axis=-1))

    def coefficients(self, table: ArrayLike) -> Vector:
        """Chebyshev coefficients, shape (degree + 1, …), of a `table` of values, shape (m, …) [any unit]."""
        return np.tensordot(self._solve, np.asarray(table, dtype=float), axes=1)

    def evaluate(self, coefficients: Vector, at: Array) -> Array:
        """Value [unit of the table] at the parameter `at`, which broadcasts against the trailing axes of the table."""
        terms = self._basis(at)
        total = terms[0] * coefficients[0]
        for term, c in zip(terms[1:], coefficients[1:], strict=True):
            total = total + term * c
        return total

    def __call__(self, table: ArrayLike, at: Array) -> Array:
        """Value [unit of the `table`, shape (m, …)] at the parameter `at`."""
        return self.evaluate(self.coefficients(table), at)

    def weights(self, at: float) -> Vector:
        """Weights [1] of the nodes in the value at `at` [unit of the parameter], shape (m,); they add up to 1."""
        return np.array([float(t) for t in self._basis(float(at))]) @ self._solve
