"""Write the reactor antineutrino tables from the originals.

Usage: python tools/make_reactor.py [--shared FOLDER]

FOLDER holds data/reactor_bestiole_and_others, data/reactor_huber_250keV, data/reactor_vogel_engel_lowE and
data/fluxes/geoneutrinos_reactors. Every table is a csv with the columns isotope, E_nu [MeV], S [1/MeV/fission] and
relative errors [1] where the paper has them; spectra given in bins get rows at the two outer edges.
"""

from __future__ import annotations

import argparse
import hashlib
import os
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src" / "nuscat" / "data" / "fluxes" / "reactor"
ISOTOPES = ("U235", "U238", "Pu239", "Pu241")

# Fission fractions in one cycle (MWd/tU, then percent of U235, Pu239, U238, Pu241): every second point of a reading of a
# figure by github.com/michelemontuschi/pyreactors, commit d94b0274, Papers/Graph/An2017.csv. That collection names only
# "An 2017"; that it is a figure of arXiv:1607.05378 (Daya Bay) is inferred and to be confirmed.
CYCLE = """
151.134 73.395 16.3437 7.68989 3.20271
1007.56 71.4582 18.2531 7.67616 3.18898
3022.67 66.9387 22.3875 7.64387 3.49323
5037.78 63.0603 25.3039 7.61157 3.78145
7002.52 59.8237 27.7724 7.58009 4.69547
9017.63 56.9068 29.9837 7.54779 5.32023
10982.4 54.3112 31.8753 7.82156 5.91374
12997.5 51.7148 33.7661 7.48401 6.52248
14962.2 49.7602 34.6801 7.77304 7.09996
16977.3 47.8049 35.9459 7.42024 7.74075
18992.4 45.529 37.5161 7.70845 8.34948
20000 44.5513 37.8374 7.69231 8.67072
"""


def write(name: str, text: str) -> None:
    path = OUT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(path.suffix + ".tmp")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)
    print(f"wrote {path.relative_to(ROOT)} ({len(text)} bytes)")


def table(name: str, rows: list[tuple[Any, ...]], errors: tuple[str, ...] = ()) -> None:
    lines = [",".join(("isotope", "E_nu", "S", *errors))]
    for isotope, E, S, *more in rows:
        if not S > 0.0:
            raise SystemExit(f"{name}, {isotope}, {E} MeV: the spectrum must be positive, got {S}")
        lines.append(",".join((isotope, f"{E:.6g}", f"{S:.4g}", *(f"{x:.3g}" for x in more))))
    write(f"{name}.csv", "\n".join(lines) + "\n")


def two_columns(path: Path) -> np.ndarray:
    lines = [x for x in path.read_text(encoding="utf-8").splitlines() if x.strip() and not x.startswith("#")]
    return np.array([[float(x) for x in line.replace(",", " ").split()[:2]] for line in lines])


def rebinned(E: np.ndarray, S: np.ndarray) -> list[tuple[float, float]]:
    """25-keV bins below 2 MeV, averages over 50 keV to 5 MeV and 100 keV above, with the outer edges."""
    out, i = [], 0
    while i < len(E):
        low = E[i] - 0.0125
        n = 1 if low < 1.99 else 2 if low < 4.99 else 4
        out.append((float(np.mean(E[i : i + n])), float(np.mean(S[i : i + n]))))
        i += n
    return with_edges(out, 0.0, float(E[-1] + 0.0125))


def with_edges(rows: list[tuple[float, float]], low: float, high: float) -> list[tuple[float, float]]:
    return [(low, rows[0][1]), *rows, (high, rows[-1][1])]


