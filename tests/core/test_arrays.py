"""Array namespace: NumPy for floats and NumPy arrays, JAX for JAX arrays, never single precision."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat._core.arrays import check_energies, is_jax, is_plain, namespace
from nuscat._core.errors import PrecisionError, ValidityError


@pytest.mark.parametrize("value", [1.0, 2, np.float64(3.0), np.arange(3.0), [1.0, 2.0], (1.0,)])
def test_plain_numbers_and_arrays_are_numpy(value: object) -> None:
    assert namespace(value) is np
    assert namespace(1.0, None, value) is np
    assert not is_jax(namespace(value))


def test_nothing_at_all_is_numpy() -> None:
    assert namespace() is np
    assert namespace(None) is np


def test_one_jax_array_decides() -> None:
    jnp = pytest.importorskip("jax.numpy")
    xp = namespace(np.arange(3.0), jnp.arange(3.0), 2.0)
    assert is_jax(xp)
    assert xp.sqrt is jnp.sqrt


def test_tracers_are_jax() -> None:
    jax = pytest.importorskip("jax")
    seen = []

    def f(x: object) -> object:
        seen.append(is_jax(namespace(x)))
        return x

    jax.jit(f)(1.0)
    jax.grad(f)(1.0)
    assert seen == [True, True]


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
def test_less_than_double_precision_is_refused(dtype: str) -> None:
    jnp = pytest.importorskip("jax.numpy")
    with pytest.raises(PrecisionError, match=f"{dtype}.*jax_enable_x64"):
        namespace(jnp.ones(2, dtype=dtype))


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf, np.array([1.0, -2.0]), [3.0, np.nan]])
def test_unphysical_energies_are_refused_by_name(bad: object) -> None:
    with pytest.raises(ValidityError, match=r"E_nu must be finite and not negative.*MeV"):
        check_energies("E_nu", bad)


@pytest.mark.parametrize("good", [0.0, 30, np.array([]), np.array([[0.0, 5.0]])])
def test_physical_energies_pass(good: object) -> None:
    check_energies("E_nu", good)


def test_traced_energies_pass_unchecked() -> None:
    jax = pytest.importorskip("jax")

    def f(x: object) -> object:
        check_energies("E_nu", x)
        return x

    assert float(jax.jit(f)(-1.0)) == -1.0


def test_integers_need_double_precision_too() -> None:
    jax = pytest.importorskip("jax")
    assert is_jax(namespace(jax.numpy.arange(3)))
    with jax.enable_x64(False):
        integers = jax.numpy.arange(3)
        with pytest.raises(PrecisionError, match=r"int32.*jax_enable_x64"):
            namespace(integers)


@pytest.mark.parametrize("bad", ["thirty", "30", None, True, [[1.0], [1.0, 2.0]], [1.0, "x"], 1j])
def test_what_is_no_number_is_refused(bad: object) -> None:
    with pytest.raises(ValidityError, match="E_nu"):
        check_energies("E_nu", bad)


def test_what_is_no_array_has_no_namespace() -> None:
    with pytest.raises(ValidityError, match="dict"):
        namespace({"E": 1.0}, 1.0)


def test_messages_show_plain_numbers() -> None:
    with pytest.raises(ValidityError, match=r"got -1\.0\. Give"):
        check_energies("E_nu", np.array([2.0, -1.0]))
    with pytest.raises(ValidityError) as caught:
        check_energies("E_nu", ["x"] * 1000)
    assert len(str(caught.value)) < 250


def test_plain_is_what_can_be_checked_now() -> None:
    for value in (1, 1.0, np.float64(1.0), np.arange(3.0), [1.0], (1.0,), "x", None):
        assert is_plain(value)
    jnp = pytest.importorskip("jax.numpy")
    assert not is_plain(jnp.arange(3.0))
