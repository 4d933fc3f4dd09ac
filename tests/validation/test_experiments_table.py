"""Published expectations: CONUS+ 347 ± 59, Ge-Mini 35.1 ± 3.6, RELICS 4640, 750 kg of argon of order 3000."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "validation" / "experiments_table.md"


@pytest.fixture(scope="module")
def table(results: Callable[[str], dict]) -> dict:
    return results("experiments_table")


def test_own_predictions_are_inside_the_published_errors(table):
    own = table["predicted"]
    assert own["CONUS+, 327 kg d"] == pytest.approx(347.0, abs=59.0)
    assert own["COHERENT Ge-Mini, 10.22 GWh kg"] == pytest.approx(35.1, abs=3.6)
    assert own["RELICS, 32 kg yr, 0.63 to 1.36 keV"] == pytest.approx(4639.7, rel=0.1)
    assert 2000.0 < own["COHERENT LAr 750 kg, a year"] < 4500.0


def test_fits_of_published_counts(table):
    fits = table["fits"]
    assert fits["conus-plus"]["value"] == pytest.approx(395.0 / 347.0, rel=1e-3)
    assert fits["conus-plus"]["significance"] == pytest.approx(3.7, abs=0.05)
    assert fits["coherent-ge"]["value"] == pytest.approx(20.6 / 35.1, rel=2e-3)
    # two sums know less than the published spectra: 8.4 ± 3.1, 2.64σ
    assert abs(fits["pandax-4t-8b"]["value"] - 8.4) < 3.1
    assert fits["pandax-4t-8b"]["significance"] < 2.64


def test_spectra_of_reactors_change_the_rate_by_a_few_per_cent(table):
    a, b = table["models"].values()
    assert 0.9 < b / a < 1.0


def test_the_page_shows_every_programme(table):
    text = PAGE.read_text(encoding="utf-8")
    for d in table["table"].values():
        assert f"| {d['title']} | {d['source']} | {d['target']} |" in text
        assert f"| {d['cevns_per_kg_day']:.3g} | {d['cevns_per_year']:.3g} |" in text
