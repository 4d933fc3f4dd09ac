"""Nuclear matter: published properties, an independent energy of asymmetric matter differentiated, the map back."""

from __future__ import annotations

from dataclasses import replace

import mpmath
import numpy as np
import pytest

from nuscat._core.errors import ValidityError
from nuscat.structure.skyrme.catalogue import FORCES, force
from nuscat.structure.skyrme.force import SkyrmeForce
from nuscat.structure.skyrme.nuclear_matter import (
    energy_per_nucleon,
    force_from_matter,
    matter_parameters,
    nuclear_matter,
)

# rho0, E/A, K, J, L, m*/m, kappa as published (papers of the sets; digits as printed)
PUBLISHED = {
    "SIII": ("0.1453", "-15.85", "355.4", "28.16", "9.9", "0.763", "0.525"),
    "SkM*": ("0.1603", "-15.78", "216.7", "30.03", "45.8", "0.788", "0.532"),
    "SLy4": ("0.1595", "-15.97", "229.9", "32.00", "46.0", "0.695", "0.250"),
    "SLy5": ("0.1603", "-15.98", "229.9", "32.03", "48.3", "0.697", "0.250"),
    "SLy6": ("0.1590", "-15.92", "229.8", "31.96", "47.4", "0.690", "0.250"),
    "SkI3": ("0.1577", "-15.96", "258.0", "34.83", "100.5", "0.578", "0.245"),
    "SkI4": ("0.1600", "-15.92", "247.7", "29.50", "60.4", "0.650", "0.249"),
    "SV-bas": ("0.1596", "-15.90", "233.4", "30.00", "32.4", "0.900", "0.399"),
    "SV-min": ("0.1611", "-15.91", "221.8", "30.66", "44.8", "0.952", "0.076"),
    "UNEDF0": ("0.1605", "-16.06", "230.0", "30.54", "45.1", "1.111", "0.250"),
    "UNEDF1": ("0.1587", "-15.80", "220.0", "28.99", "40.0", "1.008", "0.250"),
    "SkP": ("0.1625", "-15.95", "201.0", "30.00", "19.7", "1.000", "0.350"),
    "SGII": ("0.1583", "-15.60", "214.6", "26.83", "37.6", "0.786", "0.493"),
    "SkX": ("0.1555", "-16.06", "271.1", "31.10", "33.2", "0.993", "0.334"),
    "BSk17": ("0.1586", "-16.06", "241.7", "30.00", "36.3", "0.800", "0.278"),
    "SAMi": ("0.1587", "-15.93", "245.0", "28.13", "43.6", "0.675", "0.506"),
    "T44": ("0.1612", "-16.02", "230.0", "32.00", "50.1", "0.701", "0.250"),
    "SkO": ("0.1604", "-15.84", "223.3", "31.97", "79.1", "0.896", "0.174"),
}  # fmt: skip

# Input of the UNEDF1 optimisation as published
UNEDF1 = {
    "rho0": 0.158706769332587,
    "energy": -15.8,
    "K": 220.0,
    "J": 28.986789057772,
    "L": 40.004790480413,
    "inverse_mass": 0.992423332283364,
    "inverse_vector_mass": 1.249838574232270,
    "C0Drho": -45.135131022237,
    "C1Drho": -145.382167908057,
    "C0nablaJ": -74.026333176460,
    "C1nablaJ": -35.658261114791,
    "hbar2_2m_n": 20.73553,
    "hbar2_2m_p": 20.73553,
}


def asymmetric(f: SkyrmeForce, rho: mpmath.mpf, i: mpmath.mpf) -> mpmath.mpf:
    """Energy per nucleon of Chabanat et al., Nucl. Phys. A 627 (1997) 710, Eq. (3.2)."""

    def F(m: mpmath.mpf) -> mpmath.mpf:
        return ((1 + i) ** m + (1 - i) ** m) / 2

    third = mpmath.mpf(1) / 3
    fermi = (3 * mpmath.pi**2 / 2) ** (2 * third)
    h = (mpmath.mpf(f.hbar2_2m_n) + f.hbar2_2m_p) / 2
    kinetic = 3 * h * fermi * rho ** (2 * third) * F(5 * third) / 5
    central = f.t0 * rho * (2 * (f.x0 + 2) - (2 * f.x0 + 1) * F(2)) / 8
    dependent = f.t3 * rho ** (f.alpha + 1) * (2 * (f.x3 + 2) - (2 * f.x3 + 1) * F(2)) / 48
    direct = (f.t1 * (f.x1 + 2) + f.t2 * (f.x2 + 2)) * F(5 * third)
    exchange = (f.t2 * (2 * f.x2 + 1) - f.t1 * (2 * f.x1 + 1)) * F(8 * third) / 2
    return kinetic + central + dependent + 3 * fermi * rho ** (5 * third) * (direct + exchange) / 40


