"""Joint likelihood: contradictory options, shared and superseded parameters, NumPy = JAX, exact gradients."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import poisson

from nuscat import experiments
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.inference import Fit, Model

# ---- contradictory options -----------------------------------------------------------------------------------------


def test_no_experiment():
    with pytest.raises(ValidityError, match="at least one experiment"):
        Model.build([], ["sin2w"])


def test_experiment_twice(csi):
    with pytest.raises(ValidityError, match="coherent-csi"):
        Model.build([csi, csi], ["sin2w"])


def test_free_parameter_twice(csi):
    with pytest.raises(ValidityError, match="'sin2w' is named twice"):
        Model.build([csi], ["sin2w", "R_n", "sin2w"])


def test_free_and_fixed(csi):
    with pytest.raises(ValidityError, match="both free and fixed"):
        Model.build([csi], ["sin2w"], {"sin2w": 0.23})


def test_nuisance_among_the_free(csi):
    with pytest.raises(ValidityError, match="always free"):
        Model.build([csi], ["csi_brn"])


def test_one_radius_for_two_experiments(csi, lar):
    with pytest.raises(ValidityError, match="R_n_CsI"):
        Model.build([csi, lar], ["R_n"])
    with pytest.raises(ValidityError, match="R_n_CsI"):
        Model.build([csi, lar], [], {"R_n": 5.0})


@pytest.mark.parametrize("where", ["free", "fixed"])
@pytest.mark.parametrize(
    ("name", "suggestion"), [("sin2W", "sin2w"), ("lar_brn", ""), ("R_n_Ar", "R_n_CsI"), ("csi_brm", "")]
)
def test_unknown_parameter(csi, where, name, suggestion):
    options = {"free": [name]} if where == "free" else {"free": [], "fixed": {name: 1.0}}
    with pytest.raises(UnknownNameError, match=name) as info:
        Model.build([csi], **options)
    assert suggestion in str(info.value)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_fixed_value_must_be_finite(csi, value):
    with pytest.raises(ValidityError, match="csi_brn"):
        Model.build([csi], ["sin2w"], {"csi_brn": value})


def test_unknown_backend(csi):
    with pytest.raises(ValidityError, match="jax"):
        Fit([csi], free=["sin2w"], backend="torch")


def test_form_factor_without_radius():
    other = experiments.load("coherent-csi", form_factor="klein-nystrand")
    with pytest.raises(ValidityError, match="Helm"):
        Fit([other], free=["R_n"])


# ---- composition ---------------------------------------------------------------------------------------------------


def test_shared_nuisance_appears_once(csi, lar):
    model = Model.build([csi, lar], ["sin2w"])
    assert model.names.count("sns_flux") == 1
    assert set(model.names) == {"sin2w", *(p.name for e in (csi, lar) for p in e.nuisances)}
    assert model.n_bins == 99 + 960


def test_joint_likelihood_is_the_sum_with_one_flux_constraint(csi, lar):
    both, a, b = (Model.build(e, ["sin2w"]) for e in ([csi, lar], [csi], [lar]))
    rng = np.random.default_rng(0)
    x = both.start + 0.3 * rng.standard_normal(both.start.size) * [p.sigma or p.step for p in both.parameters]
    values = dict(zip(both.names, x, strict=True))
    parts = [m.chi2(np.array([values[n] for n in m.names])) for m in (a, b)]
    flux = ((values["sns_flux"] - 1) / 0.1) ** 2
    assert both.chi2(x) == pytest.approx(sum(parts) - flux, rel=1e-12)


def test_likelihood_is_the_poisson_probability(csi):
    """χ² differences equal −2 log of Poisson probabilities and Gaussian constraints."""
    model = Model.build([csi], ["sin2w"])

    def minus_two_log(x):
        theta = dict(zip(model.names, x, strict=True))
        gauss = sum(((theta[p.name] - p.value) / p.sigma) ** 2 for p in model.nuisances if p.sigma)
        return -2 * poisson.logpmf(csi.data, csi.expected(theta)).sum() + gauss

    rng = np.random.default_rng(3)
    width = np.array([p.sigma or p.step for p in model.parameters])
    a, b = (model.start + 0.5 * width * rng.standard_normal(width.size) for _ in range(2))
    assert model.chi2(a) - model.chi2(b) == pytest.approx(minus_two_log(a) - minus_two_log(b), rel=1e-9)


@pytest.mark.parametrize("options", [{"free": ["R_n"]}, {"free": ["R_n_Cs133"]}, {"free": [], "fixed": {"R_n": 5.0}}])
def test_radius_supersedes_the_form_factor_uncertainty(csi, options):
    assert "csi_form_factor" not in Model.build([csi], **options).names


def test_radius_of_argon_keeps_that_of_csi(csi, lar):
    assert "csi_form_factor" in Model.build([csi, lar], ["R_n_Ar"]).names


def test_fixed_nuisance_is_used_and_not_constrained(csi):
    model = Model.build([csi], ["sin2w"], {"csi_brn": 1.5})
    assert "csi_brn" not in model.names
    full = Model.build([csi], ["sin2w"])
    x = full.start.copy()
    x[full.index("csi_brn")] = 1.5
    assert model.chi2(model.start) == pytest.approx(full.chi2(x) - 4.0, rel=1e-12)


def test_holding_a_parameter_afterwards(csi):
    model = Model.build([csi], ["sin2w"])
    held = model.with_fixed(sin2w=0.21, csi_nin=1.2)
    assert "sin2w" not in held.names
    assert held.theta(held.start)["csi_nin"] == 1.2
    x = model.start.copy()
    x[model.index("sin2w")], x[model.index("csi_nin")] = 0.21, 1.2
    assert held.chi2(held.start) == pytest.approx(model.chi2(x) - (0.2 / 0.35) ** 2, rel=1e-12)


def test_radius_starts_at_that_of_the_form_factor(csi, lar):
    def helm_radius(A):
        return np.sqrt(0.6 * (1.44 * A ** (2 / 3) - 5 * 0.81) + 3 * 0.81)

    model = Model.build([csi, lar], ["R_n_CsI", "R_n_Ar40"])
    assert model.start[0] == pytest.approx(0.5 * (helm_radius(133) + helm_radius(127)), rel=1e-9)
    assert model.start[1] == pytest.approx(helm_radius(40), rel=1e-9)


def test_mixing_angle_starts_at_that_of_the_couplings():
    from nuscat import electroweak

    other = experiments.load("coherent-csi", couplings=electroweak.tree(sin2w=0.24))
    assert Model.build([other], ["sin2w"]).start[0] == 0.24


def test_batch_is_a_loop(csi, lar):
    model = Model.build([csi, lar], ["sin2w", "eps_ee_u"])
    rng = np.random.default_rng(2)
    width = np.array([p.sigma or p.step for p in model.parameters])
    x = model.start + 0.3 * width * rng.standard_normal((4, width.size))
    np.testing.assert_allclose(model.chi2(x), [model.chi2(row) for row in x], rtol=1e-12)


def test_unknown_position_is_named(csi):
    with pytest.raises(UnknownNameError, match="sin2w"):
        Model.build([csi], ["sin2w"]).index("sin2")


# ---- NumPy = JAX ---------------------------------------------------------------------------------------------------

SETS = [
    (["sin2w"], {}, {"sin2w": 0.21}),
    (["eps_ee_u", "eps_mumu_d", "eps_emu_u"], {}, {"eps_ee_u": 0.1, "eps_mumu_d": -0.05, "eps_emu_u": 0.2}),
    (["R_n_CsI", "R_n_Ar"], {}, {"R_n_CsI": 5.3, "R_n_Ar": 3.2}),
    (["g_universal"], {"m_universal": 20.0}, {"g_universal": 3e-5}),
    (["g_scalar", "m_scalar"], {}, {"g_scalar": 3e-5, "m_scalar": 30.0}),
    (["mu_nu_mu", "r2_nu_e"], {}, {"mu_nu_mu": 25.0, "r2_nu_e": 3.0}),
    (["q_nu_mu", "normalisation"], {}, {"q_nu_mu": 0.3, "normalisation": 0.9}),
]


def point(model, values):
    rng = np.random.default_rng(5)
    width = np.array([p.sigma or p.step for p in model.parameters])
    x = model.start + 0.2 * width * rng.uniform(-1, 1, width.size)
    for name, value in values.items():
        x[model.index(name)] = value
    return x


@pytest.mark.parametrize(("free", "fixed", "values"), SETS, ids=lambda s: "+".join(s) if isinstance(s, list) else "")
def test_jax_gives_the_same_value_and_the_exact_gradient(csi, lar, free, fixed, values):
    pytest.importorskip("jax")
    from nuscat.inference.jax_backend import batched_chi2, value_and_gradient

    model = Model.build([csi, lar], free, fixed)
    x = point(model, values)
    value, gradient = value_and_gradient(model)(x)
    assert float(value) == pytest.approx(model.chi2(x), rel=1e-10)
    gradient = np.asarray(gradient)
    for i, p in enumerate(model.parameters):
        h = 1e-4 * p.step
        up, down = (x + s * h * (np.arange(x.size) == i) for s in (1, -1))
        numeric = (model.chi2(up) - model.chi2(down)) / (2 * h)
        assert gradient[i] == pytest.approx(numeric, rel=1e-4, abs=1e-5 / p.step), p.name
    batch = np.stack([x, point(model, {})])
    np.testing.assert_allclose(np.asarray(batched_chi2(model)(batch)), model.chi2(batch), rtol=1e-10)


def test_jax_hessian_is_symmetric_and_positive_at_the_minimum(csi):
    pytest.importorskip("jax")
    from nuscat.inference import minimise_batch
    from nuscat.inference.jax_backend import hessian

    model = Model.build([csi], ["sin2w"])
    h = np.asarray(hessian(model)(minimise_batch(model, model.start).x[0]))
    np.testing.assert_allclose(h, h.T, rtol=1e-8, atol=1e-8)
    assert np.linalg.eigvalsh(h).min() > 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"free": "sin2w"}, "sequence of names"),
        ({"free": ["m_universal"]}, "without 'g_universal'"),
        ({"free": [], "fixed": {"csi_pulse_time": 3.0}}, "outside its limits"),
        ({"free": [], "fixed": {"sns_flux": -1.0}}, "outside its limits"),
        ({"free": [], "fixed": {"sin2w": 0.9}}, "outside its limits"),
    ],
)
def test_values_that_mean_nothing_are_refused(csi, arguments, message):
    with pytest.raises(ValidityError, match=message):
        Model.build([csi], **arguments)


def test_a_single_experiment_must_be_in_a_sequence(csi):
    with pytest.raises(ValidityError, match="sequence"):
        Model.build(csi, ["sin2w"])


def test_constraints_add_squared_pulls(csi):
    """Two parameters moved by 2σ and 1σ add 4 + 1; the unconstrained pulse time adds nothing."""
    model = Model.build([csi], [])
    x = model.start.copy()
    x[model.index("csi_brn")] += 2.0 * 0.25
    x[model.index("csi_nin")] -= 0.35
    x[model.index("csi_pulse_time")] += 0.1
    assert float(model.constraint(x)) == pytest.approx(5.0, rel=1e-12)


def _with(experiment, **changes):
    """The experiment with some attributes replaced, as a user's own class would have them."""
    return type("Changed", (type(experiment),), changes)(theory=experiment.theory)


def test_checkpoints_know_constraints_limits_data_and_errors(csi):
    """None of these changes the expectation at the nominal parameters, each changes results."""
    narrow, again, wide = (
        Fit([experiments.load("dresden-ii", quenching_error=error)]).model.settings() for error in (0.05, 0.05, 0.1)
    )
    assert narrow == again
    assert narrow["expected"] == wide["expected"]
    assert narrow != wide
    reference = Fit([csi]).model.settings()
    moved = csi.data.copy()
    moved[[0, 1]] += [1.0, -1.0]
    bounded = tuple(replace(p, upper=1.5) if p.name == "csi_brn" else p for p in csi.nuisances)
    for changes in (
        {"data": moved},
        {"nuisances": bounded},
        {"statistic": experiments.GaussianStatistic(tuple(np.sqrt(csi.data + 1.0).tolist()))},
    ):
        found = Fit([_with(csi, **changes)]).model.settings()
        assert found["expected"] == reference["expected"]
        assert found != reference
    assert json.loads(json.dumps(reference)) == reference
