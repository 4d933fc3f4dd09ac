"""Nuclides against numbers read in the original tables, CODATA masses, and textbook counts."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given, strategies as st

from nuscat import constants, nuclei
from nuscat._core.citations import bibtex
from nuscat._core.datasets import packaged_path, sha256, source
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.nuclei import Nuclide, electron_binding_energy, isotopes, nuclide, nuclides
from nuscat.nuclei._elements import SYMBOLS, element
from nuscat.nuclei._table import spin_parity

YEAR = 31_556_926.0

# read by eye in nubase_4.mas20: mass excess [keV], uncertainty [keV], spin, parity
NUBASE = {
    "H1": (7288.971064, 0.000013, 0.5, 1),
    "He4": (2424.91587, 0.00015, 0.0, 1),
    "F19": (-1487.4451, 0.0008, 0.5, 1),
    "Na23": (-9529.8535, 0.0018, 1.5, 1),
    "Ar40": (-35039.9000, 0.0022, 0.0, 1),
    "Fe56": (-60607.16, 0.27, 0.0, 1),
    "Ge74": (-73422.451, 0.013, 0.0, 1),
    "I127": (-88983.0, 4.0, 2.5, 1),
    "Xe132": (-89278.975, 0.005, 0.0, 1),
    "Cs133": (-88070.943, 0.008, 3.5, 1),
    "Pb208": (-21748.5, 1.1, 0.0, 1),
    "Bi209": (-18258.6, 1.4, 4.5, -1),
    "U238": (47307.7, 1.5, 0.0, 1),
}


@pytest.mark.parametrize("name", NUBASE)
def test_nubase_numbers(name):
    excess, error, spin, parity = NUBASE[name]
    n = nuclide(name)
    assert n.mass_excess == pytest.approx(1e-3 * excess, rel=1e-12)
    assert n.mass_excess_uncertainty == pytest.approx(1e-3 * error, rel=1e-12)
    assert (n.spin, n.parity) == (spin, parity)
    assert not n.mass_estimated
    assert not n.spin_uncertain


# CODATA nuclear masses [MeV]: 2018 (adjustment of AME2020), 2022
CODATA_MASSES = {
    "proton": (938.27208816, 938.27208943),
    "neutron": (939.56542052, 939.56542194),
    "deuteron": (1875.61294257, 1875.61294500),
    "triton": (2808.92113298, 2808.92113668),
    "He3": (2808.39160743, 2808.39161112),
    "alpha": (3727.3794066, 3727.3794118),
}


@pytest.mark.parametrize("name", CODATA_MASSES)
def test_nuclear_masses_of_the_lightest_nuclei(name):
    earlier, later = CODATA_MASSES[name]
    assert nuclide(name).mass == pytest.approx(earlier, abs=4e-6)  # what is left: B_e is a fit (3.3 eV off for helium)
    assert nuclide(name).mass == pytest.approx(later, abs=1e-5)  # plus the change of the mass unit between the two


def test_electron_binding_energy():
    # sums of measured ionisation energies [eV]: H, He, Li, Be, C
    for z, total in {1: 13.598, 2: 79.005, 3: 203.486, 4: 399.149, 6: 1030.11}.items():
        assert 1e6 * electron_binding_energy(float(z)) == pytest.approx(total, abs=20.0)
    assert electron_binding_energy(0.0) == 0.0


def test_nuclear_is_atomic_mass_without_its_electrons():
    for n in nuclides():
        electrons = n.Z * constants.m_e.value
        assert n.atomic_mass - n.mass == pytest.approx(electrons - electron_binding_energy(float(n.Z)), abs=1e-7)
    cs = nuclide("Cs133")  # atomic mass in u: AME2020
    assert cs.atomic_mass / constants.atomic_mass_unit_ame2020.value == pytest.approx(
        132.905451959, abs=1e-8
    )  # AME2020


def test_binding_energy_per_nucleon():
    fe, ni = nuclide("Fe56"), nuclide("Ni62")
    assert 1e3 * fe.binding_energy / 56 == pytest.approx(8790.36, abs=0.01)  # keV, AME2020
    measured = (n for n in nuclides() if not n.mass_estimated and n.A > 1)
    assert max(measured, key=lambda n: n.binding_energy / n.A) is ni  # the most strongly bound nuclide
    assert nuclide("H2").binding_energy == pytest.approx(2.224566, abs=1e-6)


def test_counts():
    every = nuclides()
    assert len(every) == 3558  # ground states in NUBASE2020
    assert len({(n.Z, n.A) for n in every}) == len(every)
    stable = [n for n in every if n.stable]
    assert len({n.Z for n in stable}) == 80  # hydrogen to lead without Tc and Pm
    assert {n.Z for n in stable} == set(range(1, 83)) - {43, 61}
    single = [SYMBOLS[z] for z in range(1, 119) if len(isotopes(z)) == 1]
    assert len(isotopes("Sn")) == 10  # more than any other element
    assert {"F", "Na", "Al", "I", "Cs", "Au", "Bi"} <= set(single)


@pytest.mark.parametrize("z", range(1, 119))
def test_abundances(z):
    natural = isotopes(z)
    if not natural:
        assert z in {43, 61, *range(84, 90), *range(93, 119)}
        return
    assert math.fsum(f for _, f in natural) == pytest.approx(1.0, abs=1e-14)
    assert math.fsum(n.abundance for n, _ in natural) == pytest.approx(1.0, abs=1e-4)
    assert [n.A for n, _ in natural] == sorted(n.A for n, _ in natural)


def test_published_abundances():
    # NUBASE2020, "IS=" read by eye [%]
    assert nuclide("Ar40").abundance == pytest.approx(0.996035)
    assert nuclide("Ar40").abundance_uncertainty == pytest.approx(0.000250)
    assert nuclide("Ge74").abundance == pytest.approx(0.3652)
    assert nuclide("Ge74").abundance_uncertainty == pytest.approx(0.0012)
    assert nuclide("I127").abundance == 1.0
    assert nuclide("Tc99").abundance == 0.0


def test_tantalum_holds_its_isomer():
    (isomer, fraction), (main, _) = isotopes("Ta")
    assert isomer is nuclide("Ta180m") is nuclide("180mTa")
    assert fraction == pytest.approx(1.201e-4)
    assert (isomer.spin, isomer.parity, isomer.stable) == (9.0, -1, True)
    assert main.name == "Ta181"
    ground = nuclide("Ta180")
    assert (ground.spin, ground.abundance) == (1.0, 0.0)
    assert isomer.mass - ground.mass == pytest.approx(0.0753, abs=1e-4)
    assert isomer not in nuclides()


def test_half_lives():
    assert nuclide("U238").half_life == pytest.approx(4.463e9 * YEAR)
    assert nuclide("H3").half_life == pytest.approx(12.32 * YEAR)
    assert nuclide("Ge76").half_life == pytest.approx(1.88e21 * YEAR)
    assert nuclide("n").half_life == 609.8
    assert nuclide("H4").half_life == pytest.approx(139e-24)
    assert nuclide("Ar40").half_life == math.inf
    assert (nuclide("Li3").half_life, nuclide("Li3").half_life_kind) == (None, "unbound")
    assert (nuclide("B18").half_life, nuclide("B18").half_life_kind) == (pytest.approx(26e-9), "<")
    assert nuclide("Na37").half_life_kind == "#"
    assert all((n.half_life is None) == (n.half_life_kind in ("unknown", "unbound")) for n in nuclides())


def test_charge_radii():
    # Angeli and Marinova 2013 [fm]
    for name, radius, error in [
        ("Ar40", 3.4274, 0.0026),
        ("Cs133", 4.8041, 0.0046),
        ("I127", 4.7500, 0.0081),
        ("Pb208", 5.5012, 0.0013),
    ]:
        assert (nuclide(name).charge_radius, nuclide(name).charge_radius_uncertainty) == (radius, error)
    for name in ("n", "C22", "Be12", "Ta180m"):  # not a radius, not measured, preliminary only, an isomer
        assert nuclide(name).charge_radius is None
    for n in nuclides():
        if n.charge_radius is not None and n.A > 20:
            assert 0.85 < n.charge_radius / n.A ** (1 / 3) < 1.1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7/2+*", (3.5, 1, False)),
        ("0+", (0.0, 1, False)),
        ("5/2-#", (2.5, -1, True)),
        ("(3/2-)", (1.5, -1, True)),
        ("(7/2)-", (3.5, -1, True)),
        ("5/2(+#)", (2.5, 1, True)),
        ("(5/2)(+#)", (2.5, 1, True)),
        ("(1|2)(+#)", (None, 1, True)),
        ("(2+|3-)", (None, None, True)),
        ("(7|8-)", (None, None, True)),
        ("(1-|2-)", (None, -1, True)),
        ("1-|2-", (None, -1, True)),
        ("(4|5)", (None, None, True)),
        ("5/2#", (2.5, None, True)),
        ("", (None, None, True)),
    ],
)
def test_spin_parity_entries(text, expected):
    assert tuple(spin_parity(text)) == expected


def test_spins_obey_the_number_of_nucleons():
    te = nuclide("Te145")  # 0+ in the original, impossible for 145 nucleons: not used
    assert (te.spin_parity, te.spin, te.parity, te.spin_uncertain) == ("0+", None, None, True)
    for n in nuclides():
        if n.spin is not None:
            assert 2 * n.spin % 2 == n.A % 2, n  # half-integer for odd A
        if n.Z % 2 == 0 and n.N % 2 == 0 and n.spin is not None and not n.spin_uncertain:
            assert (n.spin, n.parity) == (0.0, 1), n  # even-even ground states


@given(st.sampled_from(nuclides()[1:]))
def test_every_spelling(n):
    name = SYMBOLS[n.Z]
    full = nuclei._elements._PAIRS[n.Z][1]
    for text in (
        n.name,
        f"{n.A}{name}",
        f"{name}-{n.A}",
        f"{n.A}-{name}",
        f"{name.lower()}{n.A}",
        f"{name.upper()}{n.A}",
        f"{full}-{n.A}",
        f" {full.capitalize()} {n.A} ",
        (n.Z, n.A),
        n.pdg,
    ):
        assert nuclide(text) is n
    assert nuclide(Z=n.Z, A=n.A) is nuclide(Z=n.Z, N=n.N) is nuclide(A=n.A, N=n.N) is nuclide(n) is n


def test_special_names():
    assert nuclide("D") is nuclide("deuteron") is nuclide("2H")
    assert nuclide("⁴⁰Ar") is nuclide("Ar40")
    assert nuclide("n").Z == 0
    assert nuclide("n").mass == pytest.approx(constants.m_n.value, abs=2e-6)
    assert nuclide(2212).name == "H1"
    assert nuclide("cesium-133") is nuclide("caesium-133")
    assert element("aluminum") == element("Al") == element(13) == 13


@pytest.mark.parametrize(
    ("wrong", "suggestion"),
    [
        ("Agron-40", "argon-40"),
        ("Xz131", "Xe131"),
        ("Ar99", "Ar54"),
        ("Ar", "Ar36, Ar38, Ar40"),
        ("N1", "N10"),
        ((18, 99), "Ar54"),
        ((200, 400), "Z must be"),
        (1000189990, "1000180400"),
        (5, "1000180400"),
        ("", "for example"),
        ("Cs1333", "Cs133"),
        ("Ar40m", "Ar40"),
    ],
)
def test_unknown_nuclides(wrong, suggestion):
    with pytest.raises(UnknownNameError, match=r"nknown|element") as caught:
        nuclide(wrong)
    assert suggestion in str(caught.value)


@pytest.mark.parametrize(
    "arguments",
    [{}, {"Z": 18}, {"Z": 18, "A": 40, "N": 21}, {"Z": 18.5, "A": 40}, {"which": "Ar40", "Z": 18}, {"which": 3.5}],
)
def test_bad_arguments(arguments):
    with pytest.raises(ValidityError):
        nuclide(**arguments)


def test_bad_numbers():
    for pair in [("Ar", 40), (math.nan, 40), (math.inf, 40), (True, 2)]:
        with pytest.raises(ValidityError):
            nuclide(pair)


def test_unknown_element():
    with pytest.raises(UnknownNameError, match="germanium"):
        isotopes("geranium")
    assert len(isotopes(1)) == 2
    for bad in (True, 1.0, None, ["Ge"]):  # not what is cached for 1
        with pytest.raises(UnknownNameError, match="element"):
            isotopes(bad)


@given(st.text(max_size=12))
def test_any_text_gives_a_nuclide_or_the_documented_error(text):
    with contextlib.suppress(UnknownNameError):
        assert isinstance(nuclide(text), Nuclide)


def test_uncertainty_of_the_mass():
    ar = nuclide("Ar40")
    unit = 40 * constants.atomic_mass_unit_ame2020.uncertainty
    assert ar.mass_uncertainty == pytest.approx(math.hypot(2.2e-6, unit), rel=1e-4)
    assert all(n.mass_uncertainty > 0 for n in nuclides())


def test_text_is_readable():
    text = str(nuclide("Ar40"))
    for part in ("Ar40", "Z = 18", "N = 22", "37215.54", "stable", "99.6035 %", "3.4274 ± 0.0026 fm"):
        assert part in text
    assert repr(nuclide("Ar40")) == "Nuclide('Ar40')"
    assert "4.463e+09 y" in str(nuclide("U238"))
    assert dict(nuclide("Ar40").__rich_repr__())["Z"] == 18
    assert all(str(n) for n in nuclides())


def test_sources_are_recorded_and_citable():
    record = source("nuclei/nubase2020")
    assert set(record["columns"]) == set(
        packaged_path("nuclei/nubase2020/nuclides.csv").read_text(encoding="utf-8").split("\n", 1)[0].split(",")
    )
    assert all(len(h) == 64 for h in record["original"].values())
    assert len(sha256(packaged_path("nuclei/nubase2020/nuclides.csv"))) == 64
    assert "NUBASE2020" in bibtex(Nuclide.cite)
    assert set(record["paper"]) == set(Nuclide.cite)
