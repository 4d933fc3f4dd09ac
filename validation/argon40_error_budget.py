"""Uncertainty of σ(E) on ⁴⁰Ar by source, for several meanings of the nuclear error, against the published totals."""

from __future__ import annotations

from typing import Any

import numpy as np
from _page import COLOURS, LINES, Table, new_figure, write_page
from argon40_models import GROUPS, REFERENCE, VAN_DESSEL, nuclei_of_models

from nuscat.processes.budget import ErrorBudget, error_budget

PUBLISHED = {10.0: 0.6, 30.0: 2.0, 50.0: 4.0}
"""Total of Tomalak et al. on ⁴⁰Ar [%] by neutrino energy [MeV], as orders of magnitude."""
E_NU = np.concatenate([np.linspace(2.0, 8.0, 4), np.linspace(10.0, 100.0, 19)])
FLAVOURS = ("nu_e", "nu_mu")
_HF, _SM, _FB, _FORMULAS = (GROUPS[g] for g in ("mean field", "shell model", "measured charge", "formulas"))
_ALL = _HF | _SM | _FB | _FORMULAS
CHOICES: dict[str, tuple[dict[str, str], str]] = {
    "mean fields": (_HF, "half-range"),
    "mean fields, shell model": (_HF | _SM, "half-range"),
    "kinds of Van Dessel et al.": ({label: _ALL[label] for label in VAN_DESSEL}, "half-range"),
    "all models": (_ALL, "half-range"),
    "all models, largest": (_ALL, "largest"),
}
"""Nuclear models and the meaning of their spread, by name."""
SHOWN = "all models"
OURS = "mean fields, shell model"


def results() -> dict[str, Any]:
    """Budgets by flavour and choice of nuclear models; σ of HF SLy4, couplings of Tomalak et al."""
    nuclei = nuclei_of_models()

    def budget(flavour: str, labels: Any, spread: str) -> ErrorBudget:
        models = {label: nuclei[label] for label in labels}
        return error_budget("Ar40", models, E_NU, flavour=flavour, central=REFERENCE, spread=spread)

    return {
        flavour: {name: budget(flavour, labels, spread) for name, (labels, spread) in CHOICES.items()}
        for flavour in FLAVOURS
    }


def at(budget: ErrorBudget, energy: float, source: str | None = None) -> float:
    """Relative uncertainty [%] at an energy [MeV] of the grid: of a source, or in total."""
    values = budget.total() if source is None else budget.relative[source]
    return 100.0 * float(values[int(np.argmin(abs(budget.E_nu - energy)))])


def _figure(found: dict[str, Any]) -> Any:
    figure, rows = new_figure(1, 3, size=(15.0, 5.6))
    left, middle, right = rows[0]
    for axes, name in ((left, OURS), (middle, SHOWN)):
        budget = found["nu_mu"][name]
        for i, source in enumerate(budget.sources):
            axes.plot(E_NU, 100.0 * source.relative, color=COLOURS[i], ls=LINES[i], lw=1.9, label=source.label)
        axes.plot(E_NU, 100.0 * budget.total(), color="black", lw=2.6, label="total, in quadrature")
        axes.plot(E_NU, 100.0 * budget.total("linear"), color="black", lw=1.1, ls=LINES[2], label="linear sum")
        axes.plot(
            list(PUBLISHED), list(PUBLISHED.values()), "o", color="black", mfc="white", ms=8, mew=1.6,
            label="published total (order of magnitude)",
        )  # fmt: skip
        axes.set(yscale="log", ylim=(1e-3, 20.0), xlim=(2.0, 100.0))
        axes.set(xlabel="neutrino energy [MeV]", ylabel="uncertainty of σ [%]")
        axes.set_title(f"nuclear: {name}", fontsize=11)
    for i, (name, budget) in enumerate(found["nu_mu"].items()):
        grey = str(round(0.65 * i / max(len(found["nu_mu"]) - 1, 1), 2))
        right.plot(E_NU, 100.0 * budget.total(), color=grey, ls=LINES[i], lw=2.0, label=name)
    right.plot(list(PUBLISHED), list(PUBLISHED.values()), "o", color="black", mfc="white", ms=8, mew=1.6)
    right.legend(loc="upper left", frameon=False, fontsize=9, handlelength=3.2)
    right.set(xlim=(2.0, 100.0), ylim=(0.0, 12.0), xlabel="neutrino energy [MeV]", ylabel="total uncertainty of σ [%]")
    right.set_title("by choice of nuclear models", fontsize=11)
    handles, labels = left.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=4, frameon=False, fontsize=10, handlelength=3.2)
    return figure


