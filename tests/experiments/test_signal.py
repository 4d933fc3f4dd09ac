"""Folded counts against an independent quadrature, linearity, batches and limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nuscat import electroweak, experiments
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat._core.flavours import flavour_name
from nuscat.experiments import FoldedSignal, Theory
from nuscat.nuclei import Material, material

G_F, ALPHA, M_E = 1.1663787e-11, 1.0 / 137.035999, 0.51099895
CM2 = 197.3269804**2 * 1e-26


def by_flavour(signal, counts):
    """(components, variations, bins) -> nominal counts by flavour name."""
    return {flavour_name(c.flavour): np.asarray(counts)[i, 0] for i, c in enumerate(signal.flux.components)}


def assert_equal(signal, theta, expected, rtol):
    got = by_flavour(signal, signal.counts(theta))
    assert got.keys() == expected.keys()
    for flavour, bins in expected.items():
        np.testing.assert_allclose(got[flavour], bins, rtol=rtol, atol=rtol * bins.max(), err_msg=flavour)


# ---- independent calculation ---------------------------------------------------------------------------------------


def test_csi_counts_equal_direct_quadrature(csi, csi_inputs, independent):
    assert_equal(csi.signal, {}, independent.counts(*csi_inputs), 1e-4)


def test_lar_counts_equal_direct_quadrature(lar, lar_inputs, independent):
    assert_equal(lar.signal, {}, independent.counts(*lar_inputs), 1e-4)


def test_changed_mixing_angle_and_radius_equal_direct_quadrature(csi, csi_inputs, independent):
    expected = independent.counts(*csi_inputs, sin2w=0.21, rms=5.3)
    assert_equal(csi.signal, {"sin2w": 0.21, "R_n": 5.3}, expected, 1e-4)


def test_nsi_equal_direct_quadrature(csi, csi_inputs, independent):
    def amplitude(flavour, Z, N, F_p, F_n, q):
        return 0.2 * (2 * Z * F_p + N * F_n) - 0.1 * (Z * F_p + 2 * N * F_n) if flavour == "nu_e" else 0.0

    expected = independent.counts(*csi_inputs, amplitude=amplitude)
    assert_equal(csi.signal, {"eps_ee_u": 0.2, "eps_ee_d": -0.1}, expected, 1e-4)


def test_flavour_changing_nsi_adds_in_quadrature(csi, csi_inputs, independent):
    def extra(flavour, Z, N, F_p, F_n, q, T, M, kernel):
        weak = 0.15 * (2 * Z * F_p + N * F_n)
        return G_F**2 * M / np.pi * CM2 * kernel(T, M, flavour) * weak**2

    # nu_e -> nu_mu, nu_mu -> nu_e and the antineutrino alike
    assert_equal(csi.signal, {"eps_emu_u": 0.15}, independent.counts(*csi_inputs, extra=extra), 1e-4)


def test_universal_vector_mediator_equals_direct_quadrature(csi, csi_inputs, independent):
    def amplitude(flavour, Z, N, F_p, F_n, q):
        return 3 * (5e-5) ** 2 * (Z * F_p + N * F_n) / (np.sqrt(2) * G_F * (q**2 + 30.0**2))

    expected = independent.counts(*csi_inputs, amplitude=amplitude)
    assert_equal(csi.signal, {"g_universal": 5e-5, "m_universal": 30.0}, expected, 1e-4)


def test_magnetic_moment_equals_direct_quadrature(csi, csi_inputs, independent):
    def extra(flavour, Z, N, F_p, F_n, q, T, M, kernel):
        moment = 0.0 if flavour == "nu_e" else 40e-10
        return np.pi * (ALPHA / M_E) ** 2 * CM2 * moment**2 * Z**2 * F_p**2 * kernel(T, M, flavour, "magnetic")

    assert_equal(csi.signal, {"mu_nu_mu": 40.0}, independent.counts(*csi_inputs, extra=extra), 1e-4)


def test_scalar_mediator_equals_direct_quadrature(csi, csi_inputs, independent):
    g, m = 5e-5, 20.0

    def extra(flavour, Z, N, F_p, F_n, q, T, M, kernel):
        charge = 15.1 * Z * F_p + 14.0 * N * F_n
        return M * kernel(T, M, flavour, "scalar") * g**4 * charge**2 / (4 * np.pi * (q**2 + m**2) ** 2) * CM2

    expected = independent.counts(*csi_inputs, extra=extra)
    assert_equal(csi.signal, {"g_scalar": g, "m_scalar": m}, expected, 1e-4)


def test_charge_radius_shifts_the_proton_coupling(csi, csi_inputs, independent):
    def amplitude(flavour, Z, N, F_p, F_n, q):
        if flavour == "nu_e":
            return 0.0
        return -np.sqrt(2) * np.pi * ALPHA / (3 * G_F) * (-20e-32 / CM2) * Z * F_p

    expected = independent.counts(*csi_inputs, amplitude=amplitude)
    assert_equal(csi.signal, {"r2_nu_mu": -20.0}, expected, 1e-4)


def test_millicharge_shifts_the_proton_coupling_with_a_pole(lar, lar_inputs, independent):
    def amplitude(flavour, Z, N, F_p, F_n, q):
        return 2 * np.sqrt(2) * np.pi * ALPHA * 2e-7 / (G_F * q**2) * Z * F_p if flavour == "nu_e" else 0.0

    expected = independent.counts(*lar_inputs, amplitude=amplitude)
    assert_equal(lar.signal, {"q_nu_e": 2.0}, expected, 1e-4)


# ---- quadrature, linearity, additivity -----------------------------------------------------------------------------


@pytest.mark.parametrize("theta", [{}, {"mu_nu_mu": 40.0}, {"g_scalar": 5e-5, "m_scalar": 20.0}, {"R_n": 5.5}])
def test_order_of_quadrature_suffices(csi, theta):
    fine = replace(csi.signal, order=48)
    a, b = csi.signal.counts(theta), fine.counts(theta)
    np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-6 * b[..., 0, :].max())


def test_order_of_quadrature_suffices_for_argon(lar):
    """The efficiency is tabulated: pieces end at its rows, or the first bin would be off by 1e-3."""
    a, b = lar.signal.counts({}), replace(lar.signal, order=8).counts({})
    np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-7 * b.max())


def test_counts_are_linear_in_exposure_and_flux(csi):
    reference = csi.signal.counts({})
    np.testing.assert_allclose(replace(csi.signal, exposure=3 * csi.signal.exposure).counts({}), 3 * reference, 1e-13)
    doubled = tuple(replace(c, intensity=2 * c.intensity) for c in csi.signal.flux.components)
    flux = replace(csi.signal.flux, components=doubled)
    np.testing.assert_allclose(replace(csi.signal, flux=flux).counts({}), 2 * reference, 1e-13)


def test_material_is_the_sum_of_its_nuclides(csi):
    """CsI per kg = its caesium plus its iodine, each by its share of the mass."""
    both = csi.signal
    compound = material("CsI")
    total = 0.0
    for nuclide, _ in compound.components:
        alone = replace(both, material=Material(name=nuclide.symbol, components=((nuclide, 1.0),)))
        share = compound.nuclei_per_kg(nuclide) / alone.material.nuclei_per_kg(nuclide)
        total = total + share * alone.counts({})
    np.testing.assert_allclose(total, both.counts({}), rtol=1e-12)


def test_radii_per_nuclide_combine_to_the_common_one(csi):
    s = csi.signal
    common = s.counts({"R_n": 5.2})
    np.testing.assert_array_equal(s.counts({"R_n_Cs133": 5.2, "R_n_I127": 5.2}), common)
    np.testing.assert_array_equal(s.counts({"R_n_CsI": 5.2}), common)
    np.testing.assert_array_equal(s.counts({"R_n_Cs": 5.2, "R_n_I127": 5.2}), common)
    nominal = s.counts({})
    change = (s.counts({"R_n_Cs133": 5.2}) - nominal) + (s.counts({"R_n_I127": 5.2}) - nominal)
    np.testing.assert_allclose(nominal + change, common, rtol=1e-12)
    assert np.abs(s.counts({"R_n_Cs133": 5.2}) - nominal).max() > 0.01


def test_the_most_specific_radius_wins(csi):
    s = csi.signal
    np.testing.assert_array_equal(s.counts({"R_n": 9.0, "R_n_Cs133": 5.2, "R_n_I127": 5.2}), s.counts({"R_n": 5.2}))


def test_radius_of_another_element_changes_nothing(csi):
    np.testing.assert_array_equal(csi.signal.counts({"R_n_Ar": 3.0}), csi.signal.counts({}))


# ---- limits and symmetries -----------------------------------------------------------------------------------------

ZERO = [
    {"eps_ee_u": 0.0, "eps_mumu_d": 0.0, "eps_etau_u": 0.0},
    {"g_universal": 0.0, "m_universal": 10.0},
    {"g_b_minus_l": 0.0},
    {"g_l_mu_minus_l_tau": 0.0},
    {"g_scalar": 0.0, "m_scalar": 5.0},
    {"mu_nu_e": 0.0, "mu_nu_mu": 0.0},
    {"r2_nu_e": 0.0},
    {"q_nu_mu": 0.0},
]


@pytest.mark.parametrize("theta", ZERO, ids=lambda t: next(iter(t)))
def test_zero_coupling_is_the_standard_model_exactly(csi, lar, theta):
    for experiment in (csi, lar):
        np.testing.assert_array_equal(experiment.signal.counts(theta), experiment.signal.counts({}))


def test_vector_mediator_falls_as_the_square_of_its_mass(csi):
    nominal = csi.signal.counts({}).sum()

    def change(mass):
        return csi.signal.counts({"g_universal": 1e-3, "m_universal": mass}).sum() - nominal

    assert change(2e4) / change(4e4) == pytest.approx(4.0, rel=1e-2)
    heavy = 3 * 1e-6 / (np.sqrt(2) * G_F * 2e4**2)  # NSI equivalent per quark times 3
    nsi = csi.signal.counts({f"eps_{f}_{q}": heavy / 3 for f in ("ee", "mumu") for q in "ud"}).sum() - nominal
    assert change(2e4) == pytest.approx(nsi, rel=1e-3)


def test_nsi_degeneracy_of_one_isotope(lar):
    """Q -> -Q by NSI with both quarks gives identical counts for a single isotope with equal form factors."""
    ((nuclide, _),) = [(n, f) for n, f in material("LAr").components if n.name == "Ar40"]
    s = replace(lar.signal, material=Material(name="Ar40", components=((nuclide, 1.0),)))
    Z, N = 18, 22
    weak = (0.5 - 2 * 0.23857) * Z - 0.5 * N
    mirror = -2.0 * weak / (2 * Z + N)
    np.testing.assert_allclose(
        s.counts({"eps_ee_u": mirror, "eps_mumu_u": mirror}), s.counts({}), rtol=1e-12, atol=1e-14
    )
    only_e = by_flavour(s, s.counts({"eps_ee_u": mirror / 2}))
    assert only_e["nu_e"].max() < 1e-12
    np.testing.assert_array_equal(only_e["nu_mu"], by_flavour(s, s.counts({}))["nu_mu"])


# ---- batches and paths ---------------------------------------------------------------------------------------------

BATCHES = [
    {"sin2w": [0.2, 0.25, 0.3]},
    {"R_n": [4.5, 5.0, 6.0]},
    {"R_n_Cs133": [4.5, 5.0, 6.0], "sin2w": [0.2, 0.25, 0.3]},
    {"eps_ee_u": [-0.3, 0.0, 0.2], "eps_emu_d": [0.1, 0.0, -0.2], "R_n": [4.5, 5.0, 6.0]},
    {"g_universal": [0.0, 1e-5, 1e-4], "m_universal": [10.0, 50.0, 100.0]},
    {"g_scalar": [0.0, 1e-5, 1e-4], "m_scalar": [10.0, 50.0, 100.0], "R_n": [4.5, 5.0, 6.0]},
    {"mu_nu_e": [0.0, 10.0, 50.0]},
    {"r2_nu_mu": [-10.0, 0.0, 10.0], "q_nu_e": [1.0, 0.0, -1.0], "mu_nu_mu": [3.0, 2.0, 0.0]},
]


@pytest.mark.parametrize("columns", BATCHES, ids="+".join)
def test_batch_is_a_loop_over_scalars(csi, lar, columns):
    for s in (csi.signal, lar.signal):
        columns_here = {("R_n_Ar" if k == "R_n_Cs133" and s is lar.signal else k): v for k, v in columns.items()}
        batch = s.counts({k: np.array(v)[:, None] for k, v in columns_here.items()})
        assert batch.shape == (3, len(s.flux.components), *s.shape)
        for i in range(3):
            single = s.counts({k: v[i] for k, v in columns_here.items()})
            np.testing.assert_allclose(batch[i], single, rtol=1e-12, atol=1e-12 * single.max())


def test_scalar_and_column_mix(csi):
    mixed = csi.signal.counts({"sin2w": 0.22, "mu_nu_mu": np.array([[5.0], [9.0]]), "R_n": 5.0})
    np.testing.assert_allclose(
        mixed[1], csi.signal.counts({"sin2w": 0.22, "mu_nu_mu": 9.0, "R_n": 5.0}), rtol=1e-12, atol=1e-14
    )


def test_flavour_blind_shortcut_equals_the_general_path(csi):
    s = csi.signal
    assert s._flavour_blind
    general = FoldedSignal(s.material, s.flux, s.exposure, s.response, s.theory)
    general.__dict__["_flavour_blind"] = False
    np.testing.assert_array_equal(general.counts({"sin2w": 0.22}), s.counts({"sin2w": 0.22}))


def test_flavour_dependent_couplings_take_the_general_path(csi, csi_inputs, independent):
    """erler_su: each flavour's own couplings, checked by folding every flavour separately with constant couplings."""
    su = electroweak.erler_su()
    s = replace(csi.signal, theory=Theory(couplings=su))
    assert not s._flavour_blind
    got = by_flavour(s, s.counts({}))
    for flavour in ("nu_e", "nu_mu"):

        def amplitude(name, Z, N, F_p, F_n, q, flavour=flavour):
            g_p, g_n = su.nucleon(flavour, q**2)
            return g_p * Z * F_p + g_n * N * F_n - (0.5 - 2 * 0.23857) * Z * F_p + 0.5 * N * F_n

        expected = independent.counts(*csi_inputs, amplitude=amplitude)
        np.testing.assert_allclose(got[flavour], expected[flavour], rtol=1e-4, atol=1e-4)
    assert abs(got["nu_e"].sum() / csi.signal.counts({})[..., 0, :].sum() - 1) > 1e-3


