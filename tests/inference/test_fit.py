"""Fits: closed forms, reproducibility, errors, files, and messages of failures."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from nuscat._core.errors import CorruptDataError, FitError, MissingDataError, UnknownNameError, ValidityError
from nuscat.inference import Fit, FitResult


@pytest.fixture(scope="module")
def result(csi):
    return Fit([csi], free=["sin2w"]).minimize()


def test_fit_is_reproducible(csi, result):
    again = Fit([csi], free=["sin2w"]).minimize()
    assert again.to_dict() == result.to_dict()


def test_minos_errors_are_where_chi_square_rises_by_one(csi, result):
    fit = Fit([csi], free=["sin2w"])
    e = result.parameters["sin2w"]
    for side in (e.lower, e.upper):
        held = Fit([csi], free=[], fixed={"sin2w": e.value + side}).minimize()
        x = np.array([{**held.values}[n] for n in fit.model.names])
        best = np.array([result.values[n] for n in fit.model.names])
        assert fit.model.chi2(x) - fit.model.chi2(best) == pytest.approx(1.0, abs=0.01)
    assert e.lower < 0 < e.upper


def test_hesse_error_is_the_inverse_curvature(csi, result):
    pytest.importorskip("jax")
    from nuscat.inference.jax_backend import hessian

    model = Fit([csi], free=["sin2w"]).model
    covariance = np.linalg.inv(0.5 * np.asarray(hessian(model)(np.array([result.values[n] for n in model.names]))))
    assert result.parameters["sin2w"].error == pytest.approx(np.sqrt(covariance[0, 0]), rel=0.02)
    np.testing.assert_allclose(result.covariance[0, 0], covariance[0, 0], rtol=0.04)


def test_jax_backend_gives_the_same_numbers(csi, result):
    pytest.importorskip("jax")
    other = Fit([csi], free=["sin2w"], backend="jax").minimize()
    a, b = result.parameters["sin2w"], other.parameters["sin2w"]
    assert b.value == pytest.approx(a.value, abs=1e-3 * a.error)
    for side in ("error", "lower", "upper"):
        assert getattr(b, side) == pytest.approx(getattr(a, side), rel=5e-3)
    assert other.goodness_of_fit.statistic == pytest.approx(result.goodness_of_fit.statistic, abs=1e-4)
    assert other.provenance["backend"] == "jax"


def test_normalisation_is_degenerate_with_nothing_but_its_constraints(counting):
    """Signal s in one bin: error² = n/s² + (B σ/s)² for a constrained background."""
    e = counting(signal=100.0, background=400.0, sigma=0.05, data=np.full(1, 500.0))
    r = Fit([e], free=["normalisation"]).minimize()
    assert r.parameters["normalisation"].value == pytest.approx(1.0, abs=1e-3)
    assert r.parameters["normalisation"].error == pytest.approx(np.sqrt(500 + 400) / 100, rel=0.01)
    assert r.signal_counts["counting"].value == pytest.approx(100.0, rel=1e-3)
    assert r.signal_counts["counting"].error == pytest.approx(30.0, rel=0.01)
    assert r.correlation("normalisation", "toy_background") == pytest.approx(-20 / 30, rel=0.02)
    assert r.nuisances["toy_background"].error == pytest.approx(0.05, rel=0.01)
    assert r.to_dict()["goodness_of_fit"]["p_value"] is None  # no degree of freedom is left
    json.dumps(r.to_dict(), allow_nan=False)


def test_significance_is_the_likelihood_ratio(counting):
    """No background uncertainty to speak of: √(2 (n ln(n/b) − n + b))."""
    e = counting(signal=40.0, background=100.0, sigma=1e-6, data=np.array([135.0]))
    r = Fit([e], free=["normalisation"]).minimize()
    expected = np.sqrt(2 * (135 * np.log(1.35) - 35))
    assert r.significance_sigma["counting"] == pytest.approx(expected, rel=1e-4)


def test_published_significance_of_csi(result):
    """COHERENT:2021xmm quotes 11.6 sigma; our binning and nuisances may move it a little."""
    assert result.significance_sigma["coherent-csi"] == pytest.approx(11.6, abs=1.2)


def test_observed_counts_of_csi(csi):
    """306 ± 20 observed (COHERENT:2021xmm)."""
    r = Fit([csi], free=["normalisation"]).minimize()
    assert r.signal_counts["coherent-csi"].value == pytest.approx(306, abs=20)


def test_error_of_the_counts_is_the_observed_information(csi):
    """All else held: 1/error² = Σ n s²/μ², with the shape s of one signal count."""
    held = {p.name: p.value for p in csi.nuisances}
    r = Fit([csi], free=["normalisation"], fixed=held).minimize()
    nominal = csi.components({})
    value = r.parameters["normalisation"].value
    mu = csi.expected({"normalisation": value})
    s = nominal["cevns"] / nominal["cevns"].sum()
    expected = 1 / np.sqrt(np.sum(csi.data * s**2 / mu**2))
    assert r.signal_counts["coherent-csi"].error == pytest.approx(expected, rel=0.01)
    assert r.signal_counts["coherent-csi"].value == pytest.approx(value * nominal["cevns"].sum(), rel=1e-9)


def test_result_is_complete(csi, result):
    assert result.goodness_of_fit.dof == 99 - 2  # mixing angle and pulse time are unconstrained
    assert 0.0 < result.goodness_of_fit.p_value < 1.0
    assert {"COHERENT:2021xmm", "Baker:1983tu", "James:1975dr"} <= set(result.cite)
    assert result.provenance["data_sha256"] == csi.data_sha256
    assert set(result.pulls) == {p.name for p in csi.nuisances if p.sigma}
    for name, pull in result.pulls.items():
        e = result.nuisances[name]
        assert pull == pytest.approx((e.value - e.prior[0]) / e.prior[1])
        assert abs(pull) < 3
    with pytest.raises(UnknownNameError, match="sin2w"):
        result.correlation("sin2", "csi_brn")


def test_interactions_that_were_fitted_are_cited(csi, result):
    assert "Vogel:1989iv" not in result.cite
    assert "Vogel:1989iv" in Fit([csi], free=["mu_nu_mu"]).minimize(minos=False).cite
    assert "Cadeddu:2020nbr" in Fit([csi], fixed={"g_b_minus_l": 1e-6}).minimize().cite


def test_every_source_has_an_entry(result):
    from nuscat._core.citations import bibtex

    for key in (*result.cite, "Feldman:1997qc"):
        assert key in bibtex([key])


def test_fixed_values_are_used_and_reported(csi):
    r = Fit([csi], free=["normalisation"], fixed={"sin2w": np.float32(0.25), "csi_nin": np.int64(1)}).minimize(
        minos=False
    )
    assert r.fixed == {"sin2w": 0.25, "csi_nin": 1.0}
    assert "csi_nin" not in r.nuisances
    json.dumps(r.to_dict(), allow_nan=False)


def test_start_does_not_matter_and_must_make_sense(csi, result):
    fit = Fit([csi], free=["sin2w"])
    r = fit.minimize(minos=False, start={"sin2w": 0.35, "csi_brn": 1.2})
    assert r.parameters["sin2w"].value == pytest.approx(result.parameters["sin2w"].value, abs=1e-3)
    with pytest.raises(UnknownNameError, match="sin2w"):
        fit.minimize(start={"sin2v": 0.3})
    with pytest.raises(ValidityError, match="sin2w"):
        fit.minimize(start={"sin2w": float("nan")})


def test_signal_hidden_at_a_boundary_is_found(csi):
    """Counts grow with the square of a magnetic moment: zero is stationary, yet the minimum lies elsewhere."""
    truth = csi.expected({"mu_nu_mu": 60.0})
    fit = Fit([csi], free=["mu_nu_mu"])
    object.__setattr__(fit.model, "data", (truth,))
    r = fit.minimize()
    assert r.parameters["mu_nu_mu"].value == pytest.approx(60.0, abs=0.5)
    assert r.goodness_of_fit.statistic == pytest.approx(0.0, abs=1e-2)


# ---- failures ------------------------------------------------------------------------------------------------------


def test_parameter_without_effect_is_named(csi):
    with pytest.raises(FitError, match="eps_tautau_u does not change"):
        Fit([csi], free=["sin2w", "eps_tautau_u"]).minimize()


def test_a_limit_is_no_error(csi):
    """A magnetic moment cannot be negative: the distance to zero is not reported as its lower error."""
    e = Fit([csi], free=["mu_nu_mu"]).minimize().parameters["mu_nu_mu"]
    assert e.lower is None
    assert e.upper is not None
    assert e.upper > 5.0


def test_significance_keeps_fixed_nuisances(csi):
    """Known backgrounds and response leave more significance than profiled ones."""
    names = [p.name for p in csi.nuisances if p.sigma is not None]
    held = Fit([csi], free=["normalisation"], fixed={p.name: p.value for p in csi.nuisances if p.name in names})
    free = Fit([csi], free=["normalisation"])
    assert held.minimize().significance_sigma["coherent-csi"] > free.minimize().significance_sigma["coherent-csi"] + 0.3


def test_degenerate_directions_reach_the_limits(lar):
    """Argon alone cannot tell u from d couplings: no finite interval is claimed for either."""
    free = ["eps_ee_u", "eps_ee_d"]
    r = Fit([lar], free=free).minimize()
    for name in free:
        e = r.parameters[name]
        assert e.lower is None or e.upper is None or e.upper - e.lower > 5.0
    assert r.correlation("eps_ee_u", "eps_ee_d") < -0.95


# ---- files ---------------------------------------------------------------------------------------------------------


def test_saved_result_comes_back(tmp_path, result):
    path = tmp_path / "fit.json"
    result.save(path)
    loaded = FitResult.load(path)
    assert loaded.to_dict() == result.to_dict()
    assert loaded.parameters == result.parameters
    np.testing.assert_array_equal(loaded.covariance, result.covariance)
    assert loaded.values == result.values


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.95, 0.999])
def test_truncated_file_is_corrupt(tmp_path, result, part):
    path = tmp_path / "fit.json"
    result.save(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(part * (len(content) - 3))])
    with pytest.raises(CorruptDataError, match=r"fit\.json"):
        FitResult.load(path)


@pytest.mark.parametrize("content", ["[]", "{}", "null", '{"format": "nuscat-fit-1"}', '{"format": "other"}', "\x00"])
def test_other_json_is_corrupt(tmp_path, content):
    path = tmp_path / "fit.json"
    path.write_text(content)
    with pytest.raises(CorruptDataError, match=r"fit\.json"):
        FitResult.load(path)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(MissingDataError, match=r"nothing\.json"):
        FitResult.load(tmp_path / "nothing.json")


def test_interrupted_save_keeps_the_old_file(tmp_path, result, monkeypatch):
    path = tmp_path / "fit.json"
    result.save(path)
    old = path.read_bytes()

    def interrupt(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        result.save(path)
    monkeypatch.undo()
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]
