"""Neutrinos from positive pions and muons that decay at rest."""

from __future__ import annotations

from functools import partial
from math import log
from typing import TYPE_CHECKING, Any

from nuscat._core.arrays import Array, namespace
from nuscat.constants import m_e, m_mu, m_pi

from .flux import Component, Flux
from .pulses import Pulse
from .timing import delayed, prompt

if TYPE_CHECKING:
    from .facilities import Facility

__all__ = ["CITE", "PionDecayAtRest", "electron_neutrino", "endpoint", "line_energy", "muon_antineutrino"]

CITE = ("Michel:1949qe", "Bouchiat:1957zz", "ParticleDataGroup:2024cfk")

_R = (m_e.value / m_mu.value) ** 2
_PHASE_SPACE = 1.0 - 8.0 * _R + 8.0 * _R**3 - _R**4 - 12.0 * _R**2 * log(_R)


def line_energy() -> float:
    r"""Energy of the ν_μ line of π⁺ → μ⁺ ν_μ at rest, E₀ = (m_π² − m_μ²)/2m_π [MeV].

    Sources
    -------
    Two-body kinematics with the masses of ParticleDataGroup:2024cfk. Checked: p_μ = E₀ conserves energy to 1e-13.

    Examples
    --------
    >>> round(line_energy(), 3)
    29.792
    """
    return (m_pi.value**2 - m_mu.value**2) / (2.0 * m_pi.value)


def endpoint(*, electron_mass: bool = False) -> float:
    r"""Highest neutrino energy in muon decay at rest, m_μ/2, or (m_μ² − m_e²)/2m_μ with the electron mass [MeV].

    Note: the *electron* endpoint is (m_μ² + m_e²)/2m_μ = 52.830 MeV; for neutrinos the electron mass lowers it.

    Parameters
    ----------
    electron_mass : bool
        Keep the mass of the electron.

    Sources
    -------
    Kinematics: the two other leptons have at least the invariant mass m_e. Masses of ParticleDataGroup:2024cfk.

    Examples
    --------
    >>> round(endpoint(), 3), round(endpoint(electron_mass=True), 3)
    (52.829, 52.828)
    """
    return 0.5 * m_mu.value * ((1.0 - _R) if electron_mass else 1.0)


def electron_neutrino(E_nu: Array, *, electron_mass: bool = False) -> Array:
    r"""Normalised spectrum of ν_e from μ⁺ → e⁺ ν_e ν̄_μ at rest.

    .. math:: \varphi(E) = \frac{2}{m_\mu} 12 x^2 (1 - x), \qquad x = 2E/m_\mu

    and with r = m_e²/m_μ²: 12 x² (1−x−r)²/((1−x) f), f = 1 − 8r + 8r³ − r⁴ − 12 r² ln r.

    Parameters
    ----------
    E_nu : array [MeV]
        Neutrino energy.
    electron_mass : bool
        Keep the mass of the electron (changes the spectrum by 1e-4, more only within 0.01 MeV of the endpoint).

    Returns
    -------
    array [1/MeV]
        Shape of `E_nu`; zero beyond the endpoint.

    Sources
    -------
    Michel:1949qe; Bouchiat:1957zz. Checked: numerical phase-space integral of |M|² ∝ (p_μ·p_νe)(p_e·p_νμ), with and
    without electron mass, to 1e-10; norm 1 and ⟨x⟩ = 3/5 to 1e-14. Radiative corrections are not included.

    Examples
    --------
    >>> from nuscat.constants import m_mu
    >>> round(float(electron_neutrino(m_mu.value / 3.0)) * m_mu.value / 2.0, 12)  # the maximum, at x = 2/3
    1.777777777778
    """
    xp, x, inside = _fraction(E_nu, electron_mass)
    shape = (1.0 - x - _R) ** 2 / ((1.0 - x) * _PHASE_SPACE) if electron_mass else 1.0 - x
    return xp.where(inside, 24.0 / m_mu.value * x * x * shape, 0.0)


