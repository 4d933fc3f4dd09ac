"""One Hartree–Fock–Bogoliubov step: quasiparticles of each (l, j) block below an equivalent-energy cut-off."""

from __future__ import annotations

import math

import numpy as np

from ._hf import Orbitals, Step, fill
from ._radial import Blocks, densities_of, hamiltonian, local_matrix
from .force import Pairing
from .functional import Fields, Vector
from .pairing import lipkin_nogami_lambda2, pairing_energy

__all__ = ["bogoliubov", "canonical", "fermi_energy"]

_DEGENERATE = 1e-11
"""Difference of v² [1/MeV] below which states of a block count as equally occupied: all of them without a gap."""

_POINTS = 33
_ROUNDS = 8
_DIAGONALISATIONS = 12


def fermi_energy(energies: Vector, gaps: Vector, degeneracy: Vector, number: float) -> float:
    r"""Fermi energy λ [MeV] at which Σ(2j+1)·½[1 − (ε − λ)/√((ε − λ)² + Δ²)] equals a particle number.

    Without gaps the middle between the last filled and the first empty level.

    Parameters
    ----------
    energies, gaps : array, shape (s,) [MeV]
    degeneracy : array, shape (s,) [1]
    number : float [1]

    Sources
    -------
    BCS number equation. Checked: number reproduced; middle of the gap for vanishing Δ.
    """

    def edge(target: float) -> float:
        lower, upper = float(energies.min()) - 50.0, float(energies.max()) + 50.0
        for _ in range(_ROUNDS):
            grid = np.linspace(lower, upper, _POINTS)
            e = energies - grid[:, None]
            count = (0.5 - 0.5 * e / np.sqrt(e * e + gaps * gaps + 1e-300)) @ degeneracy
            i = int(np.clip(np.searchsorted(count, target), 1, _POINTS - 1))
            lower, upper = float(grid[i - 1]), float(grid[i])
        return 0.5 * (lower + upper)

    slack = 1e-9 * max(number, 1.0)
    return 0.5 * (edge(number - slack) + edge(number + slack))


def _quasiparticles(h: Vector, delta: Vector, chemical: float) -> tuple[Vector, Vector, Vector, Vector, Vector]:
    """U, V [1] (m, K, K), ∫V² [1], equivalent energies and gaps [MeV] (m, K) of the positive eigenvalues."""
    m, K, _ = h.shape
    matrix = np.empty((m, 2 * K, 2 * K))
    diagonal = h - chemical * np.eye(K)
    matrix[:, :K, :K], matrix[:, K:, K:] = diagonal, -diagonal
    matrix[:, :K, K:] = matrix[:, K:, :K] = delta
    E, vectors = np.linalg.eigh(matrix)
    E, U, V = E[:, K:], vectors[:, :K, K:], vectors[:, K:, K:]
    number = np.clip((V**2).sum(1), 0.0, 1.0)
    return U, V, number, (1.0 - 2.0 * number) * E + chemical, 2.0 * E * np.sqrt(number * (1.0 - number))


def _normal(h: Vector, degeneracy: Vector, number: int) -> tuple[Vector, Vector, float]:
    """U, V [1] (m, K, K) and Fermi energy [MeV] of a species without pairing; U only where V vanishes."""
    energies, vectors = np.linalg.eigh(h)
    v2, chemical = fill(energies, degeneracy, number)
    V = vectors * np.sqrt(v2)[:, None, :]
    return vectors * (v2 == 0.0)[:, None, :], V, chemical


