"""Flux components that act alike, as one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nuscat._core.arrays import Array
from nuscat.fluxes import Component, Flux

__all__ = ["joined"]


@dataclass(frozen=True, eq=False)
class _Sum:
    """Spectrum [1/MeV] of several components together, weighted by their share of the intensity."""

    components: tuple[Component, ...]
    shares: tuple[float, ...]

    def __call__(self, E_nu: Array) -> Array:
        parts = []
        for component, share in zip(self.components, self.shares, strict=True):
            if component.spectrum is not None:
                parts.append(share * component.spectrum(E_nu))
        return sum(parts)


def joined(flux: Flux) -> Flux:
    """The same flux [its unit] with one component if all are spectra of one flavour; otherwise as it is.

    The isotopes of a reactor act alike: folding their sum costs a sixth. Systematics, which belong to components, go.
    """
    parts = flux.components
    same = len({c.flavour for c in parts}) == 1 and all(c.spectrum is not None and c.state is None for c in parts)
    if len(parts) == 1 or not same:
        return flux
    total = float(flux.total())
    ends = sorted({float(e) for c in parts for e in (*c.support, *c.breakpoints)})
    one = Component(
        flavour=parts[0].flavour,
        spectrum=_Sum(parts, tuple(float(c.intensity) / total for c in parts)),
        support=(ends[0], ends[-1]),
        breakpoints=tuple(ends[1:-1]),
        intensity=total,
        label=flux.name,
        order=max(c.order for c in parts),
    )
    return replace(flux, components=(one,), systematics=())
