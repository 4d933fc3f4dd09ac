"""Further signals beside CEvNS in the data of an experiment, such as neutrino–electron scattering."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array
from nuscat._core.errors import ValidityError

from .likelihood import Statistic, statistic_of
from .parameters import Parameter
from .prediction import Axis, Prediction
from .theory import Theory

__all__ = ["AdditionalSignal", "AugmentedExperiment", "with_signal"]

Floats = NDArray[np.float64]


@runtime_checkable
class AdditionalSignal(Protocol):
    """Expected counts of one more process in the bins of an experiment.

    Two more attributes are optional: `nuisances`, a tuple of :class:`Parameter` of its own, and `scaled_by`, names of
    nuisance parameters of the experiment to which its counts are proportional (``"sns_flux"``); :meth:`counts` must
    contain their values.
    """

    @property
    def name(self) -> str:
        """Name of the component."""

    @property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys."""

    def counts(self, theta: Mapping[str, Array]) -> Array:
        """Expected counts [counts], shape (…, bins), at parameters `theta` [their units], scalars or columns."""


@dataclass(frozen=True, eq=False)
class AugmentedExperiment:
    """An experiment with further signals in its bins, for predictions and fits; made by :func:`with_signal`.

    Parameters
    ----------
    experiment : Experiment
    signals : tuple of AdditionalSignal

    Sources
    -------
    Sum of independent processes. Checked: a signal of zero counts changes nothing; parameters of both parts are fitted.
    """

    experiment: Any
    signals: tuple[AdditionalSignal, ...]

    @property
    def name(self) -> str:
        """Name of the experiment [text]."""
        return str(self.experiment.name)

    @property
    def title(self) -> str:
        """Title of the experiment and the names of the signals [text]."""
        return " + ".join((str(self.experiment.title), *(s.name for s in self.signals)))

    @cached_property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of the experiment and the signals [text]."""
        return tuple(sorted({*self.experiment.cite, *(key for s in self.signals for key in s.cite)}))

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Axes of the bins [their units]."""
        return tuple(self.experiment.axes)

    @property
    def data(self) -> Floats:
        """Data of the experiment, flattened [its unit]."""
        return np.asarray(self.experiment.data)

    @property
    def data_sha256(self) -> dict[str, str]:
        """Hashes of the data files [hex]."""
        return dict(self.experiment.data_sha256)

    @property
    def theory(self) -> Theory:
        """Theory of the CEvNS part [any]."""
        return self.experiment.theory  # type: ignore[no-any-return]

    @property
    def signal(self) -> Any:
        """Folded CEvNS signal of the experiment [counts]."""
        return self.experiment.signal

    @property
    def statistic(self) -> Statistic:
        """What the data follow [units of the data]."""
        return statistic_of(self.experiment)

    @property
    def physics(self) -> tuple[Parameter, ...]:
        """Physics parameters that only this experiment knows [their units]."""
        return tuple(getattr(self.experiment, "physics", ()))

    @property
    def excludes(self) -> tuple[str, ...]:
        """Names of experiments with the same data [text]."""
        return tuple(getattr(self.experiment, "excludes", ()))

    @cached_property
    def nuisances(self) -> tuple[Parameter, ...]:
        """Nuisance parameters of the experiment, which may scale the signals too, and of the signals [their units]."""
        extra = {p: tuple(s.name for s in self.signals if p in getattr(s, "scaled_by", ())) for p in self._scaling}
        known = {p.name for p in self.experiment.nuisances}
        for name in self._scaling:
            if name not in known:
                raise ValidityError(
                    f"{name!r}, to which a signal is proportional, is no nuisance parameter of {self.name}.",
                    hint=f"Its nuisance parameters: {', '.join(sorted(known))}.",
                )
        own = [
            replace(p, scales=(*p.scales, *extra[p.name])) if p.name in extra else p for p in self.experiment.nuisances
        ]
        return (*own, *(p for s in self.signals for p in getattr(s, "nuisances", ())))

    @property
    def _scaling(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for s in self.signals for name in getattr(s, "scaled_by", ())))

    def prepare(self, theta: Mapping[str, Array]) -> Array:
        """The part of the CEvNS prediction that depends on physics parameters only [as the experiment's]."""
        return self.experiment.prepare(theta)

    def components(self, theta: Mapping[str, Array], prepared: Array = None) -> dict[str, Array]:
        """Expected components [units of the data], each of shape (…, bins): those of the experiment, then the signals.

        Raises
        ------
        ValidityError
            If a signal does not have the bins of the experiment.
        """
        parts: dict[str, Array] = dict(self.experiment.components(theta, prepared))
        bins = self.data.shape[-1]
        for s in self.signals:
            counts = s.counts(theta)
            if np.shape(counts)[-1:] != (bins,):
                raise ValidityError(
                    f"The signal {s.name!r} has shape {np.shape(counts)}, {self.name} has {bins} bins.",
                    hint="Return counts of shape (…, bins), the bins of `experiment.axes` flattened.",
                )
            parts[s.name] = counts
        return parts

    def expected(self, theta: Mapping[str, Array], prepared: Array = None) -> Array:
        """Expectation [units of the data], shape (…, bins)."""
        total: Array = self.experiment.expected(theta, prepared)
        for s in self.signals:
            total = total + s.counts(theta)
        return total

    def predict(self, theta: Mapping[str, float] | None = None) -> Prediction:
        """Expectation with axes, units and sources at `theta` [units of the parameters]."""
        from ._common import predict

        return predict(self, theta)

    def understands(self, name: str) -> bool:
        """Whether the prediction depends on a parameter called `name` [bool]."""
        return bool(self.experiment.understands(name)) or any(p.name == name for p in self.nuisances)

    def require_known(self, names: Sequence[str]) -> None:
        """Raise :class:`UnknownNameError` if one of `names` is no parameter of this experiment [text]."""
        own = {p.name for s in self.signals for p in getattr(s, "nuisances", ())}
        self.experiment.require_known([name for name in names if name not in own])


def with_signal(experiment: Any, *signals: AdditionalSignal) -> AugmentedExperiment:
    """The experiment with further processes added to its expectation.

    Parameters
    ----------
    experiment : Experiment
    *signals : AdditionalSignal
        Their counts depend on the same parameters, e.g. a magnetic moment that acts on nuclei and electrons.

    Returns
    -------
    AugmentedExperiment

    Raises
    ------
    ValidityError
        If a signal is none, or its name is that of another component.

    Examples
    --------
    >>> import numpy as np
    >>> from nuscat import experiments
    >>> class Flat:
    ...     name, cite = "flat", ()
    ...     def counts(self, theta):
    ...         return np.full(99, 0.5)
    >>> round(with_signal(experiments.load("coherent-csi"), Flat()).predict().counts("flat"), 9)
    49.5
    """
    names = list(experiment.components({}))
    for s in signals:
        if not isinstance(s, AdditionalSignal):
            raise ValidityError(f"{s!r} is no signal.", hint="It needs `name`, `cite` and `counts(theta)`.")
        if s.name in names:
            raise ValidityError(f"{experiment.name} already has a component {s.name!r}.", hint="Choose another name.")
        names.append(s.name)
    made = AugmentedExperiment(experiment, tuple(signals))
    _ = made.nuisances
    return made
