"""Compact tables of solar neutrinos: spectra, and where in the Sun they are born.

Usage: python tools/make_solar.py [--shared ../shared]

Reads the originals (see the SOURCE.txt beside them), checks norms and mean energies against the papers, and writes
`src/nuscat/data/fluxes/solar/` with a SOURCE.toml. Every file is written under a temporary name and then renamed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src" / "nuscat" / "data" / "fluxes" / "solar"

SHAPES = {
    "pp": "pp_shape.csv",
    "hep": "hep_shape.csv",
    "13N": "n13_shape.csv",
    "15O": "o15_shape.csv",
    "17F": "f17_shape.csv",
}
MEANS = {"pp": 0.2668, "hep": 9.628, "13N": 0.7067, "15O": 0.9964}
"""Mean energies [MeV] printed in the papers of Bahcall; 17F is not checked."""
WINTER, ORTIZ, BAHCALL = "8B_shape_Winter_et_al.csv", "8B_shape_Ortiz_et_al.csv", "B8.dat"
SNO = {"sno8B": "SNO_8B.csv", "snohep": "SNO_hep.csv"}
LINES = {
    "7Be862": ("be7ground_shape.csv", 5.0e-4, 0.8618, 1.29e-3),
    "7Be384": ("be7excited_shape.csv", 0.0, 0.3843, 1.24e-3),
}
"""Original, shift of the energies [MeV], laboratory energy and mean thermal shift of the paper [MeV]."""
PROFILES = {
    "B16-GS98": "nudistr_b16_gs98.dat",
    "B16-AGSS09": "nudistr_b16_agss09.dat",
    "BP00": "bp00flux.dat",
    "BS05-OP": "bs2005opflux.dat",
    "BS05-AGS-OP": "bs2005agsopflux.csv",
}
SOURCES = ("pp", "pep", "hep", "7Be", "8B", "13N", "15O", "17F")
COLUMNS_B16 = (4, 5, 6, 7, 8, 9, 10, 11)
COLUMNS_OLD = (5, 11, 12, 10, 6, 7, 8, 9)
EDGES = np.linspace(0.0, 0.5, 101)


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(path.suffix + ".tmp")
    temporary.write_bytes(content)
    os.replace(temporary, path)
    print(f"wrote {path.relative_to(ROOT)} ({len(content)} bytes)")


def npz(arrays: dict[str, np.ndarray]) -> bytes:
    """A reproducible .npz: fixed order and time stamps, so that its hash does not change from run to run."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            member = BytesIO()
            np.lib.format.write_array(member, np.asarray(array), allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, member.getvalue())
    return buffer.getvalue()


def check(what: str, got: float, expected: float, tolerance: float) -> None:
    if abs(got - expected) > tolerance:
        raise SystemExit(f"{what}: found {got}, the paper has {expected}; the originals are damaged or another version")


def mean(E: np.ndarray, y: np.ndarray) -> float:
    return float(np.trapezoid(E * y, E) / np.trapezoid(y, E))


def thinned(E: np.ndarray, y: np.ndarray, tolerance: float) -> np.ndarray:
    """Indices of a subset of the points whose linear interpolation misses none by more than tolerance × max(y)."""
    keep, stack = {0, len(E) - 1}, [(0, len(E) - 1)]
    while stack:
        i, j = stack.pop()
        if j - i < 2:
            continue
        miss = np.abs(y[i : j + 1] - np.interp(E[i : j + 1], [E[i], E[j]], [y[i], y[j]]))
        k = i + int(np.argmax(miss))
        if miss.max() > tolerance * y.max():
            keep.add(k)
            stack += [(i, k), (k, j)]
    return np.array(sorted(keep))


