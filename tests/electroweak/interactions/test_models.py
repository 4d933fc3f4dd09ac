"""Mediator models, loops of electrons, matrices of moments, general interactions and the dipole portal."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.integrate import quad
from scipy.optimize import brentq

from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat.electroweak.interactions import (
    NSI,
    NUCLEAR_SPINS,
    ChargeRadius,
    DipolePortal,
    GeneralInteraction,
    MagneticMoment,
    Millicharge,
    NuclearSpin,
    PseudoscalarMediator,
    ScalarMediator,
    TensorMediator,
    VectorMediator,
    effective_moment,
    flavour_matrix,
    mixed_amplitude_squared,
)

G_F = 1.1663787e-11
ALPHA = 1 / 137.035999
M_E, M_MU, M_TAU = 0.51099895069, 105.6583755, 1776.93
HBARC_CM = 197.3269804e-13
AR = {"Z": 18, "N": 22, "F_p": 1.0, "F_n": 1.0}
FLAVOURS = ("nu_e", "nu_mu", "nu_tau")


@pytest.mark.parametrize(
    ("name", "charges", "electron"),
    [
        ("universal", (3, 3, 3), 1),
        ("b_minus_l", (-1, -1, -1), -1),
        ("b_minus_3l_e", (-3, 0, 0), -3),
        ("b_minus_3l_mu", (0, -3, 0), 0),
        ("b_minus_3l_tau", (0, 0, -3), 0),
        ("b_minus_2l_e_minus_l_mu", (-2, -1, 0), -2),
        ("b_minus_l_e_minus_2l_mu", (-1, -2, 0), -1),
        ("baryonic", (1, 1, 1), 0),
    ],
)
def test_charges_of_the_models_per_nucleon(name, charges, electron):
    """x_ν × (charge of a nucleon): B of the nucleon is 1, universal quarks give 3."""
    item = getattr(VectorMediator, name)(50.0, 1e-4)
    scale = 1e-8 / (math.sqrt(2) * G_F * (30.0**2 + 50.0**2))
    for flavour, charge in zip(FLAVOURS, charges, strict=True):
        assert item.amplitude(30.0, flavour, **AR) == pytest.approx(40 * charge * scale, rel=1e-12, abs=1e-30)
    assert item.electron_charge(30.0) == electron


def test_models_without_anomalies():
    """3B + ΣL = 0 in units where quarks carry B/3 (cancellation with right-handed neutrinos)."""
    for name in ("b_minus_l", "b_minus_3l_e", "b_minus_3l_mu", "b_minus_3l_tau", "b_minus_2l_e_minus_l_mu"):
        item = getattr(VectorMediator, name)(1.0, 1.0)
        assert 9 * item.u + item.nu_e + item.nu_mu + item.nu_tau == pytest.approx(0.0, abs=1e-14)


def test_dark_photon_is_a_massive_millicharge_and_needs_a_charged_neutrino():
    e2 = 4 * math.pi * ALPHA
    dark = VectorMediator.dark_photon(0.0, math.sqrt(e2), nu=1e-8)
    assert dark.amplitude(30.0, 14, **AR) == pytest.approx(Millicharge(q_mu=1e-8).amplitude(30.0, 14, **AR), rel=1e-7)
    assert VectorMediator.dark_photon(10.0, 1e-3, nu=0.0).amplitude(30.0, 14, **AR) == 0.0
    assert dark.amplitude(30.0, 14, 0, 22, 1.0, 1.0) == 0.0
    assert dark.electron_charge(30.0) == -1.0


@pytest.mark.parametrize("q", [0.01, 1.0, 30.0, 200.0])
@pytest.mark.parametrize(("name", "light", "heavy"), [("l_e_minus_l_mu", M_E, M_MU), ("l_e_minus_l_tau", M_E, M_TAU)])
def test_electron_loops_against_adaptive_integration(name, light, heavy, q):
    def integrand(x):
        y = x * (1 - x)
        return y * math.log((heavy**2 + y * q * q) / (light**2 + y * q * q))

    item = getattr(VectorMediator, name)(10.0, 1e-3)
    # Atzori Corona et al.: √2 α g²/(π G_F (q² + M²)) × integral
    loop = quad(integrand, 0, 1, epsabs=0, epsrel=1e-12, points=(1e-5, 1e-3, 0.1, 0.9, 0.999), limit=500)[0]
    expected = math.sqrt(2) * ALPHA * 1e-6 / (math.pi * G_F * (q * q + 100.0)) * loop
    assert item.amplitude(q, "nu_e", 1, 0, 1.0, 1.0) == pytest.approx(expected, rel=1e-8)
    other = "nu_mu" if name.endswith("mu") else "nu_tau"
    assert item.amplitude(q, other, 1, 0, 1.0, 1.0) == pytest.approx(-expected, rel=1e-8)
    third = "nu_tau" if name.endswith("mu") else "nu_mu"
    assert item.amplitude(q, third, **AR) == 0.0
    assert item.electron_charge(q) == pytest.approx(1.0 - 2 * ALPHA / math.pi * loop, rel=1e-8)


def test_logarithm_overestimates_the_electron_loop_at_cevns_momenta():
    full, log = (VectorMediator.l_e_minus_l_mu(10.0, 1e-3, loop_form=form) for form in ("full", "log"))
    ratio = log.mixing(50.0) / full.mixing(50.0)
    # ln(m_μ²/m_e²) = 10.66 against about ln(m_μ²/q²) + 5/3 = 3.16
    assert 2.8 < ratio < 3.4
    assert log.mixing(1e-3) == pytest.approx(full.mixing(1e-3), rel=1e-5)


def test_unknown_leptons_and_signs():
    with pytest.raises(UnknownNameError, match="tau"):
        VectorMediator(mass=1.0, g=1.0, loop=1.0, loop_leptons=("mu", "ta"))
    with pytest.raises(ValidityError, match="sign"):
        VectorMediator.l_e_minus_l_tau(1.0, 1.0, sign=2)


# -- spin-dependent and tensor --
def terms(item, Z=18, N=22, M=37215.5, T=0.012, flavour="nu_mu", F_p=1.0, F_n=1.0):
    return dict(item.terms(math.sqrt(2 * M * T), T, M, flavour, Z, N, F_p, F_n))


def test_pseudoscalar_vanishes_for_spin_zero_and_follows_the_spin_otherwise():
    item = PseudoscalarMediator(mass=10.0, g=1e-2)
    assert terms(item)["pseudoscalar"] == 0.0
    Z, N = np.array([54, 54, 54, 53, 55]), np.array([75, 77, 78, 74, 78])
    values = terms(item, Z, N, 120e3)["pseudoscalar"]
    spins = [(0.5, 0.010, 0.329), (1.5, -0.009, -0.272), None, (2.5, 0.342, 0.031), (3.5, -0.370, 0.003)]
    expected = []
    for s in spins:
        J, S_p, S_n = s or (1.0, 0.0, 0.0)
        expected.append(4 * (J + 1) / (3 * J) * (S_p / 938.27208943 + S_n / 939.56542194) ** 2)
    np.testing.assert_allclose(values / values[0], np.array(expected) / expected[0], rtol=1e-9)
    only = PseudoscalarMediator(mass=10.0, g=1e-2, charges="isovector")
    ratio = terms(only, 54, 75)["pseudoscalar"] / terms(item, 54, 75)["pseudoscalar"]
    assert ratio == pytest.approx(((0.010 - 0.329) / (0.010 + 0.329)) ** 2, rel=2e-3)


def test_spins_that_are_not_known_are_an_error_not_zero():
    item = PseudoscalarMediator(mass=10.0, g=1e-2)
    with pytest.raises(MissingDataError, match=r"Z = 8, N = 9.*NuclearSpin"):
        terms(item, 8, 9)
    own = PseudoscalarMediator(mass=10.0, g=1e-2, spins={(8, 9): NuclearSpin(2.5, 0.0, 0.495)})
    assert terms(own, 8, 9)["pseudoscalar"] > 0.0
    with pytest.raises(UnknownNameError, match="klos2013"):
        PseudoscalarMediator(mass=10.0, g=1e-2, spins="klos")
    with pytest.raises(ValidityError, match="mapping"):
        PseudoscalarMediator(mass=10.0, g=1e-2, spins={(8, 9): 0.5})
    with pytest.raises(ValidityError, match="spin 0"):
        NuclearSpin(0.0, 0.1, 0.0)
    with pytest.raises(ValidityError, match="finite"):
        NuclearSpin(math.nan, 0.1, 0.0)


def test_spin_table_against_the_packaged_shell_model():
    """One-body density matrices of other interactions: the odd nucleon to 25 %, the even one small."""
    from nuscat.structure.shell_model import ShellModelResponses, density

    for nuclide, key, model in (
        ("F19", (9, 10), "USDB"),
        ("Si29", (14, 15), "USDB"),
        ("Xe129", (54, 75), "GCN5082"),
        ("Xe131", (54, 77), "GCN5082"),
        ("I127", (53, 74), "GCN5082"),
        ("Ge73", (32, 41), "JUN45"),
    ):
        found = ShellModelResponses.from_density(density(nuclide, model)).spin_expectation
        table = NUCLEAR_SPINS["klos2013"][key]
        odd = 0 if key[0] % 2 else 1
        assert found[odd] == pytest.approx((table.S_p, table.S_n)[odd], rel=0.25), nuclide
        assert abs(found[1 - odd]) < 0.2 * abs(found[odd]), nuclide


def test_tensor_charges_and_the_two_sums_over_nucleons():
    older, lattice = (TensorMediator(mass=10.0, g=1e-4, charges=c) for c in ("older", "lattice"))
    assert terms(lattice)["tensor"] / terms(older)["tensor"] == pytest.approx((0.58 / 0.31) ** 2, rel=1e-12)
    pair = TensorMediator(mass=10.0, g=1e-4, charges=(0.31, 0.31))
    assert terms(pair)["tensor"] == terms(older)["tensor"]
    spin = TensorMediator(mass=10.0, g=1e-4, nuclei="spin")
    assert terms(spin)["tensor"] == 0.0
    assert 0.0 < terms(spin, 54, 75)["tensor"] < 1e-3 * terms(older, 54, 75)["tensor"]
    with pytest.raises(UnknownNameError, match="coherent"):
        TensorMediator(mass=1.0, g=1.0, nuclei="coherently")


def test_heavy_mediators_are_general_interactions():
    """g²/m² = G_F N ξ_S/(√2 Q_S) and G_F N ξ_T/(4 Q_T); R/T mediators at q ≪ m."""
    m, xi = 1e6, 0.3
    general = terms(GeneralInteraction(xi_S=xi, xi_T=xi))
    g_s = m * math.sqrt(G_F * 22 * xi / math.sqrt(2) / 40)
    scalar = terms(ScalarMediator(mass=m, g=g_s, charges=(1.0, 1.0)))
    assert scalar["scalar"] == pytest.approx(general["scalar"], rel=1e-8)
    g_t = m * math.sqrt(G_F * 22 * xi / 4 / 40)
    tensor = terms(TensorMediator(mass=m, g=g_t, charges="nucleon"))
    assert tensor["tensor"] == pytest.approx(general["tensor"], rel=1e-8)


@pytest.mark.parametrize("item", [TensorMediator, PseudoscalarMediator, ScalarMediator])
def test_light_and_heavy_limits_of_the_propagator(item):
    """∝ q⁻⁴ for m → 0 and ∝ m⁻⁴ for m → ∞, g⁴ in the coupling; 0 and finite at the excluded pole."""
    Z, N = 54, 75

    def strength(m, T, g=1e-4):
        ((_, value),) = terms(item(mass=m, g=g), Z, N, T=T).items()
        return value

    assert strength(1e-6, 0.01) / strength(1e-6, 0.02) == pytest.approx(4.0, rel=1e-9)
    assert strength(0.0, 0.01) == pytest.approx(strength(1e-6, 0.01), rel=1e-9)
    assert strength(1e6, 0.01) / strength(2e6, 0.01) == pytest.approx(16.0, rel=1e-6)
    assert strength(10.0, 0.01, 2e-4) == pytest.approx(16 * strength(10.0, 0.01), rel=1e-12)
    assert strength(0.0, 0.0) == 0.0


# -- general interactions --
def test_vector_parameter_includes_the_standard_model_in_papers():
    """Their ξ_V = ξ_V^SM + ours: N²ξ_V²/4 = (𝒬 + ½ξ N)²."""
    s2 = 0.23857
    Q = (0.5 - 2 * s2) * 18 - 0.5 * 22
    standard = ((1 - 4 * s2) * 18 - 22) / 22
    added = GeneralInteraction(xi_V=0.4).amplitude(30.0, 14, **AR)
    assert (Q + added) ** 2 == pytest.approx(22**2 * (standard + 0.4) ** 2 / 4, rel=1e-12)
    mirrored = GeneralInteraction(xi_V=-2 * standard).amplitude(30.0, 14, **AR)  # degeneracy 𝒬 → −𝒬
    assert Q + mirrored == pytest.approx(-Q, rel=1e-12)


def test_interference_is_bounded_and_changes_sign_for_antineutrinos():
    bound = 0.3 * 0.4 / math.sqrt(2)
    item = GeneralInteraction(xi_S=0.3, xi_T=0.4, R=bound)
    assert terms(item, flavour=14)["recoil"] == -terms(item, flavour=-14)["recoil"] < 0.0
    with pytest.raises(ValidityError, match="interference"):
        GeneralInteraction(xi_S=0.3, xi_T=0.4, R=1.01 * bound)


@given(xi_S=st.floats(-3, 3), xi_T=st.floats(-3, 3), x=st.floats(-1, 1), y=st.floats(1e-6, 1), E=st.floats(0.1, 1e4))
def test_general_interactions_are_never_negative(xi_S, xi_T, x, y, E):
    from nuscat.processes import KERNELS, T_max

    M = 938.3
    T = y * T_max(E, M)
    item = GeneralInteraction(xi_S=xi_S, xi_T=xi_T, R=x * abs(xi_S * xi_T) / math.sqrt(2))
    parts = [KERNELS[n](E, T, M) * s for n, s in item.terms(1.0, T, M, 14, 1, 1, 1.0, 1.0)]
    assert sum(parts) >= -1e-12 * max(abs(p) for p in parts)


# -- magnetic moments --
PMNS = np.array([[0.82, 0.55, 0.15], [-0.35, 0.65, 0.67], [0.45, -0.52, 0.73]])
PHASES = np.array([[0.0, 0.3, 1.1], [0.2, 0.0, 0.4], [0.7, 0.1, 0.0]])
PMNS = np.linalg.qr(PMNS * np.exp(1j * PHASES))[0]


def test_effective_moments_do_not_depend_on_the_basis():
    """ν_α = Σ U*_αk ν_k; the Majorana field's right-handed partner turns with U*, so λ = Uᵀ μ U."""
    mu = np.array([[0, 1 + 2j, -0.5], [-1 - 2j, 0, 3j], [0.5, -3j, 0]]) * 1e-11
    lam = PMNS.T @ mu @ PMNS
    np.testing.assert_allclose(lam, -lam.T, atol=1e-25)
    for flavour in FLAVOURS:
        expected = effective_moment(mu, flavour, kind="majorana")
        # U* in the state: μ_fl acts on flavour amplitudes, λ on mass amplitudes c_k = Σ U*_αk s_α
        assert effective_moment(mu @ np.eye(3), flavour) == pytest.approx(expected, rel=1e-12)
        assert effective_moment(PMNS.conj() @ lam @ PMNS.conj().T @ np.eye(3), flavour) == pytest.approx(expected)
        assert effective_moment(lam, flavour, pmns=PMNS, kind="majorana") == pytest.approx(expected, rel=1e-9)
    total = sum(effective_moment(lam, f, pmns=PMNS) ** 2 for f in FLAVOURS)
    assert total == pytest.approx(np.trace(lam.conj().T @ lam).real, rel=1e-9)


