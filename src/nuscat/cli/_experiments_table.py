"""`nuscat models experiments`: programmes with their predicted events, and the data sets that can be fitted."""

from __future__ import annotations

from typing import Any

__all__ = ["error_of_one", "experiments_table", "published_error"]


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
                d["quenching"],
                number(d["flux_per_cm2_s"], 3) + (" †" if _differs(d) else ""),
                number(d["cevns_per_kg_day"], 3),
                number(d["cevns_per_year"], 3) + (" *" if d["acceptance"] == "full" else ""),
            )
        )
        cite = ", ".join(d["cite"])
        more.append((name, d["status"], d["published"], d["running"], d["numbers"], d["likelihood"], cite))
    columns = (
        "programme",
        "source",
        "target",
        "mass [kg]",
        "threshold",
        "half eff. [keVnr]",
        "quenching",
        "ν [1/cm²/s]",
        "CEvNS [1/kg/d]",
        "CEvNS [1/yr]",
    )
    known = [f"{name} ({d['acceptance']})" for name, d in document.items() if d["acceptance"] != "full"]
    fluxes = [
        f"{name} {100.0 * (d['flux_per_cm2_s'] / d['published_flux_per_cm2_s'] - 1.0):+.0f} %"
        for name, d in document.items()
        if _differs(d)
    ]
    keys = sorted({key for d in document.values() for key in d["cite"]})
    return document, [
        Table(columns=columns, rows=rows, title="Programmes and the events that the Standard Model predicts for them"),
        "CEvNS: above the threshold, per kg and day while the source runs; per year with mass and running time",
        "half eff.: recoil energy where the efficiency passes half of its highest value",
        f"* upper bound: full acceptance above the threshold, that of an analysis is in {', '.join(known)} only",
        f"† flux differs from the one that the collaboration states: {', '.join(fluxes)}",
        "Cuts of an analysis (time window, search region) are in no prediction",
        Table(
            columns=("programme", "status", "published", "running time", "mass, threshold", "likelihood", "references"),
            rows=more,
            title="What they published",
        ),
        sources(keys),
    ]


def _differs(d: dict[str, Any]) -> bool:
    """Whether the flux of a programme is more than 6 % from the published one [bool]: its error, 2 to 6 %."""
    published = d["published_flux_per_cm2_s"]
    return published is not None and abs(d["flux_per_cm2_s"] / published - 1.0) > 0.06


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
        if "data_counts" in d:
            data = f"{number(d['data_counts'], 6)}{published_error(loaded)} counts"
        else:
            data = f"{d['data']:g} ± {d['error']:.2g}"
        rows.append((name, loaded.title, text, data))
    columns = ("experiment", "title", "axes (bins)", "data")
    return document, Table(columns=columns, rows=rows, title="Experiments that can be predicted and fitted, by name")


def _data(loaded: Any) -> dict[str, Any]:
    """Observed counts of an experiment, or its measured number [1] with the error."""
    from ._theory import is_counting

    if is_counting(loaded):
        error = error_of_one(loaded)
        found: dict[str, Any] = {"data_counts": float(loaded.data.sum())}
        return found if error is None else {**found, "error": list(error)}
    return {"quantity": loaded.kind, "data": float(loaded.data[0]), "error": loaded.statistic.sigma[0]}


def error_of_one(loaded: Any) -> tuple[float, float] | None:
    """Upper and lower error [counts] of a published number of events; None for spectra and Poisson counts."""
    statistic: Any = getattr(loaded, "statistic", None)
    if loaded.data.size != 1:
        return None
    if hasattr(statistic, "upper"):
        return float(statistic.upper[0]), float(statistic.lower[0])
    if hasattr(statistic, "sigma"):
        return float(statistic.sigma[0]), float(statistic.sigma[0])
    return None


def published_error(loaded: Any) -> str:
    """The same behind the number [text]: " ± 106" or " +7.1 −6.3"; empty if there is none."""
    error = error_of_one(loaded)
    if error is None:
        return ""
    up, down = error
    return f" ± {up:.4g}" if up == down else f" +{up:.4g} −{down:.4g}"
