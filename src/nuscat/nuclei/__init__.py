"""Nuclides (masses, spins, abundances, charge radii) and target materials."""

from __future__ import annotations

from ._compose import enriched, material
from ._formula import parse_formula
from ._lookup import NuclideLike, isotopes, nuclide, nuclides
from ._material import Material
from ._nuclide import Nuclide, electron_binding_energy
from ._presets import MATERIALS, Preset

__all__ = [
    "MATERIALS",
    "Material",
    "Nuclide",
    "NuclideLike",
    "Preset",
    "electron_binding_energy",
    "enriched",
    "isotopes",
    "material",
    "nuclide",
    "nuclides",
    "parse_formula",
]
