"""Rows of the table for nuclear structure: targets beside what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["structure_rows"]

Record = dict[str, float]
Row = tuple[str, str, Record, Record | None, float | None]


def structure_rows(cases: dict[str, Any]) -> Iterator[Row]:
    """Job, target, nuscat, reference, memory; only of the cases that ran."""
    for name, make in _MAKERS.items():
        if name in cases:
            yield from make(cases[name])


def _mean_field(c: dict[str, Any]) -> Iterator[Row]:
    t = c["times"]
    job = "spherical HF of 208Pb, SLy4, defaults (0.3 keV), first call of a process (basis and modules included)"
    yield job, "≤ 0.5 s", t["HF 208Pb, cold"], t["reference"], None
    yield "  the same, basis at hand", "≤ 50 ms", t["HF 208Pb"], t["reference"], c["peak_MB"]
    job = "  basis at hand, tolerance 1e-6 and 24 functions per l (0.7 keV)"
    yield job, "≤ 50 ms", t["HF 208Pb, 1 keV"], t["reference"], None
    yield "spherical HFB of 40Ar, SLy4", "≤ 1 s", t["HFB 40Ar"], None, None


def _deformed(c: dict[str, Any]) -> Iterator[Row]:
    t = c["times"]
    targets = {"40Ar": "≤ 5 s", "184W": "≤ 20 s"}
    for name, target in targets.items():
        job = f"axial HFB of {name}, SLy4, 14 shells"
        yield f"{job}, one start at the known shape", target, t[name], None, c["peaks_MB"][name]
        yield "  the same, first call of the process", target, t[f"{name}, first call"], None, None
        yield f"{job}, search for all minima", "", t[f"{name}, search"], None, c["peaks_MB"][f"{name}, search"]


def _covariance(c: dict[str, Any]) -> Iterator[Row]:
    t = c["times"]
    job = "ten-parameter covariance from eight nuclei; reference: 21 times one solution of each"
    yield job, "≤ 60 s", t["nuscat"], t["reference"], c["peak_MB"]


def _ensemble(c: dict[str, Any]) -> Iterator[Row]:
    t = c["times"]
    job = "60 functionals × 40Ar, 48Ca, 127I, 208Pb, 2 processes; reference: 60 times one, on two cores without loss"
    job += f" [nuscat {c['scaled']}]" if c["scaled"] else ""
    yield job, "≤ 2 min", t["nuscat"], t["reference"], c["peak_MB"]


def _responses(c: dict[str, Any]) -> Iterator[Row]:
    t = c["times"]
    job = "polynomials of all six operators of 131Xe"
    theirs = t["construction, reference"]
    yield f"{job}, first call of a process (Numba imported)", "≤ 1 s", t["construction, cold"], theirs, c["peak_MB"]
    yield "  the same, compiled angular momentum algebra loaded", "≤ 1 s", t["construction"], theirs, None
    yield "  their M, Φ″, Σ′1, Σ′3 (p and n) at one q", "≤ 10 µs", t["one q"], t["reference"], None
    yield "  the same for 1000 q, per q", "≤ 10 µs", t["1000 q, per q"], t["1000 q, per q, reference"], None


def _electrons(c: dict[str, Any]) -> Iterator[Row]:
    t = c["times"]
    for name, target in (
        ("40Ar, 249 MeV", "≤ 20 ms"),
        ("208Pb, 502 MeV", "≤ 20 ms"),
        ("A_PV 208Pb, 953 MeV", "≤ 0.1 s"),
    ):
        job = f"{name}, 8 angles" if name.startswith("A_PV") else f"elastic electrons, {name}, 20 angles"
        yield job, target, t[name], t[f"{name}, reference"], c["peak_MB"]
    yield "  40Ar, first call of a process (Numba imported)", "", t["cold"], None, None


def _use(c: dict[str, Any]) -> Iterator[Row]:
    t = c["times"]
    job = "CEvNS on CsI, mean-field densities, 100 energies, first call of a process"
    yield f"{job}, solutions not cached", "", t["cevns CsI, not cached"], None, None
    yield "  the same, solutions cached", "", t["cevns CsI, cached"], None, None
    job = "  its 100 total cross sections again"
    yield job, "", t["sigma of 100 energies, skyrme:SLy4"], None, c["peak_MB"]
    yield "  with Helm form factors instead", "", t["sigma of 100 energies, helm"], None, None
    for name, record in t.items():
        if name.startswith("nuscat "):
            yield f"process: {name}", "", record, None, record["peak_MB"]


_MAKERS = {
    "mean-field": _mean_field,
    "deformed": _deformed,
    "covariance": _covariance,
    "ensemble": _ensemble,
    "responses": _responses,
    "electrons": _electrons,
    "structure-use": _use,
}
