"""Profiles, grids, contours, and long runs that are interrupted, resumed and shared among processes."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nuscat import experiments
from nuscat._core.errors import CorruptDataError, UnknownNameError, ValidityError
from nuscat.inference import Fit, Grid, Profile, contour, grid, profile, scan as scan_module

AXES = {"sin2w": np.linspace(0.16, 0.26, 14), "eps_ee_u": np.linspace(-0.1, 0.2, 13)}


@pytest.fixture(scope="module")
def fit(csi):
    return Fit([csi], free=["sin2w"])


@pytest.fixture(scope="module")
def plane(csi):
    return Fit([csi], free=list(AXES))


@pytest.fixture(scope="module")
def reference(plane):
    return grid(plane, AXES)


# ---- profiles ------------------------------------------------------------------------------------------------------


def test_profile_has_the_minimum_and_errors_of_the_fit(fit):
    best = fit.minimize()
    e = best.parameters["sin2w"]
    p = profile(fit, "sin2w")
    assert p.best == pytest.approx(e.value, abs=0.02 * e.error)
    assert p.delta_chi2.min() >= 0.0
    ((low, high),) = p.intervals(1.0)
    assert high - low == pytest.approx(e.upper - e.lower, rel=0.02)
    assert low == pytest.approx(e.value + e.lower, abs=0.02 * e.error)
    assert high == pytest.approx(e.value + e.upper, abs=0.02 * e.error)
    assert p.values[0] < e.value - 2.5 * e.error
    json.dumps(p.to_dict(), allow_nan=False)


def test_profile_points_equal_individual_fits(csi, fit):
    values = np.array([0.18, 0.21, 0.25])
    p = profile(fit, "sin2w", values)
    for value, chi2 in zip(values, p.chi2, strict=True):
        held = Fit([csi], fixed={"sin2w": value})
        r = held.minimize()
        assert chi2 == pytest.approx(held.model.chi2(np.array([r.values[n] for n in held.model.names])), abs=1e-3)


def test_nuisance_parameters_can_be_profiled(fit):
    p = profile(fit, "csi_brn", np.linspace(0.2, 1.8, 9))
    best = fit.minimize(minos=False).nuisances["csi_brn"]
    ((low, high),) = p.intervals(1.0)
    assert 0.5 * (high - low) == pytest.approx(best.error, rel=0.1)


def test_profile_of_a_joint_fit_is_a_loop_of_fits(csi, lar):
    both = Fit([csi, lar], free=["sin2w"])
    p = profile(both, "sin2w", np.array([0.2, 0.24]))
    for value, chi2 in zip(p.values, p.chi2, strict=True):
        held = Fit([csi, lar], fixed={"sin2w": value})
        r = held.minimize()
        assert chi2 == pytest.approx(held.model.chi2(np.array([r.values[n] for n in held.model.names])), abs=2e-3)


def test_intervals_of_a_parabola_and_of_two_minima():
    x = np.linspace(-3, 3, 601)
    parabola = Profile(name="x", unit="1", values=x, chi2=5 + x**2, minimum=5.0, best=0.0)
    np.testing.assert_allclose(parabola.intervals(1.0), [(-1, 1)], atol=1e-4)
    np.testing.assert_allclose(parabola.intervals(2.705543454), [(-1.64485, 1.64485)], atol=1e-4)
    double = Profile(name="x", unit="1", values=x, chi2=(x**2 - 4) ** 2, minimum=0.0, best=2.0)
    expected = [(-np.sqrt(5), -np.sqrt(3)), (np.sqrt(3), np.sqrt(5))]
    np.testing.assert_allclose(double.intervals(1.0), expected, atol=1e-4)
    open_end = Profile(name="x", unit="1", values=x, chi2=0.01 * x**2, minimum=0.0, best=0.0)
    assert open_end.intervals(1.0) == [(-3.0, 3.0)]


# ---- grids and contours --------------------------------------------------------------------------------------------


def test_grid_points_equal_individual_fits(csi, reference):
    assert reference.chi2.shape == (14, 13)
    for i, j in ((0, 0), (5, 3), (13, 12), (2, 11)):
        held = Fit([csi], fixed={"sin2w": reference.axes[0][i], "eps_ee_u": reference.axes[1][j]})
        r = held.minimize()
        x = np.array([r.values[n] for n in held.model.names])
        assert reference.chi2[i, j] == pytest.approx(held.model.chi2(x), abs=1e-3)


def test_grid_minimum_is_that_of_the_fit(plane, reference):
    r = plane.minimize(minos=False)
    x = np.array([r.values[n] for n in plane.model.names])
    assert reference.minimum == pytest.approx(plane.model.chi2(x), abs=2e-3)
    assert reference.delta_chi2.min() >= 0.0
    json.dumps(reference.to_dict(), allow_nan=False)


def test_contours_of_a_paraboloid_are_ellipses():
    """Δχ² = (x/a)² + (y/b)²: the line at level L has semi-axes a√L, b√L; x and y are not exchanged."""
    x, y = np.linspace(-4, 4, 161), np.linspace(-9, 9, 181)
    chi2 = 7.0 + (x[:, None] / 1.0) ** 2 + (y[None, :] / 2.5) ** 2
    g = Grid(names=("x", "y"), units=("1", "1"), axes=(x, y), chi2=chi2, minimum=7.0, best=(0.0, 0.0))
    for level in (2.295748929, 4.605170186):
        (line,) = contour(g, level)
        np.testing.assert_allclose(line[:, 0] ** 2 + (line[:, 1] / 2.5) ** 2, level, rtol=2e-3)
        assert line[:, 0].max() == pytest.approx(np.sqrt(level), rel=2e-3)
        assert line[:, 1].max() == pytest.approx(2.5 * np.sqrt(level), rel=2e-3)
        np.testing.assert_allclose(line[0], line[-1], atol=1e-12)
    assert contour(g, 1e6) == []


# ---- errors --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [[0.2], [0.3, 0.2], [0.2, 0.2], [0.2, float("nan")], [[0.1, 0.2], [0.3, 0.4]]])
def test_scan_values_must_increase(fit, values):
    with pytest.raises(ValidityError, match="sin2w"):
        profile(fit, "sin2w", values)


def test_scan_beyond_a_limit_is_refused(fit):
    with pytest.raises(ValidityError, match=r"0 to 0\.6"):
        profile(fit, "sin2w", [0.2, 0.7])
    with pytest.raises(ValidityError, match="limits"):
        profile(fit, "csi_brn", [-0.5, 0.5])


def test_unknown_parameter_and_wrong_number(fit, plane):
    with pytest.raises(UnknownNameError, match="sin2w"):
        profile(fit, "sin2", [0.2, 0.3])
    with pytest.raises(ValidityError, match="profile"):
        grid(plane, {"sin2w": [0.2, 0.3]})
    with pytest.raises(ValidityError, match="workers"):
        grid(plane, AXES, workers=0)


# ---- several processes, interruption, resuming -----------------------------------------------------------------------


def test_two_processes_give_the_same_bits(plane, reference):
    np.testing.assert_array_equal(grid(plane, AXES, workers=2).chi2, reference.chi2)


@pytest.fixture
def interrupted(plane, tmp_path, monkeypatch):
    """A checkpoint folder of a grid that was interrupted after its first chunk (of two)."""
    original = scan_module._ProfilePoints.__call__

    def once(self, lo, hi):
        if lo > 0:
            raise KeyboardInterrupt
        return original(self, lo, hi)

    folder = tmp_path / "checkpoint"
    monkeypatch.setattr(scan_module._ProfilePoints, "__call__", once)
    with pytest.raises(KeyboardInterrupt):
        grid(plane, AXES, checkpoint=folder)
    monkeypatch.undo()
    return folder


def test_resumed_run_gives_the_same_bits(plane, reference, interrupted, monkeypatch):
    assert len(list(interrupted.glob("chunk-*.npz"))) == 1
    original = scan_module._ProfilePoints.__call__
    calls = []

    def record(self, lo, hi):
        calls.append((lo, hi))
        return original(self, lo, hi)

    monkeypatch.setattr(scan_module._ProfilePoints, "__call__", record)
    np.testing.assert_array_equal(grid(plane, AXES, checkpoint=interrupted).chi2, reference.chi2)
    assert calls == [(128, 182)]
    calls.clear()
    np.testing.assert_array_equal(grid(plane, AXES, checkpoint=interrupted).chi2, reference.chi2)
    assert calls == []


def test_checkpoint_of_other_settings_is_refused(csi, plane, interrupted):
    other_points = {**AXES, "sin2w": np.linspace(0.16, 0.27, 14)}
    coarse = experiments.load("coherent-csi", time_edges=(0.0, 0.5, 1.0, 6.0))
    other_theory = experiments.load("coherent-csi", form_factor="helm:skin=0.9,r0=1.16")
    for fit, axes in (
        (plane, other_points),
        (Fit([csi], free=list(AXES), fixed={"csi_brn": 1.0}), AXES),
        (Fit([coarse], free=list(AXES)), AXES),
        (Fit([other_theory], free=list(AXES)), AXES),
    ):
        with pytest.raises(ValidityError, match="other settings"):
            grid(fit, axes, checkpoint=interrupted)


@pytest.mark.parametrize("content", [b"", b"PK", b"text"])
def test_damaged_chunk_is_named(plane, interrupted, content):
    (chunk,) = interrupted.glob("chunk-*.npz")
    chunk.write_bytes(content)
    with pytest.raises(CorruptDataError, match=chunk.name):
        grid(plane, AXES, checkpoint=interrupted)


def test_truncated_chunk_is_named(plane, interrupted):
    (chunk,) = interrupted.glob("chunk-*.npz")
    chunk.write_bytes(chunk.read_bytes()[:-30])
    with pytest.raises(CorruptDataError, match=chunk.name):
        grid(plane, AXES, checkpoint=interrupted)


def test_folder_of_something_else_is_refused(plane, tmp_path):
    (tmp_path / "settings.json").write_text("[1, 2]")
    with pytest.raises(CorruptDataError, match="checkpoint"):
        grid(plane, AXES, checkpoint=tmp_path)


def test_profile_takes_the_lowest_minimum_of_the_other_parameters(csi):
    """With ε_μμ free, every point of an ε_ee profile is no worse than a fit started in either of its two bands."""
    fit = Fit([csi], free=["eps_ee_u", "eps_mumu_u"])
    scan = profile(fit, "eps_ee_u", [0.0, 0.2, 0.4])
    for value, chi2 in zip(scan.values, scan.chi2, strict=True):
        held = Fit([csi], free=["eps_mumu_u"], fixed={"eps_ee_u": float(value)})
        for start in (0.0, 0.4):
            one = held.minimize(minos=False, start={"eps_mumu_u": start})
            assert chi2 <= one.goodness_of_fit.statistic + 2e-2
