"""Self-consistent axial solution from one starting point."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import ConvergenceError
from nuscat.structure.skyrme.functional import Densities, Fields, energy_by_term
from nuscat.structure.skyrme.mixing import Anderson
from nuscat.structure.skyrme.pairing import lipkin_nogami_lambda2, pairing_energy

from ._kernels import hamiltonian, local_densities, pair_density, potential_matrix
from ._pairs import Occupation, bogoliubov, canonical, fill, soft_bcs
from ._state import Problem, Start, State, mean_field_of

__all__ = ["Progress", "converge"]

log = logging.getLogger(__name__)
Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Progress = Callable[[int, float], None]
"""Called with the iteration and the energy [MeV]."""

_PLANS = ((0.6, 12, 2, 0.5), (0.2, 10, 6, 0.1), (0.07, 5, 20, 0.05))
"""Mixing, depth, linear steps and their mixing; each is tried when the one before fails."""
_SMEARING = 0.1
"""Temperature [MeV] of the filling without pairing once levels have been seen to exchange their order."""
_FREEZE = 0.5
"""Largest change of a matrix element [MeV] below which the quasiparticles inside the window are held: one that keeps
crossing the sharp cut-off would prevent convergence. They are counted again at the end."""
_RECOUNTS = 6
_PARTICLES = 1e-5
"""Error of the particle number of a result [1], unless the fields are still worse."""


@dataclass(eq=False)
class _Memory:
    fermi: list[float]
    kept: list[tuple[int, ...] | None] = field(default_factory=lambda: [None, None])
    order: list[bytes] = field(default_factory=lambda: [b"", b""])
    changes: list[int] = field(default_factory=lambda: [0, 0])
    temperature: list[float] = field(default_factory=lambda: [0.0, 0.0])
    counts: int = 0

    @property
    def frozen(self) -> bool:
        return self.counts > 0

    def freeze(self, occupations: list[Occupation]) -> None:
        self.kept = [o.inside or None for o in occupations]
        self.counts += 1

    def stale(self, occupations: list[Occupation]) -> bool:
        """Whether other quasiparticles are inside the window than those kept; a state on its edge may stay out."""
        return self.frozen and self.counts < _RECOUNTS and self.kept != [o.inside or None for o in occupations]


def _matrices(p: Problem, fields: Fields, gap: Vector) -> list[list[Matrix]]:
    hs = [hamiltonian(p.basis, fields.U[q], fields.B[q], fields.W[q]) for q in (0, 1)]
    return hs + [potential_matrix(p.basis, gap[q]) for q in (0, 1)]


def _flatten(parts: list[list[Matrix]], extra: float) -> Vector:
    return np.concatenate([m.ravel() for blocks in parts for m in blocks] + [np.array([extra])])


def _unflatten(x: Vector, p: Problem) -> tuple[list[list[Matrix]], float]:
    out, at = [], 0
    for _ in range(4):
        row = []
        for block in p.basis.blocks:
            n = block.size
            row.append(x[at : at + n * n].reshape(n, n))
            at += n * n
        out.append(row)
    return out, float(x[at])


def _occupy(p: Problem, q: int, h: list[Matrix], d: list[Matrix], memory: _Memory, tolerance: float) -> Occupation:
    number = float(p.numbers[q])
    if p.scheme == "none" or p.strengths[q] == 0.0:
        return fill(h, number, temperature=memory.temperature[q])
    if p.scheme == "bcs":
        return soft_bcs(h, d, number)
    assert p.pairing is not None
    return bogoliubov(h, d, number, memory.fermi[q], cutoff=p.pairing.cutoff, kept=memory.kept[q], tolerance=tolerance)


def _densities(p: Problem, occupations: list[Occupation]) -> tuple[Densities, Vector]:
    z, r = p.basis.mesh
    local = [local_densities(p.basis, o.rho) for o in occupations]
    rho = np.stack([d.rho for d in local])
    zero = np.zeros_like(rho)
    densities = Densities(
        r=np.hypot(z, r),
        rho=rho,
        gradient=zero,
        laplacian=np.stack([p.basis.laplacian(x) for x in rho]),
        tau=np.stack([d.tau for d in local]),
        J=zero,
        divJ=np.stack([d.divJ for d in local]),
    )
    if p.scheme == "none":
        return densities, zero
    return densities, np.stack([pair_density(p.basis, o.kappa) for o in occupations])


def _projection(
    occupations: list[Occupation], h: list[list[Matrix]], d: list[list[Matrix]], pair: Vector
) -> tuple[list[float], float]:
    """λ₂ of both species and the Lipkin–Nogami energy −Σλ₂⟨ΔN²⟩ [MeV]."""
    lambda2, energy = [], 0.0
    for q in (0, 1):
        v2 = np.concatenate([v for v, _ in canonical(occupations[q].rho, h[q])])
        trace = sum(float(np.sum(m * r)) for m, r in zip(d[q], occupations[q].rho, strict=True))
        mean = 2.0 * trace / max(occupations[q].number, 1e-12)
        value = lipkin_nogami_lambda2(v2, np.full(v2.shape, 2.0), mean, float(pair[q]))
        lambda2.append(value)
        energy -= value * 4.0 * float(np.sum(v2 * (1.0 - v2)))
    return lambda2, energy


def _crossing(memory: _Memory, occupations: list[Occupation], iteration: int) -> bool:
    """Whether a species just had to be given a temperature because its levels keep changing places."""
    started = False
    for q in (0, 1):
        order = np.array([round(float(np.trace(m)), 6) for m in occupations[q].rho]).tobytes()
        if iteration > 6 and order != memory.order[q] and memory.temperature[q] == 0.0:
            memory.changes[q] += 1
            if memory.changes[q] >= 3:
                memory.temperature[q], started = _SMEARING, True
        memory.order[q] = order
    return started


@dataclass(frozen=True, eq=False)
class _Constraint:
    """Ĉ = 2z² − r² − √(5/π)β(z² + r²), whose mean vanishes at deformation β; scale is a typical |dC/dμ|."""

    operator: Vector
    matrices: list[Matrix]
    norm: float

    def shift(self, h: list[Matrix], mu: float) -> list[Matrix]:
        return [a - mu * c for a, c in zip(h, self.matrices, strict=True)]

    def mean(self, p: Problem, occupations: list[Occupation]) -> float:
        return 2.0 * sum(float(np.sum(c * r)) for o in occupations for c, r in zip(self.matrices, o.rho, strict=True))


def _constraint(p: Problem, beta: float) -> _Constraint:
    z, r = p.basis.mesh
    operator = 2.0 * z**2 - r**2 - math.sqrt(5.0 / math.pi) * beta * (z**2 + r**2)
    matrices = potential_matrix(p.basis, operator)
    return _Constraint(operator, matrices, math.sqrt(sum(float(np.sum(m * m)) for m in matrices)))


def _attempt(
    p: Problem,
    start: Start,
    plan: tuple[float, int, int, float],
    *,
    tolerance: float,
    limit: int,
    beta: float | None,
    history: list[float],
    progress: Progress | None,
) -> State | str:
    """One try: the converged state, or why it failed."""
    mixing, depth, first, first_mixing = plan
    memory = _Memory(fermi=list(start.fermi))
    constraint = None if beta is None else _constraint(p, beta)
    norm = 1.0 if constraint is None else constraint.norm
    response, mu = 0.0, 0.0
    x = _flatten(_matrices(p, start.fields, start.gap), 0.0)

    def mixer() -> Anderson:
        return Anderson(np.ones_like(x), mixing=mixing, depth=depth, start=first, first=first_mixing)

    mix, error = mixer(), 1.0
    for iteration in range(limit):
        if not np.all(np.isfinite(x)):
            return "the fields diverged"
        parts, extra = _unflatten(x, p)
        mu = extra / norm
        accuracy = min(max(1e-4 * error, 1e-9), 1e-4)
        used = parts[:2] if constraint is None else [constraint.shift(h, mu) for h in parts[:2]]
        occupations = [_occupy(p, q, used[q], parts[2 + q], memory, accuracy) for q in (0, 1)]
        memory.fermi = [o.fermi for o in occupations]
        densities, chi = _densities(p, occupations)
        energies = energy_by_term(p.terms, densities, p.basis.weight)
        fields, gap = mean_field_of(p, densities, chi)
        out = _matrices(p, fields, gap)
        lambda2 = [0.0, 0.0]
        target = out
        if p.pairing is not None:
            pair = pairing_energy(p.pairing, densities.total, chi, p.basis.weight)
            energies |= {"pairing neutron": float(pair[0]), "pairing proton": float(pair[1])}
            if p.projected:
                lambda2, energies["Lipkin–Nogami"] = _projection(occupations, out[:2], out[2:], pair)
                target = [
                    [m + 4.0 * lambda2[q] * r for m, r in zip(out[q], occupations[q].rho, strict=True)] for q in (0, 1)
                ] + out[2:]
        energy = sum(energies.values())
        history.append(energy)
        if progress is not None:
            progress(iteration, energy)
        wanted, off = 0.0, 0.0
        if constraint is not None:
            mean = constraint.mean(p, occupations)
            if response == 0.0:
                shifted = [constraint.shift(h, mu + 0.01) for h in parts[:2]]
                moved = [_occupy(p, q, shifted[q], parts[2 + q], memory, 1e-6) for q in (0, 1)]
                response = max((constraint.mean(p, moved) - mean) / 0.01, 1.0)
            wanted = (mu - mean / response) * norm
            off = abs(mean) / float(p.basis.weight @ (densities.total * densities.r**2))
        image = _flatten(target, wanted)
        error = float(np.max(np.abs(image - x)[:-1]))
        change = abs(history[-1] - history[-2]) if iteration else math.inf
        scale = tolerance * max(abs(energy), 1.0)
        lost = max(abs(o.number - n) for o, n in zip(occupations, p.numbers, strict=True))
        done = change < scale and error < 1e4 * tolerance and off < 1e-4 and lost < max(_PARTICLES, 2.0 * accuracy)
        if done and memory.stale(occupations):
            memory.freeze(occupations)
            mix, done = mixer(), False
        if done:
            traces = [
                2.0 * float(np.sum((t - g) * r))
                for q in (0, 1)
                for t, g, r in zip(target[q], parts[q], occupations[q].rho, strict=True)
            ]
            return State(
                densities=densities,
                chi=chi,
                start=Start(fields=fields, gap=gap, fermi=(memory.fermi[0], memory.fermi[1])),
                occupations=(occupations[0], occupations[1]),
                hamiltonians=(out[0], out[1]),
                gaps=(out[2], out[3]),
                energies=energies,
                lambda2=(lambda2[0], lambda2[1]),
                history=tuple(history),
                smeared=(memory.temperature[0] > 0, memory.temperature[1] > 0),
                mismatch=sum(traces),
                lagrange=mu,
            )
        if error < _FREEZE and not memory.frozen:
            memory.freeze(occupations)
        if p.scheme == "none" and _crossing(memory, occupations, iteration):
            mix = mixer()
        x = mix.next(x, image)
    return f"no convergence in {limit} iterations (last change {history[-1] - history[-2]:.2g} MeV)"


def _check_physical(p: Problem, s: State) -> None:
    A = p.nuclide.A
    label = f"{p.force.name} {p.nuclide.name}"
    rho, r = s.densities.rho[1], s.densities.r
    r_p = math.sqrt(float(p.basis.weight @ (rho * r**2)) / float(p.basis.weight @ rho))
    if s.energy < -14.0 * A or r_p < 0.62 * A ** (1.0 / 3.0):
        raise ConvergenceError(
            f"{label} collapsed to an unphysical state: E = {s.energy:.1f} MeV, r_p = {r_p:.2f} fm.",
            history=s.history,
            hint="The functional or its pairing is unstable: check the parameters, or take another set.",
        )
    if s.energy > 0.0 or s.start.fermi[0] > 0.0:
        raise ConvergenceError(
            f"{label} is not bound: E = {s.energy:.2f} MeV, neutron Fermi energy {s.start.fermi[0]:.2f} MeV.",
            history=s.history,
            hint="Its density would be that of the basis; take a nuclide nearer to stability.",
        )


def converge(
    p: Problem,
    start: Start,
    *,
    tolerance: float = 1e-8,
    limit: int = 150,
    beta: float | None = None,
    progress: Progress | None = None,
    plans: int | None = None,
) -> State:
    """Self-consistent state [MeV, fm] of a problem.

    Parameters
    ----------
    p : Problem
    start : Start
    tolerance : float [1]
        Relative change of the energy at which the iteration stops; matrix elements must agree to 10⁴ MeV times that.
    limit : int
        Iterations of each of three mixings, the second and third slower.
    beta : float [1], optional
        Hold the deformation β₂ of all nucleons there.
    progress : callable, optional
    plans : int, optional
        How many of the three mixings to try. Default: all.

    Raises
    ------
    ConvergenceError
        If no mixing converges, or the result is unphysical; carries the energies of all iterations.
    """
    history: list[float] = []
    reason = ""
    for plan in _PLANS[:plans]:
        try:
            result = _attempt(
                p, start, plan, tolerance=tolerance, limit=limit, beta=beta, history=history, progress=progress
            )
        except np.linalg.LinAlgError as error:
            result = str(error)
        if isinstance(result, State):
            _check_physical(p, result)
            return result
        reason = result
        log.info("%s %s with mixing %g: %s", p.force.name, p.nuclide.name, plan[0], reason)
    raise ConvergenceError(
        f"{p.force.name} {p.nuclide.name} did not converge: {reason}.",
        history=history,
        hint="Start from another deformation (beta2), use pairing for open shells, or raise max_iterations.",
    )
