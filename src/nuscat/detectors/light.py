"""Light yield: photoelectrons per electron-equivalent energy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nuscat._core.arrays import Array, check_energies

from ._support import check_positive

__all__ = ["LightYield", "NoLightYield"]


@dataclass(frozen=True)
class LightYield:
    """Mean number of photoelectrons per electron-equivalent energy; makes the reconstructed axis one of photoelectrons.

    Parameters
    ----------
    pe_per_keVee : float [PE/keVee]
        Light yield.

    Sources
    -------
    Proportional response. Checked: round trip; 13.35 PE/keVee of COHERENT:2021xmm is 1/0.0749 of its smearing function.

    Examples
    --------
    >>> LightYield(13.35)(0.001)
    13.35
    """

    pe_per_keVee: Array
    cite: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        check_positive("Light yield", self.pe_per_keVee, unit="PE/keVee")

    def __call__(self, E_ee: Array) -> Array:
        """Mean photoelectrons [PE] at electron-equivalent energy `E_ee` [MeV], same shape."""
        check_energies("E_ee", E_ee)
        return E_ee * (self.pe_per_keVee * 1000.0)

    def energy(self, pe: Array) -> Array:
        """Electron-equivalent energy [MeV] whose mean signal is `pe` [PE], same shape."""
        return pe / (self.pe_per_keVee * 1000.0)


@dataclass(frozen=True)
class NoLightYield:
    """States that the reconstructed axis is an energy in MeV, not photoelectrons.

    Examples
    --------
    >>> NoLightYield()
    NoLightYield()
    """

    cite: ClassVar[tuple[str, ...]] = ()
