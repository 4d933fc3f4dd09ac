"""Spin content of nuclei, for interactions that couple to the spin of the nucleons."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from nuscat._core.arrays import Array
from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError

__all__ = ["NUCLEAR_SPINS", "NuclearSpin", "Spins", "check_spins", "spin_sums"]


@dataclass(frozen=True)
class NuclearSpin:
    """Spin of a nucleus and what protons and neutrons contribute to it.

    Parameters
    ----------
    J : float [ħ]
        Spin of the nucleus.
    S_p, S_n : float [ħ]
        Expectation values ⟨S_z⟩ of protons and neutrons in the state M_J = J; ½ and 0 for a free proton.
    """

    J: float
    S_p: float
    S_n: float

    def __post_init__(self) -> None:
        values: tuple[Any, ...] = (self.J, self.S_p, self.S_n)
        if not all(isinstance(v, int | float) and math.isfinite(v) for v in values) or self.J < 0.0:
            raise ValidityError(
                f"J, S_p and S_n of a nucleus must be finite numbers with J ≥ 0, got {values!r}.",
                hint="For example NuclearSpin(0.5, 0.010, 0.329) for 129Xe.",
            )
        if self.J == 0.0 and (self.S_p or self.S_n):
            raise ValidityError(
                f"A nucleus of spin 0 has no spin expectation values, got {values!r}.", hint="Give the spin J too."
            )


_KLOS = {
    (9, 10): NuclearSpin(0.5, 0.478, -0.002),
    (11, 12): NuclearSpin(1.5, 0.224, 0.024),
    (13, 14): NuclearSpin(2.5, 0.326, 0.038),
    (14, 15): NuclearSpin(0.5, 0.016, 0.156),
    (32, 41): NuclearSpin(4.5, 0.031, 0.439),
    (53, 74): NuclearSpin(2.5, 0.342, 0.031),
    (54, 75): NuclearSpin(0.5, 0.010, 0.329),
    (54, 77): NuclearSpin(1.5, -0.009, -0.272),
}
_HYDROGEN = {(1, 0): NuclearSpin(0.5, 0.5, 0.0)}
_CAESIUM = {(55, 78): NuclearSpin(3.5, -0.370, 0.003)}

NUCLEAR_SPINS: dict[str, Mapping[tuple[int, int], NuclearSpin]] = {"klos2013": {**_HYDROGEN, **_KLOS, **_CAESIUM}}
"""Sets of nuclear spins by name, (Z, N) → spin. ``"klos2013"``: large shell-model calculations of Klos:2013rwa for 19F,
23Na, 27Al, 29Si, 73Ge, 127I, 129Xe, 131Xe; the free proton; 133Cs of Iachello:1990ut (quoted second hand)."""

Spins = str | Mapping[tuple[int, int], NuclearSpin]
"""Name of a set of `NUCLEAR_SPINS`, or a mapping from (Z, N) to :class:`NuclearSpin`."""


_MANY = 1000
"""More neutrons than any nucleus has."""


class SpinSums(NamedTuple):
    """Factors of protons and neutrons of a nucleus [1], see :func:`spin_sums`."""

    proton: Array
    neutron: Array


def check_spins(spins: object) -> None:
    """Raise if `spins` is neither a name of `NUCLEAR_SPINS` nor a mapping from (Z, N) to :class:`NuclearSpin`."""
    if isinstance(spins, str):
        if spins not in NUCLEAR_SPINS:
            raise UnknownNameError.of("set of nuclear spins", spins, NUCLEAR_SPINS)
    elif not isinstance(spins, Mapping) or not all(isinstance(s, NuclearSpin) for s in spins.values()):
        raise ValidityError(
            f"Nuclear spins must be a name or a mapping from (Z, N) to NuclearSpin, got {spins!r}.",
            hint=f"Names: {', '.join(NUCLEAR_SPINS)}.",
        )


def spin_sums(spins: Spins, Z: Array, N: Array) -> SpinSums:
    r"""Spin factors s_p, s_n of nuclei, normalised to (1, 0) for a free proton.

    .. math:: s_i = 2\langle S_i\rangle\sqrt{\frac{J+1}{3J}}, \qquad
              \overline{\Big|\sum_i c_i\,\langle\sigma_i\rangle\cdot\hat q\Big|^2} = (c_p s_p + c_n s_n)^2

    The square is averaged over the orientations of the nucleus. Nuclei with even Z and even N have spin 0 and no
    factors.

    Parameters
    ----------
    spins : str or mapping
        See :data:`NUCLEAR_SPINS`.
    Z, N : array [1]
        Numbers of protons and neutrons, of the same shape.

    Returns
    -------
    proton, neutron : array [1]
        Shape of `Z` and `N`.

    Raises
    ------
    MissingDataError
        If the set has no entry for a nucleus with an odd number of protons or neutrons.
    """
    table = NUCLEAR_SPINS[spins] if isinstance(spins, str) else spins
    z, n = np.broadcast_arrays(np.asarray(Z), np.asarray(N))
    proton, neutron = np.zeros(z.shape), np.zeros(z.shape)
    label = _MANY * z + n
    for value in np.unique(label):
        key = (int(value // _MANY), int(value % _MANY))
        if key not in table and key[0] % 2 == key[1] % 2 == 0:
            continue
        here = label == value
        proton[here], neutron[here] = _factors(table, key)
    return SpinSums(proton, neutron) if z.ndim else SpinSums(float(proton), float(neutron))


def _factors(table: Mapping[tuple[int, int], NuclearSpin], key: tuple[int, int]) -> tuple[float, float]:
    if key not in table:
        raise MissingDataError(
            f"No spin expectation values for the nucleus with Z = {key[0]}, N = {key[1]}.",
            hint=f"Give them: spins={{{key}: NuclearSpin(J, S_p, S_n)}}, for example from a shell-model calculation.",
        )
    spin = table[key]
    if spin.J == 0.0:
        return 0.0, 0.0
    scale: Any = 2.0 * math.sqrt((spin.J + 1.0) / (3.0 * spin.J))
    return scale * spin.S_p, scale * spin.S_n
