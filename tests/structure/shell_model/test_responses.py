"""Responses of shell-model densities: published polynomials, another program, closed forms and sum rules."""

from __future__ import annotations

import csv
import math
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from scipy.special import eval_genlaguerre, gammaln

from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat.structure import Multipoles, SphericalDensity
from nuscat.structure.shell_model import INTERACTIONS, OneBodyDensity, density
from nuscat.structure.shell_model.responses import RESPONSES, ShellModelResponses

DATA = Path(__file__).parent / "data"
ISOSPINS = [(0, 0), (0, 1), (1, 0), (1, 1)]
MOMENTA = np.array([0.0, 20.0, 60.0, 100.0, 150.0, 200.0])


@lru_cache
def responses(nuclide: str, interaction: str | None = None) -> ShellModelResponses:
    return ShellModelResponses.from_density(density(nuclide, interaction))


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def closed(Z: int, N: int, b: float, occupied: dict[tuple[int, int, int], tuple[float, float]]) -> ShellModelResponses:
    """Responses of a state of J = 0 with given occupations."""
    orbits = tuple(occupied)
    columns = (np.diag([occupied[o][k] / math.sqrt(o[2] + 1) for o in orbits]) for k in (0, 1))
    rho = {0: tuple(columns)}
    return ShellModelResponses.from_density(
        OneBodyDensity(Z=Z, N=N, twoJ=0, orbits=orbits, rho=rho, b=b)  # type: ignore[arg-type]
    )


FILLED = {
    (0, 0, 1): (2, 2),
    (0, 1, 1): (2, 2),
    (0, 1, 3): (4, 4),
    (1, 0, 1): (2, 2),
    (0, 2, 5): (6, 6),
    (0, 2, 3): (4, 4),
}


# ---------------------------------------------------------------- published numbers


@pytest.mark.parametrize(
    ("nuclide", "response", "isospins", "q", "expected"),
    [
        ("F19", "M", (0, 0), 100.0, 7.4107),
        ("F19", "Phi2", (0, 0), 100.0, 0.011180),
        ("F19", "Sigma1", (0, 0), 100.0, 0.026123),
        ("F19", "Sigma2", (0, 0), 100.0, 0.013328),
        ("F19", "MPhi2", (0, 0), 100.0, -0.28784),
        ("F19", "M", (0, 0), 0.0, 14.3637),
        ("F19", "M", (0, 1), 0.0, -0.75600),
        ("F19", "M", (1, 1), 0.0, 0.03979),
        ("F19", "Phi2", (0, 0), 0.0, 0.019671),
        ("F19", "Sigma1", (0, 0), 0.0, 0.06923),
        ("F19", "Sigma1", (1, 1), 0.0, 0.07450),
        ("Na23", "M", (0, 0), 0.0, 42.0965),
        ("Na23", "Phi2", (0, 0), 0.0, 0.61215),
        ("Na23", "Sigma1", (0, 0), 0.0, 0.02533),
        ("Na23", "Delta", (0, 0), 0.0, 0.03357),
        ("Na23", "Phi2", (0, 0), 60.0, 0.49519),
        ("Na23", "Phi2", (0, 0), 100.0, 0.33817),
        ("Na23", "Phi2", (0, 0), 150.0, 0.15767),
        ("Na23", "Phi2", (0, 0), 200.0, 0.05165),
        ("Na23", "Sigma1", (0, 0), 100.0, 0.0090008),
        ("Na23", "MPhi2", (0, 0), 100.0, -2.5919),
    ],
)
def test_published_numbers(nuclide: str, response: str, isospins: tuple[int, int], q: float, expected: float) -> None:
    """Anand:2013yka; Φ″ of ²³Na at finite q has the right relative sign of its two parts."""
    assert float(responses(nuclide, "USD").W(response, *isospins, q)) == pytest.approx(expected, rel=3e-4)


