"""`nuscat fit`: parameters from the data of one or more experiments."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ._options import (
    EXPERIMENT_HELP,
    Checkpoint,
    Config,
    CouplingsName,
    FluxHistogram,
    FormFactorSpec,
    Json,
    Scheduler,
    Sin2w,
    Workers,
    executor,
)

__all__ = ["fit"]

_NEAR = 0.05
"""Distance to a limit [HESSE errors] within which the curvature says nothing about the error."""


def fit(
    experiment: Annotated[
        list[str] | None,
        typer.Argument(metavar="EXPERIMENT…", help=f"One or more {EXPERIMENT_HELP}"),
    ] = None,
    config: Config = None,
    free: Annotated[
        list[str] | None, typer.Option("--free", metavar="NAME", help="Parameter to fit; repeat, or use commas.")
    ] = None,
    fix: Annotated[
        list[str] | None, typer.Option("--fix", metavar="NAME=VALUE", help="Hold a physics or nuisance parameter.")
    ] = None,
    couplings: CouplingsName = "tree",
    form_factor: FormFactorSpec = None,
    sin2w: Sin2w = None,
    flux_histogram: FluxHistogram = None,
    backend: Annotated[
        str, typer.Option("--backend", metavar="numpy|jax", help="jax: exact gradients, same numbers.")
    ] = "numpy",
    profile: Annotated[
        bool, typer.Option("--profile", help="Also the profile likelihood of every free parameter.")
    ] = False,
    points: Annotated[int, typer.Option("--points", metavar="N", min=3, max=10_000, help="Values of a profile.")] = 41,
    toys: Annotated[
        int | None, typer.Option("--toys", metavar="N", min=1, help="Goodness of fit from N pseudo-experiments.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Seed of the pseudo-experiments.")] = 1,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    checkpoint: Checkpoint = None,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="FILE", help="Keep the result as JSON, for 'nuscat cite'.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Also draw the profile likelihood (one free parameter)."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Maximum-likelihood fit with asymmetric (MINOS) errors, all nuisance parameters free.

    Parameters: sin2w, R_n, normalisation, eps_ee_u, …; all of them with 'nuscat models parameters'.
    """
    from dataclasses import replace

    from nuscat import experiments, inference
    from nuscat._core.errors import ValidityError

    from ._intervals import wilks_lines
    from ._output import emit, figure_path, writable
    from ._parse import assignments, names
    from ._theory import fit_conventions

    wanted, fixed = names(free), assignments(fix, "--fix")
    where = executor(workers, scheduler)
    if not wanted:
        raise ValidityError(
            "No free parameter is given.",
            hint="For example --free sin2w or --free normalisation; see 'nuscat models parameters'.",
        )
    if output is not None:
        figure_path(output)
        if len(wanted) != 1:
            raise ValidityError(
                f"A profile has one parameter, --free gives {len(wanted)}.", hint="Use 'nuscat plot grid' for two."
            )
    if save is not None:
        writable(save)
    loaded = _loaded(experiments.split_specs(experiment), config, couplings, form_factor, sin2w, flux_histogram)
    problem = inference.Fit(loaded, free=wanted, fixed=fixed, backend=backend)
    result = problem.minimize()
    seeds = None if toys is None else seed
    made = {"seed": seeds, "conventions": str(loaded[0].theory), "flux": _fluxes(loaded)}
    result = replace(result, provenance={**result.provenance, **made})
    document = {**result.to_dict(), "conventions": fit_conventions(loaded, problem)}
    if toys is not None:
        document["goodness_of_fit"].update(_toys(problem, result, toys, seed, where, _within(checkpoint, "toys")))
    scans = (
        [
            inference.profile(problem, n, points=points, workers=where, checkpoint=_within(checkpoint, f"profile-{n}"))
            for n in wanted
        ]
        if profile or output is not None
        else []
    )
    if scans:
        document["profiles"] = [s.to_dict() for s in scans]
    document["wilks"] = list(inference.wilks_reasons(problem.model, wanted))
    notes = wilks_lines(document["wilks"])
    if save is not None:
        result.save(save)
        notes.append(f"Result: {save}")
    if output is not None:
        from ._choices import figure_note
        from ._figures import profile_figure, save as save_figure

        document["figure"] = save_figure(
            profile_figure(scans[0], note=figure_note(loaded, problem.free, problem.fixed)), output
        )
        notes.append(f"Figure: {output}")
    emit(document, [*fit_parts(loaded, result, document), *notes], as_json=as_json)


def _loaded(
    given: list[str],
    config: Path | None,
    couplings: str,
    form_factor: str | None,
    sin2w: float | None,
    flux_histogram: str | None,
) -> list[Any]:
    """Experiments by name, and that of a configuration."""
    from ._custom import load_config, named, refuse_beside_config
    from ._theory import load_experiments

    if config is None:
        _ = given or named(None)
        return load_experiments(given, couplings, form_factor, sin2w, flux_histogram)
    if not given:
        refuse_beside_config(None, couplings, form_factor, sin2w, flux_histogram)
        return [load_config(config)]
    return [*load_experiments(given, couplings, form_factor, sin2w, flux_histogram), load_config(config)]


def _within(checkpoint: Path | None, name: str) -> Path | None:
    return None if checkpoint is None else checkpoint / name


def _fluxes(loaded: list[Any]) -> dict[str, str]:
    from ._theory import is_counting

    return {e.name: e.signal.flux.name for e in loaded if is_counting(e)}


