"""`nuscat fit`: keys, values against the published results and the library, options."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nuscat import experiments, inference


def test_keys_and_published_values(csi_fit):
    assert csi_fit.status == 0, csi_fit.err
    d = csi_fit.json
    assert set(d) >= {
        "parameters",
        "signal_counts",
        "significance_sigma",
        "goodness_of_fit",
        "nuisances",
        "cite",
        "provenance",
    }
    p = d["parameters"]["sin2w"]
    assert set(p) >= {"value", "error", "lower", "upper", "unit"}
    assert p["lower"] < 0 < p["upper"]
    # 2110.07730: 0.220 +0.028 −0.026, 306 ± 20 counts, 11.6 σ
    assert abs(p["value"] - 0.220) < 0.014
    assert 0.020 < p["error"] < 0.033
    signal = d["signal_counts"]["coherent-csi"]
    assert abs(signal["value"] - 306.0) < 20.0
    assert abs(d["significance_sigma"]["coherent-csi"] - 11.6) < 0.6
    assert set(d["goodness_of_fit"]) >= {"statistic", "dof", "p_value"}
    assert d["goodness_of_fit"]["dof"] == 9 * 11 - 2  # bins − sin2w − pulse time
    assert 0.01 < d["goodness_of_fit"]["p_value"] < 0.99
    assert set(d["provenance"]) >= {"version", "seed", "data_sha256"}
    assert {"COHERENT:2021xmm", "James:1975dr"} <= set(d["cite"])
    assert all(abs(n["pull"]) < 3 for n in d["nuisances"].values() if n["pull"] is not None)


def test_profile_agrees_with_minos(csi_fit):
    d = csi_fit.json
    p = d["parameters"]["sin2w"]
    ((low, high),) = d["profiles"][0]["interval_68"]
    assert low == pytest.approx(p["value"] + p["lower"], abs=4e-4)
    assert high == pytest.approx(p["value"] + p["upper"], abs=4e-4)


def test_table_save_and_cite(nuscat, csi_fit, tmp_path: Path):
    saved = tmp_path / "result.json"
    r = nuscat("fit", "coherent-csi", "--free", "sin2w", "--save", str(saved))
    assert r.status == 0, r.err
    for text in (
        "best fit",
        "+ MINOS",
        "significance [σ]",
        "pull [σ]",
        "csi_pulse_time",
        "µs",
        "degrees of freedom",
        "Sources:",
    ):
        assert text in r.out
    from nuscat.inference import FitResult

    result = FitResult.load(saved)
    assert result.parameters["sin2w"].value == pytest.approx(csi_fit.json["parameters"]["sin2w"]["value"], rel=1e-9)
    bib = nuscat("cite", str(saved))
    assert bib.status == 0
    for key in result.cite:
        assert f"{{{key}," in bib.out


def test_result_on_stdout_can_be_cited_and_loaded(nuscat, csi_fit, tmp_path: Path):
    path = tmp_path / "out.json"
    path.write_text(csi_fit.out)
    assert nuscat("cite", str(path), "--json").json["cite"] == csi_fit.json["cite"]
    path.write_text(csi_fit.out[: len(csi_fit.out) // 2])
    r = nuscat("cite", str(path), "--json")
    assert r.status == 1
    assert r.error["type"] == "CorruptDataError"
    path.write_text(json.dumps({"cite": 3}))
    assert nuscat("cite", str(path)).status == 1


def test_fixed_parameters_toys_and_figure(nuscat, tmp_path: Path):
    figure = tmp_path / "profile.png"
    arguments = (
        "fit",
        "coherent-csi",
        "--free",
        "normalisation",
        "--fix",
        "sns_flux=1.1,csi_pulse_time=0.55",
        "--json",
    )
    r = nuscat(*arguments, "--toys", "25", "--seed", "7", "--points", "9", "--output", str(figure))
    assert r.status == 0, r.err
    d = r.json
    assert d["fixed"] == {"sns_flux": 1.1, "csi_pulse_time": 0.55}
    assert "sns_flux" not in d["nuisances"]
    assert d["provenance"]["seed"] == 7
    assert d["goodness_of_fit"]["toys"] == 25
    assert 0.0 <= d["goodness_of_fit"]["p_value_toys"] <= 1.0
    assert len(d["profiles"][0]["values"]) == 9
    assert figure.read_bytes().startswith(b"\x89PNG")
    again = nuscat(*arguments, "--toys", "25", "--seed", "7").json
    assert again["goodness_of_fit"]["p_value_toys"] == d["goodness_of_fit"]["p_value_toys"]
    # the signal is what the data ask for, whatever is assumed about the flux
    free = nuscat("fit", "coherent-csi", "--free", "normalisation", "--json").json
    both = [x["signal_counts"]["coherent-csi"]["value"] for x in (d, free)]
    assert both[0] == pytest.approx(both[1], abs=2.0)
    ratio = d["parameters"]["normalisation"]["value"] / free["parameters"]["normalisation"]["value"]
    assert ratio == pytest.approx(1 / 1.1, abs=0.02)


def test_radius_and_several_parameters(nuscat):
    r = nuscat("fit", "coherent-csi", "--free", "R_n, eps_ee_u", "--fix", "eps_ee_u=0", "--json")
    assert r.status == 2
    r = nuscat("fit", "coherent-csi", "--free", "R_n", "--json")
    assert r.status == 0, r.err
    p = r.json["parameters"]["R_n"]
    assert p["unit"] == "fm"
    assert 4.0 < p["value"] < 7.0  # published analyses of these data: 5.3 to 6.6 with errors of order 0.5
    assert "csi_form_factor" not in r.json["nuisances"]


def test_backends_agree(nuscat, csi_fit):
    pytest.importorskip("jax")
    d = nuscat("fit", "coherent-csi", "--free", "sin2w", "--backend", "jax", "--json").json
    assert d["parameters"]["sin2w"]["value"] == pytest.approx(csi_fit.json["parameters"]["sin2w"]["value"], abs=2e-5)
    assert d["provenance"]["backend"] == "jax"


def test_a_fitted_angle_is_no_convention(nuscat, csi_fit):
    out = nuscat("fit", "coherent-csi", "--free", "sin2w").out
    (line,) = (x for x in out.splitlines() if x.startswith("Couplings:"))
    assert line.endswith("sin²θ_W fitted")
    assert csi_fit.json["conventions"]["couplings"] == "tree"
    assert [csi_fit.json["conventions"][k] for k in ("sin2w", "g_p", "g_n")] == [None, None, None]
    fixed = nuscat("fit", "coherent-csi", "--free", "normalisation", "--fix", "sin2w=0.25")
    assert "sin²θ_W = 0.25000, g_p = 0.00000" in fixed.out  # 1/2 − 2·0.25
    assert "fitted" not in fixed.out.split("Couplings:")[1]


def test_an_error_that_a_limit_cuts_off_is_no_number(nuscat):
    # the data ask for less CEvNS than expected, a magnetic moment only adds: best fit at its limit 0
    d = nuscat("fit", "coherent-csi", "--free", "mu_nu_mu", "--json").json["parameters"]["mu_nu_mu"]
    assert d["lower"] is None
    assert d["value"] < 1.0 < d["upper"]
    out = nuscat("fit", "coherent-csi", "--free", "mu_nu_mu").out
    (row,) = (x.split() for x in out.splitlines() if x.startswith(" mu_nu_mu"))
    assert row[2] == "–"
    assert float(row[3]) == pytest.approx(d["upper"], rel=0.01)
    assert row[4] == "limit"
    assert "limit: the parameter reaches its limit" in out
    assert "limit" not in nuscat("fit", "coherent-csi", "--free", "normalisation").out.split("Goodness")[0]


def test_a_profile_that_stays_low_is_open():
    from nuscat.cli.fit import _minos
    from nuscat.inference import Estimate

    estimate = Estimate(value=1.0, error=0.5, lower=-0.4, upper=None, unit="1", prior=None)
    assert _minos(estimate, 0.0, None) == ("open", "-0.4")
    assert _minos(estimate, 0.0, 2.0) == ("limit", "-0.4")


def test_notes_of_the_result_are_shown(nuscat):
    arguments = ("fit", "coherent-csi", "--free", "eps_ee_u")
    (note,) = nuscat(*arguments, "--json").json["notes"]
    # 𝒬 changes sign between the minima: their sum is −2 𝒬_SM/(2Z + N), by nuclide −2(g_p Z − N/2)/(2Z + N)
    best = nuscat(*arguments, "--json").json["parameters"]["eps_ee_u"]["value"]
    second = float(note.split("eps_ee_u = ")[1].split(",")[0])
    charges = [-2.0 * (0.02286 * Z - 0.5 * N) / (2 * Z + N) for Z, N in ((55, 78), (53, 74))]
    assert best + second == pytest.approx(sum(charges) / 2, rel=0.02)
    out = nuscat(*arguments).out
    assert f"Note: {note}" in out
    assert out.index("Note: ") < out.index("CEvNS [counts]")
    assert "Note: " not in nuscat("fit", "coherent-csi", "--free", "sin2w").out


def test_upper_limit_of_what_cannot_be_negative(nuscat):
    arguments = ("fit", "coherent-csi", "--free", "mu_nu_mu", "--profile")
    (scan,) = nuscat(*arguments, "--json").json["profiles"]
    assert scan["interval_90_open"] == [[True, False]]
    limit = scan["interval_90"][0][1]
    x, y = scan["values"], scan["delta_chi2"]
    k = next(i for i, v in enumerate(x) if v > limit)
    assert y[k - 1] < 2.71 < y[k]
    out = nuscat(*arguments).out
    assert f"< {limit:.4g} × 1e-10 mu_B at 90 % (Δχ² = 2.71)" in out
    assert f"90 % [0, {limit:.4g}]" in out  # zero is the limit of the parameter, not only the end of the scan
    assert "end of scan" not in out


def _document(name, low, high, ends):
    return {"parameter": name, "unit": "1", "interval_90": [[low, high]], "interval_90_open": [list(ends)]}


@pytest.mark.parametrize(
    ("name", "ends", "text", "limit"),
    [
        ("sin2w", (False, False), "[0.1, 0.3]", ""),
        ("sin2w", (True, False), "≤ 0.3 (end of scan)", ""),
        ("sin2w", (False, True), "≥ 0.1 (end of scan)", ""),
        ("sin2w", (True, True), "all of [0.1, 0.3] (whole scan)", ""),
        ("g_scalar", (False, False), "[0.1, 0.3]", ""),
    ],
)
def test_ends_of_a_scan_are_no_bounds(name, ends, text, limit):
    from nuscat.cli._intervals import interval_text, upper_limit

    document = _document(name, 0.1, 0.3, ends)
    assert interval_text(document, "interval_90") == text
    assert upper_limit(document) == limit


def test_a_limit_beyond_the_scan_is_none():
    from nuscat.cli._intervals import interval_text, upper_limit

    document = _document("g_scalar", 0.0, 0.3, (True, True))
    assert interval_text(document, "interval_90") == "≥ 0 (end of scan)"
    assert upper_limit(document) == "no upper limit at 90 % up to 0.3, the end of the scan"
    assert upper_limit(_document("g_scalar", 0.0, 0.3, (True, False))) == "< 0.3 at 90 % (Δχ² = 2.71)"


def test_parity_violation(nuscat):
    """A Gaussian term: no counts, no significance; the same radius as from Python, and what it is the radius of."""
    r = nuscat("fit", "prex-2", "--free", "R_n_Pb208", "--form-factor", "skyrme:SLy4", "--json")
    assert r.status == 0, r.err
    d = r.json
    own = inference.Fit([experiments.parity_violation("PREX-2", "skyrme:SLy4")], free=["R_n_Pb208"]).minimize()
    assert d["parameters"]["R_n_Pb208"]["value"] == pytest.approx(own.parameters["R_n_Pb208"].value, rel=1e-6)
    assert d["signal_counts"] == d["significance_sigma"] == d["nuisances"] == {}
    assert d["goodness_of_fit"]["dof"] == 0
    assert d["conventions"]["neutron_radii"] == {"R_n_Pb208": "point neutrons"}
    assert d["conventions"]["Q_n"] == -0.9878
    text = nuscat("fit", "prex-2", "--free", "R_n_Pb208", "--form-factor", "skyrme:SLy4").out
    assert "R_n_Pb208: rms radius (point neutrons" in text
    assert "0 degrees of freedom" in text
    assert "CEvNS" not in text


def test_neutrinos_and_electrons_together(nuscat):
    arguments = ("fit", "crex", "coherent-lar", "--free", "R_n_Ca48,R_n_Ar", "--form-factor", "helm")
    d = nuscat(*arguments, "--couplings", "tomalak2021", "--json").json
    assert list(d["signal_counts"]) == ["coherent-lar"]
    assert list(d["provenance"]["flux"]) == ["coherent-lar"]
    assert d["conventions"]["couplings"] == "tomalak2021"
    assert d["conventions"]["electrons"]["Q_p"] == 0.0721
    assert d["conventions"]["neutron_radii"] == {"R_n_Ca48": "form factor", "R_n_Ar": "form factor"}
    text = nuscat(*arguments).out
    assert "Form factor: helm (electrons)" in text
    assert "R_n_Ar: rms radius (form factor, which contains the nucleon" in text


@pytest.mark.parametrize("option", [("--couplings", "tomalak2021"), ("--sin2w", "0.23")])
def test_electrons_have_no_couplings_of_neutrinos(nuscat, option):
    r = nuscat("fit", "crex", "--free", "R_n_Ca48", *option)
    assert r.status != 0
    assert f"{option[0]} belongs to neutrinos" in r.err


def test_wilks_marks_of_a_fit(nuscat):
    """A parameter that enters squared is marked in table and document; one that does not is not."""
    marked = nuscat("fit", "coherent-csi", "--free", "mu_nu_mu")
    assert "Wilks' theorem is not justified" in marked.out
    assert nuscat("fit", "coherent-csi", "--free", "normalisation", "--json").json["wilks"] == []
