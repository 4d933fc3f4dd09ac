"""Pair-correlation function of nucleons, G(q) = ⟨e^{iq·(r₁ − r₂)}⟩, by kinds of nucleons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from nuscat._core.arrays import Array
from nuscat._core.errors import UnknownNameError, ValidityError

from ._interfaces import check_length, momentum_in_fm

__all__ = ["PAIRS", "FunctionPairs", "OscillatorPairs", "PairCorrelation", "UncorrelatedPairs"]

PAIRS = ("pp", "nn", "pn")
"""Kinds of pairs."""


class PairCorrelation(Protocol):
    """Pair-correlation function, 1 at q = 0."""

    def pair(self, kind: str, q: Array) -> Array:
        """G [1] of different nucleons, `kind` one of `PAIRS`, at momentum transfer `q` [MeV]."""
        ...


def _known(kind: str) -> str:
    if kind not in PAIRS:
        raise UnknownNameError.of("pair of nucleons", kind, PAIRS)
    return kind


@dataclass(frozen=True)
class UncorrelatedPairs:
    """Independent nucleons, G = F F′, from the form factors of protons and neutrons.

    Parameters
    ----------
    proton, neutron : FormFactor
        Callables of q [MeV], 1 at q = 0.

    Sources
    -------
    Bednyakov:2018mjd (default there). Checked: inelastic strength A (1 − F²).
    """

    proton: Any
    neutron: Any
    cite: ClassVar[tuple[str, ...]] = ("Bednyakov:2018mjd",)

    def pair(self, kind: str, q: Array) -> Array:
        """F F′ [1] at momentum transfer `q` [MeV]."""
        first, second = ({"p": self.proton, "n": self.neutron}[letter] for letter in _known(kind))
        return first(q) * second(q)


@dataclass(frozen=True)
class FunctionPairs:
    """Pair-correlation functions of the user's own.

    Parameters
    ----------
    pp, nn, pn : callable
        G [1] as a function of q [MeV].

    Raises
    ------
    ValidityError
        If one is not callable.
    """

    pp: Any
    nn: Any
    pn: Any

    def __post_init__(self) -> None:
        for name in PAIRS:
            if not callable(getattr(self, name)):
                raise ValidityError(f"{name} must be a function of q in MeV.", hint="For example lambda q: F(q) ** 2.")

    def pair(self, kind: str, q: Array) -> Array:
        """G [1] at momentum transfer `q` [MeV]."""
        return getattr(self, _known(kind))(q)


@dataclass(frozen=True)
class OscillatorPairs:
    r"""Form factor and pair correlation of ⁴He or ¹⁶O in the oscillator, antisymmetric, centre of mass removed: exact.

    With :math:`y = q^2b^2/2` and shells filled with both spins of protons and of neutrons,

    .. math::
        ^4\mathrm{He}: && F &= e^{-\frac y2(1 - \frac14)}, & G_{pp} &= G_{nn} = G_{pn} = e^{-y}; \\
        ^{16}\mathrm{O}: && F &= (1 - \tfrac y4)\,e^{-\frac y2(1 - \frac1{16})}, &
        G_{pn} &= (1 - \tfrac y4)^2 e^{-y}, \quad
        G_{pp} = G_{nn} = \frac{4(4 - y)^2 - 2(4 + y^2)}{56}\, e^{-y}

    Parameters
    ----------
    A : int
        4 or 16.
    length : float [fm]
        Oscillator length b, ρ ∝ e^{−r²/b²} in the s shell.

    Raises
    ------
    ValidityError
        For other nuclei, or a length that is not positive.

    Sources
    -------
    Closed form, derived here; removal of the centre of mass as in Tassie and Barker. Checked: sum over pairs of the
    Slater determinant; isoscalar strength begins with q⁴ (no excitation by moving the nucleus as a whole).

    Examples
    --------
    >>> helium = OscillatorPairs(A=4, length=1.4)
    >>> float(helium.pair("pn", 0.0)), round(float(helium.rms_radius), 4)
    (1.0, 1.4849)
    """

    A: int
    length: float
    cite: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        if self.A not in (4, 16):
            raise ValidityError(f"Closed oscillator shells are A = 4 and 16, got {self.A!r}.", hint="Give 4 or 16.")
        check_length("oscillator length", self.length)

    def _y(self, q: Array) -> tuple[Any, Array]:
        xp, k = momentum_in_fm(q)
        return xp, 0.5 * (k * self.length) ** 2

    def __call__(self, q: Array) -> Array:
        """Form factor [1] of protons and of neutrons relative to the centre of mass at `q` [MeV]."""
        xp, y = self._y(q)
        gauss = xp.exp(-0.5 * y * (1.0 - 1.0 / self.A))
        return gauss if self.A == 4 else gauss * (1.0 - 0.25 * y)

    def pair(self, kind: str, q: Array) -> Array:
        """G [1] of different nucleons at momentum transfer `q` [MeV]."""
        kind = _known(kind)
        xp, y = self._y(q)
        gauss = xp.exp(-y)
        if self.A == 4:
            return gauss
        if kind == "pn":
            return gauss * (1.0 - 0.25 * y) ** 2
        return gauss * (4.0 * (4.0 - y) ** 2 - 2.0 * (4.0 + y * y)) / 56.0

    @property
    def rms_radius(self) -> float:
        """Point-nucleon rms radius [fm] relative to the centre of mass."""
        quanta = 1.5 if self.A == 4 else 2.25
        return float(self.length * (quanta - 1.5 / self.A) ** 0.5)
