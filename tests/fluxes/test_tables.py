"""Fluxes from arrays and files: exact moments, unit conversions, and what is said about bad files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nuscat import fluxes
from nuscat._core.errors import (
    CorruptDataError,
    MissingDataError,
    UnitError,
    UnknownNameError,
    ValidityError,
    ValidityWarning,
)

UNIT = "cm^-2 s^-1 MeV^-1"


@given(st.lists(st.tuples(st.floats(0.01, 5.0), st.floats(0.0, 10.0)), min_size=2, max_size=40))
def test_moments_of_a_table(points: list[tuple[float, float]]) -> None:
    E = np.cumsum([p[0] for p in points])
    phi = np.array([p[1] for p in points]) + 1e-3
    flux = fluxes.from_arrays(E, phi, "nu_e", unit="cm^-2 s^-1")
    a, b, f, g = E[:-1], E[1:], phi[:-1], phi[1:]
    total = np.sum((b - a) * (f + g) / 2)
    first = np.sum((b - a) / 6 * (f * (2 * a + b) + g * (a + 2 * b)))
    assert flux.total() == pytest.approx(total, rel=1e-12)
    assert flux.mean_energy() == pytest.approx(first / total, rel=1e-12)
    np.testing.assert_allclose(flux.spectrum(E), phi, rtol=1e-12)
    assert flux.spectrum(E[-1] + 1e-6) == 0.0


@pytest.mark.parametrize("points", [1025, 1027, 4000])
def test_long_tables_keep_their_integral(points: int) -> None:
    """The decay-at-rest spectrum as a table keeps its norm; the second moment up to the chords, below (1/n)²."""
    E = np.linspace(0.0, fluxes.endpoint(), points)
    part = fluxes.from_arrays(E, fluxes.electron_neutrino(E), "nu_e", unit="normalised").components[0]
    nodes, weights = part.quadrature()
    assert weights.sum() == pytest.approx(1.0, abs=1e-12)
    assert (weights * nodes**2).sum() == pytest.approx(0.4 * fluxes.endpoint() ** 2, rel=3 / points**2)


def test_endless_tables_are_refused() -> None:
    E = np.linspace(0.0, 50.0, 30_000)
    with pytest.raises(CorruptDataError, match="Thin the table"):
        fluxes.from_arrays(E, E, "nu_e", unit="normalised")


def test_normalisation_can_be_replaced() -> None:
    flux = fluxes.from_arrays([1.0, 3.0], [2.0, 2.0], -12, unit="cm^-2 s^-1", normalisation=5e6)
    assert flux.total() == pytest.approx(5e6)
    assert flux.spectrum(2.0) == pytest.approx(2.5e6)


def write(folder: Path, text: str) -> Path:
    path = folder / "flux.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_file_with_names_and_units(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        f"# flux_unit: {UNIT}\n# cite: Michel:1949qe\nE, nu_e, anti_nu_mu\n0, 1, 0\n10, 1, 2\n\n20,0,0 # end\n",
    )
    for flux in (fluxes.from_file(path), fluxes.load(path), fluxes.load(str(path))):
        assert flux.flavours == (12, -14)
        assert flux.total("nu_e") == pytest.approx(15.0)
        assert flux.total("anti_nu_mu") == pytest.approx(20.0)
        assert flux.mean_energy("anti_nu_mu") == pytest.approx(10.0)
        assert flux.unit == "cm^-2 s^-1"
        assert flux.cite == ("Michel:1949qe",)
        assert "integral nu_e 15, anti_nu_mu 20 cm^-2 s^-1" in flux.note


@pytest.mark.parametrize(
    ("energy_unit", "flux_unit", "row", "unit"),
    [
        ("GeV", "m^-2 s^-1 GeV^-1", "0.010 3e7\n0.020 3e7", "cm^-2 s^-1"),
        ("keV", "cm^-2 s^-1 keV^-1", "10000 0.3e-2\n20000 0.3e-2", "cm^-2 s^-1"),
        ("MeV", "cm^-2 MeV^-1", "10 3\n20 3", "cm^-2"),
        ("MeV", "MeV^-1 per proton", "10 3\n20 3", "per proton"),
        ("MeV", "GeV^-1", "10 3000\n20 3000", "normalised"),
    ],
)
def test_every_unit_gives_the_same_flux(tmp_path: Path, energy_unit: str, flux_unit: str, row: str, unit: str) -> None:
    """3 per MeV between 10 and 20 MeV, written five ways (3 cm⁻² = 3e4 m⁻²; 3/MeV = 3e-3/keV = 3e3/GeV)."""
    flux = fluxes.from_file(write(tmp_path, row), flavour="nu_e", energy_unit=energy_unit, flux_unit=flux_unit)
    assert flux.unit == unit
    assert flux.total() == pytest.approx(30.0, rel=1e-13)
    assert flux.mean_energy() == pytest.approx(15.0, rel=1e-13)


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("", CorruptDataError, "no rows of numbers"),
        ("# nothing\nE nu_e\n", CorruptDataError, "truncated"),
        ("E nu_e\n1 2\n2\n", CorruptDataError, "line 3: 1 columns, expected 2"),
        ("E nu_e\n1 2\n2 3 4\n", CorruptDataError, "line 3: 3 columns"),
        ("E nu_e\n1 2\n", CorruptDataError, "two or more energies"),
        ("E nu_e\n1 2\n2 nan\n", CorruptDataError, "line 3: NaN"),
        ("E nu_e\n1 2\n2 -1\n", CorruptDataError, "line 3: negative flux"),
        ("E nu_e\n1 2\n# remark\n1 3\n", CorruptDataError, "line 4: energies do not increase"),
        ("E nu_e\n-1 2\n1 3\n", CorruptDataError, "negative energy"),
        ("E nu_e\n1 0\n2 0\n", CorruptDataError, "zero everywhere"),
        ("E nu_e\n1 2\nfoo bar\n", CorruptDataError, "line 3"),
        ("E nu_x\n1 2\n2 3\n", UnknownNameError, "nu_e"),
        ("E nu_e nu_e\n1 2 2\n2 3 2\n", CorruptDataError, "twice"),
        ("1 2 3\n2 3 4\n", CorruptDataError, "first row of names"),
        ("1 2\n2 3\n", CorruptDataError, "flavour"),
        ("5\n6\n", CorruptDataError, "line 1: 1 columns"),
    ],
)
def test_bad_files(tmp_path: Path, text: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message) as caught:
        fluxes.from_file(write(tmp_path, text), flux_unit=UNIT)
    if error is CorruptDataError:
        assert "flux.txt" in str(caught.value)


def test_bad_units_and_paths(tmp_path: Path) -> None:
    path = write(tmp_path, "# energy_unit: GeV\nE nu_e\n1 2\n2 3\n")
    with pytest.raises(UnitError, match="not stated"):
        fluxes.from_file(path)
    with pytest.raises(UnitError, match="unknown flux_unit 'per second'"):
        fluxes.from_file(path, flux_unit="per second")
    with pytest.raises(UnitError, match="the file says 'GeV'"):
        fluxes.from_file(path, flux_unit=UNIT, energy_unit="MeV")
    with pytest.raises(UnitError, match="unknown energy_unit"):
        fluxes.from_file(path, flux_unit=UNIT, energy_unit="TeV")
    with pytest.raises(UnknownNameError, match="nu_e"):
        fluxes.from_file(path, flux_unit=UNIT, flavour="nu_mu")
    with pytest.raises(MissingDataError):
        fluxes.from_file(tmp_path / "absent.txt")
    (tmp_path / "binary.dat").write_bytes(bytes(range(256)))
    with pytest.raises(CorruptDataError, match="not a text file"):
        fluxes.from_file(tmp_path / "binary.dat")
    with pytest.raises(UnitError):
        fluxes.from_arrays([1.0, 2.0], [1.0, 1.0], "nu_e", unit="per fortnight")


def test_line_flux() -> None:
    flux = fluxes.monoenergetic(0.862, "nu_e", intensity=4.4e9, unit="cm^-2 s^-1")
    assert flux.E_max == 0.862
    assert flux.total("nu_e") == 4.4e9
    with pytest.raises(ValidityError, match="line energy"):
        fluxes.monoenergetic(-1.0, "nu_e")


def test_table_in_jax() -> None:
    jax = pytest.importorskip("jax")
    part = fluxes.from_arrays([1.0, 2.0, 4.0], [0.0, 1.0, 0.0], "nu_e", unit="normalised").components[0]
    lower = np.array([0.0, 1.5, 3.0, 5.0])
    expected = np.array([1.0, 1 - 0.25 / 3, 0.25 / 1.5, 0.0])  # areas of the triangle above each limit
    np.testing.assert_allclose(part.quadrature(lower=lower)[1].sum(-1), expected, rtol=1e-13, atol=1e-15)
    traced = jax.jit(lambda lo: part.quadrature(lower=lo)[1].sum(-1))(jax.numpy.asarray(lower))
    np.testing.assert_allclose(np.asarray(traced), expected, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize(
    ("unit", "hint"),
    [
        ("m^-2 s^-1", "'m^-2 s^-1' lacks MeV^-1: write 'm^-2 s^-1 MeV^-1', or"),
        ("cm^-2 s^-1 TeV^-1", "has TeV^-1 where MeV^-1 is expected"),
        ("m^-2 s^-1 GeV^-1 sr^-1", "has sr^-1 too much: write 'm^-2 s^-1 GeV^-1'."),
        ("/cm2/s/MeV", "write 'cm^-2 s^-1 MeV^-1'."),
        ("per proton", "lacks MeV^-1: write 'MeV^-1 per proton'"),
        ("counts", "For example 'cm^-2 s^-1 MeV^-1'"),
    ],
)
def test_unit_errors_say_what_is_missing(tmp_path: Path, unit: str, hint: str) -> None:
    with pytest.raises(UnitError) as caught:
        fluxes.from_file(write(tmp_path, "E nu_e\n1 2\n2 3\n"), flux_unit=unit)
    assert hint in caught.value.hint
    assert len(caught.value.hint) < 160


def test_energies_in_another_unit_are_doubted(tmp_path: Path) -> None:
    """A flux of 1 to 8 MeV written in keV: median 3.5 MeV = 3500 keV of a constant between 1000 and 6000."""
    path = write(tmp_path, f"# flux_unit: {UNIT}\nE nu_e\n1000 1\n6000 1\n")
    with pytest.warns(ValidityWarning, match=r"above 3\.5e\+03 MeV, read with energy_unit MeV.*energy_unit='keV'"):
        fluxes.from_file(path)
    assert fluxes.from_file(path, energy_unit="keV").E_max == 6.0


def test_a_flux_with_a_tail_beyond_1_GeV_is_not_doubted(tmp_path: Path) -> None:
    """Half of this flux is below 100 MeV; filterwarnings turns a warning into a failure."""
    path = write(tmp_path, f"# flux_unit: {UNIT}\nE nu_e\n0 1\n100 1\n100.1 0.01\n5000 0.01\n")
    assert fluxes.from_file(path).E_max == 5000.0
