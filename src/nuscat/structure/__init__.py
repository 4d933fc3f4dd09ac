"""The nucleus itself: densities and elastic responses from mean fields, the shell model and electron scattering."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING

from ._charge import ChargeDensity, Integrity
from ._interfaces import OPERATORS, Multipoles
from ._minima import diffraction_minima, first_minimum
from .barrett import BarrettMoment, barrett_moments
from .elastic import DressedFormFactor, ElasticStructure
from .measured import DENSITY_SOURCES, density
from .spherical_density import SphericalDensity
from .unfold import Unfolded, measured_nucleus, point_proton_radius, unfold, unfold_form_factor
from .user import read_density, write_density

__all__ = [
    "DENSITY_SOURCES",
    "OPERATORS",
    "BarrettMoment",
    "ChargeDensity",
    "DressedFormFactor",
    "ElasticStructure",
    "Integrity",
    "Multipoles",
    "SphericalDensity",
    "Unfolded",
    "barrett_moments",
    "density",
    "diffraction_minima",
    "first_minimum",
    "measured_nucleus",
    "point_proton_radius",
    "read_density",
    "shell_model",
    "skyrme",
    "unfold",
    "unfold_form_factor",
    "write_density",
]

if TYPE_CHECKING:
    from . import shell_model, skyrme

_SUBPACKAGES = ("shell_model", "skyrme")


def __getattr__(name: str) -> ModuleType:
    if name in _SUBPACKAGES:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
