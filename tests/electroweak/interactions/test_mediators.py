"""Vector and scalar mediators: heavy and light limits, signs, loop, natural-unit formulas."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy.integrate import quad

from nuscat.electroweak.interactions import NSI, SCALAR_CHARGES, ScalarMediator, VectorMediator

G_F = 1.1663787e-11
ALPHA = 1 / 137.035999
M_MU, M_TAU = 105.6583755, 1776.93
HBARC_CM = 197.3269804e-13
CESIUM = {"Z": 55, "N": 78, "F_p": 0.7, "F_n": 0.66}
Q = np.array([1.0, 20.0, 60.0])


def test_heavy_vector_is_nsi_with_matched_coefficient():
    """L = −√2 G_F ε^V (ν̄γP_Lν)(q̄γq) against −(g_ν g_q/M²)(ν̄γP_Lν)(q̄γq): ε^V = g_ν g_q/(√2 G_F M²)."""
    mass, g, u, d = 1e8, 0.3, 0.7, -0.4
    vector = VectorMediator(mass=mass, g=g, u=u, d=d, nu_e=1.0, nu_mu=-2.0, nu_tau=0.5)
    eps = g * g / (math.sqrt(2) * G_F * mass**2)
    nsi = NSI(eps_ee_u=eps * u, eps_ee_d=eps * d, eps_mumu_u=-2 * eps * u, eps_mumu_d=-2 * eps * d)
    for flavour in ("nu_e", "nu_mu"):
        expected = nsi.amplitude(Q, flavour, **CESIUM)
        np.testing.assert_allclose(vector.amplitude(Q, flavour, **CESIUM), expected, rtol=1e-11)


def test_z_boson_as_vector_mediator_gives_the_standard_model():
    """A boson of mass M_Z with g/cosθ and charges g_V/2 of the quarks, 1/2 of ν_L (L = g Z(½ν̄_Lγν_L + ½ g_V q̄γq))
    and G_F/√2 = g²/(8 M_Z²) must return g_p Z + g_n N with g_p = ½ − 2s², g_n = −½."""
    s2, m_z = 0.23857, 91188.0
    g = math.sqrt(8 * m_z**2 * G_F / math.sqrt(2))
    up, down = (0.5 - 4 / 3 * s2) / 2, (-0.5 + 2 / 3 * s2) / 2
    z = VectorMediator(mass=m_z, g=g, u=up, d=down, nu_e=0.5, nu_mu=0.5, nu_tau=0.5)
    expected = (0.5 - 2 * s2) * 55 * 0.7 - 0.5 * 78 * 0.66
    assert z.amplitude(0.0, "nu_mu", **CESIUM) == pytest.approx(expected, rel=1e-12)


def test_light_vector_falls_as_one_over_q_squared():
    a = VectorMediator.universal(1e-6, 1e-5).amplitude(Q, "nu_e", 1, 0, 1.0, 1.0)
    np.testing.assert_allclose(a * Q**2, 3e-10 / (math.sqrt(2) * G_F), rtol=1e-9)
    massless = VectorMediator.universal(0.0, 1e-5).amplitude(Q, "nu_e", 1, 0, 1.0, 1.0)
    np.testing.assert_allclose(massless, a, rtol=1e-9)


def test_universal_is_destructive_and_b_minus_l_constructive_by_a_third():
    universal = VectorMediator.universal(50.0, 1e-4).amplitude(Q, "nu_mu", **CESIUM)
    b_minus_l = VectorMediator.b_minus_l(50.0, 1e-4).amplitude(Q, "nu_mu", **CESIUM)
    standard = -0.5 * 78 * 0.66
    assert np.all(universal * standard < 0)
    assert np.all(b_minus_l * standard > 0)
    np.testing.assert_allclose(universal / b_minus_l, -3.0, rtol=1e-14)


def test_b_minus_l_and_universal_charges_of_the_nucleus():
    """+3g²A and −g²A."""
    scale = 1e-8 / (math.sqrt(2) * G_F * (10.0**2 + 50.0**2))
    for build, per_nucleon in ((VectorMediator.universal, 3), (VectorMediator.b_minus_l, -1)):
        value = build(50.0, 1e-4).amplitude(10.0, "anti_nu_e", 55, 78, 1.0, 1.0)
        assert value == pytest.approx(per_nucleon * 133 * scale, rel=1e-12)


def test_l_mu_minus_l_tau_logarithm_signs_and_flavours():
    vector = VectorMediator.l_mu_minus_l_tau(10.0, 1e-3)
    expected = ALPHA * 1e-6 / (3 * math.sqrt(2) * math.pi * G_F) * math.log(M_TAU**2 / M_MU**2) / (30.0**2 + 10.0**2)
    assert vector.amplitude(30.0, "nu_mu", 1, 0, 1.0, 1.0) == pytest.approx(expected, rel=1e-8)
    assert vector.amplitude(30.0, "nu_tau", 1, 0, 1.0, 1.0) == pytest.approx(-expected, rel=1e-8)
    assert vector.amplitude(30.0, "nu_e", **CESIUM) == 0.0
    assert vector.amplitude(30.0, "nu_mu", 0, 10, 1.0, 1.0) == 0.0
    flipped = VectorMediator.l_mu_minus_l_tau(10.0, 1e-3, sign=-1)
    assert flipped.amplitude(30.0, "nu_mu", 1, 0, 1.0, 1.0) == pytest.approx(-expected, rel=1e-8)


@pytest.mark.parametrize("q", [0.0, 10.0, 60.0, 200.0])
def test_full_loop_against_adaptive_integration(q):
    def integrand(x):
        y = x * (1 - x)
        return y * math.log((M_TAU**2 + y * q * q) / (M_MU**2 + y * q * q))

    expected = 2 * ALPHA / math.pi * quad(integrand, 0, 1, epsabs=0, epsrel=1e-12)[0]
    full = VectorMediator.l_mu_minus_l_tau(10.0, 1.0, loop_form="full")
    assert float(full.mixing(q)) == pytest.approx(expected, rel=1e-8)
    logarithm = VectorMediator.l_mu_minus_l_tau(10.0, 1.0).mixing(q)
    assert abs(float(full.mixing(q)) / logarithm - 1) <= (1e-12 if q == 0 else 1.05 * q * q / (5 * M_MU**2) / 5.6)


def scalar_natural(E, T, M, m, g_nu, charge):
    """dσ/dT from the trace, natural units → cm²/MeV: ½Σ|𝓜|² = 2k·k′ · ½Tr[(p̸′+M)(p̸+M)]/(q²+m²)²."""
    neutrino = 2 * M * T  # 2 k·k′ = q² for a left-handed neutrino, not averaged
    nucleus = 2 * (M * (M + T) + M * M)  # ½ Tr[(p̸′+M)(p̸+M)] = 2 (p·p′ + M²)
    squared = (g_nu * charge) ** 2 * neutrino * nucleus / (2 * M * T + m * m) ** 2
    return squared / (32 * math.pi * M * E * E) * HBARC_CM**2


@pytest.mark.parametrize("name", SCALAR_CHARGES)
@pytest.mark.parametrize("m", [0.0, 1.0, 100.0, 1e4])
def test_scalar_strength_against_the_trace(name, m):
    E, T, M, g = 30.0, 0.012, 37215.5, 3e-5
    charge = {"older": 14 * 40 + 1.1 * 18, "newer": 13.8 * 40 - 0.02 * 18}[name]
    ((kernel, strength),) = ScalarMediator(mass=m, g=g, charges=name).terms(
        math.sqrt(2 * M * T), T, M, "nu_mu", 18, 22, 1.0, 1.0
    )
    assert kernel == "scalar"
    value = M * T * (1 + T / (2 * M)) / E**2 * strength
    assert value == pytest.approx(scalar_natural(E, T, M, m, g, g * charge), rel=1e-9)


def test_scalar_dimensions_powers_of_couplings_and_masses():
    """Scaling E, T, M, m by λ scales dσ/dT [1/MeV³ in natural units] by λ⁻³; the coupling enters as g⁴."""
    lam = 7.0

    def value(scale, g):
        E, T, M, m = (scale * x for x in (30.0, 0.012, 37215.5, 5.0))
        ((_, s),) = ScalarMediator(mass=m, g=g).terms(math.sqrt(2 * M * T), T, M, 14, 18, 22, 0.9, 0.8)
        return M * T * (1 + T / (2 * M)) / E**2 * s

    assert value(lam, 1e-5) == pytest.approx(value(1.0, 1e-5) * lam**-3, rel=1e-12)
    assert value(1.0, 2e-5) == pytest.approx(16 * value(1.0, 1e-5), rel=1e-12)


def test_scalar_charges_own_pair_form_factors_and_flavours():
    kwargs = {"q": 30.0, "T_nr": 0.012, "mass": 37215.5, "Z": 18, "N": 22, "F_p": 0.9, "F_n": 0.8}
    pair = ScalarMediator(mass=5.0, g=1e-5, nu_e=0.0, nu_tau=2.0, charges=(2.0, 3.0))
    strength = {f: pair.terms(flavour=f, **kwargs)[0][1] for f in (12, 14, 16)}
    assert strength[12] == 0.0
    assert strength[16] == pytest.approx(4 * strength[14], rel=1e-14)
    unit = ScalarMediator(mass=5.0, g=1e-5, charges=(1.0, 0.0))
    expected = (2 * 18 * 0.9 + 3 * 22 * 0.8) ** 2 / (18 * 0.9) ** 2
    assert strength[14] / unit.terms(flavour=14, **kwargs)[0][1] == pytest.approx(expected, rel=1e-13)
    proton, neutron = (Fraction(str(x)) for x in SCALAR_CHARGES["newer"])
    assert (proton, neutron) == (Fraction("13.8") - Fraction("0.02"), Fraction("13.8"))
