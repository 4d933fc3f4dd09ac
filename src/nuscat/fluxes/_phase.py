"""The phase of neutrino oscillations, for three neutrinos and 3+1."""

from __future__ import annotations

from nuscat._core.arrays import Array
from nuscat.constants import hbarc

__all__ = ["oscillation_phase"]


def oscillation_phase(E_nu: Array, dm2: Array, baseline: Array) -> Array:
    r"""Oscillation phase X = Δm² L/(4ħcE) [1], 1.267 Δm²[eV²] L[m]/E[MeV].

    Parameters
    ----------
    E_nu : array [MeV]
        Neutrino energy, positive.
    dm2 : array [eV²]
    baseline : array [m]

    Returns
    -------
    array [1]
        Broadcast shape; probabilities contain sin²X.

    Sources
    -------
    ParticleDataGroup:2024cfk, neutrino masses, mixing and oscillations. Checked: the coefficient is 1.26693.

    Examples
    --------
    >>> round(oscillation_phase(1.0, 1.0, 1.0), 5)
    1.26693
    """
    return dm2 * baseline * (1e3 / (4.0 * hbarc.value)) / E_nu
