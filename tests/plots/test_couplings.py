"""Couplings as drawn are those of the table."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat import electroweak, plots
from nuscat._core.errors import ValidityError


def test_every_row_is_a_point(check_figure):
    rows = electroweak.table()
    figure = plots.couplings(rows)
    check_figure(figure, 2)
    for axes, name in zip(figure.axes, ("g_p", "g_n"), strict=True):
        x = np.concatenate([c.lines[0].get_xdata() for c in axes.containers])
        assert sorted(x) == pytest.approx(sorted(getattr(r, name) for r in rows))
        names = [t.get_text() for t in figure.axes[0].get_yticklabels()]
        for container, flavour in zip(axes.containers, ("nu_e", "nu_mu", "nu_tau"), strict=True):
            for value, y in zip(container.lines[0].get_xdata(), container.lines[0].get_ydata(), strict=True):
                (row,) = [r for r in rows if r.flavour == flavour and r.name == names[round(-y)]]
                assert value == getattr(row, name)


def test_no_rows():
    with pytest.raises(ValidityError, match=r"electroweak\.table"):
        plots.couplings([])
