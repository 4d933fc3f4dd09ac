"""Fluxes from arrays and single lines; for files see :mod:`nuscat.fluxes.files`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nuscat._core.arrays import Array, namespace, plain_array
from nuscat._core.errors import CorruptDataError
from nuscat._core.flavours import Flavour, flavour_name, pdg_code

from .flux import Component, Flux

__all__ = ["from_arrays", "monoenergetic"]

_MAX_POINTS = 20_000


@dataclass(frozen=True)
class _LinearSpectrum:
    """Piecewise-linear spectrum [1/MeV], zero outside the table."""

    energies: tuple[float, ...]
    values: tuple[float, ...]

    def __call__(self, E_nu: Array) -> Array:
        xp: Any = namespace(E_nu)
        E_nu = xp.asarray(E_nu, dtype=float)
        return xp.interp(E_nu, xp.asarray(self.energies), xp.asarray(self.values), left=0.0, right=0.0)


def table_component(
    energies: ArrayLike, values: ArrayLike, flavour: Flavour, *, what: str, rows: list[str] | None = None
) -> Component:
    """Component whose spectrum is linear between the points of a table; its intensity is the integral of the table.

    Parameters
    ----------
    energies : array [MeV], shape (n,)
        Strictly increasing.
    values : array [unit/MeV], shape (n,)
        Not negative.
    flavour : str or int
    what : str
        Name for messages, e.g. the file.
    rows : list of str, optional
        Where each point comes from, for messages, e.g. ``"line 12"``.
    """
    E, phi = plain_array(f"{what}: energies", energies, unit="MeV"), plain_array(f"{what}: flux", values)
    if E.ndim != 1 or E.shape != phi.shape or E.size < 2:
        raise CorruptDataError(
            f"{what}: a flux table needs two or more energies and as many values, got {E.shape} and {phi.shape}.",
            hint="Give two columns of equal length; for a line use fluxes.monoenergetic.",
        )
    if E.size > _MAX_POINTS:
        raise CorruptDataError(
            f"{what}: {E.size} points are too many for an exact quadrature rule (limit {_MAX_POINTS}).",
            hint="Thin the table, or average it over wider bins.",
        )
    place = rows or [f"point {i}" for i in range(E.size)]

    def complain(bad: Any, problem: str, hint: str) -> None:
        if np.any(bad):
            i = int(np.flatnonzero(bad)[0])
            raise CorruptDataError(f"{what}, {place[i]}: {problem} (E = {E[i]:g} MeV, flux = {phi[i]:g}).", hint=hint)

    complain(~(np.isfinite(E) & np.isfinite(phi)), "NaN or infinite value", "Remove the row or correct the number.")
    complain(E < 0.0, "negative energy", "Energies must be 0 or larger.")
    complain(phi < 0.0, "negative flux", "A flux must be 0 or larger; check the column.")
    complain(np.append(False, np.diff(E) <= 0.0), "energies do not increase", "Sort the rows and remove duplicates.")
    total = float(np.trapezoid(phi, E))
    if total <= 0.0:
        raise CorruptDataError(f"{what}: the flux is zero everywhere.", hint="Check the column of values.")
    pieces = E.size - 1
    return Component(
        flavour=flavour,
        spectrum=_LinearSpectrum(tuple(E.tolist()), tuple((phi / total).tolist())),
        support=(float(E[0]), float(E[-1])),
        breakpoints=tuple(E[1:-1].tolist()),
        intensity=total,
        label=flavour_name(flavour),
        order=max(3, min(32, 256 // pieces)),
    )


def from_arrays(
    E_nu: ArrayLike,
    phi: ArrayLike,
    flavour: Flavour,
    *,
    unit: str,
    name: str = "table",
    cite: tuple[str, ...] = (),
    normalisation: float | None = None,
) -> Flux:
    """Flux of one flavour, linear between the points of a table and zero outside.

    Parameters
    ----------
    E_nu : array [MeV], shape (n,)
        Strictly increasing, n ≥ 2.
    phi : array [unit/MeV], shape (n,)
        Spectrum, not negative.
    flavour : str or int
        Name or PDG code.
    unit : str
        Unit of the integral, one of :data:`nuscat.fluxes.UNITS`.
    name : str
        Name of the flux.
    cite : tuple of str
        INSPIRE keys.
    normalisation : float [unit], optional
        Replace the integral of the table by this intensity.

    Returns
    -------
    Flux
        ``flux.total()`` is the integral of the table (trapezoidal rule). Quadrature is broken at every point of the
        table, so that the linear interpolation is integrated exactly; at most 20 000 points.

    Raises
    ------
    CorruptDataError
        NaN, negative values, energies that do not increase, too few or too many points.
    UnitError
        Unknown unit.

    Sources
    -------
    None: the numbers are the user's. Checked: moments of random tables to 1e-12.

    Examples
    --------
    >>> flux = from_arrays([0.0, 10.0], [0.0, 0.2], "anti_nu_e", unit="cm^-2 s^-1")
    >>> float(flux.total()), round(flux.mean_energy(), 9)
    (1.0, 6.666666667)
    """
    part = table_component(E_nu, phi, flavour, what=f"Flux {name!r}")
    flux = Flux(name=name, components=(part,), unit=unit, cite=cite)
    if normalisation is None:
        return flux
    return flux.scaled(normalisation / part.intensity)


def monoenergetic(
    energy: float, flavour: Flavour, *, intensity: Array = 1.0, unit: str = "normalised", name: str = "line"
) -> Flux:
    """Flux of neutrinos of one energy.

    Parameters
    ----------
    energy : float [MeV]
    flavour : str or int
        Name or PDG code.
    intensity : array [unit]
        A scalar.
    unit : str
        One of :data:`nuscat.fluxes.UNITS`.
    name : str
        Name of the flux.

    Returns
    -------
    Flux

    Raises
    ------
    ValidityError
        If the energy is not positive.

    Sources
    -------
    None needed.

    Examples
    --------
    >>> monoenergetic(0.862, "nu_e", intensity=4.4e9, unit="cm^-2 s^-1").mean_energy()
    0.862
    """
    code = pdg_code(flavour)
    part = Component(flavour=code, line=energy, intensity=intensity, label=flavour_name(code))
    return Flux(name=name, components=(part,), unit=unit)
