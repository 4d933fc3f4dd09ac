"""One sterile neutrino at short baseline (3+1)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from nuscat._core.arrays import Array, check_energies, namespace
from nuscat._core.errors import ValidityError, require_positive
from nuscat._core.flavours import Flavour, pdg_code

from ._oscillated import oscillated
from ._phase import half_periods, oscillation_phase
from .flux import Flux

__all__ = ["ShortBaseline", "short_baseline", "sterile", "sterile_survival"]


def _sin2(phase: Array, spread: Array) -> Array:
    """sin² of a phase, averaged over a box of full width `spread` around it."""
    xp: Any = namespace(phase, spread)
    return 0.5 * (1.0 - xp.cos(2.0 * phase) * xp.sinc(spread / math.pi))


@dataclass(frozen=True, kw_only=True)
class ShortBaseline:
    """Probabilities of 3+1 oscillations at short baseline; obtain with :func:`short_baseline`."""

    baseline: float
    dm2_41: float
    U2_e4: float
    U2_mu4: float
    U2_tau4: float
    extent: float = 0.0
    cut: float = 0.0

    def _weights(self) -> dict[int, float]:
        active = {12: self.U2_e4, 14: self.U2_mu4, 16: self.U2_tau4}
        return {**active, 0: 1.0 - sum(active.values())}

    def oscillation(self, E_nu: Array) -> Array:
        """sin²X [1], averaged over the extent of the source; ½ below the energy `cut`, where it is too fast."""
        xp: Any = namespace(E_nu)
        E = xp.asarray(E_nu, dtype=float)
        slow = self.cut < E
        safe = xp.where(slow, E, 1.0)
        phase = oscillation_phase(safe, self.dm2_41, self.baseline)
        spread = oscillation_phase(safe, self.dm2_41, self.extent) + 0.0 * phase
        return xp.where(slow, _sin2(phase, spread), 0.5)

    def resolved(self) -> tuple[ShortBaseline, tuple[float, ...]]:
        """Probability with ½ for sin²X where X exceeds 32 π, and the energies of the half periods above [MeV]."""
        energies = half_periods(self.dm2_41, self.baseline)
        return replace(self, cut=energies[-1] if energies else 0.0), energies

    def __call__(self, E_nu: Array, initial: int, final: int) -> Array:
        """P(initial → final) [1] at `E_nu` [MeV]; PDG codes, 0 for the sterile state as `final`."""
        if final != 0 and (initial > 0) != (final > 0):
            return 0.0 * E_nu
        w = self._weights()
        a, b = w[abs(initial)], w[abs(final)]
        sin2 = self.oscillation(E_nu)
        return 1.0 - 4.0 * a * (1.0 - a) * sin2 if initial == final else 4.0 * a * b * sin2


def short_baseline(
    *,
    baseline: float,
    dm2_41: float,
    U2_e4: float = 0.0,
    U2_mu4: float = 0.0,
    U2_tau4: float = 0.0,
    extent: float = 0.0,
) -> ShortBaseline:
    r"""Transition probability of 3+1 mixing at short baseline, for :func:`nuscat.fluxes.oscillations.oscillated`.

    .. math:: P_{\alpha\alpha} = 1 - 4|U_{\alpha4}|^2(1 - |U_{\alpha4}|^2)\sin^2 X, \qquad
        P_{\alpha\beta} = 4|U_{\alpha4}|^2|U_{\beta4}|^2 \sin^2 X, \qquad X = \Delta m^2_{41} L/4E

    with β also sterile, |U_s4|² = 1 − Σ|U_α4|². The small differences Δm²₂₁, Δm²₃₁ do not act.

    Parameters
    ----------
    baseline : float [m]
        Mean distance.
    dm2_41 : float [eV²]
    U2_e4, U2_mu4, U2_tau4 : float [1]
        |U_α4|².
    extent : float [m]
        Full width of a uniform spread of distances (size of source and detector along the line).

    Raises
    ------
    ValidityError
        If a number is negative, or the mixings add to more than 1.

    Sources
    -------
    Giunti:2019aiy, Eqs. (2.6)–(2.9) [numbers of the equations to confirm]. Checked: rows add to 1; limits Δm² → 0, ∞.

    Examples
    --------
    >>> P = short_baseline(baseline=10.0, dm2_41=1.0, U2_e4=0.02)
    >>> round(float(P(8.0656, 12, 12)), 4)  # X = π/2
    0.9216
    """
    require_positive("baseline", baseline, unit="m", zero=True)
    require_positive("dm2_41", dm2_41, unit="eV²", zero=True)
    require_positive("extent", extent, unit="m", zero=True)
    for name, value in (("U2_e4", U2_e4), ("U2_mu4", U2_mu4), ("U2_tau4", U2_tau4)):
        require_positive(name, value, zero=True)
    if U2_e4 + U2_mu4 + U2_tau4 > 1.0:
        raise ValidityError(f"U2_e4 + U2_mu4 + U2_tau4 = {U2_e4 + U2_mu4 + U2_tau4:g} is larger than 1.")
    if extent > 2.0 * baseline:
        raise ValidityError(f"The extent {extent:g} m is more than twice the baseline {baseline:g} m.")
    return ShortBaseline(
        baseline=float(baseline),
        dm2_41=float(dm2_41),
        U2_e4=float(U2_e4),
        U2_mu4=float(U2_mu4),
        U2_tau4=float(U2_tau4),
        extent=float(extent),
    )


def sterile_survival(
    E_nu: Array, flavour: Flavour = 12, *, baseline: float, dm2_41: float, U2_4: float, extent: float = 0.0
) -> Array:
    """Survival probability 1 − 4|U_α4|²(1 − |U_α4|²) sin²X [1] of the flavour whose mixing is `U2_4`.

    Parameters
    ----------
    E_nu : array [MeV]
        Positive.
    flavour : str or int
        Name or PDG code.
    baseline, extent : float [m]
    dm2_41 : float [eV²]
    U2_4 : float [1]
        |U_α4|² of this flavour.

    Raises
    ------
    ValidityError, UnknownNameError
        As :func:`short_baseline`; unknown flavour, negative energy.

    Sources
    -------
    As :func:`short_baseline`.

    Examples
    --------
    >>> sterile_survival(1.0, baseline=1.0, dm2_41=0.0, U2_4=0.1)
    np.float64(1.0)
    """
    check_energies("E_nu", E_nu)
    code = pdg_code(flavour)
    key = {12: "U2_e4", 14: "U2_mu4", 16: "U2_tau4"}[abs(code)]
    probability = short_baseline(baseline=baseline, dm2_41=dm2_41, extent=extent, **{key: U2_4})
    return probability(E_nu, code, code)


def sterile(
    flux: Flux,
    *,
    baseline: float,
    dm2_41: float,
    U2_e4: float = 0.0,
    U2_mu4: float = 0.0,
    U2_tau4: float = 0.0,
    extent: float = 0.0,
) -> Flux:
    """Active flux that is left after 3+1 oscillations at short baseline.

    Parameters
    ----------
    flux : Flux
        At the detector, without oscillation (geometry included).
    baseline, dm2_41, U2_e4, U2_mu4, U2_tau4, extent
        As for :func:`short_baseline`.

    Returns
    -------
    Flux
        Lines stay lines; continuous spectra are treated as by :func:`nuscat.fluxes.oscillated`.

    Raises
    ------
    ValidityError
        As :func:`short_baseline`.

    Sources
    -------
    As :func:`short_baseline`. Checked: dense numerical integrals to 1e-6; Δm² → ∞ gives 1 − 2|U|²(1 − |U|²).

    Examples
    --------
    >>> from nuscat.fluxes import monoenergetic
    >>> line = monoenergetic(0.747, "nu_e", intensity=1.0, unit="cm^-2 s^-1")
    >>> active = sterile(line, baseline=0.4, dm2_41=2.0, U2_e4=0.1)
    >>> round(float(active.total()), 4)
    0.6562
    """
    made = short_baseline(baseline=baseline, dm2_41=dm2_41, U2_e4=U2_e4, U2_mu4=U2_mu4, U2_tau4=U2_tau4, extent=extent)
    return oscillated(
        flux,
        made,
        name=f"{flux.name}, 3+1",
        cite=("Giunti:2019aiy",),
        note=f"3+1: L = {baseline:g} m, dm2_41 = {dm2_41:g} eV².",
    )
