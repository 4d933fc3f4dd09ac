"""Skyrme energy functionals: parameter sets, nuclear matter, Hartree–Fock with pairing."""

from __future__ import annotations

from ._solve import solve
from .axial import solve_axial
from .catalogue import FORCES, force, force_names, pairings, read_force
from .covariance import CovarianceEstimate, ParameterCovariance, estimate_covariance, linear_emulator
from .ensemble import Distribution, Ensemble, EnsembleResults, load_results
from .family import FunctionalFamily, NuclearFamily
from .force import Pairing, SkyrmeForce
from .nuclear_matter import nuclear_matter
from .solution import Deformation, Level, Minimum, Solution

__all__ = [
    "FORCES",
    "CovarianceEstimate",
    "Deformation",
    "Distribution",
    "Ensemble",
    "EnsembleResults",
    "FunctionalFamily",
    "Level",
    "Minimum",
    "NuclearFamily",
    "Pairing",
    "ParameterCovariance",
    "SkyrmeForce",
    "Solution",
    "estimate_covariance",
    "force",
    "force_names",
    "linear_emulator",
    "pairings",
    "solve_axial",
    "load_results",
    "nuclear_matter",
    "read_force",
    "solve",
]
