"""Partial waves: point charges, square well in closed form, convergence, reduction of the series."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import eval_legendre, spherical_jn

from nuscat.constants import alpha
from nuscat.processes import _dirac_partial_waves as w
from nuscat.processes._radial_density import RadialDensity

# cross section of a point charge over Mott's, by angle [rad]; from an independent calculation
POINT = {
    18: {0.5: 1.09484, 1.0: 1.16553, 2.0: 1.24879, 3.0: 1.27760},
    82: {0.5: 1.41958, 1.0: 2.44017, 2.0: 5.06050, 3.0: 6.51003},
    1: {1.0: 1.00752},
}


def point_ratio(Z: int, theta: np.ndarray, n: int = 500, times: int = 3) -> np.ndarray:
    nu = Z * alpha.value
    f = 0.5 * w.point_amplitude(w.reduced_coefficients(w.point_phases(nu, n), times), times, np.cos(theta))
    return np.abs(f) ** 2 / (0.5 * nu * np.cos(theta / 2) ** 2 / np.sin(theta / 2) ** 2) ** 2


@pytest.mark.parametrize("Z", [1, 18, 82])
def test_point_charge(Z: int) -> None:
    theta = np.array(list(POINT[Z]))
    np.testing.assert_allclose(point_ratio(Z, theta), list(POINT[Z].values()), atol=6e-6)


def test_point_charge_does_not_depend_on_waves_or_reductions() -> None:
    theta = np.deg2rad([4.0, 10.0, 60.0, 170.0])
    reference = point_ratio(82, theta, 1000, 3)
    np.testing.assert_allclose(point_ratio(82, theta, 2000, 3), reference, rtol=1e-7)
    np.testing.assert_allclose(point_ratio(82, theta, 500, 3), reference, rtol=1e-6)
    np.testing.assert_allclose(point_ratio(82, theta[1:], 2000, 2), reference[1:], rtol=1e-7)
    np.testing.assert_allclose(point_ratio(82, theta[1:], 300, 4), reference[1:], rtol=1e-7)


def test_point_charge_to_second_order() -> None:
    # McKinley and Feshbach: 1 + πZα sin(θ/2)(1 − sin(θ/2))/cos²(θ/2) + O((Zα)²)
    theta = np.array([0.5, 1.0, 2.0])
    s = np.sin(theta / 2)
    nu = 1e-3
    f = 0.5 * w.point_amplitude(w.reduced_coefficients(w.point_phases(nu, 500), 3), 3, np.cos(theta))
    ratio = np.abs(f) ** 2 / (0.5 * nu * np.cos(theta / 2) ** 2 / s**2) ** 2
    np.testing.assert_allclose(ratio - 1.0, math.pi * nu * s * (1 - s) / (1 - s**2), rtol=0.02)


def test_reduction_of_a_convergent_series() -> None:
    # Σ κ t^κ [P_κ + P_{κ−1}] of a rapidly falling series: direct sum against the reduced one
    phases = (0.6 ** np.arange(1, 81)).astype(complex)
    x = np.array([-0.7, 0.1, 0.8])
    kappa = np.arange(1, 81)[:, None]
    direct = np.sum(kappa * phases[:, None] * (eval_legendre(kappa, x) + eval_legendre(kappa - 1, x)), axis=0)
    for times in (0, 1, 3):
        point = w.point_amplitude(w.reduced_coefficients(phases, times), times, x)
        np.testing.assert_allclose(point, direct, rtol=1e-12)
    np.testing.assert_allclose(w.difference_series(phases[None], x)[0], direct, rtol=1e-12)


@pytest.mark.parametrize("k", [0.5, 3.0])
def test_square_well_in_closed_form(k: float) -> None:
    # k − V = K inside R, k outside: G/F = j_κ(KR)/j_{κ−1}(KR) at R, matched to free waves there
    radius, K = 4.0, 1.3 * k
    edges = np.concatenate([np.geomspace(0.01 / k, 0.2, 60), np.linspace(0.2, radius, 1500)[1:]])
    end = radius + 20.0 / k
    edges = np.concatenate([edges, np.linspace(radius, end, 1500)[1:]])
    inside = 0.5 * (edges[1:] + edges[:-1]) < radius
    waves = np.where(inside, K, k)[None, :, None] * np.ones((1, 1, 2))
    n = int(k * radius) + 4
    first = np.searchsorted(edges, 0.1 * np.arange(n) / k).astype(np.int64)
    found = w.nuclear_phases(k, 0.0, edges, np.ascontiguousarray(waves), first)[0]
    kappa, x = np.arange(1, n + 1), k * radius
    G, F = spherical_jn(kappa, K * radius), spherical_jn(kappa - 1, K * radius)
    from scipy.special import spherical_yn

    num = spherical_jn(kappa, x) * F - spherical_jn(kappa - 1, x) * G
    den = -spherical_yn(kappa - 1, x) * G + spherical_yn(kappa, x) * F
    np.testing.assert_allclose(np.arctan(found[:, 0] / found[:, 1]), np.arctan(num / den), atol=2e-8)


def fermi(c: float, a: float, Z: float, cutoff: float) -> RadialDensity:
    shape = RadialDensity(lambda r: 1.0 / (1.0 + np.exp((r - c) / a)), cutoff)
    return RadialDensity(shape, cutoff, Z, tolerance=math.inf)


@pytest.mark.parametrize(("Z", "E", "degrees"), [(18, 250.0, (20.0, 45.0, 60.0)), (82, 953.0, (3.0, 4.7, 7.0))])
def test_results_do_not_depend_on_the_numerics(Z: int, E: float, degrees: tuple[float, ...]) -> None:
    c = 1.1 * (2.4 * Z) ** (1 / 3)
    charge, weak = fermi(c, 0.5, Z, c + 8.0), fermi(1.03 * c, 0.55, -1.45 * Z, c + 8.5)
    cosine, k = np.cos(np.deg2rad(degrees)), E / 197.327

    def observables(numerics: w.Numerics) -> tuple[np.ndarray, np.ndarray]:
        mean, difference = w.distorted_amplitudes(k, cosine, charge, weak, numerics)
        return np.abs(mean) ** 2, np.real(np.conj(difference) * mean) / np.abs(mean) ** 2

    usual = w.Numerics()
    sigma, asymmetry = observables(usual)
    assert np.all(asymmetry > 1e-8)
    for change in (
        {"phase_step": 0.005, "width": 0.005},
        {"start": 0.04},
        {"margin": 20.0},
        {"n_point": 2000},
        {"margin": 14.0, "phase_step": 0.007},
    ):
        other, A = observables(replace(usual, **change))
        np.testing.assert_allclose(other, sigma, rtol=1e-6, err_msg=str(change))
        np.testing.assert_allclose(A, asymmetry, rtol=1e-6, atol=1e-12, err_msg=str(change))


def test_a_potential_without_phases_is_an_error() -> None:
    from nuscat._core.errors import ConvergenceError

    charge, broken = fermi(3.5, 0.5, 18.0, 11.0), fermi(3.6, 0.5, -20.0, 11.0)
    object.__setattr__(broken, "_values", broken._values * np.nan)
    with pytest.raises(ConvergenceError, match="κ = 1"):
        w.distorted_amplitudes(1.3, np.array([0.5]), charge, broken)


def test_error_falls_with_the_fourth_power_of_the_step() -> None:
    charge = fermi(3.5, 0.5, 18.0, 11.0)
    cosine, k = np.cos(np.deg2rad([35.0])), 250.0 / 197.327
    sigma = [
        abs(w.distorted_amplitudes(k, cosine, charge, None, w.Numerics(phase_step=h, width=1.0))[0][0]) ** 2
        for h in (0.08, 0.04, 0.005)
    ]
    assert abs(sigma[0] - sigma[2]) > 8.0 * abs(sigma[1] - sigma[2])


def test_asymmetry_is_linear_in_the_weak_potential() -> None:
    charge = fermi(6.6, 0.5, 82.0, 14.0)
    cosine, k = np.cos(np.deg2rad([3.0, 5.0, 8.0])), 5.0

    def asymmetry(scale: float) -> np.ndarray:
        weak = fermi(6.8, 0.55, -118.55 * scale, 14.0)
        mean, difference = w.distorted_amplitudes(k, cosine, charge, weak)
        return np.real(np.conj(difference) * mean) / (np.abs(mean) ** 2 + 0.25 * np.abs(difference) ** 2)

    np.testing.assert_allclose(asymmetry(10.0), 10.0 * asymmetry(1.0), rtol=1e-6)
    np.testing.assert_allclose(asymmetry(0.1), 0.1 * asymmetry(1.0), rtol=1e-6)  # rounding of the phases, 1e-16 of 1e-8


def test_difference_of_helicities_is_that_of_two_separate_calculations() -> None:
    # a weak potential made 1000 times stronger, so that subtracting two cross sections keeps its digits
    charge, weak = fermi(3.5, 0.5, 18.0, 11.0), fermi(3.6, 0.5, -2e4, 11.0)
    cosine, k = np.cos(np.array([0.4, 0.8])), 1.3
    mean, difference = w.distorted_amplitudes(k, cosine, charge, weak)
    plus, minus = np.abs(mean + 0.5 * difference) ** 2, np.abs(mean - 0.5 * difference) ** 2
    opposite = fermi(3.6, 0.5, 2e4, 11.0)
    mean_o, difference_o = w.distorted_amplitudes(k, cosine, charge, opposite)
    np.testing.assert_allclose(difference_o, -difference, rtol=1e-9)
    np.testing.assert_allclose(mean_o, mean, rtol=1e-12)
    expected = np.real(np.conj(difference) * mean) / (np.abs(mean) ** 2 + 0.25 * np.abs(difference) ** 2)
    np.testing.assert_allclose((plus - minus) / (plus + minus), expected, rtol=1e-9)


@pytest.mark.parametrize("kappa", [1, 4, 25])
def test_phases_against_an_adaptive_integration_of_the_phase_equation(kappa: int) -> None:
    # φ′ = k − V − (κ/r) sin 2φ and its derivative by the strength of the weak potential, SciPy; matching by mpmath
    import mpmath as mp
    from scipy.integrate import solve_ivp

    k, nu, end = 2.6, 82 * alpha.value, 27.0
    charge, weak = fermi(6.7, 0.5, 82.0, 14.0), fermi(6.9, 0.55, -118.55, 14.0)
    unit = 4.47e-8 / (2 * math.sqrt(2)) * 1e4  # of a stronger weak force [fm²]

    def slope(r: float, y: np.ndarray) -> list[float]:
        wave = k + alpha.value * float(charge.potential(r))
        return [
            wave - kappa / r * math.sin(2 * y[0]),
            -unit * float(weak(r)) - 2 * kappa / r * math.cos(2 * y[0]) * y[1],
        ]

    start = (0.02 + 0.1 * (kappa - 1)) / k
    wave = k + alpha.value * float(charge.potential(start))
    x = wave * start
    first = math.atan(spherical_jn(kappa, x) / spherical_jn(kappa - 1, x))
    y = [first, 0.0]
    for low, high in ((start, 14.0), (14.0, end)):
        y = solve_ivp(slope, (low, high), y, method="DOP853", rtol=1e-11, atol=1e-13, max_step=0.3).y[:, -1]
    gamma = mp.sqrt(kappa**2 - mp.mpf(nu) ** 2)
    c, s = nu, kappa - gamma
    u = [f(o, -nu, k * end) for f in (mp.coulombf, mp.coulombg) for o in (gamma, gamma - 1)]
    Gr, Fr, Gi, Fi = (
        float(v) for v in (c * u[0] + s * u[1], s * u[0] + c * u[1], c * u[2] + s * u[3], s * u[2] + c * u[3])
    )

    def delta(phi: float) -> float:
        g, f = math.sin(phi), math.cos(phi)
        return math.atan((Gr * f - Fr * g) / (Fi * g - Gi * f))

    expected = delta(y[0])
    change = (delta(y[0] + 1e-4) - delta(y[0] - 1e-4)) / 2e-4 * y[1]

    edges = w._edges(k, [14.0], end, w.Numerics())
    h = np.diff(edges)[:, None]
    nodes = edges[:-1, None] + h * (0.5 + math.sqrt(3.0) / 6.0 * np.array([-1.0, 1.0]))
    base, add = k + alpha.value * charge.potential(nodes), unit * weak(nodes)
    steps = np.searchsorted(edges, (0.02 + 0.1 * np.arange(kappa)) / k * (1 - 1e-12)).astype(np.int64)
    found = w.nuclear_phases(k, nu, edges, np.stack([base, base - add, base + add]), steps)[:, -1]
    deltas = np.arctan(found[:, 0] / found[:, 1])
    assert deltas[0] == pytest.approx(expected, abs=2e-7)
    assert 0.5 * (deltas[1] - deltas[2]) == pytest.approx(change, rel=2e-5, abs=1e-11)
    assert kappa > 20 or abs(change) > 1e-5
