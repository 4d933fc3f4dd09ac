"""Magnetic moment, charge radius, millicharge: independent formulas and published numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nuscat import constants
from nuscat.electroweak.interactions import ChargeRadius, MagneticMoment, Millicharge, VectorMediator, sm_charge_radius

HBARC_CM = 197.3269804e-13
ALPHA = 1 / 137.035999
G_F = 1.1663787e-11
SM = {"nu_e": (0.51099895, 0.0196964), "nu_mu": (105.6583755, 0.0114381), "nu_tau": (1776.86, 0.00706633)}


def magnetic(E, T, M):
    return 1 / T - 1 / E + T / (4 * E * E)


def test_magnetic_moment_by_hand():
    """π α² r: (ħc α/m_e)² = (2.8179403 fm)² → π·7.94079e-26 cm² · (1e-10)² · 18² = 8.0828e-43 cm²."""
    ((kernel, strength),) = MagneticMoment(mu_e=1e-10).terms(30.0, 0.012, 37215.5, "anti_nu_e", 18, 22, 1.0, 1.0)
    assert kernel == "magnetic"
    classical_electron_radius = 2.8179403e-13
    assert strength == pytest.approx(math.pi * classical_electron_radius**2 * 1e-20 * 324, rel=1e-7)
    assert strength == pytest.approx(8.0828e-43, rel=1e-4)


@pytest.mark.parametrize(("E", "T"), [(30.0, 0.012), (5.0, 1e-5), (50.0, 0.1)])
def test_magnetic_strength_against_the_spin_zero_amplitude(E, T):
    """Gordon identity: 𝓜 = μ_ν e Z (k+k′)·(p+p′) ū′u/q², |ū′u|² = 2k·k′ = 2MT, with four-vectors built explicitly."""
    M, moment = 37215.5, 3e-10
    mu = moment * math.sqrt(4 * math.pi * ALPHA) / (2 * 0.51099895069)
    E_out = E - T
    cos = 1 - M * T / (E * E_out)  # from q² = 2 E E′ (1 − cos) = 2 M T
    k, k_out = np.array([E, 0, 0, E]), np.array([E_out, E_out * math.sqrt(1 - cos**2), 0, E_out * cos])
    p = np.array([M, 0, 0, 0])
    p_out = p + k - k_out
    metric = np.diag([1.0, -1, -1, -1])
    contraction = (k + k_out) @ metric @ (p + p_out)
    squared = mu**2 * 4 * math.pi * ALPHA * 18**2 * contraction**2 * (2 * M * T) / (2 * M * T) ** 2
    expected = squared / (32 * math.pi * M * E * E) * HBARC_CM**2
    ((_, strength),) = MagneticMoment(mu_mu=moment).terms(math.sqrt(2 * M * T), T, M, 14, 18, 22, 1.0, 1.0)
    assert magnetic(E, T, M) * strength == pytest.approx(expected, rel=1e-7)


def test_magnetic_moment_scales_with_charge_form_factor_and_moment():
    def strength(mu, Z, F_p):
        return MagneticMoment(mu_tau=mu).terms(30.0, 0.012, 37215.5, 16, Z, 22, F_p, 0.1)[0][1]

    assert strength(2e-10, 36, 0.5) == pytest.approx(4 * strength(1e-10, 18, 1.0), rel=1e-14)


@pytest.mark.parametrize("flavour", SM)
def test_standard_model_radius_reproduces_the_flavour_part_of_the_couplings(flavour):
    lepton, published = SM[flavour]
    shift = ChargeRadius(**{f"r2_{flavour[3:]}": sm_charge_radius(flavour)}).amplitude(0.0, flavour, 1, 0, 1.0, 0.0)
    phi = -ALPHA / (6 * math.pi) * (math.log(80369.0**2 / lepton**2) + 1.5)
    assert shift == pytest.approx(-2 * phi, rel=1e-4 if flavour == "nu_tau" else 1e-6)
    # The published numbers are reproduced to their last digits with α = 1/137 and M_W = 80.385 GeV (inferred inputs).
    rounded = 1 / (3 * math.pi * 137) * (math.log(80385.0**2 / lepton**2) + 1.5)
    assert rounded == pytest.approx(published, rel=1e-5)
    assert shift == pytest.approx(published, rel=5e-4)


def test_standard_model_radii_to_the_published_digits():
    radii = [round(sm_charge_radius(f) / 1e-32, 2) for f in ("nu_e", "anti_nu_mu", 16)]
    assert radii == [-0.83, -0.48, -0.30]


@pytest.mark.parametrize("flavour", SM)
def test_absolute_radius_is_not_counted_twice(flavour):
    name = f"r2_{flavour[3:]}"
    absolute = ChargeRadius(**{name: sm_charge_radius(flavour)}, relative_to="absolute")
    assert absolute.amplitude(30.0, flavour, 18, 22, 0.9, 0.8) == 0.0
    removed = ChargeRadius(relative_to="absolute").amplitude(0.0, flavour, 1, 0, 1.0, 0.0)
    assert removed == pytest.approx(-SM[flavour][1], rel=5e-4)
    shifted = ChargeRadius(**{name: 1e-32 + sm_charge_radius(flavour)}, relative_to="absolute")
    expected = ChargeRadius(**{name: 1e-32}).amplitude(30.0, flavour, 18, 22, 0.9, 0.8)
    assert shifted.amplitude(30.0, flavour, 18, 22, 0.9, 0.8) == pytest.approx(expected, rel=1e-12)


def test_charge_radius_is_a_millicharge_growing_with_momentum():
    """Charge form factor of the neutrino at spacelike momentum, −q²⟨r²⟩/6 in units of e."""
    q, r2 = np.array([5.0, 50.0]), 2.3e-32
    charge = -(q**2) * r2 / HBARC_CM**2 / 6
    millicharge = Millicharge(q_mu=charge, q_emu=charge)
    radius = ChargeRadius(r2_mu=r2, r2_emu=r2)
    args = ("nu_mu", 18, 22, 0.9, 0.8)
    np.testing.assert_allclose(radius.amplitude(q, *args), millicharge.amplitude(q, *args), rtol=1e-9)
    np.testing.assert_allclose(radius.flavour_changing(q, *args), millicharge.flavour_changing(q, *args), rtol=1e-8)


def test_millicharge_is_a_massless_vector_coupled_to_protons():
    """g² x_ν(2x_u + x_d) = 4πα q_ν with quark charges 2/3 and −1/3: proton 1, neutron 0."""
    q = np.array([5.0, 50.0])
    e = math.sqrt(4 * math.pi * constants.alpha.value)
    photon = VectorMediator(mass=0.0, g=e, u=2 / 3, d=-1 / 3, nu_e=1e-8)
    expected = photon.amplitude(q, "nu_e", 55, 78, 0.9, 0.8)
    np.testing.assert_allclose(Millicharge(q_e=1e-8).amplitude(q, "nu_e", 55, 78, 0.9, 0.8), expected, rtol=1e-12)


@pytest.mark.parametrize("build", [ChargeRadius, Millicharge])
def test_transitions_reach_the_two_other_families(build):
    prefix, unit = ("r2", 1e-32) if build is ChargeRadius else ("q", 1e-8)
    item = build(**{f"{prefix}_emu": unit, f"{prefix}_etau": 2 * unit, f"{prefix}_mutau": 3 * unit})
    args = (30.0, 18, 22, 0.9, 0.8)
    unit_squared = build(**{f"{prefix}_e": unit}).amplitude(args[0], "nu_e", *args[1:]) ** 2
    for flavour, total in (("nu_e", 1 + 4), ("nu_mu", 1 + 9), ("anti_nu_tau", 4 + 9)):
        value = item.flavour_changing(args[0], flavour, *args[1:])
        assert value == pytest.approx(total * unit_squared, rel=1e-12)
        assert item.amplitude(args[0], flavour, *args[1:]) == 0.0


def test_neutron_number_does_not_matter():
    for item in (ChargeRadius(r2_e=1e-32, r2_emu=1e-32), Millicharge(q_e=1e-8, q_emu=1e-8)):
        for method in (item.amplitude, item.flavour_changing):
            assert method(30.0, 12, 18, 22, 0.9, 0.8) == method(30.0, 12, 18, 0, 0.9, 0.1)
