"""Vector NSI from CsI: two bands per flavour and quark, the second where 𝒬 → −𝒬."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

NAMES = ("eps_ee_u", "eps_mumu_u", "eps_ee_d", "eps_mumu_d")
CAESIUM, IODINE = (55, 78), (53, 74)
G_P, G_N = 0.5 - 2.0 * 0.23857, -0.5


@pytest.fixture(scope="module")
def nsi(results: Callable[[str], dict]) -> dict:
    return results("nsi_bands")


@pytest.mark.parametrize("quark", "ud")
def test_mirror_points_by_hand(nsi, quark):
    for name, (Z, N) in (("Cs133", CAESIUM), ("I127", IODINE)):
        quarks = 2 * Z + N if quark == "u" else Z + 2 * N
        assert nsi["mirrors"][quark][name] == pytest.approx(-2.0 * (G_P * Z + G_N * N) / quarks, rel=1e-9)
    assert nsi["mirrors"]["u"]["Cs133"] == pytest.approx(0.4015, abs=1e-4)
    assert nsi["mirrors"]["d"]["I127"] == pytest.approx(0.3561, abs=1e-4)


@pytest.mark.parametrize("name", NAMES)
def test_second_band_is_the_mirror_image_of_the_first(nsi, name):
    p, mirror = nsi["profiles"][name], nsi["mirrors"][name[-1]]["mean"]
    (left, low), (right, high) = p["left"], p["right"]
    assert left + right == pytest.approx(mirror, abs=0.003)
    assert low == pytest.approx(high, abs=0.05)
    assert p["mirror"] == pytest.approx(p["sm"], abs=0.05)
    assert p["barrier_at"] == pytest.approx(0.5 * mirror, abs=0.01)
    assert p["barrier"] > max(low, high) + 1.0


@pytest.mark.parametrize("name", NAMES)
def test_two_bands(nsi, name):
    p, mirror = nsi["profiles"][name], nsi["mirrors"][name[-1]]["mean"]
    bands = p["intervals"]["68 %"]
    assert len(bands) == 2
    assert bands[0][1] < 0.5 * mirror < bands[1][0]
    # reflected onto one another
    assert [mirror - e for e in reversed(bands[1])] == pytest.approx(bands[0], abs=0.005)


@pytest.mark.parametrize("name", NAMES)
def test_standard_model_is_inside_90_percent(nsi, name):
    p = nsi["profiles"][name]
    assert p["sm"] < 2.71
    assert any(low < 0.0 < high for low, high in p["intervals"]["90 %"])


def test_muon_bands_are_separate_and_narrow(nsi):
    for quark in "ud":
        muon, electron = nsi["profiles"][f"eps_mumu_{quark}"], nsi["profiles"][f"eps_ee_{quark}"]
        assert len(muon["intervals"]["90 %"]) == 2
        assert muon["barrier"] > 9.0 > electron["barrier"]  # two thirds of the signal against one third

        def width(p: dict) -> float:
            return p["intervals"]["68 %"][0][1] - p["intervals"]["68 %"][0][0]

        assert width(muon) < 0.6 * width(electron)


def test_systematics_of_the_signal_lower_the_barrier(nsi):
    assert nsi["known"]["barrier"] > nsi["profiles"]["eps_ee_u"]["barrier"] + 1.0


def test_d_quark_is_the_u_quark_in_another_unit(nsi):
    # one nuclide: ε_d (Z + 2N) = ε_u (2Z + N)
    scale = np.mean([(2 * Z + N) / (Z + 2 * N) for Z, N in (CAESIUM, IODINE)])
    for flavour in ("ee", "mumu"):
        u, d = (nsi["profiles"][f"eps_{flavour}_{quark}"]["left"][0] for quark in "ud")
        assert d == pytest.approx(u * scale, abs=1e-3)


@pytest.mark.parametrize("quark", "ud")
def test_plane(nsi, quark):
    g = nsi["grids"][quark]
    assert g["at_zero"] == pytest.approx(0.0, abs=1e-12)
    assert g["sm"] < 2.30
    assert g["regions"] == {"68 %": 2, "90 %": 2}
    # no CEvNS left: the rejection of the fit, 11.6σ squared, from a minimum that has two parameters instead of one
    assert g["most"] == pytest.approx(11.6**2, abs=3.0)
    assert g["most_at"] == pytest.approx([0.5 * nsi["mirrors"][quark]["mean"]] * 2, abs=0.02)
    scan = g["scan"].delta_chi2
    edge = np.concatenate([scan[0], scan[-1], scan[:, 0], scan[:, -1]])
    assert edge.min() > 4.61  # the regions are inside the grid
