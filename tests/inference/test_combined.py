"""Joint fits: what is shared, what adds up, and scans of independent parts."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat import experiments, plots
from nuscat._core.errors import ValidityError
from nuscat.inference import Fit, Grid, combined, contour, grid, minimise_batch, profile
from nuscat.inference.model import Model

NAMES = ("coherent-csi", "coherent-lar", "dresden-ii", "xenonnt-8b")
EPS = np.linspace(-0.1, 0.5, 7)


@pytest.fixture(scope="module")
def four(csi, lar):
    return (csi, lar, experiments.load("dresden-ii"), experiments.load("xenonnt-8b"))


@pytest.fixture(scope="module")
def joint(four):
    return Fit(four, free=["eps_ee_u"])


@pytest.fixture(scope="module")
def alone(four):
    csi, lar, dresden, xenon = four
    parts = {"coherent": [csi, lar], "dresden": [dresden], "xenon": [xenon]}
    return {label: profile(Fit(e, free=["eps_ee_u"]), "eps_ee_u", EPS) for label, e in parts.items()}


SOURCES = {
    "sns_flux": {"coherent-csi", "coherent-csi-2017", "coherent-lar", "coherent-ge"},
    "flux_8B": {"xenonnt-8b", "pandax-4t-8b"},
}
GERMANIUM = {"dresden-ii", "conus-plus", "coherent-ge"}


def shared_by(options: dict[str, dict[str, str]]) -> dict[str, set[str]]:
    """Experiments of every nuisance parameter that more than one has, loaded with `options` by name."""
    owners: dict[str, set[str]] = {}
    for name in experiments.EXPERIMENTS:
        for p in experiments.load(name, **options.get(name, {})).nuisances:
            owners.setdefault(p.name, set()).add(name)
    return {name: where for name, where in owners.items() if len(where) > 1}


def test_only_what_is_one_thing_is_shared():
    """One source is one parameter: the SNS of COHERENT, the 8B of solar data. Reactors and detectors differ."""
    assert shared_by({}) == SOURCES


@pytest.mark.parametrize("quenching", ["lindhard", "lindhard-conus"])
def test_quenching_of_germanium_is_shared_where_asked_for(quenching):
    """The same material with the same formula: one k."""
    assert shared_by({name: {"quenching": quenching} for name in GERMANIUM}) == {**SOURCES, "ge_lindhard_k": GERMANIUM}


def test_a_shared_constraint_must_be_the_same():
    xenon, panda = experiments.load("xenonnt-8b", constraint="b16-gs98"), experiments.load("pandax-4t-8b")
    with pytest.raises(ValidityError, match="flux_8B"):
        Model.build([xenon, panda], ["normalisation"])
    same = experiments.load("pandax-4t-8b", constraint="b16-gs98")
    assert Model.build([xenon, same], ["normalisation"]).names.count("flux_8B") == 1


def test_likelihoods_add_up_at_fixed_parameters(four):
    """χ² of the joint model = Σ χ² of the data + each constraint once."""
    model = Fit(four, free=["sin2w", "eps_mumu_d"]).model
    rng = np.random.default_rng(5)
    sigma = np.array([p.sigma or 0.02 * abs(p.value) for p in model.nuisances])
    x = model.start + np.concatenate([[0.01, 0.05], 0.5 * sigma * rng.standard_normal(sigma.size)])
    x = np.clip(x, *model.limits)
    values = dict(zip(model.names, x, strict=True))
    total, constraints = 0.0, {}
    for e in four:
        single = Fit([e], free=[n for n in ("sin2w", "eps_mumu_d") if e.understands(n)]).model
        y = np.array([values[n] for n in single.names])
        total += float(single.chi2(y)) - float(single.constraint(y))
        constraints.update({p.name: ((values[p.name] - p.value) / p.sigma) ** 2 for p in e.nuisances if p.sigma})
    assert constraints["sns_flux"] > 0.0
    assert float(model.chi2(x)) == pytest.approx(total + sum(constraints.values()), rel=1e-12)
    assert model.names.count("sns_flux") == 1


def test_the_shared_flux_correlates_csi_and_argon(csi, lar):
    """With one flux the joint optimum costs more than the sum of separate ones."""
    both = Fit([csi, lar]).model
    together = minimise_batch(both, both.start)
    apart = [minimise_batch(m, m.start) for m in (Fit([csi]).model, Fit([lar]).model)]
    assert together.converged.all()
    assert together.chi2[0] > sum(a.chi2[0] for a in apart) + 0.1


def test_normalisation_is_one_number_for_all(four):
    """Free, it multiplies the CEvNS of every experiment; its error is below that of any experiment alone."""
    one = Fit(four, free=["normalisation"]).model
    counts = [e.components(one.theta(np.where(np.arange(len(one.names)) == 0, 1.3, one.start)))["cevns"] for e in four]
    nominal = [e.components(one.theta(one.start))["cevns"] for e in four]
    for more, plain in zip(counts, nominal, strict=True):
        assert more.sum() == pytest.approx(1.3 * plain.sum(), rel=1e-9)

    def error(model):
        found = minimise_batch(model, model.guess)
        return float(np.sqrt(np.linalg.inv(found.information[0])[0, 0]))

    assert error(one) < min(error(Fit([e], free=["normalisation"]).model) for e in four)


def test_mixing_angle_of_all_experiments(four):
    """The joint minimum lies between those of the parts, its error below that of CsI, in the same convention."""
    values = np.linspace(0.15, 0.33, 19)
    parts = [profile(Fit(list(e), free=["sin2w"]), "sin2w", values) for e in (four[:2], four[2:3], four[3:])]
    joint = combined(Fit(four, free=["sin2w"]), parts)
    assert min(p.best for p in parts) < joint.best < max(p.best for p in parts)
    (low, high), *_ = joint.intervals(1.0)
    (a, b), *_ = parts[0].intervals(1.0)
    assert high - low < b - a
    assert low < 0.2386 < high


def test_sum_of_parts_is_the_scan_of_the_joint_fit(joint, alone):
    direct = profile(joint, "eps_ee_u", EPS)
    added = combined(joint, list(alone.values()))
    assert added.chi2 == pytest.approx(direct.chi2, abs=2e-4)
    assert added.minimum == pytest.approx(direct.minimum, abs=1e-3)
    assert added.best == pytest.approx(direct.best, abs=2e-3)
    assert added.provenance == direct.provenance
    assert added.wilks


def test_what_cannot_be_added_is_refused(four, joint, alone, csi, lar):
    with pytest.raises(ValidityError, match="exactly one"):
        combined(joint, [alone["coherent"], alone["dresden"]])
    separate = [profile(Fit([e], free=["eps_ee_u"]), "eps_ee_u", EPS) for e in (csi, lar)]
    with pytest.raises(ValidityError, match="sns_flux"):
        combined(Fit([csi, lar], free=["eps_ee_u"]), separate)
    other = profile(Fit(four[2:3], free=["eps_ee_u"]), "eps_ee_u", EPS[:-1])
    with pytest.raises(ValidityError, match="same values"):
        combined(joint, [alone["coherent"], other, alone["xenon"]])
    with pytest.raises(ValidityError, match="Free in the joint fit"):
        combined(Fit(four, free=["eps_ee_u", "eps_ee_d"]), list(alone.values()))
    with pytest.raises(ValidityError, match="fixed"):
        combined(Fit(four, free=["eps_ee_u"], fixed={"sns_flux": 1.0}), list(alone.values()))
    changed = Fit([csi, lar, experiments.load("dresden-ii", couplings="erler_su"), four[3]], free=["eps_ee_u"])
    with pytest.raises(ValidityError, match="theory"):
        combined(changed, list(alone.values()))


def test_coupling_axis_that_follows_the_mass(four, tmp_path):
    """A table of couplings gives the same χ² as the rectangular grid at the same points."""
    fit = Fit(four[2:3], free=["m_universal", "g_universal"])
    masses, ratio = np.array([1.0, 30.0]), np.array([0.2, 1.0, 2.0])
    table = 1e-6 * ratio * np.hypot(masses, 10.0)[:, None]
    curved = grid(fit, {"m_universal": masses, "g_universal": table})
    plain = grid(fit, {"m_universal": masses, "g_universal": np.unique(table)})
    picked = [[plain.chi2[i, np.searchsorted(plain.axes[1], g)] for g in row] for i, row in enumerate(table)]
    assert curved.chi2 == pytest.approx(np.array(picked), abs=1e-3)
    path = tmp_path / "grid.json"
    curved.save(path)
    again = Grid.load(path)
    assert np.array_equal(again.axes[1], table)
    assert np.array_equal(again.mesh[0][:, 0], masses)
    line = contour(again, float(np.median(again.delta_chi2)))[0]
    assert line[:, 0].min() >= 1.0
    assert line[:, 0].max() <= 30.0
    assert len(plots.regions({"Dresden-II": again}, logarithmic=(True, True)).axes) == 1
    with pytest.raises(ValidityError, match="rows"):
        grid(fit, {"m_universal": masses, "g_universal": table[:1]})


def test_scans_of_other_options_are_refused() -> None:
    """Constraint of the solar flux and width of a quenching error: not in the theory, but in the likelihood."""
    values = [0.2, 0.24, 0.28]
    wanted = [experiments.load("xenonnt-8b"), experiments.load("dresden-ii")]
    joint = Fit(wanted, free=["sin2w"])
    good = [profile(Fit([e], free=["sin2w"]), "sin2w", values) for e in wanted]
    combined(joint, good)
    other = profile(Fit([experiments.load("xenonnt-8b", constraint="b16-gs98")], free=["sin2w"]), "sin2w", values)
    with pytest.raises(ValidityError, match=r"xenonnt-8b|flux_8B"):
        combined(joint, [other, good[1]])
    wide = profile(Fit([experiments.load("dresden-ii", quenching_error=0.3)], free=["sin2w"]), "sin2w", values)
    with pytest.raises(ValidityError, match="dresden_quenching"):
        combined(joint, [good[0], wide])


def test_mixings_of_a_fourth_neutrino_stay_unitary() -> None:
    fit = Fit(["coherent-csi"], free=["U2_e4", "U2_mu4"], fixed={"U2_tau4": 0.2})
    uppers = [p.upper for p in fit.model.physics]
    assert sum(uppers) + 0.2 == pytest.approx(1.0)
    assert Fit(["coherent-csi"], free=["U2_mu4"]).model.physics[0].upper == 1.0
