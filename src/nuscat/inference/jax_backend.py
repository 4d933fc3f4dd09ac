"""Exact gradients and batched evaluation of the likelihood with JAX, where installed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from inspect import signature
from typing import Any

import numpy as np

from nuscat._core.arrays import Array
from nuscat._core.errors import MissingExtraError

from .model import Model

__all__ = ["batched_chi2", "hessian", "value_and_gradient"]


def jax_module() -> Any:
    """The module `jax`; :class:`MissingExtraError` if it is not installed."""
    try:
        import jax
    except ImportError as error:
        raise MissingExtraError.of("The JAX backend", "jax") from error
    return jax


def in_float64(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` compiled and called in double precision, whatever the global JAX setting; NumPy arrays come back."""
    jax = jax_module()
    compiled = jax.jit(function, **_options(jax))

    recent = hasattr(jax, "enable_x64")  # older versions have it among the experimental functions
    enable_x64 = (jax if recent else import_module("jax.experimental")).enable_x64

    def call(*arguments: Any) -> Any:
        with enable_x64(True):
            given = jax.tree_util.tree_map(lambda x: jax.numpy.asarray(x, dtype=float), arguments)
            return jax.tree_util.tree_map(np.asarray, compiled(*given))

    return call


def _options(jax: Any) -> dict[str, Any]:
    """Options of `jax.jit`: on a CPU no threads inside an operation.

    XLA's pool of such threads sometimes never wakes up in compiled batches, a call then waits for ever (seen here once
    in four runs of one fit; issues 1528 and 1530 of PyAutoLabs/PyAutoFit). The small matrices here gain nothing.
    """
    if jax.default_backend() != "cpu" or "compiler_options" not in signature(jax.jit).parameters:
        return {}
    return {"compiler_options": {"xla_cpu_multi_thread_eigen": False}}


def value_and_gradient(model: Model) -> Callable[[Array], tuple[Array, Array]]:
    """Compiled function: parameter vector (n,) [units of the parameters] → χ² [1] and its exact gradient, shape (n,).

    Checked: value equals the NumPy one to 1e-10; gradient equals central differences.
    """
    return in_float64(jax_module().value_and_grad(model.chi2))


def hessian(model: Model) -> Callable[[Array], Array]:
    """Compiled function: parameter vector (n,) [units of the parameters] → exact Hessian of χ², shape (n, n)."""
    return in_float64(jax_module().hessian(model.chi2))


def batched_chi2(model: Model) -> Callable[[Array], Array]:
    """Compiled function: parameter vectors (batch, n) [units of the parameters] → χ² [1], shape (batch,)."""
    return in_float64(model.chi2)