def test_moments_by_hand_states_and_refusals():
    matrix = np.array([[1.0, 2.0, 0.0], [2.0, 0.0, 2.0], [2.0, 0.0, 1.0]]) * 1e-11
    item = MagneticMoment.from_matrix(matrix)
    assert (item.mu_e, item.mu_mu, item.mu_tau) == pytest.approx((3e-11, 2e-11, math.sqrt(5) * 1e-11), rel=1e-12)
    assert effective_moment(matrix, (0.6, 0.8, 0.0)) == pytest.approx(np.linalg.norm([2.2, 1.2, 1.2]) * 1e-11)
    with pytest.raises(ValidityError, match="antisymmetric"):
        effective_moment(matrix, "nu_e", kind="majorana")
    with pytest.raises(ValidityError, match="unitary"):
        effective_moment(matrix, "nu_e", pmns=2 * np.eye(3))
    with pytest.raises(ValidityError, match="shape"):
        effective_moment([1.0, 2.0], "nu_e")
    with pytest.raises(UnknownNameError, match="dirac"):
        effective_moment(matrix, "nu_e", kind="weyl")


# -- dipole portal --
def moment(item, T, M=37215.5, flavour=14):
    (found,) = item.moments(np.sqrt(2 * M * T), T, M, flavour, 18, 22, 0.9, 0.8)
    return found