@pytest.mark.parametrize("row", rows("polynomials.csv"), ids=lambda row: "-".join(list(row.values())[:4]))
def test_published_polynomials(row: dict[str, str]) -> None:
    """To 3·10⁻⁴ of the largest element of the isospin matrix: the densities have five digits.

    Φ̃′ is a small difference: that rounding alone can change it by 5.4·10⁻⁴ (Σ|⟨a‖O‖b⟩| times half a digit).
    """
    tolerance = 6e-4 if row["response"] == "PhiT1" else 3e-4
    r = responses(row["nuclide"], "USD")
    y = np.linspace(0.0, 2.0, 41)
    q = np.sqrt(y) * 2 * 197.3269804 / r.b
    expected = np.exp(-2 * y) * np.polynomial.polynomial.polyval(y, [float(c) for c in row["coefficients"].split()])
    largest = max(np.max(np.abs(r.W(row["response"], t, s, q))) for t, s in ISOSPINS)
    value = r.W(row["response"], int(row["tau"]), int(row["taup"]), q)
    assert np.max(np.abs(value - expected)) <= tolerance * largest


@pytest.mark.parametrize(
    ("nuclide", "interaction"), sorted({(r["nuclide"], r["interaction"]) for r in rows("dmscatter.csv")})
)
def test_values_of_another_program(nuclide: str, interaction: str) -> None:
    """Six printed digits, to 1.5·10⁻⁵ of the largest value of each response (their b differs by 10⁻⁶)."""
    mine = responses(nuclide, interaction)
    selected = [r for r in rows("dmscatter.csv") if (r["nuclide"], r["interaction"]) == (nuclide, interaction)]
    assert len(selected) >= 12
    for response in {r["response"] for r in selected}:
        some = [r for r in selected if r["response"] == response]
        q = np.array([float(r["q_MeV"]) for r in some])
        expected = np.array([[float(r[f"W{t}{s}"]) for r in some] for t, s in ISOSPINS])
        values = np.array([mine.W(response, t, s, q) for t, s in ISOSPINS])
        assert np.max(np.abs(values - expected)) <= 1.5e-5 * np.max(np.abs(expected)), response


def test_fluorine_of_the_cevns_paper() -> None:
    """Hoferichter:2020osn: F^Σ′ of ¹⁹F with USDB, coefficients of u = 2y, and ⟨S_p⟩ = 0.48."""
    r = responses("F19", "USDB")
    proton, neutron = (0.5 * row / 2.0 ** np.arange(row.size) for row in r.multipoles["Sigma1"][1])
    assert proton == pytest.approx([0.26951, -0.18098, 0.0297], rel=1e-3)
    assert float(r.Sigma1(0.0)[0][0]) == pytest.approx(0.26951, rel=3e-5)
    assert neutron[0] == pytest.approx(-0.00113, abs=1e-5)
    assert r.spin_expectation[0] == pytest.approx(0.478, abs=5e-4)


def test_argon_radii() -> None:
    """⁴⁰Ar, sd shell and two f7/2 neutrons: the rows of 2405.20060."""
    occupied = {**FILLED, (0, 2, 3): (2, 4), (0, 3, 7): (0, 2)}
    r = closed(18, 22, 1.93976, occupied)
    assert r.r_p == pytest.approx(3.32851, abs=2e-5)
    assert r.r_n == pytest.approx(3.43528, abs=2e-5)


# ---------------------------------------------------------------- identities of every packaged density

ALL = [(nuclide, interaction) for nuclide, names in INTERACTIONS.items() for interaction in names]


@pytest.mark.parametrize(("nuclide", "interaction"), ALL)
def test_sum_rules(nuclide: str, interaction: str) -> None:
    d = density(nuclide, interaction)
    r = responses(nuclide, interaction)
    assert isinstance(r, Multipoles)
    assert r.operators == {"M", "Phi2", "Sigma1"}
    # particle numbers, W_M at q = 0
    assert [float(f) for f in r.M(0.0)] == pytest.approx([r.Z, r.N], rel=1e-14)
    norm = (r.twoJ + 1) / (16 * math.pi)
    matrix = [float(r.W("M", t, s, 0.0)) for t, s in ISOSPINS]
    mixed = r.A * (r.Z - r.N)
    assert matrix == pytest.approx([norm * r.A**2, norm * mixed, norm * mixed, norm * (r.Z - r.N) ** 2], rel=1e-12)
    # radii from the polynomial and from the occupations
    assert r.r_p == pytest.approx(d.r_p, rel=2e-6)
    assert r.r_n == pytest.approx(d.r_n, rel=2e-6)
    # F^Φ″(0) = −⅓⟨Σσ·l⟩
    for value, occupation in zip(r.Phi2(0.0), d.occupations, strict=True):
        so = sum(n * (o[1] if o[2] > 2 * o[1] else -o[1] - 1) for n, o in zip(occupation, d.orbits, strict=True))
        assert float(value) == pytest.approx(-so / 3, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("nuclide", "interaction"), [x for x in ALL if responses(*x).twoJ > 0])
