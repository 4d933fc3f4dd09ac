"""What a named quenching model is, and how its variations are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ._interfaces import Quenching
from .morphed import MorphedQuenching
from .quenching import Lindhard

__all__ = ["CONFIRM", "OURS", "PUBLISHED", "Pairs", "QuenchingModel", "factors", "lindhard_model"]

PUBLISHED, CONFIRM, OURS = "published", "to be confirmed", "ours"
Pairs = tuple[tuple[Quenching, Quenching], ...]


@dataclass(frozen=True, kw_only=True)
class QuenchingModel:
    """A quenching with its uncertainty.

    Parameters
    ----------
    name : str
    target : str
        Recoiling element, or crystal if the model serves all its elements.
    nominal : Quenching
    variations : tuple of (Quenching, Quenching)
        +1σ and −1σ of every independent uncertainty; empty if none is published.
    T_range : tuple of float [MeV]
        Recoil energies for which the source states it.
    status : str
        "published", "to be confirmed" (second hand) or "ours" (a choice made here).
    source : str
        What it rests on, in words.
    cite : tuple of str
        INSPIRE keys.
    """

    name: str
    target: str
    nominal: Quenching
    variations: Pairs = ()
    T_range: tuple[float, float]
    status: str
    source: str
    cite: tuple[str, ...] = ()

    def vary(self, alphas: Sequence[Any]) -> MorphedQuenching:
        """Quenching at nuisance values `alphas` [σ], one per variation."""
        return MorphedQuenching(self.nominal, self.variations, alphas)


def factors(model: Quenching, relative: float) -> Pairs:
    """±1σ of a factor of relative uncertainty `relative` [1]."""
    return ((_Scaled(model, 1.0 + relative), _Scaled(model, 1.0 - relative)),)


@dataclass(frozen=True)
class _Scaled:
    """A quenching times a constant [1]."""

    model: Quenching
    scale: float

    def __call__(self, T_nr: Any) -> Any:
        return self.scale * self.model(T_nr)

    def check(self, T_max: float) -> None:
        self.model.check(T_max)


def lindhard_model(
    name: str, target: str, Z: int, A: int, k: Any, sigma: float, low: float, high: float, **more: Any
) -> QuenchingModel:
    """Lindhard with k ± `sigma` [1], stated from `low` to `high` [keV]."""
    pair = (Lindhard(Z, A, k + sigma), Lindhard(Z, A, k - sigma))
    return QuenchingModel(
        name=name,
        target=target,
        nominal=Lindhard(Z, A, k),
        variations=(pair,),
        T_range=(low * 1e-3, high * 1e-3),
        **more,
    )
