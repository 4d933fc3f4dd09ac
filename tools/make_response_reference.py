"""Write the reference values that the tests of shell-model responses compare with.

    python tools/make_response_reference.py [--shared ../shared]

Reads the originals (never copied into the project) and writes ``tests/structure/shell_model/data/``.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "tests/structure/shell_model/data"
DENSITIES = {
    "c12ck": ("C12", "Cohen-Kurath"),
    "c12n3lo_nmax6hw20": ("C12", "N3LO-Nmax6"),
    "c12daejeon_nmax6hw22.5": ("C12", "Daejeon16-Nmax6"),
    "f19usdb": ("F19", "USDB"),
    "f19w18": ("F19", "USD"),
    "na23usdb": ("Na23", "USDB"),
    "na23w18": ("Na23", "USD"),
    "si28usdb": ("Si28", "USDB"),
    "si29usdb": ("Si29", "USDB"),
    "ar40u8": ("Ar40", "SDPF-U"),
    "ar40mu8": ("Ar40", "SDPF-MU"),
    **{f"ge{A}jun45": (f"Ge{A}", "JUN45") for A in (70, 72, 73, 74, 76)},
    "i127gcn": ("I127", "GCN5082"),
    "i127jj55": ("I127", "SN100PN"),
    **{f"xe{A}gcn": (f"Xe{A}", "GCN5082") for A in (129, 131, 132, 136)},
}
MOMENTA = ("0.001", "0.06", "0.1", "0.2")
NUCLIDES = ("F19", "Na23")
README = """# Reference values for the responses of shell-model densities

Written by `tools/make_response_reference.py`; numbers unchanged.

- `dmscatter.csv`: W [1] of 22 densities at 1, 60, 100 and 200 MeV, computed with dmscatter
  (https://github.com/ogorton/dmscatter, commit d5c4046b, MIT licence, Copyright (c) 2022 dmscatter development team;
  arXiv:2209.09187). Rows that vanish are left out, and so are Phi2, PhiT1 and MPhi2 of nuclei with J >= 1, where that
  program has a wrong relative sign.
- `polynomials.csv`: coefficients of y^k in W = exp(-2y) sum c_k y^k of 19F and 23Na (interaction of Wildenthal), published
  in arXiv:1308.6288, as typed in WIMpy_NREFT (https://github.com/bradkav/WIMpy_NREFT, commit 50581c63, MIT licence,
  Copyright (c) 2017 Bradley J. Kavanagh).
"""


def write(path: Path, text: str) -> None:
    """Write atomically: a temporary name first, then rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(path)


def main() -> None:
    """Read, select, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder that holds data/obdm")
    folder = parser.parse_args().shared / "data/obdm"
    lines = ["nuclide,interaction,q_MeV,response,W00,W01,W10,W11"]
    with (folder / "dmscatter_W_reference.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            values = [row[f"W{t}"] for t in ("00", "01", "10", "11")]
            if row["q_GeV"] in MOMENTA and any(float(v) for v in values):
                q = f"{1000 * float(row['q_GeV']):g}"
                lines.append(",".join([*DENSITIES[row["dres"]], q, row["response"], *values]))
    write(OUT / "dmscatter.csv", "\n".join(lines) + "\n")
    print(f"dmscatter.csv: {len(lines) - 1} rows")

    polynomials = json.loads((folder / "polynomial_responses/wimpy_W_polynomials.json").read_text(encoding="utf-8"))
    lines = ["nuclide,response,tau,taup,coefficients"]
    for nuclide in NUCLIDES:
        for response, matrix in polynomials[nuclide].items():
            for isospins, coefficients in matrix.items():
                lines.append(f"{nuclide},{response},{','.join(isospins)},{' '.join(f'{c:.8g}' for c in coefficients)}")
    write(OUT / "polynomials.csv", "\n".join(lines) + "\n")
    print(f"polynomials.csv: {len(lines) - 1} rows")
    write(OUT / "README.md", README)


if __name__ == "__main__":
    main()
