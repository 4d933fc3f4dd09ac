"""Decay-at-rest spectra against closed forms and against the phase-space integral of the matrix element."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad

from nuscat import fluxes
from nuscat.constants import m_e, m_mu, m_pi

SPECTRA = {"nu_e": fluxes.electron_neutrino, "anti_nu_mu": fluxes.muon_antineutrino}


@pytest.mark.parametrize(("flavour", "mean_x"), [("nu_e", 3 / 5), ("anti_nu_mu", 7 / 10)])
def test_norm_and_mean_of_muon_decay_spectra(flavour: str, mean_x: float) -> None:
    (part,) = fluxes.PionDecayAtRest().of(flavour)
    E, w = part.quadrature()
    assert w.sum() == pytest.approx(1.0, abs=1e-14)
    assert (w * E).sum() * 2 / m_mu.value == pytest.approx(mean_x, abs=1e-14)


def test_line_energy_conserves_energy_and_momentum() -> None:
    E_line = fluxes.line_energy()
    assert E_line == pytest.approx(29.792, abs=5e-4)
    assert E_line + math.hypot(E_line, m_mu.value) == pytest.approx(m_pi.value, rel=1e-14)


def test_endpoints() -> None:
    assert fluxes.endpoint() == pytest.approx(52.829, abs=5e-4)
    # At the endpoint the neutrino recoils against an e and a neutrino moving together with invariant mass m_e.
    E = fluxes.endpoint(electron_mass=True)
    assert E + math.hypot(E, m_e.value) == pytest.approx(m_mu.value, rel=1e-14)
    for spectrum in SPECTRA.values():
        assert spectrum(np.nextafter(fluxes.endpoint(), np.inf)) == 0.0
        assert spectrum(np.array([-1.0, 52.9]), electron_mass=True) == pytest.approx(0.0, abs=0)


def phase_space(which: str, x: float, r: float) -> float:
    """Unnormalised dΓ/dx: Dalitz integral of |M|² ∝ y(1 − r − y), y = 2E/m_μ of the ν_e, over the other neutrino."""
    rho = r / (1 - x)
    lo, hi = (1 - rho) * (1 - x), 1 - rho
    if which == "nu_e":  # y = x is fixed, the other neutrino runs between lo and hi
        return (hi - lo) * x * (1 - r - x)
    return quad(lambda y: y * (1 - r - y), lo, hi, epsabs=1e-15)[0]


@pytest.mark.parametrize("flavour", ["nu_e", "anti_nu_mu"])
@pytest.mark.parametrize("massive", [False, True])
def test_spectra_follow_from_the_matrix_element(flavour: str, massive: bool) -> None:
    r = (m_e.value / m_mu.value) ** 2 if massive else 0.0
    knee = [1 - 1000 * r, 1 - 100 * r, 1 - 10 * r] if massive else None
    norm = quad(lambda x: phase_space(flavour, x, r), 0, 1 - r, points=knee, epsabs=1e-14, epsrel=1e-11)[0]
    for x in (0.05, 0.3, 0.7, 0.95, 0.9995):
        expected = phase_space(flavour, x, r) / norm * 2 / m_mu.value
        assert SPECTRA[flavour](0.5 * m_mu.value * x, electron_mass=massive) == pytest.approx(expected, rel=1e-8)


def test_electron_mass_changes_the_norm_of_the_rule_by_nothing() -> None:
    flux = fluxes.PionDecayAtRest(electron_mass=True)
    for part in flux.components[1:]:
        assert part.quadrature()[1].sum() == pytest.approx(1.0, abs=1e-9)
    assert flux.mean_energy("nu_e") < fluxes.PionDecayAtRest().mean_energy("nu_e")


def test_equal_parts_and_flavours() -> None:
    flux = fluxes.load("pion-dar")
    assert flux.flavours == (14, 12, -14)
    assert flux.total() == 3.0
    assert {flux.total(f) for f in flux.flavours} == {1.0}
    assert flux.E_max == 0.5 * m_mu.value
    assert flux.spectrum(29.0, "nu_mu") == 0.0  # the line is not part of the continuous spectrum


def test_jax_parity_and_gradient() -> None:
    jax = pytest.importorskip("jax")
    E = np.array([0.0, 1.0, 20.0, 52.0, 0.5 * m_mu.value, 53.0, 200.0])
    for spectrum in SPECTRA.values():
        for massive in (False, True):
            ours = spectrum(E, electron_mass=massive)
            theirs = jax.jit(lambda e, s=spectrum, m=massive: s(e, electron_mass=m))(jax.numpy.asarray(E))
            np.testing.assert_allclose(np.asarray(theirs), ours, rtol=1e-13, atol=1e-18)
            grad = jax.vmap(jax.grad(lambda e, s=spectrum, m=massive: s(e, electron_mass=m)))(jax.numpy.asarray(E))
            assert np.all(np.isfinite(grad))
            step = (spectrum(20.0 + 1e-5) - spectrum(20.0 - 1e-5)) / 2e-5
            assert float(jax.grad(spectrum)(20.0 + 0 * jax.numpy.ones(()))) == pytest.approx(float(step), rel=1e-7)
