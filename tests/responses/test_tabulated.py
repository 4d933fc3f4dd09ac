"""Tables of densities and form factors: accuracy, refusal to extrapolate, bad tables."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nuscat import responses as r
from nuscat._core.errors import ValidityError

GRID = np.linspace(0.0, 14.0, 141)
Q = np.linspace(0.0, 300.0, 31)


def test_helm_density_in_helm_form_factor_out() -> None:
    ff = r.TabulatedDensity(GRID, 40.0 * r.helm_density(GRID, 3.43), charge=40.0, require_positive=True)
    np.testing.assert_allclose(ff(Q), r.helm(Q, 3.43), atol=1e-6)
    assert ff.rms_radius == pytest.approx(3.43, abs=1e-5)


def test_error_falls_with_the_fourth_power_of_the_spacing() -> None:
    errors = []
    for n in (29, 57, 113):
        grid = np.linspace(0.0, 14.0, n)
        errors.append(np.max(np.abs(r.TabulatedDensity(grid, r.helm_density(grid, 4.8))(Q) - r.helm(Q, 4.8))))
    assert errors[0] > 8 * errors[1] > 64 * errors[2]


def test_grid_may_start_near_the_origin_and_be_uneven() -> None:
    grid = np.concatenate([np.linspace(0.05, 6.0, 120), np.linspace(6.1, 14.0, 60)])
    np.testing.assert_allclose(r.TabulatedDensity(grid, r.helm_density(grid, 3.43))(Q), r.helm(Q, 3.43), atol=1e-5)


RHO = r.helm_density(GRID, 3.43)
BAD_DENSITIES = {
    "empty": ([], []),
    "short": (GRID[:3], RHO[:3]),
    "lengths": (GRID, RHO[:-1]),
    "nan": (GRID, np.where(np.arange(141) == 5, np.nan, RHO)),
    "unsorted": (GRID[::-1], RHO),
    "double": (np.sort(np.append(GRID[:-1], GRID[7])), RHO),
    "cut off": (GRID[:40], RHO[:40]),
    "no origin": (GRID[20:], RHO[20:]),
    "negative r": (GRID - 1.0, RHO),
    "negative": (GRID, -RHO),
    "text": (["a"] * 5, [1.0] * 5),
    "zero": (GRID, 0.0 * RHO),
}


@pytest.mark.parametrize(("radii", "rho"), BAD_DENSITIES.values(), ids=list(BAD_DENSITIES))
def test_bad_densities(radii, rho) -> None:
    with pytest.raises(ValidityError):
        r.TabulatedDensity(radii, rho)


def test_optional_checks_of_a_density() -> None:
    with pytest.raises(ValidityError, match="expected 18"):
        r.TabulatedDensity(GRID, RHO, charge=18.0)
    wiggle = RHO - 1e-6 * (GRID > 10)
    assert r.TabulatedDensity(GRID, wiggle).rms_radius > 0
    with pytest.raises(ValidityError, match="negative at r ="):
        r.TabulatedDensity(GRID, wiggle, require_positive=True)


def test_tables_are_frozen_copies() -> None:
    rho = RHO.copy()
    ff = r.TabulatedDensity(GRID, rho)
    before = float(ff(80.0))
    rho[:] = 0.0
    assert float(ff(80.0)) == before
    with pytest.raises(ValueError, match="read-only"):
        ff.rho[0] = 1.0


def test_form_factor_table() -> None:
    q = np.linspace(0.0, 250.0, 126)
    ff = r.TabulatedFormFactor(q, 7.0 * r.helm(q, 3.43))
    fine = np.linspace(0.0, 250.0, 997)
    np.testing.assert_allclose(ff(fine), r.helm(fine, 3.43), atol=1e-7)
    assert ff.rms_radius == pytest.approx(3.43, abs=5e-4)  # curvature of a spline of 2 MeV steps
    with pytest.raises(ValidityError, match=r"250\.1 MeV is beyond .* ends at 250 MeV"):
        ff(np.array([10.0, 250.1]))


def test_traced_form_factor_table_gives_nan_beyond_its_end() -> None:
    jax = pytest.importorskip("jax")
    q = np.linspace(0.0, 250.0, 126)
    ff = r.TabulatedFormFactor(q, r.helm(q, 3.43))
    values = jax.jit(ff)(jax.numpy.asarray([100.0, 250.0, 251.0]))
    assert math.isnan(float(values[2]))
    np.testing.assert_allclose(values[:2], ff(np.array([100.0, 250.0])), atol=1e-14)


@pytest.mark.parametrize(
    ("q", "F"),
    [([], []), ([0, 1, 2], [1, 1, 1]), ([1, 2, 3, 4], [1, 0.9, 0.8, 0.7]), ([0, 1, 2, 3], [-1, 0.9, 0.8, 0.7]),
     ([0, 1, 1, 3], [1, 0.9, 0.8, 0.7]), ([0, 1, 2, 3], [1, math.nan, 0.8, 0.7])],
    ids=["empty", "short", "origin", "sign", "double", "nan"],
)  # fmt: skip
def test_bad_form_factor_tables(q, F) -> None:
    with pytest.raises(ValidityError):
        r.TabulatedFormFactor(q, F)
