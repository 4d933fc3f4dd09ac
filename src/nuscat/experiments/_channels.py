"""Squared amplitudes and incoherent terms on recoil nodes, for flavour eigenstates and for mixed states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nuscat._core.arrays import Array
from nuscat._core.flavours import pdg_code
from nuscat.electroweak.interactions import combined_flavour_changing
from nuscat.fluxes import Component

__all__ = ["Channel", "amplitude_squared", "channel_of", "families_of"]

_CODES = {"e": 12, "mu": 14, "tau": 16}


@dataclass(frozen=True)
class Channel:
    """What arrives: a flavour (PDG code), or a pure `state` of real flavour amplitudes (e, μ, τ) [1]."""

    code: int
    state: tuple[float, float, float] | None = None


def channel_of(component: Component, interactions: Sequence[Any]) -> Channel:
    """Channel of a flux component; neutrino and antineutrino are one unless an interaction tells them apart."""
    code = pdg_code(component.flavour)
    signed = any(getattr(i, "tells_antineutrinos", False) for i in interactions)
    return Channel(code if signed else abs(code), component.state)


def families_of(channel: Channel) -> tuple[tuple[int, float], ...]:
    """PDG codes of the flavours in a channel and their probabilities [1]."""
    if channel.state is None:
        return ((channel.code, 1.0),)
    sign = 1 if channel.code > 0 else -1
    return tuple((sign * code, s * s) for code, s in zip(_CODES.values(), channel.state, strict=True))


def amplitude_squared(
    channel: Channel, base: Any, interactions: Sequence[Any], q: Array, nuclei: tuple[Array, Array, Array, Array]
) -> Array:
    r"""Squared weak amplitude summed over final flavours [1].

    .. math:: \sum_\beta\Big|\sum_\alpha\mathcal Q_{\beta\alpha}s_\alpha\Big|^2

    Parameters
    ----------
    channel : Channel
    base : callable
        PDG code → 𝒬 of the standard model [1] on the nodes.
    interactions : sequence of Interaction
    q : array [MeV]
    nuclei : tuple of arrays
        Z, N, F_p, F_n on the nodes [1].

    Returns
    -------
    array [1], shape (…, nodes)

    Sources
    -------
    Tr[ρ 𝒬†𝒬] of a pure state; Barranco:2005yy for flavour eigenstates. Checked: a state that is a flavour gives the
    flavour's result; an explicit 3 × 3 matrix product.
    """
    if channel.state is None:
        amplitude = base(channel.code)
        for interaction in interactions:
            amplitude = amplitude + interaction.amplitude(q, channel.code, *nuclei)
        total = amplitude * amplitude
        if interactions:
            total = total + combined_flavour_changing(interactions, q, channel.code, *nuclei)
        return total
    sign = 1 if channel.code > 0 else -1
    final: dict[str, Array] = dict.fromkeys(_CODES, 0.0)
    for (name, code), s in zip(_CODES.items(), channel.state, strict=True):
        amplitude = base(sign * code)
        for interaction in interactions:
            amplitude = amplitude + interaction.amplitude(q, sign * code, *nuclei)
            for other, value in interaction.transitions(q, sign * code, *nuclei).items():
                final[other] = final[other] + s * value
        final[name] = final[name] + s * amplitude
    return sum((a * a for a in final.values()), 0.0)
