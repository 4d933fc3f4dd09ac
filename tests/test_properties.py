"""Properties that hold for any input, by hypothesis: across form factors, kinematics, array libraries and folding."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nuscat import electroweak, fluxes, nuclei, processes, responses

radii = st.floats(2.0, 8.0)
energies = st.floats(0.5, 60.0)
momenta = st.floats(0.0, 200.0)
_MODELS = {
    "helm": lambda r: responses.Helm(rms_radius=r, skin=0.9),
    "klein-nystrand": lambda r: responses.KleinNystrand.adapted(r, yukawa_range=0.7),
    "symmetrized-fermi": lambda r: responses.SymmetrizedFermi.from_rms(r, diffuseness=0.4),
    "harmonic-oscillator": lambda r: responses.HarmonicOscillator(length=r / 2.0, alpha=1.0),
}


@pytest.mark.parametrize("model", _MODELS)
@given(radius=radii, q=momenta)
def test_form_factors_start_at_one_and_stay_below(model, radius, q):
    ff = _MODELS[model](radius)
    assert float(ff(0.0)) == pytest.approx(1.0, abs=1e-14)
    assert abs(float(ff(q))) <= 1.0 + 1e-12


@given(E=energies, fraction=st.floats(-0.5, 1.5), radius=radii)
def test_cross_section_is_positive_and_ends_at_t_max(E, fraction, radius):
    ff = responses.Helm(rms_radius=radius, skin=0.9)
    xs = processes.CEvNS(responses.PointNucleus(nuclei.nuclide("Cs133"), proton=ff, neutron=ff))
    T = max(fraction, 0.0) * float(xs.T_max(E))
    value = xs.dsigma_dT(E, T, "nu_e")
    assert value >= 0.0
    if fraction > 1.0:
        assert value == 0.0


@given(E=energies, fraction=st.floats(0.01, 0.9), radius=radii, sin2w=st.floats(0.15, 0.35))
def test_numpy_equals_jax_and_gradients_equal_differences(E, fraction, radius, sin2w):
    jax = pytest.importorskip("jax")
    argon = nuclei.nuclide("Ar40")
    T = fraction * 2.0 * E**2 / (argon.mass + 2.0 * E)

    def value(s):
        ff = responses.Helm(rms_radius=radius, skin=0.9)
        nucleus = responses.PointNucleus(argon, proton=ff, neutron=ff)
        xs = processes.CEvNS(nucleus, couplings=electroweak.couplings("tree").__class__(sin2w=s))
        return xs.dsigma_dT(E, T, "nu_mu") * 1e38

    traced, gradient = jax.value_and_grad(value)(sin2w)
    assert float(traced) == pytest.approx(float(value(sin2w)), rel=1e-12, abs=1e-12)
    difference = (value(sin2w + 1e-5) - value(sin2w - 1e-5)) / 2e-5
    assert float(gradient) == pytest.approx(float(difference), rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("target", ["Ar", "CsI"])
def test_the_flux_average_does_not_depend_on_the_order(target):
    xs = processes.cevns(target)
    flux = fluxes.load("pion-dar")
    values = [fluxes.average(xs, flux, order=n) for n in (8, 16, 64)]
    assert max(values) / min(values) - 1.0 < 1e-8


@given(a=st.floats(0.0, 10.0), b=st.floats(0.0, 10.0))
def test_folding_is_linear(a, b):
    T = np.linspace(1e-4, 0.02, 30)
    xs = processes.cevns("Ar40")
    parts = [np.asarray(xs.dsigma_dT(E, T, "nu_mu")) for E in (20.0, 30.0)]
    flux = fluxes.load("pion-dar")
    one, two = (fluxes.fold(xs, flux.scaled(f)) if f > 0 else 0.0 for f in (a, b))
    both = fluxes.fold(xs, flux.scaled(a + b)) if a + b > 0 else 0.0
    assert float(both) == pytest.approx(float(one) + float(two), rel=1e-12, abs=1e-60)
    assert np.all(a * parts[0] + b * parts[1] >= 0.0)
