"""COHERENT CsI[Na], first observation of CEvNS (2017): photoelectrons × time, coincidence and anti-coincidence."""

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
from nuscat._core.errors import ValidityError
from nuscat.detectors import LightYield, LinearQuenching, PoissonSmearing, morph_weights
from nuscat.fluxes import FACILITIES, Flux, stopped_pion
from nuscat.nuclei import material

from ._common import frozen, load_release, predict, protons_per_area, require_known, understands
from .parameters import SNS_FLUX, Parameter, scale_nuisance, shape_nuisance
from .prediction import Axis, Prediction
from .signal import FoldedSignal
from .theory import Theory
from .variations import ShiftedTemplates, combine

__all__ = ["CoherentCsI2017"]

Floats = NDArray[np.float64]

RELEASE = "experiments/coherent-csi-2017/release.npz"
MASS, DISTANCE = 14.6, 19.3
"""Detector mass [kg] and distance [m] (COHERENT:2017ipa)."""
PROTONS, BEAM_ENERGY = 1.76e23, 7.47594
"""Protons on target [1] and the beam energy that they carried [GWh] (COHERENT:2017ipa, COHERENT:2018imc)."""
NEUTRINOS_PER_PROTON = 0.08
"""Per flavour, ± 10 % (COHERENT:2018imc)."""
LIGHT_YIELD = 13.348
"""Photoelectrons per keVee (COHERENT:2018imc)."""
QUENCHING, QUENCHING_ERROR = 0.0878, 0.0166
"""Quenching factor, the same at all energies, and its error [1] (COHERENT:2018imc)."""
ACCEPTANCE = {"a": (0.6655, 0.0212, 0.0384), "k": (0.4942, 0.0335, 0.0131), "x0": (10.8507, 0.1838, 0.3995)}
"""Height [1], steepness [1/PE] and middle [PE] of the acceptance, each with upper, lower error (COHERENT:2018imc)."""
PE_WIDTH, TIME_WIDTH = 2.0, 0.5
"""Bins of the release [PE], [µs]."""

_QUENCHING_RANGE = (0.03, 0.15)
_GRID = np.linspace(*_QUENCHING_RANGE, 25)

NUISANCES = (
    SNS_FLUX,
    scale_nuisance("csi17_form_factor", 0.05, "cevns", "form factor of the CEvNS count (5 %)", superseded_by=("R_n",)),
    Parameter(
        name="csi17_quenching",
        value=QUENCHING,
        step=0.005,
        sigma=QUENCHING_ERROR,
        lower=_QUENCHING_RANGE[0],
        upper=_QUENCHING_RANGE[1],
        description="quenching factor, the same at all energies (19 %)",
    ),
    shape_nuisance("csi17_acceptance_height", "height of the acceptance curve, released errors"),
    shape_nuisance("csi17_acceptance_steepness", "steepness of the acceptance curve, released errors"),
    shape_nuisance("csi17_acceptance_middle", "middle of the acceptance curve, released errors"),
    scale_nuisance("csi17_neutrons", 0.25, "neutrons", "prompt neutrons (25 %)"),
    Parameter(
        name="csi17_steady_state_slope",
        value=0.1,
        step=0.02,
        lower=-1.0,
        upper=2.0,
        unit="1/µs",
        description="fall of the steady state with time, unconstrained",
    ),
)


