"""Spherical Skyrme Hartree–Fock with or without pairing: iteration to self-consistency."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from nuscat._core.errors import ConvergenceError

from ._hf import Orbitals, Step
from ._hfb import canonical
from ._problem import (
    FIELDS,
    Memory,
    Problem,
    decode,
    encode,
    energies_of,
    image_of,
    initial,
    metric_of,
    mismatch_of,
    problem,
    residuals_of,
    seed,
    split,
    take_step,
)
from ._stability import gap_growth
from .force import Pairing
from .functional import Fields, Vector
from .mixing import Anderson
from .pairing import gap_field

__all__ = ["Converged", "Problem", "Progress", "iterate", "problem"]

log = logging.getLogger(__name__)
Progress = Callable[[int, float], None]
"""Called with the iteration and the energy [MeV]."""

_SMALL_GAP, _POWER_STEPS = 0.1, 6
_LOOSE = 1e-4
_COLLAPSED = 1e-5
"""Pairing energy [MeV] below which a species counts as not paired."""
_SLACK = 1e-4
"""Particle-number error allowed for each MeV [MeV⁻¹] by which the fields still change."""
_PARTICLES = 1e-5
"""Error of the particle number of a result [1], unless the fields are still worse."""
_SETTLED = 5
_EXCHANGES = 2
_SMEARING = 0.1
"""Temperature [MeV] of the filling once levels have been seen to exchange their order."""
_PLANS = ((0.5, 8, 1, 0.3), (0.15, 6, 6, 0.1), (0.05, 4, 20, 0.05))
"""Mixing, depth, linear steps and their mixing; each is tried when the one before fails."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Converged:
    """The self-consistent state and how it was reached; energies [MeV]."""

    step: Step
    orbitals: Orbitals
    x: Vector
    energies: dict[str, float]
    history: tuple[float, ...]
    residuals: dict[str, float]
    smeared: tuple[bool, bool]


def _watch_levels(step: Step, memory: Memory, iteration: int) -> bool:
    """Whether a species just had to be given a temperature because its levels keep changing places."""
    if step.orbitals is None:
        return False
    started = False
    for q in range(2):
        pattern = np.round(step.orbitals.v2[q], 6).tobytes()
        if iteration > _SETTLED and pattern != memory.pattern[q] and memory.temperature[q] == 0.0:
            memory.changes[q] += 1
            if memory.changes[q] >= _EXCHANGES:
                memory.temperature[q] = _SMEARING
                started = True
        memory.pattern[q] = pattern
    return started


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
    metric = metric_of(p)

    def mixer() -> Anderson:
        return Anderson(metric, mixing=mixing, depth=depth, start=start, first=first)

    mix = mixer()
    before = math.inf
    for iteration in range(limit):
        if not np.all(np.isfinite(x)):
            return "the fields diverged"
        if np.any(split(p, x)[0][1] <= 0.0):
            return "the effective mass became negative"
        step = take_step(p, x, memory)
        energies = energies_of(p, step)
        energy = sum(energies.values())
        history.append(energy)
        if progress is not None:
            progress(iteration, energy)
        image = image_of(p, step)
        mismatch = mismatch_of(p, step, x, image)
        scale = tolerance * max(abs(energy), 1.0)
        lost_particles = float(np.max(np.abs(step.densities.rho @ p.volume - p.numbers)))
        counted = lost_particles < max(_PARTICLES, 2.0 * memory.slack)
        memory.slack = float(np.clip(_SLACK * mismatch, 1e-9, 1e-2))
        if counted and abs(energy - before) < scale and mismatch < 100.0 * scale:
            return Converged(
                step=step,
                orbitals=canonical(step) if step.orbitals is None else step.orbitals,
                x=x,
                energies=energies,
                history=tuple(history),
                residuals=residuals_of(p, step, energies, mismatch),
                smeared=(memory.temperature[0] > 0, memory.temperature[1] > 0),
            )
        before = energy
        if p.pairing is None and _watch_levels(step, memory, iteration):
            mix = mixer()
        old = encode(p, x)
        new = encode(p, image)
        x, lost = decode(p, mix.next(old, new), old, new)
        if lost:
            mix = mixer()
    return f"no convergence in {limit} iterations (last change {history[-1] - history[-2]:.2g} MeV)"


