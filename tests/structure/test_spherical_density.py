"""Spherical densities: closed forms of Gaussians and uniform spheres, checks of bad tables."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nuscat._core.errors import ValidityError
from nuscat._core.quadrature import piecewise_rule
from nuscat.constants import hbarc
from nuscat.structure import Multipoles, SphericalDensity

R, W = piecewise_rule(np.linspace(0.0, 20.0, 41), 8)


def gauss(width: float) -> np.ndarray:
    return np.exp(-((R / width) ** 2)) / (math.pi * width**2) ** 1.5


def make(**changes: Any) -> SphericalDensity:
    given: dict[str, Any] = {
        "Z": 8,
        "N": 10,
        "r": R,
        "weights": W,
        "proton": 8 * gauss(2.0),
        "neutron": 10 * gauss(2.2),
    }
    return SphericalDensity(**{**given, **changes})


def test_gaussian_form_factors_and_radii() -> None:
    d = make()
    assert isinstance(d, Multipoles)
    assert (d.r_p, d.r_n) == pytest.approx((2.0 * math.sqrt(1.5), 2.2 * math.sqrt(1.5)), rel=1e-12)
    assert d.skin == pytest.approx(0.2 * math.sqrt(1.5), rel=1e-12)
    q = np.linspace(0.0, 400.0, 9)
    M_p, M_n = d.M(q)
    k = q / hbarc.value
    np.testing.assert_allclose(M_p, 8 * np.exp(-(k**2) * 4.0 / 4), rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(M_n, 10 * np.exp(-(k**2) * 4.84 / 4), rtol=1e-10, atol=1e-13)
    assert d.spin is None
    assert d.operators == {"M"}
    assert d.Sigma1(q) == ()
    assert d.A == 18
    assert all(np.all(x == 0) for x in d.Phi2(q))


def test_spin_orbit_of_a_known_current() -> None:
    # J = c r e^{−r²/a²}: −(4π/q)∫r² J j₁ dr = −(4π/3) c · (3√π/8) a⁵ e^{−q²a²/4}, since r j₁(qr) = −∂j₀(qr)/∂q
    a, c = 2.0, 0.01
    d = make(spin_orbit_proton=c * R * np.exp(-((R / a) ** 2)), spin_orbit_neutron=0.0 * R)
    q = np.array([0.0, 50.0, 200.0])
    k = q / hbarc.value
    expected = -4.0 * math.pi / 3.0 * c * 3.0 * math.sqrt(math.pi) / 8.0 * a**5 * np.exp(-(k**2) * a**2 / 4)
    np.testing.assert_allclose(d.Phi2(q)[0], expected, rtol=1e-9)
    assert d.operators == {"M", "Phi2"}


def test_stretching_keeps_norm_and_spin_orbit_strength() -> None:
    a = 2.0
    J = 0.01 * R * np.exp(-((R / a) ** 2))
    d = make(spin_orbit_proton=J, spin_orbit_neutron=J)
    wide = d.with_radii(r_n=3.0)
    assert (wide.r_p, wide.r_n) == (d.r_p, pytest.approx(3.0, rel=1e-6))
    assert float(wide.M(0.0)[1]) == pytest.approx(10.0, abs=1e-12)
    assert float(wide.Phi2(0.0)[1]) == pytest.approx(float(d.Phi2(0.0)[1]), rel=1e-6)
    np.testing.assert_allclose(wide.M(100.0)[1], d.M(100.0 * 3.0 / d.r_n)[1], rtol=1e-6)
    with pytest.raises(ValidityError, match="positive"):
        d.with_radii(r_p=-1.0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"proton": 7 * gauss(2.0)}, "integrates to 7, expected 8"),
        ({"proton": gauss(2.0)[:-1]}, "shape of r"),
        ({"neutron": np.where(R > 5, np.nan, gauss(2.2))}, "NaN"),
        ({"r": R[::-1]}, "increase"),
        ({"spin_orbit_proton": R}, "Only one"),
    ],
)
def test_bad_tables_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidityError, match=message):
        make(**changes)


def test_jax_and_gradient() -> None:
    import jax
    import jax.numpy as jnp

    d = make(spin_orbit_proton=R * gauss(2.0), spin_orbit_neutron=R * gauss(2.0))
    with jax.enable_x64(True):
        q = jnp.array([0.0, 30.0, 150.0])
        for ours, theirs in zip((*d.M(np.asarray(q)), *d.Phi2(np.asarray(q))), (*d.M(q), *d.Phi2(q)), strict=True):
            np.testing.assert_allclose(np.asarray(theirs), ours, rtol=1e-12)
        slope = jax.grad(lambda x: d.M(x)[1])(40.0)
    step = 1e-3
    assert float(slope) == pytest.approx(float(d.M(40 + step)[1] - d.M(40 - step)[1]) / (2 * step), rel=1e-6)


def test_arrays_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        make().proton[0] = 1.0


def test_series_equals_the_integral_up_to_its_end() -> None:
    d = make(spin_orbit_proton=R * gauss(2.0), spin_orbit_neutron=R * gauss(1.5))
    q = np.linspace(0.0, 5.0 * hbarc.value * (1 - 1e-12), 400)
    many = (*d.M(q), *d.Phi2(q))
    one = np.array([(*d.M(x), *d.Phi2(x)) for x in q]).T  # single momenta are integrated
    np.testing.assert_allclose(many, one, rtol=0.0, atol=1e-12)
    beyond = np.append(q, 8.0 * hbarc.value)
    np.testing.assert_allclose(d.M(beyond)[0][:-1], many[0], atol=1e-12)
    assert d.M(q.reshape(20, 20))[1].shape == (20, 20)
    assert float(d.M(q)[0][0]) == pytest.approx(8.0, abs=1e-12)
