"""Write the compact table of the shell-model responses of Hoferichter, Menéndez and Schwenk (2020).

    python tools/make_hms.py [--shared ../shared]

Reads the original (never copied into the project), checks particle numbers and the signs of the spin–orbit response,
and writes ``src/nuscat/data/structure/hms2020/``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "src/nuscat/data/structure/hms2020"
NAME = "hms_2007_08529.json"
CHARGE = {"Cs": 55, "I": 53, "Xe": 54}
COLUMNS = {
    "Mplus": ("M", "plus"),
    "Mminus": ("M", "minus"),
    "Phiplus": ("Phi2", "plus"),
    "Phiminus": ("Phi2", "minus"),
    "SigmaPrime_p_L1": ("Sigma1", "p"),
    "SigmaPrime_n_L1": ("Sigma1", "n"),
    "SigmaDoublePrime_p_L1": ("Sigma2", "p"),
    "SigmaDoublePrime_n_L1": ("Sigma2", "n"),
}


def check(nuclide: str, entry: dict[str, list[float]]) -> None:
    """Stop where F(0) of M is not A, Z - N or the filled j = l + 1/2 orbits do not make both F(0) of Phi2 negative."""
    symbol, mass = re.fullmatch(r"([A-Z][a-z]?)(\d+)", nuclide).groups()  # type: ignore[union-attr]
    a, z = int(mass), CHARGE[symbol]
    if (entry["Mplus"][0], entry["Mminus"][0]) != (a, 2 * z - a):
        raise SystemExit(f"{nuclide}: F(0) of M is {entry['Mplus'][0]}, {entry['Mminus'][0]}")
    plus, minus = entry["Phiplus"][0], entry["Phiminus"][0]
    if plus + minus >= 0 or plus - minus >= 0:
        raise SystemExit(f"{nuclide}: Phi2 is not negative")


def write(path: Path, text: str) -> None:
    """Write atomically: a temporary name first, then rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(path)


def main() -> None:
    """Read, check, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder that holds data/hms")
    path = parser.parse_args().shared / "data/hms" / NAME
    data = json.loads(path.read_text(encoding="utf-8"))
    lines = ["nuclide,b_fm,operator,nucleons,coefficients"]
    for key, entry in data.items():
        if key in ("source", "constants"):
            continue
        nuclide = key.removesuffix("_axial")
        if nuclide == key:
            check(nuclide, entry)
        for column, values in entry.items():
            if column != "b":
                operator, nucleons = COLUMNS[column]
                lines.append(f"{nuclide},{entry['b']:g},{operator},{nucleons},{' '.join(f'{v:.8g}' for v in values)}")
    write(OUT / "responses.csv", "\n".join(lines) + "\n")
    write(OUT / "SOURCE.toml", SOURCE.format(name=NAME, hash=hashlib.sha256(path.read_bytes()).hexdigest()))
    print(f"responses.csv: {len(lines) - 1} rows")


SOURCE = '''title = "Shell-model responses of 133Cs, 127I, 128-136Xe and 19F (Hoferichter, Menendez, Schwenk 2020)"
paper = ["Hoferichter:2020osn"]
doi = ["10.1103/PhysRevD.102.074018"]
url = ["https://arxiv.org/abs/2007.08529"]
licence = "published numbers (facts), Appendix E of the paper; cite the paper"
obtained = "2026-11-21"
changed = """Numbers unchanged, one row for each response. They were typed by a third party and not compared with the paper
itself. Checked: F(0) of M, the radii, the signs of Phi2; density matrices give the same to 1e-4 for 131,132,134,136Xe and
19F. Suspected misprint, kept: 130Xe, M of p + n, u^3, -3.82921 (the density matrix gives -3.893)."""

[original]
"{name}" = "{hash}"

[columns]
nuclide = "1"
b_fm = "fm, oscillator length"
operator = "M, Phi2 (rank 0), Sigma1, Sigma2 (rank 1)"
nucleons = "p, n, plus (p + n) or minus (p - n)"
coefficients = "1, c_0 c_1 ... of F = exp(-u/2) sum c_i u^i, u = (q b)^2/2, separated by blanks"
'''

if __name__ == "__main__":
    main()
