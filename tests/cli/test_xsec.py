"""`nuscat xsec`: keys, values against closed forms, the library and published averages."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

KEYS = {
    "process",
    "target",
    "flavour",
    "energies_MeV",
    "cross_section_cm2",
    "flux_averaged_cross_section_cm2",
    "conventions",
    "cite",
}


def _pointlike(Z: int, N: int, E_MeV: float, sin2w: float) -> float:
    """G_F² 𝒬² E²/π for E ≪ M, with its own constants."""
    weak = (0.5 - 2.0 * sin2w) * Z - 0.5 * N
    return (1.1663787e-5) ** 2 * weak**2 * (1e-3 * E_MeV) ** 2 / math.pi * 3.8937937e-28


@pytest.mark.parametrize("sin2w", [0.23857, 0.3])
def test_low_energy_limit_is_the_closed_form(nuscat, sin2w):
    r = nuscat(
        "xsec", "cevns", "Ar40", "--energies", "0.5,1", "--form-factor", "point", "--sin2w", str(sin2w), "--json"
    )
    assert r.status == 0, r.err
    d = r.json
    assert set(d) >= KEYS
    assert (d["process"], d["target"], d["flavour"], d["energies_MeV"]) == ("cevns", "Ar40", "nu_mu", [0.5, 1.0])
    for E, sigma in zip(d["energies_MeV"], d["cross_section_cm2"], strict=True):
        assert sigma == pytest.approx(_pointlike(18, 22, E, sin2w), rel=2e-4)
    assert d["conventions"]["couplings"] == "tree"
    assert d["conventions"]["sin2w"] == pytest.approx(sin2w)
    assert d["conventions"]["form_factor"] == "point"
    assert d["flux_averaged_cross_section_cm2"] is None
    assert "Freedman:1973yd" in d["cite"]


# COHERENT's prediction (2003.10630, 2110.07730) and the radii of measured charge densities (2405.20060): 10⁻⁴⁰ cm²
@pytest.mark.parametrize(("target", "low", "high"), [("Ar", 17.6, 18.9), ("Ge", 58.0, 60.6), ("CsI", 183.0, 195.0)])
def test_flux_averages_lie_in_the_published_ranges(nuscat, target, low, high):
    d = nuscat("xsec", "CEvNS", target, "--flux", "pion-dar", "--json").json
    assert set(d) >= KEYS
    assert d["process"] == "cevns"
    assert low < 1e40 * d["flux_averaged_cross_section_cm2"] < high
    assert d["flavour"] == "all"
    assert d["energies_MeV"] == d["cross_section_cm2"] == []
    assert sum(d["nuclides"].values()) == pytest.approx(1.0, abs=1e-12)


def test_material_is_the_average_of_its_atoms(nuscat):
    values = {
        t: nuscat("xsec", "cevns", t, "--energies", "30", "--json").json["cross_section_cm2"][0]
        for t in ("CsI", "Cs133", "I127")
    }
    assert values["CsI"] == pytest.approx(0.5 * (values["Cs133"] + values["I127"]), rel=1e-12)


def test_energies_with_units_and_ranges(nuscat):
    plain = nuscat("xsec", "cevns", "Ar40", "--energies", "10,20,30,40,50", "--json").json
    units = nuscat("xsec", "cevns", "Ar40", "--energies", "10 MeV,0.02 GeV,30000keV,40,5e7 eV", "--json").json
    ranged = nuscat("xsec", "cevns", "Ar40", "--energies", "10:50:5", "--json").json
    assert units["energies_MeV"] == pytest.approx(plain["energies_MeV"], rel=1e-12)
    assert units["cross_section_cm2"] == pytest.approx(plain["cross_section_cm2"], rel=1e-12)
    assert ranged["cross_section_cm2"] == pytest.approx(plain["cross_section_cm2"], rel=1e-12)


def test_values_are_those_of_the_library(nuscat):
    from nuscat import fluxes, processes

    xs = processes.cevns("Ge", "klein-nystrand", "tomalak2021")
    options = ("--form-factor", "klein-nystrand", "--couplings", "tomalak2021", "--json")
    d = nuscat("xsec", "cevns", "Ge", "--energies", "25", "--flavour", "nu_e", *options).json
    assert d["cross_section_cm2"][0] == pytest.approx(xs.sigma(25.0, "nu_e"), rel=1e-12)
    assert d["flavour"] == "nu_e"
    average = nuscat("xsec", "cevns", "Ge", "--flux", "pion-dar", "--flavour", "nu_e", *options).json
    expected = fluxes.average(xs, fluxes.load("pion-dar"), "nu_e")
    assert average["flux_averaged_cross_section_cm2"] == pytest.approx(expected, rel=1e-12)
    assert {"Tomalak:2020zfh", "Klein:1999qj"} <= set(d["cite"])


def test_threshold_cuts_and_new_interactions_add(nuscat):
    arguments = ("xsec", "cevns", "Ar40", "--energies", "30", "--flavour", "nu_e", "--json")
    whole = nuscat(*arguments).json["cross_section_cm2"][0]
    cut = nuscat(*arguments, "--threshold", "20 keV").json["cross_section_cm2"][0]
    assert 0 < cut < whole
    with_moment = nuscat(*arguments, "--threshold", "20 keV", "--set", "mu_nu_e=100").json
    assert with_moment["cross_section_cm2"][0] > cut
    assert "MagneticMoment" in with_moment["conventions"]["interactions"][0]
    nsi = nuscat(*arguments, "--set", "eps_ee_u=0.1").json["cross_section_cm2"][0]
    # 𝒬 changes by ε_u (2Z + N) with equal form factors: (0.02286·18 − 11 + 0.1·58)² / (0.02286·18 − 11)²
    charge = 0.02286 * 18 - 11.0
    assert nsi / whole == pytest.approx(((charge + 0.1 * 58) / charge) ** 2, rel=1e-3)


def test_diverging_cross_section_names_the_option(nuscat):
    r = nuscat("xsec", "cevns", "Ar40", "--energies", "30", "--flavour", "nu_e", "--set", "mu_nu_e=1", "--json")
    assert r.status == 2
    assert "--threshold" in r.error["hint"]


def test_table_has_units_conventions_and_sources(nuscat):
    r = nuscat("xsec", "cevns", "CsI", "--energies", "10,30")
    assert r.status == 0
    for text in ("E_nu [MeV]", "σ [cm²]", "tree", "helm:skin=0.9,r0=1.2", "Cs133 50 %", "Sources:", "nuscat cite"):
        assert text in r.out
    averaged = nuscat("xsec", "cevns", "CsI", "--flux", "pion-dar").out
    assert "⟨σ⟩ [10⁻⁴⁰ cm²]" in averaged
    assert "anti_nu_mu" in averaged


def test_without_energies_there_is_a_default_list(nuscat):
    d = nuscat("xsec", "cevns", "Ar40", "--json").json
    assert len(d["energies_MeV"]) >= 10
    assert all(a < b for a, b in zip(d["cross_section_cm2"], d["cross_section_cm2"][1:], strict=False))


def test_flux_from_a_file(nuscat, tmp_path: Path):
    path = tmp_path / "box.txt"
    path.write_text("# flux_unit: cm^-2 s^-1 MeV^-1\nE nu_e\n20 1\n20.002 1\n")
    d = nuscat("xsec", "cevns", "Ar40", "--flux", str(path), "--json").json
    single = nuscat("xsec", "cevns", "Ar40", "--energies", "20.001", "--flavour", "nu_e", "--json").json
    assert d["flux_averaged_cross_section_cm2"] == pytest.approx(single["cross_section_cm2"][0], rel=1e-6)


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        ("E nu_e\n1 2\n5 2\n", "UnitError", "flux_unit"),
        ("# flux_unit: cm^-2 s^-1 MeV^-1\n# energy_unit: kg\nE nu_e\n1 2\n5 2\n", "UnitError", "kg"),
        ("# flux_unit: cm^-2 s^-1 MeV^-1\nE nu_e\n1 2\n5\n", "CorruptDataError", "line 4"),
        ("# flux_unit: cm^-2 s^-1 MeV^-1\nE nu_q\n1 2\n5 2\n", "UnknownNameError", "nu_q"),
        ("# flux_unit: cm^-2 s^-1 MeV^-1\nE nu_e\n1 2\n5 nan\n", "CorruptDataError", "line 4"),
        ("", "CorruptDataError", "no rows"),
    ],
)
def test_bad_flux_files_are_named(nuscat, tmp_path: Path, content, kind, words):
    path = tmp_path / "flux.txt"
    path.write_text(content)
    r = nuscat("xsec", "cevns", "Ar40", "--flux", str(path), "--json")
    assert r.status == (1 if kind == "CorruptDataError" else 2)
    assert r.error["type"] == kind
    assert words in r.error["message"]
    assert r.out == ""


@pytest.mark.parametrize("suffix", ["png", "pdf", "svg"])
def test_figure(nuscat, tmp_path: Path, suffix):
    path = tmp_path / f"figure.{suffix}"
    r = nuscat("xsec", "cevns", "Ar40", "--energies", "5:50:10", "--output", str(path), "--json")
    assert r.status == 0, r.err
    assert r.json["figure"] == str(path)
    head = {"png": b"\x89PNG", "pdf": b"%PDF", "svg": b"<?xml"}[suffix]
    assert path.read_bytes().startswith(head)


def test_only_the_flavour_asked_for_is_listed(nuscat):
    arguments = ("xsec", "cevns", "Ar", "--flux", "sns", "--flavour", "nue")
    assert nuscat(*arguments, "--json").json["flux"]["flavours"] == ["nu_e"]
    out = nuscat(*arguments).out
    assert "nu_e" in out.split("sns")[1].split("\n")[0]
    assert "anti_nu_mu" not in out
    assert nuscat("xsec", "cevns", "Ar", "--flux", "sns", "--json").json["flux"]["flavours"] == [
        "nu_mu",
        "nu_e",
        "anti_nu_mu",
    ]


@pytest.mark.parametrize(
    ("how", "E"),
    [
        (("--energies", "10,30"), 30.0),
        (("--flux", "pion-dar"), 52.829),
        (("--flux", "pion-dar", "--flavour", "nu_mu"), 29.792),
    ],
)
def test_a_threshold_that_no_recoil_reaches_is_said(nuscat, how, E):
    """T_max = 2 E²/(M + 2 E) of argon-40."""
    highest = 1e3 * 2.0 * E**2 / (37215.52 + 2.0 * E)
    arguments = ("xsec", "cevns", "Ar40", *how, "--threshold")
    above, below = (nuscat(*arguments, f"{f * highest} keV", "--json").json for f in (1.001, 0.9))
    assert below["notes"] == []
    (note,) = above["notes"]
    assert f"above T_max = {highest:.4g} keV" in note
    values = [*above["cross_section_cm2"], above["flux_averaged_cross_section_cm2"]]
    assert all(not v for v in values)
    assert f"Note: {note}" in nuscat(*arguments, f"{1.001 * highest} keV").out


def test_water_needs_and_takes_a_form_factor_for_hydrogen(nuscat):
    r = nuscat("xsec", "cevns", "water", "--energies", "30", "--json")
    assert r.status == 2
    assert 'Form factor "helm:skin=0.9,r0=1.2" for H1: ' in r.error["message"]
    assert '"helm:skin=0.9,r0=1.2;H1=point"' in r.error["hint"]
    spec = "helm:skin=0.9,r0=1.2;H1=point;H2=point"
    d = nuscat("xsec", "cevns", "water", "--energies", "30", "--form-factor", spec, "--json").json
    parts = {
        n: nuscat("xsec", "cevns", n, "--energies", "30", "--form-factor", spec, "--json").json["cross_section_cm2"][0]
        for n in d["nuclides"]
    }
    assert parts["H1"] == pytest.approx(_pointlike(1, 0, 30.0, 0.23857), rel=0.1)  # up to recoil, E/M = 3 %
    mean = sum(parts[n] * f for n, f in d["nuclides"].items())
    assert d["cross_section_cm2"][0] == pytest.approx(mean, rel=1e-12)


def test_a_value_that_is_no_number_is_asked_for_as_one(nuscat):
    r = nuscat("xsec", "cevns", "Ar", "--set", "eps_ee_u=abc", "--json")
    assert r.status == 2
    assert r.error["hint"] == "Give a number, for example 0.5."


def test_interactions_by_name_are_those_of_the_library(nuscat):
    from nuscat.electroweak.interactions import DipolePortal, TensorMediator
    from nuscat.processes import cevns

    given = ["dipole_portal:mass=8,mu_mu=1e-9,target=spin-half", "tensor:mass=10,g=1e-5,charges=lattice"]
    options = [word for text in given for word in ("--interaction", text)]
    d = nuscat("xsec", "cevns", "Ar40", "--energies", "30", *options, "--json").json
    items = (DipolePortal(mass=8, mu_mu=1e-9, target="spin-half"), TensorMediator(mass=10, g=1e-5, charges="lattice"))
    assert d["cross_section_cm2"][0] == pytest.approx(cevns("Ar40", interactions=items).sigma(30.0), rel=1e-12)
    assert len(d["conventions"]["interactions"]) == 2
    assert "Magill:2018jla" in d["cite"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dipole:mass=8", "dipole_portal"),
        ("magnetic_moment:mu_mu", "name:key=value"),
        ("tensor:mass=8", "needs g"),
        ("tensor:mass=8,g=1e-4,charges=new", "lattice"),
    ],
)
def test_wrong_interactions_are_named(nuscat, text, words):
    r = nuscat("xsec", "cevns", "Ar40", "--energies", "30", "--interaction", text)
    assert r.status != 0
    assert words in r.err


def test_a_sterile_neutrino_is_no_cross_section(nuscat):
    r = nuscat("xsec", "cevns", "Ar40", "--energies", "30", "--set", "U2_e4=0.1")
    assert r.status != 0
    assert "nuscat fit" in r.err
