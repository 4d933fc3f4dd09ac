"""One-body density matrices of shell-model states."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import ValidityError, require_positive
from nuscat._core.frozen import FrozenMapping

from ._orbits import CORES, Orbit, core_orbits, label

__all__ = ["OneBodyDensity"]

Matrix = NDArray[np.float64]
Pair = tuple[Matrix, Matrix]
_SPECIES = ("proton", "neutron")


def check_orbits(orbits: tuple[Orbit, ...]) -> None:
    """Raise unless the orbits (n, l, 2j) [1] are possible and all different."""
    if not orbits:
        raise ValidityError("A density matrix needs at least one orbit.", hint="Give the orbits (n, l, 2j).")
    for orbit in orbits:
        n, ell, twoj = orbit
        if n < 0 or ell < 0 or abs(twoj - 2 * ell) != 1 or twoj < 1:
            raise ValidityError(
                f"Orbit (n, l, 2j) = {orbit} does not exist.", hint="n and l are not negative, 2j = 2l ± 1."
            )
    twice = sorted({label(o) for o in orbits if orbits.count(o) > 1})
    if twice:
        raise ValidityError(f"Orbit {', '.join(twice)} is given twice.", hint="Each orbit must occur once.")


def freeze(rho: Mapping[int, Pair], size: int) -> Mapping[int, Pair]:
    """Read-only copy of the matrices [1], shape (size, size) each, after checks of shape and finiteness."""
    out: dict[int, Pair] = {}
    for K in sorted(rho):
        pair = []
        for kind, values in zip(_SPECIES, rho[K], strict=True):
            matrix = np.array(values, dtype=float)
            if matrix.shape != (size, size):
                raise ValidityError(
                    f"The {kind} density matrix of K = {K} has shape {matrix.shape}, expected {(size, size)}.",
                    hint="One row and one column for every orbit.",
                )
            if not np.all(np.isfinite(matrix)):
                raise ValidityError(f"The {kind} density matrix of K = {K} holds NaN or infinities.")
            matrix.setflags(write=False)
            pair.append(matrix)
        out[int(K)] = (pair[0], pair[1])
    return FrozenMapping(out)


def coupling_fault(a: Orbit, b: Orbit, K: int, parity: int) -> str:
    """Why a†_a ã_b cannot carry the rank `K` and the `parity` [±1]; empty if it can [text]."""
    if not abs(a[2] - b[2]) <= 2 * K <= a[2] + b[2]:
        return f"{label(a)} and {label(b)} cannot couple to K = {K}"
    if (-1) ** (a[1] + b[1]) != parity:
        change = "must not change" if parity == 1 else "must change"
        return f"the parity {change}, but ({label(a)}, {label(b)}) does the opposite"
    return ""


def check_couplings(orbits: tuple[Orbit, ...], rho: Mapping[int, Pair], parity: int, span: range) -> None:
    """Raise where a nonzero element breaks the triangle rule, the `parity` [±1] or lies outside `span` of K [1]."""
    for K, pair in rho.items():
        if K not in span:
            raise ValidityError(
                f"K = {K} cannot connect the states: {span.start} ≤ K ≤ {span.stop - 1}.",
                hint="Check 2J of the states.",
            )
        for a, b in np.argwhere((pair[0] != 0) | (pair[1] != 0)):
            fault = coupling_fault(orbits[a], orbits[b], K, parity)
            if fault:
                raise ValidityError(f"An element is not zero where it must be: {fault}.", hint="Check the orbits.")


@dataclass(frozen=True, eq=False, kw_only=True)
class OneBodyDensity:
    r"""One-body density matrix of a state of good J, for protons and neutrons, the inert core included.

    .. math::
        \rho_K(ab) = \frac{\langle J\|[a^\dagger_a \tilde a_b]_K\|J\rangle}{\sqrt{2K+1}}, \qquad
        \langle J\|O_K\|J\rangle = \sum_{ab}\rho_K(ab)\,\langle a\|O_K\|b\rangle

    Reduced matrix elements as in Edmonds. A filled orbit has ρ₀(aa) = √(2J+1)√(2j_a+1), an occupation n_a has
    ρ₀(aa) = n_a √(2J+1)/√(2j_a+1). Oscillator functions are positive at the origin.

    Parameters
    ----------
    Z, N : int
        Numbers of protons and neutrons described (for a valence space alone: the valence numbers).
    twoJ : int
        Twice the spin.
    orbits : tuple of (n, l, 2j), length m
        n = radial nodes from 0.
    rho : mapping K → (proton, neutron), each of shape (m, m) [1]
    b : float [fm]
        Oscillator length.
    twoT : int, optional
        Twice the isospin, if known.
    precision : float [1]
        Largest error of an element, half a unit of the last digit of the source.
    label : str
        For legends and tables, e.g. the interaction.
    cite : tuple of str

    Raises
    ------
    ValidityError
        If orbits repeat or do not exist; K = 0 is missing or K > 2J; an element breaks the triangle or parity rule or
        hermiticity, ρ_K(ba) = (−1)^(j_a−j_b) ρ_K(ab); an occupation is negative or above 2j+1; the particle numbers are
        not Z and N; the total angular momentum, Σρ₁(ab)⟨a‖j‖b⟩ over protons and neutrons, is not √(J(J+1)(2J+1)).
        Tolerance: `precision`, summed over the elements that enter.

    Sources
    -------
    Donnelly:1979ezn (one-body densities). Checked: particle numbers and angular momentum of all packaged nuclei.

    Examples
    --------
    >>> import numpy as np
    >>> he4 = OneBodyDensity(Z=2, N=2, twoJ=0, orbits=((0, 0, 1),), rho={0: (2**0.5 * np.eye(1),) * 2}, b=1.4)
    >>> round(he4.r_p, 4)
    1.7146
    """

    Z: int
    N: int
    twoJ: int
    orbits: tuple[Orbit, ...]
    rho: Mapping[int, Pair]
    b: float
    twoT: int | None = None
    precision: float = 5e-6
    label: str = ""
    cite: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        orbits = tuple((int(n), int(ell), int(twoj)) for n, ell, twoj in self.orbits)
        object.__setattr__(self, "orbits", orbits)
        require_positive("Oscillator length b", self.b, unit="fm")
        check_orbits(orbits)
        object.__setattr__(self, "rho", freeze(self.rho, len(orbits)))
        self._check_quantum_numbers()
        check_couplings(orbits, self.rho, parity=1, span=range(self.twoJ + 1))
        self._check_hermiticity()
        self._check_numbers()
        self._check_angular_momentum()

    def _check_quantum_numbers(self) -> None:
        if 0 not in self.rho:
            raise ValidityError(
                f"The density matrix has no K = 0, only K = {list(self.rho)}.",
                hint="It carries the particle numbers.",
            )
        if self.Z < 0 or self.N < 0 or self.twoJ < 0 or (self.twoJ + self.A) % 2:
            raise ValidityError(
                f"Z = {self.Z}, N = {self.N} and 2J = {self.twoJ} do not fit.",
                hint="2J is even for even A and odd for odd A.",
            )
        if self.twoT is not None and (self.twoT < abs(self.Z - self.N) or (self.twoT + self.A) % 2):
            raise ValidityError(
                f"2T = {self.twoT} does not fit to Z = {self.Z}, N = {self.N}.",
                hint="2T ≥ |Z − N|, and 2T is even for even A and odd for odd A.",
            )

    def _check_hermiticity(self) -> None:
        twoj = np.array([o[2] for o in self.orbits])
        sign = (-1.0) ** ((twoj[:, None] - twoj) // 2)
        for K, pair in self.rho.items():
            for kind, matrix in zip(_SPECIES, pair, strict=True):
                off = np.abs(matrix.T - sign * matrix)
                if np.max(off) > 2.5 * self.precision:
                    a, b = np.unravel_index(int(np.argmax(off)), off.shape)
                    raise ValidityError(
                        f"The {kind} density of K = {K} is not hermitian: ρ({label(self.orbits[a])}, "
                        f"{label(self.orbits[b])}) = {matrix[a, b]:.6g}, its partner is {matrix[b, a]:.6g}.",
                        hint="Of a state with itself, ρ_K(ba) = (−1)^(j_a−j_b) ρ_K(ab).",
                    )

    def _check_numbers(self) -> None:
        size = np.array([o[2] + 1.0 for o in self.orbits])
        scale = np.sqrt(size / (self.twoJ + 1.0))
        for kind, occupation, expected in zip(_SPECIES, self.occupations, (self.Z, self.N), strict=True):
            slack = 2.0 * self.precision * scale
            for bad, what in ((occupation < -slack, "negative"), (occupation > size + slack, "more than full")):
                if np.any(bad):
                    a = int(np.argmax(bad))
                    raise ValidityError(
                        f"Orbit {label(self.orbits[a])} holds {occupation[a]:.6g} {kind}s: {what}.",
                        hint="ρ₀(aa) = n √(2J+1)/√(2j+1) with 0 ≤ n ≤ 2j+1.",
                    )
            total = float(np.sum(occupation))
            if abs(total - expected) > float(np.sum(slack)) + 1e-9:
                raise ValidityError(
                    f"The density holds {total:.6g} {kind}s, expected {expected}.",
                    hint="Is the inert core missing, counted twice, or a row of K = 0 lost?",
                )

    def _check_angular_momentum(self) -> None:
        if self.twoJ == 0:
            return
        twoj = np.array([float(o[2]) for o in self.orbits])
        element = np.sqrt(twoj * (twoj + 2.0) * (twoj + 1.0)) / 2.0
        J = self.twoJ / 2.0
        expected = math.sqrt(J * (J + 1.0) * (2.0 * J + 1.0))
        proton, neutron = self.rho.get(1, (np.zeros((twoj.size, twoj.size)),) * 2)
        total = float(element @ (np.diagonal(proton) + np.diagonal(neutron)))
        if abs(total - expected) > 4.0 * self.precision * float(np.sum(element)) + 1e-9:
            raise ValidityError(
                f"The reduced matrix element of the total angular momentum is {total:.6g}, expected {expected:.6g} for "
                f"J = {self.twoJ}/2.",
                hint="Check the rows of K = 1, the sign convention and the normalisation 1/√(2K+1).",
            )

    @property
    def A(self) -> int:
        """Number of nucleons [1]."""
        return self.Z + self.N

    @property
    def spin(self) -> float:
        """Spin J [ħ]."""
        return self.twoJ / 2.0

    @property
    def occupations(self) -> Pair:
        """Numbers of protons and of neutrons in each orbit [1], shape (m,) each."""
        scale = np.array([math.sqrt((o[2] + 1.0) / (self.twoJ + 1.0)) for o in self.orbits])
        proton, neutron = (np.diagonal(matrix) * scale for matrix in self.rho[0])
        return proton, neutron

    @property
    def particle_numbers(self) -> tuple[float, float]:
        """Numbers of protons and neutrons [1] as the matrices give them: Z and N up to rounding."""
        proton, neutron = self.occupations
        return float(np.sum(proton)), float(np.sum(neutron))

    def by_orbit(self) -> dict[str, tuple[float, float]]:
        """Numbers of protons and neutrons [1] by the label of the orbit, e.g. ``"0f7/2"``."""
        rows = zip(self.orbits, *self.occupations, strict=True)
        return {label(orbit): (float(p), float(n)) for orbit, p, n in rows}

    def _radius(self, kind: int) -> float:
        r"""⟨r²⟩ has ⟨n l j|r²|n′ l j⟩ of the same l and j as well: n and n′ = n ± 1."""
        total = 0.0
        matrix = self.rho[0][kind]
        for a, (n, ell, twoj) in enumerate(self.orbits):
            weight = math.sqrt((twoj + 1.0) / (self.twoJ + 1.0))
            for c, (m, k, twoi) in enumerate(self.orbits):
                if (k, twoi) != (ell, twoj) or abs(n - m) > 1 or matrix[a, c] == 0:
                    continue
                big = max(n, m)
                element = 2 * n + ell + 1.5 if n == m else -math.sqrt(big * (big + ell + 0.5))
                total += weight * matrix[a, c] * element
        number = self.particle_numbers[kind]
        return self.b * math.sqrt(total / number) if number > 0 else math.nan

    @property
    def r_p(self) -> float:
        """Point-proton rms radius [fm], no centre-of-mass correction; NaN without protons."""
        return self._radius(0)

    @property
    def r_n(self) -> float:
        """Point-neutron rms radius [fm], no centre-of-mass correction; NaN without neutrons."""
        return self._radius(1)

    def with_core(self, core: str) -> OneBodyDensity:
        """The density with an inert core added: Z and N grow by those of the core [same type].

        The isospin stays if the core has none, and is not known otherwise.

        Parameters
        ----------
        core : str
            ``"4He"``, ``"16O"``, ``"56Ni"``, ``"100Sn"``, …; ``"none"`` changes nothing.

        Raises
        ------
        UnknownNameError
            If the core is not known.
        ValidityError
            If nucleons are already in an orbit of the core.
        """
        filled = core_orbits(core)
        new = tuple(o for o in dict.fromkeys(filled[0] + filled[1]) if o not in self.orbits)
        orbits, m = new + self.orbits, len(new)
        rho: dict[int, list[Matrix]] = {}
        for K, pair in self.rho.items():
            rho[K] = [np.zeros((len(orbits), len(orbits))) for _ in pair]
            for wide, matrix in zip(rho[K], pair, strict=True):
                wide[m:, m:] = matrix
        for kind, wide, closed in zip(_SPECIES, rho[0], filled, strict=True):
            for orbit in closed:
                a = orbits.index(orbit)
                if any(np.any(rho[K][_SPECIES.index(kind)][a]) for K in rho):
                    raise ValidityError(
                        f"The {kind} density already has nucleons in {label(orbit)}, an orbit of the core {core}.",
                        hint=f"Name the core on which the valence space is built; known: {', '.join(CORES)}.",
                    )
                wide[a, a] = math.sqrt((self.twoJ + 1.0) * (orbit[2] + 1.0))
        z, n = CORES[core]
        pairs = {K: (pair[0], pair[1]) for K, pair in rho.items()}
        twoT = self.twoT if z == n else None
        return replace(self, Z=self.Z + z, N=self.N + n, twoT=twoT, orbits=orbits, rho=pairs)
