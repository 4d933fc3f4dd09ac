"""Batch minimiser: closed forms, equality with MIGRAD, held parameters, limits and batches of data."""

from __future__ import annotations

import numpy as np
import pytest
from iminuit import Minuit
from scipy.optimize import brentq

from nuscat.inference import Fit, Model, minimise_batch
from nuscat.inference.newton import _Batch, _Secant

FITS = [
    (("csi",), ["sin2w"]),
    (("csi",), ["R_n"]),
    (("csi",), ["normalisation"]),
    (("lar",), ["normalisation"]),
    (("lar",), ["sin2w"]),
    (("csi", "lar"), ["sin2w"]),
    (("csi", "lar"), ["eps_ee_u"]),
    (("csi",), []),
]


@pytest.mark.parametrize(("names", "free"), FITS, ids="+".join)
def test_minimum_equals_that_of_migrad(request, names, free):
    fit = Fit([request.getfixturevalue(n) for n in names], free=free)
    start = {p.name: float(fit.model.guess[i]) for i, p in enumerate(fit.model.physics)}
    migrad = fit.minimize(minos=False, start=start)
    batch = minimise_batch(fit.model, fit.model.guess)
    assert batch.converged.all()
    assert batch.chi2[0] == pytest.approx(migrad.goodness_of_fit.statistic + constraints(fit, migrad), abs=1e-3)
    assert fit.model.chi2(batch.x[0]) == pytest.approx(batch.chi2[0], abs=1e-9)
    for name, value in zip(fit.model.names, batch.x[0], strict=True):
        estimate = {**migrad.parameters, **migrad.nuisances}[name]
        assert value == pytest.approx(estimate.value, abs=2e-2 * estimate.error), name


def constraints(fit, result):
    """What the statistic leaves out, if it does: the minimum of MIGRAD itself is −2 log λ with constraints."""
    x = np.array([result.values[n] for n in fit.model.names])
    return float(fit.model.chi2(x)) - result.goodness_of_fit.statistic


def test_poisson_mean_with_constraint_in_closed_form(counting):
    """One bin, background constrained: the maximum is n = μ with the constraint at its centre."""
    e = counting(signal=50.0, background=20.0, sigma=0.1, data=np.array([83.0]))
    found = minimise_batch(Model.build([e], ["normalisation"]), np.array([1.0, 1.0]))
    np.testing.assert_allclose(found.x[0], [63.0 / 50.0, 1.0], rtol=1e-5)
    assert found.chi2[0] == pytest.approx(0.0, abs=1e-6)


def test_profiled_background_in_closed_form(counting):
    """Signal held: dχ²/db = 0 is a quadratic equation in b."""
    n, s, B, sigma = 83.0, 50.0, 20.0, 0.3
    e = counting(signal=s, background=B, sigma=sigma, data=np.array([n]))
    model = Model.build([e], ["normalisation"])
    signals = np.array([0.2, 0.8, 1.0, 1.5, 3.0])
    found = minimise_batch(model, np.stack([signals, np.ones(5)], axis=1), hold=np.array([True, False]))
    np.testing.assert_array_equal(found.x[:, 0], signals)
    for x, b in found.x:

        def slope(b, x=x):
            return B * (1 - n / (x * s + b * B)) + (b - 1) / sigma**2

        assert b == pytest.approx(brentq(slope, 1e-6, 10.0), abs=1e-3 * sigma)  # edm 1e-6
    assert found.converged.all()


def test_limit_holds_where_the_data_pull_beyond(counting):
    """Fewer events than background: the signal ends at zero, the background takes what the constraint allows."""
    e = counting(signal=50.0, background=20.0, sigma=0.1, data=np.array([5.0]))
    found = minimise_batch(Model.build([e], ["normalisation"]), np.array([1.0, 1.0]))
    assert found.x[0, 0] == pytest.approx(0.0, abs=1e-8)
    b = brentq(lambda b: 20 * (1 - 5 / (20 * b)) + (b - 1) / 0.01, 1e-3, 2.0)
    assert found.x[0, 1] == pytest.approx(b, rel=1e-4)
    assert found.converged.all()