def huber(folder: Path) -> None:
    rows = []
    for isotope in ("U235", "Pu239", "Pu241"):
        t = np.loadtxt(folder / f"{isotope}-anti-neutrino-flux-250keV.dat")
        if t.shape != (25, 14):
            raise SystemExit(f"Huber {isotope}: 25 rows of 14 columns expected, found {t.shape}")
        total = np.sqrt(np.sum(t[:, 3:12:2] ** 2, axis=1))
        if np.max(np.abs(total / t[:, 13] - 1.0)) > 1e-3:
            raise SystemExit(f"Huber {isotope}: the error columns do not add up to the total")
        uncorrelated = np.hypot(t[:, 3], t[:, 5])
        for row, u in zip(t, uncorrelated, strict=True):
            z = row[7] if abs(row[7]) >= abs(row[6]) else row[6]
            wm = max(abs(row[8]), abs(row[9]))
            rows.append((isotope, row[0], float(f"{row[1]:.6g}"), u, z, wm, row[11]))
    lines = ["isotope,E_nu,S,uncorrelated,Z,weak_magnetism,normalisation"]
    for isotope, E, S, *more in rows:
        lines.append(",".join((isotope, f"{E:.6g}", f"{S:.6g}", *(f"{x:.3g}" for x in more))))
    write("huber.csv", "\n".join(lines) + "\n")


def main(shared: Path) -> None:
    many = shared / "data" / "reactor_bestiole_and_others"
    low = shared / "data" / "reactor_vogel_engel_lowE"
    models = shared / "data" / "fluxes" / "geoneutrinos_reactors" / "reactor_models"
    huber(shared / "data" / "reactor_huber_250keV")

    t = np.loadtxt(models / "mueller_et_al2011.txt", skiprows=8)
    rows: list[tuple[Any, ...]] = []
    for isotope, column in (("U235", 1), ("U238", 5), ("Pu239", 2), ("Pu241", 3)):
        errors = t[:, 6] if isotope == "U238" else np.zeros(len(t))
        rows += [(isotope, E, S, u) for E, S, u in zip(t[:, 0], t[:, column], errors, strict=True)]
    table("mueller", rows, ("total",))

    t = np.loadtxt(models / "kopeikin_et_al2021.txt", skiprows=8)
    rows = [(i, *r) for i, c in (("U235", 1), ("U238", 3)) for r in t[:, (0, c, c + 1)].tolist()]
    table("kopeikin", rows, ("total",))

    t = np.loadtxt(models / "estienne2018.txt", skiprows=10)
    rows = []
    for isotope, column in (("U235", 2), ("U238", 7), ("Pu239", 4), ("Pu241", 6)):
        pairs = with_edges(list(zip(t[:, 0].tolist(), t[:, column].tolist(), strict=True)), 0.0, t[-1, 0] + 0.05)
        rows += [(isotope, *p) for p in pairs]
    table("estienne", rows)

    files: dict[str, list[tuple[Any, ...]]] = {"bestiole": [], "hayes": [], "silaeva": [], "vogel_engel": []}
    for isotope in ISOTOPES:
        b = two_columns(many / f"bestiole_{isotope.lower()}.txt")
        if b.shape != (500, 2):
            raise SystemExit(f"BESTIOLE {isotope}: 500 bins expected, found {b.shape}")
        files["bestiole"] += [(isotope, *p) for p in rebinned(b[:, 0], b[:, 1])]
        for name in ("hayes", "silaeva"):
            files[name] += [(isotope, *p) for p in two_columns(many / f"{name}_{isotope.lower()}.txt").tolist()]
        v = two_columns(low / f"spectraMeV{isotope}.txt")
        files["vogel_engel"] += [(isotope, *p) for p in v[v[:, 0] < 1.9].tolist()]
    for name, content in files.items():
        table(name, content)

    rows = []
    for nuclide in ("U239", "Np239"):
        b = two_columns(many / f"bestiole_{nuclide.lower()}.txt")
        if abs(b[:, 1].sum() * 0.025 - 1.0) > 1e-5:
            raise SystemExit(f"{nuclide}: the spectrum per decay is not normalised to 1")
        pairs = with_edges([tuple(x) for x in b.tolist()], 0.0, b[-1, 0] + 0.0125)
        rows += [(nuclide, *p) for p in pairs]
    table("captures", rows)

    cycle = np.array([[float(x) for x in line.split()] for line in CYCLE.strip().splitlines()])
    lines = ["burnup,U235,U238,Pu239,Pu241"]
    for b, u5, p9, u8, p1 in cycle:
        f = np.round(np.array([u5, u8, p9, p1]) / (u5 + u8 + p9 + p1), 4)
        f[0] = round(1.0 - f[1:].sum(), 4)
        lines.append(",".join((f"{round(b, -1):g}", *(f"{x:.4f}" for x in f))))
    write("pwr_cycle.csv", "\n".join(lines) + "\n")

    used = [
        *sorted((shared / "data" / "reactor_huber_250keV").glob("*.dat")),
        *(models / f"{n}.txt" for n in ("mueller_et_al2011", "kopeikin_et_al2021", "estienne2018")),
        *(many / f"{n}_{i.lower()}.txt" for n in ("bestiole", "hayes", "silaeva") for i in ISOTOPES),
        *(many / f"bestiole_{n}.txt" for n in ("u239", "np239")),
        *(low / f"spectraMeV{i}.txt" for i in ISOTOPES),
    ]
    hashes = "\n".join(f'"{p.name}" = "{hashlib.sha256(p.read_bytes()).hexdigest()}"' for p in used)
    write("SOURCE.toml", SOURCE + hashes + "\n")