def _tables(found: dict[str, Any]) -> list[Table]:
    by_source = [
        (f"{name}, {flavour}, {e:.0f} MeV", *(f"{at(b, e, s.name):.3f}" for s in b.sources), f"{at(b, e):.2f}")
        for flavour, name in (("nu_mu", OURS), ("nu_mu", SHOWN), ("nu_e", SHOWN))
        for b in (found[flavour][name],)
        for e in PUBLISHED
    ]
    totals = [(name, *(f"{at(b, e):.2f}" for e in PUBLISHED)) for name, b in found["nu_mu"].items()]
    published = [("*published, order of magnitude*", *(f"{v:g}" for v in PUBLISHED.values()))]
    budget = found["nu_mu"][SHOWN]
    inputs = [
        (source.label, i.name, f"{i.uncertainty:.3g}", i.unit, i.status, i.source)
        for source in budget.sources
        for i in source.inputs
    ]
    return [
        Table(
            ("nuclear models, flavour, energy", "nuclear", "nucleon", "hadronic", "quark", "perturbative", "total"),
            by_source,
            "Uncertainty of σ by source [%].",
        ),
        Table(
            ("nuclear models", *(f"{e:.0f} MeV" for e in PUBLISHED)), totals + published, "Total uncertainty of σ [%]."
        ),
        Table(("source", "input", "uncertainty", "unit", "status", "from"), inputs, "What the other sources rest on."),
    ]


def main() -> None:
    found = results()
    numbers = {
        name: ", ".join(f"{at(found['nu_mu'][name], e):.1f} % at {e:.0f} MeV" for e in PUBLISHED)
        for name in (OURS, "kinds of Van Dessel et al.", SHOWN, "all models, largest")
    }
    text = (
        "Uncertainty of the coherent cross section of ⁴⁰Ar by source, with the couplings of Tomalak et al. "
        "(2011.05960). Published in total: 0.6 % at 10 MeV, 2 % at 30 MeV, 4 % at 50 MeV in order of magnitude. "
        "Here, with half the range of all nuclear models at hand, formulas in use included: "
        f"{numbers[SHOWN]}. The rise with energy is a statement about which nuclear models one admits: mean fields "
        f"and shell model alone give {numbers[OURS]}.\n\n"
        "Half the range of the kinds of model that Van Dessel et al. compare gives "
        f"{numbers['kinds of Van Dessel et al.']}, the largest distance of any model from the mean field "
        f"{numbers['all models, largest']}. Which models the paper itself spreads over is not known here; its totals "
        "are matched only when form factors in one formula stand beside the microscopic ones, and not by mean fields: "
        "Engel's Helm form, whose radius is too small for argon, makes half of that range. "
        "At low energy all choices agree: the light-quark loop in g_p dominates."
    )
    reading = (
        (
            "The hadronic error follows from the printed Q_p(ν_e) = 0.0747(34), which the light-quark loop dominates: "
            "2 Z δg_p/(Z g_p + N g_n). The quark error takes the inputs as uncorrelated; for Q_n that gives 0.00037 "
            "where 0.00025 is printed, so it is too large by up to a half. The nucleon error is mostly the choice of "
            "form factors (radius expansion or Kelly), at fixed densities of point nucleons. The perturbative error "
            "is an estimate of nuscat, α(2 GeV) for α(0) in lepton and light-quark loop; the way in which the paper "
            "estimates it is not known here, so this column is no comparison."
        ),
        "",
        (
            "A half range of models is no standard deviation, and models that share an assumption (one skin, "
            "oscillator wave functions) do not bound the error: 0.3 % at 50 MeV among mean fields and shell model is "
            "what they agree on. A skin between 0 and 0.09 fm alone changes σ(50 MeV) by 1.6 %."
        ),
    )
    write_page(
        "argon40_error_budget", "⁴⁰Ar: error budget", [text, "", *reading], _tables(found), _figure(found),
        source="Tomalak et al. 2011.05960; Hoferichter et al. 2007.08529; Kelly 2004; models as in argon40_models",
    )  # fmt: skip


if __name__ == "__main__":
    main()
