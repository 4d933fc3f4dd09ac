"""What is solved on the axial mesh, and what a solution consists of."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nuscat.nuclei import Nuclide
from nuscat.structure.skyrme.force import Pairing, SkyrmeForce
from nuscat.structure.skyrme.functional import Densities, Fields, Term, mean_fields
from nuscat.structure.skyrme.pairing import gap_field, pairing_rearrangement

from ._basis import Basis
from ._pairs import Occupation

__all__ = ["Problem", "Start", "State", "mean_field_of"]

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Problem:
    """What is to be solved.

    Parameters
    ----------
    nuclide : Nuclide
    force : SkyrmeForce
    pairing : Pairing or None
    scheme : str
        "none", "hfb" or "bcs".
    basis : Basis
    terms : tuple of Term
    """

    nuclide: Nuclide
    force: SkyrmeForce
    pairing: Pairing | None
    scheme: str
    basis: Basis
    terms: tuple[Term, ...]

    @property
    def numbers(self) -> tuple[int, int]:
        """Neutrons and protons [1]."""
        return self.nuclide.N, self.nuclide.Z

    @property
    def strengths(self) -> tuple[float, float]:
        """Pairing strengths of neutrons and protons [MeV fm³]."""
        return (0.0, 0.0) if self.pairing is None else (self.pairing.V_n, self.pairing.V_p)

    @property
    def projected(self) -> bool:
        """Whether Lipkin–Nogami is on [flag]."""
        return self.scheme == "hfb" and self.pairing is not None and self.pairing.lipkin_nogami


@dataclass(frozen=True, eq=False, kw_only=True)
class Start:
    """Fields on the mesh from which an iteration starts.

    Parameters
    ----------
    fields : Fields
        U [MeV], B [MeV fm²] and S [MeV fm²], rows neutrons and protons.
    gap : array, shape (2, M) [MeV]
        Pairing field Δ(r).
    fermi : tuple of float [MeV]
    """

    fields: Fields
    gap: Vector
    fermi: tuple[float, float] = (-8.0, -8.0)


@dataclass(frozen=True, eq=False, kw_only=True)
class State:
    """A converged state; rows and pairs are neutrons, protons.

    Parameters
    ----------
    densities : Densities
        On the mesh.
    chi : array, shape (2, M) [fm⁻³]
        Pair densities.
    start : Start
        The fields of these densities.
    occupations : tuple of Occupation
    hamiltonians, gaps : tuple of list of array [MeV]
        Matrices of the mean field and of Δ.
    energies : dict [MeV]
        By term.
    lambda2 : tuple of float [MeV]
        Of Lipkin–Nogami.
    history : tuple of float [MeV]
    smeared : tuple of bool
        Whether the filling of a species had to be given a temperature.
    mismatch : float [MeV]
        First-order energy change of the last update of the fields.
    lagrange : float [MeV fm⁻²]
        Multiplier of a deformation constraint.
    """

    densities: Densities
    chi: Vector
    start: Start
    occupations: tuple[Occupation, Occupation]
    hamiltonians: tuple[list[Matrix], list[Matrix]]
    gaps: tuple[list[Matrix], list[Matrix]]
    energies: dict[str, float]
    lambda2: tuple[float, float]
    history: tuple[float, ...]
    smeared: tuple[bool, bool]
    mismatch: float
    lagrange: float = 0.0

    @property
    def energy(self) -> float:
        """Sum of the terms [MeV]."""
        return sum(self.energies.values())


def mean_field_of(p: Problem, densities: Densities, chi: Vector) -> tuple[Fields, Vector]:
    """Fields U [MeV], B, S [MeV fm²] and Δ [MeV] of densities on the mesh."""
    fields = mean_fields(p.terms, densities)
    if p.pairing is None:
        return fields, np.zeros_like(chi)
    fields = replace(fields, U=fields.U + pairing_rearrangement(p.pairing, chi))
    return fields, gap_field(p.pairing, densities.total, chi)
