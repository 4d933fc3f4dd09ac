"""Compact spectra of geoneutrinos (Enomoto) and of the reactor background of underground laboratories.

Usage: python tools/make_geo.py [--fluxes ../shared/data/fluxes]

Reads the 1 keV tables of the chains and the reactor tables of the NeutrinoFog repository, keeps the points between which
the spectrum is linear to a stated error, checks integrals, and writes `src/nuscat/data/fluxes/geo/`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src" / "nuscat" / "data" / "fluxes" / "geo"
CHAINS = {"238U": 6, "235U": 4, "232Th": 4, "40K": 0.893}
LABORATORIES = ("Andes", "Boulby", "GranSasso", "Kamioka", "Lead", "Stawell")


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(path.suffix + ".tmp")
    temporary.write_bytes(content)
    os.replace(temporary, path)
    print(f"wrote {path.relative_to(ROOT)} ({len(content)} bytes)")


def knots(x: np.ndarray, y: np.ndarray, number: int) -> np.ndarray:
    """Indices of at most `number` points: always the next is put where the piece misses most area."""
    chosen = {0, len(x) - 1}

    def worst(a: int, b: int) -> tuple[float, int]:
        if b - a < 2:
            return 0.0, a
        error = np.abs(np.interp(x[a : b + 1], x[[a, b]], y[[a, b]]) - y[a : b + 1])
        return float(np.trapezoid(error, x[a : b + 1])), a + int(np.argmax(error))

    pieces = {(0, len(x) - 1): worst(0, len(x) - 1)}
    while len(chosen) < number and pieces:
        (a, b), (error, i) = max(pieces.items(), key=lambda item: item[1][0])
        if error == 0.0 or i in (a, b):
            break
        del pieces[(a, b)]
        chosen.add(i)
        pieces[(a, i)], pieces[(i, b)] = worst(a, i), worst(i, b)
    return np.array(sorted(chosen))


def main(fluxes: Path) -> None:
    folder = fluxes / "NeutrinoFog"
    rows, hashes, notes = ["chain,E_MeV,per_MeV"], [], []
    for chain, expected in CHAINS.items():
        path = folder / "geo" / f"AntineutrinoSpectrum_{chain}.txt"
        hashes.append((path.name, hashlib.sha256(path.read_bytes()).hexdigest()))
        E, y = np.loadtxt(path).T
        end = int(np.flatnonzero(y > 0.0)[-1]) + 2
        E = np.concatenate([[0.0], E[:end]]) * 1e-3
        y = np.concatenate([[0.0], y[:end]]) * 1e3
        if abs(np.trapezoid(y, E) / expected - 1.0) > 0.01:
            raise SystemExit(f"{chain}: {np.trapezoid(y, E)} antineutrinos per decay, expected {expected}")
        keep = knots(E, y, 200)
        area, thin = np.trapezoid(y, E), np.trapezoid(y[keep], E[keep])
        mean = np.trapezoid(y * E, E)
        moved = np.trapezoid(y[keep] * E[keep], E[keep])
        y = y * area / thin
        print(chain, len(keep), "area", thin / area, "energy", moved / mean * area / thin)
        notes.append(f"{chain}: {area:.4f} antineutrinos and {mean:.4f} MeV per decay in the original")
        rows += [f"{chain},{a:.4f},{b:.5g}" for a, b in zip(E[keep], y[keep], strict=True)]
    write(OUT / "chains.csv", ("\n".join(rows) + "\n").encode())

    tables = {}
    for name in LABORATORIES:
        path = folder / "reactor" / f"ReactorAntiNu-{name}.txt"
        hashes.append((path.name, hashlib.sha256(path.read_bytes()).hexdigest()))
        tables[name] = np.loadtxt(path)
    E, y = tables["GranSasso"].T
    totals = {n: float(np.trapezoid(t[:, 1], t[:, 0])) for n, t in tables.items()}
    for n, t in tables.items():
        if not np.allclose(t[:, 1] / totals[n], y / totals["GranSasso"], rtol=1e-6):
            raise SystemExit(f"{n}: another shape than Gran Sasso")
    y = y / totals["GranSasso"]
    keep = knots(E, y, 150)
    y = y / np.trapezoid(y[keep], E[keep])
    write(
        OUT / "reactor.csv",
        (
            "E_MeV,per_MeV\n" + "\n".join(f"{a:.5g},{b:.5g}" for a, b in zip(E[keep], y[keep], strict=True)) + "\n"
        ).encode(),
    )
    ratio = {n: t / totals["GranSasso"] for n, t in totals.items()}
    write(
        OUT / "reactor_sites.csv",
        ("site,relative\n" + "\n".join(f"{n},{r:.5g}" for n, r in ratio.items()) + "\n").encode(),
    )
    write(
        OUT / "SOURCE.toml",
        f'''title = "Antineutrino spectra of the uranium, thorium and potassium chains, and reactor background of laboratories"
paper = ["2007E&PSL.258..147E", "OHare:2021utq"]
doi = ["10.1103/PhysRevLett.127.251802"]
url = ["https://github.com/cajohare/NeutrinoFog"]
licence = "MIT licence of the repository; cite the papers"
obtained = "2026-11-21"
changed = """Chains: at most 200 of the 4500 points of 1 keV kept, between which the spectrum is linear, scaled to the area of the
original ({"; ".join(notes)}). Reactor: the six tables have one shape, kept once and normalised to 1, with their sizes relative to
Gran Sasso. Their absolute sizes (Gran Sasso {totals["GranSasso"]:.4g} per cm^2 and s) are 5.01 times the flux quoted with the paper
(3.06e6), and so is the rate of inverse beta decay that follows: only ratios are used."""

[columns]
chain = "nuclide at the head of the chain in equilibrium"
E_MeV = "MeV"
per_MeV = "chains: antineutrinos per MeV and decay of the head; reactor: 1/MeV"
site = "laboratory (Lead: SURF)"
relative = "1, flux relative to Gran Sasso"

[original]
{chr(10).join(f'"{n}" = "{h}"' for n, h in hashes)}
'''.encode(),
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fluxes", type=Path, default=ROOT.parent / "shared" / "data" / "fluxes")
    main(parser.parse_args().fluxes)
