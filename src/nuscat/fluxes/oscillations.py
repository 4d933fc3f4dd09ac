"""Three-neutrino oscillations: parameters, probabilities in vacuum and constant density, oscillated fluxes."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat import constants
from nuscat._core.arrays import Array, check_energies, is_plain, namespace
from nuscat._core.errors import ValidityError, require_positive
from nuscat._core.flavours import is_antineutrino

from ._oscillated import Probability, oscillated
from ._phase import half_periods, oscillation_phase
from ._pmns import PMNS, PMNS_SETS, pmns_parameters

__all__ = [
    "PMNS",
    "PMNS_SETS",
    "Probability",
    "Vacuum",
    "matter_potential",
    "oscillated",
    "oscillation_phase",
    "pmns_parameters",
    "survival_probabilities",
    "vacuum",
]

_FLAVOURS = (12, 14, 16)


def matter_potential(electron_density: Array) -> Array:
    r"""Potential V = √2 G_F n_e of electron neutrinos [MeV]; the negative for antineutrinos.

    Parameters
    ----------
    electron_density : array [N_A cm⁻³]
        Electrons per cm³ in units of the Avogadro number, about Z/A × density in g/cm³.

    Returns
    -------
    array [MeV]

    Sources
    -------
    Wolfenstein:1977ue. Checked: 7.63e-14 eV per N_A/cm³, the value of text books.

    Examples
    --------
    >>> f"{matter_potential(1.0) * 1e6:.3e}"  # eV
    '7.632e-14'
    """
    per_fm3 = constants.N_A.value * 1e-39
    return math.sqrt(2.0) * constants.G_F.value * constants.hbarc.value**3 * per_fm3 * electron_density


def survival_probabilities(
    E_nu: Array,
    parameters: PMNS | str = "nufit-5.2",
    *,
    baseline: float | None = None,
    electron_density: float = 0.0,
    antineutrino: bool = False,
    averaged: bool = False,
) -> Array:
    r"""Probabilities of all flavour transitions in vacuum or in matter of constant density.

    .. math:: P_{\alpha\beta} = \Big|\sum_i U_{\beta i} U^*_{\alpha i} e^{-i m_i^2 L/2E}\Big|^2, \qquad
        \langle P_{\alpha\beta}\rangle = \sum_i |U_{\alpha i}|^2 |U_{\beta i}|^2

    Parameters
    ----------
    E_nu : array [MeV], shape (…)
        Positive energies.
    parameters : PMNS or str
    baseline : float [m], optional
        Without it phases are averaged out (incoherent mass eigenstates).
    electron_density : float [N_A cm⁻³]
        Constant along the path.
    antineutrino : bool
        Conjugate mixing and opposite potential.
    averaged : bool
        Leave out the interference of two states where their phase in vacuum exceeds 32 π (low energies).

    Returns
    -------
    array [1], shape (…, 3, 3)
        P[initial, final] with the order e, μ, τ; rows add to 1.

    Raises
    ------
    ValidityError
        If an energy is negative, not finite, or 0 with a baseline; if the baseline or the density is negative.

    Sources
    -------
    ParticleDataGroup:2022pth, Eq. (14.40). Checked: unitarity; two-flavour limits in vacuum and matter (closed forms).

    Examples
    --------
    >>> P = survival_probabilities(3.5, "nufit-5.2", baseline=1600.0, antineutrino=True)
    >>> round(float(P[0, 0]), 3), round(float(P[0].sum()), 12)
    (0.913, 1.0)
    """
    p = pmns_parameters(parameters)
    check_energies("E_nu", E_nu)
    if baseline is not None:
        require_positive("baseline", baseline, unit="m", zero=True)
        if is_plain(E_nu) and np.any(np.asarray(E_nu) == 0.0):
            raise ValidityError("E_nu must be positive where there is a baseline, got 0.", hint="Give E_nu in MeV.")
    require_positive("electron density", electron_density, unit="N_A/cm³", zero=True)
    xp: Any = namespace(E_nu)
    E = xp.asarray(E_nu, dtype=float)
    U = xp.asarray(p.matrix(antineutrino=antineutrino))
    vacuum_masses = np.array([0.0, p.dm2_21, p.dm2_31])
    masses = xp.asarray(vacuum_masses)
    if electron_density == 0.0:
        squared = masses + 0.0 * E[..., None]
        V = xp.broadcast_to(U, (*E.shape, 3, 3))
    else:
        potential = float(matter_potential(electron_density)) * (-1.0 if antineutrino else 1.0)
        A = 2e12 * E * potential  # eV²
        vacuum_part = (U * masses) @ xp.conj(U.T)
        electron = xp.asarray(np.diag([1.0, 0.0, 0.0]))
        squared, V = xp.linalg.eigh(vacuum_part + A[..., None, None] * electron)
    weights = xp.abs(V) ** 2
    if baseline is None:
        return weights @ xp.swapaxes(weights, -1, -2)
    phase = xp.exp(-2j * oscillation_phase(E[..., None], squared, baseline))
    if not averaged:
        amplitude = xp.einsum("...bi,...i,...ai->...ab", V, phase, xp.conj(V))
        return xp.abs(amplitude) ** 2
    order = np.argsort(vacuum_masses) if electron_density > 0.0 else np.arange(3)  # eigenvalues in matter are sorted
    slow = xp.asarray(_slowest(vacuum_masses[order], baseline)) <= E[..., None, None]
    terms = xp.einsum("...bi,...i,...ai->...iab", V, phase, xp.conj(V))
    return xp.einsum("...iab,...jab,...ij->...ab", terms, xp.conj(terms), xp.where(slow, 1.0, 0.0)).real


def _slowest(masses: NDArray[np.float64], baseline: float) -> NDArray[np.float64]:
    """Energy [MeV] above which the phase of two states is below 32 π, (3, 3); 0 for a state with itself."""
    pairs = [[half_periods(float(a - b), baseline) for b in masses] for a in masses]
    return np.array([[energies[-1] if energies else 0.0 for energies in row] for row in pairs])


@dataclass(frozen=True, kw_only=True)
class Vacuum:
    """Three-neutrino transition probability in a uniform medium, for :func:`oscillated`; obtain with :func:`vacuum`."""

    parameters: PMNS
    baseline: float | None = None
    electron_density: float = 0.0
    averaged: bool = False

    def resolved(self) -> tuple[Vacuum, tuple[float, ...]]:
        """Probability without interference of phases above 32 π, and where to break spectra [MeV].

        Breaks at the half periods in vacuum do in matter, too: the potential does not make phases change faster with E.
        """
        if self.baseline is None:
            return self, ()
        dm2_21, dm2_31 = self.parameters.dm2_21, self.parameters.dm2_31
        cut = half_periods(dm2_31 - dm2_21, self.baseline)[-1:]
        energies = (*half_periods(dm2_21, self.baseline), *half_periods(dm2_31, self.baseline), *cut)
        return replace(self, averaged=True), energies

    def __call__(self, E_nu: Array, initial: int, final: int) -> Array:
        """P(initial → final) [1] at `E_nu` [MeV]; PDG codes."""
        if (initial > 0) != (final > 0):
            return 0.0 * E_nu
        table = survival_probabilities(
            E_nu,
            self.parameters,
            baseline=self.baseline,
            electron_density=self.electron_density,
            antineutrino=is_antineutrino(initial),
            averaged=self.averaged,
        )
        return table[..., _FLAVOURS.index(abs(initial)), _FLAVOURS.index(abs(final))]


def vacuum(
    parameters: PMNS | str = "nufit-5.2", *, baseline: float | None = None, electron_density: float = 0.0
) -> Vacuum:
    """Three-neutrino transition probability for :func:`oscillated`: at a baseline [m], or averaged without one.

    Parameters
    ----------
    parameters : PMNS or str
    baseline : float [m], optional
    electron_density : float [N_A cm⁻³]

    Raises
    ------
    ValidityError
        If the baseline is not positive, or the density negative.

    Sources
    -------
    As :func:`survival_probabilities`.

    Examples
    --------
    >>> from nuscat.fluxes import monoenergetic
    >>> line = monoenergetic(5.0, "nu_e", intensity=1.0, unit="cm^-2")
    >>> round(float(oscillated(line, vacuum("nufit-5.2")).total("nu_e")), 4)
    0.5527
    """
    require_positive("electron density", electron_density, unit="N_A/cm³", zero=True)
    if baseline is not None and not baseline > 0.0:
        raise ValidityError(f"The baseline must be positive, got {baseline!r} m.", hint="Leave it out to average.")
    return Vacuum(parameters=pmns_parameters(parameters), baseline=baseline, electron_density=electron_density)
