"""Local density-dependent pairing: energy, gap field, rearrangement, and Lipkin–Nogami's λ₂."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .force import Pairing

__all__ = ["gap_field", "lipkin_nogami_lambda2", "pairing_energy", "pairing_rearrangement"]

Vector = NDArray[np.float64]


def _strength(pairing: Pairing, rho: Vector) -> Vector:
    out: Vector = np.array([[pairing.V_n], [pairing.V_p]]) * (1.0 - pairing.beta * rho / pairing.rho_c)
    return out


def pairing_energy(pairing: Pairing, rho: Vector, chi: Vector, volume: Vector) -> Vector:
    r"""Pairing energies of neutrons and protons [MeV], shape (2,).

    .. math:: E_q = \tfrac14 V_q\int\Big[1-\beta\frac{\rho}{\rho_c}\Big]\chi_q^2\,d^3r

    Parameters
    ----------
    pairing : Pairing
    rho : array, shape (n,) [fm⁻³]
        Total density.
    chi : array, shape (2, n) [fm⁻³]
        Pair densities Σ u v |φ|² over all states.
    volume : array, shape (n,) [fm³]
        Weights of d³r.

    Sources
    -------
    Stoitsov:2004pe; factor ¼ belongs to the sum over all states. Checked: published ⁴⁰Ar pairing energies.
    """
    out: Vector = 0.25 * (_strength(pairing, rho) * chi**2) @ volume
    return out


def gap_field(pairing: Pairing, rho: Vector, chi: Vector) -> Vector:
    r"""Gap field Δ_q(r) = −½V_q[1 − βρ/ρ_c]χ_q [MeV], shape (2, n).

    Parameters
    ----------
    pairing : Pairing
    rho : array, shape (n,) [fm⁻³]
    chi : array, shape (2, n) [fm⁻³]

    Sources
    -------
    Stoitsov:2004pe. Checked: finite difference of :func:`pairing_energy`.
    """
    out: Vector = -0.5 * _strength(pairing, rho) * chi
    return out


def pairing_rearrangement(pairing: Pairing, chi: Vector) -> Vector:
    r"""Contribution −(β/4ρ_c)ΣV_qχ_q² to the mean field of both species [MeV], shape (n,).

    Parameters
    ----------
    pairing : Pairing
    chi : array, shape (2, n) [fm⁻³]

    Sources
    -------
    Variation of :func:`pairing_energy` with ρ. Checked: finite difference.
    """
    out: Vector = -0.25 * pairing.beta / pairing.rho_c * (pairing.V_n * chi[0] ** 2 + pairing.V_p * chi[1] ** 2)
    return out


def lipkin_nogami_lambda2(v2: Vector, degeneracy: Vector, gap: float, energy: float) -> float:
    r"""Lipkin–Nogami λ₂ [MeV] of one species in the seniority approximation, from canonical occupations.

    .. math::
        \lambda_2 = \frac{G}{4}\,\frac{\sum uv^3\,\sum u^3v - \sum u^4v^4}{(\sum u^2v^2)^2-\sum u^4v^4},\qquad
        G = -\frac{\bar\Delta^2}{E_\text{pair}}

    with sums over pairs of time-reversed states.

    Parameters
    ----------
    v2 : array [1]
        Occupation probabilities, any shape.
    degeneracy : array [1]
        2j + 1, same shape.
    gap : float [MeV]
        Average gap Σv²Δ/Σv².
    energy : float [MeV]
        Pairing energy, negative.

    Returns
    -------
    float [MeV]
        Zero without pairing.

    Sources
    -------
    Stoitsov:2004pe. Checked: single j shell in closed form.
    """
    if energy >= 0.0:
        return 0.0
    pairs = 0.5 * degeneracy
    occupied, empty = np.clip(v2, 0.0, 1.0), np.clip(1.0 - v2, 0.0, 1.0)
    uv = np.sqrt(occupied * empty)
    fourth = float((pairs * uv**4).sum())
    numerator = float((pairs * uv * occupied).sum() * (pairs * uv * empty).sum()) - fourth
    denominator = float((pairs * uv**2).sum()) ** 2 - fourth
    if denominator <= 1e-12:
        return 0.0
    return -0.25 * gap**2 / energy * numerator / denominator
