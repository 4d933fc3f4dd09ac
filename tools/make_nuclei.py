"""Write the compact table of nuclides from NUBASE2020 and the Angeli–Marinova charge radii.

    python tools/make_nuclei.py [--shared ../shared]

Reads the originals (never copied into the project), checks masses and abundances against the IAEA LiveChart
table, and writes ``src/nuscat/data/nuclei/nubase2020/{nuclides.csv,SOURCE.toml}``.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
from pathlib import Path

YEAR = 31_556_926.0  # seconds, as NUBASE defines it (365.2422 d)
PREFIXES = {"k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18, "Z": 1e21, "Y": 1e24}
UNITS = {"ys": 1e-24, "zs": 1e-21, "as": 1e-18, "ps": 1e-12, "ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}
UNITS |= {"h": 3600.0, "d": 86400.0, "y": YEAR} | {p + "y": f * YEAR for p, f in PREFIXES.items()}
HEADER = (
    "Z", "A", "state", "symbol", "mass_excess_keV", "mass_excess_unc_keV", "estimated", "half_life_s", "half_life_kind",
    "spin_parity", "abundance_percent", "abundance_unc_percent", "charge_radius_fm", "charge_radius_unc_fm",
)  # fmt: skip
OUT = Path(__file__).resolve().parents[1] / "src/nuscat/data/nuclei/nubase2020"


def half_life(value: str, unit: str, error: str) -> tuple[str, str]:
    """Half-life [s] and kind: '' measured, # estimated, < > ~ limit, stable, unbound or unknown (no value)."""
    if value == "stbl":
        return "inf", "stable"
    if value == "p-unst":
        return "", "unbound"
    if not value and (match := re.match(r"([<>~])\s*([\d.]+)\s*(\w+)$", error)):
        value, unit = match[1] + match[2], match[3]
    if not value:
        return "", "unknown"
    match = re.fullmatch(r"([<>~]?)([\d.]+)(#?)", value)
    if match is None:
        raise SystemExit(f"half-life not understood: {value!r} {unit!r}")
    return f"{float(match[2]) * UNITS[unit]:.9g}", match[3] or match[1]


def abundance(modes: str) -> tuple[str, str]:
    """Natural abundance and its uncertainty [%] from the IS= entry; empty if there is none."""
    match = re.search(r"IS=([\d.]+)(?: (\d+))?", modes)
    if match is None:
        return "", ""
    decimals = len(match[1].partition(".")[2])
    return f"{float(match[1]):.{decimals}f}", f"{int(match[2]) * 10.0**-decimals:.{decimals}f}" if match[2] else "0"


def read_radii(path: Path) -> dict[tuple[int, int], tuple[str, str]]:
    """Final (not preliminary) charge radii [fm] by (Z, A) of nuclei with Z > 0 (the neutron has a mean square)."""
    rows = (r for r in csv.reader(path.read_text(encoding="utf-8").splitlines()) if not r[0].startswith("#"))
    return {
        (int(r[0]), int(r[3])): (f"{float(r[4]):.4f}", f"{float(r[5]):.4f}") for r in rows if r[4] and int(r[0]) > 0
    }


def read_nubase(path: Path, radii: dict[tuple[int, int], tuple[str, str]]) -> list[tuple[str, ...]]:
    """Rows of all ground states, and of the one isomer that occurs naturally (180Ta-m)."""
    rows = []
    for line in path.read_text(encoding="ascii").splitlines():
        if line.startswith("#"):
            continue
        modes = line[119:]
        if line[7] != "0" and "IS=" not in modes:
            continue
        a, z, state = int(line[0:3]), int(line[4:7]), "" if line[7] == "0" else line[16]
        excess, error = line[18:31].strip(), line[31:42].strip()
        estimated = "#" if "#" in excess or "#" in error else ""
        spin = line[88:102].split("T=")[0].strip().replace(",", "|")
        symbol = re.sub(r"\d", "", line[11:16]).strip()
        time = half_life(line[69:78].strip(), line[78:80].strip(), line[81:88].strip())
        radius = ("", "") if state else radii.get((z, a), ("", ""))
        mass = (excess.rstrip("#"), error.rstrip("#"), estimated)
        rows.append((str(z), str(a), state, symbol, *mass, *time, spin, *abundance(modes), *radius))
    return sorted(rows, key=lambda r: (int(r[0]), int(r[1]), r[2]))


