"""Time profiles: closed forms against direct numerical convolution, limits, gradients."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.integrate import quad

from nuscat._core.errors import ValidityError
from nuscat.constants import tau_mu, tau_pi
from nuscat.fluxes import Bunches, Gaussian, Instant, Rectangular, Tabulated, TimeProfile, delayed, prompt

NS = 1e-9
TAU_PI, TAU_MU = tau_pi.value, tau_mu.value
TRIANGLE = Tabulated((0.0, 60 * NS, 70 * NS, 290 * NS), (1.0, 5.0, 2.0, 0.0))
PULSES: dict[str, Any] = {
    "gaussian": Gaussian(440 * NS, 150 * NS),
    "narrow": Gaussian(0.0, 0.1 * NS),
    "wide": Gaussian(0.0, 20e-6),
    "rectangular": Rectangular(290 * NS, start=-50 * NS),
    "long": Rectangular(2.86e-3),
    "bunches": Bunches((Rectangular(100 * NS), Gaussian(540 * NS, 40 * NS)), (1.0, 3.0)),
    "tabulated": TRIANGLE,
    "instant": Instant(30 * NS),
}
FINITE = [k for k in PULSES if k not in ("instant", "narrow", "wide", "long")]
by_pulse = pytest.mark.parametrize("name", PULSES)
by_kind = pytest.mark.parametrize("kind", [prompt, delayed])


def decay_cdf(kind: Any, t: float) -> float:
    """Fraction decayed by t after an instantaneous pulse (closed form of the decay chain)."""
    if t <= 0:
        return 0.0
    if kind is prompt:
        return -math.expm1(-t / TAU_PI)
    return 1 - (TAU_MU * math.exp(-t / TAU_MU) - TAU_PI * math.exp(-t / TAU_PI)) / (TAU_MU - TAU_PI)


@by_kind
@pytest.mark.parametrize("name", FINITE)
def test_cdf_equals_numerical_convolution(name: str, kind: Any) -> None:
    """F(t) = ∫ p(s) F_decay(t − s) ds, in the variable s of the proton."""
    pulse = PULSES[name]
    knots = [-50, 0, 60, 70, 100, 240, 290, 300, 440, 500, 540, 580, 640, 700]
    for t in (20 * NS, 300 * NS, 700 * NS, 1.5e-6):
        edges = sorted({-1.2e-6, *(k * NS for k in knots), t, 2.2e-6})
        total = sum(
            quad(lambda s: float(pulse.pdf(s)) * decay_cdf(kind, t - s), a, b, epsabs=1e-13, epsrel=1e-12)[0]  # noqa: B023
            for a, b in pairwise(edges)
            if a < t
        )
        assert float(kind(pulse).cdf(t)) == pytest.approx(total, abs=2e-10)


@by_kind
@by_pulse
def test_whole_range_sums_to_one(name: str, kind: Any) -> None:
    edges = np.array([-np.inf, -1e-3, -1e-6, 0.0, 1e-7, 1e-6, 5e-6, 1e-4, 1e-2, np.inf])
    fractions = kind(PULSES[name]).bin_fractions(edges, shift=0.2e-6)
    assert np.all(fractions >= 0)
    assert fractions.sum() == pytest.approx(1.0, abs=1e-14)


@by_kind
@pytest.mark.parametrize("name", FINITE)
def test_pdf_integrates_to_one_and_gives_the_mean(name: str, kind: Any) -> None:
    profile = kind(PULSES[name])
    grid = np.unique(np.concatenate([np.linspace(-1e-6, 2e-6, 301), np.linspace(2e-6, 1e-4, 200), [600e-9, 640e-9]]))
    x, w = np.polynomial.legendre.leggauss(12)
    half = np.diff(grid)[:, None] / 2
    t = grid[:-1, None] + half * (1 + x)
    pdf = profile.pdf(t)
    assert np.all(pdf >= -1e-12 / TAU_PI)
    assert np.sum(half * w * pdf) == pytest.approx(1.0, abs=1e-7)
    mean = PULSES[name].mean + TAU_PI + (TAU_MU if kind is delayed else 0.0)
    assert float(profile.mean) == pytest.approx(mean, rel=1e-14)
    assert np.sum(half * w * pdf * t) == pytest.approx(mean, rel=1e-6)


@pytest.mark.parametrize("pulse", [Instant(), Gaussian(0.0, 1e-15), Rectangular(1e-15)])
def test_zero_width_limit_is_the_decay_chain(pulse: Any) -> None:
    for t in (5 * NS, 100 * NS, 1e-6, 6e-6, 2e-5):
        for kind in (prompt, delayed):
            assert float(kind(pulse).cdf(t)) == pytest.approx(decay_cdf(kind, t), abs=1e-7)
            if isinstance(pulse, Instant):
                assert float(kind(pulse).cdf(t)) == pytest.approx(decay_cdf(kind, t), abs=2e-15)


def test_wide_gaussian_stays_accurate() -> None:
    """σ/τ_π = 770: prompt times are the pulse moved by τ_π to second order in τ/σ (cumulants κ₁ += τ, κ₂ += τ²)."""
    profile = prompt(PULSES["wide"])
    same = Gaussian(TAU_PI, math.hypot(20e-6, TAU_PI))
    t = np.linspace(-1e-4, 1e-4, 41)
    np.testing.assert_allclose(profile.cdf(t), same.cdf(t), atol=1e-9)
    np.testing.assert_allclose(profile.pdf(t) * 20e-6, same.pdf(t) * 20e-6, atol=1e-8)


@given(st.floats(-1.0, 1.0), st.floats(-10, -4), st.sampled_from([prompt, delayed]))
def test_gaussian_is_finite_monotonic_everywhere(t: float, log_sigma: float, kind: Any) -> None:
    profile = kind(Gaussian(0.0, 10.0**log_sigma))
    times = t * np.array([1.0, 1e-3, 1e-5, 1e-7, 1e-9])
    cdf, pdf = profile.cdf(times), profile.pdf(times)
    assert np.all(np.isfinite(cdf) & np.isfinite(pdf))
    assert np.all((cdf > -1e-13) & (cdf < 1 + 1e-13))
    assert np.all(profile.bin_fractions(np.sort(np.array([-2.0, 2.0]) * abs(t) - 1e-12 * np.array([1, -1]))) >= 0)


def test_table_of_a_rectangle_is_a_rectangle() -> None:
    table = Tabulated((-10 * NS, 20 * NS, 90 * NS), (3.0, 3.0, 3.0))
    box = Rectangular(100 * NS, start=-10 * NS)
    t = np.linspace(-50, 3000, 200) * NS
    for kind in (prompt, delayed):
        np.testing.assert_allclose(kind(table).cdf(t), kind(box).cdf(t), atol=1e-14)
        np.testing.assert_allclose(kind(table).pdf(t) * NS, kind(box).pdf(t) * NS, atol=1e-15)
    assert table.mean == pytest.approx(box.mean, rel=1e-14)


def test_shift_moves_to_later_times() -> None:
    t = np.linspace(-1e-6, 6e-6, 30)
    for kind in (prompt, delayed):
        here, later = kind(Gaussian(440 * NS, 150 * NS)), kind(Gaussian(540 * NS, 150 * NS))
        np.testing.assert_allclose(here.cdf(t, shift=100 * NS), later.cdf(t), atol=1e-14)
        np.testing.assert_allclose(here.bin_fractions(t, shift=100 * NS), later.bin_fractions(t), atol=1e-14)
        np.testing.assert_allclose(here.pdf(t, shift=100 * NS) * NS, later.pdf(t) * NS, atol=1e-14)


def test_pulse_alone_is_a_profile_without_decay() -> None:
    profile = TimeProfile(Gaussian(0.0, 1.0))
    assert float(profile.cdf(1.0)) == pytest.approx(0.5 * (1 + math.erf(1 / math.sqrt(2))), rel=1e-14)
    assert float(profile.pdf(1.0)) == pytest.approx(math.exp(-0.5) / math.sqrt(2 * math.pi), rel=1e-14)


@by_kind
@by_pulse
def test_jax_parity_and_shift_derivative(name: str, kind: Any) -> None:
    jax = pytest.importorskip("jax")
    profile = kind(PULSES[name])
    edges = np.array([-np.inf, -0.3e-6, 0.11e-6, 0.52e-6, 1.3e-6, 6e-6, np.inf])
    ours = profile.bin_fractions(edges, shift=25 * NS)
    theirs = jax.jit(lambda s: profile.bin_fractions(edges, shift=s))(25 * NS)
    np.testing.assert_allclose(np.asarray(theirs), ours, rtol=1e-9, atol=1e-13)
    # In ns, so that the derivative is of order one; the cdf has derivative −pdf.
    jac = np.asarray(jax.jacfwd(lambda s: profile.bin_fractions(edges, shift=s * NS))(25.0))
    assert np.all(np.isfinite(jac))
    step = 1e-3
    up, down = (profile.bin_fractions(edges, shift=(25.0 + d) * NS) for d in (step, -step))
    np.testing.assert_allclose(jac, (up - down) / (2 * step), atol=2e-8)
    assert np.all(np.isfinite(jax.grad(lambda s: jax.numpy.sum(profile.bin_fractions(edges, s) ** 2))(0.0)))


def test_pulse_width_and_mean_can_be_fitted() -> None:
    jax = pytest.importorskip("jax")
    edges = np.linspace(0, 6e-6, 12)

    def first(sigma_ns: Any) -> Any:
        return delayed(Gaussian(440 * NS, sigma_ns * NS)).bin_fractions(edges)[0]

    grad = jax.grad(first)(150.0)
    assert float(grad) == pytest.approx((float(first(150.01)) - float(first(149.99))) / 0.02, rel=1e-6)


def test_bad_input() -> None:
    with pytest.raises(ValidityError, match="sigma"):
        Gaussian(0.0, 0.0)
    with pytest.raises(ValidityError, match="duration"):
        Rectangular(-1.0)
    with pytest.raises(ValidityError, match="finite"):
        Gaussian(math.nan, 1.0)
    with pytest.raises(ValidityError, match="share"):
        Bunches((Instant(),), (1.0, 2.0))
    with pytest.raises(ValidityError, match="increase"):
        Tabulated((0.0, 2.0, 1.0), (1.0, 1.0, 1.0))
    with pytest.raises(ValidityError, match="all zero"):
        Tabulated((0.0, 1.0), (0.0, 0.0))
    with pytest.raises(ValidityError, match="differ"):
        TimeProfile(Instant(), (1.0, 1.0))
    with pytest.raises(ValidityError, match="no density"):
        Instant().pdf(0.0)
    with pytest.raises(ValidityError, match="increasing"):
        prompt(Instant()).bin_fractions([1.0, 0.0])


@by_pulse
@pytest.mark.parametrize("bad", [np.nan, "soon", None, [0.0, np.nan], [[0.0], [1.0, 2.0]]])
def test_what_is_no_time_is_refused(name: str, bad: object) -> None:
    profile = prompt(PULSES[name])
    for call in (
        lambda: profile.pdf(bad),
        lambda: profile.cdf(bad),
        lambda: profile.cdf(0.0, shift=bad),
        lambda: profile.bin_fractions(bad),
        lambda: profile.bin_fractions([0.0, 1.0], shift=bad),
        lambda: profile.bin_fractions(1.0),
    ):
        with pytest.raises(ValidityError):
            call()
