"""Predictions beside data: stacked counts along every axis, and what remains above the steady state."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.experiments import Axis, CoherentCsI, CoherentCsI2017, CoherentLAr, DresdenII, Prediction
from nuscat.experiments.count_records import COUNTS
from nuscat.inference import FitResult

from ._labels import COMPONENTS, axis_label, component_label, power_of_ten, rounded, unit_label
from ._poisson import poisson_interval
from ._style import BLACK, COLOURS, draw_legend, footer, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["bin_scale", "prediction", "prediction_csi", "prediction_lar"]

Floats = NDArray[np.float64]

_WIDEST = 4
"""Panels in one row."""
_LARGE = 1e5
"""Counts from which a power of ten is written."""

TITLES = {
    **{e.name: e.title for e in (CoherentCsI, CoherentCsI2017, CoherentLAr, DresdenII)},
    **{name: record.title for name, record in COUNTS.items()},
    "xenonnt-8b": "XENONnT solar 8B neutrinos",
}
"""Titles of experiments; any other keeps its name."""


def prediction(
    prediction: Prediction,
    fit_result: FitResult | None = None,
    *,
    subtract: Sequence[str] = ("steady_state",),
    note: str = "",
) -> Figure:
    """Expected counts of every component stacked along every axis, with the data and their errors.

    One column an axis (two rows of axes where there are more than four and nothing is subtracted). Upper row:
    everything; lower row: data minus the `subtract` components, beside what remains. Bins of unequal width show
    counts divided by their width, in the unit of the axis. Error bars: central 68.3 % interval of the Poisson mean of
    the observed number, or the published error; the subtracted expectation adds none.

    Parameters
    ----------
    prediction : Prediction
        Expected and observed counts [counts], any number of axes.
    fit_result : FitResult, optional
        Its fitted counts, significance and goodness of fit are written above the figure, which says so if the
        prediction drawn is not that of the best fit; draw ``experiment.predict(fit_result.values)``.
    subtract : sequence of str
        Components to subtract in the lower row; those that the prediction does not have are ignored. Without any there
        is no lower row.
    note : str
        For the small print, such as the quenching model.

    Returns
    -------
    Figure

    Raises
    ------
    UnknownNameError
        If the fit did not include the experiment.
    ValidityError
        If the prediction has no axis, or no component.

    Sources
    -------
    Arrangement as in the figures of COHERENT:2021xmm and COHERENT:2020iec.

    Examples
    --------
    >>> from nuscat import experiments, plots
    >>> figure = plots.prediction(experiments.load("coherent-csi").predict())
    >>> [axes.get_xlabel() for axes in figure.axes]
    ['', '', 'photoelectrons [PE]', 'time [µs]']
    """
    if not prediction.axes or not prediction.components:
        raise ValidityError(
            f"The prediction of {prediction.experiment!r} has no {'components' if prediction.axes else 'axes'}.",
            hint="Draw the result of Experiment.predict.",
        )
    names = tuple(reversed(tuple(prediction.components)))  # signal last, on top
    removed = tuple(n for n in names if n in subtract)
    kept = tuple(n for n in names if n not in removed)
    n = len(prediction.axes)
    below = bool(removed and kept)
    rows = 2 if below or n > _WIDEST else 1
    columns = n if below else math.ceil(n / rows)
    title = TITLES.get(prediction.experiment, prediction.experiment)
    fitted = "" if fit_result is None else _fit_line(prediction, fit_result)
    with styled():
        figure, panels = new_figure(
            f"{title}: expected and observed counts",
            rows=rows,
            columns=columns,
            size=(max(4.1 * columns + 0.6, 6.4), 3.2 * rows + 1.7),
            sharex="col" if below else False,
        )
        handles: list[Any] = []
        for i, axis in enumerate(prediction.axes):
            panel = panels[i // columns][i % columns]
            handles = _panel(panel, prediction, axis, i, names, ())
            if below:
                panel = panels[1][i]
                _panel(panel, prediction, axis, i, kept, removed)
            panel.set_xlabel(axis_label(axis.name, axis.unit))
        for spare in () if below else [axes for row in panels for axes in row][n:]:
            spare.remove()
        draw_legend(
            figure,
            list(reversed(handles)),
            [_data_label(prediction), *(_component_label(prediction, n, fit_result) for n in reversed(names))],
            title="\n".join(t for t in (title, fitted) if t),
        )
        lower = f"Lower row: {', '.join(component_label(n) for n in removed)} subtracted" if below else ""
        errors = "" if fit_result else "Uncertainties of the expectations: constrained nuisance parameters"
        bars = "68.3 % Poisson" if prediction.data_error is None else "one standard deviation, as published"
        footer(figure, prediction.cite, f"Error bars: {bars}", errors, lower, note)
    return figure


def prediction_csi(prediction: Prediction, fit_result: FitResult | None = None) -> Figure:
    """COHERENT CsI[Na] photoelectron and time spectra [counts per PE, per µs], whole and above the steady state.

    Parameters
    ----------
    prediction : Prediction
        Of :class:`nuscat.experiments.CoherentCsI`.
    fit_result : FitResult, optional
        As for :func:`nuscat.plots.prediction`.

    Returns
    -------
    Figure
        Four panels: photoelectrons and time; below, the same with the steady state subtracted.

    Raises
    ------
    ValidityError
        If the prediction is of another experiment.

    Sources
    -------
    Arrangement as in the figures of COHERENT:2021xmm.

    Examples
    --------
    >>> from nuscat import experiments, plots
    >>> len(plots.prediction_csi(experiments.load("coherent-csi").predict()).axes)
    4
    """
    _require_experiment(prediction, CoherentCsI.name)
    return _generic(prediction, fit_result)


def prediction_lar(prediction: Prediction, fit_result: FitResult | None = None) -> Figure:
    """COHERENT CENNS-10 projections on energy, F90 and time [counts per bin width], whole and above the steady state.

    Parameters
    ----------
    prediction : Prediction
        Of :class:`nuscat.experiments.CoherentLAr`.
    fit_result : FitResult, optional
        As for :func:`nuscat.plots.prediction`.

    Returns
    -------
    Figure
        Six panels: energy, F90 and time; below, the same with the steady state subtracted.

    Raises
    ------
    ValidityError
        If the prediction is of another experiment.

    Sources
    -------
    Arrangement as in the figures of COHERENT:2020iec.

    Examples
    --------
    >>> from nuscat import experiments, plots
    >>> len(plots.prediction_lar(experiments.load("coherent-lar").predict()).axes)
    6
    """
    _require_experiment(prediction, CoherentLAr.name)
    return _generic(prediction, fit_result)


_generic = prediction


def _require_experiment(prediction: Prediction, name: str) -> None:
    if prediction.experiment != name:
        raise ValidityError(
            f"This figure is for {name!r}, the prediction is of {prediction.experiment!r}.",
            hint="Use plots.prediction, which draws any experiment.",
        )


def bin_scale(axis: Axis) -> tuple[Floats, str]:
    """What counts are divided by in each bin of an axis [unit of the axis or 1], and the words for it."""
    width = np.diff(np.asarray(axis.edges))
    if np.allclose(width, width[0], rtol=1e-9):
        if axis.unit in ("1", ""):
            return np.ones_like(width), "per bin"
        return np.ones_like(width), f"per {width[0]:.4g} {unit_label(axis.unit)}"
    return width, f"per {unit_label(axis.unit)}" if axis.unit not in ("1", "") else "per unit"


def _panel(
    axes: Axes, prediction: Prediction, axis: Axis, i: int, names: Sequence[str], removed: Sequence[str]
) -> list[Any]:
    """Stack of `names` and data minus `removed`; handles from the bottom of the stack to the data."""
    from matplotlib.ticker import NullLocator

    edges = np.asarray(axis.edges)
    scale, per = bin_scale(axis)
    base = np.zeros(axis.bins)
    handles: list[Any] = []
    for name, colour in zip(names, _colours(names), strict=True):
        top = base + prediction.projection(name, i) / scale
        handles.append(axes.stairs(top, edges, baseline=base, fill=True, facecolor=colour, edgecolor="none", gid=name))
        base = top
    axes.stairs(base, edges, color=BLACK, linewidth=0.8, gid="total")
    observed = prediction.projection("data", i)
    errors = prediction.projected_error(i)
    low, high = poisson_interval(observed) if errors is None else (observed - errors, observed + errors)
    background = sum((prediction.projection(n, i) for n in removed), np.zeros(axis.bins))
    handles.append(
        axes.errorbar(
            0.5 * (edges[1:] + edges[:-1]),
            (observed - background) / scale,
            yerr=np.stack([observed - low, high - observed]) / scale,
            fmt="o",
            markersize=4.0,
            linewidth=1.2,
            color=BLACK,
            gid="data",
        )
    )
    axes.set_xlim(edges[0], edges[-1])
    if axis.unit in ("1", "") and np.allclose(np.diff(edges), 1.0):  # numbered bins
        axes.set_xticks(0.5 * (edges[1:] + edges[:-1]))
        axes.xaxis.set_minor_locator(NullLocator())
    if removed:
        axes.axhline(0.0, color=BLACK, linewidth=0.8)
        what = " and ".join(_short(n) for n in removed) if len(removed) < 3 else "background"  # named in the footer
        axes.set_ylabel(f"counts {per}\nminus {what}")
    else:
        axes.set_ylim(bottom=0.0)
        axes.set_ylabel(f"counts {per}")
    return handles


def _colours(names: Sequence[str]) -> list[str]:
    spare = [c for c in COLOURS if c not in {colour for _, colour in COMPONENTS.values()}]
    unknown = [n for n in names if n not in COMPONENTS]
    return [COMPONENTS[n][1] if n in COMPONENTS else spare[unknown.index(n) % len(spare)] for n in names]


def _short(name: str) -> str:
    return "steady state" if name == "steady_state" else component_label(name)


def _data_label(prediction: Prediction) -> str:
    total = float(np.sum(prediction.data))
    return f"data: {_large(total) if total >= _LARGE else f'{total:.6g}'} counts"


def _component_label(prediction: Prediction, name: str, fit: FitResult | None) -> str:
    """Label with the counts drawn; the uncertainty is that before a fit, so it is left out beside one."""
    value, error = prediction.counts(name), float(prediction.uncertainty.get(name, 0.0))
    if value >= _LARGE:
        return f"{component_label(name)}: {_large(value, 0.0 if fit is not None else error)}"
    if fit is not None:
        return f"{component_label(name)}: {rounded(value, 10.0 if value >= 100.0 else 1.0)}"
    text = f"{component_label(name)}: {_counts(value, error)}"
    return f"{text} ± {rounded(error, max(error, 1e-3))}" if error > 0 else text


def _large(value: float, error: float = 0.0) -> str:
    """Many counts with four digits and a power of ten [text], and their error in front of the same power."""
    power = math.floor(math.log10(value))
    text = f"{value / 10.0**power:.3f}"
    if error > 0.0:
        text = f"({text} ± {error / 10.0**power:.3f})"
    return f"{text}×{power_of_ten(power)}"


def _counts(value: float, error: float) -> str:
    return rounded(value, min(error, 10.0) if error > 0 else 10.0)


def _fit_line(prediction: Prediction, fit: FitResult) -> str:
    if prediction.experiment not in fit.experiments:
        raise UnknownNameError.of("experiment in this fit:", prediction.experiment, fit.experiments)
    words = []
    if prediction.experiment in fit.signal_counts:
        estimate = fit.signal_counts[prediction.experiment]
        words.append(f"CEvNS {rounded(estimate.value, estimate.error)} ± {rounded(estimate.error, estimate.error)}")
    if prediction.experiment in fit.significance_sigma:
        words.append(f"{fit.significance_sigma[prediction.experiment]:.1f} σ")
    gof = fit.goodness_of_fit
    words.append(f"−2 ln λ / dof = {gof.statistic:.1f}/{gof.dof}")
    if "cevns" in prediction.components and prediction.experiment in fit.signal_counts:
        drawn, best = prediction.counts("cevns"), fit.signal_counts[prediction.experiment].value
        if abs(drawn - best) > 0.005 * max(abs(best), 1.0):
            words.append("drawn: not the best fit")
    return "fit: " + ", ".join(words)
