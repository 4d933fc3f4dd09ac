"""Standard solar models: total fluxes, their errors and what the errors come from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat._core.frozen import FrozenMapping

__all__ = ["B8_FLUXES", "SOLAR_MODELS", "SOURCES", "SolarModel", "canonical_source", "solar_model"]

SOURCES = ("pp", "pep", "hep", "7Be", "8B", "13N", "15O", "17F")

_ALIASES = {"be7": "7Be", "b8": "8B", "n13": "13N", "o15": "15O", "f17": "17F"}

INPUTS: dict[str, dict[str, float]] = {
    "luminosity": {"pp": 0.003, "pep": 0.004},
    "opacity": {
        "pp": -0.002,
        "pep": -0.005,
        "hep": -0.011,
        "7Be": 0.038,
        "8B": 0.073,
        "13N": 0.039,
        "15O": 0.055,
        "17F": 0.060,
    },
    "diffusion": {"pp": -0.002, "hep": -0.005, "7Be": 0.019, "8B": 0.040, "13N": 0.048, "15O": 0.056, "17F": 0.060},
    "S11": {"pep": -0.002},
    "S33": {"hep": -0.024, "7Be": -0.023},
    "S34": {"pp": -0.003, "pep": -0.004, "7Be": 0.041, "8B": 0.039},
    "Shep": {"hep": 0.302},
    "S17": {"8B": 0.048},
    "S114": {"13N": 0.054, "15O": 0.079},
    "S116": {"17F": 0.088},
    "carbon": {"13N": 0.100, "15O": 0.094},
    "oxygen": {"17F": 0.126},
}
"""Leading contributions of the inputs of the B16 models to the error of each flux, +1σ of the input [1].

The four largest of each flux (table "dominant theoretical error sources" of Vinyoles:2016djt, GS98), with the signs of
the partial derivatives: more opacity or diffusion makes a hotter centre. To confirm against the paper; their squares
add up to the published errors but for the smaller contributions.
"""


@dataclass(frozen=True, kw_only=True)
class SolarModel:
    """Total neutrino fluxes of a standard solar model at the Earth.

    Parameters
    ----------
    name : str
    totals : mapping of source to float [cm⁻² s⁻¹]
        Electron neutrinos before oscillation.
    errors : mapping of source to float [1]
        Relative standard errors; empty if not packaged.
    inputs : mapping of input to mapping of source to float [1]
        Signed leading contributions of inputs that several fluxes have in common; empty: errors without correlation.
    cite : tuple of str
        INSPIRE keys.
    note : str

    Examples
    --------
    >>> solar_model("B16-GS98").totals["8B"], solar_model("B16-GS98").errors["8B"]
    (5460000.0, 0.12)
    """

    name: str
    totals: Mapping[str, float]
    errors: Mapping[str, float] = field(default_factory=dict)
    inputs: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    cite: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        for label in ("totals", "errors"):
            values = getattr(self, label)
            for source, value in values.items():
                if source not in SOURCES:
                    raise UnknownNameError.of("solar source", source, SOURCES)
                if not (math.isfinite(value) and value >= 0.0):
                    raise ValidityError(f"{label} of {source} in the solar model {self.name!r} is {value!r}.")
            object.__setattr__(self, label, FrozenMapping(values))
        inputs = FrozenMapping({k: FrozenMapping(v) for k, v in self.inputs.items()})
        object.__setattr__(self, "inputs", inputs)

    def remainder(self, source: str) -> float:
        """Part of the published relative error [1] that the inputs held here do not explain (0 if they exceed it)."""
        known = sum(by_source.get(source, 0.0) ** 2 for by_source in self.inputs.values())
        return math.sqrt(max(self.errors.get(source, 0.0) ** 2 - known, 0.0))


def _fluxes(*values: float) -> dict[str, float]:
    return dict(zip(SOURCES, values, strict=True))


SOLAR_MODELS: dict[str, SolarModel] = {
    "B16-GS98": SolarModel(
        name="B16-GS98",
        totals=_fluxes(5.98e10, 1.44e8, 7.98e3, 4.93e9, 5.46e6, 2.78e8, 2.05e8, 5.29e6),
        errors=_fluxes(0.006, 0.01, 0.30, 0.06, 0.12, 0.15, 0.17, 0.20),
        inputs=INPUTS,
        cite=("Vinyoles:2016djt",),
        note="High metallicity. 17F: 5.29e6 as in the paper; one collection has 5.28e6.",
    ),
    "B16-AGSS09": SolarModel(
        name="B16-AGSS09",
        totals=_fluxes(6.03e10, 1.46e8, 8.25e3, 4.50e9, 4.50e6, 2.04e8, 1.44e8, 3.26e6),
        errors=_fluxes(0.005, 0.009, 0.30, 0.06, 0.12, 0.14, 0.16, 0.18),
        inputs=INPUTS,
        cite=("Vinyoles:2016djt",),
        note="Low metallicity (AGSS09met).",
    ),
    "BP00": SolarModel(
        name="BP00",
        totals=_fluxes(5.95e10, 1.40e8, 9.3e3, 4.77e9, 5.05e6, 5.48e8, 4.80e8, 5.63e6),
        errors={"pp": 0.01, "pep": 0.015, "7Be": 0.10, "8B": 0.18, "13N": 0.19, "15O": 0.22, "17F": 0.25},
        cite=("Bahcall:2000nu",),
        note="Asymmetric errors averaged, no correlations; hep has no published error.",
    ),
    "BS05-OP": SolarModel(
        name="BS05-OP",
        totals=_fluxes(5.991e10, 1.421e8, 7.930e3, 4.844e9, 5.691e6, 3.066e8, 2.331e8, 5.836e6),
        cite=("Bahcall:2004pz",),
        note="Errors are not packaged.",
    ),
    "BS05-AGS-OP": SolarModel(
        name="BS05-AGS-OP",
        totals=_fluxes(6.058e10, 1.453e8, 8.254e3, 4.338e9, 4.508e6, 2.007e8, 1.445e8, 3.254e6),
        cite=("Bahcall:2004pz",),
        note="Errors are not packaged.",
    ),
}
"""Solar models by name."""

B8_FLUXES: dict[str, tuple[float, float, str]] = {
    "sno-2013": (5.25e6, math.hypot(0.16, 0.12) / 5.25, "SNO:2011hxd"),
    "global-2016": (5.16e6, 0.021, "Bergstrom:2016cbh"),
}
"""Measured total flux of 8B neutrinos: value [cm⁻² s⁻¹], relative error [1] (asymmetric ones averaged), paper."""


def canonical_source(name: str) -> str:
    """Name of a solar source as in `SOURCES`, also from "b8", "be7", …; raises :class:`UnknownNameError`.

    Examples
    --------
    >>> canonical_source("b8")
    '8B'
    """
    key = str(name).strip().lower()
    for source in SOURCES:
        if key == source.lower():
            return source
    if key in _ALIASES:
        return _ALIASES[key]
    raise UnknownNameError.of("solar source", name, SOURCES)


def solar_model(name: str | SolarModel) -> SolarModel:
    """Solar model by name, a key of :data:`SOLAR_MODELS`; a SolarModel is returned as it is.

    Raises
    ------
    UnknownNameError
        With the closest names.

    Examples
    --------
    >>> solar_model("b16-agss09").totals["7Be"]
    4500000000.0
    """
    if isinstance(name, SolarModel):
        return name
    for key, model in SOLAR_MODELS.items():
        if str(name).strip().lower() == key.lower():
            return model
    raise UnknownNameError.of("solar model", name, SOLAR_MODELS)
