"""Energy resolutions: standard deviation of the reconstructed energy as a function of electron-equivalent energy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from nuscat._core.arrays import Array, namespace

from ._support import check_positive

__all__ = ["FanoResolution", "InverseRootResolution"]


def _root(xp: Any, x: Array) -> Array:
    positive = x > 0.0
    return xp.where(positive, xp.sqrt(xp.where(positive, x, 1.0)), 0.0)


@dataclass(frozen=True)
class InverseRootResolution:
    r"""Resolution of counting statistics, :math:`\sigma/E = a/\sqrt{E[\mathrm{keVee}]}`.

    Parameters
    ----------
    a : float [keVee^(1/2)]
        Relative resolution at 1 keVee.

    Sources
    -------
    COHERENT:2020ybo (0.58 for argon). Checked: 18.3 % at 10 keVee by hand.

    Examples
    --------
    >>> round(float(InverseRootResolution(0.58)(0.01)) / 0.01, 4)
    0.1834
    """

    a: Array
    cite: ClassVar[tuple[str, ...]] = ("COHERENT:2020ybo",)

    def __post_init__(self) -> None:
        check_positive("Resolution a", self.a, unit="keVee^(1/2)")

    def __call__(self, E_ee: Array) -> Array:
        """Standard deviation [MeV] at `E_ee` [MeV], same shape."""
        xp = namespace(E_ee, self.a)
        return 1e-3 * self.a * _root(xp, 1000.0 * xp.asarray(E_ee, dtype=float))


@dataclass(frozen=True)
class FanoResolution:
    r"""Resolution of an ionisation detector, :math:`\sigma^2 = \sigma_n^2 + \eta F E`.

    Parameters
    ----------
    noise : float [MeV]
        Electronic noise σ_n.
    pair_energy : float [MeV]
        Mean energy η per electron–hole pair.
    fano : float [1]
        Fano factor F.

    Sources
    -------
    Colaresi:2022obx (Ge: σ_n = 68.5 eV, η = 2.96 eV, F = 0.11). Checked: both limits by hand.

    Examples
    --------
    >>> round(float(FanoResolution(noise=68.5e-6, pair_energy=2.96e-6, fano=0.11)(1e-3)) * 1e6, 2)  # eV at 1 keVee
    70.84
    """

    noise: Array
    pair_energy: Array
    fano: Array
    cite: ClassVar[tuple[str, ...]] = ("Colaresi:2022obx",)

    def __post_init__(self) -> None:
        check_positive("Noise", self.noise, unit="MeV", zero=True)
        check_positive("Energy per pair", self.pair_energy, unit="MeV")
        check_positive("Fano factor", self.fano, zero=True)

    def __call__(self, E_ee: Array) -> Array:
        """Standard deviation [MeV] at `E_ee` [MeV], same shape."""
        xp = namespace(E_ee, self.noise, self.pair_energy, self.fano)
        return _root(xp, self.noise**2 + self.pair_energy * self.fano * xp.asarray(E_ee, dtype=float))
