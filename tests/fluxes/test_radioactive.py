"""Radioactive sources: decay law, energies per decay, beta spectra against independent numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nuscat import constants
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.fluxes import RADIOACTIVE_SOURCES, load, radioactive_source
from nuscat.fluxes._beta_decay import _outgoing, broad_spectrum, fermi_function, neutrino_spectrum
from nuscat.fluxes._solar_spectra import shape

DAY = 86400.0


def test_half_lives() -> None:
    """NUBASE2020: 27.7015, 35.011, 284.886 d, 838.7 ms."""
    days = {name: s.half_life / DAY for name, s in RADIOACTIVE_SOURCES.items()}
    assert days["Cr51"] == pytest.approx(27.7015, abs=5e-4)
    assert days["Ar37"] == pytest.approx(35.011, abs=1e-3)
    assert days["Ce144"] == pytest.approx(284.886, abs=1e-2)
    assert days["Li8"] * DAY == pytest.approx(0.8387, abs=1e-4)


def test_neutrinos_per_decay_and_geometry() -> None:
    for name, number in (("Cr51", 1.0), ("Ar37", 1.0), ("Ce144", 2.0), ("Li8", 1.0)):
        flux = radioactive_source(name, activity=1e15, distance=2.0)
        assert flux.unit == "cm^-2 s^-1"
        assert flux.total() == pytest.approx(number * 1e15 / (4.0 * math.pi * 200.0**2), rel=1e-12)
        for c in flux.components:
            assert c.quadrature()[1].sum() == pytest.approx(1.0, abs=1e-12)
    assert {c.flavour for c in load("cr51").components} == {12}
    assert {c.flavour for c in load("ce144").components} == {-12}


def test_capture_energies_are_q_less_binding_and_level() -> None:
    """Q = 752.4 and 813.9 keV (AME2020); K binding of V 5.5 keV, Cl 2.8 keV; level of 51V 320.1 keV; 90.1 % to the
    ground state."""
    chromium = radioactive_source("Cr51", activity=1.0, distance=1.0)
    ground = [c for c in chromium.components if c.line > 0.7]
    assert chromium.components[0].line == pytest.approx(0.7524 - 0.0055, abs=1e-3)
    assert chromium.components[0].line - chromium.components[2].line == pytest.approx(0.3201, abs=5e-4)
    assert sum(c.intensity for c in ground) / chromium.total() == pytest.approx(0.901, abs=2e-3)
    argon = radioactive_source("Ar37", activity=1.0, distance=1.0)
    assert argon.components[0].line == pytest.approx(0.8139 - 0.0028, abs=5e-4)


def test_decay_law() -> None:
    half = 27.7015 * DAY
    now = radioactive_source("Cr51", activity=1e17, distance=1.0)
    later = radioactive_source("Cr51", activity=1e17, distance=1.0, elapsed=half)
    assert later.total() == pytest.approx(0.5 * now.total(), rel=1e-9)
    # fluence: numerical integral of the flux, and all decays in the end
    week = radioactive_source("Cr51", activity=1e17, distance=1.0, elapsed=3.0 * DAY, duration=7.0 * DAY)
    t = np.linspace(3.0, 10.0, 2001) * DAY
    total = np.trapezoid(now.total() * 2.0 ** (-t / half), t)
    assert week.unit == "cm^-2"
    assert week.total() == pytest.approx(total, rel=1e-6)
    forever = radioactive_source("Cr51", activity=1e17, distance=1.0, duration=1e3 * half)
    assert forever.total() == pytest.approx(now.total() * half / math.log(2.0), rel=1e-9)
    short = radioactive_source("Cr51", activity=1e17, distance=1.0, duration=1.0)
    assert short.total() == pytest.approx(now.total(), rel=1e-6)


def test_source_made_all_the_time() -> None:
    flux = radioactive_source("Li8", activity=1e15, distance=1.0, duration=DAY)
    assert flux.total() == pytest.approx(DAY * 1e15 / (4.0 * math.pi * 1e4), rel=1e-12)
    with pytest.raises(ValidityError, match="all the time"):
        radioactive_source("Li8", activity=1e15, distance=1.0, elapsed=1.0)


@pytest.mark.parametrize(
    ("label", "end", "electron"),
    # Evaluated decay data (ENSDF): mean electron energies [keV] of the branches. The one to 144Nd is 0- → 0+.
    [
        ("Ce144 319", 318.7, 91.1),
        ("Ce144 239", 238.6, 66.2),
        ("Ce144 185", 185.2, 50.2),
        ("Pr144 2997", 2997.4, 1222.0),
    ],
)
def test_mean_energies_of_beta_branches(label, end, electron) -> None:
    """⟨T_e⟩ + ⟨E_ν⟩ = Q with ⟨T_e⟩ of the evaluations (1 %), which use the same shapes."""
    part = next(c for c in load("ce144").components if c.label.startswith(label))
    assert 1e3 * part.support[1] == pytest.approx(end, abs=1.0)
    assert end - 1e3 * part.mean_energy == pytest.approx(electron, rel=0.01)


def test_electron_and_neutrino_share_the_energy() -> None:
    """⟨T_e⟩ from the spectrum of the electron, written down again with mpmath, plus ⟨E_ν⟩ is the endpoint."""
    mpmath = pytest.importorskip("mpmath")
    Z, end, me = 60, 2.9974, constants.m_e.value
    alpha, radius = 1.0 / 137.035999, 1.2 * 144 ** (1.0 / 3.0) / 386.15927

    def electron(T: float) -> float:
        W = 1.0 + T / me
        p = math.sqrt(W * W - 1.0)
        g = math.sqrt(1.0 - (alpha * Z) ** 2)
        y = alpha * Z * W / p
        F = (p * radius) ** (2.0 * g - 2.0) * math.exp(math.pi * y) * abs(mpmath.gamma(mpmath.mpc(g, y))) ** 2
        return float(F) * p * W * (end - T) ** 2

    T = end * (0.5 + 0.5 * np.polynomial.legendre.leggauss(40)[0])
    w = np.polynomial.legendre.leggauss(40)[1]
    values = np.array([electron(t) for t in T])
    part = next(c for c in load("ce144").components if c.label.startswith("Pr144 2997"))
    assert (w * T * values).sum() / (w * values).sum() + part.mean_energy == pytest.approx(end, abs=5e-4)


def test_fermi_function() -> None:
    """Nonrelativistic limit 2πη/(1 − e^{−2πη}) for small Z; 1 without charge."""
    T = np.array([0.01, 0.1, 1.0])
    assert fermi_function(0, 12, T) == pytest.approx(np.ones(3), abs=1e-14)
    W = 1.0 + T / constants.m_e.value
    for Z in (1, -1):
        x = 2.0 * math.pi * constants.alpha.value * Z * W / np.sqrt(W * W - 1.0)
        assert fermi_function(Z, 2, T) == pytest.approx(x / (1.0 - np.exp(-x)), rel=2e-3)


def test_allowed_shape_without_charge() -> None:
    """Z = 0, relativistic electron: φ ∝ E²(E0 − E)² for E0 ≫ m, mean E0/2."""
    E = np.linspace(0.0, 500.0, 2001)
    y = neutrino_spectrum(E, 500.0, 0, 8)
    assert np.trapezoid(y * E, E) / np.trapezoid(y, E) == pytest.approx(250.0, rel=2e-3)


def test_penetrability_against_coulomb_functions() -> None:
    mpmath = pytest.importorskip("mpmath")
    from nuscat.nuclei import nuclide

    energies = np.array([0.5, 3.1218, 15.0])
    P, S = _outgoing(energies)
    mass = 0.5 * nuclide("He4").mass
    for E, p, s in zip(energies, P, S, strict=True):
        k = math.sqrt(2.0 * mass * E) / 197.3269804
        eta, rho = 4.0 * mass / 137.035999 / (197.3269804 * k), 4.5 * k

        def norm(r, eta=eta):
            return mpmath.coulombf(2, eta, r) ** 2 + mpmath.coulombg(2, eta, r) ** 2

        assert p == pytest.approx(float(rho / norm(rho)), rel=1e-4)
        assert s == pytest.approx(float(0.5 * rho * mpmath.diff(norm, rho) / norm(rho)), abs=1e-4)


def test_lithium_8_by_the_mirror_decay() -> None:
    """The same profile of 8Be gives the spectrum of solar 8B neutrinos (Winter et al.), and that of 8Li follows.

    8Li: mean energy 6.4 MeV in Bungau et al. 2012.
    """
    Q = 22.9216 - 4.94167 - 2.0 * constants.m_e.value  # mass excesses of 8B and 8Be, two electron masses
    winter = shape("winter2006")
    E = winter.energies
    ours = broad_spectrum(E, Q, -4, 8)
    ours = ours / np.trapezoid(ours, E)
    assert np.abs(ours - winter.values).max() < 0.02 * winter.values.max()
    assert np.trapezoid(E * ours, E) == pytest.approx(np.trapezoid(E * winter.values, E), rel=3e-3)
    lithium = load("li8")
    assert lithium.mean_energy() == pytest.approx(6.4, abs=0.15)
    peak = np.linspace(4.0, 9.0, 501)
    assert float(peak[np.argmax(lithium.spectrum(peak))]) == pytest.approx(6.4, abs=0.5)
    assert float(lithium.spectrum(13.5)) < 0.01 * float(lithium.spectrum(6.5))


def test_activity_error() -> None:
    flux = radioactive_source("Ar37", activity=1e16, distance=1.0, activity_error=0.004)
    assert flux.varied({"source_activity": 1.0}).total() == pytest.approx(1.004 * flux.total(), rel=1e-12)


def test_wrong_input() -> None:
    with pytest.raises(UnknownNameError, match="Cr51"):
        radioactive_source("Cr52", activity=1.0, distance=1.0)
    with pytest.raises(UnknownNameError, match="Cr51"):
        radioactive_source("chromium", activity=1.0, distance=1.0)
    assert radioactive_source("51Cr", activity=1.0, distance=1.0).name == "Cr51 source"
    for options in ({"activity": -1.0}, {"distance": 0.0}, {"elapsed": -1.0}, {"duration": 0.0}):
        with pytest.raises(ValidityError):
            radioactive_source("Cr51", **{"activity": 1.0, "distance": 1.0, **options})
