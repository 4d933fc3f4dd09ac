"""CEvNS with every interaction: bitwise standard model at zero coupling, totals, thresholds, states, JAX."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.integrate import quad

from nuscat._core.errors import ValidityError
from nuscat.electroweak.interactions import (
    NSI,
    ChargeRadius,
    DipolePortal,
    GeneralInteraction,
    MagneticMoment,
    Millicharge,
    NuclearSpin,
    PseudoscalarMediator,
    ScalarMediator,
    TensorMediator,
    VectorMediator,
)
from nuscat.processes import CEvNS, cevns, kinematics

from .conftest import FlavourBlind, GaussianNucleus

SM = FlavourBlind()
NUCLEUS = GaussianNucleus(b=4.8 / np.sqrt(3) / 197.3269804)
SPINS = {(55, 78): NuclearSpin(3.5, -0.37, 0.003)}
E = np.array([2.0, 10.0, 30.0, 52.0])[:, None]
T = np.geomspace(1e-6, 5e-2, 41)
NAMES = ("nu_e", "nu_mu", "nu_tau", "anti_nu_e", "anti_nu_mu", "anti_nu_tau")

ZERO: tuple[Any, ...] = (
    NSI(),
    *(
        getattr(VectorMediator, name)(10.0, 0.0)
        for name in ("universal", "b_minus_l", "b_minus_3l_e", "baryonic", "dark_photon", "l_e_minus_l_mu")
    ),
    ScalarMediator(mass=10.0, g=0.0),
    PseudoscalarMediator(mass=10.0, g=0.0),
    TensorMediator(mass=10.0, g=0.0),
    GeneralInteraction(),
    MagneticMoment(),
    ChargeRadius(),
    Millicharge(),
    DipolePortal(mass=5.0),
    DipolePortal(mass=0.0),
)
ACTIVE: tuple[Any, ...] = (
    NSI(eps_ee_u=0.1, eps_emu_d=0.2),
    VectorMediator.l_e_minus_l_mu(5.0, 1e-3),
    ScalarMediator(mass=5.0, g=1e-5),
    PseudoscalarMediator(mass=5.0, g=1e-2, spins=SPINS),
    TensorMediator(mass=5.0, g=1e-5),
    GeneralInteraction(xi_S=0.2, xi_V=0.1, xi_T=0.2, R=0.02),
    ChargeRadius(r2_e=1e-32, r2_emu=1e-32),
    DipolePortal(mass=5.0, mu_e=1e-9, mu_mu=1e-9, mu_tau=1e-9),
)


@pytest.mark.parametrize("flavour", NAMES)
def test_zero_couplings_are_the_standard_model_bit_by_bit(flavour: str) -> None:
    base = CEvNS(NUCLEUS, SM)
    expected = base.dsigma_dT(E, T, flavour)
    for interaction in ZERO:
        got = CEvNS(NUCLEUS, SM, (interaction,))
        assert np.array_equal(got.dsigma_dT(E, T, flavour), expected), interaction
        assert np.allclose(got.sigma(E[:, 0], flavour), base.sigma(E[:, 0], flavour), rtol=1e-12)
    assert np.array_equal(CEvNS(NUCLEUS, SM, ZERO).dsigma_dT(E, T, flavour), expected)


@pytest.mark.parametrize("interaction", ACTIVE, ids=lambda i: type(i).__name__)
def test_distributions_are_one_function_of_their_variable(interaction: Any) -> None:
    xs = CEvNS(NUCLEUS, SM, (interaction,))
    M = NUCLEUS.mass
    spectrum = xs.dsigma_dT(30.0, T, "nu_e")
    assert np.allclose(xs.dsigma_dq2(30.0, 2 * M * T, "nu_e") * 2 * M, spectrum, rtol=1e-12)
    assert np.any(spectrum != CEvNS(NUCLEUS, SM).dsigma_dT(30.0, T, "nu_e"))
    if isinstance(interaction, DipolePortal):
        with pytest.raises(ValidityError, match="heavy"):
            xs.dsigma_dcos(30.0, 0.3, "nu_e")
    else:
        c = kinematics.cos_of_T(30.0, 5e-3, M)
        jacobian = -kinematics.dT_dcos(30.0, c, M)
        assert xs.dsigma_dcos(30.0, c, "nu_e") == pytest.approx(xs.dsigma_dT(30.0, 5e-3, "nu_e") * jacobian, rel=1e-9)


@pytest.mark.parametrize("m4", [0.02, 0.5, 5.0, 25.0])
@pytest.mark.parametrize("energy", [6.0, 30.0])
def test_total_of_the_dipole_portal_in_closed_form(energy: float, m4: float) -> None:
    """∫ B dT = c0 ln T − T/E + …, term by term between T_- and T_+, and above a threshold in between."""
    portal = DipolePortal(mass=m4, mu_mu=1e-9)
    xs = CEvNS(GaussianNucleus(N=0), FlavourBlind(sin2w=0.25), (portal,))  # no weak charge
    M = xs.nucleus.mass
    low, high = (float(x) for x in portal.recoil_range(energy, M))
    if energy < m4 + m4**2 / (2 * M):
        assert xs.sigma(energy) == 0.0
        assert xs.dsigma_dT(energy, 1e-3) == 0.0
        return
    scale = np.pi * (1 / 137.035999 / 0.51099895069) ** 2 * (197.3269804e-13) ** 2 * 1e-18 * 55**2

    def primitive(t: float) -> float:
        e, m2 = energy, m4 * m4
        return (
            np.log(t)
            * (1 - m2 / (4 * e * e) - m2 / (2 * M * e) + m2**2 / (8 * e**2 * M**2) - m2**2 / (8 * e**2 * M**2))
            - t / e
            + t * (m2 / (4 * M * e * e) - m2 / (8 * M * e * e))
            + t * t / (8 * e * e)
            + m2**2 / (8 * e**2 * M * t)
        )

    expected = scale * (primitive(high) - primitive(low))
    assert xs.sigma(energy) == pytest.approx(expected, rel=2e-7 if m4 > 20 else 1e-8)
    middle = float(np.sqrt(low * high))
    expected = scale * (primitive(high) - primitive(middle))
    assert xs.sigma(energy, T_min=middle) == pytest.approx(expected, rel=2e-7)
    assert xs.sigma(energy, T_min=1.01 * high) == 0.0


def test_total_of_the_portal_with_form_factor_against_adaptive_integration() -> None:
    portal = DipolePortal(mass=8.0, mu_mu=1e-9)
    xs, base = CEvNS(NUCLEUS, SM, (portal,)), CEvNS(NUCLEUS, SM)
    low, high = (float(x) for x in portal.recoil_range(40.0, NUCLEUS.mass))

    def extra(u: float) -> float:
        t = np.exp(u)
        return 1e40 * t * (xs.dsigma_dT(40.0, t) - base.dsigma_dT(40.0, t))

    inside = quad(extra, np.log(low) + 1e-12, np.log(high) - 1e-12, epsrel=1e-10, limit=200)[0]
    assert 1e40 * (xs.sigma(40.0) - base.sigma(40.0)) == pytest.approx(inside, rel=1e-7)
    for t in (0.999 * low, 1.001 * high):
        assert xs.dsigma_dT(40.0, t) == base.dsigma_dT(40.0, t)


def test_massless_portal_is_the_magnetic_moment_and_diverges() -> None:
    portal, moment = (
        CEvNS(NUCLEUS, SM, (i,)) for i in (DipolePortal(mass=0.0, mu_mu=1e-10), MagneticMoment(mu_mu=1e-10))
    )
    assert np.allclose(portal.dsigma_dT(E, T), moment.dsigma_dT(E, T), rtol=1e-12, atol=0)
    assert portal.sigma(30.0, T_min=1e-4) == pytest.approx(moment.sigma(30.0, T_min=1e-4), rel=1e-10)
    with pytest.raises(ValidityError, match="diverges"):
        portal.sigma(30.0)
    assert np.isfinite(CEvNS(NUCLEUS, SM, (DipolePortal(mass=1e-3, mu_mu=1e-10),)).sigma(30.0))
    assert CEvNS(NUCLEUS, SM, (DipolePortal(mass=0.0, mu_e=1e-10),)).sigma(30.0) > 0.0  # nu_mu has no moment


def test_light_portal_tends_to_the_magnetic_moment() -> None:
    moment = CEvNS(NUCLEUS, SM, (MagneticMoment(mu_mu=1e-9),)).sigma(30.0, T_min=1e-3)
    gaps = [
        abs(CEvNS(NUCLEUS, SM, (DipolePortal(mass=m, mu_mu=1e-9),)).sigma(30.0, T_min=1e-3) / moment - 1)
        for m in (1.0, 0.1, 0.01)
    ]
    assert gaps[0] > 50 * gaps[1] > 2500 * gaps[2] > 0.0  # falls as m₄²


def test_vector_nsi_mirror_leaves_the_spectrum_unchanged() -> None:
    """𝒬 → −𝒬 for equal form factors, in ε^u, in ε^d, and in ξ_V."""
    Q = (0.5 - 2 * 0.23857) * 55 - 0.5 * 78
    expected = CEvNS(NUCLEUS, SM).dsigma_dT(E, T, "nu_e")
    mirrors = (
        NSI(eps_ee_u=-2 * Q / (2 * 55 + 78)),
        NSI(eps_ee_d=-2 * Q / (55 + 2 * 78)),
        GeneralInteraction(xi_V=-4 * Q / 78),
    )
    for mirror in mirrors:
        assert np.allclose(CEvNS(NUCLEUS, SM, (mirror,)).dsigma_dT(E, T, "nu_e"), expected, rtol=1e-12)


@given(st.floats(0.5, 60.0), st.floats(0.0, 1.0), st.floats(0.0, 30.0), st.sampled_from(NAMES))
def test_never_negative(energy: float, x: float, m4: float, flavour: str) -> None:
    items = (*ACTIVE[1:-1], DipolePortal(mass=m4, mu_e=1e-8, mu_mu=1e-8, mu_tau=1e-8))
    recoil = x * kinematics.T_max(energy, NUCLEUS.mass)
    for item in items:
        value = CEvNS(NUCLEUS, SM, (item,)).dsigma_dT(energy, recoil, flavour)
        assert value >= -1e-12 * CEvNS(NUCLEUS, SM, (item,)).dsigma_dT(energy, 0.5 * recoil, flavour)


# -- flavour states --
def test_flavour_eigenstates_as_states() -> None:
    xs = CEvNS(NUCLEUS, SM, ACTIVE)
    for i, name in enumerate(NAMES[:3]):
        state = tuple(float(x) for x in np.eye(3)[i])
        assert np.allclose(xs.dsigma_dT(E, T, state), xs.dsigma_dT(E, T, name), rtol=1e-12, atol=0)
        assert np.allclose(xs.sigma(E[:, 0], state), xs.sigma(E[:, 0], name), rtol=1e-12)


def test_superpositions_interfere_in_the_amplitude_only() -> None:
    nsi, s = NSI(eps_emu_u=0.2), np.sqrt(0.5)
    xs = CEvNS(NUCLEUS, SM, (nsi,))
    plus, minus = xs.dsigma_dT(30.0, 1e-3, (s, s, 0.0)), xs.dsigma_dT(30.0, 1e-3, (s, -s, 0.0))
    electron, muon = (xs.dsigma_dT(30.0, 1e-3, f) for f in ("nu_e", "nu_mu"))
    assert plus + minus == pytest.approx(electron + muon, rel=1e-12)
    q = np.sqrt(2 * NUCLEUS.mass * 1e-3)
    standard, shift = xs.amplitude(q), 0.2 * (2 * 55 + 78) * NUCLEUS.proton(q)
    assert plus / minus == pytest.approx(((standard + shift) / (standard - shift)) ** 2, rel=1e-10)
    for extra in (ACTIVE[2], ACTIVE[-1]):
        one = CEvNS(NUCLEUS, SM, (extra,))
        assert one.dsigma_dT(30.0, 1e-3, [0.6, 0.8, 0.0]) == pytest.approx(one.dsigma_dT(30.0, 1e-3, "nu_e"), rel=1e-12)


def test_standard_model_of_a_state_averages_the_flavours() -> None:
    xs = cevns("Ar40", couplings="erler_su")
    state = (0.48, 0.6, 0.64)
    expected = sum(s * s * xs.dsigma_dT(10.0, 1e-3, f) for s, f in zip(state, NAMES, strict=False))
    assert xs.dsigma_dT(10.0, 1e-3, state) == pytest.approx(expected, rel=1e-13)
    assert cevns("Ge", couplings="erler_su").sigma(10.0, state) > 0.0
    for bad in ((1.0, 1.0, 0.0), (1.0, 0.0), (1j, 0.0, 0.0)):
        with pytest.raises(ValidityError, match="flavour state"):
            xs.sigma(10.0, bad)


# -- JAX --
def test_jax_agrees_with_numpy() -> None:
    jax = pytest.importorskip("jax")
    jnp = jax.numpy
    for interaction in ACTIVE:
        xs = CEvNS(NUCLEUS, SM, (interaction,))
        got = jax.jit(lambda e, t, xs=xs: xs.dsigma_dT(e, t, "nu_e"))(jnp.asarray(E), jnp.asarray(T))
        assert np.allclose(got, xs.dsigma_dT(E, T, "nu_e"), rtol=1e-11, atol=0), interaction
    xs = CEvNS(NUCLEUS, SM, (ACTIVE[3], ACTIVE[-1]))
    got = jax.jit(lambda e: xs.sigma(e, "nu_e"))(jnp.asarray(E[:, 0]))
    assert np.allclose(got, xs.sigma(E[:, 0], "nu_e"), rtol=1e-10, atol=0)


@pytest.mark.parametrize(
    ("item", "name"),
    [
        (DipolePortal(mass=5.0, mu_mu=1e-9), "mass"),
        (GeneralInteraction(xi_S=0.4, xi_T=0.3), "xi_T"),
    ],
)
def test_gradients(item: Any, name: str) -> None:
    jax = pytest.importorskip("jax")

    def total(x: Any) -> Any:
        xs = CEvNS(NUCLEUS, SM, (dataclasses.replace(item, **{name: x}),))
        return 1e38 * xs.sigma(30.0, T_min=1e-3, order=8)

    x = float(getattr(item, name))
    h = 1e-5 * x
    slope = (total(x + h) - total(x - h)) / (2 * h)
    assert float(jax.jit(jax.grad(total))(x)) == pytest.approx(slope, rel=1e-5)
