"""Results: save and load, tables, levels, the interface of elastic responses."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import numpy as np
import pytest

from nuscat._core.errors import CorruptDataError, MissingDataError, UnknownNameError
from nuscat.structure import Multipoles
from nuscat.structure.skyrme import Deformation, Level, Minimum, Solution, force, solve
from nuscat.structure.skyrme.solution import parse


@pytest.fixture(scope="module")
def calcium() -> Solution:
    return solve("Ca48", force("SLy4"), pairing="none", cache=False)


def _same(a: Solution, b: Solution) -> None:
    for name in a.__dataclass_fields__:
        x, y = getattr(a, name), getattr(b, name)
        if name == "density":
            for column in ("r", "weights", "proton", "neutron", "spin_orbit_proton", "spin_orbit_neutron"):
                np.testing.assert_array_equal(getattr(x, column), getattr(y, column))
            assert (x.Z, x.N, x.label, x.cite) == (y.Z, y.N, y.label, y.cite)
        elif name == "state":
            assert x.keys() == y.keys()
            for key in x:
                np.testing.assert_array_equal(x[key], y[key])
        elif name == "tau":
            np.testing.assert_array_equal(x, y)
        else:
            assert x == y, name


def test_save_and_load(calcium: Solution, tmp_path: Path) -> None:
    path = calcium.save(tmp_path / "ca48.npz")
    _same(calcium, Solution.load(path))
    deformed = replace(
        calcium, deformation=Deformation(beta2=0.2), minima=(Minimum(label="prolate", beta2=0.2, energy=-1.0),)
    )
    _same(deformed, Solution.load(deformed.save(tmp_path / "b.npz")))
    paired = solve("Ar40", force("UNEDF1"), cache=False)
    _same(paired, Solution.load(paired.save(tmp_path / "c.npz")))


def test_a_loaded_solution_starts_another(calcium: Solution, tmp_path: Path) -> None:
    loaded = Solution.load(calcium.save(tmp_path / "ca48.npz"))
    again = solve("Ca48", force("SLy4"), pairing="none", start=loaded, cache=False)
    assert again.energy == pytest.approx(calcium.energy, abs=1e-4)
    assert again.iterations < calcium.iterations


@pytest.mark.parametrize("damage", ["cut", "text", "empty", "format"])
def test_damaged_files_are_refused(calcium: Solution, tmp_path: Path, damage: str) -> None:
    path = calcium.save(tmp_path / "x.npz")
    content = path.read_bytes()
    if damage == "format":
        with np.load(path) as archive:
            arrays = dict(archive)
        arrays["header"] = np.array(str(arrays["header"]).replace('"format": 1', '"format": 99'))
        np.savez(path, **arrays)
    else:
        path.write_bytes({"cut": content[: len(content) // 2], "text": b"hello", "empty": b""}[damage])
    with pytest.raises(CorruptDataError, match="not a complete solution"):
        Solution.load(path)


def test_any_flipped_bit_is_refused_or_harmless(calcium: Solution, tmp_path: Path) -> None:
    """The archive's directory and its first bytes, where each bit has another meaning; checksums guard the rest."""
    content = calcium.save(tmp_path / "x.npz").read_bytes()
    refused = 0
    for at in (*range(60), *range(content.index(b"PK\x01\x02"), len(content), 3)):
        for bit in (0, 3, 7):
            damaged = bytearray(content)
            damaged[at] ^= 1 << bit
            try:
                _same(calcium, parse(bytes(damaged), "x.npz"))
            except CorruptDataError:
                refused += 1
    assert refused > 100


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(MissingDataError, match="No file"):
        Solution.load(tmp_path / "nothing.npz")


def test_frozen(calcium: Solution) -> None:
    with pytest.raises(FrozenInstanceError):
        calcium.energy = 0.0  # type: ignore[misc]


def test_levels(calcium: Solution) -> None:
    f = calcium.level("n", "1f7/2")
    assert (f.n, f.l, f.twoj, f.parity, f.degeneracy, f.occupation) == (1, 3, 7, -1, 8, 1.0)
    assert Level(species="p", twoj=5, parity=1, energy=-1.0, occupation=0.5).label == "5/2+"
    assert Level(species="p", twoj=5, parity=-1, energy=-1.0, occupation=0.5).degeneracy == 2
    with pytest.raises(UnknownNameError, match="n 1f9/2"):
        calcium.level("n", "1f9/2")


def test_table_and_facts(calcium: Solution) -> None:
    text = calcium.table()
    assert f"{calcium.energy:.4f}" in text
    assert "n 1f7/2" in text
    assert (calcium.Z, calcium.N, calcium.A, calcium.name) == (20, 28, 48, "Ca48")
    assert calcium.skin == pytest.approx(calcium.r_n - calcium.r_p)
    assert {"force", "geometry", "pairing", "centre of mass", "filling", "J² terms"} <= set(calcium.conventions)
    assert "Vautherin:1971aw" in calcium.cite
    assert calcium.tau is not None
    assert calcium.tau.shape == (2, calcium.density.r.size)
    assert sum(calcium.terms.values()) == pytest.approx(calcium.energy)


def test_elastic_responses(calcium: Solution) -> None:
    assert isinstance(calcium.density, Multipoles)
    proton, neutron = calcium.density.M(0.0)
    assert (float(proton), float(neutron)) == pytest.approx((20.0, 28.0))
    # eight f7/2 neutrons: −⅓ Σ n C = −8·3/3; closed spin–orbit pairs cancel but for their radial functions
    phi_p, phi_n = calcium.density.Phi2(0.0)
    assert float(phi_n) == pytest.approx(-8.0, abs=1e-6)
    assert float(phi_p) == pytest.approx(0.0, abs=1e-6)
    elastic = calcium.elastic()
    assert elastic.charge_radius == pytest.approx(3.5, abs=0.1)


def test_imports_are_light() -> None:
    import subprocess
    import sys

    code = "import sys, nuscat.structure.skyrme; print([m for m in ('numba', 'scipy', 'jax') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
