"""Programmes on coherent scattering: events that nuscat predicts beside what the collaborations published."""

from __future__ import annotations

from typing import Any

import numpy as np

from nuscat import experiments
from nuscat.experiments.catalogue import PROGRAMMES, YEAR, programme
from nuscat.experiments.recoil_rate import counts_above
from nuscat.fluxes import reactor
from nuscat.inference import Fit

PUBLISHED = {
    "CONUS+, 327 kg d": (347.0, 59.0, "Ackermann:2025obx"),
    "COHERENT Ge-Mini, 10.22 GWh kg": (35.1, 3.6, "COHERENT:2024axu (35.1 second hand)"),
    "RELICS, 32 kg yr, 0.63 to 1.36 keV": (4639.7, None, "RELICS:2024opj"),
    "COHERENT LAr 750 kg, a year": (3000.0, None, "order of magnitude, Akimov:2022oyb"),
    "XENONnT SR0 + SR1, after cuts": (11.9, 4.35, "XENON:2024ijk"),
}
"""Expected counts, error, reference."""
MEASURED = {"conus-plus": (395.0, 106.0, 106.0), "coherent-ge": (20.6, 7.1, 6.3)}
TERMS = ("conus-plus", "coherent-ge", "pandax-4t-8b")


def predicted() -> dict[str, float]:
    """nuscat's own counts for the published expectations, nothing scaled."""
    flux = programme("relics").flux
    window = counts_above(flux, "Xe", 0.63e-3) - counts_above(flux, "Xe", 1.36e-3)
    return {
        "CONUS+, 327 kg d": float(experiments.load("conus-plus").absolute_prediction()[0]),
        "COHERENT Ge-Mini, 10.22 GWh kg": float(experiments.load("coherent-ge").absolute_prediction()[0]),
        "RELICS, 32 kg yr, 0.63 to 1.36 keV": 32.0 * YEAR * window,
        "COHERENT LAr 750 kg, a year": programme("coherent-lar-750").reach().per_year,
        "XENONnT SR0 + SR1, after cuts": experiments.load("xenonnt-8b").predict().counts("cevns"),
    }


def _count(value: float) -> str:
    return f"{value:.0f}" if value >= 100.0 else f"{value:.3g}"


def fits() -> dict[str, dict[str, float]]:
    """Signal relative to the Standard Model from each published count, and the significance."""
    found = {}
    for name in TERMS:
        options = {"constraint": "free"} if name == "pandax-4t-8b" else {}
        free = "flux_8B" if options else "normalisation"
        result = Fit([experiments.load(name, **options)], free=[free]).minimize()
        value = result.parameters[free]
        found[name] = {
            "value": value.value,
            "up": value.upper or np.nan,
            "down": -(value.lower or np.nan),
            "significance": result.significance_sigma[name],
        }
    return found


def results() -> dict[str, Any]:
    """Numbers of the page: the table, own predictions beside published ones, fits of the published counts."""
    table = {name: p.to_dict() for name, p in PROGRAMMES.items()}
    conus = programme("conus-plus")
    models = {}
    for model in ("huber-mueller+bestiole", "bestiole"):
        flux = reactor("leibstadt", model=model)
        models[model] = 86400.0 * counts_above(flux, "Ge", conus.efficiencies())
    return {"table": table, "predicted": predicted(), "fits": fits(), "models": models}


def figure(r: dict[str, Any]) -> Any:
    """Rate against target mass of all programmes, and predictions over published expectations."""
    from _page import COLOURS, new_figure

    made, axes = new_figure(1, 2, size=(13.0, 5.8), width_ratios=(1.35, 1.0))
    ax = axes[0][0]
    kinds = {"SNS": (COLOURS[0], "o"), "Lujan": (COLOURS[5], "o"), "Sun": (COLOURS[4], "s")}
    offsets = {
        "coherent-lar-750": (-88, -3),
        "coherent-nai": (-30, -15),
        "ccm": (8, -4),
        "pandax-s2": (-54, -3),
        "pandax": (8, -4),
        "conus-plus": (-18, -14),
        "neon": (8, -4),
        "ricochet": (-22, 8),
        "darkside-20k": (-22, 8),
    }
    shown: set[str] = set()
    for name, d in r["table"].items():
        kind = next((k for k in kinds if d["source"].startswith(k)), "reactor")
        colour, marker = kinds.get(kind, (COLOURS[1], "D"))
        label = {"SNS": "stopped pions", "Lujan": "stopped pions", "Sun": "Sun, ⁸B"}.get(kind, "reactor")
        ax.loglog(
            d["mass_kg"],
            d["cevns_per_year"],
            marker,
            color=colour if label != "stopped pions" else COLOURS[0],
            ms=6,
            label=label if label not in shown else None,
        )
        shown.add(label)
        ax.annotate(
            name,
            (d["mass_kg"], d["cevns_per_year"]),
            xytext=offsets.get(name, (6, 3)),
            textcoords="offset points",
            fontsize=8.5,
        )
    ax.set(xlabel="target mass [kg]", ylabel="CEvNS above threshold [1/yr]", xlim=(2e-4, 2e5), ylim=(0.3, 1e5))
    ax.legend(loc="upper left")
    ax = axes[0][1]
    for i, (name, (value, error, _)) in enumerate(PUBLISHED.items()):
        ratio = r["predicted"][name] / value
        ax.errorbar(1.0, -i, xerr=None if error is None else error / value, fmt="ks", ms=5, lw=1.3, capsize=3)
        ax.plot(ratio, -i, "o", color=COLOURS[1], ms=7)
        ax.annotate(_count(r["predicted"][name]), (ratio, -i), xytext=(0, 8), textcoords="offset points", fontsize=8.5)
    ax.plot([], [], "ks", label="published expectation")
    ax.plot([], [], "o", color=COLOURS[1], label="nuscat")
    ax.axvline(1.0, color="0.7", lw=0.8, zorder=0)
    ax.set_yticks([-i for i in range(len(PUBLISHED))], list(PUBLISHED), fontsize=8.5)
    ax.set(xlabel="expected CEvNS / published", xlim=(0.5, 1.6), ylim=(-len(PUBLISHED) + 0.3, 0.9))
    ax.legend(loc="upper right")
    return made


