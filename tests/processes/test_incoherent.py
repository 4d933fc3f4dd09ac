"""Incoherent scattering: helicity amplitudes, limits, kinematics with excitation, exactly solvable nuclei."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp

from nuscat import fluxes, nuclei, processes
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.processes import CEvNS, CoherentIncoherent, HelicityElastic, Incoherent, coherent_incoherent, incoherent
from nuscat.processes._excitation import Q2_range, momenta, recoil_of_Q2, threshold
from nuscat.processes._helicity import active_momentum, moving, resting, spin_amplitudes
from nuscat.responses import FunctionPairs, OscillatorPairs, PointNucleus, UncorrelatedPairs

from .conftest import FlavourBlind, GaussianNucleus

LAMBDA = 1.2754
GF2 = (1.1663787e-11 * 197.3269804e-13) ** 2  # cm² MeV⁻²
M_N = 939.0
CS = GaussianNucleus(b=0.0175)  # F = exp(−q²b²/2), radius of Cs
POINT = GaussianNucleus()


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


def test_sums_over_final_spins_are_the_published_terms():
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


# -- cross sections --------------------------------------------------------------------------------------------------
def test_free_nucleons_at_rest_when_the_form_factor_is_gone():
    """σ = Z σ_p + N σ_n with dσ/dq² = (G_F²/4π)[(g_V + g_A)² + (g_V − g_A)²(1 − y)² − (g_V² − g_A²) m y/E]."""
    far = replace(CS, b=10.0)
    E, q2 = 60.0, 4000.0
    for flavour, sign in (("nu_mu", 1.0), ("anti_nu_mu", -1.0)):
        total = 0.0
        for count, m, g_V, half in ((55, 938.27208943, 0.5 - 2 * 0.23857, 0.5), (78, 939.56542194, -0.5, -0.5)):
            g_A = sign * half * LAMBDA
            y = q2 / (2 * m * E)
            bracket = (g_V + g_A) ** 2 + (g_V - g_A) ** 2 * (1 - y) ** 2 - (g_V**2 - g_A**2) * m * y / E
            total += count * GF2 / (4 * math.pi) * bracket
        found = Incoherent(far, FlavourBlind(), nucleon="rest").dsigma_dq2(E, q2, flavour)
        assert found == pytest.approx(total, rel=1e-7)


def test_neutrinos_scatter_more_than_antineutrinos():
    xs = Incoherent(CS, FlavourBlind())
    assert xs.sigma(50.0, "anti_nu_e") < xs.sigma(50.0, "nu_e")
    difference = [1.0 - xs.sigma(E, "anti_nu_e") / xs.sigma(E, "nu_e") for E in (5.0, 50.0)]
    assert difference[0] < 0.02 < difference[1]  # weak magnetism-like, of order E/m


def test_sign_of_the_antineutrino_is_that_of_the_axial_charge():
    xs = Incoherent(CS, FlavourBlind())
    mirrored = replace(xs, g_A=-xs.g_A)
    assert xs.sigma(40.0, "anti_nu_mu") == pytest.approx(mirrored.sigma(40.0, "nu_mu"), rel=1e-12)


def test_limits_of_small_and_large_momentum_transfer():
    xs = Incoherent(CS, FlavourBlind())
    assert xs.dsigma_dT(30.0, 0.0) == 0.0
    far = replace(xs, nucleus=replace(CS, b=10.0))
    no_coherence = CEvNS(replace(CS, b=10.0), FlavourBlind()).sigma(30.0, T_min=1e-3)
    assert no_coherence < 1e-30 * far.sigma(30.0, T_min=1e-3)
    ratio = xs.strength(30.0, 4e-3) / far.strength(30.0, 4e-3)
    q = momenta(4e-3, CS.mass, 0.0)[0]
    assert ratio == pytest.approx(1.0 - CS.proton(q) ** 2, rel=1e-12)


def test_vector_part_alone_is_below_a_per_cent():
    """The published 10–20 % come from the axial currents; without them the ratio is the small one of coherency.py."""
    both = CoherentIncoherent(CEvNS(CS), Incoherent(CS, g_A=0.0))
    assert both.ratio(30.0) < 0.01
    assert CoherentIncoherent(CEvNS(CS), Incoherent(CS)).ratio(30.0) > 10.0 * both.ratio(30.0)


def test_decoherent_strength_is_not_the_inelastic_cross_section():
    """Γ_QM at α = 0 counts elastic scattering with random phases, N + ε²Z; the inelastic strength is axial."""
    E, T = 50.0, 0.01
    far = replace(CS, b=10.0)
    vector_only = 4.0 * Incoherent(far, FlavourBlind(), g_A=0.0, nucleon="rest").strength(E, T)
    q2 = 2 * CS.mass * T
    from nuscat.processes.coherency import gamma_qm

    decoherent = 0.25 * gamma_qm(0.0, 55, 78, 1 - 4 * 0.23857) * (1 - q2 / (4 * E * E))
    assert vector_only == pytest.approx(decoherent, rel=0.06)  # the same nucleons, up to E/m
    assert 4.0 * Incoherent(far, FlavourBlind(), nucleon="rest").strength(E, T) > 4.0 * decoherent


def test_integral_against_adaptive_quadrature():
    xs = Incoherent(CS, FlavourBlind(), excitation=((1.0, 0.5), (6.0, 0.5)))
    parts = [Incoherent(CS, FlavourBlind(), excitation=e) for e in (1.0, 6.0)]
    E = 45.0
    by_hand = sum(
        0.5 * quad(lambda Q, p=p: 2 * Q * p.dsigma_dq2(E, Q * Q), 0.0, math.sqrt(p.q2_max(E)), epsrel=1e-10)[0]
        for p in parts
    )
    assert xs.sigma(E) == pytest.approx(by_hand, rel=1e-8)
    c, w = np.polynomial.legendre.leggauss(300)
    assert (w * xs.dsigma_dcos(E, c)).sum() == pytest.approx(xs.sigma(E), rel=1e-6)
    T = np.linspace(0.0, xs.T_max(E), 20001)
    assert np.trapezoid(xs.dsigma_dT(E, T), T) == pytest.approx(xs.sigma(E), rel=1e-3)


def test_excitation_lowers_the_cross_section():
    values = [Incoherent(CS, excitation=e).sigma(30.0) for e in (0.0, 3.0, 8.0)]
    assert values[0] > values[1] > values[2] > 0.0


def test_threshold_on_recoils_favours_the_incoherent_part():
    both = coherent_incoherent("Cs133")
    ratios = [both.ratio(30.0, T_min=T) for T in (0.0, 3e-3, 6e-3)]
    assert ratios[0] < ratios[1] < ratios[2]


def test_published_ratio_of_caesium():
    """Bednyakov:2018mjd: 10–20 % for 30–50 MeV "if the threshold is accounted for"; needs about 5 keV of recoil."""
    both = coherent_incoherent("Cs133", nucleon="rest")
    E = np.linspace(30.0, 50.0, 5)
    with_threshold = both.ratio(E, T_min=5e-3)
    assert np.all((with_threshold > 0.095) & (with_threshold < 0.20))
    assert both.ratio(30.0) < 0.05  # without a threshold it is not


def test_negligible_at_reactors():
    both = coherent_incoherent("Ge")
    flux = fluxes.load("dresden-ii")
    ratio = fluxes.average(both.incoherent, flux) / fluxes.average(both.coherent, flux)
    assert 1e-4 < ratio < 2e-3


# -- elastic helicity sum --------------------------------------------------------------------------------------------
def test_elastic_sum_is_cevns_at_low_energy():
    E = 2.0
    for T in (0.0, 2e-5, 5e-5):
        sum_ = HelicityElastic(CS, FlavourBlind()).dsigma_dT(E, T)
        assert sum_ == pytest.approx(CEvNS(CS, FlavourBlind()).dsigma_dT(E, T), rel=2.5 * E / M_N)


def test_elastic_correction_factor_is_of_order_two_e_over_m():
    xs = HelicityElastic(CS, FlavourBlind())
    E = 40.0
    g = xs.correction(E, np.linspace(0.0, 1.0, 6) * xs.T_max(E))["n"]
    assert g[0] == pytest.approx(1.0, abs=1e-9)
    assert np.all(np.diff(g) > 0.0)
    assert g[-1] - 1.0 == pytest.approx(2.0 * E / M_N, rel=0.1)
    assert HelicityElastic(CS, nucleon="rest").correction(E, 1e-3)["p"] == 1.0


def test_spin_excess_adds_its_axial_part():
    """At q = 0: [g_V A]² + [g_A ΔA]² for an unpolarised nucleus, and their interference if it is polarised."""
    E, d = 20.0, (1.0, 0.0)
    vector = 0.5 * (1 - 4 * 0.23857) * 55 - 0.5 * 78
    axial = 0.5 * LAMBDA
    base = HelicityElastic(POINT, FlavourBlind()).dsigma_dT(E, 0.0)
    odd = HelicityElastic(POINT, FlavourBlind(), spin_excess=d).dsigma_dT(E, 0.0)
    assert odd / base == pytest.approx(1.0 + (axial / vector) ** 2, rel=1e-9)
    up = HelicityElastic(POINT, FlavourBlind(), spin_excess=d, polarisation=1.0)
    assert up.dsigma_dT(E, 0.0) / base == pytest.approx((1.0 + axial / vector) ** 2, rel=1e-9)
    assert up.dsigma_dT(E, 0.0, "anti_nu_e") / base == pytest.approx((1.0 + axial / vector) ** 2, rel=1e-9)


def test_polarised_nucleons_scatter_by_their_spin():
    one = GaussianNucleus(Z=1, N=0, mass=1e6, b=10.0)
    up, down = (Incoherent(one, FlavourBlind(), spin_excess=(1, 0), polarisation=p).sigma(10.0) for p in (1.0, -1.0))
    mean = Incoherent(one, FlavourBlind()).sigma(10.0)
    assert mean == pytest.approx(0.5 * (up + down), rel=1e-12)
    assert up > 1.5 * down


# -- pair correlations -----------------------------------------------------------------------------------------------
def test_uncorrelated_pairs_are_the_default():
    pairs = UncorrelatedPairs(CS.proton, CS.neutron)
    default, given_ = Incoherent(CS, FlavourBlind()), Incoherent(CS, FlavourBlind(), pair_correlation=pairs)
    assert given_.sigma(40.0) == pytest.approx(default.sigma(40.0), rel=1e-12)


def test_helium_and_oxygen_exactly():
    """Isoscalar vector excitation starts with q⁴: moving the whole nucleus excites nothing, unlike with G = F²."""
    for A, name in ((4, "He4"), (16, "O16")):
        shell = OscillatorPairs(A=A, length=1.5)
        nucleus = PointNucleus(nuclei.nuclide(name), proton=shell, neutron=shell)

        @np.vectorize
        def strength(q, n=nucleus, pairs=shell):
            xs = Incoherent(n, _Isoscalar(), g_A=0.0, pair_correlation=pairs, nucleon="rest")
            return xs.strength(1e4, q * q / (2 * n.mass))

        q = np.array([10.0, 20.0, 40.0])
        growth = np.diff(np.log(strength(q))) / np.log(2.0)
        assert growth == pytest.approx([4.0, 4.0], abs=0.2)
        naive = Incoherent(nucleus, _Isoscalar(), g_A=0.0, nucleon="rest")
        assert naive.strength(1e4, q[0] ** 2 / (2 * nucleus.mass)) > 20.0 * strength(q[0])


class _Isoscalar:
    """Equal vector couplings of proton and neutron."""

    name = "isoscalar"

    def nucleon(self, flavour, Q2):
        return 1.0, 1.0


def test_correlated_strength_is_between_nothing_and_all_nucleons():
    shell = OscillatorPairs(A=16, length=1.76)
    o = PointNucleus(nuclei.nuclide("O16"), proton=shell, neutron=shell)
    xs = Incoherent(o, pair_correlation=shell)
    T = np.linspace(1e-5, 1.0, 200) * xs.T_max(50.0)
    found = xs.dsigma_dT(50.0, T)
    assert np.all(found > 0.0)
    assert xs.sigma(50.0) < 1.1 * Incoherent(o).sigma(50.0)


# -- edges -----------------------------------------------------------------------------------------------------------
def test_materials_average_over_nuclei():
    csi = incoherent("CsI")
    parts = [incoherent(n).sigma(30.0) for n in ("Cs133", "I127")]
    assert csi.sigma(30.0) == pytest.approx(0.5 * sum(parts), rel=1e-12)
    assert isinstance(coherent_incoherent("CsI"), CoherentIncoherent)


def test_flux_average_and_sum():
    both = coherent_incoherent("CsI")
    flux = fluxes.stopped_pion("sns")
    parts = [fluxes.average(x, flux) for x in (both.coherent, both.incoherent)]
    assert fluxes.average(both, flux) == pytest.approx(sum(parts), rel=1e-12)
    E = 30.0
    T = 5e-3
    assert both.dsigma_dT(E, T) == both.coherent.dsigma_dT(E, T) + both.incoherent.dsigma_dT(E, T)
    assert both.dsigma_dq2(E, 900.0) > both.coherent.dsigma_dq2(E, 900.0)
    assert both.dsigma_dcos(E, 0.0) > both.coherent.dsigma_dcos(E, 0.0)
    assert both.T_max(E) == pytest.approx(both.coherent.T_max(E), rel=1e-12)
    assert both.q2_max(E) == pytest.approx(both.coherent.q2_max(E))
    assert math.isnan(both.ratio(1.0, T_min=1.0))


def test_strange_axial_charge_moves_protons_and_neutrons_apart():
    xs = Incoherent(CS, FlavourBlind(), g_A_strange=-0.085)
    proton, neutron = (Incoherent(GaussianNucleus(Z=z, N=1 - z, b=10.0), FlavourBlind()) for z in (1, 0))
    for one, larger in ((proton, True), (neutron, False)):
        assert (replace(one, g_A_strange=-0.085).sigma(20.0) > one.sigma(20.0)) is larger
    assert xs.sigma(30.0) == pytest.approx(Incoherent(CS, FlavourBlind()).sigma(30.0), rel=0.1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"excitation": -1.0}, "must not be negative"),
        ({"excitation": ((1.0, 0.5), (2.0, 0.2))}, "sum to 1"),
        ({"polarisation": 2.0}, "polarisation"),
        ({"spin_excess": (60.0, 0.0)}, "does not fit"),
        ({"g_A": math.nan}, "g_A"),
    ],
)
def test_refusals(options, message):
    with pytest.raises(ValidityError, match=message):
        Incoherent(CS, FlavourBlind(), **options)


def test_unknown_nucleon_state():
    with pytest.raises(UnknownNameError, match="moving"):
        Incoherent(CS, FlavourBlind(), nucleon="movin")
    with pytest.raises(UnknownNameError):
        incoherent("Unobtainium")
    with pytest.raises(ValidityError, match="pp must be a function"):
        FunctionPairs(pp=1.0, nn=1.0, pn=1.0)


def test_jax_parity_and_gradient():
    jax = pytest.importorskip("jax")
    xs = Incoherent(CS, FlavourBlind(), excitation=2.0)
    with jax.enable_x64():
        value, slope = jax.jit(jax.value_and_grad(lambda e: xs.sigma(e, order=16)))(jax.numpy.asarray(40.0))
        assert float(value) == pytest.approx(xs.sigma(40.0, order=16), rel=1e-12)
        assert float(slope) == pytest.approx((xs.sigma(40.01) - xs.sigma(39.99)) / 0.02, rel=1e-4)
        T = jax.numpy.asarray([0.0, 2.0**2 / (2 * CS.mass), 0.005, 1.0])
        gradient = jax.jit(jax.grad(lambda t: xs.dsigma_dT(jax.numpy.asarray(40.0), t).sum()))(T)
        assert bool(jax.numpy.all(jax.numpy.isfinite(gradient)))
