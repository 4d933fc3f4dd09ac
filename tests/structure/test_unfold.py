"""Unfolding of the nucleon size: closed forms come back, radii agree with the radius formula, refusals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from nuscat._core.errors import ConvergenceError, ValidityError
from nuscat.constants import hbarc, m_n, m_p
from nuscat.electroweak.nucleon_form_factors import DipoleGalster, Kelly, RadiusExpansion
from nuscat.responses import unfold_radius
from nuscat.structure import SphericalDensity
from nuscat.structure.elastic import ElasticStructure
from nuscat.structure.measured import density
from nuscat.structure.unfold import (
    _with_stretched_neutrons,
    measured_nucleus,
    point_proton_radius,
    unfold,
    unfold_form_factor,
)

HC = hbarc.value
MASS = 0.5 * (m_p.value + m_n.value)


@dataclass(frozen=True)
class GaussianProton:
    """A proton of Gaussian charge, a neutron without charge."""

    mean_square: float = 0.64
    name: ClassVar[str] = "gaussian"
    all_q: ClassVar[bool] = True
    cite: ClassVar[tuple[str, ...]] = ()

    @property
    def electric_radii2(self) -> tuple[float, float, float]:
        return self.mean_square, 0.0, 0.0

    def electric(self, Q2):
        Q2 = np.asarray(Q2, dtype=float)
        return np.exp(-Q2 / HC**2 * self.mean_square / 6.0), np.zeros_like(Q2)

    def magnetic(self, Q2):
        proton, _ = self.electric(Q2)
        return 2.7928 * proton, -1.9130 * proton

    def strange(self, Q2):
        return np.zeros_like(Q2), np.zeros_like(Q2)

    def axial(self, Q2):
        return np.zeros_like(Q2), np.zeros_like(Q2)


def darwin(q):
    return 1.0 / np.sqrt(1.0 + (q / (2.0 * MASS)) ** 2)


def gaussian(k, a):
    """Transform of e^(−r²/a²), k in 1/fm."""
    return np.exp(-((k * a) ** 2) / 4.0)


def oscillator(k, a, alpha):
    x2 = (k * a) ** 2
    return np.exp(-x2 / 4.0) * (1.0 - alpha * x2 / (2.0 * (2.0 + 3.0 * alpha)))


@pytest.mark.parametrize("foldy", [True, False])
def test_gaussian_folded_with_gaussian_comes_back(foldy: bool) -> None:
    a, size = 1.9, 0.64
    # without the Darwin–Foldy factor the folded charge density is a Gaussian of a² + 2⟨r²⟩/3
    charge = lambda q: gaussian(q / HC, math.sqrt(a * a + 2.0 * size / 3.0)) * (darwin(q) if foldy else 1.0)  # noqa: E731
    r_ch = math.sqrt(1.5 * a * a + size + (0.75 * (HC / MASS) ** 2 if foldy else 0.0))
    made = unfold_form_factor(
        charge, 2, 2, charge_radius=r_ch, q_max=5.0 * HC, r_max=12.0, nucleon=GaussianProton(size), darwin_foldy=foldy
    )
    r = np.array([0.0, 0.4, 1.0, 2.0, 4.0, 7.0])
    exact = 2.0 * np.exp(-((r / a) ** 2)) / (math.pi * a * a) ** 1.5
    np.testing.assert_allclose(made.rho_p(r), exact, rtol=0, atol=1e-12)
    assert made.r_p == pytest.approx(a * math.sqrt(1.5), rel=1e-12)
    nucleus = made.with_skin(0.0)
    assert nucleus.r_p == pytest.approx(a * math.sqrt(1.5), rel=1e-10)
    np.testing.assert_allclose(nucleus.M(100.0)[0], 2.0 * gaussian(100.0 / HC, a), rtol=1e-11)


@pytest.mark.parametrize("nucleon", [DipoleGalster(), Kelly()])
@pytest.mark.parametrize("skin", [0.0, 0.15, -0.05])
def test_oscillator_nucleus_with_a_skin_comes_back(nucleon: object, skin: float) -> None:
    """Protons of a p-shell oscillator, neutrons of the same shape stretched: folded forward, then unfolded."""
    Z, N, a, alpha = 8, 10, 1.8, 2.0
    rms = a * math.sqrt(1.5 * (2 + 5 * alpha) / (2 + 3 * alpha))
    stretch = (rms + skin) / rms

    def charge(q):
        gep, gen = nucleon.electric(q**2)
        return darwin(q) * (gep * oscillator(q / HC, a, alpha) + N / Z * gen * oscillator(q / HC * stretch, a, alpha))

    rp2, rn2, _ = nucleon.electric_radii2
    r_ch = math.sqrt(rms**2 + rp2 + N / Z * rn2 + 0.75 * (HC / MASS) ** 2)
    made = unfold_form_factor(charge, Z, N, charge_radius=r_ch, q_max=6.0 * HC, r_max=12.0, nucleon=nucleon, skin=skin)
    assert made.r_p == pytest.approx(rms, rel=1e-9)
    r = np.linspace(0.0, 9.0, 46)
    x2 = (r / a) ** 2
    exact = Z * (1 + alpha * x2) * np.exp(-x2) / (math.pi**1.5 * a**3 * (1 + 1.5 * alpha))
    np.testing.assert_allclose(made.rho_p(r), exact, rtol=0, atol=2e-8)
    nucleus = made.with_skin(skin)
    assert nucleus.skin == pytest.approx(skin, abs=1e-6)
    q = np.array([0.0, 50.0, 150.0, 300.0])
    np.testing.assert_allclose(nucleus.M(q)[0], Z * oscillator(q / HC, a, alpha), atol=1e-7)
    np.testing.assert_allclose(nucleus.M(q)[1], N * oscillator(q / HC * stretch, a, alpha), atol=1e-7)


def test_errors_of_the_cut_off_cover_the_truth() -> None:
    """A form factor cut where it is still large: the stated error is of the size of the real one."""
    a = 1.2
    charge = lambda q: gaussian(q / HC, math.sqrt(a * a + 2 * 0.64 / 3)) * darwin(q)  # noqa: E731
    r_ch = math.sqrt(1.5 * a * a + 0.64 + 0.75 * (HC / MASS) ** 2)
    r = np.linspace(0.0, 6.0, 121)
    exact = 2.0 * np.exp(-((r / a) ** 2)) / (math.pi * a * a) ** 1.5
    for q_max in (2.5, 3.0, 3.5):
        made = unfold_form_factor(
            charge, 2, 2, charge_radius=r_ch, q_max=q_max * HC, r_max=12.0, nucleon=GaussianProton()
        )
        off = float(np.max(np.abs(np.asarray(made.rho_p(r)) - exact)) / exact[0])
        assert off < made.density_error < 100.0 * off + 0.3
    assert made.density_error > 1e-4


@pytest.mark.parametrize(("name", "R"), [("Ar40", None), ("Pb208", 11), ("Pb208", 12), ("C12", None), ("Ge74", None)])
def test_radius_of_the_density_is_the_radius_formula(name: str, R: float | None) -> None:
    """Target 0.003 fm; reached 0.0001 fm."""
    charge = density(name, R=R)
    for nucleon in (Kelly(), DipoleGalster()):
        made = unfold(charge, nucleon)
        rp2, rn2, _ = nucleon.electric_radii2
        formula = math.sqrt(charge.rms_radius**2 - rp2 - charge.N / charge.Z * rn2 - 0.75 * (HC / MASS) ** 2)
        assert made.r_p == pytest.approx(formula, abs=1e-12)
        nucleus = made.with_skin(0.0)
        assert nucleus.r_p == pytest.approx(formula, abs=1e-4)
        assert made.radius_error < 1e-3
        assert made.density_error < 2e-3


@pytest.mark.parametrize(("name", "skin"), [("Ar40", 0.08), ("Ca48", 0.15), ("Pb208", 0.2)])
def test_measured_nucleus_dressed_again_is_the_measurement(name: str, skin: float) -> None:
    charge, nucleus, nucleon = density(name), measured_nucleus(name, skin), Kelly()
    assert isinstance(nucleus, SphericalDensity)
    assert nucleus.skin == pytest.approx(skin, abs=3e-4)
    q = np.linspace(0.0, 3.0 * HC, 31)
    F_p, F_n = nucleus.M(q)
    gep, gen = nucleon.electric(q**2)
    again = darwin(q) * (gep * F_p + gen * F_n) / nucleus.Z
    np.testing.assert_allclose(again, charge.form_factor(q), rtol=0, atol=3e-6)
    dressed = ElasticStructure(multipoles=nucleus, nucleon=nucleon)
    np.testing.assert_allclose(dressed.charge(q), charge.form_factor(q), rtol=0, atol=3e-6)
    assert dressed.charge_radius == pytest.approx(charge.rms_radius, abs=2e-4)
    assert "unfolded" in nucleus.label
    assert f"skin {skin:g} fm" in nucleus.label
    assert "DeVries:1987atn" in nucleus.cite


def test_spin_orbit_term_is_taken_out() -> None:
    """With a known J(r) folded in forward, the protons come back; r_p moves by the closed term of the radius."""
    Z, N, a, nucleon = 20, 28, 2.0, Kelly()
    r = np.linspace(0.0, 14.0, 701)
    w = np.full(701, 0.02)
    gauss = np.exp(-((r / a) ** 2)) / (math.pi * a * a) ** 1.5
    # J_n of eight f7/2 neutrons, Σ n C = 24: any radial shape with ∫4πr³J dr = 24
    shape = r**3 * np.exp(-((r / a) ** 2))
    J = 24.0 * shape / np.sum(w * 4 * math.pi * r**3 * shape)
    other = SphericalDensity(
        Z=Z, N=N, r=r, weights=w, proton=Z * gauss, neutron=N * gauss, spin_orbit_proton=0 * J, spin_orbit_neutron=J
    )

    def charge(q):
        (gep, gen), (_, gmn) = nucleon.electric(q**2), nucleon.magnetic(q**2)
        F = gaussian(q / HC, a)
        tau = (q / (2.0 * MASS)) ** 2
        return darwin(q) * (gep + N / Z * gen) * F + tau / Z * (2.0 * gmn - gen) * other.Phi2(q)[1]

    so = 2.0 * nucleon.magnetic(0.0)[1] * 24.0 * (HC / MASS) ** 2 / (2.0 * Z)
    assert so == pytest.approx(-0.10, abs=0.005)  # eight f7/2 neutrons in 48Ca
    rp2, rn2, _ = nucleon.electric_radii2
    r_ch = math.sqrt(1.5 * a * a + rp2 + N / Z * rn2 + 0.75 * (HC / MASS) ** 2 + so)
    made = unfold_form_factor(
        charge, Z, N, charge_radius=r_ch, q_max=5.0 * HC, r_max=14.0, nucleon=nucleon, spin_orbit=other, neutron=other
    )
    assert made.r_p == pytest.approx(a * math.sqrt(1.5), rel=1e-6)
    np.testing.assert_allclose(made.rho_p(r), Z * gauss, rtol=0, atol=1e-7)
    whole = made.with_neutron(lambda x: N * np.exp(-((x / a) ** 2)) / (math.pi * a * a) ** 1.5)
    assert whole.skin == pytest.approx(0.0, abs=1e-6)
    bare = SphericalDensity(Z=Z, N=N, r=r, weights=w, proton=Z * gauss, neutron=N * gauss)
    with pytest.raises(ValidityError, match="Φ″"):
        unfold(density("Ca48"), spin_orbit=bare)


def test_radius_formula() -> None:
    assert point_proton_radius(3.4274, 18, 22) == pytest.approx(
        math.sqrt(3.4274**2 - 0.7071 + 22 / 18 * 0.1161 - 0.75 * (HC / MASS) ** 2), rel=1e-9
    )
    np.testing.assert_allclose(
        point_proton_radius(np.array([3.4274, 3.5]), 18, 22), unfold_radius(np.array([3.4274, 3.5]), 18, 22), rtol=1e-9
    )
    without = point_proton_radius(3.4274, 18, 22, darwin_foldy=False)
    assert without**2 - point_proton_radius(3.4274, 18, 22) ** 2 == pytest.approx(0.0331, abs=1e-4)
    assert point_proton_radius(3.4771, 20, 28, spin_orbit=-0.1) ** 2 - point_proton_radius(
        3.4771, 20, 28
    ) ** 2 == pytest.approx(0.1, abs=1e-12)
    with pytest.raises(ValidityError, match="smaller than the nucleon"):
        point_proton_radius(0.5, 2, 2)
    with pytest.raises(ValidityError):
        point_proton_radius(3.4, 0, 2)
    with pytest.raises(ValidityError):
        point_proton_radius(3.4, 18, 22, spin_orbit=math.nan)


def test_refusals() -> None:
    with pytest.raises(ValidityError, match=r"RadiusExpansion.*vanished.*Kelly"):
        unfold(density("Ar40"), RadiusExpansion())
    assert unfold(density("Ar40"), RadiusExpansion(), q_max=1.5 * HC).r_p == pytest.approx(3.339, abs=0.005)
    made = unfold(density("Ar40"))
    with pytest.raises(ValidityError, match="no neutron radius"):
        made.with_skin(-4.0)
    with pytest.raises(ValidityError):
        made.with_skin(math.nan)
    with pytest.raises(ValidityError):
        unfold(density("Ar40"), q_max=-1.0)


def test_sources_agree_on_calcium() -> None:
    """⁴⁰Ca beyond 2 fm: series and Gaussians within 2 % of the peak, the estimate (no central structure) within 6 %."""
    r = np.linspace(2.0, 6.0, 41)
    reference = np.asarray(unfold(density("Ca40")).rho_p(r))
    for source, limit in (("devries-sog", 0.02), ("fermi-estimate", 0.06)):
        other = np.asarray(unfold(density("Ca40", source)).rho_p(r))
        assert np.max(np.abs(other - reference)) < limit * np.max(reference)


@pytest.mark.parametrize("skin", [-9.0, math.nan])
def test_absurd_skins_are_refused(skin: float) -> None:
    with pytest.raises(ValidityError, match="no nucleus"):
        measured_nucleus("Ar40", skin=skin)


def test_neutrons_that_cannot_be_separated_are_an_error() -> None:
    k = np.linspace(0.05, 8.0, 160)
    with pytest.raises(ConvergenceError, match="could not be separated"):
        _with_stretched_neutrons(k, np.exp(-k), np.full_like(k, 2.0), 0.999)
