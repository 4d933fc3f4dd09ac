"""Shapes of supernova neutrino spectra: pinched and Fermi–Dirac."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import ValidityError, require_positive

__all__ = ["FermiDirac", "Pinched", "SourceSpectrum", "pinching"]

_F2 = 1.5 * 1.2020569031595942
"""∫ x²/(eˣ + 1) dx = (3/2) ζ(3)."""
_F3 = 7.0 * math.pi**4 / 120.0


class SourceSpectrum(Protocol):
    """Normalised spectrum [1/MeV] with a mean energy [MeV]."""

    @property
    def mean_energy(self) -> float:
        """Mean energy [MeV]."""
        ...

    def __call__(self, E_nu: Array) -> Array:
        """Spectrum [1/MeV] at `E_nu` [MeV]."""
        ...


def pinching(mean_energy: Array, mean_square: Array) -> Array:
    r"""Pinching parameter of a spectrum from its first two moments.

    .. math:: \alpha = \frac{2\langle E\rangle^2 - \langle E^2\rangle}{\langle E^2\rangle - \langle E\rangle^2}

    Parameters
    ----------
    mean_energy : array [MeV]
    mean_square : array [MeV²]

    Returns
    -------
    array [1]

    Sources
    -------
    Keil:2002in; Tamborra:2012ac. Checked: 2 for a Maxwell–Boltzmann spectrum, ⟨E²⟩ = 4⟨E⟩²/3.

    Examples
    --------
    >>> round(pinching(12.0, 192.0), 12)
    2.0
    """
    return (2.0 * mean_energy**2 - mean_square) / (mean_square - mean_energy**2)


@dataclass(frozen=True)
class Pinched:
    r"""Pinched spectrum, normalised to 1.

    .. math:: \varphi(E) = \frac{(\alpha+1)^{\alpha+1}}{\langle E\rangle\,\Gamma(\alpha+1)}
              \left(\frac{E}{\langle E\rangle}\right)^{\alpha} e^{-(\alpha+1)E/\langle E\rangle}

    Parameters
    ----------
    mean_energy : float [MeV]
    alpha : float [1]
        Pinching, above −1; 2 is Maxwell–Boltzmann, 2.3 close to Fermi–Dirac.

    Sources
    -------
    Keil:2002in, Tamborra:2012ac. Checked: norm, ⟨E⟩ and ⟨E²⟩ = ⟨E⟩²(α+2)/(α+1) to 1e-10.

    Examples
    --------
    >>> round(float(Pinched(12.0, 2.0)(12.0)), 6)
    0.05601
    """

    mean_energy: float
    alpha: float
    cite: ClassVar[tuple[str, ...]] = ("Keil:2002in", "Tamborra:2012ac")

    def __post_init__(self) -> None:
        require_positive("mean energy", self.mean_energy, unit="MeV")
        if not -1.0 < self.alpha < math.inf:
            raise ValidityError(f"The pinching parameter must be finite and exceed -1, got {self.alpha!r}.")

    def __call__(self, E_nu: Array) -> Array:
        """Spectrum [1/MeV] at `E_nu` [MeV]; its shape, zero at negative energies."""
        xp: Any = namespace(E_nu)
        E = xp.asarray(E_nu, dtype=float)
        a1 = self.alpha + 1.0
        x = a1 * E / self.mean_energy
        positive = x > 0.0
        safe = xp.where(positive, x, 1.0)
        norm = math.log(a1 / self.mean_energy) - math.lgamma(a1)
        at_zero = a1 / self.mean_energy if self.alpha == 0.0 else 0.0
        return xp.where(positive, xp.exp(norm + self.alpha * xp.log(safe) - safe), xp.where(x == 0.0, at_zero, 0.0))


@dataclass(frozen=True)
class FermiDirac:
    r"""Thermal spectrum without chemical potential, :math:`\varphi(E) = \frac{2}{3\zeta(3)T^3}\frac{E^2}{e^{E/T}+1}`.

    Parameters
    ----------
    temperature : float [MeV]

    Sources
    -------
    Definition. Checked: norm and mean energy 3.15137 T.

    Examples
    --------
    >>> round(FermiDirac(5.0).mean_energy, 4)
    15.7569
    """

    temperature: float

    def __post_init__(self) -> None:
        require_positive("temperature", self.temperature, unit="MeV")

    @property
    def mean_energy(self) -> float:
        """Mean energy [MeV]."""
        return self.temperature * _F3 / _F2

    def __call__(self, E_nu: Array) -> Array:
        """Spectrum [1/MeV] at `E_nu` [MeV]; its shape, zero at negative energies."""
        xp: Any = namespace(E_nu)
        x = xp.maximum(xp.asarray(E_nu, dtype=float), 0.0) / self.temperature
        decay = xp.exp(-x)
        return x * x * decay / (1.0 + decay) / (_F2 * self.temperature)
