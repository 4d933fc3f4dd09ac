"""NSI: degeneracies, conventions, hermiticity."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nuscat._core.errors import UnknownNameError
from nuscat.electroweak.interactions import NSI

ARGON = {"Z": 18, "N": 22, "F_p": 0.9, "F_n": 0.87}


def weak(Z, N, F_p, F_n, s2=0.23857):
    return (0.5 - 2 * s2) * Z * F_p - 0.5 * N * F_n


@pytest.mark.parametrize(("quark", "factor"), [("u", (2, 1)), ("d", (1, 2))])
@pytest.mark.parametrize(("flavour", "pair"), [("nu_e", "ee"), ("anti_nu_mu", "mumu"), ("nu_tau", "tautau")])
def test_degenerate_solution_reverses_the_amplitude(flavour, pair, quark, factor):
    """ε = −2𝒬/(aZF_p + bNF_n) gives −𝒬, hence the same cross section."""
    q_weak = weak(**ARGON)
    quarks = factor[0] * 18 * 0.9 + factor[1] * 22 * 0.87
    nsi = NSI(**{f"eps_{pair}_{quark}": -2 * q_weak / quarks})
    assert q_weak + nsi.amplitude(30.0, flavour, **ARGON) == pytest.approx(-q_weak, rel=1e-14)
    others = {"nu_e", "nu_mu", "nu_tau"} - {flavour.removeprefix("anti_")}
    assert all(nsi.amplitude(30.0, o, **ARGON) == 0.0 for o in others)


def test_published_position_of_the_second_band():
    """The ε_ee^dV bands of argon at q = 0: zero and (N − εZ)/(Z + 2N) = 0.34, inside the published [0.3, 0.5]."""
    argon = dict(ARGON, F_p=1.0, F_n=1.0)
    second = -2 * weak(**argon) / (18 + 2 * 22)
    assert second == pytest.approx((22 - 18 * (1 - 4 * 0.23857)) / 62, rel=1e-12)
    assert 0.3 < second < 0.5


@given(values=st.lists(st.floats(-3, 3), min_size=12, max_size=12))
def test_matrix_of_amplitudes_is_symmetric_and_sums_to_the_square(values):
    """Tr-free check: row α of 𝒬 gives amplitude and flavour_changing, |row|² = amplitude² + flavour_changing."""
    nsi = NSI(**dict(zip(NSI.parameters, values, strict=True)))
    up, down = (np.array(nsi.matrix(quark)) for quark in "ud")
    np.testing.assert_array_equal(up, up.T)
    full = up * (2 * 18 * 0.9 + 22 * 0.87) + down * (18 * 0.9 + 2 * 22 * 0.87)
    for row, flavour in enumerate(("nu_e", "nu_mu", "nu_tau")):
        diagonal = nsi.amplitude(30.0, flavour, **ARGON)
        changing = nsi.flavour_changing(30.0, flavour, **ARGON)
        assert diagonal == pytest.approx(full[row, row], rel=1e-12, abs=1e-12)
        assert diagonal**2 + changing == pytest.approx(float(full[row] @ full[row]), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("convention", ["half", "no_projector"])
def test_conventions_that_differ_by_two(convention):
    reference = NSI.in_convention("chiral", eps_ee_uL=0.1, eps_ee_uR=0.1, eps_mutau_dL=-0.2, eps_mutau_dR=-0.2)
    assert reference == NSI(eps_ee_u=0.2, eps_mutau_d=-0.4)
    assert NSI.in_convention(convention, eps_ee_u=0.1, eps_mutau_d=-0.2) == reference
    assert NSI.in_convention("vector", eps_ee_u=0.2, eps_mutau_d=-0.4) == reference


def test_left_and_right_cancel_in_the_vector_coupling():
    axial = NSI.in_convention("chiral", eps_mumu_dL=0.3, eps_mumu_dR=-0.3)
    assert axial.amplitude(0.0, "nu_mu", **ARGON) == 0.0


def test_unknown_conventions_and_coefficients():
    with pytest.raises(UnknownNameError, match="chiral"):
        NSI.in_convention("chirall")
    with pytest.raises(UnknownNameError, match="eps_ee_uL"):
        NSI.in_convention("chiral", eps_ee_u=0.1)
    with pytest.raises(UnknownNameError, match="Did you mean eps_ee_u"):
        NSI.in_convention("half", eps_ee_uL=0.1)
    with pytest.raises(UnknownNameError, match="quark"):
        NSI().matrix("s")
