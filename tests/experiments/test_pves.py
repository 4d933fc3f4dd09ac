"""PREX and CREX as likelihood terms: the scattering of the same density, published radii, asymmetries."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat import experiments
from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat.electroweak import NSI, Kelly
from nuscat.experiments import Experiment, GaussianStatistic
from nuscat.experiments.pves import Acceptance, parity_violation
from nuscat.inference import Fit, toys
from nuscat.nuclei import nuclide
from nuscat.processes import ElectronScattering, pves_results
from nuscat.responses import PointNucleus, TabulatedFormFactor
from nuscat.structure import ElasticStructure, measured_nucleus
from nuscat.structure.skyrme import solve

MEASURED = "measured:skin=0.15"
"""Measured charge density, neutrons of the same shape."""


@pytest.fixture(scope="module")
def crex():
    return parity_violation("CREX", MEASURED)


def test_is_an_experiment(crex):
    assert isinstance(crex, Experiment)
    assert crex.name == "crex"
    assert crex.statistic == GaussianStatistic((np.hypot(0.0052, 0.0020),))
    assert crex.data == pytest.approx([0.1304])
    assert "CREX:2022kgg" in crex.cite
    assert crex.predict().data.shape == (1,)


@pytest.mark.parametrize(("name", "nuclide"), [("PREX-1", "Pb208"), ("PREX-2", "Pb208"), ("CREX", "Ca48")])
def test_form_factor_is_that_of_the_scattering(name, nuclide):
    """Dressed form factors against the Fourier transform of the charge and weak densities."""
    structure = solve(nuclide, "SLy4", pairing="none").elastic(Kelly())
    scattering = ElectronScattering.from_structure(nuclide, structure)
    m = pves_results()[name]
    for kind in ("F_W", "F_ch-F_W"):
        if kind != "F_W" and name == "PREX-1":
            continue
        e = parity_violation(name, {nuclide: structure}, kind=kind)
        assert float(e.expected({})[0]) == pytest.approx(m.prediction(scattering, kind), abs=2e-5)


def test_published_skin_of_calcium():
    """CREX: R_n − R_p = 0.121(26)(24) fm; here the measured charge density and stretched neutrons."""
    for kind in ("F_W", "F_ch-F_W"):
        e = parity_violation("CREX", MEASURED, kind=kind)
        found = Fit([e], free=["R_n_Ca48"]).minimize().parameters["R_n_Ca48"]
        skin = found.value - e.nuclei[0].proton.point_radius
        assert skin == pytest.approx(0.121, abs=0.024), kind  # the model error of the paper
        assert found.error == pytest.approx(0.026, abs=0.004), kind


def test_published_skin_of_lead():
    """PREX-1 and 2: R_n − R_p = 0.283(71) fm."""
    terms = [parity_violation(name, MEASURED) for name in ("PREX-1", "PREX-2")]
    found = Fit(terms, free=["R_n_Pb208"]).minimize().parameters["R_n_Pb208"]
    skin = found.value - terms[0].nuclei[0].proton.point_radius
    assert skin == pytest.approx(0.283, abs=0.5 * 0.071)
    assert found.error == pytest.approx(0.071, rel=0.15)


def test_published_radius_of_prex_1():
    """R_n = 5.751 ± 0.175 fm."""
    e = parity_violation("PREX-1", MEASURED)
    found = Fit([e], free=["R_n_Pb208"]).minimize().parameters["R_n_Pb208"]
    assert found.value == pytest.approx(5.751, abs=0.3 * 0.175)
    assert found.error == pytest.approx(0.175, rel=0.1)


def test_jax_gives_the_same(crex):
    pytest.importorskip("jax")
    a, b = (Fit([crex], free=["R_n_Ca48"], backend=k).minimize().parameters["R_n_Ca48"] for k in ("numpy", "jax"))
    assert b.value == pytest.approx(a.value, abs=1e-4)
    assert b.error == pytest.approx(a.error, rel=1e-3)


def test_toys_scatter_with_the_error(crex):
    fit = Fit([crex], free=["R_n_Ca48"])
    truth = 3.49
    made = toys(fit, 200, seed=4, truth={"R_n_Ca48": truth})
    error = fit.minimize().parameters["R_n_Ca48"].error
    assert made.converged.all()
    values = made.parameter("R_n_Ca48")
    assert values.mean() == pytest.approx(truth, abs=4.0 * error / np.sqrt(200))
    assert values.std() == pytest.approx(error, rel=0.2)


def test_both_names_of_the_radius(crex):
    a, b = (float(crex.expected({name: 3.5})[0]) for name in ("R_n_Ca48", "R_n_Ca"))
    assert a == b
    batch = crex.expected({"R_n_Ca48": np.array([[3.4], [3.5], [3.6]])})
    assert batch.shape == (3, 1)
    assert batch[1, 0] == pytest.approx(a, rel=1e-12)
    assert np.all(np.diff(batch[:, 0]) < 0.0)
    assert Fit([crex], free=["R_n_Ca48"]).model.start[0] == pytest.approx(crex.nuclei[0].neutron.point_radius)


# ---- asymmetry -----------------------------------------------------------------------------------------------------


def test_asymmetry_between_the_nodes():
    e = parity_violation("CREX", MEASURED, kind="A_PV")
    density = measured_nucleus("Ca48", skin=0.15)
    for radius in (None, 3.47, 3.60):
        theta = {} if radius is None else {"R_n_Ca48": radius}
        moved = density if radius is None else density.with_radii(r_n=radius)
        scattering = ElectronScattering.from_structure("Ca48", ElasticStructure(multipoles=moved, nucleon=Kelly()))
        expected = e.measurement.prediction(scattering, "A_PV")
        assert float(e.expected(theta)[0]) == pytest.approx(expected, rel=2e-5)
    assert e.statistic.sigma[0] == pytest.approx(np.hypot(np.hypot(106e-9, 40e-9), 0.01 * 2668e-9))


def test_acceptance_lowers_the_asymmetry():
    """An average over angles weighs small ones, where the cross section is large and the asymmetry small."""
    point = parity_violation("PREX-2", MEASURED, kind="A_PV")
    theta = point.measurement.theta + np.deg2rad(np.linspace(-1.2, 1.2, 25))
    weight = np.exp(-0.5 * ((theta - theta[12]) / np.deg2rad(0.5)) ** 2)
    averaged = parity_violation("PREX-2", MEASURED, kind="A_PV", acceptance=Acceptance(theta, weight))
    scattering = ElectronScattering.from_structure(
        "Pb208", ElasticStructure(multipoles=measured_nucleus("Pb208", skin=0.15), nucleon=Kelly())
    )
    expected, _ = scattering.mean_asymmetry(953.0, theta, weight)
    assert float(averaged.expected({})[0]) == pytest.approx(expected, rel=1e-4)


# ---- errors --------------------------------------------------------------------------------------------------------


def test_refused():
    with pytest.raises(UnknownNameError, match="MREX"):
        parity_violation("MREX")
    with pytest.raises(UnknownNameError, match="F_A"):
        parity_violation("CREX", MEASURED, kind="F_A")
    with pytest.raises(MissingDataError, match="did not publish"):
        parity_violation("PREX-1", MEASURED, kind="F_ch-F_W")
    with pytest.raises(ValidityError, match="acceptance"):
        parity_violation("CREX", MEASURED, acceptance=Acceptance(np.array([0.1, 0.2]), np.ones(2)))
    with pytest.raises(ValidityError, match="densities"):
        parity_violation("CREX", "helm", kind="A_PV").expected({})


def test_unknown_parameters(crex):
    with pytest.raises(UnknownNameError, match="R_n_Ar"):
        Fit([crex], free=["R_n_Ar"])
    with pytest.raises(UnknownNameError, match="sin2w"):
        Fit([crex], free=["sin2w"])
    with pytest.raises(ValidityError, match="no neutron radius"):
        Fit([parity_violation("CREX", "klein-nystrand")], free=["R_n_Ca48"])


def test_messages_and_checkpoints_are_short():
    """A structure is named by a digest of its responses, not by its arrays."""
    q = np.linspace(0.0, 400.0, 2001)
    shape = TabulatedFormFactor(q, np.exp(-((q / 150.0) ** 2)))
    rough = PointNucleus(nuclide("Ca48"), proton=shape, neutron=shape)
    e = parity_violation("CREX", {"Ca48": rough})
    assert len(str(e.theory)) < 300
    with pytest.raises(ValidityError, match=r"no neutron radius.*Ca48") as raised:
        Fit([e], free=["R_n_Ca48"])
    assert len(str(raised.value)) < 400
    with pytest.raises(ValidityError, match="densities") as raised:
        parity_violation("CREX", {"Ca48": rough}, kind="A_PV").expected({})
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize("name", ["prex-1", "prex-2", "crex"])
def test_load(name):
    e = experiments.load(name, form_factor="helm")
    same = parity_violation(name, "helm")
    assert name in experiments.EXPERIMENTS
    assert isinstance(e, experiments.ParityViolation)
    assert e.theory == same.theory
    assert e.expected({}) == same.expected({})
    assert experiments.load(name).theory == parity_violation(name).theory
    assert experiments.load(name, form_factor="helm", kind="A_PV").kind == "A_PV"


def test_load_refuses_what_is_of_neutrinos():
    with pytest.raises(ValidityError, match="couplings of neutrinos"):
        experiments.load("crex", couplings="tree")
    with pytest.raises(ValidityError, match="interactions of neutrinos"):
        experiments.load("crex", interactions=(NSI(eps_ee_u=0.1),))
    with pytest.raises(UnknownNameError, match="flux"):
        experiments.load("crex", flux="histogram")


def test_which_radius(crex):
    """R_n is that of the point neutrons of a density, and that of the form factor with Helm."""
    assert crex.radius_meaning("R_n_Ca48") == "point neutrons"
    assert crex.radius("R_n_Ca48") == pytest.approx(measured_nucleus("Ca48", skin=0.15).r_n)
    helm = parity_violation("CREX", "helm:rms=3.5,rn=3.6")
    assert helm.radius_meaning("R_n_Ca48") == "form factor"
    assert helm.radius("R_n_Ca48") == pytest.approx(3.6)


def test_same_measurement_twice(crex):
    with pytest.raises(ValidityError, match="twice"):
        Fit([crex, parity_violation("crex", MEASURED)], free=["R_n_Ca48"])


def test_together_with_coherent(crex):
    """Radii of different nuclei: every term keeps its own minimum."""
    lar = experiments.load("coherent-lar")
    both = Fit([lar, crex], free=["R_n_Ar", "R_n_Ca48"]).minimize(minos=False)
    alone = Fit([crex], free=["R_n_Ca48"]).minimize(minos=False)
    assert both.parameters["R_n_Ca48"].value == pytest.approx(alone.parameters["R_n_Ca48"].value, abs=2e-3)
    assert list(both.signal_counts) == ["coherent-lar"]
