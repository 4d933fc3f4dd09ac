"""Neutron skins of ²⁰⁸Pb and ⁴⁸Ca and the event rates of CsI and argon for many Skyrme functionals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from nuscat import experiments
from nuscat.inference import Fit
from nuscat.structure.skyrme.catalogue import force, force_names
from nuscat.structure.skyrme.ensemble import MATTER_WINDOWS, Ensemble
from nuscat.structure.skyrme.nuclear_matter import nuclear_matter

PREX = (0.283, 0.071)
CREX = (0.121, float(np.hypot(0.026, 0.024)))
"""Published skins [fm]: PREX:2021umo (PREX-1 and 2), CREX:2022kgg."""
NUCLIDES = ("Pb208", "Ca48", "Cs133", "I127", "Ar40")
SMALL = "helm:skin=0.9,r0=1.2"
"""For the 0.4 % of argon that is not 40Ar."""


def _counts(solutions: dict[str, Any]) -> tuple[float, float]:
    """CEvNS counts expected in CsI and LAr."""
    csi = experiments.load("coherent-csi", form_factor={n: solutions[n] for n in ("Cs133", "I127")})
    lar = experiments.load("coherent-lar", form_factor={"Ar40": solutions["Ar40"], "Ar36": SMALL, "Ar38": SMALL})
    return tuple(float(np.sum(e.components({})["cevns"])) for e in (csi, lar))  # type: ignore[return-value]


def _ensembles() -> dict[str, Ensemble]:
    """Curated sets; further ones of Sky3D and of the collection with realistic matter, each functional once."""
    curated = Ensemble.curated()
    sky3d = []
    for name in force_names("sky3d"):
        one = force(f"sky3d:{name}")
        matter = nuclear_matter(one)
        if all(low < getattr(matter, key) < high for key, (low, high) in MATTER_WINDOWS.items()):
            sky3d.append(one if one.name.startswith("sky3d:") else replace(one, name=f"sky3d:{name}"))
    seen = {_digits(f) for f in curated}
    found = {"curated": curated}
    for kind, forces in (("Sky3D", tuple(sky3d)), ("collected", Ensemble.collected().forces)):
        fresh = []
        for f in forces:
            if _digits(f) not in seen:
                seen.add(_digits(f))
                fresh.append(f)
        found[kind] = Ensemble(forces=tuple(fresh), label=kind)
    return found


def _digits(f: Any) -> tuple[str, ...]:
    """Three digits of what makes a functional: the same set in two collections, rounded differently, is one."""
    return tuple(f"{x:.3g}" for x in (f.t0, f.t1, f.t2, f.t3, f.x0, f.x3))


def results() -> dict[str, Any]:
    """Skins [fm], slopes L [MeV] and counts of every functional; measured counts; correlations [1]."""
    ensembles = _ensembles()
    rows: list[dict[str, Any]] = []
    failures = []
    for kind, ensemble in ensembles.items():
        found = ensemble.evaluate(NUCLIDES, workers=2, pairing="none", cache=True)
        failures += [(f.force, f.nuclide, f.reason) for f in found.failures]
        for i, functional in enumerate(ensemble.forces):
            solutions = {n: found.solutions.get((i, n)) for n in NUCLIDES}
            if any(s is None for s in solutions.values()):
                continue
            csi, lar = _counts(solutions)
            rows.append(
                {
                    "name": functional.name.rpartition(":")[2],
                    "kind": kind,
                    "L": nuclear_matter(functional).L,
                    **{n: solutions[n].skin for n in NUCLIDES},
                    "csi": csi,
                    "lar": lar,
                }
            )
    table = {key: np.array([row[key] for row in rows]) for key in ("L", *NUCLIDES, "csi", "lar")}
    measured = {}
    for name in ("coherent-csi", "coherent-lar"):
        e = Fit([experiments.load(name)], free=["normalisation"]).minimize(minos=False).signal_counts[name]
        measured[name] = (e.value, e.error)
    return {
        "rows": rows,
        "table": table,
        "failures": failures,
        "measured": measured,
        "correlation": {
            "skin 208Pb, L": _correlation(table["Pb208"], table["L"]),
            "skin 208Pb, skin 48Ca": _correlation(table["Pb208"], table["Ca48"]),
            "skin 208Pb, CsI counts": _correlation(table["Pb208"], table["csi"]),
            "skin 208Pb, Ar counts": _correlation(table["Pb208"], table["lar"]),
        },
    }


def _correlation(a: Any, b: Any) -> float:
    return float(np.corrcoef(a, b)[0, 1])


def figure(r: dict[str, Any]) -> Any:
    """Three panels over the skin of lead: skin of calcium, CsI counts, argon counts; colour: L."""
    from _page import COLOURS, new_figure

    made, axes = new_figure(1, 3, size=(14.0, 4.8))
    t = r["table"]
    panels = (
        ("Ca48", r"neutron skin of $^{48}$Ca [fm]", CREX, "CREX", COLOURS[3]),
        ("csi", "CEvNS events in CsI", r["measured"]["coherent-csi"], "COHERENT CsI", COLOURS[4]),
        ("lar", "CEvNS events in LAr", r["measured"]["coherent-lar"], "COHERENT LAr", COLOURS[4]),
    )
    for ax, (key, label, (middle, error), name, colour) in zip(axes[0], panels, strict=True):
        ax.axvspan(PREX[0] - PREX[1], PREX[0] + PREX[1], color=COLOURS[2], alpha=0.16, lw=0, label="PREX-1 and 2")
        ax.axhspan(middle - error, middle + error, color=colour, alpha=0.18, lw=0, label=name)
        points = _points(ax, r, key, legend=True)
        ax.set(xlabel=r"neutron skin of $^{208}$Pb [fm]", ylabel=label, xlim=(0.08, 0.38))
    for ax, (key, _, (middle, error), name, _) in zip(axes[0], panels, strict=True):
        values = np.concatenate([t[key], [middle - 1.25 * error, middle + 1.25 * error]])
        low, high = float(values.min()), float(values.max())
        ax.set_ylim(low - 0.05 * (high - low), high + (0.55 if key == "Ca48" else 0.75) * (high - low))
        if key == "Ca48":
            ax.legend(loc="upper left", fontsize=8.0, frameon=True, framealpha=0.85)
            continue
        ax.text(
            0.085, middle + (-0.9 if key == "csi" else 0.6) * error, f"{name}: {middle:.0f} ± {error:.0f}", fontsize=9
        )
        zoom = ax.inset_axes((0.16, 0.62, 0.81, 0.35))
        zoom.set_facecolor("white")
        _points(zoom, r, key, legend=False)
        zoom.tick_params(labelsize=8)
        zoom.margins(0.08)
    made.colorbar(points, ax=axes[0][-1], label="L [MeV]")
    return made


def _points(ax: Any, r: dict[str, Any], key: str, *, legend: bool) -> Any:
    """Functionals over the skin of lead, colour L."""
    t = r["table"]
    kinds = np.array([row["kind"] for row in r["rows"]])
    for kind, marker, size in (("collected", "o", 22), ("Sky3D", "s", 22), ("curated", "D", 32)):
        here = kinds == kind
        points = ax.scatter(
            t["Pb208"][here],
            t[key][here],
            c=t["L"][here],
            cmap="viridis",
            vmin=0.0,
            vmax=110.0,
            s=size,
            marker=marker,
            edgecolors="black",
            linewidths=0.5,
            zorder=3,
            label=f"{kind} ({int(here.sum())})" if legend else None,
        )
    return points


def main() -> None:
    from _page import Table, write_page

    r = results()
    t, c = r["table"], r["correlation"]
    spread = {k: 100.0 * np.ptp(np.quantile(t[k], [0.16, 0.84])) / np.mean(t[k]) for k in ("csi", "lar")}
    slope = {k: 100.0 * np.polyfit(t["Pb208"], t[k] / np.mean(t[k]), 1)[0] * 0.1 for k in ("csi", "lar")}
    (csi, csi_error), (lar, lar_error) = r["measured"].values()
    both = np.abs(t["Pb208"] - PREX[0]) / PREX[1], np.abs(t["Ca48"] - CREX[0]) / CREX[1]
    inside = [row["name"] for row, a, b in zip(r["rows"], *both, strict=True) if max(a, b) < 1.0]
    text = (
        f"{len(r['rows'])} Skyrme functionals: the skins of ²⁰⁸Pb and ⁴⁸Ca follow each other and the slope L "
        f"(correlations {c['skin 208Pb, skin 48Ca']:.2f} and {c['skin 208Pb, L']:.2f}); within one standard deviation "
        f"of both PREX and CREX: {', '.join(inside) or 'none of them'}. The middle 68 % of them differ by "
        f"{spread['csi']:.1f} % in the CEvNS events of CsI and {spread['lar']:.1f} % in those of argon, where COHERENT "
        f"has errors of {100 * csi_error / csi:.0f} and {100 * lar_error / lar:.0f} %."
    )
    explain = (
        "Functionals: the curated sets; those of Sky3D and of the collection with realistic nuclear matter, the latter "
        "with tabulated energies within 1 % of experiment (a spread of models, not a probability). Equal filling "
        "without pairing for all, spherical. Counts are the full predictions of the two likelihoods at nominal "
        "nuisance parameters, with the structures of ¹³³Cs, ¹²⁷I and ⁴⁰Ar of the functional. The skin of lead alone "
        f"does not tell the rate (correlation {c['skin 208Pb, CsI counts']:.2f} with CsI, "
        f"{c['skin 208Pb, Ar counts']:.2f} with argon; {slope['csi']:+.1f} % and {slope['lar']:+.1f} % per 0.1 fm): "
        "functionals differ as much in the proton radius, on which the neutrons sit; along a family of nearly constant "
        "charge radii it does (page [joint_neutron_radii](joint_neutron_radii.md)). Bands: one standard deviation; for "
        f"COHERENT the fitted CEvNS counts, {csi:.0f} ± {csi_error:.0f} and {lar:.0f} ± {lar_error:.0f}; the "
        "predictions have a common error of 10 % and more from the flux and the detector besides. Without result: "
        + (", ".join(f"{name} ({n})" for name, n, _ in r["failures"]) or "none")
        + "."
    )
    rows = sorted((row for row in r["rows"] if row["kind"] == "curated"), key=lambda row: float(row["L"]))
    write_page(
        "skins_and_rates",
        "Neutron skins and event rates of many functionals",
        [text, explain],
        [
            Table(
                ("functional", "L [MeV]", "²⁰⁸Pb", "⁴⁸Ca", "¹³³Cs", "¹²⁷I", "⁴⁰Ar", "CsI events", "LAr events"),
                [
                    (
                        row["name"],
                        f"{row['L']:.1f}",
                        *(f"{row[n]:.3f}" for n in NUCLIDES),
                        f"{row['csi']:.1f}",
                        f"{row['lar']:.1f}",
                    )
                    for row in rows
                ],
                "Curated functionals: skins [fm] and expected CEvNS counts.",
            )
        ],
        figure(r),
        source="PREX:2021umo, CREX:2022kgg, COHERENT:2021xmm, COHERENT:2020iec",
    )


if __name__ == "__main__":
    main()
