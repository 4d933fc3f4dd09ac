"""Radial integrals against quadrature with SciPy's special functions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import eval_genlaguerre, gammaln, spherical_jn

from nuscat._core.errors import ValidityError
from nuscat.structure.shell_model.oscillator import bessel, bessel_lower, bessel_raise
from nuscat.structure.shell_model.polynomials import DampedPolynomial, horner, momentum_to_y

Vector = NDArray[np.float64]
NODES, WEIGHTS = np.polynomial.legendre.leggauss(400)
X, W = 7.5 * (NODES + 1.0), 7.5 * WEIGHTS
Y = np.array([1e-3, 0.02, 0.3, 1.0, 3.0])


def radial(n: int, ell: int) -> tuple[Vector, Vector]:
    """R_nl and dR_nl/dx at the nodes, b = 1."""
    norm = math.exp(0.5 * (math.log(2.0) + gammaln(n + 1) - gammaln(n + ell + 1.5)))
    tail = norm * X**ell * np.exp(-(X**2) / 2)
    laguerre = eval_genlaguerre(n, ell + 0.5, X**2)
    slope = -eval_genlaguerre(n - 1, ell + 1.5, X**2) if n else 0.0 * X
    return tail * laguerre, tail * ((ell / X - X) * laguerre + 2 * X * slope)


def quadrature(left: Vector, L: int, right: Vector) -> Vector:
    j = spherical_jn(L, 2 * np.sqrt(Y)[:, None] * X)
    return j @ (W * X**2 * left * right)


ORBITS = [
    (0, 0),
    (1, 0),
    (0, 1),
    (1, 1),
    (0, 2),
    (2, 0),
    (1, 2),
    (0, 3),
    (0, 4),
    (0, 5),
    (2, 1),
    (1, 3),
    (8, 0),
    (6, 4),
]
PAIRS = [(a, b) for a in ORBITS for b in ORBITS]


@pytest.mark.parametrize("a", ORBITS)
def test_bessel_is_the_integral(a: tuple[int, int]) -> None:
    for b in ORBITS:
        for L in range(abs(a[1] - b[1]), a[1] + b[1] + 1, 2):
            expected = quadrature(radial(*a)[0], L, radial(*b)[0])
            assert np.allclose(bessel(*a, *b, L)(Y), expected, rtol=1e-9, atol=2e-12)


@pytest.mark.parametrize("a", ORBITS)
def test_derivatives_are_the_integrals(a: tuple[int, int]) -> None:
    for b in ORBITS:
        value, slope = radial(*b)
        for function, ell, centrifugal in ((bessel_raise, b[1] + 1, -b[1]), (bessel_lower, b[1] - 1, b[1] + 1)):
            for L in range(abs(a[1] - ell), a[1] + ell + 1, 2) if ell >= 0 else ():
                expected = quadrature(radial(*a)[0], L, slope + centrifugal * value / X) / (2 * np.sqrt(Y))
                scale = np.max(np.abs(expected))
                assert np.allclose(function(*a, *b, L)(Y), expected, rtol=1e-9, atol=2e-12 * max(scale, 1.0))


def test_orthogonality_at_zero_momentum() -> None:
    for a, b in PAIRS:
        if a[1] == b[1]:
            assert bessel(*a, *b, 0).coefficients[0] == pytest.approx(float(a == b), abs=1e-13)


def test_symmetry() -> None:
    for a, b in PAIRS:
        for L in range(abs(a[1] - b[1]), a[1] + b[1] + 1, 2):
            assert bessel(*a, *b, L).coefficients == pytest.approx(bessel(*b, *a, L).coefficients, rel=1e-14)


def test_degree_is_that_of_the_shells() -> None:
    assert len(bessel(2, 1, 1, 3, 2).coefficients) == 1 + 2 + 1 + (1 + 3 - 2) // 2
    assert bessel(0, 4, 0, 4, 0).power == 0
    assert bessel(0, 4, 0, 3, 7).power == 7


def test_closed_forms() -> None:
    assert bessel(0, 0, 0, 0, 0).coefficients == (1.0,)
    assert bessel(0, 1, 0, 1, 0).coefficients == pytest.approx((1.0, -2.0 / 3.0), rel=1e-15)
    assert bessel(0, 1, 0, 1, 2).coefficients == pytest.approx((2.0 / 3.0,), rel=1e-15)  # 4y/15 times 5/2


@pytest.mark.parametrize("L", [1, 4, -1])
def test_what_is_no_polynomial_is_refused(L: int) -> None:
    with pytest.raises(ValidityError, match="no polynomial"):
        bessel(0, 1, 0, 1, L)
    with pytest.raises(ValidityError, match="n = -1"):
        bessel(-1, 1, 0, 1, 0)


def test_polynomials_add_and_multiply_out() -> None:
    f, g = DampedPolynomial(0, (1.0, 2.0)), DampedPolynomial(4, (3.0,))
    y = np.array([0.3, 1.7])
    assert (f + g)(y) == pytest.approx(f(y) + g(y), rel=1e-14)
    assert (g + f).coefficients == (1.0, 2.0, 3.0)
    assert g.in_y(4).tolist() == [0.0, 0.0, 3.0, 0.0]
    assert f.scaled(-2.0).coefficients == (-2.0, -4.0)
    assert f.scaled(0.0).coefficients == ()
    assert (f + f.scaled(0.0)) == f == (f.scaled(0.0) + f)
    assert DampedPolynomial(1, (2.0,))(4.0) == pytest.approx(4.0 * math.exp(-4.0))
    with pytest.raises(ValueError, match="whole number"):
        f + DampedPolynomial(1, (1.0,))
    with pytest.raises(ValueError, match="no polynomial"):
        DampedPolynomial(1, (1.0,)).in_y(3)


def test_horner_and_y() -> None:
    y = np.linspace(0.0, 2.0, 5)
    assert horner(y, [0.5, -1.0, 2.0]) == pytest.approx(0.5 - y + 2 * y**2)
    assert momentum_to_y(197.3269804, 2.0) == pytest.approx(1.0, rel=1e-8)
