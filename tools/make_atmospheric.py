"""Compact atmospheric neutrino fluxes: FLUKA (13 MeV to 1 GeV) and HAKKM (100 MeV to 10 TeV), integrated over angles.

Usage: python tools/make_atmospheric.py [--fluxes ../shared/data/fluxes]

FLUKA: the points between which the table is straight in log-log scale. HAKKM: mean over the equal bins of cos(zenith)
and azimuth, times 4 pi. Writes `src/nuscat/data/fluxes/atmospheric/`.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import numpy as np
from make_geo import knots, write

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src" / "nuscat" / "data" / "fluxes" / "atmospheric"
FLUKA = {"nu_mu": "AtmNu_mu", "anti_nu_mu": "AtmNu_mubar", "nu_e": "AtmNu_e", "anti_nu_e": "AtmNu_ebar"}
HAKKM = {"kamioka": ("kam-nu-20-12-000.d", 240), "frejus": ("frj-nu-20-01-000.d", 20)}


def hakkm(path: Path, blocks: int) -> np.ndarray:
    """Energies [MeV] and four fluxes [1/(cm^2 s MeV)], integrated over 4 pi."""
    tables: list[list[list[float]]] = []
    for line in path.read_text().splitlines():
        if line.startswith("average"):
            tables.append([])
        elif "Enu" not in line and line.strip():
            tables[-1].append([float(x) for x in line.split()])
    array = np.array(tables)
    if array.shape != (blocks, 101, 5):
        raise SystemExit(f"{path.name}: shape {array.shape}, expected {(blocks, 101, 5)}")
    mean = array.mean(axis=0)  # equal bins of solid angle
    mean[:, 0] *= 1e3
    mean[:, 1:] *= 4.0 * np.pi / 1e4 / 1e3
    return mean


def table(energies: np.ndarray, fluxes: np.ndarray) -> bytes:
    lines = [",".join(["E_MeV", *FLUKA])]
    lines += [",".join([f"{e:.5g}", *(f"{x:.4g}" for x in row)]) for e, row in zip(energies, fluxes, strict=True)]
    return ("\n".join(lines) + "\n").encode()


def main(fluxes: Path) -> None:
    hashes = []
    tables = {}
    for flavour, name in FLUKA.items():
        path = fluxes / "NeutrinoFog" / "atmospheric" / "FLUKA" / f"{name}.txt"
        hashes.append((path.name, hashlib.sha256(path.read_bytes()).hexdigest()))
        tables[flavour] = np.log(np.loadtxt(path, delimiter=",")).T
    log_E = tables["nu_mu"][0]
    values = {f: np.interp(log_E, *t) for f, t in tables.items()}  # the grids differ in the last printed digit
    keep = np.array(sorted(set().union(*(knots(log_E, v, 35).tolist() for v in values.values()))))
    for f, v in values.items():
        left = np.abs(np.interp(log_E, log_E[keep], v[keep]) - v).max()
        print(f, len(keep), "points, largest difference", np.expm1(left))
    write(
        OUT / "fluka_gran_sasso.csv", table(np.exp(log_E[keep]), np.exp(np.array([v[keep] for v in values.values()]).T))
    )
    for site, (name, blocks) in HAKKM.items():
        path = fluxes / "honda_nuflux_jl" / name
        hashes.append((path.name, hashlib.sha256(path.read_bytes()).hexdigest()))
        rows = hakkm(path, blocks)
        keep = rows[:, 0] <= 1.001e5  # 100 GeV
        write(OUT / f"hakkm_{site}.csv", table(rows[keep, 0], rows[keep, 1:]))
    write(
        OUT / "SOURCE.toml",
        f'''title = "Atmospheric neutrino fluxes of FLUKA (Gran Sasso) and HAKKM (Kamioka, Frejus), integrated over angles"
paper = ["Battistoni:2005pd", "Honda:2015fha"]
doi = ["10.1016/j.astropartphys.2005.03.006", "10.1103/PhysRevD.92.023004"]
url = ["https://github.com/cajohare/NeutrinoFog", "https://github.com/KM3NeT/NuFlux.jl"]
licence = "MIT licences of the repositories; cite the papers"
obtained = "2026-11-21"
changed = """FLUKA: of the interpolation of the published table in steps of 1 MeV the points between which it is straight in
log-log scale; the site is inferred from the ratio to the table of Super-Kamiokande (1.5). HAKKM (tables 000, solar activity not stated): mean over
equal bins of cos(zenith) and azimuth times 4 pi, from (m^2 s sr GeV)^-1; energies up to 100 GeV kept. No oscillations."""

[columns]
E_MeV = "MeV"
nu_mu = "1/(cm^2 s MeV), over 4 pi"
anti_nu_mu = "1/(cm^2 s MeV), over 4 pi"
nu_e = "1/(cm^2 s MeV), over 4 pi"
anti_nu_e = "1/(cm^2 s MeV), over 4 pi"

[original]
{chr(10).join(f'"{n}" = "{h}"' for n, h in hashes)}
'''.encode(),
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fluxes", type=Path, default=ROOT.parent / "shared" / "data" / "fluxes")
    main(parser.parse_args().fluxes)
