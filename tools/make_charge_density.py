"""Write the compact tables of measured charge densities (De Vries, De Jager, De Vries 1987).

    python tools/make_charge_density.py [--shared ../shared]

Reads the originals (never copied into the project), recomputes norms and rms radii, flags what does not reproduce
its own published numbers, and writes ``src/nuscat/data/charge_density/devries1987/``.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
import re
from collections import Counter
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "src/nuscat/data/charge_density/devries1987"
NAMES = ("devries1987_fourier_bessel.csv", "devries1987_sum_of_gaussians.csv", "devries1987_2pF_3pF_3pG_HO.csv")
LAST_STABLE_2Z = 20  # heaviest stable nucleus with A = 2Z is 40Ca


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def numbered(rows: list[list[str]]) -> list[str]:
    """CSV lines with the number of the analysis of the nuclide (in the order of the compilation) after Z and A."""
    seen: Counter[tuple[str, str]] = Counter()
    lines = []
    for z, a, *rest in rows:
        seen[z, a] += 1
        lines.append(",".join([z, a, str(seen[z, a]), *rest]))
    return lines


def norm(a: list[float], radius: float) -> float:
    total = sum(v * (-1) ** (n + 1) / (n * math.pi) ** 2 for n, v in enumerate(a, start=1))
    return 4 * math.pi * radius**3 * total


def fourier_bessel(rows: list[dict[str, str]]) -> list[list[str]]:
    out = []
    for row in rows:
        a = [float(row[f"a{n}_fm^-3"]) for n in range(1, 18)]
        while a[-1] == 0:
            a.pop()
        z, radius = int(row["Z"]), float(row["R_fm"])
        off = norm(a, radius) / z - 1
        flag = ""
        if "not from de Vries" in row["note"]:
            flag = f"source unverified; norm {100 * off:+.2f} % from Z"
        elif abs(off) > 1e-3:
            flips = [
                n
                for n in range(1, len(a) + 1)
                if abs(norm([-v if i == n else v for i, v in enumerate(a, 1)], radius) / z - 1) < 2e-4
            ]
            flag = (
                f"norm {100 * off:+.2f} % from Z: mistyped; a{flips[0]} with the other sign would restore it"
                if flips
                else f"norm {100 * off:+.2f} % from Z"
            )
        out.append([str(z), row["A"], f"{radius:g}", " ".join(f"{v:.5g}" for v in a), flag])
    return out


def sum_of_gaussians(rows: list[dict[str, str]]) -> list[list[str]]:
    out = []
    for row in rows:
        pairs = [(float(row[f"R{n}_fm"]), float(row[f"Q{n}"])) for n in range(1, 13)]
        pairs = [p for n, p in enumerate(pairs) if p[1] != 0 or (n == 0 and p[0] != 0)]
        total = sum(q for _, q in pairs)
        flag = "" if abs(total - 1) < 1e-3 else f"fractions sum to {total:.4f}"
        radii, fractions = (" ".join(f"{pair[i]:g}" for pair in pairs) for i in (0, 1))
        width, rms = f"{float(row['RP_fm']):g}", f"{float(row['rms_pub_fm']):g}"
        out.append([row["Z"], row["A"], width, radii, fractions, rms, flag])
    return out


def fermi(rows: list[dict[str, str]]) -> tuple[list[list[str]], int]:
    out, dropped = [], 0
    for row in rows:
        if row["model"] == "other":
            dropped += 1
            continue
        match = re.match(r"(\d+)[A-Z]", row["nuclide"])
        if match is None:
            raise SystemExit(f"label {row['nuclide']!r} not understood")
        z, a = int(row["Z"]), match[1]  # the label, not the A column: they differ once (122Sn)
        flag = ""
        if row["note"]:
            deformed = "deformed" in row["note"] and "typo" not in row["note"]
            why = "parameters of a deformed surface" if deformed else "misprint"
            flag = f"rms {row['check_rms_fm']} fm does not reproduce the published {row['rms_pub_fm']}: {why}"
        published = row["rms_pub_fm"]
        if float(published) == 0:
            published, flag = "", "no rms radius published to check against; parameters of a deformed surface"
        if int(a) == 2 * z and z > LAST_STABLE_2Z:
            flag = "A = 2Z is no target: an element of natural composition or a wrong label"
        out.append(
            [
                str(z),
                a,
                row["model"],
                row["c_or_a_fm"],
                row["z_or_alpha"],
                row["w"],
                published,
                row["ref"],
                flag,
            ]
        )
    return out, dropped


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
    folder = parser.parse_args().shared / "data/charge_density"
    fb, sog = fourier_bessel(read(folder / NAMES[0])), sum_of_gaussians(read(folder / NAMES[1]))
    pf, dropped = fermi(read(folder / NAMES[2]))
    tables = {
        "fourier_bessel.csv": ("Z,A,analysis,R_fm,coefficients_fm-3,flag", fb),
        "sum_of_gaussians.csv": ("Z,A,analysis,RP_fm,radii_fm,fractions,rms_published_fm,flag", sog),
        "fermi.csv": ("Z,A,analysis,model,c_fm,a_fm,w,rms_published_fm,reference,flag", pf),
    }
    for name, (header, rows) in tables.items():
        flagged = sum(bool(r[-1]) for r in rows)
        write(OUT / name, "\n".join([header, *numbered(rows)]) + "\n")
        print(f"{name}: {len(rows)} analyses, {flagged} flagged")
    hashes = "\n".join(f'"{n}" = "{hashlib.sha256((folder / n).read_bytes()).hexdigest()}"' for n in NAMES)
    write(OUT / "SOURCE.toml", SOURCE.format(hashes=hashes, dropped=dropped))


SOURCE = '''title = "Charge densities of nuclei from elastic electron scattering (De Vries, De Jager, De Vries 1987)"
paper = ["DeVries:1987atn"]
doi = ["10.1016/0092-640X(87)90013-1"]
url = ["http://discovery.phys.virginia.edu/research/groups/ncd/", "https://github.com/Partynumbers42/phasr"]
licence = """published measurements (facts), digitised by the University of Virginia and corrected in phasr 0.5.3
(BSD-3-Clause); cite the paper"""
obtained = "2026-11-21"
changed = """Numbers unchanged; trailing zeros dropped; analyses of one nuclide numbered in the order of the compilation.
Labels of nuclides corrected where A or Z did not fit (64Ni, 94Mo, 206Pb, 122Sn, 4He, 116Sn, 205Tl). {dropped} entries
without closed form left out. The flag says why a row is refused unless it is asked for by its number: it does not
reproduce its own norm (0.1 %) or rms radius (0.03 fm), is not from the compilation (6Li, 10B), or carries A = 2Z for an
element without such a stable isotope."""

[original]
{hashes}

[columns]
Z = "1"
A = "1"
analysis = "number among the analyses of one nuclide, from 1"
R_fm = "fm, cutoff radius"
"coefficients_fm-3" = "e/fm^3, a_1 a_2 ... separated by blanks"
RP_fm = "fm, rms radius of one Gaussian"
radii_fm = "fm, separated by blanks"
fractions = "1, separated by blanks"
model = "HO, MHO, 2pF, 3pF or 3pG"
c_fm = "fm; HO, MHO: oscillator length"
a_fm = "fm; HO, MHO: alpha [1]"
w = "1"
rms_published_fm = "fm, empty if none"
reference = "label of the measurement in the compilation"
flag = "empty, or why the row is refused by default"
'''

if __name__ == "__main__":
    main()
