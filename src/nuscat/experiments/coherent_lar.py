"""COHERENT CENNS-10 liquid argon (2020, analysis A): three-dimensional (energy × F90 × time) binned likelihood."""

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
from nuscat.detectors import (
    DetectorResponse,
    GaussianSmearing,
    InverseRootResolution,
    LinearQuenching,
    NoLightYield,
    TabulatedEfficiency,
)
from nuscat.fluxes import Flux, Gaussian, stopped_pion
from nuscat.nuclei import material

from ._common import load_release, predict, protons_per_area, require_known, time_fractions, understands
from .parameters import SNS_FLUX, Parameter, scale_nuisance, shape_nuisance
from .prediction import Axis, Prediction
from .signal import FoldedSignal
from .theory import Theory
from .variations import combine, variation_weights

__all__ = ["CoherentLAr"]

Floats = NDArray[np.float64]

RELEASE = "experiments/coherent-lar-2020/release.npz"
ENERGY_EDGES = tuple(10.0 * i for i in range(13))
"""Reconstructed energy [keVee] (release of COHERENT:2020iec)."""
F90_EDGES = tuple(round(0.5 + 0.05 * i, 3) for i in range(9))
"""Fraction of light in the first 90 ns [1]."""
TIME_EDGES = tuple(round(-0.1 + 0.5 * i, 3) for i in range(11))
"""Trigger time [µs]."""
MASS, DISTANCE, PROTONS = 24.4, 27.5, 1.38e23
"""Fiducial mass [kg], distance [m], protons on target (COHERENT:2020iec); the flux preset has 0.09 ν per proton."""
QUENCHING = (0.246, 0.00078)
"""E_ee/T = a + b T with b per keV (release of COHERENT:2020iec)."""
RESOLUTION = 0.58
"""σ/E = RESOLUTION/√E[keVee] (release of COHERENT:2020iec)."""
PULSE = (0.44, 0.15)
"""Mean and width of the proton pulse in trigger time [µs] (release of COHERENT:2020iec)."""
STEADY_STATE = 3154.0
"""Predicted steady-state counts; the other cubes carry their normalisation (release of COHERENT:2020iec)."""

_OTHER = float(np.sqrt((17.0 / 128.0) ** 2 - 0.1**2))
NUISANCES = (
    SNS_FLUX,
    scale_nuisance("lar_acceptance", _OTHER, "cevns", "CEvNS normalisation other than the flux: √((17/128)² − 0.1²)"),
    shape_nuisance("lar_f90", "F90 shape of CEvNS"),
    shape_nuisance("lar_cevns_time", "mean arrival time of CEvNS (one released variation, mirrored)", lower=-1.0),
    scale_nuisance("lar_brn", 160.0 / 497.0, "brn", "prompt beam-related neutrons (160 of 497)"),
    scale_nuisance("lar_delayed_brn", 1.0, "delayed_brn", "delayed beam-related neutrons (100 %)"),
    scale_nuisance("lar_steady_state", 25.0 / 3154.0, "steady_state", "steady-state background (25 of 3154)"),
    shape_nuisance("lar_brn_energy", "energy shape of beam-related neutrons"),
    shape_nuisance("lar_brn_time", "mean arrival time of beam-related neutrons"),
    shape_nuisance(
        "lar_brn_width", "time width of beam-related neutrons (one released variation, mirrored)", lower=-1.0
    ),
)


