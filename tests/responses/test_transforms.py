"""Closed forms against independent numerical Fourier transforms, and radii against their definitions."""

from __future__ import annotations

import math

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.integrate import quad
from scipy.special import erf, spherical_jn

from nuscat import responses as r
from nuscat.constants import hbarc

HC = hbarc.value
Q = np.array([0.0, 3.0, 20.0, 52.8, 105.7, 180.0, 400.0])


def transform(density, q: float, end: float, points: tuple[float, ...] = ()) -> float:
    """4π ∫ r² ρ j₀(qr) dr by adaptive quadrature; q in MeV."""
    value, _ = quad(
        lambda x: 4 * math.pi * x**2 * float(density(x)) * spherical_jn(0, q / HC * x),
        0.0,
        end,
        points=points or None,
        limit=400,
        epsabs=1e-12,
        epsrel=1e-12,
    )
    return value


def mean_square(density, end: float) -> float:
    return quad(lambda x: 4 * math.pi * x**4 * float(density(x)), 0.0, end, limit=400, epsabs=1e-12)[0]


@pytest.mark.parametrize(("radius", "skin"), [(3.43, 0.9), (4.8, 0.5), (5.5, 1.0), (2.4, 1.2)])
def test_helm_is_the_transform_of_its_density(radius: float, skin: float) -> None:
    ff = r.Helm(radius, skin)
    for q in Q:
        assert transform(ff.density, q, 20.0) == pytest.approx(float(ff(q)), abs=1e-9)
    assert math.sqrt(mean_square(ff.density, 20.0)) == pytest.approx(radius, abs=1e-8)


def test_helm_density_is_a_sphere_convolved_with_a_gaussian() -> None:
    sphere, s = float(r.Helm(3.43, 0.9).diffraction_radius), 0.9

    def convolution(x: float) -> float:
        # shell average of a 3-D Gaussian around a point at distance x, over a uniform sphere
        def shell(y: float) -> float:
            return y / x * (math.exp(-((x - y) ** 2) / (2 * s**2)) - math.exp(-((x + y) ** 2) / (2 * s**2)))

        return (
            quad(shell, 0.0, sphere, epsabs=0.0, epsrel=1e-11)[0]
            / (math.sqrt(2 * math.pi) * s)
            / (4 / 3 * math.pi * sphere**3)
        )

    for x in (0.2, 1.0, 3.0, 4.0, 6.0):
        assert float(r.helm_density(x, 3.43, 0.9)) == pytest.approx(convolution(x), rel=1e-9)
    centre = erf(sphere / (math.sqrt(2) * s)) - math.sqrt(2 / math.pi) * sphere / s * math.exp(
        -(sphere**2) / (2 * s**2)
    )
    assert float(r.helm_density(0.0, 3.43, 0.9)) == pytest.approx(centre / (4 / 3 * math.pi * sphere**3), rel=1e-8)


def test_klein_nystrand_is_sphere_times_yukawa() -> None:
    ff, a, sphere = r.KleinNystrand(hard_radius=4.1, yukawa_range=0.7), 0.7, 4.1
    for q in Q:
        ball = transform(lambda _: 3 / (4 * math.pi * sphere**3), q, sphere)
        yukawa = transform(lambda x: math.exp(-x / a) / (4 * math.pi * a**2 * max(x, 1e-300)), q, 40.0)
        assert float(ff(q)) == pytest.approx(ball * yukawa, abs=1e-9)
    assert float(ff.rms_radius) ** 2 == pytest.approx(0.6 * sphere**2 + 6 * a**2)


