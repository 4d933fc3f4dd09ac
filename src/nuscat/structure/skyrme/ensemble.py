"""Ensembles of Skyrme functionals: model spread and parameter uncertainty carried to nuclear observables."""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nuscat._core.errors import CorruptDataError, MissingDataError, UnknownNameError, ValidityError
from nuscat._core.executors import Executor
from nuscat._core.frozen import FrozenMapping
from nuscat.nuclei import NuclideLike, nuclide

from ._ensemble_results import (
    NAMED,
    Distribution,
    EnsembleResults,
    Failure,
    weak_form_factor,
    weak_radius,
)
from ._ensemble_run import Done, read_checkpoint, run_all
from ._matter_response import at_parameters
from .catalogue import FORCES, force as named, force_names, reference_results
from .covariance import ParameterCovariance
from .force import SkyrmeForce
from .nuclear_matter import MATTER_PARAMETERS, nuclear_matter

__all__ = [
    "MATTER_WINDOWS",
    "NAMED",
    "SPHERICAL",
    "Distribution",
    "Ensemble",
    "EnsembleResults",
    "Failure",
    "load_results",
    "weak_form_factor",
    "weak_radius",
]

Vector = NDArray[np.float64]

MATTER_WINDOWS: Mapping[str, tuple[float, float]] = FrozenMapping(
    {
        "rho0": (0.15, 0.17),
        "energy": (-16.5, -15.5),
        "K": (200.0, 260.0),
        "J": (28.0, 36.0),
        "effective_mass": (0.6, math.inf),
    }
)
"""Windows of nuclear-matter properties for :meth:`Ensemble.collected` [fm⁻³, MeV, 1]."""

SPHERICAL = ("O16", "Ca40", "Ca48", "Zr90", "Sn132", "Pb208")
"""Closed-shell nuclides in which energies are compared [names]."""

_FIELDS = ("t0", "t1", "t2", "t3", "x0", "x1", "x2", "x3", "alpha", "b4", "b4p", "te", "to")
_PAIRING = ("V_n", "V_p")
_SPREAD = "a spread of models, not a probability"


