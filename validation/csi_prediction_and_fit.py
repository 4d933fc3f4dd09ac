"""COHERENT CsI[Na] 2021: predicted and fitted CEvNS counts, where the errors come from, and what the choices change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nuscat import experiments
from nuscat.electroweak import couplings
from nuscat.experiments import CoherentCsI, Theory
from nuscat.fluxes import Gaussian, average, stopped_pion
from nuscat.inference import Fit, minimise_batch, toys
from nuscat.processes import CEvNS
from nuscat.responses import nucleus

PUBLISHED = {
    "prediction": (341.0, 11.0, 42.0),
    "count": (306.0, 20.0),
    "significance": 11.6,
    "sigma": (165.0, 30.0, 25.0),
    "sigma_sm": (189.0, 6.0),
}
"""COHERENT:2021xmm; cross sections in 1e-40 cm², averaged over Cs and I."""
SEED, TOYS = 2021, 400
SIGNAL = ("sns_flux", "csi_form_factor", "csi_quenching_0", "csi_quenching_1", "csi_efficiency")
BINNINGS = {
    "5 × 5": ((0.0, 12.0, 20.0, 30.0, 40.0, 60.0), (0.0, 0.5, 1.0, 2.0, 4.0, 6.0)),
    "9 × 11 (default)": None,
    "14 × 24": (
        (0.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0, 20.0, 24.0, 28.0, 32.0, 36.0, 40.0, 50.0, 60.0),
        tuple(np.round(np.concatenate([np.arange(0.0, 2.0, 0.125), np.arange(2.0, 6.1, 0.5)]), 3)[:25]),
    ),
    "30 × 60": (tuple(np.linspace(0.0, 60.0, 31)), tuple(np.linspace(0.0, 6.0, 61))),
}
FORM_FACTORS = (
    "helm:skin=0.9,r0=1.2",
    "helm",
    "klein-nystrand",
    "klein-nystrand-adapted",
    "lewin-smith",
    "symmetrized-fermi",
)
COUPLINGS = ("tree", "tree_mz", "pdg_legacy", "erler_su", "tomalak2021")


def flux_average(form_factor: str = FORM_FACTORS[0], convention: str = "tree") -> float:
    """Mean of Cs and I over the three flavours [1e-40 cm²]."""
    flux = stopped_pion("sns-csi")
    made = couplings(convention)
    values = [average(CEvNS(nucleus(n, form_factor), couplings=made), flux) for n in ("Cs133", "I127")]
    return 1e40 * float(np.mean(values))


def statistical(experiment: CoherentCsI, theta: Mapping[str, float]) -> dict[str, float]:
    """Error of the CEvNS count from its Fisher information with everything else known, and √N [counts]."""
    signal, total = experiment.components(theta)["cevns"], experiment.expected(theta)
    seen = total > 0.0
    information = np.sum(signal[seen] ** 2 / total[seen])
    return {
        "bins": float(total.size),
        "error": float(signal.sum() / np.sqrt(information)),
        "root": float(np.sqrt(signal.sum())),
    }


def known_background_significance(experiment: CoherentCsI, theta: Mapping[str, float]) -> float:
    """√q₀ of the Asimov data at `theta` with everything but the signal known [1]."""
    signal, total = experiment.components(theta)["cevns"], experiment.expected(theta)
    return float(np.sqrt(2.0 * np.sum(total * np.log(total / (total - signal)) - signal)))


def fitted(experiment: CoherentCsI, **options: Any) -> dict[str, float]:
    """Normalisation, its errors, count, and the two physics parameters of the other pages."""
    result = Fit([experiment], free=["normalisation"], **options).minimize()
    n, count = result.parameters["normalisation"], result.signal_counts[experiment.name]
    angle = Fit([experiment], free=["sin2w"], **options).minimize().parameters["sin2w"]
    radius = Fit([experiment], free=["R_n"], **options).minimize().parameters["R_n"]
    return {
        "prediction": experiment.predict().counts("cevns"),
        "normalisation": n.value,
        "up": _number(n.upper),
        "down": -_number(n.lower),
        "count": count.value,
        "error": count.error,
        "significance": result.significance_sigma[experiment.name],
        "sin2w": angle.value,
        "sin2w_error": angle.error,
        "R_n": radius.value,
        "R_n_error": radius.error,
        "p_value": result.goodness_of_fit.p_value,
        "p_toys": _toy_probability(experiment, result.values, **options),
    }


def _toy_probability(experiment: CoherentCsI, truth: Mapping[str, float], **options: Any) -> float:
    fit = Fit([experiment], free=["normalisation"], **options)
    inside = {k: v for k, v in truth.items() if k in fit.model.names}
    made = toys(fit, 128, seed=SEED, truth=inside)
    return made.p_value(fit.minimize(minos=False).goodness_of_fit.statistic)


def _number(value: float | None) -> float:
    if value is None:
        raise ValueError("The profile likelihood does not reach Δχ² = 1.")
    return value


def chain(csi: CoherentCsI) -> dict[str, float]:
    """The prediction step by step [counts]."""
    spectra = csi.signal.counts({})[:, 0]  # flux components × PE bins, nominal response
    fine, _, _ = csi._fine_time
    window = np.array([np.sum(c.time.bin_fractions(fine)) for c in csi.signal.flux.components])
    kept = csi.time_templates(0.0).sum(axis=-1)
    per_pe = spectra.sum(axis=1)
    material = csi.signal.material
    targets = sum(material.nuclei_per_kg(n) for n, _ in material.components)
    return {
        "nuclei": experiments.coherent_csi.MASS * targets,
        "nuclei_published": 2.0 * experiments.coherent_csi.MASS * 6.02214076e23 / 0.25981,
        "below_60_PE": float(per_pe.sum()),
        "in_time_window": float((per_pe * window).sum()),
        "with_time_efficiency": float((per_pe * kept).sum()),
        "time_efficiency": float((per_pe * kept).sum() / (per_pe * window).sum()),
        "time_window": float((per_pe * window).sum() / per_pe.sum()),
    }


def budget(csi: CoherentCsI) -> dict[str, float]:
    """Half difference of the CEvNS count between ±1σ of each nuisance parameter, relative [1]."""

    def count(**theta: float) -> float:
        return float(np.sum(csi.components(theta)["cevns"]))

    nominal = count()
    out = {}
    for p in csi.nuisances:
        if p.name in SIGNAL and p.sigma is not None:
            out[p.name] = (count(**{p.name: p.value + p.sigma}) - count(**{p.name: p.value - p.sigma})) / (
                2.0 * nominal
            )
    return out


def neutron_normalisation(csi: CoherentCsI) -> dict[str, float]:
    """Released neutron pdfs: Σ time × fraction(PE < 60) before and after the time efficiency [counts]."""
    out = {}
    r = csi._release
    t, x = r["time_centres_us"], r["pe_centres"]
    inside = (t > 0.0) & (t < 6.0)
    efficiency = np.asarray(csi.time_efficiency(t * 1e-6))
    for kind in ("brn", "nin"):
        pe, time = r[f"{kind}_pe_pdf"], r[f"{kind}_time_pdf"]
        below = pe[x < 60.0].sum() / pe.sum()
        out[f"{kind}_below_60"] = float(pe[x < 60.0].sum())
        out[f"{kind}_before"] = float(time.sum() * below)
        out[f"{kind}_before_in_window"] = float(time[inside].sum() * below)
        out[f"{kind}_after"] = float((time * efficiency)[inside].sum() * below)
    return out


def with_scaled_neutrons(csi: CoherentCsI, released: Mapping[str, float]) -> CoherentCsI:
    """The same experiment with BRN and NIN normalised before the time efficiency."""
    other = CoherentCsI(theory=csi.theory)
    scaled = dict(other.backgrounds)
    for kind, total in (("brn", 18.4), ("nin", 5.6)):
        scaled[kind] = scaled[kind] * (released[f"{kind}_after"] / total)
    vars(other)["backgrounds"] = scaled
    return other


def template_spread(csi: CoherentCsI, replicas: int = 100) -> float:
    """Spread of the fitted count when the steady-state PE template is redrawn from its events [counts]."""
    rng = np.random.default_rng(SEED)
    steady = csi.backgrounds["steady_state"].reshape(len(csi.pe_edges) - 1, -1)
    pe, t = csi._release["anticoincidence_pe"], csi._release["anticoincidence_time_us"]
    events = np.histogram(pe[(pe < 60.0) & (t < 6.0)], np.asarray(csi.pe_edges))[0]
    counts = []
    for _ in range(replicas):
        drawn = rng.poisson(events)
        other = CoherentCsI(theory=csi.theory)
        ratio = (drawn / drawn.sum()) / (events / events.sum())
        vars(other).update(
            backgrounds={**csi.backgrounds, "steady_state": (steady * ratio[:, None]).ravel()}, signal=csi.signal
        )
        fit = Fit([other], free=["normalisation"]).model
        minimum = minimise_batch(fit, fit.start)
        counts.append(float(np.sum(other.components(fit.theta(minimum.x[0]))["cevns"])))
    return float(np.std(counts, ddof=1))


def goodness(csi: CoherentCsI) -> dict[str, float]:
    """Goodness of fit from toys thrown at the best fit."""
    fit = Fit([csi], free=["normalisation"])
    best = fit.minimize(minos=False)
    made = toys(fit, TOYS, seed=SEED, truth=best.values)
    statistic = made.statistic[made.converged]
    return {
        "statistic": best.goodness_of_fit.statistic,
        "dof": float(best.goodness_of_fit.dof),
        "p_chi2": best.goodness_of_fit.p_value,
        "p_toys": made.p_value(best.goodness_of_fit.statistic),
        "toys_mean": float(statistic.mean()),
        "toys_std": float(statistic.std()),
        "converged": float(made.converged.mean()),
    }


def results() -> dict[str, Any]:
    """Numbers of the page: counts, relative errors [1] and cross sections [1e-40 cm²]."""
    csi = experiments.load("coherent-csi")
    assert isinstance(csi, CoherentCsI)
    prediction = csi.predict()
    fit = Fit([csi], free=["normalisation"])
    best = fit.minimize()
    norm, count = best.parameters["normalisation"], best.signal_counts[csi.name]
    everything = {k: v for k, v in best.values.items() if k != "normalisation"}
    no_signal_systematics = {k: v for k, v in everything.items() if k in SIGNAL}
    stat = Fit([csi], free=["normalisation"], fixed=everything).minimize(minos=False)
    backgrounds = Fit([csi], free=["normalisation"], fixed=no_signal_systematics).minimize(minos=False)
    sigma_sm = flux_average()
    finer = CoherentCsI(
        theory=Theory(), pe_edges=tuple(np.linspace(0, 60, 121)), time_edges=tuple(np.linspace(0, 6, 241))
    )
    released = neutron_normalisation(csi)
    binnings = {
        name: csi if edges is None else CoherentCsI(theory=Theory(), pe_edges=edges[0], time_edges=edges[1])
        for name, edges in BINNINGS.items()
    }
    pulse = {w: stopped_pion("sns-csi", pulse=Gaussian(0.6e-6, w * 1e-9)) for w in (130, 150)}
    t0 = best.nuisances["csi_pulse_time"].value
    variants = {
        "default": fitted(csi),
        **{f"bins {name}": fitted(e) for name, e in binnings.items() if e is not csi},
        **{f"pulse width {w} ns (default 160)": fitted(CoherentCsI(theory=Theory(), flux=f)) for w, f in pulse.items()},
        f"pulse time fixed at the best fit, {t0:.3f} µs": fitted(csi, fixed={"csi_pulse_time": t0}),
        "pulse time fixed at 0.60 µs": fitted(csi, fixed={"csi_pulse_time": 0.6}),
        "efficiency curve fixed": fitted(csi, fixed={"csi_efficiency": 0.0}),
        "BRN, NIN normalised before the time efficiency": fitted(with_scaled_neutrons(csi, released)),
    }
    physics = {
        (name, form): (
            flux_average(form, name),
            experiments.load("coherent-csi", couplings=couplings(name), form_factor=form).predict().counts("cevns"),
        )
        for name, form in [("tree", f) for f in FORM_FACTORS] + [(c, FORM_FACTORS[0]) for c in COUPLINGS[1:]]
    }
    return {
        "prediction": prediction.counts("cevns"),
        "prediction_error": prediction.uncertainty["cevns"],
        "chain": chain(csi),
        "budget": budget(csi),
        "count": count.value,
        "count_error": count.error,
        "count_error_statistical": stat.signal_counts[csi.name].error,
        "count_error_backgrounds": backgrounds.signal_counts[csi.name].error,
        "significance": best.significance_sigma[csi.name],
        "normalisation": (norm.value, _number(norm.upper), -_number(norm.lower)),
        "sigma_sm": sigma_sm,
        "sigma": tuple(sigma_sm * v for v in (norm.value, _number(norm.upper), -_number(norm.lower))),
        "fisher": {name: statistical(e, best.values) for name, e in {**binnings, "120 × 240": finer}.items()},
        "q0_known": known_background_significance(csi, best.values),
        "neutrons": released,
        "variants": variants,
        "physics": physics,
        "goodness": goodness(csi),
        "template_spread": template_spread(csi),
        "data": float(csi.data.sum()),
        "best": best.values,
    }


def _relative(published: Sequence[float]) -> dict[str, float]:
    """What the published cross section says about its own statistical error [1]."""
    value, up, down = published
    systematic = float(np.sqrt(0.10**2 + 0.038**2 + 0.041**2))
    return {
        "systematic": systematic,
        "down": float(np.sqrt((down / value) ** 2 - systematic**2)),
        "up": float(np.sqrt((up / value) ** 2 - systematic**2)),
        "with_20": float(np.hypot(20.0 / 306.0, systematic)) * value,
    }


def figure(r: dict[str, Any]) -> Any:
    """Data and best fit against photoelectrons and time, and the error of the count against the number of bins."""
    from _page import COLOURS, new_figure

    csi = experiments.load("coherent-csi")
    p = csi.predict(r["best"])
    made, axes = new_figure(1, 3, size=(13.0, 4.4))
    labels = {"steady_state": "steady state", "brn": "BRN", "nin": "NIN", "cevns": "CEvNS"}
    tints = {"steady_state": "#BFBFBF", "brn": COLOURS[0], "nin": COLOURS[2], "cevns": COLOURS[1]}
    for i, (ax, axis) in enumerate(zip(axes[0][:2], p.axes, strict=True)):
        edges, width = np.asarray(axis.edges), np.diff(axis.edges)
        bottom = np.zeros(axis.bins)
        for name in ("steady_state", "brn", "nin", "cevns"):
            height = p.projection(name, i) / width
            ax.stairs(bottom + height, edges, baseline=bottom, fill=True, color=tints[name], label=labels[name])
            bottom = bottom + height
        data = p.projection("data", i)
        ax.errorbar(edges[:-1] + width / 2, data / width, np.sqrt(data) / width, fmt="ko", ms=3.5, lw=1.1, label="data")
        ax.set_ylabel(f"events per {axis.unit}")
        ax.set_xlim(edges[0], edges[-1])
        ax.set_ylim(0.0, 1.25 * (data / width).max())
    axes[0][0].set(xlabel="photoelectrons [PE]", title="CsI[Na], best fit")
    axes[0][1].set(xlabel="reconstructed time [µs]", title=f"{r['count']:.0f} CEvNS events, {r['significance']:.1f}σ")
    axes[0][0].legend()
    ax = axes[0][2]
    fisher = sorted(r["fisher"].values(), key=lambda f: f["bins"])
    ax.semilogx(
        [f["bins"] for f in fisher],
        [f["error"] for f in fisher],
        "o-",
        color=COLOURS[1],
        label="backgrounds known (Fisher)",
    )
    ax.axhline(r["count_error"], color=COLOURS[0], ls="--", label="default fit, all systematics")
    ax.axhline(fisher[0]["root"], color=COLOURS[7], ls=":", label="√N: no background at all")
    ax.axhspan(0.0, PUBLISHED["count"][1], color=COLOURS[4], alpha=0.25, lw=0, label="published ± 20 and below")
    ax.set(
        xlabel="number of bins", ylabel="error of the CEvNS count", title="No binning reaches ± 20", ylim=(0.0, 50.0)
    )
    ax.legend(loc="upper left")
    return made


def main() -> None:
    from _page import Table, percent, write_page

    r = results()
    c, f, g, n = r["chain"], r["fisher"], r["goodness"], r["neutrons"]
    s, up, down = r["sigma"]
    pub = PUBLISHED
    implied = _relative(pub["sigma"])
    v = r["variants"]
    text = (
        f"COHERENT's final CsI[Na] data, fitted in photoelectrons and time. nuscat predicts {r['prediction']:.0f} "
        f"CEvNS events (published 341 ± 11 ± 42) and fits {r['count']:.0f} ± {r['count_error']:.0f} (306 ± 20) with "
        f"a significance of {r['significance']:.1f}σ (11.6σ); the cross section is {s:.0f} +{up:.0f} −{down:.0f} "
        "(165 +30 −25) · 10⁻⁴⁰ cm². All but the error of the count agree; that ± 20 cannot be a statistical error "
        "of these data (below)."
    )
    main_table = Table(
        ("quantity", "published", "nuscat", "difference"),
        [
            (
                "predicted CEvNS",
                "341 ± 11 ± 42",
                f"{r['prediction']:.1f} ± {r['prediction_error']:.0f}",
                percent(r["prediction"], 341.0),
            ),
            (
                "fitted CEvNS",
                "306 ± 20",
                f"{r['count']:.1f} ± {r['count_error']:.1f}",
                f"{(r['count'] - 306) / 20:+.2f} σ (of 20)",
            ),
            (
                "… error, everything else known",
                "20",
                f"{r['count_error_statistical']:.1f}",
                percent(r["count_error_statistical"], 20.0, 0),
            ),
            ("… error, backgrounds and pulse time free", "–", f"{r['count_error_backgrounds']:.1f}", "–"),
            ("no-CEvNS rejection", "11.6σ", f"{r['significance']:.2f}σ", f"{r['significance'] - 11.6:+.2f}"),
            ("σ, Standard Model [10⁻⁴⁰ cm²]", "189 ± 6", f"{r['sigma_sm']:.1f}", f"{(r['sigma_sm'] - 189) / 6:+.2f} σ"),
            ("σ, measured [10⁻⁴⁰ cm²]", "165 +30 −25", f"{s:.0f} +{up:.0f} −{down:.0f}", f"{(s - 165) / 25:+.2f} σ"),
        ],
        "Published: COHERENT:2021xmm. σ is the flux average per nucleus, mean of Cs and I: fitted normalisation × "
        "our Standard Model value.",
    )
    error_text = (
        "## The ± 20\n\n"
        "With signal s and total expectation μ per bin, everything but the signal strength known, the error of the "
        "count N = Σs is N/√(Σ s²/μ). Finer bins only add information, and the limit of no background at all is "
        "√N.\n\n"
        f"The finest binning ({f['120 × 240']['bins']:.0f} bins of 0.5 PE × 25 ns, nearly unbinned; bins where no "
        "background event was seen count as background-free, which favours a small error) still gives ± "
        f"{f['120 × 240']['error']:.1f}. ± 20 is just above √306 = {np.sqrt(306):.1f}, i.e. it would leave room for "
        f"{400 - 306} background events under the whole signal, of 1310. A second argument uses published numbers "
        "only: with known backgrounds, √q₀ ≥ N/σ_N, bin by bin (2[(1+x) ln(1+x) − x] ≥ x²/(1+x), x = s/b). ± 20 "
        f"would therefore mean a rejection of at least 306/20 = {306 / 20:.1f}σ before systematics; from 11.6σ, "
        f"N/11.6 = {306 / 11.6:.1f} (ours with known backgrounds: √q₀ = {r['q0_known']:.1f}, so at least "
        f"{r['count'] / r['q0_known']:.1f}). Uncertain backgrounds lower q₀, but by far less than that: ours goes "
        f"from {r['q0_known']:.1f} to {r['significance']:.1f}. The published cross section agrees with us, not with "
        f"± 20: its errors (+{100 * 30 / 165:.0f} % −{100 * 25 / 165:.0f} %), less 10 % flux, 3.8 % quenching and "
        f"4.1 % efficiency ({100 * implied['systematic']:.1f} % together), leave {100 * implied['down']:.0f} % "
        f"(lower side) for statistics, against {100 * r['count_error_statistical'] / r['count']:.1f} % here; ± 20 of "
        f"306 (6.5 %) with the same systematics would give ± {implied['with_20']:.0f}. What ± 20 stands for is not "
        "said in the material we have; the tolerance of 30 % on this error is not met, and this is the reason."
    )
    fisher_table = Table(
        ("binning (PE × time)", "bins", "error of the count", "of the count", "√N"),
        [
            (
                name,
                f"{x['bins']:.0f}",
                f"{x['error']:.2f}",
                f"{100 * x['error'] / r['count']:.1f} %",
                f"{x['root']:.1f}",
            )
            for name, x in f.items()
        ],
        "Fisher information at the best fit, all nuisance parameters known.",
    )
    chain_table = Table(
        ("step", "number"),
        [
            ("Cs and I nuclei", f"{c['nuclei']:.4g} (2 m N_A / 259.81 g/mol: {c['nuclei_published']:.4g})"),
            ("flux average, mean of Cs and I [10⁻⁴⁰ cm²]", f"{r['sigma_sm']:.1f} (published 189 ± 6)"),
            ("counts below 60 PE, efficiency in PE applied", f"{c['below_60_PE']:.1f}"),
            ("… arriving in 0 < t < 6 µs (pulse at 0.60 µs)", f"{c['in_time_window']:.1f} (× {c['time_window']:.3f})"),
            ("… and time efficiency", f"{c['with_time_efficiency']:.1f} (× {c['time_efficiency']:.3f})"),
        ],
        "The prediction step by step.",
    )
    b = r["budget"]
    quenching = float(np.hypot(b["csi_quenching_0"], b["csi_quenching_1"]))
    prediction_text = (
        f"## 341 or {r['prediction']:.0f}\n\n"
        f"We are {percent(r['prediction'], 341.0)} above, a quarter of a published σ. The number of nuclei and the "
        f"cross section agree with the published ones to {100 * abs(c['nuclei'] / c['nuclei_published'] - 1):.2f} % "
        f"and {100 * abs(r['sigma_sm'] / 189 - 1):.1f} %, so the rest is shape and acceptance. Leaving out the time "
        f"efficiency gives {c['in_time_window']:.0f} (further away). The form factor matters more for the count than "
        "for σ, because large recoils are those that are seen: Helm or Klein–Nystrand with the measured charge "
        f"radii give {r['physics']['tree', 'helm'][1]:.0f}–{r['physics']['tree', 'klein-nystrand-adapted'][1]:.0f} "
        "counts with σ within 1 % of 189, Klein–Nystrand with R = 1.2 A^⅓ "
        f"{r['physics']['tree', 'klein-nystrand'][1]:.0f} (table below). The collaboration also used a simulated "
        "two-dimensional flux histogram (energy and time), which the release in hand lacks; we use exact "
        "decay-at-rest spectra and a Gaussian pulse. No number was tuned."
    )
    budget_table = Table(
        ("source", "published", "from the release"),
        [
            ("flux", "10 %", f"{100 * b['sns_flux']:.1f} %"),
            ("theory (form factor)", "3.2 % (11 of 341)", f"{100 * b['csi_form_factor']:.1f} %"),
            ("quenching (two eigen-variations)", "3.8 % (to confirm)", f"{100 * quenching:.1f} %"),
            ("efficiency", "4.1 % (to confirm)", f"{100 * b['csi_efficiency']:.1f} %"),
            ("all", "12.7 % (√(11² + 42²) of 341)", f"{100 * r['prediction_error'] / r['prediction']:.1f} %"),
        ],
        "Uncertainty of the predicted count.",
    )
    budget_text = (
        f"The released ± 1σ efficiency curves move the count by ± {100 * b['csi_efficiency']:.0f} %, not 4.1 %: they "
        "shift the threshold (10.9 PE) by 1 PE, where the spectrum is highest. The data constrain the curve (the "
        "fitted pull has an error of about half a σ), and fixing it moves the results by a third of their error: "
        f"normalisation {v['efficiency curve fixed']['normalisation']:.3f} +{v['efficiency curve fixed']['up']:.3f} "
        f"−{v['efficiency curve fixed']['down']:.3f} instead of {v['default']['normalisation']:.3f} "
        f"+{v['default']['up']:.3f} −{v['default']['down']:.3f}."
    )
    physics_table = Table(
        ("couplings", "form factor", "σ(CsI) [10⁻⁴⁰ cm²]", "predicted count"),
        [(name, form, f"{sigma:.1f}", f"{count:.1f}") for (name, form), (sigma, count) in r["physics"].items()],
        "Prediction in other conventions.",
    )
    variant_table = Table(
        ("choice", "normalisation", "count", "significance", "sin²θ_W", "R_n [fm]", "p (χ²)", "p (toys)"),
        [
            (
                name,
                f"{x['normalisation']:.3f} +{x['up']:.3f} −{x['down']:.3f}",
                f"{x['count']:.1f} ± {x['error']:.1f}",
                f"{x['significance']:.2f}",
                f"{x['sin2w']:.4f} ± {x['sin2w_error']:.4f}",
                f"{x['R_n']:.3f} ± {x['R_n_error']:.3f}",
                f"{x['p_value']:.2f}",
                f"{x['p_toys']:.2f}",
            )
            for name, x in v.items()
        ],
        "Choices of the analysis; p from χ² and from 128 toys (χ² means little where most bins hold less than one "
        "event).",
    )
    neutron_text = (
        "## Neutron backgrounds\n\n"
        f"The released PE pdfs integrate to one below 60 PE ({n['brn_below_60']:.6f} and {n['nin_below_60']:.6f}), "
        f"not over their whole range. Σ time pdf × fraction (PE < 60) is {n['brn_before_in_window']:.2f} (BRN) and "
        f"{n['nin_before_in_window']:.2f} (NIN) in 0 < t < 6 µs, so the published 18.4 and 5.6 are numbers before "
        "the time efficiency; nuscat normalises after it. With the efficiency applied to them they would be "
        f"{n['brn_after']:.2f} and {n['nin_after']:.2f}. The last row of the table shows that nothing changes: "
        f"{v['BRN, NIN normalised before the time efficiency']['count'] - v['default']['count']:+.2f} CEvNS events."
    )
    toy_text = (
        "## Goodness of fit\n\n"
        f"−2 ln λ = {g['statistic']:.1f} for {g['dof']:.0f} degrees of freedom: p = {g['p_chi2']:.2f} from χ², p = "
        f"{g['p_toys']:.2f} from {TOYS} toys thrown at the best fit and refitted (seed {SEED}; their mean is "
        f"{g['toys_mean']:.1f}, width {g['toys_std']:.1f}; {100 * g['converged']:.1f} % of the refits converged). "
        "Bins of few counts make the toys' mean exceed the degrees of freedom. The probability falls with finer PE "
        "bins: the steady-state shape is a histogram of 1295 anti-coincidence events, as many as there are "
        "background events in the data, and its own fluctuation, one degree of freedom per PE bin, is not part of "
        "the likelihood (nor of the toys). Redrawing that template 100 times moves the fitted count by ± "
        f"{r['template_spread']:.1f}, which in quadrature with ± {r['count_error']:.1f} gives ± "
        f"{np.hypot(r['count_error'], r['template_spread']):.1f}."
    )
    write_page(
        "csi_prediction_and_fit",
        "COHERENT CsI[Na] 2021: prediction and fit",
        [text, error_text, prediction_text, "", budget_text, "", neutron_text, toy_text],
        [main_table, fisher_table, chain_table, budget_table, physics_table, variant_table],
        figure(r),
        source="Data: COHERENT:2021xmm (PRL 129, 081801) and its ancillary files",
    )


if __name__ == "__main__":
    main()
