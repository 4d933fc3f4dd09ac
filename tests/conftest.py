"""Shared test setup: JAX, where installed, computes in float64; hypothesis runs are reproducible."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

try:
    import jax
except ImportError:
    pass
else:
    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_platforms", "cpu")


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep computed results out of the user's cache, and stale ones of the user out of the tests."""
    patch = pytest.MonkeyPatch()
    patch.setenv("NUSCAT_CACHE", os.environ.get("NUSCAT_TEST_CACHE") or str(tmp_path_factory.mktemp("cache")))
    yield
    patch.undo()
