"""Quenching between a nominal model and its ±1σ variations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import ValidityError

from ._interfaces import Quenching
from ._quenching_kernels import check_response
from .morph import morph

__all__ = ["MorphedQuenching"]


@dataclass(frozen=True)
class MorphedQuenching:
    """Quenching at nuisance values α: the sum of the changes of :func:`nuscat.detectors.morph`, not below zero.

    Parameters
    ----------
    nominal : Quenching
    variations : tuple of (Quenching, Quenching)
        Model at +1σ and −1σ of every independent uncertainty.
    alphas : sequence of float [1]
        One per variation.

    Examples
    --------
    >>> from nuscat.detectors import LinearQuenching
    >>> up, down = LinearQuenching(0.22, 0.0), LinearQuenching(0.18, 0.0)
    >>> round(float(MorphedQuenching(LinearQuenching(0.2, 0.0), ((up, down),), (0.5,))(0.01)) * 1e3, 3)
    2.1
    """

    nominal: Quenching
    variations: tuple[tuple[Quenching, Quenching], ...]
    alphas: Any
    cite: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        if np.shape(self.alphas)[:1] != (len(self.variations),):
            raise ValidityError(
                f"{len(self.variations)} variations of a quenching need as many values, got {self.alphas!r}.",
                hint="Give one number of standard deviations for each.",
            )

    def __call__(self, T_nr: Array) -> Array:
        """Electron-equivalent energy [MeV] of recoils `T_nr` [MeV], same shape."""
        centre = self.nominal(T_nr)
        total = centre
        for (up, down), alpha in zip(self.variations, self.alphas, strict=True):
            total = total + (morph(centre, up(T_nr), down(T_nr), alpha) - centre)
        return namespace(total).maximum(total, 0.0)

    def check(self, T_max: float) -> None:
        """Raise :class:`ValidityError` unless E_ee rises without exceeding T from 0 to `T_max` [MeV]."""
        check_response(self, T_max)
