"""Predictions: expected counts per bin and component, with axes, units and sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import MissingExtraError, UnknownNameError, ValidityError

__all__ = ["Axis", "Prediction"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One axis of binned data: `name`, `unit` and bin `edges` [unit], increasing, n + 1 numbers."""

    name: str
    unit: str
    edges: tuple[float, ...]

    @property
    def bins(self) -> int:
        """Number of bins."""
        return len(self.edges) - 1

    def to_dict(self) -> dict[str, Any]:
        """Plain mapping for JSON."""
        return {"name": self.name, "unit": self.unit, "edges": list(self.edges)}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Prediction:
    """Expected counts of an experiment.

    Parameters
    ----------
    experiment : str
    axes : tuple of Axis
    components : mapping of name to array [counts]
        Each of shape (bins of axis 0, bins of axis 1, …).
    uncertainty : mapping of name to float [counts]
        Total uncertainty of the sum of each component from the constrained nuisance parameters.
    data : array [counts]
        Observed counts, same shape.
    cite : tuple of str
        INSPIRE keys.
    data_error : array [counts], optional
        Standard deviations of data that are no Poisson counts, same shape.
    """

    experiment: str
    axes: tuple[Axis, ...]
    components: Mapping[str, Floats]
    uncertainty: Mapping[str, float]
    data: Floats
    cite: tuple[str, ...]
    data_error: Floats | None = None

    def __repr__(self) -> str:
        parts = ", ".join(f"{name} {np.sum(array):.1f}" for name, array in self.components.items())
        bins = " × ".join(f"{a.bins} {a.name}" for a in self.axes)
        return f"Prediction({self.experiment}: {parts}; data {self.data.sum():.0f}; bins {bins})"

    @property
    def total(self) -> Floats:
        """Sum of all components [counts], shape of the data."""
        return np.asarray(sum(self.components.values()))

    def counts(self, component: str) -> float:
        """Sum over all bins of a component [counts]."""
        if component not in self.components:
            raise UnknownNameError.of("component", component, self.components)
        return float(np.sum(self.components[component]))

    def projection(self, component: str, axis: int) -> Floats:
        """Counts of a component, ``"total"`` or ``"data"`` along one axis [counts], shape (bins of the axis,)."""
        if not 0 <= axis < len(self.axes):
            raise ValidityError(
                f"{self.experiment} has no axis {axis}.", hint=f"Give 0 to {len(self.axes) - 1}: {self._axis_names}."
            )
        array = self._array(component)
        return np.asarray(array.sum(axis=tuple(i for i in range(array.ndim) if i != axis)))

    def projected_error(self, axis: int) -> Floats | None:
        """Errors of ``projection("data", axis)`` [counts], in quadrature; None for Poisson counts."""
        if self.data_error is None:
            return None
        others = tuple(i for i in range(self.data_error.ndim) if i != axis)
        return np.asarray(np.sqrt(np.sum(self.data_error**2, axis=others)))

    @property
    def _axis_names(self) -> str:
        return ", ".join(a.name for a in self.axes)

    def _array(self, component: str) -> Floats:
        named = {**self.components, "total": self.total, "data": self.data}
        if component not in named:
            raise UnknownNameError.of("component", component, named)
        return np.asarray(named[component])

    def to_dict(self) -> dict[str, Any]:
        """Plain mapping for JSON: sums, projections and axes."""
        return {
            "experiment": self.experiment,
            "components": {
                name: {
                    "counts": float(np.sum(array)),
                    "uncertainty": self.uncertainty[name],
                    "projections": {a.name: self.projection(name, i).tolist() for i, a in enumerate(self.axes)},
                }
                for name, array in self.components.items()
            },
            "axes": [axis.to_dict() for axis in self.axes],
            "data_counts": float(self.data.sum()),
            "data_projections": {a.name: self.projection("data", i).tolist() for i, a in enumerate(self.axes)},
            **self._error_projections(),
            "cite": list(self.cite),
        }

    def _error_projections(self) -> dict[str, Any]:
        errors = {a.name: self.projected_error(i) for i, a in enumerate(self.axes)}
        found = {name: e.tolist() for name, e in errors.items() if e is not None}
        return {"data_error_projections": found} if found else {}

    def to_hist(self, component: str = "total") -> Any:
        """The component as a scikit-hep ``hist.Hist`` with the same axes [counts]; needs the extra ``hist``."""
        try:
            import hist
        except ImportError as error:
            raise MissingExtraError.of("Prediction.to_hist", "hist") from error
        array = self._array(component)
        axes = [hist.axis.Variable(list(a.edges), name=a.name, label=f"{a.name} [{a.unit}]") for a in self.axes]
        histogram = hist.Hist(*axes, storage=hist.storage.Double())
        histogram.view()[...] = array
        return histogram
