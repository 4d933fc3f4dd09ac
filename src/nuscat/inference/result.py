"""Results of fits, with errors, goodness of fit, sources and provenance; saved and loaded as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import CorruptDataError, MissingDataError, UnknownNameError
from nuscat._core.files import atomic_write

__all__ = ["Estimate", "FitResult", "GoodnessOfFit"]

_FORMAT = "nuscat-fit-1"


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A fitted number.

    Parameters
    ----------
    value : float [unit]
    error : float [unit]
        Symmetric error (HESSE).
    lower, upper : float [unit] or None
        Asymmetric errors to Δχ² = 1 of the profile, lower negative (MINOS); None where a limit of the parameter comes
        first or the profile stays below 1.
    unit : str
    prior : tuple of float [unit] or None
        Central value and σ of the constraint.
    """

    value: float
    error: float
    lower: float | None
    upper: float | None
    unit: str
    prior: tuple[float, float] | None

    @property
    def pull(self) -> float | None:
        """(value − prior)/σ of a constrained parameter [1], else None."""
        return None if self.prior is None else (self.value - self.prior[0]) / self.prior[1]

    def __str__(self) -> str:
        unit = "" if self.unit == "1" else f" {self.unit}"
        if (self.lower is None) != (self.upper is None):
            known = f"+{self.upper:.2g}" if self.upper is not None else f"{self.lower:.2g}"
            return f"{self.value:.4g} {known}{unit} (no error on the other side)"
        if self.lower is not None and self.upper is not None and abs(self.upper + self.lower) > 0.02 * self.error:
            return f"{self.value:.4g} +{self.upper:.2g} {self.lower:.2g}{unit}"
        return f"{self.value:.4g} ± {self.error:.2g}{unit}"


@dataclass(frozen=True, kw_only=True)
class GoodnessOfFit:
    """Baker–Cousins statistic at the minimum [1], degrees of freedom and its parts per experiment.

    The p-value takes the statistic as χ²-distributed; with many bins of few counts it is approximate (use toys).
    """

    statistic: float
    dof: int
    by_experiment: Mapping[str, float]

    @property
    def p_value(self) -> float:
        """Probability [1] of a larger statistic if it were χ²-distributed."""
        from scipy.stats import chi2

        return float(chi2.sf(self.statistic, self.dof))


