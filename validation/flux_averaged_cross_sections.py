"""Published flux-averaged CEvNS cross sections on Ar, Ge and CsI, and the convention that gives each."""

from __future__ import annotations

from typing import Any

from _page import COLOURS, Table, new_figure, percent, write_page
from conventions import (
    COUPLINGS,
    DEFAULT,
    FOR_NEUTRINOS,
    FORM_FACTORS,
    RADII,
    TARGETS,
    flux_average,
    flux_average_of,
    printed_radii,
)

from nuscat import nuclei, processes
from nuscat.fluxes import average

PUBLISHED: dict[str, dict[str, tuple[float, float]]] = {
    "COHERENT prediction": {"Ar": (18.0, 0.4), "CsI": (189.0, 6.0)},
    "“Charge”": {"Ar": (18.65, 0.22), "Ge": (59.0, 1.0), "CsI": (189.0, 4.0)},
    "Skyrme–HF": {"Ar": (18.68, 0.06), "Ge": (59.8, 0.2), "CsI": (189.3, 0.5)},
    "shell model": {"Ar": (18.64, 0.05), "Ge": (59.2, 0.2), "CsI": (186.3, 0.5)},
}
"""10⁻⁴⁰ cm² per nucleus: arXiv:2003.10630, 2110.07730 (first row), 2405.20060 (the others)."""
RATIOS = {"Ar": 1.0021, "Ge": 1.0101, "CsI": 1.0161}
"""Skyrme–HF over shell model, from the printed numbers."""
RADIATIVE = "tomalak2021"
ENGEL, ENGEL_THIN, CHARGE_RADIUS = DEFAULT, "Helm, Engel, s = 0.5", "Helm, R_n = R_p = R_ch"
SKYRME, SHELL_MODEL = "Helm, Skyrme–HF radii", "Helm, shell-model radii"
ROWS = (
    ("COHERENT prediction", "tree", CHARGE_RADIUS),
    ("COHERENT prediction", "tree", ENGEL),
    ("“Charge”", "tree", ENGEL),
    ("“Charge”", "tree", ENGEL_THIN),
    ("Skyrme–HF", "tree", ENGEL),
    ("Skyrme–HF", RADIATIVE, SKYRME),
    ("shell model", RADIATIVE, SHELL_MODEL),
)
"""Comparisons of the table: published column, couplings, form factor."""
WITHIN = 0.01


def _difference(column: str, couplings: str, form_factor: str) -> dict[str, float]:
    return {t: flux_average(t, couplings, form_factor) / value - 1.0 for t, (value, _) in PUBLISHED[column].items()}


def _candidates(column: str, targets: tuple[str, ...]) -> list[tuple[str, str]]:
    """Pairs that give the published numbers of all `targets` within 1 %, best first."""
    found = []
    for c in COUPLINGS:
        for f in FORM_FACTORS:
            worst = max(abs(_difference(column, c, f)[t]) for t in targets)
            if worst < WITHIN:
                found.append((worst, c, f))
    return [(c, f) for _, c, f in sorted(found)]


def _skyrme_over_shell_model(shell_model: str, weak_radius: bool) -> dict[str, float]:
    above, below = (printed_radii(table, weak_radius) for table in ("Skyrme–HF", shell_model))
    c = COUPLINGS[RADIATIVE]
    return {t: flux_average_of(t, c, above) / flux_average_of(t, c, below) for t in TARGETS}


def _single(nuclide: str, couplings: str, form_factor: str) -> float:
    from conventions import FLUX

    xs = processes.CEvNS(FORM_FACTORS[form_factor](nuclei.nuclide(nuclide)), COUPLINGS[couplings])
    return float(average(xs, FLUX)) * 1e40


def results() -> dict[str, Any]:
    """Our numbers [10⁻⁴⁰ cm²], differences, candidates within 1 % and ratios free of the couplings."""
    pairs = {(c, f) for _, c, f in ROWS}
    return {
        "ours": {pair: {t: flux_average(t, *pair) for t in TARGETS} for pair in pairs},
        "difference": {row: _difference(*row) for row in ROWS},
        "candidates": {
            "COHERENT Ar": _candidates("COHERENT prediction", ("Ar",)),
            "COHERENT CsI": _candidates("COHERENT prediction", ("CsI",)),
            "COHERENT both": _candidates("COHERENT prediction", ("Ar", "CsI")),
            **{column: _candidates(column, TARGETS) for column in PUBLISHED if column != "COHERENT prediction"},
        },
        "skyrme_over_shell_model": {
            (table, weak): _skyrme_over_shell_model(table, weak)
            for table in RADII
            if table != "Skyrme–HF"
            for weak in (False, True)
        },
        "ratio_to_Ar": {
            pair: {t: flux_average(t, *pair) / flux_average("Ar", *pair) for t in ("Ge", "CsI")} for pair in pairs
        },
        "Ar40_over_natural": _single("Ar40", "tree", ENGEL) / flux_average("Ar", "tree", ENGEL),
        "range": {
            t: (min(values), max(values))
            for t in TARGETS
            if (values := [flux_average(t, c, f) for c in FOR_NEUTRINOS for f in FORM_FACTORS])
        },
    }


