"""Lists of quenching models and detectors for `nuscat models`."""

from __future__ import annotations

import inspect
from typing import Any

from ._parse import plain_text

__all__ = ["detectors_list", "quenching_list"]

Listing = tuple[dict[str, Any], list[Any]]


def quenching_list() -> Listing:
    """Forms of quenching with their parameters, and named models with their targets, ranges and sources."""
    from nuscat import detectors

    from ._output import Table, number

    document: dict[str, Any] = {}
    rows = []
    for name, factory in detectors.QUENCHING.items():
        first = plain_text((inspect.getdoc(factory) or "").partition("\n")[0])
        fields = list(inspect.signature(factory).parameters)
        document[name] = {"description": first, "parameters": fields}
        rows.append((name, ", ".join(fields), first))
    models = []
    for name in detectors.QUENCHING_MODELS:
        m = detectors.quenching_model(name)
        low, high = (1000.0 * T for T in m.T_range)
        document.setdefault(name, {}).update(
            target=m.target,
            T_range_keV=[low, high],
            uncertainties=len(m.variations),
            status=m.status,
            source=m.source,
            cite=list(m.cite),
        )
        stated = f"{number(low, 3)} to {number(high, 3)}" if high < float("inf") else "all"
        models.append((name, m.target, stated, str(len(m.variations)), m.status, m.source))
    return document, [
        Table(columns=("quenching", "parameters", "what it is"), rows=rows, title="Quenching: forms"),
        Table(
            columns=("model", "target", "stated for [keV]", "±1σ", "status", "source"),
            rows=models,
            title="Quenching: named models (detectors.quenching_model, quenching = … in a configuration)",
        ),
    ]


def detectors_list() -> Listing:
    """Detectors with target, mass, threshold, quenching and source."""
    from nuscat import detectors

    from ._output import Table, number

    document: dict[str, Any] = {}
    rows = []
    for name, d in detectors.DETECTORS.items():
        energy = d.threshold_of.startswith("keV")
        threshold = 1000.0 * d.threshold if energy else d.threshold
        document[name] = {
            "title": d.title,
            "material": d.material,
            "mass_kg": d.mass,
            "threshold": threshold,
            "threshold_unit": d.threshold_of,
            "quenching": dict(d.quenching),
            "status": d.status,
            "source": d.source,
            "cite": list(d.cite),
        }
        models = ", ".join(m for _, m in d.quenching)
        rows.append(
            (name, d.material, number(d.mass), f"{number(threshold)} {d.threshold_of}", models, d.status, d.source)
        )
    columns = ("detector", "target", "mass [kg]", "threshold", "quenching", "status", "source")
    title = "Detectors (detectors.preset, preset = … in a configuration)"
    return document, [Table(columns=columns, rows=rows, title=title)]
