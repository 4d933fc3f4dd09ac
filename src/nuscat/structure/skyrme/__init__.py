"""Skyrme energy functionals: parameter sets, nuclear matter, Hartree–Fock with pairing."""

from __future__ import annotations

from ._solve import solve
from .catalogue import FORCES, force, read_force
from .force import Pairing, SkyrmeForce
from .nuclear_matter import nuclear_matter
from .solution import Deformation, Level, Minimum, Solution

__all__ = [
    "FORCES",
    "Deformation",
    "Level",
    "Minimum",
    "Pairing",
    "SkyrmeForce",
    "Solution",
    "force",
    "nuclear_matter",
    "read_force",
    "solve",
]
