"""What every interaction offers, and the few helpers that they share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, TypeAlias, runtime_checkable

import numpy as np

from nuscat._core.arrays import Array
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat._core.flavours import Flavour, family

__all__ = [
    "FAMILIES",
    "EnergyMoments",
    "Interaction",
    "Terms",
    "check_charges",
    "check_value",
    "combined_flavour_changing",
    "inverse",
    "named_charges",
    "pick",
    "to_others",
]

FAMILIES = ("e", "mu", "tau")

Terms: TypeAlias = tuple[tuple[str, Array], ...]
"""Incoherent terms, (kernel name, strength)."""


@dataclass(frozen=True)
class EnergyMoments:
    r"""Term of a cross section that is a polynomial in 1/E above a threshold of its own.

    .. math:: \frac{d\sigma}{dT} = \sum_{k} c_k(T)\,E^{-k} \quad\text{for } E \ge E_\mathrm{min}(T)

    Parameters
    ----------
    E_min : array [MeV]
        Lowest neutrino energy that gives the recoil T; infinite where there is none.
    coefficients : tuple of array [cm²/MeV · MeV^k]
        c_0, c_1, c_2, …, at most four, shapes broadcast with `E_min`.
    """

    E_min: Array
    coefficients: tuple[Array, ...]


@runtime_checkable
class Interaction(Protocol):
    r"""Interaction of neutrinos with nuclei beyond the standard model, in the normalisation of the CEvNS amplitude 𝒬.

    .. math:: \frac{d\sigma}{dT} = \frac{G_F^2 M}{\pi} K \Big[\Big(\mathcal Q + \sum_i a_i\Big)^2
              + \sum_{\beta\neq\alpha}\Big(\sum_i a_{i,\alpha\beta}\Big)^2\Big] + \sum_j k_j(E, T, M)\, s_j

    with 𝒬 = g_p Z F_p + g_n N F_n, g_n = −1/2 at tree level, a = `amplitude`, a_αβ = `transitions`, and the pairs
    (k, s) = `terms`. Zero couplings return the standard model exactly. Arguments of every method: `q` [MeV] with
    q² = 2 M T, `flavour` (name or PDG code), `Z` and `N` [1], form factors `F_p` (the charge form factor, if the
    nucleus has the nucleon's size in it) and `F_n` of the proton and neutron couplings [1]; arrays broadcast against
    each other and against the parameters.

    Some members are optional. A method `moments` with the arguments of `terms` returns a tuple of
    :class:`EnergyMoments`, terms with a threshold of their own (a heavy final neutrino); then a method
    `recoil_range(E_nu, mass)` gives the recoil energies (T₋, T₊) [MeV] that they allow, equal where there are none.
    A class attribute `tells_antineutrinos` = True says that `amplitude` or `terms` differ for neutrinos and
    antineutrinos.
    """

    cite: ClassVar[tuple[str, ...]]
    parameters: ClassVar[tuple[str, ...]]

    def amplitude(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> Array:
        """Amplitude added to 𝒬 [1], real; 0.0 if there is none."""
        ...

    def transitions(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> dict[str, Array]:
        """Amplitudes [1] to the other families by family name; empty if there are none."""
        ...

    def flavour_changing(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> Array:
        """Sum over final families β ≠ α of the squared amplitudes [1]; 0.0 if there are none."""
        ...

    def terms(
        self, q: Array, T_nr: Array, mass: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array
    ) -> Terms:
        """Incoherent terms (kernel name, strength): dσ/dT = kernel(E_nu, T_nr, mass) · strength [cm²/MeV].

        Kernels: ``"scalar"`` M T (1 + T/2M)/E² [1]; ``"pseudoscalar"`` T²/E² [1]; ``"tensor"``
        1 − T/E + T²/4E² − MT/4E² [1]; ``"recoil"`` (T/E)(1 − T/2E) [1]; ``"magnetic"`` 1/T − 1/E + T/4E² [1/MeV].
        Strengths do not depend on the neutrino energy; the kinematic limits belong to the kernels.
        """
        ...


def combined_flavour_changing(
    interactions: Iterable[Interaction], q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array
) -> Array:
    r"""Flavour-changing part of several interactions, added before squaring: Σ_{β≠α} (Σ_i a_{i,αβ})² [1].

    NSI, transition radii and off-diagonal millicharges lead to the same final neutrino and therefore interfere;
    for one interaction this equals its `flavour_changing`.

    Parameters
    ----------
    interactions : iterable of Interaction
    q : array [MeV]
        Momentum transfer.
    flavour : str or int
        Name or PDG code of the incoming neutrino.
    Z, N : array [1]
        Numbers of protons and neutrons.
    F_p, F_n : array [1]
        Point-proton and point-neutron form factors at `q`.

    Returns
    -------
    array [1]
        Broadcast shape; 0.0 without transitions.

    Sources
    -------
    Quantum superposition of the amplitudes of Barranco:2005yy and Cadeddu:2018dux. Checked: equals the
    sum of the single contributions plus twice their product.

    Examples
    --------
    >>> from nuscat.electroweak.interactions import NSI
    >>> half = NSI(eps_emu_u=0.1)
    >>> float(combined_flavour_changing((half, half), 30.0, "nu_e", 18, 22, 1.0, 1.0)
    ...       / half.flavour_changing(30.0, "nu_e", 18, 22, 1.0, 1.0))
    4.0
    """
    total: dict[str, Array] = {}
    for item in interactions:
        for name, value in item.transitions(q, flavour, Z, N, F_p, F_n).items():
            total[name] = total[name] + value if name in total else value
    return sum((a * a for a in total.values()), 0.0)


def check_value(what: str, value: object, *, unit: str = "", negative: bool = True) -> None:
    """Raise :class:`ValidityError` if a concrete number or NumPy array is not finite and real, or forbidden negative.

    Other arrays (JAX, traced) pass: their values may not exist yet.
    """
    inside = f" in {unit}" if unit else ""
    if value is None or isinstance(value, str | bytes | list | tuple | dict | bool):
        raise ValidityError(f"{what} must be a real number or an array, got {value!r}.", hint=f"Give it{inside}.")
    if not isinstance(value, int | float | complex | np.ndarray | np.generic):
        return
    if np.iscomplexobj(value):
        raise ValidityError(f"{what} must be real, got {value!r}.", hint=f"Give a real number{inside}.")
    array = np.asarray(value, dtype=float)
    bad = ~np.isfinite(array) if negative else ~np.isfinite(array) | (array < 0)
    if np.any(bad):
        allowed = "finite" if negative else "finite and zero or positive"
        raise ValidityError(
            f"{what} must be {allowed}, got {float(array[bad].ravel()[0])!r}.", hint=f"Give a {allowed} number{inside}."
        )


def check_charges(kind: str, charges: object, named: Mapping[str, tuple[float, float]]) -> None:
    """Raise unless `charges` [1] of the nucleons is one of `named` or a pair (proton, neutron) of real numbers."""
    if isinstance(charges, str):
        if charges not in named:
            raise UnknownNameError.of(f"set of {kind} charges", charges, named)
    elif not isinstance(charges, tuple) or len(charges) != 2:
        raise ValidityError(
            f"{kind.capitalize()} charges must be a name or a pair (proton, neutron), got {charges!r}.",
            hint=f"Names: {', '.join(named)}.",
        )
    else:
        for name, value in zip(("proton", "neutron"), charges, strict=True):
            check_value(f"{kind.capitalize()} charge of the {name}", value)


def named_charges(charges: Any, named: Mapping[str, tuple[float, float]]) -> tuple[Array, Array]:
    """Charges (proton, neutron) [1]: those of a name in `named`, or the pair as it is."""
    pair: tuple[Array, Array] = named[charges] if isinstance(charges, str) else charges
    return pair


def inverse(xp: Any, x: Array) -> Array:
    """1/x [1/unit of x] for x > 0, and 0 with zero gradient at the pole x = 0; namespace `xp`."""
    positive = x > 0
    return xp.where(positive, 1.0 / xp.where(positive, x, 1.0), 0.0)


def pick(flavour: Flavour, e: Array, mu: Array, tau: Array) -> Array:
    """Value of the family of `flavour` (same for neutrino and antineutrino) [any unit]."""
    return {"e": e, "mu": mu, "tau": tau}[family(flavour)]


def to_others(flavour: Flavour, emu: Array, etau: Array, mutau: Array) -> dict[str, Array]:
    """Off-diagonal elements of a real symmetric matrix from the family of `flavour` to the two others [any unit]."""
    return {
        "e": {"mu": emu, "tau": etau},
        "mu": {"e": emu, "tau": mutau},
        "tau": {"e": etau, "mu": mutau},
    }[family(flavour)]
