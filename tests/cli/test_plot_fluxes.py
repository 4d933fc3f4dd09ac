"""`nuscat plot fluxes`: a figure, and a table of totals with units and references."""

from __future__ import annotations

from pathlib import Path

import pytest

from nuscat._core.citations import bibtex


def test_figure_and_lines(nuscat, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    r = nuscat("plot", "fluxes")
    assert r.status == 0, r.err
    assert "Figure: fluxes.png" in r.out
    assert "dsnb: 85.7 ± 43 cm⁻² s⁻¹" in r.out
    assert (tmp_path / "fluxes.png").read_bytes().startswith(b"\x89PNG")


def test_table(nuscat):
    d = nuscat("plot", "fluxes", "--json", "--site", "kamioka", "--reactor", "chooz", "--baseline", "30 m").json
    by_name = {s["name"]: s for s in d["sources"]}
    assert by_name["solar 7Be"]["total"] == pytest.approx(4.93e9)
    assert [line["energy_MeV"] for line in by_name["solar 7Be"]["lines"]] == pytest.approx([0.862, 0.384], abs=1e-3)
    assert {s["unit"] for s in d["sources"]} == {"cm^-2 s^-1"}
    assert {"atmospheric, kamioka", "reactor chooz", "stopped pion, 30 m"} <= set(by_name)
    for source in d["sources"]:
        assert bibtex(source["cite"])


def test_unknown_site(nuscat):
    r = nuscat("plot", "fluxes", "--json", "--reactor", "dresden-iii")
    assert r.status != 0
    assert "dresden-ii" in r.err
