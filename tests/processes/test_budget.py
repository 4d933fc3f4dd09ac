"""Error budget: closed forms for pointlike and Gaussian nuclei, sums, spreads, refusals."""

from __future__ import annotations

import dataclasses
import json
import math

import numpy as np
import pytest

from nuscat import electroweak, nuclei, processes, responses
from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat.constants import hbarc
from nuscat.processes.budget import NUCLEON_ERRORS, ErrorBudget, ErrorInput, ErrorSource, error_budget
from nuscat.structure import SphericalDensity

AR = nuclei.nuclide("Ar40")
NO_NUCLEON = {"nucleon_errors": (), "nucleon_sets": ()}


def gaussian(r_p: float, r_n: float) -> SphericalDensity:
    """Gaussian densities of argon with these rms radii; F = exp(−q²⟨r²⟩/6)."""
    r, w = np.polynomial.legendre.leggauss(160)
    r, w = 10.0 * (r + 1.0), 10.0 * w

    def density(number, radius):
        b2 = 2.0 * radius**2 / 3.0
        return number * np.exp(-(r**2) / b2) / (math.pi * b2) ** 1.5

    return SphericalDensity(Z=18, N=22, r=r, weights=w, proton=density(18, r_p), neutron=density(22, r_n))


# -- nuclear --
def test_identical_models_have_no_spread():
    budget = error_budget("Ar40", {"one": "helm", "same": "helm"}, [10.0, 50.0], **NO_NUCLEON)
    assert np.all(budget.relative["nuclear"] == 0.0)


def test_spreads_of_three_models_by_hand():
    specs = {"a": "helm:rms=3.4", "b": "helm:rms=3.5", "c": "helm:rms=3.7"}
    E = np.array([20.0, 50.0])
    s = np.array([processes.cevns("Ar40", t, "tomalak2021").sigma(E, "nu_mu") for t in specs.values()])
    mean = s.mean(0)
    expected = {
        "half-range": (s[0] - s[2]) / (2.0 * s[1]),
        "rms": np.sqrt(((s - mean) ** 2).sum(0) / 2.0) / s[1],
        "largest": (s[1] - s[2]) / s[1],
    }
    for spread, relative in expected.items():
        budget = error_budget("Ar40", specs, E, central="b", spread=spread, **NO_NUCLEON)
        np.testing.assert_allclose(budget.relative["nuclear"], relative, rtol=1e-12)
        np.testing.assert_allclose(budget.sigma, s[1], rtol=1e-14)


def test_spread_of_radii_grows_with_the_square_of_the_energy():
    """δσ/σ = ⟨q²⟩ δ⟨r²⟩/3 with ⟨q²⟩ = (2E)²/3 for a small nucleus and K = 1 − q²/4E²."""
    specs = {"a": "helm:rms=3.40", "b": "helm:rms=3.42"}
    E = np.array([1.0, 2.0])
    relative = error_budget("Ar40", specs, E, **NO_NUCLEON).relative["nuclear"]
    expected = 0.5 * (3.42**2 - 3.40**2) / (3.0 * hbarc.value**2) * 4.0 * E**2 / 3.0
    np.testing.assert_allclose(relative, expected, rtol=0.01)


# -- couplings --
def test_hadronic_error_of_a_pointlike_nucleus_is_closed_form():
    """σ ∝ (Z g_p + N g_n)²: with δQ_p = 0.0034 and the printed Q_p(ν_e) = 0.0747, Q_n = −1.02352."""
    budget = error_budget("Ar40", {"a": "point", "b": "helm"}, 0.01, flavour="nu_e", **NO_NUCLEON)
    expected = 2.0 * 18 * 0.0034 / (22 * 1.02352 - 18 * 0.0747)
    assert budget.relative["hadronic"][0] == pytest.approx(expected, rel=1e-3)


def test_hadronic_error_given_as_uncertainty_of_g_p():
    budget = error_budget(
        "Ar40", {"a": "point", "b": "helm"}, 20.0, "tree", hadronic=0.002, perturbative=0.003, **NO_NUCLEON
    )
    tree = electroweak.tree()
    Q = 18 * (0.5 - 2.0 * tree.sin2w) - 11.0
    assert budget.relative["hadronic"][0] == pytest.approx(2.0 * 18 * 0.002 / -Q, rel=1e-10)
    assert budget.relative["perturbative"][0] == 0.003


def test_quark_error_of_a_pointlike_nucleus_is_closed_form():
    """u enters with 2Z + N, d with Z + 2N; the leptons below 2 % of it."""
    budget = error_budget("Ar40", {"a": "point", "b": "helm"}, 0.01, flavour="nu_e", **NO_NUCLEON)
    u, d = 58 * math.hypot(0.13, 0.38), 62 * math.hypot(0.12, 0.20)
    expected = 2.0 * math.hypot(u, d) * 1e-8 / (math.sqrt(2.0) * 1.1663787e-5) / (22 * 1.02352 - 18 * 0.0747)
    assert budget.relative["quark"][0] == pytest.approx(expected, rel=2e-3)


