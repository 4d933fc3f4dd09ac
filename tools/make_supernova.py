"""Compact supernova tables: fluences of GKVM and Livermore, and the time series of the 11.2 solar-mass model LS220-s11.2c.

Usage: python tools/make_supernova.py [--fluxes ../shared/data/fluxes]

Keeps the points between which the tables are linear to a stated error. Writes `src/nuscat/data/fluxes/supernova/`.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import numpy as np
from make_geo import knots, write

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src" / "nuscat" / "data" / "fluxes" / "supernova"
FLAVOURS = ("nu_e", "anti_nu_e", "nu_x")


def fluences(fluxes: Path) -> tuple[list[str], list[str]]:
    rows, notes = ["model,flavour,E_MeV,per_MeV"], []
    for model in ("gvkm", "livermore"):
        t = np.loadtxt(fluxes / "snowglobes_fluxes" / f"{model}.dat")
        if not all(np.array_equal(t[:, 2], t[:, i]) for i in (3, 5, 6)):
            raise SystemExit(f"{model}: the four heavy flavours differ")
        E = t[:, 0] * 1e3
        for flavour, column in zip(FLAVOURS, (1, 4, 2), strict=True):
            y = t[:, column] / 0.2  # per bin of 0.2 MeV
            keep = knots(E, y, 70)
            y = y * np.trapezoid(y, E) / np.trapezoid(y[keep], E[keep])
            left = np.abs(np.interp(E, E[keep], y[keep]) - y).max() / y.max()
            notes.append(f"{model} {flavour} {100 * left:.1f} % of the maximum")
            rows += [f"{model},{flavour},{a:.5g},{b:.4g}" for a, b in zip(E[keep], y[keep], strict=True)]
    return rows, notes


def series(fluxes: Path) -> tuple[list[str], str]:
    folder = fluxes / "NeutrinoFog" / "supernovae" / "LS220-s11.2c"
    names = dict(zip(FLAVOURS, ("nu_e", "nubar_e", "nu_x"), strict=True))
    tables = {f: np.loadtxt(folder / f"{n}.txt").T for f, n in names.items()}
    base = tables["nu_x"][0]
    early = tables["nu_e"][0]
    t = np.concatenate([early[early < base[0] - 1e-6], base[base <= tables["nu_e"][0][-1]]])
    columns = []
    for f in FLAVOURS:
        time, L, mean, square = tables[f]
        columns += [np.interp(t, time, L, left=0.0), np.interp(t, time, mean), np.interp(t, time, square)]
    keep = set()
    for c, y in enumerate(columns):
        keep |= set(knots(t, y, 120 if c % 3 == 0 else 25).tolist())
    index = np.array(sorted(keep))
    note = ", ".join(f"{f} {np.trapezoid(tables[f][1], tables[f][0]):.4g}e51 erg" for f in FLAVOURS)
    for f, c in zip(FLAVOURS, (0, 3, 6), strict=True):
        full, thin = np.trapezoid(columns[c], t), np.trapezoid(columns[c][index], t[index])
        n_full = np.trapezoid(columns[c] / columns[c + 1], t)
        n_thin = np.trapezoid(columns[c][index] / columns[c + 1][index], t[index])
        print(f, len(index), "energy", thin / full, "number", n_thin / n_full)
        if abs(thin / full - 1.0) > 2e-3 or abs(n_thin / n_full - 1.0) > 2e-3:
            raise SystemExit(f"{f}: too few times kept")
    head = "time_s," + ",".join(f"L_{f},E_{f},E2_{f}" for f in FLAVOURS)
    rows = [head] + [f"{t[i]:.6f}," + ",".join(f"{columns[c][i]:.5g}" for c in range(9)) for i in index]
    return rows, note


def main(fluxes: Path) -> None:
    rows, notes = fluences(fluxes)
    write(OUT / "fluences.csv", ("\n".join(rows) + "\n").encode())
    lines, energies = series(fluxes)
    write(OUT / "ls220_s11.csv", ("\n".join(lines) + "\n").encode())
    files = [fluxes / "snowglobes_fluxes" / f"{m}.dat" for m in ("gvkm", "livermore")]
    files += sorted((fluxes / "NeutrinoFog" / "supernovae" / "LS220-s11.2c").glob("*.txt"))
    hashes = "\n".join(f'"{p.name}" = "{hashlib.sha256(p.read_bytes()).hexdigest()}"' for p in files)
    write(
        OUT / "SOURCE.toml",
        f'''title = "Supernova neutrinos: fluences of Gava et al. and of Totani et al. (Livermore), time series of LS220-s11.2c"
paper = ["Gava:2009pj", "Totani:1997vj", "Mirizzi:2015eza"]
doi = ["10.1103/PhysRevLett.103.071101", "10.1086/305364", "10.1393/ncr/i2016-10120-8"]
url = ["https://github.com/SNOwGLoBES/snowglobes", "https://github.com/cajohare/NeutrinoFog"]
licence = """Numbers of the papers. The full fluences are distributed with SNOwGLoBES (GPL): here only points of them, no code; the
time series with NeutrinoFog (MIT). Cite the papers."""
obtained = "2026-11-21"
changed = """Fluences (10 kpc): counts per bin of 0.2 MeV divided by the width, 70 points a flavour, scaled to the area; largest
distance of the linear interpolation: {"; ".join(notes)}. Time series: every fourth row of the original, of which {len(lines) - 1}
times are kept; one heavy flavour, which stands for four. Energies of the original: {energies}."""

[columns]
model = "gvkm or livermore"
flavour = "nu_x stands for each of nu_mu, nu_tau and their antineutrinos"
E_MeV = "MeV"
per_MeV = "1/(cm^2 MeV) at 10 kpc"
time_s = "s after bounce"
L = "1e51 erg/s"
E = "MeV, mean energy"
E2 = "MeV^2, mean square"

[original]
{hashes}
'''.encode(),
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fluxes", type=Path, default=ROOT.parent / "shared" / "data" / "fluxes")
    main(parser.parse_args().fluxes)
