"""Importing the package imports nothing heavy and has no side effect."""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import nuscat

HEAVY = ("jax", "matplotlib", "iminuit", "pooch", "scipy.integrate", "scipy.optimize", "scipy.stats", "pandas", "numba")
SUBPACKAGES = [m.name for m in pkgutil.iter_modules(nuscat.__path__) if m.name not in ("__main__", "cli", "data")]


def run(code: str, cwd: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("COV_", "PYTEST"))}
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=environment,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_subpackages_import_nothing_heavy(tmp_path: Path) -> None:
    imports = "; ".join(f"import nuscat.{name}" for name in SUBPACKAGES)
    out = run(f"import sys; import nuscat; {imports}; print([m for m in {HEAVY!r} if m in sys.modules])", tmp_path)
    assert out.strip() == "[]"


def test_importing_writes_nothing(tmp_path: Path) -> None:
    imports = "; ".join(f"import nuscat.{name}" for name in SUBPACKAGES)
    assert run(f"import nuscat; {imports}", tmp_path) == ""
    assert list(tmp_path.iterdir()) == []


def test_subpackages_load_on_first_access(tmp_path: Path) -> None:
    loaded = "print('nuscat.nuclei' in sys.modules)"
    assert run(f"import sys, nuscat; {loaded}; nuscat.nuclei; {loaded}", tmp_path).split() == ["False", "True"]


def test_unknown_attribute_lists_the_subpackages() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'nuclear'.*nuclei"):
        nuscat.nuclear  # noqa: B018


def test_version_is_the_installed_one() -> None:
    from importlib.metadata import version

    assert version("nuscat") == nuscat.__version__


def test_dir_lists_subpackages() -> None:
    assert {"nuclei", "processes", "__version__"} <= set(dir(nuscat))
