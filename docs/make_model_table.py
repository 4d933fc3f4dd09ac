"""Table of the page "Which nuclear model should I use?": radii, flux-averaged cross section and time of every model.

``python docs/make_model_table.py`` prints it, ``--write`` puts it into the page. Times are those of the machine it runs
on; everything else is tested.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from nuscat import electroweak, fluxes, nuclei, processes, responses

PAGE = Path(__file__).parent / "guide" / "which_nuclear_model.md"
MARKS = ("<!-- table: written by docs/make_model_table.py -->\n", "<!-- end of the table -->\n")
DEFAULT = "helm:skin=0.9,r0=1.2"
_MEAN_FIELDS = ("skyrme:SLy4", "skyrme:UNEDF1", "skyrme:SkM*,deformation=axial")
_FORMULAS = ("helm", DEFAULT, "klein-nystrand")
MODELS: dict[str, tuple[str, ...]] = {
    "Ar40": (*_MEAN_FIELDS, "shell-model:SDPF-U", "measured:skin=0.09", "fourier-bessel", *_FORMULAS),
    "Ge74": (*_MEAN_FIELDS, "shell-model:JUN45", "measured:skin=0.13", "fourier-bessel", *_FORMULAS),
    "I127": (*_MEAN_FIELDS, "shell-model:GCN5082", "hms", *_FORMULAS),
    "Cs133": (*_MEAN_FIELDS, "hms", *_FORMULAS),
}
"""Specifications of form factors by nuclide."""
_WARM_UP = (("O16", "skyrme:SLy4"), ("F19", "shell-model"), ("O16", "measured"), ("Xe132", "hms"), ("O16", "helm"))
"""What is computed before the clock starts, so that imports and compiled code are loaded."""
_COUPLINGS, _FLAVOUR = electroweak.tree(), "nu_e"


class Row(NamedTuple):
    """One model of one nuclide: radii [fm], NaN where the model has none; σ [10⁻⁴⁰ cm²]; processor time [s]."""

    model: str
    r_p: float
    r_n: float
    r_ch: float
    r_W: float
    sigma: float
    seconds: float


def row(nuclide: str, spec: str) -> Row:
    """Radii, flux-averaged cross section with tree-level couplings, and the time to set the model up."""
    began = time.process_time()
    nucleus = responses.nucleus(nuclide, spec)
    nucleus.weak(50.0, _COUPLINGS, _FLAVOUR)
    seconds = time.process_time() - began
    sigma = 1e40 * fluxes.average(processes.CEvNS(nucleus, _COUPLINGS), fluxes.stopped_pion("sns"))
    return Row(spec, *_radii(nucleus), sigma, seconds)


def _radii(nucleus: Any) -> tuple[float, float, float, float]:
    structure = getattr(nucleus.proton, "structure", None)
    if structure is not None:
        points = structure.multipoles
        return points.r_p, points.r_n, structure.charge_radius, structure.weak_radius(_COUPLINGS, _FLAVOUR)
    g_p, g_n = (float(g) for g in _COUPLINGS.nucleon(_FLAVOUR))
    p, n = (float(f.rms_radius) ** 2 for f in (nucleus.proton, nucleus.neutron))
    weak = (nucleus.Z * g_p * p + nucleus.N * g_n * n) / (nucleus.Z * g_p + nucleus.N * g_n)
    return np.nan, np.nan, float(np.sqrt(p)), float(np.sqrt(weak))


def rows(nuclide: str) -> Iterator[Row]:
    """All models of a nuclide, none of them from the disk cache."""
    before = os.environ.get("NUSCAT_SKYRME_CACHE")
    os.environ["NUSCAT_SKYRME_CACHE"] = "0"
    try:
        for other, spec in _WARM_UP:
            responses.nucleus(other, spec).weak(50.0, _COUPLINGS, _FLAVOUR)
        for spec in MODELS[nuclide]:
            yield row(nuclide, spec)
    finally:
        if before is None:
            del os.environ["NUSCAT_SKYRME_CACHE"]
        else:
            os.environ["NUSCAT_SKYRME_CACHE"] = before


def _time(seconds: float) -> str:
    for limit, text in ((1e-3, "< 1 ms"), (1e-2, "1–10 ms"), (0.1, "10–100 ms")):
        if seconds < limit:
            return text
    return f"{seconds:.1f} s" if seconds < 3.0 else f"{seconds:.0f} s"


def line(found: Row) -> str:
    """The row in Markdown."""
    radii = ["–" if np.isnan(r) else f"{r:.3f}" for r in found[1:5]]
    return f"| `{found.model}` | {' | '.join(radii)} | {found.sigma:.2f} | {_time(found.seconds)} |"


def table(nuclide: str) -> str:
    """The table of a nuclide in Markdown, with its heading."""
    known = nuclei.nuclide(nuclide)
    measured = f"{known.charge_radius:.4f} ± {known.charge_radius_uncertainty:.4f}"
    head = "| model | r_p | r_n | R_ch | R_W | ⟨σ⟩ | processor time |\n|---|---:|---:|---:|---:|---:|---:|"
    body = "\n".join(line(found) for found in rows(nuclide))
    return f"**{nuclide}**, measured charge radius {measured} fm:\n\n{head}\n{body}\n"


def committed() -> str:
    """What stands in the page between the marks."""
    return PAGE.read_text(encoding="utf-8").split(MARKS[0])[1].split(MARKS[1])[0]


def without_times(text: str) -> str:
    """The tables without their last column."""
    return re.sub(r"\|[^|\n]*\|$", "|", text, flags=re.MULTILINE)


def main() -> None:
    """Print the tables, or write them into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the tables into the page")
    arguments = parser.parse_args()
    tables = []
    for name in MODELS:
        tables.append(table(name))
        if not arguments.write:
            print(tables[-1], flush=True)
    text = "\n" + "\n".join(tables) + "\n"
    if arguments.write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(
            page.replace(f"{MARKS[0]}{committed()}{MARKS[1]}", f"{MARKS[0]}{text}{MARKS[1]}"), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
