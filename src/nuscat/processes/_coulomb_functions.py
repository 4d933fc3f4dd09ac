"""Coulomb functions of real order, and point-charge phase shifts of massless electrons. Compiled; imported lazily."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

__all__ = ["coulomb_functions", "coulomb_phase", "dirac_coulomb_pair"]

_TINY = 1e-300
_EPS = 1e-15
_MAXIMUM = 200_000


@njit(cache=True)
def coulomb_functions(order: float, eta: float, rho: float) -> tuple[float, float, float, float]:
    r"""Coulomb functions F_λ, F_λ′, G_λ, G_λ′ [1] of real order at or beyond the turning point.

    .. math:: u'' + \Big[1 - \frac{2\eta}{\rho} - \frac{\lambda(\lambda+1)}{\rho^2}\Big] u = 0

    F′/F from one continued fraction, (G′ + iF′)/(G + iF) from another, and the Wronskian F′G − FG′ = 1.

    Parameters
    ----------
    order : float [1]
        λ > −1, not necessarily an integer.
    eta : float [1]
        Sommerfeld parameter, negative for attraction.
    rho : float [1]
        kr > 0. Inside the turning point the second fraction needs many terms and G loses digits.

    Returns
    -------
    tuple of float [1]
        (F, F′, G, G′), derivatives by ρ; NaN if a fraction did not converge.

    Sources
    -------
    1974CoPhC...8..377B. Checked: mpmath to 1e-12 for integer and non-integer order; Wronskian; spherical
    Bessel functions.
    """
    # F'/F: S_{λ+1} − R²_{λ+1}/(S_{λ+1} + S_{λ+2} − …), Lentz
    step = order + 1.0
    S = step / rho + eta / step
    f = S if S != 0.0 else _TINY
    C, D, sign, converged = f, 0.0, 1.0, False
    for _ in range(_MAXIMUM):
        R2 = 1.0 + (eta / step) ** 2
        step += 1.0
        S_next = step / rho + eta / step
        D = S + S_next - R2 * D
        C = S + S_next - R2 / C
        if D == 0.0:
            D = _TINY
        if C == 0.0:
            C = _TINY
        D = 1.0 / D
        if D < 0.0:
            sign = -sign
        f *= C * D
        S = S_next
        if abs(C * D - 1.0) < _EPS:
            converged = True
            break
    # p + iq
    a, b = complex(-order, eta), complex(order + 1.0, eta)
    denominator = complex(2.0 * (rho - eta), 2.0)
    D2 = 1.0 / denominator
    term = a * b * D2
    total = term
    settled = False
    for _ in range(_MAXIMUM):
        a += 1.0
        b += 1.0
        denominator += 2.0j
        D2 = 1.0 / (denominator + a * b * D2)
        term *= denominator * D2 - 1.0
        total += term
        if abs(total.real * 0.0) != 0.0:  # infinite or NaN
            break
        if abs(term) < _EPS * abs(total) or abs(total) == 0.0:
            settled = True
            break
    if not (converged and settled):
        return np.nan, np.nan, np.nan, np.nan
    p, q = -total.imag / rho, (1.0 - eta / rho) + total.real / rho
    ratio = (f - p) / q
    F = sign / math.sqrt((f - p) * ratio + q)
    return F, f * F, ratio * F, (p * ratio - q) * F


@njit(cache=True)
def _argument_gamma(x: float, y: float) -> float:
    """Argument of Γ(x + iy) [rad], continuous in y, for x > 0: Stirling's series after shifting x above 12."""
    shift = 0.0
    while x < 12.0:
        shift += math.atan2(y, x)
        x += 1.0
    z = complex(x, y)
    w = 1.0 / z
    w2 = w * w
    series = w * (1 / 12 - w2 * (1 / 360 - w2 * (1 / 1260 - w2 * (1 / 1680 - w2 * (1 / 1188)))))
    modulus, angle = math.log(abs(z)), math.atan2(y, x)
    return y * modulus + (x - 0.5) * angle - y + series.imag - shift


@njit(cache=True)
def coulomb_phase(kappa: int, nu: float) -> float:
    r"""Phase shift of a massless electron in the potential −ν/r, without the logarithmic term [rad].

    .. math::
        \delta_\kappa = \tfrac{\pi}{2}(\kappa - \gamma) + \arg\Gamma(\gamma + 1 - i\nu)
        + \arctan\frac{\kappa - \gamma}{\nu}, \qquad \gamma = \sqrt{\kappa^2 - \nu^2}

    Parameters
    ----------
    kappa : int [1]
        κ = j + 1/2 ≥ 1.
    nu : float [1]
        Zα, |ν| < 1.

    Sources
    -------
    Yennie:1954zz. Checked: Γ against mpmath; point-charge cross sections.
    """
    gamma = math.sqrt(kappa * kappa - nu * nu)
    small = nu / (kappa + gamma)  # (κ − γ)/ν
    return 0.5 * math.pi * small * nu + _argument_gamma(gamma + 1.0, -nu) + math.atan(small)


@njit(cache=True)
def dirac_coulomb_pair(kappa: int, nu: float, rho: float) -> tuple[float, float, float, float]:
    r"""Regular and irregular radial functions (G_r, F_r, G_i, F_i) [1] of a massless electron in −ν/r.

    .. math::
        G = \nu u_\gamma + (\kappa - \gamma) u_{\gamma-1}, \qquad
        F = (\kappa - \gamma) u_\gamma + \nu u_{\gamma-1}

    with u the regular or irregular Coulomb function of η = −ν; both divided by ν, so that ν = 0 is regular.

    Parameters
    ----------
    kappa : int [1]
    nu : float [1]
        Zα.
    rho : float [1]
        kr, at or beyond the turning point.

    Sources
    -------
    Yennie:1954zz. Checked: they satisfy the Dirac equation; ν = 0 gives spherical Bessel functions.
    """
    gamma = math.sqrt(kappa * kappa - nu * nu)
    small = nu / (kappa + gamma)
    F, dF, G, dG = coulomb_functions(gamma, -nu, rho)
    slope, scale = gamma / rho - nu / gamma, gamma / kappa
    F_low, G_low = (dF + slope * F) * scale, (dG + slope * G) * scale
    return F + small * F_low, small * F + F_low, G + small * G_low, small * G + G_low
