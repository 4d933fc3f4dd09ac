"""Neutron radius of CsI: 5.55 ± 0.44 fm (2102.06153), 5.5 +0.9 −1.1 fm (1710.02730)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest


@pytest.fixture(scope="module")
def radius(results: Callable[[str], dict]) -> dict:
    return results("neutron_radius")


def test_published_value_and_errors(radius):
    value, up, down = radius["R_n"]
    assert abs(value - 5.55) < 0.5 * 0.44
    assert up == pytest.approx(0.44, rel=0.3)
    assert down == pytest.approx(0.44, rel=0.3)
    assert abs(value - 5.5) < 0.5 * 0.9


def test_every_convention_stays_within_half_an_error(radius):
    for label, (value, up, down) in radius["theories"].items():
        assert abs(value - 5.55) < 0.5 * 0.44, label
        assert 0.5 * (up + down) == pytest.approx(0.44, rel=0.3), label


def test_form_factor_uncertainty_is_not_counted_twice(radius):
    assert "csi_form_factor" not in radius["nuisances"]
    assert "sns_flux" in radius["nuisances"]


def test_model_radii(radius):
    # Engel variant: rms = √(3/5) 1.2 A^⅓, whatever the skin
    for name, A in (("Cs133", 133), ("I127", 127)):
        assert radius["model_radii"][name] == pytest.approx([np.sqrt(0.6) * 1.2 * A ** (1.0 / 3.0)] * 2, rel=1e-9)


def test_larger_radius_means_fewer_events(radius):
    counts = list(radius["counts"].values())
    assert counts == sorted(counts, reverse=True)
    # F_n² falls with R as exp(−q²R²/3) or faster: q ≈ 50 MeV (16 keV recoils) gives −20 % or more from 4.5 to 5.5 fm
    q = 50.0 / 197.327
    assert counts[-1] / counts[0] < np.exp(-(q**2) * (5.5**2 - 4.5**2) / 3.0)


def test_less_unknown_means_smaller_errors(radius):
    default, flux, signal = radius["R_n"], radius["other"]["flux known"], radius["other"]["signal systematics known"]
    assert sum(signal[1:]) < sum(flux[1:]) < sum(default[1:])


def test_suppression_exceeds_that_of_the_preview_data(radius):
    assert radius["suppression"] > 3.7


def test_profile(radius):
    values, delta = radius["profile"]
    value, up, down = radius["R_n"]
    assert np.interp([value - down, value + up], values, delta) == pytest.approx([1.0, 1.0], abs=0.05)
    assert len(radius["intervals"]) == 1
    low, high = radius["intervals"][0]
    assert low < value - down < value + up < high


def test_toys_confirm_the_error_and_the_fit(radius):
    g = radius["goodness"]
    value, up, down = radius["R_n"]
    assert g["converged"] > 0.99
    assert g["dof"] == 97
    assert 0.05 < g["p_toys"] < 0.99
    assert g["spread"] == pytest.approx(0.5 * (up + down), rel=0.2)  # 5 % from 200 toys, the rest asymmetry
    assert g["mean"] == pytest.approx(value, abs=0.5 * down)
