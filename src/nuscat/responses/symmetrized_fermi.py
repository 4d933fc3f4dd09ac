"""Symmetrised Fermi distribution: closed form factor, no cusp at the centre."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import require_positive
from nuscat._core.special import j0, three_j1_over_x

from ._interfaces import check_length, check_momentum, momentum_in_fm, square_root_length

__all__ = ["SymmetrizedFermi", "symmetrized_fermi", "symmetrized_fermi_density"]


def _y_over_sinh(y: Array) -> Array:
    """y/sinh y [1] for y ≥ 0: no overflow, finite gradient at 0."""
    xp: Any = namespace(y)
    small = y < 0.02
    safe = xp.where(small, 1.0, y)
    y2 = xp.where(small, y * y, 0.0)
    series = 1.0 - y2 / 6.0 * (1.0 - 7.0 * y2 / 60.0 * (1.0 - 31.0 * y2 / 294.0))
    return xp.where(small, series, -2.0 * safe * xp.exp(-safe) / xp.expm1(-2.0 * safe))


def _langevin(y: Array) -> Array:
    """3 (y coth y − 1)/y² [1] for y ≥ 0: 1 at 0, finite gradient there."""
    xp: Any = namespace(y)
    small = y < 0.1
    safe = xp.where(small, 1.0, y)
    y2 = xp.where(small, y * y, 0.0)
    series = 1.0 - y2 * (1.0 / 15.0 - y2 * (2.0 / 315.0 - y2 * (1.0 / 1575.0 - y2 * (2.0 / 31185.0))))
    return xp.where(small, series, 3.0 * (safe / xp.tanh(safe) - 1.0) / safe**2)


def symmetrized_fermi(q: Array, half_density_radius: Array, diffuseness: Array) -> Array:
    r"""Form factor [1] of the symmetrised Fermi distribution, normalised to F(0) = 1.

    .. math::
       F = \frac{3}{x(x^2+y^2)}\,\frac{y}{\sinh y}\,[y\coth y\,\sin x - x\cos x], \qquad x = qc,\; y = \pi qa

    evaluated as :math:`\frac{y}{\sinh y}\left[p\,\frac{3j_1(x)}{x} + (1-p)\,\frac{3(y\coth y - 1)}{y^2}\,j_0(x)\right]`
    with :math:`p = c^2/(c^2+\pi^2a^2)`, which is the same and regular at q = 0.

    Parameters
    ----------
    q : array [MeV]
        Momentum transfer.
    half_density_radius : array [fm]
        c; broadcast against `q`.
    diffuseness : array [fm]
        a; broadcast against `q`.

    Returns
    -------
    array [1]
        Shape of the broadcast inputs.

    Sources
    -------
    1997JPhA...30.6525S (ADS code: not in INSPIRE); Piekarewicz:2016vbn. Checked: mpmath transform of
    :func:`symmetrized_fermi_density`; slope at q = 0.

    Examples
    --------
    >>> float(symmetrized_fermi(0.0, half_density_radius=3.6, diffuseness=0.52))
    1.0
    """
    xp, k = momentum_in_fm(q, half_density_radius, diffuseness)
    c, a = xp.asarray(half_density_radius, dtype=float), xp.asarray(diffuseness, dtype=float)
    x, y = k * c, math.pi * k * a
    p = c**2 / (c**2 + (math.pi * a) ** 2)
    return _y_over_sinh(y) * (p * three_j1_over_x(x) + (1.0 - p) * _langevin(y) * j0(x))


def symmetrized_fermi_density(r: Array, half_density_radius: Array, diffuseness: Array) -> Array:
    r"""Symmetrised Fermi density, normalised to 1 [fm⁻³].

    .. math::
       \rho = \frac{3}{4\pi c(c^2+\pi^2a^2)}\,\frac{\sinh(c/a)}{\cosh(r/a) + \cosh(c/a)}

    Parameters
    ----------
    r : array [fm]
        Distance from the centre.
    half_density_radius, diffuseness : array [fm]
        c and a.

    Returns
    -------
    array [fm⁻³]
        Shape of the broadcast inputs.

    Sources
    -------
    1997JPhA...30.6525S. Checked: norm by integration.

    Examples
    --------
    >>> round(float(symmetrized_fermi_density(0.0, 3.6, 0.52)), 5)
    0.00423
    """
    xp: Any = namespace(r, half_density_radius, diffuseness)
    x = xp.asarray(r, dtype=float)
    c, a = xp.asarray(half_density_radius, dtype=float), xp.asarray(diffuseness, dtype=float)
    norm = 3.0 / (4.0 * math.pi * c * (c**2 + (math.pi * a) ** 2))
    # sinh(c/a)/(cosh(r/a)+cosh(c/a)) = 1/2 [tanh((c+r)/2a) + tanh((c−r)/2a)], which never overflows
    return 0.5 * norm * (xp.tanh((c + x) / (2.0 * a)) + xp.tanh((c - x) / (2.0 * a)))


@dataclass(frozen=True, kw_only=True)
class SymmetrizedFermi:
    r"""Form factor of the symmetrised Fermi distribution; :math:`\langle r^2\rangle = \tfrac35c^2 + \tfrac75\pi^2a^2`.

    Parameters
    ----------
    half_density_radius : array [fm]
        c.
    diffuseness : array [fm]
        a.

    Raises
    ------
    ValidityError
        If a length is not positive and finite.

    Sources
    -------
    1997JPhA...30.6525S; Piekarewicz:2016vbn. Checked: see :func:`symmetrized_fermi`.

    Examples
    --------
    >>> ff = SymmetrizedFermi.from_mass_number(40)
    >>> round(float(ff.half_density_radius), 4), round(float(ff.rms_radius), 4)
    (3.6065, 3.3971)
    """

    half_density_radius: Array
    diffuseness: Array

    cite: ClassVar[tuple[str, ...]] = ("1997JPhA...30.6525S", "Piekarewicz:2016vbn")

    def __post_init__(self) -> None:
        check_length("half-density radius", self.half_density_radius)
        check_length("diffuseness", self.diffuseness)

    def __call__(self, q: Array) -> Array:
        """F [1] at momentum transfer `q` [MeV]."""
        check_momentum(q)
        return symmetrized_fermi(q, self.half_density_radius, self.diffuseness)

    @property
    def rms_radius(self) -> Array:
        """Root-mean-square radius √(3/5 c² + 7/5 π²a²), exact [fm]."""
        xp: Any = namespace(self.half_density_radius, self.diffuseness)
        c, a = xp.asarray(self.half_density_radius), xp.asarray(self.diffuseness)
        return xp.sqrt(0.6 * c**2 + 1.4 * (math.pi * a) ** 2)

    def density(self, r: Array) -> Array:
        """Density [fm⁻³], normalised to 1, at distance `r` [fm]."""
        return symmetrized_fermi_density(r, self.half_density_radius, self.diffuseness)

    @classmethod
    def from_mass_number(cls, A: int, *, diffuseness: Array = 0.52) -> SymmetrizedFermi:
        """Common choice c = 1.23 A^{1/3} − 0.60 fm.

        Parameters
        ----------
        A : int
            Mass number.
        diffuseness : array [fm]
            a.

        Sources
        -------
        Lewin:1995rx (formula for c); Piekarewicz:2016vbn.
        """
        require_positive("mass number A", A)
        return cls(half_density_radius=1.23 * A ** (1.0 / 3.0) - 0.60, diffuseness=diffuseness)

    @classmethod
    def from_rms(cls, rms_radius: Array, *, diffuseness: Array = 0.52) -> SymmetrizedFermi:
        r"""Given rms radius R: :math:`c^2 = \tfrac53(R^2 - \tfrac75\pi^2a^2)`.

        Parameters
        ----------
        rms_radius, diffuseness : array [fm]

        Raises
        ------
        ValidityError
            If the diffuseness is too large for the radius.

        Examples
        --------
        >>> round(float(SymmetrizedFermi.from_rms(3.427).rms_radius), 6)
        3.427
        """
        check_length("rms radius", rms_radius)
        check_length("diffuseness", diffuseness)
        xp: Any = namespace(rms_radius, diffuseness)
        square = 5.0 / 3.0 * (xp.asarray(rms_radius) ** 2 - 1.4 * (math.pi * xp.asarray(diffuseness)) ** 2)
        c = square_root_length("half-density radius c² = 5/3 (R² − 7π²a²/5)", square, "Take a smaller diffuseness.")
        return cls(half_density_radius=c, diffuseness=diffuseness)
