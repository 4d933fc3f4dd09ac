"""Error-function trigger efficiency."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat._core.errors import ValidityError
from nuscat.detectors import (
    ConstantEfficiency,
    DetectorResponse,
    FanoResolution,
    GaussianSmearing,
    NoLightYield,
    NoQuenching,
    NoSmearing,
    TriggerEfficiency,
)


def test_values_of_the_normal_distribution():
    e = TriggerEfficiency(0.2, 0.05, 0.9)
    assert np.asarray(e([0.1, 0.15, 0.2, 0.25, 0.3])) == pytest.approx(
        0.9 * np.array([0.0227501, 0.1586553, 0.5, 0.8413447, 0.9772499]), abs=1e-6
    )


def test_is_a_hard_threshold_on_a_noisy_signal():
    """Gaussian noise and bins from the threshold on are the same efficiency as without noise and with the trigger."""
    T = np.linspace(0.05e-3, 0.5e-3, 30)
    common = {"quenching": NoQuenching(), "light_yield": NoLightYield()}
    noisy = DetectorResponse(
        smearing=GaussianSmearing(FanoResolution(0.05e-3, 3e-6, 0.0)),
        efficiency=ConstantEfficiency(1.0),
        efficiency_axis="reco",
        edges=[0.2e-3, np.inf],
        **common,
    )
    trigger = DetectorResponse(
        smearing=NoSmearing(),
        efficiency=TriggerEfficiency(0.2e-3, 0.05e-3),
        efficiency_axis="true_ee",
        edges=[0.0, 1.0],
        **common,
    )
    assert np.asarray(noisy.matrix(T)) == pytest.approx(np.asarray(trigger.matrix(T)), abs=1e-12)


@pytest.mark.parametrize("arguments", [(0.2, 0.0), (0.2, -1.0), (np.nan, 0.1), (0.2, 0.1, 1.1), (0.2, 0.1, -0.1)])
def test_nonsense_is_refused(arguments):
    with pytest.raises(ValidityError):
        TriggerEfficiency(*arguments)
