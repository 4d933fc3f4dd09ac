r"""Reduced matrix elements of the one-body operators of nuclear responses between oscillator orbits.

Orbits are (n, l, 2j) with n = radial nodes from 0, radial functions positive at the origin, l coupled before s to j;
reduced matrix elements as in Edmonds; ρ = qr, y = (qb/2)²; vector spherical harmonics M_JL.
"""

from __future__ import annotations

import math
from functools import lru_cache

from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.structure.angular import wigner_3j, wigner_6j, wigner_9j

from ._orbits import Orbit
from .oscillator import bessel, bessel_lower, bessel_raise
from .polynomials import DampedPolynomial

__all__ = ["MATRIX_ELEMENTS", "reduced_matrix_element"]

_ZERO = DampedPolynomial(0, ())
_HARMONIC = 1.0 / math.sqrt(4.0 * math.pi)


def reduced_matrix_element(operator: str, K: int, a: Orbit, b: Orbit) -> DampedPolynomial:
    r"""Reduced matrix element :math:`\langle a\|O_K\|b\rangle` [1] as a function of y.

    .. math::

        M_{JM} &= j_J Y_{JM}, &
        \Sigma''_{JM} &= \{q^{-1}\nabla M_{JM}\}\cdot\sigma, &
        \Sigma'_{JM} &= -i\{q^{-1}\nabla\times M_{JJ}^M\}\cdot\sigma, \\
        \Delta_{JM} &= M_{JJ}^M\cdot q^{-1}\nabla, &
        \Phi''_{JM} &= i\{q^{-1}\nabla M_{JM}\}\cdot(\sigma\times q^{-1}\nabla), &
        \tilde\Phi'_{JM} &= \{q^{-1}\nabla\times M_{JJ}^M\}\cdot(\sigma\times q^{-1}\nabla)
            + \tfrac12 M_{JJ}^M\cdot\sigma

    Parameters
    ----------
    operator : str
        ``"M"``, ``"Sigma1"`` (Σ′), ``"Sigma2"`` (Σ″), ``"Delta"``, ``"Phi2"`` (Φ″) or ``"PhiT1"`` (Φ̃′).
    K : int [1]
        Rank, J in the formulas.
    a, b : (n, l, 2j) [1]
        Orbits.

    Returns
    -------
    DampedPolynomial [1]
        Zero (no coefficients) where angular momentum or parity forbids it.

    Raises
    ------
    UnknownNameError
        If there is no such operator.
    ValidityError
        If K is negative.

    Sources
    -------
    Donnelly:1979ezn (M, Σ, Δ); Fitzpatrick:2012ix (Φ). Checked: values at q = 0 in closed form, hermiticity, quadrature
    of the radial integrals, published responses of ¹⁹F and ²³Na.

    Examples
    --------
    >>> reduced_matrix_element("M", 0, (0, 0, 1), (0, 0, 1))  # √(2/4π)
    DampedPolynomial(power=0, coefficients=(0.39894228040143...,))
    """
    if operator not in MATRIX_ELEMENTS:
        raise UnknownNameError.of("one-body operator", operator, MATRIX_ELEMENTS)
    if K < 0:
        raise ValidityError(f"The rank of an operator is not negative, got K = {K}.", hint="K = 0, 1, 2, …")
    return _cached(operator, K, a, b)


@lru_cache(maxsize=16384)
def _cached(operator: str, K: int, a: Orbit, b: Orbit) -> DampedPolynomial:
    natural = operator in ("M", "Phi2", "PhiT1")
    if not abs(a[2] - b[2]) <= 2 * K <= a[2] + b[2] or (a[1] + b[1] + K) % 2 == natural:
        return _ZERO
    return MATRIX_ELEMENTS[operator](K, a, b)


def _root(*numbers: int) -> float:
    """√((2x+1)(2y+1)…) of twice x, y, …."""
    return math.sqrt(math.prod(n + 1 for n in numbers))


def _even(l_a: int, L: int, l_b: int) -> float:
    return float(wigner_3j(2 * l_a, 2 * L, 2 * l_b, 0, 0, 0))


