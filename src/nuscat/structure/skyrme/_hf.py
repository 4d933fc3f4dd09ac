"""One Hartree–Fock step: diagonalise, fill, sum up the densities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ._radial import Blocks, densities_of, hamiltonian
from .functional import Densities, Fields, Vector

__all__ = ["Orbitals", "Step", "fill", "hartree_fock"]

STATES = 5
"""Lowest states of each (l, j) block that may be filled."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Orbitals:
    """Single-particle states; canonical states with pairing.

    Parameters
    ----------
    states : array, shape (2, m, size, s) [1]
        Expansion coefficients.
    energies : array, shape (2, m, s) [MeV]
    v2 : array, shape (2, m, s) [1]
        Occupation probabilities.
    gaps : array, shape (2, m, s) [MeV]
    """

    states: Vector
    energies: Vector
    v2: Vector
    gaps: Vector


@dataclass(frozen=True, eq=False, kw_only=True)
class Step:
    """What one diagonalisation gives.

    Parameters
    ----------
    densities : Densities
    pair : array, shape (2, n) [fm⁻³]
        Pair density χ; zero without pairing.
    single : float [MeV]
        Tr hρ.
    chemical : array, shape (2,) [MeV]
        Fermi energies.
    orbitals : Orbitals, optional
        None where they are worked out at the end only.
    gamma : array, shape (2, m, size, size), optional [MeV]
        Lipkin–Nogami term 4λ₂ρ.
    lambda2, lipkin_nogami : array, shape (2,) [MeV]
        λ₂ and the energy −2λ₂Tr ρ(1 − ρ).
    matrices : tuple of arrays, optional [1, MeV, MeV]
        ρ, h and Δ of the blocks, from which canonical states follow.
    """

    densities: Densities
    pair: Vector
    single: float
    chemical: Vector
    orbitals: Orbitals | None = None
    gamma: Vector | None = None
    lambda2: Vector | None = None
    lipkin_nogami: Vector | None = None
    matrices: tuple[Vector, Vector, Vector] | None = None


def fill(energies: Vector, degeneracy: Vector, number: int, temperature: float = 0.0) -> tuple[Vector, float]:
    """Occupation probabilities [1] and Fermi energy [MeV] of levels filled from below.

    Parameters
    ----------
    energies : array, shape (m, s) [MeV]
    degeneracy : array, shape (m,) [1]
        2j + 1.
    number : int
        Particles.
    temperature : float [MeV]
        Zero: the last level takes what remains (equal filling of its substates). Otherwise Fermi function.

    Returns
    -------
    v2, chemical
        Shape (m, s); energy of the last level that holds particles, or the chemical potential.
    """
    flat = energies.ravel()
    capacity = np.repeat(degeneracy, energies.shape[1])
    order = np.argsort(flat, kind="stable")
    cumulative = np.cumsum(capacity[order])
    before = cumulative - capacity[order]
    filled = np.clip((number - before) / capacity[order], 0.0, 1.0)
    v2: Vector = np.empty_like(flat)
    v2[order] = filled
    last = float(flat[order[max(int((filled > 0).sum()) - 1, 0)]])
    if temperature == 0.0 or number == 0:
        return v2.reshape(energies.shape), last
    lower, upper = last - 20.0 * temperature - 5.0, last + 20.0 * temperature + 5.0
    middle = last
    for _ in range(80):
        middle = 0.5 * (lower + upper)
        v2 = 1.0 / (1.0 + np.exp(np.clip((flat - middle) / temperature, -500.0, 500.0)))
        if capacity @ v2 > number:
            upper = middle
        else:
            lower = middle
    v2 *= number / (capacity @ v2)
    return v2.reshape(energies.shape), middle


def hartree_fock(b: Blocks, fields: Fields, numbers: tuple[int, int], temperature: tuple[float, float]) -> Step:
    """Step without pairing [MeV, fm]; `numbers` of neutrons and protons, `temperature` [MeV] of each filling."""
    eps, vectors = np.linalg.eigh(hamiltonian(b, fields))
    eps, vectors = eps[..., :STATES], vectors[..., :STATES]
    v2, chemical = np.empty_like(eps), np.empty(2)
    for q in range(2):
        v2[q], chemical[q] = fill(eps[q], b.degeneracy, numbers[q], temperature[q])
    weight = v2 * b.degeneracy[:, None]
    return Step(
        densities=densities_of(b, vectors, weight),
        pair=np.zeros((2, b.basis.r.size)),
        single=float((weight * eps).sum()),
        chemical=chemical,
        orbitals=Orbitals(states=vectors, energies=eps, v2=v2, gaps=np.zeros_like(eps)),
    )
