"""Scans and toys on a Dask cluster, and after a kill: the same bits as in one process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nuscat import experiments, inference
from nuscat._core.errors import WorkerError

pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::DeprecationWarning"
)

AXES = {"sin2w": np.linspace(0.16, 0.27, 15), "normalisation": np.linspace(0.7, 1.2, 12)}
"""180 points: two chunks."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    ) as local:
        yield local


@pytest.fixture(scope="module")
def plane() -> inference.Fit:
    return inference.Fit([experiments.load("coherent-csi")], free=["sin2w", "normalisation"])


@pytest.fixture(scope="module")
def reference(plane: inference.Fit) -> inference.Grid:
    return inference.grid(plane, AXES)


def test_grid_on_a_cluster(cluster: Any, plane: inference.Fit, reference: inference.Grid) -> None:
    on_cluster = inference.grid(plane, AXES, workers=inference.DaskCluster(cluster.scheduler_address))
    np.testing.assert_array_equal(on_cluster.chi2, reference.chi2)


def test_toys_on_a_cluster(cluster: Any, plane: inference.Fit) -> None:
    executor = inference.DaskCluster(cluster.scheduler_address)
    here = inference.toys(plane, 200, seed=7)
    there = inference.toys(plane, 200, seed=7, workers=executor)
    np.testing.assert_array_equal(there.values, here.values)
    np.testing.assert_array_equal(there.test_statistic, here.test_statistic)


def test_ensemble_on_a_cluster(cluster: Any) -> None:
    from nuscat.structure.skyrme import Ensemble

    ensemble = Ensemble.curated(("SLy4", "SkM*"))
    here = ensemble.evaluate(["O16"], workers=1)
    there = ensemble.evaluate(["O16"], workers=inference.DaskCluster(cluster.scheduler_address))
    for observable in ("energy", "r_p"):
        one, two = (r.distribution("O16", observable) for r in (here, there))
        np.testing.assert_array_equal(one.values, two.values)


def test_a_cluster_without_workers(cluster: Any) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=":0", silence_logs=50) as empty:
        executor = inference.DaskCluster(empty.scheduler_address, timeout=1.0)
        with pytest.raises(WorkerError, match="no workers"):
            list(executor.run(pow, 2, {"a": (3,)}))


def test_a_scheduler_that_ends_in_the_middle(cluster: Any) -> None:
    distributed = pytest.importorskip("distributed")
    local = distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    )
    results = inference.DaskCluster(local.scheduler_address).run(_slowly, 0.3, dict.fromkeys(range(30), ()))
    try:
        next(results)
    finally:
        local.close()
    with pytest.raises(WorkerError, match="was lost"):
        list(results)


def _slowly(seconds: float) -> None:
    time.sleep(seconds)


def test_command_line_on_a_cluster(cluster: Any, tmp_path: Path) -> None:
    line = ["fit", "coherent-csi", "--free", "normalisation", "--toys", "140", "--json"]
    command = [sys.executable, "-m", "nuscat", *line]
    here = subprocess.run(command, capture_output=True, check=True, timeout=120)
    on_cluster = [*command, "--scheduler", cluster.scheduler_address]
    there = subprocess.run(on_cluster, capture_output=True, check=False, timeout=120)
    assert there.returncode == 0, there.stderr.decode()
    assert there.stdout == here.stdout


SCRIPT = """
import sys, numpy as np
from nuscat import experiments, inference
fit = inference.Fit([experiments.load("coherent-csi")], free=["sin2w", "normalisation"])
axes = {"sin2w": np.linspace(0.16, 0.27, 30), "normalisation": np.linspace(0.7, 1.2, 30)}
if __name__ == "__main__":
    np.save(sys.argv[2], inference.grid(fit, axes, checkpoint=sys.argv[1], workers=2).chi2)
"""


@pytest.mark.skipif(os.name != "posix", reason="kills with SIGKILL")
def test_killed_and_resumed(tmp_path: Path) -> None:
    """SIGKILL in the middle of a scan with two workers; the resumed run equals an undisturbed one bit by bit."""
    script = tmp_path / "scan.py"
    script.write_text(SCRIPT)
    folder = tmp_path / "checkpoint"

    def run(checkpoint: Path, out: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, str(script), str(checkpoint), str(tmp_path / out)])

    first = run(folder, "never.npy")
    deadline = time.monotonic() + 120.0
    while not list(folder.glob("chunk-*.npz")) and time.monotonic() < deadline and first.poll() is None:
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    first.wait()
    finished = len(list(folder.glob("chunk-*.npz")))
    assert 1 <= finished < 8  # 900 points in chunks of 128
    assert not (tmp_path / "never.npy").exists()
    assert run(folder, "resumed.npy").wait(timeout=300) == 0
    assert run(tmp_path / "undisturbed", "whole.npy").wait(timeout=300) == 0
    resumed, whole = (np.load(tmp_path / name) for name in ("resumed.npy", "whole.npy"))
    np.testing.assert_array_equal(resumed, whole)


def test_example_script_on_a_cluster(cluster: Any, tmp_path: Path) -> None:
    """The plane it writes is the one of this process, and its limit is the largest coupling below Δχ² = 4.61."""
    script = Path(__file__).parents[2] / "examples" / "cluster_scan.py"
    out = tmp_path / "plane.json"
    line = [sys.executable, str(script), cluster.scheduler_address, "--side", "4", "--output", str(out)]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stderr
    axes = {"m_universal": np.geomspace(1.0, 1e3, 4), "g_universal": np.geomspace(1e-6, 1e-2, 4)}
    data = [experiments.load("coherent-csi"), experiments.load("coherent-lar")]
    here = inference.grid(inference.Fit(data, free=list(axes)), axes)
    np.testing.assert_array_equal(inference.Grid.load(out).chi2, here.chi2)
    limits = [float(line.split()[1]) for line in done.stdout.splitlines()[1:5]]
    assert all(a <= b for a, b in pairwise(limits))  # heavier mediators do less
    assert limits[0] < limits[-1]


@pytest.mark.slow  # starts a cluster of its own
def test_example_script_by_itself(tmp_path: Path) -> None:
    script = Path(__file__).parents[2] / "examples" / "cluster_scan.py"
    line = [sys.executable, str(script), "--side", "3", "--checkpoint", str(tmp_path / "plane")]
    first, again = (subprocess.run(line, capture_output=True, text=True, check=True, timeout=300) for _ in range(2))
    assert first.stdout == again.stdout
    assert list((tmp_path / "plane").glob("chunk-*.npz"))
