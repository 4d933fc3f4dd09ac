"""Parameters of a fourth neutrino in predictions."""

from __future__ import annotations

from collections.abc import Mapping

from nuscat._core.arrays import Array

__all__ = ["ACTIVE", "STERILE", "sterile_values"]

ACTIVE = {"U2_e4": 12, "U2_mu4": 14, "U2_tau4": 16}
"""Mixing parameters |U_α4|² [1] and the PDG codes of their flavours."""

STERILE = ("dm2_41", *ACTIVE)
"""Names of the parameters of a fourth neutrino."""

_DM2 = 1.0


def sterile_values(theta: Mapping[str, Array]) -> dict[str, Array]:
    """Δm²_41 [eV²] (default 1) and |U_α4|² [1] (default 0) of a mapping of parameters."""
    return {"dm2_41": theta.get("dm2_41", _DM2), **{name: theta.get(name, 0.0) for name in ACTIVE}}
