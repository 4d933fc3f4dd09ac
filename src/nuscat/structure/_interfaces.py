"""What every nuclear-structure result answers to an elastic probe."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from nuscat._core.arrays import Array

__all__ = ["OPERATORS", "Multipoles"]

OPERATORS = ("M", "Phi2", "Sigma1")
"""One-body operators of elastic scattering: M (density), Φ″ (spin–orbit), Σ′ (transverse spin)."""


@runtime_checkable
class Multipoles(Protocol):
    """Elastic one-body responses of a nucleus of point nucleons.

    Normalisation of Hoferichter:2020osn: F^M(0) = Z or N, F^Φ″(0) = −⅓⟨Σσ·l⟩, F^Σ′ without the factor 4π/(2J+1).
    """

    @property
    def Z(self) -> int:
        """Number of protons [1]."""
        ...

    @property
    def N(self) -> int:
        """Number of neutrons [1]."""
        ...

    @property
    def spin(self) -> float | None:
        """Spin of the state described [ħ]; None where the model has none (equal filling, mean field of odd A)."""
        ...

    @property
    def operators(self) -> frozenset[str]:
        """Operators of :data:`OPERATORS` that the result knows [names]."""
        ...

    @property
    def r_p(self) -> float:
        """Point-proton rms radius [fm]."""
        ...

    @property
    def r_n(self) -> float:
        """Point-neutron rms radius [fm]."""
        ...

    @property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of what the result is made from [text]."""
        ...

    def M(self, q: Array) -> tuple[Array, Array]:
        """F^M of protons and neutrons [1] at momentum transfer `q` [MeV]; (Z, N) at q = 0."""
        ...

    def Phi2(self, q: Array) -> tuple[Array, Array]:
        """F^Φ″ of protons and neutrons [1] at momentum transfer `q` [MeV]; zeros if not in `operators`."""
        ...

    def Sigma1(self, q: Array) -> tuple[tuple[Array, Array], ...]:
        """F^Σ′L of protons and neutrons [1] for L = 1, 3, … at momentum transfer `q` [MeV]; () if not known."""
        ...
