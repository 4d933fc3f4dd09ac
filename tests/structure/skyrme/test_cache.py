"""The cache on disk: found again, keyed by content, switched off, damaged files computed again."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from nuscat.structure.skyrme import cache, force, solve
from nuscat.structure.skyrme.cache import cache_key

OXYGEN = {"nuclide": "O16", "force": force("SLy4"), "pairing": "none"}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUSCAT_CACHE", str(tmp_path))
    monkeypatch.delenv("NUSCAT_SKYRME_CACHE", raising=False)


def files() -> list[Path]:
    return sorted(cache.folder().glob("*.npz")) if cache.folder().is_dir() else []


def test_second_call_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    first = solve(**OXYGEN)
    assert len(files()) == 1
    monkeypatch.setattr("nuscat.structure.skyrme._solve.iterate", lambda *_, **__: pytest.fail("computed again"))
    again = solve(**OXYGEN)
    assert (again.energy, again.levels, again.r_p) == (first.energy, first.levels, first.r_p)


def test_every_input_counts() -> None:
    solve(**OXYGEN)
    for change in (
        {"force": replace(force("SLy4"), t0=-2488.9131)},
        {"box": 13.0},
        {"basis_size": 20},
        {"tolerance": 1e-7},
        {"nuclide": "O17"},
    ):
        before = len(files())
        solve(**{**OXYGEN, **change})
        assert len(files()) == before + 1, change


def test_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    solve(**OXYGEN, cache=False)
    assert files() == []
    monkeypatch.setenv("NUSCAT_SKYRME_CACHE", "0")
    solve(**OXYGEN)
    assert files() == []


def test_a_warm_start_is_not_cached() -> None:
    start = solve(**OXYGEN, cache=False)
    solve(**OXYGEN, start=start)
    assert files() == []


def test_damaged_file_is_computed_again(caplog: pytest.LogCaptureFixture) -> None:
    first = solve(**OXYGEN)
    files()[0].write_bytes(b"damaged")
    with caplog.at_level(logging.WARNING):
        again = solve(**OXYGEN)
    assert "computed again" in caplog.text
    assert again.energy == first.energy
    caplog.clear()
    solve(**OXYGEN)
    assert caplog.text == ""


def test_unwritable_folder_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("in the way")
    monkeypatch.setenv("NUSCAT_CACHE", str(blocker))
    with caplog.at_level(logging.WARNING):
        assert solve(**OXYGEN).energy < -100
    assert "could not be cached" in caplog.text


def test_key() -> None:
    key = cache_key(a=1, b=[1.0, None, "x"])
    assert len(key) == 64
    assert key == cache_key(b=[1.0, None, "x"], a=1)
    assert key != cache_key(a=1, b=[1.0000000001, None, "x"])
