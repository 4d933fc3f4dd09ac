"""Uncertainty of a cross section by source as a function of the neutrino energy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nuscat._core.errors import ValidityError

from ._labels import FLAVOUR_LABELS
from ._style import BLACK, COLOURS, LINES, draw_legend, footer, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nuscat.processes.budget import ErrorBudget

__all__ = ["error_budget"]


def error_budget(budget: ErrorBudget, *, log: bool = True) -> Figure:
    """Relative uncertainty of σ(E_ν) by source, and the shares of the sources in the variance.

    Parameters
    ----------
    budget : ErrorBudget
        With at least two increasing energies [MeV].
    log : bool
        Logarithmic axis of the uncertainties.

    Returns
    -------
    Figure
        Above one line a source and the totals [%], below the stacked shares of the variance [%].

    Raises
    ------
    ValidityError
        If the energies are fewer than two or not increasing.

    Examples
    --------
    >>> from nuscat import plots
    >>> from nuscat.plots._error_budget import error_budget as draw
    >>> from nuscat.processes.budget import error_budget
    >>> figure = draw(error_budget("Ar40", ["measured", "measured:skin=0.1"], [10.0, 30.0, 50.0]))
    >>> [axes.get_ylabel() for axes in figure.axes]
    ['uncertainty of σ [%]', 'share of variance [%]']
    """
    E = np.asarray(budget.E_nu, dtype=float)
    if E.size < 2 or not np.all(np.diff(E) > 0):
        raise ValidityError(
            f"A figure of the budget needs at least two increasing energies, got {E.tolist()!r}.",
            hint="Make the budget with E_nu=numpy.linspace(5, 100, 60).",
        )
    total, linear = (100.0 * budget.total(how) for how in ("quadrature", "linear"))
    with styled():
        figure, panels = new_figure("error budget", rows=2, size=(6.6, 7.0), ratios=[2.0, 1.0], sharex=True)
        top, bottom = panels[0][0], panels[1][0]
        handles: list[Any] = []
        base = np.zeros_like(E)
        for i, source in enumerate(budget.sources):
            colour = COLOURS[i % len(COLOURS)]
            percent = 100.0 * source.relative
            shown = np.where(percent > 0.0, percent, np.nan) if log else percent
            (line,) = top.plot(E, shown, color=colour, linestyle=LINES[i % len(LINES)], gid=f"source:{source.name}")
            handles.append(line)
            share = 100.0 * np.divide(percent**2, total**2, out=np.zeros_like(E), where=total > 0.0)
            bottom.fill_between(E, base, base + share, color=colour, alpha=0.75, linewidth=0.0)
            base = base + share
        handles += top.plot(E, total, color=BLACK, linewidth=2.6, gid="total")
        handles += top.plot(E, linear, color=BLACK, linewidth=1.2, linestyle=(0, (1, 1.3)), gid="linear")
        if log:
            top.set_yscale("log")
            top.set_ylim(bottom=max(1e-3, 0.3 * float(np.nanmin(total)) / 100.0))
        else:
            top.set_ylim(bottom=0.0)
        top.set_ylabel("uncertainty of σ [%]")
        bottom.set_ylabel("share of variance [%]")
        bottom.set_ylim(0.0, 100.0)
        bottom.set_xlim(E[0], E[-1])
        bottom.set_xlabel("neutrino energy [MeV]")
        labels = [*(s.label for s in budget.sources), "total (in quadrature)", "linear sum"]
        title = f"Uncertainty of the coherent cross section of {budget.nuclide}, {FLAVOUR_LABELS[budget.flavour]}"
        draw_legend(figure, handles, labels, title=title)
        footer(figure, budget.cite, f"Nuclear: {len(budget.source('nuclear').parts)} models, central {budget.central}")
    return figure
