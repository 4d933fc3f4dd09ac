"""Point nucleus: F = 1 at every momentum transfer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from nuscat._core.arrays import Array, namespace

from ._interfaces import check_momentum

__all__ = ["Point"]


@dataclass(frozen=True)
class Point:
    """Form factor of a point, F = 1: the limit of full coherence, for comparisons.

    Examples
    --------
    >>> float(Point()(50.0)), Point().rms_radius
    (1.0, 0.0)
    """

    cite: ClassVar[tuple[str, ...]] = ()

    def __call__(self, q: Array) -> Array:
        """1 [1], shape of `q` [MeV]."""
        check_momentum(q)
        xp: Any = namespace(q)
        return xp.ones_like(xp.asarray(q, dtype=float))

    @property
    def rms_radius(self) -> float:
        """0 [fm]."""
        return 0.0
