"""Centre-of-mass energy: oscillator shells in closed form, values for SLy4 orbitals, spin factors."""

# ruff: noqa: E741 - l is the orbital angular momentum

from __future__ import annotations

import numpy as np
import pytest

from nuscat.nuclei import nuclide
from nuscat.structure.angular import wigner_6j
from nuscat.structure.skyrme import force, solve
from nuscat.structure.skyrme._radial import blocks, hamiltonian
from nuscat.structure.skyrme.centre_of_mass import exchange_weight, momentum_squared
from nuscat.structure.skyrme.functional import Fields
from nuscat.structure.skyrme.spherical import iterate, problem


@pytest.mark.parametrize("l_a", range(6))
@pytest.mark.parametrize("l_b", range(6))
def test_spin_factor_is_the_6j_symbol(l_a: int, l_b: int) -> None:
    for ja in (2 * l_a - 1, 2 * l_a + 1):
        for jb in (2 * l_b - 1, 2 * l_b + 1):
            if min(ja, jb) < 0 or l_a == l_b:
                continue
            six = float(wigner_6j(2 * l_a, ja, 1, jb, 2 * l_b, 2))
            assert exchange_weight(l_a, ja, l_b, jb) == pytest.approx((ja + 1) * (jb + 1) * six**2, abs=1e-13)


@pytest.mark.parametrize("shells", [1, 2, 3, 4])
def test_filled_oscillator_shells_give_three_quarters_of_the_quantum(shells: int) -> None:
    """⟨P²⟩/2mA of n and p together is ¾ħω, for each closed shell, whatever its number of nucleons."""
    hbar2_2m, b = 20.735, 1.8
    hw = 2 * hbar2_2m / b**2
    block = blocks(15.0, 28, 4)
    r = block.basis.r
    U = np.tile(0.5 * hw * (r / b) ** 2, (2, 1))
    eps, vectors = np.linalg.eigh(hamiltonian(block, Fields(U, np.full_like(U, hbar2_2m), np.zeros_like(U))))
    m, n = np.nonzero(eps[0] < (shells + 0.9) * hw)
    assert len(m) > 0
    both = np.einsum("snk,sk->sn", block.ket[block.l[m]], vectors[0, m, :, n])
    number = float((block.twoj[m] + 1).sum())
    one, full = momentum_squared(
        r, block.basis.weights, block.l[m], block.twoj[m], np.ones(len(m)), both[:, r.size :], both[:, : r.size]
    )
    assert hbar2_2m * full / number == pytest.approx(0.75 * hw, rel=1e-6)
    assert one >= full


@pytest.mark.parametrize(
    ("name", "one", "full"),
    [("O16", 14.805, 9.591), ("Ca40", 16.283, 8.061), ("Zr90", 17.975, 7.036), ("Sn132", 18.676, 6.496)],
)
def test_sly4_orbitals(name: str, one: float, full: float) -> None:
    f = force("SLy4")
    p = problem(nuclide(name), f, None, "none", None, None)
    c = iterate(p)
    b, o = p.blocks, c.orbitals
    total = np.zeros(2)
    for q in range(2):
        m, n = np.nonzero(o.v2[q] > 1e-10)
        both = np.einsum("snk,sk->sn", b.ket[b.l[m]], o.states[q, m, :, n])
        k = b.basis.r.size
        total += momentum_squared(
            b.basis.r, b.basis.weights, b.l[m], b.twoj[m], o.v2[q][m, n], both[:, k:], both[:, :k]
        )
    total *= f.hbar2_2m_n / p.nuclide.A
    assert total[0] == pytest.approx(one, abs=1.5e-3)
    assert total[1] == pytest.approx(full, abs=1.5e-3)


def test_prescriptions() -> None:
    from dataclasses import replace

    f = replace(force("SkI3"), pairing=None)
    posteriori, none = (solve("O16", replace(f, cm=cm), cache=False) for cm in ("2body_posteriori", "none"))
    assert posteriori.energy - posteriori.terms["centre of mass"] == pytest.approx(none.energy, abs=1e-9)
    assert posteriori.r_p == none.r_p
    variational = solve("O16", replace(f, cm="2body_variational"), cache=False)
    assert variational.energy == pytest.approx(posteriori.energy, abs=1e-9)
    assert "after the variation" in variational.conventions["centre of mass"]
    assert "Bender:2000zz" in posteriori.cite


def test_pairing_adds_the_anomalous_part() -> None:
    r, w = np.polynomial.legendre.leggauss(60)
    r, w = 6.0 * (r + 1.0), 6.0 * w
    f = np.stack([np.exp(-(r**2) / 4), r * np.exp(-(r**2) / 4)])
    f /= np.sqrt((f**2) @ (w * r**2))[:, None]
    slope = np.stack([-0.5 * r * f[0], (1 / r - 0.5 * r) * f[1]])
    l, twoj = np.array([0, 1]), np.array([1, 3])
    v2 = np.array([0.7, 0.4])
    args = (r, w, l, twoj, v2, f, slope)
    one, paired = momentum_squared(*args, paired=True)
    again, plain = momentum_squared(*args)
    assert one == again
    v, u = np.sqrt(v2), np.sqrt(1 - v2)
    pair = 2 * v[0] * v[1] * u[0] * u[1]
    normal = 2 * v2[0] * v2[1]
    assert (one - paired) / (one - plain) == pytest.approx((pair + normal) / normal)
