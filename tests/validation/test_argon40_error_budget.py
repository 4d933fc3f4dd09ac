"""Error budget of ⁴⁰Ar: order of magnitude of the published totals, and which spread gives them."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

pytestmark = pytest.mark.slow  # needs six mean-field solutions: 10 s with an empty cache


@pytest.fixture(scope="module")
def page(script):
    return script("argon40_error_budget")


@pytest.fixture(scope="module")
def found(results):
    return results("argon40_error_budget")


@pytest.mark.parametrize(("energy", "published"), [(10.0, 0.6), (30.0, 2.0), (50.0, 4.0)])
def test_total_with_all_models_is_of_the_published_order(found, page, energy, published):
    """2011.05960: 0.6, 2, 4 % in order of magnitude; half range of all models within a factor 1.5."""
    total = page.at(found["nu_mu"]["all models"], energy)
    assert published / 1.5 < total < 1.5 * published


def test_microscopic_models_alone_do_not_give_the_published_total(found, page):
    """Their spread at 50 MeV is an order of magnitude smaller: what is published is not a spread of mean fields."""
    budget = found["nu_mu"]["mean fields, shell model"]
    assert page.at(budget, 50.0, "nuclear") < 0.5
    assert page.at(budget, 50.0) < 1.0


def test_hadronic_error_follows_from_the_printed_proton_charge(found, page):
    """Q_p(ν_e) = 0.0747(34), Q_n = −1.02352: 2 Z 0.0034/|Q_W| at q = 0; the form factors change it by per cent."""
    expected = 100.0 * 2.0 * 18 * 0.0034 / (22 * 1.02352 - 18 * 0.0747)
    for flavour in ("nu_e", "nu_mu"):
        for energy in (10.0, 50.0):
            assert page.at(found[flavour]["all models"], energy, "hadronic") == pytest.approx(expected, rel=0.03)


def test_quark_error_of_uncorrelated_inputs(found, page):
    u, d = 58 * math.hypot(0.13, 0.38), 62 * math.hypot(0.12, 0.20)
    expected = 200.0 * math.hypot(u, d) * 1e-8 / (math.sqrt(2.0) * 1.1663787e-5) / (22 * 1.02352 - 18 * 0.0747)
    assert page.at(found["nu_e"]["all models"], 10.0, "quark") == pytest.approx(expected, rel=0.02)


def test_low_energies_hadronic_high_energies_nuclear(found):
    budget = found["nu_mu"]["all models"]
    relative = budget.relative
    assert max(relative, key=lambda name: relative[name][0]) == "hadronic"
    assert max(relative, key=lambda name: relative[name][-1]) == "nuclear"
    assert np.all(np.diff(relative["nuclear"]) > 0)
    assert np.all(np.diff(relative["nucleon"]) > 0)


def test_nuclear_error_starts_with_the_square_of_the_energy(found, page):
    budget = found["nu_mu"]["all models"]
    assert page.at(budget, 8.0, "nuclear") / page.at(budget, 4.0, "nuclear") == pytest.approx(4.0, rel=0.02)


def test_choices_are_ordered_as_they_include_each_other(found):
    budgets = found["nu_mu"]
    names = ("mean fields", "mean fields, shell model", "all models", "all models, largest")
    totals = [budgets[name].total() for name in names]
    for smaller, larger in itertools.pairwise(totals):
        assert np.all(smaller <= larger * (1.0 + 1e-12))
    for budget in budgets.values():
        assert np.all(budget.total() <= budget.total("linear"))
