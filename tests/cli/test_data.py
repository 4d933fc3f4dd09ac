"""`nuscat data`, `nuscat cite`, `nuscat doctor`: sound installations pass, damaged ones are named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nuscat import experiments
from nuscat._core import datasets
from nuscat._core.citations import bibliography
from nuscat.cli import _data_sets


def test_list_names_sources_and_licences(nuscat):
    d = nuscat("data", "list", "--json").json["data"]
    assert d["experiments/coherent-csi-2021"]["paper"] == "COHERENT:2021xmm"
    for folder, entry in d.items():
        assert entry["licence"], folder
        assert entry["bytes"] > 1000
    table = nuscat("data", "list").out
    assert "licence" in table
    assert "size [kB]" in table


def test_packaged_data_are_whole(nuscat):
    r = nuscat("data", "check", "--json")
    assert r.status == 0
    d = r.json
    assert d["ok"] is True
    by_file = {f"{f['data_set']}/{f['file']}": f for f in d["files"]}
    name = "experiments/coherent-csi-2021/release.npz"
    assert by_file[name]["sha256"] == datasets.sha256(datasets.packaged_path(name))


@pytest.fixture
def copied_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "data"
    shutil.copytree(datasets.data_root(), root)
    for module in (datasets, _data_sets):
        monkeypatch.setattr(module, "data_root", lambda: root)
    return root


def test_damage_is_found(nuscat, copied_data: Path):
    assert nuscat("data", "check").status == 0
    release = copied_data / "experiments/coherent-csi-2021/release.npz"
    release.write_bytes(release.read_bytes()[:2000])
    table = copied_data / "nuclei/nubase2020/nuclides.csv"
    table.write_text(table.read_text()[:-10])
    r = nuscat("data", "check", "--json")
    assert r.status == 1
    assert {f["file"] for f in r.json["files"] if not f["ok"]} == {"release.npz", "nuclides.csv"}
    assert "BROKEN" in nuscat("data", "check").out
    doctor = nuscat("doctor", "--json")
    assert doctor.status == 1
    assert "release.npz" in next(c["detail"] for c in doctor.json["checks"] if c["name"] == "packaged data")


def test_change_since_installation_is_found(nuscat, copied_data: Path, monkeypatch):
    path = copied_data / "nuclei/nubase2020/nuclides.csv"
    recorded = {path.resolve(): datasets.sha256(path)}
    monkeypatch.setattr(_data_sets, "_installed_hashes", lambda: recorded)
    assert nuscat("data", "check").status == 0
    path.write_text(path.read_text().replace("Ar", "Rr", 1))
    r = nuscat("data", "check", "--json")
    assert r.status == 1
    (bad,) = (f for f in r.json["files"] if not f["ok"])
    assert bad["file"] == "nuclides.csv"
    assert "installed" in bad["detail"]


def test_hashes_of_an_installation_are_read(tmp_path: Path, monkeypatch):
    import base64
    import hashlib

    table = tmp_path / "nuscat" / "data" / "nuclei" / "table.csv"
    table.parent.mkdir(parents=True)
    table.write_text("Z,A\n18,40\n")
    digest = hashlib.sha256(table.read_bytes()).digest()
    text = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    info = tmp_path / "nuscat-9.9.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: nuscat\nVersion: 9.9\n")
    (info / "RECORD").write_text(f"nuscat/data/nuclei/table.csv,sha256={text},{table.stat().st_size}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert _data_sets._installed_hashes() == {table.resolve(): digest.hex()}


def test_originals_are_checked_against_their_hashes(nuscat, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("NUSCAT_DATA", str(tmp_path))
    assert nuscat("data", "check").status == 0
    (tmp_path / "brnPE.txt").write_text("1 2\n")
    r = nuscat("data", "check", "--json")
    assert r.status == 1
    (bad,) = (f for f in r.json["files"] if not f["ok"])
    assert bad["file"] == str(tmp_path / "brnPE.txt")
    monkeypatch.setenv("NUSCAT_DATA", str(tmp_path / "nothing"))
    assert nuscat("data", "check").status == 1


def test_folders_and_offline(nuscat, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("NUSCAT_DATA", str(tmp_path))
    d = nuscat("data", "path", "--json").json
    assert d["folders"]["NUSCAT_DATA"] == str(tmp_path)
    assert d["folders"]["packaged"] == str(datasets.data_root())
    assert d["offline"] is False
    assert nuscat("--offline", "data", "path", "--json").json["offline"] is True
    monkeypatch.setenv("NUSCAT_OFFLINE", "")
    assert nuscat("data", "path", "--json", "--offline").json["offline"] is True


def test_offline_refuses_a_download(nuscat):
    from nuscat._core.errors import MissingDataError

    assert nuscat("--offline", "data", "path").status == 0
    with pytest.raises(MissingDataError, match="offline"):
        datasets.fetch(datasets.RemoteFile(name="nope.txt", url="https://example.org/nope.txt", sha256="0" * 64))


def test_cite_keys_and_everything(nuscat):
    r = nuscat("cite", "COHERENT:2021xmm", "Freedman:1973yd")
    assert r.status == 0
    assert r.out.count("@article{") == 2
    assert r.out.index("COHERENT:2021xmm") < r.out.index("Freedman:1973yd")
    assert set(nuscat("cite", "all", "--json").json["bibtex"]) == set(bibliography())


@pytest.mark.parametrize("name", list(experiments.EXPERIMENTS))
def test_every_source_of_an_experiment_has_bibtex(nuscat, name):
    r = nuscat("cite", name, "--json")
    assert r.status == 0
    assert r.json["cite"] == list(experiments.load(name).cite)
    assert r.json["missing"] == []


def test_keys_of_the_user_s_own_files_are_named(nuscat, tmp_path: Path):
    path = tmp_path / "box.txt"
    path.write_text("# flux_unit: MeV^-1\n# cite: Doe:2030abc\nE nu_e\n1 1\n5 1\n")
    document = nuscat("xsec", "cevns", "Ar40", "--flux", str(path), "--json")
    saved = tmp_path / "xsec.json"
    saved.write_text(document.out)
    r = nuscat("cite", str(saved))
    assert r.status == 0
    assert "Doe:2030abc" in r.err
    assert "Freedman:1973yd" in r.out


def test_doctor(nuscat, monkeypatch, tmp_path: Path):
    r = nuscat("doctor", "--json")
    assert r.status == 0, r.out
    states = {c["name"]: c["state"] for c in r.json["checks"]}
    assert states["numpy"] == states["cross section"] == states["rate"] == "ok"
    assert states["jax"] in ("ok", "absent")
    monkeypatch.setenv("NUSCAT_DATA", str(tmp_path / "nothing"))
    r = nuscat("doctor")
    assert r.status == 1
    assert "BROKEN" in r.out
    assert "NUSCAT_DATA" in r.out.splitlines()[-1]


def test_doctor_finds_a_wrong_cross_section(nuscat, monkeypatch):
    from nuscat import fluxes

    monkeypatch.setattr(fluxes, "average", lambda *_a, **_k: 2.1e-39)
    r = nuscat("doctor", "--json")
    assert r.status == 1
    assert {c["name"] for c in r.json["checks"] if c["state"] == "broken"} == {"cross section"}


def test_doctor_finds_a_missing_package(nuscat, monkeypatch):
    import importlib.metadata

    version = importlib.metadata.version

    def without(name: str) -> str:
        if name == "iminuit":
            raise importlib.metadata.PackageNotFoundError(name)
        if name == "jax":
            raise importlib.metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(importlib.metadata, "version", without)
    r = nuscat("doctor", "--json")
    assert r.status == 1
    states = {c["name"]: c for c in r.json["checks"]}
    assert "pip install iminuit" in states["iminuit"]["detail"]
    assert states["jax"]["state"] == "absent"
