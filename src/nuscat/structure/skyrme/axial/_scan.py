"""Stationary states of different deformation: where to start, and which of the results are different."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import ConvergenceError
from nuscat.nuclei import Nuclide
from nuscat.structure.skyrme.force import Pairing, SkyrmeForce
from nuscat.structure.skyrme.functional import Densities
from nuscat.structure.skyrme.solution import Deformation

from ._basis import oscillator_basis, oscillator_lengths
from ._coulomb import coulomb
from ._iterate import Progress, converge
from ._observables import deformation
from ._start import woods_saxon
from ._state import Problem, Start, State, mean_field_of
from ._terms import axial_terms

__all__ = [
    "Found",
    "Setup",
    "basis_deformation_for",
    "candidates",
    "curve",
    "distinct",
    "problem",
    "refine",
    "single",
    "transfer",
]

log = logging.getLogger(__name__)
Vector = NDArray[np.float64]
_STARTS = (-0.2, 0.0, 0.1, 0.25)
_COARSE_SHELLS = 10
_COARSE_TOLERANCE = 1e-6
_SAME = 0.03
"""Smallest difference of β₂ between two stationary states."""


@dataclass(frozen=True, kw_only=True)
class Setup:
    """Nucleus, functional and basis before its lengths are chosen.

    Parameters
    ----------
    nuclide : Nuclide
    force : SkyrmeForce
    pairing : Pairing or None
    scheme : str
    shells : int
    limit : int
        Iterations.
    progress : callable, optional
    """

    nuclide: Nuclide
    force: SkyrmeForce
    pairing: Pairing | None
    scheme: str
    shells: int
    limit: int
    progress: Progress | None = None


@dataclass(frozen=True, eq=False)
class Found:
    """A converged state with its problem and deformation."""

    problem: Problem
    state: State
    shape: Deformation

    @property
    def label(self) -> str:
        """Name of the shape [text]: "spherical", "prolate" or "oblate"."""
        b = self.shape.beta2
        return "spherical" if abs(b) < 0.5 * _SAME else "prolate" if b > 0 else "oblate"


def problem(setup: Setup, shells: int, beta_basis: float) -> Problem:
    """Problem in a basis of `shells` shells and deformation `beta_basis`; lengths [fm] from the mass number."""
    A = setup.nuclide.A
    hbar2_2m = 0.5 * (setup.force.hbar2_2m_n + setup.force.hbar2_2m_p)
    basis = oscillator_basis(shells, *oscillator_lengths(A, hbar2_2m, beta_basis))
    return Problem(
        nuclide=setup.nuclide,
        force=setup.force,
        pairing=setup.pairing,
        scheme=setup.scheme,
        basis=basis,
        terms=axial_terms(setup.force, A=A, coulomb=coulomb(basis)),
    )


def basis_deformation_for(beta: float) -> float:
    """Deformation of the basis [1] for a nucleus of deformation `beta`: rounded to 0.05, at most 0.4."""
    return float(np.clip(round(beta / 0.05) * 0.05, -0.4, 0.4))


def transfer(found: Found, p: Problem) -> Start:
    """Fields [MeV, MeV fm²] in the mesh of `p` from the densities of a state in another basis."""
    old, d = found.problem.basis, found.state.densities
    z, r = p.basis.mesh

    def move(rows: Vector) -> Vector:
        return np.stack([old.evaluate(row, z, r) for row in rows])

    rho = np.maximum(move(d.rho), 0.0)
    zero = np.zeros_like(rho)
    densities = Densities(
        r=np.hypot(z, r), rho=rho, gradient=zero, laplacian=move(d.laplacian), tau=move(d.tau), J=zero,
        divJ=move(d.divJ),
    )  # fmt: skip
    fields, gap = mean_field_of(p, densities, move(found.state.chi))
    return Start(fields=fields, gap=gap, fermi=found.state.start.fermi)


def _run(
    setup: Setup, p: Problem, start: Start, tolerance: float, beta: float | None, plans: int | None = None
) -> Found:
    state = converge(p, start, tolerance=tolerance, limit=setup.limit, beta=beta, progress=setup.progress, plans=plans)
    return Found(p, state, deformation(p, state))


def distinct(states: Sequence[Found]) -> list[Found]:
    """Stationary states of different deformation, lowest energy first."""
    out: list[Found] = []
    for found in sorted(states, key=lambda f: f.state.energy):
        if all(abs(found.shape.beta2 - other.shape.beta2) > _SAME for other in out):
            out.append(found)
    return out


def candidates(setup: Setup, starts: Sequence[float] = _STARTS) -> tuple[list[Found], list[str]]:
    """Stationary states reached from several deformations in a small spherical basis, and starts that failed."""
    p = problem(setup, min(setup.shells, _COARSE_SHELLS), 0.0)
    found: list[Found] = []
    failed: list[float] = []
    last: ConvergenceError | None = None

    def attempt(beta: float, plans: int | None) -> None:
        nonlocal last
        try:
            found.append(_run(setup, p, woods_saxon(p, beta), _COARSE_TOLERANCE, None, plans))
        except ConvergenceError as error:
            log.info("start at beta2 = %g: %s", beta, error)
            failed.append(beta)
            last = error

    for beta in starts:  # the fastest mixing first: a start that fails usually lies on a steep slope
        attempt(beta, 1)
    if not found:
        again, failed[:] = list(failed), []
        for beta in again:
            attempt(beta, None)
    if not found and last is not None:
        raise last
    return distinct(found), [f"{beta:g}" for beta in failed]


def curve(setup: Setup, betas: Sequence[float]) -> tuple[list[Found], list[float]]:
    """Constrained states at given β₂ [1] in a small spherical basis, and the β₂ of the local minima among them."""
    p = problem(setup, min(setup.shells, _COARSE_SHELLS), 0.0)
    states: list[Found] = []
    for beta in betas:
        start = states[-1].state.start if states else woods_saxon(p, beta)
        states.append(_run(setup, p, start, _COARSE_TOLERANCE, beta))
    e = [math.inf, *(s.state.energy for s in states), math.inf]
    return states, [b for i, b in enumerate(betas) if e[i + 1] <= e[i] and e[i + 1] <= e[i + 2]]


def refine(setup: Setup, found: Found, beta_basis: float | None, tolerance: float, beta: float | None = None) -> Found:
    """The same state in the full basis; its deformation follows the state unless given."""
    if beta_basis is None:
        beta_basis = basis_deformation_for(found.shape.beta2)
    p = problem(setup, setup.shells, beta_basis)
    return _run(setup, p, transfer(found, p), tolerance, beta)


def single(setup: Setup, beta: float, constrained: bool) -> Found:
    """State started at `beta` in a small basis, held there if constrained."""
    p = problem(setup, min(setup.shells, _COARSE_SHELLS), 0.0)
    return _run(setup, p, woods_saxon(p, beta), _COARSE_TOLERANCE, beta if constrained else None)
