"""Processes: differential and total cross sections of neutrinos on nuclei."""

from __future__ import annotations

from . import kinematics, normalisations
from ._interfaces import ElasticNucleus, ElasticProcess
from .cevns import CEvNS
from .kinematics import BRACKETS, KERNELS, E_min, T_max, q_of_T
from .targets import MaterialCEvNS, cevns, target_average

__all__ = [
    "BRACKETS",
    "KERNELS",
    "CEvNS",
    "E_min",
    "ElasticNucleus",
    "ElasticProcess",
    "MaterialCEvNS",
    "T_max",
    "cevns",
    "kinematics",
    "normalisations",
    "q_of_T",
    "target_average",
]
