"""Degree of coherency: what sources reach, and what data and form factors say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nuscat._core.citations import collect
from nuscat._core.errors import ValidityError
from nuscat.processes.coherency import (
    EPSILON_SHARMA,
    SHARMA_TARGETS,
    alpha_of_xi,
    decoherence_ratio,
    gamma_np,
    gamma_qm,
    sharma_target,
    xi_of_alpha,
)

from ._style import BLACK, COLOURS, LINES, draw_legend, footer, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nuscat.inference import CoherencyMeasurement

__all__ = ["SOURCES", "coherency", "coherency_sources"]

SOURCES: dict[str, float] = {"reactor": 8.0, "solar": 18.8, "stopped pion": 52.83, "atmospheric": 1000.0}
"""Largest neutrino energies [MeV] of the sources in the figure: fission (bulk), hep neutrinos, muon decay, 1 GeV."""
_MARKERS = ("o", "s", "D", "^", "v", "P")


def _alpha(nucleus: Any, q: Any, epsilon: float, scale: float = 1.0) -> Any:
    """α [1] of a nucleus with all lengths times `scale`, at `q` [MeV]; not limited to [0, 1]."""
    k = scale * np.asarray(q, dtype=float)
    Z, N = nucleus.Z, nucleus.N
    xi = gamma_np(nucleus.proton(k), nucleus.neutron(k), Z, N, epsilon) / gamma_np(1.0, 1.0, Z, N, epsilon)
    return alpha_of_xi(xi, decoherence_ratio(Z, N, epsilon))


def coherency_sources(
    targets: Mapping[str, Any] | None = None,
    sources: Mapping[str, float] | None = None,
    *,
    epsilon: float = EPSILON_SHARMA,
) -> Figure:
    """ξ and Γ against α [1], with the smallest α that each source reaches, at its largest q².

    Parameters
    ----------
    targets : mapping of label to nucleus, optional
        With `Z`, `N`, `mass` [MeV], `proton(q)`, `neutron(q)`; default Ar, Ge and Xe as in Sharma:2020mnr.
    sources : mapping of label to float [MeV], optional
        Largest neutrino energies; default `SOURCES`.
    epsilon : float [1]

    Returns
    -------
    Figure
        A source whose largest q² is beyond the region of α > 0 is marked at α = 0 and named so in the legend.

    Examples
    --------
    >>> from nuscat import plots
    >>> [a.get_xlabel()[-1] for a in plots.coherency_sources().axes]
    ['α', 'α']
    """
    chosen = {name: sharma_target(name) for name in SHARMA_TARGETS} if targets is None else dict(targets)
    reach = SOURCES if sources is None else dict(sources)
    if not chosen:
        raise ValidityError("There is no target to draw.", hint="Give a mapping of label to nucleus.")
    alpha = np.linspace(0.0, 1.0, 201)
    with styled():
        figure, panels = new_figure("coherency and sources", columns=2, size=(11.0, 6.0))
        left, right = panels[0]
        handles, texts = [], []
        for i, (label, n) in enumerate(chosen.items()):
            style: dict[str, Any] = {"color": COLOURS[i % len(COLOURS)], "linestyle": LINES[i % len(LINES)]}
            r = decoherence_ratio(n.Z, n.N, epsilon)
            (line,) = left.plot(alpha, xi_of_alpha(alpha, r), gid=f"xi:{label}", **style)
            right.plot(alpha, gamma_qm(alpha, n.Z, n.N, epsilon), gid=f"gamma:{label}", **style)
            handles.append(line)
            texts.append(f"{label}: r = {r:.4f}")
        for k, (label, energy) in enumerate(reach.items()):
            found, below = [], False
            for n in chosen.values():
                q = np.linspace(0.0, 2.0 * energy / np.sqrt(1.0 + 2.0 * energy / n.mass), 2001)
                smallest = float(_alpha(n, q, epsilon).min())
                below = below or smallest < 0.0
                found.append(max(smallest, 0.0))
            x = np.array(found)
            ratios = np.array([decoherence_ratio(n.Z, n.N, epsilon) for n in chosen.values()])
            strengths = np.array([gamma_qm(a, n.Z, n.N, epsilon) for a, n in zip(found, chosen.values(), strict=True)])
            marks: dict[str, Any] = {
                "marker": _MARKERS[k % len(_MARKERS)], "color": BLACK, "linewidth": 0.9, "linestyle": ":",
                "markersize": 6.5, "markerfacecolor": "white", "clip_on": False, "zorder": 5,
            }  # fmt: skip
            (mark,) = left.plot(x, xi_of_alpha(x, ratios), gid=f"source:{label}", **marks)
            right.plot(x, strengths, gid=f"source:{label}", **marks)
            handles.append(mark)
            texts.append(f"{label}, E = {energy:g} MeV" + (" (all α, and beyond)" if below else ""))
        left.set(xlim=(0.0, 1.0), ylim=(0.0, 1.0), xlabel="degree of coherency α")
        left.set_ylabel("ξ = σ / σ(pointlike nucleus)")
        right.set(xlim=(0.0, 1.0), yscale="log", xlabel="degree of coherency α")
        right.set_ylabel("strength Γ = (εZ − N)²ξ")
        draw_legend(figure, handles, texts, title="Coherency reached at the largest q² of a source")
        footer(figure, ("Kerman:2016jqp", "Sharma:2020mnr"), f"ε = {epsilon:g}")
    return figure


def coherency(
    measurements: Mapping[str, CoherencyMeasurement] | None = None,
    nuclei: Mapping[str, Any] | None = None,
    *,
    q2: Sequence[float] = (0.0, 1.0e4),
    scale: float = 0.1,
    epsilon: float = EPSILON_SHARMA,
    alpha: tuple[float, float] = (-0.5, 2.2),
) -> Figure:
    """Degree of coherency α(q²) of data and of form factors.

    Parameters
    ----------
    measurements : mapping of label to CoherencyMeasurement, optional
        Of :func:`nuscat.inference.measure_coherency`.
    nuclei : mapping of label to nucleus, optional
        Form factors; default Ar, Ge and Xe as in Sharma:2020mnr. The bands have all lengths (radius and skin) changed
        by ± `scale`.
    q2 : (low, high) [MeV²]
    scale, epsilon : float [1]
    alpha : (low, high) [1]
        Range of the axis. Measured values outside [0, 1] are drawn where they are.

    Returns
    -------
    Figure

    Examples
    --------
    >>> from nuscat import plots
    >>> plots.coherency().axes[0].get_ylabel()
    'degree of coherency α'
    """
    shapes = {name: sharma_target(name) for name in SHARMA_TARGETS} if nuclei is None else dict(nuclei)
    data = dict(measurements or {})
    x = np.linspace(float(q2[0]), float(q2[1]), 401)
    q = np.sqrt(x)
    with styled():
        figure, panels = new_figure("degree of coherency", size=(8.2, 6.4))
        axes = panels[0][0]
        axes.axhspan(0.0, 1.0, color="#f4f4f4", zorder=0, linewidth=0)
        handles: list[Any] = []
        texts: list[str] = []
        for i, (label, n) in enumerate(shapes.items()):
            style: dict[str, Any] = {"color": COLOURS[i % len(COLOURS)], "linestyle": LINES[i % len(LINES)]}
            (line,) = axes.plot(x / 1e3, _alpha(n, q, epsilon), gid=f"alpha:{label}", **style)
            ends = [_alpha(n, q, epsilon, 1.0 + side * scale) for side in (-1.0, 1.0)]
            axes.fill_between(x / 1e3, *ends, color=style["color"], alpha=0.18, linewidth=0, gid=f"band:{label}")
            handles.append(line)
            texts.append(f"{label}, form factor (lengths ± {100 * scale:g} %)")
        for k, (label, m) in enumerate(data.items()):
            colour = COLOURS[(len(shapes) + k) % len(COLOURS)]
            mean = np.array([b.momentum.mean for b in m.bins]) / 1e3
            spread = np.array([b.momentum.spread for b in m.bins]) / 1e3
            best, low, high = (np.array([b.alpha[j] for b in m.bins]) for j in range(3))
            bar = axes.errorbar(
                mean, best, xerr=spread, yerr=[best - low, high - best], fmt=_MARKERS[k % len(_MARKERS)],
                color=colour, markersize=5.5, capsize=2.5, linewidth=1.2, gid=f"data:{label}",
            )  # fmt: skip
            handles.append(bar)
            texts.append(label)
        for level in (0.0, 1.0):
            axes.axhline(level, color="#6b6b6b", linewidth=0.9)
        axes.annotate("complete coherency", (0.985, 1.0), xycoords=("axes fraction", "data"), xytext=(0, 4),
                      textcoords="offset points", ha="right", fontsize=10, color="#4d4d4d")  # fmt: skip
        axes.annotate("complete decoherency", (0.985, 0.0), xycoords=("axes fraction", "data"), xytext=(0, -13),
                      textcoords="offset points", ha="right", fontsize=10, color="#4d4d4d")  # fmt: skip
        axes.set(xlim=(x[0] / 1e3, x[-1] / 1e3), ylim=alpha, xlabel="$q^2$ [10³ MeV²]")
        axes.set_ylabel("degree of coherency α")
        draw_legend(figure, handles, texts, title="Degree of coherency α(q²)")
        keys = [key for m in data.values() for key in m.cite] + list(collect(*shapes.values()))
        footer(
            figure, [*keys, "Kerman:2016jqp", "Sharma:2020mnr"], "Bars: 68 % and standard deviation of q²" * bool(data)
        )
    return figure
