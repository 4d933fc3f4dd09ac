"""`nuscat reach`: what an experiment can see, against its exposure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ._custom import load_config
from ._options import Figure, Json

__all__ = ["reach"]

_DAY = 86400.0


def reach(
    experiment: Annotated[
        str, typer.Argument(metavar="FILE|EXPERIMENT", help="Configuration, or one of 'nuscat models experiments'.")
    ],
    exposures: Annotated[
        str, typer.Option("--exposures", metavar="X,X,…", help="Exposures relative to that of the experiment.")
    ] = "0.1,0.3,1,3,10",
    parameter: Annotated[
        str, typer.Option("--parameter", metavar="NAME", help="Whose limit and error; see 'nuscat models parameters'.")
    ] = "normalisation",
    level: Annotated[float, typer.Option("--level", metavar="X", help="Confidence level of the limit.")] = 0.9,
    output: Figure = None,
    as_json: Json = False,
) -> None:
    """Expected significance of CEvNS, and limit and error of a parameter, for a series of exposures.

    From the profile likelihood of Asimov data, all nuisance parameters free within their constraints.
    """
    from nuscat import __version__, inference

    from ._output import emit, figure_path, sources
    from ._theory import convention_lines, flavours_of, model_sources

    if output is not None:
        figure_path(output)
    factors = _factors(exposures)
    loaded = _load(experiment)
    curve = inference.exposure_curve(loaded, factors, parameter=parameter, level=level)
    document = {
        **curve.to_dict(),
        "exposure": _exposures(loaded, factors),
        "factor_for_3_sigma": curve.factor_for(3.0),
        "factor_for_5_sigma": curve.factor_for(5.0),
        "cite": sorted({*loaded.cite, *curve.cite}),
        "provenance": {"version": __version__, "data_sha256": loaded.data_sha256},
    }
    lines = [*_lines(curve), *convention_lines(loaded.theory, (), flavours_of([loaded]))]
    if output is not None:
        from ._figures import reach_figure, save

        document["figure"] = save(reach_figure(curve, document["exposure"], loaded.cite), output)
        lines.append(f"Figure: {output}")
    cited = sources(document["cite"], model_sources(loaded.theory, loaded.signal.nuclei))
    emit(document, [_table(curve, loaded), *lines, cited], as_json=as_json)


def _load(text: str) -> Any:
    """Experiment of a configuration, or one by name, with options or without."""
    from nuscat import experiments
    from nuscat._core.errors import UnknownNameError, ValidityError

    if Path(text).expanduser().exists() or text.endswith(".toml"):
        return load_config(Path(text))
    try:
        loaded = experiments.load(text)
    except UnknownNameError as error:
        raise UnknownNameError(f"{error.message} Nor is it a file.", hint=error.hint) from None
    if not hasattr(loaded, "signal"):
        raise ValidityError(f"{text} counts no events; it has no exposure.", hint="Choose a CEvNS experiment.")
    return loaded


def _factors(text: str) -> list[float]:
    from nuscat._core.errors import ValidityError

    try:
        found = [float(x) for x in text.split(",")]
    except ValueError:
        raise ValidityError(
            f"--exposures {text!r} holds no numbers.", hint="For example --exposures 0.1,1,10."
        ) from None
    return sorted(set(found))


def _exposures(loaded: Any, factors: list[float]) -> dict[str, Any] | None:
    """Exposures in kg d of a configured experiment, None of others."""
    time, mass = getattr(loaded, "time", 0.0), getattr(loaded, "mass", None)
    if not time or mass is None:
        return None
    return {"unit": "kg d", "values": [f * mass * time / _DAY for f in factors]}


def _table(curve: Any, loaded: Any) -> Any:
    from ._output import Table, number

    unit = "" if curve.unit == "1" else f" [{curve.unit}]"
    exposures = _exposures(loaded, list(curve.factors))
    head = "exposure [×]" if exposures is None else "exposure [kg d]"
    values = list(curve.factors) if exposures is None else exposures["values"]
    rows = [
        (number(x, 4), number(s, 4), number(b, 4), number(z, 3), number(limit, 4), number(up, 3), number(down, 3))
        for x, s, b, z, limit, up, down in zip(
            values,
            curve.signal,
            curve.background,
            curve.significance,
            curve.limit,
            curve.error_up,
            curve.error_down,
            strict=True,
        )
    ]
    columns = (
        head,
        "CEvNS [counts]",
        "background [counts]",
        "significance [σ]",
        f"{curve.parameter} < {100 * curve.level:g} %{unit}",
        f"+ error{unit}",
        f"− error{unit}",
    )
    return Table(columns=columns, rows=rows, title=f"{loaded.title}: reach")


def _lines(curve: Any) -> list[str]:
    lines = []
    for sigmas in (3.0, 5.0):
        factor = curve.factor_for(sigmas)
        if factor is not None:
            lines.append(f"{sigmas:g}σ for CEvNS at {factor:.3g} times the exposure of the experiment")
    made = "no signal" if curve.parameter == "normalisation" else "the nominal value"
    return [*lines, f"Limit: one-sided, median for data with {made}; errors: Δχ² = 1 around the nominal value"]
