"""What a nucleus must offer to be a target of elastic scattering, and what such a process offers."""

from __future__ import annotations

from typing import Any, Protocol

from nuscat._core.arrays import Array
from nuscat._core.flavours import Flavour

__all__ = ["ElasticNucleus", "ElasticProcess"]


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
