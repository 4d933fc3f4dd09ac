"""Interactions on neutrinos that are no flavour eigenstates: matrix of amplitudes in flavour space and its square."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from nuscat._core.arrays import Array
from nuscat._core.errors import ValidityError

from ._base import FAMILIES, Interaction

__all__ = ["check_state", "flavour_matrix", "mixed_amplitude_squared"]

_NEUTRINOS = ("nu_e", "nu_mu", "nu_tau")


def flavour_matrix(
    interactions: Iterable[Interaction],
    q: Array,
    Z: Array,
    N: Array,
    F_p: Array,
    F_n: Array,
    *,
    antineutrinos: bool = False,
) -> tuple[tuple[Array, Array, Array], ...]:
    r"""Amplitudes :math:`\mathcal Q_{\beta\alpha}` that interactions add to that of the standard model [1].

    Parameters
    ----------
    interactions : iterable of Interaction
    q : array [MeV]
        Momentum transfer.
    Z, N : array [1]
        Numbers of protons and neutrons.
    F_p, F_n : array [1]
        Form factors of protons and neutrons at `q`.
    antineutrinos : bool
        For antineutrinos instead of neutrinos.

    Returns
    -------
    tuple of three tuples of array [1]
        Rows: final family β, columns: incoming family α, in the order e, μ, τ; 0.0 where nothing is added.

    Sources
    -------
    Barranco:2005yy, Cadeddu:2018dux. Checked: diagonal and columns equal `amplitude` and `transitions`.

    Examples
    --------
    >>> from nuscat.electroweak.interactions import NSI
    >>> matrix = flavour_matrix([NSI(eps_ee_u=0.1, eps_mutau_d=0.2)], 0.0, 18, 22, 1.0, 1.0)
    >>> [[round(a, 9) for a in row] for row in matrix]
    [[5.8, 0.0, 0.0], [0.0, 0.0, 12.4], [0.0, 12.4, 0.0]]
    """
    rows: list[list[Array]] = [[0.0] * 3 for _ in range(3)]
    for item in interactions:
        for column, name in enumerate(_NEUTRINOS):
            flavour = f"anti_{name}" if antineutrinos else name
            rows[column][column] = rows[column][column] + item.amplitude(q, flavour, Z, N, F_p, F_n)
            for final, value in item.transitions(q, flavour, Z, N, F_p, F_n).items():
                row = FAMILIES.index(final)
                rows[row][column] = rows[row][column] + value
    return tuple((row[0], row[1], row[2]) for row in rows)


def mixed_amplitude_squared(
    interactions: Iterable[Interaction],
    standard: Array | Sequence[Array],
    state: Any,
    q: Array,
    Z: Array,
    N: Array,
    F_p: Array,
    F_n: Array,
    *,
    antineutrinos: bool = False,
) -> Array:
    r"""Squared coherent amplitude of a neutrino in any flavour state, summed over final flavours [1].

    .. math:: \mathrm{Tr}[\rho\,\mathcal Q^\dagger\mathcal Q] \quad\text{or, for a pure state,}\quad
              \sum_\beta\Big|\sum_\alpha\mathcal Q_{\beta\alpha}s_\alpha\Big|^2

    Parameters
    ----------
    interactions : iterable of Interaction
    standard : array, or three of them [1]
        Amplitude 𝒬 of the standard model, of all families or of ν_e, ν_μ and ν_τ.
    state : three numbers, or 3 × 3 array
        Amplitudes (s_e, s_μ, s_τ) of a pure state, real or complex, or a density matrix ρ.
    q, Z, N, F_p, F_n
        As for :func:`flavour_matrix`.
    antineutrinos : bool
        For antineutrinos instead of neutrinos.

    Returns
    -------
    array [1]
        Broadcast shape; linear in ρ, not normalised by it.

    Raises
    ------
    ValidityError
        If `state` is neither three finite numbers nor a hermitian 3 × 3 matrix.

    Sources
    -------
    Coloma:2022umy (trace). Checked: flavour eigenstates give 𝒬² plus the flavour-changing part; a state rotated
    together with the couplings gives the same; ρ = 1 gives the sum over flavours.

    Examples
    --------
    >>> from nuscat.electroweak.interactions import NSI
    >>> tau = NSI(eps_etau_u=0.1)
    >>> args = (30.0, 18, 22, 1.0, 1.0)
    >>> round(mixed_amplitude_squared([tau], -11.0, (0.6, 0.0, 0.8), *args), 6)   # (−11·0.6 + 5.8·0.8)² + …
    32.144
    """
    rho = density_matrix(state)
    values = tuple(standard) if isinstance(standard, tuple | list) else (standard,) * 3
    matrix = [list(row) for row in flavour_matrix(interactions, q, Z, N, F_p, F_n, antineutrinos=antineutrinos)]
    for i, value in enumerate(values):
        matrix[i][i] = value + matrix[i][i]
    total: Array = 0.0
    for a in range(3):
        for b in range(3):
            weight = float(rho[a, b].real)
            if weight:
                total = total + weight * sum(row[a] * row[b] for row in matrix)
    return total


def density_matrix(state: Any) -> Any:
    """Density matrix ρ_αβ = s_α s_β* of three amplitudes, or the given 3 × 3 matrix [1], checked."""
    given = np.asarray(state, dtype=complex)
    if given.shape == (3,) and np.all(np.isfinite(given)):
        return np.outer(given, given.conj())
    if given.shape == (3, 3) and np.all(np.isfinite(given)) and np.allclose(given, given.conj().T, atol=1e-12):
        return given
    raise ValidityError(
        f"A flavour state must be three finite amplitudes or a hermitian 3 × 3 density matrix, got {state!r}.",
        hint="For example (0.8, 0.6, 0.0) in the order e, mu, tau.",
    )


def check_state(state: Any) -> tuple[float, float, float]:
    """Three real flavour amplitudes of norm 1 [1] as a tuple; raises :class:`ValidityError` for anything else."""
    given = np.asarray(state)
    if given.shape != (3,) or given.dtype.kind not in "iuf" or not abs(float(np.sum(given * given)) - 1.0) < 1e-6:
        raise ValidityError(
            f"A flavour state must be three real amplitudes (e, mu, tau) of norm 1, got {state!r}.",
            hint="For example (0.8, 0.6, 0.0).",
        )
    return float(given[0]), float(given[1]), float(given[2])
