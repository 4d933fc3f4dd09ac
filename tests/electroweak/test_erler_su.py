"""One-loop couplings: numbers of the papers and how they come about."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from nuscat.electroweak import ErlerSu, erler_su
from nuscat.electroweak.erler_su import LEPTON_MASSES

FLAVOURS = ("nu_e", "nu_mu", "nu_tau")


@pytest.mark.parametrize(
    ("sin2w", "expected"), [(0.23857, (0.0382, 0.0300, 0.0256)), (0.23863, (0.0381, 0.0299, 0.0255))]
)
def test_table(sin2w: float, expected: tuple[float, ...]) -> None:
    """[derived] the two sets in use, by ŝ²(0)."""
    model = erler_su(sin2w)
    assert tuple(round(float(model.nucleon(f)[0]), 4) for f in FLAVOURS) == expected
    assert all(round(float(model.nucleon(f)[1]), 4) == -0.5117 for f in FLAVOURS)


def test_charge_radius_set() -> None:
    """[published] 0.0196964/0.0114381/0.00706633: made with α = 1/137 and M_W = 80.385 GeV; ours differ by 3e-4."""
    printed = (0.0196964, 0.0114381, 0.00706633)
    model = ErlerSu()
    same_inputs = replace(model, alpha=1 / 137, m_W=80385.0)
    for flavour, value in zip(FLAVOURS, printed, strict=True):
        assert model.charge_radius_term(flavour) == pytest.approx(value, rel=4e-4)
        assert same_inputs.charge_radius_term(flavour) == pytest.approx(value, abs=1.5e-7)


def test_charge_radius_in_cm2() -> None:
    """[published] SM charge radii -0.83, -0.48, -0.30 ·10⁻³² cm²: g_p changes by -(√2πα/3G_F)<r²>."""
    hbarc2 = 197.3269804**2 * 1e-26
    for flavour, radius in zip(FLAVOURS, (-0.83, -0.48, -0.30), strict=True):
        shift = -math.sqrt(2) * math.pi / 137.036 / (3 * 1.1663787e-11) * radius * 1e-32 / hbarc2
        assert ErlerSu().charge_radius_term(flavour) == pytest.approx(shift, rel=0.02)


def test_switch_removes_only_the_flavour_part() -> None:
    """Without the charge radius all flavours agree; the 0.01836 in circulation is 0.0298 - 0.0114."""
    without = [float(erler_su(charge_radius=False).nucleon(f)[0]) for f in FLAVOURS]
    assert without[0] == without[1] == without[2]
    for flavour in FLAVOURS:
        with_radius = float(erler_su().nucleon(flavour)[0])
        assert with_radius - without[0] == pytest.approx(ErlerSu().charge_radius_term(flavour), abs=1e-15)
    assert float(erler_su(0.23867, charge_radius=False).nucleon("nu_e")[0]) == pytest.approx(0.01836, abs=3e-5)


def test_flavour_difference_is_logarithmic() -> None:
    """g_p(ν_e) - g_p(ν_μ) = (2α/3π) ln(m_μ/m_e), for any W mass."""
    model = replace(ErlerSu(), m_W=91000.0)
    difference = float(model.nucleon("nu_e")[0] - model.nucleon("nu_mu")[0])
    expected = 2 * model.alpha / (3 * math.pi) * math.log(LEPTON_MASSES["mu"] / LEPTON_MASSES["e"])
    assert difference == pytest.approx(expected, rel=1e-12)


def test_boxes_vanish_with_the_coupling() -> None:
    """α → 0 leaves ρ(1/2 - 2 s²) and -ρ/2."""
    model = replace(ErlerSu(), alpha=0.0, alpha_mz=0.0)
    g_p, g_n = model.nucleon("nu_e")
    assert g_p == pytest.approx(1.00063 * (0.5 - 2 * 0.23857), rel=1e-13)
    assert g_n == pytest.approx(-1.00063 / 2, rel=1e-13)


def test_uncertainty_from_mixing_angle() -> None:
    """σ_gp is 2 ρ σ(ŝ²(0)) and little else; σ_gn does not know ŝ²(0)."""
    sigma_p, sigma_n = ErlerSu().uncertainty("nu_mu")
    assert sigma_p == pytest.approx(2 * 1.00063 * 5e-5, rel=2e-3)
    assert 0 < sigma_n < 2e-5
    only = replace(ErlerSu(), errors=(("sin2w", 0.001),))
    assert only.uncertainty("nu_e")[0] == pytest.approx(2 * 1.00063 * 1e-3, rel=1e-10)
