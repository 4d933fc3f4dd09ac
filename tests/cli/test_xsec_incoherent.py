"""`nuscat xsec incoherent`."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from nuscat import processes
from nuscat.cli import app


def _run(*arguments: str):
    return CliRunner().invoke(app, ["xsec", *arguments])


def test_numbers_are_those_of_the_process():
    result = _run("incoherent", "Cs133", "--energies", "30,50", "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    xs = processes.incoherent("Cs133")
    assert document["cross_section_cm2"] == pytest.approx([xs.sigma(30.0), xs.sigma(50.0)], rel=1e-12)
    assert document["process"] == "incoherent"
    assert "upper bound" in document["notes"][0]
    assert document["conventions"]["g_A"] == 1.2754
    assert "Bednyakov:2018mjd" in document["cite"]


def test_material_flux_and_threshold():
    result = _run("incoherent", "CsI", "--flux", "sns", "--threshold", "5 keV", "--json")
    assert result.exit_code == 0
    assert 1e-41 < json.loads(result.stdout)["flux_averaged_cross_section_cm2"] < 5e-39


def test_new_interactions_are_refused():
    result = _run("incoherent", "Cs133", "--energies", "30", "--set", "eps_ee_u=0.1")
    assert result.exit_code != 0


def test_unknown_process_names_both():
    result = _run("incoherant", "Cs133", "--energies", "30")
    assert result.exit_code != 0
    assert "incoherent" in result.output + str(result.exception)
