"""Packaged densities: complete, consistent, with the published radii."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from nuscat._core.datasets import packaged_path, source
from nuscat._core.errors import CorruptDataError, MissingDataError, UnknownNameError
from nuscat.nuclei import nuclide
from nuscat.structure.shell_model import CORES, INTERACTIONS, coverage, density, oscillator_length
from nuscat.structure.shell_model._orbits import core_orbits, label
from nuscat.structure.shell_model.catalogue import read_rows

ALL = [(name, interaction) for name, found in INTERACTIONS.items() for interaction in found]
FOLDER = "structure/dmscatter"


def rows() -> list[dict[str, str]]:
    with packaged_path(f"{FOLDER}/catalogue.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize(("name", "interaction"), ALL)
def test_every_packaged_density(name: str, interaction: str) -> None:
    """Particle numbers to the five digits of the files; Σρ₁⟨j⟩ = √(J(J+1)(2J+1)); spin of the ground state."""
    state, target = density(name, interaction), nuclide(name)
    assert (state.Z, state.N, state.spin) == (target.Z, target.N, target.spin)
    assert state.particle_numbers == pytest.approx((state.Z, state.N), abs=7e-5)
    if state.twoJ:
        j = np.array([o[2] / 2 for o in state.orbits])
        total = np.sqrt(j * (j + 1) * (2 * j + 1)) @ np.diagonal(state.rho[1][0] + state.rho[1][1])
        assert total == pytest.approx(math.sqrt(state.spin * (state.spin + 1) * (2 * state.spin + 1)), abs=2e-4)
    assert set(state.rho) <= set(range(state.twoJ + 1))
    assert state.label == f"{name} {interaction}"
    assert "Gorton:2022eed" in state.cite
    assert len(state.cite) >= 3


def test_catalogue_lists_exactly_the_interactions() -> None:
    assert sorted((row["nuclide"], row["interaction"]) for row in rows()) == sorted(ALL)
    files = {p.name for p in packaged_path(f"{FOLDER}/catalogue.csv").parent.glob("*_*.csv")}
    assert files == {row["file"] for row in rows()}
    assert len(source(FOLDER)["original"]) == len(ALL)


def test_licence_travels_with_the_data() -> None:
    text = packaged_path(f"{FOLDER}/LICENSE.txt").read_text(encoding="utf-8")
    assert "MIT License" in text
    assert "dmscatter development team" in text


def test_valence_of_argon() -> None:
    """Ten protons and fourteen neutrons in the sd and pf shells, above a full 16O."""
    state = density("Ar40")
    inner = {label(o) for o in core_orbits("16O")[0]}
    outer = [v for k, v in state.by_orbit().items() if k not in inner]
    assert sum(p for p, _ in outer) == pytest.approx(10.0, abs=5e-5)
    assert sum(n for _, n in outer) == pytest.approx(14.0, abs=5e-5)
    assert len(outer) == 7


@pytest.mark.parametrize(
    ("name", "interaction", "r_p", "r_n"),
    [
        ("Ar40", "SDPF-U", 3.3405, 3.4473),
        ("Ge72", "JUN45", 3.9749, 4.1125),
        ("I127", "GCN5082", 4.6664, 4.9249),
        ("Xe132", "GCN5082", 4.709, 4.993),  # from the polynomials of Hoferichter, Menéndez, Schwenk 2020
    ],
)
def test_reference_radii(name: str, interaction: str, r_p: float, r_n: float) -> None:
    state = density(name, interaction)
    tolerance = 1e-3 if name == "Xe132" else 6e-5
    assert (state.r_p, state.r_n) == pytest.approx((r_p, r_n), abs=tolerance)


@pytest.mark.parametrize(
    ("A", "r_p", "r_n"),
    [
        (70, 3.95843, 4.05818),
        (72, 3.97412, 4.11049),
        (73, 3.98047, 4.13135),
        (74, 3.98951, 4.16453),
        (76, 4.00456, 4.21257),
    ],
)
def test_published_radii_of_germanium(A: int, r_p: float, r_n: float) -> None:
    """JUN45, Abdel Khaleq et al. 2024, who truncate: within 0.002 and 0.0065 fm."""
    state = density(f"Ge{A}", "JUN45")
    assert state.r_p == pytest.approx(r_p, abs=0.002)
    assert state.r_n == pytest.approx(r_n, abs=0.0065)


def test_oscillator_shells_alone_give_the_radii_of_the_sd_shell() -> None:
    """With one b, every sd-shell interaction has the radii of N_sd nucleons with 2n + l = 2."""
    for name in ("F19", "Na23", "Si28", "Si29", "Si30"):
        target = nuclide(name)
        b = oscillator_length(target.A)
        for interaction in INTERACTIONS[name]:
            state = density(name, interaction)
            for number, radius in ((target.Z, state.r_p), (target.N, state.r_n)):
                assert radius == pytest.approx(b * math.sqrt((18.0 + 3.5 * (number - 8)) / number), rel=1e-5)


def test_no_core_densities_use_their_own_oscillator() -> None:
    for name, interaction, hw in (("He4", "N3LO-Nmax16", 26.0), ("C12", "Daejeon16-Nmax6", 22.5)):
        state = density(name, interaction)
        assert state.b == pytest.approx(6.43 / math.sqrt(hw))
        assert state.orbits[0] == (0, 0, 1)
    carbon = density("C12", "N3LO-Nmax8")
    proton, neutron = carbon.particle_numbers
    assert proton == pytest.approx(neutron, abs=2e-4)
    assert carbon.r_p > carbon.r_n  # Coulomb


def test_default_and_other_names() -> None:
    assert density("Ar40") is density("40Ar", "sdpf-u")
    assert density("Na23").label == "Na23 USDB"
    for name, given, expected in (
        ("Na23", "W18", "USD"),
        ("Xe131", "jj55", "SN100PN"),
        ("I127", "GCN", "GCN5082"),
        ("Ar40", "sdpfmu-db", "SDPF-MU"),
        ("C12", "CK", "Cohen-Kurath"),
    ):
        assert density(name, given).label == f"{name} {expected}"
    assert density(nuclide("Ge73")).twoJ == 9


def test_unknown_names() -> None:
    with pytest.raises(MissingDataError, match=r"Cs133.*read_isospin"):
        density("Cs133")
    with pytest.raises(UnknownNameError, match=r"Na23.*USDB"):
        density("Na23", "USDX")
    with pytest.raises(UnknownNameError, match="JUN45"):
        density("Ge72", "GCN2850")


def test_coverage_table() -> None:
    table = coverage()
    assert [(row.nuclide, row.interaction) for row in table] == ALL
    assert [row.nuclide for row in table if row.default] == list(INTERACTIONS)
    for row in table:
        state = density(row.nuclide, row.interaction)
        assert (row.r_p, row.r_n, row.b, row.twoJ) == (state.r_p, state.r_n, state.b, state.twoJ)
        assert row.core in CORES
        assert row.space


HEAD = "K,a,b,proton,neutron\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b,K,proton,neutron\n", "columns of a density table"),
        (HEAD + "0,0s1/2,0s1/2,1.0\n", "line 2: 4 columns, expected 5"),
        (HEAD + "0,0s1/2,0s1/2,1.0,x\n", "line 2: could not convert"),
        (HEAD + "0,0s1/2,0s1,1.0,1.0\n", "line 2: Orbit '0s1' not understood"),
        (HEAD + "0,0s1/2,0s1/2,1,1\n0,0s1/2,0s1/2,1,1\n", "line 3: K = 0, 0s1/2, 0s1/2 is repeated or impossible"),
        (HEAD + "2,0s1/2,0s1/2,1.0,1.0\n", "line 2: K = 2, .* impossible"),
    ],
)
def test_damaged_tables_are_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorruptDataError, match=message):
        read_rows(path, twoJ=1)
