"""The pair of couplings of the Review of Particle Physics since 2014."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nuscat.electroweak import erler_su, pdg


def test_printed_pair() -> None:
    """[published] g_p = 0.0298, g_n = -0.5117, for every flavour."""
    for flavour in ("nu_e", "anti_nu_mu", "nu_tau"):
        g_p, g_n = pdg().nucleon(flavour)
        assert round(float(g_p), 4) == 0.0298
        assert round(float(g_n), 4) == -0.5117


def test_is_the_muon_pair() -> None:
    """Same ŝ²(0), same inputs: the ν_μ pair of the one-loop formula, also when inputs are replaced."""
    assert pdg(0.24).nucleon("nu_e", 100.0) == erler_su(0.24).nucleon("nu_mu", 100.0)
    changed = replace(erler_su(), rho=1.01)
    assert replace(pdg(0.24), one_loop=changed).nucleon("nu_e") == replace(changed, sin2w=0.24).nucleon("nu_mu")


def test_uncertainty() -> None:
    """ŝ²(0) = 0.23867(16) gives σ_gp = 0.00032."""
    assert pdg().uncertainty("nu_e")[0] == pytest.approx(2 * 1.00063 * 0.00016, rel=1e-3)
