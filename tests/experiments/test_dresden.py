"""Dresden-II: released rates, folded signal, background lines, quenching models, the Gaussian likelihood."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from nuscat import experiments
from nuscat._core.citations import bibtex
from nuscat._core.errors import UnitError, UnknownNameError, ValidityError
from nuscat.detectors.quenching_tables import dresden2_curve
from nuscat.experiments._dresden_background import background_nuisances
from nuscat.experiments.dresden import DresdenII
from nuscat.fluxes import REACTOR_SITES, from_arrays, stopped_pion
from nuscat.inference import Fit, minimise_batch

GE = {  # N, abundance [1], atomic mass [u] (AME2020, IUPAC)
    "Ge70": (38, 0.2057, 69.92424854),
    "Ge72": (40, 0.2745, 71.92207582),
    "Ge73": (41, 0.0775, 72.923458955),
    "Ge74": (42, 0.3650, 73.921177760),
    "Ge76": (44, 0.0773, 75.921402727),
}
G_F, HBARC, U, N_A = 1.1663787e-11, 197.3269804, 931.49410242, 6.02214076e23
ENERGIES = np.array([0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0])
SPECTRUM = np.array([1.0, 2.0, 1.8, 1.3, 0.8, 0.45, 0.22, 0.1, 0.04, 0.0])


@pytest.fixture(scope="module")
def dresden():
    return experiments.load("dresden-ii")


# ---- data ----------------------------------------------------------------------------------------------------------


def test_data_are_the_released_rates_times_the_live_time(dresden):
    """First and last row of the original: 92.851 ± 15.057 and 14.610 ± 0.61692 with the reactor on."""
    assert dresden.data.shape == (130,)
    assert dresden.data[[0, -1]] == pytest.approx(96.4 * np.array([92.851, 14.610]))
    assert np.array(dresden.statistic.sigma)[[0, -1]] == pytest.approx(96.4 * np.array([15.057, 0.61692]))
    off = experiments.load("dresden-ii", period="off")
    assert off.data[[0, -1]] == pytest.approx(25.0 * np.array([47.287, 8.6612]))
    assert off.statistic.sigma[0] == pytest.approx(25.0 * 18.332)


def test_bins_are_ten_electronvolts_wide(dresden):
    (axis,) = dresden.axes
    assert (axis.unit, axis.bins, axis.edges[0], axis.edges[-1]) == ("keVee", 130, 0.2, 1.5)
    np.testing.assert_allclose(np.diff(axis.edges), 0.01, rtol=1e-9)
    part = experiments.load("dresden-ii", energy_range=(0.25, 0.4))
    np.testing.assert_allclose(part.edges, np.arange(25, 41) / 100)
    np.testing.assert_array_equal(part.data, dresden.data[5:20])
    np.testing.assert_allclose(part.expected({}), dresden.expected({})[5:20], rtol=1e-12)


def test_chi2_is_the_sum_of_squared_pulls(dresden):
    mu = dresden.expected({})
    expected = np.sum(((mu - dresden.data) / np.array(dresden.statistic.sigma)) ** 2)
    assert float(dresden.statistic.chi2(mu, dresden.data)) == pytest.approx(expected, rel=1e-13)


# ---- signal --------------------------------------------------------------------------------------------------------


def by_hand(quenching, edges, spectrum_total=4.8e13):
    """Counts a day and bin: dense sums from the formulas, with own constants, q → 0 form factor left to the caller."""
    E = np.linspace(0.0, 8.0, 1601)
    phi = np.interp(E, ENERGIES, SPECTRUM)
    phi *= spectrum_total / np.trapezoid(phi, E)
    molar = sum(f * m for _, f, m in GE.values())
    total = np.zeros(edges.size - 1)
    for N, fraction, mass in GE.values():
        M = mass * U - 32 * 0.51099895
        A = 32 + N
        T = np.linspace(0.0, 2.0 * 64.0 / (M + 16.0), 2001)[1:]
        kernel = 1.0 - T / E[1:, None] - 0.5 * M * T / E[1:, None] ** 2
        folded = np.trapezoid(np.where(kernel > 0.0, kernel, 0.0) * phi[1:, None], E[1:], axis=0)
        q = np.sqrt(2.0 * M * T) / HBARC
        R0 = np.sqrt((1.2 * A ** (1 / 3)) ** 2 - 5.0 * 0.81)
        F = 3.0 * (np.sin(q * R0) - q * R0 * np.cos(q * R0)) / (q * R0) ** 3 * np.exp(-0.5 * (0.9 * q) ** 2)
        weak = ((0.5 - 2.0 * 0.23857) * 32 - 0.5 * N) * F
        rate = G_F**2 * M / np.pi * (HBARC**2 * 1e-26) * weak**2 * folded  # cm^2/MeV × cm^-2 s^-1
        keV = 1e3 * quenching(T)
        sigma = np.sqrt(0.0685**2 + 0.11 * 2.96e-3 * keV)
        cut = np.where(keV >= 0.003, 1.0 / norm.cdf(keV / sigma), 0.0)
        inside = np.diff(norm.cdf((edges[:, None] - keV) / sigma), axis=0) * cut
        total += 2924.0 * N_A * fraction / molar * 86400.0 * np.trapezoid(inside * rate, T, axis=1)
    return total


@pytest.mark.parametrize(("name", "kind"), [("iron-filter", "fef"), ("photo-neutron", "ybe")])
def test_signal_equals_a_calculation_by_hand(name, kind):
    flux = from_arrays(ENERGIES, SPECTRUM, "anti_nu_e", unit="cm^-2 s^-1", normalisation=4.8e13)
    loaded = experiments.load("dresden-ii", quenching=name, flux=flux)
    expected = by_hand(dresden2_curve(kind), loaded.edges)
    got = loaded.components({})["cevns"] / 96.4
    np.testing.assert_allclose(got[:25], expected[:25], rtol=2e-3)


def test_signal_against_a_public_program(dresden):
    """Counts a day from 203 to 213 eV and from 303 to 313 eV, in the tables of the authors of Coloma:2022avw.

    They take spectra of Huber, Mueller, Vogel and Engel up to 8 MeV, fission fractions 0.58, 0.08, 0.29, 0.05 of 4.8e13
    without captures, and leave 76Ge out. Their published program gives 2.5 % less than their tables.
    """
    from nuscat.fluxes import reactor
    from nuscat.nuclei import enriched

    raw = reactor("dresden-ii", model="huber-mueller+vogel-engel", captures_per_fission=0.0)
    shares = {"U235": 0.58, "U238": 0.08, "Pu239": 0.29, "Pu241": 0.05}
    parts = tuple(replace(c, intensity=4.8e13 * shares[c.label]) for c in raw.components)
    flux = replace(raw, components=parts, systematics=())
    sums = 0.2052 + 0.2745 + 0.0776 + 0.3652
    ge = enriched("Ge", {"Ge70": 0.2052 / sums, "Ge72": 0.2745 / sums, "Ge73": 0.0776 / sums, "Ge74": 0.3652 / sums})
    for quenching, numbers in (("iron-filter", (21.566, 2.6719)), ("photo-neutron", (14.627, 0.80637))):
        loaded = experiments.load("dresden-ii", quenching=quenching, flux=flux, form_factor="klein-nystrand")
        counts = replace(loaded.signal, material=ge).counts({}).sum(0)[0] / 96.4
        for energy, number in zip((0.208, 0.308), numbers, strict=True):
            at = np.exp(np.interp(energy, loaded.edges[:-1] + 0.005, np.log(np.maximum(counts, 1e-300))))
            assert at == pytest.approx(number, rel=0.03)


def test_resolution_is_cut_at_zero_and_keeps_every_recoil_above_threshold(dresden):
    T = np.array([0.0, 6e-6, 3.0e-3])  # 0, below 3 eV of ionisation, far above the region's lower end
    matrix = dresden.response_matrices(T)
    assert matrix.shape == (1, 130, 3)
    assert not matrix[..., :2].any()
    keV = 1e3 * float(dresden2_curve("fef")(3.0e-3))
    sigma = np.sqrt(0.0685**2 + 0.11 * 2.96e-3 * keV)
    expected = norm.cdf((1.5 - keV) / sigma) - norm.cdf((0.2 - keV) / sigma)
    assert matrix[0, :, 2].sum() == pytest.approx(expected, rel=1e-9)


def test_quadrature_has_converged(dresden):
    kinks = (*np.geomspace(1e-6, 6e-3, 49), *dresden._thresholds)
    fine = replace(dresden.signal, order=12, breakpoints=tuple(kinks))
    got, expected = dresden.prepare({})[0], fine.counts({}).sum(0)[0]
    np.testing.assert_allclose(got[:30], expected[:30], rtol=1e-4)


def test_flux_is_the_published_one(dresden):
    assert float(dresden.signal.flux.total()) == pytest.approx(4.8e13, rel=1e-12)
    assert dresden.signal.flux.name == "dresden-ii"
    assert REACTOR_SITES["dresden-ii"].power == 2.96e9


def test_isotopes_together_give_the_sum_of_their_signals(dresden):
    """The signal joins the isotopes into one spectrum; apart they give the same counts."""
    apart = replace(dresden.signal, flux=dresden._flux)
    assert len(apart.flux.components) > 3
    np.testing.assert_allclose(apart.counts({}).sum(0)[0, :40], dresden.prepare({})[0, :40], rtol=1e-6)


# ---- quenching -----------------------------------------------------------------------------------------------------


def test_models_are_ordered_as_published(dresden):
    """Lindhard lies below the photo-neutron curve, and that below the iron-filter curve, in expected counts."""
    sums = [
        experiments.load("dresden-ii", quenching=q).components({})["cevns"].sum()
        for q in ("lindhard:k=0.157", "photo-neutron", "iron-filter")
    ]
    assert sums[0] < sums[1] < sums[2]


@pytest.mark.parametrize("k", [0.101, 0.157, 0.2345, 0.35])
def test_free_k_interpolates_to_the_stated_one(k):
    free = experiments.load("dresden-ii", quenching="lindhard")
    stated = experiments.load("dresden-ii", quenching=f"lindhard:k={k}")
    expected = stated.components({})["cevns"]
    got = free.components({"ge_lindhard_k": k})["cevns"]
    np.testing.assert_allclose(got, expected, atol=1e-4 * expected.max())


def test_scaled_quenching_moves_energies():
    loaded = experiments.load("dresden-ii", quenching="photo-neutron", quenching_error=0.1)
    (parameter,) = [p for p in loaded.nuisances if p.name == "dresden_quenching"]
    assert (parameter.value, parameter.sigma) == (1.0, 0.1)
    table = dresden2_curve("ybe")
    scaled = replace(table, T_nr=np.append(table.T_nr, 1.0), values=1.07 * np.append(table.values, table.values[-1]))
    plain = experiments.load("dresden-ii", quenching="photo-neutron")
    plain.__dict__["_models"] = (scaled,)
    expected = plain.components({})["cevns"]
    np.testing.assert_allclose(
        loaded.components({"dresden_quenching": 1.07})["cevns"], expected, atol=2e-4 * expected.max()
    )
    np.testing.assert_allclose(
        loaded.components({})["cevns"],
        experiments.load("dresden-ii", quenching="photo-neutron").components({})["cevns"],
        rtol=1e-9,
    )


# ---- background ----------------------------------------------------------------------------------------------------


def test_lines_hold_their_counts(dresden):
    theta = {"dresden_l1": 1000.0, "dresden_l1_energy": 1.25, "dresden_l1_width": 40.0}
    lines = dresden.components(theta)
    z = (dresden.edges - 1.25) / 0.04
    l1 = 96400.0 * np.diff(norm.cdf(z))
    l2 = 0.008 * 96400.0 * np.diff(norm.cdf((dresden.edges - 1.142) / 0.04))
    np.testing.assert_allclose(lines["L_shell"], l1 + l2, rtol=1e-9, atol=1e-6)
    assert lines["L_shell"].sum() == pytest.approx(1.008 * 96400.0, rel=1e-9)
    m = 0.16 * 96400.0 * np.diff(norm.cdf((dresden.edges - 0.158) / 0.0685))
    np.testing.assert_allclose(lines["M_shell"], m, rtol=1e-9, atol=1e-6)


def test_continuum_in_closed_form(dresden):
    theta = {"dresden_constant": 10.0, "dresden_neutrons": 50.0, "dresden_neutron_scale": 0.3}
    c = dresden.components(theta)
    np.testing.assert_allclose(c["constant"], 964.0, rtol=1e-9)
    primitive = -0.3 * np.exp(-(dresden.edges - 0.2) / 0.3)
    np.testing.assert_allclose(c["neutrons"], 96.4 * 50.0 * 100.0 * np.diff(primitive), rtol=1e-12)
    assert c["neutrons"][0] == pytest.approx(96.4 * 50.0, rel=0.02)  # the rate at 0.2 keV


def test_every_background_parameter_changes_the_prediction(dresden):
    base = dresden.expected({})
    for p in background_nuisances("on"):
        assert np.abs(dresden.expected({p.name: p.value + p.step}) - base).max() > 1.0, p.name


def test_expected_is_the_sum_of_components(dresden):
    theta = {"sin2w": 0.22, "dresden_flux": 0.97, "normalisation": 1.2, "dresden_l1": 1400.0}
    np.testing.assert_allclose(dresden.expected(theta), sum(dresden.components(theta).values()), rtol=1e-14)
    np.testing.assert_array_equal(dresden.expected(theta, dresden.prepare({"sin2w": 0.22})), dresden.expected(theta))
    np.testing.assert_allclose(
        dresden.components(theta)["cevns"], 0.97 * 1.2 * dresden.components({"sin2w": 0.22})["cevns"], rtol=1e-13
    )


# ---- fits ----------------------------------------------------------------------------------------------------------


def test_fit_of_its_own_prediction_returns_the_parameters(dresden):
    truth = {"normalisation": 1.4, "dresden_l1": 1520.0, "dresden_neutrons": 55.0, "dresden_neutron_scale": 0.3}
    model = Fit([dresden], free=["normalisation"]).model
    made = model.with_data([dresden.expected(truth)], model.centres)
    found = minimise_batch(made, made.start)
    values = dict(zip(made.names, np.ravel(found.x), strict=True))
    for name, value in truth.items():
        assert values[name] == pytest.approx(value, rel=2e-3), name
    assert float(found.chi2[0]) < 1e-3


def test_signal_is_preferred_with_the_reactor_on_and_absent_with_it_off(dresden):
    """The excess agrees with the Standard Model for the iron-filter curve; none during outages (Colaresi:2022obx)."""
    on = Fit([dresden], free=["normalisation"]).minimize(minos=False)
    value = on.parameters["normalisation"]
    assert abs(value.value - 1.0) < value.error
    assert on.significance_sigma["dresden-ii"] > 2.0
    assert 0.3 < value.error < 0.6  # deviations of order 60 % are excluded
    assert on.goodness_of_fit.p_value > 0.05
    off = experiments.load("dresden-ii", period="off")
    none = Fit([off], free=["normalisation"]).minimize(minos=False)
    assert none.parameters["normalisation"].value < 0.3


@pytest.mark.parametrize("name", [p.name for p in experiments.load("dresden-ii", quenching="lindhard").nuisances])
def test_batches_equal_single_calls(name):
    loaded = experiments.load("dresden-ii", quenching="lindhard")
    value = next(p.value for p in loaded.nuisances if p.name == name)
    values = value * np.array([0.95, 1.0, 1.05])
    batch = loaded.expected({name: values[:, None], "sin2w": np.array([[0.2], [0.23], [0.26]])})
    for i, s in enumerate((0.2, 0.23, 0.26)):
        np.testing.assert_allclose(batch[i], loaded.expected({name: values[i], "sin2w": s}), rtol=1e-12)


def test_jax_gives_the_same_numbers_and_gradients(dresden):
    jax = pytest.importorskip("jax")
    names = ("sin2w", "dresden_l1_width", "dresden_neutron_scale", "dresden_m_ratio")
    values = (0.24, 70.0, 0.26, 0.15)

    def chi2(x):
        theta = {n: x[i] for i, n in enumerate(names)}
        return dresden.statistic.chi2(dresden.expected(theta), dresden.data)

    with jax.enable_x64():
        value, gradient = jax.jit(jax.value_and_grad(chi2))(jax.numpy.asarray(values))
    assert float(value) == pytest.approx(float(chi2(values)), rel=1e-12)
    for i, g in enumerate(gradient):
        step = 1e-5 * values[i]
        up, down = ([*values[:i], values[i] + s, *values[i + 1 :]] for s in (step, -step))
        assert float(g) == pytest.approx((float(chi2(up)) - float(chi2(down))) / (2 * step), rel=1e-4)


def test_travels_to_other_processes(dresden):
    copy = pickle.loads(pickle.dumps(dresden))
    np.testing.assert_array_equal(copy.expected({"sin2w": 0.22}), dresden.expected({"sin2w": 0.22}))


def test_citations_and_provenance(dresden):
    assert {"Colaresi:2022obx", "Coloma:2022avw"} <= set(dresden.cite)
    bibtex(dresden.cite)
    assert list(dresden.data_sha256) == ["experiments/dresden-ii-2022/release.npz"]


# ---- errors --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "error", "match"),
    [
        ({"quenching": "iron"}, UnknownNameError, "iron-filter"),
        ({"quenching": "lindhard:k=x"}, ValidityError, "no number"),
        ({"quenching": "lindhard:k=7"}, ValidityError, "no Lindhard parameter"),
        ({"quenching": "lindhard", "quenching_error": 0.1}, ValidityError, "varies k"),
        ({"quenching_error": -0.1}, ValidityError, "quenching_error"),
        ({"period": "outage"}, UnknownNameError, "period"),
        ({"noise": 0.0}, ValidityError, "noise"),
        ({"energy_range": (0.1, 1.0)}, ValidityError, "energy_range"),
        ({"energy_range": (0.9, 0.3)}, ValidityError, "energy_range"),
        ({"flux": stopped_pion("sns-csi")}, UnitError, "cm"),
        ({"flux": 4.8e13}, UnitError, "no flux"),
        ({"mass": 3.0}, UnknownNameError, "quenching_error"),
    ],
)
def test_wrong_options_are_refused(options, error, match):
    with pytest.raises(error, match=match):
        experiments.load("dresden-ii", **options)


def test_wrong_theory_is_refused():
    with pytest.raises(ValidityError, match="Theory"):
        DresdenII(theory="sm")


def test_prediction_carries_the_published_errors(dresden):
    prediction = dresden.predict()
    np.testing.assert_allclose(prediction.projected_error(0), dresden.statistic.sigma)
    assert prediction.to_dict()["data_error_projections"]["energy"][0] == pytest.approx(96.4 * 15.057)
    poisson = experiments.load("coherent-csi-2017").predict()
    assert poisson.projected_error(1) is None
    assert "data_error_projections" not in poisson.to_dict()


def test_figure_draws_the_published_errors(dresden):
    from nuscat import plots

    axes = plots.prediction(dresden.predict()).axes[0]
    bars = next(c for c in axes.containers if hasattr(c, "has_yerr"))
    (_, _, (segments,)) = bars.lines
    first = segments.get_segments()[0][:, 1]
    assert float(first[1] - first[0]) == pytest.approx(2.0 * 96.4 * 15.057)