@pytest.mark.parametrize(("c", "a"), [(3.6065, 0.52), (5.6, 0.57), (0.7, 0.6), (2.0, 0.05)])
def test_symmetrized_fermi_is_the_transform_of_its_density(c: float, a: float) -> None:
    ff = r.SymmetrizedFermi(half_density_radius=c, diffuseness=a)
    with mp.workdps(30):
        norm = 3 / (4 * mp.pi * c * (c**2 + (mp.pi * a) ** 2))

        def density(x):
            return norm * mp.sinh(c / a) / (mp.cosh(x / a) + mp.cosh(c / a))

        end = c + 45 * a
        assert mp.quad(lambda x: 4 * mp.pi * x**2 * density(x), [0, c, end]) == pytest.approx(1.0, abs=1e-15)
        second = mp.quad(lambda x: 4 * mp.pi * x**4 * density(x), [0, c, end])
        assert float(mp.sqrt(second)) == pytest.approx(float(ff.rms_radius), abs=1e-12)
        for q in (1e-3, 1.0, 20.0, 52.8, 180.0, 400.0):
            k = mp.mpf(q) / HC
            points = [0, *(c * i / 4 for i in range(1, 5)), c + 5 * a, c + 15 * a, end]
            expected = mp.quad(lambda x, k=k: 4 * mp.pi * x * density(x) * mp.sin(k * x) / k, points)
            assert float(ff(q)) == pytest.approx(float(expected), abs=1e-13)
    assert float(ff.density(1.3)) == pytest.approx(float(density(1.3)), rel=1e-12)


def test_symmetrized_fermi_printed_formula() -> None:
    c, a = 3.6065, 0.52
    q = np.array([15.0, 50.0, 120.0, 500.0])
    x, y = q / HC * c, math.pi * q / HC * a
    printed = 3 / (x * (x**2 + y**2)) * y / np.sinh(y) * (y / np.tanh(y) * np.sin(x) - x * np.cos(x))
    np.testing.assert_allclose(r.symmetrized_fermi(q, c, a), printed, rtol=1e-11)
    assert float(r.symmetrized_fermi(1e5, c, a)) == 0.0  # underflows, never overflows


@pytest.mark.parametrize(
    ("c", "a", "w", "gaussian"),
    [(3.53, 0.542, 0.0, False), (6.624, 0.549, 0.0, False), (3.73, 0.62, -0.19, False), (1.008, 0.327, 0.445, False),
     (6.3032, 2.8882, 0.3379, True), (1.95, 2.076, 0.286, True)],
)  # fmt: skip
def test_fermi_quadrature_error(c: float, a: float, w: float, gaussian: bool) -> None:
    with mp.workdps(25):

        def profile(x):
            exponent = (x**2 - c**2) / a**2 if gaussian else (x - c) / a
            return x * (1 + w * (x / c) ** 2) / (1 + mp.exp(exponent))

        end = c + 60 * a if not gaussian else math.sqrt(c**2 + 60 * a**2)
        points = [0, *np.linspace(0, end, 25)[1:]]
        norm = mp.quad(lambda x: x * profile(x), points)
        second = mp.quad(lambda x: x**3 * profile(x), points)
        for q in (5.0, 52.8, 200.0, min(700.0, 25 * HC / c)):
            k = mp.mpf(q) / HC
            expected = mp.quad(lambda x, k=k: profile(x) * mp.sin(k * x) / k, points) / norm
            assert float(r.fermi(q, c, a, w, gaussian=gaussian)) == pytest.approx(float(expected), abs=1e-12)
    kind = r.ThreeParameterGaussian if gaussian else r.ThreeParameterFermi
    ff = kind(half_density_radius=c, diffuseness=a, w=w)
    assert float(ff.rms_radius) == pytest.approx(float(mp.sqrt(second / norm)), rel=1e-12)
    assert transform(ff.density, 0.0, end, points=(c,)) == pytest.approx(1.0, abs=1e-8)


def test_two_parameter_fermi_closed_forms() -> None:
    c, a = 6.624, 0.549
    ff = r.TwoParameterFermi(half_density_radius=c, diffuseness=a)
    # norm and second moment of 2pF, exact up to e^(−c/a) = 6e-6
    norm = 4 * math.pi / 3 * c**3 * (1 + (math.pi * a / c) ** 2)
    assert float(ff.density(0.0)) * norm == pytest.approx(1.0, abs=3e-5)
    assert float(ff.rms_radius) ** 2 == pytest.approx(0.6 * c**2 + 1.4 * (math.pi * a) ** 2, rel=1e-5)
    symmetric = r.SymmetrizedFermi(half_density_radius=c, diffuseness=a)
    np.testing.assert_allclose(ff(Q), symmetric(Q), atol=2e-6)


