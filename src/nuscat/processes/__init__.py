"""Differential and total cross sections of neutrinos, and of electrons where they test the same nuclei."""

from __future__ import annotations

from . import kinematics, normalisations
from ._interfaces import ElasticNucleus, ElasticProcess
from .budget import ErrorBudget, ErrorInput, ErrorSource, error_budget
from .cevns import CEvNS
from .coherency import DegreeOfCoherency, coherency
from .coherent_incoherent import CoherentIncoherent, coherent_incoherent, incoherent
from .incoherent import HelicityElastic, Incoherent
from .kinematics import BRACKETS, KERNELS, E_min, T_max, q_of_T
from .pves import (
    PVES_RESULTS,
    ElectronScattering,
    ElectronWeakCharges,
    PVESMeasurement,
    elastic_measurement,
    pves_results,
)
from .targets import MaterialCEvNS, cevns, target_average

__all__ = [
    "BRACKETS",
    "KERNELS",
    "PVES_RESULTS",
    "CEvNS",
    "CoherentIncoherent",
    "DegreeOfCoherency",
    "E_min",
    "ElasticNucleus",
    "ElasticProcess",
    "ElectronScattering",
    "ElectronWeakCharges",
    "ErrorBudget",
    "ErrorInput",
    "ErrorSource",
    "HelicityElastic",
    "Incoherent",
    "MaterialCEvNS",
    "PVESMeasurement",
    "T_max",
    "cevns",
    "coherency",
    "coherent_incoherent",
    "elastic_measurement",
    "error_budget",
    "incoherent",
    "kinematics",
    "normalisations",
    "pves_results",
    "q_of_T",
    "target_average",
]
