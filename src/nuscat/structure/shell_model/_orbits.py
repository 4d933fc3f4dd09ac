"""Oscillator orbits: labels, the closed cores of shell-model spaces, and the oscillator length."""

from __future__ import annotations

import math
import re

from nuscat._core.errors import UnknownNameError, ValidityError

__all__ = ["CORES", "Orbit", "core_orbits", "infer_core", "label", "oscillator_length", "parse_label", "shell_order"]

Orbit = tuple[int, int, int]
"""(n, l, 2j): radial nodes from 0, orbital and twice the total angular momentum."""

_LETTERS = "spdfghijklmnoqrtuvwxyz"

_SHELLS: tuple[tuple[int, tuple[Orbit, ...]], ...] = (
    (2, ((0, 0, 1),)),
    (8, ((0, 1, 3), (0, 1, 1))),
    (20, ((0, 2, 5), (1, 0, 1), (0, 2, 3))),
    (28, ((0, 3, 7),)),
    (50, ((1, 1, 3), (0, 3, 5), (1, 1, 1), (0, 4, 9))),
    (82, ((0, 4, 7), (1, 2, 5), (1, 2, 3), (2, 0, 1), (0, 5, 11))),
    (126, ((0, 5, 9), (1, 3, 7), (1, 3, 5), (2, 1, 3), (2, 1, 1), (0, 6, 13))),
)
"""Closed shells in the order in which they are filled, with the particle number they end at."""

CORES: dict[str, tuple[int, int]] = {
    "none": (0, 0),
    "4He": (2, 2),
    "16O": (8, 8),
    "40Ca": (20, 20),
    "48Ca": (20, 28),
    "56Ni": (28, 28),
    "78Ni": (28, 50),
    "100Sn": (50, 50),
    "132Sn": (50, 82),
    "208Pb": (82, 126),
}
"""Doubly magic cores: name → (Z, N)."""


def label(orbit: Orbit) -> str:
    """Spectroscopic label of an orbit (n, l, 2j), n counted from 0 [text].

    Examples
    --------
    >>> label((0, 3, 7))
    '0f7/2'
    """
    n, ell, twoj = orbit
    return f"{n}{_LETTERS[ell] if ell < len(_LETTERS) else f'[l={ell}]'}{twoj}/2"


def parse_label(text: str) -> Orbit:
    """Orbit (n, l, 2j) [1] of a spectroscopic label such as ``"0f7/2"``.

    Examples
    --------
    >>> parse_label("0f7/2")
    (0, 3, 7)
    """
    match = re.fullmatch(r"(\d+)([a-z])(\d+)/2", text)
    if match is None or match[2] not in _LETTERS:
        raise ValidityError(f"Orbit {text!r} not understood.", hint="Write it like 0f7/2, n counted from 0.")
    return (int(match[1]), _LETTERS.index(match[2]), int(match[3]))


def shell_order(orbit: Orbit) -> tuple[int, int, int]:
    """Key that sorts orbits by 2n + l, then by falling j [1]."""
    n, ell, twoj = orbit
    return (2 * n + ell, -twoj, n)


def _filled(number: int) -> tuple[Orbit, ...]:
    return tuple(orbit for end, orbits in _SHELLS if end <= number for orbit in orbits)


def core_orbits(core: str) -> tuple[tuple[Orbit, ...], tuple[Orbit, ...]]:
    """Filled proton and neutron orbits of a core of :data:`CORES` [(n, l, 2j)]."""
    if core not in CORES:
        raise UnknownNameError.of("core", core, CORES)
    z, n = CORES[core]
    return _filled(z), _filled(n)


def infer_core(orbits: tuple[Orbit, ...]) -> str:
    """Name of the largest N = Z core none of whose orbits is in the valence space `orbits` [text]."""
    found = "none"
    for name, (z, n) in CORES.items():
        if z == n and not set(_filled(z)) & set(orbits):
            found = name
    return found


def oscillator_length(A: int) -> float:
    r"""Oscillator length b [fm] of valence-space calculations.

    .. math:: b^2 = \frac{41.467}{45 A^{-1/3} - 25 A^{-2/3}}\ \mathrm{fm}^2

    Parameters
    ----------
    A : int
        Mass number, above 0.

    Returns
    -------
    float [fm]

    Sources
    -------
    Blomqvist:1968zz (ħω = 45 A^(−1/3) − 25 A^(−2/3) MeV, with ħ²/m = 41.467 MeV fm²). Checked: 1.93976 fm for 40Ar.

    Examples
    --------
    >>> round(oscillator_length(40), 5)
    1.93976
    """
    if A < 1:
        raise ValidityError(f"Mass number must be positive, got {A!r}.", hint="Give Z + N.")
    return math.sqrt(41.467 / (45.0 * A ** (-1.0 / 3.0) - 25.0 * A ** (-2.0 / 3.0)))
