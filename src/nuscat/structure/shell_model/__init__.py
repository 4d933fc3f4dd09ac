"""Shell-model one-body density matrices and the elastic responses made from them."""

from __future__ import annotations

from ._orbits import CORES, oscillator_length
from .catalogue import INTERACTIONS, Coverage, coverage, density
from .dres import no_core_length, read_dres
from .hms import HMS_NUCLIDES, hms_responses
from .isospin import read_isospin
from .obdm import OneBodyDensity
from .responses import RESPONSES, ShellModelResponses
from .spread import Spread, interaction_spread, model_spread
from .transition import TransitionDensity

__all__ = [
    "CORES",
    "HMS_NUCLIDES",
    "INTERACTIONS",
    "RESPONSES",
    "Coverage",
    "OneBodyDensity",
    "ShellModelResponses",
    "Spread",
    "TransitionDensity",
    "coverage",
    "density",
    "hms_responses",
    "interaction_spread",
    "model_spread",
    "no_core_length",
    "oscillator_length",
    "read_dres",
    "read_isospin",
]
