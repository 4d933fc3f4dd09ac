"""Spherical Skyrme Hartree–Fock with or without pairing: iteration to self-consistency."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from nuscat._core.errors import ConvergenceError
from nuscat.nuclei import Nuclide

from ._bcs import bcs
from ._hf import Orbitals, Step, hartree_fock
from ._hfb import bogoliubov, canonical, lipkin_nogami
from ._radial import Blocks, blocks
from ._start import box_radius, highest_l, woods_saxon
from .force import Pairing, SkyrmeForce
from .functional import Fields, Term, Vector, energy_by_term, mean_fields, skyrme_terms, virial
from .mixing import Anderson
from .pairing import gap_field, pairing_energy, pairing_rearrangement

__all__ = ["Converged", "Problem", "Progress", "iterate", "problem"]

log = logging.getLogger(__name__)
Progress = Callable[[int, float], None]
"""Called with the iteration and the energy [MeV]."""

_FIELDS = 3
_SMALL_GAP, _POWER_STEPS = 1e-2, 6
_LOOSE = 1e-4
_COLLAPSED = 1e-5
"""Pairing energy [MeV] below which a species counts as not paired."""
_RESEEDS = 3
_SLACK = 1e-4
"""Particle-number error allowed for each MeV [MeV⁻¹] by which the fields still change."""
_SETTLED = 5
_EXCHANGES = 2
_SMEARING = 0.1
"""Temperature [MeV] of the filling once levels have been seen to exchange their order."""
_PLANS = ((0.5, 8, 1, 0.3), (0.15, 6, 6, 0.1), (0.05, 4, 20, 0.05))
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
    def lipkin_nogami(self) -> bool:
        """Whether λ₂ is part of the Hamiltonian [flag]."""
        return self.pairing is not None and self.pairing.lipkin_nogami

    @property
    def volume(self) -> Vector:
        """Weights of d³r [fm³]."""
        return self.blocks.basis.volume


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


@dataclass(eq=False)
class _Memory:
    """What one step tells the next: Fermi energies [MeV], number error allowed, order of levels, temperatures [MeV]."""

    chemical: Vector = field(default_factory=lambda: np.array([-8.0, -8.0]))
    slack: float = 1e-2
    pattern: list[bytes] = field(default_factory=lambda: [b"", b""])
    changes: list[int] = field(default_factory=lambda: [0, 0])
    temperature: list[float] = field(default_factory=lambda: [0.0, 0.0])


def problem(
    nuclide: Nuclide, force: SkyrmeForce, pairing: Pairing | None, scheme: str, box: float | None, size: int | None
) -> Problem:
    """Basis, blocks and terms for a nuclide; box radius [fm] and functions per l by default from its size."""
    R = box_radius(nuclide.Z, nuclide.N) if box is None else box
    K = math.ceil(1.6 * R) if size is None else size
    l_max = highest_l(nuclide.Z, nuclide.N, scheme)
    b = blocks(float(R), K, l_max)
    terms = skyrme_terms(force, A=nuclide.A, green=b.basis.green)
    return Problem(nuclide=nuclide, force=force, pairing=pairing, scheme=scheme, blocks=b, terms=terms)


def initial(p: Problem) -> Vector:
    """Woods–Saxon start [MeV, MeV fm², MeV fm], shape (3 or 4, 2, n); with pairing a gap field as fourth row."""
    f, b = p.force, p.blocks
    start = woods_saxon(b.basis.r, p.nuclide.Z, p.nuclide.N, (f.hbar2_2m_n, f.hbar2_2m_p), f.e2)
    rows = [start.U, start.B, start.W]
    if p.pairing is not None:
        rows.append(1.5 * _seed(p) * np.ones((2, 1)))
    return np.stack(rows)


def _split(p: Problem, x: Vector) -> tuple[Vector, Vector | None]:
    """Fields (3 or 4, 2, n) and the Lipkin–Nogami matrices (2, m, size, size) of a vector."""
    rows = _FIELDS + (p.pairing is not None)
    n = p.blocks.basis.r.size
    fields = x[: rows * 2 * n].reshape(rows, 2, n)
    if not p.lipkin_nogami:
        return fields, None
    K = p.blocks.basis.size
    return fields, x[rows * 2 * n :].reshape(2, -1, K, K)


def _step(p: Problem, x: Vector, memory: _Memory) -> Step:
    rows, gamma = _split(p, x)
    fields = Fields(rows[0], rows[1], rows[2])
    b = p.blocks
    if p.pairing is None:
        return hartree_fock(b, fields, p.numbers, (memory.temperature[0], memory.temperature[1]))
    if p.scheme == "bcs":
        return bcs(b, fields, rows[3], p.numbers)
    step = bogoliubov(b, fields, rows[3], gamma, p.numbers, p.pairing, memory.chemical, memory.slack)
    memory.chemical = step.chemical
    if gamma is None:
        return step
    orbitals = canonical(step)
    lambda2, energy, matrices = lipkin_nogami(b, p.pairing, orbitals, step)
    return replace(step, orbitals=orbitals, lambda2=lambda2, lipkin_nogami=energy, gamma=matrices)


def _energies(p: Problem, step: Step) -> dict[str, float]:
    out = energy_by_term(p.terms, step.densities, p.volume)
    if p.pairing is not None:
        neutron, proton = pairing_energy(p.pairing, step.densities.total, step.pair, p.volume)
        out |= {"pairing neutron": float(neutron), "pairing proton": float(proton)}
    if step.lipkin_nogami is not None:
        out["Lipkin–Nogami"] = float(step.lipkin_nogami.sum())
    return out


def _image(p: Problem, step: Step) -> Vector:
    fields = mean_fields(p.terms, step.densities)
    if p.pairing is None:
        return np.concatenate([fields.U.ravel(), fields.B.ravel(), fields.W.ravel()])
    U = fields.U + pairing_rearrangement(p.pairing, step.pair)
    gap = gap_field(p.pairing, step.densities.total, step.pair)
    parts = [U, fields.B, fields.W, gap]
    if step.gamma is not None:
        parts.append(step.gamma)
    return np.concatenate([part.ravel() for part in parts])


def _metric(p: Problem, size: int) -> Vector:
    """Weights of the mixing: volume for fields, number of substates for matrices."""
    rows = _FIELDS + (p.pairing is not None)
    local = np.tile(p.blocks.volume, 2 * rows)
    if size == local.size:
        return local
    K = p.blocks.basis.size
    return np.concatenate([local, np.tile(np.repeat(p.blocks.degeneracy, K * K), 2)])


def _mismatch(p: Problem, step: Step, x: Vector, image: Vector) -> float:
    """Bound on the first-order energy change [MeV] when the fields are replaced by their images."""
    d = step.densities
    probes = [d.rho, d.tau, np.abs(d.J)] + ([np.abs(step.pair)] if p.pairing is not None else [])
    old, gamma = _split(p, x)
    new, matrices = _split(p, image)
    out = float((np.abs(new - old) * np.stack(probes)).sum((0, 1)) @ p.volume)
    if gamma is not None and matrices is not None and step.matrices is not None:
        out += abs(float((p.blocks.degeneracy * ((matrices - gamma) * step.matrices[0]).sum((2, 3))).sum()))
    return out


def _residuals(p: Problem, step: Step, energies: dict[str, float], mismatch: float) -> dict[str, float]:
    expected = sum(term.degree * energies[term.name] for term in p.terms)
    if p.pairing is not None:
        expected += float(p.volume @ (pairing_rearrangement(p.pairing, step.pair) * step.densities.total))
    out = {"rearrangement": 0.5 * (step.single - expected), "fields": mismatch}
    return out if p.pairing is not None else {"virial": virial(p.terms, energies), **out}


def _watch_levels(step: Step, memory: _Memory, iteration: int) -> bool:
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
    memory = _Memory()
    metric = _metric(p, x.size)

    def mixer() -> Anderson:
        return Anderson(metric, mixing=mixing, depth=depth, start=start, first=first)

    mix = mixer()
    before = math.inf
    for iteration in range(limit):
        if not np.all(np.isfinite(x)):
            return "the fields diverged"
        if np.any(_split(p, x)[0][1] <= 0.0):
            return "the effective mass became negative"
        step = _step(p, x, memory)
        energies = _energies(p, step)
        energy = sum(energies.values())
        history.append(energy)
        if progress is not None:
            progress(iteration, energy)
        image = _image(p, step)
        mismatch = _mismatch(p, step, x, image)
        scale = tolerance * max(abs(energy), 1.0)
        memory.slack = float(np.clip(_SLACK * mismatch, 1e-9, 1e-2))
        if abs(energy - before) < scale and mismatch < 100.0 * scale:
            return Converged(
                step=step,
                orbitals=canonical(step) if step.orbitals is None else step.orbitals,
                x=x,
                energies=energies,
                history=tuple(history),
                residuals=_residuals(p, step, energies, mismatch),
                smeared=(memory.temperature[0] > 0, memory.temperature[1] > 0),
            )
        before = energy
        if p.pairing is None and _watch_levels(step, memory, iteration):
            mix = mixer()
        x = mix.next(x, image)
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


def _seed(p: Problem) -> Vector:
    """Shape of a gap field of 1 MeV [MeV], (n,): the inside of the nucleus."""
    r = p.blocks.basis.r
    out: Vector = 1.0 / (1.0 + np.exp((r - 1.27 * math.cbrt(p.nuclide.A)) / 0.67))
    return out


def _growth(p: Problem, pairing: Pairing, x: Vector) -> tuple[float, float]:
    """Factors [1] by which small gap fields of neutrons and protons grow in one step with the mean field held.

    Above 1 a state without pairing is unstable: it is a fixed point that no careful iteration would end in.
    """
    trial = x.copy()
    rows, _ = _split(p, trial)
    rows[3] = _SMALL_GAP * _seed(p)
    memory = _Memory(slack=1e-3)
    growth = np.ones(2)
    for _ in range(_POWER_STEPS):
        step = _step(p, trial, memory)
        image = gap_field(pairing, step.densities.total, step.pair)
        growth = np.sqrt((image**2 @ p.volume) / np.maximum(rows[3] ** 2 @ p.volume, 1e-300))
        rows[3] = image
    return float(growth[0]), float(growth[1])


def _try_plans(
    p: Problem, x: Vector, tolerance: float, limit: int, history: list[float], progress: Progress | None
) -> Converged:
    reason = ""
    for plan in _PLANS:
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
        before = _try_plans(normal, rows[:_FIELDS].ravel(), max(tolerance, _LOOSE), limit, history, progress)
        rows[:_FIELDS] = before.x.reshape(_FIELDS, 2, -1)
        rows[_FIELDS] = 0.0
        start = rows.ravel()
    for _ in range(_RESEEDS):
        gaps = _split(p, start)[0][_FIELDS]
        if not gaps.any(axis=1).all():
            growth = _growth(p, p.pairing, start)
            for q in range(2):
                if growth[q] > 1.0 and not gaps[q].any():
                    gaps[q] = _seed(p)
        result = _try_plans(p, start, tolerance, limit, history, progress)
        gaps = _split(p, result.x)[0][_FIELDS]
        energies = [result.energies["pairing neutron"], result.energies["pairing proton"]]
        collapsed = [abs(e) < _COLLAPSED for e in energies]
        if not any(collapsed):
            return result
        growth = _growth(p, p.pairing, result.x)
        if not any(collapsed[q] and growth[q] > 1.0 for q in range(2)):
            return result
        start = result.x.copy()
        gaps = _split(p, start)[0][_FIELDS]
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
