"""Isospin-reduced densities: a pair of nucleons in closed form, damage, agreement of both formats."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nuscat._core.errors import CorruptDataError, MissingDataError
from nuscat.structure.shell_model import read_dres, read_isospin

SD = ((0, 2, 5), (1, 0, 1), (0, 2, 3))


def valence(density: Any, K: int, kind: int) -> np.ndarray:
    """The sd-shell part, zero where the table has no such orbit (s1/2 in J = 4)."""
    out = np.zeros((3, 3))
    for i, a in enumerate(SD):
        for j, b in enumerate(SD):
            if a in density.orbits and b in density.orbits:
                out[i, j] = density.rho[K][kind][density.orbits.index(a), density.orbits.index(b)]
    return out


@pytest.mark.parametrize(("J", "seed"), [(0, 1), (2, 2), (2, 3), (3, 6), (4, 4)])
@pytest.mark.parametrize(("Z", "share"), [(8, (0.0, 1.0)), (9, (0.5, 0.5)), (10, (1.0, 0.0))])
def test_members_of_a_multiplet_share_one_table(
    kit: Any, tmp_path: Path, J: int, seed: int, Z: int, share: tuple[float, float]
) -> None:
    """Two nucleons with T = 1 on 16O: both neutrons in 18O, one of each in 18F, both protons in 18Ne."""
    pair = kit.state(J, seed)
    found = read_isospin(kit.write(tmp_path / "pair.txt", kit.isospin_text(pair)), Z, 18 - Z)
    assert (found.Z, found.N, found.twoJ, found.twoT) == (Z, 18 - Z, 2 * J, 2)
    for K in range(2 * J + 1):
        expected = pair.density(pair, K)
        for kind in (0, 1):
            part = valence(found, K, kind) if K in found.rho else np.zeros((3, 3))
            assert part == pytest.approx(share[kind] * expected, abs=1e-8)
    assert found.by_orbit()["0p3/2"] == pytest.approx((4.0, 4.0), abs=1e-7)


def test_both_formats_give_one_density(kit: Any, tmp_path: Path) -> None:
    pair = kit.state(2, 7)
    reduced = read_isospin(kit.write(tmp_path / "a.txt", kit.isospin_text(pair)), 8, 10)
    printed = read_dres(kit.write(tmp_path / "a.dres", kit.dres_text(pair, [pair])))
    assert (printed.Z, printed.N, printed.b) == (reduced.Z, reduced.N, reduced.b)
    for K in printed.rho:
        for kind in (0, 1):
            assert valence(printed, K, kind) == pytest.approx(valence(reduced, K, kind), abs=6e-6)
    assert printed.r_n == pytest.approx(reduced.r_n, rel=1e-5)


def test_partners_that_are_not_listed_follow_from_hermiticity(kit: Any, tmp_path: Path) -> None:
    pair = kit.state(2, 7)
    kept = []
    for line in kit.isospin_text(pair).splitlines():
        words = line.split()
        if len(words) == 5 and (words[0], words[1]) > (words[2], words[3]):
            continue
        kept.append(line)
    found = read_isospin(kit.write(tmp_path / "half.txt", "\n".join(kept) + "\n"), 8, 10)
    assert valence(found, 2, 1) == pytest.approx(pair.density(pair, 2), abs=1e-8)


def test_length_and_citations(kit: Any, tmp_path: Path) -> None:
    path = kit.write(tmp_path / "O18_usd.txt", kit.isospin_text(kit.state(0, 1)))
    found = read_isospin(path, 8, 10, b=1.8, cite=("Brown:2006gx",))
    assert found.b == 1.8
    assert found.label == "O18_usd"
    assert found.cite == ("Brown:2006gx", "Donnelly:1979ezn")
    assert read_isospin(path, 8, 10).b == pytest.approx((41.467 / (45 / 18 ** (1 / 3) - 25 / 18 ** (2 / 3))) ** 0.5)


def edit(text: str, line: int, old: str, new: str) -> str:
    lines = text.splitlines()
    assert old in lines[line - 1], lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new)
    return "\n".join(lines) + "\n"


DAMAGE = {
    "no end": (lambda t: t.replace("       -2\n", ""), r"does not end with -2"),
    "truncated": (lambda t: "\n".join(t.splitlines()[:-4]) + "\n", r"does not end with -2"),
    "letters in a header": (
        lambda t: edit(t, 1, "    4    2    4", "    4    x    4"),
        r"line 1: header .* not underst",
    ),
    "a transition": (
        lambda t: edit(t, 1, "    4    2    4    2", "    4    2    0    2"),
        r"line 1: initial and final",
    ),
    "impossible T0": (lambda t: edit(t, 1, "    0    0", "    0    4"), r"line 1: 2K = 0, 2T0 = 4 is no one-body rank"),
    "K above 2J": (lambda t: edit(t, 1, "    0    0", "   10    0"), r"line 1: K = 5, T0 = 0 vanishes"),
    "no such orbit": (lambda t: edit(t, 2, "0       1", "0       3"), r"line 2: no orbit has the N"),
    "six columns": (lambda t: edit(t, 5, " ", " 9 "), r"line 5: row .* not understood"),
    "row twice": (
        lambda t: t.replace(t.splitlines()[2], t.splitlines()[1], 1),
        r"line 3: \(0s1/2, 0s1/2\) given twice",
    ),
    "nan": (lambda t: edit(t, 4, t.splitlines()[3].split()[4], "nan"), r"line 4: density nan is not finite"),
    "altered core": (lambda t: edit(t, 2, t.splitlines()[1].split()[4], "3.0"), r"holds .* protons, expected 8"),
    "no separator": (lambda t: t.replace("       -1\n", "", 1), r"not understood"),
    "no header": (lambda t: "       -1\n" + t, r"line 1: -1 ends a block that has not begun"),
    "two files in one": (lambda t: t.replace("       -2", "       -1") + t, r"given twice"),
    "other parity": (lambda t: edit(t, 3, "1       3     1", "1       3     2"), r"line 3: the parity must not change"),
    "two states": (lambda t: t.replace("    4    2    4    2    2", "    6    2    6    2    2", 1), r"2J, 2T = 6, 2"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_refused_with_its_line(kit: Any, tmp_path: Path, kind: str) -> None:
    damage, message = DAMAGE[kind]
    text = kit.isospin_text(kit.state(2, 7))
    read_isospin(kit.write(tmp_path / "good.txt", text), 8, 10)
    with pytest.raises(CorruptDataError, match=message) as caught:
        read_isospin(kit.write(tmp_path / "bad.txt", damage(text)), 8, 10)
    assert "bad.txt" in str(caught.value)


def test_wrong_nuclide_is_refused(kit: Any, tmp_path: Path) -> None:
    path = kit.write(tmp_path / "a.txt", kit.isospin_text(kit.state(2, 7)))
    with pytest.raises(CorruptDataError, match="below"):
        read_isospin(path, 7, 11)
    with pytest.raises(CorruptDataError, match="expected 9"):
        read_isospin(path, 9, 11)


def test_missing_and_binary_files(tmp_path: Path) -> None:
    with pytest.raises(MissingDataError, match=r"none\.txt"):
        read_isospin(tmp_path / "none.txt", 8, 8)
    (tmp_path / "b.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CorruptDataError, match="not a text file"):
        read_isospin(tmp_path / "b.txt", 8, 8)


def test_looser_precision_admits_a_less_accurate_table(kit: Any, tmp_path: Path) -> None:
    text = kit.isospin_text(kit.state(0, 1))
    filled = text.splitlines()[1].split()[4]
    path = kit.write(tmp_path / "a.txt", text.replace(filled, f"{float(filled) - 2e-3:.8f}", 1))
    with pytest.raises(CorruptDataError, match="protons, expected 8"):
        read_isospin(path, 8, 10)
    assert read_isospin(path, 8, 10, precision=1e-3).Z == 8
