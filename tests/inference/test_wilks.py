"""Marks where Wilks' theorem is not justified, and confidence regions in two parameters by toys."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.stats import chi2

from nuscat import experiments
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.experiments import Axis, GaussianStatistic, Parameter, PoissonStatistic
from nuscat.inference import (
    FeldmanCousinsGrid,
    Fit,
    Grid,
    Profile,
    feldman_cousins_grid,
    grid,
    profile,
    toys,
    wilks_reasons,
)

X = np.array([-1.0, 0.0, 1.0, 2.0])
SIGMA = (0.2, 0.3, 0.25, 0.2)


def _parameter(name: str, value: float = 1.0, **more: Any) -> Parameter:
    return Parameter(name=name, value=value, step=0.2, **{"lower": -50.0, "upper": 50.0, **more})


@dataclass(frozen=True, eq=False)
class Model2:
    """y = slope · x + offset (or offset²), Gaussian or Poisson."""

    physics: tuple[Parameter, ...] = (_parameter("slope"), _parameter("offset", 0.5))
    data: Any = field(default_factory=lambda: X + 0.55)
    power: int = 1
    poisson: bool = False
    name: str = "line"
    nuisances: tuple[Parameter, ...] = ()
    cite: tuple[str, ...] = ()
    data_sha256: Any = field(default_factory=dict)
    theory: Any = field(default_factory=lambda: SimpleNamespace(modified=lambda _: ()))

    @property
    def statistic(self) -> Any:
        return PoissonStatistic() if self.poisson else GaussianStatistic(SIGMA)

    @property
    def axes(self) -> Any:
        return (Axis(name="x", unit="1", edges=(0.0, 1.0, 2.0, 3.0, 4.0)),)

    def prepare(self, theta: Any) -> Any:
        return theta.get("slope", 1.0) * X + theta.get("offset", 0.5) ** self.power

    def components(self, theta: Any, prepared: Any = None) -> Any:
        return {"line": self.prepare(theta)}

    def expected(self, theta: Any, prepared: Any = None) -> Any:
        return self.prepare(theta)

    def predict(self, theta: Any = None) -> Any:
        raise NotImplementedError

    def understands(self, name: str) -> bool:
        return name in ("slope", "offset")

    def require_known(self, names: Any) -> None:
        for name in names:
            if not self.understands(name):
                raise UnknownNameError.of("parameter", name, ["slope", "offset"])


def test_gaussian_model_has_no_reason() -> None:
    assert wilks_reasons(Fit([Model2()], free=["slope", "offset"]).model) == ()


def test_parameter_near_its_limit() -> None:
    limited = Model2(physics=(_parameter("slope"), _parameter("offset", 0.5, lower=0.5)))
    (reason,) = wilks_reasons(Fit([limited], free=["slope", "offset"]).model)
    assert "offset is within one error of its lower limit 0.5" in reason
    assert wilks_reasons(Fit([limited], free=["slope", "offset"]).model, ["slope"]) == ()


def test_parameter_that_enters_squared() -> None:
    squared = Model2(physics=(_parameter("slope"), _parameter("offset", 0.0, search=(-0.7, 0.7))), power=2)
    text = " ".join(wilks_reasons(Fit([squared], free=["slope", "offset"]).model))
    assert "offset enters squared" in text
    assert "2 minima" in text  # ± offset


def test_mass_of_a_mediator_and_several_minima() -> None:
    csi = experiments.load("coherent-csi")
    reasons = wilks_reasons(Fit([csi], free=["g_universal", "m_universal"]).model)
    assert any(r.startswith("m_universal means nothing") for r in reasons)
    assert any(r.startswith("g_universal enters squared") for r in reasons)
    nsi = wilks_reasons(Fit([csi], free=["eps_ee_u"]).model)
    assert any("minima within" in r for r in nsi)
    assert wilks_reasons(Fit([csi], free=["normalisation"]).model) == ()


def test_mass_that_its_coupling_makes_degenerate() -> None:
    """At masses far above the momentum transfers only g²/m² acts: no word on the limits of m, but on g."""
    fit = Fit([experiments.load("conus-plus")], free=["g_b_minus_l", "m_b_minus_l"])
    reasons = wilks_reasons(fit.model)
    assert not any("m_b_minus_l is within" in r for r in reasons)
    assert sum(r.startswith("m_b_minus_l means nothing where g_b_minus_l is zero") for r in reasons) == 1
    held = wilks_reasons(Fit([experiments.load("conus-plus")], free=["g_b_minus_l"]).model)
    assert not any("means nothing" in r for r in held)


def test_few_events() -> None:
    few = Model2(
        physics=(_parameter("slope", 0.2), _parameter("offset", 1.0)), data=np.array([1.0, 0, 2, 1]), poisson=True
    )
    assert any("few events" in r for r in wilks_reasons(Fit([few], free=["offset"]).model))


def test_a_marked_case_is_not_chi2_and_an_unmarked_one_is() -> None:
    """At zero magnetic moment half of the toys lie at the limit: P(t > 2.71) is well below 10 % there."""
    csi = experiments.load("coherent-csi")
    marked = toys(Fit([csi], free=["mu_nu_mu"]), 300, seed=2).test_statistic
    plain = toys(Fit([csi], free=["normalisation"]), 300, seed=2).test_statistic
    assert np.median(marked) < 0.25  # χ² with one degree of freedom: 0.455
    assert np.median(plain) == pytest.approx(chi2.median(1), abs=0.17)


def test_scans_carry_the_marks(tmp_path: Any) -> None:
    csi = experiments.load("coherent-csi")
    scan = profile(Fit([csi], free=["mu_nu_mu"]), "mu_nu_mu", np.linspace(0.0, 60.0, 4))
    assert any("enters squared" in r for r in scan.wilks)
    scan.save(tmp_path / "profile.json")
    assert Profile.load(tmp_path / "profile.json").wilks == scan.wilks
    plane = grid(Fit([Model2()], free=["slope", "offset"]), {"slope": [0.5, 1.0, 1.5], "offset": [0.2, 0.6]})
    assert plane.wilks == ()
    plane.save(tmp_path / "grid.json")
    assert Grid.load(tmp_path / "grid.json").wilks == ()


@pytest.fixture(scope="module")
def region() -> FeldmanCousinsGrid:
    fit = Fit([Model2()], free=["offset", "slope"])
    return feldman_cousins_grid(fit, {"slope": [0.8, 1.0, 1.2], "offset": [0.4, 0.7]}, n=1500, seed=11)


class TestRegion:
    """Feldman–Cousins in two parameters of a Gaussian model: χ² with two degrees of freedom."""

    def test_critical_values(self, region: FeldmanCousinsGrid) -> None:
        np.testing.assert_allclose(region.critical[0.9], chi2.ppf(0.9, 2), rtol=0.12)
        np.testing.assert_allclose(region.critical[0.683], chi2.ppf(0.683, 2), rtol=0.12)

    def test_p_values(self, region: FeldmanCousinsGrid) -> None:
        """Against the closed form of weighted least squares; the data are the line (1, 0.55) exactly."""
        assert region.names == ("slope", "offset")
        for i, a in enumerate(region.axes[0]):
            for j, b in enumerate(region.axes[1]):
                delta = np.sum((((a - 1.0) * X + (b - 0.55)) / np.array(SIGMA)) ** 2)
                assert region.observed[i, j] == pytest.approx(delta, abs=1e-6)
                assert region.p_value[i, j] == pytest.approx(chi2.sf(delta, 2), abs=0.045)
        np.testing.assert_array_equal(region.accepted(0.9), region.p_value > 0.1)

    def test_saved_and_loaded(self, region: FeldmanCousinsGrid, tmp_path: Any) -> None:
        region.save(tmp_path / "region.json")
        again = FeldmanCousinsGrid.load(tmp_path / "region.json")
        np.testing.assert_array_equal(again.p_value, region.p_value)
        assert again.names == region.names

    def test_workers_change_nothing(self) -> None:
        fit = Fit([experiments.load("coherent-csi")], free=["sin2w", "normalisation"])
        axes = {"sin2w": [0.2, 0.24], "normalisation": [0.9, 1.0]}
        one, two = (feldman_cousins_grid(fit, axes, n=10, seed=4, workers=w) for w in (1, 2))
        np.testing.assert_array_equal(one.p_value, two.p_value)

    def test_other_free_parameters_are_refused(self) -> None:
        fit = Fit([Model2()], free=["slope", "offset"])
        with pytest.raises(ValidityError, match="two parameters"):
            feldman_cousins_grid(fit, {"slope": [0.8, 1.0]}, n=3, seed=1)


def test_interference_is_no_square() -> None:
    """A millicharge interferes with the weak amplitude; Dresden-II resolves charges far below the parameter's step."""
    dresden = experiments.load("dresden-ii", energy_range=(0.3, 1.5))
    assert not any("enters squared" in r for r in wilks_reasons(Fit([dresden], free=["q_nu_e"]).model))
    moment = wilks_reasons(Fit([dresden], free=["mu_nu_e"]).model)
    assert any("mu_nu_e enters squared" in r for r in moment)
