"""Anderson mixing: fast fixed points of self-consistent fields."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import ValidityError

__all__ = ["Anderson"]

Vector = NDArray[np.float64]


class Anderson:
    r"""Next guess for x = g(x) from the last few pairs (x, g(x)).

    With residuals F = g(x) − x, differences ΔX, ΔF of successive steps and least-squares coefficients γ:

    .. math:: x_{k+1} = x_k + bF_k - (\Delta X + b\,\Delta F)\,\gamma,\qquad \gamma = \arg\min|F_k - \Delta F\gamma|^2

    Depth 0 is linear mixing. This object remembers the steps it has seen: one for every run.

    Parameters
    ----------
    weights : array, shape (n,) [any]
        Metric of the least squares.
    mixing : float [1]
        b, the part of the residual that is taken.
    depth : int
        Differences remembered.
    start : int
        Linear steps before the memory is used.
    first : float [1]
        b of these linear steps.

    Raises
    ------
    ValidityError
        If a mixing is not in (0, 1] or the depth is negative.

    Sources
    -------
    Anderson:1965ack; Baran:2008nv (Broyden variant for mean fields). Checked: linear problems end in as many steps
    as they have eigenvalues; depth 0 equals linear mixing.

    Examples
    --------
    >>> import numpy as np
    >>> mixer, x = Anderson(np.ones(2), mixing=0.5, depth=3, start=0), np.zeros(2)
    >>> for _ in range(5):
    ...     x = mixer.next(x, np.array([1.0, 2.0]) - np.array([0.5, 3.0]) * x)
    >>> np.round(x, 10).tolist()
    [0.6666666667, 0.5]
    """

    __slots__ = ("_depth", "_first", "_fs", "_last", "_mixing", "_start", "_steps", "_weights", "_xs")

    def __init__(
        self, weights: Vector, *, mixing: float = 0.4, depth: int = 6, start: int = 2, first: float | None = None
    ) -> None:
        first = mixing if first is None else first
        if not (0 < mixing <= 1 and 0 < first <= 1 and depth >= 0):
            raise ValidityError(
                f"Mixing must lie in (0, 1] and the depth not be negative, got {mixing}, {first} and {depth}.",
                hint="0.1 to 0.4 with depth 5 to 7 suits mean fields.",
            )
        self._weights = np.sqrt(np.asarray(weights, dtype=float))
        self._mixing, self._depth, self._start, self._first = mixing, depth, start, first
        self._steps = 0
        self._last: tuple[Vector, Vector] | None = None
        self._xs: list[Vector] = []
        self._fs: list[Vector] = []

    def next(self, x: Vector, image: Vector) -> Vector:
        """Next guess [unit of x] after g(`x`) = `image`.

        Parameters
        ----------
        x, image : array, shape (n,)
        """
        residual = image - x
        if self._last is not None and self._depth:
            self._xs.append(x - self._last[0])
            self._fs.append(residual - self._last[1])
            del self._xs[: -self._depth], self._fs[: -self._depth]
        self._last = (x, residual)
        self._steps += 1
        if self._steps <= self._start or not self._fs:
            return x + (self._first if self._steps <= self._start else self._mixing) * residual
        dF = np.array(self._fs)
        scaled = dF * self._weights
        norms = np.sqrt((scaled**2).sum(1))
        keep = norms > 0
        if not keep.any():
            return x + self._mixing * residual
        scaled = scaled[keep] / norms[keep, None]
        gamma = np.linalg.lstsq(scaled.T, residual * self._weights, rcond=1e-10)[0] / norms[keep]
        dX = np.array(self._xs)[keep]
        out: Vector = x + self._mixing * residual - gamma @ (dX + self._mixing * dF[keep])
        return out
