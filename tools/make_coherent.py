"""Compact tables of the COHERENT CsI[Na] (2021) and liquid-argon (2020) data releases.

Usage: python tools/make_coherent.py [--shared ../shared]

Reads the originals (see the SOURCE.txt beside each), checks them against the numbers that the releases quote, and writes
`src/nuscat/data/experiments/<source-key>/` with a SOURCE.toml. Every file is written under a temporary name and then renamed.
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
OUT = ROOT / "src" / "nuscat" / "data" / "experiments"


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


def hashes(folder: Path, names: list[str]) -> str:
    return "\n".join(f'"{n}" = "{hashlib.sha256((folder / n).read_bytes()).hexdigest()}"' for n in names)


def check(what: str, got: float, expected: float, tolerance: float) -> None:
    if abs(got - expected) > tolerance:
        raise SystemExit(
            f"{what}: found {got}, the release states {expected}; the originals are damaged or another version"
        )


def csi(shared: Path) -> None:
    folder = shared / "data" / "coherent_csi_2021"
    names = ["dataBeamOnC.txt", "dataBeamOnAC.txt", "brnPE.txt", "brnTrec.txt", "ninPE.txt", "ninTrec.txt"]
    coefficient_files = ["effCoefficients.txt", "scintRespCoefficients.txt"]
    tables = {n: np.loadtxt(folder / n) for n in names}
    for name, expected in (("dataBeamOnC.txt", 1578), ("dataBeamOnAC.txt", 1295)):
        t = tables[name]
        check(f"{name}: events with PE < 60 and t < 6 us", ((t[:, 0] < 60) & (t[:, 1] < 6)).sum(), expected, 0)
    efficiency = np.loadtxt(folder / "effCoefficients.txt")
    quenching = np.loadtxt(folder / "scintRespCoefficients.txt")
    arrays = {
        "coincidence_pe": tables["dataBeamOnC.txt"][:, 0],
        "coincidence_time_us": tables["dataBeamOnC.txt"][:, 1],
        "anticoincidence_pe": tables["dataBeamOnAC.txt"][:, 0],
        "anticoincidence_time_us": tables["dataBeamOnAC.txt"][:, 1],
        "pe_centres": tables["brnPE.txt"][:, 0],
        "brn_pe_pdf": tables["brnPE.txt"][:, 1],
        "nin_pe_pdf": tables["ninPE.txt"][:, 1],
        "time_centres_us": tables["brnTrec.txt"][:, 0],
        "brn_time_pdf": tables["brnTrec.txt"][:, 1],
        "nin_time_pdf": tables["ninTrec.txt"][:, 1],
        "efficiency_coefficients": efficiency,
        "quenching_coefficients": quenching,
    }
    assert np.array_equal(tables["brnPE.txt"][:, 0], tables["ninPE.txt"][:, 0])
    assert np.array_equal(tables["brnTrec.txt"][:, 0], tables["ninTrec.txt"][:, 0])
    out = OUT / "coherent-csi-2021"
    write(out / "release.npz", npz(arrays))
    write(
        out / "SOURCE.toml",
        f'''title = "COHERENT CsI[Na], full 2017-2019 data set"
paper = "COHERENT:2021xmm"
doi = "10.1103/PhysRevLett.129.081801"
url = "https://arxiv.org/abs/2110.07730 (ancillary files)"
licence = "arXiv ancillary release of the collaboration; numbers only, cite the paper"
obtained = "2026-11-21"
changed = """Text columns stored as float64 arrays; nothing rescaled. The third row of the efficiency coefficients is labelled
+1 sigma in the original comment and is the -1 sigma curve. The one-dimensional PE pdfs integrate to one below 60 PE (not over
their whole range), the time pdfs to the total expectation over all PE."""

[columns]
coincidence_pe = "photoelectrons"
coincidence_time_us = "us"
anticoincidence_pe = "photoelectrons"
anticoincidence_time_us = "us"
pe_centres = "photoelectrons, bin centres"
brn_pe_pdf = "1 per photoelectron, energy efficiency applied"
nin_pe_pdf = "1 per photoelectron, energy efficiency applied"
time_centres_us = "us, bin centres"
brn_time_pdf = "counts per 10 ns bin, time efficiency not applied"
nin_time_pdf = "counts per 10 ns bin, time efficiency not applied"
efficiency_coefficients = "a [1], b [1/PE], c [PE], d [1]; rows nominal, +1 sigma, -1 sigma"
quenching_coefficients = "a [1], b [1/MeV], c [1/MeV^2], d [1/MeV^3]; rows nominal, 0 up, 0 down, 1 up, 1 down"

[original]
{hashes(folder, names + coefficient_files)}
'''.encode(),
    )


def lar(shared: Path) -> None:
    folder = shared / "data" / "coherent_lar_2020"
    cubes = {
        "data": "datanobkgsub.txt",
        "cevns": "cevnspdf.txt",
        "brn": "brnpdf.txt",
        "delayed_brn": "delbrnpdf.txt",
        "steady_state": "bkgpdf.txt",
        "cevns_f90_up": "cevnspdf+1sigF90.txt",
        "cevns_f90_down": "cevnspdf-1sigF90.txt",
        "cevns_time_up": "cevnspdfCEvNSTimingMeanSyst.txt",
        "brn_energy_up": "brnpdf+1sigEnergy.txt",
        "brn_energy_down": "brnpdf-1sigEnergy.txt",
        "brn_time_up": "brnpdf+1sigBRNTimingMean.txt",
        "brn_time_down": "brnpdf-1sigBRNTimingMean.txt",
        "brn_width_up": "brnpdfBRNTimingWidthSyst.txt",
    }
    arrays: dict[str, np.ndarray] = {}
    for key, name in cubes.items():
        table = np.loadtxt(folder / name)
        check(f"{name}: rows", table.shape[0], 960, 0)
        e, f, t = (np.unique(table[:, i]) for i in range(3))
        grid = np.array([(a, b, c) for a in e for b in f for c in t])
        if not np.array_equal(grid, table[:, :3]):
            raise SystemExit(f"{name}: the rows are not ordered as energy x F90 x time")
        arrays[key] = table[:, 3].reshape(len(e), len(f), len(t))
    for key, expected in (("data", 3752), ("cevns", 128), ("brn", 497), ("delayed_brn", 33), ("steady_state", 3152)):
        check(f"{cubes[key]}: sum", arrays[key].sum(), expected, 0.01)
    efficiency = np.loadtxt(folder / "CENNS10AnlAEfficiency.txt")
    arrays["efficiency_keVee"], arrays["efficiency_keVnr"], arrays["efficiency"] = efficiency.T
    out = OUT / "coherent-lar-2020"
    write(out / "release.npz", npz(arrays))
    files = [*cubes.values(), "CENNS10AnlAEfficiency.txt", "LArParametersAnlA.yaml"]
    write(
        out / "SOURCE.toml",
        f'''title = "COHERENT CENNS-10 liquid argon, analysis A"
paper = "COHERENT:2020iec"
doi = "10.5281/zenodo.3903810"
url = "https://arxiv.org/abs/2006.12659"
licence = "CC-BY-4.0"
obtained = "2026-11-21"
changed = """Rows reshaped to cubes (12 reconstructed energies x 8 F90 x 10 times); nothing rescaled. The +1 sigma BRN time
variation sums to 523.7, all other BRN cubes to 497."""

[columns]
cubes = "counts per bin; energy centres 5..115 keVee step 10, F90 centres 0.525..0.875 step 0.05, time centres 0.15..4.65 us step 0.5"
efficiency_keVee = "keVee, bin centres"
efficiency_keVnr = "keVnr, bin centres"
efficiency = "1"

[original]
{hashes(folder, files)}
'''.encode(),
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    arguments = parser.parse_args()
    csi(arguments.shared)
    lar(arguments.shared)
