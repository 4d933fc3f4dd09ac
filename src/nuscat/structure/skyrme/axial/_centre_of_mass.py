"""⟨P²⟩ of axial orbitals with its exchange and pairing parts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ._basis import Basis

__all__ = ["momentum_squared"]

Matrix = NDArray[np.float64]


def _momenta(basis: Basis) -> tuple[dict[tuple[int, int], Matrix], dict[tuple[int, int], Matrix], dict[int, Matrix]]:
    """Matrices [fm⁻¹] of ∂_z from (i, j), of ∇₊ from block j (Ω) to i (Ω + 1), and of ∇₊ from −½ to +½ by parity."""
    M = basis.weight.size
    inverse_r = 1.0 / basis.mesh[1]
    where = {(b.twice_omega, b.parity): i for i, b in enumerate(basis.blocks)}
    along: dict[tuple[int, int], Matrix] = {}
    raising: dict[tuple[int, int], Matrix] = {}
    across: dict[int, Matrix] = {}
    for j, b in enumerate(basis.blocks):
        u = b.up
        F, Fr, Fz = b.stack[:, :M], b.stack[:, M : 2 * M], b.stack[:, 2 * M :]
        below, above = (b.twice_omega - 1) / 2 * inverse_r, (b.twice_omega + 1) / 2 * inverse_r
        i = where.get((b.twice_omega, -b.parity))
        if i is not None:
            a = basis.blocks[i]
            m = np.zeros((a.size, b.size))
            m[: a.up, :u] = a.stack[: a.up, :M] @ Fz[:u].T
            m[a.up :, u:] = a.stack[a.up :, :M] @ Fz[u:].T
            along[i, j] = m
            if b.twice_omega == 1:  # time-reversed partner of b: up −ψ⁻ with Λ = −1, down ψ⁺ with Λ = 0
                m = np.zeros((a.size, b.size))
                m[: a.up, u:] = -a.stack[: a.up, :M] @ (Fr[u:] + inverse_r * F[u:]).T
                m[a.up :, :u] = a.stack[a.up :, :M] @ Fr[:u].T
                across[b.parity] = m
        i = where.get((b.twice_omega + 2, -b.parity))
        if i is not None:
            a = basis.blocks[i]
            m = np.zeros((a.size, b.size))
            m[: a.up, :u] = a.stack[: a.up, :M] @ (Fr[:u] - below * F[:u]).T
            m[a.up :, u:] = a.stack[a.up :, :M] @ (Fr[u:] - above * F[u:]).T
            raising[i, j] = m
    return along, raising, across


def momentum_squared(
    basis: Basis, rho: list[Matrix], kappa: list[Matrix], tau: NDArray[np.float64]
) -> tuple[float, float]:
    r"""One-body part and full value of ⟨P²⟩/ħ² of the nucleons of one kind [fm⁻²].

    .. math::
        \langle P^2\rangle = \sum_a v_a^2\langle p^2\rangle_a
        - \sum_{ab}v_av_b(v_av_b+u_au_b)\,|\langle a|\mathbf p|b\rangle|^2

    Parameters
    ----------
    basis : Basis
    rho, kappa : list of array, shapes (n, n) [1]
        Σ v²|a⟩⟨a| and Σ u v|a⟩⟨a| of the canonical states, Ω > 0; κ = 0 without pairing.
    tau : array, shape (M,) [fm⁻⁵]
        Kinetic density of the species.

    Returns
    -------
    one_body, full : float [fm⁻²]

    Sources
    -------
    Bender:2000zz. Checked: filled oscillator shells give exactly ¾ħω; spherical values of SLy4.
    """
    one = float(basis.weight @ tau)
    along, raising, across = _momenta(basis)
    where = {(b.twice_omega, b.parity): i for i, b in enumerate(basis.blocks)}
    exchange = 0.0
    for D in (rho, kappa):
        for links in (along, raising):  # both signs of Ω; |∇₊|² of all ordered pairs is ½(|∇₊|² + |∇₋|²) of all
            exchange += 2.0 * sum(float(np.sum((D[i] @ m) * (m @ D[j]))) for (i, j), m in links.items())
        for parity, m in across.items():
            i, j = where[1, -parity], where[1, parity]
            exchange += float(np.sum((D[i] @ m) * (m @ D[j])))
    return one, one - exchange
