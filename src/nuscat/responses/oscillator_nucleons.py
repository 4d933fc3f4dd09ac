"""Nucleons in an oscillator with the centre of mass removed: transition amplitudes f_mn in closed form."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array
from nuscat._core.errors import ValidityError
from nuscat.constants import hbarc

from ._interfaces import check_length, check_momentum

__all__ = ["OscillatorNucleons", "oscillator_overlap"]

Complex = NDArray[np.complex128]
Floats = NDArray[np.float64]


def oscillator_overlap(m: int, n: int, y: Array) -> Any:
    r"""Matrix element of a momentum kick between states of one oscillator.

    .. math:: \langle m|e^{iqz}|n\rangle = i^{m-n}\sqrt{\frac{n!}{m!}}\; y^{(m-n)/2} e^{-y/2} L_n^{(m-n)}(y),
              \quad m \ge n, \quad y = q^2b^2/2

    Parameters
    ----------
    m, n : int
        Numbers of quanta; symmetric.
    y : array [1]
        Recoil energy of the kick in units of ħω.

    Returns
    -------
    array of complex [1]
        Shape of `y`.

    Sources
    -------
    Franck–Condon (Lamb–Dicke) factors, textbook. Checked: matrix exponential; Σ_m |⟨m|…|n⟩|² = 1 for n up to 6.

    Examples
    --------
    >>> abs(oscillator_overlap(0, 0, 2.0)) ** 2 == math.exp(-2.0)
    True
    """
    from scipy.special import eval_genlaguerre

    if m < 0 or n < 0:
        raise ValidityError(f"Numbers of quanta must not be negative, got {m}, {n}.", hint="Count from 0.")
    low, d = min(m, n), abs(m - n)
    x = np.asarray(y, dtype=float)
    norm = math.exp(0.5 * (math.lgamma(low + 1) - math.lgamma(low + d + 1)))
    return (1j) ** d * norm * x ** (0.5 * d) * np.exp(-0.5 * x) * eval_genlaguerre(low, d, x)


@dataclass(frozen=True)
class OscillatorNucleons:
    r"""A distinguishable nucleons in one oscillator, all in the s state, described by A − 1 relative coordinates.

    The kick of nucleon k excites the relative motion along one direction v_k of the A − 1 relative coordinates,
    with :math:`v_k\cdot v_j = \delta_{kj} - 1/A`, so that

    .. math:: f^k_{m0} = e^{-\frac12 |\beta_k|^2}\prod_i \frac{\beta_{ki}^{m_i}}{\sqrt{m_i!}}, \qquad
              \beta_k = \frac{iqb}{\sqrt2} v_k

    Parameters
    ----------
    A : int
        2 to 5 nucleons (those of one s shell and one more).
    length : float [fm]
        Oscillator length b of a nucleon, ρ ∝ e^{−r²/b²}.

    Raises
    ------
    ValidityError
        For other A, or a length that is not positive.

    Sources
    -------
    Bednyakov:2018mjd for the definitions; the model is solved here. Checked: Σ_m |f_m0|² = 1; Σ_m f^k f^{j*} = G.

    Examples
    --------
    >>> model = OscillatorNucleons(A=4, length=1.4)
    >>> round(float(model.form_factor(50.0)), 4), round(float(model.pair(50.0)), 4)
    (0.9767, 0.939)
    """

    A: int
    length: float

    def __post_init__(self) -> None:
        if self.A not in (2, 3, 4, 5):
            raise ValidityError(f"The s-shell model has 2 to 5 nucleons, got {self.A!r}.", hint="Give A = 4, say.")
        check_length("oscillator length", self.length)

    def _y(self, q: Array) -> Floats:
        check_momentum(q)
        return np.asarray(0.5 * (np.asarray(q, dtype=float) * self.length / hbarc.value) ** 2)

    @property
    def directions(self) -> Floats:
        """Directions v_k [1] in the space of relative (Jacobi) coordinates, shape (A, A − 1)."""
        rows = np.zeros((self.A - 1, self.A))
        for i in range(1, self.A):
            rows[i - 1, :i], rows[i - 1, i] = 1.0, -float(i)
            rows[i - 1] /= math.sqrt(i * (i + 1))
        return rows.T

    def form_factor(self, q: Array) -> Floats:
        """Elastic f_00 = e^{−(y/2)(1 − 1/A)} [1] at momentum transfer `q` [MeV], y = q²b²/2."""
        return np.exp(-0.5 * self._y(q) * (1.0 - 1.0 / self.A))

    def pair(self, q: Array) -> Floats:
        """Pair correlation G = e^{−y} [1] of different nucleons at `q` [MeV]."""
        return np.exp(-self._y(q))

    def covariance(self, q: Array) -> Floats:
        """Covariance G − F² [1] of the kicks of different nucleons at `q` [MeV]; 0 for q → 0 and ∞."""
        return self.pair(q) - self.form_factor(q) ** 2

    def inelastic(self, q: Array) -> Floats:
        """Strength Σ_{m≠0}|Σ_k f^k_m0|² = A + A(A − 1)G − A²F² [1] of equal amplitudes at `q` [MeV]."""
        A = self.A
        return np.asarray(A + A * (A - 1) * self.pair(q) - A * A * self.form_factor(q) ** 2)

    def transitions(self, q: float, quanta: int) -> Complex:
        """Amplitudes f^k_m0 [1] from the ground state to all states of at most `quanta` quanta along q.

        Returns
        -------
        array of complex, shape (A, states); the ground state first.
        """
        y = float(self._y(q))
        beta = 1j * math.sqrt(y) * self.directions
        states = [m for m in itertools.product(range(quanta + 1), repeat=self.A - 1) if sum(m) <= quanta]
        states.sort(key=sum)
        powers = np.array(states)
        norm = np.array([math.exp(-0.5 * sum(math.lgamma(i + 1) for i in m)) for m in states])
        amplitude = np.prod(beta[:, None, :] ** powers[None, :, :], axis=-1) * norm
        return np.asarray(np.exp(-0.5 * np.sum(np.abs(beta) ** 2, axis=1))[:, None] * amplitude)
