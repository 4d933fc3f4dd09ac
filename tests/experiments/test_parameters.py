"""Parameters known out of the box."""

from __future__ import annotations

import math

import pytest

from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.experiments import PHYSICS_PARAMETERS, CoherentLAr, load, physics_parameter

NUISANCES = {p.name: p for p in (*load("coherent-csi").nuisances, *CoherentLAr.nuisances)}
EVERYTHING = [*PHYSICS_PARAMETERS.values(), *NUISANCES.values(), physics_parameter("R_n")]


@pytest.mark.parametrize("p", EVERYTHING, ids=lambda p: p.name)
def test_records_make_sense(p):
    assert p.step > 0
    assert p.unit
    assert p.description
    assert p.sigma is None or p.sigma > 0
    low, high = (-math.inf if p.lower is None else p.lower), (math.inf if p.upper is None else p.upper)
    assert low <= p.value <= high
    assert low < high


def test_zero_is_the_standard_model_for_new_physics():
    for name, p in PHYSICS_PARAMETERS.items():
        if name.startswith(("eps_", "g_", "mu_nu", "r2_nu", "q_nu", "d_nu", "xi_", "U2_")):
            assert p.value == 0.0


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("sin2tw", "sin2w"),
        ("normalization", "normalisation"),
        ("eps_ee", "eps_ee_u"),
        ("Rn", "R_n"),
        ("mu_nue", "mu_nu_e"),
    ],
)
def test_unknown_name_suggests_the_closest(name, suggestion):
    with pytest.raises(UnknownNameError, match=suggestion):
        physics_parameter(name)


@pytest.mark.parametrize("name", ["R_n", "R_n_CsI", "R_n_Cs133", "R_n_Ar"])
def test_radii_are_made_on_demand(name):
    p = physics_parameter(name)
    assert p.name == name
    assert p.unit == "fm"
    assert 2.0 < p.value < 6.0


def test_shared_flux_is_the_same_parameter_in_both_experiments():
    a, b = (next(p for p in e.nuisances if p.name == "sns_flux") for e in (load("coherent-csi"), CoherentLAr))
    assert a == b


def test_radius_says_which_one_it_is():
    text = physics_parameter("R_n_Pb208").description
    assert "of point neutrons for a nuclear structure" in text
    assert "of the form factor for Helm" in text
    assert physics_parameter("R_n_Pb208").value == 5.7


def test_parameters_that_need_others_name_them():
    for name, p in PHYSICS_PARAMETERS.items():
        assert all(other in PHYSICS_PARAMETERS for other in p.needs), name
        assert bool(p.needs) == name.startswith(("m_", "dm2_")), name


@pytest.mark.parametrize(
    ("free", "message"),
    [("m_tensor", "g_tensor"), ("m_N", "d_nu_e"), ("dm2_41", "U2_e4"), ("m_baryonic", "g_baryonic")],
)
def test_fits_refuse_a_parameter_without_what_it_needs(free, message):
    from nuscat.inference import Fit

    with pytest.raises(ValidityError, match=f"changes nothing without.*{message}"):
        Fit([load("coherent-csi")], free=[free])


def test_limits_of_mixings_and_starting_points():
    for flavour in ("e", "mu", "tau"):
        p = physics_parameter(f"U2_{flavour}4")
        assert (p.lower, p.upper) == (0.0, 1.0)
    assert physics_parameter("dm2_41").value == 1.0
    for p in PHYSICS_PARAMETERS.values():
        assert all((p.lower is None or s >= p.lower) and (p.upper is None or s <= p.upper) for s in p.search), p.name
