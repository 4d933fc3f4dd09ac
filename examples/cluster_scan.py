"""Mediator plane of the COHERENT data on a Dask cluster, resumable.

Run: python examples/cluster_scan.py [ADDRESS] [--side N] [--checkpoint FOLDER] [--output PLANE.json]
Without the address of a scheduler it starts two workers on this machine. Needs: pip install ".[cluster]".
"""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from nuscat import experiments, inference


def main() -> None:
    """Profile all nuisance parameters at every mass and coupling, and print the limits at 90 %."""
    parser = argparse.ArgumentParser(description="mediator plane on a Dask cluster")
    parser.add_argument("address", nargs="?", help="of a running scheduler, e.g. tcp://head:8786")
    parser.add_argument("--side", type=int, default=30, help="points per axis")
    parser.add_argument("--checkpoint", type=Path, help="folder to resume from")
    parser.add_argument("--output", type=Path, help="JSON file for the plane")
    arguments = parser.parse_args()
    data = [experiments.load("coherent-csi"), experiments.load("coherent-lar")]
    fit = inference.Fit(data, free=["m_universal", "g_universal"])
    axes = {
        "m_universal": np.geomspace(1.0, 1e3, arguments.side),  # MeV
        "g_universal": np.geomspace(1e-6, 1e-2, arguments.side),
    }
    with ExitStack() as stack:
        address = arguments.address
        if address is None:
            from distributed import LocalCluster

            cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0")
            address = stack.enter_context(cluster).scheduler_address
        executor = inference.DaskCluster(address)
        plane = inference.grid(fit, axes, workers=executor, checkpoint=arguments.checkpoint)
    masses, couplings = plane.axes
    print("mass [MeV]   couplings allowed at 90 %, up to")
    for mass, row in zip(masses, plane.delta_chi2, strict=True):
        print(f"{mass:10.3g}   {couplings[row <= 4.61].max(initial=0.0):.2e}")
    if arguments.output is not None:
        plane.save(arguments.output)
        print("written:", arguments.output)


if __name__ == "__main__":
    main()
