"""Neutrino flavours: names and PDG codes."""

from __future__ import annotations

from typing import TypeAlias

from .errors import UnknownNameError

__all__ = ["FLAVOURS", "Flavour", "family", "flavour_name", "is_antineutrino", "pdg_code"]

Flavour: TypeAlias = str | int
"""``"nu_e"``, ``"anti_nu_mu"``, …, or a PDG code (±12, ±14, ±16)."""

FLAVOURS: dict[str, int] = {
    "nu_e": 12,
    "anti_nu_e": -12,
    "nu_mu": 14,
    "anti_nu_mu": -14,
    "nu_tau": 16,
    "anti_nu_tau": -16,
}
_NAMES = {code: name for name, code in FLAVOURS.items()}
_ALIASES = {
    "nue": 12,
    "nuebar": -12,
    "nu_e_bar": -12,
    "numu": 14,
    "numubar": -14,
    "nu_mu_bar": -14,
    "nutau": 16,
    "nutaubar": -16,
    "nu_tau_bar": -16,
}
_FAMILY = {12: "e", 14: "mu", 16: "tau"}


def pdg_code(flavour: Flavour) -> int:
    """PDG code of a flavour given by name or code; raises :class:`UnknownNameError` with the closest names [int]."""
    if isinstance(flavour, int) and not isinstance(flavour, bool) and flavour in _NAMES:
        return flavour
    if isinstance(flavour, str):
        key = flavour.strip().lower()
        if key in FLAVOURS:
            return FLAVOURS[key]
        if key in _ALIASES:
            return _ALIASES[key]
        if key.lstrip("+-").isdigit() and int(key) in _NAMES:
            return int(key)
    raise UnknownNameError.of("neutrino flavour", flavour, FLAVOURS)


def flavour_name(flavour: Flavour) -> str:
    """Canonical name, e.g. ``"anti_nu_e"`` [str]."""
    return _NAMES[pdg_code(flavour)]


def is_antineutrino(flavour: Flavour) -> bool:
    """Whether `flavour` is an antineutrino [bool]."""
    return pdg_code(flavour) < 0


def family(flavour: Flavour) -> str:
    """Charged-lepton family, ``"e"``, ``"mu"`` or ``"tau"`` [str]."""
    return _FAMILY[abs(pdg_code(flavour))]
