"""Nucleon form factors: normalisation, radii, printed numbers of the parametrisations."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nuscat import constants
from nuscat._core.citations import bibtex
from nuscat._core.errors import UnknownNameError
from nuscat.electroweak import NUCLEON_FORM_FACTORS, DipoleGalster, Kelly, RadiusExpansion, nucleon_form_factors
from nuscat.electroweak.nucleon_form_factors import NucleonFormFactors, nucleon_mass

SETS = [make() for make in NUCLEON_FORM_FACTORS.values()]


@pytest.mark.parametrize("ff", SETS, ids=lambda ff: ff.name)
def test_charges_and_moments_at_zero(ff: NucleonFormFactors) -> None:
    assert isinstance(ff, NucleonFormFactors)
    assert [float(x) for x in ff.electric(0.0)] == [1.0, 0.0]
    p, n = (float(x) for x in ff.magnetic(0.0))
    assert p == pytest.approx(constants.mu_p.value, abs=1e-8)
    assert n == pytest.approx(constants.mu_n.value, abs=1e-6)
    assert [float(x) for x in ff.strange(0.0)] == pytest.approx([0.0, -0.017])
    assert [float(x) for x in ff.axial(0.0)] == pytest.approx([1.27641, -0.085])


@pytest.mark.parametrize("ff", SETS, ids=lambda ff: ff.name)
def test_radii_are_slopes(ff: NucleonFormFactors) -> None:
    h = 100.0  # MeV²
    to_fm2 = -6.0 * constants.hbarc.value**2

    def slope(f: object) -> float:
        return to_fm2 * float((4.0 * (f(h) - f(0.0)) - (f(2 * h) - f(0.0))) / (2.0 * h))  # type: ignore[operator]

    found = (
        slope(lambda x: ff.electric(x)[0]),
        slope(lambda x: ff.electric(x)[1]),
        slope(lambda x: ff.strange(x)[0]),
    )
    assert found == pytest.approx(ff.electric_radii2, abs=1e-6)
    assert slope(lambda x: ff.axial(x)[0]) / 1.27641 == pytest.approx(0.46, abs=1e-6)


def test_published_radii() -> None:
    assert math.sqrt(RadiusExpansion().electric_radii2[0]) == pytest.approx(0.8409, abs=1e-4)  # muonic hydrogen
    assert math.sqrt(Kelly().electric_radii2[0]) == pytest.approx(0.863, abs=0.0015)  # Kelly 2004, Table I: 0.863(4)
    assert Kelly().electric_radii2[1] == pytest.approx(-0.112, abs=0.003)  # ibid.: −0.112(3) fm²
    assert math.sqrt(DipoleGalster().electric_radii2[0]) == pytest.approx(0.811, abs=5e-4)


@pytest.mark.parametrize("ff", [Kelly(), DipoleGalster()], ids=lambda ff: ff.name)
def test_close_to_the_dipole_up_to_1_GeV(ff: NucleonFormFactors) -> None:
    Q2 = np.linspace(0.0, 1e6, 21)
    dipole = (1.0 + Q2 / 0.71e6) ** -2
    E_p, E_n = ff.electric(Q2)
    G_p, G_n = ff.magnetic(Q2)
    np.testing.assert_allclose(E_p / dipole, 1.0, atol=0.07)
    np.testing.assert_allclose(G_p / (constants.mu_p.value * dipole), 1.0, atol=0.05)
    np.testing.assert_allclose(G_n / (constants.mu_n.value * dipole), 1.0, atol=0.07)
    assert np.all(E_n[1:] > 0)
    assert np.max(E_n) == pytest.approx(0.05, abs=0.015)


def test_radius_expansion_is_the_tangent_of_a_realistic_set() -> None:
    realistic = RadiusExpansion(rE2_p=Kelly().electric_radii2[0])
    Q2 = 100.0**2
    assert float(realistic.electric(Q2)[0]) == pytest.approx(float(Kelly().electric(Q2)[0]), abs=1.2e-3)


def test_jax_gives_the_same() -> None:
    import jax
    import jax.numpy as jnp

    with jax.enable_x64(True):
        for ff in SETS:
            for part in ("electric", "magnetic", "strange", "axial"):
                ours = getattr(ff, part)(np.array([0.0, 1e4, 3e5]))
                theirs = getattr(ff, part)(jnp.array([0.0, 1e4, 3e5]))
                for a, b in zip(ours, theirs, strict=True):
                    np.testing.assert_allclose(np.asarray(b), a, rtol=1e-14, atol=1e-16)


def test_names_and_citations() -> None:
    assert nucleon_form_factors(" Kelly ") == Kelly()
    with pytest.raises(UnknownNameError, match="kelly"):
        nucleon_form_factors("keli")
    for ff in SETS:
        assert bibtex(ff.cite)
    assert nucleon_mass == pytest.approx(938.9187, abs=1e-4)
