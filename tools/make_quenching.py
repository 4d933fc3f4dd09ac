"""Measured ionisation and scintillation yields of nuclear recoils as one compact table.

Usage: python tools/make_quenching.py [--shared ../shared]

Reads the originals (see the SOURCE.txt beside each) and writes `src/nuscat/data/detectors/quenching/`: `points.csv` with
the measured points of Ge, Si and CsI, `dresden2.csv` with the two curves of Dresden-II, and a SOURCE.toml.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src" / "nuscat" / "data" / "detectors" / "quenching"
Row = tuple[str, float, float, float, float]


def write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(path.suffix + ".tmp")
    temporary.write_text(content, encoding="utf-8")
    os.replace(temporary, path)
    print(f"wrote {path.relative_to(ROOT)} ({len(content)} bytes)")


def rows(path: Path) -> Iterator[list[float]]:
    for line in path.read_text().splitlines():
        fields = line.replace(",", " ").split()
        try:
            yield [float(f) for f in fields]
        except ValueError:
            if not line.lstrip().startswith(("#", "'")):
                raise SystemExit(f"{path.name}: cannot read {line!r}") from None


def points(data: Path) -> list[Row]:
    """Name, T [keV], its error, factor [1], its error."""
    out: list[Row] = []
    yields = data / "qf_ionization_yield"
    for name, file, order in (
        ("si-dougherty", "Dougherty_Yield.txt", (0, 2, 1, 3)),
        ("si-gerbier", "Gerbier_Yield.txt", (0, 2, 1, 3)),
        ("ge-edelweiss", "edelweiss_Ge_yield.txt", (0, 1, 2, 3)),
    ):
        for row in filter(None, rows(yields / file)):
            E, dE, Y, dY = (row[i] for i in order)
            out.append((name, E, dE, Y / 100.0, dY / 100.0))
    for E, Eee, dE, dEee in filter(None, rows(data / "qf_si_damic" / "DAMIC_siyield_allerr.txt")):
        out.append(("si-damic", E, dE, Eee / E, Eee / E * ((dE / E) ** 2 + (dEee / Eee) ** 2) ** 0.5))
    csi = data / "coherent_csi_2018"
    for E, dE, Q, dQ in filter(None, rows(csi / "qfData_chicago.txt")):
        out.append(("csi-chicago", E, dE, Q, dQ))
    for E, up, down, Q, Qup, Qdown in filter(None, rows(csi / "qfData_tunl.txt")):
        out.append(("csi-tunl", E, 0.5 * (up + down), Q, 0.5 * (Qup + Qdown)))
    return sorted(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    data = parser.parse_args().shared / "data"
    found = points(data)
    counts = {name: sum(r[0] == name for r in found) for name in sorted({r[0] for r in found})}
    expected = {"csi-chicago": 7, "csi-tunl": 12, "ge-edelweiss": 6, "si-damic": 34, "si-dougherty": 5, "si-gerbier": 8}
    if counts != expected:
        raise SystemExit(f"expected {expected}, found {counts}: the originals are another version")
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("measurement", "T_nr_keV", "T_nr_error_keV", "factor", "factor_error"))
    for name, *numbers in found:
        table.writerow((name, *(f"{x:.5g}" for x in numbers)))
    write(OUT / "points.csv", text.getvalue())
    curves = list(filter(None, rows(data / "dresden2_2022" / "QF_Fef_YBe.txt")))
    if len(curves) != 451 or curves[-1][0] != 4.5:
        raise SystemExit("QF_Fef_YBe.txt has not 451 rows up to 4.5 keV: another version")
    # below 1 keV every row, above every fifth (the curves are nearly straight there: 0.05 keV)
    kept = [r for i, r in enumerate(curves) if r[0] <= 1.0 or i % 5 == 0 or r is curves[-1]]
    lines = ["T_nr_keV,fef,ybe", *(f"{T:g},{fef:g},{ybe:g}" for T, fef, ybe in kept)]
    write(OUT / "dresden2.csv", "\n".join(lines) + "\n")
    originals = [
        "qf_ionization_yield/Dougherty_Yield.txt", "qf_ionization_yield/Gerbier_Yield.txt",
        "qf_ionization_yield/edelweiss_Ge_yield.txt", "qf_si_damic/DAMIC_siyield_allerr.txt",
        "coherent_csi_2018/qfData_chicago.txt", "coherent_csi_2018/qfData_tunl.txt", "dresden2_2022/QF_Fef_YBe.txt",
    ]  # fmt: skip
    hashes = "\n".join(f'"{n}" = "{hashlib.sha256((data / n).read_bytes()).hexdigest()}"' for n in originals)
    write(
        OUT / "SOURCE.toml",
        f'''title = "Quenching of nuclear recoils: measured points in Ge, Si and CsI, and the two curves of Dresden-II"
paper = "Dougherty:1992zz, Gerbier:1990zz, EDELWEISS:2007zz, Chavarria:2016xsi, COHERENT:2017ipa, Colaresi:2022obx"
doi = "10.1103/PhysRevA.45.2104, 10.1103/PhysRevD.42.3211, 10.1103/PhysRevD.94.082007, 10.5281/zenodo.1228631, arXiv:2202.09672"
url = "https://github.com/villano-lab/nrFano_paper2019, https://github.com/villano-lab/nrCascadeSim, https://zenodo.org/records/1228631, https://github.com/LeireLarizgoitia/Reactor_CEnuNS"
licence = "numbers of published measurements; cite the papers"
obtained = "2026-11-21"
changed = """Yields in percent divided by 100. For si-damic the columns are recoil energy, ionisation energy and their errors; the
factor is their ratio and its error the two relative errors in quadrature. Asymmetric errors of csi-tunl averaged.
Horizontal and vertical errors of the CsI data are correlated in the originals; here they are given side by side.
Of dresden2.csv every row below 1 keV is kept, above every fifth."""

[columns]
measurement = "which measurement"
T_nr_keV = "recoil energy, keV"
T_nr_error_keV = "its standard deviation, keV"
factor = "electron-equivalent over recoil energy, 1"
factor_error = "its standard deviation, 1"
fef = "quenching factor of the iron-filter measurement, 1"
ybe = "quenching factor of the photo-neutron measurement, 1"

[original]
{hashes}
''',
    )


if __name__ == "__main__":
    main()
