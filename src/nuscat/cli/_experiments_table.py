"""`nuscat models experiments`: programmes with their predicted events, and the data sets that can be fitted."""

from __future__ import annotations

from typing import Any

__all__ = ["experiments_table"]


def experiments_table() -> tuple[dict[str, Any], list[Any]]:
    """Document and tables of all programmes and likelihoods."""
    programmes, parts = _programmes()
    likelihoods, table = _likelihoods()
    return {"programmes": programmes, "likelihoods": likelihoods}, [*parts, table]


def _programmes() -> tuple[dict[str, Any], list[Any]]:
    from nuscat.experiments.catalogue import PROGRAMMES

    from ._output import Table, number, sources

    document = {name: p.to_dict() for name, p in PROGRAMMES.items()}
    rows, more = [], []
    for name, d in document.items():
        rows.append(
            (
                name,
                d["source"],
                d["target"],
                number(d["mass_kg"]),
                d["threshold"],
                number(d["recoil_at_half_efficiency_keV"], 3),
                number(d["flux_per_cm2_s"], 3),
                number(d["cevns_per_kg_day"], 3),
                number(d["cevns_per_year"], 3),
                d["likelihood"],
            )
        )
        more.append((name, d["status"], d["published"], d["running"], d["numbers"], ", ".join(d["cite"])))
    columns = (
        "programme",
        "source",
        "target",
        "mass [kg]",
        "threshold",
        "half efficiency [keVnr]",
        "flux [cm⁻² s⁻¹]",
        "CEvNS [1/(kg d)]",
        "CEvNS [1/yr]",
        "likelihood",
    )
    keys = sorted({key for d in document.values() for key in d["cite"]})
    return document, [
        Table(columns=columns, rows=rows, title="Programmes and the events that the Standard Model predicts for them"),
        "CEvNS: above the threshold, per kg and day while the source runs; per year with mass and running time",
        "Cuts of an analysis (time window, search region) are not in the prediction",
        Table(
            columns=("programme", "status", "published", "running time", "mass, threshold", "references"),
            rows=more,
            title="What they published",
        ),
        sources(keys),
    ]


def _likelihoods() -> tuple[dict[str, Any], Any]:
    from nuscat import experiments

    from ._output import Table, number

    document: dict[str, Any] = {}
    rows = []
    for name in experiments.EXPERIMENTS:
        loaded = experiments.load(name)
        d = document[name] = {
            "title": loaded.title,
            "axes": [axis.to_dict() for axis in loaded.axes],
            **_data(loaded),
            "cite": list(loaded.cite),
        }
        text = " × ".join(
            f"{a.name} ({a.bins})" if a.unit == "1" else f"{a.name} [{a.unit}] ({a.bins})" for a in loaded.axes
        )
        data = f"{number(d['data_counts'], 6)} counts" if "data_counts" in d else f"{d['data']:g} ± {d['error']:.2g}"
        rows.append((name, loaded.title, text, data))
    columns = ("experiment", "title", "axes (bins)", "data")
    return document, Table(columns=columns, rows=rows, title="Experiments that can be predicted and fitted, by name")


def _data(loaded: Any) -> dict[str, Any]:
    """Observed counts of an experiment, or its measured number [1] with the error."""
    from ._theory import is_counting

    if is_counting(loaded):
        return {"data_counts": float(loaded.data.sum())}
    return {"quantity": loaded.kind, "data": float(loaded.data[0]), "error": loaded.statistic.sigma[0]}
