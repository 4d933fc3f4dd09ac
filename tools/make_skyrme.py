"""Write the compact tables of Skyrme parameter sets.

    python tools/make_skyrme.py [--shared ../shared]

Reads the originals (never copied into the project), brings the numbers of three collections to one meaning of every
symbol, corrects what is known to be wrong and labels what is not known, and writes ``src/nuscat/data/skyrme/``:
``curated`` (18 sets checked between programs, with pairing), ``sky3d`` (39 sets of that program) and ``collected``
(263 sets, and reference energies of closed-shell nuclei).
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parents[1] / "src/nuscat/data/skyrme"
PARAMETERS = ("t0", "t1", "t2", "t3", "x0", "x1", "x2", "x3", "alpha", "b4", "b4p", "hbar2_2m_n", "hbar2_2m_p")
COLUMNS = (
    "name",
    *PARAMETERS,
    "te",
    "to",
    "j2",
    "cm",
    "cm_status",
    "coulomb_exchange",
    "unsupported",
    "reference",
    "cite",
    "notes",
)
PAIRING = ("name", "V_n", "V_p", "beta", "rho_c", "window", "cutoff", "lipkin_nogami", "source")

PAPERS = (  # pattern of names, INSPIRE key
    (r"SIII|SIV|SV|SVI", "Beiner:1974gc"),
    (r"SkM\*|SkMs", "Bartel:1982ed"),
    (r"S[Ll]y([4567]|10)", "Chabanat:1997un"),
    (r"SkI[1-5]", "Reinhard:1995zz"),
    (r"SV-.*", "Klupfel:2008af"),
    (r"UNEDF0", "Kortelainen:2010hv"),
    (r"UNEDF1", "Kortelainen:2011ft"),
    (r"UNEDF2", "Kortelainen:2013faa"),
    (r"SkP", "Dobaczewski:1983zc"),
    (r"SGI|SGII", "VanGiai:1981zz"),
    (r"S[Kk]X(ce|m)?", "AlexBrown:1998zz"),
    (r"BSk17", "Goriely:2009zz"),
    (r"SAMi", "Roca-Maza:2012dh"),
    (r"T\d\d", "Lesinski:2007ys"),
    (r"SkO4?p?", "Reinhard:1999ut"),
)
FITTED_CM = (  # prescription of the fit, where it is known
    (
        r"SIII|SIV|SV|SVI|SI|SII|SkM\*|SkMs|SkM|S[Ll]y[45]|SLy[01238]|SLy230[ab]|SkP|S[Kk]X(ce|m)?|SGI|SGII|SAMi",
        "1body",
    ),
    (r"BSk\d+|T\d\d|UNEDF0|RATP", "1body"),
    (r"SkI[1-6]|SV-.*|TOV|SkO4?p?", "2body_posteriori"),
    (r"S[Ll]y([67]|10)", "2body_variational"),
    (r"UNEDF[12]|SLy4d", "none"),
)
MIXED = "HFBTHO v3, mixed, 60 MeV"
ENERGY = {  # strengths of HFBTHO v3: n, p, Lipkin-Nogami
    "SIII": (-265.25, -340.0625, False),
    "SkM*": (-265.25, -340.0625, False),
    "SLy4": (-325.25, -340.0625, False),
    "SLy6": (-291.5, -297.7402, False),
    "SkI3": (-357.2324, -388.5625, False),
    "UNEDF0": (-170.374, -199.202, True),
    "UNEDF1": (-186.065399575124, -206.579593890106, True),
}
MISPRINTED = {
    "SVI": "t1 ten times too large",
    "Skxs25": "sign of x2",
    **dict.fromkeys(("SIII_0.7", "SIII_0.8", "SIII_0.9", "SIII_1.0"), "t3"),
}
SOFT = {  # curated name -> name in the table of Sky3D, for strengths that are the set's own
    "SLy4": "Sly4",
    "SLy6": "Sly6",
    "SkM*": "SkMs",
    "SkI3": "SkI3",
    "SkI4": "SkI4",
    "SkP": "SkP",
    "SkO": "SkO4",
    "UNEDF0": "UNEDF0",
    "UNEDF1": "UNEDF1",
    "SV-min": "SV-min",
    "SV-bas": "SV-bas",
}


OVERBOUND = "energies are not those of the fit: 208Pb overbound by {} MeV with these conventions; radii are normal"
"""Energies as this project computes them, without pairing; an independent program has the same of SGII."""


def first(table: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for pattern, value in table if re.fullmatch(pattern, name)), "")


def number(value: float | str) -> str:
    return repr(float(value)).removesuffix(".0")


def curated(path: Path) -> list[dict[str, Any]]:
    out = []
    for name, given in json.loads(path.read_text(encoding="utf-8")).items():
        row: dict[str, Any] = {key: given[key] for key in PARAMETERS if key in given}
        row |= {"name": name, "hbar2_2m_n": given["htm_n"], "hbar2_2m_p": given["htm_p"], "j2": given["j2"]}
        row |= {"te": 173.661, "to": 7.174} if name == "T44" else {"te": 0, "to": 0}
        row |= {"cm": given["cm"], "cm_status": "known", "unsupported": "", "cite": first(PAPERS, name)}
        row["coulomb_exchange"] = "slater" if given["coul_exch_slater"] else "none"
        row["reference"] = given["ref"].replace("et al NPA", "et al., NPA ").replace("et al PRC", "et al., PRC ")
        row["notes"] = {
            "SkM*": "hbar^2/2m 20.73; other programs use 20.73553 and 20.7525 (1.0 and 4.2 MeV in 208Pb)",
            "SLy5": "paper and erratum; a set with t0 = -2483.45, W0 = 125 circulates under the same name",
            "SLy6": "centre-of-mass term was part of the variation in the fit",
            "UNEDF0": "unrounded; tables with t2 = 607.565 are a rounded re-derivation",
            "SGII": f"often used without J^2 terms, as here; {OVERBOUND.format(31)}",
            "SkX": f"no Coulomb exchange; {OVERBOUND.format(52)}",
            "BSk17": "of a mass model with Wigner and collective terms, which are not part of the functional; "
            + OVERBOUND.format(23),
            "T44": "tensor couplings alpha = beta = 120 MeV fm^5",
        }.get(name, "")
        out.append(row)
    return out


def sky3d(path: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Parameter rows and pairing rows of every set in the Fortran table of Sky3D."""
    text = re.sub(r"!.*", "", path.read_text(encoding="utf-8")).replace("&", " ")
    rows, pairings = [], []
    for block in re.split(r"(?=Force\(')", text)[1:]:
        name = re.match(r"Force\('([^']+)'", block)
        assert name
        values = [float(v.replace("D", "E").replace("d", "e")) for v in NUMBER.findall(block[name.end() :])]
        if len(values) != 23:
            raise SystemExit(f"{name[1]}: {len(values)} numbers, expected 23")
        exchange, _zpe, mass_n, mass_p, t0, t1, t2, t3, t4, x0, x1, x2, x3, b4p, alpha = values[:15]
        vp, vn, _, _, sp, sn, rho0, _ = values[15:]
        cm = first(FITTED_CM, name[1])
        row = dict(zip(PARAMETERS, (t0, t1, t2, t3, x0, x1, x2, x3, alpha, t4 / 2, b4p, mass_n, mass_p), strict=True))
        row |= {"name": name[1], "te": 0, "to": 0, "j2": 0, "cm": cm or "1body"}
        row |= {"cm_status": "known" if cm else "assumed", "cite": first(PAPERS, name[1]), "reference": "Sky3D v1.2"}
        row |= {"coulomb_exchange": "slater" if exchange else "none", "unsupported": "", "notes": ""}
        if re.fullmatch(r"T\d\d", name[1]):
            row["notes"] = "without the tensor terms of the set, as in that program"
        if mass_n > mass_p:
            row["notes"] = "hbar^2/2m of neutron and proton look exchanged in that program"
        rows.append(row)
        common = {"name": name[1], "window": "soft", "cutoff": 60, "lipkin_nogami": 0}
        if vp > 0 and vn > 0:
            pairings.append(common | {"V_n": -vn, "V_p": -vp, "beta": 0, "rho_c": 0.16, "source": "Sky3D v1.2, volume"})
        if min(sp, sn) > 500 and not (sp == sn == 1000):  # others mark a set without such strengths
            pairings.append(
                common | {"V_n": -sn, "V_p": -sp, "beta": 1, "rho_c": rho0, "source": "Sky3D v1.2, density-dependent"}
            )
    shared: dict[tuple[float, float, float], list[str]] = {}
    for pairing in pairings:
        shared.setdefault((pairing["V_n"], pairing["V_p"], pairing["beta"]), []).append(pairing["name"])
    for pairing in pairings:
        others = [n for n in shared[pairing["V_n"], pairing["V_p"], pairing["beta"]] if n != pairing["name"]]
        if others:
            pairing["source"] += f"; the same strengths stand for {others[0]}" + (" and others" if others[1:] else "")
    return rows, pairings


