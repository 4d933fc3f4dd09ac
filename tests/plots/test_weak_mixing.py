"""Figure of the weak mixing angle against momentum transfer."""

from __future__ import annotations

import pytest

from nuscat import plots
from nuscat._core.errors import ValidityError
from nuscat.electroweak import RunningMixingAngle, mixing_measurements


def test_contents() -> None:
    figure = plots.weak_mixing({"CsI": (40.0, 80.0, 0.22, 0.19, 0.25)})
    (axes,) = figure.axes
    names = {c.lines[0].get_gid() for c in axes.containers}
    assert {f"published:{n}" for n in mixing_measurements()} | {"fit:CsI"} <= names
    curve = axes.lines[0]
    assert curve.get_ydata()[0] == pytest.approx(float(RunningMixingAngle()(0.1)))
    low, high = axes.get_ylim()
    assert low < 0.19
    assert high > 0.25


def test_second_hand_values_are_open() -> None:
    figure = plots.weak_mixing()
    for container in figure.axes[0].containers:
        name = str(container.lines[0].get_gid()).removeprefix("published:")
        open_symbol = container.lines[0].get_markerfacecolor() == "white"
        assert open_symbol == (mixing_measurements()[name].status != "published")


def test_limits_and_empty() -> None:
    figure = plots.weak_mixing(measurements={}, limits=(0.2, 0.3))
    assert figure.axes[0].get_ylim() == (0.2, 0.3)
    assert not figure.axes[0].containers


@pytest.mark.parametrize(
    "fit", [(80.0, 40.0, 0.22, 0.19, 0.25), (40.0, 80.0, 0.22, 0.03, 0.02), (0.0, 1.0, 0.2, 0.1, 0.3)]
)
def test_wrong_order(fit: tuple[float, ...]) -> None:
    with pytest.raises(ValidityError, match="not in order"):
        plots.weak_mixing({"x": fit})
