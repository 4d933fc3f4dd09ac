"""Skyrme parameters: coefficients against the energy density itself, the isospin form, checks of what is given."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest
import sympy as sp

from nuscat._core.errors import ValidityError
from nuscat.constants import alpha, hbarc
from nuscat.structure.skyrme.catalogue import FORCES, force, force_names
from nuscat.structure.skyrme.force import Pairing, SkyrmeForce


def test_unedf1_isospin_couplings() -> None:
    """Kortelainen et al. 2012: optimised couplings as published; C^τ from the masses."""
    f = force("UNEDF1")
    for found, published in (
        (f.C0Drho, -45.135131),
        (f.C1Drho, -145.382168),
        (f.C0nablaJ, -74.026333),
        (f.C1nablaJ, -35.658261),
    ):
        assert found == pytest.approx(published, abs=1e-6)
    assert f.C0J == f.C1J == 0.0


def test_unedf2_tensor_couplings() -> None:
    """Kortelainen et al. 2014: C^J = −54.433, −65.903 MeV fm⁵ for J_μν², of which the vector form is one half."""
    f = force("collected:UNEDF2")
    assert pytest.approx((-54.433, -65.903), abs=1e-3) == (2 * f.C0J, 2 * f.C1J)


@pytest.mark.parametrize("name", [n for n in force_names("collected") if n[0] == "T" and n[1:].isdigit()])
def test_tensor_couplings_of_the_tij_sets(name: str) -> None:
    """Lesinski et al. 2007: α = 60(J − 2), β = 60(I − 2) MeV fm⁵ by design."""
    f = force(f"collected:{name}")
    assert f.alpha_J == pytest.approx(60 * (int(name[2]) - 2), abs=0.01)
    assert f.beta_J == pytest.approx(60 * (int(name[1]) - 2), abs=0.01)


def test_curated_t44_has_the_tensor_couplings() -> None:
    f = force("T44")
    assert (f.alpha_J, f.beta_J) == pytest.approx((120, 120), abs=1e-3)


def test_isospin_form_equals_the_species_form() -> None:
    """The same energy density in ρ_n, ρ_p and in ρ_0, ρ_1, for symbolic densities."""
    f = force("SLy5")
    n, p, tn, tp, gn, gp, gnp, jn, jp, dn, dp, jj = sp.symbols("n p tn tp gn gp gnp jn jp dn dp jj")
    # gradients: gn = (∇ρ_n)², gnp = ∇ρ_n·∇ρ_p; jn = J_n², jj = J_n·J_p; dn = ∇·J_n with densities n, p
    species = (
        f.a1 * (n + p) * (tn + tp)
        + f.b1 * (n * tn + p * tp)
        + f.a2 * (gn + gp + 2 * gnp)
        + f.b2 * (gn + gp)
        + f.a_J * (jn + jp + 2 * jj)
        + f.b_J * (jn + jp)
        - f.b4 * (n + p) * (dn + dp)
        - f.b4p * (n * dn + p * dp)
        + f.t0 / 2 * ((1 + f.x0 / 2) * (n + p) ** 2 - (f.x0 + 0.5) * (n**2 + p**2))
    )
    isospin = (
        f.C0tau * (n + p) * (tn + tp)
        + f.C1tau * (n - p) * (tn - tp)
        - f.C0Drho * (gn + gp + 2 * gnp)  # ρ∇²ρ = −(∇ρ)² under the integral
        - f.C1Drho * (gn + gp - 2 * gnp)
        + f.C0J * (jn + jp + 2 * jj)
        + f.C1J * (jn + jp - 2 * jj)
        + f.C0nablaJ * (n + p) * (dn + dp)
        + f.C1nablaJ * (n - p) * (dn - dp)
        + f.C0rho0 * (n + p) ** 2
        + f.C1rho0 * (n - p) ** 2
    )
    difference = sp.Poly(sp.expand(species - isospin), n, p, tn, tp, gn, gp, gnp, jn, jp, dn, dp, jj)
    assert max(abs(float(c)) for c in difference.coeffs()) < 1e-9


def test_isospin_couplings_of_the_parameters() -> None:
    """The relations of Kortelainen et al. 2010, written out."""
    f = force("SkI4")
    half = sp.Rational(1, 2)
    t1, t2, x1, x2 = (sp.Float(v, 30) for v in (f.t1, f.t2, f.x1, f.x2))
    quarter5 = sp.Rational(5, 4) + x2
    expected = {
        "C0tau": 3 * t1 / 16 + t2 * quarter5 / 4,
        "C1tau": -t1 * (half + x1) / 8 + t2 * (half + x2) / 8,
        "C0Drho": -9 * t1 / 64 + t2 * quarter5 / 16,
        "C1Drho": 3 * t1 * (half + x1) / 32 + t2 * (half + x2) / 32,
        "C0nablaJ": -f.b4 - f.b4p / 2,
        "C1nablaJ": -f.b4p / 2,
        "C1rhoD": -f.t3 * (0.5 + f.x3) / 24,
    }
    for key, value in expected.items():
        assert getattr(f, key) == pytest.approx(float(value), rel=1e-12, abs=1e-12), key


@pytest.mark.parametrize("name", FORCES)
def test_couplings_give_the_parameters_back(name: str) -> None:
    f = force(name)
    again = SkyrmeForce.from_couplings(
        name, **f.couplings, hbar2_2m_n=f.hbar2_2m_n, hbar2_2m_p=f.hbar2_2m_p, cm=f.cm, j2=f.j2
    )
    for key in ("t0", "t1", "t2", "t3", "x0", "x1", "x2", "x3", "alpha", "b4", "b4p"):
        assert getattr(again, key) == pytest.approx(getattr(f, key), rel=1e-9, abs=1e-9), key


def test_couplings_without_parameters_are_refused() -> None:
    couplings = force("SLy4").couplings
    with pytest.raises(ValidityError, match="x3 is not defined"):
        SkyrmeForce.from_couplings(
            "x", **couplings | {"C0rhoD": 0.0}, hbar2_2m_n=20.7, hbar2_2m_p=20.7, cm="none", j2=False
        )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"t0": float("nan")}, "t0"),
        ({"alpha": 0.0}, "alpha"),
        ({"hbar2_2m_p": -20.7}, "hbar2_2m_p"),
        ({"cm": "two-body"}, "2body_posteriori"),
        ({"coulomb_exchange": "exact"}, "slater"),
        ({"j2": 1}, "j2"),
        ({"te": float("inf")}, "te"),
    ],
)
def test_impossible_parameters_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValidityError, match=message):
        replace(force("SLy4"), **change)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"V_n": 300.0}, "repulsive"),
        ({"rho_c": 0.0}, "rho_c"),
        ({"window": "sharp"}, "energy"),
        ({"beta": -1.0}, "beta"),
        ({"cutoff": float("nan")}, "cutoff"),
    ],
)
def test_impossible_pairing_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValidityError, match=message):
        Pairing(**{"V_n": -300.0, "V_p": -300.0} | change)


def test_forces_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        force("SLy4").t0 = 0.0  # type: ignore[misc]


def test_conventions_say_what_defines_the_energy() -> None:
    said = force("SLy4").conventions
    assert "one-body" in said["centre of mass"]
    assert said["ħ²/2m"] == "20.7355 MeV fm²"
    assert "Slater" in said["Coulomb"]
    assert "mixed" in said["pairing"]
    assert "60 MeV" in said["pairing window"]
    assert force("UNEDF1").conventions["pairing projection"] == "Lipkin–Nogami"
    assert "no exchange" in force("SkX").conventions["Coulomb"]
    assert "t_e = 173.661" in force("T44").conventions["J² terms"]
    assert "n 20.7213, p 20.7498" in force("SV-min").conventions["ħ²/2m"]
    assert "not known" in force("collected:MSk7").conventions["notes"]


def test_default_e2_is_alpha_hbarc() -> None:
    assert force("SLy4").e2 == alpha.value * hbarc.value
