"""Barrett moments of muonic atoms against independent charge densities, and against closed integrals."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy.special import gamma

from nuscat._core.datasets import packaged_path, source
from nuscat._core.errors import CorruptDataError
from nuscat.nuclei import nuclide
from nuscat.structure._charge import ChargeDensity
from nuscat.structure._shapes import OscillatorShape
from nuscat.structure.barrett import _FILE, barrett_moments, read_moments
from nuscat.structure.measured import density

TABLE = read_moments(packaged_path(_FILE))


def test_moment_of_a_gaussian() -> None:
    shape = OscillatorShape(2.0, 0.0)
    d = ChargeDensity(nuclide=nuclide("O16"), source="devries-fermi", kind="HO", shape=shape, absolute=False)
    for k in (0.0, 2.0, 2.3, 4.0):  # ⟨r^k⟩ = a^k Γ((k+3)/2)/Γ(3/2)
        assert d.barrett_moment(k, 0.0) == pytest.approx(2.0**k * gamma((k + 3) / 2) / gamma(1.5), rel=1e-10)
    # ⟨e^(−αr)⟩ from a fine sum
    r = np.linspace(0.0, 16.0, 160001)
    w = r**2 * np.exp(-(r**2) / 4.0)
    assert d.barrett_moment(2.1, 0.06) == pytest.approx(float(w @ (r**2.1 * np.exp(-0.06 * r)) / w.sum()), rel=1e-9)


def test_every_nuclide_is_stable_or_long_lived() -> None:
    assert sum(map(len, TABLE.values())) == 329
    for z, a in TABLE:
        half_life = nuclide((z, a)).half_life
        assert half_life is not None
        assert half_life > 1e10, (z, a)  # s; 30K and 56Ni are mislabelled in the original
    assert len(barrett_moments("K39")) == 1
    assert barrett_moments("Ni56") == ()


def test_moments_of_two_levels_imply_one_radius() -> None:
    """The shape-independent equivalent radii of 2p1/2 and 2p3/2 of ²⁰⁸Pb agree: internal consistency."""
    radii = []
    for m in barrett_moments("Pb208"):
        r = np.linspace(0.0, 1.0, 20001)[1:]

        def uniform(R: float, m=m, r=r) -> float:
            return float(3.0 * np.mean(r**2 * (R * r) ** m.k * np.exp(-m.alpha * R * r)))

        low, high = 5.0, 9.0
        for _ in range(60):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if uniform(middle) < m.value else (low, middle)
        radii.append(low)
    assert radii[0] == pytest.approx(radii[1], abs=0.005)
    assert radii[0] * math.sqrt(0.6) == pytest.approx(5.50, abs=0.15)


@pytest.mark.parametrize(
    "name", ["Ge70", "Ge72", "Ge74", "Ge76", "Ti50", "Cr52", "Cr54", "Cu63", "Cu65", "Co59", "Pb208"]
)
def test_series_that_include_muonic_data_reproduce_them(name: str) -> None:
    moments = barrett_moments(name)
    assert moments
    for m in moments:
        assert density(name).barrett_moment(m.k, m.alpha) == pytest.approx(m.value, rel=1.3e-3)


@pytest.mark.parametrize("name", ["F19", "Na23", "I127", "Xe129", "Xe131", "Xe132", "Cs133"])
def test_estimates_for_neutrino_targets(name: str) -> None:
    """The estimate uses the radius only; the muonic moment is a nearly independent check, within 3 of its errors."""
    for m in barrett_moments(name):
        assert abs(m.pull(density(name, "fermi-estimate"))) < 3.5


@pytest.mark.parametrize("name", ["O16", "Pd104", "Ni58", "Si28"])
def test_some_series_are_not_of_the_muonic_radius(name: str) -> None:
    """Series fitted to electrons alone miss the moment by more than 10 errors, and the radius of the tables with it."""
    m, d, radius = barrett_moments(name)[0], density(name), nuclide(name).charge_radius
    assert radius is not None
    assert abs(m.pull(d)) > 10.0
    assert math.copysign(1.0, m.pull(d)) == math.copysign(1.0, d.rms_radius - radius)
    if name == "O16":  # k ≈ 2, α r ≪ 1: nearly the mean square radius itself
        assert d.barrett_moment(m.k, m.alpha) / m.value == pytest.approx((d.rms_radius / radius) ** m.k, abs=1e-3)


def test_damaged_table(tmp_path: Path) -> None:
    text = packaged_path(_FILE).read_text()
    header, first, second = text.splitlines()[:3]
    for content, message in (
        ("", "columns"),
        ("a,b\n1,2\n", "columns"),
        (f"{header}\n{first}\n{second[:12]}\n", "line 3"),
        (f"{header}\n{first.replace('5.6613', '-5.6613')}\n", "line 2: .*not positive"),
    ):
        path = tmp_path / "moments.csv"
        path.write_text(content)
        with pytest.raises(CorruptDataError, match=message):
            read_moments(path)


def test_source_file() -> None:
    info = source("charge_density/fricke1995")
    assert set(packaged_path(_FILE).read_text().splitlines()[0].split(",")) == set(info["columns"])
    assert all(len(h) == 64 for h in info["original"].values())
