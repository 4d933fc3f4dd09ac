"""The detector of a configuration: a preset with changes, or all parts given."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import ValidityError
from nuscat.detectors import (
    DETECTORS,
    ConstantEfficiency,
    DetectorPreset,
    DetectorResponse,
    FanoResolution,
    GammaSmearing,
    GaussianSmearing,
    LightYield,
    LogisticEfficiency,
    NoLightYield,
    NoSmearing,
    PoissonSmearing,
    StepEfficiency,
    TabulatedEfficiency,
    TriggerEfficiency,
)
from nuscat.nuclei import Material

from ._custom_quenching import QuenchingChoice, read_quenching, two_columns, unsuited
from ._custom_reader import Section
from ._custom_signal import ElementResponse
from .parameters import shape_nuisance

__all__ = ["read_detector", "read_preset"]

Floats = NDArray[np.float64]
_AXES = {"reconstructed": "reco", "recoil": "true_nr", "ionisation": "true_ee"}
_PARTS = ("light_yield", "smearing", "efficiency", "efficiency_axis", "edges", "further_efficiencies")


def read_preset(detector: Section) -> DetectorPreset | None:
    """Preset named in the table [detector], None without or with a wrong one."""
    name = detector.choice("preset", DETECTORS, None)
    return None if name is None else DETECTORS[name]


def read_detector(
    s: Section, preset: DetectorPreset | None, material: Material | None, name: str, folder: Path
) -> tuple[ElementResponse, ...] | None:
    """Responses of the elements from the table [detector]; None if something is wrong."""
    before = len(s.problems)
    parts = _preset_parts(preset)
    given = s.has("quenching")
    choices = read_quenching(s, material, folder) if given else _preset_quenching(s, preset, material)
    if not s.has("quenching") and preset is None:
        s.raw("quenching", what="a name of 'nuscat models quenching', or a table with a type")
    light = s.number("light_yield", None, lower=1e-9, unit="PE/keVee")
    if light is not None:
        parts["light_yield"] = LightYield(light)
    if s.has("resolution") or preset is None:
        _resolution(s.section("resolution", required=True), parts)
    unit = "PE" if isinstance(parts["light_yield"], LightYield) else "MeV"
    if s.has("bins") or preset is None:
        edges = _edges(s.section("bins", required=True), unit)
        parts["edges"] = parts["edges"] if edges is None else edges
    if s.has("efficiency"):
        _efficiency(s.section("efficiency"), parts, folder, unit)
    threshold = s.quantity("threshold", "MeV", None) if unit == "MeV" else s.number("threshold", None, lower=0.0)
    if threshold is not None:
        step = StepEfficiency(np.array([threshold]), np.array([0.0, 1.0]))
        parts["further_efficiencies"] = (*parts["further_efficiencies"], (step, "reco"))
    s.finish()
    if len(s.problems) > before or not choices:
        return None
    return s.attempt("", lambda: _responses(choices, parts, name))


def _preset_parts(preset: DetectorPreset | None) -> dict[str, Any]:
    if preset is not None:
        return {k: getattr(preset, k) for k in _PARTS}
    return {
        "light_yield": NoLightYield(),
        "smearing": None,
        "efficiency": ConstantEfficiency(1.0),
        "efficiency_axis": "reco",
        "edges": None,
        "further_efficiencies": (),
    }


def _preset_quenching(s: Section, preset: DetectorPreset | None, material: Material | None) -> list[QuenchingChoice]:
    if preset is None or material is None:
        return []
    if len(preset.quenching) == 1:
        m = preset.quenching_of()
        wrong = unsuited(m, [n.symbol for n, _ in material.components])
        if wrong is not None:
            s.problem("preset", f"{wrong} Give detector.quenching.")
            return []
        return [QuenchingChoice((), m.nominal, m.variations, m.cite)]
    found = []
    for symbol in dict.fromkeys(n.symbol for n, _ in material.components):
        one = s.attempt("preset", lambda e=symbol: preset.quenching_of(e))  # type: ignore[misc]
        if one is None:
            return []
        found.append(QuenchingChoice((symbol,), one.nominal, one.variations, one.cite))
    return found


def _responses(choices: list[QuenchingChoice], parts: dict[str, Any], name: str) -> tuple[ElementResponse, ...]:
    out = []
    for choice in choices:
        label = f"{name}_quenching".replace("-", "_") + "".join(f"_{e}" for e in choice.elements)
        many = len(choice.variations) > 1
        nuisances = tuple(
            shape_nuisance(f"{label}_{i}" if many else label, "quenching, ±1σ of its model")
            for i in range(len(choice.variations))
        )
        models = [choice.nominal, *(q for pair in choice.variations for q in pair)]
        responses = tuple(DetectorResponse(quenching=q, **parts) for q in models)
        out.append(ElementResponse(choice.elements, responses, nuisances, choice.cite))
    return tuple(out)


def _resolution(s: Section, parts: dict[str, Any]) -> None:
    light = parts["light_yield"]
    kind = s.choice("type", ("none", "constant", "root", "fano", "poisson", "gamma"))
    if kind == "none":
        parts["smearing"] = NoSmearing()
    elif kind == "constant":
        sigma = s.quantity("sigma", "MeV")
        parts["smearing"] = None if sigma is None else GaussianSmearing(FanoResolution(sigma, 1e-6, 0.0))
    elif kind == "root":
        a = s.fraction("at_1_keV")
        parts["smearing"] = None if a is None else s.attempt("at_1_keV", lambda: GaussianSmearing(a))
    elif kind == "fano":
        noise, pair = s.quantity("noise", "MeV", zero=True), s.quantity("pair_energy", "MeV")
        fano = s.number("fano", lower=0.0, upper=10.0)
        if None not in (noise, pair, fano):
            parts["smearing"] = GaussianSmearing(FanoResolution(noise, pair, fano))
    elif kind in ("poisson", "gamma"):
        b = s.number("b", lower=0.0, unit="1/keVee") if kind == "gamma" else None
        if not isinstance(light, LightYield):
            s.problem("type", f"{kind!r} counts photoelectrons: give detector.light_yield.")
        elif kind == "poisson":
            parts["smearing"] = PoissonSmearing(light)
        elif b is not None:
            parts["smearing"] = GammaSmearing(1.0 / light.pe_per_keVee, b)
    if kind is not None:
        s.finish()


def _energy(s: Section, key: str, unit: str) -> Any:
    """Number in the unit of an axis: text with a unit for energies, a plain number for photoelectrons."""
    return s.quantity(key, "MeV", zero=True) if unit == "MeV" else s.number(key)


def _efficiency(s: Section, parts: dict[str, Any], folder: Path, unit: str) -> None:
    kind = s.choice("type", ("constant", "trigger", "logistic", "table"))
    axis = s.choice("axis", _AXES, "reconstructed")
    on = unit if axis == "reconstructed" else "MeV"
    made: Any = None
    if kind == "constant":
        value = s.fraction("value", upper=1.0)
        made = None if value is None else ConstantEfficiency(value)
    elif kind == "trigger":
        middle, width = _energy(s, "threshold", on), _energy(s, "width", on)
        plateau = s.fraction("plateau", 1.0, upper=1.0)
        if None not in (middle, width, plateau):
            made = s.attempt("width", lambda: TriggerEfficiency(middle, width, plateau))
    elif kind == "logistic":
        numbers = [s.number(k) for k in "abc"] + [s.number("d", 0.0)]
        if on == "MeV":
            s.problem("type", "'logistic' is for an axis in photoelectrons; use 'trigger'.")
        elif None not in numbers:
            made = LogisticEfficiency(*numbers)
    elif kind == "table":
        file = s.text("file", what="a file of two columns (energy in keV or photoelectrons, efficiency)")
        if file is not None:
            made = s.attempt("file", lambda: _efficiency_table(folder / file, on, parts["edges"], axis))
    if kind is not None:
        s.finish()
    if made is not None and axis is not None:
        parts["efficiency"], parts["efficiency_axis"] = made, _AXES[axis]


def _efficiency_table(path: Path, unit: str, edges: Any, axis: str | None) -> TabulatedEfficiency:
    """Table of a file: 0 below it if it begins with 0, its last value above it."""
    x, y = two_columns(path)
    name = "keV" if unit == "MeV" else "photoelectrons"
    scaled = x * (1e-3 if unit == "MeV" else 1.0)
    bins = [] if edges is None or axis != "reconstructed" else [float(e) for e in edges]
    if y[0] > 0.0 and scaled[0] > (bins[0] if bins else 0.0) * (1.0 + 1e-9):
        raise ValidityError(
            f"{path.name} begins at {x[0]:g} {name} with {y[0]:g}; below it no efficiency is known.",
            hint="Add the rows below, with 0 where nothing is seen.",
        )
    return TabulatedEfficiency(scaled, y, below=float(y[0]), above=float(y[-1]))


def _edges(s: Section, unit: str) -> tuple[float, ...] | None:
    if s.has("edges"):
        edges = s.numbers("edges", unit="MeV" if unit == "MeV" else "")
        others = [k for k in ("from", "to", "number", "spacing") if s.has(k)]
        if others:
            s.problem("edges", "stands in place of from, to, number and spacing; give one of the two.")
        s.finish()
        return None if edges is None else _rising(s, "edges", edges)
    low, high = _energy(s, "from", unit), _energy(s, "to", unit)
    number, spacing = s.whole("number"), s.choice("spacing", ("linear", "log"), "linear")
    s.finish()
    if None in (low, high, number, spacing):
        return None
    if not low < high:
        s.problem("to", "must be larger than from.")
        return None
    if spacing == "log" and low <= 0.0:
        s.problem("from", "must be positive for logarithmic bins.")
        return None
    made = np.geomspace(low, high, number + 1) if spacing == "log" else np.linspace(low, high, number + 1)
    return tuple(float(e) for e in made)


def _rising(s: Section, key: str, edges: list[float]) -> tuple[float, ...] | None:
    if len(edges) < 2 or any(b <= a for a, b in pairwise(edges)):
        s.problem(key, "must be at least two rising numbers.")
        return None
    return tuple(edges)