@pytest.mark.parametrize("m4", [0.01, 1.0, 20.0])
@pytest.mark.parametrize("E", [25.0, 60.0])
def test_threshold_energy_is_the_inverse_of_the_recoil_range(E, m4):
    """T_± of the reference formula, and the roots of E_min(T) = E found numerically."""
    M = 37215.5
    item = DipolePortal(mass=m4, mu_mu=1e-10)
    root = E * math.sqrt(4 * M**2 * E**2 - 4 * M * m4**2 * (E + M) + m4**4)
    center = 2 * M * E**2 - m4**2 * (E + M)
    low, high = (float(x) for x in item.recoil_range(E, M))
    assert high == pytest.approx((center + root) / (2 * M * (M + 2 * E)), rel=1e-12)
    if m4 >= 1.0:
        assert low == pytest.approx((center - root) / (2 * M * (M + 2 * E)), rel=1e-6)  # the formula cancels
    for T in (low, high):
        assert float(moment(item, T).E_min) == pytest.approx(E, rel=1e-9)
    top = brentq(lambda T: float(moment(item, T).E_min) - E, math.sqrt(low * high), 2 * high, xtol=1e-16)
    assert top == pytest.approx(high, rel=1e-9)


def test_threshold_of_the_portal():
    M, m4 = 37215.5, 20.0
    item = DipolePortal(mass=m4, mu_mu=1e-10)
    threshold = m4 + m4**2 / (2 * M)
    assert item.threshold(M) == pytest.approx(threshold, rel=1e-14)
    T = np.geomspace(1e-6, 1e-1, 20001)
    assert np.min(moment(item, T).E_min) == pytest.approx(threshold, rel=1e-7)
    assert item.recoil_range(0.999 * threshold, M) == (0.0, 0.0)
    low, high = item.recoil_range(1.001 * threshold, M)
    assert 0.0 < low < high


