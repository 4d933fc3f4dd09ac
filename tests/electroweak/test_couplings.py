"""Every convention: flavours, shapes, scans, NumPy = JAX, gradients, errors, table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nuscat._core.citations import bibtex
from nuscat._core.errors import UnknownNameError, ValidityError, ValidityWarning
from nuscat.electroweak import COUPLINGS, Couplings, couplings, table, tree, weak_charge

NAMES = tuple(COUPLINGS)
FLAVOURS = ("nu_e", "nu_mu", "nu_tau")
Q2 = np.array([0.0, 1e-3, 0.02, 0.3, 25.0, 900.0, 2500.0, 1e4])


@pytest.mark.parametrize("name", NAMES)
def test_family_only(name: str) -> None:
    """Antineutrinos and PDG codes give the couplings of the family, without a change of sign."""
    model = couplings(name)
    assert isinstance(model, Couplings)
    for flavour, code in zip(FLAVOURS, (12, 14, 16), strict=True):
        expected = model.nucleon(flavour, Q2)
        for other in (f"anti_{flavour}", code, -code):
            np.testing.assert_array_equal(model.nucleon(other, Q2), expected)
            assert model.uncertainty(other) == model.uncertainty(flavour)


@pytest.mark.parametrize("name", NAMES)
def test_near_tree_level(name: str) -> None:
    """Corrections are a few per cent of g_n and at most 0.02 in g_p; Q_n < 0."""
    for flavour in FLAVOURS:
        g_p, g_n = couplings(name).nucleon(flavour, Q2)
        assert np.all(np.abs(g_p - 0.02286) < 0.02)
        assert np.all(np.abs(g_n + 0.5) < 0.015)


@pytest.mark.parametrize("name", NAMES)
def test_shapes(name: str) -> None:
    """Scalars stay scalars; sin2w and Q² broadcast; sequences are accepted."""
    model = couplings(name)
    assert all(np.ndim(g) == 0 for g in model.nucleon("nu_e", 100.0))
    assert all(np.ndim(g) == 0 for g in model.nucleon("nu_e"))
    scan = replace(model, sin2w=np.linspace(0.1, 0.4, 5)[:, None])
    g_p, g_n = scan.nucleon("nu_mu", Q2)
    assert g_p.shape == g_n.shape == (5, 8)
    one = replace(model, sin2w=0.25).nucleon("nu_mu", Q2)
    np.testing.assert_allclose(g_p[2], one[0], rtol=1e-12)
    listed = replace(model, sin2w=[0.1, 0.25]).nucleon("nu_mu", 25.0)[0]
    assert listed[1] == pytest.approx(replace(model, sin2w=0.25).nucleon("nu_mu", 25.0)[0], rel=1e-12)
    np.testing.assert_array_equal(model.nucleon("nu_e", list(Q2)), model.nucleon("nu_e", Q2))


@pytest.mark.parametrize("name", NAMES)
def test_scan_is_linear_in_sin2w(name: str) -> None:
    """dg_p/dsin2w is -2 to 1 %, dg_n/dsin2w is 0, for every convention; scanning never warns."""
    model = couplings(name)
    p = [replace(model, sin2w=s).nucleon("nu_e", 400.0) for s in (0.1, 0.2312, 0.4)]
    assert (p[2][0] - p[0][0]) / 0.3 == pytest.approx(-2.0, rel=0.01)
    assert (p[1][0] - p[0][0]) / 0.1312 == pytest.approx((p[2][0] - p[0][0]) / 0.3, rel=1e-10)
    assert p[0][1] == p[2][1]


@pytest.mark.parametrize("name", NAMES)
def test_jax_parity_and_gradients(name: str) -> None:
    """Same numbers under jit; gradients in Q² (also at 0) and sin2w against differences."""
    jax = pytest.importorskip("jax")
    jnp = jax.numpy
    model = couplings(name)

    def g_p(q2, s, flavour):  # type: ignore[no-untyped-def]
        return replace(model, sin2w=s).nucleon(flavour, q2)[0]

    for flavour in FLAVOURS:
        jitted = jax.jit(lambda q2, s, f=flavour: replace(model, sin2w=s).nucleon(f, q2))
        for ours, theirs in zip(
            replace(model, sin2w=0.24).nucleon(flavour, Q2), jitted(jnp.asarray(Q2), 0.24), strict=True
        ):
            np.testing.assert_allclose(np.asarray(theirs), ours, rtol=1e-13)
        ds = jax.grad(g_p, argnums=1)(400.0, 0.24, flavour)
        numeric = (g_p(400.0, 0.25, flavour) - g_p(400.0, 0.23, flavour)) / 0.02
        assert float(ds) == pytest.approx(float(numeric), rel=1e-9)
        dq = np.array([float(jax.grad(g_p, argnums=0)(x, 0.24, flavour)) for x in Q2])
        assert np.all(np.isfinite(dq))
        for x, d in zip(Q2[3:], dq[3:], strict=True):
            h = 1e-3 * x
            numeric = (g_p(x + h, 0.24, flavour) - g_p(x - h, 0.24, flavour)) / (2 * h)
            assert d == pytest.approx(float(numeric), rel=1e-4, abs=1e-12)


def test_weak_charge() -> None:
    """Q_W = 2(Z g_p + N g_n), -N + Z(1 - 4 s²) at tree level."""
    assert weak_charge(tree(), 55, 78, "nu_e") == pytest.approx(-78 + 55 * (1 - 4 * 0.23857), rel=1e-13)
    assert np.shape(weak_charge(couplings("tomalak2021"), 18, 22, "nu_e", Q2)) == Q2.shape
    for Z, N in ((-1, 2), (1, -2), (float("nan"), 1)):
        with pytest.raises(ValidityError):
            weak_charge(tree(), Z, N, "nu_e")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("bad", [-1.0, float("nan"), float("inf"), [1.0, -1e-9]])
def test_bad_q2(name: str, bad: object) -> None:
    """Q² must be finite and not negative."""
    with pytest.raises(ValidityError, match="Q2"):
        couplings(name).nucleon("nu_e", bad)


@pytest.mark.parametrize("name", NAMES)
def test_bad_flavour(name: str) -> None:
    """Flavour-blind conventions check the flavour too."""
    for bad in ("nu_x", 13):
        with pytest.raises(UnknownNameError, match="flavour"):
            couplings(name).nucleon(bad)
        with pytest.raises(UnknownNameError, match="flavour"):
            couplings(name).uncertainty(bad)


def test_lookup() -> None:
    """Names are forgiving in case and dashes; mistakes list the closest."""
    assert couplings("Tomalak2021").name == "tomalak2021"
    assert couplings("PDG-legacy").name == "pdg_legacy"
    assert couplings("tree", sin2w=0.24).sin2w == 0.24
    with pytest.raises(UnknownNameError, match="tomalak2021"):
        couplings("tomalak2020")
    with pytest.raises(UnknownNameError, match="sin2w"):
        couplings("tree", sin2_w=0.24)
    with pytest.raises(UnknownNameError, match="option"):
        couplings("tree_mz", sin2w=0.24)


FREE = tuple(name for name in NAMES if name != "tree_mz")


@pytest.mark.parametrize("name", FREE)
@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -0.1, 1.2, "0.23", None, True, [0.23, np.nan], 0.2j])
def test_no_mixing_angle(name: str, bad: object) -> None:
    """Every factory refuses what is no sin²θ_W."""
    with pytest.raises(ValidityError, match="sin2w"):
        COUPLINGS[name](sin2w=bad)


@pytest.mark.parametrize("name", FREE)
def test_values_of_other_scales_warn(name: str) -> None:
    """Every factory wants the low-energy value; numbers of any plain kind warn, arrays and JAX values do not."""
    jnp = pytest.importorskip("jax.numpy")
    for value in (0.2312, np.float64(0.23122), np.float32(0.2312), np.array(0.2312), 0.2234):
        with pytest.warns(ValidityWarning, match=rf"{name}\(\) needs the low-energy value") as caught:
            COUPLINGS[name](value)
        assert [Path(w.filename).name for w in caught] == [Path(__file__).name]
    for silent in (0.23857, 0.23867, 0.24, 0, np.array([0.2312]), [0.2312, 0.2234], jnp.asarray(0.2312)):
        COUPLINGS[name](silent)  # a warning is an error here


def test_table() -> None:
    """Three flavours per convention, names of the factories, every citation in the bibliography."""
    rows = table()
    assert [r.name for r in rows[::3]] == list(NAMES)
    assert {r.flavour for r in rows} == set(FLAVOURS)
    for row in rows:
        g_p, g_n = couplings(row.name).nucleon(row.flavour, 2500.0)
        assert (row.g_p_50, row.g_n_50) == (float(g_p), float(g_n))
        assert row.sigma_g_p > 0
        assert row.label
        assert row.notes
        assert bibtex(row.cite)
