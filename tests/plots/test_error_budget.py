"""Figure of an error budget: the curves are the numbers of the budget."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat._core.errors import ValidityError
from nuscat.plots._error_budget import error_budget as draw
from nuscat.processes.budget import error_budget

MODELS = ["measured:skin=0.1", "measured", "klein-nystrand"]


@pytest.fixture(scope="module")
def budget():
    return error_budget("Ar40", MODELS, np.linspace(5.0, 100.0, 20))


@pytest.mark.parametrize("log", [True, False])
def test_curves_are_the_numbers(budget, log):
    top, bottom = draw(budget, log=log).axes
    curves = {line.get_gid(): line.get_ydata() for line in top.lines}
    for source in budget.sources:
        np.testing.assert_allclose(curves[f"source:{source.name}"], 100.0 * source.relative, rtol=1e-14)
    np.testing.assert_allclose(curves["total"], 100.0 * budget.total(), rtol=1e-14)
    np.testing.assert_allclose(curves["linear"], 100.0 * budget.total("linear"), rtol=1e-14)
    highest = max(path.vertices[:, 1].max() for c in bottom.collections for path in c.get_paths())
    assert highest == pytest.approx(100.0, abs=1e-9)


def test_sources_left_out_and_single_energies(budget):
    left_out = error_budget("Ar40", MODELS, [5.0, 50.0], nucleon_errors=(), nucleon_sets=())
    top = draw(left_out).axes[0]
    (line,) = (x for x in top.lines if x.get_gid() == "source:nucleon")
    assert np.all(np.isnan(line.get_ydata()))
    with pytest.raises(ValidityError, match="two increasing"):
        draw(error_budget("Ar40", MODELS, 30.0))
