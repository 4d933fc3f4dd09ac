"""Parity-violating electron scattering: PREX and CREX against the mean fields of all curated Skyrme sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from _page import COLOURS, LINES, Table, new_figure, write_page
from charge_form_factors import mean_field

from nuscat.constants import hbarc
from nuscat.electroweak import Kelly
from nuscat.processes import ElectronScattering, ElectronWeakCharges, pves_results
from nuscat.structure import ElasticStructure, density
from nuscat.structure.skyrme import FORCES

CHARGES = ElectronWeakCharges()
EXPERIMENTS = ("PREX-1", "PREX-2", "CREX")
PAPER_WEAK_CHARGES = {"PREX-1": -118.55, "PREX-2": -117.9, "CREX": CHARGES.weak_charge(20, 28)}
"""Weak charges [1] that go with the form factors of the papers: PREX-2 to be confirmed, CREX from nucleons."""
SHOWN = "SLy4"
"""Set of the panel on distortion."""
Q = np.linspace(0.2, 1.0, 161)
"""Momentum transfer [1/fm] of the curves."""
ANGLES = np.deg2rad(np.linspace(2.0, 9.0, 141))
"""Angles [rad] of the curve and of the acceptances."""
WIDTH = 0.5
"""Width [°] of the Gaussian acceptance that stands for the spectrometers."""


def stretched(name: str, F_W: float, q: float, Q_W: float) -> ElectronScattering:
    """Scattering off the measured charge; weak density of its shape, norm `Q_W`, stretched to `F_W` at `q` [MeV]."""
    from scipy.optimize import brentq

    charge = density(name)
    s = float(brentq(lambda x: float(charge.form_factor(np.asarray(x * q))) - F_W, 0.8, 1.4))
    weak: Callable[[Any], Any] = lambda r: Q_W / charge.Z * np.asarray(charge.rho(np.asarray(r) / s)) / s**3  # noqa: E731
    return ElectronScattering(name, (charge.rho, charge.end), (weak, s * charge.end), weak_charge=Q_W)


def accepted(scattering: ElectronScattering, E: float, Q2: float) -> float:
    """A_PV [1] averaged over a Gaussian acceptance of width `WIDTH`, centred to give the mean `Q2` [MeV²]."""
    sigma = np.asarray(scattering.dsigma_dOmega(E, ANGLES)) * np.sin(ANGLES)
    A, q2 = np.asarray(scattering.asymmetry(E, ANGLES)), np.asarray(scattering.momentum_transfer(E, ANGLES)) ** 2

    def mean(values: Any, centre: float) -> float:
        w = sigma * np.exp(-0.5 * ((np.rad2deg(ANGLES) - centre) / WIDTH) ** 2)
        return float(np.trapezoid(w * values, ANGLES) / np.trapezoid(w, ANGLES))

    low, high = 3.0, 8.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if mean(q2, middle) < Q2 else (low, middle)
    return mean(A, 0.5 * (low + high))


def _force(force: str) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for nuclide in ("Pb208", "Ca48"):
        solution = mean_field(nuclide, force)
        structure = ElasticStructure(multipoles=solution.density, nucleon=Kelly())
        bare = ElasticStructure(multipoles=solution.density, nucleon=Kelly(), operators=("M",))
        scattering = ElectronScattering.from_structure(nuclide, structure)
        out[nuclide] = {
            "skin": solution.skin,
            "weak_skin": structure.weak_radius(CHARGES) - structure.charge_radius,
            "F_W": np.asarray(structure.weak_form_factor(Q * hbarc.value, CHARGES)),
            "scattering": scattering,
            "spin_orbit_r2": structure.charge_radius**2 - bare.charge_radius**2,
        }
        for name, m in pves_results().items():
            if m.nuclide == nuclide:
                F_W, F_ch = (float(x) for x in (structure.weak_form_factor(m.q, CHARGES), structure.charge(m.q)))
                without = float(bare.charge(m.q)) - float(bare.weak_form_factor(m.q, CHARGES))
                out[name] = {
                    "F_W": F_W,
                    "F_ch": F_ch,
                    "difference": F_ch - F_W,
                    "difference_without_spin_orbit": without,
                    "A_PV": m.prediction(scattering, "A_PV"),
                    "A_PV_born": m.prediction(scattering, "A_PV", born=True),
                    "A_PV_accepted": accepted(scattering, m.E.value, m.Q2.value),
                }
    out["chi2"] = {
        "PREX-2": float(pves_results()["PREX-2"].chi2(out["PREX-2"]["F_W"])),
        "CREX": float(pves_results()["CREX"].chi2(out["CREX"]["F_W"])),
    }
    out["chi2_difference"] = {
        name: float(pves_results()[name].chi2(out[name]["difference"], "F_ch-F_W")) for name in ("PREX-2", "CREX")
    }
    return out


def _paper(name: str) -> dict[str, float]:
    """A_PV [1] of the measured charge with the weak form factor of the paper: consistency of its two numbers."""
    m = pves_results()[name]
    Q_W = PAPER_WEAK_CHARGES[name]
    scattering = stretched(m.nuclide, m.F_W.value, m.q, Q_W)
    F_ch = float(np.asarray(scattering.form_factor(m.q)))
    # slope of the asymmetry with F_W, for the error that the one of F_W means
    moved = stretched(m.nuclide, m.F_W.value + m.F_W.sigma, m.q, Q_W)
    return {
        "F_ch": F_ch,
        "F_W": float(np.asarray(scattering.weak_form_factor(m.q))),
        "weak_charge": Q_W,
        "born": m.prediction(scattering, "A_PV", born=True),
        "point": m.prediction(scattering, "A_PV"),
        "accepted": accepted(scattering, m.E.value, m.Q2.value),
        "error_of_F_W": accepted(moved, m.E.value, m.Q2.value) - accepted(scattering, m.E.value, m.Q2.value),
    }


def results() -> dict[str, Any]:
    """Per set: skins [fm], form factors [1], asymmetries [1], χ²; asymmetries at the form factors of the papers."""
    forces = {force: _force(force) for force in FORCES}
    lead, prex2 = forces[SHOWN]["Pb208"]["scattering"], pves_results()["PREX-2"]
    return {
        "forces": forces,
        "papers": {name: _paper(name) for name in EXPERIMENTS},
        "angles": {
            "distorted": np.asarray(lead.asymmetry(prex2.E.value, ANGLES)),
            "born": np.asarray(lead.asymmetry(prex2.E.value, ANGLES, born=True)),
        },
    }


def _figure(found: dict[str, Any]) -> Any:
    figure, ((top, right), (left, last)) = new_figure(2, 2, size=(12.4, 10.2))
    results_ = pves_results()
    style = {f: (COLOURS[i % len(COLOURS)], LINES[i // len(COLOURS)]) for i, f in enumerate(FORCES)}
    degrees = np.rad2deg(ANGLES)
    right.semilogy(degrees, 1e9 * abs(found["angles"]["distorted"]), color=COLOURS[0], label="distorted")
    right.semilogy(degrees, 1e9 * abs(found["angles"]["born"]), color=COLOURS[1], ls=LINES[1], label="plane waves")
    m = results_["PREX-2"]
    right.errorbar(
        np.rad2deg(m.theta), 1e9 * m.A_PV.value, 1e9 * m.A_PV.sigma, fmt="ko", ms=5, capsize=2, label="PREX-2"
    )
    right.set(xlabel="laboratory angle [°]", ylabel="|A_PV| [ppb]", xlim=(2.0, 9.0), ylim=(80.0, 2e4))
    right.set_title(f"²⁰⁸Pb, {m.E.value:g} MeV, {SHOWN}", loc="left", fontweight="bold", fontsize=11.5)
    right.legend(loc="upper left", frameon=False)
    for force, values in found["forces"].items():
        colour, line = style[force]
        for nuclide in ("Pb208", "Ca48"):
            top.plot(Q, values[nuclide]["F_W"], color=colour, ls=line, lw=0.9)
        filled = colour if line == LINES[0] else "white" if line == LINES[1] else "0.8"
        point = {"marker": "osD"[LINES.index(line)], "color": colour, "mfc": filled, "ms": 6.5, "ls": "none"}
        left.plot(values["PREX-2"]["F_W"], values["CREX"]["F_W"], label=force, **point)
        last.plot(values["PREX-2"]["difference"], values["CREX"]["difference"], **point)
        without = values["CREX"]["difference_without_spin_orbit"]
        last.plot(values["PREX-2"]["difference"], without, marker="x", color="0.6", ms=5, ls="none")
    for name, marker, colour in (("PREX-1", "s", "0.45"), ("PREX-2", "o", "black"), ("CREX", "D", "#d62728")):
        m = results_[name]
        x = m.q / hbarc.value
        top.errorbar(x, m.F_W.value, m.F_W.sigma, fmt=marker, color=colour, ms=6, capsize=3, label=name, zorder=5)
    top.text(0.74, 0.30, "⁴⁸Ca", fontsize=12, fontweight="bold")
    top.text(0.42, 0.12, "²⁰⁸Pb", fontsize=12, fontweight="bold")
    top.axhline(0.0, color="0.7", lw=0.8)
    top.set(xlabel="momentum transfer q [fm⁻¹]", ylabel="weak form factor F_W", xlim=(0.3, 1.0), ylim=(-0.08, 0.55))
    top.set_title("18 Skyrme sets", loc="left", fontweight="bold", fontsize=11.5)
    top.legend(loc="upper right", frameon=False)
    pairs = ((left, "F_W", "F_W"), (last, "F_ch-F_W", "F_ch − F_W"))
    for panel, kind, label in pairs:
        x, y = results_["PREX-2"].measured(kind), results_["CREX"].measured(kind)
        panel.errorbar(x.value, y.value, y.sigma, x.sigma, fmt="*", color="black", ms=11, capsize=3, zorder=6)
        for n in (1.0, 2.0):
            turn = np.linspace(0.0, 2.0 * np.pi, 200)
            panel.plot(x.value + n * x.sigma * np.cos(turn), y.value + n * y.sigma * np.sin(turn), color="0.6", lw=0.9)
        panel.set(xlabel=f"{label}, ²⁰⁸Pb at PREX-2", ylabel=f"{label}, ⁴⁸Ca at CREX")
    left.set_title("Both nuclei: ★ measured, 1 and 2σ", loc="left", fontweight="bold", fontsize=11.5)
    last.set_title("Charge minus weak; × without spin–orbit current", loc="left", fontweight="bold", fontsize=11.5)
    handles, labels = left.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=9, frameon=False, fontsize=9)
    return figure


def main() -> None:
    found = results()
    measured = pves_results()
    forces = found["forces"]
    rows = [
        (
            force,
            f"{v['Pb208']['skin']:.3f}",
            f"{v['Ca48']['skin']:.3f}",
            f"{v['PREX-1']['F_W']:.4f}",
            f"{v['PREX-2']['F_W']:.4f}",
            f"{v['CREX']['F_W']:.4f}",
            f"{v['PREX-2']['difference']:.4f}",
            f"{v['CREX']['difference']:.4f}",
            f"{v['chi2']['PREX-2']:.1f}",
            f"{v['chi2']['CREX']:.1f}",
            f"{sum(v['chi2'].values()):.1f}",
            f"{v['chi2_difference']['PREX-2']:.1f}",
            f"{v['chi2_difference']['CREX']:.1f}",
            f"{sum(v['chi2_difference'].values()):.1f}",
        )
        for force, v in forces.items()
    ]
    m1, m2, mc = (measured[n] for n in EXPERIMENTS)
    d2, dc = (m.measured("F_ch-F_W") for m in (m2, mc))
    bold = (
        "**measured**", "0.283(71)", "0.121(35)", f"{m1.F_W.value:g} ± {m1.F_W.sigma:.3f}",
        f"{m2.F_W.value:g} ± {m2.F_W.sigma:.3f}", f"{mc.F_W.value:g} ± {mc.F_W.sigma:.4f}",
        f"{d2.value:g} ± {d2.sigma:g} (to confirm)", f"{dc.value:g} ± {dc.sigma:g}", *[""] * 6,
    )  # fmt: skip
    asymmetry = []
    for force, v in forces.items():
        cells: list[str] = [force]
        for name in EXPERIMENTS:
            e = v[name]
            cells += [f"{1e9 * e[k]:.0f}" for k in ("A_PV_born", "A_PV", "A_PV_accepted")]
        asymmetry.append(tuple(cells))
    papers = [
        (
            name,
            f"{1e9 * measured[name].A_PV.value:.0f} ± {1e9 * measured[name].A_PV.sigma:.0f}",
            f"{measured[name].F_W.value:g}",
            f"{p['F_ch']:.4f}",
            f"{p['weak_charge']:.2f}",
            f"{1e9 * p['born']:.0f}",
            f"{1e9 * p['point']:.0f}",
            f"{1e9 * p['accepted']:.0f}",
            f"{1e9 * p['error_of_F_W']:.0f}",
        )
        for name, p in found["papers"].items()
    ]
    values = ", ".join(f"{m.name} {1e9 * m.A_PV.value:.0f} ± {1e9 * m.A_PV.sigma:.0f}" for m in measured.values())
    recipes = ("plane waves", "effective angle", "acceptance")
    tables = [
        Table(
            ("experiment", "A_PV measured [ppb]", "F_W of the paper", "F_ch", "Q_W", "A_PV, plane waves",
             "effective angle", f"acceptance {WIDTH:g}° rms", "change for +1σ of F_W"),
            papers,
            "Measured charge density, weak density of the same shape stretched to the published F_W.",
        ),
        Table(
            ("set", "skin ²⁰⁸Pb [fm]", "skin ⁴⁸Ca [fm]", "F_W PREX-1", "F_W PREX-2", "F_W CREX", "F_ch − F_W PREX-2",
             "F_ch − F_W CREX", "χ² F_W PREX-2", "χ² F_W CREX", "sum", "χ² F_ch − F_W PREX-2", "χ² F_ch − F_W CREX",
             "sum"),
            [bold, *rows],
            "Mean fields; χ² of one number each. Measured skins: PREX-1 and 2 combined; CREX.",
        ),
        Table(
            ("set", *(f"{n}, {k}" for n in EXPERIMENTS for k in recipes)),
            asymmetry,
            f"A_PV [ppb] of the mean fields. Measured: {values}.",
        ),
    ]  # fmt: skip
    total = {kind: {f: sum(v[kind].values()) for f, v in forces.items()} for kind in ("chi2", "chi2_difference")}
    span = {kind: sorted((x, f) for f, x in values.items()) for kind, values in total.items()}
    words = {kind: f"{s[0][0]:.1f} ({s[0][1]}) to {s[-1][0]:.1f} ({s[-1][1]})" for kind, s in span.items()}
    charge = [100.0 * (v["CREX"]["F_ch"] / found["papers"]["CREX"]["F_ch"] - 1.0) for v in forces.values()]
    papers_ = found["papers"]
    ratio = papers_["PREX-1"]["born"] / papers_["PREX-1"]["point"]
    excess = {n: 100.0 * (papers_[n]["point"] / measured[n].A_PV.value - 1.0) for n in EXPERIMENTS}
    change = {
        n: [v[n]["difference"] - v[n]["difference_without_spin_orbit"] for v in forces.values()]
        for n in ("PREX-2", "CREX")
    }
    text = (
        "Parity-violating scattering off ²⁰⁸Pb and ⁴⁸Ca with Coulomb distortion, without which A_PV of PREX-1 is too "
        f"large by a factor {ratio:.2f}. The measured charge with the published weak form factors gives the measured "
        "asymmetries of PREX-1, 656 ppb, and, averaged over angles, of PREX-2 and CREX. The 18 Skyrme sets have F_ch "
        f"− F_W below PREX-2 and above CREX: χ² of the two runs from {words['chi2_difference']}; F_W itself is "
        f"disfavoured more, {words['chi2']}, because that of ⁴⁸Ca contains the proton radius too.\n\n"
        "In ⁴⁸Ca the mean fields have charge radii above the measured one, so that their F_ch at CREX is "
        f"{max(charge):+.0f} to {min(charge):+.0f} % off the Fourier–Bessel series, and F_W with it. The difference "
        "F_ch − F_W is free of most of that and is the fairer test.\n\n"
        "The acceptances of the spectrometers are not available as numbers. A_PV at one effective angle, that of "
        f"⟨Q²⟩, exceeds the measured one, at the published F_W, by {excess['PREX-1']:.1f}, {excess['PREX-2']:.1f} "
        f"and {excess['CREX']:.1f} % (PREX-1, PREX-2, CREX): cross section and asymmetry change fast with angle. A "
        f"Gaussian of {WIDTH:g}° rms around the angle that gives the published ⟨Q²⟩ is shown as a guess, for the "
        "size of that effect. F_W and F_ch − F_W need no acceptance. Beam energies and F_ch − F_W of PREX-2 are "
        "second hand."
    )
    lines = {n: f"{min(c):+.4f} … {max(c):+.4f}" for n, c in change.items()}
    reading = [
        (
            "The last column is the error of F_W in terms of the asymmetry; the papers took the same step in the "
            "other direction, with their acceptance."
        ),
        (
            f"The spin–orbit current changes F_ch − F_W of ⁴⁸Ca at CREX by {lines['CREX']}, like the error of "
            f"the measurement, 0.0055: eight f7/2 neutrons have no partners. For ²⁰⁸Pb at PREX-2 it is "
            f"{lines['PREX-2']}. Crosses in the figure leave it out."
        ),
        (
            "Spherical mean fields without pairing and without correction for the centre of mass; nucleons of Kelly, "
            "strangeness of Hoferichter et al.; weak charges of the nucleons as in the analysis of PREX-1 (82 Q_p + "
            "126 Q_n = −118.55; that of PREX-2, −117.9, lowers A_PV by 0.5 %)."
        ),
    ]
    write_page(
        "parity_violation", "Parity-violating electron scattering", [text, *reading], tables, _figure(found),
        source="PREX-1: 1201.2568, 1202.1468; PREX-2: 2102.10767; CREX: 2205.11593; Skyrme sets: their papers; method: "
        "Horowitz 1998",
    )  # fmt: skip


if __name__ == "__main__":
    main()
