"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

EXPERIMENT_HELP = (
    "of 'nuscat models experiments'; options follow a colon, "
    "dresden-ii:quenching=photo-neutron or xenonnt-8b:runs=sr0+sr1,constraint=free."
)
"""What may stand for an experiment, behind "One" or "One or more"."""

__all__ = [
    "EXPERIMENT_HELP",
    "Checkpoint",
    "Config",
    "CouplingsName",
    "Experiments",
    "Figure",
    "FluxHistogram",
    "FormFactorSpec",
    "Json",
    "Scheduler",
    "Set",
    "Sin2w",
    "Workers",
    "executor",
]

Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]
CouplingsName: TypeAlias = Annotated[
    str, typer.Option("--couplings", metavar="NAME", help="Electroweak convention; see 'nuscat models couplings'.")
]
FormFactorSpec: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--form-factor",
        metavar="NAME:KEY=VALUE,…",
        help="Form factor, by default helm:skin=0.9,r0=1.2 (PREX, CREX: skyrme:SLy4), or nuclear structure: "
        "skyrme:SLy4, shell-model:SDPF-U, "
        "hms, measured, density:FILE; \";H1=point\" appends that of one nuclide; see 'nuscat models form-factors'.",
    ),
]
Sin2w: TypeAlias = Annotated[
    float | None, typer.Option("--sin2w", metavar="X", help="Low-energy sin²θ_W in place of that of the convention.")
]
Set: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="NAME=VALUE", help="Value of a parameter, repeatable; see 'nuscat models parameters'."
    ),
]
Figure: TypeAlias = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Also write a figure (.png, .pdf or .svg).")
]
FluxHistogram: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--flux-histogram",
        metavar="FILE|find",
        help="coherent-csi: the collaboration's flux histogram in place of the analytic flux; find: in NUSCAT_DATA.",
    ),
]
Experiments: TypeAlias = Annotated[
    list[str], typer.Argument(metavar="EXPERIMENT…", help=f"One or more {EXPERIMENT_HELP}")
]
Config: TypeAlias = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Your own experiment; 'nuscat init' writes an example."),
]
Checkpoint: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--checkpoint", metavar="FOLDER", help="Keep finished pieces here; the same command resumes from them."
    ),
]
Workers: TypeAlias = Annotated[
    int, typer.Option("--workers", metavar="N", min=1, help="Processes for scans and pseudo-experiments.")
]
Scheduler: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help="Run scans and pseudo-experiments on a Dask cluster that runs already, e.g. tcp://head:8786.",
    ),
]


def executor(workers: int, scheduler: str | None) -> Any:
    """Where scans and toys run: local processes, or the cluster of a `scheduler`; not both."""
    if scheduler is None:
        return workers
    from nuscat._core.errors import ValidityError
    from nuscat._core.executors import DaskCluster

    if workers != 1:
        raise ValidityError("--workers and --scheduler exclude each other.", hint="The cluster has its own workers.")
    return DaskCluster(scheduler)