def _toys(problem: Any, result: Any, n: int, seed: int, workers: Any, checkpoint: Path | None) -> dict[str, Any]:
    from nuscat import inference

    truth = {name: result.values[name] for name in problem.model.names}
    made = inference.toys(problem, n, seed=seed, truth=truth, workers=workers, checkpoint=checkpoint)
    return {
        "toys": n,
        "toys_converged": int(made.converged.sum()),
        "p_value_toys": made.p_value(result.goodness_of_fit.statistic),
    }


def fit_parts(loaded: list[Any], result: Any, document: dict[str, Any]) -> list[Any]:
    """Tables and lines of a fit."""
    from ._choices import default_lines, option_lines
    from ._intervals import profile_line
    from ._output import Table, number, sources
    from ._theory import fit_convention_lines, model_sources, nuclei_of

    limits = _limits(loaded, result)
    physics = [
        (n, number(e.value, 5), _hesse(e, *limits[n]), *_minos(e, *limits[n]), e.unit)
        for n, e in result.parameters.items()
    ]
    signal = [
        (n, number(e.value, 4), number(e.error, 3), number(result.significance_sigma[n], 3))
        for n, e in result.signal_counts.items()
    ]
    pulls = [
        (
            n,
            number(e.value, 4),
            _hesse(e, *limits[n]),
            e.unit,
            "free" if e.prior is None else f"{e.prior[0]:.4g} ± {e.prior[1]:.3g}",
            _signed(e.pull),
        )
        for n, e in result.nuisances.items()
    ]
    gof = document["goodness_of_fit"]
    quality = f"Goodness of fit: −2 ln λ = {gof['statistic']:.2f} for {gof['dof']} degrees of freedom"
    fit_quality = quality if gof["p_value"] is None else f"{quality}, p = {gof['p_value']:.3g} (χ²)"
    if gof["p_value"] is not None and "toys" not in gof and _sparse(loaded):
        fit_quality += "; too few counts per bin for χ², use --toys"
    if "toys" in gof:
        made = f"{gof['toys_converged']} pseudo-experiments, seed {result.provenance['seed']}"
        fit_quality += f", p = {gof['p_value_toys']:.3g} ({made})"
    parts: list[Any] = [
        Table(
            columns=("parameter", "best fit", "± HESSE", "+ MINOS", "− MINOS", "unit"),
            rows=physics,
            title=" + ".join(e.title for e in loaded),
        ),
        *(f"Note: {note}" for note in result.notes),
        *_limit_notes([cell for row in physics for cell in row[2:5]] + [row[2] for row in pulls]),
    ]
    tables = (
        (("experiment", "CEvNS [counts]", "± [counts]", "significance [σ]"), signal),
        (("nuisance parameter", "best fit", "± HESSE", "unit", "constraint", "pull [σ]"), pulls),
    )
    parts += [Table(columns=columns, rows=rows) for columns, rows in tables if rows]
    parts.append(fit_quality)
    parts += [profile_line(scan) for scan in document.get("profiles", ())]
    if result.fixed:
        parts.append("Fixed: " + ", ".join(f"{k} = {v:g}" for k, v in result.fixed.items()))
    parts += default_lines(tuple(result.parameters), tuple(result.fixed))
    parts += fit_convention_lines(loaded, tuple(result.parameters), result.fixed)
    parts += option_lines(loaded)
    parts += [f"Flux of {e.name}: {e.signal.flux.name}" for e in loaded if getattr(e, "flux", None) is not None]
    first = model_sources(loaded[0].theory.modified(result.values), [n for e in loaded for n in nuclei_of(e)])
    return [*parts, sources(result.cite, first, [e.name for e in loaded])]


def _sparse(loaded: list[Any]) -> bool:
    """Whether an experiment has less than one count per bin on average, where −2 ln λ does not follow χ² [bool]."""
    from ._theory import is_counting

    return any(is_counting(e) and float(e.data.mean()) < 1.0 for e in loaded)


def _limits(loaded: list[Any], result: Any) -> dict[str, tuple[float | None, float | None]]:
    """Lower and upper limit [units of the parameters] of every fitted parameter, None where there is none."""
    from nuscat.experiments import physics_parameter

    records = {p.name: p for e in loaded for p in e.nuisances}
    records |= {name: physics_parameter(name) for name in result.parameters}
    return {name: (records[name].lower, records[name].upper) for name in result.names}


def _hesse(estimate: Any, low: float | None, high: float | None) -> str:
    """Symmetric error, or a dash where the best fit is at a limit and the curvature there is no error."""
    from ._output import number

    near = _NEAR * max(estimate.error, 1e-12)
    at_limit = (low is not None and estimate.value - low < near) or (high is not None and high - estimate.value < near)
    return "–" if at_limit else number(estimate.error, 3)


def _minos(estimate: Any, low: float | None, high: float | None) -> tuple[str, str]:
    """Upper and lower asymmetric error; "limit" or "open" where Δχ² does not reach 1."""
    ends = ((estimate.upper, high), (estimate.lower, low))
    up, down = (("open" if end is None else "limit") if error is None else _signed(error) for error, end in ends)
    return up, down


def _limit_notes(cells: list[str]) -> list[str]:
    """Explanations of the words that stand in place of errors [lines]."""
    meanings = {
        "limit": "limit: the parameter reaches its limit ('nuscat models parameters') before Δχ² = 1",
        "open": "open: Δχ² stays below 1 on this side",
        "–": "–: no HESSE error, the best fit is at a limit",
    }
    return [text for word, text in meanings.items() if word in cells]


def _signed(value: float | None) -> str:
    return "–" if value is None else f"{value:+.3g}"
