"""The nucleus itself: densities and elastic responses from mean fields, the shell model and electron scattering."""

from __future__ import annotations

from ._interfaces import OPERATORS, Multipoles
from .density import SphericalDensity

__all__ = ["OPERATORS", "Multipoles", "SphericalDensity"]
