"""Repeated measurements: A B A B, medians and minima, so that load of the machine hits both alike."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable
from typing import Any

__all__ = ["alternate", "once", "peak_megabytes", "summary"]


def once(function: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of one call, and its result."""
    start = time.perf_counter()
    result = function()
    return time.perf_counter() - start, result


def summary(seconds: list[float]) -> dict[str, float]:
    """Median, minimum and number of repeated measurements."""
    return {"median": sorted(seconds)[len(seconds) // 2], "minimum": min(seconds), "repeats": len(seconds)}


def alternate(functions: dict[str, Callable[[], Any]], *, repeats: int, inner: int = 1) -> dict[str, dict[str, float]]:
    """Seconds per call of every function: in each of `repeats` rounds all are called in turn, each `inner` times."""
    for function in functions.values():
        function()
    samples: dict[str, list[float]] = {name: [] for name in functions}
    gc.disable()
    try:
        for _ in range(repeats):
            for name, function in functions.items():
                start = time.perf_counter()
                for _ in range(inner):
                    function()
                samples[name].append((time.perf_counter() - start) / inner)
    finally:
        gc.enable()
    return {name: {**summary(values), "repeats": len(values) * inner} for name, values in samples.items()}


def peak_megabytes() -> float:
    """Largest resident memory so far of this process, or of one of its finished workers if that was larger [MB]."""
    kilobytes = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return kilobytes / 1024.0
