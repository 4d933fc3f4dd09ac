"""A file is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nuscat._core.files import atomic_write


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


@pytest.mark.parametrize(
    ("content", "raw"), [("σ = 1 cm²\n", "σ = 1 cm²\n".encode()), (b"\x00\xff\r\n", b"\x00\xff\r\n")]
)
def test_text_and_bytes(tmp_path: Path, content: str | bytes, raw: bytes) -> None:
    path = atomic_write(tmp_path / "report.txt", content)
    assert path.read_bytes() == raw
    assert names(tmp_path) == ["report.txt"]


def test_a_longer_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    atomic_write(path, "a" * 100_000)
    atomic_write(str(path), "short")
    assert path.read_text() == "short"
    assert names(tmp_path) == ["report.txt"]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, OSError, SystemExit])
@pytest.mark.parametrize("where", ["fsync", "replace"])
@pytest.mark.parametrize("existing", [True, False])
def test_interruption_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interruption: type[BaseException], where: str, existing: bool
) -> None:
    path = tmp_path / "report.txt"
    if existing:
        path.write_text("old")
    called = []

    def interrupt(*_: object) -> None:
        called.append(names(tmp_path))
        raise interruption

    owner = os if where == "fsync" else Path
    monkeypatch.setattr(owner, where, interrupt)
    with pytest.raises(interruption):
        atomic_write(path, "new and much longer than the old content")
    monkeypatch.undo()
    assert len(called) == 1
    assert len(called[0]) == 1 + existing  # it was in the middle of writing
    assert names(tmp_path) == (["report.txt"] if existing else [])
    if existing:
        assert path.read_text() == "old"


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        atomic_write(tmp_path / "nowhere" / "report.txt", "x")


def test_permissions_and_links_survive(tmp_path: Path) -> None:
    real = tmp_path / "real.txt"
    real.write_text("old")
    real.chmod(0o600)
    link = tmp_path / "link.txt"
    link.symlink_to(real)
    atomic_write(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert real.stat().st_mode & 0o777 == 0o600


def test_a_new_file_gets_ordinary_permissions(tmp_path: Path) -> None:
    (tmp_path / "ordinary").write_text("x")
    atomic_write(tmp_path / "atomic", "x")
    assert (tmp_path / "atomic").stat().st_mode == (tmp_path / "ordinary").stat().st_mode
