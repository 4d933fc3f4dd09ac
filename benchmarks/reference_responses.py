"""Elastic responses of a shell-model state by quadrature with spherical Bessel functions; no code shared with nuscat.

Angular momentum algebra from SymPy, radial functions from SciPy; only the density matrix itself is read from nuscat.
"""

# ruff: noqa: E741 - l is the orbital angular momentum

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import eval_genlaguerre, gammaln, spherical_jn
from sympy import Rational
from sympy.physics.wigner import wigner_3j, wigner_9j

HBARC = 197.3269804


def _radial(n: int, l: int, b: float, r: np.ndarray) -> np.ndarray:
    x = r / b
    norm = np.exp(0.5 * (np.log(2) + gammaln(n + 1) - gammaln(n + l + 1.5))) / b**1.5
    return norm * x**l * np.exp(-0.5 * x**2) * eval_genlaguerre(n, l + 0.5, x**2)


def _spin(J: int, L: int, a: tuple[int, ...], b: tuple[int, ...]) -> float:
    """Angular part of ⟨a‖M_JL·σ‖b⟩ (Donnelly–Haxton)."""
    (_, la, ja), (_, lb, jb) = a, b
    half = Rational(1, 2)
    nine = wigner_9j(la, lb, L, half, half, 1, ja * half, jb * half, J)
    three = wigner_3j(la, L, lb, 0, 0, 0)
    root = np.sqrt((2 * la + 1) * (2 * lb + 1) * (ja + 1) * (jb + 1) * (2 * L + 1) * (2 * J + 1) * 6 / (4 * np.pi))
    return float((-1) ** la * root * nine * three)


class Responses:
    """Transition densities in r of F^M, F^Φ″ (K = 0) and F^Σ′L of protons and neutrons, integrated for every q."""

    def __init__(self, density: Any, nodes: int = 160, end: float = 9.0) -> None:
        x, w = np.polynomial.legendre.leggauss(nodes)
        self.r = 0.5 * end * density.b * (1 + x)
        self.terms: list[tuple[str, int, np.ndarray]] = []  # name, order of the Bessel function, (2, nodes)
        radial = [_radial(n, l, density.b, self.r) for n, l, _ in density.orbits]
        weight = 0.5 * end * density.b * w * self.r**2
        for K, pair in density.rho.items():
            rho = np.stack(pair)
            parts = {name: np.zeros((2, nodes)) for name in (f"M{K}", f"Phi{K}", f"up{K}", f"down{K}")}
            for i, j in np.argwhere(np.any(rho != 0, axis=0)):
                a, b = density.orbits[i], density.orbits[j]
                both = weight * radial[i] * radial[j] * rho[:, i, j, None]
                if K == 0:
                    even = np.sqrt((2 * 0 + 1) * (a[2] + 1) / (density.twoJ + 1))
                    C = a[1] if a[2] > 2 * a[1] else -a[1] - 1
                    parts["M0"] += even * both
                    parts["Phi0"] -= even * C * both
                elif K % 2 and (a[1] + b[1]) % 2 == 0:
                    for name, L, factor in (("up", K + 1, -np.sqrt(K)), ("down", K - 1, np.sqrt(K + 1))):
                        parts[f"{name}{K}"] += 0.5 * factor / np.sqrt(2 * K + 1) * _spin(K, L, a, b) * both
            if K == 0:
                self.terms += [("M", 0, parts["M0"]), ("Phi2", 1, parts["Phi0"])]
            elif K % 2:
                self.terms += [(f"Sigma1 L={K}", K + 1, parts[f"up{K}"]), (f"Sigma1 L={K}", K - 1, parts[f"down{K}"])]

    def __call__(self, q: float | np.ndarray) -> dict[str, np.ndarray]:
        """Every response [1] at momentum transfers [MeV]: protons and neutrons along the last axis."""
        x = np.multiply.outer(q, self.r) / HBARC
        out: dict[str, np.ndarray] = {}
        for name, order, density in self.terms:
            j = spherical_jn(order, x)
            out[name] = out.get(name, 0.0) + (j / x if name == "Phi2" else j) @ density.T
        return out
