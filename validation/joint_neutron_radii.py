"""Neutron radii from COHERENT CsI and LAr, PREX and CREX, alone and together on one family of functionals."""

from __future__ import annotations

from typing import Any

import numpy as np

from nuscat import experiments
from nuscat.experiments import parity_violation, with_family
from nuscat.inference import Fit, profile, toys
from nuscat.structure.skyrme.family import FunctionalFamily

PUBLISHED = {"208Pb": (0.283, 0.071), "48Ca": (0.121, 0.035)}
"""Skins [fm]: PREX-1 and 2 (PREX:2021umo); CREX (CREX:2022kgg), ±0.026 (experiment) ± 0.024 (model) in quadrature."""
CREX_ERRORS = (0.026, 0.024)
CHARGE_RADII = {"Pb208": 5.5012, "Ca48": 3.4771}
"""Measured [fm] (Angeli:2013epw)."""
FUNCTIONAL = "SV-min"
OTHERS = ("SLy4", "UNEDF1", "SkM*", "SAMi")
GRID = tuple(range(-60, 181, 20))
"""Slopes L of the family [MeV]; far beyond what is believed, because PREX and CREX point beyond it."""
DEGREE = 6
SCAN = np.linspace(GRID[0], GRID[-1], 61)
NUCLIDES = ("Pb208", "Ca48", "Cs133", "I127", "Ar36", "Ar38", "Ar40")
KINDS = ("F_ch-F_W", "F_W")
MEASURED = "measured:skin=0.15"
TOYS, SEED = 1000, 2022


def _skin(terms: list[Any]) -> tuple[float, float]:
    """Skin and its error [fm] from terms that share one nucleus."""
    name = terms[0].radius_names[0]
    found = Fit(terms, free=[name]).minimize().parameters[name]
    return found.value - terms[0].nuclei[0].proton.point_radius, found.error


def skins() -> dict[str, dict[str, tuple[float, float]]]:
    """Skins [fm] without a family: one structure, neutrons stretched, for each structure and measurement."""
    structures = {"measured charge density": MEASURED}
    structures |= {name: f"skyrme:{name},pairing=none" for name in (FUNCTIONAL, "SLy4", "UNEDF1")}
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for label, spec in structures.items():
        found[label] = {
            "PREX-1+2, F_W": _skin([parity_violation(n, spec) for n in ("PREX-1", "PREX-2")]),
            "PREX-2, F_W": _skin([parity_violation("PREX-2", spec)]),
            "PREX-2, F_ch-F_W": _skin([parity_violation("PREX-2", spec, kind="F_ch-F_W")]),
            "CREX, F_W": _skin([parity_violation("CREX", spec)]),
            "CREX, F_ch-F_W": _skin([parity_violation("CREX", spec, kind="F_ch-F_W")]),
        }
    return found


def _family(name: str, nuclides: tuple[str, ...], workers: int = 1) -> Any:
    return FunctionalFamily.slope(name, GRID).solve(nuclides, degree=DEGREE, workers=workers)


def tension(family: Any, prex: str, crex: str) -> tuple[dict[str, Any], list[Any]]:
    """Joint fit of PREX-2 and CREX on a family: slope, χ² for one degree of freedom, skins; and its terms."""
    terms = [with_family(parity_violation("PREX-2", kind=prex), family)]
    terms.append(with_family(parity_violation("CREX", kind=crex), family))
    name = family.family.parameter
    best = Fit(terms, free=[name]).minimize(minos=False)
    L, chi2 = best.parameters[name].value, best.goodness_of_fit.statistic
    return {
        "L": L,
        "chi2": chi2,
        "tension": float(np.sqrt(chi2)),
        "skins": tuple(float(family.radius(n, "skin", L)) for n in ("Pb208", "Ca48")),
    }, terms


