"""Reduced matrix elements: their definitions integrated in space, values at q = 0 in closed form, hermiticity."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import eval_genlaguerre, gammaln, lpmv, spherical_jn

from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.structure.angular import wigner_3j
from nuscat.structure.shell_model.operators import MATRIX_ELEMENTS, reduced_matrix_element

Orbit = tuple[int, int, int]
Field = NDArray[np.complex128]
PAULI = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
LEVI_CIVITA = np.array(
    [[[0, 0, 0], [0, 0, 1], [0, -1, 0]], [[0, 0, -1], [0, 0, 0], [1, 0, 0]], [[0, 1, 0], [-1, 0, 0], [0, 0, 0]]]
)
ORBITS: list[Orbit] = [
    (n, ell, twoj)
    for n in range(3)
    for ell in range(6)
    for twoj in (2 * ell - 1, 2 * ell + 1)
    if twoj > 0 and 2 * n + ell < 6
]
Y = np.array([0.01, 0.2, 0.9, 2.0])
NATURAL = ("M", "Phi2", "PhiT1")


def pairs(parity: int, K: int) -> list[tuple[Orbit, Orbit]]:
    return [
        (a, b)
        for a in ORBITS
        for b in ORBITS
        if (-1) ** (a[1] + b[1]) == parity and abs(a[2] - b[2]) <= 2 * K <= a[2] + b[2]
    ]


def at_zero(operator: str, K: int, a: Orbit, b: Orbit) -> float:
    f = reduced_matrix_element(operator, K, a, b)
    assert not f.coefficients or f.power >= 0
    return f.coefficients[0] if f.coefficients and f.power == 0 else 0.0


def sigma(ell: int, twoj: int) -> float:
    """⟨j‖σ‖j⟩ from Landé's formula: ⟨σ_z⟩ = 1 or −j/(j+1) in the state m = j."""
    j = twoj / 2
    return (1.0 if twoj > 2 * ell else -j / (j + 1)) * math.sqrt((j + 1) * (2 * j + 1) / j)


def angular_momentum(twoj: int) -> float:
    j = twoj / 2
    return math.sqrt(j * (j + 1) * (2 * j + 1))


def test_number_of_nucleons() -> None:
    for a, b in pairs(1, 0):
        expected = math.sqrt((a[2] + 1) / (4 * math.pi)) if a == b else 0.0
        assert at_zero("M", 0, a, b) == pytest.approx(expected, abs=1e-14)


