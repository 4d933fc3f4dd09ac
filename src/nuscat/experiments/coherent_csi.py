"""COHERENT CsI[Na], full data set of 2017–2019: two-dimensional (photoelectrons × time) binned likelihood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, namespace
from nuscat._core.citations import collect
from nuscat._core.datasets import packaged_path, sha256
from nuscat._core.errors import UnitError, ValidityError
from nuscat.detectors import (
    DetectorResponse,
    ExponentialTimeEfficiency,
    GammaSmearing,
    LogisticEfficiency,
    PolynomialQuenching,
)
from nuscat.fluxes import Flux, Gaussian, stopped_pion
from nuscat.nuclei import material

from ._common import frozen, load_release, predict, protons_per_area, require_known, time_fractions, understands
from .parameters import SNS_FLUX, Parameter, scale_nuisance, shape_nuisance
from .prediction import Axis, Prediction
from .signal import FoldedSignal
from .theory import Theory
from .variations import ShiftedTemplates, combine, rebin_pdf, variation_weights

__all__ = ["CoherentCsI"]

Floats = NDArray[np.float64]

RELEASE = "experiments/coherent-csi-2021/release.npz"
PE_EDGES = (0.0, 12.0, 16.0, 20.0, 24.0, 28.0, 32.0, 40.0, 50.0, 60.0)
"""Our binning of the published event lists: 9 bins over the whole region of interest (PE < 60) [PE]."""
TIME_EDGES = (0.0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0, 2.0, 4.0, 6.0)
"""11 bins over t < 6 µs [µs]; fine where the prompt neutrinos arrive."""
MASS = 14.6
"""Detector mass [kg] (COHERENT:2021xmm)."""
DISTANCE = 19.3
"""Distance from the target [m] (COHERENT:2021xmm)."""
PROTONS = 3.198e23
"""Protons on target, 13.99 GWh (COHERENT:2021xmm)."""
GAMMA_A, GAMMA_B = 0.0749, 9.56
"""Smearing a′ = A/E_ee, b′ = B·E_ee with E_ee in keV (release of COHERENT:2021xmm); mean 1/A = 13.35 PE/keV."""
TIME_PLATEAU, TIME_SLOPE = 0.52e-6, 0.0494e6
"""Time efficiency: 1 to the plateau's end [s], exponential at this rate [1/s] beyond (COHERENT:2021xmm)."""
BRN, NIN, STEADY_STATE = 18.4, 5.6, 1286.0
"""Published expectations of beam-related neutrons, neutrino-induced neutrons and steady state [counts]."""
PULSE_TIME, PULSE_WIDTH = 0.6, 0.16
"""Nominal mean (free in every fit) and width of the proton pulse on the reconstructed-time axis [µs]."""

NUISANCES = (
    SNS_FLUX,
    scale_nuisance(
        "csi_form_factor",
        11.0 / 341.0,
        "cevns",
        "theory uncertainty of the CEvNS count, 11 of 341 as published",
        superseded_by=("R_n",),
    ),
    shape_nuisance("csi_quenching_0", "first eigen-variation of the scintillation response"),
    shape_nuisance("csi_quenching_1", "second eigen-variation of the scintillation response"),
    shape_nuisance("csi_efficiency", "efficiency curve, ±1σ as released: 10 % of the CEvNS count"),
    scale_nuisance("csi_brn", 0.25, "brn", "beam-related neutrons (25 %)"),
    scale_nuisance("csi_nin", 0.35, "nin", "neutrino-induced neutrons (35 %)"),
    scale_nuisance("csi_steady_state", 0.021, "steady_state", "steady-state background (2.1 %)"),
    Parameter(
        name="csi_pulse_time",
        value=PULSE_TIME,
        step=0.05,
        lower=0.2,
        upper=1.0,
        unit="µs",
        description="mean arrival time of the proton pulse, unconstrained",
    ),
)