WITHOUT_EXCHANGE = re.compile(r"SKX|SKXm|Skxs\d\d|Ska\d\ds\d\d|BSk1[6-9]|BSk20", re.IGNORECASE)
"""Sets fitted without Coulomb exchange. The column of the collection does not tell: it is 0 for SLy230b (SLy4), SKa and RATP
as well, and the tabulated runs have the exchange in any case (31 MeV in 208Pb)."""

NUMBER = re.compile(r"(?<![A-Za-z])[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[DdEe][-+]?\d+)?")


def collected(path: Path) -> list[dict[str, Any]]:
    out = []
    for given in read(path):
        name = given["name"]
        row: dict[str, Any] = {key: given.get(key, "0") for key in PARAMETERS}
        notes = []
        row |= {"name": name, "alpha": given["sigma"], "te": given["te"], "to": given["to"], "j2": int(given["J2"])}
        row |= {"hbar2_2m_n": given["htm"], "hbar2_2m_p": given["htm"], "cite": first(PAPERS, name)}
        row["coulomb_exchange"] = "none" if WITHOUT_EXCHANGE.fullmatch(name) else "slater"
        if given["coul_exch"] != "1" and row["coulomb_exchange"] == "slater":
            notes.append("Coulomb exchange not stated by the collection, whose runs have it: kept")
        extra = [key for key in ("t4", "t5", "t32", "t33") if float(given[key])]
        row["unsupported"] = f"its terms {' '.join(extra)} are not part of the functional" if extra else ""
        if name in MISPRINTED:
            row["unsupported"] = f"misprinted in the collection: its matter does not saturate ({MISPRINTED[name]})"
        cm = first(FITTED_CM, name)
        row |= {"cm": cm or "1body", "cm_status": "known" if cm else "assumed"}
        if not cm and given["cm_2body"] == "0":
            row["cm_status"] = "as collected"
        if name.startswith("SV-"):
            row["b4"] = float(given["b4"]) / 2
            notes.append("b4 halved: the collection holds 2 b4")
        if name == "SV-bas" and given["x1"].startswith("-0.382689"):
            row["x1"] = -0.381689
            notes.append("x1 = -0.382689 in the collection is a misprint")
        if name in ("SLy5", "SLy7"):
            notes.append("a mixture of the two sets of this name")
        if re.fullmatch(r"T\d\d", name):
            kept = tij(row, j2=True)
            design = (60 * (int(name[2]) - 2), 60 * (int(name[1]) - 2))
            if max(abs(a - b) for a, b in zip(kept, design, strict=True)) > 0.5:
                notes.append(
                    f"tensor couplings alpha, beta = {kept[0]:.1f}, {kept[1]:.1f} MeV fm^5 miss the design {design}"
                )
            if not row["j2"]:
                row["j2"] = 1
                notes.append("J^2 terms switched on: the tensor couplings of the set assume them")
        row["reference"] = re.sub(r"\s+", " ", given["Ref"].replace("_", " ")).strip() or "not stated"
        row["notes"] = "; ".join(notes)
        out.append(row)
    return out


