"""Spread between named form factors of ⁴⁰Ar and ¹³³Cs: published radii, slopes, identities between models."""

from __future__ import annotations

import math

import numpy as np
import pytest

ENGEL = "Helm, Engel, s = 0.9 (default)"
NUCLIDES = ("Ar40", "Cs133")


@pytest.fixture(scope="module")
def found(results):
    return results("form_factors")


@pytest.mark.parametrize("nuclide", NUCLIDES)
def test_spread_is_of_order_three_per_cent(found, nuclide):
    sigma = [v["sigma"] for v in found[nuclide].values()]
    assert 0.02 < max(sigma) / min(sigma) - 1.0 < 0.06


@pytest.mark.parametrize(("nuclide", "A"), [("Ar40", 40), ("Cs133", 133)])
def test_radii_from_slopes(found, nuclide, A):
    """Closed forms of the rms radius of each variant."""
    sphere = 1.2 * A ** (1 / 3)
    c, a, s = 1.23 * A ** (1 / 3) - 0.60, 0.52, 0.9
    expected = {
        ENGEL: math.sqrt(0.6) * sphere,
        "Helm, Engel, s = 0.5": math.sqrt(0.6) * sphere,
        "Helm, plain, r₀ = 1.2": math.sqrt(0.6 * sphere**2 + 3 * s**2),
        "Helm, Lewin–Smith": math.sqrt(0.6 * (c**2 + 7 / 3 * (math.pi * a) ** 2 - 5 * s**2) + 3 * s**2),
        "Klein–Nystrand": math.sqrt(0.6 * sphere**2 + 6 * 0.7**2),
        "Symmetrised Fermi": math.sqrt(0.6 * c**2 + 7 / 5 * (math.pi * a) ** 2),
        "Two-parameter Fermi": math.sqrt(0.6 * c**2 + 7 / 5 * (math.pi * a) ** 2),
    }
    for model, radius in expected.items():
        assert found[nuclide][model]["radius"] == pytest.approx(radius, abs=2e-3), model


def test_measured_argon_distribution_has_the_published_radius(found):
    """De Vries et al. 1987: 3.423 fm."""
    assert found["Ar40"]["Fourier–Bessel, measured"]["radius"] == pytest.approx(3.423, abs=0.005)


@pytest.mark.parametrize(
    ("nuclide", "model", "printed"),
    [
        ("Ar40", "Helm, Skyrme–HF radii", 3.514),
        ("Cs133", "Helm, Skyrme–HF radii", 4.957),
        ("Ar40", "Helm, shell-model radii", 3.53291),
        ("Cs133", "Helm, shell-model radii", 5.06669),
    ],
)
def test_weak_radii_of_the_printed_nucleon_radii(found, nuclide, model, printed):
    """Printed weak radii; those of the shell model contain Darwin–Foldy and spin–orbit terms that are left out here."""
    assert found[nuclide][model]["radius"] == pytest.approx(printed, abs=0.012)


@pytest.mark.parametrize("nuclide", NUCLIDES)
def test_fermi_shapes_agree(found, nuclide):
    one, other = (found[nuclide][m] for m in ("Symmetrised Fermi", "Two-parameter Fermi"))
    assert other["sigma"] == pytest.approx(one["sigma"], rel=1e-3)
    assert np.allclose(one["F"], other["F"], atol=1e-3)


@pytest.mark.parametrize("nuclide", NUCLIDES)
def test_larger_radius_means_smaller_cross_section(found, nuclide):
    """To a few per mille, which is what the shape matters at given radius."""
    models = sorted(found[nuclide].values(), key=lambda v: v["radius"])
    sigma = np.array([v["sigma"] for v in models])
    assert np.all(sigma[1:] < sigma[:-1] * 1.005)


@pytest.mark.parametrize("nuclide", NUCLIDES)
def test_form_factors_are_one_at_zero_and_fall(found, nuclide):
    for values in found[nuclide].values():
        assert values["F"][0] == pytest.approx(1.0, abs=1e-12)
        assert np.all(np.diff(values["F"]) < 0)
