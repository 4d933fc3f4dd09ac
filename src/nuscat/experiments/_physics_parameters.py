"""Record of a parameter, and the physics parameters known out of the box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["PARAMETERS", "VECTOR_MODELS", "Parameter", "physics"]


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A named parameter of a prediction.

    Parameters
    ----------
    name : str
    value : float [unit]
        Default (physics) or central value (nuisance).
    step : float [unit]
        Typical size of a change, used for first steps and finite differences.
    sigma : float [unit] or None
        Standard deviation of the Gaussian constraint around `value`; None for an unconstrained parameter.
    lower, upper : float [unit] or None
        Hard limits.
    unit : str
    description : str
    superseded_by : tuple of str
        Prefixes of physics parameters whose presence in a fit removes this nuisance parameter (it would count
        the same effect twice).
    scales : tuple of str
        Components that are proportional to this parameter and in which it does nothing else; empty for any
        other dependence.
    search : tuple of float [unit]
        Starting points from which fits look for further minima.
    needs : tuple of str
        Parameters of which at least one must be given too, since this one changes nothing without (the mass of a
        mediator without its coupling).
    """

    name: str
    value: float
    step: float
    sigma: float | None = None
    lower: float | None = None
    upper: float | None = None
    unit: str = "1"
    description: str = ""
    superseded_by: tuple[str, ...] = ()
    scales: tuple[str, ...] = ()
    search: tuple[float, ...] = ()
    needs: tuple[str, ...] = ()


def physics(name: str, value: float, step: float, unit: str, text: str, **limits: Any) -> Parameter:
    """Unconstrained parameter `name` with default `value` and `step` [`unit`], description and limits."""
    return Parameter(name=name, value=value, step=step, unit=unit, description=text, **limits)


VECTOR_MODELS = {
    "universal": "universal",
    "b_minus_l": "B-L",
    "b_minus_3l_e": "B-3L_e",
    "b_minus_3l_mu": "B-3L_mu",
    "b_minus_3l_tau": "B-3L_tau",
    "l_e_minus_l_mu": "L_e-L_mu",
    "l_e_minus_l_tau": "L_e-L_tau",
    "l_mu_minus_l_tau": "L_mu-L_tau",
    "baryonic": "baryonic",
}
"""Vector mediators with parameters of their own, g_<name> and m_<name>, and what they are called."""

_PAIRS = ("ee", "mumu", "tautau", "emu", "etau", "mutau")
_FLAVOURS = ("e", "mu", "tau")
_TRANSITIONS = ("emu", "etau", "mutau")


def _logarithmic(lowest: float) -> tuple[float, ...]:
    """Starting points over five decades [1], four a decade."""
    return tuple(10.0 ** (lowest + 0.25 * i) for i in range(21))


def _mediator(name: str, text: str, lowest: float = -7.0) -> tuple[Parameter, Parameter]:
    """Mass and coupling of a mediator."""
    coupling = f"g_{name}"
    return (
        physics(f"m_{name}", 100.0, 10.0, "MeV", f"mass of the {text}", lower=0.0, needs=(coupling,)),
        physics(
            coupling,
            0.0,
            1e2 * 10.0**lowest,
            "1",
            f"coupling of the {text}",
            lower=0.0,
            search=_logarithmic(lowest),
        ),
    )


def _nsi(pair: str, quark: str) -> Parameter:
    return physics(
        f"eps_{pair}_{quark}",
        0.0,
        0.1,
        "1",
        f"vector NSI of flavours {pair} with {quark} quarks (P_X convention, sum of chiralities)",
        lower=-10.0,
        upper=10.0,
        search=(-0.8, -0.4, -0.2, 0.1, 0.2, 0.3, 0.4, 0.5, 0.8),
    )


def _radius(name: str, text: str) -> Parameter:
    search = (-80.0, -60.0, -40.0, -20.0, 20.0, 40.0)
    return physics(f"r2_nu_{name}", 0.0, 5.0, "1e-32 cm²", text, lower=-1e3, upper=1e3, search=search)


