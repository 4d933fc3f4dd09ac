"""The user's own densities: accuracy of the quadrature, accepted spellings, and every way in which a table is wrong."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from nuscat._core.errors import CorruptDataError, MissingDataError, UnknownNameError
from nuscat.constants import hbarc
from nuscat.responses import TwoParameterFermi
from nuscat.structure import SphericalDensity
from nuscat.structure.measured import density
from nuscat.structure.unfold import measured_nucleus
from nuscat.structure.user import radial_weights, read_density, write_density

HC = hbarc.value
C_P, C_N, A_P, A_N = 3.53, 3.65, 0.49, 0.53
PROTON, NEUTRON = (TwoParameterFermi(half_density_radius=c, diffuseness=a) for c, a in ((C_P, A_P), (C_N, A_N)))
GRID = np.arange(0.0, 18.05, 0.1)  # the tail beyond is below 1e-12


def columns(r: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return 18.0 * np.asarray(PROTON.density(r)), 22.0 * np.asarray(NEUTRON.density(r))


def write(path: Path, r: np.ndarray, *, header: str = "r,rho_p,rho_n", sep: str = ",", digits: str = ".17g") -> Path:
    rows = [sep.join(format(v, digits) for v in row) for row in zip(r, *columns(r), strict=True)]
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_form_factor_of_a_fermi_density(tmp_path: Path) -> None:
    """Target 1e-6 in steps of 0.1 fm; reached 1e-9."""
    read = read_density(write(tmp_path / "ar.csv", GRID), "Ar40")
    q = np.linspace(0.0, 4.0 * HC, 41)
    F_p, F_n = read.M(q)
    np.testing.assert_allclose(F_p / 18.0, PROTON(q), rtol=0, atol=1e-9)
    np.testing.assert_allclose(F_n / 22.0, NEUTRON(q), rtol=0, atol=1e-9)
    assert read.r_p == pytest.approx(float(PROTON.rms_radius), abs=1e-7)
    assert read.label == "Ar40 from ar.csv"


@pytest.mark.parametrize(
    ("r", "limit"),
    [
        (np.arange(0.1, 18.05, 0.1), 1e-9),  # from one step on
        (np.arange(0.05, 18.0, 0.1), 1e-9),  # midpoints
        (np.arange(0.0, 18.05, 0.25), 1e-6),  # the coarsest grid that is accepted
        (np.arange(0.03, 18.05, 0.1), 1e-6),  # an odd start
        (18.0 * np.linspace(0.0, 1.0, 181) ** 1.2, 1e-6),  # uneven steps
        (np.concatenate([np.arange(0.0, 2.0, 0.2), np.arange(2.0, 8.0, 0.05), np.arange(8.0, 18.01, 0.2)]), 1e-6),
    ],
    ids=["one-step", "midpoint", "coarse", "odd-start", "power", "pieces"],
)
def test_other_grids(r: np.ndarray, limit: float, tmp_path: Path) -> None:
    read = read_density(write(tmp_path / "ar.csv", r), "Ar40")
    q = np.linspace(0.0, 2.5 * HC, 26)
    np.testing.assert_allclose(read.M(q)[0] / 18.0, PROTON(q), rtol=0, atol=limit)
    np.testing.assert_allclose(read.M(q)[1] / 22.0, NEUTRON(q), rtol=0, atol=limit)


def test_weights_against_closed_integrals() -> None:
    for r in (np.arange(0.0, 10.01, 0.2), np.arange(0.1, 10.0, 0.2), 10.0 * np.linspace(0.0, 1.0, 81) ** 1.3):
        w = radial_weights(r)
        for power, exact in ((0, 0.5), (2, 0.25), (4, 0.375)):  # ∫ r^n e^(−r²) dr / √π
            assert w @ (r**power * np.exp(-(r**2))) / math.sqrt(math.pi) == pytest.approx(exact, abs=2e-6)


@settings(max_examples=20, deadline=None)
@given(st.floats(1.2, 2.5), st.floats(0.05, 0.2))
def test_weights_of_gaussians(a: float, h: float) -> None:
    r = np.arange(0.0, 7.0 * a, h)
    norm = radial_weights(r) @ (4 * math.pi * r**2 * np.exp(-((r / a) ** 2))) / (math.pi * a * a) ** 1.5
    assert norm == pytest.approx(1.0, abs=1e-10)


@pytest.mark.parametrize(
    ("header", "sep"),
    [
        ("r [fm], rho_p [fm^-3], rho_n [fm^-3]", ","),
        ("r_fm;rho_p_fm-3;rho_n_fm-3", ";"),
        ("r (fm)\trho_p (fm⁻³)\trho_n (fm⁻³)", "\t"),
        ("r rho_p rho_n", "   "),
        ("r [fm] rho_p [1/fm^3] rho_n [/fm^3]", " "),
        ("# own calculation\n\n# r, rho_p, rho_n", ","),
        ("\ufeff# with a byte-order mark\nR,RHO_P,RHO_N", ", "),
        ("r[fm] ρ_p[fm**-3] ρ_n[fm**-3]", "\t"),
    ],
)
def test_spellings(header: str, sep: str, tmp_path: Path) -> None:
    read = read_density(write(tmp_path / "ar.csv", GRID, header=header, sep=sep), "argon-40")
    np.testing.assert_array_equal(read.proton, columns(GRID)[0])
    np.testing.assert_array_equal(read.neutron, columns(GRID)[1])


def test_spin_orbit_columns_in_any_order(tmp_path: Path) -> None:
    p, n = columns(GRID)
    J = 0.01 * GRID * np.exp(-(GRID**2) / 4.0)
    rows = [",".join(repr(float(v)) for v in row) for row in zip(2 * J, n, GRID, J, p, strict=True)]
    path = tmp_path / "ar.csv"
    path.write_text("\n".join(["J_n [fm^-4],rho_n,r,J_p [fm^-4],rho_p", *rows]))
    read = read_density(path, "Ar40")
    assert read.operators == {"M", "Phi2"}
    # F^Φ″(0) = −(4π/3) ∫ r³ J dr, with ∫ r⁴ e^(−r²/4) dr = 12 √π
    exact = -4.0 * math.pi / 3.0 * 0.01 * 12.0 * math.sqrt(math.pi)
    np.testing.assert_allclose(np.array(read.Phi2(0.0)), [exact, 2 * exact], rtol=1e-10)


def test_round_trip(tmp_path: Path) -> None:
    original = read_density(write(tmp_path / "ar.csv", GRID), "Ar40")
    again = read_density(write_density(tmp_path / "out.csv", original), "Ar40")
    for field in ("r", "proton", "neutron"):
        np.testing.assert_array_equal(getattr(again, field), getattr(original, field))
    np.testing.assert_array_equal(again.M(100.0), original.M(100.0))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ar.csv", "out.csv"]  # nothing temporary is left
    # the tail of a Fourier–Bessel series oscillates: as a table it is refused
    with pytest.raises(CorruptDataError, match="negative"):
        read_density(write_density(tmp_path / "out.csv", measured_nucleus("Si28", 0.02)), "Si28")


def test_round_trip_of_a_gauss_legendre_grid_with_spin_orbit(tmp_path: Path) -> None:
    r, w, rho = density("S32", "devries-fermi", analysis=2).on_grid(256)
    J = 0.002 * r * rho
    original = SphericalDensity(
        Z=16, N=16, r=r, weights=w, proton=rho, neutron=rho, spin_orbit_proton=J, spin_orbit_neutron=J,
        label="two\nlines", cite=("DeVries:1987atn",),
    )  # fmt: skip
    path = write_density(tmp_path / "s32.csv", original)
    again = read_density(path, "S32")
    np.testing.assert_array_equal(again.spin_orbit_neutron, J)
    q = np.linspace(0.0, 2.5 * HC, 11)
    np.testing.assert_allclose(again.M(q)[0], original.M(q)[0], rtol=0, atol=16e-6)
    np.testing.assert_allclose(again.Phi2(q)[0], original.Phi2(q)[0], rtol=0, atol=1e-5)
    assert "DeVries:1987atn" in path.read_text()


def edited(tmp_path: Path, line: int, text: str | None) -> Path:
    """The good table with one line (1 = header) replaced or removed."""
    path = write(tmp_path / "ar.csv", GRID)
    lines = path.read_text().splitlines()
    lines[line - 1 : line] = [] if text is None else [text]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize(
    ("line", "text", "message"),
    [
        (1, "r,rho_p,rho_x", r"line 1: column 'rho_x' is not known.*Valid: r, rho_p"),
        (1, "r,rho_p,rho_p", r"line 1: no column rho_n"),
        (1, "r,rho_p,rho_n,rho_n", r"a column occurs twice"),
        (1, "r,rho_p,rho_n,J_p", r"no column J_n"),
        (1, "r [fm],rho_p [fm^-4],rho_n", r"rho_p\[fm\^-4\]' is in fm\^-4.*Valid: fm\^-3"),
        (1, "r [nm],rho_p,rho_n", r"column 'r\[nm\]' is not known"),
        (1, None, r"line 1: the table has no header.*r, rho_p, rho_n"),
        (7, "0.5,0.08", r"line 7: 2 columns, the header has 3"),
        (7, "0.5,0.08,x", r"line 7: rho_n = 'x' is not a number"),
        (7, "0.5,nan,0.1", r"line 7: rho_p is nan"),
        (7, "0.3,0.08,0.1", r"line 7: r = 0.3 does not increase"),
        (2, "-0.1,0.08,0.1", r"line 2: r = -0.1 is negative"),
        (7, "0.5,-0.08,0.1", r"line 7: rho_p = -0.08 fm\^-3 is negative"),
    ],
)
def test_wrong_lines(line: int, text: str | None, message: str, tmp_path: Path) -> None:
    with pytest.raises(CorruptDataError, match=message) as error:
        read_density(edited(tmp_path, line, text), "Ar40")
    assert "ar.csv" in str(error.value)


def test_wrong_grids(tmp_path: Path) -> None:
    path = tmp_path / "ar.csv"
    with pytest.raises(CorruptDataError, match=r"line 3: the step to r = 0.3 fm is 0.3 fm, above 0.25"):
        read_density(write(path, np.arange(0.0, 14.0, 0.3)), "Ar40")
    with pytest.raises(CorruptDataError, match=r"line 2: the table starts at r = 1 fm"):
        read_density(write(path, np.arange(1.0, 14.0, 0.1)), "Ar40")
    with pytest.raises(CorruptDataError, match=r"line 52: rho_p is cut off: at the last radius, 5 fm"):
        read_density(write(path, np.arange(0.0, 5.05, 0.1)), "Ar40")
    with pytest.raises(CorruptDataError, match=r"4 rows"):
        read_density(write(path, np.arange(0.0, 0.4, 0.1)), "Ar40")
    path.write_text("")
    with pytest.raises(CorruptDataError, match="0 rows"):
        read_density(path, "Ar40")
    path.write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(CorruptDataError, match="not a text"):
        read_density(path, "Ar40")
    with pytest.raises(MissingDataError, match=r"nothing.csv"):
        read_density(tmp_path / "nothing.csv", "Ar40")
    with pytest.raises(MissingDataError):
        read_density(tmp_path, "Ar40")
    with pytest.raises(UnknownNameError):
        read_density(write(path, GRID), "Ar99")


def scaled(path: Path, factor_p: float, factor_n: float, r_factor: float = 1.0, radial: bool = False) -> Path:
    p, n = columns(GRID)
    if radial:
        p, n = p * 4 * math.pi * GRID**2, n * 4 * math.pi * GRID**2
    rows = [
        ",".join(repr(float(v)) for v in row) for row in zip(GRID * r_factor, p * factor_p, n * factor_n, strict=True)
    ]
    path.write_text("\n".join(["r,rho_p,rho_n", *rows]))
    return path


def test_wrong_norms(tmp_path: Path) -> None:
    path = tmp_path / "ar.csv"
    with pytest.raises(CorruptDataError, match=r"rho_p integrates to 18.09, expected 18 within 0.001.*renormalise"):
        read_density(scaled(path, 1.005, 1.0), "Ar40")
    with pytest.raises(CorruptDataError, match=r"rho_p integrates to 1, expected 18.*normalised to 1"):
        read_density(scaled(path, 1 / 18, 1 / 22), "Ar40")
    with pytest.raises(CorruptDataError, match=r"4π is missing"):
        read_density(scaled(path, 1 / (4 * math.pi), 1.0), "Ar40")
    with pytest.raises(CorruptDataError, match=r"4π too much"):
        read_density(scaled(path, 1.0, 4 * math.pi), "Ar40")
    with pytest.raises(CorruptDataError, match=r"radial distribution"):
        read_density(scaled(path, 1.0, 1.0, radial=True), "Ar40")
    with pytest.raises(CorruptDataError, match=r"r must be in fm and the density in fm\^-3"):
        read_density(scaled(path, 1000.0, 1000.0, r_factor=0.5), "Ar40")
    with pytest.raises(CorruptDataError, match=r"rho_p integrates to 18, expected 19"):
        read_density(scaled(path, 1.0, 1.0), "K41")
    with pytest.raises(CorruptDataError, match=r"18.54"):
        read_density(scaled(path, 1.03, 1.0), "Ar40", renormalise=True)


def test_renormalise_says_so(tmp_path: Path) -> None:
    read = read_density(scaled(tmp_path / "ar.csv", 1.015, 0.99), "Ar40", renormalise=True)
    np.testing.assert_allclose(read.proton, columns(GRID)[0], rtol=1e-8)
    np.testing.assert_allclose(read.neutron, columns(GRID)[1], rtol=1e-8)
    assert "rho_p rescaled by 0.98522" in read.label
    assert "rho_n rescaled by 1.01010" in read.label
    assert "rescaled" not in read_density(scaled(tmp_path / "ar.csv", 1.0, 1.0), "Ar40", renormalise=True).label


def test_tiny_negative_tail_is_accepted(tmp_path: Path) -> None:
    path = write(tmp_path / "ar.csv", GRID)
    lines = path.read_text().splitlines()
    lines[-1] = f"{GRID[-1]:g},-5e-8,1e-9"
    path.write_text("\n".join(lines))
    assert read_density(path, "Ar40").proton[-1] == -5e-8
    lines[-1] = f"{GRID[-1]:g},-5e-7,1e-9"
    path.write_text("\n".join(lines))
    with pytest.raises(CorruptDataError, match="negative"):
        read_density(path, "Ar40")
