"""Parser of the density files of BIGSTICK (.dres)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from nuscat._core.errors import CorruptDataError, MissingDataError, ValidityError

from ._orbits import Orbit
from .obdm import Pair, check_orbits, coupling_fault

__all__ = ["Block", "DresFile", "State", "fault", "parse"]

_STATE = re.compile(
    r"\s*(Initial|Final)\s+state\s*#\s*(\d+)\s+E\s*=\s*(\S+)\s+2xJ(?:,\s*2xT)?\s*=\s*(-?\d+)(?:\s+(-?\d+))?\s*$"
)
_RANK = re.compile(r"\s*Jt\s*=\s*(-?\d+)\s*,?\s*(.*)$")


@dataclass(frozen=True)
class State:
    number: int
    energy: float
    twoJ: int
    twoT: int | None


@dataclass(frozen=True)
class Block:
    line: int
    initial: State
    final: State
    rho: dict[int, Pair] = field(default_factory=dict)
    parity: int = 1


@dataclass(frozen=True)
class DresFile:
    path: Path
    valence: tuple[int, int]
    orbits: tuple[Orbit, ...]
    blocks: tuple[Block, ...]
    precision: float


def fault(path: Path, line: int, reason: str, hint: str) -> CorruptDataError:
    return CorruptDataError(f"{path}, line {line}: {reason}", hint=hint)


def _lines(path: Path) -> tuple[list[tuple[int, str]], bool]:
    """Numbered lines before the row of plus signs, NUL bytes removed; whether it or an empty line closes the last."""
    try:
        text = path.read_bytes().replace(b"\0", b"").decode("ascii")
    except OSError as error:
        raise MissingDataError(
            f"Cannot read {path}: {error.strerror}.", hint="Give the path of a .dres file."
        ) from None
    except UnicodeDecodeError as error:
        raise fault(path, 1, f"not a text file (byte {error.start}).", "Give a .dres file of BIGSTICK.") from None
    out: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip().startswith("+++"):
            return out, True
        out.append((number, line))
    return out, bool(out) and not out[-1][1].strip() and text.endswith("\n")


def _integers(line: str, count: int) -> tuple[int, ...] | None:
    words = line.split()
    if len(words) != count or not all(re.fullmatch(r"[+-]?\d+", word) for word in words):
        return None
    return tuple(int(word) for word in words)


def _head(path: Path, lines: Iterator[tuple[int, str]]) -> tuple[tuple[int, int], tuple[Orbit, ...]]:
    valence: tuple[int, ...] | None = None
    at = 1
    for number, line in lines:
        at = number
        if line.split()[:1] == ["ORBIT"]:
            break
        if valence is None:
            valence = _integers(line, 2)
    else:
        raise fault(path, at, "no orbit table (ORBIT N L 2 x J) found.", "Give a .dres file of BIGSTICK.")
    if valence is None:
        raise fault(path, at, "the valence proton and neutron numbers are missing.", "Expected above the states.")
    orbits: list[Orbit] = []
    for at, line in lines:
        row = _integers(line, 4)
        if row is None:
            if line.strip():
                raise fault(path, at, f"orbit row {line.strip()!r} not understood.", "Expected: number N L 2xJ.")
            break
        if row[0] != len(orbits) + 1:
            raise fault(path, at, f"orbit {row[0]} follows orbit {len(orbits)}.", "Is a row of the table missing?")
        orbits.append((row[1], row[2], row[3]))
        try:
            check_orbits(tuple(orbits))
        except ValidityError as error:
            raise fault(path, at, error.message, error.hint) from None
    if not orbits:
        raise fault(path, at, "the orbit table is empty.", "Expected rows: number N L 2xJ.")
    # A negative number counts holes in the valence space.
    size = sum(o[2] + 1 for o in orbits)
    z, n = (count if count >= 0 else size + count for count in valence)
    return (z, n), tuple(orbits)


def _state(path: Path, number: int, match: re.Match[str]) -> State:
    try:
        energy = float(match[3])
    except ValueError:
        raise fault(path, number, f"energy {match[3]!r} is no number.", "Expected MeV.") from None
    return State(int(match[2]), energy, int(match[4]), None if match[5] is None else int(match[5]))


class _Rows:
    """Rows of one block as they are read."""

    __slots__ = ("K", "given", "orbits", "parity", "path", "rho", "whole")

    def __init__(self, path: Path, orbits: tuple[Orbit, ...], parity: int) -> None:
        self.path, self.orbits, self.parity = path, orbits, parity  # parity 0: taken from the first row
        self.K = -1
        self.rho: dict[int, Pair] = {}
        self.given: set[tuple[int, int, int]] = set()
        self.whole = True  # the last row has equally many decimals in both columns

    def rank(self, number: int, match: re.Match[str]) -> None:
        self.K = int(match[1])
        if match[2].split() != ["proton", "neutron"]:
            raise fault(
                self.path,
                number,
                f"columns {match[2].strip()!r}, expected proton and neutron.",
                "Isospin densities: run BIGSTICK with the option for proton and neutron densities.",
            )
        if self.K < 0 or self.K in self.rho:
            raise fault(self.path, number, f"Jt = {self.K} is negative or given twice.", "One table for every Jt.")
        m = len(self.orbits)
        self.rho[self.K] = (np.zeros((m, m)), np.zeros((m, m)))

    def row(self, number: int, line: str) -> int:
        """Store a row; the number of decimals of its first density."""
        words = line.split()
        labels = _integers(" ".join(words[:2]), 2)
        try:
            if labels is None or len(words) != 4:
                raise ValueError
            values = (float(words[2]), float(words[3]))
        except ValueError:
            raise fault(
                self.path, number, f"row {line.strip()!r} not understood.", "Expected: orbit orbit proton neutron."
            ) from None
        if not all(map(math.isfinite, values)):
            raise fault(self.path, number, f"density {words[2]}, {words[3]} is not finite.", "Run the program again.")
        if self.K < 0:
            raise fault(self.path, number, "a row of densities before any Jt.", "Expected ' Jt = 0, proton neutron'.")
        a, b = labels[0] - 1, labels[1] - 1
        if not (0 <= a < len(self.orbits) and 0 <= b < len(self.orbits)):
            raise fault(
                self.path,
                number,
                f"orbit {max(labels)} is not in the table.",
                f"It has orbits 1 to {len(self.orbits)}.",
            )
        if (self.K, a, b) in self.given:
            raise fault(
                self.path, number, f"orbits {labels[0]} {labels[1]} of Jt = {self.K} given twice.", "Delete one."
            )
        self.given.add((self.K, a, b))
        if any(values):
            self.parity = self.parity or (-1) ** (self.orbits[a][1] + self.orbits[b][1])
            why = coupling_fault(self.orbits[a], self.orbits[b], self.K, self.parity)
            if why:
                raise fault(self.path, number, f"{why}.", "Is a row displaced, or the orbit table altered?")
        for matrix, value in zip(self.rho[self.K], values, strict=True):
            matrix[a, b] = value
        decimals, second = (len(word.partition(".")[2]) for word in words[2:])
        self.whole = decimals == second
        return decimals

    def possible(self, K: int) -> Iterator[tuple[int, int]]:
        """Pairs of orbits that can carry the rank K."""
        for a, first in enumerate(self.orbits):
            for b, second in enumerate(self.orbits):
                parity = self.parity or (-1) ** (first[1] + second[1])
                if not coupling_fault(first, second, K, parity):
                    yield a, b

    def check(self, block: Block, end: int, *, closed: bool) -> None:
        """Refuse a block that lacks a rank, the partner of a row or, where nothing closes it, rows of its last rank."""
        number, (Ji, Jf) = block.line, (block.initial.twoJ, block.final.twoJ)
        ranks = range(abs(Ji - Jf) // 2, (Ji + Jf) // 2 + 1)
        # ⟨Ji 0 K 0|Jf 0⟩ = 0 for odd Ji + K + Jf: programs that work at M = 0 cannot have, and leave out, these.
        hidden = {K for K in ranks if Ji % 2 == 0 and ((Ji + Jf) // 2 + K) % 2}
        for K in ranks:
            left_out = K in hidden and not hidden & set(self.rho)
            if K not in self.rho and not left_out and any(self.possible(K)):
                found = ", ".join(map(str, sorted(self.rho))) or "none"
                raise fault(
                    self.path, number, f"Jt = {K} is missing (there: {found}).", "Is the file cut? Copy it again."
                )
        single = {(K, a, b) for K, a, b in self.given if (K, b, a) not in self.given}
        both_ways = any(a != b and (K, b, a) in self.given for K, a, b in self.given)
        # Only of a state with itself are partners equal in size, so that none is left out as zero.
        if single and both_ways and block.initial.number == block.final.number:
            K, a, b = min(single)
            why = f"orbits {a + 1} {b + 1} of Jt = {K} stand without {b + 1} {a + 1}, other pairs are given both ways."
            raise fault(self.path, number, why, "Is a row missing? Copy the file again.")
        if closed or self.K < 0:
            return
        lost = [f"{a + 1} {b + 1}" for a, b in self.possible(self.K) if (self.K, a, b) not in self.given]
        if lost or not self.whole:
            why = f"without orbits {lost[0]}" if lost else "in the middle of a number"
            hint = "Copy it again; if it is whole, end it with an empty line."
            raise fault(self.path, end, f"the file ends in Jt = {self.K} {why}, and nothing closes it.", hint)

    def complete(self, diagonal: bool) -> dict[int, Pair]:
        """The matrices; of a state with itself, partners that are not listed follow from hermiticity."""
        if diagonal:
            for K, a, b in self.given:
                if (K, b, a) not in self.given:
                    for matrix in self.rho[K]:
                        matrix[b, a] = (-1) ** ((self.orbits[a][2] - self.orbits[b][2]) // 2) * matrix[a, b]
        return self.rho


def parse(path: Path) -> DresFile:
    numbered, closed = _lines(path)
    lines = iter(numbered)
    valence, orbits = _head(path, lines)
    blocks: list[Block] = []
    rows: _Rows | None = None
    initial: State | None = None
    decimals: set[int] = set()

    def close(end: int, *, closed: bool = True) -> None:
        if rows is not None and blocks:
            last = blocks[-1]
            rows.check(last, end, closed=closed)
            rho = rows.complete(last.initial.number == last.final.number)
            blocks[-1] = Block(last.line, last.initial, last.final, rho, rows.parity or 1)

    for number, line in lines:
        if not line.strip():
            continue
        if match := _STATE.match(line):
            state = _state(path, number, match)
            if match[1] == "Initial":
                close(number)
                rows, initial = None, state
                continue
            if initial is None or rows is not None:
                raise fault(path, number, "a final state without its initial state.", "Expected 'Initial state # …'.")
            diagonal = initial.number == state.number
            if diagonal and (initial.twoJ, initial.twoT) != (state.twoJ, state.twoT):
                raise fault(path, number, f"state {state.number} has two different spins.", "Check 2xJ, 2xT.")
            if any((block.initial.number, block.final.number) == (initial.number, state.number) for block in blocks):
                raise fault(path, number, f"states {initial.number} → {state.number} given twice.", "Delete one.")
            blocks.append(Block(number - 1, initial, state))
            rows = _Rows(path, orbits, 1 if diagonal else 0)
        elif "state" in line and "#" in line:
            raise fault(path, number, f"{line.strip()!r} not understood.", "Expected '# n E = … 2xJ, 2xT = …'.")
        elif rows is None:
            if blocks or initial is not None:
                raise fault(path, number, "densities without a final state.", "Expected 'Final state   # …'.")
        elif match := _RANK.match(line):
            rows.rank(number, match)
        else:
            decimals.add(rows.row(number, line))
    end = numbered[-1][0]
    if initial is not None and rows is None:
        raise fault(path, end, "the file ends after an initial state.", "Is it cut? Copy it again.")
    close(end, closed=closed)
    if not blocks:
        raise fault(path, 1, "no densities (Initial state …, Final state …) found.", "Is the file truncated?")
    return DresFile(path, valence, orbits, tuple(blocks), 0.5 * 10.0 ** -min(decimals, default=5))