def test_information_is_the_inverse_covariance(counting):
    """Poisson: I = Σ ∂μ∂μ/μ + 1/σ²."""
    data = np.full(10, 70.0)
    e = counting(signal=50.0, background=20.0, sigma=0.1, data=data)
    found = minimise_batch(Model.build([e], ["normalisation"]), np.array([1.0, 1.0]))
    expected = 10 / 70.0 * np.array([[2500.0, 1000.0], [1000.0, 400.0]]) + np.diag([0.0, 100.0])
    np.testing.assert_allclose(found.information[0], expected, rtol=1e-6)


def test_every_member_may_have_its_own_data_and_centres(counting, csi):
    e = counting(signal=50.0, background=20.0, sigma=0.1, data=np.array([70.0]))
    model = Model.build([e], ["normalisation"])
    data, centres = np.array([[60.0], [75.0], [90.0]]), np.array([[0.9], [1.0], [1.2]])
    toy = model.with_data([data], centres)
    found = minimise_batch(toy, np.tile(model.start, (3, 1)))
    np.testing.assert_allclose(found.x[:, 1], centres[:, 0], rtol=1e-4)
    np.testing.assert_allclose(found.x[:, 0], (data[:, 0] - 20 * centres[:, 0]) / 50, rtol=1e-4)

    model = Model.build([csi], ["sin2w"])
    rng = np.random.default_rng(0)
    data = rng.poisson(csi.expected({}), (70, csi.data.size)).astype(float)  # more than one internal chunk
    centres = np.tile(model.centres, (70, 1))
    together = minimise_batch(model.with_data([data], centres), np.tile(model.start, (70, 1)))
    for i in (0, 35, 69):
        alone = minimise_batch(model.with_data([data[i]], centres[i]), model.start)
        assert together.chi2[i] == pytest.approx(alone.chi2[0], abs=1e-5)
        np.testing.assert_allclose(together.x[i], alone.x[0], rtol=1e-3, atol=1e-3)


def test_start_hardly_matters(csi):
    model = Model.build([csi], ["sin2w"])
    rng = np.random.default_rng(7)
    width = np.array([p.sigma or p.step for p in model.parameters])
    found = minimise_batch(model, model.start + width * rng.uniform(-1, 1, (12, width.size)))
    assert found.converged.all()
    np.testing.assert_allclose(found.chi2, found.chi2.min(), atol=1e-4)


@pytest.mark.parametrize("iterations", [1, 2, 3, 4, 60])
def test_chi_square_belongs_to_the_returned_position(csi, iterations):
    model = Model.build([csi], ["sin2w"])
    far = model.start + np.array([0.1, *(0.8 * (p.sigma or p.step) for p in model.nuisances)])
    found = minimise_batch(model, far, iterations=iterations)
    assert found.chi2[0] == pytest.approx(model.chi2(found.x[0]), abs=1e-9)


def test_start_outside_the_limits_is_brought_inside(csi):
    model = Model.build([csi], ["sin2w"])
    far = model.start.copy()
    far[0], far[model.index("csi_brn")] = 5.0, -3.0
    found = minimise_batch(model, far)
    low, high = model.limits
    assert np.all((found.x[0] >= low) & (found.x[0] <= high))
    assert np.isfinite(found.chi2[0])


def test_slopes_match_the_exact_gradient(csi, lar):
    jax = pytest.importorskip("jax")
    from nuscat.inference.jax_backend import value_and_gradient
    from nuscat.inference.newton import _Batch

    assert jax.config.jax_enable_x64
    model = Model.build([csi, lar], ["sin2w", "eps_ee_u"])
    rng = np.random.default_rng(1)
    width = np.array([p.sigma or p.step for p in model.parameters])
    x = model.start + 0.3 * width * rng.uniform(-1, 1, (3, width.size))
    value, gradient, _ = _Batch(model, x, np.zeros(width.size, dtype=bool))._derivatives(np.arange(3))
    for i in range(3):
        v, g = value_and_gradient(model)(x[i])
        assert value[i] == pytest.approx(float(v), rel=1e-10)
        np.testing.assert_allclose(gradient[i] * width, np.asarray(g) * width, rtol=2e-5, atol=2e-4)


