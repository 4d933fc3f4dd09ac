"""Neutrino flavours: names and PDG codes."""

from __future__ import annotations

import re
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
_BODIES = {"nue": 12, "numu": 14, "nutau": 16}
_ANTI = re.compile(r"^(?:anti)(nu\w+)$|^(nu\w+?)(?:bar)$|^(?:nubar)(\w+)$")
"""Spellings of antineutrinos without separators: ``antinue``, ``nuebar``, ``nubare``."""
_FAMILY = {12: "e", 14: "mu", 16: "tau"}


def pdg_code(flavour: Flavour) -> int:
    """PDG code of a flavour given by name or code [int]; raises :class:`UnknownNameError` with the closest names.

    Other spellings are understood, with ``_``, ``-`` or nothing between the parts: ``nue``, ``nu_e_bar``, ``numubar``,
    ``nubar_mu``, ``anti-nu_tau``.

    Examples
    --------
    >>> [pdg_code(name) for name in ("nu_e", "anti_nu_mu", "numu_bar", -16)]
    [12, -14, -14, -16]
    """
    if isinstance(flavour, int) and not isinstance(flavour, bool) and flavour in _NAMES:
        return flavour
    if isinstance(flavour, str):
        key = flavour.strip().lower()
        if key in FLAVOURS:
            return FLAVOURS[key]
        if key.lstrip("+-").isdigit() and int(key) in _NAMES:
            return int(key)
        joined = re.sub(r"[\s_-]+", "", key)
        if joined in _BODIES:
            return _BODIES[joined]
        match = _ANTI.match(joined)
        body = "" if match is None else match[1] or match[2] or f"nu{match[3]}"
        if body in _BODIES:
            return -_BODIES[body]
    raise UnknownNameError.of("neutrino flavour", flavour, _candidates(flavour))


def _candidates(flavour: object) -> list[str]:
    """Names to suggest: only antineutrinos for what looks like one."""
    text = str(flavour).lower()
    anti = "anti" in text or "bar" in text or text.startswith("anu")
    return [name for name, code in FLAVOURS.items() if code < 0 or not anti]


def flavour_name(flavour: Flavour) -> str:
    """Canonical name, e.g. ``"anti_nu_e"`` [str]."""
    return _NAMES[pdg_code(flavour)]


def is_antineutrino(flavour: Flavour) -> bool:
    """Whether `flavour` is an antineutrino [bool]."""
    return pdg_code(flavour) < 0


def family(flavour: Flavour) -> str:
    """Charged-lepton family, ``"e"``, ``"mu"`` or ``"tau"`` [str]."""
    return _FAMILY[abs(pdg_code(flavour))]
