"""Quenching factor as a power of the recoil energy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from nuscat._core.arrays import Array, check_energies, namespace

from ._quenching_kernels import check_response
from ._support import check_finite, check_positive

__all__ = ["PowerLawQuenching"]


@dataclass(frozen=True)
class PowerLawQuenching:
    r"""Power law :math:`E_{ee} = T\,a\,(T/\mathrm{keV})^b`.

    Parameters
    ----------
    a : float [1]
        Quenching factor at 1 keV.
    b : float [1]
        Exponent, above −1.

    Sources
    -------
    EDELWEISS:2007zz (Ge: 0.16 E^0.18, second hand). Checked: its measured points from 76 to 123 keV, within 1.4σ.

    Examples
    --------
    >>> round(float(PowerLawQuenching(0.16, 0.18)(0.1)) / 0.1, 4)
    0.3665
    """

    a: Array
    b: Array
    cite: ClassVar[tuple[str, ...]] = ("EDELWEISS:2007zz",)

    def __post_init__(self) -> None:
        check_positive("Quenching factor at 1 keV", self.a)
        check_finite("Exponent", self.b)

    def __call__(self, T_nr: Array) -> Array:
        """Electron-equivalent energy [MeV] of recoils `T_nr` [MeV], same shape."""
        check_energies("T_nr", T_nr)
        xp: Any = namespace(T_nr, self.a, self.b)
        T = xp.asarray(T_nr, dtype=float)
        positive = T > 0.0
        keV = 1000.0 * xp.where(positive, T, 1.0)
        return xp.where(positive, T * self.a * keV**self.b, 0.0)

    def check(self, T_max: float) -> None:
        """Raise :class:`ValidityError` unless E_ee rises without exceeding T from 0 to `T_max` [MeV]."""
        check_response(self, T_max)
