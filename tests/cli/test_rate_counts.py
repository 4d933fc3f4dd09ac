"""`nuscat rate` and `nuscat fit` with XENONnT (five axes) and with published counts."""

from __future__ import annotations

import pytest


def test_xenonnt_has_a_figure_and_four_observables(nuscat, tmp_path):
    figure = tmp_path / "xenonnt.png"
    result = nuscat("rate", "xenonnt-8b", "--output", str(figure))
    assert result.status == 0, result.err
    assert figure.stat().st_size > 10_000
    for text in ("cevns", "accidental_coincidences", "science run", "S1 BDT score", "XENON:2024ijk"):
        assert text in result.out
    d = nuscat("rate", "xenonnt-8b", "--json").json
    assert [len(a["edges"]) - 1 for a in d["axes"]] == [2, 3, 3, 3, 3]
    assert d["data_counts"] == 37
    background = sum(c["counts"] for name, c in d["components"].items() if name != "cevns")
    assert background == pytest.approx(26.4, abs=0.15)  # published


def test_xenonnt_fit(nuscat):
    d = nuscat("fit", "xenonnt-8b", "--free", "normalisation", "--json").json
    assert d["signal_counts"]["xenonnt-8b"]["value"] == pytest.approx(10.7, abs=1.3)
    assert d["significance_sigma"]["xenonnt-8b"] == pytest.approx(2.73, abs=0.1)
    table = nuscat("fit", "xenonnt-8b", "--free", "normalisation").out
    assert "flux_8B" in table
    assert "5.25 ± 0.2" in table


def test_published_counts_show_the_own_prediction_beside(nuscat):
    d = nuscat("rate", "coherent-ge", "--json").json
    assert d["components"]["cevns"]["counts"] == pytest.approx(35.1)
    assert d["components"]["cevns"]["absolute_prediction_counts"] == pytest.approx(35.1, abs=3.6)
    out = nuscat("rate", "coherent-ge").out
    assert "published prediction" in out
    assert "own absolute prediction" in out
    assert "absolute_prediction_counts" not in nuscat("rate", "pandax-4t-8b", "--json").json["components"]["cevns"]


def test_reactor_and_stopped_pion_germanium_together(nuscat):
    d = nuscat("fit", "conus-plus,coherent-ge", "--free", "normalisation", "--json").json
    ratio = d["parameters"]["normalisation"]
    assert 20.6 / 35.1 < ratio["value"] < 395.0 / 347.0
    assert ratio["error"] < 0.2
