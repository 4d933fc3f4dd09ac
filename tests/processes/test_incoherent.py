"""Incoherent scattering: limits, thresholds, published ratios, exactly solvable nuclei."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad

from nuscat import fluxes, nuclei
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.processes import CEvNS, CoherentIncoherent, HelicityElastic, Incoherent, coherent_incoherent, incoherent
from nuscat.processes._excitation import momenta
from nuscat.responses import FunctionPairs, OscillatorPairs, PointNucleus, UncorrelatedPairs

from .conftest import FlavourBlind, GaussianNucleus

LAMBDA = 1.2754
GF2 = (1.1663787e-11 * 197.3269804e-13) ** 2  # cm² MeV⁻²
M_N = 939.0
CS = GaussianNucleus(b=0.0175)  # F = exp(−q²b²/2), radius of Cs
POINT = GaussianNucleus()


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
