"""One-body densities: sum rules, radii against quadrature, cores, what is refused."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from scipy.integrate import quad
from scipy.special import eval_genlaguerre, gamma

from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.structure.shell_model import CORES, OneBodyDensity, TransitionDensity, oscillator_length
from nuscat.structure.shell_model._orbits import core_orbits, infer_core, label, parse_label

SD = ((0, 2, 5), (1, 0, 1), (0, 2, 3))


def one_neutron(amplitudes: list[float], orbits: tuple[tuple[int, int, int], ...], b: float = 1.8) -> OneBodyDensity:
    """A neutron in Σ c_a |a⟩, all of one l and j: ρ_K(ab) = c_a c_b for K ≤ 2j."""
    c = np.array(amplitudes) / np.linalg.norm(amplitudes)
    twoj = orbits[0][2]
    rho = {K: (np.zeros((c.size, c.size)), np.outer(c, c)) for K in range(twoj + 1)}
    return OneBodyDensity(Z=0, N=1, twoJ=twoj, twoT=1, orbits=orbits, rho=rho, b=b, precision=1e-12)


def pair_density(kit: Any, J: int = 2, seed: int = 2) -> OneBodyDensity:
    pair = kit.state(J, seed)
    rho = {K: (np.zeros((3, 3)), pair.density(pair, K)) for K in range(2 * J + 1)}
    return OneBodyDensity(Z=0, N=2, twoJ=2 * J, twoT=2, orbits=SD, rho=rho, b=1.8, precision=1e-12)


def radial(n: int, ell: int, b: float, r: float) -> float:
    """Oscillator function, positive at the origin."""
    x = r / b
    norm = math.sqrt(2 * math.factorial(n) / (b**3 * gamma(n + ell + 1.5)))
    return float(norm * x**ell * math.exp(-x * x / 2) * eval_genlaguerre(n, ell + 0.5, x * x))


@pytest.mark.parametrize("ell", [0, 1, 2, 4])
@pytest.mark.parametrize("amplitudes", [[1.0, 0.0, 0.0], [0.8, 0.5, -0.3], [0.8, -0.5, 0.3], [0.1, 0.2, 0.9]])
def test_radius_of_a_mixture_of_nodes(ell: int, amplitudes: list[float]) -> None:
    """Off-diagonal r² matters, with the sign of functions that are positive at the origin."""
    b = 1.7
    state = one_neutron(amplitudes, tuple((n, ell, 2 * ell + 1) for n in range(3)), b)
    c = np.array(amplitudes) / np.linalg.norm(amplitudes)

    def density(r: float) -> float:
        return float(r**4 * sum(a * radial(n, ell, b, r) for n, a in enumerate(c)) ** 2)

    assert state.r_n == pytest.approx(math.sqrt(quad(density, 0.0, 25.0, limit=200)[0]), rel=1e-9)
    assert math.isnan(state.r_p)


@pytest.mark.parametrize(("core", "z", "n"), [(c, *CORES[c]) for c in CORES if c != "none"])
def test_closed_cores(core: str, z: int, n: int) -> None:
    """⟨r²⟩ = b²Σ(2j+1)(2n+l+3/2)/N; a neutron in a high orbit comes on top."""
    high = one_neutron([1.0], ((0, 9, 19),))
    full = high.with_core(core)
    assert (full.Z, full.N, full.twoJ) == (z, n + 1, 19)
    assert full.particle_numbers == pytest.approx((z, n + 1))
    shells = {2: 3.0, 8: 18.0, 20: 60.0, 28: 96.0, 50: 205.0, 82: 393.0, 126: 693.0}  # Σ(2j+1)(2n+l+3/2)
    assert full.r_p == pytest.approx(1.8 * math.sqrt(shells[z] / z))
    assert full.r_n == pytest.approx(1.8 * math.sqrt((shells[n] + 10.5) / (n + 1)))


def test_core_adds_nothing_to_the_valence_part(kit: Any) -> None:
    valence = pair_density(kit)
    full = valence.with_core("16O")
    for K in valence.rho:
        assert np.array_equal(full.rho[K][1][3:, 3:], valence.rho[K][1])
    assert np.all(full.rho[1][0] == 0)
    assert np.all(full.rho[2][1][:3] == 0)
    same = valence.with_core("none")
    assert (same.orbits, same.A) == (valence.orbits, 2)


def test_core_with_more_neutrons_than_protons() -> None:
    """132Sn: its neutron orbits are the valence space of protons."""
    proton = OneBodyDensity(
        Z=1, N=0, twoJ=7, orbits=((0, 4, 7),), rho={K: (np.eye(1), np.zeros((1, 1))) for K in range(8)}, b=2.3
    )
    antimony = dataclasses.replace(proton, twoT=1).with_core("132Sn")
    assert antimony.twoT is None  # not known any more: the core has T = 16
    assert (antimony.Z, antimony.N) == (51, 82)
    assert antimony.by_orbit()["0g7/2"] == pytest.approx((1.0, 8.0))
    neutron = one_neutron([1.0], ((0, 4, 7),))
    with pytest.raises(
        ValidityError, match="neutron density already has nucleons in 0g7/2, an orbit of the core 132Sn"
    ):
        neutron.with_core("132Sn")
    with pytest.raises(UnknownNameError, match=r"16O"):
        neutron.with_core("O16")


@pytest.mark.parametrize(
    ("space", "core"),
    [
        ("0p3/2 0p1/2", "4He"),
        ("0d5/2 1s1/2 0d3/2", "16O"),
        ("0d5/2 1s1/2 0d3/2 0f7/2 1p3/2", "16O"),
        ("0f7/2 1p3/2 0f5/2 1p1/2", "40Ca"),
        ("1p3/2 0f5/2 1p1/2 0g9/2", "56Ni"),
        ("0g7/2 1d5/2 1d3/2 2s1/2 0h11/2", "100Sn"),
        ("0s1/2 0p3/2", "none"),
    ],
)
def test_core_below_a_valence_space(space: str, core: str) -> None:
    orbits = tuple(parse_label(text) for text in space.split())
    assert infer_core(orbits) == core
    assert [label(o) for o in orbits] == space.split()


def test_cores_are_closed() -> None:
    for core, numbers in CORES.items():
        for orbits, number in zip(core_orbits(core), numbers, strict=True):
            assert sum(twoj + 1 for _, _, twoj in orbits) == number


@given(J=st.integers(0, 4), seed=st.integers(0, 10_000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pairs_obey_the_sum_rules(kit: Any, J: int, seed: int) -> None:
    """Any state of two neutrons passes the checks of particle number, spin and hermiticity; n_a = 2Σ_b X_ab²."""
    pair = kit.state(J, seed)
    state = pair_density(kit, J, seed)
    assert state.occupations[1] == pytest.approx(2 * np.sum(pair.X**2, axis=1), abs=1e-12)


def test_read_only(kit: Any) -> None:
    state = pair_density(kit)
    with pytest.raises(ValueError, match="read-only"):
        state.rho[0][1][0, 0] = 1.0
    with pytest.raises(TypeError):
        state.rho[9] = state.rho[0]  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        state.b = 1.0  # type: ignore[misc]
    given_arrays = {K: (p.copy(), n.copy()) for K, (p, n) in state.rho.items()}
    again = dataclasses.replace(state, rho=given_arrays)
    given_arrays[0][1][:] = 0.0
    assert again.N == 2
    assert again.particle_numbers[1] == pytest.approx(2.0)


def with_element(state: OneBodyDensity, K: int, a: int, b: int, value: float) -> dict[int, Any]:
    rho = {k: (p.copy(), n.copy()) for k, (p, n) in state.rho.items()}
    rho[K][1][a, b] = value
    return rho


REFUSED: dict[str, tuple[Any, str]] = {
    "no orbits": (lambda _: {"orbits": ()}, "at least one orbit"),
    "negative n": (lambda _: {"orbits": ((-1, 2, 5), *SD[1:])}, "does not exist"),
    "orbit twice": (lambda _: {"orbits": (SD[0], SD[0], SD[2])}, "0d5/2 is given twice"),
    "shape": (lambda _: {"orbits": SD[:2]}, r"shape \(3, 3\), expected \(2, 2\)"),
    "nan": (lambda s: {"rho": with_element(s, 1, 0, 0, math.nan)}, "K = 1 holds NaN"),
    "no K = 0": (lambda s: {"rho": {k: v for k, v in s.rho.items() if k}}, "no K = 0"),
    "spin": (lambda _: {"twoJ": 3}, "2J = 3 do not fit"),
    "number": (lambda _: {"N": 4, "twoT": 4}, "holds 2 neutrons, expected 4"),
    "isospin": (lambda _: {"twoT": 0}, "2T = 0 does not fit"),
    "length": (lambda _: {"b": 0.0}, "Oscillator length b must be positive"),
    "negative": (lambda s: {"rho": with_element(s, 0, 0, 0, -0.2)}, "0d5/2 holds .* neutrons: negative"),
    "overfull": (lambda s: {"rho": with_element(s, 0, 0, 0, 7.0)}, "0d5/2 holds .* neutrons: more than full"),
    "triangle": (lambda s: {"rho": with_element(s, 3, 1, 1, 0.1)}, "1s1/2 and 1s1/2 cannot couple to K = 3"),
    "hermiticity": (lambda s: {"rho": with_element(s, 2, 0, 2, 0.7)}, "K = 2 is not hermitian"),
    "angular momentum": (lambda s: {"rho": with_element(s, 1, 0, 0, 0.7)}, "total angular momentum"),
    "lost K = 1": (lambda s: {"rho": {k: v for k, v in s.rho.items() if k != 1}}, "total angular momentum is 0"),
    "K above 2J": (lambda s: {"rho": {**s.rho, 5: s.rho[4]}}, "K = 5 cannot connect the states: 0 ≤ K ≤ 4"),
    "parity": (lambda _: {"orbits": (SD[0], (0, 1, 1), SD[2])}, r"parity must not change"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_not_a_density_is_refused(kit: Any, kind: str) -> None:
    state = pair_density(kit)
    wrong, message = REFUSED[kind]
    with pytest.raises(ValidityError, match=message):
        dataclasses.replace(state, **wrong(state))


def test_precision_sets_the_tolerance(kit: Any) -> None:
    state = pair_density(kit)
    rho = with_element(state, 0, 0, 0, float(state.rho[0][1][0, 0]) + 1e-6)
    with pytest.raises(ValidityError, match="neutrons, expected 2"):
        dataclasses.replace(state, rho=rho, precision=1e-7)
    assert dataclasses.replace(state, rho=rho, precision=5e-6).N == 2


def test_transition_refuses_what_cannot_be() -> None:
    up = np.array([[0.0, 0.5], [0.0, 0.0]])
    good = TransitionDensity(
        Z=8, N=9, twoJ_i=1, twoJ_f=5, energy=0.9, parity=1, orbits=((1, 0, 1), (0, 2, 5)), rho={2: (0 * up, up)}, b=1.8
    )
    for change, message in (
        ({"parity": 0}, "parity must be 1 or -1"),
        ({"parity": -1}, "parity must change"),
        ({"twoJ_f": 4}, "do not fit"),
        ({"twoJ_f": 1}, "K = 2 cannot connect"),
        ({"energy": math.inf}, "Energy of a transition"),
        ({"b": -1.0}, "Oscillator length"),
    ):
        with pytest.raises(ValidityError, match=message):
            dataclasses.replace(good, **change)
    with pytest.raises(ValidityError, match="total angular momentum between the states"):
        TransitionDensity(
            Z=0, N=1, twoJ_i=5, twoJ_f=5, energy=1.0, parity=1, orbits=((0, 2, 5),), rho={1: (np.eye(1),) * 2}, b=1.8
        )


def test_oscillator_length() -> None:
    """1.93976 fm for 40Ar; grows with A."""
    assert oscillator_length(40) == pytest.approx(1.93976, abs=5e-6)
    assert all(oscillator_length(a) < oscillator_length(a + 1) for a in range(4, 240))
    with pytest.raises(ValidityError):
        oscillator_length(0)


@pytest.mark.parametrize("text", ["", "f7/2", "0f7", "0f7/3", "0é7/2", "00"])
def test_labels_that_are_not_orbits(text: str) -> None:
    with pytest.raises(ValidityError, match="not understood"):
        parse_label(text)