@pytest.mark.parametrize("target", ["spin-0", "spin-half"])
def test_massless_portal_is_the_magnetic_moment(target):
    T, E, M = np.geomspace(1e-5, 0.04, 9), 30.0, 37215.5
    got = moment(DipolePortal(mass=0.0, mu_mu=2e-10, target=target), T)
    ((_, strength),) = MagneticMoment(mu_mu=2e-10).terms(np.sqrt(2 * M * T), T, M, 14, 18, 22, 0.9, 0.8)
    spectrum = sum(c / E**k for k, c in enumerate(got.coefficients))
    expected = strength * (1 / T - 1 / E + (T / (4 * E * E) if target == "spin-0" else 0.0))
    np.testing.assert_allclose(spectrum, expected, rtol=1e-13)
    np.testing.assert_allclose(got.E_min, 0.5 * (T + np.sqrt(T * T + 2 * M * T)), rtol=1e-15)


@given(m4=st.floats(0.0, 200.0), E=st.floats(0.1, 500.0), x=st.floats(0.0, 1.0), half=st.booleans())
def test_portal_is_positive_in_its_range(m4, E, x, half):
    item = DipolePortal(mass=m4, mu_e=1e-10, target="spin-half" if half else "spin-0")
    low, high = item.recoil_range(E, 5000.0)
    if high <= low:
        return
    T = float(low + x * (high - low))
    if T <= 0.0:
        return
    found = moment(item, T, 5000.0, 12)
    parts = [c / E**k for k, c in enumerate(found.coefficients)]
    assert sum(parts) >= -1e-11 * max(abs(p) for p in parts)


