"""Spherical Skyrme Hartree–Fock with or without pairing: iteration to self-consistency."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from nuscat._core.errors import ConvergenceError, ValidityError
from nuscat.nuclei import Nuclide

from ._hf import Step, hartree_fock
from ._radial import Blocks, blocks
from ._start import box_radius, highest_l, woods_saxon
from .force import Pairing, SkyrmeForce
from .functional import Fields, Term, Vector, energy_by_term, mean_fields, skyrme_terms, virial
from .mixing import Anderson

__all__ = ["Converged", "Problem", "Progress", "iterate", "problem"]

log = logging.getLogger(__name__)
Progress = Callable[[int, float], None]
"""Called with the iteration and the energy [MeV]."""

_FIELDS = 3
_SMEARING = 0.1
"""Temperature [MeV] of the filling once levels have been seen to exchange their order."""
_PLANS = ((0.5, 8, 2, 0.3), (0.15, 6, 6, 0.1), (0.05, 4, 20, 0.05))
"""Mixing, depth, linear steps and their mixing; each is tried when the one before fails."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Problem:
    """What is solved.

    Parameters
    ----------
    nuclide : Nuclide
    force : SkyrmeForce
    pairing : Pairing or None
    scheme : str
        "none", "hfb" or "bcs".
    blocks : Blocks
    terms : tuple of Term
    """

    nuclide: Nuclide
    force: SkyrmeForce
    pairing: Pairing | None
    scheme: str
    blocks: Blocks
    terms: tuple[Term, ...]

    @property
    def numbers(self) -> tuple[int, int]:
        """Neutrons and protons [1]."""
        return self.nuclide.N, self.nuclide.Z

    @property
    def volume(self) -> Vector:
        """Weights of d³r [fm³]."""
        return self.blocks.basis.volume


@dataclass(frozen=True, eq=False, kw_only=True)
class Converged:
    """The self-consistent state and how it was reached; energies [MeV]."""

    step: Step
    x: Vector
    energies: dict[str, float]
    history: tuple[float, ...]
    residuals: dict[str, float]
    smeared: tuple[bool, bool]
    memory: Memory


@dataclass(eq=False)
class Memory:
    """What one step tells the next: Fermi energies, λ₂ [MeV], the order of levels, temperatures [MeV]."""

    chemical: Vector = field(default_factory=lambda: np.array([-8.0, -8.0]))
    lambda2: Vector = field(default_factory=lambda: np.zeros(2))
    pattern: list[bytes] = field(default_factory=lambda: [b"", b""])
    changes: list[int] = field(default_factory=lambda: [0, 0])
    temperature: list[float] = field(default_factory=lambda: [0.0, 0.0])


def problem(
    nuclide: Nuclide, force: SkyrmeForce, pairing: Pairing | None, scheme: str, box: float | None, size: int | None
) -> Problem:
    """Basis, blocks and terms for a nuclide; box radius [fm] and functions per l by default from its size."""
    R = box_radius(nuclide.Z, nuclide.N) if box is None else box
    K = math.ceil(1.6 * R) if size is None else size
    b = blocks(float(R), K, highest_l(nuclide.Z, nuclide.N, scheme != "none"))
    terms = skyrme_terms(force, A=nuclide.A, green=b.basis.green)
    return Problem(nuclide=nuclide, force=force, pairing=pairing, scheme=scheme, blocks=b, terms=terms)


def initial(p: Problem) -> Vector:
    """Woods–Saxon start [MeV, MeV fm², MeV fm], shape (3 or 4, 2, n); with pairing a gap field as fourth row."""
    f, b = p.force, p.blocks
    start = woods_saxon(b.basis.r, p.nuclide.Z, p.nuclide.N, (f.hbar2_2m_n, f.hbar2_2m_p), f.e2)
    rows = [start.U, start.B, start.W]
    if p.scheme != "none":
        depth = start.U.min(axis=1, keepdims=True)
        rows.append(1.5 * np.maximum(start.U / depth, 0.0))
    return np.stack(rows)


def _step(p: Problem, x: Vector, memory: Memory) -> Step:
    fields = Fields(x[0], x[1], x[2])
    if p.scheme == "none":
        t = memory.temperature
        return hartree_fock(p.blocks, fields, p.numbers, (t[0], t[1]))
    raise ValidityError(
        f"Spherical pairing by {p.scheme} is not part of this solver.", hint='Pass pairing="none" for equal filling.'
    )


def _watch_levels(step: Step, memory: Memory, iteration: int) -> bool:
    """Whether a species just had to be given a temperature because its levels keep changing places."""
    started = False
    for q in range(2):
        pattern = np.round(step.v2[q], 6).tobytes()
        if iteration > 5 and pattern != memory.pattern[q] and memory.temperature[q] == 0.0:
            memory.changes[q] += 1
            if memory.changes[q] >= 2:
                memory.temperature[q] = _SMEARING
                started = True
        memory.pattern[q] = pattern
    return started