@dataclass(frozen=True, eq=False)
class CoherentLAr:
    r"""COHERENT CENNS-10 likelihood (24.4 kg, 27.5 m, 1.38·10²³ protons).

    The CEvNS expectation of the release is reshaped by physics,

    .. math:: \mu_{eft} = \mu^{\rm release}_{eft}(\alpha)\; \frac{N_{et}(\text{physics})}{N_{et}(\text{nominal})},

    where N is nuscat's own prediction in reconstructed energy and time (flux, cross section, quenching,
    efficiency, resolution):
    the release does not give the F90 response, so its F90 shape per energy and time bin is kept. `nominal` is
    `reference`,
    whose absolute prediction agrees with the released 128 counts (see validation/).

    Parameters
    ----------
    theory : Theory
    reference : Theory
        Standard Model theory that stands for the released template.

    Sources
    -------
    COHERENT:2020iec and its data release COHERENT:2020ybo. Shape variations keep the sum of their component. The
    released cube is energy × time to 2e-6, nuscat's own prediction is not (validation/lar_mapping); no uncertainty is
    assigned to that difference, about 0.4σ of the count.
    """

    theory: Theory
    reference: Theory
    name: ClassVar[str] = "coherent-lar"
    title: ClassVar[str] = "COHERENT CENNS-10 LAr 2020"
    nuisances: ClassVar[tuple[Parameter, ...]] = NUISANCES

    @cached_property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of the data, the models and the likelihood."""
        return collect(self.theory, self._flux, self.signal.nuclei, _Cite())

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """Reconstructed energy, F90 and time."""
        return (
            Axis(name="energy", unit="keVee", edges=ENERGY_EDGES),
            Axis(name="F90", unit="1", edges=F90_EDGES),
            Axis(name="time", unit="µs", edges=TIME_EDGES),
        )

    @cached_property
    def _release(self) -> dict[str, Floats]:
        return load_release(RELEASE)

    @property
    def data_sha256(self) -> dict[str, str]:
        """Hash of the packaged data file."""
        return {RELEASE: sha256(packaged_path(RELEASE))}

    @cached_property
    def data(self) -> Floats:
        """Observed counts, flattened (energy slow, time fast) [counts]."""
        return np.asarray(self._release["data"]).ravel()

    @cached_property
    def _flux(self) -> Flux:
        return stopped_pion("sns-lar", pulse=Gaussian(PULSE[0] * 1e-6, PULSE[1] * 1e-6))

    @cached_property
    def response(self) -> DetectorResponse:
        """Quenching, efficiency against true electron-equivalent energy, and Gaussian resolution."""
        r = self._release
        efficiency = TabulatedEfficiency(
            r["efficiency_keVee"] * 1e-3, r["efficiency"], below=0.0, above=float(r["efficiency"][-1])
        )
        return DetectorResponse(
            quenching=LinearQuenching.per_keV(*QUENCHING),
            light_yield=NoLightYield(),
            smearing=GaussianSmearing(InverseRootResolution(RESOLUTION)),
            efficiency=efficiency,
            efficiency_axis="true_ee",
            edges=1e-3 * np.asarray(ENERGY_EDGES),
        )

    @cached_property
    def _kinks(self) -> tuple[float, ...]:
        """Recoil energies [MeV] of the rows of the efficiency table and every 2 keVee beyond; E_ee = T (a + b T)."""
        a, b = QUENCHING
        rows = self._release["efficiency_keVee"]
        ee = np.concatenate([rows, np.arange(rows[-1] + 2.0, 60.0, 2.0)])
        return tuple((1e-3 * 2.0 * ee / (a + np.sqrt(a * a + 4.0 * b * ee))).tolist())

    def _signal(self, theory: Theory) -> FoldedSignal:
        return FoldedSignal(
            material=material("LAr"),
            flux=self._flux,
            exposure=protons_per_area(PROTONS, DISTANCE) * MASS,
            response=self.response_matrices,
            theory=theory,
            order=3,
            breakpoints=self._kinks,
            baseline=DISTANCE,
        )

    def response_matrices(self, T_nr: Floats) -> Floats:
        """Response matrix [1] at recoil energies `T_nr` [MeV], shape (1, energy bins, n)."""
        return np.asarray(self.response.matrix(T_nr))[None]

    @cached_property
    def signal(self) -> FoldedSignal:
        """CEvNS counts by flux component and energy bin, before the time window."""
        return self._signal(self.theory)

    @cached_property
    def time_fractions(self) -> Floats:
        """Fraction of each flux component per time bin [1], shape (components, time bins)."""
        return time_fractions(self.signal.flux, np.asarray(TIME_EDGES) * 1e-6)

    def energy_time(self, theta: Mapping[str, Array]) -> Array:
        """nuscat's absolute prediction in energy and time [counts], shape (…, 12, 10)."""
        return self._project(self.signal.counts(theta))

    def _project(self, counts: Array) -> Array:
        xp = namespace(counts)
        return xp.matmul(xp.swapaxes(counts[..., 0, :], -1, -2), self.time_fractions)

    @cached_property
    def reference_energy_time(self) -> Floats:
        """The same of the reference theory [counts], shape (12, 10)."""
        return np.asarray(self._project(self._signal(self.reference).counts({})))

    def _variations(self, nominal: str, ups: tuple[tuple[str, str | None], ...]) -> Floats:
        r = self._release
        base = r[nominal].ravel()
        rows = [base]
        for up, down in ups:
            upper = r[up].ravel() * (base.sum() / r[up].sum())
            lower = 2.0 * base - upper if down is None else r[down].ravel() * (base.sum() / r[down].sum())
            rows += [upper, lower]
        return np.stack(rows)

    @cached_property
    def _cevns_templates(self) -> Floats:
        return self._variations("cevns", (("cevns_f90_up", "cevns_f90_down"), ("cevns_time_up", None)))

    @cached_property
    def _brn_templates(self) -> Floats:
        ups = (("brn_energy_up", "brn_energy_down"), ("brn_time_up", "brn_time_down"), ("brn_width_up", None))
        return self._variations("brn", ups)

    def _normalised(self, template: Array, nominal: str) -> Array:
        """A varied template without negative bins at the nominal sum [counts], shape (…, 960)."""
        xp = namespace(template)
        positive = xp.maximum(template, 0.0)
        return positive * (self._release[nominal].sum() / xp.sum(positive, axis=-1, keepdims=True))

    @cached_property
    def _fixed(self) -> dict[str, Floats]:
        r = self._release
        return {
            "delayed_brn": r["delayed_brn"].ravel(),
            "steady_state": r["steady_state"].ravel() * (STEADY_STATE / r["steady_state"].sum()),
        }

    @cached_property
    def _inverse_reference(self) -> Floats:
        n = self.reference_energy_time
        return np.where(n > 1e-12 * n.max(), 1.0 / np.where(n > 0, n, 1.0), 0.0)

    def prepare(self, theta: Mapping[str, Array]) -> Array:
        """The part of a prediction that depends on physics parameters only, for reuse while nuisance parameters change.

        Returns
        -------
        array [1], shape (…, 12, 10)
            Ratio to the reference theory in energy and time.
        """
        return self.energy_time(theta) * self._inverse_reference

    def components(self, theta: Mapping[str, Array], prepared: Array = None) -> dict[str, Array]:
        """Expected counts per component [counts], each of shape (…, bins).

        Parameters
        ----------
        theta : mapping of name to array [units of the parameters]
            Physics and nuisance parameters; those left out keep their nominal value. Scalars or columns (batch, 1).
        prepared : array, optional
            Result of :meth:`prepare` for the same physics parameters.
        """
        ratio = self.prepare(theta) if prepared is None else prepared
        shape = combine(
            variation_weights(theta.get("lar_f90", 0.0), theta.get("lar_cevns_time", 0.0)), self._cevns_templates
        )
        brn = combine(
            variation_weights(
                theta.get("lar_brn_energy", 0.0), theta.get("lar_brn_time", 0.0), theta.get("lar_brn_width", 0.0)
            ),
            self._brn_templates,
        )
        xp = namespace(ratio, shape, brn)
        shape, brn = (self._normalised(t, nominal) for t, nominal in ((shape, "cevns"), (brn, "brn")))
        cube = xp.reshape(shape, (*shape.shape[:-1], 12, 8, 10)) * ratio[..., :, None, :]
        norm = theta.get("normalisation", 1.0) * theta.get("sns_flux", 1.0) * theta.get("lar_acceptance", 1.0)
        return {
            "cevns": norm * cube.reshape((*cube.shape[:-3], -1)),
            "brn": theta.get("lar_brn", 1.0) * brn,
            "delayed_brn": theta.get("lar_delayed_brn", 1.0) * self._fixed["delayed_brn"],
            "steady_state": theta.get("lar_steady_state", 1.0) * self._fixed["steady_state"],
        }

    def expected(self, theta: Mapping[str, Array], prepared: Array = None) -> Array:
        """Expected total counts [counts], shape (…, bins); arguments as for :meth:`components`."""
        c = self.components(theta, prepared)
        return c["cevns"] + c["brn"] + c["delayed_brn"] + c["steady_state"]

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
    cite: ClassVar[tuple[str, ...]] = ("COHERENT:2020iec", "COHERENT:2020ybo", "Baker:1983tu")