def check_livechart(rows: list[tuple[str, ...]], path: Path) -> str:
    """Compare with the IAEA LiveChart table; a short report, or SystemExit where they contradict each other."""
    with path.open(encoding="utf-8") as handle:
        other = {(int(r["z"]), int(r["a"])): r for r in csv.DictReader(handle)}
    masses = shares = different = 0
    for row in rows:
        ref = other.get((int(row[0]), int(row[1])))
        if ref is None:
            continue
        if not row[2] and not row[6] and ref["mass_excess_keV"].strip():
            masses += 1
            if abs(float(ref["mass_excess_keV"]) - float(row[4])) > max(0.06, 0.5 * float(row[5])):
                raise SystemExit(
                    f"mass excess of {row[3]}{row[1]}: {row[4]} here, {ref['mass_excess_keV']} in LiveChart"
                )
        if row[10]:
            listed = float(ref["abundance"]) if ref["abundance"].strip() else 0.0
            shares += 1
            if abs(listed - float(row[10])) > 1e-9:
                different += 1
                print(f"  abundance of {row[3]}{row[1]}{row[2]}: NUBASE {row[10]} %, LiveChart {listed} %")
    return f"{masses} measured masses agree; {shares} abundances compared, {different} differ"


def write(path: Path, text: str) -> None:
    """Write atomically: a temporary name first, then rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(path)


def main() -> None:
    """Read, check, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder that holds data/masses etc.")
    shared = parser.parse_args().shared / "data"
    nubase = shared / "masses/NUBASE2020_nubase_4.mas20.txt"
    radii = shared / "charge_radii/2013-Angeli.csv"
    rows = read_nubase(nubase, read_radii(radii))
    print(check_livechart(rows, shared / "charge_density/nuclides_iaea_livechart_2022.csv"))
    table = "\n".join(",".join(r) for r in [HEADER, *rows]) + "\n"
    write(OUT / "nuclides.csv", table)
    hashes = "\n".join(f'"{p.name}" = "{hashlib.sha256(p.read_bytes()).hexdigest()}"' for p in (nubase, radii))
    write(OUT / "SOURCE.toml", SOURCE.format(hashes=hashes, rows=len(rows)))
    counts = [sum(bool(r[i]) for r in rows) for i in (12, 10)]
    print(f"{len(rows)} rows, {len(table) / 1000:.0f} kB, {counts[0]} radii, {counts[1]} abundances")


SOURCE = '''title = "Nuclides: masses, half-lives, spins, abundances (NUBASE2020), charge radii (Angeli-Marinova 2013)"
paper = ["Kondev:2021lzi", "Wang:2021xhn", "Angeli:2013epw"]
doi = ["10.1088/1674-1137/abddae", "10.1088/1674-1137/abddaf", "10.1016/j.adt.2011.12.006"]
url = ["https://www-nds.iaea.org/amdc/", "https://www-nds.iaea.org/radii/"]
licence = "public evaluated nuclear data (facts); cite the papers"
obtained = "2026-11-21"
changed = """{rows} rows: every ground state of NUBASE2020 and, of the isomers, only 180Ta-m, found in nature.
Half-lives converted to seconds (1 y = 31556926 s); limits, estimates flagged in half_life_kind. Isospin, decay modes,
discovery years and half-life uncertainties left out. A comma inside spin_parity is written |. Radii: final values only
(no preliminary ones); the neutron, listed by its mean square radius, left out."""

[original]
{hashes}

[columns]
Z = "1"
A = "1"
state = "empty for the ground state, m for the isomer"
symbol = "text"
mass_excess_keV = "keV, atomic"
mass_excess_unc_keV = "keV"
estimated = "# if the mass is from systematics"
half_life_s = "s; inf if stable; empty if unknown"
half_life_kind = "empty: measured; #: from systematics; < > ~: limit or approximate; stable; unbound; unknown"
spin_parity = "as in NUBASE: * directly measured, # systematics, () uncertain"
abundance_percent = "% of atoms"
abundance_unc_percent = "% of atoms"
charge_radius_fm = "fm, rms"
charge_radius_unc_fm = "fm"
'''

if __name__ == "__main__":
    main()
