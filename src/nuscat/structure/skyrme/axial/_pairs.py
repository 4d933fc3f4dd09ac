"""Occupation of the orbitals of one species: equal filling, BCS with a soft window, or Bogoliubov."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Occupation", "bogoliubov", "canonical", "fill", "soft_bcs"]

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
_ROUNDS = 15


@dataclass(frozen=True, eq=False, kw_only=True)
class Occupation:
    """Density and pairing matrices of one species; Ω > 0, the time-reversed half is implied.

    Parameters
    ----------
    rho, kappa : list of array, shapes (n, n) [1]
        Σ v²|a⟩⟨a| and Σ u v|a⟩⟨a| of each block.
    fermi : float [MeV]
        Fermi energy λ.
    number : float [1]
        Mean number of particles.
    inside : tuple of int
        Quasiparticles below the cut-off, per block; () without one.
    """

    rho: list[Matrix]
    kappa: list[Matrix]
    fermi: float
    number: float
    inside: tuple[int, ...] = ()


def _bisect(count: object, number: float, low: float, high: float) -> float:
    assert callable(count)
    for _ in range(200):
        middle = 0.5 * (low + high)
        if count(middle) < number:
            low = middle
        else:
            high = middle
        if high - low < 1e-12 * max(1.0, abs(middle)):
            break
    return 0.5 * (low + high)


def equivalent_fermi(energies: Vector, gaps: Vector, number: float) -> float:
    """λ [MeV] at which Σ (1 − (ε − λ)/√((ε − λ)² + Δ²)) over levels of degeneracy two is `number`.

    Without gaps the middle between the last filled and the first empty level.
    """
    square = gaps * gaps + 1e-200

    def count(x: float) -> float:
        d = energies - x
        return float(np.sum(1.0 - d / np.sqrt(d * d + square)))

    low, high = float(energies.min()) - 50.0, float(energies.max()) + 50.0
    slack = 1e-10 * number
    return 0.5 * (_bisect(count, number - slack, low, high) + _bisect(count, number + slack, low, high))


def _quasiparticles(h: Matrix, delta: Matrix, fermi: float) -> tuple[Vector, Matrix, Matrix]:
    """E > 0 [MeV], U and V [1]."""
    n = h.shape[0]
    m = np.empty((2 * n, 2 * n))
    m[:n, :n] = h
    m[:n, :n].flat[:: n + 1] -= fermi
    m[n:, n:] = -m[:n, :n]
    m[:n, n:] = m[n:, :n] = delta
    E, X = np.linalg.eigh(m)
    return E[n:], X[:n, n:], X[n:, n:]


def bogoliubov(
    h: list[Matrix],
    delta: list[Matrix],
    number: float,
    fermi: float,
    *,
    cutoff: float,
    kept: tuple[int, ...] | None = None,
    tolerance: float = 1e-9,
) -> Occupation:
    r"""Quasiparticle vacuum with `number` particles on average.

    .. math:: \begin{pmatrix}h-\lambda & \Delta\\ \Delta & \lambda-h\end{pmatrix}\begin{pmatrix}U\\V\end{pmatrix}
              = E\begin{pmatrix}U\\V\end{pmatrix},\quad E > 0

    Quasiparticles whose equivalent energy (1 − 2∫V²)E + λ is above the cut-off are left out. λ follows from the
    equivalent spectrum, then from secants, until the number is right.

    Parameters
    ----------
    h, delta : list of array, shapes (n, n) [MeV]
    number : float [1]
    fermi : float [MeV]
        First guess of λ.
    cutoff : float [MeV]
    kept : tuple of int, optional
        Quasiparticles per block to keep, instead of the cut-off: near convergence states must not cross it.
    tolerance : float [1]
        Of the particle number.

    Sources
    -------
    Stoitsov:2004pe (equivalent spectrum). Checked: BCS formulas for one level per block; ⁴⁰Ar.
    """
    before: tuple[float, float] | None = None
    for _ in range(_ROUNDS):
        rho, kappa, energies, gaps, inside = [], [], [], [], []
        for i, (hb, db) in enumerate(zip(h, delta, strict=True)):
            E, U, V = _quasiparticles(hb, db, fermi)
            v2 = np.clip(np.einsum("ij,ij->j", V, V), 0.0, 1.0)
            e = (1.0 - 2.0 * v2) * E + fermi
            order = np.argsort(e, kind="stable")
            inside.append(int(np.searchsorted(e[order], cutoff)))
            keep = order[: inside[i] if kept is None else kept[i]]
            U, V = U[:, keep], V[:, keep]
            rho.append(V @ V.T)
            pair = U @ V.T
            kappa.append(0.5 * (pair + pair.T))
            energies.append(e[keep])
            gaps.append((2.0 * E * np.sqrt(v2 * (1.0 - v2)))[keep])
        total = 2.0 * sum(float(np.trace(m)) for m in rho)
        miss = total - number
        if abs(miss) < tolerance:
            break
        slope = (miss - before[1]) / (fermi - before[0]) if before is not None and fermi != before[0] else 0.0
        before = (fermi, miss)
        step = -miss / slope if slope > 0.0 else math.inf
        fermi = (
            fermi + step
            if abs(step) < 5.0
            else equivalent_fermi(np.concatenate(energies), np.concatenate(gaps), number)
        )
    return Occupation(
        rho=rho,
        kappa=kappa,
        fermi=before[0] if abs(miss) >= tolerance and before else fermi,
        number=total,
        inside=tuple(inside),
    )


def _orbitals(h: list[Matrix]) -> tuple[Vector, list[slice], list[Matrix]]:
    pairs = [np.linalg.eigh(m) for m in h]
    ends = np.cumsum([e.size for e, _ in pairs])
    parts = [slice(int(b - e.size), int(b)) for b, (e, _) in zip(ends, pairs, strict=True)]
    return np.concatenate([e for e, _ in pairs]), parts, [x for _, x in pairs]


def _matrices(weights: Vector, parts: list[slice], vectors: list[Matrix]) -> list[Matrix]:
    return [(X * weights[part]) @ X.T for X, part in zip(vectors, parts, strict=True)]


def fill(h: list[Matrix], number: float, *, temperature: float = 0.0) -> Occupation:
    """Lowest orbitals filled, the last pair of states in part if the number is odd; no pairing.

    Parameters
    ----------
    h : list of array, shapes (n, n) [MeV]
    number : float [1]
    temperature : float [MeV]
        Of a Fermi function, where levels keep crossing; 0 for sharp filling.

    Sources
    -------
    Aufbau principle. Checked: particle number; filled oscillator shells.
    """
    e, parts, vectors = _orbitals(h)
    order = np.argsort(e, kind="stable")
    v2 = np.zeros(e.size)
    filled = math.ceil(0.5 * number)
    fermi = 0.5 * float(e[order[max(filled - 1, 0)]] + e[order[filled]])
    if temperature == 0.0:
        v2[order] = np.clip(0.5 * number - np.arange(e.size), 0.0, 1.0)
    else:
        fermi = _bisect(
            lambda x: float(np.sum(1.0 - np.tanh(0.5 * (e - x) / temperature))),
            number,
            float(e.min()) - 5.0,
            float(e.max()),
        )
        v2 = 0.5 * (1.0 - np.tanh(0.5 * (e - fermi) / temperature))
    zero = [np.zeros_like(m) for m in h]
    return Occupation(rho=_matrices(v2, parts, vectors), kappa=zero, fermi=fermi, number=float(2.0 * v2.sum()))


def soft_bcs(h: list[Matrix], delta: list[Matrix], number: float) -> Occupation:
    r"""BCS with state-dependent gaps and a smooth energy window.

    .. math:: v^2 = \tfrac12\Big[1-\frac{\epsilon-\lambda}{\sqrt{(\epsilon-\lambda)^2+f^2\Delta^2}}\Big],\qquad
              f = \frac{1}{1+e^{(\epsilon-\lambda-\Delta E)/\mu}},\quad \mu = \Delta E/10

    ΔE follows from Σf = N + 1.65 N^⅔; the pair density is Σ f u v |φ|².

    Parameters
    ----------
    h, delta : list of array, shapes (n, n) [MeV]
    number : float [1]

    Sources
    -------
    Bender:2000xk. Checked: particle number; number of states in the window; two levels in closed form.
    """
    e, parts, vectors = _orbitals(h)
    gap = np.concatenate([np.einsum("ij,ij->j", X, d @ X) for X, d in zip(vectors, delta, strict=True)])
    wanted = number + 1.65 * number ** (2.0 / 3.0)

    def window(fermi: float) -> Vector:
        def cut(width: float) -> Vector:
            out: Vector = 1.0 / (1.0 + np.exp(np.clip((e - fermi - width) / (0.1 * width), -60.0, 60.0)))
            return out

        return cut(_bisect(lambda w: 2.0 * float(cut(w).sum()), wanted, 0.1, float(e.max() - e.min()) + 100.0))

    def occupations(fermi: float, f: Vector) -> Vector:
        d = e - fermi
        out: Vector = 0.5 * (1.0 - d / np.sqrt(d * d + (f * gap) ** 2 + 1e-200))
        return out

    low, high = float(e.min()) - 5.0, float(e.max())
    fermi = equivalent_fermi(e, np.zeros_like(e), number)
    for _ in range(60):  # window and λ depend on each other weakly: alternate
        f = window(fermi)
        found = _bisect(lambda x, f=f: 2.0 * float(occupations(x, f).sum()), number, low, high)
        if abs(found - fermi) < 1e-11:
            break
        fermi = found
    v2 = occupations(fermi, f)
    uv = np.sqrt(np.clip(v2 * (1.0 - v2), 0.0, None))
    return Occupation(
        rho=_matrices(v2, parts, vectors),
        kappa=_matrices(f * uv, parts, vectors),
        fermi=fermi,
        number=float(2.0 * v2.sum()),
    )


def canonical(rho: list[Matrix], h: list[Matrix]) -> list[tuple[Vector, Matrix]]:
    """Canonical occupations v² [1] and states of each block; states of equal v² are taken to diagonalise h."""
    out = []
    for r, hb in zip(rho, h, strict=True):
        _, X = np.linalg.eigh(r - 1e-9 * hb)
        out.append((np.clip(np.einsum("ij,ij->j", X, r @ X), 0.0, 1.0), X))
    return out
