"""`nuscat nuclide`: what is known about a nuclide."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated

import typer

from ._options import Json

__all__ = ["nuclide"]


def nuclide(
    name: Annotated[str, typer.Argument(metavar="NUCLIDE", help="Ar40, 40Ar, argon-40, …")],
    as_json: Json = False,
) -> None:
    """Mass, spin, half-life, abundance and charge radius of a nuclide."""
    from nuscat import nuclei

    from ._output import Table, emit, sources

    n = nuclei.nuclide(name)
    stable = n.half_life is not None and math.isinf(n.half_life)
    document = {
        "name": n.name,
        "Z": n.Z,
        "N": n.N,
        "A": n.A,
        "mass_MeV": n.mass,
        "mass_uncertainty_MeV": n.mass_uncertainty,
        "atomic_mass_MeV": n.atomic_mass,
        "mass_excess_MeV": n.mass_excess,
        "spin": n.spin,
        "parity": n.parity,
        "stable": stable,
        "half_life_s": None if stable else n.half_life,
        "abundance": n.abundance,
        "charge_radius_fm": n.charge_radius,
        "charge_radius_uncertainty_fm": n.charge_radius_uncertainty,
        "cite": list(n.cite),
    }
    parity = {1: "+", -1: "−", None: ""}[n.parity]
    rows = [
        ("Z, N, A", f"{n.Z}, {n.N}, {n.A}", ""),
        ("nuclear mass", f"{n.mass:.6f} ± {n.mass_uncertainty:.2g}", "MeV"),
        ("atomic mass", f"{n.atomic_mass:.6f}", "MeV"),
        ("mass excess", f"{n.mass_excess:.6f}", "MeV"),
        ("spin and parity", "unknown" if n.spin is None else f"{Fraction(n.spin)}{parity}", "ħ"),
        ("half-life", *_half_life(n.half_life)),
        ("natural abundance", f"{100 * n.abundance:.6g}", "% of atoms"),
        (
            "charge radius",
            "not measured" if n.charge_radius is None else f"{n.charge_radius:.4f} ± {n.charge_radius_uncertainty:.4f}",
            "fm, rms",
        ),
    ]
    emit(
        document,
        [Table(columns=("quantity", "value", "unit"), rows=rows, title=n.name), sources(n.cite)],
        as_json=as_json,
    )


_TIMES = ("years", "days", "h", "min", "s", "ms", "us", "ns")
"""Units of half-lives, longest first."""


def _half_life(seconds: float | None) -> tuple[str, str]:
    """A half-life as text and its unit: the longest that is not above it."""
    from nuscat._core.units import UNITS

    from ._output import number

    if seconds is None:
        return "unknown", ""
    if math.isinf(seconds):
        return "stable", ""
    unit = next((name for name in _TIMES if seconds >= UNITS["time"][name]), "s")
    return number(seconds / UNITS["time"][unit], 5), {"us": "µs"}.get(unit, unit)
