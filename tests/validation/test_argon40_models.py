"""⁴⁰Ar in every nuclear model: published radii, measured charge scattering, size of the differences in σ(E)."""

from __future__ import annotations

import math

import numpy as np
import pytest

pytestmark = pytest.mark.slow  # six mean-field solutions and their distorted-wave scattering: 15 s with an empty cache

HF = ("SkM*", "SLy4", "SLy6", "SV-min", "UNEDF1", "SkI3")
BARE, SKINNED = "Fourier–Bessel, no skin", "Fourier–Bessel, skin 0.09 fm"


@pytest.fixture(scope="module")
def page(script):
    return script("argon40_models")


@pytest.fixture(scope="module")
def found(results):
    return results("argon40_models")


@pytest.mark.parametrize(("radius", "published"), [("R_p", 3.326), ("R_n", 3.420), ("R_W", 3.514)])
def test_radii_of_the_published_mean_fields(found, radius, published):
    """2405.20060: average of SkM*, SLy6, SV-min, UNEDF1; within 1 % and within the printed spread."""
    spread = {"R_p": 0.025, "R_n": 0.017, "R_W": 0.017}[radius]
    values = [found[f"HF {force}"][radius] for force in ("SkM*", "SLy6", "SV-min", "UNEDF1")]
    assert np.mean(values) == pytest.approx(published, rel=0.01)
    assert abs(np.mean(values) - published) < spread
    assert np.std(values, ddof=1) < spread


def test_charge_radii_near_the_measured_one(found):
    """3.4274(26) fm; models with a charge distribution of their own within 1 %."""
    for label, values in found.items():
        if not math.isnan(values["R_p"]):
            assert values["R_ch"] == pytest.approx(3.4274, rel=0.01), label


@pytest.mark.parametrize(
    ("label", "radius"),
    [
        ("Helm (Engel)", math.sqrt(0.6) * 1.2 * 40 ** (1 / 3)),
        ("Klein–Nystrand", math.sqrt(0.6 * 1.44 * 40 ** (2 / 3) + 6.0 * 0.49)),
        ("adapted Klein–Nystrand", 3.4274),
        ("Helm (charge radius)", 3.4274),
    ],
)
def test_radii_of_formulas(found, label, radius):
    assert found[label]["R_W"] == pytest.approx(radius, abs=2e-4)


def test_slope_of_the_weak_form_factor_is_the_weak_radius(found, page):
    """F = 1 − q²R²/6 at small q, for every model."""
    q = page.Q_FM[2]
    for label, values in found.items():
        slope = math.sqrt(6.0 * (1.0 - values["F_W"][2]) / q**2)
        assert slope == pytest.approx(values["R_W"], rel=1e-3), label


def test_measured_density_reproduces_the_electron_data_and_mean_fields_nearly(found):
    """Ottermann et al.: χ² per point below 1 for the fit; mean fields within 5 % below 1 fm⁻¹, without being fits."""
    assert found[BARE]["electron"]["chi2"] < 1.0
    for force in HF:
        electron = found[f"HF {force}"]["electron"]
        assert electron["points"] == 16
        assert electron["low"] < 0.05
        assert electron["low"] < electron["high"]
        assert electron["chi2"] > 1.0


def test_charge_form_factors_of_mean_fields_at_stopped_pion_momenta(found, page):
    reach = page.Q_FM <= 0.54
    measured = found[BARE]["F_ch"][reach]
    for force in HF:
        assert np.max(np.abs(found[f"HF {force}"]["F_ch"][reach] / measured - 1.0)) < 0.01


def test_microscopic_models_differ_little_and_formulas_much(found, page):
    hf = [f"HF {force}" for force in HF]
    assert page.span(found, hf, 50.0) < 0.005
    assert page.span(found, hf, 100.0) < 0.01
    assert page.span(found, page.MICROSCOPIC, 100.0) < 0.02
    assert 0.02 < page.span(found, page.VAN_DESSEL, 50.0) < 0.05
    assert 0.05 < page.span(found, page.MODELS, 50.0) < 0.10


def test_differences_grow_with_energy(found, page):
    for label, change in page.differences(found).items():
        if label.split(" (")[0] in ("Helm", "Klein–Nystrand", "adapted Klein–Nystrand", "symmetrised Fermi"):
            assert np.all(np.diff(np.abs(change)) > 0), label


def test_a_skin_brings_the_measured_charge_to_the_mean_field(found, page):
    changes = page.differences(found)
    assert np.max(np.abs(changes[SKINNED])) < 0.003
    assert changes[BARE][-1] > 0.03


def test_smaller_weak_radius_larger_cross_section(found):
    values = sorted(found.values(), key=lambda v: v["R_W"])
    sigma = np.array([v["sigma"][10] for v in values])
    assert np.all(sigma[1:] < sigma[:-1] * 1.002)
