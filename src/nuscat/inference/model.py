"""Joint likelihood of several experiments as a function of one parameter vector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat import __version__
from nuscat._core.arrays import Array, namespace
from nuscat._core.citations import collect
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.experiments import (
    PHYSICS_PARAMETERS,
    Experiment,
    Parameter,
    check_values,
    load,
    physics_parameter,
    statistic_of,
)
from nuscat.experiments._sterile import check_mixings
from nuscat.experiments.theory import theory_text

__all__ = ["Model"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Model:
    """Likelihood of `experiments` in the free physics parameters and all nuisance parameters.

    Parameters
    ----------
    experiments : tuple of Experiment
    physics : tuple of Parameter
        Free physics parameters, first in the parameter vector.
    nuisances : tuple of Parameter
        Nuisance parameters; one that several experiments name (``sns_flux``) is shared.
    fixed : mapping of name to float [units of the parameters]
        Parameters held at a value.
    data : tuple of array [counts]
        Counts of each experiment, shape (…, bins).
    centres : array [units of the nuisances], shape (…, n_nuisances)
        Observed central values of the constraints.
    backend : str
        What minimises batches: ``"numpy"`` or ``"jax"``.
    """

    experiments: tuple[Experiment, ...]
    physics: tuple[Parameter, ...]
    nuisances: tuple[Parameter, ...]
    fixed: Mapping[str, float]
    data: tuple[Floats, ...]
    centres: Floats = field(default_factory=lambda: np.zeros(0))
    backend: str = "numpy"
    compiled: dict[Any, Any] = field(default_factory=dict, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        """Everything but compiled programs, which each process makes for itself."""
        return {**self.__dict__, "compiled": {}}

    @classmethod
    def build(
        cls, experiments: Sequence[Experiment], free: Sequence[str], fixed: Mapping[str, float] | None = None
    ) -> Model:
        """Model with free physics parameters; `fixed` [units of the parameters] holds physics or nuisance parameters.

        Raises
        ------
        ValidityError
            No experiment, contradictory options (a parameter both free and fixed, or named twice),
            overlapping neutron radii, experiments whose data overlap.
        UnknownNameError
            A parameter that no experiment knows.
        """
        fixed = {name: float(value) for name, value in (fixed or {}).items()}
        if isinstance(free, str):
            raise ValidityError(f"free must be a sequence of names, got the text {free!r}.", hint=f"Write [{free!r}].")
        if isinstance(experiments, Experiment):
            raise ValidityError("experiments must be a sequence.", hint="Write Fit([experiment], …).")
        experiments = tuple(load(e) if isinstance(e, str) else e for e in experiments)
        for e in experiments:
            if not isinstance(e, Experiment):
                raise ValidityError(
                    f"{e!r} is no experiment.", hint='Use experiments.load("coherent-csi") or its name.'
                )
        if not experiments:
            raise ValidityError(
                "A fit needs at least one experiment.", hint='For example Fit([experiments.load("coherent-csi")]).'
            )
        names = [e.name for e in experiments]
        if len(set(names)) != len(names):
            raise ValidityError(f"The experiment {max(names, key=names.count)!r} is given twice.", hint="Remove one.")
        cls._check_overlap(experiments)
        if len(set(free)) != len(free):
            raise ValidityError(
                f"Free parameter {max(free, key=list(free).count)!r} is named twice.", hint="Name it once."
            )
        both = sorted(set(free) & set(fixed))
        if both:
            raise ValidityError(f"{both[0]!r} is both free and fixed.", hint="Choose one.")
        nuisance_names = {p.name for e in experiments for p in e.nuisances}
        own = cls._own_physics(experiments)
        for name in (*free, *fixed):
            if name in nuisance_names:
                if name in free:
                    raise ValidityError(
                        f"{name!r} is a nuisance parameter and always free.", hint="Leave it out of `free`."
                    )
            elif name.startswith("R_n"):
                if not any(e.understands(name) for e in experiments):
                    for e in experiments:
                        e.require_known([name])
            elif name not in own:
                physics_parameter(name)
                if not any(e.understands(name) for e in experiments):
                    for e in experiments:
                        e.require_known([name])
        cls._check_radii(experiments, [n for n in (*free, *fixed) if n.startswith("R_n")])
        nuisance_records = [p for e in experiments for p in e.nuisances]
        check_values([*nuisance_records, *(cls._record(own, n) for n in fixed if n not in nuisance_names)], fixed)
        check_mixings(fixed)
        for name in (*free, *fixed):
            needs = PHYSICS_PARAMETERS[name].needs if name in PHYSICS_PARAMETERS else ()
            if needs and not any(other in free or other in fixed for other in needs):
                raise ValidityError(
                    f"{name!r} changes nothing without {' or '.join(map(repr, needs))}.",
                    hint=f"Free or fix {needs[0]!r} too.",
                )
        records = [cls._record(own, name) for name in free]
        physics = _unitary([replace(p, value=cls._default(experiments, p)) for p in records], fixed)
        active = {*free, *fixed}
        seen: dict[str, Parameter] = {}
        owners: dict[str, list[tuple[Experiment, tuple[str, ...]]]] = {}
        for e in experiments:
            for p in e.nuisances:
                superseded = any(
                    a == s or a.startswith(f"{s}_") for s in p.superseded_by for a in active if e.understands(a)
                )
                if p.name not in fixed and not superseded:
                    cls._check_shared(seen.setdefault(p.name, p), p, e.name)
                    owners.setdefault(p.name, []).append((e, p.scales))
        seen = {name: replace(p, scales=cls._shared_scales(owners[name])) for name, p in seen.items()}
        nuisances = tuple(seen.values())
        centres = np.array([p.value for p in nuisances])
        return cls(experiments, physics, nuisances, fixed, tuple(e.data for e in experiments), centres)

    @staticmethod
    def _check_shared(first: Parameter, other: Parameter, name: str) -> None:
        """Experiments that share a nuisance parameter must mean the same by it; `name` is that of the second."""
        for what in ("value", "sigma", "unit", "lower", "upper"):
            a, b = getattr(first, what), getattr(other, what)
            if a != b:
                raise ValidityError(
                    f"The shared nuisance parameter {other.name!r} has {what} {b} in {name} and {a} in another"
                    " experiment of the fit.",
                    hint="Load both with the same constraint (options such as constraint=…).",
                )

    @staticmethod
    def _shared_scales(owners: Sequence[tuple[Experiment, tuple[str, ...]]]) -> tuple[str, ...]:
        """Components that a shared parameter scales, of all `owners` together; none where one of them differs."""
        every = tuple(dict.fromkeys(name for _, scales in owners for name in scales))
        for experiment, scales in owners:
            others = set(every) - set(scales)
            if not scales or (others and others & set(experiment.components({}))):
                return ()
        return every

    @staticmethod
    def _check_overlap(experiments: Sequence[Any]) -> None:
        names = {e.name for e in experiments}
        for e in experiments:
            inner = e
            while not hasattr(inner, "excludes") and hasattr(inner, "experiment"):  # an experiment inside another
                inner = inner.experiment
            for other in getattr(inner, "excludes", ()):
                if other in names:
                    raise ValidityError(
                        f"{e.name} and {other} share data: a joint fit would count them twice.", hint="Leave one out."
                    )

    @staticmethod
    def _default(experiments: Sequence[Any], p: Parameter) -> float:
        for e in experiments:
            if p.name == "sin2w" and e.understands(p.name):
                return float(e.theory.default_value(p.name))
            if p.name.startswith("R_n") and e.understands(p.name):
                return float(getattr(e, "signal", e).radius(p.name))
        return p.value

    @staticmethod
    def _own_physics(experiments: Sequence[Any]) -> dict[str, Parameter]:
        """Physics parameters that experiments bring with them, by name; one name must mean one thing."""
        own: dict[str, Parameter] = {}
        for e in experiments:
            for p in getattr(e, "physics", ()):
                if own.setdefault(p.name, p) != p:
                    raise ValidityError(
                        f"{p.name!r} means two things: {own[p.name].description}; {p.description}.",
                        hint="Give all experiments the same family of functionals.",
                    )
        return own

    @staticmethod
    def _record(own: Mapping[str, Parameter], name: str) -> Parameter:
        return own[name] if name in own else physics_parameter(name)

    @staticmethod
    def _check_radii(experiments: Sequence[Any], radii: Sequence[str]) -> None:
        if "R_n" in radii and sum(e.understands("R_n") for e in experiments) > 1:
            raise ValidityError(
                "R_n would give one radius to the nuclei of different experiments.",
                hint="Name them: R_n_CsI (or R_n_Cs133, R_n_I127) and R_n_Ar.",
            )
        for e in experiments:
            e.require_known([name for name in radii if e.understands(name)])

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters in the order of the vector: physics, then nuisances."""
        return (*self.physics, *self.nuisances)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names in the order of the vector."""
        return tuple(p.name for p in self.parameters)

    @cached_property
    def start(self) -> Floats:
        """Nominal values [units of the parameters], shape (n,)."""
        return np.array([p.value for p in self.parameters])

    @cached_property
    def guess(self) -> Floats:
        """Start of fits [units of the parameters]: nominal, but off a limit where the gradient may vanish."""
        x = self.start.copy()
        for i, p in enumerate(self.physics):
            if p.lower is not None and x[i] <= p.lower:
                x[i] = p.lower + p.step
        return x

    @cached_property
    def limits(self) -> tuple[Floats, Floats]:
        """Lower and upper limits [units of the parameters], shape (n,) each."""
        low = np.array([-np.inf if p.lower is None else p.lower for p in self.parameters])
        high = np.array([np.inf if p.upper is None else p.upper for p in self.parameters])
        return low, high

    @property
    def n_bins(self) -> int:
        """Number of bins of all experiments."""
        return sum(d.shape[-1] for d in self.data)

    def index(self, name: str) -> int:
        """Position of a parameter in the vector [int]."""
        if name not in self.names:
            raise UnknownNameError.of("parameter of this fit", name, self.names)
        return self.names.index(name)

    def theta(self, x: Array) -> dict[str, Array]:
        """Parameter mapping of a vector (n,) [units of the parameters], or of a batch (…, n) as columns (…, 1)."""
        if getattr(x, "ndim", 1) == 1:
            values: dict[str, Array] = dict(zip(self.names, x, strict=True))
        else:
            values = {name: x[..., i : i + 1] for i, name in enumerate(self.names)}
        return {**self.fixed, **values}

    def constraint(self, x: Array) -> Array:
        """Σ((ν − ν̂)/σ)² [1] of a vector (…, n), shape (…)."""
        xp = namespace(x)
        pulls = (x[..., len(self.physics) :] - self.centres) * self._inverse_sigma
        return xp.sum(pulls * pulls, axis=-1)

    @cached_property
    def _inverse_sigma(self) -> Floats:
        return np.array([0.0 if p.sigma is None else 1.0 / p.sigma for p in self.nuisances])

    def chi2(self, x: Array, prepared: Sequence[Array] | None = None) -> Array:
        """−2 ln λ with constraints [1]; a vector (n,) gives a scalar, a batch (…, n) an array of shape (…).

        With `prepared`, one result of `prepare` for each experiment, the physics part is not computed again.
        """
        theta = self.theta(x)
        total = self.constraint(x)
        ready = (None,) * len(self.experiments) if prepared is None else prepared
        for experiment, data, part in zip(self.experiments, self.data, ready, strict=True):
            total = total + statistic_of(experiment).chi2(experiment.expected(theta, part), data)
        return total

    def chi2_by_experiment(self, x: Floats) -> dict[str, float]:
        """−2 ln λ of the data of each experiment [1], without constraints."""
        theta = self.theta(x)
        return {
            e.name: float(statistic_of(e).chi2(e.expected(theta), d))
            for e, d in zip(self.experiments, self.data, strict=True)
        }

    @cached_property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of data, models, fitted interactions and likelihood."""
        values = {**self.fixed, **{p.name: p.value for p in self.physics}}
        fitted = collect(*(e.theory.modified(values) for e in self.experiments))
        return tuple(sorted({*fitted, *(key for e in self.experiments for key in e.cite)}))

    def settings(self, **more: Any) -> dict[str, Any]:
        """What results depend on, for checkpoints (JSON): version, experiments, data, bins, constraints, limits, …"""
        nominal = self.theta(self.start)
        return {
            "version": __version__,
            "experiments": [e.name for e in self.experiments],
            "data": {k: v for e in self.experiments for k, v in e.data_sha256.items()},
            "counts": [_digest(d) for d in self.data],
            "statistics": [_digest(_statistic_text(e)) for e in self.experiments],
            "axes": [[a.to_dict() for a in e.axes] for e in self.experiments],
            "expected": [
                {k: f"{float(np.sum(v)):.6g}" for k, v in e.components(nominal).items()} for e in self.experiments
            ],
            "theory": [theory_text(e) for e in self.experiments],
            "parameters": list(self.names),
            "constraints": {p.name: [p.value, p.sigma] for p in self.nuisances if p.sigma is not None},
            "limits": {p.name: [p.lower, p.upper] for p in self.parameters},
            "fixed": dict(self.fixed),
            **({} if self.backend == "numpy" else {"backend": self.backend}),
            **more,
        }

    def with_data(self, data: Sequence[Floats], centres: Floats) -> Model:
        """The same model for other counts and constraint centres (toys), shapes as the fields [counts]."""
        return replace(self, data=tuple(data), centres=centres)

    def with_fixed(self, **values: float) -> Model:
        """The same model with some of its parameters held at `values` [units of the parameters]."""
        for name in values:
            self.index(name)
        keep = [i for i, p in enumerate(self.nuisances) if p.name not in values]
        return replace(
            self,
            physics=tuple(p for p in self.physics if p.name not in values),
            nuisances=tuple(self.nuisances[i] for i in keep),
            centres=self.centres[..., keep],
            fixed={**self.fixed, **values},
            compiled={},
        )


def _unitary(records: Sequence[Parameter], fixed: Mapping[str, float]) -> tuple[Parameter, ...]:
    """The same parameters, with upper limits of several free mixings of a fourth neutrino that keep their sum ≤ 1.

    Each gets an equal share of what the fixed ones leave, 1/2 or 1/3: far above what short baselines allow.
    """
    free = [p.name for p in records if p.name.startswith("U2_")]
    room = 1.0 - sum(value for name, value in fixed.items() if name.startswith("U2_"))
    if not free or (len(free) == 1 and room == 1.0):
        return tuple(records)
    return tuple(replace(p, upper=room / len(free)) if p.name in free else p for p in records)


def _digest(content: Floats | str) -> str:
    """Digest [hex] of numbers, to nine digits, or of a text."""
    text = content if isinstance(content, str) else " ".join(f"{float(v):.9g}" for v in np.ravel(content))
    return sha256(text.encode()).hexdigest()[:16]


def _statistic_text(experiment: Experiment) -> str:
    """What names the statistic of an experiment [text], its errors included; never a memory address."""
    statistic = statistic_of(experiment)
    text = repr(statistic)
    return f"{type(statistic).__module__}.{type(statistic).__qualname__}" if " at 0x" in text else text
