"""Nuclear matter of every Skyrme set: the 18 curated ones against their papers, the collected ones flagged."""

from __future__ import annotations

from collections import Counter
from typing import Any

from _page import COLOURS, Table, new_figure, write_page

from nuscat._core.errors import ValidityError
from nuscat.structure.skyrme import FORCES, force, nuclear_matter
from nuscat.structure.skyrme.catalogue import force_names
from nuscat.structure.skyrme.nuclear_matter import NuclearMatter

PUBLISHED = {
    "SIII": ("0.1453", "-15.85", "355.4", "28.16", "9.9", "0.763", "0.525"),
    "SkM*": ("0.1603", "-15.78", "216.7", "30.03", "45.8", "0.788", "0.532"),
    "SLy4": ("0.1595", "-15.97", "229.9", "32.00", "46.0", "0.695", "0.250"),
    "SLy5": ("0.1603", "-15.98", "229.9", "32.03", "48.3", "0.697", "0.250"),
    "SLy6": ("0.1590", "-15.92", "229.8", "31.96", "47.4", "0.690", "0.250"),
    "SkI3": ("0.1577", "-15.96", "258.0", "34.83", "100.5", "0.578", "0.245"),
    "SkI4": ("0.1600", "-15.92", "247.7", "29.50", "60.4", "0.650", "0.249"),
    "SV-bas": ("0.1596", "-15.90", "233.4", "30.00", "32.4", "0.900", "0.399"),
    "SV-min": ("0.1611", "-15.91", "221.8", "30.66", "44.8", "0.952", "0.076"),
    "UNEDF0": ("0.1605", "-16.06", "230.0", "30.54", "45.1", "1.111", "0.250"),
    "UNEDF1": ("0.1587", "-15.80", "220.0", "28.99", "40.0", "1.008", "0.250"),
    "SkP": ("0.1625", "-15.95", "201.0", "30.00", "19.7", "1.000", "0.350"),
    "SGII": ("0.1583", "-15.60", "214.6", "26.83", "37.6", "0.786", "0.493"),
    "SkX": ("0.1555", "-16.06", "271.1", "31.10", "33.2", "0.993", "0.334"),
    "BSk17": ("0.1586", "-16.06", "241.7", "30.00", "36.3", "0.800", "0.278"),
    "SAMi": ("0.1587", "-15.93", "245.0", "28.13", "43.6", "0.675", "0.506"),
    "T44": ("0.1612", "-16.02", "230.0", "32.00", "50.1", "0.701", "0.250"),
    "SkO": ("0.1604", "-15.84", "223.3", "31.97", "79.1", "0.896", "0.174"),
}  # fmt: skip
"""ρ₀ [fm⁻³], E/A, K, J, L [MeV], m*/m, κ: properties in the papers of the sets, digits as tabulated."""
QUANTITIES = ("rho0", "energy", "K", "J", "L", "effective_mass", "kappa")
HEADS = ("ρ₀ [fm⁻³]", "E/A [MeV]", "K [MeV]", "J [MeV]", "L [MeV]", "m*/m", "κ")
WINDOW = {
    "rho0": (0.15, 0.17), "energy": (-16.5, -15.5), "K": (200.0, 260.0), "J": (28.0, 36.0),
    "effective_mass": (0.6, float("inf")),
}  # fmt: skip
"""What a set must fulfil to count in a model spread."""
FAR = {
    "rho0": (0.13, 0.19), "energy": (-17.0, -15.0), "K": (150.0, 400.0), "J": (20.0, 45.0),
    "effective_mass": (0.4, 1.5),
}  # fmt: skip
"""Outside of these no set describes nuclei: flagged by name."""


def _outside(matter: NuclearMatter, limits: dict[str, tuple[float, float]]) -> list[str]:
    return [name for name, (low, high) in limits.items() if not low < getattr(matter, name) < high]


def results() -> dict[str, Any]:
    """Matter of the 18 sets, digits that differ from print, and the flags of the collected sets."""
    ours = {name: nuclear_matter(force(name)) for name in FORCES}
    off = {
        name: tuple(
            (getattr(ours[name], key) - float(text)) / (0.5 * 10.0 ** -len(text.partition(".")[2]))
            for key, text in zip(QUANTITIES, PUBLISHED[name], strict=True)
        )
        for name in FORCES
    }
    refused: dict[str, str] = {}
    collected: dict[str, NuclearMatter] = {}
    for name in force_names("collected", supported=False):
        try:
            collected[name] = nuclear_matter(force(f"collected:{name}"))
        except ValidityError as error:
            refused[name] = str(error).partition("cannot be used: ")[2].partition(". ")[0]
    return {
        "ours": ours,
        "off": off,
        "collected": collected,
        "refused": refused,
        "inside": [name for name, matter in collected.items() if not _outside(matter, WINDOW)],
        "far": {name: out for name, matter in collected.items() if (out := _outside(matter, FAR))},
    }


