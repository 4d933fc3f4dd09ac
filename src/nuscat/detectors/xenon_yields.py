"""Photons and electrons of nuclear recoils in liquid xenon: mean yields of NEST 2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from nuscat._core.arrays import Array, check_energies, namespace

from ._quenching_kernels import check_response
from ._support import check_finite, check_positive

__all__ = ["XenonYields", "YieldQuenching"]


@dataclass(frozen=True, kw_only=True)
class XenonYields:
    r"""Mean numbers of electrons and photons of nuclear recoils in liquid xenon.

    .. math::

        N_q = \alpha E^\beta, \quad
        Q_y = \frac{1}{\gamma F^\delta(\rho/2.9)^{0.3}\sqrt{E + \epsilon}}\Big[1 - \frac{1}{1 + (E/\zeta)^\eta}\Big],
        \quad L_y = \Big(\frac{N_q}{E} - Q_y\Big)\Big[1 - \frac{1}{1 + (E/\theta)^\iota}\Big]

    with E in keV and the field F in V/cm.

    Parameters
    ----------
    field : float [V/cm]
        Drift field.
    density : float [g/cm³]
    alpha, beta, gamma, delta, epsilon, zeta, eta, theta, iota : float
        Parameters [quanta/keV^β, 1, 1, 1, keV, keV, 1, keV, 1].

    Sources
    -------
    Szydagis:2022ikv (form and parameters, which are those of NEST 2.3; their errors are second hand). Checked: hand
    evaluation at 1 and 10 keV; light is not negative; sum of quanta above 5 keV within 1 % of α E^β. Valid from about
    0.3 to 300 keV; fluctuations are not in it.

    Examples
    --------
    >>> xe = XenonYields(field=180.0)
    >>> [round(float(f(0.01)), 1) for f in (xe.electrons, xe.photons)]  # at 10 keV
    [57.7, 80.7]
    """

    field: Array
    density: float = 2.9
    alpha: Array = 11.0
    beta: Array = 1.1
    gamma: Array = 0.0480
    delta: Array = -0.0533
    epsilon: Array = 12.6
    zeta: Array = 0.3
    eta: Array = 2.0
    theta: Array = 0.3
    iota: Array = 2.0
    cite: ClassVar[tuple[str, ...]] = ("Szydagis:2022ikv",)

    def __post_init__(self) -> None:
        check_positive("Drift field", self.field, unit="V/cm")
        check_positive("Density", self.density, unit="g/cm³")
        check_finite("Exponent of the field", self.delta)
        for name in ("alpha", "beta", "gamma", "epsilon", "zeta", "eta", "theta", "iota"):
            check_positive(f"{name} of the xenon yields", getattr(self, name))

    def _split(self, T_nr: Array) -> tuple[Array, Array]:
        check_energies("T_nr", T_nr)
        xp: Any = namespace(T_nr, self.field, self.alpha)
        T = xp.asarray(T_nr, dtype=float)
        positive = T > 0.0
        keV = 1000.0 * xp.where(positive, T, 1.0)
        box = self.gamma * self.field**self.delta * (self.density / 2.9) ** 0.3
        charge = keV / (box * xp.sqrt(keV + self.epsilon))
        rise = (keV / self.zeta) ** self.eta
        electrons = charge * rise / (1.0 + rise)
        photons = xp.maximum(self.alpha * keV**self.beta - electrons, 0.0)
        onset = (keV / self.theta) ** self.iota
        photons = photons * onset / (1.0 + onset)
        return xp.where(positive, electrons, 0.0), xp.where(positive, photons, 0.0)

    def electrons(self, T_nr: Array) -> Array:
        """Mean number of electrons that leave the recoil [1] at `T_nr` [MeV], same shape."""
        return self._split(T_nr)[0]

    def photons(self, T_nr: Array) -> Array:
        """Mean number of scintillation photons [1] at `T_nr` [MeV], same shape."""
        return self._split(T_nr)[1]

    def quanta(self, T_nr: Array) -> Array:
        """Mean number of quanta, electrons and photons [1], at `T_nr` [MeV], same shape."""
        electrons, photons = self._split(T_nr)
        return electrons + photons


@dataclass(frozen=True, kw_only=True)
class YieldQuenching:
    """Electron-equivalent energy from numbers of quanta: E_ee = w × mean number.

    Parameters
    ----------
    yields : XenonYields or ArgonIonisation
        Has methods of the names of the channels.
    channel : {"quanta", "electrons", "photons"}
        What is counted.
    energy_per_quantum : float [MeV]
        w; for all quanta of xenon the work function 13.7 eV, for one channel what one of its quanta stands for.

    Examples
    --------
    >>> q = YieldQuenching(yields=XenonYields(field=180.0), channel="quanta", energy_per_quantum=13.7e-6)
    >>> round(float(q(0.01)) / 0.01, 4)
    0.1896
    """

    yields: Any
    channel: Literal["quanta", "electrons", "photons"]
    energy_per_quantum: Array
    cite: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        check_positive("Energy per quantum", self.energy_per_quantum, unit="MeV")

    def __call__(self, T_nr: Array) -> Array:
        """Electron-equivalent energy [MeV] of recoils `T_nr` [MeV], same shape."""
        return self.energy_per_quantum * getattr(self.yields, self.channel)(T_nr)

    def check(self, T_max: float) -> None:
        """Raise :class:`ValidityError` unless E_ee rises without exceeding T from 0 to `T_max` [MeV]."""
        check_response(self, T_max)
