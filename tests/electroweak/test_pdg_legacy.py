"""The older review: printed table values, and the map of the mixing angle."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nuscat.electroweak import pdg_legacy


def test_printed_values() -> None:
    """[published] PDG 2004–10: 0.0304, -0.5122."""
    g_p, g_n = pdg_legacy().nucleon("nu_mu")
    assert round(float(g_p), 4) == 0.0304
    assert round(float(g_n), 4) == -0.5122


def test_mixing_angle_map() -> None:
    """The low-energy field maps to the Z-mass value by a constant, so that dg_p/dsin2w = -2 ρ κ."""
    model = pdg_legacy()
    assert model.sin2w_mz == pytest.approx(0.23120, abs=1e-12)
    low, high = (float(replace(model, sin2w=s).nucleon("nu_e")[0]) for s in (0.1, 0.4))
    assert (high - low) / 0.3 == pytest.approx(-2 * 1.0086 * 0.9978, rel=1e-12)
    assert model.uncertainty("nu_e")[0] == pytest.approx(2 * 1.0086 * 0.9978 * 0.00015, rel=1e-9)
