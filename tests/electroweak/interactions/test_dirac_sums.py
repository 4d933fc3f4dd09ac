"""Every cross section against explicit sums over Dirac spinors at given kinematics, in natural units."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nuscat.electroweak.interactions import (
    NSI,
    DipolePortal,
    GeneralInteraction,
    MagneticMoment,
    NuclearSpin,
    PseudoscalarMediator,
    ScalarMediator,
    TensorMediator,
    VectorMediator,
)
from nuscat.processes import CEvNS, kinematics

from .dirac import (
    GAMMA,
    GAMMA5,
    HBARC_CM,
    ID,
    LEFT,
    RIGHT,
    TENSOR,
    VECTOR,
    bar,
    charged_scalar,
    dipole_vertex,
    massless,
    momenta,
    slash,
    spectrum,
    spinors,
)

G_F = 1.1663787e-11
ALPHA = 1 / 137.035999
M_E = 0.51099895069
MASS = 5000.0
"""A light target: every correction of order T/E, E/M and T/M is visible at the accuracy of the tests."""
POINTS = [(30.0, 0.01), (30.0, 0.2), (300.0, 20.0), (700.0, 3.0)]
VLEFT = VECTOR @ LEFT
PROTON = {"Z": 1, "N": 0, "F_p": 1.0, "F_n": 0.0}


class Proton:
    """Pointlike charge-1 target without weak charge: what the interactions do alone."""

    Z, N, mass = 1, 0, MASS

    def weak(self, q, couplings, flavour="nu_mu"):
        return 0.0 * np.asarray(q)

    def proton(self, q):
        return np.ones_like(np.asarray(q, dtype=float))

    def neutron(self, q):
        return np.zeros_like(np.asarray(q, dtype=float))


def value(interaction, E, T, flavour="nu_mu", bracket="spin-half"):
    return CEvNS(Proton(), interactions=(interaction,), bracket=bracket).dsigma_dT(E, T, flavour)


def propagator(T, m):
    return 1.0 / (2.0 * MASS * T + m * m)


def test_spinors_are_complete_and_matrices_anticommute():
    k, k_prime, p, p_prime = momenta(30.0, 0.2, MASS, 7.0)
    for states, matrix in (
        (massless(k), slash(k)),
        (spinors(k_prime, 7.0), slash(k_prime) + 7.0 * ID),
        (spinors(p_prime, MASS), slash(p_prime) + MASS * ID),
        (spinors(k_prime, 7.0, False), slash(k_prime) - 7.0 * ID),
    ):
        total = sum(np.outer(s, bar(s)) for s in states)
        np.testing.assert_allclose(total, matrix, atol=1e-11 * np.abs(matrix).max())
    for a in GAMMA:
        np.testing.assert_allclose(a @ GAMMA5 + GAMMA5 @ a, 0.0, atol=1e-15)
    np.testing.assert_allclose(p + k, p_prime + k_prime, rtol=1e-14)


@pytest.mark.parametrize(("E", "T"), POINTS)
def test_vector_exchange_and_standard_model_normalisation(E, T):
    """L = −√2 G_F 𝒬 (ν̄γP_Lν)(ψ̄γψ), that of the Z with g_p = ½ − 2s², gives (G_F²M/π)K𝒬² for spin ½ and spin 0."""
    Q = 0.7
    for target, name in ((GAMMA, "spin-half"), (charged_scalar, "exact")):
        expected = spectrum([(2 * math.sqrt(2) / 2 * G_F * Q * VLEFT, target)], E, T, MASS)
        amplitude = VectorMediator(mass=1e9, g=1.0, u=0.5, nu_mu=math.sqrt(2) * G_F * Q * 1e18)
        assert value(amplitude, E, T, bracket=name) == pytest.approx(expected, rel=1e-9)
        assert value(NSI(eps_mumu_u=Q / 2), E, T, bracket=name) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("m", [0.0, 20.0, 1e3])
@pytest.mark.parametrize(("E", "T"), POINTS)
def test_light_vector_scalar_pseudoscalar_tensor(E, T, m):
    """Amplitudes g² (lepton current)(target current)/(q² + m²) with unit charges of the proton."""
    g = 1e-3
    a = g * g * propagator(T, m)
    vector = VectorMediator(mass=m, g=g, u=0.5, nu_mu=1.0)
    assert value(vector, E, T) == pytest.approx(spectrum([(a * VLEFT, GAMMA)], E, T, MASS), rel=1e-8)
    scalar = ScalarMediator(mass=m, g=g, charges=(1.0, 0.0))
    assert value(scalar, E, T) == pytest.approx(spectrum([(a * LEFT, ID)], E, T, MASS), rel=1e-8)
    tensor = TensorMediator(mass=m, g=g, charges=(1.0, 0.0))
    assert value(tensor, E, T) == pytest.approx(spectrum([(a * TENSOR @ LEFT, TENSOR)], E, T, MASS), rel=1e-8)
    charge = 938.27208943 / MASS  # Q_P = c_p M/m_p of this target is 1
    pseudoscalar = PseudoscalarMediator(mass=m, g=g, charges=(charge, 0.0))
    expected = spectrum([(a * LEFT, 1j * GAMMA5)], E, T, MASS)
    assert value(pseudoscalar, E, T) == pytest.approx(expected, rel=1e-8)


def test_scalars_and_pseudoscalars_do_not_interfere_with_the_vector_part():
    E, T = POINTS[2]
    pieces = ([(VLEFT, GAMMA)], [(LEFT, ID)], [(LEFT, 1j * GAMMA5)], [(TENSOR @ LEFT, TENSOR)])
    for other in pieces[1:]:
        together = spectrum([*pieces[0], *other], E, T, MASS)
        alone = spectrum(pieces[0], E, T, MASS) + spectrum(other, E, T, MASS)
        assert together == pytest.approx(alone, rel=1e-9)


@pytest.mark.parametrize("phase", [1.0, -1.0, 1j, np.exp(0.7j)])
@pytest.mark.parametrize(("E", "T"), POINTS)
def test_general_interactions_with_interference(E, T, phase):
    """a_S(ν̄P_Lν)(ψ̄ψ) + a_T(ν̄σP_Lν)(ψ̄σψ), a_S = G_F N ξ_S/√2, a_T = G_F N ξ_T/4, and the conjugate for ν̄."""
    xi_S, xi_T = 0.8, 0.5

    class Neutron(Proton):
        Z, N = 0, 1

        def neutron(self, q):
            return np.ones_like(np.asarray(q, dtype=float))

    general = GeneralInteraction(xi_S=xi_S, xi_T=xi_T, R=xi_S * xi_T / math.sqrt(2) * np.real(phase))
    a_S, a_T = G_F * xi_S / math.sqrt(2), G_F * xi_T / 4
    xs = CEvNS(Neutron(), interactions=(general,))
    pairs = [(a_S * phase * LEFT, ID), (a_T * TENSOR @ LEFT, TENSOR)]
    assert xs.dsigma_dT(E, T, "nu_e") == pytest.approx(spectrum(pairs, E, T, MASS), rel=1e-8)
    pairs = [(a_S * np.conj(phase) * RIGHT, ID), (a_T * TENSOR @ RIGHT, TENSOR)]
    expected = spectrum(pairs, E, T, MASS, antineutrino=True)
    assert xs.dsigma_dT(E, T, "anti_nu_e") == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(("E", "T"), POINTS)
def test_magnetic_moment_of_both_targets(E, T):
    moment = 3e-10
    e = math.sqrt(4 * math.pi * ALPHA)
    a = moment * e / (2 * M_E) * e * propagator(T, 0.0)
    vertex = dipole_vertex(E, T, MASS)
    expected = spectrum([(a * vertex, charged_scalar)], E, T, MASS)
    assert value(MagneticMoment(mu_mu=moment), E, T) == pytest.approx(expected, rel=1e-8)
    half = spectrum([(a * vertex, GAMMA)], E, T, MASS)
    scale = math.pi * ALPHA**2 / M_E**2 * moment**2 * HBARC_CM**2
    assert half == pytest.approx(scale * (1 / T - 1 / E), rel=1e-8)


@pytest.mark.parametrize("antineutrino", [False, True])
@pytest.mark.parametrize("m4", [0.0, 0.5, 8.0, 100.0])
@pytest.mark.parametrize(("E", "T"), POINTS)
def test_dipole_portal_of_both_targets(E, T, m4, antineutrino):
    """Inside the kinematic range; outside it the cross section is 0 (and no angle exists)."""
    moment, e = 3e-10, math.sqrt(4 * math.pi * ALPHA)
    a = moment * e / (2 * M_E) * e * propagator(T, 0.0)
    lowest = kinematics.E_min(T, MASS) * (1 + m4**2 / (2 * MASS * T))
    for target, name in ((charged_scalar, "spin-0"), (GAMMA, "spin-half")):
        portal = DipolePortal(mass=m4, mu_mu=moment, target=name)
        got = value(portal, E, T, "anti_nu_mu" if antineutrino else "nu_mu")
        if lowest > E:
            assert got == 0.0
            with pytest.raises((AssertionError, ValueError)):
                momenta(E, T, MASS, m4)
            continue
        vertex = dipole_vertex(E, T, MASS, m4, RIGHT if antineutrino else LEFT)
        expected = spectrum([(a * vertex, target)], E, T, MASS, m4, antineutrino)
        assert got == pytest.approx(expected, rel=1e-8)


def spin_matrices(J):
    m = np.arange(J, -J - 1, -1)
    plus = np.diag(np.sqrt(J * (J + 1) - m[1:] * (m[1:] + 1)), 1)
    return np.array([(plus + plus.T) / 2, (plus - plus.T) / 2j, np.diag(m)])


@pytest.mark.parametrize(("J", "S_p", "S_n"), [(0.5, 0.5, 0.0), (1.5, 0.2, -0.1), (3.5, -0.37, 0.003)])
def test_spin_of_the_nucleus_averaged_over_orientations(J, S_p, S_n):
    """⟨σ_i⟩ = (2⟨S_i⟩/J) J⃗ by Wigner–Eckart; ½Σ-average of |c·σ·q̂|² with explicit matrices, any direction."""
    T, c = 0.01, (0.7, -1.3)
    item = PseudoscalarMediator(mass=5.0, g=1e-3, charges=c, spins={(18, 22): NuclearSpin(J, S_p, S_n)})
    M = 37215.5
    ((_, strength),) = item.terms(math.sqrt(2 * M * T), T, M, 14, 18, 22, 0.9, 0.8)
    direction = np.array([0.48, 0.6, 0.64])
    operator = np.einsum("i,iab->ab", direction, spin_matrices(J)) * 2 / J
    weights = (c[0] * S_p * 0.9 / 938.27208943 + c[1] * S_n * 0.8 / 939.56542194) * M
    average = np.trace(operator.conj().T @ operator).real / (2 * J + 1) * weights**2
    point = M * 1e-12 * average / (8 * math.pi * (2 * M * T + 25.0) ** 2) * HBARC_CM**2
    assert strength == pytest.approx(point, rel=1e-9)
    spin = TensorMediator(mass=5.0, g=1e-3, charges=c, nuclei="spin", spins={(18, 22): NuclearSpin(J, S_p, S_n)})
    ((_, strength),) = spin.terms(math.sqrt(2 * M * T), T, M, 14, 18, 22, 0.9, 0.8)
    average = np.trace(operator.conj().T @ operator).real / (2 * J + 1) * (c[0] * S_p * 0.9 + c[1] * S_n * 0.8) ** 2
    assert strength == pytest.approx(
        4 * M / math.pi * 1e-12 * average / (2 * M * T + 25.0) ** 2 * HBARC_CM**2, rel=1e-9
    )
