"""Weak couplings of the nucleons in named conventions, and new interactions that add to them."""

from __future__ import annotations

from ._registry import COUPLINGS, CouplingRow, couplings, table
from .couplings import Couplings, weak_charge
from .erler_su import ErlerSu, erler_su
from .hoferichter import Hoferichter2020, hoferichter2020
from .interactions import (
    NSI,
    ChargeRadius,
    Interaction,
    MagneticMoment,
    Millicharge,
    ScalarMediator,
    VectorMediator,
)
from .pdg import PdgMuon, pdg
from .pdg_legacy import PdgLegacy, pdg_legacy
from .tomalak import Tomalak2021, tomalak2021, vacuum_polarisation
from .tree import Tree, tree, tree_mz

__all__ = [
    "COUPLINGS",
    "NSI",
    "ChargeRadius",
    "CouplingRow",
    "Couplings",
    "ErlerSu",
    "Hoferichter2020",
    "Interaction",
    "MagneticMoment",
    "Millicharge",
    "PdgLegacy",
    "PdgMuon",
    "ScalarMediator",
    "Tomalak2021",
    "Tree",
    "VectorMediator",
    "couplings",
    "erler_su",
    "hoferichter2020",
    "pdg",
    "pdg_legacy",
    "table",
    "tomalak2021",
    "tree",
    "tree_mz",
    "vacuum_polarisation",
    "weak_charge",
]