def test_angular_momentum_is_spin_plus_orbit(nuclide: str, interaction: str) -> None:
    """J = ⟨l_z⟩ + ⟨s_z⟩ from Δ₁(0) = −l/(2√6π) and Σ′₁(0) = σ/√6π; Σ″₁(0) = Σ′₁(0)/√2."""
    r = responses(nuclide, interaction)
    stretched = math.sqrt(r.spin / ((r.spin + 1) * (r.twoJ + 1)))
    orbital = -2 * math.sqrt(6 * math.pi) * stretched * float(np.sum(r.multipoles["Delta"][1][:, 0]))
    assert orbital + sum(r.spin_expectation) == pytest.approx(r.spin, abs=5e-4)
    assert r.multipoles["Sigma2"][1][:, 0] == pytest.approx(r.multipoles["Sigma1"][1][:, 0] / math.sqrt(2), rel=1e-12)


@pytest.mark.parametrize("response", RESPONSES)
def test_isospin_matrices(response: str) -> None:
    """Diagonal responses are symmetric and not negative; the interference obeys Schwarz' inequality."""
    for nuclide in ("Na23", "Xe131", "Ge73"):
        r = responses(nuclide)
        w = {(t, s): r.W(response, t, s, MOMENTA) for t, s in ISOSPINS}
        left, right = RESPONSES[response]
        if left == right:
            assert w[0, 1] == pytest.approx(w[1, 0], rel=1e-9, abs=1e-14)
            assert np.all(w[0, 0] >= -1e-12)
            assert np.all(w[1, 1] >= -1e-12)
        for t, s in ISOSPINS:
            bound = r.W(left, t, t, MOMENTA) * r.W(right, s, s, MOMENTA)
            assert np.all(w[t, s] ** 2 <= bound * (1 + 1e-9) + 1e-20)


def test_ranks_of_a_spin() -> None:
    r = responses("I127")
    assert {o: tuple(t) for o, t in r.multipoles.items()} == {
        "M": (0, 2, 4),
        "Phi2": (0, 2, 4),
        "PhiT1": (2, 4),
        "Sigma1": (1, 3, 5),
        "Sigma2": (1, 3, 5),
        "Delta": (1, 3, 5),
    }
    assert len(r.Sigma1(50.0)) == 3
    assert responses("Ge70").Sigma1(50.0) == ()
    assert float(responses("Ge70").W("Sigma1", 0, 1, 50.0)) == 0.0
    assert responses("Ge70").spin_expectation == (0.0, 0.0)


# ---------------------------------------------------------------- closed forms


def test_free_proton() -> None:
    """F_A = (8π/(2J+1))[(g_s)²S₀₀ − g_A g_s S₀₁ + g_A²S₁₁] at q = 0 is (g_A − g_s)²."""
    one = np.eye(1)
    rho = {K: (one * math.sqrt(v), 0 * one) for K, v in ((0, 1.0), (1, 1.0))}
    proton = ShellModelResponses.from_density(OneBodyDensity(Z=1, N=0, twoJ=1, orbits=((0, 0, 1),), rho=rho, b=1.0))
    assert proton.spin_expectation == pytest.approx((0.5, 0.0), abs=1e-14)
    ((p, n),) = proton.Sigma1(0.0)
    plus, minus = float(p + n), float(p - n)
    g_A, g_s = 1.27641, -0.085
    F_A = 8 * math.pi / 2 * (g_s**2 * plus**2 - g_A * g_s * 2 * plus * minus + g_A**2 * minus**2)
    assert pytest.approx((g_A - g_s) ** 2, rel=1e-13) == F_A
    assert math.isnan(proton.r_n)


