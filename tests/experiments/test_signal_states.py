"""Folded signals beyond one flavour a component: states, terms with own thresholds, sterile neutrinos."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pytest
from scipy.integrate import quad

from nuscat._core.errors import ValidityError
from nuscat.constants import hbarc, m_mu
from nuscat.electroweak import NSI, DipolePortal, MagneticMoment
from nuscat.electroweak.interactions import EnergyMoments
from nuscat.experiments import FoldedSignal, Theory, load
from nuscat.experiments._folding import FluxMoments
from nuscat.fluxes import Component, Flux, PionDecayAtRest, monoenergetic
from nuscat.inference import Fit
from nuscat.nuclei import material
from nuscat.processes import KERNELS, CEvNS
from nuscat.responses import nucleus


def _signal(flux: Flux, theory: Theory | None = None, **options: Any) -> FoldedSignal:
    """Argon, one bin of recoils above 20 keV with a smooth efficiency."""

    def response(T: np.ndarray) -> np.ndarray:
        return (1.0 / (1.0 + np.exp(-(T - 0.02) / 0.003)))[None, None]

    return FoldedSignal(material("Ar40"), flux, 1e42, response, theory or Theory(), **options)


def _box(code: int, state: tuple[float, float, float] | None = None) -> Component:
    return Component(
        flavour=code,
        spectrum=lambda E: np.where((E >= 20.0) & (E <= 50.0), 1.0 / 30.0, 0.0),
        support=(20.0, 50.0),
        intensity=2.0,
        state=state,
    )


def _flux(*components: Component) -> Flux:
    return Flux(name="test", components=components, unit="cm^-2 s^-1")


@dataclass(frozen=True)
class _AsMoments:
    """Magnetic-moment scattering written as moments: must equal the kernel."""

    mu: float
    cite: ClassVar[tuple[str, ...]] = ()
    parameters: ClassVar[tuple[str, ...]] = ("mu",)

    def amplitude(self, *_: Any) -> float:
        return 0.0

    def transitions(self, *_: Any) -> dict[str, float]:
        return {}

    def flavour_changing(self, *_: Any) -> float:
        return 0.0

    def terms(self, *_: Any) -> tuple[()]:
        return ()

    def moments(
        self, q: Any, T: Any, mass: Any, flavour: Any, Z: Any, N: Any, F_p: Any, F_n: Any
    ) -> tuple[EnergyMoments, ...]:
        ((_, s),) = MagneticMoment(mu_e=self.mu, mu_mu=self.mu).terms(q, T, mass, flavour, Z, N, F_p, F_n)
        lowest = 0.5 * (T + np.sqrt(T * T + 2.0 * mass * T))
        return (EnergyMoments(lowest, (s / T, -s, 0.25 * s * T)),)


def test_state_that_is_a_flavour() -> None:
    nsi = Theory(interactions=(NSI(eps_ee_u=0.1, eps_emu_u=0.2, eps_mutau_d=0.3),))
    pure = _signal(_flux(_box(14)), nsi).counts({})
    state = _signal(_flux(_box(14, (0.0, 1.0, 0.0))), nsi).counts({})
    np.testing.assert_allclose(state, pure, rtol=1e-14)


def test_mixed_state_is_a_matrix_product() -> None:
    """|Q s|² with the full 3 × 3 matrix of amplitudes, point nucleus, against NumPy."""
    s = np.array([0.6, -0.48, 0.64])
    eps_u = np.array([[0.10, 0.05, -0.02], [0.05, -0.03, 0.07], [-0.02, 0.07, 0.2]])
    names = {"ee": (0, 0), "mumu": (1, 1), "tautau": (2, 2), "emu": (0, 1), "etau": (0, 2), "mutau": (1, 2)}
    nsi = NSI(**{f"eps_{n}_u": eps_u[i] for n, i in names.items()})
    theory = Theory(interactions=(nsi,), form_factor="point")
    mixed = _signal(_flux(_box(12, tuple(s))), theory).counts({})
    plain = _signal(_flux(_box(12)), Theory(form_factor="point")).counts({})
    g_p, g_n = theory.couplings.nucleon(12, 0.0)
    Q = g_p * 18 + g_n * 22
    vector = (Q * np.eye(3) + eps_u * (2 * 18 + 22)) @ s
    assert mixed.sum() / plain.sum() == pytest.approx(vector @ vector / Q**2, rel=1e-12)


def test_state_of_incoherent_terms() -> None:
    """Terms without interference add with the probabilities of the flavours."""
    s = (0.6, 0.8, 0.0)
    theory = Theory(interactions=(MagneticMoment(mu_e=1e-9),))
    mixed = _signal(_flux(_box(12, s)), theory).counts({}).sum() - _signal(_flux(_box(12, s))).counts({}).sum()
    pure = _signal(_flux(_box(12)), theory).counts({}).sum() - _signal(_flux(_box(12))).counts({}).sum()
    assert mixed / pure == pytest.approx(0.36, rel=1e-9)


@pytest.mark.parametrize("flux", [PionDecayAtRest(intensity=3.0), _flux(_box(12), _box(-14))])
def test_moments_equal_the_kernel(flux: Flux) -> None:
    """A magnetic moment as kernel and as polynomial in 1/E with the ordinary threshold."""
    kernel = _signal(flux, Theory(interactions=(MagneticMoment(mu_e=1e-9, mu_mu=1e-9),))).counts({})
    moments = _signal(flux, Theory(interactions=(_AsMoments(1e-9),))).counts({})
    np.testing.assert_allclose(moments, kernel, rtol=2e-7)


@pytest.mark.parametrize("mass", [1.0, 10.0, 20.0, 28.0])
def test_dipole_portal_of_a_line(mass: float) -> None:
    """The range of recoils of a heavy neutrino ends between quadrature nodes: counts against σ above a threshold."""
    threshold, energy = 4e-3, 29.79
    line = monoenergetic(energy, "nu_mu", intensity=1.0, unit="cm^-2")
    germanium, theory = material("Ge"), Theory()
    signal = FoldedSignal(
        germanium, line, 1e42, lambda T: (threshold < T).astype(float)[None, None], theory, breakpoints=(threshold,)
    )
    portal = DipolePortal(mass=mass, mu_mu=1e-8)
    expected = 0.0
    for nuclide, _ in germanium.components:
        plain = CEvNS(nucleus(nuclide, theory.form_factor))
        more = replace(plain, interactions=(portal,))
        expected += germanium.nuclei_per_kg(nuclide) * sum(
            sign * xs.sigma(energy, "nu_mu", T_min=threshold) for sign, xs in ((1e42, more), (-1e42, plain))
        )
    found = signal.counts({"m_N": mass, "d_nu_mu": 100.0}).sum() - signal.counts({}).sum()
    assert found == pytest.approx(expected, rel=2e-3)


def test_flux_moments_closed_form() -> None:
    r"""∫ 12 x² (1 − x) E^{-k} dE above x₀ in closed form, and the line."""
    moments = FluxMoments(PionDecayAtRest())
    scale = 0.5 * m_mu.value
    x0 = np.array([0.0123, 0.3, 0.77, 0.999, 1.2])
    x = np.minimum(x0, 1.0)
    exact = [
        1.0 - (4 * x**3 - 3 * x**4),
        (2.0 - (6 * x**2 - 4 * x**3)) / scale,
        (6.0 - (12 * x - 6 * x**2)) / scale**2,
        (12 * (-np.log(x) - 1 + x)) / scale**3,
    ]
    for k, value in enumerate(exact):
        line, electron, _ = moments(k, x0 * scale)
        np.testing.assert_allclose(electron, value, atol=1e-8 * value[0], rtol=0)
        np.testing.assert_allclose(
            line, np.where(x0 * scale <= 29.79, 29.7922, np.inf) ** -float(k) * (x0 < 0.56), rtol=1e-5
        )
    assert moments(2, np.inf)[1] == 0.0


class TestSterile:
    """3+1 at a baseline of 20 m."""

    theta: ClassVar[dict[str, float]] = {"dm2_41": 2.0, "U2_e4": 0.1, "U2_mu4": 0.05, "U2_tau4": 0.02}

    def test_against_direct_integration(self) -> None:
        """σ weighted with 1 − P_αs by adaptive quadrature; couplings do not depend on the flavour."""
        signal = _signal(_flux(_box(12)), baseline=20.0)
        nodes = signal.nodes

        def folded(T: float, mass: float, survival: Any) -> float:
            lowest = max(20.0, 0.5 * (T + np.sqrt(T * T + 2.0 * mass * T)))
            return quad(lambda E: survival(E) * KERNELS["vector"](E, T, mass) / 30.0, lowest, 50.0, epsrel=1e-10)[0]

        def active(E: float) -> float:
            X = 2.0 * 20.0 * 1e3 / (4.0 * hbarc.value * E)
            return 1.0 - 4.0 * 0.1 * (1.0 - 0.1 - 0.05 - 0.02) * np.sin(X) ** 2

        ratio = signal.counts(self.theta).sum() / signal.counts({}).sum()
        base = signal._squared(signal.theory, signal._channels(signal.theory)[0], signal.neutron)
        weight = signal._targets * nodes.mass * base * signal._matrices[0, 0]
        chosen = np.flatnonzero(weight > 1e-4 * weight.max())
        with_sterile = sum(weight[i] * folded(nodes.T[i], nodes.mass[i], active) for i in chosen)
        without = sum(weight[i] * folded(nodes.T[i], nodes.mass[i], lambda _: 1.0) for i in chosen)
        assert ratio == pytest.approx(with_sterile / without, rel=1e-5)

    def test_limits(self) -> None:
        signal = _signal(PionDecayAtRest(), baseline=20.0)
        nominal = signal.counts({})
        np.testing.assert_allclose(signal.counts({**self.theta, "dm2_41": 0.0}), nominal, rtol=1e-14)
        np.testing.assert_allclose(signal.counts({"dm2_41": 5.0}), nominal, rtol=1e-14)

    def test_averaged_limit(self) -> None:
        """Fast oscillations give sin²X → 1/2 in a continuous spectrum."""
        signal = _signal(_flux(_box(12)), baseline=20.0)
        ratio = signal.counts({**self.theta, "dm2_41": 400.0}).sum() / signal.counts({}).sum()
        assert ratio == pytest.approx(1.0 - 0.5 * 4.0 * 0.1 * 0.83, abs=1e-3)

    def test_flavour_conversion_uses_the_couplings_of_the_final_flavour(self) -> None:
        """ν_e converted to ν_μ scatters with the NSI of ν_μ; U_e4² U_μ4² symmetric exchange of the two."""
        theory = Theory(interactions=(NSI(eps_mumu_u=0.3),))
        e, mu = (_signal(_flux(_box(code)), theory, baseline=20.0) for code in (12, 14))
        none = {**self.theta, "U2_tau4": 0.0, "U2_e4": 0.0}
        np.testing.assert_allclose(e.counts(none), e.counts({}), rtol=1e-14)
        lost = 1.0 - mu.counts(none).sum() / mu.counts({}).sum()
        values = {**self.theta, "U2_e4": 0.05, "U2_mu4": 0.05, "U2_tau4": 0.0}
        S = lost / (4.0 * 0.05 * 0.95)  # mean of sin²X, the same for both flavours
        expected = e.counts({}).sum() * (1.0 - 4.0 * 0.05 * 0.95 * S) + 4.0 * 0.05**2 * S * mu.counts({}).sum()
        assert e.counts(values).sum() == pytest.approx(expected, rel=1e-6)

    def test_batch_equals_single_points(self) -> None:
        signal = _signal(PionDecayAtRest(), baseline=20.0)
        dm2, U = np.array([[0.5], [2.0], [0.5]]), np.array([[0.1], [0.2], [0.3]])
        batch = signal.counts({"dm2_41": dm2, "U2_e4": U, "sin2w": np.array([[0.2], [0.24], [0.3]])})
        for i, s2w in enumerate((0.2, 0.24, 0.3)):
            single = signal.counts({"dm2_41": dm2[i, 0], "U2_e4": U[i, 0], "sin2w": s2w})
            np.testing.assert_allclose(batch[i], single, rtol=1e-12)
        stacked = signal.counts({"dm2_41": np.stack([dm2, dm2 + 0.1]), "U2_e4": U})
        np.testing.assert_allclose(stacked[0, 1], signal.counts({"dm2_41": 2.0, "U2_e4": 0.2}), rtol=1e-12)

    def test_mixings_in_jax(self) -> None:
        """Values and derivatives for traced mixings; a traced Δm² is refused in words."""
        jax = pytest.importorskip("jax")
        signal = _signal(PionDecayAtRest(), baseline=20.0)

        def total(u: Any) -> Any:
            return signal.counts({**self.theta, "U2_e4": u[0], "U2_mu4": u[1], "U2_tau4": u[2]}).sum()

        values = np.array([0.1, 0.05, 0.02])
        with jax.enable_x64(True):
            value, gradient = jax.jit(jax.value_and_grad(total))(jax.numpy.asarray(values))
            with pytest.raises(ValidityError, match="dm2_41"):
                jax.jit(lambda d: signal.counts({**self.theta, "dm2_41": d}).sum())(2.0)
        assert float(value) == pytest.approx(float(signal.counts(self.theta).sum()), rel=1e-12)
        for i, slope in enumerate(gradient):
            step = 1e-4 * np.eye(3)[i]
            numeric = (total(values + step) - total(values - step)) / 2e-4  # quadratic in the mixings: exact
            assert float(slope) == pytest.approx(float(numeric), rel=1e-7)

    def test_mixings_beyond_unity_are_refused(self) -> None:
        """|U_e4|² + |U_mu4|² = 1.6 would more than double the counts of the Standard Model."""
        csi = load("coherent-csi")
        csi.predict({"U2_e4": 0.6, "U2_mu4": 0.4})
        with pytest.raises(ValidityError, match=r"1\.6"):
            csi.predict({"U2_e4": 0.8, "U2_mu4": 0.8})
        with pytest.raises(ValidityError, match="more than one"):
            Fit([csi], fixed={"U2_e4": 0.8, "U2_mu4": 0.8})

    def test_needs_a_baseline(self) -> None:
        with pytest.raises(ValidityError, match="baseline"):
            _signal(PionDecayAtRest()).counts(self.theta)

    def test_states_are_refused(self) -> None:
        with pytest.raises(ValidityError, match="mixed states"):
            _signal(_flux(_box(12, (0.6, 0.8, 0.0))), baseline=20.0).counts(self.theta)


def test_order_follows_the_component() -> None:
    """Tables with many breakpoints keep their few nodes per piece."""
    component = replace(_box(12), breakpoints=tuple(np.linspace(21.0, 49.0, 57)), order=3)
    coarse, fine = _signal(_flux(component)).counts({}), _signal(_flux(_box(12))).counts({})
    np.testing.assert_allclose(coarse, fine, rtol=1e-8)
