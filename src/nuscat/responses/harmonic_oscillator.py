"""Harmonic-oscillator density of light nuclei: closed form factor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import ValidityError

from ._interfaces import check_length, check_momentum, momentum_in_fm

__all__ = ["HarmonicOscillator", "harmonic_oscillator"]


def harmonic_oscillator(q: Array, length: Array, alpha: Array) -> Array:
    r"""Form factor [1] of ρ ∝ (1 + α r²/a²) e^{−r²/a²}, normalised to F(0) = 1.

    .. math:: F(q) = e^{-q^2a^2/4}\left[1 - \frac{\alpha\, q^2a^2}{2(2 + 3\alpha)}\right]

    Parameters
    ----------
    q : array [MeV]
        Momentum transfer.
    length : array [fm]
        Oscillator length a; broadcast against `q`.
    alpha : array [1]
        α; broadcast against `q`. With protons in 0s and 0p only, (Z − 2)/3.

    Returns
    -------
    array [1]
        Shape of the broadcast inputs.

    Sources
    -------
    DeVries:1987atn (HO and MHO). Checked: Fourier transform by mpmath; slope at q = 0.

    Examples
    --------
    >>> float(harmonic_oscillator(0.0, 1.69, 1.08))
    1.0
    """
    xp, k = momentum_in_fm(q, length, alpha)
    x2, al = (k * xp.asarray(length, dtype=float)) ** 2, xp.asarray(alpha, dtype=float)
    return xp.exp(-0.25 * x2) * (1.0 - al * x2 / (2.0 * (2.0 + 3.0 * al)))


@dataclass(frozen=True, kw_only=True)
class HarmonicOscillator:
    r"""Harmonic-oscillator form factor; :math:`\langle r^2\rangle = \tfrac32a^2\,(2+5\alpha)/(2+3\alpha)`.

    Parameters
    ----------
    length : array [fm]
        Oscillator length a.
    alpha : array [1]
        α ≥ 0.

    Raises
    ------
    ValidityError
        If the length is not positive, or α is negative or not finite.

    Sources
    -------
    DeVries:1987atn. Checked: see :func:`harmonic_oscillator`.

    Examples
    --------
    >>> round(float(HarmonicOscillator(length=1.692, alpha=1.082).rms_radius), 4)
    2.4629
    """

    length: Array
    alpha: Array

    cite: ClassVar[tuple[str, ...]] = ("DeVries:1987atn",)

    def __post_init__(self) -> None:
        check_length("oscillator length", self.length)
        if isinstance(self.alpha, int | float | np.ndarray) and not np.all(
            np.isfinite(self.alpha) & (np.asarray(self.alpha) >= 0)
        ):
            raise ValidityError(
                f"alpha must be finite and not negative, got {self.alpha!r}.", hint="(Z − 2)/3 in the p shell."
            )

    def __call__(self, q: Array) -> Array:
        """F [1] at momentum transfer `q` [MeV]."""
        check_momentum(q)
        return harmonic_oscillator(q, self.length, self.alpha)

    @property
    def rms_radius(self) -> Array:
        """Root-mean-square radius [fm]."""
        xp: Any = namespace(self.length, self.alpha)
        a, al = xp.asarray(self.length, dtype=float), xp.asarray(self.alpha, dtype=float)
        return a * xp.sqrt(1.5 * (2.0 + 5.0 * al) / (2.0 + 3.0 * al))
