"""Terms of the functional whose form differs from the spherical one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nuscat.structure.skyrme.force import SkyrmeForce
from nuscat.structure.skyrme.functional import Densities, Fields, Term, skyrme_terms

from ._coulomb import Coulomb

__all__ = ["axial_terms"]

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class AxialGradient:
    """a₂(∇ρ)² + b₂Σ(∇ρ_q)² as −a₂ρ∇²ρ − b₂Σρ_q∇²ρ_q; coefficients [MeV fm⁵]."""

    total: float
    each: float
    name: str = "gradient"
    scaling: float = 5.0
    degree: float = 2.0

    def energy_density(self, d: Densities) -> Vector:
        """Integrand equivalent to ℋ_grad [MeV fm⁻³]."""
        out: Vector = -self.total * d.total * d.laplacian.sum(0) - self.each * (d.rho * d.laplacian).sum(0)
        return out

    def fields(self, d: Densities) -> Fields:
        """U [MeV]."""
        U = -2.0 * (self.total * d.laplacian.sum(0) + self.each * d.laplacian)
        zero = np.zeros_like(U)
        return Fields(U, zero, zero)


@dataclass(frozen=True)
class AxialSpinOrbit:
    """−b₄ρ∇·J − b₄′Σρ_q∇·J_q; coefficients [MeV fm⁵]. The third field is S = b₄ρ + b₄′ρ_q, the factor of −∇·J."""

    b4: float
    b4p: float
    name: str = "spin-orbit"
    scaling: float = 5.0
    degree: float = 2.0

    def energy_density(self, d: Densities) -> Vector:
        """ℋ_so [MeV fm⁻³]."""
        out: Vector = -self.b4 * d.total * d.divJ.sum(0) - self.b4p * (d.rho * d.divJ).sum(0)
        return out

    def fields(self, d: Densities) -> Fields:
        """U [MeV] and S [MeV fm²]."""
        U = -self.b4 * d.divJ.sum(0) - self.b4p * d.divJ
        return Fields(U, np.zeros_like(U), self.b4 * d.total + self.b4p * d.rho)


@dataclass(frozen=True, eq=False)
class AxialCoulomb:
    """Direct Coulomb energy of point protons; e² [MeV fm]."""

    e2: float
    coulomb: Coulomb
    name: str = "Coulomb direct"
    scaling: float = 1.0
    degree: float = 2.0

    def energy_density(self, d: Densities) -> Vector:
        """½ρ_pV_C [MeV fm⁻³]."""
        out: Vector = 0.5 * self.e2 * d.rho[1] * self.coulomb.potential(d.rho[1])
        return out

    def fields(self, d: Densities) -> Fields:
        """V_C [MeV] for protons."""
        U = np.zeros_like(d.rho)
        U[1] = self.e2 * self.coulomb.potential(d.rho[1])
        zero = np.zeros_like(U)
        return Fields(U, zero, zero)


def axial_terms(force: SkyrmeForce, *, A: int, coulomb: Coulomb) -> tuple[Term, ...]:
    """Terms [MeV fm⁻³ each] of a Skyrme functional on the axial mesh, without J² terms.

    Parameters
    ----------
    force : SkyrmeForce
    A : int
        Mass number, for the one-body centre-of-mass prescription.
    coulomb : Coulomb

    Sources
    -------
    As :func:`nuscat.structure.skyrme.functional.skyrme_terms`, whose local terms are used.
    """
    unused = np.zeros((1, 1))
    own: dict[str, Term] = {
        "gradient": AxialGradient(force.a2, force.b2),
        "spin-orbit": AxialSpinOrbit(force.b4, force.b4p),
        "Coulomb direct": AxialCoulomb(force.e2, coulomb),
    }
    return tuple(own.get(t.name, t) for t in skyrme_terms(force, A=A, green=unused) if t.name != "J2")