@dataclass(frozen=True, kw_only=True, eq=False)
class FitResult:
    """Best fit of one or more experiments.

    Parameters
    ----------
    experiments : tuple of str
    parameters, nuisances : mapping of name to Estimate
    fixed : mapping of name to float
    names : tuple of str
        Order of the covariance.
    covariance : array, shape (n, n)
    signal_counts : mapping of experiment to Estimate [counts]
        Fitted CEvNS counts.
    significance_sigma : mapping of experiment to float
        Significance of CEvNS in each experiment alone, √Δχ² against no CEvNS.
    goodness_of_fit : GoodnessOfFit
    cite : tuple of str
        INSPIRE keys.
    provenance : mapping
        Version, seed, backend, data hashes.
    notes : tuple of str
        Further minima, limits reached, degenerate parameters.
    """

    experiments: tuple[str, ...]
    parameters: Mapping[str, Estimate]
    nuisances: Mapping[str, Estimate]
    fixed: Mapping[str, float]
    names: tuple[str, ...]
    covariance: NDArray[np.float64]
    signal_counts: Mapping[str, Estimate]
    significance_sigma: Mapping[str, float]
    goodness_of_fit: GoodnessOfFit
    cite: tuple[str, ...]
    provenance: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        rows = [f"{name} = {e}" for name, e in self.parameters.items()]
        rows += [f"{name}: CEvNS {e}, {self.significance_sigma[name]:.1f}σ" for name, e in self.signal_counts.items()]
        gof = self.goodness_of_fit
        rows.append(f"−2 ln λ = {gof.statistic:.1f} for {gof.dof} degrees of freedom")
        return "\n".join([*rows, *(f"Note: {note}" for note in self.notes)])

    @property
    def values(self) -> dict[str, float]:
        """Best-fit value of every parameter, fixed ones included [units of the parameters]."""
        fitted = {name: e.value for name, e in {**self.parameters, **self.nuisances}.items()}
        return {**self.fixed, **fitted}

    @property
    def pulls(self) -> dict[str, float]:
        """(value − prior)/σ of every constrained nuisance parameter [1]."""
        return {name: e.pull for name, e in self.nuisances.items() if e.pull is not None}

    def correlation(self, a: str, b: str) -> float:
        """Correlation coefficient [1] of two fitted parameters."""
        for name in (a, b):
            if name not in self.names:
                raise UnknownNameError.of("fitted parameter", name, self.names)
        i, j = self.names.index(a), self.names.index(b)
        c = self.covariance
        return float(c[i, j] / np.sqrt(c[i, i] * c[j, j]))

    def to_dict(self) -> dict[str, Any]:
        """Plain mapping for JSON."""
        gof = self.goodness_of_fit
        return {
            "format": _FORMAT,
            "experiments": list(self.experiments),
            "parameters": {n: asdict(e) for n, e in self.parameters.items()},
            "signal_counts": {n: asdict(e) for n, e in self.signal_counts.items()},
            "significance_sigma": dict(self.significance_sigma),
            "goodness_of_fit": {
                "statistic": gof.statistic,
                "dof": gof.dof,
                "p_value": gof.p_value if gof.dof > 0 else None,
                "by_experiment": dict(gof.by_experiment),
            },
            "nuisances": {n: {**asdict(e), "pull": e.pull} for n, e in self.nuisances.items()},
            "fixed": dict(self.fixed),
            "names": list(self.names),
            "covariance": self.covariance.tolist(),
            "notes": list(self.notes),
            "cite": list(self.cite),
            "provenance": dict(self.provenance),
        }

    def save(self, path: str | Path) -> None:
        """Write the result as JSON; an interruption leaves an older file untouched."""
        atomic_write(Path(path), json.dumps(self.to_dict(), indent=2, ensure_ascii=False) + "\n")

    @classmethod
    def load(cls, path: str | Path) -> FitResult:
        """Result written by :meth:`save`.

        Raises
        ------
        MissingDataError
            If there is no such file.
        CorruptDataError
            If it is no complete fit result.
        """
        path = Path(path)
        if not path.is_file():
            raise MissingDataError(
                f"There is no fit result {str(path)!r}.", hint="Write one with FitResult.save or nuscat fit --save."
            )
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            if raw.get("format") != _FORMAT:
                raise KeyError("format")
            return cls(
                experiments=tuple(raw["experiments"]),
                parameters={n: _estimate(e) for n, e in raw["parameters"].items()},
                nuisances={n: _estimate(e) for n, e in raw["nuisances"].items()},
                fixed=raw["fixed"],
                names=tuple(raw["names"]),
                covariance=np.array(raw["covariance"]),
                signal_counts={n: _estimate(e) for n, e in raw["signal_counts"].items()},
                significance_sigma=raw["significance_sigma"],
                goodness_of_fit=GoodnessOfFit(
                    statistic=raw["goodness_of_fit"]["statistic"],
                    dof=raw["goodness_of_fit"]["dof"],
                    by_experiment=raw["goodness_of_fit"]["by_experiment"],
                ),
                cite=tuple(raw["cite"]),
                provenance=raw["provenance"],
                notes=tuple(raw["notes"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CorruptDataError(
                f"{str(path)!r} is not a complete nuscat fit result ({error}).",
                hint="It may be truncated: run the fit again.",
            ) from error


def _estimate(raw: Mapping[str, Any]) -> Estimate:
    prior = raw["prior"]
    return Estimate(
        value=raw["value"],
        error=raw["error"],
        lower=raw["lower"],
        upper=raw["upper"],
        unit=raw["unit"],
        prior=None if prior is None else (prior[0], prior[1]),
    )
