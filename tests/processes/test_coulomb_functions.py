"""Coulomb functions of real order against mpmath, Wronskian, limits; phases of a point charge."""

from __future__ import annotations

import math

import mpmath as mp
import numpy as np
import pytest
from scipy.special import spherical_jn, spherical_yn

from nuscat.constants import alpha
from nuscat.processes import _coulomb_functions as c

CASES = [
    (0.0, -0.5, 30.0),
    (0.0, 1.0, 12.0),
    (3.0, -0.598, 9.0),
    (0.8011, -0.598, 20.0),
    (-0.1989, -0.598, 20.0),
    (0.8011, -0.598, 2.0),
    (7.9300, -0.3, 25.0),
    (40.9957, -0.598, 60.0),
    (40.9957, -0.598, 43.0),
    (0.99997, -0.0073, 35.0),
]


@pytest.mark.parametrize(("order", "eta", "rho"), CASES)
def test_functions_are_those_of_mpmath(order: float, eta: float, rho: float) -> None:
    F, dF, G, dG = c.coulomb_functions(order, eta, rho)
    with mp.workdps(30):
        for value, slope, exact in ((F, dF, mp.coulombf), (G, dG, mp.coulombg)):
            scale = abs(float(exact(order, eta, rho))) + abs(float(mp.diff(lambda x: exact(order, eta, x), rho)))  # noqa: B023
            assert value == pytest.approx(float(exact(order, eta, rho)), abs=1e-12 * scale)
            derivative = float(mp.diff(lambda x: exact(order, eta, x), rho))  # noqa: B023
            assert slope == pytest.approx(derivative, abs=1e-12 * scale)


@pytest.mark.parametrize("rho", [20.0, 80.0, 200.0])
@pytest.mark.parametrize("nu", [-0.6, -0.1, 0.0])
def test_wronskian(nu: float, rho: float) -> None:
    for kappa in range(1, int(rho) - 2):
        F, dF, G, dG = c.coulomb_functions(math.sqrt(kappa**2 - nu**2), nu, rho)
        assert dF * G - F * dG == pytest.approx(1.0, abs=1e-11)


def test_without_charge_the_pair_is_spherical_bessel() -> None:
    rho = 17.0
    for kappa in (1, 2, 5, 12):
        Gr, Fr, Gi, Fi = c.dirac_coulomb_pair(kappa, 0.0, rho)
        assert Gr == pytest.approx(rho * spherical_jn(kappa, rho), abs=1e-13)
        assert Fr == pytest.approx(rho * spherical_jn(kappa - 1, rho), abs=1e-13)
        assert Gi == pytest.approx(-rho * spherical_yn(kappa, rho), abs=1e-13)
        assert Fi == pytest.approx(-rho * spherical_yn(kappa - 1, rho), abs=1e-13)


@pytest.mark.parametrize("kappa", [1, 2, 9])
def test_pair_satisfies_the_dirac_equation(kappa: int) -> None:
    # G' = −κG/ρ + (1 + ν/ρ)F and F' = κF/ρ − (1 + ν/ρ)G, derivative by a five-point formula
    nu, rho, h = 0.598, 15.0, 5e-3
    pair = np.array([c.dirac_coulomb_pair(kappa, nu, rho + i * h) for i in (-2, -1, 0, 1, 2)])
    slope = (pair[0] - 8 * pair[1] + 8 * pair[3] - pair[4]) / (12 * h)
    wave = 1 + nu / rho
    for g, f, dg, df in ((*pair[2][:2], *slope[:2]), (*pair[2][2:], *slope[2:])):
        assert dg == pytest.approx(-kappa * g / rho + wave * f, abs=1e-9)
        assert df == pytest.approx(kappa * f / rho - wave * g, abs=1e-9)


@pytest.mark.parametrize("kappa", [1, 3, 10, 11, 12, 13, 200])
def test_phase_of_a_point_charge(kappa: int) -> None:
    nu = 82 * alpha.value
    with mp.workdps(30):
        gamma = mp.sqrt(kappa**2 - mp.mpf(nu) ** 2)
        exact = (kappa - gamma) * mp.pi / 2 + mp.im(mp.loggamma(mp.mpc(gamma + 1, -nu))) + mp.atan((kappa - gamma) / nu)
    assert c.coulomb_phase(kappa, nu) == pytest.approx(float(exact), abs=1e-13)


def test_deep_inside_the_barrier_the_answer_is_nan_or_right() -> None:
    F, dF, G, dG = c.coulomb_functions(30.0, -0.5, 5.0)
    assert math.isnan(G) or dF * G - F * dG == pytest.approx(1.0, abs=1e-6)
