"""Charge form factors: published radii and zeros of the measured series, bands that mean fields should reach."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest

HBAR2_2M = 20.7355
"""ħ²/2m [MeV fm²]."""
RADII = {"C12": 2.464, "O16": 2.737, "Ar40": 3.423, "Ca48": 3.451, "Pb208": 5.499}
"""As printed with the Fourier–Bessel series (De Vries et al. 1987) [fm]."""
MINIMA = {"Ar40": 1.198, "Pb208": 0.663}
"""First zeros of the series, calculated independently [1/fm]."""


@pytest.fixture(scope="module")
def heavy(script: Callable) -> dict:
    return {name: script("charge_form_factors")._nuclide(name) for name in ("Ca48", "Pb208")}


@pytest.fixture(scope="module")
def found(results: Callable[[str], dict]) -> dict:
    return results("charge_form_factors")


def check_measured(found: dict) -> None:
    for name, data in found.items():
        if name in RADII:
            assert data["measured"]["r_ch"] == pytest.approx(RADII[name], abs=6e-4)
        if name in MINIMA:
            assert data["measured"]["minimum"] == pytest.approx(MINIMA[name], abs=6e-4)


def check_mean_fields(found: dict) -> None:
    for name, data in found.items():
        for model, v in data["models"].items():
            if v["kind"] == "HF":
                assert abs(v["r_ch"] / data["recommended"] - 1.0) < 0.015, (name, model)
                assert abs(v["minimum"] - data["measured"]["minimum"]) < 0.03, (name, model)


def test_calcium_and_lead_reach_the_bands(heavy):
    check_measured(heavy)
    check_mean_fields(heavy)
    assert heavy["Pb208"]["recommended"] == pytest.approx(5.5012, abs=1e-4)


def test_point_radius_of_lead(heavy):
    # spherical Hartree–Fock reference, SLy4
    assert heavy["Pb208"]["models"]["SLy4"]["r_p"] == pytest.approx(5.4577, abs=5e-4)


def test_measured_form_factor_of_lead(heavy, script):
    # independently: F(0.475/fm) = 0.2550 with R = 11 fm
    Q = script("charge_form_factors").Q
    assert np.interp(0.475, Q, heavy["Pb208"]["measured"]["F"]) == pytest.approx(0.2550, abs=1e-4)
    for data in heavy.values():
        assert data["measured"]["F"][0] == pytest.approx(1.0, abs=1e-9)


def test_small_momenta_measure_the_radius(heavy, script):
    # F = 1 − q²R²/6 + q⁴⟨r⁴⟩/120 …, so that ΔF/q² tends to −Δ(R²)/6
    at = int(np.argmin(abs(script("charge_form_factors").Q - 0.05)))
    q2 = script("charge_form_factors").Q[at] ** 2
    for data in heavy.values():
        for v in data["models"].values():
            slope = (v["F"][at] - data["measured"]["F"][at]) / q2
            assert slope == pytest.approx((data["measured"]["r_ch"] ** 2 - v["r_ch"] ** 2) / 6.0, abs=2e-3)


@pytest.mark.slow  # mean fields with pairing of germanium: 20 s
class TestAllNuclei:
    def test_measured(self, found):
        assert set(RADII) < set(found)
        check_measured(found)

    def test_mean_fields_from_argon_to_lead(self, found):
        check_mean_fields({n: d for n, d in found.items() if n not in ("C12", "O16")})

    def test_what_fails_is_what_the_page_says(self, found, script):
        outside = script("charge_form_factors").outside
        assert set(outside(found, "radius_deviation", 0.015, "HF")) == {"C12", "O16"}
        assert set(outside(found, "minimum_deviation", 0.03, "HF")) == {"O16"}
        assert set(outside(found, "radius_deviation", 0.015, "SM")) == {"C12"}
        assert set(outside(found, "minimum_deviation", 0.03, "SM")) == {n for n in found if n[:2] in ("C1", "Ar", "Ge")}

    @pytest.mark.parametrize(("name", "published"), [
        ("Ar40", 3.326), ("Ge70", 3.930), ("Ge72", 3.946), ("Ge74", 3.963), ("Ge76", 3.993),
    ])  # fmt: skip
    def test_point_proton_radii(self, found, name, published):
        # mean of SkM*, SLy6, SV-min, UNEDF1 in 2405.20060
        ours = np.mean([found[name]["models"][f]["r_p"] for f in ("SkM*", "SLy6", "SV-min", "UNEDF1")])
        assert ours == pytest.approx(published, rel=0.01)

    @pytest.mark.parametrize(("name", "published"), [
        ("Ge70", 3.95843), ("Ge72", 3.97412), ("Ge74", 3.98951), ("Ge76", 4.00456),
    ])  # fmt: skip
    def test_shell_model_radii(self, found, name, published):
        # JUN45 in 2405.20060
        assert found[name]["models"]["JUN45"]["r_p"] == pytest.approx(published, abs=0.002)

    def test_argon_as_hfbtho(self, found):
        assert found["Ar40"]["models"]["SLy4"]["r_p"] == pytest.approx(3.3468, abs=0.0015)

    @pytest.mark.parametrize(("name", "A", "energy"), [("O16", 16, 9.591), ("Pb208", 208, 5.782)])
    def test_centre_of_mass(self, found, name, A, energy):
        # ⟨P²⟩/2mA [MeV] of SLy4 orbitals, another force: within 10 %
        for v in found[name]["models"].values():
            if v["without_cm"] is not None:
                change = v["r_ch"] ** 2 - v["without_cm"] ** 2
                assert 2.25 / change * HBAR2_2M / A == pytest.approx(energy, rel=0.10)

    def test_page_is_current(self, found, script):
        page = (script("_page").FOLDER / "charge_form_factors.md").read_text(encoding="utf-8")
        rows = re.findall(r"\| SkM\* \| ([\d.]+) \|", page)
        assert [float(r) for r in rows] == pytest.approx(
            [d["models"]["SkM*"]["r_ch"] for d in found.values()], abs=2e-4
        )
