"""Partial waves of massless electrons in a central potential: phases, amplitudes. Compiled; imported lazily."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nuscat._core.errors import ConvergenceError
from nuscat.constants import G_F, alpha, hbarc

from ._coulomb_functions import coulomb_phase, dirac_coulomb_pair
from ._radial_density import RadialDensity

__all__ = [
    "Numerics",
    "difference_series",
    "distorted_amplitudes",
    "nuclear_phases",
    "point_amplitude",
    "point_phases",
    "reduced_coefficients",
]

Vector = NDArray[np.float64]
Complex = NDArray[np.complex128]
_RESCALE = 32


@njit(cache=True)
def _start(kappa: int, x: float) -> float:
    """Ratio G/F = j_κ(x)/j_{κ−1}(x) [1] of a constant potential, by its continued fraction; x below κ."""
    ratio = 0.0
    for n in range(12, -1, -1):
        ratio = x * x / (2 * kappa + 2 * n + 1 - ratio)
    return ratio / x


@njit(cache=True, error_model="numpy")
def nuclear_phases(k: float, nu: float, edges: Vector, waves: NDArray[np.float64], first: NDArray[np.int64]) -> Vector:
    r"""Numerator and denominator of tan δ′ of all partial waves, relative to a point charge.

    The radial Dirac equation of a massless electron,

    .. math:: G' = -\frac{\kappa}{r} G + (k - V) F, \qquad F' = \frac{\kappa}{r} F - (k - V) G,

    is carried over each step by the exponential of its fourth-order Magnus matrix, up to a factor (only the ratio G/F
    matters), and matched to Coulomb functions at the last edge.

    Parameters
    ----------
    k : float [fm⁻¹]
        Momentum.
    nu : float [1]
        Zα.
    edges : array, shape (n + 1,) [fm]
        Edges of the steps; the potential beyond the last is −ν/r.
    waves : array, shape (m, n, 2) [fm⁻¹]
        k − V at the two Gauss nodes of every step, for each of m potentials.
    first : array of int, shape (n_kappa,) [1]
        First step of the wave κ = index + 1; increasing.

    Returns
    -------
    array, shape (m, n_kappa, 2) [1]
        (num, den) with tan δ′ = num/den, normalised to num² + den² = 1.

    Sources
    -------
    Yennie:1954zz (matching). Checked: square well in closed form; independent of step, start and matching radius.
    """
    m, n = waves.shape[0], edges.shape[0] - 1
    n_kappa = first.shape[0]
    out = np.empty((m, n_kappa, 2))
    G, F = np.zeros(n_kappa), np.ones(n_kappa)
    root = math.sqrt(3.0) / 6.0
    for i in range(m):
        active = 0
        for s in range(n):
            r, h = edges[s], edges[s + 1] - edges[s]
            w1, w2 = waves[i, s, 0], waves[i, s, 1]
            while active < n_kappa and first[active] == s:
                G[active], F[active] = _start(active + 1, w1 * r), 1.0
                active += 1
            r1, r2 = r + (0.5 - root) * h, r + (0.5 + root) * h
            a = -0.5 * h * (1.0 / r1 + 1.0 / r2)
            b = -root * h * h * (w1 / r2 - w2 / r1)
            c = 0.5 * h * (w1 + w2)
            ab, cc = a * a + b * b, c * c
            for j in range(active):
                kappa = j + 1.0
                D = kappa * kappa * ab - cc
                t = (945.0 + D * (105.0 + D)) / (945.0 + D * (420.0 + 15.0 * D))  # tanh √D / √D
                g, f = G[j], F[j]
                G[j] = g + t * (kappa * (a * g + b * f) + c * f)
                F[j] = f + t * (kappa * (b * g - a * f) - c * g)
            if s % _RESCALE == 0:
                for j in range(active):
                    size = 1.0 / (abs(G[j]) + abs(F[j]))
                    G[j] *= size
                    F[j] *= size
        for j in range(n_kappa):
            Gr, Fr, Gi, Fi = dirac_coulomb_pair(j + 1, nu, k * edges[n])
            num, den = Gr * F[j] - Fr * G[j], Fi * G[j] - Gi * F[j]
            size = math.hypot(num, den)
            out[i, j, 0], out[i, j, 1] = num / size, den / size
    return out


@njit(cache=True)
def point_phases(nu: float, n_kappa: int) -> Complex:
    """e^{2iδ} [1] of a point charge ν = Zα for κ = 1 … n_kappa; see :func:`coulomb_phase`."""
    out = np.empty(n_kappa, dtype=np.complex128)
    for j in range(n_kappa):
        delta = 2.0 * coulomb_phase(j + 1, nu)
        out[j] = complex(math.cos(delta), math.sin(delta))
    return out


@njit(cache=True)
def reduced_coefficients(phases: Complex, times: int) -> Complex:
    r"""Coefficients of (1 − x)ⁿ Σ_κ κ e^{2iδ}[P_κ + P_{κ−1}] in Legendre polynomials [1], incomplete ones dropped.

    .. math:: a_l \leftarrow a_l - \frac{l\, a_{l-1}}{2l-1} - \frac{(l+1)\, a_{l+1}}{2l+3}

    Parameters
    ----------
    phases : array of complex, shape (n_kappa,) [1]
    times : int [1]
        n.

    Returns
    -------
    array of complex, shape (n_kappa − times,) [1]

    Sources
    -------
    Yennie:1954zz. Checked: the sum of a geometric series.
    """
    n = phases.shape[0]
    a = np.empty(n, dtype=np.complex128)
    a[0] = phases[0]
    for order in range(1, n):
        a[order] = order * phases[order - 1] + (order + 1) * phases[order]
    for _ in range(times):
        n -= 1
        new = np.empty(n, dtype=np.complex128)
        for order in range(n):
            value = a[order] - (order + 1) * a[order + 1] / (2 * order + 3)
            if order > 0:
                value -= order * a[order - 1] / (2 * order - 1)
            new[order] = value
        a = new
    return a


@njit(cache=True)
def point_amplitude(coefficients: Complex, times: int, cos_theta: Vector) -> Complex:
    """2ik f [1] of a point charge at `cos_theta` [1], shape (n_angles,), from coefficients reduced `times` times."""
    out = np.empty(cos_theta.shape[0], dtype=np.complex128)
    for i in range(cos_theta.shape[0]):
        x = cos_theta[i]
        before, now, total = 1.0, x, coefficients[0] + 0.0j
        for order in range(1, coefficients.shape[0]):
            total += coefficients[order] * now
            before, now = now, ((2 * order + 1) * x * now - order * before) / (order + 1)
        out[i] = total / (1.0 - x) ** times
    return out


@njit(cache=True)
def difference_series(weights: NDArray[np.complex128], cos_theta: Vector) -> Complex:
    """Σ_κ κ w_κ [P_κ + P_{κ−1}] [1] for each row of `weights`, shape (m, n_kappa), at `cos_theta`: (m, n_angles)."""
    m, n_kappa = weights.shape
    out = np.zeros((m, cos_theta.shape[0]), dtype=np.complex128)
    for i in range(cos_theta.shape[0]):
        x = cos_theta[i]
        before, now = 1.0, x
        for j in range(n_kappa):
            kappa = j + 1
            both = kappa * (now + before)
            for p in range(m):
                out[p, i] += weights[p, j] * both
            before, now = now, ((2 * kappa + 1) * x * now - kappa * before) / (kappa + 1)
    return out


@dataclass(frozen=True, kw_only=True)
class Numerics:
    """Numerical parameters of the partial-wave sum; the defaults give 1e-6 in dσ/dΩ and A_PV (see tests).

    Parameters
    ----------
    phase_step : float [1]
        Largest k·h of a step.
    width : float [fm]
        Largest step inside the nucleus.
    start : float [1]
        The wave κ starts at kr = 0.02 + start·(κ − 1).
    margin : float [1]
        The matching radius is where kr = kR + margin (1 + (kR)^{1/3}/2), R the end of the densities.
    n_point : int [1]
        Partial waves of the point charge.
    reductions : int [1]
        Powers of 1 − cos θ taken out of the sum over them.
    """

    phase_step: float = 0.01
    width: float = 0.01
    start: float = 0.1
    margin: float = 10.0
    n_point: int = 1000
    reductions: int = 3


def _edges(k: float, breaks: list[float], matching: float, numerics: Numerics) -> Vector:
    """Edges of the steps [fm]: growing by a tenth from kr = 0.02, then even between the breaks."""
    h = min(numerics.phase_step / k, numerics.width)
    edges = [0.02 / k]
    while 0.1 * edges[-1] < h and 1.1 * edges[-1] < breaks[0]:
        edges.append(1.1 * edges[-1])
    inner = [(stop, h) for stop in breaks]
    for stop, step in [*inner, (matching, numerics.phase_step / k)]:
        if stop > edges[-1]:
            n = math.ceil((stop - edges[-1]) / step)
            edges.extend(np.linspace(edges[-1], stop, n + 1)[1:].tolist())
    return np.array(edges)


def distorted_amplitudes(
    k: float,
    cos_theta: Vector,
    charge: RadialDensity,
    weak: RadialDensity | None = None,
    numerics: Numerics | None = None,
) -> tuple[Complex, Complex]:
    r"""Mean scattering amplitude of the two helicities, and their difference f₊ − f₋.

    .. math::
        f = \frac{1}{2ik}\sum_\kappa \kappa\, e^{2i\delta_\kappa}[P_\kappa + P_{\kappa-1}], \qquad
        V_\pm = -\alpha\!\int\!\frac{\rho_{ch}}{|\mathbf r-\mathbf r'|}d^3r' \pm \frac{G_F}{2\sqrt2}\rho_W

    The series of a point charge is summed by reduction; what the nucleus changes, and what the helicity changes, are
    short series of their own, so that A_PV ~ 10⁻⁷ loses no digits to either.

    Parameters
    ----------
    k : float [fm⁻¹]
        Momentum in the centre of mass.
    cos_theta : array, shape (n,) [1]
        Below 1.
    charge : RadialDensity [fm⁻³]
        Integral Z.
    weak : RadialDensity [fm⁻³], optional
        Integral Q_W; without it the difference is zero.
    numerics : Numerics, optional

    Returns
    -------
    tuple of complex array, shape (n,) [fm]
        (f₊ + f₋)/2 and f₊ − f₋; dσ/dΩ = |f|²/cos²(θ/2).

    Raises
    ------
    ConvergenceError
        If a phase shift is not finite.

    Sources
    -------
    Yennie:1954zz; Horowitz:1998vv. Checked: point charge; Born limit; step, start, matching radius and number of waves.
    """
    numerics = Numerics() if numerics is None else numerics
    nu = charge.integral * alpha.value
    breaks = sorted({charge.cutoff, *([] if weak is None else [weak.cutoff])})
    x = k * breaks[-1]
    matching = (x + numerics.margin * (1.0 + 0.5 * x ** (1.0 / 3.0))) / k
    edges = _edges(k, breaks, matching, numerics)
    h = np.diff(edges)[:, None]
    nodes = edges[:-1, None] + h * (0.5 + math.sqrt(3.0) / 6.0 * np.array([-1.0, 1.0]))
    waves: Any = k + alpha.value * charge.potential(nodes)[None]
    if weak is not None:
        potential = G_F.value * hbarc.value**2 / (2.0 * math.sqrt(2.0)) * weak(nodes)
        waves = np.concatenate([waves - potential, waves + potential])
    n_kappa = int(k * matching) - 2
    starts = (0.02 + numerics.start * np.arange(n_kappa)) / k
    first = np.searchsorted(edges, starts * (1.0 - 1e-12)).astype(np.int64)
    tangents = nuclear_phases(k, nu, edges, np.ascontiguousarray(waves), first)
    if not np.all(np.isfinite(tangents)):
        wave = int(np.argmax(~np.all(np.isfinite(tangents), axis=(0, 2)))) + 1
        raise ConvergenceError(
            f"The partial wave κ = {wave} at k = {k:.4g}/fm has no finite phase shift.",
            hint="Check that the potential is finite; increase Numerics.margin.",
        )
    num, den = tangents[..., 0], tangents[..., 1]
    unit = den + 1j * num  # e^{iδ′}
    point = point_phases(nu, max(numerics.n_point, n_kappa))
    total = point_amplitude(reduced_coefficients(point, numerics.reductions), numerics.reductions, cos_theta)
    total = total + difference_series(point[:n_kappa] * (unit**2 - 1.0), cos_theta).mean(axis=0)
    if weak is None:
        return total / (2j * k), np.zeros_like(total)
    sine = num[0] * den[1] - num[1] * den[0]  # sin(δ₊ − δ₋)
    weights = point[:n_kappa] * 2j * sine * unit[0] * unit[1]
    return total / (2j * k), difference_series(weights[None], cos_theta)[0] / (2j * k)
