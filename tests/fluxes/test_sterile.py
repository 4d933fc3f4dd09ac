"""3+1 at short baseline: unitarity, limits, dense integrals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.fluxes import (
    PionDecayAtRest,
    monoenergetic,
    oscillated,
    radioactive_source,
    short_baseline,
    sterile,
    sterile_survival,
)

MIXING = {"U2_e4": 0.02, "U2_mu4": 0.015, "U2_tau4": 0.1}


@pytest.mark.parametrize("dm2", [0.0, 0.3, 1.0, 50.0])
@pytest.mark.parametrize("extent", [0.0, 3.0])
def test_rows_add_to_one(dm2, extent) -> None:
    probability = short_baseline(baseline=20.0, dm2_41=dm2, extent=extent, **MIXING)
    E = np.linspace(1.0, 50.0, 60)
    for initial in (12, -14, 16):
        sign = 1 if initial > 0 else -1
        active = sum(probability(E, initial, sign * final) for final in (12, 14, 16))
        assert active + probability(E, initial, 0) == pytest.approx(np.ones(60), abs=1e-14)
        assert np.all(probability(E, initial, 0) >= 0.0)
        assert np.all(probability(E, initial, -sign * 12) == 0.0)


def test_four_by_four_mixing_matrix() -> None:
    """Amplitudes of a full unitary 4×4 matrix whose last column has the mixings: the phases of the others vanish."""
    U4 = np.sqrt(np.array([*MIXING.values(), 1.0 - sum(MIXING.values())]))
    E, L, dm2 = 30.0, 20.0, 1.3
    X = dm2 * L / (4.0 * E * 197.3269804) * 1e3
    amplitude = np.eye(4) + (np.exp(-2j * X) - 1.0) * np.outer(U4, U4)
    exact = np.abs(amplitude) ** 2
    probability = short_baseline(baseline=L, dm2_41=dm2, **MIXING)
    codes = (12, 14, 16, 0)
    ours = [[probability(E, a, b) for b in codes] for a in codes[:3]]
    assert np.array(ours, dtype=float) == pytest.approx(exact[:3], abs=1e-9)


def test_known_point_of_the_formula() -> None:
    """At E = 1.26693 · Δm² L · 2/π the phase is π/2 and the survival minimal, 1 − sin²2θ."""
    E = 1.266932679815 * 2.0 * 25.0 * 2.0 / math.pi
    value = sterile_survival(E, 14, baseline=25.0, dm2_41=2.0, U2_4=0.1)
    assert float(value) == pytest.approx(1.0 - 4.0 * 0.1 * 0.9, abs=1e-9)


def test_no_splitting_no_change() -> None:
    flux = PionDecayAtRest()
    same = sterile(flux, baseline=20.0, dm2_41=0.0, **MIXING)
    assert same.total() == pytest.approx(flux.total(), rel=1e-12)
    assert {c.flavour for c in same.components} == {14, 12, -14}
    none = sterile(flux, baseline=20.0, dm2_41=5.0)
    assert none.total() == pytest.approx(flux.total(), rel=1e-12)


def test_large_splitting_averages() -> None:
    """Continuous spectra: 1 − 2|U|²(1 − |U|²); appearance 2|U_α|²|U_β|²."""
    flux = PionDecayAtRest()
    fast = sterile(flux, baseline=20.0, dm2_41=1e4, **MIXING)
    electron = next(c for c in fast.components if c.label == "delayed nu_e")
    u = MIXING["U2_e4"]
    assert electron.intensity == pytest.approx(1.0 - 2.0 * u * (1.0 - u), abs=2e-5)
    appeared = next(c for c in fast.components if c.label == "delayed nu_e → nu_tau")
    assert appeared.intensity == pytest.approx(2.0 * u * MIXING["U2_tau4"], abs=2e-5)


@pytest.mark.parametrize("dm2", [0.5, 3.0, 12.0])
def test_continuous_spectra_against_dense_integrals(dm2) -> None:
    flux = PionDecayAtRest()
    after = sterile(flux, baseline=40.0, dm2_41=dm2, U2_e4=0.05)
    part = next(c for c in after.components if c.label == "delayed nu_e")
    E = np.linspace(1e-3, flux.E_max, 800_001)
    X = 1.266932679815 * dm2 * 40.0 / E
    survived = flux.of("nu_e")[0].spectrum(E) * (1.0 - 4.0 * 0.05 * 0.95 * np.sin(X) ** 2)
    dense = np.trapezoid(survived, E)
    assert part.intensity == pytest.approx(dense, rel=2e-6)
    nodes, weights = part.quadrature()
    assert part.intensity * (weights * nodes**2).sum() == pytest.approx(np.trapezoid(survived * E**2, E), rel=2e-6)


def test_lines_stay_lines_and_are_not_averaged() -> None:
    """Even where a spectrum would be averaged (X > 32 π)."""
    line = monoenergetic(0.747, "nu_e", intensity=3.0, unit="cm^-2 s^-1")
    after = sterile(line, baseline=200.0, dm2_41=2.0, U2_e4=0.1)
    X = 1.266932679815 * 2.0 * 200.0 / 0.747
    assert X / math.pi > 32.0
    assert [c.line for c in after.components] == [0.747]
    assert after.total() == pytest.approx(3.0 * (1.0 - 0.36 * math.sin(X) ** 2), rel=1e-7)


def test_extended_source_averages_over_distance() -> None:
    """Box of distances, against the mean of many points; a box of one period gives the average ½ at once."""
    E, dm2, L = 0.747, 2.0, 1.5
    many = np.mean([sterile_survival(E, baseline=x, dm2_41=dm2, U2_4=0.1) for x in np.linspace(1.2, 1.8, 6001)])
    assert float(sterile_survival(E, baseline=L, dm2_41=dm2, U2_4=0.1, extent=0.6)) == pytest.approx(many, abs=1e-4)
    period = math.pi * E / (1.266932679815 * dm2)
    assert float(sterile_survival(E, baseline=L, dm2_41=dm2, U2_4=0.1, extent=period)) == pytest.approx(
        1.0 - 0.18, abs=1e-9
    )


def test_tables_of_beta_decay() -> None:
    flux = radioactive_source("Ce144", activity=3.7e15, distance=8.0)
    after = sterile(flux, baseline=8.0, dm2_41=1.0, U2_e4=0.03)
    for before, part in zip(flux.components, after.components, strict=True):
        E = np.linspace(1e-3, before.support[1], 400_001)
        survived = before.spectrum(E) * (1.0 - 4.0 * 0.03 * 0.97 * np.sin(1.266932679815 * 8.0 / E) ** 2)
        assert part.intensity == pytest.approx(before.intensity * np.trapezoid(survived, E), rel=3e-6)


def test_the_function_and_the_general_one_agree() -> None:
    """A probability handed to `oscillated` is resolved as well: breaks at its half periods, averages below."""
    options = {"baseline": 40.0, "dm2_41": 12.0, "U2_e4": 0.05}
    flux = PionDecayAtRest()
    ours, other = sterile(flux, **options), oscillated(flux, short_baseline(**options))
    for a, b in zip(ours.components, other.components, strict=True):
        assert a.intensity == pytest.approx(b.intensity, rel=1e-14)
        assert a.breakpoints == b.breakpoints
        assert a.line or len(a.breakpoints) > 20


def test_wrong_input() -> None:
    for options in (
        {"baseline": -1.0, "dm2_41": 1.0},
        {"baseline": 1.0, "dm2_41": -1.0},
        {"baseline": 1.0, "dm2_41": 1.0, "U2_e4": 0.7, "U2_mu4": 0.4},
        {"baseline": 1.0, "dm2_41": 1.0, "U2_e4": -0.1},
        {"baseline": 1.0, "dm2_41": 1.0, "extent": 3.0},
    ):
        with pytest.raises(ValidityError):
            short_baseline(**options)
    options = {"baseline": 1.0, "dm2_41": 1.0, "U2_4": 0.1}
    assert sterile_survival(2.0, "anti_nu_e", **options) == sterile_survival(2.0, -12, **options)
    with pytest.raises(UnknownNameError, match="13"):
        sterile_survival(2.0, 13, **options)
    with pytest.raises(ValidityError, match="E_nu"):
        sterile_survival(-2.0, 12, **options)