def own_structure() -> dict[str, dict[str, float]]:
    """The two last columns [10⁻⁴⁰ cm²] from own spherical mean fields and packaged densities, without printed radii."""
    from published_radii import shell_model_averages, skyrme_averages

    return {
        "Skyrme–HF": {t: value for t, (value, _) in skyrme_averages("spherical").items()},
        "shell model": shell_model_averages(),
    }


def _figure(found: dict[str, Any], own: dict[str, dict[str, float]]) -> Any:
    figure, (panels,) = new_figure(1, 3, size=(11.0, 4.3), sharey=True)
    ours = (
        ("tree × Helm R_ch", ("tree", CHARGE_RADIUS)),
        ("tree × Helm Engel", ("tree", ENGEL)),
        ("tomalak2021 × Skyrme–HF radii", (RADIATIVE, SKYRME)),
        ("tomalak2021 × shell-model radii", (RADIATIVE, SHELL_MODEL)),
    )
    fields = (("tomalak2021 × own mean fields", "Skyrme–HF"), ("tomalak2021 × shell-model densities", "shell model"))
    labels = [*PUBLISHED, *(name for name, _ in ours), *(name for name, _ in fields)]
    for axes, target in zip(panels, TARGETS, strict=True):
        low, high = found["range"][target]
        axes.axvspan(low, high, color="0.92", zorder=0)
        for row, column in enumerate(PUBLISHED):
            if target in PUBLISHED[column]:
                value, error = PUBLISHED[column][target]
                axes.errorbar(value, row, xerr=error, fmt="o", color=COLOURS[0], capsize=3, ms=5)
            else:
                axes.text(0.5 * (low + high), row, "not published", ha="center", va="center", fontsize=8.5, color="0.4")
        for row, (_, pair) in enumerate(ours, start=len(PUBLISHED)):
            axes.plot(found["ours"][pair][target], row, "D", color=COLOURS[1], ms=6)
        for row, (_, column) in enumerate(fields, start=len(PUBLISHED) + len(ours)):
            axes.plot(own[column][target], row, "s", color=COLOURS[2], ms=6)
        axes.axhline(len(PUBLISHED) - 0.5, color="0.6", lw=0.8)
        axes.set_title(target, loc="left", fontweight="bold", fontsize=11.5)
        axes.set_xlabel("⟨σ⟩ [10⁻⁴⁰ cm²]")
        axes.set_ylim(len(labels) - 0.5, -0.5)
    panels[0].set_yticks(range(len(labels)), labels)
    for axes in panels:
        axes.tick_params(axis="y", length=0)
    return figure


def _pairs(pairs: list[tuple[str, str]]) -> str:
    return "; ".join(f"`{c}` × {f}" for c, f in pairs) or "none"


