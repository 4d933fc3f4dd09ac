"""`nuscat models`, `nuscat nuclide`: complete lists with units, values against the library."""

from __future__ import annotations

import pytest

from nuscat import electroweak, experiments, fluxes, nuclei, responses
from nuscat.cli.models import TOPICS


@pytest.mark.parametrize("topic", list(TOPICS))
def test_every_topic(nuscat, topic):
    table = nuscat("models", topic)
    assert table.status == 0, table.err
    assert table.err == ""
    document = nuscat("models", topic, "--json").json
    assert set(document) == {topic}
    names = list(document[topic])
    if topic == "parameters":
        names = list(document[topic]["physics"])
    if topic == "experiments":
        names = [name for part in document[topic].values() for name in part]
    assert len(names) >= 2
    for name in names:
        assert name in table.out


def test_all_topics_at_once(nuscat):
    d = nuscat("models", "--json").json
    assert set(d) == set(TOPICS)
    assert set(d["couplings"]) == set(electroweak.COUPLINGS)
    assert set(d["form-factors"]) == set(responses.FORM_FACTORS)
    assert set(d["fluxes"]) == set(fluxes.FLUXES)
    assert set(d["experiments"]["likelihoods"]) == set(experiments.EXPERIMENTS)
    assert set(d["materials"]) == set(nuclei.MATERIALS)
    assert set(d["parameters"]["physics"]) >= set(experiments.PHYSICS_PARAMETERS)


def test_programmes_show_predicted_and_published_events(nuscat):
    """COHERENT's 750 kg of argon: of order 3000 a year; likelihoods by the name that `nuscat fit` takes."""
    d = nuscat("models", "experiments", "--json").json["experiments"]
    argon = d["programmes"]["coherent-lar-750"]
    assert 2000 < argon["cevns_per_year"] < 4500
    assert argon["cevns_per_year"] == pytest.approx(
        argon["cevns_per_kg_day"] * argon["mass_kg"] * argon["running_days_per_year"]
    )
    named = {p["likelihood"] for p in d["programmes"].values()} - {""}
    assert named < set(d["likelihoods"])
    assert d["likelihoods"]["xenonnt-8b"]["data_counts"] == 37
    out = nuscat("models", "experiments").out
    for text in ("CEvNS [1/kg/d]", "mass [kg]", "395 ± 106 seen", "Sanmen, 25 m", "RELICS:2024opj"):
        assert text in out
    for text in ("395 ± 106 counts", "20.6 +7.1 −6.3 counts"):  # not Poisson counts: the published errors
        assert text in out


def test_programmes_state_quenching_acceptance_and_another_flux(nuscat):
    """Chooz: 1.7e12 was published, 21 % below 7.2 antineutrinos per fission at the stated power."""
    d = nuscat("models", "experiments", "--json").json["experiments"]["programmes"]
    assert d["conus-plus"]["quenching"] == "ge-lindhard-conus"
    assert d["nucleus"]["flux_per_cm2_s"] / d["nucleus"]["published_flux_per_cm2_s"] == pytest.approx(1.27, abs=0.01)
    assert d["coherent-csi"]["published_flux_per_cm2_s"] is None
    out = nuscat("models", "experiments").out
    assert "nucleus +27 %" in out
    rows = {line.split()[0]: line for line in reversed(out.splitlines()) if line.split()}
    for name in ("pandax", "pandax-s2", "relics", "darkside", "darkside-20k"):
        assert d[name]["acceptance"] == "full"
        assert " * " in rows[name]
    assert " * " not in rows["coherent-csi"]
    assert "†" in rows["nucleus"]


def test_without_a_topic_the_topics_are_listed(nuscat):
    lines = nuscat("models").out.splitlines()
    for topic in TOPICS:
        assert sum(line.startswith(f" {topic} ") for line in lines) == 1
    assert len(lines) < len(TOPICS) + 8


