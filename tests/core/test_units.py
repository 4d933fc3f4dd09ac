"""Text quantities and unit objects become floats in the unit asked for, or an error."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
from hypothesis import given, strategies as st

from nuscat import constants
from nuscat._core.errors import UnitError
from nuscat._core.units import UNITS, dimension, parse_quantity


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("5 keV", "MeV", 5e-3),
        ("1GeV", "MeV", 1000.0),
        ("-2.5e1 meV", "eV", -0.025),
        (" .5  MeV ", "keV", 500.0),
        ("3 * MeV", "MeV", 3.0),
        ("1 fm^2", "cm2", 1e-26),
        ("1 fm²", "cm2", 1e-26),
        ("2 m**2", "cm2", 2e4),
        ("1 b", "cm2", 1e-24),
        ("1e-38 cm2", "cm2", 1e-38),
        ("3 µs", "s", 3e-6),
        ("1 yr", "d", 365.25),
        ("14.6 kg", "kg", 14.6),
        ("10 t", "kg", 1e4),
        ("19.3 m", "cm", 1930.0),
        ("180 deg", "rad", math.pi),
        ("90°", "rad", math.pi / 2),
        ("5 %", "1", 0.05),
        ("0.05", "1", 0.05),
    ],
)
def test_text(text: str, unit: str, value: float) -> None:
    assert parse_quantity(text, unit) == pytest.approx(value, rel=1e-15)


def test_joule_is_the_elementary_charge_times_a_volt() -> None:
    assert parse_quantity(f"{constants.e.value!r} J", "eV") == pytest.approx(1.0, rel=1e-15)


def test_case_decides_between_milli_and_mega() -> None:
    assert parse_quantity("1 MeV", "meV") == pytest.approx(1e9)
    assert parse_quantity("1 meV", "MeV") == pytest.approx(1e-9)


@pytest.mark.parametrize("value", [0, 3, 2.5, -1.0])
def test_numbers_are_in_the_unit_already(value: float) -> None:
    assert parse_quantity(value, "keV") == value


@given(st.sampled_from([(d, a, b) for d, u in UNITS.items() for a in u for b in u]), st.floats(1e-6, 1e6))
def test_there_and_back(units: tuple[str, str, str], value: float) -> None:
    dim, a, b = units
    there = parse_quantity(f"{value!r} {a}", b)
    assert parse_quantity(f"{there!r} {b}", a) == pytest.approx(value, rel=1e-14)
    assert dimension(a) == dim


def test_no_unit_means_two_things() -> None:
    names = [u for units in UNITS.values() for u in units]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("quantity", "reason"),
    [
        ("5", "has no unit.*5 MeV"),
        ("5 kg", "quantity of mass, energy is needed"),
        ("5 mev", "Unknown unit 'mev'.*meV or MeV"),
        ("5 parsec", "Unknown unit 'parsec'"),
        ("5 keV MeV", "Unknown unit"),
        ("keV", "does not start with a number"),
        ("", "does not start with a number"),
        ("1,5 keV", "Unknown unit ',5 keV'"),
        ("nan MeV", "not a finite number"),
        ("inf MeV", "not a finite number"),
        (float("nan"), "not a finite number"),
        (float("inf"), "not a finite number"),
        (True, "not a quantity"),
        (None, "not a quantity"),
        ([1.0, 2.0], "not a quantity"),
        (object(), "not a quantity"),
    ],
)
def test_refused(quantity: object, reason: str) -> None:
    with pytest.raises(UnitError, match=reason):
        parse_quantity(quantity, "MeV")


def test_unknown_unit_asked_for() -> None:
    with pytest.raises(UnitError, match=r"Unknown unit 'GEV'.*GeV"):
        parse_quantity("1 GeV", "GEV")


class AstropyLike:
    def __init__(self, kev: float) -> None:
        self.kev = kev

    def to_value(self, unit: str) -> float:
        return self.kev * {"MeV": 1e-3, "keV": 1.0}[unit]


class PintLike:
    def __init__(self, cm2: float) -> None:
        self.magnitude = cm2

    def to(self, unit: str) -> SimpleNamespace:
        if unit not in ("cm**2", "m**2"):
            raise ValueError(f"cannot convert to {unit}")
        return SimpleNamespace(magnitude=self.magnitude * {"cm**2": 1.0, "m**2": 1e-4}[unit])


def test_unit_objects() -> None:
    assert parse_quantity(AstropyLike(5.0), "MeV") == 0.005
    assert parse_quantity(PintLike(3e-40), "cm2") == 3e-40
    assert parse_quantity(PintLike(3.0), "m2") == pytest.approx(3e-4)


def test_unit_objects_of_the_wrong_dimension() -> None:
    with pytest.raises(UnitError, match="cannot be converted to s"):
        parse_quantity(AstropyLike(5.0), "s")
    with pytest.raises(UnitError, match="cannot be converted to kg"):
        parse_quantity(PintLike(5.0), "kg")


def test_pint() -> None:
    pint = pytest.importorskip("pint")
    units = pint.UnitRegistry()
    assert parse_quantity(units.Quantity(5.0, "keV"), "MeV") == pytest.approx(0.005)
    assert parse_quantity(units.Quantity(5.0, "barn"), "cm2") == pytest.approx(5e-24)
    assert parse_quantity(units.Quantity(5.0, "percent"), "1") == pytest.approx(0.05)
    assert parse_quantity(units.Quantity(5.0, "us"), "s") == pytest.approx(5e-6)
    with pytest.raises(UnitError, match="cannot be converted to kg"):
        parse_quantity(units.Quantity(5.0, "keV"), "kg")


def test_a_pure_number_is_asked_for_without_unit() -> None:
    with pytest.raises(UnitError) as caught:
        parse_quantity("abc", "1")
    assert caught.value.hint == "Give a number, for example 0.5."
    with pytest.raises(UnitError, match='Write it as "5 fm"'):
        parse_quantity("abc", "fm")
