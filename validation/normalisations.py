"""The five normalisations of the coherent cross section found in the literature, integrated."""

from __future__ import annotations

from typing import Any

import numpy as np
from _page import COLOURS, LINES, Table, new_figure, write_page

from nuscat import electroweak, nuclei, responses
from nuscat.processes import normalisations

E_NU = 30.0
NUCLIDE = nuclei.nuclide("Ar40")
COUPLINGS = electroweak.tree()
ORDER = 80


def _nodes(lower: float, upper: float) -> tuple[Any, Any]:
    x, w = np.polynomial.legendre.leggauss(ORDER)
    half = 0.5 * (upper - lower)
    return lower + half * (x + 1.0), half * w


def _integrals(form_factor: Any) -> dict[str, float]:
    """σ [cm²] of each form, each in its own variable, by Gauss–Legendre quadrature."""
    mass, Z, N = NUCLIDE.mass, NUCLIDE.Z, NUCLIDE.N
    g_p, g_n = (float(g) for g in COUPLINGS.nucleon("nu_mu", 0.0))
    Q_W = 2 * (g_p * Z + g_n * N)
    T, dT = _nodes(0.0, 2 * E_NU**2 / mass)
    q2, dq2 = _nodes(0.0, 4 * E_NU**2)
    c, dc = _nodes(-1.0, 1.0)
    F_T, F_q, F_c = (
        form_factor(np.sqrt(v)) for v in (2 * mass * T, q2, 2 * E_NU**2 * (1 - c))
    )  # T = q²/2M, q² = 2E²(1 − cos θ)
    return {
        "C.1a": float(dT @ normalisations.dsigma_dT_c1a(E_NU, T, mass, g_p, g_n, Z, N, F_T, F_T)),
        "C.1b": float(dT @ normalisations.dsigma_dT_c1b(E_NU, T, mass, Q_W, F_T)),
        "C.1c": float(dT @ normalisations.dsigma_dT_c1c(E_NU, T, mass, Q_W, F_T)),
        "C.2": float(dq2 @ normalisations.dsigma_dq2_c2(E_NU, q2, 2 * g_p / (-2 * g_n), Z, N, F_q, F_q)),
        "C.3": float(dc @ normalisations.dsigma_dcos_c3(E_NU, c, Q_W, F_c)),
    }


def results() -> dict[str, Any]:
    """σ [cm²] of ⁴⁰Ar at 30 MeV from each form, pointlike and with a form factor, and the mistake of a factor 4."""
    mass, Z, N = NUCLIDE.mass, NUCLIDE.Z, NUCLIDE.N
    g_p, g_n = (float(g) for g in COUPLINGS.nucleon("nu_mu", 0.0))
    half_charge = g_p * Z + g_n * N
    T, dT = _nodes(0.0, 2 * E_NU**2 / mass)
    mixed = float(dT @ normalisations.dsigma_dT_c1b(E_NU, T, mass, half_charge))
    closed = float(normalisations.sigma_point(E_NU, 2 * half_charge))
    return {
        "sigma": _integrals(np.ones_like),
        "closed_form": closed,
        "with_form_factor": _integrals(responses.default_nucleus(NUCLIDE).proton),
        "mixed_prefactor": mixed / closed,
    }


