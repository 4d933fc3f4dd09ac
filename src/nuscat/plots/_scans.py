"""Profile likelihoods of one parameter."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.inference import Profile

from ._labels import axis_label, interval_text, parameter_label, rounded, unit_label
from ._style import BLACK, COLOURS, LINES, draw_legend, footer, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["LEVELS", "delta_chi2", "intervals_text", "percent", "profile", "wilks_note"]

LEVELS = (0.6827, 0.9)
"""Confidence levels drawn by default [1]."""


def delta_chi2(level: float, parameters: int) -> float:
    """Δχ² [1] that holds a fraction `level` [1] of a χ² distribution with one or two degrees of freedom.

    Sources
    -------
    Closed forms, z² with erf(z/√2) = level and −2 ln(1 − level). Checked: against scipy.stats.chi2 to 1e-12.

    Examples
    --------
    >>> [round(delta_chi2(0.9, n), 3) for n in (1, 2)]
    [2.706, 4.605]
    """
    if not 0.0 < level < 1.0:
        raise ValidityError(f"A confidence level must lie between 0 and 1, got {level!r}.", hint="Write 0.9 for 90 %.")
    if parameters == 2:
        return -2.0 * math.log1p(-level)
    from scipy.special import erfinv

    return 2.0 * float(erfinv(level)) ** 2


def wilks_note(reasons: Sequence[str]) -> str:
    """Short text for a figure on which Wilks' theorem is not justified; empty without reasons."""
    reasons = list(dict.fromkeys(reasons))
    if not reasons:
        return ""
    more = f" and {len(reasons) - 1} more" if len(reasons) > 1 else ""
    return f"Wilks' theorem is not justified ({reasons[0]}{more}): quote these levels only with toys"


def percent(level: float) -> str:
    """A confidence level as text."""
    return f"{100.0 * level:.3g} %"


def _text(p: Profile, threshold: float) -> str:
    """Intervals of a profile at Δχ² = `threshold` [text]."""
    return intervals_text(p.name, p.values, p.intervals(threshold))


def intervals_text(name: str, values: Any, intervals: Sequence[tuple[float, float]]) -> str:
    """Intervals [text] of a scan of the parameter `name` over `values` [its unit]; open where the scan ends."""
    low, high = _limits(name)
    parts = [
        interval_text(lo, hi, open_low=lo == values[0] and lo != low, open_high=hi == values[-1] and hi != high)
        for lo, hi in intervals
    ]
    return " or ".join(parts) if parts else "no scanned value"


def _limits(name: str) -> tuple[float | None, float | None]:
    """Limits of a physics parameter [its unit], where an interval ends for good; None for others."""
    from nuscat.experiments import physics_parameter

    try:
        record = physics_parameter(name)
    except UnknownNameError:
        return None, None
    return record.lower, record.upper


def _minima(p: Profile, threshold: float) -> list[tuple[float, float]]:
    """Position and Δχ² of the lowest scanned point in every interval; the best fit replaces that of its own."""
    out: list[tuple[float, float]] = []
    for lo, hi in p.intervals(threshold):
        if lo <= p.best <= hi:
            out.append((p.best, 0.0))
            continue
        inside = (p.values >= lo) & (p.values <= hi)
        k = int(np.argmin(np.where(inside, p.delta_chi2, np.inf)))
        out.append((float(p.values[k]), float(p.delta_chi2[k])))
    return out


def _curve(p: Profile) -> tuple[Any, Any]:
    """Scanned points and the best fit, which the curve passes through."""
    if not p.values[0] < p.best < p.values[-1] or p.best in p.values:
        return p.values, p.delta_chi2
    k = int(np.searchsorted(p.values, p.best))
    return np.insert(p.values, k, p.best), np.insert(p.delta_chi2, k, 0.0)


