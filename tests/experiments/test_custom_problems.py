"""Every way to write a configuration wrongly: each problem with its key, all at once, none passed over."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nuscat import experiments
from nuscat._core.errors import MissingDataError, NuscatError, ValidityError
from nuscat.experiments import from_config

IDEAL = {
    "name": "ideal",
    "source": {"flux": "sns", "distance": "20 m", "power": "1.4 MW"},
    "exposure": {"time": "1 yr"},
    "target": {"material": "Ar", "mass": "10 kg"},
    "detector": {
        "quenching": "none",
        "resolution": {"type": "none"},
        "bins": {"edges": ["0 keV", "10 keV", "50 keV", "1 MeV"]},
    },
}
LOG_FROM_ZERO = {"detector": {"bins": {"from": "0 keV", "to": "1 keV", "number": 3, "spacing": "log"}}}
INF = float("inf")
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))


def changed(**changes):
    """IDEAL with tables updated: changed(source={"flux": …})."""
    config = copy.deepcopy(IDEAL)
    for table, values in changes.items():
        if isinstance(values, dict) and isinstance(config.get(table), dict):
            config[table] |= values
        else:
            config[table] = values
    return config


def problems(config):
    with pytest.raises(ValidityError) as caught:
        from_config(config)
    return caught.value.message.splitlines()[1:]


class TestProblems:
    def test_all_at_once_with_their_keys(self):
        config = {
            "name": "My Detector",
            "source": {"flux": "leibstad", "distnce": "20 m"},
            "exposure": {"time": 5},
            "target": {"material": "Gex", "mass": "10 cm"},
            "detector": {
                "quenching": "ge-lindhart",
                "resolution": {"type": "fanno"},
                "bins": {"from": "1 keV", "to": "0.5 keV", "number": 0},
            },
            "background": [{"name": "flat", "shape": "flat"}],
            "backgrund": 1,
        }
        found = problems(config)
        keys = {line.strip().split(":")[0] for line in found}
        assert keys == {
            "name", "source.flux", "source.distnce", "exposure.time", "target.material", "target.mass",
            "detector.quenching", "detector.resolution.type", "detector.bins.number", "background[1].rate", "backgrund",
        }  # fmt: skip
        text = "\n".join(found)
        for hint in ("leibstadt", "distance", '"5 s"', "ge-lindhard", "fano", "Did you mean background"):
            assert hint in text

    @pytest.mark.parametrize(
        ("changes", "key", "word"),
        [
            ({"target": {"mass": "-1 kg"}}, "target.mass", "positive"),
            ({"target": {"mass": "ten kg"}}, "target.mass", "number"),
            ({"target": {"mass": "10"}}, "target.mass", "unit"),
            ({"target": 3}, "target", "table"),
            ({"source": {"uncertainty": "ten"}}, "source.uncertainty", "number"),
            ({"source": {"uncertainty": -0.1}}, "source.uncertainty", "0 to"),
            ({"source": {"model": "huber-mueller"}}, "source.model", ""),
            ({"source": {"flux": "pion-dar"}}, "source.total", "shape"),
            ({"source": {"flux": "solar-none"}}, "source.flux", "nknown"),
            ({"exposure": {"live_fraction": "120 %"}}, "exposure.live_fraction", "0 to 1"),
            ({"detector": {"preset": "conus"}}, "detector.preset", "conus-plus"),
            ({"detector": {"quenching": {"type": "lindhart"}}}, "detector.quenching.type", "lindhard"),
            ({"detector": {"quenching": {"Xe": "none"}}}, "detector.quenching.Ar", "missing"),
            ({"detector": {"quenching": {"type": "table"}}}, "detector.quenching.file", "either"),
            ({"detector": {"quenching": {"type": "table", "file": "no.txt"}}}, "detector.quenching.file", "no file"),
            ({"detector": {"quenching": {"type": "constant", "factor": 1.5}}}, "detector.quenching.factor", "0 to 1"),
            ({"detector": {"resolution": {"type": "poisson"}}}, "detector.resolution.type", "light_yield"),
            ({"detector": {"resolution": {"type": "none", "noise": "1 eV"}}}, "detector.resolution.noise", "unknown"),
            ({"detector": {"efficiency": {"type": "trigger"}}}, "detector.efficiency.threshold", "missing"),
            ({"detector": {"bins": {"edges": ["2 keV", "1 keV"]}}}, "detector.bins.edges", "rising"),
            ({"detector": {"bins": {"edges": [1, 2]}}}, "detector.bins.edges", "unit"),
            (LOG_FROM_ZERO, "detector.bins.from", "log"),
            ({"theory": {"couplings": "treee"}}, "theory.couplings", "tree"),
            ({"theory": {"form_factor": "helmet"}}, "theory.form_factor", "helm"),
            ({"theory": {"parameters": {"eps": 1.0}}}, "theory.parameters.eps", "parameter"),
            ({"theory": {"parameters": {"eps_ee_u": 100.0}}}, "theory.parameters.eps_ee_u", "limits"),
            ({"data": {"counts": "many"}}, "data.counts", "list"),
            ({"background": {"name": "x"}}, "background", "[[background]]"),
            ({"background": [{"name": "cevns", "rate": 1.0}]}, "background[1].name", "cevns"),
            ({"background": [{"name": "a", "rate": 1.0}, {"name": "a", "rate": 2.0}]}, "background", "twice"),
            ({"background": [{"name": "a-b", "rate": 1.0}, {"name": "a_b", "rate": 2.0}]}, "background", "twice"),
            ({"background": [{"name": "flux", "rate": 1.0}]}, "background[1].name", "nuisance"),
            ({"background": [{"name": "quenching", "rate": 1.0}]}, "background[1].name", "nuisance"),
            ({"background": [{"name": "a", "rate": 1.0, "uncertainty": INF}]}, "background[1].uncertainty", "finite"),
            ({"source": {"uncertainty": INF}}, "source.uncertainty", "finite"),
            ({"source": {"scale": 0.0}}, "source.scale", "larger"),
            ({"source": {"total": 1e7}}, "source.power", "total"),
            ({"source": {"flux": "leibstadt", "power": "3 GW", "total": 1e13}}, "source.power", "total"),
            ({"exposure": {"live_fraction": 0}}, "exposure.live_fraction", "larger"),
            ({"data": {"counts": [1.0, float("nan"), 2.0]}}, "data.counts", "finite"),
            ({"theory": {"parameters": {"U2_e4": 0.1}}}, "theory.parameters.U2_e4", "--set"),
            ({"theory": {"sin2w": 0.24, "parameters": {"sin2w": 0.23}}}, "theory.sin2w", "twice"),
            ({"detector": {"threshold": "2 MeV"}}, "detector", "no recoil"),
            ({"detector": {"bins": {"edges": ["1 MeV", "2 MeV"]}}}, "detector", "no recoil"),
            ({"detector": {"quenching": "xe-nest"}}, "detector.quenching", "not of Ar"),
            ({"detector": {"quenching": {"Ar": "xe-nest"}}}, "detector.quenching.Ar", "not of Ar"),
            ({"detector": {"quenching": {"type": "model", "name": "ge-fef"}}}, "detector.quenching.name", "not of Ar"),
            ({"target": {"material": "NaI"}, "detector": {"quenching": "na-nai"}}, "detector.quenching", "not of I"),
            ({"detector": {"quenching": {"type": "constant", "factor": 0.1, "error": 0.2}}},
             "detector.quenching.error", "negative"),
            ({"detector": {"quenching": {"type": "lindhard", "k_error": 0.5}}}, "detector.quenching.k_error", "−1σ"),
            ({"detector": {"quenching": {"type": "linear", "a": 0.2, "b_per_keV": -0.05}}}, "detector.quenching",
             "falls for recoils above 2 keV"),  # dE/dT = 0.2 − 0.1 T/keV
            ({"detector": {"quenching": {"type": "polynomial", "coefficients": [25.0]}}}, "detector.quenching", "more"),
            ({"detector": {"quenching": {"type": "table", "T": ["0.3 keV", "1 MeV"], "factor": [0.2, 0.2]}}},
             "detector.quenching", "begins at 0.3 keV"),
            ({"detector": {"quenching": {"type": "table", "T": ["0 keV", "1 MeV"], "factor": [20, 30]}}},
             "detector.quenching", "more than their energy"),  # per cent
        ],
    )  # fmt: skip
    def test_one(self, changes, key, word):
        found = problems(changed(**changes))
        assert any(line.strip().startswith(f"{key}:") for line in found), found
        assert word in "\n".join(found)

    @pytest.mark.parametrize(
        ("changes", "key"),
        [
            ({"source": {"flux": "sn"}}, "source.flux"),
            ({"exposure": {"time": "1 yer"}}, "exposure.time"),
            ({"exposure": {"live_fraction": 2}}, "exposure.live_fraction"),
        ],
    )
    def test_no_problem_is_blamed_on_a_background(self, changes, key):
        """One mistake in source or exposure is one problem, though backgrounds cannot be counted without it."""
        found = problems(changed(**changes, background=[{"name": "flat", "rate": 1.0}]))
        assert [line.strip().split(":")[0] for line in found] == [key]

    def test_files_that_are_no_text(self, tmp_path):
        (tmp_path / "latin.txt").write_bytes(b"# \xb5\n0 0.2\n1000 0.2\n")
        path = tmp_path / "own.toml"
        text = (EXAMPLES[0]).read_text(encoding="utf-8")
        path.write_text(text.replace('quenching = "none"', 'quenching = { type = "table", file = "latin.txt" }'))
        with pytest.raises(ValidityError, match=r"detector\.quenching\.file: latin\.txt is no text in UTF-8"):
            from_config(path)
        path.write_text(text + '\n[data]\nfile = "latin.txt"\n')
        with pytest.raises(ValidityError, match=r"data\.file: latin\.txt is no text in UTF-8"):
            from_config(path)

    @pytest.mark.parametrize("preset", ["conus-plus", "neon", "coherent-csi"])
    def test_preset_of_another_target(self, preset):
        found = problems(copy.deepcopy(IDEAL) | {"detector": {"preset": preset}})
        assert len(found) == 1
        assert found[0].strip().startswith("detector.preset:")
        assert "Ar" in found[0]

    @pytest.mark.parametrize(
        ("rows", "word"),
        [
            ("0.1 0.5\n2 0.9", "begins at 0.1 keV with 0.5"),
            ("100 0.5\n2000 0.9", "begins at 100 keV with 0.5"),  # eV for keV
        ],
    )
    def test_efficiency_table_that_begins_inside_the_bins(self, tmp_path, rows, word):
        path, text = tmp_path / "own.toml", EXAMPLES[0].read_text(encoding="utf-8")
        (tmp_path / "eff.txt").write_text(rows)
        path.write_text(text + '\n[detector.efficiency]\ntype = "table"\nfile = "eff.txt"\n', encoding="utf-8")
        with pytest.raises(ValidityError) as caught:
            from_config(path)
        assert f"detector.efficiency.file: eff.txt {word}" in caught.value.message

    def test_efficiency_table_of_recoils(self, tmp_path):
        """Rows of recoil energy, 0 below the first one if that says 0, the last value above."""
        path, text = tmp_path / "own.toml", EXAMPLES[0].read_text(encoding="utf-8")
        (tmp_path / "eff.txt").write_text("0.02 0\n0.03 0.8\n0.1 0.9\n")
        more = '\n[detector.efficiency]\ntype = "table"\nfile = "eff.txt"\naxis = "recoil"\n'
        path.write_text(text + more, encoding="utf-8")
        response = from_config(path).responses[0].responses[0]
        assert response.efficiency([1e-5, 2.5e-5, 1e-4, 1e-3]) == pytest.approx([0.0, 0.4, 0.9, 0.9])

    def test_burst_with_background(self):
        """Neutrinos of a burst do not depend on the time, backgrounds do: 2/(keV kg d) in 10 s, 1 kg and 5 keV."""
        config = changed(
            source={"flux": "supernova-gvkm"},
            target={"mass": "1 kg"},
            detector={"bins": {"from": "1 keV", "to": "6 keV", "number": 1}},
        )
        for key in ("distance", "power"):
            del config["source"][key]
        config["exposure"] = {}
        alone = from_config(config).components({})["cevns"]
        config["exposure"]["time"] = "10 s"
        config["background"] = [{"name": "flat", "rate": 2.0}]
        both = from_config(config).components({})
        assert both["cevns"] == pytest.approx(alone, rel=1e-14)
        assert both["flat"] == pytest.approx(2.0 * 5.0 * 10.0 / 86400.0, rel=1e-12)

    def test_nuisance_parameters_of_one_name(self):
        """In Python too: two backgrounds that would share a nuisance parameter with different constraints."""
        e = from_config(IDEAL)
        twins = tuple(experiments.Background(n, np.ones(3), u) for n, u in (("a-b", 0.1), ("a_b", 0.2)))
        with pytest.raises(ValidityError, match="ideal_a_b"):
            replace(e, backgrounds=twins)

    def test_missing_parts(self):
        found = "\n".join(problems({}))
        for key in ("name", "source", "exposure", "target", "detector"):
            assert f"  {key}:" in found

    def test_quenching_table_that_ends_too_early(self):
        config = changed(target={"material": "Ge", "mass": "1 kg"}, detector={"quenching": "ge-fef"})
        assert "10 keV" in problems(config)[0]

    def test_broken_toml(self, tmp_path):
        path = tmp_path / "broken.toml"
        path.write_text("name = my-detector\n")
        with pytest.raises(ValidityError, match=r"no valid TOML.*line 1"):
            from_config(path)
        with pytest.raises(MissingDataError, match="nuscat init"):
            from_config(tmp_path / "absent.toml")

    def test_random_damage_never_ends_in_another_error(self):
        """Every value of the configuration replaced by nonsense in turn: always one of our errors, or accepted."""
        nonsense = (None, -1, 0, 3.5, float("nan"), "", "nonsense", "1 kg", [], {}, [1, 2], True)

        def paths(table, prefix=()):
            for key, value in table.items():
                yield (*prefix, key)
                if isinstance(value, dict):
                    yield from paths(value, (*prefix, key))

        full = changed(
            background=[{"name": "b", "rate": 1.0}],
            theory={"couplings": "tree"},
            detector={"efficiency": {"type": "constant", "value": 0.9}, "quenching": {"type": "lindhard", "k": 0.1}},
        )
        refused = 0
        for path in paths(full):
            for value in nonsense:
                config = copy.deepcopy(full)
                table = config
                for key in path[:-1]:
                    table = table[key]
                table[path[-1]] = value
                try:
                    from_config(config)
                except NuscatError:
                    refused += 1
        assert refused > 150
