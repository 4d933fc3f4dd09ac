"""The compiled batch minimiser equals the NumPy one: grids, toys, held parameters, limits."""

from __future__ import annotations

import pickle
from dataclasses import replace
from functools import wraps
from typing import Any

import numpy as np
import pytest

from nuscat import experiments
from nuscat.inference import Fit, feldman_cousins, grid, minimise_batch, profile, toys
from nuscat.inference.jax_backend import in_float64

jax = pytest.importorskip("jax")


@pytest.fixture(scope="module")
def csi() -> Any:
    return experiments.load("coherent-csi")


@pytest.fixture(scope="module")
def fits(csi: Any) -> tuple[Fit, Fit]:
    return Fit([csi], free=["sin2w", "R_n"]), Fit([csi], free=["sin2w", "R_n"], backend="jax")


def test_scattered_starts(fits: tuple[Fit, Fit]) -> None:
    plain, compiled = (f.model for f in fits)
    rng = np.random.default_rng(3)
    width = np.array([0.5 * p.step for p in plain.parameters])
    start = plain.start + width * rng.uniform(-1, 1, (7, width.size))
    a, b = minimise_batch(plain, start), minimise_batch(compiled, start)
    assert b.converged.all()
    np.testing.assert_allclose(b.chi2, a.chi2, atol=1e-5)
    np.testing.assert_allclose(b.x, a.x, atol=2e-3 * np.array([p.step for p in plain.parameters]).max())
    np.testing.assert_allclose(b.information, a.information, rtol=1e-3, atol=1e-3 * np.abs(a.information).max())


def test_held_parameters_stay(fits: tuple[Fit, Fit]) -> None:
    plain, compiled = (f.model for f in fits)
    start = np.stack([plain.start] * 3)
    start[:, 0] = [0.2, 0.23, 0.26]
    hold = np.arange(start.shape[1]) < 2
    a, b = minimise_batch(plain, start, hold=hold), minimise_batch(compiled, start, hold=hold)
    np.testing.assert_array_equal(b.x[:, :2], start[:, :2])
    np.testing.assert_allclose(b.chi2, a.chi2, atol=1e-5)


def test_grid_and_profile(fits: tuple[Fit, Fit]) -> None:
    axes = {"sin2w": np.linspace(0.16, 0.27, 5), "R_n": np.linspace(4.5, 6.0, 4)}
    a, b = (grid(f, axes) for f in fits)
    np.testing.assert_allclose(b.chi2, a.chi2, atol=1e-5)
    c, d = (profile(f, "sin2w", np.linspace(0.17, 0.26, 5)) for f in fits)
    np.testing.assert_allclose(d.delta_chi2, c.delta_chi2, atol=1e-5)


def test_toys_are_the_same_pseudo_data(csi: Any) -> None:
    a, b = (toys(Fit([csi], free=["normalisation"], backend=k), 30, seed=5) for k in ("numpy", "jax"))
    np.testing.assert_allclose(b.statistic, a.statistic, atol=1e-4)
    np.testing.assert_allclose(b.test_statistic, a.test_statistic, atol=1e-4)


def test_feldman_cousins(csi: Any) -> None:
    values = [0.7, 0.9, 1.1]
    a, b = (
        feldman_cousins(Fit([csi], free=["normalisation"], backend=k), "normalisation", values, n=20, seed=5)
        for k in ("numpy", "jax")
    )
    np.testing.assert_allclose(b.observed, a.observed, atol=1e-4)
    np.testing.assert_allclose(b.critical[0.683], a.critical[0.683], atol=1e-3)


def test_parameter_at_its_limit(csi: Any) -> None:
    """Magnetic moment at zero: the slope vanishes there and points outwards."""
    a, b = (Fit([csi], free=["mu_nu_mu"], backend=k).model for k in ("numpy", "jax"))
    first, second = minimise_batch(a, a.guess), minimise_batch(b, b.guess)
    np.testing.assert_allclose(second.chi2, first.chi2, atol=1e-4)


def test_two_experiments(csi: Any) -> None:
    lar = experiments.load("coherent-lar")
    a, b = (Fit([csi, lar], free=["normalisation"], backend=k).model for k in ("numpy", "jax"))
    np.testing.assert_allclose(minimise_batch(b, b.guess).chi2, minimise_batch(a, a.guess).chi2, atol=1e-5)


def test_compiled_programs_are_shared_and_not_sent(fits: tuple[Fit, Fit]) -> None:
    model = fits[1].model
    minimise_batch(model, model.start)
    assert model.compiled
    assert model.with_data(model.data, model.centres).compiled is model.compiled
    assert model.with_fixed(sin2w=0.23).compiled == {}
    assert pickle.loads(pickle.dumps(model)).compiled == {}
    assert replace(model, backend="numpy").settings() == fits[0].model.settings()


def test_elimination_of_many_systems_beside_another() -> None:
    """Two batches of systems in one program (with LAPACK they can lock up on two cores), and what is not positive."""
    import jax

    from nuscat.inference.jax_backend import in_float64
    from nuscat.inference.jax_newton import _solve

    rng = np.random.default_rng(1)
    root = rng.standard_normal((200, 12, 12))
    matrix, right = root @ root.swapaxes(1, 2) + np.eye(12), rng.standard_normal((200, 12))
    lost = matrix - 30.0 * np.eye(12) * (np.arange(200) % 2)[:, None, None]
    (x, fine), (_, broken) = in_float64(
        lambda a, b, c: (jax.vmap(_solve)(a, c), jax.vmap(_solve)(b, c)),
    )(matrix, lost, right)
    np.testing.assert_allclose(x, np.linalg.solve(matrix, right[..., None])[..., 0], rtol=1e-9, atol=1e-9)
    assert fine.all()
    np.testing.assert_array_equal(broken, np.linalg.eigvalsh(lost)[:, 0] > 0.0)


def test_mediator_plane_of_both_detectors(csi: Any) -> None:
    """Members that need many steps, and whole batches."""
    lar = experiments.load("coherent-lar")
    axes = {"m_universal": np.geomspace(1.0, 1e3, 4), "g_universal": np.geomspace(1e-6, 1e-3, 4)}
    a, b = (grid(Fit([csi, lar], free=list(axes), backend=k), axes) for k in ("numpy", "jax"))
    np.testing.assert_allclose(b.chi2, a.chi2, atol=2e-5)


def test_no_threads_inside_an_operation(monkeypatch: pytest.MonkeyPatch) -> None:
    """XLA's pool of threads on CPUs can wait for ever; the compiler is told not to use it."""
    given: list[dict[str, Any]] = []
    real = jax.jit
    monkeypatch.setattr(jax, "default_backend", lambda: "cpu")
    monkeypatch.setattr(jax, "jit", wraps(real)(lambda f, **options: given.append(options) or real(f, **options)))
    assert in_float64(lambda x: 2.0 * x)(3.0) == 6.0
    assert given == [{"compiler_options": {"xla_cpu_multi_thread_eigen": False}}]
