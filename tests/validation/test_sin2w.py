"""Weak mixing angle from CsI: 0.220 +0.028 −0.026 (COHERENT:2021xmm)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

VALUE, UP, DOWN = 0.220, 0.028, 0.026


@pytest.fixture(scope="module")
def angle(results: Callable[[str], dict]) -> dict:
    return results("sin2w")


def test_published_value_and_errors(angle):
    value, up, down = angle["sin2w"]
    assert abs(value - VALUE) < 0.5 * DOWN
    assert up == pytest.approx(UP, rel=0.3)
    assert down == pytest.approx(DOWN, rel=0.3)


def test_every_convention_stays_within_half_an_error(angle):
    for label, (value, up, down) in angle["theories"].items():
        assert abs(value - VALUE) < 0.5 * DOWN, label
        assert up == pytest.approx(UP, rel=0.3), label
        assert down == pytest.approx(DOWN, rel=0.3), label


def test_angle_follows_the_normalisation(angle):
    # 𝒬 ∝ (½ − 2 s²) Z − N/2 with equal form factors: by hand from the fitted normalisation
    assert angle["closed_form"] == pytest.approx(angle["sin2w"][0], abs=5e-4)


def test_smaller_prediction_means_larger_angle(angle):
    t = angle["theories"]
    assert t["tree, Klein–Nystrand R = 1.2 A^⅓"][0] > t["tree, Helm with measured charge radii"][0]
    assert t["tree, Helm with measured charge radii"][0] > t["tree, Helm R = 1.2 A^⅓"][0]


def test_argon_pulls_the_joint_fit_up(angle):
    other = angle["other"]
    csi, lar, both = angle["sin2w"], other["LAr"], other["CsI + LAr"]
    assert csi[0] < both[0] < lar[0]
    assert both[1] < csi[1]
    assert sum(other["CsI, systematics of the signal known"][1:]) < 0.8 * (csi[1] + csi[2])


def test_profile_has_the_minimum_and_errors_of_the_fit(angle):
    values, delta = angle["profiles"]["tree, Helm R = 1.2 A^⅓"]
    value, up, down = angle["sin2w"]
    assert values[np.argmin(delta)] == pytest.approx(value, abs=0.0026)  # half a step
    assert np.interp([value - down, value + up], values, delta) == pytest.approx([1.0, 1.0], abs=0.05)


def test_radius_and_angle_are_degenerate(angle):
    radius, sin2w, statistic = np.transpose(angle["with_radius"])
    assert np.all(np.diff(sin2w) > 0.0)
    assert np.ptp(statistic) < 4.0
    assert radius[-1] > radius[0] + 4.0