def main() -> None:
    found, own = results(), own_structure()
    rows = []
    for row in ROWS:
        column, couplings, form_factor = row
        for target, (value, error) in PUBLISHED[column].items():
            ours = found["ours"][couplings, form_factor][target]
            rows.append(
                (column, target, f"{value:g} ± {error:g}", f"{ours:.2f}", percent(ours, value),
                 f"`{couplings}` × {form_factor}")
            )  # fmt: skip
    for column, values in own.items():
        what = "own mean fields (SkM*, SLy6, SV-min, UNEDF1)" if column == "Skyrme–HF" else "packaged densities"
        for target, (value, error) in PUBLISHED[column].items():
            rows.append(
                (column, target, f"{value:g} ± {error:g}", f"{values[target]:.2f}", percent(values[target], value),
                 f"`{RADIATIVE}` × {what}")
            )  # fmt: skip
    comparison = Table(("published", "target", "10⁻⁴⁰ cm²", "nuscat", "difference", "convention of nuscat"), rows)
    candidates = found["candidates"]
    agreeing = Table(
        ("published numbers", "conventions within 1 %"),
        [
            ("COHERENT Ar 18.0", _pairs(candidates["COHERENT Ar"])),
            ("COHERENT CsI 189", _pairs(candidates["COHERENT CsI"])),
            ("COHERENT Ar and CsI together", _pairs(candidates["COHERENT both"])),
            *((f"{c}, three targets", _pairs(candidates[c])) for c in ("“Charge”", "Skyrme–HF", "shell model")),
        ],
        f"All {len(COUPLINGS)} × {len(FORM_FACTORS)} pairs of named couplings and form factors were tried. A pair "
        "agrees here if every target is within 1 % of the number as printed; nothing is adjusted:",
    )
    over = found["skyrme_over_shell_model"]
    ratios = Table(
        ("shell-model interactions", "form factor", *TARGETS),
        [
            ("published", "", *(f"{RATIOS[t]:.4f}" for t in TARGETS)),
            *(
                (
                    "mean" if table == "shell model" else f"Cs, I: {table.removeprefix('shell model, ')}",
                    "Helm of printed R_W" if weak else "Helm of printed R_p, R_n + nucleon size",
                    *(f"{values[t]:.4f}" for t in TARGETS),
                )
                for (table, weak), values in over.items()
            ),
            (
                "own densities",
                "own mean fields",
                *(f"{own['Skyrme–HF'][t] / own['shell model'][t]:.4f}" for t in TARGETS),
            ),
        ],
        "Skyrme–HF over shell model. Couplings, masses and flux cancel in it, only radii are left:",
    )
    to_argon = found["ratio_to_Ar"]
    printed = PUBLISHED["Skyrme–HF"]
    others = Table(
        ("ratio", "published (Skyrme–HF column)", "Skyrme–HF radii", "difference"),
        [
            (
                f"{t}/Ar",
                f"{printed[t][0] / printed['Ar'][0]:.3f}",
                f"{to_argon[RADIATIVE, SKYRME][t]:.3f}",
                percent(to_argon[RADIATIVE, SKYRME][t], printed[t][0] / printed["Ar"][0]),
            )
            for t in ("Ge", "CsI")
        ],
        f"Between targets, `{RADIATIVE}` couplings:",
    )
    worst = max(abs(found["difference"]["Skyrme–HF", RADIATIVE, SKYRME][t]) for t in TARGETS)
    only = ", ".join(f"`{c}` × {f}" for c, f in candidates["COHERENT both"])
    engel = found["difference"]["COHERENT prediction", "tree", ENGEL]["Ar"]
    text = (
        "Published flux-averaged cross sections at a stopped-pion source against nuscat. The “Charge” numbers and "
        "COHERENT's CsI prediction are met by tree-level couplings with sin²θ_W = 0.23857 and an Engel-type Helm form "
        f"factor; COHERENT's argon and CsI predictions together come out within 1 % for one pair only, {only}. "
        f"With the radii printed in 2405.20060 nuscat stays up to {100 * worst:.1f} % below the printed values; their "
        "ratios agree to 0.25 %.\n\n"
        "Mean of ν_μ (29.79 MeV line), ν_e and ν̄_μ with equal weight, per nucleus, natural isotopes, CsI = (Cs + I)/2. "
        "Published: COHERENT (2003.10630, 2110.07730); Abdel Khaleq et al. (2405.20060), columns “Charge”, Skyrme–HF "
        "and shell model. In the figure the grey bands are the range of all conventions meant for neutrinos."
    )
    reading = (
        "What this means, row by row:\n\n"
        f"- **“Charge”**: tree × Engel, for s = 0.5 as for 0.9 fm. Germanium is printed with two digits (59 ± 1): "
        f"{found['ours']['tree', ENGEL]['Ge']:.2f} is {percent(found['ours']['tree', ENGEL]['Ge'], 59.0)} of 59. "
        "Agreement within 1 % does not prove that this is what was computed.\n"
        f"- **COHERENT, Ar**: tree × Engel is {100 * engel:+.1f} % high, outside the printed ± 2.2 %. Several pairs "
        "agree within 1 % (table below). We have no statement by the collaboration of the couplings and the form "
        "factor behind 18.0, so the candidates are listed and none is chosen. Asking for CsI at the same time leaves "
        f"{only}: Ar {percent(flux_average('Ar', 'tree', CHARGE_RADIUS), 18.0)}, CsI "
        f"{percent(flux_average('CsI', 'tree', CHARGE_RADIUS), 189.0)}. Both papers need not have used the same.\n"
        "- **Skyrme–HF and shell model**: computed from the radii printed next to them, with couplings complete for "
        "neutrinos. The remainder falls from Ar to CsI; its cause is not stated there and is not tuned away. "
        "Own mean fields and densities (see “Published radii and rates”) give the same as the printed radii to 0.2 %. "
        "Tree × Engel meets the Skyrme–HF numbers to 0.4 % because smaller couplings and smaller radii compensate each "
        "other.\n"
        f"- Natural argon is {100 * (1 - 1 / found['Ar40_over_natural']):.2f} % below ⁴⁰Ar, a tenth of the remainder."
    )
    note = (
        "Ar and Ge agree to 0.2 % with every set. CsI comes out 0.15–0.25 % low: which interactions stand behind the "
        "printed shell-model value for Cs and I is not known to us; SN100PN, listed for both, is within 0.2 %. "
        "The printed values are rounded to 0.04 % in this ratio."
    )
    write_page(
        "flux_averaged_cross_sections",
        "Flux-averaged cross sections",
        [text, reading, "", note],
        [comparison, agreeing, ratios, others],
        _figure(found, own),
        source="Published values: 2003.10630, 2110.07730, 2405.20060",
    )


if __name__ == "__main__":
    main()
