"""Axially deformed mean fields: HFBTHO in equal bases, the spherical solver, minima of deformation."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def page(script):
    return script("axial_reference")


def _same(s, *, energy, r_n, r_p, beta2, pairing, tolerance=0.02, share=0.1):
    assert s.energy == pytest.approx(energy, abs=tolerance)
    assert (s.r_n, s.r_p) == pytest.approx((r_n, r_p), abs=2e-4)
    d = s.deformation
    assert (d.beta2, d.beta2_n, d.beta2_p) == pytest.approx(beta2, abs=1e-3)
    assert (s.terms["pairing neutron"], s.terms["pairing proton"]) == pytest.approx(pairing, abs=share)


def test_argon(page):
    _same(
        page.hfbtho("Ar40"), energy=-346.953, r_n=3.4219, r_p=3.3468, beta2=(0.0, 0.0, 0.0), pairing=(-9.28, -6.68)
    )  # fmt: skip


@pytest.mark.slow  # 10 to 20 s
def test_tungsten(page):
    """Its basis deformation is not recorded; 0.25 is assumed."""
    _same(
        page.hfbtho("W184"), energy=-1464.546, r_n=5.4827, r_p=5.3434, beta2=(0.237, 0.234, 0.242),
        pairing=(-12.12, -7.06),
    )  # fmt: skip


@pytest.mark.slow  # 16 shells
def test_lead(page):
    _same(
        page.hfbtho("Pb208"), energy=-1634.453, r_n=5.6198, r_p=5.4594, beta2=(0.0, 0.0, 0.0), pairing=(0.0, 0.0)
    )  # fmt: skip


def test_calcium_approaches_the_spherical_solver_from_above(page):
    found = page.truncation("Ca40")
    energies = [row[0] for row in found.values()]
    assert all(e > 0 for e in energies)
    assert energies == sorted(energies, reverse=True)
    assert energies[-2] < 0.15  # 14 shells
    assert found[14][1:] == pytest.approx((0.0, 0.0), abs=3e-3)


@pytest.mark.slow
def test_lead_has_the_truncation_error_of_oscillator_bases(page):
    """+1.2 MeV and 0.002 fm with 16 shells of HFBTHO; more with 14."""
    found = page.truncation("Pb208")
    assert 1.0 < found[14][0] < 4.0
    assert found[14][1:] == pytest.approx((0.0, 0.0), abs=6e-3)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SkM*", "SLy6", "SV-min", "UNEDF1"])
def test_minima(page, name):
    """¹⁸⁴W is prolate with β₂ ≈ 0.24; ⁷⁶Ge, I and Cs are soft: every stationary state within 3 MeV."""
    (label, beta, energy), *others = page.minima("W184", name)
    assert (label, energy) == ("prolate", 0.0)
    assert beta == pytest.approx(0.24, abs=0.04)
    assert all(x > 0.3 for *_, x in others)
    for nuclide in ("Ge76", "I127", "Cs133"):
        rows = page.minima(nuclide, name)
        assert rows[0][2] == 0.0
        assert all(0.0 <= x < 3.0 for *_, x in rows), nuclide
        assert abs(rows[0][1]) < 0.25, nuclide