def _figure(found: dict[str, Any]) -> Any:
    figure, ((left, right),) = new_figure(1, 2, size=(10.4, 4.7))
    groups = (
        ("collected, outside the window", [n for n in found["collected"] if n not in found["inside"]], "0.72", 9),
        ("collected, inside", found["inside"], COLOURS[5], 12),
    )
    for axes, x, y in ((left, "L", "J"), (right, "effective_mass", "K")):
        for label, names, colour, size in groups:
            values = [found["collected"][n] for n in names]
            axes.scatter([getattr(m, x) for m in values], [getattr(m, y) for m in values], s=size, color=colour,
                         label=label, zorder=2)  # fmt: skip
        mine = found["ours"].values()
        axes.scatter([getattr(m, x) for m in mine], [getattr(m, y) for m in mine], s=26, color=COLOURS[1],
                     marker="D", label="the 18 curated sets", zorder=4)  # fmt: skip
        low, high = WINDOW[y]
        axes.axhspan(low, high, color="0.94", zorder=0)
        axes.set_ylabel(f"{y} [MeV]")
    # labels of sets that stand apart
    for name, dx, dy in (("SIII", 6, -3), ("SkI3", 6, 3), ("SGII", 6, -4), ("SkO", 6, -9), ("SkP", -24, 4)):
        m = found["ours"][name]
        left.annotate(name, (m.L, m.J), (dx, dy), textcoords="offset points", fontsize=8.5)
    for name, dx, dy in (("SIII", 6, -3), ("SkI3", -24, 5), ("UNEDF0", -16, 6), ("SkX", 6, -3), ("SkP", 6, -8)):
        m = found["ours"][name]
        right.annotate(name, (m.effective_mass, m.K), (dx, dy), textcoords="offset points", fontsize=8.5)
    left.set_xlabel("L [MeV]")
    left.set_xlim(-60, 150)
    left.set_ylim(18, 48)
    left.set_title("Symmetry energy")
    left.legend(loc="upper left")
    right.set_xlabel("m*/m")
    right.set_xlim(0.35, 1.25)
    right.set_ylim(190, 420)
    right.set_title("Incompressibility")
    return figure


def main() -> None:
    found = results()
    rows = []
    for name in FORCES:
        cells = [
            f"{getattr(found['ours'][name], key):.{len(text.partition('.')[2])}f}"
            for key, text in zip(QUANTITIES, PUBLISHED[name], strict=True)
        ]
        rows.append((name, *(c.replace("-", "−") for c in cells)))
    different = [
        f"{head.partition(' ')[0]} of {name}, {getattr(found['ours'][name], key):.4f} here and {text} there"
        for name in FORCES
        for key, head, text, off in zip(QUANTITIES, HEADS, PUBLISHED[name], found["off"][name], strict=True)
        if abs(off) > 1.0 + 1e-9
    ]
    curated = Table(("set", *HEADS), rows, "nuscat, to the digits of the reference values:")
    reasons = Counter(
        "misprinted: matter does not saturate" if "misprinted" in text else text.strip(".") for text in
        found["refused"].values()
    )  # fmt: skip
    symbols = dict(zip(QUANTITIES, ("ρ₀", "E/A", "K", "J", "L", "m*/m", "κ"), strict=True))
    flags = Table(
        ("collected sets", "number", "which"),
        [
            ("usable", len(found["collected"]), ""),
            ("… inside the window of a model spread", len(found["inside"]), ""),
            ("… far from any nucleus", len(found["far"]),
             ", ".join(f"{n} ({', '.join(symbols[k] for k in out)})" for n, out in found["far"].items())),
            *(
                (f"refused: {reason}", count,
                 ", ".join(n for n, text in found["refused"].items()
                           if reason in text or ("misprinted" in reason and "misprinted" in text)))
                for reason, count in reasons.most_common()
            ),
        ],
        "The 263 collected sets. Window: 0.15 < ρ₀ < 0.17 fm⁻³, −16.5 < E/A < −15.5, 200 < K < 260, 28 < J < 36 MeV, "
        "m*/m > 0.6. Far: outside 0.13–0.19 fm⁻³, −17…−15, K 150–400, J 20–45 MeV or m*/m 0.4–1.5 (in brackets what):",
    )  # fmt: skip
    agreement = (
        "every digit agrees" if not different else f"all digits agree but for {len(different)} ({'; '.join(different)})"
    )
    text = (
        f"Saturation density, energy, incompressibility, symmetry energy and effective masses of the 18 curated Skyrme "
        f"sets against the values of their papers: {agreement}. A parameter file with a misprint fails this table; of "
        f"the 263 collected sets {len(found['refused'])} are refused and {len(found['far'])} more are far from any "
        "nucleus.\n\n"
        "Closed forms with ħ²/2m of each set (mean of neutron and proton) and without centre-of-mass factor. In the "
        "figure the grey band is the range of J, K that a set must have to count in a model spread."
    )
    reading = (
        "A flag says nothing against the authors of a set: many were made to vary one property, and six numbers were "
        "misprinted on the way into the collection. A set that is far out is still usable by name."
    )
    write_page(
        "nuclear_matter",
        "Nuclear matter of the Skyrme sets",
        [text, "", reading],
        [curated, flags],
        _figure(found),
        source="Properties: papers of the sets; collection: 2209.03257",
    )


if __name__ == "__main__":
    main()
