"""Spherical Skyrme–Hartree–Fock as one writes it for a paper: finite differences in r and linear mixing of the fields.

No code is shared with nuscat. Energies MeV, lengths fm; species are ordered neutron, proton.
"""

# ruff: noqa: E741 - l is the orbital angular momentum

from __future__ import annotations

import numpy as np
from scipy.linalg import eig_banded

E2 = 1.43996454836
SLY4 = {
    "t0": -2488.913, "t1": 486.818, "t2": -546.395, "t3": 13777.0, "x0": 0.834, "x1": -0.344, "x2": -1.0, "x3": 1.354,
    "alpha": 1 / 6, "b4": 61.5, "hbar2_2m": 20.73553,
}  # fmt: skip


def _differences(n: int, h: float) -> dict[int, np.ndarray]:
    """d/dr at the midpoints ½h, 3h/2 … of functions on h, 2h … that vanish at 0, by their parity; fourth order."""
    out = {}
    for parity in (-1, 1):
        D = np.zeros((n + 1, n + 4))
        for row in range(n + 1):
            D[row, row : row + 4] = (1, -27, 27, -1)  # columns: −h, 0, h, 2h …
        D[:, 2] += parity * D[:, 0]
        out[parity] = D[:, 2:-2] / (24 * h)
    return out


def _slope(f: np.ndarray, h: float, parity: int) -> np.ndarray:
    """d/dr on the mesh h, 2h … of a function that vanishes at 0 and beyond the box, by its parity; fourth order."""
    zero = np.zeros((*f.shape[:-1], 1))
    g = np.concatenate([parity * f[..., :1], zero, f, zero, zero], axis=-1)
    return (g[..., :-4] - 8 * g[..., 1:-3] + 8 * g[..., 3:-1] - g[..., 4:]) / (12 * h)