SOURCE = '''title = "Reactor antineutrino spectra per fission"
paper = ["Huber:2011wv", "Mueller:2011nm", "Kopeikin:2021ugh", "Estienne:2019ujo", "Perisse:2023efm", "Hayes:2016qnu", "Silaeva:2020msh", "Vogel:1989iv", "DayaBay:2016ssb"]
url = ["https://arxiv.org/abs/1106.0687", "https://arxiv.org/abs/1101.2663", "https://arxiv.org/abs/2103.01684", "https://arxiv.org/abs/1904.09358", "https://arxiv.org/abs/2304.14992", "https://arxiv.org/abs/1605.02047", "https://arxiv.org/abs/2012.09917", "https://doi.org/10.1103/PhysRevD.39.3378", "https://arxiv.org/abs/1607.05378"]
licence = "numbers from the papers named, collected by public repositories (github.com/joejohnston203/ricochet_cevns_spectra, MIT; RitterCat/reactor-nu-cevns, LeireLarizgoitia/Reactor_CEnuNS, geoneutrinos/reactors, michelemontuschi/pyreactors); cite the papers"
obtained = "2026-11-21"
changed = """Rounded to four digits (Huber: six). Huber: statistical and bias errors added in quadrature ("uncorrelated"), the
asymmetric Z and weak-magnetism errors replaced by the larger side (Z with its sign). Mueller 238U: 450 days of
irradiation. Estienne: 450 days. BESTIOLE: 25-keV bins kept below 2 MeV, averaged to 50 keV (2-5 MeV) and 100 keV (above);
rows at the two outer edges of spectra given in bins repeat the first and last bin. Hayes: as digitised by the collection.
Vogel-Engel: only the points below 1.9 MeV, those above in the collection are Mueller's. The points that the
collections took from figures or computed with polynomials (Huber and Mueller below 2 and above 8 MeV) are not used.
pwr_cycle: every second point of a reading of a figure, found in pyreactors as "An2017" (no original here, the numbers
stand in tools/make_reactor.py), divided by the sum; that the figure is of DayaBay:2016ssb is to be confirmed."""

[columns]
isotope = "name"
E_nu = "MeV; points, or centres of bins"
S = "antineutrinos per MeV and fission; captures.csv: per MeV and decay"
uncorrelated = "relative, 1 sigma, independent between energies and isotopes"
Z = "relative, 1 sigma, correlated between energies and isotopes"
weak_magnetism = "relative, 1 sigma, correlated between energies and isotopes"
normalisation = "relative, 1 sigma, correlated between energies and isotopes"
total = "relative, 1 sigma; 0 where the collection has none"
burnup = "MWd per tonne of uranium"
U235 = "fission fraction"
U238 = "fission fraction"
Pu239 = "fission fraction"
Pu241 = "fission fraction"

[original]
'''

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    main(parser.parse_args().shared)
