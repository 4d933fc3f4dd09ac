"""Few sources where there is room for few: the data first, none twice, the rest counted."""

from __future__ import annotations

import pytest

from nuscat import experiments, plots
from nuscat.plots._sources import SHOWN, by_relevance
from nuscat.plots._style import sources


def test_data_then_interactions_couplings_and_form_factors():
    keys = ["Baker:1983tu", "Helm:1956zz", "Tomalak:2020zfh", "Barranco:2005yy", "COHERENT:2021xmm", "Baker:1983tu"]
    # Barranco:2005yy is a source of the couplings pdg_legacy too
    assert by_relevance(keys)[0] == "COHERENT:2021xmm"
    assert by_relevance(keys)[-2:] == ["Helm:1956zz", "Baker:1983tu"]
    assert sorted(by_relevance(keys)) == sorted(set(keys))
    assert by_relevance(keys, ["Helm:1956zz"])[:2] == ["COHERENT:2021xmm", "Helm:1956zz"]
    assert by_relevance(["Giunti:2014ixa", "Helm:1956zz", "Tomalak:2020zfh"])[0] == "Giunti:2014ixa"


@pytest.mark.parametrize(
    ("name", "own"),
    [("coherent-csi", ["COHERENT:2021xmm"]), ("coherent-lar", ["COHERENT:2020iec", "COHERENT:2020ybo"])],
)
def test_figures_name_the_data_release_first(name, own):
    loaded = experiments.load(name)
    text = plots.prediction(loaded.predict())._supxlabel.get_text().replace("\n", " ")
    shown = text.split("(INSPIRE): ")[1].split(" and ")[0].split(", ")
    assert shown[: len(own)] == own
    assert len(shown) == SHOWN
    assert set(shown) <= set(loaded.cite)
    assert f"and {len(set(loaded.cite)) - SHOWN} more" in text


def test_few_sources_are_all_named():
    assert sources(["Helm:1956zz", "COHERENT:2021xmm"]) == "Sources (INSPIRE): COHERENT:2021xmm, Helm:1956zz"
    assert sources([]) == ""