def test_harmonic_oscillator_transform() -> None:
    a, alpha = 1.69, 1.082
    norm = 1 / (math.pi**1.5 * a**3 * (1 + 1.5 * alpha))
    for q in Q:
        expected = transform(lambda x: norm * (1 + alpha * (x / a) ** 2) * math.exp(-((x / a) ** 2)), q, 15.0)
        assert float(r.harmonic_oscillator(q, a, alpha)) == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize(
    ("name", "model"), [("Ar40", "fourier-bessel"), ("Pb208", "fourier-bessel"), ("Ca40", "sum-of-gaussians")]
)
def test_measured_densities_transform(name: str, model: str) -> None:
    ff = r.charge_form_factor(name, model)
    end = getattr(ff, "cutoff_radius", 20.0)
    for q in Q:
        assert transform(ff.density, q, end) == pytest.approx(float(ff(q)), abs=1e-9)
    assert math.sqrt(mean_square(ff.density, end)) == pytest.approx(ff.rms_radius, abs=1e-7)


def test_fourier_bessel_at_and_near_its_nodes() -> None:
    ff = r.charge_form_factor("Ar40")
    for nu in (1, 2, 7, 15, 16):
        node = nu * math.pi * HC / ff.cutoff_radius
        exact = transform(ff.density, node, ff.cutoff_radius)
        for q in (node * (1 - 1e-9), node, node * (1 + 1e-9)):
            assert float(ff(q)) == pytest.approx(exact, abs=2e-9)
    switch = 1.5 * HC / ff.cutoff_radius
    assert float(ff(switch * (1 - 1e-12))) == pytest.approx(float(ff(switch * (1 + 1e-12))), abs=1e-12)


@given(A=st.integers(12, 240), skin=st.floats(0.3, 1.1))
def test_engel_radius_does_not_depend_on_the_skin(A: int, skin: float) -> None:
    ff = r.Helm.from_mass_number(A, skin=skin)
    assert float(ff.rms_radius) == pytest.approx(math.sqrt(0.6) * 1.2 * A ** (1 / 3), rel=1e-14)
    assert float(ff.diffraction_radius) ** 2 == pytest.approx((1.2 * A ** (1 / 3)) ** 2 - 5 * skin**2, rel=1e-12)


def test_variants_of_the_diffraction_radius() -> None:
    c = 1.23 * 40 ** (1 / 3) - 0.6
    expected = c**2 + 7 / 3 * math.pi**2 * 0.52**2 - 5 * 0.81
    assert float(r.Helm.lewin_smith(40).diffraction_radius) ** 2 == pytest.approx(expected, rel=1e-13)
    assert float(r.Helm.plain(40, r0=1.14).diffraction_radius) == pytest.approx(1.14 * 40 ** (1 / 3), rel=1e-13)
    thin, thick = (float(r.Helm.from_mass_number(133, skin=s)(60.0)) for s in (0.5, 0.9))
    plain = float(r.Helm.plain(133)(60.0))
    assert thin == pytest.approx(thick, rel=4e-3)  # Engel: the skin hardly matters
    assert plain < 0.96 * thick  # without subtraction the nucleus is larger


@given(radius=st.floats(2.3, 7.0))
def test_rms_round_trips(radius: float) -> None:
    assert float(r.KleinNystrand.adapted(radius).rms_radius) == pytest.approx(radius, rel=1e-13)
    assert float(r.SymmetrizedFermi.from_rms(radius).rms_radius) == pytest.approx(radius, rel=1e-13)
    sphere = float(r.Helm(radius).diffraction_radius)
    assert math.sqrt(0.6 * sphere**2 + 3 * 0.81) == pytest.approx(radius, rel=1e-13)
