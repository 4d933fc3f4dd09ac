"""Neutrino fluxes: spectra, lines, intensities and arrival times, for contraction with cross sections.

Energies in MeV, times in s, areas in cm². A :class:`Flux` is a tuple of :class:`Component` (one flavour each, a
spectrum or a line) in one unit; ``load("sns-csi")`` gives a preset, ``from_file`` and ``from_arrays`` your own.
"""

from __future__ import annotations

from ._load import FLUXES, load
from .average import CrossSection, average, fold
from .bunches import Bunches
from .facilities import FACILITIES, Facility, stopped_pion
from .files import ENERGY_UNITS, FLUX_UNITS, from_file
from .flux import UNITS, Component, Flux
from .pion_dar import PionDecayAtRest, electron_neutrino, endpoint, line_energy, muon_antineutrino
from .pulses import Gaussian, Instant, Pulse, Rectangular, Tabulated
from .reactor import fission_rate, neutrinos_per_fission, reactor
from .reactor_fuel import ENERGIES_PER_FISSION, FISSION_FRACTIONS, FissionFractions, FuelEvolution, pwr_cycle
from .reactor_models import REACTOR_MODELS, ReactorModel, reactor_spectrum
from .reactor_sites import REACTOR_SITES, ReactorSite
from .systematics import Systematic, fold_uncertainty
from .tables import from_arrays, monoenergetic
from .timing import TimeProfile, delayed, prompt

__all__ = [
    "ENERGIES_PER_FISSION",
    "ENERGY_UNITS",
    "FACILITIES",
    "FISSION_FRACTIONS",
    "FLUXES",
    "FLUX_UNITS",
    "REACTOR_MODELS",
    "REACTOR_SITES",
    "UNITS",
    "Bunches",
    "Component",
    "CrossSection",
    "Facility",
    "FissionFractions",
    "Flux",
    "FuelEvolution",
    "Gaussian",
    "Instant",
    "PionDecayAtRest",
    "Pulse",
    "ReactorModel",
    "ReactorSite",
    "Rectangular",
    "Systematic",
    "Tabulated",
    "TimeProfile",
    "average",
    "delayed",
    "electron_neutrino",
    "endpoint",
    "fission_rate",
    "fold",
    "fold_uncertainty",
    "from_arrays",
    "from_file",
    "line_energy",
    "load",
    "monoenergetic",
    "muon_antineutrino",
    "neutrinos_per_fission",
    "prompt",
    "pwr_cycle",
    "reactor",
    "reactor_spectrum",
    "stopped_pion",
]
