"""Ionisation electrons of nuclear recoils in liquid argon: Lindhard stopping and Thomas–Imel recombination."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from nuscat._core.arrays import Array, check_energies, namespace

from ._support import check_positive

__all__ = ["ArgonIonisation"]


@dataclass(frozen=True, kw_only=True)
class ArgonIonisation:
    r"""Mean number of ionisation electrons of nuclear recoils in liquid argon that escape recombination.

    .. math::

        N_e = \frac{1}{\gamma}\ln(1 + \gamma N_i), \quad N_i = \beta\,\epsilon\,\frac{s_e}{s_n + s_e}, \quad
        s_e = 0.133\,Z^{2/3}A^{-1/2}\sqrt\epsilon, \quad
        s_n = \frac{\ln(1 + 1.1383\,\epsilon)}{2(\epsilon + 0.01321\,\epsilon^{0.21226} + 0.19593\,\epsilon^{1/2})}

    with γ = C_box/F and the universal (ZBL) screening of nuclear stopping.

    Parameters
    ----------
    field : float [V/cm]
        Drift field F.
    box : float [V/cm]
        Thomas–Imel constant C_box.
    beta : float [1]
        Electron–ion pairs per unit of reduced energy.

    Sources
    -------
    DarkSide:2021bnz (form; C_box = 8.1 +0.1 −0.2 V/cm, β = 6.8 +0.1 −0.3 · 10³; second hand: to be confirmed).
    Checked: hand evaluation at 1 keV; one electron per pair without recombination. The paper calibrates it down to
    0.5 keV; a later global fit (arXiv:2601.00597) prefers another screening function.

    Examples
    --------
    >>> round(float(ArgonIonisation(field=200.0).electrons(0.001)), 1)  # at 1 keV
    6.7
    """

    field: Array
    box: Array = 8.1
    beta: Array = 6800.0
    cite: ClassVar[tuple[str, ...]] = ("DarkSide:2021bnz",)

    def __post_init__(self) -> None:
        check_positive("Drift field", self.field, unit="V/cm")
        check_positive("Thomas–Imel constant", self.box, unit="V/cm")
        check_positive("Pairs per reduced energy", self.beta)

    def pairs(self, T_nr: Array) -> Array:
        """Mean number of electron–ion pairs before recombination [1] at `T_nr` [MeV], same shape."""
        check_energies("T_nr", T_nr)
        xp: Any = namespace(T_nr, self.beta)
        T = xp.asarray(T_nr, dtype=float)
        positive = T > 0.0
        eps = 11.5 * 18.0 ** (-7.0 / 3.0) * 1000.0 * xp.where(positive, T, 1.0)
        electronic = 0.133 * 18.0 ** (2.0 / 3.0) * 40.0**-0.5 * xp.sqrt(eps)
        nuclear = xp.log1p(1.1383 * eps) / (2.0 * (eps + 0.01321 * eps**0.21226 + 0.19593 * xp.sqrt(eps)))
        return xp.where(positive, self.beta * eps * electronic / (nuclear + electronic), 0.0)

    def electrons(self, T_nr: Array) -> Array:
        """Mean number of electrons that escape recombination [1] at `T_nr` [MeV], same shape."""
        gamma = self.box / self.field
        pairs = self.pairs(T_nr)
        return namespace(pairs, gamma).log1p(gamma * pairs) / gamma
