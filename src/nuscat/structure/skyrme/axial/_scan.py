"""Stationary states of different deformation: held along a curve, released from its minima, refined."""

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
    "curve",
    "distinct",
    "problem",
    "refine",
    "refined",
    "released",
    "single",
    "transfer",
]

log = logging.getLogger(__name__)
Vector = NDArray[np.float64]
_COARSE_SHELLS = 10
_COARSE_TOLERANCE = 1e-6
_SAME = 0.03
"""Smallest difference of β₂ between two stationary states."""
_FIRST_STEP, _LARGEST_STEP, _SHAPE, _HELD = 0.02, 0.08, 2e-4, 12
"""Search for a stationary shape: steps of β₂, accuracy, and number of held states."""
_FLAT, _NOISE, _PATIENCE = 1e-3, 0.05, 80
"""Energy [MeV] that 0.05 in β₂ may gain; jumps of the energy by the sharp pairing window; free iterations before."""


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
    """A converged state with its problem and deformation; `soft` if it was found by holding the shape."""

    problem: Problem
    state: State
    shape: Deformation
    soft: bool = False

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
    setup: Setup,
    p: Problem,
    start: Start,
    tolerance: float,
    beta: float | None,
    plans: int | None = None,
    limit: int | None = None,
) -> Found:
    limit = setup.limit if limit is None else min(limit, setup.limit)
    state = converge(p, start, tolerance=tolerance, limit=limit, beta=beta, progress=setup.progress, plans=plans)
    return Found(p, state, deformation(p, state))


def _free(setup: Setup, p: Problem, start: Start, tolerance: float, near: float) -> Found:
    """Stationary state that free iteration reaches; where it drifts along a soft shape, the one that needs no force."""
    try:
        return _run(setup, p, start, tolerance, None, plans=1, limit=_PATIENCE)
    except ConvergenceError as error:
        log.info("free iteration near beta2 = %.2f: %s; holding the shape instead", near, error)
    try:
        return _stationary(setup, p, start, tolerance, near)
    except ConvergenceError as error:
        log.info("held shapes near beta2 = %.2f: %s", near, error)
    return _run(setup, p, start, tolerance, None)


def _stationary(setup: Setup, p: Problem, start: Start, tolerance: float, near: float) -> Found:
    """Minimum of the energy of held shapes: the β₂ at which the Lagrange multiplier dE/d⟨C⟩ vanishes, by secants."""
    states = [_run(setup, p, start, tolerance, near)]
    densities = states[0].state.densities
    per_beta = math.sqrt(5.0 / math.pi) * float(p.basis.weight @ (densities.total * densities.r**2))  # d⟨C⟩/dβ₂
    step = math.copysign(_FIRST_STEP, states[0].state.lagrange)
    betas = [near, near - step]
    for _ in range(_HELD):
        states.append(_run(setup, p, states[-1].state.start, tolerance, betas[-1]))
        force = [found.state.lagrange for found in states[-2:]]
        if force[1] == force[0]:
            break
        step = -force[1] * (betas[-1] - betas[-2]) / (force[1] - force[0])
        if abs(step) < _SHAPE or abs(force[1]) * per_beta * 0.05 < _FLAT:
            last = states[-1]
            if last.state.energy > min(found.state.energy for found in states) + _NOISE:
                break  # a maximum
            return Found(p, last.state, last.shape, soft=True)
        betas.append(betas[-1] + math.copysign(min(abs(step), _LARGEST_STEP), step))
    raise ConvergenceError(
        f"{setup.force.name} {setup.nuclide.name}: no stationary shape near beta2 = {near:.2f}.",
        history=[found.state.energy for found in states],
        hint="Start from another deformation (beta2).",
    )


def distinct(states: Sequence[Found]) -> list[Found]:
    """Stationary states of different deformation, lowest energy first."""
    out: list[Found] = []
    for found in sorted(states, key=lambda f: f.state.energy):
        if all(abs(found.shape.beta2 - other.shape.beta2) > _SAME for other in out):
            out.append(found)
    return out


def curve(setup: Setup, betas: Sequence[float]) -> list[Found | None]:
    """States held at given β₂ [1] in a small spherical basis, each started from its neighbour; None if one fails."""
    p = problem(setup, min(setup.shells, _COARSE_SHELLS), 0.0)
    out: list[Found | None] = []
    for beta in betas:
        before = out[-1] if out else None
        starts = [woods_saxon(p, beta)] if before is None else [before.state.start, woods_saxon(p, beta)]
        out.append(None)
        for start in starts:
            try:
                out[-1] = _run(setup, p, start, _COARSE_TOLERANCE, beta, plans=2)
                break
            except ConvergenceError as error:
                log.info("held at beta2 = %g: %s", beta, error)
    return out


def released(setup: Setup, held: Sequence[Found | None]) -> tuple[list[Found], list[str]]:
    """Stationary states reached from the local minima of a curve, and the β₂ [1] from which none was reached."""
    energies = [math.inf, *(math.inf if s is None else s.state.energy for s in held), math.inf]
    found, failed = [], []
    reason: ConvergenceError | None = None
    for i, state in enumerate(held):
        if state is None or energies[i + 1] > min(energies[i], energies[i + 2]):
            continue
        try:
            found.append(_free(setup, state.problem, state.state.start, _COARSE_TOLERANCE, state.shape.beta2))
        except ConvergenceError as error:
            log.info("released at beta2 = %.2f: %s", state.shape.beta2, error)
            failed.append(f"{state.shape.beta2:.2f}")
            reason = error
    if found:
        return distinct(found), failed
    raise reason or ConvergenceError(
        f"{setup.force.name} {setup.nuclide.name}: no held deformation converged.",
        hint="Give a start (beta2), another pairing, or more iterations.",
    )


def refine(setup: Setup, found: Found, beta_basis: float | None, tolerance: float, beta: float | None = None) -> Found:
    """The same state in the full basis; its deformation follows the state unless given."""
    if beta_basis is None:
        beta_basis = basis_deformation_for(found.shape.beta2)
    p = problem(setup, setup.shells, beta_basis)
    start = transfer(found, p)
    return (
        _free(setup, p, start, tolerance, found.shape.beta2) if beta is None else _run(setup, p, start, tolerance, beta)
    )


def refined(
    setup: Setup, found: Sequence[Found], beta_basis: float | None, tolerance: float, beta: float | None
) -> tuple[list[Found], list[str]]:
    """Different states in the full basis, lowest first, and the β₂ [1] of higher ones that did not converge there."""
    out, failed = [], []
    for i, one in enumerate(found):  # lowest first: without it there is no ground state
        try:
            out.append(refine(setup, one, beta_basis, tolerance, beta))
        except ConvergenceError as error:
            if i == 0:
                raise
            log.info("in the full basis, beta2 = %.2f: %s", one.shape.beta2, error)
            failed.append(f"{one.shape.beta2:.2f}")
    return distinct(out), failed


def single(setup: Setup, beta: float, constrained: bool) -> Found:
    """State held at `beta` in a small basis, and released unless it is to stay there."""
    p = problem(setup, min(setup.shells, _COARSE_SHELLS), 0.0)
    held = _run(setup, p, woods_saxon(p, beta), _COARSE_TOLERANCE, beta)
    return held if constrained else _free(setup, p, held.state.start, _COARSE_TOLERANCE, beta)
