"""New interactions that compose with the standard-model amplitude: each changes it or adds an incoherent term."""

from __future__ import annotations

from ._base import EnergyMoments, Interaction, combined_flavour_changing
from ._electromagnetic import ChargeRadius, MagneticMoment, Millicharge, sm_charge_radius
from ._names import INTERACTIONS, interaction
from ._nsi import NSI, NSI_CONVENTIONS
from ._scalar import SCALAR_CHARGES, ScalarMediator
from ._vector import VectorMediator

__all__ = [
    "INTERACTIONS",
    "NSI",
    "NSI_CONVENTIONS",
    "SCALAR_CHARGES",
    "ChargeRadius",
    "EnergyMoments",
    "Interaction",
    "MagneticMoment",
    "Millicharge",
    "ScalarMediator",
    "VectorMediator",
    "combined_flavour_changing",
    "interaction",
    "sm_charge_radius",
]
