"""Tree level: closed form, the guard against sin²θ_W of another scale, and scans that must not warn."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest

from nuscat._core.errors import ValidityError, ValidityWarning
from nuscat.electroweak import Tree, tree, tree_mz, weak_charge


def test_closed_form() -> None:
    """g_p = 1/2 - 2 s², g_n = -1/2."""
    g_p, g_n = tree(sin2w=0.2388).nucleon("nu_tau", 1e4)
    assert g_p == pytest.approx(0.0224, abs=1e-14)
    assert g_n == -0.5


def test_values_in_circulation() -> None:
    """[derived] g_p = 0.0227 belongs to 0.23863; ε = 0.045 of Sharma and Wong to 0.23875."""
    assert round(float(tree(sin2w=0.23863).nucleon("nu_e")[0]), 4) == 0.0227
    assert 2 * float(tree(sin2w=0.23875).nucleon("nu_e")[0]) == pytest.approx(0.045, abs=1e-12)


@pytest.mark.parametrize("value", [0.23122, 0.2312, 0.2349, 0.2234, 0.22305])
def test_other_scales_warn(value: float) -> None:
    """The Z-mass and on-shell values are not what the formula wants."""
    with pytest.warns(ValidityWarning, match="low-energy"):
        tree(sin2w=value)


def test_scans_do_not_warn() -> None:
    """Objects, replacements, arrays and values far from other definitions are silent (a warning is an error here)."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for value in (0.1, 0.2, 0.21, 0.23857, 0.23863, 0.4):
            tree(sin2w=value)
        replace(tree(), sin2w=0.2312)
        tree(sin2w=np.linspace(0.1, 0.4, 7))
        assert tree_mz().sin2w == 0.23122


def test_mz_value_lowers_the_rate() -> None:
    """[published] trap: sin²θ_W at the Z mass lowers the ⁴⁰Ar rate by about 5 %."""
    ratio = weak_charge(tree_mz(), 18, 22, "nu_mu") / weak_charge(tree(), 18, 22, "nu_mu")
    assert ratio**2 == pytest.approx(1 - 0.05, abs=0.003)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.1, 1.2, "0.23", None, True])
def test_bad_input(value: object) -> None:
    """Not a mixing angle."""
    with pytest.raises(ValidityError, match="sin2w"):
        tree(sin2w=value)


def test_uncertainty() -> None:
    """σ_gp = 2 σ, σ_gn = 0."""
    sigma_p, sigma_n = Tree(errors=(("sin2w", 0.001),)).uncertainty("nu_e")
    assert sigma_p == pytest.approx(0.002, rel=1e-12)
    assert sigma_n == 0.0
