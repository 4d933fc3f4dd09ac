"""Quenching models of germanium and silicon."""

from __future__ import annotations

import numpy as np

from ._quenching_model import CONFIRM, OURS, PUBLISHED, QuenchingModel, factors, lindhard_model
from .lindhard_adiabatic import AdiabaticLindhard
from .lindhard_binding import BindingLindhard
from .power_law import PowerLawQuenching
from .quenching import Lindhard, TabulatedQuenching
from .quenching_tables import dresden2_curve, quenching_data

__all__ = ["GERMANIUM_SILICON"]


def _ge_theory() -> QuenchingModel:
    source = "Lindhard theory, k = 0.133 Z^(2/3) A^(−1/2) = 0.157; ±0.02 is our spread of fitted k (0.14 to 0.18)"
    cite = ("Lewin:1995rx",)
    return lindhard_model("ge-lindhard", "Ge", 32, 73, 0.157, 0.02, 0.25, 100.0, status=OURS, source=source, cite=cite)


def _ge_conus() -> QuenchingModel:
    source = "direct measurement from 0.4 to 6.3 keV, Lindhard k = 0.162 ± 0.004; used by CONUS+"
    cite = ("Bonhomme:2022lcz", "Ackermann:2025obx")
    return lindhard_model(
        "ge-lindhard-conus", "Ge", 32, 73, 0.162, 0.004, 0.4, 6.3, status=PUBLISHED, source=source, cite=cite
    )


def _ge_scholz() -> QuenchingModel:
    k, xi = 0.179, 0.16e-3
    return QuenchingModel(
        name="ge-scholz",
        target="Ge",
        nominal=AdiabaticLindhard(32, k, xi),
        variations=((AdiabaticLindhard(32, k + 0.001, xi), AdiabaticLindhard(32, k - 0.001, xi)),),
        T_range=(0.3e-3, 8.5e-3),
        status=PUBLISHED,
        source="88Y/Be photo-neutrons, Lindhard k = 0.179 ± 0.001 with adiabatic correction; ξ = 0.16 keV second hand",
        cite=("Scholz:2016qos",),
    )


def _ge_dresden(kind: str, text: str) -> QuenchingModel:
    return QuenchingModel(
        name=f"ge-{kind}",
        target="Ge",
        nominal=dresden2_curve(kind),
        T_range=(0.0, 4.5e-3),
        status=PUBLISHED,
        source=f"{text}, as released with the data of Dresden-II; no uncertainty in the release",
        cite=("Colaresi:2022obx", "Collar:2021fcl"),
    )


def _ge_fef() -> QuenchingModel:
    return _ge_dresden("fef", "iron-filtered neutrons")


def _ge_ybe() -> QuenchingModel:
    return _ge_dresden("ybe", "photo-neutrons")


def _ge_dresden_mean() -> QuenchingModel:
    fef, ybe = dresden2_curve("fef"), dresden2_curve("ybe")
    mean = TabulatedQuenching(fef.T_nr, 0.5 * (fef.values + ybe.values), kind="factor")
    return QuenchingModel(
        name="ge-dresden-mean",
        target="Ge",
        nominal=mean,
        variations=((fef, ybe),),
        T_range=(0.0, 4.5e-3),
        status=OURS,
        source="mean of the two curves of Dresden-II; they are ±1σ (our construction)",
        cite=("Colaresi:2022obx", "Collar:2021fcl"),
    )


def _ge_edelweiss() -> QuenchingModel:
    return QuenchingModel(
        name="ge-edelweiss",
        target="Ge",
        nominal=PowerLawQuenching(0.16, 0.18),
        variations=factors(PowerLawQuenching(0.16, 0.18), 0.125),
        T_range=(20e-3, 200e-3),
        status=CONFIRM,
        source="0.16 E^0.18, second hand; ±12.5 % is ours, the mean distance of the formula above the six points",
        cite=("EDELWEISS:2007zz",),
    )


def _ge_binding() -> QuenchingModel:
    return QuenchingModel(
        name="ge-lindhard-binding",
        target="Ge",
        nominal=BindingLindhard(32, 0.157, 0.0),
        variations=((BindingLindhard(32, 0.157, -4e-5), BindingLindhard(32, 0.157, 4e-5)),),
        T_range=(0.05e-3, 10e-3),
        status=OURS,
        source="Lindhard with a constant loss, q = 0 ± 4·10⁻⁵ (11 eV): our range for the low-energy end",
        cite=("Sorensen:2014sla", "Liao:2021yog"),
    )


def _si_lindhard() -> QuenchingModel:
    source = "Lindhard theory, k = 0.146; ±0.01 is ours. Too large below 3 keV (si-measured)"
    return lindhard_model(
        "si-lindhard", "Si", 14, 28, 0.146, 0.01, 4.0, 200.0, status=OURS, source=source, cite=("Lewin:1995rx",)
    )


def _si_measured() -> QuenchingModel:
    """Factor through the photo-neutron points, then straight to Lindhard at 4 keV, which higher points follow."""
    data = quenching_data("si-damic")
    lindhard = Lindhard(14, 28, 0.146)
    top = np.geomspace(4e-3, 0.3, 60)
    slope = (data.factor[2] * data.T_nr[2] - data.factor[0] * data.T_nr[0]) / (data.T_nr[2] - data.T_nr[0])
    end = data.T_nr[0] * (1.0 - data.factor[0] / slope)  # where the straight line of E_ee meets zero
    below = np.linspace(end, data.T_nr[0], 12)[:-1]
    factor = np.concatenate([[0.0], slope * (1.0 - end / below), data.factor, np.asarray(lindhard(top)) / top])
    T = np.concatenate([[0.0], below, data.T_nr, top])
    relative = np.concatenate([[0.3], 0.3 + 0.0 * below, np.clip(data.factor_error / data.factor, 0.02, 0.3)])
    relative = np.concatenate([relative, 0.05 + 0.0 * top])

    def table(alpha: float) -> TabulatedQuenching:
        return TabulatedQuenching(T, factor * (1.0 + alpha * relative), kind="factor")

    return QuenchingModel(
        name="si-measured",
        target="Si",
        nominal=table(0.0),
        variations=((table(1.0), table(-1.0)),),
        T_range=(float(data.T_nr[0]), 0.3),
        status=OURS,
        source="photo-neutron points 0.6 to 2.3 keV, Lindhard k = 0.146 from 4 keV (joined straight); below the first "
        "point E_ee falls straight to zero. ±1σ: point errors moved together, 5 % above, 30 % below",
        cite=("Chavarria:2016xsi", "Lewin:1995rx"),
    )


GERMANIUM_SILICON = {
    "ge-lindhard": _ge_theory,
    "ge-lindhard-conus": _ge_conus,
    "ge-lindhard-binding": _ge_binding,
    "ge-scholz": _ge_scholz,
    "ge-fef": _ge_fef,
    "ge-ybe": _ge_ybe,
    "ge-dresden-mean": _ge_dresden_mean,
    "ge-edelweiss": _ge_edelweiss,
    "si-lindhard": _si_lindhard,
    "si-measured": _si_measured,
}
"""Factories by name."""
