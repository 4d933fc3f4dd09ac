"""Elastic nuclear responses of shell-model states: polynomials in y = (qb/2)² times e^(−y), expanded once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, check_energies, namespace
from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError, require_positive
from nuscat._core.frozen import FrozenMapping
from nuscat.structure._interfaces import OPERATORS

from .polynomials import horner, momentum_to_y

if TYPE_CHECKING:
    from .obdm import OneBodyDensity

__all__ = ["RESPONSES", "ShellModelResponses"]

Table = NDArray[np.float64]
_RANKS = {"M": 0, "Phi2": 0, "PhiT1": 2, "Sigma1": 1, "Sigma2": 1, "Delta": 1}
"""Lowest rank of each operator between states of one parity; the others follow in steps of two."""
RESPONSES: dict[str, tuple[str, str]] = {
    **{name: (name, name) for name in _RANKS},
    "MPhi2": ("M", "Phi2"),
    "Sigma1Delta": ("Sigma1", "Delta"),
}
"""Responses W by name: the two operators that are multiplied."""


def ranks(operator: str, twoJ: int) -> range:
    """Ranks K [1] of an `operator` that a state of spin twoJ/2 [ħ] has: even for M, Φ″, Φ̃′, odd for Σ′, Σ″, Δ."""
    return range(_RANKS[operator], twoJ + 1, 2)


@dataclass(frozen=True, eq=False, kw_only=True)
class ShellModelResponses:
    r"""Elastic responses of a nucleus in a state of good J, point nucleons, oscillator wave functions.

    .. math::

        \langle J\|X_K^N\|J\rangle = e^{-y}\sum_k c_k y^k, \qquad
        F^{M,\Phi''}_N = \sqrt{\tfrac{4\pi}{2J+1}}\,\langle J\|X_0^N\|J\rangle, \qquad
        F^{\Sigma'L}_N = \tfrac12\langle J\|\Sigma'^N_L\|J\rangle

    with y = (qb/2)², N = p, n. Made by :meth:`from_density` or by `hms_responses`.

    Parameters
    ----------
    Z, N : int
    twoJ : int
        Twice the spin.
    b : float [fm]
        Oscillator length. No correction for the motion of the centre of mass is made.
    multipoles : mapping operator → rank K → array, shape (2, n) [1]
        Coefficients c_k of protons and of neutrons. Operators M, Phi2 (Φ″), PhiT1 (Φ̃′), Sigma1 (Σ′), Sigma2 (Σ″) and
        Delta.
    label : str
        For legends and tables.
    cite : tuple of str

    Raises
    ------
    ValidityError
        If an array has another shape or is not finite, or F^M(0) is not Z, N within 10⁻³.

    Sources
    -------
    Donnelly:1979ezn, Fitzpatrick:2012ix (operators, W); Hoferichter:2020osn (F). Checked: published polynomials of ¹⁹F
    and ²³Na to 3·10⁻⁴, those of ¹³³Cs, ¹²⁷I and Xe; another program for 22 density files.

    Examples
    --------
    >>> import numpy as np
    >>> proton = ShellModelResponses(Z=1, N=0, twoJ=1, b=1.0, multipoles={"M": {0: np.array([[0.3989423], [0.0]])}})
    >>> [round(float(f), 4) for f in proton.M(200.0)]  # e^(−y)
    [0.7735, 0.0]
    """

    Z: int
    N: int
    twoJ: int
    b: float
    multipoles: Mapping[str, Mapping[int, Table]]
    label: str = ""
    cite: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_positive("Oscillator length b", self.b, unit="fm")
        tables: dict[str, Mapping[int, Table]] = {}
        for operator, given in self.multipoles.items():
            if operator not in _RANKS:
                raise UnknownNameError.of("one-body operator", operator, _RANKS)
            tables[operator] = FrozenMapping({K: self._table(operator, K, c) for K, c in sorted(given.items())})
        object.__setattr__(self, "multipoles", FrozenMapping(tables))
        if 0 in tables.get("M", {}):
            scale = math.sqrt(4.0 * math.pi / (self.twoJ + 1.0))
            for kind, number, c in zip(("proton", "neutron"), (self.Z, self.N), tables["M"][0], strict=True):
                if not abs(scale * c[0] - number) <= 1e-3 * max(number, 1):
                    raise ValidityError(
                        f"F^M(0) of {kind}s is {scale * c[0]:.6g}, expected {number}.",
                        hint="Coefficients are those of ⟨J‖M₀‖J⟩, F times √((2J+1)/4π).",
                    )

    def _table(self, operator: str, K: int, coefficients: Array) -> Table:
        table = np.array(coefficients, dtype=float)
        if table.ndim != 2 or table.shape[0] != 2 or table.shape[1] < 1 or not np.all(np.isfinite(table)):
            raise ValidityError(
                f"Coefficients of {operator}, K = {K}, must be finite and of shape (2, n), got {table.shape}.",
                hint="One row for protons, one for neutrons.",
            )
        if K not in ranks(operator, self.twoJ):
            raise ValidityError(
                f"{operator} has no rank K = {K} in a state of spin {self.twoJ / 2:g}.",
                hint="Ranks are even for M, Phi2, PhiT1, odd for Sigma1, Sigma2, Delta, and at most 2J.",
            )
        table.setflags(write=False)
        return table

    @classmethod
    def from_density(cls, density: OneBodyDensity, *, b: float | None = None) -> ShellModelResponses:
        r"""Responses of a one-body density matrix [all of :data:`RESPONSES`].

        Parameters
        ----------
        density : OneBodyDensity
            With its inert core.
        b : float [fm], optional
            Oscillator length; default: that of `density`.

        Returns
        -------
        ShellModelResponses
            F^M(0) is exactly (Z, N): the rounding of the density (some 10⁻⁶) is divided out of K = 0 of M.
        """
        tables = {
            operator: {K: _expand(density, operator, K) for K in ranks(operator, density.twoJ)} for operator in _RANKS
        }
        scale = math.sqrt(4.0 * math.pi / (density.twoJ + 1.0))
        for number, row in zip((density.Z, density.N), tables["M"][0], strict=True):
            np.multiply(row, number / (scale * row[0]) if row[0] else 1.0, out=row)
        return cls(
            Z=density.Z,
            N=density.N,
            twoJ=density.twoJ,
            b=density.b if b is None else b,
            multipoles=tables,
            label=density.label,
            cite=tuple(dict.fromkeys((*density.cite, "Donnelly:1979ezn", "Fitzpatrick:2012ix"))),
        )

    @property
    def A(self) -> int:
        """Number of nucleons [1]."""
        return self.Z + self.N

    @property
    def spin(self) -> float:
        """Spin J of the state [ħ]."""
        return self.twoJ / 2.0

    @property
    def operators(self) -> frozenset[str]:
        """Operators of elastic neutrino scattering that are known [names]."""
        return frozenset(o for o in OPERATORS if o in self.multipoles)

    def _coefficients(self, operator: str, K: int) -> Table:
        try:
            return self.multipoles[operator][K]
        except KeyError:
            known = "; ".join(f"{o}: K = {', '.join(map(str, t))}" for o, t in self.multipoles.items() if t)
            raise MissingDataError(
                f"{operator} of rank {K} is not known for {self.label or 'this nucleus'}, only {known}.",
                hint="Use responses from a one-body density matrix, which have all.",
            ) from None

    def amplitude(self, operator: str, K: int, q: Array) -> tuple[Array, Array]:
        """Reduced matrix elements ⟨J‖X_K‖J⟩ [1] of protons and neutrons.

        Parameters
        ----------
        operator : str
            ``"M"``, ``"Phi2"``, ``"PhiT1"``, ``"Sigma1"``, ``"Sigma2"`` or ``"Delta"``.
        K : int [1]
            Rank.
        q : array [MeV]
            Momentum transfer.

        Returns
        -------
        pair of arrays [1]
            Shape of `q` each.

        Raises
        ------
        MissingDataError
            If this rank of the operator is not known.
        """
        proton, neutron = self._coefficients(operator, K)
        check_energies("momentum transfer q", q)
        y = momentum_to_y(q, self.b)
        xp: Any = namespace(q)
        damping = xp.exp(-y)
        return damping * horner(y, proton), damping * horner(y, neutron)

    def _scalar(self, operator: str, q: Array) -> tuple[Array, Array]:
        proton, neutron = self.amplitude(operator, 0, q)
        scale = math.sqrt(4.0 * math.pi / (self.twoJ + 1.0))
        return scale * proton, scale * neutron

    def M(self, q: Array) -> tuple[Array, Array]:
        """F^M of protons and neutrons [1] at momentum transfer `q` [MeV], K = 0; (Z, N) at q = 0."""
        return self._scalar("M", q)

    def Phi2(self, q: Array) -> tuple[Array, Array]:
        """F^Φ″ of protons and neutrons [1] at momentum transfer `q` [MeV], K = 0; −⅓⟨Σσ·l⟩ at 0, zeros if unknown."""
        if "Phi2" not in self.multipoles:
            zero = 0.0 * momentum_to_y(q, self.b)
            return zero, zero
        return self._scalar("Phi2", q)

    def Sigma1(self, q: Array) -> tuple[tuple[Array, Array], ...]:
        """F^Σ′L of protons and neutrons [1] for L = 1, 3, … ≤ 2J at momentum transfer `q` [MeV]; () for J = 0."""
        out = []
        for L in self.multipoles.get("Sigma1", {}):
            proton, neutron = self.amplitude("Sigma1", L, q)
            out.append((0.5 * proton, 0.5 * neutron))
        return tuple(out)

    def W_coefficients(self, response: str, tau: int, taup: int) -> Table:
        r"""Coefficients c_k [1] of :math:`W_X^{\tau\tau'} = e^{-2y}\sum_k c_k y^k`, shape (n,).

        Parameters
        ----------
        response : str
            A name of :data:`RESPONSES`.
        tau, taup : int [1]
            0: ½(p + n), 1: ½(p − n), of the first and the second operator.

        Raises
        ------
        UnknownNameError, ValidityError
            If there is no such response or isospin.
        MissingDataError
            If a rank that the spin allows is not known.
        """
        if response not in RESPONSES:
            raise UnknownNameError.of("response", response, RESPONSES)
        if tau not in (0, 1) or taup not in (0, 1):
            raise ValidityError(f"Isospins are 0 or 1, got {tau!r}, {taup!r}.", hint="0: ½(p + n), 1: ½(p − n).")
        left, right = RESPONSES[response]
        total = np.zeros(1)
        for K in ranks(left, self.twoJ):
            (p, n), (pp, nn) = self._coefficients(left, K), self._coefficients(right, K)
            product = 0.25 * np.convolve(p - n if tau else p + n, pp - nn if taup else pp + nn)
            total = np.pad(total, (0, max(product.size - total.size, 0)))
            total[: product.size] += product
        return total

    def W(self, response: str, tau: int, taup: int, q: Array) -> Array:
        r"""Response :math:`W_X^{\tau\tau'} = \sum_K\langle J\|X_K^\tau\|J\rangle\langle J\|X_K^{\tau'}\|J\rangle` [1].

        Parameters
        ----------
        response : str
            ``"M"``, ``"Phi2"``, ``"PhiT1"``, ``"Sigma1"``, ``"Sigma2"``, ``"Delta"`` or, of two operators, ``"MPhi2"``,
            ``"Sigma1Delta"``.
        tau, taup : int [1]
            0: ½(p + n), 1: ½(p − n), of the first and the second operator.
        q : array [MeV]
            Momentum transfer.

        Returns
        -------
        array [1]
            Shape of `q`. W_M⁰⁰(0) = (2J+1)A²/16π.

        Raises
        ------
        UnknownNameError, ValidityError, MissingDataError
            As of :meth:`W_coefficients`.
        """
        check_energies("momentum transfer q", q)
        y = momentum_to_y(q, self.b)
        xp: Any = namespace(q)
        return xp.exp(-2.0 * y) * horner(y, self.W_coefficients(response, tau, taup))

    @property
    def spin_expectation(self) -> tuple[float, float]:
        """⟨S_z⟩ of protons and neutrons in the state M_J = J [ħ], from Σ′ at q = 0; zeros for J = 0."""
        if self.twoJ == 0:
            return 0.0, 0.0
        J = self.spin
        proton, neutron = self._coefficients("Sigma1", 1)[:, 0]
        scale = 0.5 * math.sqrt(6.0 * math.pi * J / ((J + 1.0) * (2.0 * J + 1.0)))
        return scale * float(proton), scale * float(neutron)

    def _radius(self, row: int) -> float:
        c = self._coefficients("M", 0)[row]
        if c[0] == 0.0:
            return math.nan
        slope = c[1] / c[0] if c.size > 1 else 0.0
        return self.b * math.sqrt(1.5 * (1.0 - slope))

    @property
    def r_p(self) -> float:
        """Point-proton rms radius [fm], from the slope of F^M at q = 0; NaN without protons."""
        return self._radius(0)

    @property
    def r_n(self) -> float:
        """Point-neutron rms radius [fm], from the slope of F^M at q = 0; NaN without neutrons."""
        return self._radius(1)


def _expand(density: OneBodyDensity, operator: str, K: int) -> Table:
    """Coefficients of y⁰, y¹, … in Σ ρ_K(ab) ⟨a‖O_K‖b⟩ of protons and neutrons, shape (2, n)."""
    from .operators import reduced_matrix_element

    if K not in density.rho:
        return np.zeros((2, 1))
    matrices = np.stack(density.rho[K])
    pairs = [
        (reduced_matrix_element(operator, K, density.orbits[i], density.orbits[j]), matrices[:, i, j])
        for i, j in np.argwhere(np.any(matrices != 0.0, axis=0))
    ]
    size = max((f.power // 2 + len(f.coefficients) for f, _ in pairs if f.coefficients), default=1)
    total = np.zeros((2, size))
    for element, rho in pairs:
        if element.coefficients:
            total += np.outer(rho, element.in_y(size))
    return total
