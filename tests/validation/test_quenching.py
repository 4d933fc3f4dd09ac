"""Quenching models against published numbers and points, and the published rate of CONUS+."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def quenching(results):
    return results("quenching")


def test_numbers_of_the_papers(quenching):
    for model, T, ours, published, error, _ in quenching["stated"]:
        assert ours == pytest.approx(published, abs=error or 0.01), (model, T)


def test_models_describe_the_points_they_should(quenching):
    chi2 = {(d, m): c for d, m, _, c, _ in quenching["comparison"]}
    deviation = {(d, m): x for d, m, _, _, x in quenching["comparison"]}
    assert chi2["ge-edelweiss", "ge-edelweiss"] < 1.5
    assert chi2["si-damic", "si-measured"] < 1e-6  # by construction
    assert deviation["si-damic", "si-lindhard"] > 0.15  # known: Lindhard is too large at low energy
    for data in ("si-dougherty", "si-gerbier"):  # and describes them from 3 keV on
        assert abs(deviation[data, "si-lindhard"]) < 0.1
    assert deviation["csi-tunl", "csi-coherent"] < 0.0 < deviation["csi-chicago", "csi-coherent"]


def test_rate_of_conus_plus(quenching):
    assert quenching["rates"]["ge-lindhard-conus"] == pytest.approx(347.0 / 327.0, abs=59.0 / 327.0)


def test_order_of_the_rates_is_that_of_the_factors(quenching):
    r = quenching["rates"]
    assert r["ge-fef"] > r["ge-ybe"] > r["ge-lindhard-conus"] > r["ge-lindhard"]
