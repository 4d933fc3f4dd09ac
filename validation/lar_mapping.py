"""COHERENT CENNS-10: nuscat's absolute prediction against the released CEvNS template, and how the fit uses both."""

from __future__ import annotations

from typing import Any

import numpy as np

from nuscat import experiments
from nuscat.experiments import CoherentLAr
from nuscat.inference import Fit


def absolute(lar: CoherentLAr) -> CoherentLAr:
    """The experiment with nuscat's energy and time distribution; only the F90 shape is that of the release."""
    released = lar._release["cevns"].sum(axis=1)
    other = CoherentLAr(theory=lar.theory, reference=lar.reference)
    filled = released > 1e-6 * released.max()
    vars(other)["_inverse_reference"] = np.where(filled, 1.0 / np.where(filled, released, 1.0), 0.0)
    return other


def fitted(lar: CoherentLAr) -> dict[str, float]:
    """Physics results of one mapping."""
    out: dict[str, float] = {"prediction": lar.predict().counts("cevns")}
    for name in ("normalisation", "sin2w", "eps_mumu_u"):
        result = Fit([lar], free=[name]).minimize(minos=False)
        out[name], out[f"{name}_error"] = result.parameters[name].value, result.parameters[name].error
        if name == "normalisation":
            out["count"], out["count_error"] = (
                result.signal_counts[lar.name].value,
                result.signal_counts[lar.name].error,
            )
            out["significance"] = result.significance_sigma[lar.name]
            out["statistic"] = result.goodness_of_fit.statistic
    return out


def results() -> dict[str, Any]:
    """Numbers of the page: counts per energy and time bin, and fits with both mappings."""
    lar = experiments.load("coherent-lar")
    assert isinstance(lar, CoherentLAr)
    ours = np.asarray(lar.energy_time({}))
    cube = lar._release["cevns"]
    released = cube.sum(axis=1)
    product = np.outer(released.sum(axis=1), released.sum(axis=0)) / released.sum()
    own_product = np.outer(ours.sum(axis=1), ours.sum(axis=0)) / ours.sum()
    seen = released > 1e-3
    return {
        "energy_edges": experiments.coherent_lar.ENERGY_EDGES,
        "time_edges": experiments.coherent_lar.TIME_EDGES,
        "ours": ours,
        "released": released,
        "not_factorised": float(np.max(np.abs(released[seen] / product[seen] - 1.0))),
        "not_factorised_ours": float(np.max(np.abs(ours[seen] / own_product[seen] - 1.0))),
        "mean_energy": tuple(
            float(np.sum(a.sum(axis=1) * np.arange(5.0, 120.0, 10.0)) / a.sum()) for a in (ours, released)
        ),
        "window": tuple(
            float(np.sum(c.time.bin_fractions(1e-6 * np.array([-0.1, 4.9])))) for c in lar.signal.flux.components
        ),
        "same": float(np.max(np.abs(lar.components({})["cevns"] - cube.ravel()))),
        "fits": {
            "ratio to the nominal prediction (default)": fitted(lar),
            "absolute energy and time": fitted(absolute(lar)),
        },
    }


def figure(r: dict[str, Any]) -> Any:
    """Energy and time distributions with their ratios."""
    from _page import COLOURS, new_figure

    made, axes = new_figure(2, 3, size=(13.0, 5.6), height_ratios=(3, 1))
    for column, (axis, key, label, stop) in enumerate(
        ((1, "energy_edges", "reconstructed energy [keVee]", 6), (0, "time_edges", "trigger time [µs]", 10))
    ):
        edges = np.asarray(r[key])[: stop + 1]
        ours, released = (r[k].sum(axis=axis)[:stop] for k in ("ours", "released"))
        top, bottom = axes[0][column], axes[1][column]
        top.stairs(released, edges, fill=True, color="#C8C8C8", label=f"released template, {r['released'].sum():.0f}")
        top.stairs(ours, edges, color=COLOURS[1], lw=2.0, label=f"nuscat, {r['ours'].sum():.1f}")
        top.set(ylabel="CEvNS events per bin", xlim=(edges[0], edges[-1]))
        top.tick_params(labelbottom=False)
        seen = released > 0.05
        bottom.stairs(
            np.where(seen, ours / np.where(seen, released, 1.0), np.nan), edges, baseline=None, color=COLOURS[1], lw=2.0
        )
        bottom.axhline(1.0, color="0.5", lw=0.8)
        bottom.set(xlabel=label, ylabel="ratio", ylim=(0.8, 1.2), xlim=(edges[0], edges[-1]))
    axes[0][0].set_yscale("log")
    axes[0][0].set_ylim(0.02, 300.0)
    axes[0][0].set_title("Absolute: nothing scaled")
    axes[0][0].legend()
    top, bottom = axes[0][2], axes[1][2]
    times = np.asarray(r["time_edges"])
    for row, colour in zip(range(3), COLOURS, strict=False):
        ratio = r["ours"][row] / r["released"][row]
        top.stairs(ratio, times, baseline=None, color=colour, lw=2.0, label=f"{10 * row}–{10 * row + 10} keVee")
    top.axhline(1.0, color="0.5", lw=0.8)
    top.set(ylabel="nuscat / released", xlabel="trigger time [µs]", xlim=(times[0], times[-1]), ylim=(0.0, 1.9))
    top.set_title("The release is energy × time")
    top.legend(ncols=2)
    bottom.axis("off")
    return made