def bogoliubov(
    b: Blocks,
    fields: Fields,
    delta: Vector,
    gamma: Vector | None,
    numbers: tuple[int, int],
    pairing: Pairing,
    chemical: Vector,
    slack: float,
) -> Step:
    """Step with pairing [MeV, fm].

    Parameters
    ----------
    b : Blocks
    fields : Fields
    delta : array, shape (2, n) [MeV]
        Gap field.
    gamma : array, shape (2, m, size, size), optional [MeV]
        Lipkin–Nogami term of the Hamiltonian.
    numbers : tuple of int
        Neutrons and protons.
    pairing : Pairing
    chemical : array, shape (2,) [MeV]
        First guess of the Fermi energies.
    slack : float [1]
        Particle-number error that is small enough at this stage.
    """
    h = hamiltonian(b, fields)
    whole = h if gamma is None else h + gamma
    gap = local_matrix(b, delta)[:, b.l]
    U, V = np.empty_like(h), np.empty_like(h)
    keep = np.empty(h.shape[:3], dtype=bool)
    found = np.array(chemical, dtype=float)
    weight = np.repeat(b.degeneracy, b.basis.size)
    for q in range(2):
        if gamma is None and not np.any(delta[q]):
            U[q], V[q], found[q] = _normal(h[q], b.degeneracy, numbers[q])
            keep[q] = True
            continue
        for _ in range(_DIAGONALISATIONS):
            U[q], V[q], number, energies, gaps = _quasiparticles(whole[q], gap[q], found[q])
            keep[q] = energies < pairing.cutoff
            kept = keep[q].ravel()
            if abs(weight[kept] @ number.ravel()[kept] - numbers[q]) <= slack:
                break
            found[q] = fermi_energy(energies.ravel()[kept], gaps.ravel()[kept], weight[kept], numbers[q])
    U *= keep[:, :, None, :]
    V *= keep[:, :, None, :]
    rho = V @ V.swapaxes(2, 3)
    n = b.basis.r.size
    values = b.tables[:, n : 2 * n]
    chi = ((values @ U) * (values @ V)).sum(3)
    return Step(
        densities=densities_of(b, V, keep * b.degeneracy[:, None]),
        pair=(chi * b.degeneracy[:, None]).sum(1) / (4.0 * math.pi),
        single=float((b.degeneracy * (rho * h).sum((2, 3))).sum()),
        chemical=found,
        matrices=(rho, h, gap),
    )


def canonical(step: Step) -> Orbitals:
    """Canonical states [1, MeV] of an HFB step: eigenvectors of ρ, those of equal occupation taken to diagonalise h."""
    if step.matrices is None:
        raise TypeError("canonical states need the matrices of an HFB step")
    rho, h, gap = step.matrices
    _, states = np.linalg.eigh(rho - _DEGENERATE * h)
    return Orbitals(
        states=states,
        energies=((h @ states) * states).sum(2),
        v2=np.clip(((rho @ states) * states).sum(2), 0.0, 1.0),
        gaps=((gap @ states) * states).sum(2),
    )


def lipkin_nogami(b: Blocks, pairing: Pairing, orbitals: Orbitals, step: Step) -> tuple[Vector, Vector, Vector]:
    """λ₂ [MeV] (2,), the energies −2λ₂Tr ρ(1 − ρ) [MeV] (2,) and 4λ₂ρ [MeV] (2, m, size, size) of an HFB step."""
    if step.matrices is None:
        raise TypeError("Lipkin–Nogami needs the matrices of an HFB step")
    energy = pairing_energy(pairing, step.densities.total, step.pair, b.basis.volume)
    degeneracy = np.broadcast_to(b.degeneracy[:, None], orbitals.v2.shape[1:])
    lambda2, correction = np.zeros(2), np.zeros(2)
    for q in range(2):
        v2 = orbitals.v2[q]
        average = float((degeneracy * v2 * orbitals.gaps[q]).sum() / (degeneracy * v2).sum())
        lambda2[q] = lipkin_nogami_lambda2(v2, degeneracy, average, float(energy[q]))
        correction[q] = -2.0 * lambda2[q] * float((degeneracy * v2 * (1.0 - v2)).sum())
    return lambda2, correction, 4.0 * lambda2[:, None, None, None] * step.matrices[0]
