"""Core-collapse supernova: moments of pinched spectra, numbers and energies, conversion, packaged models."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat import fluxes
from nuscat._core.errors import UnknownNameError, ValidityError

ERG = 624150.9074  # MeV
KPC = 3.0856775814913673e21
HEAVY = ("nu_mu", "anti_nu_mu", "nu_tau", "anti_nu_tau")


@pytest.mark.parametrize(("mean", "alpha"), [(12.0, 2.3), (8.0, 0.0), (20.0, 4.7)])
def test_moments_of_a_pinched_spectrum(mean, alpha):
    component = fluxes.supernova(mean_energies=(mean,) * 3, alphas=(alpha,) * 3).of("nu_e")[0]
    E, w = component.quadrature(40)
    assert w.sum() == pytest.approx(1.0, rel=1e-9)
    assert (w * E).sum() == pytest.approx(mean, rel=1e-9)
    square = mean**2 * (alpha + 2.0) / (alpha + 1.0)
    assert (w * E**2).sum() == pytest.approx(square, rel=1e-9)
    assert fluxes.pinching(mean, square) == pytest.approx(alpha, abs=1e-9)


def test_default_order_is_enough():
    for c in fluxes.supernova().components:
        E, w = c.quadrature()
        assert w.sum() == pytest.approx(1.0, rel=1e-6)
        assert (w * E**2).sum() == pytest.approx(c.mean_energy**2 * 4.3 / 3.3, rel=1e-6)


def test_maxwell_boltzmann_and_fermi_dirac():
    E = np.array([1.0, 5.0, 30.0])
    T = 4.0
    assert fluxes.Pinched(3.0 * T, 2.0)(E) == pytest.approx(E**2 * np.exp(-E / T) / (2.0 * T**3), rel=1e-12)
    x, w = np.polynomial.legendre.leggauss(200)
    nodes, weights = 100.0 * (x + 1.0), 100.0 * w
    thermal = fluxes.FermiDirac(T)
    assert np.sum(weights * thermal(nodes)) == pytest.approx(1.0, rel=1e-10)
    assert np.sum(weights * nodes * thermal(nodes)) == pytest.approx(3.15137 * T, rel=1e-5)


def test_energy_and_number_at_a_distance():
    # 5e52 erg in each of six species at 10 kpc: N = E/⟨E⟩/(4πD²)
    flux = fluxes.load("supernova")
    area = 4.0 * np.pi * (10.0 * KPC) ** 2
    assert flux.unit == "cm^-2"
    for flavour, mean in (("nu_e", 12.0), ("anti_nu_e", 15.0), ("nu_tau", 18.0)):
        assert float(flux.total(flavour)) == pytest.approx(5e52 * ERG / mean / area, rel=1e-9)
        assert flux.mean_energy(flavour) == pytest.approx(mean, rel=1e-6)
    near = fluxes.supernova(distance=1.0)
    assert float(near.total()) == pytest.approx(100.0 * float(flux.total()), rel=1e-12)


@pytest.mark.parametrize("ordering", ["nmo", "imo"])
def test_conversion_conserves_neutrinos_and_energy(ordering):
    bare, mixed = fluxes.supernova(), fluxes.supernova(transformation=ordering)
    E = np.linspace(0.5, 80.0, 100)
    for sign in ("", "anti_"):
        names = [f"{sign}nu_{f}" for f in ("e", "mu", "tau")]
        before = sum(bare.spectrum(E, n) for n in names)
        assert sum(mixed.spectrum(E, n) for n in names) == pytest.approx(before, rel=1e-12)
    # Dighe:1999bi: ν_e = p ν_e0 + (1−p) ν_x0 with |U_e3|², |U_e1|² (nmo), |U_e2|², |U_e3|² (imo); NuFIT 5.2
    s12, s13 = 0.303, 0.02225
    p, anti_p = {"nmo": (s13, (1 - s12) * (1 - s13)), "imo": (s12 * (1 - s13), s13)}[ordering]
    for name, x, q in (("nu_e", "nu_mu", p), ("anti_nu_e", "anti_nu_mu", anti_p)):
        expected = q * bare.spectrum(E, name) + (1.0 - q) * bare.spectrum(E, x)
        assert mixed.spectrum(E, name) == pytest.approx(expected, rel=1e-9)
    assert "Dighe:1999bi" in mixed.cite


@pytest.mark.parametrize(
    ("name", "numbers", "means"),
    [
        # sums over the bins of the tables distributed with SNOwGLoBES [cm⁻² at 10 kpc], mean energies [MeV]
        ("gvkm", (9.663e10, 9.737e10, 1.015e11), (16.416, 16.675, 15.919)),
        ("livermore", (2.556e11, 1.875e11, 1.358e11), (11.200, 15.479, 21.085)),
    ],
)
def test_packaged_fluences(name, numbers, means):
    flux = fluxes.load(f"supernova-{name}")
    for flavour, number, mean in zip(("nu_e", "anti_nu_e", "nu_mu"), numbers, means, strict=True):
        assert float(flux.total(flavour)) == pytest.approx(number, rel=2e-3)
        assert flux.mean_energy(flavour) == pytest.approx(mean, rel=2e-3)
    heavy = [float(flux.total(f)) for f in HEAVY]
    assert np.ptp(heavy) == 0.0
    twice = fluxes.supernova_fluence(name, distance=20.0)
    assert float(twice.total()) == pytest.approx(float(flux.total()) / 4.0, rel=1e-12)


def test_livermore_energy_is_shared_equally():
    # energies of the species in the table distributed with SNOwGLoBES: 5.5e52 erg each
    flux = fluxes.load("supernova-livermore")
    area = 4.0 * np.pi * (10.0 * KPC) ** 2
    for flavour in flux.flavours:
        energy = float(flux.total(flavour)) * flux.mean_energy(flavour) * area / ERG
        assert energy == pytest.approx(5.5e52, rel=0.02)


def test_time_series_of_the_11_solar_mass_model():
    # Lang:2016zhv: 1.9e53 erg for LS220 with 11.2 solar masses
    model = fluxes.supernova_model()
    energy = model.energy("nu_e") + model.energy("anti_nu_e") + 4.0 * model.energy("nu_x")
    assert energy == pytest.approx(1.9e53, rel=0.03)
    # neutronisation burst: a few 1e53 erg/s of electron neutrinos in the first 20 ms
    t = np.asarray(model.times)
    peak = np.argmax(model.luminosities["nu_e"])
    assert 0.0 < t[peak] < 0.02
    assert 2e53 < model.luminosities["nu_e"][peak] < 6e53
    flux = fluxes.load("supernova-ls220-s11.2")
    area = 4.0 * np.pi * (10.0 * KPC) ** 2
    for flavour, species in (("nu_e", "nu_e"), ("anti_nu_e", "anti_nu_e"), ("nu_mu", "nu_x")):
        emitted = float(flux.total(flavour)) * flux.mean_energy(flavour) * area / ERG
        assert emitted == pytest.approx(model.energy(species), rel=3e-3)


def test_time_bins_add_up():
    model = fluxes.supernova_model()
    parts = model.bins([0.0, 0.05, 0.5, 3.0])
    whole = model.fluence(0.0, 3.0)
    assert len(parts) == 3
    E = np.array([5.0, 15.0, 40.0])
    for flavour in ("nu_e", "anti_nu_mu"):
        assert sum(float(p.total(flavour)) for p in parts) == pytest.approx(float(whole.total(flavour)), rel=1e-3)
        assert sum(p.spectrum(E, flavour) for p in parts) == pytest.approx(whole.spectrum(E, flavour), rel=1e-2)


def test_constant_model_is_one_pinched_spectrum():
    n = 5
    ones = {s: np.full(n, 1.0) for s in ("nu_e", "anti_nu_e", "nu_x")}
    model = fluxes.SupernovaModel(
        name="constant",
        times=np.linspace(0.0, 10.0, n),
        luminosities={s: 5e51 * v for s, v in ones.items()},
        mean_energies={"nu_e": 12.0 * ones["nu_e"], "anti_nu_e": 15.0 * ones["nu_e"], "nu_x": 18.0 * ones["nu_e"]},
        alphas={s: 2.3 * v for s, v in ones.items()},
    )
    E = np.linspace(1.0, 60.0, 60)
    for ordering in ("none", "nmo"):
        got, expected = model.fluence(transformation=ordering), fluxes.supernova(transformation=ordering)
        assert float(got.total("nu_e")) == pytest.approx(float(expected.total("nu_e")), rel=1e-9)
        assert got.spectrum(E, "nu_e") == pytest.approx(expected.spectrum(E, "nu_e"), rel=5e-3)
    assert model.spectrum(5.0, np.array([10.0]))[0] == pytest.approx(
        5e51 * ERG / 12.0 * float(fluxes.Pinched(12.0, 2.3)(10.0)), rel=1e-6
    )
    assert model.spectrum(11.0, np.array([10.0]))[0] == 0.0
    assert model.energy("nu_x", 0.0, 2.5) == pytest.approx(1.25e52)


def test_refusals():
    with pytest.raises(ValidityError, match="three"):
        fluxes.supernova(energies=(5e52, 5e52))
    with pytest.raises(ValidityError, match="distance"):
        fluxes.supernova(distance=0.0)
    with pytest.raises(UnknownNameError, match="normal"):
        fluxes.supernova(transformation="normal")
    with pytest.raises(ValidityError, match="conversion"):
        fluxes.supernova_fluence("gvkm", transformation="nmo")
    with pytest.raises(UnknownNameError):
        fluxes.supernova_fluence("kamiokande")
    with pytest.raises(ValidityError, match="overlap"):
        fluxes.supernova_model().fluence(20.0, 30.0)
    with pytest.raises(ValidityError, match="pinching"):
        fluxes.Pinched(12.0, -1.0)
    with pytest.raises(ValidityError, match="mean energy"):
        fluxes.supernova(mean_energies=(0.0, 15.0, 18.0))
    with pytest.raises(ValidityError, match="pinching"):
        fluxes.supernova(alphas=(np.inf, 2.3, 2.3))
    with pytest.raises(ValidityError, match="increase"):
        fluxes.SupernovaModel(name="x", times=[1.0, 1.0], luminosities={}, mean_energies={}, alphas={})


def test_jax_in_jax_out():
    jax = pytest.importorskip("jax")
    with jax.enable_x64(True):
        E = jax.numpy.array([0.0, 5.0, 20.0])
        for shape in (fluxes.Pinched(12.0, 2.3), fluxes.FermiDirac(4.0)):
            value = shape(E)
            assert isinstance(value, jax.Array)
            assert np.asarray(value) == pytest.approx(shape(np.asarray(E)), rel=1e-12)
            slope = jax.grad(lambda x, f=shape: f(x))(5.0)
            numeric = (shape(5.0 + 1e-5) - shape(5.0 - 1e-5)) / 2e-5
            assert float(slope) == pytest.approx(float(numeric), rel=1e-6)
            assert np.isfinite(float(jax.grad(lambda x, f=shape: f(x))(0.0)))


def two_species(**changes):
    series = {s: np.full(3, 1.0) for s in ("nu_e", "anti_nu_e", "nu_x")}
    fields = {
        "luminosities": {**series, "nu_x": np.zeros(3)},
        "mean_energies": {s: 12.0 * v for s, v in series.items()},
        "alphas": {s: 2.3 * v for s, v in series.items()},
    }
    return fluxes.SupernovaModel(name="two", times=[0.0, 1.0, 2.0], **{**fields, **changes})


def test_species_that_are_not_emitted():
    """Before the bounce there are only electron neutrinos: no reason to refuse the time bin."""
    flux = two_species().fluence()
    assert set(flux.flavours) == {12, -12}
    mixed = two_species().fluence(transformation="nmo")
    assert float(mixed.total()) == pytest.approx(float(flux.total()), rel=1e-12)
    before = fluxes.supernova_model().fluence(-0.17, -0.1)
    assert 12 in before.flavours
    assert float(before.total()) > 0.0
    with pytest.raises(ValidityError, match="emits nothing"):
        two_species(luminosities={s: np.zeros(3) for s in ("nu_e", "anti_nu_e", "nu_x")}).fluence()


def test_species_must_be_the_same_everywhere():
    with pytest.raises(ValidityError, match="different species"):
        two_species(luminosities={s: np.ones(3) for s in ("nu_e", "anti_nu_e", "nu_x", "anti_nu_x")})
