"""Background of the Dresden-II germanium detector: lines of ⁷¹Ge, scattered neutrons and a constant, as kernels."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, namespace
from nuscat._core.special import erf

from .parameters import Parameter

Floats = NDArray[np.float64]

L2_ENERGY, L2_RATIO = 1.142, 0.008
"""L₂ line: energy [keV] and strength relative to L₁ [1] (Colaresi:2022obx, Coloma:2022avw)."""
M_ENERGY, M_RATIO, M_RATIO_ERROR = 0.158, 0.16, 0.03
"""M line: energy [keV], strength relative to L₁ and its error [1] (Colaresi:2022obx, Coloma:2022avw)."""
REFERENCE = 0.2
"""Energy [keV] at which the strength of the exponential is stated."""

_START = {
    "on": {
        "l1": 1470.0,
        "l1_energy": 1.292,
        "l1_width": 69.4,
        "constant": 14.0,
        "neutrons": 65.0,
        "neutron_scale": 0.25,
    },
    "off": {
        "l1": 3200.0,
        "l1_energy": 1.301,
        "l1_width": 67.6,
        "constant": 3.2,
        "neutrons": 18.0,
        "neutron_scale": 0.17,
    },
}


def background_nuisances(period: str) -> tuple[Parameter, ...]:
    """Parameters of the background [units in their records]; starting values of fits for the `period` "on" or "off"."""
    start = _START[period]

    def free(name: str, step: float, unit: str, text: str, lower: float, upper: float | None) -> Parameter:
        return Parameter(
            name=f"dresden_{name}",
            value=start[name],
            step=step,
            lower=lower,
            upper=upper,
            unit=unit,
            description=f"{text}, free",
        )

    return (
        free("l1", 20.0, "1/d", "L1 line of Ge-71: counts a day", 0.0, None),
        free("l1_energy", 0.001, "keV", "energy of the L1 line", 1.2, 1.4),
        free("l1_width", 1.0, "eV", "width of the L1 and L2 lines", 30.0, 200.0),
        Parameter(
            name="dresden_m_ratio",
            value=M_RATIO,
            step=M_RATIO_ERROR,
            sigma=M_RATIO_ERROR,
            lower=0.0,
            upper=1.0,
            description="M line relative to the L1 line, 0.16 ± 0.03",
        ),
        free("constant", 1.0, "1/(10 eV d)", "constant background", 0.0, None),
        free("neutrons", 5.0, "1/(10 eV d)", "epithermal neutrons at 0.2 keV", 0.0, None),
        free("neutron_scale", 0.03, "keV", "decay energy of the epithermal neutrons", 0.02, 2.0),
    )


def line(edges: Floats, counts: Array, energy: Array, width: Array) -> Array:
    """Gaussian line, integrated over bins.

    Parameters
    ----------
    edges : array [keV], shape (n + 1,)
    counts : array [counts]
        Area of the whole line; scalar or column (batch, 1), as the others.
    energy, width : array [keV]
        Mean and standard deviation.

    Returns
    -------
    array [counts], shape (…, n)
    """
    z = (edges - energy) / (math.sqrt(2.0) * width)
    below = erf(z)
    return 0.5 * counts * (below[..., 1:] - below[..., :-1])


def exponential(edges: Floats, rate: Array, scale: Array) -> Array:
    """Exponential spectrum, integrated over bins.

    Parameters
    ----------
    edges : array [keV], shape (n + 1,)
    rate : array [counts per 10 eV]
        At 0.2 keV; scalar or column (batch, 1).
    scale : array [keV]
        Decay energy.

    Returns
    -------
    array [counts], shape (…, n)
    """
    xp = namespace(rate, scale)
    tail = xp.exp(-(edges - REFERENCE) / scale)
    return 100.0 * rate * scale * (tail[..., :-1] - tail[..., 1:])


def background(edges: Floats, days: float, noise: float, start: str, theta: Mapping[str, Array]) -> dict[str, Array]:
    """Expected background of every kind.

    Parameters
    ----------
    edges : array [keV], shape (n + 1,)
    days : float [d]
        Live time.
    noise : float [eV]
        Width of the M line.
    start : str
        Period whose starting values hold for parameters that `theta` leaves out.
    theta : mapping of name to array [units of :func:`background_nuisances`]

    Returns
    -------
    mapping of name to array [counts], shape (…, n)
        ``L_shell``, ``M_shell``, ``neutrons`` and ``constant``.
    """
    values = {**_START[start], "m_ratio": M_RATIO}
    v = {name: theta.get(f"dresden_{name}", value) for name, value in values.items()}
    l1, width = days * v["l1"], 1e-3 * v["l1_width"]
    return {
        "L_shell": line(edges, l1, v["l1_energy"], width) + line(edges, L2_RATIO * l1, L2_ENERGY, width),
        "M_shell": line(edges, v["m_ratio"] * l1, M_ENERGY, 1e-3 * noise),
        "neutrons": exponential(edges, days * v["neutrons"], v["neutron_scale"]),
        "constant": days * v["constant"] * (100.0 * np.diff(edges)),
    }
