"""Incoherent (inelastic) neutrino–nucleus scattering by closure: all excitations summed, the nucleus stays whole."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import UnknownNameError, ValidityError, require_finite
from nuscat._core.flavours import Flavour, is_antineutrino, pdg_code
from nuscat._core.quadrature import check_order, gauss_legendre
from nuscat.constants import G_F2_over_pi, g_A as axial_charge, m_n, m_p
from nuscat.electroweak import Couplings, tree

from ._arguments import checked, checked_cosine, plain
from ._excitation import Q2_range, momenta, recoil_of_Q2, threshold
from ._helicity import NUCLEON_STATES, SpinAmplitudes, spin_amplitudes
from ._interfaces import ElasticNucleus

if TYPE_CHECKING:
    from nuscat.responses.pair_correlation import PairCorrelation

__all__ = ["HelicityElastic", "Incoherent"]

_ORDER = 64
_SPECIES = ("p", "n")
_MASSES = {"p": m_p.value, "n": m_n.value}


@dataclass(frozen=True)
class _Nucleons:
    """What elastic and inelastic scattering off single nucleons share."""

    nucleus: ElasticNucleus
    couplings: Couplings
    g_A: float
    g_A_strange: float
    nucleon: str
    spin_excess: tuple[float, float]
    polarisation: float

    def numbers(self) -> dict[str, int]:
        return {"p": self.nucleus.Z, "n": self.nucleus.N}

    def form_factors(self, q: Array) -> dict[str, Array]:
        return {"p": self.nucleus.proton(q), "n": self.nucleus.neutron(q)}

    def amplitudes(
        self, E: Array, T: Array, flavour: Flavour, excitation: float
    ) -> tuple[dict[str, SpinAmplitudes], dict[str, Array], Array]:
        """Amplitudes and correction factors of protons and neutrons, and |q| [MeV]."""
        code, M = pdg_code(flavour), self.nucleus.mass
        q, Q2, omega = momenta(T, M, excitation)
        vector = dict(zip(_SPECIES, self.couplings.nucleon(code, Q2), strict=True))
        axial = {"p": 0.5 * (self.g_A - self.g_A_strange), "n": -0.5 * (self.g_A + self.g_A_strange)}
        found, factors = {}, {}
        for kind, mass in _MASSES.items():
            a, b, factors[kind] = NUCLEON_STATES[self.nucleon](E, q, omega, mass, M, M + excitation + T)
            if is_antineutrino(code):
                x = spin_amplitudes(vector[kind], -axial[kind], a, b)
                found[kind] = SpinAmplitudes(x.down, x.up, x.down_flip, x.up_flip)
            else:
                found[kind] = spin_amplitudes(vector[kind], axial[kind], a, b)
        return found, factors, q

    def excess(self) -> dict[str, float]:
        return dict(zip(_SPECIES, self.spin_excess, strict=True))

    def product(self, amplitudes: dict[str, SpinAmplitudes], first: str, second: str) -> Array:
        """⟨S_f S_f′⟩ of the spin-keeping sums S = Σ A_± a_±, averaged over both directions of the nuclear spin."""
        A, d = self.numbers(), self.excess()
        x, y = amplitudes[first], amplitudes[second]
        plus, minus = (x.up + x.down, y.up + y.down), (x.up - x.down, y.up - y.down)
        mean = A[first] * A[second] * plus[0] * plus[1] + d[first] * d[second] * minus[0] * minus[1]
        cross = A[first] * d[second] * plus[0] * minus[1] + d[first] * A[second] * minus[0] * plus[1]
        return 0.25 * (mean + self.polarisation * cross)

    def shares(self, kind: str) -> tuple[float, float]:
        """Mean numbers (A₊, A₋) of nucleons with spin along and against the neutrino."""
        d = self.polarisation * self.excess()[kind]
        return 0.5 * (self.numbers()[kind] + d), 0.5 * (self.numbers()[kind] - d)


def _checked_options(one: Any) -> None:
    if one.nucleon not in NUCLEON_STATES:
        raise UnknownNameError.of("state of the struck nucleon", one.nucleon, NUCLEON_STATES)
    for name in ("g_A", "g_A_strange", "polarisation"):
        require_finite(name, getattr(one, name))
    if not -1.0 <= one.polarisation <= 1.0:
        raise ValidityError(
            f"polarisation must lie between -1 and 1, got {one.polarisation!r}.", hint="0 is unpolarised."
        )
    numbers = (one.nucleus.Z, one.nucleus.N)
    if len(one.spin_excess) != 2 or any(abs(d) > A for d, A in zip(one.spin_excess, numbers, strict=True)):
        raise ValidityError(
            f"spin_excess = {one.spin_excess!r} does not fit Z, N = {numbers}.",
            hint="Give (Z₊ − Z₋, N₊ − N₋), for example (1, 0) for one unpaired proton.",
        )


@dataclass(frozen=True)
class Incoherent:
    r"""Neutrino scattering that changes the internal state of a nucleus, summed over all final states by closure.

    .. math::
        \frac{d\sigma}{dT} = \frac{4G_F^2M}{\pi}\sum_\Delta w_\Delta \Big\{\sum_f g_f\,(1 - G_{ff})
        \sum_{\pm} A^f_\pm \big(|a^f_\pm|^2 + |\tilde a^f_\pm|^2\big)
        + \sum_{ff'}\sqrt{g_fg_{f'}}\,S_fS_{f'}\,(G_{ff'} - F_fF_{f'})\Big\}

    with spin-keeping and spin-flipping amplitudes a, ã (helicity terms), S_f = Σ_± A_±a_±, and G = FF′ unless a pair
    correlation is given; then the second sum vanishes and the first has 1 − F². At low energy and without spin
    excess the inner sum is A_f/4 · [g_V²(1 + cos θ)/2 + g_A²(3 − cos θ)/2].

    Closure counts every state: no threshold beyond `excitation`, no Pauli blocking beyond `pair_correlation`, no
    collective effects. It is an upper bound, mostly axial, and its events come with de-excitation γ rays, so they are
    not recoil-only events in a detector. Not the "decoherent" part of :mod:`nuscat.processes.coherency`.

    Parameters
    ----------
    nucleus : ElasticNucleus
        Form factors should be those of point nucleons; with the size of the nucleon 1 − F² is slightly too large.
    couplings : Couplings
        Vector couplings; default `tree()`.
    g_A : float [1]
        Axial charge λ; the couplings are +λ/2 (p) and −λ/2 (n), reversed for antineutrinos. No Q² dependence.
    g_A_strange : float [1]
        Isoscalar axial charge: −g_A^s/2 for both.
    pair_correlation : PairCorrelation, optional
        G(q), see :mod:`nuscat.responses.pair_correlation`.
    excitation : float [MeV], or tuple of (float [MeV], float [1])
        Excitation energy Δ of the final nucleus, or a distribution of them with weights that sum to 1.
    nucleon : str
        "moving" (correction factors g_I of a nucleon whose momentum follows from energy conservation) or "rest" (1).
    spin_excess : tuple of float [1]
        A₊ − A₋ of protons and of neutrons in a nucleus with its spin along the neutrino.
    polarisation : float [1]
        Of the nuclear spin along the neutrino, from −1 to 1.

    Raises
    ------
    ValidityError, UnknownNameError
        If an option is not valid.

    Sources
    -------
    Bednyakov:2018mjd; Bednyakov:2019dbl; Bednyakov:2021ppn. Checked: amplitudes by Dirac matrices; "rest" against the
    free-nucleon cross section; limits q → 0 and ∞; oscillator nuclei solved exactly.

    Examples
    --------
    >>> from nuscat import responses
    >>> xs = Incoherent(responses.nucleus("Cs133", "helm:skin=0.9,r0=1.2"))
    >>> f"{xs.sigma(30.0, 'nu_mu'):.1e}"
    '8.5e-40'
    """

    nucleus: ElasticNucleus
    couplings: Couplings = field(default_factory=tree)
    g_A: float = axial_charge.value
    g_A_strange: float = 0.0
    pair_correlation: PairCorrelation | None = None
    excitation: float | tuple[tuple[float, float], ...] = 0.0
    nucleon: str = "moving"
    spin_excess: tuple[float, float] = (0.0, 0.0)
    polarisation: float = 0.0
    cite: ClassVar[tuple[str, ...]] = ("Bednyakov:2018mjd", "Bednyakov:2019dbl", "Bednyakov:2021ppn")

    def __post_init__(self) -> None:
        _checked_options(self)
        pairs = self.excitations
        if not pairs or any(not (math.isfinite(e) and e >= 0.0 and w > 0.0) for e, w in pairs):
            raise ValidityError(
                f"Excitation energies must not be negative and their weights positive, got {self.excitation!r}.",
                hint="Give a number in MeV, or pairs (energy, weight).",
            )
        if abs(math.fsum(w for _, w in pairs) - 1.0) > 1e-9:
            raise ValidityError(f"Weights of excitations must sum to 1, got {self.excitation!r}.", hint="Divide them.")

    @property
    def excitations(self) -> tuple[tuple[float, float], ...]:
        """Excitation energies [MeV] and their weights [1]."""
        given = self.excitation
        return tuple((float(e), float(w)) for e, w in given) if isinstance(given, tuple) else ((float(given), 1.0),)

    @property
    def _nucleons(self) -> _Nucleons:
        return _Nucleons(
            self.nucleus, self.couplings, self.g_A, self.g_A_strange, self.nucleon, self.spin_excess, self.polarisation
        )

    # -- kinematics --
    @property
    def E_threshold(self) -> float:
        """Smallest neutrino energy [MeV]: of the lowest excitation."""
        return float(min(threshold(self.nucleus.mass, e) for e, _ in self.excitations))

    def q2_max(self, E_nu: Array) -> Array:
        """Largest invariant squared momentum transfer [MeV²] at `E_nu` [MeV]; same shape, 0 below the threshold."""
        E = checked("E_nu", E_nu)
        return plain(Q2_range(E, self.nucleus.mass, min(e for e, _ in self.excitations)))

    def T_max(self, E_nu: Array) -> Array:
        """Largest recoil energy [MeV] at `E_nu` [MeV]; same shape, 0 below the threshold."""
        E, M = checked("E_nu", E_nu), self.nucleus.mass
        xp: Any = namespace(E)
        largest: Array = 0.0
        for excitation, _ in self.excitations:
            Q2 = Q2_range(E, M, excitation)
            largest = xp.maximum(largest, xp.where(Q2 > 0.0, recoil_of_Q2(Q2, M, excitation), 0.0))
        return plain(largest)

    def strength(self, E_nu: Array, T_nr: Array, flavour: Flavour = "nu_mu", excitation: float = 0.0) -> Array:
        """The curly bracket of dσ/dT for one excitation energy [1]; `E_nu`, `T_nr`, `excitation` [MeV]; unchecked."""
        n = self._nucleons
        amplitudes, factor, q = n.amplitudes(E_nu, T_nr, flavour, excitation)
        F = n.form_factors(q)
        total: Array = 0.0
        for kind in _SPECIES:
            x, (up, down) = amplitudes[kind], n.shares(kind)
            single = up * (x.up**2 + x.up_flip**2) + down * (x.down**2 + x.down_flip**2)
            G = F[kind] ** 2 if self.pair_correlation is None else self.pair_correlation.pair(2 * kind, q)
            total = total + factor[kind] * single * (1.0 - G)
        if self.pair_correlation is not None:
            xp: Any = namespace(q)
            for first, second, times in (("p", "p", 1.0), ("n", "n", 1.0), ("p", "n", 2.0)):
                covariance = self.pair_correlation.pair(first + second, q) - F[first] * F[second]
                root = xp.sqrt(factor[first] * factor[second])
                total = total + times * root * n.product(amplitudes, first, second) * covariance
        return total

    def _spectrum(self, E: Array, T: Array, flavour: Flavour, excitation: float) -> Array:
        """dσ/dT [cm²/MeV] of one excitation energy, 0 outside its kinematic range."""
        M = self.nucleus.mass
        xp: Any = namespace(E, T)
        Q2, top = 2.0 * M * T - excitation * excitation, Q2_range(E, M, excitation)
        inside = (Q2 >= 0.0) & (top >= Q2) & (top > 0.0)
        low = 0.5 * excitation * excitation / M
        safe = xp.where(inside, T, low)
        value = 4.0 * G_F2_over_pi.value * M * self.strength(E, safe, flavour, excitation)
        return xp.where(inside, value, 0.0)

    def dsigma_dT(self, E_nu: Array, T_nr: Array, flavour: Flavour = "nu_mu") -> Array:
        """Recoil spectrum dσ/dT [cm²/MeV] of one nucleus, excitations summed.

        Parameters
        ----------
        E_nu, T_nr : array [MeV]
            Neutrino energy and recoil energy of the nucleus as a whole (without its γ rays); broadcast.
        flavour : str or int

        Returns
        -------
        array [cm²/MeV]
            0 outside the kinematic range.
        """
        E, T = checked("E_nu", E_nu), checked("T_nr", T_nr)
        return plain(sum(w * self._spectrum(E, T, flavour, e) for e, w in self.excitations))

    def dsigma_dq2(self, E_nu: Array, q2: Array, flavour: Flavour = "nu_mu") -> Array:
        """Distribution dσ/dq² [cm²/MeV²] in the invariant squared momentum transfer `q2` [MeV²] at `E_nu` [MeV]."""
        E, Q2, M = checked("E_nu", E_nu), checked("q2", q2, "MeV²"), self.nucleus.mass
        parts = (w * self._spectrum(E, recoil_of_Q2(Q2, M, e), flavour, e) for e, w in self.excitations)
        return plain(sum(parts) / (2.0 * M))

    def dsigma_dcos(self, E_nu: Array, cos_theta: Array, flavour: Flavour = "nu_mu") -> Array:
        """Angular distribution dσ/dcosθ [cm²] of the outgoing neutrino; `E_nu` [MeV], `cos_theta` [1] broadcast."""
        E, x, M = checked("E_nu", E_nu), 1.0 - checked_cosine(cos_theta), self.nucleus.mass
        total: Array = 0.0
        for e, w in self.excitations:
            d = M + E * x
            T = (E * (E - e) * x + 0.5 * e * e) / d
            xp: Any = namespace(T)
            jacobian = E * (M * (E - e) - 0.5 * e * e) / (d * d)
            Q2 = xp.clip(2.0 * M * T - e * e, 0.0, Q2_range(E, M, e))  # rounding at both ends
            total = total + w * self._spectrum(E, recoil_of_Q2(Q2, M, e), flavour, e) * xp.maximum(jacobian, 0.0)
        return plain(total)

    def sigma(self, E_nu: Array, flavour: Flavour = "nu_mu", *, T_min: Array = 0.0, order: int | None = None) -> Array:
        """Cross section [cm²] of one nucleus for recoils above a threshold.

        Parameters
        ----------
        E_nu : array [MeV]
        flavour : str or int
        T_min : array [MeV]
            Smallest recoil energy counted; broadcast against `E_nu`.
        order : int, optional
            Nodes of the Gauss–Legendre rule in Q; default 64.

        Returns
        -------
        array [cm²]
            0 below the threshold. Relative error below 1e-8 up to 100 MeV ("rest": 1e-3, it ends with a step).
        """
        E, lowest, M = checked("E_nu", E_nu), checked("T_min", T_min), self.nucleus.mass
        xp: Any = namespace(E, lowest)
        order = _ORDER if order is None else check_order(order)
        total: Array = 0.0
        for e, w in self.excitations:
            upper = xp.sqrt(Q2_range(E, M, e))
            lower = xp.sqrt(xp.maximum(2.0 * M * lowest - e * e, 0.0))
            Q, weights = gauss_legendre(lower, upper, order)
            spectrum = self._spectrum(E[..., None], recoil_of_Q2(Q * Q, M, e), flavour, e)
            total = total + w * (weights * Q * spectrum).sum(-1) / M
        return plain(total)


@dataclass(frozen=True)
class HelicityElastic:
    r"""Elastic scattering as a coherent sum of helicity amplitudes over moving nucleons that keep their spin.

    .. math:: \frac{d\sigma}{dT} = \frac{4G_F^2M}{\pi}\Big|\sum_f \sqrt{g_f}\, F_f\, (A^f_+a^f_+ + A^f_-a^f_-)\Big|^2

    For spin 0 and g → 1 this is :class:`nuscat.processes.CEvNS` at leading order in E/m; the correction factor g_C, of
    order 2E/m_N, belongs to this derivation. The relation of the form factor to a spin-0 nucleus by Lorentz
    invariance has no such factor: CEvNS is the default, this class shows the published formula.

    Parameters
    ----------
    nucleus, couplings, g_A, g_A_strange, nucleon, spin_excess, polarisation
        As for :class:`Incoherent`.

    Sources
    -------
    Bednyakov:2018mjd. Checked: spin-0 limit; |g_C − 1| < 2E/m; parts proportional to the spin excess by hand.

    Examples
    --------
    >>> from nuscat import responses
    >>> xs = HelicityElastic(responses.nucleus("Ar40", "helm"))
    >>> f"{xs.dsigma_dT(30.0, 0.0):.3e}"
    '7.036e-38'
    """

    nucleus: ElasticNucleus
    couplings: Couplings = field(default_factory=tree)
    g_A: float = axial_charge.value
    g_A_strange: float = 0.0
    nucleon: str = "moving"
    spin_excess: tuple[float, float] = (0.0, 0.0)
    polarisation: float = 0.0
    cite: ClassVar[tuple[str, ...]] = ("Bednyakov:2018mjd", "Bednyakov:2019dbl", "Bednyakov:2021ppn")

    def __post_init__(self) -> None:
        _checked_options(self)

    @property
    def _nucleons(self) -> _Nucleons:
        return _Nucleons(
            self.nucleus, self.couplings, self.g_A, self.g_A_strange, self.nucleon, self.spin_excess, self.polarisation
        )

    def T_max(self, E_nu: Array) -> Array:
        """Largest recoil energy [MeV] at `E_nu` [MeV]; same shape."""
        E, M = checked("E_nu", E_nu), self.nucleus.mass
        return plain(recoil_of_Q2(Q2_range(E, M, 0.0), M, 0.0))

    def correction(self, E_nu: Array, T_nr: Array) -> dict[str, Array]:
        """Correction factors g_C of protons "p" and neutrons "n" [1] at `E_nu`, `T_nr` [MeV]."""
        E, T = checked("E_nu", E_nu), checked("T_nr", T_nr)
        _, factors, _ = self._nucleons.amplitudes(E, T, "nu_mu", 0.0)
        return {kind: plain(value) for kind, value in factors.items()}

    def dsigma_dT(self, E_nu: Array, T_nr: Array, flavour: Flavour = "nu_mu") -> Array:
        """Recoil spectrum dσ/dT [cm²/MeV] of one nucleus; arguments as :meth:`Incoherent.dsigma_dT`."""
        E, T, M = checked("E_nu", E_nu), checked("T_nr", T_nr), self.nucleus.mass
        xp: Any = namespace(E, T)
        n = self._nucleons
        inside = Q2_range(E, M, 0.0) >= 2.0 * M * T
        amplitudes, g, q = n.amplitudes(E, xp.where(inside, T, 0.0), flavour, 0.0)
        F = n.form_factors(q)
        total: Array = 0.0
        for first, second, times in (("p", "p", 1.0), ("n", "n", 1.0), ("p", "n", 2.0)):
            root = xp.sqrt(g[first] * g[second]) * F[first] * F[second]
            total = total + times * root * n.product(amplitudes, first, second)
        return plain(xp.where(inside, 4.0 * G_F2_over_pi.value * M * total, 0.0))
