"""Stopped-pion facilities: beam, yield, distance and pulse, and the flux that follows."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

from nuscat._core.arrays import Array
from nuscat._core.errors import UnknownNameError, ValidityError, require_positive
from nuscat.constants import e

from .bunches import Bunches
from .flux import Flux
from .pion_dar import PionDecayAtRest
from .pulses import Gaussian, Pulse, Rectangular

__all__ = ["FACILITIES", "Facility", "stopped_pion"]


@dataclass(frozen=True, kw_only=True)
class Facility:
    """An accelerator with a target in which pions stop, seen from one place.

    Parameters
    ----------
    name : str
    target : str
        Material of the target.
    proton_energy : float [MeV]
        Kinetic energy.
    power : float [W]
        Beam power.
    repetition_rate : float [1/s]
        Pulses a second.
    pulse : Pulse
        Shape of one pulse of protons [s].
    neutrinos_per_proton : float [1]
        Neutrinos per flavour and proton, into the full solid angle.
    neutrinos_per_proton_uncertainty : float [1]
        Standard uncertainty of it.
    baseline : float [m]
        Distance from the target to the detector.
    protons : float, optional
        Protons on target of the data set that the preset belongs to.
    status : str
        "published", or "to be confirmed" for numbers quoted second hand.
    source : str
        Where the numbers are from.
    cite : tuple of str
        INSPIRE keys.

    Raises
    ------
    ValidityError
        If a number is not positive.

    Examples
    --------
    >>> f"{FACILITIES['sns'].flux_per_flavour():.1e}"  # at 20 m, cm^-2 s^-1
    '1.5e+07'
    """

    name: str
    target: str
    proton_energy: float
    power: float
    repetition_rate: float
    pulse: Pulse
    neutrinos_per_proton: float
    neutrinos_per_proton_uncertainty: float
    baseline: float
    protons: float | None = None
    status: str = "to be confirmed"
    source: str = ""
    cite: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field, unit in _POSITIVE.items():
            require_positive(f"{field} of facility {self.name}", getattr(self, field), unit=unit)

    def protons_per_second(self, power: Array | None = None) -> Array:
        """Protons a second [1/s] at beam `power` [W] (default: that of the facility)."""
        return (self.power if power is None else power) / (self.proton_energy * 1e6 * e.value)

    def fluence(self, protons: Array | None = None, *, baseline: Array | None = None) -> Array:
        r"""Neutrinos per cm² and flavour for a number of protons.

        .. math:: \Phi = N_p f / (4\pi L^2)

        Parameters
        ----------
        protons : array [1], optional
            Protons on target N_p; default those of the preset.
        baseline : array [m], optional
            Distance L; default that of the preset.

        Returns
        -------
        array [cm⁻²]
            Shape of the broadcast inputs.

        Raises
        ------
        ValidityError
            If the preset has no number of protons and none is given.
        """
        count = self.protons if protons is None else protons
        if count is None:
            raise ValidityError(
                f"Facility {self.name!r} has no number of protons on target.",
                hint="Give protons=…, or use flux_per_flavour.",
            )
        distance = 100.0 * (self.baseline if baseline is None else baseline)
        return count * self.neutrinos_per_proton / (4.0 * pi * distance**2)

    def flux_per_flavour(self, power: Array | None = None, *, baseline: Array | None = None) -> Array:
        """Flux per flavour [cm⁻² s⁻¹], averaged over pulses, at beam `power` [W] and `baseline` [m]."""
        return self.fluence(self.protons_per_second(power), baseline=baseline)


_POSITIVE = {
    "proton_energy": "MeV",
    "power": "W",
    "repetition_rate": "1/s",
    "neutrinos_per_proton": "",
    "baseline": "m",
}

_SNS_CITE = ("COHERENT:2021yvp",)
_CONFIRM = "to be confirmed"

FACILITIES: dict[str, Facility] = {
    "sns": Facility(
        name="sns",
        target="Hg",
        proton_energy=1000.0,
        power=1.4e6,
        repetition_rate=60.0,
        pulse=Gaussian(0.0, 150e-9),
        neutrinos_per_proton=0.0848,
        neutrinos_per_proton_uncertainty=0.00848,
        baseline=20.0,
        status="published",
        source="COHERENT:2021xmm (yield, 10 %), COHERENT:2020ybo (pulse width); a nominal 20 m",
        cite=("COHERENT:2021xmm", "COHERENT:2020ybo", *_SNS_CITE),
    ),
    "sns-csi": Facility(
        name="sns-csi",
        target="Hg",
        proton_energy=983.0,
        power=1.4e6,
        repetition_rate=60.0,
        pulse=Gaussian(0.0, 160e-9),
        neutrinos_per_proton=0.0848,
        neutrinos_per_proton_uncertainty=0.00848,
        baseline=19.3,
        protons=3.198e23,
        status="published",
        source="COHERENT:2021xmm; energy from 13.99 GWh and the protons; pulse width to be confirmed, its mean is free",
        cite=("COHERENT:2021xmm", *_SNS_CITE),
    ),
    "sns-lar": Facility(
        name="sns-lar",
        target="Hg",
        proton_energy=996.0,
        power=1.4e6,
        repetition_rate=60.0,
        pulse=Gaussian(440e-9, 150e-9),
        neutrinos_per_proton=0.09,
        neutrinos_per_proton_uncertainty=0.009,
        baseline=27.5,
        protons=1.38e23,
        status="published",
        source="COHERENT:2020iec, COHERENT:2020ybo (pulse in trigger time); energy from 6.12 GWh and the protons",
        cite=("COHERENT:2020iec", "COHERENT:2020ybo", *_SNS_CITE),
    ),
    "lujan": Facility(
        name="lujan",
        target="W",
        proton_energy=800.0,
        power=0.08e6,
        repetition_rate=20.0,
        pulse=Rectangular(290e-9),
        neutrinos_per_proton=0.0425,
        neutrinos_per_proton_uncertainty=0.00425,
        baseline=23.0,
        status=_CONFIRM,
        source="second hand, CCM at LANSCE (CCM:2021leg); shape of the pulse and 10 % uncertainty assumed",
        cite=("CCM:2021leg",),
    ),
    "jparc-mlf": Facility(
        name="jparc-mlf",
        target="Hg",
        proton_energy=3000.0,
        power=1.0e6,
        repetition_rate=25.0,
        pulse=Bunches((Rectangular(100e-9), Rectangular(100e-9, 540e-9))),
        neutrinos_per_proton=0.48,
        neutrinos_per_proton_uncertainty=0.18,
        baseline=24.0,
        status=_CONFIRM,
        source="second hand, JSNS² (Ajimura:2017fld); yields of 0.3 to 0.48 are quoted; kaons not included",
        cite=("Ajimura:2017fld",),
    ),
    "ess": Facility(
        name="ess",
        target="W",
        proton_energy=2000.0,
        power=5.0e6,
        repetition_rate=14.0,
        pulse=Rectangular(2.86e-3),
        neutrinos_per_proton=0.3,
        neutrinos_per_proton_uncertainty=0.03,
        baseline=20.0,
        status=_CONFIRM,
        source="second hand (Baxter:2019mcx); design power 5 MW; 10 % uncertainty assumed",
        cite=("Baxter:2019mcx",),
    ),
    "isis": Facility(
        name="isis",
        target="Ta-D2O",
        proton_energy=800.0,
        power=0.16e6,
        repetition_rate=50.0,
        pulse=Bunches((Rectangular(100e-9), Rectangular(100e-9, 325e-9))),
        neutrinos_per_proton=0.0448,
        neutrinos_per_proton_uncertainty=0.0045,
        baseline=17.7,
        status=_CONFIRM,
        source="second hand, KARMEN; 10 % uncertainty assumed",
        cite=("Burman:1996gt",),
    ),
    "csns": Facility(
        name="csns",
        target="W",
        proton_energy=1600.0,
        power=0.1e6,
        repetition_rate=25.0,
        pulse=Rectangular(500e-9),
        neutrinos_per_proton=0.17,
        neutrinos_per_proton_uncertainty=0.017,
        baseline=10.5,
        status=_CONFIRM,
        source="second hand (yield: simulation of arXiv:1507.08765); shape of the pulse and 10 % uncertainty assumed",
    ),
}
"""Presets by name. Those marked "to be confirmed" are quoted second hand: check them before relying on a rate."""


def stopped_pion(facility: str | Facility = "sns", *, pulse: Pulse | None = None, electron_mass: bool = False) -> Flux:
    """Flux of a stopped-pion facility, in neutrinos per proton.

    Parameters
    ----------
    facility : str or Facility
        Preset, see :data:`FACILITIES`, or your own.
    pulse : Pulse, optional
        Proton pulse [s]; default that of the facility.
    electron_mass : bool
        Keep the electron mass in muon decay.

    Returns
    -------
    Flux
        Unit "per proton"; multiply by ``facility.fluence(1.0) / facility.neutrinos_per_proton`` for cm⁻² per proton.

    Raises
    ------
    UnknownNameError
        With the closest names.

    Sources
    -------
    See `source` and `cite` of the facility. Checked: 1.4 MW at 20 m gives 1.5e7 cm⁻² s⁻¹ per flavour.

    Examples
    --------
    >>> csi = stopped_pion("sns-csi")
    >>> round(float(csi.total()), 4), csi.unit
    (0.2544, 'per proton')
    """
    if isinstance(facility, str):
        if facility not in FACILITIES:
            raise UnknownNameError.of("stopped-pion facility", facility, FACILITIES)
        facility = FACILITIES[facility]
    given: object = facility
    if not isinstance(given, Facility):
        raise UnknownNameError.of("stopped-pion facility", given, FACILITIES)
    return PionDecayAtRest(
        intensity=facility.neutrinos_per_proton,
        unit="per proton",
        pulse=facility.pulse if pulse is None else pulse,
        electron_mass=electron_mass,
        name=facility.name,
        facility=facility,
        cite=facility.cite,
        note=f"{facility.status}: {facility.source}",
    )
