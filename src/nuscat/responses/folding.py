"""Size of the nucleon, folded in once and by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import ValidityError, require_finite, require_positive
from nuscat.constants import hbarc, m_n, m_p

from ._interfaces import FormFactor, check_length, check_momentum, momentum_in_fm

__all__ = [
    "DARWIN_FOLDY",
    "NEUTRON_MEAN_SQUARE",
    "PROTON_MEAN_SQUARE",
    "Charge",
    "Folded",
    "NucleonDipole",
    "NucleonGaussian",
    "unfold_radius",
]

PROTON_MEAN_SQUARE = 0.7071
"""Mean square charge radius of the proton [fm²], (0.8409 fm)² (Hoferichter:2020osn)."""
NEUTRON_MEAN_SQUARE = -0.1161
"""Mean square charge radius of the neutron [fm²] (Hoferichter:2020osn)."""
DARWIN_FOLDY = 3.0 * hbarc.value**2 / (4.0 * (0.5 * (m_p.value + m_n.value)) ** 2)
"""Darwin–Foldy term 3/(4 m_N²) of a squared charge radius [fm²], 0.0331."""


@dataclass(frozen=True)
class NucleonGaussian:
    r"""Nucleon-size factor :math:`G(q) = e^{-q^2\langle r^2\rangle/6}`.

    Parameters
    ----------
    mean_square : float [fm²]
        ⟨r²⟩; may be negative.

    Examples
    --------
    >>> float(NucleonGaussian()(0.0))
    1.0
    """

    mean_square: float = PROTON_MEAN_SQUARE

    cite: ClassVar[tuple[str, ...]] = ("Hoferichter:2020osn",)

    def __post_init__(self) -> None:
        require_finite("mean square radius", self.mean_square, unit="fm²")

    def __call__(self, q: Array) -> Array:
        """G [1] at momentum transfer `q` [MeV]."""
        check_momentum(q)
        xp, k = momentum_in_fm(q)
        return xp.exp(-(k**2) * self.mean_square / 6.0)


@dataclass(frozen=True)
class NucleonDipole:
    r"""Nucleon-size factor :math:`G(q) = (1 + q^2\langle r^2\rangle/12)^{-2}`.

    Parameters
    ----------
    mean_square : float [fm²]
        ⟨r²⟩ > 0.

    Examples
    --------
    >>> float(NucleonDipole()(0.0))
    1.0
    """

    mean_square: float = PROTON_MEAN_SQUARE

    cite: ClassVar[tuple[str, ...]] = ("Hoferichter:2020osn",)

    def __post_init__(self) -> None:
        require_positive("mean square radius of a dipole", self.mean_square, unit="fm²")

    def __call__(self, q: Array) -> Array:
        """G [1] at momentum transfer `q` [MeV]."""
        check_momentum(q)
        _, k = momentum_in_fm(q)
        return (1.0 + k**2 * self.mean_square / 12.0) ** -2


@dataclass(frozen=True)
class Folded:
    r"""Distribution of point nucleons folded with the size of one nucleon, :math:`F(q) = F_{point}(q)\,G(q)`.

    Fold once: a form factor built from a *charge* radius contains the size of the proton already. Folding twice raises.

    Parameters
    ----------
    point : FormFactor
        Distribution of point nucleons.
    nucleon : NucleonGaussian or NucleonDipole
        Size factor; default Gaussian with the charge radius of the proton.

    Raises
    ------
    ValidityError
        If `point` is folded already.

    Sources
    -------
    Convolution theorem. Checked: rms² = rms²(point) + ⟨r²⟩.

    Examples
    --------
    >>> from nuscat.responses import Helm
    >>> round(float(Folded(Helm(3.32)).rms_radius ** 2 - 3.32**2), 4)
    0.7071
    """

    point: FormFactor
    nucleon: NucleonGaussian | NucleonDipole = NucleonGaussian()

    cite: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        if isinstance(self.point, Folded | Charge):
            raise ValidityError(
                "This form factor contains the size of the nucleon already.",
                hint="Fold the distribution of point nucleons, once.",
            )

    def __call__(self, q: Array) -> Array:
        """F [1] at momentum transfer `q` [MeV]."""
        return self.point(q) * self.nucleon(q)

    @property
    def rms_radius(self) -> Array:
        """Root-mean-square radius [fm]."""
        xp: Any = namespace(self.point.rms_radius)
        return xp.sqrt(self.point.rms_radius**2 + self.nucleon.mean_square)


@dataclass(frozen=True, kw_only=True)
class Charge:
    r"""Charge form factor of distributions of point protons and neutrons, without the spin–orbit term.

    .. math::
       Z F_{ch} = \left(G_p(q) - \frac{q^2}{8m_N^2}\right) Z F_p(q) - \frac{q^2\langle r^2\rangle_n}{6}\, N F_n(q)

    with the Gaussian or dipole proton factor G_p instead of its first order 1 − q²⟨r²⟩_p/6.

    Parameters
    ----------
    proton, neutron : FormFactor
        Distributions of point nucleons.
    Z, N : int
    proton_size : NucleonGaussian or NucleonDipole
        G_p.
    neutron_mean_square : float [fm²]
        ⟨r²⟩ of the charge of the neutron.

    Raises
    ------
    ValidityError
        If a distribution contains the nucleon size already, or Z is not positive or N negative.

    Sources
    -------
    Hoferichter:2020osn, charge form factor with the spin–orbit response left out. Checked: F(0) = 1; radius.

    Examples
    --------
    >>> from nuscat.responses import Helm
    >>> ff = Charge(proton=Helm(3.32), neutron=Helm(3.42), Z=18, N=22)
    >>> round(float(ff.rms_radius), 3)
    3.409
    """

    proton: FormFactor
    neutron: FormFactor
    Z: int
    N: int
    proton_size: NucleonGaussian | NucleonDipole = NucleonGaussian()
    neutron_mean_square: float = NEUTRON_MEAN_SQUARE

    cite: ClassVar[tuple[str, ...]] = ("Hoferichter:2020osn",)

    def __post_init__(self) -> None:
        require_positive("Z", self.Z)
        require_positive("N", self.N, zero=True)
        require_finite("neutron mean square radius", self.neutron_mean_square, unit="fm²")
        if isinstance(self.proton, Folded | Charge) or isinstance(self.neutron, Folded | Charge):
            raise ValidityError(
                "This form factor contains the size of the nucleon already.",
                hint="Give the distributions of point nucleons.",
            )

    def __call__(self, q: Array) -> Array:
        """F_ch [1] at momentum transfer `q` [MeV]."""
        check_momentum(q)
        _, k = momentum_in_fm(q)
        k2 = k**2
        protons = (self.proton_size(q) - k2 * DARWIN_FOLDY / 6.0) * self.proton(q)
        return protons - self.N / self.Z * k2 * self.neutron_mean_square / 6.0 * self.neutron(q)

    @property
    def rms_radius(self) -> Array:
        """Charge radius √(R_p² + ⟨r²⟩_p + (N/Z)⟨r²⟩_n + 3/4m_N²) [fm]."""
        xp: Any = namespace(self.proton.rms_radius)
        size = self.proton_size.mean_square + self.N / self.Z * self.neutron_mean_square + DARWIN_FOLDY
        return xp.sqrt(self.proton.rms_radius**2 + size)


def unfold_radius(charge_radius: Array, Z: int, N: int) -> Array:
    r"""Point-proton rms radius [fm] from a charge radius.

    .. math:: R_{ch}^2 = R_p^2 + \langle r^2\rangle_p + \frac{N}{Z}\langle r^2\rangle_n + \frac{3}{4m_N^2}

    (spin–orbit term left out; it is of order ±0.1 fm² at most, −0.1 in ⁴⁸Ca).

    Parameters
    ----------
    charge_radius : array [fm]
        R_ch.
    Z, N : int

    Returns
    -------
    array [fm]
        R_p, same shape.

    Raises
    ------
    ValidityError
        If Z or a radius is not positive, or the charge radius is smaller than the nucleon's.

    Sources
    -------
    Hoferichter:2020osn with ⟨r²⟩ = 0.7071 fm² (proton), −0.1161 fm² (neutron). Checked: round trip with
    :class:`Charge`.

    Examples
    --------
    >>> round(float(unfold_radius(3.4274, 18, 22)), 3)
    3.339
    """
    check_length("charge radius", charge_radius)
    require_positive("Z", Z)
    require_positive("N", N, zero=True)
    xp: Any = namespace(charge_radius)
    size = PROTON_MEAN_SQUARE + N / Z * NEUTRON_MEAN_SQUARE + DARWIN_FOLDY
    if xp.__name__.startswith("numpy") and (smallest := float(xp.min(xp.asarray(charge_radius)))) ** 2 <= size:
        raise ValidityError(
            f"A charge radius of {smallest:g} fm is smaller than the nucleon's, √{size:.3f} fm.",
            hint="Give the rms charge radius of the nucleus in fm.",
        )
    return xp.sqrt(xp.asarray(charge_radius, dtype=float) ** 2 - size)