def test_tree_level_input_error_is_that_of_the_mixing_angle():
    budget = error_budget(
        "Ar40", {"a": "point", "b": "helm"}, 20.0, "tree", hadronic=0.0, perturbative=0.0, **NO_NUCLEON
    )
    tree = electroweak.tree()
    (sigma,) = dict(tree.errors).values()
    expected = 2.0 * 18 * 2.0 * sigma / (11.0 - 18 * (0.5 - 2.0 * tree.sin2w))
    assert budget.relative["quark"][0] == pytest.approx(expected, rel=1e-9)


def test_missing_orders_are_the_loops_times_the_running_of_alpha():
    budget = error_budget("Ar40", {"a": "point", "b": "helm"}, 0.01, flavour="nu_e", **NO_NUCLEON)
    parts = budget.source("perturbative").parts
    c = electroweak.tomalak2021()
    running = (1 / 133.31) / c.alpha - 1.0
    Q = 18 * float(c.nucleon("nu_e")[0]) + 22 * float(c.nucleon("nu_e")[1])
    quarks = c.alpha / (2.0 * math.pi) * c.delta_qcd
    tree = (2.0 * (1.14065 - 0.51173) - 1.41478 + 0.25617) / (2.0 * math.sqrt(2.0) * 1.1663787)
    leptons = float(c.nucleon("nu_e")[0]) - quarks - tree
    for name, loop in (("light-quark loop", quarks), ("lepton loops", leptons)):
        assert parts[name][0] == pytest.approx((1.0 + 18 * loop * running / Q) ** 2 - 1.0, rel=1e-4), name


# -- nucleon --
def test_nucleon_radius_propagates_as_for_gaussian_densities():
    """Independent integral over q of (Σ g_i N_i F_i)² with F = exp(−q²r²/6), neutron amplitude ∝ 1 − r_E²q²/6."""
    density = gaussian(3.3, 3.4)
    error = ErrorInput(name="rE2_p", uncertainty=0.01, unit="fm²", source="test", status="given")
    E = 40.0
    budget = error_budget(
        "Ar40", {"a": density, "b": "helm"}, E, "tree", hadronic=0.0, perturbative=0.0,
        nucleon_errors=(error,), nucleon_sets=(),
    )  # fmt: skip
    M, q_max = AR.mass, math.sqrt(4.0 * E**2 * AR.mass / (AR.mass + 2.0 * E))
    q = np.linspace(0.0, q_max, 20001)
    x = (q / hbarc.value) ** 2
    m = 0.5 * (938.27208943 + 939.56542194)
    F_p, F_n = 18 * np.exp(-x * 3.3**2 / 6.0), 22 * np.exp(-x * 3.4**2 / 6.0)
    g_p, g_n = 0.5 - 2.0 * 0.23857, -0.5

    def sigma(radius2):
        G_p, G_n, G_s = 1.0 - radius2 * x / 6.0, 0.1161 * x / 6.0, 0.0048 * x / 6.0
        amplitude = g_p * (G_p * F_p + G_n * F_n) + g_n * ((G_n + G_s) * F_p + (G_p + G_s) * F_n)
        amplitude /= np.sqrt(1.0 + q**2 / (4.0 * m**2))
        T = q**2 / (2.0 * M)
        return np.trapezoid((1.0 - T / E - M * T / (2.0 * E**2)) * amplitude**2 * q, q)

    expected = (sigma(0.7071 + 0.01) - sigma(0.7071 - 0.01)) / (2.0 * sigma(0.7071))
    assert budget.source("nucleon").parts["rE2_p"][0] == pytest.approx(expected, rel=1e-5)
    assert budget.relative["nucleon"][0] == pytest.approx(abs(expected), rel=1e-5)


def test_choice_of_nucleon_set_is_half_the_distance():
    density = gaussian(3.3, 3.4)
    E = np.array([30.0])
    budget = error_budget("Ar40", {"a": density, "b": "helm"}, E, nucleon_errors=())
    c = electroweak.tomalak2021()

    def sigma(nucleon):
        nucleus = responses.structure_nucleus("Ar40", density, nucleon=nucleon)
        return processes.CEvNS(nucleus, c).sigma(E, "nu_mu")

    first, second = sigma(electroweak.RadiusExpansion()), sigma(electroweak.Kelly())
    np.testing.assert_allclose(budget.relative["nucleon"], abs(first - second) / (2.0 * first), rtol=1e-10)


def test_nucleon_source_uses_the_first_structure_when_the_central_model_is_a_formula():
    density = gaussian(3.3, 3.4)
    one = error_budget("Ar40", {"formula": "helm", "structure": density}, 30.0)
    other = error_budget("Ar40", {"structure": density, "formula": "helm"}, 30.0)
    np.testing.assert_allclose(one.relative["nucleon"], other.relative["nucleon"], rtol=1e-14)


# -- sums and output --
def _source(name: str, *values: float) -> ErrorSource:
    return ErrorSource(name=name, label=name, relative=np.array(values), parts={}, method="by hand")


