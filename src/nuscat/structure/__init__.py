"""The nucleus itself: densities and elastic responses from mean fields, the shell model and electron scattering."""

from __future__ import annotations

from ._interfaces import OPERATORS, Multipoles
from .density import SphericalDensity
from .elastic import DressedFormFactor, ElasticStructure

__all__ = ["OPERATORS", "DressedFormFactor", "ElasticStructure", "Multipoles", "SphericalDensity"]
