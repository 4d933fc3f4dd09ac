"""The nucleus itself: densities and elastic responses from mean fields, the shell model and electron scattering."""

from __future__ import annotations

from ._charge import ChargeDensity
from ._interfaces import OPERATORS, Multipoles
from ._minima import diffraction_minima, first_minimum
from .density import SphericalDensity
from .elastic import DressedFormFactor, ElasticStructure
from .measured import DENSITY_SOURCES
from .unfold import Unfolded, measured_nucleus, point_proton_radius, unfold, unfold_form_factor
from .user import read_density, write_density

__all__ = [
    "DENSITY_SOURCES",
    "OPERATORS",
    "ChargeDensity",
    "DressedFormFactor",
    "ElasticStructure",
    "Multipoles",
    "SphericalDensity",
    "Unfolded",
    "diffraction_minima",
    "first_minimum",
    "measured_nucleus",
    "point_proton_radius",
    "read_density",
    "unfold",
    "unfold_form_factor",
    "write_density",
]
