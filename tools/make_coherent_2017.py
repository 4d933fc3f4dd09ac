"""Compact tables of the COHERENT CsI[Na] data release of the first observation (2017).

Usage: python tools/make_coherent_2017.py FOLDER

FOLDER holds the original text files. They are checked against the numbers that the release and the paper quote, and
`src/nuscat/data/experiments/coherent-csi-2017/` is written with a SOURCE.toml.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from make_coherent import OUT, check, hashes, npz, write

SAMPLES = {
    f"{sample}_{beam}": f"data_{sample}_beam{beam.capitalize()}.txt"
    for sample in ("coincidence", "anticoincidence")
    for beam in ("on", "off")
}
PROFILES = {
    "prompt": "arrivalTimePDF_promptNeutrinos.txt",
    "delayed": "arrivalTimePDF_delayedNeutrinos.txt",
    "neutrons": "arrivalTimePDF_promptNeutrons.txt",
}


def table(path: Path) -> np.ndarray:
    """Rows of numbers separated by commas; some copies of the files have lost their header."""
    lines = [line for line in path.read_text().splitlines() if line[:1].isdigit()]
    return np.array([[float(v) for v in line.split(",")] for line in lines])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    arrays: dict[str, np.ndarray] = {}
    for key, name in SAMPLES.items():
        t = table(folder / name)
        check(f"{name}: rows", len(t), 600, 0)
        pe, time = np.unique(t[:, 0]), np.unique(t[:, 1])
        if not np.array_equal(t[:, :2], [(p, u) for p in pe for u in time]):
            raise SystemExit(f"{name}: the rows are not ordered as photoelectrons x time")
        arrays[key] = t[:, 2].astype(np.int16).reshape(pe.size, time.size)
    check("beam-on coincidence, 6-30 PE, 0-6 us", arrays["coincidence_on"][3:15, :12].sum(), 547, 0)
    check("beam-on anticoincidence, 6-30 PE, 0-6 us", arrays["anticoincidence_on"][3:15, :12].sum(), 405, 0)
    for key, name in PROFILES.items():
        t = table(folder / name)
        check(f"{name}: rows", len(t), 24, 0)
        check(f"{name}: sum", t[:, 1].sum(), 1.0, 1e-9)
        arrays[f"time_{key}"] = t[:, 1]
    neutrons = table(folder / "promptPDF.txt")
    check("promptPDF.txt: first bin centre", neutrons[0, 0], 0.5, 0)
    arrays["neutrons_per_gwh"] = neutrons[:, 1]
    out = OUT / "coherent-csi-2017"
    names = [*SAMPLES.values(), *PROFILES.values(), "promptPDF.txt"]
    write(out / "release.npz", npz(arrays))
    write(
        out / "SOURCE.toml",
        f'''title = "COHERENT CsI[Na], first observation of CEvNS (2017)"
paper = "COHERENT:2017ipa"
release = "COHERENT:2018imc"
doi = "10.5281/zenodo.1228631"
url = "https://arxiv.org/abs/1804.09459"
licence = "data release of the collaboration; numbers only, cite paper and release"
obtained = "2026-11-21"
changed = """Text columns stored as arrays; counts as grids of photoelectrons x time. Nothing
rescaled; the measured quenching factors are in detectors/quenching. The copies of the data and arrival-time files from which this was made had lost header lines."""

[columns]
coincidence_on = "counts, beam on, (25 bins of 2 PE from 0, 24 bins of 0.5 us from 0)"
coincidence_off = "counts, beam off, same bins"
anticoincidence_on = "counts, beam on, before the beam trigger, same bins"
anticoincidence_off = "counts, beam off, before the beam trigger, same bins"
time_prompt = "fraction per 0.5 us bin, muon neutrinos"
time_delayed = "fraction per 0.5 us bin, electron neutrinos and muon antineutrinos"
time_neutrons = "fraction per 0.5 us bin, prompt neutrons"
neutrons_per_gwh = "counts per GWh and 1-PE bin from 0, acceptance not applied"

[original]
{hashes(folder, [*names, "coherent_parameters.yaml"])}
'''.encode(),
    )


if __name__ == "__main__":
    main()
