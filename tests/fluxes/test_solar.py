"""Solar fluxes: published totals and spectra, conversion in the Sun, uncertainties."""

from __future__ import annotations

import math
import pickle
from dataclasses import replace

import numpy as np
import pytest

from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.fluxes import SOLAR_MODELS, SolarModel, load, pmns_parameters, solar
from nuscat.fluxes._solar_models import B8_FLUXES, INPUTS, SOURCES
from nuscat.fluxes._solar_spectra import B8_SHAPES, shape

PUBLISHED = {
    # Vinyoles et al. 2017, fluxes: GS98, AGSS09met [cm⁻² s⁻¹]
    "pp": (5.98e10, 6.03e10, 0.006, 0.005),
    "pep": (1.44e8, 1.46e8, 0.01, 0.009),
    "hep": (7.98e3, 8.25e3, 0.30, 0.30),
    "7Be": (4.93e9, 4.50e9, 0.06, 0.06),
    "8B": (5.46e6, 4.50e6, 0.12, 0.12),
    "13N": (2.78e8, 2.04e8, 0.15, 0.14),
    "15O": (2.05e8, 1.44e8, 0.17, 0.16),
    "17F": (5.29e6, 3.26e6, 0.20, 0.18),
}
MEAN_ENERGIES = {"pp": 0.2668, "hep": 9.628, "13N": 0.7067, "15O": 0.9964}
"""Printed in Bahcall 1997 and in Bahcall 1989 [MeV]."""


def test_totals_are_those_of_the_papers() -> None:
    for i, model in enumerate(("B16-GS98", "B16-AGSS09")):
        for source, row in PUBLISHED.items():
            flux = solar(model, components=source)
            assert flux.total() == pytest.approx(row[i], rel=1e-9)
            assert solar(model, components=source, oscillated=False).total("nu_e") == pytest.approx(row[i], rel=1e-12)
    assert load("solar").total() == pytest.approx(sum(row[0] for row in PUBLISHED.values()), rel=1e-9)
    assert load("solar-agss09").total() == pytest.approx(sum(row[1] for row in PUBLISHED.values()), rel=1e-9)


def test_every_spectrum_is_normalised() -> None:
    """Also the ones that other collections truncate (pp) or replace by dummies (7Be, pep)."""
    for be7 in ("lines", "profiles"):
        for c in solar(be7=be7).components:
            assert c.quadrature()[1].sum() == pytest.approx(1.0, abs=1e-12), c.label
    assert solar(components="pp").E_max == pytest.approx(0.42341, abs=1e-6)


def test_mean_energies_of_the_papers() -> None:
    for source, energy in MEAN_ENERGIES.items():
        # pp: the table is printed in steps of 5 keV and the spectrum is not linear in the last one
        tolerance = 6e-4 if source == "pp" else 3e-4
        assert solar(components=source, oscillated=False).mean_energy() == pytest.approx(energy, rel=tolerance)
    # Bahcall et al. 1996: 6.735 MeV; Winter et al. and Ortiz et al. are harder
    means = {s: solar(components="8B", b8_shape=s, oscillated=False).mean_energy() for s in B8_SHAPES}
    assert means["bahcall1996"] == pytest.approx(6.735, abs=2e-3)
    assert means["bahcall1996"] < means["winter2006"] < means["ortiz2000"]


def test_profiles_of_beryllium_have_the_published_shift() -> None:
    """Mean shifts 1.29 and 1.24 keV from the laboratory lines (Bahcall 1994): the 862 keV table needs its 0.5 keV."""
    flux = solar(components="7Be", be7="profiles", oscillated=False)
    first, second = flux.components
    assert 1e3 * (first.mean_energy - 0.8618) == pytest.approx(1.29, abs=0.02)
    assert 1e3 * (second.mean_energy - 0.3843) == pytest.approx(1.24, abs=0.02)
    assert first.intensity / flux.total() == pytest.approx(0.897, abs=1e-9)
    lines = solar(components="7Be", oscillated=False)
    assert [c.line for c in lines.components] == [0.8618, 0.3843]
    assert lines.total() == pytest.approx(flux.total(), rel=1e-12)


def test_flavours_add_to_the_spectrum_before_oscillation() -> None:
    before, after = solar(oscillated=False), solar()
    E = np.array([0.05, 0.2, 0.7, 1.3, 4.0, 9.0, 14.0, 17.0])
    assert after.spectrum(E) == pytest.approx(before.spectrum(E), rel=1e-12)
    assert {abs(f) for f in after.flavours} == {12, 14, 16}


