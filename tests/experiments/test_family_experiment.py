"""Experiments on a family of functionals: equal to single functionals, shared parameter, NumPy = JAX, exact slopes."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat import experiments
from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat.experiments import Experiment, parity_violation, with_family
from nuscat.inference import Fit, Model, profile
from nuscat.structure.skyrme import solve
from nuscat.structure.skyrme.family import FunctionalFamily

GRID = (0.0, 30.0, 60.0, 90.0, 120.0)
MIDDLE = 47.0
"""Between the nodes [MeV]."""


@pytest.fixture(scope="module")
def family():
    """35 calculations, about 10 s; with pairing, without which levels cross and the nuclei are no smooth functions."""
    names = ["Cs133", "I127", "Ar36", "Ar38", "Ar40", "Pb208", "Ca48"]
    return FunctionalFamily.slope("SV-min", GRID).solve(names)


@pytest.fixture(scope="module")
def csi(family):
    return with_family(experiments.load("coherent-csi"), family)


@pytest.fixture(scope="module")
def lar(family):
    return with_family(experiments.load("coherent-lar"), family)


@pytest.fixture(scope="module")
def terms(family):
    return [with_family(parity_violation(name, kind="F_ch-F_W"), family) for name in ("PREX-2", "CREX")]


@pytest.fixture(scope="module")
def middle():
    return FunctionalFamily.slope("SV-min", (MIDDLE, MIDDLE + 1.0)).forces[0]


def test_counts_are_those_of_the_functional(csi, middle):
    structures = {n: solve(n, middle) for n in ("Cs133", "I127")}
    single = experiments.load("coherent-csi", form_factor=structures)
    expected = single.predict().counts("cevns")
    # the protons of CsI stay those of the centre, 45 MeV
    assert csi.predict({"L_sym": MIDDLE}).counts("cevns") == pytest.approx(expected, rel=2e-5)


def test_form_factors_are_those_of_the_functional(terms, middle):
    for term, nuclide in zip(terms, ("Pb208", "Ca48"), strict=True):
        single = parity_violation(
            term.name, {nuclide: solve(nuclide, middle, pairing="none").elastic()}, kind="F_ch-F_W"
        )
        assert float(term.expected({"L_sym": MIDDLE})[0]) == pytest.approx(float(single.expected({})[0]), abs=3e-6)


def test_asymmetry_is_that_of_the_functional(family, middle):
    term = with_family(parity_violation("CREX", kind="A_PV"), family)
    single = parity_violation("CREX", {"Ca48": solve("Ca48", middle, pairing="none")}, kind="A_PV")
    assert float(term.expected({"L_sym": MIDDLE})[0]) == pytest.approx(float(single.expected({})[0]), rel=1e-4)


def test_centre_is_the_default(csi, lar, terms, family):
    center = family.family.center
    for e in (csi, lar, *terms):
        assert isinstance(e, Experiment)
        assert np.asarray(e.expected({"L_sym": center})) == pytest.approx(np.asarray(e.expected({})), rel=1e-9)
    assert Fit([csi, lar, *terms], free=["L_sym"]).model.start[0] == pytest.approx(center)


def test_larger_slope_means_larger_nuclei_and_fewer_events(csi, lar):
    for e in (csi, lar):
        counts = [float(np.sum(e.components({"L_sym": L})["cevns"])) for L in (0.0, 60.0, 120.0)]
        assert counts[0] > counts[1] > counts[2]


def test_form_factor_uncertainty_leaves_the_fit(csi):
    assert "csi_form_factor" in Model.build([csi], ["normalisation"]).names
    assert "csi_form_factor" not in Model.build([csi], ["L_sym"]).names


def test_jax_and_batch(csi, lar, terms):
    model = Model.build([csi, lar, *terms], ["L_sym"])
    x = model.start.copy()
    x[0] = MIDDLE
    batch = np.stack([x, model.start])
    chi2 = model.chi2(batch)
    assert chi2 == pytest.approx([float(model.chi2(x)), float(model.chi2(model.start))], rel=1e-12)
    pytest.importorskip("jax")
    from nuscat.inference.jax_backend import value_and_gradient

    value, gradient = value_and_gradient(model)(x)
    assert float(value) == pytest.approx(float(model.chi2(x)), rel=1e-10)
    step = np.eye(len(x))[0] * 0.05
    difference = (float(model.chi2(x + step)) - float(model.chi2(x - step))) / 0.1
    assert float(gradient[0]) == pytest.approx(difference, rel=1e-5)


def test_joint_fit_minimises_the_sum(csi, lar, terms):
    """The joint profile is the sum of the separate ones where no nuisance parameter is shared."""
    grid = np.linspace(0.0, 120.0, 7)
    parts = [profile(Fit([t], free=["L_sym"]), "L_sym", grid).chi2 for t in terms]
    coherent = profile(Fit([csi, lar], free=["L_sym"]), "L_sym", grid).chi2
    joint = profile(Fit([csi, lar, *terms], free=["L_sym"]), "L_sym", grid)
    assert joint.chi2 == pytest.approx(coherent + parts[0] + parts[1], abs=2e-3)
    best = Fit([csi, lar, *terms], free=["L_sym"]).minimize()
    assert best.goodness_of_fit.statistic == pytest.approx(joint.minimum, abs=1e-2)
    assert best.goodness_of_fit.dof == csi.data.size + lar.data.size + 2 - 2  # L_sym and the pulse time


# ---- errors --------------------------------------------------------------------------------------------------------


def test_radii_follow_the_family(csi, terms):
    for name in ("R_n_Cs133", "R_n_CsI", "R_n"):
        with pytest.raises(UnknownNameError, match="L_sym"):
            Fit([csi], free=[name])
    with pytest.raises(UnknownNameError, match="R_n_Ca48"):
        terms[1].require_known(["R_n_Ca48"])


def test_number_instead_of_a_member(csi):
    with pytest.raises(ValidityError, match="L_sym"):
        csi.signal.nuclei[0].neutron.with_point_radius(4.8)


def test_outside_the_family(csi):
    with pytest.raises(ValidityError, match="outside"):
        csi.predict({"L_sym": 130.0})
    with pytest.raises(ValidityError, match="limits"):
        Fit([csi], fixed={"L_sym": -1.0})


def test_family_must_be_solved_for_the_nuclides(family):
    small = FunctionalFamily.slope("SLy4", (30.0, 60.0)).solve(["Cs133"], pairing="none")
    with pytest.raises(MissingDataError, match="I127"):
        with_family(experiments.load("coherent-csi"), small)
    with pytest.raises(ValidityError, match="solve"):
        with_family(experiments.load("coherent-csi"), family.family)


def test_two_families_do_not_mix(csi, family):
    other = FunctionalFamily.slope("SkM*", (30.0, 60.0)).solve(["Ca48"])
    crex = with_family(parity_violation("CREX"), other)
    with pytest.raises(ValidityError, match="two things"):
        Fit([csi, crex], free=["L_sym"])
    with pytest.raises(ValidityError, match="already"):
        with_family(csi, family)


def test_plain_experiment_does_not_know_the_parameter():
    with pytest.raises(UnknownNameError, match="L_sym"):
        Fit([experiments.load("coherent-csi")], free=["L_sym"])
