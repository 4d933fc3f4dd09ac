"""Detectors: quenching, light, smearing and efficiency, composed into a response matrix."""

from __future__ import annotations

from ._interfaces import Efficiency, Quenching, Smearing
from .efficiency import (
    ConstantEfficiency,
    LogisticEfficiency,
    ProductEfficiency,
    StepEfficiency,
    TabulatedEfficiency,
)
from .light import LightYield, NoLightYield
from .morph import morph, morph_all, morph_weights
from .quenching import (
    Lindhard,
    LinearQuenching,
    NoQuenching,
    PolynomialQuenching,
    TabulatedQuenching,
    inverse,
    lindhard,
    lindhard_k,
    polynomial,
)
from .resolution import FanoResolution, InverseRootResolution
from .response import DetectorResponse
from .smearing import GammaSmearing, GaussianSmearing, NoSmearing, PoissonSmearing
from .time_efficiency import ExponentialTimeEfficiency

QUENCHING = {
    "none": NoQuenching,
    "polynomial": PolynomialQuenching,
    "linear": LinearQuenching,
    "lindhard": Lindhard,
    "table": TabulatedQuenching,
}
"""Quenching models by name."""

SMEARING = {"none": NoSmearing, "gamma": GammaSmearing, "gaussian": GaussianSmearing, "poisson": PoissonSmearing}
"""Smearing models by name."""

EFFICIENCIES = {
    "constant": ConstantEfficiency,
    "logistic": LogisticEfficiency,
    "table": TabulatedEfficiency,
    "step": StepEfficiency,
    "product": ProductEfficiency,
}
"""Efficiency models by name."""

__all__ = [
    "EFFICIENCIES",
    "QUENCHING",
    "SMEARING",
    "ConstantEfficiency",
    "DetectorResponse",
    "Efficiency",
    "ExponentialTimeEfficiency",
    "FanoResolution",
    "GammaSmearing",
    "GaussianSmearing",
    "InverseRootResolution",
    "LightYield",
    "LinearQuenching",
    "Lindhard",
    "LogisticEfficiency",
    "NoLightYield",
    "NoQuenching",
    "NoSmearing",
    "PoissonSmearing",
    "PolynomialQuenching",
    "ProductEfficiency",
    "Quenching",
    "Smearing",
    "StepEfficiency",
    "TabulatedEfficiency",
    "TabulatedQuenching",
    "inverse",
    "lindhard",
    "lindhard_k",
    "morph",
    "morph_all",
    "morph_weights",
    "polynomial",
]
