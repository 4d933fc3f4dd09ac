"""States of two nucleons whose densities are known in closed form, and writers of both file formats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

Orbit = tuple[int, int, int]
SD: tuple[Orbit, ...] = ((0, 2, 5), (1, 0, 1), (0, 2, 3))
CORE_16O: tuple[Orbit, ...] = ((0, 0, 1), (0, 1, 3), (0, 1, 1))


@lru_cache(maxsize=4096)
def sixj(*twice: int) -> float:
    from sympy import S
    from sympy.physics.wigner import wigner_6j

    try:
        return float(wigner_6j(*(S(x) / 2 for x in twice)))
    except ValueError:  # sympy refuses broken triangles
        return 0.0


@dataclass(frozen=True)
class Pair:
    """Σ X_ab |a(1) b(2); J⟩ of two identical nucleons, X antisymmetric under exchange and normalised."""

    orbits: tuple[Orbit, ...]
    J: int
    X: np.ndarray

    @staticmethod
    def of(J: int, weights: np.ndarray, orbits: tuple[Orbit, ...] = SD) -> Pair:
        """Antisymmetrise: exchange of |ab; J⟩ gives (−1)^(ja+jb−J) |ba; J⟩."""
        X = np.zeros((len(orbits),) * 2)
        for a, (_, _, ja) in enumerate(orbits):
            for b, (_, _, jb) in enumerate(orbits):
                if abs(ja - jb) <= 2 * J <= ja + jb:
                    X[a, b] = weights[a, b] - (-1) ** ((ja + jb) // 2 - J) * weights[b, a]
        return Pair(orbits, J, X / np.linalg.norm(X))

    def density(self, final: Pair, K: int) -> np.ndarray:
        """⟨f‖u_K(1) + u_K(2)‖self⟩ with ⟨a‖u_K‖b⟩ = 1 for one pair of orbits after another (Edmonds 7.1.7)."""
        m = len(self.orbits)
        rho = np.zeros((m, m))
        for a, (_, _, ja) in enumerate(self.orbits):
            for c, (_, _, jc) in enumerate(self.orbits):
                for b, (_, _, jb) in enumerate(self.orbits):
                    rho[a, c] += (
                        2.0
                        * final.X[a, b]
                        * self.X[c, b]
                        * np.sqrt((2 * self.J + 1) * (2 * final.J + 1))
                        * (-1) ** ((ja + jb) // 2 + self.J + K)
                        * sixj(ja, 2 * final.J, jb, 2 * self.J, jc, 2 * K)
                    )
        return rho


def state(J: int, seed: int) -> Pair:
    return Pair.of(J, np.random.default_rng(seed).normal(size=(3, 3)))


def orthogonal(first: Pair, seed: int) -> Pair:
    other = state(first.J, seed).X
    rest = other - first.X * np.sum(first.X * other)
    return Pair(first.orbits, first.J, rest / np.linalg.norm(rest))


def dres_text(initial: Pair, finals: list[Pair], *, neutrons: bool = True, counts: str = "0  2") -> str:
    """A .dres file of 18O (or 18Ne): the ground state with itself and transitions, five decimals."""
    lines = ["  BIGSTICK", "", f"  {counts}", "  0 +", "  State      E        Ex         J       T"]
    for k, final in enumerate(finals, 1):
        lines.append(f"  {k}  {-12 + k:.5f} {k - 1:.5f}  {final.J:.3f} 1.000")
    lines += ["", "  Single particle state quantum numbers", "ORBIT      N     L   2 x J"]
    lines += [f"  {i}  {n}  {ell}  {twoj}" for i, (n, ell, twoj) in enumerate(initial.orbits, 1)]
    lines += ["  "]
    for k, final in enumerate(finals, 1):
        lines.append(f" Initial state #    1 E = -11.00000 2xJ, 2xT = {2 * initial.J:4d}   2")
        lines.append(f" Final state   #    {k} E = {-12 + k:.5f} 2xJ, 2xT = {2 * final.J:4d}   2")
        for K in range(abs(initial.J - final.J), initial.J + final.J + 1):
            lines.append(f" Jt = {K:3d}, proton      neutron ")
            rho = initial.density(final, K)
            for a in range(len(rho)):
                for b in range(len(rho)):
                    if abs(rho[a, b]) > 5e-6:
                        pair = (0.0, rho[a, b]) if neutrons else (rho[a, b], 0.0)
                        lines.append(f"{a + 1:5d}{b + 1:5d}{pair[0]:10.5f}{pair[1]:10.5f}")
        lines.append("  ")
    lines += [" +++++++++++++++++++++++", "  Definition of density matrices : ", " 1 2 anything"]
    return "\n".join(lines) + "\n"


def isospin_text(pair: Pair, core: tuple[Orbit, ...] = CORE_16O) -> str:
    """The same pair, T = 1, in the isospin-reduced format, on a closed core."""
    blocks: list[list[str]] = []
    for K in range(2 * pair.J + 1):
        rho = pair.density(pair, K)
        for T0 in (0, 1):
            rows = [f"{2 * pair.J:5d}{2:5d}{2 * pair.J:5d}{2:5d}{2 * K:5d}{2 * T0:5d}"]
            if K == T0 == 0:
                for n, ell, twoj in core:
                    filled = np.sqrt((2 * pair.J + 1) * 3 * 2 * (twoj + 1))
                    rows.append(f"{2 * n + ell:9d}{twoj:8d}{2 * n + ell:6d}{twoj:8d}{filled:18.8f}")
            # ⟨(½½)1‖t_T0(1)‖(½½)1⟩ / ⟨½‖t_T0‖½⟩, Edmonds 7.1.7 in isospin
            isospin = 3.0 * (-1) ** (2 + T0) * sixj(1, 2, 1, 2, 1, 2 * T0)
            for a, (n, ell, twoj) in enumerate(pair.orbits):
                for c, (m, k, twoi) in enumerate(pair.orbits):
                    value = rho[a, c] * isospin
                    if abs(value) > 5e-9:
                        rows.append(f"{2 * n + ell:9d}{twoj:8d}{2 * m + k:6d}{twoi:8d}{value:18.8f}")
            blocks.append(rows)
    text = [line for rows in blocks for line in (*rows, "       -1")]
    text[-1] = "       -2"
    return "\n".join(text) + "\n"


@dataclass(frozen=True)
class Kit:
    """What the tests of readers share."""

    state: Callable[[int, int], Pair] = state
    orthogonal: Callable[[Pair, int], Pair] = orthogonal
    dres_text: Callable[..., str] = dres_text
    isospin_text: Callable[..., str] = isospin_text

    @staticmethod
    def write(path: Path, text: str) -> Path:
        path.write_text(text, encoding="ascii")
        return path


@pytest.fixture
def kit() -> Kit:
    return Kit()
