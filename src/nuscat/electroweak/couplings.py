"""What a weak-coupling convention answers, and the nuclear weak charge built from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar, Protocol, TypeVar, runtime_checkable

import numpy as np

from nuscat._core.arrays import Array, check_energies, namespace
from nuscat._core.errors import ValidityError, require_finite
from nuscat._core.flavours import Flavour

__all__ = ["Couplings", "number", "propagate", "spread", "weak_charge"]


@runtime_checkable
class Couplings(Protocol):
    """A named convention for the vector couplings of a neutrino to the proton and the neutron.

    Normalisation: g_p = 1/2 - 2 sin²θ_W and g_n = -1/2 at tree level, so the weak charges are Q = 2 g.
    The couplings depend on the flavour through its family only: they are the same for ν and anti-ν.
    Every convention has a field ``sin2w``, the low-energy value of sin²θ_W, so that a fit can scan it
    with ``dataclasses.replace(couplings, sin2w=...)``; arrays and JAX tracers broadcast against `Q2`.
    """

    cite: ClassVar[tuple[str, ...]]

    @property
    def name(self) -> str:
        """Key of the convention in ``COUPLINGS`` [str]."""
        ...

    @property
    def label(self) -> str:
        """One line for tables and legends [str]."""
        ...

    @property
    def notes(self) -> str:
        """Validity and caveats [str]."""
        ...

    @property
    def sin2w(self) -> Array:
        """Low-energy sin²θ_W, MS-bar at zero momentum transfer [1]."""
        ...

    def nucleon(self, flavour: Flavour, Q2: Array = 0.0) -> tuple[Array, Array]:
        """Couplings (g_p, g_n) [1] for a flavour at Q2 [MeV²]; shapes broadcast from ``sin2w`` and `Q2`."""
        ...

    def uncertainty(self, flavour: Flavour) -> tuple[Array, Array]:
        """Standard uncertainties (σ_gp, σ_gn) [1] at Q2 = 0, from the stated input uncertainties."""
        ...


_C = TypeVar("_C", bound=Couplings)


def number(value: Array) -> Array:
    """`value` ready for arithmetic: lists, tuples and complex numbers become NumPy arrays, the rest passes unchanged.

    Parameters
    ----------
    value : array [1]
        Number, sequence or array, e.g. ``sin2w``.

    Returns
    -------
    array [1]
        Same shape.

    Examples
    --------
    >>> number([0.23, 0.24])
    array([0.23, 0.24])
    """
    if isinstance(value, list | tuple):
        return np.asarray(value, dtype=float)
    return np.asarray(value) if isinstance(value, complex) else value


def spread(Q2: Array, *values: Array) -> tuple[Array, ...]:
    """`values` broadcast against `Q2`, after checking that a concrete `Q2` is finite and not negative [arrays].

    Parameters
    ----------
    Q2 : array [MeV²]
        Squared four-momentum transfer; only its shape enters the result.
    *values : array [1]
        Couplings; scalars, or arrays that broadcast against `Q2`.

    Returns
    -------
    tuple of array [1]
        One per value, each of the shape of all of them broadcast together.

    Raises
    ------
    ValidityError
        If `Q2` holds NaN, infinities or negative values.

    Examples
    --------
    >>> spread([1.0, 2.0], 0.5, -0.5)
    (array([0.5, 0.5]), array([-0.5, -0.5]))
    """
    check_energies("Q2", Q2, unit="MeV²")
    xp = namespace(Q2, *values)
    zero = xp.zeros_like(xp.asarray(Q2, dtype=float))
    for value in values:
        zero = zero + xp.zeros_like(xp.asarray(value, dtype=float))
    return tuple(value + zero for value in values)


def propagate(
    couplings: _C, errors: tuple[tuple[str, float], ...], flavour: Flavour, Q2: Array = 0.0
) -> tuple[Array, Array]:
    r"""Uncertainties of (g_p, g_n) from independent uncertainties of the input fields.

    .. math:: \sigma_g^2 = \sum_i \left[\tfrac12\left(g(x_i+\sigma_i) - g(x_i-\sigma_i)\right)\right]^2

    Parameters
    ----------
    couplings : Couplings
        A frozen dataclass whose inputs are fields.
    errors : tuple of (field name, standard uncertainty)
        Inputs that vary, uncorrelated.
    flavour : str or int
        Flavour name or PDG code.
    Q2 : array [MeV²]
        Squared four-momentum transfer.

    Returns
    -------
    tuple of array [1]
        (σ_gp, σ_gn).

    Sources
    -------
    Linear error propagation. Checked: tree level gives (2 σ, 0) exactly.

    Examples
    --------
    >>> from nuscat.electroweak import tree
    >>> sigma_p, sigma_n = propagate(tree(), (("sin2w", 5e-5),), "nu_e")
    >>> float(round(sigma_p, 12)), float(sigma_n)
    (0.0001, 0.0)
    """
    var_p: Any = 0.0
    var_n: Any = 0.0
    for field, sigma in errors:
        central = number(getattr(couplings, field))
        up_p, up_n = replace(couplings, **{field: central + sigma}).nucleon(flavour, Q2)  # type: ignore[type-var]
        down_p, down_n = replace(couplings, **{field: central - sigma}).nucleon(flavour, Q2)  # type: ignore[type-var]
        var_p = var_p + (0.5 * (up_p - down_p)) ** 2
        var_n = var_n + (0.5 * (up_n - down_n)) ** 2
    xp = namespace(var_p, var_n)
    return xp.sqrt(var_p), xp.sqrt(var_n)


def weak_charge(couplings: Couplings, Z: int, N: int, flavour: Flavour, Q2: Array = 0.0) -> Array:
    r"""Weak charge of a nucleus, with point-like nucleons and no form factor.

    .. math:: Q_W = 2\,(g_p Z + g_n N) = Z Q_p + N Q_n

    Parameters
    ----------
    couplings : Couplings
        Convention for (g_p, g_n).
    Z, N : int
        Protons and neutrons, not negative.
    flavour : str or int
        Flavour name or PDG code.
    Q2 : array [MeV²]
        Squared four-momentum transfer of the couplings.

    Returns
    -------
    array [1]
        Negative for nuclei with neutrons: Q_n < 0. Shape of ``sin2w`` broadcast with `Q2`.

    Raises
    ------
    ValidityError
        If Z, N or Q2 is negative or not finite.

    Sources
    -------
    Hoferichter:2020osn (normalisation Q = 2g). Checked: the neutron of Tomalak:2020zfh, -1.02352.

    Examples
    --------
    >>> from nuscat.electroweak import tree
    >>> round(float(weak_charge(tree(sin2w=0.23857), 18, 22, "nu_e")), 5)
    -21.17704
    """
    for name, value in (("Z", Z), ("N", N)):
        require_finite(name, value)
        if value < 0:
            raise ValidityError(f"{name} must not be negative, got {value!r}.", hint="Give a number of nucleons.")
    g_p, g_n = couplings.nucleon(flavour, Q2)
    return 2.0 * (g_p * Z + g_n * N)
