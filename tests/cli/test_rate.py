"""`nuscat rate`: keys, values against the published expectations and the library."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("name", "low", "high", "data", "axes"),
    [
        # 341 ± 11 ± 42 of 2110.07730
        ("coherent-csi", 298.0, 384.0, 1578, [("photoelectrons", "PE", 9), ("time", "µs", 11)]),
        # 128 ± 17 of 2003.10630
        ("coherent-lar", 111.0, 145.0, 3752, [("energy", "keVee", 12), ("F90", "1", 8), ("time", "µs", 10)]),
    ],
)
def test_published_expectations(nuscat, name, low, high, data, axes):
    r = nuscat("rate", name, "--json")
    assert r.status == 0, r.err
    d = r.json
    assert set(d) >= {"experiment", "components", "axes", "data_counts", "cite", "conventions", "provenance"}
    assert d["experiment"] == name
    assert d["data_counts"] == data
    assert low < d["components"]["cevns"]["counts"] < high
    assert d["components"]["cevns"]["uncertainty"] > 0
    assert [(a["name"], a["unit"], len(a["edges"]) - 1) for a in d["axes"]] == axes
    total = sum(c["counts"] for c in d["components"].values())
    assert d["expected_counts"] == pytest.approx(total, rel=1e-9)
    for component in d["components"].values():
        for projection in component["projections"].values():
            assert sum(projection) == pytest.approx(component["counts"], rel=1e-9)
    assert all(len(h) == 64 for h in d["provenance"]["data_sha256"].values())


def test_parameters_act(nuscat):
    nominal = nuscat("rate", "coherent-csi", "--json").json["components"]["cevns"]["counts"]
    double = nuscat("rate", "coherent-csi", "--set", "normalisation=2", "--json").json
    assert double["components"]["cevns"]["counts"] == pytest.approx(2 * nominal, rel=1e-12)
    assert double["parameters"] == {"normalisation": 2.0}
    by_option = nuscat("rate", "coherent-csi", "--sin2w", "0.22", "--json").json
    by_set = nuscat("rate", "coherent-csi", "--set", "sin2w=0.22", "--json").json
    assert by_option["components"]["cevns"]["counts"] == pytest.approx(
        by_set["components"]["cevns"]["counts"], rel=1e-12
    )
    assert by_option["conventions"]["sin2w"] == by_set["conventions"]["sin2w"] == 0.22
    radius = nuscat("rate", "coherent-csi", "--set", "R_n=5.5 fm", "--json").json["components"]["cevns"]["counts"]
    assert radius < nominal


def test_conventions_differ_by_what_the_library_gives(nuscat):
    from nuscat import electroweak, experiments

    d = nuscat("rate", "coherent-csi", "--couplings", "erler_su", "--form-factor", "klein-nystrand", "--json").json
    expected = experiments.load(
        "coherent-csi", couplings=electroweak.erler_su(), form_factor="klein-nystrand"
    ).predict()
    assert d["components"]["cevns"]["counts"] == pytest.approx(expected.counts("cevns"), rel=1e-12)
    assert d["conventions"]["couplings"] == "erler_su"
    assert d["conventions"]["form_factor"] == "klein-nystrand"


def test_table(nuscat):
    r = nuscat("rate", "coherent-lar")
    assert r.status == 0
    for text in (
        "CENNS-10",
        "± systematic [counts]",
        "steady_state",
        "delayed_brn",
        "3752",
        "keVee",
        "Sources:",
        "COHERENT:2020iec",
    ):
        assert text in r.out
    assert "\x1b" not in r.out
    assert r.err == ""
