"""Weak charges of the nucleons as electrons see them in parity-violating scattering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nuscat._core.arrays import Array
from nuscat._core.errors import require_finite
from nuscat._core.flavours import Flavour

__all__ = ["ElectronWeakCharges"]


@dataclass(frozen=True, kw_only=True)
class ElectronWeakCharges:
    r"""Weak charges Q_p, Q_n of the nucleons for electrons: other radiative corrections than for neutrinos.

    .. math:: Q_W = Z Q_p + N Q_n < 0

    Answers :meth:`nucleon` like the neutrino couplings (g = Q/2), so that any nuclear-structure result can make its
    weak density from it. A calculated A_PV depends on it only through that density.

    Parameters
    ----------
    Q_p, Q_n : float [1]
        Defaults as in the analysis of PREX-1, where Q_W(²⁰⁸Pb) = −118.55. Second-hand values lie in 0.0714–0.0721 and
        −0.990 to −0.988: an uncertainty of 0.3 % in A_PV; not confirmed at the source.
    label : str

    Raises
    ------
    ValidityError
        If a charge is not finite.

    Sources
    -------
    Horowitz:2012tj. Checked: 82 Q_p + 126 Q_n = −118.55.

    Examples
    --------
    >>> round(ElectronWeakCharges().weak_charge(82, 126), 2)
    -118.55
    """

    Q_p: float = 0.0721
    Q_n: float = -0.9878
    label: str = "electron weak charges of the PREX-1 analysis"

    name: ClassVar[str] = "electron"
    notes: ClassVar[str] = "For electrons, not for neutrinos; independent of Q². Values to be confirmed at the source."
    cite: ClassVar[tuple[str, ...]] = ("Horowitz:2012tj",)

    def __post_init__(self) -> None:
        require_finite("Q_p", self.Q_p)
        require_finite("Q_n", self.Q_n)

    @property
    def sin2w(self) -> float:
        """Effective sin²θ_W = (1 − Q_p)/4 [1] that gives Q_p at tree level."""
        return 0.25 * (1.0 - self.Q_p)

    def nucleon(self, flavour: Flavour = "nu_e", Q2: Array = 0.0) -> tuple[Array, Array]:
        """Couplings (g_p, g_n) = (Q_p, Q_n)/2 [1]; `flavour` and `Q2` [MeV²] do not enter, shape of `Q2`."""
        return 0.5 * self.Q_p + 0.0 * Q2, 0.5 * self.Q_n + 0.0 * Q2

    def uncertainty(self, flavour: Flavour = "nu_e") -> tuple[Array, Array]:
        """Half widths of the range of values in use, halved as the couplings are: (σ_gp, σ_gn) [1]."""
        return 0.00018, 0.0005

    def weak_charge(self, Z: int, N: int) -> float:
        """Weak charge Z Q_p + N Q_n [1] of a nucleus."""
        return Z * self.Q_p + N * self.Q_n
