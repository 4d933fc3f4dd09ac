"""A neutrino and one nucleon: helicity amplitudes by Dirac matrices, momentum of the struck nucleon, excitation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from nuscat import processes
from nuscat.processes import Incoherent
from nuscat.processes._excitation import Q2_range, momenta, recoil_of_Q2, threshold
from nuscat.processes._helicity import active_momentum, moving, resting, spin_amplitudes

from .conftest import FlavourBlind, GaussianNucleus

M_N = 939.0
CS = GaussianNucleus(b=0.0175)  # F = exp(−q²b²/2), radius of Cs


# -- amplitudes ------------------------------------------------------------------------------------------------------
def _dirac(g_V: float, g_A: float, cosine: float, momentum: float, anti: bool = False) -> np.ndarray:
    """|l·h| for spins (up, down) → (up, down) along z, from 4 × 4 matrices, over 8(s − m²)."""
    one = np.eye(2)
    zero = 0 * one
    sigma = [np.array(m, complex) for m in ([[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]])]
    gamma0 = np.block([[zero, one], [one, zero]])
    gammas = [gamma0, *(np.block([[zero, s], [-s, zero]]) for s in sigma)]
    gamma5 = np.block([[-one, zero], [zero, one]])
    metric = np.diag([1.0, -1.0, -1.0, -1.0])
    energy = math.hypot(M_N, momentum)
    n = np.array([math.sqrt(1 - cosine**2), 0.0, cosine])

    def nucleon(direction: np.ndarray, spin: np.ndarray) -> np.ndarray:
        ps = -momentum * sum(direction[i] * sigma[i] for i in range(3))
        norm = math.sqrt(2.0 * (energy + M_N))
        return np.concatenate([(((energy + M_N) * one - ps) @ spin), (((energy + M_N) * one + ps) @ spin)]) / norm

    def lepton(direction: np.ndarray) -> np.ndarray:
        half = 0.5 * math.acos(direction[2])
        left = np.array([-math.sin(half), math.cos(half)], complex)
        right = np.array([math.cos(half), math.sin(half)], complex)
        zeros = np.zeros(2, complex)
        return math.sqrt(2.0 * momentum) * (np.concatenate([zeros, right] if anti else [left, zeros]))

    z = np.array([0.0, 0.0, 1.0])
    # an antineutrino is a right-handed particle with the current γ(1 + γ5)
    weak = np.eye(4) + (gamma5 if anti else -gamma5)
    current = np.array([lepton(n).conj() @ gamma0 @ g @ weak @ lepton(z) for g in gammas])
    vertex = g_V * np.eye(4) - g_A * gamma5
    spins = np.eye(2, dtype=complex)
    s = (momentum + energy) ** 2
    out = np.empty((2, 2))
    for i in range(2):
        for f in range(2):
            h = [nucleon(n, spins[f]).conj() @ gamma0 @ g @ vertex @ nucleon(z, spins[i]) for g in gammas]
            out[i, f] = abs(current @ metric @ np.array(h)) / (8.0 * (s - M_N**2))
    return out


@pytest.mark.parametrize("cosine", [-0.95, -0.2, 0.4, 0.99])
@pytest.mark.parametrize(("g_V", "g_A"), [(0.023, 0.638), (-0.5, -0.638)])
def test_amplitudes_against_dirac_matrices(cosine, g_V, g_A):
    momentum = 250.0  # large, so that b = 0.76 and every term counts
    energy = math.hypot(M_N, momentum)
    b, a = M_N / (momentum + energy), 0.5 * (1.0 - cosine)
    x = spin_amplitudes(g_V, g_A, a, b)
    expected = _dirac(g_V, g_A, cosine, momentum)
    assert np.abs([[x.up, x.up_flip], [x.down_flip, x.down]]) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("cosine", [-0.7, 0.5])
def test_antineutrino_against_dirac_matrices(cosine):
    momentum = 250.0
    b, a = M_N / (momentum + math.hypot(M_N, momentum)), 0.5 * (1.0 - cosine)
    y = spin_amplitudes(0.3, -0.638, a, b)  # −g_A and spins exchanged, as Incoherent does
    expected = _dirac(0.3, 0.638, cosine, momentum, anti=True)
    assert np.abs([[y.down, y.down_flip], [y.up_flip, y.up]]) == pytest.approx(expected, abs=1e-12)


def test_sums_over_final_spins_in_closed_form():
    # A₊: (g_L − g_R a b²)² + g_R² a b²(1 − a);  A₋: g_R²(1 − a)(1 − a + a b²)
    g_V, g_A, b = 0.3, 0.7, 0.9
    L, R = 0.5 * (g_V + g_A), 0.5 * (g_V - g_A)
    for a in (0.0, 0.2, 0.7, 1.0):
        x = spin_amplitudes(g_V, g_A, a, b)
        assert x.up**2 + x.up_flip**2 == pytest.approx((L - R * a * b * b) ** 2 + R * R * a * b * b * (1 - a))
        assert x.down**2 + x.down_flip**2 == pytest.approx(R * R * (1 - a) * (1 - a + a * b * b))


def test_low_energy_limit_of_the_amplitudes():
    # b → 1, both spins: g_V²(1 + cos θ)/2 + g_A²(3 − cos θ)/2, the axial part mostly by reversing the spin
    g_V, g_A = 0.4, 0.6
    for cosine in (-1.0, 0.0, 0.8):
        x = spin_amplitudes(g_V, g_A, 0.5 * (1 - cosine), 1.0)
        total = 2.0 * sum(y * y for y in x)
        assert total == pytest.approx(0.5 * (g_V**2 * (1 + cosine) + g_A**2 * (3 - cosine)), rel=1e-12)
        assert x.down_flip == 0.0


# -- kinematics ------------------------------------------------------------------------------------------------------
def test_active_nucleon_momentum_relation():
    # p = −(q/2)(1 − m/M): to the order of q²/m² of the exact relation
    q, M = 30.0, 123.8e3
    omega = math.sqrt(M * M + q * q) - M
    assert active_momentum(q, omega, M_N) == pytest.approx(-0.5 * q * (1 - M_N / M), rel=2e-6)


@pytest.mark.parametrize("excitation", [0.0, 3.0, 15.0])
def test_energy_is_conserved_by_the_active_nucleon(excitation):
    q, _, omega = momenta(4e-3, 123.8e3, excitation)
    p = active_momentum(q, omega, M_N)
    assert math.hypot(M_N, p + q) - math.hypot(M_N, p) == pytest.approx(omega, rel=1e-9)


def test_two_balls_and_a_spring():
    """A kick q of one ball: elastic if it had p = −q/4 (M = 2m), an excitation q²/4m if it was at rest."""
    m, k, q = 1.0, 3.0, 0.8
    p = -0.5 * q * (1.0 - 0.5)
    assert active_momentum(1e-3, 1e-6 / (4.0 * M_N), M_N) == pytest.approx(-0.25e-3, rel=1e-9)  # nonrelativistic limit

    def amplitude(first: float, second: float) -> tuple[float, float]:
        """Largest stretch and internal energy of the spring some time after the balls had these momenta."""

        def motion(_t, y):
            force = -k * (y[0] - y[1])
            return [y[2] / m, y[3] / m, force, -force]

        period = 2.0 * math.pi / math.sqrt(2.0 * k / m)
        run = solve_ivp(
            motion, (0.0, 3.3 * period), [0.0, 0.0, first, second], method="DOP853", rtol=1e-12, atol=1e-13,
            dense_output=True,
        )  # fmt: skip
        at = run.sol(2.25 * period)  # a quarter period after passing through the middle: at rest in the centre of mass
        x1, x2, p1, p2 = run.y[:, -1]
        energy = (p1 - p2) ** 2 / (4.0 * m) + 0.5 * k * (x1 - x2) ** 2
        return abs(at[0] - at[1]), energy

    before, energy_before = amplitude(p, -p)
    after, energy_after = amplitude(p + q, -p)
    assert energy_before == pytest.approx(q * q / (16.0 * m), rel=1e-8)
    assert energy_after == pytest.approx(energy_before, rel=1e-8)
    assert after == pytest.approx(before, rel=1e-8)
    total = ((p + q) ** 2 + p * p) / (2.0 * m)
    assert total == pytest.approx(5.0 * q * q / (16.0 * m))
    assert total - energy_after == pytest.approx(q * q / (4.0 * m), rel=1e-8)  # motion of the centre of mass
    _, excited = amplitude(q, 0.0)
    assert excited == pytest.approx(q * q / (4.0 * m), rel=1e-8)


@pytest.mark.parametrize("excitation", [0.0, 2.0, 12.0])
@pytest.mark.parametrize("cosine", [-1.0, 0.3, 0.999])
def test_excitation_kinematics_against_four_vectors(excitation, cosine):
    E, M = 40.0, 37216.0
    star = M + excitation
    # energy of the outgoing neutrino from (k + P − k′)² = M*²
    out = (M * E - 0.5 * (star**2 - M**2)) / (M + E * (1.0 - cosine))
    T = E - out - excitation
    q = math.sqrt(E * E + out * out - 2 * E * out * cosine)
    found_q, Q2, omega = momenta(T, M, excitation)
    assert found_q == pytest.approx(q, rel=1e-6)
    assert pytest.approx(2 * E * out * (1 - cosine), rel=1e-6) == Q2
    assert omega == pytest.approx(E - out, rel=1e-12)
    assert recoil_of_Q2(Q2, M, excitation) == pytest.approx(T, rel=1e-12)
    assert Q2_range(E, M, excitation) * (1 + 1e-9) >= Q2
    if cosine == -1.0:
        assert pytest.approx(Q2_range(E, M, excitation), rel=1e-9) == Q2


def test_threshold():
    xs = Incoherent(CS, FlavourBlind(), excitation=5.0)
    E = threshold(CS.mass, 5.0)
    assert xs.E_threshold == E
    assert xs.sigma(0.999 * E) == 0.0
    assert xs.sigma(1.01 * E) > 0.0
    assert Q2_range(E, CS.mass, 5.0) == pytest.approx(0.0, abs=1e-6)


def test_correction_factors_against_four_vectors_and_their_size():
    E, M = 45.0, 123.8e3
    for T in np.linspace(0.02, 0.98, 5) * processes.T_max(E, M):
        q, Q2, omega = momenta(T, M, 0.0)
        a, b, factor = moving(E, q, omega, M_N, M, M + T)
        p = active_momentum(q, omega, M_N)
        # four-vectors: q along z, neutrino in the x–z plane
        c = (E * E + q * q - (E - omega) ** 2) / (2 * E * q)
        k = np.array([E, E * math.sqrt(1 - c * c), 0.0, E * c])
        P = np.array([math.hypot(M_N, p), 0.0, 0.0, p])
        s = (k + P)[0] ** 2 - ((k + P)[1:] ** 2).sum()
        assert b == pytest.approx(M_N / math.sqrt(s), rel=1e-9)
        assert a == pytest.approx(Q2 * s / (s - M_N**2) ** 2, rel=1e-7)
        assert abs(factor - 1.0) < 2.0 * E / M_N
    a, _, _ = moving(E, *(momenta(processes.T_max(E, M), M, 0.0)[i] for i in (0, 2)), M_N, M, M)
    assert a == pytest.approx(1.0, rel=1e-6)  # backward scattering is backward for the nucleon too
    assert resting(E, q, omega, M_N, M, M + T).factor == 1.0