@given(sin2w=st.floats(0.0, 0.6), radius=st.floats(2.0, 12.0), eps=st.floats(-5, 5), moment=st.floats(0, 500))
def test_counts_are_finite_and_not_negative(csi, sin2w, radius, eps, moment):
    counts = csi.signal.counts({"sin2w": sin2w, "R_n": radius, "eps_ee_u": eps, "eps_etau_d": eps, "mu_nu_e": moment})
    assert np.all(np.isfinite(counts))
    assert counts.min() >= 0.0


# ---- errors --------------------------------------------------------------------------------------------------------


def test_unknown_radius_is_named_with_valid_ones(csi):
    with pytest.raises(UnknownNameError, match="R_n_Cs133"):
        csi.predict({"R_n_Cs137": 5.0})


def test_form_factor_without_a_radius_refuses_to_vary_it():
    from nuscat import experiments

    other = experiments.load("coherent-csi", form_factor="klein-nystrand")
    with pytest.raises(ValidityError, match="Helm"):
        other.predict({"R_n": 5.0})


# ---- JAX -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", BATCHES, ids="+".join)
def test_jax_equals_numpy(csi, columns):
    jax = pytest.importorskip("jax")
    theta = {k: v[2] for k, v in columns.items()}
    reference = csi.signal.counts(theta)
    got = jax.jit(csi.signal.counts)({k: jax.numpy.asarray(v) for k, v in theta.items()})
    np.testing.assert_allclose(np.asarray(got), reference, rtol=1e-11, atol=1e-12)


def test_which_radius_a_parameter_is():
    mixed = {"Cs133": "measured:source=fermi-estimate,skin=0.2", "I127": "helm"}
    s = experiments.load("coherent-csi", form_factor=mixed).signal
    assert s.radius_meaning("R_n_Cs133") == "point neutrons"
    assert s.radius_meaning("R_n_I127") == "form factor"
    assert s.radius_meaning("R_n_CsI") == "Cs133: point neutrons, I127: form factor"


@pytest.mark.parametrize("form_factor", ["helm:skin=0.9,r0=1.2", "hms;I127=shell-model"])
def test_experiments_travel_to_other_processes_after_radii_were_varied(form_factor: str) -> None:
    import pickle

    csi = experiments.load("coherent-csi", form_factor=form_factor)
    first = csi.expected({"R_n_CsI": 5.2})
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(csi)).expected({"R_n_CsI": 5.2}), first)
