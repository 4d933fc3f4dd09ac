"""An experiment of counts at another exposure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import ValidityError, require_positive
from nuscat.experiments import Parameter, Prediction, statistic_of
from nuscat.experiments.likelihood import PoissonStatistic

__all__ = ["ScaledExperiment", "scaled"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ScaledExperiment:
    """An experiment of counts with `factor` [1] times the exposure and Asimov data; made by :func:`scaled`.

    Relative uncertainties stay: those of backgrounds too, as if more data did not measure them better.
    """

    experiment: Any
    factor: float

    @property
    def name(self) -> str:
        """Name of the experiment [text]."""
        return str(self.experiment.name)

    @property
    def title(self) -> str:
        """Title and factor [text]."""
        return f"{self.experiment.title} × {self.factor:g}"

    @property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys."""
        return tuple(self.experiment.cite)

    @property
    def axes(self) -> Any:
        """Axes of the bins."""
        return self.experiment.axes

    @property
    def nuisances(self) -> tuple[Parameter, ...]:
        """Nuisance parameters."""
        return tuple(self.experiment.nuisances)

    @property
    def physics(self) -> tuple[Parameter, ...]:
        """Physics parameters of its own."""
        return tuple(getattr(self.experiment, "physics", ()))

    @property
    def signal(self) -> Any:
        """Signal of the experiment itself."""
        return self.experiment.signal

    @property
    def theory(self) -> Any:
        """Couplings, form factors and interactions assumed."""
        return self.experiment.theory

    @property
    def data_sha256(self) -> dict[str, str]:
        """Hashes of the data files."""
        return dict(self.experiment.data_sha256)

    @property
    def asimov(self) -> bool:
        """The expectation stands for data [bool]."""
        return True

    @property
    def data(self) -> Floats:
        """Expected counts [counts]."""
        return np.asarray(self.expected({}), dtype=float)

    def prepare(self, theta: Mapping[str, Any]) -> Any:
        """Part of the prediction that depends on physics parameters only, of the experiment itself."""
        return self.experiment.prepare(theta)

    def components(self, theta: Mapping[str, Any], prepared: Any = None) -> dict[str, Any]:
        """Expected counts per component [counts], shape (…, bins)."""
        return {k: self.factor * v for k, v in self.experiment.components(theta, prepared).items()}

    def expected(self, theta: Mapping[str, Any], prepared: Any = None) -> Any:
        """Expected total counts [counts], shape (…, bins)."""
        return self.factor * self.experiment.expected(theta, prepared)

    def predict(self, theta: Mapping[str, float] | None = None) -> Prediction:
        """Not given: predictions are those of the experiment, times the factor."""
        raise ValidityError("A scaled experiment has no prediction.", hint="Multiply that of the experiment.")

    def require_known(self, names: Sequence[str]) -> None:
        """Raise UnknownNameError for a name that is no parameter of it."""
        self.experiment.require_known(names)

    def understands(self, name: str) -> bool:
        """Whether the prediction depends on a parameter of this name [bool]."""
        return bool(self.experiment.understands(name))


def scaled(experiment: Any, factor: float) -> ScaledExperiment:
    """`experiment` with `factor` [1] times its exposure.

    Raises
    ------
    ValidityError
        If the factor is not positive, or the experiment does not count events (Poisson).

    Examples
    --------
    >>> from nuscat import experiments
    >>> csi = experiments.load("coherent-csi")
    >>> round(float(scaled(csi, 2.0).data.sum() / csi.predict().total.sum()), 6)
    2.0
    """
    require_positive("factor of the exposure", factor)
    if not isinstance(statistic_of(experiment), PoissonStatistic):
        raise ValidityError(
            f"{experiment.name} does not count events: its errors do not follow from an exposure.",
            hint="Leave it out of forecasts.",
        )
    return ScaledExperiment(experiment, float(factor))
