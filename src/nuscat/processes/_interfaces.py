"""What a nucleus, a set of couplings and an interaction must offer to be used in elastic scattering."""

from __future__ import annotations

from typing import Any, Protocol

from nuscat._core.arrays import Array
from nuscat._core.flavours import Flavour

__all__ = ["ElasticNucleus", "ElasticProcess", "NucleonCouplings", "NewInteraction"]


class NucleonCouplings(Protocol):
    """Neutral-current vector couplings of the nucleons in a named convention."""

    def nucleon(self, flavour: Flavour, Q2: Array) -> tuple[Array, Array]:
        """(g_p, g_n) [1], normalised to g_p = 1/2 − 2 sin²θ_W, g_n = −1/2 at tree level; `Q2` [MeV²]."""
        ...


class ElasticNucleus(Protocol):
    """A nucleus as seen by elastic neutrino scattering."""

    @property
    def mass(self) -> float:
        """Nuclear mass [MeV]."""
        ...

    @property
    def Z(self) -> int:
        """Number of protons."""
        ...

    @property
    def N(self) -> int:
        """Number of neutrons."""
        ...

    def weak(self, q: Array, couplings: Any, flavour: Flavour = "nu_mu") -> Array:
        """Coherent weak amplitude g_p Z F_p + g_n N F_n [1] at momentum transfer `q` [MeV]."""
        ...

    def proton(self, q: Array) -> Array:
        """Proton form factor [1], 1 at q = 0; `q` [MeV]."""
        ...

    def neutron(self, q: Array) -> Array:
        """Neutron form factor [1], 1 at q = 0; `q` [MeV]."""
        ...


class NewInteraction(Protocol):
    """An interaction beyond the standard model, composed with it."""

    def amplitude(self, q: Array, flavour: Flavour, Z: int, N: int, F_p: Array, F_n: Array) -> Array:
        """Real amplitude added to the coherent weak amplitude [1]."""
        ...

    def flavour_changing(self, q: Array, flavour: Flavour, Z: int, N: int, F_p: Array, F_n: Array) -> Array:
        """Sum of |amplitude|² over the other final flavours, added without interference [1]."""
        ...

    def terms(
        self, q: Array, T_nr: Array, mass: float, flavour: Flavour, Z: int, N: int, F_p: Array, F_n: Array
    ) -> tuple[tuple[str, Array], ...]:
        """Further terms of dσ/dT, as (name of a kinematic factor, strength) [cm²/MeV per unit of the factor]."""
        ...


class ElasticProcess(Protocol):
    """Differential and total cross sections of elastic scattering, per nucleus."""

    def dsigma_dT(self, E_nu: Array, T_nr: Array, flavour: Flavour = "nu_mu") -> Array:
        """[cm²/MeV]."""
        ...

    def dsigma_dcos(self, E_nu: Array, cos_theta: Array, flavour: Flavour = "nu_mu") -> Array:
        """[cm²]."""
        ...

    def dsigma_dq2(self, E_nu: Array, q2: Array, flavour: Flavour = "nu_mu") -> Array:
        """[cm²/MeV²]."""
        ...

    def sigma(self, E_nu: Array, flavour: Flavour = "nu_mu", *, T_min: Array = 0.0, order: int | None = None) -> Array:
        """[cm²]."""
        ...

    def T_max(self, E_nu: Array) -> Array:
        """[MeV]."""
        ...

    def q2_max(self, E_nu: Array) -> Array:
        """[MeV²]."""
        ...