@dataclass(frozen=True, eq=False, kw_only=True)
class Ensemble:
    """Skyrme functionals to be evaluated together.

    Parameters
    ----------
    forces : tuple of SkyrmeForce
        Names must differ.
    label : str
    weights : array, shape (n,), optional
        Not negative; normalised where they are used. Default: equal.
    meaning : str
        What the distribution over the ensemble is.

    Raises
    ------
    ValidityError
        If there is no functional, two have one name, or the weights do not fit.

    Sources
    -------
    The papers of the functionals. Checked: the windows of :meth:`collected` against the matter properties.

    Examples
    --------
    >>> ensemble = Ensemble.curated()
    >>> len(ensemble), ensemble.meaning
    (18, 'a spread of models, not a probability')
    """

    forces: tuple[SkyrmeForce, ...]
    label: str
    weights: Vector | None = None
    meaning: str = _SPREAD

    def __post_init__(self) -> None:
        object.__setattr__(self, "forces", tuple(self.forces))
        names = [f.name for f in self.forces]
        if not names:
            raise ValidityError(f"The ensemble {self.label!r} has no functional.", hint="Widen its windows.")
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValidityError(
                f"The ensemble {self.label!r} has functionals of one name: {', '.join(twice[:5])}.",
                hint="Rename them: dataclasses.replace(force, name=…).",
            )
        if self.weights is not None:
            weights = np.array(self.weights, dtype=float)
            fits = weights.shape == (len(names),) and bool(np.all(np.isfinite(weights)) and np.all(weights >= 0))
            if not fits or not weights.sum() > 0:
                raise ValidityError(
                    f"The weights of {len(names)} functionals must be as many numbers, not negative, not all zero."
                )
            weights.setflags(write=False)
            object.__setattr__(self, "weights", weights)

    def __len__(self) -> int:
        return len(self.forces)

    def __iter__(self) -> Iterator[SkyrmeForce]:
        return iter(self.forces)

    @property
    def normalised(self) -> Vector:
        """Weights with sum one [1]."""
        weights = np.ones(len(self)) if self.weights is None else self.weights
        return np.asarray(weights / weights.sum())

    @property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of the functionals [text]."""
        return tuple(sorted({key for f in self.forces for key in f.cite}))

    def subset(self, numbers: Sequence[int], label: str) -> Ensemble:
        """The functionals with the given numbers [1], under another label."""
        weights = None if self.weights is None else self.weights[list(numbers)]
        return replace(self, forces=tuple(self.forces[i] for i in numbers), label=label, weights=weights)

    # builders --------------------------------------------------------------------------------------------------------
    @classmethod
    def curated(cls, names: Sequence[str] = FORCES) -> Ensemble:
        """The checked sets, or some of them [names of the catalogue]."""
        return cls(forces=tuple(named(name) for name in names), label="curated functionals")

    @classmethod
    def collected(
        cls,
        windows: Mapping[str, tuple[float, float]] = MATTER_WINDOWS,
        *,
        energies: str = "reference",
        tolerance: float = 0.01,
        nuclides: Sequence[NuclideLike] = SPHERICAL,
        **evaluation: Any,
    ) -> Ensemble:
        """Collected sets with realistic nuclear matter and, unless switched off, realistic energies.

        Parameters
        ----------
        windows : mapping of str to (float, float) [fm⁻³, MeV, 1]
            Open windows of properties of :class:`~nuscat.structure.skyrme.nuclear_matter.NuclearMatter`.
        energies : str
            "reference": sets whose tabulated energies (runs of another program that describe the set) are within
            `tolerance`; sets without such runs are left out. "computed": energies from our own calculations, for all
            sets (a minute). "any": no condition.
        tolerance : float [1]
            Largest relative deviation of an energy.
        nuclides : sequence of nuclide
            Closed shells for which the energies are compared.
        **evaluation
            Arguments of :meth:`evaluate` for "computed" (`workers`, `checkpoint`).

        Returns
        -------
        Ensemble
        """
        if energies not in ("reference", "computed", "any"):
            raise UnknownNameError.of("condition on energies", energies, ("reference", "computed", "any"))
        if evaluation and energies != "computed":
            raise ValidityError(f"{', '.join(evaluation)} only go with energies='computed'.")
        kept = []
        for name in force_names("collected"):
            candidate = named(f"collected:{name}")
            matter = nuclear_matter(candidate)
            if all(low < getattr(matter, key) < high for key, (low, high) in windows.items()):
                kept.append(candidate)
        found = cls(forces=tuple(kept), label="collected functionals")
        if energies == "any":
            return found
        if energies == "computed":
            return found.evaluate(nuclides, pairing="none", **evaluation).screened(tolerance)
        wanted = [nuclide(which) for which in nuclides]
        runs = reference_results()
        numbers = []
        for i, candidate in enumerate(found.forces):
            own = runs.get(candidate.name.removeprefix("collected:"), {})
            measured = [(own.get((n.Z, n.N)), -n.binding_energy) for n in wanted]
            if all(run is not None and abs(run[0] / energy - 1) < tolerance for run, energy in measured):
                numbers.append(i)
        return found.subset(numbers, f"collected functionals, tabulated energies within {100 * tolerance:g} %")

    @classmethod
    def gaussian(cls, covariance: ParameterCovariance, n: int, seed: int | np.random.Generator = 0) -> Ensemble:
        """Functionals drawn from a Gaussian in nuclear-matter parameters.

        Parameters
        ----------
        covariance : ParameterCovariance [MeV, fm]
            Given by the user, or a nuscat estimate (``estimate_covariance(force).covariance``).
        n : int
        seed : int or Generator
        """
        if n < 1:
            raise ValidityError(f"An ensemble needs at least one functional, got n = {n}.")
        return cls(
            forces=covariance.sample(n, seed),
            label=f"{covariance.force.name}, Gaussian, {covariance.label}",
            meaning=f"sample of a Gaussian in {', '.join(covariance.parameters)} ({covariance.label})",
        )

    @classmethod
    def posterior(
        cls,
        force: SkyrmeForce,
        source: str | os.PathLike[str] | ArrayLike,
        columns: Sequence[str] | None = None,
        *,
        weights: ArrayLike | None = None,
        label: str = "",
    ) -> Ensemble:
        """Functionals of a posterior sample.

        Parameters
        ----------
        force : SkyrmeForce
            Gives the conventions and every parameter that is not sampled.
        source : path, or array, shape (n, m) [MeV, fm]
            A CSV file with a header, or the samples.
        columns : sequence of str
            Names of the columns of an array: nuclear-matter parameters, or parameters t0 … b4p of the force, and
            pairing strengths V_n, V_p. A column "weight" of a file gives weights.
        weights : array, shape (n,), optional
        label : str

        Raises
        ------
        CorruptDataError
            If a file has a bad row; the message gives its number.
        ValidityError
            If a sample gives no functional.
        """
        if isinstance(source, str | os.PathLike):
            if columns is not None or weights is not None:
                raise ValidityError("A file of samples has its own columns and weights.")
            columns, table = _read_samples(Path(source))
            label = label or Path(source).name
        else:
            table = np.array(source, dtype=float)
            if columns is None or table.ndim != 2 or table.shape[1] != len(columns):
                raise ValidityError(
                    f"Samples need one name for every column, got shape {table.shape} and columns {columns!r}."
                )
        names = list(columns)
        if "weight" in names:
            weights = table[:, names.index("weight")]
        _check_columns(force, names)
        forces = tuple(
            _sampled(force, dict(zip(names, map(float, row), strict=True)), f"{force.name}#{i + 1}")
            for i, row in enumerate(table)
        )
        label = label or f"{force.name}, posterior"
        given = None if weights is None else np.asarray(weights, dtype=float)
        return cls(forces=forces, label=label, weights=given, meaning="sample of a posterior given by the user")

    # evaluation ------------------------------------------------------------------------------------------------------
    def evaluate(
        self,
        nuclides: Sequence[NuclideLike],
        *,
        workers: int | Executor = 2,
        checkpoint: str | os.PathLike[str] | None = None,
        retry_failures: bool = False,
        **settings: Any,
    ) -> EnsembleResults:
        """Ground states of all functionals for some nuclides.

        Parameters
        ----------
        nuclides : sequence of nuclide
        workers : int or Executor
            Processes; results do not depend on it. In a script, more than one needs ``if __name__ == "__main__":``.
        checkpoint : path, optional
            Folder where finished solutions are kept; a run of the same ensemble continues from it.
        retry_failures : bool
            Compute again what failed in the checkpoint.
        **settings
            Arguments of :func:`nuscat.structure.skyrme.solve` (`pairing`, `deformation`, …). The user's cache of
            solutions is not used unless ``cache=True``.

        Returns
        -------
        EnsembleResults
            With every solution [MeV, fm], and every failure with its reason.

        Raises
        ------
        UnknownNameError
            If a setting is no argument of the solvers.
        ValidityError
            If the checkpoint belongs to another run, or a number is out of range.
        """
        names = tuple(nuclide(which).name for which in nuclides)
        if not names or len(set(names)) < len(names):
            raise ValidityError("An ensemble is evaluated for at least one nuclide, each given once.")
        _check_settings(settings)
        options = {"cache": False} | settings
        done = run_all(
            self.forces,
            names,
            options,
            description=self._description(),
            workers=workers,
            checkpoint=checkpoint,
            retry_failures=retry_failures,
        )
        return _results(self, names, done)

    def _description(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "meaning": self.meaning,
            "weights": None if self.weights is None else self.weights.tolist(),
            "forces": [asdict(f) for f in self.forces],
        }


def load_results(path: str | os.PathLike[str]) -> EnsembleResults:
    """Results [MeV, fm] of the checkpoint folder of a run; what was not computed yet is listed as a failure.

    Parameters
    ----------
    path : path
        Folder that was given as `checkpoint`.

    Raises
    ------
    MissingDataError
        If it is no such folder.
    CorruptDataError
        If a file in it is damaged.
    """
    from .force import Pairing

    settings, done = read_checkpoint(path)
    given = settings["ensemble"]
    forces = []
    for entry in given["forces"]:
        pairing = None if entry["pairing"] is None else Pairing(**entry["pairing"])
        forces.append(SkyrmeForce(**{**entry, "pairing": pairing, "cite": tuple(entry["cite"])}))
    weights = None if given["weights"] is None else np.array(given["weights"])
    ensemble = Ensemble(forces=tuple(forces), label=given["label"], weights=weights, meaning=given["meaning"])
    return _results(ensemble, tuple(settings["nuclides"]), done)


def _results(ensemble: Ensemble, names: tuple[str, ...], done: Done) -> EnsembleResults:
    from .solution import parse

    solutions, failures = {}, []
    for i, member in enumerate(ensemble.forces):
        for name in names:
            outcome = done.get((i, name), "not computed yet")
            if isinstance(outcome, bytes):
                solutions[i, name] = parse(outcome, f"the solution of {member.name} for {name}")
            else:
                failures.append(Failure(force=member.name, nuclide=name, reason=outcome))
    return EnsembleResults(
        ensemble=ensemble, nuclides=names, solutions=FrozenMapping(solutions), failures=tuple(failures)
    )


def _check_settings(settings: Mapping[str, Any]) -> None:
    """A misspelt setting would be a failure of every functional."""
    from inspect import signature

    from ._solve import solve
    from .axial import solve_axial

    valid = {*signature(solve).parameters, *signature(solve_axial).parameters}
    valid -= {"nuclide", "force", "axial", "start", "progress"}
    for name in settings:
        if name not in valid:
            raise UnknownNameError.of("setting of an ensemble", name, sorted(valid))


def _check_columns(force: SkyrmeForce, names: Sequence[str]) -> None:
    valid = (*MATTER_PARAMETERS, *_FIELDS, *_PAIRING, "weight")
    for name in names:
        if name not in valid:
            raise UnknownNameError.of("column of samples", name, valid)
    if len(set(names)) < len(names):
        raise ValidityError("A column of samples is given twice.")
    matter = [n for n in names if n in MATTER_PARAMETERS]
    plain = [n for n in names if n in _FIELDS]
    if matter and plain:
        raise ValidityError(f"Samples mix matter parameters ({matter[0]}) with parameters of the force ({plain[0]}).")
    if not (matter or plain or set(names) & set(_PAIRING)):
        raise ValidityError("Samples have no parameter.")
    if set(names) & set(_PAIRING) and force.pairing is None:
        raise ValidityError(f"Samples have pairing strengths, but {force.name} has no pairing.")


def _sampled(force: SkyrmeForce, values: Mapping[str, float], name: str) -> SkyrmeForce:
    matter = {key: value for key, value in values.items() if key in MATTER_PARAMETERS}
    plain: dict[str, Any] = {key: value for key, value in values.items() if key in _FIELDS}
    strengths: dict[str, Any] = {key: value for key, value in values.items() if key in _PAIRING}
    out = at_parameters(force, matter, name) if matter else replace(force, name=name, **plain)
    if strengths and out.pairing is not None:
        out = replace(out, pairing=replace(out.pairing, **strengths))
    return out


def _read_samples(path: Path) -> tuple[list[str], Vector]:
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            rows = [(number, row) for number, row in enumerate(csv.reader(handle), start=1) if row]
    except FileNotFoundError:
        raise MissingDataError(f"There is no file {path} with samples.", hint="Give the path of a CSV file.") from None
    if len(rows) < 2:
        raise CorruptDataError(f"{path} has no samples.", hint="Its first line names the columns.")
    names = [cell.strip() for cell in rows[0][1]]
    table = np.empty((len(rows) - 1, len(names)))
    for i, (number, row) in enumerate(rows[1:]):
        if len(row) != len(names):
            raise CorruptDataError(f"{path}, line {number}: {len(row)} values, expected {len(names)}.")
        try:
            table[i] = [float(cell) for cell in row]
        except ValueError:
            raise CorruptDataError(f"{path}, line {number}: not a number in {row}.") from None
    return names, table