def tij(row: dict[str, Any], *, j2: bool) -> tuple[float, float]:
    """Tensor couplings alpha and beta of a row [MeV fm^5]."""
    t1, t2, x1, x2, te, to = (float(row[key]) for key in ("t1", "t2", "x1", "x2", "te", "to"))
    a, b = (-(t1 * x1 + t2 * x2) / 16, (t1 - t2) / 16) if j2 else (0.0, 0.0)
    return 2 * (a + b) + 1.25 * to, 2 * a + 0.625 * (te + to)


def results(path: Path, parameters: Path, sets: list[dict[str, Any]]) -> list[list[str]]:
    flags = {row["name"]: row for row in read(parameters)}
    ours = {row["name"]: row for row in sets}
    out = []
    for row in read(path):
        name, flag = row["name"], ""
        if row["CONV"] == "1":
            flag = "unbound or not converged"
        elif ours[name]["unsupported"]:
            flag = "set cannot be used"
        elif name.startswith("SV-"):
            flag = "run with twice the spin-orbit strength"
        elif flags[name]["cm_2body"] == "1":
            flag = "run without centre-of-mass term"
        elif ours[name]["coulomb_exchange"] == "none":
            flag = "run with Coulomb exchange that the set does not have"
        elif name in ("UNEDF1", "UNEDF2"):
            flag = "run with a centre-of-mass term that the set does not have"
        z, a = int(row["Z"]), int(row["A"])
        out.append([name, str(z), str(a - z), *(number(row[key]) for key in ("E_MeV", "Rn", "Rp")), flag])
    return out


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def write(path: Path, text: str) -> None:
    """Write atomically: a temporary name first, then rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(path)


def table(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> str:
    lines = [",".join(columns)]
    for row in rows:
        cells = [row[c] if isinstance(row[c], str) and c not in NUMERIC else number(row[c]) for c in columns]
        lines.append(",".join(f'"{c}"' if "," in c else c for c in cells))
    return "\n".join(lines) + "\n"


NUMERIC = {*PARAMETERS, "te", "to", "j2", "V_n", "V_p", "beta", "rho_c", "cutoff", "lipkin_nogami"}


def main() -> None:
    """Read, convert, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder that holds data/skyrme")
    folder = parser.parse_args().shared / "data/skyrme"
    names = {
        "curated": ["skyrme_sets.json", "sky3d_forces.data.txt"],
        "sky3d": ["sky3d_forces.data.txt"],
        "collected": ["nucleiHF_skyrme_parameters_263sets.csv", "nucleiHF_results_180sets_13nuclei.csv"],
    }
    rows_sky3d, pairing_sky3d = sky3d(folder / names["sky3d"][0])
    rows_collected = collected(folder / names["collected"][0])
    rows_curated = curated(folder / names["curated"][0])
    pairing_curated = []
    for row in rows_curated:
        name = row["name"]
        if name in ENERGY:
            vn, vp, ln = ENERGY[name]
            pair: dict[str, Any] = {"name": name, "V_n": vn, "V_p": vp, "beta": 0.5, "rho_c": 0.16, "window": "energy"}
            pairing_curated.append(pair | {"cutoff": 60, "lipkin_nogami": int(ln), "source": MIXED})
        if name in SOFT:
            found = [p for p in pairing_sky3d if p["name"] == SOFT[name]]
            pairing_curated.append(found[0] | {"name": name, "source": found[0]["source"].split(";")[0]})
    header = "name,Z,N,E_MeV,r_n_fm,r_p_fm,flag"
    reference = results(folder / names["collected"][1], folder / names["collected"][0], rows_collected)
    for catalogue, rows, pairings in (
        ("curated", rows_curated, pairing_curated),
        ("sky3d", rows_sky3d, pairing_sky3d),
        ("collected", rows_collected, []),
    ):
        write(OUT / catalogue / "forces.csv", table(COLUMNS, rows))
        if pairings:
            write(OUT / catalogue / "pairing.csv", table(PAIRING, pairings))
        hashes = "\n".join(
            f'"{n}" = "{hashlib.sha256((folder / n).read_bytes()).hexdigest()}"' for n in names[catalogue]
        )
        write(OUT / catalogue / "SOURCE.toml", SOURCES[catalogue].format(hashes=hashes, columns=DESCRIPTION))
        print(f"{catalogue}: {len(rows)} sets, {sum(bool(r['unsupported']) for r in rows)} unsupported, ", end="")
        print(f"{sum(r['cm_status'] == 'assumed' for r in rows)} with assumed c.m., {len(pairings)} pairing strengths")
    write(OUT / "collected/results.csv", "\n".join([header, *(",".join(r) for r in reference)]) + "\n")
    print(f"results: {len(reference)} rows, {sum(not r[-1] for r in reference)} valid")


