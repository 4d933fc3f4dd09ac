"""One BCS step: pairing of the lowest levels with a smooth cut-off."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from ._hf import Orbitals, Step
from ._radial import Blocks, densities_of, hamiltonian, local_matrix
from .functional import Fields, Vector

__all__ = ["bcs", "window"]

_STATES = 8
_CONTINUUM = 5.0
"""States above this energy [MeV] belong to the box, not to the nucleus."""
_WIDEST = 50.0
_PLATEAU = 1e-10


def _root(count: Callable[[float], float], target: float, lower: float, upper: float) -> float:
    """Argument at which an increasing function reaches a target, by bisection: the middle of a plateau there.

    If it does not reach the target, the nearer end.
    """
    edges = []
    for goal in (target * (1.0 - _PLATEAU), target * (1.0 + _PLATEAU)):
        low, high = lower, upper
        for _ in range(60):
            middle = 0.5 * (low + high)
            if count(middle) < goal:
                low = middle
            else:
                high = middle
        edges.append(0.5 * (low + high))
    return 0.5 * (edges[0] + edges[1])


def window(energies: Vector, degeneracy: Vector, chemical: float, number: int) -> Vector:
    r"""Smooth pairing window f [1] of levels.

    .. math::
        f = \frac{1}{1 + e^{(\epsilon-\lambda-\Delta E)/\mu}},\quad \mu = \Delta E/10,\quad
        \sum f = N + 1.65\,N^{2/3}

    Parameters
    ----------
    energies : array, shape (s,) [MeV]
    degeneracy : array, shape (s,) [1]
    chemical : float [MeV]
        λ.
    number : int
        N.

    Sources
    -------
    Bender:2000xk. Checked: Σf; f = ½ at λ + ΔE.
    """

    def f(width: float) -> Vector:
        out: Vector = 1.0 / (1.0 + np.exp(np.clip(10.0 * (energies - chemical - width) / width, -500.0, 500.0)))
        return out

    target = number + 1.65 * number ** (2.0 / 3.0)
    return f(_root(lambda width: float(degeneracy @ f(width)), target, 1e-3, _WIDEST))


def bcs(b: Blocks, fields: Fields, delta: Vector, numbers: tuple[int, int]) -> Step:
    """Step with BCS pairing [MeV, fm]; `delta` (2, n) [MeV] is the gap field, `numbers` neutrons and protons."""
    eps, vectors = np.linalg.eigh(hamiltonian(b, fields))
    eps, vectors = eps[..., :_STATES], vectors[..., :_STATES]
    gap = local_matrix(b, delta)[:, b.l]
    gaps = ((gap @ vectors) * vectors).sum(2)
    v2, pairs, chemical = np.zeros_like(eps), np.zeros_like(eps), np.empty(2)
    for q in range(2):
        bound = eps[q] < _CONTINUUM
        e, d = eps[q][bound], gaps[q][bound]
        degeneracy = np.broadcast_to(b.degeneracy[:, None], eps[q].shape)[bound]

        def occupation(level: float, f: Vector, e: Vector = e, d: Vector = d) -> Vector:
            x = e - level
            out: Vector = 0.5 - 0.5 * x / np.sqrt(x * x + (f * d) ** 2 + 1e-300)
            return out

        level = float(np.sort(np.repeat(e, degeneracy.astype(int)))[max(numbers[q] - 1, 0)])
        for _ in range(40):
            f = window(e, degeneracy, level, numbers[q])
            before, level = (
                level,
                _root(
                    lambda x, f=f, weight=degeneracy: float(weight @ occupation(x, f)),  # type: ignore[misc]
                    numbers[q],
                    float(e.min()) - 20.0,
                    float(e.max()) + 20.0,
                ),
            )
            if abs(level - before) < 1e-9:
                break
        occupied = occupation(level, f)
        v2[q][bound], chemical[q] = occupied, level
        pairs[q][bound] = f * np.sqrt(np.clip(occupied * (1.0 - occupied), 0.0, None))
    weight = v2 * b.degeneracy[:, None]
    n = b.basis.r.size
    values = b.tables[:, n : 2 * n] @ vectors
    chi = (pairs[:, :, None, :] * values**2).sum(3)
    return Step(
        densities=densities_of(b, vectors, weight),
        pair=(chi * b.degeneracy[:, None]).sum(1) / (4.0 * math.pi),
        single=float((weight * eps).sum()),
        chemical=chemical,
        orbitals=Orbitals(states=vectors, energies=eps, v2=v2, gaps=gaps),
    )
