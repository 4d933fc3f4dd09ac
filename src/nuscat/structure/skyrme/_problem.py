"""The fixed-point problem of the spherical solver: unknown fields, one step, and what it says about the energy."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from nuscat.nuclei import Nuclide

from ._bcs import bcs
from ._hf import Step, hartree_fock
from ._hfb import bogoliubov, canonical, lipkin_nogami
from ._radial import Blocks, blocks
from ._start import box_radius, highest_l, woods_saxon
from .force import Pairing, SkyrmeForce
from .functional import Fields, Term, Vector, energy_by_term, mean_fields, skyrme_terms, virial
from .pairing import gap_field, pairing_energy, pairing_rearrangement

__all__ = [
    "FIELDS",
    "Memory",
    "Problem",
    "decode",
    "encode",
    "energies_of",
    "image_of",
    "initial",
    "metric_of",
    "mismatch_of",
    "problem",
    "residuals_of",
    "seed",
    "split",
    "take_step",
]

FIELDS = 3
"""U, B and W; the gap field is a fourth row."""
_GROWTH = 1.0
"""Largest change of the logarithm of a gap in one step."""
_NO_GAP, _SMALL_GAP, _DECAY = 1e-3, 0.1, 0.1
"""Gap [MeV] below which a species counts as not paired, always, and if its logarithm decreases by so much a step."""


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


@dataclass(eq=False)
class Memory:
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
        rows.append(1.5 * seed(p) * np.ones((2, 1)))
    return np.stack(rows)


def split(p: Problem, x: Vector) -> tuple[Vector, Vector | None]:
    """Fields (3 or 4, 2, n) and the Lipkin–Nogami matrices (2, m, size, size) of a vector."""
    rows = FIELDS + (p.pairing is not None)
    n = p.blocks.basis.r.size
    fields = x[: rows * 2 * n].reshape(rows, 2, n)
    if not p.lipkin_nogami:
        return fields, None
    K = p.blocks.basis.size
    return fields, x[rows * 2 * n :].reshape(2, -1, K, K)


def take_step(p: Problem, x: Vector, memory: Memory) -> Step:
    """Orbitals and densities [MeV, fm] in the fields `x`; `memory` gets the Fermi energies."""
    rows, gamma = split(p, x)
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


def energies_of(p: Problem, step: Step) -> dict[str, float]:
    """Energy by term [MeV], without the centre-of-mass energy that is subtracted at the end."""
    out = energy_by_term(p.terms, step.densities, p.volume)
    if p.pairing is not None:
        neutron, proton = pairing_energy(p.pairing, step.densities.total, step.pair, p.volume)
        out |= {"pairing neutron": float(neutron), "pairing proton": float(proton)}
    if step.lipkin_nogami is not None:
        out["Lipkin–Nogami"] = float(step.lipkin_nogami.sum())
    return out


def image_of(p: Problem, step: Step) -> Vector:
    """Fields [MeV, MeV fm², MeV fm, MeV] of the densities of a step, as one vector."""
    fields = mean_fields(p.terms, step.densities)
    if p.pairing is None:
        return np.concatenate([fields.U.ravel(), fields.B.ravel(), fields.W.ravel()])
    U = fields.U + pairing_rearrangement(p.pairing, step.pair)
    gap = gap_field(p.pairing, step.densities.total, step.pair)
    parts = [U, fields.B, fields.W, gap]
    if step.gamma is not None:
        parts.append(step.gamma)
    return np.concatenate([part.ravel() for part in parts])


def _rms_gap(p: Problem, gap: Vector) -> Vector:
    """Average size of gap fields (2, n) inside the nucleus [MeV]."""
    out: Vector = np.sqrt((gap**2 @ p.volume) / (seed(p) ** 2 @ p.volume))
    return out


def encode(p: Problem, x: Vector) -> Vector:
    """Vector for the mixing: a gap field enters as its shape and the logarithm of its size.

    A gap of zero is always a fixed point; in these variables it lies infinitely far away, so that an extrapolation does
    not end there by accident.
    """
    if p.pairing is None:
        return x
    out = np.concatenate([x, np.zeros(2)])
    rows, _ = split(p, out[:-2])
    size = _rms_gap(p, rows[FIELDS])
    for q in range(2):
        if size[q] > 0.0:
            rows[FIELDS, q] /= size[q]
            out[q - 2] = math.log(size[q])
    return out


def decode(p: Problem, y: Vector, before: Vector, image: Vector) -> tuple[Vector, bool]:
    """Fields [MeV…] from a mixed vector `y`, and whether a species just lost its pairing.

    The change from `before` is bounded; a small gap that the `image` makes smaller still is set to zero. Whether the
    state without pairing is stable is for the caller to verify.
    """
    if p.pairing is None:
        return y, False
    out = y[:-2].copy()
    rows, _ = split(p, out)
    lost = False
    for q in range(2):
        if not rows[FIELDS, q].any():
            continue
        rows[FIELDS, q] *= math.exp(before[q - 2] + float(np.clip(y[q - 2] - before[q - 2], -_GROWTH, _GROWTH)))
        small = math.exp(before[q - 2]) < _SMALL_GAP and image[q - 2] < before[q - 2] - _DECAY
        if not p.lipkin_nogami and (small or _rms_gap(p, rows[FIELDS])[q] < _NO_GAP):
            rows[FIELDS, q] = 0.0
            lost = True
    return out, lost


def metric_of(p: Problem) -> Vector:
    """Weights of the mixing: volume for fields, substates for matrices, volume of the nucleus for sizes of gaps."""
    rows = FIELDS + (p.pairing is not None)
    parts = [np.tile(p.volume, 2 * rows)]
    if p.lipkin_nogami:
        K = p.blocks.basis.size
        parts.append(np.tile(np.repeat(p.blocks.degeneracy, K * K), 2))
    if p.pairing is not None:
        parts.append(np.full(2, float(seed(p) ** 2 @ p.volume)))
    return np.concatenate(parts)


def mismatch_of(p: Problem, step: Step, x: Vector, image: Vector) -> float:
    """Bound on the first-order energy change [MeV] when the fields are replaced by their images."""
    d = step.densities
    probes = [d.rho, d.tau, np.abs(d.J)] + ([np.abs(step.pair)] if p.pairing is not None else [])
    old, gamma = split(p, x)
    new, matrices = split(p, image)
    out = float((np.abs(new - old) * np.stack(probes)).sum((0, 1)) @ p.volume)
    if gamma is not None and matrices is not None and step.matrices is not None:
        out += abs(float((p.blocks.degeneracy * ((matrices - gamma) * step.matrices[0]).sum((2, 3))).sum()))
    return out


def residuals_of(p: Problem, step: Step, energies: dict[str, float], mismatch: float) -> dict[str, float]:
    """Residuals [MeV] of the identities that hold for a self-consistent state; no virial theorem with a cut-off."""
    expected = sum(term.degree * energies[term.name] for term in p.terms)
    if p.pairing is not None:
        expected += float(p.volume @ (pairing_rearrangement(p.pairing, step.pair) * step.densities.total))
    out = {"rearrangement": 0.5 * (step.single - expected), "fields": mismatch}
    return out if p.pairing is not None else {"virial": virial(p.terms, energies), **out}


def seed(p: Problem) -> Vector:
    """Shape of a gap field of 1 MeV [MeV], (n,): the inside of the nucleus."""
    r = p.blocks.basis.r
    out: Vector = 1.0 / (1.0 + np.exp((r - 1.27 * math.cbrt(p.nuclide.A)) / 0.67))
    return out
