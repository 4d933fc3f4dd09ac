"""Published CEvNS counts as terms of a likelihood: CONUS+, COHERENT Ge-Mini, PandaX-4T."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, namespace
from nuscat._core.citations import collect
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.nuclei import material

from ._common import predict, require_known, understands
from ._germanium import GE_K_CITE, GE_K_NAME, GE_LINDHARD, GE_LINDHARD_K, KInterpolation, ge_lindhard_k
from .count_records import COUNTS, CountRecord
from .likelihood import Statistic
from .parameters import Parameter
from .prediction import Axis, Prediction
from .signal import FoldedSignal, Response
from .solar_flux import B8_CONSTRAINTS, b8_parameter, check_constraint
from .theory import Theory

__all__ = ["CountTerm"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CountTerm:
    r"""A published count with the collaboration's own Standard Model prediction.

    .. math:: \mu_i = P_i\, \frac{N_i(\text{physics})}{N_i(\text{reference})}\; \prod_j \nu_j \; + \; b_i B_i

    with the published prediction P and background B, nuisance parameters ν and b of their published uncertainties, and
    N nuscat's own calculation (flux, target, quenching, threshold). The ratio carries couplings, form factors and
    new interactions to the recoil energies that were seen; the details of the efficiency cancel in it.

    In germanium, `quenching` makes N depend on Lindhard's k in the window of the analysis, with the reference at the
    published k (0.162 for CONUS+, 0.157 for Ge-Mini). The published error of P has a part of the quenching that is not
    stated separately in our source: it stays in the error, so that a k with a constraint counts it twice, which is
    conservative.

    Parameters
    ----------
    theory : Theory
    source : str
        A key of `COUNTS`.
    normalised : bool
        Whether to scale to the published prediction, as above. False: N itself (which for PandaX-4T has no efficiency
        and is refused).
    constraint : str, optional
        PandaX-4T: what is known of the ⁸B flux, a key of `B8_CONSTRAINTS`, default "sno"; as in :class:`XenonNT`.
    quenching : str, optional
        Germanium: ``"lindhard"`` (k free from 0.08 to 0.40) or ``"lindhard-conus"`` (0.162 ± 0.004), as the nuisance
        parameter ``ge_lindhard_k`` that CONUS+, Ge-Mini and Dresden-II share. None: k of the publication.
    reference : Theory
        Standard Model theory that stands for the published prediction.

    Raises
    ------
    UnknownNameError
        If the source or the constraint is not known.
    ValidityError
        If an option does not belong to the source.

    Sources
    -------
    Ackermann:2025obx (395 ± 106, expected 347 ± 59), COHERENT:2024axu (20.6 +7.1 −6.3, expected 35.1 ± 3.6),
    PandaX:2024muv (3 on 2.8 ± 0.5 and 332 on 251 ± 32; response from the best fit, 3.5 and 75 events at
    8.4·10⁶ cm⁻² s⁻¹). To be confirmed, second hand or assumed: equal shares of the three thresholds of CONUS+, the
    window 1.5 to 8.5 keVee of Ge-Mini, step efficiencies of PandaX-4T. Checked: the published prediction at the
    reference; ratios against the direct calculation of :class:`FoldedSignal`; counts of other k against it and an
    independent integral.
    """

    theory: Theory
    source: str
    normalised: bool = True
    constraint: str | None = None
    quenching: str | None = None
    reference: Theory = field(default_factory=Theory)

    def __post_init__(self) -> None:
        if self.source not in COUNTS:
            raise UnknownNameError.of("published count", self.source, COUNTS)
        if self.constraint is not None:
            check_constraint(self.constraint)
            if not self.record.solar:
                raise ValidityError(
                    f"{self.source} has no solar neutrinos: constraint has no meaning.", hint="Leave it out."
                )
        if self.quenching is not None:
            if self.record.response_of_k is None:
                raise ValidityError(f"{self.source} has no germanium: quenching has no meaning.", hint="Leave it out.")
            if self.quenching not in GE_LINDHARD:
                raise UnknownNameError.of(f"quenching model of {self.source}", self.quenching, GE_LINDHARD)
        if self.record.solar and not self.normalised:
            raise ValidityError(
                f"The efficiency of {self.source} is not known: only its ratio to the published prediction is.",
                hint="Leave out normalised=False.",
            )

    @property
    def record(self) -> CountRecord:
        """What was published."""
        return COUNTS[self.source]

    @property
    def name(self) -> str:
        """Name of the experiment [text]."""
        return self.record.name

    @property
    def title(self) -> str:
        """What was measured, for people [text]."""
        return self.record.title

    @property
    def statistic(self) -> Statistic:
        """How the observed numbers scatter."""
        return self.record.statistic

    @property
    def _constraint(self) -> str:
        return self.constraint or "sno"

    @property
    def nuisances(self) -> tuple[Parameter, ...]:
        """Nuisance parameters: flux, prediction, background, quenching."""
        solar = self.record.solar and self._constraint != "free"
        own = (*((b8_parameter(self._constraint),) if solar else ()), *self.record.nuisances)
        return own if self.quenching is None else (*own, ge_lindhard_k(self.quenching))

    @property
    def physics(self) -> tuple[Parameter, ...]:
        """The ⁸B flux [1e6 cm⁻² s⁻¹] where nothing constrains it."""
        return (b8_parameter("free"),) if self.record.solar and self._constraint == "free" else ()

    @cached_property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys of the data, the models and the likelihood."""
        known = B8_CONSTRAINTS[self._constraint].cite if self.record.solar else ()
        parts = collect(self.theory, self.signal.flux, self.signal.nuclei, self.record.quenching)
        shared = () if self.quenching is None else GE_K_CITE
        return tuple(sorted({*parts, *self.record.cite, *known, *shared}))

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Energy window, or the samples."""
        return (self.record.axis,)

    @property
    def data(self) -> Floats:
        """Observed counts of every sample [counts]."""
        return np.array(self.record.observed)

    @property
    def data_sha256(self) -> dict[str, str]:
        """Nothing: the numbers stand in the code."""
        return {}

    def _signal(self, theory: Theory, response: Response) -> FoldedSignal:
        r = self.record
        return FoldedSignal(
            material=material(r.material),
            flux=r.flux(),
            exposure=r.exposure,
            response=response,
            theory=theory,
            order=8,
            breakpoints=r.breakpoints,
        )

    @cached_property
    def _of_k(self) -> KInterpolation | None:
        """How counts follow k; None if k is that of the publication."""
        return None if self.quenching is None else KInterpolation(float(self.record.quenching.k))

    def response_matrices(self, T_nr: Floats) -> Floats:
        """Probability of every sample [1] at recoil energies `T_nr` [MeV], shape (quenching models, samples, n)."""
        seen = self.record.response_of_k
        if self._of_k is None or seen is None:
            return np.asarray(self.record.response(T_nr))[None]
        return np.stack([seen(T_nr, float(k)) for k in self._of_k.values])

    @cached_property
    def signal(self) -> FoldedSignal:
        """nuscat's own CEvNS counts; of PandaX-4T for 1e6 cm⁻² s⁻¹ and full efficiency above the thresholds."""
        return self._signal(self.theory, self.response_matrices)

    @cached_property
    def reference_counts(self) -> Floats:
        """The same of the reference theory and the published quenching [counts], shape (samples,)."""
        signal = self._signal(self.reference, lambda T: np.asarray(self.record.response(T))[None])
        return np.asarray(self._sum(signal.counts({}))[0])

    @cached_property
    def _nominal(self) -> Floats:
        return np.asarray(self._sum(self.signal.counts({})))

    @staticmethod
    def _sum(counts: Array) -> Array:
        """Sum over flux components, shape (…, quenching models, samples)."""
        return namespace(counts).sum(counts, axis=-3)

    def _quenched(self, counts: Array, theta: Mapping[str, Array]) -> Array:
        """Counts at the k of `theta`, shape (…, samples)."""
        return counts[..., 0, :] if self._of_k is None else self._of_k(theta.get(GE_K_NAME, GE_LINDHARD_K), counts)

    def absolute_prediction(self, theta: Mapping[str, Array] | None = None) -> Array:
        """nuscat's own CEvNS counts in every sample [counts], shape (…, samples), nothing scaled to a publication.

        Raises
        ------
        ValidityError
            For PandaX-4T, whose efficiency is not known.
        """
        if self.record.solar:
            raise ValidityError(
                f"The efficiency of {self.source} is not known: there is no absolute prediction.",
                hint="Use predict(), which scales to the published response.",
            )
        given = theta or {}
        return self._quenched(self._sum(self.signal.counts(given)), given) * self._norm(given)

    def _norm(self, theta: Mapping[str, Array]) -> Array:
        norm = theta.get("normalisation", 1.0)
        if self.record.solar:
            norm = norm * theta.get("flux_8B", B8_CONSTRAINTS[self._constraint].value)
        for p in self.record.nuisances:
            if "cevns" in p.scales:
                norm = norm * theta.get(p.name, 1.0)
        return norm

    def prepare(self, theta: Mapping[str, Array]) -> Array:
        """The part of a prediction that depends on the interactions only.

        Returns
        -------
        array [counts], shape (…, quenching models, samples)
        """
        fixed = {"normalisation", "flux_8B", *(p.name for p in self.nuisances)}
        own = self._nominal if fixed.issuperset(theta) else self._sum(self.signal.counts(theta))
        if not self.normalised:
            return own
        return own * (np.array(self.record.predicted) / self.reference_counts)

    def components(self, theta: Mapping[str, Array], prepared: Array = None) -> dict[str, Array]:
        """Expected counts per component [counts], each of shape (…, samples).

        Parameters
        ----------
        theta : mapping of name to array [units of the parameters]
            Physics and nuisance parameters; those left out keep their nominal value. Scalars or columns (batch, 1).
        prepared : array, optional
            Result of :meth:`prepare` for the same physics parameters.
        """
        own = self.prepare(theta) if prepared is None else prepared
        found = {"cevns": self._norm(theta) * self._quenched(own, theta)}
        if any(self.record.background):
            scales = [p for p in self.record.nuisances if "cevns" not in p.scales]
            unit = np.eye(len(scales))
            found["background"] = sum(
                theta.get(p.name, 1.0) * (b * unit[i])
                for i, (p, b) in enumerate(zip(scales, self.record.background, strict=True))
            )
        return found

    def expected(self, theta: Mapping[str, Array], prepared: Array = None) -> Array:
        """Expected total counts [counts], shape (…, samples); arguments as for :meth:`components`."""
        found = self.components(theta, prepared)
        return found["cevns"] + found["background"] if "background" in found else found["cevns"]

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
