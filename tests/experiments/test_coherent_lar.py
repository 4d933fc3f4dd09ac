"""Argon likelihood: released cubes, template at the reference theory, absolute prediction, shape variations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nuscat import electroweak, experiments

SHAPE = (12, 8, 10)


def test_cubes_hold_the_published_sums(lar):
    sums = {name: cube.sum() for name, cube in lar.components({}).items()}
    published = {"cevns": 128, "brn": 497, "delayed_brn": 33, "steady_state": 3154}
    assert sums == pytest.approx(published, rel=1e-6)
    assert lar.data.sum() == 3752
    assert lar.data.shape == (960,)
    np.testing.assert_array_equal(lar.data, np.rint(lar.data))


def test_axes_match_the_cubes(lar):
    assert tuple(a.bins for a in lar.axes) == SHAPE
    centres = [0.5 * (np.array(a.edges[1:]) + np.array(a.edges[:-1])) for a in lar.axes]
    np.testing.assert_allclose(centres[0], np.arange(5, 120, 10))
    np.testing.assert_allclose(centres[1], np.arange(0.525, 0.88, 0.05))
    np.testing.assert_allclose(centres[2], np.arange(0.15, 4.7, 0.5))


def test_reference_theory_returns_the_released_template(lar):
    np.testing.assert_allclose(lar.components({})["cevns"], lar._release["cevns"].ravel(), rtol=1e-12, atol=1e-12)


def test_absolute_prediction_agrees_with_the_release(lar):
    assert lar.energy_time({}).sum() == pytest.approx(128, rel=0.05)


def test_spectrum_and_times_agree_with_the_release(lar):
    """Shape in energy: the released template per energy bin; in time: per bin, both dominated by the same pulse."""
    ours, released = lar.energy_time({}), lar._release["cevns"].sum(axis=1)
    ours, released = ours / ours.sum(), released / released.sum()
    np.testing.assert_allclose(ours.sum(axis=1), released.sum(axis=1), atol=0.02)
    np.testing.assert_allclose(ours.sum(axis=0), released.sum(axis=0), atol=0.02)


def test_doubled_cross_section_doubles_the_signal_cube(lar):
    """Proton and neutron couplings times √2 in the same theory."""

    class Doubled:
        name, cite, sin2w = "doubled", (), 0.23857

        def nucleon(self, flavour, Q2):
            p, n = electroweak.tree().nucleon(flavour, Q2)
            return np.sqrt(2) * p, np.sqrt(2) * n

    other = replace(lar, theory=replace(lar.theory, couplings=Doubled()))
    np.testing.assert_allclose(other.components({})["cevns"], 2 * lar.components({})["cevns"], rtol=1e-12)
    for name in ("brn", "delayed_brn", "steady_state"):
        np.testing.assert_array_equal(other.components({})[name], lar.components({})[name])


def test_physics_reshapes_energy_and_time_but_not_f90(lar):
    cube = lar.components({"mu_nu_mu": 80.0})["cevns"].reshape(SHAPE)
    nominal = lar.components({})["cevns"].reshape(SHAPE)
    ratio = lar.energy_time({"mu_nu_mu": 80.0}) / np.maximum(lar.reference_energy_time, 1e-300)
    filled = nominal[0] > 0
    np.testing.assert_allclose(
        (cube[0] / np.where(filled, nominal[0], 1.0))[filled], np.broadcast_to(ratio[0], (8, 10))[filled], rtol=1e-10
    )
    assert np.ptp(ratio[0]) > 1e-3  # the moment of nu_mu acts on prompt and delayed differently


@pytest.mark.parametrize("name", ["lar_f90", "lar_cevns_time"])
@pytest.mark.parametrize("alpha", [1.0, -1.0])
def test_shape_variations_of_the_signal_keep_its_sum(lar, name, alpha):
    assert lar.components({name: alpha})["cevns"].sum() == pytest.approx(128, rel=0.01)
    assert np.abs(lar.components({name: alpha})["cevns"] - lar.components({})["cevns"]).max() > 0.01


@pytest.mark.parametrize("name", ["lar_brn_energy", "lar_brn_time", "lar_brn_width"])
@pytest.mark.parametrize("alpha", [1.0, -1.0])
def test_shape_variations_of_neutrons_keep_their_sum(lar, name, alpha):
    assert lar.components({name: alpha})["brn"].sum() == pytest.approx(497, rel=0.01)
    assert np.abs(lar.components({name: alpha})["brn"] - lar.components({})["brn"]).max() > 0.1


def test_one_sigma_is_the_released_cube(lar):
    r = lar._release
    for name, key, component, nominal in (
        ("lar_f90", "cevns_f90", "cevns", "cevns"),
        ("lar_brn_energy", "brn_energy", "brn", "brn"),
        ("lar_brn_time", "brn_time", "brn", "brn"),
    ):
        for alpha, side in ((1.0, "up"), (-1.0, "down")):
            cube = r[f"{key}_{side}"].ravel()
            expected = cube * r[nominal].sum() / cube.sum()
            np.testing.assert_allclose(lar.components({name: alpha})[component], expected, rtol=1e-10, atol=1e-12)
    for name, key, component in (("lar_cevns_time", "cevns_time", "cevns"), ("lar_brn_width", "brn_width", "brn")):
        cube = r[f"{key}_up"].ravel()
        expected = cube * r[component].sum() / cube.sum()
        np.testing.assert_allclose(lar.components({name: 1.0})[component], expected, rtol=1e-10, atol=1e-12)


@given(st.tuples(*(st.floats(-1.0, 4.0) for _ in range(5))))
def test_counts_never_become_negative(lar, alphas):
    names = ("lar_f90", "lar_cevns_time", "lar_brn_energy", "lar_brn_time", "lar_brn_width")
    for component in lar.components(dict(zip(names, alphas, strict=True))).values():
        assert component.min() >= 0.0


def test_scales(lar):
    nominal = lar.components({})
    for p in lar.nuisances:
        for component in p.scales:
            np.testing.assert_allclose(lar.components({p.name: 1.6})[component], 1.6 * nominal[component], rtol=1e-13)


@pytest.mark.parametrize("parameter", [p.name for p in experiments.CoherentLAr.nuisances])
def test_batch_of_a_nuisance_is_a_loop(lar, parameter):
    p = next(p for p in lar.nuisances if p.name == parameter)
    values = p.value + (p.sigma or p.step) * np.array([-0.9, 0.0, 0.4])
    batch = lar.expected({parameter: values[:, None], "sin2w": np.array([[0.2], [0.23], [0.26]])})
    for i, s in enumerate((0.2, 0.23, 0.26)):
        np.testing.assert_allclose(batch[i], lar.expected({parameter: values[i], "sin2w": s}), rtol=1e-12)


def test_uncertainties_are_the_published_ones(lar):
    """Signal 17 of 128 (flux 10 % and the rest in quadrature), neutrons 160 and 33, steady state 25."""
    u = lar.predict().uncertainty
    assert u["cevns"] == pytest.approx(17.0, rel=2e-3)
    assert u["brn"] == pytest.approx(160.0, rel=2e-3)
    assert u["delayed_brn"] == pytest.approx(33.0, rel=1e-6)
    assert u["steady_state"] == pytest.approx(25.0, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "component"), [("lar_cevns_time", "cevns"), ("lar_f90", "cevns"), ("lar_brn_time", "brn")]
)
def test_shape_nuisances_keep_the_number_of_events(name, component):
    lar = experiments.load("coherent-lar")
    nominal = lar.predict().counts(component)
    for value in (-1.0, 0.5, 2.0, 3.0):
        assert lar.predict({name: value}).counts(component) == pytest.approx(nominal, rel=1e-12)
