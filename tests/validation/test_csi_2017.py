"""COHERENT CsI[Na] 2017: published counts, signal and neutron radius (COHERENT:2017ipa, Cadeddu:2017etk)."""

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.fixture(scope="module")
def csi17(results: Callable[[str], dict]) -> dict:
    return results("csi_2017")


def test_counts(csi17):
    assert csi17["counts"] == (547, 405)


def test_prediction(csi17):
    assert csi17["prediction"] == pytest.approx(173.0, rel=0.06)
    assert csi17["prediction_error"] == pytest.approx(48.0, rel=0.2)
    assert csi17["neutrons"] == pytest.approx(6.0, abs=1.3)


def test_published_prediction_lies_within_the_ways_to_read_the_release(csi17):
    values = csi17["predictions"].values()
    assert min(values) < 173.0 < max(values)


def test_fitted_count(csi17):
    fits = csi17["fits"]
    default, known = fits["everything free (default)"], fits["steady state known"]
    for fit in (default, known):
        assert abs(fit["count"] - 134.0) < 22.0
        assert fit["error"] == pytest.approx(22.0, rel=0.3)
    assert default["significance"] < 6.7 < known["significance"]
    assert known["error"] < default["error"]


def test_neutron_radius_with_the_published_likelihood(csi17):
    """5.5 +0.9 −1.1 fm: centre within a third of the error, errors within 30 %."""
    found = csi17["radius_2017"]
    assert abs(found["R_n"] - 5.5) < 0.9 / 3.0
    assert found["up"] == pytest.approx(0.9, rel=0.3)
    assert found["down"] == pytest.approx(1.1, rel=0.3)
    assert found["excess"] == 142.0


def test_neutron_radius_of_the_full_likelihood_agrees(csi17):
    value, up, down = csi17["radius"]
    assert abs(value - 5.5) < 0.9
    assert up < 1.1
    assert -down < 1.1
