"""Fluxes after oscillation: every component split into flavours."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, runtime_checkable

from nuscat._core.arrays import Array, namespace
from nuscat._core.errors import ValidityError
from nuscat._core.flavours import flavour_name, is_antineutrino

from .flux import Component, Flux
from .systematics import Systematic

__all__ = ["Probability", "oscillated"]


class Probability(Protocol):
    """Probability of a transition between flavours."""

    def __call__(self, E_nu: Array, initial: int, final: int) -> Array:
        """P(initial → final) [1] at `E_nu` [MeV]; PDG codes."""
        ...


@runtime_checkable
class Oscillating(Probability, Protocol):
    """Probability that knows how fast it oscillates with the energy."""

    def resolved(self) -> tuple[Probability, tuple[float, ...]]:
        """What to use for a continuous spectrum, the fastest oscillations averaged, and where to break it [MeV]."""
        ...


@dataclass(frozen=True)
class _Oscillated:
    """Spectrum times a probability, normalised."""

    spectrum: Callable[[Array], Array]
    probability: Probability
    initial: int
    final: int
    norm: float

    def __call__(self, E_nu: Array) -> Array:
        xp: Any = namespace(E_nu)
        E_nu = xp.asarray(E_nu, dtype=float)
        inside = E_nu > 0.0
        probability = self.probability(xp.where(inside, E_nu, 1.0), self.initial, self.final)
        return self.spectrum(E_nu) * xp.where(inside, probability, 1.0) / self.norm


def _broken(c: Component, cuts: Sequence[float]) -> Component:
    """Component with more breakpoints inside its support, and 8 to 12 nodes a piece if there are many."""
    lo, hi = c.support
    new = {float(x) for x in cuts if lo < x < hi} - set(c.breakpoints)
    if not new or c.spectrum is None:
        return c
    points = sorted({*c.breakpoints, *new})
    gaps = [b - a for a, b in zip([lo, *points], [*points, hi], strict=True)]
    kept = [p for p, gap in zip(points, gaps[:-1], strict=True) if gap > 1e-12 * hi]
    return replace(c, breakpoints=tuple(kept), order=min(max(c.order, 8), max(12, 512 // (len(kept) + 1))))


def oscillated(
    flux: Flux,
    probability: Probability,
    *,
    flavours: Sequence[int] = (12, 14, 16),
    breakpoints: Sequence[float] = (),
    name: str = "",
    cite: tuple[str, ...] = (),
    note: str = "",
) -> Flux:
    r"""Flux after oscillation.

    .. math:: \phi_\beta(E) = \sum_\alpha P_{\alpha\beta}(E)\, \phi_\alpha(E)

    Parameters
    ----------
    flux : Flux
        Flavour eigenstates.
    probability : callable
        ``probability(E_nu [MeV], initial, final)`` [1], PDG codes; smooth between the breakpoints. The results of
        :func:`nuscat.fluxes.oscillations.vacuum` and :func:`nuscat.fluxes.sterile.short_baseline` bring their own:
        continuous spectra are broken at every half period, and averaged over an oscillation where its phase exceeds
        32 π (low energies), a period being there less than 3 % of the energy. Lines are not averaged.
    flavours : sequence of int
        Positive codes of the flavours to keep; antineutrinos stay antineutrinos.
    breakpoints : sequence of float [MeV]
        Where to break the energy integrals in addition.
    name : str
        Name of the new flux; default that of the old one with ", oscillated".
    cite : tuple of str
        INSPIRE keys to add.
    note : str
        Remark to add.

    Returns
    -------
    Flux
        In the unit of the old one, with its time profiles and systematics (relative changes do not depend on the final
        flavour). Components with zero intensity are left out. If the probabilities of the kept flavours add to 1, the
        total is conserved.

    Raises
    ------
    ValidityError
        If a component is no flavour eigenstate, a probability is negative or not finite, or nothing is left.

    Sources
    -------
    Definition. Checked: total conserved by unitary probabilities to 1e-12; dense integrals of reactor and pion-decay
    spectra with three neutrinos to 1e-4.

    Examples
    --------
    >>> from nuscat.fluxes import PionDecayAtRest
    >>> equal = oscillated(PionDecayAtRest(), lambda E, initial, final: 1.0 / 3.0 + 0.0 * E)
    >>> len(equal.components), round(float(equal.total()), 12)
    (9, 3.0)
    """
    smooth, cuts = probability.resolved() if isinstance(probability, Oscillating) else (probability, ())
    parts: list[Component] = []
    origin: list[int] = []
    for i, c in enumerate(flux.components):
        if c.state is not None:
            raise ValidityError(
                f"Component {c.label!r} of the flux {flux.name!r} is no flavour eigenstate and cannot be oscillated.",
                hint='Build the flux in the flavour basis, e.g. solar(basis="flavour").',
            )
        broken = _broken(c, (*cuts, *breakpoints))
        for final in flavours:
            made = _transition(
                broken, probability if c.spectrum is None else smooth, -final if is_antineutrino(c.flavour) else final
            )
            if made is not None:
                parts.append(made)
                origin.append(i)
    if not parts:
        raise ValidityError(f"No neutrinos are left of the flux {flux.name!r} after oscillation.")
    systematics = tuple(replace(s, changes=tuple(s.changes[i] for i in origin)) for s in flux.systematics)
    return replace(
        flux,
        name=name or f"{flux.name}, oscillated",
        components=tuple(parts),
        cite=tuple(dict.fromkeys((*flux.cite, *cite))),
        note=" ".join(t for t in (flux.note, note) if t),
        systematics=_checked(systematics),
    )


def _checked(systematics: tuple[Systematic, ...]) -> tuple[Systematic, ...]:
    return tuple(s for s in systematics if any(change is not None for change in s.changes))


def _checked_probability(value: float, c: Component, final: int) -> float:
    if not math.isfinite(value) or value < 0.0:
        raise ValidityError(
            f"The mean probability of {flavour_name(c.flavour)} → {flavour_name(final)} is {value!r} for the component"
            f" {c.label!r}.",
            hint="A probability must be finite and not negative at every energy of the flux.",
        )
    return value


def _transition(c: Component, probability: Probability, final: int) -> Component | None:
    initial = int(c.flavour)
    label = c.label if final == initial else f"{c.label} → {flavour_name(final)}".strip()
    if c.spectrum is None:
        value = _checked_probability(float(probability(float(c.support[0]), initial, final)), c, final)
        if value == 0.0:
            return None
        return replace(c, flavour=final, intensity=c.intensity * value, label=label)
    E, w = c.quadrature()
    norm = float((w * probability(E, initial, final)).sum())
    if _checked_probability(norm, c, final) == 0.0:
        return None
    spectrum = _Oscillated(c.spectrum, probability, initial, final, norm)
    return replace(c, flavour=final, spectrum=spectrum, intensity=c.intensity * norm, label=label)
