"""Packaged weak mixing angles: numbers as printed in the papers."""

from __future__ import annotations

import math

import pytest

from nuscat._core.citations import bibliography
from nuscat.electroweak import RunningMixingAngle, mixing_measurements


@pytest.mark.parametrize(
    ("name", "value", "sigma"),
    [
        ("E158", 0.2397, math.hypot(0.0010, 0.0008)),
        ("Qweak", 0.2383, 0.0011),
        ("NuTeV-2009", 0.2232, math.hypot(0.0013, 0.0024)),
        ("SLC", 0.23098, 0.00026),
        ("LEP-b", 0.23221, 0.00029),
        ("Tevatron", 0.23148, 0.00033),
        ("CMS", 0.23101, 0.00053),
    ],
)
def test_as_printed(name: str, value: float, sigma: float) -> None:
    m = mixing_measurements()[name]
    assert (m.value, m.status) == (value, "published")
    assert math.hypot(*m.errors) == pytest.approx(sigma)


def test_nutev_is_three_errors_high() -> None:
    """0.2277 ± 0.0013 ± 0.0009 against 0.2227(4), three standard deviations (NuTeV:2001whx); 0.2232 agrees."""
    m = mixing_measurements()["NuTeV"]
    run = RunningMixingAngle()
    assert (m.msbar - float(run(m.Q))) / m.sigma == pytest.approx(0.0050 / math.hypot(0.0013, 0.0009), rel=1e-6)
    corrected = mixing_measurements()["NuTeV-2009"]
    assert abs(corrected.msbar - float(run(corrected.Q))) < corrected.sigma


def test_momentum_transfer_of_e158() -> None:
    """Q² = 0.026 GeV²."""
    assert math.isclose(mixing_measurements()["E158"].Q, 1e3 * math.sqrt(0.026), rel_tol=1e-3)


def test_low_energy_results_follow_the_running() -> None:
    """Within two errors, except NuTeV, whose tension of about three is known."""
    run = RunningMixingAngle()
    for m in mixing_measurements().values():
        pull = (m.msbar - float(run(m.Q))) / m.sigma
        if m.scheme == "msbar":
            assert abs(pull) < (3.5 if m.name == "NuTeV" else 2.0), m.name
    assert mixing_measurements()["E158"].msbar - 0.23122 > 5.0 * mixing_measurements()["E158"].sigma


def test_lep_and_slc_disagree_by_three_errors() -> None:
    """0.23221(29) against 0.23098(26), 3.2σ (ALEPH:2005ab)."""
    lep, slc = (mixing_measurements()[n] for n in ("LEP-b", "SLC"))
    assert (lep.msbar - slc.msbar) / math.hypot(lep.sigma, slc.sigma) == pytest.approx(3.2, abs=0.1)


def test_every_row_can_be_cited() -> None:
    for m in mixing_measurements().values():
        assert set(m.cite) <= bibliography().keys()
