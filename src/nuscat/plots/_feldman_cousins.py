"""Feldman–Cousins constructions: Δχ² of the data against the levels that toys give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nuscat._core.errors import ValidityError
from nuscat.inference import FeldmanCousins, Profile

from ._labels import axis_label, parameter_label, unit_label
from ._scans import delta_chi2, intervals_text, percent, wilks_note
from ._style import COLOURS, LINES, draw_legend, footer, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["construction"]


def construction(
    result: FeldmanCousins, profile: Profile | None = None, *, level: float = 0.9, note: str = ""
) -> Figure:
    """Δχ² of the data and, at every value, the Δχ² that a fraction `level` of toys stays below.

    Parameters
    ----------
    result : FeldmanCousins
        Result of :func:`nuscat.inference.feldman_cousins` [unit of its parameter].
    profile : Profile, optional
        Profile likelihood of the same parameter; its interval by Wilks' theorem is then given too.
    level : float [1]
        One of the confidence levels of the construction.
    note : str
        For the small print, such as what is held.

    Returns
    -------
    Figure
        The interval by toys is shaded; it ends at scanned values.

    Raises
    ------
    ValidityError
        If the construction has no such level, or the profile is of another parameter.

    Examples
    --------
    >>> import numpy as np
    >>> from nuscat import inference, plots
    >>> x = np.linspace(0.0, 60.0, 7)
    >>> fc = inference.FeldmanCousins(name="mu_nu_mu", unit="1e-10 mu_B", values=x, observed=(x / 20) ** 4,
    ...     critical={0.9: np.full(7, 2.0)}, p_value=np.exp(-x / 20), seed=1)
    >>> plots.construction(fc).axes[0].get_ylabel()
    'Δχ²'
    """
    if level not in result.critical:
        raise ValidityError(
            f"The construction has no level {level!r}.",
            hint=f"It has {', '.join(map(str, result.critical))}; others: feldman_cousins(…, levels=…).",
        )
    if profile is not None and profile.name != result.name:
        raise ValidityError(
            f"The profile is of {profile.name}, the construction of {result.name}.", hint="Give both of one parameter."
        )
    threshold = delta_chi2(level, 1)
    accepted = result.intervals(level)
    unit = "" if result.unit in ("1", "") else f" {unit_label(result.unit)}"
    with styled():
        figure, panels = new_figure(f"construction of {result.name}", size=(6.4, 5.0))
        axes = panels[0][0]
        x = result.values
        handles: list[Any] = []
        texts: list[str] = []
        if profile is not None:
            (curve,) = axes.plot(profile.values, profile.delta_chi2, color=COLOURS[0], gid="profile")
            wilks = intervals_text(result.name, profile.values, profile.intervals(threshold))
        else:
            (curve,) = axes.plot(x, result.observed, color=COLOURS[0], gid="observed")
            wilks = ""
        handles.append(curve)
        texts.append("data")
        (toys,) = axes.plot(
            x, result.critical[level], color=COLOURS[1], linestyle=LINES[1], marker="o", markersize=4, gid="critical"
        )
        inside = intervals_text(result.name, x, accepted)
        handles.append(toys)
        texts.append(f"{percent(level)} of toys; interval {inside}{unit}")
        handles.append(axes.axhline(threshold, color="#6b6b6b", linewidth=0.9, linestyle=(0, (2, 2)), gid="level"))
        texts.append(f"Wilks' theorem, {percent(level)}" + (f"; interval {wilks}{unit}" if wilks else ""))
        for low, high in accepted:
            axes.axvspan(low, high, color=COLOURS[1], alpha=0.12, linewidth=0.0)
        axes.set_ylim(0.0, max(1.6 * threshold, 1.15 * float(max(result.critical[level]))))
        axes.set_xlim(x[0], x[-1])
        axes.set_ylabel("Δχ²")
        axes.set_xlabel(axis_label(parameter_label(result.name), result.unit))
        draw_legend(figure, handles, texts, title=f"Toys and Wilks' theorem: {parameter_label(result.name)}")
        doubt = wilks_note(profile.wilks) if profile is not None else ""
        footer(figure, result.cite, "Toys at every value, nuisance parameters at their profiled values", note, doubt)
    return figure
