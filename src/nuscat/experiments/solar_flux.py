"""The solar ⁸B flux as a parameter that experiments share, and the spectrum that goes with it."""

from __future__ import annotations

from dataclasses import dataclass

from nuscat._core.errors import UnknownNameError
from nuscat.fluxes import Flux, solar

from .parameters import Parameter

__all__ = ["B8_CONSTRAINTS", "B8Constraint", "b8_flux", "b8_parameter", "check_constraint"]


@dataclass(frozen=True)
class B8Constraint:
    """What is known of the ⁸B flux: `value` and `sigma` [1e6 cm⁻² s⁻¹; None: nothing], and the INSPIRE keys."""

    value: float
    sigma: float | None
    text: str
    cite: tuple[str, ...]


_SNO, _B16 = ("SNO:2011hxd",), ("Vinyoles:2016djt",)
B8_CONSTRAINTS: dict[str, B8Constraint] = {
    "sno": B8Constraint(5.25, 0.20, "active flux measured by SNO", _SNO),
    "b16-gs98": B8Constraint(5.46, 0.12 * 5.46, "solar model B16-GS98", _B16),
    "b16-agss09": B8Constraint(4.50, 0.12 * 4.50, "solar model B16-AGSS09met", _B16),
    "free": B8Constraint(5.25, None, "not constrained; starts at the flux measured by SNO", _SNO),
}
"""Constraints of the ⁸B flux by name. SNO: 5.25 ± 0.16 (stat) +0.11 −0.13 (syst), ± 3.8 % as XENONnT takes it."""


def check_constraint(name: str) -> None:
    """Raise :class:`UnknownNameError` unless `name` is a key of :data:`B8_CONSTRAINTS`."""
    if name not in B8_CONSTRAINTS:
        raise UnknownNameError.of("constraint of the 8B flux", name, B8_CONSTRAINTS)


def b8_parameter(constraint: str) -> Parameter:
    """The parameter ``flux_8B`` [1e6 cm⁻² s⁻¹], equal for all experiments with the same constraint.

    Examples
    --------
    >>> b8_parameter("sno").value, b8_parameter("sno").sigma
    (5.25, 0.2)
    """
    check_constraint(constraint)
    known = B8_CONSTRAINTS[constraint]
    return Parameter(
        name="flux_8B",
        value=known.value,
        step=0.2 if known.sigma is None else min(known.sigma, 0.3),
        sigma=known.sigma,
        lower=0.0,
        unit="1e6 cm^-2 s^-1",
        description=f"solar 8B neutrino flux of all active flavours ({known.text})",
        scales=("cevns",),
    )


def b8_flux(flux: Flux | None = None) -> Flux:
    """Solar ⁸B neutrinos, their sum scaled to 1e6 cm⁻² s⁻¹: mass eigenstates by day, shape of Winter:2004kf.

    Mass eigenstates, because interactions that change flavour interfere between the flavours of each.

    Parameters
    ----------
    flux : Flux, optional
        Another spectrum; only its shape and its flavours count.
    """
    if flux is None:
        flux = solar(components=("8B",), basis="mass")
    return flux.scaled(1e6 / float(flux.total()), "cm^-2 s^-1")
