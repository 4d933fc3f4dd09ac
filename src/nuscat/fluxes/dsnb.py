"""Diffuse supernova neutrino background: convention of neutrino-floor work, and integral over cosmic history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nuscat import constants
from nuscat._core.arrays import Array, check_energies, namespace
from nuscat._core.errors import UnknownNameError, require_positive

from ._astronomy import ERG_MEV, MPC_CM, YEAR_S
from ._curves import TableFunction
from .flux import Component, Flux
from .systematics import Systematic
from .tables import table_component
from .thermal import FermiDirac, SourceSpectrum

__all__ = ["COLLAPSE_RATES", "BrokenPowerLaw", "Cosmology", "MadauDickinson", "diffuse_spectrum", "dsnb"]

Floats = NDArray[np.float64]
FLOOR_TOTAL, FLOOR_UNCERTAINTY = 85.7, 0.5
_GRID = np.concatenate([[0.0], np.geomspace(0.01, 0.2, 14), np.linspace(0.25, 40.0, 160), np.linspace(41.0, 100.0, 60)])
_Z_NODES = 96


@dataclass(frozen=True, kw_only=True)
class Cosmology:
    """Expanding Universe: Hubble constant [km s⁻¹ Mpc⁻¹] and densities [1] of matter and vacuum."""

    H0: float = 70.0
    omega_m: float = 0.3
    omega_lambda: float = 0.7

    def __post_init__(self) -> None:
        require_positive("Hubble constant", self.H0, unit="km/s/Mpc")
        require_positive("density of matter", self.omega_m, zero=True)
        require_positive("density of the vacuum", self.omega_lambda, zero=True)

    def hubble_length(self) -> float:
        """c/H₀ [cm]."""
        return float(constants.c) * 100.0 / (self.H0 * 1e5 / MPC_CM)

    def expansion(self, z: Array) -> Array:
        """H(z)/H₀ [1] at redshift `z`."""
        curvature = 1.0 - self.omega_m - self.omega_lambda
        return (self.omega_m * (1.0 + z) ** 3 + curvature * (1.0 + z) ** 2 + self.omega_lambda) ** 0.5


@dataclass(frozen=True, kw_only=True)
class BrokenPowerLaw:
    r"""Core-collapse rate from a star-formation history of three smoothly joined power laws.

    .. math:: \dot\rho_*(z) = \dot\rho_0 \left[(1+z)^{a\eta} + \left(\tfrac{1+z}{B}\right)^{b\eta}
              + \left(\tfrac{1+z}{C}\right)^{c\eta}\right]^{1/\eta}

    Parameters
    ----------
    rho0 : float [M☉ yr⁻¹ Mpc⁻³]
    a, b, c : float [1]
        Exponents; breaks at z = 1 and 4, η = −10.
    per_mass : float [1/M☉]
        Collapses per mass of stars: 1/143 for a Salpeter mass function and 8–50 M☉.

    Sources
    -------
    Yuksel:2008cu, Horiuchi:2008jz (Table 1, Eq. 4). Checked: 1.25e-4 yr⁻¹ Mpc⁻³ today.
    """

    rho0: float = 0.0178
    a: float = 3.4
    b: float = -0.3
    c: float = -3.5
    per_mass: float = 1.0 / 143.0
    cite: ClassVar[tuple[str, ...]] = ("Horiuchi:2008jz", "Yuksel:2008cu")

    def __call__(self, z: Array) -> Array:
        """Collapses [yr⁻¹ Mpc⁻³], comoving, at redshift `z`."""
        eta, x = -10.0, 1.0 + z
        B = 2.0 ** (1.0 - self.a / self.b)
        C = 2.0 ** ((self.b - self.a) / self.c) * 5.0 ** (1.0 - self.b / self.c)
        total = x ** (self.a * eta) + (x / B) ** (self.b * eta) + (x / C) ** (self.c * eta)
        return self.per_mass * self.rho0 * total ** (1.0 / eta)


@dataclass(frozen=True, kw_only=True)
class MadauDickinson:
    r"""Core-collapse rate ∝ :math:`(1+z)^{p}/[1 + ((1+z)/s)^{q}]`.

    Parameters
    ----------
    rho0 : float [M☉ yr⁻¹ Mpc⁻³]
    p, s, q : float [1]
    per_mass : float [1/M☉]
        Collapses per mass of stars.

    Sources
    -------
    Madau:2014bja (Eq. 15; 0.0068 per solar mass, Salpeter, 8–40 M☉); Strolger:2015kra (p = 5, s = 1.5, q = 6.1;
    0.0091).
    """

    rho0: float = 0.015
    p: float = 2.7
    s: float = 2.9
    q: float = 5.6
    per_mass: float = 0.0068
    cite: ClassVar[tuple[str, ...]] = ("Madau:2014bja", "Strolger:2015kra")

    def __call__(self, z: Array) -> Array:
        """Collapses [yr⁻¹ Mpc⁻³], comoving, at redshift `z`."""
        return self.per_mass * self.rho0 * (1.0 + z) ** self.p / (1.0 + ((1.0 + z) / self.s) ** self.q)


Rate = Callable[[Array], Array]
COLLAPSE_RATES: dict[str, Rate] = {
    "horiuchi2009": BrokenPowerLaw(),
    "horiuchi2009-upper": BrokenPowerLaw(rho0=0.0213, a=3.6, b=-0.1, c=-2.5),
    "horiuchi2009-lower": BrokenPowerLaw(rho0=0.0142, a=3.2, b=-0.5, c=-4.5),
    "madau-dickinson2014": MadauDickinson(),
    "strolger2015": MadauDickinson(p=5.0, s=1.5, q=6.1, per_mass=0.0091),
}
"""Core-collapse rates by name."""
_BAND = {"horiuchi2009": ("horiuchi2009-lower", "horiuchi2009-upper")}


def diffuse_spectrum(
    E_nu: Array,
    emitted: SourceSpectrum,
    number: float,
    rate: Rate,
    *,
    cosmology: Cosmology | None = None,
    z_max: float = 5.0,
) -> Array:
    r"""Diffuse flux of one species from all collapses up to a redshift.

    .. math:: \phi(E) = \frac{c}{H_0} \int_0^{z_\mathrm{max}} R(z)\, N\, \varphi\big(E(1+z)\big)
              \frac{dz}{\sqrt{\Omega_m(1+z)^3 + \Omega_\Lambda}}

    Parameters
    ----------
    E_nu : array [MeV]
    emitted : callable [MeV → 1/MeV]
        Normalised spectrum at the source.
    number : float [1]
        Neutrinos of the species per collapse.
    rate : callable
        Collapses [yr⁻¹ Mpc⁻³] at redshift z.
    cosmology : Cosmology, optional
        Default H₀ = 70 km s⁻¹ Mpc⁻¹, Ω_m = 0.3, Ω_Λ = 0.7.
    z_max : float [1]

    Returns
    -------
    array [cm⁻² s⁻¹ MeV⁻¹]
        Shape of `E_nu`.

    Sources
    -------
    Beacom:2010kk (Eq. 1). Checked: closed form for a constant rate in an empty de Sitter Universe; integral over E.

    Examples
    --------
    >>> phi = diffuse_spectrum(15.0, FermiDirac(4.0), 2.5e57, COLLAPSE_RATES["horiuchi2009"])
    >>> f"{float(phi):.2f}"
    '0.23'
    """
    check_energies("E_nu", E_nu)
    require_positive("z_max", z_max)
    xp: Any = namespace(E_nu)
    universe = cosmology or Cosmology()
    nodes, weights = np.polynomial.legendre.leggauss(_Z_NODES)
    edges = np.array([0.0, 0.2, 0.4, 0.6, 0.8, 1.0]) * z_max
    half = 0.5 * np.diff(edges)
    z = (edges[:-1, None] + half[:, None] * (nodes + 1.0)).ravel()
    w = (half[:, None] * weights).ravel()
    factor = w * np.asarray(rate(z)) / (YEAR_S * MPC_CM**3) / universe.expansion(z) * universe.hubble_length() * number
    E = xp.asarray(E_nu, dtype=float)
    return xp.sum(xp.asarray(factor) * emitted(E[..., None] * xp.asarray(1.0 + z)), axis=-1)


def dsnb(
    model: str = "floor",
    *,
    rate: str | Rate = "horiuchi2009",
    spectra: Mapping[str, SourceSpectrum] | None = None,
    energy: float = 3e53,
    cosmology: Cosmology | None = None,
    z_max: float = 5.0,
) -> Flux:
    """Diffuse supernova neutrino background.

    Parameters
    ----------
    model : str
        ``"floor"``: convention of neutrino-floor work, 85.7 cm⁻² s⁻¹ ± 50 % with thermal spectra of 3, 5 and 8 MeV
        (ν_e, ν̄_e, ν_x) at the source; the shape counts ν_x once, the total is a convention. ``"physical"``: absolute,
        six species.
    rate : str or callable
        A key of :data:`COLLAPSE_RATES`, or collapses [yr⁻¹ Mpc⁻³] as a function of redshift.
    spectra : mapping of str to callable, optional
        Normalised spectra at the source of ``nu_e``, ``anti_nu_e`` and ``nu_x``, e.g. :class:`nuscat.fluxes.Pinched`.
    energy : float [erg]
        Energy in neutrinos per collapse, shared equally by six species (physical model).
    cosmology : Cosmology, optional
    z_max : float [1]

    Returns
    -------
    Flux [cm⁻² s⁻¹]
        Zero above 100 MeV. Systematic ``dsnb``: 50 % (floor), or half the difference of the upper and lower rates of
        Horiuchi et al. as a function of energy (physical with their rate; other rates have none).

    Raises
    ------
    UnknownNameError, ValidityError

    Sources
    -------
    Strigari:2009bq, OHare:2021utq (floor); Beacom:2010kk, Horiuchi:2008jz (physical). Checked: shape distributed with
    OHare:2021utq within 11 % up to 40 MeV; closed forms of the integral.

    Examples
    --------
    >>> round(float(dsnb().total()), 6), 80 < float(dsnb("physical").total()) < 100
    (85.7, True)
    """
    if model not in ("floor", "physical"):
        raise UnknownNameError.of("model of the diffuse background", model, ("floor", "physical"))
    require_positive("energy per collapse", energy, unit="erg")
    if isinstance(rate, str) and rate not in COLLAPSE_RATES:
        raise UnknownNameError.of("core-collapse rate", rate, COLLAPSE_RATES)
    chosen = COLLAPSE_RATES[rate] if isinstance(rate, str) else rate
    sources = spectra or {"nu_e": FermiDirac(3.0), "anti_nu_e": FermiDirac(5.0), "nu_x": FermiDirac(8.0)}
    if missing := {"nu_e", "anti_nu_e", "nu_x"} - set(sources):
        raise UnknownNameError(f"Spectra of the species {sorted(missing)} are missing.", hint="Give all three.")

    def species(history: Rate) -> dict[str, Floats]:
        per_species = energy * ERG_MEV / 6.0
        return {
            s: np.asarray(
                diffuse_spectrum(_GRID, e, per_species / e.mean_energy, history, cosmology=cosmology, z_max=z_max)
            )
            for s, e in sources.items()
        }

    parts = _components(species(chosen), 0.25 if model == "floor" else 1.0)
    cite = ["Beacom:2010kk", *getattr(chosen, "cite", ())]
    if model == "floor":
        total = sum(float(c.intensity) for c in parts)
        parts = tuple(replace(c, intensity=c.intensity * FLOOR_TOTAL / total) for c in parts)
        systematics: tuple[Systematic, ...] = (_floor_systematic(len(parts)),)
        cite = ["Strigari:2009bq", "OHare:2021utq", *cite]
    elif isinstance(rate, str) and rate in _BAND:
        low, high = (species(COLLAPSE_RATES[name]) for name in _BAND[rate])
        systematics = (_rate_systematic(parts, species(chosen), low, high),)
    else:
        systematics = ()
    name = "dsnb" if model == "floor" else "dsnb-physical"
    return Flux(name=name, components=parts, unit="cm^-2 s^-1", cite=tuple(cite), systematics=systematics)


_HEAVY = ("nu_mu", "nu_tau", "anti_nu_mu", "anti_nu_tau")


def _components(species: Mapping[str, Floats], heavy: float) -> tuple[Component, ...]:
    """Components of six flavours; each heavy one is `heavy` times the spectrum of ν_x."""
    out = []
    for flavour in ("nu_e", "anti_nu_e", *_HEAVY):
        name, weight = ("nu_x", heavy) if flavour in _HEAVY else (flavour, 1.0)
        part = table_component(_GRID, weight * species[name], flavour, what="diffuse supernova background")
        out.append(replace(part, label="DSNB"))
    return tuple(out)


def _floor_systematic(n: int) -> Systematic:
    return Systematic(
        name="dsnb", changes=(FLOOR_UNCERTAINTY,) * n, description="diffuse supernova flux", cite=("OHare:2021utq",)
    )


def _rate_systematic(
    parts: tuple[Component, ...], mid: Mapping[str, Floats], low: Mapping[str, Floats], high: Mapping[str, Floats]
) -> Systematic:
    changes = []
    for c in parts:
        name = {12: "nu_e", -12: "anti_nu_e"}.get(int(c.flavour), "nu_x")
        inside = mid[name] > 0.0
        half = 0.5 * (high[name][inside] - low[name][inside]) / mid[name][inside]
        changes.append(TableFunction(tuple(_GRID[inside].tolist()), tuple(half.tolist())))
    return Systematic(name="dsnb", changes=tuple(changes), description="core-collapse rate", cite=("Horiuchi:2008jz",))
