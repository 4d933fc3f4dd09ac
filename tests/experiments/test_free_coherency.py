"""Experiments with one free coherency factor an energy bin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nuscat import experiments
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.experiments import with_coherency
from nuscat.inference import Fit, minimise_batch


@pytest.fixture(scope="module")
def lar():
    return with_coherency(experiments.load("coherent-lar"))


@pytest.fixture(scope="module")
def csi():
    return with_coherency(experiments.load("coherent-csi"), (0.0, 20.0, 60.0))


def test_unit_factors_are_pointlike_nuclei(csi):
    point = experiments.load("coherent-csi", form_factor="point")
    nominal = point.components({})
    found = csi.components({"xi_0": 1.0, "xi_1": 1.0})
    for name, values in nominal.items():
        assert found[name] == pytest.approx(values, rel=1e-14)
    assert csi.components({})["cevns"] == pytest.approx(nominal["cevns"], rel=1e-14)


def test_factors_act_on_their_own_bins(csi):
    one = csi.predict({"xi_0": 1.0, "xi_1": 0.0}).projection("cevns", 0)
    other = csi.predict({"xi_0": 0.0, "xi_1": 2.0}).projection("cevns", 0)
    both = csi.predict({}).projection("cevns", 0)
    edges = np.asarray(csi.axes[0].edges[1:])
    assert one == pytest.approx(np.where(edges <= 20.0, both, 0.0), abs=1e-12)
    assert other == pytest.approx(np.where(edges > 20.0, 2.0 * both, 0.0), abs=1e-12)


def test_batches(csi):
    theta = {"xi_0": np.array([[0.2], [0.4]]), "xi_1": 0.5}
    rows = csi.expected(theta)
    assert rows.shape == (2, csi.data.size)
    assert rows[1] == pytest.approx(csi.expected({"xi_0": 0.4, "xi_1": 0.5}), rel=1e-13)


def test_form_factor_nuisance_is_gone(csi):
    names = [p.name for p in csi.nuisances]
    assert "csi_form_factor" not in names
    assert {"sns_flux", "csi_brn"} <= set(names)


def _bias(edges):
    """Fitted ξ over the ratio of counts, if the expectation with form factors is the data."""
    helm = experiments.load("coherent-csi")
    free = with_coherency(helm, edges)
    counts = [np.bincount(free._owner, e.components({})["cevns"]) for e in (helm, free.experiment)]
    fit = Fit([free], free=free.names)
    model = fit.model.with_data([np.asarray(helm.expected({}))], fit.model.centres)
    found = minimise_batch(model, model.start).x[0, : len(free.names)]
    return found / (counts[0] / counts[1]) - 1.0


def test_a_fit_to_helm_nuclei_returns_their_ratio():
    """ξ is F² averaged over the bin; the spectrum within a bin is pointlike, which matters in wide bins only."""
    bias = _bias(None)
    assert np.all(np.abs(bias[:-1]) < 0.01)
    assert abs(bias[-1]) < 0.05  # 40 to 60 PE
    assert np.abs(_bias((0.0, 20.0, 60.0))).max() > 0.05


def test_momenta_against_the_distribution_of_recoils(lar):
    """Mean q² of the first LAr bin from recoil nodes, without the helper that uses moments of F²."""
    signal = lar.signal
    nodes = signal.nodes
    fold = signal.kernel_integrals("vector").sum(axis=0) * nodes.weight * nodes.targets * nodes.mass
    g_p, g_n = lar.theory.couplings.nucleon("nu_mu", nodes.Q2)
    w = fold * (g_p * nodes.Z + g_n * nodes.N) ** 2 * signal.response(nodes.T)[0, 0]
    assert lar.momenta[0].mean == pytest.approx((w * nodes.Q2).sum() / w.sum(), rel=0.01)  # without times of arrival
    variance = (w * nodes.Q2**2).sum() / w.sum() - ((w * nodes.Q2).sum() / w.sum()) ** 2
    assert lar.momenta[0].spread == pytest.approx(np.sqrt(variance), rel=0.02)
    assert lar.momenta[0].low < lar.momenta[0].mean < lar.momenta[0].high
    means = [m.mean for m in lar.momenta]
    assert means == sorted(means)


def test_ratio_of_decoherence_is_about_one_over_n(lar, csi):
    assert lar.momenta[0].ratio == pytest.approx(1 / (22 * (1 - 0.0457 * 18 / 22) ** 2), rel=0.01)
    assert csi.momenta[0].ratio == pytest.approx(0.0138, rel=0.03)  # "CsI as Xe" of the paper


def test_energy_axis_may_be_any(lar):
    early = experiments.load("coherent-csi-2017")
    found = with_coherency(early, (6.0, 14.0, 30.0))
    prediction = found.predict({"xi_0": 0.0, "xi_1": 1.0})
    assert prediction.projection("cevns", 1)[:4].sum() == 0.0
    assert prediction.projection("cevns", 1)[4:].sum() > 100.0
    assert found.momenta[0].mean < found.momenta[1].mean


@pytest.mark.parametrize("edges", [(0.0, 60.0, 20.0), (0.0, 13.0, 60.0), (12.0, 60.0), (0.0,)])
def test_edges_must_be_those_of_the_axis(edges):
    with pytest.raises(ValidityError, match="edges"):
        with_coherency(experiments.load("coherent-csi"), edges)


def test_bins_without_recoils_are_refused():
    lar = experiments.load("coherent-lar")
    with pytest.raises(ValidityError, match=r"No recoil reaches 60 to 70"):
        _ = with_coherency(lar, lar.axes[0].edges).momenta


def test_parameters(csi):
    assert csi.understands("xi_0")
    assert csi.understands("csi_brn")
    assert not csi.understands("R_n")
    with pytest.raises(UnknownNameError, match="xi_0"):
        csi.require_known(["xi_7"])
    with pytest.raises(UnknownNameError):
        csi.require_known(["R_n"])
    assert csi.name == "coherent-csi"
    assert "Sharma:2020mnr" in csi.cite
    assert csi.data_sha256 == csi.experiment.data_sha256


def test_only_counting_experiments():
    with pytest.raises(ValidityError, match="no folded signal"):
        with_coherency(experiments.load("prex-2", form_factor="helm:rms=5.50,rn=5.75"))
    csi = with_coherency(experiments.load("coherent-csi"))
    with pytest.raises(ValidityError, match="edges"):
        replace(csi, edges=(0.0, 1.0))