def _charge(name: str, text: str) -> Parameter:
    return physics(f"q_nu_{name}", 0.0, 1.0, "1e-7 e", text, lower=-1e3, upper=1e3, search=(-3.0, -1.0, 1.0, 3.0))


_DIPOLES = tuple(f"d_nu_{f}" for f in _FLAVOURS)
_MIXINGS = tuple(f"U2_{f}4" for f in _FLAVOURS)

PARAMETERS: tuple[Parameter, ...] = (
    physics("normalisation", 1.0, 0.1, "1", "CEvNS signal relative to the prediction", lower=0.0, scales=("cevns",)),
    physics(
        "sin2w",
        0.23857,
        0.02,
        "1",
        "weak mixing angle in the low-energy MS-bar convention of the chosen couplings",
        lower=0.0,
        upper=0.6,
        search=(0.1, 0.35, 0.5),
    ),
    *(_nsi(pair, quark) for quark in "ud" for pair in _PAIRS),
    *(p for name, text in VECTOR_MODELS.items() for p in _mediator(name, f"{text} vector mediator")),
    *_mediator("scalar", "scalar mediator"),
    *_mediator("pseudoscalar", "pseudoscalar mediator (nuclei with spin only)", -5.0),
    *_mediator("tensor", "tensor mediator (nucleons added coherently)"),
    physics("xi_S", 0.0, 0.1, "1", "heavy scalar exchange, general interactions", lower=0.0, search=(0.3, 1.0, 3.0)),
    physics(
        "xi_V",
        0.0,
        0.1,
        "1",
        "heavy vector exchange, general interactions, beyond the Standard Model",
        lower=-10.0,
        upper=10.0,
        search=(-0.5, 0.5, 1.0, 1.5, 2.0),
    ),
    physics("xi_T", 0.0, 0.1, "1", "heavy tensor exchange, general interactions", lower=0.0, search=(0.3, 1.0, 3.0)),
    *(
        physics(
            f"mu_nu_{f}",
            0.0,
            10.0,
            "1e-10 mu_B",
            f"effective magnetic moment of nu_{f}",
            lower=0.0,
            search=(3.0, 30.0, 100.0),
        )
        for f in _FLAVOURS
    ),
    *(_radius(f, f"charge radius squared of nu_{f} beyond the Standard Model") for f in _FLAVOURS),
    *(_radius(f, f"transition charge radius squared of flavours {f}") for f in _TRANSITIONS),
    *(_charge(f, f"electric charge of nu_{f}") for f in _FLAVOURS),
    *(_charge(f, f"off-diagonal electric charge of flavours {f}") for f in _TRANSITIONS),
    physics("m_N", 10.0, 1.0, "MeV", "mass of the heavy neutrino of the dipole portal", lower=0.0, needs=_DIPOLES),
    *(
        physics(
            f"d_nu_{f}",
            0.0,
            10.0,
            "1e-10 mu_B",
            f"transition dipole moment of nu_{f} to the heavy neutrino (dipole portal)",
            lower=0.0,
            search=(3.0, 30.0, 100.0),
        )
        for f in _FLAVOURS
    ),
    physics(
        "dm2_41",
        1.0,
        0.1,
        "eV²",
        "squared mass difference of a fourth neutrino (3+1)",
        lower=0.0,
        search=(0.1, 0.3, 1.0, 2.0, 5.0, 10.0),
        needs=_MIXINGS,
    ),
    *(
        physics(
            f"U2_{f}4",
            0.0,
            0.05,
            "1",
            f"squared mixing |U_{f}4|² of nu_{f} with a fourth neutrino (3+1)",
            lower=0.0,
            upper=1.0,
            search=(0.01, 0.05, 0.2, 0.5),
        )
        for f in _FLAVOURS
    ),
)
"""Physics parameters in the order of lists and tables."""
