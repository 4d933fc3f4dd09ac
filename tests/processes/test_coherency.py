"""Degree of coherency: definitions, limits, flags, and the numbers of Kerman:2016jqp and Sharma:2020mnr."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nuscat import nuclei, processes, responses
from nuscat._core.errors import UnknownNameError, ValidityError, ValidityWarning
from nuscat.processes.coherency import (
    SHARMA_TARGETS,
    DegreeOfCoherency,
    MeanNucleus,
    alpha_of_xi,
    coherency,
    decoherence_ratio,
    gamma_data,
    gamma_np,
    gamma_qm,
    proton_neutron_ratio,
    sharma_target,
    xi_of_alpha,
)

from .conftest import FlavourBlind, GaussianNucleus


def test_gamma_qm_is_the_sum_over_pairs_of_nucleons_with_phases():
    # 2 protons (amplitude ε) and 3 neutrons (−1): Σ_i a_i² + Σ_{i≠j} a_i a_j cos φ
    eps, phase = 0.3, 0.7
    a = np.array([eps, eps, -1.0, -1.0, -1.0])
    pairs = np.outer(a, a)
    expected = np.trace(pairs) + math.cos(phase) * (pairs.sum() - np.trace(pairs))
    assert gamma_qm(math.cos(phase), 2, 3, eps) == pytest.approx(expected, rel=1e-14)


def test_limits_of_complete_coherency_and_decoherency():
    for Z, N in SHARMA_TARGETS.values():
        assert gamma_qm(1.0, Z, N, 0.045) == pytest.approx((0.045 * Z - N) ** 2, rel=1e-14)
        assert gamma_qm(0.0, Z, N, 0.045) == pytest.approx(0.045**2 * Z + N, rel=1e-14)
        assert gamma_data(1.0, Z, N) == pytest.approx(gamma_np(1.0, 1.0, Z, N), rel=1e-14)


def test_cross_section_at_leading_order_is_that_of_cevns():
    # dσ/dq² = (G_F²/8π)(1 − q²/4E²) Γ; tree-level ε = 1 − 4 s²
    nucleus = GaussianNucleus(b=0.01)
    xs = processes.CEvNS(nucleus, FlavourBlind(), bracket="leading")
    E, q2 = 30.0, 900.0
    q, eps = math.sqrt(q2), 1.0 - 4.0 * 0.23857
    hbarc2 = 197.3269804**2 * 1e-26
    gamma = gamma_np(nucleus.proton(q), nucleus.neutron(q), 55, 78, eps)
    expected = 1.1663787e-11**2 / (8.0 * math.pi) * (1.0 - q2 / (4.0 * E * E)) * gamma * hbarc2
    assert xs.dsigma_dq2(E, q2) == pytest.approx(expected, rel=1e-7)


@given(st.floats(-2.0, 3.0), st.floats(1e-3, 0.5))
def test_round_trip(alpha, r):
    assert alpha_of_xi(xi_of_alpha(alpha, r), r) == pytest.approx(alpha, abs=1e-12)


@given(st.floats(0.0, 1.0))
def test_gamma_of_data_and_of_phases_agree(alpha):
    r = decoherence_ratio(54, 77.29)
    assert gamma_data(xi_of_alpha(alpha, r), 54, 77.29) == pytest.approx(gamma_qm(alpha, 54, 77.29), rel=1e-12)


def test_published_angles():
    # 90 % limits of the proceedings of Sharma:2020mnr: α < 0.73 is φ = 0.48 π/2, α > 0.37 is 0.76 π/2
    angles = DegreeOfCoherency(alpha=np.array([0.73, 0.37]), ratio=0.0138).right_angles
    assert angles == pytest.approx([0.48, 0.76], abs=0.005)


def test_reactor_germanium_is_above_the_published_095():
    # "α > 0.95" for reactor neutrinos on Ge: up to 8 MeV
    ge = sharma_target("Ge")
    q = math.sqrt(processes.kinematics.q2_max(8.0, ge.mass))
    assert coherency(ge, q, epsilon=0.045).alpha > 0.95


def test_atmospheric_neutrinos_on_xenon_reach_below_02():
    assert coherency(sharma_target("Xe"), 95.0, epsilon=0.045).alpha < 0.2


def test_decoherence_sets_in_beyond_pi_over_r():
    xe = sharma_target("Xe")
    q = math.pi / (1.2 * (54 + 77.29) ** (1 / 3)) * 197.327
    with pytest.warns(ValidityWarning, match="below 0"):
        found = coherency(xe, np.linspace(q, 1.5 * q, 20), epsilon=0.045)
    assert np.all(np.abs(found.alpha) < 0.1)


def test_negative_alpha_is_flagged_not_clipped():
    xe = sharma_target("Xe")
    q = np.array([50.0, 170.0])
    with pytest.warns(ValidityWarning, match="below 0 from q = 170"):
        found = coherency(xe, q, epsilon=0.045)
    assert found.alpha[1] < 0.0
    assert found.physical.tolist() == [True, False]
    assert found.xi == pytest.approx(xe.proton(q) ** 2, rel=1e-12)
    with pytest.warns(ValidityWarning, match="outside"):
        phase = found.phase
    assert np.isnan(phase[1])
    assert phase[0] == pytest.approx(math.acos(found.alpha[0]))


def test_strict_raises():
    with pytest.raises(ValidityError, match="below 0"):
        coherency(sharma_target("Xe"), 170.0, epsilon=0.045, strict=True)
    with pytest.raises(ValidityError, match="outside"):
        _ = DegreeOfCoherency(alpha=1.2, ratio=0.01, strict=True).phase


def test_different_form_factors_of_protons_and_neutrons():
    cs = nuclei.nuclide("Cs133")
    n = responses.PointNucleus(cs, proton=responses.Helm(rms_radius=4.75), neutron=responses.Helm(rms_radius=5.0))
    q, eps = 40.0, 0.045
    found = coherency(n, q, epsilon=eps)
    by_hand = ((eps * 55 * n.proton(q) - 78 * n.neutron(q)) / (eps * 55 - 78)) ** 2
    assert found.xi == pytest.approx(by_hand, rel=1e-12)
    assert found.q2 == q * q


def test_epsilon_of_the_couplings():
    assert proton_neutron_ratio(FlavourBlind()) == pytest.approx(1.0 - 4.0 * 0.23857, rel=1e-12)
    n = GaussianNucleus(b=0.01)
    assert coherency(n, 30.0, couplings=FlavourBlind()).alpha == pytest.approx(
        coherency(n, 30.0, epsilon=1.0 - 4.0 * 0.23857).alpha, rel=1e-12
    )


def test_square_is_not_forgotten():
    # a printed form of Γ_NP lacks the square
    assert gamma_np(0.5, 0.5, 18, 22, 0.045) == pytest.approx(0.25 * gamma_np(1.0, 1.0, 18, 22, 0.045))


def test_diffraction_radius_needs_the_skin():
    # R₀ = 1.2 A^⅓ without −5s² changes α by more than a per cent
    A = 54 + 77.29
    radius = 1.2 * A ** (1 / 3)
    plain = responses.Helm(rms_radius=math.sqrt(0.6 * radius**2 + 3 * 0.25), skin=0.5)
    xe = sharma_target("Xe")
    assert xe.form_factor.diffraction_radius == pytest.approx(math.sqrt(radius**2 - 5 * 0.25), rel=1e-12)
    other = MeanNucleus(xe.Z, xe.N, plain)
    assert other.form_factor.diffraction_radius == pytest.approx(radius, rel=1e-12)
    assert coherency(other, 50.0, epsilon=0.045).alpha < 0.99 * coherency(xe, 50.0, epsilon=0.045).alpha


def test_unknown_target():
    with pytest.raises(UnknownNameError, match="Xe"):
        sharma_target("Xenon")


def test_jax_values_and_gradient():
    jax = pytest.importorskip("jax")
    with jax.enable_x64():
        r = jax.numpy.asarray(0.0138)
        assert float(jax.grad(lambda x: alpha_of_xi(x, r))(jax.numpy.asarray(0.4))) == pytest.approx(1 / (1 - 0.0138))
        phase = DegreeOfCoherency(alpha=jax.numpy.asarray([0.5, -0.1]), ratio=r).phase
        assert float(phase[0]) == pytest.approx(math.pi / 3)
        assert bool(jax.numpy.isnan(phase[1]))
