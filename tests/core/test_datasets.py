"""Data sets: provenance of what is packaged; pinned originals verified, found offline, never silently replaced."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from pathlib import Path

import pooch
import pytest

from nuscat._core import datasets
from nuscat._core.datasets import RemoteFile, data_root, fetch, packaged_path, packaged_sources
from nuscat._core.errors import CorruptDataError, MissingDataError

RETRIEVE = pooch.retrieve
CONTENT = b"energy efficiency\n1.0 0.5\n"
REMOTE = RemoteFile(
    name="efficiency.txt", url="https://example.invalid/efficiency.txt", sha256=hashlib.sha256(CONTENT).hexdigest()
)
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, appendix B.1


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a test tried to download")

    monkeypatch.setattr("pooch.retrieve", refuse)
    monkeypatch.setattr(datasets, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.delenv("NUSCAT_DATA", raising=False)
    monkeypatch.delenv("NUSCAT_OFFLINE", raising=False)


def test_sha256_of_the_published_example(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")
    assert datasets.sha256(tmp_path / "abc") == ABC


def test_local_folder_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for folder in ("mine", "cache"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / REMOTE.name).write_bytes(CONTENT)
    assert fetch(REMOTE) == tmp_path / "cache" / REMOTE.name
    monkeypatch.setenv("NUSCAT_DATA", str(tmp_path / "mine"))
    assert fetch(REMOTE, offline=True) == tmp_path / "mine" / REMOTE.name


@pytest.mark.parametrize("content", [CONTENT[:-3], b"", CONTENT.replace(b"0.5", b"0.6")])
def test_truncated_or_altered_copies_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / REMOTE.name).write_bytes(content)
    monkeypatch.setenv("NUSCAT_DATA", str(tmp_path))
    with pytest.raises(CorruptDataError, match=rf"efficiency.txt has sha256.*expected {REMOTE.sha256[:12]}"):
        fetch(REMOTE)


@pytest.mark.parametrize("by", ["argument", "environment"])
def test_offline_names_the_file_the_folders_and_the_source(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, by: str
) -> None:
    monkeypatch.setenv("NUSCAT_DATA", str(tmp_path / "mine"))
    monkeypatch.setenv("NUSCAT_OFFLINE", "1" if by == "environment" else "0")
    with pytest.raises(MissingDataError) as caught:
        fetch(REMOTE, offline=True if by == "argument" else None)
    for part in (REMOTE.name, REMOTE.url, "mine", "cache"):
        assert part in str(caught.value)


def test_download_with_another_hash_is_corrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong_hash(*_: object, **__: object) -> None:
        raise ValueError("SHA256 hash of downloaded file does not match the known hash")

    monkeypatch.setattr("pooch.retrieve", wrong_hash)
    with pytest.raises(CorruptDataError, match="pinned hash"):
        fetch(REMOTE)


def test_no_network_says_what_to_do_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object, **__: object) -> None:
        raise OSError("Name or service not known")

    monkeypatch.setattr("pooch.retrieve", unreachable)
    with pytest.raises(MissingDataError, match=r"Cannot download efficiency.txt.*NUSCAT_DATA"):
        fetch(REMOTE)


class Server:
    """Stands for the network: writes `answer` in two pieces, with `failure` in between if there is one."""

    def __init__(self, answer: bytes, failure: BaseException | None = None) -> None:
        self.answer, self.failure, self.asked = answer, failure, []

    def retrieve(self, *arguments: object, **options: object) -> str:
        return RETRIEVE(*arguments, **{**options, "downloader": self.download})

    def download(self, url: str, output_file: str, _pooch: object) -> None:
        self.asked.append(url)
        half = len(self.answer) // 2
        with Path(output_file).open("wb") as handle:
            handle.write(self.answer[:half])
            if self.failure is not None:
                raise self.failure
            handle.write(self.answer[half:])


def cached() -> list[Path]:
    folder = datasets.cache_folder()
    return list(folder.iterdir()) if folder.is_dir() else []


def test_download_is_kept_and_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(CONTENT)
    monkeypatch.setattr("pooch.retrieve", server.retrieve)
    path = fetch(REMOTE)
    assert (path, path.read_bytes()) == (datasets.cache_folder() / REMOTE.name, CONTENT)
    assert fetch(REMOTE) == fetch(REMOTE, offline=True) == path
    assert server.asked == [REMOTE.url]


def test_altered_download_is_refused_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pooch.retrieve", Server(CONTENT.replace(b"0.5", b"0.6")).retrieve)
    with pytest.raises(CorruptDataError, match="pinned hash"):
        fetch(REMOTE)
    assert cached() == []


@pytest.mark.parametrize("failure", [ConnectionError("reset by peer"), KeyboardInterrupt()])
def test_interrupted_download_leaves_nothing_and_starts_again(
    monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    monkeypatch.setattr("pooch.retrieve", Server(CONTENT, failure).retrieve)
    with pytest.raises(KeyboardInterrupt if isinstance(failure, KeyboardInterrupt) else MissingDataError):
        fetch(REMOTE)
    assert cached() == []
    monkeypatch.setattr("pooch.retrieve", Server(CONTENT).retrieve)
    assert fetch(REMOTE).read_bytes() == CONTENT


def test_an_address_that_is_none_is_not_called_a_wrong_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """requests.exceptions.InvalidSchema is an OSError and a ValueError; no connection is tried for it."""
    monkeypatch.setattr("pooch.retrieve", RETRIEVE)
    with pytest.raises(MissingDataError, match="Cannot download"):
        fetch(dataclasses.replace(REMOTE, url="nothing://example.invalid/efficiency.txt"))


def test_missing_packaged_file_is_named() -> None:
    with pytest.raises(MissingDataError, match=r"'nuclei/nothing.csv'.*Reinstall"):
        packaged_path("nuclei/nothing.csv")


def folders() -> list[str]:
    root = data_root()
    return sorted(
        p.relative_to(root).as_posix()
        for p in root.rglob("*")
        if p.is_dir()
        and p.name != "__pycache__"
        and p.relative_to(root).parts[0] != "bibliography"
        and any(child.is_file() and child.suffix != ".py" for child in p.iterdir())
    )


def as_list(value: object) -> list[object]:
    """One text or a list of them, as SOURCE.toml of a table from several papers has."""
    return value if isinstance(value, list) and value else [value]


def test_there_is_packaged_data() -> None:
    assert len(folders()) >= 2


@pytest.mark.parametrize("folder", folders())
def test_every_data_folder_states_its_provenance(folder: str) -> None:
    source = packaged_sources().get(folder)
    assert source is not None, f"{folder} has no SOURCE.toml"
    for key in ("title", "paper", "licence", "obtained", "changed"):
        for text in as_list(source.get(key)):
            assert isinstance(text, str), f"{folder}: {key}"
            assert text.strip(), f"{folder}: {key} is empty"
    assert source.get("doi") or source.get("url"), f"{folder}: doi or url"
    assert re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", source["obtained"]), f"{folder}: obtained"
    assert source["columns"], f"{folder}: columns"
    typed = "no original file" in source["changed"]  # numbers typed from papers have no file to hash
    assert source["original"] or typed, f"{folder}: original"
    for name, digest in source["original"].items():
        assert re.fullmatch(r"[0-9a-f]{64}", digest), f"{folder}: sha256 of {name}"


def test_wheel_data_stays_below_five_megabytes() -> None:
    total = sum(p.stat().st_size for p in data_root().rglob("*") if p.is_file() and p.suffix != ".pyc")
    assert 10_000 < total < 5_000_000


def test_no_pickles_travel_with_the_package() -> None:
    numpy = pytest.importorskip("numpy")
    assert not [p for p in data_root().rglob("*") if p.suffix in (".pkl", ".pickle", ".npy")]
    for path in data_root().rglob("*.npz"):
        with numpy.load(path, allow_pickle=False) as archive:
            for name in archive.files:
                assert archive[name].dtype != object
