"""CEvNS recoil spectra and counts above a threshold, fast: for tables and planning, not for fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nuscat import constants
from nuscat.fluxes import Component, Flux
from nuscat.nuclei import Material, material as named_material
from nuscat.processes import E_min, T_max
from nuscat.responses import nucleus

from ._channels import Channel, channel_of, families_of
from .theory import Theory

__all__ = ["counts_above", "recoil_spectrum"]

Floats = NDArray[np.float64]
_ENERGIES, _RECOILS = 3000, 600
"""Points in E and in ln T; the counts of the programmes change by less than 1e-3 with twice as many (tested)."""


def _moments(flux: Flux, powers: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Energies [MeV] and ∫_E^∞ φ(E′) E′^(−p) dE′ of every power for each [unit of the flux · MeV^(−p)], lines apart."""
    low = min((c.support[0] for c in flux.components if c.spectrum is not None), default=0.0)
    edges = [e for c in flux.components if c.spectrum is not None for e in c.support if e > 0.0]
    steps = [s for e in edges for s in (e * (1.0 - 1e-9), e * (1.0 + 1e-9))]
    E = np.unique(np.concatenate([np.linspace(max(low, 1e-3), flux.E_max, _ENERGIES), steps]))
    E = E[flux.E_max * (1.0 + 1e-8) >= E]
    values = np.asarray(flux.spectrum(E))
    rows = []
    for p in powers:
        f = values / E**p
        pieces = 0.5 * (f[1:] + f[:-1]) * np.diff(E)
        rows.append(np.append(np.cumsum(pieces[::-1])[::-1], 0.0))
    return E, np.stack(rows)


def recoil_spectrum(T_nr: Floats, flux: Flux, target: str | Material, theory: Theory | None = None) -> Floats:
    r"""Recoil spectrum of coherent scattering on every nuclide of a target.

    .. math:: \frac{dR}{dT} = \sum_i n_i \frac{G_F^2 M_i}{\pi}\, \mathcal Q_i^2(T)
              \Big[I_0 - T I_1 - \tfrac12 M_i T\, I_2\Big], \qquad I_p = \int_{E_{min}(T)} \phi(E)\, E^{-p}\, dE

    Parameters
    ----------
    T_nr : array [MeV], shape (n,)
    flux : Flux [cm⁻² s⁻¹]
    target : str or Material
    theory : Theory, optional
        Couplings and form factors; its new interactions are not in here.

    Returns
    -------
    array [1/(kg s MeV)], shape (nuclides, n)
        In the order of the components of the target; per kilogram of the target.

    Sources
    -------
    Freedman:1973yd. Checked: :class:`FoldedSignal` to 1e-3, with couplings that depend on the flavour too.
    """
    theory = theory or Theory()
    made = named_material(target) if isinstance(target, str) else target
    T = np.asarray(T_nr, dtype=float)
    groups = _groups(flux, theory)
    total = np.zeros((len(made.components), T.size))
    for part, families in groups:
        E, moments = _moments(part, (0, 1, 2))
        lines = [(c.intensity, float(c.line)) for c in part.components if c.line is not None]
        for i, (nuclide, _) in enumerate(made.components):
            M = nuclide.mass
            least = np.asarray(E_min(T, M))
            integrals = [np.interp(least, E, row, right=0.0) for row in moments]
            for intensity, energy in lines:
                seen = least <= energy
                integrals = [row + np.where(seen, intensity * energy**-p, 0.0) for p, row in enumerate(integrals)]
            q = np.sqrt(2.0 * M * T)
            response = nucleus(nuclide, theory.form_factor)
            protons, neutrons = nuclide.Z * response.proton(q), nuclide.N * response.neutron(q)
            squared = np.zeros_like(T)
            for code, probability in families:
                g_p, g_n = theory.couplings.nucleon(code, q * q)
                squared = squared + probability * np.asarray(g_p * protons + g_n * neutrons) ** 2
            bracket = np.maximum(integrals[0] - T * integrals[1] - 0.5 * M * T * integrals[2], 0.0)
            strength = made.nuclei_per_kg(nuclide) * constants.G_F2_over_pi.value * M
            total[i] += strength * squared * bracket
    return total


def _groups(flux: Flux, theory: Theory) -> list[tuple[Flux, tuple[tuple[int, float], ...]]]:
    """Parts of the flux whose neutrinos scatter alike, with the families in each and their probabilities [1].

    One part where the couplings are those of all families.
    """
    Q2 = np.array([0.0, 1e3])
    pairs = [theory.couplings.nucleon(code, Q2) for code in (12, 14, 16)]
    blind = all(np.array_equal(a, b) for pair in pairs[1:] for a, b in zip(pair, pairs[0], strict=True))
    if blind:
        return [(flux, ((12, 1.0),))]
    parts: dict[Channel, list[Component]] = {}
    for component in flux.components:
        parts.setdefault(channel_of(component, ()), []).append(component)
    return [(replace(flux, components=tuple(found), systematics=()), families_of(c)) for c, found in parts.items()]


def counts_above(
    flux: Flux,
    target: str | Material,
    efficiency: float | Mapping[str, Callable[[Floats], Floats]],
    theory: Theory | None = None,
) -> float:
    """Recoils seen per kilogram and second [1/(kg s)].

    Parameters
    ----------
    flux : Flux [cm⁻² s⁻¹]
    target : str or Material
    efficiency : float or mapping
        A sharp threshold [MeV], or for every element (its symbol) a function T_nr [MeV] (n,) → probability to be seen.
    theory : Theory, optional

    Sources
    -------
    As :func:`recoil_spectrum`. Checked: :class:`FoldedSignal` to 1e-3.

    Examples
    --------
    >>> from nuscat.fluxes import monoenergetic
    >>> flux = monoenergetic(4.0, "anti_nu_e", intensity=1e13, unit="cm^-2 s^-1")
    >>> counts_above(flux, "Ge", 1e-3)  # 4 MeV gives Ge at most 0.48 keV
    0.0
    """
    made = named_material(target) if isinstance(target, str) else target
    top = max(float(T_max(flux.E_max, nuclide.mass)) for nuclide, _ in made.components)
    start = 1e-6 * top
    if not isinstance(efficiency, Mapping):
        if efficiency >= top:
            return 0.0
        start = max(start, float(efficiency))
    T = np.geomspace(start, top, _RECOILS)
    rows = recoil_spectrum(T, flux, made, theory)
    if isinstance(efficiency, Mapping):
        seen = {symbol: np.asarray(function(T)) for symbol, function in efficiency.items()}
        rows = rows * np.stack([seen[nuclide.symbol] for nuclide, _ in made.components])
    return float(np.trapezoid(rows.sum(axis=0) * T, np.log(T)))
