"""Detector response: probability that a recoil of given energy becomes an event in a reconstructed bin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from nuscat._core.arrays import Array, check_energies, is_plain, namespace
from nuscat._core.errors import UnknownNameError, ValidityError

from ._interfaces import Efficiency, Quenching, Smearing
from ._support import Floats, read_edges
from .efficiency import ConstantEfficiency
from .light import LightYield, NoLightYield

__all__ = ["DetectorResponse"]

Axis = Literal["reco", "true_nr", "true_ee"]
AXES = ("reco", "true_nr", "true_ee")
_HINTS = {
    "quenching": "Give a model such as LinearQuenching(a, b), or NoQuenching().",
    "light_yield": "Give LightYield(pe_per_keVee) for an axis in PE, or NoLightYield() for an axis in MeV.",
    "smearing": "Give a model such as GammaSmearing(a, b), or NoSmearing().",
    "efficiency": "Give a model such as LogisticEfficiency(a, b, c, d), or ConstantEfficiency(1.0).",
    "efficiency_axis": "Give 'reco' (PE or MeV), 'true_nr' or 'true_ee' (MeV).",
    "edges": "Give the edges of the reconstructed bins.",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class DetectorResponse:
    r"""Response of a detector in reconstructed bins.

    .. math::

        R_j(T) = \epsilon_\mathrm{true}(T) \int_{\mathrm{bin}\,j} \epsilon_\mathrm{reco}(x)\, P(x | E_{ee}(T))\, dx

    Every part must be given; what a detector does not have is asked for by name (`NoQuenching()`, `NoLightYield()`,
    `NoSmearing()`, `ConstantEfficiency(1.0)`).

    Parameters
    ----------
    quenching : Quenching
        T_nr → E_ee, both MeV.
    light_yield : LightYield or NoLightYield
        Sets the unit of the reconstructed axis: PE, or MeV. A smearing in photoelectrons must agree with it to 0.1 %;
        one in MeV is converted.
    smearing : Smearing
        Distribution of the reconstructed quantity.
    efficiency : Efficiency
        Probability to keep an event.
    efficiency_axis : {"reco", "true_nr", "true_ee"}
        Variable of `efficiency`: the reconstructed axis [PE or MeV], the recoil energy T [MeV], or E_ee [MeV].
    edges : sequence of float [PE or MeV], shape (n + 1,)
        Increasing edges of the reconstructed bins [lower, upper). Outer ones may be infinite unless an
        efficiency varies along this axis.
    substeps : int
        Cells into which a bin is cut (besides the breakpoints of the efficiency) where an efficiency varies along a
        continuous reconstructed axis. The error falls as 1/substeps⁴; for the published CsI response in bins of 10 PE
        the default gives the signal in each bin to 1e-5. Integer counts and unsmeared energies are exact.
    further_efficiencies : tuple of (Efficiency, axis)
        More factors, for example a hardware threshold on the true energy.

    Raises
    ------
    ValidityError
        Names the missing or contradictory part.

    Sources
    -------
    COHERENT:2021xmm, COHERENT:2020iec (composition of the chain). Checked: with unit efficiency and edges that cover
    everything columns sum to 1 to 1e-12; adaptive quadrature of the integral above.

    Examples
    --------
    >>> from nuscat.detectors import ConstantEfficiency, GammaSmearing, LightYield, LinearQuenching
    >>> response = DetectorResponse(
    ...     quenching=LinearQuenching(0.0878, 0.0), light_yield=LightYield(13.35), smearing=GammaSmearing(0.0749, 9.56),
    ...     efficiency=ConstantEfficiency(1.0), efficiency_axis="reco", edges=[0.0, 10.0, 20.0, float("inf")],
    ... )
    >>> response.matrix([0.005, 0.015]).shape
    (3, 2)
    >>> [round(float(s), 12) for s in response.matrix([0.005, 0.015]).sum(axis=0)]
    [1.0, 1.0]
    """

    quenching: Quenching = None  # type: ignore[assignment]  # absence is reported by name below
    light_yield: LightYield | NoLightYield = None  # type: ignore[assignment]
    smearing: Smearing = None  # type: ignore[assignment]
    efficiency: Efficiency = None  # type: ignore[assignment]
    efficiency_axis: Axis = None  # type: ignore[assignment]
    edges: Floats = None  # type: ignore[assignment]
    substeps: int = 16
    further_efficiencies: tuple[tuple[Efficiency, Axis], ...] = ()
    cite: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        for name, hint in _HINTS.items():
            if getattr(self, name) is None:
                raise ValidityError(f"DetectorResponse: no {name} was given.", hint=hint)
        parts: dict[str, Any] = {
            "quenching": Quenching,
            "light_yield": LightYield | NoLightYield,
            "smearing": Smearing,
            "efficiency": Efficiency,
        }
        for name, kind in parts.items():
            value: object = getattr(self, name)
            if isinstance(value, type) or not isinstance(value, kind):
                raise ValidityError(f"DetectorResponse: {name} cannot be {value!r}.", hint=_HINTS[name])
        object.__setattr__(self, "further_efficiencies", tuple(self.further_efficiencies))
        for _, axis in self._factors:
            if axis not in AXES:
                raise UnknownNameError.of("efficiency axis", axis, AXES)
        object.__setattr__(self, "edges", read_edges(self.edges, unit=self.axis))
        steps: object = self.substeps
        if isinstance(steps, bool) or not isinstance(steps, int) or steps < 1:
            raise ValidityError(f"substeps must be a whole number of at least 1, got {self.substeps!r}.")
        if self._reco and not np.all(np.isfinite(self.edges)):
            raise ValidityError(
                "An efficiency varies along the reconstructed axis, whose outer bin is infinite.",
                hint="Give finite edges.",
            )
        self._check_light()

    def _check_light(self) -> None:
        if self.smearing.axis == "MeV":
            if isinstance(self.light_yield, LightYield) and not is_plain(self.light_yield.pe_per_keVee):
                raise ValidityError("A traced light yield needs a smearing in PE.", hint="Use PoissonSmearing.")
            return
        if isinstance(self.light_yield, NoLightYield):
            raise ValidityError(
                f"{type(self.smearing).__name__} gives photoelectrons, but NoLightYield() asks for an axis in MeV.",
                hint="Give the LightYield, and edges in PE.",
            )
        own = getattr(self.smearing, "light_yield", self.light_yield).pe_per_keVee
        given = self.light_yield.pe_per_keVee
        if is_plain(own) and is_plain(given) and abs(own / given - 1.0) > 1e-3:
            raise ValidityError(
                f"The light yield {given:g} PE/keVee contradicts {own:.6g} PE/keVee of the smearing.",
                hint="Give the same to both, for example light_yield=smearing.light_yield.",
            )

    @property
    def axis(self) -> Literal["PE", "MeV"]:
        """Unit of the reconstructed axis."""
        return "PE" if isinstance(self.light_yield, LightYield) else "MeV"

    @property
    def _factors(self) -> tuple[tuple[Efficiency, Axis], ...]:
        return ((self.efficiency, self.efficiency_axis), *self.further_efficiencies)

    @property
    def _reco(self) -> tuple[Efficiency, ...]:
        """Efficiencies that vary along the reconstructed axis."""
        return tuple(e for e, axis in self._factors if axis == "reco" and not isinstance(e, ConstantEfficiency))

    def _true(self, T_nr: Array, E_ee: Array) -> Array:
        """Product [1] of the efficiencies that do not vary along the reconstructed axis."""
        product: Array = 1.0
        for eff, axis in self._factors:
            if axis != "reco" or isinstance(eff, ConstantEfficiency):
                product = product * eff(T_nr if axis == "true_nr" else E_ee)
        return product

    def _probabilities(self, E_ee: Array, edges: Floats) -> Array:
        if self.smearing.axis == "MeV" and isinstance(self.light_yield, LightYield):
            if self.smearing.support == "exact":  # compares its argument with the edges, whatever the unit
                return self.smearing.bin_probabilities(self.light_yield(E_ee), edges)
            edges = np.asarray(self.light_yield.energy(edges))
        return self.smearing.bin_probabilities(E_ee, edges)

    def _reco_efficiency(self, x: Array) -> Array:
        product: Array = 1.0
        for eff in self._reco:
            product = product * eff(x)
        return product

    def _parts(self) -> tuple[Floats, Floats, Array]:
        """Edges and middles [axis unit] of the parts of all bins, and the efficiency [1] that counts in each part.

        Cells between sub-bin edges and breakpoints are halved; the value of a half is the Richardson combination
        (4 ε(middle of the half) − ε(middle of the cell))/3, which removes the second-order error of the midpoint rule.
        """
        lower, upper = self.edges[:-1], self.edges[1:]
        if self.smearing.support == "integer":
            numbers = np.arange(np.ceil(self.edges[0]), np.ceil(self.edges[-1]))
            return np.append(numbers, np.ceil(self.edges[-1])), numbers, self._reco_efficiency(numbers)
        fine = lower[:, None] + (upper - lower)[:, None] * (np.arange(self.substeps) / self.substeps)
        breaks = [p for eff in self._reco for p in eff.breakpoints if self.edges[0] < p < self.edges[-1]]
        breaks = [p for p in breaks if np.min(np.abs(fine - p)) > 1e-9 * abs(p)]  # equal up to rounding
        cells = np.unique(np.concatenate([fine.ravel(), self.edges, breaks]))
        middles = 0.5 * (cells[1:] + cells[:-1])
        edges = np.sort(np.concatenate([cells, middles]))
        halves = 0.5 * (edges[1:] + edges[:-1])
        value = (4.0 * self._reco_efficiency(halves) - self._reco_efficiency(np.repeat(middles, 2))) / 3.0
        return edges, halves, namespace(value).clip(value, 0.0, 1.0)

    def _fold(self, E_ee: Array) -> Array:
        edges, points, eff = self._parts()
        if points.size == 0:
            return self._probabilities(E_ee, self.edges) * 0.0
        probability = self._probabilities(E_ee, edges)
        xp: Any = namespace(probability, eff)
        owner = np.searchsorted(self.edges, points, side="right") - 1
        member = np.zeros((self.edges.size - 1, points.size))
        member[owner, np.arange(points.size)] = 1.0
        return xp.tensordot(xp.asarray(member) * eff, xp.asarray(probability), axes=1)

    def matrix(self, T_nr: Array) -> Array:
        """Probability that a recoil of energy T becomes an event in reconstructed bin j.

        Parameters
        ----------
        T_nr : array [MeV], shape (…)
            Recoil energies.

        Returns
        -------
        array [1], shape (n, …)
            Sum over bins at most 1.
        """
        check_energies("T_nr", T_nr)
        T = namespace(T_nr).asarray(T_nr, dtype=float)
        E_ee = self.quenching(T)
        true = self._true(T, E_ee)
        if not self._reco:
            return self._probabilities(E_ee, self.edges) * true
        if self.smearing.support == "exact":
            reco = self.light_yield(E_ee) if isinstance(self.light_yield, LightYield) else E_ee
            inside = self._probabilities(E_ee, self.edges)
            xp: Any = namespace(reco)
            hit = xp.sum(inside, axis=0) > 0.0
            reco = xp.where(hit, reco, 0.5 * (self.edges[0] + self.edges[-1]))  # weight zero: any point of the axis
            return inside * (self._reco_efficiency(reco) * true)
        return self._fold(E_ee) * true

    def efficiency_curve(self, T_nr: Array) -> Array:
        """Probability [1] that a recoil of energy `T_nr` [MeV] is kept in any of the bins, shape of `T_nr`."""
        matrix = self.matrix(T_nr)
        return namespace(matrix).sum(matrix, axis=0)

    def expected(self, T_nodes: Array, weights: Array, dR_dT: Array) -> Array:
        """Expected counts per reconstructed bin, Σ_k R_jk w_k (dR/dT)_k.

        Parameters
        ----------
        T_nodes, weights : array [MeV], shape (m,)
            Quadrature of the recoil energy.
        dR_dT : array [counts/MeV], shape (…, m)
            Spectrum at the nodes.

        Returns
        -------
        array [counts], shape (…, n)
            Linear in `dR_dT`.

        Raises
        ------
        ValidityError
            If the number of nodes, weights and values differ.
        """
        shapes = np.shape(T_nodes), np.shape(weights), np.shape(dR_dT)
        if len(shapes[0]) != 1 or shapes[1] != shapes[0] or shapes[2][-1:] != shapes[0]:
            raise ValidityError(
                f"Nodes, weights and spectrum have shapes {shapes[0]}, {shapes[1]}, {shapes[2]}.",
                hint="Give (m,), (m,) and (…, m).",
            )
        matrix = self.matrix(T_nodes)
        xp: Any = namespace(matrix, weights, dR_dT)
        values = xp.asarray(weights, dtype=float) * xp.asarray(dR_dT, dtype=float)
        return xp.matmul(values, xp.asarray(matrix).T)
