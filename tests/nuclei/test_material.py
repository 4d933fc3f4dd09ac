"""Materials: counts of nuclei, standard atomic weights, formulas and their mistakes."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given, strategies as st

from nuscat import constants
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.nuclei import MATERIALS, Material, enriched, isotopes, material, nuclide, parse_formula
from nuscat.nuclei._elements import SYMBOLS
from nuscat.nuclei._presets import ALIASES

NATURAL = [s for z, s in enumerate(SYMBOLS) if z and isotopes(z)]

# IUPAC abridged standard atomic weights (2021), tolerance: last digit or the natural range
WEIGHTS = {
    "H": (1.0080, 2e-4),
    "C": (12.011, 2e-3),
    "O": (15.999, 1e-3),
    "F": (18.998403, 1e-6),
    "Na": (22.989769, 1e-6),
    "Al": (26.981538, 1e-6),
    "Si": (28.085, 1e-3),
    "S": (32.06, 0.02),
    "Ar": (39.95, 0.16),
    "Ca": (40.078, 4e-3),
    "Zn": (65.38, 0.02),
    "Ge": (72.630, 8e-3),
    "I": (126.90447, 1e-5),
    "Xe": (131.293, 6e-3),
    "Cs": (132.905452, 1e-6),
    "Ta": (180.94788, 2e-5),
    "W": (183.84, 0.01),
    "Pb": (207.2, 1.1),
    "U": (238.02891, 3e-5),
}


@pytest.mark.parametrize("symbol", WEIGHTS)
def test_standard_atomic_weights(symbol):
    weight, tolerance = WEIGHTS[symbol]
    assert material(symbol).molar_mass == pytest.approx(weight, abs=tolerance)


def test_caesium_iodide_counts_as_in_the_coherent_release():
    csi = material("CsI[Na]")
    mass = 14.6
    expected = 2.0 * mass * 1e3 * constants.N_A.value / 259.81  # 2 m N_A/(259.81 g/mol), arXiv:2110.07730
    assert mass * csi.total_nuclei_per_kg == pytest.approx(expected, rel=1e-4)
    assert csi.nuclei_per_kg("Cs133") == csi.nuclei_per_kg("127I") == pytest.approx(0.5 * csi.total_nuclei_per_kg)
    assert csi.components == material("CsI").components
    assert "sodium" in csi.note


@pytest.mark.parametrize("name", [*MATERIALS, *ALIASES, "Gd2(SO4)3", "C6H3(CH3)3", "xenon"])
def test_sums(name):
    m = material(name)
    assert math.fsum(m.fractions.values()) == pytest.approx(1.0, abs=1e-14)
    assert math.fsum(m.mass_fractions.values()) == pytest.approx(1.0, abs=1e-14)
    counts = math.fsum(m.nuclei_per_kg(n) for n, _ in m.components)
    assert counts == pytest.approx(m.total_nuclei_per_kg, rel=1e-14)
    kilograms = math.fsum(m.nuclei_per_kg(n) * n.atomic_mass for n, _ in m.components)  # MeV per kg
    unit = 1e-3 / constants.N_A.value  # kg; the molar mass constant is 1 g/mol to 4e-10
    assert kilograms / constants.atomic_mass_unit_ame2020.value * unit == pytest.approx(1.0, rel=1e-12)
    for nucleus, share in m.mass_fractions.items():
        assert share == pytest.approx(m.fractions[nucleus] * m.atoms_per_unit * nucleus.atomic_mass / (
            m.molar_mass * constants.atomic_mass_unit_ame2020.value))  # fmt: skip


def test_nuclei_carry_the_mass_of_a_kilogram():
    # independent of the molar mass: nuclei, electrons and their binding in SI units weigh one kilogram
    m = material("Ge")
    total = math.fsum(m.nuclei_per_kg(n) * (n.mass + n.Z * constants.m_e.value) for n, _ in m.components)
    assert total * 1e6 * constants.e.value / constants.c.value**2 == pytest.approx(1.0, rel=1e-6)


def test_presets():
    asked = {"CsI", "NaI", "CsI[Na]", "LAr", "LXe", "Ge", "Si", "CaWO4", "Al2O3", "Zn", "CF4", "C3F8", "H2O", "D2O"}
    assert asked <= set(MATERIALS)
    for preset in MATERIALS.values():
        assert (preset.density is None) == (preset.conditions == "")
    assert material("LAr").components == material("Ar").components == material("argon").components
    assert material("water").density == pytest.approx(0.998)
    assert material("lar") == material("LAr")
    assert material(material("Ge")) is material("Ge")
    # number densities of germanium and silicon crystals [1/cm3]: 8 atoms in a cube of the lattice constant
    for name, constant in {"Ge": 5.658e-8, "Si": 5.431e-8}.items():
        m = material(name)
        assert m.density is not None
        assert 1e-3 * m.density * m.total_nuclei_per_kg == pytest.approx(8.0 / constant**3, rel=2e-3)
    # CsI (B2 structure, one formula unit in a cube of 4.567 Angstrom)
    assert 1e-3 * 4.51 * material("CsI").total_nuclei_per_kg == pytest.approx(2.0 / 4.567e-8**3, rel=5e-3)


def test_heavy_water_holds_deuterium_only():
    assert [n.name for n, _ in material("D2O").components] == ["H2", "O16", "O17", "O18"]
    assert material("D2O").molar_mass == pytest.approx(20.0276, abs=5e-4)


def test_single_nuclides_and_molecules():
    for spelling in ("Ar40", "40Ar", "argon-40", nuclide("Ar40")):
        assert material(spelling).components == ((nuclide("Ar40"), 1.0),)
    assert material("Be9").components == ((nuclide("Be9"), 1.0),)
    assert material("O2").atoms_per_unit == pytest.approx(2.0)
    with pytest.raises(ValidityError, match="deuterium"):
        material("H2")
    with pytest.raises(UnknownNameError, match="Ar54"):  # not ninety-nine atoms of natural argon
        material("Ar99")


@pytest.mark.parametrize(
    ("formula", "atoms"),
    [
        ("CsI", {"Cs": 1, "I": 1}),
        ("Gd2(SO4)3", {"Gd": 2, "S": 3, "O": 12}),
        ("C6H3(CH3)3", {"C": 9, "H": 12}),
        ("Al2((SO4)3)", {"Al": 2, "S": 3, "O": 12}),
        ("((Ge))", {"Ge": 1}),
        ("H₂O", {"H": 2, "O": 1}),
        ("CO", {"C": 1, "O": 1}),
        ("Co", {"Co": 1}),
        ("Si0.5Ge0.5", {"Si": 0.5, "Ge": 0.5}),
        ("HOH", {"H": 2, "O": 1}),
    ],
)
def test_formulas(formula, atoms):
    assert parse_formula(formula) == atoms


@pytest.mark.parametrize(
    ("formula", "position", "what"),
    [
        ("Gd2(SO4", 4, "never closed"),
        ("Gd2)S", 4, "never opened"),
        ("Gd()2", 3, "empty"),
        ("2H2O", 1, "number"),
        ("Cs I", 3, "unexpected"),
        ("Cs0I", 3, "positive"),
        ("H" + "9" * 400, 2, "finite"),
        ("csI2", 1, "capital"),
        ("CaF2(Eu)", 5, "dopants?"),
        ("Xq2O3", 1, "Xe"),
        ("SiXqO", 3, "no element 'Xq"),
    ],
)
def test_bad_formulas_name_the_position(formula, position, what):
    with pytest.raises((ValidityError, UnknownNameError), match=what) as caught:
        parse_formula(formula)
    assert f"position {position}" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "error", "what"),
    [
        ("geranium", UnknownNameError, "germanium"),
        ("LArr", UnknownNameError, "LAr"),
        ("heavy watr", UnknownNameError, "heavy water"),
        ("CaF2[Eu]", ValidityError, "dopant"),
        ("Tc", ValidityError, "no natural isotopes"),
        ("", ValidityError, "empty"),
        (3, ValidityError, "cannot be"),
    ],
)
def test_bad_materials(name, error, what):
    with pytest.raises(error, match=what):
        material(name)


_GROUP = st.tuples(st.sampled_from(NATURAL), st.integers(1, 20))


@given(st.lists(_GROUP, min_size=1, max_size=5), st.lists(_GROUP, min_size=2, max_size=4), st.integers(1, 9))
def test_formula_reads_back_what_was_written(outer, inner, factor):
    def write(parts):
        return "".join(f"{s}{n if n > 1 else ''}" for s, n in parts)

    expected: dict[str, float] = {}
    for parts, times in ((outer, 1), (inner, factor)):
        for symbol, number in parts:
            expected[symbol] = expected.get(symbol, 0) + times * number
    text = f"{write(outer)}({write(inner)}){factor}"
    assert parse_formula(text) == expected
    made = material(text)
    assert made.atoms_per_unit == pytest.approx(sum(expected.values()), rel=1e-12)
    assert made.molar_mass == pytest.approx(sum(n * material(s).molar_mass for s, n in expected.items()), rel=1e-12)


@given(st.text(alphabet="CsIGeHO()0123456789.[]dl ", max_size=14))
def test_any_text_gives_a_material_or_a_documented_error(text):
    with contextlib.suppress(UnknownNameError, ValidityError):
        assert material(text).molar_mass > 0


def test_enriched():
    natural = {n.name: f for n, f in isotopes("Ge")}
    same = enriched("Ge", natural)
    assert same.molar_mass == pytest.approx(material("Ge").molar_mass, rel=1e-12)
    assert same.density == pytest.approx(5.323)
    ge76 = enriched("Ge", {"Ge76": 0.88, "Ge74": 0.12}, name="enriched")
    assert ge76.name == "enriched"
    assert ge76.fractions[nuclide("Ge76")] == pytest.approx(0.88)
    atomic = {a: nuclide((32, a)).atomic_mass / constants.atomic_mass_unit_ame2020.value for a in (74, 76)}
    assert ge76.molar_mass == pytest.approx(0.88 * atomic[76] + 0.12 * atomic[74], rel=1e-12)
    assert ge76.density == pytest.approx(5.323 * ge76.molar_mass / material("Ge").molar_mass)
    lif = enriched("LiF", {"Li6": 0.95, "Li7": 0.05})
    assert lif.nuclei_per_kg("F19") == pytest.approx(lif.nuclei_per_kg("Li6") / 0.95)
    assert enriched("Tc", {"Tc99": 1.0}).components == ((nuclide("Tc99"), 1.0),)


@pytest.mark.parametrize(
    ("composition", "what"),
    [
        ({"Ge76": 0.88}, "sum to 0.88"),
        ({"Ge76": 88.0, "Ge74": 12.0}, "0 to 1"),
        ({"Xe136": 1.0}, "cannot be in"),
        ({"Ge76": math.nan, "Ge74": 0.1}, "0 to 1"),
        ({}, "empty"),
        ({"Ge199": 1.0}, "Ge"),
    ],
)
def test_bad_enrichment(composition, what):
    with pytest.raises((ValidityError, UnknownNameError), match=what):
        enriched("Ge", composition)


def test_material_refuses_nonsense():
    ar = nuclide("Ar40")
    for components in ((), ((ar, 0.0),), ((ar, math.nan),), ((ar, 1.0), (ar, 1.0)), (("Ar40", 1.0),)):
        with pytest.raises(ValidityError):
            Material(name="x", components=components)
    with pytest.raises(ValidityError, match="density"):
        Material(name="x", components=((ar, 1.0),), density=-1.0)
    with pytest.raises(UnknownNameError, match="Cs133, I127"):
        material("CsI").nuclei_per_kg("Ar40")


def test_text_is_readable():
    text = str(material("CsI[Na]"))
    for part in ("CsI[Na]", "259.81 g/mol", "4.51 g/cm³", "sodium", "Cs133", "I127"):
        assert part in text
    assert dict(row[:2] for row in material("Ge").__rich_repr__())["molar_mass"] == pytest.approx(72.63, abs=0.01)