def muon_antineutrino(E_nu: Array, *, electron_mass: bool = False) -> Array:
    r"""Normalised spectrum of ν̄_μ from μ⁺ → e⁺ ν_e ν̄_μ at rest.

    .. math:: \varphi(E) = \frac{2}{m_\mu} 2 x^2 (3 - 2x), \qquad x = 2E/m_\mu

    and with ρ = (m_e²/m_μ²)/(1−x): 2 x² (1−ρ)² [(1−ρ)(1−x) + (1+2ρ)(2−x)]/f, f as in :func:`electron_neutrino`.

    Parameters
    ----------
    E_nu : array [MeV]
        Neutrino energy.
    electron_mass : bool
        Keep the mass of the electron (the step at the endpoint becomes a fall over about 0.01 MeV).

    Returns
    -------
    array [1/MeV]
        Shape of `E_nu`; zero beyond the endpoint.

    Sources
    -------
    Michel:1949qe; Bouchiat:1957zz. Checked: as :func:`electron_neutrino`; ⟨x⟩ = 7/10 to 1e-14.

    Examples
    --------
    >>> float(muon_antineutrino(60.0))
    0.0
    """
    xp, x, inside = _fraction(E_nu, electron_mass)
    if electron_mass:
        rho = _R / (1.0 - x)
        bracket = (1.0 - rho) * (1.0 - x) + (1.0 + 2.0 * rho) * (2.0 - x)
        shape = (1.0 - rho) ** 2 * bracket / _PHASE_SPACE
    else:
        shape = 3.0 - 2.0 * x
    return xp.where(inside, 4.0 / m_mu.value * x * x * shape, 0.0)


def _fraction(E_nu: Array, electron_mass: bool) -> tuple[Any, Array, Array]:
    """Namespace, x = 2E/m_μ (0 outside the spectrum) and whether inside."""
    xp: Any = namespace(E_nu)
    x = 2.0 / m_mu.value * xp.asarray(E_nu, dtype=float)
    inside = (x >= 0.0) & (x <= (1.0 - _R if electron_mass else 1.0))
    return xp, xp.where(inside, x, 0.0), inside


def PionDecayAtRest(
    *,
    intensity: Array = 1.0,
    unit: str = "normalised",
    pulse: Pulse | None = None,
    electron_mass: bool = False,
    name: str = "pion-dar",
    facility: Facility | None = None,
    cite: tuple[str, ...] = (),
    note: str = "",
) -> Flux:
    """Flux of a stopped-pion source: ν_μ line (prompt), ν_e and ν̄_μ (delayed) in equal numbers.

    Decay in flight, μ⁻ capture and kaons (a sub-percent tail at real sources) are not included.

    Parameters
    ----------
    intensity : array [unit]
        Neutrinos *per flavour*, a scalar; also a JAX tracer.
    unit : str
        Unit of the intensity, one of :data:`nuscat.fluxes.UNITS`.
    pulse : Pulse, optional
        Proton pulse; without it the components have no time profile.
    electron_mass : bool
        Keep the electron mass in muon decay.
    name : str
        Name of the flux.
    facility : Facility, optional
        Where it belongs to.
    cite : tuple of str
        INSPIRE keys in addition to those of the spectra.
    note : str
        Remark.

    Returns
    -------
    Flux
        Components labelled "prompt", "delayed nu_e", "delayed anti_nu_mu".

    Sources
    -------
    Michel:1949qe, Bouchiat:1957zz (spectra); ParticleDataGroup:2024cfk (masses, lifetimes).

    Examples
    --------
    >>> flux = PionDecayAtRest()
    >>> round(flux.mean_energy("nu_e"), 3), round(flux.mean_energy("anti_nu_mu"), 3)
    (31.698, 36.98)
    """
    first = None if pulse is None else prompt(pulse)
    second = None if pulse is None else delayed(pulse)
    support = (0.0, endpoint(electron_mass=electron_mass))
    # A narrow last piece where the electron mass bends the spectra (width ~ r m_μ/2 = 1 keV).
    bends = (support[1] - 1.0, support[1] - 0.05, support[1] - 0.003) if electron_mass else ()
    parts = (
        Component(flavour=14, line=line_energy(), intensity=intensity, time=first, label="prompt"),
        Component(
            flavour=12,
            spectrum=partial(electron_neutrino, electron_mass=electron_mass),
            support=support,
            breakpoints=bends,
            intensity=intensity,
            time=second,
            label="delayed nu_e",
        ),
        Component(
            flavour=-14,
            spectrum=partial(muon_antineutrino, electron_mass=electron_mass),
            support=support,
            breakpoints=bends,
            intensity=intensity,
            time=second,
            label="delayed anti_nu_mu",
        ),
    )
    keys = tuple(dict.fromkeys((*CITE, *cite)))
    return Flux(name=name, components=parts, unit=unit, cite=keys, facility=facility, note=note)