def test_portal_refuses_bad_input():
    with pytest.raises(ValidityError, match="Mass of the heavy neutrino"):
        DipolePortal(mass=-1.0)
    with pytest.raises(UnknownNameError, match="spin-0"):
        DipolePortal(mass=1.0, target="spin 0")


# -- flavour states --
NSI_ALL = NSI(eps_ee_u=0.1, eps_mumu_d=-0.2, eps_tautau_u=0.3, eps_emu_u=0.05, eps_etau_d=-0.1, eps_mutau_u=0.2)
ARGS = (30.0, 18, 22, 0.9, 0.85)


def test_flavour_eigenstates_give_the_known_sum():
    items = (NSI_ALL, ChargeRadius(r2_emu=3e-32, r2_mu=1e-32))
    matrix = np.array(flavour_matrix(items, *ARGS))
    np.testing.assert_allclose(matrix, matrix.T, rtol=1e-14)
    for column, name in enumerate(FLAVOURS):
        own = -9.0 + sum(i.amplitude(30.0, name, 18, 22, 0.9, 0.85) for i in items)
        changing = sum(np.delete(matrix[:, column], column) ** 2)
        state = np.eye(3)[column]
        got = mixed_amplitude_squared(items, -9.0, tuple(state), *ARGS)
        assert got == pytest.approx(own**2 + changing, rel=1e-13)


