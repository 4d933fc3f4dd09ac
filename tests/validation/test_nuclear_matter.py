"""Nuclear matter of the curated sets against the properties in their papers; flags of the collected ones."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def found(results):
    return results("nuclear_matter")


def test_all_18_sets_have_the_published_properties(found, script):
    published = script("nuclear_matter").PUBLISHED
    assert list(found["off"]) == list(published)
    off = {  # in units of half a printed digit
        (name, key): abs(x)
        for name, row in found["off"].items()
        for key, x in zip(script("nuclear_matter").QUANTITIES, row, strict=True)
    }
    assert [key for key, x in off.items() if x > 1.0 + 1e-9] == [("SkO", "energy")]
    assert off["SkO", "energy"] < 1.1  # −15.8347 MeV, tabulated as −15.84


def test_published_inputs_of_unedf1(found):
    """The optimisation's own numbers; the parameters of the set are printed with fewer digits."""
    matter = found["ours"]["UNEDF1"]
    assert matter.rho0 == pytest.approx(0.158706769332587, rel=1e-7)
    values = [matter.energy, matter.K, matter.J, matter.L]
    assert values == pytest.approx([-15.8, 220.0, 28.986789057772, 40.004790480413], rel=1e-7)


def test_every_collected_set_is_used_or_refused_with_a_reason(found):
    assert len(found["collected"]) + len(found["refused"]) == 263
    assert all(("not part of the functional" in text) or ("misprinted" in text) for text in found["refused"].values())
    assert sum("misprinted" in text for text in found["refused"].values()) == 6


def test_flags(found):
    """Sets of another kind of matter, and misprints, cannot hide among the usable ones."""
    assert not set(found["far"]) & set(found["inside"])
    assert {"PRC45", "SGOII", "ZR3a", "QMC1"} <= set(found["far"])
    assert {"SkMs", "SLy4", "SV-min", "SkI4"} <= set(found["inside"])
    assert "SIII" not in found["inside"]  # K = 355 MeV
