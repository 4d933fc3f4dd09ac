"""Quenching models of liquid xenon and argon and of the alkali halide crystals."""

from __future__ import annotations

import numpy as np

from ._quenching_model import CONFIRM, OURS, PUBLISHED, QuenchingModel, factors, lindhard_model
from .argon_ionisation import ArgonIonisation
from .quenching import LinearQuenching, PolynomialQuenching, TabulatedQuenching
from .xenon_yields import XenonYields, YieldQuenching

__all__ = ["LIQUIDS_CRYSTALS"]


def _xe_nest() -> QuenchingModel:
    def total(alpha: float) -> YieldQuenching:
        return YieldQuenching(
            yields=XenonYields(field=180.0, alpha=alpha), channel="quanta", energy_per_quantum=13.7e-6
        )

    return QuenchingModel(
        name="xe-nest",
        target="Xe",
        nominal=total(11.0),
        variations=((total(13.0), total(10.5)),),
        T_range=(0.3e-3, 0.3),
        status=CONFIRM,
        source="photons and electrons of NEST 2.3 at 180 V/cm times 13.7 eV; α = 11 +2.0 −0.5 quanta (β held)",
        cite=("Szydagis:2022ikv",),
    )


def _xe_electrons() -> QuenchingModel:
    def charge(epsilon: float) -> YieldQuenching:
        yields = XenonYields(field=180.0, epsilon=epsilon)
        return YieldQuenching(yields=yields, channel="electrons", energy_per_quantum=13.7e-6)

    return QuenchingModel(
        name="xe-electrons",
        target="Xe",
        nominal=charge(12.6),
        variations=((charge(9.7), charge(16.0)),),
        T_range=(0.3e-3, 0.3),
        status=CONFIRM,
        source="electrons of NEST 2.3 at 180 V/cm times 13.7 eV (E_ee/13.7 eV is their number); ε = 12.6 +3.4 −2.9 keV",
        cite=("Szydagis:2022ikv",),
    )


def _xe_lux() -> QuenchingModel:
    source = "neutron scattering in LUX, k = 0.1735 ± 0.0060, from 0.7 keV; second hand"
    return lindhard_model(
        "xe-lux", "Xe", 54, 131, 0.1735, 0.0060, 0.7, 74.0, status=CONFIRM, source=source, cite=("LUX:2016ezw",)
    )


def _ar_coherent() -> QuenchingModel:
    per_keV = LinearQuenching.per_keV
    return QuenchingModel(
        name="ar-coherent",
        target="Ar",
        nominal=per_keV(0.246, 0.00078),
        variations=(
            (per_keV(0.252, 0.00078), per_keV(0.240, 0.00078)),
            (per_keV(0.246, 0.00087), per_keV(0.246, 0.00069)),
        ),
        T_range=(5e-3, 125e-3),
        status=PUBLISHED,
        source="scintillation, 0.246(6) + 0.00078(9) T/keV, taken as independent (the correlation is not given)",
        cite=("COHERENT:2020iec",),
    )


def _ar_darkside() -> QuenchingModel:
    def charge(box: float, beta: float) -> YieldQuenching:
        yields = ArgonIonisation(field=200.0, box=box, beta=beta)
        return YieldQuenching(yields=yields, channel="electrons", energy_per_quantum=23.6e-6)

    return QuenchingModel(
        name="ar-darkside",
        target="Ar",
        nominal=charge(8.1, 6800.0),
        variations=((charge(7.9, 6800.0), charge(8.2, 6800.0)), (charge(8.1, 6900.0), charge(8.1, 6500.0))),
        T_range=(0.5e-3, 0.2),
        status=CONFIRM,
        source="electrons at 200 V/cm times 23.6 eV (so E_ee/23.6 eV is their number); constants second hand",
        cite=("DarkSide:2021bnz",),
    )


def _na() -> QuenchingModel:
    T = np.array([0.0, 3.8, 9.0, 152.0, 400.0]) * 1e-3
    Q = np.array([0.10, 0.112, 0.13, 0.23, 0.23])

    def table(alpha: float) -> TabulatedQuenching:
        return TabulatedQuenching(T, Q + alpha * np.array([0.03, 0.017, 0.02, 0.02, 0.02]), kind="factor")

    return QuenchingModel(
        name="na-nai",
        target="Na",
        nominal=table(0.0),
        variations=((table(1.0), table(-1.0)),),
        T_range=(3.8e-3, 152e-3),
        status=OURS,
        source="11.2 ± 1.7 % at 3.8 keV, 10 to 23 % from 9 to 152 keV; the lines between "
        "and the value at 9 keV are ours",
        cite=("Joo:2018hom", "Lee:2024unz"),
    )


def _iodine() -> QuenchingModel:
    return QuenchingModel(
        name="i-nai",
        target="I",
        nominal=LinearQuenching(0.05, 0.0),
        variations=factors(LinearQuenching(0.05, 0.0), 0.2),
        T_range=(19e-3, 75e-3),
        status=PUBLISHED,
        source="4 to 6 % from 19 to 75 keV; 5 ± 1 % at all energies",
        cite=("Joo:2018hom",),
    )


_CSI = (
    (0.0554628, 4.30681, -111.707, 840.384),
    (0.0613632, 3.51547, -85.5548, 595.562),
    (0.0495624, 5.09815, -137.858, 1085.2),
    (0.055413, 3.93597, -93.1045, 630.092),
    (0.0555126, 4.67765, -130.309, 1050.68),
)
"""Coefficients [MeV^(1−i)] of the release of COHERENT:2021xmm: nominal, 0 up, 0 down, 1 up, 1 down."""


def _csi() -> QuenchingModel:
    nominal, *rest = (PolynomialQuenching(c) for c in _CSI)
    return QuenchingModel(
        name="csi-coherent",
        target="CsI",
        nominal=nominal,
        variations=((rest[0], rest[1]), (rest[2], rest[3])),
        T_range=(3e-3, 65e-3),
        status=PUBLISHED,
        source="global fit released with COHERENT CsI 2021, two independent variations",
        cite=("COHERENT:2021xmm", "COHERENT:2021pcd"),
    )


def _csi_2017() -> QuenchingModel:
    flat = LinearQuenching(0.0878, 0.0)
    return QuenchingModel(
        name="csi-flat-2017",
        target="CsI",
        nominal=flat,
        variations=factors(flat, 0.0166 / 0.0878),
        T_range=(5e-3, 30e-3),
        status=PUBLISHED,
        source="8.78 ± 1.66 % at all energies, first result of COHERENT",
        cite=("COHERENT:2017ipa",),
    )


LIQUIDS_CRYSTALS = {
    "xe-nest": _xe_nest,
    "xe-electrons": _xe_electrons,
    "xe-lux": _xe_lux,
    "ar-coherent": _ar_coherent,
    "ar-darkside": _ar_darkside,
    "na-nai": _na,
    "i-nai": _iodine,
    "csi-coherent": _csi,
    "csi-flat-2017": _csi_2017,
}
"""Factories by name."""
