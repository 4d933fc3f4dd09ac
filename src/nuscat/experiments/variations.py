"""Templates as smooth functions of nuisance parameters: weights of variations, free time origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import ValidityError
from nuscat.detectors import morph_weights

__all__ = ["ShiftedTemplates", "combine", "grid_weights", "variation_weights"]

Floats = NDArray[np.float64]


def variation_weights(*alphas: Array) -> Array:
    r"""Weights of the templates [nominal, 1 up, 1 down, 2 up, 2 down, …] for nuisance values α.

    Every nuisance interpolates as in :func:`nuscat.detectors.morph`: exact at α = 0, ±1, linear outside.

    Parameters
    ----------
    *alphas : array [1]
        Scalars, or columns of shape (batch, 1).

    Returns
    -------
    array [1], shape (…, 2·len(alphas) + 1)
        Sums to one.
    """
    xp: Any = namespace(*alphas)
    if xp is np and all(np.ndim(a) == 0 for a in alphas):
        pairs = [w for a in alphas for w in morph_weights(float(a))]
        return np.array([1.0 - sum(pairs), *pairs])
    values = [xp.asarray(a, dtype=float) for a in alphas]
    columns = [w for v in values for w in morph_weights(v[..., 0] if v.ndim else v)]
    columns.insert(0, 1.0 - sum(columns))
    if xp is np:
        out = np.empty((*np.broadcast_shapes(*(c.shape for c in columns)), len(columns)))
        for i, column in enumerate(columns):
            out[..., i] = column
        return out
    lead = np.broadcast_shapes(*(c.shape for c in columns))
    return xp.stack([xp.broadcast_to(c, lead) for c in columns], axis=-1)


def combine(weights: Array, templates: Array) -> Array:
    """Weighted sum of templates over their variation axis.

    Parameters
    ----------
    weights : array [1], shape (…, variations)
    templates : array [counts], shape (…, variations, bins)

    Returns
    -------
    array [counts], shape (…, bins)
        Leading axes broadcast.
    """
    xp = namespace(weights, templates)
    return xp.matmul(weights[..., None, :], templates)[..., 0, :]


@dataclass(frozen=True, eq=False)
class ShiftedTemplates:
    """Time templates as a function of the time origin: cubic splines on a uniform grid of shifts.

    Parameters
    ----------
    start, step : float [s]
        First shift of the grid and its spacing.
    coefficients : array [1], shape (4, intervals, templates, bins)
        Cubic coefficients in the local coordinate (shift − grid point)/step, constant term first.
    """

    start: float
    step: float
    coefficients: Floats

    @classmethod
    def build(cls, function: Any, start: float, stop: float, intervals: int) -> ShiftedTemplates:
        """Cubic spline of `function` (shift [s] → array (templates, bins)) between two shifts [s]."""
        from scipy.interpolate import CubicSpline

        grid = np.linspace(start, stop, intervals + 1)
        spline = CubicSpline(grid, np.stack([function(s) for s in grid]))
        step = float(grid[1] - grid[0])
        powers = spline.c[::-1] * (step ** np.arange(4))[:, None, None, None]
        return cls(float(start), step, np.ascontiguousarray(powers))

    def __call__(self, shift: Array) -> Array:
        """Templates at a `shift` [s], scalar or column (batch, 1) → array [1] of shape (…, templates, bins).

        Outside the grid the end interval is continued; the caller limits the parameter.
        """
        xp: Any = namespace(shift)
        s = (xp.asarray(shift, dtype=float) - self.start) / self.step
        if s.ndim:
            s = s[..., 0]
        n = self.coefficients.shape[1]
        index = xp.clip(xp.floor(s), 0, n - 1)
        x = (s - index)[..., None, None]
        c = self.coefficients if xp is np else xp.asarray(self.coefficients)
        i = index.astype(int)
        return c[0][i] + x * (c[1][i] + x * (c[2][i] + x * c[3][i]))


def grid_weights(start: float, stop: float, intervals: int) -> ShiftedTemplates:
    """Weights of cubic splines on a uniform grid between two values of a parameter; array [1], shape (…, 1, grid)."""
    grid = np.linspace(start, stop, intervals + 1)
    unit = np.eye(grid.size)
    return ShiftedTemplates.build(lambda value: unit[[int(np.argmin(np.abs(grid - value)))]], start, stop, intervals)


def rebin_pdf(centres: Floats, values: Floats, edges: Floats) -> Floats:
    """Sum a finely binned histogram into coarse bins, bins cut by an edge in proportion.

    Parameters
    ----------
    centres : array [any unit], shape (n,)
        Uniform fine bin centres.
    values : array [counts], shape (n,)
    edges : array [same unit], shape (m + 1,)

    Returns
    -------
    array [counts], shape (m,)
    """
    width = np.diff(centres)
    if not np.allclose(width, width[0], rtol=1e-6):
        raise ValidityError("Histogram bin centres must be evenly spaced.")
    fine = np.concatenate([centres - 0.5 * width[0], [centres[-1] + 0.5 * width[0]]])
    cumulative = np.concatenate([[0.0], np.cumsum(values)])
    return np.diff(np.interp(edges, fine, cumulative))
