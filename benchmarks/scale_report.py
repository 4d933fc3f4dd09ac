"""Rows of the table for scans, toys, likelihoods and sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["scale_rows"]

Record = dict[str, float]
Row = tuple[str, str, Record, Record | None, float | None]


def scale_rows(cases: dict[str, Any]) -> Iterator[Row]:
    """Job, target, nuscat, reference, memory; only of the cases that ran."""
    for name, make in _MAKERS.items():
        if name in cases:
            yield from make(cases[name])


def _compiled(c: dict[str, Any], of: str) -> Iterator[Row]:
    t = c["times"]
    if "JAX" in t:
        job = f"  one process, JAX ({c['jax']}), scaled from {c[of]}; compiling, once: {c['jax_compile_s']:.0f} s"
        yield job, "", t["JAX"], t["iminuit"], c["peak_MB_with_jax"]


def _plane(c: dict[str, Any]) -> Iterator[Row]:
    t = c["times"]
    part = "" if c["points"] == 10_000 else f" (scaled from {c['points']})"
    half = {k: v * (0.5 if k != "repeats" else 1) for k, v in t["iminuit"].items()}
    job = f"mediator plane 100 × 100, CsI + LAr, {c['nuisances']} nuisance parameters profiled, 2 processes{part}"
    yield f"{job}; reference: iminuit point by point", "≤ 60 s", t["2 processes"], half, c["peak_MB_all_processes"]
    yield "  one process", "", t["1 process"], t["iminuit"], c["peak_MB"]
    yield from _compiled(c, "jax_points")


def _combined(c: dict[str, Any]) -> Iterator[Row]:
    job = f"mediator plane of {c['points']} points with Dresden-II and XENONnT too"
    job += f", {c['nuisances']} nuisance parameters, 2 processes"
    yield job, "", c["times"]["2 processes"], None, c["peak_MB"]


def _feldman_cousins(c: dict[str, Any]) -> Iterator[Row]:
    t = c["times"]
    part = "" if c["toys"] == 10_000 else f" (scaled from {c['toys']})"
    half = {k: v * (0.5 if k != "repeats" else 1) for k, v in t["iminuit"].items()}
    job = f"10 000 Feldman–Cousins toys of CsI + LAr, 20 values, 2 processes{part}; reference: iminuit, two fits each"
    yield job, "≤ 5 min", t["2 processes"], half, c["peak_MB_all_processes"]
    yield "  one process, scaled from fewer", "", t["1 process"], t["iminuit"], c["peak_MB"]
    yield from _compiled(c, "jax_toys")


def _cluster(c: dict[str, Any]) -> Iterator[Row]:
    t = c["times"]
    if t:
        job = f"mediator plane of {c['points']} points on a Dask cluster, 2 local workers; reference: 2 processes"
        yield job, "", t["plane, Dask"], t["plane, processes"], None
        job = "  connecting and two tasks that do nothing; reference: starting 2 processes"
        yield job, "", t["starting, Dask"], t["starting, processes"], None
        yield "  every further task that does nothing", "", t["task, Dask"], t["task, processes"], None


def _likelihoods(c: dict[str, Any]) -> Iterator[Row]:
    for name, record in c["times"].items():
        yield f"likelihood of {name}, physics prepared", "", record, None, None
        yield "  preparing it", "", c["prepare"][name], None, None
        yield "  first call, with loading", "", c["first"][name], None, None


def _sources(c: dict[str, Any]) -> Iterator[Row]:
    for name, record in c["times"].items():
        yield name, "", record, None, None


_MAKERS = {
    "plane": _plane,
    "combined-plane": _combined,
    "feldman-cousins": _feldman_cousins,
    "cluster": _cluster,
    "likelihoods": _likelihoods,
    "sources": _sources,
}
