"""What a result depends on is said beside it: quenching, flux constraint, mass of a mediator, kind of data."""

from __future__ import annotations

import pytest

from nuscat.cli._parse import axis


def test_quenching_is_stated(nuscat):
    """The expectation of Dresden-II changes by a factor 4 between quenching models (Colaresi:2022obx)."""
    assert "Quenching of dresden-ii: iron-filter" in nuscat("rate", "dresden-ii").out
    name = "dresden-ii:quenching=photo-neutron"
    assert "Quenching of dresden-ii: photo-neutron" in nuscat("rate", name).out
    assert nuscat("rate", name, "--json").json["options"] == {"quenching": "photo-neutron"}


def test_quenching_that_no_nuisance_varies_is_not_in_the_error(nuscat):
    """± of Dresden-II is the 5 % of the flux; the two measured quenching curves alone differ by nearly a factor 2."""
    out = nuscat("rate", "dresden-ii").out
    assert "Not in ±: the error of the quenching (iron-filter is held; photo-neutron: cevns " in out
    held = nuscat("rate", "dresden-ii", "--json").json["not_in_uncertainty"]["quenching"]
    other = nuscat("rate", "dresden-ii:quenching=photo-neutron", "--json").json
    expected = other["components"]["cevns"]["counts"]
    assert held["cevns_counts_with_others"]["photo-neutron"] == pytest.approx(expected, rel=1e-9)
    for name in ("dresden-ii:quenching=lindhard-conus", "dresden-ii:quenching_error=0.1", "conus-plus"):
        assert "Not in ±" not in nuscat("rate", name).out


def test_option_of_an_experiment_is_no_parameter(nuscat):
    failed = nuscat("rate", "dresden-ii", "--set", "quenching=lindhard")
    assert failed.status == 2
    assert "dresden-ii:quenching=lindhard" in failed.err


def test_couplings_of_the_flavours_of_the_flux(nuscat):
    """Reactors have ν_e alone; Tomalak:2020zfh has g_p = 0.0373 for ν_e and 0.0291 for ν_μ."""
    assert "(ν_e, Q² = 0)" in nuscat("rate", "conus-plus").out
    assert "(ν_μ, ν_e, ν_τ, Q² = 0)" in nuscat("rate", "xenonnt-8b").out
    out = nuscat("rate", "coherent-csi", "--couplings", "tomalak2021").out
    assert "(ν_μ, Q² = 0); g_p = " in out
    d = nuscat("rate", "conus-plus", "--couplings", "tomalak2021", "--json").json["conventions"]
    assert d["flavour"] == "nu_e"
    assert d["g_p"] > nuscat("rate", "coherent-csi", "--couplings", "tomalak2021", "--json").json["conventions"]["g_p"]


def test_reasons_against_wilks_are_one_line(nuscat):
    out = nuscat("fit", "conus-plus", "--free", "g_b_minus_l,m_b_minus_l").out
    (line,) = (line for line in out.splitlines() if line.startswith("Wilks' theorem"))
    assert "; " in line
    assert "m_b_minus_l is within" not in out


def test_flux_and_quenching_of_a_configuration(nuscat, tmp_path):
    assert nuscat("init", str(tmp_path / "mine.toml")).status == 0
    out = nuscat("rate", "--config", str(tmp_path / "mine.toml")).out
    assert "Flux: leibstadt, " in out
    assert "Quenching: Lindhard(Z=32, A=73, k=0.162); varied by my_germanium_quenching" in out


def test_flux_without_its_first_word(nuscat):
    assert "solar-8b" in nuscat("plot", "flux", "8b").err


def test_formulas_of_quenching_are_plain(nuscat):
    out = nuscat("models", "quenching").out
    assert "mathrm" not in out
    assert "e^(-T/ξ)" in out


def test_flux_constraint_runs_and_sparse_bins(nuscat):
    out = nuscat("fit", "xenonnt-8b", "--free", "normalisation").out
    assert "⁸B flux of xenonnt-8b: sno" in out
    assert "Science runs of xenonnt-8b: sr0+sr1" in out
    assert "too few counts per bin for χ²" in out  # 37 events in 162 bins


def test_mass_of_a_fitted_mediator(nuscat):
    held = "At the default: m_b_minus_l = 100 MeV"
    assert held in nuscat("fit", "conus-plus", "--free", "g_b_minus_l").out
    assert held not in nuscat("fit", "conus-plus", "--free", "g_b_minus_l", "--fix", "m_b_minus_l=30").out


def test_published_number_of_events_has_its_error(nuscat):
    """CONUS+ published 395 ± 106 events (Ackermann:2025obx), not 395 observed counts."""
    assert "± 106; not a Poisson count" in nuscat("rate", "conus-plus").out
    assert "not a Poisson count" not in nuscat("rate", "dresden-ii").out


def test_configuration_without_its_option(nuscat):
    failed = nuscat("rate", "mine.toml")
    assert failed.status == 2
    assert "--config mine.toml" in failed.err


def test_logarithmic_range():
    name, values = axis("m_scalar=0.1:1000:5:log", "--x")
    assert name == "m_scalar"
    assert values == pytest.approx([0.1, 1.0, 10.0, 100.0, 1000.0])
    assert values[-1] == 1000.0


@pytest.mark.parametrize("text", ["m_scalar=0:10:5:log", "m_scalar=1:10:5:cubic"])
def test_no_range(nuscat, text):
    failed = nuscat("plot", "grid", "conus-plus", "--x", text, "--y", "g_scalar=1e-6:1e-4:3:log")
    assert failed.status == 2
    assert "1:100:5:log" in failed.err


def test_grid_says_where_the_best_fit_is(nuscat, tmp_path):
    ranges = ("--x", "m_b_minus_l=1:100:3:log", "--y", "g_b_minus_l=1e-6:1e-5:3:log")
    out = nuscat("plot", "grid", "dresden-ii", *ranges, "-o", str(tmp_path / "grid.png")).out
    assert "Best (outside the values scanned)" in out


@pytest.mark.parametrize("command", [("rate",), ("fit",), ("plot", "rate"), ("plot", "profile"), ("plot", "grid")])
def test_help_shows_options_of_experiments(nuscat, command):
    assert "dresden-ii:quenching=photo-neutron" in "".join(nuscat(*command, "--help").out.replace("│", "").split())


def test_choices_stand_in_the_small_print():
    from nuscat import experiments
    from nuscat.cli._choices import figure_note

    loaded = [experiments.load("dresden-ii")]
    assert figure_note(loaded) == "Quenching of dresden-ii: iron-filter"
    assert "Held: m_b_minus_l = 30" in figure_note(loaded, ["g_b_minus_l"], {"m_b_minus_l": 30.0})
    assert "Held: m_b_minus_l = 100 MeV" in figure_note(loaded, ["g_b_minus_l"])
