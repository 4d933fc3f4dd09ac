"""Neutrino fluxes as components: a normalised spectrum or line, an intensity, a flavour and a time profile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from nuscat._core.arrays import Array, check_energies, is_plain, namespace
from nuscat._core.errors import UnitError, UnknownNameError, ValidityError, require_positive
from nuscat._core.flavours import Flavour, flavour_name, pdg_code
from nuscat._core.quadrature import check_order, piecewise_rule

from .systematics import Systematic, check_systematics, relative_uncertainty, varied

if TYPE_CHECKING:
    from .facilities import Facility
    from .timing import TimeProfile

__all__ = ["UNITS", "Component", "Flux"]

UNITS: dict[str, str] = {
    "normalised": "shape only: intensities are relative weights",
    "per proton": "neutrinos per proton on target, over the full solid angle",
    "cm^-2": "fluence: neutrinos per cm² in the exposure",
    "cm^-2 s^-1": "flux: neutrinos per cm² and second",
}
"""Units that an intensity can have, with their meaning; a spectrum has this unit per MeV."""


@dataclass(frozen=True, kw_only=True)
class Component:
    """Neutrinos of one flavour: one continuous spectrum or one line.

    Parameters
    ----------
    flavour : int or str
        PDG code or name; stored as the code.
    spectrum : callable [MeV → 1/MeV], optional
        Normalised to 1 on `support`, zero outside; NumPy and JAX arrays. None for a line.
    support : tuple of float [MeV]
        Lowest and highest energy; ignored for a line.
    breakpoints : tuple of float [MeV]
        Energies inside the support where the spectrum is not smooth.
    line : float [MeV], optional
        Energy of a line.
    intensity : array [unit of the flux]
        Number of neutrinos, a scalar.
    time : TimeProfile, optional
        Arrival times [s].
    label : str
        What it is, e.g. ``"prompt"``.
    order : int
        Default number of quadrature nodes per smooth piece.
    state : tuple of three floats [1], optional
        Real flavour amplitudes (e, μ, τ) of a pure state that is no flavour eigenstate, such as a mass eigenstate that
        arrives from the Sun; normalised to 1. `flavour` then tells neutrino from antineutrino, and its largest part.

    Raises
    ------
    ValidityError
        If neither or both of `spectrum` and `line` are given, or energies or intensity make no sense.

    Examples
    --------
    >>> box = Component(flavour="nu_e", spectrum=lambda E: 0.1 + 0.0 * E, support=(5.0, 15.0))
    >>> E, w = box.quadrature()
    >>> round(float((w * E).sum()), 12)
    10.0
    """

    flavour: Flavour
    spectrum: Callable[[Array], Array] | None = None
    support: tuple[float, float] = (0.0, 0.0)
    breakpoints: tuple[float, ...] = ()
    line: float | None = None
    intensity: Array = 1.0
    time: TimeProfile | None = None
    label: str = ""
    order: int = 32
    state: tuple[float, float, float] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "flavour", pdg_code(self.flavour))
        if (self.spectrum is None) == (self.line is None):
            raise ValidityError(
                f"A flux component ({self.label or flavour_name(self.flavour)}) needs a spectrum or a line energy,"
                " and not both.",
                hint="Give spectrum=… with support=(E_lo, E_hi), or line=E in MeV.",
            )
        if self.line is not None:
            require_positive("line energy", self.line, unit="MeV")
            object.__setattr__(self, "support", (float(self.line), float(self.line)))
        else:
            lo, hi = self.support
            require_positive("lower end of the support", lo, unit="MeV", zero=True)
            require_positive("upper end of the support", hi, unit="MeV")
            if not lo < hi or any(not lo < b < hi for b in self.breakpoints):
                raise ValidityError(
                    f"Support {self.support} and breakpoints {self.breakpoints} of a flux component do not fit.",
                    hint="Give E_lo < E_hi in MeV and breakpoints strictly between them.",
                )
            object.__setattr__(self, "breakpoints", tuple(sorted(set(self.breakpoints))))
        object.__setattr__(self, "order", check_order(self.order))
        if self.state is not None:
            state = tuple(float(s) for s in self.state)
            if len(state) != 3 or not abs(sum(s * s for s in state) - 1.0) < 1e-6:
                raise ValidityError(
                    f"The flavour state of a flux component must be three amplitudes of norm 1, got {self.state!r}.",
                    hint="Give (e, mu, tau), for example a column of the mixing matrix.",
                )
            object.__setattr__(self, "state", state)
        if is_plain(self.intensity):
            require_positive("intensity of a flux component", self.intensity, zero=True)

    @property
    def mean_energy(self) -> float:
        """Mean energy [MeV]."""
        nodes, weights = self.quadrature()
        return float(np.sum(nodes * weights) / np.sum(weights))

    def quadrature(self, order: int | None = None, *, lower: Array = None) -> tuple[Array, Array]:
        r"""Nodes and weights for integrals over the energy spectrum, per unit intensity.

        .. math:: \sum_k w_k f(E_k) = \int_{E_\mathrm{lower}} \varphi(E) f(E)\, dE

        Parameters
        ----------
        order : int, optional
            Gauss–Legendre nodes per smooth piece; default: that of the component.
        lower : array [MeV], shape (…), optional
            Lower limit(s) of the integral.

        Returns
        -------
        E_nu [MeV], weights [1] : array
            Shape (n,), or (…, n) with `lower`. A line is one node, with weight 0 where `lower` exceeds its energy.

        Raises
        ------
        ValidityError
            If `order` is not an integer of at least 1, or a plain `lower` is negative or not finite.
        """
        order = self.order if order is None else check_order(order)
        if lower is not None:
            check_energies("lower", lower)
        if self.spectrum is None:
            xp: Any = namespace(lower)
            if lower is None:
                return np.array([self.line], dtype=float), np.ones(1)
            limit = xp.asarray(lower, dtype=float)[..., None]
            above = xp.where(xp.isnan(limit), limit, 0.0)
            return xp.full(limit.shape, float(self.support[0])), xp.where(limit <= self.line, 1.0, above)
        nodes, weights = piecewise_rule((self.support[0], *self.breakpoints, self.support[1]), order, lower=lower)
        return nodes, weights * self.spectrum(nodes)


@dataclass(frozen=True, kw_only=True)
class Flux:
    """A neutrino flux: components in one common unit.

    Parameters
    ----------
    name : str
    components : tuple of Component
        Their intensities are in `unit`.
    unit : str
        Unit of the intensities, one of :data:`UNITS`.
    cite : tuple of str
        INSPIRE keys of what the flux rests on.
    facility : Facility, optional
        Accelerator and place that the flux belongs to.
    note : str
        Remark on origin or status.
    systematics : tuple of Systematic
        Independent uncertainties, each with one change per component.

    Raises
    ------
    UnitError
        If the unit is not one of :data:`UNITS`.
    ValidityError
        If there is no component, or a systematic does not fit the components.

    Examples
    --------
    >>> line = Component(flavour="nu_mu", line=29.79, intensity=2.0)
    >>> flux = Flux(name="line", components=(line,), unit="cm^-2 s^-1")
    >>> flux.total("nu_mu"), flux.E_max
    (2.0, 29.79)
    """

    name: str
    components: tuple[Component, ...]
    unit: str = "normalised"
    cite: tuple[str, ...] = ()
    facility: Facility | None = None
    note: str = ""
    systematics: tuple[Systematic, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "components", tuple(self.components))
        object.__setattr__(self, "systematics", tuple(self.systematics))
        _check_unit(self.unit)
        if not self.components:
            raise ValidityError(f"Flux {self.name!r} has no components.", hint="Give at least one Component.")
        check_systematics(self)

    @property
    def flavours(self) -> tuple[int, ...]:
        """PDG codes present, in order of the components."""
        return tuple(dict.fromkeys(int(c.flavour) for c in self.components))

    @property
    def E_max(self) -> float:
        """Highest neutrino energy [MeV]."""
        return max(c.support[1] for c in self.components)

    def of(self, flavour: Flavour | None = None) -> tuple[Component, ...]:
        """Components of a flavour (all without one).

        Raises
        ------
        UnknownNameError
            If the flux has none of it.
        ValidityError
            If the flux has states of several flavours, which cannot be sorted by flavour.
        """
        if flavour is None:
            return self.components
        code = pdg_code(flavour)
        if any(c.state is not None for c in self.components):
            raise ValidityError(
                f"The flux {self.name!r} has states of several flavours: none of its components is {flavour_name(code)}"
                " alone.",
                hint="Weight every component with the square of its amplitude in `state`, or use the flavour basis.",
            )
        found = tuple(c for c in self.components if c.flavour == code)
        if not found:
            valid = [flavour_name(f) for f in self.flavours]
            raise UnknownNameError.of(f"flavour of the flux {self.name!r}:", flavour_name(code), valid)
        return found

    def total(self, flavour: Flavour | None = None) -> Array:
        """Intensity summed over the components, lines included [unit of the flux]."""
        return reduce(lambda a, b: a + b, (c.intensity for c in self.of(flavour)))

    def spectrum(self, E_nu: Array, flavour: Flavour | None = None) -> Array:
        """Spectrum without lines [unit of the flux per MeV].

        Parameters
        ----------
        E_nu : array [MeV]
            Neutrino energies.
        flavour : str or int, optional
            Only this flavour; default the sum.

        Returns
        -------
        array
            Shape of `E_nu`. Lines are not in it: see :attr:`Component.line`.
        """
        check_energies("E_nu", E_nu)
        xp: Any = namespace(E_nu)
        E_nu = xp.asarray(E_nu, dtype=float)
        out = xp.zeros(E_nu.shape)
        for c in self.of(flavour):
            if c.spectrum is not None:
                out = out + c.intensity * c.spectrum(E_nu)
        return out if xp is np else xp.where(E_nu >= 0.0, out, xp.nan)  # values of JAX could not be checked

    def mean_energy(self, flavour: Flavour | None = None) -> float:
        """Mean energy, weighted with the intensities, lines included [MeV]."""
        parts = self.of(flavour)
        total = float(self.total(flavour))
        if total == 0.0:
            raise ValidityError(f"Flux {self.name!r} has zero intensity, its mean energy is undefined.")
        return sum(float(c.intensity) * c.mean_energy for c in parts) / total

    def quadrature(
        self, flavour: Flavour | None = None, order: int | None = None, *, lower: Array = None
    ) -> tuple[Array, Array]:
        """Nodes [MeV] and weights [unit of the flux] over the components of a flavour, as :meth:`Component.quadrature`.

        Parameters
        ----------
        flavour : str or int, optional
            Default: all components together.
        order : int, optional
            Nodes per smooth piece.
        lower : array [MeV], shape (…), optional
            Lower limit(s).

        Returns
        -------
        E_nu, weights : array
            Shape (n,) or (…, n); the weights contain the intensities.
        """
        rules = [(c.quadrature(order, lower=lower), c.intensity) for c in self.of(flavour)]
        xp: Any = namespace(lower, *(i for _, i in rules))
        nodes = xp.concatenate([n for (n, _), _ in rules], axis=-1)
        return nodes, xp.concatenate([w * i for (_, w), i in rules], axis=-1)

    def scaled(self, factor: Array, unit: str | None = None) -> Flux:
        """Flux with every intensity times `factor`, in a new `unit` if given.

        Parameters
        ----------
        factor : array [unit / old unit]
            A scalar, also a JAX tracer.
        unit : str, optional
            New unit, one of :data:`UNITS`.

        Raises
        ------
        ValidityError
            If a plain `factor` is not a finite number of at least 0.
        """
        if is_plain(factor):
            require_positive("factor of a flux", factor, zero=True)
        parts = tuple(replace(c, intensity=c.intensity * factor) for c in self.components)
        return replace(self, components=parts, unit=self.unit if unit is None else _check_unit(unit))

    def varied(self, alphas: Mapping[str, Array]) -> Flux:
        """Flux with its systematics moved by `alphas` [σ], see :func:`nuscat.fluxes.systematics.varied`."""
        return varied(self, alphas)

    def relative_uncertainty(self, E_nu: Array, flavour: Flavour | None = None) -> Array:
        """Relative standard deviation [1] of the spectrum at `E_nu` [MeV], from the systematics; lines apart."""
        return relative_uncertainty(self, E_nu, flavour)


def _check_unit(unit: str) -> str:
    if unit not in UNITS:
        valid = ", ".join(map(repr, UNITS))
        raise UnitError(f"Unknown unit of a flux {unit!r}.", hint=f"Valid: {valid}.")
    return unit
