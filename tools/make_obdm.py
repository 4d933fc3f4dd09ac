"""Write the compact tables of shell-model one-body densities published with dmscatter.

    python tools/make_obdm.py [--shared ../shared]

Reads the originals (never copied into the project), keeps the density of the ground state with itself, checks it, and
writes ``src/nuscat/data/structure/dmscatter/``. A file that fails the checks is named and left out.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from nuscat._core.errors import CorruptDataError
from nuscat.nuclei import nuclide
from nuscat.structure.shell_model._dres_format import parse
from nuscat.structure.shell_model._orbits import infer_core, label
from nuscat.structure.shell_model.dres import read_dres

OUT = Path(__file__).resolve().parents[1] / "src/nuscat/data/structure/dmscatter"
SPACES = {"4He": "p", "16O": "sd", "56Ni": "1p-0f5/2-0g9/2", "100Sn": "0g7/2-1d-2s-0h11/2"}
NO_CORE = ("Entem:2003ft", "Bogner:2006pc")
# original: (nuclide, interaction, oscillator energy in MeV or 0, keys, space if not that of the core)
FILES: dict[str, tuple[str, str, float, tuple[str, ...], str]] = {
    "He/he4n3lo_nmax16hw26.dres": ("He4", "N3LO-Nmax16", 26.0, NO_CORE, "no core; Nmax = 16"),
    "C/c12ck.dres": ("C12", "Cohen-Kurath", 0.0, ("Cohen:1965qa", "Cohen:1967zza"), ""),
    "C/c12n3lo_nmax6hw20.dres": ("C12", "N3LO-Nmax6", 20.0, NO_CORE, "no core; Nmax = 6"),
    "C/c12n3lo_nmax8hw20.dres": ("C12", "N3LO-Nmax8", 20.0, NO_CORE, "no core; Nmax = 8"),
    "C/c12daejeon_nmax6hw22.5.dres": ("C12", "Daejeon16-Nmax6", 22.5, ("Shirokov:2016ead",), "no core; Nmax = 6"),
    "C/c12daejeon_nmax8hw22.5.dres": ("C12", "Daejeon16-Nmax8", 22.5, ("Shirokov:2016ead",), "no core; Nmax = 8"),
    "Ar/ar40u8.dres": ("Ar40", "SDPF-U", 0.0, ("Nowacki:2009zz",), "sd-pf; truncated"),
    "Ar/ar40mu8.dres": ("Ar40", "SDPF-MU", 0.0, ("Iwata:2016cxn",), "sd-pf; truncated"),
}
for _name, _symbol, _masses in (("f", "F", (19,)), ("na", "Na", (23,)), ("si", "Si", (28, 29, 30))):
    for _a in _masses:
        _usd = ("Wildenthal:1984mf", "Brown:1988vm")
        FILES[f"{_symbol}/{_name}{_a}usdb.dres"] = (f"{_symbol}{_a}", "USDB", 0.0, ("Brown:2006gx",), "")
        FILES[f"{_symbol}/{_name}{_a}w18.dres"] = (f"{_symbol}{_a}", "USD", 0.0, _usd, "")
for _a in (70, 72, 73, 74, 76):
    FILES[f"Ge/ge{_a}jun45.dres"] = (f"Ge{_a}", "JUN45", 0.0, ("Honma:2009zz",), "")
for _symbol, _a in (("I", 127), *(("Xe", a) for a in (128, 129, 130, 131, 132, 134, 136))):
    _gcn = ("Caurier:2007wq", "Caurier:2010az")
    FILES[f"{_symbol}/{_symbol.lower()}{_a}gcn.dres"] = (f"{_symbol}{_a}", "GCN5082", 0.0, _gcn, "")
    FILES[f"{_symbol}/{_symbol.lower()}{_a}jj55.dres"] = (f"{_symbol}{_a}", "SN100PN", 0.0, ("Brown:2004xk",), "")


def table(path: Path) -> list[str]:
    """Rows K,a,b,proton,neutron of the first density of a file, numbers as printed."""
    file = parse(path)
    rows = ["K,a,b,proton,neutron"]
    for K, (proton, neutron) in file.blocks[0].rho.items():
        for i, a in enumerate(file.orbits):
            for j, b in enumerate(file.orbits):
                if proton[i, j] or neutron[i, j]:
                    rows.append(f"{K},{label(a)},{label(b)},{proton[i, j]:.5f},{neutron[i, j]:.5f}")
    return rows


def write(path: Path, text: str) -> None:
    """Write atomically: a temporary name first, then rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(path)


def main() -> None:
    """Read, check, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder that holds data/obdm/dmscatter")
    folder = parser.parse_args().shared / "data/obdm/dmscatter"
    catalogue = ["nuclide,interaction,file,core,hw_MeV,twoJ,twoT,space,cite"]
    hashes, dropped = [], []
    for name, (target, interaction, hw, keys, space) in FILES.items():
        path = folder / name
        try:
            density = read_dres(path, hw=hw or None)
        except CorruptDataError as error:
            dropped.append(name)
            print(f"left out {name}: {error.message.partition(': ')[2]}")
            continue
        known = nuclide(target)
        if (density.Z, density.N) != (known.Z, known.N) or density.spin != known.spin:
            raise SystemExit(f"{name} is not the ground state of {target}")
        core = infer_core(parse(path).orbits)
        output = f"{target}_{interaction}.csv"
        write(OUT / output, "\n".join([*table(path), ""]))
        twoT = "" if density.twoT is None else str(density.twoT)
        energy = f"{hw:g}" if hw else ""
        catalogue.append(
            f"{target},{interaction},{output},{core},{energy},{density.twoJ},{twoT},{space or SPACES[core]},"
            + " ".join(keys)
        )
        hashes.append(f'"{name}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"')
    write(OUT / "catalogue.csv", "\n".join([*catalogue, ""]))
    write(OUT / "LICENSE.txt", (folder / "LICENSE").read_text(encoding="utf-8").strip() + "\n")
    write(OUT / "SOURCE.toml", SOURCE.format(hashes="\n".join(hashes), dropped=", ".join(dropped) or "none"))
    print(f"{len(catalogue) - 1} densities, {sum(p.stat().st_size for p in OUT.iterdir()) / 1e3:.0f} kB")


SOURCE = '''title = "Shell-model one-body density matrices of ground states (dmscatter)"
paper = ["Gorton:2022eed", "Johnson:2018hrx"]
doi = ["10.1016/j.cpc.2022.108597"]
url = ["https://github.com/ogorton/dmscatter/tree/d5c4046b"]
licence = "MIT (LICENSE.txt beside this file)"
obtained = "2026-11-21"
changed = """Only the density of the ground state with itself; orbits by label; rows that print as zero left out; partners
that the file leaves out filled in by hermiticity. The inert core is not in the tables, the column core of catalogue.csv
names it. Left out because its proton density is not hermitian (0p3/2-1p3/2: -0.24807 against -0.25214): {dropped}."""

[original]
{hashes}

[columns]
K = "1, rank"
a = "orbit n l j, n from 0"
b = "orbit n l j, n from 0"
proton = "1, <J||[a+_a a~_b]_K||J>/sqrt(2K+1), Edmonds"
neutron = "1, as proton"
core = "filled orbits to be added"
hw_MeV = "MeV, oscillator energy of no-core calculations; empty: b from the mass number"
twoJ = "1, twice the spin"
twoT = "1, twice the isospin, empty if not printed"
space = "valence space"
cite = "keys of the interaction, separated by blanks"
'''

if __name__ == "__main__":
    main()
