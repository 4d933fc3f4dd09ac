r"""What an experiment can be expected to see: significance, limits and errors from Asimov data, against exposure.

Asimov data are the expected counts with every nuisance parameter at its central value; the profile likelihood of them
gives medians (Cowan:2010js). They hold where the likelihood ratio follows its asymptotic distribution: about five
counts and more; toys are the check below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import FitError, ValidityError
from nuscat.experiments import Experiment

from ._scaled import ScaledExperiment, scaled
from .model import Model
from .newton import minimise_batch

__all__ = [
    "ExposureCurve",
    "ScaledExperiment",
    "expected_error",
    "expected_limit",
    "exposure_curve",
    "scaled",
    "significance",
]

Floats = NDArray[np.float64]
Experiments = Sequence[Experiment]


def significance(
    experiments: Experiment | Experiments,
    *,
    parameter: str = "normalisation",
    null: float = 0.0,
    fixed: Mapping[str, float] | None = None,
) -> float:
    r"""Expected significance with which `parameter` = `null` is excluded, :math:`\sqrt{q_0}` of Asimov data [σ].

    Parameters
    ----------
    experiments : Experiment or sequence of Experiment
    parameter : str
        Physics parameter; default the CEvNS normalisation, whose value 0 is no signal.
    null : float [unit of the parameter]
        Hypothesis that is tested; the data are expected for the nominal value of the parameter.
    fixed : mapping of name to float [units of the parameters]
        Parameters held.

    Returns
    -------
    float [σ]

    Raises
    ------
    FitError
        If the profile fit does not converge.

    Sources
    -------
    Cowan:2010js, Eqs. (12), (97). Checked: √(2[(s+b)ln(1+s/b) − s]) for one bin with known background; the closed
    form of Li and Ma for a background measured beside it; that of a Gaussian constraint.

    Examples
    --------
    >>> from nuscat import experiments
    >>> 8.0 < significance(experiments.load("coherent-csi")) < 16.0
    True
    """
    return float(np.sqrt(max(_asimov(_list(experiments), parameter, fixed).profile(null), 0.0)))


def expected_limit(
    experiments: Experiment | Experiments,
    parameter: str,
    *,
    level: float = 0.9,
    sides: Literal[1, 2] = 1,
    truth: float | None = None,
    fixed: Mapping[str, float] | None = None,
) -> float | None:
    """Median upper limit on a parameter, from the profile likelihood of Asimov data.

    Parameters
    ----------
    experiments : Experiment or sequence of Experiment
    parameter : str
        Physics parameter.
    level : float [1]
        Confidence level.
    sides : {1, 2}
        1: Δχ² = z² with z the one-sided quantile (1.64 at 90 %); 2: that of a two-sided interval (2.71 at 90 %).
    truth : float [unit of the parameter], optional
        Value with which the data are made; default the nominal one.
    fixed : mapping of name to float
        Parameters held.

    Returns
    -------
    float or None [unit of the parameter]
        None if the limit is beyond the largest value that the parameter may have.

    Raises
    ------
    ValidityError
        If the level is not between 0 and 1.

    Sources
    -------
    Cowan:2010js, Eqs. (67), (69). Checked: closed form of a Gaussian measurement; median of toys.
    """
    from scipy.stats import norm

    if not 0.0 < level < 1.0:
        raise ValidityError(f"The confidence level must be between 0 and 1, got {level!r}.", hint="For example 0.9.")
    if sides not in (1, 2):
        raise ValidityError(f"A limit has 1 or 2 sides, got {sides!r}.")
    z = norm.ppf(level if sides == 1 else 0.5 * (1.0 + level))
    return _asimov(_list(experiments), parameter, fixed, truth).crossing(float(z**2), 1.0)


def expected_error(
    experiments: Experiment | Experiments, parameter: str, *, fixed: Mapping[str, float] | None = None
) -> tuple[float | None, float | None]:
    """Expected errors of a parameter, up and down (positive), where Δχ² of Asimov data is 1 [unit of the parameter]."""
    asimov = _asimov(_list(experiments), parameter, fixed)
    centre = float(asimov.truth[0])
    up, down = (asimov.crossing(1.0, direction) for direction in (1.0, -1.0))
    return (None if up is None else up - centre), (None if down is None else centre - down)


@dataclass(frozen=True, kw_only=True)
class ExposureCurve:
    """Forecast against exposure.

    Parameters
    ----------
    factors : tuple of float [1]
        Exposures relative to that of the experiment.
    signal, background : tuple of float [counts]
        Expected counts.
    significance : tuple of float [σ]
        With which no CEvNS is excluded.
    parameter : str
    limit : tuple of float or None [unit of the parameter]
        Median upper limit; for the normalisation with data made without signal.
    error_up, error_down : tuple of float or None [unit of the parameter]
    level : float [1]
    """

    experiment: str
    factors: tuple[float, ...]
    signal: tuple[float, ...]
    background: tuple[float, ...]
    significance: tuple[float, ...]
    parameter: str
    unit: str
    limit: tuple[float | None, ...]
    error_up: tuple[float | None, ...]
    error_down: tuple[float | None, ...]
    level: float
    cite: ClassVar[tuple[str, ...]] = ("Cowan:2010js",)

    def factor_for(self, sigmas: float) -> float | None:
        """Exposure factor [1] at which the significance reaches `sigmas`, linear in its logarithm; None outside."""
        z, f = np.array(self.significance), np.array(self.factors)
        if not z[0] <= sigmas <= z[-1]:
            return None
        return float(np.exp(np.interp(sigmas, z, np.log(f))))

    def to_dict(self) -> dict[str, Any]:
        """Plain mapping for JSON."""
        names = ("factors", "signal", "background", "significance", "limit", "error_up", "error_down")
        more = {"experiment": self.experiment, "parameter": self.parameter, "unit": self.unit, "level": self.level}
        return {**more, **{n: list(getattr(self, n)) for n in names}}


def exposure_curve(
    experiment: Any,
    factors: Sequence[float],
    *,
    parameter: str = "normalisation",
    level: float = 0.9,
    fixed: Mapping[str, float] | None = None,
) -> ExposureCurve:
    """Significance of CEvNS, and limit and error of a parameter, for a series of exposures.

    Parameters
    ----------
    experiment : Experiment
        One that counts events.
    factors : sequence of float [1]
        Exposures relative to that of the experiment, rising.
    parameter : str
        Physics parameter.
    level : float [1]
        Confidence level of the one-sided limit. For ``normalisation`` the data are made without signal, so that it says
        which multiple of the Standard Model a background alone would exclude.
    fixed : mapping of name to float
        Parameters held.

    Returns
    -------
    ExposureCurve

    Raises
    ------
    ValidityError
        If there are no factors, or they do not rise.
    """
    if not len(factors) or any(b <= a for a, b in pairwise(factors)):
        raise ValidityError("Exposures must be one or more rising factors.", hint="For example [0.1, 1, 10].")
    truth = 0.0 if parameter == "normalisation" else None
    rows = []
    for factor in factors:
        e = scaled(experiment, factor)
        parts = e.components(dict(fixed or {}))
        counts = {k: float(np.sum(v)) for k, v in parts.items()}
        signal = counts.pop("cevns", 0.0)
        z = significance(e, fixed=fixed)
        limit = expected_limit(e, parameter, level=level, truth=truth, fixed=fixed)
        rows.append((signal, sum(counts.values()), z, limit, *expected_error(e, parameter, fixed=fixed)))
    signal_, background, z_, limit_, up, down = (tuple(column) for column in zip(*rows, strict=True))
    return ExposureCurve(
        experiment=str(experiment.name),
        factors=tuple(float(f) for f in factors),
        signal=signal_,
        background=background,
        significance=z_,
        parameter=parameter,
        unit=Model.build([experiment], [parameter], fixed).parameters[0].unit,
        limit=limit_,
        error_up=up,
        error_down=down,
        level=level,
    )


def _list(experiments: Experiment | Experiments) -> Experiments:
    return [experiments] if isinstance(experiments, Experiment) else experiments


@dataclass(frozen=True, eq=False)
class _Asimov:
    """A model whose data are its own expectation at `truth` [units of the parameters]; the parameter comes first."""

    model: Model
    truth: Floats

    def profile(self, value: float) -> float:
        """χ² with the first parameter at `value`, minus that at the truth [1]."""
        x = self.truth.copy()
        x[0] = value
        found = minimise_batch(self.model, x, hold=np.arange(x.size) == 0)
        if not found.converged.all():
            name = self.model.names[0]
            raise FitError(
                f"The expected profile did not converge at {name} = {value:g}.",
                hint="Fix nuisance parameters to find out which one is at fault.",
            )
        return float(found.chi2[0] - self.model.chi2(self.truth))

    def crossing(self, height: float, direction: float) -> float | None:
        """Value of the first parameter at which the profile reaches `height` [1], None beyond its limits."""
        from scipy.optimize import brentq

        centre = float(self.truth[0])
        room = abs(float(self.model.limits[1 if direction > 0 else 0][0]) - centre)
        near, far = 0.0, min(self.model.parameters[0].step, room)
        for _ in range(80):
            if far <= 0.0:
                return None
            if self.profile(centre + direction * far) > height:
                root = brentq(lambda d: self.profile(centre + direction * d) - height, near, far, rtol=1e-6)
                return centre + direction * float(root)
            if far >= room:
                return None
            near, far = far, min(2.0 * far, room)
        return None


def _asimov(
    experiments: Experiments, parameter: str, fixed: Mapping[str, float] | None, truth: float | None = None
) -> _Asimov:
    """Asimov data at nominal values, or with the parameter at its `truth`."""
    model = Model.build(experiments, [parameter], fixed)
    x = model.start.copy()
    if truth is not None:
        x[0] = truth
    theta = model.theta(x)
    data = [np.asarray(e.expected(theta), dtype=float) for e in model.experiments]
    return _Asimov(model.with_data(data, model.centres), x)
