"""Two-body axial currents: the printed integral and range, and the limits of the formula."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scipy.integrate import quad

from nuscat._core.errors import ValidityError
from nuscat.constants import hbarc
from nuscat.electroweak import TwoBodyCurrents


def test_printed_values() -> None:
    currents = TwoBodyCurrents()
    assert currents.fermi_integral == pytest.approx(0.58, abs=0.005)
    assert currents.range == pytest.approx((-0.34, -0.18), abs=0.005)
    assert currents.range[0] < currents.delta_a < currents.range[1]


def test_integral_is_the_mean_of_the_pion_propagator() -> None:
    # I = (3/k_F³) ∫₀^k_F k⁴/(k² + M²) dk, the average over the Fermi sphere of k²/(k² + M²)
    import math

    currents = TwoBodyCurrents(density=0.12)
    k_F = hbarc.value * (1.5 * math.pi**2 * 0.12) ** (1.0 / 3.0)
    value, _ = quad(lambda k: k**4 / (k**2 + currents.M_pi**2), 0.0, k_F)
    assert currents.fermi_integral == pytest.approx(3.0 * value / k_F**3, rel=1e-12)


def test_vanishes_with_the_density_and_is_linear_in_c_D() -> None:
    assert abs(TwoBodyCurrents(density=1e-9).delta_a) < 1e-8
    low, middle, high = (replace(TwoBodyCurrents(), c_D=c).delta_a for c in (-2.0, 0.0, 2.0))
    assert high - middle == pytest.approx(middle - low, rel=1e-10)
    with pytest.raises(ValidityError, match="positive"):
        TwoBodyCurrents(density=0.0)
