"""`nuscat rate`: expected counts of an experiment next to its data."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ._options import CouplingsName, Figure, FormFactorSpec, Json, Set, Sin2w

__all__ = ["rate"]


def rate(
    experiment: Annotated[str, typer.Argument(metavar="EXPERIMENT", help="One of 'nuscat models experiments'.")],
    couplings: CouplingsName = "tree",
    form_factor: FormFactorSpec = None,
    sin2w: Sin2w = None,
    values: Set = None,
    output: Figure = None,
    as_json: Json = False,
) -> None:
    """Expected counts of an experiment by component, with uncertainties, axes and data."""
    from ._output import emit, figure_path, sources
    from ._parse import assignments
    from ._theory import convention_lines, load_experiment

    if output is not None:
        figure_path(output)
    theta = assignments(values, "--set")
    loaded = load_experiment(experiment, couplings, form_factor, sin2w)
    prediction = loaded.predict(theta)
    document = rate_document(loaded, prediction, theta)
    lines = [
        *convention_lines(loaded.theory.modified(theta)),
        *([f"Set: {', '.join(f'{k} = {v:g}' for k, v in theta.items())}"] if theta else []),
        *axis_lines(prediction),
    ]
    if output is not None:
        from ._figures import prediction_figure, save

        document["figure"] = save(prediction_figure(prediction), output)
        lines.append(f"Figure: {output}")
    emit(document, [rate_table(loaded, prediction), *lines, sources(prediction.cite)], as_json=as_json)


def rate_document(loaded: Any, prediction: Any, theta: dict[str, float]) -> dict[str, Any]:
    """JSON document of a prediction."""
    from nuscat import __version__

    from ._theory import conventions

    return {
        **prediction.to_dict(),
        "title": loaded.title,
        "expected_counts": float(prediction.total.sum()),
        "parameters": theta,
        "conventions": conventions(loaded.theory.modified(theta)),
        "provenance": {"version": __version__, "data_sha256": loaded.data_sha256},
    }


def rate_table(loaded: Any, prediction: Any) -> Any:
    """Table of the counts by component."""
    from ._output import Table, number

    rows = [
        (name, number(prediction.counts(name), 5), number(prediction.uncertainty[name], 3))
        for name in prediction.components
    ]
    rows.append(("sum", number(float(prediction.total.sum()), 5), ""))
    rows.append(("data", number(float(prediction.data.sum()), 6), ""))
    return Table(
        columns=("component", "counts", "± systematic [counts]"), rows=rows, title=f"{loaded.title}: expected counts"
    )


def axis_lines(prediction: Any) -> list[str]:
    """One line for every axis."""
    return [
        f"Axis {a.name}: {a.bins} bins, {a.edges[0]:g} to {a.edges[-1]:g}" + ("" if a.unit == "1" else f" {a.unit}")
        for a in prediction.axes
    ]
