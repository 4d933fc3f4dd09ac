"""Write the compact tables of electron-scattering results: elastic e-40Ar (Ottermann 1982), PREX and CREX.

    python tools/make_electron_scattering.py [--shared ../shared]

Reads the original of the argon cross sections (never copied into the project); the results of PREX and CREX are the
few numbers of their papers, listed here. Writes ``src/nuscat/data/electron_scattering/``.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "src/nuscat/data/electron_scattering"
ARGON = "Ottermann1982_Ar40.txt"
HBARC = 197.3269804

P, C = "published", "to confirm"
# experiment, nuclide, quantity, value, errors, unit, meaning of the errors, status, paper
RESULTS = [
    ("PREX-1", "Pb208", "E", "1060", "", "MeV", "", C, "Abrahamyan:2012gp"),
    ("PREX-1", "Pb208", "Q2", f"{(0.475 * HBARC) ** 2:.1f}", "", "MeV2", "", P, "Horowitz:2012tj"),
    ("PREX-1", "Pb208", "A_PV", "656", "60 14", "ppb", "stat, syst", P, "Abrahamyan:2012gp"),
    ("PREX-1", "Pb208", "F_W", "0.204", "0.028 0.001", "1", "exp, model", P, "Horowitz:2012tj"),
    ("PREX-2", "Pb208", "E", "953", "", "MeV", "", C, "PREX:2021umo"),
    ("PREX-2", "Pb208", "Q2", "6160", "", "MeV2", "", P, "PREX:2021umo"),
    ("PREX-2", "Pb208", "A_PV", "550", "16 8", "ppb", "stat, syst", P, "PREX:2021umo"),
    ("PREX-2", "Pb208", "F_W", "0.368", "0.013", "1", "total", P, "PREX:2021umo"),
    ("PREX-2", "Pb208", "F_ch-F_W", "0.041", "0.013", "1", "total", C, "CREX:2022kgg"),
    ("CREX", "Ca48", "E", "2180", "", "MeV", "", C, "CREX:2022kgg"),
    ("CREX", "Ca48", "Q2", f"{(0.8733 * HBARC) ** 2:.1f}", "", "MeV2", "", P, "CREX:2022kgg"),
    ("CREX", "Ca48", "A_PV", "2668", "106 40", "ppb", "stat, syst", P, "CREX:2022kgg"),
    ("CREX", "Ca48", "F_W", "0.1304", "0.0052 0.0020", "1", "stat, syst", P, "CREX:2022kgg"),
    ("CREX", "Ca48", "F_ch-F_W", "0.0277", "0.0055", "1", "total", P, "CREX:2022kgg"),
]


def write(path: Path, text: str) -> None:
    """Write atomically: a temporary name first, then rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(path)


def main() -> None:
    """Read, check, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder that holds data/charge_density")
    original = parser.parse_args().shared / "data/charge_density" / ARGON
    rows = [line.split() for line in original.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = [row for row in rows if row]
    if len(rows) != 16 or any(len(row) != 5 for row in rows):
        raise SystemExit(f"{original}: expected 16 rows of five numbers")
    lines = [",".join([f"{float(e):g}", f"{float(t):g}", f"{float(s):.4g}", a, b]) for e, t, s, a, b in rows]
    header = "E_MeV,theta_deg,dsigma_dOmega_fm2_sr,stat_percent,syst_percent"
    write(OUT / "ottermann1982.csv", "\n".join([header, *lines]) + "\n")
    digest = hashlib.sha256(original.read_bytes()).hexdigest()
    write(OUT / "SOURCE.toml", SOURCE.format(name=ARGON, digest=digest))
    header = "experiment,nuclide,quantity,value,errors,unit,meaning,status,paper"
    quoted = [",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in RESULTS]
    write(OUT / "parity_violation.csv", "\n".join([header, *quoted]) + "\n")
    print(f"{len(rows)} cross sections, {len(RESULTS)} numbers of parity violation")


SOURCE = '''title = "Electron scattering: elastic cross sections of 40Ar; parity violation in PREX-1, PREX-2 and CREX"
paper = ["1982NuPhA.379..396O", "Abrahamyan:2012gp", "Horowitz:2012tj", "PREX:2021umo", "CREX:2022kgg"]
doi = ["10.1103/PhysRevLett.108.112502", "10.1103/PhysRevC.85.032501", "10.1103/PhysRevLett.126.172502", "10.1103/PhysRevLett.129.042501"]
url = ["https://github.com/Partynumbers42/phasr", "https://arxiv.org/abs/1201.2568", "https://arxiv.org/abs/1202.1468", "https://arxiv.org/abs/2102.10767", "https://arxiv.org/abs/2205.11593"]
licence = """published measurements (facts), those of 40Ar as tabulated in the documentation of phasr 0.5.3 (BSD-3-Clause); cite the
papers"""
obtained = "2026-11-21"
changed = """ottermann1982.csv: numbers unchanged; the errors are relative, in per cent, and a normalisation error of 0.8 % common to
all points is not part of them. parity_violation.csv: typed from the papers, no original file; Q2 of PREX-1 and CREX is the
square of the momentum transfer they state (0.475 and 0.8733 fm^-1); status "published": printed in the paper, "to confirm":
second hand; the acceptances of the spectrometers are not included."""

[original]
"{name}" = "{digest}"

[columns]
E_MeV = "MeV, laboratory energy"
theta_deg = "degrees, laboratory angle"
dsigma_dOmega_fm2_sr = "fm^2/sr"
stat_percent = "%, statistical"
syst_percent = "%, systematic"
experiment = "name"
nuclide = "target"
quantity = "E beam energy, Q2 mean squared momentum transfer, A_PV asymmetry, F_W weak form factor, F_ch-F_W"
value = "in the unit of the row"
errors = "in the unit of the row, separated by blanks; independent"
unit = "MeV, MeV2, ppb (1e-9) or 1"
meaning = "what the errors are, in their order"
status = "published or to confirm"
paper = "citation key"
'''

if __name__ == "__main__":
    main()
