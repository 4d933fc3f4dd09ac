"""Covariance of a functional: linear response against full calculations, linear algebra against singular values."""

from __future__ import annotations

import time

import numpy as np
import pytest
from scipy.optimize import least_squares

from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.structure.skyrme import solve
from nuscat.structure.skyrme.catalogue import force
from nuscat.structure.skyrme.covariance import (
    CLOSED_SHELLS,
    PARAMETERS,
    PRIORS,
    CovarianceEstimate,
    ParameterCovariance,
    at_parameters,
    estimate_covariance,
)
from nuscat.structure.skyrme.nuclear_matter import matter_parameters, nuclear_matter

NUCLEI = ("O16", "Ca48", "Pb208")


@pytest.fixture(scope="module")
def estimate() -> CovarianceEstimate:
    """Around SLy4, three nuclei: 63 calculations: 3 s on a quiet core."""
    return estimate_covariance(force("SLy4"), NUCLEI, q=(0.0, 50.0, 100.0))


@pytest.mark.parametrize(("key", "change"), [("L", 8.0), ("K", -4.0), ("inverse_mass", 0.03), ("rho0", 0.001)])
def test_emulator_predicts_full_calculations(estimate: CovarianceEstimate, key: str, change: float) -> None:
    emulator = estimate.emulator
    value = float(emulator.center[emulator.parameters.index(key)]) + change
    moved = at_parameters(force("SLy4"), {key: value}, "moved")
    solution = solve("Pb208", moved, pairing="none", cache=False)
    full = {"r_p": solution.r_p, "r_n": solution.r_n, "skin": solution.skin, "r_ch": solution.elastic().charge_radius}
    index = emulator.parameters.index(key)
    for what, expected in full.items():
        first = float(emulator.predict("Pb208", what, {key: value}))
        assert first == pytest.approx(expected, abs=4e-4), what
        second = first + 0.5 * float(emulator.curvatures["Pb208", what][index]) * change**2
        assert second == pytest.approx(expected, abs=6e-5), what
    F = np.asarray(solution.density.M(np.array([0.0, 50.0, 100.0]))[1]) / 126
    assert emulator.predict("Pb208", "F_n", {key: value}) == pytest.approx(F, abs=2e-4)


def test_energy_follows_the_energy_per_nucleon_and_the_spin_orbit_term(estimate: CovarianceEstimate) -> None:
    """dE/dC0∇J = ∫ρ∇·J and dE/dC1∇J, exactly: the energy is stationary (Hellmann–Feynman)."""
    solution = solve("Pb208", force("SLy4"), pairing="none", cache=False)
    gradient = estimate.emulator.gradient("Pb208", "energy")
    f, order = solution.force, estimate.emulator.parameters
    total = f.C0nablaJ * gradient[order.index("C0nablaJ")] + f.C1nablaJ * gradient[order.index("C1nablaJ")]
    spin_orbit = next(value for name, value in solution.terms.items() if "spin" in name)
    assert float(total) == pytest.approx(spin_orbit, rel=1e-3)


def test_form_factors_and_radii_agree(estimate: CovarianceEstimate) -> None:
    """F = 1 at q = 0 for every parameter; slope of the shift at small q is that of the radius."""
    emulator = estimate.emulator
    assert emulator.value("Ca48", "F_p")[0] == pytest.approx(1.0, abs=1e-6)
    assert np.abs(emulator.gradient("Ca48", "F_p")[:, 0]).max() < 1e-9
    assert float(emulator.gradient("Ca48", "skin")[4]) == pytest.approx(
        float(emulator.gradient("Ca48", "r_n")[4] - emulator.gradient("Ca48", "r_p")[4]), rel=1e-9
    )


