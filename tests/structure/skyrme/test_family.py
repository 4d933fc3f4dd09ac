"""Families of functionals: matter properties of every member, interpolation against full calculations."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat.structure.skyrme import force, nuclear_matter, solve
from nuscat.structure.skyrme.covariance import ParameterCovariance
from nuscat.structure.skyrme.family import FunctionalFamily, Interpolant, NuclearFamily
from nuscat.structure.skyrme.nuclear_matter import energy_per_nucleon

GRID = (0.0, 30.0, 60.0, 90.0, 120.0)


def symmetry_energy(f, rho: float) -> float:
    """½ ∂²(E/A)/∂δ² [MeV] by differences of the energy per nucleon."""
    h = 0.02
    up, mid, down = (float(energy_per_nucleon(f, rho, d)) for d in (h, 0.0, -h))
    return (up - 2.0 * mid + down) / (2.0 * h**2)


@pytest.fixture(scope="module")
def family() -> NuclearFamily:
    return FunctionalFamily.slope("SLy4", GRID).solve(["Ca48", "O16"])


# ---- the functionals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["SLy4", "UNEDF1", "SV-min", "SkM*"])
def test_only_the_symmetry_energy_changes(name):
    base = nuclear_matter(force(name))
    for f, L in zip(FunctionalFamily.slope(name, GRID).forces, GRID, strict=True):
        m = nuclear_matter(f)
        assert pytest.approx(L, abs=1e-6) == m.L
        for key in ("rho0", "energy", "K", "effective_mass", "kappa"):
            assert getattr(m, key) == pytest.approx(getattr(base, key), rel=1e-6), key


@pytest.mark.parametrize(("name", "rho"), [("SLy4", 0.11), ("UNEDF1", 0.10), ("SV-bas", 0.12)])
def test_symmetry_energy_below_saturation_is_held(name, rho):
    held = symmetry_energy(force(name), rho)
    for f in FunctionalFamily.slope(name, GRID, density=rho).forces:
        assert symmetry_energy(f, rho) == pytest.approx(held, abs=2e-3)


def test_other_lines():
    base = nuclear_matter(force("SLy4"))
    for f in FunctionalFamily.slope("SLy4", GRID, line="fixed").forces:
        assert pytest.approx(base.J, abs=1e-8) == nuclear_matter(f).J
    for f, L in zip(FunctionalFamily.slope("SLy4", GRID, line=0.1).forces, GRID, strict=True):
        assert pytest.approx(base.J + 0.1 * (L - base.L), abs=1e-6) == nuclear_matter(f).J


def test_ridge_of_a_covariance():
    """The published UNEDF1 errors of J and L, 0.60 and 13.1 MeV, with a correlation: dJ/dL = ρ σ_J/σ_L."""
    base = nuclear_matter(force("UNEDF1"))
    correlation = 0.9
    c = correlation * 0.60 * 13.1
    given = ParameterCovariance(
        force=force("UNEDF1"), parameters=("J", "L"), matrix=np.array([[0.36, c], [c, 13.1**2]]), label="by hand"
    )
    made = FunctionalFamily.along(given, "L", (20.0, 40.0, 60.0))
    assert made.parameter == "L_sym"
    assert made.unit == "MeV"
    for f, L in zip(made.forces, made.values, strict=True):
        m = nuclear_matter(f)
        assert pytest.approx(L, abs=1e-6) == m.L
        assert pytest.approx(base.J + correlation * 0.60 / 13.1 * (L - base.L), abs=1e-5) == m.J


def test_published_family_in_j():
    """SV-sym28, SV-bas (J = 30), SV-sym32, SV-sym34 differ by the symmetry energy of their names."""
    made = FunctionalFamily.of_forces(["sky3d:SV-sym34", "SV-bas", "sky3d:SV-sym32", "sky3d:SV-sym28"], "J")
    assert made.parameter == "J_sym"
    assert made.values == pytest.approx([28.0, 30.0, 32.0, 34.0], abs=0.1)
    assert [f.name for f in made.forces] == ["sky3d:SV-sym28", "SV-bas", "sky3d:SV-sym32", "sky3d:SV-sym34"]


# ---- the nuclei ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("L", [15.0, 75.0, 110.0])
def test_between_the_nodes(family, L):
    full = solve("Ca48", FunctionalFamily.slope("SLy4", (L, L + 1.0)).forces[0], pairing="none", cache=False)
    for what in ("r_n", "r_p", "skin"):
        assert float(family.radius("Ca48", what, L)) == pytest.approx(getattr(full, what), abs=2e-5), what
    assert float(family.radius("Ca48", "r_ch", L)) == pytest.approx(full.elastic().charge_radius, abs=2e-5)
    q = np.array([0.0, 50.0, 100.0, 172.0])
    density = family.density("Ca48", L)
    for mine, theirs in zip(
        (*density.M(q), *density.Phi2(q)), (*full.density.M(q), *full.density.Phi2(q)), strict=True
    ):
        assert np.asarray(mine) == pytest.approx(np.asarray(theirs), abs=1e-3)


def test_interpolated_density_keeps_its_norm(family):
    d = family.density("Ca48", 47.3)
    assert np.sum(4.0 * np.pi * d.weights * d.r**2 * d.neutron) == pytest.approx(28.0, abs=1e-6)
    assert d.r_n == pytest.approx(float(family.radius("Ca48", "r_n", 47.3)), abs=1e-5)


def test_stated_error_is_that_of_a_member_left_out():
    made = FunctionalFamily.slope("SLy4", tuple(range(0, 121, 20))).solve(["O16", "Ca48"], degree=2)
    nodes, table = made.family.values, made.table("Ca48", "skin")
    expected = 0.0
    for i in range(1, 6):
        rest = np.polynomial.Polynomial.fit(np.delete(nodes, i), np.delete(table, i), 2)
        expected = max(expected, abs(float(rest(nodes[i])) - table[i]))
    assert made.error("Ca48", "skin") == pytest.approx(expected, rel=1e-6)
    assert made.error("Ca48", "skin") < 1e-3


def test_skin_grows_with_the_slope_only_where_there_are_excess_neutrons(family):
    assert np.all(np.diff(family.table("Ca48", "skin")) > 0.01)
    assert np.ptp(family.table("O16", "skin")) < 1e-3


def test_two_workers_find_the_same():
    made = FunctionalFamily.slope("SLy4", (20.0, 60.0))
    one, two = (made.solve(["O16"], workers=n, cache=False) for n in (1, 2))
    assert two.table("O16", "r_n") == pytest.approx(one.table("O16", "r_n"), abs=1e-9)


def test_doubly_magic_nuclei_are_not_paired():
    made = FunctionalFamily.slope("SV-min", (30.0, 60.0)).solve(["Ca48", "Ar40"])
    assert [s.pairing for s in made.members("Ca48")] == ["none", "none"]
    assert [s.pairing for s in made.members("Ar40")] == ["bcs", "bcs"]


# ---- interpolation -------------------------------------------------------------------------------------------------


def test_polynomials_are_reproduced():
    nodes = np.array([-1.0, 0.3, 0.9, 2.0, 3.7])
    at = Interpolant(nodes, 3)
    polynomial = np.polynomial.Polynomial([0.2, -1.0, 0.4, 0.05])
    x = np.linspace(-1.0, 3.7, 11)
    assert at(polynomial(nodes), x) == pytest.approx(polynomial(x), abs=1e-12)
    assert at.weights(0.0) @ polynomial(nodes) == pytest.approx(0.2, abs=1e-12)
    assert at.weights(1.7).sum() == pytest.approx(1.0, abs=1e-13)


def test_table_of_columns_broadcasts_against_a_batch():
    at = Interpolant(np.array([0.0, 1.0, 2.0]), 2)
    table = np.array([[0.0, 1.0], [1.0, 3.0], [4.0, 9.0]])  # x² and 2x² + 1
    assert at(table, np.array([[0.5], [1.5]])) == pytest.approx(np.array([[0.25, 1.5], [2.25, 5.5]]))


def test_derivative_with_jax():
    jax = pytest.importorskip("jax")
    at = Interpolant(np.array([0.0, 1.0, 2.0, 4.0]), 3)
    slope = jax.grad(lambda x: at(np.array([0.0, 1.0, 8.0, 64.0]), x))(1.5)
    assert float(slope) == pytest.approx(3.0 * 1.5**2, rel=1e-10)


# ---- errors --------------------------------------------------------------------------------------------------------


def test_unsolved_nuclide(family):
    with pytest.raises(MissingDataError, match="Pb208"):
        family.radius("Pb208", "r_n", 50.0)


def test_outside_the_family(family):
    with pytest.raises(ValidityError, match="0 to 120"):
        family.density("Ca48", 121.0)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: FunctionalFamily.slope("SLy4", GRID, line="steep"), UnknownNameError),
        (lambda: FunctionalFamily.slope("SLy4", (60.0, 30.0)), ValidityError),
        (lambda: FunctionalFamily.slope("SLy4", (60.0,)), ValidityError),
        (lambda: FunctionalFamily.slope("SLy4", GRID, density=0.2), ValidityError),
        (lambda: FunctionalFamily.of_forces(["SLy4", "SkM*"], "slope"), UnknownNameError),
        (lambda: FunctionalFamily.slope("SLy4", GRID).solve([]), ValidityError),
        (lambda: FunctionalFamily.slope("SLy4", GRID).solve(["O16", "O16"]), ValidityError),
        (lambda: FunctionalFamily.slope("SLy4", GRID).solve(["O16"], workers=0), ValidityError),
        (lambda: Interpolant(np.array([0.0, 1.0]), 2), ValidityError),
    ],
    ids=["line", "order", "single", "dense", "key", "none", "twice", "workers", "degree"],
)
def test_refused(make, error):
    with pytest.raises(error):
        make()


def test_unknown_radius_and_untestable_degree(family):
    with pytest.raises(UnknownNameError, match="r_x"):
        family.radius("Ca48", "r_x", 50.0)
    with pytest.raises(ValidityError, match="nothing to test"):
        family.error("Ca48", "skin")