def profile(
    profiles: Profile | Sequence[Profile] | Mapping[str, Profile],
    *,
    labels: Sequence[str] | None = None,
    published: Mapping[str, tuple[float, float, float]] | None = None,
    levels: Sequence[float] = LEVELS,
    maximum: float | None = None,
    note: str = "",
) -> Figure:
    """Profile likelihood Δχ² of one parameter, with its confidence levels, best fits and intervals.

    Parameters
    ----------
    profiles : Profile, sequence of Profile, or mapping of label to Profile
        All of the same parameter [its unit].
    labels : sequence of str, optional
        Labels of a sequence of profiles.
    published : mapping of label to (value, low, high) [unit of the parameter], optional
        Results from elsewhere: central value and the ends of its 68 % interval. They are drawn in a strip below the
        curves, together with those of the curves.
    levels : sequence of float [1]
        Confidence levels (one parameter), drawn as lines; the first is that of the intervals in the legend.
    maximum : float [1], optional
        Upper end of the Δχ² axis; default a third above the highest level line, at least 4.
    note : str
        For the small print, such as what is held.

    Returns
    -------
    Figure
        Degenerate minima: every interval is listed, every minimum inside one is marked (best fit filled, others open).

    Raises
    ------
    ValidityError
        If the profiles are of different parameters, labels are missing, or a published value is outside its interval.

    Examples
    --------
    >>> import numpy as np
    >>> from nuscat import inference, plots
    >>> x = np.linspace(0.2, 0.3, 21)
    >>> p = inference.Profile(name="sin2w", unit="1", values=x, chi2=((x - 0.24) / 0.02) ** 2, minimum=0.0, best=0.24)
    >>> plots.profile(p).axes[0].get_ylabel()
    'Δχ²'
    """
    named = _named(profiles, labels)
    first = next(iter(named.values()))
    threshold = delta_chi2(levels[0], 1) if levels else 1.0
    rows = _published_rows(published or {}, named, threshold)
    top = maximum if maximum is not None else max([4.0, *(1.35 * delta_chi2(level, 1) for level in levels)])
    with styled():
        size = (6.4, 4.6 + 0.28 * len(named) + (0.5 + 0.34 * len(rows) if rows else 0.0))
        ratios = [3.6, 0.3 + 0.34 * len(rows)] if rows else None
        figure, panels = new_figure(
            f"profile likelihood of {first.name}", rows=2 if rows else 1, size=size, ratios=ratios, sharex=True
        )
        axes = panels[0][0]
        handles, texts = [], []
        for i, (label, p) in enumerate(named.items()):
            colour, line = COLOURS[i % len(COLOURS)], LINES[i % len(LINES)]
            (curve,) = axes.plot(*_curve(p), color=colour, linestyle=line, gid=f"profile:{label}")
            for x, y in _minima(p, threshold):
                face = colour if x == p.best else "white"
                axes.plot(
                    [x],
                    [y],
                    "o",
                    markersize=7,
                    color=colour,
                    markerfacecolor=face,
                    clip_on=False,
                    zorder=5,
                    gid="minimum",
                )
            handles.append(curve)
            texts.append(_legend_text(label, p, threshold, levels))
        for level in levels:
            y = delta_chi2(level, 1)
            axes.axhline(y, color="#6b6b6b", linewidth=0.9, linestyle=(0, (2, 2)), gid="level")
            axes.annotate(
                percent(level), (1.0, y), xycoords=("axes fraction", "data"), xytext=(-4, 3),
                textcoords="offset points", ha="right", fontsize=10, color="#4d4d4d",
            )  # fmt: skip
        axes.set_ylim(0.0, top)
        axes.set_ylabel("Δχ²")
        axes.set_xlim(min(p.values[0] for p in named.values()), max(p.values[-1] for p in named.values()))
        if rows:
            _strip(panels[1][0], rows)
        panels[-1][0].set_xlabel(axis_label(parameter_label(first.name), first.unit))
        draw_legend(figure, handles, texts, title=f"Profile likelihood of {parameter_label(first.name)}")
        footer(
            figure,
            [key for p in named.values() for key in p.cite],
            "All other parameters minimised at each value",
            "Published values with their stated intervals" if published else "",
            note,
            wilks_note([reason for p in named.values() for reason in p.wilks]),
        )
    return figure


def _named(profiles: Any, labels: Sequence[str] | None) -> dict[str, Profile]:
    if isinstance(profiles, Mapping):
        named = dict(profiles)
    else:
        several = [profiles] if isinstance(profiles, Profile) else list(profiles)
        given = list(labels) if labels is not None else ([""] if len(several) == 1 else [])
        if len(given) != len(several) or len(set(given)) != len(given):
            raise ValidityError(
                f"{len(several)} profiles need as many different labels, got {len(given)}.",
                hint='Give labels=["…", …], or a mapping of label to profile.',
            )
        named = dict(zip(given, several, strict=True))
    if not named:
        raise ValidityError("There is no profile to draw.", hint="Give at least one result of inference.profile.")
    kinds = {(p.name, p.unit) for p in named.values()}
    if len(kinds) > 1:
        raise ValidityError(
            f"Profiles of different parameters do not fit into one figure: {', '.join(sorted(n for n, _ in kinds))}.",
            hint="Draw one figure a parameter.",
        )
    return named


def _legend_text(label: str, p: Profile, threshold: float, levels: Sequence[float]) -> str:
    unit = "" if p.unit in ("1", "") else f" {unit_label(p.unit)}"
    intervals = p.intervals(threshold)
    scale = 0.5 * min((hi - lo for lo, hi in intervals), default=0.0)
    head = f"{label}: " if label else ""
    level = percent(levels[0]) if levels else percent(LEVELS[0])
    return f"{head}best fit {rounded(p.best, scale)}{unit}; {level}: {_text(p, threshold)}{unit}"


def _published_rows(
    published: Mapping[str, tuple[float, float, float]], named: Mapping[str, Profile], threshold: float
) -> list[tuple[str, str, list[tuple[float, float, float]]]]:
    """Rows of the strip: label, colour and (value, low, high) of each interval; empty without published values."""
    for label, (value, low, high) in published.items():
        if not (math.isfinite(value) and math.isfinite(low) and math.isfinite(high) and low <= value <= high):
            raise ValidityError(
                f"The published value {label!r} = ({value}, {low}, {high}) does not lie in its interval.",
                hint="Give (value, low, high) with the ends of the interval, not the sizes of the errors.",
            )
    if not published:
        return []
    rows = []
    for i, (label, p) in enumerate(named.items()):
        points = [(m, lo, hi) for (m, _), (lo, hi) in zip(_minima(p, threshold), p.intervals(threshold), strict=True)]
        rows.append((label or "this profile", COLOURS[i % len(COLOURS)], points))
    return rows + [(label, BLACK, [v]) for label, v in published.items()]


def _strip(axes: Axes, rows: Sequence[tuple[str, str, list[tuple[float, float, float]]]]) -> None:
    for k, (label, colour, points) in enumerate(rows):
        for value, low, high in points:
            axes.errorbar(
                [value], [-k], xerr=[[value - low], [high - value]], fmt="o", markersize=5, capsize=3, color=colour,
                gid=f"interval:{label}",
            )  # fmt: skip
    axes.set_ylim(-len(rows) + 0.4, 0.6)
    axes.set_yticks([-float(k) for k in range(len(rows))], [label for label, _, _ in rows], fontsize=10)
    axes.tick_params(axis="y", which="both", length=0)
    axes.minorticks_on()
    axes.yaxis.set_minor_locator(_no_ticks())


def _no_ticks() -> Any:
    from matplotlib.ticker import NullLocator

    return NullLocator()