def test_a_parameter_that_enters_squared_is_not_stuck_at_zero(lar):
    """∂μ/∂ε vanishes at ε = 0 for flavour-changing NSI; MIGRAD from elsewhere finds the two lower minima at ±ε."""
    model = Model.build([lar], ["eps_emu_u"])
    found = minimise_batch(model, model.start)
    reference = Fit([lar], free=["eps_emu_u"]).minimize(minos=False, start={"eps_emu_u": 0.1})
    assert abs(found.x[0, 0]) == pytest.approx(abs(reference.parameters["eps_emu_u"].value), rel=0.02)
    assert found.chi2[0] == pytest.approx(reference.goodness_of_fit.statistic, abs=1e-3)


def test_a_point_without_signal_is_fitted(csi):
    """Where the ν_μ amplitudes vanish nothing fixes the pulse time; the minimum is still found."""
    model = Model.build([csi], ["eps_ee_u", "eps_mumu_u"])
    start = model.start.copy()
    start[:2] = (0.2, 0.19)
    found = minimise_batch(model, start, hold=np.arange(len(start)) < 2)
    assert found.converged[0]
    again = minimise_batch(model, found.x, hold=np.arange(len(start)) < 2)
    assert again.chi2[0] == pytest.approx(found.chi2[0], abs=1e-3)


def test_secant_correction_is_exact_for_a_quadratic_function():
    """Symmetric rank-one updates along n independent moves give the Hessian of a quadratic function exactly."""
    rng = np.random.default_rng(8)
    n = 5
    root = rng.standard_normal((n, n))
    hessian = root @ root.T + np.eye(n)
    information = np.diag(rng.uniform(0.5, 2.0, n))
    secant = _Secant(2, n)
    x = rng.standard_normal(n)
    for k in range(n + 1):
        secant.update(np.array([1]), x[None], (hessian @ x)[None], information[None])
        assert secant.known[1] == (k > 0)
        x = x + rng.standard_normal(n)
    np.testing.assert_allclose(2.0 * information + secant.matrix[1], hessian, atol=1e-8)
    assert not secant.known[0]
    np.testing.assert_array_equal(secant.matrix[0], 0.0)


def test_members_that_converge_slowly_need_few_steps(csi, lar, monkeypatch):
    """Light mediators whose interference makes the information a bad Hessian; MIGRAD finds no lower minimum nearby."""
    model = Model.build([csi, lar], ["m_universal", "g_universal"])
    start = np.tile(model.guess, (3, 1))
    start[:, 0] = np.geomspace(1.0, 1e3, 16)[[9, 3, 2]]
    start[:, 1] = np.geomspace(1e-6, 1e-3, 16)[[10, 10, 10]]
    steps = []
    derivatives = _Batch._derivatives

    def counted(self, rows):
        steps.append(len(rows))
        return derivatives(self, rows)

    monkeypatch.setattr(_Batch, "_derivatives", counted)
    hold = np.arange(start.shape[1]) < 2
    found = minimise_batch(model, start, hold=hold)
    assert len(steps) < 30  # 56 without the correction of H
    assert found.converged.all()
    for x, chi2 in zip(found.x, found.chi2, strict=True):
        minuit = Minuit(lambda y: float(model.chi2(y)), x + 0.2 * np.array([p.sigma or 0.0 for p in model.parameters]))
        minuit.errordef = Minuit.LEAST_SQUARES
        minuit.limits = list(zip(*model.limits, strict=True))
        minuit.errors = [p.sigma or p.step for p in model.parameters]
        minuit.values[:2] = x[:2]
        minuit.fixed[:2] = True
        minuit.migrad(ncall=20000)
        assert chi2 == pytest.approx(minuit.fval, abs=2e-3)
