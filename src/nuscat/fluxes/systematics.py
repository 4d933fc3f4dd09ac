"""Uncertainties of fluxes: independent variations that may act on several components at once (correlations)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, check_energies, namespace
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat._core.flavours import Flavour

if TYPE_CHECKING:
    from .average import CrossSection
    from .flux import Component, Flux

__all__ = ["Change", "Systematic", "budget", "fold_uncertainty", "relative_uncertainty", "varied"]

Change: TypeAlias = float | Callable[[Array], Array] | None
"""Relative change of a component for +1σ: a number [1], a function of E_nu [MeV] → [1], or None."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Systematic:
    r"""One independent source of uncertainty of a flux, a standard normal variable α.

    .. math:: \phi_c(E) \to \phi_c(E)\,[1 + \alpha\,\delta_c(E)]

    Components that change together are fully (anti)correlated through it; a covariance matrix is given as its
    eigenvectors, one systematic each.

    Parameters
    ----------
    name : str
        Unique within the flux, e.g. "solar_8B".
    changes : tuple of float, callable or None
        δ_c [1] for every component of the flux, in their order: a number, a function of E_nu [MeV], None for no change.
    description : str
    cite : tuple of str
        INSPIRE keys.

    Examples
    --------
    >>> from nuscat.fluxes import monoenergetic
    >>> from dataclasses import replace
    >>> line = monoenergetic(0.862, "nu_e", intensity=4.9e9, unit="cm^-2 s^-1")
    >>> line = replace(line, systematics=(Systematic(name="solar_7Be", changes=(0.06,)),))
    >>> round(float(line.varied({"solar_7Be": 1.0}).total()) / 4.9e9, 12)
    1.06
    """

    name: str
    changes: tuple[Change, ...]
    description: str = ""
    cite: tuple[str, ...] = ()


def check_systematics(flux: Flux) -> None:
    """Raise :class:`ValidityError` unless names are unique and every systematic has one change per component."""
    names = [s.name for s in flux.systematics]
    for s in flux.systematics:
        if len(s.changes) != len(flux.components):
            raise ValidityError(
                f"Systematic {s.name!r} of the flux {flux.name!r} has {len(s.changes)} changes for"
                f" {len(flux.components)} components.",
                hint="Give one change (a number, a function of the energy, or None) for every component.",
            )
    if len(set(names)) != len(names):
        raise ValidityError(f"Flux {flux.name!r} has two systematics called {max(names, key=names.count)!r}.")


def _value(change: Change, E_nu: Array) -> Array:
    if change is None:
        return 0.0
    return change(E_nu) if callable(change) else change


@dataclass(frozen=True)
class _Varied:
    """Spectrum times 1 + Σ α δ(E), not below zero, divided by its integral."""

    spectrum: Callable[[Array], Array]
    changes: tuple[tuple[Array, Change], ...]
    norm: Array = 1.0

    def __call__(self, E_nu: Array) -> Array:
        factor: Array = 1.0
        for alpha, change in self.changes:
            factor = factor + alpha * _value(change, E_nu)
        xp: Any = namespace(E_nu, factor)
        return self.spectrum(E_nu) * xp.maximum(xp.asarray(factor, dtype=float), 0.0) / self.norm


def varied(flux: Flux, alphas: Mapping[str, Array]) -> Flux:
    """Flux with its systematics at `alphas` [σ]; those not named stay at 0. A flux is never negative.

    Raises
    ------
    UnknownNameError
        If a name is no systematic of the flux.
    """
    known = {s.name: s for s in flux.systematics}
    for name in alphas:
        if name not in known:
            raise UnknownNameError.of(f"systematic of the flux {flux.name!r}:", name, known)
    parts = []
    for i, c in enumerate(flux.components):
        acting = tuple((a, known[n].changes[i]) for n, a in alphas.items() if known[n].changes[i] is not None)
        parts.append(_vary_component(c, acting))
    return replace(flux, components=tuple(parts))


def _vary_component(c: Component, acting: tuple[tuple[Array, Change], ...]) -> Component:
    if not acting:
        return c
    if c.spectrum is None or not any(callable(change) for _, change in acting):
        at = c.line if c.spectrum is None else 0.0
        factor = 1.0 + sum(a * _value(change, at) for a, change in acting)
        xp: Any = namespace(factor)
        return replace(c, intensity=c.intensity * xp.maximum(factor, 0.0))
    shape = _Varied(c.spectrum, acting)
    _, weights = replace(c, spectrum=shape).quadrature()
    norm = namespace(weights).sum(weights)
    return replace(c, spectrum=replace(shape, norm=norm), intensity=c.intensity * norm)


def relative_uncertainty(flux: Flux, E_nu: Array, flavour: Flavour | None = None) -> Array:
    """Relative standard deviation [1] of the spectrum (lines apart) at `E_nu` [MeV]; 0 where the flux vanishes."""
    check_energies("E_nu", E_nu)
    E = np.asarray(E_nu, dtype=float)
    code = None if flavour is None else flux.of(flavour)[0].flavour
    chosen = [i for i, c in enumerate(flux.components) if c.spectrum is not None and code in (None, c.flavour)]
    total = np.zeros(E.shape)
    values = {}
    for i in chosen:
        c = flux.components[i]
        values[i] = np.asarray(c.intensity * c.spectrum(E))  # type: ignore[misc]
        total = total + values[i]
    variance = np.zeros(E.shape)
    for s in flux.systematics:
        change = sum((values[i] * np.asarray(_value(s.changes[i], E)) for i in chosen), np.zeros(E.shape))
        variance = variance + change**2
    return np.sqrt(variance) / np.where(total > 0.0, total, 1.0)


def budget(flux: Flux, weight: Callable[[Array, int], Array] | None = None) -> dict[str, float]:
    """Change of Σ ∫ φ w dE for +1σ of every systematic [unit of the flux × that of `weight`], first order.

    Parameters
    ----------
    flux : Flux
    weight : callable, optional
        w(E_nu [MeV], PDG code), default 1: then the changes of the total intensity.

    Returns
    -------
    mapping of name to float
    """
    out = {}
    rules = [c.quadrature() for c in flux.components]
    for s in flux.systematics:
        total = 0.0
        for c, (E, w), change in zip(flux.components, rules, s.changes, strict=True):
            if change is not None:
                value = 1.0 if weight is None else np.asarray(weight(E, int(c.flavour)))
                total += float(c.intensity * np.sum(w * value * np.asarray(_value(change, E))))
        out[s.name] = total
    return out


def fold_uncertainty(xs: CrossSection, flux: Flux) -> tuple[float, dict[str, float]]:
    """Uncertainty of :func:`nuscat.fluxes.fold` from the flux [cm² × unit of the flux]: total and by systematic.

    Parameters
    ----------
    xs : CrossSection
        `xs.sigma(E_nu, flavour)` [cm²].
    flux : Flux
        With systematics.

    Returns
    -------
    total : float
        Changes added in quadrature.
    by_name : mapping of name to float
        Signed changes for +1σ.
    """
    changes = budget(flux, xs.sigma)
    return float(np.sqrt(sum(v * v for v in changes.values()))), changes
