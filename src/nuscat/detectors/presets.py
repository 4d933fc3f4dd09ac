"""Detectors of experiments by name: material, mass, threshold, quenching, resolution and efficiency."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nuscat._core.errors import UnknownNameError

from ._interfaces import Efficiency, Quenching, Smearing
from ._support import Floats, read_edges
from .efficiency import ConstantEfficiency, LogisticEfficiency, StepEfficiency
from .light import LightYield, NoLightYield
from .quenching_models import QuenchingModel, quenching_model
from .resolution import FanoResolution
from .response import Axis, DetectorResponse
from .smearing import GammaSmearing, GaussianSmearing, NoSmearing, PoissonSmearing
from .trigger import TriggerEfficiency

__all__ = ["DETECTORS", "DetectorPreset", "preset"]

KEV, EV = 1e-3, 1e-6
PUBLISHED, CONFIRM = "published", "to be confirmed"
GE_PAIR = 2.96 * EV
"""Energy per electron–hole pair of germanium (Colaresi:2022obx)."""


@dataclass(frozen=True, kw_only=True)
class DetectorPreset:
    """A detector as an experiment runs or plans it.

    Parameters
    ----------
    name : str
    title : str
    material : str
        Target, as :func:`nuscat.nuclei.material` knows it.
    mass : float [kg]
    threshold : float [MeV, or quanta]
        In the variable `threshold_of`.
    threshold_of : str
        "keVee" or "keVnr" (the number is in MeV), "PE", "electrons".
    quenching : tuple of (element, model name)
        Element "*" for all.
    light_yield, smearing, efficiency, efficiency_axis, edges, further_efficiencies
        As of :class:`DetectorResponse`.
    status : str
        "published" if mass and threshold are, else "to be confirmed"; `source` says which numbers are second hand.
    source : str
    cite : tuple of str
        INSPIRE keys.

    Examples
    --------
    >>> d = preset("dresden-ii")
    >>> d.mass, d.threshold_of, d.response.axis
    (2.924, 'keVee', 'MeV')
    """

    name: str
    title: str
    material: str
    mass: float
    threshold: float
    threshold_of: str
    quenching: tuple[tuple[str, str], ...]
    light_yield: LightYield | NoLightYield = field(default_factory=NoLightYield)
    smearing: Smearing = field(default_factory=NoSmearing)
    efficiency: Efficiency = field(default_factory=lambda: ConstantEfficiency(1.0))
    efficiency_axis: Axis = "reco"
    edges: tuple[float, ...]
    further_efficiencies: tuple[tuple[Efficiency, Axis], ...] = ()
    status: str = CONFIRM
    source: str = ""
    cite: tuple[str, ...] = ()

    def quenching_of(self, element: str | None = None) -> QuenchingModel:
        """Quenching model of an `element` (None: the first one)."""
        models = dict(self.quenching)
        if element is None:
            return quenching_model(self.quenching[0][1])
        if element not in models and "*" not in models:
            raise UnknownNameError.of(f"element of the detector {self.name!r}:", element, models)
        return quenching_model(models.get(element, models.get("*", "")))

    def response_of(self, element: str | None = None, *, quenching: Quenching | None = None) -> DetectorResponse:
        """Response for recoils of an `element`, with another `quenching` if given."""
        return DetectorResponse(
            quenching=self.quenching_of(element).nominal if quenching is None else quenching,
            light_yield=self.light_yield,
            smearing=self.smearing,
            efficiency=self.efficiency,
            efficiency_axis=self.efficiency_axis,
            edges=self.bin_edges,
            further_efficiencies=self.further_efficiencies,
        )

    @property
    def bin_edges(self) -> Floats:
        """Edges of the reconstructed bins [MeV, PE or electrons]."""
        return read_edges(self.edges, unit="MeV or PE")

    @property
    def response(self) -> DetectorResponse:
        """Response for recoils of the first element (of all, if they have one quenching)."""
        return self.response_of()


def _above(energy: float) -> StepEfficiency:
    """Nothing below `energy` [MeV]."""
    return StepEfficiency(np.array([energy]), np.array([0.0, 1.0]))


def _even(low: float, high: float, n: int) -> tuple[float, ...]:
    return tuple(float(x) for x in np.linspace(low, high, n + 1))


def _log(low: float, high: float, n: int) -> tuple[float, ...]:
    return tuple(float(x) for x in np.geomspace(low, high, n + 1))


def _germanium(
    name: str,
    title: str,
    mass: float,
    threshold: float,
    top: float,
    noise: float,
    model: str,
    bins: int = 24,
    **more: Any,
) -> DetectorPreset:
    """Ionisation in germanium: cut on the reconstructed energy; recoils that make no pair are not seen."""
    return DetectorPreset(
        name=name,
        title=title,
        material="Ge",
        mass=mass,
        threshold=threshold,
        threshold_of="keVee",
        quenching=(("Ge", model),),
        smearing=GaussianSmearing(FanoResolution(noise=noise, pair_energy=GE_PAIR, fano=0.11)),
        edges=_even(threshold, top, bins),
        further_efficiencies=((_above(GE_PAIR), "true_ee"),),
        **more,
    )


def _heat(
    name: str, title: str, material: str, mass: float, threshold: float, top: float, noise: float, **more: Any
) -> DetectorPreset:
    """A calorimeter: the whole recoil energy with Gaussian noise; events below one noise width make no trigger."""
    return DetectorPreset(
        name=name,
        title=title,
        material=material,
        mass=mass,
        threshold=threshold,
        threshold_of="keVnr",
        quenching=(("*", "none"),),
        smearing=GaussianSmearing(FanoResolution(noise=noise, pair_energy=EV, fano=0.0)),
        edges=_log(threshold, top, 24),
        further_efficiencies=((_above(noise), "true_nr"),),
        **more,
    )


def _recoil(
    name: str, title: str, material: str, mass: float, threshold: float, top: float, width: float, **more: Any
) -> DetectorPreset:
    """Bins of true recoil energy with a threshold that rises over `width` (signals of two parts)."""
    return DetectorPreset(
        name=name,
        title=title,
        material=material,
        mass=mass,
        threshold=threshold,
        threshold_of="keVnr",
        quenching=(("*", "none"),),
        efficiency=TriggerEfficiency(threshold, width),
        efficiency_axis="true_nr",
        edges=(0.0, *_log(0.3 * threshold, top, 20)),
        further_efficiencies=((_above(0.3 * threshold), "true_nr"),),
        **more,
    )


def _electrons(
    name: str, title: str, material: str, mass: float, lowest: int, top: int, model: str, w: float, **more: Any
) -> DetectorPreset:
    """Counted electrons, Poisson around the mean of the model (w: its energy per electron)."""
    light = LightYield(1.0 / (w * 1000.0))
    return DetectorPreset(
        name=name,
        title=title,
        material=material,
        mass=mass,
        threshold=float(lowest),
        threshold_of="electrons",
        quenching=(("*", model),),
        light_yield=light,
        smearing=PoissonSmearing(light),
        edges=tuple(float(n) for n in range(lowest, top + 1)),
        **more,
    )


def _silicon(name: str, title: str, mass: float, threshold: float, noise: float, **more: Any) -> DetectorPreset:
    return DetectorPreset(
        name=name,
        title=title,
        material="Si",
        mass=mass,
        threshold=threshold,
        threshold_of="keVee",
        quenching=(("Si", "si-measured"),),
        smearing=GaussianSmearing(FanoResolution(noise=noise, pair_energy=3.75 * EV, fano=0.12)),
        edges=_log(threshold, 1.0 * KEV, 24),
        further_efficiencies=((_above(3.75 * EV), "true_ee"),),
        **more,
    )


def _scintillator(
    name: str,
    title: str,
    material: str,
    mass: float,
    threshold: float,
    pe: float,
    quenching: Any,
    top: float,
    **more: Any,
) -> DetectorPreset:
    """Photoelectrons, Poisson around light yield times quenched energy; threshold on their number."""
    light = LightYield(pe)
    edges = np.unique(np.round(np.geomspace(threshold, top, 25)))
    return DetectorPreset(
        name=name,
        title=title,
        material=material,
        mass=mass,
        threshold=threshold,
        threshold_of="PE",
        quenching=quenching,
        light_yield=light,
        smearing=PoissonSmearing(light),
        edges=tuple(float(e) for e in edges),
        **more,
    )


_NAI = (("Na", "na-nai"), ("I", "i-nai"))
_CSI = GammaSmearing(0.0749, 9.56)

_LIST = (
    DetectorPreset(
        name="coherent-csi", title="COHERENT CsI[Na]", material="CsI", mass=14.6, threshold=8.0, threshold_of="PE",
        quenching=(("*", "csi-coherent"),), light_yield=_CSI.light_yield, smearing=_CSI,
        efficiency=LogisticEfficiency(1.32045, 0.285979, 10.8646, -0.333322), edges=_even(0.0, 60.0, 20),
        status=PUBLISHED, source="release of 2021; the threshold is where the efficiency leaves zero",
        cite=("COHERENT:2021xmm",),
    ),
    _germanium(
        "coherent-ge", "COHERENT Ge-Mini", 18.0, 1.5 * KEV, 20.0 * KEV, 60.0 * EV, "ge-lindhard",
        source="threshold published; 18 kg is the planned array, noise second hand", cite=("COHERENT:2024axu",),
    ),
    _germanium(
        "conus-plus", "CONUS+", 2.83, 160.0 * EV, 1.0 * KEV, 20.4 * EV, "ge-lindhard-conus", status=PUBLISHED,
        source="2.83(2) kg, threshold 160 to 180 eVee published; noise 48 eV FWHM second hand; trigger taken as full",
        cite=("Ackermann:2025obx",),
    ),
    _germanium(
        "dresden-ii", "Dresden-II NCC-1701", 2.924, 0.2 * KEV, 1.5 * KEV, 68.5 * EV, "ge-fef", bins=130,
        source="mass, noise (68.5 eV, reactor on), pair energy and Fano factor of the release",
        status=PUBLISHED, cite=("Colaresi:2022obx",),
    ),
    _germanium(
        "texono", "TEXONO", 1.43, 0.2 * KEV, 1.0 * KEV, 30.0 * EV, "ge-lindhard",
        source="threshold 200 eVee published; mass and noise second hand", cite=("TEXONO:2024vfk",),
    ),
    _germanium(
        "nugen", "nuGEN", 1.41, 0.29 * KEV, 1.5 * KEV, 43.0 * EV, "ge-scholz",
        source="mass, threshold 0.29 keVee and noise (102 eV FWHM) second hand", cite=("nuGeN:2022bmg",),
    ),
    _heat(
        "ricochet", "Ricochet CryoCube", "Ge", 0.76, 50.0 * EV, 3.0 * KEV, 10.0 * EV, status=CONFIRM,
        source="threshold 50 eV published (design); 18 crystals of 42 g and heat noise second hand",
        cite=("Ricochet:2023nvt",),
    ),
    _heat(
        "nucleus", "NUCLEUS-10g", "CaWO4", 0.006, 20.0 * EV, 2.0 * KEV, 4.0 * EV, status=CONFIRM,
        source="threshold 20 eV published (design); 6 g of CaWO4 (with 4 g of Al2O3) and noise second hand",
        cite=("NUCLEUS:2019igx",),
    ),
    _heat(
        "miner", "MINER sapphire", "Al2O3", 0.072, 0.25 * KEV, 3.0 * KEV, 40.0 * EV, status=PUBLISHED,
        source="72 g, 40 eV baseline resolution, analysis from 0.25 to 3 keV (arXiv:2510.15999)", cite=(),
    ),
    _silicon(
        "connie", "CONNIE Skipper CCD", 0.0005, 15.0 * EV, 0.6 * EV,
        source="threshold 15 eVee published; 0.5 g, read noise 0.16 electrons second hand", cite=("CONNIE:2024pwt",),
    ),
    _silicon(
        "damic-like", "silicon CCD of 1 kg", 1.0, 50.0 * EV, 6.0 * EV,
        source="not an experiment: 1 kg, 50 eVee, 1.6 electrons of noise, as CCDs of the DAMIC kind have",
        cite=("Chavarria:2016xsi",),
    ),
    _scintillator(
        "neon", "NEON", "NaI", 16.7, 5.0, 22.0, _NAI, 60.0,
        source="16.7 kg and 22 PE/keVee published; threshold of 5 PE (0.2 keVee) is the goal",
        cite=("NEON:2022hbk",),
    ),
    _scintillator(
        "coherent-nai", "COHERENT NaI, ton scale", "NaI", 2425.0, 20.0, 10.0, _NAI, 400.0,
        source="5 × 63 crystals of 7.7 kg published; light yield and threshold (2 keVee) are ours",
        cite=("COHERENT:2018gft",),
    ),
    _electrons(
        "relics", "RELICS", "Xe", 32.0, 4, 13, "xe-electrons", 13.7 * EV,
        source="32 kg and 120 to 300 PE (mean recoils of 0.63 to 1.36 keV) published; 4 to 12 electrons at 34 PE each",
        cite=("RELICS:2024opj", "Szydagis:2022ikv"),
    ),
    _recoil(
        "xenon-nt", "XENONnT, 8B search", "Xe", 3970.0, 2.5 * KEV, 10.0 * KEV, 0.5 * KEV,
        source="effective threshold, ours: gives the published 10.7 events at 4.7e6 cm^-2 s^-1 of 8B in 3.51 t yr "
        "within 5 %; the acceptance of 0.5 to 5 keV is small; mass second hand", cite=("XENON:2024ijk",),
    ),
    _recoil(
        "lz", "LZ", "Xe", 5500.0, 1.4 * KEV, 10.0 * KEV, 0.4 * KEV,
        source="mass and threshold second hand; acceptance above it taken as full: counts of 8B are upper bounds",
        cite=("LZ:2022lsv",),
    ),
    _recoil(
        "pandax", "PandaX-4T, paired signals", "Xe", 2380.0, 1.1 * KEV, 10.0 * KEV, 0.3 * KEV,
        source="threshold 1.1 keV published, acceptance above it taken as full: 8B counts are upper bounds; mass "
        "and width second hand", cite=("PandaX:2024muv",),
    ),
    _recoil(
        "pandax-s2", "PandaX-4T, ionisation only", "Xe", 2380.0, 0.33 * KEV, 10.0 * KEV, 0.1 * KEV,
        source="threshold 0.33 keV published, acceptance above it taken as full: 8B counts are upper bounds; mass "
        "and width second hand", cite=("PandaX:2024muv",),
    ),
    _electrons(
        "darkside", "DarkSide-50, ionisation only", "Ar", 46.0, 4, 51, "ar-darkside", 23.6 * EV,
        source="active mass 46 kg published; lowest number of electrons 4 second hand", cite=("DarkSide:2021bnz",),
    ),
    DetectorPreset(
        name="coherent-lar-750", title="COHERENT LAr, 750 kg", material="Ar", mass=610.0, threshold=5.0 * KEV,
        threshold_of="keVee", quenching=(("Ar", "ar-coherent"),), smearing=GaussianSmearing(0.58),
        edges=_even(5.0 * KEV, 65.0 * KEV, 24),
        further_efficiencies=((TriggerEfficiency(20.0 * KEV, 2.0 * KEV), "true_nr"),),
        source="610 kg fiducial published; threshold 20 keVnr second hand; resolution of the 24-kg detector",
        cite=("COHERENT:2020iec",),
    ),
    DetectorPreset(
        name="ccm", title="CCM200", material="Ar", mass=7000.0, threshold=5.0 * KEV, threshold_of="keVee",
        quenching=(("Ar", "ar-coherent"),), smearing=GaussianSmearing(0.58), edges=_even(5.0 * KEV, 45.0 * KEV, 20),
        source="7 t fiducial published; threshold (20 keVnr; 50 keV in 2019) and resolution second hand",
        cite=("CCM:2021leg",),
    ),
)  # fmt: skip
DETECTORS: dict[str, DetectorPreset] = {d.name: d for d in _LIST}
"""Detectors by name."""


def preset(name: str) -> DetectorPreset:
    """Detector by name.

    Parameters
    ----------
    name : str
        A key of :data:`DETECTORS`.

    Returns
    -------
    DetectorPreset
        Its `response` is the :class:`DetectorResponse`.

    Raises
    ------
    UnknownNameError
        With the closest names.

    Sources
    -------
    See `source`, `status` and `cite` of each. Checked: every response is a probability and rises through its threshold.

    Examples
    --------
    >>> ge = preset("conus-plus")
    >>> bool(ge.response.efficiency_curve(0.2e-3) < ge.response.efficiency_curve(2e-3))
    True
    """
    if name not in DETECTORS:
        raise UnknownNameError.of("detector", name, DETECTORS)
    return DETECTORS[name]
