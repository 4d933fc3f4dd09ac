"""Skyrme energy functionals: parameter sets, nuclear matter, Hartree–Fock with pairing."""

from __future__ import annotations

from ._solve import solve
from .force import Pairing, SkyrmeForce
from .solution import Deformation, Level, Minimum, Solution

__all__ = ["Deformation", "Level", "Minimum", "Pairing", "SkyrmeForce", "Solution", "solve"]
