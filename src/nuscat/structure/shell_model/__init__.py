"""Shell-model one-body density matrices and the elastic responses made from them."""

from __future__ import annotations

from ._orbits import CORES, oscillator_length
from .catalogue import INTERACTIONS, Coverage, coverage, density
from .dres import no_core_length, read_dres
from .isospin import read_isospin
from .obdm import OneBodyDensity
from .transition import TransitionDensity

__all__ = [
    "CORES",
    "INTERACTIONS",
    "Coverage",
    "OneBodyDensity",
    "TransitionDensity",
    "coverage",
    "density",
    "no_core_length",
    "oscillator_length",
    "read_dres",
    "read_isospin",
]
