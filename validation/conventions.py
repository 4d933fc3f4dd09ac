"""Flux-averaged cross sections in every named convention: couplings times form factors, side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from _page import COLOURS, Table, new_figure, percent, write_page

from nuscat import electroweak, nuclei, processes, responses
from nuscat.constants import hbarc
from nuscat.fluxes import PionDecayAtRest, average
from nuscat.nuclei import Nuclide
from nuscat.responses.folding import NEUTRON_MEAN_SQUARE, PROTON_MEAN_SQUARE

TARGETS = ("Ar", "Ge", "CsI")
FLUX = PionDecayAtRest()
STRANGE_MEAN_SQUARE = -0.0048  # fm², arXiv:2007.08529

COUPLINGS: dict[str, Any] = {
    **{name: factory() for name, factory in electroweak.COUPLINGS.items()},
    "erler_su(charge_radius=False)": electroweak.erler_su(charge_radius=False),
}
"""Every named set of couplings with its default inputs, and the variant of programs that leave the radius out."""
FOR_NEUTRINOS = ("tree", "pdg_legacy", "erler_su", "pdg", "tomalak2021")
"""Those that are complete and meant for neutrinos at low energy."""

# Point-proton and point-neutron rms radii [fm] printed in arXiv:2405.20060, and its weak radii.
SKYRME = {
    "Ar40": (3.326, 3.420, 3.514), "Ge70": (3.930, 3.986, 4.065), "Ge72": (3.946, 4.036, 4.116),
    "Ge73": (3.954, 4.059, 4.140), "Ge74": (3.963, 4.084, 4.165), "Ge76": (3.993, 4.143, 4.224),
    "I127": (4.688, 4.824, 4.895), "Cs133": (4.750, 4.887, 4.957),
}  # fmt: skip
# One row per interaction: SDPF-NR, -U, -MU, EPQQM | GCN2850, JUN45, jj44b | B&D, SN100PN, truncated SN100PN, GCN5082,
# GCN5082* | SN100PN, SN100PN*, GCN5082, GCN5082*. Used: their mean.
SHELL_MODEL_ROWS = {
    "Ar40": ((3.32852, 3.32852, 3.32851, 3.32851), (3.43528,) * 4, (3.53293, 3.53282, 3.53243, 3.53348)),
    "Ge70": ((3.95524, 3.95843, 3.95963), (4.05401, 4.05818, 4.07061), (4.13886, 4.14331, 4.15307)),
    "Ge72": ((3.97233, 3.97412, 3.97457), (4.07882, 4.11049, 4.12156), (4.16942, 4.19586, 4.20457)),
    "Ge73": ((3.97979, 3.98047, 3.97981), (4.11144, 4.13135, 4.14185), (4.20019, 4.21644, 4.22461)),
    "Ge74": ((3.98664, 3.98951, 3.98955), (4.14437, 4.16453, 4.17113), (4.23118, 4.24903, 4.25434)),
    "Ge76": ((4.00136, 4.00456, 4.00422), (4.20041, 4.21257, 4.21636), (4.28574, 4.29678, 4.29966)),
    "I127": (
        (4.6651, 4.66554, 4.66559, 4.66544, 4.66425),
        (4.89861, 4.92354, 4.92575, 4.91281, 4.91304),
        (4.97959, 4.99969, 5.00184, 4.98982, 4.98979),
    ),
    "Cs133": (
        (4.72559, 4.7252, 4.72545, 4.72493),
        (4.99394, 4.99335, 4.99188, 4.99011),
        (5.06814, 5.06752, 5.06646, 5.06455),
    ),
}
SHELL_MODEL = {name: tuple(float(np.mean(row)) for row in rows) for name, rows in SHELL_MODEL_ROWS.items()}
_SN100PN = {"I127": (4.66554, 4.92354, 4.99969), "Cs133": (4.72559, 4.99394, 5.06814)}
_GCN5082 = {"I127": (4.66544, 4.91281, 4.98982), "Cs133": (4.72545, 4.99188, 5.06646)}
RADII = {
    "Skyrme–HF": SKYRME,
    "shell model": SHELL_MODEL,
    "shell model, SN100PN": {**SHELL_MODEL, **_SN100PN},
    "shell model, GCN5082": {**SHELL_MODEL, **_GCN5082},
}


@dataclass(frozen=True)
class PrintedRadii:
    """Nucleus from printed radii: Helm shapes of point nucleons with the size of the nucleon folded in, or of R_W.

    The size enters as in arXiv:2007.08529, charge radii of proton, neutron and strangeness; the Darwin–Foldy and
    spin–orbit terms are left out, as in the Skyrme column of arXiv:2405.20060.
    """

    nuclide: Nuclide
    radii: tuple[float, ...]
    weak_radius: bool = False

    Z = property(lambda self: self.nuclide.Z)
    N = property(lambda self: self.nuclide.N)
    mass = property(lambda self: self.nuclide.mass)

    def proton(self, q: Any) -> Any:
        return responses.Helm(self.radii[0])(q)

    def neutron(self, q: Any) -> Any:
        return responses.Helm(self.radii[1])(q)

    def weak(self, q: Any, couplings: Any, flavour: Any = "nu_mu") -> Any:
        g_p, g_n = couplings.nucleon(flavour, q**2)
        if self.weak_radius:
            return (g_p * self.Z + g_n * self.N) * responses.Helm(self.radii[2])(q)
        k2 = (q / hbarc.value) ** 2
        own, other = np.exp(-k2 * PROTON_MEAN_SQUARE / 6.0), -k2 * NEUTRON_MEAN_SQUARE / 6.0
        strange = -k2 * STRANGE_MEAN_SQUARE / 6.0
        protons = g_p * own + g_n * (other + strange)
        neutrons = g_n * (own + strange) + g_p * other
        return protons * self.Z * self.proton(q) + neutrons * self.N * self.neutron(q)


def printed_radii(table: str, weak_radius: bool = False) -> Callable[[Nuclide], PrintedRadii]:
    """Nucleus of a nuclide with radii of a table; ³⁶Ar and ³⁸Ar (0.4 %) from ⁴⁰Ar with A^⅓."""

    def make(nuclide: Nuclide) -> PrintedRadii:
        if nuclide.Z == 18 and nuclide.A != 40:
            return PrintedRadii(
                nuclide, tuple(r * (nuclide.A / 40.0) ** (1 / 3) for r in RADII[table]["Ar40"]), weak_radius
            )
        return PrintedRadii(nuclide, RADII[table][nuclide.name], weak_radius)

    return make


def _spec(text: str) -> Callable[[Nuclide], responses.PointNucleus]:
    return lambda nuclide: responses.nucleus(nuclide, text)


def _skin(thickness: float) -> Callable[[Nuclide], responses.PointNucleus]:
    return lambda n: responses.nucleus(n, f"helm:rn={(n.charge_radius or 0.0) + thickness!r}")


FORM_FACTORS: dict[str, Callable[[Nuclide], Any]] = {
    "Helm, Engel, s = 0.9 (default)": _spec("helm:skin=0.9,r0=1.2"),
    "Helm, Engel, s = 0.5": _spec("helm:skin=0.5,r0=1.2"),
    "Helm, Lewin–Smith": _spec("lewin-smith"),
    "Helm, plain, r₀ = 1.2": _spec("helm-plain:r0=1.2"),
    "Helm, plain, r₀ = 1.14": _spec("helm-plain:r0=1.14"),
    "Helm, R_n = R_p = R_ch": _spec("helm"),
    "Helm, R_ch, R_n = R_ch + 0.1 fm": _skin(0.1),
    "Klein–Nystrand": _spec("klein-nystrand"),
    "Klein–Nystrand, adapted (R_ch)": _spec("klein-nystrand-adapted"),
    "Symmetrised Fermi": _spec("symmetrized-fermi"),
    "Helm, Skyrme–HF radii": printed_radii("Skyrme–HF"),
    "Helm, shell-model radii": printed_radii("shell model"),
}
"""Every named form factor that exists for all isotopes of the three targets: nuclide → nucleus."""
DEFAULT = "Helm, Engel, s = 0.9 (default)"


@cache
def flux_average(target: str, couplings: str, form_factor: str) -> float:
    """Flux-averaged cross section [10⁻⁴⁰ cm²] per nucleus, natural isotopes."""
    return flux_average_of(target, COUPLINGS[couplings], FORM_FACTORS[form_factor])


def flux_average_of(target: str, couplings: Any, make: Callable[[Nuclide], Any]) -> float:
    """The same for objects."""
    material = nuclei.material(target)
    xs = processes.target_average(material, lambda n: processes.CEvNS(make(n), couplings))
    return float(average(xs, FLUX)) * 1e40


def _spread(values: list[float]) -> float:
    return max(values) / min(values) - 1.0


def results() -> dict[str, Any]:
    """All flux averages and the spreads in them, as fractions."""
    table = {(c, f): {t: flux_average(t, c, f) for t in TARGETS} for c in COUPLINGS for f in FORM_FACTORS}
    with_radius_left_out = (*FOR_NEUTRINOS, "erler_su(charge_radius=False)")
    return {
        "table": table,
        "electroweak_spread": {t: _spread([table[c, DEFAULT][t] for c in FOR_NEUTRINOS]) for t in TARGETS},
        "electroweak_spread_programs": {
            t: _spread([table[c, DEFAULT][t] for c in with_radius_left_out]) for t in TARGETS
        },
        "form_factor_spread": {t: _spread([table["tree", f][t] for f in FORM_FACTORS]) for t in TARGETS},
        "form_factor_deviation": {
            t: float(np.std([table["tree", f][t] for f in FORM_FACTORS]))
            / float(np.mean([table["tree", f][t] for f in FORM_FACTORS]))
            for t in TARGETS
        },
        "mz_trap": {t: table["tree_mz", DEFAULT][t] / table["tree", DEFAULT][t] - 1.0 for t in TARGETS},
        "sin2w": {"tree": float(COUPLINGS["tree"].sin2w), "tree_mz": float(COUPLINGS["tree_mz"].sin2w)},
    }


def _figure(found: dict[str, Any]) -> Any:
    figure, ((left, right),) = new_figure(1, 2, size=(10.6, 4.9), width_ratios=(1, 1.15))
    reference = {t: found["table"]["tree", DEFAULT][t] for t in TARGETS}
    markers = ("o", "s", "D")

    def panel(axes: Any, names: list[str], keys: list[tuple[str, str]], title: str) -> None:
        for offset, (target, marker, colour) in enumerate(zip(TARGETS, markers, COLOURS, strict=False)):
            x = [100 * (found["table"][k][target] / reference[target] - 1) for k in keys]
            y = np.arange(len(keys)) + 0.2 * (offset - 1)
            axes.plot(x, y, marker, color=colour, ms=5.5, label=target)
        axes.axvline(0.0, color="0.6", lw=0.9, zorder=0)
        axes.set_yticks(range(len(names)), names, fontsize=9.5)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(len(names) - 0.5, -0.5)
        for edge in np.arange(0.5, len(names) - 1):
            axes.axhline(edge, color="0.93", lw=0.8, zorder=0)
        axes.set_xlabel("difference from tree × Engel [%]")
        axes.set_title(title, loc="left", fontweight="bold", fontsize=11.5)

    names = [c.replace("(charge_radius=False)", ",\nno charge radius") for c in COUPLINGS]
    panel(left, names, [(c, DEFAULT) for c in COUPLINGS], "Couplings")
    panel(right, list(FORM_FACTORS), [("tree", f) for f in FORM_FACTORS], "Form factors")
    left.legend(loc="upper right", frameon=False)
    return figure


def main() -> None:
    found = results()
    table = found["table"]
    rows = {t: [] for t in TARGETS}
    for t in TARGETS:
        for f in FORM_FACTORS:
            rows[t].append((f, *(f"{table[c, f][t]:.2f}" for c in COUPLINGS)))
    columns = ("form factor", *(f"`{c}`" for c in COUPLINGS))
    reference = table["tree", DEFAULT]
    couplings = Table(
        ("couplings", "g_p(ν_e), g_p(ν_μ) at Q = 0", "g_n", *(f"{t} against `tree`" for t in TARGETS)),
        [
            (
                f"`{c}`",
                ", ".join(f"{float(model.nucleon(flavour, 0.0)[0]):.4f}" for flavour in ("nu_e", "nu_mu")),
                f"{float(model.nucleon('nu_mu', 0.0)[1]):.4f}",
                *(percent(table[c, DEFAULT][t], reference[t]) for t in TARGETS),
            )
            for c, model in COUPLINGS.items()
        ],
        "Couplings, at the default form factor:",
    )

    def span(key: str) -> str:
        return ", ".join(f"{100 * found[key][t]:.1f} % ({t})" for t in TARGETS)

    text = (
        "Flux-averaged CEvNS cross sections at a stopped-pion source, the same in every named convention. "
        f"The couplings alone move the result by {span('electroweak_spread_programs')}, the form factor alone by "
        f"{span('form_factor_spread')}: a number without the names of both is not a prediction to better than that.\n\n"
        "Per nucleus, natural isotopes, CsI = (Cs + I)/2, equal parts of ν_μ (29.79 MeV), ν_e and ν̄_μ, exact spin-0 "
        "kinematics, vector part."
    )
    complete = ", ".join(f"`{c}`" for c in FOR_NEUTRINOS)
    radii = ", ".join(
        f"{n.name} {float(responses.Helm.from_mass_number(n.A).rms_radius):.2f} against {n.charge_radius:.2f} fm"
        for n in map(nuclei.nuclide, ("Ar40", "Ge74", "Cs133"))
    )
    reading = (
        "Reading the numbers:\n\n"
        f"- Between conventions that are complete and meant for neutrinos ({complete})"
        f" the spread is {span('electroweak_spread')}; programs that use the one-loop couplings but leave out the "
        f"charge radius widen it to {span('electroweak_spread_programs')}. Published programs spread by about 6 % "
        "(couplings) and 3 % (form factor).\n"
        f"- **Trap**: sin²θ_W at the Z mass ({found['sin2w']['tree_mz']:.5f}) in the tree-level formula instead of the "
        f"low-energy value ({found['sin2w']['tree']:.5f}) shifts rates by {span('mz_trap')}.\n"
        "- `hoferichter2020` holds the electron-scattering weak charges (for A_PV); it is here because it is used for "
        "neutrinos in places. Neither it nor `tree_mz` is counted in the spreads.\n"
        f"- Form factors, relative standard deviation: {span('form_factor_deviation')}. Engel's rms radius, "
        f"√(3/5)·1.2 A^⅓, is smaller than the measured charge radius ({radii}), so it gives the largest rates; "
        "Klein–Nystrand with R_A = 1.2 A^⅓ and the plain Helm variant have the largest radii."
    )
    write_page(
        "conventions",
        "Conventions side by side",
        [text, reading],
        [couplings, *(Table(columns, rows[t], f"{t}, 10⁻⁴⁰ cm²:") for t in TARGETS)],
        _figure(found),
        source="Couplings: hep-ph/0508299, 1303.5522, 2011.05960, 2007.08529. Form factors: Helm 1956, Engel 1991, "
        "Lewin & Smith 1996, Klein & Nystrand 1999, radii of 2405.20060",
    )


if __name__ == "__main__":
    main()
