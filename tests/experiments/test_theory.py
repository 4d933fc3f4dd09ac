"""Theory: how named parameters become couplings and interactions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nuscat import electroweak
from nuscat.electroweak import (
    NSI,
    ChargeRadius,
    DipolePortal,
    GeneralInteraction,
    MagneticMoment,
    Millicharge,
    PseudoscalarMediator,
    ScalarMediator,
    TensorMediator,
    VectorMediator,
)
from nuscat.experiments import DEFAULT_FORM_FACTOR, PHYSICS_PARAMETERS, Theory, load
from nuscat.inference import Fit
from nuscat.responses import nucleus


def test_nothing_changes_without_parameters():
    theory = Theory()
    assert theory.modified({}) is theory
    assert theory.modified({"csi_brn": 2.0, "R_n": 5.0, "normalisation": 1.2}) is theory


def test_defaults_are_the_named_conventions():
    assert Theory().couplings.name == "tree"
    assert Theory().couplings.sin2w == 0.23857
    assert Theory().form_factor == DEFAULT_FORM_FACTOR


def test_mixing_angle_replaces_that_of_the_chosen_couplings():
    theory = Theory(couplings=electroweak.erler_su())
    changed = theory.modified({"sin2w": 0.22})
    assert changed.couplings.sin2w == 0.22
    assert changed.couplings.name == theory.couplings.name
    assert theory.couplings.sin2w == theory.default_value("sin2w")


@pytest.mark.parametrize(
    ("theta", "expected"),
    [
        ({"eps_ee_u": 0.1, "eps_mutau_d": 0.2}, NSI(eps_ee_u=0.1, eps_mutau_d=0.2)),
        ({"g_universal": 1e-4, "m_universal": 30.0}, VectorMediator.universal(mass=30.0, g=1e-4)),
        ({"g_b_minus_l": 1e-4}, VectorMediator.b_minus_l(mass=100.0, g=1e-4)),
        ({"g_l_mu_minus_l_tau": 1e-4}, VectorMediator.l_mu_minus_l_tau(mass=100.0, g=1e-4)),
        ({"g_scalar": 1e-5, "m_scalar": 2.0}, ScalarMediator(mass=2.0, g=1e-5)),
        ({"mu_nu_e": 3.0}, MagneticMoment(mu_e=3e-10)),
        ({"mu_nu_mu": 3.0, "mu_nu_e": 1.0}, MagneticMoment(mu_mu=3e-10, mu_e=1e-10)),
        ({"r2_nu_mu": -2.0}, ChargeRadius(r2_mu=-2e-32)),
        ({"q_nu_e": 4.0}, Millicharge(q_e=4e-7)),
        ({"g_b_minus_3l_e": 1e-4, "m_b_minus_3l_e": 5.0}, VectorMediator.b_minus_3l_e(mass=5.0, g=1e-4)),
        ({"g_b_minus_3l_mu": 1e-4}, VectorMediator.b_minus_3l_mu(mass=100.0, g=1e-4)),
        ({"g_b_minus_3l_tau": 1e-4}, VectorMediator.b_minus_3l_tau(mass=100.0, g=1e-4)),
        ({"g_l_e_minus_l_mu": 1e-4}, VectorMediator.l_e_minus_l_mu(mass=100.0, g=1e-4)),
        ({"g_l_e_minus_l_tau": 1e-4}, VectorMediator.l_e_minus_l_tau(mass=100.0, g=1e-4)),
        ({"g_baryonic": 1e-4}, VectorMediator.baryonic(mass=100.0, g=1e-4)),
        ({"g_pseudoscalar": 1e-3, "m_pseudoscalar": 5.0}, PseudoscalarMediator(mass=5.0, g=1e-3)),
        ({"g_tensor": 1e-5}, TensorMediator(mass=100.0, g=1e-5)),
        ({"xi_S": 0.3, "xi_V": -0.2, "xi_T": 0.1}, GeneralInteraction(xi_S=0.3, xi_V=-0.2, xi_T=0.1)),
        ({"mu_nu_tau": 3.0}, MagneticMoment(mu_tau=3e-10)),
        ({"r2_nu_tau": 1.0, "r2_nu_emu": 2.0}, ChargeRadius(r2_tau=1e-32, r2_emu=2e-32)),
        ({"r2_nu_etau": 1.0, "r2_nu_mutau": 2.0}, ChargeRadius(r2_etau=1e-32, r2_mutau=2e-32)),
        ({"q_nu_tau": 1.0, "q_nu_emu": 2.0}, Millicharge(q_tau=1e-7, q_emu=2e-7)),
        (
            {"d_nu_e": 1.0, "d_nu_mu": 2.0, "d_nu_tau": 3.0},
            DipolePortal(mass=10.0, mu_e=1e-10, mu_mu=2e-10, mu_tau=3e-10),
        ),
        ({"d_nu_mu": 2.0, "m_N": 4.0}, DipolePortal(mass=4.0, mu_mu=2e-10)),
    ],
)
def test_parameters_make_the_interaction_in_their_unit(theta, expected):
    (got,) = Theory().modified(theta).interactions
    assert type(got) is type(expected)
    for name in expected.parameters:
        assert getattr(got, name) == pytest.approx(getattr(expected, name), rel=1e-14), name


def test_present_interactions_stay():
    nsi = NSI(eps_ee_u=0.1)
    theory = Theory(interactions=(nsi,)).modified({"mu_nu_e": 1.0})
    assert theory.interactions[0] is nsi
    assert len(theory.interactions) == 2


def test_masses_alone_change_nothing_and_sterile_parameters_are_left_to_the_signal():
    theory = Theory()
    assert theory.modified({"m_tensor": 5.0, "m_N": 3.0}) is theory
    assert theory.modified({"dm2_41": 1.0, "U2_e4": 0.1}) is theory


def test_several_interactions_come_in_a_fixed_order():
    """Checkpoints carry the text of a theory: the order of a mapping must not show."""
    theta = {"xi_S": 0.1, "g_tensor": 1e-5, "mu_nu_e": 1.0, "d_nu_e": 1.0, "eps_ee_u": 0.1, "g_scalar": 1e-5}
    backwards = dict(reversed(theta.items()))
    one, other = (Theory().modified(t) for t in (theta, backwards))
    assert one == other
    assert [type(i).__name__ for i in one.interactions] == [
        "NSI",
        "ScalarMediator",
        "TensorMediator",
        "GeneralInteraction",
        "MagneticMoment",
        "DipolePortal",
    ]


def test_names_that_are_absent_cost_nothing():
    """A prediction without new physics must not look for it: 20 names far below 20 µs."""
    import timeit

    theory, theta = Theory(), {f"nuisance_{i}": 0.0 for i in range(20)}
    assert min(timeit.repeat(lambda: theory.modified(theta), number=200, repeat=5)) / 200 < 2e-5


def test_every_physics_parameter_acts(csi):
    """No parameter of the list is silently ignored: it changes the counts (masses need a coupling)."""
    nominal = csi.components({})["cevns"]
    for name, p in PHYSICS_PARAMETERS.items():
        theta = {name: p.value + p.step}
        if p.needs:
            coupling = next(n for n in p.needs if "tau" not in n) if len(p.needs) > 1 else p.needs[0]
            record = PHYSICS_PARAMETERS[coupling]
            theta[coupling] = 1e-4 if coupling.startswith("g_") else record.step
            reference = csi.components({coupling: theta[coupling]})["cevns"]
        else:
            reference = nominal
        if name.endswith(_OF_TAU):
            assert (csi.components(theta)["cevns"] == reference).all(), name
            continue
        assert abs(csi.components(theta)["cevns"] - reference).max() > 1e-12, name


_OF_TAU = ("tautau_u", "tautau_d", "nu_tau", "_3l_tau", "U2_tau4")
"""Without tau neutrinos at a stopped-pion source nothing changes."""


def test_tau_couplings_do_not_act_at_a_stopped_pion_source(csi):
    assert (csi.components({"eps_tautau_u": 0.5})["cevns"] == csi.components({})["cevns"]).all()


def _mine(_nuclide):
    return "helm"


def test_text_of_a_theory_tells_structures_apart_and_is_the_same_again():
    """Checkpoints and results carry it: no memory address, no abbreviated array, no page of numbers."""
    from nuscat.structure import SphericalDensity

    r = np.linspace(0.0, 12.0, 1201)

    def density(b):
        rho = 2.0 * np.exp(-((r / b) ** 2)) / (np.pi * b * b) ** 1.5
        return SphericalDensity(Z=2, N=2, r=r, weights=np.full(r.size, 0.01), proton=rho, neutron=rho)

    one, again, other = (str(Theory(form_factor={"He4": density(b)})) for b in (1.2, 1.2, 1.2001))
    assert one == again
    assert one != other
    assert len(one) < 500
    with_axial = replace(nucleus("I127"), axial_response=lambda q: np.exp(-((np.asarray(q) / 80.0) ** 2)))
    texts = [str(Theory(form_factor={"I127": n, "Cs133": "helm"})) for n in (with_axial, nucleus("I127"))]
    assert texts[0] != texts[1]
    assert "'Cs133': 'helm'" in texts[0]
    for function in (_mine, lambda _n: "helm"):
        assert " at 0x" not in str(Theory(form_factor=function))
    assert "_mine" in str(Theory(form_factor=_mine))
    assert DEFAULT_FORM_FACTOR in str(Theory())


def test_checkpoints_tell_functions_of_one_name_apart():
    """The expected counts of the two agree to six digits: only the digest of the responses can tell."""

    def made(radius):
        def form_factor(n):
            return nucleus(n, f"helm:rms=4.8,rn={radius}")

        return form_factor

    one, again, other = (
        Fit([load("coherent-csi", form_factor=made(r))], free=["R_n_CsI"]).model.settings()
        for r in (4.9, 4.9, 4.90000001)
    )
    assert one == again
    assert one["expected"] == other["expected"]
    assert one["theory"] != other["theory"]
    named = Fit([load("coherent-csi")], free=["R_n_CsI"]).model.settings()
    assert named["theory"] == [str(Theory())]