def _image(p: Problem, step: Step) -> Vector:
    fields = mean_fields(p.terms, step.densities)
    return np.stack([fields.U, fields.B, fields.W])


def _mismatch(p: Problem, step: Step, x: Vector, image: Vector) -> float:
    d = step.densities
    probes = np.stack([d.rho, d.tau, np.abs(d.J)])
    return float((np.abs(image - x)[:_FIELDS] * probes).sum((0, 1)) @ p.volume)


def _rearrangement(p: Problem, step: Step, energies: dict[str, float]) -> float:
    return 0.5 * (step.single - sum(term.degree * energies[term.name] for term in p.terms))


def _attempt(
    p: Problem,
    x: Vector,
    plan: tuple[float, int, int, float],
    tolerance: float,
    limit: int,
    history: list[float],
    progress: Progress | None,
) -> Converged | str:
    """One try: the converged state, or why it failed."""
    mixing, depth, start, first = plan
    memory = Memory()
    metric = np.tile(p.blocks.volume, x.shape[0] * 2)

    def mixer() -> Anderson:
        return Anderson(metric, mixing=mixing, depth=depth, start=start, first=first)

    mix = mixer()
    before = math.inf
    for iteration in range(limit):
        if not np.all(np.isfinite(x)) or np.any(x[1] <= 0.0):
            return "the effective mass became negative" if np.all(np.isfinite(x)) else "the fields diverged"
        step = _step(p, x, memory)
        energies = energy_by_term(p.terms, step.densities, p.volume)
        energy = sum(energies.values())
        history.append(energy)
        if progress is not None:
            progress(iteration, energy)
        image = _image(p, step)
        mismatch = _mismatch(p, step, x, image)
        scale = tolerance * max(abs(energy), 1.0)
        if abs(energy - before) < scale and mismatch < 100.0 * scale:
            residuals = {
                "virial": virial(p.terms, energies),
                "rearrangement": _rearrangement(p, step, energies),
                "fields": mismatch,
            }
            smeared = (memory.temperature[0] > 0, memory.temperature[1] > 0)
            return Converged(
                step=step,
                x=x,
                energies=energies,
                history=tuple(history),
                residuals=residuals,
                smeared=smeared,
                memory=memory,
            )
        before = energy
        if p.scheme == "none" and _watch_levels(step, memory, iteration):
            mix = mixer()
        x = mix.next(x.ravel(), image.ravel()).reshape(x.shape)
    return f"no convergence in {limit} iterations (last change {history[-1] - history[-2]:.2g} MeV)"


def _check_physical(p: Problem, c: Converged) -> None:
    A = p.nuclide.A
    energy = c.history[-1]
    rho = c.step.densities.rho[1]
    r_p = math.sqrt(float(p.volume @ (rho * p.blocks.basis.r**2)) / float(p.volume @ rho))
    label = f"{p.force.name} {p.nuclide.name}"
    if energy < -20.0 * A or r_p < 0.62 * A ** (1.0 / 3.0):
        raise ConvergenceError(
            f"{label} collapsed to an unphysical state: E = {energy:.1f} MeV, r_p = {r_p:.2f} fm.",
            history=c.history,
            hint="The functional is unstable for these parameters: check them, or take another set.",
        )
    if energy > 0.0 or c.step.chemical[0] > 0.0:
        raise ConvergenceError(
            f"{label} is not bound: E = {energy:.2f} MeV, neutron Fermi energy {c.step.chemical[0]:.2f} MeV.",
            history=c.history,
            hint="Its density would be that of the box; take a nuclide nearer to stability.",
        )


def iterate(
    p: Problem, *, x: Vector | None = None, tolerance: float = 1e-8, limit: int = 200, progress: Progress | None = None
) -> Converged:
    """Self-consistent state of a problem [MeV, fm].

    Parameters
    ----------
    p : Problem
    x : array, shape (3 or 4, 2, n) [MeV, MeV fm², MeV fm, MeV], optional
        Fields to start from. Default: Woods–Saxon.
    tolerance : float [1]
        Relative change of the energy at which the iteration stops; the fields must agree to 100 times that.
    limit : int
        Iterations of each of three mixings, the second and third slower.
    progress : callable, optional

    Raises
    ------
    ConvergenceError
        If none of the mixings converges, or the result is unphysical; carries the energies of all iterations.
    """
    start = initial(p) if x is None else x
    history: list[float] = []
    reason = ""
    for plan in _PLANS:
        try:
            result = _attempt(p, start, plan, tolerance, limit, history, progress)
        except np.linalg.LinAlgError as error:
            result = str(error)
        if isinstance(result, Converged):
            _check_physical(p, result)
            return result
        reason = result
        log.info("%s %s with mixing %g: %s", p.force.name, p.nuclide.name, plan[0], reason)
    raise ConvergenceError(
        f"{p.force.name} {p.nuclide.name} did not converge: {reason}.",
        history=history,
        hint="Check the parameters of the force; pairing may be needed for open shells; raise max_iterations.",
    )
