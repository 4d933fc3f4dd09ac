"""`nuscat plot`: figures, and with --json the numbers behind them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from ._help import Command, Group
from ._options import (
    EXPERIMENT_HELP,
    Checkpoint,
    CouplingsName,
    Experiments,
    FormFactorSpec,
    Json,
    Scheduler,
    Set,
    Sin2w,
    Workers,
    executor,
)
from ._toys import Seed, Toys

__all__ = ["plot"]

plot = typer.Typer(
    cls=Group, no_args_is_help=True, help="Figures: rate, profile, grid, form-factor, flux, fluxes, xsec."
)

Output: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Figure (.png, .pdf, .svg); a name of its own by default, none with --json.",
    ),
]
Fix: TypeAlias = Annotated[list[str] | None, typer.Option("--fix", metavar="NAME=VALUE", help="Hold a parameter.")]


def _place(output: Path | None, default: str, as_json: bool) -> Path | None:
    """Where the figure goes; None if only numbers are asked for. Refused before any work if it cannot be written."""
    from ._output import figure_path

    if output is None:
        return None if as_json else figure_path(Path(default))
    return figure_path(output)


def _finish(
    document: Mapping[str, Any], figure: Callable[[], Any], where: Path | None, lines: list[str], as_json: bool
) -> None:
    """Write the figure, and print where it is, the lines and the sources, or the document."""
    from ._output import emit, sources

    complete = dict(document)
    one = [document["experiment"]] if "experiment" in document else []
    lines = [*lines, sources(document["cite"], (), document.get("experiments", one))]
    if where is not None:
        from ._figures import save

        complete["figure"] = save(figure(), where)
        lines = [f"Figure: {where}", *lines]
    emit(complete, lines, as_json=as_json)


def _scan_document(scan: Any, loaded: list[Any], fit: Any) -> dict[str, Any]:
    from ._theory import fit_conventions

    conventions = fit_conventions(loaded, fit)
    return {**scan.to_dict(), "experiments": [e.name for e in loaded], "conventions": conventions}


@plot.command(cls=Command)
def rate(
    experiment: Annotated[str, typer.Argument(metavar="EXPERIMENT", help=f"One {EXPERIMENT_HELP}")],
    couplings: CouplingsName = "tree",
    form_factor: FormFactorSpec = None,
    sin2w: Sin2w = None,
    values: Set = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Expected counts by component and data, projected on every axis."""
    from ._choices import figure_note, held_lines, option_lines
    from ._figures import prediction_figure
    from ._parse import assignments
    from ._theory import is_counting, load_experiment
    from .rate import rate_document, refuse_figure

    where = _place(output, f"{re.sub('[:=,]', '_', experiment)}_rate.png", as_json)
    theta = assignments(values, "--set")
    loaded = load_experiment(experiment, couplings, form_factor, sin2w)
    if not is_counting(loaded):
        refuse_figure(loaded, where or experiment)
    prediction = loaded.predict(theta)
    lines = [
        f"CEvNS {prediction.counts('cevns'):.1f} of {prediction.total.sum():.1f} counts",
        f"Data {prediction.data.sum():.0f} counts",
        *option_lines([loaded]),
    ]
    document = rate_document(loaded, prediction, theta)
    lines += held_lines(document["not_in_uncertainty"])
    _finish(document, lambda: prediction_figure(prediction, None, figure_note([loaded])), where, lines, as_json)


