"""Parts of the axial solver: basis, Coulomb potential, local densities, fields, occupations, ⟨P²⟩."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import erf

from nuscat._core.errors import ValidityError
from nuscat.nuclei import nuclide
from nuscat.structure.skyrme.axial._basis import oscillator_basis, oscillator_lengths
from nuscat.structure.skyrme.axial._centre_of_mass import momentum_squared
from nuscat.structure.skyrme.axial._coulomb import coulomb
from nuscat.structure.skyrme.axial._kernels import (
    hamiltonian,
    local_densities,
    pair_density,
    potential_matrix,
    spin_orbit_density,
)
from nuscat.structure.skyrme.axial._observables import _betas, angle_average, radial_grid
from nuscat.structure.skyrme.axial._pairs import bogoliubov, canonical, fill, soft_bcs
from nuscat.structure.skyrme.axial._state import Problem, mean_field_of
from nuscat.structure.skyrme.axial._terms import axial_terms
from nuscat.structure.skyrme.catalogue import force
from nuscat.structure.skyrme.functional import Densities, energy_by_term
from nuscat.structure.skyrme.pairing import pairing_energy

BASIS = oscillator_basis(6, 2.1, 1.8)
ROUND = oscillator_basis(6, 1.7, 1.7)


def _filled(basis, top):
    return [np.diag((b.nz + 2 * b.nr + b.order <= top).astype(float)) for b in basis.blocks]


def test_basis_functions_are_orthonormal_with_oscillator_kinetic_energies():
    M, r = BASIS.weight.size, BASIS.mesh[1]
    for b in BASIS.blocks:
        F, Fr, Fz = (b.stack[:, i * M : (i + 1) * M] for i in range(3))
        for part in (slice(0, b.up), slice(b.up, None)):
            n = b.nz[part].size
            assert F[part] @ F[part].T == pytest.approx(np.eye(n), abs=1e-12)
            swirl = F[part] * (b.order[part, None] / r)
            T = Fr[part] @ Fr[part].T + Fz[part] @ Fz[part].T + swirl @ swirl.T
            exact = (2 * b.nr[part] + b.order[part] + 1) / BASIS.b_r**2 + (b.nz[part] + 0.5) / BASIS.b_z**2
            assert np.diag(T) == pytest.approx(exact, rel=1e-11)


def test_spherical_basis_has_all_states_of_the_shells():
    assert sum(b.size for b in oscillator_basis(14, 1.7, 1.7).blocks) == 15 * 16 * 17 // 6
    b_z, b_r = oscillator_lengths(184, 20.73553, 0.25)
    assert b_z * b_r**2 == pytest.approx(oscillator_lengths(184, 20.73553, 0.0)[0] ** 3)
    assert b_z > b_r


def test_a_mesh_that_is_too_coarse_is_refused():
    with pytest.raises(ValidityError, match="too coarse"):
        oscillator_basis(10, 1.7, 1.7, 8, 20)


def test_laplacian_and_evaluation_are_exact_for_oscillator_densities():
    z, r = BASIS.mesh
    a, c = 1.0 / BASIS.b_z**2, 1.0 / BASIS.b_r**2
    gauss = np.exp(-a * z**2 - c * r**2)
    rho = gauss * z**2 * r**2
    along = 2.0 - 10.0 * a * z**2 + 4.0 * a**2 * z**4
    across = 4.0 - 12.0 * c * r**2 + 4.0 * c**2 * r**4
    assert BASIS.laplacian(rho) == pytest.approx(gauss * (r**2 * along + z**2 * across), abs=1e-11)
    points = np.array([0.3, 2.0]), np.array([1.0, 0.0])
    exact = np.exp(-a * points[0] ** 2 - c * points[1] ** 2) * points[0] ** 2 * points[1] ** 2
    assert BASIS.evaluate(rho, *points) == pytest.approx(exact, abs=1e-12)


def test_coulomb_potential_of_a_gaussian():
    z, r = ROUND.mesh
    distance, b = np.hypot(z, r), ROUND.b_z
    rho = np.exp(-((distance / b) ** 2)) / (math.sqrt(math.pi) * b) ** 3
    assert coulomb(ROUND).potential(rho) == pytest.approx(erf(distance / b) / distance, abs=1e-12)


def test_coulomb_potential_of_a_spheroidal_gaussian():
    # ∫₀^∞ (2/√π) dt exp(−z²t²/(1+a²t²) − …)/(√(1+a²t²)(1+c²t²)), on the axis, by adaptive quadrature
    from scipy.integrate import quad

    a, c = BASIS.b_z, BASIS.b_r
    z, r = BASIS.mesh
    rho = np.exp(-((z / a) ** 2) - (r / c) ** 2) / (math.pi**1.5 * a * c**2)
    V = coulomb(BASIS).potential(rho)
    for i in (0, 7, 40, 100):

        def integrand(t, i=i):
            x, y = 1 + (a * t) ** 2, 1 + (c * t) ** 2
            return 2 / math.sqrt(math.pi) * math.exp(-((z[i] * t) ** 2) / x - (r[i] * t) ** 2 / y) / (math.sqrt(x) * y)

        assert V[i] == pytest.approx(quad(integrand, 0, np.inf, epsabs=1e-12)[0], abs=1e-10)


def test_closed_shells_have_their_particle_numbers_and_no_spin_orbit_density():
    matrices = _filled(ROUND, 2)
    d = local_densities(ROUND, matrices)
    assert ROUND.weight @ d.rho == pytest.approx(20.0, rel=1e-12)
    assert ROUND.weight @ d.tau == pytest.approx((2 * 1.5 + 6 * 2.5 + 12 * 3.5) / ROUND.b_z**2, rel=1e-11)
    assert d.divJ == pytest.approx(0.0, abs=1e-12)
    assert spin_orbit_density(ROUND, matrices) == pytest.approx(0.0, abs=1e-12)


def test_spin_orbit_density_of_p_three_half_orbitals():
    # h = σ·l alone: its eigenstates with eigenvalue +1 in the p shell are p3/2; ρ = 4u²/4πr², σ·l = +1
    basis = ROUND
    M, (z, r) = basis.weight.size, basis.mesh
    matrices = []
    for b in basis.blocks:
        inside = np.nonzero(b.nz + 2 * b.nr + b.order == 1)[0]
        m = np.zeros((b.size, b.size))
        if inside.size:
            # ⟨i|σ·l|j⟩ from the density of |i⟩⟨j| by polarisation
            def form(D, b=b):
                blocks = [D if x is b else np.zeros((x.size, x.size)) for x in basis.blocks]
                return 0.5 * float(basis.weight @ spin_orbit_density(basis, blocks))

            s = np.zeros((inside.size, inside.size))
            for i in range(inside.size):
                for j in range(inside.size):
                    D = np.zeros((b.size, b.size))
                    D[inside[i], inside[j]] += 0.5
                    D[inside[j], inside[i]] += 0.5
                    s[i, j] = form(D)
            values, vectors = np.linalg.eigh(s)
            assert np.all(np.isclose(values, 1.0) | np.isclose(values, -2.0))
            V = vectors[:, np.isclose(values, 1.0)]
            m[np.ix_(inside, inside)] = V @ V.T
        matrices.append(m)
    assert 2 * sum(np.trace(m) for m in matrices) == pytest.approx(4.0)
    d = local_densities(basis, matrices)
    distance, b = np.hypot(z, r), basis.b_z
    radial = 8.0 / (3.0 * math.sqrt(math.pi) * b**5) * distance**2 * np.exp(-((distance / b) ** 2)) / (4.0 * math.pi)
    assert d.rho == pytest.approx(4.0 * radial, abs=1e-13)
    assert spin_orbit_density(basis, matrices) == pytest.approx(4.0 * radial, abs=1e-13)
    # J = Σ C u²/(4πr³) radial; ∇·J = J′ + 2J/r with J = 4 radial/r
    divergence = 4.0 * radial * (3.0 / distance**2 - 2.0 / b**2)
    assert d.divJ == pytest.approx(divergence, abs=1e-12)
    nodes, _ = radial_grid(8.0)
    J = angle_average(basis, spin_orbit_density(basis, matrices), nodes) / nodes
    exact = 32.0 / (3.0 * math.sqrt(math.pi) * b**5) * nodes * np.exp(-((nodes / b) ** 2)) / (4.0 * math.pi)
    assert pytest.approx(exact, abs=1e-13) == J
    assert d.rho.size == M


@pytest.mark.parametrize("top", [0, 1, 2, 3])
def test_centre_of_mass_energy_of_filled_oscillator_shells_is_three_quarters_hbar_omega(top):
    rho = _filled(ROUND, top)
    d = local_densities(ROUND, rho)
    one, full = momentum_squared(ROUND, rho, [0.0 * m for m in rho], d.tau)
    number = 2 * sum(float(np.trace(m)) for m in rho)
    assert full / number * ROUND.b_z**2 == pytest.approx(1.5, rel=1e-12)  # ħω = (ħ²/m)/b², E = (ħ²/2m)⟨P²⟩/A = ¾ħω
    assert one >= full


def test_mean_field_and_gap_matrices_are_the_derivatives_of_the_energy():
    rng = np.random.default_rng(3)
    basis, f = oscillator_basis(5, 2.1, 1.8, 30, 50), force("SLy6")  # fine mesh: products of densities are not exact
    p = Problem(
        nuclide=nuclide("Ne20"),
        force=f,
        pairing=f.pairing,
        scheme="hfb",
        basis=basis,
        terms=axial_terms(f, A=20, coulomb=coulomb(basis)),
    )

    def random(scale):
        out = []
        for b in basis.blocks:
            m = rng.normal(size=(b.size, b.size)) * np.exp(-0.4 * (b.nz + 2 * b.nr + b.order))
            out.append(scale * (m @ m.T) / b.size)
        return out

    def energy(rhos, kappas):
        d = [local_densities(basis, r) for r in rhos]
        chi = np.stack([pair_density(basis, k) for k in kappas])
        rho = np.stack([x.rho for x in d])
        densities = Densities(
            r=np.hypot(*basis.mesh),
            rho=rho,
            gradient=0 * rho,
            laplacian=np.stack([basis.laplacian(x) for x in rho]),
            tau=np.stack([x.tau for x in d]),
            J=0 * rho,
            divJ=np.stack([x.divJ for x in d]),
        )
        total = sum(energy_by_term(p.terms, densities, basis.weight).values())
        return total + pairing_energy(f.pairing, densities.total, chi, basis.weight).sum(), densities, chi

    rhos, kappas = [random(0.6), random(0.5)], [random(0.2), random(0.3)]
    _, densities, chi = energy(rhos, kappas)
    fields, gap = mean_field_of(p, densities, chi)
    for q in (0, 1):
        h = hamiltonian(basis, fields.U[q], fields.B[q], fields.W[q])
        delta = potential_matrix(basis, gap[q])
        direction = random(0.5)
        step = 1e-4

        def along(sign, kind, q=q, direction=direction, step=step):
            moved = [[m + sign * step * x for m, x in zip(kind[q], direction, strict=True)] if i == q else kind[i]
                     for i in (0, 1)]  # fmt: skip
            return energy(moved, kappas)[0] if kind is rhos else energy(rhos, moved)[0]

        slope = (along(1, rhos) - along(-1, rhos)) / (2 * step)
        assert slope == pytest.approx(2 * sum(np.sum(a * x) for a, x in zip(h, direction, strict=True)), rel=1e-6)
        slope = (along(1, kappas) - along(-1, kappas)) / (2 * step)
        assert slope == pytest.approx(-2 * sum(np.sum(a * x) for a, x in zip(delta, direction, strict=True)), rel=1e-6)


def test_bogoliubov_for_single_levels_is_bcs():
    e, gap = np.array([-10.0, -7.0, -6.5, -2.0, 3.0]), np.array([1.0, 1.5, 0.8, 1.2, 0.5])
    h, d = [np.array([[x]]) for x in e], [np.array([[x]]) for x in gap]
    o = bogoliubov(h, d, 5.0, -8.0, cutoff=60.0)
    E = np.sqrt((e - o.fermi) ** 2 + gap**2)
    v2 = 0.5 * (1 - (e - o.fermi) / E)
    assert 2 * v2.sum() == pytest.approx(5.0, abs=1e-8)
    assert [float(m[0, 0]) for m in o.rho] == pytest.approx(v2.tolist(), abs=1e-10)
    assert [float(m[0, 0]) for m in o.kappa] == pytest.approx((gap / (2 * E)).tolist(), abs=1e-10)


def test_bogoliubov_leaves_out_states_above_the_cut_off():
    h, d = [np.diag([-5.0, 30.0, 80.0])], [np.full((3, 3), 0.5) + np.eye(3)]
    o = bogoliubov(h, d, 2.0, -5.0, cutoff=60.0)
    assert o.inside == (2,)
    assert o.number == pytest.approx(2.0, abs=1e-8)


def test_without_gaps_all_schemes_fill_the_lowest_levels():
    h = [np.diag([-20.0, -3.0]), np.diag([-10.0, 5.0])]
    zero = [np.zeros((2, 2))] * 2
    for o in (fill(h, 4.0), bogoliubov(h, zero, 4.0, -8.0, cutoff=60.0)):
        assert np.diag(o.rho[0]) == pytest.approx([1.0, 0.0], abs=1e-12)
        assert np.diag(o.rho[1]) == pytest.approx([1.0, 0.0], abs=1e-12)
    assert -10.0 < fill(h, 4.0).fermi < -3.0
    assert np.diag(fill(h, 5.0).rho[0]) == pytest.approx([1.0, 0.5], abs=1e-12)
    warm = fill(h, 5.0, temperature=0.5)
    assert warm.number == pytest.approx(5.0, abs=1e-9)
    assert warm.rho[0][1, 1] == pytest.approx(0.5, abs=1e-5)


def test_soft_window_holds_the_states_it_is_fitted_to():
    e = np.linspace(-40.0, 40.0, 60)
    h, d = [np.diag(e)], [np.eye(60)]
    number = 30.0
    o = soft_bcs(h, d, number)
    assert o.number == pytest.approx(number, abs=1e-8)
    v2 = np.diag(o.rho[0])
    uv = np.sqrt(np.clip(v2 * (1 - v2), 1e-300, None))
    f = np.where(uv > 1e-6, np.diag(o.kappa[0]) / uv, e < 0)  # χ carries f u v; deep levels are inside
    assert 2 * f.sum() == pytest.approx(number + 1.65 * number ** (2 / 3), rel=1e-5)
    assert v2 == pytest.approx(0.5 * (1 - (e - o.fermi) / np.sqrt((e - o.fermi) ** 2 + f**2)), abs=1e-9)


def test_canonical_states_of_equal_occupation_diagonalise_h():
    rng = np.random.default_rng(1)
    m = rng.normal(size=(4, 4))
    h = m + m.T
    rho = [np.diag([1.0, 1.0, 0.0, 0.0])]
    ((v2, X),) = canonical(rho, [h])
    assert sorted(v2) == pytest.approx([0.0, 0.0, 1.0, 1.0], abs=1e-7)
    rotated = X.T @ h @ X
    assert abs(rotated[0, 1]) < 1e-5
    assert abs(rotated[2, 3]) < 1e-5


def test_deformation_of_a_spheroidal_gaussian():
    z, r = BASIS.mesh
    a, c = BASIS.b_z, BASIS.b_r
    rho = np.exp(-((z / a) ** 2) - (r / c) ** 2)
    b2, b4 = _betas(BASIS.weight, rho, z, r)
    z2, r2 = a * a / 2, c * c
    assert b2 == pytest.approx(math.sqrt(math.pi / 5) * (2 * z2 - r2) / (z2 + r2), rel=1e-12)
    r4Y = 3 / (16 * math.sqrt(math.pi)) * (8 * 0.75 * a**4 - 24 * z2 * r2 + 3 * 2 * c**4)
    assert b4 == pytest.approx(4 * math.pi / 3 * r4Y / (5 / 3 * (z2 + r2)) ** 2, rel=1e-10)