@pytest.mark.parametrize("name", FORCES)
def test_published_properties(name: str) -> None:
    matter = nuclear_matter(force(name))
    found = (matter.rho0, matter.energy, matter.K, matter.J, matter.L, matter.effective_mass, matter.kappa)
    printed = tuple(f"{v:.{len(p.split('.')[1])}f}" for v, p in zip(found, PUBLISHED[name], strict=True))
    if name == "SkO":  # −15.8347 stands in the list as −15.84
        assert printed[1] == "-15.83"
        printed = (printed[0], "-15.84", *printed[2:])
    assert printed == PUBLISHED[name]


@pytest.mark.parametrize("name", FORCES)
def test_properties_are_derivatives_of_an_independent_energy(name: str) -> None:
    f = force(name)
    mean = 0.5 * (f.hbar2_2m_n + f.hbar2_2m_p)
    f = replace(f, hbar2_2m_n=mean, hbar2_2m_p=mean)
    matter = nuclear_matter(f)
    with mpmath.workdps(40):
        rho = mpmath.mpf(matter.rho0)

        def symmetry(r: mpmath.mpf) -> mpmath.mpf:
            return mpmath.diff(lambda i: asymmetric(f, r, i), 0, 2) / 2

        def energy(r: mpmath.mpf) -> mpmath.mpf:
            return asymmetric(f, r, mpmath.mpf(0))

        expected = {
            "energy": energy(rho),
            "K": 9 * rho**2 * mpmath.diff(energy, rho, 2),
            "J": symmetry(rho),
            "L": 3 * rho * mpmath.diff(symmetry, rho),
            "Ksym": 9 * rho**2 * mpmath.diff(symmetry, rho, 2),
        }
        assert abs(mpmath.diff(energy, rho)) < 1e-10  # saturation
        for key, value in expected.items():
            assert getattr(matter, key) == pytest.approx(float(value), rel=1e-9, abs=1e-9), key


@pytest.mark.parametrize("name", ["SLy4", "SkI4", "UNEDF1", "SIII"])
def test_energy_of_asymmetric_matter(name: str) -> None:
    f = force(name)
    for rho, delta in ((0.05, 0.0), (0.16, 0.3), (0.3, 1.0), (0.12, -0.7)):
        assert float(energy_per_nucleon(f, rho, delta)) == pytest.approx(float(asymmetric(f, rho, delta)), rel=1e-12)
    assert energy_per_nucleon(f, np.array([[0.1], [0.2]]), np.array([0.0, 0.5, 1.0])).shape == (2, 3)


def test_effective_mass_is_the_coefficient_of_tau() -> None:
    """ħ²/2m* = ħ²/2m + a1ρ + b1ρ_q for ρ_q = ρ/2 (isoscalar), and for ρ_q = 0 (isovector)."""
    for name in FORCES:
        f, matter = force(name), nuclear_matter(force(name))
        h = 0.5 * (f.hbar2_2m_n + f.hbar2_2m_p)
        assert matter.inverse_mass == pytest.approx(1 + (f.a1 + f.b1 / 2) * matter.rho0 / h, rel=1e-12)
        assert matter.inverse_vector_mass == pytest.approx(1 + f.a1 * matter.rho0 / h, rel=1e-12)


def test_unedf1_from_its_published_input() -> None:
    f = force_from_matter("UNEDF1 again", cm="none", **UNEDF1)
    published = {  # Kortelainen et al. 2012, as tabulated by programs
        "t0": -2078.32802326,
        "t1": 239.40081204,
        "t2": 1575.11954190,
        "t3": 14263.64624708,
        "x0": 0.05375692,
        "x1": -5.07723238,
        "x2": -1.36650561,
        "x3": -0.16249117,
        "alpha": 0.27001801,
        "b4": 38.36807206,
        "b4p": 71.31652223,
    }
    for key, value in published.items():
        assert getattr(f, key) == pytest.approx(value, abs=0.6e-8 if abs(value) < 10 else 2e-7), key


@pytest.mark.parametrize("name", FORCES)
def test_matter_parameters_give_the_functional_back(name: str) -> None:
    f = force(name)
    again = force_from_matter(name, cm=f.cm, **matter_parameters(f))
    for key, value in f.couplings.items():
        assert again.couplings[key] == pytest.approx(value, rel=1e-8, abs=1e-8), key


def test_impossible_matter_is_refused() -> None:
    with pytest.raises(ValidityError, match="α"):
        force_from_matter("soft", cm="none", **UNEDF1 | {"K": 90.0})
    with pytest.raises(ValidityError, match="does not saturate"):
        nuclear_matter(replace(force("SLy4"), t3=1377.7))
    with pytest.raises(ValidityError, match="positive"):
        force_from_matter("x", cm="none", **UNEDF1 | {"rho0": -0.16})
    with pytest.raises(ValidityError, match="finite"):
        force_from_matter("x", cm="none", **UNEDF1 | {"J": float("nan")})
    with pytest.raises(ValidityError, match="density"):
        energy_per_nucleon(force("SLy4"), -0.1)
    with pytest.raises(ValidityError, match="asymmetry"):
        energy_per_nucleon(force("SLy4"), 0.1, 1.5)
