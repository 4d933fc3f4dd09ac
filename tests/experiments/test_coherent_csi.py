"""CsI likelihood: event lists, templates, variations and the published expectation."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.stats import exponnorm

from nuscat import experiments
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.detectors import morph
from nuscat.experiments.variations import ShiftedTemplates, combine, rebin_pdf, variation_weights
from nuscat.inference import Fit

TAU_PI, TAU_MU = 0.026033, 2.19698


def time_bins(experiment):
    return np.asarray(experiment.axes[1].edges)


# ---- data ----------------------------------------------------------------------------------------------------------


def test_event_lists_hold_the_published_numbers_in_the_region_of_interest(csi):
    r = csi._release
    for sample, n in (("coincidence", 1578), ("anticoincidence", 1295)):
        assert ((r[f"{sample}_pe"] < 60) & (r[f"{sample}_time_us"] < 6)).sum() == n
    assert csi.data.sum() == 1578


def test_binned_counts_equal_a_count_event_by_event(csi):
    pe, time = csi._release["coincidence_pe"], csi._release["coincidence_time_us"]
    P, T = np.asarray(csi.pe_edges), np.asarray(csi.time_edges)
    expected = np.zeros((P.size - 1, T.size - 1))
    for n, t in zip(pe, time, strict=True):
        i, j = np.searchsorted(P, n, side="right") - 1, np.searchsorted(T, t, side="right") - 1
        if 0 <= i < P.size - 1 and 0 <= j < T.size - 1:
            expected[i, j] += 1
    np.testing.assert_array_equal(csi.data.reshape(expected.shape), expected)


def test_other_bins_keep_the_events(csi):
    coarse = experiments.load("coherent-csi", pe_edges=(0.0, 20.0, 60.0), time_edges=(0.0, 1.0, 6.0))
    fine = csi.data.reshape(9, 11)
    expected = [[fine[:3, :8].sum(), fine[:3, 8:].sum()], [fine[3:, :8].sum(), fine[3:, 8:].sum()]]
    np.testing.assert_array_equal(coarse.data.reshape(2, 2), expected)
    a, b = coarse.components({}), csi.components({})
    for name in a:
        cube = b[name].reshape(9, 11)
        rebinned = [[cube[:3, :8].sum(), cube[:3, 8:].sum()], [cube[3:, :8].sum(), cube[3:, 8:].sum()]]
        np.testing.assert_allclose(a[name].reshape(2, 2), rebinned, rtol=2e-4, err_msg=name)


# ---- backgrounds ---------------------------------------------------------------------------------------------------


def test_backgrounds_sum_to_the_published_numbers(csi):
    sums = {name: template.sum() for name, template in csi.backgrounds.items()}
    assert sums == pytest.approx({"brn": 18.4, "nin": 5.6, "steady_state": 1286.0}, rel=1e-9)


def test_part_of_the_region_holds_its_part_of_the_background(csi):
    part = experiments.load("coherent-csi", pe_edges=(0.0, 20.0), time_edges=(0.0, 1.0))
    for name, template in csi.backgrounds.items():
        assert part.backgrounds[name].sum() == pytest.approx(template.reshape(9, 11)[:3, :8].sum(), rel=1e-9)


@pytest.mark.parametrize("kind", ["brn", "nin"])
def test_neutrons_are_the_outer_product_of_the_released_pdfs(csi, kind):
    """Every PE bin has the same time shape; pairing the two lists element by element would not."""
    r = csi._release
    template = csi.backgrounds[kind].reshape(9, 11)
    in_pe = np.array(
        [
            r[f"{kind}_pe_pdf"][(r["pe_centres"] > lo) & (r["pe_centres"] < hi)].sum()
            for lo, hi in zip(csi.pe_edges[:-1], csi.pe_edges[1:], strict=True)
        ]
    )
    t, pdf = r["time_centres_us"], r[f"{kind}_time_pdf"]
    # a bin of the release that an analysis edge cuts counts with half of it
    weight = pdf * np.where(t > 0.52, np.exp(-0.0494 * (t - 0.52)), 1.0)
    half = 0.5 * (t[1] - t[0])
    in_time = np.array(
        [
            (weight * np.clip((np.minimum(t + half, hi) - np.maximum(t - half, lo)) / (2 * half), 0, 1)).sum()
            for lo, hi in zip(csi.time_edges[:-1], csi.time_edges[1:], strict=True)
        ]
    )
    expected = template.sum() * np.outer(in_pe / in_pe.sum(), in_time / in_time.sum())
    np.testing.assert_allclose(template, expected, rtol=1e-4, atol=1e-5 * template.max())


def test_steady_state_follows_the_anticoincidence_spectrum_and_the_time_efficiency(csi):
    template = csi.backgrounds["steady_state"].reshape(9, 11)
    r = csi._release
    roi = (r["anticoincidence_pe"] < 60) & (r["anticoincidence_time_us"] < 6)
    spectrum = np.histogram(r["anticoincidence_pe"][roi], csi.pe_edges)[0] / 1295
    np.testing.assert_allclose(template.sum(axis=1), 1286 * spectrum, rtol=1e-12)
    edges = time_bins(csi)

    def primitive(t):
        return np.where(t < 0.52, t, 0.52 + (1 - np.exp(-0.0494 * (t - 0.52))) / 0.0494)

    flat = np.diff(primitive(edges)) / (primitive(6.0) - primitive(0.0))
    np.testing.assert_allclose(template.sum(axis=0), 1286 * flat, rtol=1e-9)


# ---- time ----------------------------------------------------------------------------------------------------------


def accepted(kind, pulse_time, edges):
    """∫ pdf(t) ε(t) dt by dense quadrature; Gaussian pulse of 0.16 us folded with the decays in closed form."""
    x, w = np.polynomial.legendre.leggauss(40)
    out = []
    for lo, hi in itertools.pairwise(edges):
        total = 0.0
        knots = np.unique([*np.linspace(lo, hi, 9), *([0.52] if lo < 0.52 < hi else [])])
        for a, b in itertools.pairwise(knots):
            t = 0.5 * (a + b) + 0.5 * (b - a) * x
            pion = exponnorm.pdf(t, TAU_PI / 0.16, loc=pulse_time, scale=0.16)
            muon = exponnorm.pdf(t, TAU_MU / 0.16, loc=pulse_time, scale=0.16)
            pdf = pion if kind == "prompt" else (TAU_MU * muon - TAU_PI * pion) / (TAU_MU - TAU_PI)
            efficiency = np.where(t < 0.52, 1.0, np.exp(-0.0494 * (t - 0.52)))
            total += 0.5 * (b - a) * np.sum(w * pdf * efficiency)
        out.append(total)
    return np.array(out)


@pytest.mark.parametrize("pulse_time", [0.2, 0.4137, 0.6, 0.7291, 1.0])
def test_time_templates_equal_quadrature_of_the_closed_forms(csi, pulse_time):
    got = csi.time_templates((pulse_time - 0.6) * 1e-6)
    for component, row in zip(csi.signal.flux.components, got, strict=True):
        expected = accepted("prompt" if component.line else "delayed", pulse_time, time_bins(csi))
        np.testing.assert_allclose(row, expected, atol=1e-5)


def test_interpolation_in_the_pulse_time_is_exact_to_a_millionth(csi):
    fine, _, _ = csi._fine_time
    rng = np.random.default_rng(1)
    for shift in rng.uniform(-0.4e-6, 0.4e-6, 20):
        got = csi.time_templates(shift)
        for component, row in zip(csi.signal.flux.components, got, strict=True):
            exact = csi._accepted(component.time.bin_fractions(fine, shift=shift))
            np.testing.assert_allclose(row, exact, atol=1e-6)


def test_time_templates_in_batches_and_in_jax(csi):
    shifts = np.linspace(-0.4e-6, 0.4e-6, 5)
    batch = csi.time_templates(shifts[:, None])
    for i, shift in enumerate(shifts):
        np.testing.assert_array_equal(batch[i], csi.time_templates(shift))
    jax = pytest.importorskip("jax")
    np.testing.assert_allclose(np.asarray(csi.time_templates(jax.numpy.asarray(1.1e-7))), csi.time_templates(1.1e-7))
    step = 1e-10
    slope = jax.jacfwd(csi.time_templates)(1.1e-7)
    numeric = (csi.time_templates(1.1e-7 + step) - csi.time_templates(1.1e-7 - step)) / (2 * step)
    np.testing.assert_allclose(np.asarray(slope), numeric, atol=1e-6 * np.abs(numeric).max())


def test_shifted_templates_reproduce_a_cubic_exactly():
    def cubic(s):
        return np.array([[s**3 - 2 * s**2 + s, 1.0 - s**3], [0.0 * s, 5.0]])

    t = ShiftedTemplates.build(cubic, -1.0, 2.0, 7)
    for s in (-1.0, -0.3, 0.0, 1.234, 2.0):
        np.testing.assert_allclose(t(s), cubic(s), atol=1e-12)


# ---- variations ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("a", [-3.0, -1.0, -0.4, 0.0, 0.7, 1.0, 2.5])
@pytest.mark.parametrize("b", [-1.0, 0.0, 1.6])
def test_weights_equal_the_published_interpolation_of_each_variation(a, b):
    rng = np.random.default_rng(0)
    nominal, up1, down1, up2, down2 = templates = rng.uniform(0, 10, (5, 4))
    expected = nominal + (morph(nominal, up1, down1, a) - nominal) + (morph(nominal, up2, down2, b) - nominal)
    weights = variation_weights(a, b)
    assert weights.sum() == pytest.approx(1.0, abs=1e-14)
    np.testing.assert_allclose(combine(weights, templates), expected, rtol=1e-13)
    columns = variation_weights(np.array([[a], [0.0]]), b)
    np.testing.assert_allclose(columns[0], weights, rtol=1e-14)
    np.testing.assert_allclose(combine(columns, templates)[0], expected, rtol=1e-13)


def test_weights_pick_the_templates_at_whole_standard_deviations():
    np.testing.assert_array_equal(variation_weights(0.0, 0.0, 0.0), [1, 0, 0, 0, 0, 0, 0])
    np.testing.assert_array_equal(variation_weights(0.0, 1.0, 0.0), [0, 0, 0, 1, 0, 0, 0])
    np.testing.assert_array_equal(variation_weights(0.0, 0.0, -1.0), [0, 0, 0, 0, 0, 0, 1])


@pytest.mark.parametrize(("name", "index"), [("csi_quenching_0", 1), ("csi_quenching_1", 3), ("csi_efficiency", 5)])
def test_one_sigma_is_the_released_row(csi, csi_inputs, independent, name, index):
    """Signal at α = ±1 equals a detector response with the released row of coefficients."""
    for alpha, i in ((1.0, index), (-1.0, index + 1)):
        spectra = csi.signal.counts({})[:, i, :]
        expected = (spectra.T @ csi.time_templates(0.0)).ravel()
        np.testing.assert_allclose(csi.components({name: alpha})["cevns"], expected, rtol=1e-12, atol=1e-13)


def test_third_efficiency_row_lowers_the_counts(csi):
    """The release labels it +1 sigma; it is the lower curve (threshold one photoelectron higher)."""
    down, nominal, up = (csi.components({"csi_efficiency": a})["cevns"].sum() for a in (-1.0, 0.0, 1.0))
    assert down < nominal < up


def test_rebinning_keeps_counts_and_cuts_bins_in_proportion():
    centres, values = np.arange(0.5, 10.0), np.arange(1.0, 11.0)
    np.testing.assert_allclose(rebin_pdf(centres, values, np.array([0.0, 2.0, 2.5, 10.0])), [3.0, 1.5, 50.5])
    with pytest.raises(ValidityError, match="evenly"):
        rebin_pdf(np.array([0.0, 1.0, 3.0]), np.ones(3), np.array([0.0, 1.0]))


# ---- prediction ----------------------------------------------------------------------------------------------------


def test_expected_signal_agrees_with_the_published_number(csi):
    assert csi.predict().counts("cevns") == pytest.approx(341, rel=0.05)


def test_signal_scales(csi):
    nominal = csi.components({})["cevns"]
    for name in ("normalisation", "sns_flux", "csi_form_factor"):
        np.testing.assert_allclose(csi.components({name: 1.7})["cevns"], 1.7 * nominal, rtol=1e-14)
    for name in ("brn", "nin", "steady_state"):
        np.testing.assert_allclose(csi.components({f"csi_{name}": 0.3})[name], 0.3 * csi.backgrounds[name])


def test_expected_is_the_sum_of_components_and_prepared_parts_can_be_reused(csi):
    theta = {"sin2w": 0.22, "csi_efficiency": 0.5, "csi_pulse_time": 0.55, "csi_brn": 1.3, "sns_flux": 0.9}
    prepared = csi.prepare({"sin2w": 0.22})
    np.testing.assert_allclose(csi.expected(theta), sum(csi.components(theta).values()), rtol=1e-14)
    np.testing.assert_array_equal(csi.expected(theta, prepared), csi.expected(theta))


@pytest.mark.parametrize("parameter", [p.name for p in experiments.load("coherent-csi").nuisances])
def test_batch_of_a_nuisance_is_a_loop(csi, parameter):
    p = next(p for p in csi.nuisances if p.name == parameter)
    values = p.value + (p.sigma or p.step) * np.array([-1.3, 0.0, 0.4])
    batch = csi.expected({parameter: values[:, None], "sin2w": np.array([[0.2], [0.23], [0.26]])})
    for i, s in enumerate((0.2, 0.23, 0.26)):
        np.testing.assert_allclose(batch[i], csi.expected({parameter: values[i], "sin2w": s}), rtol=1e-12)


# ---- errors --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        {"pe_edges": (0.0,)},
        {"pe_edges": (0.0, 20.0, 10.0)},
        {"pe_edges": (0.0, 20.0, 20.0)},
        {"pe_edges": (-1.0, 20.0)},
        {"pe_edges": (0.0, 61.0)},
        {"pe_edges": (0.0, float("nan"))},
        {"pe_edges": ((0.0, 1.0), (2.0, 3.0))},
        {"time_edges": (0.0, 7.0)},
        {"time_edges": ()},
    ],
)
def test_unusable_bins_are_refused_with_what_is_valid(options):
    with pytest.raises(ValidityError, match=r"between 0 and (60|6)"):
        experiments.load("coherent-csi", **options)


def test_unknown_parameter_is_refused_with_suggestion(csi):
    with pytest.raises(UnknownNameError, match="csi_efficiency"):
        csi.predict({"csi_eficiency": 1.0})
    with pytest.raises(UnknownNameError, match="sin2w"):
        csi.predict({"sin2w_": 0.2})


def test_unknown_experiment_is_refused_with_suggestion():
    with pytest.raises(UnknownNameError, match="coherent-csi"):
        experiments.load("coherent-cs")


def test_nobody_can_change_the_data_through_a_prediction():
    csi = experiments.load("coherent-csi")
    prediction = csi.predict()
    prediction.data[:] = 0.0
    assert csi.data.sum() == 1578
    for array in (csi.data, *csi.backgrounds.values()):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


@pytest.mark.parametrize(
    "theta", [{"csi_pulse_time": 3.0}, {"normalisation": -1.0}, {"sns_flux": -2.0}, {"sin2w": float("nan")}]
)
def test_predictions_refuse_values_outside_limits(theta):
    with pytest.raises(ValidityError, match=next(iter(theta))):
        experiments.load("coherent-csi").predict(theta)


def test_the_unit_of_a_flux_is_checked():
    from nuscat import fluxes
    from nuscat._core.errors import UnitError

    with pytest.raises(UnitError, match="per proton"):
        experiments.load("coherent-csi", flux=fluxes.load("pion-dar"))


def test_statistics_of_the_steady_state_shape():
    """One more parameter per PE bin with its Poisson error; the error grows as redrawing the template says."""
    csi = experiments.load("coherent-csi", steady_state_statistics=True)
    extra = [p for p in csi.nuisances if p.name.startswith("csi_steady_state_pe")]
    counts = [1.0 / p.sigma**2 for p in extra]
    assert sum(counts) == pytest.approx(1295)
    plain = experiments.load("coherent-csi")
    assert np.array_equal(csi.expected({}), plain.expected({}))
    scaled = csi.components({"csi_steady_state_pe3": 2.0})["steady_state"].reshape(9, 11)
    nominal = plain.backgrounds["steady_state"].reshape(9, 11)
    assert scaled[3] == pytest.approx(2.0 * nominal[3], rel=1e-12)
    assert scaled[4] == pytest.approx(nominal[4], rel=1e-12)
    error = [
        Fit([e], free=["normalisation"]).minimize(minos=False).signal_counts["coherent-csi"].error for e in (csi, plain)
    ]
    assert 10.0 < np.sqrt(error[0] ** 2 - error[1] ** 2) < 20.0