def test_quadrature_and_linear_sums():
    budget = ErrorBudget(
        nuclide="Ar40", flavour=14, E_nu=np.array([10.0, 20.0]), sigma=np.ones(2), central="a", couplings="c",
        sources=(_source("x", 0.03, 0.0), _source("y", 0.04, 0.02)),
    )  # fmt: skip
    np.testing.assert_allclose(budget.total(), [0.05, 0.02], rtol=1e-15)
    np.testing.assert_allclose(budget.total("linear"), [0.07, 0.02], rtol=1e-15)
    with pytest.raises(UnknownNameError, match="quadrature"):
        budget.total("cubic")
    with pytest.raises(UnknownNameError, match="error source"):
        budget.source("z")


def test_dictionary_and_table_hold_the_numbers():
    budget = error_budget("Ar40", ["helm", "klein-nystrand"], [10.0, 30.0], **NO_NUCLEON)
    plain = json.loads(json.dumps(budget.to_dict()))
    np.testing.assert_allclose(plain["total"]["quadrature"], budget.total())
    np.testing.assert_allclose(plain["sources"]["hadronic"]["relative"], budget.relative["hadronic"])
    assert plain["sources"]["hadronic"]["inputs"][0]["status"] == "inferred"
    assert plain["sources"]["nucleon"]["method"] == "left out by the caller"
    lines = budget.table().splitlines()
    assert lines[1].split()[:2] == ["E", "[MeV]"]
    assert lines[2].split()[0] == "10"
    assert float(lines[2].split()[-2]) == pytest.approx(100.0 * budget.total()[0], abs=6e-4)
    assert {"Tomalak:2020zfh", "Hill:2019xqk"} <= set(budget.cite)


def test_every_nucleon_error_says_where_it_is_from():
    for one in NUCLEON_ERRORS:
        assert "Hoferichter" in one.source
        assert one.status == "to confirm"
        assert one.uncertainty < abs(getattr(electroweak.RadiusExpansion(), one.name))


# -- refusals --
def test_what_is_not_known_is_an_error():
    two = ["helm", "klein-nystrand"]
    with pytest.raises(ValidityError, match="at least two"):
        error_budget("Ar40", ["helm"], 10.0, **NO_NUCLEON)
    with pytest.raises(ValidityError, match="twice"):
        error_budget("Ar40", ["helm", "helm"], 10.0)
    with pytest.raises(ValidityError, match="without a label"):
        error_budget("Ar40", [gaussian(3.3, 3.4), "helm"], 10.0)
    with pytest.raises(ValidityError, match="positive energies"):
        error_budget("Ar40", two, [0.0, 10.0])
    with pytest.raises(ValidityError, match="hadronic"):
        error_budget("Ar40", two, 10.0, hadronic=-1.0)
    with pytest.raises(UnknownNameError, match="spread"):
        error_budget("Ar40", two, 10.0, spread="all")
    with pytest.raises(UnknownNameError, match="nuclear model"):
        error_budget("Ar40", two, 10.0, central="hemm")
    with pytest.raises(MissingDataError, match="point nucleons"):
        error_budget("Ar40", two, 10.0)
    with pytest.raises(MissingDataError, match="light-quark loop"):
        error_budget("Ar40", two, 10.0, "tree", **NO_NUCLEON)
    with pytest.raises(MissingDataError, match="Missing orders"):
        error_budget("Ar40", two, 10.0, "tree", hadronic=0.0, **NO_NUCLEON)
    wrong = dataclasses.replace(NUCLEON_ERRORS[0], name="rE3_p")
    with pytest.raises(UnknownNameError, match="nucleon constant"):
        error_budget("Ar40", {"a": gaussian(3.3, 3.4), "b": "helm"}, 10.0, nucleon_errors=(wrong,))


def test_spread_needs_no_argon():
    budget = error_budget("Cs133", ["helm", "helm:skin=0.9,r0=1.2"], [20.0], flavour="anti_nu_mu", **NO_NUCLEON)
    assert budget.nuclide == "Cs133"
    assert budget.flavour == -14
    assert 0.0 < budget.relative["nuclear"][0] < 0.1


def test_specifications_of_every_kind_are_one_model():
    """Text, response, mapping and callable of the same nucleus: no spread."""
    ready = responses.nucleus("Ar40", "helm")
    specs = {"text": "helm", "response": ready, "mapping": {"Ar40": ready}, "callable": lambda _: "helm"}
    budget = error_budget("Ar40", specs, [10.0, 50.0], **NO_NUCLEON)
    assert np.all(budget.relative["nuclear"] == 0.0)


def test_axial_part_of_a_nucleus_with_spin_is_kept():
    budget = error_budget("F19", ["shell-model", "helm"], [30.0], "tree", hadronic=0.001, perturbative=0.0)
    expected = processes.cevns("F19", "shell-model").sigma(30.0, "nu_mu")
    assert budget.sigma[0] == pytest.approx(expected, rel=1e-12)
