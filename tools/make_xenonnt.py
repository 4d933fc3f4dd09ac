"""Compact tables of the XENONnT solar 8B data release (SR0, SR1, SR2).

Usage: python tools/make_xenonnt.py FOLDER

FOLDER holds binning/, data/ and templates/ with the csv files whose SOURCE.txt says how they follow from the release. Checks
the numbers of events and of expected background counts against the published ones and writes
`src/nuscat/data/experiments/xenonnt-8b/` with a SOURCE.toml.
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
OUT = ROOT / "src" / "nuscat" / "data" / "experiments" / "xenonnt-8b"
RUNS = ("sr0", "sr1", "sr2")
EXPOSURE = {"sr0": 1.174398, "sr1": 2.342593, "sr2": 3.249665}
"""Tonne-years: `livetimes` in plot.ipynb of the release; the sum of the first two is the published 3.51."""
EVENTS = {"sr0": 9, "sr1": 28, "sr2": 25}
AC = {"sr0": (7.5, 0.7), "sr1": (17.8, 1.0)}
"""Expected accidental coincidences and their uncertainty, XENON:2024ijk."""
POINTS = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))
"""(tly, tqy) of the stored variations: nominal, light yield up and down, charge yield up and down."""
SHAPE = (3, 3, 3, 3)


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
        raise SystemExit(f"{what}: found {got}, published {expected}; the originals are damaged or another version")


def edges(path: Path) -> np.ndarray:
    """Edges of the four observables, shape (4, 4)."""
    rows: list[list[float]] = []
    for line in path.read_text().splitlines():
        if line.startswith("-"):
            rows[-1].append(float(line[1:]))
        elif line.strip():
            rows.append([])
    return np.array(rows)


def efficiencies(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Recoil energies [keV], shape (n,), and efficiencies [1], shape (5, n, 81)."""
    rows = [line.split(",") for line in path.read_text().splitlines() if line[:1].isdigit()]
    table = np.array([[float(x) for x in row] for row in rows])
    parts = [table[(table[:, 1] == ly) & (table[:, 2] == qy)] for ly, qy in POINTS]
    energies = parts[0][:, 0]
    if any(not np.array_equal(p[:, 0], energies) for p in parts):
        raise SystemExit(f"{path.name}: the variations have other energies")
    return energies, np.stack([p[:, 3:] for p in parts])


def backgrounds(path: Path) -> dict[str, np.ndarray]:
    """Counts per tonne-year: ac and er of shape (81,), rg of shape (5, 81)."""
    found: dict[tuple[str, int, int], np.ndarray] = {}
    for line in path.read_text().splitlines():
        head, *rest = line.split(",")
        if head in ("ac", "er", "rg"):
            found[head, int(float(rest[0])), int(float(rest[1]))] = np.array([float(x) for x in rest[2:]])
    neutrons = np.stack([found["rg", ly, qy] for ly, qy in POINTS])
    return {"ac": found["ac", 0, 0], "er": found["er", 0, 0], "neutrons": neutrons}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    arrays: dict[str, np.ndarray] = {}
    names = []
    for run in RUNS:
        bins = edges(folder / "binning" / f"{run}.yaml")
        events = np.loadtxt(folder / "data" / f"{run}.csv", delimiter=",", skiprows=1)[:, 1:]
        counts, _ = np.histogramdd(events, list(bins))
        check(f"{run}: events", counts.sum(), EVENTS[run], 0)
        check(f"{run}: events in the bins", counts.sum(), len(events), 0)
        energies, efficiency = efficiencies(folder / "templates" / f"{run}_mono_efficiency.csv")
        if "energy" in arrays and not np.array_equal(arrays["energy"], energies):
            raise SystemExit(f"{run}: other recoil energies than the runs before")
        small = efficiency.astype(np.float32)
        worst = np.max(np.abs(small.astype(float) / efficiency - 1.0))
        if worst > 1e-6:
            raise SystemExit(f"{run}: single precision loses {worst}")
        rates = backgrounds(folder / "templates" / f"{run}_background.csv")
        if run in AC:
            check(f"{run}: accidental coincidences", rates["ac"].sum() * EXPOSURE[run], AC[run][0], 0.05)
        arrays |= {"energy": energies, f"{run}_exposure": np.array(EXPOSURE[run]), f"{run}_edges": bins}
        arrays |= {f"{run}_events": events, f"{run}_data": counts.ravel(), f"{run}_efficiency": small}
        arrays |= {f"{run}_{name}": rate for name, rate in rates.items()}
        names += [f"binning/{run}.yaml", f"data/{run}.csv"]
        names += [f"templates/{run}_mono_efficiency.csv", f"templates/{run}_background.csv"]
    check("exposure of SR0 + SR1", EXPOSURE["sr0"] + EXPOSURE["sr1"], 3.51, 0.01)
    write(OUT / "release.npz", npz(arrays))
    hashes = "\n".join(f'"{n}" = "{hashlib.sha256((folder / n).read_bytes()).hexdigest()}"' for n in names)
    write(
        OUT / "SOURCE.toml",
        f'''title = "XENONnT solar 8B neutrinos, science runs SR0, SR1 and SR2: events, bins, templates"
paper = "XENON:2024ijk"
doi = "10.5281/zenodo.20576156"
url = "https://github.com/XENONnT/cevns_data_release (commit 60d230dd7a5646fd4aa2368c5fdfba575ee0cb88)"
licence = "CC-BY-4.0, XENON Collaboration"
obtained = "2026-11-21"
changed = """Templates of all energies, bins and variations in one array per run; of the 7 x 7 grid of (tly, tqy) only (0, 0),
(+-1, 0) and (0, +-1) are kept. Efficiencies in single precision (relative change below 1e-6, checked). Events are also given as
counts in the bins. The exposures are not in the templates: they are the `livetimes` of plot.ipynb of the same release, in
tonne-years (SR0 + SR1: 3.517, published 3.51). Also used in XENON:2024hup and 2026arXiv260406002A. The templates of SR0 and SR1 are those of 2026arXiv260406002A, not those of the first
publication."""

[columns]
energy = "keV, nuclear recoil energy of a mono-energetic template"
srN_exposure = "tonne-years"
srN_edges = "rows cS2 [PE], quantile of S2_pre/dt_pre [1], S1 BDT score [1], S2 BDT score [1]"
srN_events = "one row per event: cS2 [PE], quantile [1], S1 BDT score [1], S2 BDT score [1]"
srN_data = "counts, 81 bins in C order of the four observables"
srN_efficiency = "1; (tly, tqy) = (0, 0), (1, 0), (-1, 0), (0, 1), (0, -1); energies; bins"
srN_ac = "accidental coincidences, counts per tonne-year and bin"
srN_er = "electron recoils, counts per tonne-year and bin"
srN_neutrons = "radiogenic neutrons, counts per tonne-year; variations as of the efficiency; bins"

[original]
{hashes}
'''.encode(),
    )


if __name__ == "__main__":
    main()
