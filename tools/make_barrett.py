"""Write the compact table of Barrett moments of muonic atoms (Fricke et al. 1995).

    python tools/make_barrett.py [--shared ../shared]

Reads the original (never copied into the project), corrects labels that name no stable nuclide, leaves out elements of
natural composition, and writes ``src/nuscat/data/charge_density/fricke1995/``.
"""

from __future__ import annotations

import argparse
import hashlib
import os
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "src/nuscat/data/charge_density/fricke1995"
NAME = "Fricke1995_barrett_moments.txt"
LABELS = {(19, 30): 39, (28, 56): 58}  # 30K does not exist; 56Ni lives six days: the lightest stable isotopes
LEVELS = {"2p->1s": "2p", "2p12->1s": "2p1/2", "2p32->1s": "2p3/2"}


def read(path: Path) -> tuple[list[list[str]], int]:
    out, dropped = [], 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        cells = line.split()
        if len(cells) != 13:
            raise SystemExit(f"{len(cells)} columns in {line!r}")
        z, a = int(cells[1]), int(cells[2])
        if a < 0:
            dropped += 1
            continue
        a = LABELS.get((z, a), a)
        alpha, k, moment, stat, pol = cells[7], cells[8], *cells[10:13]
        out.append([str(z), str(a), LEVELS[cells[3]], *(f"{float(v):g}" for v in (k, alpha)), moment, stat, pol])
    return out, dropped


def write(path: Path, text: str) -> None:
    """Write atomically: a temporary name first, then rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    os.replace(temporary, path)


def main() -> None:
    """Read, correct, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder that holds data/charge_density")
    path = parser.parse_args().shared / "data/charge_density" / NAME
    rows, dropped = read(path)
    header = "Z,A,level,k,alpha_fm-1,moment_fm^k,uncertainty_stat_fm^k,uncertainty_pol_fm^k"
    write(OUT / "moments.csv", "\n".join([header, *(",".join(r) for r in rows)]) + "\n")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    write(OUT / "SOURCE.toml", SOURCE.format(dropped=dropped, name=NAME, digest=digest))
    print(f"moments.csv: {len(rows)} moments, {dropped} of natural composition left out")


SOURCE = '''title = "Barrett moments of nuclear charge distributions from muonic atoms (Fricke et al. 1995)"
paper = ["Fricke:1995zz"]
doi = ["10.1006/adnd.1995.1007"]
url = ["https://github.com/Partynumbers42/phasr"]
licence = """published measurements (facts), digitised in the documentation of phasr 0.5.3 (BSD-3-Clause); cite the paper"""
obtained = "2026-11-21"
changed = """Only Z, A, level, k, alpha, moment and its two errors kept. Labels 30K and 56Ni corrected to 39K and 58Ni.
{dropped} moments of elements of natural composition (B, N) left out."""

[original]
"{name}" = "{digest}"

[columns]
Z = "1"
A = "1"
level = "muonic 2p level of the transition to 1s; 2p: the doublet is not resolved"
k = "1"
"alpha_fm-1" = "1/fm"
"moment_fm^k" = "fm^k, <r^k exp(-alpha r)>"
"uncertainty_stat_fm^k" = "fm^k, statistical"
"uncertainty_pol_fm^k" = "fm^k, from the nuclear polarisation"
'''

if __name__ == "__main__":
    main()