def hartree_fock(
    Z: int, N: int, p: dict[str, float] = SLY4, h: float = 0.1, tolerance: float = 1e-8
) -> tuple[float, float, float, int]:
    """Energy [MeV], point radii of neutrons and protons [fm], iterations; the last level is filled evenly."""
    A, numbers = Z + N, (N, Z)
    box = 14.0 if Z <= 20 else 16.0
    r = h * np.arange(1, round(box / h))
    D, volume = _differences(r.size, h), 4 * np.pi * h * r**2
    t0, t1, t2, t3, al, b4 = p["t0"], p["t1"], p["t2"], p["t3"], p["alpha"], p["b4"]
    x0, x1, x2, x3 = p["x0"], p["x1"], p["x2"], p["x3"]
    a1, b1 = 0.25 * (t1 * (1 + x1 / 2) + t2 * (1 + x2 / 2)), -0.25 * (t1 * (x1 + 0.5) - t2 * (x2 + 0.5))
    a2, b2 = (3 * t1 * (1 + x1 / 2) - t2 * (1 + x2 / 2)) / 16, -(3 * t1 * (x1 + 0.5) + t2 * (x2 + 0.5)) / 16
    kinetic = p["hbar2_2m"] * (1 - 1 / A)
    fermi = 1 / (1 + np.exp((r - 1.27 * A ** (1 / 3)) / 0.67))
    V = np.array([[-51 + 33 * (N - Z) / A], [-51 - 33 * (N - Z) / A]])
    R = 1.27 * A ** (1 / 3)
    U = V * fermi + np.array([[0.0], [Z * E2]]) * np.where(r < R, (1.5 - 0.5 * (r / R) ** 2) / R, 1 / r)
    W = 0.44 * 1.27**2 * V * -fermi * (1 - fermi) / 0.67
    B, Bp = np.full_like(U, kinetic), np.zeros_like(U)
    energy = 0.0
    for iteration in range(1, 300):
        rho, tau, J = np.zeros_like(U), np.zeros_like(U), np.zeros_like(U)
        for q, number in enumerate(numbers):
            edge = np.concatenate([[2 * B[q, 0] - B[q, 1], 1.5 * B[q, 0] - 0.5 * B[q, 1]], B[q], [kinetic] * 2])
            middle = (9 * (edge[1:-2] + edge[2:-1]) - edge[:-3] - edge[3:]) / 16
            H0 = {parity: D[parity].T @ (middle[:, None] * D[parity]) for parity in D}
            levels = []
            for l in range(8 if number > 50 else 7 if number > 28 else 5 if number > 14 else 4):
                parity = 1 if l % 2 else -1
                bands = np.zeros((4, r.size))
                for k in range(4):
                    bands[k, : r.size - k] = np.diagonal(H0[parity], k)
                for C in (l, -l - 1) if l else (0,):
                    diagonal = B[q] * l * (l + 1) / r**2 + Bp[q] / r + U[q] + W[q] * C / r
                    e, u = eig_banded(
                        np.vstack([bands[:1] + diagonal, bands[1:]]), lower=True, select="i", select_range=(0, 3)
                    )
                    levels += [(e[k], l, C, parity, u[:, k] / np.sqrt(h)) for k in range(4)]
            left = number
            for _, l, C, parity, u in sorted(levels, key=lambda level: level[0]):
                n = min(2 * l + (2 if l <= C else 0), left)
                left -= n
                rho[q] += n * u**2
                tau[q] += n * ((_slope(u, h, parity) - u / r) ** 2 + l * (l + 1) * (u / r) ** 2)
                J[q] += n * C * u**2 / r
                if not left:
                    break
        rho, tau, J = (x / (4 * np.pi * r**2) for x in (rho, tau, J))
        gradient = (_slope(r * rho, h, -1) - rho) / r
        laplacian = _slope(gradient, h, -1) + 2 * gradient / r
        div = _slope(J, h, -1) + 2 * J / r
        total, T, s2 = rho.sum(0), tau.sum(0), (rho**2).sum(0)
        charge = np.cumsum(volume * rho[1]) - 0.5 * volume * rho[1]
        outside = 4 * np.pi * h * r * rho[1]
        coulomb = E2 * (charge / r + outside[::-1].cumsum()[::-1] - 0.5 * outside)
        coulomb -= np.pi / 3 * E2 * h**2 * rho[1]  # what the trapezoidal rule of both integrals is off by
        density = (
            kinetic * T
            + t0 / 2 * ((1 + x0 / 2) * total**2 - (x0 + 0.5) * s2)
            + t3 / 12 * total**al * ((1 + x3 / 2) * total**2 - (x3 + 0.5) * s2)
            + a1 * total * T + b1 * (rho * tau).sum(0)
            + a2 * gradient.sum(0) ** 2 + b2 * (gradient**2).sum(0)
            - b4 * (total * div.sum(0) + (rho * div).sum(0))
            + 0.5 * coulomb * rho[1] - 0.75 * (3 / np.pi) ** (1 / 3) * E2 * rho[1] ** (4 / 3)
        )  # fmt: skip
        before, energy = energy, float(volume @ density)
        if abs(energy - before) < tolerance * abs(energy):
            break
        new_U = (
            t0 * ((1 + x0 / 2) * total - (x0 + 0.5) * rho)
            + t3 / 12 * total**al * ((2 + al) * (1 + x3 / 2) * total - (x3 + 0.5) * (2 * rho + al * s2 / total))
            + a1 * T + b1 * tau - 2 * a2 * laplacian.sum(0) - 2 * b2 * laplacian - b4 * (div.sum(0) + div)
        )  # fmt: skip
        new_U[1] += coulomb - (3 / np.pi) ** (1 / 3) * E2 * rho[1] ** (1 / 3)
        mix = 0.4 if iteration > 1 else 1.0
        for field, new in (
            (U, new_U),
            (W, b4 * (gradient.sum(0) + gradient)),
            (B, kinetic + a1 * total + b1 * rho),
            (Bp, a1 * gradient.sum(0) + b1 * gradient),
        ):
            field[:] = (1 - mix) * field + mix * new
    r_n, r_p = (np.sqrt(volume @ (rho[q] * r**2) / numbers[q]) for q in range(2))
    return energy, float(r_n), float(r_p), iteration
