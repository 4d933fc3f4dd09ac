"""Every form factor: normalisation, slope, bounds, NumPy = JAX, gradients at q = 0, bad input."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nuscat import responses as r
from nuscat._core.citations import bibtex, collect
from nuscat._core.errors import ValidityError
from nuscat.constants import hbarc

HC = hbarc.value
GRID = np.linspace(0.0, 14.0, 141)
ALL = {
    "helm": r.Helm(3.43, 0.9),
    "helm-thin": r.Helm(4.8, 0.0),
    "engel": r.Helm.from_mass_number(133),
    "lewin-smith": r.Helm.lewin_smith(40),
    "plain": r.Helm.plain(40, r0=1.14),
    "klein-nystrand": r.KleinNystrand.from_mass_number(40),
    "adapted": r.KleinNystrand.adapted(4.8),
    "symmetrized": r.SymmetrizedFermi.from_mass_number(40),
    "symmetrized-light": r.SymmetrizedFermi(half_density_radius=0.7, diffuseness=0.6),
    "2pF": r.TwoParameterFermi(half_density_radius=3.53, diffuseness=0.542),
    "3pF": r.ThreeParameterFermi(half_density_radius=3.73, diffuseness=0.62, w=-0.19),
    "3pG": r.ThreeParameterGaussian(half_density_radius=6.3032, diffuseness=2.8882, w=0.3379),
    "HO": r.HarmonicOscillator(length=1.69, alpha=1.082),
    "FB": r.charge_form_factor("Ar40"),
    "SOG": r.charge_form_factor("Pb208", "sum-of-gaussians"),
    "density": r.TabulatedDensity(GRID, r.helm_density(GRID, 3.43)),
    "table": r.TabulatedFormFactor(np.linspace(0, 800, 401), r.helm(np.linspace(0, 800, 401), 3.43)),
    "point": r.Point(),
    "folded": r.Folded(r.Helm(3.33), r.NucleonDipole()),
    "charge": r.Charge(proton=r.Helm(3.33), neutron=r.Helm(3.42), Z=18, N=22),
}
each = pytest.mark.parametrize("ff", list(ALL.values()), ids=list(ALL))


@each
def test_normalised_with_slope_of_the_rms_radius(ff) -> None:
    assert float(ff(0.0)) == pytest.approx(1.0, abs=1e-12)
    q = 1.0  # qR/hc of 0.02: the next term is below 1e-4 of this one
    slope = 6.0 * (1.0 - float(ff(q))) / (q / HC) ** 2
    assert slope == pytest.approx(float(ff.rms_radius) ** 2, rel=2e-4, abs=1e-9)
    assert isinstance(ff, r.FormFactor)


@each
@given(q=st.floats(0.0, 600.0))
def test_bounded_by_one(ff, q: float) -> None:
    assert abs(float(ff(q))) <= 1.0 + 1e-9


@each
def test_shapes_and_evenness_of_the_origin(ff) -> None:
    q = np.linspace(0.0, 300.0, 12).reshape(3, 4)
    values = ff(q)
    assert values.shape == (3, 4)
    assert values[1, 2] == pytest.approx(float(ff(q[1, 2])), abs=1e-14)
    step = 1e-3
    assert abs(float(ff(step)) - float(ff(0.0))) / step < 1e-6  # no linear term: finite, zero slope


@each
@pytest.mark.parametrize("bad", [math.nan, math.inf, -1.0, [1.0, math.nan]], ids=["nan", "inf", "negative", "list"])
def test_bad_momentum(ff, bad) -> None:
    with pytest.raises(ValidityError, match="momentum transfer q"):
        ff(bad)


@each
def test_jax_agrees_with_finite_gradient_at_zero(ff) -> None:
    jax = pytest.importorskip("jax")
    q = np.array([0.0, 1e-6, 0.3, 7.0, 50.0, 68.9, 139.0, 300.0, 555.0])
    np.testing.assert_allclose(jax.jit(ff)(jax.numpy.asarray(q)), ff(q), atol=3e-14)
    gradient = jax.vmap(jax.grad(lambda x: jax.numpy.sum(ff(x))))(jax.numpy.asarray(q))
    assert np.all(np.isfinite(gradient))
    assert abs(float(gradient[0])) < 1e-12
    h = 1e-3
    for i in (2, 3, 4, 6, 8):
        finite = (float(ff(q[i] + h)) - float(ff(q[i] - h))) / (2 * h)
        assert float(gradient[i]) == pytest.approx(finite, rel=1e-5, abs=1e-9)


@each
def test_citations_have_bibtex(ff) -> None:
    keys = collect(ff)
    assert bibtex(keys) or keys == ()


MAKERS = {
    "helm": lambda x: r.Helm(x, 0.9),
    "helm-skin": lambda x: r.Helm(4.8, 0.2 * x),
    "engel": lambda x: r.Helm.from_mass_number(40, r0=x / 3.4),
    "lewin-smith": lambda x: r.Helm.lewin_smith(40, skin=0.2 * x),
    "plain": lambda x: r.Helm.plain(40, skin=0.2 * x),
    "klein-nystrand": lambda x: r.KleinNystrand(hard_radius=x),
    "adapted": r.KleinNystrand.adapted,
    "symmetrized": r.SymmetrizedFermi.from_rms,
    "symmetrized-a": lambda x: r.SymmetrizedFermi.from_mass_number(40, diffuseness=0.15 * x),
    "2pF": lambda x: r.TwoParameterFermi(half_density_radius=x, diffuseness=0.54),
    "3pG": lambda x: r.ThreeParameterGaussian(half_density_radius=x, diffuseness=2.0, w=0.1 * x),
    "folded": lambda x: r.Folded(r.Helm(x)),
    "unfolded": lambda x: r.Helm(r.unfold_radius(x, 18, 22)),
}


@pytest.mark.parametrize("make", list(MAKERS.values()), ids=list(MAKERS))
def test_gradient_with_respect_to_a_traced_parameter(make) -> None:
    jax = pytest.importorskip("jax")
    q = np.array([0.0, 30.0, 90.0])
    for value in (lambda x: make(x)(q), lambda x: make(x).rms_radius * np.ones(1)):
        jacobian = np.asarray(jax.jacfwd(value)(3.5))
        reverse = np.asarray(jax.jacrev(value)(3.5))
        h = 1e-5
        finite = (np.asarray(value(3.5 + h)) - np.asarray(value(3.5 - h))) / (2 * h)
        np.testing.assert_allclose(jacobian, finite, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(reverse, jacobian, atol=1e-12)


@pytest.mark.parametrize("make", list(MAKERS.values()), ids=list(MAKERS))
def test_arrays_of_a_parameter_broadcast_against_q(make) -> None:
    values, q = np.array([3.2, 3.5, 3.9])[:, None], np.array([10.0, 60.0])
    result = make(values)(q)
    assert result.shape == (3, 2)
    for i, j in np.ndindex(3, 2):
        assert result[i, j] == pytest.approx(float(make(float(values[i, 0]))(q[j])), abs=1e-14)


@pytest.mark.parametrize(
    "make",
    [
        r.Helm,
        lambda v: r.KleinNystrand(hard_radius=v),
        r.KleinNystrand.adapted,
        lambda v: r.SymmetrizedFermi(half_density_radius=v, diffuseness=0.5),
        lambda v: r.SymmetrizedFermi(half_density_radius=3.0, diffuseness=v),
        r.SymmetrizedFermi.from_rms,
        lambda v: r.TwoParameterFermi(half_density_radius=v, diffuseness=0.5),
        lambda v: r.ThreeParameterFermi(half_density_radius=3.0, diffuseness=v, w=0.0),
        lambda v: r.HarmonicOscillator(length=v, alpha=1.0),
        lambda v: r.FourierBessel(coefficients=(0.05, 0.02), cutoff_radius=v),
        lambda v: r.SumOfGaussians(radii=(1.0,), fractions=(1.0,), gaussian_rms=v),
        lambda v: r.unfold_radius(v, 18, 22),
        lambda v: r.Helm.from_mass_number(40, r0=v),
    ],
    ids=map(str, range(13)),
)
@pytest.mark.parametrize(
    "bad",
    [-3.4, 0.0, math.nan, math.inf, "3.4", None, np.array([3.4, -1.0]), np.array([])],
    ids=["negative", "zero", "nan", "inf", "text", "none", "array", "empty"],
)
def test_bad_lengths(make, bad) -> None:
    with pytest.raises(ValidityError):
        make(bad)


def test_combinations_without_a_solution_say_so() -> None:
    with pytest.raises(ValidityError, match=r"diffraction radius.*skin"):
        r.Helm(1.5, 0.9)
    with pytest.raises(ValidityError, match="thinner skin"):
        r.Helm.lewin_smith(4, skin=2.0)
    with pytest.raises(ValidityError, match="Yukawa"):
        r.KleinNystrand.adapted(1.5, yukawa_range=0.7)
    with pytest.raises(ValidityError, match="smaller diffuseness"):
        r.SymmetrizedFermi.from_rms(1.5, diffuseness=0.9)
    with pytest.raises(ValidityError):
        r.Helm(3.4, -0.1)
    with pytest.raises(ValidityError):
        r.Helm.from_mass_number(0)
    with pytest.raises(ValidityError):
        r.HarmonicOscillator(length=1.7, alpha=-1.0)
    with pytest.raises(ValidityError):
        r.ThreeParameterFermi(half_density_radius=3.0, diffuseness=0.5, w=math.nan)


def test_traced_impossible_radius_gives_nan_not_a_number() -> None:
    jax = pytest.importorskip("jax")
    assert math.isnan(float(jax.jit(lambda x: r.helm(50.0, x, 0.9))(1.0)))
