"""XENONnT solar ⁸B neutrinos: four-dimensional binned likelihood with the released templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, namespace
from nuscat._core.citations import collect
from nuscat._core.datasets import packaged_path, sha256
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.fluxes import Flux
from nuscat.nuclei import material

from ._common import load_release, predict, require_known, understands
from .parameters import Parameter, scale_nuisance, shape_nuisance
from .prediction import Axis, Prediction
from .signal import FoldedSignal
from .solar_flux import B8_CONSTRAINTS, b8_flux, b8_parameter, check_constraint
from .theory import Theory
from .variations import combine, variation_weights

__all__ = ["XenonNT"]

Floats = NDArray[np.float64]

RELEASE = "experiments/xenonnt-8b/release.npz"
RUNS = ("sr0", "sr1", "sr2")
YEAR = 365.25 * 86400.0
"""Seconds of a year [s], for exposures in tonne-years."""
OBSERVABLES = (("cS2", "PE"), ("S2pre/dt quantile", "1"), ("S1 BDT score", "1"), ("S2 BDT score", "1"))
SHAPE = (3, 3, 3, 3)
ACCIDENTAL = {"sr0": 0.0904, "sr1": 0.0576, "sr2": 0.0576}
"""Relative uncertainty of accidental coincidences (statistical model released with XENON:2024hup); SR2: that of SR1."""


def _yield(name: str, text: str) -> Parameter:
    return replace(shape_nuisance(name, text), lower=-3.0, upper=3.0)


EFFICIENCY = scale_nuisance("xenonnt_efficiency", 0.25, "cevns", "signal acceptance of XENONnT (25 %)")
LIGHT = _yield("xenonnt_light_yield", "light yield of nuclear recoils in xenon (released variation)")
CHARGE = _yield("xenonnt_charge_yield", "charge yield of nuclear recoils in xenon (released variation)")
ELECTRONS = scale_nuisance("xenonnt_er", 1.0, "electron_recoils", "electron recoils in XENONnT (100 %)")
NEUTRONS = scale_nuisance("xenonnt_neutrons", 0.58, "neutrons", "radiogenic neutrons in XENONnT (58 %)")


@dataclass(frozen=True, eq=False)
class XenonNT:
    r"""XENONnT search for solar ⁸B neutrinos, 3.52 t yr of SR0 and SR1 (6.77 t yr with SR2).

    .. math:: \mu_b = \sum_r X_r \Big[ f\,\epsilon \int\! \frac{dR}{dT}\, \epsilon^r_b(T; t_{ly}, t_{qy})\, dT
              + a_r A^r_b + e E^r_b + n N^r_b(t_{ly}, t_{qy}) \Big]

    with the released probabilities ε of mono-energetic nuclear recoils (0.5 to 5 keV every 0.1 keV, linear between,
    zero outside), the released backgrounds A (accidental coincidences), E (electron recoils), N (neutrons), and
    exposures X. Light and charge yields interpolate as in :func:`nuscat.detectors.morph` between the released ±1σ.

    Parameters
    ----------
    theory : Theory
    runs : tuple of str
        Science runs, of "sr0", "sr1" and "sr2". With one the axes are the observables; with several the runs are the
        first axis and the others count bins, because the edges differ from run to run.
    constraint : str
        What is known of the ⁸B flux, a key of `B8_CONSTRAINTS`. With "free" the flux is the physics parameter
        ``flux_8B`` that a fit may free, otherwise a nuisance parameter shared with other experiments.
    flux : Flux, optional
        Spectrum and flavours in place of :func:`nuscat.fluxes.solar`; scaled to ``flux_8B``.

    New interactions act on the detection only: production in the Sun and propagation keep the standard matter effect,
    which vector interactions with matter (NSI, light mediators) would change too.

    Raises
    ------
    UnknownNameError
        If a run or a constraint is not known.
    ValidityError
        If a run is missing or named twice.

    Sources
    -------
    Data and templates: release of 2026arXiv260406002A. Uncertainties: statistical model released with XENON:2024hup.
    Checked: 9, 28 and 25 events; backgrounds of SR0 and SR1 against the table of XENON:2024ijk (7.5, 17.8, 0.7, 0.5);
    the fit of SR0 and SR1 against 10.7 +3.7 −4.2 events and 2.73σ. The templates are those of the later analysis, with
    which the expectation is 9.7 events, not 11.9: validation/xenonnt. The exposure of the runs is in the notebook of
    the release; that the accidental coincidences of SR2 are as uncertain as those of SR1 is assumed.
    """

    theory: Theory
    runs: tuple[str, ...] = ("sr0", "sr1")
    constraint: str = "sno"
    flux: Flux | None = None
    name: ClassVar[str] = "xenonnt-8b"

    def __post_init__(self) -> None:
        given: object = self.runs
        runs = (given,) if isinstance(given, str) else tuple(self.runs)
        for run in runs:
            if run not in RUNS:
                raise UnknownNameError.of("science run of XENONnT", run, RUNS)
        if not runs or len(set(runs)) != len(runs):
            raise ValidityError(f"The runs of XENONnT must be named once each, got {runs!r}.", hint="('sr0', 'sr1')")
        object.__setattr__(self, "runs", runs)
        check_constraint(self.constraint)

    @property
    def title(self) -> str:
        """What was measured, for people [text]."""
        return f"XENONnT solar 8B neutrinos, {' + '.join(run.upper() for run in self.runs)}"

    @cached_property
    def nuisances(self) -> tuple[Parameter, ...]:
        """Nuisance parameters: flux, acceptance, yields, backgrounds."""
        flux = () if self.constraint == "free" else (b8_parameter(self.constraint),)
        several = len(self.runs) > 1
        accidental = (
            scale_nuisance(
                f"xenonnt_ac_{run}",
                ACCIDENTAL[run],
                "" if several else "accidental_coincidences",
                f"accidental coincidences in {run.upper()} ({100 * ACCIDENTAL[run]:.1f} %)",
            )
            for run in self.runs
        )
        return (*flux, EFFICIENCY, LIGHT, CHARGE, *accidental, ELECTRONS, NEUTRONS)

    @property
    def physics(self) -> tuple[Parameter, ...]:
        """The ⁸B flux [1e6 cm⁻² s⁻¹] where nothing constrains it."""
        return (b8_parameter("free"),) if self.constraint == "free" else ()

    @cached_property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of the data, the models and the likelihood."""
        known = B8_CONSTRAINTS[self.constraint].cite
        return tuple(sorted({*collect(self.theory, self.signal.flux, self.signal.nuclei, _Cite()), *known}))

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """The four observables, after the run if there are several."""
        if len(self.runs) == 1:
            edges = self._release[f"{self.runs[0]}_edges"]
            return tuple(
                Axis(name=name, unit=unit, edges=tuple(edges[i].tolist())) for i, (name, unit) in enumerate(OBSERVABLES)
            )
        numbers = tuple(float(run.removeprefix("sr")) for run in self.runs)
        if numbers == tuple(sorted(numbers)) and np.ptp(numbers) == len(numbers) - 1:
            centres = numbers
        else:
            centres = tuple(float(i) for i in range(len(numbers)))
        runs = Axis(name="science run", unit="1", edges=(*(c - 0.5 for c in centres), centres[-1] + 0.5))
        bins = (0.5, 1.5, 2.5, 3.5)
        return (runs, *(Axis(name=f"{name} bin", unit="1", edges=bins) for name, _ in OBSERVABLES))

    @cached_property
    def _release(self) -> dict[str, Floats]:
        return load_release(RELEASE)

    @property
    def data_sha256(self) -> dict[str, str]:
        """Hash of the packaged data file."""
        return {RELEASE: sha256(packaged_path(RELEASE))}

    def exposure(self, run: str) -> float:
        """Exposure of a run [t yr]."""
        return float(self._release[f"{run}_exposure"])

    @cached_property
    def data(self) -> Floats:
        """Observed counts, runs one after the other, each in C order of the observables [counts]."""
        return np.concatenate([self._release[f"{run}_data"] for run in self.runs])

    @cached_property
    def signal(self) -> FoldedSignal:
        """CEvNS recoils per tonne-year and 1e6 cm⁻² s⁻¹, shared out to the energies of the templates."""
        return FoldedSignal(
            material=material("Xe"),
            flux=b8_flux(self.flux),
            exposure=1000.0 * YEAR,
            response=self.response_matrices,
            theory=self.theory,
            order=3,
            breakpoints=tuple((1e-3 * self._release["energy"]).tolist()),
        )

    def response_matrices(self, T_nr: Floats) -> Floats:
        """Weights [1] of linear interpolation between the energies of the templates at `T_nr` [MeV]; zero outside.

        Returns
        -------
        array [1], shape (1, energies, n)
        """
        rows = 1e-3 * self._release["energy"]
        T = np.asarray(T_nr, dtype=float)
        low = np.clip(np.searchsorted(rows, T, side="right") - 1, 0, rows.size - 2)
        x = (T - rows[low]) / (rows[low + 1] - rows[low])
        inside = (rows[0] <= T) & (rows[-1] >= T)
        weights = np.zeros((rows.size, T.size))
        weights[low, np.arange(T.size)] = np.where(inside, 1.0 - x, 0.0)
        weights[low + 1, np.arange(T.size)] = np.where(inside, x, 0.0)
        return weights[None]

    @cached_property
    def _templates(self) -> Floats:
        """Exposure times efficiency [t yr], shape (energies, 5·bins)."""
        tables = [self.exposure(run) * self._release[f"{run}_efficiency"].astype(float) for run in self.runs]
        table = np.concatenate(tables, axis=-1)
        return np.ascontiguousarray(np.moveaxis(table, 1, 0).reshape(table.shape[1], -1))

    @cached_property
    def _backgrounds(self) -> dict[str, Floats]:
        """Expected counts; ac per run of shape (runs, bins), zero in the bins of other runs; neutrons (5, bins)."""
        scaled = {
            kind: [self.exposure(run) * self._release[f"{run}_{kind}"] for run in self.runs]
            for kind in ("ac", "er", "neutrons")
        }
        own = np.zeros((len(self.runs), 81 * len(self.runs)))
        for i, counts in enumerate(scaled["ac"]):
            own[i, 81 * i : 81 * (i + 1)] = counts
        joined = {kind: np.concatenate(scaled[kind], axis=-1) for kind in ("er", "neutrons")}
        return {"ac": own, **joined}

    def prepare(self, theta: Mapping[str, Array]) -> Array:
        """The part of a prediction that depends on the interactions only, for reuse while other parameters change.

        Returns
        -------
        array [counts], shape (…, 5, bins)
            For a flux of 1e6 cm⁻² s⁻¹: nominal and varied yields.
        """
        own = {"normalisation", "flux_8B", *(p.name for p in self.nuisances)}
        return self._nominal if own.issuperset(theta) else self._folded(theta)

    @cached_property
    def _nominal(self) -> Floats:
        return np.asarray(self._folded({}))

    def _folded(self, theta: Mapping[str, Array]) -> Array:
        counts = self.signal.counts(theta)
        xp = namespace(counts)
        at_energies = xp.sum(counts[..., 0, :], axis=-2)
        columns = xp.matmul(at_energies, self._templates)
        return columns.reshape((*columns.shape[:-1], 5, -1))

    def components(self, theta: Mapping[str, Array], prepared: Array = None) -> dict[str, Array]:
        """Expected counts per component [counts], each of shape (…, bins).

        Parameters
        ----------
        theta : mapping of name to array [units of the parameters]
            Physics and nuisance parameters; those left out keep their nominal value. Scalars or columns (batch, 1).
        prepared : array, optional
            Result of :meth:`prepare` for the same physics parameters.
        """
        templates = self.prepare(theta) if prepared is None else prepared
        weights = variation_weights(theta.get(LIGHT.name, 0.0), theta.get(CHARGE.name, 0.0))
        xp = namespace(weights, templates)
        known = B8_CONSTRAINTS[self.constraint].value
        norm = theta.get("normalisation", 1.0) * theta.get("flux_8B", known) * theta.get(EFFICIENCY.name, 1.0)
        b = self._backgrounds
        accidental = sum(theta.get(f"xenonnt_ac_{run}", 1.0) * b["ac"][i] for i, run in enumerate(self.runs))
        return {
            "cevns": norm * xp.maximum(combine(weights, templates), 0.0),
            "accidental_coincidences": accidental,
            "electron_recoils": theta.get(ELECTRONS.name, 1.0) * b["er"],
            "neutrons": theta.get(NEUTRONS.name, 1.0) * xp.maximum(combine(weights, b["neutrons"]), 0.0),
        }

    def expected(self, theta: Mapping[str, Array], prepared: Array = None) -> Array:
        """Expected total counts [counts], shape (…, bins); arguments as for :meth:`components`."""
        c = self.components(theta, prepared)
        return c["cevns"] + c["accidental_coincidences"] + c["electron_recoils"] + c["neutrons"]

    def predict(self, theta: Mapping[str, float] | None = None) -> Prediction:
        """Expected counts with axes, units, uncertainties and sources at `theta` [units of the parameters]."""
        return predict(self, theta)

    def understands(self, name: str) -> bool:
        """Whether the prediction depends on a parameter called `name` [bool]."""
        return understands(self, name) or any(name == p.name for p in self.physics)

    def require_known(self, names: Sequence[str]) -> None:
        """Raise :class:`UnknownNameError` if one of `names` is no parameter of this experiment."""
        own = {p.name for p in self.physics}
        require_known(self, [name for name in names if name not in own])


@dataclass(frozen=True)
class _Cite:
    cite: ClassVar[tuple[str, ...]] = ("XENON:2024ijk", "XENON:2024hup", "2026arXiv260406002A", "Baker:1983tu")