def test_states_and_density_matrices_against_linear_algebra():
    standard = (-9.0, -9.5, -9.7)
    matrix = np.diag(standard) + np.array(flavour_matrix([NSI_ALL], *ARGS))
    state = np.array([0.5, 0.6, math.sqrt(1 - 0.61)])
    expected = np.sum((matrix @ state) ** 2)
    assert mixed_amplitude_squared([NSI_ALL], standard, state, *ARGS) == pytest.approx(expected, rel=1e-13)
    rho = np.outer(state, state)
    assert mixed_amplitude_squared([NSI_ALL], standard, rho, *ARGS) == pytest.approx(expected, rel=1e-13)
    complex_state = state * np.exp(1j * np.array([0.0, 0.4, 1.3]))
    expected = np.sum(np.abs(matrix @ complex_state) ** 2)
    assert mixed_amplitude_squared([NSI_ALL], standard, complex_state, *ARGS) == pytest.approx(expected, rel=1e-13)
    total = mixed_amplitude_squared([NSI_ALL], standard, np.eye(3), *ARGS)
    assert total == pytest.approx(np.sum(matrix**2), rel=1e-13)
    for bad in ((1.0, 0.0), np.ones((3, 3)) + 1j, (math.nan, 0.0, 0.0)):
        with pytest.raises(ValidityError, match="flavour state"):
            mixed_amplitude_squared([NSI_ALL], standard, bad, *ARGS)


def test_a_rotated_state_in_rotated_couplings_is_the_same():
    """Degeneracy of flavour bases: with equal 𝒬 of all flavours only the relative orientation matters."""
    c, s = math.cos(0.7), math.sin(0.7)
    diagonal = NSI(eps_ee_u=0.2)
    rotated = NSI(eps_ee_u=0.2 * c * c, eps_mumu_u=0.2 * s * s, eps_emu_u=0.2 * c * s)
    expected = mixed_amplitude_squared([diagonal], -9.0, (1.0, 0.0, 0.0), *ARGS)
    assert mixed_amplitude_squared([rotated], -9.0, (c, s, 0.0), *ARGS) == pytest.approx(expected, rel=1e-13)