def _figure(found: dict[str, Any]) -> Any:
    figure, ((left, right),) = new_figure(1, 2, size=(10.0, 4.0))
    closed, names = found["closed_form"], list(found["sigma"])
    reference = found["with_form_factor"]["C.1a"]
    for offset, (label, values, scale) in enumerate(
        (("pointlike, against the closed form", found["sigma"], closed),
         ("with form factor, against C.1a", found["with_form_factor"], reference))
    ):  # fmt: skip
        deviation = [max(abs(values[n] / scale - 1.0), 1e-17) for n in names]
        left.semilogy(
            np.arange(len(names)) + 0.12 * (2 * offset - 1),
            deviation,
            "osD"[offset],
            color=COLOURS[offset],
            label=label,
        )
    left.axhline(1e-10, color="0.4", ls="--", lw=1.0)
    left.text(4.4, 1.4e-10, "tolerance", ha="right", fontsize=9)
    left.set(xlabel="normalisation", ylabel="relative difference of σ", ylim=(5e-18, 1e-6), xlim=(-0.5, 4.5))
    left.set_xticks(range(len(names)), names)
    left.legend(loc="upper left", frameon=False, fontsize=9)
    left.set_title("Agreement (0 drawn at 10⁻¹⁷)", loc="left", fontweight="bold", fontsize=11.5)
    mass, Z, N = NUCLIDE.mass, NUCLIDE.Z, NUCLIDE.N
    g_p, g_n = (float(g) for g in COUPLINGS.nucleon("nu_mu", 0.0))
    T = np.linspace(0.0, 2 * E_NU**2 / mass, 200)
    half = g_p * Z + g_n * N
    right.plot(1e3 * T, normalisations.dsigma_dT_c1b(E_NU, T, mass, 2 * half) * 1e38, color=COLOURS[0],
               label="C.1a = C.1b = C.1c")  # fmt: skip
    right.plot(1e3 * T, normalisations.dsigma_dT_c1b(E_NU, T, mass, half) * 1e38, color=COLOURS[1], ls=LINES[1],
               label="prefactor of C.1b with couplings of C.1a")  # fmt: skip
    right.set(xlabel="recoil energy [keV]", ylabel="dσ/dT [10⁻³⁸ cm²/MeV]", ylim=(0, None), xlim=(0, None))
    right.legend(frameon=False, fontsize=9)
    right.set_title("Trap: a factor of 4", loc="left", fontweight="bold", fontsize=11.5)
    return figure


def main() -> None:
    found = results()
    formulas = {
        "C.1a": "dσ/dT = (G_F² M/π)(1 − MT/2E²) (g_p Z F_p + g_n N F_n)²",
        "C.1b": "dσ/dT = (G_F² M/4π)(1 − MT/2E²) Q_W² F_W²",
        "C.1c": "dσ/dT = (G_F² M/π)(1 − MT/2E²) Q_W²/4 F_W²",
        "C.2": "dσ/dq² = (G_F²/8π)(1 − q²/4E²)(εZF_Z − NF_N)²",
        "C.3": "dσ/dcosθ = (G_F²/2π) E²(1 + cosθ) Q_W²/4 F_W²",
    }
    closed, reference = found["closed_form"], found["with_form_factor"]["C.1a"]
    worst = max(abs(v / closed - 1.0) for v in found["sigma"].values())
    table = Table(
        ("normalisation", "formula", "σ pointlike [cm²]", "against closed form", "with form factor", "against C.1a"),
        [
            (
                name,
                formula,
                f"{found['sigma'][name]:.12e}",
                f"{found['sigma'][name] / closed - 1.0:+.1e}",
                f"{found['with_form_factor'][name]:.12e}",
                f"{found['with_form_factor'][name] / reference - 1.0:+.1e}",
            )
            for name, formula in formulas.items()
        ],
        f"⁴⁰Ar at {E_NU:g} MeV, tree level, leading order in E/M; form factor: package default.",
    )
    text = (
        "The coherent cross section as written in five ways in the literature, each integrated in its own variable, "
        f"against σ = G_F² Q_W² E²/4π (ħc)². The largest difference is {worst:.0e}.\n\n"
        "Half-normalised couplings (g_n = −1/2) belong to the prefactor G_F²M/π, unit-normalised ones (Q_n = −1) to "
        f"G_F²M/4π. Mixing them gives {found['mixed_prefactor']:.2f} of the cross section, a mistake in circulation."
    )
    write_page(
        "normalisations", "Five normalisations", text, [table], _figure(found),
        source="Normalisations: 2007.08529, 2011.05960, 2007.03658, 2010.06810, Drukier & Stodolsky 1984",
    )  # fmt: skip


if __name__ == "__main__":
    main()