@dataclass(frozen=True, eq=False)
class CoherentCsI2017:
    r"""COHERENT CsI[Na] likelihood of the first observation (14.6 kg, 19.3 m, 7.476 GWh, 1.76·10²³ protons).

    The steady state is measured by the anti-coincidence sample, a window of the same length before each beam trigger.
    Both samples are Poisson counts in bins of photoelectrons p and time t,

    .. math:: \mu^{C}_{pt} = n\sum_c S_{cp}\,\tau_{ct} + N_{pt} + b_p\,e_t(\lambda), \qquad
              \mu^{AC}_{pt} = b_p\,e_t(\lambda), \qquad e_t \propto e^{-\lambda t},

    with free counts b_p in every bin of photoelectrons and a free slope λ: the selection keeps the first pulse in a
    window, so that the steady state falls with time. The statistical error of the background is therefore that of the
    anti-coincidence counts, without a Gaussian approximation, and its shape is that of the published analysis (spectrum
    times time dependence).

    Parameters
    ----------
    theory : Theory
        Couplings, form factor and new interactions.
    pe_range : tuple of float [PE]
        Region of interest, even numbers from 0 to 50; 6 to 30 as published.
    time_range : float [µs]
        End of the time window, up to 12 in steps of 0.5; 6 as published.

    Sources
    -------
    COHERENT:2017ipa, COHERENT:2018imc. A signal of n photoelectrons (Poisson around the mean light) lies on the edge
    between two 1-PE bins of the release and is shared between them; the acceptance is taken at bin centres, as the
    release prescribes. `sns_flux` is common to all experiments at the SNS: the yield per proton was 0.08 here and
    0.0848 later, with the same 10 % from the same simulation of the same target.
    Neutrino-induced neutrons (about 4 counts in the paper) are not in the release and left out, as in its fit.
    """

    theory: Theory
    pe_range: tuple[float, float] = (6.0, 30.0)
    time_range: float = 6.0
    name: ClassVar[str] = "coherent-csi-2017"
    title: ClassVar[str] = "COHERENT CsI[Na] 2017"
    excludes: ClassVar[tuple[str, ...]] = ("coherent-csi",)

    def __post_init__(self) -> None:
        if not isinstance(self.theory, Theory):
            raise ValidityError(f"theory must be a Theory, got {self.theory!r}.", hint="Use experiments.load(…).")
        limits: object = self.pe_range
        if not isinstance(limits, tuple | list) or len(limits) != 2 or not _on_grid(limits, PE_WIDTH, 50.0):
            raise ValidityError(
                f"pe_range = {self.pe_range!r} is not usable.",
                hint="Give two increasing multiples of 2 from 0 to 50, the bins of the release [PE].",
            )
        if not _on_grid((0.0, self.time_range), TIME_WIDTH, 12.0):
            raise ValidityError(
                f"time_range = {self.time_range!r} is not usable.",
                hint="Give a multiple of 0.5 up to 12, the bins of the release [µs].",
            )

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """Sample (0 coincidence, 1 anti-coincidence), photoelectrons and time."""
        pe = np.arange(self.pe_range[0], self.pe_range[1] + 1.0, PE_WIDTH)
        time = np.arange(0.0, self.time_range + 0.1, TIME_WIDTH)
        return (
            Axis(name="sample", unit="1", edges=(-0.5, 0.5, 1.5)),
            Axis(name="photoelectrons", unit="PE", edges=tuple(pe.tolist())),
            Axis(name="time", unit="µs", edges=tuple(time.tolist())),
        )

    @cached_property
    def _release(self) -> dict[str, Floats]:
        return load_release(RELEASE)

    @property
    def data_sha256(self) -> dict[str, str]:
        """Hash of the packaged data file."""
        return {RELEASE: sha256(packaged_path(RELEASE))}

    @property
    def _bins(self) -> tuple[slice, slice]:
        first, last = (round(v / PE_WIDTH) for v in self.pe_range)
        return slice(first, last), slice(0, round(self.time_range / TIME_WIDTH))

    @cached_property
    def data(self) -> Floats:
        """Observed counts with beam on, flattened (sample, photoelectrons, time) [counts]."""
        samples = [self._release[f"{kind}_on"][self._bins] for kind in ("coincidence", "anticoincidence")]
        return frozen(np.stack(samples).astype(float).ravel())

    @cached_property
    def _steady_names(self) -> tuple[str, ...]:
        return tuple(f"csi17_steady_state_pe{round(e)}" for e in self.axes[1].edges[:-1])

    @cached_property
    def nuisances(self) -> tuple[Parameter, ...]:
        """Nuisance parameters; one free steady-state count per bin of photoelectrons."""
        counts = self.data.reshape(2, len(self._steady_names), -1)[1].sum(axis=-1)
        return NUISANCES + tuple(
            Parameter(
                name=name,
                value=max(float(n), 0.5),
                step=max(float(np.sqrt(n)), 1.0),
                lower=0.0,
                unit="counts",
                description=f"steady state from {low:g} to {low + PE_WIDTH:g} PE, free ({n:.0f} in anti-coincidence)",
            )
            for name, n, low in zip(self._steady_names, counts, self.axes[1].edges[:-1], strict=True)
        )

    @cached_property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of the data, the models and the likelihood."""
        return collect(self.theory, self._flux, self.signal.nuclei, _Cite())

    @cached_property
    def _flux(self) -> Flux:
        facility = replace(
            FACILITIES["sns-csi"],
            name="sns-csi-2017",
            neutrinos_per_proton=NEUTRINOS_PER_PROTON,
            neutrinos_per_proton_uncertainty=0.1 * NEUTRINOS_PER_PROTON,
            protons=PROTONS,
            source="COHERENT:2018imc",
        )
        return stopped_pion(facility)

    @cached_property
    def signal(self) -> FoldedSignal:
        """CEvNS counts by flux component, quenching factor and 1-PE bin, before acceptance and time."""
        return FoldedSignal(
            material=material("CsI"),
            flux=self._flux,
            exposure=protons_per_area(PROTONS, DISTANCE) * MASS,
            response=self.response_matrices,
            theory=self.theory,
            baseline=DISTANCE,
        )

    def response_matrices(self, T_nr: Floats) -> Floats:
        """Probability [1] of every 1-PE bin at recoil energies `T_nr` [MeV], shape (quenching factors, bins, n)."""
        smearing = PoissonSmearing(LightYield(LIGHT_YIELD))
        numbers = np.arange(self.pe_range[0], self.pe_range[1] + 2.0)
        rows = [np.asarray(smearing.bin_probabilities(LinearQuenching(q, 0.0)(T_nr), numbers)) for q in _GRID]
        counts = np.stack(rows)
        return np.asarray(0.5 * (counts[:, :-1] + counts[:, 1:]))

    @cached_property
    def quenching_weights(self) -> ShiftedTemplates:
        """Weights of the grid of quenching factors, cubic splines; array [1] of shape (…, 1, grid)."""
        return ShiftedTemplates.build(
            lambda q: (np.isclose(_GRID, q, rtol=0.0, atol=1e-9))[None].astype(float), *_QUENCHING_RANGE, _GRID.size - 1
        )

    @cached_property
    def _centres(self) -> Floats:
        return np.arange(self.pe_range[0], self.pe_range[1]) + 0.5

    @cached_property
    def _halves(self) -> Floats:
        """Sums 1-PE bins into the bins of the release: array (1-PE bins, bins)."""
        return np.repeat(np.eye(len(self._steady_names)), 2, axis=0)

    def acceptance(self, theta: Mapping[str, Array]) -> Array:
        """Acceptance of the 1-PE bins [1], shape (…, 1-PE bins), at the nuisance values in `theta` [σ]."""
        names = ("csi17_acceptance_height", "csi17_acceptance_steepness", "csi17_acceptance_middle")
        values = []
        for name, (value, up, down) in zip(names, ACCEPTANCE.values(), strict=True):
            higher, lower = morph_weights(theta.get(name, 0.0))
            values.append(value + higher * up - lower * down)
        height, steepness, middle = values
        x = self._centres
        xp = namespace(height, steepness, middle)
        step = np.where(x < 5.0, 0.0, np.where(x < 6.0, 0.5, 1.0))
        return 0.5 * height * (1.0 + xp.tanh(0.5 * steepness * (x - middle))) * step

    @cached_property
    def time_profiles(self) -> Floats:
        """Fraction of every flux component per time bin [1], shape (components, time bins): tables of the release."""
        rows = [
            self._release["time_delayed" if c.line is None else "time_prompt"][self._bins[1]]
            for c in self._flux.components
        ]
        return np.stack(rows)

    @cached_property
    def _neutrons(self) -> tuple[Floats, Floats]:
        """Prompt neutrons before the acceptance: per 1-PE bin, summed into bins [counts], and per time bin [1]."""
        first, last = (round(v) for v in self.pe_range)
        per_bin = BEAM_ENERGY * self._release["neutrons_per_gwh"][first:last]
        return per_bin[:, None] * self._halves, self._release["time_neutrons"][self._bins[1]]

    def prepare(self, theta: Mapping[str, Array]) -> Array:
        """The part of a prediction that depends on physics parameters only, for reuse while nuisance parameters change.

        Returns
        -------
        array [counts], shape (…, components, quenching factors, 1-PE bins)
        """
        return self.signal.counts(theta)

    def steady_state(self, theta: Mapping[str, Array]) -> Array:
        """Steady state in one sample [counts], shape (…, photoelectron bins, time bins)."""
        time = np.asarray(self.axes[2].edges[:-1]) + 0.5 * TIME_WIDTH
        slope = theta.get("csi17_steady_state_slope", NUISANCES[-1].value)
        xp = namespace(slope)
        fall = xp.exp(-slope * time)
        fall = fall / xp.sum(fall, axis=-1, keepdims=True)
        parts = [theta.get(p.name, p.value) for p in self.nuisances[len(NUISANCES) :]]
        if all(np.ndim(p) == 0 for p in parts):
            counts = namespace(*parts).asarray(parts)
        else:
            columns = np.broadcast_shapes(*(np.shape(p) for p in parts))
            xp = namespace(*parts)
            counts = xp.concat([xp.broadcast_to(xp.asarray(p), columns) for p in parts], axis=-1)
        return counts[..., :, None] * fall[..., None, :]

    def components(self, theta: Mapping[str, Array], prepared: Array = None) -> dict[str, Array]:
        """Expected counts per component [counts], each of shape (…, bins).

        Parameters
        ----------
        theta : mapping of name to array [units of the parameters]
            Physics and nuisance parameters; those left out keep their nominal value. Scalars or columns (batch, 1).
        prepared : array, optional
            Result of :meth:`prepare` for the same physics parameters.
        """
        counts = self.prepare(theta) if prepared is None else prepared
        weights = self.quenching_weights(theta.get("csi17_quenching", QUENCHING))
        acceptance = self.acceptance(theta)
        xp = namespace(counts, weights, acceptance)
        spectra = combine(weights, counts) * acceptance[..., None, :]
        kept = xp.matmul(spectra, self._halves)
        cevns = xp.matmul(xp.swapaxes(kept, -1, -2), self.time_profiles)
        spectrum, time = self._neutrons
        neutrons = (acceptance @ spectrum)[..., :, None] * time
        norm = theta.get("normalisation", 1.0) * theta.get("sns_flux", 1.0) * theta.get("csi17_form_factor", 1.0)
        steady = _flat(self.steady_state(theta))
        return {
            "cevns": norm * _beam_only(cevns),
            "neutrons": theta.get("csi17_neutrons", 1.0) * _beam_only(neutrons),
            "steady_state": namespace(steady).concat([steady, steady], axis=-1),
        }

    def expected(self, theta: Mapping[str, Array], prepared: Array = None) -> Array:
        """Expected total counts [counts], shape (…, bins); arguments as for :meth:`components`."""
        c = self.components(theta, prepared)
        return c["cevns"] + c["neutrons"] + c["steady_state"]

    def predict(self, theta: Mapping[str, float] | None = None) -> Prediction:
        """Expected counts with axes, units, uncertainties and sources at `theta` [units of the parameters]."""
        return predict(self, theta)

    def understands(self, name: str) -> bool:
        """Whether the prediction depends on a parameter called `name` [bool]."""
        return understands(self, name)

    def require_known(self, names: Sequence[str]) -> None:
        """Raise :class:`UnknownNameError` if one of `names` is no parameter of this experiment."""
        require_known(self, names)


def _on_grid(values: Sequence[object], step: float, end: float) -> bool:
    """Whether the two values increase between 0 and `end` in multiples of `step`."""
    numbers = [float(v) for v in values if isinstance(v, int | float) and np.isfinite(v)]
    if len(numbers) < 2 or not 0.0 <= numbers[0] < numbers[1] <= end:
        return False
    return all((v / step).is_integer() for v in numbers)


def _flat(table: Array) -> Array:
    """The last two axes as one."""
    return table.reshape((*table.shape[:-2], -1))


def _beam_only(table: Array) -> Array:
    """Counts of the coincidence sample followed by none in anti-coincidence, shape (…, 2·bins)."""
    flat = _flat(table)
    xp = namespace(flat)
    return xp.concat([flat, xp.zeros_like(flat)], axis=-1)


@dataclass(frozen=True)
class _Cite:
    cite: ClassVar[tuple[str, ...]] = ("COHERENT:2017ipa", "COHERENT:2018imc", "Baker:1983tu")
