"""Flux averages against closed forms."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nuscat import fluxes
from nuscat._core.errors import ValidityError
from nuscat._core.flavours import family
from nuscat.constants import m_mu

DAR = fluxes.PionDecayAtRest()


@dataclasses.dataclass(frozen=True)
class Square:
    """σ = c_family E²."""

    e: float = 1.0
    mu: float = 1.0

    def sigma(self, E_nu: object, flavour: object = "nu_mu") -> object:
        return {"e": self.e, "mu": self.mu}[family(flavour)] * E_nu**2  # type: ignore[operator]


class Wiggle:
    """A smooth cross section that is no polynomial, with the scale of a heavy nucleus' form factor."""

    def sigma(self, E_nu: object, flavour: object = "nu_mu") -> object:
        return E_nu**2 * np.sinc(E_nu / 35.0) ** 2  # type: ignore[operator]


def test_square_law() -> None:
    """⟨x²⟩ = ∫12x⁴(1−x) = 2/5 and ∫2x⁴(3−2x) = 8/15."""
    scale = (m_mu.value / 2) ** 2
    assert fluxes.average(Square(), DAR, "nu_e") == pytest.approx(0.4 * scale, rel=1e-13)
    assert fluxes.average(Square(), DAR, "anti_nu_mu") == pytest.approx(8 / 15 * scale, rel=1e-13)
    assert fluxes.average(Square(), DAR, "nu_mu") == pytest.approx(fluxes.line_energy() ** 2, rel=1e-15)
    total = (0.4 * 2.0 * scale + 8 / 15 * scale + fluxes.line_energy() ** 2) / 3
    assert fluxes.average(Square(e=2.0), DAR) == pytest.approx(total, rel=1e-13)


@pytest.mark.parametrize("order", [12, 16, 64])
def test_independent_of_order(order: int) -> None:
    assert fluxes.average(Wiggle(), DAR, order=order) == pytest.approx(fluxes.average(Wiggle(), DAR), rel=1e-10)


@given(st.lists(st.floats(0.0, 1e8), min_size=3, max_size=3), st.floats(1e-3, 1e3))
def test_fold_is_linear_in_the_intensities(weights: list[float], factor: float) -> None:
    parts = tuple(dataclasses.replace(c, intensity=w) for c, w in zip(DAR.components, weights, strict=True))
    flux = fluxes.Flux(name="mix", components=parts, unit="cm^-2 s^-1")
    single = [fluxes.fold(Wiggle(), DAR, f) for f in DAR.flavours]
    expected = sum(w * s for w, s in zip(weights, single, strict=True))
    assert fluxes.fold(Wiggle(), flux) == pytest.approx(expected, rel=1e-12)
    assert fluxes.fold(Wiggle(), flux.scaled(factor)) == pytest.approx(factor * expected, rel=1e-12)
    if sum(weights) > 1e-300:
        average = fluxes.average(Wiggle(), flux)
        assert average == pytest.approx(expected / sum(weights), rel=1e-12)
        assert min(single) * (1 - 1e-12) <= average <= max(single) * (1 + 1e-12)


def test_zero_flux_has_no_average() -> None:
    with pytest.raises(ValidityError, match="zero intensity"):
        fluxes.average(Square(), DAR.scaled(0.0))


def test_gradient_in_jax() -> None:
    jax = pytest.importorskip("jax")
    value, grad = jax.value_and_grad(lambda c: fluxes.average(Square(e=c), DAR))(2.0)
    assert float(value) == pytest.approx(float(fluxes.average(Square(e=2.0), DAR)), rel=1e-13)
    assert float(grad) == pytest.approx(0.4 * (m_mu.value / 2) ** 2 / 3, rel=1e-12)


def test_plain_floats_leave() -> None:
    assert type(fluxes.average(Square(), DAR)) is float
    assert type(fluxes.average(Square(), DAR, "nu_mu")) is float
    assert type(fluxes.fold(Square(), DAR)) is float
