"""Elastic nucleus, nucleon size, and form factors from text."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from nuscat import responses as r
from nuscat._core.citations import bibtex
from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat.constants import hbarc
from nuscat.electroweak import tree
from nuscat.nuclei import nuclide
from nuscat.responses.specs import FORM_FACTORS

AR, CS = nuclide("Ar40"), nuclide("Cs133")


@dataclass(frozen=True)
class Tree:
    """Tree-level couplings, with a Q² dependence to see that it arrives."""

    sin2w: float = 0.23857
    running: float = 0.0

    def nucleon(self, flavour, Q2):
        return 0.5 - 2 * self.sin2w + self.running * Q2, -0.5 + 0.0 * Q2


def test_weak_amplitude() -> None:
    nucleus = r.PointNucleus(AR, proton=r.Helm(3.33), neutron=r.Helm(3.43))
    assert float(nucleus.weak(0.0, Tree())) == pytest.approx((0.5 - 2 * 0.23857) * 18 - 11)
    q = np.array([0.0, 30.0, 70.0])
    expected = (0.5 - 2 * 0.23857 + 1e-6 * q**2) * 18 * r.helm(q, 3.33) - 0.5 * 22 * r.helm(q, 3.43)
    np.testing.assert_allclose(nucleus.weak(q, Tree(running=1e-6), "nu_e"), expected, rtol=1e-14)
    np.testing.assert_array_equal(nucleus.proton(q), r.helm(q, 3.33))
    np.testing.assert_array_equal(nucleus.neutron(q), r.helm(q, 3.43))
    np.testing.assert_array_equal(nucleus.charge(q), nucleus.proton(q))
    assert (nucleus.Z, nucleus.N, nucleus.A, nucleus.mass) == (18, 22, 40, AR.mass)


def test_real_couplings_and_bibtex() -> None:
    electroweak = pytest.importorskip("nuscat.electroweak")
    nucleus = r.default_nucleus(AR)
    assert float(nucleus.weak(0.0, electroweak.tree(sin2w=0.23857))) == pytest.approx((0.5 - 2 * 0.23857) * 18 - 11)
    assert {"Helm:1956zz", "Kondev:2021lzi"} <= set(nucleus.cite)
    assert "Helm" in bibtex(nucleus.cite)


def test_axial() -> None:
    spinless = r.default_nucleus(AR)
    assert spinless.axial_response is None
    np.testing.assert_array_equal(spinless.axial(np.array([0.0, 50.0])), [0.0, 0.0])
    caesium = r.default_nucleus(CS)
    assert caesium.axial_response is None
    with pytest.raises(MissingDataError, match=r"Cs133 has spin 3\.5"):
        caesium.axial(10.0)
    assert replace(caesium, axial_response=lambda q: 0.1 * np.exp(-q)).axial(0.0) == pytest.approx(0.1)
    with pytest.raises(ValidityError, match="spin 0"):
        replace(spinless, axial_response=lambda q: q)
    unknown = SimpleNamespace(Z=1, N=1, A=2, mass=1876.0, spin=None, name="X2", charge_radius=None)
    with pytest.raises(MissingDataError, match="X2"):
        r.PointNucleus(unknown, proton=r.Point(), neutron=r.Point()).axial(0.0)


def test_charge_form_factor_of_a_nucleus() -> None:
    measured = r.charge_form_factor(AR)
    nucleus = r.PointNucleus(AR, proton=r.Helm(3.33), neutron=r.Helm(3.43), charge_form_factor=measured)
    assert float(nucleus.charge(60.0)) == float(measured(60.0)) != float(nucleus.proton(60.0))
    assert "DeVries:1987atn" in nucleus.cite


@pytest.mark.parametrize("wrong", [3.4, "helm", None], ids=["number", "text", "none"])
def test_form_factors_must_be_callable(wrong) -> None:
    with pytest.raises(ValidityError, match="form factor"):
        r.PointNucleus(AR, proton=wrong, neutron=r.Helm(3.4))
    with pytest.raises(ValidityError, match="form factor"):
        r.PointNucleus(AR, proton=r.Helm(3.4), neutron=wrong)


def test_gradient_with_respect_to_a_neutron_radius() -> None:
    jax = pytest.importorskip("jax")
    nucleus, q = r.nucleus(AR, "helm"), np.array([0.0, 20.0, 60.0])

    def amplitude(radius):
        return replace(nucleus, neutron=r.Helm(radius)).weak(q, Tree())

    gradient = jax.jacfwd(amplitude)(3.5)
    finite = (amplitude(3.5 + 1e-5) - amplitude(3.5 - 1e-5)) / 2e-5
    np.testing.assert_allclose(gradient, finite, atol=1e-8)
    assert gradient[0] == 0.0


# nucleon size


def test_folding_adds_mean_squares_once() -> None:
    for nucleon in (r.NucleonGaussian(), r.NucleonDipole()):
        folded = r.Folded(r.Helm(3.33), nucleon)
        assert float(folded.rms_radius) ** 2 == pytest.approx(3.33**2 + 0.7071)
        with pytest.raises(ValidityError, match="already"):
            r.Folded(folded)
        with pytest.raises(ValidityError, match="already"):
            r.Charge(proton=folded, neutron=r.Helm(3.4), Z=18, N=22)
    q = 2.0
    gauss, dipole = float(r.NucleonGaussian()(q)), float(r.NucleonDipole()(q))
    first = 1 - (q / hbarc.value) ** 2 * 0.7071 / 6
    assert gauss == pytest.approx(first, abs=1e-9)
    assert dipole == pytest.approx(first, abs=1e-9)
    for bad in (math.nan, -0.5):
        with pytest.raises(ValidityError):
            r.NucleonDipole(bad)
    assert float(r.NucleonGaussian(-0.1161)(100.0)) > 1.0


def test_charge_radius_composition_and_its_inverse() -> None:
    # Darwin–Foldy 3/(4 m²) = 0.0331 fm² with m = 938.92 MeV
    expected = math.sqrt(3.33**2 + 0.7071 - 22 / 18 * 0.1161 + 0.75 * (197.3269804 / 938.9187) ** 2)
    charge = r.Charge(proton=r.Helm(3.33), neutron=r.Helm(3.43), Z=18, N=22)
    assert float(charge.rms_radius) == pytest.approx(expected, abs=1e-8)
    assert float(r.unfold_radius(charge.rms_radius, 18, 22)) == pytest.approx(3.33, abs=1e-12)
    with pytest.raises(ValidityError, match="smaller than the nucleon"):
        r.unfold_radius(0.5, 18, 22)
    # point-proton radius of 40Ar: 3.326(25) fm in 2405.20060 (Skyrme) and 3.3285 (shell model, with spin–orbit)
    assert float(r.unfold_radius(AR.charge_radius, 18, 22)) == pytest.approx(3.33, abs=0.025)


# text


@pytest.mark.parametrize("name", FORM_FACTORS)
def test_every_name_gives_a_pair(name: str, tmp_path: Path) -> None:
    spec, nuclide = name, {"sum-of-gaussians": "Ca40", "hms": "Xe132"}.get(name, "Ar40")
    if name == "density":
        table = tmp_path / "ar40.csv"
        radii = np.linspace(0.0, 12.0, 241)
        shape = np.exp(-((radii / 2.7) ** 2)) / (np.pi * 2.7**2) ** 1.5
        lines = ["r,rho_p,rho_n", *(f"{a:.6f},{18 * b:.12e},{22 * b:.12e}" for a, b in zip(radii, shape, strict=True))]
        table.write_text("\n".join(lines) + "\n")
        spec = f"density:{table}"
    for ff in r.parse_form_factor(spec, nuclide):
        assert float(ff(0.0)) == pytest.approx(1.0, abs=1e-12)
        assert isinstance(ff, r.FormFactor)


def test_specifications() -> None:
    parse = r.parse_form_factor
    assert parse("helm:skin=0.9,r0=1.2", AR) == (r.Helm.from_mass_number(40),) * 2
    assert parse("helm", AR) == (r.Helm(AR.charge_radius),) * 2
    assert parse(" Helm : rms = 3.43 , rn=3.5, skin=0.8 ", AR) == (r.Helm(3.43, 0.8), r.Helm(3.5, 0.8))
    assert parse("helm:r0=1.2,rn=3.5", AR)[1] == r.Helm(3.5)
    assert parse("lewin_smith", AR)[0] == r.Helm.lewin_smith(40)
    assert parse("helm-plain:r0=1.14", AR)[0] == r.Helm.plain(40, r0=1.14)
    assert parse("klein-nystrand:range=0.6", AR)[0] == r.KleinNystrand.from_mass_number(40, yukawa_range=0.6)
    assert parse("klein-nystrand-adapted", AR)[0] == r.KleinNystrand.adapted(AR.charge_radius)
    assert parse("symmetrized-fermi:rms=3.4,a=0.5,rn=3.5", AR) == (
        r.SymmetrizedFermi.from_rms(3.4, diffuseness=0.5),
        r.SymmetrizedFermi.from_rms(3.5, diffuseness=0.5),
    )
    assert parse("fourier-bessel:analysis=1,rn=5.6", "Pb208") == (
        r.charge_form_factor("Pb208", analysis=1),
        r.Helm(5.6),
    )
    assert parse("point", AR) == (r.Point(), r.Point())
    default = r.default_nucleus("Ar40")
    assert default == r.nucleus("Ar40") == r.nucleus("Ar40", "helm:skin=0.9,r0=1.2")
    assert default.proton == r.Helm.from_mass_number(40, skin=0.9, r0=1.2)


@pytest.mark.parametrize(
    ("spec", "error", "message"),
    [
        ("hlem", UnknownNameError, "helm"),
        ("", UnknownNameError, "form factor"),
        ("helm:rsm=3.4", UnknownNameError, "rms"),
        ("point:r0=1", UnknownNameError, "r0"),
        ("helm:rms", ValidityError, "no value"),
        ("helm:", ValidityError, "colon"),
        ("helm:rms=abc", ValidityError, "not a number"),
        ("helm:rms=nan", ValidityError, "not a number"),
        ("helm:rms=-3", ValidityError, "not a number"),
        ("helm:rms=0", ValidityError, "positive"),
        ("helm:rms=3.4,rms=3.5", ValidityError, "twice"),
        ("helm:rms=3.4,r0=1.2", ValidityError, "exclude"),
        ("symmetrized-fermi:c=3,rms=3", ValidityError, "exclude"),
        ("helm:rms=1.0", ValidityError, "skin"),
        ("helm:rms=3.4,", ValidityError, "no value"),
        ("fourier-bessel:analysis=1.5", ValidityError, "whole number"),
        ("fourier-bessel:analysis=9", ValidityError, "Valid: 1"),
        ("sum-of-gaussians", MissingDataError, "fourier-bessel"),
        (3.4, ValidityError, "text"),
    ],
)
def test_bad_specifications(spec, error, message) -> None:
    with pytest.raises(error, match=message):
        r.parse_form_factor(spec, AR)


@pytest.mark.parametrize("target", ["H1", "H2", "He4", "He3"])
def test_a_light_nucleus_is_named_and_every_advice_works(target: str) -> None:
    with pytest.raises(ValidityError, match=rf'Form factor "helm:skin=0.9,r0=1.2" for {target}: ') as caught:
        r.nucleus(target)
    advice = re.findall(r'"([^"]*)"', caught.value.hint)
    assert advice == ["helm:skin=0.3,r0=1.2", f"helm:skin=0.9,r0=1.2;{target}=point"]
    radii = [float(r.nucleus(target, spec).proton.rms_radius) for spec in advice]
    assert radii[0] > 0.0
    assert radii[1] == 0.0


def test_nuclides_differ_in_one_text() -> None:
    spec = "helm:skin=0.9,r0=1.2; 1H = point"
    assert r.nucleus("H1", spec).proton == r.Point()
    assert r.nucleus("O16", spec) == r.nucleus("O16", "helm:skin=0.9,r0=1.2")


def test_else_is_for_nuclides_without_data_only() -> None:
    spec = "fourier-bessel;else=helm:skin=0.9,r0=1.2;O18=helm"
    assert r.nucleus("O16", spec) == r.nucleus("O16", "fourier-bessel")
    assert r.nucleus("O17", spec) == r.nucleus("O17", "helm:skin=0.9,r0=1.2")
    assert r.nucleus("O18", spec) == r.nucleus("O18", "helm")
    with pytest.raises(ValidityError, match=r'"helm:skin=0\.9,r0=1\.2" for H1'):
        r.nucleus("H1", spec)


@pytest.mark.parametrize("target", ["O17", "Ar36"])
def test_missing_data_show_both_ways_out(target: str) -> None:
    with pytest.raises(MissingDataError, match=f'"fourier-bessel" for {target}: No fourier-bessel') as caught:
        r.nucleus(target, "fourier-bessel;H1=point")
    advice = [a for a in re.findall(r'"([^"]*)"', caught.value.hint) if ";" in a]
    assert [f";{target}=" in a for a in advice] == [True, False]
    assert ";else=" in advice[1]
    for spec in advice:
        assert r.nucleus(target, spec) == r.nucleus(target, "helm:skin=0.9,r0=1.2")
        assert r.nucleus("H1", spec).proton == r.Point()


@pytest.mark.parametrize(
    ("spec", "error", "message"),
    [
        ("helm;H1", ValidityError, "'H1' of form factor"),
        ("helm;H1=", ValidityError, "not of the form nuclide=form factor"),
        ("helm;", ValidityError, "not of the form"),
        ("helm;H1=point;1H=helm", ValidityError, "H1= is given twice"),
        ("helm;else=point;else=helm", ValidityError, "else= is given twice"),
        ("helm;Xx1=point", UnknownNameError, "Xx1"),
        ("helm;H1=pointlike", UnknownNameError, "pointlike"),
        ("helm;else=helm:skn=1", UnknownNameError, "skin"),
    ],
)
def test_bad_choices_are_refused_for_every_nuclide(spec: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        r.nucleus("Ar40", spec)


def test_missing_charge_radius() -> None:
    unmeasured = SimpleNamespace(Z=18, N=40, A=58, mass=54000.0, spin=0.0, name="Ar58", charge_radius=None)
    with pytest.raises(MissingDataError, match=r"Ar58.*rms="):
        r.nucleus(unmeasured, "helm")
    assert r.nucleus(unmeasured, "helm:r0=1.2").A == 58


@pytest.mark.parametrize("bad", ["x", [[1.0], [1.0, 2.0]], [1.0, -2.0], np.nan, -1.0])
def test_no_weak_amplitude_at_impossible_momenta(bad: object) -> None:
    nucleus = r.nucleus(AR, "helm:skin=0.9,r0=1.2")
    for function in (nucleus.proton, lambda q: nucleus.weak(q, tree())):
        with pytest.raises(ValidityError):
            function(bad)
