"""Whether a state without pairing is stable against pairing: linear response of the gap."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ._hf import fill
from ._radial import Blocks, hamiltonian, local_matrix
from .force import Pairing
from .functional import Fields, Vector
from .pairing import gap_field

__all__ = ["gap_growth"]

Mask = NDArray[np.bool_]
_POWER_STEPS = 8
_BISECTIONS = 24


def _response(matrix: Vector, e: Vector, side: Mask) -> Vector:
    """First-order pair tensor Δ_ab/(|e_a| + |e_b|) [1] within one side of the Fermi energy, shape (m, K, K)."""
    size = np.abs(e)
    both = side[:, :, None] & side[:, None, :]
    out: Vector = np.where(both, matrix / np.maximum(size[:, :, None] + size[:, None, :], 1e-12), 0.0)
    return out


def _beyond(matrix: Vector, e: Vector, hole: Mask, inside: Vector) -> Vector:
    """Pair tensor Δ_ab/(|e_b| − e_a) [1] of holes b with states a beyond the cut-off, whose counterpart is cut away."""
    pairs = ((~hole) & (inside == 0.0))[:, :, None] & hole[:, None, :]
    out: Vector = np.where(pairs, matrix / np.where(pairs, -e[:, None, :] - e[:, :, None], 1.0), 0.0)
    return out


def gap_growth(
    b: Blocks, fields: Fields, numbers: tuple[int, int], pairing: Pairing, density: Vector, shape: Vector
) -> tuple[float, float]:
    r"""Largest factors [1] by which small gap fields of neutrons and protons reproduce themselves (HFB, energy window).

    First order of the HFB equations around closed shells, where pairs on one side of the Fermi energy contribute:

    .. math:: \kappa_{ab} = \frac{\Delta_{ab}}{|\epsilon_a-\lambda|+|\epsilon_b-\lambda|}

    and holes with states beyond the cut-off, with λ such that the particle number keeps to second order. Above 1
    the state without pairing is unstable.

    Parameters
    ----------
    b : Blocks
    fields : Fields
    numbers : tuple of int
        Neutrons and protons.
    pairing : Pairing
    density : array, shape (n,) [fm⁻³]
        Total density.
    shape : array, shape (n,) [1]
        Gap field to start the power iteration from.

    Returns
    -------
    neutrons, protons : float [1]
        Infinite for a shell that is not closed.

    Sources
    -------
    Expansion of the HFB equations in Δ. Checked: one step of the full equations with a small gap.
    """
    eps, vectors = np.linalg.eigh(hamiltonian(b, fields))
    values = b.tables[:, b.basis.r.size : 2 * b.basis.r.size]
    out = [math.inf, math.inf]
    for q in range(2):
        v2, _ = fill(eps[q], b.degeneracy, numbers[q])
        hole = v2 > 0.0
        if numbers[q] == 0 or np.any(v2[hole] < 1.0):
            continue
        last, first = float(eps[q][hole].max()), float(eps[q][~hole].min())
        inside = (eps[q] < pairing.cutoff).astype(float)
        kept = 0.5 * (inside[:, :, None] + inside[:, None, :])
        orbitals = values @ vectors[q]
        delta = np.array(shape, dtype=float)
        for _ in range(_POWER_STEPS):
            local = local_matrix(b, np.stack([delta, delta]))[0, b.l]
            matrix = vectors[q].swapaxes(1, 2) @ local @ vectors[q]
            low, high = last, first
            for _ in range(_BISECTIONS):
                level = 0.5 * (low + high)
                added = (_response(matrix, eps[q] - level, ~hole) ** 2 * kept).sum((1, 2)) @ b.degeneracy
                lost = (_response(matrix, eps[q] - level, hole) ** 2).sum((1, 2)) @ b.degeneracy
                low, high = (level, high) if added < lost else (low, level)
            e = eps[q] - level
            kappa = _response(matrix, e, ~hole) * kept + _response(matrix, e, hole) + _beyond(matrix, e, hole, inside)
            chi = b.degeneracy @ ((orbitals @ kappa) * orbitals).sum(2) / (4.0 * math.pi)
            image = gap_field(pairing, density, np.stack([chi, chi]))[q]
            volume = b.basis.volume
            out[q] = float(np.sqrt((image**2 @ volume) / (delta**2 @ volume)))
            delta = image / out[q]
    return out[0], out[1]