@pytest.mark.parametrize("nuclide", ["F19", "Na23", "Si29", "Ge73", "I127", "Xe129", "Xe131"])
def test_axial_response_at_zero_is_that_of_the_spins(nuclide: str) -> None:
    """F^Σ′₁(0) = √(2/3)·√[(2J+1)(J+1)/4πJ]·⟨S⟩; higher L vanish."""
    r = responses(nuclide)
    J = r.spin
    first, *others = r.Sigma1(0.0)
    scale = math.sqrt(2 / 3) * math.sqrt((2 * J + 1) * (J + 1) / (4 * math.pi * J))
    assert [float(f) for f in first] == pytest.approx([scale * s for s in r.spin_expectation], rel=1e-13)
    assert all(float(f) == 0.0 for pair in others for f in pair)


def test_single_particle_spin() -> None:
    """A proton hole in 0d3/2 (l = 2, j = l − ½): ⟨S_z⟩ = −j/(2(j+1)) of a particle, the same of a hole."""
    orbits = tuple(FILLED)
    twoJ = 3
    full = np.array([math.sqrt((twoJ + 1) * (o[2] + 1)) for o in orbits])
    hole = orbits.index((0, 2, 3))
    proton = np.diag(full)
    proton[hole, hole] -= math.sqrt((twoJ + 1) / 4) * 1.0
    spin = np.zeros((6, 6))
    spin[hole, hole] = 1.0
    rho = {0: (proton, np.diag(full)), 1: (spin, 0 * spin), 2: (-spin, 0 * spin), 3: (spin, 0 * spin)}
    r = ShellModelResponses.from_density(OneBodyDensity(Z=19, N=20, twoJ=3, orbits=orbits, rho=rho, b=1.9))
    assert r.spin_expectation == pytest.approx((-0.3, 0.0), abs=1e-14)
    assert r.r_p == pytest.approx(1.9 * math.sqrt((2 * 1.5 + 6 * 2.5 + 11 * 3.5) / 19), rel=1e-13)


def oscillator_orbital(n: int, ell: int, b: float, r: np.ndarray) -> np.ndarray:
    x = r / b
    norm = math.exp(0.5 * (math.log(2.0) + gammaln(n + 1) - gammaln(n + ell + 1.5))) / math.sqrt(b)
    u: np.ndarray = norm * x ** (ell + 1) * np.exp(-(x**2) / 2) * eval_genlaguerre(n, ell + 0.5, x**2)
    return u


@pytest.mark.parametrize("extra", [{}, {(0, 3, 7): (0, 8)}, {(0, 3, 7): (8, 8), (1, 1, 3): (0, 4)}])
def test_spin_orbit_density_gives_the_same(extra: dict[tuple[int, int, int], tuple[int, int]]) -> None:
    """ρ(r) and J(r) = Σ n C u²/(4πr³) of filled oscillator orbits, transformed by quadrature."""
    occupied = {**FILLED, **extra}
    b = 1.95
    Z, N = (sum(v[k] for v in occupied.values()) for k in (0, 1))
    nodes, weights = np.polynomial.legendre.leggauss(200)
    r, w = 8.0 * (nodes + 1.0), 8.0 * weights
    columns = {"proton": 0.0 * r, "neutron": 0.0 * r, "spin_orbit_proton": 0.0 * r, "spin_orbit_neutron": 0.0 * r}
    for (n, ell, twoj), counts in occupied.items():
        u2 = oscillator_orbital(n, ell, b, r) ** 2
        so = ell if twoj > 2 * ell else -ell - 1
        for kind, count in zip(("proton", "neutron"), counts, strict=True):
            columns[kind] += count * u2 / (4 * np.pi * r**2)
            columns[f"spin_orbit_{kind}"] += count * so * u2 / (4 * np.pi * r**3)
    reference = SphericalDensity(Z=Z, N=N, r=r, weights=w, **columns)
    r_sm = closed(Z, N, b, {o: (float(p), float(n)) for o, (p, n) in occupied.items()})
    for mine, other in ((r_sm.M, reference.M), (r_sm.Phi2, reference.Phi2)):
        assert np.array(mine(MOMENTA)) == pytest.approx(np.array(other(MOMENTA)), rel=1e-9, abs=1e-10)
    if not extra:
        assert np.allclose(r_sm.Phi2(MOMENTA), 0.0, atol=1e-13)
    elif len(extra) == 1:
        assert float(r_sm.Phi2(0.0)[1]) == pytest.approx(-8.0, rel=1e-13)  # −⅓·8·3


