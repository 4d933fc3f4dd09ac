"""Figure of a Feldman–Cousins construction in one parameter."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat import plots
from nuscat._core.errors import ValidityError
from nuscat.inference import FeldmanCousins, Profile

X = np.linspace(0.0, 60.0, 7)


def _result(p_value) -> FeldmanCousins:
    return FeldmanCousins(
        name="mu_nu_mu",
        unit="1e-10 mu_B",
        values=X,
        observed=(X / 20.0) ** 2,
        critical={0.9: np.full(7, 2.0)},
        p_value=np.asarray(p_value, dtype=float),
        seed=1,
    )


def test_lines_and_shaded_intervals():
    """Two runs of accepted values are two shaded bands; the first starts at the physical limit, so it is closed."""
    figure = plots.construction(_result([1.0, 0.5, 0.05, 0.05, 0.3, 0.4, 0.02]))
    lines = {line.get_gid(): line for line in figure.axes[0].lines}
    assert lines["observed"].get_ydata() == pytest.approx((X / 20.0) ** 2)
    assert lines["critical"].get_ydata() == pytest.approx(np.full(7, 2.0))
    assert lines["level"].get_ydata()[0] == pytest.approx(2.7055, abs=1e-4)
    bands = [p.get_extents() for p in (patch.get_path() for patch in figure.axes[0].patches)]
    assert len(bands) == 2
    text = " ".join(t.get_text() for legend in figure.legends for t in legend.get_texts())
    assert "0.0 … 10.0 or 40.0 … 50.0" in text


def test_interval_that_leaves_the_scan_is_open():
    figure = plots.construction(_result([0.0, 0.0, 0.5, 0.5, 0.5, 0.5, 0.5]))
    text = " ".join(t.get_text() for legend in figure.legends for t in legend.get_texts())
    assert "20 … (end of scan)" in text


def test_what_does_not_belong_together_is_refused():
    result = _result(np.ones(7))
    with pytest.raises(ValidityError, match="level"):
        plots.construction(result, level=0.95)
    other = Profile(name="sin2w", unit="1", values=X, chi2=X, minimum=0.0, best=0.0)
    with pytest.raises(ValidityError, match="sin2w"):
        plots.construction(result, other)
