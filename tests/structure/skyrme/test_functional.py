"""Terms of the functional: closed forms for Gaussian densities, variation against finite differences, scaling."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from nuscat.structure.skyrme.basis import bessel_basis
from nuscat.structure.skyrme.catalogue import FORCES, force
from nuscat.structure.skyrme.functional import (
    CoulombDirect,
    CoulombExchange,
    Densities,
    Gradient,
    Kinetic,
    Term,
    energy_by_term,
    mean_fields,
    skyrme_terms,
    virial,
)

BASIS = bessel_basis(18.0, 16, 0)
TERMS = skyrme_terms(replace(force("T44"), coulomb_exchange="slater"), A=40, green=BASIS.green)


def gaussian(number: float, width: float, r: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Density, slope and Laplacian of `number` particles."""
    rho = number * np.exp(-((r / width) ** 2)) / (math.pi * width**2) ** 1.5
    return rho, -2 * r / width**2 * rho, (4 * r**2 / width**4 - 6 / width**2) * rho


def densities(scale: float = 1.0, **shift: float) -> Densities:
    """Smooth densities that are no solution of anything; `shift` moves one of them along a fixed direction."""
    r = BASIS.r
    columns = [gaussian(22.0, 2.6 / scale, r), gaussian(18.0, 2.4 / scale, r)]
    bump = gaussian(1.0, 1.7, r)
    rho, gradient, laplacian = (
        np.stack([c[i] + shift.get(f"rho{q}", 0.0) * bump[i] for q, c in enumerate(columns)]) for i in range(3)
    )
    width = 2.2 / scale
    tau, J, divJ = np.empty_like(rho), np.empty_like(rho), np.empty_like(rho)
    for q, (t, j) in enumerate(((0.9, 0.03), (0.8, -0.02))):
        tau[q] = (t + shift.get(f"tau{q}", 0.0)) * scale**5 * columns[q][0] / scale**3
        g = (j + shift.get(f"J{q}", 0.0)) * scale**4 * np.exp(-((r / width) ** 2))
        J[q] = g * r * scale
        divJ[q] = g * scale * (3.0 - 2.0 * r**2 / width**2)
    return Densities(r=r, rho=rho, gradient=gradient, laplacian=laplacian, tau=tau, J=J, divJ=divJ)


def energy(term: Term, d: Densities) -> float:
    return float(BASIS.volume @ term.energy_density(d))


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name)
@pytest.mark.parametrize("what", ["rho0", "rho1", "tau0", "tau1", "J0", "J1"])
def test_fields_are_the_variation_of_the_energy(term: Term, what: str) -> None:
    step = 1e-3
    plus, minus = densities(**{what: step}), densities(**{what: -step})
    d = densities()
    q, kind = int(what[-1]), what[:-1]
    field = getattr(term.fields(d), {"rho": "U", "tau": "B", "J": "W"}[kind])[q]
    change = (getattr(plus, kind)[q] - getattr(minus, kind)[q]) / (2 * step)
    slope = (energy(term, plus) - energy(term, minus)) / (2 * step)
    assert slope == pytest.approx(float(BASIS.volume @ (field * change)), rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name)
def test_scaling_and_degree(term: Term) -> None:
    one, two = energy(term, densities()), energy(term, densities(scale=1.1))
    assert two / one == pytest.approx(1.1**term.scaling, rel=1e-9)
    d, f = densities(), term.fields(densities())
    product = float(((f.U * d.rho + f.B * d.tau + f.W * d.J) @ BASIS.volume).sum())
    assert product == pytest.approx(term.degree * one, rel=1e-9)


def test_closed_forms_of_a_gaussian() -> None:
    Z, a, e2 = 18.0, 2.4, 1.44
    d = densities()
    assert energy(CoulombDirect(e2, BASIS.green), d) == pytest.approx(
        Z**2 * e2 / (math.sqrt(2 * math.pi) * a), rel=1e-10
    )
    integral = Z ** (4 / 3) / (math.pi * a**2) ** 2 * (0.75 * math.pi * a**2) ** 1.5
    assert energy(CoulombExchange(e2), d) == pytest.approx(-0.75 * (3 / math.pi) ** (1 / 3) * e2 * integral, rel=1e-10)
    square = Z**2 / (2 * math.pi * a**2) ** 1.5
    assert energy(Gradient(0.0, 1.0), replace(d, gradient=d.gradient * [[0.0], [1.0]])) == pytest.approx(
        3 / a**2 * square, rel=1e-10
    )
    contact = TERMS[1]
    only_protons = replace(d, rho=d.rho * [[0.0], [1.0]])
    t = force("T44")
    expected = 0.5 * t.t0 * ((1 + t.x0 / 2) - (t.x0 + 0.5)) * square
    assert energy(contact, only_protons) == pytest.approx(expected, rel=1e-10)


def test_one_body_correction_is_in_the_kinetic_term() -> None:
    t44 = force("T44")
    assert TERMS[0] == Kinetic(t44.hbar2_2m_n * (1 - 1 / 40), t44.hbar2_2m_p * (1 - 1 / 40))
    assert skyrme_terms(force("SkI3"), A=40)[0] == Kinetic(20.7525, 20.7525)


@pytest.mark.parametrize("name", FORCES)
def test_terms_of_every_force(name: str) -> None:
    f = force(name)
    names = [t.name for t in skyrme_terms(f, A=40, green=BASIS.green)]
    assert ("J2" in names) == (f.j2 or bool(f.te or f.to))
    assert ("Coulomb exchange" in names) == (f.coulomb_exchange == "slater")
    assert "Coulomb direct" not in [t.name for t in skyrme_terms(f, A=40)]


def test_sums() -> None:
    d = densities()
    energies = energy_by_term(TERMS, d, BASIS.volume)
    assert list(energies) == [t.name for t in TERMS]
    assert virial(TERMS, energies) == pytest.approx(sum(t.scaling * energy(t, d) for t in TERMS))
    fields = mean_fields(TERMS, d)
    np.testing.assert_allclose(fields.U, sum(t.fields(d).U for t in TERMS))


def test_vanishing_density_gives_finite_fields() -> None:
    d = densities()
    empty = replace(d, rho=np.zeros_like(d.rho), gradient=np.zeros_like(d.rho), laplacian=np.zeros_like(d.rho))
    fields = mean_fields(TERMS, empty)
    assert np.all(np.isfinite(fields.U))
    assert np.all(np.isfinite(fields.W))


class _ThreeBody:
    """ρ²τ: a term of another kind, as a momentum-dependent three-body force has."""

    name = "three-body"
    scaling = 8.0
    degree = 3.0

    def energy_density(self, d: Densities) -> np.ndarray:
        return d.total**2 * d.tau.sum(0)

    def fields(self, d: Densities):
        from nuscat.structure.skyrme.functional import Fields

        zero = np.zeros_like(d.rho)
        return Fields(zero + 2 * d.total * d.tau.sum(0), zero + d.total**2, zero)


def test_another_term_can_be_added() -> None:
    term = _ThreeBody()
    assert isinstance(term, Term)
    test_scaling_and_degree(term)
    test_fields_are_the_variation_of_the_energy(term, "rho1")
    assert energy_by_term((*TERMS, term), densities(), BASIS.volume)["three-body"] > 0
