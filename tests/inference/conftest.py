"""Experiments that the inference tests share, and a toy experiment whose minimum is known in closed form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from nuscat import experiments
from nuscat.experiments import Axis, Parameter, Theory


@pytest.fixture(scope="session")
def csi():
    return experiments.load("coherent-csi")


@pytest.fixture(scope="session")
def lar():
    return experiments.load("coherent-lar")


@dataclass(frozen=True)
class Counting:
    """Signal and background in many equal bins: μ = normalisation · s + b · B, b constrained to 1 ± sigma."""

    signal: float
    background: float
    sigma: float
    data: Any
    name: str = "counting"
    cite: tuple[str, ...] = ()
    theory: Any = field(default_factory=Theory)

    @property
    def axes(self):
        return (Axis(name="bin", unit="1", edges=tuple(float(i) for i in range(len(self.data) + 1))),)

    @property
    def nuisances(self):
        return (Parameter(name="toy_background", value=1.0, sigma=self.sigma, step=0.1, lower=0.0),)

    @property
    def data_sha256(self):
        return {}

    def prepare(self, theta):
        return np.asarray(theta.get("normalisation", 1.0))

    def components(self, theta, prepared=None):
        one = np.ones(len(self.data))
        return {
            "cevns": theta.get("normalisation", 1.0) * self.signal * one,
            "background": theta.get("toy_background", 1.0) * self.background * one,
        }

    def expected(self, theta, prepared=None):
        return sum(self.components(theta).values())

    def predict(self, theta=None):
        raise NotImplementedError

    def require_known(self, names):
        return None

    def understands(self, name):
        return name in ("normalisation", "toy_background")


@pytest.fixture
def counting():
    return Counting