def main() -> None:
    from _page import Table, percent, write_page

    r = results()
    ours, released = r["ours"], r["released"]
    energy = [
        (f"{10 * i}–{10 * i + 10}", f"{a:.2f}", f"{b:.2f}", f"{a / b:.3f}" if b > 0.05 else "–")
        for i, (a, b) in enumerate(zip(ours.sum(axis=1), released.sum(axis=1), strict=True))
        if max(a, b) > 5e-3
    ]
    times = r["time_edges"]
    time = [
        (f"{times[i]:.1f}–{times[i + 1]:.1f}", f"{a:.2f}", f"{b:.2f}", f"{a / b:.3f}")
        for i, (a, b) in enumerate(zip(ours.sum(axis=0), released.sum(axis=0), strict=True))
    ]
    fits = r["fits"]
    default, other = fits.values()
    text = (
        "The liquid-argon release gives the Standard Model template of CEvNS (128 events) but no F90 response. "
        f"nuscat's own chain (flux, cross section, quenching, efficiency, resolution, pulse) gives {ours.sum():.1f} "
        f"events without any scaling ({percent(float(ours.sum()), float(released.sum()))}), with the same energy and "
        "time distributions to a few percent; the fit changes the released template by the ratio of two nuscat "
        "predictions."
    )
    explain = (
        "## The mapping\n\n"
        "For a theory θ the expectation is μ(E, F90, t; θ) = released(E, F90, t) × N(E, t; θ)/N(E, t; Standard "
        "Model), with N the absolute prediction above. For the Standard Model it returns the release exactly "
        f"(largest difference {r['same']:.1g} counts). The released template is a product of an energy and a time "
        f"distribution to {r['not_factorised']:.0e}. Nature is not one: prompt ν_μ give softer recoils than the "
        "delayed neutrinos, and nuscat's N(E, t) differs from the product of its own projections by up to "
        f"{100 * r['not_factorised_ours']:.0f} % in bins with signal (right panel). The mean reconstructed energies "
        f"agree: {r['mean_energy'][0]:.2f} (nuscat) and {r['mean_energy'][1]:.2f} keVee. Above 40 keVee the release "
        f"holds next to nothing (0.08 events), nuscat {ours[4:].sum():.2f}: tails of the Gaussian resolution.\n\n"
        f"The first time bin is {100 * (ours.sum(axis=0)[0] / released.sum(axis=0)[0] - 1):+.0f} % (the rise of the "
        "pulse, whose mean is known to ± 200 ns); the fraction of delayed neutrinos inside the window is "
        f"{r['window'][1]:.3f} (prompt {r['window'][0]:.4f})."
    )
    table = Table(
        ("mapping", "prediction", "CEvNS fitted", "normalisation", "significance", "sin²θ_W", "ε_μμ^u", "−2 ln λ"),
        [
            (
                name,
                f"{f['prediction']:.1f}",
                f"{f['count']:.1f} ± {f['count_error']:.1f}",
                f"{f['normalisation']:.3f} ± {f['normalisation_error']:.3f}",
                f"{f['significance']:.2f}σ",
                f"{f['sin2w']:.4f} ± {f['sin2w_error']:.4f}",
                f"{f['eps_mumu_u']:+.3f} ± {f['eps_mumu_u_error']:.3f}",
                f"{f['statistic']:.1f}",
            )
            for name, f in fits.items()
        ],
        "Does it matter? The fit with the ratio, and with nuscat's energy and time distribution put in place of the "
        "released one.",
    )
    shift = other["normalisation"] - default["normalisation"]
    end = (
        f"It matters a little: the normalisation moves by {shift:+.2f}, "
        f"{abs(shift) / default['normalisation_error']:.1f} of its error ({other['count'] - default['count']:+.0f} "
        f"events), and −2 ln λ by {other['statistic'] - default['statistic']:+.1f}. The published 159 ± 43 belongs "
        "to the factorised template, which is the default here. A theory that changes ν_μ and ν_e differently acts "
        "through N(E, t), where prompt and delayed neutrinos have their own spectra."
    )
    write_page(
        "lar_mapping",
        "COHERENT liquid argon 2020: the released template and nuscat's own",
        [text, "", explain, end],
        [
            Table(("energy [keVee]", "nuscat", "released", "ratio"), energy, "CEvNS events per energy bin."),
            Table(("time [µs]", "nuscat", "released", "ratio"), time, "CEvNS events per time bin."),
            table,
        ],
        figure(r),
        source="Data: release of COHERENT:2020iec, doi 10.5281/zenodo.3903810",
    )


if __name__ == "__main__":
    main()
