"""Elastic responses of nuclear structures: normalisation, slopes, published spin–orbit radii, axial limits."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from nuscat import electroweak
from nuscat._core.citations import bibtex
from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat._core.quadrature import piecewise_rule
from nuscat.constants import hbarc
from nuscat.electroweak import DipoleGalster, Kelly, RadiusExpansion, TwoBodyCurrents
from nuscat.electroweak.nucleon_form_factors import nucleon_mass
from nuscat.structure import ElasticStructure, SphericalDensity

R, W = piecewise_rule(np.linspace(0.0, 20.0, 41), 8)
Q2_FM = (hbarc.value / nucleon_mass) ** 2


def gauss(width: float) -> np.ndarray:
    return np.exp(-((R / width) ** 2)) / (math.pi * width**2) ** 1.5


def shell(l_: int, occupied: float, b: float) -> tuple[np.ndarray, np.ndarray]:
    """Density and J [per C_lj] of `occupied` nucleons in the lowest orbit of `l_`: u ∝ r^{l+1} e^{−r²/2b²}."""
    u2 = R ** (2 * l_ + 2) * np.exp(-((R / b) ** 2))
    u2 = u2 / (W @ u2)
    return occupied * u2 / (4 * math.pi * R**2), occupied * u2 / (4 * math.pi * R**3)


@dataclass(frozen=True)
class Nucleon:
    """A free nucleon at rest: M = 1, Σ′ = that of spin ½."""

    Z: int
    N: int
    spin: float = 0.5
    operators: frozenset[str] = frozenset({"M", "Sigma1"})
    r_p: float = 0.0
    r_n: float = 0.0
    cite: tuple[str, ...] = ()

    def M(self, q: Any) -> tuple[Any, Any]:
        return self.Z + 0.0 * q, self.N + 0.0 * q

    def Phi2(self, q: Any) -> tuple[Any, Any]:
        return 0.0 * q, 0.0 * q

    def Sigma1(self, q: Any) -> tuple[tuple[Any, Any], ...]:
        # F^Σ′1(0) = √(2/3) √[(2J+1)(J+1)/(4πJ)] ⟨S⟩ with J = ⟨S⟩ = ½
        value = math.sqrt(2 / 3) * math.sqrt(2 * 1.5 / (4 * math.pi * 0.5)) * 0.5
        return ((self.Z * value + 0.0 * q, self.N * value + 0.0 * q),)


def test_hydrogen_has_no_neutron_form_factor() -> None:
    """N = 0: F_N is refused, the weak amplitude keeps the neutron-like current of the proton."""
    hydrogen = SphericalDensity(Z=1, N=0, r=R, weights=W, proton=gauss(0.5), neutron=np.zeros_like(R))
    structure = ElasticStructure(multipoles=hydrogen)
    F_N = structure.neutron
    uses: tuple[Callable[[], object], ...] = (
        lambda: F_N(np.array([0.0, 10.0])),
        lambda: F_N.rms_radius,
        lambda: F_N.point_radius,
        lambda: F_N.with_point_radius(1.0),
    )
    for use in uses:
        with pytest.raises(ValidityError, match="Z = 1, N = 0 has no neutrons: F_N is not defined") as caught:
            use()
        assert "amplitudes(q)[1]" in caught.value.hint
    assert structure.charge(0.0) == pytest.approx(1.0)
    assert math.isnan(structure.mean_square_radii[1])
    # G_E^n + G_E^s of the proton: zero charge, but a slope that the small g_p makes large
    couplings = electroweak.couplings("tree")
    g_p, g_n = couplings.nucleon("nu_e", 0.0)
    q = 1.0
    assert structure.weak(q, couplings, "nu_e") != pytest.approx(g_p * structure.charge(q), rel=1e-6)
    slope = 6.0 * (1.0 - structure.weak_form_factor(q, couplings, "nu_e")) * (hbarc.value / q) ** 2
    assert structure.weak_radius(couplings) ** 2 == pytest.approx(slope, rel=1e-4)
    E_n, E_s = structure.nucleon.electric_radii2[1:]
    assert slope == pytest.approx(structure.mean_square_radii[0] + g_n / g_p * (E_n + E_s), rel=1e-4)


def test_a_neutron_has_no_charge_form_factor() -> None:
    neutrons = SphericalDensity(Z=0, N=2, r=R, weights=W, proton=np.zeros_like(R), neutron=2 * gauss(1.0))
    structure = ElasticStructure(multipoles=neutrons)
    for use in (lambda: structure.charge(10.0), lambda: structure.charge_radius):
        with pytest.raises(ValidityError, match="Z = 0, N = 2 has no protons: F_P is not defined"):
            use()


def calcium48() -> SphericalDensity:
    rho_f, J_f = shell(3, 8.0, 2.0)
    return SphericalDensity(
        Z=20,
        N=28,
        r=R,
        weights=W,
        proton=20 * gauss(2.7),
        neutron=20 * gauss(2.7) + rho_f,
        spin_orbit_proton=0 * R,
        spin_orbit_neutron=3.0 * J_f,  # C_lj = l = 3 for f7/2
    )


def test_spin_orbit_lowers_the_charge_radius_and_raises_the_weak_radius_of_calcium_48() -> None:
    with_so, without = (ElasticStructure(multipoles=calcium48(), operators=o) for o in (("M", "Phi2"), ("M",)))
    change = with_so.mean_square_radii[0] - without.mean_square_radii[0]
    # closed form: (1/2m²Z)·2κ_n·(8·3) with κ_n = −1.913; published −0.09 to −0.10 fm²
    assert change == pytest.approx(Q2_FM * -1.91304273 * 24 / 20, rel=1e-9)
    assert change == pytest.approx(-0.10, abs=0.005)
    tree = electroweak.tree()
    assert with_so.weak_radius(tree) > without.weak_radius(tree)
    F = [s.charge(172.3) - s.weak_form_factor(172.3, tree) for s in (with_so, without)]  # CREX
    assert F[0] > F[1]


@pytest.mark.parametrize("nucleon", [RadiusExpansion(), Kelly(), DipoleGalster()], ids=lambda n: n.name)
@pytest.mark.parametrize("operators", [("M",), ("M", "Phi2")])
@pytest.mark.parametrize("darwin_foldy", [True, False])
def test_normalisation_and_slopes(nucleon: Any, operators: tuple[str, ...], darwin_foldy: bool) -> None:
    s = ElasticStructure(multipoles=calcium48(), nucleon=nucleon, operators=operators, darwin_foldy=darwin_foldy)
    couplings = electroweak.tree()
    h = 2.0  # MeV
    x = (h / hbarc.value) ** 2

    def radius(f: Any) -> float:
        return math.sqrt(6.0 * (16.0 * (1 - float(f(h))) - (1 - float(f(2 * h)))) / (12.0 * x))

    for f, expected in (
        (s.charge, s.charge_radius),
        (s.proton, s.proton.rms_radius),
        (s.neutron, s.neutron.rms_radius),
        (lambda q: s.weak_form_factor(q, couplings, "nu_e"), s.weak_radius(couplings)),
    ):
        assert float(f(0.0)) == pytest.approx(1.0, abs=1e-14)
        assert radius(f) == pytest.approx(expected, abs=2e-6)


def test_radius_formula_written_out() -> None:
    d = calcium48()
    s = ElasticStructure(multipoles=d, operators=("M",))
    assert s.charge_radius**2 == pytest.approx(d.r_p**2 + 0.7071 - 28 / 20 * 0.1161 + 0.0331, abs=5e-5)
    Q_p, Q_n = 0.0747, -1.02352
    Z, N = 20, 28
    Q_W = Z * Q_p + N * Q_n

    @dataclass(frozen=True)
    class Printed:
        def nucleon(self, flavour: Any, Q2: Any = 0.0) -> tuple[float, float]:
            return Q_p / 2, Q_n / 2

    first = Z * Q_p / Q_W * (d.r_p**2 + 0.7071 + Q_n / Q_p * (-0.1161 - 0.0048))
    second = N * Q_n / Q_W * (d.r_n**2 + 0.7071 - 0.0048 + Q_p / Q_n * -0.1161)
    assert s.weak_radius(Printed()) ** 2 == pytest.approx(first + second + 0.75 * Q2_FM, rel=1e-12)
    assert s.weak(0.0, Printed(), "nu_e") == pytest.approx(Q_W / 2, rel=1e-14)


def test_free_nucleons() -> None:
    proton, neutron = (ElasticStructure(multipoles=Nucleon(*zn)) for zn in ((1, 0), (0, 1)))
    assert float(proton.axial(0.0)) == pytest.approx((1.27641 + 0.085) ** 2, rel=1e-12)  # (g_A − g_A^s)²
    assert float(neutron.axial(0.0)) == pytest.approx((1.27641 - 0.085) ** 2, rel=1e-12)
    q = 60.0
    assert float(proton.amplitudes(q)[0]) == pytest.approx(
        float(RadiusExpansion().electric(q**2)[0]) / math.sqrt(1 + q**2 / (4 * nucleon_mass**2)), rel=1e-14
    )
    reduced = ElasticStructure(multipoles=Nucleon(1, 0), two_body=TwoBodyCurrents())
    expected = (1.27641 * (1 + TwoBodyCurrents().delta_a) + 0.085) ** 2
    assert float(reduced.axial(0.0)) == pytest.approx(expected, rel=1e-12)


def test_charge_density_is_the_gaussian_convolution_of_dipoles() -> None:
    # a Gaussian of point protons with dipole nucleons, no neutrons' charge far out: norm and radius come back
    d = SphericalDensity(Z=8, N=8, r=R, weights=W, proton=8 * gauss(1.8), neutron=8 * gauss(1.8))
    s = ElasticStructure(multipoles=d, nucleon=DipoleGalster(), darwin_foldy=False)
    rho = s.charge_density(R)
    volume = 4 * math.pi * W * R**2
    assert volume @ rho == pytest.approx(8.0, abs=1e-5)
    assert math.sqrt(volume @ (rho * R**2) / (volume @ rho)) == pytest.approx(s.charge_radius, abs=2e-4)
    weak = s.weak_density(R, electroweak.tree())
    assert volume @ weak == pytest.approx(2 * (8 * electroweak.tree().nucleon("nu_e")[0] - 4.0), abs=1e-5)
    with pytest.raises(ValidityError, match="Kelly"):
        ElasticStructure(multipoles=d).charge_density(R)


def test_stretched_neutrons() -> None:
    s = ElasticStructure(multipoles=calcium48())
    wide = s.neutron.with_point_radius(1.05 * s.multipoles.r_n)
    q = np.array([0.0, 40.0, 120.0])
    same = s.neutron.with_point_radius(s.multipoles.r_n)
    np.testing.assert_allclose(same(q), s.neutron(q), rtol=1e-13)
    direct = ElasticStructure(multipoles=s.multipoles.with_radii(r_n=1.05 * s.multipoles.r_n), operators=("M",))
    only_m = ElasticStructure(multipoles=s.multipoles, operators=("M",)).neutron.with_point_radius(
        1.05 * s.multipoles.r_n
    )
    np.testing.assert_allclose(only_m(q), direct.neutron(q), rtol=1e-8)
    assert float(wide(0.0)) == pytest.approx(1.0, abs=1e-14)
    assert float(wide(120.0)) < float(s.neutron(120.0))


def test_bad_choices() -> None:
    d = calcium48()
    with pytest.raises(UnknownNameError, match="Phi2"):
        ElasticStructure(multipoles=d, operators=("M", "Phi"))
    with pytest.raises(MissingDataError, match="Sigma1"):
        ElasticStructure(multipoles=d, operators=("M", "Sigma1"))
    with pytest.raises(ValidityError, match="leave out M"):
        ElasticStructure(multipoles=d, operators=("Phi2",))
    with pytest.raises(MissingDataError, match="axial"):
        ElasticStructure(multipoles=d).axial(0.0)


def test_conventions_and_citations() -> None:
    s = ElasticStructure(multipoles=calcium48(), two_body=TwoBodyCurrents())
    assert s.conventions["operators"] == "M+Phi2"
    assert "physical sign" in s.conventions["spin_orbit"]
    assert "Hoferichter:2020osn" in s.cite
    assert bibtex(s.cite)


def test_radius_as_the_variable_at_fixed_momenta() -> None:
    neutron = ElasticStructure(multipoles=calcium48()).neutron
    q = np.array([0.0, 40.0, 120.0])
    at = neutron.by_point_radius(q)
    for radius in (3.3, 3.6, 4.0):
        np.testing.assert_allclose(at(radius), neutron.with_point_radius(radius)(q), rtol=1e-13)