def results() -> dict[str, Any]:
    """Numbers of the page: profiles in L [MeV], skins [fm], tension [standard deviations]."""
    family = _family(FUNCTIONAL, NUCLIDES, workers=2)
    terms = {
        "COHERENT CsI": with_family(experiments.load("coherent-csi"), family),
        "COHERENT LAr": with_family(experiments.load("coherent-lar"), family),
        "PREX-2": with_family(parity_violation("PREX-2"), family),
        "CREX": with_family(parity_violation("CREX", kind="F_ch-F_W"), family),
    }
    profiles = {label: profile(Fit([e], free=["L_sym"]), "L_sym", SCAN) for label, e in terms.items()}
    fit = Fit(list(terms.values()), free=["L_sym"])
    profiles["all four"] = profile(fit, "L_sym", SCAN)
    best = fit.minimize()
    pair, both = tension(family, "F_W", "F_ch-F_W")
    made = toys(Fit(both, free=["L_sym"]), TOYS, seed=SEED, truth={"L_sym": pair["L"]})
    small = {name: _family(name, ("Pb208", "Ca48")) for name in OTHERS}
    found = {
        label: {(a, b): tension(f, a, b)[0] for a in KINDS for b in KINDS}
        for label, f in ({FUNCTIONAL: family} | small).items()
    }
    csi = experiments.load("coherent-csi", form_factor=f"skyrme:{FUNCTIONAL}")
    free = Fit([csi], free=["R_n_CsI"]).minimize().parameters["R_n_CsI"]
    middle = {n: float(family.radius(n, "r_n", family.family.center)) for n in family.nuclides}
    expected = {
        e.name: [float(np.sum(e.components({"L_sym": L})["cevns"])) for L in (0.0, 120.0)]
        for e in (terms["COHERENT CsI"], terms["COHERENT LAr"])
    }
    return {
        "label": family.family.label,
        "center": family.family.center,
        "values": family.family.values,
        "skin_table": {n: family.table(n, "skin") for n in family.nuclides},
        "interpolation_error": {n: family.error(n, "r_n") for n in family.nuclides},
        "charge_radii": {
            name: {n: float(f.radius(n, "r_ch", f.family.center)) for n in ("Pb208", "Ca48")}
            for name, f in ({FUNCTIONAL: family} | small).items()
        },
        "skins": skins(),
        "profiles": {label: (p.values, p.chi2 - p.minimum, p.best) for label, p in profiles.items()},
        "joint": (best.parameters["L_sym"], best.goodness_of_fit),
        "joint_skins": tuple(float(family.radius(n, "skin", best.values["L_sym"])) for n in ("Pb208", "Ca48")),
        "tension": found,
        "p_toys": made.p_value(pair["chi2"]),
        "toys_converged": float(made.converged.mean()),
        "R_n_CsI": (free.value, free.upper, None if free.lower is None else -free.lower),
        "model_radii": middle,
        "counts": expected,
    }