def test_mass_and_flavour_basis_have_the_same_flavour_content() -> None:
    p = replace(pmns_parameters("nufit-5.2"), delta=math.pi)
    flavour = solar(components=("8B", "pep"), parameters=p)
    mass = solar(components=("8B", "pep"), parameters=p, basis="mass")
    for i, code in enumerate((12, 14, 16)):
        content = sum(c.intensity * c.state[i] ** 2 for c in mass.components)
        assert content == pytest.approx(flavour.total(code), rel=1e-12)
    states = np.array([c.state for c in mass.components[:3]])
    assert states @ states.T == pytest.approx(np.eye(3), abs=1e-14)


def test_mass_eigenstates_are_not_sorted_by_flavour() -> None:
    """ν₁ is ν_e to 68 % only: its intensity is not that of ν_e."""
    flux = solar(components="8B", basis="mass")
    assert flux.total() == pytest.approx(5.46e6, rel=1e-12)
    for ask in (flux.total, flux.mean_energy, lambda f: flux.spectrum(8.0, f), flux.quadrature):
        with pytest.raises(ValidityError, match="several flavours"):
            ask("nu_e")


def test_mass_basis_needs_a_real_matrix() -> None:
    with pytest.raises(ValidityError, match="phase of 0 or π"):
        solar(basis="mass", parameters=pmns_parameters("nufit-5.2"))
    assert len(solar(basis="mass", components="8B").components) == 3


@pytest.mark.parametrize("model", ["B16-GS98", "B16-AGSS09"])
def test_errors_of_the_fluxes_are_the_published_ones(model) -> None:
    """Inputs and remainders add up to the printed error of every flux, within the rounding of the printed digits."""
    flux = solar(model, oscillated=False, b8_shape="ortiz2000")
    column = 2 if model == "B16-GS98" else 3
    for source, row in PUBLISHED.items():
        i = next(i for i, c in enumerate(flux.components) if c.label.startswith(source))
        error = math.sqrt(sum((s.changes[i] or 0.0) ** 2 for s in flux.systematics))
        assert error == pytest.approx(row[column], abs=0.5 * (0.001 if row[column] < 0.02 else 0.01)), source


def test_inputs_correlate_the_fluxes_as_they_should() -> None:
    """7Be and 8B rise together with the central temperature, pp falls: the luminosity is known."""
    matrix = np.array([[by_source.get(s, 0.0) for s in SOURCES] for by_source in INPUTS.values()])
    errors = np.array([SOLAR_MODELS["B16-GS98"].errors[s] for s in SOURCES])
    correlation = matrix.T @ matrix / np.outer(errors, errors)
    pp, pep, _, be, b, n, o, _ = range(8)
    assert correlation[be, b] > 0.6
    assert correlation[n, o] > 0.5
    assert correlation[pp, be] < -0.3
    assert correlation[pp, pep] > 0.0
    varied = solar(components=("7Be", "8B"), oscillated=False).varied({"solar_opacity": 1.0})
    assert varied.components[-1].intensity == pytest.approx(5.46e6 * 1.073, rel=1e-9)


def test_shape_errors_keep_the_total_and_move_the_mean() -> None:
    """Bahcall et al. 1996: ±3σ spectra have means 6.629 and 6.842 MeV."""
    flux = solar(components="8B", b8_shape="bahcall1996", oscillated=False)
    for alpha, mean in ((3.0, 6.6287), (-3.0, 6.8419)):
        moved = flux.varied({"solar_8B_shape": alpha})
        assert moved.total() == pytest.approx(5.46e6, rel=1e-4)
        assert moved.mean_energy() == pytest.approx(mean, abs=3e-3)
    winter = solar(components="8B", oscillated=False).varied({"solar_8B_shape": 1.0})
    assert winter.total() == pytest.approx(5.46e6, rel=1e-4)


def test_mixing_errors_against_fluxes_with_other_parameters() -> None:
    p = pmns_parameters("nufit-5.2")
    flux = solar(components="8B")
    sigma = dict(p.uncertainties)
    E = np.array([3.0, 8.0, 12.0])
    for name in ("sin2_12", "dm2_21"):
        moved = flux.varied({f"pmns_{name}": 1.0}).spectrum(E, "nu_e")
        other = solar(components="8B", parameters=replace(p, **{name: getattr(p, name) + sigma[name]}))
        assert moved == pytest.approx(other.spectrum(E, "nu_e"), rel=3e-3)
        assert flux.varied({f"pmns_{name}": 1.0}).total() == pytest.approx(5.46e6, rel=1e-6)


