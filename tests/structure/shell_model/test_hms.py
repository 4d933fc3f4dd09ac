"""Published responses of Cs, I, Xe, F: particle numbers, radii, signs, and the densities they were made from."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat._core.errors import CorruptDataError, MissingDataError, UnknownNameError
from nuscat.structure import Multipoles
from nuscat.structure.shell_model import density, hms
from nuscat.structure.shell_model.hms import HMS_NUCLIDES, hms_responses
from nuscat.structure.shell_model.responses import ShellModelResponses

Q = np.linspace(0.0, 200.0, 41)
HEAVY = [n for n in HMS_NUCLIDES if n != "F19"]


@pytest.mark.parametrize("nuclide", HEAVY)
def test_numbers_and_signs(nuclide: str) -> None:
    r = hms_responses(nuclide)
    assert isinstance(r, Multipoles)
    assert r.operators == {"M", "Phi2"}
    assert [float(f) for f in r.M(0.0)] == pytest.approx([r.Z, r.N], rel=1e-14)
    assert all(float(f) < 0 for f in r.Phi2(0.0))  # more filled orbits with j = l + ½
    assert 4.6 < r.r_p < r.r_n < 5.1


@pytest.mark.parametrize(
    ("nuclide", "r_p", "r_n"), [("Cs133", 4.728, 4.999), ("I127", 4.666, 4.923), ("Xe132", 4.709, 4.993)]
)
def test_radii(nuclide: str, r_p: float, r_n: float) -> None:
    """From the coefficients by hand: −(3b²/2)(2c₁/c₀ − 1), c in u."""
    r = hms_responses(nuclide)
    assert (r.r_p, r.r_n) == pytest.approx((r_p, r_n), abs=6e-4)


def test_caesium_by_hand() -> None:
    """Sums of the printed coefficients at q with u = 1: F = e^(−½) Σ c."""
    r = hms_responses("Cs133")
    q = np.sqrt(2.0) / 2.2976 * 197.3269804
    plus = 133 - 134.2 + 38.9577 - 4.12938 + 0.151119 - 0.00103353
    minus = -23 + 33.9495 - 13.9502 + 2.04567 - 0.102733 + 0.000944352
    proton, neutron = r.M(q)
    assert float(proton) == pytest.approx(0.5 * (plus + minus) * np.exp(-0.5), rel=1e-7)
    assert float(neutron) == pytest.approx(0.5 * (plus - minus) * np.exp(-0.5), rel=1e-7)
    assert float(r.Phi2(0.0)[0]) == pytest.approx(-9.631, abs=5e-4)
    assert float(r.Phi2(0.0)[1]) == pytest.approx(-18.621, abs=5e-4)


@pytest.mark.parametrize("nuclide", ["Xe131", "Xe132", "Xe134", "Xe136"])
def test_published_coefficients_are_those_of_the_densities(nuclide: str) -> None:
    """The same interaction in the same space: to 10⁻⁴ of the largest value, of which their b makes 6·10⁻⁵."""
    mine = ShellModelResponses.from_density(density(nuclide, "GCN5082"))
    paper = hms_responses(nuclide)
    for operator in ("M", "Phi2"):
        for a, c in zip(mine.amplitude(operator, 0, Q), paper.amplitude(operator, 0, Q), strict=True):
            assert np.max(np.abs(a - c)) <= 1e-4 * np.max(np.abs(c))


@pytest.mark.parametrize("nuclide", ["I127", "Xe128", "Xe129", "Xe130"])
def test_other_densities_are_near(nuclide: str) -> None:
    """The density files used larger spaces: M to 0.3 %, Φ″ to 10 %."""
    mine = ShellModelResponses.from_density(density(nuclide, "GCN5082"))
    paper = hms_responses(nuclide)
    for operator, tolerance in (("M", 3.1e-3), ("Phi2", 0.1)):
        for a, c in zip(mine.amplitude(operator, 0, Q), paper.amplitude(operator, 0, Q), strict=True):
            assert np.max(np.abs(a - c)) <= tolerance * np.max(np.abs(c))


def test_the_number_suspected_of_a_misprint_is_harmless() -> None:
    """¹³⁰Xe, third coefficient of M of p + n: −3.82921, where −3.89221 would agree with the density."""
    mine = ShellModelResponses.from_density(density("Xe130", "GCN5082"))
    paper = hms_responses("Xe130")
    in_u = 0.5 ** np.arange(6) * np.sqrt(4 * np.pi)
    plus = np.sum(mine.multipoles["M"][0], axis=0)[:6] * in_u
    assert plus[3] == pytest.approx(-3.893, abs=5e-4)
    assert np.sum(paper.multipoles["M"][0], axis=0)[3] * in_u[3] == pytest.approx(-3.82921, rel=1e-12)
    low = Q[Q <= 60]  # stopped-pion sources
    difference = np.abs(sum(mine.M(low)) - sum(paper.M(low)))  # type: ignore[arg-type]
    assert np.max(difference) < 2e-5 * 130


def test_fluorine() -> None:
    r = hms_responses("F19")
    assert r.operators == {"Sigma1"}
    mine = ShellModelResponses.from_density(density("F19", "USDB"))
    for operator in ("Sigma1", "Sigma2"):
        largest = float(np.max(np.abs(r.amplitude(operator, 1, Q))))
        for a, c in zip(mine.amplitude(operator, 1, Q), r.amplitude(operator, 1, Q), strict=True):
            assert np.max(np.abs(a - c)) <= 1e-4 * largest
    assert r.spin_expectation[0] == pytest.approx(0.4777, abs=1e-4)
    assert all(np.all(f == 0) for f in r.Phi2(Q))
    with pytest.raises(MissingDataError, match="M of rank 0 is not known"):
        r.M(0.0)
    with pytest.raises(MissingDataError, match="M of rank 0"):
        _ = r.r_p


def test_what_is_not_published_is_refused() -> None:
    with pytest.raises(MissingDataError, match=r"no responses of Ar40.*Cs133, F19"):
        hms_responses("Ar40")
    with pytest.raises(UnknownNameError):
        hms_responses("Qq133")
    with pytest.raises(MissingDataError, match="M of rank 2"):
        hms_responses("Cs133").W("M", 0, 0, 10.0)
    with pytest.raises(MissingDataError, match="Delta of rank 1"):
        hms_responses("Cs133").W("Delta", 0, 0, 10.0)
    assert float(hms_responses("Xe132").W("M", 0, 0, 0.0)) == pytest.approx(132**2 / (16 * np.pi), rel=1e-12)


def test_a_damaged_table_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "responses.csv"
    path.write_text("nuclide,b_fm,operator,nucleons,coefficients\nCs133,2.3,M,plus,133 oops\n")
    monkeypatch.setattr(hms, "packaged_path", lambda _: path)
    hms._rows.cache_clear()
    try:
        with pytest.raises(CorruptDataError, match="line 2"):
            hms_responses("Cs133")
    finally:
        hms._rows.cache_clear()