def figure(r: dict[str, Any]) -> Any:
    """Profiles in L with the skin of lead on the upper axis; skins of the structures against the published ones."""
    from _page import COLOURS, LINES, new_figure

    made, axes = new_figure(1, 2, size=(12.4, 5.0), width_ratios=(1.15, 1.0))
    ax = axes[0][0]
    for i, (label, (x, y, _)) in enumerate(r["profiles"].items()):
        last = label == "all four"
        ax.plot(x, y, label=label, color="black" if last else COLOURS[i], ls=LINES[i], lw=2.4 if last else 1.8)
    for level in (1.0, 4.0, 9.0):
        ax.axhline(level, color="0.75", lw=0.7, zorder=0)
    ax.set(
        xlabel="slope of the symmetry energy L [MeV]",
        ylabel=r"$-2\Delta\ln L$",
        ylim=(0.0, 12.0),
        xlim=(GRID[0], GRID[-1]),
    )
    ax.legend(loc="center right", fontsize=8.5)
    grid, table = r["values"], r["skin_table"]["Pb208"]

    def skin(x: Any) -> Any:
        return np.interp(x, grid, table)

    def slope(s: Any) -> Any:
        return np.interp(s, table, grid)

    top = ax.secondary_xaxis("top", functions=(skin, slope))
    top.set_xlabel(r"neutron skin of $^{208}$Pb [fm]")
    top.set_xticks([0.0, 0.1, 0.2, 0.3])
    ax.tick_params(axis="x", top=False)
    ax = axes[0][1]
    rows = list(r["skins"].items())
    for label, colour, name, marker, shift in (
        (r"PREX-1 and 2, $F_W$", COLOURS[2], "PREX-1+2, F_W", "o", 0.16),
        (r"CREX, $F_{ch}-F_W$", COLOURS[3], "CREX, F_ch-F_W", "s", 0.0),
        (r"CREX, $F_W$", COLOURS[4], "CREX, F_W", "D", -0.16),
    ):
        values, errors = np.array([row[name] for _, row in rows]).T
        y = np.arange(len(rows)) + shift
        ax.errorbar(values, y, xerr=errors, fmt=marker, color=colour, ms=5, lw=1.4, label=label)
    for nuclide, colour in (("208Pb", COLOURS[2]), ("48Ca", COLOURS[3])):
        middle, width = PUBLISHED[nuclide]
        ax.axvspan(middle - width, middle + width, color=colour, alpha=0.16, lw=0)
        text = f"$^{{{nuclide[:-2]}}}${nuclide[-2:]}\npublished"
        ax.text(middle, len(rows) - 0.45, text, ha="center", fontsize=9, color=colour)
    ax.set(
        yticks=range(len(rows)),
        yticklabels=[label.replace("measured charge density", "measured\ncharge density") for label, _ in rows],
        ylim=(-1.6, len(rows) + 0.35),
        xlabel="neutron skin [fm]",
        xlim=(-0.03, 0.44),
    )
    ax.legend(loc="lower right", frameon=True, framealpha=1.0)
    return made


def _sigma(row: dict[str, Any]) -> str:
    return f"{row['tension']:.1f}σ"


