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
    "power_of_ten",
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
    "xi_S": r"$\xi_S$",
    "xi_V": r"$\xi_V$",
    "xi_T": r"$\xi_T$",
    "m_N": "mass $m_4$ of the heavy neutrino",
    "dm2_41": r"$\Delta m^2_{41}$",
    "U2_e4": r"$|U_{e4}|^2$",
    "U2_mu4": r"$|U_{\mu4}|^2$",
    "U2_tau4": r"$|U_{\tau4}|^2$",
}
_GREEK = {"e": "e", "mu": r"\mu", "tau": r"\tau"}
_PAIRS = {"emu": r"e\mu", "etau": r"e\tau", "mutau": r"\mu\tau"}
_MEDIATORS = {
    "universal": "universal",
    "b_minus_l": r"$B-L$",
    "b_minus_3l_e": r"$B-3L_e$",
    "b_minus_3l_mu": r"$B-3L_\mu$",
    "b_minus_3l_tau": r"$B-3L_\tau$",
    "l_e_minus_l_mu": r"$L_e-L_\mu$",
    "l_e_minus_l_tau": r"$L_e-L_\tau$",
    "l_mu_minus_l_tau": r"$L_\mu-L_\tau$",
    "baryonic": "baryonic",
    "scalar": "scalar",
    "pseudoscalar": "pseudoscalar",
    "tensor": "tensor",
}
_UNITS = {
    "1e-10 mu_B": r"$10^{-10}\,\mu_B$",
    "1e-32 cm²": r"$10^{-32}\,$cm²",
    "1e-7 e": r"$10^{-7}\,e$",
}
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_NSI = re.compile(r"eps_(ee|mumu|tautau|emu|etau|mutau)_([ud])")
_ELECTROMAGNETIC = re.compile(r"(mu|r2|q|d)_nu_(e|mu|tau)")
_TRANSITION = re.compile(r"(r2|q)_nu_(emu|etau|mutau)")


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
            "d": rf"transition dipole moment $\mu_{{{flavour}N}}$",
        }[match[1]]
    if match := _TRANSITION.fullmatch(name):
        pair = _PAIRS[match[2]]
        return {
            "r2": rf"transition charge radius $\langle r^2_{{{pair}}}\rangle$",
            "q": rf"transition charge $q_{{{pair}}}$",
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
        small = max(abs(value), scale) < 1e-3
        if -4 <= digits <= 6 and not small:
            text = f"{round(value, digits):.{max(digits, 0)}f}"
        else:
            power = math.floor(math.log10(max(abs(value), scale)))
            text = "0" if value == 0.0 else f"{value / 10.0**power:.{max(digits + power, 0)}f}e{power}"
    mantissa, _, exponent = text.partition("e")
    if exponent:
        mantissa += f"×{power_of_ten(int(exponent))}"
    return mantissa.replace("-", "−")


def power_of_ten(exponent: int) -> str:
    """10 to the power `exponent` [text]."""
    return f"10{str(exponent).translate(_SUPERSCRIPT)}"


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
