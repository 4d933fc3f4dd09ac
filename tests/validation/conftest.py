"""The scripts in validation/, imported by path: the tests compare their results() with published numbers."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "validation"


@pytest.fixture(scope="session")
def script() -> Callable[[str], ModuleType]:
    """Module of a validation script by name."""

    def load(name: str) -> ModuleType:
        if str(FOLDER) not in sys.path:
            sys.path.insert(0, str(FOLDER))
        return importlib.import_module(name)

    return load


@pytest.fixture(scope="session")
def results(script: Callable[[str], ModuleType]) -> Callable[[str], dict]:
    """Results of a validation script by name, computed once per session."""
    cache: dict[str, dict] = {}

    def get(name: str) -> dict:
        if name not in cache:
            cache[name] = script(name).results()
        return cache[name]

    return get
