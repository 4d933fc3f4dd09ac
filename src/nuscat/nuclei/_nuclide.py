"""The nuclide record: mass, spin, half-life, natural abundance and charge radius."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from nuscat import constants
from nuscat._core.arrays import Array

from ._table import Key, SpinParity, rows, spin_parity

__all__ = ["Nuclide", "electron_binding_energy", "ground_state"]


def electron_binding_energy(Z: Array) -> Array:
    r"""Total binding energy of the electrons of a neutral atom.

    .. math:: B_e(Z) = 14.4381\, Z^{2.39} + 1.55468\cdot10^{-6}\, Z^{5.35} \ \text{eV}

    Parameters
    ----------
    Z : array [1]
        Atomic number, any shape.

    Returns
    -------
    array [MeV]
        Same shape. A fit over all elements: off by 0.8 eV for hydrogen and by about 0.1 keV for heavy atoms.

    Sources
    -------
    Wang:2021xhn (formula by which AME2020 turns atomic into nuclear masses). Checked: ionisation energies of
    hydrogen to carbon within 20 eV; nuclear masses of p, d and α against CODATA 2022 within 4 eV.

    Examples
    --------
    >>> round(1e6 * electron_binding_energy(18.0), 1)
    14449.5
    """
    return 1e-6 * (14.4381 * Z**2.39 + 1.55468e-6 * Z**5.35)


@dataclass(frozen=True, kw_only=True, repr=False)
class Nuclide:
    r"""A nuclide in its ground state.

    Obtain one with :func:`nuclide`. The nuclear mass has the electrons and their binding removed:

    .. math:: M = A\,u + \Delta - Z m_e + B_e(Z)

    with the mass excess Δ of AME2020 (in NUBASE2020), the atomic mass unit in use there (CODATA 2018) and
    :func:`electron_binding_energy`.

    Parameters
    ----------
    Z, N, A : int [1]
        Numbers of protons, of neutrons, and their sum.
    symbol, name : str
        ``"Ar"``, ``"Ar40"``; the neutron is ``"n"``.
    state : str
        Empty for the ground state; ``"m"`` for ¹⁸⁰Ta-m, the one isomer that occurs naturally (no other is held).
    mass, mass_uncertainty : float [MeV]
        Nuclear mass. The uncertainty joins those of Δ and of A u; the error of the fitted B_e is not in it.
    atomic_mass : float [MeV]
        A u + Δ.
    mass_excess, mass_excess_uncertainty : float [MeV]
        Atomic mass excess Δ.
    mass_estimated : bool
        True if the mass comes from systematics ("#" in NUBASE), not from a measurement.
    spin : float or None [ħ]
        None if unknown or not unique, and for ¹⁴⁵Te, whose entry (0+) is impossible for an odd number of nucleons.
    parity : int or None [1]
        +1, −1, or None if unknown or not unique.
    spin_parity : str
        The entry of NUBASE: ``*`` measured directly, ``#`` systematics, ``()`` uncertain, ``|`` between alternatives.
    spin_uncertain : bool
        True if the entry is absent, has several candidates, stands in parentheses or comes from systematics.
    half_life : float or None [s]
        ``math.inf`` if no decay has been observed; None if unknown, also if unbound without a number.
    half_life_kind : str
        ``""`` measured, ``"#"`` from systematics, ``"<"``, ``">"``, ``"~"`` (the number is a limit or approximate),
        ``"stable"``, ``"unbound"``, ``"unknown"``.
    abundance, abundance_uncertainty : float [1]
        Natural fraction of atoms as published, 0 if the nuclide does not occur (an element may sum to 1 ± 0.0001).
    charge_radius, charge_radius_uncertainty : float or None [fm]
        Root-mean-square charge radius; None if not in the compilation.

    Sources
    -------
    Kondev:2021lzi, Wang:2021xhn, Angeli:2013epw (final values). Checked: CODATA 2022 masses of p, n, d, t, h, α.

    Examples
    --------
    >>> from nuscat.nuclei import nuclide
    >>> nuclide("Ar40").N, round(nuclide("Ar40").mass, 4)
    (22, 37215.5407)
    """

    cite: ClassVar[tuple[str, ...]] = ("Kondev:2021lzi", "Wang:2021xhn", "Angeli:2013epw")

    Z: int
    N: int
    A: int
    symbol: str
    name: str
    state: str
    mass: float
    mass_uncertainty: float
    atomic_mass: float
    mass_excess: float
    mass_excess_uncertainty: float
    mass_estimated: bool
    spin: float | None
    parity: int | None
    spin_parity: str
    spin_uncertain: bool
    half_life: float | None
    half_life_kind: str
    abundance: float
    abundance_uncertainty: float
    charge_radius: float | None
    charge_radius_uncertainty: float | None

    @property
    def stable(self) -> bool:
        """Whether no decay has been observed [bool]."""
        return self.half_life == math.inf

    @property
    def binding_energy(self) -> float:
        """Nuclear binding energy Z M(¹H) + N m_n − M_atom [MeV], > 0 if bound; electron binding neglected."""
        return (
            self.Z * ground_state((1, 1, "")).mass_excess
            + self.N * ground_state((0, 1, "")).mass_excess
            - self.mass_excess
        )

    @property
    def pdg(self) -> int:
        """PDG code, 10LZZZAAAI [int]; 2112 for the neutron, 2212 for the proton."""
        if self.A == 1:
            return 2212 if self.Z else 2112
        return 1_000_000_000 + self.Z * 10_000 + self.A * 10 + bool(self.state)

    def __hash__(self) -> int:
        return hash((self.Z, self.A, self.state))

    def __repr__(self) -> str:
        return f"Nuclide({self.name!r})"

    def __str__(self) -> str:
        parts = [f"Z = {self.Z}, N = {self.N}", f"M = {_pm(self.mass, self.mass_uncertainty)} MeV"]
        if self.mass_estimated:
            parts[-1] += " (estimated)"
        parts.append(f"J^pi = {self.spin_parity.replace('|', ', ')}" if self.spin_parity else "J^pi unknown")
        parts.append(_half_life_text(self))
        if self.abundance:
            parts.append(f"natural fraction {100.0 * self.abundance:.6g} %")
        if self.charge_radius is not None and self.charge_radius_uncertainty is not None:
            parts.append(f"R_ch = {_pm(self.charge_radius, self.charge_radius_uncertainty)} fm")
        return f"{self.name}: " + "; ".join(parts)

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        yield "name", self.name
        for field in ("Z", "N", "mass", "spin_parity", "half_life", "abundance", "charge_radius"):
            yield field, getattr(self, field)


def _pm(value: float, error: float) -> str:
    if error <= 0:
        return f"{value:.10g}"
    digits = max(0, 1 - math.floor(math.log10(error)))
    return f"{value:.{digits}f} ± {error:.{digits}f}"


def _half_life_text(nucleus: Nuclide) -> str:
    if nucleus.half_life is None or nucleus.half_life_kind == "stable":
        return {"stable": "stable", "unbound": "particle-unbound"}.get(nucleus.half_life_kind, "half-life unknown")
    number, unit = nucleus.half_life, "s"
    if number > 3.2e7:
        number, unit = number / 31_556_926.0, "y"
    mark = nucleus.half_life_kind if nucleus.half_life_kind in ("<", ">", "~") else ""
    return f"half-life {mark}{number:.5g} {unit}" + (" (estimated)" if nucleus.half_life_kind == "#" else "")


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


@cache
def ground_state(key: Key) -> Nuclide:
    """Nuclide of a table row, by (Z, A, state); `KeyError` if there is none."""
    cells = rows()[key]
    z, a, state = key
    unit, electron = constants.atomic_mass_unit_ame2020, constants.m_e
    excess, error = 1e-3 * float(cells[4]), 1e-3 * float(cells[5])
    atomic = a * unit.value + excess
    spin = spin_parity(cells[9])
    if spin.spin is not None and 2.0 * spin.spin % 2.0 != a % 2:  # 145Te is listed as 0+, impossible for odd A
        spin = SpinParity(None, None, True)
    name = "n" if z == 0 else f"{cells[3]}{a}{state}"
    return Nuclide(
        Z=z,
        N=a - z,
        A=a,
        symbol=cells[3],
        name=name,
        state=state,
        mass=atomic - z * electron.value + float(electron_binding_energy(float(z))),
        mass_uncertainty=math.hypot(error, a * unit.uncertainty, z * electron.uncertainty),
        atomic_mass=atomic,
        mass_excess=excess,
        mass_excess_uncertainty=error,
        mass_estimated=bool(cells[6]),
        spin=spin.spin,
        parity=spin.parity,
        spin_parity=cells[9],
        spin_uncertain=spin.uncertain,
        half_life=_number(cells[7]),
        half_life_kind=cells[8],
        abundance=0.01 * float(cells[10] or 0.0),
        abundance_uncertainty=0.01 * float(cells[11] or 0.0),
        charge_radius=_number(cells[12]),
        charge_radius_uncertainty=_number(cells[13]),
    )
