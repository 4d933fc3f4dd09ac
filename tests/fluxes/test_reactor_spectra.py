"""Reactor spectra per fission: tables, polynomials, joins, captures."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from nuscat._core.citations import bibliography
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.fluxes import REACTOR_MODELS, neutrinos_per_fission, reactor_spectrum
from nuscat.fluxes.reactor_models import reactor_model
from nuscat.fluxes.reactor_spectra import ISOTOPES, POLYNOMIALS, Spectrum, capture_spectrum, isotope_name, read_table

BESTIOLE_SUMS = {"U235": 6.077743, "U238": 7.163378, "Pu239": 5.502928, "Pu241": 6.260958}
"""Sums of the 500 published bins times 25 keV."""
SECOND_HAND = {"U235": 6.14, "U238": 7.08, "Pu239": 5.58, "Pu241": 6.42}
"""Antineutrinos per fission of hep-ex/0605006, quoted second hand."""


@pytest.mark.parametrize("name", REACTOR_MODELS)
def test_every_model_is_positive_inside_and_zero_outside_its_tables(name):
    model = REACTOR_MODELS[name]
    assert model.name == name
    assert model.description
    for isotope in model.isotopes:
        low, high = model.support(isotope)
        assert np.all(np.diff(model.spectrum(isotope).energies) >= 0.0)
        E = np.linspace(low, high, 1001)
        assert np.all(reactor_spectrum(E, isotope, model=name) > 0.0)
        outside = np.array([high + 1e-6, high + 5.0] + ([low - 1e-6] if low > 0.0 else []))
        assert np.all(reactor_spectrum(outside, isotope, model=name) == 0.0)


def test_every_model_can_be_cited():
    assert {key for model in REACTOR_MODELS.values() for key in model.cite} <= set(bibliography())


def test_published_values_at_points_of_the_tables():
    """Huber 2011 and Mueller 2011 (238U, 450 d) as printed."""
    assert float(reactor_spectrum(3.25, "U235", model="huber")) == pytest.approx(0.553406, rel=1e-6)
    assert float(reactor_spectrum(4.75, "U235", model="huber")) == pytest.approx(0.137751, rel=1e-6)
    assert float(reactor_spectrum(2.0, "U238", model="mueller")) == pytest.approx(1.48, rel=1e-12)
    assert float(reactor_spectrum(8.0, "U238", model="kopeikin")) == pytest.approx(0.003, rel=1e-12)


def test_interpolation_is_exponential():
    E = np.array([2.25, 2.375, 2.5])
    a, b, c = reactor_spectrum(E, "Pu239", model="huber")
    assert b == pytest.approx(np.sqrt(a * c), rel=1e-12)


@pytest.mark.parametrize("isotope", ISOTOPES)
def test_averaging_of_bins_keeps_the_number_of_neutrinos(isotope):
    assert neutrinos_per_fission("bestiole", isotope) == pytest.approx(BESTIOLE_SUMS[isotope], rel=2e-3)


@pytest.mark.parametrize("isotope", ISOTOPES)
def test_number_per_fission_agrees_with_the_literature(isotope):
    assert neutrinos_per_fission("bestiole", isotope) == pytest.approx(SECOND_HAND[isotope], rel=0.03)
    assert neutrinos_per_fission("huber-mueller+bestiole", isotope) == pytest.approx(SECOND_HAND[isotope], rel=0.04)


def test_joined_model_is_each_table_on_its_range():
    E = np.array([0.5, 1.9, 2.1, 5.0, 7.9, 8.3, 11.0])
    joined = reactor_spectrum(E, "U235")
    inside = (E > 2.0) & (E < 8.0)
    assert joined[inside] == pytest.approx(reactor_spectrum(E, "U235", model="huber")[inside], rel=1e-12)
    assert joined[~inside] == pytest.approx(reactor_spectrum(E, "U235", model="bestiole")[~inside], rel=1e-12)


def test_steps_at_the_joins_are_as_described():
    for isotope in ISOTOPES:
        below, above = reactor_spectrum(np.array([2.0 - 1e-9, 2.0 + 1e-9]), isotope)
        assert abs(below / above - 1.0) < 0.06
        below, above = reactor_spectrum(np.array([8.0 - 1e-9, 8.0 + 1e-9]), isotope)
        assert 1.0 < above / below < 1.7


def test_gap_between_two_tables_is_bridged():
    """Vogel & Engel end at 1.5 MeV, Huber begins at 2 MeV: exponential in between."""
    E = np.array([1.5, 1.75, 2.0])
    a, b, c = reactor_spectrum(E, "U235", model="huber-mueller+vogel-engel")
    assert a == pytest.approx(1.69, rel=1e-12)
    assert c == pytest.approx(1.3166, rel=1e-12)
    assert b == pytest.approx(np.sqrt(a * c), rel=1e-12)


@pytest.mark.parametrize(("isotope", "power", "wrong"), [("Pu241", 4, 0.04245), ("U238", 4, 2.33e-3)])
def test_polynomials_follow_the_tables_and_known_misprints_do_not(isotope, power, wrong):
    """0.04245 for 0.04254 and 2.33e-3 for 2.233e-3 stand in other programs: ΔlnS = Δa E⁴, 12 % at 6 MeV."""
    E, S = read_table("mueller")[isotope]["E_nu"], read_table("mueller")[isotope]["S"]
    right = np.array(POLYNOMIALS["mueller"][isotope])
    misprint = right.copy()
    misprint[power] = wrong

    def rms(a: np.ndarray) -> float:
        return float(np.sqrt(np.mean((np.polyval(a[::-1], E) - np.log(S)) ** 2)))

    assert rms(misprint) > 3.0 * rms(right)
    assert reactor_spectrum(6.0, isotope, model="mueller-polynomial") == pytest.approx(
        np.exp(sum(a * 6.0**k for k, a in enumerate(right))), rel=1e-12
    )


@pytest.mark.parametrize("model", ["huber", "mueller"])
def test_polynomials_miss_the_tables_by_no_more_than_is_known(model):
    """Up to 20 % near 8 MeV, a few percent otherwise. (Huber's 239Pu at 5.75 MeV is a fluctuation of 11 %, 1.9 σ.)"""
    for isotope in REACTOR_MODELS[model].isotopes:
        table = read_table(model)[isotope]
        deviation = np.abs(np.log(reactor_spectrum(table["E_nu"], isotope, model=f"{model}-polynomial") / table["S"]))
        assert np.max(deviation) < 0.2
        assert np.median(deviation) < 0.03


def test_integrals_are_those_of_the_functions():
    for model, isotope in (("huber-mueller+bestiole", "U238"), ("mueller-polynomial", "U238"), ("hayes", "Pu239")):
        found = reactor_model(model).spectrum(isotope)
        edges = np.unique(np.concatenate([found.energies, np.linspace(found.energies[0], found.energies[-1], 50)]))
        x, w = np.polynomial.legendre.leggauss(12)
        half = 0.5 * np.diff(edges)[:, None]
        E = edges[:-1, None] + half * (1.0 + x)
        assert found.integral() == pytest.approx(float(np.sum(half * w * found(E))), rel=1e-10)
        assert found.scaled(2.0).integral() == pytest.approx(2.0 * found.integral(), rel=1e-12)


def test_constant_table():
    """Equal neighbours: no division by the vanishing difference."""
    assert Spectrum((1.0, 3.0), (np.log(2.0), np.log(2.0))).integral() == pytest.approx(4.0, rel=1e-14)


def test_captures():
    """Endpoints: 1.26 MeV (239U) and 0.72 MeV (239Np); one antineutrino per decay."""
    for nuclide, endpoint in (("U239", 1.263), ("Np239", 0.723)):
        found = capture_spectrum(nuclide)
        assert found.integral() == pytest.approx(1.0, rel=1e-12)
        assert found.energies[-1] == pytest.approx(endpoint, abs=0.025)
    with pytest.raises(ValidityError, match="U239"):
        capture_spectrum("U238")


def test_names():
    assert [isotope_name(x) for x in ("235U", "u-238", "Pu239", "241pu")] == list(ISOTOPES)
    with pytest.raises(UnknownNameError, match="U235"):
        isotope_name("U233")
    with pytest.raises(UnknownNameError, match="huber-mueller"):
        reactor_spectrum(3.0, "U235", model="huber-muller")
    with pytest.raises(UnknownNameError, match="no spectrum of U238"):
        reactor_spectrum(3.0, "U238", model="huber")


def test_jax_gives_the_same_numbers():
    jax = pytest.importorskip("jax")
    with jax.enable_x64(True):
        for name in ("huber-mueller+bestiole", "mueller-polynomial"):
            E = np.array([0.3, 1.99, 2.3, 5.0, 8.0, 9.0, 14.0])
            ours = reactor_spectrum(E, "U238", model=name)
            assert np.asarray(reactor_spectrum(jax.numpy.asarray(E), "U238", model=name)) == pytest.approx(ours)


def test_spectra_travel_between_processes():
    found = reactor_model("huber-mueller+bestiole").spectrum("U235")
    assert pickle.loads(pickle.dumps(found)) == found
