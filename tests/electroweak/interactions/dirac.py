"""Squared amplitudes by explicit sums over Dirac spinors, written out without any formula of the package.

Neutrino with momentum k scatters off a target at rest (mass M) into a fermion of mass m4 and the target. All is
evaluated at given neutrino energy E and recoil energy T; angles follow from four-momentum conservation.
"""

from __future__ import annotations

import itertools
import math

import numpy as np

HBARC_CM = 197.3269804593e-13
SIGMA = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]], dtype=complex)
ONE = np.eye(2, dtype=complex)
GAMMA = np.array(
    [np.kron(np.diag([1.0, -1.0]), ONE), *(np.kron(np.array([[0, 1], [-1, 0]], dtype=complex), s) for s in SIGMA)]
)
GAMMA5 = 1j * GAMMA[0] @ GAMMA[1] @ GAMMA[2] @ GAMMA[3]
ID = np.eye(4, dtype=complex)
METRIC = np.diag([1.0, -1.0, -1.0, -1.0])
TENSOR = np.array([[0.5j * (a @ b - b @ a) for b in GAMMA] for a in GAMMA])
LEFT, RIGHT = 0.5 * (ID - GAMMA5), 0.5 * (ID + GAMMA5)
VECTOR = GAMMA
AXIAL = np.array([g @ GAMMA5 for g in GAMMA])


def lower(vector):
    return METRIC @ vector


def slash(p):
    return np.einsum("m,mab->ab", lower(p), GAMMA)


def spinors(p, mass, particle=True):
    """Both u(p) or v(p), normalised to ū u = 2m (p†p = 2E)."""
    sign = 1.0 if particle else -1.0
    found = []
    for i in (0, 1) if particle else (2, 3):
        start = np.zeros(4, dtype=complex)
        start[i] = 1.0
        state = (sign * slash(p) + mass * ID) @ start
        found.append(state * math.sqrt(2.0 * p[0] / np.vdot(state, state).real))
    # the two are orthogonal only at rest or along an axis: orthonormalise within the solution space
    first = found[0]
    second = found[1] - first * np.vdot(first, found[1]) / np.vdot(first, first)
    second = second * math.sqrt(2.0 * p[0] / np.vdot(second, second).real)
    return first, second


def massless(p, particle=True):
    """Two massless spinors of definite chirality, from the projections of P̸ on generic vectors."""
    found = []
    for projector in (LEFT, RIGHT):
        state = projector @ slash(p) @ np.array([1.0, 0.3, 0.2j, -0.4], dtype=complex)
        found.append(state * math.sqrt(2.0 * p[0] / np.vdot(state, state).real))
    return tuple(found)


def bar(spinor):
    return spinor.conj() @ GAMMA[0]


def momenta(E, T, M, m4=0.0):
    """k, k′, p, p′ for neutrino energy E, recoil T and outgoing mass m4 [MeV]."""
    E_out = E - T
    k_out = math.sqrt(E_out**2 - m4**2)
    cos = (2.0 * E * E_out - m4**2 - 2.0 * M * T) / (2.0 * E * k_out)  # t = m4² − 2k·k′ = −2MT
    assert abs(cos) <= 1.0 + 1e-12, "outside the kinematic range"
    sin = math.sqrt(max(0.0, 1.0 - cos * cos))
    k = np.array([E, 0.0, 0.0, E])
    k_prime = np.array([E_out, k_out * sin, 0.0, k_out * cos])
    p = np.array([M, 0.0, 0.0, 0.0])
    p_prime = p + k - k_prime
    assert abs(p_prime @ METRIC @ p_prime / M**2 - 1.0) < 1e-9
    return k, k_prime, p, p_prime


def leptons(k, k_prime, vertex, m4=0.0, antineutrino=False):
    """All currents ū(k′) V u(k), or v̄(k) V v(k′) for antineutrinos; V has any number of Lorentz indices in front."""
    if antineutrino:
        before = massless(k, False)
        after = massless(k_prime, False) if m4 == 0.0 else spinors(k_prime, m4, False)
        return [np.einsum("a,...ab,b->...", bar(v), vertex, w) for v, w in itertools.product(before, after)]
    before = massless(k)
    after = massless(k_prime) if m4 == 0.0 else spinors(k_prime, m4)
    return [np.einsum("a,...ab,b->...", bar(w), vertex, v) for v, w in itertools.product(before, after)]


def targets(p, p_prime, M, vertex):
    """All currents ū(p′) V u(p) of the spin-½ target."""
    pairs = itertools.product(spinors(p, M), spinors(p_prime, M))
    return [np.einsum("a,...ab,b->...", bar(after), vertex, before) for before, after in pairs]


def contract(a, b):
    """Lorentz contraction of two currents with the same indices (0, 1 or 2)."""
    if a.ndim == 0:
        return a * b
    if a.ndim == 1:
        return a @ METRIC @ b
    return np.einsum("mn,mr,ns,rs->", a, METRIC, METRIC, b)


def squared(pairs, E, T, M, m4=0.0, antineutrino=False):
    """Σ|𝓜|² over final spins, averaged over those of the target, for 𝓜 = Σ (lepton vertex)·(target vertex).

    `pairs` lists (lepton vertex, target vertex); a target vertex may be a function of (p, p′) that returns the current
    of a spin-0 target.
    """
    k, k_prime, p, p_prime = momenta(E, T, M, m4)
    scalar = callable(pairs[0][1])
    total = 0.0
    for lepton in zip(*(leptons(k, k_prime, v, m4, antineutrino) for v, _ in pairs), strict=True):
        if scalar:
            currents = [tuple(v(p, p_prime) for _, v in pairs)]
        else:
            currents = list(zip(*(targets(p, p_prime, M, v) for _, v in pairs), strict=True))
        for current in currents:
            total += abs(sum(contract(a, b) for a, b in zip(lepton, current, strict=True))) ** 2
    return total if scalar else total / 2.0


def spectrum(pairs, E, T, M, m4=0.0, antineutrino=False):
    """dσ/dT = |𝓜|²/(32π M E²) [cm²/MeV] of the amplitude in natural units (MeV)."""
    return squared(pairs, E, T, M, m4, antineutrino) / (32.0 * math.pi * M * E * E) * HBARC_CM**2


def dipole_vertex(E, T, M, m4=0.0, chirality=LEFT):
    """Vertex σ^{μν}q_ν P_L (of antineutrinos: P_R) of a (transition) dipole moment, q = k − k′."""
    k, k_prime, _, _ = momenta(E, T, M, m4)
    return np.einsum("mnab,n,bc->mac", TENSOR, lower(k - k_prime), chirality)


def charged_scalar(p, p_prime):
    """Electromagnetic current (p + p′)^μ of a pointlike spin-0 particle of unit charge."""
    return (p + p_prime).astype(complex)
