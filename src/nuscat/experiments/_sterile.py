"""Parameters of a fourth neutrino in predictions."""

from __future__ import annotations

from collections.abc import Mapping

from nuscat._core.arrays import Array
from nuscat._core.errors import ValidityError

__all__ = ["ACTIVE", "STERILE", "check_mixings", "sterile_values"]

ACTIVE = {"U2_e4": 12, "U2_mu4": 14, "U2_tau4": 16}
"""Mixing parameters |U_α4|² [1] and the PDG codes of their flavours."""

STERILE = ("dm2_41", *ACTIVE)
"""Names of the parameters of a fourth neutrino."""

_DM2 = 1.0


def sterile_values(theta: Mapping[str, Array]) -> dict[str, Array]:
    """Δm²_41 [eV²] (default 1) and |U_α4|² [1] (default 0) of a mapping of parameters."""
    return {"dm2_41": theta.get("dm2_41", _DM2), **{name: theta.get(name, 0.0) for name in ACTIVE}}


def check_mixings(theta: Mapping[str, float]) -> None:
    """Raise :class:`ValidityError` if the |U_α4|² [1] of one neutrino add up to more than one.

    Beyond it |U_s4|² would be negative, and neutrinos would appear from nowhere.
    """
    total = sum(float(theta.get(name, 0.0)) for name in ACTIVE)
    if total > 1.0 + 1e-12:
        raise ValidityError(
            f"The mixings {', '.join(n for n in ACTIVE if n in theta)} add up to {total:g}: more than one.",
            hint="The squares |U_e4|², |U_mu4|², |U_tau4|² and |U_s4|² add up to 1.",
        )