def test_couplings_side_by_side(nuscat):
    d = nuscat("models", "couplings", "--target", "Ar,CsI", "--flux", "pion-dar", "--json").json["couplings"]
    assert d["tree"]["flavours"]["nu_e"]["g_p"] == pytest.approx(0.5 - 2 * 0.23857)
    assert d["tree"]["flavours"]["nu_mu"]["g_n"] == -0.5
    assert set(d["tomalak2021"]["flavours"]) == {"nu_e", "nu_mu", "nu_tau"}
    for name in ("tree", "tomalak2021"):
        for target in ("Ar", "CsI"):
            other = nuscat("xsec", "cevns", target, "--flux", "pion-dar", "--couplings", name, "--json").json
            value = d[name]["flux_averaged_cross_section_cm2"][target]
            assert value == pytest.approx(other["flux_averaged_cross_section_cm2"], rel=1e-12)
    averages = [
        entry["flux_averaged_cross_section_cm2"]["CsI"] for name, entry in d.items() if name != "hoferichter2020"
    ]
    assert 0.05 < max(averages) / min(averages) - 1 < 0.10  # the published spread of conventions is about 6 %
    table = nuscat("models", "couplings", "--target", "Ar", "--flux", "pion-dar").out
    for text in ("⟨σ⟩ Ar [10⁻⁴⁰ cm²]", "± 0.00010", "hoferichter2020", "Sources:", "pion-dar"):
        assert text in table


def test_mean_energies_of_the_decay_at_rest_spectra(nuscat):
    d = nuscat("models", "fluxes", "--json").json["fluxes"]["pion-dar"]
    m, line = 105.6583755, 29.79
    expected = (line + 3 * m / 10 + 7 * m / 20) / 3  # Michel: ⟨E⟩ = 3/10 and 7/20 of the muon mass
    assert d["mean_energy_MeV"] == pytest.approx(expected, abs=0.01)


def test_nuclide(nuscat):
    d = nuscat("nuclide", "argon-40", "--json").json
    assert (d["name"], d["Z"], d["N"], d["stable"]) == ("Ar40", 18, 22, True)
    assert d["atomic_mass_MeV"] == pytest.approx(39.9623831 * 931.49410, rel=1e-7)
    assert d["charge_radius_fm"] == pytest.approx(3.4274)
    out = nuscat("nuclide", "C14").out
    assert "half-life" in out
    assert "MeV" in out
    seconds = nuscat("nuclide", "C14", "--json").json["half_life_s"]
    assert seconds == pytest.approx(5700 * 3.15576e7, rel=0.01)


@pytest.mark.parametrize(
    ("name", "number", "unit", "tolerance"),
    [("Ge76", 1.9e21, "years", 0.15), ("C14", 5700.0, "years", 0.01), ("Na22", 2.602, "years", 0.01),
     ("F18", 1.8295, "h", 0.01), ("Po212", 294.4, "ns", 0.05)],
)  # fmt: skip
def test_half_lives_in_sensible_units(nuscat, name, number, unit, tolerance):
    """Known half-lives: of Ge76 that of its double beta decay, (1.9 ± 0.1)·10²¹ years."""
    (row,) = (x.split() for x in nuscat("nuclide", name).out.splitlines() if x.startswith(" half-life"))
    assert row[2] == unit
    assert float(row[1]) == pytest.approx(number, rel=tolerance)


@pytest.mark.parametrize("topic", list(TOPICS))
def test_descriptions_are_plain_text(nuscat, topic):
    for text in (nuscat("models", topic).out, nuscat("models", topic, "--json").out):
        assert "`" not in text
        assert ":math:" not in text
        assert ":func:" not in text


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        (r"linear, :math:`E_{ee} = T\,(a + bT)`, clipped.", "linear, E_ee = T (a + bT), clipped."),
        ("Response; see :func:`polynomial`.", "Response."),
        ("As :class:`~nuscat.detectors.Linear` with `a` and ``b``.", "As Linear with a and b."),
    ],
)
def test_mark_up_is_removed(marked, plain):
    from nuscat.cli._parse import plain_text

    assert plain_text(marked) == plain


@pytest.mark.parametrize(("name", "spin"), [("Cs133", "7/2+"), ("Ge73", "9/2+"), ("Ar40", "0+"), ("K40", "4−")])
def test_spins_are_fractions(nuscat, name, spin):
    (row,) = (line for line in nuscat("nuclide", name).out.splitlines() if "spin and parity" in line)
    assert row.split()[3] == spin
