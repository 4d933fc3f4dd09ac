"""Conversion in the Sun: limits, exact diagonalisation, integration of the Schrödinger equation, curves of SNO."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from nuscat import constants
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.fluxes import pmns_parameters, solar_probabilities
from nuscat.fluxes._solar_matter import mass_probabilities, production_zones
from nuscat.fluxes._solar_models import SOURCES
from nuscat.fluxes._solar_spectra import sno_survival

P52 = pmns_parameters("nufit-5.2")


def test_vacuum_limit() -> None:
    s12, s13 = P52.sin2_12, P52.sin2_13
    expected = (1.0 - s13) ** 2 * (1.0 - 2.0 * s12 * (1.0 - s12)) + s13**2
    assert float(solar_probabilities(1e-5, "pp")[0]) == pytest.approx(expected, abs=1e-6)


def test_matter_limit() -> None:
    s12, s13 = P52.sin2_12, P52.sin2_13
    assert float(solar_probabilities(1e4, "8B")[0]) == pytest.approx(s12 * (1.0 - s13) ** 2 + s13**2, abs=1e-4)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("basis", ["flavour", "mass"])
def test_probabilities_add_to_one(source, basis) -> None:
    E = np.geomspace(0.01, 20.0, 30)
    P = solar_probabilities(E, source, basis=basis)
    assert P.shape == (30, 3)
    assert P.sum(axis=-1) == pytest.approx(np.ones(30), abs=1e-12)
    assert np.all(P > 0.0)


def test_survival_falls_with_energy_and_density() -> None:
    E = np.linspace(0.1, 15.0, 40)
    for source in SOURCES:
        assert np.all(np.diff(solar_probabilities(E, source)[:, 0]) < 0.0)
    # 8B is born closer to the centre than hep: more matter, lower survival
    assert float(solar_probabilities(8.0, "8B")[0]) < float(solar_probabilities(8.0, "hep")[0])


def test_resonant_density_gives_maximal_mixing() -> None:
    """At A c13² = Δm² cos 2θ12 the mixing angle in matter is 45°: P_e1 = P_e2."""
    potential = P52.dm2_21 * (1.0 - 2.0 * P52.sin2_12) / (2.0 * 10.0 * (1.0 - P52.sin2_13)) * 1e-12  # MeV
    per_fm3 = potential / (math.sqrt(2.0) * constants.G_F.value * constants.hbarc.value**3)
    density = per_fm3 * 1e39 / constants.N_A.value
    P = mass_probabilities(10.0, density, P52)
    assert float(P[0]) == pytest.approx(float(P[1]), rel=1e-12)


@pytest.mark.parametrize("E", [0.3, 3.0, 10.0, 15.0])
def test_exact_diagonalisation_with_three_flavours(E) -> None:
    """Adiabatic three-flavour survival from the eigenvectors of the whole Hamiltonian at the place of production."""
    potential = math.sqrt(2.0) * constants.G_F.value * constants.hbarc.value**3 * 90.0 * constants.N_A.value * 1e-39
    U = P52.matrix()
    H = (U * np.array([0.0, P52.dm2_21, P52.dm2_31])) @ U.conj().T + np.diag([2e12 * E * potential, 0.0, 0.0])
    _, V = np.linalg.eigh(H)
    exact = float((np.abs(V[0]) ** 2 * np.abs(U[0]) ** 2).sum())
    ours = float((mass_probabilities(E, 90.0, P52) * np.abs(U[0]) ** 2).sum())
    assert ours == pytest.approx(exact, rel=5e-3)


@pytest.mark.parametrize(("E", "end"), [(3.0, 0.12), (10.0, 0.40)])
def test_schroedinger_equation_through_the_sun(E, end) -> None:
    """Two flavours, RK from r = 0.05 R outwards: the weight of the second eigenstate is that at the place of birth.

    At 10 MeV the path crosses the resonance, at about 0.25 R, where the change is fastest.
    """
    from scipy.integrate import solve_ivp

    r, density, _ = production_zones("B16-GS98", "8B")
    radius, profile = r, np.log(density)
    metres = 6.957e8
    p = replace(P52, sin2_13=0.0)
    theta = math.asin(math.sqrt(p.sin2_12))
    delta = p.dm2_21 * 1e-12 / (2.0 * E) / (constants.hbarc.value * 1e-15)  # 1/m
    scale = math.sqrt(2.0) * constants.G_F.value * constants.hbarc.value**2 * constants.N_A.value * 1e-39 * 1e15

    def rhs(x, y):
        V = scale * np.exp(np.interp(x / metres, radius, profile))
        diagonal = 0.5 * (delta * math.cos(2 * theta) - V)
        off = 0.5 * delta * math.sin(2 * theta)
        e, m = y[: len(y) // 2], y[len(y) // 2 :]
        return -1j * np.concatenate([-diagonal * e + off * m, off * e + diagonal * m])

    start, stop = 0.05 * metres, end * metres
    solution = solve_ivp(rhs, (start, stop), np.array([1.0 + 0j, 0.0]), rtol=1e-5, atol=1e-7, method="DOP853")
    e, m = solution.y[:, -1]
    a = scale * np.exp(np.interp(end, radius, profile)) / delta
    theta_m = 0.5 * math.atan2(math.sin(2 * theta), math.cos(2 * theta) - a)
    second = abs(math.sin(theta_m) * e + math.cos(theta_m) * m) ** 2
    assert abs(e) ** 2 + abs(m) ** 2 == pytest.approx(1.0, abs=2e-3)
    start_density = float(np.exp(np.interp(0.05, radius, profile)))
    assert second == pytest.approx(float(mass_probabilities(E, start_density, p)[1]), abs=3e-3)


def test_curves_of_sno() -> None:
    """Three parameters adjusted to the 8B curve of SNO describe it to 0.1 %, are those of the time, and predict hep.

    SNO 2009 (low threshold, with all solar data and KamLAND): tan²θ12 = 0.457, Δm² = 7.59e-5 eV².
    """
    from scipy.optimize import least_squares

    E, curve = sno_survival("8B")

    def parameters(x):
        return replace(P52, sin2_12=float(x[0]), dm2_21=1e-5 * float(x[1]), sin2_13=float(x[2]))

    def model(x, energies, source):
        return solar_probabilities(energies, source, model="BS05-OP", parameters=parameters(x))[:, 0]

    fit = least_squares(lambda x: model(x, E, "8B") / curve - 1.0, [0.31, 7.5, 0.01])
    assert np.abs(fit.fun).max() < 1e-3
    assert fit.x[1] == pytest.approx(7.59, abs=0.21)
    E_hep, hep = sno_survival("hep")
    assert model(fit.x, E_hep, "hep") == pytest.approx(hep, rel=3e-3)
    leta = replace(P52, sin2_12=0.457 / 1.457, dm2_21=7.59e-5, sin2_13=0.0)
    assert solar_probabilities(E, "8B", parameters=leta)[:, 0] == pytest.approx(curve, rel=0.03)
    assert solar_probabilities(E, "8B")[:, 0] == pytest.approx(curve, rel=0.07)


def test_jax_input_gives_jax_output() -> None:
    jax = pytest.importorskip("jax")
    with jax.enable_x64(True):
        E = jax.numpy.asarray([1.0, 5.0, 12.0])
        P = solar_probabilities(E, "8B")
        assert isinstance(P, jax.Array)
        assert np.asarray(P) == pytest.approx(solar_probabilities(np.asarray(E), "8B"), rel=1e-13)


def test_unknown_names() -> None:
    with pytest.raises(UnknownNameError, match="basis"):
        solar_probabilities(1.0, "8B", basis="interaction")
    with pytest.raises(UnknownNameError):
        solar_probabilities(1.0, "9B")
    with pytest.raises(UnknownNameError):
        solar_probabilities(1.0, "8B", model="B16")


def test_energies_are_checked() -> None:
    """A negative energy would be that of an antineutrino: a resonance in the wrong place, without a word."""
    for energy in (-5.0, math.nan):
        with pytest.raises(ValidityError, match="E_nu"):
            solar_probabilities(energy, "8B")
