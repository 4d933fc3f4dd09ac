"""`nuscat rate`: keys, values against the published expectations and the library."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat import experiments


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


@pytest.mark.parametrize("values", [{}, {"sin2w": 0.231}, {"normalisation": 2.0, "sns_flux": 0.9}])
def test_a_released_template_is_told_from_the_absolute_prediction(nuscat, values):
    from nuscat import experiments

    arguments = [word for name, value in values.items() for word in ("--set", f"{name}={value}")]
    d = nuscat("rate", "coherent-lar", *arguments, "--json").json
    absolute = d["components"]["cevns"]["absolute_prediction_counts"]
    norm = values.get("normalisation", 1.0) * values.get("sns_flux", 1.0)
    own = experiments.load("coherent-lar").energy_time({k: v for k, v in values.items() if k == "sin2w"})
    assert absolute == pytest.approx(norm * own.sum(), rel=1e-12)
    assert d["components"]["cevns"]["counts"] == pytest.approx(128.0 / 127.36 * absolute, rel=2e-3)
    assert f"own absolute prediction: {absolute:.1f} counts" in nuscat("rate", "coherent-lar", *arguments).out


def test_the_prediction_of_csi_is_absolute(nuscat):
    assert "absolute_prediction_counts" not in nuscat("rate", "coherent-csi", "--json").json["components"]["cevns"]
    assert "absolute prediction" not in nuscat("rate", "coherent-csi").out


def test_sources_are_few_and_the_command_beside_them_gives_all(nuscat):
    d = nuscat("rate", "coherent-csi", "--couplings", "tomalak2021", "--set", "eps_ee_u=0.1", "--json").json
    assert {"Barranco:2005yy", "Tomalak:2020zfh"} <= set(d["cite"])
    (line,) = (
        x
        for x in nuscat("rate", "coherent-csi", "--couplings", "tomalak2021", "--set", "eps_ee_u=0.1").out.splitlines()
        if x.startswith("Sources:")
    )
    shown = line.removeprefix("Sources: ").split(" … ")[0].split(", ")
    assert shown == [
        "COHERENT:2021xmm",
        "Barranco:2005yy",
        "Tomalak:2020zfh",
        "Hill:2019xqk",
        "Helm:1956zz",
        "Lewin:1995rx",
    ]
    assert f"and {len(d['cite']) - len(shown)} more: nuscat cite coherent-csi" in line
    command = line.split("nuscat ")[1].split()
    assert set(d["cite"]) <= set(nuscat(*command, "--json").json["cite"])


def _histogram(path):
    """Decays at rest without width of the pulse: exponential times at 600 ns, spectra in closed form."""
    m, tau = 105.6583755, 2196.98
    time, energy = np.arange(0.0, 20020.0, 20.0), np.arange(0.0, 60.5, 0.5)
    x = np.minimum(2.0 * energy / m, 1.0)
    muon = np.diff(1.0 - np.exp(-np.maximum(time - 600.0, 0.0) / tau))
    prompt = np.histogram([610.0], time)[0]
    tables = {
        "nu_mu": np.outer(prompt, np.histogram([29.792], energy)[0]),
        "nu_e": np.outer(muon, np.diff(4 * x**3 - 3 * x**4)),
        "anti_nu_mu": np.outer(muon, np.diff(2 * x**3 - x**4)),
    }
    np.savez(path, time_edges=time, energy_edges=energy, **tables)
    return path


def test_flux_histogram(nuscat, tmp_path, monkeypatch):
    path = _histogram(tmp_path / "snsFlux2D.npz")
    analytic = nuscat("rate", "coherent-csi", "--json").json
    by_path = nuscat("rate", "coherent-csi", "--flux-histogram", str(path), "--json").json
    assert by_path["provenance"]["flux"] != analytic["provenance"]["flux"]
    counts = [d["components"]["cevns"]["counts"] for d in (by_path, analytic)]
    assert counts[0] == pytest.approx(counts[1], rel=0.05)  # the same decays, another pulse
    assert counts[0] != counts[1]
    assert "Flux: SNS histogram snsFlux2D.npz" in nuscat("rate", "coherent-csi", "--flux-histogram", str(path)).out
    monkeypatch.setenv("NUSCAT_DATA", str(tmp_path))
    found = nuscat("rate", "coherent-csi", "--flux-histogram", "find", "--json").json
    assert found["components"] == by_path["components"]
    fit = nuscat("fit", "coherent-csi", "coherent-lar", "--free", "normalisation", "--flux-histogram", "find", "--json")
    assert fit.status == 0, fit.err
    flux = fit.json["provenance"]["flux"]
    assert flux["coherent-csi"] == by_path["provenance"]["flux"]
    assert "histogram" not in flux["coherent-lar"]


@pytest.mark.parametrize("command", [("rate", "coherent-lar"), ("fit", "coherent-lar", "--free", "sin2w")])
def test_flux_histogram_is_refused_elsewhere(nuscat, command):
    r = nuscat(*command, "--flux-histogram", "find", "--json")
    assert r.status == 2
    assert "belongs to coherent-csi, not to coherent-lar" in r.error["message"]


def test_parity_violation_has_a_form_factor_not_counts(nuscat):
    """F_W of CREX: 0.1304 ± 0.0052 ± 0.0020 (CREX:2022kgg)."""
    r = nuscat("rate", "crex", "--form-factor", "helm:rms=3.5,rn=3.6", "--json")
    assert r.status == 0, r.err
    d = r.json
    assert (d["quantity"], d["unit"], d["measured"]) == ("F_W", "1", 0.1304)
    assert d["measured_error"] == pytest.approx(np.hypot(0.0052, 0.0020))
    own = experiments.load("crex", form_factor="helm:rms=3.5,rn=3.6")
    assert d["predicted"] == pytest.approx(float(own.expected({})[0]), rel=1e-12)
    assert "data_counts" not in d
    moved = nuscat("rate", "crex", "--form-factor", "helm:rms=3.5,rn=3.6", "--set", "R_n_Ca48=3.4", "--json").json
    assert moved["predicted"] > d["predicted"]
    text = nuscat("rate", "crex", "--form-factor", "helm:rms=3.5,rn=3.6").out
    assert "measured [1]" in text
    assert "counts" not in text


@pytest.mark.parametrize("command", [("rate", "crex", "-o", "a.png"), ("plot", "rate", "crex")])
def test_no_spectrum_of_parity_violation(nuscat, command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    r = nuscat(*command, "--form-factor", "helm")
    assert r.status != 0
    assert "no spectrum to draw" in r.err
    assert not (tmp_path / "a.png").exists()