def main() -> None:
    from _page import Table, percent, write_page

    r = results()
    own, fit = r["predicted"], r["fits"]
    conus, relics = "CONUS+, 327 kg d", "RELICS, 32 kg yr, 0.63 to 1.36 keV"
    text = (
        f"{len(r['table'])} programmes with source, target, threshold and the events that nuscat predicts. Where an "
        f"expectation is published nuscat is within 8 % of it: CONUS+ {own[conus]:.0f} (347 ± 59), Ge-Mini "
        f"{own['COHERENT Ge-Mini, 10.22 GWh kg']:.1f} (35.1 ± 3.6), RELICS {own[relics]:.0f} (4640), 750 kg of argon "
        f"{own['COHERENT LAr 750 kg, a year']:.0f} a year (order of 3000)."
    )
    table = Table(
        ("programme", "source", "target", "mass [kg]", "threshold", "1/(kg d)", "1/yr", "status", "likelihood"),
        [
            (
                d["title"],
                d["source"],
                d["target"],
                f"{d['mass_kg']:.4g}",
                d["threshold"],
                f"{d['cevns_per_kg_day']:.3g}",
                f"{d['cevns_per_year']:.3g}",
                d["status"],
                d["likelihood"],
            )
            for d in r["table"].values()
        ],
        "CEvNS events above the threshold: per kg and day while the source runs, and per year (SNS 5000 h, "
        "power reactors "
        "90 % of the time, see `nuscat models experiments`).",
    )
    limits = (
        "Predictions are for recoils that pass the threshold and the resolution; cuts of an analysis are not in them. "
        f"RELICS with the electron counting of its preset, not with sharp recoil limits, is "
        f"{r['table']['relics']['cevns_per_year']:.2g} a year: fluctuations lift recoils below 0.63 keV over four "
        "electrons, and the detection efficiency of the collaboration is not known. Its own versions went from 13 670 "
        "to 4902 and 4640. Masses and thresholds marked “to be confirmed” in the table of the program are second hand."
    )
    own_table = Table(
        ("expectation", "published", "nuscat", "difference", "reference"),
        [
            (
                name,
                f"{value:.5g}" + ("" if error is None else f" ± {error:.3g}"),
                _count(own[name]),
                "same order" if "order" in reference else percent(own[name], value, 0),
                reference,
            )
            for name, (value, error, reference) in PUBLISHED.items()
        ],
        "Own predictions beside published ones, nothing scaled. XENONnT: see validation/xenonnt.",
    )
    a, b = r["models"].values()
    chain = (
        f"CONUS+ depends on the spectrum: with BESTIOLE alone the rate of the preset differs by {percent(b, a)} "
        "from that with "
        "Huber–Mueller. The three thresholds (160, 170, 180 eVee) weigh equally here, which is assumed; the "
        "ends differ "
        "by a factor 1.6. Ge-Mini: 1.5 to 8.5 keVee, Lindhard k = 0.157, 0.0848 neutrinos per proton and flavour at "
        "1 GeV."
    )
    fit_table = Table(
        ("count", "observed", "fitted", "significance", "published"),
        [
            (
                "CONUS+",
                "395 ± 106",
                "{value:.2f} +{up:.2f} −{down:.2f} of the Standard Model".format(**fit["conus-plus"]),
                f"{fit['conus-plus']['significance']:.2f}σ",
                "3.7σ",
            ),
            (
                "Ge-Mini",
                "20.6 +7.1 −6.3",
                "{value:.2f} +{up:.2f} −{down:.2f} of the Standard Model".format(**fit["coherent-ge"]),
                f"{fit['coherent-ge']['significance']:.2f}σ",
                "3.9σ",
            ),
            (
                "PandaX-4T",
                "3 and 332",
                "{value:.1f} +{up:.1f} −{down:.1f} · 10⁶ cm⁻² s⁻¹".format(**fit["pandax-4t-8b"]),
                f"{fit['pandax-4t-8b']['significance']:.2f}σ",
                "8.4 ± 3.1, 2.64σ",
            ),
        ],
        "Published counts as terms of a likelihood.",
    )
    pandax = (
        "PandaX-4T is not reproduced: its result rests on the spectra of both samples, of which only the sums are used "
        "here. Two sums on 2.8 ± 0.5 and 251 ± 32 events of background know less."
    )
    write_page(
        "experiments_table",
        "Programmes and predicted events",
        [text, limits, chain, pandax],
        [table, own_table, fit_table],
        figure(r),
        source="Published: Ackermann:2025obx, COHERENT:2024axu, RELICS:2024opj, Akimov:2022oyb, XENON:2024ijk",
    )


if __name__ == "__main__":
    main()
