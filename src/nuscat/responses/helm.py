"""Helm form factor: a uniform sphere with a Gaussian surface, in the variants that the literature calls Helm."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import require_positive
from nuscat._core.special import erf, gammaincc, three_j1_over_x

from ._interfaces import check_length, check_momentum, momentum_in_fm, square_root_length

__all__ = ["Helm", "helm", "helm_density", "helm_diffraction_radius"]


def helm_diffraction_radius(radius: Array, skin: Array = 0.9) -> Array:
    r"""Radius R₀ of the uniform sphere of a Helm distribution [fm].

    .. math:: R_0^2 = \tfrac53 (R^2 - 3 s^2)

    Parameters
    ----------
    radius : array [fm]
        rms radius R of the distribution.
    skin : array [fm]
        Surface thickness s; broadcast against `radius`.

    Returns
    -------
    array [fm]

    Raises
    ------
    ValidityError
        If concrete values are not positive, or the skin is too thick: R² ≤ 3 s². Traced values give NaN there.

    Sources
    -------
    Cadeddu:2017etk. Checked: rms radius of :func:`helm_density` by integration.

    Examples
    --------
    >>> round(float(helm_diffraction_radius(3.43, 0.9)), 4)
    3.9444
    """
    check_length("rms radius", radius)
    check_length("skin", skin, zero=True)
    xp: Any = namespace(radius, skin)
    r, s = xp.asarray(radius, dtype=float), xp.asarray(skin, dtype=float)
    return square_root_length(
        "diffraction radius R0² = 5/3 (R² − 3 s²)", 5.0 / 3.0 * (r**2 - 3.0 * s**2), "Take a skin below R/√3."
    )


def helm(q: Array, radius: Array, skin: Array = 0.9) -> Array:
    r"""Helm form factor [1], normalised to F(0) = 1.

    .. math:: F(q) = \frac{3 j_1(qR_0)}{qR_0}\, e^{-q^2 s^2/2}, \qquad R_0^2 = \tfrac53 (R^2 - 3 s^2)

    Parameters
    ----------
    q : array [MeV]
        Momentum transfer.
    radius : array [fm]
        rms radius R of the distribution; broadcast against `q`.
    skin : array [fm]
        Surface thickness s; broadcast against `q`.

    Returns
    -------
    array [1]
        Shape of the broadcast inputs. The amplitude, not its square. Meant for q R/ħc < 5.

    Raises
    ------
    ValidityError
        As :func:`helm_diffraction_radius`.

    Sources
    -------
    Helm:1956zz; Lewin:1995rx, Eq. (4.7); radius convention of Cadeddu:2017etk. Checked: F(0) = 1, slope −R²/6, Fourier
    transform of :func:`helm_density`.

    Examples
    --------
    >>> float(helm(0.0, radius=4.8))
    1.0
    """
    sphere = helm_diffraction_radius(radius, skin)
    xp, k = momentum_in_fm(q, sphere, skin)
    return three_j1_over_x(k * sphere) * xp.exp(-0.5 * (k * xp.asarray(skin, dtype=float)) ** 2)


def helm_density(r: Array, radius: Array, skin: Array = 0.9) -> Array:
    r"""Density whose form factor is Helm's, normalised to 1 [fm⁻³].

    A uniform sphere of radius R₀ convolved with a Gaussian of width s:

    .. math::
       \rho = \frac{1}{2V}\left[\operatorname{erf}\frac{R_0+r}{\sqrt2 s}
       + \operatorname{erf}\frac{R_0-r}{\sqrt2 s}\right]
       - \frac{s}{\sqrt{2\pi}\,V r}\left[e^{-(r-R_0)^2/2s^2} - e^{-(r+R_0)^2/2s^2}\right], \qquad V = \tfrac43\pi R_0^3

    Parameters
    ----------
    r : array [fm]
        Distance from the centre; zero is replaced by 1e-6 fm (same value to 1e-12).
    radius : array [fm]
        rms radius R.
    skin : array [fm]
        Surface thickness s > 0.

    Returns
    -------
    array [fm⁻³]

    Raises
    ------
    ValidityError
        As :func:`helm_diffraction_radius`, and for a skin of zero.

    Sources
    -------
    Convolution of Helm:1956zz, integrated in closed form. Checked: norm, rms radius, Fourier transform.

    Examples
    --------
    >>> round(float(helm_density(0.0, radius=3.43)), 5)
    0.00389
    """
    check_length("skin", skin)
    sphere = helm_diffraction_radius(radius, skin)
    xp: Any = namespace(r, sphere, skin)
    x, s = xp.maximum(xp.asarray(r, dtype=float), 1e-6), xp.asarray(skin, dtype=float)
    volume = 4.0 / 3.0 * math.pi * sphere**3
    near, far = (x - sphere) / (math.sqrt(2.0) * s), (x + sphere) / (math.sqrt(2.0) * s)
    # 1/2 [erf(far) − erf(near)]; outside through erfc, which keeps its relative accuracy in the tail
    outside = near > 0.5
    tail = gammaincc(0.5, xp.where(outside, near, 1.0) ** 2) - gammaincc(0.5, xp.where(outside, far, 1.0) ** 2)
    inside = 0.5 * xp.where(outside, tail, erf(far) - erf(xp.where(outside, 0.5, near)))
    # exp(−(x−R)²/2s²) − exp(−(x+R)²/2s²) without cancellation at the centre
    difference = -xp.exp(-0.5 * ((x - sphere) / s) ** 2) * xp.expm1(-2.0 * x * sphere / s**2)
    return (inside - s / (math.sqrt(2.0 * math.pi) * x) * difference) / volume


@dataclass(frozen=True)
class Helm:
    r"""Helm form factor with given rms radius and skin.

    .. math:: F(q) = \frac{3 j_1(qR_0)}{qR_0}\, e^{-q^2 s^2/2}, \qquad R_0^2 = \tfrac53 (R^2 - 3 s^2)

    Published variants differ in R₀ only and have constructors by name: :meth:`from_mass_number` (Engel),
    :meth:`lewin_smith`, :meth:`plain`. They differ by per cent in cross sections: name the one you use.

    Parameters
    ----------
    rms_radius : array [fm]
        rms radius R; a JAX value may be traced. An array broadcasts against `q`.
    skin : array [fm]
        Surface thickness s.

    Raises
    ------
    ValidityError
        If a length is not positive and finite, or the skin is too thick: R² ≤ 3 s².

    Sources
    -------
    Helm:1956zz; Lewin:1995rx; Engel:1991wq; Cadeddu:2017etk. Checked: see :func:`helm`.

    Examples
    --------
    >>> ff = Helm(rms_radius=3.43, skin=0.9)
    >>> round(float(ff(50.0)), 4)
    0.8804
    """

    rms_radius: Array
    skin: Array = 0.9

    cite: ClassVar[tuple[str, ...]] = ("Helm:1956zz", "Lewin:1995rx", "Engel:1991wq", "Cadeddu:2017etk")

    def __post_init__(self) -> None:
        helm_diffraction_radius(self.rms_radius, self.skin)

    def __call__(self, q: Array) -> Array:
        """F [1] at momentum transfer `q` [MeV]."""
        check_momentum(q)
        return helm(q, self.rms_radius, self.skin)

    @property
    def diffraction_radius(self) -> Array:
        """Radius R₀ of the uniform sphere [fm]."""
        return helm_diffraction_radius(self.rms_radius, self.skin)

    def density(self, r: Array) -> Array:
        """Density [fm⁻³], normalised to 1, at distance `r` [fm]."""
        return helm_density(r, self.rms_radius, self.skin)

    @classmethod
    def from_mass_number(cls, A: int, *, skin: Array = 0.9, r0: Array = 1.2) -> Helm:
        r"""Engel's variant, :math:`R_0^2 = (r_0A^{1/3})^2 - 5s^2`: rms radius √(3/5) r₀A^{1/3}, whatever the skin.

        Parameters
        ----------
        A : int
            Mass number.
        skin : array [fm]
        r0 : array [fm]

        Sources
        -------
        Engel:1991wq. Checked: rms radius independent of the skin; slope at q = 0.

        Examples
        --------
        >>> round(float(Helm.from_mass_number(40).rms_radius), 4)
        3.1789
        """
        require_positive("mass number A", A)
        check_length("r0", r0)
        return cls(math.sqrt(0.6) * r0 * A ** (1.0 / 3.0), skin)

    @classmethod
    def lewin_smith(cls, A: int, *, skin: Array = 0.9, diffuseness: Array = 0.52) -> Helm:
        r"""Lewin and Smith's fit, :math:`R_0^2 = c^2 + \tfrac73\pi^2a^2 - 5s^2`, c = 1.23 A^{1/3} − 0.60 fm.

        Parameters
        ----------
        A : int
            Mass number.
        skin : array [fm]
        diffuseness : array [fm]
            a.

        Sources
        -------
        Lewin:1995rx, Eq. (4.11). Checked: R₀ from its formula.

        Examples
        --------
        >>> round(float(Helm.lewin_smith(131).diffraction_radius), 3)
        5.836
        """
        require_positive("mass number A", A)
        check_length("diffuseness", diffuseness)
        c = 1.23 * A ** (1.0 / 3.0) - 0.60
        sphere = square_root_length(
            "diffraction radius c² + 7π²a²/3 − 5s²",
            c**2 + 7.0 / 3.0 * (math.pi * diffuseness) ** 2 - 5.0 * skin**2,
            "Take a thinner skin.",
        )
        return cls._from_sphere(sphere, skin)

    @classmethod
    def plain(cls, A: int, *, skin: Array = 0.9, r0: Array = 1.2) -> Helm:
        """Variant without subtraction, R₀ = r₀A^{1/3} (r₀ = 1.2 or 1.14 fm): its rms radius grows with the skin.

        Parameters
        ----------
        A : int
            Mass number.
        skin : array [fm]
        r0 : array [fm]

        Sources
        -------
        In use in several programs, no single origin. Checked: rms² = 3/5 R₀² + 3s².

        Examples
        --------
        >>> round(float(Helm.plain(40).rms_radius), 4)
        3.5405
        """
        require_positive("mass number A", A)
        check_length("r0", r0)
        return cls._from_sphere(r0 * A ** (1.0 / 3.0), skin)

    @classmethod
    def _from_sphere(cls, sphere: Array, skin: Array) -> Helm:
        check_length("skin", skin, zero=True)
        xp: Any = namespace(sphere, skin)
        return cls(xp.sqrt(0.6 * xp.asarray(sphere) ** 2 + 3.0 * xp.asarray(skin, dtype=float) ** 2), skin)
