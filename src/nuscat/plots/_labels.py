"""Names and numbers as they stand in figures."""

from __future__ import annotations

import math
import re

from nuscat._core.errors import ValidityError

__all__ = [
    "COMPONENTS",
    "FLAVOUR_LABELS",
    "axis_label",
    "component_label",
    "interval_text",
    "parameter_label",
    "rounded",
    "unit_label",
]

COMPONENTS: dict[str, tuple[str, str]] = {
    "cevns": ("CEvNS", "#D55E00"),
    "brn": ("beam-related neutrons", "#0072B2"),
    "delayed_brn": ("delayed beam-related neutrons", "#56B4E9"),
    "nin": ("neutrino-induced neutrons", "#009E73"),
    "steady_state": ("steady-state background", "#BFBFBF"),
}
"""Label and colour of the components of predictions."""

FLAVOUR_LABELS = {
    12: r"$\nu_e$",
    -12: r"$\bar{\nu}_e$",
    14: r"$\nu_\mu$",
    -14: r"$\bar{\nu}_\mu$",
    16: r"$\nu_\tau$",
    -16: r"$\bar{\nu}_\tau$",
}

_PARAMETERS = {
    "sin2w": r"$\sin^2\theta_W$",
    "normalisation": "CEvNS signal / prediction",
    "R_n": r"neutron rms radius $R_n$",
    "L_sym": "slope of the symmetry energy $L$",
    "J_sym": "symmetry energy $J$",
}
_GREEK = {"e": "e", "mu": r"\mu", "tau": r"\tau"}
_MEDIATORS = {
    "universal": "universal",
    "b_minus_l": r"$B-L$",
    "l_mu_minus_l_tau": r"$L_\mu-L_\tau$",
    "scalar": "scalar",
}
_UNITS = {
    "1e-10 mu_B": r"$10^{-10}\,\mu_B$",
    "1e-32 cm²": r"$10^{-32}\,$cm²",
    "1e-7 e": r"$10^{-7}\,e$",
}
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_NSI = re.compile(r"eps_(ee|mumu|tautau|emu|etau|mutau)_([ud])")
_ELECTROMAGNETIC = re.compile(r"(mu|r2|q)_nu_(e|mu|tau)")


def component_label(name: str) -> str:
    """Label of a component of a prediction; an unknown name keeps its letters, underscores become spaces."""
    return COMPONENTS[name][0] if name in COMPONENTS else name.replace("_", " ")


def parameter_label(name: str) -> str:
    """A parameter as it is written in papers; an unknown name keeps its letters, underscores become spaces."""
    if name in _PARAMETERS:
        return _PARAMETERS[name]
    if name.startswith("R_n_"):
        return rf"neutron rms radius $R_n$ ({name.removeprefix('R_n_')})"
    if match := _NSI.fullmatch(name):
        flavours = match[1].replace("tau", r"\tau").replace("mu", r"\mu")
        return rf"$\varepsilon_{{{flavours}}}^{{{match[2]}}}$"
    if match := _ELECTROMAGNETIC.fullmatch(name):
        flavour = rf"\nu_{{{_GREEK[match[2]]}}}"
        return {
            "mu": rf"magnetic moment $\mu_{{{flavour}}}$",
            "r2": rf"charge radius $\langle r^2_{{{flavour}}}\rangle$",
            "q": rf"electric charge $q_{{{flavour}}}$",
        }[match[1]]
    for prefix, text in (("m_", "mass"), ("g_", "coupling")):
        if name.removeprefix(prefix) in _MEDIATORS and name.startswith(prefix):
            return f"{text} of the {_MEDIATORS[name.removeprefix(prefix)]} mediator"
    return name.replace("_", " ")


def unit_label(unit: str) -> str:
    """A unit as it is written in figures [text]."""
    return _UNITS.get(unit, unit)


def axis_label(name: str, unit: str) -> str:
    """Axis label, "name [unit]"; a dimensionless quantity (unit "1" or "") has no bracket."""
    return name if unit in ("1", "") else f"{name} [{unit_label(unit)}]"


def rounded(value: float, scale: float) -> str:
    """`value` with two significant digits of `scale` [text], e.g. 0.2196 at scale 0.031 is 0.220."""
    if not math.isfinite(value):
        raise ValidityError(f"A number in a figure must be finite, got {value!r}.")
    if not math.isfinite(scale) or scale <= 0.0:
        text = f"{value:.4g}"
    else:
        digits = 1 - math.floor(math.log10(scale))
        if -4 <= digits <= 6:
            text = f"{round(value, digits):.{max(digits, 0)}f}"
        else:
            power = math.floor(math.log10(max(abs(value), scale)))
            text = f"{value / 10.0**power:.{max(digits + power, 0)}f}e{power}"
    mantissa, _, exponent = text.partition("e")
    if exponent:
        mantissa += f"×10{str(int(exponent)).translate(_SUPERSCRIPT)}"
    return mantissa.replace("-", "−")


def interval_text(low: float, high: float, *, open_low: bool, open_high: bool) -> str:
    """An interval [text]; an end that lies outside the scan is not written."""
    scale = 0.5 * (high - low)
    a, b = rounded(low, scale), rounded(high, scale)
    if open_low and open_high:
        return f"all of {a} … {b} (whole scan)"
    if open_low:
        return f"… {b} (end of scan)"
    if open_high:
        return f"{a} … (end of scan)"
    return f"{a} … {b}"
