"""Compact table of the Dresden-II germanium data release (2022).

Usage: python tools/make_dresden.py FOLDER

FOLDER holds `data_release.txt`, the ancillary file of the paper. It is checked (bins, periods, positive errors) and
`src/nuscat/data/experiments/dresden-ii-2022/` is written with a SOURCE.toml.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from make_coherent import OUT, check, hashes, npz, write

NAME = "data_release.txt"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    table = np.loadtxt(folder / NAME)
    check("rows", len(table), 130, 0)
    if not np.allclose(table[:, 0], 0.205 + 0.01 * np.arange(130), rtol=0, atol=1e-9):
        raise SystemExit(f"{NAME}: the bin centres are not 0.205, 0.215 … 1.495 keVee")
    if not np.all(table[:, 1:] > 0.0):
        raise SystemExit(f"{NAME}: rates and errors must be positive")
    arrays = dict(zip(("energy_keVee", "on", "on_error", "off", "off_error"), table.T, strict=True))
    out = OUT / "dresden-ii-2022"
    write(out / "release.npz", npz(arrays))
    write(
        out / "SOURCE.toml",
        f'''title = "Dresden-II reactor, germanium NCC-1701 (2022)"
paper = "Colaresi:2022obx"
doi = "10.1103/PhysRevLett.129.211802"
url = "https://arxiv.org/abs/2202.09672 (ancillary files)"
licence = "arXiv ancillary release of the collaboration; numbers only, cite the paper"
obtained = "2026-11-21"
changed = """Text columns stored as float64 arrays; nothing rescaled. The rates are corrected for the signal acceptance, so
that their errors exceed the square root of rate x live time; the errors contain that of the acceptance."""

[columns]
energy_keVee = "keVee, bin centres, bins of 10 eV"
on = "counts per 10 eV and day in the 3 kg detector, 96.4 days with the reactor on"
on_error = "the same, error (statistics and signal acceptance)"
off = "counts per 10 eV and day in the 3 kg detector, 25 days with the reactor off"
off_error = "the same, error (statistics and signal acceptance)"

[original]
{hashes(folder, [NAME])}
'''.encode(),
    )


if __name__ == "__main__":
    main()
