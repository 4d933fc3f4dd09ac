"""Spherical Bessel functions, their zeros, the basis of a box and its Coulomb matrix."""

# ruff: noqa: E741 - l is the orbital angular momentum

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import erf, spherical_jn

from nuscat._core.errors import ValidityError
from nuscat._core.quadrature import legendre_rule
from nuscat.structure.skyrme._bessel import bessel_pair, bessel_zeros, cumulative_matrix
from nuscat.structure.skyrme._radial import blocks, densities_of, hamiltonian
from nuscat.structure.skyrme.basis import bessel_basis
from nuscat.structure.skyrme.functional import Fields


@pytest.mark.parametrize("l", [0, 1, 2, 5, 9, 16])
def test_bessel_functions_against_scipy(l: int) -> None:
    x = np.concatenate([np.linspace(0.0, 3.0, 301), np.linspace(3.0, 110.0, 3001)])
    low, high = bessel_pair(l, x)
    np.testing.assert_allclose(low, spherical_jn(l, x), atol=1e-12)
    np.testing.assert_allclose(high, spherical_jn(l + 1, x), atol=1e-12)


def test_zeros() -> None:
    zeros = bessel_zeros(8, 30)
    np.testing.assert_allclose(zeros[0], math.pi * np.arange(1, 31), rtol=1e-14)
    for l in range(9):
        assert np.max(np.abs(spherical_jn(l, zeros[l]))) < 1e-14
        grid = np.linspace(l + 0.5, zeros[l, -1] + 0.5, 20001)
        assert np.count_nonzero(np.diff(np.sign(spherical_jn(l, grid)))) == 30


def test_cumulative_integrals_of_polynomials() -> None:
    x, _ = legendre_rule(9)
    S = cumulative_matrix(9)
    for n in range(9):
        np.testing.assert_allclose(S @ x**n, (x ** (n + 1) - (-1.0) ** (n + 1)) / (n + 1), atol=1e-13)


@pytest.mark.parametrize("size", [12, 26, 45])
def test_orthonormal_with_kinetic_energy_k2(size: int) -> None:
    basis = bessel_basis(16.0, size, 7)
    w = (basis.weights * basis.r**2)[:, None]
    for l in range(8):
        f, g = basis.values[l], basis.slopes[l]
        np.testing.assert_allclose(f.T @ (f * w), np.eye(size), atol=1e-10)
        kinetic = g.T @ (g * w) + l * (l + 1) * f.T @ (f * basis.weights[:, None])
        np.testing.assert_allclose(kinetic, np.diag(basis.k2[l]), atol=1e-8)


def test_coulomb_potential_of_a_gaussian() -> None:
    basis = bessel_basis(16.0, 20, 0)
    rho = np.exp(-((basis.r / 2.5) ** 2)) / (math.pi * 6.25) ** 1.5
    np.testing.assert_allclose(basis.green @ rho, erf(basis.r / 2.5) / basis.r, atol=1e-13)


def test_oscillator_levels() -> None:
    hbar2_2m, b = 20.735, 1.9
    hw = 2 * hbar2_2m / b**2
    block = blocks(16.0, 26, 6)
    r = block.basis.r
    U = np.tile(0.5 * hw * (r / b) ** 2, (2, 1))
    eps = np.linalg.eigvalsh(hamiltonian(block, Fields(U, np.full_like(U, hbar2_2m), np.zeros_like(U))))
    for m, l in enumerate(block.l):
        for n in range(3):
            assert eps[0, m, n] == pytest.approx((2 * n + l + 1.5) * hw, abs=2e-6)


def test_spin_orbit_splits_by_the_coupling() -> None:
    block = blocks(14.0, 22, 3)
    r = block.basis.r
    U, B = np.tile(0.1 * r**2, (2, 1)), np.full((2, r.size), 20.0)
    plain = np.linalg.eigvalsh(hamiltonian(block, Fields(U, B, np.zeros_like(U))))[0, :, 0]
    split = np.linalg.eigvalsh(hamiltonian(block, Fields(U, B, 0.3 * np.tile(r, (2, 1)))))[0, :, 0]
    np.testing.assert_allclose(split - plain, 0.3 * block.coupling, atol=1e-9)
    j, l = 0.5 * block.twoj, block.l
    np.testing.assert_allclose(block.coupling, j * (j + 1) - l * (l + 1) - 0.75)


def test_derivatives_of_densities() -> None:
    """∇²ρ and ∇·J of a random set of orbitals against derivatives of interpolating polynomials."""
    block = blocks(14.0, 16, 3)
    rng = np.random.default_rng(1)
    shape = (2, block.l.size, 16, 2)
    states = rng.normal(size=shape) * np.exp(-0.5 * np.arange(16))[:, None]
    d = densities_of(block, states, rng.uniform(0.5, 2.0, size=(2, block.l.size, 2)))
    r = block.basis.r
    panel = slice(32, 48)
    x = (r[panel] - r[panel].mean()) / np.ptp(r[panel])
    for q in range(2):
        rho = np.polynomial.Chebyshev.fit(x, d.rho[q, panel], 15).deriv(1)(x) / np.ptp(r[panel])
        np.testing.assert_allclose(d.gradient[q, panel], rho, atol=2e-7 * np.abs(rho).max())
        second = np.polynomial.Chebyshev.fit(x, d.rho[q, panel], 15).deriv(2)(x) / np.ptp(r[panel]) ** 2
        inner = slice(3, 13)
        np.testing.assert_allclose(
            d.laplacian[q, panel][inner],
            (second + 2 * rho / r[panel])[inner],
            atol=1e-5 * np.abs(d.laplacian[q, panel]).max(),
        )
        slope = np.polynomial.Chebyshev.fit(x, d.J[q, panel], 15).deriv(1)(x) / np.ptp(r[panel])
        expected = slope + 2 * d.J[q, panel] / r[panel]
        np.testing.assert_allclose(d.divJ[q, panel], expected, atol=1e-6 * np.abs(expected).max())


def test_bad_boxes() -> None:
    with pytest.raises(ValidityError, match="box radius"):
        bessel_basis(-1.0, 20, 3)
    with pytest.raises(ValidityError, match="at least 4 functions"):
        bessel_basis(10.0, 2, 3)