def _check_physical(p: Problem, c: Converged) -> None:
    A = p.nuclide.A
    energy = c.history[-1]
    rho = c.step.densities.rho[1]
    r_p = math.sqrt(float(p.volume @ (rho * p.blocks.basis.r**2)) / float(p.volume @ rho))
    label = f"{p.force.name} {p.nuclide.name}"
    if energy < -14.0 * A or r_p < 0.62 * A ** (1.0 / 3.0):
        raise ConvergenceError(
            f"{label} collapsed to an unphysical state: E = {energy:.1f} MeV, r_p = {r_p:.2f} fm.",
            history=c.history,
            hint="The functional or its pairing is unstable: check the parameters, or take another set.",
        )
    if energy > 0.0 or c.step.chemical[0] > 0.0:
        raise ConvergenceError(
            f"{label} is not bound: E = {energy:.2f} MeV, neutron Fermi energy {c.step.chemical[0]:.2f} MeV.",
            history=c.history,
            hint="Its density would be that of the box; take a nuclide nearer to stability.",
        )


def _growth(p: Problem, pairing: Pairing, x: Vector) -> tuple[float, float]:
    """Factors [1] by which small gap fields of neutrons and protons grow in one step with the mean field held.

    Above 1 a state without pairing is unstable: it is a fixed point that no careful iteration would end in.
    """
    rows, _ = split(p, x.copy())
    rows[FIELDS] = 0.0
    if p.scheme == "hfb":
        normal = replace(p, pairing=None, scheme="none")
        density = take_step(normal, rows[:FIELDS].ravel(), Memory()).densities.total
        fields = Fields(rows[0], rows[1], rows[2])
        return gap_growth(p.blocks, fields, p.numbers, pairing, density, seed(p))
    rows[FIELDS] = _SMALL_GAP * seed(p)
    growth = np.ones(2)
    for _ in range(_POWER_STEPS):
        step = take_step(p, rows.ravel(), Memory())
        image = gap_field(pairing, step.densities.total, step.pair)
        growth = np.sqrt((image**2 @ p.volume) / np.maximum(rows[FIELDS] ** 2 @ p.volume, 1e-300))
        rows[FIELDS] = image
    return float(growth[0]), float(growth[1])


def _try_plans(
    p: Problem,
    x: Vector,
    tolerance: float,
    limit: int,
    history: list[float],
    progress: Progress | None,
    plans: tuple[tuple[float, int, int, float], ...] = _PLANS,
) -> Converged:
    reason = ""
    for plan in plans:
        try:
            result = _attempt(p, x, plan, tolerance, limit, history, progress)
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


def iterate(
    p: Problem, *, x: Vector | None = None, tolerance: float = 1e-8, limit: int = 200, progress: Progress | None = None
) -> Converged:
    """Self-consistent state of a problem [MeV, fm].

    With pairing, Hartree–Fock comes first; species whose gap would not grow from there stay without pairing, and this
    is verified again at the end.

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
    history: list[float] = []
    start = (initial(p) if x is None else x).ravel()
    if p.pairing is None:
        return _try_plans(p, start, tolerance, limit, history, progress)
    if p.lipkin_nogami:
        K = p.blocks.basis.size
        start = np.concatenate([start, np.zeros(2 * p.blocks.l.size * K * K)])
        return _try_plans(p, start, tolerance, limit, history, progress)
    if x is None:
        normal = replace(p, pairing=None, scheme="none")
        rows = initial(p)
        before = _try_plans(normal, rows[:FIELDS].ravel(), max(tolerance, _LOOSE), limit, history, progress)
        rows[:FIELDS] = before.x.reshape(FIELDS, 2, -1)
        rows[FIELDS] = 0.0
        start = rows.ravel()
    for attempt in range(len(_PLANS)):
        gaps = split(p, start)[0][FIELDS]
        if not gaps.any(axis=1).all():
            growth = _growth(p, p.pairing, start)
            for q in range(2):
                if growth[q] > 1.0 and not gaps[q].any():
                    gaps[q] = seed(p)
        result = _try_plans(p, start, tolerance, limit, history, progress, _PLANS[attempt:])
        gaps = split(p, result.x)[0][FIELDS]
        energies = [result.energies["pairing neutron"], result.energies["pairing proton"]]
        collapsed = [abs(e) < _COLLAPSED for e in energies]
        if not any(collapsed):
            return result
        growth = _growth(p, p.pairing, result.x)
        if not any(collapsed[q] and growth[q] > 1.0 for q in range(2)):
            return result
        start = result.x.copy()
        gaps = split(p, start)[0][FIELDS]
        for q in range(2):
            if collapsed[q]:
                gaps[q] = 0.0
        history = list(result.history)
    raise ConvergenceError(
        f"Pairing of {p.force.name} {p.nuclide.name} is at its critical strength: the state without it is unstable, "
        "but no other was found.",
        history=history,
        hint='Change the strength slightly, or pass pairing="none".',
    )
