"""Klein–Nystrand form factor: a hard sphere folded with a Yukawa range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import require_positive
from nuscat._core.special import three_j1_over_x

from ._interfaces import check_length, check_momentum, momentum_in_fm, square_root_length

__all__ = ["KleinNystrand", "klein_nystrand"]


def klein_nystrand(q: Array, hard_radius: Array, yukawa_range: Array = 0.7) -> Array:
    r"""Klein–Nystrand form factor [1], normalised to F(0) = 1.

    .. math:: F(q) = \frac{3 j_1(qR_A)}{qR_A}\,\frac{1}{1 + a^2q^2}, \qquad \langle r^2\rangle = \tfrac35 R_A^2 + 6a^2

    Parameters
    ----------
    q : array [MeV]
        Momentum transfer.
    hard_radius : array [fm]
        Radius R_A of the sphere; broadcast against `q`.
    yukawa_range : array [fm]
        Range a; broadcast against `q`.

    Returns
    -------
    array [1]
        Shape of the broadcast inputs.

    Sources
    -------
    Klein:1999qj. Checked: F(0) = 1, slope, product of the numerical transforms of sphere and Yukawa.

    Examples
    --------
    >>> float(klein_nystrand(0.0, hard_radius=4.1))
    1.0
    """
    xp, k = momentum_in_fm(q, hard_radius, yukawa_range)
    sphere, a = xp.asarray(hard_radius, dtype=float), xp.asarray(yukawa_range, dtype=float)
    return three_j1_over_x(k * sphere) / (1.0 + (k * a) ** 2)


@dataclass(frozen=True, kw_only=True)
class KleinNystrand:
    r"""Klein–Nystrand form factor.

    .. math:: F(q) = \frac{3 j_1(qR_A)}{qR_A}\,\frac{1}{1 + a^2q^2}

    Parameters
    ----------
    hard_radius : array [fm]
        Radius R_A of the sphere.
    yukawa_range : array [fm]
        Range a of the Yukawa function folded in.

    Raises
    ------
    ValidityError
        If a length is not positive and finite.

    Sources
    -------
    Klein:1999qj; adapted radius of VanDessel:2020epd. Checked: see :func:`klein_nystrand`.

    Examples
    --------
    >>> round(float(KleinNystrand.from_mass_number(40).rms_radius), 3)
    3.612
    """

    hard_radius: Array
    yukawa_range: Array = 0.7

    cite: ClassVar[tuple[str, ...]] = ("Klein:1999qj", "VanDessel:2020epd")

    def __post_init__(self) -> None:
        check_length("hard radius", self.hard_radius)
        check_length("Yukawa range", self.yukawa_range, zero=True)

    def __call__(self, q: Array) -> Array:
        """F [1] at momentum transfer `q` [MeV]."""
        check_momentum(q)
        return klein_nystrand(q, self.hard_radius, self.yukawa_range)

    @property
    def rms_radius(self) -> Array:
        """Root-mean-square radius √(3/5 R_A² + 6a²) [fm]."""
        xp: Any = namespace(self.hard_radius, self.yukawa_range)
        return xp.sqrt(0.6 * xp.asarray(self.hard_radius) ** 2 + 6.0 * xp.asarray(self.yukawa_range) ** 2)

    @classmethod
    def from_mass_number(cls, A: int, *, r0: Array = 1.2, yukawa_range: Array = 0.7) -> KleinNystrand:
        """Klein–Nystrand form factor with R_A = r₀A^{1/3}.

        Parameters
        ----------
        A : int
            Mass number.
        r0, yukawa_range : array [fm]
        """
        require_positive("mass number A", A)
        check_length("r0", r0)
        return cls(hard_radius=r0 * A ** (1.0 / 3.0), yukawa_range=yukawa_range)

    @classmethod
    def adapted(cls, rms_radius: Array, *, yukawa_range: Array = 0.7) -> KleinNystrand:
        r"""Adapted to a measured rms radius r: :math:`R_A = \sqrt{\tfrac53 r^2 - 10a^2}`.

        Parameters
        ----------
        rms_radius, yukawa_range : array [fm]

        Raises
        ------
        ValidityError
            If the range is too long: r² ≤ 6a².

        Sources
        -------
        VanDessel:2020epd. Checked: rms round trip.

        Examples
        --------
        >>> round(float(KleinNystrand.adapted(3.427).rms_radius), 6)
        3.427
        """
        check_length("rms radius", rms_radius)
        check_length("Yukawa range", yukawa_range, zero=True)
        xp: Any = namespace(rms_radius, yukawa_range)
        square = 5.0 / 3.0 * xp.asarray(rms_radius) ** 2 - 10.0 * xp.asarray(yukawa_range) ** 2
        sphere = square_root_length("hard radius R_A² = 5r²/3 − 10a²", square, "Take a Yukawa range below r/√6.")
        return cls(hard_radius=sphere, yukawa_range=yukawa_range)