class Space:
    """Operators and spinors on a grid of points in space, q = 1: the definitions themselves, without Racah algebra."""

    def __init__(self, b: float, radial: int = 40, polar: int = 8, azimuth: int = 2) -> None:
        self.b = b
        r, wr = np.polynomial.legendre.leggauss(radial)
        r, wr = 4.0 * b * (r + 1.0), 4.0 * b * wr
        c, wc = np.polynomial.legendre.leggauss(polar)
        # with m_a = m_b and M = 0 nothing depends on the azimuth: two values are one more than needed
        phi = 2 * np.pi * (np.arange(azimuth) + 0.5) / azimuth
        R, C, P = (g.ravel() for g in np.meshgrid(r, c, phi, indexing="ij"))
        S = np.sqrt(1 - C**2)
        self.weights = np.einsum("i,j,k->ijk", wr * r**2, wc, np.full(azimuth, 2 * np.pi / azimuth)).ravel()
        self.points = np.array([R * S * np.cos(P), R * S * np.sin(P), R * C])

    @staticmethod
    def harmonic(ell: int, m: int, x: Field) -> Field:
        if abs(m) > ell:
            return 0.0 * x[0]
        k = abs(m)
        norm = math.sqrt((2 * ell + 1) / (4 * math.pi) * math.factorial(ell - k) / math.factorial(ell + k))
        r = np.sqrt(np.sum(x**2, axis=0))
        value = norm * lpmv(k, ell, x[2] / r) * np.exp(1j * k * np.arctan2(x[1], x[0]))
        return value if m >= 0 else (-1) ** k * np.conj(value)

    @staticmethod
    def gradient(function: Callable[[Field], Field], x: Field) -> Field:
        """∂_i on the first axis, central differences of sixth order."""
        h = 0.02
        rows = []
        for axis in np.eye(3):
            step = h * axis[:, None]
            total = 0.0
            for n, w in ((1, 45), (2, -9), (3, 1)):
                total = total + w * (function(x + n * step) - function(x - n * step))
            rows.append(total / (60 * h))
        return np.array(rows)

    def orbit(self, a: Orbit, x: Field) -> Field:
        """Spinor of m = ½, l before s."""
        n, ell, twoj = a
        r = np.sqrt(np.sum(x**2, axis=0)) / self.b
        norm = math.exp(0.5 * (math.log(2.0) + gammaln(n + 1) - gammaln(n + ell + 1.5))) / self.b**1.5
        R = norm * r**ell * np.exp(-(r**2) / 2) * eval_genlaguerre(n, ell + 0.5, r**2)
        out = []
        for twom in (1, -1):
            clebsch = (-1) ** (ell) * math.sqrt(twoj + 1) * wigner_3j(2 * ell, 1, twoj, 1 - twom, twom, -1)
            out.append(R * clebsch * self.harmonic(ell, (1 - twom) // 2, x))
        return np.array(out)

    def scalar(self, J: int, x: Field) -> Field:
        """M_J0 = j_J(r) Y_J0."""
        return spherical_jn(J, np.sqrt(np.sum(x**2, axis=0))) * self.harmonic(J, 0, x)

    def vector(self, J: int, x: Field) -> Field:
        """M_JJ⁰ = L M_J0/√(J(J+1)), L = −i r × ∇."""
        return -1j * np.cross(x, self.gradient(lambda p: self.scalar(J, p), x), axis=0) / math.sqrt(J * (J + 1))

    def curl(self, J: int, x: Field) -> Field:
        d = self.gradient(lambda p: self.vector(J, p), x)
        return np.array([d[1, 2] - d[2, 1], d[2, 0] - d[0, 2], d[0, 1] - d[1, 0]])

    def element(self, operator: str, J: int, a: Orbit, b: Orbit) -> complex:
        """⟨a ½|O_J0|b ½⟩."""
        x = self.points
        left, right = np.conj(self.orbit(a, x)), self.orbit(b, x)
        spin = np.einsum("ist,tn->isn", PAULI, right)
        slope = self.gradient(lambda p: self.orbit(b, p), x)
        # (σ × ∇)_i ψ
        twist = np.einsum("ijk,jst,ktn->isn", LEVI_CIVITA, PAULI, slope)
        if operator == "M":
            value = self.scalar(J, x) * right
        elif operator == "Sigma2":
            value = np.einsum("in,isn->sn", self.gradient(lambda p: self.scalar(J, p), x), spin)
        elif operator == "Sigma1":
            value = -1j * np.einsum("in,isn->sn", self.curl(J, x), spin)
        elif operator == "Delta":
            value = np.einsum("in,isn->sn", self.vector(J, x), slope)
        elif operator == "Phi2":
            value = 1j * np.einsum("in,isn->sn", self.gradient(lambda p: self.scalar(J, p), x), twist)
        else:
            value = np.einsum("in,isn->sn", self.curl(J, x), twist)
            value += 0.5 * np.einsum("in,isn->sn", self.vector(J, x), spin)
        return complex(np.sum(self.weights * np.sum(left * value, axis=0)))


@pytest.mark.parametrize(
    ("operator", "J"),
    [("M", 0), ("M", 1), ("M", 2), ("M", 3), ("Phi2", 0), ("Phi2", 1), ("Phi2", 2), ("PhiT1", 1), ("PhiT1", 2)]
    + [(o, J) for o in ("Sigma1", "Sigma2", "Delta") for J in (1, 2, 3)],
)
def test_definitions_in_space(operator: str, J: int) -> None:
    """The operators as they are defined, evaluated in space, for orbits that each operator connects."""
    space = Space(b=1.3)
    sample = [(0, 1, 1), (0, 1, 3), (1, 0, 1), (0, 2, 3), (0, 2, 5), (0, 3, 7)]
    found = 0
    for a in sample:
        for b in sample:
            geometry = wigner_3j(a[2], 2 * J, b[2], -1, 0, 1) * (-1) ** ((a[2] - 1) // 2)
            if abs(geometry) < 1e-9:
                continue
            expected = space.element(operator, J, a, b) / geometry
            element = reduced_matrix_element(operator, J, a, b)
            value = float(element((1.3 / 2) ** 2)) if element.coefficients else 0.0
            assert value == pytest.approx(expected, rel=1e-7, abs=1e-8)
            found += abs(value) > 1e-4
    assert found > 3


def test_spin_at_zero_momentum() -> None:
    for a in ORBITS:
        assert at_zero("Sigma1", 1, a, a) == pytest.approx(sigma(a[1], a[2]) / math.sqrt(6 * math.pi), rel=1e-13)
        assert at_zero("Sigma2", 1, a, a) == pytest.approx(sigma(a[1], a[2]) / math.sqrt(12 * math.pi), rel=1e-13)


def test_orbital_angular_momentum_at_zero_momentum() -> None:
    """Δ₁(0) = −l/(2√6π), because Y₁₁ᴹ·∇ j₁/q → −(1/√24π) l_M."""
    for a in ORBITS:
        orbital = angular_momentum(a[2]) - 0.5 * sigma(a[1], a[2])
        assert at_zero("Delta", 1, a, a) == pytest.approx(-orbital / (2 * math.sqrt(6 * math.pi)), abs=1e-13)


def test_spin_orbit_of_rank_zero_by_quadrature() -> None:
    """Φ″₀ = −(4π)^(−½) σ·l j₁(qr)/(qr), σ·l = l or −l−1."""
    nodes, weights = np.polynomial.legendre.leggauss(300)
    x, w = 6.0 * (nodes + 1.0), 6.0 * weights
    rho = 2 * np.sqrt(Y)[:, None] * x
    kernel = spherical_jn(1, rho) / rho

    def radial(n: int, ell: int) -> np.ndarray:
        norm = math.exp(0.5 * (math.log(2.0) + gammaln(n + 1) - gammaln(n + ell + 1.5)))
        value: np.ndarray = norm * x ** (ell + 1) * np.exp(-(x**2) / 2) * eval_genlaguerre(n, ell + 0.5, x**2)
        return value

    for a, b in pairs(1, 0):
        if a[1] != b[1]:
            assert not reduced_matrix_element("Phi2", 0, a, b).coefficients
            continue
        so = a[1] if a[2] > 2 * a[1] else -a[1] - 1
        integral = kernel @ (w * radial(a[0], a[1]) * radial(b[0], b[1]))
        expected = -so * math.sqrt((a[2] + 1) / (4 * math.pi)) * integral
        element = reduced_matrix_element("Phi2", 0, a, b)
        assert (element(Y) if element.coefficients else 0 * Y) == pytest.approx(expected, rel=1e-9, abs=1e-12)
        assert at_zero("Phi2", 0, a, b) == pytest.approx(
            -so * math.sqrt((a[2] + 1) / (4 * math.pi)) / 3 * (a == b), abs=1e-13
        )


@pytest.mark.parametrize("operator", MATRIX_ELEMENTS)
@pytest.mark.parametrize("K", range(7))
def test_hermiticity(operator: str, K: int) -> None:
    """⟨a‖O‖b⟩ = (−1)^(j_a−j_b) ⟨b‖O‖a⟩; the wrong sign of the J − 1 part of Φ″ or of ½M_JJ·σ in Φ̃′ breaks it."""
    found, lowest = 0, {"PhiT1": 1, "Sigma1": 1, "Delta": 1}.get(operator, 0)
    for a, b in pairs((-1) ** K if operator in NATURAL else -((-1) ** K), K):
        left, right = (reduced_matrix_element(operator, K, *pair) for pair in ((a, b), (b, a)))
        if left.coefficients or right.coefficients:
            phase = (-1) ** ((a[2] - b[2]) // 2)
            size = max(np.max(np.abs(left(Y))), 1e-3)
            assert left(Y) == pytest.approx(phase * right(Y), rel=1e-11, abs=1e-12 * size)
            found += 1
    assert (found > 10) == (lowest <= K)


@pytest.mark.parametrize("operator", MATRIX_ELEMENTS)
def test_parity_and_triangle(operator: str) -> None:
    for K in range(6):
        for a, b in pairs(-((-1) ** K) if operator in NATURAL else (-1) ** K, K):
            assert not reduced_matrix_element(operator, K, a, b).coefficients
    assert not reduced_matrix_element(operator, 5, (0, 1, 1), (0, 1, 3)).coefficients


def test_filled_spin_orbit_partners_cancel() -> None:
    for n, ell in ((0, 1), (1, 2), (0, 4)):
        total = sum(
            math.sqrt(twoj + 1) * reduced_matrix_element("Phi2", 0, (n, ell, twoj), (n, ell, twoj))(Y)
            for twoj in (2 * ell - 1, 2 * ell + 1)
        )
        assert total == pytest.approx(0.0 * Y, abs=1e-14)


def test_unknown_operators_and_ranks_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="Sigma1"):
        reduced_matrix_element("Sigma", 1, (0, 0, 1), (0, 0, 1))
    with pytest.raises(ValidityError, match="K = -1"):
        reduced_matrix_element("M", -1, (0, 0, 1), (0, 0, 1))