@dataclass(frozen=True, eq=False)
class CoherentCsI:
    r"""COHERENT CsI[Na] likelihood (14.6 kg, 19.3 m, 3.198·10²³ protons).

    .. math:: \mu_{pt} = n \sum_c S_{cp}(\text{physics}, \alpha)\,\tau_{ct}(t_0) + \sum_{b} B^{(b)}_{pt}

    with backgrounds b: beam-related neutrons, neutrino-induced neutrons and steady state.

    Parameters
    ----------
    theory : Theory
        Couplings, form factor and new interactions.
    pe_edges : tuple of float [PE]
    time_edges : tuple of float [µs]
    flux : Flux or None
        Neutrino spectra per proton and time profiles; default the analytic stopped-pion flux with a Gaussian
        pulse. A flux read from the collaboration's histogram (:func:`nuscat.experiments.read_sns_histogram`) is
        used with its own time origin.
    steady_state_statistics : bool
        Add one nuisance parameter per PE bin for the Poisson error of the anti-coincidence counts that give the shape
        of the steady state. The published analysis has none; it adds ±15 to the error of the CEvNS count.

    Sources
    -------
    COHERENT:2021xmm and its ancillary files. PE and time of BRN/NIN are paired as an outer product. The
    steady state takes its PE shape from the 1295 anti-coincidence events and is flat in time before the time
    efficiency. BRN and NIN are normalised to 18.4 and 5.6 after the time efficiency;
    in the release these numbers come out before it, which would lower them to 18.3 and 5.2.
    """

    theory: Theory
    pe_edges: tuple[float, ...] = PE_EDGES
    time_edges: tuple[float, ...] = TIME_EDGES
    flux: Flux | None = None
    steady_state_statistics: bool = False
    name: ClassVar[str] = "coherent-csi"
    title: ClassVar[str] = "COHERENT CsI[Na] 2021"

    def __post_init__(self) -> None:
        if not isinstance(self.theory, Theory):
            raise ValidityError(f"theory must be a Theory, got {self.theory!r}.", hint="Use experiments.load(…).")
        unit = None if self.flux is None else getattr(self.flux, "unit", f"no flux but {self.flux!r}")
        if unit not in (None, "per proton"):
            raise UnitError(
                f"The flux of {self.name} must be neutrinos per proton, got {unit}.",
                hint='Use stopped_pion("sns-csi", …), or Flux.scaled(…, "per proton").',
            )
        for label, edges, low, high in (
            ("pe_edges", self.pe_edges, 0.0, 60.0),
            ("time_edges", self.time_edges, 0.0, 6.0),
        ):
            e = np.asarray(edges, dtype=float)
            if e.ndim != 1 or e.size < 2 or not np.all(np.diff(e) > 0) or e[0] < low or e[-1] > high:
                raise ValidityError(
                    f"{label} = {tuple(edges)} is not usable.",
                    hint=f"Give at least two increasing bin edges between {low:g} and {high:g}.",
                )

    @cached_property
    def nuisances(self) -> tuple[Parameter, ...]:
        """Nuisance parameters with their constraints."""
        if not self.steady_state_statistics:
            return NUISANCES
        counts = self._anticoincidence
        return NUISANCES + tuple(
            scale_nuisance(
                f"csi_steady_state_pe{i}",
                1.0 / np.sqrt(max(n, 1.0)),
                "",
                f"steady state in PE bin {i} ({n:.0f} counts)",
            )
            for i, n in enumerate(counts)
        )

    @cached_property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of the data, the models and the likelihood."""
        return collect(self.theory, self._flux, self.signal.nuclei, ("COHERENT:2021xmm",), _Cite())

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """Photoelectrons and recoil time."""
        return (
            Axis(name="photoelectrons", unit="PE", edges=tuple(self.pe_edges)),
            Axis(name="time", unit="µs", edges=tuple(self.time_edges)),
        )

    @cached_property
    def _release(self) -> dict[str, Floats]:
        return load_release(RELEASE)

    @property
    def data_sha256(self) -> dict[str, str]:
        """Hash of the packaged data file."""
        return {RELEASE: sha256(packaged_path(RELEASE))}

    def _histogram(self, sample: str) -> Floats:
        r = self._release
        counts, *_ = np.histogram2d(
            r[f"{sample}_pe"], r[f"{sample}_time_us"], bins=(np.asarray(self.pe_edges), np.asarray(self.time_edges))
        )
        return np.asarray(counts, dtype=float)

    @cached_property
    def data(self) -> Floats:
        """Observed coincidence counts, flattened (PE slow, time fast) [counts]."""
        return frozen(self._histogram("coincidence").ravel())

    @cached_property
    def _flux(self) -> Flux:
        if self.flux is not None:
            return self.flux
        return stopped_pion("sns-csi", pulse=Gaussian(PULSE_TIME * 1e-6, PULSE_WIDTH * 1e-6))

    @cached_property
    def responses(self) -> tuple[DetectorResponse, ...]:
        """Detector response: nominal, then ±1σ of the two quenching variations and of the efficiency."""
        quenching = [PolynomialQuenching(tuple(c)) for c in self._release["quenching_coefficients"]]
        efficiency = [LogisticEfficiency(*c) for c in self._release["efficiency_coefficients"]]
        smearing = GammaSmearing(GAMMA_A, GAMMA_B)
        pairs = [(quenching[0], efficiency[0])]
        pairs += [(q, efficiency[0]) for q in quenching[1:]]
        pairs += [(quenching[0], e) for e in efficiency[1:]]
        return tuple(
            DetectorResponse(
                quenching=q,
                light_yield=smearing.light_yield,
                smearing=smearing,
                efficiency=e,
                efficiency_axis="reco",
                edges=np.asarray(self.pe_edges),
            )
            for q, e in pairs
        )

    @cached_property
    def signal(self) -> FoldedSignal:
        """CEvNS counts by flux component, response variation and PE bin, before the time efficiency."""
        return FoldedSignal(
            material=material("CsI"),
            flux=self._flux,
            exposure=protons_per_area(PROTONS, DISTANCE) * MASS,
            response=self.response_matrices,
            theory=self.theory,
            baseline=DISTANCE,
        )

    def response_matrices(self, T_nr: Floats) -> Floats:
        """Response matrices [1] at recoil energies `T_nr` [MeV], shape (variations, PE bins, n)."""
        return np.stack([r.matrix(T_nr) for r in self.responses])

    @cached_property
    def time_efficiency(self) -> ExponentialTimeEfficiency:
        """Efficiency in reconstructed time."""
        return ExponentialTimeEfficiency(plateau_end=TIME_PLATEAU, rate=TIME_SLOPE)

    @cached_property
    def _fine_time(self) -> tuple[Floats, Floats, NDArray[np.intp]]:
        """Edges [s] of sub-bins of at most 25 ns, their mean time efficiency, and the coarse bin each belongs to."""
        edges = [np.asarray(self.time_edges[:1])]
        owner: list[int] = []
        for i, (lo, hi) in enumerate(zip(self.time_edges[:-1], self.time_edges[1:], strict=True)):
            n = int(np.ceil((hi - lo) / 0.025 - 1e-9))
            edges.append(np.linspace(lo, hi, n + 1)[1:])
            owner += [i] * n
        fine = np.concatenate(edges) * 1e-6
        return fine, np.asarray(self.time_efficiency.bin_average(fine)), np.asarray(owner)

    def _accepted(self, fractions: Floats) -> Floats:
        """Fractions in the fine time bins → accepted fractions in the analysis bins."""
        _, efficiency, owner = self._fine_time
        accepted = np.bincount(owner, weights=fractions * efficiency, minlength=len(self.time_edges) - 1)
        return np.asarray(accepted, dtype=np.float64)

    @cached_property
    def time_templates(self) -> ShiftedTemplates:
        """Accepted fraction of every flux component per time bin, as a function of the pulse time [s]."""
        fine, _, _ = self._fine_time

        def at(shift: float) -> Floats:
            return np.stack([self._accepted(row) for row in time_fractions(self.signal.flux, fine, shift)])

        return ShiftedTemplates.build(at, -0.5e-6, 0.5e-6, 100)

    def _neutrons(self, kind: str, total: float) -> Floats:
        r = self._release
        pe = rebin_pdf(r["pe_centres"], r[f"{kind}_pe_pdf"], np.asarray(self.pe_edges))
        roi = rebin_pdf(r["pe_centres"], r[f"{kind}_pe_pdf"], np.array([0.0, 60.0]))[0]
        fine, _, _ = self._fine_time
        time = self._accepted(rebin_pdf(r["time_centres_us"], r[f"{kind}_time_pdf"], fine * 1e6))
        whole = np.linspace(0.0, 6.0, 241)
        efficiency = np.asarray(self.time_efficiency.bin_average(whole * 1e-6))
        norm = (rebin_pdf(r["time_centres_us"], r[f"{kind}_time_pdf"], whole) * efficiency).sum()
        return np.asarray(total * np.outer(pe / roi, time / norm))

    @property
    def _anticoincidence_in_roi(self) -> Floats:
        r = self._release
        pe, t = r["anticoincidence_pe"], r["anticoincidence_time_us"]
        return np.asarray(pe[(pe < 60.0) & (t < 6.0)])

    @property
    def _anticoincidence_total(self) -> int:
        return int(self._anticoincidence_in_roi.size)

    @property
    def _anticoincidence(self) -> Floats:
        """Anti-coincidence counts of the region of interest per PE bin [counts]."""
        return np.asarray(np.histogram(self._anticoincidence_in_roi, np.asarray(self.pe_edges))[0], dtype=float)

    @cached_property
    def backgrounds(self) -> dict[str, Floats]:
        """Nominal background templates [counts], flattened; sums 18.4, 5.6 and 1286 over PE < 60, t < 6 µs."""
        shape = self._anticoincidence / self._anticoincidence_total
        fine, _, _ = self._fine_time
        whole = np.linspace(0.0, 6e-6, 241)
        total = (np.diff(whole) * np.asarray(self.time_efficiency.bin_average(whole))).sum()
        time = self._accepted(np.diff(fine)) / total
        return {
            "brn": frozen(self._neutrons("brn", BRN).ravel()),
            "nin": frozen(self._neutrons("nin", NIN).ravel()),
            "steady_state": frozen((STEADY_STATE * np.outer(shape, time)).ravel()),
        }

    def prepare(self, theta: Mapping[str, Array]) -> Array:
        """The part of a prediction that depends on physics parameters only, for reuse while nuisance parameters change.

        Returns
        -------
        array [counts], shape (…, components, variations, PE bins)
        """
        return self.signal.counts(theta)

    def signal_map(self, theta: Mapping[str, Array], prepared: Array = None) -> Array:
        """Expected CEvNS counts without normalisation factors [counts], shape (…, PE bins, time bins)."""
        counts = self.prepare(theta) if prepared is None else prepared
        weights = variation_weights(
            *(theta.get(n, 0.0) for n in ("csi_quenching_0", "csi_quenching_1", "csi_efficiency"))
        )
        spectra = combine(weights[..., None, :], counts)
        shift = (theta.get("csi_pulse_time", PULSE_TIME) - PULSE_TIME) * 1e-6
        templates = self.time_templates(shift)
        xp = namespace(spectra, templates)
        return xp.matmul(xp.swapaxes(spectra, -1, -2), templates)

    def components(self, theta: Mapping[str, Array], prepared: Array = None) -> dict[str, Array]:
        """Expected counts per component [counts], each of shape (…, bins).

        Parameters
        ----------
        theta : mapping of name to array [units of the parameters]
            Physics and nuisance parameters; those left out keep their nominal value. Scalars or columns (batch, 1).
        prepared : array, optional
            Result of :meth:`prepare` for the same physics parameters.
        """
        signal = self.signal_map(theta, prepared)
        norm = theta.get("normalisation", 1.0) * theta.get("sns_flux", 1.0) * theta.get("csi_form_factor", 1.0)
        b = self.backgrounds
        return {
            "cevns": norm * signal.reshape((*signal.shape[:-2], -1)),
            "brn": theta.get("csi_brn", 1.0) * b["brn"],
            "nin": theta.get("csi_nin", 1.0) * b["nin"],
            "steady_state": theta.get("csi_steady_state", 1.0) * self._steady_state(theta),
        }

    def _steady_state(self, theta: Mapping[str, Array]) -> Array:
        """Steady state at unit normalisation [counts], shape (…, bins); PE bins scaled by their own parameters."""
        template = self.backgrounds["steady_state"]
        if not self.steady_state_statistics:
            return template
        n_pe, n_time = (axis.bins for axis in self.axes)
        factors = [theta.get(f"csi_steady_state_pe{i}", 1.0) for i in range(n_pe)]
        rows = template.reshape(n_pe, n_time)
        parts = [factor * rows[i] for i, factor in enumerate(factors)]
        xp = namespace(*parts)
        lead = np.broadcast_shapes(*(p.shape[:-1] for p in parts))
        return xp.concat([xp.broadcast_to(p, (*lead, n_time)) for p in parts], axis=-1)

    def expected(self, theta: Mapping[str, Array], prepared: Array = None) -> Array:
        """Expected total counts [counts], shape (…, bins); arguments as for :meth:`components`."""
        c = self.components(theta, prepared)
        return c["cevns"] + c["brn"] + c["nin"] + c["steady_state"]

    def predict(self, theta: Mapping[str, float] | None = None) -> Prediction:
        """Expected counts with axes, units, uncertainties and sources at `theta` [units of the parameters]."""
        return predict(self, theta)

    def understands(self, name: str) -> bool:
        """Whether the prediction depends on a parameter called `name` [bool]."""
        return understands(self, name)

    def require_known(self, names: Sequence[str]) -> None:
        """Raise :class:`UnknownNameError` if one of `names` is no parameter of this experiment."""
        require_known(self, names)


@dataclass(frozen=True)
class _Cite:
    cite: ClassVar[tuple[str, ...]] = ("COHERENT:2021xmm", "Baker:1983tu")
