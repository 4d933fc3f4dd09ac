"""Three-flavour probabilities and oscillated fluxes: closed forms, unitarity, symmetries."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from nuscat import constants
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.fluxes import (
    PMNS_SETS,
    PionDecayAtRest,
    load,
    monoenergetic,
    oscillated,
    pmns_parameters,
    solar,
    survival_probabilities,
    vacuum,
)
from nuscat.fluxes.oscillations import matter_potential, oscillation_phase

P = pmns_parameters("nufit-5.2")


@pytest.mark.parametrize("name", PMNS_SETS)
@pytest.mark.parametrize("antineutrino", [False, True])
def test_matrix_is_unitary(name, antineutrino) -> None:
    U = pmns_parameters(name).matrix(antineutrino=antineutrino)
    np.testing.assert_allclose(U @ U.conj().T, np.eye(3), atol=1e-15)


def test_published_sets() -> None:
    """NuFIT 5.2 (www.nu-fit.org, with atmospheric data): angles in degrees as printed there."""
    degrees = [math.degrees(math.asin(math.sqrt(x))) for x in (P.sin2_12, P.sin2_13, P.sin2_23)]
    assert degrees == pytest.approx([33.41, 8.58, 42.2], abs=0.03)
    assert pmns_parameters("nufit-5.2-io").dm2_31 < 0.0


def test_phase_constant() -> None:
    """1.267 of the papers, computed: Δm² L/4ħcE."""
    hbar, c, e = 1.054571817e-34, 299792458.0, 1.602176634e-19
    by_hand = 1.0 * 1.0 / (4.0 * 1e6 * (hbar * c / e))  # eV² m / (eV · eV m)
    assert oscillation_phase(4.0, 3.0, 2.0) == pytest.approx(1.5 * by_hand, rel=1e-9)


@pytest.mark.parametrize("density", [0.0, 2.7, 150.0])
@pytest.mark.parametrize("antineutrino", [False, True])
@pytest.mark.parametrize("baseline", [None, 1e3, 3e5])
def test_unitarity(density, antineutrino, baseline) -> None:
    E = np.geomspace(0.5, 500.0, 15)
    table = survival_probabilities(E, baseline=baseline, electron_density=density, antineutrino=antineutrino)
    assert table.shape == (15, 3, 3)
    assert table.sum(axis=-1) == pytest.approx(np.ones((15, 3)), abs=1e-11)
    assert table.sum(axis=-2) == pytest.approx(np.ones((15, 3)), abs=1e-11)


def test_reactor_formula() -> None:
    r"""Exact disappearance of reactor antineutrinos with its three phases."""
    E, L = np.linspace(2.0, 8.0, 20), 5e4
    s12, c12, s13, c13 = P.sin2_12, 1.0 - P.sin2_12, P.sin2_13, 1.0 - P.sin2_13
    sin2 = lambda d: np.sin(oscillation_phase(E, d, L)) ** 2  # noqa: E731
    expected = 1.0 - c13**2 * 4.0 * s12 * c12 * sin2(P.dm2_21)
    expected = expected - 4.0 * s13 * c13 * (c12 * sin2(P.dm2_31) + s12 * sin2(P.dm2_31 - P.dm2_21))
    ours = survival_probabilities(E, baseline=L, antineutrino=True)[:, 0, 0]
    assert ours == pytest.approx(expected, abs=1e-12)


def test_two_flavours_in_constant_matter() -> None:
    """θ13 = 0, θ23 = 0: the closed form with effective angle and phase."""
    p = replace(P, sin2_13=0.0, sin2_23=0.0)
    E, L, density = 10.0, 2.5e5, 100.0
    sin2_2theta, cos2theta = 4.0 * p.sin2_12 * (1.0 - p.sin2_12), 1.0 - 2.0 * p.sin2_12
    a = 2e12 * E * float(matter_potential(density)) / p.dm2_21
    C = math.sqrt((cos2theta - a) ** 2 + sin2_2theta)
    expected = 1.0 - sin2_2theta / C**2 * math.sin(float(oscillation_phase(E, p.dm2_21, L)) * C) ** 2
    ours = survival_probabilities(E, p, baseline=L, electron_density=density)[0, 0]
    assert ours == pytest.approx(expected, abs=1e-10)


def test_matter_potential_of_the_textbooks() -> None:
    """√2 G_F n_e = 7.63e-14 eV × Y_e ρ [g/cm³]."""
    assert 1e6 * matter_potential(1.0) == pytest.approx(7.63e-14, rel=5e-4)


def test_time_reversal_and_cpt() -> None:
    """P(α→β; ν) = P(β→α; ν̄) in vacuum; CP is violated unless δ is 0 or π."""
    E = np.array([600.0, 2000.0])
    nu = survival_probabilities(E, baseline=8e5)
    anti = survival_probabilities(E, baseline=8e5, antineutrino=True)
    assert nu == pytest.approx(np.swapaxes(anti, -1, -2), abs=1e-13)
    assert np.abs(nu - anti).max() > 1e-3
    real = replace(P, delta=math.pi)
    assert survival_probabilities(E, real, baseline=8e5) == pytest.approx(
        survival_probabilities(E, real, baseline=8e5, antineutrino=True), abs=1e-13
    )


def test_averaged_probabilities_are_the_mean_of_the_exact_ones() -> None:
    L = np.linspace(1e9, 2e9, 20_001)
    exact = np.mean([survival_probabilities(5.0, baseline=float(x)) for x in L[::20]], axis=0)
    assert survival_probabilities(5.0) == pytest.approx(exact, abs=0.02)
    assert survival_probabilities(5.0, baseline=0.0) == pytest.approx(np.eye(3), abs=1e-14)


def test_oscillated_flux_keeps_the_total_and_the_spectrum() -> None:
    flux = PionDecayAtRest(intensity=2.0)
    after = oscillated(flux, vacuum(baseline=3e5))
    assert after.total() == pytest.approx(flux.total(), rel=1e-12)
    E = np.linspace(5.0, 50.0, 10)
    assert after.spectrum(E) == pytest.approx(flux.spectrum(E), rel=1e-12)
    for c in after.components:
        assert c.quadrature()[1].sum() == pytest.approx(1.0, abs=1e-10)
    # the line of ν_μ: one probability each
    table = survival_probabilities(flux.components[0].line, baseline=3e5)
    lines = {c.flavour: c.intensity for c in after.components if c.line}
    assert [lines[f] for f in (12, 14, 16)] == pytest.approx((2.0 * table[1]).tolist(), rel=1e-12)


def test_systematics_follow_their_component() -> None:
    flux = solar(components=("8B", "pep"), oscillated=False)
    after = oscillated(flux, vacuum())
    assert after.varied({"solar_opacity": 1.0}).total() == pytest.approx(
        flux.varied({"solar_opacity": 1.0}).total(), rel=1e-9
    )
    assert {s.name for s in after.systematics} == {s.name for s in flux.systematics}


def test_mass_eigenstates_are_refused() -> None:
    with pytest.raises(ValidityError, match="no flavour eigenstate"):
        oscillated(solar(components="8B", basis="mass"), vacuum())


def test_wrong_input() -> None:
    with pytest.raises(ValidityError):
        replace(P, sin2_12=1.2)
    with pytest.raises(ValidityError):
        replace(P, dm2_21=-1e-5)
    with pytest.raises(UnknownNameError):
        replace(P, uncertainties=(("theta12", 0.1),))
    with pytest.raises(UnknownNameError, match=r"nufit-5\.2"):
        pmns_parameters("nufit-5.1")
    with pytest.raises(ValidityError):
        vacuum(baseline=0.0)
    with pytest.raises(ValidityError):
        oscillated(monoenergetic(1.0, "nu_e"), lambda E, *_: 0.0 * E)
    assert constants.hbarc.value == pytest.approx(197.3269804, rel=1e-9)


def test_probabilities_that_make_no_sense_are_refused() -> None:
    """They would otherwise leave out a flavour without a word."""
    flux = PionDecayAtRest()
    for bad in (math.nan, -0.1):
        with pytest.raises(ValidityError, match="probability"):
            oscillated(flux, lambda E, *_, bad=bad: bad + 0.0 * E)
    for energy in (-1.0, math.nan, 0.0):
        with pytest.raises(ValidityError, match="E_nu"):
            survival_probabilities(energy, baseline=1e3)
    assert survival_probabilities(0.0) == pytest.approx(survival_probabilities(5.0), abs=1e-14)
    with pytest.raises(ValidityError, match="density"):
        vacuum(baseline=1.0, electron_density=-1.0)


def _disappearance(E, L):
    """Survival of reactor antineutrinos, NuFIT 5.2, with the constant 1.26693."""
    s12, c12, s13, c13 = P.sin2_12, 1.0 - P.sin2_12, P.sin2_13, 1.0 - P.sin2_13
    sin2 = [np.sin(1.266932679815 * d * L / E) ** 2 for d in (P.dm2_21, P.dm2_31, P.dm2_31 - P.dm2_21)]
    return 1.0 - 4.0 * c13**2 * s12 * c12 * sin2[0] - 4.0 * s13 * c13 * (c12 * sin2[1] + s12 * sin2[2])


@pytest.mark.parametrize("baseline", [1.05e3, 5.25e4, 1.8e5])
def test_oscillated_reactor_spectra_against_dense_integrals(baseline) -> None:
    """Baselines of Double Chooz, JUNO and KamLAND: low energies oscillate faster than any table is fine."""
    flux = load("ill")
    E = np.linspace(1e-4, flux.E_max, 1_000_001)
    dense = np.trapezoid(flux.spectrum(E) * _disappearance(E, baseline), E)
    after = oscillated(flux, vacuum(baseline=baseline))
    assert after.total("anti_nu_e") == pytest.approx(dense, rel=1e-4)
    assert after.total() == pytest.approx(flux.total(), rel=1e-12)


@pytest.mark.parametrize("ordering", ["nufit-5.2", "nufit-5.2-io"])
@pytest.mark.parametrize("density", [0.0, 1.5])
def test_oscillated_continuous_spectra_in_matter(ordering, density) -> None:
    """Delayed neutrinos of pion decay after 10 000 km, with the probability itself on a dense grid."""
    flux = PionDecayAtRest()
    probability = vacuum(ordering, baseline=1e7, electron_density=density)
    E = np.linspace(0.02, flux.E_max, 100_001)
    after = oscillated(flux, probability)
    for initial, final in ((12, 12), (-14, -12)):
        dense = np.trapezoid(flux.of(initial)[0].spectrum(E) * probability(E, initial, final), E)
        part = next(c for c in after.of(final) if c.label.startswith("delayed"))
        assert part.intensity == pytest.approx(dense, rel=1e-3)


def test_lines_are_not_averaged() -> None:
    line = monoenergetic(0.862, "nu_e", intensity=1.0, unit="cm^-2 s^-1")
    exact = survival_probabilities(0.862, baseline=1e6)[0, 0]
    assert oscillated(line, vacuum(baseline=1e6)).total("nu_e") == pytest.approx(exact, rel=1e-12)
    averaged = survival_probabilities(0.862, baseline=1e6, averaged=True)[0, 0]
    assert abs(averaged - exact) > 1e-3
    assert survival_probabilities(1e-3, baseline=1e6, averaged=True) == pytest.approx(
        survival_probabilities(1e-3), abs=1e-13
    )
