"""Coherency in data: the signal of every energy bin relative to that of a pointlike nucleus, without nuclear input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.processes.coherency import decoherence_ratio, proton_neutron_ratio
from nuscat.responses import PointNucleus

from ._common import predict
from .likelihood import Statistic, statistic_of
from .parameters import PHYSICS_PARAMETERS, Parameter, is_radius
from .prediction import Axis, Prediction

__all__ = ["CoherencyExperiment", "MomentumRange", "with_coherency"]

Floats = NDArray[np.float64]
_LIMIT = 20.0
_ENERGIES = ("photoelectrons", "energy")


def energy_axis(experiment: Any) -> int:
    """Position of the axis of reconstructed energy [int]."""
    for i, axis in enumerate(experiment.axes):
        if axis.name in _ENERGIES:
            return i
    raise ValidityError(
        f"{experiment.name} has no axis of reconstructed energy.", hint=f"It must be named {' or '.join(_ENERGIES)}."
    )


@dataclass(frozen=True, kw_only=True)
class MomentumRange:
    """Squared momentum transfers that contribute to an energy bin, weighted by the accepted signal of pointlike nuclei.

    Parameters
    ----------
    mean, spread : float [MeV²]
        Mean and standard deviation of q² = 2MT.
    counts : float [counts]
        Accepted signal of pointlike nuclei.
    ratio : float [1]
        r = (ε²Z + N)/(εZ − N)², averaged over the nuclei with the weight of their pointlike signal: ξ at α = 0.
    """

    mean: float
    spread: float
    counts: float
    ratio: float

    @property
    def low(self) -> float:
        """Mean less the standard deviation [MeV²]."""
        return self.mean - self.spread

    @property
    def high(self) -> float:
        """Mean plus the standard deviation [MeV²]."""
        return self.mean + self.spread


@dataclass(frozen=True)
class _Power:
    """F = (q/100 MeV)^power times a constant: no form factor of a nucleus, but what gives moments of q²."""

    power: int
    scale: float = 1.0
    rms_radius: float = float("nan")
    cite: ClassVar[tuple[str, ...]] = ()

    def __call__(self, q: Array) -> Array:
        return self.scale * (np.asarray(q, dtype=float) / 100.0) ** self.power


@dataclass(frozen=True)
class _Probe:
    """Nuclei with F² = (q/100 MeV)^(2 power), all or only one of them."""

    power: int
    only: str = ""

    def __call__(self, nuclide: Any) -> PointNucleus:
        form = _Power(self.power, 1.0 if self.only in ("", nuclide.name) else 0.0)
        return PointNucleus(nuclide, proton=form, neutron=form)


@dataclass(frozen=True, eq=False)
class CoherencyExperiment:
    r"""An experiment whose expected signal is free in every energy bin, in units of pointlike nuclei.

    .. math:: \mu^\mathrm{CE\nu NS}_{b\cdots} = \xi_b\; \mu^\mathrm{pointlike}_{b\cdots}

    The physics parameters are ``xi_0``, ``xi_1``, …, one a bin; ξ = 1 is complete coherency and ξ = r complete
    decoherency. They are not limited to [0, 1]: what the data prefer is kept. Within a bin the spectrum is that of
    pointlike nuclei, the time structure that of the experiment. Nuisance parameters of the form factor are left out.

    Parameters
    ----------
    experiment : Experiment
        Its nuclei are pointlike; made by :func:`with_coherency`.
    edges : tuple of float [unit of the energy axis]
        Edges of the bins that have one ξ each; edges of the axis, its first and its last among them.

    Raises
    ------
    ValidityError
        If the edges are not such.

    Sources
    -------
    Sharma:2020mnr (definition of ξ). Checked: all ξ = 1 is the experiment with pointlike nuclei; a fit to Helm nuclei
    returns F² averaged over each bin.
    """

    experiment: Any
    edges: tuple[float, ...]

    def __post_init__(self) -> None:
        own = [float(e) for e in self.experiment.axes[self._position].edges]
        e = [float(x) for x in self.edges]
        known = all(any(abs(x - y) < 1e-9 for y in own) for x in e)
        if len(e) < 2 or not known or sorted(set(e)) != e or abs(e[0] - own[0]) > 1e-9 or abs(e[-1] - own[-1]) > 1e-9:
            raise ValidityError(
                f"edges = {tuple(self.edges)} are not increasing edges of the bins of {self.experiment.name}.",
                hint=f"Choose from {own}, the first and the last included.",
            )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters ξ [text]."""
        return tuple(f"xi_{i}" for i in range(len(self.edges) - 1))

    @cached_property
    def physics(self) -> tuple[Parameter, ...]:
        """ξ of every bin [1]."""
        axis = self.experiment.axes[self._position]
        return tuple(
            Parameter(
                name=name,
                value=0.5,
                step=0.2,
                lower=-_LIMIT,
                upper=_LIMIT,
                description=f"{self.experiment.name}, {low:g} to {high:g} {axis.unit}: signal over pointlike nuclei",
            )
            for name, low, high in zip(self.names, self.edges[:-1], self.edges[1:], strict=True)
        )

    @property
    def _position(self) -> int:
        return energy_axis(self.experiment)

    @cached_property
    def _rows(self) -> NDArray[np.intp]:
        """Index of the ξ of every energy bin of the experiment."""
        edges = np.asarray(self.experiment.axes[self._position].edges)
        return np.asarray(np.searchsorted(np.asarray(self.edges), 0.5 * (edges[1:] + edges[:-1])) - 1)

    @cached_property
    def _owner(self) -> NDArray[np.intp]:
        """Index of the ξ of every bin, flattened."""
        shape = tuple(a.bins for a in self.experiment.axes)
        column = [1] * len(shape)
        column[self._position] = -1
        return np.broadcast_to(self._rows.reshape(column), shape).ravel()

    def _counts(self, probe: _Probe) -> Floats:
        """Accepted signal of every ξ with the form factors of a probe [counts]."""
        moved = replace(self.experiment, theory=replace(self.experiment.theory, form_factor=probe))
        signal = np.asarray(moved.components({})["cevns"])
        counts = np.bincount(self._owner, weights=signal, minlength=len(self.names))
        return np.asarray(counts, dtype=float)

    @cached_property
    def momenta(self) -> tuple[MomentumRange, ...]:
        """Momentum transfers [MeV²] behind every ξ: nominal flux, response and efficiencies.

        The signal is linear in F², so that F² = 1, q² and q⁴ give the moments of q², exactly as the experiment sees it.
        """
        total, first, second = (self._counts(_Probe(power)) for power in (0, 1, 2))
        for i in np.flatnonzero(~(total > 0.0)):
            axis = self.experiment.axes[self._position]
            raise ValidityError(
                f"No recoil reaches {self.edges[i]:g} to {self.edges[i + 1]:g} {axis.unit}.",
                hint="Join this bin with one that has signal.",
            )
        decoherent = np.zeros_like(total)
        for n in self.experiment.signal.nuclei:
            epsilon = proton_neutron_ratio(self.theory.couplings, "nu_mu", 0.0)
            decoherent += decoherence_ratio(n.Z, n.N, epsilon) * self._counts(_Probe(0, n.nuclide.name))
        mean = first / total
        spread = np.sqrt(np.maximum(second / total - mean**2, 0.0))
        columns = zip(1e4 * mean, 1e4 * spread, total, decoherent / total, strict=True)
        return tuple(
            MomentumRange(mean=float(m), spread=float(s), counts=float(c), ratio=float(r)) for m, s, c, r in columns
        )

    # -- what every experiment has --
    @property
    def name(self) -> str:
        """Name of the experiment [text]."""
        return str(self.experiment.name)

    @property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys [text]."""
        return tuple(sorted({*self.experiment.cite, "Kerman:2016jqp", "Sharma:2020mnr"}))

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
    def theory(self) -> Any:
        """Theory with pointlike nuclei [any]."""
        return self.experiment.theory

    @property
    def signal(self) -> Any:
        """Folded signal of pointlike nuclei [counts]."""
        return self.experiment.signal

    @property
    def statistic(self) -> Statistic:
        """What the data follow [units of the data]."""
        return statistic_of(self.experiment)

    @cached_property
    def nuisances(self) -> tuple[Parameter, ...]:
        """Nuisance parameters without those of the form factor [their units]."""
        return tuple(p for p in self.experiment.nuisances if "R_n" not in p.superseded_by)

    def prepare(self, theta: Mapping[str, Array]) -> Array:
        """The part of a prediction that depends on physics parameters only [as the experiment's]."""
        return self.experiment.prepare(self._rest(theta))

    def _rest(self, theta: Mapping[str, Array]) -> dict[str, Array]:
        return {name: value for name, value in theta.items() if name not in self.names}

    def components(self, theta: Mapping[str, Array], prepared: Array = None) -> dict[str, Array]:
        """Expected components [counts], each of shape (…, bins); ξ left out are 1."""
        found: dict[str, Array] = dict(self.experiment.components(self._rest(theta), prepared))
        xi = [theta.get(name, 1.0) for name in self.names]
        xp: Any = namespace(*xi)
        lead = np.broadcast_shapes(*(np.shape(x)[:-1] for x in xi))
        columns = [xp.broadcast_to(xp.asarray(x, dtype=float), (*lead, 1)) for x in xi]
        found["cevns"] = found["cevns"] * xp.concat(columns, axis=-1)[..., self._owner]
        return found

    def expected(self, theta: Mapping[str, Array], prepared: Array = None) -> Array:
        """Expectation [counts], shape (…, bins)."""
        return sum(self.components(theta, prepared).values())

    def predict(self, theta: Mapping[str, float] | None = None) -> Prediction:
        """Expectation with axes, units and sources at `theta` [units of the parameters]."""
        return predict(self, theta)

    def understands(self, name: str) -> bool:
        """Whether the prediction depends on a parameter called `name` [bool]; neutron radii are replaced by ξ."""
        if name in self.names:
            return True
        if is_radius(name):
            return False
        return name in PHYSICS_PARAMETERS or any(name == p.name for p in self.nuisances)

    def require_known(self, names: Sequence[str]) -> None:
        """Raise :class:`UnknownNameError` if one of `names` is no parameter of this experiment [text]."""
        for name in names:
            if not self.understands(name):
                valid = [*self.names, *(p.name for p in self.nuisances)]
                raise UnknownNameError.of(f"parameter of {self.name} with free coherency", name, valid)


_EDGES = {
    "coherent-csi": (0.0, 12.0, 16.0, 20.0, 24.0, 28.0, 32.0, 40.0, 60.0),
    "coherent-csi-2017": (6.0, 10.0, 14.0, 18.0, 22.0, 30.0),
    "coherent-lar": (0.0, 10.0, 20.0, 30.0, 120.0),
}
"""Default bins by experiment: those of the analysis, the last ones joined where pointlike nuclei give few counts."""


def with_coherency(experiment: Any, edges: Sequence[float] | None = None) -> CoherencyExperiment:
    """The experiment with one free coherency factor ξ an energy bin.

    Parameters
    ----------
    experiment : CoherentCsI, CoherentLAr or alike
        With a folded signal; couplings and interactions are kept, form factors become pointlike.
    edges : sequence of float [unit of the energy axis], optional
        Default: bins in which pointlike nuclei give several counts for COHERENT, else all bins.

    Returns
    -------
    CoherencyExperiment
        To be fitted with ``free=experiment.names`` [1].

    Raises
    ------
    ValidityError
        If the experiment has no folded signal of coherent scattering.

    Examples
    --------
    >>> from nuscat import experiments
    >>> lar = with_coherency(experiments.load("coherent-lar"))
    >>> lar.names, 400 < lar.momenta[0].mean < 2000
    (('xi_0', 'xi_1', 'xi_2', 'xi_3'), True)
    """
    if not hasattr(experiment, "signal") or not hasattr(experiment.theory, "form_factor"):
        raise ValidityError(
            f"{getattr(experiment, 'name', experiment)!r} has no folded signal of coherent scattering.",
            hint='Give experiments.load("coherent-csi") or "coherent-lar".',
        )
    point = replace(experiment, theory=replace(experiment.theory, form_factor="point"))
    if edges is None:
        edges = _EDGES.get(experiment.name, tuple(experiment.axes[energy_axis(experiment)].edges))
    return CoherencyExperiment(point, tuple(float(e) for e in edges))
