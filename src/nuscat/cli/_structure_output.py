"""What `nuscat structure` prints of a nucleus: one JSON document, tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nuscat._core.errors import ValidityError

from ._structure_models import Found

if TYPE_CHECKING:
    from ._output import Table

__all__ = ["FIGURES", "check_figure", "document", "figure", "level_table", "tables"]

FIGURES = ("overview", "densities", "form-factors", "levels")
"""Figures of `nuscat structure --plot`."""
_SMALL_Q = 200.0
"""Momentum transfer [MeV] up to which an expansion in radii of the nucleon holds."""
_SHOWN = 0.01
"""Occupation v² [1] from which an unbound level is listed."""


def document(found: Found, couplings: Any, flavour: str, q: Any) -> dict[str, Any]:
    """JSON document of a structure with form factors at `q` [MeV]."""
    import numpy as np

    from nuscat._core.citations import collect

    elastic, solution, n = found.elastic, found.solution, found.nuclide
    multipoles = elastic.multipoles
    proton, neutron = multipoles.M(q)
    form_factor = {
        "q_MeV": q,
        "proton": np.asarray(proton) / multipoles.Z if multipoles.Z else None,
        "neutron": np.asarray(neutron) / multipoles.N if multipoles.N else None,
        "charge": elastic.charge(q),
        "weak": elastic.weak_form_factor(q, couplings, flavour),
    }
    conventions = {
        **found.conventions,
        **{("form_factor_" + k if k == "centre_of_mass" else k): text for k, text in elastic.conventions.items()},
        "form_factor": "proton, neutron: point nucleons; charge, weak: with nucleon form factors; all 1 at q = 0",
        "charge_radius": _charge_recipe(elastic),
        "couplings": couplings.name,
        "flavour": flavour,
    }
    radius = n.charge_radius
    return {
        "nuclide": n.name,
        "Z": n.Z,
        "N": n.N,
        "model": found.model,
        "force": found.name if found.model == "skyrme" else None,
        "name": found.name,
        "energy_MeV": None if solution is None else solution.energy,
        "terms_MeV": None if solution is None else dict(solution.terms),
        "rms_radius_proton_fm": multipoles.r_p,
        "rms_radius_neutron_fm": multipoles.r_n,
        "charge_radius_fm": elastic.charge_radius,
        "weak_radius_fm": elastic.weak_radius(couplings, flavour),
        "neutron_skin_fm": multipoles.r_n - multipoles.r_p,
        "converged": None if solution is None else solution.converged,
        "experiment": {
            "energy_MeV": -n.binding_energy,
            "energy_uncertainty_MeV": n.mass_uncertainty,
            "charge_radius_fm": radius,
            "charge_radius_uncertainty_fm": n.charge_radius_uncertainty,
        },
        **({} if solution is None else _mean_field(solution)),
        "form_factor": form_factor,
        "levels": None if solution is None else [_level(s) for s in solution.levels],
        "conventions": conventions,
        "notes": [*_notes(elastic, float(np.max(q))), *_doubts(solution)],
        "cite": list(collect(elastic, couplings, n)),
    }


_MAGIC = (2, 8, 20, 28, 50, 82, 126)


def _notes(elastic: Any, highest: float) -> list[str]:
    """What a reader must know about form factors up to `highest` [MeV]."""
    if elastic.nucleon.all_q or highest <= _SMALL_Q:
        return []
    name = elastic.nucleon.name
    wrong = f"the nucleon form factors {name!r} expand in q and are wrong there; take --nucleon kelly"
    return [f"charge and weak form factors above {_SMALL_Q:g} MeV: {wrong}"]


def _doubts(solution: Any) -> list[str]:
    """Where a mean field is known to be doubtful."""
    if solution is None:
        return []
    notes = []
    if solution.A < 20:
        notes.append(
            "mean fields of light nuclei: radii of 12C and 16O come out 4 to 6 % larger than measured (no correction "
            "for the centre-of-mass motion)"
        )
    open_shells = solution.Z not in _MAGIC and solution.N not in _MAGIC
    if solution.geometry == "spherical" and open_shells:
        notes.append(
            "both shells are open: the nucleus may be deformed, which adds energy and radius; "
            "--deformation axial searches"
        )
    return notes


def _charge_recipe(elastic: Any) -> str:
    parts = [f"nucleon radii ({elastic.nucleon.name})"]
    if elastic.darwin_foldy:
        parts.append("Darwin–Foldy 3/4m²")
    if "Phi2" in elastic.operators:
        parts.append("spin–orbit term")
    return "point protons + " + " + ".join(parts)


def _mean_field(solution: Any) -> dict[str, Any]:
    from dataclasses import asdict

    both = ("neutron", "proton")
    return {
        "pairing": solution.pairing,
        "geometry": solution.geometry,
        "iterations": solution.iterations,
        "residuals_MeV": dict(solution.residuals),
        "fermi_energies_MeV": dict(zip(both, solution.chemical, strict=True)) if solution.pairing != "none" else None,
        "gaps_MeV": dict(zip(both, solution.gaps, strict=True)),
        "deformation": asdict(solution.deformation),
        "minima": [
            {"label": m.label, "beta2": m.beta2, "beta4": m.beta4, "energy_MeV": m.energy} for m in solution.minima
        ],
    }


def _level(s: Any) -> dict[str, Any]:
    return {
        "species": {"n": "neutron", "p": "proton"}[s.species],
        "label": s.label,
        "energy_MeV": s.energy,
        "occupation": s.occupation,
        "degeneracy": s.degeneracy,
        "gap_MeV": s.gap,
        "parity": s.parity,
        "twice_j": s.twoj,
    }


def tables(found: Found, d: dict[str, Any]) -> list[Table | str]:
    """Tables and lines of a document, for people."""
    from ._output import Table

    measured = d["experiment"]

    def energy(value: float | None, digits: int = 3) -> str:
        return "–" if value is None else f"{value:.{digits}f}"

    radius = "–"
    if measured["charge_radius_fm"] is not None:
        radius = f"{measured['charge_radius_fm']:.4f} ± {measured['charge_radius_uncertainty_fm']:.4f}"
    rows = [
        ("proton rms radius r_p (point)", f"{d['rms_radius_proton_fm']:.4f}", "–", "fm"),
        ("neutron rms radius r_n (point)", f"{d['rms_radius_neutron_fm']:.4f}", "–", "fm"),
        ("charge radius r_ch", f"{d['charge_radius_fm']:.4f}", radius, "fm"),
        ("weak radius r_W", f"{d['weak_radius_fm']:.4f}", "–", "fm"),
        ("neutron skin r_n − r_p", f"{d['neutron_skin_fm']:.4f}", "–", "fm"),
    ]
    parts: list[Table | str] = []
    if d["energy_MeV"] is not None:
        rows.insert(0, ("energy", energy(d["energy_MeV"]), energy(measured["energy_MeV"]), "MeV"))
        deformation = d["deformation"]
        if d["geometry"] != "spherical":
            rows += [(f"deformation β{k}", f"{deformation[f'beta{k}']:+.3f}", "–", "") for k in (2, 4)]
        if d["fermi_energies_MeV"] is not None:
            rows += [
                (f"Fermi energy of {name}s", energy(value), "–", "MeV")
                for name, value in d["fermi_energies_MeV"].items()
            ]
            rows += [(f"average gap of {name}s", energy(value), "–", "MeV") for name, value in d["gaps_MeV"].items()]
    parts.append(Table(columns=("quantity", "model", "experiment", "unit"), rows=rows, title=found.label))
    if d["terms_MeV"] is not None:
        terms = [*d["terms_MeV"].items(), ("total", d["energy_MeV"])]
        parts.append(
            Table(columns=("term", "energy [MeV]"), rows=[(k, energy(v)) for k, v in terms], title="Energy by term")
        )
    if len(d.get("minima", ())) > 1:
        minima = [(m["label"], f"{m['beta2']:+.3f}", energy(m["energy_MeV"])) for m in d["minima"]]
        parts.append(Table(columns=("minimum", "β2", "energy [MeV]"), rows=minima, title="Minima found"))
    return parts


def level_table(d: dict[str, Any]) -> Table:
    """Levels that are bound or have v² ≥ 0.01 [table]."""
    from ._output import Table

    rows = [
        (
            s["species"],
            s["label"],
            f"{s['energy_MeV']:.3f}",
            f"{s['occupation']:.4f}",
            str(s["degeneracy"]),
            f"{s['gap_MeV']:.3f}",
        )
        for s in d["levels"]
        if s["energy_MeV"] < 0 or s["occupation"] >= _SHOWN
    ]
    columns = ("nucleon", "level", "energy [MeV]", "v²", "substates", "gap [MeV]")
    return Table(columns=columns, rows=rows, title="Levels that are bound or have v² ≥ 0.01")


def check_figure(kind: str, found: Found) -> None:
    """Refuse a figure that this structure has no data for."""
    if kind == "levels" and found.solution is None:
        raise ValidityError(
            f"There are no single-particle levels of {found.label}.", hint="Levels need a mean field: --force NAME."
        )
    if kind == "densities" and found.density is None:
        raise ValidityError(
            f"There is no density of {found.label}, only form factors.", hint="Take --figure form-factors."
        )


def figure(kind: str, found: Found, couplings: Any, flavour: str) -> tuple[Any, str]:
    """Figure and a note on what it assumes beyond the table [text]."""
    from nuscat import plots
    from nuscat.plots._structure import charge_of, for_all_q

    if kind == "levels":
        return plots.levels(found.solution), ""
    elastic = for_all_q(found.elastic)
    measured = charge_of(found.nuclide)
    note = ""
    if elastic is not found.elastic:
        note = f"Charge and weak curves of the figure with nucleon form factors {elastic.nucleon.name}, for large q"
    if kind == "densities":
        density = {found.label: found.density}
        return plots.densities(density, charge=True, couplings=couplings, flavour=flavour, measured=measured), note
    if kind == "form-factors":
        own = {found.label: elastic}
        return plots.structure_form_factors(own, couplings=couplings, flavour=flavour, measured=measured), note
    overview = plots.nucleus(
        elastic, title=found.label, couplings=couplings, flavour=flavour, measured=measured, note=note
    )
    return overview, note
