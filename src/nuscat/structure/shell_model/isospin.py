"""Isospin-reduced density matrices of the Berkeley library of elastic responses."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nuscat._core.errors import CorruptDataError, MissingDataError, ValidityError

from ._orbits import Orbit, label, oscillator_length, shell_order
from .obdm import Matrix, OneBodyDensity, Pair, coupling_fault

if TYPE_CHECKING:
    import os

__all__ = ["read_isospin"]

_Rank = tuple[int, int]
"""(K, T₀): ranks of a one-body operator in spin and isospin."""


@dataclass
class _Table:
    """What has been read so far."""

    path: Path
    twoJ: int = -1
    twoT: int = -1
    blocks: dict[_Rank, dict[tuple[Orbit, Orbit], float]] = field(default_factory=dict)


def _fault(path: Path, line: int, reason: str, hint: str) -> CorruptDataError:
    return CorruptDataError(f"{path}, line {line}: {reason}", hint=hint)


def _header(table: _Table, number: int, words: list[str]) -> _Rank:
    try:
        twoJi, twoTi, twoJf, twoTf, twoK, twoT0 = (int(word) for word in words)
    except ValueError:
        raise _fault(
            table.path, number, f"header {' '.join(words)!r} not understood.", "Expected: 2Ji 2Ti 2Jf 2Tf 2K 2T0."
        ) from None
    if (twoJi, twoTi) != (twoJf, twoTf):
        raise _fault(table.path, number, "initial and final state differ.", "Only elastic densities are read.")
    if table.twoJ >= 0 and (twoJi, twoTi) != (table.twoJ, table.twoT):
        raise _fault(
            table.path, number, f"2J, 2T = {twoJi}, {twoTi}, before {table.twoJ}, {table.twoT}.", "One state to a file."
        )
    if twoK % 2 or twoK < 0 or twoT0 not in (0, 2) or min(twoJi, twoTi) < 0:
        raise _fault(table.path, number, f"2K = {twoK}, 2T0 = {twoT0} is no one-body rank.", "T0 is 0 or 1.")
    if twoT0 > 2 * twoTi or twoK > 2 * twoJi:
        raise _fault(
            table.path,
            number,
            f"K = {twoK // 2}, T0 = {twoT0 // 2} vanishes for J = {twoJi}/2, T = {twoTi}/2.",
            "K ≤ 2J and T0 ≤ 2T.",
        )
    rank = (twoK // 2, twoT0 // 2)
    if rank in table.blocks:
        raise _fault(table.path, number, f"K = {rank[0]}, T0 = {rank[1]} given twice.", "Delete one.")
    table.twoJ, table.twoT = twoJi, twoTi
    table.blocks[rank] = {}
    return rank


def _orbit(N: int, twoj: int) -> Orbit | None:
    """Orbit (n, l, 2j) from N = 2n + l and 2j: l is the neighbour of j with the parity of N."""
    if N < 0 or twoj < 1 or twoj % 2 == 0:
        return None
    ell = (twoj + 1) // 2 if ((twoj + 1) // 2 - N) % 2 == 0 else (twoj - 1) // 2
    return ((N - ell) // 2, ell, twoj) if ell <= N else None


def _row(table: _Table, rank: _Rank, number: int, line: str) -> None:
    words = line.split()
    try:
        if len(words) != 5:
            raise ValueError
        Na, twoja, Nb, twojb = (int(word) for word in words[:4])
        value = float(words[4])
    except ValueError:
        raise _fault(
            table.path, number, f"row {line.strip()!r} not understood.", "Expected: N_a 2j_a N_b 2j_b value."
        ) from None
    if not math.isfinite(value):
        raise _fault(table.path, number, f"density {words[4]} is not finite.", "Check the file.")
    a, b = _orbit(Na, twoja), _orbit(Nb, twojb)
    if a is None or b is None:
        raise _fault(table.path, number, f"no orbit has the N = 2n + l and 2j of {line.strip()!r}.", "N counts from 0.")
    if (a, b) in table.blocks[rank]:
        raise _fault(table.path, number, f"({label(a)}, {label(b)}) given twice for one K and T0.", "Delete one.")
    why = coupling_fault(a, b, rank[0], 1)
    if why and value != 0:
        raise _fault(table.path, number, f"{why}.", "Is a row displaced?")
    table.blocks[rank][a, b] = value


def _parse(path: Path) -> _Table:
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except OSError as error:
        raise MissingDataError(f"Cannot read {path}: {error.strerror}.", hint="Give the path of a file.") from None
    except UnicodeDecodeError as error:
        raise _fault(path, 1, f"not a text file (byte {error.start}).", "Give a table of densities.") from None
    table, rank, ended = _Table(path), None, False
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if not words:
            continue
        if words in (["-1"], ["-2"]):
            if rank is None:
                raise _fault(path, number, f"{words[0]} ends a block that has not begun.", "Is a header missing?")
            rank, ended = None, words == ["-2"]
        elif rank is None:
            rank = _header(table, number, words)
        else:
            _row(table, rank, number, line)
    if rank is not None or not ended:
        raise _fault(path, max(len(lines), 1), "the file does not end with -2.", "It is truncated, or another format.")
    return table


def read_isospin(
    path: str | os.PathLike[str],
    Z: int,
    N: int,
    *,
    b: float | None = None,
    precision: float = 2e-5,
    cite: Iterable[str] = (),
) -> OneBodyDensity:
    r"""One-body density matrix [1] of a ground state from a file of densities reduced in spin and isospin.

    .. math::
        \rho_K^{p,n}(ab) = \tfrac12\left[\sqrt{\tfrac{2}{2T+1}}\,\psi_{K0}(ab)
            \pm \frac{\sqrt6\,M_T}{\sqrt{T(T+1)(2T+1)}}\,\psi_{K1}(ab)\right], \qquad M_T = \frac{Z-N}{2}

    with ψ_KT₀ = ⟨JT⦀[a†ã]_KT₀⦀JT⟩/√((2K+1)(2T₀+1)). The tables hold the core.

    Parameters
    ----------
    path : path
        Blocks "2J 2T 2J 2T 2K 2T0", rows "N_a 2j_a N_b 2j_b value" with N = 2n + l, −1 or −2 after a block, −2 at the
        end of the file.
    Z, N : int
        Which member of the isospin multiplet; the file does not tell.
    b : float [fm], optional
        Oscillator length; default √(41.467/(45A^(−1/3) − 25A^(−2/3))).
    precision : float [1]
        Largest error of an element, for the checks. The files print eight decimals, but their densities, from wave
        functions of single precision, hold the particle numbers to 2e-5 (4ħω 16O: 3e-3, needs 1e-4 here).
    cite : iterable of str
        INSPIRE keys of the interaction.

    Returns
    -------
    OneBodyDensity
        The label is the name of the file.

    Raises
    ------
    MissingDataError
        If the file cannot be read.
    CorruptDataError
        If it is damaged, belongs to another nuclide or the density fails its checks; names file, line, reason.

    Sources
    -------
    Donnelly:1979ezn (reduction in isospin); the 3j symbol in closed form. Checked: particle numbers and angular
    momentum of 118 of the 119 tables of that library (12C to 136Xe; 4ħω 16O is less accurate);
    a density written in both formats.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "He4.txt")
    ...     _ = file.write_text(" 0 0 0 0 0 0\n 0 1 0 1 2.00000000\n -2\n")
    ...     helium = read_isospin(file, Z=2, N=2)
    >>> round(helium.by_orbit()["0s1/2"][0], 12)
    2.0
    """
    path = Path(path)
    table = _parse(path)
    orbits = tuple(sorted({o for rows in table.blocks.values() for pair in rows for o in pair}, key=shell_order))
    place = {orbit: i for i, orbit in enumerate(orbits)}
    psi: dict[_Rank, Matrix] = {}
    for rank, rows in table.blocks.items():
        psi[rank] = np.zeros((len(orbits), len(orbits)))
        for (a, c), value in rows.items():
            psi[rank][place[a], place[c]] = value
            if (c, a) not in rows:  # of a state with itself, the partner follows from hermiticity
                psi[rank][place[c], place[a]] = (-1) ** ((a[2] - c[2]) // 2) * value
    if table.twoT < abs(Z - N):
        raise _fault(path, 1, f"2T = {table.twoT} is below |Z − N| = {abs(Z - N)}.", "Check Z and N.")
    T, M = table.twoT / 2.0, (Z - N) / 2.0
    scalar = math.sqrt(2.0 / (2.0 * T + 1.0))
    vector = math.sqrt(6.0 / (T * (T + 1.0) * (2.0 * T + 1.0))) * M if T else 0.0
    rho: dict[int, Pair] = {}
    for K in sorted({rank[0] for rank in psi}):
        zero = np.zeros((len(orbits), len(orbits)))
        s, v = scalar * psi.get((K, 0), zero), vector * psi.get((K, 1), zero)
        rho[K] = (0.5 * (s + v), 0.5 * (s - v))
    try:
        return OneBodyDensity(
            Z=Z,
            N=N,
            twoJ=table.twoJ,
            orbits=orbits,
            rho=rho,
            b=oscillator_length(Z + N) if b is None else b,
            twoT=table.twoT,
            precision=precision,
            label=path.stem,
            cite=tuple(dict.fromkeys((*cite, "Donnelly:1979ezn"))),
        )
    except ValidityError as error:
        raise _fault(path, 1, error.message, error.hint) from error
