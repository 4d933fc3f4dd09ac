"""Elastic scattering of neutrinos that are no flavour eigenstates, and terms with a threshold of their own."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from nuscat._core.arrays import Array, namespace
from nuscat.electroweak.interactions import EnergyMoments, check_state, mixed_amplitude_squared

__all__ = [
    "State",
    "as_state",
    "moment_spectrum",
    "polynomial",
    "state_amplitude_squared",
    "state_moments",
    "state_terms",
]

State: TypeAlias = tuple[float, float, float]
"""Real flavour amplitudes (s_e, s_mu, s_tau) of a neutrino, norm 1 [1]."""
_NAMES = ("nu_e", "nu_mu", "nu_tau")


def as_state(flavour: Any) -> State | None:
    """The checked flavour amplitudes if `flavour` is a sequence of numbers, None for a name or PDG code [1]."""
    return check_state(flavour) if isinstance(flavour, tuple | list | np.ndarray) else None


def state_amplitude_squared(process: Any, q: Array, state: State) -> Array:
    """Σ_β (Σ_α 𝒬_βα s_α)² [1] of a process with `nucleus`, `couplings` and `interactions`, at `q` [MeV]."""
    nucleus = process.nucleus
    standard = [nucleus.weak(q, process.couplings, name) for name in _NAMES]
    if not process.interactions:
        total: Array = 0.0
        for amplitude, s in zip(standard, state, strict=True):
            total = total + (s * s) * (amplitude * amplitude)
        return total
    F_p, F_n = nucleus.proton(q), nucleus.neutron(q)
    return mixed_amplitude_squared(process.interactions, standard, state, q, nucleus.Z, nucleus.N, F_p, F_n)


def state_terms(process: Any, T_nr: Array, state: State) -> tuple[tuple[str, Array], ...]:
    """Incoherent terms (kernel name, strength) of the flavours at `T_nr` [MeV], weighted with s²."""
    return tuple(
        (name, (s * s) * strength)
        for s, flavour in zip(state, _NAMES, strict=True)
        if s
        for name, strength in process.extra_terms(T_nr, flavour)
    )


def state_moments(process: Any, T_nr: Array, state: State) -> tuple[EnergyMoments, ...]:
    """Terms with a threshold of the flavours at `T_nr` [MeV], weighted with s²."""
    return tuple(
        EnergyMoments(moment.E_min, tuple((s * s) * c for c in moment.coefficients))
        for s, flavour in zip(state, _NAMES, strict=True)
        if s
        for moment in process.moments(T_nr, flavour)
    )


def moment_spectrum(moment: EnergyMoments, E_nu: Array) -> Array:
    """Σ c_k E^-k [cm²/MeV] at `E_nu` [MeV], zero below the threshold of `moment`."""
    xp: Any = namespace(E_nu, moment.E_min, *moment.coefficients)
    E = xp.asarray(E_nu, dtype=float)
    above = (moment.E_min <= E) & (E > 0.0)
    return xp.where(above, polynomial(moment, xp.where(E > 0.0, E, 1.0)), xp.where(xp.isnan(E), xp.nan, 0.0))


def polynomial(moment: EnergyMoments, E_nu: Array) -> Array:
    """Σ c_k E^-k [cm²/MeV] at `E_nu` > 0 [MeV], without regard to the threshold."""
    total: Array = 0.0
    for c in reversed(moment.coefficients):
        total = total / E_nu + c
    return total
