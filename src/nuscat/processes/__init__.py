"""Processes: differential and total cross sections of neutrinos on nuclei."""

from __future__ import annotations

from . import kinematics, normalisations
from ._interfaces import ElasticNucleus, ElasticProcess, NewInteraction, NucleonCouplings
from .cevns import CEvNS
from .kinematics import BRACKETS, KERNELS
from .targets import MaterialCEvNS, cevns, target_average

__all__ = [
    "BRACKETS",
    "KERNELS",
    "CEvNS",
    "ElasticNucleus",
    "ElasticProcess",
    "MaterialCEvNS",
    "NewInteraction",
    "NucleonCouplings",
    "cevns",
    "kinematics",
    "normalisations",
    "target_average",
]
