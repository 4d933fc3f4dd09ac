"""Blocks of given l and j: Hamiltonian matrices, orbitals on the grid and the densities of a set of orbitals."""

# ruff: noqa: E741 - l is the orbital angular momentum

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .basis import BesselBasis, bessel_basis
from .functional import Densities, Fields

__all__ = ["Blocks", "blocks", "densities_of", "hamiltonian", "local_matrix"]

Vector = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Blocks:
    """The (l, j) blocks of a basis with what their matrices need.

    Parameters
    ----------
    basis : BesselBasis
    l, twoj : array of int, shape (m,)
    coupling : array, shape (m,) [1]
        C_lj = j(j+1) − l(l+1) − ¾.
    degeneracy : array, shape (m,) [1]
        2j + 1.
    bra, ket : array, shape (l_max + 1, size, 2n), (l_max + 1, 2n, size)
        f and f′ stacked.
    values_t : array, shape (l_max + 1, size, n)
    tables : array, shape (m, 3n, size)
        f′, f and k²f of every block, stacked.
    volume : array, shape (n,) [fm³]
        r² dr on the nodes (no 4π).
    """

    basis: BesselBasis
    l: NDArray[np.int_]
    twoj: NDArray[np.int_]
    coupling: Vector
    degeneracy: Vector
    bra: Vector
    ket: Vector
    values_t: Vector
    tables: Vector
    volume: Vector


@lru_cache(maxsize=8)
def blocks(box: float, size: int, l_max: int) -> Blocks:
    """Blocks of the basis of a box [fm], made once."""
    basis = bessel_basis(box, size, l_max)
    labels = [(l, twoj) for l in range(l_max + 1) for twoj in (2 * l + 1, 2 * l - 1) if twoj > 0]
    l = np.array([a for a, _ in labels])
    twoj = np.array([b for _, b in labels])
    ket = np.concatenate([basis.slopes, basis.values], axis=1)
    return Blocks(
        basis=basis,
        l=l,
        twoj=twoj,
        coupling=np.where(twoj > 2 * l, l, -l - 1).astype(float),
        degeneracy=twoj + 1.0,
        bra=np.ascontiguousarray(ket.swapaxes(1, 2)),
        ket=ket,
        values_t=np.ascontiguousarray(basis.values.swapaxes(1, 2)),
        tables=np.concatenate([ket, basis.values * basis.k2[:, None, :]], axis=1)[l],
        volume=basis.weights * basis.r**2,
    )


def hamiltonian(b: Blocks, fields: Fields) -> Vector:
    r"""Matrices of the single-particle Hamiltonian [MeV], shape (2, m, size, size).

    .. math::
        H_{nn'} = \int r^2dr\,\Big[B f_n'f_{n'}' + \big(B\tfrac{l(l+1)}{r^2} + U + \tfrac{W}{r}C_{lj}\big)f_nf_{n'}\Big]
    """
    r = b.basis.r
    l = np.arange(b.basis.l_max + 1)[:, None]
    n = r.size
    weight = np.empty((2, l.size, 2 * n))
    weight[:, :, :n] = (fields.B * b.volume)[:, None]
    weight[:, :, n:] = (fields.U * b.volume)[:, None] + (fields.B * b.basis.weights)[:, None] * (l * (l + 1.0))
    central = (b.bra * weight[:, :, None, :]) @ b.ket
    spin = (b.values_t * (fields.W * b.basis.weights * r)[:, None, None, :]) @ b.basis.values
    out: Vector = central[:, b.l] + b.coupling[:, None, None] * spin[:, b.l]
    return out


def local_matrix(b: Blocks, potential: Vector) -> Vector:
    """Matrices of a local potential [its unit], shape (2, l_max + 1, size, size), of `potential` (2, n)."""
    out: Vector = (b.values_t * (potential * b.volume)[:, None, None, :]) @ b.basis.values
    return out


def densities_of(b: Blocks, states: Vector, weight: Vector) -> Densities:
    r"""Densities [fm⁻³, fm⁻⁴, fm⁻⁵] of orbitals with given numbers of particles.

    .. math::
        \rho = \sum_a \tfrac{n_a}{4\pi}f_a^2,\quad
        \tau = \sum_a \tfrac{n_a}{4\pi}\big[f_a'^2+\tfrac{l(l+1)}{r^2}f_a^2\big],
        \quad J = \sum_a \tfrac{n_a}{4\pi}C_{lj}\tfrac{f_a^2}{r},\quad
        \nabla^2\rho = 2\tau - \sum_a \tfrac{n_a}{2\pi}f_a\,(k^2f)_a

    Parameters
    ----------
    b : Blocks
    states : array, shape (2, m, size, s) [1]
        Expansion coefficients.
    weight : array, shape (2, m, s) [1]
        Particles n_a in each orbital.

    Sources
    -------
    Vautherin:1971aw. Checked: norms; ∇²ρ and ∇·J against finite differences.
    """
    basis = b.basis
    r = basis.r
    used = weight != 0
    last = int(np.flatnonzero(used.any((0, 1)))[-1]) + 1 if used.any() else 1
    states, weight = states[..., :last], weight[..., :last] / (4.0 * math.pi)
    f1, f, f2 = np.split(b.tables @ states, 3, axis=2)
    w = weight[:, :, None, :]
    wf = w * f
    square = (wf * f).sum(-1)
    product = (wf * f1).sum(-1)
    l2 = (b.l * (b.l + 1.0))[:, None]
    C = b.coupling[:, None]
    rho = square.sum(1)
    tau = (w * f1 * f1).sum((1, 3)) + (l2 * square).sum(1) / r**2
    spin = (C * square).sum(1)
    return Densities(
        r=r,
        rho=rho,
        gradient=2.0 * product.sum(1),
        laplacian=2.0 * tau - 2.0 * (wf * f2).sum((1, 3)),
        tau=tau,
        J=spin / r,
        divJ=(2.0 * (C * product).sum(1) + spin / r) / r,
    )
