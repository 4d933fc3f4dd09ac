"""Skyrme energy functional as a sum of local terms: energy densities and mean fields as functions of densities."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from .force import SkyrmeForce

__all__ = [
    "CoulombDirect",
    "CoulombExchange",
    "Densities",
    "Fields",
    "Term",
    "energy_by_term",
    "mean_fields",
    "skyrme_terms",
    "virial",
]

Vector = NDArray[np.float64]
NEUTRON, PROTON = 0, 1


@dataclass(frozen=True, eq=False, kw_only=True)
class Densities:
    r"""Local densities of a spherical nucleus; row 0 neutrons, row 1 protons.

    Parameters
    ----------
    r : array, shape (n,) [fm]
    rho : array, shape (2, n) [fm⁻³]
    gradient : array, shape (2, n) [fm⁻⁴]
        ρ′.
    laplacian : array, shape (2, n) [fm⁻⁵]
        ∇²ρ.
    tau : array, shape (2, n) [fm⁻⁵]
        Kinetic density, Σ v²|∇φ|².
    J : array, shape (2, n) [fm⁻⁴]
        Radial spin–orbit density.
    divJ : array, shape (2, n) [fm⁻⁵]
        ∇·J = J′ + 2J/r.

    Sources
    -------
    Vautherin:1971aw. Checked: by the terms that use them.
    """

    r: Vector
    rho: Vector
    gradient: Vector
    laplacian: Vector
    tau: Vector
    J: Vector
    divJ: Vector

    @property
    def total(self) -> Vector:
        """ρ = ρ_n + ρ_p [fm⁻³]."""
        total: Vector = self.rho[0] + self.rho[1]
        return total


@dataclass(frozen=True, eq=False)
class Fields:
    r"""Fields of a single-particle Hamiltonian −∇·B∇ + U + (W/r) 2 l·s; row 0 neutrons, row 1 protons.

    Parameters
    ----------
    U : array, shape (2, n) [MeV]
    B : array, shape (2, n) [MeV fm²]
        ħ²/2m*.
    W : array, shape (2, n) [MeV fm]
    """

    U: Vector
    B: Vector
    W: Vector

    def __add__(self, other: Fields) -> Fields:
        return Fields(self.U + other.U, self.B + other.B, self.W + other.W)


@runtime_checkable
class Term(Protocol):
    """One term of a functional; a momentum-dependent three-body force would be one more."""

    @property
    def name(self) -> str:
        """Key of the term in tables of energies [text]."""
        ...

    @property
    def scaling(self) -> float:
        """Power s in E → λ^s E when all lengths shrink by λ [1]."""
        ...

    @property
    def degree(self) -> float:
        """Degree in the densities [1]: Σ_q∫(U_qρ_q + B_qτ_q + W_qJ_q) of its fields is degree × its energy."""
        ...

    def energy_density(self, d: Densities) -> Vector:
        """Energy density [MeV fm⁻³], shape (n,)."""
        ...

    def fields(self, d: Densities) -> Fields:
        """Variation with respect to ρ_q (U), τ_q (B) and J_q (W) [MeV, MeV fm², MeV fm]."""
        ...


def _only_U(U: Vector) -> Fields:
    zero = np.zeros_like(U)
    return Fields(U, zero, zero)


@dataclass(frozen=True)
class Kinetic:
    """Σ (ħ²/2m_q) τ_q; the factors [MeV fm²] may hold the one-body centre-of-mass correction."""

    neutron: float
    proton: float
    name: str = "kinetic"
    scaling: float = 2.0
    degree: float = 1.0

    def energy_density(self, d: Densities) -> Vector:
        """ℋ_kin [MeV fm⁻³]."""
        out: Vector = self.neutron * d.tau[0] + self.proton * d.tau[1]
        return out

    def fields(self, d: Densities) -> Fields:
        """Constant B [MeV fm²]."""
        zero = np.zeros_like(d.rho)
        return Fields(zero, zero + np.array([[self.neutron], [self.proton]]), zero)


@dataclass(frozen=True)
class DensityPower:
    """ρ^α (c₀ρ² + c₁Σρ_q²): the t0 term (α = 0) and the t3 term; c [MeV fm^(3+3α)]."""

    total: float
    each: float
    alpha: float = 0.0
    name: str = "t0"

    @property
    def scaling(self) -> float:
        """3(1 + α) [1]."""
        return 3.0 * (1.0 + self.alpha)

    @property
    def degree(self) -> float:
        """2 + α [1]."""
        return 2.0 + self.alpha

    def _power(self, rho: Vector, power: float) -> Vector:
        out: Vector = np.where(rho > 0, np.abs(rho) + (rho == 0), 1.0) ** power * (rho > 0)
        return out

    def energy_density(self, d: Densities) -> Vector:
        """ℋ₀ or ℋ₃ [MeV fm⁻³]."""
        square = self.total * d.total**2 + self.each * (d.rho**2).sum(0)
        out: Vector = square if self.alpha == 0 else square * self._power(d.total, self.alpha)
        return out

    def fields(self, d: Densities) -> Fields:
        """U [MeV]."""
        rho = d.total
        U = 2.0 * (self.total * rho + self.each * d.rho)
        if self.alpha == 0:
            return _only_U(U)
        square = self.total * rho**2 + self.each * (d.rho**2).sum(0)
        return _only_U(U * self._power(rho, self.alpha) + self.alpha * self._power(rho, self.alpha - 1.0) * square)


@dataclass(frozen=True)
class EffectiveMass:
    """a₁ρτ + b₁Σρ_qτ_q; coefficients [MeV fm⁵]."""

    total: float
    each: float
    name: str = "effective mass"
    scaling: float = 5.0
    degree: float = 2.0

    def energy_density(self, d: Densities) -> Vector:
        """ℋ_eff [MeV fm⁻³]."""
        out: Vector = self.total * d.total * d.tau.sum(0) + self.each * (d.rho * d.tau).sum(0)
        return out

    def fields(self, d: Densities) -> Fields:
        """U [MeV] and B [MeV fm²]."""
        U = self.total * d.tau.sum(0) + self.each * d.tau
        return Fields(U, self.total * d.total + self.each * d.rho, np.zeros_like(U))


@dataclass(frozen=True)
class Gradient:
    """a₂(∇ρ)² + b₂Σ(∇ρ_q)²; coefficients [MeV fm⁵]."""

    total: float
    each: float
    name: str = "gradient"
    scaling: float = 5.0
    degree: float = 2.0

    def energy_density(self, d: Densities) -> Vector:
        """ℋ_grad [MeV fm⁻³]."""
        out: Vector = self.total * d.gradient.sum(0) ** 2 + self.each * (d.gradient**2).sum(0)
        return out

    def fields(self, d: Densities) -> Fields:
        """U [MeV]."""
        return _only_U(-2.0 * (self.total * d.laplacian.sum(0) + self.each * d.laplacian))


@dataclass(frozen=True)
class SpinOrbit:
    """−b₄ρ∇·J − b₄′Σρ_q∇·J_q; coefficients [MeV fm⁵]."""

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
        """U [MeV] and W [MeV fm]."""
        U = -self.b4 * d.divJ.sum(0) - self.b4p * d.divJ
        return Fields(U, np.zeros_like(U), self.b4 * d.gradient.sum(0) + self.b4p * d.gradient)


@dataclass(frozen=True)
class SpinCurrent:
    """a_J J² + b_J ΣJ_q²: J² terms of the central and tensor forces; coefficients [MeV fm⁵]."""

    total: float
    each: float
    name: str = "J2"
    scaling: float = 5.0
    degree: float = 2.0

    def energy_density(self, d: Densities) -> Vector:
        """ℋ_J² [MeV fm⁻³]."""
        out: Vector = self.total * d.J.sum(0) ** 2 + self.each * (d.J**2).sum(0)
        return out

    def fields(self, d: Densities) -> Fields:
        """W [MeV fm]."""
        W = 2.0 * (self.total * d.J.sum(0) + self.each * d.J)
        return Fields(np.zeros_like(W), np.zeros_like(W), W)


@dataclass(frozen=True, eq=False)
class CoulombDirect:
    r"""Direct Coulomb energy of point protons.

    .. math:: V_C(r) = 4\pi e^2\Big[\frac1r\int_0^r\rho_p s^2 ds + \int_r^\infty\rho_p s\,ds\Big]

    Parameters
    ----------
    e2 : float [MeV fm]
    green : array, shape (n, n) [fm²]
        Matrix that turns ρ_p on the nodes into V_C/e².
    """

    e2: float
    green: Vector
    name: str = "Coulomb direct"
    scaling: float = 1.0
    degree: float = 2.0

    def energy_density(self, d: Densities) -> Vector:
        """½ρ_pV_C [MeV fm⁻³]."""
        out: Vector = 0.5 * self.e2 * d.rho[PROTON] * (self.green @ d.rho[PROTON])
        return out

    def fields(self, d: Densities) -> Fields:
        """V_C [MeV] for protons."""
        U = np.zeros_like(d.rho)
        U[PROTON] = self.e2 * (self.green @ d.rho[PROTON])
        return _only_U(U)


@dataclass(frozen=True)
class CoulombExchange:
    """Slater exchange, −¾(3/π)^⅓ e² ρ_p^{4/3}; e² [MeV fm]."""

    e2: float
    name: str = "Coulomb exchange"
    scaling: float = 1.0
    degree: float = 4.0 / 3.0

    @property
    def _strength(self) -> float:
        return float(self.e2 * math.cbrt(3.0 / math.pi))

    def energy_density(self, d: Densities) -> Vector:
        """ℋ_Cx [MeV fm⁻³]."""
        out: Vector = -0.75 * self._strength * np.maximum(d.rho[PROTON], 0.0) ** (4.0 / 3.0)
        return out

    def fields(self, d: Densities) -> Fields:
        """U [MeV] for protons."""
        U = np.zeros_like(d.rho)
        U[PROTON] = -self._strength * np.cbrt(np.maximum(d.rho[PROTON], 0.0))
        return _only_U(U)


def skyrme_terms(force: SkyrmeForce, *, A: int | None = None, green: Vector | None = None) -> tuple[Term, ...]:
    r"""The terms [MeV fm⁻³ each] of a Skyrme functional, in the order of the literature.

    Parameters
    ----------
    force : SkyrmeForce
    A : int, optional
        Mass number; with it a force of the one-body prescription gets the factor 1 − 1/A on ħ²/2m.
    green : array, shape (n, n) [fm²], optional
        Coulomb matrix of the grid; without it the terms have no Coulomb energy.

    Returns
    -------
    tuple of Term
        kinetic, t0, t3, effective mass, gradient, spin-orbit, J2 (if the force has it), Coulomb direct and exchange.

    Sources
    -------
    Vautherin:1971aw; Chabanat:1997un. Checked: every field against finite differences of its energy.
    """
    factor = 1.0 - 1.0 / A if A is not None and force.cm == "1body" else 1.0
    terms: list[Term] = [
        Kinetic(factor * force.hbar2_2m_n, factor * force.hbar2_2m_p),
        DensityPower(0.5 * force.t0 * (1 + 0.5 * force.x0), -0.5 * force.t0 * (force.x0 + 0.5)),
        DensityPower(force.t3 / 12 * (1 + 0.5 * force.x3), -force.t3 / 12 * (force.x3 + 0.5), force.alpha, "t3"),
        EffectiveMass(force.a1, force.b1),
        Gradient(force.a2, force.b2),
        SpinOrbit(force.b4, force.b4p),
    ]
    if force.a_J or force.b_J:
        terms.append(SpinCurrent(force.a_J, force.b_J))
    if green is not None and force.e2 > 0:
        terms.append(CoulombDirect(force.e2, green))
        if force.coulomb_exchange == "slater":
            terms.append(CoulombExchange(force.e2))
    return tuple(terms)


def energy_by_term(terms: Sequence[Term], d: Densities, volume: Vector) -> dict[str, float]:
    """Energy of each term [MeV], by its name.

    Parameters
    ----------
    terms : sequence of Term
    d : Densities
    volume : array, shape (n,) [fm³]
        Quadrature weights of d³r.
    """
    return {term.name: float(volume @ term.energy_density(d)) for term in terms}


def mean_fields(terms: Sequence[Term], d: Densities) -> Fields:
    """Sum of the fields of all terms [MeV, MeV fm², MeV fm].

    Parameters
    ----------
    terms : sequence of Term
    d : Densities
    """
    zero = np.zeros_like(d.rho)
    total = Fields(zero, zero, zero)
    for term in terms:
        total = total + term.fields(d)
    return total


def virial(terms: Sequence[Term], energies: dict[str, float]) -> float:
    r"""Virial sum Σ s E_s [MeV], zero at a self-consistent minimum: dE/dλ for r → λr.

    Parameters
    ----------
    terms : sequence of Term
    energies : dict
        Energy of each term by name [MeV].

    Sources
    -------
    Scaling r → λr of each term. Checked: the sum vanishes for converged nuclei.
    """
    return float(sum(term.scaling * energies[term.name] for term in terms))
