"""Error bars of observed counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import ValidityError

__all__ = ["poisson_interval"]

Floats = NDArray[np.float64]

_ONE_SIGMA = 0.6826894921370859


def poisson_interval(counts: Floats) -> tuple[Floats, Floats]:
    r"""Central 68.3 % interval of a Poisson mean.

    .. math:: P(\ge n\,|\,\mu_-) = P(\le n\,|\,\mu_+) = \tfrac12 (1 - 0.6827)

    Parameters
    ----------
    counts : array [counts]
        Observed n ≥ 0.

    Returns
    -------
    low, high : array [counts]
        Shape of `counts`; low is 0 for n = 0.

    Raises
    ------
    ValidityError
        If a count is negative or not finite.

    Sources
    -------
    Garwood, Biometrika 28 (1936) 437. Checked: the defining tail probabilities by direct summation to 1e-10.

    Examples
    --------
    >>> [round(float(x[0]), 3) for x in poisson_interval(np.array([9.0]))]
    [6.057, 13.11]
    """
    from scipy.special import gammaincinv

    n = np.asarray(counts, dtype=float)
    if not np.all(np.isfinite(n) & (n >= 0)):
        raise ValidityError("Observed counts must be finite and not negative.", hint="Correct the data.")
    tail = 0.5 * (1.0 - _ONE_SIGMA)
    low = np.where(n > 0, gammaincinv(np.where(n > 0, n, 1.0), tail), 0.0)
    return low, np.asarray(gammaincinv(n + 1.0, 1.0 - tail))
