"""PREX-1+2 skin 0.283(71) fm, CREX skin 0.121(26)(24) fm, their 2–3σ tension, and COHERENT beside them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

pytestmark = pytest.mark.slow  # 150 mean fields, 1000 toys and 20 joint fits: a minute


@pytest.fixture(scope="module")
def joint(results: Callable[[str], dict]) -> dict:
    return results("joint_neutron_radii")


def test_published_skins(joint):
    for label, row in joint["skins"].items():
        value, error = row["PREX-1+2, F_W"]
        assert value == pytest.approx(0.283, abs=0.5 * 0.071), label
        assert error == pytest.approx(0.071, rel=0.15), label
        value, error = row["CREX, F_ch-F_W"]
        assert value == pytest.approx(0.121, abs=np.hypot(0.026, 0.024)), label
        assert error == pytest.approx(0.026, abs=0.003), label
    measured = joint["skins"]["measured charge density"]
    for kind in ("CREX, F_W", "CREX, F_ch-F_W"):  # right charge density: within the model error alone
        assert measured[kind][0] == pytest.approx(0.121, abs=0.024), kind


def test_tension(joint):
    """Known to be 2–3σ; F_W of calcium instead of the difference makes more of it (too large charge radii)."""
    for label, row in joint["tension"].items():
        assert 1.8 < row["F_W", "F_ch-F_W"]["tension"] < 3.0, label
        assert 1.8 < row["F_ch-F_W", "F_ch-F_W"]["tension"] < 3.0, label
        assert row["F_W", "F_W"]["tension"] > row["F_W", "F_ch-F_W"]["tension"] + 0.5, label
        assert 1.005 < joint["charge_radii"][label]["Ca48"] / 3.4771 < 1.015, label
        assert joint["charge_radii"][label]["Pb208"] == pytest.approx(5.5012, rel=0.004), label


def test_toys_agree_with_the_chi2(joint):
    from scipy.stats import chi2

    expected = chi2.sf(joint["tension"]["SV-min"]["F_W", "F_ch-F_W"]["chi2"], 1)
    assert joint["toys_converged"] > 0.99
    assert joint["p_toys"] == pytest.approx(expected, abs=0.015)


def test_profiles(joint):
    profiles = joint["profiles"]
    assert profiles["PREX-2"][2] > 60.0 > profiles["all four"][2] > profiles["CREX"][2]
    for name in ("COHERENT CsI", "COHERENT LAr"):
        assert np.ptp(profiles[name][1]) < 2.0, name
    separate = sum(y for name, (_, y, _) in profiles.items() if name != "all four")
    difference = profiles["all four"][1] - separate
    assert np.ptp(difference) < 0.3  # the flux of the SNS is shared, nothing else


def test_coherent_radius_is_that_of_the_helm_page(joint):
    """Helm radii contain the nucleon: R² = R_point² + 0.84² − 0.34² fm² or so; published 5.55 ± 0.44 fm."""
    value, up, down = joint["R_n_CsI"]
    dressed = np.sqrt(value**2 + 0.84**2 - 0.34**2)
    assert dressed == pytest.approx(5.55, abs=0.5 * 0.44)
    assert 0.5 * (up + down) == pytest.approx(0.44, rel=0.15)


def test_interpolation(joint):
    assert max(joint["interpolation_error"].values()) < 2e-4