def trimmed(E: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """From zero energy to the first zero above the last value that is not."""
    if E[0] > 0.0:
        E, y = np.append(0.0, E), np.append(0.0, y)
    last = int(np.flatnonzero(y > 0.0)[-1]) + 2
    return E[:last], y[:last]


def shapes(folder: Path, bahcall: Path) -> dict[str, np.ndarray]:
    out: dict[str, np.ndarray] = {}
    for name, file in SHAPES.items():
        E, y = trimmed(*np.loadtxt(folder / file, delimiter=",").T)
        check(f"{file}: norm", np.trapezoid(y, E), 1.0, 2e-3)
        if name in MEANS:
            check(f"{file}: mean energy", mean(E, y), MEANS[name], 3e-4 * MEANS[name] + 5e-5)
        chosen = thinned(E, y, 1e-4) if len(E) > 150 else np.arange(len(E))
        check(f"{file}: mean energy after thinning", mean(E[chosen], y[chosen]), mean(E, y), 2e-4 * mean(E, y))
        out[f"{name}_E"], out[f"{name}_shape"] = E[chosen], y[chosen]
    E, y, error = np.loadtxt(folder / WINTER, delimiter=",").T
    check(f"{WINTER}: norm", np.trapezoid(y, E), 1000.0, 0.1)
    check(f"{WINTER}: sum of the errors", np.trapezoid(error, E), 0.0, 0.02)
    last = int(np.flatnonzero(y > 0.0)[-1]) + 2
    out["winter2006_E"], out["winter2006_shape"], out["winter2006_error"] = E[:last], y[:last], error[:last]
    E, y = trimmed(*np.loadtxt(folder / ORTIZ, delimiter=",").T)
    check(f"{ORTIZ}: norm", np.trapezoid(y, E), 1.0, 6e-3)
    out["ortiz2000_E"], out["ortiz2000_shape"] = E.round(5), y.round(6)
    E, y, plus, minus = np.loadtxt(bahcall / BAHCALL).T[:, ::5]
    check(f"{BAHCALL}: mean energy", mean(E, y), 6.735, 2e-3)
    out["bahcall1996_E"], out["bahcall1996_shape"] = E, y
    out["bahcall1996_plus3"], out["bahcall1996_minus3"] = plus, minus
    for name, (file, shift, line, thermal) in LINES.items():
        E, y = np.loadtxt(folder / file, delimiter=",").T
        E = (E + shift).round(5)
        check(f"{file}: mean thermal shift", mean(E, y) - line, thermal, 2e-5)
        chosen = thinned(E, y, 3e-3)
        out[f"{name}_E"], out[f"{name}_shape"] = E[chosen], y[chosen].round(3)
    for name, file in SNO.items():
        E, probability = np.loadtxt(folder / file, delimiter=",").T
        out[f"{name}_E"], out[f"{name}_probability"] = E.round(4), probability.round(5)
    return out


def rows(path: Path) -> np.ndarray:
    """Numerical rows of a table of a solar model, with 12 or 13 columns."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            values = [float(x) for x in line.split()]
        except ValueError:
            continue
        if len(values) >= 12:
            found.append(values)
    return np.array(found)


def zones(folder: Path) -> dict[str, np.ndarray]:
    out: dict[str, np.ndarray] = {"radius": 0.5 * (EDGES[1:] + EDGES[:-1]), "sources": np.array(SOURCES)}
    for name, file in PROFILES.items():
        table = rows(folder / file)
        b16 = name.startswith("B16")
        fractions = table[:, COLUMNS_B16 if b16 else COLUMNS_OLD]
        fractions = fractions * (0.0005 if b16 else 1.0)  # B16 gives the fraction per solar radius
        for source, total in zip(SOURCES, fractions.sum(axis=0), strict=True):
            check(f"{file}: sum of {source}", total, 1.0, 2e-4)
        index = np.clip(np.digitize(table[:, 0], EDGES) - 1, 0, len(EDGES) - 2)
        weight = np.zeros((len(EDGES) - 1, len(SOURCES)))
        np.add.at(weight, index, fractions)
        density = 10.0 ** table[:, 2]
        centre = np.interp(out["radius"], table[:, 0], table[:, 2])
        born = fractions.sum(axis=1)
        top, bottom = np.zeros(len(EDGES) - 1), np.zeros(len(EDGES) - 1)
        np.add.at(top, index, born * density)
        np.add.at(bottom, index, born)
        averaged = np.where(bottom > 0.0, top / np.where(bottom > 0.0, bottom, 1.0), 10.0**centre)
        out[f"{name}_density"] = averaged.round(4)
        weight = (weight / weight.sum(axis=0)).round(8)
        weight[weight.argmax(axis=0), range(len(SOURCES))] += 1.0 - weight.sum(axis=0)
        out[f"{name}_fractions"] = weight
    return out


def hashes(paths: list[Path]) -> str:
    return "\n".join(f'"{p.name}" = "{hashlib.sha256(p.read_bytes()).hexdigest()}"' for p in paths)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    base = parser.parse_args().shared / "data" / "fluxes"
    folder, bahcall = base / "PEANUTS_solar", base / "SolarNu_bahcall"
    write(OUT / "shapes.npz", npz(shapes(folder, bahcall)))
    write(OUT / "zones.npz", npz(zones(folder)))
    names = [*SHAPES.values(), WINTER, ORTIZ, *(v[0] for v in LINES.values()), *SNO.values(), *PROFILES.values()]
    originals = [*(folder / n for n in names), bahcall / BAHCALL]
    write(
        OUT / "SOURCE.toml",
        f'''title = "Solar neutrinos: spectra and radial distributions of production"
paper = ["Winter:2004kf", "Ortiz:2000nf", "Bahcall:1996qv", "Bahcall:1997eg", "Bahcall:1987jc", "Bahcall:1994cf",
  "Vinyoles:2016djt", "Bahcall:2000nu", "Bahcall:2004pz", "SNO:2009uok"]
doi = ["10.1103/PhysRevC.73.025503", "10.1103/PhysRevLett.85.2909", "10.1103/PhysRevC.54.411",
  "10.1103/PhysRevC.56.3391", "10.1103/RevModPhys.60.297", "10.1103/PhysRevD.49.3923",
  "10.3847/1538-4357/835/2/202", "10.1086/321493", "10.1086/428929", "10.1103/PhysRevC.81.055504"]
url = ["https://github.com/michelelucente/PEANUTS (commit 59e3a2ae)", "https://github.com/thuxwr/SolarNu (commit aca1cd53)"]
licence = "numbers published in the papers; the collections are GPL-3.0 (PEANUTS) and without a licence file (SolarNu); cite the papers"
obtained = "2026-11-21"
changed = """Spectra begin at (0, 0) and end at their first zero. pp, hep, 13N, 15O, 17F: points left out where linear
interpolation misses the original by less than 1e-4 of the maximum (3e-3 for the profiles of the 7Be lines). The 8B spectrum
of Bahcall et al. has every fifth point. The profile of the 862 keV line is shifted by +0.5 keV: the collection added its energies
to 861.3 keV, the value in the header of the author's file, which should be 861.8 keV; the mean thermal shift of 1.29 keV comes
out only so. Fractions of production are summed in 100 zones of 0.005 solar radii (B16 tables give the fraction per
solar radius, not per zone, in spite of their header) and normalised to 1; the electron density is the mean over a zone, weighted
with the production of all sources together. Survival probabilities of SNO: points of a digitised curve."""

[columns]
"*_E" = "MeV"
"*_shape" = "proportional to 1/MeV"
winter2006_error = "change of the spectrum for 1 sigma, units of the shape"
bahcall1996_plus3 = "spectrum at +3 effective standard deviations"
bahcall1996_minus3 = "spectrum at -3 effective standard deviations"
"sno*_probability" = "1, electron neutrino survival, day"
radius = "solar radii, middle of the zone"
"*_density" = "electrons, N_A per cm3"
"*_fractions" = "1, per zone; columns pp, pep, hep, 7Be, 8B, 13N, 15O, 17F"

[original]
{hashes(originals)}
'''.encode(),
    )


if __name__ == "__main__":
    main()
