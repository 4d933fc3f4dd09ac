"""Mixing of flavours where only averages matter: distant sources and adiabatic conversion in a supernova."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nuscat._core.errors import UnknownNameError

from ._pmns import PMNS, pmns_parameters
from .flux import Component

__all__ = ["MIXING", "TRANSFORMATIONS", "averaged_survival", "converted", "survival"]

MIXING = "nufit-5.2"
"""Default set of mixing parameters."""

TRANSFORMATIONS = ("none", "nmo", "imo")
"""No conversion; adiabatic conversion in the mantle of the star, normal or inverted ordering of the masses."""


def averaged_survival(mixing: str | PMNS = MIXING) -> float:
    """Survival probability [1] of electron (anti)neutrinos in vacuum, averaged over all phases: Σ |U_ei|⁴.

    Examples
    --------
    >>> round(averaged_survival(), 3)
    0.553
    """
    return float((abs(pmns_parameters(mixing).matrix()[0]) ** 4).sum())


def survival(transformation: str, mixing: str | PMNS = MIXING) -> tuple[float, float]:
    r"""Survival probabilities [1] of ν_e and ν̄_e from a supernova.

    Adiabatic: ν_e leaves as ν₃ (normal) or ν₂ (inverted ordering), ν̄_e as ν̄₁ or ν̄₃; Earth matter is neglected.

    Raises
    ------
    UnknownNameError

    Sources
    -------
    Dighe:1999bi; mixing angles of Esteban:2020cvm.

    Examples
    --------
    >>> [round(p, 4) for p in survival("nmo")]
    [0.0222, 0.6815]
    """
    e1, e2, e3 = (float(x) for x in abs(pmns_parameters(mixing).matrix()[0]) ** 2)
    probabilities = {"none": (1.0, 1.0), "nmo": (e3, e1), "imo": (e2, e3)}
    if transformation not in probabilities:
        raise UnknownNameError.of("flavour transformation", transformation, probabilities)
    return probabilities[transformation]


def converted(
    species: Mapping[str, Sequence[Component]], transformation: str, mixing: str | PMNS = MIXING
) -> tuple[Component, ...]:
    """Components at Earth from those of the species ``nu_e``, ``anti_nu_e``, ``nu_x``, ``anti_nu_x`` at the source.

    Parameters
    ----------
    species : mapping of str to sequence of Component
        A heavy species stands for one flavour (μ or τ).
    transformation : str
        One of :data:`TRANSFORMATIONS`.

    Returns
    -------
    tuple of Component
        In the order ν_e, ν̄_e, ν_μ, ν̄_μ, ν_τ, ν̄_τ; numbers are conserved.
    """
    out: dict[str, list[Component]] = {}
    for sign, p in zip(("", "anti_"), survival(transformation, mixing), strict=True):
        light, heavy = species[f"{sign}nu_e"], species[f"{sign}nu_x"]
        mixed = {"e": (p, 1.0 - p), "mu": (0.5 * (1.0 - p), 0.5 * (1.0 + p)), "tau": (0.5 * (1.0 - p), 0.5 * (1.0 + p))}
        for family, (a, b) in mixed.items():
            name = f"{sign}nu_{family}"
            parts = [(a, c) for c in light] + [(b, c) for c in heavy]
            out[name] = [replace(c, flavour=name, intensity=w * c.intensity) for w, c in parts if w > 0.0]
    order = ("nu_e", "anti_nu_e", "nu_mu", "anti_nu_mu", "nu_tau", "anti_nu_tau")
    return tuple(c for name in order for c in out[name])
