"""Profiles and grids on disk."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nuscat._core.errors import CorruptDataError, MissingDataError
from nuscat.inference import FeldmanCousins, Grid, Profile, Toys


@pytest.fixture
def parabola():
    x = np.linspace(-3.0, 3.0, 61)
    return Profile(name="x", unit="1", values=x, chi2=5.0 + x**2, minimum=5.0, best=0.0, cite=("Key:2020ab",))


def test_profile_round_trip(parabola, tmp_path):
    parabola.save(tmp_path / "p.json")
    again = Profile.load(tmp_path / "p.json")
    assert np.array_equal(again.values, parabola.values)
    assert again.delta_chi2 == pytest.approx(parabola.delta_chi2, abs=1e-12)
    assert again.cite == parabola.cite
    assert again.intervals(1.0)[0] == pytest.approx((-1.0, 1.0), abs=1e-12)


def test_grid_round_trip(tmp_path):
    x, y = np.linspace(-1, 1, 5), np.linspace(0, 2, 4)
    grid = Grid(
        names=("a", "b"), units=("1", "fm"), axes=(x, y), chi2=x[:, None] ** 2 + y**2, minimum=0.0, best=(0.0, 0.0)
    )
    grid.save(tmp_path / "g.json")
    again = Grid.load(tmp_path / "g.json")
    assert again.names == grid.names
    assert again.units == grid.units
    assert np.array_equal(again.chi2, grid.chi2)


def test_damaged_files_are_refused(parabola, tmp_path):
    path = tmp_path / "p.json"
    with pytest.raises(MissingDataError, match=r"p\.json"):
        Profile.load(path)
    parabola.save(path)
    with pytest.raises(CorruptDataError, match="not a grid"):
        Grid.load(path)
    path.write_text(path.read_text()[:100])
    with pytest.raises(CorruptDataError, match="no complete profile"):
        Profile.load(path)
    json.dumps(parabola.to_dict())


def test_toys_and_constructions_round_trip(tmp_path):
    toys = Toys(
        names=("a",),
        truth={"a": 1.0},
        values=np.array([[1.0], [2.0]]),
        statistic=np.array([3.0, 4.0]),
        test_statistic=np.array([0.0, 0.5]),
        converged=np.array([True, False]),
        seed=3,
    )
    toys.save(tmp_path / "t.json")
    again = Toys.load(tmp_path / "t.json")
    assert again.converged.dtype == bool
    assert np.array_equal(again.values, toys.values)
    assert again.seed == 3
    fc = FeldmanCousins(
        name="a",
        unit="1",
        values=np.arange(3.0),
        observed=np.array([4.0, 0.0, 4.0]),
        critical={0.9: np.full(3, 2.7)},
        p_value=np.array([0.05, 1.0, 0.04]),
        seed=1,
    )
    fc.save(tmp_path / "f.json")
    assert FeldmanCousins.load(tmp_path / "f.json").critical[0.9] == pytest.approx(2.7)
    assert FeldmanCousins.load(tmp_path / "f.json").interval(0.9) == (1.0, 1.0)
