"""Files of BIGSTICK: states and transitions in closed form, damage refused with file, line and reason."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nuscat._core.errors import CorruptDataError, MissingDataError, UnknownNameError, ValidityError
from nuscat.structure.shell_model import TransitionDensity, no_core_length, read_dres


@pytest.mark.parametrize(("J", "seed"), [(0, 1), (2, 2), (3, 6), (4, 4)])
def test_two_neutrons_on_oxygen(kit: Any, tmp_path: Path, J: int, seed: int) -> None:
    pair = kit.state(J, seed)
    found = read_dres(kit.write(tmp_path / "o18.dres", kit.dres_text(pair, [pair])))
    assert (found.Z, found.N, found.twoJ, found.twoT) == (8, 10, 2 * J, 2)
    assert found.label == "o18"
    assert found.precision == 5e-6
    for K in range(2 * J + 1):
        assert found.rho[K][1][3:, 3:] == pytest.approx(pair.density(pair, K), abs=6e-6)
        assert not np.any(found.rho[K][0][3:, 3:])
    for orbit in ("0s1/2", "0p3/2", "0p1/2"):
        assert found.by_orbit()[orbit] == pytest.approx((int(orbit[2]) + 1,) * 2)


def test_protons_are_the_first_column(kit: Any, tmp_path: Path) -> None:
    pair = kit.state(2, 2)
    text = kit.dres_text(pair, [pair], neutrons=False, counts="2 0")
    found = read_dres(kit.write(tmp_path / "ne18.dres", text))
    assert (found.Z, found.N) == (10, 8)
    assert found.rho[2][0][3:, 3:] == pytest.approx(pair.density(pair, 2), abs=6e-6)


@pytest.mark.parametrize(("J", "final"), [(0, 2), (2, 0), (2, 3), (2, 4), (3, 2), (4, 2)])
def test_transitions_and_their_time_reversal(kit: Any, tmp_path: Path, J: int, final: int) -> None:
    """The density f → i, from the same closed form, is what time reversal makes of i → f."""
    i, f = kit.state(J, 11), kit.state(final, 12)
    path = kit.write(tmp_path / "o18.dres", kit.dres_text(i, [i, f]))
    found = read_dres(path, final=2)
    assert isinstance(found, TransitionDensity)
    assert (found.Z, found.N, found.twoJ_i, found.twoJ_f, found.parity) == (8, 10, 2 * J, 2 * final, 1)
    assert found.energy == pytest.approx(1.0)
    back = found.reversed()
    assert (back.twoJ_i, back.twoJ_f, back.energy) == (2 * final, 2 * J, -found.energy)
    for K in range(abs(J - final), J + final + 1):
        assert found.rho[K][1] == pytest.approx(i.density(f, K), abs=6e-6)
        assert back.rho[K][1] == pytest.approx(f.density(i, K), abs=6e-6)
        assert back.reversed().rho[K][1] == pytest.approx(found.rho[K][1], abs=0)
    assert read_dres(path).twoJ == 2 * J


def test_states_of_one_spin_must_be_orthogonal(kit: Any, tmp_path: Path) -> None:
    i = kit.state(2, 11)
    other = kit.orthogonal(i, 12)
    good = kit.write(tmp_path / "good.dres", kit.dres_text(i, [i, other]))
    assert read_dres(good, final=2).rho[0][1] == pytest.approx(i.density(other, 0), abs=6e-6)
    bad = kit.write(tmp_path / "bad.dres", kit.dres_text(i, [i, kit.state(2, 12)]))
    with pytest.raises(CorruptDataError, match=r"bad\.dres, line \d+: The matrix element of the neutron number"):
        read_dres(bad, final=2)


def test_header_without_isospin(kit: Any, tmp_path: Path) -> None:
    pair = kit.state(2, 2)
    text = kit.dres_text(pair, [pair]).replace("2xJ, 2xT =    4   2", "2xJ   =    4")
    found = read_dres(kit.write(tmp_path / "a.dres", text))
    assert (found.twoJ, found.twoT) == (4, None)


def test_nul_bytes_and_everything_after_the_plus_signs_are_ignored(kit: Any, tmp_path: Path) -> None:
    pair = kit.state(2, 2)
    text = kit.dres_text(pair, [pair])
    path = tmp_path / "a.dres"
    path.write_bytes(text.replace("BIGSTICK", "BIG\0STICK").encode() + b"\0\0 99 99 nonsense\n")
    assert read_dres(path).N == 10
    without = kit.write(tmp_path / "b.dres", text[: text.index(" +++")])
    assert read_dres(without).N == 10


def test_negative_numbers_count_holes(kit: Any, tmp_path: Path) -> None:
    pair = kit.state(2, 2)
    path = kit.write(tmp_path / "a.dres", kit.dres_text(pair, [pair], counts="0  -10"))
    assert read_dres(path).N == 10  # the sd shell holds 12


def test_partners_that_are_not_listed_follow_from_hermiticity(kit: Any, tmp_path: Path) -> None:
    pair = kit.state(2, 2)
    lines = kit.dres_text(pair, [pair]).splitlines()
    start = next(n for n, line in enumerate(lines) if "Final" in line)
    kept = [x for n, x in enumerate(lines) if n < start or len(w := x.split()) != 4 or not (w[0] > w[1])]
    found = read_dres(kit.write(tmp_path / "half.dres", "\n".join(kept)))
    assert found.rho[2][1][3:, 3:] == pytest.approx(pair.density(pair, 2), abs=6e-6)


@pytest.mark.parametrize("given", ["all", "none", "some"])
def test_ranks_that_vanish_at_zero_projection(kit: Any, tmp_path: Path, given: str) -> None:
    """⟨2 0 K 0|3 0⟩ = 0 for even K: programs that work at M = 0 leave out all of these, not one of them."""
    i = kit.state(2, 11)
    text = kit.dres_text(i, [i, kit.state(3, 12)])
    first, second = text[: text.rindex(" Initial")], text[text.rindex(" Initial") :]
    for K in {"all": (), "none": (2, 4), "some": (4,)}[given]:
        second = cut(second, K)
    path = kit.write(tmp_path / "a.dres", first + second)
    if given == "some":
        with pytest.raises(CorruptDataError, match="Jt = 4 is missing"):
            read_dres(path, final=2)
    else:
        assert set(read_dres(path, final=2).rho) == {1, 2, 3, 4, 5} - ({2, 4} if given == "none" else set())


def test_a_file_cut_within_its_block_is_never_read(kit: Any, tmp_path: Path) -> None:
    """At any byte of the last rank, and at many before."""
    pair = kit.state(2, 2)
    text = kit.dres_text(pair, [pair])
    end = len(text[: text.index(" +++")].rstrip())
    path = tmp_path / "a.dres"
    whole = read_dres(kit.write(path, text[:end])).rho
    last = text.index(" Jt =   4")
    for length in (*range(text.index(" Initial") + 8, last, 11), *range(last, end)):
        with pytest.raises(CorruptDataError):
            read_dres(kit.write(path, text[:length]))
    assert all(np.array_equal(whole[K], read_dres(kit.write(path, text)).rho[K]) for K in whole)


def test_oscillator_length(kit: Any, tmp_path: Path) -> None:
    pair = kit.state(0, 1)
    path = kit.write(tmp_path / "a.dres", kit.dres_text(pair, [pair]))
    assert read_dres(path).b == pytest.approx(math.sqrt(41.467 / (45 / 18 ** (1 / 3) - 25 / 18 ** (2 / 3))))
    assert read_dres(path, b=1.7).b == 1.7
    assert read_dres(path, hw=20.0).b == pytest.approx(6.43 / math.sqrt(20.0))
    with pytest.raises(ValidityError, match="given twice"):
        read_dres(path, b=1.7, hw=20.0)
    for bad in (0.0, -1.0, math.nan):
        with pytest.raises(ValidityError):
            read_dres(path, b=bad)
        with pytest.raises(ValidityError):
            no_core_length(bad)


def no_core_text() -> str:
    """4He, all four nucleons in 0s1/2 = two rows: a file without a core."""
    return (
        "  BIGSTICK\n\n  2  2\n  0 +\nORBIT N L 2xJ\n 1 0 0 1\n\n"
        " Initial state #    1 E = -28.0 2xJ   =    0\n Final state   #    1 E = -28.0 2xJ   =    0\n"
        " Jt =   0, proton      neutron\n    1    1   1.41421   1.41421\n"
    )


def test_no_core_files_need_their_length(kit: Any, tmp_path: Path) -> None:
    path = kit.write(tmp_path / "he4.dres", no_core_text())
    with pytest.raises(ValidityError, match="hw in MeV"):
        read_dres(path)
    found = read_dres(path, hw=26.0)
    assert found.r_p == pytest.approx(math.sqrt(1.5) * 6.43 / math.sqrt(26.0), rel=1e-5)
    assert (found.Z, found.N, found.orbits) == (2, 2, ((0, 0, 1),))


def test_core_can_be_named_and_must_fit(kit: Any, tmp_path: Path) -> None:
    pair = kit.state(2, 2)
    path = kit.write(tmp_path / "a.dres", kit.dres_text(pair, [pair]))
    alone = read_dres(path, core="none", b=1.8)
    assert (alone.Z, alone.N) == (0, 2)
    assert math.isnan(alone.r_p)
    assert read_dres(path, core="4He").A == 6
    with pytest.raises(ValidityError, match=r"0d5/2 of a\.dres belongs to the core 40Ca.*16O"):
        read_dres(path, core="40Ca")
    with pytest.raises(UnknownNameError, match="core"):
        read_dres(path, core="17O")


def test_states_that_are_not_in_the_file(kit: Any, tmp_path: Path) -> None:
    pair = kit.state(2, 2)
    path = kit.write(tmp_path / "a.dres", kit.dres_text(pair, [pair, kit.state(0, 3)]))
    with pytest.raises(UnknownNameError, match=r"'1 → 3'.*1 → 2"):
        read_dres(path, final=3)
    with pytest.raises(UnknownNameError, match=r"2 → 2"):
        read_dres(path, initial=2)
    with pytest.raises(ValidityError, match="both 1"):
        read_dres(path, final=1)


def test_missing_and_binary_files(tmp_path: Path) -> None:
    with pytest.raises(MissingDataError, match=r"none\.dres"):
        read_dres(tmp_path / "none.dres")
    (tmp_path / "b.dres").write_bytes(b"\x89PNG\xff")
    with pytest.raises(CorruptDataError, match="not a text file"):
        read_dres(tmp_path / "b.dres")


def rows_of(text: str, K: int) -> list[int]:
    """Indices of the lines with the rows of a rank."""
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f" Jt = {K:3d}"))
    stop = next(n for n in range(start + 1, len(lines)) if len(lines[n].split()) != 4 or "Jt" in lines[n])
    return list(range(start + 1, stop))


def change(text: str, index: int, new: str | None) -> str:
    lines = text.splitlines()
    lines[index : index + 1] = [] if new is None else [new]
    return "\n".join(lines) + "\n"


def at(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines()) if part in line)


def flip(text: str) -> str:
    """One off-diagonal element of K = 2 with the other sign."""
    lines = text.splitlines()
    for n in rows_of(text, 2):
        a, b, p, v = lines[n].split()
        if a < b:
            return change(text, n, f"{a} {b} {p} {-float(v):.5f}")
    raise AssertionError


def scale(text: str, K: int, factor: float) -> str:
    for n in rows_of(text, K):
        a, b, p, v = text.splitlines()[n].split()
        text = change(text, n, f"{a} {b} {p} {float(v) * factor:.5f}")
    return text


def row(text: str, K: int, new: str, index: int = 0) -> str:
    return change(text, rows_of(text, K)[index], new)


DAMAGE: dict[str, tuple[Any, str]] = {
    "no orbit table": (lambda t: t.replace("ORBIT", "TABLE"), "no orbit table"),
    "no valence numbers": (lambda t: change(t, 2, ""), "valence proton and neutron numbers are missing"),
    "lost orbit": (lambda t: change(t, at(t, "ORBIT") + 2, None), "line 11: orbit 3 follows orbit 1"),
    "orbit twice": (lambda t: change(t, at(t, "ORBIT") + 2, " 2 0 2 5"), "line 11: Orbit 0d5/2 is given twice"),
    "impossible orbit": (lambda t: change(t, at(t, "ORBIT") + 2, " 2 1 0 3"), r"line 11: Orbit .*does not exist"),
    "letters in the table": (lambda t: change(t, at(t, "ORBIT") + 2, " 2 1 s 1"), "line 11: orbit row '2 1 s 1'"),
    "empty table": (lambda t: change(t, at(t, "ORBIT") + 1, ""), "the orbit table is empty"),
    "cut before the densities": (lambda t: t[: t.index(" Initial")], "no densities"),
    "garbled row": (lambda t: row(t, 2, " 1 1 0.1"), r"line \d+: row '1 1 0.1' not understood"),
    "overflow": (lambda t: row(t, 2, " 1 1 0.0 ********"), r"line \d+: row .*\*' not understood"),
    "nan": (lambda t: row(t, 2, " 1 1 0.0 NaN"), r"line \d+: density 0.0, NaN is not finite"),
    "orbit out of range": (lambda t: row(t, 2, " 1 7 0.0 0.1"), r"line \d+: orbit 7 is not in the table"),
    "row twice": (lambda t: row(t, 2, t.splitlines()[rows_of(t, 2)[0]], 1), r"line \d+: orbits .* given twice"),
    "row before Jt": (lambda t: change(t, at(t, " Jt =   0"), ""), r"line \d+: a row of densities before any Jt"),
    "rank twice": (lambda t: t.replace(" Jt =   2", " Jt =   1"), r"line \d+: Jt = 1 is negative or given twice"),
    "isospin columns": (lambda t: t.replace("proton      neutron", "Tt = 0  Tt = 1"), "expected proton and neutron"),
    "lost final state": (lambda t: change(t, at(t, " Final"), None), r"line \d+: densities without a final state"),
    "lost initial state": (lambda t: change(t, at(t, " Initial"), None), "a final state without its initial state"),
    "garbled state": (lambda t: t.replace("2xJ, 2xT =    4   2", "2xJ, 2xT = ****", 1), "not understood"),
    "garbled energy": (lambda t: t.replace("E = -11.00000 2xJ", "E = ********* 2xJ"), "energy .* is no number"),
    "two spins of one state": (lambda t: t.replace("2xT =    4   2", "2xT =    8   2", 1), "two different spins"),
    "block twice": (lambda t: t[: t.index(" +++")] + t[t.index(" Initial") :], "states 1 → 1 given twice"),
    "lost occupation": (lambda t: change(t, rows_of(t, 0)[0], None), r"The density holds [\d.]+ neutrons, expected 2"),
    "altered occupation": (lambda t: row(t, 0, " 1 1 0.0 -0.30000"), "neutrons: negative"),
    "overfull orbit": (lambda t: row(t, 0, " 1 1 0.0 9.00000"), "neutrons: more than full"),
    "other nucleon": (lambda t: change(t, 2, " 0 3"), "N = 3 and 2J = 4 do not fit"),
    "flipped sign": (flip, r"The neutron density of K = 2 is not hermitian"),
    "other normalisation": (lambda t: scale(t, 1, 3**0.5), r"total angular momentum is 9\.4868.*expected 5\.4772"),
    "other sign of K = 1": (lambda t: scale(t, 1, -1.0), r"total angular momentum is -5\.477"),
    "no K = 1": (lambda t: scale(t, 1, 0.0), "total angular momentum is 0, expected 5.4772"),
    "lost K = 1": (lambda t: cut(t, 1), r"line \d+: Jt = 1 is missing \(there: 0, 2, 3, 4\)"),
    "lost partner": (
        lambda t: change(t, rows_of(t, 2)[1], None),
        r"line \d+: orbits 2 1 of Jt = 2 stand without 1 2, other pairs are given both ways",
    ),
    "cut after an initial state": (lambda t: t[: t.index(" Final")], "the file ends after an initial state"),
    "last rank lost": (lambda t: cut_after(t, rows_of(t, 3)[-1]), r"line \d+: Jt = 4 is missing"),
    "cut after a rank": (lambda t: cut_after(t, rows_of(t, 4)[0] - 1), r"the file ends in Jt = 4 without orbits 1 1"),
    "cut within the last rank": (
        lambda t: cut_after(t, rows_of(t, 4)[0]),
        r"line \d+: the file ends in Jt = 4 without orbits 1 3, and nothing closes it",
    ),
    "cut within a number": (
        lambda t: cut_after(t, rows_of(t, 4)[-1])[:-2],
        r"line \d+: the file ends in Jt = 4 in the middle of a number",
    ),
    "lower spin": (
        lambda t: t.replace("2xT =    4   2", "2xT =    2   2"),
        "K = 3 cannot connect the states: 0 ≤ K ≤ 2",
    ),
    "impossible isospin": (lambda t: t.replace("2xT =    4   2", "2xT =    4   0"), "2T = 0 does not fit"),
    "broken triangle": (lambda t: row(t, 4, " 2 2 0.0 0.1"), r"line \d+: 1s1/2 and 1s1/2 cannot couple to K = 4"),
    "other parity": (
        lambda t: change(t, at(t, "ORBIT") + 2, " 2 1 1 1"),
        r"line \d+: the parity must not change, but \(1p1/2, 0d3/2\)",
    ),
}


def cut(text: str, K: int = 0) -> str:
    """Without the rank K."""
    lines, gone = text.splitlines(), rows_of(text, K)
    return "\n".join(line for n, line in enumerate(lines) if n not in (*gone, gone[0] - 1)) + "\n"


def cut_after(text: str, index: int) -> str:
    return "\n".join(text.splitlines()[: index + 1]) + "\n"


DAMAGE["no K = 0"] = (cut, r"line \d+: Jt = 0 is missing")


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_refused_with_file_line_and_reason(kit: Any, tmp_path: Path, kind: str) -> None:
    pair = kit.state(2, 2)
    text = kit.dres_text(pair, [pair])
    damage, message = DAMAGE[kind]
    changed = damage(text)
    assert changed != text
    with pytest.raises(CorruptDataError, match=message) as caught:
        read_dres(kit.write(tmp_path / "bad.dres", changed))
    assert "bad.dres, line " in str(caught.value)


def test_core_counted_twice_is_refused(kit: Any, tmp_path: Path) -> None:
    """A file that says it holds the core needs its rows."""
    text = no_core_text().replace(" 2  2\n  0", " 4  4\n  0")
    with pytest.raises(CorruptDataError, match="inert core missing, counted twice"):
        read_dres(kit.write(tmp_path / "a.dres", text), b=1.3)
