"""Packaged charge densities: integrity of every row, defaults, refusals, damaged files."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from nuscat import responses as r
from nuscat._core.datasets import packaged_path, source
from nuscat._core.errors import CorruptDataError, MissingDataError, UnknownNameError, ValidityError
from nuscat.responses.charge_density import CHARGE_MODELS, read_table

FOLDER = "charge_density/devries1987"
TABLES = {m: read_table(packaged_path(f"{FOLDER}/{f}"), m) for m, f in CHARGE_MODELS.items()}
ROWS = {m: [e for entries in t.values() for e in entries] for m, t in TABLES.items()}


def test_every_fourier_bessel_row_integrates_to_its_charge() -> None:
    good = [e for e in ROWS["fourier-bessel"] if not e.flag]
    assert len(ROWS["fourier-bessel"]) == 80
    assert len(good) == 77
    for entry in good:
        assert entry.form_factor.integral == pytest.approx(entry.Z, rel=3e-4)
        assert entry.form_factor.charge == entry.Z


PUBLISHED = {"C12": 2.464, "Ar40": 3.423, "Ge70": 4.043, "Ge72": 4.060, "Ge74": 4.075, "Ge76": 4.081, "Pb208": 5.499}


@pytest.mark.parametrize(("name", "rms"), PUBLISHED.items(), ids=list(PUBLISHED))
def test_published_rms_radii(name: str, rms: float) -> None:
    ff = r.charge_form_factor(name)
    assert ff.rms_radius == pytest.approx(rms, abs=0.005)
    assert ff.integral == pytest.approx(ff.charge, rel=0.003)


def test_coefficients_as_published() -> None:
    ar, pb = r.charge_form_factor("Ar40"), r.charge_form_factor("Pb208")
    assert (ar.cutoff_radius, pb.cutoff_radius) == (9.0, 11.0)
    np.testing.assert_allclose(
        ar.coefficients,
        [3.0451e-2, 5.5337e-2, 2.0203e-2, -1.6765e-2, -1.3578e-2, -4.3204e-5, 9.1988e-4, -4.1205e-4, 1.1971e-4,
         -1.9801e-5,         -4.3204e-6, 6.1205e-6, -3.7803e-6, 1.8001e-6, -7.7407e-7],
        rtol=1e-9,
    )  # fmt: skip
    np.testing.assert_allclose(
        pb.coefficients,
        [6.2732e-2, 3.8542e-2, -5.5105e-2, -2.6990e-3, 3.1016e-2, -9.9486e-3, -9.3012e-3, 7.6653e-3, 2.0886e-3,
         -1.7840e-3,         7.4876e-5, 3.2278e-4, -1.1353e-4],
        rtol=1e-4,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "index", "factor"),
    [("Ar40", 8, 1e6), ("C12", 6, 0.1), ("C12", 7, 0.1), ("Ge70", 8, 0.1), ("Ni58", 0, -1.0)],
)
def test_mistyped_exponents_are_found(name: str, index: int, factor: float) -> None:
    good = r.charge_form_factor(name)
    values = list(good.coefficients)
    values[index] *= factor
    mistyped = r.FourierBessel if abs(factor) != 0.1 else None
    if mistyped:
        with pytest.raises((CorruptDataError, ValidityError)):
            mistyped(coefficients=tuple(values), cutoff_radius=good.cutoff_radius, charge=good.charge)
    else:  # smaller coefficients: the norm moves by less than 0.3 %, together with the rms radius it still shows
        bad = r.FourierBessel(coefficients=tuple(values), cutoff_radius=good.cutoff_radius)
        moved = abs(bad.integral / good.integral - 1) > 3e-4 or abs(bad.rms_radius - good.rms_radius) > 0.005
        assert moved


def test_every_sum_of_gaussians_reproduces_its_rms() -> None:
    path = packaged_path(f"{FOLDER}/sum_of_gaussians.csv")
    published = [float(line.split(",")[6]) for line in path.read_text().splitlines()[1:]]
    assert len(published) == 17
    for rms, entry in zip(published, ROWS["sum-of-gaussians"], strict=True):
        assert not entry.flag
        assert math.fsum(entry.form_factor.fractions) == pytest.approx(1.0, abs=6e-4)
        assert entry.form_factor.rms_radius == pytest.approx(rms, abs=0.0031)


def test_fermi_rows_reproduce_their_rms_unless_flagged() -> None:
    lines = packaged_path(f"{FOLDER}/fermi.csv").read_text().splitlines()[1:]
    cells = sorted(tuple(line.split(",")) for line in lines)
    entries = {(str(e.Z), str(e.A), str(e.number)): e for e in ROWS["fermi"]}
    assert len(cells) == len(entries) == 267
    misfits = 0
    for row in cells:
        entry = entries[row[:3]]
        if not row[7]:
            assert "no rms radius published" in entry.flag
            continue
        rms = float(row[7])
        off = abs(float(entry.form_factor.rms_radius) - rms)
        if entry.flag:
            misfits += off > 0.03
        else:
            assert off <= 0.0301
            assert not (entry.A == 2 * entry.Z and entry.Z > 20)
    assert misfits == 22


def test_measured_shapes_agree_with_each_other_where_neutrinos_look() -> None:
    # q up to 0.5 fm⁻¹ (a stopped-pion source): independent analyses within a few per mille
    q = np.linspace(0.0, 100.0, 21)
    fb, sog = r.charge_form_factor("Ca40"), r.charge_form_factor("Ca40", "sum-of-gaussians")
    np.testing.assert_allclose(fb(q), sog(q), atol=0.006)
    np.testing.assert_allclose(r.charge_form_factor("Ar40")(q), r.Helm(3.423)(q), atol=0.004)


def test_analyses_and_default_choice() -> None:
    assert [a.number for a in r.charge_analyses("Ni60", "fourier-bessel")] == [1, 2, 3]
    assert r.charge_form_factor("Ni60") == r.charge_form_factor("Ni60", analysis=3)
    assert r.charge_form_factor("Pb208", analysis=1).cutoff_radius == 12.0
    kinds = {a.kind for a in r.charge_analyses("Ar40")}
    assert kinds == {"FB", "2pF", "3pF"}
    assert r.charge_analyses("Cs133") == ()


def test_flagged_rows_only_by_number() -> None:
    with pytest.raises(MissingDataError, match=r"flagged.*a8.*analysis=1"):
        r.charge_form_factor("Ni64")
    asked = r.charge_form_factor("Ni64", analysis=1)
    assert asked.integral == pytest.approx(27.94, abs=0.01)
    repaired = list(asked.coefficients)
    repaired[7] *= -1
    assert r.FourierBessel(coefficients=tuple(repaired), cutoff_radius=9.0).integral == pytest.approx(28.0, abs=0.005)
    assert not any(a.flag for a in r.charge_analyses("Sn122", "fermi"))  # label corrected
    assert r.charge_form_factor("Cr50", "fermi").rms_radius == pytest.approx(3.638, abs=0.001)  # analysis 2 is flagged


def test_refusals() -> None:
    with pytest.raises(MissingDataError, match=r"Cs133.*Helm"):
        r.charge_form_factor("Cs133")
    with pytest.raises(MissingDataError, match='"fermi"'):
        r.charge_form_factor("F19")
    with pytest.raises(ValidityError, match="Valid: 1, 2"):
        r.charge_form_factor("Pb208", analysis=7)
    with pytest.raises(UnknownNameError, match="fourier-bessel"):
        r.charge_form_factor("Ar40", "fourier-bessle")
    with pytest.raises(UnknownNameError):
        r.charge_form_factor("Xx40")


@pytest.mark.parametrize("model", CHARGE_MODELS)
def test_damaged_files(model: str, tmp_path: Path) -> None:
    text = packaged_path(f"{FOLDER}/{CHARGE_MODELS[model]}").read_text()
    header, first = text.splitlines()[:2]
    cases = {
        "cut.csv": text[: len(header) + len(first) // 2],
        "header.csv": header + "\n",
        "empty.csv": "",
        "text.csv": f"{header}\n{first.replace(first.split(',')[4], 'x' + first.split(',')[4])}\n",
        "other.csv": "a,b\n1,2\n",
    }
    for name, content in cases.items():
        path = tmp_path / name
        path.write_text(content)
        with pytest.raises(CorruptDataError, match=name):
            read_table(path, model)


def test_source_file_names_every_column() -> None:
    info = source(FOLDER)
    columns = set(info["columns"])
    for file in CHARGE_MODELS.values():
        assert set(packaged_path(f"{FOLDER}/{file}").read_text().splitlines()[0].split(",")) <= columns
    assert len(info["original"]) == 3
    assert all(len(h) == 64 for h in info["original"].values())


def test_bad_series() -> None:
    with pytest.raises(ValidityError, match="at least one"):
        r.FourierBessel(coefficients=(), cutoff_radius=8.0)
    with pytest.raises(ValidityError):
        r.FourierBessel(coefficients=(0.05, math.nan), cutoff_radius=8.0)
    with pytest.raises(ValidityError, match="integrate to"):
        r.FourierBessel(coefficients=(-0.05, 0.02), cutoff_radius=8.0)
    with pytest.raises(ValidityError, match="as many radii"):
        r.SumOfGaussians(radii=(1.0, 2.0), fractions=(1.0,), gaussian_rms=1.0)
    with pytest.raises(ValidityError):
        r.SumOfGaussians(radii=(), fractions=(), gaussian_rms=1.0)
    with pytest.raises(CorruptDataError, match="sum to"):
        r.SumOfGaussians(radii=(1.0, 2.0), fractions=(0.5, 0.4), gaussian_rms=1.0)
    with pytest.raises(ValidityError):
        r.SumOfGaussians(radii=(1.0, -2.0), fractions=(0.5, 0.5), gaussian_rms=1.0)
