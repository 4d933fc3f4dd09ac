"""The cache on disk: found again, keyed by content, switched off, damaged files computed again."""

from __future__ import annotations

import logging
import re
import shutil
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


def test_file_of_another_key_is_computed_again(caplog: pytest.LogCaptureFixture) -> None:
    """Copied or renamed by hand or by a tool that mixes up files."""
    oxygen = solve(**OXYGEN)
    [wanted] = files()
    solve(**{**OXYGEN, "nuclide": "He4"})
    [other] = set(files()) - {wanted}
    shutil.copy(other, wanted)
    with caplog.at_level(logging.WARNING):
        assert solve(**OXYGEN).energy == oxygen.energy
    assert "computed again" in caplog.text
    assert other.stem in caplog.text
    oxygen.save(wanted)  # saved, not cached: no key
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        assert solve(**OXYGEN).energy == oxygen.energy
    assert "stored for other inputs (key none)" in caplog.text


def test_digest_covers_what_the_solvers_import() -> None:
    """Of the package: all but what computes nothing, and what enters the key by value."""
    import nuscat

    package = Path(nuscat.__file__).parent
    known = {"_core.errors", "_core.files", "_core.datasets", "_core.progress", "_core.flavours", "_core.citations"}
    known |= {"nuclei", "electroweak", "structure.elastic", "_core.frozen", "_core.executors"}
    sources = [*(package / "structure/skyrme").rglob("*.py"), *(package / name for name in cache._BESIDES)]
    found = set()
    for path in sources:
        found |= set(re.findall(r"^\s*from nuscat\.([\w.]+) import", path.read_text(encoding="utf-8"), re.MULTILINE))
    found = {name for name in found if not name.startswith("structure.skyrme")}
    assert {"_core.quadrature", "_core.special"} <= found
    assert found - known <= {name.removesuffix(".py").replace("/", ".") for name in cache._BESIDES}


@pytest.mark.parametrize("name", ["_core/quadrature.py", "_core/special.py", "structure/skyrme/axial/_basis.py"])
def test_key_changes_with_the_code(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = cache_key(a=1)
    genuine = Path.read_bytes
    changed = lambda path: genuine(path) + (b"# changed" if path.as_posix().endswith(name) else b"")  # noqa: E731
    try:
        with monkeypatch.context() as patch:
            patch.setattr(Path, "read_bytes", changed)
            cache.solver_digest.cache_clear()
            assert cache_key(a=1) != before
    finally:
        cache.solver_digest.cache_clear()
    assert cache_key(a=1) == before


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