def test_measured_flux_of_boron_8() -> None:
    """SNO 2013: 5.25 ± 0.16 (stat) +0.11 −0.13 (syst); the error is then the measured one."""
    flux = solar(components=("8B", "hep"), b8_flux="sno-2013", oscillated=False)
    assert flux.components[0].intensity == pytest.approx(5.25e6)
    of_8b = [s for s in flux.systematics if s.changes[0] is not None and s.name != "solar_8B_shape"]
    assert [s.name for s in of_8b] == ["solar_8B"]
    assert of_8b[0].changes[0] == pytest.approx(math.hypot(0.16, 0.12) / 5.25)
    assert B8_FLUXES["global-2016"][0] == 5.16e6


def test_models_of_one_s_own_and_older_ones() -> None:
    own = SolarModel(name="mine", totals={"8B": 1e6}, errors={"8B": 0.1})
    flux = solar(own, components="8B", zones="B16-GS98")
    assert flux.total() == pytest.approx(1e6)
    assert pickle.loads(pickle.dumps(own)) == own
    with pytest.raises(UnknownNameError, match="radial distribution"):
        solar(own, components="8B")
    with pytest.raises(UnknownNameError, match="mine"):
        solar(own, components="pp", zones="B16-GS98")
    assert solar("BP00", components="8B").total() == pytest.approx(5.05e6)
    assert solar("BS05-OP", components="b8").total() == pytest.approx(5.691e6)
    assert not [s for s in solar("BS05-OP", components="7Be").systematics if s.name.startswith("solar")]


@pytest.mark.parametrize(
    "options", [{"components": "9B"}, {"basis": "weak"}, {"b8_shape": "x"}, {"b8_flux": "x"}, {"be7": "x"}]
)
def test_unknown_names(options) -> None:
    with pytest.raises(UnknownNameError):
        solar(**options)
    with pytest.raises(UnknownNameError, match="B16-GS98"):
        solar("B16-GS89")
    with pytest.raises(UnknownNameError):
        shape("9B")


def test_fluxes_travel_to_processes() -> None:
    flux = pickle.loads(pickle.dumps(solar(components=("8B", "7Be"))))
    assert flux.total() == pytest.approx(5.46e6 + 4.93e9, rel=1e-12)
    assert float(flux.spectrum(8.0)) > 0.0


@pytest.mark.parametrize("basis", ["flavour", "mass"])
def test_without_theta_13_two_states_are_left(basis) -> None:
    """sin²θ13 = 0: no ν₃ from the Sun; the step of its uncertainty must not leave [0, 1]."""
    p = replace(pmns_parameters("nufit-5.2"), sin2_13=0.0, delta=math.pi)
    flux = solar(components="8B", parameters=p, basis=basis)
    assert len(flux.components) == (2 if basis == "mass" else 3)
    assert flux.total() == pytest.approx(5.46e6, rel=1e-12)
    E = np.array([3.0, 10.0])
    assert np.all(np.isfinite(flux.relative_uncertainty(E)))
    if basis == "flavour":
        # P_ee = (1 − s)² P2(s) with s = sin²θ13: by −2σ, and a little by the matter term of P2
        (change,) = (s.changes[0] for s in flux.systematics if s.name == "pmns_sin2_13")
        assert change(np.array([0.1])) == pytest.approx(-2.0 * 0.00058, rel=0.05)


def test_sources_without_flux() -> None:
    own = SolarModel(name="mine", totals={"8B": 1e6, "hep": 0.0})
    flux = solar(own, components=("8B", "hep"), zones="B16-GS98")
    assert flux.total() == pytest.approx(1e6)
    assert {c.label.split()[0] for c in flux.components} == {"8B"}
    with pytest.raises(ValidityError, match="zero flux"):
        solar(own, components="hep", zones="B16-GS98")
    with pytest.raises(ValidityError, match="at least one"):
        solar(components=())


def test_presets_cannot_be_changed() -> None:
    """A model that one caller changes would be changed for all."""
    with pytest.raises(TypeError):
        SOLAR_MODELS["B16-GS98"].inputs["opacity"]["8B"] = 0.0
    with pytest.raises(ValueError, match="read-only"):
        shape("winter2006").energies[0] = 1.0
