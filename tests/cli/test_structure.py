"""`nuscat structure`: keys, published energies, tables, figures, files and errors; structure wherever a target is."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nuscat import electroweak, fluxes, nuclei, processes, responses, structure
from nuscat._core.errors import ConvergenceError
from nuscat.structure import shell_model, skyrme

KEYS = {
    "energy_MeV", "rms_radius_proton_fm", "rms_radius_neutron_fm", "charge_radius_fm", "weak_radius_fm",
    "neutron_skin_fm", "converged", "form_factor", "levels", "terms_MeV", "conventions", "cite", "nuclide", "force",
}  # fmt: skip
HBARC = 197.3269804


@pytest.fixture(scope="module")
def oxygen(nuscat):
    outcome = nuscat("structure", "O16", "--force", "SLy4", "--no-pairing", "--json")
    assert outcome.status == 0, outcome.err
    return outcome.json


def test_keys_and_published_energy(oxygen):
    assert set(oxygen) >= KEYS
    assert (oxygen["nuclide"], oxygen["force"], oxygen["model"], oxygen["converged"]) == ("O16", "SLy4", "skyrme", True)
    assert oxygen["energy_MeV"] == pytest.approx(-128.498, abs=0.03)  # independent code, equal conventions
    assert sum(oxygen["terms_MeV"].values()) == pytest.approx(oxygen["energy_MeV"], abs=1e-9)
    assert oxygen["neutron_skin_fm"] == oxygen["rms_radius_neutron_fm"] - oxygen["rms_radius_proton_fm"]
    assert oxygen["pairing"] == "none"
    assert "none, as asked" in oxygen["conventions"]["pairing"]
    assert "Chabanat:1997un" in oxygen["cite"]


def test_levels_hold_the_nucleons(oxygen):
    for species in ("neutron", "proton"):
        own = [s for s in oxygen["levels"] if s["species"] == species]
        assert sum(s["degeneracy"] * s["occupation"] for s in own) == pytest.approx(8)
        assert [s["label"] for s in own[:3]] == ["1s1/2", "1p3/2", "1p1/2"]


def test_experiment_stands_beside_it(oxygen):
    measured = oxygen["experiment"]
    # binding energy 127.6193 MeV: 8 hydrogen atoms and 8 neutrons against an atom of mass excess −4.7370 MeV
    assert measured["energy_MeV"] == pytest.approx(-(8 * 7.28897 + 8 * 8.07132 + 4.73700), abs=1e-3)
    assert measured["charge_radius_fm"] == pytest.approx(2.6991)  # Angeli, Marinova 2013


def test_form_factors_have_the_radii_as_slopes(nuscat):
    d = nuscat("structure", "O16", "--no-pairing", "--q-max", "4 MeV", "--points", "2", "--json").json
    f = d["form_factor"]
    assert f["q_MeV"] == [0.0, 4.0]
    for kind, key in (
        ("proton", "rms_radius_proton_fm"),
        ("neutron", "rms_radius_neutron_fm"),
        ("charge", "charge_radius_fm"),
        ("weak", "weak_radius_fm"),
    ):
        assert f[kind][0] == pytest.approx(1.0, abs=1e-12)
        assert math.sqrt(6 * (1 - f[kind][1])) * HBARC / 4.0 == pytest.approx(d[key], rel=1e-3)


def test_weak_radius_follows_couplings_and_flavour(nuscat, oxygen):
    arguments = ("structure", "O16", "--no-pairing", "--json")
    other = nuscat(*arguments, "--couplings", "tomalak2021", "--flavour", "nu_mu").json
    assert other["conventions"]["couplings"] == "tomalak2021"
    elastic = skyrme.solve("O16", "SLy4", pairing="none").elastic()
    assert other["weak_radius_fm"] == elastic.weak_radius(electroweak.couplings("tomalak2021"), "nu_mu")
    assert other["weak_radius_fm"] != oxygen["weak_radius_fm"]
    assert other["rms_radius_neutron_fm"] == oxygen["rms_radius_neutron_fm"]


def test_nucleon_form_factors_change_the_charge_radius_by_their_radii(nuscat, oxygen):
    kelly = nuscat("structure", "O16", "--no-pairing", "--nucleon", "kelly", "--json").json
    both = [electroweak.nucleon_form_factors(n).electric_radii2 for n in ("kelly", "radius")]
    difference = sum(both[0][:2]) - sum(both[1][:2])  # r_p² + (N/Z) r_n², N = Z
    squares = kelly["charge_radius_fm"] ** 2 - oxygen["charge_radius_fm"] ** 2
    assert squares == pytest.approx(difference, abs=2e-3)  # magnetic moments of the spin–orbit term are the same
    assert "kelly" in kelly["conventions"]["charge_radius"]


def test_an_expansion_in_radii_is_not_believed_at_large_momentum(nuscat):
    options = ("structure", "Ar40", "--shell-model", "--json", "--points", "3", "--q-max")
    kelly, radius = (nuscat(*options, "600 MeV", "--nucleon", n).json for n in ("kelly", "radius"))
    assert kelly["notes"] == []
    assert "--nucleon kelly" in radius["notes"][0]
    assert nuscat(*options, "200 MeV", "--nucleon", "radius").json["notes"] == []
    assert "Note: charge and weak" in nuscat("structure", "Ar40", "--shell-model", "--q-max", "1 GeV").out


def test_pairing_of_argon_and_its_table(nuscat):
    out = nuscat("structure", "Ar40", "--levels").out
    d = nuscat("structure", "Ar40", "--json").json
    assert (d["force"], d["pairing"]) == ("SLy4", "hfb")
    for text in ("Ar40, SLy4, spherical, pairing hfb", "Fermi energy of neutrons", "1f7/2", "MeV", "fm", "Sources:",
                 f"{d['energy_MeV']:.3f}", f"{d['charge_radius_fm']:.4f}", "3.4274 ± 0.0026", "-343.810",
                 "Coulomb direct", "spin–orbit term", "equivalent-energy cut-off 60 MeV"):  # fmt: skip
        assert text in out
    assert "1j15/2" not in out.replace("2j15/2", "")
    assert d["charge_radius_fm"] == pytest.approx(3.4274, abs=0.02)
    bcs = nuscat("structure", "Ar40", "--pairing", "bcs", "--json").json
    assert bcs["pairing"] == "bcs"
    none = nuscat("structure", "Ar40", "--pairing", "none", "--json").json
    assert none["energy_MeV"] > max(d["energy_MeV"], bcs["energy_MeV"])  # pairing binds
    assert none["fermi_energies_MeV"] is None


def test_shell_model(nuscat):
    d = nuscat("structure", "Ar40", "--shell-model", "--json").json
    assert set(d) >= KEYS
    assert (d["model"], d["name"], d["force"]) == ("shell-model", "SDPF-U", None)
    assert d["energy_MeV"] is None
    assert d["converged"] is None
    assert d["levels"] is None
    density = shell_model.density("Ar40")
    assert d["rms_radius_proton_fm"] == pytest.approx(density.r_p, rel=1e-9)
    for arguments in (("--shell-model", "SDPF-MU"), ("--shell-model=sdpfmu",)):
        other = nuscat("structure", "Ar40", *arguments, "--json").json
        assert other["name"] == "SDPF-MU"
    assert nuscat("structure", "--shell-model", "SDPF-U", "Ar40", "--json").json["name"] == "SDPF-U"
    caesium = nuscat("structure", "Cs133", "--shell-model", "hms", "--json").json
    assert caesium["form_factor"]["weak"][0] == pytest.approx(1.0)
    assert "Hoferichter:2020osn" in caesium["cite"]
    assert "energy" not in nuscat("structure", "Ar40", "--shell-model").out.split("oscillator")[0]


def test_measured_density_returns_its_charge_radius(nuscat):
    d = nuscat("structure", "Ar40", "--measured", "--skin", "0.08", "--json").json
    assert d["charge_radius_fm"] == pytest.approx(structure.density("Ar40").rms_radius, abs=1e-4)
    assert d["neutron_skin_fm"] == pytest.approx(0.08, abs=1e-5)
    assert d["conventions"]["nucleon_form_factors"] == "kelly"
    assert nuscat("structure", "Ca40", "--measured", "devries-sog", "--json").json["name"] == "devries-sog"


def test_saved_densities_give_the_same_nucleus(nuscat, tmp_path: Path, oxygen):
    table = tmp_path / "o16.csv"
    saved = nuscat("structure", "O16", "--no-pairing", "--save", str(table), "--json").json
    assert saved["density_file"] == str(table)
    again = nuscat("structure", "O16", "--density", str(table), "--json").json
    assert again["energy_MeV"] is None
    for key in ("rms_radius_proton_fm", "charge_radius_fm", "weak_radius_fm"):
        assert again[key] == pytest.approx(oxygen[key], abs=1e-6)
    assert again["form_factor"]["weak"] == pytest.approx(oxygen["form_factor"]["weak"], abs=1e-7)
    other = nuscat("structure", "O17", "--density", str(table), "--json")
    assert other.status == 1
    assert "rho_n integrates to 8" in other.error["message"]


def test_force_from_a_file(nuscat, tmp_path: Path, oxygen):
    path = tmp_path / "mine.toml"
    path.write_text(skyrme.force("SLy4").to_toml(), encoding="utf-8")
    arguments = ("structure", "O16", "--force", str(path), "--no-pairing", "--json")
    assert nuscat(*arguments).json["energy_MeV"] == oxygen["energy_MeV"]
    matter = nuscat("structure", "matter", str(path), "--json").json
    assert matter["matter"]["K_MeV"] == pytest.approx(229.9, abs=0.1)  # Chabanat:1997un


@pytest.mark.slow  # 4 s with compiled kernels, longer when they are compiled first
def test_deformed_nucleus(nuscat):
    arguments = ("structure", "Ne20", "--deformation", "axial", "--no-pairing")
    d = nuscat(*arguments, "--json").json
    assert d["geometry"] == "axial"
    assert 0.3 < d["deformation"]["beta2"] < 0.5
    lowest = min(d["minima"], key=lambda m: m["energy_MeV"])
    assert (lowest["label"], lowest["energy_MeV"]) == ("prolate", d["energy_MeV"])
    out = nuscat(*arguments).out
    for text in ("deformation β2", "Minima found", "oblate", "not projected"):
        assert text in out


@pytest.mark.parametrize("kind", [None, "densities", "form-factors", "levels"])
def test_figures(nuscat, tmp_path: Path, kind):
    file = tmp_path / "o16.png"
    extra = () if kind is None else ("--figure", kind)
    outcome = nuscat("structure", "O16", "--no-pairing", "--plot", str(file), *extra)
    assert outcome.status == 0, outcome.err
    assert file.read_bytes()[:4] == b"\x89PNG"
    assert f"Figure: {file}" in outcome.out
    assert ("nucleon form factors kelly" in outcome.out) == (kind != "levels")


def test_figure_of_the_shell_model(nuscat, tmp_path: Path):
    file = tmp_path / "ar.svg"
    d = nuscat("structure", "Ar40", "--shell-model", "--plot", str(file), "--json").json
    assert d["figure"] == str(file)
    assert "<svg" in file.read_text(encoding="utf-8")


def test_list(nuscat):
    d = nuscat("structure", "list", "--json").json
    assert list(d["forces"]) == list(skyrme.FORCES)
    assert d["forces"]["UNEDF1"]["L_MeV"] == pytest.approx(40.005, abs=0.01)  # Kortelainen:2011ft
    assert d["forces"]["SLy5"]["pairing"] is None
    assert "208Pb overbound by 31 MeV" in d["forces"]["SGII"]["notes"]
    assert {k: list(v) for k, v in d["shell_model"].items()} == {
        k: list(v) for k, v in shell_model.INTERACTIONS.items()
    }
    assert d["shell_model"]["Ar40"]["SDPF-U"]["default"] is True
    assert d["measured"]["Pb208"]["devries-fb"] == 2
    assert "La114" not in d["measured"]  # a flagged row of the compilation: no such target
    for name, sources in d["measured"].items():
        assert structure.density(name, next(iter(sources))).rms_radius > 1.0
    out = nuscat("structure", "list").out
    for text in ("UNEDF1", "K_sym [MeV]", "SDPF-MU", "devries-sog", "sky3d"):
        assert text in out
    assert "SGII: often used without" in out
    collected = nuscat("structure", "list", "sky3d", "--json").json
    assert set(collected) == {"forces"}
    assert "sky3d:SkI2" in collected["forces"]


def test_matter(nuscat):
    d = nuscat("structure", "matter", "SLy4", "--json").json
    m = d["matter"]
    # Chabanat:1997un, table of SLy4
    assert m["rho0_fm-3"] == pytest.approx(0.160, abs=0.001)
    assert m["energy_per_nucleon_MeV"] == pytest.approx(-15.97, abs=0.01)
    assert m["J_MeV"] == pytest.approx(32.0, abs=0.05)
    assert m["k_F_fm-1"] == pytest.approx((1.5 * math.pi**2 * m["rho0_fm-3"]) ** (1 / 3), rel=1e-12)
    out = nuscat("structure", "matter", "SLy4").out
    for text in ("incompressibility", "229.9", "centre of mass", "Sources: Chabanat:1997un"):
        assert text in out


AR = ("structure", "Ar40")
BAD = [
    (("structure", "Ar400"), 2, "UnknownNameError", "Ar400"),
    ((*AR, "--force", "SLy44"), 2, "UnknownNameError", "SLy4"),
    ((*AR, "--force", "SkE2"), 1, "MissingDataError", "t4"),
    ((*AR, "--force", "no/such.toml"), 1, "MissingDataError", "no/such.toml"),
    ((*AR, "--force", "SLy4", "--measured"), 2, "ValidityError", "--force and --measured"),
    ((*AR, "--measured", "--no-pairing"), 2, "ValidityError", "--pairing belongs to --force"),
    ((*AR, "--shell-model", "--deformation", "axial"), 2, "ValidityError", "--deformation belongs"),
    ((*AR, "--skin", "0.1"), 2, "ValidityError", "--skin belongs to --measured"),
    ((*AR, "--measured", "--skin", "-9"), 2, "ValidityError", "--skin must lie"),
    ((*AR, "--measured", "--skin", "nan"), 2, "ValidityError", "--skin must lie"),
    ((*AR, "--measured", "--nucleon", "radius"), 2, "ValidityError", "--nucleon kelly"),
    ((*AR, "--measured", "electrons"), 2, "UnknownNameError", "devries-fb"),
    ((*AR, "--no-pairing", "--pairing", "hfb"), 2, "ValidityError", "contradicts"),
    ((*AR, "--pairing", "strong"), 2, "UnknownNameError", "bcs"),
    ((*AR, "--force", "SGII", "--pairing", "hfb"), 2, "ValidityError", "--no-pairing"),
    ((*AR, "--deformation", "triaxial"), 2, "UnknownNameError", "axial"),
    ((*AR, "--force", "SLy5", "--deformation", "axial"), 2, "ValidityError", "--deformation spherical"),
    ((*AR, "--nucleon", "point"), 2, "UnknownNameError", "kelly"),
    ((*AR, "--couplings", "best"), 2, "UnknownNameError", "tree"),
    ((*AR, "--flavour", "nu_f"), 2, "UnknownNameError", "nu_f"),
    ((*AR, "--q-max", "0"), 2, "ValidityError", "--q-max"),
    ((*AR, "--figure", "levels"), 2, "ValidityError", "--plot"),
    ((*AR, "--plot", "a.png", "--figure", "pie"), 2, "UnknownNameError", "levels"),
    ((*AR, "--plot", "a.jpeg"), 2, "ValidityError", ".jpeg"),
    ((*AR, "--save", "no/such/a.csv"), 2, "ValidityError", "no/such"),
    ((*AR, "--shell-model", "--levels"), 2, "ValidityError", "--force NAME"),
    ((*AR, "--shell-model", "--save", "a.csv"), 2, "ValidityError", "no density"),
    (("structure", "Cs133", "--shell-model"), 1, "MissingDataError", "--force SLy4"),
    (("structure", "Ar40", "SLy4"), 2, "ValidityError", "SLy4"),
    (("structure", "H1"), 2, "ValidityError", "H1"),
    (("structure", "list", "all"), 2, "UnknownNameError", "sky3d"),
    (("structure", "matter"), 2, "ValidityError", "matter SLy4"),
    (("structure", "--shell-model"), 2, None, "NUCLIDE"),
]


@pytest.mark.parametrize(("arguments", "status", "kind", "text"), BAD, ids=[" ".join(b[0][1:]) for b in BAD])
def test_errors(nuscat, arguments, status, kind, text):
    outcome = nuscat(*arguments, "--json")
    assert outcome.status == status
    assert outcome.out == ""
    error = outcome.error
    assert kind in (None, error["type"])
    assert text in error["message"] + error["hint"]
    plain = nuscat(*arguments)
    assert plain.status == status
    assert plain.err.startswith("Error: ")
    assert "Traceback" not in plain.err


def test_no_convergence_is_a_failure(nuscat, monkeypatch):
    def fails(*_args, **_options):
        raise ConvergenceError("O16 does not converge after 200 iterations.", history=[-1.0], hint="Try another start.")

    monkeypatch.setattr(skyrme, "solve", fails)
    outcome = nuscat("structure", "O16", "--json")
    assert outcome.status == 1
    assert outcome.error == {
        "type": "ConvergenceError",
        "message": "O16 does not converge after 200 iterations.",
        "hint": "Try another start.",
    }


def test_the_cache_can_be_left_alone(nuscat, monkeypatch, tmp_path: Path):
    monkeypatch.setenv("NUSCAT_CACHE", str(tmp_path))
    assert nuscat("structure", "He4", "--no-cache", "--no-pairing", "--json").status == 0
    assert not list(tmp_path.rglob("*.npz"))
    assert nuscat("structure", "He4", "--no-pairing", "--json").status == 0
    assert len(list(tmp_path.rglob("*.npz"))) == 1


def test_a_solution_of_the_command_is_found_again_in_python(nuscat, monkeypatch, tmp_path: Path):
    """SLy4 has its pairing in the energy window: "bcs" takes the strengths published for the other one."""
    monkeypatch.setenv("NUSCAT_CACHE", str(tmp_path))
    d = nuscat("structure", "O18", "--pairing", "bcs", "--json").json
    [file] = tmp_path.rglob("*.npz")
    monkeypatch.setattr("nuscat.structure.skyrme._solve.iterate", lambda *_, **__: pytest.fail("computed again"))
    again = skyrme.solve("O18", "SLy4", pairing="bcs")
    assert (again.pairing, again.energy) == ("bcs", d["energy_MeV"])
    assert list(tmp_path.rglob("*.npz")) == [file]


@pytest.mark.parametrize("name", ["SGII", "SV-min"])
def test_advice_on_pairing_names_options(nuscat, name: str):
    """A set without pairing strengths, and one with those of the other window only."""
    outcome = nuscat("structure", "O16", "--force", name, "--pairing", "hfb", "--json")
    assert outcome.status == 2
    assert outcome.error["type"] == "ValidityError"
    assert outcome.error["hint"] == (
        "Write --pairing default or --no-pairing, or put a [pairing] of your own into a force file."
    )


# -- structure wherever a target is named --
@pytest.mark.parametrize("spec", ["skyrme:SLy4,pairing=none", "shell-model:SDPF-U", "measured:skin=0.08", "density"])
def test_cross_sections(nuscat, tmp_path: Path, spec):
    if spec == "density":
        table = structure.write_density(tmp_path / "ar40.csv", skyrme.solve("Ar40", "SLy4", pairing="none").density)
        spec = f"density:{table}"
    d = nuscat("xsec", "cevns", "Ar40", "--form-factor", spec, "--energies", "5,50", "--json").json
    point, helm = (  # Helm of the same radii: measured charge radius, and neutrons with the nucleon's size
        np.array(nuscat("xsec", "cevns", "Ar40", "--form-factor", f, "--energies", "5,50", "--json").json[
            "cross_section_cm2"
        ])
        for f in ("point", "helm:rms=3.43,rn=3.52")
    )  # fmt: skip
    ratio = np.array(d["cross_section_cm2"]) / point
    assert ratio[0] == pytest.approx(1.0, abs=0.01)
    assert ratio[1] == pytest.approx((helm / point)[1], rel=0.01)
    assert d["conventions"]["form_factor"] == spec


def test_published_flux_average_of_argon(nuscat):
    """Shell model: 18.64(5)·10⁻⁴⁰ cm² in arXiv:2405.20060, for natural argon with radiative corrections."""
    options = ("--flux", "pion-dar", "--couplings", "tomalak2021", "--json")
    d = nuscat("xsec", "cevns", "Ar40", "--form-factor", "shell-model:sdpfu", *options).json
    assert 1e40 * d["flux_averaged_cross_section_cm2"] == pytest.approx(18.64, rel=0.02)
    own = processes.cevns("Ar40", "shell-model:SDPF-U", "tomalak2021")
    average = float(fluxes.average(own, fluxes.load("pion-dar")))
    assert d["flux_averaged_cross_section_cm2"] == pytest.approx(average, rel=1e-12)
    assert "Gorton:2022eed" in d["cite"]


def test_rate_and_fit(nuscat):
    own = [responses.nucleus(nuclei.nuclide(name), "hms") for name in ("Cs133", "I127")]
    caesium, iodine = (f"helm:rms={n.proton.rms_radius},rn={n.neutron.rms_radius}" for n in own)
    radii = f"{caesium};I127={iodine}"  # another shape with equal radii
    by_shape = {
        f: nuscat("rate", "coherent-csi", "--form-factor", f, "--json").json["components"]["cevns"]["counts"]
        for f in ("hms", radii, "point")
    }
    assert by_shape["hms"] < by_shape["point"]
    assert by_shape["hms"] == pytest.approx(by_shape[radii], rel=0.015)
    fit = nuscat("fit", "coherent-csi", "--free", "normalisation", "--form-factor", "hms", "--json").json
    counts = fit["signal_counts"]["coherent-csi"]["value"]
    assert fit["parameters"]["normalisation"]["value"] == pytest.approx(counts / by_shape["hms"], rel=0.05)
    assert "Hoferichter:2020osn" in fit["cite"]


def test_comparison_of_form_factors(nuscat, tmp_path: Path):
    specs = ("skyrme:SLy4", "shell-model", "fourier-bessel", "helm")
    options = [text for s in specs for text in ("--form-factor", s)]
    d = nuscat("plot", "form-factor", "Ar40", *options, "--json", "-o", str(tmp_path / "a.png")).json
    assert [c["form_factor"] for c in d["curves"]] == list(specs)
    own = responses.nucleus(nuclei.nuclide("Ar40"), "skyrme:SLy4")
    assert d["curves"][0]["neutron"] == pytest.approx(np.asarray(own.neutron(np.array(d["q_MeV"]))).tolist())
    assert (tmp_path / "a.png").stat().st_size > 10_000


def test_start_up_stays_light():
    code = (
        "import sys; from nuscat.cli import app; "
        "print([m for m in ('numpy', 'scipy', 'numba', 'matplotlib', 'nuscat.structure') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=True)
    assert json.loads(done.stdout.replace("'", '"')) == []


def test_doubts_about_mean_fields_are_said(nuscat):
    notes = {
        n: " ".join(nuscat("structure", n, "--no-pairing", "--json").json["notes"]) for n in ("O16", "Ca40", "Ge76")
    }
    assert "light nuclei" in notes["O16"]
    assert notes["Ca40"] == ""
    assert "--deformation axial" in notes["Ge76"]


def test_without_a_nuclide_the_argument_is_asked_for(nuscat):
    outcome = nuscat("structure")
    assert outcome.status == 2
    assert "Missing argument" in outcome.err
