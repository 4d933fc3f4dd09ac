"""One-body density matrices of transitions between two shell-model states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from nuscat._core.errors import ValidityError, require_finite, require_positive

from ._orbits import Orbit
from .obdm import Pair, check_couplings, check_orbits, freeze

__all__ = ["TransitionDensity"]


@dataclass(frozen=True, eq=False, kw_only=True)
class TransitionDensity:
    r"""One-body density matrix of a transition i → f between different states of one nucleus.

    .. math::
        \rho_K(ab) = \frac{\langle f\|[a^\dagger_a \tilde a_b]_K\|i\rangle}{\sqrt{2K+1}}, \qquad
        \langle f\|O_K\|i\rangle = \sum_{ab}\rho_K(ab)\,\langle a\|O_K\|b\rangle

    An inert core does not contribute.

    Parameters
    ----------
    Z, N : int
        Numbers of protons and neutrons of the nucleus, core included.
    twoJ_i, twoJ_f : int
        Twice the spins of the initial and the final state.
    energy : float [MeV]
        Energy of the final above the initial state, as calculated.
    parity : int
        +1, or −1 if the parity changes.
    orbits : tuple of (n, l, 2j), length m
        n = radial nodes from 0.
    rho : mapping K → (proton, neutron), each of shape (m, m) [1]
    b : float [fm]
        Oscillator length.
    precision : float [1]
        Largest error of an element, half a unit of the last digit of the source.
    label : str
    cite : tuple of str

    Raises
    ------
    ValidityError
        If orbits repeat or do not exist, K is not between |J_i − J_f| and J_i + J_f, an element breaks the triangle or
        parity rule, or the states are not orthogonal: the matrix elements of the proton and the neutron number (K = 0)
        and of the total angular momentum (K = 1, J_i = J_f, same parity) must vanish.

    Sources
    -------
    Donnelly:1979ezn (one-body densities). Checked: orthogonality in all transitions of published files; time reversal
    twice is the identity.

    Examples
    --------
    >>> import numpy as np
    >>> up = np.array([[0.0, 0.5], [0.0, 0.0]])
    >>> t = TransitionDensity(Z=8, N=9, twoJ_i=1, twoJ_f=5, energy=0.9, parity=1, orbits=((1, 0, 1), (0, 2, 5)),
    ...                       rho={2: (0 * up, up)}, b=1.8)
    >>> float(t.reversed().rho[2][1][1, 0])
    0.5
    """

    Z: int
    N: int
    twoJ_i: int
    twoJ_f: int
    energy: float
    parity: int
    orbits: tuple[Orbit, ...]
    rho: Mapping[int, Pair]
    b: float
    precision: float = 5e-6
    label: str = ""
    cite: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        orbits = tuple((int(n), int(ell), int(twoj)) for n, ell, twoj in self.orbits)
        object.__setattr__(self, "orbits", orbits)
        require_positive("Oscillator length b", self.b, unit="fm")
        require_finite("Energy of a transition", self.energy, unit="MeV")
        if self.parity not in (1, -1):
            raise ValidityError(f"parity must be 1 or -1, got {self.parity!r}.", hint="-1 if the parity changes.")
        if min(self.twoJ_i, self.twoJ_f) < 0 or any((J + self.Z + self.N) % 2 for J in (self.twoJ_i, self.twoJ_f)):
            raise ValidityError(
                f"Z = {self.Z}, N = {self.N} and 2J = {self.twoJ_i} → {self.twoJ_f} do not fit.",
                hint="2J is even for even A and odd for odd A.",
            )
        check_orbits(orbits)
        object.__setattr__(self, "rho", freeze(self.rho, len(orbits)))
        span = range(abs(self.twoJ_i - self.twoJ_f) // 2, (self.twoJ_i + self.twoJ_f) // 2 + 1)
        check_couplings(orbits, self.rho, self.parity, span)
        self._check_orthogonality()

    def _check_orthogonality(self) -> None:
        if self.parity != 1:
            return
        twoj = np.array([float(o[2]) for o in self.orbits])
        number = np.sqrt(twoj + 1.0)
        spin = np.sqrt(twoj * (twoj + 2.0) * (twoj + 1.0)) / 2.0
        tests = []
        if 0 in self.rho:
            tests += [("proton number", number, [self.rho[0][0]]), ("neutron number", number, [self.rho[0][1]])]
        if 1 in self.rho and self.twoJ_i == self.twoJ_f:
            tests.append(("total angular momentum", spin, list(self.rho[1])))
        for what, element, matrices in tests:
            total = sum(float(element @ np.diagonal(matrix)) for matrix in matrices)
            if abs(total) > 4.0 * self.precision * len(matrices) * float(np.sum(element)):
                raise ValidityError(
                    f"The matrix element of the {what} between the states is {total:.6g}, expected 0.",
                    hint="The states must be different and orthogonal; check the rows of K = 0 and K = 1.",
                )

    def reversed(self) -> TransitionDensity:
        """The transition f → i [same type]: ρ_K(ba; f → i) = (−1)^(j_a−j_b+J_i−J_f) ρ_K(ab; i → f)."""
        twoj = np.array([o[2] for o in self.orbits])
        sign = (-1.0) ** ((twoj[:, None] - twoj + self.twoJ_i - self.twoJ_f) // 2)
        rho = {K: ((sign * p).T, (sign * n).T) for K, (p, n) in self.rho.items()}
        return replace(self, twoJ_i=self.twoJ_f, twoJ_f=self.twoJ_i, energy=-self.energy, rho=rho)
