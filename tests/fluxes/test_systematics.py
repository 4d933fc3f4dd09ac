"""Uncertainties of fluxes: independent variations, correlations, error propagation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.fluxes import Component, Flux, Systematic, fold_uncertainty
from nuscat.fluxes.systematics import budget


def _box(energy: float) -> Component:
    return Component(
        flavour="nu_e",
        spectrum=lambda E: np.where(np.abs(E - energy - 5.0) <= 5.0, 0.1, 0.0),
        support=(energy, energy + 10.0),
        intensity=2.0,
        label="box",
    )


def _flux() -> Flux:
    systematics = (
        Systematic(name="common", changes=(0.1, 0.1)),
        Systematic(name="tilt", changes=(lambda E: 0.02 * (E - 5.0), None)),
    )
    return Flux(name="two boxes", components=(_box(0.0), _box(20.0)), unit="cm^-2 s^-1", systematics=systematics)


def test_common_variation_scales_all_components() -> None:
    """A number for every component moves them together: fully correlated."""
    assert _flux().varied({"common": -1.0}).total() == pytest.approx(0.9 * 4.0, abs=1e-14)


def test_tilt_keeps_the_integral_and_moves_the_mean() -> None:
    r"""δ = 0.02 (E − 5) on a box of width 10: the integral stays, the mean moves by 0.02·Var = 0.02·100/12."""
    flux = _flux().varied({"tilt": 1.0})
    first = flux.components[0]
    assert first.intensity == pytest.approx(2.0, abs=1e-13)
    assert first.mean_energy == pytest.approx(5.0 + 0.02 * 100.0 / 12.0, abs=1e-12)


def test_relative_uncertainty_adds_in_quadrature() -> None:
    expected = np.hypot(0.1, 0.02 * 3.0)
    assert _flux().relative_uncertainty(8.0) == pytest.approx(expected, abs=1e-14)
    assert _flux().relative_uncertainty(25.0, "nu_e") == pytest.approx(0.1, abs=1e-14)
    assert _flux().relative_uncertainty(15.0) == 0.0


def test_fold_uncertainty_against_varied_fluxes() -> None:
    """First-order changes equal the differences of folds with the varied fluxes (linear here)."""

    class Square:
        def sigma(self, E_nu, flavour="nu_mu"):
            return 1e-44 * E_nu**2

    from nuscat.fluxes import fold

    flux, xs = _flux(), Square()
    total, parts = fold_uncertainty(xs, flux)
    for name in ("common", "tilt"):
        difference = fold(xs, flux.varied({name: 1.0})) - fold(xs, flux)
        assert parts[name] == pytest.approx(difference, rel=1e-10)
    assert total == pytest.approx(np.hypot(*parts.values()), rel=1e-12)
    assert budget(flux)["common"] == pytest.approx(0.4, abs=1e-13)


def test_never_negative() -> None:
    flux = _flux().varied({"tilt": 30.0})
    assert np.all(flux.spectrum(np.linspace(0.0, 10.0, 101)) >= 0.0)


def test_bad_input() -> None:
    flux = _flux()
    with pytest.raises(UnknownNameError, match="common"):
        flux.varied({"comon": 1.0})
    with pytest.raises(ValidityError, match="2 components"):
        replace(flux, systematics=(Systematic(name="one", changes=(0.1,)),))
    with pytest.raises(ValidityError, match="two systematics"):
        replace(flux, systematics=(flux.systematics[0], flux.systematics[0]))
    with pytest.raises(ValidityError, match="norm 1"):
        Component(flavour="nu_e", line=1.0, state=(1.0, 1.0, 0.0))
