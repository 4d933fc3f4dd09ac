"""Wall time and memory of whole processes: imports and the command line."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import Any

__all__ = ["startup"]

ALL = (
    "from nuscat import constants, nuclei, electroweak, structure, responses, processes, fluxes, detectors, "
    "experiments, inference"
)
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import numpy": [sys.executable, "-c", "import numpy"],
    "import nuscat": [sys.executable, "-c", "import nuscat"],
    "import nuscat.structure": [sys.executable, "-c", "import nuscat.structure"],
    "import all subpackages but plots": [sys.executable, "-c", ALL],
    "import nuscat.plots": [sys.executable, "-c", "import nuscat.plots"],
    "nuscat models experiments": [sys.executable, "-m", "nuscat", "models", "experiments"],
    "nuscat rate coherent-csi": [sys.executable, "-m", "nuscat", "rate", "coherent-csi"],
}


def run(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak memory [MB] of a process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        msg = f"{' '.join(command[1:])} failed: {error.decode()[-400:]}"
        raise RuntimeError(msg)
    return seconds, usage.ru_maxrss / 1024.0


def startup(quick: bool) -> dict[str, Any]:
    """Every command several times in turn; the first round warms the file cache and does not count."""
    samples: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    for turn in range(1 + (4 if quick else 9)):
        for name, command in COMMANDS.items():
            sample = run(command)
            if turn:
                samples[name].append(sample)
    return {
        "times": {
            name: {
                "median": sorted(s for s, _ in values)[len(values) // 2],
                "minimum": min(s for s, _ in values),
                "repeats": len(values),
                "peak_MB": max(m for _, m in values),
            }
            for name, values in samples.items()
        }
    }