def test_covariance_is_the_inverse_information(estimate: CovarianceEstimate) -> None:
    """Singular values of the stacked residual derivatives, and the curvature of a linear fit."""
    emulator = estimate.emulator
    rows = [emulator.gradients[name, what] / error for name, what, _, error in estimate.data]
    rows += [np.eye(10)[i] / PRIORS[key] for i, key in enumerate(emulator.parameters)]
    stacked = np.stack(rows)
    scale = np.linalg.norm(stacked, axis=0)
    _, s, vt = np.linalg.svd(stacked / scale, full_matrices=False)
    expected = (vt.T / s**2) @ vt / np.outer(scale, scale)
    assert estimate.covariance.matrix == pytest.approx(expected, rel=1e-6)
    assert np.all(estimate.covariance.std <= [PRIORS[key] for key in emulator.parameters])
    assert np.all((estimate.data_share > 0) & (estimate.data_share < 1))


def test_covariance_is_the_spread_of_refits() -> None:
    """Fits of a linear model to data shifted by their errors scatter with the covariance (two parameters)."""
    center = matter_parameters(force("SLy4"))
    estimate = estimate_covariance(
        force("SLy4"), ["O16", "Ca40", "Ca48"], parameters=("energy", "C0Drho"), priors={}, q=(0.0,)
    )
    emulator, rng = estimate.emulator, np.random.default_rng(5)
    errors = np.array([error for *_, error in estimate.data])
    base = np.array([float(emulator.values[name, what]) for name, what, *_ in estimate.data])
    found = []
    for _ in range(400):
        measured = base + errors * rng.standard_normal(errors.size)

        def pulls(theta: np.ndarray, measured: np.ndarray = measured) -> np.ndarray:
            values = [float(emulator.predict(name, what, theta)) for name, what, *_ in estimate.data]
            return (np.array(values) - measured) / errors

        start = [center["energy"], center["C0Drho"]]
        found.append(least_squares(pulls, start, x_scale=estimate.covariance.std).x)
    spread = np.cov(np.array(found).T)
    assert np.sqrt(np.diag(spread)) == pytest.approx(estimate.covariance.std, rel=0.12)
    correlation = spread[0, 1] / np.sqrt(spread[0, 0] * spread[1, 1])
    assert correlation == pytest.approx(estimate.covariance.correlation[0, 1], abs=0.05)
    assert estimate.data_share == pytest.approx([1.0, 1.0], abs=1e-9)


def test_open_directions_need_a_prior() -> None:
    with pytest.raises(ValidityError, match="open"):
        estimate_covariance(force("SLy4"), ["O16"], parameters=("energy", "K", "J", "L"), priors={}, q=(0.0,))


def test_samples_have_the_moments_of_the_covariance(estimate: CovarianceEstimate) -> None:
    narrow = ParameterCovariance(
        force=force("SLy4"),
        parameters=estimate.covariance.parameters,
        matrix=0.09 * estimate.covariance.matrix,  # no draw without a functional
        label="narrow",
    )
    drawn = narrow.sample(600, seed=11)
    theta = np.array([[matter_parameters(f)[key] for key in narrow.parameters] for f in drawn])
    pulls = (theta.mean(axis=0) - narrow.center) / narrow.std * np.sqrt(600)
    assert np.abs(pulls).max() < 4.0
    assert np.std(theta, axis=0) == pytest.approx(narrow.std, rel=0.12)
    assert np.corrcoef(theta.T) == pytest.approx(narrow.correlation, abs=0.15)
    assert drawn == narrow.sample(600, seed=11)
    assert drawn[0] != narrow.sample(1, seed=12)[0]
    assert {f.cm for f in drawn} == {"1body"}


def test_propagation_against_samples(estimate: CovarianceEstimate) -> None:
    emulator, covariance = estimate.emulator, estimate.covariance
    rng = np.random.default_rng(3)
    theta = rng.multivariate_normal(covariance.center, covariance.matrix, 20000, method="eigh")
    for what in ("skin", "F_n"):
        spread = np.std(emulator.predict("Pb208", what, theta), axis=0)
        assert estimate.uncertainty("Pb208", what) == pytest.approx(spread, rel=0.03, abs=1e-12)


