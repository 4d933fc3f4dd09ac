"""Running of the weak mixing angle against Erler:2004in and Erler:2017knj, and fits of CEvNS data."""

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.fixture(scope="module")
def page(results: Callable[[str], dict]) -> dict:
    return results("weak_mixing_running")


def test_value_at_zero(page):
    published = sorted(p for _, p in page["zero"].values())
    assert published == [0.23857, 0.23867, 0.23868]
    for ours, value in page["zero"].values():
        assert ours == pytest.approx(value, rel=1e-3)


def test_printed_solution(page):
    assert len(page["solution"]) == 7
    for label, ours, printed in page["solution"]:
        assert ours == pytest.approx(printed, abs=2e-6), label


def test_fine_structure_constant_at_2_gev(page):
    assert page["alpha_2GeV"] == pytest.approx(133.31, abs=0.02)


def test_pulls(page):
    """E158, Qweak and the corrected NuTeV agree with the running, NuTeV as published does not (3σ)."""
    pulls = {name: row[4] for name, row in page["pulls"].items()}
    for name in ("E158", "Qweak", "NuTeV-2009", "APV-Cs", "PVDIS"):
        assert abs(pulls[name]) < 2.0, name
    assert pulls["NuTeV"] == pytest.approx(3.2, abs=0.3)


def test_cevns_contains_the_running_value(page):
    """Every CEvNS result within two of its errors of 0.2386."""
    for label, (value, low, high) in page["fits"].items():
        error = high - value if value < 0.2386 else value - low
        assert abs(value - 0.2386) < 2.0 * error, label


def test_argon_improves_caesium_iodide(page):
    alone, both = page["fits"]["COHERENT CsI"], page["fits"]["COHERENT CsI + LAr"]
    assert both[2] - both[1] < alone[2] - alone[1]
