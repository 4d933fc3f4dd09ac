"""Axially deformed harmonic-oscillator basis on a Gauss–Hermite × Gauss–Laguerre mesh."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import ValidityError

__all__ = ["Basis", "Block", "Expansion", "hermite_functions", "oscillator_basis", "oscillator_lengths"]

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]


def hermite_functions(x: Vector, n_max: int) -> Matrix:
    """Orthonormal Hermite functions h_n(x) e^(−x²/2) [1], n = 0 … n_max, shape (n_max + 1, len(x))."""
    out = np.empty((n_max + 1, x.size))
    out[0] = math.pi**-0.25 * np.exp(-0.5 * x * x)
    if n_max > 0:
        out[1] = math.sqrt(2.0) * x * out[0]
    for n in range(1, n_max):
        out[n + 1] = math.sqrt(2.0 / (n + 1)) * x * out[n] - math.sqrt(n / (n + 1)) * out[n - 1]
    return out


def laguerre_functions(eta: Vector, order: int, n_max: int) -> Matrix:
    """Orthonormal η^(Λ/2) L_n^Λ(η) e^(−η/2) √(n!/(n+Λ)!) [1] with Λ = `order`, n = 0 … n_max."""
    out = np.empty((n_max + 1, eta.size))
    out[0] = np.exp(-0.5 * eta - 0.5 * math.lgamma(order + 1)) * eta ** (0.5 * order)
    if n_max > 0:
        out[1] = (order + 1 - eta) * out[0] / math.sqrt(order + 1)
    for n in range(1, n_max):
        upper = math.sqrt((n + 1) * (n + 1 + order))
        out[n + 1] = ((2 * n + 1 + order - eta) * out[n] - math.sqrt(n * (n + order)) * out[n - 1]) / upper
    return out


@dataclass(frozen=True, eq=False)
class Block:
    """States of one Ω > 0 and parity: spin up (Λ = Ω − ½) first, then spin down (Λ = Ω + ½).

    Parameters
    ----------
    twice_omega, parity : int
    up : int
        Number of spin-up states.
    nz, nr, order : array of int, shape (n,)
        Oscillator quanta along z, radial nodes, Λ.
    stack : array, shape (n, 3 M) [1, fm⁻¹, fm⁻¹]
        √w φ, √w ∂φ/∂r and √w ∂φ/∂z on the M mesh points, side by side; w are the volume weights.
    """

    twice_omega: int
    parity: int
    up: int
    nz: NDArray[np.int64]
    nr: NDArray[np.int64]
    order: NDArray[np.int64]
    stack: Matrix

    @property
    def size(self) -> int:
        """Number of states [1]."""
        return self.nz.size

    @property
    def label(self) -> str:
        """Ω and parity [text], for example "3/2-"."""
        return f"{self.twice_omega}/2{'+' if self.parity > 0 else '-'}"


@dataclass(frozen=True, eq=False)
class Expansion:
    """Exact expansion of scalar densities in h_k(z/b_z) e^(−z²/b_z²) L_m(r²/b_r²) e^(−r²/b_r²), k even.

    Parameters
    ----------
    to_z, to_r : array, shapes (K, n_z), (L, n_r) [1]
        Mesh values → coefficients in either direction.
    laplace_z, laplace_r : array, shapes (n_z, n_z), (n_r, n_r) [fm⁻²]
        ∂²/∂z² and the transverse Laplacian on mesh values.
    """

    to_z: Matrix
    to_r: Matrix
    laplace_z: Matrix
    laplace_r: Matrix

    @property
    def even(self) -> NDArray[np.int64]:
        """Orders k of the Hermite polynomials [1]."""
        return 2 * np.arange(self.to_z.shape[0])


@dataclass(frozen=True, eq=False)
class Basis:
    """Oscillator basis, its mesh (z > 0 half) and what is needed of scalar functions on it.

    Parameters
    ----------
    shells : int
    b_z, b_r : float [fm]
        Oscillator lengths.
    z, r : array, shapes (n_z,), (n_r,) [fm]
        Mesh in each direction.
    weight : array, shape (M,) [fm³]
        Volume weights, both signs of z and the azimuth included; M = n_z n_r, z outermost.
    blocks : tuple of Block
    expansion : Expansion
    """

    shells: int
    b_z: float
    b_r: float
    z: Vector
    r: Vector
    weight: Vector
    blocks: tuple[Block, ...]
    expansion: Expansion

    @property
    def shape(self) -> tuple[int, int]:
        """Mesh points along z and r [1]."""
        return self.z.size, self.r.size

    @property
    def mesh(self) -> tuple[Vector, Vector]:
        """z and r of all mesh points, shapes (M,) [fm]."""
        z, r = np.meshgrid(self.z, self.r, indexing="ij")
        return z.ravel(), r.ravel()

    def laplacian(self, rho: Vector) -> Vector:
        """∇² of a density expanded exactly in the basis; (M,) in, (M,) out [fm⁻² × unit of rho]."""
        grid = rho.reshape(self.shape)
        out: Vector = (self.expansion.laplace_z @ grid + grid @ self.expansion.laplace_r.T).ravel()
        return out

    def evaluate(self, rho: Vector, z: Vector, r: Vector) -> Vector:
        """A density, given on the mesh, at any points (z, r) [fm]; same unit as rho."""
        ex = self.expansion
        c = ex.to_z @ rho.reshape(self.shape) @ ex.to_r.T
        xi, eta = z / self.b_z, (r / self.b_r) ** 2
        h = hermite_functions(xi, int(ex.even[-1]))[ex.even] * np.exp(-0.5 * xi * xi)
        lag = laguerre_functions(eta, 0, ex.to_r.shape[0] - 1) * np.exp(-0.5 * eta)
        out: Vector = np.einsum("kp,km,mp->p", h, c, lag)
        return out


def oscillator_lengths(A: int, hbar2_2m: float, beta: float, factor: float = 1.2) -> tuple[float, float]:
    """Oscillator lengths (b_z, b_r) [fm] for ħω = factor·41 A^(−1/3) MeV and a basis deformation `beta`.

    The volume b_z b_r² does not depend on the deformation; (b_z/b_r)² = exp(3√(5/16π) β), the axis ratio.
    """
    b0 = math.sqrt(2.0 * hbar2_2m / (factor * 41.0 * A ** (-1.0 / 3.0)))
    q = math.exp(3.0 * math.sqrt(5.0 / (16.0 * math.pi)) * beta)
    return b0 * q ** (1.0 / 3.0), b0 * q ** (-1.0 / 6.0)


def _states(shells: int, ratio: float) -> list[tuple[int, int, int]]:
    """(n_z, n_r, Λ ≥ 0) of the lowest oscillator states; ratio = b_z/b_r; as many as up to `shells` when spherical."""
    if ratio == 1.0:
        return [
            (nz, nr, lam)
            for lam in range(shells + 1)
            for nz in range(shells - lam + 1)
            for nr in range((shells - lam - nz) // 2 + 1)
        ]
    count = (shells + 1) * (shells + 2) * (shells + 3) // 6
    w_z, w_r = ratio ** (-4.0 / 3.0), ratio ** (2.0 / 3.0)
    top = 3 * shells + 3
    pool = [
        (w_r * (2 * nr + lam) + w_z * nz, lam, nz, nr)
        for lam in range(top)
        for nz in range(top)
        for nr in range(top // 2)
        if w_r * (2 * nr + lam) + w_z * nz < 1.7 * shells + 3
    ]
    pool.sort()
    out, n = [], 0
    for _, lam, nz, nr in pool:
        if n >= count:
            break
        out.append((nz, nr, lam))
        n += 1 if lam == 0 else 2
    return out


def _expansion(
    xi: Vector, w_z: Vector, eta: Vector, w_r: Vector, b: tuple[float, float], size: tuple[int, int]
) -> Expansion:
    """Transforms on nodes ξ > 0 and η with weights of dξ and dη (the Gaussian not taken out)."""
    n_k, n_m = size
    full = hermite_functions(xi, 2 * n_k + 2)
    to_z = 2.0 * w_z * np.exp(0.5 * xi * xi) * full[0 : 2 * n_k : 2]  # both signs of z
    k = 2.0 * np.arange(n_k)
    second = np.exp(-0.5 * xi * xi) * full[2 : 2 * n_k + 2 : 2] * (2.0 * np.sqrt((k + 1) * (k + 2)))[:, None]
    lag = laguerre_functions(eta, 0, n_m)
    to_r = w_r * np.exp(0.5 * eta) * lag[:n_m]
    transverse = np.exp(-0.5 * eta) * lag[1:] * (-4.0 * np.arange(1, n_m + 1))[:, None]
    return Expansion(to_z, to_r, second.T @ to_z / b[0] ** 2, transverse.T @ to_r / b[1] ** 2)


def _radial(eta: Vector, b_r: float, root: Vector, max_r: int) -> dict[int, tuple[Matrix, Matrix]]:
    """√w R/√(2π) and its derivative by Λ, rows n_r."""
    r = b_r * np.sqrt(eta)
    scale = root / (b_r * math.sqrt(math.pi))
    top = max_r // 2 + 1
    rows = np.sqrt(np.arange(1, top + 1))[:, None]
    out = {}
    for lam in range(max_r + 1):
        R = laguerre_functions(eta, lam, top) * scale
        dR = (lam / r - r / b_r**2) * R
        dR[1:] -= (2.0 / b_r) * rows * (laguerre_functions(eta, lam + 1, top - 1) * scale)
        out[lam] = (R, dR)
    return out


def _along(xi: Vector, b_z: float, root: Vector, max_z: int) -> tuple[Matrix, Matrix]:
    """√w Z and its derivative, rows n_z."""
    h = hermite_functions(xi, max_z + 1) * root / math.sqrt(b_z)
    n = np.arange(max_z + 1)[:, None]
    slope = -np.sqrt((n + 1) / 2) * h[1:] / b_z
    slope[1:] += np.sqrt(n[1:] / 2) * h[:max_z] / b_z
    return h[: max_z + 1], slope


def _blocks(
    states: list[tuple[int, int, int]], along: tuple[Matrix, Matrix], radial: dict[int, tuple[Matrix, Matrix]]
) -> tuple[Block, ...]:
    out = []
    for twice in range(1, 2 * max(s[2] for s in states) + 2, 2):
        for parity in (1, -1):
            up, down = (
                [s for s in states if s[2] == lam and (-1) ** (s[0] + lam) == parity]
                for lam in ((twice - 1) // 2, (twice + 1) // 2)
            )
            members = up + down
            if not members:
                continue
            nz, nr, lam = (np.array([s[i] for s in members]) for i in range(3))
            R, dR = (np.array([radial[s[2]][i][s[1]] for s in members]) for i in (0, 1))
            pairs = ((along[0][nz], R), (along[0][nz], dR), (along[1][nz], R))
            stack = [(a[:, :, None] * c[:, None, :]).reshape(len(members), -1) for a, c in pairs]
            out.append(Block(twice, parity, len(up), nz, nr, lam, np.concatenate(stack, axis=1)))
    return tuple(out)


@lru_cache(maxsize=4)
def oscillator_basis(shells: int, b_z: float, b_r: float, n_z: int = 0, n_r: int = 0) -> Basis:
    """Basis with `shells` oscillator shells, lengths `b_z`, `b_r` [fm] and `n_z` × `n_r` mesh points.

    Parameters
    ----------
    shells : int
        Highest main quantum number; with b_z ≠ b_r the states of lowest energy, as many as in the spherical case.
    b_z, b_r : float [fm]
    n_z, n_r : int
        Gauss–Hermite nodes with z > 0, Gauss–Laguerre nodes. Default: what keeps ⁴⁰Ar and ¹⁸⁴W to 10⁻⁵ MeV.

    Returns
    -------
    Basis

    Raises
    ------
    ValidityError
        If the mesh is too coarse for the basis.

    Sources
    -------
    Vautherin:1973zz. Checked: orthonormality, kinetic energy and Laplacian of oscillator functions.
    """
    states = _states(shells, b_z / b_r)
    max_z, max_r = max(s[0] for s in states), max(2 * s[1] + s[2] for s in states)
    size = (max_z + 3, max_r + 4)
    least = (size[0] + max_z) // 2 + 2, (size[1] + max_r) // 2 + 2
    n_z, n_r = n_z or max(least[0], 14), n_r or max(least[1], 2 * max_r, 22)
    if n_z < least[0] or n_r < least[1]:
        raise ValidityError(
            f"A mesh of {n_z} × {n_r} points is too coarse for n_z ≤ {max_z}, 2n_r + Λ ≤ {max_r}.",
            hint=f"Take at least {least[0]} × {least[1]} points.",
        )
    nodes, weights = np.polynomial.hermite.hermgauss(2 * n_z)
    xi = nodes[n_z:]
    w_z = weights[n_z:] * np.exp(xi * xi)
    eta, w_r = np.polynomial.laguerre.laggauss(n_r)
    w_r = w_r * np.exp(eta)
    along, across = 2.0 * b_z * w_z, math.pi * b_r**2 * w_r
    return Basis(
        shells=shells,
        b_z=b_z,
        b_r=b_r,
        z=b_z * xi,
        r=b_r * np.sqrt(eta),
        weight=np.outer(along, across).ravel(),
        blocks=_blocks(states, _along(xi, b_z, np.sqrt(along), max_z), _radial(eta, b_r, np.sqrt(across), max_r)),
        expansion=_expansion(xi, w_z, eta, w_r, (b_z, b_r), size),
    )
