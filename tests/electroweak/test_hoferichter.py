"""Electron-scattering charges as couplings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nuscat.electroweak import Hoferichter2020, hoferichter2020, weak_charge


def test_normalisation() -> None:
    """Q = 2 g, whatever the charges; both flavour blind."""
    model = replace(hoferichter2020(), Q_p=0.08, Q_n=-1.01)
    assert weak_charge(model, 1, 0, "nu_e") == pytest.approx(0.08, abs=1e-14)
    assert weak_charge(model, 3, 7, "anti_nu_tau", 400.0) == pytest.approx(3 * 0.08 - 7 * 1.01, abs=1e-13)


def test_scan_and_label() -> None:
    """dQ_p/dsin2w = -4; users are told what these charges are."""
    low, high = (weak_charge(Hoferichter2020(sin2w=s), 1, 0, "nu_e") for s in (0.2, 0.3))
    assert (high - low) / 0.1 == pytest.approx(-4.0, rel=1e-12)
    assert "electron" in hoferichter2020().label
    assert "confirm" in hoferichter2020().label
