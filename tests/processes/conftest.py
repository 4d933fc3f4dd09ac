"""Analytic targets for the tests of processes: Gaussian nuclei, flavour-blind couplings, simple interactions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nuscat._core.arrays import namespace


@dataclass(frozen=True)
class FlavourBlind:
    """Tree-level couplings written out."""

    sin2w: Any = 0.23857
    name: str = "test"

    def nucleon(self, flavour: Any, Q2: Any) -> tuple[Any, Any]:
        return 0.5 - 2.0 * self.sin2w, -0.5


@dataclass(frozen=True)
class GaussianNucleus:
    """F = exp(−q²b²/2) for protons and neutrons; b in 1/MeV, b = 0 pointlike; optional axial response F_A = a."""

    Z: int = 55
    N: int = 78
    mass: float = 123.8e3
    b: Any = 0.0
    axial_response: Any = None

    def proton(self, q: Any) -> Any:
        return namespace(q).exp(-0.5 * q * q * self.b**2)

    neutron = proton

    def weak(self, q: Any, couplings: Any, flavour: Any = "nu_mu") -> Any:
        g_p, g_n = couplings.nucleon(flavour, q * q)
        return g_p * self.Z * self.proton(q) + g_n * self.N * self.neutron(q)

    def axial(self, q: Any) -> Any:
        return self.axial_response * self.proton(q) ** 2


@dataclass(frozen=True)
class Simple:
    """Interaction with a mediator amplitude, a flavour-changing constant and one incoherent term."""

    strength: Any = 0.0
    mass2: float = 1.0
    changing: float = 0.0
    term: str = "magnetic"
    term_strength: Any = 0.0

    def amplitude(self, q: Any, flavour: Any, Z: int, N: int, F_p: Any, F_n: Any) -> Any:
        return (
            self.strength * (Z * F_p + N * F_n) / (q * q + self.mass2) if self.mass2 else self.strength * F_p / (q * q)
        )

    def transitions(self, q: Any, flavour: Any, Z: int, N: int, F_p: Any, F_n: Any) -> dict[str, Any]:
        return {"tau": self.changing * (Z * F_p + N * F_n)}

    def terms(self, q: Any, T_nr: Any, mass: Any, flavour: Any, Z: int, N: int, F_p: Any, F_n: Any) -> Any:
        return ((self.term, self.term_strength * (Z * F_p) ** 2),)
