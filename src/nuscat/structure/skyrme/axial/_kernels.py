"""Local densities from density matrices and Hamiltonian matrices from local fields: matrix products on the mesh."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ._basis import Basis, Block

__all__ = [
    "LocalDensities",
    "hamiltonian",
    "local_densities",
    "pair_density",
    "potential_matrix",
    "spin_orbit_density",
]

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LocalDensities:
    """Densities of one species on the mesh, each of shape (M,).

    Parameters
    ----------
    rho : array [fm⁻³]
    tau : array [fm⁻⁵]
    divJ : array [fm⁻⁵]
    """

    rho: Vector
    tau: Vector
    divJ: Vector


def _split(block: Block, M: int) -> tuple[Matrix, Matrix, Matrix]:
    return block.stack[:, :M], block.stack[:, M : 2 * M], block.stack[:, 2 * M :]


def _dot(a: Matrix, b: Matrix) -> Vector:
    out: Vector = np.einsum("ij,ij->j", a, b)
    return out


def local_densities(basis: Basis, matrices: list[Matrix]) -> LocalDensities:
    r"""ρ, τ and ∇·J of time-reversal symmetric density matrices, one per block, Ω > 0 only.

    .. math::
        \nabla\cdot J = 4\sum v^2\Big[\partial_r\psi^+\partial_z\psi^- - \partial_r\psi^-\partial_z\psi^+
        + \tfrac{\Omega-1/2}{r}\psi^+(\partial_r\psi^+-\partial_z\psi^-)
        - \tfrac{\Omega+1/2}{r}\psi^-(\partial_r\psi^-+\partial_z\psi^+)\Big]

    Parameters
    ----------
    basis : Basis
    matrices : list of array, shapes (n, n) [1]
        Σ v²|a⟩⟨a| over Ω > 0; the time-reversed half is implied.

    Returns
    -------
    LocalDensities

    Sources
    -------
    Vautherin:1973zz. Checked: particle number, kinetic energy, and J of spherical orbitals.
    """
    M = basis.weight.size
    inverse_r = 1.0 / basis.mesh[1]
    rho, tau, div = np.zeros(M), np.zeros(M), np.zeros(M)
    for block, R in zip(basis.blocks, matrices, strict=True):
        u = block.up
        below = (block.twice_omega - 1) / 2 * inverse_r
        above = (block.twice_omega + 1) / 2 * inverse_r
        F, Fr, Fz = _split(block, M)
        for part, lam, sign in ((slice(0, u), below, 1.0), (slice(u, None), above, -1.0)):
            if F[part].shape[0] == 0:
                continue
            Y = R[part, part] @ block.stack[part]
            here = _dot(F[part], Y[:, :M])
            rho += here
            tau += lam**2 * here + _dot(Fr[part], Y[:, M : 2 * M]) + _dot(Fz[part], Y[:, 2 * M :])
            div += 2.0 * sign * lam * _dot(F[part], Y[:, M : 2 * M])
        if 0 < u < block.size:
            Y = R[:u, u:] @ block.stack[u:]
            Yz = Y[:, 2 * M :]
            div += 2.0 * (_dot(Fr[:u], Yz) - _dot(Fz[:u], Y[:, M : 2 * M]))
            div -= 2.0 * (below * _dot(F[:u], Yz) + above * _dot(Fz[:u], Y[:, :M]))
    scale = 2.0 / basis.weight
    return LocalDensities(rho * scale, tau * scale, div * scale)


def pair_density(basis: Basis, matrices: list[Matrix]) -> Vector:
    """χ = Σ over all states of u v |φ|² [fm⁻³] of pairing matrices (Ω > 0), shape (M,)."""
    M = basis.weight.size
    chi = np.zeros(M)
    for block, K in zip(basis.blocks, matrices, strict=True):
        F = block.stack[:, :M]
        for part in (slice(0, block.up), slice(block.up, None)):
            if F[part].shape[0]:
                chi += _dot(F[part], K[part, part] @ F[part])
    return 2.0 * chi / basis.weight


def spin_orbit_density(basis: Basis, matrices: list[Matrix]) -> Vector:
    r"""Expectation density of σ·l [fm⁻³] on the mesh, shape (M,); r·J of the vector spin–orbit density.

    .. math::
        \psi^\dagger\sigma\cdot l\,\psi = \Lambda^-\psi^{+2}-\Lambda^+\psi^{-2} + \psi^+\ell_-\psi^-
        + \psi^-\ell_+\psi^+

    with :math:`\ell_- = r\partial_z - z\partial_r - z\Lambda^+/r` and :math:`\ell_+ = z\partial_r - r\partial_z -
    z\Lambda^-/r`. Checked: (j(j+1) − l(l+1) − ¾) times the density for spherical orbitals.
    """
    M = basis.weight.size
    z, r = basis.mesh
    out = np.zeros(M)
    for block, R in zip(basis.blocks, matrices, strict=True):
        u = block.up
        below, above = (block.twice_omega - 1) / 2, (block.twice_omega + 1) / 2
        F, Fr, Fz = _split(block, M)
        if u:
            out += below * _dot(F[:u], R[:u, :u] @ F[:u])
        if u < block.size:
            out -= above * _dot(F[u:], R[u:, u:] @ F[u:])
        if 0 < u < block.size:
            Y = R[:u, u:] @ block.stack[u:]
            out += r * _dot(F[:u], Y[:, 2 * M :]) - z * _dot(F[:u], Y[:, M : 2 * M])
            out -= z / r * (above + below) * _dot(F[:u], Y[:, :M])
            out += z * _dot(Fr[:u], Y[:, :M]) - r * _dot(Fz[:u], Y[:, :M])
    return 2.0 * out / basis.weight


def hamiltonian(basis: Basis, U: Vector, B: Vector, S: Vector) -> list[Matrix]:
    r"""Matrices of −∇·B∇ + U and the spin–orbit field, one per block [MeV].

    .. math:: h_{ij} = \int\big[B\nabla\varphi_i\cdot\nabla\varphi_j + U\varphi_i\varphi_j - S\,D_{ij}\big]d^3r

    with D the bilinear form of ∇·J and S = b₄ρ + b₄′ρ_q.

    Parameters
    ----------
    basis : Basis
    U : array, shape (M,) [MeV]
    B : array, shape (M,) [MeV fm²]
    S : array, shape (M,) [MeV fm²]

    Returns
    -------
    list of array, shapes (n, n) [MeV]
    """
    M = basis.weight.size
    inverse_r = 1.0 / basis.mesh[1]
    out = []
    for block in basis.blocks:
        u, n = block.up, block.size
        below = (block.twice_omega - 1) / 2 * inverse_r
        above = (block.twice_omega + 1) / 2 * inverse_r
        F, Fr, Fz = _split(block, M)
        h = np.empty((n, n))
        for part, lam, sign in ((slice(0, u), below, 1.0), (slice(u, None), above, -1.0)):
            if F[part].shape[0] == 0:
                continue
            c = sign * lam * S
            weighted = np.concatenate(
                [(U + B * lam**2) * F[part] - c * Fr[part], B * Fr[part] - c * F[part], B * Fz[part]], axis=1
            )
            h[part, part] = block.stack[part] @ weighted.T
        if 0 < u < n:
            weighted = np.concatenate([below * S * Fz[u:], -S * Fz[u:], S * (Fr[u:] + above * F[u:])], axis=1)
            h[:u, u:] = block.stack[:u] @ weighted.T
            h[u:, :u] = h[:u, u:].T
        out.append(0.5 * (h + h.T))
    return out


def potential_matrix(basis: Basis, V: Vector) -> list[Matrix]:
    """Matrices of a local, spin-independent potential V(z, r), shape (M,), one per block [unit of V]."""
    M = basis.weight.size
    out = []
    for block in basis.blocks:
        F = block.stack[:, :M]
        m = np.zeros((block.size, block.size))
        for part in (slice(0, block.up), slice(block.up, None)):
            if F[part].shape[0]:
                m[part, part] = (F[part] * V) @ F[part].T
        out.append(m)
    return out
