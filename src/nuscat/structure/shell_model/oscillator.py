r"""Radial integrals of Bessel functions between oscillator functions, as polynomials.

Oscillator functions are positive at the origin, n counts radial nodes from 0, lengths are in units of b, ρ = qr and
y = (qb/2)².
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache

from nuscat._core.errors import ValidityError

from .polynomials import DampedPolynomial

__all__ = ["bessel", "bessel_lower", "bessel_raise"]


@lru_cache(maxsize=4096)
def bessel(n_a: int, l_a: int, n_b: int, l_b: int, L: int) -> DampedPolynomial:
    r"""Radial integral :math:`\langle n_a l_a|j_L(\rho)|n_b l_b\rangle` [1] as a function of y.

    Parameters
    ----------
    n_a, l_a, n_b, l_b, L : int [1]
        l_a + l_b − L even and not negative.

    Returns
    -------
    DampedPolynomial [1]
        y^(L/2) e^(−y) times a polynomial of degree n_a + n_b + (l_a + l_b − L)/2, its coefficients exact up to the last
        rounding.

    Raises
    ------
    ValidityError
        If the integral is no polynomial.

    Sources
    -------
    Donnelly:1979ezn. Checked: quadrature with scipy's Laguerre polynomials and spherical Bessel functions.

    Examples
    --------
    >>> bessel(0, 0, 0, 0, 0).coefficients, bessel(0, 1, 0, 1, 0).coefficients  # ⟨0s|j₀|0s⟩, ⟨0p|j₀|0p⟩
    ((1.0,), (1.0, -0.6666666666666666))
    """
    right = {l_b + 2 * k: c for k, c in enumerate(_laguerre(n_b, l_b))}
    total = _integral(n_a, l_a, right, L)
    return DampedPolynomial(L, tuple(_norm(n_a, l_a, n_b, l_b) * float(c) for c in total))


@lru_cache(maxsize=4096)
def bessel_raise(n_a: int, l_a: int, n_b: int, l_b: int, L: int) -> DampedPolynomial:
    r"""Radial integral :math:`\langle n_a l_a|j_L(\rho)\,(d/d\rho - l_b/\rho)|n_b l_b\rangle` [1] as a function of y.

    Parameters, result and errors as of :func:`bessel` with l_b + 1 in the place of l_b [1]; y^((L−1)/2) e^(−y) times a
    polynomial.

    Sources
    -------
    Donnelly:1979ezn. Checked: quadrature with scipy.

    Examples
    --------
    >>> bessel_raise(0, 1, 0, 0, 0).power
    -1
    """
    return _derivative(n_a, l_a, n_b, l_b, L, 0)


@lru_cache(maxsize=4096)
def bessel_lower(n_a: int, l_a: int, n_b: int, l_b: int, L: int) -> DampedPolynomial:
    r"""Radial integral :math:`\langle n_a l_a|j_L\,(d/d\rho + (l_b+1)/\rho)|n_b l_b\rangle` [1] as a function of y.

    Parameters, result and errors as of :func:`bessel` with l_b − 1 in the place of l_b [1]; y^((L−1)/2) e^(−y) times a
    polynomial.

    Sources
    -------
    Donnelly:1979ezn. Checked: quadrature with scipy.

    Examples
    --------
    >>> bessel_lower(0, 0, 0, 1, 0).power
    -1
    """
    return _derivative(n_a, l_a, n_b, l_b, L, 2 * l_b + 1)


def _derivative(n_a: int, l_a: int, n_b: int, l_b: int, L: int, constant: int) -> DampedPolynomial:
    """⟨j_L (d/dρ + (constant − l_b)/ρ)⟩: d/dρ = d/dx /(2√y) acts on x^p e^(−x²/2)."""
    right: dict[int, Fraction] = {}
    for k, c in enumerate(_laguerre(n_b, l_b)):
        p = l_b + 2 * k
        right[p - 1] = right.get(p - 1, Fraction(0)) + (2 * k + constant) * c
        right[p + 1] = right.get(p + 1, Fraction(0)) - c
    total = _integral(n_a, l_a, {p: c for p, c in right.items() if c}, L)
    norm = 0.5 * _norm(n_a, l_a, n_b, l_b)
    return DampedPolynomial(L - 1, tuple(norm * float(c) for c in total))


@lru_cache(maxsize=512)
def _laguerre(n: int, ell: int) -> tuple[Fraction, ...]:
    """Coefficients of x², x⁴, … in the Laguerre polynomial L_n^(l+½)(x²)."""
    if n < 0 or ell < 0:
        raise ValidityError(f"There is no oscillator function n = {n}, l = {ell}.", hint="Both start at 0.")
    alpha = Fraction(2 * ell + 1, 2)
    return tuple(
        (-1) ** i * _pochhammer(alpha + i + 1, n - i) / (math.factorial(i) * math.factorial(n - i))
        for i in range(n + 1)
    )


def _pochhammer(x: Fraction, n: int) -> Fraction:
    return math.prod((x + i for i in range(n)), start=Fraction(1))


@lru_cache(maxsize=512)
def _term(m: int, L: int) -> tuple[Fraction, ...]:
    r"""Coefficients of y^s in Γ(L+3/2+m)/Γ(L+3/2)·₁F₁(−m; L+3/2; y): the integral of x^(L+2m) with j_L."""
    beta = Fraction(2 * L + 3, 2)
    return tuple((-1) ** s * math.comb(m, s) * _pochhammer(beta + s, m - s) for s in range(m + 1))


def _integral(n_a: int, l_a: int, right: dict[int, Fraction], L: int) -> list[Fraction]:
    """Polynomial of R_a, without norm, with j_L and Σ c x^p e^(−x²/2), without y^(L/2) e^(−y)."""
    product: dict[int, Fraction] = {}
    for i, a in enumerate(_laguerre(n_a, l_a)):
        for p, c in right.items():
            product[l_a + 2 * i + p] = product.get(l_a + 2 * i + p, Fraction(0)) + a * c
    if L < 0 or any(p < L or (p - L) % 2 for p in product):
        raise ValidityError(
            f"The integral of j_{L} with powers {sorted(product)} of r is no polynomial.",
            hint="Orders L must couple with both l to an even sum.",
        )
    total = [Fraction(0)] * (1 + max((p - L) // 2 for p in product))
    for p, c in product.items():
        for s, t in enumerate(_term((p - L) // 2, L)):
            total[s] += c * t
    while len(total) > 1 and not total[-1]:
        total.pop()
    return total


def _norm(n_a: int, l_a: int, n_b: int, l_b: int) -> float:
    """√π/4 times both norms of the radial functions, N² = 2 n!/Γ(n+l+3/2)."""

    def square(n: int, ell: int) -> Fraction:
        return Fraction(math.factorial(n), 1) / _pochhammer(Fraction(1, 2), n + ell + 1)

    x = square(n_a, l_a) * square(n_b, l_b)
    return 0.5 * math.sqrt(x.numerator / x.denominator)
