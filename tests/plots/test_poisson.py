"""Poisson error bars against the tail probabilities that define them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nuscat._core.errors import ValidityError
from nuscat.plots._poisson import poisson_interval

TAIL = 0.5 * math.erfc(1.0 / math.sqrt(2.0))


@pytest.mark.parametrize("n", [0, 1, 4, 30])
def test_tail_probabilities(n):
    low, high = (float(v[0]) for v in poisson_interval(np.array([float(n)])))

    def at_most(k, mu):
        return sum(math.exp(-mu) * mu**i / math.factorial(i) for i in range(k + 1))

    assert at_most(n, high) == pytest.approx(TAIL, abs=1e-10)
    if n == 0:
        assert low == 0.0
    else:
        assert 1.0 - at_most(n - 1, low) == pytest.approx(TAIL, abs=1e-10)


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf])
def test_bad_counts(bad):
    with pytest.raises(ValidityError, match="finite and not negative"):
        poisson_interval(np.array([1.0, bad]))
