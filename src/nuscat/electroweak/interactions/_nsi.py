"""Neutral-current non-standard interactions with quarks (heavy new physics)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from nuscat._core.arrays import Array
from nuscat._core.errors import UnknownNameError
from nuscat._core.flavours import Flavour

from ._base import Terms, check_value, pick, to_others

__all__ = ["NSI", "NSI_CONVENTIONS"]

NSI_CONVENTIONS: dict[str, float] = {"vector": 1.0, "half": 2.0, "no_projector": 2.0}
"""Factor from a coefficient in a named convention to ε^V = ε^L + ε^R: ``"half"`` is ε = (ε^L + ε^R)/2, and
``"no_projector"`` is L = −2√2 G_F ε (ν̄γP_Lν)(q̄γq)."""

_PAIRS = ("ee", "mumu", "tautau", "emu", "etau", "mutau")


@dataclass(frozen=True, kw_only=True)
class NSI:
    r"""Vector neutral-current non-standard interactions of neutrinos with u and d quarks.

    .. math:: \mathcal L = -2\sqrt2 G_F\, \varepsilon^{qX}_{\alpha\beta}
              (\bar\nu_\alpha\gamma^\mu P_L\nu_\beta)(\bar q\gamma_\mu P_X q), \qquad
              \varepsilon^{qV} = \varepsilon^{qL} + \varepsilon^{qR}
    .. math:: \mathcal Q_{\alpha\beta} = \delta_{\alpha\beta}\mathcal Q
              + \varepsilon^{uV}_{\alpha\beta}(2ZF_p + NF_n) + \varepsilon^{dV}_{\alpha\beta}(ZF_p + 2NF_n)

    Parameters
    ----------
    eps_ee_u, eps_mumu_u, eps_tautau_u, eps_ee_d, eps_mumu_d, eps_tautau_d : array [1]
        Diagonal coefficients ε^{qV}.
    eps_emu_u, eps_etau_u, eps_mutau_u, eps_emu_d, eps_etau_d, eps_mutau_d : array [1]
        Off-diagonal coefficients, real. For an incoming flavour eigenstate a phase common to u and d cannot be
        observed; a relative phase between u and d could, and is 0 or π here (the relative sign).

    Raises
    ------
    ValidityError
        If a concrete value is not finite and real.

    Sources
    -------
    Barranco:2005yy (NSI in coherent scattering). Checked: ε = 0 is the standard model; the degeneracy 𝒬 → −𝒬; the
    limit of a heavy vector mediator. Same result for antineutrinos (|…|² of the hermitian conjugate).
    Note: an F_n with the strange radius of the nucleon in it stands for equal ε of d and s quarks; without s quarks
    the amplitude of ε^d differs by G_E^s, 2e-4 at q = 100 MeV.

    Examples
    --------
    >>> nsi = NSI(eps_ee_u=0.1)
    >>> round(nsi.amplitude(0.0, "nu_e", 18, 22, 1.0, 1.0), 9)   # 0.1 · (2·18 + 22)
    5.8
    """

    eps_ee_u: Array = 0.0
    eps_mumu_u: Array = 0.0
    eps_tautau_u: Array = 0.0
    eps_emu_u: Array = 0.0
    eps_etau_u: Array = 0.0
    eps_mutau_u: Array = 0.0
    eps_ee_d: Array = 0.0
    eps_mumu_d: Array = 0.0
    eps_tautau_d: Array = 0.0
    eps_emu_d: Array = 0.0
    eps_etau_d: Array = 0.0
    eps_mutau_d: Array = 0.0

    cite: ClassVar[tuple[str, ...]] = ("Barranco:2005yy",)
    parameters: ClassVar[tuple[str, ...]] = tuple(f"eps_{pair}_{quark}" for quark in "ud" for pair in _PAIRS)

    def __post_init__(self) -> None:
        for name in self.parameters:
            check_value(f"NSI coefficient {name}", getattr(self, name))

    @classmethod
    def in_convention(cls, convention: str, **coefficients: Array) -> NSI:
        r"""NSI from coefficients quoted in another convention, translated to ε^V = ε^L + ε^R.

        Parameters
        ----------
        convention : str
            ``"vector"`` (this class); ``"half"``, ε = (ε^L + ε^R)/2; ``"no_projector"``, (ν̄γP_Lν)(q̄γq) without P_X:
            both are doubled; ``"chiral"``: names end in ``L`` or ``R`` after the quark, e.g. ``eps_ee_uL``.
        **coefficients : array [1]
            As the fields of the class, or with ``L``/``R`` appended for ``"chiral"``; what is not given is 0.

        Returns
        -------
        NSI

        Raises
        ------
        UnknownNameError
            If the convention or a coefficient is not known.

        Sources
        -------
        Definitions in Barranco:2005yy. Checked: equal ε^L = ε^R = ε gives ε^V = 2ε in all three.

        Examples
        --------
        >>> NSI.in_convention("chiral", eps_ee_uL=0.1, eps_ee_uR=0.1) == NSI.in_convention("half", eps_ee_u=0.1)
        True
        """
        chiral = convention == "chiral"
        if not chiral and convention not in NSI_CONVENTIONS:
            raise UnknownNameError.of("NSI convention", convention, (*NSI_CONVENTIONS, "chiral"))
        valid = [name + side for name in cls.parameters for side in (("L", "R") if chiral else ("",))]
        values: dict[str, Any] = {}
        for name, value in coefficients.items():
            if name not in valid:
                raise UnknownNameError.of(f"NSI coefficient ({convention} convention)", name, valid)
            check_value(f"NSI coefficient {name}", value)
            if chiral:
                values[name[:-1]] = values.get(name[:-1], 0.0) + value
            else:
                values[name] = NSI_CONVENTIONS[convention] * value
        return cls(**values)

    def matrix(self, quark: str) -> tuple[tuple[Array, Array, Array], ...]:
        """Coefficients ε^{qV} [1] of `quark` (``"u"`` or ``"d"``) as a symmetric 3 × 3 tuple in the order e, μ, τ."""
        if quark not in ("u", "d"):
            raise UnknownNameError.of("quark", quark, ("u", "d"))
        ee, mm, tt, em, et, mt = (getattr(self, f"eps_{pair}_{quark}") for pair in _PAIRS)
        return ((ee, em, et), (em, mm, mt), (et, mt, tt))

    def amplitude(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> Array:
        """Diagonal shift of 𝒬 [1]; arguments as in :class:`Interaction`."""
        up = pick(flavour, self.eps_ee_u, self.eps_mumu_u, self.eps_tautau_u)
        down = pick(flavour, self.eps_ee_d, self.eps_mumu_d, self.eps_tautau_d)
        return _nucleus(up, down, Z, N, F_p, F_n)

    def transitions(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> dict[str, Array]:
        """Amplitudes [1] to the two other families; arguments as in :class:`Interaction`."""
        up = to_others(flavour, self.eps_emu_u, self.eps_etau_u, self.eps_mutau_u)
        down = to_others(flavour, self.eps_emu_d, self.eps_etau_d, self.eps_mutau_d)
        return {name: _nucleus(up[name], down[name], Z, N, F_p, F_n) for name in up}

    def flavour_changing(self, q: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array) -> Array:
        """Sum of the squared transition amplitudes [1]; arguments as in :class:`Interaction`."""
        return sum(a * a for a in self.transitions(q, flavour, Z, N, F_p, F_n).values())

    def terms(
        self, q: Array, T_nr: Array, mass: Array, flavour: Flavour, Z: Array, N: Array, F_p: Array, F_n: Array
    ) -> Terms:
        """No incoherent terms (empty)."""
        return ()


def _nucleus(up: Array, down: Array, Z: Array, N: Array, F_p: Array, F_n: Array) -> Array:
    """Vector charge [1] of a nucleus for quark charges `up`, `down`: (2u + d) Z F_p + (u + 2d) N F_n."""
    return (2.0 * up + down) * (Z * F_p) + (up + 2.0 * down) * (N * F_n)
