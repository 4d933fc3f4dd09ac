"""Flavours: names and PDG codes."""

from __future__ import annotations

import pytest

from nuscat._core.errors import UnknownNameError
from nuscat._core.flavours import FLAVOURS, family, flavour_name, is_antineutrino, pdg_code


def test_codes_are_those_of_the_particle_data_group() -> None:
    particle = pytest.importorskip("particle")
    for name, code in FLAVOURS.items():
        entry = particle.Particle.from_pdgid(code)
        assert entry.pdgid.is_lepton
        assert entry.charge == 0
        assert ("bar" in entry.programmatic_name) == name.startswith("anti_")
        assert family(name) in entry.programmatic_name.split("_")


@pytest.mark.parametrize("name", list(FLAVOURS))
def test_round_trip(name: str) -> None:
    code = pdg_code(name)
    assert flavour_name(code) == name
    assert pdg_code(str(code)) == pdg_code(code) == code
    assert is_antineutrino(name) == (code < 0)
    assert flavour_name(-code) != name
    assert family(code) == family(-code)


@pytest.mark.parametrize(
    ("alias", "code"),
    [
        ("NuMuBar", -14),
        (" nue ", 12),
        ("nu_tau_bar", -16),
        ("+14", 14),
        ("nue_bar", -12),
        ("numu_bar", -14),
        ("nutau_bar", -16),
        ("anti_nue", -12),
        ("anti-nu_e", -12),
        ("nu_e-bar", -12),
        ("nu-mu", 14),
        ("nubar_mu", -14),
    ],
)
def test_other_spellings(alias: str, code: int) -> None:
    assert pdg_code(alias) == code


@pytest.mark.parametrize("bad", ["nu_mumu", "anti_nu_mu_bar", "antie", "bar", "nubar", 13, 0, True, None, 12.5, ""])
def test_unknown_flavours(bad: object) -> None:
    with pytest.raises(UnknownNameError, match="Unknown neutrino flavour"):
        pdg_code(bad)  # type: ignore[arg-type]


def test_the_message_names_the_closest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean nu_mu"):
        pdg_code("nu_muu")


@pytest.mark.parametrize("name", ["anti_nu_x", "numbar", "nubaru", "anti_muon"])
def test_what_looks_like_an_antineutrino_gets_antineutrinos(name: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        pdg_code(name)
    assert "anti_nu_mu" in caught.value.hint
    assert not {" nu_e", " nu_mu", " nu_tau"} & {f" {w.strip(',.?')}" for w in caught.value.hint.split()}
