"""Figures of the degree of coherency."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat import plots
from nuscat._core.errors import ValidityError
from nuscat.experiments.coherency import MomentumRange
from nuscat.inference import CoherencyBin, CoherencyMeasurement
from nuscat.processes.coherency import sharma_target


def _line(axes, gid):
    return next(line for line in axes.lines if line.get_gid() == gid)


def test_sources_lie_on_their_lines():
    left, right = plots.coherency_sources().axes
    for panel, kind in ((left, "xi"), (right, "gamma")):
        marks = _line(panel, "source:stopped pion")
        for (x, y), name in zip(marks.get_xydata(), ("Ar", "Ge", "Xe"), strict=True):
            curve = _line(panel, f"{kind}:{name}")
            assert np.interp(x, *curve.get_xydata().T) == pytest.approx(y, rel=1e-3)
    reactor = _line(left, "source:reactor").get_xdata()
    assert reactor[1] > 0.95  # germanium, as published
    assert np.all(np.diff(reactor) < 0.0)
    assert np.all(_line(left, "source:atmospheric").get_xdata() == 0.0)
    assert right.get_yscale() == "log"


def test_measurements_and_bands():
    momentum = MomentumRange(mean=3100.0, spread=700.0, counts=10.0, ratio=0.0138)
    one = CoherencyBin(
        name="xi_0", edges=(0.0, 1.0), momentum=momentum, xi=(0.4, 0.3, 0.5), alpha=(-0.1, -0.3, 0.2),
        alpha_below=0.6, alpha_above=0.2, p_coherent=0.004, p_decoherent=0.02,
    )  # fmt: skip

    class Fit:
        cite = ("COHERENT:2021xmm",)

    m = CoherencyMeasurement(experiment="x", bins=(one,), profiles=(), fit=Fit(), level=0.9)
    axes = plots.coherency({"data": m}, {"Xe": sharma_target("Xe")}).axes[0]
    assert _line(axes, "alpha:Xe").get_ydata()[0] == pytest.approx(1.0)
    (points,) = axes.containers
    assert points.lines[0].get_xydata().tolist() == [[3.1, -0.1]]  # outside [0, 1], drawn where it is


def test_nothing_to_draw():
    with pytest.raises(ValidityError, match="no target"):
        plots.coherency_sources({})