def main() -> None:
    from _page import Table, write_page

    r = results()
    best, goodness = r["joint"]
    pair = r["tension"][FUNCTIONAL]["F_W", "F_ch-F_W"]
    measured = r["skins"]["measured charge density"]
    pb, ca = measured["PREX-1+2, F_W"], measured["CREX, F_ch-F_W"]
    value, up, down = r["R_n_CsI"]
    low, high = (100.0 * (x[1] / x[0] - 1.0) for x in r["counts"].values())
    tensions = [t["F_ch-F_W", "F_ch-F_W"]["tension"] for t in r["tension"].values()]
    worst = [t["F_W", "F_W"]["tension"] for t in r["tension"].values()]
    shapes = [row["CREX, F_W"][0] for k, row in r["skins"].items() if k != "measured charge density"]
    text = (
        "Neutron skins from the weak form factors of PREX and CREX, with the measured charge density: ²⁰⁸Pb "
        f"{pb[0]:.3f} ± {pb[1]:.3f} fm (published 0.283 ± 0.071), ⁴⁸Ca {ca[0]:.3f} ± {ca[1]:.3f} fm (0.121 ± 0.026 ± "
        f"0.024). On one family of functionals they contradict each other by {pair['tension']:.1f}σ "
        f"({min(tensions):.1f}–{max(tensions):.1f}σ in five families, known to be 2–3σ); COHERENT CsI and LAr allow "
        "every slope L."
    )
    explain = (
        f"The family: {r['label']}; the curves are polynomials of degree {DEGREE} through {len(GRID)} functionals, "
        f"wrong by less than {1e5 * max(r['interpolation_error'].values()):.0f}·10⁻⁵ fm in every neutron radius "
        "(members left out). L moves ²⁰⁸Pb, ⁴⁸Ca, Cs, I and Ar together. The terms are Gaussian in F_W (PREX-2) and "
        "F_ch − F_W (CREX), with the errors of the papers, and the binned Poisson likelihoods of COHERENT with all "
        f"their nuisance parameters. From L = 0 to 120 MeV the expected CEvNS counts change by {low:+.1f} % (CsI) and "
        f"{high:+.1f} % (LAr), against errors of about 10 %: CEvNS data are not yet a measurement of L.\n\n"
        f"All four together: L = {best} (the range of a χ² that does not know of the contradiction), skins "
        f"{r['joint_skins'][0]:.3f} (²⁰⁸Pb) and {r['joint_skins'][1]:.3f} fm (⁴⁸Ca), −2 ln λ = "
        f"{goodness.statistic:.1f} for {goodness.dof} degrees of freedom. PREX-2 and CREX alone: χ² = "
        f"{pair['chi2']:.1f} for one degree of freedom; {100 * r['p_toys']:.1f} % of {TOYS} toys are worse."
    )
    radii = ", ".join(f"{name} {x['Ca48']:.3f}" for name, x in r["charge_radii"].items())
    lead = max(abs(x["Pb208"] / CHARGE_RADII["Pb208"] - 1.0) for x in r["charge_radii"].values())
    why = (
        f"Why F_ch − F_W for ⁴⁸Ca: mean fields make its charge radius too large by about one per cent ({radii} fm; "
        f"measured {CHARGE_RADII['Ca48']:.3f}), which lowers F_ch and F_W alike at q = 0.87 fm⁻¹, by more than the "
        "error of the measurement. In F_W this passes for neutrons: skins of "
        f"{min(shapes):.2f}–{max(shapes):.2f} fm and "
        f"contradictions of {min(worst):.1f}–{max(worst):.1f}σ. The difference is free of it, and the measured charge "
        f"density gives the same skin both ways. In lead the charge radii agree to {100 * lead:.1f} % and so do the "
        "two kinds. Skins and slopes at the lower end of the table are far from any functional in use; they are "
        "places of the family, not claims."
    )
    csi = (
        f"COHERENT alone, with a free radius and the shape of {FUNCTIONAL}: R_n(CsI) = {value:.2f} +{up:.2f} "
        f"−{down:.2f} fm of point neutrons (the page [neutron_radius](neutron_radius.md) has the Helm shape, whose "
        "radius contains the size of the nucleon, 0.8 fm in quadrature). The functional itself: Cs "
        f"{r['model_radii']['Cs133']:.2f}, I {r['model_radii']['I127']:.2f} fm."
    )
    columns = list(next(iter(r["skins"].values())))
    write_page(
        "joint_neutron_radii",
        "Neutron radii: COHERENT, PREX and CREX together",
        [text, explain, f"{why}\n\n{csi}"],
        [
            Table(
                ("structure", *columns),
                [(k, *(f"{v:.3f} ± {e:.3f}" for v, e in row.values())) for k, row in r["skins"].items()],
                "Neutron skins [fm]: one structure, neutrons stretched to the measured form factor.",
            ),
            Table(
                ("family", "PREX-2", "CREX", "L [MeV]", "skin ²⁰⁸Pb [fm]", "skin ⁴⁸Ca [fm]", "χ²", "√χ²"),
                [
                    (k, *kinds, f"{t['L']:.0f}", *(f"{s:.3f}" for s in t["skins"]), f"{t['chi2']:.1f}", _sigma(t))
                    for k, row in r["tension"].items()
                    for kinds, t in row.items()
                ],
                "PREX-2 and CREX together on families of slope L around five functionals; kinds of the terms.",
            ),
        ],
        figure(r),
        source="PREX:2021umo, CREX:2022kgg, COHERENT:2021xmm, COHERENT:2020iec",
    )


if __name__ == "__main__":
    main()
