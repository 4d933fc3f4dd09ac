"""Trigger efficiency that rises with an error function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import ValidityError
from nuscat._core.special import erf

from ._support import check_finite, check_positive, refuse_nan

__all__ = ["TriggerEfficiency"]


@dataclass(frozen=True)
class TriggerEfficiency:
    r"""Efficiency of a threshold on a noisy signal, :math:`\frac p2 [1 + \mathrm{erf}\frac{x - x_0}{\sqrt2 w}]`.

    It is the probability that x with Gaussian noise of standard deviation w exceeds x₀.

    Parameters
    ----------
    threshold : float [unit of x]
        x₀, where half of the plateau is reached.
    width : float [unit of x]
        w, standard deviation.
    plateau : float [1]
        p, between 0 and 1.

    Sources
    -------
    Elementary. Checked: ½ at the threshold, 84.13 % one width above; the convolution of a step with a Gaussian.

    Examples
    --------
    >>> [round(float(TriggerEfficiency(0.2, 0.05)(x)), 4) for x in (0.15, 0.2, 0.25)]
    [0.1587, 0.5, 0.8413]
    """

    threshold: Array
    width: Array
    plateau: float = 1.0
    breakpoints: ClassVar[tuple[float, ...]] = ()
    cite: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        check_finite("Trigger threshold", self.threshold)
        check_positive("Width of the trigger efficiency", self.width)
        if not 0.0 <= float(self.plateau) <= 1.0:
            raise ValidityError(
                f"The plateau of an efficiency must be between 0 and 1, got {self.plateau!r}.",
                hint="Percentages are to be divided by 100.",
            )

    def __call__(self, x: Array) -> Array:
        """Efficiency [1] at `x` [unit of the threshold], same shape."""
        refuse_nan(x)
        xp: Any = namespace(x, self.threshold, self.width)
        z = (xp.asarray(x, dtype=float) - self.threshold) / self.width
        return 0.5 * self.plateau * (1.0 + erf(z / np.sqrt(2.0)))