@plot.command(cls=Command)
def profile(
    experiment: Experiments,
    free: Annotated[
        str, typer.Option("--free", metavar="NAME[=FROM:TO:N]", help="Parameter to scan, with its range if wanted.")
    ],
    fix: Fix = None,
    also: Annotated[
        list[str] | None, typer.Option("--also", metavar="NAME", help="Further free parameters, minimised.")
    ] = None,
    couplings: CouplingsName = "tree",
    form_factor: FormFactorSpec = None,
    sin2w: Sin2w = None,
    points: Annotated[
        int, typer.Option("--points", metavar="N", min=3, max=10_000, help="Values, if no range is given.")
    ] = 41,
    toys: Toys = None,
    seed: Seed = 1,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    checkpoint: Checkpoint = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Profile likelihood of one parameter; with --toys also the interval by pseudo-experiments."""
    from nuscat import experiments, inference

    from ._choices import default_lines, figure_note, option_lines
    from ._figures import profile_figure
    from ._intervals import LEVELS, interval_text, upper_limit, wilks_lines
    from ._parse import assignments, axis, names
    from ._theory import load_experiment
    from ._toys import profile_toys

    name, values = axis(free, "--free") if "=" in free else (free, None)
    where = _place(output, f"{name}_profile.png", as_json)
    loaded = [load_experiment(e, couplings, form_factor, sin2w) for e in experiments.split_specs(experiment)]
    fit = inference.Fit(loaded, free=[name, *names(also)], fixed=assignments(fix, "--fix"))
    scan = inference.profile(
        fit, name, values, points=points, workers=executor(workers, scheduler), checkpoint=checkpoint
    )
    document = _scan_document(scan, loaded, fit)
    unit = "" if scan.unit == "1" else f" {scan.unit}"
    lines = [f"{name}: best {scan.best:.5g}{unit}"]
    lines += [f"{level}: {interval_text(document, key, digits=5)}" for level, key in LEVELS.items()]
    lines += filter(None, [upper_limit(document)])
    lines += [*default_lines(fit.free, fit.fixed), *option_lines(loaded)]
    lines += wilks_lines(scan.wilks)
    note = figure_note(loaded, fit.free, fit.fixed)
    figure: Callable[[], Any] = partial(profile_figure, scan, note=note)
    if toys is not None:
        place = executor(workers, scheduler)
        document["toys"], more, figure = profile_toys(fit, scan, toys, seed, place, checkpoint, note)
        lines += more
    _finish(document, figure, where, lines, as_json)


@plot.command(cls=Command)
def grid(
    experiment: Experiments,
    x: Annotated[str, typer.Option("--x", metavar="NAME=FROM:TO:N", help="Abscissa; FROM:TO:N:log has equal ratios.")],
    y: Annotated[str, typer.Option("--y", metavar="NAME=FROM:TO:N", help="Ordinate; FROM:TO:N:log has equal ratios.")],
    fix: Fix = None,
    couplings: CouplingsName = "tree",
    form_factor: FormFactorSpec = None,
    sin2w: Sin2w = None,
    toys: Toys = None,
    seed: Seed = 1,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    checkpoint: Checkpoint = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Profile likelihood of two parameters, with contours; with --toys also the region by pseudo-experiments."""
    from nuscat import experiments, inference
    from nuscat._core.errors import ValidityError

    from ._choices import default_lines, figure_note, option_lines
    from ._figures import grid_figure
    from ._intervals import wilks_lines
    from ._parse import assignments, axis
    from ._theory import load_experiment
    from ._toys import grid_toys

    (a, va), (b, vb) = axis(x, "--x"), axis(y, "--y")
    if a == b:
        raise ValidityError(
            f"--x and --y are the same parameter {a!r}.", hint="Use 'nuscat plot profile' for one parameter."
        )
    where = _place(output, f"{a}_{b}_grid.png", as_json)
    loaded = [load_experiment(e, couplings, form_factor, sin2w) for e in experiments.split_specs(experiment)]
    fit = inference.Fit(loaded, free=[a, b], fixed=assignments(fix, "--fix"))
    scan = inference.grid(fit, {a: va, b: vb}, workers=executor(workers, scheduler), checkpoint=checkpoint)
    document = _scan_document(scan, loaded, fit)
    inside = va[0] <= scan.best[0] <= va[-1] and vb[0] <= scan.best[1] <= vb[-1]
    where_best = "Best" if inside else "Best (outside the values scanned)"
    lines = [f"{where_best}: {a} = {scan.best[0]:.5g}, {b} = {scan.best[1]:.5g}; {len(va)} × {len(vb)} points"]
    lines += [*default_lines(fit.free, fit.fixed), *option_lines(loaded), *wilks_lines(scan.wilks)]
    note = figure_note(loaded, fit.free, fit.fixed)
    figure: Callable[[], Any] = partial(grid_figure, scan, note=note)
    if toys is not None:
        place = executor(workers, scheduler)
        document["toys"], more, figure = grid_toys(fit, scan, toys, seed, place, checkpoint, note)
        lines += more
    _finish(document, figure, where, lines, as_json)


@plot.command("form-factor", cls=Command)
def form_factor_(
    target: Annotated[str, typer.Argument(metavar="TARGET", help="Nuclide, element or material.")],
    form_factor: Annotated[
        list[str] | None, typer.Option("--form-factor", metavar="NAME:KEY=VALUE,…", help="Repeat to compare several.")
    ] = None,
    q_max: Annotated[
        str, typer.Option("--q-max", metavar="MOMENTUM", help="Largest momentum transfer, MeV.")
    ] = "150 MeV",
    points: Annotated[int, typer.Option("--points", metavar="N", min=2, max=100_000)] = 151,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Proton and neutron form factors against momentum transfer."""
    import numpy as np

    from nuscat import nuclei, responses
    from nuscat._core.citations import collect
    from nuscat._core.errors import UnknownNameError, require_positive
    from nuscat.experiments import DEFAULT_FORM_FACTOR

    from ._figures import form_factor_figure
    from ._parse import quantity

    where = _place(output, f"{target}_form_factor.png", as_json)
    highest = quantity(q_max, "MeV", "--q-max")
    require_positive("--q-max", highest, unit="MeV")
    try:
        nuclides = [nuclei.nuclide(target)]
    except UnknownNameError:
        nuclides = [n for n, _ in nuclei.material(target).components]
    q = np.linspace(0.0, highest, points)
    specs = form_factor or [DEFAULT_FORM_FACTOR]
    found = {(n.name, s): responses.nucleus(n, s) for n in nuclides for s in specs}
    cite = list(collect(list(found.values())))
    curves = [
        {
            "nuclide": name,
            "form_factor": spec,
            "proton": np.asarray(r.proton(q)).tolist(),
            "neutron": np.asarray(r.neutron(q)).tolist(),
            "rms_radius_proton_fm": float(r.proton.rms_radius),
            "rms_radius_neutron_fm": float(r.neutron.rms_radius),
        }
        for (name, spec), r in found.items()
    ]
    lines = [
        f"{c['nuclide']}, {c['form_factor']}: rms radius {c['rms_radius_proton_fm']:.4f} fm (protons), "
        f"{c['rms_radius_neutron_fm']:.4f} fm (neutrons)"
        for c in curves
    ]
    document = {"target": target, "q_MeV": q.tolist(), "curves": curves, "cite": cite}
    _finish(document, lambda: form_factor_figure(found, q), where, lines, as_json)


@plot.command(cls=Command)
def flux(
    name: Annotated[str, typer.Argument(metavar="NAME|FILE", help="One of 'nuscat models fluxes', or a file.")],
    points: Annotated[int, typer.Option("--points", metavar="N", min=2, max=100_000)] = 201,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Spectra of a flux by flavour, lines marked."""
    import numpy as np

    from nuscat import fluxes
    from nuscat._core.flavours import flavour_name

    from ._figures import flux_figure

    loaded = fluxes.load(name)
    where = _place(output, f"{loaded.name}_flux.png", as_json)
    E = np.linspace(0.0, loaded.E_max, points)
    document = {
        "flux": loaded.name,
        "unit": loaded.unit,
        "energies_MeV": E.tolist(),
        "spectra_per_MeV": {flavour_name(f): np.asarray(loaded.spectrum(E, f)).tolist() for f in loaded.flavours},
        "lines": [
            {"flavour": flavour_name(c.flavour), "energy_MeV": c.line, "intensity": float(c.intensity)}
            for c in loaded.components
            if c.line is not None
        ],
        "totals": {flavour_name(f): float(loaded.total(f)) for f in loaded.flavours},
        "note": loaded.note,
        "cite": list(loaded.cite),
    }
    lines = [
        f"{flavour_name(f)}: {float(loaded.total(f)):.5g} ({loaded.unit}), ⟨E⟩ = {loaded.mean_energy(f):.3f} MeV"
        for f in loaded.flavours
    ]
    _finish(document, lambda: flux_figure(loaded), where, lines, as_json)


@plot.command(cls=Command)
def xsec(
    target: Annotated[str, typer.Argument(metavar="TARGET", help="Nuclide, element or material.")],
    energies: Annotated[
        str, typer.Option("--energies", metavar="FROM:TO:N", help="Neutrino energies, MeV or with units.")
    ] = "0:60:121",
    flavour: Annotated[str | None, typer.Option("--flavour", metavar="NAME")] = None,
    form_factor: FormFactorSpec = None,
    couplings: CouplingsName = "tree",
    sin2w: Sin2w = None,
    values: Set = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """CEvNS cross section per nucleus against neutrino energy."""
    from ._cross_section import CrossSectionRequest, compute
    from ._figures import cross_section

    where = _place(output, f"{target}_xsec.png", as_json)
    request = CrossSectionRequest(
        process="cevns",
        target=target,
        energies=energies,
        flux=None,
        flavour=flavour,
        form_factor=form_factor,
        couplings=couplings,
        sin2w=sin2w,
        threshold=None,
        values=values,
    )
    document, _, process, _ = compute(request)
    pairs = zip(document["energies_MeV"], document["cross_section_cm2"], strict=True)
    E, top = max(pairs, key=lambda pair: pair[1])
    lines = [f"{document['flavour']} on {target}: {top:.4g} cm² at {E:g} MeV"]
    _finish(document, lambda: cross_section(process, document, None), where, lines, as_json)
