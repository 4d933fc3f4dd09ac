"""Moments, angle averages and levels of an axial state."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from nuscat.structure.skyrme.solution import Deformation, Level

from ._basis import Basis
from ._kernels import spin_orbit_density
from ._pairs import canonical
from ._state import Problem, State

__all__ = ["angle_average", "deformation", "levels", "radial_grid", "spin_orbit_average"]

Vector = NDArray[np.float64]
_SHOWN = 1e-4
_PANELS, _ORDER, _ANGLES = 12, 12, 48


def radial_grid(end: float) -> tuple[Vector, Vector]:
    """Gauss–Legendre panels between 0 and `end`: nodes and weights of dr [fm]."""
    x, w = np.polynomial.legendre.leggauss(_ORDER)
    edges = np.linspace(0.0, end, _PANELS + 1)
    half = 0.5 * np.diff(edges)[:, None]
    return (edges[:-1, None] + half * (x + 1.0)).ravel(), (half * w).ravel()


def angle_average(basis: Basis, rho: Vector, r: Vector) -> Vector:
    r"""Monopole part of a scalar density on the mesh, at radii `r` [fm]; same unit.

    .. math:: \rho_0(r) = \int_0^1 \rho(z = r\cos\theta, r_\perp = r\sin\theta)\,d\cos\theta

    Sources
    -------
    Definition; the expansion in the basis is exact. Checked: norm, radius, and spherical nuclei.
    """
    x, w = np.polynomial.legendre.leggauss(_ANGLES)
    x, w = 0.5 * (x + 1.0), 0.5 * w
    z = np.outer(r, x).ravel()
    across = np.outer(r, np.sqrt(1.0 - x * x)).ravel()
    out: Vector = basis.evaluate(rho, z, across).reshape(r.size, x.size) @ w
    return out


def spin_orbit_average(basis: Basis, s: State, q: int, r: Vector) -> Vector:
    r"""Angle average of the radial spin–orbit density [fm⁻⁴] of neutrons (`q` = 0) or protons (1) at radii `r` [fm].

    .. math:: \bar J(r) = \frac{1}{4\pi r}\int\sum v^2\,\psi^\dagger\,\sigma\cdot l\,\psi\,d\Omega

    r·J of the vector spin–orbit density is the density of σ·l, and Φ″ of multipolarity 0 is −σ·l j₁(qr)/(qr): only
    this average enters an elastic form factor.

    Sources
    -------
    Φ″₀ of Fitzpatrick:2012ix with r×∇ = il. Checked: spherical nuclei, Σ n C u²/(4πr³).
    """
    density = spin_orbit_density(basis, s.occupations[q].rho)
    return angle_average(basis, density, r) / r


def _betas(weight: Vector, rho: Vector, z: Vector, r: Vector) -> tuple[float, float]:
    square = z * z + r * r
    number = float(weight @ rho)
    mean = float(weight @ (rho * square)) / number
    Q2 = float(weight @ (rho * (2.0 * z * z - r * r))) / number
    Y40 = 3.0 / (16.0 * math.sqrt(math.pi)) * (8.0 * z**4 - 24.0 * (z * r) ** 2 + 3.0 * r**4)
    Q4 = float(weight @ (rho * Y40)) / number
    return math.sqrt(math.pi / 5.0) * Q2 / mean, 4.0 * math.pi / 3.0 * Q4 / (5.0 / 3.0 * mean) ** 2


def deformation(p: Problem, s: State) -> Deformation:
    r"""Deformation parameters [1] of neutrons, protons and all nucleons.

    .. math:: \beta_2 = \sqrt{\tfrac{\pi}{5}}\frac{\langle 2z^2-r_\perp^2\rangle}{A\langle r^2\rangle},\qquad
        \beta_4 = \frac{4\pi\langle r^4Y_{40}\rangle}{3A R^4},\quad R^2 = \tfrac53\langle r^2\rangle

    Sources
    -------
    Stoitsov:2004pe (β₂). Checked: a uniform spheroid to first order; ¹⁸⁴W.
    """
    z, r = p.basis.mesh
    rho = s.densities.rho
    b2, b4 = _betas(p.basis.weight, rho.sum(0), z, r)
    n2, n4 = _betas(p.basis.weight, rho[0], z, r)
    p2, p4 = _betas(p.basis.weight, rho[1], z, r)
    return Deformation(beta2=b2, beta4=b4, beta2_n=n2, beta2_p=p2, beta4_n=n4, beta4_p=p4)


def levels(p: Problem, s: State) -> tuple[Level, ...]:
    """Canonical levels [MeV] with occupations above 10⁻⁴ or bound, Ω > 0, by species and energy."""
    out = []
    for q, species in enumerate("np"):
        states = canonical(s.occupations[q].rho, s.hamiltonians[q])
        for block, (v2, X), h, d in zip(p.basis.blocks, states, s.hamiltonians[q], s.gaps[q], strict=True):
            e = np.einsum("ij,ij->j", X, h @ X)
            gap = np.einsum("ij,ij->j", X, d @ X)
            out += [
                Level(
                    species=species,
                    twoj=block.twice_omega,
                    parity=block.parity,
                    energy=float(e[k]),
                    occupation=float(v2[k]),
                    gap=float(gap[k]),
                )
                for k in range(block.size)
                if v2[k] > _SHOWN or e[k] < 0.0
            ]
    return tuple(sorted(out, key=lambda level: (level.species, level.energy)))
