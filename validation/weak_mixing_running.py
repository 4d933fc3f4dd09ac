"""Running of the weak mixing angle against published numbers, and measurements from atoms to the Z mass."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nuscat import experiments
from nuscat.electroweak import RunningMixingAngle, mixing_measurements
from nuscat.electroweak.running import RUNNING_FERMIONS
from nuscat.inference import Fit, profile

PUBLISHED = {
    "Erler & Ramsey-Musolf 2005, ŝ²(M_Z) = 0.23120": (0.23867, 0.00016, {"sin2w_mz": 0.23120}),
    "Erler & Ferro-Hernández 2018, ŝ²(M_Z) = 0.23129": (0.23868, 0.00005, {"sin2w_mz": 0.23129, "alpha_s_mz": 0.1182}),
    "PDG 2018–2022, ŝ²(M_Z) = 0.23122": (0.23857, 0.00005, {}),
}
"""ŝ²(0), its error, and the inputs; ŝ²(M_Z) of the second is second hand."""
COEFFICIENTS = (
    ("m_b to M_W", 80369.2 * (1.0 - 1e-8), "b", 21 / 44, 15 / 22, 51 / 440),
    ("m_τ to m_b", "b", "tau", 9 / 20, 3 / 5, 2 / 19),
    ("m_c to m_τ", "tau", "c", 9 / 20, 2 / 5, 7 / 80),
    ("m_s to m_c", "c", "s", 1 / 2, 1 / 2, 5 / 36),
    ("m_u,d to m_s", "s", "u", 9 / 20, 2 / 5, 13 / 110),
    ("m_μ to m_u,d", "u", "mu", 1 / 4, 0.0, 0.0),
    ("m_e to m_μ", "mu", "e", 1 / 4, 0.0, 0.0),
)
"""Interval, its ends, and λ1, λ2, λ3 of Erler:2004in."""
FITS = {
    "COHERENT CsI": (("coherent-csi", {}),),
    "COHERENT CsI + LAr": (("coherent-csi", {}), ("coherent-lar", {})),
    "Dresden-II, iron filter": (("dresden-ii", {"quenching": "iron-filter"}),),
    "Dresden-II, photo-neutrons": (("dresden-ii", {"quenching": "photo-neutron"}),),
    "CONUS+": (("conus-plus", {}),),
}
MOMENTUM = {"COHERENT": 64.0, "Dresden": 12.0, "CONUS+": 14.0}
"""Typical momentum transfers [MeV]."""


def printed_solution() -> list[tuple[str, float, float]]:
    """Interval, ŝ² at its lower end as integrated here and by the printed solution, from the same upper end [1]."""
    run, rows = RunningMixingAngle(), []
    for label, upper, lower, l1, l2, l3 in COEFFICIENTS:
        start = upper if isinstance(upper, float) else RUNNING_FERMIONS[upper][2]
        stop = RUNNING_FERMIONS[lower][2]
        a, b = float(run.alpha_running(start)), float(run.alpha_running(stop))
        logarithm = l2 / 3.0 * math.log(stop**2 / start**2) + 0.75 * l3 * math.log(b / a)
        rows.append((label, float(run(stop)), b / a * float(run(start)) + l1 * (1 - b / a) + b / math.pi * logarithm))
    return rows


def fits() -> dict[str, tuple[float, float, float]]:
    """sin²θ_W and the ends of its 68 % interval [1]."""
    out = {}
    for label, items in FITS.items():
        terms = [experiments.load(name, **options) for name, options in items]
        p = profile(Fit(terms, free=["sin2w"]), "sin2w", np.linspace(0.0, 0.6, 61))
        low, high = next(i for i in p.intervals(1.0) if i[0] <= p.best <= i[1])
        out[label] = (p.best, low, high)
    return out


def results() -> dict[str, Any]:
    """Numbers of the page."""
    run = RunningMixingAngle()
    return {
        "zero": {k: (float(RunningMixingAngle(**options)(0.0)), v) for k, (v, _, options) in PUBLISHED.items()},
        "solution": printed_solution(),
        "alpha_2GeV": 1.0 / float(run.alpha_running(2000.0)),
        "light": run.light_quark_factor,
        "strange": [float(RunningMixingAngle(thresholds=(("s", m),))(0.0)) for m in (240.0, 387.0)],
        "pulls": {
            m.name: (m.Q, m.msbar, m.sigma, float(run(m.Q)), (m.msbar - float(run(m.Q))) / m.sigma, m.status)
            for m in mixing_measurements().values()
        },
        "fits": fits(),
    }


def figure(r: dict[str, Any]) -> Any:
    """Running with measurements, and the fits of CEvNS data."""
    from _page import COLOURS, new_figure

    made, axes = new_figure(1, 2, size=(13.0, 5.0))
    run = RunningMixingAngle()
    Q = np.geomspace(0.1, 1e6, 800)
    for ax, limits in ((axes[0][0], (0.222, 0.246)), (axes[0][1], (0.15, 0.45))):
        ax.plot(Q, run(Q), color="k", label="running, one loop with QCD corrections")
        for name, (q, value, sigma, _, _, status) in r["pulls"].items():
            same = [n for n, row in r["pulls"].items() if row[0] == q]
            x = q * 1.25 ** (2.0 * same.index(name) - (len(same) - 1))
            ax.errorbar(
                [x], [value], sigma, fmt="s", ms=4, color=COLOURS[7], mfc="white" if status != "published" else None
            )
            if ax is axes[0][0]:
                above = value > float(run(q))
                ax.annotate(
                    name,
                    (x, value + (sigma if above else -sigma)),
                    xytext=(0, 4 if above else -4),
                    textcoords="offset points",
                    ha="center",
                    va="bottom" if above else "top",
                    rotation=90 if x != q else 0,
                    fontsize=8,
                )
        ax.set(xscale="log", xlabel="Q [MeV]", ylabel=r"$\sin^2\hat\theta_W$", ylim=limits, xlim=(0.5, 1e6))
    ax = axes[0][1]
    for i, (label, (value, low, high)) in enumerate(r["fits"].items()):
        q = next(v for k, v in MOMENTUM.items() if label.startswith(k)) * 1.12**i
        ax.errorbar([q], [value], [[value - low], [high - value]], fmt="o", ms=5, color=COLOURS[i], label=label)
    ax.legend(loc="upper right", fontsize=9)
    axes[0][0].legend(loc="upper left", fontsize=9)
    return made


def main() -> None:
    from _page import Table, write_page

    r = results()
    worst = max(abs(ours / published - 1.0) for ours, published in r["zero"].values())
    printed = max(abs(a - b) for _, a, b in r["solution"])
    text = (
        f"ŝ²(0) from ŝ²(M_Z) within {worst:.1e} of three published calculations, and equal to the printed solution of "
        f"the renormalisation group between thresholds within {printed:.0e}; 1/α̂(2 GeV) = {r['alpha_2GeV']:.2f}, "
        "published 133.31."
    )
    explain = (
        "The differential equations are integrated here; the closed solution with its table of coefficients λ is that "
        "of Erler:2004in, evaluated with our α̂. Below the charm threshold one factor K of the light quarks stands "
        f"for all of QCD; it follows from α̂(M_Z) and α and is {r['light']:.3f}, where perturbation theory ends with "
        "1.17 at the charm threshold. The threshold masses of quarks are quoted second hand; moving the strange quark "
        f"between 240 and 387 MeV changes ŝ²(0) by {r['strange'][0] - r['strange'][1]:.1e}.\n\n"
        "Measurements keep the scheme of their papers in the table of the package; effective leptonic angles are "
        "lowered by 0.00032, and the on-shell angles of NuTeV keep their ratio to the Standard Model value 0.2227. "
        "Rows to confirm are second hand. The tension of NuTeV is that of its paper, and the difference of the "
        "results of SLC and LEP that of theirs.\n\n"
        "CEvNS: tree-level couplings. The intervals of Dresden-II rest on the quenching model, which is no statistical "
        "error."
    )
    write_page(
        "weak_mixing_running",
        "Running of the weak mixing angle",
        [text, "", "", "", explain],
        [
            Table(
                ("calculation", "ŝ²(0) published", "nuscat", "difference"),
                [
                    (k, f"{p:.5f} ± {PUBLISHED[k][1]:.5f}", f"{o:.5f}", f"{o - p:+.5f}".replace("-", "−"))
                    for k, (o, p) in r["zero"].items()
                ],
                "At zero momentum transfer.",
            ),
            Table(
                ("interval", "integrated", "printed solution"),
                [(k, f"{a:.7f}", f"{b:.7f}") for k, a, b in r["solution"]],
                "ŝ² at the lower end, starting from the integrated value at the upper end.",
            ),
            Table(
                ("measurement", "Q [MeV]", "ŝ²(Q)", "running", "pull", "status"),
                [
                    (k, f"{q:.4g}", f"{v:.5f} ± {s:.5f}", f"{c:.5f}", f"{p:+.1f}".replace("-", "−"), status)
                    for k, (q, v, s, c, p, status) in r["pulls"].items()
                ],
                "Published measurements.",
            ),
            Table(
                ("fit of nuscat", "sin²θ_W", "68 %"),
                [(k, f"{v:.3f}", f"{a:.3f} to {b:.3f}") for k, (v, a, b) in r["fits"].items()],
                "CEvNS.",
            ),
        ],
        figure(r),
        source="Erler:2004in, Erler:2017knj; measurements as in the table of the package",
    )


if __name__ == "__main__":
    main()
