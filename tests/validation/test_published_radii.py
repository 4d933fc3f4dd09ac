"""arXiv:2405.20060: Skyrme–HF and shell-model radii, weak radii and flux averages from own structure."""

from __future__ import annotations

import numpy as np
import pytest

PRINTED = {
    "Ar40": (3.326, 0.025, 3.420, 0.017), "Ge70": (3.930, 0.021, 3.986, 0.012), "Ge72": (3.946, 0.020, 4.036, 0.012),
    "Ge73": (3.954, 0.019, 4.059, 0.011), "Ge74": (3.963, 0.018, 4.084, 0.010), "Ge76": (3.993, 0.020, 4.143, 0.014),
    "I127": (4.688, 0.014, 4.824, 0.009), "Cs133": (4.750, 0.012, 4.887, 0.008),
}  # fmt: skip
RATIOS = {"Ar": 1.0021, "Ge": 1.0101, "CsI": 1.0161}
SKYRME = {"Ar": 18.68, "Ge": 59.8, "CsI": 189.3}
SHELL_MODEL = {"Ar": 18.64, "Ge": 59.2, "CsI": 186.3}


@pytest.fixture(scope="module")
def page(script):
    return script("published_radii")


@pytest.fixture(scope="module")
def weak(page):
    return page.weak_radii()


def _check_rows(rows):
    """Mean of the four sets and its spread within 1 % of the radius."""
    assert set(rows) == set(PRINTED)
    for nuclide, (r_p, spread_p, r_n, spread_n) in PRINTED.items():
        row = rows[nuclide]
        assert row["mean"] == pytest.approx((r_p, r_n), rel=0.01), nuclide
        assert np.all(np.abs(row["spread"] - (spread_p, spread_n)) < 0.01 * row["mean"]), nuclide
        assert np.all(row["spread"] > 0), nuclide


@pytest.mark.slow  # 32 states, 15 s
def test_spherical_radii(page):
    rows = page.skyrme_rows("spherical")
    _check_rows(rows)
    for nuclide, (r_p, _, r_n, _) in PRINTED.items():
        assert rows[nuclide]["mean"] == pytest.approx((r_p, r_n), rel=0.005), nuclide


@pytest.mark.slow  # 32 deformation searches, 3 minutes
def test_axial_radii(page):
    _check_rows(page.skyrme_rows("axial"))


def test_weak_radii_of_the_skyrme_rows_in_their_convention(weak):
    """Within 0.002 fm without 3/4m² and spin–orbit term; with 3/4m² all are too large."""
    assert set(weak["skyrme"]) == set(PRINTED)
    for nuclide, row in weak["skyrme"].items():
        assert row["theirs"] == pytest.approx(row["printed"], abs=0.002), nuclide
        assert row["with 3/4m²"] - row["printed"] > 0.003, nuclide


TESTABLE = [
    ("Ar40", "SDPF-U", "density file"),
    *((f"Ge{A}", "JUN45", "density file") for A in (70, 72, 73, 74, 76)),
    ("I127", "SN100PN", "density file"),
    ("I127", "GCN5082", "HMS"),
    ("I127", "GCN5082*", "HMS"),
    ("Cs133", "GCN5082", "HMS"),
    ("Cs133", "GCN5082*", "HMS"),
]


@pytest.mark.parametrize(("nuclide", "interaction", "source"), TESTABLE)
def test_shell_model_rows_with_the_flipped_sign(weak, nuclide, interaction, source):
    ((row, found),) = [
        (r, t)
        for r in weak["shell"]
        for t in r["tested"]
        if (r["nuclide"], r["interaction"], t["source"]) == (nuclide, interaction, source)
    ]
    assert found["flipped"] == pytest.approx(row["printed"], abs=5e-4)
    assert found["physical"] == pytest.approx(row["printed"], abs=0.01)


def test_the_flipped_sign_is_needed(weak):
    """rms over the rows: neither the physical sign nor no term at all comes near."""
    rows = [
        (r, t) for r in weak["shell"] for t in r["tested"] if (r["nuclide"], r["interaction"], t["source"]) in TESTABLE
    ]

    def rms(key):
        values = [(r if key == "without" else t)[key] - r["printed"] for r, t in rows]
        return float(np.sqrt(np.mean(np.square(values))))

    assert len(rows) == len(TESTABLE)
    assert rms("flipped") < 2e-4
    assert rms("without") > 2e-3
    assert rms("physical") > 5e-3


def test_sdpf_mu_row_belongs_to_another_space(weak):
    """Its density file has radii 0.017 and 0.021 fm above the printed ones: no test of the sign."""
    (found,) = [t for r in weak["shell"] for t in r["tested"] if r["interaction"] == "SDPF-MU"]
    assert found["own"] == pytest.approx((0.0166, 0.0211), abs=2e-3)


def test_shell_model_averages(page):
    ours = page.shell_model_averages()
    for target, printed in SHELL_MODEL.items():
        assert ours[target] == pytest.approx(printed, rel=0.02), target


@pytest.mark.slow
@pytest.mark.parametrize("geometry", ["spherical", "axial"])
def test_ratio_of_skyrme_to_shell_model(page, geometry):
    skyrme, shell_model = page.skyrme_averages(geometry), page.shell_model_averages()
    for target, ratio in RATIOS.items():
        assert skyrme[target][0] == pytest.approx(SKYRME[target], rel=0.02), target
        assert skyrme[target][0] / shell_model[target] == pytest.approx(ratio, rel=0.003), target


def test_operators_beyond_M(page):
    """Below 10⁻³ of σ in the targets; ¹⁹F, with an unpaired proton and a small weak charge, is no such target."""
    shares = page.beyond()
    for nuclide in ("Ar40", "Ge73", "I127", "Cs133"):
        assert abs(sum(shares[nuclide].values())) < 1e-3, nuclide
        assert all(abs(x) < 1e-3 for x in shares[nuclide].values()), nuclide
    assert shares["Ar40"]["Sigma1"] == 0.0
    assert 0.01 < shares["F19"]["Sigma1"] < 0.1
