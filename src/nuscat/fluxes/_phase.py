"""The phase of neutrino oscillations, for three neutrinos and 3+1."""

from __future__ import annotations

import math

import numpy as np

from nuscat._core.arrays import Array
from nuscat.constants import hbarc

__all__ = ["FASTEST", "half_periods", "oscillation_phase"]

FASTEST = 32.0 * math.pi
"""Phase X [1] above which spectra are averaged over the oscillation: a period is then less than 3 % of the energy."""


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


def half_periods(dm2: float, baseline: float) -> tuple[float, ...]:
    """Energies [MeV] at which the phase is π/2, π, … :data:`FASTEST`, falling; none without oscillation.

    Parameters
    ----------
    dm2 : float [eV²]
    baseline : float [m]

    Examples
    --------
    >>> energies = half_periods(1.0, 10.0)
    >>> len(energies), round(energies[0], 4), round(oscillation_phase(energies[-1], 1.0, 10.0) / FASTEST, 12)
    (64, 8.0655, 1.0)
    """
    scale = float(oscillation_phase(1.0, abs(dm2), baseline))
    levels = 0.5 * math.pi * np.arange(1, 2 * round(FASTEST / math.pi) + 1)
    return tuple((scale / levels).tolist()) if scale > 0.0 else ()
