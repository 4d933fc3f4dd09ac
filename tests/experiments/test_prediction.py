"""Predictions: sums, projections, JSON and histograms."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nuscat._core.errors import UnknownNameError, ValidityError


@pytest.fixture(scope="module", params=["csi", "lar"])
def prediction(request):
    return request.getfixturevalue(request.param).predict()


def test_json_has_the_documented_keys(prediction):
    raw = json.loads(json.dumps(prediction.to_dict(), allow_nan=False))
    assert {"experiment", "components", "axes", "data_counts", "cite"} <= raw.keys()
    for component in raw["components"].values():
        assert component["counts"] > 0
        assert component["uncertainty"] > 0
    for axis in raw["axes"]:
        assert axis.keys() == {"name", "unit", "edges"}
        assert axis["edges"] == sorted(axis["edges"])
        for component in raw["components"].values():
            assert sum(component["projections"][axis["name"]]) == pytest.approx(component["counts"])
            assert len(component["projections"][axis["name"]]) == len(axis["edges"]) - 1
        assert sum(raw["data_projections"][axis["name"]]) == raw["data_counts"]
    assert all(":" in key for key in raw["cite"])


def test_total_and_projections(prediction):
    np.testing.assert_allclose(prediction.total, sum(prediction.components.values()))
    assert prediction.total.shape == prediction.data.shape == tuple(a.bins for a in prediction.axes)
    for i, axis in enumerate(prediction.axes):
        for name in ("total", "data", "cevns"):
            assert prediction.projection(name, i).shape == (axis.bins,)
        np.testing.assert_allclose(
            prediction.projection("total", i), sum(prediction.projection(c, i) for c in prediction.components)
        )


def test_unknown_component_is_named(prediction):
    for call in (prediction.counts, lambda n: prediction.projection(n, 0), prediction.to_hist):
        with pytest.raises(UnknownNameError, match="cevns"):
            call("cevn")


def test_unknown_axis_is_refused(prediction):
    for axis in (-4, 3):
        with pytest.raises(ValidityError, match="axis"):
            prediction.projection("cevns", axis)


def test_histograms_hold_the_counts(prediction):
    pytest.importorskip("hist")
    for name in ("total", "data", "cevns"):
        h = prediction.to_hist(name)
        assert [a.name for a in h.axes] == [a.name for a in prediction.axes]
        for ours, theirs in zip(prediction.axes, h.axes, strict=True):
            np.testing.assert_allclose(theirs.edges, ours.edges)
        expected = {"total": prediction.total, "data": prediction.data}.get(name, prediction.components.get(name))
        np.testing.assert_array_equal(h.values(), expected)


def test_uncertainty_of_one_scaling_nuisance_is_its_sigma(csi):
    """Neutron backgrounds depend on one normalisation each: 25 % and 35 %."""
    p = csi.predict()
    assert p.uncertainty["brn"] == pytest.approx(0.25 * 18.4)
    assert p.uncertainty["nin"] == pytest.approx(0.35 * 5.6)
    assert p.uncertainty["steady_state"] == pytest.approx(0.021 * 1286)


def test_uncertainty_of_the_signal_is_the_quadratic_sum(csi):
    nominal = csi.components({})["cevns"].sum()
    expected = (0.10 * nominal) ** 2 + (11 / 341 * nominal) ** 2
    for name in ("csi_quenching_0", "csi_quenching_1", "csi_efficiency"):
        up, down = (csi.components({name: a})["cevns"].sum() for a in (1.0, -1.0))
        expected += (0.5 * (up - down)) ** 2
    assert csi.predict().uncertainty["cevns"] == pytest.approx(np.sqrt(expected), rel=1e-9)


def test_prediction_follows_the_parameters(csi):
    p = csi.predict({"sin2w": 0.22, "csi_brn": 2.0})
    assert p.counts("brn") == pytest.approx(36.8)
    assert p.counts("cevns") == pytest.approx(csi.components({"sin2w": 0.22})["cevns"].sum())
