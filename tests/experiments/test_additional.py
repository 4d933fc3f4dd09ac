"""Further signals in the bins of an experiment: how ν–e scattering will be added."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pytest

from nuscat import experiments
from nuscat._core.errors import ValidityError
from nuscat.experiments import Parameter, with_signal
from nuscat.inference import Fit, grid, minimise_batch


@dataclass(frozen=True)
class Electrons:
    """Counts in the first PE bins, quadratic in the magnetic moment of ν_μ and proportional to the flux."""

    strength: float = 1e-3
    scaled_by: tuple[str, ...] = ("sns_flux",)
    name: ClassVar[str] = "nu-e"
    cite: ClassVar[tuple[str, ...]] = ("Vogel:1989iv",)
    nuisances: ClassVar[tuple[Parameter, ...]] = (
        Parameter(name="electron_efficiency", value=1.0, step=0.1, sigma=0.1, lower=0.0, scales=("nu-e",)),
    )

    def counts(self, theta: Any) -> Any:
        shape = np.zeros((9, 11))
        shape[:3] = self.strength
        size = theta.get("mu_nu_mu", 0.0) ** 2 * theta.get("sns_flux", 1.0) * theta.get("electron_efficiency", 1.0)
        return size * shape.ravel()


@pytest.fixture(scope="module")
def csi() -> Any:
    return experiments.load("coherent-csi")


def test_counts_are_added(csi: Any) -> None:
    both = with_signal(csi, Electrons())
    theta = {"mu_nu_mu": 20.0, "sns_flux": 1.1}
    extra = 400.0 * 1.1 * 1e-3
    assert both.predict(theta).counts("nu-e") == pytest.approx(33 * extra, rel=1e-12)
    np.testing.assert_allclose(both.expected(theta) - csi.expected(theta), both.components(theta)["nu-e"], atol=1e-12)
    assert "Vogel:1989iv" in both.cite


def test_no_signal_changes_nothing(csi: Any) -> None:
    plain = Fit([csi], free=["normalisation"]).minimize(minos=False)
    both = Fit([with_signal(csi, Electrons(strength=0.0))], free=["normalisation"]).minimize(minos=False)
    assert both.values["normalisation"] == pytest.approx(plain.values["normalisation"], abs=1e-4)
    assert both.goodness_of_fit.statistic == pytest.approx(plain.goodness_of_fit.statistic, abs=1e-4)


def test_slopes_of_shared_and_own_parameters(csi: Any) -> None:
    """The batched minimiser uses exact slopes of scaling parameters: they must contain the new signal."""
    fit = Fit([with_signal(csi, Electrons(strength=0.05))], free=["mu_nu_mu"])
    model = fit.model
    shared = next(p for p in model.nuisances if p.name == "sns_flux")
    assert set(shared.scales) == {"cevns", "nu-e"}
    assert any(p.name == "electron_efficiency" for p in model.nuisances)
    theta = model.theta(model.start) | {"mu_nu_mu": 20.0}
    (e,) = model.experiments
    up, down = (e.expected({**theta, "sns_flux": v}) for v in (1.01, 0.99))
    parts = e.components(theta)
    np.testing.assert_allclose((up - down) / 0.02, sum(parts[n] for n in shared.scales), atol=1e-10)


def test_shared_parameter_of_two_experiments_scales_all_components(csi: Any) -> None:
    """sns_flux of CsI (with electrons) and LAr (without) is one parameter that scales both components."""
    both = with_signal(csi, Electrons(strength=0.05))
    for order in ([both, experiments.load("coherent-lar")], [experiments.load("coherent-lar"), both]):
        model = Fit(order, free=["mu_nu_mu"]).model
        shared = [p for p in model.nuisances if p.name == "sns_flux"]
        assert len(shared) == 1
        assert set(shared[0].scales) == {"cevns", "nu-e"}


@dataclass(frozen=True)
class Constant:
    """The same name as :class:`Electrons`, but not proportional to the flux."""

    name: ClassVar[str] = "nu-e"
    cite: ClassVar[tuple[str, ...]] = ()

    def counts(self, theta: Any) -> Any:
        return np.full(experiments.load("coherent-lar").data.size, 2.0)


def test_a_component_that_the_shared_parameter_does_not_scale(csi: Any) -> None:
    """One name, scaled in CsI and not in LAr: the slope of χ² vanishes where the batch minimiser stops."""
    other = with_signal(experiments.load("coherent-lar"), Constant())
    model = Fit([with_signal(csi, Electrons(strength=0.05)), other], fixed={"mu_nu_mu": 3.0}).model
    i = model.index("sns_flux")
    x = minimise_batch(model, model.start).x[0]
    step = 1e-4 * np.eye(x.size)[i]
    slope = float(model.chi2(x + step) - model.chi2(x - step)) / 2e-4
    assert abs(slope) * model.parameters[i].step < 1e-3
    assert model.parameters[i].scales == ()


def test_a_signal_tightens_a_limit(csi: Any) -> None:
    """Electrons that see the moment too must lower the 90 % limit, in the scan as in the fit."""
    axes = {"mu_nu_mu": np.linspace(0.0, 80.0, 9), "sin2w": np.array([0.2, 0.24])}
    plain = grid(Fit([csi], free=list(axes)), axes)
    more = grid(Fit([with_signal(csi, Electrons(strength=2e-3))], free=list(axes)), axes)
    assert more.delta_chi2[-1].min() > plain.delta_chi2[-1].min() + 1.0


def test_can_be_sent_to_workers(csi: Any) -> None:
    both = pickle.loads(pickle.dumps(with_signal(csi, Electrons())))
    np.testing.assert_allclose(
        both.expected({"mu_nu_mu": 3.0}), with_signal(csi, Electrons()).expected({"mu_nu_mu": 3.0})
    )


def test_bad_signals(csi: Any) -> None:
    class Wrong:
        name, cite = "wrong", ()

        def counts(self, theta: Any) -> Any:
            return np.ones(3)

    with pytest.raises(ValidityError, match="99 bins"):
        with_signal(csi, Wrong()).components({})
    with pytest.raises(ValidityError, match="no signal"):
        with_signal(csi, "nu-e")  # type: ignore[arg-type]
    with pytest.raises(ValidityError, match="already has"):
        with_signal(csi, Electrons(), Electrons())
    with pytest.raises(ValidityError, match="reactor_power"):
        with_signal(csi, replace(Electrons(), scaled_by=("reactor_power",)))
