"""Measured charge densities: integrity of every row, own transforms against closed forms, choices and refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad

from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat.constants import hbarc
from nuscat.nuclei import nuclide
from nuscat.responses import charge_analyses
from nuscat.structure import measured
from nuscat.structure._charge import ChargeDensity
from nuscat.structure._devries import TABLES, Row, rows
from nuscat.structure._minima import diffraction_minima, first_minimum
from nuscat.structure._shapes import FermiShape, GaussiansShape, OscillatorShape, shape_of

HC = hbarc.value
SOURCES = {"devries-fb": "fourier-bessel", "devries-sog": "sum-of-gaussians", "devries-fermi": "fermi"}
EVERY = [(source, row) for source, model in SOURCES.items() for found in rows(model).values() for row in found]
NO_NUCLIDE = {(51, 102), (57, 114), (82, 164)}  # natural composition listed with A = 2Z: flagged, and no known nuclide
KNOWN = [(source, row) for source, row in EVERY if (row.Z, row.A) not in NO_NUCLIDE]


def of(source: str, row: Row) -> ChargeDensity:
    return measured.density((row.Z, row.A), source, analysis=row.number, allow_flagged=True)


def ids(case: tuple[str, Row]) -> str:
    return f"{case[0]}-{case[1].Z}-{case[1].A}-{case[1].number}"


def test_number_of_rows() -> None:
    assert set(SOURCES.values()) == set(TABLES)
    assert [sum(source == s for s, _ in EVERY) for source in SOURCES] == [80, 17, 267]
    assert len(EVERY) - len(KNOWN) == 3
    with pytest.raises(UnknownNameError):
        measured.density((82, 164), "devries-fermi")


def test_norm_of_every_row() -> None:
    worst = 0.0
    for source, row in KNOWN:
        d = of(source, row)
        record = d.integrity
        if record.norm_deviation is None:
            assert source == "devries-fermi"
            assert d.norm is None
            continue
        if row.flag:
            continue
        limit = 2e-4 if row.A > 3 and source == "devries-fb" else 5e-4  # 3H: 0.03 %; fractions printed to 1e-6
        assert abs(record.norm_deviation) < limit, ids((source, row))
        worst = max(worst, abs(record.norm_deviation))
    assert worst > 1e-5  # the check sees the digits of the print


@pytest.mark.parametrize(("name", "percent"), [("Ni64", -0.21), ("Li6", -0.29), ("B10", 0.81)])
def test_norms_of_the_exceptions(name: str, percent: float) -> None:
    d = measured.density(name, allow_flagged=True)
    assert d.flag
    assert 100.0 * d.integrity.norm_deviation == pytest.approx(percent, abs=0.005)
    total, _ = quad(lambda r: 4 * math.pi * r**2 * float(d.rho(r)), 0.0, d.end, epsabs=1e-10, limit=200)
    assert total == pytest.approx(d.Z, rel=1e-9)  # renormalised all the same


def test_rms_of_every_row_with_a_printed_one() -> None:
    misfits = 0
    for source, row in KNOWN:
        record = of(source, row).integrity
        if record.rms_published is None:
            continue
        off = abs(record.rms - record.rms_published)
        if source == "devries-sog":
            assert off < (0.003 if row.A == 3 else 0.00055), ids((source, row))
        elif row.flag:
            misfits += off > 0.03
        else:
            assert off < 0.0301, ids((source, row))
    assert misfits == 22


@pytest.mark.parametrize(
    ("name", "choice", "computed", "printed"),
    [
        ("C12", {"analysis": 1}, 2.4715, 2.472),
        ("C12", {"analysis": 2}, 2.4639, 2.464),
        ("O16", {}, 2.7366, 2.737),
        ("Ar40", {}, 3.4235, 3.423),
        ("Ca48", {}, 3.4510, 3.451),
        ("Pb208", {"R": 12}, 5.5032, 5.503),
        ("Pb208", {"R": 11}, 5.4993, 5.499),
    ],
)
def test_rms_of_fourier_bessel_rows(name: str, choice: dict[str, float], computed: float, printed: float) -> None:
    rms = measured.density(name, **choice).rms_radius
    assert rms == pytest.approx(computed, abs=6e-5)
    assert rms == pytest.approx(printed, abs=6e-4)


def test_sign_of_every_row() -> None:
    """Series oscillate in the tail: negative values stay below 2e-3 of the centre, and outside the nucleus."""
    negative = 0
    for source, row in KNOWN:
        d = of(source, row)
        record = d.integrity
        if record.positive:
            continue
        negative += 1
        assert row.kind in ("FB", "3pF", "3pG"), ids((source, row))
        assert record.lowest > -2e-3, ids((source, row))
        assert record.lowest_at > 1.5 * d.rms_radius, ids((source, row))
        assert np.all(np.asarray(d.rho(np.linspace(0.0, 1.5 * d.rms_radius, 200))) > 0), ids((source, row))
    assert negative == 69


def test_own_transform_is_the_closed_form_of_every_row() -> None:
    for source, model in SOURCES.items():
        # the fixed quadrature of the Fermi form factors is stated for q c < 25
        q = np.linspace(0.0, (3.5 if model == "fermi" else 8.0) * HC, 41)
        for Z, A in rows(model).keys() - NO_NUCLIDE:
            for published in charge_analyses(nuclide((Z, A)), model):
                mine = measured.density((Z, A), source, analysis=published.number, allow_flagged=True)
                np.testing.assert_allclose(mine.form_factor(q), published.form_factor(q), rtol=0, atol=3e-11)
                assert mine.rms_radius == pytest.approx(float(published.form_factor.rms_radius), rel=1e-10)
                assert mine.reference == published.reference


@pytest.mark.parametrize("case", [("C12", "devries-fb"), ("Ca40", "devries-sog"), ("Ca40", "devries-fermi")])
def test_density_and_form_factor_are_a_pair(case: tuple[str, str]) -> None:
    d = measured.density(*case)
    for k in (0.0, 0.7, 2.1):
        value, _ = quad(
            lambda r, k=k: 4 * math.pi * r**2 * float(d.rho(r)) * float(np.sinc(k * r / math.pi)),
            0.0,
            d.end,
            epsabs=1e-11,
            limit=400,
        )
        assert float(d.form_factor(k * HC)) == pytest.approx(value / d.Z, abs=1e-11)


def test_published_form_factors() -> None:
    ar, pb11, pb12 = (measured.density(n, R=r) for n, r in (("Ar40", 9), ("Pb208", 11), ("Pb208", 12)))
    assert float(ar.form_factor(0.475 * HC)) == pytest.approx(0.6343, abs=6e-5)
    for d, at, value in [
        (pb11, 0.475, 0.2550),
        (pb11, 0.3977, 0.4090),
        (pb12, 0.475, 0.2547),
        (pb12, 0.3977, 0.4086),
    ]:
        assert float(d.form_factor(at * HC)) == pytest.approx(value, abs=6e-5)
    np.testing.assert_allclose(diffraction_minima(ar.form_factor, 2.4 * HC) / HC, [1.198, 2.096], rtol=0, atol=1e-3)
    np.testing.assert_allclose(  # the digits of the reference are cut, not rounded
        diffraction_minima(pb11.form_factor, 2.3 * HC) / HC, [0.663, 1.151, 1.637, 2.116], rtol=0, atol=1e-3
    )
    assert first_minimum(ar.form_factor) / HC == pytest.approx(1.198, abs=1e-3)


def test_minima_of_a_uniform_sphere() -> None:
    def sphere(q: float) -> float:
        x = np.maximum(np.asarray(q) * 4.0 / HC, 1e-6)
        return 3.0 * (np.sin(x) - x * np.cos(x)) / x**3 + np.where(x < 1e-3, 1.0, 0.0)

    expected = np.array([4.493409457909064, 7.725251836937707, 10.904121659428899]) / 4.0  # tan x = x
    np.testing.assert_allclose(diffraction_minima(sphere, 3.0 * HC) / HC, expected, rtol=1e-9)
    filled = diffraction_minima(lambda q: sphere(q) ** 2 + 1e-6, 3.0 * HC) / HC  # a cross section with filled minima
    np.testing.assert_allclose(filled, expected, rtol=2e-3)
    with pytest.raises(ValidityError, match="no minimum"):
        first_minimum(lambda q: np.exp(-((np.asarray(q) / 100.0) ** 2)), 300.0)
    with pytest.raises(ValidityError, match="not finite"):
        diffraction_minima(lambda q: np.where(np.asarray(q) > 100.0, np.nan, 1.0), 300.0)
    with pytest.raises(ValidityError):
        diffraction_minima(sphere, 0.0)


def test_shapes_against_closed_forms() -> None:
    r = np.array([0.0, 0.5, 3.0, 30.0])
    np.testing.assert_allclose(FermiShape(3.0, 0.5)(r), 1 / (1 + np.exp((r - 3.0) / 0.5)), rtol=1e-13)
    np.testing.assert_allclose(
        FermiShape(3.0, 2.0, 0.2, gaussian=True)(r), (1 + 0.2 * r**2 / 9) / (1 + np.exp((r**2 - 9) / 4)), rtol=1e-12
    )
    np.testing.assert_allclose(OscillatorShape(1.7, 1.1)(r), (1 + 1.1 * (r / 1.7) ** 2) * np.exp(-((r / 1.7) ** 2)))
    one = GaussiansShape((0.0,), (1.0,), math.sqrt(1.5), 2.0)  # γ = 1: 2 e^(−r²)/π^(3/2)
    np.testing.assert_allclose(one(r), 2.0 * np.exp(-(r**2)) / math.pi**1.5, rtol=1e-12, atol=1e-300)
    other = Row(
        Z=34, A=74, number=1, kind="other", parameters=(4.278, 2.493, 0.0), series=(), rms_published=4.0,
        reference="Kh88", flag="",
    )  # fmt: skip
    with pytest.raises(ValidityError, match=r"'other'.*no closed form"):
        shape_of(other)


def test_grid() -> None:
    d = measured.density("Ar40")
    for n in (100, 256):
        r, w, rho = d.on_grid(n)
        assert n <= r.size < n + 16
        assert np.all(np.diff(r) > 0)
        assert 4 * math.pi * np.sum(w * r**2 * rho) == pytest.approx(18.0, rel=1e-12)
        assert np.all(rho == d.rho(r))
    with pytest.raises(ValidityError):
        d.on_grid(0)
    assert float(d.rho(9.5)) == 0.0
    with pytest.raises(ValidityError):
        d.rho(-1.0)


def test_default_choice_is_the_last_good_one() -> None:
    pb = measured.density("Pb208")
    assert (pb.analysis, pb.end) == (2, 11.0)
    assert "analysis 2 of 2, R = 11 fm" in str(pb)
    assert "renormalised to Z" in str(pb)
    assert measured.density("Pb208", R=12.0).analysis == 1
    assert measured.density("Cr50", "devries-fermi").analysis == 1  # 2 is flagged
    assert measured.density("Pb208") is measured.density("208Pb")
    with pytest.raises(ValidityError, match=r"no R \[fm\] = 10.*1 \(R = 12 fm\), 2 \(R = 11 fm\)"):
        measured.density("Pb208", R=10)
    with pytest.raises(ValidityError, match="no analysis 7"):
        measured.density("Pb208", analysis=7)
    with pytest.raises(ValidityError, match="selects among"):
        measured.density("Pb208", "devries-sog", R=11)
    with pytest.raises(UnknownNameError, match="devries-fb"):
        measured.density("Pb208", "devries-fbb")


def test_flagged_rows_must_be_allowed() -> None:
    with pytest.raises(MissingDataError, match=r"a8.*allow_flagged=True"):
        measured.density("Ni64")
    with pytest.raises(ValidityError, match=r"misprint.*allow_flagged=True"):
        measured.density("Ca48", "devries-fermi", analysis=1)
    assert measured.density("Ca48", "devries-fermi", analysis=1, allow_flagged=True).flag
    assert not measured.density("Cr50", "devries-fermi", allow_flagged=True).flag  # a good one comes first


@pytest.mark.parametrize("name", ["F19", "Na23", "I127", "Cs133", "Xe132", "W184"])
def test_nuclides_without_series_say_what_there_is(name: str) -> None:
    with pytest.raises(MissingDataError, match="fermi-estimate"):
        measured.density(name)
    d = measured.density(name, "fermi-estimate")
    assert d.rms_radius == pytest.approx(nuclide(name).charge_radius, rel=1e-10)
    assert d.shape.a == 0.52
    c, a = d.shape.c, 0.52  # closed moments of the Fermi shape, up to e^(−c/a)
    assert d.rms_radius**2 == pytest.approx(0.6 * c**2 + 1.4 * (math.pi * a) ** 2, rel=0.6 * math.exp(-c / a))
    assert d.cite == ("Angeli:2013epw",)
    error = float(d.form_factor_error(0.5 * HC))
    assert 1e-4 < error < 6e-3
    assert float(d.form_factor_error(0.0)) == pytest.approx(0.0, abs=1e-15)


def test_estimate_against_measured_series() -> None:
    """Up to the end of a stopped-pion spectrum: within 0.006, and within 2 errors where series and table agree on r."""
    q = np.linspace(0.0, 0.53 * HC, 28)[1:]
    for name in ("Al27", "Si28", "S32", "Ar40", "Ca40", "Fe56", "Ni58", "Ge70", "Ge74", "Zr90", "Pb208"):
        estimate, series = measured.density(name, "fermi-estimate"), measured.density(name)
        off = np.abs(np.asarray(estimate.form_factor(q) - series.form_factor(q)))
        assert np.all(off < 0.006), name
        if name in ("Ar40", "Ge70", "Ge74", "Pb208"):
            assert abs(estimate.rms_radius - series.rms_radius) < 0.005
            assert np.all(off < 2.0 * np.asarray(estimate.form_factor_error(q)) + 1e-4), name


def test_estimate_refusals() -> None:
    with pytest.raises(ValidityError, match="too small"):
        measured.density("He4", "fermi-estimate")
    with pytest.raises(MissingDataError, match="radii"):
        measured.density("Ar50", "fermi-estimate")
    with pytest.raises(MissingDataError, match="not known either"):
        measured.density("Ar50")
    with pytest.raises(ValidityError, match="no analyses"):
        measured.density("Cs133", "fermi-estimate", analysis=1)
    with pytest.raises(MissingDataError, match="no errors"):
        measured.density("Ar40").form_factor_error(10.0)


def test_mistyped_coefficients_raise() -> None:
    from nuscat.structure._shapes import FourierBesselShape

    shape = FourierBesselShape((-0.05, 0.02), 8.0)
    with pytest.raises(ValidityError, match="must be positive"):
        ChargeDensity(nuclide=nuclide("Ar40"), source="devries-fb", kind="FB", shape=shape, absolute=True)
