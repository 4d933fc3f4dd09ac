"""`nuscat plot profile|grid --toys`: the construction with toys beside Wilks' theorem."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nuscat import experiments, inference

PROFILE = ("plot", "profile", "coherent-csi", "--free", "normalisation=0.5:1.5:5", "--toys", "20", "--seed", "3")
GRID = ("plot", "grid", "coherent-csi", "--x", "sin2w=0.15:0.33:3", "--y", "R_n=4.5:6.5:3", "--toys", "6")


def test_profile_with_toys(nuscat, tmp_path: Path):
    r = nuscat(*PROFILE, "--json", "--output", str(tmp_path / "p.png"))
    assert r.status == 0, r.err
    d = r.json
    assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")
    fit = inference.Fit([experiments.load("coherent-csi")], free=["normalisation"])
    direct = inference.feldman_cousins(fit, "normalisation", np.linspace(0.5, 1.5, 5), n=20, seed=3)
    assert d["toys"]["p_value"] == direct.p_value.tolist()
    assert d["toys"]["critical"]["0.9"] == direct.critical[0.9].tolist()
    assert d["toys"]["n"] == 20
    assert d["toys"]["seed"] == 3
    assert d["toys"]["observed"] == pytest.approx(d["delta_chi2"], abs=1e-3)
    # 10 % of 20 toys is 2: what more than two of them exceed is inside
    inside = [v for v, p in zip(d["values"], d["toys"]["p_value"], strict=True) if p > 0.1]
    assert d["toys"]["interval_90"] == [inside[0], inside[-1]]
    assert inside[0] <= 0.89 <= inside[-1]  # 314 of 351 counts (validation/csi_prediction_and_fit)


def test_text_names_both(nuscat, tmp_path: Path):
    r = nuscat(*PROFILE, "--output", str(tmp_path / "p.png"))
    assert "90 % by 20 toys a value, seed 3: [" in r.out
    assert "90 %: [" in r.out


def test_an_interval_that_the_scan_cuts_is_open(nuscat, tmp_path: Path):
    """A scan that begins at the best fit (0.89) bounds the normalisation from above only."""
    line = ("plot", "profile", "coherent-csi", "--free", "normalisation=0.9:1.5:4", "--toys", "20", "--seed", "3")
    r = nuscat(*line, "--output", str(tmp_path / "p.png"))
    (said,) = (text for text in r.out.splitlines() if "toys a value" in text)
    assert "≤ " in said
    assert "(end of scan)" in said
    d = nuscat(*line, "--json").json["toys"]
    assert d["intervals_90_open"][0] == [True, False]
    assert d["intervals_90"] == [d["interval_90"]]


def test_a_scan_without_accepted_values_still_gives_its_numbers(nuscat, tmp_path: Path):
    line = ("plot", "profile", "coherent-csi", "--free", "normalisation=1.8:2.0:3", "--toys", "10", "--seed", "3")
    r = nuscat(*line, "--output", str(tmp_path / "p.png"))
    assert r.status == 0, r.err
    assert "90 % by 10 toys a value, seed 3: no scanned value" in r.out
    assert nuscat(*line, "--json").json["toys"]["interval_90"] is None


def test_grid_with_toys(nuscat, tmp_path: Path):
    path = tmp_path / "g.png"
    d = nuscat(*GRID, "--seed", "7", "--json", "--output", str(path)).json
    assert path.read_bytes().startswith(b"\x89PNG")
    assert d["toys"]["names"] == d["parameters"] == ["sin2w", "R_n"]
    assert np.array(d["toys"]["p_value"]).shape == (3, 3)
    accepted = np.array(d["toys"]["accepted_90"])
    assert np.array_equal(accepted, np.array(d["toys"]["p_value"]) > 0.1)
    far = np.array(d["delta_chi2"]) > 20.0
    assert far.any()
    assert not accepted[far].any()
    assert accepted[1, 1]


def test_only_the_scanned_parameters_may_be_free(nuscat):
    r = nuscat(*PROFILE, "--also", "mu_nu_e", "--json")
    assert r.status != 0
    assert "Feldman" in r.error["message"]


def test_no_toys_no_construction(nuscat):
    assert "toys" not in nuscat("plot", "profile", "coherent-csi", "--free", "normalisation=0.5:1.5:5", "--json").json
