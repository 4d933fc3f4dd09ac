"""Running of the weak mixing angle: the printed solution of the renormalisation group, and published numbers."""

from __future__ import annotations

import math

import pytest

from nuscat._core.errors import ValidityError
from nuscat.electroweak import RunningMixingAngle
from nuscat.electroweak.running import RUNNING_FERMIONS

COEFFICIENTS = (
    ("b", 21 / 44, 15 / 22, 51 / 440),
    ("tau", 9 / 20, 3 / 5, 2 / 19),
    ("c", 9 / 20, 2 / 5, 7 / 80),
    ("s", 1 / 2, 1 / 2, 5 / 36),
    ("u", 9 / 20, 2 / 5, 13 / 110),
    ("mu", 1 / 4, 0.0, 0.0),
    ("e", 1 / 4, 0.0, 0.0),
)
"""Lower end of the interval and λ1, λ2, λ3 of Erler:2004in, Table 1, from the W mass downwards."""
M_W = 80369.2


def solution(run: RunningMixingAngle, s2: float, start: float, stop: float, l1: float, l2: float, l3: float) -> float:
    """ŝ² at `stop` by the closed solution of Erler:2004in between two thresholds, given α̂."""
    end = float(run.alpha_running(stop))
    ratio = end / float(run.alpha_running(start))
    logarithm = l2 / 3.0 * math.log(stop**2 / start**2) + 0.75 * l3 * math.log(ratio)
    return ratio * s2 + l1 * (1.0 - ratio) + end / math.pi * logarithm


def test_equals_the_printed_solution() -> None:
    run = RunningMixingAngle()
    start = M_W * (1.0 - 1e-8)
    s2 = float(run(start))
    for name, *coefficients in COEFFICIENTS:
        stop = RUNNING_FERMIONS[name][2]
        s2 = solution(run, s2, start, stop, *coefficients)
        start = stop
        assert float(run(stop)) == pytest.approx(s2, abs=2e-6), name


@pytest.mark.parametrize(
    ("start", "stop", "coefficients", "accuracy"),
    [
        (M_W, 172570.0, (21 / 44, 625 / 176, 6 / 11), 1e-6),
        (172570.0, 1e6, (9 / 20, 289 / 80, 14 / 55), 1e-6),
    ],
)
def test_equals_the_printed_solution_above_the_w_mass(
    start: float, stop: float, coefficients: tuple[float, float, float], accuracy: float
) -> None:
    run = RunningMixingAngle()
    assert float(run(stop)) == pytest.approx(solution(run, float(run(start)), start, stop, *coefficients), abs=accuracy)


def test_zero_momentum_transfer() -> None:
    """0.23867(16) with ŝ_Z² = 0.23120 (Erler:2004in); 0.23868(5) with α_s = 0.1182, ŝ_Z² = 0.23129 (Erler:2017knj)."""
    assert float(RunningMixingAngle(sin2w_mz=0.23120)(0.0)) == pytest.approx(0.23867, rel=1e-3)
    assert float(RunningMixingAngle(sin2w_mz=0.23129, alpha_s_mz=0.1182)(0.0)) == pytest.approx(0.23868, rel=1e-3)


def test_pdg_value_at_zero() -> None:
    """PDG 2018–2022: 0.23857(5) with ŝ²(M_Z) = 0.23122."""
    assert float(RunningMixingAngle()(0.0)) == pytest.approx(0.23857, rel=1e-3)


def test_fine_structure_constant() -> None:
    """α̂ returns the inputs at both ends; 1/α̂(2 GeV) = 133.31 with three light quarks and charm (Hill:2019xqk)."""
    run = RunningMixingAngle()
    assert 1.0 / float(run.alpha_running(0.0)) == pytest.approx(137.036, abs=1e-3)
    assert 1.0 / float(run.alpha_running(91188.0)) == pytest.approx(127.951, abs=1e-9)
    assert 1.0 / float(run.alpha_running(2000.0)) == pytest.approx(133.31, abs=0.02)


def test_the_light_quark_factor_continues_that_of_perturbation_theory() -> None:
    """1 + α_s/π + (125/48 − 11·3/72)(α_s/π)² at the charm threshold is 1.16 to 1.17."""
    run = RunningMixingAngle()
    a = 0.39 / math.pi
    assert run.light_quark_factor == pytest.approx(1.0 + a + (125 / 48 - 33 / 72) * a * a, abs=0.03)


def test_matching_at_the_w_mass() -> None:
    """1/α̂ is larger by 1/6π and cos²θ/α̂, the hypercharge, is continuous."""
    run = RunningMixingAngle()
    above, below = M_W * (1.0 + 1e-10), M_W * (1.0 - 1e-8)
    step = 1.0 / float(run.alpha_running(above)) - 1.0 / float(run.alpha_running(below))
    assert step == pytest.approx(1.0 / (6.0 * math.pi), rel=1e-4)
    hypercharge = [(1.0 - float(run(x))) / float(run.alpha_running(x)) for x in (above, below)]
    assert hypercharge[0] == pytest.approx(hypercharge[1], rel=1e-9)


def test_flat_below_the_electron_and_lowest_at_the_w_mass() -> None:
    run = RunningMixingAngle()
    assert float(run(0.0)) == float(run(0.1)) == float(run(0.5))
    below = [float(run(x)) for x in (1.0, 10.0, 100.0, 1e3, 1e4, 8e4)]
    assert below == sorted(below, reverse=True)
    assert float(run(1e6)) > float(run(1e5)) > float(run(M_W))


def test_separation_of_the_strange_quark_matters_little() -> None:
    """m̄_s = 305 +82 −65 MeV in Erler:2004in: below 1e-3 of ŝ²."""
    values = [float(RunningMixingAngle(thresholds=(("s", m),))(0.0)) for m in (240.0, 387.0)]
    assert values[0] > values[1]
    assert values[0] - values[1] < 1e-3 * 0.2386


@pytest.mark.parametrize("options", [{"sin2w_mz": 1.2}, {"alpha": 0.0}, {"thresholds": (("x", 1.0),)}])
def test_wrong_inputs(options: dict) -> None:
    with pytest.raises(ValidityError):
        RunningMixingAngle(**options)


@pytest.mark.parametrize("Q", [-1.0, float("nan"), 1e8])
def test_wrong_scales(Q: float) -> None:
    with pytest.raises(ValidityError, match="Q must lie"):
        RunningMixingAngle()(Q)
