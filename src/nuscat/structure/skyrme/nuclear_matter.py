"""Infinite nuclear matter of a Skyrme functional, and the functional that has given matter properties."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nuscat._core.errors import ValidityError, require_finite, require_positive

from .force import SkyrmeForce

__all__ = [
    "MATTER_PARAMETERS",
    "NuclearMatter",
    "energy_per_nucleon",
    "force_from_matter",
    "matter_parameters",
    "nuclear_matter",
]

_KINETIC = 0.6 * (1.5 * math.pi**2) ** (2 / 3)
"""c_k: τ/ρ = c_k ρ^⅔ in symmetric matter."""

_DENSITIES = (0.02, 0.6)
"""Range in which saturation is looked for [fm⁻³]."""

MATTER_PARAMETERS = (
    "rho0", "energy", "K", "J", "L", "inverse_mass", "inverse_vector_mass", "C0Drho", "C1Drho", "C0nablaJ", "C1nablaJ",
)  # fmt: skip
"""Arguments of :func:`force_from_matter` that describe a functional with C^J = 0 completely [names]."""


@dataclass(frozen=True, kw_only=True)
class NuclearMatter:
    """Symmetric nuclear matter at saturation.

    Parameters
    ----------
    rho0 : float [fm⁻³]
        Density.
    energy : float [MeV]
        Energy per nucleon, E/A.
    K : float [MeV]
        Incompressibility, 9ρ²(E/A)″.
    J, L, Ksym : float [MeV]
        Symmetry energy, its slope 3ρJ′ and its curvature 9ρ²J″.
    inverse_mass, inverse_vector_mass : float [1]
        m/m* of the isoscalar and 1 + κ of the isovector effective mass.

    Sources
    -------
    Chabanat:1997un; Kortelainen:2010hv. Checked: published properties of 18 sets; K, J, L and Ksym against numerical
    derivatives of the energy of asymmetric matter.

    Examples
    --------
    >>> from nuscat.structure.skyrme.catalogue import force
    >>> matter = nuclear_matter(force("SLy4"))
    >>> round(matter.rho0, 4), round(matter.K, 1), round(matter.L, 1), round(matter.effective_mass, 3)
    (0.1595, 229.9, 46.0, 0.695)
    """

    rho0: float
    energy: float
    K: float
    J: float
    L: float
    Ksym: float
    inverse_mass: float
    inverse_vector_mass: float

    cite: ClassVar[tuple[str, ...]] = ("Chabanat:1997un", "Kortelainen:2010hv")

    @property
    def k_F(self) -> float:
        """Fermi momentum [fm⁻¹]."""
        return math.cbrt(1.5 * math.pi**2 * self.rho0)

    @property
    def effective_mass(self) -> float:
        """Isoscalar effective mass m*/m [1]."""
        return 1.0 / self.inverse_mass

    @property
    def kappa(self) -> float:
        """Enhancement κ of the Thomas–Reiche–Kuhn sum rule [1]."""
        return self.inverse_vector_mass - 1.0


def energy_per_nucleon(force: SkyrmeForce, rho: ArrayLike, asymmetry: ArrayLike = 0.0) -> NDArray[np.float64]:
    r"""Energy per nucleon of cold homogeneous matter without Coulomb forces.

    Parameters
    ----------
    force : SkyrmeForce
    rho : array [fm⁻³]
        Density ρ_n + ρ_p, positive.
    asymmetry : array [1]
        (ρ_n − ρ_p)/ρ, between −1 and 1; broadcast against `rho`.

    Returns
    -------
    array [MeV]
        Of the broadcast shape.

    Sources
    -------
    Vautherin:1971aw, with τ_q = (3/5)(3π²)^⅔ ρ_q^{5/3}. Checked: against the closed form of Chabanat:1997un.

    Examples
    --------
    >>> from nuscat.structure.skyrme.catalogue import force
    >>> round(float(energy_per_nucleon(force("SLy4"), 0.16, 1.0)), 1)
    16.8
    """
    density, delta = np.broadcast_arrays(np.asarray(rho, dtype=float), np.asarray(asymmetry, dtype=float))
    if not np.all(density > 0) or not np.all(np.isfinite(density)):
        raise ValidityError("The density of nuclear matter must be positive and finite.", hint="Units: fm⁻³.")
    if not np.all(np.abs(delta) <= 1):
        raise ValidityError("The asymmetry (ρ_n − ρ_p)/ρ must be between −1 and 1.")
    species = [0.5 * density * (1 + sign * delta) for sign in (1, -1)]
    tau = [0.6 * (3 * math.pi**2) ** (2 / 3) * part ** (5 / 3) for part in species]
    squares, total = species[0] ** 2 + species[1] ** 2, tau[0] + tau[1]
    energy = force.hbar2_2m_n * tau[0] + force.hbar2_2m_p * tau[1]
    for t, x, factor in (
        (force.t0, force.x0, 0.5 * np.ones_like(density)),
        (force.t3, force.x3, density**force.alpha / 12),
    ):
        energy = energy + t * factor * ((1 + 0.5 * x) * density**2 - (x + 0.5) * squares)
    energy = energy + force.a1 * density * total + force.b1 * (species[0] * tau[0] + species[1] * tau[1])
    per_nucleon: NDArray[np.float64] = energy / density
    return per_nucleon


def nuclear_matter(force: SkyrmeForce) -> NuclearMatter:
    r"""Properties of symmetric matter at the density where the pressure vanishes.

    Parameters
    ----------
    force : SkyrmeForce
        ħ²/2m enters as the mean of neutron and proton.

    Returns
    -------
    NuclearMatter [MeV, fm]

    Raises
    ------
    ValidityError
        If the functional does not saturate between 0.02 and 0.6 fm⁻³.

    Sources
    -------
    Chabanat:1997un; Kortelainen:2010hv, with k = (ħ²/2m)c_kρ^⅔ and T = C0τ c_kρ^{5/3}: P ∝ ⅔k + C0ρρ + (α+1)C0Dρ^{α+1}
    + (5/3)T = 0. Checked: see :class:`NuclearMatter`.
    """
    rho = _saturation(force)
    h, a = _mass(force), force.alpha
    k, T = h * _KINETIC * rho ** (2 / 3), force.C0tau * _KINETIC * rho ** (5 / 3)
    linear, power = force.C0rho0 * rho, force.C0rhoD * rho ** (a + 1)
    q1 = 5 / 9 * k
    q2 = (5 / 9 * force.C0tau + 5 / 3 * force.C1tau) * _KINETIC * rho ** (5 / 3)
    linear1, power1 = force.C1rho0 * rho, force.C1rhoD * rho ** (a + 1)
    return NuclearMatter(
        rho0=rho,
        energy=k + linear + power + T,
        K=-2 * k + 9 * a * (a + 1) * power + 10 * T,
        J=q1 + linear1 + power1 + q2,
        L=2 * q1 + 3 * linear1 + 3 * (a + 1) * power1 + 5 * q2,
        Ksym=-2 * q1 + 9 * a * (a + 1) * power1 + 10 * q2,
        inverse_mass=1 + force.C0tau * rho / h,
        inverse_vector_mass=1 + (force.C0tau - force.C1tau) * rho / h,
    )


def force_from_matter(
    name: str,
    *,
    rho0: float,
    energy: float,
    K: float,
    J: float,
    L: float,
    inverse_mass: float,
    inverse_vector_mass: float,
    C0Drho: float,
    C1Drho: float,
    C0nablaJ: float,
    C1nablaJ: float,
    hbar2_2m_n: float,
    hbar2_2m_p: float,
    **conventions: Any,
) -> SkyrmeForce:
    r"""Functional with given nuclear-matter properties, in closed form.

    Parameters
    ----------
    name : str
    rho0 : float [fm⁻³]
        Saturation density.
    energy, K, J, L : float [MeV]
        Energy per nucleon (negative), incompressibility, symmetry energy and its slope.
    inverse_mass, inverse_vector_mass : float [1]
        m/m* of the isoscalar and 1 + κ of the isovector effective mass.
    C0Drho, C1Drho, C0nablaJ, C1nablaJ : float [MeV fm⁵]
        Couplings that matter does not know.
    hbar2_2m_n, hbar2_2m_p : float [MeV fm²]
    **conventions
        Further fields of :class:`SkyrmeForce` (cm at least); `j2` is False unless given.

    Returns
    -------
    SkyrmeForce

    Raises
    ------
    ValidityError
        If no exponent α > 0 gives these properties.

    Sources
    -------
    Kortelainen:2010hv (the map). Checked: UNEDF1's parameters as published; the inverse of :func:`nuclear_matter`.

    Examples
    --------
    >>> from nuscat.structure.skyrme.catalogue import force
    >>> unedf1 = force("UNEDF1")
    >>> again = force_from_matter("again", cm="none", **matter_parameters(unedf1))
    >>> abs(again.t3 / unedf1.t3 - 1) < 1e-9
    True
    """
    require_positive("the saturation density", rho0, unit="fm⁻³")
    for label, value in (("E/A", energy), ("K", K), ("J", J), ("L", L)):
        require_finite(label, value, unit="MeV")
    for label, value in (("m/m*", inverse_mass), ("1 + κ", inverse_vector_mass)):
        require_finite(label, value)
    h = 0.5 * (hbar2_2m_n + hbar2_2m_p)
    k = h * _KINETIC * rho0 ** (2 / 3)
    C0tau = h * (inverse_mass - 1) / rho0
    C1tau = C0tau - h * (inverse_vector_mass - 1) / rho0
    T = C0tau * _KINETIC * rho0 ** (5 / 3)
    binding = -energy + k / 3 - 2 / 3 * T
    alpha = (K + 2 * k - 10 * T) / (9 * binding) - 1 if binding else math.nan
    if not alpha > 0:
        raise ValidityError(
            f"No Skyrme functional with ρ0 = {rho0:g} fm⁻³, E/A = {energy:g} MeV, K = {K:g} MeV and "
            f"m/m* = {inverse_mass:g}: the density dependence would need α = {alpha:.3g}.",
            hint="α must be positive: raise K, or lower m/m*.",
        )
    power = binding / alpha
    q1 = 5 / 9 * k
    q2 = (5 / 9 * C0tau + 5 / 3 * C1tau) * _KINETIC * rho0 ** (5 / 3)
    power1 = ((L / 3 - 2 / 3 * q1 - 5 / 3 * q2) - (J - q1 - q2)) / alpha
    return SkyrmeForce.from_couplings(
        name,
        C0rho0=(energy - k - T - power) / rho0,
        C0rhoD=power / rho0 ** (alpha + 1),
        C1rho0=(J - q1 - q2 - power1) / rho0,
        C1rhoD=power1 / rho0 ** (alpha + 1),
        C0tau=C0tau,
        C1tau=C1tau,
        C0Drho=C0Drho,
        C1Drho=C1Drho,
        C0nablaJ=C0nablaJ,
        C1nablaJ=C1nablaJ,
        alpha=alpha,
        hbar2_2m_n=hbar2_2m_n,
        hbar2_2m_p=hbar2_2m_p,
        **conventions,
    )


def matter_parameters(force: SkyrmeForce) -> dict[str, float]:
    """Arguments with which :func:`force_from_matter` returns the functional, but for its conventions [MeV, fm].

    Parameters
    ----------
    force : SkyrmeForce

    Returns
    -------
    dict of name to float
        :data:`MATTER_PARAMETERS` and both ħ²/2m.
    """
    matter = nuclear_matter(force)
    values = {name: float(getattr(matter, name)) for name in MATTER_PARAMETERS[:7]}
    values |= {name: float(getattr(force, name)) for name in MATTER_PARAMETERS[7:]}
    return values | {"hbar2_2m_n": force.hbar2_2m_n, "hbar2_2m_p": force.hbar2_2m_p}


def _mass(force: SkyrmeForce) -> float:
    return 0.5 * (force.hbar2_2m_n + force.hbar2_2m_p)


def _pressure(force: SkyrmeForce) -> Callable[[Any], Any]:
    """Pressure divided by the density [MeV] as a function of the density [fm⁻³]."""
    h, tau, linear = _mass(force), force.C0tau, force.C0rho0
    power, exponent = (force.alpha + 1) * force.C0rhoD, force.alpha + 1

    def pressure(rho: Any) -> Any:
        kinetic = _KINETIC * rho ** (2 / 3) * (2 / 3 * h + 5 / 3 * tau * rho)
        return kinetic + linear * rho + power * rho**exponent

    return pressure


def _saturation(force: SkyrmeForce) -> float:
    pressure, grid = _pressure(force), np.linspace(*_DENSITIES, 117)
    values = pressure(grid)
    rising = np.flatnonzero((values[:-1] < 0) & (values[1:] >= 0))
    if rising.size == 0:
        raise ValidityError(
            f"Matter of the force {force.name!r} does not saturate between {_DENSITIES[0]:g} and "
            f"{_DENSITIES[1]:g} fm⁻³.",
            hint="Check the signs and units of t0 … t3 and ħ²/2m.",
        )
    low, high = float(grid[rising[0]]), float(grid[rising[0] + 1])
    while True:
        middle = 0.5 * (low + high)
        if middle in (low, high):
            return middle
        if pressure(middle) < 0:
            low = middle
        else:
            high = middle
