"""`nuscat init`, `nuscat reach`, and `--config` of rate and fit."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from nuscat._core.errors import NuscatError
from nuscat.cli._example import EXAMPLE
from nuscat.experiments import from_config

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    path = tmp_path_factory.mktemp("config") / "mine.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    return path


class TestInit:
    def test_writes_what_works(self, nuscat, tmp_path):
        path = tmp_path / "new.toml"
        r = nuscat("init", path)
        assert r.status == 0, r.err
        assert str(path) in r.out
        assert tomllib.loads(path.read_text(encoding="utf-8"))["name"] == "my-germanium"
        assert nuscat("rate", "--config", path).status == 0

    def test_does_not_overwrite(self, nuscat, tmp_path):
        path = tmp_path / "kept.toml"
        path.write_text("mine")
        r = nuscat("init", path)
        assert r.status == 2
        assert "--force" in r.err
        assert path.read_text() == "mine"
        assert nuscat("init", path, "--force").status == 0
        assert path.read_text(encoding="utf-8") == EXAMPLE

    def test_refuses_a_missing_folder(self, nuscat, tmp_path):
        assert nuscat("init", tmp_path / "no" / "x.toml").status == 2

    def test_every_commented_key_is_known(self, tmp_path):
        """Uncommented in turn (blocks together), no key of the example is an unknown one."""
        lines = EXAMPLE.splitlines()
        first = next(i for i, line in enumerate(lines) if line.startswith("# [[background]]"))
        data = next(i for i, line in enumerate(lines) if line.startswith("# [data]"))
        groups = [{i} for i, line in enumerate(lines) if re.match(r"# \w+ = ", line) and not first <= i < first + 4]
        groups = [g if min(g) < data else g | {data} for g in groups] + [set(range(first, first + 4))]
        assert len(groups) > 12
        for group in groups:
            path = tmp_path / "one.toml"
            path.write_text(
                "\n".join(line[2:] if j in group else line for j, line in enumerate(lines)), encoding="utf-8"
            )
            assert "unknown key" not in complaint(path), [lines[j] for j in group]


def complaint(path):
    """What is wrong with a configuration; files that are not there, and keys that replace others."""
    try:
        from_config(path)
    except NuscatError as error:
        return error.message
    return ""


class TestRate:
    def test_json(self, nuscat, example):
        r = nuscat("rate", "--config", example, "--json")
        assert r.status == 0, r.err
        d = r.json
        assert d["experiment"] == "my-germanium"
        assert set(d["components"]) == {"cevns", "flat", "noise"}
        # CONUS+ expects 347 in 327 kg d; here 3 kg × 0.9 yr with 95 % efficiency and 160 eVee throughout
        days = 3.0 * 0.9 * 365.25
        assert d["components"]["cevns"]["counts"] == pytest.approx(347.0 / 327.0 * days, rel=0.17)
        assert d["provenance"]["flux"] == "leibstadt"

    def test_table_and_figure(self, nuscat, tmp_path):
        figure = tmp_path / "rate.png"
        r = nuscat("rate", "--config", EXAMPLES / "own_xenon.toml", "--output", figure)
        assert r.status == 0, r.err
        assert "neutrons" in r.out
        assert "tomalak2021" in r.out
        assert figure.stat().st_size > 10_000

    @pytest.mark.parametrize("more", [("coherent-csi",), ("--couplings", "pdg"), ("--sin2w", "0.24")])
    def test_what_cannot_stand_beside_it(self, nuscat, example, more):
        r = nuscat("rate", "--config", example, *more)
        assert r.status == 2
        assert "cannot stand beside --config" in r.err

    def test_neither(self, nuscat):
        r = nuscat("rate")
        assert r.status == 2
        assert "--config" in r.err

    def test_all_problems_in_one_message(self, nuscat, tmp_path):
        path = tmp_path / "bad.toml"
        path.write_text('name = "x"\n[source]\nflux = "sns"\ndistanc = "20 m"\n[target]\nmass = 3\n')
        r = nuscat("rate", "--config", path, "--json")
        assert r.status == 2
        message = r.error["message"]
        for key in ("source.distanc", "target.mass", "target.material", "detector", "exposure"):
            assert key in message
        assert "nuscat init" in r.error["hint"]

    def test_absent_file(self, nuscat, tmp_path):
        r = nuscat("rate", "--config", tmp_path / "none.toml")
        assert r.status != 0
        assert "nuscat init" in r.err


class TestFit:
    def test_asimov(self, nuscat, example):
        r = nuscat("fit", "--config", example, "--free", "sin2w", "--json")
        assert r.status == 0, r.err
        fitted = r.json["parameters"]["sin2w"]
        assert fitted["value"] == pytest.approx(0.23857, abs=1e-4)
        assert 0.01 < fitted["error"] < 0.1
        assert any("my-germanium has no data" in note for note in r.json["notes"])

    def test_data_are_told_from_the_expectation(self, nuscat, tmp_path):
        text = (EXAMPLES / "own_reactor_detector.toml").read_text(encoding="utf-8")
        path = tmp_path / "measured.toml"
        path.write_text(f"{text}\n[data]\ncounts = {[300] * 25}\n", encoding="utf-8")
        measured = nuscat("rate", "--config", path, "--json").json
        assert not measured["data_are_expectation"]
        assert nuscat("rate", "--config", EXAMPLES / "own_reactor_detector.toml", "--json").json["data_are_expectation"]
        assert "data (the expectation)" in nuscat("rate", "--config", EXAMPLES / "own_reactor_detector.toml").out
        assert "the expectation" not in nuscat("rate", "--config", path).out
        r = nuscat("fit", "--config", path, "--free", "normalisation", "--json")
        assert r.status == 0, r.err
        assert not any("no data" in note for note in r.json["notes"])

    def test_beside_a_packaged_experiment(self, nuscat):
        r = nuscat("fit", "coherent-csi", "--config", EXAMPLES / "own_xenon.toml", "--free", "sin2w", "--json")
        assert r.status == 0, r.err
        d = r.json
        assert set(d["signal_counts"]) == {"coherent-csi", "xenon-sns"}
        assert "sns_flux" in d["nuisances"]


class TestReach:
    def test_json(self, nuscat, example):
        r = nuscat("reach", example, "--exposures", "0.5,1,2", "--json")
        assert r.status == 0, r.err
        d = r.json
        z = d["significance"]
        assert z[0] < z[1] < z[2] < 2.0 * z[0]
        assert d["exposure"]["values"][1] == pytest.approx(3.0 * 0.9 * 365.25)
        assert d["signal"][2] == pytest.approx(4.0 * d["signal"][0], rel=1e-6)
        assert d["limit"][0] > d["limit"][2] > 0.0
        assert "Cowan:2010js" in d["cite"]

    def test_figure_and_parameter(self, nuscat, tmp_path):
        figure = tmp_path / "reach.png"
        r = nuscat(
            "reach",
            EXAMPLES / "own_xenon.toml",
            "--exposures",
            "1,4",
            "--parameter",
            "mu_nu_e",
            "-o",
            figure,
        )
        assert r.status == 0, r.err
        assert "mu_nu_e < 90 %" in r.out
        assert figure.stat().st_size > 10_000

    def test_packaged_experiment(self, nuscat):
        d = nuscat("reach", "coherent-lar", "--exposures", "1", "--json").json
        assert d["exposure"] is None
        assert 2.0 < d["significance"][0] < 6.0

    @pytest.mark.parametrize(
        ("arguments", "word"),
        [
            (("--exposures", "one"), "numbers"),
            (("--exposures", "-1,1"), "positive"),
            (("--level", "90"), "between 0 and 1"),
            (("--parameter", "sin2"), "sin2w"),
            (("-o", "x.txt"), "format"),
        ],
    )
    def test_bad_options(self, nuscat, example, arguments, word):
        r = nuscat("reach", example, *arguments)
        assert r.status == 2, r.err
        assert word in r.err

    def test_options_in_the_name(self, nuscat):
        """As for rate and fit; the statistics of the steady-state sample are one more uncertainty."""
        one = nuscat("reach", "coherent-csi:steady_state_statistics=true", "--exposures", "1", "--json").json
        other = nuscat("reach", "coherent-csi", "--exposures", "1", "--json").json
        assert one["significance"][0] < other["significance"][0]

    @pytest.mark.parametrize(("name", "word"), [("coherent-cs", "coherent-csi"), ("mine", "file"), ("no.toml", "init")])
    def test_neither_file_nor_experiment(self, nuscat, name, word):
        r = nuscat("reach", name)
        assert r.status != 0
        assert word in r.err

    def test_without_counts(self, nuscat):
        r = nuscat("reach", "prex-2")
        assert r.status == 2
        assert "no exposure" in r.err


def test_lists(nuscat):
    d = nuscat("models", "detectors", "--json").json["detectors"]
    assert d["conus-plus"]["mass_kg"] == 2.83
    assert d["conus-plus"]["threshold"] == pytest.approx(0.16)
    q = nuscat("models", "quenching", "--json").json["quenching"]
    assert q["ge-fef"]["target"] == "Ge"
    assert "k" in q["lindhard"]["parameters"]
    assert "conus-plus" in nuscat("models", "detectors").out