def test_oscillator_length_only_scales_the_momentum() -> None:
    d = density("Xe131")
    narrow, wide = ShellModelResponses.from_density(d, b=2.0), ShellModelResponses.from_density(d, b=2.5)
    assert narrow.W("Sigma1", 0, 1, 100.0) == pytest.approx(wide.W("Sigma1", 0, 1, 80.0), rel=1e-12)
    assert wide.r_p == pytest.approx(1.25 * narrow.r_p, rel=1e-12)


# ---------------------------------------------------------------- arrays and errors


def test_jax_gives_the_same_and_a_finite_gradient() -> None:
    jax = pytest.importorskip("jax")
    r = responses("Na23")
    with jax.enable_x64(True):
        q = jax.numpy.asarray(MOMENTA)
        for function in (r.M, r.Phi2, lambda x: r.Sigma1(x)[0]):
            for a, c in zip(function(q), function(MOMENTA), strict=True):
                assert "jax" in type(a).__module__
                assert np.asarray(a) == pytest.approx(np.asarray(c), rel=1e-12)
        assert np.asarray(r.W("Delta", 0, 1, q)) == pytest.approx(r.W("Delta", 0, 1, MOMENTA), rel=1e-12)
        slope = jax.grad(lambda x: r.M(x)[0])
        assert float(slope(0.0)) == 0.0
        h = 1e-3
        difference = (r.M(50.0 + h)[0] - r.M(50.0 - h)[0]) / (2 * h)
        assert float(slope(50.0)) == pytest.approx(float(difference), rel=1e-7)


def test_shapes() -> None:
    r = responses("F19")
    q = MOMENTA.reshape(2, 3)
    for value in (*r.M(q), *r.Phi2(q), *r.Sigma1(q)[0], r.W("MPhi2", 0, 1, q)):
        assert value.shape == (2, 3)
    assert np.shape(r.M(0.0)[0]) == ()
    assert r.multipoles["M"][0].flags.writeable is False


def test_wrong_input_is_refused() -> None:
    r = responses("F19")
    with pytest.raises(UnknownNameError, match="Sigma1"):
        r.W("Sigma", 0, 0, 1.0)
    with pytest.raises(ValidityError, match="Isospins are 0 or 1, got 2"):
        r.W("M", 2, 0, 1.0)
    with pytest.raises(MissingDataError, match="Sigma1 of rank 3"):
        r.amplitude("Sigma1", 3, 1.0)
    for call in (r.M, r.Sigma1, lambda q: r.W("M", 0, 0, q)):
        with pytest.raises(ValidityError, match="momentum transfer"):
            call(-1.0)
    good = {"Z": 1, "N": 0, "twoJ": 1, "b": 1.0}
    half = math.sqrt(2 / (4 * math.pi))
    with pytest.raises(ValidityError, match="positive"):
        ShellModelResponses(**{**good, "b": 0.0}, multipoles={})  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="operator 'N'"):
        ShellModelResponses(**good, multipoles={"N": {}})  # type: ignore[arg-type]
    with pytest.raises(ValidityError, match=r"shape \(2, n\)"):
        ShellModelResponses(**good, multipoles={"M": {0: np.zeros(3)}})  # type: ignore[arg-type]
    with pytest.raises(ValidityError, match="no rank K = 2"):
        ShellModelResponses(**good, multipoles={"M": {2: np.zeros((2, 3))}})  # type: ignore[arg-type]
    with pytest.raises(ValidityError, match="of protons is 2, expected 1"):
        ShellModelResponses(**good, multipoles={"M": {0: np.array([[2 * half], [0.0]])}})  # type: ignore[arg-type]
