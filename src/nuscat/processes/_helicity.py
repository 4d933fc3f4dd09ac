"""A neutrino and one moving nucleon: kinematics and helicity amplitudes of the free collision inside a nucleus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from nuscat._core.arrays import Array, namespace

__all__ = ["NUCLEON_STATES", "Collision", "SpinAmplitudes", "active_momentum", "moving", "resting", "spin_amplitudes"]


class Collision(NamedTuple):
    """Invariants of the collision.

    Parameters
    ----------
    a : array [1]
        Squared momentum transfer over its largest value, sin²(θ*/2); above 1 there is no collision.
    b : array [1]
        Nucleon mass over the energy in the centre of mass, m/√s.
    factor : array [1]
        C₁C₂C₃ = (m²/E_pE_p′) (E_A′/M) ((s − m²)/2mE)²; 1 for a nucleon at rest.
    """

    a: Array
    b: Array
    factor: Array


class SpinAmplitudes(NamedTuple):
    """Amplitudes by spin projection on the neutrino's direction, in units where coherence gives |Σ|² [1].

    Parameters
    ----------
    up, down : array [1]
        Spin along and against the neutrino, kept.
    up_flip, down_flip : array [1]
        The same, spin reversed.
    """

    up: Array
    down: Array
    up_flip: Array
    down_flip: Array


def active_momentum(q: Array, omega: Array, mass: Array) -> Array:
    r"""Momentum along q that a nucleon must have before it absorbs (ω, q) and stays on its mass shell.

    .. math:: p = -\frac q2 + \frac\omega2 \sqrt{1 + \frac{4m^2}{q^2 - \omega^2}}
              \;\to\; -\frac q2 \Big(1 - \frac{m}{M}\Big) \text{ for } \omega = \frac{q^2}{2M}

    Parameters
    ----------
    q : array [MeV]
        Three-momentum transfer, q > ω.
    omega : array [MeV]
        Energy transfer: recoil plus excitation energy.
    mass : array [MeV]
        Nucleon mass m.

    Returns
    -------
    array [MeV]
        0 where q ≤ ω.

    Sources
    -------
    Bednyakov:2018mjd (without excitation, leading order). Checked: energy conservation to 1e-12; limit; a spring
    between two balls stays at rest inside.

    Examples
    --------
    >>> round(float(active_momentum(50.0, 50.0**2 / (2 * 37e3), 939.0)), 2)  # −25 (1 − 939/37000)
    -24.37
    """
    xp: Any = namespace(q, omega, mass)
    k, w = xp.asarray(q, dtype=float), xp.asarray(omega, dtype=float)
    Q2 = k * k - w * w
    space = Q2 > 0.0
    root = xp.sqrt(1.0 + 4.0 * mass * mass / xp.where(space, Q2, 1.0))
    return xp.where(space, -0.5 * k + 0.5 * w * root, 0.0)


def moving(E_nu: Array, q: Array, omega: Array, mass: Array, nucleus: Array, recoil: Array) -> Collision:
    """Collision with a nucleon that moves along q as energy conservation demands, :func:`active_momentum`.

    Parameters
    ----------
    E_nu, q, omega : array [MeV]
        Neutrino energy, three-momentum and energy transfer.
    mass, nucleus, recoil : array [MeV]
        Mass of the nucleon and of the nucleus; total energy of the nucleus after the collision.

    Sources
    -------
    Bednyakov:2018mjd, correction factors C₁C₂C₃; derived from the normalisation of the states. Checked: invariants of
    explicit four-vectors; |factor − 1| < 2E/m for elastic scattering.
    """
    xp: Any = namespace(E_nu, q, omega, mass, nucleus, recoil)
    p = active_momentum(q, omega, mass)
    before = xp.sqrt(mass * mass + p * p)
    after = before + omega
    safe = xp.where(q > 0.0, q, 1.0)
    E = xp.where(E_nu > 0.0, E_nu, 1.0)
    cosine = xp.where(q > 0.0, (E * E + q * q - (E - omega) ** 2) / (2.0 * E * safe), 0.0)
    excess = 2.0 * E * (before - p * cosine)  # s − m²
    s = mass * mass + excess
    a = (q * q - omega * omega) * s / (excess * excess)
    factor = (excess / (2.0 * mass * E)) ** 2 * mass * mass / (before * after) * recoil / nucleus
    return Collision(a, mass / xp.sqrt(s), factor)


def resting(E_nu: Array, q: Array, omega: Array, mass: Array, nucleus: Array, recoil: Array) -> Collision:
    """Collision with a free nucleon at rest of the same invariant momentum transfer; arguments as :func:`moving`.

    Energy is not conserved by the nucleon: the nucleus is only a source of nucleons. Its correction factor is 1.
    """
    xp: Any = namespace(E_nu, q, omega, mass, nucleus, recoil)
    E = xp.where(E_nu > 0.0, E_nu, 1.0)
    excess = 2.0 * mass * E
    s = mass * mass + excess
    a = (q * q - omega * omega) * s / (excess * excess)
    return Collision(a, mass / xp.sqrt(s), xp.ones_like(a))


NUCLEON_STATES: dict[str, Callable[..., Collision]] = {"moving": moving, "rest": resting}
"""How the struck nucleon moves, by name: "moving" (as energy conservation demands) or "rest"."""


def spin_amplitudes(g_V: Array, g_A: Array, a: Array, b: Array) -> SpinAmplitudes:
    r"""Helicity amplitudes of a left-handed neutrino on a nucleon of spin along or against its direction.

    .. math::
        \uparrow\uparrow &: \sqrt{1-a}\,[g_L + g_R\,ab(1-b)], &
        \uparrow\downarrow &: \sqrt a\,[g_L - g_R\,b(1 - a(1-b))], \\
        \downarrow\downarrow &: \sqrt{1-a}\,g_R\,[1 - a(1-b)], &
        \downarrow\uparrow &: \sqrt a\,(1-a)(1-b)\,g_R

    with g_L,R = (g_V ± g_A)/2. In the limit b → 1 the sum of both spins kept is g_V √(1 − a), and only a spin along the
    neutrino is flipped, with g_A √a: the left-handed neutrino takes up the angular momentum.

    Parameters
    ----------
    g_V, g_A : array [1]
        Vector and axial coupling, g_V = ½ − 2 sin²θ_W and g_A = +1.27/2 for the proton. For an antineutrino give −g_A
        and exchange up and down.
    a, b : array [1]
        As in :class:`Collision`; amplitudes are 0 for a > 1.

    Returns
    -------
    SpinAmplitudes [1]

    Sources
    -------
    Bednyakov:2018mjd; derived here from two-component spinors. Checked: explicit Dirac matrices to 1e-12; summed over
    the final spin, (g_L − g_R ab²)² + g_R² ab²(1 − a) and g_R²(1 − a)(1 − a + ab²).

    Examples
    --------
    >>> [float(x) for x in spin_amplitudes(-0.5, -0.5, 0.0, 1.0)]
    [-0.5, 0.0, -0.0, 0.0]
    """
    xp: Any = namespace(g_V, g_A, a, b)
    inside = (a >= 0.0) & (a <= 1.0)
    x = xp.where(inside, a, 0.5)
    on = xp.where(inside, 1.0, 0.0)
    positive = x > 0.0
    sine = on * xp.where(positive, xp.sqrt(xp.where(positive, x, 1.0)), 0.0)
    below = x < 1.0
    cosine = on * xp.where(below, xp.sqrt(xp.where(below, 1.0 - x, 1.0)), 0.0)
    left, right = 0.5 * (g_V + g_A), 0.5 * (g_V - g_A)
    rest = 1.0 - x * (1.0 - b)
    return SpinAmplitudes(
        up=cosine * (left + right * x * b * (1.0 - b)),
        down=cosine * right * rest,
        up_flip=sine * (left - right * b * rest),
        down_flip=sine * right * (1.0 - x) * (1.0 - b),
    )
