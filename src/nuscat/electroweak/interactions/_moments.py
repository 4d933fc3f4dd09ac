"""Effective magnetic moments of flavour states from matrices of diagonal and transition moments."""

from __future__ import annotations

from typing import Any

import numpy as np

from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat._core.flavours import Flavour, family

from ._base import FAMILIES

__all__ = ["MOMENT_KINDS", "effective_moment"]

MOMENT_KINDS = ("dirac", "majorana")


def effective_moment(matrix: Any, flavour: Flavour | Any, *, pmns: Any = None, kind: str = "dirac") -> float:
    r"""Effective magnetic moment of a neutrino state, all final states summed.

    .. math:: \mu_\ell^2 = \sum_k|\mu_{k\ell}|^2 \quad\text{(flavour basis)}, \qquad
              \mu_\ell^2 = \sum_j\Big|\sum_k\lambda_{jk}U^*_{\ell k}\Big|^2 \quad\text{(mass basis)}

    Parameters
    ----------
    matrix : array [Bohr magneton], shape (3, 3)
        Moments from the column's state to the row's, complex in general: μ_αβ of flavour eigenstates (e, μ, τ), or
        λ_jk of mass eigenstates if `pmns` is given. Dirac neutrinos: any matrix. Majorana neutrinos: antisymmetric,
        they have transition moments only.
    flavour : str or int, or three numbers [1]
        Flavour of the neutrino where it scatters (the same for neutrino and antineutrino), or the flavour amplitudes
        (s_e, s_μ, s_τ) of its state, for example a mass eigenstate from the Sun.
    pmns : array [1], shape (3, 3), optional
        Mixing matrix U_αk, unitary.
    kind : str
        ``"dirac"`` or ``"majorana"``.

    Returns
    -------
    float [Bohr magneton]

    Raises
    ------
    UnknownNameError
        If `kind` or the flavour is not known.
    ValidityError
        If the matrix is not 3 × 3 and finite, not antisymmetric for Majorana neutrinos, or `pmns` not unitary.

    Sources
    -------
    Giunti:2014ixa, at a distance short against the oscillation lengths. Checked: independent of the basis, Majorana
    phases included; the sum over flavours is the trace of μ†μ.

    Examples
    --------
    >>> effective_moment([[3e-11, 0, 0], [4e-11, 0, 0], [0, 0, 0]], "nu_e")
    5e-11
    """
    if kind not in MOMENT_KINDS:
        raise UnknownNameError.of("kind of neutrino", kind, MOMENT_KINDS)
    moments = _square(matrix, "The matrix of magnetic moments")
    if kind == "majorana" and not np.allclose(moments, -moments.T, rtol=0.0, atol=1e-9 * np.abs(moments).max()):
        raise ValidityError(
            "The magnetic moments of Majorana neutrinos are antisymmetric: no diagonal ones, μ_jk = −μ_kj.",
            hint="Give an antisymmetric matrix, or kind='dirac'.",
        )
    if isinstance(flavour, str | int):
        state = np.zeros(3, dtype=complex)
        state[FAMILIES.index(family(flavour))] = 1.0
    else:
        state = np.asarray(flavour, dtype=complex)
        if state.shape != (3,) or not np.all(np.isfinite(state)):
            raise ValidityError(
                f"A flavour state must be three finite amplitudes, got {flavour!r}.", hint="In the order e, mu, tau."
            )
    if pmns is not None:
        mixing = _square(pmns, "The mixing matrix")
        if not np.allclose(mixing @ mixing.conj().T, np.eye(3), atol=1e-6):
            raise ValidityError("The mixing matrix must be unitary.", hint="Rows: e, mu, tau; columns: 1, 2, 3.")
        state = mixing.conj().T @ state
    return float(np.linalg.norm(moments @ state))


def _square(value: Any, what: str) -> Any:
    given = np.asarray(value, dtype=complex)
    if given.shape != (3, 3) or not np.all(np.isfinite(given)):
        raise ValidityError(f"{what} must be finite and of shape (3, 3), got {value!r}.", hint="Three rows of three.")
    return given