DESCRIPTION = """[columns]
t0 = "MeV fm^3"
t1 = "MeV fm^5"
t2 = "MeV fm^5"
t3 = "MeV fm^(3 + 3 alpha)"
x0 = "1"
x1 = "1"
x2 = "1"
x3 = "1"
alpha = "1"
b4 = "MeV fm^5, coefficient of -rho div J (W0/2 of a standard force)"
b4p = "MeV fm^5, coefficient of -rho_q div J_q"
hbar2_2m_n = "MeV fm^2"
hbar2_2m_p = "MeV fm^2"
te = "MeV fm^5, even tensor force"
to = "MeV fm^5, odd tensor force"
j2 = "1 if the J^2 terms of the central force are kept"
cm = "centre-of-mass prescription"
cm_status = "known: of the fit; as collected: the collection says so; assumed: not known, one-body assumed"
coulomb_exchange = "slater or none"
unsupported = "empty, or why the set cannot be used"
V_n = "MeV fm^3, negative is attractive"
V_p = "MeV fm^3"
beta = "1; strength V (1 - beta rho/rho_c)"
rho_c = "fm^-3"
window = "energy: HFB equivalent-energy cut-off; soft: smooth cut-off of BCS"
cutoff = "MeV, of the energy window"
lipkin_nogami = "1 if the strengths were fitted with Lipkin-Nogami projection"
"""
SOURCES = {
    "curated": '''title = "Skyrme parameter sets checked between programs"
paper = ["Beiner:1974gc", "Bartel:1982ed", "Chabanat:1997un", "Reinhard:1995zz", "Klupfel:2008af", "Kortelainen:2010hv",
  "Kortelainen:2011ft", "Dobaczewski:1983zc", "VanGiai:1981zz", "AlexBrown:1998zz", "Goriely:2009zz", "Roca-Maza:2012dh",
  "Lesinski:2007ys", "Reinhard:1999ut"]
doi = ["10.1016/S0375-9474(98)00180-8", "10.1103/PhysRevC.79.034310", "10.1103/PhysRevC.85.024304"]
url = ["https://github.com/jeromemargueron/nucleiHF", "https://github.com/manybody/sky3d"]
licence = "published numbers (facts); cite the paper of each set"
obtained = "2026-11-21"
changed = """Numbers as in the papers, cross-checked between HFBTHO v3, Sky3D v1.2, nucleiHF and CoH3. W0 replaced by b4 and
b4p, tensor terms of T44 added. Overbinding in the notes: computed without pairing, minus experiment. Pairing strengths of two kinds, each with the window it was fitted in: HFBTHO's defaults and
Sky3D's (there with a posteriori centre-of-mass correction and hbar^2/2m that may differ in the fifth digit)."""

[original]
{hashes}

{columns}''',
    "sky3d": '''title = "Skyrme parameter sets of the program Sky3D v1.2"
paper = ["Schuetrumpf:2018bsu"]
doi = ["10.1016/j.cpc.2018.03.012"]
url = ["https://github.com/manybody/sky3d"]
licence = "published numbers (facts), nothing else of the program"
obtained = "2026-11-21"
changed = """t4 -> b4 = t4/2; pairing strengths made negative; entries that mark a missing strength dropped; strengths that
stand for several sets say so. The centre-of-mass prescription is that of the fit where it is known, not the program's."""

[original]
{hashes}

{columns}''',
    "collected": '''title = "Collected Skyrme parameter sets, and energies of closed-shell nuclei with them (nucleiHF)"
paper = ["Carlson:2022nfc"]
doi = ["10.1103/PhysRevC.107.035805"]
url = ["https://github.com/jeromemargueron/nucleiHF", "https://arxiv.org/abs/2209.03257"]
licence = "MIT, Copyright (c) Jerome Margueron (nucleiHF)"
obtained = "2026-11-21"
changed = """b4 of the SV-* sets halved (stored doubled there), x1 of SV-bas corrected; J^2 terms of T22 switched on; centre-of-mass prescription
replaced by that of the fit where it is known, otherwise labelled; sets with t4, t5, t32 or t33, and six whose matter does not saturate, marked as unsupported.
Coulomb exchange left out of the sets fitted so (SkX and its relatives, BSk16 to BSk20) and kept in all others: the column of the collection is not set.
Results: energies, neutron and proton point radii only; the flag says why a run does not describe its set (empty: it does)."""

[original]
{hashes}

{columns}
E_MeV = "MeV"
r_n_fm = "fm"
r_p_fm = "fm"
flag = "empty, or why the run does not describe its set"
''',
}

if __name__ == "__main__":
    main()
