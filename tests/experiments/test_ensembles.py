"""Ensembles of functionals in cross sections and counts: each functional gives what it gives alone."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat import experiments, fluxes, processes
from nuscat._core.errors import MissingDataError, ValidityError
from nuscat.experiments.ensembles import count_distribution, cross_section_distribution, ensemble_distribution
from nuscat.structure.skyrme import Ensemble
from nuscat.structure.skyrme.ensemble import EnsembleResults

HELM = "helm:skin=0.9,r0=1.2"


@pytest.fixture(scope="module")
def argon() -> EnsembleResults:
    return Ensemble.curated(("SLy4", "SkM*", "SkI3")).evaluate(["Ar40"], workers=1)


def test_each_functional_as_alone(argon: EnsembleResults) -> None:
    flux = fluxes.stopped_pion("sns-lar")
    found = cross_section_distribution(argon, "Ar40", flux, "tomalak2021")
    assert found.forces == ("SLy4", "SkM*", "SkI3")
    alone = [fluxes.average(processes.cevns("Ar40", f"skyrme:{f}", "tomalak2021"), flux) for f in found.forces]
    np.testing.assert_allclose(found.values, alone, rtol=1e-6)
    assert 0 < float(found.std / found.mean) < 0.01


def test_counts_and_rare_isotopes(argon: EnsembleResults) -> None:
    lar = experiments.load("coherent-lar")
    with pytest.raises(MissingDataError, match="Ar36"):
        count_distribution(argon, lar)
    found = count_distribution(argon, lar, otherwise=HELM)
    alone = experiments.load("coherent-lar", form_factor=f"{HELM};Ar40=skyrme:SkI3").predict().counts("cevns")
    assert float(found.values[2]) == pytest.approx(alone, rel=1e-6)
    # the larger the neutron radius the smaller the rate
    radii = argon.distribution("Ar40", "r_n").values
    assert np.array_equal(np.argsort(radii), np.argsort(-found.values))


def test_arrays_and_failures(argon: EnsembleResults) -> None:
    E = np.array([10.0, 30.0])
    sigma = ensemble_distribution(argon, lambda nuclei: processes.cevns("Ar40", nuclei).sigma(E))
    assert sigma.values.shape == (3, 2)
    with pytest.raises(ValidityError, match="not finite"):
        ensemble_distribution(argon, lambda _nuclei: np.nan)
    empty = EnsembleResults(ensemble=argon.ensemble, nuclides=("Ar40", "Ca40"), solutions=argon.solutions, failures=())
    with pytest.raises(ValidityError, match="No functional"):
        ensemble_distribution(empty, lambda _nuclei: 1.0)
