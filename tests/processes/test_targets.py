"""Targets by name and averages over isotopes and compounds."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat import electroweak, nuclei
from nuscat._core.citations import bibliography, collect
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.processes import CEvNS, MaterialCEvNS, cevns, target_average

from .conftest import FlavourBlind, GaussianNucleus

SM = FlavourBlind()


def make(nuclide: nuclei.Nuclide) -> CEvNS:
    return CEvNS(GaussianNucleus(Z=nuclide.Z, N=nuclide.N, mass=nuclide.mass, b=0.01), SM)


def test_csi_is_half_caesium_and_half_iodine() -> None:
    csi = target_average(nuclei.material("CsI"), make)
    cs, iodine = make(nuclei.nuclide("Cs133")), make(nuclei.nuclide("I127"))
    E, T, q2, c = (
        np.array([10.0, 50.0])[:, None],
        np.geomspace(1e-4, 1e-2, 5),
        np.array([1.0, 1e3]),
        np.array([-0.5, 0.9]),
    )
    assert np.allclose(csi.dsigma_dT(E, T), (cs.dsigma_dT(E, T) + iodine.dsigma_dT(E, T)) / 2, rtol=1e-14)
    assert np.allclose(csi.dsigma_dq2(E, q2), (cs.dsigma_dq2(E, q2) + iodine.dsigma_dq2(E, q2)) / 2, rtol=1e-14)
    assert np.allclose(csi.dsigma_dcos(E, c), (cs.dsigma_dcos(E, c) + iodine.dsigma_dcos(E, c)) / 2, rtol=1e-14)
    assert csi.sigma(30.0, "nu_e") == pytest.approx(
        (cs.sigma(30.0, "nu_e") + iodine.sigma(30.0, "nu_e")) / 2, rel=1e-14
    )
    assert type(csi.sigma(30.0)) is float
    assert csi.T_max(30.0) == iodine.T_max(30.0) > cs.T_max(30.0)
    assert csi.q2_max(30.0) == cs.q2_max(30.0)


def test_natural_isotopes_are_weighted_by_number_of_atoms() -> None:
    ge = target_average(nuclei.material("Ge"), make)
    expected = sum(f * make(n).sigma(30.0) for n, f in nuclei.isotopes("Ge"))
    assert ge.sigma(30.0) == pytest.approx(expected, rel=1e-12)
    water = target_average(nuclei.material("H2O"), make)
    share = {1: 0.0, 8: 0.0}
    for xs, fraction in water.components:
        share[xs.nucleus.Z] += fraction  # type: ignore[attr-defined]
    assert share[1] == pytest.approx(2 / 3, rel=1e-12)
    assert share[8] == pytest.approx(1 / 3, rel=1e-12)


def test_fractions_must_sum_to_one() -> None:
    xs = make(nuclei.nuclide("Ar40"))
    for bad in ((), ((xs, 0.5),), ((xs, 1.5), (xs, -0.5)), ((xs, float("nan")),)):
        with pytest.raises(ValidityError, match="sum to 1"):
            MaterialCEvNS(bad)


def test_cevns_by_name() -> None:
    ar40 = cevns("Ar40")
    assert isinstance(ar40, CEvNS)
    assert (ar40.nucleus.Z, ar40.nucleus.N, ar40.nucleus.mass) == (18, 22, nuclei.nuclide("Ar40").mass)
    assert cevns(nuclei.nuclide("Ar40")).sigma(30.0) == ar40.sigma(30.0)
    assert cevns("Ar40", couplings=electroweak.tree()).sigma(30.0) == ar40.sigma(30.0)
    assert isinstance(cevns("Ar"), MaterialCEvNS)
    assert cevns("Ar").sigma(30.0) == pytest.approx(ar40.sigma(30.0), rel=2e-3)
    assert cevns("CsI").sigma(30.0) == pytest.approx(
        (cevns("Cs133").sigma(30.0) + cevns("I127").sigma(30.0)) / 2, rel=1e-14
    )
    assert cevns(nuclei.material("CsI")).sigma(30.0) == cevns("CsI").sigma(30.0)


def test_published_order_of_magnitude() -> None:
    """σ(Cs, 30 MeV) ≈ 2·10⁻³⁸ cm²."""
    assert cevns("Cs133").sigma(30.0) == pytest.approx(2e-38, rel=0.15)


def test_sin2w_at_the_z_mass_lowers_the_rate() -> None:
    """The convention error in circulation is about 5 %: it must be visible, not silent."""
    ratio = cevns("Ar40", couplings="tree_mz").sigma(30.0) / cevns("Ar40").sigma(30.0)
    amplitude = [(0.5 - 2 * s) * 18 - 11 for s in (0.23122, 0.23857)]
    assert ratio == pytest.approx((amplitude[0] / amplitude[1]) ** 2, rel=1e-4)
    assert 0.94 < ratio < 0.96


def test_unknown_names() -> None:
    for call in (
        lambda: cevns("Xx"),
        lambda: cevns("Ar40", "helmm:skin=0.9"),
        lambda: cevns("Ar40", couplings="tre"),
        lambda: cevns("Ar40", bracket="leadin"),
    ):
        with pytest.raises((UnknownNameError, ValidityError)):
            call()


def test_default_couplings_are_low_energy_tree() -> None:
    xs = CEvNS(GaussianNucleus())
    assert xs.couplings == electroweak.tree()
    assert xs.amplitude(0.0) == pytest.approx((0.5 - 2 * 0.23857) * 55 - 39, rel=1e-12)


@pytest.mark.parametrize("name", sorted(electroweak.COUPLINGS))
def test_every_convention_gives_a_converged_total(name: str) -> None:
    """The loop functions vary at q ~ m_e: default order against 400 nodes."""
    for flavour in ("nu_e", "nu_mu"):
        xs = CEvNS(GaussianNucleus(b=0.014), electroweak.couplings(name))
        assert xs.sigma(52.8, flavour) == pytest.approx(xs.sigma(52.8, flavour, order=400), rel=1e-9)


def test_interactions_of_the_package() -> None:
    nucleus, E = GaussianNucleus(b=0.014), 40.0
    base = CEvNS(nucleus, SM)
    for zero in (
        electroweak.NSI(),
        electroweak.MagneticMoment(),
        electroweak.ChargeRadius(),
        electroweak.Millicharge(),
    ):
        T = np.geomspace(1e-6, 2e-2, 20)
        assert np.array_equal(CEvNS(nucleus, SM, (zero,)).dsigma_dT(E, T), base.dsigma_dT(E, T))
        assert CEvNS(nucleus, SM, (zero,)).sigma(E) == pytest.approx(base.sigma(E), rel=1e-12)


def test_citations_are_in_the_bibliography() -> None:
    keys = collect(cevns("CsI"))
    assert "Freedman:1973yd" in keys
    assert {"Freedman:1973yd", "Drukier:1984vhf", "Hoferichter:2020osn", "Vogel:1989iv", "Cerdeno:2016sfi"} <= set(
        bibliography()
    )


def test_divergent_interactions_need_a_threshold() -> None:
    nucleus = GaussianNucleus(b=0.014)
    for interaction in (electroweak.MagneticMoment(mu_mu=1e-12), electroweak.Millicharge(q_mu=1e-10)):
        xs = CEvNS(nucleus, SM, (interaction,))
        with pytest.raises(ValidityError, match="threshold"):
            xs.sigma(30.0, "nu_mu")
        assert xs.sigma(30.0, "nu_mu", T_min=1e-4) > 0.0
        assert xs.sigma(30.0, "nu_e") == pytest.approx(CEvNS(nucleus, SM).sigma(30.0, "nu_e"), rel=1e-12)


def test_flavour_changing_amplitudes_interfere() -> None:
    """Two equal NSI are one of twice the strength, not two rates."""
    half, full = electroweak.NSI(eps_emu_u=0.1), electroweak.NSI(eps_emu_u=0.2)
    nucleus = GaussianNucleus(b=0.014)
    assert CEvNS(nucleus, SM, (half, half)).sigma(30.0) == pytest.approx(
        CEvNS(nucleus, SM, (full,)).sigma(30.0), rel=1e-12
    )


@pytest.mark.parametrize("bad", [3.0, None, ["Ar40"]])
def test_what_is_no_target(bad: object) -> None:
    with pytest.raises(UnknownNameError, match="target"):
        cevns(bad)