def test_sampled_functionals_keep_conventions_and_matter() -> None:
    given = ParameterCovariance(force=force("SV-bas"), parameters=("J",), matrix=np.array([[4.0]]), label="test")
    for f in given.sample(5, seed=2):
        matter, before = nuclear_matter(f), nuclear_matter(force("SV-bas"))
        assert pytest.approx((before.K, before.L), rel=1e-8) == (matter.K, matter.L)
        assert (f.cm, f.pairing, f.hbar2_2m_n) == ("2body_posteriori", force("SV-bas").pairing, 20.72126)
        assert "varied from SV-bas" in f.conventions["notes"]


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([[1.0, 0.0]], "shape"),
        ([[1.0, 0.5], [0.4, 1.0]], "symmetric"),
        ([[1.0, 2.0], [2.0, 1.0]], "negative eigenvalue"),
        ([[1.0, np.nan], [np.nan, 1.0]], "NaN"),
        ([[-1.0, 0.0], [0.0, 1.0]], "negative eigenvalue"),
        ([[0.0, 0.5], [0.5, 1.0]], "negative eigenvalue"),
    ],
)
def test_impossible_matrices_are_refused(matrix: list[list[float]], message: str) -> None:
    with pytest.raises(ValidityError, match=message):
        ParameterCovariance(force=force("SLy4"), parameters=("J", "L"), matrix=np.array(matrix), label="x")


def test_unknown_names(estimate: CovarianceEstimate) -> None:
    with pytest.raises(UnknownNameError):
        ParameterCovariance(force=force("SLy4"), parameters=("j",), matrix=np.eye(1), label="x")
    with pytest.raises(UnknownNameError):
        estimate.emulator.value("Ca40", "r_p")
    with pytest.raises(UnknownNameError):
        estimate.emulator.value("Pb208", "radius")
    with pytest.raises(UnknownNameError):
        estimate.emulator.predict("Pb208", "r_p", {"kappa": 0.3})
    with pytest.raises(ValidityError, match="shape"):
        estimate.emulator.predict("Pb208", "r_p", np.zeros(3))
    with pytest.raises(ValidityError, match="positive"):
        estimate_covariance(force("SLy4"), ["O16"], energy_error=0.0)


def test_draws_without_a_functional_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """SLy4 with K = 230 ± 60 MeV: below 201 MeV α would be negative; and no draw at all ends with an error."""
    wide = ParameterCovariance(force=force("SLy4"), parameters=("K",), matrix=np.array([[3600.0]]), label="wide")
    drawn = wide.sample(30, seed=1)
    assert len(drawn) == 30
    assert min(f.alpha for f in drawn) > 0.0

    def never(*_: object) -> None:
        raise ValidityError("no functional")

    monkeypatch.setattr("nuscat.structure.skyrme.covariance.at_parameters", never)
    with pytest.raises(ValidityError, match="Only 0 of 60 draws"):
        wide.sample(3)


def test_estimate_says_what_it_is(estimate: CovarianceEstimate) -> None:
    said = estimate.conventions
    assert said["covariance"].startswith("nuscat estimate")
    assert "not the authors'" in said["covariance"]
    assert "K ± 20" in said["prior"]
    assert "energy ± 1 MeV: O16, Ca48, Pb208" in said["data"]
    text = estimate.table()
    assert all(key in text for key in PARAMETERS)
    assert "Pb208 r_ch" in text


@pytest.mark.slow
def test_ten_parameters_and_eight_nuclei_within_a_minute() -> None:
    start = time.process_time()  # one thread; the machine may be shared
    estimate = estimate_covariance(force("SLy4"))
    assert time.process_time() - start < 60.0
    assert estimate.emulator.nuclides == CLOSED_SHELLS
    assert estimate.covariance.matrix.shape == (10, 10)
    assert 0.005 < float(estimate.uncertainty("Pb208", "skin")) < 0.1
