"""Lindhard quenching with the adiabatic correction of slow recoils, fitted to germanium with a photo-neutron source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from nuscat._core.arrays import Array, check_energies, namespace

from ._quenching_kernels import check_response, lindhard
from ._support import check_positive

__all__ = ["AdiabaticLindhard"]


@dataclass(frozen=True)
class AdiabaticLindhard:
    r"""Lindhard energy times an adiabatic factor, :math:`E_{ee} = E_\mathrm{Lindhard}(T)\,[1 - e^{-T/\xi}]`.

    Parameters
    ----------
    Z : int
        Charge of the recoiling (and stopping) atom.
    k : float [1]
        Strength of electronic stopping.
    xi : float [MeV]
        Energy ξ below which slow ions ionise less.

    Sources
    -------
    Scholz:2016qos (Ge: k = 0.179(1), ξ = 0.16 keV). Checked: its quenching factors of 13.7 % at 0.3 keV and 25.3 % at
    8.5 keV.

    Examples
    --------
    >>> q = AdiabaticLindhard(32, 0.179, 0.16e-3)
    >>> [round(float(q(T) / T), 3) for T in (0.3e-3, 8.5e-3)]
    [0.138, 0.253]
    """

    Z: int
    k: Array
    xi: Array
    cite: ClassVar[tuple[str, ...]] = ("Scholz:2016qos", "Lewin:1995rx")

    def __post_init__(self) -> None:
        check_positive("Lindhard k", self.k, zero=True)
        check_positive("Adiabatic energy", self.xi, unit="MeV")

    def __call__(self, T_nr: Array) -> Array:
        """Electron-equivalent energy [MeV] of recoils `T_nr` [MeV], same shape."""
        check_energies("T_nr", T_nr)
        xp: Any = namespace(T_nr, self.k, self.xi)
        return -lindhard(T_nr, self.Z, self.k) * xp.expm1(-xp.asarray(T_nr, dtype=float) / self.xi)

    def check(self, T_max: float) -> None:
        """Raise :class:`ValidityError` unless E_ee rises without exceeding T from 0 to `T_max` [MeV]."""
        check_response(self, T_max)
