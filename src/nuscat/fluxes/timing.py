"""Arrival times of neutrinos from a pulsed source: proton pulse ⊗ pion decay (prompt) ⊗ muon decay (delayed)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np

from nuscat._core.arrays import Array, is_plain, namespace, plain_array
from nuscat._core.errors import ValidityError, require_positive
from nuscat.constants import tau_mu, tau_pi

from .pulses import Pulse

__all__ = ["TimeProfile", "delayed", "prompt"]


@dataclass(frozen=True)
class TimeProfile:
    r"""Arrival times: a pulse followed by any number of decays in sequence.

    .. math:: e_{\tau_1} \otimes \dots \otimes e_{\tau_n} = \sum_i w_i\, e_{\tau_i}, \qquad
        w_i = \prod_{j \ne i} \frac{\tau_i}{\tau_i - \tau_j}, \qquad e_\tau(t) = e^{-t/\tau}/\tau

    Parameters
    ----------
    pulse : Pulse
        Gaussian, Rectangular, Bunches, Tabulated or Instant.
    lifetimes : tuple of float [s]
        Mean lives, all different; empty for particles that arrive with the pulse.

    Raises
    ------
    ValidityError
        If lifetimes are equal, or not positive.

    Sources
    -------
    Elementary. Checked: cdf against numerical convolution to 2e-10; mean = sum of the mean lives + mean of the pulse.

    Examples
    --------
    >>> from nuscat.fluxes import Gaussian, delayed
    >>> profile = delayed(Gaussian(0.0, 150e-9))
    >>> [round(float(f), 3) for f in profile.bin_fractions([-1e-6, 1e-6, 6e-6])]
    [0.357, 0.577]
    """

    pulse: Pulse
    lifetimes: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "lifetimes", tuple(float(t) for t in self.lifetimes))
        for tau in self.lifetimes:
            require_positive("lifetime", tau, unit="s")
        if len(set(self.lifetimes)) < len(self.lifetimes):
            raise ValidityError(
                f"Lifetimes in a time profile must differ, got {self.lifetimes} s.",
                hint="Change one by a small amount.",
            )

    @property
    def mean(self) -> Array:
        """Mean arrival time [s]."""
        return self.pulse.mean + sum(self.lifetimes)

    def pdf(self, t: Array, shift: Array = 0.0) -> Array:
        """Density of arrival times.

        Parameters
        ----------
        t : array [s]
        shift : array [s]
            Moves the profile to later times.

        Returns
        -------
        array [1/s]
            Shape of `t`.

        Raises
        ------
        ValidityError
            If a plain time is not a number.
        """
        t, shift = _times("t", t), _times("shift", shift)
        xp: Any = namespace(t, shift)
        t = xp.asarray(t, dtype=float) - shift
        if not self.lifetimes:
            return self.pulse.pdf(t)
        return sum(w * self.pulse.decayed(t, tau) for tau, w in _weights(self.lifetimes))

    def cdf(self, t: Array, shift: Array = 0.0) -> Array:
        """Fraction that arrives before `t` (F = P − Σ w τ f, with P the cdf of the pulse and f its decayed density).

        Parameters
        ----------
        t : array [s]
            Times; ±inf is allowed.
        shift : array [s]
            Moves the profile to later times.

        Returns
        -------
        array [1]
            Shape of `t`, between 0 and 1.

        Raises
        ------
        ValidityError
            If a plain time is not a number.
        """
        t, shift = _times("t", t), _times("shift", shift)
        xp: Any = namespace(t, shift)
        t = xp.asarray(t, dtype=float) - shift
        tail = sum(w * tau * self.pulse.decayed(t, tau) for tau, w in _weights(self.lifetimes))
        return self.pulse.cdf(t) - tail

    def bin_fractions(self, edges: Array, shift: Array = 0.0) -> Array:
        """Fraction that arrives in each time bin.

        Parameters
        ----------
        edges : array [s], shape (n + 1,)
            Increasing bin edges; ±inf is allowed.
        shift : array [s]
            Moves the profile to later times; scalar, also a JAX tracer.

        Returns
        -------
        array [1], shape (n,)
            Sums to 1 if the bins cover all times.

        Raises
        ------
        ValidityError
            If plain edges do not increase, or a plain time is not a number.
        """
        if is_plain(edges):
            values = _times("edges", edges)
            if values.ndim != 1 or values.size < 2 or not np.all(values[1:] > values[:-1]):
                raise ValidityError("Time bin edges must be at least two increasing numbers.", hint="Give edges in s.")
            edges = values
        cdf = self.cdf(edges, shift)
        xp: Any = namespace(cdf)
        return xp.maximum(cdf[1:] - cdf[:-1], 0.0)  # rounding may leave -1e-17 before the pulse


def _times(name: str, value: Array) -> Array:
    """`value` [s] as float64 array if plain, after refusing NaN and what is no number; JAX values unchanged."""
    if not is_plain(value):
        return value
    times = plain_array(name, value, unit="s")
    if np.any(np.isnan(times)):
        raise ValidityError(f"{name} must be a time, got nan.", hint=f"Give {name} in s; ±inf is allowed.")
    return times


@lru_cache(maxsize=64)
def _weights(lifetimes: tuple[float, ...]) -> tuple[tuple[float, float], ...]:
    """Pairs (τ_i, w_i) [s, 1] of a chain of decays as a sum of exponentials."""
    return tuple((tau, prod(tau / (tau - other) for other in lifetimes if other != tau)) for tau in lifetimes)


def prompt(pulse: Pulse) -> TimeProfile:
    """Arrival times of neutrinos from pion decay: `pulse` ⊗ pion decay.

    Parameters
    ----------
    pulse : Pulse
        Proton pulse [s].

    Sources
    -------
    ParticleDataGroup:2024cfk (τ_π = 26.033 ns).

    Examples
    --------
    >>> from nuscat.fluxes import Instant
    >>> round(float(prompt(Instant()).mean) * 1e9, 3)
    26.033
    """
    return TimeProfile(pulse, (tau_pi.value,))


def delayed(pulse: Pulse) -> TimeProfile:
    """Arrival times of neutrinos from muon decay: `pulse` ⊗ pion decay ⊗ muon decay.

    Parameters
    ----------
    pulse : Pulse
        Proton pulse [s].

    Sources
    -------
    ParticleDataGroup:2024cfk (τ_π = 26.033 ns, τ_μ = 2196.98 ns).

    Examples
    --------
    >>> from nuscat.fluxes import Instant
    >>> round(float(delayed(Instant()).cdf(1e-6)), 4)
    0.3581
    """
    return TimeProfile(pulse, (tau_pi.value, tau_mu.value))
