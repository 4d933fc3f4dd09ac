"""Degree of coherency measured in data, bin by bin: profile likelihoods, limits and p-values of both extremes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import FitError, ValidityError
from nuscat.experiments.coherency import CoherencyExperiment, MomentumRange, with_coherency
from nuscat.processes.coherency import alpha_of_xi

from .curves import Profile
from .fit import Fit
from .result import FitResult
from .scan import profile

__all__ = ["CoherencyBin", "CoherencyMeasurement", "measure_coherency"]

Floats = NDArray[np.float64]
_POINTS = 41


@dataclass(frozen=True, kw_only=True)
class CoherencyBin:
    r"""Coherency of one energy bin.

    Parameters
    ----------
    name : str
        Of the parameter, ``xi_0``, …
    edges : tuple of float [unit of the energy axis]
    momentum : MomentumRange [MeV²]
    xi, alpha : tuple of float [1]
        Best value, lower and upper end of the 68.3 % interval (Δχ² = 1); not limited to [0, 1].
    alpha_below, alpha_above : float [1]
        One-sided limits at the confidence level of the measurement.
    p_coherent : float [1]
        Probability of a value as far below complete coherency (α = 1, ξ = 1) or farther, if that were true; ½ or more
        if the best value is above. One-sided Gaussian tail of √Δχ².
    p_decoherent : float [1]
        The same above complete decoherency (α = 0, ξ = r).
    """

    name: str
    edges: tuple[float, float]
    momentum: MomentumRange
    xi: tuple[float, float, float]
    alpha: tuple[float, float, float]
    alpha_below: float
    alpha_above: float
    p_coherent: float
    p_decoherent: float

    @property
    def physical(self) -> bool:
        """Whether the best α is between 0 and 1."""
        return 0.0 <= self.alpha[0] <= 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class CoherencyMeasurement:
    """Coherency of all bins of an experiment.

    Parameters
    ----------
    experiment : str
    bins : tuple of CoherencyBin
    profiles : tuple of Profile
        Of ξ, in the same order.
    fit : FitResult
        Joint fit of all bins, with its goodness of fit.
    level : float [1]
        Confidence level of the limits.
    """

    experiment: str
    bins: tuple[CoherencyBin, ...]
    profiles: tuple[Profile, ...]
    fit: FitResult
    level: float

    @property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys [text]."""
        return self.fit.cite

    def __str__(self) -> str:
        gof = self.fit.goodness_of_fit
        rows = [f"{self.experiment}: −2 ln λ = {gof.statistic:.1f} for {gof.dof} degrees of freedom"]
        for b in self.bins:
            best, low, high = b.alpha
            flag = "" if b.physical else " (outside [0, 1])"
            rows.append(
                f"q² = {b.momentum.mean:.0f} MeV² ({b.momentum.low:.0f} to {b.momentum.high:.0f}): "
                f"α = {best:.2f} +{high - best:.2f} −{best - low:.2f}{flag}; p(α=1) = {b.p_coherent:.2g}, "
                f"p(α=0) = {b.p_decoherent:.2g}"
            )
        return "\n".join(rows)

    def to_dict(self) -> dict[str, Any]:
        """Plain mapping for JSON."""
        return {
            "experiment": self.experiment,
            "level": self.level,
            "bins": [{**asdict(b), "physical": b.physical} for b in self.bins],
            "goodness_of_fit": {
                "statistic": self.fit.goodness_of_fit.statistic,
                "dof": self.fit.goodness_of_fit.dof,
            },
            "notes": list(self.fit.notes),
            "cite": list(self.cite),
        }


def measure_coherency(
    experiment: Any, edges: Sequence[float] | None = None, *, level: float = 0.9, span: float = 3.5
) -> CoherencyMeasurement:
    """Degree of coherency α(q²) from the data of an experiment, without form factors.

    All ξ are fitted together with the nuisance parameters of flux, detector and backgrounds; each is then profiled.

    Parameters
    ----------
    experiment : CoherentCsI, CoherentLAr or CoherencyExperiment
    edges : sequence of float [unit of the energy axis], optional
        See :func:`nuscat.experiments.with_coherency`.
    level : float [1]
        Confidence level of the one-sided limits.
    span : float [1]
        Range of the profiles on both sides, in standard deviations.

    Returns
    -------
    CoherencyMeasurement

    Raises
    ------
    FitError
        If a profile does not reach the limits asked for.

    Sources
    -------
    Sharma:2020mnr for the quantities. Checked: expectations of known form factors as data return their ξ.
    """
    from scipy.stats import norm

    if not 0.5 < level < 1.0:
        raise ValidityError(f"level must lie between 0.5 and 1, got {level!r}.", hint="Write 0.9 for 90 %.")
    free = experiment if isinstance(experiment, CoherencyExperiment) else with_coherency(experiment, edges)
    fit = Fit([free], free=free.names)
    result = fit.minimize()
    threshold = float(norm.ppf(level)) ** 2
    bins, profiles = [], []
    for i, (name, momentum) in enumerate(zip(free.names, free.momenta, strict=True)):
        e = result.parameters[name]
        down, up = (abs(d) if d is not None else e.error for d in (e.lower, e.upper))
        r = momentum.ratio
        x = np.linspace(e.value - span * down, e.value + span * up, _POINTS)
        x = np.unique(np.concatenate([x, [e.value, r, 1.0]]))
        p = profile(fit, name, x)
        xi = (p.best, _crossing(p, 1.0, -1), _crossing(p, 1.0, +1))
        limits = [alpha_of_xi(_crossing(p, threshold, side), r) for side in (+1, -1)]
        bins.append(
            CoherencyBin(
                name=name,
                edges=(float(free.edges[i]), float(free.edges[i + 1])),
                momentum=momentum,
                xi=xi,
                alpha=(alpha_of_xi(xi[0], r), alpha_of_xi(xi[1], r), alpha_of_xi(xi[2], r)),
                alpha_below=float(limits[0]),
                alpha_above=float(limits[1]),
                p_coherent=_tail(p, 1.0, 1.0 - p.best),
                p_decoherent=_tail(p, r, p.best - r),
            )
        )
        profiles.append(p)
    return CoherencyMeasurement(
        experiment=free.name, bins=tuple(bins), profiles=tuple(profiles), fit=result, level=level
    )


def _tail(p: Profile, value: float, distance: float) -> float:
    """One-sided probability [1] of √Δχ² at `value`, which is a scanned point; above ½ if `distance` is negative."""
    delta = float(p.delta_chi2[int(np.argmin(np.abs(p.values - value)))])
    z = math.copysign(math.sqrt(max(delta, 0.0)), distance)
    return 0.5 * math.erfc(z / math.sqrt(2.0))


def _crossing(p: Profile, threshold: float, side: int) -> float:
    """Nearest ξ [1] on one side of the best at which √Δχ² reaches √`threshold`, linear in √Δχ² between points."""
    order = np.arange(len(p.values)) if side > 0 else np.arange(len(p.values))[::-1]
    x, y = p.best, 0.0
    goal = math.sqrt(threshold)
    for k in order:
        if side * (p.values[k] - p.best) <= 0.0:
            continue
        new = math.sqrt(max(float(p.delta_chi2[k]), 0.0))
        if new >= goal:
            return float(x + (p.values[k] - x) * (goal - y) / (new - y))
        x, y = float(p.values[k]), new
    raise FitError(f"The profile of {p.name} does not reach Δχ² = {threshold:g}.", hint="Give a larger span.")
