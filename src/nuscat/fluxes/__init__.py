"""Neutrino fluxes: spectra, lines, intensities and arrival times, for contraction with cross sections.

Energies in MeV, times in s, areas in cm². A :class:`Flux` is a tuple of :class:`Component` (one flavour each, a
spectrum or a line) in one unit; ``load("sns-csi")`` gives a preset, ``from_file`` and ``from_arrays`` your own.
"""

from __future__ import annotations

from ._load import FLUXES, load
from ._snewpy import from_snewpy
from .atmospheric import ATMOSPHERIC_SITES, AtmosphericSite, atmospheric
from .average import CrossSection, average, fold
from .bunches import Bunches
from .dsnb import COLLAPSE_RATES, BrokenPowerLaw, Cosmology, MadauDickinson, diffuse_spectrum, dsnb
from .facilities import FACILITIES, Facility, stopped_pion
from .files import ENERGY_UNITS, FLUX_UNITS, from_file
from .flux import UNITS, Component, Flux
from .geo import GEO_CHAINS, GEO_SITES, GeoSite, chain_spectrum, geoneutrinos
from .oscillations import PMNS, PMNS_SETS, oscillated, pmns_parameters, survival_probabilities, vacuum
from .pion_dar import PionDecayAtRest, electron_neutrino, endpoint, line_energy, muon_antineutrino
from .pulses import Gaussian, Instant, Pulse, Rectangular, Tabulated
from .radioactive import RADIOACTIVE_SOURCES, RadioactiveSource, radioactive_source
from .reactor_background import BACKGROUND_SITES, reactor_background
from .reactor_flux import fission_rate, neutrinos_per_fission, reactor
from .reactor_fuel import ENERGIES_PER_FISSION, FISSION_FRACTIONS, FissionFractions, FuelEvolution, pwr_cycle
from .reactor_models import REACTOR_MODELS, ReactorModel, reactor_spectrum
from .reactor_sites import REACTOR_SITES, ReactorSite
from .solar import SOLAR_MODELS, SolarModel, solar, solar_probabilities
from .sterile import short_baseline, sterile, sterile_survival
from .supernova import (
    SUPERNOVA_FLUENCES,
    SUPERNOVA_MODELS,
    SupernovaModel,
    supernova,
    supernova_fluence,
    supernova_model,
)
from .systematics import Systematic, fold_uncertainty
from .tables import from_arrays, monoenergetic
from .thermal import FermiDirac, Pinched, pinching
from .timing import TimeProfile, delayed, prompt

__all__ = [
    "PMNS",
    "PMNS_SETS",
    "RADIOACTIVE_SOURCES",
    "SOLAR_MODELS",
    "RadioactiveSource",
    "SolarModel",
    "oscillated",
    "pmns_parameters",
    "radioactive_source",
    "short_baseline",
    "solar",
    "solar_probabilities",
    "sterile",
    "sterile_survival",
    "survival_probabilities",
    "vacuum",
    "from_snewpy",
    "ATMOSPHERIC_SITES",
    "AtmosphericSite",
    "atmospheric",
    "COLLAPSE_RATES",
    "BrokenPowerLaw",
    "Cosmology",
    "MadauDickinson",
    "diffuse_spectrum",
    "dsnb",
    "GEO_CHAINS",
    "GEO_SITES",
    "GeoSite",
    "chain_spectrum",
    "geoneutrinos",
    "BACKGROUND_SITES",
    "reactor_background",
    "SUPERNOVA_FLUENCES",
    "SUPERNOVA_MODELS",
    "SupernovaModel",
    "supernova",
    "supernova_fluence",
    "supernova_model",
    "FermiDirac",
    "Pinched",
    "pinching",
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
