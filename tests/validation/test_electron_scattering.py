"""Electron scattering off ⁴⁰Ar: χ² of an independent calculation for the data of Ottermann et al.; point charges."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import numpy as np
import pytest

ENERGIES = (115.75, 249.03)


@pytest.fixture(scope="module")
def found(results: Callable[[str], dict]) -> dict:
    return results("electron_scattering")


@pytest.mark.parametrize(("model", "chi2"), [("Fourier–Bessel", (2.6, 1.7)), ("Fourier–Bessel, no recoil", (3.0, 5.0))])
def test_chi2_of_the_measured_density(found, model, chi2):
    assert [found["models"][model]["chi2"][e] for e in ENERGIES] == pytest.approx(chi2, abs=0.06)


def test_chi2_per_point_is_below_one(found):
    assert [int(np.sum(e == found["data"].E)) for e in ENERGIES] == [9, 7]
    for energy, points in zip(ENERGIES, (9, 7), strict=True):
        assert found["models"]["Fourier–Bessel"]["chi2"][energy] < points


def test_ratios(found):
    ratio = found["models"]["Fourier–Bessel"]["ratio"]
    assert np.min(ratio) == pytest.approx(0.990, abs=0.001)
    assert np.max(ratio) == pytest.approx(1.008, abs=0.001)


def test_point_charges(found):
    expected = {
        1: [1.00752], 18: [1.09484, 1.16553, 1.24879, 1.27760], 82: [1.41958, 2.44017, 5.06050, 6.51003],
    }  # fmt: skip
    for Z, values in expected.items():
        np.testing.assert_allclose(list(found["point"][Z].values()), values, atol=6e-6)


def test_plane_waves_and_models_are_told_apart(found):
    best = found["models"]["Fourier–Bessel"]["chi2"]
    for name, values in found["models"].items():
        if not name.startswith("Fourier–Bessel") or name.endswith("Born"):
            assert values["chi2"][249.03] > 50.0 * best[249.03], name
    assert min(found["models"]["Fourier–Bessel, Born"]["chi2"].values()) > 1000.0


def test_mean_fields_have_the_radius_within_the_band(found, script):
    for force in script("charge_form_factors").FORCES:
        assert found["models"][force]["r_ch"] == pytest.approx(3.4274, rel=0.015)


def test_a_larger_radius_lowers_the_cross_section(found, script):
    models = [found["models"][f] for f in script("charge_form_factors").FORCES]
    radii, ratios = [m["r_ch"] for m in models], [m["ratio"][0] for m in models]  # q = 0.54/fm
    assert np.corrcoef(radii, ratios)[0, 1] < -0.99


def test_largest_momentum_transfer(found):
    E, theta, M = 249.03, math.radians(60.012), 37224.7
    s2 = math.sin(theta / 2) ** 2
    assert found["q_max"] == pytest.approx(2 * E * math.sqrt(s2 / (1 + 2 * E * s2 / M)), rel=1e-6)


def test_page_is_current(found, script):
    page = (script("_page").FOLDER / "electron_scattering.md").read_text(encoding="utf-8")
    row = re.search(r"\| Fourier–Bessel \| [\d.]+ \| ([\d.]+) \(2\.6\) \| ([\d.]+) \(1\.7\)", page)
    assert row is not None
    written = [float(row[1]), float(row[2])]
    assert written == pytest.approx([found["models"]["Fourier–Bessel"]["chi2"][e] for e in ENERGIES], abs=0.01)
