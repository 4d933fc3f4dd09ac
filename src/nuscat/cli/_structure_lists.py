"""What there is of nuclear structure: forces with their nuclear matter, shell-model and measured densities."""

from __future__ import annotations

from typing import Any, TypeAlias

__all__ = ["forces", "matter", "measured", "nucleon_form_factors", "shell_model"]

Listing: TypeAlias = tuple[dict[str, Any], list[Any]]

_MATTER = (
    ("rho0", "rho0_fm-3", "ρ0 [fm⁻³]", 4),
    ("energy", "energy_per_nucleon_MeV", "E/A [MeV]", 2),
    ("k_F", "k_F_fm-1", "k_F [fm⁻¹]", 3),
    ("K", "K_MeV", "K [MeV]", 1),
    ("effective_mass", "effective_mass", "m*/m", 3),
    ("J", "J_MeV", "J [MeV]", 2),
    ("L", "L_MeV", "L [MeV]", 1),
    ("Ksym", "Ksym_MeV", "K_sym [MeV]", 1),
    ("kappa", "kappa", "κ", 3),
)
"""Attribute, key, column and decimals of nuclear-matter properties."""


def _record(name: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Matter properties and conventions of a force, and its row."""
    from nuscat._core.errors import ValidityError
    from nuscat.structure.skyrme import force, nuclear_matter

    found = force(name)
    record: dict[str, Any]
    try:
        m = nuclear_matter(found)
        record = {key: float(getattr(m, attribute)) for attribute, key, _, _ in _MATTER}
        cells = [f"{getattr(m, attribute):.{digits}f}" for attribute, _, _, digits in _MATTER]
    except ValidityError as error:  # a set of a collection that has no saturation point
        record = {key: None for _, key, _, _ in _MATTER} | {"note": error.message}
        cells = ["–"] * len(_MATTER)
    record |= {
        "pairing": None if found.pairing is None else found.pairing.conventions["pairing"],
        "centre_of_mass": found.cm,
        "J2_terms": found.j2,
        "reference": found.reference,
        "notes": found.notes,
        "cite": list(found.cite),
    }
    pairing = "–" if found.pairing is None else {"energy": "HFB", "soft": "BCS"}[found.pairing.window]
    return record, (name, *cells, found.cm, "yes" if found.j2 else "no", pairing)


def forces(catalogue: str = "curated") -> Listing:
    """Forces of a catalogue with nuclear-matter properties and conventions."""
    from nuscat.structure.skyrme.catalogue import CATALOGUES, force_names

    from ._output import Table

    prefix = "" if catalogue == "curated" else f"{catalogue}:"
    names = [prefix + name for name in force_names(catalogue)]
    found = {name: _record(name) for name in names}
    columns = ("force", *(c for _, _, c, _ in _MATTER), "centre of mass", "J² terms", "pairing")
    about = CATALOGUES[catalogue]
    others = "; ".join(f"{n} ({text})" for n, text in CATALOGUES.items() if n != catalogue)
    return {name: record for name, (record, _) in found.items()}, [
        Table(columns=columns, rows=[row for _, row in found.values()], title=f"Skyrme forces (--force): {about}"),
        *(f"{name}: {record['notes']}" for name, (record, _) in found.items() if record["notes"] and not prefix),
        f"Other catalogues, nuscat structure list NAME: {others}",
        "A force of your own: --force my_force.toml",
    ]


def matter(name: str) -> Listing:
    """Nuclear matter and conventions of one force, by name or from a file."""
    from nuscat.structure.skyrme import nuclear_matter

    from ._output import Table, sources
    from ._structure_models import load_force

    found = load_force(name)
    m = nuclear_matter(found)
    record = {key: float(getattr(m, attribute)) for attribute, key, _, _ in _MATTER}
    words = {
        "rho0": "saturation density",
        "energy": "energy per nucleon",
        "k_F": "Fermi momentum",
        "K": "incompressibility",
        "effective_mass": "effective mass",
        "J": "symmetry energy",
        "L": "slope of the symmetry energy",
        "Ksym": "curvature of the symmetry energy",
        "kappa": "isovector enhancement",
    }
    rows = [
        (words[attribute], column.partition(" [")[0], f"{getattr(m, attribute):.{digits}f}", _unit(column))
        for attribute, _, column, digits in _MATTER
    ]
    cite = [*found.cite, *m.cite]
    document = {"force": found.name, "matter": record, "conventions": dict(found.conventions), "cite": cite}
    return document, [
        Table(columns=("quantity", "symbol", "value", "unit"), rows=rows, title=f"Nuclear matter of {found.name}"),
        *(f"{key}: {text}" for key, text in found.conventions.items() if text),
        sources(cite),
    ]


def _unit(column: str) -> str:
    return column.partition("[")[2].rstrip("]")


def shell_model() -> Listing:
    """Packaged shell-model densities."""
    from nuscat.structure.shell_model import HMS_NUCLIDES, coverage

    from ._output import Table

    rows = []
    document: dict[str, Any] = {}
    for row in coverage():
        document.setdefault(row.nuclide, {})[row.interaction] = {
            "default": row.default,
            "space": row.space,
            "core": row.core,
            "spin": 0.5 * row.twoJ,
            "rms_radius_proton_fm": row.r_p,
            "rms_radius_neutron_fm": row.r_n,
            "cite": list(row.cite),
        }
        mark = " (default)" if row.default else ""
        rows.append(
            (
                row.nuclide,
                row.interaction + mark,
                row.space,
                row.core,
                f"{row.twoJ // 2}" if row.twoJ % 2 == 0 else f"{row.twoJ}/2",
                f"{row.r_p:.4f}",
                f"{row.r_n:.4f}",
            )
        )
    columns = ("nuclide", "interaction", "valence space", "core", "J", "r_p [fm]", "r_n [fm]")
    return document, [
        Table(columns=columns, rows=rows, title="Shell-model densities (--shell-model, --form-factor shell-model:…)"),
        f"Published responses (--shell-model hms, --form-factor hms): {', '.join(HMS_NUCLIDES)}",
    ]


def measured() -> Listing:
    """Measured charge densities by nuclide."""
    from nuscat.nuclei import nuclide
    from nuscat.structure import DENSITY_SOURCES
    from nuscat.structure._devries import rows as analyses
    from nuscat.structure.measured import _MODELS

    from ._output import Table

    document: dict[str, dict[str, int]] = {}
    for source, model in _MODELS.items():
        for key, found in sorted(analyses(model).items()):
            if number := sum(not row.flag for row in found):  # flagged rows are refused by default
                document.setdefault(nuclide(key).name, {})[source] = number
    document = dict(sorted(document.items(), key=lambda item: (nuclide(item[0]).Z, nuclide(item[0]).A)))
    columns = ("nuclide", *_MODELS)
    rows = [(name, *(str(have.get(s, "")) for s in _MODELS)) for name, have in document.items()]
    title = "Measured charge densities (--measured, --form-factor measured:…): number of analyses"
    return document, [
        Table(columns=columns, rows=rows, title=title),
        *(f"{source}: {text}" for source, text in DENSITY_SOURCES.items()),
    ]


def nucleon_form_factors() -> Listing:
    """Nucleon form factors with what they are."""
    import inspect

    from nuscat.electroweak import NUCLEON_FORM_FACTORS

    from ._output import Table
    from ._parse import plain_text

    document, rows = {}, []
    for name, make in NUCLEON_FORM_FACTORS.items():
        found = make()
        first = plain_text((inspect.getdoc(type(found)) or "").partition("\n")[0])
        document[name] = {"description": first, "all_q": found.all_q, "cite": list(found.cite)}
        rows.append((name, "all q" if found.all_q else "small q, below about 200 MeV", first))
    title = "Nucleon form factors (--nucleon, --form-factor skyrme:SLy4,nucleon=NAME)"
    return document, [Table(columns=("name", "range", "what it is"), rows=rows, title=title)]
