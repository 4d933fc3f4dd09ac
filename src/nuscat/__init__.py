"""Neutrino scattering off nuclei, from the nucleus to the fit.

Importing :mod:`nuscat` imports nothing heavy: subpackages load on first access, and JAX is never
imported unless JAX arrays are passed in or a batched/gradient feature is asked for.
"""

from __future__ import annotations

import importlib
from types import ModuleType

from ._version import __version__

_SUBPACKAGES = (
    "constants",
    "nuclei",
    "electroweak",
    "structure",
    "responses",
    "processes",
    "fluxes",
    "detectors",
    "experiments",
    "inference",
    "plots",
)

__all__ = ["__version__", *_SUBPACKAGES]


def __getattr__(name: str) -> ModuleType:
    if name in _SUBPACKAGES:
        return importlib.import_module(f"{__name__}.{name}")
    msg = f"module {__name__!r} has no attribute {name!r}; subpackages are {', '.join(_SUBPACKAGES)}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    return sorted(__all__)