def _density(J: int, a: Orbit, b: Orbit) -> DampedPolynomial:
    (n_a, l_a, j_a), (n_b, l_b, j_b) = a, b
    angular = _even(l_a, J, l_b) * wigner_6j(2 * l_a, j_a, 1, j_b, 2 * l_b, 2 * J)
    if angular == 0.0:
        return _ZERO
    sign = (-1) ** (J + (j_b + 1) // 2)
    return bessel(n_a, l_a, n_b, l_b, J).scaled(sign * _HARMONIC * _root(2 * l_a, 2 * l_b, j_a, j_b, 2 * J) * angular)


def _spin(J: int, L: int, a: Orbit, b: Orbit) -> DampedPolynomial:
    """M_JL·σ."""
    (n_a, l_a, j_a), (n_b, l_b, j_b) = a, b
    if L < 0:
        return _ZERO
    angular = _even(l_a, L, l_b) * wigner_9j(2 * l_a, 2 * l_b, 2 * L, 1, 1, 2, j_a, j_b, 2 * J)
    if angular == 0.0:
        return _ZERO
    factor = (-1) ** l_a * _HARMONIC * math.sqrt(6.0) * _root(2 * l_a, 2 * l_b, j_a, j_b, 2 * L, 2 * J)
    return bessel(n_a, l_a, n_b, l_b, L).scaled(factor * angular)


def _transverse(J: int, a: Orbit, b: Orbit) -> DampedPolynomial:
    up, down = _spin(J, J + 1, a, b), _spin(J, J - 1, a, b)
    return (up.scaled(-math.sqrt(J)) + down.scaled(math.sqrt(J + 1.0))).scaled(1.0 / _root(2 * J))


def _longitudinal(J: int, a: Orbit, b: Orbit) -> DampedPolynomial:
    up, down = _spin(J, J + 1, a, b), _spin(J, J - 1, a, b)
    return (up.scaled(math.sqrt(J + 1.0)) + down.scaled(math.sqrt(J))).scaled(1.0 / _root(2 * J))


def _gradient(L: int, order: int, a: Orbit, b: Orbit) -> DampedPolynomial:
    """[Y_order ⊗ ∇]_L with j_order, in space alone and without [l_a] and signs that depend on a."""
    (n_a, l_a, _), (n_b, l_b, _) = a, b
    total = _ZERO
    for integral, ell, weight in (
        (bessel_raise, l_b + 1, math.sqrt(l_b + 1.0)),
        (bessel_lower, l_b - 1, -math.sqrt(l_b)),
    ):
        if ell < 0:
            continue
        angular = _even(l_a, order, ell) * wigner_6j(2 * order, 2, 2 * L, 2 * l_b, 2 * l_a, 2 * ell)
        if angular != 0.0:
            total += integral(n_a, l_a, n_b, l_b, order).scaled(weight * _root(2 * ell) * angular)
    return total


def _convection(J: int, a: Orbit, b: Orbit) -> DampedPolynomial:
    (_, l_a, j_a), (_, l_b, j_b) = a, b
    angular = wigner_6j(2 * l_a, j_a, 1, j_b, 2 * l_b, 2 * J)
    factor = -((-1) ** (J + (j_b + 1) // 2)) * _HARMONIC * _root(2 * l_a, j_a, j_b) * (2 * J + 1)
    return _gradient(J, J, a, b).scaled(factor * angular)


def _spin_gradient(J: int, order: int, a: Orbit, b: Orbit) -> DampedPolynomial:
    """i M_J,order·(σ × ∇)/[J], order = J ± 1."""
    (_, l_a, j_a), (_, l_b, j_b) = a, b
    total = _ZERO
    if order < 0:
        return total
    for L in range(min(order, J), max(order, J) + 1):
        angular = wigner_6j(2 * order, 2, 2 * L, 2, 2 * J, 2)
        angular *= wigner_9j(2 * l_a, 2 * l_b, 2 * L, 1, 1, 2, j_a, j_b, 2 * J)
        if angular != 0.0:
            total += _gradient(L, order, a, b).scaled((-1) ** (J - L) * (2 * L + 1) * angular)
    return total.scaled((-1) ** l_a * 6.0 * _HARMONIC * _root(2 * l_a, j_a, j_b, 2 * order))


def _spin_orbit(J: int, a: Orbit, b: Orbit) -> DampedPolynomial:
    up, down = _spin_gradient(J, J + 1, a, b), _spin_gradient(J, J - 1, a, b)
    return up.scaled(math.sqrt(J + 1.0)) + down.scaled(math.sqrt(J))


def _tensor(J: int, a: Orbit, b: Orbit) -> DampedPolynomial:
    up, down = _spin_gradient(J, J + 1, a, b), _spin_gradient(J, J - 1, a, b)
    return up.scaled(-math.sqrt(J)) + down.scaled(math.sqrt(J + 1.0)) + _spin(J, J, a, b).scaled(0.5)


MATRIX_ELEMENTS = {
    "M": _density,
    "Sigma1": _transverse,
    "Sigma2": _longitudinal,
    "Delta": _convection,
    "Phi2": _spin_orbit,
    "PhiT1": _tensor,
}
"""Operators by name."""
