"""Repeated measurements: A B A B, medians and minima, so that load of the machine hits both alike."""

from __future__ import annotations

import gc
import os
import resource
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["TreeMemory", "alternate", "once", "peak_megabytes", "summary"]


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


class TreeMemory:
    """Context that samples the resident memory of this process and all it started (Linux); pages shared count twice."""

    def __init__(self, interval: float = 0.1) -> None:
        self.megabytes: float | None = None
        self._interval = interval
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> TreeMemory:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(self._interval):
            now = _tree_megabytes(os.getpid())
            if now is not None:
                self.megabytes = max(now, self.megabytes or 0.0)


def _tree_megabytes(root: int) -> float | None:
    """Resident memory now of a process and its descendants [MB]; None where there is no /proc."""
    proc = Path("/proc")
    if not (proc / "self" / "statm").is_file():
        return None
    parents, pages = {}, {}
    for folder in proc.iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
                pages[int(folder.name)] = int((folder / "statm").read_text().split()[1])
            except (OSError, IndexError):  # it ended meanwhile
                continue
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(pages.get(pid, 0) for pid in family) * os.sysconf("SC_PAGE_SIZE") / 1048576.0
