"""Flux histogram: a synthetic one from the analytic flux gives the analytic prediction; bad files are named."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import exponnorm

from nuscat import experiments
from nuscat._core.errors import CorruptDataError, MissingDataError, NuscatError, UnitError
from nuscat.experiments import read_sns_histogram

M_MU, E_LINE = 105.6583755, 29.792
TAU_PI, TAU_MU = 26.033, 2196.98


def histogram(energy_bin=0.5, time_bin=20.0):
    """Counts (time [ns], energy [MeV]) of decays at rest, pulse of 160 ns at 600 ns, in closed form."""
    time = np.arange(0.0, 20000.0 + time_bin, time_bin)
    energy = np.arange(0.0, 60.0 + energy_bin, energy_bin)
    x = np.minimum(2.0 * energy / M_MU, 1.0)
    pion = exponnorm.cdf(time, TAU_PI / 160.0, loc=600.0, scale=160.0)
    muon = exponnorm.cdf(time, TAU_MU / 160.0, loc=600.0, scale=160.0)
    prompt, delayed = np.diff(pion), np.diff((TAU_MU * muon - TAU_PI * pion) / (TAU_MU - TAU_PI))
    return (
        time,
        energy,
        {
            "nu_mu": np.outer(prompt, np.histogram([E_LINE], energy)[0]),
            "nu_e": np.outer(delayed, np.diff(4 * x**3 - 3 * x**4)),
            "anti_nu_mu": np.outer(delayed, np.diff(2 * x**3 - x**4)),
        },
    )


def write_npz(path, time, energy, tables):
    np.savez(path, time_edges=time, energy_edges=energy, **tables)
    return path


def write_root(path, time, energy, tables):
    uproot = pytest.importorskip("uproot")
    with uproot.recreate(path) as file:
        for name, table in tables.items():
            file[f"convolved_energy_time_of_{name}"] = (table, time, energy)
    return path


WRITERS = {"npz": write_npz, "root": write_root}


@pytest.mark.parametrize("kind", WRITERS)
def test_synthetic_histogram_gives_the_analytic_prediction(csi, tmp_path, kind):
    flux = read_sns_histogram(WRITERS[kind](tmp_path / f"flux.{kind}", *histogram()))
    assert flux.unit == "per proton"
    assert flux.total("nu_mu") == pytest.approx(0.0848)
    assert flux.mean_energy("nu_e") == pytest.approx(0.6 * M_MU / 2, rel=1e-3)
    assert flux.mean_energy("anti_nu_mu") == pytest.approx(0.7 * M_MU / 2, rel=1e-3)
    other = experiments.load("coherent-csi", flux=flux)
    ours, analytic = other.predict(), csi.predict()
    assert ours.counts("cevns") == pytest.approx(analytic.counts("cevns"), rel=0.01)
    for axis in (0, 1):
        a, b = (p.projection("cevns", axis) for p in (ours, analytic))
        np.testing.assert_allclose(a, b, rtol=0.02, atol=0.01 * b.max())


def test_both_file_types_hold_the_same(tmp_path):
    a = read_sns_histogram(write_npz(tmp_path / "a.npz", *histogram()))
    b = read_sns_histogram(write_root(tmp_path / "b.root", *histogram()))
    E = np.linspace(0.1, 52.0, 50)
    for x, y in zip(a.components, b.components, strict=True):
        np.testing.assert_allclose(x.spectrum(E), y.spectrum(E), rtol=1e-12)
        np.testing.assert_allclose(x.time.cdf(np.linspace(0, 6e-6, 9)), y.time.cdf(np.linspace(0, 6e-6, 9)), rtol=1e-9)


def test_units_are_converted(tmp_path):
    time, energy, tables = histogram()
    a = read_sns_histogram(write_npz(tmp_path / "a.npz", time, energy, tables))
    b = read_sns_histogram(
        write_npz(tmp_path / "b.npz", time * 1e-3, energy * 1e-3, tables), energy_unit="GeV", time_unit="us"
    )
    for x, y in zip(a.components, b.components, strict=True):
        assert x.mean_energy == pytest.approx(y.mean_energy)
        assert x.time.mean == pytest.approx(y.time.mean)


def test_relative_yields_are_kept(tmp_path):
    time, energy, tables = histogram()
    tables["nu_e"] = 0.5 * tables["nu_e"]
    tables["anti_nu_e"] = np.zeros_like(tables["nu_e"])
    flux = read_sns_histogram(write_npz(tmp_path / "a.npz", time, energy, tables), neutrinos_per_proton=0.1)
    assert flux.total("nu_mu") == pytest.approx(0.1)
    assert flux.total("nu_e") == pytest.approx(0.05, rel=2e-4)  # the tail after 20 us is missing
    assert len(flux.components) == 3  # an empty histogram is no component


@pytest.mark.parametrize("unit", ["keV", "GeV"])
def test_wrong_energy_unit_is_noticed(tmp_path, unit):
    path = write_npz(tmp_path / "a.npz", *histogram())
    with pytest.raises(UnitError, match="energy_unit"):
        read_sns_histogram(path, energy_unit=unit)


def test_unit_of_another_dimension_is_refused(tmp_path):
    path = write_npz(tmp_path / "a.npz", *histogram())
    with pytest.raises(UnitError):
        read_sns_histogram(path, energy_unit="ns")
    with pytest.raises(UnitError):
        read_sns_histogram(path, time_unit="MeV")


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("part", [0.0, 0.02, 0.3, 0.5, 0.9])
def test_truncated_file_is_corrupt(tmp_path, kind, part):
    path = WRITERS[kind](tmp_path / f"flux.{kind}", *histogram(time_bin=100.0))
    content = path.read_bytes()
    path.write_bytes(content[: int(part * len(content))])
    with pytest.raises(CorruptDataError, match=r"flux\."):
        read_sns_histogram(path)


@pytest.mark.parametrize("kind", WRITERS)
def test_file_of_another_format_is_corrupt(tmp_path, kind):
    path = tmp_path / f"flux.{kind}"
    path.write_text("time energy counts\n1 2 3\n" * 100)
    with pytest.raises(CorruptDataError, match=r"flux\."):
        read_sns_histogram(path)


@pytest.mark.parametrize("kind", WRITERS)
def test_missing_histogram_is_named_with_what_is_there(tmp_path, kind):
    time, energy, tables = histogram(time_bin=100.0)
    del tables["nu_e"]
    path = WRITERS[kind](tmp_path / f"flux.{kind}", time, energy, tables)
    with pytest.raises(CorruptDataError, match="nu_e") as info:
        read_sns_histogram(path)
    assert "lacks" in str(info.value)
    assert "cannot be read" not in str(info.value)
    assert "anti_nu_mu" in info.value.hint


def test_missing_file_names_the_one_to_get(tmp_path):
    with pytest.raises(MissingDataError, match=r"snsFlux2D\.root"):
        read_sns_histogram(tmp_path / "nowhere.root")


@pytest.mark.parametrize(
    "change",
    [
        lambda t, e, h: (t, e, {**h, "nu_e": h["nu_e"].T}),
        lambda t, e, h: (t, e, {**h, "nu_e": -h["nu_e"]}),
        lambda t, e, h: (t, e, {**h, "nu_e": h["nu_e"] * np.nan}),
        lambda t, e, h: (t[::-1], e, h),
        lambda t, e, h: (t, e, {**h, "nu_mu": 0 * h["nu_mu"]}),
        lambda t, e, h: (t, e, {k: 0 * v for k, v in h.items()}),
    ],
    ids=["shape", "negative", "nan", "axis", "empty nu_mu", "empty"],
)
def test_impossible_content_is_refused(tmp_path, change):
    path = write_npz(tmp_path / "a.npz", *change(*histogram(time_bin=100.0)))
    with pytest.raises(NuscatError, match=r"a\.npz"):
        read_sns_histogram(path)
